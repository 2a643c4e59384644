/* adjustments: what came after a close and belongs before it; the changes add up to restated − reported. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static int64_t total(look *l, const char *close_entry, const char *column_name)
{
    int at = relation_column(l->r.info, str_from(column_name));
    int64_t wanted = 0, sum = 0;
    assert_true(at >= 0);
    assert_int_equal(decimal_parse(&wanted, str_from(close_entry), 0, 1, NULL), ERR_OK);
    for (uint32_t i = 0; i < l->r.row_count; i++) {
        const cell *row = &l->r.cells[(size_t)i * l->r.info->column_count];
        if (row[0].number == wanted && row[at].type != 0) sum += row[at].interval.lo;
    }
    return sum;
}

/* docs/time.md, section 5: reported 100, restated 80. */
static void worked_example(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "lp", "government");
    party(&d, "f", "mother_fund");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=200元; date=2025-01-02");
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2025-01-20"); /* 5 */
    enter(&d, "period.closed", "through=2025-03-31");                                     /* 6 */
    look l = look_at(&d, "adjustments");
    assert_int_equal(l.r.row_count, 0);
    reverse(&d, 5);                                                                      /* 7 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=80元; date=2025-01-22"); /* 8 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=9元; date=2025-04-01");  /* 9: of the open period */
    l = look_at(&d, "adjustments");
    assert_int_equal(l.r.row_count, 2);
    is_shown(&l, "6/7", "through", "2025-03-31");
    is_shown(&l, "6/7", "kind", "entry.reversed");
    is_shown(&l, "6/7", "reverses", "5");
    is_shown(&l, "6/7", "effective", "2025-01-20");
    is_shown(&l, "6/7", "booked", "2025-04-01");
    is_shown(&l, "6/7", "amount", "100");
    is_shown(&l, "6/7", "paid_in", "-100");
    is_shown(&l, "6/7", "cash", "-100");
    is_shown(&l, "6/7", "subject", "lp");
    is_shown(&l, "6/7", "object", "f");
    is_why(&l, "6/7", "paid_in", "5 7");
    is_shown(&l, "6/8", "reverses", "");
    is_shown(&l, "6/8", "effective", "2025-01-22");
    is_shown(&l, "6/8", "booked", "2025-04-01");
    is_shown(&l, "6/8", "paid_in", "80");
    is_shown(&l, "6/8", "committed", "");
    is_why(&l, "6/8", "paid_in", "8");
    assert_int_equal(total(&l, "6", "paid_in"), -2000);
    desk_close(&d);
    (void)state;
}

/* Two closes: late for the first is late for the second too; what was taken back again adds up to nothing. */
static void two_closes(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    party(&d, "e", "enterprise");                                                                            /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=500元; date=2024-01-01");                     /* 10 */
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=300元; date=2024-01-05");                     /* 11 */
    enter(&d, "period.closed", "through=2024-03-31");                                                        /* 12 */
    enter(&d, "investment.made", "fund=a; enterprise=e; amount=50元; date=2024-03-31");                      /* 13 */
    enter(&d, "period.closed", "through=2024-06-30");                                                        /* 14 */
    enter(&d, "commitment.changed", "investor=x; fund=a; amount=20元; direction=decrease; date=2024-05-01"); /* 15 */
    enter(&d, "investment.exited",
          "fund=a; enterprise=e; amount=9元; cost=10元; route=transfer; date=2024-06-30"); /* 16 */
    enter(&d, "distribution.paid", "investor=x; fund=a; amount=8元; date=2024-02-01");     /* 17 */
    reverse(&d, 17);                                                                       /* 18 */
    enter(&d, "expense.paid", "fund=a; amount=3元; purpose=audit; date=2024-07-01");       /* 19 */
    enter(&d, "size.reported", "subject=a; basis=target; amount=1元; date=2024-01-01"); /* no entry of the accounts */
    look l = look_at(&d, "adjustments");
    assert_int_equal(l.r.row_count, 7);
    is_shown(&l, "12/13", "cost", "50");
    is_shown(&l, "12/13", "cash", "-50");
    is_shown(&l, "12/17", "distributed", "8");
    is_shown(&l, "12/18", "distributed", "-8");
    is_shown(&l, "14/15", "committed", "-20");
    is_shown(&l, "14/16", "cost", "-10");
    is_shown(&l, "14/16", "cash", "9");
    assert_false(has_row(&l, "14/13"));
    assert_true(has_row(&l, "14/17") && has_row(&l, "14/18"));
    assert_int_equal(total(&l, "12", "distributed"), 0);
    assert_int_equal(total(&l, "14", "cash"), 900);
    l.at.prefix = 17; /* as known before it was taken back */
    look_again(&l, "adjustments");
    assert_int_equal(l.r.row_count, 5);
    assert_int_equal(total(&l, "14", "distributed"), 800);
    l.at.as_of = on("2024-03-31");
    look_again(&l, "adjustments");
    assert_false(has_row(&l, "14/15"));
    desk_close(&d);
    (void)state;
}

static void unpublished(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "period.closed", "through=2024-03-31");                                  /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=5元; date=2024-01-01"); /* 10 */
    look l = look_at(&d, "adjustments");
    is_shown(&l, "9/10", "committed", "5");
    l.at.published_by = (date){on("2026-01-01"), PRECISION_DAY};
    look_again(&l, "adjustments");
    assert_int_equal(l.r.row_count, 0);
    assert_int_equal(l.r.unpublished_count, 1);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(worked_example), cmocka_unit_test(two_closes),
                                       cmocka_unit_test(unpublished)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
