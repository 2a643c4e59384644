/* series: dated flows become years and net amounts.
 *
 * Why netted: flows of one day have one discount factor, whatever their order; what is split or joined within a day must
 * not change an answer. Sums are exact (128 bits), each rounded once.
 * Invariants: days rise strictly, no amount is 0, the first is at 0 years. */
#include "returns/returns_int.h"

#include <stdlib.h>

typedef struct dated {
    day on;
    int64_t minor;
} dated;

static int by_day(const void *left, const void *right)
{
    const dated *a = left, *b = right;
    return (a->on > b->on) - (a->on < b->on);
}

typedef struct signs {
    bool is_in, is_out;
} signs;

static irr_reason judge(const signs *of)
{
    if (!of->is_in && !of->is_out) return IRR_EMPTY;
    if (!of->is_in) return IRR_NO_INFLOW;
    return of->is_out ? IRR_FOUND : IRR_NO_OUTFLOW;
}

/* Copies what is not zero, ordered by day. */
static size_t order(dated *to, signs *of, const flow_series *flows)
{
    size_t count = 0;
    *of = (signs){.is_in = false};
    for (size_t i = 0; i < flows->count; i++) {
        if (flows->minor[i] == 0) continue;
        to[count++] = (dated){flows->days[i], flows->minor[i]};
        if (flows->minor[i] > 0) of->is_in = true;
        if (flows->minor[i] < 0) of->is_out = true;
    }
    if (count > 1) qsort(to, count, sizeof *to, by_day);
    return count;
}

typedef struct steps { /* of time */
    double *years;
    int128 *sum;
    size_t count;
} steps;

/* Years may stand still while days pass (30/360): the flows of those days are one step. Counted from the first day
 * that does not net to nought. */
static void net_steps(steps *n, const dated *flow, size_t count, day_count how)
{
    day from = DAY_NONE;
    for (size_t i = 0; i < count;) {
        int128 sum = 0;
        size_t first = i;
        for (; i < count && flow[i].on == flow[first].on; i++) sum += flow[i].minor;
        if (sum == 0) continue;
        if (n->count == 0) from = flow[first].on;
        double at = years_between(from, flow[first].on, how);
        if (n->count == 0 || at > n->years[n->count - 1]) {
            n->years[n->count] = at;
            n->sum[n->count++] = 0;
        }
        n->sum[n->count - 1] += sum;
    }
    CHECK(n->count <= count);
}

/* Steps that net to nought go; the first that is left is at 0 years. */
static void put_steps(series *out, signs *of, const steps *n, double *years, double *net)
{
    *of = (signs){.is_in = false};
    for (size_t i = 0; i < n->count; i++) {
        if (n->sum[i] == 0) continue;
        years[out->count] = n->years[i];
        net[out->count++] = (double)n->sum[i];
        out->lost += net[out->count - 1] < 0 ? -net[out->count - 1] : net[out->count - 1];
        if (n->sum[i] > 0) of->is_in = true;
        if (n->sum[i] < 0) of->is_out = true;
    }
    if (out->count == 0) return;
    double origin = years[0];
    for (size_t i = 0; i < out->count; i++) years[i] -= origin;
    if (origin > 0) out->years_slack = 4 + 4 * origin;
    out->span = years[out->count - 1];
    out->lost *= 1e-303;
}

/* False: a day lies beyond the calendar. */
static bool days_are_known(const flow_series *flows)
{
    for (size_t i = 0; i < flows->count; i++)
        if (flows->days[i] < DAY_FIRST || flows->days[i] > DAY_LAST) return false;
    return true;
}

err_code series_of(series *out, irr_reason *reason, const flow_series *flows, day_count how, arena *a, err *e)
{
    size_t room = flows->count + 1;
    dated *flow = arena_get(a, room * sizeof *flow);
    steps n = {arena_get(a, room * sizeof *n.years), arena_get(a, room * sizeof *n.sum), 0};
    double *years = arena_get(a, room * sizeof *years), *net = arena_get(a, room * sizeof *net),
           *term = arena_get(a, room * sizeof *term);
    if (!flow || !n.years || !n.sum || !years || !net || !term) return arena_err(a, e);
    if (!days_are_known(flows)) {
        *reason = IRR_TOO_MANY;
        return ERR_OK;
    }
    signs of;
    size_t count = order(flow, &of, flows);
    if ((*reason = judge(&of)) != IRR_FOUND) return ERR_OK;
    if (years_between(flow[0].on, flow[count - 1].on, how) <= 0) {
        *reason = IRR_ONE_DAY;
        return ERR_OK;
    }
    *out = (series){.years = years, .amount = net, .term = term, .years_slack = how == COUNT_ACT_ACT ? 4 : 0};
    net_steps(&n, flow, count, how);
    put_steps(out, &of, &n, years, net);
    *reason = judge(&of);
    return ERR_OK;
}

/* ---- series of a batch ---- */
typedef struct dated_double {
    day on;
    double net;
} dated_double;

bool scratch_of(scratch *out, size_t count, arena *a)
{
    *out = (scratch){.count = count + 1};
    out->years = arena_get(a, out->count * sizeof *out->years);
    out->net = arena_get(a, out->count * sizeof *out->net);
    out->term = arena_get(a, out->count * sizeof *out->term);
    out->flow = arena_get(a, out->count * sizeof(dated_double));
    return out->years != NULL && out->net != NULL && out->term != NULL && out->flow != NULL;
}

static int by_day_of_doubles(const void *left, const void *right)
{
    const dated_double *a = left, *b = right;
    if (a->on != b->on) return a->on > b->on ? 1 : -1;
    return (a->net > b->net) - (a->net < b->net); /* sums of one day do not hang on the order given */
}

/* Copies what is not zero, ordered. False: a number or a day is beyond what can be computed. */
static bool order_doubles(dated_double *to, size_t *count, signs *of, const irr_batch *in, uint32_t i)
{
    bool is_ordered = true;
    *count = 0;
    *of = (signs){.is_in = false};
    for (uint32_t k = in->first[i]; k < in->first[i + 1]; k++) {
        double net = in->amount[k], size = net < 0 ? -net : net;
        if (in->days[k] < DAY_FIRST || in->days[k] > DAY_LAST) return false;
        if (net == 0) continue;
        if (!(size >= AMOUNT_LEAST && size <= AMOUNT_MOST)) return false;
        to[*count] = (dated_double){in->days[k], net};
        if (*count > 0 && to[*count - 1].on >= in->days[k]) is_ordered = false;
        (*count)++;
        if (net > 0) of->is_in = true;
        if (net < 0) of->is_out = true;
    }
    if (!is_ordered) qsort(to, *count, sizeof *to, by_day_of_doubles);
    return true;
}

/* Sum of the flows of one day, kept to twice the length of a double. */
static double sum_of_day(const dated_double *flow, size_t count)
{
    double high = 0, low = 0;
    for (size_t i = 0; i < count; i++) {
        double sum = high + flow[i].net, back = sum - high;
        low += (high - (sum - back)) + (flow[i].net - back);
        high = sum;
    }
    return high + low;
}

irr_reason series_of_doubles(series *out, const irr_batch *in, uint32_t i, const scratch *room)
{
    signs of;
    size_t count;
    dated_double *flow = room->flow;
    CHECK(in->first[i + 1] - in->first[i] < room->count);
    if (!order_doubles(flow, &count, &of, in, i)) return IRR_TOO_MANY;
    irr_reason reason = judge(&of);
    if (reason != IRR_FOUND) return reason;
    if (flow[0].on == flow[count - 1].on) return IRR_ONE_DAY;
    *out = (series){.years = room->years, .amount = room->net, .term = room->term};
    of = (signs){.is_in = false};
    day from = DAY_NONE;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && flow[end].on == flow[first].on;) end++;
        double net = end == first + 1 ? flow[first].net : sum_of_day(flow + first, end - first);
        if (net == 0) continue;
        if (out->count == 0) from = flow[first].on;
        room->years[out->count] = (double)(flow[first].on - from) / 365.0;
        room->net[out->count++] = net;
        out->lost += net < 0 ? -net : net;
        if (net > 0) of.is_in = true;
        if (net < 0) of.is_out = true;
    }
    if (out->count > 0) out->span = room->years[out->count - 1];
    out->lost *= 1e-303;
    return judge(&of);
}
