/* Order of rows: "a,-b", each column by its own type.
 *
 * Invariants: stable (equal rows keep their order, descending too); empty cells stand last in both directions; amounts
 * of different units are never compared as numbers, they stand together by unit. A merge sort over row numbers, then the
 * rows move once: the order depends on nothing but the rows. */
#include "relation/relation.h"

#include <string.h>

typedef struct sort_key {
    uint32_t column;
    bool descending;
} sort_key;
typedef struct sort_keys {
    sort_key key[COLUMNS_MAX];
    uint32_t count;
} sort_keys;

static int compare_number(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_floor(interval a, interval b)
{
    if (a.lo_open || b.lo_open) return (int)b.lo_open - (int)a.lo_open;
    int order = compare_number(a.lo, b.lo);
    return order != 0 ? order : (int)a.lo_strict - (int)b.lo_strict;
}

static int compare_ceiling(interval a, interval b)
{
    if (a.hi_open || b.hi_open) return (int)a.hi_open - (int)b.hi_open;
    int order = compare_number(a.hi, b.hi);
    return order != 0 ? order : (int)b.hi_strict - (int)a.hi_strict;
}

static int compare_amount(const cell *a, const cell *b)
{
    if (a->unit != b->unit) return compare_number(a->unit, b->unit);
    int order = compare_floor(a->interval, b->interval);
    return order != 0 ? order : compare_ceiling(a->interval, b->interval);
}

/* Of two dates with one first day the more exact stands first. */
static int compare_date(date a, date b)
{
    int order = compare_number(a.first, b.first);
    return order != 0 ? order : compare_number((int64_t)a.precision, (int64_t)b.precision);
}

static int compare_period(period a, period b)
{
    int order = compare_number(a.first, b.first);
    return order != 0 ? order : compare_number(a.last, b.last);
}

static int compare_cell(const cell *a, const cell *b)
{
    if (a->type != b->type) return compare_number((int64_t)a->type, (int64_t)b->type);
    switch (a->type) {
    case CELL_TEXT:
    case CELL_HASH: return str_compare(a->text, b->text);
    case CELL_INT: return compare_number(a->number, b->number);
    case CELL_DATE: return compare_date(a->date, b->date);
    case CELL_PERIOD: return compare_period(a->period, b->period);
    case CELL_INTERVAL: return compare_amount(a, b);
    }
    CHECK(a->type == 0);
    return 0;
}

static int compare_row(const relation *r, const sort_keys *keys, uint32_t first, uint32_t second)
{
    uint32_t width = r->info->column_count;
    for (uint32_t i = 0; i < keys->count; i++) {
        const cell *a = r->cells + (size_t)first * width + keys->key[i].column;
        const cell *b = r->cells + (size_t)second * width + keys->key[i].column;
        int order;
        if (a->type == 0 || b->type == 0)
            order = (int)(a->type == 0) - (int)(b->type == 0);
        else
            order = keys->key[i].descending ? compare_cell(b, a) : compare_cell(a, b);
        if (order != 0) return order;
    }
    return 0;
}

/* A column named before decides before: naming it again adds nothing. */
static void add_key(sort_keys *keys, uint32_t column, bool descending)
{
    for (uint32_t i = 0; i < keys->count; i++)
        if (keys->key[i].column == column) return;
    CHECK(keys->count < COLUMNS_MAX);
    keys->key[keys->count++] = (sort_key){column, descending};
}

static err_code read_keys(sort_keys *out, const relation_info *info, str columns, err *e)
{
    out->count = 0;
    for (size_t from = 0; from <= columns.len;) {
        str rest = str_slice(columns, from, columns.len);
        size_t len = rest.len, comma;
        if (str_find(&comma, rest, STR(","))) len = comma;
        str word = str_trim(str_slice(rest, 0, len));
        bool descending = str_starts(word, STR("-"));
        uint32_t column;
        err_code code = relation_column_find(&column, info, str_slice(word, descending ? 1 : 0, word.len), e);
        if (code != ERR_OK) return code;
        add_key(out, column, descending);
        from += len + 1;
    }
    return ERR_OK;
}

/* source[from..middle) and source[middle..to) are in order; so is target[from..to) afterwards. */
static void merge(uint32_t *target, const uint32_t *source, const uint32_t at[3], const relation *r,
                  const sort_keys *keys)
{
    uint32_t left = at[0], right = at[1], out = at[0];
    while (left < at[1] && right < at[2]) {
        bool take_right = compare_row(r, keys, source[right], source[left]) < 0; /* equal: left first, so stable */
        target[out++] = take_right ? source[right++] : source[left++];
    }
    while (left < at[1]) target[out++] = source[left++];
    while (right < at[2]) target[out++] = source[right++];
    CHECK(out == at[2]);
}

static uint32_t smaller(uint64_t a, uint32_t b)
{
    return a < b ? (uint32_t)a : b;
}

/* The rows' numbers in their new order; one of the two arrays. */
static uint32_t *sorted_order(uint32_t *order, uint32_t *spare, const relation *r, const sort_keys *keys)
{
    uint32_t count = r->row_count;
    for (uint32_t i = 0; i < count; i++) order[i] = i;
    for (uint64_t run = 1; run < count; run *= 2) {
        for (uint64_t from = 0; from < count; from += 2 * run) {
            uint32_t at[3] = {(uint32_t)from, smaller(from + run, count), smaller(from + 2 * run, count)};
            merge(spare, order, at, r, keys);
        }
        uint32_t *swap = order;
        order = spare;
        spare = swap;
    }
    return order;
}

/* Row i becomes the row that was order[i]: follow each cycle once; order is used up. */
static void move_rows(relation *r, uint32_t *order, cell *held)
{
    uint32_t width = r->info->column_count;
    size_t row_bytes = sizeof(cell) * width;
    for (uint32_t start = 0; start < r->row_count; start++) {
        if (order[start] == start) continue;
        memcpy(held, r->cells + (size_t)start * width, row_bytes);
        uint32_t at = start;
        while (order[at] != start) {
            uint32_t next = order[at];
            memcpy(r->cells + (size_t)at * width, r->cells + (size_t)next * width, row_bytes);
            order[at] = at;
            at = next;
        }
        memcpy(r->cells + (size_t)at * width, held, row_bytes);
        order[at] = at;
    }
}

err_code relation_sort(relation *r, str columns, err *e)
{
    sort_keys keys = {.count = 0};
    err_code code = relation_err(r, e);
    if (code == ERR_OK && str_trim(columns).len > 0) code = read_keys(&keys, r->info, columns, e);
    if (code != ERR_OK || keys.count == 0 || r->row_count < 2) return code;
    uint32_t *order = arena_get(r->from, sizeof *order * r->row_count);
    uint32_t *spare = arena_get(r->from, sizeof *spare * r->row_count);
    cell *held = arena_get(r->from, sizeof *held * r->info->column_count);
    if (order == NULL || spare == NULL || held == NULL) return arena_err(r->from, e);
    move_rows(r, sorted_order(order, spare, r, &keys), held);
    return ERR_OK;
}
