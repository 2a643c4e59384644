/* certificate: all roots, each in an interval of its own, or the plain statement that this could not be shown.
 *
 * The line is cut at probes whose sign is sure. Between two of them: (1) the signs of the sums bound the number of roots
 * above the one and below the other (signs.c), less those that are known to lie elsewhere, and the signs of f fix the
 * parity; (2) durations fall in x, so on [a, b] g′ lies between dC(b) − dD(a) and
 * dC(a) − dD(b): when both have one sign g is monotone and the signs at the ends decide; when they have not, but the
 * steepest lines from both ends meet before they reach nought, there is no root. What neither settles is cut again.
 * Invariants: intervals are settled from left to right, so roots rise; nothing is claimed of an interval but by (1) or (2). */
#include "returns/returns_int.h"

#include <math.h>

enum { PROBES_MAX = 400, WAITING_MAX = 48 };

typedef struct gap {
    probe low, high;
    int depth;
} gap;

typedef struct search {
    const series *s;
    isolation *out;
    gap waiting[WAITING_MAX];
    int waiting_count, probes;
    int above; /* roots above the low end of the gap in hand, at most */
    double near;
    bool is_stuck;
} search;

typedef enum verdict { SETTLED_NONE, SETTLED_ONE, UNSETTLED } verdict;

static bool is_end(const probe *p)
{
    return p->at.x < -1e9 || p->at.x > 1e9;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Can g not come to nought between two ends of the same sign, given the bounds of its slope? */
static bool is_excluded(const probe *a, const probe *b, double least, double most)
{
    double from = a->sign * a->at.g - a->at.g_error, to = b->sign * b->at.g - b->at.g_error;
    double down = a->sign > 0 ? -least : most, up = b->sign > 0 ? most : -least; /* steepest fall, steepest rise */
    if (from <= 0 || to <= 0 || down <= 0 || up <= 0) return false;
    double width = (b->at.x - a->at.x) * (1 + 4 * UNIT);
    return from / down + to / up > width * (1 + 8 * UNIT);
}

static verdict settle_by_slopes(const probe *a, const probe *b, bool is_odd)
{
    double doubt = a->at.slope_error + b->at.slope_error;
    double least = b->at.call_years - a->at.dist_years - doubt, most = a->at.call_years - b->at.dist_years + doubt;
    if (most < 0 || least > 0) return is_odd ? SETTLED_ONE : SETTLED_NONE;
    return !is_odd && is_excluded(a, b, least, most) ? SETTLED_NONE : UNSETTLED;
}

/* Roots of f that must lie in the gaps that wait: they are the line to the right of gap i. */
static int roots_waiting(const search *z)
{
    int odd = 0;
    for (int k = 0; k < z->waiting_count; k++) odd += z->waiting[k].low.sign != z->waiting[k].high.sign;
    return odd;
}

/* Roots below the upper end of gap i, at most: what any probe farther up allows, less what must lie between. */
static int most_below(const search *z, const gap *i)
{
    int most = i->high.backward.most, odd = 0;
    for (int k = z->waiting_count - 1; k >= 0; k--) {
        const gap *w = &z->waiting[k];
        odd += w->low.sign != w->high.sign;
        most = smaller(most, w->high.backward.most - odd);
    }
    return most;
}

static verdict settle(search *z, const gap *i)
{
    const probe *a = &i->low, *b = &i->high;
    CHECK(a->sign != 0 && b->sign != 0);
    bool is_odd = a->sign != b->sign;
    z->above = smaller(z->above, a->forward.most);
    int most = smaller(z->above - roots_waiting(z), most_below(z, i) - (int)z->out->count);
    if (most < (is_odd ? 1 : 0)) return UNSETTLED; /* cannot be: bounds are bounds. Nothing is claimed then */
    if (most <= 1) return is_odd ? SETTLED_ONE : SETTLED_NONE;
    if (is_end(a) || is_end(b) || !a->at.has_slopes || !b->at.has_slopes) return UNSETTLED;
    verdict v = settle_by_slopes(a, b, is_odd);
    if (v != UNSETTLED) z->out->proof = PROOF_DURATIONS;
    return v;
}

static void push(search *z, const probe *a, const probe *b, int depth)
{
    CHECK(a->at.x < b->at.x);
    if (z->waiting_count == WAITING_MAX)
        z->is_stuck = true;
    else
        z->waiting[z->waiting_count++] = (gap){*a, *b, depth};
}

/* A probe with a sure sign near x, strictly within the gap. */
static bool probe_within(probe *out, search *z, const gap *i, double x, double reach)
{
    static const double SHIFT[] = {0, 0.02, -0.02, 0.006, -0.006, 0.09, -0.09};
    for (size_t k = 0; k < COUNT_OF(SHIFT) && z->probes < PROBES_MAX; k++) {
        double at = x + SHIFT[k] * reach;
        if (!(at > i->low.at.x && at < i->high.at.x)) continue;
        z->probes++;
        probe_at(out, z->s, at);
        if (out->sign != 0) return true;
    }
    return false;
}

/* Where to cut: beyond the last probe when the gap has no end, else where g turns, else in the middle. */
static double cut_point(const search *z, const gap *i, double *reach)
{
    const balance *a = &i->low.at, *b = &i->high.at;
    double step = ldexp(2 / z->s->span, i->depth);
    *reach = step;
    if (is_end(&i->low)) return is_end(&i->high) ? 0 : b->x - step;
    if (is_end(&i->high)) return a->x + step;
    double width = *reach = b->x - a->x, share = 0.5;
    bool turns = i->low.sign == i->high.sign && a->has_slopes && b->has_slopes && (a->slope > 0) != (b->slope > 0);
    if (turns) share = a->slope / (a->slope - b->slope);
    if (!(share > 0.1)) share = 0.1;
    if (share > 0.9) share = 0.9;
    return a->x + share * width;
}

static void cut(search *z, const gap *i)
{
    double reach, x = cut_point(z, i, &reach);
    probe p;
    bool is_fine = reach > 64 * UNIT * (fabs(x) + reach) && reach < 1e9;
    if (!is_fine || !probe_within(&p, z, i, x, reach)) {
        z->is_stuck = true;
        return;
    }
    int depth = is_end(&i->low) || is_end(&i->high) ? i->depth + 1 : 0;
    push(z, &p, &i->high, depth);
    push(z, &i->low, &p, depth);
}

/* The open end of a gap with one root: farther and farther, until the sign is that beyond the root. */
static bool close_end(search *z, double *x, double from, int sign, double direction)
{
    double step = 2 / z->s->span;
    for (int k = 0; k < 30 && fabs(from) + step < 1e8; k++, step *= 2) {
        probe p;
        z->probes++;
        probe_at(&p, z->s, *x = from + direction * step);
        if (p.sign == sign) return true;
    }
    return false;
}

static void take_root(search *z, const gap *i)
{
    const probe *a = &i->low, *b = &i->high;
    bracket root = {a->at.x, b->at.x, z->near, b->sign > 0};
    if (z->out->count == IRR_ROOTS_MAX) {
        z->out->reason = IRR_TOO_MANY;
        return;
    }
    bool closed = true;
    if (is_end(a) && is_end(b)) {
        probe middle;
        probe_at(&middle, z->s, 0);
        if (middle.sign != b->sign) closed = close_end(z, &root.high, 0, b->sign, 1);
        if (middle.sign != a->sign) closed = closed && close_end(z, &root.low, 0, a->sign, -1);
        if (middle.sign == b->sign) root.high = 0;
        if (middle.sign == a->sign) root.low = 0;
    } else if (is_end(a)) {
        closed = close_end(z, &root.low, b->at.x, a->sign, -1);
    } else if (is_end(b)) {
        closed = close_end(z, &root.high, a->at.x, b->sign, 1);
    }
    if (!closed) {
        z->out->reason = IRR_TOO_MANY;
        return;
    }
    z->out->root[z->out->count++] = root;
    z->above--;
}

/* Probes on both sides of a root that may lie at z->near, as far apart as g surely stays monotone between them. */
static bool seed(search *z, probe *low, probe *high)
{
    balance b;
    if (!(fabs(z->near) < 1e8)) return false;
    balance_at(&b, z->s, z->near);
    if (!b.has_slopes || fabs(b.slope) <= b.slope_error) return false;
    double apart = 1 / z->s->span;
    if (b.spread * apart > 0.4 * fabs(b.slope)) apart = 0.4 * fabs(b.slope) / b.spread;
    z->probes += 2;
    probe_at(low, z->s, z->near - apart);
    probe_at(high, z->s, z->near + apart);
    return low->sign != 0 && high->sign != 0 && low->at.x < high->at.x;
}

static void start(search *z, const probe *lower, const probe *upper)
{
    probe low, high;
    gap all = {*lower, *upper, 0};
    if (seed(z, &low, &high)) {
        push(z, &high, upper, 0);
        push(z, &low, &high, 0);
        push(z, lower, &low, 0);
    } else if (settle(z, &all) != UNSETTLED) {
        push(z, lower, upper, 0);
    } else if (probe_within(&low, z, &all, 0, 1 / z->s->span)) {
        push(z, &low, upper, 0);
        push(z, lower, &low, 0);
    } else {
        z->is_stuck = true;
    }
}

static void walk_gaps(search *z)
{
    while (z->waiting_count > 0 && !z->is_stuck && z->out->reason == IRR_FOUND) {
        gap i = z->waiting[--z->waiting_count];
        switch (settle(z, &i)) {
        case SETTLED_NONE: break;
        case SETTLED_ONE: take_root(z, &i); break;
        case UNSETTLED:
        default: cut(z, &i);
        }
    }
}

void isolate(isolation *out, const series *s, double near)
{
    search z = {.s = s, .out = out, .near = near};
    *out = (isolation){.reason = IRR_FOUND, .proof = PROOF_VARIATIONS};
    probe lower, upper;
    probe_end(&lower, s, false);
    probe_end(&upper, s, true);
    z.above = lower.forward.most;
    start(&z, &lower, &upper);
    walk_gaps(&z);
    if (z.is_stuck) out->reason = IRR_UNDECIDED;
    if (out->reason == IRR_FOUND && out->count == 0) out->reason = IRR_NO_ROOT;
    if (out->reason == IRR_UNDECIDED || out->reason == IRR_TOO_MANY) out->proof = PROOF_NONE;
}
