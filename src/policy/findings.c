/* findings: the rows of a rule's query, read by the names of its columns.
 *
 * What a query gives that the form of its test cannot take (an unknown column, a fraction where a whole number belongs) is
 * a fault of the file; then no row of it counts, for nobody knows what the others are worth. A query that was stopped for
 * time, rows or memory leaves the rule undetermined.
 * Invariant: a finding's figures are whole numbers or days; SQL's doubles never get here. */
#include "policy/policy_int.h"

#include <stdlib.h>

typedef enum slot {
    SLOT_SUBJECT,
    SLOT_OBJECT,
    SLOT_MISSING,
    SLOT_EVIDENCE,
    SLOT_ABOUT,
    SLOT_LIMIT,
    SLOT_ONE,
    SLOT_ONE_LO,
    SLOT_ONE_HI,
    SLOT_OTHER,
    SLOT_OTHER_LO,
    SLOT_OTHER_HI,
    SLOT_FLAG,
    SLOT_DONE,
    SLOT_DUE,
    SLOT_COUNT
} slot;
enum { COMMON = 1u << FORM_RATIO | 1u << FORM_MEASURED | 1u << FORM_FLAG | 1u << FORM_DEADLINE };
typedef struct slot_info {
    const char *name;
    slot at;
    unsigned forms; /* bits */
} slot_info;
static const slot_info slots[] = {
    {"subject", SLOT_SUBJECT, COMMON},
    {"object", SLOT_OBJECT, COMMON},
    {"missing", SLOT_MISSING, COMMON},
    {"evidence", SLOT_EVIDENCE, COMMON},
    {"about", SLOT_ABOUT, 1u << FORM_RATIO | 1u << FORM_MEASURED},
    {"limit", SLOT_LIMIT, 1u << FORM_RATIO | 1u << FORM_MEASURED},
    {"part", SLOT_ONE, 1u << FORM_RATIO},
    {"part_lo", SLOT_ONE_LO, 1u << FORM_RATIO},
    {"part_hi", SLOT_ONE_HI, 1u << FORM_RATIO},
    {"whole", SLOT_OTHER, 1u << FORM_RATIO},
    {"whole_lo", SLOT_OTHER_LO, 1u << FORM_RATIO},
    {"whole_hi", SLOT_OTHER_HI, 1u << FORM_RATIO},
    {"measured", SLOT_ONE, 1u << FORM_MEASURED},
    {"measured_lo", SLOT_ONE_LO, 1u << FORM_MEASURED},
    {"measured_hi", SLOT_ONE_HI, 1u << FORM_MEASURED},
    {"flag", SLOT_FLAG, 1u << FORM_FLAG},
    {"done", SLOT_DONE, 1u << FORM_DEADLINE},
    {"due", SLOT_DUE, 1u << FORM_DEADLINE},
};

typedef struct taking { /* of the rows of one query */
    policy_session *s;
    memo *m;
    const rule *r;
    uint32_t column[SLOT_COUNT]; /* 1 + place in a row; 0 = not there */
    const sql_value *row;
} taking;

/* The line on which the query begins to be wrong is not known: the header's test is where the form stands. */
static uint64_t line_of(const rule *r)
{
    return r->line[KEY_TEST];
}

/* ---- columns ---- */

static void put_names(err *e, form f, arena *a)
{
    buf text;
    buf_init(&text, a, TEXT_BYTES_MAX);
    for (size_t i = 0; i < COUNT_OF(slots); i++) {
        if (!(slots[i].forms >> f & 1)) continue;
        if (text.len > 0) buf_char(&text, ' ');
        buf_text(&text, slots[i].name);
    }
    err_text(e, "allowed", buf_view(&text));
}

static err_code refuse_column(err *e, const taking *t, str name)
{
    err_set(e, E_POLICY_COLUMN);
    err_text(e, "column", name);
    put_names(e, t->r->form, t->m->found.memory);
    return E_POLICY_COLUMN;
}

static err_code refuse_lack(err *e, const taking *t, const char *name)
{
    err_set(e, E_POLICY_COLUMN_LACKS);
    err_text(e, "column", str_from(name));
    err_text(e, "test", t->r->value[KEY_TEST]);
    return E_POLICY_COLUMN_LACKS;
}

static bool has(const taking *t, slot at)
{
    return t->column[at] != 0;
}

/* Either the figure or both its ends. */
static bool has_figure(const taking *t, slot exact)
{
    bool has_lo = has(t, (slot)(exact + 1)), has_hi = has(t, (slot)(exact + 2));
    return has(t, exact) ? !has_lo && !has_hi : has_lo && has_hi;
}

static err_code check_figures(const taking *t, err *e)
{
    bool is_ratio = t->r->form == FORM_RATIO;
    if (!has_figure(t, SLOT_ONE)) return refuse_lack(e, t, is_ratio ? "part" : "measured");
    if (is_ratio && !has_figure(t, SLOT_OTHER)) return refuse_lack(e, t, "whole");
    return t->r->limit.len == 0 && !has(t, SLOT_LIMIT) ? refuse_lack(e, t, "limit") : ERR_OK;
}

static err_code check_columns(const taking *t, err *e)
{
    if (!has(t, SLOT_SUBJECT)) return refuse_lack(e, t, "subject");
    switch (t->r->form) {
    case FORM_RATIO:
    case FORM_MEASURED: return check_figures(t, e);
    case FORM_FLAG: return has(t, SLOT_FLAG) ? ERR_OK : refuse_lack(e, t, "flag");
    case FORM_DEADLINE:
        if (!has(t, SLOT_DONE)) return refuse_lack(e, t, "done");
        return has(t, SLOT_DUE) ? ERR_OK : refuse_lack(e, t, "due");
    case FORM_NONE: break;
    }
    return ERR_OK;
}

static err_code take_columns(void *self, const str *names, uint32_t count, err *e)
{
    taking *t = self;
    for (uint32_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < COUNT_OF(slots) &&
               !(str_equal(names[i], str_from(slots[k].name)) && (slots[k].forms >> t->r->form & 1)))
            k++;
        if (k == COUNT_OF(slots) || t->column[slots[k].at]) return refuse_column(e, t, names[i]);
        t->column[slots[k].at] = i + 1;
    }
    return check_columns(t, e);
}

/* ---- values ---- */

static const sql_value *value_at(const taking *t, slot at)
{
    static const sql_value none = {.type = SQL_NULL};
    return has(t, at) ? &t->row[t->column[at] - 1] : &none;
}

static str text_of_value(const sql_value *v, arena *a)
{
    buf text;
    if (v->type == SQL_TEXT) return v->text;
    if (v->type == SQL_REAL) return STR("(double)");
    buf_init(&text, a, 32);
    buf_int(&text, v->number);
    return buf_view(&text);
}

static err_code refuse_cell(const taking *t, slot at, const char *allowed, err *e)
{
    size_t k = 0;
    while (slots[k].at != at || !(slots[k].forms >> t->r->form & 1)) k++;
    err_set(e, E_POLICY_CELL);
    err_text(e, "column", str_from(slots[k].name));
    err_text(e, "value", text_of_value(value_at(t, at), t->m->found.memory));
    err_text(e, "allowed", str_from(allowed));
    return E_POLICY_CELL;
}

static err_code take_text(str *out, const taking *t, slot at, err *e)
{
    const sql_value *v = value_at(t, at);
    *out = STR_NONE;
    if (v->type == SQL_NULL) return ERR_OK;
    if (v->type == SQL_REAL) return refuse_cell(t, at, "TEXT", e);
    *out = arena_str(t->m->found.memory, text_of_value(v, t->m->found.memory));
    return out->ptr != NULL ? ERR_OK : arena_err(t->m->found.memory, e);
}

static err_code take_number(int64_t *out, bool *is_there, const taking *t, slot at, err *e)
{
    const sql_value *v = value_at(t, at);
    *is_there = v->type == SQL_INTEGER;
    *out = *is_there ? v->number : 0;
    return *is_there || v->type == SQL_NULL ? ERR_OK : refuse_cell(t, at, "INTEGER", e);
}

static err_code take_figure(interval *out, bool *is_there, const taking *t, slot exact, err *e)
{
    bool has_lo, has_hi;
    bool is_pair = !has(t, exact);
    *out = (interval){.lo = 0};
    err_code code = take_number(&out->lo, &has_lo, t, is_pair ? (slot)(exact + 1) : exact, e);
    if (!code) code = take_number(&out->hi, &has_hi, t, is_pair ? (slot)(exact + 2) : exact, e);
    if (code) return code;
    out->lo_open = !has_lo;
    out->hi_open = !has_hi;
    *is_there = has_lo || has_hi;
    bool is_empty = has_lo && has_hi && out->lo > out->hi;
    return is_empty ? refuse_cell(t, (slot)(exact + 1), "lo <= hi", e) : ERR_OK;
}

static err_code take_days(period *out, const taking *t, slot at, err *e)
{
    date d;
    const sql_value *v = value_at(t, at);
    *out = (period){DAY_NONE, DAY_NONE};
    if (v->type == SQL_NULL) return ERR_OK;
    if (v->type != SQL_TEXT || date_parse(&d, v->text, NULL) != ERR_OK) return refuse_cell(t, at, "2026-11-23", e);
    if (d.precision != PRECISION_UNKNOWN) *out = date_span(d);
    return ERR_OK;
}

static err_code take_words(finding *f, const taking *t, err *e)
{
    err_code code = take_text(&f->subject, t, SLOT_SUBJECT, e);
    if (!code) code = take_text(&f->object, t, SLOT_OBJECT, e);
    if (!code) code = take_text(&f->missing, t, SLOT_MISSING, e);
    if (!code) code = take_text(&f->evidence, t, SLOT_EVIDENCE, e);
    return code;
}

static err_code take_figures(finding *f, const taking *t, err *e)
{
    int64_t about, flag;
    bool has_about;
    err_code code = take_figure(&f->one, &f->has_one, t, SLOT_ONE, e);
    if (!code) code = take_figure(&f->other, &f->has_other, t, SLOT_OTHER, e);
    if (!code) code = take_number(&f->limit, &f->has_limit, t, SLOT_LIMIT, e);
    if (!code) code = take_number(&about, &has_about, t, SLOT_ABOUT, e);
    if (!code) code = take_number(&flag, &f->has_flag, t, SLOT_FLAG, e);
    if (!code) code = take_days(&f->done, t, SLOT_DONE, e);
    if (!code) code = take_days(&f->due, t, SLOT_DUE, e);
    if (code) return code;
    f->about = about != 0;
    f->is_flagged = flag != 0;
    return f->has_flag && flag != 0 && flag != 1 ? refuse_cell(t, SLOT_FLAG, "0 1 NULL", e) : ERR_OK;
}

static err_code take_row(void *self, const sql_value *values, uint32_t count, err *e)
{
    taking *t = self;
    findings *all = &t->m->found;
    (void)count;
    if (!arena_grow(all->memory, (void **)&all->item, sizeof *all->item, &all->room, all->count + 1))
        return arena_err(all->memory, e);
    t->row = values;
    finding *f = &all->item[all->count];
    *f = (finding){.has_one = false};
    err_code code = take_words(f, t, e);
    if (!code) code = take_figures(f, t, e);
    if (!code) all->count++;
    return code;
}

/* ---- a query ---- */

static int compare_findings(const void *one, const void *other)
{
    const finding *a = one, *b = other;
    int order = str_compare(a->subject, b->subject);
    return order ? order : str_compare(a->object, b->object);
}

/* In the order of their keys, each once: of two rows for one thing nobody knows which is meant. */
static void settle(memo *m, const rule *r)
{
    findings *all = &m->found;
    uint32_t kept = 0;
    if (all->count > 1) qsort(all->item, all->count, sizeof *all->item, compare_findings);
    for (uint32_t i = 0; i < all->count; i++) {
        if (kept == 0 || compare_findings(&all->item[kept - 1], &all->item[i]) != 0) {
            all->item[kept++] = all->item[i];
            continue;
        }
        err *e = FAULT(&m->wrong, r->file, line_of(r), E_POLICY_TWICE);
        err_text(e, "subject", all->item[i].subject);
        err_text(e, "object", all->item[i].object);
        all->item[kept - 1].is_twice = true;
    }
    all->count = kept;
}

sql_limits session_limits(const policy_question *q)
{
    return (sql_limits){.rows_max = POLICY_RULE_ROWS_MAX,
                        .milliseconds = q->milliseconds > 0 ? q->milliseconds : POLICY_RULE_MS,
                        .bytes = POLICY_SQL_BYTES_MAX};
}

void findings_read(policy_session *s, memo *m, const policy_question *q)
{
    CHECK(s->running != NULL && s->tables != NULL);
    taking t = {.s = s, .m = m, .r = s->running};
    sql_target to = {.self = &t, .columns = take_columns, .row = take_row};
    sql_limits limits = session_limits(q);
    err told = {.code = ERR_OK};
    s->query++;
    s->noting = m;
    err_code code = sql_run(s->tables, t.r->text, &limits, &to, &told);
    s->noting = NULL;
    if (!code) {
        settle(m, t.r);
        return;
    }
    m->found.count = 0;
    if (code == E_LIMIT || code == E_SQL_TIME || code == E_SQL_ROWS) m->found.stopped = code;
    fault_take(&m->wrong, t.r->file, line_of(t.r), &told);
}
