/* multiples: public cases, rounding at a tie on both sides of zero, what cannot be divided, and the value bridge. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "returns/returns.h"

static void is_multiple(multiple got, double value, int64_t shown)
{
    assert_true(got.is_known);
    assert_true(fabs(got.value - value) < 1e-12 * fmax(1, fabs(value)));
    assert_int_equal(got.ten_thousandths, shown);
}

/* AZASRS, test-finance_calculations: contributions 100, 50, 10, 200, 50; distributions 20, 40, 20, 30, 40. */
static void public_case(void **state)
{
    (void)state;
    fund_multiples f;
    multiples_of(&f, &(fund_money){.committed = 500, .drawn = 410, .paid_in = 410, .distributed = 150, .value = 205}, true);
    is_multiple(f.dpi, 150.0 / 410, 3659); /* 0.3658537 */
    assert_true(fabs(f.dpi.value - 0.3658537) < 5e-8);
    is_multiple(f.rvpi, 0.5, 5000);
    is_multiple(f.tvpi, 355.0 / 410, 8659);
    is_multiple(f.pic, 0.82, 8200);
}

static void rounding(void **state)
{
    (void)state;
    is_multiple(multiple_of(1, 20000), 0.00005, 1);
    is_multiple(multiple_of(-1, 20000), -0.00005, -1);
    is_multiple(multiple_of(9999, 200000000), 9999.0 / 200000000, 0);
    is_multiple(multiple_of(2, 3), 2.0 / 3, 6667);
    is_multiple(multiple_of(-2, 3), -2.0 / 3, -6667);
    is_multiple(multiple_of(1, 3), 1.0 / 3, 3333);
    is_multiple(multiple_of(0, 7), 0, 0);
    is_multiple(multiple_of(INT64_MAX, INT64_MAX), 1, 10000);
}

static void nothing_to_divide_by(void **state)
{
    (void)state;
    fund_multiples f;
    assert_false(multiple_of(5, 0).is_known);
    assert_false(multiple_of(5, -1).is_known);
    assert_false(multiple_of(INT64_MAX, 1).is_known); /* times ten thousand leaves int64 */
    assert_false(multiple_of(INT64_MIN, 3).is_known);
    multiples_of(&f, &(fund_money){.committed = 10, .value = 7}, true);
    assert_true(f.pic.is_known && f.pic.ten_thousandths == 0);
    assert_false(f.dpi.is_known || f.rvpi.is_known || f.tvpi.is_known);
}

static void without_a_value(void **state)
{
    (void)state;
    fund_multiples f;
    multiples_of(&f, &(fund_money){.committed = 10, .drawn = 8, .paid_in = 8, .distributed = 2, .value = 99}, false);
    assert_true(f.pic.is_known && f.dpi.is_known);
    assert_false(f.rvpi.is_known || f.tvpi.is_known);
}

static void bridge(void **state)
{
    (void)state;
    value_bridge b = {.opening = 100,
                      .contributed = 50,
                      .distributed = 30,
                      .realised = 7,
                      .income = 3,
                      .fees = 2,
                      .other = 1,
                      .unrealised = -5,
                      .closing = 120};
    assert_true(bridge_close(&b));
    assert_int_equal(b.unexplained, 120 - (100 + 50 - 30 + 7 + 3 - 2 - 1 - 5));
    b = (value_bridge){.opening = INT64_MAX, .distributed = INT64_MAX, .closing = 4};
    assert_true(bridge_close(&b));
    assert_int_equal(b.unexplained, 4);
    b = (value_bridge){.opening = INT64_MIN, .closing = 1};
    assert_false(bridge_close(&b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(public_case), cmocka_unit_test(rounding),
                                       cmocka_unit_test(nothing_to_divide_by), cmocka_unit_test(without_a_value),
                                       cmocka_unit_test(bridge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
