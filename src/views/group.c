/* group: indexes that are built once a view, so that no view looks at every row for each of its rows; and lists of the
 * entries behind a figure. */
#include "views/views_int.h"

#include <stdlib.h>

void groups_init(groups *g, arena *a)
{
    *g = (groups){.count = 0};
    map_u64_init(&g->first, a);
    map_u64_init(&g->last, a);
}

bool groups_put(groups *g, uint64_t key, uint32_t number, presence is)
{
    uint32_t last;
    CHECK(key != 0);
    if (!arena_grow(g->first.from, (void **)&g->items, sizeof *g->items, &g->room, g->count + 1)) return false;
    g->items[g->count++] = (group_item){.number = number, .is = is};
    if (map_u64_find(&last, &g->last, key))
        g->items[last - 1].next = g->count;
    else if (!map_u64_put(&g->first, key, g->count))
        return false;
    return map_u64_put(&g->last, key, g->count);
}

const group_item *groups_first(const groups *g, uint64_t key)
{
    uint32_t at;
    return key != 0 && map_u64_find(&at, &g->first, key) ? &g->items[at - 1] : NULL;
}

const group_item *groups_next(const groups *g, const group_item *after)
{
    CHECK(after != NULL);
    return after->next ? &g->items[after->next - 1] : NULL;
}

/* ---- lists of entries ---- */

bool entries_put(entry_list *l, arena *a, seq_no entry)
{
    if (entry == 0) return true;
    if (!arena_grow(a, (void **)&l->seq, sizeof *l->seq, &l->room, l->count + 1)) return false;
    l->seq[l->count++] = entry;
    return true;
}

bool entries_join(entry_list *l, arena *a, const entry_list *more)
{
    for (uint32_t i = 0; i < more->count; i++)
        if (!entries_put(l, a, more->seq[i])) return false;
    return true;
}

static int compare_entries(const void *one, const void *other)
{
    const seq_no a = *(const seq_no *)one, b = *(const seq_no *)other;
    return (a > b) - (a < b);
}

void why_entries(relation *out, cell *c, arena *a, const entry_list *const *lists, uint32_t list_count)
{
    entry_list all = {.count = 0};
    for (uint32_t i = 0; i < list_count; i++) {
        if (entries_join(&all, a, lists[i])) continue;
        out->failed = true;
        return;
    }
    if (all.count > 1) qsort(all.seq, all.count, sizeof *all.seq, compare_entries);
    for (uint32_t i = 0; i < all.count; i++) relation_why(out, c, all.seq[i]);
}

void why_list(relation *out, cell *c, arena *a, const entry_list *l)
{
    if (l->count == 1)
        relation_why(out, c, l->seq[0]);
    else
        why_entries(out, c, a, &l, 1);
}
