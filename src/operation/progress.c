/* progress: how far a fund has come: paid in, invested, and how long each step took, with the two triggers of one year.
 *
 * 财预〔2015〕210号 第二十条 lets public money leave without the others' consent when the set-up is not completed more than a year
 * after the plan was confirmed (1), or no investment has begun one year or more after public money reached the fund (2). The
 * two limits are parameters, in months; 12 each where none is set. A day stated as a month or a year gives an answer only
 * where every day of it gives the same. */
#include "operation/operation_int.h"

static const column_info progress_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},
    {"committed", CELL_INTERVAL, "认缴", "committed", UNIT_NONE, "progress_committed", "Σ 各出资人认缴(账面)",
     "Σ commitments of all investors (ledger)"},
    {"paid_in", CELL_INTERVAL, "实缴", "paid in", UNIT_NONE, "progress_paid_in", "Σ 各出资人认缴内实缴(账面)",
     "Σ paid in by all investors inside their commitments (ledger)"},
    {"invested", CELL_INTERVAL, "已投", "invested", UNIT_NONE, "progress_invested", "Σ 投资 + Σ 向其他基金的实缴",
     "Σ investment.made + Σ paid into other funds"},
    {"paid_in_rate", CELL_INTERVAL, "实缴率", "paid-in rate", UNIT_PERCENT, "paid_in_rate",
     "实缴 ÷ 认缴,四舍五入到百万分之一", "paid in ÷ committed, rounded half up to one ppm"},
    {"invested_of_committed", CELL_INTERVAL, "投资进度(÷认缴)", "invested ÷ committed", UNIT_PERCENT,
     "investment_progress_committed", "已投 ÷ 认缴,四舍五入到百万分之一",
     "invested ÷ committed, rounded half up to one ppm"},
    {"invested_of_paid_in", CELL_INTERVAL, "投资进度(÷实缴)", "invested ÷ paid in", UNIT_PERCENT,
     "investment_progress_paid_in", "已投 ÷ 实缴,四舍五入到百万分之一",
     "invested ÷ paid in, rounded half up to one ppm"},
    {"approved", CELL_DATE, "获批", "approved", UNIT_NONE, "", "", ""},
    {"formed", CELL_DATE, "设立", "formed", UNIT_NONE, "", "", ""},
    {"public_paid", CELL_DATE, "公共资金首次到账", "first public money", UNIT_NONE, "", "", ""},
    {"first_invested", CELL_DATE, "首次投资", "first investment", UNIT_NONE, "", "", ""},
    {"formation_days", CELL_INT, "获批到设立(天)", "days from approval to formation", UNIT_NONE, "formation_days",
     "设立日 − 获批日;未设立时为截止日 − 获批日;日期须精确到日",
     "formed − approved, or as-of − approved while it is not formed; both known to the day"},
    {"investment_days", CELL_INT, "到账到首投(天)", "days from money to first investment", UNIT_NONE, "investment_days",
     "首次投资日 − 公共资金首次到账日;未投资时为截止日 − 到账日",
     "first investment − first public money, or as-of − first public money while nothing is invested"},
    {"formation_limit", CELL_INTERVAL, "设立时限(月)", "months to form", UNIT_COUNT, "formation_limit_months",
     "参数 formation_limit_months;未设定时 12(财预〔2015〕210号 第二十条)",
     "parameter formation_limit_months; 12 when none is set (Caiyu 2015 No. 210, article 20)"},
    {"formation_due", CELL_DATE, "设立期限", "to be formed by", UNIT_NONE, "formation_due", "获批日 + 时限(最晚可能日)",
     "approved + limit, at the latest that it may mean"},
    {"formation_trigger", CELL_TEXT, "逾期未设立", "not formed in time", UNIT_NONE, "formation_trigger",
     "截止日晚于设立期限且未设立(三值)", "as-of lies after the limit and it is not formed, three-valued"},
    {"investment_limit", CELL_INTERVAL, "首投时限(月)", "months to invest", UNIT_COUNT, "first_investment_limit_months",
     "参数 first_investment_limit_months;未设定时 12(财预〔2015〕210号 第二十条)",
     "parameter first_investment_limit_months; 12 when none is set (Caiyu 2015 No. 210, article 20)"},
    {"investment_due", CELL_DATE, "首投期限", "to be invested by", UNIT_NONE, "investment_due",
     "公共资金首次到账日 + 时限", "first public money + limit"},
    {"investment_trigger", CELL_TEXT, "逾期未投资", "not invested in time", UNIT_NONE, "investment_trigger",
     "截止日不早于首投期限且未投资(三值)", "as-of lies on or after the limit and nothing is invested, three-valued"},
};
const relation_info progress_info = {
    "progress",
    "基金进度",
    "Progress",
    "每只基金的实缴率、投资进度、各阶段用时与一年触发条件",
    "each fund's paid-in rate, investment progress, the time that each stage took, and the one-year triggers",
    progress_columns,
    COUNT_OF(progress_columns),
    1};
enum {
    FUND,
    FUND_NAME,
    COMMITTED,
    PAID_IN,
    INVESTED,
    PAID_IN_RATE,
    OF_COMMITTED,
    OF_PAID_IN,
    APPROVED,
    FORMED,
    PUBLIC_PAID,
    FIRST_INVESTED,
    FORMATION_DAYS,
    INVESTMENT_DAYS,
    FORMATION_LIMIT,
    FORMATION_DUE,
    FORMATION_TRIGGER,
    INVESTMENT_LIMIT,
    INVESTMENT_DUE,
    INVESTMENT_TRIGGER
};
enum { DEFAULT_LIMIT_MONTHS = 12 };

bool stamp_earlier(const stamp *a, const stamp *b)
{
    if (b->entry == 0) return a->entry != 0;
    return a->span.first != b->span.first ? a->span.first < b->span.first : a->span.last < b->span.last;
}

static stamp stamp_of(const view_request *q, const event *ev, presence is)
{
    return (stamp){ev->seq, book_effective_span(q->b, ev), ev->effective, is == PRESENT_YES};
}

/* ---- finding the steps ---- */
static fund_steps *steps_make(stepping *s, seq_no fund)
{
    uint32_t at;
    if (map_u64_find(&at, &s->of_fund, fund)) return &s->items[at];
    if (!arena_grow(s->q->a, (void **)&s->items, sizeof *s->items, &s->room, s->count + 1) ||
        !map_u64_put(&s->of_fund, fund, s->count))
        return NULL;
    s->items[s->count] = (fund_steps){.fund = fund, .invested = interval_exact(0), .invested_in = UNIT_NONE};
    return &s->items[s->count++];
}

static void note(stamp *at, const stamp *found)
{
    if (stamp_earlier(found, at)) *at = *found;
}

static bool note_stage(stepping *s, const scan *at)
{
    fund_steps *f = steps_make(s, standing(s->q, at->ev.subject));
    if (f == NULL) return false;
    stamp found = stamp_of(s->q, &at->ev, at->is);
    if (at->ev.kind == KIND_FUND_FORMED || at->ev.class_code == s->formed) note(&f->formed, &found);
    if (at->ev.kind != KIND_FUND_STAGED) return true;
    if (at->ev.class_code == s->approved) note(&f->approved, &found);
    if (at->ev.class_code == s->liquidated) note(&f->liquidated, &found);
    return true;
}

static bool add_invested(stepping *s, fund_steps *f, const scan *at)
{
    const event *ev = &at->ev;
    stamp found = stamp_of(s->q, ev, at->is);
    note(&f->first_invested, &found);
    if (f->invested_in == UNIT_NONE) f->invested_in = ev->amount.unit;
    interval more = amount_counted(s->q, &ev->amount, at->is);
    f->invested = interval_add(f->invested, f->invested_in == ev->amount.unit ? more : interval_unknown(false));
    return entries_put(&f->invested_entries, s->q->a, ev->seq);
}

/* What a fund pays into another is money that it has put to work. */
static bool note_payment(stepping *s, const scan *at)
{
    bool is_contribution = at->ev.kind == KIND_CONTRIBUTION_PAID;
    seq_no by = fund_standing(NULL, &s->links->mergers, s->q, at->ev.subject);
    seq_no into = fund_standing(NULL, &s->links->mergers, s->q, at->ev.object);
    if (!is_contribution || book_is_fund(s->q->b, by)) {
        fund_steps *f = steps_make(s, by);
        if (f == NULL || !add_invested(s, f, at)) return false;
    }
    if (!is_contribution) return true;
    fund_steps *f = steps_make(s, into);
    if (f == NULL) return false;
    stamp found = stamp_of(s->q, &at->ev, at->is);
    note(&f->first_paid, &found);
    if (is_public(s->who, by)) note(&f->public_paid, &found);
    return true;
}

bool stepping_build(stepping *s, const view_request *q, const publics *who, const stakes *links)
{
    static const kind stages[] = {KIND_FUND_FORMED, KIND_FUND_STAGED, KIND_NONE};
    static const kind payments[] = {KIND_CONTRIBUTION_PAID, KIND_INVESTMENT_MADE, KIND_NONE};
    *s = (stepping){.q = q, .who = who, .links = links};
    s->approved = enum_find(LIST_stage, STR("approved"));
    s->formed = enum_find(LIST_stage, STR("formed"));
    s->liquidated = enum_find(LIST_stage, STR("liquidated"));
    CHECK(s->approved && s->formed && s->liquidated);
    map_u64_init(&s->of_fund, q->a);
    scan at = scan_kinds(q, stages);
    while (scan_next(&at))
        if (!note_stage(s, &at)) return false;
    at = scan_kinds(q, payments);
    while (scan_next(&at))
        if (!note_payment(s, &at)) return false;
    return true;
}

const fund_steps *steps_of(const stepping *s, seq_no fund)
{
    static const fund_steps nothing = {.fund = 0};
    uint32_t at;
    return map_u64_find(&at, &s->of_fund, fund) ? &s->items[at] : &nothing;
}

/* ---- money ---- */
typedef struct progress {
    const view_request *q;
    publics who;
    stakes links;
    parameters set;
    stepping steps;
} progress;
typedef struct paid {
    interval committed, paid_in;
    unit_code in;
    entry_list committed_entries, paid_entries;
} paid;

static bool paid_of(paid *out, const progress *p, seq_no fund)
{
    *out = (paid){.committed = interval_exact(0), .paid_in = interval_exact(0), .in = UNIT_NONE};
    const group_item *i = groups_first(&p->links.by_fund, fund);
    for (; i != NULL; i = groups_next(&p->links.by_fund, i)) {
        const stake_row *s = &p->links.rows[i->number];
        entry_list flows, payments;
        if (!s->has_ledger) continue;
        if (out->in == UNIT_NONE) out->in = s->unit;
        bool same_unit = out->in == s->unit;
        out->committed = interval_add(out->committed, same_unit ? s->committed : interval_unknown(false));
        out->paid_in = interval_add(out->paid_in, same_unit ? s->paid_in : interval_unknown(false));
        if (!entries_of_kind(&flows, p->q, &s->flows, KIND_COMMITMENT_SIGNED) ||
            !entries_of_kind(&payments, p->q, &s->flows, KIND_CONTRIBUTION_PAID) ||
            !entries_join(&out->committed_entries, p->q->a, &flows) ||
            !entries_join(&out->paid_entries, p->q->a, &payments))
            return false;
    }
    return true;
}

static void put_rate(relation *out, cell *c, const view_request *q, interval one, const entry_list *of_one,
                     interval other, const entry_list *of_other)
{
    interval rate;
    if (!ratio_percent(&rate, one, other)) return;
    cell_interval(c, rate, UNIT_PERCENT, QUALIFIER_NONE);
    why_lists(out, c, q->a, of_one, of_other);
}

static bool put_money(relation *out, cell *row, const progress *p, const fund_steps *f, seq_no fund)
{
    paid m;
    const view_request *q = p->q;
    if (!paid_of(&m, p, fund)) return false;
    bool same_unit = f->invested_in == UNIT_NONE || m.in == f->invested_in;
    interval invested = f->fund != 0 && same_unit ? f->invested
                        : f->fund != 0            ? interval_unknown(false)
                                                  : interval_exact(0);
    if (m.in == UNIT_NONE && f->invested_in == UNIT_NONE) return true; /* the ledger holds nothing of it */
    unit_code in = m.in == UNIT_NONE ? f->invested_in : m.in;
    cell_interval(&row[COMMITTED], m.committed, in, QUALIFIER_NONE);
    why_list(out, &row[COMMITTED], q->a, &m.committed_entries);
    cell_interval(&row[PAID_IN], m.paid_in, in, QUALIFIER_NONE);
    why_list(out, &row[PAID_IN], q->a, &m.paid_entries);
    cell_interval(&row[INVESTED], invested, in, QUALIFIER_NONE);
    why_list(out, &row[INVESTED], q->a, &f->invested_entries);
    put_rate(out, &row[PAID_IN_RATE], q, m.paid_in, &m.paid_entries, m.committed, &m.committed_entries);
    put_rate(out, &row[OF_COMMITTED], q, invested, &f->invested_entries, m.committed, &m.committed_entries);
    put_rate(out, &row[OF_PAID_IN], q, invested, &f->invested_entries, m.paid_in, &m.paid_entries);
    return !out->failed;
}

/* ---- stages ---- */
typedef struct limit {
    interval months;
    entry_list why;
} limit;

static bool limit_of(limit *out, const progress *p, seq_no fund, const char *name)
{
    str region = party_region(NULL, &p->who, fund);
    parameter set = parameter_of(&p->set, str_from(name), UNIT_COUNT, fund, region);
    *out = (limit){.months = set.by == NULL ? interval_exact(DEFAULT_LIMIT_MONTHS) : set.x};
    return entries_put(&out->why, p->q->a, fund) && choice_entries(&out->why, p->q->a, set.by);
}

static day after_months(day from, int64_t months)
{
    day due = day_after_months(from, months > MONTHS_AFTER_MAX ? MONTHS_AFTER_MAX : (int)months);
    return due == DAY_NONE ? DAY_LAST : due;
}

/* First and last day that the end of the limit may be. */
static period due_of(const stamp *since, const limit *l)
{
    period due;
    due.first = after_months(since->span.first, l->months.lo_open || l->months.lo < 0 ? 0 : l->months.lo);
    due.last = after_months(since->span.last, l->months.hi_open ? MONTHS_AFTER_MAX : l->months.hi);
    return due;
}

/* Is it over, and the step not taken? past: as_of lies after the day that is meant. */
static verdict3 trigger_of(bool surely_past, bool maybe_past, const stamp *since, const stamp *step)
{
    if (step->entry != 0 && step->is_sure) return VERDICT_BREACH; /* done: the right is not there */
    if (!maybe_past) return VERDICT_BREACH;
    return surely_past && step->entry == 0 && since->is_sure ? VERDICT_PASS : VERDICT_UNDETERMINED;
}

static bool is_of_day(const stamp *s)
{
    return s->entry != 0 && s->span.first == s->span.last;
}

static void put_age(cell *c, const view_request *q, const stamp *since, const stamp *step)
{
    if (!is_of_day(since) || (step->entry != 0 && !is_of_day(step))) return;
    cell_int(c, (step->entry != 0 ? step->span.first : q->at.as_of) - since->span.first);
}

static void put_stamp(relation *out, cell *c, const stamp *s)
{
    if (s->entry == 0) return;
    cell_date(c, s->stated.precision == PRECISION_UNKNOWN ? (date){s->span.first, PRECISION_DAY} : s->stated);
    relation_why(out, c, s->entry);
}

typedef struct aging { /* where a step and its limit are shown */
    uint32_t days, limit, due, trigger;
    bool counts_the_day; /* over on the very day that the limit ends */
} aging;

static bool put_aging(relation *out, cell *row, const progress *p, const aging *at, const stamp *since,
                      const stamp *step, const limit *l)
{
    const view_request *q = p->q;
    entry_list both = {.count = 0};
    if (!entries_put(&both, q->a, since->entry) || !entries_put(&both, q->a, step->entry)) return false;
    cell_interval(&row[at->limit], l->months, UNIT_COUNT, QUALIFIER_NONE);
    why_list(out, &row[at->limit], q->a, &l->why);
    if (since->entry == 0) return true;
    period due = due_of(since, l);
    day last = at->counts_the_day ? q->at.as_of : q->at.as_of - 1;
    put_age(&row[at->days], q, since, step);
    why_list(out, &row[at->days], q->a, &both);
    cell_day(&row[at->due], due.last);
    why_lists(out, &row[at->due], q->a, &both, &l->why);
    put_verdict(&row[at->trigger], trigger_of(due.last <= last, due.first <= last, since, step));
    why_lists(out, &row[at->trigger], q->a, &both, &l->why);
    return true;
}

static bool put_stages(relation *out, cell *row, const progress *p, const fund_steps *f, seq_no fund)
{
    static const aging formation = {FORMATION_DAYS, FORMATION_LIMIT, FORMATION_DUE, FORMATION_TRIGGER, false};
    static const aging investment = {INVESTMENT_DAYS, INVESTMENT_LIMIT, INVESTMENT_DUE, INVESTMENT_TRIGGER, true};
    limit to_form, to_invest;
    put_stamp(out, &row[APPROVED], &f->approved);
    put_stamp(out, &row[FORMED], &f->formed);
    put_stamp(out, &row[PUBLIC_PAID], &f->public_paid);
    put_stamp(out, &row[FIRST_INVESTED], &f->first_invested);
    return limit_of(&to_form, p, fund, "formation_limit_months") &&
           limit_of(&to_invest, p, fund, "first_investment_limit_months") &&
           put_aging(out, row, p, &formation, &f->approved, &f->formed, &to_form) &&
           put_aging(out, row, p, &investment, &f->public_paid, &f->first_invested, &to_invest);
}

err_code build_progress(relation *out, const view_request *q, err *e)
{
    progress p = {.q = q};
    CHECK(COUNT_OF(progress_columns) == INVESTMENT_TRIGGER + 1);
    if (!publics_build(&p.who, q) || !stakes_build(&p.links, q) || !parameters_build(&p.set, q) ||
        !stepping_build(&p.steps, q, &p.who, &p.links))
        return arena_err(q->a, e);
    scan s = scan_begin(q, KIND_PARTY_REGISTERED);
    while (scan_next(&s) && !out->failed) {
        seq_no fund = s.ev.seq;
        if (!book_is_fund(q->b, fund) || fund_standing(NULL, &p.links.mergers, q, fund) != fund) continue;
        const fund_steps *f = steps_of(&p.steps, fund);
        cell *row = relation_row(out);
        if (row == NULL) break;
        put_id(&row[FUND], q, fund);
        put_name(&row[FUND_NAME], q, fund);
        if (!put_money(out, row, &p, f, fund) || !put_stages(out, row, &p, f, fund)) return arena_err(q->a, e);
    }
    return relation_err(out, e);
}
