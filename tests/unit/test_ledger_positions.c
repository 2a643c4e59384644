/* positions: what each kind moves, with figures worked out by hand; the worked example of docs/time.md, section 5. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void correction_after_a_close(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "lp", "government");
    party(&d, "f", "mother_fund");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=200元; date=2025-01-02");
    seq_no wrong = enter(&d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2025-01-20"); /* 5 */
    seq_no known = enter(&d, "period.closed", "through=2025-03-31");
    reverse(&d, wrong);
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=80元; date=2025-01-22"); /* 8 */
    look l = look_as_of(&d, "positions", "2025-03-31");
    is_shown(&l, "lp/f", "paid_in", "80");
    is_shown(&l, "lp/f", "unfunded", "120");
    is_why(&l, "lp/f", "paid_in", "8");
    is_why(&l, "lp/f", "unfunded", "4 8");
    l.at.prefix = known;
    look_again(&l, "positions");
    is_shown(&l, "lp/f", "paid_in", "100");
    is_shown(&l, "lp/f", "unfunded", "100");
    is_why(&l, "lp/f", "paid_in", "5");
    l.at.as_of = on("2025-01-21");
    l.at.prefix = book_length(d.b);
    look_again(&l, "positions");
    is_shown(&l, "lp/f", "paid_in", "0");
    desk_close(&d);
    (void)state;
}

/* x: 1000 signed, +100, −50; 420 called; 400 paid inside, 7 outside; 90 distributed, 60 of it recallable; then 200 of the
 * commitment with 80 paid in sold to y. */
static void enter_life(desk *d)
{
    enter_cluster(d);
    party(d, "y", "soe");                                                                                    /* 9 */
    enter(d, "commitment.signed", "investor=x; fund=a; amount=1000元; date=2020-01-10");                     /* 10 */
    enter(d, "commitment.changed", "investor=x; fund=a; amount=100元; direction=increase; date=2020-06-01"); /* 11 */
    enter(d, "commitment.changed", "investor=x; fund=a; amount=50元; direction=decrease; date=2020-07-01");  /* 12 */
    enter(d, "call.issued", "investor=x; fund=a; amount=420元; date=2020-08-01");                            /* 13 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=400元; date=2020-08-15");                      /* 14 */
    enter(d, "contribution.defaulted", "investor=x; fund=a; amount=20元; call=13; date=2020-09-01");         /* 15 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=7元; inside=outside; date=2020-09-02");        /* 16 */
    enter(d, "distribution.paid", "investor=x; fund=a; amount=90元; recallable=60元; date=2021-03-01");      /* 17 */
    enter(d, "stake.transferred",
          "seller=x; buyer=y; fund=a; amount=200元; paid_in=80元; price=95元; date=2022-01-05"); /* 18 */
}

static void life(void **state)
{
    desk d;
    desk_open(&d);
    enter_life(&d);
    look l = look_at(&d, "positions");
    assert_int_equal(l.r.row_count, 2);
    is_shown(&l, "x/a", "committed", "850");
    is_shown(&l, "x/a", "called", "420");
    is_shown(&l, "x/a", "paid_in", "320");
    is_shown(&l, "x/a", "unfunded", "590"); /* 850 − 320 + 60 */
    is_shown(&l, "x/a", "recallable", "60");
    is_shown(&l, "x/a", "distributed", "90");
    is_shown(&l, "x/a", "paid_outside", "7");
    is_shown(&l, "x/a", "defaulted", "20");
    is_shown(&l, "x/a", "nav", "");
    is_why(&l, "x/a", "committed", "10 11 12 18");
    is_why(&l, "x/a", "called", "13");
    is_why(&l, "x/a", "paid_in", "14 18");
    is_why(&l, "x/a", "unfunded", "10 11 12 14 17 18");
    is_why(&l, "x/a", "recallable", "17");
    is_why(&l, "x/a", "distributed", "17");
    is_why(&l, "x/a", "paid_outside", "16");
    is_why(&l, "x/a", "defaulted", "15");
    is_shown(&l, "y/a", "committed", "200");
    is_shown(&l, "y/a", "paid_in", "80");
    is_shown(&l, "y/a", "unfunded", "120");
    is_shown(&l, "y/a", "distributed", "0");
    is_why(&l, "y/a", "unfunded", "18");
    desk_close(&d);
    (void)state;
}

/* The same life on its days: nothing counts before its own. */
static void on_days(void **state)
{
    static const struct {
        const char *as_of, *committed, *paid_in, *unfunded;
    } cases[] = {{"2020-01-10", "1000", "0", "1000"},  {"2020-06-01", "1100", "0", "1100"},
                 {"2020-07-31", "1050", "0", "1050"},  {"2020-08-15", "1050", "400", "650"},
                 {"2021-02-28", "1050", "400", "650"}, {"2021-03-01", "1050", "400", "710"},
                 {"2022-01-04", "1050", "400", "710"}, {"2022-01-05", "850", "320", "590"}};
    desk d;
    desk_open(&d);
    enter_life(&d);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        look l = look_as_of(&d, "positions", cases[i].as_of);
        is_shown(&l, "x/a", "committed", cases[i].committed);
        is_shown(&l, "x/a", "paid_in", cases[i].paid_in);
        is_shown(&l, "x/a", "unfunded", cases[i].unfunded);
    }
    look l = look_as_of(&d, "positions", "2020-01-09");
    assert_int_equal(l.r.row_count, 0);
    desk_close(&d);
    (void)state;
}

/* The position's own NAV comes first; else the fund's, and the row says so. */
static void navs(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=10元; date=2024-01-01");
    enter(&d, "commitment.signed", "investor=x; fund=b; amount=10元; date=2024-01-01");
    enter(&d, "nav.reported", "fund=a; amount=约500元; date=2024-06-30");           /* 11 */
    enter(&d, "nav.reported", "fund=a; amount=510元; date=2024-12-31");             /* 12 */
    enter(&d, "nav.reported", "fund=b; amount=99元; date=2025-12-31");              /* 13 */
    enter(&d, "nav.reported", "fund=b; investor=x; amount=超9元; date=2024-12-31"); /* 14 */
    enter(&d, "nav.reported", "fund=c; investor=x; amount=8元; date=2024-12-31");   /* no position: no row */
    look l = look_at(&d, "positions");
    is_shown(&l, "x/a", "nav", "510");
    is_shown(&l, "x/a", "nav_of", "fund");
    is_shown(&l, "x/a", "nav_on", "2024-12-31");
    is_why(&l, "x/a", "nav", "12");
    is_shown(&l, "x/b", "nav", ">9");
    is_shown(&l, "x/b", "nav_of", "position");
    is_why(&l, "x/b", "nav", "14");
    assert_false(has_row(&l, "x/c"));
    l = look_as_of(&d, "positions", "2024-07-01");
    is_shown(&l, "x/a", "nav", "about 500");
    is_shown(&l, "x/b", "nav", "");
    is_shown(&l, "x/b", "nav_of", "");
    desk_close(&d);
    (void)state;
}

/* Two parties found to be one have one position; in two currencies it is not known, and nothing is converted. */
static void merged_parties(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    party(&d, "x2", "government"); /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=10元; date=2024-01-01");
    seq_no last = enter(&d, "commitment.signed", "investor=x2; fund=a; amount=5元; date=2024-01-01");
    enter(&d, "commitment.signed", "investor=x; fund=b; amount=3美元; date=2024-01-01");
    enter(&d, "party.merged", "party=x2; into=x; date=2024-06-01");
    look l = look_at(&d, "positions");
    is_shown(&l, "x/a", "committed", "15");
    is_why(&l, "x/a", "committed", "10 11");
    assert_int_equal(seen(&l, "x/b", "committed")->unit, UNIT_USD);
    assert_false(has_row(&l, "x2/a"));
    l.at.prefix = last;
    look_again(&l, "positions");
    is_shown(&l, "x/a", "committed", "10");
    is_shown(&l, "x2/a", "committed", "5");
    desk_close(&d);
    (void)state;
}

static void unpublished(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=10元; date=2024-01-01; published=2024-02-01");
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=4元; date=2024-01-05");
    look l = look_at(&d, "positions");
    l.at.published_by = (date){on("2024-12-31"), PRECISION_DAY};
    look_again(&l, "positions");
    is_shown(&l, "x/a", "committed", "10");
    is_shown(&l, "x/a", "paid_in", "0");
    assert_int_equal(l.r.unpublished_count, 1);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(correction_after_a_close),
                                       cmocka_unit_test(life),
                                       cmocka_unit_test(on_days),
                                       cmocka_unit_test(navs),
                                       cmocka_unit_test(merged_parties),
                                       cmocka_unit_test(unpublished)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
