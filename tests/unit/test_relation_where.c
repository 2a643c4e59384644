/* Conditions: which rows stay, which conditions are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "relation/relation.h"

static const column_info COLUMNS[] = {
    {.name = "id", .type = CELL_TEXT, .zh = "编号", .en = "Id"},
    {.name = "count", .type = CELL_INT, .zh = "个数", .en = "Count"},
    {.name = "day", .type = CELL_DATE, .zh = "日期", .en = "Day"},
    {.name = "span", .type = CELL_PERIOD, .zh = "期间", .en = "Period"},
    {.name = "size", .type = CELL_INTERVAL, .zh = "规模", .en = "Size", .unit = UNIT_CNY},
    {.name = "value", .type = CELL_INTERVAL, .zh = "数值", .en = "Value", .unit = UNIT_NONE},
};
static const relation_info INFO = {
    .name = "things", .column = COLUMNS, .column_count = COUNT_OF(COLUMNS), .key_columns = 1};

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

static void put_amount(cell *c, int64_t minor, qualifier q, unit_code code)
{
    interval x = interval_of((amount){.minor = minor, .q = q, .unit = code}, ABOUT_TOLERANCE_PPM);
    cell_interval(c, x, code, q);
}

enum { YI = 100000000 }; /* yuan */

/* Rows a … f; f is empty but for its id. */
static void fill(relation *r, arena *a)
{
    relation_init(r, &INFO, a);
    static const struct {
        const char *id;
        int64_t count;
        date day;
        int64_t size;
        qualifier q;
        int64_t value;
        unit_code unit;
    } rows[] = {
        {"a", -1, {20089 /* 2025-01-01 */, PRECISION_DAY}, 100, QUALIFIER_EXACT, 50000, UNIT_PERCENT},
        {"b", 0, {20089, PRECISION_MONTH}, 100, QUALIFIER_OVER, 600000, UNIT_PERCENT},
        {"c", 7, {20103 /* 2025-01-15 */, PRECISION_DAY}, 30, QUALIFIER_AT_MOST, 5, UNIT_COUNT},
        {"ab", 12, {20120 /* 2025-02-01 */, PRECISION_DAY}, 0, QUALIFIER_UNKNOWN, 60, UNIT_COUNT},
        {"A", 120, {20454 /* 2026-01-01 */, PRECISION_YEAR}, 200, QUALIFIER_ABOUT, 500, UNIT_CNY},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cell *c = relation_row(r);
        cell_text(&c[0], str_from(rows[i].id));
        cell_int(&c[1], rows[i].count);
        cell_date(&c[2], rows[i].day);
        cell_period(&c[3], date_span(rows[i].day));
        put_amount(&c[4], rows[i].size * YI * 100, rows[i].q, UNIT_CNY);
        put_amount(&c[5], rows[i].value, QUALIFIER_EXACT, rows[i].unit);
    }
    cell_text(relation_row(r), STR("f"));
}

static void assert_ids(const relation *r, const char *want, const char *condition)
{
    char got[100] = "";
    size_t len = 0;
    for (uint32_t i = 0; i < r->row_count; i++) {
        str id = r->cells[i * INFO.column_count].text;
        if (i > 0) got[len++] = ' ';
        memcpy(got + len, id.ptr, id.len);
        len += id.len;
    }
    got[len] = '\0';
    if (strcmp(got, want) != 0) print_message("condition %s\n", condition);
    assert_string_equal(got, want);
}

static void conditions_keep_rows(void **state)
{
    static const struct {
        const char *condition, *ids;
    } table[] = {
        /* texts: whole bytes */
        {"id=a", "a"},
        {"编号=a", "a"},
        {" ID = a ", "a"},
        {"id!=a", "b c ab A f"},
        {"id~a", "a ab"},
        {"id~=", ""},
        {"id<b", "a ab A"},
        {"id>=b", "b c f"},
        {"id=", ""},
        {"id!=", "a b c ab A f"},
        /* whole numbers: not as text */
        {"count=12", "ab"},
        {"count!=12", "a b c A"},
        {"count>7", "ab A"},
        {"count>=7", "c ab A"},
        {"count<0", "a"},
        {"count<=0", "a b"},
        {"count=", "f"},
        {"count!=", "a b c ab A"},
        {"count~12", "ab A"},
        {"count>1,000", ""},
        /* dates: first day against the span that is meant */
        {"day=2025-01-01", "a b"},
        {"day=2025-01", "a b c"},
        {"day<2025-01", ""},
        {"day<=2025-01", "a b c"},
        {"day>2025-01", "ab A"},
        {"day>=2025-01-02", "c ab A"},
        {"day!=2025", "A"},
        {"day=未知", "f"},
        {"day!=未知", "a b c ab A"},
        {"day=", "f"},
        {"day~2025-01-1", "c"},
        /* periods: both days */
        {"span=2026", "A"},
        {"span=2025-01", "b"},
        {"span>2025-01", "c ab A"},
        {"span<2025-01", "a"},
        {"span~2026", "A"},
        /* amounts: whatever may still be true stays */
        {"size=100亿元", "a ab"},
        {"size=10000000000", "a ab"},
        {"size!=100亿元", "b c ab A"},
        {"size>100亿元", "b ab A"},
        {"size>=100亿元", "a b ab A"},
        {"size<=100亿元", "a c ab"},
        {"size<100亿元", "c ab"},
        {"size<=29亿元", "c ab"},
        {"size>30亿元", "a b ab A"},
        {"size=190亿元", "b ab A"},
        {"size~95亿元", "a b ab"},
        {"size=未知", "ab"},
        {"size!=未知", "a b c A"},
        {"size=", "f"},
        {"规模!=", "a b c ab A"},
        /* a column of many units: the unit of the value, or each cell's own */
        {"value>=5%", "a b"},
        {"value>5%", "b"},
        {"value>=5", "a b c ab A"},
        {"value>5", "b ab"},
        {"value=5家", "c"},
        {"value!=5家", "a b ab A"},
        {"value<1亿元", "A"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        relation r;
        fill(&r, *state);
        str condition = str_from(table[i].condition);
        err_code code = relation_where(&r, &condition, 1, NULL);
        if (code != ERR_OK) print_message("refused %s\n", table[i].condition);
        assert_int_equal(code, ERR_OK);
        assert_ids(&r, table[i].ids, table[i].condition);
    }
}

static void several_conditions_all_hold(void **state)
{
    relation r;
    fill(&r, *state);
    const str both[] = {STR("count>=0"), STR("day<=2025-01"), STR("id!=b")};
    assert_int_equal(relation_where(&r, both, 3, NULL), ERR_OK);
    assert_ids(&r, "c", "three");
    assert_int_equal(r.cells[1].number, 7); /* the whole row moved */
    assert_int_equal(relation_where(&r, NULL, 0, NULL), ERR_OK);
    assert_ids(&r, "c", "none");
}

static void bad_conditions_are_refused(void **state)
{
    static const struct {
        const char *condition;
        err_code code;
    } table[] = {
        {"", E_WHERE_SYNTAX},
        {"id", E_WHERE_SYNTAX},
        {"id!a", E_WHERE_SYNTAX},
        {"=a", E_WHERE_SYNTAX},
        {"  >=3", E_WHERE_SYNTAX},
        {"count=abc", E_WHERE_SYNTAX},
        {"count=1.5", E_WHERE_SYNTAX},
        {"count>", E_WHERE_SYNTAX},
        {"id~", E_WHERE_SYNTAX},
        {"day=2025-13", E_WHERE_SYNTAX},
        {"day>未知", E_WHERE_SYNTAX},
        {"day>=yesterday", E_WHERE_SYNTAX},
        {"span=2025Q5", E_WHERE_SYNTAX},
        {"size>many", E_WHERE_SYNTAX},
        {"size>5%", E_WHERE_SYNTAX},
        {"size>超100亿元", E_WHERE_SYNTAX},
        {"size>未知", E_WHERE_SYNTAX},
        {"size=0.001", E_WHERE_SYNTAX},
        {"value>many", E_WHERE_SYNTAX},
        {"value>0.5", E_WHERE_SYNTAX}, /* a row counts in wholes: found before any row goes */
        {"colour=red", E_COLUMN_UNKNOWN},
        {"颜色~红", E_COLUMN_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        relation r;
        fill(&r, *state);
        const str conditions[] = {STR("id!=a"), str_from(table[i].condition)};
        err e = {.code = ERR_OK};
        err_code code = relation_where(&r, conditions, 2, &e);
        if (code != table[i].code) print_message("condition %s\n", table[i].condition);
        assert_int_equal(code, table[i].code);
        assert_int_equal(e.code, table[i].code);
        assert_ids(&r, "a b c ab A f", table[i].condition);
    }
}

static void refusals_carry_the_words(void **state)
{
    relation r;
    fill(&r, *state);
    err e = {.code = ERR_OK};
    str condition = STR("日期 >= 昨天");
    assert_int_equal(relation_where(&r, &condition, 1, &e), E_WHERE_SYNTAX);
    assert_int_equal(e.arg_count, 1);
    assert_string_equal(e.arg[0].name, "word");
    assert_string_equal(e.arg[0].text, "日期 >= 昨天");
    assert_string_equal(e.at.field, "day");
    assert_string_equal(e.at.value, "昨天");
}

static void the_first_operator_splits(void **state)
{
    relation r;
    fill(&r, *state);
    cell_text(&r.cells[0], STR("x>=y"));
    str condition = STR("id=x>=y");
    assert_int_equal(relation_where(&r, &condition, 1, NULL), ERR_OK);
    assert_ids(&r, "x>=y", "id=x>=y");
}

static void cells_of_another_type_compare_as_text(void **state)
{
    relation r;
    fill(&r, *state);
    cell_text(&r.cells[4], STR("待定"));
    str condition = STR("size=100亿元");
    assert_int_equal(relation_where(&r, &condition, 1, NULL), ERR_OK);
    assert_ids(&r, "ab", "size of a is a word");
}

/* Wherever memory ends, the answer is E_LIMIT and the rows are those before. */
static void memory_ends_cleanly(void **state)
{
    for (uint64_t n = 1; n < 50; n++) {
        relation r;
        fill(&r, *state);
        str condition = STR("count~1");
        arena_fail_at(n);
        err e = {.code = ERR_OK};
        err_code code = relation_where(&r, &condition, 1, &e);
        arena_fail_at(0);
        if (code == ERR_OK) {
            assert_ids(&r, "a ab A", "count~1");
            assert_true(n > 2);
            return;
        }
        assert_int_equal(code, E_LIMIT);
        assert_ids(&r, "a b c ab A f", "count~1");
    }
    fail();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(conditions_keep_rows, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(several_conditions_all_hold, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(bad_conditions_are_refused, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(refusals_carry_the_words, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(the_first_operator_splits, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(cells_of_another_type_compare_as_text, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(memory_ends_cleanly, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
