/* metrics: targets that the book itself measures, from a closed list (metrics.def), and the list as a relation.
 *
 * A metric is a function of the target's population on as_of. Money of the ledger is summed over the funds of the
 * population, each once, one that went into another as that other; a fund without a commitment in the ledger is unknown,
 * not nought. Who may not be a member adds what it has or nothing. Only yuan are summed: another currency is unknown.
 * Each part of the base is scanned once for all targets, and only when a target asks for it. */
#include "views/promises_int.h"

typedef struct crowd {
    const event *promise;
    member_set members;
} crowd;
struct metric_info {
    const char *name;
    unit_code unit;
    bool forecastable;
    const char *zh, *en, *about_zh, *about_en;
    bool (*measure)(measurement *out, metric_base *b, const crowd *c); /* false: memory */
};
struct metric_base {
    const view_request *q;
    bool has_members, has_sizes, has_stakes, has_invested, has_counted;
    memberships in;
    choices sizes;
    stakes stakes;
    groups invested, counted; /* fund → entry */
};

metric_base *metric_base_make(const view_request *q)
{
    metric_base *b = arena_get(q->a, sizeof *b);
    if (b != NULL) *b = (metric_base){.q = q};
    return b;
}

/* ---- parts of the base ---- */

static bool need_sizes(metric_base *b)
{
    if (b->has_sizes) return true;
    b->has_sizes = true;
    choices_init(&b->sizes, b->q->a);
    return choose_sizes(&b->sizes, b->q);
}

static bool need_stakes(metric_base *b)
{
    if (b->has_stakes) return true;
    b->has_stakes = true;
    return stakes_build(&b->stakes, b->q);
}

static seq_no fund_of(const metric_base *b, seq_no named)
{
    return fund_standing(NULL, &b->stakes.mergers, b->q, standing(b->q, named));
}

static bool need_invested(metric_base *b)
{
    if (b->has_invested) return true;
    b->has_invested = true;
    groups_init(&b->invested, b->q->a);
    scan s = scan_begin(b->q, KIND_INVESTMENT_MADE);
    while (scan_next(&s))
        if (!groups_put(&b->invested, fund_of(b, s.ev.subject), s.ev.seq, s.is)) return false;
    return true;
}

/* A revocation takes from the fund of the claim whose recognition it takes back. */
static bool need_counted(metric_base *b)
{
    static const kind kinds[] = {KIND_REINVESTMENT_RECOGNISED, KIND_REINVESTMENT_REVOKED, KIND_NONE};
    if (b->has_counted) return true;
    b->has_counted = true;
    groups_init(&b->counted, b->q->a);
    scan s = scan_kinds(b->q, kinds);
    while (scan_next(&s)) {
        event of;
        book_entry(&of, b->q->b, s.ev.ref);
        if (s.ev.kind == KIND_REINVESTMENT_REVOKED) book_entry(&of, b->q->b, of.ref);
        CHECK(of.kind == KIND_REINVESTMENT_CLAIMED);
        if (!groups_put(&b->counted, fund_of(b, of.object), s.ev.seq, s.is)) return false;
    }
    return true;
}

/* ---- the population ---- */

static bool crowd_of(crowd *c, metric_base *b, const event *promise)
{
    thing t;
    c->promise = promise;
    if (!b->has_members && !memberships_build(&b->in, b->q)) return false;
    b->has_members = true;
    if (book_thing(&t, b->q->b, promise->object) && t.is == THING_cluster)
        return members_of(&c->members, &b->in, b->q, promise->object);
    members_init(&c->members, b->q->a);
    return members_put(&c->members, b->q->a, standing(b->q, promise->object), PRESENT_YES, promise->seq);
}

static int basis_of(const crowd *c)
{
    return c->promise->purpose ? c->promise->purpose : BASIS_REGISTERED;
}

static bool is_class(const metric_base *b, seq_no party, int class_code)
{
    thing t;
    return book_thing(&t, b->q->b, party) && t.is == THING_party && t.class_code == class_code;
}

static bool cite_member(measurement *out, const metric_base *b, const crowd *c, uint32_t i)
{
    return entries_put(&out->why, b->q->a, c->members.entry[i]);
}

static void add_part(measurement *out, interval x, presence is)
{
    CHECK(is != PRESENT_NO);
    out->x = interval_add(out->x, is == PRESENT_YES ? x : may_be_nothing(x));
}

/* ---- sizes and counts ---- */

static bool sum_sizes(measurement *out, metric_base *b, const crowd *c, bool sub_funds_only)
{
    if (!need_sizes(b)) return false;
    for (uint32_t i = 0; i < c->members.count; i++) {
        seq_no member = c->members.member[i];
        if (sub_funds_only && !is_class(b, member, PARTY_SUB_FUND)) continue;
        said size = size_of(&b->sizes, b->q, member, basis_of(c));
        add_part(out, said_yuan(&size), c->members.is[i]);
        if (!cite_member(out, b, c, i) || !choice_entries(&out->why, b->q->a, size.by)) return false;
    }
    return true;
}

static bool measure_cluster_size(measurement *out, metric_base *b, const crowd *c)
{
    return sum_sizes(out, b, c, false);
}

static bool measure_subfunds_size(measurement *out, metric_base *b, const crowd *c)
{
    return sum_sizes(out, b, c, true);
}

static bool measure_fund_count(measurement *out, metric_base *b, const crowd *c)
{
    for (uint32_t i = 0; i < c->members.count; i++) {
        if (!book_is_fund(b->q->b, c->members.member[i])) continue;
        add_part(out, interval_exact(1), c->members.is[i]);
        if (!cite_member(out, b, c, i)) return false;
    }
    return true;
}

/* ---- the ledger ---- */

static interval yuan_of(const stake_row *r, kind figure)
{
    if (r->unit != UNIT_CNY) return interval_unknown(false);
    return figure == KIND_CONTRIBUTION_PAID ? r->paid_in : r->committed;
}

/* What investors have in one fund; from == NULL: all of them. False: memory. *known: does the ledger know the fund? */
static bool add_stakes_in(measurement *out, interval *x, bool *known, metric_base *b, seq_no fund, kind figure,
                          const member_set *from)
{
    const group_item *i = groups_first(&b->stakes.by_fund, fund);
    for (; i != NULL; i = groups_next(&b->stakes.by_fund, i)) {
        const stake_row *r = &b->stakes.rows[i->number];
        entry_list flows;
        bool is_from = from == NULL ||
                       (is_class(b, r->investor, PARTY_MOTHER_FUND) && member_is(from, r->investor) == PRESENT_YES);
        if (!r->has_ledger) continue;
        *known = true;
        if (!is_from) continue;
        *x = interval_add(*x, yuan_of(r, figure));
        if (!entries_of_kind(&flows, b->q, &r->flows, figure) || !entries_join(&out->why, b->q->a, &flows))
            return false;
    }
    return true;
}

/* A sum of rows of the ledger under their fund; what is revoked is taken off. */
static bool add_rows_of(measurement *out, interval *x, const metric_base *b, const groups *rows, seq_no fund)
{
    const group_item *i = groups_first(rows, fund);
    for (; i != NULL; i = groups_next(rows, i)) {
        event ev;
        book_entry(&ev, b->q->b, i->number);
        interval part = ev.amount.unit == UNIT_CNY ? amount_counted(b->q, &ev.amount, i->is) : interval_unknown(false);
        *x = ev.kind == KIND_REINVESTMENT_REVOKED ? interval_sub(*x, part) : interval_add(*x, part);
        if (!entries_put(&out->why, b->q->a, ev.seq)) return false;
    }
    return true;
}

static bool figure_of_fund(measurement *out, interval *x, metric_base *b, seq_no fund, kind figure)
{
    bool known = false;
    interval signed_for = interval_exact(0);
    *x = interval_exact(0);
    bool done = add_stakes_in(out, &signed_for, &known, b, fund, figure, NULL);
    if (!done || !known) {
        *x = interval_unknown(false);
        return done;
    }
    if (figure == KIND_INVESTMENT_MADE) return add_rows_of(out, x, b, &b->invested, fund);
    if (figure == KIND_REINVESTMENT_RECOGNISED) return add_rows_of(out, x, b, &b->counted, fund);
    *x = signed_for;
    return true;
}

/* Each fund of the population that stands, once. */
static bool sum_figures(measurement *out, metric_base *b, const crowd *c, kind figure)
{
    map_u64 seen;
    map_u64_init(&seen, b->q->a);
    if (!need_stakes(b)) return false;
    if (figure == KIND_INVESTMENT_MADE && !need_invested(b)) return false;
    if (figure == KIND_REINVESTMENT_RECOGNISED && !need_counted(b)) return false;
    for (uint32_t i = 0; i < c->members.count; i++) {
        uint32_t was;
        interval x;
        seq_no fund = fund_of(b, c->members.member[i]);
        if (!book_is_fund(b->q->b, fund) || map_u64_find(&was, &seen, fund)) continue;
        if (!map_u64_put(&seen, fund, 1) || !cite_member(out, b, c, i) || !figure_of_fund(out, &x, b, fund, figure))
            return false;
        add_part(out, x, c->members.is[i]);
    }
    return true;
}

static bool measure_committed(measurement *out, metric_base *b, const crowd *c)
{
    return sum_figures(out, b, c, KIND_COMMITMENT_SIGNED);
}

static bool measure_paid_in(measurement *out, metric_base *b, const crowd *c)
{
    return sum_figures(out, b, c, KIND_CONTRIBUTION_PAID);
}

static bool measure_invested(measurement *out, metric_base *b, const crowd *c)
{
    return sum_figures(out, b, c, KIND_INVESTMENT_MADE);
}

static bool measure_reinvestment_counted(measurement *out, metric_base *b, const crowd *c)
{
    return sum_figures(out, b, c, KIND_REINVESTMENT_RECOGNISED);
}

/* Definition a of the design's five (b where the basis is paid-in): all that is in the sub-funds over what the mother
 * funds of the same population put there. Parts per million become ten-thousandths, rounded outward. */
static bool measure_leverage(measurement *out, metric_base *b, const crowd *c)
{
    kind figure = c->promise->purpose == BASIS_PAID_IN ? KIND_CONTRIBUTION_PAID : KIND_COMMITMENT_SIGNED;
    interval whole = interval_exact(0), mothers = interval_exact(0), ppm;
    if (!need_stakes(b)) return false;
    for (uint32_t i = 0; i < c->members.count; i++) {
        bool known = false;
        interval all = interval_exact(0), part = interval_exact(0);
        seq_no fund = c->members.member[i];
        if (!is_class(b, fund, PARTY_SUB_FUND)) continue;
        if (!cite_member(out, b, c, i) || !add_stakes_in(out, &all, &known, b, fund, figure, NULL) ||
            !add_stakes_in(out, &part, &known, b, fund, figure, &c->members))
            return false;
        bool sure = c->members.is[i] == PRESENT_YES;
        all = known ? all : interval_unknown(false);
        whole = interval_add(whole, sure ? all : may_be_nothing(all));
        mothers = interval_add(mothers, sure ? part : may_be_nothing(part));
    }
    if (!interval_ratio_ppm(&ppm, whole, mothers))
        out->gap = METRIC_NO_DENOMINATOR;
    else
        out->x = interval_scale(ppm, 1, 100);
    return true;
}

/* ---- the list ---- */

static const metric_info metrics[] = {
#define METRIC(name, unit, forecastable, zh, en, about_zh, about_en)                                                   \
    {#name, unit, forecastable, zh, en, about_zh, about_en, measure_##name},
#include "views/metrics.def"
};

static const metric_info *metric_find(str indicator)
{
    const metric_info *found = NULL;
    for (size_t i = 0; i < COUNT_OF(metrics) && found == NULL; i++)
        if (str_equal(indicator, str_from(metrics[i].name))) found = &metrics[i];
    return found;
}

bool metric_is_forecastable(const metric_info *metric)
{
    return metric != NULL && metric->forecastable;
}

bool metric_measure(measurement *out, metric_base *from, const event *promise)
{
    crowd c;
    *out = (measurement){.metric = metric_find(attrs_text(promise->attrs, STR("indicator"), from->q->a))};
    if (out->metric == NULL) return true;
    out->unit = out->metric->unit;
    out->x = interval_exact(0);
    out->gap = promise->object == 0                        ? METRIC_NO_POPULATION
               : promise->amount.unit != out->metric->unit ? METRIC_UNIT
                                                           : METRIC_MEASURED;
    if (out->gap != METRIC_MEASURED) return true;
    return crowd_of(&c, from, promise) && out->metric->measure(out, from, &c);
}

static const column_info metric_columns[] = {
    {"metric", CELL_TEXT, "度量", "metric", UNIT_NONE, "", "", ""},
    {"title", CELL_TEXT, "名称", "title", UNIT_NONE, "", "", ""},
    {"unit", CELL_TEXT, "单位", "unit", UNIT_NONE, "", "", ""},
    {"forecastable", CELL_TEXT, "可预测", "forecastable", UNIT_NONE, "", "", ""},
    {"computed", CELL_TEXT, "算法", "computed as", UNIT_NONE, "", "", ""},
    {"targets", CELL_INT, "目标数", "targets", UNIT_NONE, "metric_targets", "以此度量衡量的目标数",
     "targets that are measured by it"},
    {"measured", CELL_INT, "可算的目标", "of them measured", UNIT_NONE, "metric_measured",
     "其中写明总体、单位相合、可由账本算出的目标数",
     "those of them that name a population and a unit that fits, so that the book gives a figure"},
};
const relation_info metrics_info = {
    "metrics",
    "度量清单",
    "Metrics",
    "账本自己能量的度量(封闭清单):目标的指标若在其中,由账本计算,否则只看观测",
    "the closed list of what the book measures itself; a target on another indicator is only observed",
    metric_columns,
    COUNT_OF(metric_columns),
    1};

static void put_metric(relation *out, const metric_info *m, const target_list *all, arena *a)
{
    cell *row = relation_row(out);
    entry_list used = {.count = 0}, measured = {.count = 0};
    const unit *u = unit_get(m->unit);
    CHECK(u != NULL);
    if (row == NULL) return;
    for (uint32_t i = 0; i < all->count; i++) {
        const target *t = &all->items[i];
        if (t->measured.metric != m) continue;
        bool counts = t->measured.gap == METRIC_MEASURED;
        if (!entries_put(&used, a, t->ev.seq) || (counts && !entries_put(&measured, a, t->ev.seq))) out->failed = true;
    }
    cell_text(&row[0], str_from(m->name));
    put_word(&row[1], m->en, m->zh, m->en);
    put_word(&row[2], u->id, u->zh, u->en[0] ? u->en : u->id);
    put_enum(&row[3], LIST_yes_no, m->forecastable ? YES : NO);
    put_word(&row[4], m->about_en, m->about_zh, m->about_en);
    cell_int(&row[5], used.count);
    cell_int(&row[6], measured.count);
    why_list(out, &row[5], a, &used);
    why_list(out, &row[6], a, &measured);
}

err_code build_metrics(relation *out, const view_request *q, err *e)
{
    target_list all;
    if (!targets_build(&all, q)) return arena_err(q->a, e);
    for (size_t i = 0; i < COUNT_OF(metrics) && !out->failed; i++) put_metric(out, &metrics[i], &all, q->a);
    return relation_err(out, e);
}
