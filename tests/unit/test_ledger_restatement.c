/* restatement: the closed report beside the restated one; its differences are what adjustments adds up to. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

/* docs/time.md, section 5: reported 100, restated 80. */
static void worked_example(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "lp", "government");
    party(&d, "f", "mother_fund");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=200元; date=2025-01-02"); /* 4 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2025-01-20"); /* 5 */
    enter(&d, "period.closed", "through=2025-03-31");                                     /* 6 */
    look l = look_at(&d, "restatement");
    assert_int_equal(l.r.row_count, 0);
    reverse(&d, 5);                                                                      /* 7 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=80元; date=2025-01-22"); /* 8 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=9元; date=2025-04-01");  /* 9: of the open period */
    l = look_at(&d, "restatement");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "2025-03-31/lp/f", "close", "6");
    is_shown(&l, "2025-03-31/lp/f", "changed", "yes");
    is_shown(&l, "2025-03-31/lp/f", "paid_in_reported", "100");
    is_shown(&l, "2025-03-31/lp/f", "paid_in_restated", "80");
    is_shown(&l, "2025-03-31/lp/f", "paid_in_difference", "-20");
    is_shown(&l, "2025-03-31/lp/f", "unfunded_difference", "20");
    is_shown(&l, "2025-03-31/lp/f", "committed_difference", "0");
    is_why(&l, "2025-03-31/lp/f", "paid_in_reported", "5");
    is_why(&l, "2025-03-31/lp/f", "paid_in_restated", "8");
    is_why(&l, "2025-03-31/lp/f", "paid_in_difference", "5 7 8");
    is_why(&l, "2025-03-31/lp/f", "committed_difference", "");
    l.at.prefix = 7; /* known before the right entry was made */
    look_again(&l, "restatement");
    is_shown(&l, "2025-03-31/lp/f", "paid_in_restated", "0");
    l.at.as_of = on("2025-03-30"); /* the period has not ended */
    look_again(&l, "restatement");
    assert_int_equal(l.r.row_count, 0);
    desk_close(&d);
    (void)state;
}

static void those_that_stayed(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=10元; date=2024-01-01"); /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=b; amount=10元; date=2024-01-01"); /* 10 */
    enter(&d, "period.closed", "through=2024-03-31");                                   /* 11 */
    enter(&d, "commitment.changed", "investor=x; fund=b; amount=3元; direction=decrease; date=2024-03-31");
    enter(&d, "commitment.signed", "investor=x; fund=c; amount=5元; date=2024-02-01"); /* 13: was not there at all */
    look l = look_at(&d, "restatement");
    assert_int_equal(l.r.row_count, 2);
    is_shown(&l, "2024-03-31/x/b", "committed_difference", "-3");
    is_shown(&l, "2024-03-31/x/c", "committed_reported", "0");
    is_shown(&l, "2024-03-31/x/c", "committed_difference", "5");
    is_why(&l, "2024-03-31/x/c", "committed_difference", "13");
    l.where = STR("changed=no");
    look_again(&l, "restatement");
    assert_int_equal(l.r.row_count, 3); /* the condition itself is the caller's to apply */
    is_shown(&l, "2024-03-31/x/a", "changed", "no");
    is_shown(&l, "2024-03-31/x/a", "committed_restated", "10");
    is_why(&l, "2024-03-31/x/a", "committed_difference", "");
    desk_close(&d);
    (void)state;
}

/* Found to be one after the close: what was reported of the two is compared with the one. */
static void merged_since(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    party(&d, "x2", "government");                                                      /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=10元; date=2024-01-01"); /* 10 */
    enter(&d, "commitment.signed", "investor=x2; fund=a; amount=5元; date=2024-01-01"); /* 11 */
    enter(&d, "period.closed", "through=2024-03-31");                                   /* 12 */
    enter(&d, "party.merged", "party=x2; into=x; date=2024-06-01");
    look l = look_at(&d, "restatement");
    assert_int_equal(l.r.row_count, 0);
    enter(&d, "call.issued", "investor=x; fund=a; amount=2元; date=2024-03-01"); /* 14 */
    l = look_at(&d, "restatement");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "2024-03-31/x/a", "committed_reported", "15");
    is_why(&l, "2024-03-31/x/a", "committed_reported", "10 11");
    is_shown(&l, "2024-03-31/x/a", "called_difference", "2");
    is_why(&l, "2024-03-31/x/a", "called_difference", "14");
    desk_close(&d);
    (void)state;
}

/* ---- with adjustments ---- */

static int64_t sum_of(look *l, const char *column_name, day through, const char *other_party)
{
    int at = relation_column(l->r.info, str_from(column_name));
    int day_at = relation_column(l->r.info, STR("through")), fund_at = relation_column(l->r.info, STR("object"));
    if (fund_at < 0) fund_at = relation_column(l->r.info, STR("fund"));
    int64_t sum = 0;
    for (uint32_t i = 0; i < l->r.row_count; i++) {
        const cell *row = &l->r.cells[(size_t)i * l->r.info->column_count];
        if (row[day_at].date.first != through || !str_equal(row[fund_at].text, str_from(other_party))) continue;
        if (row[at].type != 0) sum += row[at].interval.lo;
    }
    return sum;
}

static void agrees_with_adjustments(void **state)
{
    static const char *const figures[] = {"committed", "paid_in", "distributed"};
    static const char *const differences[] = {"committed_difference", "paid_in_difference", "distributed_difference"};
    static const char *const days[] = {"2024-03-31", "2024-06-30"};
    static const char *const funds[] = {"a", "b"};
    desk d;
    int64_t moved = 0;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=500元; date=2024-01-01");                     /* 9 */
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=300元; date=2024-01-05");                     /* 10 */
    enter(&d, "commitment.signed", "investor=x; fund=b; amount=70元; date=2024-01-01");                      /* 11 */
    enter(&d, "period.closed", "through=2024-03-31");                                                        /* 12 */
    enter(&d, "contribution.paid", "investor=x; fund=b; amount=30元; date=2024-03-05");                      /* 13 */
    enter(&d, "contribution.paid", "investor=x; fund=b; amount=3元; inside=outside; date=2024-03-05");       /* 14 */
    enter(&d, "distribution.paid", "investor=x; fund=a; amount=8元; recallable=8元; date=2024-05-01");       /* 15 */
    enter(&d, "period.closed", "through=2024-06-30");                                                        /* 16 */
    enter(&d, "commitment.changed", "investor=x; fund=a; amount=20元; direction=decrease; date=2024-05-01"); /* 17 */
    enter(&d, "distribution.paid", "investor=x; fund=a; amount=6元; date=2024-02-01");                       /* 18 */
    reverse(&d, 18);                                                                                         /* 19 */
    reverse(&d, 15);                                                                                         /* 20 */
    enter(&d, "distribution.paid", "investor=x; fund=a; amount=7元; date=2024-03-31");                       /* 21 */
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=11元; date=2024-07-01");                      /* 22 */
    look with = look_at(&d, "restatement"), adjusted = look_at(&d, "adjustments");
    for (size_t f = 0; f < COUNT_OF(figures); f++)
        for (size_t t = 0; t < COUNT_OF(days); t++)
            for (size_t k = 0; k < COUNT_OF(funds); k++) {
                int64_t change = sum_of(&adjusted, figures[f], on(days[t]), funds[k]);
                assert_int_equal(sum_of(&with, differences[f], on(days[t]), funds[k]), change);
                moved += change != 0;
            }
    assert_int_equal(moved, 4);
    is_shown(&with, "2024-06-30/x/a", "distributed_difference", "-1");
    is_why(&with, "2024-06-30/x/a", "distributed_difference", "15 20 21");
    is_why(&with, "2024-06-30/x/a", "unfunded_difference", "15 17 20"); /* what was recallable is not */
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(worked_example), cmocka_unit_test(those_that_stayed),
                                       cmocka_unit_test(merged_since), cmocka_unit_test(agrees_with_adjustments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
