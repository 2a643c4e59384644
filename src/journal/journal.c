/* journal: the front: numbering, chaining, checking. Knows no back end but by its table of functions.
 *
 * One walk serves both ends: what journal_read does to every stored row (in order, canonical, chained, in its batch),
 * journal_append does to the rows it has just stored, before they are committed, and compares the hashes with those
 * computed from memory. So no row is ever committed that a later reading would refuse.
 *
 * Batches are covered by a hash of their own: over the head before them, so that a batch cannot be moved, and over key,
 * title and extent. It finds damage; what proves anything to an outsider is the chain of rows alone. */
#include "journal/journal.h"

#include "journal/journal_int.h"

#include <string.h>

struct journal {
    arena *memory;
    const journal_engine *engine;
    journal_store *store;
    bool read_only;
};

/* ---- opening ---- */
static err_code no_memory(err *e)
{
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("journal"));
    err_int(e, "bytes", JOURNAL_BYTES_MAX);
    return E_LIMIT;
}

err_code journal_create(const char *path, err *e)
{
    CHECK(path != NULL);
    arena *memory = arena_new("journal", JOURNAL_BYTES_MAX);
    if (!memory) return no_memory(e);
    err_code code = journal_sqlite.create(path, memory, e);
    arena_free(memory);
    return code;
}

static err_code open_in(journal **out, arena *memory, const char *path, bool read_only, err *e)
{
    journal *j = arena_get(memory, sizeof *j);
    if (!j) return arena_err(memory, e);
    j->memory = memory;
    j->engine = &journal_sqlite;
    j->read_only = read_only;
    err_code code = j->engine->open(&j->store, path, read_only, memory, e);
    if (code) return code;
    CHECK(j->store != NULL);
    *out = j;
    return ERR_OK;
}

err_code journal_open(journal **out, const char *path, bool read_only, err *e)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    arena *memory = arena_new("journal", JOURNAL_BYTES_MAX);
    if (!memory) return no_memory(e);
    err_code code = open_in(out, memory, path, read_only, e);
    if (code) arena_free(memory);
    return code;
}

void journal_close(journal *j)
{
    if (!j) return;
    j->engine->close(j->store);
    arena_free(j->memory);
}

err_code journal_head(head *out, journal *j, err *e)
{
    CHECK(out != NULL);
    CHECK(j != NULL);
    bool found = false;
    journal_mark mark = {.recorded_us = 0};
    err_code code = j->engine->find_mark(&found, &mark, j->store, 0, e);
    if (!code) *out = found ? mark.head : (head){.seq = 0};
    return code;
}

err_code journal_hash_at(hash *out, journal *j, seq_no seq, err *e)
{
    CHECK(out != NULL);
    CHECK(j != NULL);
    bool found = false;
    journal_mark mark = {.recorded_us = 0};
    err_code code = seq ? j->engine->find_mark(&found, &mark, j->store, seq, e) : ERR_OK;
    if (code) return code;
    if (!found) return damage(e, E_ENTRY_UNKNOWN, seq, NULL);
    *out = mark.head.hash;
    return ERR_OK;
}

err_code journal_find_batch(bool *found, seq_no *first, seq_no *last, journal *j, str key, err *e)
{
    CHECK(j != NULL);
    CHECK(found != NULL);
    *found = false;
    if (key.len == 0 || key.len > KEY_BYTES_MAX) return ERR_OK; /* no batch can have it */
    return j->engine->find_batch(found, first, last, j->store, key, e);
}

err_code journal_copy(journal *j, const char *path, err *e)
{
    CHECK(j != NULL);
    CHECK(path != NULL);
    return j->engine->copy(j->store, path, e);
}

/* ---- hashes ---- */
/* bytes is written anew. */
static err_code hash_event(hash *out, buf *bytes, const hash *prev, const event *ev, err *e)
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

static hash hash_batch(const journal_batch *b, const hash *prev)
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
    seq_no batch_number, batch_last;
    const journal_batch *written; /* the batch that has just been stored, to compare with; NULL when reading */
    buf bytes;
} walk;

/* Numbers and hash of a batch that should begin at first, behind the row whose hash is prev. */
static err_code check_batch(walk *w, const journal_batch *b, seq_no first, const hash *prev, err *e)
{
    const char *wrong = NULL;
    if (w->written) wrong = record_differs(RECORD_BATCH, w->written, b);
    if (wrong) return damage(e, E_EVENT_BYTES, first, wrong);
    if (b->number != first) return damage(e, E_EVENT_BYTES, first, "batch.number");
    if (b->first != first) return damage(e, E_EVENT_BYTES, first, "batch.first_seq");
    if (b->last < first) return damage(e, E_EVENT_BYTES, first, "batch.last_seq");
    hash expected = hash_batch(b, prev);
    if (!hash_equal(&b->hash, &expected)) return damage(e, E_EVENT_BYTES, first, "batch.hash");
    w->batch_number = b->number;
    w->batch_last = b->last;
    return ERR_OK;
}

/* The row at `after`, and the batch in which the walk begins. */
static err_code join_chain(walk *w, seq_no after, err *e)
{
    const journal_engine *engine = w->j->engine;
    bool found = false;
    err_code code = engine->find_mark(&found, &w->at, w->j->store, after, e);
    if (code) return code;
    if (!found) return damage(e, E_CHAIN_GAP, after, NULL);
    journal_batch b;
    code = engine->next_batch(&found, &b, w->j->store, e);
    if (code) return code;
    if (!found || b.number > after) return damage(e, E_EVENT_BYTES, after, "batch.number");
    if (b.last < after) return damage(e, E_EVENT_BYTES, after, "batch.last_seq");
    journal_mark before = {.recorded_us = 0};
    if (b.number > 1) code = engine->find_mark(&found, &before, w->j->store, b.number - 1, e);
    if (code) return code;
    if (!found) return damage(e, E_CHAIN_GAP, b.number - 1, NULL);
    return check_batch(w, &b, b.number, &before.head.hash, e);
}

/* Opens the snapshot; it is closed again when this fails. */
static err_code walk_begin(walk *w, journal *j, seq_no after, seq_no until, err *e)
{
    w->j = j;
    w->at = (journal_mark){.recorded_us = INT64_MIN};
    err_code code = j->engine->scan(j->store, after, until, e);
    if (code || after == 0) return code;
    code = join_chain(w, after, e);
    if (code) j->engine->scan_end(j->store);
    return code;
}

static err_code walk_batch(walk *w, const event *ev, err *e)
{
    if (w->at.head.seq == w->batch_last) {
        journal_batch b;
        bool found = false;
        err_code code = w->j->engine->next_batch(&found, &b, w->j->store, e);
        if (!code && !found) code = damage(e, E_EVENT_BYTES, ev->seq, "batch.number");
        if (!code) code = check_batch(w, &b, ev->seq, &w->at.head.hash, e);
        if (code) return code;
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

/* Takes one more row, or says what is wrong with it. */
static err_code walk_on(walk *w, const journal_row *row, err *e)
{
    err_code code = check_row(w, row, e);
    if (code) return code;
    hash computed;
    code = hash_event(&computed, &w->bytes, &row->prev, &row->ev, e);
    if (code) return code;
    if (!hash_equal(&computed, &row->hash)) return damage(e, E_CHAIN_BROKEN, row->ev.seq, NULL);
    code = walk_batch(w, &row->ev, e);
    if (code) return code;
    w->at = (journal_mark){.head = {row->ev.seq, computed}, .recorded_us = row->ev.recorded_us};
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

static err_code visit_all(walk *w, seq_no until, journal_visit each, void *self, err *e)
{
    journal_row row = {.hash_alg = 0};
    for (;;) {
        bool more = false;
        err_code code = w->j->engine->next_row(&more, &row, w->j->store, e);
        if (code == E_BOOK_DAMAGED && e) e->at.seq = w->at.head.seq + 1;
        if (!code && !more) return walk_finish(w, until, e);
        if (!code) code = walk_on(w, &row, e);
        if (!code) code = each(self, &row.ev, &row.hash, e);
        if (code) return code;
    }
}

err_code journal_read(journal *j, seq_no after, seq_no until, journal_visit each, void *self, arena *scratch, err *e)
{
    CHECK(j != NULL);
    CHECK(each != NULL);
    CHECK(until == 0 || until >= after);
    walk w = {.j = j};
    buf_init(&w.bytes, scratch, ROW_BYTES_MAX);
    err_code code = walk_begin(&w, j, after, until, e);
    if (code) return code;
    code = visit_all(&w, until, each, self, e);
    j->engine->scan_end(j->store);
    return code;
}

/* ---- appending ---- */
typedef struct appending {
    journal *j;
    const head *expected;
    const event *events;
    uint32_t count;
    journal_batch batch;
    hash *hashes; /* of the rows, from memory; the stored ones must be the same */
    buf bytes;
} appending;

/* Row i as it is to be stored. */
static journal_row row_of(const appending *p, uint32_t i)
{
    CHECK(i < p->count);
    const hash *prev = i ? &p->hashes[i - 1] : &p->expected->hash;
    return (journal_row){.ev = p->events[i], .prev = *prev, .hash = p->hashes[i], .hash_alg = HASH_BLAKE2B_256};
}

static err_code check_texts(const batch *b, err *e)
{
    CHECK(b->key.len > 0);
    bool long_key = b->key.len > KEY_BYTES_MAX;
    if (long_key || b->title.len > TEXT_BYTES_MAX) {
        err_set(e, E_TEXT_LONG);
        err_int(e, "limit", long_key ? KEY_BYTES_MAX : TEXT_BYTES_MAX);
        err_at_field(e, long_key ? "key" : "title", long_key ? b->key : b->title);
        return E_TEXT_LONG;
    }
    if (utf8_valid(b->key) && utf8_valid(b->title)) return ERR_OK;
    err_set(e, E_TEXT_ENCODING);
    err_at_field(e, utf8_valid(b->key) ? "title" : "key", STR(""));
    return E_TEXT_ENCODING;
}

/* Numbers and chains the events; refuses one that has no canonical form. All that can be done before the lock. */
static err_code chain_events(appending *p, event *events, err *e)
{
    const hash *prev = &p->expected->hash;
    for (uint32_t i = 0; i < p->count; i++) {
        event *ev = &events[i];
        if (i > 0) CHECK(ev->recorded_us > events[i - 1].recorded_us);
        ev->seq = p->batch.first + i;
        ev->batch = p->batch.number;
        err_code code = hash_event(&p->hashes[i], &p->bytes, prev, ev, e);
        if (code) return code;
        prev = &p->hashes[i];
    }
    return ERR_OK;
}

static err_code expect_head(const appending *p, err *e)
{
    journal_mark now = {.recorded_us = INT64_MIN};
    bool found = false;
    err_code code = p->j->engine->find_mark(&found, &now, p->j->store, 0, e);
    if (code) return code;
    bool same = now.head.seq == p->expected->seq && hash_equal(&now.head.hash, &p->expected->hash);
    if (!same) {
        err_set(e, E_HEAD_MOVED);
        err_int(e, "expected", p->expected->seq);
        err_int(e, "found", now.head.seq);
        return E_HEAD_MOVED;
    }
    if (p->events[0].recorded_us > now.recorded_us) return ERR_OK;
    return damage(e, E_EVENT_BYTES, p->batch.first, "recorded_us");
}

static err_code expect_new_key(const appending *p, err *e)
{
    bool found = false;
    seq_no first = 0, last = 0;
    err_code code = p->j->engine->find_batch(&found, &first, &last, p->j->store, p->batch.key, e);
    if (code || !found) return code;
    err_set(e, E_DUPLICATE_BATCH);
    err_text(e, "key", p->batch.key);
    err_int(e, "first", first);
    err_int(e, "last", last);
    return E_DUPLICATE_BATCH;
}

static err_code put_all(appending *p, err *e)
{
    err_code code = p->j->engine->put_batch(p->j->store, &p->batch, e);
    for (uint32_t i = 0; i < p->count && !code; i++) {
        journal_row row = row_of(p, i);
        code = p->j->engine->put_row(p->j->store, &row, e);
    }
    return code;
}

/* The value of the argument that names a field; "" when there is none. */
static const char *field_named(const err *e)
{
    for (int i = 0; i < e->arg_count; i++)
        if (strcmp(e->arg[i].name, "field") == 0) return e->arg[i].text;
    return "";
}

/* Which column of row i differs; what the walk complained of when none of the row's own does. */
static err_code refuse_read_back(const appending *p, uint32_t i, const journal_row *found, const err *inner, err *e)
{
    journal_row wanted = row_of(p, i);
    const char *wrong = record_differs(RECORD_ROW, &wanted, found);
    if (!wrong) wrong = record_differs(RECORD_CITATION, &wanted, found);
    if (!wrong) wrong = field_named(inner);
    return damage(e, E_READ_BACK, wanted.ev.seq, wrong);
}

/* A scan that could not give the next row: damage is what was read back, anything else the world's. */
static err_code read_back_failed(err_code code, const err *inner, seq_no seq, err *e)
{
    CHECK(code != ERR_OK);
    if (code == E_EVENT_BYTES) return damage(e, E_READ_BACK, seq, field_named(inner));
    if (code == E_CHAIN_GAP) return damage(e, E_READ_BACK, seq, "citation.seq");
    if (e) *e = *inner;
    return code;
}

/* One stored row against memory. */
static err_code compare_row(walk *w, const appending *p, uint32_t i, err *e)
{
    const seq_no seq = p->batch.first + i;
    journal_row row = {.hash_alg = 0};
    err inner = {.code = ERR_OK};
    bool more = false;
    err_code code = p->j->engine->next_row(&more, &row, p->j->store, &inner);
    if (code) return read_back_failed(code, &inner, seq, e);
    if (!more) return damage(e, E_READ_BACK, seq, "seq");
    code = walk_on(w, &row, &inner);
    if (code || !hash_equal(&row.hash, &p->hashes[i])) return refuse_read_back(p, i, &row, &inner, e);
    return ERR_OK;
}

/* Nothing more may stand there than was put. */
static err_code compare_end(walk *w, const appending *p, err *e)
{
    journal_row row = {.hash_alg = 0};
    bool more = false;
    err inner = {.code = ERR_OK};
    err_code code = p->j->engine->next_row(&more, &row, p->j->store, &inner);
    if (code) return read_back_failed(code, &inner, p->batch.last, e);
    if (more) return damage(e, E_READ_BACK, p->batch.last, "seq");
    code = walk_finish(w, 0, &inner);
    if (code == E_CHAIN_GAP) return damage(e, E_READ_BACK, p->batch.last, "batch.number");
    return code ? read_back_failed(code, &inner, p->batch.last, e) : ERR_OK;
}

static err_code read_back(appending *p, err *e)
{
    walk w = {.bytes = p->bytes};
    err_code code = walk_begin(&w, p->j, p->expected->seq, 0, e);
    if (code) return code;
    w.written = &p->batch;
    for (uint32_t i = 0; i < p->count && !code; i++) code = compare_row(&w, p, i, e);
    if (!code) code = compare_end(&w, p, e);
    if (!code) CHECK(hash_equal(&w.at.head.hash, &p->hashes[p->count - 1]));
    p->j->engine->scan_end(p->j->store);
    return code;
}

static err_code store_batch(appending *p, err *e)
{
    err_code code = expect_head(p, e);
    if (!code) code = expect_new_key(p, e);
    if (!code) code = put_all(p, e);
    if (!code) code = read_back(p, e);
    return code;
}

/* Under the lock: all or nothing. */
static err_code append_locked(appending *p, err *e)
{
    const journal_engine *engine = p->j->engine;
    err_code code = engine->begin(p->j->store, e);
    if (code) return code;
    code = store_batch(p, e);
    if (!code) return engine->commit(p->j->store, e);
    engine->rollback(p->j->store);
    return code;
}

err_code journal_append(head *out, journal *j, const head *expected, batch *b, arena *a, err *e)
{
    CHECK(out != NULL);
    CHECK(j != NULL);
    CHECK(!j->read_only);
    CHECK(b->count > 0);
    CHECK(b->count < UINT32_MAX - expected->seq);
    err_code code = check_texts(b, e);
    if (code) return code;
    seq_no first = expected->seq + 1;
    appending p = {.j = j, .expected = expected, .events = b->events, .count = b->count};
    p.batch = (journal_batch){first, b->key, b->title, first, first + b->count - 1, {{0}}};
    p.batch.hash = hash_batch(&p.batch, &expected->hash);
    buf_init(&p.bytes, a, ROW_BYTES_MAX);
    p.hashes = arena_get(a, sizeof(hash) * b->count);
    if (!p.hashes) return arena_err(a, e);
    code = chain_events(&p, b->events, e);
    if (!code) code = append_locked(&p, e);
    if (!code) *out = (head){p.batch.last, p.hashes[b->count - 1]};
    return code;
}
