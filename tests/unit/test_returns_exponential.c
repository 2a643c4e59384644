/* exponential: our own functions against the C library's long ones, which carry eleven bits more. */
#include "returns/returns_int.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Distance in units of the last place of the true value. */
static double units(double got, long double want)
{
    double near = (double)want;
    double place = nextafter(fabs(near), INFINITY) - fabs(near);
    return (double)(fabsl((long double)got - want) / (long double)place);
}

static void within_two_units(void **state)
{
    (void)state;
    prng p = {.seed = 3};
    double worst[3] = {0};
    for (int i = 0; i < 200000; i++) {
        double scale = ldexp(1, (int)prng_between(&p, -30, 10)), x = (2 * prng_unit(&p) - 1) * scale;
        if (x > EXPONENT_LEAST && x < EXPONENT_MOST) {
            worst[0] = fmax(worst[0], units(exponential(x), expl((long double)x)));
            worst[1] = fmax(worst[1], units(exponential_less_one(x), expm1l((long double)x)));
        }
        double v = ldexp(1 + prng_unit(&p), (int)prng_between(&p, -60, 60));
        if (i % 2) v = 1 + x * 0x1p-11;
        if (v > 0) worst[2] = fmax(worst[2], units(logarithm(v), logl((long double)v)));
    }
    if (worst[0] > 2 || worst[1] > 2 || worst[2] > 2) fail_msg("%g %g %g", worst[0], worst[1], worst[2]);
}

static void ends(void **state)
{
    (void)state;
    assert_true(exponential(0) == 1);
    assert_true(exponential_less_one(0) == 0);
    assert_true(logarithm(1) == 0);
    assert_true(exponential(EXPONENT_LEAST - 1) == 0);
    assert_true(exponential(-INFINITY) == 0);
    assert_true(exponential_less_one(EXPONENT_LEAST - 1) == -1);
    assert_true(isfinite(exponential(EXPONENT_MOST)));
    assert_true(isfinite(exponential_less_one(EXPONENT_MOST)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within_two_units),
        cmocka_unit_test(ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
