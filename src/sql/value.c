/* value: what stands in a column of SQL in one row, and how values are ordered.
 *
 * Invariants: no double is ever made; NULL is what the relation leaves empty, an open end, or a figure that is not exact;
 * the order is SQLite's own under BINARY: NULL, whole numbers, texts by their bytes. */
#include "sql/sql_int.h"

static void put_text(sql_cell *out, str text)
{
    if (text.len == 0) return;
    out->type = SQL_TEXT;
    out->text = text;
}

static void put_number(sql_cell *out, int64_t number)
{
    out->type = SQL_INTEGER;
    out->number = number;
}

static void put_day(sql_cell *out, day d, buf *scratch)
{
    day_print(scratch, d);
    put_text(out, buf_view(scratch));
}

static void put_figure(sql_cell *out, const cell *c, bool zh, buf *scratch)
{
    const unit *u = unit_get(c->unit);
    figure_style style = {.grouped = true, .zh = zh, .unit = u ? (zh ? u->zh : u->en) : NULL};
    figure_print(scratch, c->interval, c->unit, c->q, &style);
    put_text(out, buf_view(scratch));
}

static void put_span(sql_cell *out, const cell *c, bool first, buf *scratch)
{
    if (c->type != CELL_DATE && c->type != CELL_PERIOD) return;
    period p = c->type == CELL_DATE ? date_span(c->date) : c->period;
    put_day(out, first ? p.first : p.last, scratch);
}

static void put_value(sql_cell *out, const cell *c, bool zh, buf *scratch)
{
    switch (c->type) {
    case CELL_TEXT:
    case CELL_HASH: put_text(out, c->text); break;
    case CELL_INT: put_number(out, c->number); break;
    case CELL_INTERVAL:
        if (interval_is_exact(c->interval)) put_number(out, c->interval.lo);
        break;
    case CELL_DATE:
    case CELL_PERIOD:
        cell_print(scratch, c, zh);
        put_text(out, buf_view(scratch));
        break;
    }
}

static void put_amount(sql_cell *out, const cell *c, part p, bool zh, buf *scratch)
{
    if (c->type != CELL_INTERVAL) return;
    if (p == PART_LO && !c->interval.lo_open) put_number(out, c->interval.lo);
    if (p == PART_HI && !c->interval.hi_open) put_number(out, c->interval.hi);
    if (p == PART_UNIT && unit_get(c->unit)) put_text(out, str_from(unit_get(c->unit)->id));
    if (p == PART_WORDS) put_figure(out, c, zh, scratch);
}

/* A column has one type, whatever a cell of it is: else a comparison would turn texts into numbers here and there. */
static void keep_type(sql_cell *out, const sql_column *c, buf *scratch)
{
    if (c->is_integer && out->type == SQL_TEXT) out->type = SQL_NULL;
    if (c->is_integer || out->type != SQL_INTEGER) return;
    buf_int(scratch, out->number);
    put_text(out, buf_view(scratch));
}

void value_of(sql_cell *out, const sql_table *table, const relation_rows *rows, uint32_t row, const sql_column *c,
              buf *scratch)
{
    DCHECK(row < rows->count);
    DCHECK(c->part < PART_PARAMETER);
    cell x;
    x.q = QUALIFIER_NONE;
    rows->cell(&x, rows->self, row, c->of);
    out->type = SQL_NULL;
    scratch->len = 0;
    if (x.type == 0) return;
    if (c->part == PART_VALUE)
        put_value(out, &x, table->in->host.zh, scratch);
    else if (c->part == PART_FIRST || c->part == PART_LAST)
        put_span(out, &x, c->part == PART_FIRST, scratch);
    else
        put_amount(out, &x, c->part, table->in->host.zh, scratch);
    keep_type(out, c, scratch);
}

int compare_values(const sql_cell *a, const sql_cell *b)
{
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    if (a->type == SQL_INTEGER) return (a->number > b->number) - (a->number < b->number);
    return a->type == SQL_TEXT ? str_compare(a->text, b->text) : 0;
}
