/* The calendar: every day from 1900 to 2199 against a walk that counts day by day, leap years, no such day. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "money/money.h"

static bool leap_by_the_rule(int year)
{
    if (year % 400 == 0) return true;
    if (year % 100 == 0) return false;
    return year % 4 == 0;
}

static int month_days_by_the_rule(int year, int month)
{
    if (month == 2) return leap_by_the_rule(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void every_day_of_three_centuries_has_its_number(void **state)
{
    (void)state;
    day expected = DAY_FIRST;
    for (int year = 1900; year <= 2199; year++)
        for (int month = 1; month <= 12; month++) {
            int days = month_days_by_the_rule(year, month);
            for (int mday = 1; mday <= days; mday++, expected++) {
                int y = 0;
                int m = 0;
                int d = 0;
                assert_int_equal(day_of(year, month, mday), expected);
                day_split(&y, &m, &d, expected);
                assert_int_equal(y, year);
                assert_int_equal(m, month);
                assert_int_equal(d, mday);
            }
            assert_int_equal(day_of(year, month, days + 1), DAY_NONE);
            assert_int_equal(day_of(year, month, 0), DAY_NONE);
        }
    assert_int_equal(expected, DAY_LAST + 1);
}

static void known_days(void **state)
{
    (void)state;
    assert_int_equal(day_of(1970, 1, 1), 0);
    assert_int_equal(day_of(1969, 12, 31), -1);
    assert_int_equal(day_of(2000, 2, 29), 11016);
    assert_int_equal(day_of(2023, 6, 1), 19509);
    assert_int_equal(day_of(2025, 12, 15), 20437);
}

static void days_that_do_not_exist(void **state)
{
    (void)state;
    static const int ABSENT[][3] = {
        {1899, 12, 31}, {2200, 1, 1},  {1900, 2, 29}, {2100, 2, 29}, {2023, 2, 29}, {2025, 13, 1}, {2025, 0, 1},
        {2025, -5, 1},  {2025, 4, 31}, {2025, 1, -1}, {0, 1, 1},     {-2025, 1, 1}, {99999, 1, 1}, {2025, 6, 100},
    };
    for (size_t i = 0; i < COUNT_OF(ABSENT); i++)
        assert_int_equal(day_of(ABSENT[i][0], ABSENT[i][1], ABSENT[i][2]), DAY_NONE);
    assert_int_not_equal(day_of(2000, 2, 29), DAY_NONE);
    assert_int_not_equal(day_of(2024, 2, 29), DAY_NONE);
}

/* Instants of a damaged or foreign row may lie anywhere: splitting must not fail there. */
static void days_far_outside_the_calendar_split(void **state)
{
    (void)state;
    int year = 0;
    int month = 0;
    int mday = 0;
    day_split(&year, &month, &mday, -719162);
    assert_int_equal(year, 1);
    assert_int_equal(month, 1);
    assert_int_equal(mday, 1);
    day_split(&year, &month, &mday, -719163);
    assert_int_equal(year, 0);
    assert_int_equal(month, 12);
    assert_int_equal(mday, 31);
    day_split(&year, &month, &mday, INT32_MAX);
    assert_int_equal(year, 5881580);
    day_split(&year, &month, &mday, INT32_MIN + 1);
    assert_int_equal(year, -5877641);
}

static void a_day_prints_as_iso(void **state)
{
    (void)state;
    static const struct {
        day d;
        const char *text;
    } CASES[] = {
        {0, "1970-01-01"}, {DAY_FIRST, "1900-01-01"}, {DAY_LAST, "2199-12-31"}, {19509, "2023-06-01"},
        {DAY_NONE, ""},    {-719162, "0001-01-01"},
    };
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        buf out;
        buf_init(&out, a, 100);
        day_print(&out, CASES[i].d);
        assert_true(str_equal(buf_view(&out), str_from(CASES[i].text)));
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_three_centuries_has_its_number),
        cmocka_unit_test(known_days),
        cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(days_far_outside_the_calendar_split),
        cmocka_unit_test(a_day_prints_as_iso),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
