/* irr_random: see irr_random.h. */
#include "irr_random.h"

#include <math.h>

static int64_t some(prng *p, double size)
{
    int64_t minor = (int64_t)(size * (0.02 + prng_unit(p)) * exp(0.3 * prng_normal(p)));
    return minor > 0 ? minor : 1;
}

/* Which way flow i of n goes: −1 a call, 1 a distribution. */
static int way(prng *p, random_kind kind, size_t i, size_t n)
{
    double at = (double)i / (double)n, u = prng_unit(p);
    switch (kind) {
    case RANDOM_ORDINARY: return i == 0 || (at < 0.4 && u < 0.8) ? -1 : 1;
    case RANDOM_RECYCLING: return i == 0 || (at < 0.35 && u < 0.6) || (at >= 0.35 && u < 0.25) ? -1 : 1;
    case RANDOM_ODD: return i == 0 || (at < 0.4 && u < 0.8) || i + 1 + n / 10 >= n ? -1 : 1;
    case RANDOM_SIGNS:
    case RANDOM_SPAN:
    case RANDOM_KINDS:
    default: return u < 0.5 ? -1 : 1;
    }
}

void random_series(random_flows *out, prng *p, random_kind kind, size_t most)
{
    CHECK(most >= 2 && most <= RANDOM_FLOWS_MAX);
    size_t n = 2 + prng_below(p, most - 1);
    day from = day_of(1995, 1, 1) + (day)prng_below(p, 9000), last = from;
    double years = kind == RANDOM_SPAN ? 0.01 + 60 * prng_unit(p) : 5 + 12 * prng_unit(p);
    int gap = 1 + (int)(years * 365 / (double)n);
    double tail = kind == RANDOM_ODD ? 1 + 8 * prng_unit(p) : 1, gain = exp(0.4 + 0.5 * prng_normal(p));
    out->count = n;
    for (size_t i = 0; i < n; i++) {
        int to = way(p, kind, i, n);
        double size = 1e8 * (to > 0 ? gain : 1) * (i + 1 + n / 10 >= n ? tail : 1);
        if (kind == RANDOM_SPAN) size *= exp(6 * prng_normal(p));
        out->days[i] = last;
        out->minor[i] = to * some(p, size);
        last += (day)prng_below(p, (uint64_t)gap * 2);
    }
}
