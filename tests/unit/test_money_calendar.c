/* calendar: notices against the weekday rule, counting against a walk day by day, and what is provisional. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "money/money.h"

static day on(int year, int month, int mday)
{
    day d = day_of(year, month, mday);
    assert_int_not_equal(d, DAY_NONE);
    return d;
}

static void known_days(void **state)
{
    (void)state;
    static const struct {
        int year, month, mday;
        bool works, provisional;
    } cases[] = {
        {2025, 1, 1, false, false},  /* New Year */
        {2025, 1, 26, true, false},  /* a Sunday that is made up */
        {2025, 1, 28, false, false}, /* Spring Festival */
        {2025, 2, 5, true, false},   {2025, 10, 1, false, false}, {2025, 10, 11, true, false},
        {2026, 11, 21, false, false}, /* a plain Saturday */
        {2026, 11, 23, true, false}, {2027, 1, 1, true, true},    {2027, 1, 2, false, true},
        {2014, 12, 31, true, true},  {1969, 12, 31, true, true},
        {2020, 2, 3, true, false},   /* listed as made up, yet a Monday anyway */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool provisional = !cases[i].provisional;
        day d = on(cases[i].year, cases[i].month, cases[i].mday);
        assert_int_equal(day_is_working(d, &provisional), cases[i].works);
        assert_int_equal(provisional, cases[i].provisional);
    }
}

static int64_t walk(day from, day to)
{
    int64_t count = 0;
    for (day d = from + 1; d <= to; d++) count += day_is_working(d, NULL);
    return count;
}

static void counting_is_walking(void **state)
{
    (void)state;
    day first = on(2014, 12, 20), last = on(2027, 1, 20);
    for (day from = first; from < last; from += 37)
        for (day to = from; to < last; to += 53) {
            int64_t count = workdays_between(from, to, NULL);
            assert_int_equal(count, walk(from, to));
            assert_int_equal(workdays_between(to, from, NULL), -count);
            day back = workdays_after(from, count, NULL); /* the last working day that is not after `to` */
            assert_true(back <= to);
            assert_int_equal(walk(back, to), 0);
        }
    assert_int_equal(workdays_between(DAY_FIRST, DAY_FIRST + 6, NULL), walk(DAY_FIRST, DAY_FIRST + 6));
    assert_int_equal(workdays_between(-10, 10, NULL), walk(-10, 10));
}

static void days_after(void **state)
{
    (void)state;
    bool provisional = true;
    /* ten working days after the end of the third quarter of 2025: eight days off, one made up */
    assert_int_equal(workdays_after(on(2025, 9, 30), 10, &provisional), on(2025, 10, 21));
    assert_false(provisional);
    assert_int_equal(workdays_after(on(2026, 12, 31), 20, &provisional), on(2027, 1, 28));
    assert_true(provisional);
    assert_int_equal(workdays_after(on(2026, 12, 31), 0, &provisional), on(2026, 12, 31));
    assert_false(provisional);
    (void)workdays_between(on(2026, 12, 30), on(2027, 1, 1), &provisional);
    assert_true(provisional);
    (void)workdays_between(on(2026, 12, 30), on(2026, 12, 31), &provisional);
    assert_false(provisional);
    assert_int_equal(workdays_after(DAY_LAST, 1, NULL), DAY_NONE);
}

static void months_after(void **state)
{
    (void)state;
    assert_int_equal(day_after_months(on(2024, 2, 29), 12), on(2025, 2, 28));
    assert_int_equal(day_after_months(on(2024, 2, 29), 48), on(2028, 2, 29));
    assert_int_equal(day_after_months(on(2025, 8, 31), 6), on(2026, 2, 28));
    assert_int_equal(day_after_months(on(2025, 12, 15), 1), on(2026, 1, 15));
    assert_int_equal(day_after_months(on(2025, 1, 1), 0), on(2025, 1, 1));
    assert_int_equal(day_after_months(DAY_LAST, 1), DAY_NONE);
}

static void years_with_a_notice(void **state)
{
    (void)state;
    for (int year = 2015; year <= 2026; year++) assert_true(calendar_is_published(year));
    assert_false(calendar_is_published(2014));
    assert_false(calendar_is_published(2027));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days),   cmocka_unit_test(counting_is_walking), cmocka_unit_test(days_after),
        cmocka_unit_test(months_after), cmocka_unit_test(years_with_a_notice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
