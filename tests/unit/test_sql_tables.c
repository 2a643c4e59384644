/* sql: columns of amounts and dates, arguments, what is built how often, limits, what a host refuses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "sql/sql.h"

#include <stdio.h>
#include <string.h>

static const column_info columns[] = {
    {"id", CELL_TEXT, "编号", "id", UNIT_NONE, "", "", ""},
    {"from", CELL_TEXT, "起点", "from", UNIT_NONE, "", "", ""},
    {"size", CELL_INTERVAL, "规模", "size", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "比例", "share", UNIT_PERCENT, "", "", ""},
    {"on", CELL_DATE, "日期", "on", UNIT_NONE, "", "", ""},
    {"on_first", CELL_INT, "占名", "taken", UNIT_NONE, "", "", ""},
};
static const relation_info things = {"things", "东西", "Things", "", "", columns, COUNT_OF(columns), 1};
static const char *const parameters[] = {"from", NULL};

typedef struct desk {
    uint64_t version;
    int64_t now_ms;
    int builds;
    bool refuses, released;
    char from[32], as_of[16]; /* of the last build */
    sql *s;
    char seen[4000]; /* values of an answer: a|b;c|d; */
} desk;

static bool give_source(sql_source *out, void *self, uint32_t index)
{
    (void)self;
    *out = (sql_source){.info = &things, .parameters = parameters};
    return index == 0;
}

static void put_row(relation *r, const char *id, amount size, int64_t share, const char *on)
{
    date d;
    cell *row = relation_row(r);
    assert_non_null(row);
    cell_text(&row[0], str_from(id));
    cell_text(&row[1], STR("a"));
    cell_interval(&row[2], interval_of(size, ABOUT_TOLERANCE_PPM), size.unit, size.q);
    cell_exact(&row[3], share, UNIT_PERCENT);
    assert_int_equal(date_parse(&d, str_from(on), NULL), ERR_OK);
    cell_date(&row[4], d);
    cell_int(&row[5], 7);
}

static err_code give_rows(relation_rows *out, void *self, const relation_info *info, const sql_ask *ask, arena *a,
                          err *e)
{
    desk *d = self;
    relation *r = arena_get(a, sizeof *r);
    assert_non_null(r);
    d->builds++;
    if (d->refuses) {
        err_set(e, E_PATHS_MANY);
        err_int(e, "limit", 5);
        return E_PATHS_MANY;
    }
    strncpy(d->from, ask->where_count ? ask->where[0].ptr : "", sizeof d->from - 1);
    strncpy(d->as_of, ask->as_of.ptr ? ask->as_of.ptr : "", sizeof d->as_of - 1);
    relation_init(r, info, a);
    put_row(r, "exact", (amount){.minor = 12345, .q = QUALIFIER_EXACT, .unit = UNIT_CNY}, 500000, "2025-12-15");
    put_row(r, "over", (amount){.minor = 10000, .q = QUALIFIER_OVER, .unit = UNIT_CNY}, 1, "2025Q3");
    put_row(r, "unknown", (amount){.q = QUALIFIER_UNKNOWN, .unit = UNIT_COUNT}, 0, "");
    relation_rows_of(out, r);
    return ERR_OK;
}

static err_code give_parameter(sql_parameter *out, void *self, str name, str fund, day on, err *e)
{
    (void)self;
    (void)fund;
    (void)e;
    *out = (sql_parameter){.found = str_equal(name, STR("cap")), .minor = on, .unit = UNIT_PERCENT};
    return ERR_OK;
}

static uint64_t give_version(void *self)
{
    return ((desk *)self)->version;
}

/* Every look at the clock is a second later. */
static int64_t give_ms(void *self)
{
    return ((desk *)self)->now_ms += 1000;
}

static void take_release(void *self)
{
    ((desk *)self)->released = true;
}

static void open_desk(desk *d)
{
    *d = (desk){.version = 1};
    sql_host host = {.self = d,
                     .source = give_source,
                     .rows = give_rows,
                     .parameter = give_parameter,
                     .version = give_version,
                     .now_ms = give_ms,
                     .release = take_release,
                     .as_of = day_of(2026, 11, 23)};
    assert_int_equal(sql_open(&d->s, &host, NULL), ERR_OK);
}

static void close_desk(desk *d)
{
    sql_close(d->s);
    assert_true(d->released);
}

static err_code see_columns(void *self, const str *names, uint32_t count, err *e)
{
    (void)names;
    (void)count;
    (void)e;
    ((desk *)self)->seen[0] = '\0';
    return ERR_OK;
}

static err_code see_row(void *self, const sql_value *values, uint32_t count, err *e)
{
    desk *d = self;
    (void)e;
    for (uint32_t i = 0; i < count; i++) {
        size_t at = strlen(d->seen), room = sizeof d->seen - at;
        const sql_value *v = &values[i];
        const char *end = i + 1 < count ? "|" : ";";
        int len = v->type == SQL_TEXT      ? snprintf(d->seen + at, room, "%.*s%s", (int)v->text.len, v->text.ptr, end)
                  : v->type == SQL_INTEGER ? snprintf(d->seen + at, room, "%lld%s", (long long)v->number, end)
                  : v->type == SQL_REAL    ? snprintf(d->seen + at, room, "%.6f%s", v->real, end)
                                           : snprintf(d->seen + at, room, "NULL%s", end);
        assert_true((size_t)len < room);
    }
    return ERR_OK;
}

static err_code ask_limited(desk *d, const char *text, sql_limits limits, err *e)
{
    sql_target to = {.self = d, .columns = see_columns, .row = see_row};
    d->seen[0] = '\0';
    return sql_run(d->s, str_from(text), &limits, &to, e);
}

static void is_answer(desk *d, const char *text, const char *expected)
{
    err e = {.code = ERR_OK};
    err_code code = ask_limited(d, text, (sql_limits){100, 100000000, INT64_C(1) << 28}, &e);
    if (code) print_error("%s: %s\n", text, e.arg[0].text);
    assert_int_equal(code, ERR_OK);
    assert_string_equal(d->seen, expected);
}

static void is_refused(desk *d, const char *text, err_code expected, const char *name, const char *value)
{
    err e = {.code = ERR_OK};
    bool found = false;
    assert_int_equal(ask_limited(d, text, (sql_limits){100, 100000000, INT64_C(1) << 28}, &e), expected);
    for (uint32_t i = 0; i < e.arg_count; i++)
        found = found || (strcmp(e.arg[i].name, name) == 0 && strcmp(e.arg[i].text, value) == 0);
    assert_true(found || *name == '\0');
}

static void columns_of_amounts(void **state)
{
    desk d;
    open_desk(&d);
    is_answer(&d, "select id, size, size_words, size_lo, size_hi, size_unit from things",
              "exact|12345|123.45 yuan|12345|12345|CNY;over|NULL|>100 "
              "yuan|10000|NULL|CNY;unknown|NULL|unknown|0|NULL|count;");
    is_answer(&d, "select share, share_words, share_unit from things where id = 'exact'", "500000|50 %|percent;");
    is_answer(&d, "select \"on\", on_first_, on_last, on_first from things",
              "2025-12-15|2025-12-15|2025-12-15|7;2025Q3|2025-07-01|2025-09-30|7;NULL|NULL|NULL|7;");
    is_answer(&d, "select * from things limit 1", "exact|a|12345|123.45 yuan|500000|50 %|2025-12-15|7;");
    is_answer(&d, "select typeof(size), typeof(id), typeof(\"on\") from things where id = 'exact'",
              "integer|text|text;");
    close_desk(&d);
    (void)state;
}

static void arguments(void **state)
{
    desk d;
    open_desk(&d);
    is_answer(&d, "select count(*), max(as_of), max(from_) from things('sz', '2024-12-31')", "3|2024-12-31|sz;");
    assert_string_equal(d.from, "from=sz");
    assert_string_equal(d.as_of, "2024-12-31");
    is_answer(&d, "select count(*) from things where \"from\" = 'b'", "0;"); /* the rows are tested again */
    assert_string_equal(d.from, "from=b");
    is_answer(&d, "select max(as_of), max(known_at) from things", "2026-11-23|NULL;");
    is_answer(
        &d,
        "with d(x) as (values ('2020-01-01'), ('2021-01-01')) select x, as_of, id from d join things on as_of = x "
        "where id = 'over'",
        "2020-01-01|2020-01-01|over;2021-01-01|2021-01-01|over;");
    is_answer(&d, "select count(*) from things where as_of is null or as_of = null", "0;");
    close_desk(&d);
    (void)state;
}

/* Two names of one relation in a join, or the same question again, build it once; another version builds anew. */
static void built_once(void **state)
{
    desk d;
    open_desk(&d);
    is_answer(&d, "select count(*) from things a join things b on a.id = b.id join things c on c.size_lo < b.size_lo",
              "3;");
    assert_int_equal(d.builds, 1);
    is_answer(&d, "select count(*) from things", "3;");
    assert_int_equal(d.builds, 1);
    d.version = 2;
    is_answer(&d, "select count(*) from things", "3;");
    assert_int_equal(d.builds, 2);
    is_answer(&d, "select count(distinct a.rowid) from things a where \"from\" = 'a' or id = 'over'", "3;");
    close_desk(&d);
    (void)state;
}

static void refusals(void **state)
{
    desk d;
    open_desk(&d);
    d.refuses = true;
    is_refused(&d, "select * from things", E_PATHS_MANY, "", "");
    d.refuses = false;
    is_answer(&d, "select count(*) from things", "3;"); /* nothing of the refusal is left */
    is_refused(&d, "select nmae from things", E_SQL_COLUMN, "place", "1:8");
    is_refused(&d, "select 1 from thing", E_SQL_TABLE, "allowed", "things");
    is_refused(&d, "delete from things", E_SQL_FORBIDDEN, "what", "delete");
    is_refused(&d, "select 1; select 2", E_SQL_MANY, "", "");
    is_answer(&d, "select 1; -- and no more", "1;");
    is_answer(&d, " ; ", "");
    close_desk(&d);
    (void)state;
}

static void limits(void **state)
{
    static const char endless[] = "with recursive t(x) as (select 1 union all select x + 1 from t) select ";
    char text[200];
    desk d;
    err e = {.code = ERR_OK};
    open_desk(&d);
    assert_int_equal(ask_limited(&d, "select * from things", (sql_limits){2, 100000000, 1 << 28}, &e), E_SQL_ROWS);
    assert_int_equal(ask_limited(&d, "select * from things", (sql_limits){3, 100000000, 1 << 28}, &e), ERR_OK);
    snprintf(text, sizeof text, "%scount(*) from t", endless);
    assert_int_equal(ask_limited(&d, text, (sql_limits){3, 5000, 1 << 28}, &e), E_SQL_TIME);
    snprintf(text, sizeof text, "%scount(*) from (select x from t order by -x)", endless);
    assert_int_equal(ask_limited(&d, text, (sql_limits){3, INT64_C(1) << 40, 1 << 20}, &e), E_LIMIT);
    is_answer(&d, "select date('now'), param('cap', 'f', '1970-01-11'), param('none'), param_unit('cap'), yuan(-1205)",
              "2026-11-23|10|NULL|percent|-12.05;");
    close_desk(&d);
    (void)state;
}

/* −100 on a day, 110 a year of 365 days later. */
static void rates(void **state)
{
    desk d;
    open_desk(&d);
    is_answer(&d, "select xirr(column1, column2) from (values ('2023-01-01', -100), ('2024-01-01', 110))", "0.100000;");
    is_answer(&d, "select xirr(column1, column2), xirr_reason(column1, column2) from (values ('2023-01-01', 100))",
              "NULL|no_outflow;");
    is_answer(&d, "select xirr('2023-01-01', null), xirr_reason(null, 5)", "NULL|empty;");
    is_refused(&d, "select xirr('2023', 5)", E_SQL_SYNTAX, "reason", "xirr(day, amount): day is like 2026-11-23");
    is_refused(&d, "select xirr('2023-01-01', 0.5)", E_SQL_SYNTAX, "", "");
    close_desk(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_of_amounts), cmocka_unit_test(arguments), cmocka_unit_test(built_once),
        cmocka_unit_test(refusals),           cmocka_unit_test(limits),    cmocka_unit_test(rates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
