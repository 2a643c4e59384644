/* Order of rows: by type, stable, empty cells last; compared with a plain insertion sort on pseudo-random rows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "relation/relation.h"

static const column_info COLUMNS[] = {
    {.name = "id", .type = CELL_INT, .zh = "编号", .en = "Id"},
    {.name = "name", .type = CELL_TEXT, .zh = "名称", .en = "Name"},
    {.name = "count", .type = CELL_INT, .zh = "个数", .en = "Count"},
    {.name = "day", .type = CELL_DATE, .zh = "日期", .en = "Day"},
    {.name = "span", .type = CELL_PERIOD, .zh = "期间", .en = "Period"},
    {.name = "size", .type = CELL_INTERVAL, .zh = "规模", .en = "Size", .unit = UNIT_NONE},
};
static const relation_info INFO = {
    .name = "things", .column = COLUMNS, .column_count = COUNT_OF(COLUMNS), .key_columns = 1};

static int make_arena(void **state)
{
    *state = arena_new("test", (size_t)64 << 20);
    return *state == NULL;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static void start(relation *r, arena *a, uint32_t rows)
{
    relation_init(r, &INFO, a);
    for (uint32_t i = 0; i < rows; i++) cell_int(relation_row(r), i);
    assert_int_equal(r->row_count, rows);
}

static cell *at(relation *r, uint32_t row, uint32_t column)
{
    return &r->cells[row * INFO.column_count + column];
}

static void assert_order(relation *r, const char *columns, const char *want)
{
    assert_int_equal(relation_sort(r, str_from(columns), NULL), ERR_OK);
    assert_int_equal(r->row_count, strlen(want));
    for (uint32_t i = 0; i < r->row_count; i++)
        if (at(r, i, 0)->number != want[i] - '0') {
            print_message("sort %s: row %u is %d, not %c\n", columns, i, (int)at(r, i, 0)->number, want[i]);
            fail();
        }
}

static void texts_by_bytes(void **state)
{
    static const char *const names[] = {"b", "a", "", "B", "安徽", "ab", "a"};
    relation r;
    start(&r, *state, COUNT_OF(names));
    for (uint32_t i = 0; i < COUNT_OF(names); i++) cell_text(at(&r, i, 1), str_from(names[i]));
    assert_order(&r, "name", "3165042");
    assert_order(&r, "id", "0123456");
    assert_order(&r, "-name", "4051632");
    assert_order(&r, "-名称,-编号", "4056132");
}

static void numbers_by_value(void **state)
{
    static const int64_t counts[] = {10, 9, INT64_MIN, INT64_MAX, 0, -1};
    relation r;
    start(&r, *state, COUNT_OF(counts) + 1);
    for (uint32_t i = 0; i < COUNT_OF(counts); i++) cell_int(at(&r, i, 2), counts[i]);
    assert_order(&r, "count", "2541036");
    assert_order(&r, "-count", "3014526");
}

static void days_by_first_then_exactness(void **state)
{
    relation r;
    start(&r, *state, 5);
    cell_date(at(&r, 0, 3), (date){day_of(2025, 1, 1), PRECISION_YEAR});
    cell_date(at(&r, 1, 3), (date){day_of(2025, 1, 1), PRECISION_DAY});
    cell_date(at(&r, 2, 3), (date){day_of(2024, 12, 31), PRECISION_DAY});
    cell_date(at(&r, 4, 3), (date){day_of(2025, 1, 1), PRECISION_QUARTER});
    assert_order(&r, "day", "21403");
    assert_order(&r, "-day", "04123");
}

static void periods_by_both_days(void **state)
{
    relation r;
    start(&r, *state, 4);
    cell_period(at(&r, 0, 4), (period){20, 30});
    cell_period(at(&r, 1, 4), (period){10, 40});
    cell_period(at(&r, 2, 4), (period){20, 25});
    assert_order(&r, "span", "1203");
    assert_order(&r, "-span", "0213");
}

static void amounts_by_floor_then_ceiling(void **state)
{
    static const interval sizes[] = {
        {.lo = 5, .hi = 5},                            /* 5 */
        {.lo = 5, .hi_open = true},                    /* ≥5 */
        {.lo = 5, .hi_open = true, .lo_strict = true}, /* >5 */
        {.lo_open = true, .hi = 3},                    /* ≤3 */
        {.lo_open = true, .hi_open = true},            /* unknown, signed */
        {.lo = 5, .hi = 9, .hi_strict = true},         /* [5, 9) */
        {.lo = 5, .hi = 9},                            /* [5, 9] */
        {.lo = -7, .hi = 100},                         /* [−7, 100] */
    };
    relation r;
    start(&r, *state, COUNT_OF(sizes) + 1);
    for (uint32_t i = 0; i < COUNT_OF(sizes); i++) cell_interval(at(&r, i, 5), sizes[i], UNIT_PERCENT, QUALIFIER_NONE);
    assert_order(&r, "size", "347056128");
    assert_order(&r, "-size", "216507438");
}

static void amounts_of_one_unit_stand_together(void **state)
{
    relation r;
    start(&r, *state, 4);
    cell_exact(at(&r, 0, 5), 9, UNIT_COUNT);
    cell_exact(at(&r, 1, 5), 100, UNIT_CNY);
    cell_exact(at(&r, 2, 5), 1, UNIT_COUNT);
    cell_exact(at(&r, 3, 5), 50, UNIT_CNY);
    assert_order(&r, "size", "3120");
}

static void unknown_columns_are_refused(void **state)
{
    static const char *const table[] = {"colour", "id,colour", "id,", ",id", "-", "id,-", "--id"};
    relation r;
    start(&r, *state, 3);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        err e = {.code = ERR_OK};
        assert_int_equal(relation_sort(&r, str_from(table[i]), &e), E_COLUMN_UNKNOWN);
        assert_int_equal(e.code, E_COLUMN_UNKNOWN);
        assert_int_equal(at(&r, 0, 0)->number, 0);
    }
    assert_order(&r, "", "012");
    assert_order(&r, " -id , id ", "210"); /* the first mention decides */
}

static bool stands_before(const cell *a, const cell *b)
{
    if (a->type == 0 || b->type == 0) return a->type != 0 && b->type == 0;
    return a->number < b->number;
}

/* Every count of rows up to some runs of the merge, few values so that many rows are equal. */
static void agrees_with_insertion_sort(void **state)
{
    uint32_t seed = 20260101;
    for (uint32_t rows = 0; rows < 70; rows++) {
        relation r;
        start(&r, *state, rows);
        cell want[70];
        uint32_t sorted = 0;
        for (uint32_t i = 0; i < rows; i++) {
            seed = seed * 1664525u + 1013904223u;
            if (seed >> 28 != 0) cell_int(at(&r, i, 2), seed >> 29);
            cell copy = *at(&r, i, 2);
            copy.unit = (unit_code)i; /* remember the row */
            uint32_t place = sorted++;
            for (; place > 0 && stands_before(&copy, &want[place - 1]); place--) want[place] = want[place - 1];
            want[place] = copy;
        }
        assert_int_equal(relation_sort(&r, STR("count"), NULL), ERR_OK);
        for (uint32_t i = 0; i < rows; i++) assert_int_equal(at(&r, i, 0)->number, want[i].unit);
    }
}

static void memory_ends_cleanly(void **state)
{
    for (uint64_t n = 1; n < 10; n++) {
        relation r;
        start(&r, *state, 3);
        arena_fail_at(n);
        err_code code = relation_sort(&r, STR("-id"), NULL);
        arena_fail_at(0);
        assert_int_equal(at(&r, 0, 0)->number, code == ERR_OK ? 2 : 0);
        if (code == ERR_OK) {
            assert_true(n > 1);
            return;
        }
        assert_int_equal(code, E_LIMIT);
    }
    fail();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_by_bytes, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(numbers_by_value, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(days_by_first_then_exactness, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(periods_by_both_days, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(amounts_by_floor_then_ceiling, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(amounts_of_one_unit_stand_together, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(unknown_columns_are_refused, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(agrees_with_insertion_sort, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(memory_ends_cleanly, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
