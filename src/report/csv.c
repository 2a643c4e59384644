/* CSV for Excel and pandas: UTF-8 with a byte order mark (Excel reads Chinese only then), CRLF, RFC 4180 quotes.
 *
 * Why four columns for an amount: the first is what the source says and is a plain number where it is exact; lo and hi
 * are the same in figures, so a sum never has to parse ">128". Whole units always: a file has one meaning, whatever
 * unit the reader of a table likes. The book's head stands in each row, in a column of its own (book_head): a comment
 * line would break both readers.
 * Invariant: every row has as many fields as the header; a text never starts a formula. */
#include "report/report.h"

#include "report/report_int.h"

static void put_field(buf *out, str text)
{
    size_t at;
    bool quote = str_find(&at, text, STR(",")) || str_find(&at, text, STR("\"")) || str_find(&at, text, STR("\r")) ||
                 str_find(&at, text, STR("\n"));
    if (!quote) {
        buf_str(out, text);
        return;
    }
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') buf_char(out, '"');
        buf_char(out, text.ptr[i]);
    }
    buf_char(out, '"');
}

/* A text that a spreadsheet would run as a formula. */
static bool starts_formula(str text)
{
    size_t at;
    return text.len > 0 && text.ptr[0] != '\0' && str_find(&at, STR("=+-@\t\r"), str_slice(text, 0, 1));
}

static void put_text_cell(buf *out, const cell *c, buf *scratch)
{
    if (!starts_formula(c->text)) {
        put_field(out, c->text);
        return;
    }
    scratch->len = 0;
    buf_char(scratch, '\'');
    buf_str(scratch, c->text);
    put_field(out, buf_view(scratch));
}

void csv_put_text(buf *out, str text)
{
    buf scratch;
    cell c = {.type = CELL_TEXT, .text = text};
    buf_init(&scratch, out->from, out->max);
    put_text_cell(out, &c, &scratch);
    out->failed = out->failed || scratch.failed;
}

static void put_end(buf *out, bool open, int64_t minor, int decimals)
{
    buf_char(out, ',');
    if (!open) decimal_print(out, minor, decimals, decimals, false);
}

/* Behind the display text: lo, hi, unit; three empty fields where the cell is no amount. */
static void put_ends(buf *out, const cell *c)
{
    const unit *u = c->type == CELL_INTERVAL ? unit_get(c->unit) : NULL;
    if (u == NULL) {
        buf_text(out, ",,,");
        return;
    }
    const interval *x = &c->interval;
    size_t from = out->len;
    put_end(out, x->lo_open, x->lo, u->decimals);
    if (x->lo_open == x->hi_open && x->lo == x->hi)
        buf_str(out, str_slice(buf_view(out), from, out->len)); /* an exact figure: what was just printed */
    else
        put_end(out, x->hi_open, x->hi, u->decimals);
    buf_char(out, ',');
    buf_text(out, u->id);
}

static void put_cell(buf *out, const cell *c, bool zh, buf *scratch)
{
    if (c->type == CELL_TEXT || c->type == CELL_HASH) {
        put_text_cell(out, c, scratch);
        return;
    }
    scratch->len = 0;
    cell_print(scratch, c, zh);
    put_field(out, buf_view(scratch));
}

static void put_header(buf *out, const relation_info *info, const report_options *o, const selection *chosen)
{
    for (uint32_t i = 0; i < chosen->count; i++) {
        const column_info *c = &info->column[chosen->index[i]];
        static const char *const suffix[] = {"", "_lo", "_hi", "_unit"};
        size_t fields = c->type == CELL_INTERVAL ? COUNT_OF(suffix) : 1;
        for (size_t f = 0; f < fields; f++) {
            if (i > 0 || f > 0) buf_char(out, ',');
            buf_text(out, c->name);
            buf_text(out, suffix[f]);
        }
    }
    buf_text(out, o->synthetic ? ",book_head,book_synthetic\r\n" : ",book_head\r\n");
}

static void put_row(buf *out, const relation *r, uint32_t row, const selection *chosen, bool zh, buf *scratch)
{
    CHECK(row < r->row_count);
    const cell *cells = r->cells + (size_t)row * r->info->column_count;
    for (uint32_t i = 0; i < chosen->count; i++) {
        if (i > 0) buf_char(out, ',');
        put_cell(out, &cells[chosen->index[i]], zh, scratch);
        if (r->info->column[chosen->index[i]].type == CELL_INTERVAL) put_ends(out, &cells[chosen->index[i]]);
    }
}

void csv_print(buf *out, const relation *r, const report_options *o, const selection *chosen)
{
    CHECK(chosen->count > 0);
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &o->head);
    buf scratch;
    buf_init(&scratch, out->from, out->max);
    buf_text(out, "\xEF\xBB\xBF");
    put_header(out, r->info, o, chosen);
    for (uint32_t row = 0; row < r->row_count && !out->failed; row++) {
        put_row(out, r, row, chosen, o->zh, &scratch);
        buf_char(out, ',');
        buf_text(out, hex);
        buf_char(out, '@');
        buf_int(out, o->head_seq);
        buf_text(out, o->synthetic ? ",true\r\n" : "\r\n");
        out->failed = out->failed || scratch.failed;
    }
}
