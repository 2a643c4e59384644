/* A fund that went into another: from its day on its positions, holdings and money are the other's, before it they are
 * its own; along a chain too, and for a fund as investor. Skipped while no rule makes a fund.merged. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void open_desk(desk *d)
{
    assert_non_null(field_find(kind_get(KIND_FUND_MERGED), STR("into")));
    desk_open(d);
    enter_cluster(d);                                                                   /* 8 */
    party(d, "e", "enterprise");                                                        /* 9 */
    enter(d, "commitment.signed", "investor=x; fund=a; amount=100元; date=2024-01-01"); /* 10 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=60元; date=2024-01-05");  /* 11 */
    enter(d, "commitment.signed", "investor=x; fund=b; amount=30元; date=2024-02-01");  /* 12 */
    enter(d, "contribution.paid", "investor=x; fund=b; amount=20元; date=2024-02-05");  /* 13 */
    enter(d, "investment.made", "fund=a; enterprise=e; amount=10元; date=2024-03-01");  /* 14 */
    enter(d, "investment.made", "fund=b; enterprise=e; amount=5元; date=2024-03-02");   /* 15 */
    enter(d, "fund.merged", "fund=a; into=b; ratio=1; date=2024-06-01");                /* 16 */
}

static void positions_go_over(void **state)
{
    desk d;
    open_desk(&d);
    look l = look_as_of(&d, "positions", "2024-05-31");
    is_shown(&l, "x/a", "paid_in", "60");
    is_shown(&l, "x/b", "paid_in", "20");
    is_why(&l, "x/b", "paid_in", "13");
    l = look_as_of(&d, "positions", "2024-06-01");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "x/b", "committed", "130");
    is_shown(&l, "x/b", "paid_in", "80");
    is_shown(&l, "x/b", "unfunded", "50");
    is_why(&l, "x/b", "paid_in", "11 13 16");
    is_why(&l, "x/b", "called", "16");
    l.at.prefix = 15; /* before it was known */
    look_again(&l, "positions");
    is_shown(&l, "x/a", "paid_in", "60");
    reverse(&d, 16);
    l = look_at(&d, "positions");
    is_shown(&l, "x/a", "paid_in", "60");
    desk_close(&d);
    (void)state;
}

static void holdings_and_money_go_over(void **state)
{
    desk d;
    open_desk(&d);
    look l = look_as_of(&d, "portfolio", "2024-05-31");
    is_shown(&l, "a/e", "cost", "10");
    is_shown(&l, "b/e", "cost", "5");
    l = look_as_of(&d, "portfolio", "2024-06-01");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "b/e", "cost", "15");
    is_why(&l, "b/e", "cost", "14 15 16");
    l = look_as_of(&d, "cash", "2024-05-31");
    is_shown(&l, "a/CNY", "balance", "50");
    is_shown(&l, "b/CNY", "balance", "15");
    l = look_as_of(&d, "cash", "2024-06-01");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "b/CNY", "balance", "65");
    is_why(&l, "b/CNY", "received", "11 13 16");
    desk_close(&d);
    (void)state;
}

static void along_a_chain(void **state)
{
    desk d;
    open_desk(&d);
    enter(&d, "fund.merged", "fund=b; into=c; ratio=0.5; date=2025-01-01"); /* 17 */
    look l = look_as_of(&d, "positions", "2024-12-31");
    is_shown(&l, "x/b", "paid_in", "80");
    l = look_as_of(&d, "positions", "2025-01-01");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "x/c", "paid_in", "80");
    is_why(&l, "x/c", "paid_in", "11 13 16 17");
    l = look_as_of(&d, "cash", "2025-01-01");
    is_shown(&l, "c/CNY", "balance", "65");
    l = look_as_of(&d, "portfolio", "2025-01-01");
    is_shown(&l, "c/e", "invested", "15");
    desk_close(&d);
    (void)state;
}

/* The fund that went had put money into a third one: the position there is the other's. */
static void as_an_investor(void **state)
{
    desk d;
    open_desk(&d);
    enter(&d, "commitment.signed", "investor=a; fund=c; amount=40元; date=2024-04-01"); /* 17 */
    enter(&d, "contribution.paid", "investor=a; fund=c; amount=7元; date=2024-04-02");  /* 18 */
    look l = look_as_of(&d, "positions", "2024-05-31");
    is_shown(&l, "a/c", "committed", "40");
    l = look_as_of(&d, "positions", "2024-06-01");
    assert_false(has_row(&l, "a/c"));
    is_shown(&l, "b/c", "committed", "40");
    is_why(&l, "b/c", "committed", "16 17");
    l = look_as_of(&d, "cash", "2024-06-01");
    is_shown(&l, "b/CNY", "paid", "22");
    desk_close(&d);
    (void)state;
}

/* Entered late for a closed period: what was reported of the one is restated of the other. */
static void restated(void **state)
{
    desk d;
    open_desk(&d);
    reverse(&d, 16);                                                      /* 17 */
    enter(&d, "period.closed", "through=2024-06-30");                     /* 18 */
    enter(&d, "fund.merged", "fund=a; into=b; ratio=1; date=2024-06-15"); /* 19 */
    look l = look_at(&d, "restatement");
    is_shown(&l, "2024-06-30/x/a", "paid_in_difference", "-60");
    is_why(&l, "2024-06-30/x/a", "paid_in_difference", "19");
    is_shown(&l, "2024-06-30/x/b", "paid_in_difference", "60");
    is_why(&l, "2024-06-30/x/b", "paid_in_difference", "19");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(positions_go_over),
                                       cmocka_unit_test(holdings_and_money_go_over), cmocka_unit_test(along_a_chain),
                                       cmocka_unit_test(as_an_investor), cmocka_unit_test(restated)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
