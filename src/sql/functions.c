/* functions: what the room adds to SQL beside tables. Each is a pure function of its arguments and the book.
 *
 * Money goes in and comes out as whole fen or as exact text, never as a double; a rate of return is the one figure here
 * that is a double. */
#include "sql/sql_int.h"

#include <string.h>

enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

static str text_of(sqlite3_value *v)
{
    const unsigned char *text = sqlite3_value_text(v);
    return (str){(const char *)text, text == NULL ? 0 : (size_t)sqlite3_value_bytes(v)};
}

/* ---- yuan(fen): exact decimal text ---- */
static void yuan(sqlite3_context *to, int count, sqlite3_value **v)
{
    sql_tables *t = sqlite3_user_data(to);
    buf text;
    CHECK(count == 1);
    if (sqlite3_value_type(v[0]) == SQLITE_NULL) return;
    if (sqlite3_value_numeric_type(v[0]) != SQLITE_INTEGER) {
        sqlite3_result_error(to, "yuan(fen): fen is a whole number", -1);
        return;
    }
    arena_clear(t->scratch);
    buf_init(&text, t->scratch, TEXT_BYTES_MAX);
    int64_t fen = sqlite3_value_int64(v[0]);
    decimal_print(&text, fen, 2, fen % 100 == 0 ? 0 : 2, false);
    sqlite3_result_text64(to, text.ptr, text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* ---- param(name [, fund [, day]]): least parts of its unit; NULL when nothing is set ---- */
static bool read_day(day *out, sqlite3_value *v, day otherwise)
{
    date d;
    *out = otherwise;
    if (sqlite3_value_type(v) == SQLITE_NULL) return true;
    if (date_parse(&d, text_of(v), NULL) != ERR_OK || d.precision != PRECISION_DAY) return false;
    *out = d.first;
    return true;
}

static bool find_parameter(sql_parameter *out, sqlite3_context *to, int count, sqlite3_value **v)
{
    sql_tables *t = sqlite3_user_data(to);
    err e = {.code = ERR_OK};
    day on = t->host.as_of;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL) return false;
    if (count > 2 && !read_day(&on, v[2], on)) {
        sqlite3_result_error(to, "param(name, fund, day): day is like 2026-11-23", -1);
        return false;
    }
    str fund = count > 1 ? text_of(v[1]) : STR_NONE;
    if (t->host.parameter(out, t->host.self, text_of(v[0]), fund, on, &e) == ERR_OK) return out->found;
    char *why = tables_refuse(t, &e);
    sqlite3_result_error(to, why ? why : "param", -1);
    sqlite3_free(why);
    return false;
}

static void param(sqlite3_context *to, int count, sqlite3_value **v)
{
    sql_parameter found = {.found = false};
    if (find_parameter(&found, to, count, v)) sqlite3_result_int64(to, found.minor);
}

static void param_unit(sqlite3_context *to, int count, sqlite3_value **v)
{
    sql_parameter found = {.found = false};
    if (!find_parameter(&found, to, count, v)) return;
    const unit *u = unit_get(found.unit);
    if (u != NULL) sqlite3_result_text(to, u->id, -1, SQLITE_STATIC);
}

/* ---- workdays(a, b): working days after a up to and including b ---- */
static void workdays(sqlite3_context *to, int count, sqlite3_value **v)
{
    day from, until;
    CHECK(count == 2);
    if (sqlite3_value_type(v[0]) == SQLITE_NULL || sqlite3_value_type(v[1]) == SQLITE_NULL) return;
    bool good = read_day(&from, v[0], DAY_NONE) && read_day(&until, v[1], DAY_NONE);
    if (good && from >= DAY_FIRST && until >= DAY_FIRST && from <= DAY_LAST && until <= DAY_LAST)
        sqlite3_result_int64(to, workdays_between(from, until, NULL));
    else
        sqlite3_result_error(to, "workdays(from, to): days are like 2026-11-23", -1);
}

/* ---- the list ---- */

static const struct {
    const char *name;
    int arguments;
    void (*call)(sqlite3_context *to, int count, sqlite3_value **v);
} functions[] = {
    {"yuan", 1, yuan},
    {"param", 1, param},
    {"param", 2, param},
    {"param", 3, param},
    {"param_unit", 1, param_unit},
    {"param_unit", 2, param_unit},
    {"param_unit", 3, param_unit},
    {"workdays", 2, workdays},
};

int functions_register(sql_tables *t)
{
    int code = SQLITE_OK;
    for (size_t i = 0; i < COUNT_OF(functions) && code == SQLITE_OK; i++) {
        t->registered++; /* SQLite calls the release even when this fails */
        code = sqlite3_create_function_v2(t->db, functions[i].name, functions[i].arguments, FLAGS, t, functions[i].call,
                                          NULL, NULL, tables_release);
    }
    return code;
}

static const sql_function_about abouts[] = {
    {"yuan", "yuan(fen)", "整数分写成元:准确的十进制文字,不取整", "fen as yuan: exact decimal text, never rounded"},
    {"param", "param(name, fund, day)", "参数在该日对该基金的值(最小单位整数):先基金,再所在地区由小到大,再通用",
     "a parameter's value for the fund on that day, in least units: of the fund, else of its region from small to "
     "large, "
     "else of all"},
    {"workdays", "workdays(a, b)", "a 之后至 b(含)的工作日数,按国务院办公厅放假安排;无安排之年按周一至周五",
     "working days after a up to and including b, by the State Council's notices; Monday to Friday in years without "
     "one"},
    {"xirr", "xirr(day, amount)", "聚合:内部收益率(ACT/365),投入为负;无解或未定为空,因由见 xirr_reason",
     "aggregate: rate of return (ACT/365), investments negative; NULL when there is none, see xirr_reason"},
    {"xirr_reason", "xirr_reason(day, amount)", "聚合:found,或无收益率的因由",
     "aggregate: found, or why there is no rate"},
    {"param_unit", "param_unit(name, fund, day)", "同一参数的单位", "the unit of that parameter"},
};

const sql_function_about *sql_function_at(uint32_t index)
{
    return index < COUNT_OF(abouts) ? &abouts[index] : NULL;
}
