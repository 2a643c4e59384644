/* Rows, cells and the entries behind them.
 *
 * Why: every view fills the same shape, so report and SQL print any of them without knowing which.
 * Invariants: cells are row-major and a row has info->column_count of them; a cell's why list is one run of
 * relation.why, rising, without doubles; after the memory limit is met `failed` stays set and nothing is added. */
#include "relation/relation.h"

#include <string.h>

void relation_init(relation *r, const relation_info *info, arena *from)
{
    CHECK(info->column_count > 0);
    CHECK(info->column_count <= COLUMNS_MAX);
    CHECK(info->key_columns <= info->column_count);
    *r = (relation){.info = info, .from = from};
}

void relation_reserve(relation *r, uint32_t rows)
{
    CHECK(r->row_count == 0);
    size_t row_bytes = sizeof(cell) * r->info->column_count;
    if (r->failed || rows <= r->row_room) return;
    r->cells = rows > SIZE_MAX / row_bytes ? NULL : arena_get(r->from, row_bytes * rows);
    r->row_room = r->cells ? rows : 0;
    r->failed = r->cells == NULL;
}

cell *relation_row(relation *r)
{
    if (r->failed) return NULL;
    CHECK(r->row_count <= r->row_room);
    size_t row_bytes = sizeof(cell) * r->info->column_count;
    if (r->row_count == r->row_room) {
        void *rows = r->cells;
        if (r->row_count == UINT32_MAX || !arena_grow(r->from, &rows, row_bytes, &r->row_room, r->row_count + 1)) {
            r->failed = true;
            return NULL;
        }
        r->cells = rows;
    }
    cell *row = r->cells + (size_t)r->row_count * r->info->column_count;
    memset(row, 0, row_bytes); /* a row dropped by where or limit may have stood here */
    r->row_count++;
    return row;
}

void cell_text(cell *c, str s)
{
    CHECK(s.len == 0 || s.ptr != NULL);
    c->type = s.len == 0 ? (cell_type)0 : CELL_TEXT; /* an empty text and no text print alike: one of them is enough */
    c->text = s;
}

void cell_int(cell *c, int64_t v)
{
    c->type = CELL_INT;
    c->number = v;
}

void cell_date(cell *c, date d)
{
    CHECK(d.precision <= PRECISION_UNKNOWN);
    bool known = d.precision != PRECISION_UNKNOWN && d.first != DAY_NONE;
    c->type = known ? CELL_DATE : (cell_type)0;
    c->date = d;
}

void cell_day(cell *c, day d)
{
    cell_date(c, (date){.first = d, .precision = d == DAY_NONE ? PRECISION_UNKNOWN : PRECISION_DAY});
}

void cell_period(cell *c, period p)
{
    CHECK(p.first <= p.last);
    c->type = CELL_PERIOD;
    c->period = p;
}

void cell_interval(cell *c, interval x, unit_code code, qualifier q)
{
    CHECK(code != UNIT_NONE);
    CHECK(x.lo_open || x.hi_open || x.lo <= x.hi);
    c->type = CELL_INTERVAL;
    c->interval = x;
    c->unit = code;
    c->q = q;
}

void cell_exact(cell *c, int64_t minor, unit_code code)
{
    cell_interval(c, interval_exact(minor), code, QUALIFIER_EXACT);
}

/* Where seq stands, or would stand, in a rising list. Entries mostly arrive in order: look at the end first. */
static uint32_t find_place(const uint32_t *list, uint32_t count, uint32_t seq)
{
    uint32_t low = 0, high = count;
    if (count > 0 && list[count - 1] < seq) return count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list[middle] < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void relation_why(relation *r, cell *c, uint32_t seq)
{
    if (seq == 0 || r->without_why || r->failed) return;
    if (c->why_count == 0) c->why_first = r->why_count;
    CHECK(c->why_first + c->why_count == r->why_count); /* another cell came in between */
    uint32_t at = c->why_count ? find_place(r->why + c->why_first, c->why_count, seq) : 0;
    if (at < c->why_count && r->why[c->why_first + at] == seq) return;
    void *list = r->why;
    if (r->why_count == UINT32_MAX || !arena_grow(r->from, &list, sizeof *r->why, &r->why_room, r->why_count + 1)) {
        r->failed = true;
        return;
    }
    r->why = list;
    uint32_t *place = r->why + c->why_first + at;
    memmove(place + 1, place, sizeof *place * (c->why_count - at));
    *place = seq;
    c->why_count++;
    r->why_count++;
}

err_code relation_err(const relation *r, err *e)
{
    return r->failed ? arena_err(r->from, e) : ERR_OK;
}

void relation_limit(relation *r, uint32_t rows)
{
    r->unlimited_count = r->row_count;
    if (rows < r->row_count) r->row_count = rows;
}

void relation_recount(relation *r)
{
    size_t cells = (size_t)r->row_count * r->info->column_count;
    r->about_used = false;
    for (size_t i = 0; i < cells && !r->about_used; i++) r->about_used = r->cells[i].interval.about;
}

int relation_column(const relation_info *info, str name)
{
    CHECK(info->column_count <= COLUMNS_MAX);
    str word = str_trim(name);
    if (word.len == 0) return -1;
    for (uint32_t i = 0; i < info->column_count; i++)
        if (str_equal(word, str_from(info->column[i].name))) return (int)i;
    for (uint32_t i = 0; i < info->column_count; i++)
        if (str_equal(word, str_from(info->column[i].zh)) || str_equal_fold(word, str_from(info->column[i].en)))
            return (int)i;
    return -1;
}

enum { ALLOWED_BYTES = 479 }; /* what an err_arg can carry */

/* "a, b, c", whole names only, with … where they do not all fit. */
static size_t list_columns(char out[ALLOWED_BYTES + 1], const relation_info *info)
{
    static const char more[] = ", …";
    size_t len = 0;
    for (uint32_t i = 0; i < info->column_count; i++) {
        size_t name_len = strlen(info->column[i].name), gap = i == 0 ? 0 : 2;
        bool last = i + 1 == info->column_count;
        if (len + gap + name_len + (last ? 0 : sizeof more - 1) > ALLOWED_BYTES) {
            size_t skip = len == 0 ? 2 : 0; /* no comma before the first */
            memcpy(out + len, more + skip, sizeof more - 1 - skip);
            len += sizeof more - 1 - skip;
            break;
        }
        memcpy(out + len, ", ", gap);
        memcpy(out + len + gap, info->column[i].name, name_len);
        len += gap + name_len;
    }
    CHECK(len <= ALLOWED_BYTES);
    return len;
}

err_code relation_column_find(uint32_t *index, const relation_info *info, str name, err *e)
{
    int at = relation_column(info, name);
    if (at >= 0) {
        *index = (uint32_t)at;
        return ERR_OK;
    }
    char allowed[ALLOWED_BYTES + 1];
    size_t len = list_columns(allowed, info);
    err_code code = err_set(e, E_COLUMN_UNKNOWN);
    err_text(e, "relation", str_from(info->name));
    err_text(e, "word", str_trim(name));
    err_text(e, "allowed", (str){allowed, len});
    return code;
}

void cell_print(buf *out, const cell *c, bool zh)
{
    switch ((int)c->type) {
    case CELL_TEXT:
    case CELL_HASH: buf_str(out, c->text); break;
    case CELL_INT: buf_int(out, c->number); break;
    case CELL_DATE: date_print(out, c->date); break;
    case CELL_PERIOD: period_print(out, c->period); break;
    case CELL_INTERVAL: figure_print(out, c->interval, c->unit, c->q, &(figure_style){.zh = zh}); break;
    default: CHECK(c->type == 0); /* empty */
    }
}

/* Texts are compared where they lie; other types are printed first. */
static bool key_matches(const cell *row, uint32_t columns, str key, buf *scratch)
{
    size_t at = 0;
    for (uint32_t i = 0; i < columns; i++) {
        if (i > 0 && (at >= key.len || key.ptr[at++] != '/')) return false;
        str text = row[i].text;
        if (row[i].type != CELL_TEXT && row[i].type != CELL_HASH) {
            scratch->len = 0;
            cell_print(scratch, &row[i], false);
            text = buf_view(scratch);
        }
        if (!str_starts(str_slice(key, at, key.len), text)) return false;
        at += text.len;
    }
    return at == key.len;
}

int64_t relation_find(const relation *r, str key)
{
    uint32_t keys = r->info->key_columns, width = r->info->column_count;
    CHECK(keys <= width);
    buf scratch;
    buf_init(&scratch, r->from, TEXT_BYTES_MAX);
    for (uint32_t row = 0; keys > 0 && row < r->row_count && !scratch.failed; row++)
        if (key_matches(r->cells + (size_t)row * width, keys, key, &scratch) && !scratch.failed) return row;
    return -1;
}

void relation_keep(relation *r, bool (*keeps)(void *self, const cell *row), void *self)
{
    uint32_t kept = 0, width = r->info->column_count;
    for (uint32_t row = 0; row < r->row_count; row++) {
        const cell *from = r->cells + (size_t)row * width;
        if (!keeps(self, from)) continue;
        if (kept != row) memcpy(r->cells + (size_t)kept * width, from, width * sizeof *from);
        kept++;
    }
    r->row_count = kept;
}

void relation_page(relation *r, uint32_t offset, uint32_t rows)
{
    uint32_t all = r->row_count, width = r->info->column_count;
    uint32_t gone = offset < all ? offset : all;
    if (gone > 0) memmove(r->cells, r->cells + (size_t)gone * width, (size_t)(all - gone) * width * sizeof *r->cells);
    r->row_count = all - gone;
    relation_limit(r, rows);
    r->unlimited_count = all;
}
