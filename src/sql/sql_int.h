/* Inside the sql room: tables, their columns, what was built for them, and the guarded connection. */
#ifndef WEIR_SQL_INT_H
#define WEIR_SQL_INT_H

#include "sql/sql.h"

#ifdef WEIR_SQLITE_EXTENSION /* the same code inside somebody else's SQLite: calls go through that one's table */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif

enum {
    SQL_PARAMETERS_MAX = 4,
    SQL_TABLE_COLUMNS_MAX = COLUMNS_MAX * 5 + SQL_PARAMETERS_MAX + 4,
    SQL_PLAN_MAX = 16 /* constraints that one scan uses */
};
#define SQL_BUILD_BYTES_MAX ((size_t)1 << 30)  /* one relation under one basis, its orders included */
#define SQL_BUILDS_BYTES_MAX ((size_t)2 << 30) /* all that one statement needs */
#define SQL_KEPT_BYTES_MAX ((size_t)256 << 20) /* what is kept for the next one */

/* ---- catalog.c ---- */
typedef enum part {
    PART_VALUE,
    PART_LO,
    PART_HI,
    PART_UNIT,
    PART_WORDS,
    PART_FIRST,
    PART_LAST,
    PART_PARAMETER,
    PART_AS_OF, /* from here on: the basis */
    PART_KNOWN_AT,
    PART_PUBLISHED_BY,
    PART_RECORD
} part;
typedef struct sql_column {
    str name; /* terminated */
    part part;
    uint32_t of; /* the relation's column; of PART_PARAMETER: the one that it names */
    bool is_integer, is_hidden;
} sql_column;
typedef struct sql_build sql_build;
typedef struct sql_tables sql_tables;
typedef struct sql_table {
    sqlite3_vtab base; /* what SQLite holds: the first member */
    sql_tables *in;
    sql_source source;
    sql_column *column;
    uint32_t column_count;
    uint32_t parameter[SQL_PARAMETERS_MAX]; /* columns of the relation */
    uint32_t parameter_count;
    uint32_t rows_seen; /* of the last build, for the planner; 0 = none yet */
} sql_table;
struct sql_tables { /* all of one connection */
    arena *memory, *scratch;
    sqlite3 *db;
    sql_host host;
    sql_table *table;
    uint32_t count;
    sql_build *builds;
    uint32_t next_number;
    uint32_t statement; /* number of the one that runs, from 1; counted by the guard */
    sql_left_out left_out;
    uint32_t open_cursors;
    uint32_t registered; /* modules and functions that SQLite still holds */
    bool is_declaring;
    err failed; /* what a builder or function refused: SQLite itself carries a text only */
};
err_code catalog_make(sql_tables *t, err *e);
/* Columns of one relation, for a table of t. E_LIMIT. */
err_code catalog_columns(sql_table *table, arena *a, err *e);
bool part_is_basis(part p);
/* "CREATE TABLE x(…)" */
void catalog_declare(buf *out, const sql_table *table);

/* ---- value.c: what stands in a column, and how values are ordered ---- */
typedef struct sql_cell {
    sql_type type; /* no SQL_REAL: nothing here is a double */
    int64_t number;
    str text;
} sql_cell;
/* scratch takes texts that have to be printed: borrowed until it is used again. Not for the basis or parameters. */
void value_of(sql_cell *out, const sql_table *table, const relation_rows *rows, uint32_t row, const sql_column *c,
              buf *scratch);
int compare_values(const sql_cell *a, const sql_cell *b); /* NULL, numbers, texts by bytes: as SQLite */

/* ---- build.c: rows under a basis, kept while anybody may read them ---- */
struct sql_build {
    sql_build *next;
    arena *memory;
    const sql_table *table;
    str key;
    sql_ask ask;
    str given[SQL_PARAMETERS_MAX]; /* values of parameters, ptr NULL = not given */
    uint64_t version;
    uint32_t number;  /* of the build, for row ids */
    uint32_t read_by; /* the last statement that asked for it */
    relation_rows rows;
    const uint32_t **order; /* by column of SQL; NULL = not yet */
    uint32_t *asked;        /* by column: how often an order would have helped */
};
typedef struct build_key {
    sql_ask ask;
    str given[SQL_PARAMETERS_MAX];
} build_key;
err_code build_get(sql_build **out, sql_table *table, const build_key *key, err *e);
/* Row numbers in rising order of that column; NULL without memory. */
const uint32_t *build_order(sql_build *b, uint32_t column);
/* The same when it is worth its making for one more question by that column, else NULL. */
const uint32_t *build_order_if_cheap(sql_build *b, uint32_t column);
void builds_trim(sql_tables *t); /* only while no cursor is open */
void builds_drop(sql_tables *t);

/* ---- plan.c ---- */
typedef enum limit_op { LIMIT_EQ = '=', LIMIT_GT = '>', LIMIT_GE = 'g', LIMIT_LT = '<', LIMIT_LE = 'l' } limit_op;
typedef struct plan_step { /* one argument of xFilter */
    limit_op op;
    uint32_t column;
} plan_step;
typedef struct plan {
    plan_step step[SQL_PLAN_MAX];
    uint32_t count;
    bool has_walk, walks_down,
        is_ordered; /* rows in the order of column `walk`, if is_ordered the reader relies on it */
    uint32_t walk;
} plan;
int plan_best(sqlite3_vtab *base, sqlite3_index_info *info);
bool plan_read(plan *out, int number, const char *text);
typedef enum narrowed { NARROW_NOTHING, NARROW_EVERYTHING, NARROW_LIMIT } narrowed;
/* What a constraint on a column says of its values, so that no row is lost that SQLite would have kept: *op and *limit.
 * NOTHING: no row can satisfy it; EVERYTHING: it is left to SQLite. limit->text is borrowed from v. */
narrowed narrow(limit_op *op, sql_cell *limit, const sql_column *c, sqlite3_value *v);

/* ---- table.c ---- */
extern const sqlite3_module sql_module;

/* ---- functions.c, xirr.c ---- */
int functions_register(sql_tables *t); /* SQLite's code */
int xirr_register(sql_tables *t);
/* Let go of one registration; the last frees everything. */
void tables_release(void *tables);
err_code tables_make(sql_tables **out, sqlite3 *db, const sql_host *host, err *e);
/* Says why a function or table failed, to SQLite and to whoever runs the statement. */
char *tables_refuse(sql_tables *t, const err *e);

/* ---- guard.c ---- */
struct sql {
    arena *memory;
    sqlite3 *db;
    sqlite3_vfs vfs; /* opens nothing */
    char vfs_name[32];
    sql_tables *tables;
    char denied[160]; /* what the authorizer refused last */
    int64_t ends_ms, bytes_before;
    sql_limits limits;
    bool is_late, is_fat;
};
void guard_begin(sql *s, const sql_limits *limits);
void guard_end(sql *s);
extern const char *const guard_functions[]; /* those of SQLite that may be called; NULL ends */

/* ---- vfs.c ---- */
bool vfs_register(sql *s);

/* ---- refusal.c ---- */
err_code refuse_statement(sql *s, str statement, int code, err *e);
err_code refuse_memory(err *e);

#endif
