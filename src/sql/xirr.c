/* xirr: the rate of return of dated amounts as an aggregate: xirr(day, amount), investments negative.
 *
 * The rate is the one that returns.h chooses, with every root looked for; where there is none, or it is not decided, it is
 * NULL and xirr_reason says why. Amounts are whole least units: a double or a text that is no number is an error, never
 * rounded. Invariant: what a group has gathered is freed in xFinal, which SQLite calls in any case. */
#include "sql/sql_int.h"

#include "returns/returns.h"

enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

typedef struct gathered {
    arena *memory;
    day *days;
    int64_t *minor;
    uint32_t count, day_room, minor_room;
    bool is_bad; /* the error was told */
} gathered;

static void fail(sqlite3_context *to, gathered *g, const char *why)
{
    if (g != NULL) g->is_bad = true;
    sqlite3_result_error(to, why, -1);
}

static bool put(gathered *g, day on, int64_t minor)
{
    if (g->memory == NULL) g->memory = arena_new("SQL_BUILD_BYTES_MAX", SQL_BUILD_BYTES_MAX);
    if (g->memory == NULL || !arena_grow(g->memory, (void **)&g->days, sizeof *g->days, &g->day_room, g->count + 1) ||
        !arena_grow(g->memory, (void **)&g->minor, sizeof *g->minor, &g->minor_room, g->count + 1))
        return false;
    g->days[g->count] = on;
    g->minor[g->count++] = minor;
    return true;
}

/* A row without a day or an amount is no flow. */
static void step(sqlite3_context *to, int count, sqlite3_value **v)
{
    gathered *g = sqlite3_aggregate_context(to, (int)sizeof *g);
    date on;
    CHECK(count == 2);
    if (g == NULL) {
        sqlite3_result_error_nomem(to);
        return;
    }
    if (g->is_bad || sqlite3_value_type(v[0]) == SQLITE_NULL || sqlite3_value_type(v[1]) == SQLITE_NULL) return;
    const unsigned char *text = sqlite3_value_text(v[0]);
    str day_text = {(const char *)text, text ? (size_t)sqlite3_value_bytes(v[0]) : 0};
    if (date_parse(&on, day_text, NULL) != ERR_OK || on.precision != PRECISION_DAY)
        fail(to, g, "xirr(day, amount): day is like 2026-11-23");
    else if (sqlite3_value_numeric_type(v[1]) != SQLITE_INTEGER)
        fail(to, g, "xirr(day, amount): amount is a whole number of least units");
    else if (!put(g, on.first, sqlite3_value_int64(v[1]))) {
        g->is_bad = true;
        sqlite3_result_error_nomem(to);
    }
}

static const char *reason_word(irr_reason r)
{
    static const char *const words[] = {
        [IRR_FOUND] = "found",           [IRR_EMPTY] = "empty",      [IRR_NO_INFLOW] = "no_inflow",
        [IRR_NO_OUTFLOW] = "no_outflow", [IRR_ONE_DAY] = "one_day",  [IRR_NO_ROOT] = "no_root",
        [IRR_UNDECIDED] = "undecided",   [IRR_TOO_MANY] = "too_many"};
    CHECK((size_t)r < COUNT_OF(words));
    return words[r];
}

static bool solve(irr_result *out, sqlite3_context *to, gathered *g)
{
    *out = (irr_result){.reason = IRR_EMPTY};
    if (g == NULL || g->count == 0) return true;
    flow_series flows = {g->days, g->minor, g->count};
    if (irr_solve(out, &flows, COUNT_ACT_365F, g->memory, NULL) == ERR_OK) return true;
    sqlite3_result_error_nomem(to);
    return false;
}

static void finish(sqlite3_context *to, bool wants_reason)
{
    irr_result found;
    gathered *g = sqlite3_aggregate_context(to, 0);
    bool good = (g == NULL || !g->is_bad) && solve(&found, to, g);
    if (good && wants_reason) sqlite3_result_text(to, reason_word(found.reason), -1, SQLITE_STATIC);
    if (good && !wants_reason && found.reason == IRR_FOUND && found.chosen < found.root_count)
        sqlite3_result_double(to, found.root[found.chosen].rate);
    if (g != NULL) arena_free(g->memory);
    if (g != NULL) g->memory = NULL;
}

static void finish_rate(sqlite3_context *to)
{
    finish(to, false);
}

static void finish_reason(sqlite3_context *to)
{
    finish(to, true);
}

int xirr_register(sql_tables *t)
{
    t->registered += 2; /* SQLite calls the release even when this fails */
    int code = sqlite3_create_function_v2(t->db, "xirr", 2, FLAGS, t, NULL, step, finish_rate, tables_release);
    if (code != SQLITE_OK) {
        tables_release(t);
        return code;
    }
    return sqlite3_create_function_v2(t->db, "xirr_reason", 2, FLAGS, t, NULL, step, finish_reason, tables_release);
}
