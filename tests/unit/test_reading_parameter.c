/* parameter: the most specific that is set by as_of; units, what is passed over, corrections. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void enter_funds(desk *d)
{
    desk_open(d);
    enter(d, "party.registered", "id=f; name=F; class=sub_fund; region=440305; date=2010-01-01"); /* 2 */
    enter(d, "party.registered", "id=g; name=G; class=sub_fund; region=340100; date=2010-01-01"); /* 3 */
}

/* Minor units; −1: not set for sure. */
static int64_t value_on(desk *d, const char *as_of, const char *name, unit_code in, seq_no fund, const char *region)
{
    look l = look_as_of(d, "funds", as_of);
    view_request q = request_of(&l);
    parameters set;
    amount value;
    assert_true(parameters_build(&set, &q));
    return parameter_sure(&value, &set, str_from(name), in, fund, str_from(region)) ? value.minor : -1;
}

static void specific(void **state)
{
    static const struct {
        seq_no fund;
        const char *region;
        int64_t expected;
    } cases[] = {{2, "440305", 6}, {2, "", 6},       {3, "440305", 5}, {3, "440306", 4}, {3, "440100", 3},
                 {3, "340100", 2}, {0, "440305", 5}, {0, "", 2},       {3, "what", 2}};
    desk d;
    enter_funds(&d);
    enter(&d, "parameter.set", "name=cap; value=1个; date=2020-01-01");
    assert_int_equal(value_on(&d, "2021-01-01", "cap", UNIT_COUNT, 0, ""), 1);
    enter(&d, "parameter.set", "name=cap; value=2个; region=100000; date=2020-01-01");
    enter(&d, "parameter.set", "name=cap; value=3个; region=440000; date=2020-01-01");
    enter(&d, "parameter.set", "name=cap; value=4个; region=440300; date=2020-01-01");
    enter(&d, "parameter.set", "name=cap; value=5个; region=440305; date=2020-01-01");
    enter(&d, "parameter.set", "name=cap; value=6个; fund=f; date=2020-01-01");
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(value_on(&d, "2021-01-01", "cap", UNIT_COUNT, cases[i].fund, cases[i].region),
                         cases[i].expected);
    assert_int_equal(value_on(&d, "2019-12-31", "cap", UNIT_COUNT, 2, "440305"), -1);
    assert_int_equal(value_on(&d, "2021-01-01", "other", UNIT_COUNT, 2, "440305"), -1);
    reverse(&d, 9);
    assert_int_equal(value_on(&d, "2021-01-01", "cap", UNIT_COUNT, 2, "440305"), 5);
    desk_close(&d);
    (void)state;
}

/* A value in another unit is as if it were not set; without a unit the latest counts. */
static void units(void **state)
{
    desk d;
    enter_funds(&d);
    enter(&d, "parameter.set", "name=cap; value=20%; date=2020-01-01");
    enter(&d, "parameter.set", "name=cap; value=3个; date=2020-06-01");
    assert_int_equal(value_on(&d, "2021-01-01", "cap", UNIT_PERCENT, 2, "440305"), 200000);
    assert_int_equal(value_on(&d, "2021-01-01", "cap", UNIT_COUNT, 2, "440305"), 3);
    assert_int_equal(value_on(&d, "2021-01-01", "cap", UNIT_TIMES, 2, "440305"), -1);
    assert_int_equal(value_on(&d, "2021-01-01", "cap", UNIT_NONE, 2, "440305"), 3);
    assert_int_equal(value_on(&d, "2020-05-31", "cap", UNIT_NONE, 2, "440305"), 200000);
    desk_close(&d);
    (void)state;
}

/* A day that is not known to the day decides nothing before it is over. */
static void uncertain(void **state)
{
    desk d;
    enter_funds(&d);
    enter(&d, "parameter.set", "name=cap; value=3个; date=2020");
    assert_int_equal(value_on(&d, "2020-06-30", "cap", UNIT_COUNT, 2, ""), -1);
    assert_int_equal(value_on(&d, "2020-12-31", "cap", UNIT_COUNT, 2, ""), 3);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(specific), cmocka_unit_test(units),
                                       cmocka_unit_test(uncertain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
