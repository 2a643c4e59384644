/* calendar: working days of the People's Republic of China: Monday to Friday, but for the days that the State Council's
 * notices take or give (calendar.def, from cn_calendar.csv). The notice for a year comes out in the autumn before it; of a
 * year without one only the rule is known, and what rests on it is provisional.
 *
 * Invariants: exceptions rise and each breaks the rule of its weekday; counting is antisymmetric and adds up:
 * between(a, c) = between(a, b) + between(b, c). */
#include "money/money.h"

typedef struct exception {
    day on;
    bool is_working;
} exception;
static const exception exceptions[] = {
#define YEAR(year)
#define EXCEPTION(on, is_working, iso, name) {on, is_working},
#include "money/calendar.def"
};
static const int published_years[] = {
#define YEAR(year) year,
#define EXCEPTION(on, is_working, iso, name)
#include "money/calendar.def"
};
enum { EXCEPTION_COUNT = COUNT_OF(exceptions), DAYS_A_WEEK = 7, WORKING_A_WEEK = 5, THURSDAY = 3 };

bool calendar_is_published(int year)
{
    for (size_t i = 0; i < COUNT_OF(published_years); i++)
        if (published_years[i] == year) return true;
    return false;
}

static int year_of(day d)
{
    int year, month, mday;
    day_split(&year, &month, &mday, d);
    return year;
}

/* Is some day of first … last in a year without a notice? */
static bool is_provisional(day first, day last)
{
    CHECK(first <= last);
    for (int year = year_of(first); year <= year_of(last); year++)
        if (!calendar_is_published(year)) return true;
    return false;
}

/* 0 = Monday; 1970-01-01 was a Thursday. */
static int weekday_of(day d)
{
    int w = (int)((d + THURSDAY) % DAYS_A_WEEK);
    return w < 0 ? w + DAYS_A_WEEK : w;
}

/* Index of the first exception on or after the day. */
static size_t exception_place(day d)
{
    size_t low = 0, high = EXCEPTION_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (exceptions[middle].on < d)
            low = middle + 1;
        else
            high = middle;
    }
    CHECK(low == EXCEPTION_COUNT || exceptions[low].on >= d);
    return low;
}

bool day_is_working(day d, bool *provisional)
{
    CHECK(d >= DAY_FIRST && d <= DAY_LAST);
    size_t at = exception_place(d);
    if (provisional != NULL) *provisional = !calendar_is_published(year_of(d));
    if (at < EXCEPTION_COUNT && exceptions[at].on == d) return exceptions[at].is_working;
    return weekday_of(d) < WORKING_A_WEEK;
}

/* Mondays to Fridays from DAY_FIRST's week up to and including the day. */
static int64_t weekdays_through(day d)
{
    day monday = DAY_FIRST - weekday_of(DAY_FIRST);
    int64_t days = (int64_t)d - monday + 1, rest = days % DAYS_A_WEEK;
    CHECK(days >= 0);
    return days / DAYS_A_WEEK * WORKING_A_WEEK + (rest < WORKING_A_WEEK ? rest : WORKING_A_WEEK);
}

/* Working days after `from`, up to and including `to`; from ≤ to. */
static int64_t count_after(day from, day to)
{
    int64_t count = weekdays_through(to) - weekdays_through(from);
    for (size_t i = exception_place(from + 1); i < EXCEPTION_COUNT && exceptions[i].on <= to; i++)
        count += exceptions[i].is_working ? 1 : -1;
    CHECK(count >= 0);
    return count;
}

int64_t workdays_between(day from, day to, bool *provisional)
{
    CHECK(from >= DAY_FIRST && from <= DAY_LAST);
    CHECK(to >= DAY_FIRST && to <= DAY_LAST);
    day first = from < to ? from : to, last = from < to ? to : from;
    if (provisional != NULL) *provisional = first < last && is_provisional(first + 1, last);
    return from <= to ? count_after(from, to) : -count_after(to, from);
}

day workdays_after(day from, int64_t count, bool *provisional)
{
    CHECK(from >= DAY_FIRST && from <= DAY_LAST);
    CHECK(count >= 0);
    day d = from;
    for (int64_t left = count; left > 0; left -= day_is_working(d, NULL)) {
        if (d == DAY_LAST) return DAY_NONE;
        d++;
    }
    if (provisional != NULL) *provisional = d > from && is_provisional(from + 1, d);
    return d;
}

day day_after_months(day d, int months)
{
    int year, month, mday;
    CHECK(d >= DAY_FIRST && d <= DAY_LAST);
    CHECK(months >= 0 && months <= MONTHS_AFTER_MAX);
    day_split(&year, &month, &mday, d);
    int ends = year * 12 + month - 1 + months;
    for (; mday > 28; mday--) {
        day there = day_of(ends / 12, ends % 12 + 1, mday);
        if (there != DAY_NONE) return there;
    }
    return day_of(ends / 12, ends % 12 + 1, mday);
}
