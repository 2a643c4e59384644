/* open: the file BOOK-people, and its lists. */
#include "people/people_int.h"

static const char schema[] =
    "CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL, role INTEGER NOT NULL, scope TEXT NOT NULL,"
    " password TEXT NOT NULL, is_off INTEGER NOT NULL DEFAULT 0, must_change INTEGER NOT NULL DEFAULT 0,"
    " made INTEGER NOT NULL) STRICT;"
    "CREATE TABLE session (no INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, person TEXT NOT NULL"
    " REFERENCES person, address TEXT NOT NULL, began INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT;"
    "CREATE TABLE token (no INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, person TEXT NOT NULL"
    " REFERENCES person, name TEXT NOT NULL, reads_only INTEGER NOT NULL, made INTEGER NOT NULL, seen INTEGER NOT NULL,"
    " ends INTEGER NOT NULL) STRICT;"
    "CREATE TABLE failure (who TEXT PRIMARY KEY, count INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;"
    "CREATE TABLE access (no INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, person TEXT NOT NULL,"
    " address TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL, result TEXT NOT NULL, rows INTEGER NOT NULL) "
    "STRICT;";
static const store_form form = {.application_id = 0x77697270, /* "wirp" */
                                .version = 1,
                                .suffix = "-people",
                                .schema = schema,
                                .fault = E_PEOPLE_FILE};

static const char session_query[] =
    "SELECT p.id, p.name, p.role, p.scope, p.must_change, s.no, s.began, s.seen FROM session s JOIN person p"
    " ON p.id = s.person WHERE s.hash = ? AND p.is_off = 0";
static const char token_query[] =
    "SELECT p.id, p.name, p.role, p.scope, p.must_change, t.no, t.ends, t.seen, t.reads_only FROM token t JOIN person p"
    " ON p.id = t.person WHERE t.hash = ? AND p.is_off = 0";

static err_code open_all(weir_people *p, const char *book_path, err *e)
{
    err_code code = store_open(&p->file, book_path, &form, p->a, e);
    if (!code &&
        (sqlite3_prepare_v3(p->file.db, session_query, -1, SQLITE_PREPARE_PERSISTENT, &p->find_session, NULL) ||
         sqlite3_prepare_v3(p->file.db, token_query, -1, SQLITE_PREPARE_PERSISTENT, &p->find_token, NULL)))
        code = store_fault(&p->file, e);
    return code;
}

weir_status weir_people_open(weir_people **out, const char *book_path, weir_error **error)
{
    CHECK(out != NULL);
    err e = {.code = ERR_OK};
    *out = NULL;
    arena *a = arena_new("people", 1 << 20);
    weir_people *p = a ? arena_get(a, sizeof *p) : NULL;
    if (!p) {
        arena_free(a);
        err_set(&e, E_LIMIT);
        err_text(&e, "limit", STR("people"));
        err_int(&e, "bytes", 1 << 20);
        return report_error(error, &e);
    }
    p->a = a;
    if (open_all(p, book_path, &e) == ERR_OK) {
        *out = p;
        return WEIR_OK;
    }
    weir_status status = report_error(error, &e);
    weir_people_close(p);
    return status;
}

void weir_people_close(weir_people *p)
{
    if (!p) return;
    sqlite3_finalize(p->find_session);
    sqlite3_finalize(p->find_token);
    store_close(&p->file);
    arena_free(p->a);
}

weir_status people_print(weir_people *p, const people_list *asked, weir_lang lang, weir_format format, weir_sink out,
                         weir_error **error)
{
    buf text;
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    const list_request rows = {.sql = asked->sql,
                               .values = asked->values,
                               .value_count = asked->value_count,
                               .columns = asked->columns,
                               .column_count = asked->column_count,
                               .zh = lang == WEIR_ZH,
                               .format = format == WEIR_JSON  ? REPORT_JSON
                                         : format == WEIR_CSV ? REPORT_CSV
                                                              : REPORT_TABLE};
    buf_init(&text, a, OUTPUT_BYTES_MAX);
    err_code code = store_list(&text, &p->file, &rows, a, &e);
    if (!code) code = sink_put(out, buf_view(&text), &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}
