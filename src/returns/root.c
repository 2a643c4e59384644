/* root: one root to the last bits, and how far off it can be.
 *
 * Halley's step on g, which is almost straight in x: a step cubes the error. Held within a bracket whose ends have sure
 * signs: what leaves it is halved instead.
 * The bound is a posteriori: |g″| is a difference of two variances on an interval of `span` years, so |g″| ≤ K = span²/4.
 * With m = |g′(x)| and e = |g(x)| + its rounding, g′ keeps its sign and at least m − K·2e/m over 2e/m around x when that
 * is ≥ m/2, so a root lies there, at most e / (m − K·2e/m) away. Where g is too flat for that, the bracket is the bound. */
#include "returns/returns_int.h"

#include <math.h>

static double halley(const balance *b)
{
    double newton = b->g / b->slope;
    double bent = 1 - newton * b->bend / (2 * b->slope);
    return bent > 0.5 && bent < 2 ? newton / bent : newton;
}

double hunt(const series *s)
{
    double x = 0, longest = 8 / s->span;
    balance b;
    for (int i = 0; i < 16; i++) {
        balance_at(&b, s, x);
        if (!b.has_slopes || fabs(b.slope) <= b.slope_error) return NAN;
        double step = halley(&b);
        if (!(fabs(step) <= longest)) step = step > 0 ? longest : -longest;
        x -= step;
        if (fabs(step) * s->span < 1e-7) return x;
    }
    return NAN;
}

/* Bound on the distance of the root from b->x; a negative one when g is too flat to say. */
static double bound(const balance *b, const series *s)
{
    double far = fabs(b->g) + b->g_error, slope = fabs(b->slope) - b->slope_error, curve = s->span * s->span / 4;
    if (!(slope > 0)) return -1;
    double lost = curve * 2 * far / slope;
    return lost <= slope / 2 ? far / (slope - lost) : -1;
}

typedef struct refining {
    double low, high; /* sure signs, different */
    bool rises;       /* f is above 0 at high */
} refining;

static void narrow(refining *r, const balance *b)
{
    if (fabs(b->g) <= b->g_error) return;
    if ((b->g > 0) == r->rises)
        r->high = b->x;
    else
        r->low = b->x;
}

static double next_point(const refining *r, const balance *b, int round)
{
    double middle = r->low + (r->high - r->low) / 2;
    if (!b->has_slopes || b->slope == 0 || round % 8 == 7) return middle;
    double x = b->x - halley(b);
    return x > r->low && x < r->high ? x : middle;
}

located refine(const series *s, bracket within)
{
    CHECK(within.low < within.high);
    refining r = {within.low, within.high, within.rises};
    double x = within.start > r.low && within.start < r.high ? within.start : r.low + (r.high - r.low) / 2;
    located best = {.x = x, .error = INFINITY};
    for (int round = 0; round < 120; round++) {
        balance b;
        balance_at(&b, s, x);
        double error = b.has_slopes ? bound(&b, s) : -1;
        if (error >= 0 && error < best.error) best = (located){x, error};
        if (b.has_slopes) narrow(&r, &b);
        if (b.has_slopes && fabs(b.g) <= b.g_error) break;
        double next = next_point(&r, &b, round);
        if (next == x || r.high - r.low <= 0) break;
        x = next;
    }
    if (best.error <= r.high - r.low) return best;
    if (!(x >= r.low && x <= r.high)) x = r.low;
    return (located){x, r.high - r.low};
}

bool settle_near(located *out, const series *s, double near)
{
    if (!(fabs(near) < 1e8)) return false;
    balance b, low, high;
    balance_at(&b, s, near);
    if (!b.has_slopes || fabs(b.slope) <= b.slope_error) return false;
    double apart = 4 * (fabs(b.g) + 64 * b.g_error) / fabs(b.slope);
    balance_at(&low, s, near - apart);
    balance_at(&high, s, near + apart);
    if (!low.has_slopes || !high.has_slopes) return false;
    if (fabs(low.g) <= low.g_error || fabs(high.g) <= high.g_error || (low.g > 0) == (high.g > 0)) return false;
    *out = refine(s, (bracket){low.x, high.x, near, high.g > 0});
    return true;
}

irr_root rate_of(located at)
{
    if (at.x > EXPONENT_MOST) return (irr_root){INFINITY, INFINITY};
    double rate = exponential_less_one(at.x);
    if (rate < -1 + UNIT) rate = -1 + UNIT;
    double grown = at.error < 1 ? exponential_less_one(at.error) : INFINITY;
    double error = exponential(at.x) * grown * (1 + 16 * UNIT) + 4 * UNIT * fabs(rate);
    return (irr_root){rate, error};
}
