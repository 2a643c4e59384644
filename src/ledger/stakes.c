/* stakes: one figure of every position with the entries behind it, for rooms that build on positions. The figures are those
 * of positions.c, the entries those of position_why.c; this file only puts the two beside each other. */
#include "ledger/ledger_int.h"

static bool put_entries(ledger_stake *s, const position_why *w, uint32_t at, position_figure f, arena *a)
{
    entry_list l = {.count = 0};
    const trail *t = &w->of[at];
    for (const trail_step *step = trail_next(&w->trails, t, NULL); step != NULL; step = trail_next(&w->trails, t, step))
        if (step->figures & 1U << f && !entries_put(&l, a, step->entry)) return false;
    s->entries = l.seq;
    s->entry_count = l.count;
    return true;
}

bool ledger_stakes(ledger_stakes_list *out, const view_request *q, position_figure f)
{
    view_request all = *q;
    position_index x;
    position_why w;
    uint32_t *order;
    CHECK(f < POSITION_FIGURES);
    all.why_key = STR_NONE;
    *out = (ledger_stakes_list){.count = 0};
    if (!positions_find(&x, &all) || !position_why_find(&w, &x) || !positions_order(&order, &x.found, q->a)) return false;
    out->items = arena_get(q->a, sizeof *out->items * (x.found.count + 1));
    if (out->items == NULL) return false;
    for (; out->count < x.found.count; out->count++) {
        const ledger_position *p = &x.found.items[order[out->count]];
        ledger_stake *s = &out->items[out->count];
        *s = (ledger_stake){p->investor, p->fund, p->unit, ledger_figure(p, f), NULL, 0};
        if (q->wants_why && !put_entries(s, &w, order[out->count], f, q->a)) return false;
    }
    return true;
}
