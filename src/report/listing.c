/* listing: short lists of plain texts that are no relation of a book (the relations, the kinds, a kind's fields).
 *
 * The same three forms as a report, but without a basis or a head, because no book stands behind them. */
#include "report/report_int.h"

static str title_of(const listing_column *c, bool zh)
{
    return str_from(zh ? c->zh : c->en);
}

static str cell_of(const listing *l, uint32_t row, uint32_t at)
{
    CHECK(row < l->row_count);
    CHECK(at < l->column_count);
    return l->cells[(size_t)row * l->column_count + at];
}

/* ---- table ---- */
static uint32_t width_of(const listing *l, uint32_t at, bool zh)
{
    uint32_t width = display_width(title_of(&l->column[at], zh));
    for (uint32_t row = 0; row < l->row_count; row++) {
        uint32_t own = display_width(cell_of(l, row, at));
        if (own > width) width = own;
    }
    return width;
}

static void put_line(buf *out, const listing *l, const uint32_t *width, int64_t row, bool zh)
{
    size_t owed = 0; /* blanks are owed until something follows: no line ends in them */
    for (uint32_t i = 0; i < l->column_count; i++) {
        str text = row < 0 ? title_of(&l->column[i], zh) : cell_of(l, (uint32_t)row, i);
        if (text.len > 0) {
            buf_fill(out, ' ', owed);
            owed = 0;
        }
        buf_str(out, text);
        owed += width[i] - display_width(text) + 2;
    }
    buf_char(out, '\n');
}

static void put_table(buf *out, const listing *l, bool zh)
{
    uint32_t width[COLUMNS_MAX];
    CHECK(l->column_count <= COLUMNS_MAX);
    for (uint32_t i = 0; i < l->column_count; i++) width[i] = width_of(l, i, zh);
    put_line(out, l, width, -1, zh);
    for (uint32_t i = 0; i < l->column_count; i++) {
        if (i > 0) buf_text(out, "  ");
        for (uint32_t n = 0; n < width[i]; n++) buf_text(out, "─");
    }
    buf_char(out, '\n');
    for (uint32_t row = 0; row < l->row_count; row++) put_line(out, l, width, row, zh);
}

/* ---- JSON, CSV ---- */
static void put_json(buf *out, const listing *l)
{
    buf_char(out, '[');
    for (uint32_t row = 0; row < l->row_count; row++) {
        buf_text(out, row > 0 ? ",\n{" : "\n{");
        for (uint32_t i = 0; i < l->column_count; i++) {
            if (i > 0) buf_char(out, ',');
            buf_json(out, str_from(l->column[i].name));
            buf_char(out, ':');
            buf_json(out, cell_of(l, row, i));
        }
        buf_char(out, '}');
    }
    buf_text(out, "\n]\n");
}

static void put_quoted(buf *out, str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') buf_char(out, '"');
        buf_char(out, text.ptr[i]);
    }
    buf_char(out, '"');
}

static void put_csv(buf *out, const listing *l)
{
    buf_text(out, "\xEF\xBB\xBF");
    for (uint32_t i = 0; i < l->column_count; i++) {
        if (i > 0) buf_char(out, ',');
        buf_text(out, l->column[i].name);
    }
    buf_text(out, "\r\n");
    for (uint32_t row = 0; row < l->row_count; row++) {
        for (uint32_t i = 0; i < l->column_count; i++) {
            if (i > 0) buf_char(out, ',');
            put_quoted(out, cell_of(l, row, i));
        }
        buf_text(out, "\r\n");
    }
}

void listing_print(buf *out, const listing *l, report_format format, bool zh)
{
    if (format == REPORT_JSON)
        put_json(out, l);
    else if (format == REPORT_CSV)
        put_csv(out, l);
    else
        put_table(out, l, zh);
}
