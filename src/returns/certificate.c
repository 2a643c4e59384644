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

enum { PROBES_MAX = 300, WAITING_MAX = 48 };

typedef struct gap {
    const probe *low, *high;
    int depth;
} gap;

typedef struct search {
    const series *s; /* NULL: there are only the given probes */
    isolation *out;
    probe *made; /* [PROBES_MAX] */
    gap waiting[WAITING_MAX];
    int waiting_count, probes;
    int above; /* roots above the low end of the gap in hand, at most */
    double near, span;
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
    for (int k = 0; k < z->waiting_count; k++) odd += z->waiting[k].low->sign != z->waiting[k].high->sign;
    return odd;
}

/* Roots below the upper end of gap i, at most: what any probe farther up allows, less what must lie between. */
static int most_below(const search *z, const gap *i)
{
    int most = i->high->backward.most, odd = 0;
    for (int k = z->waiting_count - 1; k >= 0; k--) {
        const gap *w = &z->waiting[k];
        odd += w->low->sign != w->high->sign;
        most = smaller(most, w->high->backward.most - odd);
    }
    return most;
}

static verdict settle(search *z, const gap *i)
{
    const probe *a = i->low, *b = i->high;
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
        z->waiting[z->waiting_count++] = (gap){a, b, depth};
}

/* A probe with a sure sign near x, strictly within the gap; NULL when there is none. */
static const probe *probe_within(search *z, const gap *i, double x, double reach)
{
    static const double SHIFT[] = {0, 0.02, -0.02, 0.006, -0.006, 0.09, -0.09};
    for (size_t k = 0; k < COUNT_OF(SHIFT) && z->probes < PROBES_MAX; k++) {
        double at = x + SHIFT[k] * reach;
        if (!(at > i->low->at.x && at < i->high->at.x)) continue;
        probe *p = &z->made[z->probes++];
        probe_at(p, z->s, at);
        if (p->sign != 0) return p;
    }
    return NULL;
}

/* Where to cut: beyond the last probe when the gap has no end, else where g turns, else in the middle. */
static double cut_point(const search *z, const gap *i, double *reach)
{
    const balance *a = &i->low->at, *b = &i->high->at;
    double step = ldexp(2 / z->span, i->depth);
    *reach = step;
    if (is_end(i->low)) return is_end(i->high) ? 0 : b->x - step;
    if (is_end(i->high)) return a->x + step;
    double width = *reach = b->x - a->x, share = 0.5;
    bool turns = i->low->sign == i->high->sign && a->has_slopes && b->has_slopes && (a->slope > 0) != (b->slope > 0);
    if (turns) share = a->slope / (a->slope - b->slope);
    if (!(share > 0.1)) share = 0.1;
    if (share > 0.9) share = 0.9;
    return a->x + share * width;
}

static void cut(search *z, const gap *i)
{
    double reach, x = cut_point(z, i, &reach);
    bool is_fine = reach > 64 * UNIT * (fabs(x) + reach) && reach < 1e9;
    const probe *p = is_fine && z->s != NULL ? probe_within(z, i, x, reach) : NULL;
    if (p == NULL) {
        z->is_stuck = true;
        z->out->wish = x;
        return;
    }
    int depth = is_end(i->low) || is_end(i->high) ? i->depth + 1 : 0;
    push(z, p, i->high, depth);
    push(z, i->low, p, depth);
}

/* The open end of a gap with one root: farther and farther, until the sign is that beyond the root. */
static bool close_end(search *z, double *x, double from, int sign, double direction)
{
    for (int k = 0; k < 30; k++) {
        probe p;
        double step = ldexp(2 / z->span, k);
        if (fabs(from) + step >= 1e8) break;
        probe_at(&p, z->s, *x = from + direction * step);
        if (p.sign == sign) return true;
    }
    return false;
}

/* Gives a bracket without an end one, where the flows are at hand. */
static bool close_ends(search *z, bracket *root, const probe *a, const probe *b)
{
    double low = a->at.x, high = b->at.x;
    if (z->s == NULL) return true;
    if (is_end(a) && is_end(b)) {
        probe middle;
        probe_at(&middle, z->s, 0);
        low = high = 0;
        if (middle.sign == a->sign) root->low = 0;
        if (middle.sign == b->sign) root->high = 0;
    }
    if (root->low < -1e9 && !close_end(z, &root->low, high, a->sign, -1)) return false;
    return root->high < 1e9 || close_end(z, &root->high, low, b->sign, 1);
}

static void take_root(search *z, const gap *i)
{
    bracket root = {i->low->at.x, i->high->at.x, z->near, i->high->sign > 0};
    if (z->out->count == IRR_ROOTS_MAX || !close_ends(z, &root, i->low, i->high)) {
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
    probe_at(low, z->s, z->near - apart);
    probe_at(high, z->s, z->near + apart);
    return low->sign != 0 && high->sign != 0 && low->at.x < high->at.x;
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

/* At the ends of the line one flow outweighs all others: f has its sign. */
static void probe_end(probe *out, const outline *of, bool is_upper)
{
    int most = (int)of->count - 1;
    *out = (probe){.at = {.x = is_upper ? 2e9 : -2e9}, .sign = is_upper ? of->first_sign : of->last_sign};
    out->forward.most = is_upper ? 0 : most;
    out->backward.most = is_upper ? most : 0;
}

static void search_init(search *z, isolation *out, const outline *of, const series *s, probe *made, double near)
{
    z->s = s;
    z->out = out;
    z->made = made;
    z->waiting_count = z->probes = 0;
    z->near = near;
    z->span = of->span;
    z->is_stuck = false;
}

static void search_from(search *z, const outline *of, const probe *given, uint32_t count)
{
    probe lower, upper;
    probe_end(&lower, of, false);
    probe_end(&upper, of, true);
    z->out->reason = IRR_FOUND;
    z->out->proof = PROOF_VARIATIONS;
    z->out->count = 0;
    z->out->wish = NAN;
    z->above = lower.forward.most;
    for (uint32_t k = count + 1; k-- > 0;) push(z, k == 0 ? &lower : &given[k - 1], k == count ? &upper : &given[k], 0);
    walk_gaps(z);
    isolation *out = z->out;
    if (z->is_stuck) out->reason = IRR_UNDECIDED;
    if (out->reason == IRR_FOUND && out->count == 0) out->reason = IRR_NO_ROOT;
    if (out->reason == IRR_UNDECIDED || out->reason == IRR_TOO_MANY) out->proof = PROOF_NONE;
}

void isolate(isolation *out, const series *s, double near)
{
    probe made[PROBES_MAX], given[2];
    search z;
    outline of = {.count = s->count, .span = s->span};
    of.first_sign = s->amount[0] < 0 ? -1 : 1;
    of.last_sign = s->amount[s->count - 1] < 0 ? -1 : 1;
    search_init(&z, out, &of, s, made, near);
    search_from(&z, &of, given, seed(&z, &given[0], &given[1]) ? 2 : 0);
}

void isolate_from(isolation *out, const outline *of, const series *s, const probe *given, uint32_t count, double near)
{
    probe made[PROBES_MAX];
    search z;
    CHECK(count < WAITING_MAX);
    search_init(&z, out, of, s, made, near);
    search_from(&z, of, given, count);
}
