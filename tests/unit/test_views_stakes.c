/* stakes: the ledger beside the statements, paid-in apart from the rest, and the differences. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void side_by_side(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=100元; date=2024-01-01");                    /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=20元; date=2024-02-01");                     /* 10 */
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=60元; date=2024-03-01");                     /* 11 */
    enter(&d, "distribution.paid", "investor=x; fund=a; amount=5元; date=2024-04-01");                      /* 12 */
    enter(&d, "stake.reported", "investor=x; fund=a; amount=超110元; share=40; state=stated; date=2024");   /* 13 */
    enter(&d, "stake.reported", "investor=x; fund=a; amount=50元; state=stated; basis=paid_in; date=2025"); /* 14 */
    look l = look_at(&d, "stakes");
    is_shown(&l, "x/a", "committed", "120");
    is_shown(&l, "x/a", "paid_in", "60");
    is_shown(&l, "x/a", "distributed", "5");
    is_shown(&l, "x/a", "reported", ">110");
    is_shown(&l, "x/a", "reported_paid_in", "50");
    is_shown(&l, "x/a", "share", "40");
    is_shown(&l, "x/a", "difference_paid_in", "10");
    is_shown(&l, "x/a", "statements", "2");
    is_why(&l, "x/a", "committed", "9 10");
    is_why(&l, "x/a", "paid_in", "11");
    is_why(&l, "x/a", "distributed", "12");
    is_why(&l, "x/a", "difference", "9 10 13");
    is_why(&l, "x/a", "difference_paid_in", "11 14");
    is_why(&l, "x/a", "statements", "13 14");
    interval x = seen(&l, "x/a", "difference")->interval;
    assert_true(x.lo_open && !x.hi_open && x.hi == 1000 && x.hi_strict);
    desk_close(&d);
    (void)state;
}

static void records(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=100元; date=2024-01-01");
    enter(&d, "stake.reported", "investor=x; fund=b; amount=7元; state=planned; date=2024-01-01");
    enter(&d, "stake.reported", "investor=x; fund=a; state=stated; date=2026");
    look l = look_as_of(&d, "stakes", "2026-06-30");
    assert_int_equal(l.r.row_count, 2);
    assert_int_equal(l.r.undetermined_count, 1);
    l.at.record = RECORD_LEDGER;
    look_again(&l, "stakes");
    assert_int_equal(l.r.row_count, 1);
    assert_int_equal(l.r.undetermined_count, 0); /* statements were not read */
    is_shown(&l, "x/a", "state", "");
    l.at.record = RECORD_REPORTED;
    look_again(&l, "stakes");
    is_shown(&l, "x/b", "reported", "7");
    is_shown(&l, "x/b", "state", "planned");
    is_shown(&l, "x/a", "committed", "");
    assert_int_equal(l.r.undetermined_count, 1);
    desk_close(&d);
    (void)state;
}

/* A later word without an amount does not wipe out the amount that was said. */
static void amount_and_state_apart(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "stake.reported", "investor=x; fund=a; amount=7元; state=stated; date=2024-01-01");
    enter(&d, "stake.reported", "investor=x; fund=a; state=disputed; date=2025-01-01");
    look l = look_at(&d, "stakes");
    is_shown(&l, "x/a", "reported", "7");
    is_shown(&l, "x/a", "state", "disputed");
    is_why(&l, "x/a", "reported", "9");
    is_why(&l, "x/a", "state", "10");
    desk_close(&d);
    (void)state;
}

static void two_currencies(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=100元; date=2024-01-01");
    enter(&d, "stake.reported", "investor=x; fund=a; amount=7美元; state=stated; date=2024-01-01");
    look l = look_at(&d, "stakes");
    is_shown(&l, "x/a", "difference", "");
    assert_int_equal(seen(&l, "x/a", "reported")->unit, UNIT_USD);
    assert_int_equal(seen(&l, "x/a", "committed")->unit, UNIT_CNY);
    desk_close(&d);
    (void)state;
}

static void firm_states(void **state)
{
    assert_true(state_is_firm(0) && state_is_firm(STAKE_STATED) && state_is_firm(STAKE_DERIVED));
    assert_false(state_is_firm(STAKE_PLANNED) || state_is_firm(STAKE_SELECTED) || state_is_firm(STAKE_DISPUTED));
    interval x = may_be_nothing(interval_exact(5));
    assert_true(x.lo == 0 && x.hi == 5 && x.unknown_count == 1);
    x = may_be_nothing(interval_unknown(false)); /* nothing is inside already: it counts once */
    assert_true(x.lo == 0 && x.hi_open && x.unknown_count == 1);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(side_by_side), cmocka_unit_test(records),
                                       cmocka_unit_test(amount_and_state_apart), cmocka_unit_test(two_currencies),
                                       cmocka_unit_test(firm_states)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
