/* leverage: the five definitions, each with what it divides; Shanghai's published batches from their rows.
 *
 * Sources of the batches: 1: 文汇报 2024-12-31 (12 funds, 250, 67; stated 3.73); its nine market-type funds as reported on
 * 2025-04-10 (172 of social capital, 36.5; stated 4.71); 2: 新华财经 2025 (17 funds, 241.5, 41.5; stated 5.82); 3: 上海证券报
 * 2026-01-26 (17 funds, 228.9, 47.1; stated 4.86). Amounts in 亿元. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static desk d;

static int open_desk(void **state)
{
    (void)state;
    desk_open(&d);
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

static void shanghai(void **state)
{
    (void)state;
    enter(&d, "cluster.defined", "id=mothers; name=三大先导产业母基金; class=population"); /* 2 */
    enter(&d, "cluster.defined", "id=social_capital; name=社会资本; class=population");    /* 3 */
    enter(&d, "cluster.defined", "id=b1; name=第一批; class=population");                  /* 4 */
    enter(&d, "cluster.defined", "id=b1m; name=第一批市场化9只; class=population");        /* 5 */
    enter(&d, "cluster.defined", "id=b2; name=第二批; class=population");                  /* 6 */
    enter(&d, "cluster.defined", "id=b3; name=第三批; class=population");                  /* 7 */
    enter(&d, "cluster.member_added", "cluster=b1; member=b1m");                           /* 8 */
    enter(&d, "size.reported", "subject=b1; basis=unstated; amount=250亿元");              /* 9 */
    enter(&d, "position.reported", "investor=mothers; in=b1; amount=67亿元; state=stated");
    enter(&d, "position.reported", "investor=social_capital; in=b1m; amount=172亿元; state=stated");
    enter(&d, "position.reported", "investor=mothers; in=b1m; amount=36.5亿元; state=stated");
    enter(&d, "size.reported", "subject=b2; basis=unstated; amount=241.5亿元");
    enter(&d, "position.reported", "investor=mothers; in=b2; amount=41.5亿元; state=stated");
    enter(&d, "size.reported", "subject=b3; basis=unstated; amount=228.9亿元");
    enter(&d, "position.reported", "investor=mothers; in=b3; amount=47.1亿元; state=stated");
    look l = look_at(&d, "leverage");
    assert_int_equal(l.r.row_count, 5);
    is_shown(&l, "a/mothers/b1/stated/unstated", "ratio", "3.7313");
    is_shown(&l, "c/mothers/b1m/stated/unstated", "ratio", "4.7123");
    is_shown(&l, "c/mothers/b1m/stated/unstated", "numerator_is", "private");
    is_shown(&l, "a/mothers/b2/stated/unstated", "ratio", "5.8193");
    is_shown(&l, "a/mothers/b3/stated/unstated", "ratio", "4.8599");
    is_shown(&l, "d/mothers/b1m/stated/unstated", "ratio", "4.7123");
    is_shown(&l, "d/mothers/b1m/stated/unstated", "whole", "b1");
    is_shown(&l, "d/mothers/b1m/stated/unstated", "whole_ratio", "3.7313");
    is_why(&l, "a/mothers/b1/stated/unstated", "ratio", "9 10");
    is_why(&l, "d/mothers/b1m/stated/unstated", "whole_ratio", "8 9 10 11 12");
    l.at.record = RECORD_LEDGER;
    look_again(&l, "leverage");
    assert_int_equal(l.r.row_count, 0);
}

/* Shenzhen 2013: each of six funds had 50 of the central government, 50 of the city and 150 of others: 1.5, not 2.5. */
static void private_to_public(void **state)
{
    (void)state;
    party(&d, "central", "government");
    party(&d, "city", "government");
    party(&d, "others", "corporate");
    party(&d, "f", "sub_fund");
    enter(&d, "commitment.signed", "investor=central; fund=f; amount=50元; date=2013-01-01");
    enter(&d, "commitment.signed", "investor=city; fund=f; amount=50元; date=2013-01-01");
    enter(&d, "commitment.signed", "investor=others; fund=f; amount=150元; date=2013-01-01");
    look l = look_at(&d, "leverage");
    is_shown(&l, "c/f/f/ledger/subscribed", "numerator", "150");
    is_shown(&l, "c/f/f/ledger/subscribed", "denominator", "100");
    is_shown(&l, "c/f/f/ledger/subscribed", "ratio", "1.5");
}

/* A mother fund m in three funds: x and y market-type, z not. Ledger and statements never meet. */
static void one_fund_in_its_funds(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"party.registered", "id=gov; name=GOV; class=government"},
        {"party.registered", "id=lp; name=LP; class=corporate"},
        {"party.registered", "id=m; name=M; class=mother_fund"},
        {"party.registered", "id=x; name=X; class=sub_fund"},
        {"party.registered", "id=y; name=Y; class=sub_fund"},
        {"party.registered", "id=z; name=Z; class=sub_fund"},
        {"party.registered", "id=e; name=E; class=enterprise"},
        {"cluster.defined", "id=market; name=市场化; class=population"},
        {"cluster.member_added", "cluster=market; member=x"},
        {"commitment.signed", "investor=m; fund=x; amount=20元; date=2024-01-01"},
        {"commitment.signed", "investor=lp; fund=x; amount=100元; date=2024-01-01"},
        {"commitment.signed", "investor=m; fund=z; amount=30元; date=2024-01-01"},
        {"commitment.signed", "investor=gov; fund=z; amount=20元; date=2024-01-01"},
        {"contribution.paid", "investor=m; fund=x; amount=10元; date=2024-02-01"},
        {"contribution.paid", "investor=lp; fund=x; amount=30元; date=2024-02-01"},
        {"investment.made", "fund=x; enterprise=e; amount=25元; date=2024-03-01"},
        {"reinvestment.claimed", "investor=m; fund=x; enterprise=e; amount=20元; way=direct; investment=17; "
                                 "date=2024-04-01; later_financing=70元"},
        {"stake.reported", "investor=m; fund=y; amount=5元; state=stated"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) enter(&d, rows[i][0], rows[i][1]);
    look l = look_at(&d, "leverage");
    is_shown(&l, "a/m/m/ledger/subscribed", "numerator", "170");
    is_shown(&l, "a/m/m/ledger/subscribed", "denominator", "50");
    is_shown(&l, "a/m/m/ledger/subscribed", "ratio", "3.4");
    is_shown(&l, "a/m/m/ledger/subscribed", "members", "2");
    is_why(&l, "a/m/m/ledger/subscribed", "denominator", "11 13");
    is_shown(&l, "d/m/market/ledger/subscribed", "ratio", "6");
    is_shown(&l, "d/m/market/ledger/subscribed", "whole_ratio", "3.4");
    is_shown(&l, "b/m/m/ledger/paid_in", "ratio", "4");
    is_shown(&l, "e/m/m/ledger/paid_in", "numerator", "25");
    is_shown(&l, "e/m/m/ledger/paid_in", "ratio", "2.5");
    is_shown(&l, "e_later/m/m/ledger/paid_in", "ratio", "3.5");
    is_shown(&l, "c/z/z/ledger/subscribed", "ratio", "0");
    assert_false(has_row(&l, "a/m/m/reported/subscribed")); /* no fund of which both sides are said */
    enter(&d, "size.reported", "subject=y; basis=subscribed; amount=超20元");
    l = look_at(&d, "leverage");
    is_shown(&l, "a/m/m/reported/subscribed", "numerator", ">20");
    is_shown(&l, "a/m/m/reported/subscribed", "denominator", "5");
    interval ratio = seen(&l, "a/m/m/reported/subscribed", "ratio")->interval;
    assert_true(ratio.lo == 40000 && ratio.hi_open);
}

/* A planned stake may be nothing: then there is nothing to divide by. */
static void a_plan(void **state)
{
    (void)state;
    party(&d, "m", "mother_fund");
    party(&d, "x", "sub_fund");
    enter(&d, "stake.reported", "investor=m; fund=x; amount=5元; state=planned");
    enter(&d, "size.reported", "subject=x; basis=subscribed; amount=20元");
    look l = look_at(&d, "leverage");
    interval under = seen(&l, "a/m/m/reported/subscribed", "denominator")->interval;
    assert_true(under.lo == 0 && under.hi == 500);
    is_shown(&l, "a/m/m/reported/subscribed", "ratio", "");
}

/* In a population the money that a member put into another is counted where it came in. */
static void a_cluster_counts_once(void **state)
{
    (void)state;
    enter_cluster(&d); /* a, b in k */
    party(&d, "gov", "government");
    party(&d, "lp", "corporate");
    enter(&d, "commitment.signed", "investor=gov; fund=a; amount=100元; date=2024-01-01");
    enter(&d, "commitment.signed", "investor=a; fund=b; amount=40元; date=2024-01-01");
    enter(&d, "commitment.signed", "investor=lp; fund=b; amount=250元; date=2024-01-01");
    look l = look_at(&d, "leverage");
    is_shown(&l, "c/k/k/ledger/subscribed", "numerator", "250");
    is_shown(&l, "c/k/k/ledger/subscribed", "denominator", "100");
    is_shown(&l, "c/k/k/ledger/subscribed", "ratio", "2.5");
    is_shown(&l, "c/b/b/ledger/subscribed", "ratio", "6.25");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shanghai, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(private_to_public, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(one_fund_in_its_funds, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(a_plan, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(a_cluster_counts_once, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
