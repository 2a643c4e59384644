/* daycount: the published tables of conventions, and what holds for all of them. */
#include "irr_vectors.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void near(double got, double want)
{
    if (fabs(got - want) > 1e-14 * (1 + fabs(want))) fail_msg("got %.17g, want %.17g", got, want);
}

static void thirty_days_as_published(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1 << 20);
    str rest = vector_read("daycount_days.csv", a), line;
    int rows = 0;
    (void)vector_line(&line, &rest);
    while (vector_line(&line, &rest)) {
        day from = vector_day(vector_cell(&line, ",")), to = vector_day(vector_cell(&line, ","));
        static const day_count ORDER[] = {COUNT_30_360_US, COUNT_30E_360, COUNT_30E_360_ISDA, COUNT_ACT_360};
        for (size_t i = 0; i < COUNT_OF(ORDER); i++)
            near(years_between(from, to, ORDER[i]), vector_number(vector_cell(&line, ",")) / 360);
        rows++;
    }
    assert_int_equal(rows, 22);
    arena_free(a);
}

/* "4./365. + 58./366." */
static double quotients(str text)
{
    double sum = 0;
    while (text.len > 0) {
        str one = vector_cell(&text, "+");
        double above = vector_number(vector_cell(&one, "/"));
        sum += above / vector_number(one);
    }
    return sum;
}

static void fractions_as_published(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        day_count how;
    } OURS[] = {{"Act/Act", COUNT_ACT_ACT},    {"Act/365F", COUNT_ACT_365F}, {"Act/360", COUNT_ACT_360},
                {"NL/365", COUNT_NL_365},      {"30E/360", COUNT_30E_360},   {"30E/360 German", COUNT_30E_360_ISDA},
                {"30/360 US", COUNT_30_360_US}};
    arena *a = arena_new("test", 1 << 20);
    str rest = vector_read("daycount_yearfrac.csv", a), line;
    int checked = 0;
    (void)vector_line(&line, &rest);
    while (vector_line(&line, &rest)) {
        day from = vector_day(vector_cell(&line, ",")), to = vector_day(vector_cell(&line, ","));
        str name = vector_cell(&line, ",");
        for (size_t i = 0; i < COUNT_OF(OURS); i++) {
            if (!str_equal(name, str_from(OURS[i].name))) continue;
            near(years_between(from, to, OURS[i].how), quotients(line));
            near(years_between(to, from, OURS[i].how), -quotients(line));
            checked++;
        }
    }
    assert_int_equal(checked, 4 * 7);
    arena_free(a);
}

/* Walks a leap year and its neighbours day by day: years never fall, and a day is a day. */
static void years_rise_with_days(void **state)
{
    (void)state;
    for (day_count how = COUNT_ACT_365F; how < DAY_COUNTS; how++) {
        for (int month = 1; month <= 12; month++) {
            day from = day_of(2023, month, 28);
            double last = 0;
            for (day to = from; to < from + 900; to++) {
                double years = years_between(from, to, how);
                assert_true(years >= last);
                assert_true(years - last <= 4.0 / 360);
                last = years;
            }
        }
    }
}

/* What is counted one day at a time, with a calendar of its own. */
static void leap_days_are_left_out(void **state)
{
    (void)state;
    day from = day_of(1900, 1, 1);
    int64_t count = 0;
    for (day to = from; to <= day_of(2199, 12, 31); to++) {
        int year, month, mday;
        day_split(&year, &month, &mday, to);
        if (to > from && !(month == 2 && mday == 29)) count++;
        near(years_between(from, to, COUNT_NL_365), (double)count / 365);
    }
    near(years_between(from, day_of(2199, 1, 1), COUNT_ACT_ACT), 299);
    near(years_between(day_of(2023, 7, 1), day_of(2025, 7, 1), COUNT_ACT_ACT), 184.0 / 365 + 1 + 181.0 / 365);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thirty_days_as_published),
        cmocka_unit_test(fractions_as_published),
        cmocka_unit_test(years_rise_with_days),
        cmocka_unit_test(leap_days_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
