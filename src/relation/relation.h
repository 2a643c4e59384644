/* relation: the one shape of everything shown. Named columns with type, unit, zh and en titles; rows of cells; the
 * entries behind each cell. Views build them, report prints them; nothing here knows a book. */
#ifndef WEIR_RELATION_H
#define WEIR_RELATION_H

#include "money/money.h"

typedef enum cell_type {
    CELL_TEXT = 1,
    CELL_INT,
    CELL_DATE,
    CELL_PERIOD,
    CELL_INTERVAL /* an amount in the column's or its own unit */,
    CELL_HASH
} cell_type;
typedef struct column_info {
    const char *name; /* identifier, JSON key, CSV header */
    cell_type type;
    const char *zh, *en;
    unit_code unit;                      /* CELL_INTERVAL: fixed unit, or UNIT_NONE = each cell has its own */
    const char *formula;                 /* "" for plain facts; else the named formula, e.g. "cluster_net_top_down" */
    const char *formula_zh, *formula_en; /* one line each: what it computes from what; "" for plain facts */
} column_info;
typedef struct relation_info {
    const char *name, *zh, *en, *about_zh, *about_en;
    const column_info *column;
    uint32_t column_count;
    uint32_t key_columns; /* the first n columns are the row's key */
} relation_info;
typedef struct cell {
    cell_type type; /* 0 = empty */
    unit_code unit;
    qualifier q;          /* CELL_INTERVAL of a single statement: how it was worded; QUALIFIER_NONE for computed ones */
    str text;             /* TEXT; HASH as hex */
    str show_zh, show_en; /* TEXT: what people read in tables instead of text, by language; empty = text itself */
    int64_t number;       /* INT */
    date date;
    period period;
    interval interval;
    uint32_t why_first, why_count; /* entries behind it, in relation.why */
} cell;
typedef struct relation {
    const relation_info *info;
    arena *from;
    cell *cells; /* row-major */
    uint32_t row_count, row_room;
    uint32_t unlimited_count; /* rows there were before relation_limit cut them; 0 = it was not called */
    uint32_t *why;            /* seqs */
    uint32_t why_count, why_room;
    bool without_why; /* nobody will ask: relation_why notes nothing */
    bool failed;      /* memory limit met: test once with relation_err */
    /* what was left out under the basis, said below every print */
    uint32_t undetermined_count, unpublished_count;
    bool about_used;       /* a tolerance went into a figure that is shown: relation_recount */
    int32_t tolerance_ppm; /* that tolerance; 0 = the default */
} relation;
void relation_init(relation *r, const relation_info *info, arena *from);
/* A new empty row; the pointer is good until the next call. NULL when failed. */
cell *relation_row(relation *r);
/* Room for so many rows at once, where they can be counted before: growing would copy and abandon half as many again.
 * Without memory r has failed. */
void relation_reserve(relation *r, uint32_t rows);
void cell_text(cell *c, str s);
void cell_int(cell *c, int64_t v);
void cell_date(cell *c, date d);
void cell_day(cell *c, day d); /* DAY_NONE = empty */
void cell_period(cell *c, period p);
void cell_interval(cell *c, interval x, unit_code unit, qualifier q);
void cell_exact(cell *c, int64_t minor, unit_code unit);
/* Note entries behind a cell (0 is ignored; doubles are kept once; rising order). Call for one cell at a time, before
 * the next cell. */
void relation_why(relation *r, cell *c, uint32_t seq);
err_code relation_err(const relation *r, err *e);
int relation_column(const relation_info *info, str name); /* by name, zh or en title; index; −1 */
/* The same, or E_COLUMN_UNKNOWN with the columns there are. */
err_code relation_column_find(uint32_t *index, const relation_info *info, str name, err *e) WARN_UNUSED;
/* ---- asked for by the user ---- */
/* Conditions "column=value", !=, <, <=, >, >=, ~ (contains); several = all must hold. Texts compare whole, amounts by
 * interval (a row stays when the condition is possible … pass or undetermined; only a breach drops it). In place. */
err_code relation_where(relation *r, const str *conditions, uint32_t count, err *e) WARN_UNUSED;
err_code relation_sort(relation *r, str columns, err *e) WARN_UNUSED; /* "a,-b"; stable; empty cells last */
void relation_limit(relation *r, uint32_t rows);
/* The rows behind the first `offset` of them, `rows` at most. */
void relation_page(relation *r, uint32_t offset, uint32_t rows);
/* Only the rows that keeps takes, in their order. */
void relation_keep(relation *r, bool (*keeps)(void *self, const cell *row), void *self);
/* After rows were dropped: about_used is whether a cell that is left rests on a tolerance (interval.about, set on a
 * verdict's text cell as well). */
void relation_recount(relation *r);
/* Compares a row's key (key columns joined by "/") with text. −1 = none. */
int64_t relation_find(const relation *r, str key);
/* Plain text of a value, for keys and conditions; amounts in whole units. */
void cell_print(buf *out, const cell *c, bool zh);
/* ---- rows.c: rows that are read where they lie, each cell made when it is asked for: of relations too long to build ---- */
typedef struct relation_rows {
    const void *self;
    uint32_t count;
    /* Sets the type of *out and what a cell of that type reads, nothing else: no why. row < count. */
    void (*cell)(cell *out, const void *self, uint32_t row, uint32_t column);
    /* Row numbers by the text of that column, rising byte by byte, those without a text first; equal ones by row. Kept
     * as long as the rows are. NULL: it would have to be sorted, or memory is short. The function may be NULL. */
    const uint32_t *(*order)(const void *self, uint32_t column);
    uint32_t undetermined_count, unpublished_count; /* what was left out, as of a relation; 0 where nobody counted */
} relation_rows;
/* What a built relation holds; it is borrowed. */
void relation_rows_of(relation_rows *out, const relation *r);
/* Every row put behind those of the relation. */
err_code relation_fill(relation *out, const relation_rows *rows, err *e) WARN_UNUSED;
/* ---- how an interval reads: 128, >128, ≥128, ≤30, <30, 近 30, 约 30, [a, b], 未知 ---- */
typedef struct figure_style {
    int shift;    /* money is shown in 10^shift of its unit: 0 元, 4 万元, 8 亿元; other units never shift */
    bool grouped; /* thousands commas */
    bool zh;
    const char *unit; /* word behind the number; NULL or "" = none */
} figure_style;
/* q = how a single statement was worded; QUALIFIER_NONE for a computed figure: then ≈ marks a tolerance and
 * "(N未知)" what is missing. Exact decimal text, never rounded. */
void figure_print(buf *out, interval x, unit_code unit, qualifier q, const figure_style *style);
bool figure_is_unknown(interval x, unit_code unit); /* nothing is known: [0, ∞), or (−∞, ∞) where the unit is signed */

#endif
