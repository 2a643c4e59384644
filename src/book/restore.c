/* restore: a book from the image of its rows, as if folded.
 *
 * One pass in the order of the rows. Each sees the book as it was then, since a reversal beyond `applied` is as if not
 * made. What is not in the image is applied anew: things, names, facts, merges, nests, closes, uses. An ordinary flow
 * changes only uses; what flows add up to is built when it is first asked for (ledger_ready).
 *
 * An image is trusted no more than a journal: each row passes admit, but for the sums of the ledger, which are checked
 * as it is built (positions_rebuild); of ordinary flows, each kind between two parties once. Invariant: a link that is no pair's says what this pass put there. */
#include "book/book_int.h"

#define FLOW_FIRST KIND_COMMITMENT_SIGNED
enum { FLOW_KINDS_MAX = 32 };

typedef struct restoring {
    book *b;
    uint32_t *admitted; /* a pair: bit i = kind FLOW_FIRST + i was admitted between the two */
    seq_no maker;       /* the last one that was an actor */
} restoring;

static bool is_flow(kind k)
{
    return k >= FLOW_FIRST && (int)k - FLOW_FIRST < FLOW_KINDS_MAX && kind_is_flow(k);
}

/* Everything of a row but the sums of the ledger. */
static err_code restore_row(restoring *s, seq_no seq, bool *sound, err *e)
{
    event ev;
    book *b = s->b;
    b->applied = seq - 1;
    rows_get(&ev, &b->rows, seq);
    if (book_pair_of(b, seq) == 0) row_set_link(b, seq, 0);
    *sound = admit(b, &ev, NULL) == ERR_OK;
    if (!*sound) return ERR_OK;
    b->applied = seq;
    uses_count(b, &ev, 1);
    if (is_flow(ev.kind) || ev.kind == KIND_FUND_MERGED) return ERR_OK; /* the ledger's */
    bool done = ev.kind == KIND_ENTRY_REVERSED ? reversal_give_back(b, &ev) : apply_by_kind(b, &ev);
    return done ? ERR_OK : arena_err(b->from, e);
}

/* A flow without a wide record, of a kind that was admitted between these two parties: it needs no event. */
static bool is_known_flow(const restoring *s, const row_slice *c, uint32_t i)
{
    kind k = (kind)c->kind[i];
    return c->wide[i] == 0 && c->pair[i] != 0 && c->maker[i] == s->maker && is_flow(k) &&
           s->admitted[c->pair[i] - 1] >> (k - FLOW_FIRST) & 1 && !control_is_four_eyes(s->b);
}

static void note_flow(restoring *s, const row_slice *c, uint32_t i)
{
    kind k = (kind)c->kind[i];
    s->maker = c->maker[i];
    if (c->pair[i] != 0 && is_flow(k)) s->admitted[c->pair[i] - 1] |= 1U << (k - FLOW_FIRST);
}

static err_code restore_slice(restoring *s, const row_slice *c, bool *sound, err *e)
{
    for (uint32_t i = 0; i < c->count; i++) {
        if (is_known_flow(s, c, i)) {
            ++*rows_uses(&s->b->rows, c->subject[i]);
            ++*rows_uses(&s->b->rows, c->object[i]);
            continue;
        }
        err_code code = restore_row(s, c->first + i, sound, e);
        if (code || !*sound) return code;
        note_flow(s, c, i);
    }
    return ERR_OK;
}

static err_code restore_all(book *b, arena *scratch, bool *sound, err *e)
{
    row_slice c;
    uint32_t count = b->rows.count;
    restoring s = {.b = b};
    s.admitted = arena_get(scratch, (book_pair_count(b) + 1) * sizeof *s.admitted);
    if (s.admitted == NULL) return arena_err(scratch, e);
    b->ledger_is_stale = true;
    for (seq_no at = 1; at <= count; at += c.count) {
        rows_slice(&c, &b->rows, at, count);
        err_code code = restore_slice(&s, &c, sound, e);
        if (code || !*sound) return code;
    }
    b->applied = count;
    book_publish(b);
    return ERR_OK;
}

static err_code load(book *b, bool *usable, const char *path, hash *head, err *e)
{
    err_code code = rows_load(&b->rows, usable, path, head, e);
    if (code || !*usable) return code;
    arena *scratch = arena_new("BOOK_BYTES_MAX", BOOK_BYTES_MAX);
    if (scratch == NULL) return arena_err(b->from, e);
    code = restore_all(b, scratch, usable, e);
    arena_free(scratch);
    return code;
}

err_code book_load(book **out, bool *usable, const char *path, seq_no *seq, hash *head, err *e)
{
    book *b = NULL;
    CHECK(out != NULL);
    *out = NULL;
    *usable = false;
    err_code code = book_new(&b, e);
    if (code == ERR_OK) code = load(b, usable, path, head, e);
    if (code == ERR_OK && *usable) {
        *seq = book_length(b);
        *out = b;
        return ERR_OK;
    }
    *usable = false;
    if (b != NULL) book_free(b);
    return code;
}

err_code book_save(const book *b, const char *path, const hash *head, err *e)
{
    CHECK(book_length(b) == b->applied);
    CHECK(b->applied > 0);
    return rows_save(&b->rows, path, head, e);
}
