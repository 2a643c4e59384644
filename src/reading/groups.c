/* groups: numbers under a key, in the order in which they came: the index that is built once a relation, so that none
 * looks at every row for each of its rows. */
#include "reading/reading.h"

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
