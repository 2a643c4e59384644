/* The door: which columns, which printer.
 *
 * Invariants: a refused report leaves the output as it was; the same relation and options give the same bytes. */
#include "report/report.h"

#include "report/report_int.h"

static void choose_all(selection *out, const relation_info *info)
{
    CHECK(info->column_count <= COLUMNS_MAX);
    out->count = info->column_count;
    for (uint32_t i = 0; i < info->column_count; i++) out->index[i] = i;
}

/* A column named twice is shown where it was named first: JSON keys and CSV headers are names. */
static void choose(selection *out, uint32_t column)
{
    for (uint32_t i = 0; i < out->count; i++)
        if (out->index[i] == column) return;
    CHECK(out->count < COLUMNS_MAX);
    out->index[out->count++] = column;
}

static err_code choose_named(selection *out, const relation_info *info, str columns, err *e)
{
    out->count = 0;
    for (size_t from = 0; from <= columns.len;) {
        str rest = str_slice(columns, from, columns.len);
        size_t len = rest.len, comma;
        if (str_find(&comma, rest, STR(","))) len = comma;
        uint32_t column;
        err_code code = relation_column_find(&column, info, str_slice(rest, 0, len), e);
        if (code != ERR_OK) return code;
        choose(out, column);
        from += len + 1;
    }
    return ERR_OK;
}

err_code report_print(buf *out, const relation *r, const report_options *o, err *e)
{
    selection chosen = {.count = 0};
    err_code code = relation_err(r, e);
    if (code == ERR_OK && str_trim(o->columns).len > 0)
        code = choose_named(&chosen, r->info, o->columns, e);
    else
        choose_all(&chosen, r->info);
    if (code != ERR_OK) return code;
    CHECK(chosen.count > 0);
    switch (o->format) {
    case REPORT_TABLE: table_print(out, r, o, &chosen); break;
    case REPORT_JSON: json_print(out, r, o, &chosen); break;
    case REPORT_CSV: csv_print(out, r, o, &chosen); break;
    }
    return buf_err(out, e);
}
