/* Tables for people: columns aligned by what the terminal shows, and below them what a reader must know.
 *
 * Why twice over the rows: widths first, then the lines; no copy of the relation is kept.
 * Invariants: no line ends in blanks; a number is never cut, a text is cut at 120 columns with …; control characters and
 * marks that turn the direction of writing never reach the terminal. */
#include "report/report.h"

#include "report/report_int.h"

enum { TEXT_COLUMNS_MAX = 120, GAP = 2 };

typedef struct table {
    const relation *r;
    const report_options *o;
    const selection *chosen;
    uint32_t width[COLUMNS_MAX];
    buf scratch; /* one cell at a time */
} table;

static bool turns_direction(uint32_t point)
{
    return (point >= 0x200E && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0x061C;
}

/* A line break or tab becomes a blank, other controls a replacement mark. */
static uint32_t tame(uint32_t point)
{
    if (point == '\t' || point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029) return ' ';
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || turns_direction(point) ? 0xFFFD : point;
}

static void put_point(buf *out, uint32_t point)
{
    CHECK(point <= 0x10FFFF);
    if (point < 0x80) {
        buf_char(out, (char)point);
    } else if (point < 0x800) {
        buf_char(out, (char)(0xC0 | point >> 6));
        buf_char(out, (char)(0x80 | (point & 0x3F)));
    } else if (point < 0x10000) {
        buf_char(out, (char)(0xE0 | point >> 12));
        buf_char(out, (char)(0x80 | (point >> 6 & 0x3F)));
        buf_char(out, (char)(0x80 | (point & 0x3F)));
    } else {
        buf_char(out, (char)(0xF0 | point >> 18));
        buf_char(out, (char)(0x80 | (point >> 12 & 0x3F)));
        buf_char(out, (char)(0x80 | (point >> 6 & 0x3F)));
        buf_char(out, (char)(0x80 | (point & 0x3F)));
    }
}

/* At most TEXT_COLUMNS_MAX columns of the text; the last one is … when something was cut. */
static void put_cut(buf *out, str text)
{
    size_t at = 0, keep_len = out->len;
    int columns = 0;
    while (at < text.len) {
        uint32_t point = tame(next_point(text, &at));
        columns += width_of_point(point);
        if (columns > TEXT_COLUMNS_MAX) {
            out->len = keep_len;
            buf_text(out, "…");
            return;
        }
        put_point(out, point);
        if (columns <= TEXT_COLUMNS_MAX - 1) keep_len = out->len; /* up to here … still fits behind */
    }
}

/* The unit that the column's cells leave to the line below the table. */
static unit_code unit_below(const column_info *c)
{
    return c->type == CELL_INTERVAL && c->unit == UNIT_CNY ? UNIT_CNY : UNIT_NONE;
}

/* People read titles in their language; programs get the word. */
static str shown_text(const cell *c, bool zh)
{
    str shown = zh ? c->show_zh : c->show_en;
    return shown.len ? shown : c->text;
}

static str print_cell(table *t, uint32_t row, uint32_t i)
{
    uint32_t column = t->chosen->index[i];
    const cell *c = t->r->cells + (size_t)row * t->r->info->column_count + column;
    t->scratch.len = 0;
    if (c->type == CELL_INTERVAL)
        cell_amount_print(&t->scratch, c, unit_below(&t->r->info->column[column]), t->o->unit, t->o->zh);
    else if (c->type == CELL_TEXT)
        put_cut(&t->scratch, shown_text(c, t->o->zh));
    else
        cell_print(&t->scratch, c, t->o->zh);
    return buf_view(&t->scratch);
}

static str title_of(const table *t, uint32_t i)
{
    const column_info *c = &t->r->info->column[t->chosen->index[i]];
    return str_from(t->o->zh ? c->zh : c->en);
}

static void measure(table *t)
{
    for (uint32_t i = 0; i < t->chosen->count; i++) {
        CHECK(t->chosen->index[i] < t->r->info->column_count);
        t->width[i] = display_width(title_of(t, i));
        for (uint32_t row = 0; row < t->r->row_count && !t->scratch.failed; row++) {
            uint32_t width = display_width(print_cell(t, row, i));
            if (width > t->width[i]) t->width[i] = width;
        }
    }
}

/* Blanks are owed until something follows: that is how no line ends in them. */
static void put_padded(buf *out, const table *t, uint32_t i, str text, size_t *owed)
{
    cell_type type = t->r->info->column[t->chosen->index[i]].type;
    bool right = type == CELL_INT || type == CELL_INTERVAL;
    uint32_t width = display_width(text);
    CHECK(width <= t->width[i]);
    size_t pad = t->width[i] - width;
    if (text.len > 0) {
        buf_fill(out, ' ', *owed + (right ? pad : 0));
        buf_str(out, text);
        *owed = right ? 0 : pad;
    } else {
        *owed += pad;
    }
    *owed += GAP;
}

static void put_title(buf *out, const table *t)
{
    const relation_info *info = t->r->info;
    buf_text(out, t->o->zh ? info->zh : info->en);
    buf_text(out, " · ");
    buf_text(out, info->name);
    buf_text(out, " · ");
    buf_int(out, t->r->row_count);
    uint32_t all = t->r->unlimited_count;
    if (all > t->r->row_count) {
        buf_text(out, t->o->zh ? " 行,共 " : " of ");
        buf_int(out, all);
    } else {
        all = t->r->row_count;
    }
    if (t->o->zh)
        buf_text(out, " 行\n\n");
    else
        buf_text(out, all == 1 ? " row\n\n" : " rows\n\n");
}

static void put_header(buf *out, const table *t)
{
    size_t owed = 0;
    for (uint32_t i = 0; i < t->chosen->count; i++) put_padded(out, t, i, title_of(t, i), &owed);
    buf_char(out, '\n');
    for (uint32_t i = 0; i < t->chosen->count; i++) {
        buf_fill(out, ' ', i == 0 ? 0 : GAP);
        for (uint32_t n = 0; n < t->width[i]; n++) buf_text(out, "─");
    }
    buf_char(out, '\n');
}

static void put_rows(buf *out, table *t)
{
    for (uint32_t row = 0; row < t->r->row_count && !out->failed && !t->scratch.failed; row++) {
        size_t owed = 0;
        for (uint32_t i = 0; i < t->chosen->count && !t->scratch.failed; i++)
            put_padded(out, t, i, print_cell(t, row, i), &owed);
        buf_char(out, '\n');
    }
}

static bool any_unit_below(const table *t)
{
    for (uint32_t i = 0; i < t->chosen->count; i++)
        if (unit_below(&t->r->info->column[t->chosen->index[i]]) != UNIT_NONE) return true;
    return false;
}

static void put_basis(buf *out, const table *t)
{
    bool zh = t->o->zh;
    if (any_unit_below(t)) {
        buf_text(out, zh ? "金额单位:" : "amounts in ");
        unit_word_print(out, UNIT_CNY, t->o->unit, zh);
        buf_char(out, '\n');
    }
    str basis = zh ? t->o->basis_zh : t->o->basis_en;
    if (basis.len > 0) {
        buf_text(out, zh ? "口径:" : "basis: ");
        buf_str(out, basis);
        buf_char(out, '\n');
    }
}

static void put_count(buf *out, const char *words, uint32_t count)
{
    if (count == 0) return;
    buf_text(out, words);
    buf_int(out, count);
    buf_char(out, '\n');
}

static void put_left_out(buf *out, const table *t)
{
    bool zh = t->o->zh;
    put_count(out, zh ? "as_of 落在日期区间内、未定的行 " : "rows undetermined, as_of within their dates: ",
              t->r->undetermined_count);
    put_count(out, zh ? "未公开或公开日未定、未计入的行 " : "rows left out, not surely published by then: ",
              t->r->unpublished_count);
    if (t->r->about_used) {
        buf_text(out, zh ? "约数容差 " : "tolerance of about and nearly: ");
        decimal_print(out, t->r->tolerance_ppm ? t->r->tolerance_ppm : ABOUT_TOLERANCE_PPM, 4, 0, false);
        buf_text(out, " %\n");
    }
}

static void put_head(buf *out, const table *t)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &t->o->head);
    if (t->o->synthetic) buf_text(out, t->o->zh ? "合成数据\n" : "synthetic data\n");
    buf_text(out, "head ");
    buf_text(out, hex); /* whole: it is what verify --expect takes */
    buf_char(out, '@');
    buf_int(out, t->o->head_seq);
    buf_char(out, '\n');
}

void table_print(buf *out, const relation *r, const report_options *o, const selection *chosen)
{
    CHECK(chosen->count > 0);
    CHECK(chosen->count <= COLUMNS_MAX);
    table t = {.r = r, .o = o, .chosen = chosen};
    buf_init(&t.scratch, out->from, out->max);
    measure(&t);
    if (!o->plain_title) put_title(out, &t);
    put_header(out, &t);
    put_rows(out, &t);
    buf_char(out, '\n');
    put_basis(out, &t);
    put_left_out(out, &t);
    put_head(out, &t);
    out->failed = out->failed || t.scratch.failed;
}
