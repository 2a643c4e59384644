/* reports: the next report that each fund owes, when it is due by which rule, and how many working days are left.
 *
 * Rules are data (reports.def), each with its source; a parameter <id>_due_workdays or <id>_due_months, by fund or region,
 * takes the place of a rule. The next report is on the period after the last one that was filed under that name, or, where
 * none was, on the last period that ended since the fund began. A filing that does not say which report it is answers
 * nothing for sure. Invariant: a day in a year without a published calendar is marked provisional. */
#include "operation/operation_int.h"

static const column_info due_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"report", CELL_TEXT, "报告", "report", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},
    {"last_filed", CELL_PERIOD, "最近已报期间", "last period filed", UNIT_NONE, "", "", ""},
    {"period", CELL_PERIOD, "应报期间", "period to report on", UNIT_NONE, "report_period",
     "最近已报期间的下一期;从未报送时为基金开始后最近结束的一期",
     "the period after the last one filed; where none was filed, the last that ended since the fund began"},
    {"due", CELL_DATE, "期限", "due", UNIT_NONE, "report_due", "期末 + 规则所述工作日,或期末后第 n 月月末",
     "end of the period + working days of the rule, or the end of the n-th month after it"},
    {"status", CELL_TEXT, "状态", "status", UNIT_NONE, "report_status",
     "截止日晚于期限为逾期;规则已被取代或有未注明类别的报送时不能判定",
     "overdue when as-of lies after due; undetermined when the rule was superseded, or a filing does not say what it "
     "is"},
    {"workdays_left", CELL_INT, "剩余工作日", "working days left", UNIT_NONE, "report_workdays_left",
     "截止日之后到期限(含)的工作日数;逾期为负",
     "working days after as-of up to and including due; negative when overdue"},
    {"overdue_days", CELL_INT, "逾期天数", "days overdue", UNIT_NONE, "report_overdue_days", "截止日 − 期限",
     "as-of − due"},
    {"provisional", CELL_TEXT, "暂定", "provisional", UNIT_NONE, "report_provisional",
     "计算涉及尚未公布放假安排的年份(按周一至周五计)",
     "a year without a published calendar went into it (Monday to Friday)"},
    {"rule", CELL_TEXT, "规则与来源", "rule and source", UNIT_NONE, "", "", ""},
    {"mark", CELL_TEXT, "来源等级", "mark of the source", UNIT_NONE, "", "", ""},
    {"other_due", CELL_DATE, "另一来源的期限", "due by another source", UNIT_NONE, "report_other_due",
     "按另一来源的规则计算", "by the rule of the other source"},
    {"other_rule", CELL_TEXT, "另一来源", "the other source", UNIT_NONE, "", "", ""},
};
const relation_info reports_due_info = {"reports_due",
                                        "应报报告",
                                        "Reports due",
                                        "每只基金下一份应报报告:期间、期限、剩余工作日,规则与不同来源并列",
                                        "the next report that each fund owes: period, due day, working days left, with "
                                        "the rule and the sources that differ",
                                        due_columns,
                                        COUNT_OF(due_columns),
                                        2};
enum {
    FUND,
    REPORT_ID,
    FUND_NAME,
    LAST_FILED,
    PERIOD,
    DUE,
    STATUS,
    WORKDAYS_LEFT,
    OVERDUE_DAYS,
    PROVISIONAL,
    RULE,
    MARK,
    OTHER_DUE,
    OTHER_RULE
};

typedef enum report_width { QUARTERLY, FIRST_HALF, YEARLY } report_width;
typedef enum due_unit { WORKDAYS, MONTHS } due_unit;
typedef struct due_rule {
    due_unit counted_in;
    int64_t count;
    const char *mark, *zh, *en;
} due_rule;
typedef struct report_kind {
    const char *id;
    report_width width;
    due_rule rule;
    const char *until;
    int optional;
    const char *zh, *en;
} report_kind;
static const report_kind report_kinds[] = {
#define REPORT(id, width, counted_in, count, until, optional, zh, en, mark, source_zh, source_en)                      \
    {id, width, {counted_in, count, mark, source_zh, source_en}, until, optional, zh, en},
#define OTHER(id, counted_in, count, mark, source_zh, source_en)
#include "operation/reports.def"
};
static const struct other_rule {
    const char *id;
    due_rule rule;
} other_rules[] = {
#define REPORT(id, width, counted_in, count, until, optional, zh, en, mark, source_zh, source_en)
#define OTHER(id, counted_in, count, mark, source_zh, source_en) {id, {counted_in, count, mark, source_zh, source_en}},
#include "operation/reports.def"
};
enum { WORKDAYS_MAX = 1000, NAME_BYTES_MAX = 64 };

/* ---- periods ---- */
static period months_from(int year, int month, int count)
{
    int ends = year * 12 + month - 1 + count;
    return (period){day_of(year, month, 1), day_of(ends / 12, ends % 12 + 1, 1) - 1};
}

/* The period of that width that the day is in; of a day of the second half-year the first half before it. */
static period period_at(report_width width, day d)
{
    int year, month, mday;
    day_split(&year, &month, &mday, d);
    if (width == YEARLY) return months_from(year, 1, 12);
    return width == FIRST_HALF ? months_from(year, 1, 6) : months_from(year, (month - 1) / 3 * 3 + 1, 3);
}

static period period_next(report_width width, period p)
{
    int year, month, mday;
    day_split(&year, &month, &mday, p.first);
    return width == FIRST_HALF ? months_from(year + 1, 1, 6) : period_at(width, p.last + 1);
}

static period period_before(report_width width, period p)
{
    int year, month, mday;
    day_split(&year, &month, &mday, p.first);
    return width == FIRST_HALF ? months_from(year - 1, 1, 6) : period_at(width, p.first - 1);
}

/* The last period that ended by as_of since the fund began, else the first one that it owes. */
static period first_owed(report_width width, day began, day as_of)
{
    period p = period_at(width, as_of);
    while (p.last > as_of && p.first > DAY_FIRST + 366) p = period_before(width, p);
    while (p.last < began) p = period_next(width, p);
    return p;
}

/* ---- what was filed ---- */
typedef struct reporting {
    relation *out;
    const view_request *q;
    publics who;
    stakes links;
    parameters set;
    stepping steps;
    groups filed; /* fund → entry */
} reporting;
typedef struct owed {
    seq_no fund, filed; /* filed: entry of the last one under that name; 0 */
    period last, period;
    bool may_be_filed; /* by an entry that does not say which report it is, or whose day is not sure */
    due_rule rule;
    bool is_known; /* a rule that holds on its day */
    day due;
    bool provisional;
    entry_list why, set;
} owed;

static bool same_period(period a, period b)
{
    return a.first == b.first && a.last == b.last;
}

static bool is_of(const reporting *r, const event *filed, const report_kind *k, period *of)
{
    return period_stated(of, r->q, filed) && same_period(*of, period_at(k->width, of->first)) &&
           str_equal(attrs_text(filed->attrs, STR("report"), r->q->a), str_from(k->id));
}

static void find_last(owed *x, const reporting *r, const report_kind *k)
{
    const group_item *i = groups_first(&r->filed, x->fund);
    for (; i != NULL; i = groups_next(&r->filed, i)) {
        event ev;
        period of;
        book_entry(&ev, r->q->b, i->number);
        if (i->is != PRESENT_YES || !is_of(r, &ev, k, &of)) continue;
        if (x->filed != 0 && of.last <= x->last.last) continue;
        x->filed = ev.seq;
        x->last = of;
    }
}

static bool find_maybe(owed *x, const reporting *r, const report_kind *k)
{
    const group_item *i = groups_first(&r->filed, x->fund);
    for (; i != NULL; i = groups_next(&r->filed, i)) {
        event ev;
        period of;
        book_entry(&ev, r->q->b, i->number);
        bool unnamed = attrs_text(ev.attrs, STR("report"), r->q->a).len == 0;
        bool unsure = i->is != PRESENT_YES && is_of(r, &ev, k, &of);
        if (!unnamed && !unsure) continue;
        if (!period_stated(&of, r->q, &ev) || !same_period(of, x->period)) continue;
        x->may_be_filed = true;
        if (!entries_put(&x->why, r->q->a, ev.seq)) return false;
    }
    return true;
}

/* ---- when it is due ---- */
static day due_by(const due_rule *rule, period p, bool *provisional)
{
    *provisional = false;
    if (rule->counted_in == WORKDAYS) return workdays_after(p.last, rule->count, provisional);
    if (p.last >= DAY_LAST) return DAY_NONE;
    day next = day_after_months(p.last + 1, (int)rule->count);
    return next == DAY_NONE ? DAY_NONE : next - 1;
}

/* A parameter in place of the rule; one that is not sure by as_of, or larger than makes sense, is none. */
static bool rule_set(owed *x, const reporting *r, const report_kind *k, due_unit in, const char *ending)
{
    buf name;
    buf_init(&name, r->q->a, NAME_BYTES_MAX);
    buf_text(&name, k->id);
    buf_text(&name, ending);
    parameter set = parameter_of(&r->set, buf_view(&name), UNIT_COUNT, x->fund, party_region(NULL, &r->who, x->fund));
    int64_t most = in == WORKDAYS ? WORKDAYS_MAX : MONTHS_AFTER_MAX;
    if (set.by == NULL || !interval_is_exact(set.x) || set.x.lo > most) return false;
    x->rule = (due_rule){in, set.x.lo, "", "参数设定", "set by a parameter"};
    x->is_known = true;
    return choice_entries(&x->set, r->q->a, set.by);
}

static bool has_rule(owed *x, const reporting *r, const report_kind *k)
{
    x->rule = k->rule;
    x->is_known = true;
    if (rule_set(x, r, k, WORKDAYS, "_due_workdays") || rule_set(x, r, k, MONTHS, "_due_months")) {
        x->due = due_by(&x->rule, x->period, &x->provisional);
        return true;
    }
    x->due = due_by(&x->rule, x->period, &x->provisional);
    date until;
    if (k->until[0] != '\0' && date_parse(&until, str_from(k->until), NULL) == ERR_OK)
        x->is_known = x->due < until.first;
    return k->optional != YES;
}

/* ---- showing one ---- */
static void put_status(cell *c, const owed *x, day as_of)
{
    if (!x->is_known || x->due == DAY_NONE || x->may_be_filed)
        put_word(c, "undetermined", "不能判定", "undetermined");
    else if (as_of > x->due)
        put_word(c, "overdue", "逾期", "overdue");
    else
        put_word(c, "due", "未到期", "due");
}

static void put_due(cell *row, const owed *x, day as_of)
{
    bool provisional = false;
    if (!x->is_known || x->due == DAY_NONE) return;
    cell_day(&row[DUE], x->due);
    cell_int(&row[WORKDAYS_LEFT], workdays_between(as_of, x->due, &provisional));
    if (as_of > x->due) cell_int(&row[OVERDUE_DAYS], as_of - x->due);
    put_enum(&row[PROVISIONAL], LIST_yes_no, provisional || x->provisional ? YES : NO);
}

static void put_other(cell *row, const owed *x, const report_kind *k)
{
    for (size_t i = 0; i < COUNT_OF(other_rules); i++) {
        bool provisional;
        if (!str_equal(str_from(other_rules[i].id), str_from(k->id))) continue;
        cell_day(&row[OTHER_DUE], due_by(&other_rules[i].rule, x->period, &provisional));
        put_word(&row[OTHER_RULE], other_rules[i].rule.en, other_rules[i].rule.zh, other_rules[i].rule.en);
    }
}

static bool put_owed(const reporting *r, const report_kind *k, const owed *x)
{
    cell *row = relation_row(r->out);
    if (row == NULL) return false;
    put_id(&row[FUND], r->q, x->fund);
    put_word(&row[REPORT_ID], k->id, k->zh, k->en);
    put_name(&row[FUND_NAME], r->q, x->fund);
    if (x->filed != 0) cell_period(&row[LAST_FILED], x->last);
    relation_why(r->out, &row[LAST_FILED], x->filed);
    cell_period(&row[PERIOD], x->period);
    put_due(row, x, r->q->at.as_of);
    put_status(&row[STATUS], x, r->q->at.as_of);
    put_word(&row[RULE], x->rule.en, x->rule.zh, x->rule.en);
    cell_text(&row[MARK], str_from(x->rule.mark));
    put_other(row, x, k);
    for (uint32_t c = PERIOD; c < r->out->info->column_count; c++)
        if (row[c].type != 0) why_lists(r->out, &row[c], r->q->a, &x->why, &x->set);
    return !r->out->failed;
}

static bool put_report(const reporting *r, const report_kind *k, seq_no fund, const stamp *began)
{
    owed x = {.fund = fund};
    find_last(&x, r, k);
    x.period = x.filed != 0 ? period_next(k->width, x.last) : first_owed(k->width, began->span.last, r->q->at.as_of);
    if (!entries_put(&x.why, r->q->a, x.filed != 0 ? x.filed : began->entry) || !find_maybe(&x, r, k)) return false;
    return !has_rule(&x, r, k) || put_owed(r, k, &x);
}

/* A fund owes reports from the day that it was formed, else paid into, until it is surely liquidated. */
static bool put_reports(const reporting *r, seq_no fund)
{
    const fund_steps *f = steps_of(&r->steps, fund);
    const stamp *began = f->formed.entry != 0 ? &f->formed : &f->first_paid;
    if (began->entry == 0 || began->span.last > r->q->at.as_of) return true;
    if (f->liquidated.entry != 0 && f->liquidated.is_sure) return true;
    for (size_t i = 0; i < COUNT_OF(report_kinds); i++)
        if (!put_report(r, &report_kinds[i], fund, began)) return false;
    return true;
}

static bool reporting_build(reporting *r)
{
    const view_request *q = r->q;
    groups_init(&r->filed, q->a);
    if (!publics_build(&r->who, q) || !stakes_build(&r->links, q) || !parameters_build(&r->set, q) ||
        !stepping_build(&r->steps, q, &r->who, &r->links))
        return false;
    scan s = scan_begin(q, KIND_REPORT_FILED);
    while (scan_next(&s))
        if (!groups_put(&r->filed, standing(q, s.ev.object), s.ev.seq, s.is)) return false;
    return true;
}

err_code build_reports_due(relation *out, const view_request *q, err *e)
{
    reporting r = {.out = out, .q = q};
    CHECK(COUNT_OF(due_columns) == OTHER_RULE + 1);
    if (!reporting_build(&r)) return arena_err(q->a, e);
    scan s = scan_begin(q, KIND_PARTY_REGISTERED);
    while (scan_next(&s) && !out->failed) {
        seq_no fund = s.ev.seq;
        if (!book_is_fund(q->b, fund) || fund_standing(NULL, &r.links.mergers, q, fund) != fund) continue;
        if (!put_reports(&r, fund) && !out->failed) return arena_err(q->a, e);
    }
    return relation_err(out, e);
}
