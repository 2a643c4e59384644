/* extension: a book inside any program that has SQLite: the sqlite3 shell, Python, R.
 *
 *   .load build/weir_sqlite          select load_extension('build/weir_sqlite')
 *   select weir_open('city.weir')    then every relation is a table
 *
 * The book is opened read-only and closed with the connection. What may be asked is that connection's own business: the
 * guard of `weir sql` is not here. A connection has one book, as it was when it was opened: functions cannot be given
 * anew to a connection that is running a statement. */
#include "weir.h"

#include "base/base.h"

#include <sqlite3ext.h>
#include <string.h>

SQLITE_EXTENSION_INIT1

/* The error's code and words, in English: as whoever calls SQLite sees errors. */
static void tell(sqlite3_context *to, weir_error *error)
{
    char *text = sqlite3_mprintf("%s: %s", weir_error_code(error, 0), weir_error_text(error, 0, WEIR_EN));
    if (text)
        sqlite3_result_error(to, text, -1);
    else
        sqlite3_result_error_nomem(to);
    sqlite3_free(text);
    weir_error_free(error);
}

static void tell_head(sqlite3_context *to, const weir_head *head)
{
    char *text = sqlite3_mprintf("%s@%lld%s", head->hash, (long long)head->seq, head->synthetic ? " synthetic" : "");
    if (text)
        sqlite3_result_text(to, text, -1, SQLITE_TRANSIENT);
    else
        sqlite3_result_error_nomem(to);
    sqlite3_free(text);
}

typedef struct connection {
    int registered; /* forms of weir_open that SQLite still holds */
    bool has_book;
} connection;

static void let_go(void *self)
{
    connection *c = self;
    CHECK(c->registered > 0);
    if (--c->registered == 0) sqlite3_free(c);
}

/* weir_open(path [, as_of [, lang]]) → HASH@SEQ of what was opened */
static void open_book(sqlite3_context *to, int count, sqlite3_value **v)
{
    const char *path = (const char *)sqlite3_value_text(v[0]);
    weir_sql_options options = {.as_of = count > 1 ? (const char *)sqlite3_value_text(v[1]) : NULL, .lang = WEIR_EN};
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_head head;
    CHECK(count >= 1 && count <= 3);
    connection *c = sqlite3_user_data(to);
    if (c->has_book) {
        sqlite3_result_error(to, "this connection has a book already: open another one", -1);
        return;
    }
    if (!path) {
        sqlite3_result_error(to, "weir_open(path, as_of, lang): path is a text", -1);
        return;
    }
    const char *lang = count > 2 ? (const char *)sqlite3_value_text(v[2]) : NULL;
    if (lang && strcmp(lang, "zh") == 0) options.lang = WEIR_ZH;
    if (weir_open(&b, path, true, &error)) {
        tell(to, error);
        return;
    }
    weir_head_chain(&head, b);
    if (weir_sql_attach(b, sqlite3_context_db_handle(to), &options, &error))
        tell(to, error);
    else {
        c->has_book = true;
        tell_head(to, &head);
    }
}

/* SQLite looks for this name in weir_sqlite.so. */
__attribute__((visibility("default"))) int sqlite3_weirsqlite_init(sqlite3 *db, char **message,
                                                                   const sqlite3_api_routines *api);
int sqlite3_weirsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    SQLITE_EXTENSION_INIT2(api)
    int code = SQLITE_OK;
    CHECK(api != NULL);
    if (sqlite3_libversion_number() < 3038000) {
        *message = sqlite3_mprintf("weir needs SQLite 3.38 or later");
        return SQLITE_ERROR;
    }
    connection *c = sqlite3_malloc(sizeof *c);
    if (!c) return SQLITE_NOMEM;
    *c = (connection){.registered = 1};
    for (int count = 1; count <= 3 && code == SQLITE_OK; count++) {
        c->registered++; /* SQLite lets go even when this fails */
        code = sqlite3_create_function_v2(db, "weir_open", count, SQLITE_UTF8 | SQLITE_DIRECTONLY, c, open_book, NULL,
                                          NULL, let_go);
    }
    let_go(c);
    return code;
}
