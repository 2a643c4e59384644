/* things: parties, clusters, documents, programs, measures, targets, projects, actors. Named by the seq that registered
 * them; found by id; what changed and what was merged hangs on them, newest entry first, so that a reader of an older
 * prefix walks past what it must not see.
 *
 * Invariants: an entry registers at most one thing; chains of merges end (decide merges into what stands only). */
#include "book/book_int.h"

thing_state *thing_at(const book *b, uint32_t index)
{
    CHECK(index < atomic_load_explicit(&b->thing_count, memory_order_acquire));
    return &b->things[index / THING_ROWS][index % THING_ROWS];
}

thing_state *thing_of(const book *b, seq_no seq)
{
    if (seq == 0 || seq > b->applied) return NULL;
    if (kind_get(book_kind(b, seq))->registers == THING_none) return NULL;
    uint32_t number = row_link(b, seq);
    return number ? thing_at(b, number - 1) : NULL;
}

str thing_id(const book *b, seq_no seq)
{
    const thing_state *t = thing_of(b, seq);
    CHECK(t != NULL);
    CHECK(t->as.id.len > 0);
    return t->as.id;
}

bool book_thing(thing *out, const book *b, seq_no seq)
{
    const thing_state *t = thing_of(b, seq);
    if (t == NULL) return false;
    *out = t->as;
    return true;
}

bool book_is_fund(const book *b, seq_no seq)
{
    return class_fits(b, seq, THING_fund);
}

seq_no book_find_id(const book *b, str id)
{
    uint32_t seq;
    if (!map_str_find(&seq, &b->id_of, id) || !row_stands(b, seq)) return 0;
    CHECK(thing_of(b, seq) != NULL);
    return seq;
}

const char *thing_title(thing_class is, bool zh)
{
    static const char *const titles[][2] = {{"", ""},
                                            {"主体", "party"},
                                            {"基金", "fund"},
                                            {"集群", "cluster"},
                                            {"主体或集群", "party or cluster"},
                                            {"文件", "document"},
                                            {"方案", "program"},
                                            {"措施", "measure"},
                                            {"目标", "target"},
                                            {"项目", "project"},
                                            {"操作者", "actor"}};
    CHECK((size_t)is < COUNT_OF(titles));
    return titles[is][zh ? 0 : 1];
}

bool thing_fits(const thing_state *t, thing_class wanted)
{
    CHECK(t != NULL);
    if (wanted == THING_none) return true;
    if (wanted == THING_fund) return t->as.is == THING_party && kind_is_fund_class(t->as.class_code);
    if (wanted == THING_holder) return t->as.is == THING_party || t->as.is == THING_cluster;
    return t->as.is == wanted;
}

bool class_fits(const book *b, seq_no seq, thing_class wanted)
{
    const thing_state *t = thing_of(b, seq);
    return t != NULL && thing_fits(t, wanted);
}

/* ---- merges ---- */
/* One step of a merge chain at a prefix; itself when none. */
static seq_no merged_step(const book *b, seq_no party, seq_no prefix)
{
    const thing_state *t = thing_of(b, party);
    if (t == NULL) return party;
    const merge_node *node = atomic_load_explicit(&t->merged, memory_order_acquire);
    for (; node != NULL; node = node->older)
        if (node->entry <= prefix && book_reversed_by(b, node->entry, prefix) == 0) return node->into;
    return party;
}

seq_no book_merged_into(const book *b, seq_no party, seq_no prefix)
{
    for (;;) {
        seq_no next = merged_step(b, party, prefix);
        if (next == party) return party;
        party = next;
    }
}

seq_no stands_now(const book *b, seq_no party)
{
    return party && b->has_merges ? book_merged_into(b, party, b->applied) : party;
}

/* ---- what changed ---- */
typedef enum part { PART_NAME, PART_NAME_EN, PART_USCC } part;

static str part_of(const change_node *node, part wanted)
{
    if (wanted == PART_USCC) return node->uscc;
    return wanted == PART_NAME ? node->zh : node->en;
}

static day changed_on(const book *b, seq_no entry)
{
    event ev;
    book_entry(&ev, b, entry);
    return book_effective_span(b, &ev).first;
}

/* The newest value day speaks, not the newest entry: a rename of years ago that is entered late is no rename of today.
 * Of one day, the later entry. */
static str latest(const book *b, const thing_state *t, part wanted, seq_no prefix, seq_no without)
{
    const change_node *node = atomic_load_explicit(&t->changed, memory_order_acquire);
    str found = STR_NONE;
    day found_on = DAY_NONE;
    for (; node != NULL; node = node->older) {
        if (part_of(node, wanted).len == 0 || node->entry > prefix || node->entry == without ||
            book_reversed_by(b, node->entry, prefix) != 0)
            continue;
        day on = changed_on(b, node->entry);
        if (found.len > 0 && on <= found_on) continue;
        found = part_of(node, wanted);
        found_on = on;
    }
    return found;
}

str book_name(const book *b, seq_no seq, seq_no prefix, bool zh)
{
    const thing_state *t = thing_of(b, seq);
    if (t == NULL) return STR_NONE;
    if (!zh) {
        str english = latest(b, t, PART_NAME_EN, prefix, 0);
        if (english.len) return english;
        if (t->name_en.len) return t->name_en;
    }
    str name = latest(b, t, PART_NAME, prefix, 0);
    return name.len ? name : t->as.name;
}

str uscc_now(const book *b, const thing_state *t, seq_no without)
{
    str code = latest(b, t, PART_USCC, b->applied, without);
    return code.len ? code : t->uscc;
}

bool put_change(book *b, const event *ev)
{
    thing_state *t = thing_of(b, ev->subject);
    CHECK(t != NULL);
    change_node *node = arena_get(b->from, sizeof *node);
    if (node == NULL || !text_kept(&node->zh, b, ev, "name") || !text_kept(&node->en, b, ev, "name_en") ||
        !text_kept(&node->uscc, b, ev, "uscc"))
        return false;
    node->entry = ev->seq;
    node->older = atomic_load_explicit(&t->changed, memory_order_relaxed);
    atomic_store_explicit(&t->changed, node, memory_order_release);
    return bearer_put(b, &b->bearers_of, node->zh, ev->subject, ev->seq) &&
           bearer_put(b, &b->bearers_of, node->en, ev->subject, ev->seq) &&
           bearer_put(b, &b->uscc_of, node->uscc, ev->subject, ev->seq);
}

/* ---- registering ---- */
static thing_state *next_thing(book *b)
{
    uint32_t index = atomic_load_explicit(&b->thing_count, memory_order_relaxed), block = index / THING_ROWS;
    if (block >= THING_CHUNKS_MAX) return NULL;
    if (b->things[block] == NULL) b->things[block] = arena_get(b->from, THING_ROWS * sizeof(thing_state));
    return b->things[block] == NULL ? NULL : &b->things[block][index % THING_ROWS];
}

static bool describe(thing_state *t, book *b, const event *ev)
{
    str id, name;
    if (!text_kept(&id, b, ev, "id") || !text_kept(&name, b, ev, "name") ||
        (name.len == 0 && !text_kept(&name, b, ev, "title")) || !text_kept(&t->name_en, b, ev, "name_en") ||
        !text_kept(&t->uscc, b, ev, "uscc"))
        return false;
    CHECK(id.len > 0);
    t->as = (thing){ev->seq, kind_get(ev->kind)->registers, ev->class_code, id, name};
    t->signature = signature_of(name);
    return true;
}

static bool put_names(book *b, const thing_state *t)
{
    seq_no seq = t->as.seq;
    return map_str_put(&b->id_of, t->as.id, seq) && bearer_put(b, &b->bearers_of, t->as.name, seq, seq) &&
           (str_equal(t->as.name, t->name_en) || bearer_put(b, &b->bearers_of, t->name_en, seq, seq)) &&
           bearer_put(b, &b->uscc_of, t->uscc, seq, seq);
}

bool apply_thing(book *b, const event *ev)
{
    CHECK(kind_get(ev->kind)->registers != THING_none);
    thing_state *t = next_thing(b);
    if (t == NULL || !describe(t, b, ev)) return false;
    uint32_t index = atomic_load_explicit(&b->thing_count, memory_order_relaxed);
    row_set_link(b, ev->seq, index + 1);
    atomic_store_explicit(&b->thing_count, index + 1, memory_order_release);
    CHECK(thing_of(b, ev->seq) == t);
    return put_names(b, t);
}
