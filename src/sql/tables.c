/* tables: all tables and functions of one connection, and when they end.
 *
 * SQLite says of each module and function when it lets go of it; the last one frees the whole and tells the host. That
 * way the same code serves a connection of our own and one that belongs to another program.
 * Invariant: registered is the number of modules and functions that SQLite still holds, and one for the maker until it is
 * done. */
#include "sql/sql_int.h"

void tables_release(void *tables)
{
    sql_tables *t = tables;
    CHECK(t->registered > 0);
    if (--t->registered > 0) return;
    sql_host host = t->host;
    builds_drop(t);
    arena_free(t->scratch);
    arena_free(t->memory);
    if (host.release != NULL) host.release(host.self);
}

static void release_table(void *table)
{
    tables_release(((sql_table *)table)->in);
}

static int register_modules(sql_tables *t)
{
    int code = SQLITE_OK;
    for (uint32_t i = 0; i < t->count && code == SQLITE_OK; i++) {
        t->registered++; /* SQLite calls the release even when this fails */
        code = sqlite3_create_module_v2(t->db, t->table[i].source.info->name, &sql_module, &t->table[i], release_table);
    }
    return code;
}

static sql_tables *new_tables(sqlite3 *db, const sql_host *host)
{
    arena *a = arena_new("SQL_BUILD_BYTES_MAX", SQL_BUILD_BYTES_MAX);
    sql_tables *t = a ? arena_get(a, sizeof *t) : NULL;
    arena *scratch = t ? arena_new("SQL_BUILD_BYTES_MAX", SQL_BUILD_BYTES_MAX) : NULL;
    if (scratch == NULL) {
        arena_free(a);
        return NULL;
    }
    *t = (sql_tables){.memory = a, .scratch = scratch, .db = db, .host = *host, .registered = 1};
    return t;
}

err_code tables_make(sql_tables **out, sqlite3 *db, const sql_host *host, err *e)
{
    CHECK(host->source != NULL && host->rows != NULL);
    CHECK(host->version != NULL && host->parameter != NULL);
    sql_tables *t = new_tables(db, host);
    if (t == NULL) {
        if (host->release != NULL) host->release(host->self);
        return refuse_memory(e);
    }
    err_code code = catalog_make(t, e);
    if (!code &&
        (register_modules(t) != SQLITE_OK || functions_register(t) != SQLITE_OK || xirr_register(t) != SQLITE_OK))
        code = refuse_memory(e);
    *out = t;
    tables_release(t); /* the maker's own; frees it when nothing was registered */
    return code;
}

char *tables_refuse(sql_tables *t, const err *e)
{
    t->failed = *e;
    buf text;
    arena_clear(t->scratch);
    buf_init(&text, t->scratch, TEXT_BYTES_MAX);
    buf_text(&text, err_name(e->code));
    for (uint32_t i = 0; i < e->arg_count; i++) {
        const err_arg *a = &e->arg[i];
        buf_text(&text, i ? ", " : ": ");
        buf_text(&text, a->name);
        buf_char(&text, ' ');
        if (a->kind == ERR_ARG_TEXT)
            buf_text(&text, a->text);
        else
            buf_int(&text, a->value);
    }
    buf_char(&text, '\0');
    return text.failed ? NULL : sqlite3_mprintf("%s", text.ptr);
}

err_code sql_attach(void *connection, const sql_host *host, err *e)
{
    sql_tables *t;
    CHECK(connection != NULL);
    return tables_make(&t, connection, host, e);
}
