/* things: parties, clusters, documents, programs, measures, targets, projects, actors. Named by the seq that registered
 * them; found by id; readable under any name they ever bore. */
#include "book/book_int.h"

thing_state *thing_at(const book *b, uint32_t index)
{
    CHECK(index < atomic_load_explicit(&b->thing_count, memory_order_acquire));
    return &b->things[index / THING_ROWS][index % THING_ROWS];
}

thing_state *thing_of(const book *b, seq_no seq)
{
    if (seq == 0 || seq > b->applied)
        return NULL;
    uint32_t index = chunk_of(b, seq)->thing[row_of(seq)];
    return index ? thing_at(b, index - 1) : NULL;
}

bool book_thing(thing *out, const book *b, seq_no seq)
{
    const thing_state *t = thing_of(b, seq);
    if (t == NULL)
        return false;
    *out = t->as;
    return true;
}

bool book_is_fund(const book *b, seq_no seq)
{
    const thing_state *t = thing_of(b, seq);
    return t != NULL && t->as.is == THING_party && kind_is_fund_class(t->as.class_code);
}

seq_no book_find_id(const book *b, str id)
{
    uint32_t seq;
    if (!map_str_find(&seq, &b->id_of, id) || !row_stands(b, seq))
        return 0;
    return seq;
}

/* One step of a merge chain at a prefix; itself when none. */
static seq_no merged_step(const book *b, seq_no party, seq_no prefix)
{
    const thing_state *t = thing_of(b, party);
    if (t == NULL)
        return party;
    const merge_node *node = atomic_load_explicit(&t->merged, memory_order_acquire);
    for (; node != NULL; node = node->older)
        if (node->entry <= prefix && book_reversed_by(b, node->entry, prefix) == 0)
            return node->into;
    return party;
}

seq_no book_merged_into(const book *b, seq_no party, seq_no prefix)
{
    for (;;) { /* ends: decide refuses to merge into what leads back */
        seq_no next = merged_step(b, party, prefix);
        if (next == party)
            return party;
        party = next;
    }
}

static str changed_name(const book *b, const thing_state *t, seq_no prefix, bool zh)
{
    const name_node *node = atomic_load_explicit(&t->changed, memory_order_acquire);
    for (; node != NULL; node = node->older) {
        str name = zh ? node->zh : node->en;
        if (name.len && node->entry <= prefix && book_reversed_by(b, node->entry, prefix) == 0)
            return name;
    }
    return STR_NONE;
}

str book_name(const book *b, seq_no seq, seq_no prefix, bool zh)
{
    const thing_state *t = thing_of(b, seq);
    if (t == NULL)
        return STR_NONE;
    str name = changed_name(b, t, prefix, zh);
    if (name.len)
        return name;
    if (zh)
        return t->as.name;
    return t->name_en.len ? t->name_en : book_name(b, seq, prefix, true);
}

const char *thing_title(thing_class is, bool zh)
{
    static const char *const titles[][2] = {{"", ""},         {"主体", "party"},   {"基金", "fund"},     {"集群", "cluster"},
                                            {"主体或集群", "party or cluster"}, {"文件", "document"}, {"方案", "program"},
                                            {"措施", "measure"}, {"目标", "target"}, {"项目", "project"},  {"操作者", "actor"}};
    CHECK((size_t)is < COUNT_OF(titles));
    return titles[is][zh ? 0 : 1];
}

bool class_fits(const book *b, seq_no seq, thing_class wanted)
{
    const thing_state *t = thing_of(b, seq);
    if (t == NULL)
        return false;
    if (wanted == THING_fund)
        return book_is_fund(b, seq);
    if (wanted == THING_holder)
        return t->as.is == THING_party || t->as.is == THING_cluster;
    return t->as.is == wanted;
}

/* ---- names ---- */

/* 64 bits of letter pairs: enough to offer near names without walking them. */
static uint64_t signature_of(str name)
{
    uint64_t bits = 0;
    size_t at = 0;
    uint32_t before = 0, code;
    while ((code = utf8_next(name, &at)) != 0) {
        bits |= UINT64_C(1) << ((code * 2654435761u) >> 26);
        if (before)
            bits |= UINT64_C(1) << (((before * 31 + code) * 2654435761u) >> 26);
        before = code;
    }
    return bits;
}

bool name_put(book *b, str name, seq_no bearer_seq, seq_no entry)
{
    uint32_t head = 0;
    if (name.len == 0)
        return true;
    if (!map_str_find(&head, &b->bearers_of, name)) {
        name = arena_str(b->from, name);
        if (name.ptr == NULL)
            return false;
    }
    if (!arena_grow(b->from, (void **)&b->bearers, sizeof *b->bearers, &b->bearer_room, b->bearer_count + 1))
        return false;
    b->bearers[b->bearer_count] = (bearer){bearer_seq, entry, head};
    return map_str_put(&b->bearers_of, name, ++b->bearer_count);
}

static uint32_t first_bearer(const book *b, str name)
{
    uint32_t head = 0;
    if (!map_str_find(&head, &b->bearers_of, name))
        return 0;
    return head;
}

seq_no name_taken(const book *b, str name, thing_class is)
{
    for (uint32_t i = first_bearer(b, name); i; i = b->bearers[i - 1].next) {
        const bearer *who = &b->bearers[i - 1];
        if (row_stands(b, who->entry) && row_stands(b, who->thing) && class_fits(b, who->thing, is))
            return who->thing;
    }
    return 0;
}

/* ---- resolving a word ---- */

typedef struct candidates {
    seq_no seq[CANDIDATES_MAX];
    int score[CANDIDATES_MAX];
    uint32_t count;
} candidates;

static bool candidate_known(const candidates *c, seq_no seq)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->seq[i] == seq)
            return true;
    return false;
}

/* Keeps the best few; ties by entry, earlier first, because things are offered in that order. */
static void candidate_offer(candidates *c, seq_no seq, int score)
{
    if (candidate_known(c, seq))
        return;
    uint32_t at = c->count;
    while (at > 0 && c->score[at - 1] < score)
        at--;
    if (at >= CANDIDATES_MAX)
        return;
    if (c->count < CANDIDATES_MAX)
        c->count++;
    for (uint32_t i = c->count - 1; i > at; i--) {
        c->seq[i] = c->seq[i - 1];
        c->score[i] = c->score[i - 1];
    }
    c->seq[at] = seq;
    c->score[at] = score;
}

static void say_candidates(const book *b, const candidates *c, err *e)
{
    char text[120];
    size_t used = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        str id = thing_of(b, c->seq[i])->as.id;
        if (used + id.len + 2 > sizeof text)
            break;
        if (used)
            text[used++] = ' ';
        for (size_t k = 0; k < id.len; k++)
            text[used++] = id.ptr[k];
    }
    err_text(e, "candidates", used ? (str){text, used} : STR("-"));
}

static err_code refuse_unknown(const book *b, str word, thing_class wanted, err *e)
{
    candidates near = {.count = 0};
    uint64_t bits = signature_of(word);
    uint32_t count = atomic_load_explicit(&b->thing_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++) {
        const thing_state *t = thing_at(b, i);
        int score = __builtin_popcountll(bits & t->signature) * 100 -
                    __builtin_popcountll(bits ^ t->signature) * 10;
        if (score > 0 && class_fits(b, t->as.seq, wanted) && row_stands(b, t->as.seq))
            candidate_offer(&near, t->as.seq, score);
    }
    err_code code = err_set(e, E_NAME_UNKNOWN);
    err_text(e, "word", word);
    say_candidates(b, &near, e);
    return code;
}

static err_code refuse_class(const book *b, str word, seq_no found, thing_class wanted, err *e)
{
    const thing_state *t = thing_of(b, found);
    err_code code = err_set(e, E_CLASS_WRONG);
    err_text(e, "word", word);
    const char *is = t->as.is == THING_party ? enum_word(LIST_party_class, t->as.class_code) : thing_title(t->as.is, false);
    err_text(e, "found", str_from(is));
    err_text(e, "wanted", str_from(thing_title(wanted, false)));
    return code;
}

/* Things of the wanted class that bear the name, merged ones counted as the one that stands. */
static candidates bearers_fitting(const book *b, str word, thing_class wanted, seq_no *any)
{
    candidates fit = {.count = 0};
    for (uint32_t i = first_bearer(b, word); i; i = b->bearers[i - 1].next) {
        const bearer *who = &b->bearers[i - 1];
        if (!row_stands(b, who->entry) || !row_stands(b, who->thing))
            continue;
        seq_no stands = book_merged_into(b, who->thing, b->applied);
        *any = stands;
        if (class_fits(b, stands, wanted))
            candidate_offer(&fit, stands, 0);
    }
    return fit;
}

err_code book_resolve(seq_no *out, const book *b, str word, thing_class wanted, err *e)
{
    CHECK(wanted != THING_none);
    seq_no any = book_find_id(b, word);
    if (any != 0) {
        any = book_merged_into(b, any, b->applied);
        if (!class_fits(b, any, wanted))
            return refuse_class(b, word, any, wanted, e);
        *out = any;
        return ERR_OK;
    }
    candidates fit = bearers_fitting(b, word, wanted, &any);
    if (fit.count == 1) {
        *out = fit.seq[0];
        return ERR_OK;
    }
    if (fit.count > 1) {
        err_code code = err_set(e, E_NAME_AMBIGUOUS);
        err_text(e, "word", word);
        say_candidates(b, &fit, e);
        return code;
    }
    return any ? refuse_class(b, word, any, wanted, e) : refuse_unknown(b, word, wanted, e);
}

/* ---- registering ---- */

static thing_state *next_thing(book *b)
{
    uint32_t index = atomic_load_explicit(&b->thing_count, memory_order_relaxed), block = index / THING_ROWS;
    if (block >= THING_CHUNKS_MAX)
        return NULL;
    if (b->things[block] == NULL)
        b->things[block] = arena_get(b->from, THING_ROWS * sizeof(thing_state));
    return b->things[block] == NULL ? NULL : &b->things[block][index % THING_ROWS];
}

static bool put_thing(book *b, const event *ev, thing_state *t)
{
    const kind_info *info = kind_get(ev->kind);
    str name = attrs_text(ev->attrs, STR("name"), b->from);
    if (name.len == 0)
        name = attrs_text(ev->attrs, STR("title"), b->from);
    str id = attrs_text(ev->attrs, STR("id"), b->from);
    CHECK(id.len > 0);
    t->as = (thing){ev->seq, info->registers, ev->class_code, id, name};
    t->name_en = attrs_text(ev->attrs, STR("name_en"), b->from);
    t->signature = signature_of(name);
    uint32_t index = atomic_load_explicit(&b->thing_count, memory_order_relaxed);
    chunk_of(b, ev->seq)->thing[row_of(ev->seq)] = index + 1;
    atomic_store_explicit(&b->thing_count, index + 1, memory_order_release);
    return map_str_put(&b->id_of, id, ev->seq) && name_put(b, name, ev->seq, ev->seq) &&
           (str_equal(name, t->name_en) || name_put(b, t->name_en, ev->seq, ev->seq));
}

bool apply_thing(book *b, const event *ev)
{
    CHECK(kind_get(ev->kind)->registers != THING_none);
    thing_state *t = next_thing(b);
    if (t == NULL || !put_thing(b, ev, t))
        return false;
    str uscc = attrs_text(ev->attrs, STR("uscc"), b->from);
    return uscc.len == 0 || map_str_put(&b->uscc_of, uscc, ev->seq);
}
