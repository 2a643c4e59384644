/* pme: what the same money would have made in an index.
 *
 * Everything is put on the last day: a flow c becomes c·Iₙ/I. Sums are compensated (Neumaier), so that a series of
 * hundreds of flows keeps the digits of its parts. Invariants: no figure without an index level for every flow and for the
 * last day; what the formulas divide by is above 0. */
#include "returns/returns.h"

#include <math.h>

typedef struct running { /* Neumaier, Z. Angew. Math. Mech. 54 (1974) */
    double sum, lost;
} running;

static void add(running *r, double x)
{
    double both = r->sum + x;
    r->lost += fabs(r->sum) >= fabs(x) ? (r->sum - both) + x : (x - both) + r->sum;
    r->sum = both;
}

static bool is_level(double index)
{
    return isfinite(index) && index > 0;
}

static bool is_flow(const market_flow *f)
{
    return f->paid > 0 || f->received > 0;
}

/* May the series be measured at all? */
static market_reason check_series(const market_series *s)
{
    bool has_flow = false;
    if (s->count == 0) return MARKET_EMPTY;
    if (!is_level(s->flows[s->count - 1].index)) return MARKET_NO_INDEX;
    for (size_t i = 0; i < s->count; i++) {
        const market_flow *f = &s->flows[i];
        CHECK(f->paid >= 0 && f->received >= 0);
        CHECK(i == 0 || f[-1].on < f->on);
        if (is_flow(f) && !is_level(f->index)) return MARKET_NO_INDEX;
        has_flow |= is_flow(f);
    }
    return has_flow ? MARKET_FOUND : MARKET_EMPTY;
}

typedef struct grown { /* on the last day */
    double paid, received;
} grown;

static double growth(const market_series *s, size_t i)
{
    return s->flows[s->count - 1].index / s->flows[i].index;
}

static market_reason grow(grown *out, const market_series *s)
{
    running paid = {0, 0}, received = {0, 0};
    market_reason why = check_series(s);
    if (why != MARKET_FOUND) return why;
    for (size_t i = 0; i < s->count; i++) {
        if (!is_flow(&s->flows[i])) continue;
        add(&paid, s->flows[i].paid * growth(s, i));
        add(&received, s->flows[i].received * growth(s, i));
    }
    *out = (grown){paid.sum + paid.lost, received.sum + received.lost};
    return isfinite(out->paid) && isfinite(out->received) && isfinite(s->value) ? MARKET_FOUND : MARKET_TOO_LARGE;
}

market_reason pme_kaplan_schoar(double *out, const market_series *s)
{
    grown g;
    market_reason why = grow(&g, s);
    if (why == MARKET_FOUND && g.paid <= 0) why = MARKET_NO_OUTFLOW;
    if (why == MARKET_FOUND) *out = (g.received + s->value) / g.paid;
    return why;
}

market_reason pme_long_nickels_value(double *out, const market_series *s)
{
    running left = {0, 0};
    grown g;
    market_reason why = grow(&g, s);
    if (why != MARKET_FOUND) return why;
    for (size_t i = 0; i < s->count; i++)
        if (is_flow(&s->flows[i])) add(&left, (s->flows[i].paid - s->flows[i].received) * growth(s, i));
    *out = left.sum + left.lost;
    return MARKET_FOUND;
}

market_reason pme_plus_lambda(double *out, const market_series *s)
{
    grown g;
    market_reason why = grow(&g, s);
    if (why != MARKET_FOUND) return why;
    if (g.paid <= 0) return MARKET_NO_OUTFLOW;
    if (g.received <= 0) return MARKET_NO_INFLOW;
    if (s->value > g.paid) return MARKET_VALUE_LARGE;
    *out = (g.paid - s->value) / g.received;
    return MARKET_FOUND;
}

/* ---- the flows whose rate is asked ---- */

/* received and paid of each day by factors; the rest at the end. */
static void put_amounts(double *flow, const market_series *s, double factor, double rest)
{
    for (size_t i = 0; i < s->count; i++) flow[i] = factor * s->flows[i].received - s->flows[i].paid;
    flow[s->count - 1] += rest;
}

static market_reason put_modified(double *flow, const market_series *s)
{
    double left = 0, before = 0;
    for (size_t i = 0; i < s->count; i++) {
        const market_flow *f = &s->flows[i];
        double taken = 0;
        flow[i] = 0;
        if (!is_flow(f) && i + 1 < s->count) continue;
        left = (before > 0 ? left * (f->index / before) : 0) + f->paid;
        before = f->index;
        if (f->received > 0) {
            double value = i + 1 == s->count ? s->value : f->value;
            if (!isfinite(value) || value < 0) return MARKET_VALUE_GAP;
            taken = left * (f->received / (f->received + value));
        }
        left -= taken;
        flow[i] = taken - f->paid;
    }
    flow[s->count - 1] += left;
    return isfinite(left) ? MARKET_FOUND : MARKET_TOO_LARGE;
}

static void put_direct_alpha(double *flow, const market_series *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const market_flow *f = &s->flows[i];
        flow[i] = is_flow(f) ? (f->received - f->paid) * growth(s, i) : 0;
    }
    flow[s->count - 1] += s->value;
}

market_reason pme_amounts(double *flow, pme_method how, const market_series *s)
{
    grown g;
    double x = 0;
    market_reason why = grow(&g, s);
    if (why == MARKET_FOUND && g.paid <= 0) why = MARKET_NO_OUTFLOW;
    if (why != MARKET_FOUND) return why;
    switch (how) {
    case PME_LONG_NICKELS:
        why = pme_long_nickels_value(&x, s);
        put_amounts(flow, s, 1, x);
        return why;
    case PME_PLUS:
        why = pme_plus_lambda(&x, s);
        if (why == MARKET_FOUND) put_amounts(flow, s, x, s->value);
        return why;
    case PME_MODIFIED: return put_modified(flow, s);
    case PME_DIRECT_ALPHA: put_direct_alpha(flow, s); return MARKET_FOUND;
    }
    CHECK(how == PME_DIRECT_ALPHA);
    return MARKET_EMPTY;
}
