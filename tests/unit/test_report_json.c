/* JSON read back by another program's parser (jansson): every key, exact strings, nothing localised. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "report/report.h"

static const column_info COLUMNS[] = {
    {.name = "fund", .type = CELL_TEXT, .zh = "基金", .en = "Fund", .formula = ""},
    {.name = "count", .type = CELL_INT, .zh = "个数", .en = "Count", .formula = ""},
    {.name = "day", .type = CELL_DATE, .zh = "日期", .en = "Day", .formula = ""},
    {.name = "span", .type = CELL_PERIOD, .zh = "期间", .en = "Period", .formula = ""},
    {.name = "net", .type = CELL_INTERVAL, .zh = "净额", .en = "Net", .unit = UNIT_CNY, .formula = "cluster_net"},
    {.name = "value", .type = CELL_INTERVAL, .zh = "数值", .en = "Value", .unit = UNIT_NONE, .formula = ""},
    {.name = "entry", .type = CELL_HASH, .zh = "哈希", .en = "Hash", .formula = ""},
};
static const relation_info INFO = {.name = "things",
                                   .zh = "\"事\"",
                                   .en = "Things",
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

static void fill(relation *r, arena *a)
{
    relation_init(r, &INFO, a);
    cell *c = relation_row(r);
    cell_text(&c[0], STR("甲\"\\\n\t\x01/é𠮷"));
    cell_int(&c[1], INT64_MAX);
    cell_date(&c[2], (date){day_of(2025, 12, 1), PRECISION_MONTH});
    cell_period(&c[3], (period){day_of(2025, 1, 1), day_of(2025, 9, 30)});
    cell_exact(&c[4], 1280000000000, UNIT_CNY);
    cell_exact(&c[5], 677213, UNIT_PERCENT);
    c[6] = (cell){.type = CELL_HASH, .text = STR("00ff")};
    c = relation_row(r);
    cell_interval(&c[4], (interval){.lo = 5, .hi_open = true, .lo_strict = true, .unknown_count = 3}, UNIT_CNY,
                  QUALIFIER_NONE);
    cell_interval(&c[5], (interval){.lo_open = true, .hi = -5, .hi_strict = true, .about = true}, UNIT_PERCENT,
                  QUALIFIER_NEARLY);
}

static json_t *print(arena *a, const relation *r, const report_options *o)
{
    buf out;
    buf_init(&out, a, OUTPUT_BYTES_MAX);
    assert_int_equal(report_print(&out, r, o, NULL), ERR_OK);
    assert_int_equal(out.ptr[out.len - 1], '\n');
    json_error_t where;
    json_t *all = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, &where);
    if (all == NULL) print_message("%d: %s\n", where.line, where.text);
    assert_non_null(all);
    return all;
}

static const char *text_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_string(value));
    return json_string_value(value);
}

static report_options options(void)
{
    report_options o = {.format = REPORT_JSON,
                        .zh = true,
                        .unit = SHOW_YI,
                        .basis_zh = STR("重述"),
                        .basis_en = STR("restated"),
                        .head_seq = 7};
    memset(o.head.byte, 0x0F, sizeof o.head.byte);
    return o;
}

static void the_frame_is_complete(void **state)
{
    relation r;
    fill(&r, *state);
    r.undetermined_count = 4;
    r.unpublished_count = 5;
    r.about_used = true;
    report_options o = options();
    json_t *all = print(*state, &r, &o);
    assert_int_equal(json_object_size(all), 9);
    assert_string_equal(text_at(all, "relation"), "things");
    assert_string_equal(text_at(json_object_get(all, "title"), "zh"), "\"事\"");
    assert_string_equal(text_at(json_object_get(all, "title"), "en"), "Things");
    assert_string_equal(text_at(json_object_get(all, "basis"), "zh"), "重述");
    assert_string_equal(text_at(json_object_get(all, "basis"), "en"), "restated");
    const json_t *left_out = json_object_get(all, "left_out");
    assert_int_equal(json_integer_value(json_object_get(left_out, "undetermined")), 4);
    assert_int_equal(json_integer_value(json_object_get(left_out, "unpublished")), 5);
    assert_true(json_is_true(json_object_get(all, "about_used")));
    assert_true(json_is_false(json_object_get(all, "synthetic")));
    const json_t *head = json_object_get(all, "head");
    assert_int_equal(json_integer_value(json_object_get(head, "seq")), 7);
    assert_string_equal(text_at(head, "hash"), "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f");
    json_decref(all);
}

static void columns_describe_themselves(void **state)
{
    static const struct {
        const char *name, *type, *unit, *formula;
    } want[] = {{"fund", "text", NULL, ""},   {"count", "integer", NULL, ""},          {"day", "date", NULL, ""},
                {"span", "period", NULL, ""}, {"net", "amount", "CNY", "cluster_net"}, {"value", "amount", NULL, ""},
                {"entry", "hash", NULL, ""}};
    relation r;
    fill(&r, *state);
    report_options o = options();
    json_t *all = print(*state, &r, &o);
    const json_t *columns = json_object_get(all, "columns");
    assert_int_equal(json_array_size(columns), COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        const json_t *c = json_array_get(columns, i);
        assert_string_equal(text_at(c, "name"), want[i].name);
        assert_string_equal(text_at(c, "type"), want[i].type);
        if (want[i].unit == NULL)
            assert_true(json_is_null(json_object_get(c, "unit")));
        else
            assert_string_equal(text_at(c, "unit"), want[i].unit);
        assert_string_equal(text_at(c, "formula"), want[i].formula);
        assert_string_equal(text_at(c, "zh"), COLUMNS[i].zh);
        assert_string_equal(text_at(c, "en"), COLUMNS[i].en);
    }
    json_decref(all);
}

static void values_are_exact_and_not_localised(void **state)
{
    relation r;
    fill(&r, *state);
    report_options o = options();
    json_t *all = print(*state, &r, &o);
    const json_t *rows = json_object_get(all, "rows");
    assert_int_equal(json_array_size(rows), 2);
    const json_t *row = json_array_get(rows, 0);
    assert_int_equal(json_object_size(row), COUNT_OF(COLUMNS));
    assert_string_equal(text_at(row, "fund"), "甲\"\\\n\t\x01/é𠮷");
    assert_true(json_integer_value(json_object_get(row, "count")) == INT64_MAX);
    assert_string_equal(text_at(row, "day"), "2025-12");
    assert_string_equal(text_at(row, "span"), "2025Q1-Q3");
    assert_string_equal(text_at(row, "entry"), "00ff");
    const json_t *net = json_object_get(row, "net");
    assert_int_equal(json_object_size(net), 8);
    assert_string_equal(text_at(net, "lo"), "12800000000.00");
    assert_string_equal(text_at(net, "hi"), "12800000000.00");
    assert_true(json_is_false(json_object_get(net, "about")));
    assert_true(json_is_false(json_object_get(net, "lo_strict")));
    assert_true(json_is_false(json_object_get(net, "hi_strict")));
    assert_int_equal(json_integer_value(json_object_get(net, "unknown_count")), 0);
    assert_string_equal(text_at(net, "unit"), "CNY");
    assert_string_equal(text_at(net, "qualifier"), "exact");
    const json_t *value = json_object_get(row, "value");
    assert_string_equal(text_at(value, "lo"), "67.7213");
    assert_string_equal(text_at(value, "unit"), "percent");
    json_decref(all);
}

static void open_ends_and_empty_cells_are_null(void **state)
{
    relation r;
    fill(&r, *state);
    report_options o = options();
    json_t *all = print(*state, &r, &o);
    const json_t *row = json_array_get(json_object_get(all, "rows"), 1);
    static const char *const empty[] = {"fund", "count", "day", "span", "entry"};
    for (size_t i = 0; i < COUNT_OF(empty); i++) assert_true(json_is_null(json_object_get(row, empty[i])));
    const json_t *net = json_object_get(row, "net");
    assert_string_equal(text_at(net, "lo"), "0.05");
    assert_true(json_is_null(json_object_get(net, "hi")));
    assert_true(json_is_true(json_object_get(net, "lo_strict")));
    assert_int_equal(json_integer_value(json_object_get(net, "unknown_count")), 3);
    assert_true(json_is_null(json_object_get(net, "qualifier")));
    const json_t *value = json_object_get(row, "value");
    assert_true(json_is_null(json_object_get(value, "lo")));
    assert_string_equal(text_at(value, "hi"), "-0.0005");
    assert_true(json_is_true(json_object_get(value, "hi_strict")));
    assert_true(json_is_true(json_object_get(value, "about")));
    assert_string_equal(text_at(value, "qualifier"), "nearly");
    json_decref(all);
}

static void columns_are_chosen_once_and_in_order(void **state)
{
    relation r;
    fill(&r, *state);
    report_options o = options();
    o.columns = STR("净额,fund,net");
    o.synthetic = true;
    json_t *all = print(*state, &r, &o); /* refuses doubled keys */
    const json_t *columns = json_object_get(all, "columns");
    assert_int_equal(json_array_size(columns), 2);
    assert_string_equal(text_at(json_array_get(columns, 0), "name"), "net");
    assert_string_equal(text_at(json_array_get(columns, 1), "name"), "fund");
    assert_int_equal(json_object_size(json_array_get(json_object_get(all, "rows"), 0)), 2);
    assert_true(json_is_true(json_object_get(all, "synthetic")));
    json_decref(all);
}

static void language_and_unit_change_nothing(void **state)
{
    relation r;
    fill(&r, *state);
    report_options zh = options(), en = options();
    en.zh = false;
    en.unit = SHOW_YUAN;
    json_t *first = print(*state, &r, &zh), *second = print(*state, &r, &en);
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
}

static void no_rows_is_an_empty_list(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    report_options o = options();
    json_t *all = print(*state, &r, &o);
    assert_true(json_is_array(json_object_get(all, "rows")));
    assert_int_equal(json_array_size(json_object_get(all, "rows")), 0);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_frame_is_complete, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(columns_describe_themselves, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(values_are_exact_and_not_localised, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(open_ends_and_empty_cells_are_null, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(columns_are_chosen_once_and_in_order, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(language_and_unit_change_nothing, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(no_rows_is_an_empty_list, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
