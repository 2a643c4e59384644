/* pace: the straight line, what is held against it, and targets under their parents. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void enter_program(desk *d, const char *when)
{
    buf text;
    buf_init(&text, d->a, 200);
    buf_text(&text, "id=pr; name=Pr; ");
    buf_text(&text, when);
    buf_char(&text, 0);
    enter(d, "program.named", text.ptr); /* 2 */
}

static void observe(desk *d, const char *what)
{
    buf text;
    buf_init(&text, d->a, 400);
    buf_text(&text, "indicator=jobs; ");
    buf_text(&text, what);
    buf_char(&text, 0);
    enter(d, "indicator.observed", text.ptr);
}

/* From 100 on 2020-12-31 to 465 on 2021-12-31: one a day. Each reading is held against the line on its own day. */
static void against_the_line(void **state)
{
    static const struct {
        const char *reading, *then, *gap, *days, *pace;
    } cases[] = {
        {"period=2021-04-10; value=200个", "200", "0", "0", "on_line"},
        {"period=2021-04-10; value=215个", "200", "15", "15", "ahead"},
        {"period=2021-04-10; value=180个", "200", "-20", "-20", "behind"},
        {"period=2021-04-10; value=50个", "200", "-150", "-150", "behind"}, /* below where it began */
        {"period=2021-04-10; value=超200个", "200", ">0", "", "ahead"},
        {"period=2021-04-10; value=超180个", "200", ">-20", "", "undetermined"},
        {"period=2021-04-10; value=约200个", "200", "≈[-20, 20]", "", "undetermined"},
        {"period=2021-04-10; value=190-199个", "200", "[-10, -1]", "", "behind"},
        {"period=2021-12-31; value=465个", "465", "0", "0", "on_line"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        desk_open(&d);
        enter_program(&d, "date=2020-12-31");
        enter(
            &d, "target.set",
            "id=t; program=pr; indicator=jobs; comparator=>=; value=465个; deadline=2021-12-31; date=2020-12-31"); /* 3 */
        enter(&d, "target.matched", "target=t; indicator=jobs; admissible=yes; reason=same; date=2020-12-31"); /* 4 */
        observe(&d, "period=2019; value=70个");  /* 5: earlier */
        observe(&d, "period=2020; value=100个"); /* 6: the last by the day of the promise */
        observe(&d, cases[i].reading);           /* 7 */
        look l = look_as_of(&d, "target_pace", "2021-12-31");
        is_shown(&l, "t", "start", "2020-12-31");
        is_shown(&l, "t", "baseline", "100");
        is_why(&l, "t", "baseline", "3 4 6");
        is_shown(&l, "t", "expected", "465");
        is_shown(&l, "t", "expected_then", cases[i].then);
        is_shown(&l, "t", "gap", cases[i].gap);
        is_why(&l, "t", "gap", "3 4 6 7");
        is_shown(&l, "t", "gap_days", cases[i].days);
        is_shown(&l, "t", "pace", cases[i].pace);
        desk_close(&d);
    }
    (void)state;
}

/* A metric starts at nought on the day of the promise and is of as_of: 100 in 1,000 days, rounded down. */
static void a_metric_starts_at_nought(void **state)
{
    static const struct {
        const char *as_of, *expected, *gap, *days, *pace;
    } cases[] = {
        {"2021-01-01", "0", "40", "400", "ahead"},       /* the day of the promise */
        {"2022-02-05", "40", "0", "0", "on_line"},       /* 400 days on */
        {"2021-01-04", "0.30", "39.70", "397", "ahead"}, /* three days on */
        {"2023-09-28", "100", "-60", "-600", "behind"},  /* the deadline */
        {"2024-12-31", "100", "-60", "-600", "behind"},  /* and after it: the line has ended */
    };
    desk d;
    desk_open(&d);
    enter_cluster(&d);                                                                  /* 2 … 8 */
    enter(&d, "program.named", "id=pr; name=Pr; date=2021-01-01");                      /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=40元; date=2020-06-01"); /* 10 */
    enter(&d, "target.set",
          "id=t; program=pr; indicator=committed; comparator=>=; value=100元; deadline=2023-09-28; "
          "population=a; published=2020-01-01"); /* 11: its program says when */
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        look l = look_as_of(&d, "target_pace", cases[i].as_of);
        is_shown(&l, "t", "start", "2021-01-01");
        is_shown(&l, "t", "baseline", "0");
        is_shown(&l, "t", "expected", cases[i].expected);
        is_shown(&l, "t", "gap", cases[i].gap);
        is_shown(&l, "t", "gap_days", cases[i].days);
        is_shown(&l, "t", "pace", cases[i].pace);
        is_why(&l, "t", "start", "9 11");
    }
    desk_close(&d);
    (void)state;
}

static void no_line(void **state)
{
    static const struct {
        const char *target, *reading, *pace;
    } cases[] = {
        {"comparator=<=; value=100个; deadline=2025", "period=2022; value=1个", "no_line"},
        {"comparator=>=; value=100个", "period=2022; value=1个", "no_line"},
        {"comparator=>=; value=100个; deadline=2025", "period=2022; words=many", "no_figure"},
        {"comparator=>=; value=100个; deadline=2025", "period=2019; value=120个", "no_line"},    /* met before */
        {"comparator=>=; value=100个; deadline=2025", "period=2019; value=20个", "not_started"}, /* nothing since */
        {"comparator=>=; value=100个; deadline=2025", "period=2022; value=20个", "not_started"}, /* the first one */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf text;
        desk_open(&d);
        enter_program(&d, "date=2020-12-31");
        buf_init(&text, d.a, 400);
        buf_text(&text, "id=t; program=pr; indicator=jobs; date=2020-12-31; ");
        buf_text(&text, cases[i].target);
        buf_char(&text, 0);
        enter(&d, "target.set", text.ptr);
        enter(&d, "target.matched", "target=t; indicator=jobs; admissible=yes; reason=same; date=2020-12-31");
        observe(&d, cases[i].reading);
        look l = look_as_of(&d, "target_pace", "2024-12-31");
        is_shown(&l, "t", "pace", cases[i].pace);
        is_shown(&l, "t", "gap", "");
        is_shown(&l, "t", "expected_then", "");
        desk_close(&d);
    }
    (void)state;
}

/* A part that is met does not heal the whole; parts stand behind their parent, whatever was entered first. */
static void parts_under_a_breach(void **state)
{
    static const char *const order[] = {"whole", "part1", "deep", "part2", "other"};
    desk d;
    desk_open(&d);
    enter_cluster(&d);                                             /* 2 … 8 */
    enter(&d, "program.named", "id=pr; name=Pr; date=2021-01-01"); /* 9 */
    enter(&d, "target.set",
          "id=whole; program=pr; indicator=fund_count; comparator=>=; value=9只; deadline=2025-12-31; "
          "population=k; date=2021-01-01"); /* 10 */
    enter(&d, "target.set",
          "id=other; program=pr; indicator=fund_count; comparator=>=; value=1只; deadline=2025-12-31; "
          "population=k; date=2021-01-01"); /* 11 */
    enter(&d, "target.set",
          "id=part1; program=pr; indicator=fund_count; comparator=>=; value=2只; deadline=2025-12-31; "
          "population=k; parent=whole; date=2021-01-01"); /* 12 */
    enter(&d, "target.set",
          "id=part2; program=pr; indicator=fund_count; comparator=>=; value=3只; deadline=2025-12-31; "
          "population=k; parent=whole; date=2021-01-01"); /* 13 */
    enter(&d, "target.set",
          "id=deep; program=pr; indicator=fund_count; comparator=>=; value=1只; deadline=2025-12-31; "
          "population=k; parent=part1; date=2021-01-01"); /* 14 */
    look l = look_at(&d, "target_pace");
    assert_int_equal(l.r.row_count, COUNT_OF(order));
    for (size_t i = 0; i < COUNT_OF(order); i++) assert_int_equal(relation_find(&l.r, str_from(order[i])), i);
    is_shown(&l, "whole", "verdict", "breach");
    is_shown(&l, "whole", "under_breach", "no");
    is_shown(&l, "part1", "verdict", "pass");
    is_shown(&l, "part1", "parent_verdict", "breach");
    is_shown(&l, "part1", "under_breach", "yes");
    is_shown(&l, "part1", "depth", "1");
    is_shown(&l, "part2", "verdict", "breach");
    is_shown(&l, "part2", "under_breach", "no");
    is_shown(&l, "deep", "parent_verdict", "pass");
    is_shown(&l, "deep", "under_breach", "yes"); /* its parent is met, what is above that is not */
    is_shown(&l, "deep", "depth", "2");
    is_shown(&l, "other", "under_breach", "no");
    l = look_as_of(&d, "target_pace", "2025-12-30");
    is_shown(&l, "whole", "verdict", "not_yet_due");
    is_shown(&l, "part1", "under_breach", "no");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_the_line),
        cmocka_unit_test(a_metric_starts_at_nought),
        cmocka_unit_test(no_line),
        cmocka_unit_test(parts_under_a_breach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
