/* sql: relations as tables of SQLite, for questions that nobody foresaw. Reading only.
 *
 * Every relation that the host names is a table of the same name; src/sql/README.md says how its columns become columns
 * of SQL. The room knows relations and no view and no book: whoever opens it hands over descriptors and a way to get rows.
 * Rows of one basis do not change while a statement runs. One connection, one thread at a time. */
#ifndef WEIR_SQL_H
#define WEIR_SQL_H

#include "relation/relation.h"

/* ---- what the host gives ---- */
typedef struct sql_source {
    const relation_info *info;
    const char *const
        *parameters; /* columns whose value a builder takes beforehand, as `show --where` gives it; NULL ends
                                      the list, and NULL instead of it is none */
} sql_source;
/* Under which basis rows are asked for, as written; ptr NULL = not said, then the host's own. */
typedef struct sql_ask {
    str as_of, known_at, published_by, record;
    const str *where; /* "from=sz-fund" */
    uint32_t where_count;
} sql_ask;
typedef struct sql_parameter {
    bool found;
    int64_t minor; /* least parts of unit */
    unit_code unit;
} sql_parameter;
typedef struct sql_host {
    void *self;
    bool (*source)(sql_source *out, void *self, uint32_t index); /* false past the last */
    /* Rows that live in a, and stay as they are as long as version does. Any refusal; E_LIMIT. */
    err_code (*rows)(relation_rows *out, void *self, const relation_info *info, const sql_ask *ask, arena *a, err *e);
    /* Told once a statement of each relation and basis that it reads, also of those built before; NULL. */
    void (*used)(void *self, const relation_info *info, const sql_ask *ask);
    /* parameter.set by fund (an id; empty = none), its region, day. */
    err_code (*parameter)(sql_parameter *out, void *self, str name, str fund, day on, err *e);
    uint64_t (*version)(void *self); /* another number: rows may be others */
    int64_t (*now_ms)(void *self);   /* rising; for limits of time only */
    void (*release)(void *self);     /* nobody will call any more; NULL */
    day as_of;                       /* of the host's own basis; also the "now" of date functions */
    bool zh;
} sql_host;

/* ---- a connection of its own, which can do nothing but read these tables ---- */
typedef struct sql sql;
typedef struct sql_limits {
    uint64_t rows_max;    /* E_SQL_ROWS when there are more */
    int64_t milliseconds; /* E_SQL_TIME */
    int64_t bytes;        /* E_LIMIT: what SQLite takes beyond what it had before the statement */
} sql_limits;
typedef enum sql_type { SQL_NULL = 0, SQL_INTEGER, SQL_REAL, SQL_TEXT } sql_type;
typedef struct sql_value {
    sql_type type;
    int64_t number;
    double real;
    str text; /* borrowed until the next row; a blob comes as x'…' */
} sql_value;
typedef struct sql_target { /* where rows go; another code than ERR_OK ends the statement */
    void *self;
    err_code (*columns)(void *self, const str *names, uint32_t count, err *e);
    err_code (*row)(void *self, const sql_value *values, uint32_t count, err *e);
} sql_target;
err_code sql_open(sql **out, const sql_host *host, err *e) WARN_UNUSED;
void sql_close(sql *s); /* NULL is allowed */
/* One statement; an empty one gives nothing. E_SQL_…, E_LIMIT, what the host refuses. */
err_code sql_run(sql *s, str statement, const sql_limits *limits, const sql_target *to, err *e) WARN_UNUSED;

/* ---- what there is ---- */
typedef struct sql_column_about {
    str name;
    const char *type; /* TEXT or INTEGER */
    bool is_hidden;   /* not part of select * */
    const char *zh, *en;
    const char *of_zh, *of_en; /* title of the relation's column that it is made from; "" */
    const char *formula_zh, *formula_en;
} sql_column_about;
const relation_info *sql_table_info(const sql *s, uint32_t index);                    /* NULL past the last */
bool sql_table_find(uint32_t *index, const sql *s, str name);                         /* by name, without case */
bool sql_column_of(sql_column_about *out, const sql *s, uint32_t index, uint32_t at); /* false past the last */
typedef struct sql_function_about {
    const char *name, *form, *zh, *en;
} sql_function_about;
const sql_function_about *sql_function_at(uint32_t index); /* the room's own; NULL past the last */
/* Every word that a person may type: tables, columns, functions, keywords. ptr NULL past the last. */
str sql_word_at(const sql *s, uint32_t index);

/* ---- somebody else's connection (a sqlite3 *), as an extension ---- */
/* The tables and functions, unguarded: what may be asked is that connection's business. host->release is called when the
 * last of them is gone, also when this fails. E_LIMIT. */
err_code sql_attach(void *connection, const sql_host *host, err *e) WARN_UNUSED;

#endif
