/* Rows, cells, why lists, columns by name, keys. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "relation/relation.h"

static const column_info COLUMNS[] = {
    {.name = "fund", .type = CELL_TEXT, .zh = "基金", .en = "Fund", .formula = ""},
    {.name = "day", .type = CELL_DATE, .zh = "日期", .en = "Day", .formula = ""},
    {.name = "count", .type = CELL_INT, .zh = "个数", .en = "Count of funds", .formula = ""},
    {.name = "size", .type = CELL_INTERVAL, .zh = "规模", .en = "Size", .unit = UNIT_CNY, .formula = ""},
};
static const relation_info INFO = {.name = "sizes",
                                   .zh = "规模",
                                   .en = "Sizes",
                                   .column = COLUMNS,
                                   .column_count = COUNT_OF(COLUMNS),
                                   .key_columns = 2};

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

static str printed(arena *a, const cell *c, bool zh)
{
    buf out;
    buf_init(&out, a, 1000);
    cell_print(&out, c, zh);
    assert_false(out.failed);
    return buf_view(&out);
}

static void assert_text(str got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.ptr, want, got.len);
}

static void room_that_was_reserved_is_used_and_outgrown(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    relation_reserve(&r, 10);
    size_t taken = arena_bytes(*state);
    const cell *first = relation_row(&r);
    for (int i = 1; i < 10; i++) assert_ptr_equal(relation_row(&r), first + (size_t)i * INFO.column_count);
    assert_int_equal(arena_bytes(*state), taken);
    cell_int(&r.cells[9 * INFO.column_count + 2], 9);
    for (int i = 10; i < 100; i++) assert_non_null(relation_row(&r));
    assert_int_equal(r.row_count, 100);
    assert_int_equal(r.cells[9 * INFO.column_count + 2].number, 9);
    assert_int_equal(relation_err(&r, NULL), ERR_OK);
}

static void room_that_cannot_be_had_fails_the_relation(void **state)
{
    relation r;
    err e = {.code = ERR_OK};
    relation_init(&r, &INFO, *state);
    relation_reserve(&r, UINT32_MAX);
    assert_null(relation_row(&r));
    assert_int_equal(relation_err(&r, &e), E_LIMIT);
    relation_init(&r, &INFO, *state);
    relation_reserve(&r, 0);
    assert_non_null(relation_row(&r));
}

static void rows_stay_and_start_empty(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    for (int64_t i = 0; i < 1000; i++) {
        cell *c = relation_row(&r);
        assert_non_null(c);
        for (uint32_t k = 0; k < INFO.column_count; k++) assert_int_equal(c[k].type, 0);
        cell_int(&c[2], i);
    }
    assert_int_equal(r.row_count, 1000);
    for (int64_t i = 0; i < 1000; i++) assert_int_equal(r.cells[i * 4 + 2].number, i);
    relation_limit(&r, 2000);
    assert_int_equal(r.row_count, 1000);
    relation_limit(&r, 3);
    assert_int_equal(r.row_count, 3);
    cell *again = relation_row(&r); /* where row 3 stood */
    assert_int_equal(again[2].type, 0);
    assert_int_equal(again[2].number, 0);
    assert_int_equal(relation_err(&r, NULL), ERR_OK);
}

static void empty_values_make_empty_cells(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    cell *c = relation_row(&r);
    cell_text(&c[0], STR(""));
    assert_int_equal(c[0].type, 0);
    cell_text(&c[0], STR("x"));
    assert_int_equal(c[0].type, CELL_TEXT);
    cell_day(&c[1], DAY_NONE);
    assert_int_equal(c[1].type, 0);
    cell_day(&c[1], 0);
    assert_int_equal(c[1].type, CELL_DATE);
    cell_date(&c[1], (date){DAY_NONE, PRECISION_UNKNOWN});
    assert_int_equal(c[1].type, 0);
    cell_exact(&c[3], 12345, UNIT_CNY);
    assert_int_equal(c[3].q, QUALIFIER_EXACT);
    assert_text(printed(*state, &c[3], true), "123.45");
}

static void printing_is_plain(void **state)
{
    cell c = {.type = CELL_INT, .number = INT64_MIN};
    assert_text(printed(*state, &c, true), "-9223372036854775808");
    cell_date(&c, (date){day_of(2025, 12, 1), PRECISION_MONTH});
    assert_text(printed(*state, &c, true), "2025-12");
    cell_period(&c, (period){day_of(2025, 1, 1), day_of(2025, 9, 30)});
    assert_text(printed(*state, &c, true), "2025Q1-Q3");
    cell_interval(&c, interval_unknown(false), UNIT_CNY, QUALIFIER_UNKNOWN);
    assert_text(printed(*state, &c, true), "未知");
    assert_text(printed(*state, &c, false), "unknown");
    assert_text(printed(*state, &(cell){.type = CELL_HASH, .text = STR("00ff")}, true), "00ff");
    assert_text(printed(*state, &(cell){.number = 7}, true), "");
}

static void why_lists_rise_without_doubles(void **state)
{
    static const uint32_t given[] = {7, 9, 0, 7, 3, 9, 8, 3, 1, 12, 12};
    static const uint32_t want[] = {1, 3, 7, 8, 9, 12};
    relation r;
    relation_init(&r, &INFO, *state);
    cell *c = relation_row(&r);
    relation_why(&r, &c[0], 5);
    for (size_t i = 0; i < COUNT_OF(given); i++) relation_why(&r, &c[1], given[i]);
    relation_why(&r, &c[3], 0);
    relation_why(&r, &c[2], 9); /* again in another cell */
    assert_int_equal(c[0].why_count, 1);
    assert_int_equal(r.why[c[0].why_first], 5);
    assert_int_equal(c[1].why_count, COUNT_OF(want));
    assert_memory_equal(r.why + c[1].why_first, want, sizeof want);
    assert_int_equal(c[2].why_count, 1);
    assert_int_equal(r.why[c[2].why_first], 9);
    assert_int_equal(c[3].why_count, 0);
    assert_int_equal(r.why_count, 8);
}

static void columns_have_three_names(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        int at;
    } table[] = {{"fund", 0}, {"基金", 0}, {"Fund", 0},    {"FUND", 0}, {" day ", 1}, {"count of FUNDS", 2},
                 {"规模", 3}, {"", -1},    {"规模 2", -1}, {"fun", -1}, {"-size", -1}};
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_int_equal(relation_column(&INFO, str_from(table[i].word)), table[i].at);
}

static void unknown_columns_name_those_there_are(void **state)
{
    (void)state;
    uint32_t at = 77;
    err e = {.code = ERR_OK};
    assert_int_equal(relation_column_find(&at, &INFO, STR("大小"), &e), E_COLUMN_UNKNOWN);
    assert_int_equal(at, 77);
    assert_int_equal(e.arg_count, 3);
    assert_string_equal(e.arg[0].name, "relation");
    assert_string_equal(e.arg[0].text, "sizes");
    assert_string_equal(e.arg[1].name, "word");
    assert_string_equal(e.arg[1].text, "大小");
    assert_string_equal(e.arg[2].name, "allowed");
    assert_string_equal(e.arg[2].text, "fund, day, count, size");
    assert_int_equal(relation_column_find(&at, &INFO, STR("大小"), NULL), E_COLUMN_UNKNOWN);
    assert_int_equal(relation_column_find(&at, &INFO, STR("size"), &e), ERR_OK);
    assert_int_equal(at, 3);
}

static void many_columns_are_named_as_far_as_they_go(void **state)
{
    (void)state;
    column_info wide[COLUMNS_MAX];
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        wide[i] = (column_info){.name = "twelve_bytes", .type = CELL_INT, .zh = "列", .en = "c"};
    relation_info info = {.name = "wide", .column = wide, .column_count = COLUMNS_MAX};
    uint32_t at;
    err e = {.code = ERR_OK};
    assert_int_equal(relation_column_find(&at, &info, STR("x"), &e), E_COLUMN_UNKNOWN);
    str allowed = str_from(e.arg[2].text);
    assert_true(allowed.len < sizeof e.arg[2].text);
    assert_true(str_starts(allowed, STR("twelve_bytes, twelve_bytes")));
    assert_true(str_ends(allowed, STR("twelve_bytes, …")));
}

static void keys_join_with_a_slash(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    static const char *const fund[] = {"a", "a", "a/b", "", "安徽"};
    for (size_t i = 0; i < COUNT_OF(fund); i++) {
        cell *c = relation_row(&r);
        cell_text(&c[0], str_from(fund[i]));
        cell_day(&c[1], i == 4 ? DAY_NONE : day_of(2025, 1, 1 + (int)i));
    }
    static const struct {
        const char *key;
        int row;
    } table[] = {
        {"a/2025-01-01", 0}, {"a/2025-01-02", 1}, {"a/b/2025-01-03", 2}, {"/2025-01-04", 3}, {"安徽/", 4}, {"安徽", -1},
        {"a", -1},           {"a/2025-01-0", -1}, {"a/2025-01-012", -1}, {"", -1},           {"/", -1}};
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_int_equal(relation_find(&r, str_from(table[i].key)), table[i].row);
    relation_info keyless = INFO;
    keyless.key_columns = 0;
    r.info = &keyless;
    assert_int_equal(relation_find(&r, STR("")), -1);
}

static void running_out_of_memory_is_said_once(void **state)
{
    (void)state;
    arena *small = arena_new("rows", (size_t)1 << 16);
    relation r;
    relation_init(&r, &INFO, small);
    uint32_t rows = 0;
    while (rows < 100000 && relation_row(&r) != NULL) rows++;
    assert_true(rows > 0);
    assert_true(rows < 100000);
    assert_int_equal(r.row_count, rows);
    assert_null(relation_row(&r));
    err e = {.code = ERR_OK};
    assert_int_equal(relation_err(&r, &e), E_LIMIT);
    assert_int_equal(e.code, E_LIMIT);
    cell *c = &r.cells[0];
    relation_why(&r, c, 4); /* nothing is added any more */
    assert_int_equal(c->why_count, 0);
    assert_int_equal(relation_sort(&r, STR("fund"), NULL), E_LIMIT);
    str condition = STR("count=1");
    assert_int_equal(relation_where(&r, &condition, 1, NULL), E_LIMIT);
    arena_free(small);
}

static void running_out_in_a_why_list_is_said(void **state)
{
    relation r;
    relation_init(&r, &INFO, *state);
    cell *c = relation_row(&r);
    arena_fail_at(1);
    relation_why(&r, c, 1);
    arena_fail_at(0);
    assert_true(r.failed);
    assert_int_equal(c->why_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_stay_and_start_empty, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(room_that_was_reserved_is_used_and_outgrown, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(room_that_cannot_be_had_fails_the_relation, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(empty_values_make_empty_cells, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(printing_is_plain, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(why_lists_rise_without_doubles, make_arena, drop_arena),
        cmocka_unit_test(columns_have_three_names),
        cmocka_unit_test(unknown_columns_name_those_there_are),
        cmocka_unit_test(many_columns_are_named_as_far_as_they_go),
        cmocka_unit_test_setup_teardown(keys_join_with_a_slash, make_arena, drop_arena),
        cmocka_unit_test(running_out_of_memory_is_said_once),
        cmocka_unit_test_setup_teardown(running_out_in_a_why_list_is_said, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
