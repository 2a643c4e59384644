/* certificate: what is proven against a look of its own at random series, in extended precision: on a dense line every
 * change of sign must be a listed root, and every listed root a change of sign. */
#include "irr_random.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* f(x) as Σ minor · e^(−days x / 365), scaled so that no exponent is above 0; *doubt: more than rounding can do to it. */
static long double value(const random_flows *s, long double x, long double *doubt)
{
    long double sum = 0, size = 0, span = s->days[s->count - 1] - s->days[0];
    for (size_t i = 0; i < s->count; i++) {
        long double t = s->days[i] - s->days[0],
                    p = (long double)s->minor[i] * expl(-(x >= 0 ? t : t - span) * x / 365);
        sum += p;
        size += fabsl(p);
    }
    *doubt = size * ((long double)s->count + 4 * span * fabsl(x) / 365 + 16) * 0x1p-64L;
    return sum;
}

static int sign_at(const random_flows *s, long double x)
{
    long double doubt, f = value(s, x, &doubt);
    return (f > doubt) - (f < -doubt);
}

static uint32_t roots_between(const irr_result *r, double low, double high)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->root_count; i++) {
        double x = log1p(r->root[i].rate);
        count += x > low && x < high;
    }
    return count;
}

/* Steps of 1/150 of the span's own scale, for eight times the span to both sides. */
static void look_everywhere(const random_flows *s, const irr_result *r)
{
    double scale = 8 / r->years, last = -8 * scale;
    int sign = sign_at(s, last);
    for (int i = -1199; i <= 1200; i++) {
        double x = scale * i / 150;
        int here = sign_at(s, x);
        if (here == 0) continue;
        if (sign != 0) {
            uint32_t listed = roots_between(r, last, x);
            if ((here != sign) != (listed % 2 == 1) && exp(x) < 1e15 && exp(last) > 1e-14)
                fail_msg("%u roots listed between %.17g and %.17g, signs %d %d", listed, last, x, sign, here);
        }
        sign = here;
        last = x;
    }
}

static void look_at_roots(const random_flows *s, const irr_result *r)
{
    for (uint32_t i = 0; i < r->root_count; i++) {
        double rate = r->root[i].rate, off = 2 * r->root[i].error;
        if (!(rate - off > -0.999999) || !isfinite(rate)) continue;
        int below = sign_at(s, log1pl((long double)rate - off)), above = sign_at(s, log1pl((long double)rate + off));
        if (below == above && below != 0) fail_msg("no root within %g of %.17g", off, rate);
    }
}

static void proven_is_true(void **state)
{
    (void)state;
    prng p = {.seed = 20261123};
    arena *a = arena_new("test", 1 << 24);
    uint32_t undecided = 0, several = 0, none = 0, rounds = 600;
    for (uint32_t round = 0; round < rounds; round++) {
        random_flows s;
        random_series(&s, &p, (random_kind)(round % RANDOM_KINDS), round % 50 == 49 ? RANDOM_FLOWS_MAX : 30);
        irr_result r;
        arena_clear(a);
        flow_series flows = {s.days, s.minor, s.count};
        assert_int_equal(irr_solve(&r, &flows, COUNT_ACT_365F, a, NULL), ERR_OK);
        undecided += r.reason == IRR_UNDECIDED;
        if (!r.is_proven) continue;
        several += r.root_count > 1;
        none += r.reason == IRR_NO_ROOT;
        look_everywhere(&s, &r);
        look_at_roots(&s, &r);
    }
    arena_free(a);
    if (undecided * 100 > rounds) fail_msg("%u undecided", undecided);
    assert_true(several > 60); /* the check would be idle without them */
    assert_true(none > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proven_is_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
