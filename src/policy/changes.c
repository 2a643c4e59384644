/* changes: two runs of the same rules side by side, and only what differs: what a draft would do, before anybody enters it.
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

typedef struct comparing {
    relation *out;
    const relation *before, *after;
    map_str at; /* key → 1 + row of before */
    bool *seen; /* rows of before that are in after as well */
    arena *a;
    change_count *count;
} comparing;

static bool same_interval(const cell *one, const cell *other)
{
    if (one->type != other->type) return false;
    const interval *x = &one->interval, *y = &other->interval;
    return one->type == 0 || (one->unit == other->unit && x->lo == y->lo && x->hi == y->hi &&
                              x->lo_open == y->lo_open && x->hi_open == y->hi_open && x->about == y->about);
}

static bool same_figures(const cell *before, const cell *after)
{
    return same_interval(&before[VERDICT_MEASURED], &after[VERDICT_MEASURED]) &&
           same_interval(&before[VERDICT_LIMIT], &after[VERDICT_LIMIT]) &&
           cells_same_day(&before[VERDICT_DUE], &after[VERDICT_DUE]) &&
           cells_same_day(&before[VERDICT_DONE], &after[VERDICT_DONE]) &&
           cells_same_day(&before[VERDICT_WAIVED_UNTIL], &after[VERDICT_WAIVED_UNTIL]);
}

static bool is_waived(const cell *row)
{
    return row[VERDICT_WAIVED].type != 0;
}

static bool is_breach(const cell *row)
{
    return row != NULL && str_equal(row[VERDICT_OUTCOME].text, STR("breach")) && !is_waived(row);
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
    for (int i = 0; i <= VERDICT_SUBJECT_NAME; i++) cell_lend(&row[i], &now[i]);
    if (before == NULL)
        put_kind(&row[CHANGE_KIND], "new", "新增", "new");
    else if (after == NULL)
        put_kind(&row[CHANGE_KIND], "gone", "不再涉及", "gone");
    else if (!str_equal(before[VERDICT_OUTCOME].text, after[VERDICT_OUTCOME].text))
        put_kind(&row[CHANGE_KIND], "outcome", "结论", "outcome");
    else
        put_kind(&row[CHANGE_KIND], "figure", "数值", "figure");
    if (before) cell_lend(&row[CHANGE_BEFORE], &before[VERDICT_OUTCOME]);
    if (after) cell_lend(&row[CHANGE_AFTER], &after[VERDICT_OUTCOME]);
    if (before) cell_lend(&row[CHANGE_MEASURED_BEFORE], &before[VERDICT_MEASURED]);
    if (after) cell_lend(&row[CHANGE_MEASURED_AFTER], &after[VERDICT_MEASURED]);
    if (after) cell_lend(&row[CHANGE_MARGIN], &after[VERDICT_MARGIN]);
    static const struct {
        int to, from;
    } kept[] = {{CHANGE_SEVERITY, VERDICT_SEVERITY}, {CHANGE_LIMIT, VERDICT_LIMIT},
                {CHANGE_DUE, VERDICT_DUE},           {CHANGE_WAIVED_UNTIL, VERDICT_WAIVED_UNTIL},
                {CHANGE_MISSING, VERDICT_MISSING},   {CHANGE_CLAUSE, VERDICT_CLAUSE},
                {CHANGE_TITLE, VERDICT_TITLE},       {CHANGE_TITLE_EN, VERDICT_TITLE_EN}};
    for (size_t i = 0; i < COUNT_OF(kept); i++) cell_lend(&row[kept[i].to], &now[kept[i].from]);
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
        str key = verdict_key(verdict_row(x->before, i), x->a);
        good = key.ptr != NULL && map_str_put(&x->at, key, i + 1);
    }
    return good;
}

static bool compare_after(comparing *x)
{
    for (uint32_t i = 0; i < x->after->row_count; i++) {
        uint32_t was = 0;
        const cell *after = verdict_row(x->after, i);
        str key = verdict_key(after, x->a);
        if (key.ptr == NULL) return false;
        if (map_str_find(&was, &x->at, key)) x->seen[was - 1] = true;
        compare_row(x, was ? verdict_row(x->before, was - 1) : NULL, after);
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
        if (!x.seen[i]) compare_row(&x, verdict_row(before, i), NULL);
    return relation_err(out, e);
}
