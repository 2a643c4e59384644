/* history: runs of many days one after the other: on which days to look, and when an outcome began and ended.
 *
 * An outcome may change because a text came into force or ceased to be, because of an entry, or because a day passed; whoever
 * asks collects the days. Invariant: rows of one key do not overlap; each ends where the next begins, or has no end. */
#include "policy/policy_int.h"

#include <stdlib.h>

#define PLAIN UNIT_NONE, "", "", ""

/* ---- days ---- */

bool policy_day_put(policy_days *out, day d, arena *a)
{
    if (d == DAY_NONE) return true;
    if (!arena_grow(a, (void **)&out->at, sizeof *out->at, &out->room, out->count + 1)) return false;
    out->at[out->count++] = d;
    return true;
}

static int compare_days(const void *one, const void *other)
{
    const day *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

void policy_days_sort(policy_days *out)
{
    uint32_t kept = 0;
    if (out->count > 1) qsort(out->at, out->count, sizeof *out->at, compare_days);
    for (uint32_t i = 0; i < out->count; i++)
        if (kept == 0 || out->at[kept - 1] != out->at[i]) out->at[kept++] = out->at[i];
    out->count = kept;
}

err_code policy_boundaries(policy_days *out, const policy *p, const policy_question *q, arena *a, err *e)
{
    bool good = true;
    for (uint32_t i = 0; i < p->rule_count && good; i++) {
        const rule *r = &p->rule[i];
        bool is_asked = r->is_usable && (q->rule.len == 0 || str_equal(q->rule, r->value[KEY_RULE])) &&
                        (q->jurisdiction.len == 0 || str_equal(q->jurisdiction, r->value[KEY_JURISDICTION]));
        if (is_asked) good = policy_day_put(out, r->valid.from, a) && policy_day_put(out, r->valid.to, a);
    }
    for (uint32_t i = 0; i < p->parameters.count && good; i++) {
        const parameter_row *r = &p->parameters.row[i];
        good = policy_day_put(out, r->valid.from, a) && policy_day_put(out, r->valid.to, a);
    }
    return good ? ERR_OK : arena_err(a, e);
}

/* ---- from day to day ---- */

enum {
    HISTORY_RULE,
    HISTORY_SUBJECT,
    HISTORY_OBJECT,
    HISTORY_FROM,
    HISTORY_UNTIL,
    HISTORY_OUTCOME,
    HISTORY_SEVERITY,
    HISTORY_MEASURED,
    HISTORY_LIMIT,
    HISTORY_DUE,
    HISTORY_WAIVED_UNTIL,
    HISTORY_FORCE_FROM,
    HISTORY_CLAUSE,
    HISTORY_MISSING
};
static const column_info history_columns[] = {
    [HISTORY_RULE] = {"rule", CELL_TEXT, "规则", "rule", PLAIN},
    [HISTORY_SUBJECT] = {"subject", CELL_TEXT, "对象", "subject", PLAIN},
    [HISTORY_OBJECT] = {"object", CELL_TEXT, "所指", "object", PLAIN},
    [HISTORY_FROM] = {"from", CELL_DATE, "自", "from", PLAIN},
    [HISTORY_UNTIL] = {"until", CELL_DATE, "至(不含)", "until", PLAIN},
    [HISTORY_OUTCOME] = {"outcome", CELL_TEXT, "结论", "outcome", PLAIN},
    [HISTORY_SEVERITY] = {"severity", CELL_TEXT, "后果", "severity", PLAIN},
    [HISTORY_MEASURED] = {"measured", CELL_INTERVAL, "起始日实测", "measured on the first day", PLAIN},
    [HISTORY_LIMIT] = {"limit", CELL_INTERVAL, "限额", "limit", PLAIN},
    [HISTORY_DUE] = {"due", CELL_DATE, "到期", "due", PLAIN},
    [HISTORY_WAIVED_UNTIL] = {"waived_until", CELL_DATE, "豁免至", "waived until", PLAIN},
    [HISTORY_FORCE_FROM] = {"in_force_from", CELL_DATE, "施行", "in force from", PLAIN},
    [HISTORY_CLAUSE] = {"clause", CELL_TEXT, "条款", "clause", PLAIN},
    [HISTORY_MISSING] = {"missing", CELL_TEXT, "所缺", "missing", PLAIN},
};
const relation_info history_info = {"verdict_history",
                                    "结论沿革",
                                    "History of verdicts",
                                    "结论从哪一日起、到哪一日止",
                                    "from which day to which an outcome stood",
                                    history_columns,
                                    COUNT_OF(history_columns),
                                    4};

void policy_history_begin(policy_history *h, relation *out, arena *a)
{
    *h = (policy_history){.out = out, .a = a};
    relation_init(out, &history_info, a);
    map_str_init(&h->at, a);
}

/* Another outcome, another version of the rule, or a waiver that began or ended: another row. */
static bool stands_on(const cell *row, const cell *now)
{
    return str_equal(row[HISTORY_OUTCOME].text, now[VERDICT_OUTCOME].text) &&
           cells_same_day(&row[HISTORY_FORCE_FROM], &now[VERDICT_FORCE_FROM]) &&
           cells_same_day(&row[HISTORY_WAIVED_UNTIL], &now[VERDICT_WAIVED_UNTIL]);
}

/* A cell of a run, whose texts go with the run. */
static bool keep_cell(cell *to, const cell *from, arena *a)
{
    cell_lend(to, from);
    str *const text[] = {&to->text, &to->show_zh, &to->show_en};
    bool good = true;
    for (size_t i = 0; i < COUNT_OF(text) && good; i++) {
        if (text[i]->len == 0) continue;
        *text[i] = arena_str(a, *text[i]);
        good = text[i]->ptr != NULL;
    }
    return good;
}

static bool begin_row(policy_history *h, const cell *now, day on)
{
    static const struct {
        int to, from;
    } kept[] = {{HISTORY_RULE, VERDICT_RULE},         {HISTORY_SUBJECT, VERDICT_SUBJECT},
                {HISTORY_OBJECT, VERDICT_OBJECT},     {HISTORY_OUTCOME, VERDICT_OUTCOME},
                {HISTORY_SEVERITY, VERDICT_SEVERITY}, {HISTORY_MEASURED, VERDICT_MEASURED},
                {HISTORY_LIMIT, VERDICT_LIMIT},       {HISTORY_DUE, VERDICT_DUE},
                {HISTORY_CLAUSE, VERDICT_CLAUSE},     {HISTORY_WAIVED_UNTIL, VERDICT_WAIVED_UNTIL},
                {HISTORY_MISSING, VERDICT_MISSING},   {HISTORY_FORCE_FROM, VERDICT_FORCE_FROM}};
    cell *row = relation_row(h->out);
    uint32_t count = h->out->row_count;
    if (row == NULL || !arena_grow(h->a, (void **)&h->day, sizeof *h->day, &h->room, count)) return false;
    h->day[count - 1] = h->days;
    bool good = true;
    for (size_t i = 0; i < COUNT_OF(kept) && good; i++) good = keep_cell(&row[kept[i].to], &now[kept[i].from], h->a);
    cell_day(&row[HISTORY_FROM], on);
    return good && map_str_put(&h->at, verdict_key(row, h->a), count);
}

static cell *history_row(const policy_history *h, uint32_t index)
{
    CHECK(index < h->out->row_count);
    return h->out->cells + (size_t)index * COUNT_OF(history_columns);
}

static bool add_row(policy_history *h, const cell *now, day on)
{
    uint32_t at = 0;
    str key = verdict_key(now, h->a);
    if (key.ptr == NULL) return false;
    bool is_known = map_str_find(&at, &h->at, key);
    cell *last = is_known ? history_row(h, at - 1) : NULL;
    if (last && last[HISTORY_UNTIL].type == 0 && stands_on(last, now)) {
        h->day[at - 1] = h->days;
        return true;
    }
    if (last && last[HISTORY_UNTIL].type == 0) cell_day(&last[HISTORY_UNTIL], on);
    return begin_row(h, now, on);
}

err_code policy_history_add(policy_history *h, const relation *verdicts, day on, err *e)
{
    CHECK(verdicts->info == &verdicts_info);
    h->days++;
    for (uint32_t i = 0; i < verdicts->row_count; i++)
        if (!add_row(h, verdict_row(verdicts, i), on)) return arena_err(h->a, e);
    for (uint32_t i = 0; i < h->out->row_count; i++) { /* what nobody speaks of any more */
        cell *row = history_row(h, i);
        if (h->day[i] != h->days && row[HISTORY_UNTIL].type == 0) cell_day(&row[HISTORY_UNTIL], on);
    }
    return relation_err(h->out, e);
}
