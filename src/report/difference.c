/* difference: what one build of a relation shows and another does not, row by row. Rows are the same when every cell prints
 * the same; they are matched by key, and rows of one key in their order. */
#include "report/report.h"

#include "report/report_int.h"

typedef struct side {
    const relation *r;
    str *row, *key; /* as printed */
    bool *used;
} side;

static void put_key(buf *out, const relation *r, uint32_t row)
{
    const cell *cells = r->cells + (size_t)row * r->info->column_count;
    for (uint32_t i = 0; i < r->info->key_columns; i++) {
        buf_char(out, '/');
        cell_print(out, &cells[i], false);
    }
}

static bool side_print(side *out, const relation *r, const selection *all, arena *a)
{
    size_t room = r->row_count ? r->row_count : 1;
    *out = (side){.r = r};
    out->row = arena_get(a, room * sizeof *out->row);
    out->key = arena_get(a, room * sizeof *out->key);
    out->used = arena_get(a, room * sizeof *out->used);
    if (!out->row || !out->key || !out->used) return false;
    for (uint32_t i = 0; i < r->row_count; i++) {
        buf row, key;
        buf_init(&row, a, OUTPUT_BYTES_MAX);
        buf_init(&key, a, TEXT_BYTES_MAX);
        json_row_print(&row, r, i, all);
        put_key(&key, r, i);
        if (row.failed || key.failed) return false;
        out->row[i] = buf_view(&row);
        out->key[i] = buf_view(&key);
    }
    return true;
}

/* The last row of a key stands in the map; those before it are chained, the first one first. */
static bool chain(map_str *last, uint32_t *before, const side *now)
{
    for (uint32_t i = now->r->row_count; i-- > 0;) {
        uint32_t later = 0;
        before[i] = map_str_find(&later, last, now->key[i]) ? later + 1 : 0;
        if (!map_str_put(last, now->key[i], i)) return false;
    }
    return true;
}

static void put_pair(buf *out, bool *any, const str *now, const str *after)
{
    buf_text(out, *any ? ",\n{\"now\":" : "\n{\"now\":");
    buf_str(out, now ? *now : STR("null"));
    buf_text(out, ",\"after\":");
    buf_str(out, after ? *after : STR("null"));
    buf_char(out, '}');
    *any = true;
}

static void put_changes(buf *out, side *now, side *after, const map_str *last, const uint32_t *before)
{
    bool any = false;
    uint32_t same = 0;
    buf_text(out, "\"changed\":[");
    for (uint32_t i = 0; i < after->r->row_count; i++) {
        uint32_t at = 0;
        bool known = map_str_find(&at, last, after->key[i]);
        while (known && now->used[at]) {
            known = before[at] != 0;
            at = known ? before[at] - 1 : at;
        }
        if (known) now->used[at] = true;
        if (known && str_equal(now->row[at], after->row[i]))
            same++;
        else
            put_pair(out, &any, known ? &now->row[at] : NULL, &after->row[i]);
    }
    for (uint32_t i = 0; i < now->r->row_count; i++)
        if (!now->used[i]) put_pair(out, &any, &now->row[i], NULL);
    buf_text(out, "],\n\"same\":");
    buf_int(out, same);
    buf_text(out, "}\n");
}

err_code difference_print(buf *out, const relation *now, const relation *after, arena *a, err *e)
{
    side left, right;
    map_str last;
    selection all = {.count = now->info->column_count};
    for (uint32_t i = 0; i < all.count; i++) all.index[i] = i;
    map_str_init(&last, a);
    uint32_t *before = arena_get(a, (now->row_count + (size_t)1) * sizeof *before);
    if (!before || !side_print(&left, now, &all, a) || !side_print(&right, after, &all, a) ||
        !chain(&last, before, &left))
        return arena_err(a, e);
    buf_text(out, "{\"relation\":");
    buf_json(out, str_from(now->info->name));
    buf_text(out, ",\"title\":{\"zh\":");
    buf_json(out, str_from(now->info->zh));
    buf_text(out, ",\"en\":");
    buf_json(out, str_from(now->info->en));
    buf_text(out, "},\n");
    json_columns_print(out, now->info, &all);
    put_changes(out, &left, &right, &last, before);
    return buf_err(out, e);
}
