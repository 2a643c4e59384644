/* performance: what a position brought, by hand; a reason where nothing can be said; pools of flows, never of rates. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "views_sample.h"

static void open_pair(desk *d)
{
    desk_open(d);
    party(d, "lp", "government");
    party(d, "f", "sub_fund");
}

static void sign(desk *d, const char *fields)
{
    enter(d, "commitment.signed", fields);
}

static void pay(desk *d, const char *fields)
{
    enter(d, "contribution.paid", fields);
}

static void distribute(desk *d, const char *fields)
{
    enter(d, "distribution.paid", fields);
}

static void say_nav(desk *d, const char *fields)
{
    enter(d, "nav.reported", fields);
}

/* docs/time.md: 80 on 22 January, 90 on 31 December, and the fund is wound up. */
static void worked_example(void **state)
{
    (void)state;
    desk d;
    open_pair(&d);
    sign(&d, "investor=lp; fund=f; amount=200元; date=2025-01-02"); /* 4 */
    pay(&d, "investor=lp; fund=f; amount=80元; date=2025-01-22");
    distribute(&d, "investor=lp; fund=f; amount=90元; date=2025-12-31");
    enter(&d, "fund.staged", "fund=f; stage=liquidated; date=2025-12-31"); /* 7 */
    look l = look_as_of(&d, "performance", "2026-11-23");
    is_shown(&l, "position/lp/f", "irr", "13.3531");
    is_shown(&l, "position/lp/f", "period_return", "12.5");
    is_shown(&l, "position/lp/f", "years", "0.9397");
    is_shown(&l, "position/lp/f", "roots", "1");
    is_shown(&l, "position/lp/f", "proof", "unique_balances");
    is_shown(&l, "position/lp/f", "day_count", "ACT/365F");
    is_shown(&l, "position/lp/f", "irr_error", "1e-10");
    is_shown(&l, "position/lp/f", "pic", "0.4");
    is_shown(&l, "position/lp/f", "dpi", "1.125");
    is_shown(&l, "position/lp/f", "rvpi", "0");
    is_shown(&l, "position/lp/f", "tvpi", "1.125");
    is_shown(&l, "position/lp/f", "nav_of", "closed");
    is_shown(&l, "position/lp/f", "reason", "");
    is_why(&l, "position/lp/f", "irr", "5 6 7");
    is_why(&l, "position/lp/f", "dpi", "5 6");
    is_why(&l, "position/lp/f", "pic", "4 5");
    desk_close(&d);
}

/* AZASRS: 0.409317 a year; 1.40931723^(90/365) − 1 = 0.0882831 over 90 days, where it has 0.0882841. */
static void public_case(void **state)
{
    (void)state;
    desk d;
    open_pair(&d);
    sign(&d, "investor=lp; fund=f; amount=300元; date=2018-12-01");
    pay(&d, "investor=lp; fund=f; amount=100元; date=2018-12-31");
    distribute(&d, "investor=lp; fund=f; amount=50元; date=2019-01-03");
    distribute(&d, "investor=lp; fund=f; amount=10元; date=2019-02-09");
    pay(&d, "investor=lp; fund=f; amount=200元; date=2019-02-28");
    say_nav(&d, "fund=f; investor=lp; amount=250元; date=2019-03-31"); /* 9 */
    distribute(&d, "investor=lp; fund=f; amount=3元; date=2019-04-01");
    look l = look_as_of(&d, "performance", "2019-12-31");
    is_shown(&l, "position/lp/f", "irr", "40.9317");
    is_shown(&l, "position/lp/f", "period_return", "8.8283"); /* the public figure is 1.0e-6 too large */
    is_shown(&l, "position/lp/f", "from", "2018-12-31");
    is_shown(&l, "position/lp/f", "measured_on", "2019-03-31");
    is_shown(&l, "position/lp/f", "distributed", "60"); /* the 3 came later */
    is_shown(&l, "position/lp/f", "later", "1");
    is_shown(&l, "position/lp/f", "stale_days", "275");
    is_shown(&l, "position/lp/f", "nav", "250");
    is_shown(&l, "position/lp/f", "nav_of", "own");
    is_why(&l, "position/lp/f", "irr", "5 6 7 8 9");
    is_why(&l, "position/lp/f", "tvpi", "5 6 7 8 9");
    is_why(&l, "position/lp/f", "rvpi", "5 8 9");
    desk_close(&d);
}

static void no_rate(desk *d, const char *reason)
{
    look l = look_as_of(d, "performance", "2026-11-23");
    is_shown(&l, "position/lp/f", "reason", reason);
    is_shown(&l, "position/lp/f", "irr", "");
    is_shown(&l, "position/lp/f", "irr_error", "");
    is_shown(&l, "position/lp/f", "period_return", "");
    is_shown(&l, "position/lp/f", "proof", "");
}

static void reasons_in_turn(void **state)
{
    (void)state;
    desk d;
    open_pair(&d);
    sign(&d, "investor=lp; fund=f; amount=300元; date=2020-01-01");
    no_rate(&d, "no_flow"); /* before its first flow */
    pay(&d, "investor=lp; fund=f; amount=100元; date=2021-01-01");
    no_rate(&d, "no_value");
    look l = look_as_of(&d, "performance", "2026-11-23");
    is_shown(&l, "position/lp/f", "dpi", "0");
    is_shown(&l, "position/lp/f", "tvpi", "");
    is_shown(&l, "position/lp/f", "nav", "");
    say_nav(&d, "fund=f; investor=lp; amount=0元; date=2022-01-01");
    no_rate(&d, "no_inflow");
    say_nav(&d, "fund=f; investor=lp; amount=约90元; date=2023-01-01");
    no_rate(&d, "value_inexact");
    say_nav(&d, "fund=f; investor=lp; amount=90元; date=2024");
    no_rate(&d, "value_day_inexact");
    say_nav(&d, "fund=f; investor=lp; amount=90美元; date=2025-01-01");
    no_rate(&d, "currencies");
    say_nav(&d, "fund=f; investor=lp; amount=90元; date=2026-11"); /* as_of lies in that month */
    no_rate(&d, "value_inexact");
    desk_close(&d);
}

static void one_day_and_no_outflow(void **state)
{
    (void)state;
    desk d;
    open_pair(&d);
    sign(&d, "investor=lp; fund=f; amount=300元; date=2020-01-01");
    pay(&d, "investor=lp; fund=f; amount=100元; date=2021-01-01");
    say_nav(&d, "fund=f; investor=lp; amount=110元; date=2021-01-01");
    no_rate(&d, "one_day");
    look l = look_as_of(&d, "performance", "2026-11-23");
    is_shown(&l, "position/lp/f", "tvpi", "1.1");
    desk_close(&d);
    open_pair(&d);
    sign(&d, "investor=lp; fund=f; amount=300元; date=2020-01-01");
    pay(&d, "investor=lp; fund=f; amount=100元; date=2021-01-01");
    say_nav(&d, "fund=f; investor=lp; amount=110元; date=2020-06-01"); /* before any money */
    no_rate(&d, "no_outflow");
    desk_close(&d);
}

/* ---- the whole fund's value ---- */

/* Three investors who paid a third each; the fund's 100.00 yuan falls to them as 33.34, 33.33, 33.33. */
static void open_three(desk *d)
{
    desk_open(d);
    party(d, "f", "sub_fund"); /* 2 */
    party(d, "p", "soe");      /* 3 */
    party(d, "q", "soe");      /* 4 */
    party(d, "r", "soe");      /* 5 */
    const char *const who[] = {"p", "q", "r"};
    char fields[128];
    for (int i = 0; i < 3; i++) {
        snprintf(fields, sizeof fields, "investor=%s; fund=f; amount=100元; date=2020-01-01", who[i]);
        sign(d, fields);
        snprintf(fields, sizeof fields, "investor=%s; fund=f; amount=30元; date=2020-02-01", who[i]);
        pay(d, fields);
    }
}

static void share_of_the_whole(void **state)
{
    (void)state;
    desk d;
    open_three(&d);
    say_nav(&d, "fund=f; amount=100元; date=2022-02-01");
    look l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/p/f", "reason", "ledger_part"); /* nobody says how large the fund is */
    enter(&d, "size.reported", "subject=f; basis=subscribed; amount=301元; date=2020-01-01");
    l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/p/f", "reason", "ledger_part");
    enter(&d, "size.reported", "subject=f; basis=subscribed; amount=300元; date=2020-01-02");
    l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/p/f", "nav", "33.34");
    is_shown(&l, "position/q/f", "nav", "33.33");
    is_shown(&l, "position/r/f", "nav", "33.33");
    is_shown(&l, "position/r/f", "nav_of", "share_of_fund");
    is_shown(&l, "fund/f", "nav", "100");
    is_shown(&l, "fund/f", "positions", "3");
    is_shown(&l, "fund/f", "irr", "5.4017"); /* (100/90)^(365/731) − 1 */
    is_why(&l, "position/q/f", "nav", "6 7 8 9 10 11 12 14"); /* all of the fund, and how large it is */
    say_nav(&d, "fund=f; investor=q; amount=20元; date=2022-03-01");
    l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/q/f", "nav", "20");
    is_shown(&l, "position/q/f", "nav_of", "own");
    is_shown(&l, "fund/f", "nav_of", "several");
    is_shown(&l, "fund/f", "nav_date", "2022-02-01");
    is_shown(&l, "fund/f", "measured_on", "2022-03-01");
    desk_close(&d);
}

static void value_before_a_merger(void **state)
{
    (void)state;
    desk d;
    open_pair(&d);
    party(&d, "old", "sub_fund");
    sign(&d, "investor=lp; fund=old; amount=300元; date=2020-01-01");
    pay(&d, "investor=lp; fund=old; amount=100元; date=2020-02-01"); /* 6 */
    say_nav(&d, "fund=f; investor=lp; amount=110元; date=2021-01-01");
    enter(&d, "fund.merged", "fund=old; into=f; ratio=1; date=2021-06-01"); /* 8 */
    no_rate(&d, "value_before_merger");
    say_nav(&d, "fund=f; investor=lp; amount=121元; date=2022-01-31"); /* 9 */
    look l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/lp/f", "irr", "10"); /* 121 after two years of 365 days; 2020 has a day more */
    is_why(&l, "position/lp/f", "irr", "6 8 9");
    assert_false(has_row(&l, "position/lp/old"));
    desk_close(&d);
}

/* ---- stakes that change hands ---- */

static void open_transfer(desk *d, const char *price)
{
    char fields[200];
    desk_open(d);
    party(d, "f", "sub_fund");
    party(d, "s", "soe");
    party(d, "b", "soe");
    sign(d, "investor=s; fund=f; amount=100元; date=2020-01-01");
    pay(d, "investor=s; fund=f; amount=80元; date=2020-01-01");
    snprintf(fields, sizeof fields, "seller=s; buyer=b; fund=f; amount=100元; paid_in=80元; %sdate=2020-12-31", price);
    enter(d, "stake.transferred", fields);
    say_nav(d, "fund=f; investor=b; amount=132元; date=2021-12-31");
}

static void transfer_with_a_price(void **state)
{
    (void)state;
    desk d;
    open_transfer(&d, "price=88元; ");
    look l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/s/f", "irr", "10"); /* 365 days */
    is_shown(&l, "position/s/f", "nav_of", "closed");
    is_shown(&l, "position/s/f", "committed", "0");
    is_shown(&l, "position/s/f", "paid_in", "80");
    is_shown(&l, "position/s/f", "distributed", "88");
    is_shown(&l, "position/s/f", "dpi", "1.1");
    is_shown(&l, "position/b/f", "irr", "50");
    is_shown(&l, "position/b/f", "paid_in", "88");
    is_shown(&l, "position/b/f", "tvpi", "1.5");
    is_shown(&l, "position/b/f", "pic", "0.8");
    is_shown(&l, "investor/b", "paid_in", "88");
    is_shown(&l, "fund/f", "paid_in", "80"); /* what passed between investors is none of the fund's */
    is_shown(&l, "fund/f", "distributed", "0");
    is_shown(&l, "fund/f", "tvpi", "1.65");
    is_shown(&l, "fund/f", "pic", "0.8");
    desk_close(&d);
}

static void transfer_without_a_price(void **state)
{
    (void)state;
    desk d;
    open_transfer(&d, "");
    look l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/s/f", "reason", "no_price");
    is_shown(&l, "position/b/f", "reason", "no_price");
    is_shown(&l, "position/b/f", "dpi", "");
    is_shown(&l, "investor/b", "reason", "no_price");
    is_shown(&l, "fund/f", "tvpi", "1.65");
    is_shown(&l, "fund/f", "reason", "");
    is_shown(&l, "fund/f", "unmeasured", "0");
    desk_close(&d);
}

/* ---- pools ---- */

/* lp → m (a mother fund) → f; a private investor p beside it. */
static void open_layers(desk *d)
{
    desk_open(d);
    enter(d, "party.registered", "id=m; name=M; class=mother_fund; sector=综合; date=2020-01-01");
    enter(d, "party.registered", "id=f; name=F; class=sub_fund; sector=芯片; date=2020-01-01");
    party(d, "lp", "government");
    party(d, "p", "soe");
    party(d, "g", "gp");
    party(d, "h", "gp");
    enter(d, "cluster.defined", "id=k; name=K; class=fund_cluster; date=2020-01-01");
    enter(d, "cluster.member_added", "cluster=k; member=m; date=2020-01-01");
    enter(d, "cluster.member_added", "cluster=k; member=f; date=2020-01-01");
    enter(d, "role.assigned", "party=g; in=f; role=manager; state=stated; date=2020-01-01");
    enter(d, "role.assigned", "party=h; in=f; role=manager; state=proposed; date=2020-01-01");
    sign(d, "investor=lp; fund=m; amount=100元; date=2020-01-01");
    sign(d, "investor=m; fund=f; amount=50元; date=2020-01-01");
    sign(d, "investor=p; fund=f; amount=50元; date=2020-01-01");
    pay(d, "investor=lp; fund=m; amount=60元; date=2020-06-30");
    pay(d, "investor=m; fund=f; amount=50元; date=2021-01-01");
    pay(d, "investor=p; fund=f; amount=50元; date=2021-01-01");
    say_nav(d, "fund=m; investor=lp; amount=70元; date=2022-01-01");
    say_nav(d, "fund=f; investor=m; amount=55元; date=2022-01-01");
    say_nav(d, "fund=f; investor=p; amount=60元; date=2022-01-01");
}

static void pools_of_flows(void **state)
{
    (void)state;
    desk d;
    open_layers(&d);
    look l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/m/f", "irr", "10");
    is_shown(&l, "position/p/f", "irr", "20");
    is_shown(&l, "fund/f", "irr", "15"); /* equal parts */
    is_shown(&l, "manager/g", "irr", "15");
    assert_false(has_row(&l, "manager/h"));
    is_shown(&l, "vintage/2020", "tvpi", "1.1667");
    is_shown(&l, "vintage/2021", "irr", "15");
    is_shown(&l, "sector/芯片", "irr", "15");
    is_shown(&l, "cluster/k", "paid_in", "110"); /* without m's 50, which lp paid */
    is_shown(&l, "cluster/k", "nav", "130");
    is_shown(&l, "cluster/k", "positions", "2");
    is_shown(&l, "cluster/k", "internal", "1");
    is_shown(&l, "all/all", "internal", "1");
    is_shown(&l, "investor/m", "internal", "0");
    l.where = STR("by=cluster");
    look_again(&l, "performance");
    assert_int_equal(l.r.row_count, 1);
    desk_close(&d);
}

static void pool_with_a_gap(void **state)
{
    (void)state;
    desk d;
    open_layers(&d);
    party(&d, "u", "soe");
    sign(&d, "investor=u; fund=f; amount=50元; date=2020-01-01");
    look l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "fund/f", "irr", "15"); /* who has paid nothing has nothing left */
    is_shown(&l, "fund/f", "committed", "150");
    pay(&d, "investor=u; fund=f; amount=1元; date=2021-01-01");
    l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "fund/f", "irr", "");
    is_shown(&l, "fund/f", "reason", "no_value");
    is_shown(&l, "fund/f", "unmeasured", "1");
    is_shown(&l, "fund/f", "dpi", "0");
    desk_close(&d);
}

static void sums_beyond_int64(void **state)
{
    (void)state;
    desk d;
    desk_open(&d);
    party(&d, "lp", "government");
    char fields[160];
    for (int i = 0; i < 9; i++) { /* no series of the book may hold more than a quarter of int64 */
        char id[] = {'f', (char)('a' + i), 0};
        party(&d, id, "sub_fund");
        snprintf(fields, sizeof fields, "investor=lp; fund=%s; amount=11000000000000000元; date=2020-01-01", id);
        sign(&d, fields);
        pay(&d, fields);
        snprintf(fields, sizeof fields, "investor=lp; fund=%s; amount=16500000000000000元; date=2021-12-31", id);
        say_nav(&d, fields);
    }
    look l = look_as_of(&d, "performance", "2022-12-31");
    is_shown(&l, "position/lp/fa", "tvpi", "1.5");
    is_shown(&l, "position/lp/fa", "irr", "22.4745"); /* the square root of 1.5: 730 days */
    is_shown(&l, "investor/lp", "reason", "too_large");
    is_shown(&l, "investor/lp", "tvpi", "");
    is_shown(&l, "investor/lp", "paid_in", "unknown");
    is_shown(&l, "investor/lp", "irr", "");
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(worked_example),
                                       cmocka_unit_test(public_case),
                                       cmocka_unit_test(reasons_in_turn),
                                       cmocka_unit_test(one_day_and_no_outflow),
                                       cmocka_unit_test(share_of_the_whole),
                                       cmocka_unit_test(value_before_a_merger),
                                       cmocka_unit_test(transfer_with_a_price),
                                       cmocka_unit_test(transfer_without_a_price),
                                       cmocka_unit_test(pools_of_flows),
                                       cmocka_unit_test(pool_with_a_gap),
                                       cmocka_unit_test(sums_beyond_int64)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
