/* sqlite: the journal in one SQLite file. The only file that knows SQLite.
 *
 * Opening looks first and touches later: an immutable connection (no locks, no files beside) reads the header, the size
 * and, where no write-ahead log waits, the schema. Only a file that passed is opened in earnest, and asked again.
 *
 * Durability: WAL with synchronous=FULL, read back at each opening. The log is used again and again while the file is
 * open; closing after a write brings everything into the one file.
 *
 * Invariants: every statement but BEGIN and COMMIT is prepared once, ROLLBACK at opening, as it must not fail; a scan holds one snapshot; nothing here
 * updates or deletes, and triggers forbid it to everybody else. */
#include "journal/journal_int.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum {
    APPLICATION_ID = 0x77656972, /* "weir" */
    LOOKASIDE_BYTES = 8192,      /* the guard against gaps runs for each row in a frame of this size: no malloc then */
    LOOKASIDE_COUNT = 64,
    STATEMENT_BYTES_MAX = 2048
};

/* ---- schema: compared word by word at each opening, so a change of one blank is a new JOURNAL_FORMAT ---- */
typedef struct object {
    const char *name;
    const char *sql; /* NULL: made by SQLite for a UNIQUE */
} object;
#define FORBID(verb, table)                                                                                            \
    {                                                                                                                  \
        table "_no_" verb, "CREATE TRIGGER " table "_no_" verb " BEFORE " verb " ON " table                            \
                           " BEGIN SELECT RAISE(ABORT, 'append-only'); END"                                            \
    }
static const object SCHEMA[] = {
    {"journal", "CREATE TABLE journal(seq INTEGER PRIMARY KEY, recorded_us INTEGER NOT NULL, maker INTEGER,"
                " approver INTEGER, kind INTEGER NOT NULL, format INTEGER NOT NULL, effective INTEGER,"
                " effective_precision INTEGER, booked INTEGER, published INTEGER, published_precision INTEGER,"
                " subject INTEGER, object INTEGER, third INTEGER, purpose INTEGER, class INTEGER,"
                " amount_minor INTEGER, amount_hi_minor INTEGER, qualifier INTEGER, unit INTEGER, quantity INTEGER,"
                " unfunded_minor INTEGER, ref INTEGER, attrs TEXT, batch INTEGER NOT NULL, prev_hash BLOB NOT NULL,"
                " hash BLOB NOT NULL, hash_alg INTEGER NOT NULL) STRICT"},
    {"citation", "CREATE TABLE citation(seq INTEGER PRIMARY KEY, title TEXT, url TEXT, source_row TEXT, words TEXT,"
                 " span TEXT, document INTEGER, confidence INTEGER) STRICT"},
    {"batch", "CREATE TABLE batch(number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL,"
              " first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT"},
    {"sqlite_autoindex_batch_1", NULL},
    FORBID("UPDATE", "journal"),
    FORBID("DELETE", "journal"),
    FORBID("UPDATE", "citation"),
    FORBID("DELETE", "citation"),
    FORBID("UPDATE", "batch"),
    FORBID("DELETE", "batch"),
    {"journal_next", "CREATE TRIGGER journal_next BEFORE INSERT ON journal"
                     " WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)"
                     " BEGIN SELECT RAISE(ABORT, 'append-only'); END"},
    {"citation_next", "CREATE TRIGGER citation_next BEFORE INSERT ON citation"
                      " WHEN NEW.seq IS NOT (SELECT max(seq) FROM journal)"
                      " OR NEW.seq <= (SELECT max(seq) FROM citation)"
                      " BEGIN SELECT RAISE(ABORT, 'append-only'); END"},
    /* the key too: INSERT OR REPLACE would delete the older batch without asking the trigger for deletes */
    {"batch_next", "CREATE TRIGGER batch_next BEFORE INSERT ON batch"
                   " WHEN NEW.number IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)"
                   " OR EXISTS (SELECT 1 FROM batch WHERE number = NEW.number OR key = NEW.key)"
                   " BEGIN SELECT RAISE(ABORT, 'append-only'); END"},
};
#undef FORBID

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
    ROLL_BACK,
    STATEMENTS
} statement;

typedef enum cited { CITED_NONE, CITED_WAITING, CITED_LENT } cited; /* where the citations of a scan stand */

struct journal_store {
    arena *memory;
    sqlite3 *db;
    sqlite3_stmt *prepared[STATEMENTS];
    bool wrote;
    bool scanning, own_snapshot; /* the snapshot ends with the scan */
    cited cited;
    seq_no cited_seq; /* what SCAN_CITATION stands on */
    seq_no last_seq;  /* of this scan, to say where reading stopped */
};

/* ---- faults ---- */
static err_code refuse_file(err *e, err_code code, const char *name, const char *value)
{
    err_raise(e, code, __FILE__, __LINE__);
    err_text(e, name, str_from(value));
    return code;
}

/* What SQLite said, as ours. */
static err_code fault(sqlite3 *db, int rc, err *e)
{
    CHECK(rc != SQLITE_OK);
    const char *reason = db ? sqlite3_errmsg(db) : sqlite3_errstr(rc);
    switch (rc & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return err_set(e, E_JOURNAL_BUSY);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return refuse_file(e, E_BOOK_DAMAGED, "what", reason);
    default: return refuse_file(e, E_JOURNAL, "reason", reason);
    }
}

static err_code run(sqlite3 *db, const char *sql, err *e)
{
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : fault(db, rc, e);
}

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

static void put_statement(buf *b, statement which)
{
    static const char BETWEEN[] = " WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq";
    switch (which) {
    case INSERT_ROW:
    case INSERT_CITATION:
    case INSERT_BATCH: put_insert(b, record_table_get((record_kind)which)); return;
    case SCAN_ROW: put_scan(b, record_table_get(RECORD_ROW), BETWEEN); return;
    case SCAN_CITATION: put_scan(b, record_table_get(RECORD_CITATION), BETWEEN); return;
    case SCAN_BATCH:
        put_scan(b, record_table_get(RECORD_BATCH),
                 " WHERE number >= coalesce((SELECT max(number) FROM batch WHERE number < ?1), ?1)"
                 " AND number <= ?2 ORDER BY number");
        return;
    case FIND_LAST: buf_text(b, "SELECT seq, hash, recorded_us FROM journal ORDER BY seq DESC LIMIT 1"); return;
    case FIND_SEQ: buf_text(b, "SELECT seq, hash, recorded_us FROM journal WHERE seq = ?1"); return;
    case FIND_BATCH: buf_text(b, "SELECT first_seq, last_seq FROM batch WHERE key = ?1"); return;
    case ROLL_BACK: buf_text(b, "ROLLBACK"); return;
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
        if (rc != SQLITE_OK) return fault(s->db, rc, e);
    }
    sqlite3_reset(*st);
    *out = *st;
    return ERR_OK;
}

/* One look at the value is cheaper than one call for its type and one for its content. */
static cell column_cell(sqlite3_stmt *st, int i)
{
    sqlite3_value *value = sqlite3_column_value(st, i);
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: return (cell){.type = CELL_INT, .number = sqlite3_value_int64(value)};
    case SQLITE_NULL: return (cell){.type = CELL_ABSENT};
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_value_text(value);
        return (cell){.type = CELL_TEXT, .bytes = {text, (size_t)sqlite3_value_bytes(value)}};
    }
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_value_blob(value);
        return (cell){.type = CELL_BYTES, .bytes = {bytes, (size_t)sqlite3_value_bytes(value)}};
    }
    default: return (cell){.type = CELL_OTHER};
    }
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

/* ---- looking: is this a book at all? Touches nothing. ---- */
/* "file:" and the path, escaped, so that no path is taken for options or for :memory:. Terminated. */
static err_code file_uri(const char **out, const char *path, const char *options, arena *a, err *e)
{
    static const char HEX[] = "0123456789ABCDEF";
    buf b;
    buf_init(&b, a, PATH_BYTES_LIMIT);
    buf_text(&b, path[0] == '/' ? "file://" : "file:./");
    for (const char *p = path; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c != '%' && c != '?' && c != '#') {
            buf_char(&b, *p);
            continue;
        }
        buf_char(&b, '%');
        buf_char(&b, HEX[c >> 4]);
        buf_char(&b, HEX[c & 15]);
    }
    buf_text(&b, options);
    buf_char(&b, 0);
    *out = b.ptr;
    return buf_err(&b, e);
}

static bool log_waits(const char *path, arena *a)
{
    buf b;
    buf_init(&b, a, PATH_BYTES_LIMIT);
    buf_text(&b, path);
    buf_text(&b, "-wal");
    buf_char(&b, 0);
    return b.failed || io_exists(b.ptr); /* who cannot look must not touch */
}

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | (uint32_t)at[3];
}

typedef struct header { /* of an SQLite file: sqlite.org/fileformat2 */
    unsigned char byte[100];
    sqlite3_int64 file_bytes;
} header;
enum { AT_PAGE_BYTES = 16, AT_PAGE_COUNT = 28, AT_USER_VERSION = 60, AT_APPLICATION_ID = 68 };

/* False when there are not even that many bytes. */
static bool read_header(header *h, sqlite3 *db)
{
    sqlite3_file *file = NULL;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return false;
    if (!file || !file->pMethods) return false;
    if (file->pMethods->xFileSize(file, &h->file_bytes) != SQLITE_OK) return false;
    if (h->file_bytes < (sqlite3_int64)sizeof h->byte) return false;
    return file->pMethods->xRead(file, h->byte, sizeof h->byte, 0) == SQLITE_OK;
}

static sqlite3_int64 bytes_promised(const header *h)
{
    sqlite3_int64 page_bytes = h->byte[AT_PAGE_BYTES] << 8 | h->byte[AT_PAGE_BYTES + 1];
    if (page_bytes == 1) page_bytes = 65536;
    return page_bytes * big_endian(h->byte + AT_PAGE_COUNT);
}

static err_code check_header(const header *h, const char *path, bool log, err *e)
{
    static const char MAGIC[] = "SQLite format 3";
    if (memcmp(h->byte, MAGIC, sizeof MAGIC) != 0 || big_endian(h->byte + AT_APPLICATION_ID) != APPLICATION_ID)
        return refuse_file(e, E_NOT_A_BOOK, "path", path);
    uint32_t format = big_endian(h->byte + AT_USER_VERSION);
    if (format > JOURNAL_FORMAT) {
        err_set(e, E_BOOK_NEWER);
        err_int(e, "found", format);
        err_int(e, "known", JOURNAL_FORMAT);
        return E_BOOK_NEWER;
    }
    if (format < JOURNAL_FORMAT) return refuse_file(e, E_NOT_A_BOOK, "path", path);
    /* A log may still hold the pages that a power cut kept out of the file. */
    if (!log && h->file_bytes < bytes_promised(h)) {
        char what[64];
        snprintf(what, sizeof what, "%lld < %lld", (long long)h->file_bytes, (long long)bytes_promised(h));
        return refuse_file(e, E_BOOK_DAMAGED, "what", what);
    }
    return ERR_OK;
}

static const object *object_named(str name)
{
    for (size_t i = 0; i < COUNT_OF(SCHEMA); i++)
        if (str_equal(name, str_from(SCHEMA[i].name))) return &SCHEMA[i];
    return NULL;
}

/* One object of the file against ours; what names it when it is not ours. */
static bool object_expected(sqlite3_stmt *st, uint32_t *seen)
{
    cell name = column_cell(st, 0);
    cell sql = column_cell(st, 1);
    const object *expected = object_named(name.bytes);
    if (!expected) return false;
    *seen |= 1u << (expected - SCHEMA);
    if (!expected->sql) return sql.type == CELL_ABSENT;
    return str_equal(sql.bytes, str_from(expected->sql));
}

static err_code refuse_schema(err *e, str name)
{
    err_set(e, E_BOOK_SCHEMA);
    err_text(e, "what", name);
    return E_BOOK_SCHEMA;
}

static err_code compare_schema(sqlite3 *db, sqlite3_stmt *st, err *e)
{
    static_assert(COUNT_OF(SCHEMA) < 32, "one bit an object");
    uint32_t seen = 0;
    int rc = SQLITE_OK;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        if (!object_expected(st, &seen)) return refuse_schema(e, column_cell(st, 0).bytes);
    if (rc != SQLITE_DONE) return fault(db, rc, e);
    for (size_t i = 0; i < COUNT_OF(SCHEMA); i++)
        if (!(seen & 1u << i)) return refuse_schema(e, str_from(SCHEMA[i].name));
    return ERR_OK;
}

static err_code check_schema(sqlite3 *db, err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, "SELECT name, sql FROM sqlite_schema ORDER BY rowid", -1, &st, NULL);
    err_code code = rc == SQLITE_OK ? compare_schema(db, st, e) : fault(db, rc, e);
    sqlite3_finalize(st);
    return code;
}

static err_code look_through(sqlite3 *db, const char *path, bool log, err *e)
{
    header h = {.file_bytes = 0};
    if (!read_header(&h, db)) return refuse_file(e, E_NOT_A_BOOK, "path", path);
    err_code code = check_header(&h, path, log, e);
    if (code || log) return code;
    return check_schema(db, e);
}

static err_code look(const char *path, arena *a, err *e)
{
    if (!io_exists(path)) return refuse_file(e, E_BOOK_ABSENT, "path", path);
    const char *uri = NULL;
    err_code code = file_uri(&uri, path, "?immutable=1", a, e);
    if (code) return code;
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    code = rc == SQLITE_OK ? look_through(db, path, log_waits(path, a), e) : fault(db, rc, e);
    sqlite3_close(db);
    return code;
}

/* ---- opening in earnest ---- */
static err_code expect_setting(sqlite3 *db, const char *pragma, const char *wanted, err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, pragma, -1, &st, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(st);
    if (rc != SQLITE_ROW) {
        sqlite3_finalize(st);
        return fault(db, rc, e);
    }
    str found = {(const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0)};
    bool same = str_equal(found, str_from(wanted));
    if (!same) {
        err_set(e, E_JOURNAL_MODE);
        err_text(e, "wanted", str_from(wanted));
        err_text(e, "found", found);
    }
    sqlite3_finalize(st);
    return same ? ERR_OK : E_JOURNAL_MODE;
}

/* What holds for every connection. */
static err_code configure(sqlite3 *db, err *e)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, WAIT_MS_MAX);
    int rc = sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_BYTES, LOOKASIDE_COUNT);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    if (rc != SQLITE_OK) return fault(db, rc, e);
    char text[160];
    snprintf(text, sizeof text, "PRAGMA cache_size=-%d; PRAGMA temp_store=memory; PRAGMA synchronous=FULL", CACHE_KIB);
    return run(db, text, e);
}

/* The settings that an acknowledged entry's life depends on. */
static err_code make_durable(sqlite3 *db, err *e)
{
    err_code code = expect_setting(db, "PRAGMA journal_mode=WAL", "wal", e);
    if (code) return code;
    return expect_setting(db, "PRAGMA synchronous", "2", e); /* FULL */
}

/* SQLite opens a file that it may not write for reading, silently; a writer must know. */
static err_code expect_writable(sqlite3 *db, err *e)
{
    if (sqlite3_db_readonly(db, "main") == 0) return ERR_OK;
    return refuse_file(e, E_JOURNAL, "reason", "the file cannot be written");
}

static err_code settle(sqlite3 *db, bool read_only, err *e)
{
    err_code code = read_only ? ERR_OK : expect_writable(db, e); /* before any page is read */
    if (!code) code = configure(db, e);
    if (!code && read_only) code = run(db, "PRAGMA query_only=ON", e);
    if (!code) code = check_schema(db, e);
    if (!code && !read_only) code = make_durable(db, e);
    return code;
}

static err_code connect(sqlite3 **out, const char *path, const char *options, bool read_only, arena *a, err *e)
{
    const char *uri = NULL;
    err_code code = file_uri(&uri, path, options, a, e);
    if (code) return code;
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    code = rc == SQLITE_OK ? settle(db, read_only, e) : fault(db, rc, e);
    if (code)
        sqlite3_close(db);
    else
        *out = db;
    return code;
}

/* May we write this file? Asks without reading a page. */
static bool may_write(const char *path, arena *a)
{
    const char *uri = NULL;
    sqlite3 *db = NULL;
    if (file_uri(&uri, path, "", a, NULL)) return true; /* the opening itself will say what is wrong */
    int rc = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    bool may = rc != SQLITE_OK || sqlite3_db_readonly(db, "main") == 0;
    sqlite3_close(db);
    return may;
}

/* A reader leaves things as it found them. Its connection may write nothing but has the right to, where it can be had:
 * only then can it take away the two files that a log needs beside the book. A log that lay there before stays, as it
 * is. Where the file or its folder may only be read and no log waits, the one file is all there is and is read as one
 * that does not change: files for a log, made by one who cannot remove them, would be in its owner's way. */
static err_code connect_to_read(sqlite3 **out, const char *path, arena *a, err *e)
{
    bool log = log_waits(path, a);
    err_code code = E_JOURNAL;
    if (log || may_write(path, a)) code = connect(out, path, "", true, a, e);
    if (code == E_JOURNAL && !log) code = connect(out, path, "?immutable=1", true, a, e);
    if (!code && log) sqlite3_db_config(*out, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return code;
}

static err_code open_store(journal_store **out, const char *path, bool read_only, arena *a, err *e)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    err_code code = look(path, a, e);
    if (code) return code;
    journal_store *s = arena_get(a, sizeof *s);
    if (!s) return arena_err(a, e);
    s->memory = a;
    if (read_only)
        code = connect_to_read(&s->db, path, a, e);
    else
        code = connect(&s->db, path, "", false, a, e);
    if (code) return code;
    sqlite3_stmt *unused = NULL;
    code = ready(&unused, s, ROLL_BACK, e);
    if (code)
        sqlite3_close(s->db);
    else
        *out = s;
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

/* ---- making ---- */
static err_code make_objects(sqlite3 *db, err *e)
{
    char text[128];
    snprintf(text, sizeof text, "BEGIN EXCLUSIVE; PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION_ID,
             JOURNAL_FORMAT);
    err_code code = run(db, text, e);
    for (size_t i = 0; i < COUNT_OF(SCHEMA) && !code; i++)
        if (SCHEMA[i].sql) code = run(db, SCHEMA[i].sql, e);
    if (!code) code = run(db, "COMMIT", e);
    return code;
}

static err_code make_book(sqlite3 *db, err *e)
{
    err_code code = configure(db, e);
    if (!code) code = make_durable(db, e);
    if (!code) code = make_objects(db, e);
    if (!code) code = check_schema(db, e);
    if (code) return code;
    int rc = sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : fault(db, rc, e);
}

static err_code create_store(const char *path, arena *a, err *e)
{
    CHECK(path != NULL);
    if (io_exists(path)) return refuse_file(e, E_BOOK_EXISTS, "path", path);
    const char *uri = NULL;
    err_code code = file_uri(&uri, path, "", a, e);
    if (code) return code;
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    int rc = sqlite3_open_v2(uri, &db, flags, NULL);
    code = rc == SQLITE_OK ? make_book(db, e) : fault(db, rc, e);
    bool ours = rc == SQLITE_OK;
    sqlite3_close(db);
    if (code && ours) remove(path); /* half a book is none */
    return code;
}

/* ---- finding ---- */
/* Steps once; *found false when there is no row. The statement stays on its row. */
static err_code step(bool *found, journal_store *s, sqlite3_stmt *st, err *e)
{
    int rc = sqlite3_step(st);
    *found = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW || rc == SQLITE_DONE) return ERR_OK;
    return fault(s->db, rc, e);
}

static err_code load_mark(journal_mark *out, sqlite3_stmt *st, err *e)
{
    sqlite3_int64 seq = sqlite3_column_int64(st, 0);
    if (seq < 1 || seq > UINT32_MAX) return damage(e, E_CHAIN_GAP, seq < 1 ? 0 : UINT32_MAX, NULL);
    cell stored = column_cell(st, 1);
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
    if (rc != SQLITE_OK) return fault(s->db, rc, e);
    code = step(found, s, st, e);
    if (!code && *found) {
        *first = (seq_no)sqlite3_column_int64(st, 0);
        *last = (seq_no)sqlite3_column_int64(st, 1);
    }
    sqlite3_reset(st);
    return code;
}

/* ---- writing ---- */
static err_code begin(journal_store *s, err *e)
{
    CHECK(sqlite3_get_autocommit(s->db));
    CHECK(!s->scanning);
    return run(s->db, "BEGIN IMMEDIATE", e);
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
    for (uint32_t i = 0; i < count && rc == SQLITE_OK; i++) rc = bind_cell(st, (int)i + 1, &cells[i]);
    if (rc == SQLITE_OK) rc = sqlite3_step(st);
    if (rc != SQLITE_DONE) code = fault(s->db, rc, e);
    sqlite3_reset(st);
    return code;
}

static err_code put_batch(journal_store *s, const journal_batch *b, err *e)
{
    CHECK(!sqlite3_get_autocommit(s->db));
    return put_record(s, RECORD_BATCH, b, e);
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
}

static err_code commit(journal_store *s, err *e)
{
    CHECK(!s->scanning);
    err_code code = run(s->db, "COMMIT", e);
    if (code)
        roll_back(s);
    else
        s->wrote = true;
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
    err_code code = s->own_snapshot ? run(s->db, "BEGIN", e) : ERR_OK;
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
    for (uint32_t i = 0; i < count; i++) cells[i] = column_cell(st, (int)i);
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

static err_code next_row(bool *more, journal_row *out, journal_store *s, err *e)
{
    CHECK(s->scanning);
    err_code code = s->cited == CITED_LENT ? next_citation(s, e) : ERR_OK;
    if (!code) code = step(more, s, s->prepared[SCAN_ROW], e);
    if (code || !*more) return code;
    code = load(out, s->prepared[SCAN_ROW], RECORD_ROW, s->last_seq + 1, e);
    if (code) return code;
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

const journal_engine journal_sqlite = {
    .name = "sqlite",
    .create = create_store,
    .open = open_store,
    .close = close_store,
    .find_mark = find_mark,
    .find_batch = find_batch,
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
