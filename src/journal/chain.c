/* chain: the hashes, and the walk along the stored rows that proves them.
 *
 * One walk serves every reading: each row in order, canonical, linked to the one before, in the batch that brought it.
 * Batches are covered by a hash of their own: over the head before them, so that a batch cannot be moved, and over key,
 * title and extent. It finds damage; what proves anything to an outsider is the chain of rows alone.
 *
 * Invariant: `each` sees no row that was not checked as far as was asked, and every row before it. */
#include "journal/journal_int.h"

/* ---- hashes ---- */
err_code hash_event(hash *out, buf *bytes, const hash *prev, const event *ev, err *e)
{
    bytes->len = 0;
    err_code code = event_encode(bytes, ev, e);
    if (code) return code;
    CHECK(bytes->len > 0);
    hasher h;
    hasher_init(&h);
    hasher_put(&h, prev->byte, HASH_BYTES);
    hasher_put(&h, bytes->ptr, bytes->len);
    hasher_end(out, &h);
    return ERR_OK;
}

static void put_number(hasher *h, uint64_t number)
{
    uint8_t byte[8];
    for (int i = 0; i < 8; i++) byte[i] = (uint8_t)(number >> (8 * i));
    hasher_put(h, byte, sizeof byte);
}

hash hash_batch(const journal_batch *b, const hash *prev)
{
    hash out;
    hasher h;
    hasher_init(&h);
    hasher_put(&h, prev->byte, HASH_BYTES);
    put_number(&h, b->number);
    put_number(&h, b->first);
    put_number(&h, b->last);
    put_number(&h, b->key.len);
    hasher_put(&h, b->key.ptr, b->key.len);
    put_number(&h, b->title.len);
    hasher_put(&h, b->title.ptr, b->title.len);
    hasher_end(&out, &h);
    return out;
}

/* ---- the walk along the chain ---- */
typedef struct walk {
    journal *j;
    journal_mark at; /* the last row that was good */
    journal_check how;
    seq_no until; /* 0 = all there are */
    seq_no batch_number, batch_last;
    buf bytes;
} walk;

/* Numbers and hash of a batch that should begin at first, behind the row whose hash is prev. */
static err_code check_batch(const journal_batch *b, seq_no first, const hash *prev, err *e)
{
    if (b->number != first) return damage(e, E_EVENT_BYTES, first, "batch.number");
    if (b->first != first) return damage(e, E_EVENT_BYTES, first, "batch.first_seq");
    if (b->last < first) return damage(e, E_EVENT_BYTES, first, "batch.last_seq");
    hash expected = hash_batch(b, prev);
    return hash_equal(&b->hash, &expected) ? ERR_OK : damage(e, E_EVENT_BYTES, first, "batch.hash");
}

err_code chain_join(journal_mark *at, journal_batch *b, journal *j, seq_no after, err *e)
{
    CHECK(after > 0);
    bool found = false;
    err_code code = j->engine->find_mark(&found, at, j->store, after, e);
    if (code) return code;
    if (!found) return damage(e, E_CHAIN_GAP, after, NULL);
    code = j->engine->next_batch(&found, b, j->store, e);
    if (code) return code;
    if (!found || b->number > after) return damage(e, E_EVENT_BYTES, after, "batch.number");
    if (b->last < after) return damage(e, E_EVENT_BYTES, after, "batch.last_seq");
    journal_mark before = {.recorded_us = 0};
    if (b->number > 1) code = j->engine->find_mark(&found, &before, j->store, b->number - 1, e);
    if (code) return code;
    if (!found) return damage(e, E_CHAIN_GAP, b->number - 1, NULL);
    return check_batch(b, b->number, &before.head.hash, e);
}

static void enter_batch(walk *w, const journal_batch *b)
{
    w->batch_number = b->number;
    w->batch_last = b->last;
}

/* Opens the snapshot; it is closed again when this fails. */
static err_code walk_begin(walk *w, seq_no after, seq_no until, err *e)
{
    journal *j = w->j;
    journal_batch b = {.number = 0};
    w->at = (journal_mark){.recorded_us = INT64_MIN};
    err_code code = j->engine->scan(j->store, after, until, e);
    if (code || after == 0) return code;
    code = chain_join(&w->at, &b, j, after, e);
    if (code) j->engine->scan_end(j->store);
    enter_batch(w, &b);
    return code;
}

static err_code walk_batch(walk *w, const event *ev, err *e)
{
    if (w->at.head.seq == w->batch_last) {
        journal_batch b;
        bool found = false;
        err_code code = w->j->engine->next_batch(&found, &b, w->j->store, e);
        if (!code && !found) code = damage(e, E_EVENT_BYTES, ev->seq, "batch.number");
        if (!code) code = check_batch(&b, ev->seq, &w->at.head.hash, e);
        if (code) return code;
        enter_batch(w, &b);
    }
    CHECK(ev->seq <= w->batch_last);
    return ev->batch == w->batch_number ? ERR_OK : damage(e, E_EVENT_BYTES, ev->seq, "batch");
}

/* Is this the row that may stand next? */
static err_code check_row(const walk *w, const journal_row *row, err *e)
{
    seq_no seq = w->at.head.seq + 1;
    CHECK(seq > 0);
    if (row->ev.seq != seq) return damage(e, E_CHAIN_GAP, seq, NULL);
    if (row->hash_alg != HASH_BLAKE2B_256) return damage(e, E_EVENT_BYTES, seq, "hash_alg");
    if (row->ev.recorded_us <= w->at.recorded_us) return damage(e, E_EVENT_BYTES, seq, "recorded_us");
    if (!hash_equal(&row->prev, &w->at.head.hash)) return damage(e, E_CHAIN_BROKEN, seq, NULL);
    return ERR_OK;
}

/* As far as was asked. */
static err_code prove_row(walk *w, const journal_row *row, err *e)
{
    if (w->how == JOURNAL_CHECK_LINKS) return event_check(&row->ev, e);
    hash computed;
    err_code code = hash_event(&computed, &w->bytes, &row->prev, &row->ev, e);
    if (code) return code;
    return hash_equal(&computed, &row->hash) ? ERR_OK : damage(e, E_CHAIN_BROKEN, row->ev.seq, NULL);
}

/* Takes one more row, or says what is wrong with it. */
static err_code walk_on(walk *w, const journal_row *row, err *e)
{
    err_code code = check_row(w, row, e);
    if (code) return code;
    code = prove_row(w, row, e);
    if (!code) code = walk_batch(w, &row->ev, e);
    if (code) return code;
    w->at = (journal_mark){.head = {row->ev.seq, row->hash}, .recorded_us = row->ev.recorded_us};
    return ERR_OK;
}

/* Behind the last row: nothing may be missing that a batch or the caller knows of. */
static err_code walk_finish(walk *w, seq_no until, err *e)
{
    seq_no last = w->at.head.seq;
    journal_batch b;
    bool missing = until ? last != until : last != w->batch_last;
    err_code code = ERR_OK;
    if (!missing && !until) code = w->j->engine->next_batch(&missing, &b, w->j->store, e);
    if (!code && missing) code = damage(e, E_CHAIN_GAP, last + 1, NULL);
    return code ? code : w->j->engine->check_rest(w->j->store, e);
}

/* The next row that was proved, or what ends the walk. */
static err_code next_proved(bool *more, journal_row *row, void *self, err *e)
{
    walk *w = self;
    err_code code = w->j->engine->next_row(more, row, w->j->store, e);
    if (code == E_BOOK_DAMAGED && e) e->at.seq = w->at.head.seq + 1;
    if (code) return code;
    return *more ? walk_on(w, row, e) : walk_finish(w, w->until, e);
}

/* Room for every row at once: whoever encodes may not be the one who may ask for memory. */
static err_code make_room(buf *bytes, arena *scratch, err *e)
{
    char *room = arena_get(scratch, ROW_BYTES_MAX);
    if (room == NULL) return arena_err(scratch, e);
    *bytes = (buf){.from = scratch, .ptr = room, .room = ROW_BYTES_MAX, .max = ROW_BYTES_MAX};
    return ERR_OK;
}

err_code journal_read(journal *j, seq_no after, seq_no until, journal_check how, journal_visit each, void *self,
                      arena *scratch, err *e)
{
    CHECK(j != NULL);
    CHECK(each != NULL);
    CHECK(until == 0 || until >= after);
    walk w = {.j = j, .how = how, .until = until};
    err_code code = how == JOURNAL_CHECK_ALL ? make_room(&w.bytes, scratch, e) : ERR_OK;
    if (!code) code = walk_begin(&w, after, until, e);
    if (code) return code;
    code = line_run(next_proved, &w, each, self, scratch, e);
    j->engine->scan_end(j->store);
    return code;
}
