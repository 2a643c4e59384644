/* date: a day as a source words it, with the precision of the wording.
 *
 * Invariants: a date that was read holds the first day of what was said; its span begins there. A wording whose shape
 * is right but whose day does not exist (2025-02-30, a fifth quarter, the year 1899) is E_DATE_RANGE, anything else
 * that is not understood E_DATE_SYNTAX; nothing is ever mended or guessed. */
#include "money/money_int.h"

/* What the words said. Quarters and halves are brought to their first month, which day_of refuses when there is none. */
typedef struct saying {
    int year, month, mday;
    day_precision precision;
} saying;

static void say_quarter(saying *out, int quarter)
{
    out->month = 3 * quarter - 2;
    out->precision = PRECISION_QUARTER;
}

static void say_half(saying *out, int half)
{
    out->month = 6 * half - 5;
    out->precision = PRECISION_HALF;
}

/* 一季度, 第三季度, 3季度, 上半年: behind 年. */
static bool read_part_of_year(saying *out, str s)
{
    static const char *const NUMERAL[] = {"一", "二", "三", "四"};
    if (same_word(s, STR("上半年")) || same_word(s, STR("下半年"))) {
        say_half(out, str_starts(s, STR("上")) ? 1 : 2);
        return true;
    }
    bool ends = take_tail(&s, STR("季度"));
    if (!ends) return false;
    take_word(&s, STR("第"));
    int quarter = 0;
    for (int i = 0; i < (int)COUNT_OF(NUMERAL); i++)
        if (str_equal(s, str_from(NUMERAL[i]))) quarter = i + 1;
    if (quarter == 0 && (!take_number(&quarter, &s, 1, 1) || s.len > 0)) return false;
    say_quarter(out, quarter);
    return true;
}

/* What stands behind 年. */
static bool read_chinese(saying *out, str s)
{
    if (s.len == 0) return true;
    if (read_part_of_year(out, s)) return true;
    if (!take_number(&out->month, &s, 1, 2)) return false;
    s = str_trim(s);
    if (!take_word(&s, STR("月"))) return false;
    out->precision = PRECISION_MONTH;
    if (s.len == 0) return true;
    if (!take_number(&out->mday, &s, 1, 2)) return false;
    out->precision = PRECISION_DAY;
    s = str_trim(s);
    return same_word(s, STR("日")) || same_word(s, STR("号"));
}

/* What stands behind 2025- or 2025/: the mark must be the same throughout. */
static bool read_marked(saying *out, str s, str mark)
{
    if (!take_number(&out->month, &s, 1, 2)) return false;
    out->precision = PRECISION_MONTH;
    if (s.len == 0) return true;
    if (!str_starts(s, mark)) return false;
    s = str_slice(s, mark.len, s.len);
    if (!take_number(&out->mday, &s, 1, 2)) return false;
    out->precision = PRECISION_DAY;
    return s.len == 0;
}

/* Q3 and H1 behind the year. */
static bool read_lettered(saying *out, str s)
{
    int part = 0;
    bool quarter = take_word(&s, STR("Q"));
    if (!quarter && !take_word(&s, STR("H"))) return false;
    if (!take_number(&part, &s, 1, 1) || s.len > 0) return false;
    if (quarter)
        say_quarter(out, part);
    else
        say_half(out, part);
    return true;
}

/* 20251215 */
static bool read_compact(saying *out, str s)
{
    int digits = 0;
    if (!take_number(&digits, &s, 8, 8) || s.len > 0) return false;
    *out = (saying){digits / 10000, digits / 100 % 100, digits % 100, PRECISION_DAY};
    return true;
}

static bool read_saying(saying *out, str s)
{
    if (read_compact(out, s)) return true;
    *out = (saying){.month = 1, .mday = 1, .precision = PRECISION_YEAR};
    if (!take_number(&out->year, &s, 4, 4)) return false;
    if (s.len == 0) return true;
    if (take_word(&s, STR("年"))) return read_chinese(out, s);
    if (s.ptr[0] == '-' || s.ptr[0] == '/') return read_marked(out, str_slice(s, 1, s.len), str_slice(s, 0, 1));
    return read_lettered(out, s);
}

static bool is_unknown(str s)
{
    return s.len == 0 || str_equal(s, STR("-")) || is_unknown_word(s);
}

reading date_read(date *out, str s)
{
    saying said;
    if (is_unknown(s)) {
        *out = (date){DAY_NONE, PRECISION_UNKNOWN};
        return READ_OK;
    }
    if (!read_saying(&said, s)) return READ_SYNTAX;
    day first = day_of(said.year, said.month, said.mday);
    if (first == DAY_NONE) return READ_RANGE;
    CHECK(said.precision < PRECISION_UNKNOWN);
    *out = (date){first, said.precision};
    return READ_OK;
}

/* 2025-12-15, as programs write it. What this does not take, date_read judges. */
static bool read_iso(date *out, str s)
{
    static const char SHAPE[] = "dddd-dd-dd";
    int number[3] = {0};
    int part = 0;
    if (s.len != sizeof SHAPE - 1) return false;
    for (size_t i = 0; i < s.len; i++) {
        bool is_mark = SHAPE[i] == '-';
        if (is_mark ? s.ptr[i] != '-' : !is_digit(s.ptr[i])) return false;
        if (is_mark)
            part++;
        else
            number[part] = number[part] * 10 + (s.ptr[i] - '0');
    }
    *out = (date){day_of(number[0], number[1], number[2]), PRECISION_DAY};
    return out->first != DAY_NONE;
}

err_code date_parse(date *out, str text, err *e)
{
    CHECK(out != NULL);
    date iso;
    if (read_iso(&iso, text)) {
        *out = iso;
        return ERR_OK;
    }
    folded plain;
    if (!fold_text(&plain, text)) return refuse(e, E_DATE_SYNTAX, text);
    reading how = date_read(out, folded_view(&plain));
    if (how == READ_OK) return ERR_OK;
    return refuse(e, how == READ_RANGE ? E_DATE_RANGE : E_DATE_SYNTAX, text);
}

/* Months of one thing of this precision; 0 for a day. */
static int months_of(day_precision precision)
{
    static const int MONTHS[] = {0, 1, 3, 6, 12};
    CHECK((int)precision >= 0);
    CHECK(precision < PRECISION_UNKNOWN);
    return MONTHS[precision];
}

period date_span(date d)
{
    CHECK(d.first != DAY_NONE);
    CHECK(d.first >= DAY_FIRST);
    CHECK(d.first <= DAY_LAST);
    int months = months_of(d.precision);
    if (months == 0) return (period){d.first, d.first};
    int year = 0;
    int month = 0;
    int mday = 0;
    day_split(&year, &month, &mday, d.first);
    int begin = month - (month - 1) % months;
    int next = begin + months;
    day after = next > 12 ? day_of(year, 12, 31) + 1 : day_of(year, next, 1);
    period span = {day_of(year, begin, 1), after - 1};
    CHECK(span.first <= d.first);
    CHECK(d.first <= span.last);
    return span;
}

bool date_of_period(date *out, period p)
{
    CHECK(p.first <= p.last);
    if (p.first < DAY_FIRST || p.last > DAY_LAST) return false;
    for (int precision = PRECISION_DAY; precision < PRECISION_UNKNOWN; precision++) {
        date candidate = {p.first, (day_precision)precision};
        period span = date_span(candidate);
        if (span.first != p.first || span.last != p.last) continue;
        *out = candidate;
        return true;
    }
    return false;
}

void date_print(buf *out, date d)
{
    if (d.precision == PRECISION_UNKNOWN || d.precision == PRECISION_DAY) {
        CHECK(d.precision == PRECISION_DAY || d.first == DAY_NONE);
        day_print(out, d.first);
        return;
    }
    int year = 0;
    int month = 0;
    int mday = 0;
    int months = months_of(d.precision);
    day_split(&year, &month, &mday, d.first);
    int part = (month - 1) / months + 1;
    buf_uint_pad(out, (uint64_t)year, 4);
    if (d.precision == PRECISION_YEAR) return;
    buf_text(out, d.precision == PRECISION_MONTH ? "-" : d.precision == PRECISION_QUARTER ? "Q" : "H");
    buf_uint_pad(out, (uint64_t)part, d.precision == PRECISION_MONTH ? 2 : 1);
}
