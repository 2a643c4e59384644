/* build: the rows of a relation under a basis, made once and kept while anybody may read them.
 *
 * Why kept: a join asks for the same rows a thousand times. Orders by a column are made when they pay: at once where the
 * source has one or rows are few, else when the same column is asked for again and again.
 * Invariants: a build never changes and lives as long as any cursor is open, so rows and row ids stay as they are while a
 * statement runs; after that it is dropped when the host's version is another one, or too much is held. */
#include "sql/sql_int.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_CHEAP_TO_ORDER = 20000, ASKED_BEFORE_ORDER = 3 };

/* ---- finding ---- */

static void put_given(buf *out, str s)
{
    buf_char(out, s.ptr == NULL ? '-' : '+');
    buf_int(out, (int64_t)s.len);
    buf_char(out, ':');
    buf_str(out, s);
}

static void put_key(buf *out, const sql_table *table, const build_key *k)
{
    buf_text(out, table->source.info->name);
    put_given(out, k->ask.as_of);
    put_given(out, k->ask.known_at);
    put_given(out, k->ask.published_by);
    put_given(out, k->ask.record);
    for (uint32_t i = 0; i < table->parameter_count; i++) put_given(out, k->given[i]);
}

static sql_build *find_build(const sql_tables *t, str key, uint64_t version)
{
    for (sql_build *b = t->builds; b != NULL; b = b->next)
        if (b->version == version && str_equal(b->key, key)) return b;
    return NULL;
}

/* ---- making ---- */

static bool keep(str *out, arena *a, str s)
{
    *out = s.ptr == NULL ? STR_NONE : arena_str(a, s);
    return s.ptr == NULL || out->ptr != NULL;
}

/* "from=sz-fund" for each parameter that was given. */
static bool make_conditions(sql_build *b)
{
    const sql_table *t = b->table;
    str *where = arena_get(b->memory, sizeof *where * (SQL_PARAMETERS_MAX + 1));
    if (where == NULL) return false;
    for (uint32_t i = 0; i < t->parameter_count; i++) {
        if (b->given[i].ptr == NULL) continue;
        buf text;
        buf_init(&text, b->memory, TEXT_BYTES_MAX);
        buf_text(&text, t->source.info->column[t->parameter[i]].name);
        buf_char(&text, '=');
        buf_str(&text, b->given[i]);
        if (text.failed) return false;
        where[b->ask.where_count++] = buf_view(&text);
    }
    b->ask.where = where;
    return true;
}

static bool keep_key(sql_build *b, const build_key *k, str key)
{
    arena *a = b->memory;
    bool good = keep(&b->key, a, key) && keep(&b->ask.as_of, a, k->ask.as_of) &&
                keep(&b->ask.known_at, a, k->ask.known_at) && keep(&b->ask.published_by, a, k->ask.published_by) &&
                keep(&b->ask.record, a, k->ask.record);
    for (uint32_t i = 0; good && i < b->table->parameter_count; i++) good = keep(&b->given[i], a, k->given[i]);
    b->order = arena_get(a, sizeof *b->order * b->table->column_count);
    b->asked = arena_get(a, sizeof *b->asked * b->table->column_count);
    return good && b->order != NULL && b->asked != NULL && make_conditions(b);
}

err_code refuse_memory(err *e)
{
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("SQL_BUILDS_BYTES_MAX"));
    err_int(e, "bytes", (int64_t)SQL_BUILDS_BYTES_MAX);
    return E_LIMIT;
}

static size_t bytes_held(const sql_tables *t)
{
    size_t bytes = 0;
    for (const sql_build *b = t->builds; b != NULL; b = b->next) bytes += arena_bytes(b->memory);
    return bytes;
}

static err_code make_build(sql_build **out, sql_table *table, const build_key *k, str key, err *e)
{
    sql_tables *t = table->in;
    if (bytes_held(t) > SQL_BUILDS_BYTES_MAX) return refuse_memory(e);
    arena *a = arena_new("SQL_BUILD_BYTES_MAX", SQL_BUILD_BYTES_MAX);
    if (a == NULL) return refuse_memory(e);
    sql_build *b = arena_get(a, sizeof *b);
    CHECK(b != NULL); /* the first page of an arena */
    *b = (sql_build){.memory = a, .table = table, .version = t->host.version(t->host.self), .number = t->next_number++};
    err_code code = keep_key(b, k, key) ? ERR_OK : arena_err(a, e);
    if (!code) code = t->host.rows(&b->rows, t->host.self, table->source.info, &b->ask, a, e);
    if (code) {
        arena_free(a);
        return code;
    }
    table->rows_seen = b->rows.count;
    b->next = t->builds;
    t->builds = b;
    *out = b;
    return ERR_OK;
}

static void tell_used(const sql_tables *t, sql_build *b)
{
    if (t->host.used == NULL || b->told_in == t->statement) return;
    b->told_in = t->statement;
    t->host.used(t->host.self, b->table->source.info, &b->ask);
}

err_code build_get(sql_build **out, sql_table *table, const build_key *k, err *e)
{
    sql_tables *t = table->in;
    buf key;
    arena_clear(t->scratch);
    buf_init(&key, t->scratch, SQL_BUILD_BYTES_MAX);
    put_key(&key, table, k);
    err_code code = buf_err(&key, e);
    *out = code ? NULL : find_build(t, buf_view(&key), t->host.version(t->host.self));
    if (!code && *out == NULL) code = make_build(out, table, k, buf_view(&key), e);
    if (!code) tell_used(t, *out);
    return code;
}

/* ---- orders ---- */

typedef struct placed {
    sql_cell value;
    uint32_t row;
} placed;

static int compare_placed(const void *one, const void *other)
{
    const placed *a = one, *b = other;
    int order = compare_values(&a->value, &b->value);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

/* Printed texts are kept in the scratch arena until the order stands. */
static bool read_values(placed *out, bool *is_sorted, const sql_build *b, const sql_column *c, arena *a)
{
    buf scratch;
    buf_init(&scratch, a, TEXT_BYTES_MAX);
    *is_sorted = true;
    for (uint32_t row = 0; row < b->rows.count; row++) {
        placed *p = &out[row];
        value_of(&p->value, b->table, &b->rows, row, c, &scratch);
        p->row = row;
        if (p->value.type == SQL_TEXT && p->value.text.ptr == scratch.ptr) p->value.text = arena_str(a, p->value.text);
        if (scratch.failed || (p->value.type == SQL_TEXT && p->value.text.ptr == NULL)) return false;
        *is_sorted = *is_sorted && (row == 0 || compare_values(&out[row - 1].value, &p->value) <= 0);
    }
    return true;
}

static const uint32_t *sort_rows(sql_build *b, const sql_column *c, arena *a)
{
    uint32_t count = b->rows.count;
    bool is_sorted;
    placed *places = arena_get(a, sizeof *places * ((size_t)count + 1));
    uint32_t *order = arena_get(b->memory, sizeof *order * ((size_t)count + 1));
    if (places == NULL || order == NULL || !read_values(places, &is_sorted, b, c, a)) return NULL;
    if (!is_sorted) qsort(places, count, sizeof *places, compare_placed);
    for (uint32_t i = 0; i < count; i++) order[i] = places[i].row;
    return order;
}

static const uint32_t *order_of_source(const sql_build *b, const sql_column *c)
{
    bool is_text = b->table->source.info->column[c->of].type == CELL_TEXT;
    return c->part == PART_VALUE && is_text && b->rows.order != NULL ? b->rows.order(b->rows.self, c->of) : NULL;
}

const uint32_t *build_order(sql_build *b, uint32_t column)
{
    CHECK(column < b->table->column_count);
    const sql_column *c = &b->table->column[column];
    CHECK(c->part < PART_PARAMETER);
    if (b->order[column] != NULL) return b->order[column];
    const uint32_t *order = order_of_source(b, c);
    if (order == NULL) {
        arena *a = arena_new("SQL_BUILD_BYTES_MAX", SQL_BUILD_BYTES_MAX);
        order = a ? sort_rows(b, c, a) : NULL;
        arena_free(a);
    }
    return b->order[column] = order;
}

const uint32_t *build_order_if_cheap(sql_build *b, uint32_t column)
{
    CHECK(column < b->table->column_count);
    bool is_cheap = b->order[column] != NULL || b->rows.count <= ROWS_CHEAP_TO_ORDER ||
                    order_of_source(b, &b->table->column[column]) != NULL || b->asked[column] >= ASKED_BEFORE_ORDER;
    if (is_cheap) return build_order(b, column);
    b->asked[column]++;
    return NULL;
}

/* ---- dropping ---- */

void builds_drop(sql_tables *t)
{
    CHECK(t->open_cursors == 0);
    while (t->builds != NULL) {
        sql_build *b = t->builds;
        t->builds = b->next;
        arena_free(b->memory);
    }
}

void builds_trim(sql_tables *t)
{
    CHECK(t->open_cursors == 0);
    bool is_old = t->builds != NULL && t->builds->version != t->host.version(t->host.self);
    if (is_old || bytes_held(t) > SQL_KEPT_BYTES_MAX) builds_drop(t);
}
