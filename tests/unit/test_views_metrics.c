/* metrics: each figure of the closed list over a population, what it rests on, and when the book cannot give it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

/* A mother fund a with 60 in sub-fund b of 100; b has put 30 into e, 20 of which were recognised, 5 of them revoked. */
static void enter_money(desk *d)
{
    enter_cluster(d);                                                                   /* 2 … 8 */
    party(d, "e", "enterprise");                                                        /* 9 */
    enter(d, "program.named", "id=p; name=P; date=2020-01-01");                         /* 10 */
    enter(d, "commitment.signed", "investor=x; fund=a; amount=200元; date=2021-01-01"); /* 11 */
    enter(d, "commitment.signed", "investor=a; fund=b; amount=60元; date=2021-01-01");  /* 12 */
    enter(d, "commitment.signed", "investor=x; fund=b; amount=40元; date=2021-01-01");  /* 13 */
    enter(d, "contribution.paid", "investor=a; fund=b; amount=20元; date=2021-02-01");  /* 14 */
    enter(d, "contribution.paid", "investor=x; fund=b; amount=30元; date=2021-02-01");  /* 15 */
    enter(d, "investment.made", "fund=b; enterprise=e; amount=30元; date=2021-03-01");  /* 16 */
    enter(d, "reinvestment.claimed",
          "investor=x; fund=b; enterprise=e; amount=30元; way=direct; investment=16; date=2021-04-01");  /* 17 */
    enter(d, "reinvestment.recognised", "claim=17; amount=20元; clause=1; evidence=y; date=2021-05-01"); /* 18 */
    enter(d, "reinvestment.revoked", "recognition=18; amount=5元; reason=r; date=2021-06-01");           /* 19 */
    enter(d, "size.reported", "subject=a; basis=registered; amount=200元; date=2021-01-01");             /* 20 */
    enter(d, "size.reported", "subject=b; basis=registered; amount=约100元; date=2021-01-01");           /* 21 */
    enter(d, "size.reported", "subject=b; basis=target; amount=150元; date=2021-01-01");                 /* 22 */
}

static void each_is_measured(void **state)
{
    static const struct {
        const char *target, *reached, *verdict, *why;
    } cases[] = {
        {"indicator=cluster_size; value=280元; population=k", "≈[290, 310]", "pass", "7 8 20 21 23"},
        {"indicator=cluster_size; value=1元; population=k; basis=target", "≥150 (1 unknown)", "pass", "7 8 22 23"},
        {"indicator=subfunds_size; value=150元; population=k; basis=target", "150", "pass", "8 22 23"},
        {"indicator=fund_count; value=3只; population=k", "2", "not_yet_due", "7 8 23"},
        {"indicator=committed; value=300元; population=k", "300", "pass", "7 8 11 12 13 23"},
        {"indicator=committed; value=100元; population=b", "100", "pass", "12 13 23"},
        {"indicator=paid_in; value=51元; population=b", "50", "not_yet_due", "14 15 23"},
        {"indicator=invested; value=30元; population=k", "30", "pass", "7 8 16 23"},
        {"indicator=reinvestment_counted; value=15元; population=b", "15", "pass", "18 19 23"},
        {"indicator=leverage; value=1.6倍; population=k", "[1.6666, 1.6667]", "pass", "8 12 13 23"},
        {"indicator=leverage; value=2.6倍; population=k; basis=paid_in", "2.5", "not_yet_due", "8 14 15 23"},
        {"indicator=committed; value=1元; population=c", "unknown", "undetermined", "23"}, /* no ledger is not nought */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf text;
        desk_open(&d);
        enter_money(&d);
        buf_init(&text, d.a, 400);
        buf_text(&text, "id=t; program=p; comparator=>=; deadline=2030; date=2021-01-01; ");
        buf_text(&text, cases[i].target);
        buf_char(&text, 0);
        enter(&d, "target.set", text.ptr); /* 23 */
        look l = look_at(&d, "target_pace");
        is_shown(&l, "t", "measured_by", "book");
        is_shown(&l, "t", "reached", cases[i].reached);
        is_shown(&l, "t", "verdict", cases[i].verdict);
        is_why(&l, "t", "reached", cases[i].why);
        l = look_at(&d, "targets"); /* the same figure and verdict */
        is_shown(&l, "t", "reading", cases[i].reached);
        is_shown(&l, "t", "verdict", cases[i].verdict);
        is_why(&l, "t", "reading", cases[i].why);
        desk_close(&d);
    }
    (void)state;
}

static void not_measured(void **state)
{
    static const struct {
        const char *target, *why_not;
    } cases[] = {
        {"indicator=committed; value=1元", "no_population"},
        {"indicator=committed; value=1只; population=b", "unit_differs"},
        {"indicator=leverage; value=1倍; population=c", "no_denominator"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf text;
        desk_open(&d);
        enter_money(&d);
        buf_init(&text, d.a, 400);
        buf_text(&text, "id=t; program=p; comparator=>=; deadline=2026; date=2021-01-01; ");
        buf_text(&text, cases[i].target);
        buf_char(&text, 0);
        enter(&d, "target.set", text.ptr);
        look l = look_at(&d, "target_pace");
        is_shown(&l, "t", "why_not", cases[i].why_not);
        is_shown(&l, "t", "reached", "");
        is_shown(&l, "t", "verdict", "no_reading");
        is_shown(&l, "t", "pace", "no_figure");
        desk_close(&d);
    }
    (void)state;
}

/* Who may not be a member on as_of adds what it has, or nothing. */
static void perhaps_a_member(void **state)
{
    desk d;
    desk_open(&d);
    enter_money(&d);
    enter(&d, "cluster.member_added", "cluster=k; member=c; date=2026"); /* 23 */
    enter(&d, "target.set",
          "id=t; program=p; indicator=fund_count; comparator=>=; value=3只; population=k; date=2021-01-01");
    look l = look_as_of(&d, "target_pace", "2026-06-30");
    is_shown(&l, "t", "reached", "[2, 3] (1 unknown)");
    is_shown(&l, "t", "verdict", "undetermined");
    l = look_at(&d, "target_pace");
    is_shown(&l, "t", "reached", "3");
    desk_close(&d);
    (void)state;
}

/* A fund that went into another has its money there, and there only. */
static void merged_funds_count_once(void **state)
{
    desk d;
    desk_open(&d);
    enter_money(&d);
    party(&d, "b2", "sub_fund");                                                        /* 23 */
    enter(&d, "cluster.member_added", "cluster=k; member=b2; date=2020-01-01");         /* 24 */
    enter(&d, "commitment.signed", "investor=x; fund=b2; amount=7元; date=2021-01-01"); /* 25 */
    enter(&d, "fund.merged", "fund=b2; into=b; ratio=1; date=2022-01-01");              /* 26 */
    enter(&d, "target.set",
          "id=t; program=p; indicator=committed; comparator=>=; value=307元; population=k; date=2021-01-01");
    look l = look_at(&d, "target_pace");
    is_shown(&l, "t", "reached", "307");
    is_why(&l, "t", "reached", "7 8 11 12 13 25 26 27");
    desk_close(&d);
    (void)state;
}

static void the_list(void **state)
{
    desk d;
    desk_open(&d);
    enter_money(&d);
    enter(&d, "target.set",
          "id=t; program=p; indicator=committed; comparator=>=; value=1元; population=k; date=2021-01-01");
    enter(&d, "target.set", "id=u; program=p; indicator=committed; comparator=>=; value=1元; date=2021-01-01");
    enter(&d, "target.set", "id=v; program=p; indicator=jobs; comparator=>=; value=1个; date=2021-01-01");
    look l = look_at(&d, "metrics");
    assert_int_equal(l.r.row_count, 8);
    is_shown(&l, "committed", "targets", "2");
    is_why(&l, "committed", "targets", "23 24");
    is_shown(&l, "committed", "measured", "1");
    is_shown(&l, "committed", "forecastable", "yes");
    is_shown(&l, "reinvestment_counted", "forecastable", "no");
    is_shown(&l, "cluster_size", "targets", "0");
    l = look_at(&d, "target_pace");
    is_shown(&l, "v", "measured_by", "observed");
    is_shown(&l, "v", "forecastable", "no");
    is_shown(&l, "t", "forecastable", "yes");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_measured),        cmocka_unit_test(not_measured), cmocka_unit_test(perhaps_a_member),
        cmocka_unit_test(merged_funds_count_once), cmocka_unit_test(the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
