/* balance: both present values at one point, the two durations, and how far rounding may have carried them.
 *
 * Error bounds are first order in UNIT with every operation counted; constants are rounded up. A term amount · e^(−τx)
 * is off by at most: ½ ulp for the amount, 2 ulp for the exponential, ½ for the product (6 UNIT together), and the
 * exponent's own: (2|τ| + t + slack)·|x| UNIT, where a common error of all terms cancels in g.
 * Σ terms is compensated (Knuth's TwoSum), so that f = D − C, all that matters near a root, is not spoilt by cancellation. */
#include "returns/returns_int.h"

typedef struct moments { /* of one side: Σ p, Σ t p, Σ t² p */
    double value, first, second;
} moments;

static void put(moments *m, double p, double t)
{
    m->value += p;
    m->first += p * t;
    m->second += p * t * t;
}

static double variance(const moments *m)
{
    double mean = m->first / m->value, v = m->second / m->value - mean * mean;
    return v > 0 ? v : 0;
}

typedef struct sum2 { /* compensated */
    double high, low;
} sum2;

static void sum2_add(sum2 *s, double p)
{
    double high = s->high + p, back = high - s->high;
    s->low += (s->high - (high - back)) + (p - back);
    s->high = high;
}

static double magnitude(double v)
{
    return v < 0 ? -v : v;
}

/* ln D − ln C: near 0 from D − C itself, 2 artanh w with w = (D − C)/(D + C). */
static void put_g(balance *b, const moments *call, const moments *dist, double difference, double exponent_error)
{
    double w = difference / (call->value + dist->value);
    if (magnitude(w) < 0.01) {
        double q = w * w;
        b->g = 2 * w * (1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11))))));
    } else {
        b->g = logarithm(dist->value) - logarithm(call->value);
    }
    double large = magnitude(logarithm(dist->value)) + magnitude(logarithm(call->value));
    b->g_error = UNIT * (12 + exponent_error) + b->term_error * magnitude(b->g);
    if (magnitude(w) >= 0.01) b->g_error += 2 * b->term_error + 8 * UNIT * large;
}

static double discounted(const series *s, double x, moments *call, moments *dist)
{
    double from = x >= 0 ? 0 : s->span;
    sum2 all = {.high = 0};
    for (size_t i = 0; i < s->count; i++) {
        double t = s->years[i], p = s->amount[i] * exponential((from - t) * x);
        s->term[i] = p;
        sum2_add(&all, p);
        if (p < 0)
            put(call, -p, t);
        else
            put(dist, p, t);
    }
    return all.high + all.low;
}

void balance_at(balance *out, const series *s, double x)
{
    CHECK(s->count > 0);
    CHECK(x > -1e9 && x < 1e9);
    moments call = {.value = 0}, dist = {.value = 0};
    double difference = discounted(s, x, &call, &dist);
    double size = magnitude(x), reach = s->span * size;
    *out = (balance){.x = x, .term_error = UNIT * (3 * reach + s->years_slack * size + (double)s->count + 8)};
    double least = s->lost / UNIT;
    if (call.value <= least || dist.value <= least) return;
    out->has_slopes = true;
    out->call_years = call.first / call.value;
    out->dist_years = dist.first / dist.value;
    out->slope = out->call_years - out->dist_years;
    out->slope_error = 8 * s->span * out->term_error;
    double call_spread = variance(&call), dist_spread = variance(&dist);
    out->bend = dist_spread - call_spread;
    out->spread = dist_spread + call_spread;
    double years = out->call_years + out->dist_years;
    double distance = x >= 0 ? years : 2 * s->span - years; /* mean |τ| of both sides */
    put_g(out, &call, &dist, difference, size * (2 * distance + years + 2 * s->years_slack));
}
