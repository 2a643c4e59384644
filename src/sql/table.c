/* table: one relation as a virtual table of SQLite, which exists without being created (xCreate is NULL).
 *
 * A cursor walks row numbers of one build: in the order of the rows, or of a column, between two ends found by halving;
 * what else was asked of a row is tested before it is handed out. What a builder refuses becomes the statement's error.
 * Invariant: a cursor pins its build from xFilter on, because builds stay while any cursor is open. */
#include "sql/sql_int.h"

#include <string.h>

typedef struct test { /* a condition that rows must meet */
    limit_op op;
    uint32_t column;
    sql_cell limit;
} test;
typedef struct cursor {
    sqlite3_vtab_cursor base; /* first */
    sql_table *table;
    sql_build *build;
    const uint32_t *order; /* NULL: rows as they are */
    uint32_t at, end;      /* places in it: those from at to end − 1 are left */
    bool walks_down;
    test tests[SQL_PLAN_MAX];
    uint32_t test_count;
    arena *memory; /* texts of limits */
    buf scratch;
} cursor;

static sql_table *table_of(sqlite3_vtab *base)
{
    return (sql_table *)(void *)base;
}

static cursor *cursor_of(sqlite3_vtab_cursor *base)
{
    return (cursor *)(void *)base;
}

/* ---- life ---- */

static int connect(sqlite3 *db, void *self, int count, const char *const *words, sqlite3_vtab **out, char **message)
{
    sql_table *t = self;
    buf text;
    (void)count;
    (void)words;
    arena_clear(t->in->scratch);
    buf_init(&text, t->in->scratch, SQL_BUILD_BYTES_MAX);
    catalog_declare(&text, t);
    buf_char(&text, '\0');
    if (text.failed) return SQLITE_NOMEM;
    t->in->is_declaring = true; /* the guard lets this table describe itself */
    int code = sqlite3_declare_vtab(db, text.ptr);
    t->in->is_declaring = false;
    if (code != SQLITE_OK) *message = sqlite3_mprintf("%s", sqlite3_errmsg(db));
    if (code == SQLITE_OK) code = sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    t->base = (sqlite3_vtab){.pModule = NULL};
    *out = &t->base;
    return code;
}

/* The table lives with its connection. */
static int disconnect(sqlite3_vtab *base)
{
    CHECK(table_of(base)->in != NULL);
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    sql_table *t = table_of(base);
    cursor *c = sqlite3_malloc64(sizeof *c);
    arena *memory = c ? arena_new("SQL_BUILD_BYTES_MAX", SQL_BUILD_BYTES_MAX) : NULL;
    if (memory == NULL) {
        sqlite3_free(c);
        return SQLITE_NOMEM;
    }
    if (t->in->open_cursors == 0) builds_trim(t->in);
    t->in->open_cursors++;
    *c = (cursor){.table = t, .memory = memory};
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    cursor *c = cursor_of(base);
    CHECK(c->table->in->open_cursors > 0);
    c->table->in->open_cursors--;
    arena_free(c->memory);
    sqlite3_free(c);
    return SQLITE_OK;
}

/* ---- what was asked ---- */

static str text_of(sqlite3_value *v)
{
    const unsigned char *text = sqlite3_value_text(v);
    return (str){(const char *)text, text == NULL ? 0 : (size_t)sqlite3_value_bytes(v)};
}

/* Under which parameters and basis. False: a NULL, which no row has. */
static bool take_argument(build_key *key, const sql_table *t, const sql_column *c, sqlite3_value *v)
{
    str text = text_of(v);
    str *const basis[] = {&key->ask.as_of, &key->ask.known_at, &key->ask.published_by, &key->ask.record};
    if (part_is_basis(c->part)) {
        str *to = basis[c->part - PART_AS_OF];
        if (to->ptr == NULL) *to = text;
        return text.ptr != NULL;
    }
    for (uint32_t i = 0; i < t->parameter_count; i++)
        if (t->parameter[i] == c->of && (c->part == PART_PARAMETER || c->part == PART_VALUE) &&
            key->given[i].ptr == NULL)
            key->given[i] = text;
    return text.ptr != NULL;
}

/* False: no row can be found. */
static bool take_step(cursor *c, build_key *key, const plan_step *s, sqlite3_value *v)
{
    const sql_column *of = &c->table->column[s->column];
    test *t = &c->tests[c->test_count];
    if (s->op == LIMIT_EQ && (of->part >= PART_PARAMETER || c->table->parameter_count > 0) &&
        !take_argument(key, c->table, of, v))
        return false;
    if (of->part >= PART_PARAMETER) return true;
    *t = (test){.op = s->op, .column = s->column};
    narrowed how = narrow(&t->op, &t->limit, of, v);
    if (how == NARROW_LIMIT && t->limit.type == SQL_TEXT) {
        t->limit.text = arena_str(c->memory, t->limit.text);
        if (t->limit.text.ptr == NULL) how = NARROW_EVERYTHING;
    }
    if (how == NARROW_LIMIT) c->test_count++;
    return how != NARROW_NOTHING;
}

/* ---- where to walk ---- */

static void value_at(sql_cell *out, cursor *c, uint32_t place, uint32_t column)
{
    uint32_t row = c->order ? c->order[place] : place;
    value_of(out, c->table, &c->build->rows, row, &c->table->column[column], &c->scratch);
}

/* First place whose value is not below the limit, or with above: whose value is above it. */
static uint32_t find_place(cursor *c, uint32_t column, const sql_cell *limit, bool above)
{
    uint32_t low = 0, high = c->build->rows.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        sql_cell v;
        value_at(&v, c, middle, column);
        int order = compare_values(&v, limit);
        if (order < 0 || (above && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Ends of the walk by the tests of its column. None of them holds of NULL, which is first. */
static void find_ends(cursor *c, uint32_t column)
{
    static const sql_cell nothing = {.type = SQL_NULL};
    for (uint32_t i = 0; i < c->test_count; i++) {
        const test *t = &c->tests[i];
        if (t->column != column) continue;
        bool is_lower = t->op == LIMIT_EQ || t->op == LIMIT_GE || t->op == LIMIT_GT;
        bool is_upper = t->op == LIMIT_EQ || t->op == LIMIT_LE || t->op == LIMIT_LT;
        uint32_t first =
            is_lower ? find_place(c, column, &t->limit, t->op == LIMIT_GT) : find_place(c, column, &nothing, true);
        if (first > c->at) c->at = first;
        uint32_t end = is_upper ? find_place(c, column, &t->limit, t->op != LIMIT_LT) : c->end;
        if (end < c->end) c->end = end;
    }
    if (c->at > c->end) c->at = c->end;
}

static bool holds(const test *t, const sql_cell *v)
{
    if (v->type == SQL_NULL) return false;
    int order = compare_values(v, &t->limit);
    switch (t->op) {
    case LIMIT_EQ: return order == 0;
    case LIMIT_GT: return order > 0;
    case LIMIT_GE: return order >= 0;
    case LIMIT_LT: return order < 0;
    case LIMIT_LE: return order <= 0;
    }
    return true;
}

static uint32_t place_now(const cursor *c)
{
    DCHECK(c->at < c->end);
    return c->walks_down ? c->end - 1 : c->at;
}

static bool is_wanted(cursor *c)
{
    for (uint32_t i = 0; i < c->test_count; i++) {
        sql_cell v;
        value_at(&v, c, place_now(c), c->tests[i].column);
        if (!holds(&c->tests[i], &v)) return false;
    }
    return true;
}

static void step(cursor *c)
{
    if (c->walks_down)
        c->end--;
    else
        c->at++;
}

static void skip_unwanted(cursor *c)
{
    while (c->at < c->end && c->test_count > 0 && !is_wanted(c)) step(c);
}

/* ---- xFilter ---- */

static int refuse(cursor *c, const err *e)
{
    sqlite3_vtab *base = &c->table->base;
    sqlite3_free(base->zErrMsg);
    base->zErrMsg = tables_refuse(c->table->in, e);
    return SQLITE_ERROR;
}

static bool walk(cursor *c, const plan *p)
{
    c->at = 0;
    c->end = c->build->rows.count;
    c->walks_down = p->walks_down;
    c->order = NULL;
    if (!p->has_walk) return true;
    c->order = p->is_ordered ? build_order(c->build, p->walk) : build_order_if_cheap(c->build, p->walk);
    if (c->order == NULL) return !p->is_ordered;
    find_ends(c, p->walk);
    return true;
}

static int filter(sqlite3_vtab_cursor *base, int number, const char *steps, int count, sqlite3_value **values)
{
    cursor *c = cursor_of(base);
    plan p;
    build_key key = {.given = {STR_NONE}};
    err e = {.code = ERR_OK};
    bool is_empty = false, good = plan_read(&p, number, steps);
    CHECK(good);
    CHECK((uint32_t)count == p.count);
    arena_clear(c->memory);
    buf_init(&c->scratch, c->memory, TEXT_BYTES_MAX);
    c->test_count = 0;
    c->at = c->end = 0;
    for (int i = 0; i < count && !is_empty; i++) is_empty = !take_step(c, &key, &p.step[i], values[i]);
    if (is_empty) return SQLITE_OK;
    if (build_get(&c->build, c->table, &key, &e)) return refuse(c, &e);
    if (!walk(c, &p)) {
        refuse_memory(&e);
        return refuse(c, &e);
    }
    skip_unwanted(c);
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    cursor *c = cursor_of(base);
    step(c);
    skip_unwanted(c);
    return SQLITE_OK;
}

static int is_past(sqlite3_vtab_cursor *base)
{
    const cursor *c = cursor_of(base);
    return c->at >= c->end;
}

/* ---- one value ---- */

static void give_text(sqlite3_context *to, str text, bool stays)
{
    if (text.ptr == NULL)
        sqlite3_result_null(to);
    else
        sqlite3_result_text64(to, text.ptr, text.len, stays ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void give_argument(sqlite3_context *to, cursor *c, const sql_column *column)
{
    const sql_ask *ask = &c->build->ask;
    const str basis[] = {ask->as_of, ask->known_at, ask->published_by, ask->record};
    if (part_is_basis(column->part) && (column->part != PART_AS_OF || ask->as_of.ptr != NULL)) {
        give_text(to, basis[column->part - PART_AS_OF], true);
        return;
    }
    if (column->part == PART_AS_OF) {
        c->scratch.len = 0;
        day_print(&c->scratch, c->table->in->host.as_of);
        give_text(to, buf_view(&c->scratch), false);
        return;
    }
    for (uint32_t i = 0; i < c->table->parameter_count; i++)
        if (c->table->parameter[i] == column->of) give_text(to, c->build->given[i], true);
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int at)
{
    cursor *c = cursor_of(base);
    CHECK(at >= 0 && (uint32_t)at < c->table->column_count);
    const sql_column *column = &c->table->column[at];
    sql_cell v;
    if (column->part >= PART_PARAMETER) {
        give_argument(to, c, column);
        return SQLITE_OK;
    }
    value_at(&v, c, place_now(c), (uint32_t)at);
    if (v.type == SQL_INTEGER) sqlite3_result_int64(to, v.number);
    if (v.type == SQL_TEXT) give_text(to, v.text, v.text.ptr != c->scratch.ptr);
    return SQLITE_OK;
}

static int give_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    const cursor *c = cursor_of(base);
    uint32_t place = place_now(c), row = c->order ? c->order[place] : place;
    *out = (sqlite3_int64)((uint64_t)c->build->number << 32 | row) + 1;
    return SQLITE_OK;
}

const sqlite3_module sql_module = {.iVersion = 0,
                                   .xConnect = connect,
                                   .xBestIndex = plan_best,
                                   .xDisconnect = disconnect,
                                   .xDestroy = disconnect,
                                   .xOpen = open_cursor,
                                   .xClose = close_cursor,
                                   .xFilter = filter,
                                   .xNext = next,
                                   .xEof = is_past,
                                   .xColumn = give_column,
                                   .xRowid = give_rowid};
