/* progress: rates, ages of stages and the triggers of one year, on and around their days; reports due and their calendar. */
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
    party(&d, "gov", "government");
    party(&d, "lp", "corporate");
    enter(&d, "party.registered", "id=f; name=F; class=sub_fund; region=340100; date=2010-01-01");
    party(&d, "e", "enterprise");
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

static void is_triggered(const char *as_of, const char *column_name, const char *expected)
{
    look l = look_as_of(&d, "progress", as_of);
    is_shown(&l, "f", column_name, expected);
}

static void rates(void **state)
{
    (void)state;
    enter(&d, "commitment.signed", "investor=gov; fund=f; amount=100元; date=2024-01-01"); /* 6 */
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=200元; date=2024-01-01");  /* 7 */
    enter(&d, "contribution.paid", "investor=gov; fund=f; amount=50元; date=2024-02-01");  /* 8 */
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2024-01-15");  /* 9 */
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=100元; date=2024-03-02");   /* 10 */
    look l = look_at(&d, "progress");
    is_shown(&l, "f", "committed", "300");
    is_shown(&l, "f", "paid_in", "150");
    is_shown(&l, "f", "paid_in_rate", "50");
    is_shown(&l, "f", "invested_of_committed", "33.3333");
    is_shown(&l, "f", "invested_of_paid_in", "66.6667");
    is_shown(&l, "f", "public_paid", "2024-02-01");
    is_shown(&l, "f", "investment_days", "30");
    is_shown(&l, "f", "investment_trigger", "no");
    is_why(&l, "f", "paid_in_rate", "6 7 8 9");
    is_why(&l, "f", "investment_days", "8 10");
    /* what a fund puts into another is invested */
    party(&d, "g", "sub_fund");
    enter(&d, "commitment.signed", "investor=f; fund=g; amount=60元; date=2024-04-01");
    enter(&d, "contribution.paid", "investor=f; fund=g; amount=20元; date=2024-04-01");
    l = look_at(&d, "progress");
    is_shown(&l, "f", "invested", "120");
    is_shown(&l, "g", "paid_in", "20");
}

/* More than a year after the plan was confirmed: the day itself is not over it. */
static void not_formed_in_time(void **state)
{
    (void)state;
    is_triggered("2026-11-23", "formation_trigger", "");
    enter(&d, "fund.staged", "fund=f; stage=approved; date=2024-02-29");
    is_triggered("2025-02-28", "formation_trigger", "no");
    is_triggered("2025-03-01", "formation_trigger", "yes");
    is_triggered("2025-03-01", "formation_due", "2025-02-28");
    is_triggered("2025-03-01", "formation_days", "366");
    enter(&d, "parameter.set", "name=formation_limit_months; value=6个; fund=f; date=2024-09-01");
    is_triggered("2024-08-31", "formation_trigger", "no");
    is_triggered("2024-09-01", "formation_trigger", "yes");
    enter(&d, "fund.formed", "fund=f; date=2025-05");
    is_triggered("2025-04-30", "formation_trigger", "yes");
    is_triggered("2025-05-15", "formation_trigger", "undetermined");
    is_triggered("2025-05-31", "formation_trigger", "no");
    is_triggered("2025-06-30", "formation_days", ""); /* formed on some day of May */
}

/* An approval known to the month answers where each of its days gives the same. */
static void an_approval_of_a_month(void **state)
{
    (void)state;
    enter(&d, "fund.staged", "fund=f; stage=approved; date=2024-03");
    is_triggered("2025-03-01", "formation_trigger", "no");
    is_triggered("2025-03-15", "formation_trigger", "undetermined");
    is_triggered("2025-04-01", "formation_trigger", "yes");
}

/* One year or more after public money arrived: the day itself counts, and private money does not begin it. */
static void not_invested_in_time(void **state)
{
    (void)state;
    enter(&d, "commitment.signed", "investor=gov; fund=f; amount=100元; date=2024-01-01");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=100元; date=2024-01-01");
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=1元; date=2024-01-10");
    is_triggered("2025-06-30", "investment_trigger", "");
    enter(&d, "contribution.paid", "investor=gov; fund=f; amount=1元; date=2024-02-01");
    is_triggered("2025-01-31", "investment_trigger", "no");
    is_triggered("2025-02-01", "investment_trigger", "yes");
    enter(&d, "parameter.set", "name=first_investment_limit_months; value=24个; region=340000; date=2024-01-01");
    is_triggered("2026-01-31", "investment_trigger", "no");
    is_triggered("2026-02-01", "investment_trigger", "yes");
    enter(&d, "parameter.set", "name=first_investment_limit_months; value=999999个; date=2026-01-01; fund=f");
    is_triggered("2026-02-01", "investment_trigger", "no");
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=1元; date=2026-01-15");
    is_triggered("2026-02-01", "investment_days", "714");
}

static void next_reports(void **state)
{
    (void)state;
    look l = look_as_of(&d, "reports_due", "2026-10-15");
    assert_int_equal(l.r.row_count, 0); /* it does not stand yet */
    enter(&d, "fund.formed", "fund=f; date=2025-02-01");
    l = look_as_of(&d, "reports_due", "2026-10-15");
    assert_int_equal(l.r.row_count, 6);
    is_shown(&l, "f/ambers_quarterly", "period", "2026Q3");
    is_shown(&l, "f/ambers_quarterly", "due", "2026-10-20"); /* the week of the National Day, and a working Saturday */
    is_shown(&l, "f/ambers_quarterly", "workdays_left", "3");
    is_shown(&l, "f/ambers_quarterly", "status", "due");
    is_shown(&l, "f/ambers_quarterly", "other_due", "2026-10-31");
    is_shown(&l, "f/ambers_quarterly", "provisional", "no");
    is_shown(&l, "f/audited_accounts", "due", "2026-04-30");
    is_shown(&l, "f/audited_accounts", "overdue_days", "168");
    is_shown(&l, "f/national_registration", "due", "2026-06-30");
    is_shown(&l, "f/half_year_disclosure", "status", "undetermined"); /* due after the guide was superseded */
    is_shown(&l, "f/half_year_disclosure", "due", "");
    enter(&d, "report.filed", "fund=f; period=2026Q3; report=ambers_quarterly");
    enter(&d, "report.filed", "fund=f; period=2025; report=audited_accounts");
    enter(&d, "report.filed", "fund=f; period=2025");
    l = look_as_of(&d, "reports_due", "2026-11-01");
    is_shown(&l, "f/ambers_quarterly", "last_filed", "2026Q3");
    is_shown(&l, "f/ambers_quarterly", "period", "2026Q4");
    is_shown(&l, "f/ambers_quarterly", "due", "2027-01-14");
    is_shown(&l, "f/ambers_quarterly", "provisional", "yes"); /* no calendar of 2027 yet */
    is_shown(&l, "f/audited_accounts", "period", "2026");
    is_shown(&l, "f/national_registration", "status", "undetermined"); /* a yearly filing that does not say which */
    enter(&d, "fund.staged", "fund=f; stage=liquidated; date=2026-11-02");
    l = look_as_of(&d, "reports_due", "2026-11-01");
    assert_int_equal(l.r.row_count, 6);
    l = look_as_of(&d, "reports_due", "2026-11-02");
    assert_int_equal(l.r.row_count, 0);
}

static void rules_by_parameter(void **state)
{
    (void)state;
    enter(&d, "fund.formed", "fund=f; date=2025-02-01");
    enter(&d, "parameter.set", "name=ambers_quarterly_due_workdays; value=1个; region=340000; date=2025-01-01");
    enter(&d, "parameter.set", "name=provincial_half_year_due_months; value=1个; fund=f; date=2025-01-01"); /* 8 */
    enter(&d, "parameter.set", "name=half_year_disclosure_due_months; value=2个; date=2025-01-01");
    look l = look_as_of(&d, "reports_due", "2026-10-15");
    is_shown(&l, "f/ambers_quarterly", "due", "2026-10-08");
    is_shown(&l, "f/ambers_quarterly", "status", "overdue");
    is_shown(&l, "f/ambers_quarterly", "workdays_left", "-6");
    is_shown(&l, "f/provincial_half_year", "period", "2026H1");
    is_shown(&l, "f/provincial_half_year", "due", "2026-07-31");
    is_why(&l, "f/provincial_half_year", "due", "6 8");
    is_shown(&l, "f/half_year_disclosure", "due", "2026-08-31");
    assert_false(has_row(&l, "f/provincial_audited"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rates, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(not_formed_in_time, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(an_approval_of_a_month, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(not_invested_in_time, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(next_reports, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(rules_by_parameter, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
