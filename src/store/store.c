/* store: opening a file, statements with bound values, rows as a list. */
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAIT_MS = 5000 };

static err_code store_refuse(const store *p, const char *reason, err *e)
{
    err_set(e, p->form->fault);
    err_text(e, "path", str_from(p->path));
    err_text(e, "reason", str_from(reason));
    return p->form->fault;
}

err_code store_fault(store *p, err *e)
{
    return store_refuse(p, p->db ? sqlite3_errmsg(p->db) : "no memory", e);
}

/* ---- statements ---- */
static int bind_one(sqlite3_stmt *s, int at, const bound *v)
{
    if (v->type == BOUND_NUMBER) return sqlite3_bind_int64(s, at, v->number);
    if (v->type == BOUND_BYTES)
        return sqlite3_bind_blob64(s, at, v->bytes.ptr ? v->bytes.ptr : "", v->bytes.len, SQLITE_TRANSIENT);
    return sqlite3_bind_text(s, at, v->text ? v->text : "", -1, SQLITE_TRANSIENT);
}

err_code store_bind(sqlite3_stmt *s, store *p, const bound *values, size_t count, err *e)
{
    for (size_t i = 0; i < count; i++)
        if (bind_one(s, (int)i + 1, &values[i]) != SQLITE_OK) return store_fault(p, e);
    return ERR_OK;
}

err_code store_prepare(sqlite3_stmt **out, store *p, const char *sql, const bound *values, size_t count, err *e)
{
    *out = NULL;
    if (sqlite3_prepare_v2(p->db, sql, -1, out, NULL) != SQLITE_OK) return store_fault(p, e);
    err_code code = store_bind(*out, p, values, count, e);
    if (!code) return ERR_OK;
    sqlite3_finalize(*out);
    *out = NULL;
    return code;
}

err_code store_row(sqlite3_stmt **out, store *p, const char *sql, const bound *values, size_t count, err *e)
{
    sqlite3_stmt *s = NULL;
    *out = NULL;
    err_code code = store_prepare(&s, p, sql, values, count, e);
    if (code) return code;
    int step = sqlite3_step(s);
    if (step == SQLITE_ROW) {
        *out = s;
        return ERR_OK;
    }
    if (step != SQLITE_DONE) code = store_fault(p, e);
    sqlite3_finalize(s);
    return code;
}

void store_end(sqlite3_stmt *row)
{
    sqlite3_finalize(row);
}

err_code store_do(store *p, const char *sql, const bound *values, size_t count, err *e)
{
    sqlite3_stmt *s = NULL;
    err_code code = store_prepare(&s, p, sql, values, count, e);
    if (code) return code;
    int step = sqlite3_step(s);
    while (step == SQLITE_ROW) step = sqlite3_step(s);
    if (step != SQLITE_DONE) code = store_fault(p, e);
    sqlite3_finalize(s);
    return code;
}

err_code store_begin(store *p, err *e)
{
    return store_do(p, "BEGIN IMMEDIATE", NULL, 0, e);
}

err_code store_finish(store *p, err_code code, err *e)
{
    if (!code) code = store_do(p, "COMMIT", NULL, 0, e);
    if (code && !sqlite3_get_autocommit(p->db)) sqlite3_exec(p->db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

/* ---- the file ---- */
/* Made by ourselves with its mode: SQLite would make it readable by others for a moment. A file that is there already is
 * never opened here: closing a descriptor of it would take away the locks of every handle that this process has on it (a
 * rule of POSIX), and another program would then believe itself alone and take the log away. */
static bool make_file(const char *path)
{
    struct stat is;
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0) return fchmod(file, S_IRUSR | S_IWUSR) == 0 && close(file) == 0;
    if (lstat(path, &is) != 0 || !S_ISREG(is.st_mode)) return false;
    return (is.st_mode & (S_IRWXG | S_IRWXO)) == 0 || chmod(path, S_IRUSR | S_IWUSR) == 0;
}

static int64_t pragma(store *p, const char *sql)
{
    sqlite3_stmt *s = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(p->db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        value = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return value;
}

static bool is_new(store *p)
{
    return pragma(p, "PRAGMA application_id") == 0 && pragma(p, "SELECT count(*) FROM sqlite_schema") == 0;
}

static err_code make_tables(store *p, err *e)
{
    char mark[120];
    snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d;", p->form->application_id,
             p->form->version);
    err_code code = store_begin(p, e);
    if (code) return code;
    /* another program may have made them while we waited */
    if (is_new(p) && (sqlite3_exec(p->db, p->form->schema, NULL, NULL, NULL) != SQLITE_OK ||
                      sqlite3_exec(p->db, mark, NULL, NULL, NULL) != SQLITE_OK))
        code = store_fault(p, e);
    return store_finish(p, code, e);
}

static err_code check_file(store *p, err *e)
{
    if (is_new(p)) {
        err_code code = make_tables(p, e);
        if (code) return code;
    }
    bool ours = pragma(p, "PRAGMA application_id") == p->form->application_id &&
                pragma(p, "PRAGMA user_version") == p->form->version;
    return ours ? ERR_OK : store_refuse(p, "it is another program's, or of another version", e);
}

static err_code open_file(store *p, err *e)
{
    static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                                   "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;";
    if (!make_file(p->path)) return store_refuse(p, "it cannot be made or opened", e);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    if (sqlite3_open_v2(p->path, &p->db, flags, NULL) != SQLITE_OK) return store_fault(p, e);
    sqlite3_busy_timeout(p->db, WAIT_MS);
    if (sqlite3_exec(p->db, settings, NULL, NULL, NULL) != SQLITE_OK) return store_fault(p, e);
    return check_file(p, e);
}

static const char *path_of(const char *book_path, const char *suffix, arena *a)
{
    buf text;
    buf_init(&text, a, 1 << 16);
    buf_text(&text, book_path);
    buf_text(&text, suffix);
    buf_char(&text, 0);
    return text.failed ? NULL : text.ptr;
}

err_code store_open(store *out, const char *book_path, const store_form *form, arena *a, err *e)
{
    CHECK(book_path != NULL);
    *out = (store){.form = form, .path = path_of(book_path, form->suffix, a)};
    return out->path ? open_file(out, e) : arena_err(a, e);
}

void store_close(store *p)
{
    sqlite3_close(p->db);
    p->db = NULL;
}

/* ---- lists ---- */
typedef struct listed {
    str *cells;
    uint32_t count, room;
} listed;

static bool take_row(listed *to, sqlite3_stmt *row, size_t columns, arena *a)
{
    if (!arena_grow(a, (void **)&to->cells, sizeof *to->cells, &to->room, to->count + (uint32_t)columns)) return false;
    for (size_t i = 0; i < columns; i++) {
        const char *text = (const char *)sqlite3_column_text(row, (int)i);
        str kept = arena_str(a, (str){text ? text : "", (size_t)sqlite3_column_bytes(row, (int)i)});
        if (!kept.ptr) return false;
        to->cells[to->count++] = kept;
    }
    return true;
}

static err_code take_rows(listed *to, store *p, const list_request *asked, arena *a, err *e)
{
    sqlite3_stmt *s = NULL;
    err_code code = store_prepare(&s, p, asked->sql, asked->values, asked->value_count, e);
    if (code) return code;
    int step = sqlite3_step(s);
    for (; step == SQLITE_ROW && !code; step = sqlite3_step(s))
        if (!take_row(to, s, asked->column_count, a)) code = arena_err(a, e);
    if (!code && step != SQLITE_DONE) code = store_fault(p, e);
    sqlite3_finalize(s);
    return code;
}

err_code store_list(buf *out, store *p, const list_request *asked, arena *a, err *e)
{
    listed rows = {.count = 0};
    err_code code = take_rows(&rows, p, asked, a, e);
    if (code) return code;
    listing l = {.column = asked->columns,
                 .column_count = (uint32_t)asked->column_count,
                 .cells = rows.cells,
                 .row_count = rows.count / (uint32_t)asked->column_count};
    listing_print(out, &l, asked->format, asked->zh);
    return buf_err(out, e);
}
