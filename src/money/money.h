/* money: exact amounts, units, qualifiers, days. No double anywhere.
 *
 * An amount is a whole number of the least part of its unit (units.def): fen for yuan, one ten-thousandth of a
 * percent for percent, one for a count. What a source words as "over", "nearly", "about" stays a qualifier and one
 * number (two for a range); the interval is derived from it (docs/precision.md). Overflow is a refusal when a user's
 * number is too large and a fault when a sum is; it never wraps. */
#ifndef WEIR_MONEY_H
#define WEIR_MONEY_H

#include "base/base.h"

/* ---- days ---- */
typedef int32_t day; /* days since 1970-01-01, proleptic Gregorian */
#define DAY_NONE INT32_MIN
enum { DAY_FIRST = -25567 /* 1900-01-01 */, DAY_LAST = 84005 /* 2199-12-31 */ };
/* What a source says of a day. Order is on disk: append only. */
typedef enum day_precision {
    PRECISION_DAY = 0,
    PRECISION_MONTH,
    PRECISION_QUARTER,
    PRECISION_HALF,
    PRECISION_YEAR,
    PRECISION_UNKNOWN
} day_precision;
typedef struct date { /* first day of what was said; DAY_NONE with PRECISION_UNKNOWN */
    day first;
    day_precision precision;
} date;
typedef struct period { /* both ends belong to it */
    day first, last;
} period;

day day_of(int year, int month, int mday); /* DAY_NONE when there is no such day */
void day_split(int *year, int *month, int *mday, day d);
/* 2025-12-15, 2025/12/15, 20251215, 2025年12月15日, 2025-12, 2025年12月, 2025Q3, 2025年三季度, 2025H1, 2025年上半年,
 * 2025, 2025年; full-width digits allowed; empty or "-" or "未知" = unknown. E_DATE_SYNTAX, E_DATE_RANGE. */
err_code date_parse(date *out, str text, err *e) WARN_UNUSED;
period date_span(date d); /* first and last day meant; needs a known date */
/* The above, or 2025-01/10, 2025Q1-Q3, 2025年1-10月, 2023-2024, 2023-01-01/2023-06-30. */
err_code period_parse(period *out, str text, err *e) WARN_UNUSED;
/* The date whose span is exactly p, if there is one (a year, half, quarter, month, day). */
bool date_of_period(date *out, period p);
void date_print(buf *out, date d);     /* 2025-12-15, 2025-12, 2025Q3, 2025H1, 2025, "" */
void day_print(buf *out, day d);       /* ISO */
void period_print(buf *out, period p); /* shortest: 2025, 2025H1, 2025Q1-Q3, a/b */
/* 2026-11-23T09:30:00Z, …+08:00, or a bare date (= end of that day UTC) → microseconds since 1970. E_INSTANT_SYNTAX. */
err_code instant_parse(int64_t *out_us, str text, err *e) WARN_UNUSED;
void instant_print(buf *out, int64_t us); /* 2026-11-23T09:30:00.000000Z */

/* ---- working days of the People's Republic of China (calendar.def: State Council notices, by year) ----
 * Of a year without a notice yet the rule is Monday to Friday, and *provisional says so; provisional may be NULL. Days are
 * DAY_FIRST … DAY_LAST (CHECKed). */
bool calendar_is_published(int year);
bool day_is_working(day d, bool *provisional);
/* Working days after `from` up to and including `to`; negative, of the days after `to` up to `from`, when to < from. */
int64_t workdays_between(day from, day to, bool *provisional);
/* The count-th working day after `from`, itself not counted; `from` when count is 0 (≥ 0: CHECKed); DAY_NONE past DAY_LAST. */
day workdays_after(day from, int64_t count, bool *provisional);
/* The same day of the month so many months later (0 … MONTHS_AFTER_MAX: CHECKed), else the last day of that month: 29
 * February and a year is 28 February. DAY_NONE past DAY_LAST. */
enum { MONTHS_AFTER_MAX = 1200 };
day day_after_months(day d, int months);

/* ---- units ---- */
typedef int32_t unit_code; /* ISO 4217 numeric, or a code of units.def >= 1000 */
enum {
    UNIT_NONE = 0,
    UNIT_CNY = 156,
    UNIT_USD = 840,
    UNIT_PERCENT = 1001,
    UNIT_POINT = 1002,
    UNIT_GROWTH = 1003,
    UNIT_COUNT = 1010,
    UNIT_MILESTONE = 1011,
    UNIT_TIMES = 1012,
    UNIT_INDEX = 1013
};
typedef struct unit {
    unit_code code;
    const char *id;      /* "CNY", "percent" */
    const char *zh, *en; /* what the least readable whole is called: 元, yuan */
    int decimals;        /* minor units per whole = 10^decimals */
    bool is_signed;      /* unknown is (−∞, ∞), "at most v" is (−∞, v] */
} unit;
const unit *unit_get(unit_code code); /* NULL when there is none */
/* A spelling (亿元, 万家, PFLOPS, %/yr, CNY) → unit and the power-of-ten factor in it. E_UNIT_UNKNOWN. */
err_code unit_parse(unit_code *out, int64_t *factor, str text, err *e) WARN_UNUSED;

/* ---- amounts as stated ---- */
/* Order is on disk: append only. */
typedef enum qualifier {
    QUALIFIER_NONE = 0, /* the entry has no amount */
    QUALIFIER_EXACT,
    QUALIFIER_AT_LEAST,
    QUALIFIER_OVER,
    QUALIFIER_AT_MOST,
    QUALIFIER_UNDER,
    QUALIFIER_NEARLY,
    QUALIFIER_ABOUT,
    QUALIFIER_RANGE,
    QUALIFIER_UNKNOWN,
    QUALIFIER_COUNT
} qualifier;
const char *qualifier_name(qualifier q); /* exact, at_least, over, at_most, under, nearly, about, range, unknown */
/* exact 准确, at_least 不低于 不少于 至少 >=, over 超 超过 >, at_most upto 不超过 至多 <=, under 不足 <, nearly 近 接近,
 * about 约 大约 左右 ~, range, unknown 未知 不详. Empty = exact. E_QUALIFIER_UNKNOWN. */
err_code qualifier_parse(qualifier *out, str text, err *e) WARN_UNUSED;
typedef struct amount {
    int64_t minor;    /* the number said; lower end of a range; 0 when unknown */
    int64_t hi_minor; /* upper end of a range, else 0 */
    qualifier q;
    unit_code unit;
} amount;
/* Text as sources word it: "128亿元", "1,234.56", "超1500亿元", "近 45 亿", "20-50%", "不超过30亿元", "一百亿元" is not
 * read here. unit_text and qualifier_text come from columns of their own and may be empty; a unit in the text must agree
 * with unit_text (else E_UNIT_CONFLICT); a qualifier in the text must agree unless the column is empty or exact.
 * More decimals than the unit has: E_AMOUNT_FINE. Too large: E_AMOUNT_LARGE. Not a number: E_AMOUNT_SYNTAX.
 * No unit anywhere: E_UNIT_MISSING. Negative where the unit cannot be, "under 0", "nearly 0": E_AMOUNT_SIGN. A range with
 * its ends reversed: E_AMOUNT_RANGE. An empty text gives QUALIFIER_NONE (a qualifier beside it other than exact or unknown
 * is E_QUALIFIER_CONFLICT); text or column "未知"/"unknown" gives QUALIFIER_UNKNOWN. Units agree when they are the same and
 * the column's factor is 1 or the text's; 万, 亿, 万亿 alone take the column's unit (34.2万 with 家). */
err_code amount_parse(amount *out, str text, str unit_text, str qualifier_text, err *e) WARN_UNUSED;
/* Is this an amount that amount_parse may give: members that fit the qualifier, ends in order, a sign that the unit has?
 * For rows that come from outside; interval_of relies on it. */
bool amount_is_valid(amount a);
/* Exact decimal text × 10^scale × factor → integer, no rounding ever (E_AMOUNT_FINE, E_AMOUNT_LARGE, E_AMOUNT_SYNTAX).
 * Allows + −, thousands commas in groups of three, full-width digits, no exponent. */
err_code decimal_parse(int64_t *out, str text, int scale, int64_t factor, err *e) WARN_UNUSED;
/* minor with `decimals` places, trailing zeros of the fraction cut down to keep_decimals; commas when grouped. */
void decimal_print(buf *out, int64_t minor, int decimals, int keep_decimals, bool grouped);

/* ---- intervals: what a statement allows the truth to be ---- */
typedef struct interval {
    int64_t lo, hi;            /* minor units; meaningless on an open side */
    bool lo_open, hi_open;     /* −∞ / ∞ */
    bool lo_strict, hi_strict; /* the end itself is excluded */
    bool about;                /* a tolerance went into it */
    uint32_t unknown_count;    /* how many unknown or undetermined things went into it */
} interval;
enum { ABOUT_TOLERANCE_PPM = 100000 }; /* default of the parameter about_tolerance: 10 % */
interval interval_exact(int64_t minor);
interval interval_unknown(bool is_signed);
/* docs/precision.md table 1; nothing stated (QUALIFIER_NONE) is unknown. Ends of about/nearly: v·t/10⁶ rounded outward (up), so that the interval never shrinks. */
interval interval_of(amount a, int32_t tolerance_ppm);
bool interval_is_exact(interval x);
/* Ends that would overflow int64 become open (a wider, still true interval) and unknown_count grows by one. */
interval interval_add(interval x, interval y);
interval interval_sub(interval x, interval y);                 /* lo₁−hi₂ … hi₁−lo₂ */
interval interval_scale(interval x, int64_t num, int64_t den); /* x·num/den, num ≥ 0 < den, rounded outward */
/* x/y in parts per million, rounded outward; false when y touches zero or either is negative or y is unbounded below. */
bool interval_ratio_ppm(interval *out, interval x, interval y);
/* x·y/10⁶ for shares, both ≥ 0 (an open lower end is read as 0, for nothing is said of it), rounded outward. */
interval interval_product_ppm(interval x, interval y);
interval interval_hull_zero(interval x); /* a thing that may not have happened: 0 joins, counted unknown */

typedef enum verdict3 { VERDICT_BREACH = -1, VERDICT_UNDETERMINED = 0, VERDICT_PASS = 1 } verdict3;
/* Order is on disk: append only. */
typedef enum comparator {
    COMPARE_NONE = 0,
    COMPARE_EQ,
    COMPARE_GE,
    COMPARE_GT,
    COMPARE_LE,
    COMPARE_LT,
    COMPARE_ABOUT,
    COMPARE_BY,
    COMPARE_COUNT
} comparator;
const char *comparator_name(comparator c); /* =, >=, >, <=, <, ~, by */
err_code comparator_parse(comparator *out, str text,
                          err *e) WARN_UNUSED; /* also ≥ ≤ 不低于 超过 …; E_COMPARATOR_UNKNOWN */
/* Does every possible truth in x satisfy "x c limit"? pass: all do; breach: none does; else undetermined.
 * COMPARE_ABOUT: limit·(1±tolerance). COMPARE_BY: like >=. */
verdict3 interval_compare(interval x, comparator c, int64_t limit_minor, int32_t tolerance_ppm);
bool interval_holds(interval x, int64_t world); /* is this integer inside? (tests sample with it) */

#endif
