/* catalog: how the columns of a relation become columns of SQL (README.md says why so).
 *
 * Invariants: names differ without regard to case; values come first, then what is hidden: parameters, the basis, and
 * companions; a hidden name that is taken has an underscore behind it. Arguments of table(…) bind to the hidden columns
 * in that order. */
#include "sql/sql_int.h"

#include <string.h>

bool part_is_basis(part p)
{
    return p >= PART_AS_OF;
}

static const struct {
    const char *name, *zh, *en;
} basis_parts[] = {
    {"as_of", "截至日;不写则为本次查询的截至日", "as of which day; by default that of the query"},
    {"known_at", "只看此刻前已录入的凭证", "only what had been entered by that instant"},
    {"published_by", "只看此日前已公开的", "only what was public by that day"},
    {"record", "ledger 账目或 reported 公开口径;不写则并列", "ledger or reported; side by side by default"},
};

static bool is_taken(const sql_table *t, str name)
{
    for (uint32_t i = 0; i < t->column_count; i++)
        if (str_equal_fold(t->column[i].name, name)) return true;
    return false;
}

/* The name and suffix, with as many underscores as make it new. */
static bool add_column(sql_table *t, arena *a, const char *name, const char *suffix, const sql_column *like)
{
    buf text;
    buf_init(&text, a, ID_BYTES_MAX * 2);
    buf_text(&text, name);
    buf_text(&text, suffix);
    while (!text.failed && is_taken(t, buf_view(&text))) buf_char(&text, '_');
    CHECK(t->column_count < SQL_TABLE_COLUMNS_MAX);
    sql_column *c = &t->column[t->column_count];
    *c = *like;
    c->name = arena_str(a, buf_view(&text));
    t->column_count++;
    return !text.failed && c->name.ptr != NULL;
}

/* What select * shows: of an amount the number and how it reads, so that a figure that is not exact is not taken for one
 * that is missing. */
static bool add_value(sql_table *t, arena *a, uint32_t of)
{
    const column_info *c = &t->source.info->column[of];
    bool is_amount = c->type == CELL_INTERVAL;
    sql_column value = {.part = PART_VALUE, .of = of, .is_integer = is_amount || c->type == CELL_INT};
    sql_column words = {.part = PART_WORDS, .of = of};
    return add_column(t, a, c->name, "", &value) && (!is_amount || add_column(t, a, c->name, "_words", &words));
}

static bool add_companions(sql_table *t, arena *a, uint32_t of)
{
    static const struct {
        part part;
        const char *suffix;
        bool is_integer;
    } of_amount[] = {{PART_LO, "_lo", true}, {PART_HI, "_hi", true}, {PART_UNIT, "_unit", false}},
      of_date[] = {{PART_FIRST, "_first", false}, {PART_LAST, "_last", false}};
    cell_type type = t->source.info->column[of].type;
    const char *name = t->source.info->column[of].name;
    bool good = true;
    for (size_t i = 0; good && type == CELL_INTERVAL && i < COUNT_OF(of_amount); i++) {
        sql_column c = {.part = of_amount[i].part, .of = of, .is_integer = of_amount[i].is_integer, .is_hidden = true};
        good = add_column(t, a, name, of_amount[i].suffix, &c);
    }
    for (size_t i = 0; good && (type == CELL_DATE || type == CELL_PERIOD) && i < COUNT_OF(of_date); i++) {
        sql_column c = {.part = of_date[i].part, .of = of, .is_hidden = true};
        good = add_column(t, a, name, of_date[i].suffix, &c);
    }
    return good;
}

static bool add_parameters(sql_table *t, arena *a)
{
    for (const char *const *p = t->source.parameters; p != NULL && *p != NULL; p++) {
        int of = relation_column(t->source.info, str_from(*p));
        CHECK(of >= 0);
        CHECK(t->parameter_count < SQL_PARAMETERS_MAX);
        sql_column c = {.part = PART_PARAMETER, .of = (uint32_t)of, .is_hidden = true};
        t->parameter[t->parameter_count++] = (uint32_t)of;
        if (!add_column(t, a, *p, "", &c)) return false;
    }
    return true;
}

err_code catalog_columns(sql_table *t, arena *a, err *e)
{
    bool good = true;
    t->column = arena_get(a, sizeof *t->column * SQL_TABLE_COLUMNS_MAX);
    if (t->column == NULL) return arena_err(a, e);
    for (uint32_t i = 0; good && i < t->source.info->column_count; i++) good = add_value(t, a, i);
    good = good && add_parameters(t, a);
    for (size_t i = 0; good && i < COUNT_OF(basis_parts); i++) {
        sql_column c = {.part = (part)(PART_AS_OF + i), .is_hidden = true};
        good = add_column(t, a, basis_parts[i].name, "", &c);
    }
    for (uint32_t i = 0; good && i < t->source.info->column_count; i++) good = add_companions(t, a, i);
    return good ? ERR_OK : arena_err(a, e);
}

err_code catalog_make(sql_tables *t, err *e)
{
    sql_source s;
    uint32_t count = 0;
    while (t->host.source(&s, t->host.self, count)) count++;
    t->table = arena_get(t->memory, sizeof *t->table * (count + 1));
    if (t->table == NULL) return arena_err(t->memory, e);
    for (; t->count < count; t->count++) {
        sql_table *one = &t->table[t->count];
        one->in = t;
        if (!t->host.source(&one->source, t->host.self, t->count)) break;
        err_code code = catalog_columns(one, t->memory, e);
        if (code) return code;
    }
    CHECK(t->count == count);
    return ERR_OK;
}

static void put_quoted(buf *out, str name)
{
    buf_char(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '"') buf_char(out, '"');
        buf_char(out, name.ptr[i]);
    }
    buf_char(out, '"');
}

void catalog_declare(buf *out, const sql_table *t)
{
    CHECK(t->column_count > 0);
    buf_text(out, "CREATE TABLE x(");
    for (uint32_t i = 0; i < t->column_count; i++) {
        const sql_column *c = &t->column[i];
        if (i > 0) buf_text(out, ", ");
        put_quoted(out, c->name);
        buf_text(out, c->is_integer ? " INTEGER" : " TEXT");
        if (c->is_hidden) buf_text(out, " HIDDEN");
    }
    buf_char(out, ')');
}

/* ---- what people are told ---- */

const relation_info *sql_table_info(const sql *s, uint32_t index)
{
    return index < s->tables->count ? s->tables->table[index].source.info : NULL;
}

bool sql_table_find(uint32_t *index, const sql *s, str name)
{
    for (uint32_t i = 0; i < s->tables->count; i++) {
        if (!str_equal_fold(str_from(s->tables->table[i].source.info->name), name)) continue;
        *index = i;
        return true;
    }
    return false;
}

static void tell_part(sql_column_about *out, const column_info *c, part p)
{
    static const struct {
        const char *zh, *en;
    } of_part[] = {
        [PART_VALUE] = {"", ""},
        [PART_LO] = {"下限,最小单位;无下限为空", "lower end in least units; NULL without one"},
        [PART_HI] = {"上限,最小单位;无上限为空", "upper end in least units; NULL without one"},
        [PART_UNIT] = {"单位", "unit"},
        [PART_WORDS] = {"原样:约、超、区间、未知", "as it reads: about, over, range, unknown"},
        [PART_FIRST] = {"所指的首日", "first day that is meant"},
        [PART_LAST] = {"所指的末日", "last day that is meant"},
        [PART_PARAMETER] = {"参数:只算此值", "argument: work out this one only"},
    };
    CHECK(!part_is_basis(p));
    out->zh = of_part[p].zh;
    out->en = of_part[p].en;
    if (p == PART_VALUE && c->type == CELL_INTERVAL) {
        out->zh = "准确时为最小单位整数(元为分,百分比为百万分之一),否则为空";
        out->en = "whole number of least units (fen, parts per million) when exact, else NULL";
    }
    out->of_zh = c->zh;
    out->of_en = c->en;
    out->formula_zh = c->formula_zh;
    out->formula_en = c->formula_en;
}

bool sql_column_of(sql_column_about *out, const sql *s, uint32_t index, uint32_t at)
{
    CHECK(index < s->tables->count);
    const sql_table *t = &s->tables->table[index];
    if (at >= t->column_count) return false;
    const sql_column *c = &t->column[at];
    *out = (sql_column_about){.name = c->name,
                              .type = c->is_integer ? "INTEGER" : "TEXT",
                              .is_hidden = c->is_hidden,
                              .of_zh = "",
                              .of_en = "",
                              .formula_zh = "",
                              .formula_en = ""};
    if (part_is_basis(c->part)) {
        out->zh = basis_parts[c->part - PART_AS_OF].zh;
        out->en = basis_parts[c->part - PART_AS_OF].en;
    } else {
        tell_part(out, &t->source.info->column[c->of], c->part);
    }
    return true;
}

/* ---- words ---- */

static const char *const keywords[] = {
    "select", "from", "where",   "group",     "by",   "order", "having", "limit",    "offset", "join",
    "left",   "on",   "using",   "with",      "as",   "and",   "or",     "not",      "in",     "is",
    "null",   "like", "between", "exists",    "case", "when",  "then",   "else",     "end",    "distinct",
    "union",  "all",  "over",    "partition", "asc",  "desc",  "values", "recursive"};

/* The n-th column of all tables; names come again where tables share them. */
static str column_word(const sql_tables *t, uint32_t index)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (index < t->table[i].column_count) return t->table[i].column[index].name;
        index -= t->table[i].column_count;
    }
    return STR_NONE;
}

static uint32_t column_words(const sql_tables *t)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->count; i++) count += t->table[i].column_count;
    return count;
}

static uint32_t function_words(void)
{
    uint32_t count = 0;
    while (guard_functions[count] != NULL) count++;
    return count;
}

str sql_word_at(const sql *s, uint32_t index)
{
    const sql_tables *t = s->tables;
    uint32_t columns = column_words(t), functions = function_words();
    if (index < t->count) return str_from(t->table[index].source.info->name);
    index -= t->count;
    if (index < COUNT_OF(keywords)) return str_from(keywords[index]);
    index -= (uint32_t)COUNT_OF(keywords);
    if (index < functions) return str_from(guard_functions[index]);
    index -= functions;
    return index < columns ? column_word(t, index) : STR_NONE;
}
