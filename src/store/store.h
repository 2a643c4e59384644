/* store: a small SQLite file beside the book, for what is no evidence: people, drafts. Mode 0600 from its first byte, WAL,
 * synchronous FULL, every value bound. A file of another program, or of another version, is refused. Several handles and
 * programs may have one open; who finds it taken waits five seconds. */
#ifndef WEIR_STORE_H
#define WEIR_STORE_H

#include "base/base.h"
#include "report/report.h"

#include <sqlite3.h>

typedef struct store_form {
    int application_id, version;
    const char *suffix, *schema; /* of the file's name; what makes its tables */
    err_code fault;              /* with {path} and {reason} */
} store_form;
typedef struct store {
    sqlite3 *db;
    const char *path;
    const store_form *form; /* static */
} store;
/* The file is made when it is not there. Close it also after a failure. */
err_code store_open(store *out, const char *book_path, const store_form *form, arena *a, err *e) WARN_UNUSED;
void store_close(store *p);

typedef struct bound { /* a value of a statement */
    const char *text;
    int64_t number;
    str bytes;
    enum { BOUND_TEXT = 1, BOUND_NUMBER, BOUND_BYTES } type;
} bound;
#define TEXT_OF(x) ((bound){.text = (x), .type = BOUND_TEXT})
#define NUMBER_OF(x) ((bound){.number = (x), .type = BOUND_NUMBER})
#define BYTES_OF(x) ((bound){.bytes = (x), .type = BOUND_BYTES})
#define HASH_OF(x) BYTES_OF(((str){(const char *)(x)->byte, HASH_BYTES}))
/* Run to its end; rows it has are passed over. */
err_code store_do(store *p, const char *sql, const bound *values, size_t count, err *e) WARN_UNUSED;
/* Its first row, to be read and ended with store_end; *out NULL when it has none. */
err_code store_row(sqlite3_stmt **out, store *p, const char *sql, const bound *values, size_t count,
                   err *e) WARN_UNUSED;
void store_end(sqlite3_stmt *row); /* NULL is allowed */
/* Takes the right to write at once, so that nothing comes between what is read and what is written. */
err_code store_begin(store *p, err *e) WARN_UNUSED;
/* Commit when code is ERR_OK, else take all of it back. */
err_code store_finish(store *p, err_code code, err *e) WARN_UNUSED;
err_code store_fault(store *p, err *e);
/* Values into a prepared statement that the caller steps and resets. */
err_code store_bind(sqlite3_stmt *s, store *p, const bound *values, size_t count, err *e) WARN_UNUSED;
/* A statement with its values, to be stepped by the caller and ended with store_end. */
err_code store_prepare(sqlite3_stmt **out, store *p, const char *sql, const bound *values, size_t count,
                       err *e) WARN_UNUSED;
/* The rows of a query as a table, JSON or CSV. */
typedef struct list_request {
    const char *sql;
    const bound *values;
    size_t value_count;
    const listing_column *columns;
    size_t column_count;
    bool zh;
    report_format format;
} list_request;
err_code store_list(buf *out, store *p, const list_request *asked, arena *a, err *e) WARN_UNUSED;

#endif
