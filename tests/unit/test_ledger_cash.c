/* cash: received, paid and left; what the bank says on its day; receipts spent first in, first out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

/* Received 100 (1 Jan), 50 (1 Mar), 30 and 5 (1 Jul); paid 60 (1 Feb), 55 and 10 (1 Apr). */
static void enter_flows(desk *d)
{
    enter_cluster(d);
    party(d, "e", "enterprise");                                                                        /* 9 */
    enter(d, "commitment.signed", "investor=x; fund=a; amount=500元; date=2024-01-01");                 /* 10 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=50元; date=2024-03-01");                  /* 11 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=100元; date=2024-01-01");                 /* 12 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=44元; purpose=in_kind; date=2024-01-03"); /* 13 */
    enter(d, "investment.made", "fund=a; enterprise=e; amount=60元; date=2024-02-01");                  /* 14 */
    enter(d, "distribution.paid", "investor=x; fund=a; amount=55元; date=2024-04-01");                  /* 15 */
    enter(d, "expense.paid", "fund=a; amount=10元; purpose=audit; date=2024-04-01");                    /* 16 */
    enter(d, "investment.exited",
          "fund=a; enterprise=e; amount=30元; cost=10元; route=buyback; date=2024-07-01"); /* 17 */
    enter(d, "income.received", "fund=a; amount=5元; purpose=interest; date=2024-07-01");  /* 18 */
}

static void ages(void **state)
{
    static const struct {
        const char *as_of, *received, *paid, *balance, *oldest, *weighted;
    } cases[] = {
        {"2024-01-01", "100", "0", "100", "0", "0"},     {"2024-01-31", "100", "0", "100", "30", "30"},
        {"2024-03-01", "150", "60", "90", "60", "27"},   /* 40 of 60 days, 50 of none: 26.67 */
        {"2024-04-01", "150", "125", "25", "31", "31"},  /* 25 left of 1 Mar */
        {"2024-07-01", "185", "125", "60", "122", "51"}, /* 25 × 122 ÷ 60 = 50.83 */
    };
    desk d;
    desk_open(&d);
    enter_flows(&d);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        look l = look_as_of(&d, "cash", cases[i].as_of);
        is_shown(&l, "a/CNY", "received", cases[i].received);
        is_shown(&l, "a/CNY", "paid", cases[i].paid);
        is_shown(&l, "a/CNY", "balance", cases[i].balance);
        is_shown(&l, "a/CNY", "idle_days_oldest", cases[i].oldest);
        is_shown(&l, "a/CNY", "idle_weighted_days", cases[i].weighted);
    }
    look l = look_at(&d, "cash");
    is_why(&l, "a/CNY", "received", "11 12 17 18");
    is_why(&l, "a/CNY", "paid", "14 15 16");
    is_why(&l, "a/CNY", "balance", "11 12 14 15 16 17 18");
    is_why(&l, "a/CNY", "idle_weighted_days", "11 12 14 15 16 17 18");
    is_shown(&l, "a/CNY", "confirmed", "");
    desk_close(&d);
    (void)state;
}

/* Half a day goes up; nothing left, or less than nothing, has no age. */
static void ends_of_ages(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=500元; date=2024-01-01");
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=1元; date=2024-01-01");
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=1元; date=2024-01-02");
    enter(&d, "expense.paid", "fund=a; amount=2元; purpose=tax; date=2024-02-01");
    look l = look_as_of(&d, "cash", "2024-01-02");
    is_shown(&l, "a/CNY", "idle_weighted_days", "1");
    is_shown(&l, "a/CNY", "idle_days_oldest", "1");
    l = look_at(&d, "cash");
    is_shown(&l, "a/CNY", "balance", "0");
    is_shown(&l, "a/CNY", "idle_days_oldest", "");
    enter(&d, "expense.paid", "fund=a; amount=1元; purpose=tax; date=2024-03-01");
    l = look_at(&d, "cash");
    is_shown(&l, "a/CNY", "balance", "-1");
    is_shown(&l, "a/CNY", "idle_weighted_days", "");
    desk_close(&d);
    (void)state;
}

/* The bank is held against the ledger of its own day; banks of that day are added, an older day is not. */
static void confirmed(void **state)
{
    desk d;
    desk_open(&d);
    enter_flows(&d);
    party(&d, "b1", "bank");                                             /* 19 */
    party(&d, "b2", "bank");                                             /* 20 */
    enter(&d, "cash.confirmed", "fund=a; amount=90元; date=2024-03-31"); /* 21 */
    look l = look_at(&d, "cash");
    is_shown(&l, "a/CNY", "balance", "60");
    is_shown(&l, "a/CNY", "confirmed", "90");
    is_shown(&l, "a/CNY", "confirmed_on", "2024-03-31");
    is_shown(&l, "a/CNY", "balance_confirmed_on", "90");
    is_shown(&l, "a/CNY", "difference", "0");
    is_why(&l, "a/CNY", "difference", "11 12 14 21");
    enter(&d, "cash.confirmed", "fund=a; bank=b1; amount=1元; date=2024-05-31");  /* 22 */
    enter(&d, "cash.confirmed", "fund=a; bank=b1; amount=20元; date=2024-05-31"); /* 23: in place of 22 */
    enter(&d, "cash.confirmed", "fund=a; bank=b2; amount=4元; date=2024-05-31");  /* 24 */
    l = look_at(&d, "cash");
    is_shown(&l, "a/CNY", "confirmed", "24");
    is_shown(&l, "a/CNY", "balance_confirmed_on", "25");
    is_shown(&l, "a/CNY", "difference", "1");
    is_why(&l, "a/CNY", "confirmed", "23 24");
    l = look_as_of(&d, "cash", "2024-05-30");
    is_shown(&l, "a/CNY", "confirmed", "90");
    l = look_as_of(&d, "cash", "2024-03-30");
    is_shown(&l, "a/CNY", "confirmed", "");
    is_shown(&l, "a/CNY", "difference", "");
    desk_close(&d);
    (void)state;
}

/* After a merger each fund as it was founded has its own statements: a's is of all of it, b's are of two banks. */
static void confirmed_of_merged(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    party(&d, "b1", "bank");                                                            /* 9 */
    party(&d, "b2", "bank");                                                            /* 10 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=90元; date=2024-01-01"); /* 11 */
    enter(&d, "commitment.signed", "investor=x; fund=b; amount=10元; date=2024-01-01"); /* 12 */
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=90元; date=2024-01-02"); /* 13 */
    enter(&d, "contribution.paid", "investor=x; fund=b; amount=10元; date=2024-01-02"); /* 14 */
    enter(&d, "cash.confirmed", "fund=a; bank=b1; amount=50元; date=2024-03-31");       /* 15 */
    enter(&d, "cash.confirmed", "fund=a; amount=90元; date=2024-03-31");                /* 16: of all of a */
    enter(&d, "cash.confirmed", "fund=b; bank=b1; amount=7元; date=2024-03-31");        /* 17 */
    enter(&d, "cash.confirmed", "fund=b; bank=b2; amount=3元; date=2024-03-31");        /* 18 */
    enter(&d, "fund.merged", "fund=b; into=a; ratio=1; date=2024-06-01");               /* 19 */
    look l = look_as_of(&d, "cash", "2024-05-31");
    is_shown(&l, "a/CNY", "confirmed", "90");
    is_shown(&l, "b/CNY", "confirmed", "10");
    l = look_as_of(&d, "cash", "2024-06-01");
    is_shown(&l, "a/CNY", "confirmed", "100");
    is_shown(&l, "a/CNY", "difference", "0");
    is_why(&l, "a/CNY", "confirmed", "16 17 18");
    desk_close(&d);
    (void)state;
}

/* What one fund pays to another leaves the one and reaches the other; a stake's price is between seller and buyer. */
static void between_funds(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=100元; date=2024-01-01");                 /* 9 */
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=100元; date=2024-01-01");                 /* 10 */
    enter(&d, "commitment.signed", "investor=a; fund=b; amount=60元; date=2024-01-02");                  /* 11 */
    enter(&d, "contribution.paid", "investor=a; fund=b; amount=60元; date=2024-01-02");                  /* 12 */
    enter(&d, "distribution.paid", "investor=a; fund=b; amount=5元; date=2024-02-01");                   /* 13 */
    enter(&d, "contribution.paid", "investor=x; fund=b; amount=3美元; inside=outside; date=2024-02-01"); /* 14 */
    enter(&d, "stake.transferred", "seller=a; buyer=c; fund=b; amount=60元; paid_in=60元; price=70元; date=2024-03-01");
    look l = look_at(&d, "cash");
    is_shown(&l, "a/CNY", "received", "175"); /* 100 + 5 + 70 */
    is_shown(&l, "a/CNY", "paid", "60");
    is_shown(&l, "b/CNY", "balance", "55");
    is_shown(&l, "b/USD", "balance", "3");
    is_shown(&l, "c/CNY", "balance", "-70");
    is_why(&l, "a/CNY", "received", "10 13 15");
    is_why(&l, "b/CNY", "balance", "12 13");
    assert_int_equal(l.r.row_count, 4); /* x is no fund */
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ages), cmocka_unit_test(ends_of_ages),
                                       cmocka_unit_test(confirmed), cmocka_unit_test(confirmed_of_merged),
                                       cmocka_unit_test(between_funds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
