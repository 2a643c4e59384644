/* plan: which conditions and which order a scan takes over from SQLite, and what a condition's value means for a column.
 *
 * SQLite tests every condition again on the rows that it gets (omit is never set), but it cannot bring back a row that was
 * left out. So a condition is used only where its meaning is certain: numbers against texts go through narrow(), texts are
 * compared by bytes only, and a text's range only by a text that stands in the statement, because the affinity of another
 * expression would change both sides. Limit and offset need nothing: a row is made when it is asked for. */
#include "sql/sql_int.h"

#include <string.h>

enum { ROWS_GUESSED = 1000, COLUMN_BITS = 10 };
static const double COST_WITHOUT_ARGUMENT = 1e30; /* only when there is no other way */

typedef struct choosing {
    sqlite3_index_info *info;
    const sql_table *t;
    plan plan;
    int equal, range; /* places in aConstraint of what rows are found by; −1 = none */
    bool lacks_argument;
} choosing;

/* ---- conditions ---- */

static bool read_operator(limit_op *out, unsigned char op)
{
    switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ: *out = LIMIT_EQ; break;
    case SQLITE_INDEX_CONSTRAINT_GT: *out = LIMIT_GT; break;
    case SQLITE_INDEX_CONSTRAINT_GE: *out = LIMIT_GE; break;
    case SQLITE_INDEX_CONSTRAINT_LT: *out = LIMIT_LT; break;
    case SQLITE_INDEX_CONSTRAINT_LE: *out = LIMIT_LE; break;
    default: return false;
    }
    return true;
}

static bool is_argument(const sql_table *t, const sql_column *c)
{
    if (c->part >= PART_PARAMETER) return true;
    for (uint32_t i = 0; c->part == PART_VALUE && i < t->parameter_count; i++)
        if (t->parameter[i] == c->of) return true;
    return false;
}

static bool is_by_bytes(sqlite3_index_info *info, int at)
{
    const char *name = sqlite3_vtab_collation(info, at);
    return name != NULL && sqlite3_stricmp(name, "BINARY") == 0;
}

/* A text that stands in the statement has no affinity that would turn the column's texts into numbers. */
static bool is_plain_text(sqlite3_index_info *info, int at)
{
    sqlite3_value *v = NULL;
    return sqlite3_vtab_rhs_value(info, at, &v) == SQLITE_OK && v != NULL && sqlite3_value_type(v) == SQLITE_TEXT;
}

static bool is_certain(const choosing *k, int at, const sql_column *c, limit_op op)
{
    if (c->is_integer) return true;
    return is_by_bytes(k->info, at) && (op == LIMIT_EQ || is_plain_text(k->info, at));
}

/* Is the argument also given by a condition that can be used? */
static bool is_given_elsewhere(const choosing *k, int column)
{
    for (int i = 0; i < k->info->nConstraint; i++) {
        const struct sqlite3_index_constraint *c = &k->info->aConstraint[i];
        if (c->iColumn == column && c->usable && c->op == SQLITE_INDEX_CONSTRAINT_EQ) return true;
    }
    return false;
}

static void use(choosing *k, int at, limit_op op)
{
    uint32_t column = (uint32_t)k->info->aConstraint[at].iColumn;
    k->plan.step[k->plan.count++] = (plan_step){op, column};
    k->info->aConstraintUsage[at].argvIndex = (int)k->plan.count;
    if (k->t->column[column].part >= PART_PARAMETER) return;
    if (op == LIMIT_EQ && k->equal < 0) k->equal = at;
    if (op != LIMIT_EQ && k->range < 0) k->range = at;
}

static void consider(choosing *k, int at, bool arguments)
{
    const struct sqlite3_index_constraint *c = &k->info->aConstraint[at];
    limit_op op;
    if (c->iColumn < 0 || (uint32_t)c->iColumn >= k->t->column_count || !read_operator(&op, c->op)) return;
    const sql_column *of = &k->t->column[c->iColumn];
    if (is_argument(k->t, of) != arguments) return;
    if (arguments && op == LIMIT_EQ && !c->usable && !is_given_elsewhere(k, c->iColumn)) k->lacks_argument = true;
    if (!c->usable || k->plan.count == SQL_PLAN_MAX || !is_certain(k, at, of, op)) return;
    if (of->part >= PART_PARAMETER && op != LIMIT_EQ) return;
    use(k, at, op);
}

/* ---- order ---- */

static void choose_walk(choosing *k)
{
    const sqlite3_index_info *info = k->info;
    int order = -1;
    if (info->nOrderBy == 1 && info->aOrderBy[0].iColumn >= 0) {
        const sql_column *c = &k->t->column[info->aOrderBy[0].iColumn];
        if (c->part < PART_PARAMETER) order = info->aOrderBy[0].iColumn;
    }
    int by = k->equal >= 0   ? info->aConstraint[k->equal].iColumn
             : order >= 0    ? order
             : k->range >= 0 ? info->aConstraint[k->range].iColumn
                             : -1;
    if (by < 0) return;
    k->plan.has_walk = true;
    k->plan.walk = (uint32_t)by;
    k->plan.is_ordered = by == order;
    k->plan.walks_down = k->plan.is_ordered && info->aOrderBy[0].desc;
    k->info->orderByConsumed = k->plan.is_ordered;
}

/* ---- what it costs ---- */

static bool is_whole_key(const choosing *k)
{
    const sql_column *c = &k->t->column[k->info->aConstraint[k->equal].iColumn];
    return c->part == PART_VALUE && c->of == 0 && k->t->source.info->key_columns == 1;
}

static void tell_cost(choosing *k)
{
    double rows = k->t->rows_seen ? k->t->rows_seen : ROWS_GUESSED, found = rows;
    if (k->range >= 0) found = rows / 4;
    if (k->equal >= 0) found = is_whole_key(k) ? 1 : rows / 40;
    if (found < 1) found = 1;
    k->info->estimatedRows = (sqlite3_int64)found;
    k->info->estimatedCost = k->lacks_argument ? COST_WITHOUT_ARGUMENT : found + 8;
}

/* ---- handing it over: a number and a text that people can read in `explain query plan` ---- */

static char *write_steps(const plan *p)
{
    char text[SQL_PLAN_MAX * 4 + 1];
    CHECK(p->count <= SQL_PLAN_MAX);
    for (uint32_t i = 0; i < p->count; i++) {
        uint32_t column = p->step[i].column;
        text[i * 4] = (char)p->step[i].op;
        text[i * 4 + 1] = (char)('0' + column / 100);
        text[i * 4 + 2] = (char)('0' + column / 10 % 10);
        text[i * 4 + 3] = (char)('0' + column % 10);
    }
    text[p->count * 4] = '\0';
    return sqlite3_mprintf("%s", text);
}

static int write_number(const plan *p)
{
    return (int)((p->has_walk ? p->walk + 1 : 0) | (uint32_t)p->walks_down << COLUMN_BITS |
                 (uint32_t)p->is_ordered << (COLUMN_BITS + 1));
}

bool plan_read(plan *out, int number, const char *text)
{
    uint32_t n = (uint32_t)number, walk = n & ((1U << COLUMN_BITS) - 1);
    if (text == NULL) text = "";
    size_t len = strlen(text);
    if (len % 4 != 0 || len / 4 > SQL_PLAN_MAX) return false;
    *out = (plan){.count = (uint32_t)(len / 4), .has_walk = walk != 0, .walk = walk != 0 ? walk - 1 : 0};
    out->walks_down = n >> COLUMN_BITS & 1;
    out->is_ordered = n >> (COLUMN_BITS + 1) & 1;
    for (uint32_t i = 0; i < out->count; i++) {
        const char *s = text + i * 4;
        out->step[i] = (plan_step){(limit_op)s[0], (uint32_t)((s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0'))};
    }
    return true;
}

int plan_best(sqlite3_vtab *base, sqlite3_index_info *info)
{
    choosing k = {.info = info, .t = (const sql_table *)(const void *)base, .equal = -1, .range = -1};
    for (int i = 0; i < info->nConstraint; i++) consider(&k, i, true); /* they say which rows there are at all */
    for (int i = 0; i < info->nConstraint; i++) consider(&k, i, false);
    choose_walk(&k);
    tell_cost(&k);
    info->idxNum = write_number(&k.plan);
    info->idxStr = write_steps(&k.plan);
    info->needToFreeIdxStr = 1;
    return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

/* ---- what a value means for a column ---- */

/* A limit that is no whole number: the next one towards the rows that it lets through. */
static narrowed narrow_real(limit_op *op, sql_cell *limit, double v)
{
    const double beyond = 9223372036854775808.0; /* 2^63 */
    bool is_upper = *op == LIMIT_LT || *op == LIMIT_LE;
    if (v >= beyond) return is_upper ? NARROW_EVERYTHING : NARROW_NOTHING;
    if (v < -beyond) return is_upper || *op == LIMIT_EQ ? NARROW_NOTHING : NARROW_EVERYTHING;
    int64_t whole = (int64_t)v; /* towards zero; |v| ≤ 2^63 */
    double cut = (double)whole;
    if (cut == v) {
        limit->number = whole;
        return NARROW_LIMIT;
    }
    if (*op == LIMIT_EQ) return NARROW_NOTHING;
    int64_t below = cut > v ? whole - 1 : whole; /* a fraction exists only far from the ends */
    limit->number = is_upper ? below : below + 1;
    *op = is_upper ? LIMIT_LE : LIMIT_GE;
    return NARROW_LIMIT;
}

static narrowed narrow_number(limit_op *op, sql_cell *limit, sqlite3_value *v)
{
    limit->type = SQL_INTEGER;
    switch (sqlite3_value_numeric_type(v)) {
    case SQLITE_INTEGER: limit->number = sqlite3_value_int64(v); return NARROW_LIMIT;
    case SQLITE_FLOAT: return narrow_real(op, limit, sqlite3_value_double(v));
    case SQLITE_NULL: return NARROW_NOTHING;
    default: /* texts and blobs stand above every number */
        return *op == LIMIT_LT || *op == LIMIT_LE ? NARROW_EVERYTHING : NARROW_NOTHING;
    }
}

narrowed narrow(limit_op *op, sql_cell *limit, const sql_column *c, sqlite3_value *v)
{
    CHECK(c->part < PART_PARAMETER);
    *limit = (sql_cell){.type = SQL_TEXT};
    if (sqlite3_value_type(v) == SQLITE_NULL) return NARROW_NOTHING;
    if (c->is_integer) return narrow_number(op, limit, v);
    if (sqlite3_value_type(v) != SQLITE_TEXT) return NARROW_EVERYTHING; /* affinity may make either side the other's */
    const unsigned char *text = sqlite3_value_text(v);
    if (text == NULL) return NARROW_EVERYTHING; /* no memory */
    limit->text = (str){(const char *)text, (size_t)sqlite3_value_bytes(v)};
    return NARROW_LIMIT;
}
