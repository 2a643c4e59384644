/* gross: what a fund put into an enterprise and got back, and what is left by the last valuation.
 *
 * As with net: every figure is of the day of the value. A holding that was never valued has none (its cost is no fair
 * value: IPEV); one that was exited whole has nothing left. */
#include "performance/performance_int.h"

static bool add_entry(gross *g, const event *ev)
{
    tracks *t = &g->tracks;
    track *x = track_of(t, ev->subject, ev->object, ev);
    if (x == NULL) return false;
    switch ((int)ev->kind) {
    case KIND_INVESTMENT_MADE: return track_step(t, x, ev, STEP_PAID, ev->amount.minor);
    case KIND_INVESTMENT_EXITED:
        return track_step(t, x, ev, STEP_RETURNED, ev->amount.minor) &&
               track_step(t, x, ev, STEP_COST, attrs_int(ev->attrs, STR("cost"), 0));
    default: return groups_put(&g->valuations, track_key(x->one, x->other), ev->seq, PRESENT_YES);
    }
}

/* Income from whom the fund holds nothing makes no holding: a bank pays interest too. */
static bool add_income(gross *g, const view_request *q)
{
    tracks *t = &g->tracks;
    scan s = scan_begin(q, KIND_INCOME_RECEIVED);
    while (scan_next(&s)) {
        uint32_t at;
        seq_no fund = fund_standing(NULL, &t->mergers, q, s.ev.subject);
        seq_no from = s.ev.object ? fund_standing(NULL, &t->mergers, q, s.ev.object) : 0;
        if (from == 0 || !map_u64_find(&at, &t->index, track_key(fund, from))) continue;
        track *x = track_of(t, s.ev.subject, s.ev.object, &s.ev);
        if (x == NULL || !track_step(t, x, &s.ev, STEP_RETURNED, s.ev.amount.minor)) return false;
    }
    return true;
}

/* Of one day the better statement is the last (docs/capital.md, section 2). */
static seq_no last_valuation(const gross *g, const track *x)
{
    event best = {.seq = 0}, ev;
    const group_item *i = groups_first(&g->valuations, track_key(x->one, x->other));
    for (; i != NULL; i = groups_next(&g->valuations, i)) {
        book_entry(&ev, g->tracks.q->b, i->number);
        if (best.seq == 0 || statement_beats(g->tracks.q, &ev, &best)) best = ev;
    }
    return best.seq;
}

/* The exit that left nothing; 0 = something is held. */
static seq_no last_exit(const gross *g, const track *x)
{
    int64_t made, sold;
    const day on = g->tracks.q->at.as_of;
    if (!track_sum(&made, &g->tracks, x, 1U << STEP_PAID, on) ||
        !track_sum(&sold, &g->tracks, x, 1U << STEP_COST, on) || made == 0 || made != sold)
        return 0;
    for (uint32_t i = x->count; i-- > 0;)
        if (g->tracks.steps[x->from + i].what == STEP_COST) return g->tracks.steps[x->from + i].entry;
    return 0;
}

static bool value_track(gross *g, track *x)
{
    const view_request *q = g->tracks.q;
    seq_no exit = x->is_odd ? 0 : last_exit(g, x), valued = exit ? 0 : last_valuation(g, x);
    event ev;
    x->reason = x->is_odd ? TRACK_CURRENCIES : exit ? TRACK_MEASURED : TRACK_NO_VALUE;
    x->source = exit ? VALUE_CLOSED : valued ? VALUE_OWN : VALUE_NONE;
    if (exit) x->value_on = q->at.as_of;
    if (exit || valued == 0) return entries_put(&x->value_why, q->a, exit);
    book_entry(&ev, q->b, valued);
    bool is_early = x->merged_on != DAY_NONE && ev.effective.first < x->merged_on;
    x->reason = x->is_odd || ev.amount.unit != x->unit ? TRACK_CURRENCIES
                : is_early                             ? TRACK_VALUE_EARLY
                                                       : TRACK_MEASURED;
    x->value = ev.amount.minor;
    if (x->reason == TRACK_MEASURED) x->value_on = x->measured_on = ev.effective.first;
    return entries_put(&x->value_why, q->a, valued);
}

bool gross_build(gross *g, const view_request *q)
{
    static const kind kinds[] = {KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED, KIND_HOLDING_VALUED, KIND_NONE};
    *g = (gross){.tracks = {.q = q}};
    groups_init(&g->valuations, q->a);
    if (!tracks_begin(&g->tracks, q, true)) return false;
    scan s = scan_kinds(q, kinds);
    while (scan_next(&s))
        if (!add_entry(g, &s.ev)) return false;
    if (!add_income(g, q) || !tracks_sort(&g->tracks)) return false;
    for (uint32_t i = 0; i < g->tracks.count; i++)
        if (!value_track(g, &g->tracks.items[i])) return false;
    return true;
}
