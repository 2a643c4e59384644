/* append: one batch into the store, a piece of rows at a time, and back out of it before the commit.
 *
 * A piece is chained and put row by row, then read back through the store and compared with memory, member by member,
 * then forgotten. A row that comes back the same in every member has the hash that was computed from memory, and passed
 * event_check there; so no row is committed that a later reading would refuse.
 *
 * Invariants: what was compared stays as it was, since the store counts as many changes as rows were put, and nothing
 * more stands behind the last one; whatever fails, nothing is stored and the lock is given back. */
#include "journal/journal_int.h"

#include <string.h>

enum {
    PIECE_ROWS = 1024,
    PIECE_TEXT_BYTES = 4 * ROW_BYTES_MAX, /* a piece ends where the next row's texts might not fit */
    ROWS_A_NOTE = 4096
};

typedef struct appending {
    journal *j;
    const head *expected;
    batch *b;
    journal_batch record;
    journal_row *row;  /* the piece */
    uint32_t room;     /* rows that a piece may have */
    uint32_t done;     /* rows of the pieces before */
    uint32_t count;    /* rows of this piece */
    uint32_t cited;    /* rows with a citation so far: they change two tables */
    uint32_t noted;    /* rows that were done when the note was last renewed */
    journal_mark last; /* the row before the next one */
    char *text;        /* of the piece's rows, when several are pulled; NULL when the caller keeps them */
    size_t text_bytes;
    buf bytes;
} appending;

/* ---- what can be known before the lock ---- */
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

static err_code prepare(appending *p, arena *a, err *e)
{
    const batch *b = p->b;
    seq_no first = p->expected->seq + 1;
    p->record = (journal_batch){first, b->key, b->title, first, first + b->count - 1, {{0}}};
    p->record.hash = hash_batch(&p->record, &p->expected->hash);
    p->room = b->count < PIECE_ROWS ? b->count : PIECE_ROWS;
    buf_init(&p->bytes, a, ROW_BYTES_MAX);
    p->row = arena_get(a, sizeof *p->row * p->room);
    bool keeps = !b->events && b->count > 1; /* one that is asked for alone is lent until the end */
    if (p->row && keeps) p->text = arena_get(a, PIECE_TEXT_BYTES);
    return p->row && (p->text || !keeps) ? ERR_OK : arena_err(a, e);
}

/* ---- may this batch follow? ---- */
static err_code expect_head(appending *p, err *e)
{
    journal_mark now = {.recorded_us = INT64_MIN};
    bool found = false;
    err_code code = p->j->engine->find_mark(&found, &now, p->j->store, 0, e);
    if (code) return code;
    p->last = now;
    if (now.head.seq == p->expected->seq && hash_equal(&now.head.hash, &p->expected->hash)) return ERR_OK;
    err_set(e, E_HEAD_MOVED);
    err_int(e, "expected", p->expected->seq);
    err_int(e, "found", now.head.seq);
    return E_HEAD_MOVED;
}

static err_code expect_new_key(const appending *p, err *e)
{
    bool found = false;
    seq_no first = 0, last = 0;
    err_code code = p->j->engine->find_batch(&found, &first, &last, p->j->store, p->record.key, e);
    if (code || !found) return code;
    err_set(e, E_DUPLICATE_BATCH);
    err_text(e, "key", p->record.key);
    err_int(e, "first", first);
    err_int(e, "last", last);
    return E_DUPLICATE_BATCH;
}

/* ---- putting ---- */
static str keep_text(appending *p, str text)
{
    CHECK(text.len <= PIECE_TEXT_BYTES - p->text_bytes);
    char *at = p->text + p->text_bytes;
    if (text.len == 0) return STR_NONE;
    memcpy(at, text.ptr, text.len);
    p->text_bytes += text.len;
    return (str){at, text.len};
}

/* The caller's texts live until he is asked again; ours until the piece was compared. */
static void keep_texts(appending *p, event *ev)
{
    str *const text[] = {&ev->attrs, &ev->cite.title, &ev->cite.url, &ev->cite.row, &ev->cite.words, &ev->cite.span};
    for (size_t i = 0; i < COUNT_OF(text); i++) *text[i] = keep_text(p, *text[i]);
}

static err_code pull(event *out, const appending *p, uint32_t i, err *e)
{
    batch *b = p->b;
    if (!b->events) {
        *out = (event){.seq = 0};
        err_code code = b->next(b->next_self, out, i, e);
        if (code) return code;
    }
    event *ev = b->events ? &b->events[i] : out;
    ev->seq = p->record.first + i;
    ev->batch = p->record.number;
    if (b->events) *out = *ev;
    return ERR_OK;
}

/* The next row of the piece: its number, its place in the chain. Refuses one that has no canonical form. */
static err_code chain_row(appending *p, journal_row *row, err *e)
{
    uint32_t i = p->done + p->count;
    err_code code = pull(&row->ev, p, i, e);
    if (code) return code;
    if (row->ev.recorded_us <= p->last.recorded_us) {
        CHECK(i == 0);
        return damage(e, E_EVENT_BYTES, row->ev.seq, "recorded_us");
    }
    row->prev = p->last.head.hash;
    row->hash_alg = HASH_BLAKE2B_256;
    code = hash_event(&row->hash, &p->bytes, &row->prev, &row->ev, e);
    if (code) return code;
    if (p->text) keep_texts(p, &row->ev);
    p->last = (journal_mark){{row->ev.seq, row->hash}, row->ev.recorded_us};
    return ERR_OK;
}

static bool piece_is_full(const appending *p)
{
    return p->count == p->room || p->done + p->count == p->b->count || p->text_bytes > PIECE_TEXT_BYTES - ROW_BYTES_MAX;
}

static err_code put_piece(appending *p, err *e)
{
    p->count = 0;
    p->text_bytes = 0;
    do {
        journal_row *row = &p->row[p->count];
        err_code code = chain_row(p, row, e);
        if (!code) code = p->j->engine->put_row(p->j->store, row, e);
        if (code) return code;
        p->cited += citation_given(&row->ev.cite);
        p->count++;
    } while (!piece_is_full(p));
    return ERR_OK;
}

/* ---- reading back ---- */
/* The value of the argument that names a field; "" when there is none. */
static const char *field_named(const err *e)
{
    for (int i = 0; i < e->arg_count; i++)
        if (strcmp(e->arg[i].name, "field") == 0) return e->arg[i].text;
    return "";
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

static const char *row_differs(const journal_row *wanted, const journal_row *found)
{
    if (record_same(RECORD_ROW, wanted, found) && record_same(RECORD_CITATION, wanted, found)) return NULL;
    const char *wrong = record_differs(RECORD_ROW, wanted, found);
    if (!wrong) wrong = record_differs(RECORD_CITATION, wanted, found);
    return wrong ? wrong : "";
}

/* One stored row against memory. */
static err_code compare_row(const appending *p, const journal_row *wanted, err *inner, err *e)
{
    journal_row row;
    bool more = false;
    err_code code = p->j->engine->next_row(&more, &row, p->j->store, inner);
    if (code) return read_back_failed(code, inner, wanted->ev.seq, e);
    if (!more) return damage(e, E_READ_BACK, wanted->ev.seq, "seq");
    const char *wrong = row_differs(wanted, &row);
    return wrong ? damage(e, E_READ_BACK, wanted->ev.seq, wrong) : ERR_OK;
}

/* The record of this batch, behind the one that holds the row before it. */
static err_code compare_batch(const appending *p, err *e)
{
    journal_batch found = {.number = 0};
    journal_mark before;
    bool more = false;
    err inner = {.code = ERR_OK};
    err_code code = p->done || !p->expected->seq ? ERR_OK : chain_join(&before, &found, p->j, p->expected->seq, e);
    if (code) return code;
    code = p->j->engine->next_batch(&more, &found, p->j->store, &inner);
    if (code) return read_back_failed(code, &inner, p->record.first, e);
    const char *wrong = more ? record_differs(RECORD_BATCH, &p->record, &found) : "batch.number";
    return wrong ? damage(e, E_READ_BACK, p->record.first, wrong) : ERR_OK;
}

/* Nothing more may stand there than was put, in any of the tables. */
static err_code compare_end(const appending *p, err *e)
{
    journal_row row = {.hash_alg = 0};
    journal_batch b;
    bool more = false;
    err inner = {.code = ERR_OK};
    seq_no last = p->last.head.seq;
    err_code code = p->j->engine->next_row(&more, &row, p->j->store, &inner);
    if (!code && more) return damage(e, E_READ_BACK, last, "seq");
    if (!code) code = p->j->engine->next_batch(&more, &b, p->j->store, &inner);
    if (!code && more) return damage(e, E_READ_BACK, last, "batch.number");
    if (!code) code = p->j->engine->check_rest(p->j->store, &inner);
    return code ? read_back_failed(code, &inner, last, e) : ERR_OK;
}

static err_code compare_piece(const appending *p, err *e)
{
    const journal_engine *engine = p->j->engine;
    bool ends = p->done + p->count == p->b->count;
    err_code code = engine->scan(p->j->store, p->row[0].ev.seq - 1, ends ? 0 : p->last.head.seq, e);
    if (code) return code;
    code = compare_batch(p, e);
    err inner = {.code = ERR_OK}; /* too large to be made anew for each row */
    for (uint32_t i = 0; i < p->count && !code; i++) code = compare_row(p, &p->row[i], &inner, e);
    if (!code) code = compare_end(p, e);
    engine->scan_end(p->j->store);
    uint64_t wanted = (uint64_t)1 + p->done + p->count + p->cited;
    if (code || engine->changes(p->j->store) == wanted) return code;
    return damage(e, E_READ_BACK, p->last.head.seq, "seq"); /* something else was changed as well */
}

/* ---- all of it ---- */
static void tell(appending *p)
{
    const batch *b = p->b;
    bool is_long = b->is_long || b->count >= JOURNAL_LONG_ROWS;
    if (is_long && (p->done == 0 || p->done - p->noted >= ROWS_A_NOTE)) {
        journal_tell(p->j, &(journal_work){b->title, b->maker, p->done, b->count});
        p->noted = p->done;
    }
    if (b->progress) b->progress(b->progress_self, p->done, b->count);
}

static err_code store_batch(appending *p, err *e)
{
    err_code code = expect_head(p, e);
    if (!code) code = expect_new_key(p, e);
    if (!code) code = p->j->engine->put_batch(p->j->store, &p->record, e);
    while (!code && p->done < p->b->count) {
        tell(p);
        code = put_piece(p, e);
        if (!code) code = compare_piece(p, e);
        if (!code) p->done += p->count;
    }
    return code;
}

static err_code append_locked(appending *p, err *e)
{
    journal *j = p->j;
    err_code code = store_batch(p, e);
    if (!code) code = j->engine->commit(j->store, e);
    if (code) {
        journal_unlock(j);
        return code;
    }
    note_end(j->note);
    j->locked = false;
    if (p->b->progress) p->b->progress(p->b->progress_self, p->done, p->b->count);
    return ERR_OK;
}

err_code journal_append(head *out, journal *j, const head *expected, batch *b, arena *a, err *e)
{
    CHECK(out != NULL);
    CHECK(j != NULL);
    CHECK(!j->read_only);
    CHECK(b->count > 0);
    CHECK(b->count < UINT32_MAX - expected->seq);
    CHECK((b->events != NULL) != (b->next != NULL));
    appending p = {.j = j, .expected = expected, .b = b};
    err_code code = check_texts(b, e);
    if (!code) code = prepare(&p, a, e);
    if (!code && !j->locked) code = journal_lock(j, e);
    if (!code) code = append_locked(&p, e);
    journal_unlock(j);
    if (!code) *out = p.last.head;
    return code;
}
