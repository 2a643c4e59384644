/* CSV byte by byte: mark, quotes, line ends, four fields an amount, formulas made harmless. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/report.h"

static const column_info COLUMNS[] = {
    {.name = "fund", .type = CELL_TEXT, .zh = "基金", .en = "Fund", .formula = ""},
    {.name = "count", .type = CELL_INT, .zh = "个数", .en = "Count", .formula = ""},
    {.name = "day", .type = CELL_DATE, .zh = "日期", .en = "Day", .formula = ""},
    {.name = "size", .type = CELL_INTERVAL, .zh = "规模", .en = "Size", .unit = UNIT_CNY, .formula = ""},
};
static const relation_info INFO = {.name = "things",
                                   .zh = "事",
                                   .en = "Things",
                                   .column = COLUMNS,
                                   .column_count = COUNT_OF(COLUMNS),
                                   .key_columns = 1};
#define BOM "\xEF\xBB\xBF"
#define HEAD "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f@7"

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

static report_options options(const char *columns)
{
    report_options o = {.format = REPORT_CSV, .zh = true, .unit = SHOW_YI, .head_seq = 7, .columns = str_from(columns)};
    memset(o.head.byte, 0x0F, sizeof o.head.byte);
    return o;
}

static void assert_csv(arena *a, const relation *r, const report_options *o, const char *want)
{
    buf out;
    buf_init(&out, a, OUTPUT_BYTES_MAX);
    assert_int_equal(report_print(&out, r, o, NULL), ERR_OK);
    buf_char(&out, '\0');
    assert_string_equal(out.ptr, want);
}

static void put_statement(cell *c, amount a)
{
    cell_interval(c, interval_of(a, ABOUT_TOLERANCE_PPM), a.unit, a.q);
}

static void every_type_has_its_fields(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    cell *c = relation_row(&r);
    cell_text(&c[0], STR("母基金"));
    cell_int(&c[1], -3);
    cell_date(&c[2], (date){day_of(2025, 1, 1), PRECISION_YEAR});
    cell_exact(&c[3], 1234567890, UNIT_CNY);
    relation_row(&r);
    report_options o = options("");
    assert_csv(*state, &r, &o,
               BOM "fund,count,day,size,size_lo,size_hi,size_unit,book_head\r\n"
                   "母基金,-3,2025,12345678.90,12345678.90,12345678.90,CNY," HEAD "\r\n"
                   ",,,,,,," HEAD "\r\n");
}

static void amounts_say_word_and_ends(void **state)
{
    static const struct {
        amount a;
        const char *zh, *en;
    } table[] = {
        {{350000, 0, QUALIFIER_OVER, UNIT_CNY}, ">3500,3500.00,,CNY", ">3500,3500.00,,CNY"},
        {{350000, 0, QUALIFIER_AT_MOST, UNIT_CNY}, "≤3500,0.00,3500.00,CNY", "≤3500,0.00,3500.00,CNY"},
        {{350000, 0, QUALIFIER_NEARLY, UNIT_CNY}, "近 3500,3150.00,3500.00,CNY", "nearly 3500,3150.00,3500.00,CNY"},
        {{100, 200, QUALIFIER_RANGE, UNIT_CNY}, "\"[1, 2]\",1.00,2.00,CNY", "\"[1, 2]\",1.00,2.00,CNY"},
        {{0, 0, QUALIFIER_UNKNOWN, UNIT_CNY}, "未知,0.00,,CNY", "unknown,0.00,,CNY"},
        {{0, 0, QUALIFIER_UNKNOWN, UNIT_PERCENT}, "未知,,,percent", "unknown,,,percent"},
        {{-15000, 0, QUALIFIER_EXACT, UNIT_PERCENT}, "-1.5,-1.5000,-1.5000,percent", "-1.5,-1.5000,-1.5000,percent"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++)
        for (int zh = 0; zh < 2; zh++) {
            relation r;
            relation_init(&r, &INFO, *state);
            put_statement(&relation_row(&r)[3], table[i].a);
            report_options o = options("size");
            o.zh = zh == 1;
            char want[400] = BOM "size,size_lo,size_hi,size_unit,book_head\r\n";
            strncat(want, zh == 1 ? table[i].zh : table[i].en, 200);
            strncat(want, "," HEAD "\r\n", 100);
            assert_csv(*state, &r, &o, want);
        }
}

static void texts_are_quoted_and_run_nothing(void **state)
{
    static const struct {
        const char *text, *field;
    } table[] = {
        {"plain 文字", "plain 文字"},
        {"a,b", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"two\r\nlines", "\"two\r\nlines\""},
        {"=1+1", "'=1+1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "'\tx"},
        {"\rx", "\"'\rx\""},
        {"=\"a\",b", "\"'=\"\"a\"\",b\""},
        {"a=b", "a=b"},
        {"'quoted", "'quoted"},
        {" =1", " =1"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        relation r;
        relation_init(&r, &INFO, *state);
        cell_text(relation_row(&r), str_from(table[i].text));
        report_options o = options("fund");
        char want[400] = BOM "fund,book_head\r\n";
        strncat(want, table[i].field, 100);
        strncat(want, "," HEAD "\r\n", 100);
        assert_csv(*state, &r, &o, want);
    }
}

static void a_word_in_an_amount_column_keeps_the_fields(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    cell_text(&relation_row(&r)[3], STR("=见附件"));
    report_options o = options("size,count");
    assert_csv(*state, &r, &o,
               BOM "size,size_lo,size_hi,size_unit,count,book_head\r\n"
                   "'=见附件,,,,," HEAD "\r\n");
}

static void synthetic_books_say_so_in_each_row(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    cell_int(&relation_row(&r)[1], 1);
    report_options o = options("个数");
    o.synthetic = true;
    assert_csv(*state, &r, &o, BOM "count,book_head,book_synthetic\r\n1," HEAD ",true\r\n");
}

static void no_rows_leave_the_header(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    report_options o = options("day,fund");
    assert_csv(*state, &r, &o, BOM "day,fund,book_head\r\n");
}

static void the_unit_of_tables_changes_nothing(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    cell_exact(&relation_row(&r)[3], 1280000000000, UNIT_CNY);
    for (int show = SHOW_YUAN; show <= SHOW_YI; show++) {
        report_options o = options("size");
        o.unit = (money_unit)show;
        assert_csv(*state, &r, &o,
                   BOM "size,size_lo,size_hi,size_unit,book_head\r\n"
                       "12800000000,12800000000.00,12800000000.00,CNY," HEAD "\r\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_type_has_its_fields, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(amounts_say_word_and_ends, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(texts_are_quoted_and_run_nothing, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(a_word_in_an_amount_column_keeps_the_fields, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(synthetic_books_say_so_in_each_row, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(no_rows_leave_the_header, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(the_unit_of_tables_changes_nothing, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
