/* names: who is called so, and what a written word means.
 *
 * A word is an exact id, else a name (registered or given by a change, at any time), else an alias; within one of the
 * three it must mean one thing, merged ones counted as the one that stands. The lists of bearers are an index: a bearer
 * whose entry was reversed no longer counts. Nothing is guessed: near names are offered, never taken. */
#include "book/book_int.h"

/* 64 bits of letter pairs: enough to offer near names without walking them. */
uint64_t signature_of(str name)
{
    uint64_t bits = 0;
    size_t at = 0;
    uint32_t before = 0, code;
    if (!utf8_valid(name)) return 0;
    while ((code = utf8_next(name, &at)) != 0) {
        bits |= UINT64_C(1) << ((code * 2654435761u) >> 26);
        if (before) bits |= UINT64_C(1) << (((before * 31 + code) * 2654435761u) >> 26);
        before = code;
    }
    return bits;
}

bool bearer_put(book *b, map_str *of, str word, seq_no who, seq_no entry)
{
    uint32_t newest = 0;
    CHECK(who >= 1);
    CHECK(entry >= who);
    if (word.len == 0) return true;
    (void)map_str_find(&newest, of, word);
    if (!arena_grow(b->from, (void **)&b->bearers, sizeof *b->bearers, &b->bearer_room, b->bearer_count + 1))
        return false;
    b->bearers[b->bearer_count] = (bearer){who, entry, newest};
    return map_str_put(of, word, ++b->bearer_count);
}

static uint32_t newest_bearer(const map_str *of, str word)
{
    uint32_t newest = 0;
    return map_str_find(&newest, of, word) ? newest : 0;
}

static bool bears_still(const book *b, const bearer *who)
{
    CHECK(who->entry <= b->applied);
    return row_stands(b, who->entry) && row_stands(b, who->thing);
}

seq_no name_holder(const book *b, str name, thing_class is, seq_no own)
{
    for (uint32_t i = newest_bearer(&b->bearers_of, name); i; i = b->bearers[i - 1].older) {
        const bearer *who = &b->bearers[i - 1];
        seq_no stands = stands_now(b, who->thing);
        if (bears_still(b, who) && stands != own && class_fits(b, stands, is)) return stands;
    }
    return 0;
}

bool name_held_by(const book *b, str name, seq_no party)
{
    for (uint32_t i = newest_bearer(&b->bearers_of, name); i; i = b->bearers[i - 1].older)
        if (bears_still(b, &b->bearers[i - 1]) && stands_now(b, b->bearers[i - 1].thing) == party) return true;
    return stands_now(b, book_find_id(b, name)) == party;
}

bool names_itself(const book *b, str word, seq_no party)
{
    seq_no by_id = book_find_id(b, word);
    if (by_id) return by_id == party;
    for (uint32_t i = newest_bearer(&b->bearers_of, word); i; i = b->bearers[i - 1].older)
        if (bears_still(b, &b->bearers[i - 1]) && b->bearers[i - 1].thing == party) return true;
    return false;
}

seq_no uscc_holder(const book *b, str code, seq_no own)
{
    for (uint32_t i = newest_bearer(&b->uscc_of, code); i; i = b->bearers[i - 1].older) {
        const bearer *who = &b->bearers[i - 1];
        if (bears_still(b, who) && stands_now(b, who->thing) != own &&
            str_equal(uscc_now(b, thing_of(b, who->thing), 0), code))
            return who->entry;
    }
    return 0;
}

/* ---- candidates ---- */
typedef struct candidates {
    seq_no seq[CANDIDATES_MAX];
    int score[CANDIDATES_MAX];
    uint32_t count;
} candidates;

static bool candidate_known(const candidates *c, seq_no seq)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->seq[i] == seq) return true;
    return false;
}

/* Keeps the best few; of equal ones those that were offered first. */
static void candidate_offer(candidates *c, seq_no seq, int score)
{
    if (candidate_known(c, seq)) return;
    uint32_t at = c->count;
    while (at > 0 && c->score[at - 1] < score) at--;
    if (at >= CANDIDATES_MAX) return;
    if (c->count < CANDIDATES_MAX) c->count++;
    for (uint32_t i = c->count - 1; i > at; i--) {
        c->seq[i] = c->seq[i - 1];
        c->score[i] = c->score[i - 1];
    }
    c->seq[at] = seq;
    c->score[at] = score;
    CHECK(c->count <= CANDIDATES_MAX);
}

static void say_candidates(const book *b, const candidates *c, err *e)
{
    char text[120];
    size_t used = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        str id = thing_id(b, c->seq[i]);
        if (used + id.len + 2 > sizeof text) break;
        if (used) text[used++] = ' ';
        for (size_t k = 0; k < id.len; k++) text[used++] = id.ptr[k];
    }
    err_text(e, "candidates", used ? (str){text, used} : STR("-"));
}

static candidates nearest(const book *b, str word, thing_class wanted)
{
    candidates near = {.count = 0};
    uint64_t bits = signature_of(word);
    uint32_t count = atomic_load_explicit(&b->thing_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++) {
        const thing_state *t = thing_at(b, i);
        if (!thing_fits(t, wanted)) continue;
        int score = __builtin_popcountll(bits & t->signature) * 100 - __builtin_popcountll(bits ^ t->signature) * 10;
        if (score > 0 && row_stands(b, t->as.seq)) candidate_offer(&near, stands_now(b, t->as.seq), score);
    }
    return near;
}

/* ---- resolving ---- */
static err_code refuse_unknown(const book *b, str word, thing_class wanted, err *e)
{
    if (e == NULL) return E_NAME_UNKNOWN; /* the walk is only for who reads the refusal */
    candidates near = nearest(b, word, wanted);
    err_set(e, E_NAME_UNKNOWN);
    err_text(e, "word", word);
    say_candidates(b, &near, e);
    return E_NAME_UNKNOWN;
}

static err_code refuse_ambiguous(const book *b, str word, const candidates *fit, err *e)
{
    CHECK(fit->count > 1);
    err_set(e, E_NAME_AMBIGUOUS);
    err_text(e, "word", word);
    say_candidates(b, fit, e);
    return E_NAME_AMBIGUOUS;
}

static err_code refuse_class(const book *b, str word, seq_no found, thing_class wanted, err *e)
{
    const thing_state *t = thing_of(b, found);
    CHECK(t != NULL);
    const char *is =
        t->as.is == THING_party ? enum_word(LIST_party_class, t->as.class_code) : thing_title(t->as.is, false);
    err_set(e, E_CLASS_WRONG);
    err_text(e, "word", word);
    err_text(e, "found", str_from(is));
    err_text(e, "wanted", str_from(thing_title(wanted, false)));
    return E_CLASS_WRONG;
}

static bool is_alias(const book *b, const bearer *who)
{
    return book_kind(b, who->entry) == KIND_PARTY_ALIAS;
}

/* Things of the wanted class that bear the name, as name or as alias. *any: one of whatever class. */
static candidates bearers_fitting(const book *b, str word, thing_class wanted, bool by_alias, seq_no *any)
{
    candidates fit = {.count = 0};
    for (uint32_t i = newest_bearer(&b->bearers_of, word); i; i = b->bearers[i - 1].older) {
        const bearer *who = &b->bearers[i - 1];
        if (!bears_still(b, who) || is_alias(b, who) != by_alias) continue;
        seq_no stands = stands_now(b, who->thing);
        *any = stands;
        if (class_fits(b, stands, wanted)) candidate_offer(&fit, stands, 0);
    }
    return fit;
}

static err_code resolve_name(seq_no *out, const book *b, str word, thing_class wanted, err *e)
{
    seq_no any = 0;
    candidates fit = bearers_fitting(b, word, wanted, false, &any);
    if (fit.count == 0) fit = bearers_fitting(b, word, wanted, true, &any);
    if (fit.count > 1) return refuse_ambiguous(b, word, &fit, e);
    if (fit.count == 0) return any ? refuse_class(b, word, any, wanted, e) : refuse_unknown(b, word, wanted, e);
    *out = fit.seq[0];
    return ERR_OK;
}

err_code book_resolve(seq_no *out, const book *b, str word, thing_class wanted, err *e)
{
    CHECK(out != NULL);
    CHECK(wanted != THING_none);
    seq_no found = stands_now(b, book_find_id(b, word));
    if (found == 0) return resolve_name(out, b, word, wanted, e);
    if (!class_fits(b, found, wanted)) return refuse_class(b, word, found, wanted, e);
    *out = found;
    return ERR_OK;
}
