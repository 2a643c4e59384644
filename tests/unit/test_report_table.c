/* Tables as a person sees them: whole prints compared byte by byte, then the edges one by one. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/report.h"

static const column_info COLUMNS[] = {
    {.name = "fund", .type = CELL_TEXT, .zh = "基金", .en = "Fund", .formula = ""},
    {.name = "formed", .type = CELL_DATE, .zh = "设立", .en = "Formed", .formula = ""},
    {.name = "size", .type = CELL_INTERVAL, .zh = "规模", .en = "Size", .unit = UNIT_CNY, .formula = ""},
    {.name = "stakes", .type = CELL_INT, .zh = "出资笔数", .en = "Stakes", .formula = ""},
    {.name = "reading", .type = CELL_INTERVAL, .zh = "指标", .en = "Reading", .unit = UNIT_NONE, .formula = ""},
};
static const relation_info INFO = {.name = "funds",
                                   .zh = "基金",
                                   .en = "Funds",
                                   .column = COLUMNS,
                                   .column_count = COUNT_OF(COLUMNS),
                                   .key_columns = 1};

static int make_arena(void **state)
{
    *state = arena_new("test", (size_t)8 << 20);
    return *state == NULL;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static void put_statement(cell *c, amount a)
{
    cell_interval(c, interval_of(a, ABOUT_TOLERANCE_PPM), a.unit, a.q);
}

enum { YI = 100000000 };

static void fill(relation *r, arena *a)
{
    relation_init(r, &INFO, a);
    cell *c = relation_row(r);
    cell_text(&c[0], STR("安徽AI母基金"));
    cell_date(&c[1], (date){day_of(2025, 12, 1), PRECISION_MONTH});
    cell_exact(&c[2], (int64_t)12800 * YI, UNIT_CNY);
    cell_int(&c[3], 12);
    put_statement(&c[4], (amount){.minor = 80, .q = QUALIFIER_OVER, .unit = UNIT_COUNT});
    c = relation_row(r);
    cell_text(&c[0], STR("Baidu fund"));
    put_statement(&c[2], (amount){.minor = (int64_t)350000 * YI, .q = QUALIFIER_NEARLY, .unit = UNIT_CNY});
    cell_int(&c[3], 3);
    put_statement(&c[4], (amount){.minor = 677213, .q = QUALIFIER_EXACT, .unit = UNIT_PERCENT});
    c = relation_row(r);
    cell_text(&c[0], STR("深圳"));
    interval sum = interval_add(interval_exact(1234567890), interval_unknown(false));
    cell_interval(&c[2], sum, UNIT_CNY, QUALIFIER_NONE);
    put_statement(&c[4], (amount){.minor = (int64_t)300 * YI, .q = QUALIFIER_AT_MOST, .unit = UNIT_CNY});
}

static report_options options(bool zh)
{
    report_options o = {.format = REPORT_TABLE,
                        .zh = zh,
                        .unit = SHOW_YI,
                        .basis_zh = STR("重述口径 2026-11-23"),
                        .basis_en = STR("restated 2026-11-23"),
                        .head_seq = 345};
    memset(o.head.byte, 0xAB, sizeof o.head.byte);
    return o;
}

static const char *print(arena *a, const relation *r, const report_options *o)
{
    buf out;
    buf_init(&out, a, OUTPUT_BYTES_MAX);
    assert_int_equal(report_print(&out, r, o, NULL), ERR_OK);
    buf_char(&out, '\0');
    assert_false(out.failed);
    return out.ptr;
}

static void a_chinese_table(void **state)
{
    relation r;
    fill(&r, *state);
    r.undetermined_count = 2;
    r.unpublished_count = 1;
    r.about_used = true;
    report_options o = options(true);
    o.synthetic = true;
    assert_string_equal(print(*state, &r, &o),
                        "基金 · funds · 3 行\n"
                        "\n"
                        "基金          设立                     规模  出资笔数       指标\n"
                        "────────────  ───────  ────────────────────  ────────  ─────────\n"
                        "安徽AI母基金  2025-12                   128        12     >80 个\n"
                        "Baidu fund                         近 3,500         3  67.7213 %\n"
                        "深圳                   ≥0.123456789 (1未知)              ≤3 亿元\n"
                        "\n"
                        "金额单位:亿元\n"
                        "口径:重述口径 2026-11-23\n"
                        "as_of 落在日期区间内、未定的行 2\n"
                        "未公开或公开日未定、未计入的行 1\n"
                        "约数容差 10 %\n"
                        "合成数据\n"
                        "head abababababababababababababababababababababababababababababababab@345\n");
}

static void an_english_table(void **state)
{
    relation r;
    fill(&r, *state);
    relation_limit(&r, 1);
    r.undetermined_count = 2;
    r.unpublished_count = 1;
    r.about_used = true;
    report_options o = options(false);
    o.synthetic = true;
    o.unit = SHOW_WAN;
    assert_string_equal(print(*state, &r, &o),
                        "Funds · funds · 1 of 3 rows\n"
                        "\n"
                        "Fund          Formed        Size  Stakes  Reading\n"
                        "────────────  ───────  ─────────  ──────  ───────\n"
                        "安徽AI母基金  2025-12  1,280,000      12      >80\n"
                        "\n"
                        "amounts in ×10k yuan\n"
                        "basis: restated 2026-11-23\n"
                        "rows undetermined, as_of within their dates: 2\n"
                        "rows left out, not surely published by then: 1\n"
                        "tolerance of about and nearly: 10 %\n"
                        "synthetic data\n"
                        "head abababababababababababababababababababababababababababababababab@345\n");
}

static void columns_are_chosen_and_ordered(void **state)
{
    relation r;
    fill(&r, *state);
    relation_limit(&r, 2);
    report_options o = options(false);
    o.plain_title = true;
    o.columns = STR(" stakes, 基金 ,STAKES");
    assert_string_equal(print(*state, &r, &o),
                        "Stakes  Fund\n"
                        "──────  ────────────\n"
                        "    12  安徽AI母基金\n"
                        "     3  Baidu fund\n"
                        "\n"
                        "basis: restated 2026-11-23\n" /* no unit line: no yuan shown */
                        "head abababababababababababababababababababababababababababababababab@345\n");
}

static void no_rows_is_a_table_too(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    report_options o = options(true);
    o.columns = STR("fund,size");
    o.basis_zh = STR_NONE;
    assert_string_equal(print(*state, &r, &o),
                        "基金 · funds · 0 行\n"
                        "\n"
                        "基金  规模\n"
                        "────  ────\n"
                        "\n"
                        "金额单位:亿元\n"
                        "head abababababababababababababababababababababababababababababababab@345\n");
}

static const char *first_cell(arena *a, const char *text)
{
    relation r;
    relation_init(&r, &INFO, a);
    cell_text(relation_row(&r), str_from(text));
    report_options o = options(true);
    o.plain_title = true;
    o.columns = STR("fund");
    const char *all = print(a, &r, &o);
    buf line;
    buf_init(&line, a, 4096);
    const char *from = strchr(strchr(all, '\n') + 1, '\n') + 1; /* third line */
    buf_put(&line, from, (size_t)(strchr(from, '\n') - from));
    buf_char(&line, '\0');
    return line.ptr;
}

#define D10 "1234567890"
#define D110 D10 D10 D10 D10 D10 D10 D10 D10 D10 D10 D10
#define Z20 "一二三四五六七八九十"
#define Z100 Z20 Z20 Z20 Z20 Z20

static void long_and_unruly_texts_are_tamed(void **state)
{
    static const struct {
        const char *text, *shown;
    } table[] = {
        /* 120 columns stay whole, 121 are cut to 119 and … */
        {D110 "1234567890", D110 "1234567890"},
        {D110 "12345678901", D110 "123456789…"},
        {Z100 "一二三四五六七八九十", Z100 "一二三四五六七八九十"},
        {Z100 "一二三四五六七八九十一", Z100 "一二三四五六七八九…"},
        {"a" Z100 "一二三四五六七八九十", "a" Z100 "一二三四五六七八九…"},
        {D110 "123456789e\u0301", D110 "123456789e\u0301"},
        {"a\tb\nc\rd", "a b c d"},
        {"\x1b[31mred", "\uFFFD[31mred"},
        {"a\u202Eb", "a\uFFFDb"},
        {"\xff", "\uFFFD"},
        {"𠮷野家é", "𠮷野家é"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) assert_string_equal(first_cell(*state, table[i].text), table[i].shown);
}

static void foreign_money_in_a_yuan_column_says_so(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    cell_exact(&relation_row(&r)[2], (int64_t)500 * YI, UNIT_USD);
    cell_text(&relation_row(&r)[2], STR("见附件"));
    report_options o = options(true);
    o.plain_title = true;
    o.columns = STR("size");
    o.basis_zh = STR_NONE;
    assert_string_equal(print(*state, &r, &o),
                        "    规模\n"
                        "────────\n"
                        "5 亿美元\n"
                        "  见附件\n"
                        "\n"
                        "金额单位:亿元\n"
                        "head abababababababababababababababababababababababababababababababab@345\n");
}

static void unknown_columns_write_nothing(void **state)
{
    static const report_format formats[] = {REPORT_TABLE, REPORT_JSON, REPORT_CSV};
    relation r;
    fill(&r, *state);
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        report_options o = options(true);
        o.format = formats[i];
        o.columns = STR("fund,colour");
        buf out;
        buf_init(&out, *state, OUTPUT_BYTES_MAX);
        buf_text(&out, "before");
        err e = {.code = ERR_OK};
        assert_int_equal(report_print(&out, &r, &o, &e), E_COLUMN_UNKNOWN);
        assert_string_equal(e.arg[1].text, "colour");
        assert_int_equal(out.len, 6);
        o.columns = STR("fund,");
        assert_int_equal(report_print(&out, &r, &o, &e), E_COLUMN_UNKNOWN);
        assert_int_equal(out.len, 6);
    }
}

static void full_outputs_are_a_limit(void **state)
{
    static const report_format formats[] = {REPORT_TABLE, REPORT_JSON, REPORT_CSV};
    relation r;
    fill(&r, *state);
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        for (size_t max = 0; max < 300; max += 7) {
            report_options o = options(true);
            o.format = formats[i];
            buf out;
            buf_init(&out, *state, max);
            err e = {.code = ERR_OK};
            assert_int_equal(report_print(&out, &r, &o, &e), E_LIMIT);
            assert_int_equal(e.code, E_LIMIT);
        }
}

/* Wherever memory ends the answer is E_LIMIT; with enough the bytes are always the same. */
static void memory_ends_cleanly(void **state)
{
    static const report_format formats[] = {REPORT_TABLE, REPORT_JSON, REPORT_CSV};
    relation r;
    fill(&r, *state);
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        report_options o = options(true);
        o.format = formats[i];
        const char *want = print(*state, &r, &o);
        err_code code = E_LIMIT;
        for (uint64_t n = 1; code != ERR_OK; n++) {
            assert_true(n < 100);
            buf out;
            buf_init(&out, *state, OUTPUT_BYTES_MAX);
            arena_fail_at(n);
            code = report_print(&out, &r, &o, NULL);
            arena_fail_at(0);
            if (code == ERR_OK) {
                assert_int_equal(out.len, strlen(want));
                assert_memory_equal(out.ptr, want, out.len);
                assert_true(n > 1);
            } else {
                assert_int_equal(code, E_LIMIT);
            }
        }
    }
}

static void failed_relations_are_not_printed(void **state)
{
    relation r;
    fill(&r, *state);
    r.failed = true;
    report_options o = options(true);
    buf out;
    buf_init(&out, *state, OUTPUT_BYTES_MAX);
    assert_int_equal(report_print(&out, &r, &o, NULL), E_LIMIT);
    assert_int_equal(out.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_chinese_table, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(an_english_table, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(columns_are_chosen_and_ordered, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(no_rows_is_a_table_too, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(long_and_unruly_texts_are_tamed, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(foreign_money_in_a_yuan_column_says_so, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(unknown_columns_write_nothing, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(full_outputs_are_a_limit, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(memory_ends_cleanly, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(failed_relations_are_not_printed, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
