/* day: the calendar. A day is a count from 1970-01-01 in the proleptic Gregorian calendar.
 *
 * Why not <time.h>: its answers depend on zone and platform, and it knows no precision.
 * Invariants: day_split(day_of(y, m, d)) gives y, m, d back; days rise by one from date to date. */
#include "money/money_int.h"

enum {
    YEAR_FIRST = 1900,
    YEAR_LAST = 2199,
    DAYS_400_YEARS = 146097,
    DAYS_TO_EPOCH = 719162 /* from 0001-01-01 to 1970-01-01 */
};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    CHECK(month >= 1);
    CHECK(month <= 12);
    return DAYS[month - 1] + (month == 2 && is_leap(year));
}

/* Days of the first `years` years of the calendar. */
static int64_t days_of_years(int64_t years)
{
    CHECK(years >= 0);
    return years * 365 + years / 4 - years / 100 + years / 400;
}

day day_of(int year, int month, int mday)
{
    if (year < YEAR_FIRST || year > YEAR_LAST) return DAY_NONE;
    if (month < 1 || month > 12) return DAY_NONE;
    if (mday < 1 || mday > days_in_month(year, month)) return DAY_NONE;
    int64_t count = days_of_years(year - 1) - DAYS_TO_EPOCH + mday - 1;
    for (int m = 1; m < month; m++) count += days_in_month(year, m);
    CHECK(count >= DAY_FIRST);
    CHECK(count <= DAY_LAST);
    return (day)count;
}

void day_split(int *year, int *month, int *mday, day d)
{
    CHECK(d != DAY_NONE);
    int64_t since_first = (int64_t)d + DAYS_TO_EPOCH;
    int64_t cycle = since_first / DAYS_400_YEARS;
    int64_t within = since_first % DAYS_400_YEARS;
    if (within < 0) {
        within += DAYS_400_YEARS;
        cycle--;
    }
    int64_t years = within / 366; /* too few by one at most */
    if (days_of_years(years + 1) <= within) years++;
    int left = (int)(within - days_of_years(years));
    *year = (int)(cycle * 400 + years + 1);
    *month = 1;
    for (; left >= days_in_month(*year, *month); (*month)++) left -= days_in_month(*year, *month);
    *mday = left + 1;
    CHECK(*mday >= 1);
}

void day_print(buf *out, day d)
{
    if (d == DAY_NONE) return;
    int year = 0;
    int month = 0;
    int mday = 0;
    day_split(&year, &month, &mday, d);
    if (year < 0) buf_char(out, '-');
    buf_uint_pad(out, (uint64_t)(year < 0 ? -year : year), 4);
    buf_char(out, '-');
    buf_uint_pad(out, (uint64_t)month, 2);
    buf_char(out, '-');
    buf_uint_pad(out, (uint64_t)mday, 2);
}
