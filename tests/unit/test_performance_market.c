/* market_equivalents, performance_gross and value_bridge, by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

/* 100 paid, 60 back with 90 left, 110 left at the end; the index makes 10 % a year of 365 days. */
static void open_fund(desk *d)
{
    desk_open(d);
    party(d, "lp", "government");                                                          /* 2 */
    party(d, "f", "sub_fund");                                                             /* 3 */
    enter(d, "commitment.signed", "investor=lp; fund=f; amount=100元; date=2020-12-01");   /* 4 */
    enter(d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2021-01-01");   /* 5 */
    enter(d, "distribution.paid", "investor=lp; fund=f; amount=60元; date=2022-01-01");    /* 6 */
    enter(d, "nav.reported", "fund=f; investor=lp; amount=90元; date=2022-01-01");         /* 7 */
    enter(d, "nav.reported", "fund=f; investor=lp; amount=110元; date=2023-01-01");        /* 8 */
    enter(d, "indicator.observed", "indicator=ix; period=2020-12; value=1000点; vintage=outturn"); /* 9 */
    enter(d, "indicator.observed", "indicator=ix; period=2021-12; value=1100点");                  /* 10 */
    enter(d, "indicator.observed", "indicator=ix; period=2022-12; value=1210点; vintage=outturn"); /* 11 */
}

static void against_an_index(void **state)
{
    (void)state;
    desk d;
    open_fund(&d);
    look l = look_as_of(&d, "market_equivalents", "2023-06-30");
    const char *key = "position/lp/f/ix";
    is_shown(&l, key, "index_first", "1000");
    is_shown(&l, key, "index_last", "1210");
    is_shown(&l, key, "irr", "39.0871");             /* 60/1.390871 + 110/1.390871² = 100 */
    is_shown(&l, key, "ks_pme", "1.4545");           /* (60 × 1.1 + 110) ÷ 121 */
    is_shown(&l, key, "ln_value", "55");             /* 121 − 66 */
    is_shown(&l, key, "ln_pme", "10");               /* the index itself */
    is_shown(&l, key, "pme_plus_lambda", "0.1667");  /* (121 − 110) ÷ 66 */
    is_shown(&l, key, "pme_plus", "10");
    is_shown(&l, key, "mpme", "10");
    is_shown(&l, key, "direct_alpha", "26.4428");    /* 39.0871 % over 10 % */
    is_shown(&l, key, "reason", "");
    is_shown(&l, key, "partly", "");
    is_shown(&l, key, "tolerance_days", "31");
    is_why(&l, key, "ks_pme", "5 6 8 9 10 11");
    is_why(&l, key, "irr", "5 6 8");
    is_why(&l, key, "index_first", "9");
    assert_true(has_row(&l, "fund/f/ix"));
    desk_close(&d);
}

/* A gap is a reason with its day; what is no level stays out; a parameter moves the tolerance. */
static void gaps(void **state)
{
    (void)state;
    desk d;
    open_fund(&d);
    reverse(&d, 10);
    enter(&d, "indicator.observed", "indicator=ix; period=2021-12; value=1100点; vintage=forecast");
    enter(&d, "indicator.observed", "indicator=ix; period=2021-12; value=约1100点; vintage=outturn");
    enter(&d, "indicator.observed", "indicator=ix; period=2022-01; value=1100点; vintage=outturn"); /* too late */
    look l = look_as_of(&d, "market_equivalents", "2023-06-30");
    is_shown(&l, "position/lp/f/ix", "gap_on", "2022-01-01");
    is_shown(&l, "position/lp/f/ix", "ks_pme", "");
    is_shown(&l, "position/lp/f/ix", "reason", "no index level within the tolerance of a flow's day");
    enter(&d, "parameter.set", "name=index_tolerance_days; value=366个; date=2020-01-01");
    l = look_as_of(&d, "market_equivalents", "2023-06-30");
    is_shown(&l, "position/lp/f/ix", "tolerance_days", "366");
    is_shown(&l, "position/lp/f/ix", "index_first", "1000");
    is_shown(&l, "position/lp/f/ix", "gap_on", "");
    enter(&d, "parameter.set", "name=index_tolerance_days; value=0个; date=2020-01-02");
    l = look_as_of(&d, "market_equivalents", "2023-06-30");
    is_shown(&l, "position/lp/f/ix", "gap_on", "2021-01-01");
    l.where = STR("index=none");
    look_again(&l, "market_equivalents");
    is_shown(&l, "position/lp/f/none", "gap_on", "2021-01-01");
    assert_false(has_row(&l, "position/lp/f/ix"));
    desk_close(&d);
}

/* Without a value after the distribution there is no mPME; the rest stands. */
static void value_after_a_distribution(void **state)
{
    (void)state;
    desk d;
    open_fund(&d);
    reverse(&d, 7);
    look l = look_as_of(&d, "market_equivalents", "2023-06-30");
    is_shown(&l, "position/lp/f/ix", "mpme", "");
    is_shown(&l, "position/lp/f/ix", "partly", "mPME: what was left after a distribution is not known");
    is_shown(&l, "position/lp/f/ix", "pme_plus", "10");
    enter(&d, "nav.reported", "fund=f; investor=lp; amount=90元; date=2022-04-03"); /* 92 days */
    l = look_as_of(&d, "market_equivalents", "2023-06-30");
    is_shown(&l, "position/lp/f/ix", "mpme", "10");
    enter(&d, "distribution.paid", "investor=lp; fund=f; amount=1元; date=2022-02-01");
    enter(&d, "indicator.observed", "indicator=ix; period=2022-01; value=1100点; vintage=outturn");
    l = look_as_of(&d, "market_equivalents", "2023-06-30");
    is_shown(&l, "position/lp/f/ix", "mpme", ""); /* other money moved before the value was stated */
    desk_close(&d);
}

/* ---- gross ---- */

static void open_holding(desk *d)
{
    desk_open(d);
    party(d, "f", "sub_fund");                                                                      /* 2 */
    party(d, "e", "enterprise");                                                                    /* 3 */
    party(d, "lp", "government");                                                                   /* 4 */
    enter(d, "commitment.signed", "investor=lp; fund=f; amount=1000元; date=2020-01-01");           /* 5 */
    enter(d, "contribution.paid", "investor=lp; fund=f; amount=500元; date=2020-01-01");            /* 6 */
    enter(d, "investment.made", "fund=f; enterprise=e; amount=200元; date=2021-01-01");             /* 7 */
}

static void gross(void **state)
{
    (void)state;
    desk d;
    open_holding(&d);
    look l = look_as_of(&d, "performance_gross", "2022-12-31");
    is_shown(&l, "holding/f/e", "reason", "no_value"); /* cost is no fair value */
    is_shown(&l, "holding/f/e", "moic", "");
    enter(&d, "holding.valued", "fund=f; enterprise=e; amount=242元; date=2023-01-01");             /* 8 */
    enter(&d, "investment.exited", "fund=f; enterprise=e; amount=90元; cost=50元; route=transfer; date=2023-02-01");
    l = look_as_of(&d, "performance_gross", "2023-12-31");
    is_shown(&l, "holding/f/e", "irr", "10");
    is_shown(&l, "holding/f/e", "moic", "1.21");
    is_shown(&l, "holding/f/e", "received", "0");
    is_shown(&l, "holding/f/e", "later", "1");
    is_why(&l, "holding/f/e", "moic", "7 8");
    enter(&d, "income.received", "fund=f; from=e; amount=20元; purpose=dividend; date=2023-06-01");
    enter(&d, "investment.exited", "fund=f; enterprise=e; amount=0元; cost=150元; route=write_off; date=2023-12-31");
    l = look_as_of(&d, "performance_gross", "2024-12-31");
    is_shown(&l, "holding/f/e", "moic", "0.55");
    is_shown(&l, "holding/f/e", "value_of", "closed");
    is_shown(&l, "fund/f", "received", "110");
    is_shown(&l, "enterprise/e", "invested", "200");
    assert_true(has_row(&l, "all/all"));
    desk_close(&d);
}

/* ---- bridge ---- */

static void bridge(void **state)
{
    (void)state;
    desk d;
    open_holding(&d);
    enter(&d, "nav.reported", "fund=f; amount=500元; date=2022-03-01");                             /* 8 */
    look l = look_as_of(&d, "value_bridge", "2022-12-31");
    is_shown(&l, "f", "reason", "no_value"); /* what was it worth a year before? */
    enter(&d, "holding.valued", "fund=f; enterprise=e; amount=240元; date=2022-06-30");             /* 9 */
    enter(&d, "investment.exited", "fund=f; enterprise=e; amount=70元; cost=50元; route=transfer; date=2022-09-30"); /* 10 */
    enter(&d, "income.received", "fund=f; amount=8元; purpose=interest; date=2022-10-01");          /* 11 */
    enter(&d, "expense.paid", "fund=f; amount=5元; purpose=management_fee; date=2022-10-01");       /* 12 */
    enter(&d, "expense.paid", "fund=f; amount=2元; purpose=audit; date=2022-10-01");                /* 13 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2022-11-01");           /* 14 */
    enter(&d, "distribution.paid", "investor=lp; fund=f; amount=30元; date=2022-11-02");            /* 15 */
    enter(&d, "nav.reported", "fund=f; amount=625元; date=2022-12-31");                             /* 16 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=1元; date=2023-01-01");             /* after it */
    l = look_as_of(&d, "value_bridge", "2023-03-01");
    const char *const parts[][2] = {{"opening", "500"}, {"contributed", "100"}, {"distributed", "30"},
                                    {"realised", "20"}, {"income", "8"},        {"fees", "5"},
                                    {"other", "2"},     {"unrealised", "30"},   {"unexplained", "4"},
                                    {"closing", "625"}};
    for (size_t i = 0; i < COUNT_OF(parts); i++) is_shown(&l, "f", parts[i][0], parts[i][1]);
    is_shown(&l, "f", "from", "2022-03-01");
    is_shown(&l, "f", "opening_on", "2022-03-01");
    is_shown(&l, "f", "closing_on", "2022-12-31");
    is_why(&l, "f", "realised", "10");
    is_why(&l, "f", "unrealised", "7 9 10"); /* 240 × 150/200 − 150 */
    is_why(&l, "f", "unexplained", "7 8 9 10 11 12 13 14 15 16");
    l.where = STR("from=2019-12-31");
    look_again(&l, "value_bridge");
    is_shown(&l, "f", "opening", "0"); /* no money had moved */
    is_shown(&l, "f", "contributed", "600");
    l.where = STR("from=2020-06-30");
    look_again(&l, "value_bridge");
    is_shown(&l, "f", "reason", "no_value");
    desk_close(&d);
}

/* A year before 29 February is the 28th; a value that is not exact has no bridge. */
static void bridge_edges(void **state)
{
    (void)state;
    desk d;
    open_holding(&d);
    enter(&d, "nav.reported", "fund=f; amount=500元; date=2022-03-01");
    enter(&d, "nav.reported", "fund=f; amount=约510元; date=2024-01-31");
    look l = look_as_of(&d, "value_bridge", "2024-02-29");
    is_shown(&l, "f", "from", "2023-02-28");
    is_shown(&l, "f", "reason", "value_inexact");
    is_shown(&l, "f", "closing", "");
    l.at.as_of = on("2023-12-31"); /* one value for both ends */
    look_again(&l, "value_bridge");
    is_shown(&l, "f", "reason", "no_value");
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(against_an_index),           cmocka_unit_test(gaps),
                                       cmocka_unit_test(value_after_a_distribution), cmocka_unit_test(gross),
                                       cmocka_unit_test(bridge),                     cmocka_unit_test(bridge_edges)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
