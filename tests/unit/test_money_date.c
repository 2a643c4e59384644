/* Dates, periods and instants as sources word them: what is read, what is refused and why, what is printed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "money/money.h"

static const char *printed(arena *a, void (*print)(buf *, date), date d)
{
    buf out;
    buf_init(&out, a, 200);
    print(&out, d);
    return arena_str(a, buf_view(&out)).ptr;
}

typedef struct wording {
    const char *text, *first, *print;
    day_precision precision;
} wording;

static const wording DATES[] = {
    {"2025-12-15", "2025-12-15", "2025-12-15", PRECISION_DAY},
    {"2025-1-5", "2025-01-05", "2025-01-05", PRECISION_DAY},
    {"2025/12/15", "2025-12-15", "2025-12-15", PRECISION_DAY},
    {"20251215", "2025-12-15", "2025-12-15", PRECISION_DAY},
    {"2025年12月15日", "2025-12-15", "2025-12-15", PRECISION_DAY},
    {"2025年1月5日", "2025-01-05", "2025-01-05", PRECISION_DAY},
    {"2025 年 12 月 15 日", NULL, NULL, PRECISION_DAY},
    {"2025年 12 月 15 日", "2025-12-15", "2025-12-15", PRECISION_DAY},
    {"\uFF12\uFF10\uFF12\uFF15年\uFF11\uFF12月", "2025-12-01", "2025-12", PRECISION_MONTH},
    {"\uFF12\uFF10\uFF12\uFF15\uFF0D\uFF11\uFF12", "2025-12-01", "2025-12", PRECISION_MONTH},
    {"2025-12", "2025-12-01", "2025-12", PRECISION_MONTH},
    {"2025/12", "2025-12-01", "2025-12", PRECISION_MONTH},
    {"2025年12月", "2025-12-01", "2025-12", PRECISION_MONTH},
    {"2025Q3", "2025-07-01", "2025Q3", PRECISION_QUARTER},
    {"2025q1", "2025-01-01", "2025Q1", PRECISION_QUARTER},
    {"2025年三季度", "2025-07-01", "2025Q3", PRECISION_QUARTER},
    {"2025年第四季度", "2025-10-01", "2025Q4", PRECISION_QUARTER},
    {"2025年2季度", "2025-04-01", "2025Q2", PRECISION_QUARTER},
    {"2025H1", "2025-01-01", "2025H1", PRECISION_HALF},
    {"2025h2", "2025-07-01", "2025H2", PRECISION_HALF},
    {"2025年上半年", "2025-01-01", "2025H1", PRECISION_HALF},
    {"2025年下半年", "2025-07-01", "2025H2", PRECISION_HALF},
    {"2025", "2025-01-01", "2025", PRECISION_YEAR},
    {"2025年", "2025-01-01", "2025", PRECISION_YEAR},
    {"\u3000 2025 \u3000", "2025-01-01", "2025", PRECISION_YEAR},
    {"\uFEFF2025", "2025-01-01", "2025", PRECISION_YEAR},
    {"1900-01-01", "1900-01-01", "1900-01-01", PRECISION_DAY},
    {"2199-12-31", "2199-12-31", "2199-12-31", PRECISION_DAY},
    {"2024-02-29", "2024-02-29", "2024-02-29", PRECISION_DAY},
};

static void dates_are_read_as_worded(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(DATES); i++) {
        const wording *w = &DATES[i];
        date d;
        err e = {0};
        err_code code = date_parse(&d, str_from(w->text), &e);
        if (!w->first) {
            assert_int_equal(code, E_DATE_SYNTAX);
            continue;
        }
        if (code != ERR_OK) print_error("refused: %s\n", w->text);
        assert_int_equal(code, ERR_OK);
        assert_int_equal(d.precision, w->precision);
        date first = {d.first, PRECISION_DAY};
        assert_string_equal(printed(a, date_print, first), w->first);
        assert_string_equal(printed(a, date_print, d), w->print);
        date again;
        assert_int_equal(date_parse(&again, str_from(w->print), NULL), ERR_OK);
        assert_int_equal(again.first, d.first);
        assert_int_equal(again.precision, d.precision);
    }
    arena_free(a);
}

static void unknown_dates(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"",     "-",       " ",       "\u3000", "未知",
                                        "不详", "unknown", "Unknown", "\u2014", "\uFF0D"};
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        date d = {5, PRECISION_DAY};
        assert_int_equal(date_parse(&d, str_from(WORDS[i]), NULL), ERR_OK);
        assert_int_equal(d.first, DAY_NONE);
        assert_int_equal(d.precision, PRECISION_UNKNOWN);
        assert_string_equal(printed(a, date_print, d), "");
        period p;
        assert_int_equal(period_parse(&p, str_from(WORDS[i]), NULL), E_DATE_SYNTAX);
    }
    arena_free(a);
}

static void dates_that_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        err_code code;
    } CASES[] = {
        {"2025-02-30", E_DATE_RANGE},
        {"2025-13", E_DATE_RANGE},
        {"2025-00", E_DATE_RANGE},
        {"2025-12-00", E_DATE_RANGE},
        {"2023-02-29", E_DATE_RANGE},
        {"1900-02-29", E_DATE_RANGE},
        {"20250230", E_DATE_RANGE},
        {"2025Q5", E_DATE_RANGE},
        {"2025Q0", E_DATE_RANGE},
        {"2025H3", E_DATE_RANGE},
        {"2025年13月", E_DATE_RANGE},
        {"1899", E_DATE_RANGE},
        {"2200", E_DATE_RANGE},
        {"0000", E_DATE_RANGE},
        {"2025年5季度", E_DATE_RANGE},
        {"2025-12-15x", E_DATE_SYNTAX},
        {"2025-12-15 00:00", E_DATE_SYNTAX},
        {"2025-12-15-", E_DATE_SYNTAX},
        {"2025-", E_DATE_SYNTAX},
        {"2025--12", E_DATE_SYNTAX},
        {"2025-12/15", E_DATE_SYNTAX},
        {"2025/12-15", E_DATE_SYNTAX},
        {"202512", E_DATE_SYNTAX},
        {"25-12-15", E_DATE_SYNTAX},
        {"12/15/2025", E_DATE_SYNTAX},
        {"2025Q", E_DATE_SYNTAX},
        {"2025Q33", E_DATE_SYNTAX},
        {"2025年12", E_DATE_SYNTAX},
        {"2025年12月15", E_DATE_SYNTAX},
        {"2025年五季度", E_DATE_SYNTAX},
        {"去年", E_DATE_SYNTAX},
        {"20251215日", E_DATE_SYNTAX},
        {"2025-123", E_DATE_SYNTAX},
        {"-2025", E_DATE_SYNTAX},
        {"202512150", E_DATE_SYNTAX},
        {"2025年年", E_DATE_SYNTAX},
        {"\xFF\xFE", E_DATE_SYNTAX},
        {"2025Q3 x", E_DATE_SYNTAX},
        {"2025年12月15日晚", E_DATE_SYNTAX},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        date d = {77, PRECISION_HALF};
        err e = {0};
        err_code code = date_parse(&d, str_from(CASES[i].text), &e);
        if (code != CASES[i].code) print_error("%s: %s\n", CASES[i].text, err_name(code));
        assert_int_equal(code, CASES[i].code);
        assert_int_equal(e.code, code);
        assert_string_equal(e.arg[0].name, "word");
        assert_int_equal(d.first, 77); /* untouched on failure */
    }
    static char LONG[2000];
    memset(LONG, '2', sizeof LONG - 1);
    date d;
    assert_int_equal(date_parse(&d, str_from(LONG), NULL), E_DATE_SYNTAX);
    /* a slice is not terminated: nothing behind it may be read */
    assert_int_equal(date_parse(&d, (str){"2025-12-15", 7}, NULL), ERR_OK);
    assert_int_equal(d.precision, PRECISION_MONTH);
}

static void spans_cover_what_was_said(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first, *last;
    } CASES[] = {
        {"2025-12-15", "2025-12-15", "2025-12-15"}, {"2024-02", "2024-02-01", "2024-02-29"},
        {"2025-12", "2025-12-01", "2025-12-31"},    {"2025Q1", "2025-01-01", "2025-03-31"},
        {"2025Q4", "2025-10-01", "2025-12-31"},     {"2025H1", "2025-01-01", "2025-06-30"},
        {"2025H2", "2025-07-01", "2025-12-31"},     {"2199", "2199-01-01", "2199-12-31"},
        {"1900", "1900-01-01", "1900-12-31"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        date d;
        date first;
        date last;
        date back;
        assert_int_equal(date_parse(&d, str_from(CASES[i].text), NULL), ERR_OK);
        assert_int_equal(date_parse(&first, str_from(CASES[i].first), NULL), ERR_OK);
        assert_int_equal(date_parse(&last, str_from(CASES[i].last), NULL), ERR_OK);
        period span = date_span(d);
        assert_int_equal(span.first, first.first);
        assert_int_equal(span.last, last.first);
        assert_true(date_of_period(&back, span));
        assert_int_equal(back.first, d.first);
        assert_int_equal(back.precision, d.precision);
    }
    date none;
    assert_false(date_of_period(&none, (period){0, 40}));
    assert_false(date_of_period(&none, (period){DAY_FIRST - 365, DAY_FIRST - 1}));
}

static void periods_are_read_and_printed(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first, *last, *print;
    } CASES[] = {
        {"2025", "2025-01-01", "2025-12-31", "2025"},
        {"2025H1", "2025-01-01", "2025-06-30", "2025H1"},
        {"2025-03", "2025-03-01", "2025-03-31", "2025-03"},
        {"2025-12-22", "2025-12-22", "2025-12-22", "2025-12-22"},
        {"2025-01/10", "2025-01-01", "2025-10-31", "2025-01/10"},
        {"2025Q1-Q3", "2025-01-01", "2025-09-30", "2025Q1-Q3"},
        {"2025q2~q3", "2025-04-01", "2025-09-30", "2025Q2-Q3"},
        {"2025年1-10月", "2025-01-01", "2025-10-31", "2025-01/10"},
        {"2025年1月-10月", "2025-01-01", "2025-10-31", "2025-01/10"},
        {"2025年1\u201410月", "2025-01-01", "2025-10-31", "2025-01/10"},
        {"2025年1至9月", "2025-01-01", "2025-09-30", "2025Q1-Q3"},
        {"2023-2024", "2023-01-01", "2024-12-31", "2023-2024"},
        {"2023\u20142024年", "2023-01-01", "2024-12-31", "2023-2024"},
        {"2023年至2024年", "2023-01-01", "2024-12-31", "2023-2024"},
        {"2023-01-01/2023-06-30", "2023-01-01", "2023-06-30", "2023H1"},
        {"2023-01-05/2023-06-30", "2023-01-05", "2023-06-30", "2023-01-05/2023-06-30"},
        {"2023/01/05-2023/06/30", "2023-01-05", "2023-06-30", "2023-01-05/2023-06-30"},
        {"2023-11/2024-02", "2023-11-01", "2024-02-29", "2023-11/2024-02"},
        {"2023Q4-2024Q1", "2023-10-01", "2024-03-31", "2023Q4-2024Q1"},
        {"2025H1-H2", "2025-01-01", "2025-12-31", "2025"},
        {"2024/2025-06", "2024-01-01", "2025-06-30", "2024Q1-2025Q2"},
        {"2025-01-10", "2025-01-10", "2025-01-10", "2025-01-10"},
        {"2025-01-01/2025-01-01", "2025-01-01", "2025-01-01", "2025-01-01"},
        {"2025-01-01~2025-01-31", "2025-01-01", "2025-01-31", "2025-01"},
    };
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        period p;
        err e = {0};
        err_code code = period_parse(&p, str_from(CASES[i].text), &e);
        if (code != ERR_OK) print_error("%s: %s\n", CASES[i].text, err_name(code));
        assert_int_equal(code, ERR_OK);
        assert_string_equal(printed(a, date_print, (date){p.first, PRECISION_DAY}), CASES[i].first);
        assert_string_equal(printed(a, date_print, (date){p.last, PRECISION_DAY}), CASES[i].last);
        buf out;
        buf_init(&out, a, 100);
        period_print(&out, p);
        assert_string_equal(arena_str(a, buf_view(&out)).ptr, CASES[i].print);
    }
    arena_free(a);
}

static void periods_that_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        err_code code;
    } CASES[] = {
        {"2025Q3-Q1", E_DATE_RANGE},
        {"2024-2023", E_DATE_RANGE},
        {"2025-06-30/2025-01-01", E_DATE_RANGE},
        {"2025-13", E_DATE_RANGE},
        {"2025-01/13", E_DATE_RANGE},
        {"2025Q1-Q5", E_DATE_RANGE},
        {"2025-01-01/2025-02-30", E_DATE_RANGE},
        {"1899-2024", E_DATE_RANGE},
        {"2025年10-1月", E_DATE_RANGE},
        {"2025-", E_DATE_SYNTAX},
        {"/2025", E_DATE_SYNTAX},
        {"2025/", E_DATE_SYNTAX},
        {"2025-01-", E_DATE_SYNTAX},
        {"2023-2024-06", E_DATE_SYNTAX},
        {"2025Q1-10", E_DATE_SYNTAX},
        {"2025年1-10", E_DATE_SYNTAX},
        {"2025-01/10x", E_DATE_SYNTAX},
        {"2025-01-05/10", E_DATE_SYNTAX},
        {"2023-2024-2025", E_DATE_SYNTAX},
        {"-/-", E_DATE_SYNTAX},
        {"2025/-", E_DATE_SYNTAX},
        {"近三年", E_DATE_SYNTAX},
        {"\xC3", E_DATE_SYNTAX},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        period p = {1, 2};
        err e = {0};
        err_code code = period_parse(&p, str_from(CASES[i].text), &e);
        if (code != CASES[i].code) print_error("%s: %s\n", CASES[i].text, err_name(code));
        assert_int_equal(code, CASES[i].code);
        assert_int_equal(p.first, 1);
        assert_int_equal(p.last, 2);
    }
}

/* Every pair of ends around several year ends and a leap day, printed and read back. */
static void any_period_survives_print_and_parse(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1 << 20);
    day from = day_of(2023, 11, 28);
    for (day first = from; first < from + 110; first++)
        for (day last = first; last < first + 800; last += 1 + (last - first) % 3) {
            buf out;
            buf_init(&out, a, 100);
            period_print(&out, (period){first, last});
            period back;
            assert_int_equal(period_parse(&back, buf_view(&out), NULL), ERR_OK);
            assert_int_equal(back.first, first);
            assert_int_equal(back.last, last);
            arena_clear(a);
        }
    for (int begin = 0; begin < 36; begin++)
        for (int end = begin; end < 36; end++) {
            period p = {day_of(2023 + begin / 12, begin % 12 + 1, 1), 0};
            p.last = date_span((date){day_of(2023 + end / 12, end % 12 + 1, 1), PRECISION_MONTH}).last;
            buf out;
            buf_init(&out, a, 100);
            period_print(&out, p);
            period back;
            assert_int_equal(period_parse(&back, buf_view(&out), NULL), ERR_OK);
            assert_int_equal(back.first, p.first);
            assert_int_equal(back.last, p.last);
            assert_true(out.len <= 15); /* whole months never need days */
            arena_clear(a);
        }
    arena_free(a);
}

static void instants(void **state)
{
    (void)state;
    static const struct {
        const char *text, *print;
    } CASES[] = {
        {"2026-11-23T09:30:00Z", "2026-11-23T09:30:00.000000Z"},
        {"2026-11-23T09:30:00+08:00", "2026-11-23T01:30:00.000000Z"},
        {"2026-11-23T03:30:00+08:00", "2026-11-22T19:30:00.000000Z"},
        {"2026-11-23 09:30:00-05:30", "2026-11-23T15:00:00.000000Z"},
        {"2026-11-23T09:30Z", "2026-11-23T09:30:00.000000Z"},
        {"2026-11-23T09:30:00.5Z", "2026-11-23T09:30:00.500000Z"},
        {"2026-11-23T09:30:00.000001Z", "2026-11-23T09:30:00.000001Z"},
        {"2026-11-23T23:59:59.999999z", "2026-11-23T23:59:59.999999Z"},
        {"2026-11-23", "2026-11-23T23:59:59.999999Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"1900-01-01T00:00:00Z", "1900-01-01T00:00:00.000000Z"},
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"},
    };
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int64_t us = 0;
        int64_t again = 0;
        assert_int_equal(instant_parse(&us, str_from(CASES[i].text), NULL), ERR_OK);
        buf out;
        buf_init(&out, a, 100);
        instant_print(&out, us);
        assert_string_equal(arena_str(a, buf_view(&out)).ptr, CASES[i].print);
        assert_int_equal(instant_parse(&again, buf_view(&out), NULL), ERR_OK);
        assert_true(again == us);
    }
    buf far;
    buf_init(&far, a, 100);
    instant_print(&far, INT64_MAX);
    instant_print(&far, INT64_MIN);
    assert_string_equal(arena_str(a, buf_view(&far)).ptr,
                        "294247-01-10T04:00:54.775807Z-290308-12-21T19:59:05.224192Z");
    arena_free(a);
}

static void instants_that_are_refused(void **state)
{
    (void)state;
    static const char *const WORDS[] = {
        "",
        "2026",
        "2026-11",
        "2026-11-23T",
        "2026-11-23T09:30:00",
        "2026-11-23T24:00:00Z",
        "2026-11-23T09:60:00Z",
        "2026-11-23T09:30:60Z",
        "2026-02-30T09:30:00Z",
        "2026-11-23T09:30:00.Z",
        "2026-11-23T09:30:00.1234567Z",
        "2026-11-23T09:30:00+0800",
        "2026-11-23T09:30:00+15:00",
        "2026-11-23T09:30:00+08:00x",
        "2026/11/23",
        "2026-11-23T9:30:00Z",
        "20261123T093000Z",
        "2026-11-23x",
        "now",
        "2026-1-23T09:30Z",
        "2026-11-23T09:30:00+08:60",
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        int64_t us = 7;
        err e = {0};
        if (instant_parse(&us, str_from(WORDS[i]), &e) == ERR_OK) print_error("read: %s\n", WORDS[i]);
        assert_int_equal(e.code, E_INSTANT_SYNTAX);
        assert_true(us == 7);
    }
}

/* A blank in front sends a day the long way round, through folding and words; both ways must agree. */
static void plain_days_read_as_among_words(void **state)
{
    (void)state;
    int good = 0;
    for (int n = 0; n < 302 * 14 * 33; n++) {
        char text[16] = " ";
        int number[3] = {1899 + n / (14 * 33), n / 33 % 14, n % 33};
        for (int i = 0, year = number[0]; i < 4; i++, year /= 10) text[4 - i] = (char)('0' + year % 10);
        for (int part = 1; part < 3; part++) {
            char *at = text + 2 + 3 * part;
            at[0] = '-';
            at[1] = (char)('0' + number[part] / 10);
            at[2] = (char)('0' + number[part] % 10);
        }
        date quick = {7, PRECISION_YEAR};
        date slow = quick;
        err_code code = date_parse(&quick, str_from(text + 1), NULL);
        assert_int_equal(date_parse(&slow, str_from(text), NULL), code);
        assert_int_equal(quick.first, slow.first);
        assert_int_equal(quick.precision, slow.precision);
        good += code == ERR_OK;
    }
    assert_int_equal(good, 300 * 365 + 73); /* 1900 … 2199 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_as_worded),
        cmocka_unit_test(unknown_dates),
        cmocka_unit_test(dates_that_are_refused),
        cmocka_unit_test(spans_cover_what_was_said),
        cmocka_unit_test(periods_are_read_and_printed),
        cmocka_unit_test(periods_that_are_refused),
        cmocka_unit_test(any_period_survives_print_and_parse),
        cmocka_unit_test(instants),
        cmocka_unit_test(instants_that_are_refused),
        cmocka_unit_test(plain_days_read_as_among_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
