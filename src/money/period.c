/* period: first and last day of what a figure is about.
 *
 * A period is read as one date (its span) or as two ends around a mark: '/' joins any two dates, '-', '~' and 至 only
 * two of one precision, so that 2025-01-10 stays a day. The second end may leave the year out (2025-01/10, 2025Q1-Q3).
 * Invariants: first <= last; period_parse gives back what period_print was given. */
#include "money/money_int.h"

/* 2025年1 as in 2025年1-10月: the month's own 月 stands behind the second number. */
static bool read_short_month(date *out, str s)
{
    int year = 0;
    int month = 0;
    if (!take_number(&year, &s, 4, 4)) return false;
    if (!take_word(&s, STR("年"))) return false;
    if (!take_number(&month, &s, 1, 2) || s.len > 0) return false;
    *out = (date){day_of(year, month, 1), PRECISION_MONTH};
    return true;
}

static bool read_begin(date *out, str begin, str end)
{
    reading how = date_read(out, begin);
    if (how == READ_RANGE) *out = (date){DAY_NONE, PRECISION_DAY};
    if (how != READ_SYNTAX) return out->precision != PRECISION_UNKNOWN;
    return str_ends(end, STR("月")) && read_short_month(out, begin);
}

/* The second end without its year: 10, 10月, Q3, H2. */
static bool read_short_end(date *out, date begin, str s)
{
    int part = 0;
    int months = 1;
    if (begin.first == DAY_NONE) return false;
    if (begin.precision == PRECISION_QUARTER && take_word(&s, STR("Q")))
        months = 3;
    else if (begin.precision == PRECISION_HALF && take_word(&s, STR("H")))
        months = 6;
    else if (begin.precision != PRECISION_MONTH)
        return false;
    if (!take_number(&part, &s, 1, 2)) return false;
    if (months == 1) take_tail(&s, STR("月"));
    if (s.len > 0) return false;
    int year = 0;
    int month = 0;
    int mday = 0;
    day_split(&year, &month, &mday, begin.first);
    *out = (date){day_of(year, (part - 1) * months + 1, 1), begin.precision};
    return true;
}

static bool read_end(date *out, date begin, str s)
{
    reading how = date_read(out, s);
    if (how == READ_RANGE) *out = (date){DAY_NONE, begin.precision};
    if (how != READ_SYNTAX) return out->precision != PRECISION_UNKNOWN;
    return read_short_end(out, begin, s);
}

static reading join_ends(period *out, date begin, date end)
{
    if (begin.first == DAY_NONE || end.first == DAY_NONE) return READ_RANGE;
    period whole = {date_span(begin).first, date_span(end).last};
    if (whole.first > whole.last || begin.first > end.first) return READ_RANGE;
    *out = whole;
    return READ_OK;
}

/* Reads s as two ends around the mark of mark_bytes at `at`. */
static reading read_around(period *out, str s, size_t at, size_t mark_bytes)
{
    date begin;
    date end;
    str left = str_trim(str_slice(s, 0, at));
    str right = str_trim(str_slice(s, at + mark_bytes, s.len));
    bool any = s.ptr[at] == '/';
    if (!read_begin(&begin, left, right) || !read_end(&end, begin, right)) return READ_SYNTAX;
    bool known = begin.first != DAY_NONE && end.first != DAY_NONE;
    if (known && !any && begin.precision != end.precision) return READ_SYNTAX;
    return join_ends(out, begin, end);
}

static size_t mark_ahead(str s)
{
    if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '~' || s.ptr[0] == '/')) return 1;
    return str_starts(s, STR("至")) ? STR("至").len : 0;
}

static reading read_ends(period *out, str s)
{
    reading best = READ_SYNTAX;
    for (size_t at = 0; at < s.len; at++) {
        size_t mark = mark_ahead(str_slice(s, at, s.len));
        if (mark == 0) continue;
        reading how = read_around(out, s, at, mark);
        if (how == READ_OK) return READ_OK;
        if (how == READ_RANGE) best = READ_RANGE;
    }
    return best;
}

static reading read_period(period *out, str s)
{
    date whole;
    reading how = date_read(&whole, s);
    if (how == READ_OK && whole.precision == PRECISION_UNKNOWN) return READ_SYNTAX;
    if (how == READ_OK) *out = date_span(whole);
    return how == READ_SYNTAX ? read_ends(out, s) : how;
}

err_code period_parse(period *out, str text, err *e)
{
    CHECK(out != NULL);
    folded plain;
    if (!fold_text(&plain, text)) return refuse(e, E_DATE_SYNTAX, text);
    reading how = read_period(out, folded_view(&plain));
    if (how != READ_OK) return refuse(e, how == READ_RANGE ? E_DATE_RANGE : E_DATE_SYNTAX, text);
    CHECK(out->first <= out->last);
    return ERR_OK;
}

static int year_of(day d)
{
    int year = 0;
    int month = 0;
    int mday = 0;
    day_split(&year, &month, &mday, d);
    return year;
}

/* Does p begin and end with whole things of this precision? Their first and last are given back. */
static bool split_whole(date *begin, date *end, period p, day_precision precision)
{
    *begin = (date){p.first, precision};
    *end = (date){date_span((date){p.last, precision}).first, precision};
    return date_span(*begin).first == p.first && date_span(*end).last == p.last;
}

/* The second end; within one year months and quarters leave the year out. */
static void print_end(buf *out, date begin, date end)
{
    int year = 0;
    int month = 0;
    int mday = 0;
    bool monthly = begin.precision == PRECISION_MONTH;
    bool partial = monthly || begin.precision == PRECISION_QUARTER;
    if (!partial || year_of(begin.first) != year_of(end.first)) {
        date_print(out, end);
        return;
    }
    day_split(&year, &month, &mday, end.first);
    if (!monthly) buf_char(out, 'Q');
    buf_uint_pad(out, (uint64_t)(monthly ? month : (month + 2) / 3), monthly ? 2 : 1);
}

void period_print(buf *out, period p)
{
    CHECK(p.first >= DAY_FIRST);
    CHECK(p.last <= DAY_LAST);
    date begin;
    date end;
    if (date_of_period(&begin, p)) {
        date_print(out, begin);
        return;
    }
    static const day_precision TRY[] = {PRECISION_YEAR, PRECISION_QUARTER, PRECISION_MONTH, PRECISION_DAY};
    size_t i = 0;
    while (!split_whole(&begin, &end, p, TRY[i])) i++;
    CHECK(i < COUNT_OF(TRY));
    date_print(out, begin);
    buf_char(out, begin.precision == PRECISION_YEAR || begin.precision == PRECISION_QUARTER ? '-' : '/');
    print_end(out, begin, end);
}
