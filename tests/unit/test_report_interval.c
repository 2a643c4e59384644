/* Amounts with their unit, for people. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/report.h"

static arena *scratch;

static int make_arena(void **state)
{
    (void)state;
    scratch = arena_new("test", (size_t)4 << 20);
    return scratch == NULL;
}

static int drop_arena(void **state)
{
    (void)state;
    arena_free(scratch);
    return 0;
}

static void assert_interval(interval x, unit_code code, money_unit show, bool zh, const char *want)
{
    buf out;
    buf_init(&out, scratch, 400);
    report_interval(&out, x, code, show, zh);
    assert_false(out.failed);
    buf_char(&out, '\0');
    assert_string_equal(out.ptr, want);
}

static void units_are_said_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        int64_t minor;
        unit_code unit;
        money_unit show;
        const char *zh, *en;
    } table[] = {
        {1280000000000, UNIT_CNY, SHOW_YI, "128 亿元", "128 ×100m yuan"},
        {1280000000000, UNIT_CNY, SHOW_WAN, "1,280,000 万元", "1,280,000 ×10k yuan"},
        {1280000000000, UNIT_CNY, SHOW_YUAN, "12,800,000,000 元", "12,800,000,000 yuan"},
        {1234567890, UNIT_CNY, SHOW_YI, "0.123456789 亿元", "0.123456789 ×100m yuan"},
        {1234567890, UNIT_CNY, SHOW_YUAN, "12,345,678.90 元", "12,345,678.90 yuan"},
        {50000000000, UNIT_USD, SHOW_YI, "5 亿美元", "5 ×100m US dollar"},
        {677213, UNIT_PERCENT, SHOW_YI, "67.7213 %", "67.7213 %"},
        {15000, UNIT_POINT, SHOW_YI, "1.5 个百分点", "1.5 pp"},
        {35, UNIT_COUNT, SHOW_YI, "35 个", "35"},
        {25000, UNIT_TIMES, SHOW_WAN, "2.5 倍", "2.5 times"},
        {1500, 1020, SHOW_YUAN, "1.5 P", "1.5 PFLOPS"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        assert_interval(interval_exact(table[i].minor), table[i].unit, table[i].show, true, table[i].zh);
        assert_interval(interval_exact(table[i].minor), table[i].unit, table[i].show, false, table[i].en);
    }
}

enum { YI = 100000000 };

static void forms_are_those_of_the_interval(void **state)
{
    (void)state;
    static const struct {
        qualifier q;
        const char *zh, *en;
    } table[] = {
        {QUALIFIER_EXACT, "128 亿元", "128 ×100m yuan"},
        {QUALIFIER_OVER, ">128 亿元", ">128 ×100m yuan"},
        {QUALIFIER_AT_LEAST, "≥128 亿元", "≥128 ×100m yuan"},
        {QUALIFIER_AT_MOST, "≤128 亿元", "≤128 ×100m yuan"},
        {QUALIFIER_UNDER, "<128 亿元", "<128 ×100m yuan"},
        {QUALIFIER_NEARLY, "≈[115.2, 128) 亿元", "≈[115.2, 128) ×100m yuan"},
        {QUALIFIER_ABOUT, "≈[115.2, 140.8] 亿元", "≈[115.2, 140.8] ×100m yuan"},
        {QUALIFIER_UNKNOWN, "未知", "unknown"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        amount a = {
            .minor = table[i].q == QUALIFIER_UNKNOWN ? 0 : (int64_t)128 * YI * 100, .q = table[i].q, .unit = UNIT_CNY};
        interval x = interval_of(a, ABOUT_TOLERANCE_PPM);
        assert_interval(x, UNIT_CNY, SHOW_YI, true, table[i].zh);
        assert_interval(x, UNIT_CNY, SHOW_YI, false, table[i].en);
    }
}

static void sums_count_what_is_unknown(void **state)
{
    (void)state;
    interval sum = interval_exact((int64_t)100 * YI * 100);
    sum = interval_add(sum, interval_unknown(false));
    sum = interval_add(sum, interval_unknown(false));
    assert_interval(sum, UNIT_CNY, SHOW_YI, true, "≥100 亿元 (2未知)");
    assert_interval(sum, UNIT_CNY, SHOW_YI, false, "≥100 ×100m yuan (2 unknown)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_said_in_both_languages),
        cmocka_unit_test(forms_are_those_of_the_interval),
        cmocka_unit_test(sums_count_what_is_unknown),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
