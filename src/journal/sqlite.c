/* sqlite: the journal's statements on one SQLite file. With sqlite_file.c the only place that knows SQLite.
 *
 * The log is used again and again while the file is open; closing after a write brings everything into the one file.
 *
 * Invariants: every statement is prepared once, ROLLBACK at opening, as it must not fail; a scan
 * holds one snapshot; nothing here updates or deletes, and triggers forbid it to everybody else. */
#include "journal/sqlite_int.h"

#include <sqlite3.h>
#include <string.h>

enum {
    STATEMENT_BYTES_MAX = 2048,
    TAKEN_ROWS = 128,
    TAKEN_TEXT_BYTES = 4 * ATTRS_BYTES_MAX, /* of them; a row with more is taken alone */
};
#define TAKE_ROW "weir_take"

typedef enum statement {
    INSERT_ROW = RECORD_ROW,
    INSERT_CITATION = RECORD_CITATION,
    INSERT_BATCH = RECORD_BATCH,
    SCAN_ROW,
    SCAN_CITATION,
    SCAN_BATCH,
    FIND_LAST,
    FIND_SEQ,
    FIND_BATCH,
    BEGIN_READING,
    BEGIN_WRITING,
    COMMIT,
    ROLL_BACK,
    ASK_VERSION,
    STATEMENTS
} statement;

typedef enum cited { CITED_NONE, CITED_WAITING, CITED_LENT } cited; /* where the citations of a scan stand */

/* Rows of a scan that were taken out of one step and wait to be asked for. */
typedef struct taken_rows {
    journal_row row[TAKEN_ROWS];
    char text[TAKEN_TEXT_BYTES];
    size_t text_bytes;
    uint32_t count, given;
    const char *wrong; /* column of the row behind them that has no stored form of ours */
    bool ended;        /* the scan has no more */
    err_code fault;    /* why there are no more */
    err why;
} taken_rows;

struct journal_store {
    arena *memory;
    sqlite3 *db;
    taken_rows *taken;
    sqlite3_stmt *prepared[STATEMENTS];
    uint32_t absent[RECORD_KINDS]; /* bit i: parameter i of that insert stands at NULL already */
    bool wrote;
    bool unguarded;               /* the triggers rest: a long batch is being put */
    sqlite3_int64 changes_before; /* of this transaction */
    bool scanning, own_snapshot;  /* the snapshot ends with the scan */
    cited cited;
    seq_no cited_seq; /* what SCAN_CITATION stands on */
    seq_no last_seq;  /* of this scan, to say where reading stopped */
    sqlite_log log;
};

/* ---- statements ---- */
static void put_names(buf *b, const record_table *table, const char *between)
{
    for (uint32_t i = 0; i < table->count; i++) {
        if (i > 0) buf_text(b, between);
        buf_text(b, table->column[i].name);
    }
}

static void put_insert(buf *b, const record_table *table)
{
    buf_text(b, "INSERT INTO ");
    buf_text(b, table->name);
    buf_text(b, "(");
    put_names(b, table, ",");
    buf_text(b, ") VALUES(?");
    for (uint32_t i = 1; i < table->count; i++) buf_text(b, ",?");
    buf_text(b, ")");
}

static void put_scan(buf *b, const record_table *table, const char *where)
{
    buf_text(b, "SELECT ");
    put_names(b, table, ",");
    buf_text(b, " FROM ");
    buf_text(b, table->name);
    buf_text(b, where);
}

/* Rows go through a function of ours, where their values lie open, a piece of them in one step: a step and three calls a
 * column for each of a million rows would cost as much as finding them. */
static void put_row_scan(buf *b, const record_table *table, const char *where)
{
    buf_text(b, "SELECT 1 FROM journal");
    buf_text(b, where);
    buf_text(b, " AND " TAKE_ROW "(");
    put_names(b, table, ",");
    buf_text(b, ") ORDER BY seq");
}

static void put_statement(buf *b, statement which)
{
    static const char BETWEEN[] = " WHERE seq >= ?1 AND seq <= ?2";
    switch (which) {
    case INSERT_ROW:
    case INSERT_CITATION:
    case INSERT_BATCH: put_insert(b, record_table_get((record_kind)which)); return;
    case SCAN_ROW: put_row_scan(b, record_table_get(RECORD_ROW), BETWEEN); return;
    case SCAN_CITATION:
        put_scan(b, record_table_get(RECORD_CITATION), BETWEEN);
        buf_text(b, " ORDER BY seq");
        return;
    case SCAN_BATCH:
        put_scan(b, record_table_get(RECORD_BATCH),
                 " WHERE number >= coalesce((SELECT max(number) FROM batch WHERE number < ?1), ?1)"
                 " AND number <= ?2 ORDER BY number");
        return;
    case FIND_LAST: buf_text(b, "SELECT seq, hash, recorded_us FROM journal ORDER BY seq DESC LIMIT 1"); return;
    case FIND_SEQ: buf_text(b, "SELECT seq, hash, recorded_us FROM journal WHERE seq = ?1"); return;
    case FIND_BATCH: buf_text(b, "SELECT first_seq, last_seq FROM batch WHERE key = ?1"); return;
    case BEGIN_READING: buf_text(b, "BEGIN"); return;
    case BEGIN_WRITING: buf_text(b, "BEGIN IMMEDIATE"); return;
    case COMMIT: buf_text(b, "COMMIT"); return;
    case ROLL_BACK: buf_text(b, "ROLLBACK"); return;
    case ASK_VERSION: buf_text(b, "PRAGMA data_version"); return;
    case STATEMENTS: break;
    }
    CHECK(false); /* every statement has a text */
}

/* The statement, ready to be bound. */
static err_code ready(sqlite3_stmt **out, journal_store *s, statement which, err *e)
{
    CHECK(which < STATEMENTS);
    sqlite3_stmt **st = &s->prepared[which];
    if (!*st) {
        buf b;
        buf_init(&b, s->memory, STATEMENT_BYTES_MAX);
        put_statement(&b, which);
        if (b.failed) return buf_err(&b, e);
        int rc = sqlite3_prepare_v3(s->db, b.ptr, (int)b.len, SQLITE_PREPARE_PERSISTENT, st, NULL);
        if (rc != SQLITE_OK) return sqlite_fault(s->db, rc, e);
    }
    sqlite3_reset(*st);
    *out = *st;
    return ERR_OK;
}

/* Bytes stay the caller's: they must live until the statement was stepped. */
static int bind_cell(sqlite3_stmt *st, int i, const cell *c)
{
    const char *bytes = c->bytes.ptr ? c->bytes.ptr : "";
    switch (c->type) {
    case CELL_ABSENT: return sqlite3_bind_null(st, i);
    case CELL_INT: return sqlite3_bind_int64(st, i, c->number);
    case CELL_TEXT: return sqlite3_bind_text(st, i, bytes, (int)c->bytes.len, SQLITE_STATIC);
    case CELL_BYTES: return sqlite3_bind_blob(st, i, bytes, (int)c->bytes.len, SQLITE_STATIC);
    case CELL_OTHER: break;
    }
    CHECK(false); /* a member is a number, a text or bytes */
    return SQLITE_MISUSE;
}

/* ---- taking rows ---- */
/* The text of the row, kept beyond the step. */
static void keep_text(taken_rows *t, str *text)
{
    CHECK(text->len <= sizeof t->text - t->text_bytes);
    char *at = t->text + t->text_bytes;
    if (text->len) memcpy(at, text->ptr, text->len);
    *text = (str){at, text->len};
    t->text_bytes += text->len;
}

/* One row into the piece; true when the step should stop: it is full, or the row is not one of ours. */
static bool take_row(taken_rows *t, sqlite3_value **value, uint32_t count)
{
    CHECK(t->count < TAKEN_ROWS);
    CHECK(count == record_table_get(RECORD_ROW)->count);
    cell cells[CELLS_MAX];
    for (uint32_t i = 0; i < count; i++) cells[i] = sqlite_cell(value[i]);
    journal_row *row = &t->row[t->count];
    if (!record_load(row, &t->wrong, RECORD_ROW, cells)) return true;
    if (row->ev.attrs.len > ATTRS_BYTES_MAX) t->wrong = "attrs"; /* nor has any text that we store so many */
    if (t->wrong) return true;
    keep_text(t, &row->ev.attrs);
    t->count++;
    return t->count == TAKEN_ROWS || t->text_bytes > sizeof t->text - ATTRS_BYTES_MAX;
}

static void take_row_function(sqlite3_context *context, int count, sqlite3_value **value)
{
    journal_store *s = sqlite3_user_data(context);
    sqlite3_result_int(context, take_row(s->taken, value, (uint32_t)count));
}

static err_code make_function(journal_store *s, err *e)
{
    int count = (int)record_table_get(RECORD_ROW)->count;
    s->taken = arena_get(s->memory, sizeof *s->taken);
    if (!s->taken) return arena_err(s->memory, e);
    int rc = sqlite3_create_function(s->db, TAKE_ROW, count, SQLITE_UTF8 | SQLITE_DIRECTONLY, s, take_row_function,
                                     NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : sqlite_fault(s->db, rc, e);
}

/* ---- opening ---- */
static err_code open_store(journal_store **out, const char *path, bool read_only, arena *a, err *e)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    journal_store *s = arena_get(a, sizeof *s);
    if (!s) return arena_err(a, e);
    s->memory = a;
    err_code code = sqlite_connect(&s->db, path, read_only, a, e);
    if (code) return code;
    sqlite3_stmt *unused = NULL;
    code = ready(&unused, s, ROLL_BACK, e);
    if (!code) code = make_function(s, e);
    if (!code && !read_only) sqlite_log_watch(&s->log, s->db);
    if (code) {
        sqlite3_finalize(s->prepared[ROLL_BACK]);
        sqlite3_close(s->db);
    } else {
        *out = s;
    }
    return code;
}

static void close_store(journal_store *s)
{
    CHECK(s != NULL);
    CHECK(!s->scanning);
    for (size_t i = 0; i < STATEMENTS; i++) sqlite3_finalize(s->prepared[i]);
    if (s->wrote) {
        /* Busy readers keep the log where it is, and it stays valid there: not an error. */
        sqlite3_busy_timeout(s->db, 0);
        sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    CHECK(sqlite3_close(s->db) == SQLITE_OK);
}

/* ---- finding ---- */
/* Steps once; *found false when there is no row. The statement stays on its row. */
static err_code step(bool *found, journal_store *s, sqlite3_stmt *st, err *e)
{
    int rc = sqlite3_step(st);
    *found = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW || rc == SQLITE_DONE) return ERR_OK;
    return sqlite_fault(s->db, rc, e);
}

static err_code load_mark(journal_mark *out, sqlite3_stmt *st, err *e)
{
    sqlite3_int64 seq = sqlite3_column_int64(st, 0);
    if (seq < 1 || seq > UINT32_MAX) return damage(e, E_CHAIN_GAP, seq < 1 ? 0 : UINT32_MAX, NULL);
    cell stored = sqlite_cell(sqlite3_column_value(st, 1));
    if (stored.type != CELL_BYTES || stored.bytes.len != HASH_BYTES)
        return damage(e, E_EVENT_BYTES, (seq_no)seq, "hash");
    out->head.seq = (seq_no)seq;
    memcpy(out->head.hash.byte, stored.bytes.ptr, HASH_BYTES);
    out->recorded_us = sqlite3_column_int64(st, 2);
    return ERR_OK;
}

static err_code find_mark(bool *found, journal_mark *out, journal_store *s, seq_no seq, err *e)
{
    CHECK(found != NULL);
    CHECK(out != NULL);
    sqlite3_stmt *st = NULL;
    err_code code = ready(&st, s, seq ? FIND_SEQ : FIND_LAST, e);
    if (code) return code;
    if (seq) CHECK(sqlite3_bind_int64(st, 1, seq) == SQLITE_OK);
    code = step(found, s, st, e);
    if (!code && *found) code = load_mark(out, st, e);
    sqlite3_reset(st);
    return code;
}

static err_code find_batch(bool *found, seq_no *first, seq_no *last, journal_store *s, str key, err *e)
{
    CHECK(key.len <= KEY_BYTES_MAX);
    sqlite3_stmt *st = NULL;
    err_code code = ready(&st, s, FIND_BATCH, e);
    if (code) return code;
    cell wanted = {.type = CELL_TEXT, .bytes = key};
    int rc = bind_cell(st, 1, &wanted);
    if (rc != SQLITE_OK) return sqlite_fault(s->db, rc, e);
    code = step(found, s, st, e);
    if (!code && *found) {
        *first = (seq_no)sqlite3_column_int64(st, 0);
        *last = (seq_no)sqlite3_column_int64(st, 1);
    }
    sqlite3_reset(st);
    return code;
}

/* A statement without rows. */
static err_code run(journal_store *s, statement which, err *e)
{
    sqlite3_stmt *st = NULL;
    bool found = false;
    err_code code = ready(&st, s, which, e);
    if (!code) code = step(&found, s, st, e);
    CHECK(!found);
    sqlite3_reset(st);
    return code;
}

static uint64_t version(journal_store *s)
{
    sqlite3_stmt *st = NULL;
    bool found = false;
    err_code code = ready(&st, s, ASK_VERSION, NULL);
    if (!code) code = step(&found, s, st, NULL);
    if (code || !found) return 0;
    uint64_t number = (uint64_t)sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return number;
}

/* ---- writing ---- */
static void wait_at_most(journal_store *s, uint32_t milliseconds)
{
    CHECK(milliseconds <= JOURNAL_WAIT_MS_MAX);
    sqlite3_busy_timeout(s->db, (int)milliseconds);
}

static err_code begin(journal_store *s, err *e)
{
    CHECK(sqlite3_get_autocommit(s->db));
    CHECK(!s->scanning);
    s->changes_before = sqlite3_total_changes64(s->db);
    err_code code = run(s, BEGIN_WRITING, e);
    if (!code) sqlite_log_make_room(&s->log, s->db);
    return code;
}

static uint64_t changes(const journal_store *s)
{
    CHECK(!sqlite3_get_autocommit(s->db));
    return (uint64_t)(sqlite3_total_changes64(s->db) - s->changes_before);
}

static err_code put_record(journal_store *s, record_kind which, const void *record, err *e)
{
    sqlite3_stmt *st = NULL;
    err_code code = ready(&st, s, (statement)which, e);
    if (code) return code;
    cell cells[CELLS_MAX];
    record_store(cells, which, record);
    int rc = SQLITE_OK;
    uint32_t count = record_table_get(which)->count;
    for (uint32_t i = 0; i < count && rc == SQLITE_OK; i++) {
        uint32_t bit = UINT32_C(1) << i;
        bool absent = cells[i].type == CELL_ABSENT;
        if (!absent || !(s->absent[which] & bit)) rc = bind_cell(st, (int)i + 1, &cells[i]);
        s->absent[which] = absent ? s->absent[which] | bit : s->absent[which] & ~bit;
    }
    if (rc == SQLITE_OK) rc = sqlite3_step(st);
    if (rc != SQLITE_DONE) code = sqlite_fault(s->db, rc, e);
    sqlite3_reset(st);
    return code;
}

/* The triggers guard the file against every other writer. Our own rows are numbered by append, cannot take the place of
 * others (seq is the key), and are read back one by one; so while a long batch is put they may rest on this connection:
 * they would cost as much as the rows. */
static err_code guard(journal_store *s, bool on, err *e)
{
    int rc = s->unguarded == !on ? SQLITE_OK : sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, on, NULL);
    if (rc != SQLITE_OK) return sqlite_fault(s->db, rc, e);
    s->unguarded = !on;
    return ERR_OK;
}

/* A fault of the device may have ended the transaction since the lock was taken, in a question whose answer nobody needed:
 * then nothing more may be stored. */
static err_code put_batch(journal_store *s, const journal_batch *b, err *e)
{
    if (sqlite3_get_autocommit(s->db)) return sqlite_fault(NULL, SQLITE_ABORT_ROLLBACK, e);
    CHECK(!s->unguarded);
    err_code code = put_record(s, RECORD_BATCH, b, e);
    if (code || b->last - b->first + 1 < JOURNAL_LONG_ROWS) return code;
    return guard(s, false, e);
}

static err_code put_row(journal_store *s, const journal_row *row, err *e)
{
    DCHECK(!sqlite3_get_autocommit(s->db));
    err_code code = put_record(s, RECORD_ROW, row, e);
    if (!code && citation_given(&row->ev.cite)) code = put_record(s, RECORD_CITATION, row, e);
    return code;
}

static void roll_back(journal_store *s)
{
    /* Some faults have rolled back already. */
    if (!sqlite3_get_autocommit(s->db)) sqlite3_step(s->prepared[ROLL_BACK]);
    sqlite3_reset(s->prepared[ROLL_BACK]);
    CHECK(sqlite3_get_autocommit(s->db));
    CHECK(guard(s, true, NULL) == ERR_OK);
}

static err_code commit(journal_store *s, err *e)
{
    CHECK(!s->scanning);
    err_code code = run(s, COMMIT, e);
    if (code)
        roll_back(s);
    else
        s->wrote = true;
    CHECK(guard(s, true, NULL) == ERR_OK);
    return code;
}

/* ---- reading ---- */
static err_code start(journal_store *s, statement which, seq_no after, seq_no until, err *e)
{
    sqlite3_stmt *st = NULL;
    err_code code = ready(&st, s, which, e);
    if (code) return code;
    /* From the very beginning means what no book should hold as well: rows with a number below 1. */
    CHECK(sqlite3_bind_int64(st, 1, after ? (sqlite3_int64)after + 1 : INT64_MIN) == SQLITE_OK);
    CHECK(sqlite3_bind_int64(st, 2, until ? (sqlite3_int64)until : INT64_MAX) == SQLITE_OK);
    return ERR_OK;
}

/* Moves on to the next citation. */
static err_code next_citation(journal_store *s, err *e)
{
    sqlite3_stmt *st = s->prepared[SCAN_CITATION];
    bool found = false;
    err_code code = step(&found, s, st, e);
    s->cited = found ? CITED_WAITING : CITED_NONE;
    if (code || !found) return code;
    sqlite3_int64 seq = sqlite3_column_int64(st, 0);
    if (seq < 1) return damage(e, E_CHAIN_GAP, 0, NULL); /* no row can have that number */
    s->cited_seq = seq > UINT32_MAX ? UINT32_MAX : (seq_no)seq;
    return ERR_OK;
}

static void scan_end(journal_store *s)
{
    CHECK(s->scanning);
    for (int which = SCAN_ROW; which <= SCAN_BATCH; which++) sqlite3_reset(s->prepared[which]);
    s->scanning = false;
    if (s->own_snapshot) roll_back(s);
    s->own_snapshot = false;
}

static err_code scan(journal_store *s, seq_no after, seq_no until, err *e)
{
    CHECK(!s->scanning);
    CHECK(until == 0 || until >= after);
    s->own_snapshot = sqlite3_get_autocommit(s->db) != 0;
    s->last_seq = after;
    s->taken->given = s->taken->count = 0;
    s->taken->wrong = NULL;
    s->taken->ended = false;
    s->taken->fault = ERR_OK;
    err_code code = s->own_snapshot ? run(s, BEGIN_READING, e) : ERR_OK;
    if (code) return code;
    s->scanning = true;
    code = start(s, SCAN_ROW, after, until, e);
    if (!code) code = start(s, SCAN_CITATION, after, until, e);
    if (!code) code = start(s, SCAN_BATCH, after, until, e);
    if (!code) code = next_citation(s, e);
    if (code) scan_end(s);
    return code;
}

static err_code load(void *record, sqlite3_stmt *st, record_kind which, seq_no seq, err *e)
{
    cell cells[CELLS_MAX];
    uint32_t count = record_table_get(which)->count;
    for (uint32_t i = 0; i < count; i++) cells[i] = sqlite_cell(sqlite3_column_value(st, (int)i));
    const char *wrong = NULL;
    return record_load(record, &wrong, which, cells) ? ERR_OK : damage(e, E_EVENT_BYTES, seq, wrong);
}

/* The citation that the row has, if any. One whose row is missing is left standing, for check_rest. */
static err_code take_citation(journal_row *out, journal_store *s, err *e)
{
    seq_no seq = out->ev.seq;
    out->ev.cite = (citation){.document = 0};
    if (s->cited == CITED_NONE || s->cited_seq != seq) return ERR_OK;
    s->cited = CITED_LENT;
    err_code code = load(out, s->prepared[SCAN_CITATION], RECORD_CITATION, seq, e);
    if (code) return code;
    return citation_given(&out->ev.cite) ? ERR_OK : damage(e, E_EVENT_BYTES, seq, "citation");
}

/* The next piece of rows. What ends it, a fault of the store too, is told behind the rows before. */
static void take_rows(journal_store *s)
{
    taken_rows *t = s->taken;
    CHECK(t->given == t->count);
    t->given = t->count = 0;
    t->text_bytes = 0;
    bool more = false;
    t->why = (err){.code = ERR_OK};
    t->fault = step(&more, s, s->prepared[SCAN_ROW], &t->why);
    t->ended = !more;
}

static err_code next_row(bool *more, journal_row *out, journal_store *s, err *e)
{
    CHECK(s->scanning);
    taken_rows *t = s->taken;
    *more = false;
    err_code code = s->cited == CITED_LENT ? next_citation(s, e) : ERR_OK;
    if (code) return code;
    if (t->given == t->count && !t->wrong && !t->ended) take_rows(s);
    if (t->given == t->count) {
        if (t->wrong) return damage(e, E_EVENT_BYTES, s->last_seq + 1, t->wrong);
        if (t->fault && e) *e = t->why;
        return t->fault;
    }
    *out = t->row[t->given++];
    *more = true;
    s->last_seq = out->ev.seq;
    return take_citation(out, s, e);
}

static err_code check_rest(journal_store *s, err *e)
{
    CHECK(s->scanning);
    CHECK(s->cited != CITED_LENT);
    return s->cited == CITED_NONE ? ERR_OK : damage(e, E_CHAIN_GAP, s->cited_seq, NULL);
}

static err_code next_batch(bool *more, journal_batch *out, journal_store *s, err *e)
{
    CHECK(s->scanning);
    err_code code = step(more, s, s->prepared[SCAN_BATCH], e);
    if (code || !*more) return code;
    sqlite3_int64 number = sqlite3_column_int64(s->prepared[SCAN_BATCH], 0);
    if (number < 1 || number > UINT32_MAX) return damage(e, E_EVENT_BYTES, number < 1 ? 0 : UINT32_MAX, "batch.number");
    return load(out, s->prepared[SCAN_BATCH], RECORD_BATCH, (seq_no)number, e);
}

static err_code copy(journal_store *s, const char *path, err *e)
{
    return sqlite_copy(s->db, path, s->memory, e);
}

const journal_engine journal_sqlite = {
    .name = "sqlite",
    .create = sqlite_create,
    .open = open_store,
    .close = close_store,
    .copy = copy,
    .find_mark = find_mark,
    .find_batch = find_batch,
    .wait = wait_at_most,
    .version = version,
    .changes = changes,
    .begin = begin,
    .put_batch = put_batch,
    .put_row = put_row,
    .commit = commit,
    .rollback = roll_back,
    .scan = scan,
    .next_row = next_row,
    .next_batch = next_batch,
    .check_rest = check_rest,
    .scan_end = scan_end,
};
