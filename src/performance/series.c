/* series: a pool added up: its sums, its money by day, and many such series in one call for their rates.
 *
 * Each track is measured on its own day, and its value comes back on that day; so a pool of values of several days is as if
 * each were paid out on its own. Invariants: the days of a series rise; what lies after a track's day is counted, not
 * added; the sums of a pool are those of its tracks. */
#include "performance/performance_int.h"

#include <stdlib.h>

bool pool_includes(const pool *x, step_kind what)
{
    bool is_trade = (TRADE_STEPS >> what & 1U) != 0;
    return !is_trade || x->by == BY_TRACK || x->by == BY_INVESTOR;
}

static bool is_cash(const pool *x, step_kind what)
{
    return (CASH_STEPS >> what & 1U) != 0 && pool_includes(x, what);
}

static bool is_return(step_kind what)
{
    return what == STEP_RETURNED || what == STEP_SOLD;
}

static void add(measure *m, int64_t *sum, int64_t minor)
{
    if (__builtin_add_overflow(*sum, minor, sum)) m->reason = TRACK_TOO_LARGE;
}

static void add_to_sums(measure *m, const pool *x, const step *s)
{
    switch (s->what) {
    case STEP_COMMITTED: add(m, &m->money.committed, s->minor); return;
    case STEP_CALLED: add(m, &m->called, s->minor); return;
    case STEP_DRAWN: add(m, &m->money.drawn, s->minor); return;
    case STEP_PAID: add(m, &m->money.drawn, s->minor); add(m, &m->money.paid_in, s->minor); return;
    case STEP_OUTSIDE: add(m, &m->outside, s->minor); return;
    case STEP_RETURNED: add(m, &m->money.distributed, s->minor); return;
    case STEP_BOUGHT:
        if (pool_includes(x, s->what)) add(m, &m->money.paid_in, s->minor);
        return;
    case STEP_SOLD:
        if (pool_includes(x, s->what)) add(m, &m->money.distributed, s->minor);
        return;
    case STEP_COST:
    case STEP_KINDS: break;
    }
}

/* ---- by day ---- */

typedef struct gathering {
    measure *m;
    series_room *room;
    arena *a;
} gathering;

static bool put_dated(gathering *g, day on, int64_t paid, int64_t received)
{
    if (!arena_grow(g->a, (void **)&g->room->items, sizeof *g->room->items, &g->room->room, g->m->dated_count + 1))
        return false;
    g->room->items[g->m->dated_count++] = (dated){on, paid, received};
    return true;
}

static bool add_track(gathering *g, const tracks *t, const pool *x, const track *y)
{
    measure *m = g->m;
    for (uint32_t i = 0; i < y->count; i++) {
        const step *s = &t->steps[y->from + i];
        if (s->on > y->measured_on) {
            m->later += is_cash(x, s->what);
            continue;
        }
        add_to_sums(m, x, s);
        if (!is_cash(x, s->what)) continue;
        if (m->from == DAY_NONE || s->on < m->from) m->from = s->on;
        if (!put_dated(g, s->on, is_return(s->what) ? 0 : s->minor, is_return(s->what) ? s->minor : 0)) return false;
    }
    return true;
}

static int compare_dated(const void *one, const void *other)
{
    const dated *a = one, *b = other;
    return (a->on > b->on) - (a->on < b->on);
}

static void join_days(measure *m, dated *items)
{
    uint32_t kept = 0;
    bool is_sorted = true;
    for (uint32_t i = 1; i < m->dated_count && is_sorted; i++) is_sorted = items[i - 1].on <= items[i].on;
    if (!is_sorted) qsort(items, m->dated_count, sizeof *items, compare_dated);
    for (uint32_t i = 0; i < m->dated_count; i++) {
        if (kept > 0 && items[kept - 1].on == items[i].on) {
            add(m, &items[kept - 1].paid, items[i].paid);
            add(m, &items[kept - 1].received, items[i].received);
        } else
            items[kept++] = items[i];
    }
    m->dated = items;
    m->dated_count = kept;
}

/* ---- the values ---- */

static bool matters(const track *y)
{
    return y->first_cash != DAY_NONE || y->reason == TRACK_CURRENCIES;
}

static void add_value(measure *m, const track *y)
{
    if (!matters(y)) return;
    m->source = m->source == VALUE_NONE || m->source == y->source ? y->source : VALUE_SEVERAL;
    if (y->reason != TRACK_MEASURED) {
        m->unmeasured++;
        if (m->reason == TRACK_MEASURED) m->reason = y->reason;
        return;
    }
    add(m, &m->money.value, y->value);
    if (y->value_on != DAY_NONE && (m->value_on == DAY_NONE || y->value_on < m->value_on)) m->value_on = y->value_on;
}

/* A price that is not known between two tracks of the pool does not concern it. */
static void forgive_price(measure *m, const tracks *t, const pool *x)
{
    if (m->reason != TRACK_NO_PRICE || pool_includes(x, STEP_BOUGHT)) return;
    m->reason = TRACK_MEASURED;
    m->unmeasured = 0;
    for (uint32_t i = 0; i < x->count; i++) {
        const track *y = &t->items[x->member[i]];
        if (y->reason == TRACK_NO_PRICE) {
            add(m, &m->money.value, y->value);
            continue;
        }
        if (y->reason == TRACK_MEASURED || !matters(y)) continue;
        m->unmeasured++;
        if (m->reason == TRACK_MEASURED) m->reason = y->reason;
    }
}

static bool add_early_values(gathering *g, const tracks *t, const pool *x)
{
    measure *m = g->m;
    for (uint32_t i = 0; i < x->count; i++) {
        const track *y = &t->items[x->member[i]];
        if (!matters(y) || y->value == 0 || y->measured_on == m->to) continue; /* what is closed has no value */
        add(m, &m->early_value, y->value);
        if (!put_dated(g, y->measured_on, 0, y->value)) return false;
    }
    return true;
}

/* Of what is closed the last money; of the rest the day of its value, or as_of. */
static day last_day(const tracks *t, const track *y)
{
    if (y->source != VALUE_CLOSED) return y->measured_on;
    for (uint32_t i = y->count; i-- > 0;)
        if ((CASH_STEPS >> t->steps[y->from + i].what & 1U) != 0) return t->steps[y->from + i].on;
    return DAY_NONE;
}

bool measure_pool(measure *out, series_room *room, const tracks *t, const pool *x)
{
    CHECK(x->count > 0 || x->internal > 0);
    *out = (measure){.from = DAY_NONE, .to = DAY_NONE, .value_on = DAY_NONE, .unit = UNIT_CNY};
    gathering g = {.m = out, .room = room, .a = t->q->a};
    if (x->count > 0) out->unit = t->items[x->member[0]].unit;
    for (uint32_t i = 0; i < x->count; i++) {
        const track *y = &t->items[x->member[i]];
        if (y->unit != out->unit || y->is_odd) out->reason = TRACK_CURRENCIES;
        day end = last_day(t, y);
        if (matters(y) && end != DAY_NONE && (out->to == DAY_NONE || end > out->to)) out->to = end;
        if (!add_track(&g, t, x, y)) return false;
        add_value(out, y);
    }
    forgive_price(out, t, x);
    if (out->to == DAY_NONE) out->to = t->q->at.as_of;
    out->has_value = out->reason == TRACK_MEASURED;
    if (out->has_value && !add_early_values(&g, t, x)) return false;
    join_days(out, room->items);
    out->has_value = out->has_value && out->reason == TRACK_MEASURED;
    return true;
}

/* ---- the entries behind it ---- */

void why_pool(relation *out, cell *c, const tracks *t, const pool *x, uint32_t kinds)
{
    entry_list l = {.count = 0}, membership = x->why, merges = t->merges;
    const entry_list *lists[] = {&l, &membership, &merges};
    for (uint32_t i = 0; i < x->count; i++) {
        track *y = &t->items[x->member[i]];
        for (uint32_t k = 0; k < y->count; k++) {
            const step *s = &t->steps[y->from + k];
            bool goes_in = (kinds >> s->what & 1U) != 0 && s->on <= y->measured_on && pool_includes(x, s->what);
            if (goes_in && !entries_put(&l, t->q->a, s->entry)) out->failed = true;
        }
        if ((kinds & VALUE_STEPS) != 0 && !entries_join(&l, t->q->a, &y->value_why)) out->failed = true;
    }
    why_entries(out, c, t->q->a, lists, COUNT_OF(lists));
}

/* ---- many at once ---- */

bool batch_add(batch *b, const day *days, const double *flow, uint32_t count)
{
    if (!arena_grow(b->a, (void **)&b->days, sizeof *b->days, &b->day_room, b->flows + count + 1) ||
        !arena_grow(b->a, (void **)&b->flow, sizeof *b->flow, &b->flow_room, b->flows + count + 1) ||
        !arena_grow(b->a, (void **)&b->first, sizeof *b->first, &b->first_room, b->count + 2))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        CHECK(i == 0 || days[i - 1] <= days[i]);
        b->days[b->flows + i] = days[i];
        b->flow[b->flows + i] = flow[i];
    }
    b->first[b->count++] = b->flows;
    b->flows += count;
    b->first[b->count] = b->flows;
    return true;
}

err_code batch_solve(irr_answer **out, const batch *b, err *e)
{
    irr_batch in = {.days = b->days, .amount = b->flow, .first = b->first, .count = b->count};
    *out = arena_get(b->a, sizeof **out * ((size_t)b->count + 1));
    if (*out == NULL) return arena_err(b->a, e);
    return b->count == 0 ? ERR_OK : irr_solve_batch(*out, &in, true, b->a, e);
}
