/* run: one statement, row by row.
 *
 * Invariants: a statement that writes, or gives no columns, is never stepped; the handler of limits is set while one runs
 * and never else; every statement is finalized before the call returns. */
#include "sql/sql_int.h"

typedef struct running {
    sql *s;
    sqlite3_stmt *statement;
    const sql_target *to;
    uint32_t columns;
    sql_value *values;
    buf *blobs; /* by column: a blob as text */
    arena *memory;
    uint64_t rows;
} running;

static err_code refuse_many(err *e)
{
    return err_set(e, E_SQL_MANY);
}

static err_code refuse_rows(const running *r, err *e)
{
    err_set(e, E_SQL_ROWS);
    err_int(e, "limit", (int64_t)r->s->limits.rows_max);
    return E_SQL_ROWS;
}

/* ---- columns ---- */

static err_code tell_columns(running *r, err *e)
{
    r->values = arena_get(r->memory, sizeof *r->values * r->columns);
    r->blobs = arena_get(r->memory, sizeof *r->blobs * r->columns);
    str *names = arena_get(r->memory, sizeof *names * r->columns);
    if (r->values == NULL || r->blobs == NULL || names == NULL) return arena_err(r->memory, e);
    for (uint32_t i = 0; i < r->columns; i++) {
        const char *name = sqlite3_column_name(r->statement, (int)i);
        if (name == NULL) return refuse_memory(e);
        names[i] = str_from(name);
        buf_init(&r->blobs[i], r->memory, SQL_BUILD_BYTES_MAX);
    }
    return r->to->columns(r->to->self, names, r->columns, e);
}

/* ---- a row ---- */

static str blob_as_text(running *r, uint32_t i)
{
    buf *out = &r->blobs[i];
    const uint8_t *bytes = sqlite3_column_blob(r->statement, (int)i);
    out->len = 0;
    buf_text(out, "x'");
    if (bytes != NULL) buf_hex(out, bytes, (size_t)sqlite3_column_bytes(r->statement, (int)i));
    buf_char(out, '\'');
    return buf_view(out);
}

static void read_value(sql_value *out, running *r, uint32_t i)
{
    int at = (int)i;
    *out = (sql_value){.type = SQL_NULL};
    switch (sqlite3_column_type(r->statement, at)) {
    case SQLITE_INTEGER:
        *out = (sql_value){.type = SQL_INTEGER, .number = sqlite3_column_int64(r->statement, at)};
        break;
    case SQLITE_FLOAT: *out = (sql_value){.type = SQL_REAL, .real = sqlite3_column_double(r->statement, at)}; break;
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(r->statement, at);
        *out = (sql_value){.type = SQL_TEXT, .text = {text, (size_t)sqlite3_column_bytes(r->statement, at)}};
        break;
    }
    case SQLITE_BLOB: *out = (sql_value){.type = SQL_TEXT, .text = blob_as_text(r, i)}; break;
    default: break;
    }
}

static err_code tell_row(running *r, err *e)
{
    if (++r->rows > r->s->limits.rows_max) return refuse_rows(r, e);
    for (uint32_t i = 0; i < r->columns; i++) {
        read_value(&r->values[i], r, i);
        if (r->blobs[i].failed) return buf_err(&r->blobs[i], e);
    }
    return r->to->row(r->to->self, r->values, r->columns, e);
}

/* ---- a statement ---- */

static err_code step_through(running *r, str text, err *e)
{
    err_code code = tell_columns(r, e);
    while (!code) {
        int step = sqlite3_step(r->statement);
        if (step == SQLITE_DONE) break;
        code = step == SQLITE_ROW ? tell_row(r, e) : refuse_statement(r->s, text, step, e);
    }
    return code;
}

static bool is_blank(str s)
{
    s = str_trim(s);
    while (s.len > 0 && s.ptr[0] == ';') s = str_trim(str_slice(s, 1, s.len));
    return s.len == 0;
}

/* What stands behind the first statement must be nothing, or nothing but a comment. */
static bool is_last(sql *s, const char *tail, const char *end)
{
    str rest = {tail, (size_t)(end - tail)};
    if (is_blank(rest)) return true;
    sqlite3_stmt *more = NULL;
    int code = sqlite3_prepare_v2(s->db, rest.ptr, (int)rest.len, &more, NULL);
    bool is_comment = code == SQLITE_OK && more == NULL;
    sqlite3_finalize(more);
    return is_comment;
}

static err_code check_statement(running *r, err *e)
{
    r->columns = (uint32_t)sqlite3_column_count(r->statement);
    if (r->columns > 0 && sqlite3_stmt_readonly(r->statement)) return ERR_OK;
    err_set(e, E_SQL_FORBIDDEN);
    err_text(e, "what", STR("this statement"));
    err_text(e, "place", STR("1:1"));
    return E_SQL_FORBIDDEN;
}

static err_code run_statement(running *r, str text, err *e)
{
    const char *tail = NULL;
    if (text.len > INT32_MAX) return refuse_memory(e);
    int code = sqlite3_prepare_v2(r->s->db, text.ptr, (int)text.len, &r->statement, &tail);
    if (code != SQLITE_OK) return refuse_statement(r->s, text, code, e);
    if (r->statement == NULL) return ERR_OK; /* blank, or a comment */
    if (!is_last(r->s, tail, text.ptr + text.len)) return refuse_many(e);
    err_code wrong = check_statement(r, e);
    return wrong ? wrong : step_through(r, text, e);
}

err_code sql_run(sql *s, str statement, const sql_limits *limits, const sql_target *to, err *e)
{
    CHECK(to->columns != NULL && to->row != NULL);
    running r = {.s = s, .to = to, .memory = arena_new("SQL_BUILD_BYTES_MAX", SQL_BUILD_BYTES_MAX)};
    if (r.memory == NULL) return refuse_memory(e);
    s->tables->statement++;
    s->tables->left_out = (sql_left_out){.undetermined = 0};
    guard_begin(s, limits);
    err_code code = utf8_valid(statement) ? run_statement(&r, statement, e) : err_set(e, E_ENCODING);
    sqlite3_finalize(r.statement);
    guard_end(s);
    CHECK(s->tables->open_cursors == 0);
    arena_free(r.memory);
    return code;
}

sql_left_out sql_last_left_out(const sql *s)
{
    return s->tables->left_out;
}
