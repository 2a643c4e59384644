/* Conditions on rows: "column=value" and its kin.
 *
 * Why: what a person asks for is checked wholly before the first row goes, so a refused condition changes nothing.
 * Rules: texts compare byte by byte; a date by its first day against the span that the value means (<=2025-12 is up to
 * the 31st); an amount stays as long as the condition may be true of it; an empty cell has no value, so only "column="
 * finds it. A value that cannot be read as the column's type is E_WHERE_SYNTAX, with column and value in the locus. */
#include "relation/relation.h"

#include <string.h>

typedef enum relop { WHERE_EQ = 1, WHERE_NE, WHERE_GE, WHERE_GT, WHERE_LE, WHERE_LT, WHERE_LIKE } relop;

typedef struct condition {
    str word, value; /* as given; the part behind the operator */
    relop op;
    uint32_t column;
    cell_type type; /* of the column: how value was read */
    int64_t number; /* CELL_INT */
    period span;    /* CELL_DATE, CELL_PERIOD */
    amount limit;   /* CELL_INTERVAL: value read in limit_unit */
    unit_code limit_unit;
} condition;

static err_code refuse(err *e, str column, const condition *w)
{
    err_code code = err_set(e, E_WHERE_SYNTAX);
    err_text(e, "word", w->word);
    if (e != NULL && column.len > 0 && column.len < sizeof e->at.field) {
        char field[sizeof e->at.field] = "";
        memcpy(field, column.ptr, column.len);
        err_at_field(e, field, w->value);
    }
    return code;
}

/* The operator that starts at `at`, and its length; 0 when none does. */
static size_t read_operator(relop *out, str word, size_t at)
{
    static const struct {
        const char *text;
        size_t len;
        relop op;
    } table[] = {{"!=", 2, WHERE_NE}, {"<=", 2, WHERE_LE}, {">=", 2, WHERE_GE}, {"=", 1, WHERE_EQ},
                 {"<", 1, WHERE_LT},  {">", 1, WHERE_GT},  {"~", 1, WHERE_LIKE}};
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (word.len - at >= table[i].len && memcmp(word.ptr + at, table[i].text, table[i].len) == 0) {
            *out = table[i].op;
            return table[i].len;
        }
    return 0;
}

/* Split at the first operator: names hold none, values may. */
static bool split_condition(condition *out, str *column, str word)
{
    for (size_t at = 0; at < word.len; at++) {
        size_t len = read_operator(&out->op, word, at);
        if (len == 0) continue;
        *column = str_trim(str_slice(word, 0, at));
        out->value = str_trim(str_slice(word, at + len, word.len));
        return column->len > 0;
    }
    return false;
}

/* Read the value as an amount of that unit; one without a unit means wholes of it. False when it cannot be one. */
static bool read_limit(condition *w, unit_code unit_wanted)
{
    if (w->limit_unit == unit_wanted) return true;
    const unit *u = unit_get(unit_wanted);
    CHECK(u != NULL);
    amount a;
    err_code code = amount_parse(&a, w->value, STR(""), STR(""), NULL);
    if (code == E_UNIT_MISSING) code = amount_parse(&a, w->value, str_from(u->id), STR(""), NULL);
    if (code != ERR_OK) return false;
    bool unknown = a.q == QUALIFIER_UNKNOWN && (w->op == WHERE_EQ || w->op == WHERE_NE);
    if (a.q != QUALIFIER_EXACT && !unknown) return false;
    if (unknown) a.unit = unit_wanted;
    w->limit = a;
    w->limit_unit = unit_wanted;
    return true;
}

static bool read_date(condition *w)
{
    date d;
    if (date_parse(&d, w->value, NULL) != ERR_OK) return false;
    if (d.precision == PRECISION_UNKNOWN)
        w->value = STR(""); /* an unknown date is an empty cell */
    else
        w->span = date_span(d);
    return true;
}

/* "contains" looks at the printed text, so it takes any value; but of an amount ~ asks for "about". */
static bool read_value(condition *w, unit_code fixed)
{
    if (w->type == CELL_INTERVAL && fixed != UNIT_NONE) return read_limit(w, fixed) && w->limit.unit == fixed;
    if (w->type == CELL_INTERVAL) { /* each cell has its unit: here only "is it an amount at all" */
        bool read = read_limit(w, UNIT_PERCENT);
        w->limit_unit = UNIT_NONE;
        return read;
    }
    if (w->op == WHERE_LIKE) return true;
    if (w->type == CELL_INT) return decimal_parse(&w->number, w->value, 0, 1, NULL) == ERR_OK;
    if (w->type == CELL_DATE) return read_date(w);
    if (w->type == CELL_PERIOD) return period_parse(&w->span, w->value, NULL) == ERR_OK;
    return true;
}

static err_code read_condition(condition *out, const relation_info *info, str word, err *e)
{
    str column = STR_NONE;
    *out = (condition){.word = word};
    if (!split_condition(out, &column, word)) return refuse(e, STR_NONE, out);
    err_code code = relation_column_find(&out->column, info, column, e);
    if (code != ERR_OK) return code;
    const column_info *c = &info->column[out->column];
    out->type = c->type;
    bool empty_makes_sense = out->op == WHERE_EQ || out->op == WHERE_NE;
    bool good = out->value.len == 0 ? empty_makes_sense : read_value(out, c->unit);
    if (good && out->value.len == 0) /* an unknown date becomes empty while it is read */
        good = empty_makes_sense;
    return good ? ERR_OK : refuse(e, str_from(c->name), out);
}

static bool order_holds(relop op, int order)
{
    switch (op) {
    case WHERE_EQ: return order == 0;
    case WHERE_NE: return order != 0;
    case WHERE_GE: return order >= 0;
    case WHERE_GT: return order > 0;
    case WHERE_LE: return order <= 0;
    case WHERE_LT: return order < 0;
    case WHERE_LIKE: break;
    }
    CHECK(op != WHERE_LIKE); /* a text question, answered before */
    return false;
}

static bool text_holds(const condition *w, str text)
{
    size_t at;
    if (w->op == WHERE_LIKE) return str_find(&at, text, w->value);
    return order_holds(w->op, str_compare(text, w->value));
}

static int compare_day(day d, period span)
{
    if (d < span.first) return -1;
    return d > span.last ? 1 : 0;
}

static int compare_period(period p, period q)
{
    if (p.first != q.first) return p.first < q.first ? -1 : 1;
    return p.last == q.last ? 0 : p.last < q.last ? -1 : 1;
}

/* Is the condition possible of what the cell allows? */
static bool amount_holds(const condition *w, const cell *c)
{
    static const comparator compare[] = {
        [WHERE_EQ] = COMPARE_EQ, [WHERE_GE] = COMPARE_GE, [WHERE_GT] = COMPARE_GT,
        [WHERE_LE] = COMPARE_LE, [WHERE_LT] = COMPARE_LT, [WHERE_LIKE] = COMPARE_ABOUT};
    if (w->limit.unit != c->unit) return w->op == WHERE_NE;
    if (w->limit.q == QUALIFIER_UNKNOWN) {
        bool unknown = c->q == QUALIFIER_UNKNOWN || figure_is_unknown(c->interval, c->unit);
        return unknown == (w->op == WHERE_EQ);
    }
    if (w->op == WHERE_NE) /* false only of the one value itself */
        return !(interval_is_exact(c->interval) && c->interval.lo == w->limit.minor);
    return interval_compare(c->interval, compare[w->op], w->limit.minor, ABOUT_TOLERANCE_PPM) != VERDICT_BREACH;
}

static str printed(buf *scratch, const cell *c)
{
    scratch->len = 0;
    cell_print(scratch, c, true);
    return buf_view(scratch);
}

/* A text that people see in two languages answers to each of them; to differ it must differ from all. */
static bool shown_holds(const condition *w, const cell *c)
{
    bool all = w->op == WHERE_NE, zh = c->show_zh.len ? text_holds(w, c->show_zh) : all;
    bool en = c->show_en.len ? text_holds(w, c->show_en) : all;
    return all ? text_holds(w, c->text) && zh && en : text_holds(w, c->text) || zh || en;
}

/* A cell of another type than its column's is compared as the text that it prints. */
static bool value_holds(const condition *w, const cell *c, buf *scratch)
{
    if (c->type == CELL_TEXT || c->type == CELL_HASH) return shown_holds(w, c);
    if (c->type == CELL_INTERVAL && w->type == CELL_INTERVAL) return amount_holds(w, c);
    if (c->type != w->type || w->op == WHERE_LIKE) return text_holds(w, printed(scratch, c));
    if (c->type == CELL_INT) return order_holds(w->op, c->number < w->number ? -1 : c->number > w->number);
    if (c->type == CELL_DATE) return order_holds(w->op, compare_day(c->date.first, w->span));
    CHECK(c->type == CELL_PERIOD);
    return order_holds(w->op, compare_period(c->period, w->span));
}

static err_code decide_row(uint8_t *keep, const cell *row, condition *all, uint32_t count, buf *scratch, err *e)
{
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        condition *w = &all[i];
        const cell *c = &row[w->column];
        bool both_amounts = c->type == CELL_INTERVAL && w->type == CELL_INTERVAL && w->value.len > 0;
        if (both_amounts && !read_limit(w, c->unit)) return refuse(e, STR_NONE, w);
        if (c->type == 0 || w->value.len == 0)
            good = good && w->value.len == 0 && (c->type == 0) == (w->op == WHERE_EQ);
        else
            good = good && value_holds(w, c, scratch);
    }
    *keep = good;
    return buf_err(scratch, e);
}

static void compact(relation *r, const uint8_t *keep)
{
    uint32_t width = r->info->column_count, kept = 0;
    for (uint32_t row = 0; row < r->row_count; row++) {
        if (keep[row] == 0) continue;
        if (kept != row) memcpy(r->cells + (size_t)kept * width, r->cells + (size_t)row * width, sizeof(cell) * width);
        kept++;
    }
    CHECK(kept <= r->row_count);
    r->row_count = kept;
}

err_code relation_where(relation *r, const str *conditions, uint32_t count, err *e)
{
    CHECK(count == 0 || conditions != NULL);
    err_code code = relation_err(r, e);
    if (code != ERR_OK || count == 0) return code;
    condition *all = arena_get(r->from, sizeof *all * count);
    uint8_t *keep = arena_get(r->from, (size_t)r->row_count + 1);
    if (all == NULL || keep == NULL) return arena_err(r->from, e);
    for (uint32_t i = 0; i < count && code == ERR_OK; i++) code = read_condition(&all[i], r->info, conditions[i], e);
    buf scratch;
    buf_init(&scratch, r->from, TEXT_BYTES_MAX);
    for (uint32_t row = 0; row < r->row_count && code == ERR_OK; row++)
        code = decide_row(&keep[row], r->cells + (size_t)row * r->info->column_count, all, count, &scratch, e);
    if (code == ERR_OK) /* nothing can be refused any more */
        compact(r, keep);
    return code;
}
