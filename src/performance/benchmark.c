/* benchmark: the levels of an index, from observations of an indicator.
 *
 * An observation holds from the last day of its period on: a monthly average is known when the month is over. A day without
 * one takes the last before it, no older than a stated tolerance; beyond that there is none, and nothing is interpolated.
 * Forecasts, plans and numbers that are not exact are no levels. Of several on one day the better statement counts. */
#include "performance/performance_int.h"

#include <stdlib.h>

/* A whole number of days that a parameter sets for everybody. */
static int32_t days_set(const parameters *set, str name, int32_t otherwise)
{
    amount days;
    bool is_set = parameter_sure(&days, set, name, UNIT_COUNT, 0, STR_NONE);
    return is_set && days.minor <= INT16_MAX ? (int32_t)days.minor : otherwise;
}

static bool is_level(const scan *s)
{
    return s->is == PRESENT_YES && s->ev.amount.q == QUALIFIER_EXACT && s->ev.amount.minor > 0 &&
           (s->ev.class_code == 0 || s->ev.class_code == VINTAGE_OUTTURN);
}

static benchmark *benchmark_of(benchmarks *b, const view_request *q, str code, unit_code in)
{
    uint32_t at;
    if (map_str_find(&at, &b->index, code)) return &b->items[at];
    if (!arena_grow(q->a, (void **)&b->items, sizeof *b->items, &b->room, b->count + 1) ||
        !map_str_put(&b->index, code, b->count))
        return NULL;
    b->items[b->count] = (benchmark){.code = code, .unit = in};
    return &b->items[b->count++];
}

static bool add_level(benchmark *x, const view_request *q, const event *ev)
{
    const unit *u = unit_get(ev->amount.unit);
    CHECK(u != NULL && u->decimals <= 6);
    double scale = 1;
    for (int i = 0; i < u->decimals; i++) scale *= 10;
    if (x->unit != ev->amount.unit) {
        x->is_odd = true;
        return true;
    }
    if (!arena_grow(q->a, (void **)&x->levels, sizeof *x->levels, &x->room, x->count + 1)) return false;
    day on = book_effective_span(q->b, ev).last;
    x->levels[x->count++] = (level){.on = on, .value = (double)ev->amount.minor / scale, .entry = ev->seq};
    return true;
}

static int compare_levels(const void *one, const void *other)
{
    const level *a = one, *b = other;
    if (a->on != b->on) return a->on < b->on ? -1 : 1;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static void settle(benchmark *x, const view_request *q)
{
    uint32_t kept = 0;
    if (x->count > 1) qsort(x->levels, x->count, sizeof *x->levels, compare_levels);
    for (uint32_t i = 0; i < x->count; i++) {
        event had, ev;
        if (kept == 0 || x->levels[kept - 1].on != x->levels[i].on) {
            x->levels[kept++] = x->levels[i];
            continue;
        }
        book_entry(&had, q->b, x->levels[kept - 1].entry);
        book_entry(&ev, q->b, x->levels[i].entry);
        if (statement_beats(q, &ev, &had)) x->levels[kept - 1] = x->levels[i];
    }
    x->count = kept;
}

bool benchmarks_build(benchmarks *b, const view_request *q)
{
    str asked = STR_NONE;
    bool is_named = asked_value(&asked, q, STR("index"));
    *b = (benchmarks){.count = 0};
    map_str_init(&b->index, q->a);
    scan s = scan_begin(q, KIND_INDICATOR_OBSERVED);
    while (scan_next(&s)) {
        str code = attrs_text(s.ev.attrs, STR("indicator"), q->a);
        bool is_wanted = is_named ? str_equal(code, asked) : s.ev.amount.unit == UNIT_INDEX;
        if (!is_level(&s) || !is_wanted) continue;
        benchmark *x = benchmark_of(b, q, code, s.ev.amount.unit);
        if (x == NULL || !add_level(x, q, &s.ev)) return false;
    }
    /* One that is asked for and was never observed stands in the rows as having no level. */
    if (is_named && asked.len > 0 && benchmark_of(b, q, asked, UNIT_INDEX) == NULL) return false;
    for (uint32_t i = 0; i < b->count; i++) settle(&b->items[i], q);
    parameters set;
    if (!parameters_build(&set, q)) return false;
    b->tolerance_days = days_set(&set, STR("index_tolerance_days"), INDEX_TOLERANCE_DAYS);
    b->value_days = days_set(&set, STR("value_tolerance_days"), VALUE_TOLERANCE_DAYS);
    return true;
}

const level *level_on(const benchmark *b, day on, int32_t tolerance_days)
{
    uint32_t from = 0, to = b->count; /* levels before `from` are on or before the day */
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (b->levels[middle].on <= on)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == 0 || b->is_odd) return NULL;
    const level *found = &b->levels[from - 1];
    CHECK(found->on <= on);
    return on - found->on <= tolerance_days ? found : NULL;
}
