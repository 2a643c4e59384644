/* daycount: the years from one day to another, by seven conventions.
 *
 * Why here: rates need fractions of years, and money knows no double. Whole days are counted first and divided once.
 * Sources: ISDA 2006 definitions 4.16 (actual/actual, actual/365 fixed, actual/360, 30E/360, 30E/360 ISDA); the rule of
 * the end of February of 30/360 US as SIA words it (Standard Securities Calculation Methods, 1993); NL/365 leaves each
 * 29 February out that lies behind `from` and not behind `to`.
 * Invariants: the same day is 0 years off; exchanging the days changes the sign, but for the 30/360 family, whose rules
 * look at the first day before the second: there the earlier day always comes first. */
#include "returns/returns_int.h"

typedef struct calendar_day {
    int year, month, mday;
} calendar_day;

static calendar_day split(day d)
{
    calendar_day c = {.year = 0};
    day_split(&c.year, &c.month, &c.mday, d);
    CHECK(c.month >= 1 && c.month <= 12);
    return c;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool ends_february(calendar_day c)
{
    return c.month == 2 && c.mday == 28 + (is_leap(c.year) ? 1 : 0);
}

/* How many 29ths of February lie on this day or before it, counted from a year that is a multiple of 400. */
static int64_t leap_days(calendar_day c)
{
    int64_t past = c.month > 2 || (c.month == 2 && c.mday == 29) ? c.year : c.year - 1;
    int64_t cycle = past >= 0 ? past / 400 : -((399 - past) / 400);
    int64_t within = past - cycle * 400;
    CHECK(within >= 0 && within < 400);
    return cycle * 97 + within / 4 - within / 100;
}

static int64_t thirty_days(calendar_day from, calendar_day to)
{
    return 360 * ((int64_t)to.year - from.year) + 30 * ((int64_t)to.month - from.month) + to.mday - from.mday;
}

static int64_t thirty_us(calendar_day from, calendar_day to)
{
    if (ends_february(from) && ends_february(to)) to.mday = 30;
    if (ends_february(from)) from.mday = 30;
    if (to.mday == 31 && from.mday >= 30) to.mday = 30;
    if (from.mday == 31) from.mday = 30;
    return thirty_days(from, to);
}

static int64_t thirty_european(calendar_day from, calendar_day to)
{
    if (from.mday == 31) from.mday = 30;
    if (to.mday == 31) to.mday = 30;
    return thirty_days(from, to);
}

static int64_t thirty_german(calendar_day from, calendar_day to)
{
    if (ends_february(from) || from.mday == 31) from.mday = 30;
    if (ends_february(to) || to.mday == 31) to.mday = 30;
    return thirty_days(from, to);
}

static int day_of_year(calendar_day c)
{
    static const int BEFORE[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    return BEFORE[c.month - 1] + c.mday - 1 + (c.month > 2 && is_leap(c.year) ? 1 : 0);
}

/* Days in leap years ÷ 366 and the others ÷ 365: what is left of the first year and gone of the last, and whole years. */
static double actual_years(calendar_day from, calendar_day to)
{
    double gone_from = day_of_year(from) / (is_leap(from.year) ? 366.0 : 365.0);
    double gone_to = day_of_year(to) / (is_leap(to.year) ? 366.0 : 365.0);
    if (from.year == to.year) return (day_of_year(to) - day_of_year(from)) / (is_leap(to.year) ? 366.0 : 365.0);
    return (double)(to.year - from.year) + (gone_to - gone_from);
}

static double split_years(day from, day to, day_count how)
{
    calendar_day a = split(from), b = split(to);
    switch (how) {
    case COUNT_ACT_ACT: return actual_years(a, b);
    case COUNT_NL_365: return (double)((int64_t)to - from - (leap_days(b) - leap_days(a))) / 365.0;
    case COUNT_30_360_US: return (double)thirty_us(a, b) / 360.0;
    case COUNT_30E_360: return (double)thirty_european(a, b) / 360.0;
    case COUNT_30E_360_ISDA: return (double)thirty_german(a, b) / 360.0;
    case COUNT_ACT_365F:
    case COUNT_ACT_360:
    case DAY_COUNTS:
    default: CHECK(how < DAY_COUNTS); return 0;
    }
}

double years_between(day from, day to, day_count how)
{
    CHECK(from != DAY_NONE && to != DAY_NONE);
    CHECK(how >= COUNT_ACT_365F && how < DAY_COUNTS);
    if (how == COUNT_ACT_365F) return (double)((int64_t)to - from) / 365.0;
    if (how == COUNT_ACT_360) return (double)((int64_t)to - from) / 360.0;
    return from <= to ? split_years(from, to, how) : -split_years(to, from, how);
}
