/* changes: two runs of the same rules side by side, and only what differs: what a draft would do, before anybody enters it;
 * and runs of many days one after the other: when an outcome began and ended.
 *
 * Rows are matched by their key (rule, subject, object). A figure that moves while the outcome stays is a change too: an
 * approver sees how much of a limit a draft takes.
 * Invariant: every cell of both runs that is shown comes from them unchanged; neither run is written to. */
#include "policy/policy_int.h"

#define PLAIN UNIT_NONE, "", "", ""

static const column_info change_columns[] = {
    [CHANGE_RULE] = {"rule", CELL_TEXT, "规则", "rule", PLAIN},
    [CHANGE_SUBJECT] = {"subject", CELL_TEXT, "对象", "subject", PLAIN},
    [CHANGE_OBJECT] = {"object", CELL_TEXT, "所指", "object", PLAIN},
    [CHANGE_SUBJECT_NAME] = {"subject_name", CELL_TEXT, "对象名称", "subject's name", PLAIN},
    [CHANGE_KIND] = {"change", CELL_TEXT, "变化", "change", UNIT_NONE, "verdict_change",
                     "结论改变为 outcome,仅数值改变为 figure,新增对象为 new,不再涉及为 gone",
                     "outcome: another one; figure: only its figures; new: not looked at before; gone: no longer"},
    [CHANGE_BEFORE] = {"before", CELL_TEXT, "原结论", "before", PLAIN},
    [CHANGE_AFTER] = {"after", CELL_TEXT, "拟成为", "after", PLAIN},
    [CHANGE_SEVERITY] = {"severity", CELL_TEXT, "后果", "severity", PLAIN},
    [CHANGE_MEASURED_BEFORE] = {"measured_before", CELL_INTERVAL, "原实测", "measured before", PLAIN},
    [CHANGE_MEASURED_AFTER] = {"measured_after", CELL_INTERVAL, "拟实测", "measured after", PLAIN},
    [CHANGE_LIMIT] = {"limit", CELL_INTERVAL, "限额", "limit", PLAIN},
    [CHANGE_MARGIN] = {"margin", CELL_INTERVAL, "拟余量", "margin after", PLAIN},
    [CHANGE_DUE] = {"due", CELL_DATE, "到期", "due", PLAIN},
    [CHANGE_WAIVED_UNTIL] = {"waived_until", CELL_DATE, "豁免至", "waived until", PLAIN},
    [CHANGE_MISSING] = {"missing", CELL_TEXT, "所缺", "missing", PLAIN},
    [CHANGE_CLAUSE] = {"clause", CELL_TEXT, "条款", "clause", PLAIN},
    [CHANGE_TITLE] = {"title", CELL_TEXT, "要求", "title", PLAIN},
    [CHANGE_TITLE_EN] = {"title_en", CELL_TEXT, "要求(英文)", "title in English", PLAIN},
};
const relation_info changes_info = {"verdict_changes",
                                    "结论变化",
                                    "Changes of verdicts",
                                    "录入草稿后哪些结论会变",
                                    "which verdicts drafts would change",
                                    change_columns,
                                    COUNT_OF(change_columns),
                                    3};

enum { KEYS = 3, SEPARATOR = 0x1f };

typedef struct comparing {
    relation *out;
    const relation *before, *after;
    map_str at; /* key → 1 + row of before */
    bool *seen; /* rows of before that are in after as well */
    arena *a;
    change_count *count;
} comparing;

static const cell *row_at(const relation *r, uint32_t row)
{
    return row < r->row_count ? r->cells + (size_t)row * r->info->column_count : NULL;
}

static str key_of(const cell *row, arena *a)
{
    buf key;
    buf_init(&key, a, TEXT_BYTES_MAX);
    for (int i = 0; i < KEYS; i++) {
        buf_str(&key, row[i].text);
        buf_char(&key, SEPARATOR);
    }
    return key.failed ? STR_NONE : buf_view(&key);
}

static bool same_interval(const cell *one, const cell *other)
{
    if (one->type != other->type) return false;
    const interval *x = &one->interval, *y = &other->interval;
    return one->type == 0 || (one->unit == other->unit && x->lo == y->lo && x->hi == y->hi &&
                              x->lo_open == y->lo_open && x->hi_open == y->hi_open && x->about == y->about);
}

static bool same_day(const cell *one, const cell *other)
{
    return one->type == other->type && (one->type == 0 || date_span(one->date).first == date_span(other->date).first);
}

static bool same_figures(const cell *before, const cell *after)
{
    return same_interval(&before[VERDICT_MEASURED], &after[VERDICT_MEASURED]) &&
           same_interval(&before[VERDICT_LIMIT], &after[VERDICT_LIMIT]) &&
           same_day(&before[VERDICT_DUE], &after[VERDICT_DUE]) &&
           same_day(&before[VERDICT_DONE], &after[VERDICT_DONE]) &&
           same_day(&before[VERDICT_WAIVED_UNTIL], &after[VERDICT_WAIVED_UNTIL]);
}

static bool is_waived(const cell *row)
{
    return row[VERDICT_WAIVED].type != 0;
}

static bool is_breach(const cell *row)
{
    return row != NULL && str_equal(row[VERDICT_OUTCOME].text, STR("breach")) && !is_waived(row);
}

static void copy(cell *to, const cell *from)
{
    *to = *from;
    to->why_first = to->why_count = 0;
}

static void put_kind(cell *c, const char *word, const char *zh, const char *en)
{
    cell_text(c, str_from(word));
    c->show_zh = str_from(zh);
    c->show_en = str_from(en);
}

static void put_change(comparing *x, const cell *before, const cell *after)
{
    cell *row = relation_row(x->out);
    if (row == NULL) return;
    const cell *now = after ? after : before;
    for (int i = 0; i <= VERDICT_SUBJECT_NAME; i++) copy(&row[i], &now[i]);
    if (before == NULL)
        put_kind(&row[CHANGE_KIND], "new", "新增", "new");
    else if (after == NULL)
        put_kind(&row[CHANGE_KIND], "gone", "不再涉及", "gone");
    else if (!str_equal(before[VERDICT_OUTCOME].text, after[VERDICT_OUTCOME].text))
        put_kind(&row[CHANGE_KIND], "outcome", "结论", "outcome");
    else
        put_kind(&row[CHANGE_KIND], "figure", "数值", "figure");
    if (before) copy(&row[CHANGE_BEFORE], &before[VERDICT_OUTCOME]);
    if (after) copy(&row[CHANGE_AFTER], &after[VERDICT_OUTCOME]);
    if (before) copy(&row[CHANGE_MEASURED_BEFORE], &before[VERDICT_MEASURED]);
    if (after) copy(&row[CHANGE_MEASURED_AFTER], &after[VERDICT_MEASURED]);
    if (after) copy(&row[CHANGE_MARGIN], &after[VERDICT_MARGIN]);
    static const struct {
        int to, from;
    } kept[] = {{CHANGE_SEVERITY, VERDICT_SEVERITY}, {CHANGE_LIMIT, VERDICT_LIMIT},
                {CHANGE_DUE, VERDICT_DUE},           {CHANGE_WAIVED_UNTIL, VERDICT_WAIVED_UNTIL},
                {CHANGE_MISSING, VERDICT_MISSING},   {CHANGE_CLAUSE, VERDICT_CLAUSE},
                {CHANGE_TITLE, VERDICT_TITLE},       {CHANGE_TITLE_EN, VERDICT_TITLE_EN}};
    for (size_t i = 0; i < COUNT_OF(kept); i++) copy(&row[kept[i].to], &now[kept[i].from]);
}

static void compare_row(comparing *x, const cell *before, const cell *after)
{
    bool differs = before == NULL || after == NULL ||
                   !str_equal(before[VERDICT_OUTCOME].text, after[VERDICT_OUTCOME].text) ||
                   !same_figures(before, after);
    if (!differs) return;
    x->count->changes++;
    x->count->new_breaches += is_breach(after) && !is_breach(before);
    x->count->mended += is_breach(before) && !is_breach(after);
    put_change(x, before, after);
}

static bool index_before(comparing *x)
{
    x->seen = arena_get(x->a, x->before->row_count + 1);
    map_str_init(&x->at, x->a);
    bool good = x->seen != NULL;
    for (uint32_t i = 0; good && i < x->before->row_count; i++) {
        str key = key_of(row_at(x->before, i), x->a);
        good = key.ptr != NULL && map_str_put(&x->at, key, i + 1);
    }
    return good;
}

static bool compare_after(comparing *x)
{
    for (uint32_t i = 0; i < x->after->row_count; i++) {
        uint32_t was = 0;
        const cell *after = row_at(x->after, i);
        str key = key_of(after, x->a);
        if (key.ptr == NULL) return false;
        if (map_str_find(&was, &x->at, key)) x->seen[was - 1] = true;
        compare_row(x, was ? row_at(x->before, was - 1) : NULL, after);
    }
    return true;
}

err_code policy_compare(relation *out, change_count *count, const relation *before, const relation *after, arena *a,
                        err *e)
{
    CHECK(before->info == &verdicts_info);
    CHECK(after->info == &verdicts_info);
    *count = (change_count){.changes = 0};
    comparing x = {.out = out, .before = before, .after = after, .a = a, .count = count};
    relation_init(out, &changes_info, a);
    if (!index_before(&x) || !compare_after(&x)) return arena_err(a, e);
    for (uint32_t i = 0; i < before->row_count; i++)
        if (!x.seen[i]) compare_row(&x, row_at(before, i), NULL);
    return relation_err(out, e);
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
           same_day(&row[HISTORY_FORCE_FROM], &now[VERDICT_FORCE_FROM]) &&
           same_day(&row[HISTORY_WAIVED_UNTIL], &now[VERDICT_WAIVED_UNTIL]);
}

/* A cell of a run, whose texts go with the run. */
static bool keep_cell(cell *to, const cell *from, arena *a)
{
    copy(to, from);
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
    return good && map_str_put(&h->at, key_of(row, h->a), count);
}

static cell *history_row(const policy_history *h, uint32_t index)
{
    CHECK(index < h->out->row_count);
    return h->out->cells + (size_t)index * COUNT_OF(history_columns);
}

static bool add_row(policy_history *h, const cell *now, day on)
{
    uint32_t at = 0;
    str key = key_of(now, h->a);
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
        if (!add_row(h, row_at(verdicts, i), on)) return arena_err(h->a, e);
    for (uint32_t i = 0; i < h->out->row_count; i++) { /* what nobody speaks of any more */
        cell *row = history_row(h, i);
        if (h->day[i] != h->days && row[HISTORY_UNTIL].type == 0) cell_day(&row[HISTORY_UNTIL], on);
    }
    return relation_err(h->out, e);
}
