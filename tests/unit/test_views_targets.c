/* targets: which readings are admissible, which is chosen, the five verdicts, met on and days. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void enter_target(desk *d, const char *how, const char *match)
{
    buf text;
    buf_init(&text, d->a, 400);
    enter(d, "program.named", "id=pr; name=Pr; date=2020-01-01"); /* 2 */
    buf_text(&text, "id=t; program=pr; indicator=jobs; date=2020-01-01; ");
    buf_text(&text, how);
    buf_char(&text, 0);
    enter(d, "target.set", text.ptr); /* 3 */
    text.len = 0;
    buf_text(&text, "target=t; indicator=jobs; admissible=yes; reason=same; date=2020-01-01; ");
    buf_text(&text, match);
    buf_char(&text, 0);
    enter(d, "target.matched", text.ptr); /* 4 */
}

static void enter_reading(desk *d, const char *what)
{
    buf text;
    buf_init(&text, d->a, 400);
    buf_text(&text, "indicator=jobs; ");
    buf_text(&text, what);
    buf_char(&text, 0);
    enter(d, "indicator.observed", text.ptr);
}

/* One reading of a target of ≥ 100 by the end of 2025, seen at the end of 2026. */
static void admissible(void **state)
{
    static const struct {
        const char *match, *reading, *why_not;
    } cases[] = {
        {"width=year", "period=2025; value=100个", ""},
        {"width=year", "period=2024-07/2025-06; value=100个", ""},           /* twelve whole months */
        {"width=year", "period=2024-2025; value=100个", "period_not_whole"}, /* two years are no year */
        {"width=year", "period=2025H1; value=100个", "period_not_whole"},
        {"width=year", "period=2025年1-10月; value=100个", "period_not_whole"},
        {"width=year", "value=100个; published=2025-01-01", "no_period"},
        {"width=half", "period=2024H1; value=100个", ""}, /* 182 days */
        {"width=half", "period=2025H1; value=100个", ""}, /* 181 days */
        {"width=half", "period=2025年1-10月; value=100个", "period_not_whole"},
        {"width=quarter", "period=2025Q1; value=100个", ""},
        {"width=month", "period=2025-02; value=100个", ""},
        {"width=month", "period=2025-02-01/2025-02-27; value=100个", "period_not_whole"},
        {"width=any", "period=2025-03-07; value=100个", ""},
        {"", "period=2026; value=100个", "after_the_deadline"},
        {"", "value=100个; published=2025-12-31", ""},          /* public in time, so true in time */
        {"", "value=100个; published=2026-01-02", "no_period"}, /* may be of after the deadline */
        {"", "period=2025; value=100个; vintage=forecast", "not_an_outturn"},
        {"", "period=2025; value=100个; vintage=plan", "not_an_outturn"},
        {"", "period=2025; words=many", "no_value"},
        {"", "period=2025; value=100%", "unit_differs"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        desk_open(&d);
        enter_target(&d, "comparator=>=; value=100个; deadline=2025", cases[i].match);
        enter_reading(&d, cases[i].reading);
        look l = look_at(&d, "readings");
        is_shown(&l, "t/5", "why_not", cases[i].why_not);
        is_shown(&l, "t/5", "admissible", cases[i].why_not[0] ? "no" : "yes");
        is_shown(&l, "t/5", "chosen", cases[i].why_not[0] ? "no" : "yes");
        l = look_at(&d, "targets");
        is_shown(&l, "t", "verdict", cases[i].why_not[0] ? "no_reading" : "pass");
        is_shown(&l, "t", "readings", "1");
        is_shown(&l, "t", "admissible", cases[i].why_not[0] ? "0" : "1");
        desk_close(&d);
    }
    (void)state;
}

static void verdicts(void **state)
{
    static const struct {
        const char *target, *reading, *as_of, *verdict;
    } cases[] = {
        {"comparator=>=; value=100个; deadline=2025", "value=100个", "2025-12-31", "pass"},
        {"comparator=>=; value=100个; deadline=2025", "value=99个", "2025-12-31", "breach"},
        {"comparator=>=; value=100个; deadline=2025", "value=99个", "2025-12-30", "not_yet_due"},
        {"comparator=>=; value=100个", "value=99个", "2026-12-31", "not_yet_due"},
        {"comparator=>; value=100个; deadline=2025", "value=不低于100个", "2026-12-31", "undetermined"},
        {"comparator=>; value=100个; deadline=2025", "value=超100个", "2026-12-31", "pass"},
        {"comparator=>=; value=100个; deadline=2025", "value=近100个", "2026-12-31", "breach"},
        {"comparator=>=; value=100个; deadline=2025", "value=约105个", "2026-12-31", "undetermined"},
        {"comparator=<=; value=100个; deadline=2025", "value=100个", "2026-12-31", "pass"},
        {"comparator=~; value=100个; deadline=2025", "value=91个", "2026-12-31", "pass"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf text;
        desk_open(&d);
        enter_target(&d, cases[i].target, "");
        buf_init(&text, d.a, 200);
        buf_text(&text, "period=2024; ");
        buf_text(&text, cases[i].reading);
        buf_char(&text, 0);
        enter_reading(&d, text.ptr);
        look l = look_as_of(&d, "targets", cases[i].as_of);
        is_shown(&l, "t", "verdict", cases[i].verdict);
        desk_close(&d);
    }
    (void)state;
}

static void no_reading(void **state)
{
    desk d;
    desk_open(&d);
    enter_target(&d, "comparator=>=; value=100个; deadline=2025", "");
    look l = look_as_of(&d, "targets", "2025-12-30");
    is_shown(&l, "t", "verdict", "not_yet_due");
    is_why(&l, "t", "verdict", "3 4");
    l = look_as_of(&d, "targets", "2025-12-31");
    is_shown(&l, "t", "verdict", "no_reading");
    is_shown(&l, "t", "met_on", "");
    is_shown(&l, "t", "days", "");
    desk_close(&d);
    (void)state;
}

/* The latest period counts, then the latest published, then confidence; met on is the first that passed. */
static void chosen_and_met(void **state)
{
    desk d;
    desk_open(&d);
    enter_target(&d, "comparator=>=; value=100个; deadline=2025", "width=year");
    enter_reading(&d, "period=2023; value=120个; published=2024-01-05");                   /* 5 */
    enter_reading(&d, "period=2024; value=90个; published=2025-01-05; confidence=high");   /* 6 */
    enter_reading(&d, "period=2024; value=95个; published=2025-02-05; confidence=low");    /* 7 */
    enter_reading(&d, "period=2024; value=96个; published=2025-02-05; confidence=medium"); /* 8 */
    enter_reading(&d, "period=2026; value=500个; published=2027-01-05");                   /* 9: after the deadline */
    look l = look_at(&d, "targets");
    is_shown(&l, "t", "reading", "96");
    is_shown(&l, "t", "period", "2024");
    is_shown(&l, "t", "verdict", "breach");
    is_shown(&l, "t", "readings", "5");
    is_shown(&l, "t", "admissible", "4");
    is_shown(&l, "t", "met_on", "2023-12-31");
    is_shown(&l, "t", "days", "731"); /* 2024 had 366 days */
    is_why(&l, "t", "verdict", "3 4 8");
    is_why(&l, "t", "met_on", "3 4 5");
    is_why(&l, "t", "admissible", "3 4 5 6 7 8 9");
    l = look_as_of(&d, "targets", "2024-06-30"); /* 2024 is not over: undetermined on that day, and not admissible */
    is_shown(&l, "t", "reading", "120");
    assert_int_equal(l.r.undetermined_count, 3);
    desk_close(&d);
    (void)state;
}

/* Scope: subject and region of the match; a later match of the same observation takes the place of an earlier one. */
static void scope(void **state)
{
    desk d;
    desk_open(&d);
    enter_target(&d, "comparator=>=; value=100个; deadline=2025", "region=440300");
    enter(&d, "party.registered", "id=f; name=F; class=sub_fund; date=2020-01-01"); /* 5 */
    enter_reading(&d, "period=2024; value=200个; region=440300");                   /* 6 */
    enter_reading(&d, "period=2024; value=300个; region=110000");                   /* 7 */
    enter_reading(&d, "period=2024; value=400个; region=440300; subject=f");        /* 8 */
    look l = look_at(&d, "readings");
    assert_true(has_row(&l, "t/6") && !has_row(&l, "t/7") && has_row(&l, "t/8"));
    enter(&d, "target.matched",
          "target=t; indicator=jobs; subject=f; admissible=no; reason=a part; date=2020-01-01"); /* 9 */
    l = look_at(&d, "readings");
    is_shown(&l, "t/8", "why_not", "match_says_no");
    is_shown(&l, "t/8", "reason", "a part");
    is_why(&l, "t/8", "why_not", "3 8 9");
    is_shown(&l, "t/6", "chosen", "yes");
    desk_close(&d);
    (void)state;
}

/* An unfit reading is shown with how it compares all the same; a tolerance that was used is said. */
static void tolerance_is_said(void **state)
{
    desk d;
    desk_open(&d);
    enter_target(&d, "comparator=~; value=100个; deadline=2025", "");
    enter_reading(&d, "period=2024; value=91个");
    look l = look_at(&d, "targets");
    assert_true(l.r.about_used);
    l.at.about_tolerance_ppm = 50000;
    look_again(&l, "targets");
    is_shown(&l, "t", "verdict", "breach");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(admissible), cmocka_unit_test(verdicts),
                                       cmocka_unit_test(no_reading), cmocka_unit_test(chosen_and_met),
                                       cmocka_unit_test(scope),      cmocka_unit_test(tolerance_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
