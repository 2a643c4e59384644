/* portfolio: cost, what came back, and fair value by the last valuation and what was sold after it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void enter_holding(desk *d)
{
    enter_cluster(d);
    party(d, "e", "enterprise");                                                                  /* 9 */
    enter(d, "commitment.signed", "investor=x; fund=a; amount=1000元; date=2020-01-01");          /* 10 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=900元; date=2020-01-02");           /* 11 */
    enter(d, "investment.made", "fund=a; enterprise=e; amount=60元; date=2020-02-01");            /* 12 */
    enter(d, "investment.made", "fund=a; enterprise=e; amount=40元; date=2020-03-01");            /* 13 */
    enter(d, "holding.valued", "fund=a; enterprise=e; amount=250元; date=2021-12-31");            /* 14 */
    enter(d, "income.received", "fund=a; from=e; amount=5元; purpose=dividend; date=2022-01-15"); /* 15 */
    enter(d, "investment.exited",
          "fund=a; enterprise=e; amount=90元; cost=30元; route=transfer; date=2022-03-01"); /* 16 */
    enter(d, "holding.valued", "fund=a; enterprise=e; amount=100元; date=2022-12-31");      /* 17 */
    enter(d, "investment.exited",
          "fund=a; enterprise=e; amount=1元; cost=10元; route=listing; date=2023-03-01"); /* 18 */
    enter(d, "investment.exited",
          "fund=a; enterprise=e; amount=0元; cost=60元; route=write_off; date=2024-03-01"); /* 19 */
}

static void fair_values(void **state)
{
    static const struct {
        const char *as_of, *invested, *cost, *realised, *fair_value, *exits, *write_offs;
    } cases[] = {
        {"2020-02-01", "60", "60", "0", "60", "0", "0"}, /* never valued: what it cost */
        {"2021-12-30", "100", "100", "0", "100", "0", "0"},
        {"2021-12-31", "100", "100", "0", "250", "0", "0"},
        {"2022-02-28", "100", "100", "5", "250", "0", "0"},
        {"2022-03-01", "100", "70", "95", "175", "1", "0"},   /* 250 × (100 − 30) ÷ 100 */
        {"2022-12-31", "100", "70", "95", "100", "1", "0"},   /* valued anew, of a cost of 70 */
        {"2023-03-01", "100", "60", "96", "85.71", "2", "0"}, /* 100 × 60 ÷ 70 = 85.714… */
        {"2024-03-01", "100", "0", "96", "0", "3", "1"},
    };
    desk d;
    desk_open(&d);
    enter_holding(&d);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        look l = look_as_of(&d, "portfolio", cases[i].as_of);
        is_shown(&l, "a/e", "invested", cases[i].invested);
        is_shown(&l, "a/e", "cost", cases[i].cost);
        is_shown(&l, "a/e", "realised", cases[i].realised);
        is_shown(&l, "a/e", "fair_value", cases[i].fair_value);
        is_shown(&l, "a/e", "exits", cases[i].exits);
        is_shown(&l, "a/e", "write_offs", cases[i].write_offs);
    }
    look l = look_at(&d, "portfolio");
    is_why(&l, "a/e", "invested", "12 13");
    is_why(&l, "a/e", "cost", "12 13 16 18 19");
    is_why(&l, "a/e", "realised", "15 16 18 19");
    is_why(&l, "a/e", "fair_value", "12 13 16 17 18 19");
    is_why(&l, "a/e", "exits", "16 18 19");
    is_why(&l, "a/e", "write_offs", "19");
    is_shown(&l, "a/e", "valued_on", "2022-12-31");
    desk_close(&d);
    (void)state;
}

/* Half a fen goes up: 0.05 × 1 ÷ 2 = 0.025; a third of 0.04 = 0.0133 goes down. */
static void rounding(void **state)
{
    static const struct {
        const char *made, *value, *cost, *left;
    } cases[] = {{"2元", "0.05元", "1元", "0.03"}, {"3元", "0.04元", "2元", "0.01"}, {"3元", "0.04元", "1元", "0.03"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf text[3];
        const char *head[] = {
            "fund=a; enterprise=e; date=2020-02-01; amount=", "fund=a; enterprise=e; date=2020-03-01; amount=",
            "fund=a; enterprise=e; date=2020-04-01; amount=0元; route=write_off; cost="};
        const char *tail[] = {cases[i].made, cases[i].value, cases[i].cost};
        static const char *const kinds[] = {"investment.made", "holding.valued", "investment.exited"};
        desk_open(&d);
        enter_cluster(&d);
        party(&d, "e", "enterprise");
        enter(&d, "commitment.signed", "investor=x; fund=a; amount=10元; date=2020-01-01");
        enter(&d, "contribution.paid", "investor=x; fund=a; amount=10元; date=2020-01-02");
        for (int k = 0; k < 3; k++) {
            buf_init(&text[k], d.a, 200);
            buf_text(&text[k], head[k]);
            buf_text(&text[k], tail[k]);
            buf_char(&text[k], 0);
            enter(&d, kinds[k], text[k].ptr);
        }
        look l = look_at(&d, "portfolio");
        is_shown(&l, "a/e", "fair_value", cases[i].left);
        desk_close(&d);
    }
    (void)state;
}

/* A valuation entered late, of an earlier day, does not displace a later one; a reversed one is gone. Income of a bank
 * makes no holding. */
static void which_valuation(void **state)
{
    desk d;
    desk_open(&d);
    enter_holding(&d);
    party(&d, "bank", "bank");
    enter(&d, "income.received", "fund=a; from=bank; amount=2元; purpose=interest; date=2020-05-01");
    enter(&d, "income.received", "fund=a; amount=3元; purpose=other; date=2020-05-01");
    enter(&d, "holding.valued", "fund=a; enterprise=e; amount=77元; date=2021-06-30");
    look l = look_as_of(&d, "portfolio", "2022-01-01");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "a/e", "fair_value", "250");
    l.at.as_of = on("2021-07-01");
    look_again(&l, "portfolio");
    is_shown(&l, "a/e", "fair_value", "77");
    is_shown(&l, "a/e", "realised", "0");
    reverse(&d, 14);
    l = look_as_of(&d, "portfolio", "2022-03-01");
    is_shown(&l, "a/e", "fair_value", "53.90"); /* 77 × 70 ÷ 100 */
    desk_close(&d);
    (void)state;
}

/* Put in after the valuation: it waits for the next one, and selling more than was valued leaves nothing of it. */
static void later_money(void **state)
{
    static const struct {
        const char *as_of, *cost, *fair_value;
    } cases[] = {{"2020-06-01", "30", "45"},
                 {"2020-07-01", "40", "45"},
                 {"2020-08-01", "30", "30"},
                 {"2020-09-01", "5", "0"},
                 {"2020-10-01", "5", "6"}};
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    party(&d, "e", "enterprise");
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=100元; date=2020-01-01");
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=100元; date=2020-01-02");
    enter(&d, "investment.made", "fund=a; enterprise=e; amount=30元; date=2020-02-01");
    enter(&d, "holding.valued", "fund=a; enterprise=e; amount=45元; date=2020-06-01");
    enter(&d, "investment.made", "fund=a; enterprise=e; amount=10元; date=2020-07-01");
    enter(&d, "investment.exited", "fund=a; enterprise=e; amount=1元; cost=10元; route=transfer; date=2020-08-01");
    enter(&d, "investment.exited", "fund=a; enterprise=e; amount=1元; cost=25元; route=transfer; date=2020-09-01");
    enter(&d, "holding.valued", "fund=a; enterprise=e; amount=6元; date=2020-10-01");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        look l = look_as_of(&d, "portfolio", cases[i].as_of);
        is_shown(&l, "a/e", "cost", cases[i].cost);
        is_shown(&l, "a/e", "fair_value", cases[i].fair_value);
    }
    desk_close(&d);
    (void)state;
}

/* Income that was entered first does not say in which currency the holding is. */
static void income_first(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    party(&d, "e", "enterprise");
    enter(&d, "income.received", "fund=a; from=e; amount=5美元; purpose=dividend; date=2020-03-01");
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=100元; date=2020-01-01");
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=100元; date=2020-01-02");
    enter(&d, "investment.made", "fund=a; enterprise=e; amount=30元; date=2020-02-01");
    look l = look_at(&d, "portfolio");
    is_shown(&l, "a/e", "invested", "30");
    is_shown(&l, "a/e", "fair_value", "30");
    is_shown(&l, "a/e", "realised", "unknown");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fair_values), cmocka_unit_test(rounding),
                                       cmocka_unit_test(which_valuation), cmocka_unit_test(later_money),
                                       cmocka_unit_test(income_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
