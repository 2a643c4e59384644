/* report: relation → bytes. Tables for people (aligned by display width, zh or en), JSON and CSV for programs. */
#ifndef WEIR_REPORT_H
#define WEIR_REPORT_H

#include "relation/relation.h"

typedef enum report_format { REPORT_TABLE = 1, REPORT_JSON, REPORT_CSV } report_format;
typedef enum money_unit { SHOW_YUAN = 1, SHOW_WAN, SHOW_YI } money_unit; /* 元 万元 亿元 */
typedef struct report_options {
    report_format format;
    bool zh;
    money_unit unit;
    str columns;      /* "a,b,c"; empty = all */
    bool plain_title; /* no title line above a table */
    /* said below every report */
    str basis_zh, basis_en; /* e.g. "重述口径 as of 2026-11-23 …", made by app */
    uint32_t head_seq;
    hash head;
    bool synthetic; /* the book is marked synthetic */
} report_options;
/* E_COLUMN_UNKNOWN, E_LIMIT. Amounts: an interval prints as 12.8, >12.8, ≥12.8, ≤30, ≈, [a, b], 未知 with its unit;
 * JSON gives {"lo","hi","about","unknown_count","unit","qualifier"} in exact decimal strings of whole units, lo or hi null
 * when open. */
err_code report_print(buf *out, const relation *r, const report_options *o, err *e) WARN_UNUSED;
/* Two builds of one relation: the rows that differ, by key, as JSON: {"relation","title","columns","same": rows that do not,
 * "changed":[{"now":{…}|null,"after":{…}|null}]}. Rows in the order of `after`, then those that are gone. E_LIMIT. */
err_code difference_print(buf *out, const relation *now, const relation *after, arena *a, err *e) WARN_UNUSED;
/* Columns of a terminal that the text takes: CJK and full-width two, combining none. */
uint32_t display_width(str s);
/* One line for people: an interval in its unit. */
void report_interval(buf *out, interval x, unit_code unit, money_unit show, bool zh);

/* ---- short lists of texts that are no relation of a book ---- */
typedef struct listing_column {
    const char *name, *zh, *en;
} listing_column;
typedef struct listing {
    const listing_column *column;
    uint32_t column_count;
    const str *cells; /* row-major */
    uint32_t row_count;
} listing;
void listing_print(buf *out, const listing *l, report_format format, bool zh);

/* ---- answers that are no relation: what SQL gives ---- */
typedef enum grid_type { GRID_NONE = 0, GRID_INT, GRID_REAL, GRID_TEXT } grid_type;
typedef struct grid_cell {
    grid_type type;
    int64_t number;
    double real; /* a rate; money is never one */
    str text;
} grid_cell;
typedef struct grid {
    const str *names;
    uint32_t column_count;
    const grid_cell *cells; /* row-major */
    uint32_t row_count;
    uint32_t undetermined_count, unpublished_count; /* left out of what the answer was made from */
} grid;
/* o->columns, unit and plain_title are not heeded. E_LIMIT. */
err_code grid_print(buf *out, const grid *g, const report_options *o, err *e) WARN_UNUSED;

#endif
