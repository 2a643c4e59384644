/* JSON for programs: one object, the same keys in the same order every time.
 *
 * Why: a program must not have to know a language to read a value, so nothing in a row is localised: amounts are exact
 * decimal strings of whole units with both ends, dates are ISO, an open end and an empty cell are null.
 * Invariant: one row a line, so that two reports can be compared line by line. */
#include "report/report.h"

#include "report/report_int.h"

static void put_text(buf *out, const char *text)
{
    buf_json(out, str_from(text == NULL ? "" : text));
}

static void put_key(buf *out, const char *key)
{
    put_text(out, key);
    buf_char(out, ':');
}

static void put_bool(buf *out, bool value)
{
    buf_text(out, value ? "true" : "false");
}

static void put_pair(buf *out, const char *key, str zh, str en)
{
    put_key(out, key);
    buf_text(out, "{\"zh\":");
    buf_json(out, zh);
    buf_text(out, ",\"en\":");
    buf_json(out, en);
    buf_char(out, '}');
}

static void put_unit(buf *out, unit_code code)
{
    const unit *u = unit_get(code);
    if (u == NULL)
        buf_text(out, "null");
    else
        put_text(out, u->id);
}

static const char *type_name(cell_type type)
{
    switch (type) {
    case CELL_TEXT: return "text";
    case CELL_INT: return "integer";
    case CELL_DATE: return "date";
    case CELL_PERIOD: return "period";
    case CELL_INTERVAL: return "amount";
    case CELL_HASH: return "hash";
    }
    CHECK(type == CELL_TEXT);
    return "text";
}

static void put_column(buf *out, const column_info *c)
{
    buf_text(out, "{\"name\":");
    put_text(out, c->name);
    buf_text(out, ",\"type\":");
    put_text(out, type_name(c->type));
    buf_text(out, ",\"unit\":");
    put_unit(out, c->unit);
    buf_text(out, ",\"zh\":");
    put_text(out, c->zh);
    buf_text(out, ",\"en\":");
    put_text(out, c->en);
    buf_text(out, ",\"formula\":");
    put_text(out, c->formula);
    buf_char(out, '}');
}

/* One end of an interval: all its decimals, no commas; null when open. */
static void put_end(buf *out, const char *key, bool open, int64_t minor, int decimals)
{
    put_key(out, key);
    if (open) {
        buf_text(out, "null");
        return;
    }
    buf_char(out, '"');
    decimal_print(out, minor, decimals, decimals, false);
    buf_char(out, '"');
}

static void put_amount(buf *out, const cell *c)
{
    const unit *u = unit_get(c->unit);
    int decimals = u == NULL ? 0 : u->decimals;
    buf_char(out, '{');
    put_end(out, "lo", c->interval.lo_open, c->interval.lo, decimals);
    buf_char(out, ',');
    put_end(out, "hi", c->interval.hi_open, c->interval.hi, decimals);
    buf_text(out, ",\"about\":");
    put_bool(out, c->interval.about);
    buf_text(out, ",\"lo_strict\":");
    put_bool(out, c->interval.lo_strict);
    buf_text(out, ",\"hi_strict\":");
    put_bool(out, c->interval.hi_strict);
    buf_text(out, ",\"unknown_count\":");
    buf_int(out, c->interval.unknown_count);
    buf_text(out, ",\"unit\":");
    put_unit(out, c->unit);
    buf_text(out, ",\"qualifier\":");
    if (c->q == QUALIFIER_NONE) /* a computed figure was never worded */
        buf_text(out, "null");
    else
        put_text(out, qualifier_name(c->q));
    buf_char(out, '}');
}

static void put_cell(buf *out, const cell *c)
{
    switch ((int)c->type) {
    case CELL_TEXT:
    case CELL_HASH: buf_json(out, c->text); break;
    case CELL_INT: buf_int(out, c->number); break;
    case CELL_DATE:
    case CELL_PERIOD: /* digits and ASCII letters only: nothing to escape */
        buf_char(out, '"');
        cell_print(out, c, false);
        buf_char(out, '"');
        break;
    case CELL_INTERVAL: put_amount(out, c); break;
    default: CHECK(c->type == 0); buf_text(out, "null");
    }
}

void json_columns_print(buf *out, const relation_info *info, const selection *chosen)
{
    buf_text(out, "\"columns\":[");
    for (uint32_t i = 0; i < chosen->count; i++) {
        CHECK(chosen->index[i] < info->column_count);
        buf_text(out, i == 0 ? "\n" : ",\n");
        put_column(out, &info->column[chosen->index[i]]);
    }
    buf_text(out, "],\n");
}

void json_row_print(buf *out, const relation *r, uint32_t row, const selection *chosen)
{
    const cell *cells = r->cells + (size_t)row * r->info->column_count;
    buf_char(out, '{');
    for (uint32_t i = 0; i < chosen->count; i++) {
        if (i > 0) buf_char(out, ',');
        put_key(out, r->info->column[chosen->index[i]].name);
        put_cell(out, &cells[chosen->index[i]]);
    }
    buf_char(out, '}');
}

static void put_rows(buf *out, const relation *r, const selection *chosen)
{
    buf_text(out, "\"rows\":[");
    for (uint32_t row = 0; row < r->row_count && !out->failed; row++) {
        buf_text(out, row == 0 ? "\n" : ",\n");
        json_row_print(out, r, row, chosen);
    }
    buf_text(out, "],\n");
}

static void put_head(buf *out, const report_options *o)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &o->head);
    buf_text(out, "\"head\":{\"seq\":");
    buf_int(out, o->head_seq);
    buf_text(out, ",\"hash\":");
    put_text(out, hex);
    buf_char(out, '}');
}

void json_print(buf *out, const relation *r, const report_options *o, const selection *chosen)
{
    CHECK(chosen->count > 0);
    buf_text(out, "{\"relation\":");
    put_text(out, r->info->name);
    buf_text(out, ",\n");
    put_pair(out, "title", str_from(r->info->zh), str_from(r->info->en));
    buf_text(out, ",\n");
    put_pair(out, "basis", o->basis_zh, o->basis_en);
    buf_text(out, ",\n");
    json_columns_print(out, r->info, chosen);
    put_rows(out, r, chosen);
    if (r->unlimited_count > 0) { /* rows there were before limit and offset */
        buf_text(out, "\"total\":");
        buf_int(out, r->unlimited_count);
        buf_text(out, ",\n");
    }
    buf_text(out, "\"left_out\":{\"undetermined\":");
    buf_int(out, r->undetermined_count);
    buf_text(out, ",\"unpublished\":");
    buf_int(out, r->unpublished_count);
    buf_text(out, "},\n\"about_used\":");
    put_bool(out, r->about_used);
    buf_text(out, ",\n\"synthetic\":");
    put_bool(out, o->synthetic);
    buf_text(out, ",\n");
    put_head(out, o);
    buf_text(out, "}\n");
}
