/* reinvestment: what is owed by which parameter, what was done towards it, and what the national score sees. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "views_sample.h"

static desk d;

/* gov 2 (340100), lp 3, mf 4 (340100), f 5, inside 6 (340104), outside 7 (310000), nowhere 8;
 * mf in f: 200 committed 9, 100 paid 11; lp in f: 600 committed 10, 200 paid 12; invested 80 inside 13, 90 outside 14. */
static int open_desk(void **state)
{
    (void)state;
    desk_open(&d);
    enter(&d, "party.registered", "id=gov; name=GOV; class=government; region=340100");
    party(&d, "lp", "corporate");
    enter(&d, "party.registered", "id=mf; name=MF; class=mother_fund; region=340100");
    party(&d, "f", "sub_fund");
    enter(&d, "party.registered", "id=inside; name=I; class=enterprise; region=340104");
    enter(&d, "party.registered", "id=outside; name=O; class=enterprise; region=310000");
    party(&d, "nowhere", "enterprise");
    enter(&d, "commitment.signed", "investor=mf; fund=f; amount=200元; date=2024-01-01");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=600元; date=2024-01-01");
    enter(&d, "contribution.paid", "investor=mf; fund=f; amount=100元; date=2024-02-01");
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=200元; date=2024-02-01");
    enter(&d, "investment.made", "fund=f; enterprise=inside; amount=80元; date=2024-03-01");
    assert_int_equal(enter(&d, "investment.made", "fund=f; enterprise=outside; amount=90元; date=2024-03-01"), 14);
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

#define OF_PAID "f/mf/reinvestment_multiple_of_paid_in"

static void a_duty(void **state)
{
    (void)state;
    enter(&d, "parameter.set",
          "name=reinvestment_multiple_of_paid_in; value=1.5倍; region=340100; date=2024-01-01"); /* 15 */
    enter(&d, "reinvestment.claimed",                                                            /* 16 */
          "investor=mf; fund=f; enterprise=inside; amount=70元; way=direct; investment=13; date=2024-05-01; "
          "evidence=执照");
    enter(&d, "reinvestment.recognised", "claim=16; amount=60元; clause=一; evidence=查; date=2024-06-01"); /* 17 */
    enter(&d, "reinvestment.revoked", "recognition=17; amount=10元; reason=r; date=2024-07-01");            /* 18 */
    enter(&d, "reinvestment.claimed",                                                                       /* 19 */
          "investor=mf; fund=f; enterprise=nowhere; amount=5元; way=relocation; date=2024-05-01");
    look l = look_at(&d, "reinvestment");
    is_shown(&l, OF_PAID, "parameter", "1.5");
    is_shown(&l, OF_PAID, "base", "100");
    is_shown(&l, OF_PAID, "required", "150");
    is_shown(&l, OF_PAID, "claims", "2");
    is_shown(&l, OF_PAID, "claimed", "75");
    is_shown(&l, OF_PAID, "evidenced", "70");
    is_shown(&l, OF_PAID, "recognised", "60");
    is_shown(&l, OF_PAID, "revoked", "10");
    is_shown(&l, OF_PAID, "counted", "50");
    is_shown(&l, OF_PAID, "gap", "100");
    is_shown(&l, OF_PAID, "met", "no");
    is_shown(&l, OF_PAID, "reached", "0.5");
    is_why(&l, OF_PAID, "required", "11 15");
    is_why(&l, OF_PAID, "counted", "16 17 18 19");
    is_why(&l, OF_PAID, "gap", "11 15 16 17 18 19");
    l = look_as_of(&d, "reinvestment", "2024-06-30");
    is_shown(&l, OF_PAID, "counted", "60");
    l = look_as_of(&d, "reinvestment", "2024-04-30");
    is_shown(&l, OF_PAID, "claims", "0");
    assert_false(has_row(&l, "f/lp/none")); /* private money is owed nothing unless it claims so */
}

/* The more specific parameter counts; another unit is as if it were not set; two bases are two duties. */
static void which_parameter(void **state)
{
    (void)state;
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_paid_in; value=3倍; date=2024-01-01");
    look l = look_at(&d, "reinvestment");
    is_shown(&l, OF_PAID, "parameter", "3");
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_paid_in; value=2倍; region=340000; date=2024-01-01");
    l = look_at(&d, "reinvestment");
    is_shown(&l, OF_PAID, "parameter", "2");
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_paid_in; value=9倍; region=310000; date=2024-01-01");
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_paid_in; value=200%; region=340100; date=2024-01-01");
    l = look_at(&d, "reinvestment");
    is_shown(&l, OF_PAID, "parameter", "2");
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_paid_in; value=0倍; fund=f; date=2025-01-01");
    l = look_as_of(&d, "reinvestment", "2024-12-31");
    is_shown(&l, OF_PAID, "parameter", "2");
    l = look_at(&d, "reinvestment");
    is_shown(&l, OF_PAID, "parameter", "0");
    is_shown(&l, OF_PAID, "required", "0");
    is_shown(&l, OF_PAID, "met", "yes");
    enter(&d, "parameter.set", "name=reinvestment_ratio_of_invested; value=70%; fund=f; date=2024-01-01");
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_committed; value=1倍; fund=f; date=2024-01-01");
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_public_paid_in; value=1倍; fund=f; date=2024-01-01");
    enter(&d, "parameter.set", "name=reinvestment_ratio_of_fund_paid_in; value=10%; fund=f; date=2024-01-01");
    enter(&d, "parameter.set", "name=reinvestment_ratio_of_fund_committed; value=10%; fund=f; date=2024-01-01");
    l = look_at(&d, "reinvestment");
    is_shown(&l, "f/mf/reinvestment_ratio_of_invested", "required", "119");
    is_shown(&l, "f/mf/reinvestment_multiple_of_committed", "required", "200");
    is_shown(&l, "f/mf/reinvestment_multiple_of_public_paid_in", "required", "100");
    is_shown(&l, "f/mf/reinvestment_ratio_of_fund_paid_in", "required", "30");
    is_shown(&l, "f/mf/reinvestment_ratio_of_fund_committed", "required", "80");
}

/* State-owned money is public where the population "governments" says so. */
static void who_is_public(void **state)
{
    (void)state;
    enter(&d, "parameter.set", "name=reinvestment_multiple_of_public_paid_in; value=1倍; date=2024-01-01");
    enter(&d, "cluster.defined", "id=governments; name=各级政府出资; class=population");
    look l = look_at(&d, "reinvestment");
    is_shown(&l, "f/mf/reinvestment_multiple_of_public_paid_in", "base", "100");
    assert_false(has_row(&l, "f/lp/reinvestment_multiple_of_public_paid_in"));
    enter(&d, "cluster.member_added", "cluster=governments; member=lp; date=2024-01-01");
    l = look_at(&d, "reinvestment");
    is_shown(&l, "f/mf/reinvestment_multiple_of_public_paid_in", "base", "300");
    is_shown(&l, "f/lp/reinvestment_multiple_of_public_paid_in", "base", "300");
}

static void two_duties_on_one_investment(void **state)
{
    (void)state;
    enter(&d, "reinvestment.claimed", /* 15 */
          "investor=mf; fund=f; enterprise=inside; amount=70元; way=direct; investment=13; date=2024-05-01");
    enter(&d, "reinvestment.claimed", /* 16 */
          "investor=lp; fund=f; enterprise=inside; amount=30元; way=direct; investment=13; date=2024-05-01");
    enter(&d, "reinvestment.claimed", /* 17 */
          "investor=mf; fund=f; enterprise=inside; amount=5元; way=direct; investment=13; date=2024-05-01");
    look l = look_at(&d, "reinvestment_claims");
    is_shown(&l, "15", "other_claims", "16; 17");
    is_shown(&l, "15", "other_duties", "1");
    is_shown(&l, "16", "other_duties", "2");
    is_shown(&l, "15", "claimed_in_all", "105");
    is_shown(&l, "15", "invested", "80");
    is_why(&l, "15", "claimed_in_all", "15 16 17");
    l = look_at(&d, "reinvestment");
    is_shown(&l, "f/lp/none", "claimed", "30");
    is_shown(&l, "f/lp/none", "met", "undetermined");
    is_shown(&l, "f/lp/none", "required", "");
}

static void the_national_score(void **state)
{
    (void)state;
    static const struct {
        const char *value, *points;
    } steps[] = {{"0倍", "3"},      {"0.4999倍", "3"}, {"0.5倍", "2"}, {"1倍", "1"},
                 {"1.4999倍", "1"}, {"1.5倍", "0"},    {"9倍", "0"}};
    enter(&d, "reinvestment.claimed",
          "investor=mf; fund=f; enterprise=inside; amount=70元; way=direct; investment=13; date=2024-05-01");
    enter(&d, "reinvestment.recognised", "claim=15; amount=60元; clause=一; evidence=查; date=2024-06-01");
    enter(&d, "reinvestment.claimed",
          "investor=mf; fund=f; enterprise=nowhere; amount=7元; way=subsidiary; investment=14; date=2024-05-01");
    enter(&d, "reinvestment.recognised", "claim=17; amount=6元; clause=一; evidence=查; date=2024-06-01");
    enter(&d, "reinvestment.claimed",
          "investor=mf; fund=f; enterprise=nowhere; amount=4元; way=relocation; date=2024-05-01");
    enter(&d, "reinvestment.recognised", "claim=19; amount=3元; clause=一; evidence=查; date=2024-06-01");
    enter(&d, "investment.made", "fund=f; enterprise=nowhere; amount=11元; date=2024-03-01");
    look l = look_at(&d, "reinvestment_score");
    is_shown(&l, "f/mf/none", "counted", "69");
    is_shown(&l, "f/mf/none", "counted_inside", "60");
    is_shown(&l, "f/mf/none", "counted_outside", "6");
    is_shown(&l, "f/mf/none", "counted_without", "3");
    is_shown(&l, "f/mf/none", "invested", "181");
    is_shown(&l, "f/mf/none", "invested_inside", "80");
    is_shown(&l, "f/mf/none", "invested_outside", "90");
    is_shown(&l, "f/mf/none", "invested_unplaced", "11");
    is_shown(&l, "f/mf/none", "status", "unconfirmed");
    interval points = seen(&l, "f/mf/none", "points")->interval;
    assert_true(points.lo == 0 && points.hi == 3 && points.unknown_count == 1);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        char fields[100];
        (void)snprintf(fields, sizeof fields, "name=reinvestment_multiple_of_paid_in; value=%s; date=2024-01-%02d",
                       steps[i].value, (int)i + 1);
        enter(&d, "parameter.set", fields);
        l = look_at(&d, "reinvestment_score");
        is_shown(&l, OF_PAID, "points", steps[i].points);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_duty, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(which_parameter, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(who_is_public, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(two_duties_on_one_investment, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(the_national_score, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
