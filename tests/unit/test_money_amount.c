/* Figures, units, qualifiers and comparators as sources word them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "money/money.h"

#define YI INT64_C(10000000000) /* fen in 亿元 */
#define WAN INT64_C(1000000)    /* fen in 万元 */
#define PCT INT64_C(10000)      /* least parts of one percent */

typedef struct wording {
    const char *text, *unit_text, *qualifier_text;
    int64_t minor, hi_minor;
    qualifier q;
    unit_code unit;
} wording;

static const wording FIGURES[] = {
    {"128亿元", "", "", 128 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"1,234.56万元", "", "", 123456 * WAN / 100, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"超1500亿元", "", "", 1500 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"超过1500亿元", "", "", 1500 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"近 45 亿", "", "", 45 * YI, 0, QUALIFIER_NEARLY, UNIT_CNY},
    {"约15.7亿元", "", "", 157 * YI / 10, 0, QUALIFIER_ABOUT, UNIT_CNY},
    {"45亿元左右", "", "", 45 * YI, 0, QUALIFIER_ABOUT, UNIT_CNY},
    {"约45亿元左右", "", "about", 45 * YI, 0, QUALIFIER_ABOUT, UNIT_CNY},
    {"不超过30亿元", "", "", 30 * YI, 0, QUALIFIER_AT_MOST, UNIT_CNY},
    {"不低于200亿元", "", "", 200 * YI, 0, QUALIFIER_AT_LEAST, UNIT_CNY},
    {"至少 3 亿元", "", "", 3 * YI, 0, QUALIFIER_AT_LEAST, UNIT_CNY},
    {"至多3亿元", "", "", 3 * YI, 0, QUALIFIER_AT_MOST, UNIT_CNY},
    {"30亿元以上", "", "", 30 * YI, 0, QUALIFIER_AT_LEAST, UNIT_CNY},
    {"30亿元以内", "", "", 30 * YI, 0, QUALIFIER_AT_MOST, UNIT_CNY},
    {"不足5亿元", "", "", 5 * YI, 0, QUALIFIER_UNDER, UNIT_CNY},
    {"\u22653000亿元", "", "", 3000 * YI, 0, QUALIFIER_AT_LEAST, UNIT_CNY},
    {">=3000亿元", "", "", 3000 * YI, 0, QUALIFIER_AT_LEAST, UNIT_CNY},
    {">3000亿元", "", "", 3000 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"\uFF1E3000亿元", "", "", 3000 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"\u22643000亿元", "", "", 3000 * YI, 0, QUALIFIER_AT_MOST, UNIT_CNY},
    {"<3000亿元", "", "", 3000 * YI, 0, QUALIFIER_UNDER, UNIT_CNY},
    {"over 1500亿元", "", "", 1500 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"Up To 30 亿元", "", "", 30 * YI, 0, QUALIFIER_AT_MOST, UNIT_CNY},
    {"~5亿", "", "", 5 * YI, 0, QUALIFIER_ABOUT, UNIT_CNY},
    {"20-50%", "", "", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20%-50%", "", "", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20~50%", "", "", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20至50%", "", "", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20%-50", "", "", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20\uFF5E50\uFF05", "", "", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20\u201450\uFF05", "", "", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"-5~-3%", "", "", -5 * PCT, -3 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20-50", "%", "range", 20 * PCT, 50 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"20-20", "%", "exact", 20 * PCT, 20 * PCT, QUALIFIER_RANGE, UNIT_PERCENT},
    {"100亿至150亿元", "", "", 100 * YI, 150 * YI, QUALIFIER_RANGE, UNIT_CNY},
    {"5000万-1亿元", "", "", 5000 * WAN, YI, QUALIFIER_RANGE, UNIT_CNY},
    {"1亿元至2亿", "", "", YI, 2 * YI, QUALIFIER_RANGE, UNIT_CNY},
    {"1万-2万家", "", "", 10000, 20000, QUALIFIER_RANGE, UNIT_COUNT},
    {"1-2亿", "USD", "", YI, 2 * YI, QUALIFIER_RANGE, UNIT_USD},
    {"-3.5%", "", "", -35000, 0, QUALIFIER_EXACT, UNIT_PERCENT},
    {"\u22123.5%", "", "", -35000, 0, QUALIFIER_EXACT, UNIT_PERCENT},
    {"\uFF0D\uFF13\uFF0E\uFF15\uFF05", "", "", -35000, 0, QUALIFIER_EXACT, UNIT_PERCENT},
    {"\uFF11\uFF0C\uFF12\uFF13\uFF14\u3000万元", "", "", 1234 * WAN, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"34.2万家", "", "", 342000, 0, QUALIFIER_EXACT, UNIT_COUNT},
    {"34.2万", "家", "", 342000, 0, QUALIFIER_EXACT, UNIT_COUNT},
    {"34.2万", "万家", "", 342000, 0, QUALIFIER_EXACT, UNIT_COUNT},
    {"4.087%", "", "", 40870, 0, QUALIFIER_EXACT, UNIT_PERCENT},
    {"26.8", "% yoy", "", 268000, 0, QUALIFIER_EXACT, UNIT_GROWTH},
    {"26.8% yoy", "", "", 268000, 0, QUALIFIER_EXACT, UNIT_GROWTH},
    {"10%/yr", "", "", 10 * PCT, 0, QUALIFIER_EXACT, UNIT_GROWTH},
    {"1.5个百分点", "", "", 15000, 0, QUALIFIER_EXACT, UNIT_POINT},
    {"128", "亿元", "", 128 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"128", "亿元", "exact", 128 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"128", "亿元", "upto", 128 * YI, 0, QUALIFIER_AT_MOST, UNIT_CNY},
    {"128", "亿元", "over", 128 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"超128", "亿元", "exact", 128 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"超128", "亿元", "超过", 128 * YI, 0, QUALIFIER_OVER, UNIT_CNY},
    {"128亿元", "亿元", "", 128 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"128亿", "亿元", "", 128 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"128亿元", "CNY", "", 128 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"5亿", "美元", "", 5 * YI, 0, QUALIFIER_EXACT, UNIT_USD},
    {"7.4亿美元", "", "", 74 * YI / 10, 0, QUALIFIER_EXACT, UNIT_USD},
    {"12800000000", "cny", "", 128 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"1万亿元", "", "", 10000 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"1.2万亿", "", "", 12000 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"30亿元人民币", "", "", 30 * YI, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"0元", "", "", 0, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"+1", "元", "", 100, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"0.01", "元", "", 1, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"0.0100", "元", "", 1, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"1.2345678901亿元", "", "", 12345678901, 0, QUALIFIER_EXACT, UNIT_CNY},
    {"5P", "", "", 5000, 0, QUALIFIER_EXACT, 1020},
    {"4000 PFLOPS", "", "", 4000000, 0, QUALIFIER_EXACT, 1020},
    {"5 eflops", "", "", 5000000, 0, QUALIFIER_EXACT, 1020},
    {"2.5倍", "", "", 25000, 0, QUALIFIER_EXACT, UNIT_TIMES},
    {"1", "milestone", "", 1, 0, QUALIFIER_EXACT, UNIT_MILESTONE},
    {"", "", "", 0, 0, QUALIFIER_NONE, UNIT_NONE},
    {" \u3000", "亿元", "exact", 0, 0, QUALIFIER_NONE, UNIT_NONE},
    {"未知", "亿元", "", 0, 0, QUALIFIER_UNKNOWN, UNIT_CNY},
    {"Unknown", "%", "unknown", 0, 0, QUALIFIER_UNKNOWN, UNIT_PERCENT},
    {"", "亿元", "不详", 0, 0, QUALIFIER_UNKNOWN, UNIT_CNY},
    {"92233720368547758.07元", "", "", INT64_MAX, 0, QUALIFIER_EXACT, UNIT_CNY},
};

static void figures_are_read_as_worded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FIGURES); i++) {
        const wording *w = &FIGURES[i];
        amount a;
        err e = {0};
        err_code code = amount_parse(&a, str_from(w->text), str_from(w->unit_text), str_from(w->qualifier_text), &e);
        if (code != ERR_OK || a.minor != w->minor) print_error("%s | %s: %s\n", w->text, w->unit_text, err_name(code));
        assert_int_equal(code, ERR_OK);
        assert_true(a.minor == w->minor);
        assert_true(a.hi_minor == w->hi_minor);
        assert_int_equal(a.q, w->q);
        assert_int_equal(a.unit, w->unit);
        assert_true(amount_is_valid(a));
    }
}

static void figures_that_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *unit_text, *qualifier_text;
        err_code code;
    } CASES[] = {
        {"一百亿元", "", "", E_AMOUNT_SYNTAX},
        {"abc", "亿元", "", E_AMOUNT_SYNTAX},
        {"超", "亿元", "", E_AMOUNT_SYNTAX},
        {"亿元", "", "", E_AMOUNT_SYNTAX},
        {"-", "亿元", "", E_AMOUNT_SYNTAX},
        {"1e5", "元", "", E_AMOUNT_SYNTAX},
        {"1,2345", "元", "", E_AMOUNT_SYNTAX},
        {"12,34", "元", "", E_AMOUNT_SYNTAX},
        {",123", "元", "", E_AMOUNT_SYNTAX},
        {"1234,567", "元", "", E_AMOUNT_SYNTAX},
        {"1,234,", "元", "", E_AMOUNT_SYNTAX},
        {"1.2.3", "元", "", E_AMOUNT_SYNTAX},
        {"1.2,345", "元", "", E_AMOUNT_SYNTAX},
        {"5.", "元", "", E_AMOUNT_SYNTAX},
        {".5", "元", "", E_AMOUNT_SYNTAX},
        {"--5%", "", "", E_AMOUNT_SYNTAX},
        {"12 34", "元", "", E_AMOUNT_SYNTAX},
        {"20-50-70%", "", "", E_AMOUNT_SYNTAX},
        {"\xE4\xBA", "元", "", E_AMOUNT_SYNTAX},
        {"128", "", "", E_UNIT_MISSING},
        {"20-50", "", "", E_UNIT_MISSING},
        {"未知", "", "", E_UNIT_MISSING},
        {"", "", "unknown", E_UNIT_MISSING},
        {"128亿斤", "", "", E_UNIT_UNKNOWN},
        {"128", "亿斤", "", E_UNIT_UNKNOWN},
        {"50", "% (20-50)", "", E_UNIT_UNKNOWN},
        {"20-", "%", "", E_UNIT_UNKNOWN},
        {"未知", "亿斤", "", E_UNIT_UNKNOWN},
        {"128亿元", "%", "", E_UNIT_CONFLICT},
        {"128亿元", "USD", "", E_UNIT_CONFLICT},
        {"128亿元", "万元", "", E_UNIT_CONFLICT},
        {"128亿", "万元", "", E_UNIT_CONFLICT},
        {"128元", "亿元", "", E_UNIT_CONFLICT},
        {"5亿", "%", "", E_UNIT_CONFLICT},
        {"5家", "个百分点", "", E_UNIT_CONFLICT},
        {"20%-50家", "", "", E_UNIT_CONFLICT},
        {"1亿元-2亿美元", "", "", E_UNIT_CONFLICT},
        {"1万-2%", "", "", E_UNIT_CONFLICT},
        {"128", "亿元", "maybe", E_QUALIFIER_UNKNOWN},
        {"", "", "text", E_QUALIFIER_UNKNOWN},
        {"超128", "亿元", "about", E_QUALIFIER_CONFLICT},
        {"超128亿元左右", "", "", E_QUALIFIER_CONFLICT},
        {"约20-50%", "", "", E_QUALIFIER_CONFLICT},
        {"20-50%", "", "over", E_QUALIFIER_CONFLICT},
        {"50", "%", "range", E_QUALIFIER_CONFLICT},
        {"50", "%", "unknown", E_QUALIFIER_CONFLICT},
        {"未知", "亿元", "over", E_QUALIFIER_CONFLICT},
        {"", "亿元", "over", E_QUALIFIER_CONFLICT},
        {"0.001", "元", "", E_AMOUNT_FINE},
        {"1.23456%", "", "", E_AMOUNT_FINE},
        {"1.5家", "", "", E_AMOUNT_FINE},
        {"1.23456789012亿元", "", "", E_AMOUNT_FINE},
        {"20-50.00001%", "", "", E_AMOUNT_FINE},
        {"92233720368547758.08元", "", "", E_AMOUNT_LARGE},
        {"99999999999亿元", "", "", E_AMOUNT_LARGE},
        {"123456789012345678901234567890", "元", "", E_AMOUNT_LARGE},
        {"-1亿元", "", "", E_AMOUNT_SIGN},
        {"-5-5", "家", "", E_AMOUNT_SIGN},
        {"不足0元", "", "", E_AMOUNT_SIGN},
        {"近0元", "", "", E_AMOUNT_SIGN},
        {"50-20%", "", "", E_AMOUNT_RANGE},
        {"1亿-5000万元", "", "", E_AMOUNT_RANGE},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        amount a = {.minor = 42};
        err e = {0};
        err_code code = amount_parse(&a, str_from(CASES[i].text), str_from(CASES[i].unit_text),
                                     str_from(CASES[i].qualifier_text), &e);
        if (code != CASES[i].code) print_error("%s | %s: %s\n", CASES[i].text, CASES[i].unit_text, err_name(code));
        assert_int_equal(code, CASES[i].code);
        assert_int_equal(e.code, code);
        assert_int_equal(e.arg_count, 1);
        assert_string_equal(e.arg[0].name, "word");
        assert_true(a.minor == 42); /* untouched on failure */
    }
    static char LONG[3000];
    memset(LONG, '1', sizeof LONG - 1);
    amount a;
    assert_int_equal(amount_parse(&a, str_from(LONG), STR("元"), STR_NONE, NULL), E_AMOUNT_SYNTAX);
}

static void decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int scale;
        int64_t factor, value;
        err_code code;
    } CASES[] = {
        {"0", 0, 1, 0, ERR_OK},
        {"-0", 2, 1, 0, ERR_OK},
        {"0.000", 2, 1, 0, ERR_OK},
        {"1,234,567.89", 2, 1, 123456789, ERR_OK},
        {"001.50", 1, 1, 15, ERR_OK},
        {" 7 ", 0, 1, 7, ERR_OK},
        {"9223372036854775807", 0, 1, INT64_MAX, ERR_OK},
        {"-9223372036854775807", 0, 1, -INT64_MAX, ERR_OK},
        {"9223372036854775808", 0, 1, 0, E_AMOUNT_LARGE},
        {"-9223372036854775808", 0, 1, 0, E_AMOUNT_LARGE},
        {"9.223372036854775807", 18, 1, INT64_MAX, ERR_OK},
        {"9.2233720368547758070", 18, 1, INT64_MAX, ERR_OK},
        {"9.2233720368547758071", 18, 1, 0, E_AMOUNT_FINE},
        {"0.00000000000000000000000000000000000000000001", 18, 1, 0, E_AMOUNT_FINE},
        {"0.00000000000000000000000000000000000000000000", 0, 1, 0, ERR_OK},
        {"000000000000000000000000000000000000000000005", 0, 1, 5, ERR_OK},
        {"99999999999999999999.5", 0, 10, 0, E_AMOUNT_LARGE},
        {"9999999999999999999.55", 0, 10, 0, E_AMOUNT_FINE},
        {"1", 18, INT64_C(1000000000000), 0, E_AMOUNT_LARGE},
        {"0.5", 0, 2, 1, ERR_OK},
        {"0.5", 0, 3, 0, E_AMOUNT_FINE},
        {"0.00000001", 2, INT64_C(100000000), 100, ERR_OK},
        {"", 0, 1, 0, E_AMOUNT_SYNTAX},
        {"+", 0, 1, 0, E_AMOUNT_SYNTAX},
        {".", 0, 1, 0, E_AMOUNT_SYNTAX},
        {"+-1", 0, 1, 0, E_AMOUNT_SYNTAX},
        {"1 2", 0, 1, 0, E_AMOUNT_SYNTAX},
        {"0x10", 0, 1, 0, E_AMOUNT_SYNTAX},
        {"1,,234", 0, 1, 0, E_AMOUNT_SYNTAX},
        {"inf", 0, 1, 0, E_AMOUNT_SYNTAX},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int64_t value = 42;
        err_code code = decimal_parse(&value, str_from(CASES[i].text), CASES[i].scale, CASES[i].factor, NULL);
        if (code != CASES[i].code) print_error("%s: %s\n", CASES[i].text, err_name(code));
        assert_int_equal(code, CASES[i].code);
        assert_true(value == (code == ERR_OK ? CASES[i].value : 42));
    }
}

static void decimals_print(void **state)
{
    (void)state;
    static const struct {
        int64_t minor;
        int decimals, keep_decimals;
        bool grouped;
        const char *text;
    } CASES[] = {
        {0, 0, 0, false, "0"},
        {0, 2, 0, false, "0"},
        {0, 2, 2, true, "0.00"},
        {5, 2, 0, false, "0.05"},
        {-5, 2, 2, true, "-0.05"},
        {150, 2, 0, false, "1.5"},
        {150, 2, 2, false, "1.50"},
        {123456789, 2, 0, true, "1,234,567.89"},
        {100000000, 2, 0, true, "1,000,000"},
        {99900, 2, 0, true, "999"},
        {-100000, 2, 0, true, "-1,000"},
        {100005, 2, 1, true, "1,000.05"},
        {INT64_MAX, 0, 0, true, "9,223,372,036,854,775,807"},
        {INT64_MIN, 2, 2, true, "-92,233,720,368,547,758.08"},
        {INT64_MAX, 18, 0, false, "9.223372036854775807"},
        {40870, 4, 0, false, "4.087"},
    };
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        buf out;
        buf_init(&out, a, 100);
        decimal_print(&out, CASES[i].minor, CASES[i].decimals, CASES[i].keep_decimals, CASES[i].grouped);
        assert_string_equal(arena_str(a, buf_view(&out)).ptr, CASES[i].text);
        int64_t back = 0;
        if (CASES[i].minor == INT64_MIN) continue;
        assert_int_equal(decimal_parse(&back, buf_view(&out), CASES[i].decimals, 1, NULL), ERR_OK);
        assert_true(back == CASES[i].minor);
    }
    arena_free(a);
}

static void units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unit_code code;
        int64_t factor;
    } CASES[] = {
        {"%", UNIT_PERCENT, 1},
        {"\uFF05", UNIT_PERCENT, 1},
        {"percent", UNIT_PERCENT, 1},
        {"% yoy", UNIT_GROWTH, 1},
        {"%YOY", UNIT_GROWTH, 1},
        {"%/yr", UNIT_GROWTH, 1},
        {"%(同比)", UNIT_GROWTH, 1},
        {"% year on year", UNIT_GROWTH, 1},
        {"百分点", UNIT_POINT, 1},
        {"亿元", UNIT_CNY, 100000000},
        {" 万元 ", UNIT_CNY, 10000},
        {"亿", UNIT_CNY, 100000000},
        {"万亿元", UNIT_CNY, INT64_C(1000000000000)},
        {"cny", UNIT_CNY, 1},
        {"Yuan", UNIT_CNY, 1},
        {"US dollar", UNIT_USD, 1},
        {"亿美元", UNIT_USD, 100000000},
        {"pflops", 1020, 1},
        {"EFLOPS", 1020, 1000},
        {"PB", 1022, 1000},
        {"P", 1020, 1},
        {"万家", UNIT_COUNT, 10000},
        {"倍", UNIT_TIMES, 1},
        {"\uFF30", 1020, 1},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        unit_code code = 0;
        int64_t factor = 0;
        assert_int_equal(unit_parse(&code, &factor, str_from(CASES[i].text), NULL), ERR_OK);
        assert_int_equal(code, CASES[i].code);
        assert_true(factor == CASES[i].factor);
        assert_non_null(unit_get(code));
    }
    static const char *const BAD[] = {"", " ", "斤", "亿元x", "%%", "元元", "亿亿", "\xFF"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        unit_code code = 5;
        int64_t factor = 6;
        err e = {0};
        assert_int_equal(unit_parse(&code, &factor, str_from(BAD[i]), &e), E_UNIT_UNKNOWN);
        assert_int_equal(code, 5);
    }
    assert_null(unit_get(UNIT_NONE));
    assert_null(unit_get(157));
    assert_int_equal(unit_get(UNIT_CNY)->decimals, 2);
    assert_true(unit_get(UNIT_GROWTH)->is_signed);
    assert_false(unit_get(UNIT_COUNT)->is_signed);
}

/* Each row of units.def: its code is its own, its names lead back to it, its factor is a power of ten. */
static void the_table_of_units_is_whole(void **state)
{
    (void)state;
    static const struct {
        unit_code code;
        const char *name[3];
    } ROWS[] = {
#define UNIT(code, id, zh, en, decimals, is_signed) {code, {id, zh, en}},
#include "money/units.def"
    };
    static const struct {
        const char *text;
        unit_code code;
        int64_t factor;
    } SPELLINGS[] = {
#define SPELLING(text, code, factor) {text, code, factor},
#include "money/units.def"
    };
    unit_code code = 0;
    int64_t factor = 0;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        for (size_t j = 0; j < i; j++) assert_int_not_equal(ROWS[i].code, ROWS[j].code);
        for (size_t n = 0; n < 3; n++) {
            if (ROWS[i].name[n][0] == 0) continue;
            assert_int_equal(unit_parse(&code, &factor, str_from(ROWS[i].name[n]), NULL), ERR_OK);
            assert_int_equal(code, ROWS[i].code);
            assert_true(factor == 1);
        }
    }
    for (size_t i = 0; i < COUNT_OF(SPELLINGS); i++) {
        for (size_t j = 0; j < i; j++) assert_string_not_equal(SPELLINGS[i].text, SPELLINGS[j].text);
        assert_int_equal(unit_parse(&code, &factor, str_from(SPELLINGS[i].text), NULL), ERR_OK);
        assert_int_equal(code, SPELLINGS[i].code);
        assert_true(factor == SPELLINGS[i].factor);
        while (factor % 10 == 0) factor /= 10;
        assert_true(factor == 1);
    }
}

static void qualifiers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        qualifier q;
    } CASES[] = {
        {"", QUALIFIER_EXACT},          {"exact", QUALIFIER_EXACT},
        {"准确", QUALIFIER_EXACT},      {"at_least", QUALIFIER_AT_LEAST},
        {"不低于", QUALIFIER_AT_LEAST}, {"不少于", QUALIFIER_AT_LEAST},
        {"至少", QUALIFIER_AT_LEAST},   {">=", QUALIFIER_AT_LEAST},
        {"\u2265", QUALIFIER_AT_LEAST}, {"over", QUALIFIER_OVER},
        {"超", QUALIFIER_OVER},         {"超过", QUALIFIER_OVER},
        {">", QUALIFIER_OVER},          {"at_most", QUALIFIER_AT_MOST},
        {"upto", QUALIFIER_AT_MOST},    {"不超过", QUALIFIER_AT_MOST},
        {"至多", QUALIFIER_AT_MOST},    {"<=", QUALIFIER_AT_MOST},
        {"under", QUALIFIER_UNDER},     {"不足", QUALIFIER_UNDER},
        {"<", QUALIFIER_UNDER},         {"nearly", QUALIFIER_NEARLY},
        {"近", QUALIFIER_NEARLY},       {"接近", QUALIFIER_NEARLY},
        {"about", QUALIFIER_ABOUT},     {"约", QUALIFIER_ABOUT},
        {"大约", QUALIFIER_ABOUT},      {"左右", QUALIFIER_ABOUT},
        {"~", QUALIFIER_ABOUT},         {"range", QUALIFIER_RANGE},
        {"unknown", QUALIFIER_UNKNOWN}, {"未知", QUALIFIER_UNKNOWN},
        {"不详", QUALIFIER_UNKNOWN},    {" Over ", QUALIFIER_OVER},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        qualifier q = QUALIFIER_NONE;
        assert_int_equal(qualifier_parse(&q, str_from(CASES[i].text), NULL), ERR_OK);
        assert_int_equal(q, CASES[i].q);
    }
    for (int i = QUALIFIER_EXACT; i < QUALIFIER_COUNT; i++) {
        qualifier q = QUALIFIER_NONE;
        assert_int_equal(qualifier_parse(&q, str_from(qualifier_name((qualifier)i)), NULL), ERR_OK);
        assert_int_equal(q, i);
    }
    qualifier q = QUALIFIER_NONE;
    assert_int_equal(qualifier_parse(&q, STR("text"), NULL), E_QUALIFIER_UNKNOWN);
    assert_int_equal(qualifier_parse(&q, STR("超超"), NULL), E_QUALIFIER_UNKNOWN);
    assert_string_equal(qualifier_name(QUALIFIER_NONE), "");
}

static void comparators(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        comparator c;
    } CASES[] = {
        {"=", COMPARE_EQ},      {"==", COMPARE_EQ},     {">=", COMPARE_GE},     {"\u2265", COMPARE_GE},
        {"不低于", COMPARE_GE}, {">", COMPARE_GT},      {"超过", COMPARE_GT},   {"\uFF1E", COMPARE_GT},
        {"<=", COMPARE_LE},     {"\u2264", COMPARE_LE}, {"不超过", COMPARE_LE}, {"<", COMPARE_LT},
        {"低于", COMPARE_LT},   {"~", COMPARE_ABOUT},   {"约", COMPARE_ABOUT},  {"by", COMPARE_BY},
        {" BY ", COMPARE_BY},
    };
    comparator c = COMPARE_NONE;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_int_equal(comparator_parse(&c, str_from(CASES[i].text), NULL), ERR_OK);
        assert_int_equal(c, CASES[i].c);
    }
    for (int i = COMPARE_EQ; i < COMPARE_COUNT; i++) {
        assert_int_equal(comparator_parse(&c, str_from(comparator_name((comparator)i)), NULL), ERR_OK);
        assert_int_equal(c, i);
    }
    static const char *const BAD[] = {"", "=>", "><", "近", "range", "unknown", "!=", "\xFF"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_int_equal(comparator_parse(&c, str_from(BAD[i]), NULL), E_COMPARATOR_UNKNOWN);
    assert_string_equal(comparator_name(COMPARE_NONE), "");
}

static void amounts_that_no_parser_gives(void **state)
{
    (void)state;
    static const amount BAD[] = {
        {1, 0, QUALIFIER_NONE, UNIT_NONE},
        {0, 0, QUALIFIER_NONE, UNIT_CNY},
        {0, 0, QUALIFIER_EXACT, UNIT_NONE},
        {0, 0, QUALIFIER_EXACT, 999},
        {-1, 0, QUALIFIER_EXACT, UNIT_CNY},
        {1, 1, QUALIFIER_EXACT, UNIT_CNY},
        {5, 4, QUALIFIER_RANGE, UNIT_CNY},
        {-5, 4, QUALIFIER_RANGE, UNIT_CNY},
        {1, 0, QUALIFIER_UNKNOWN, UNIT_CNY},
        {0, 1, QUALIFIER_UNKNOWN, UNIT_CNY},
        {0, 0, QUALIFIER_UNDER, UNIT_CNY},
        {0, 0, QUALIFIER_NEARLY, UNIT_COUNT},
        {INT64_MIN, 0, QUALIFIER_EXACT, UNIT_PERCENT},
        {0, 0, QUALIFIER_COUNT, UNIT_CNY},
        {0, 0, (qualifier)99, UNIT_CNY},
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) assert_false(amount_is_valid(BAD[i]));
    assert_true(amount_is_valid((amount){0, 0, QUALIFIER_NONE, UNIT_NONE}));
    assert_true(amount_is_valid((amount){0, 0, QUALIFIER_UNDER, UNIT_PERCENT}));
    assert_true(amount_is_valid((amount){-5, -5, QUALIFIER_RANGE, UNIT_PERCENT}));
}

/* A blank behind a number sends it the long way round, through folding and words; both ways must agree. */
static void a_number_alone_reads_as_among_words(void **state)
{
    (void)state;
    static const char SIGNS[] = "0123456789.,-";
    uint64_t seed = 5;
    int good = 0;
    for (int n = 0; n < 20000; n++) {
        char text[32];
        size_t len = 0;
        for (size_t wanted = 1 + (size_t)(n % 22); len < wanted; len++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            uint64_t pick = seed >> 40;
            text[len] = SIGNS[pick % 8 == 0 ? pick / 8 % (sizeof SIGNS - 1) : pick / 8 % 10];
        }
        text[len] = ' ';
        amount quick = {0};
        amount slow = {0};
        err_code code = amount_parse(&quick, (str){text, len}, STR("万元"), STR_NONE, NULL);
        assert_int_equal(amount_parse(&slow, (str){text, len + 1}, STR("万元"), STR_NONE, NULL), code);
        assert_memory_equal(&quick, &slow, sizeof quick);
        good += code == ERR_OK;
    }
    assert_in_range(good, 2000, 18000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_read_as_worded),
        cmocka_unit_test(figures_that_are_refused),
        cmocka_unit_test(decimals),
        cmocka_unit_test(decimals_print),
        cmocka_unit_test(units),
        cmocka_unit_test(the_table_of_units_is_whole),
        cmocka_unit_test(qualifiers),
        cmocka_unit_test(comparators),
        cmocka_unit_test(amounts_that_no_parser_gives),
        cmocka_unit_test(a_number_alone_reads_as_among_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
