/* How intervals read without a unit: every qualifier, computed ends, notes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "relation/relation.h"

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

static void assert_figure(interval x, unit_code code, qualifier q, figure_style style, const char *want)
{
    buf out;
    buf_init(&out, scratch, 400);
    figure_print(&out, x, code, q, &style);
    assert_false(out.failed);
    buf_char(&out, '\0');
    assert_string_equal(out.ptr, want);
}

static void statements_keep_their_words(void **state)
{
    (void)state;
    static const struct {
        amount a;
        const char *zh, *en;
    } table[] = {
        {{350000, 0, QUALIFIER_EXACT, UNIT_CNY}, "3500", "3500"},
        {{350050, 0, QUALIFIER_EXACT, UNIT_CNY}, "3500.50", "3500.50"},
        {{0, 0, QUALIFIER_EXACT, UNIT_CNY}, "0", "0"},
        {{350000, 0, QUALIFIER_OVER, UNIT_CNY}, ">3500", ">3500"},
        {{350000, 0, QUALIFIER_AT_LEAST, UNIT_CNY}, "≥3500", "≥3500"},
        {{0, 0, QUALIFIER_AT_LEAST, UNIT_CNY}, "≥0", "≥0"},
        {{0, 0, QUALIFIER_OVER, UNIT_CNY}, ">0", ">0"},
        {{350000, 0, QUALIFIER_AT_MOST, UNIT_CNY}, "≤3500", "≤3500"},
        {{0, 0, QUALIFIER_AT_MOST, UNIT_CNY}, "≤0", "≤0"},
        {{350000, 0, QUALIFIER_UNDER, UNIT_CNY}, "<3500", "<3500"},
        {{350000, 0, QUALIFIER_NEARLY, UNIT_CNY}, "近 3500", "nearly 3500"},
        {{350000, 0, QUALIFIER_ABOUT, UNIT_CNY}, "约 3500", "about 3500"},
        {{350001, 0, QUALIFIER_ABOUT, UNIT_CNY}, "约 3500.01", "about 3500.01"},
        {{100, 200, QUALIFIER_RANGE, UNIT_CNY}, "[1, 2]", "[1, 2]"},
        {{0, 200, QUALIFIER_RANGE, UNIT_CNY}, "[0, 2]", "[0, 2]"},
        {{0, 0, QUALIFIER_UNKNOWN, UNIT_CNY}, "未知", "unknown"},
        {{0, 0, QUALIFIER_UNKNOWN, UNIT_PERCENT}, "未知", "unknown"},
        {{677213, 0, QUALIFIER_EXACT, UNIT_PERCENT}, "67.7213", "67.7213"},
        {{-15000, 0, QUALIFIER_EXACT, UNIT_PERCENT}, "-1.5", "-1.5"},
        {{15000, 0, QUALIFIER_AT_MOST, UNIT_POINT}, "≤1.5", "≤1.5"},
        {{80, 0, QUALIFIER_OVER, UNIT_COUNT}, ">80", ">80"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        interval x = interval_of(table[i].a, ABOUT_TOLERANCE_PPM);
        assert_figure(x, table[i].a.unit, table[i].a.q, (figure_style){.zh = true}, table[i].zh);
        assert_figure(x, table[i].a.unit, table[i].a.q, (figure_style){.zh = false}, table[i].en);
    }
}

static void computed_figures_show_their_ends(void **state)
{
    (void)state;
    static const struct {
        interval x;
        unit_code unit;
        const char *zh;
    } table[] = {
        {{.lo = 5, .hi = 5}, UNIT_COUNT, "5"},
        {{.lo = 1234, .hi = 1310}, UNIT_COUNT, "[1,234, 1,310]"},
        {{.lo = 1, .hi = 3, .lo_strict = true, .hi_strict = true}, UNIT_COUNT, "(1, 3)"},
        {{.lo = 5, .hi_open = true}, UNIT_COUNT, "≥5"},
        {{.lo = 5, .hi_open = true, .lo_strict = true}, UNIT_COUNT, ">5"},
        {{.lo = 0, .hi = 30}, UNIT_COUNT, "≤30"},
        {{.lo = 0, .hi = 30, .hi_strict = true}, UNIT_COUNT, "<30"},
        {{.lo = 0, .hi = 30, .lo_strict = true}, UNIT_COUNT, "(0, 30]"},
        {{.lo = 0, .hi = 300000}, UNIT_PERCENT, "[0, 30]"}, /* signed: zero is no natural floor */
        {{.lo_open = true, .hi = -300000}, UNIT_PERCENT, "≤-30"},
        {{.lo = 0, .hi_open = true}, UNIT_PERCENT, "≥0"},
        {{.lo = 0, .hi_open = true}, UNIT_COUNT, "未知"},
        {{.lo = 0, .hi_open = true, .unknown_count = 1}, UNIT_COUNT, "未知"},
        {{.lo = 0, .hi_open = true, .unknown_count = 4}, UNIT_COUNT, "未知 (4未知)"},
        {{.lo_open = true, .hi_open = true}, UNIT_PERCENT, "未知"},
        {{.lo = 0, .hi_open = true, .lo_strict = true}, UNIT_COUNT, ">0"},
        {{.lo = 7, .hi_open = true, .unknown_count = 16}, UNIT_COUNT, "≥7 (16未知)"},
        {{.lo = 7, .hi = 7, .about = true}, UNIT_COUNT, "≈7"},
        {{.lo = 90, .hi = 110, .about = true, .unknown_count = 1}, UNIT_COUNT, "≈[90, 110] (1未知)"},
        {{.lo = 90, .hi_open = true, .about = true}, UNIT_COUNT, "≈≥90"},
        {{.lo = INT64_MIN, .hi = INT64_MAX}, UNIT_COUNT, "[-9,223,372,036,854,775,808, 9,223,372,036,854,775,807]"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_figure(table[i].x, table[i].unit, QUALIFIER_NONE, (figure_style){.zh = true, .grouped = true},
                      table[i].zh);
    assert_figure((interval){.lo = 7, .hi_open = true, .unknown_count = 2}, UNIT_COUNT, QUALIFIER_NONE,
                  (figure_style){.zh = false}, "≥7 (2 unknown)");
}

/* A qualifier that the interval does not bear out is not believed. */
static void words_follow_the_interval(void **state)
{
    (void)state;
    static const struct {
        interval x;
        qualifier q;
        const char *zh;
    } table[] = {
        {{.lo = 1, .hi = 2}, QUALIFIER_EXACT, "[1, 2]"},
        {{.lo = 1, .hi = 2}, QUALIFIER_AT_LEAST, "[1, 2]"},
        {{.lo = 1, .hi_open = true}, QUALIFIER_AT_MOST, "≥1"},
        {{.lo = 1, .hi = 2, .about = true}, QUALIFIER_ABOUT, "≈[1, 2]"}, /* no whole middle */
        {{.lo = 1, .hi_open = true, .about = true}, QUALIFIER_ABOUT, "≈≥1"},
        {{.lo = 5, .hi_open = true, .about = true}, QUALIFIER_NEARLY, "≈≥5"},
        {{.lo = 4, .hi = 4}, QUALIFIER_RANGE, "4"},
        {{.lo = 4, .hi = 4}, QUALIFIER_UNKNOWN, "4"},
        {{.lo = INT64_MIN + 1, .hi = INT64_MAX, .about = true}, QUALIFIER_ABOUT, "约 0"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_figure(table[i].x, UNIT_COUNT, table[i].q, (figure_style){.zh = true}, table[i].zh);
}

static void money_moves_its_point_exactly(void **state)
{
    (void)state;
    static const struct {
        int64_t minor;
        unit_code unit;
        int shift;
        const char *text;
    } table[] = {
        {1234567890, UNIT_CNY, 0, "12,345,678.90"},
        {1234567890, UNIT_CNY, 4, "1,234.56789"},
        {1234567890, UNIT_CNY, 8, "0.123456789"},
        {1280000000000, UNIT_CNY, 8, "128"},
        {1280000000000, UNIT_CNY, 0, "12,800,000,000"},
        {1, UNIT_CNY, 8, "0.0000000001"},
        {-1, UNIT_CNY, 4, "-0.000001"},
        {350000000000, UNIT_USD, 8, "35"},
        {INT64_MAX, UNIT_CNY, 8, "922,337,203.6854775807"},
        {12345678, UNIT_COUNT, 8, "12,345,678"}, /* a count is no money */
        {677213, UNIT_PERCENT, 4, "67.7213"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_figure(interval_exact(table[i].minor), table[i].unit, QUALIFIER_EXACT,
                      (figure_style){.shift = table[i].shift, .grouped = true}, table[i].text);
}

static void units_stand_behind_the_digits(void **state)
{
    (void)state;
    figure_style style = {.grouped = true, .unit = "亿元", .zh = true};
    assert_figure(interval_exact(500), UNIT_CNY, QUALIFIER_EXACT, style, "5 亿元");
    assert_figure(interval_unknown(false), UNIT_CNY, QUALIFIER_UNKNOWN, style, "未知");
    assert_figure((interval){.lo = 500, .hi_open = true, .unknown_count = 3}, UNIT_CNY, QUALIFIER_NONE, style,
                  "≥5 亿元 (3未知)");
    style.unit = "";
    assert_figure(interval_exact(500), UNIT_CNY, QUALIFIER_EXACT, style, "5");
}

static void unknown_depends_on_the_sign_of_the_unit(void **state)
{
    (void)state;
    assert_true(figure_is_unknown(interval_unknown(false), UNIT_CNY));
    assert_true(figure_is_unknown(interval_unknown(true), UNIT_PERCENT));
    assert_false(figure_is_unknown((interval){.lo = 0, .hi_open = true}, UNIT_PERCENT));
    assert_false(figure_is_unknown((interval){.lo = 0, .hi_open = true, .lo_strict = true}, UNIT_CNY));
    assert_false(figure_is_unknown((interval){.lo = 1, .hi_open = true}, UNIT_CNY));
    assert_false(figure_is_unknown((interval){.lo_open = true, .hi = 9}, UNIT_PERCENT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_keep_their_words),   cmocka_unit_test(computed_figures_show_their_ends),
        cmocka_unit_test(words_follow_the_interval),     cmocka_unit_test(money_moves_its_point_exactly),
        cmocka_unit_test(units_stand_behind_the_digits), cmocka_unit_test(unknown_depends_on_the_sign_of_the_unit),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
