/* grid: an answer that is no relation of a book: names, and whole numbers, rates and texts under them. What SQL gives.
 *
 * The same three forms as a report, with the basis and the head that it was asked under. Numbers are numbers in JSON and
 * CSV; names that come twice are told apart there, because a reader puts them into a map.
 * Invariant: every row has as many cells as there are names. */
#include "report/report_int.h"

#include <stdio.h>

enum { GAP = 2, REAL_BYTES = 32 };

static const grid_cell *cell_at(const grid *g, uint32_t row, uint32_t at)
{
    CHECK(row < g->row_count);
    CHECK(at < g->column_count);
    return &g->cells[(size_t)row * g->column_count + at];
}

static bool is_finite(double v)
{
    return v - v == 0.0;
}

/* 15 digits: all that a rate is known to, and none that it is not. */
static str print_cell(const grid_cell *c, char room[REAL_BYTES], buf *scratch)
{
    scratch->len = 0;
    switch (c->type) {
    case GRID_NONE: break;
    case GRID_INT: buf_int(scratch, c->number); break;
    case GRID_TEXT: return c->text;
    case GRID_REAL:
        snprintf(room, REAL_BYTES, "%.15g", c->real);
        buf_text(scratch, room);
        break;
    }
    return buf_view(scratch);
}

/* ---- table ---- */

static bool is_number(const grid_cell *c)
{
    return c->type == GRID_INT || c->type == GRID_REAL;
}

static void put_padded(buf *out, str text, uint32_t width, bool right, size_t *owed)
{
    uint32_t own = display_width(text);
    if (right) *owed += width - own;
    if (text.len > 0) {
        buf_fill(out, ' ', *owed);
        *owed = 0;
        for (size_t i = 0; i < text.len; i++)
            buf_char(out, text.ptr[i] == '\n' || text.ptr[i] == '\r' ? ' ' : text.ptr[i]);
    }
    if (!right || text.len == 0) *owed += right ? own : width - own;
    *owed += GAP;
}

typedef struct grid_table {
    const grid *g;
    uint32_t *width;
    bool *right; /* no text stands in the column */
    buf scratch;
    char room[REAL_BYTES];
} grid_table;

static bool measure(grid_table *t, arena *a)
{
    const grid *g = t->g;
    t->width = arena_get(a, sizeof *t->width * (g->column_count + 1));
    t->right = arena_get(a, sizeof *t->right * (g->column_count + 1));
    if (t->width == NULL || t->right == NULL) return false;
    for (uint32_t i = 0; i < g->column_count; i++) {
        bool any = false, texts = false;
        t->width[i] = display_width(g->names[i]);
        for (uint32_t row = 0; row < g->row_count; row++) {
            uint32_t own = display_width(print_cell(cell_at(g, row, i), t->room, &t->scratch));
            if (own > t->width[i]) t->width[i] = own;
            any |= is_number(cell_at(g, row, i));
            texts |= cell_at(g, row, i)->type == GRID_TEXT;
        }
        t->right[i] = any && !texts;
    }
    return true;
}

static void put_names(buf *out, const grid_table *t)
{
    size_t owed = 0;
    for (uint32_t i = 0; i < t->g->column_count; i++) put_padded(out, t->g->names[i], t->width[i], t->right[i], &owed);
    buf_char(out, '\n');
    for (uint32_t i = 0; i < t->g->column_count; i++) {
        buf_fill(out, ' ', i == 0 ? 0 : GAP);
        for (uint32_t n = 0; n < t->width[i]; n++) buf_text(out, "─");
    }
    buf_char(out, '\n');
}

static void put_count(buf *out, const char *words, uint32_t count)
{
    if (count == 0) return;
    buf_text(out, words);
    buf_int(out, count);
}

static void put_foot(buf *out, const grid *g, const report_options *o)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &o->head);
    buf_char(out, '\n');
    buf_int(out, g->row_count);
    buf_text(out, o->zh ? " 行\n口径:" : g->row_count == 1 ? " row\nbasis: " : " rows\nbasis: ");
    buf_str(out, o->zh ? o->basis_zh : o->basis_en);
    put_count(out, o->zh ? "\nas_of 落在日期区间内、未定的行 " : "\nrows undetermined, as_of within their dates: ",
              g->undetermined_count);
    put_count(out, o->zh ? "\n未公开或公开日未定、未计入的行 " : "\nrows left out, not surely published by then: ",
              g->unpublished_count);
    if (o->synthetic) buf_text(out, o->zh ? "\n合成数据" : "\nsynthetic data");
    buf_text(out, "\nhead ");
    buf_text(out, hex);
    buf_char(out, '@');
    buf_int(out, o->head_seq);
    buf_char(out, '\n');
}

static void put_table(buf *out, const grid *g, const report_options *o)
{
    grid_table t = {.g = g};
    buf_init(&t.scratch, out->from, out->max);
    if (!measure(&t, out->from)) {
        out->failed = true;
        return;
    }
    put_names(out, &t);
    for (uint32_t row = 0; row < g->row_count && !out->failed; row++) {
        size_t owed = 0;
        for (uint32_t i = 0; i < g->column_count; i++)
            put_padded(out, print_cell(cell_at(g, row, i), t.room, &t.scratch), t.width[i], t.right[i], &owed);
        buf_char(out, '\n');
    }
    put_foot(out, g, o);
    out->failed = out->failed || t.scratch.failed;
}

/* ---- names that differ ---- */

/* How many of the columns before it have that name. */
static uint32_t times_before(const grid *g, uint32_t at)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < at; i++) count += str_equal(g->names[i], g->names[at]);
    return count;
}

static str name_of(const grid *g, uint32_t at, buf *scratch)
{
    uint32_t before = times_before(g, at);
    if (before == 0) return g->names[at];
    scratch->len = 0;
    buf_str(scratch, g->names[at]);
    buf_char(scratch, ':');
    buf_int(scratch, before + 1);
    return buf_view(scratch);
}

/* ---- JSON ---- */

static void put_json_cell(buf *out, const grid_cell *c, char room[REAL_BYTES], buf *scratch)
{
    if (c->type == GRID_TEXT)
        buf_json(out, c->text);
    else if (c->type == GRID_NONE || (c->type == GRID_REAL && !is_finite(c->real)))
        buf_text(out, "null");
    else
        buf_str(out, print_cell(c, room, scratch));
}

static void put_json_row(buf *out, const grid *g, uint32_t row, buf *scratch)
{
    char room[REAL_BYTES];
    buf_text(out, row == 0 ? "\n{" : ",\n{");
    for (uint32_t i = 0; i < g->column_count; i++) {
        if (i > 0) buf_char(out, ',');
        buf_json(out, name_of(g, i, scratch));
        buf_char(out, ':');
        put_json_cell(out, cell_at(g, row, i), room, scratch);
    }
    buf_char(out, '}');
}

static void put_json(buf *out, const grid *g, const report_options *o, buf *scratch)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &o->head);
    buf_text(out, "{\"basis\":{\"zh\":");
    buf_json(out, o->basis_zh);
    buf_text(out, ",\"en\":");
    buf_json(out, o->basis_en);
    buf_text(out, "},\n\"columns\":[");
    for (uint32_t i = 0; i < g->column_count; i++) {
        if (i > 0) buf_char(out, ',');
        buf_json(out, name_of(g, i, scratch));
    }
    buf_text(out, "],\n\"rows\":[");
    for (uint32_t row = 0; row < g->row_count && !out->failed; row++) put_json_row(out, g, row, scratch);
    buf_text(out, "],\n\"left_out\":{\"undetermined\":");
    buf_int(out, g->undetermined_count);
    buf_text(out, ",\"unpublished\":");
    buf_int(out, g->unpublished_count);
    buf_text(out, "},\n\"synthetic\":");
    buf_text(out, o->synthetic ? "true" : "false");
    buf_text(out, ",\n\"head\":{\"seq\":");
    buf_int(out, o->head_seq);
    buf_text(out, ",\"hash\":\"");
    buf_text(out, hex);
    buf_text(out, "\"}}\n");
}

/* ---- CSV ---- */

static void put_csv(buf *out, const grid *g, const report_options *o, buf *scratch)
{
    char hex[HASH_BYTES * 2 + 1], room[REAL_BYTES];
    hash_print(hex, &o->head);
    buf_text(out, "\xEF\xBB\xBF");
    for (uint32_t i = 0; i < g->column_count; i++) {
        csv_put_text(out, name_of(g, i, scratch));
        buf_char(out, ',');
    }
    buf_text(out, o->synthetic ? "book_head,book_synthetic\r\n" : "book_head\r\n");
    for (uint32_t row = 0; row < g->row_count && !out->failed; row++) {
        for (uint32_t i = 0; i < g->column_count; i++) {
            const grid_cell *c = cell_at(g, row, i);
            str text = print_cell(c, room, scratch);
            if (c->type == GRID_TEXT)
                csv_put_text(out, text);
            else
                buf_str(out, text);
            buf_char(out, ',');
        }
        buf_text(out, hex);
        buf_char(out, '@');
        buf_int(out, o->head_seq);
        buf_text(out, o->synthetic ? ",true\r\n" : "\r\n");
    }
}

err_code grid_print(buf *out, const grid *g, const report_options *o, err *e)
{
    buf scratch;
    CHECK(g->column_count == 0 || g->names != NULL);
    CHECK(g->row_count == 0 || g->cells != NULL);
    buf_init(&scratch, out->from, out->max);
    if (o->format == REPORT_JSON)
        put_json(out, g, o, &scratch);
    else if (o->format == REPORT_CSV)
        put_csv(out, g, o, &scratch);
    else
        put_table(out, g, o);
    out->failed = out->failed || scratch.failed;
    return buf_err(out, e);
}
