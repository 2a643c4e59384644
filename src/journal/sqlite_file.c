/* sqlite_file: the book as an SQLite file: looking at it, opening it, making it. Ends with a connection on which the
 * statements of sqlite.c can run.
 *
 * Opening looks first and touches later: an immutable connection (no locks, no files beside) reads the header, the size
 * and, where no write-ahead log waits, the schema. Only a file that passed is opened in earnest, and asked again.
 *
 * Durability: WAL with synchronous=FULL, read back at each opening.
 *
 * Making: the file is made by this call or not at all, so what is taken away after a failure is ours. */
#include "journal/sqlite_int.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    APPLICATION_ID = 0x77656972, /* "weir" */
    LOOKASIDE_BYTES = 8192,      /* the guard against gaps runs for each row in a frame of this size: no malloc then */
    LOOKASIDE_COUNT = 64
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

/* ---- faults ---- */
static err_code refuse_file(err *e, err_code code, const char *name, const char *value)
{
    err_raise(e, code, __FILE__, __LINE__);
    err_text(e, name, str_from(value));
    return code;
}

/* What SQLite said, as ours. */
err_code sqlite_fault(sqlite3 *db, int rc, err *e)
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

err_code sqlite_run(sqlite3 *db, const char *sql, err *e)
{
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : sqlite_fault(db, rc, e);
}

/* One look at the value is cheaper than one call for its type and one for its content. */
cell sqlite_cell(sqlite3_value *value)
{
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

/* The name of a file that SQLite keeps beside the book. Terminated. */
static err_code name_beside(const char **out, const char *path, const char *tail, arena *a, err *e)
{
    buf b;
    buf_init(&b, a, PATH_BYTES_LIMIT);
    buf_text(&b, path);
    buf_text(&b, tail);
    buf_char(&b, 0);
    *out = b.ptr;
    return buf_err(&b, e);
}

/* The name of the log that waits beside the book, or NULL. */
static err_code find_log(const char **out, const char *path, arena *a, err *e)
{
    const char *name = NULL;
    err_code code = name_beside(&name, path, "-wal", a, e);
    if (!code) *out = io_exists(name) ? name : NULL;
    return code;
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

/* An SQLite code; SQLITE_NOTADB when there are not even that many bytes. */
static int read_header(header *h, sqlite3 *db)
{
    sqlite3_file *file = NULL;
    int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (rc != SQLITE_OK) return rc;
    if (!file || !file->pMethods) return SQLITE_NOTADB;
    rc = file->pMethods->xFileSize(file, &h->file_bytes);
    if (rc != SQLITE_OK) return rc;
    if (h->file_bytes < (sqlite3_int64)sizeof h->byte) return SQLITE_NOTADB;
    rc = file->pMethods->xRead(file, h->byte, sizeof h->byte, 0);
    return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_NOTADB : rc;
}

static sqlite3_int64 bytes_promised(const header *h)
{
    sqlite3_int64 page_bytes = h->byte[AT_PAGE_BYTES] << 8 | h->byte[AT_PAGE_BYTES + 1];
    if (page_bytes == 1) page_bytes = 65536;
    return page_bytes * big_endian(h->byte + AT_PAGE_COUNT);
}

static bool is_sqlite(const header *h)
{
    static const char MAGIC[] = "SQLite format 3";
    return memcmp(h->byte, MAGIC, sizeof MAGIC) == 0;
}

static err_code check_header(const header *h, const char *path, bool log, err *e)
{
    if (!is_sqlite(h) || big_endian(h->byte + AT_APPLICATION_ID) != APPLICATION_ID)
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

enum { LOG_BYTES = 32, AT_LOG_PAGE_BYTES = 8, AT_LOG_SALT = 16, FRAME_BYTES = 24, AT_FRAME_SALT = 8, SALT_BYTES = 8 };

/* A power cut in the middle of a checkpoint may leave rubbish where the file's first page was; the log still has it. So
 * rubbish is ours when a frame of the log is: whether that one counts, SQLite will say. */
static err_code check_frames(int log, const char *path, err *e)
{
    unsigned char start[LOG_BYTES], frame[FRAME_BYTES + sizeof((header *)0)->byte];
    if (pread(log, start, sizeof start, 0) != (ssize_t)sizeof start) return refuse_file(e, E_NOT_A_BOOK, "path", path);
    off_t page_bytes = big_endian(start + AT_LOG_PAGE_BYTES);
    for (off_t at = LOG_BYTES; pread(log, frame, sizeof frame, at) == (ssize_t)sizeof frame;
         at += FRAME_BYTES + page_bytes) {
        if (memcmp(frame + AT_FRAME_SALT, start + AT_LOG_SALT, SALT_BYTES) != 0) break; /* left from an earlier use */
        if (big_endian(frame) != 1) continue;
        header h = {.file_bytes = 0};
        memcpy(h.byte, frame + FRAME_BYTES, sizeof h.byte);
        err_code code = check_header(&h, path, true, e);
        if (code != E_NOT_A_BOOK) return code;
    }
    return refuse_file(e, E_NOT_A_BOOK, "path", path);
}

static err_code check_log(const char *log, const char *path, err *e)
{
    int fd = open(log, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refuse_file(e, E_JOURNAL, "reason", "the log beside the file cannot be read");
    err_code code = check_frames(fd, path, e);
    close(fd);
    return code;
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
    cell name = sqlite_cell(sqlite3_column_value(st, 0));
    cell sql = sqlite_cell(sqlite3_column_value(st, 1));
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
        if (!object_expected(st, &seen)) return refuse_schema(e, sqlite_cell(sqlite3_column_value(st, 0)).bytes);
    if (rc != SQLITE_DONE) return sqlite_fault(db, rc, e);
    for (size_t i = 0; i < COUNT_OF(SCHEMA); i++)
        if (!(seen & 1u << i)) return refuse_schema(e, str_from(SCHEMA[i].name));
    return ERR_OK;
}

static err_code check_schema(sqlite3 *db, err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, "SELECT name, sql FROM sqlite_schema ORDER BY rowid", -1, &st, NULL);
    err_code code = rc == SQLITE_OK ? compare_schema(db, st, e) : sqlite_fault(db, rc, e);
    sqlite3_finalize(st);
    return code;
}

static err_code look_through(sqlite3 *db, const char *path, const char *log, err *e)
{
    header h = {.file_bytes = 0};
    int rc = read_header(&h, db);
    if (rc == SQLITE_NOTADB) return refuse_file(e, E_NOT_A_BOOK, "path", path);
    if (rc != SQLITE_OK) return sqlite_fault(NULL, rc, e);
    err_code code = check_header(&h, path, log != NULL, e);
    if (code == E_NOT_A_BOOK && log && !is_sqlite(&h)) code = check_log(log, path, e);
    if (code || log) return code;
    return check_schema(db, e);
}

static err_code look(const char *path, arena *a, err *e)
{
    if (!io_exists(path)) return refuse_file(e, E_BOOK_ABSENT, "path", path);
    const char *uri = NULL;
    const char *log = NULL;
    err_code code = file_uri(&uri, path, "?immutable=1", a, e);
    if (!code) code = find_log(&log, path, a, e);
    if (code) return code;
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    code = rc == SQLITE_OK ? look_through(db, path, log, e) : sqlite_fault(db, rc, e);
    sqlite3_close(db);
    return code;
}

/* ---- opening in earnest ---- */
static err_code expect_setting(sqlite3 *db, const char *pragma, const char *wanted, err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, pragma, -1, &st, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(st);
    const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
    if (!text) {
        sqlite3_finalize(st);
        return sqlite_fault(db, rc == SQLITE_ROW ? SQLITE_NOMEM : rc, e);
    }
    str found = {text, (size_t)sqlite3_column_bytes(st, 0)};
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
static err_code configure(sqlite3 *db, bool read_only, err *e)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, JOURNAL_WAIT_MS);
    int rc = sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_BYTES, LOOKASIDE_COUNT);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    if (rc != SQLITE_OK) return sqlite_fault(db, rc, e);
    char text[160];
    snprintf(text, sizeof text, "PRAGMA cache_size=-%d; PRAGMA temp_store=memory; PRAGMA synchronous=FULL",
             read_only ? READ_CACHE_KIB : CACHE_KIB);
    return sqlite_run(db, text, e);
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
    if (!code) code = configure(db, read_only, e);
    if (!code && read_only) code = sqlite_run(db, "PRAGMA query_only=ON", e);
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
    code = rc == SQLITE_OK ? settle(db, read_only, e) : sqlite_fault(db, rc, e);
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
    const char *log = NULL;
    err_code code = find_log(&log, path, a, e);
    if (code) return code;
    code = E_JOURNAL;
    if (log || may_write(path, a)) code = connect(out, path, "", true, a, e);
    if (code == E_JOURNAL && !log) code = connect(out, path, "?immutable=1", true, a, e);
    if (!code && log) sqlite3_db_config(*out, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return code;
}

err_code sqlite_connect(sqlite3 **out, const char *path, bool read_only, arena *a, err *e)
{
    CHECK(out != NULL);
    err_code code = look(path, a, e);
    if (code) return code;
    return read_only ? connect_to_read(out, path, a, e) : connect(out, path, "", false, a, e);
}

/* ---- making ---- */
static err_code make_objects(sqlite3 *db, err *e)
{
    char text[128];
    snprintf(text, sizeof text, "BEGIN EXCLUSIVE; PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION_ID,
             JOURNAL_FORMAT);
    err_code code = sqlite_run(db, text, e);
    for (size_t i = 0; i < COUNT_OF(SCHEMA) && !code; i++)
        if (SCHEMA[i].sql) code = sqlite_run(db, SCHEMA[i].sql, e);
    if (!code) code = sqlite_run(db, "COMMIT", e);
    return code;
}

static err_code make_book(sqlite3 *db, err *e)
{
    err_code code = configure(db, false, e);
    if (!code) code = make_durable(db, e);
    if (!code) code = make_objects(db, e);
    if (!code) code = check_schema(db, e);
    if (code) return code;
    int rc = sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : sqlite_fault(db, rc, e);
}

/* Page by page in one step: the source is one snapshot, log and all. Synced by SQLite before it ends. */
static err_code copy_pages(sqlite3 *to, sqlite3 *from, err *e)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    if (!copy) return sqlite_fault(to, sqlite3_errcode(to), e);
    int rc = sqlite3_backup_step(copy, -1);
    int end = sqlite3_backup_finish(copy);
    if (rc != SQLITE_DONE) return sqlite_fault(to, rc, e);
    return end == SQLITE_OK ? ERR_OK : sqlite_fault(to, end, e);
}

/* from NULL: a new, empty book; else a copy. */
static err_code fill_file(const char *path, sqlite3 *from, arena *a, err *e)
{
    const char *uri = NULL;
    err_code code = file_uri(&uri, path, "", a, e);
    if (code) return code;
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    code = rc != SQLITE_OK ? sqlite_fault(db, rc, e) : from ? copy_pages(db, from, e) : make_book(db, e);
    sqlite3_close(db);
    return code;
}

/* An empty file where there was none: of two programs that make the same book one does, and the other touches nothing. */
static err_code make_file(const char *path, err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd >= 0) {
        close(fd);
        return ERR_OK;
    }
    if (errno == EEXIST) return refuse_file(e, E_BOOK_EXISTS, "path", path);
    return refuse_file(e, E_JOURNAL, "reason", "the file cannot be made");
}

/* Half a book is none. */
static void remove_all(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) unlink(names[i]);
}

static err_code new_book(const char *path, sqlite3 *from, arena *a, err *e)
{
    CHECK(path != NULL);
    static const char *const TAIL[] = {"", "-journal", "-wal", "-shm"};
    const char *names[COUNT_OF(TAIL)];
    err_code code = ERR_OK;
    for (size_t i = 0; i < COUNT_OF(TAIL) && !code; i++) code = name_beside(&names[i], path, TAIL[i], a, e);
    if (!code) code = make_file(path, e);
    if (code) return code;
    code = fill_file(path, from, a, e);
    if (code) remove_all(names, COUNT_OF(names));
    return code;
}

err_code sqlite_create(const char *path, arena *a, err *e)
{
    return new_book(path, NULL, a, e);
}

err_code sqlite_copy(sqlite3 *from, const char *path, arena *a, err *e)
{
    CHECK(from != NULL);
    return new_book(path, from, a, e);
}
