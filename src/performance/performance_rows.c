/* performance rows: the relations `performance` (investor × fund and pools of that) and `performance_gross` (fund ×
 * enterprise): multiples and the rate of return with its certificate. All rates of a relation are found in one call; a row
 * with several rates, or without a proof, is solved again by itself for their number. */
#include "performance/performance_int.h"

#include <math.h>

#define KEY_COLUMNS(what_zh, what_en)                                                                                  \
    {"by", CELL_TEXT, "口径", "by", UNIT_NONE, "", "", ""}, {"group", CELL_TEXT, "对象", "group", UNIT_NONE, "", "", ""}, \
        {"name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},                                                    \
        {"from", CELL_DATE, "首笔", "first money", UNIT_NONE, "", "", ""},                                             \
    {                                                                                                                  \
        "measured_on", CELL_DATE, "计量日", "measured on", UNIT_NONE, "", "", ""                                       \
    }
#define RATE_COLUMNS                                                                                                   \
    {"irr", CELL_INTERVAL, "内部收益率 IRR", "IRR", UNIT_PERCENT, "irr",                                                          \
     "使 Σ 现金流 ÷ (1+r)^(天数/365) = 0 的 r,余值在其估值日视为收回;多个根时取最接近零者",                            \
     "r with Σ flow ÷ (1+r)^(days/365) = 0, the value left coming back on its day; of several the one nearest to zero"}, \
        {"irr_error", CELL_TEXT, "误差界(百分点)", "error bound in points", UNIT_NONE, "", "", ""},                  \
        {"roots", CELL_INT, "根数", "rates found", UNIT_NONE, "", "", ""},                                             \
        {"proof", CELL_TEXT, "证明", "proof", UNIT_NONE, "", "", ""},                                                  \
        {"reason", CELL_TEXT, "无数原因", "why no rate", UNIT_NONE, "", "", ""},                                       \
        {"period_return", CELL_INTERVAL, "期间收益率", "return of the period", UNIT_PERCENT, "irr_period",             \
         "(1+IRR)^年数 − 1;不满一年时以此为准", "(1+IRR)^years − 1; the one to quote under a year"},                   \
        {"years", CELL_TEXT, "年数", "years", UNIT_NONE, "", "", ""},                                                  \
        {"day_count", CELL_TEXT, "计日", "day count", UNIT_NONE, "", "", ""},                                          \
        {"positions", CELL_INT, "笔数", "tracks", UNIT_NONE, "", "", ""},                                              \
        {"internal", CELL_INT, "内部未计", "internal, left out", UNIT_NONE, "", "", ""},                               \
        {"unmeasured", CELL_INT, "无估值数", "without a value", UNIT_NONE, "", "", ""},                                \
    {                                                                                                                  \
        "later", CELL_INT, "计量日后未计", "later, not counted", UNIT_NONE, "", "", ""                                 \
    }

static const column_info net_columns[] = {
    KEY_COLUMNS("头寸", "position"),
    {"committed", CELL_INTERVAL, "认缴", "committed", UNIT_NONE, "performance_committed", "计量日的 Σ 认缴",
     "Σ commitments on the day measured"},
    {"called", CELL_INTERVAL, "催缴", "called", UNIT_NONE, "performance_called", "Σ 缴款通知", "Σ call.issued"},
    {"paid_in", CELL_INTERVAL, "投入", "paid in", UNIT_NONE, "performance_paid_in",
     "Σ 认缴内实缴 + 受让份额所付价款(仅头寸与出资人口径)",
     "Σ contributions inside the commitment + price of stakes bought (positions and investors only)"},
    {"outside", CELL_INTERVAL, "认缴外缴款", "paid outside", UNIT_NONE, "performance_outside",
     "Σ 认缴外缴款:计入 IRR,不计入倍数", "Σ contributions outside the commitment: in the IRR, not in the multiples"},
    {"distributed", CELL_INTERVAL, "收回", "distributed", UNIT_NONE, "performance_distributed",
     "Σ 分配(含实物与可召回) + 转让份额所得价款(仅头寸与出资人口径)",
     "Σ distributions, in kind and recallable too + price of stakes sold (positions and investors only)"},
    {"nav", CELL_INTERVAL, "余值", "value left", UNIT_NONE, "performance_value",
     "自身净值陈述;没有时为整只基金净值按当日实缴分摊(账目覆盖全部认缴时)",
     "NAV stated of the position; else its part of the whole fund's by paid-in capital (where the ledger has all of it)"},
    {"nav_date", CELL_DATE, "估值日", "value of", UNIT_NONE, "", "", ""},
    {"nav_of", CELL_TEXT, "余值来历", "whose value", UNIT_NONE, "", "", ""},
    {"stale_days", CELL_INT, "估值已过天数", "days since", UNIT_NONE, "", "", ""},
    {"pic", CELL_INTERVAL, "实缴比例 PIC", "PIC", UNIT_TIMES, "pic", "实缴资本 ÷ 认缴", "drawn capital ÷ committed"},
    {"dpi", CELL_INTERVAL, "分配倍数 DPI", "DPI", UNIT_TIMES, "dpi", "收回 ÷ 投入", "distributed ÷ paid in"},
    {"rvpi", CELL_INTERVAL, "余值倍数 RVPI", "RVPI", UNIT_TIMES, "rvpi", "余值 ÷ 投入", "value left ÷ paid in"},
    {"tvpi", CELL_INTERVAL, "总值倍数 TVPI", "TVPI", UNIT_TIMES, "tvpi", "(收回 + 余值) ÷ 投入", "(distributed + value left) ÷ paid in"},
    RATE_COLUMNS};
const relation_info performance_info = {
    "performance",
    "业绩",
    "Performance",
    "出资人 × 基金,并按基金、出资人、管理人、年份、行业、集群、全部合并:倍数与 IRR;用 --where by=fund 选口径",
    "investor × fund, pooled by fund, investor, manager, vintage, sector, cluster and all: multiples and IRR; choose with "
    "--where by=fund",
    net_columns,
    COUNT_OF(net_columns),
    2};
enum {
    BY,
    GROUP,
    NAME,
    FROM,
    MEASURED_ON,
    COMMITTED,
    CALLED,
    PAID_IN,
    OUTSIDE_OF,
    DISTRIBUTED,
    NAV,
    NAV_DATE,
    NAV_OF,
    STALE,
    PIC,
    DPI,
    RVPI,
    TVPI,
    NET_RATE
};
static const column_info gross_columns[] = {
    KEY_COLUMNS("持仓", "holding"),
    {"invested", CELL_INTERVAL, "投资额", "invested", UNIT_NONE, "gross_invested", "Σ 投资", "Σ investment.made"},
    {"received", CELL_INTERVAL, "已收回", "received", UNIT_NONE, "gross_received", "Σ 退出所得 + Σ 来自该企业的收入",
     "Σ proceeds of exits + Σ income from the enterprise"},
    {"value", CELL_INTERVAL, "估值", "fair value", UNIT_NONE, "gross_value", "计量日的持仓估值;全部退出后为零",
     "holding.valued of the day measured; nothing after the last exit"},
    {"value_date", CELL_DATE, "估值日", "valued on", UNIT_NONE, "", "", ""},
    {"value_of", CELL_TEXT, "估值来历", "whose value", UNIT_NONE, "", "", ""},
    {"stale_days", CELL_INT, "估值已过天数", "days since", UNIT_NONE, "", "", ""},
    {"moic", CELL_INTERVAL, "投资倍数 MOIC", "MOIC", UNIT_TIMES, "moic", "(已收回 + 估值) ÷ 投资额", "(received + fair value) ÷ invested"},
    RATE_COLUMNS};
const relation_info gross_info = {
    "performance_gross",
    "投资业绩",
    "Gross performance",
    "基金 × 企业,并按基金、企业、管理人、年份、行业、集群、全部合并:MOIC 与 IRR,不扣费用",
    "fund × enterprise, pooled by fund, enterprise, manager, vintage, sector, cluster and all: MOIC and IRR before fees",
    gross_columns,
    COUNT_OF(gross_columns),
    2};
enum { INVESTED = 5, RECEIVED, VALUE, VALUE_DATE, VALUE_OF, GROSS_STALE, MOIC, GROSS_RATE };
enum { IRR, ERROR, ROOTS, PROOF, REASON, PERIOD, YEARS, DAY_COUNT, POSITIONS, INTERNAL, UNMEASURED, LATER, RATE_CELLS };

/* ---- all series, and their rates ---- */

typedef struct row {
    measure m; /* dated is gone */
    uint32_t at; /* of its answer; UINT32_MAX = it was not asked */
    day last;  /* of its series */
    uint32_t flows;
} row;
typedef struct table {
    const tracks *t;
    pools pools;
    row *rows;
    batch batch;
    irr_answer *answers;
    bool is_gross;
} table;

/* What was paid and what came back on one day stay two flows: the solver tells "all on one day" from "nothing paid in". */
static uint32_t put_flow(day *days, double *flow, uint32_t count, day on, int64_t minor)
{
    if (minor == 0) return count;
    days[count] = on;
    flow[count] = (double)minor;
    return count + 1;
}

static bool add_series(table *w, row *r)
{
    arena *a = w->t->q->a;
    const measure *m = &r->m;
    uint32_t count = 0, most = 2 * m->dated_count + 1;
    day *days = arena_get(a, sizeof *days * most);
    double *flow = arena_get(a, sizeof *flow * most);
    if (days == NULL || flow == NULL) return false;
    for (uint32_t i = 0; i < m->dated_count; i++) {
        count = put_flow(days, flow, count, m->dated[i].on, -m->dated[i].paid);
        count = put_flow(days, flow, count, m->dated[i].on, m->dated[i].received);
    }
    count = put_flow(days, flow, count, m->to, m->money.value - m->early_value);
    CHECK(count <= most);
    r->at = w->batch.count;
    r->flows = count;
    r->last = count > 0 ? days[count - 1] : DAY_NONE;
    return batch_add(&w->batch, days, flow, count);
}

static err_code solve_table(table *w, err *e)
{
    series_room room = {.room = 0};
    arena *a = w->t->q->a;
    w->batch.a = a;
    w->rows = arena_get(a, sizeof *w->rows * ((size_t)w->pools.count + 1));
    if (w->rows == NULL) return arena_err(a, e);
    for (uint32_t i = 0; i < w->pools.count; i++) {
        row *r = &w->rows[i];
        r->at = UINT32_MAX;
        if (!measure_pool(&r->m, &room, w->t, &w->pools.items[i])) return arena_err(a, e);
        if (r->m.has_value && !add_series(w, r)) return arena_err(a, e);
        r->m.dated = NULL;
    }
    return batch_solve(&w->answers, &w->batch, e);
}

/* ---- cells ---- */

static void put_sum(relation *out, cell *c, const table *w, uint32_t at, int64_t minor, uint32_t kinds)
{
    const row *r = &w->rows[at];
    bool is_known = r->m.reason != TRACK_CURRENCIES && r->m.reason != TRACK_TOO_LARGE;
    cell_interval(c, is_known ? interval_exact(minor) : interval_unknown(true), r->m.unit, QUALIFIER_NONE);
    if (pool_is_asked(w->t->q, &w->pools, &w->pools.items[at])) why_pool(out, c, w->t, &w->pools.items[at], kinds);
}

static void note_why(relation *out, cell *c, const table *w, uint32_t at, uint32_t kinds)
{
    if (c->type != 0 && pool_is_asked(w->t->q, &w->pools, &w->pools.items[at]))
        why_pool(out, c, w->t, &w->pools.items[at], kinds);
}

/* How many rates there are: known where there is one; else they are listed one by one. */
static err_code count_roots(int64_t *out, const table *w, const row *r, err *e)
{
    const irr_answer *x = &w->answers[r->at];
    const batch *b = &w->batch;
    *out = x->reason == IRR_FOUND ? 1 : 0;
    if (x->reason != IRR_FOUND || (x->is_proven && x->is_unique)) return ERR_OK;
    irr_result all;
    uint32_t from = b->first[r->at];
    int64_t *minor = arena_get(b->a, sizeof *minor * (r->flows + 1));
    if (minor == NULL) return arena_err(b->a, e);
    for (uint32_t i = 0; i < r->flows; i++) minor[i] = llround(b->flow[from + i]);
    flow_series s = {.days = &b->days[from], .minor = minor, .count = r->flows};
    err_code code = irr_solve(&all, &s, COUNT_ACT_365F, b->a, e);
    if (code == ERR_OK && all.root_count > 0) *out = all.root_count;
    return code;
}

/* 1.2466: four decimals, half up. */
static void put_years(cell *c, int32_t days, arena *a)
{
    buf text;
    buf_init(&text, a, 32);
    CHECK(days >= 0);
    decimal_print(&text, ((int64_t)days * 20000 + 365) / 730, 4, 4, false);
    cell_text(c, buf_view(&text));
}

static void put_period(cell *c, const irr_answer *x, int32_t days)
{
    double years = days / 365.0, grown = years * log1p(x->rate);
    double slope = years * exp(grown) / (1 + x->rate);
    if (x->rate > -1 && days < 365) (void)put_rate(c, expm1(grown), slope * x->error + 1e-15 * (1 + fabs(expm1(grown))));
}

static err_code fill_rate(relation *out, const table *w, uint32_t at, cell *cells, err *e)
{
    const row *r = &w->rows[at];
    const irr_answer *x = r->at == UINT32_MAX ? NULL : &w->answers[r->at];
    arena *a = w->t->q->a;
    int64_t roots = 0;
    if (x == NULL) {
        put_track_reason(&cells[REASON], r->m.reason);
        return ERR_OK;
    }
    err_code code = count_roots(&roots, w, r, e);
    if (code != ERR_OK) return code;
    irr_reason why = (irr_reason)x->reason;
    if (why == IRR_FOUND && !put_rate(&cells[IRR], x->rate, x->error)) why = IRR_TOO_MANY;
    put_irr_reason(&cells[REASON], why);
    cell_int(&cells[ROOTS], roots);
    if (why != IRR_FOUND) return ERR_OK;
    int32_t days = r->last - w->batch.days[w->batch.first[r->at]];
    put_error(&cells[ERROR], x->error, a);
    put_proof(&cells[PROOF], x);
    put_period(&cells[PERIOD], x, days);
    put_years(&cells[YEARS], days, a);
    cell_text(&cells[DAY_COUNT], STR("ACT/365F"));
    note_why(out, &cells[IRR], w, at, CASH_STEPS | VALUE_STEPS);
    note_why(out, &cells[PERIOD], w, at, CASH_STEPS | VALUE_STEPS);
    return ERR_OK;
}

static void fill_counts(const table *w, uint32_t at, cell *cells)
{
    const row *r = &w->rows[at];
    cell_int(&cells[POSITIONS], w->pools.items[at].count);
    cell_int(&cells[INTERNAL], w->pools.items[at].internal);
    cell_int(&cells[UNMEASURED], r->m.unmeasured);
    cell_int(&cells[LATER], r->m.later);
}

static void fill_head(const table *w, uint32_t at, cell *cells)
{
    const measure *m = &w->rows[at].m;
    put_pool(cells, &w->pools, &w->pools.items[at]);
    cell_day(&cells[FROM], m->from);
    cell_day(&cells[MEASURED_ON], m->to);
}

/* value, value's day, whose, days since */
static void fill_value(relation *out, const table *w, uint32_t at, cell *cells)
{
    const measure *m = &w->rows[at].m;
    put_value_source(&cells[2], m->source);
    if (!m->has_value) return;
    put_sum(out, &cells[0], w, at, m->money.value, VALUE_STEPS | IN_STEPS | 1U << STEP_DRAWN);
    cell_day(&cells[1], m->value_on);
    if (m->value_on != DAY_NONE) cell_int(&cells[3], w->t->q->at.as_of - m->value_on);
}

static void fill_net(relation *out, const table *w, uint32_t at, cell *cells)
{
    const measure *m = &w->rows[at].m;
    const uint32_t paid = 1U << STEP_PAID | 1U << STEP_BOUGHT, back = 1U << STEP_RETURNED | 1U << STEP_SOLD;
    const uint32_t committed = 1U << STEP_COMMITTED, drawn = 1U << STEP_PAID | 1U << STEP_DRAWN;
    fund_multiples f;
    put_sum(out, &cells[COMMITTED], w, at, m->money.committed, committed);
    put_sum(out, &cells[CALLED], w, at, m->called, 1U << STEP_CALLED);
    put_sum(out, &cells[PAID_IN], w, at, m->money.paid_in, paid);
    put_sum(out, &cells[OUTSIDE_OF], w, at, m->outside, 1U << STEP_OUTSIDE);
    put_sum(out, &cells[DISTRIBUTED], w, at, m->money.distributed, back);
    fill_value(out, w, at, &cells[NAV]);
    if (m->reason == TRACK_CURRENCIES || m->reason == TRACK_TOO_LARGE) return;
    multiples_of(&f, &m->money, m->has_value);
    put_multiple(&cells[PIC], &f.pic);
    if (m->reason != TRACK_NO_PRICE) put_multiple(&cells[DPI], &f.dpi);
    put_multiple(&cells[RVPI], &f.rvpi);
    put_multiple(&cells[TVPI], &f.tvpi);
    note_why(out, &cells[PIC], w, at, committed | drawn);
    note_why(out, &cells[DPI], w, at, paid | back);
    note_why(out, &cells[RVPI], w, at, paid | VALUE_STEPS);
    note_why(out, &cells[TVPI], w, at, paid | back | VALUE_STEPS);
}

static void fill_gross(relation *out, const table *w, uint32_t at, cell *cells)
{
    const measure *m = &w->rows[at].m;
    fund_multiples f;
    put_sum(out, &cells[INVESTED], w, at, m->money.paid_in, 1U << STEP_PAID);
    put_sum(out, &cells[RECEIVED], w, at, m->money.distributed, 1U << STEP_RETURNED);
    fill_value(out, w, at, &cells[VALUE]);
    if (!m->has_value) return;
    multiples_of(&f, &m->money, true);
    put_multiple(&cells[MOIC], &f.tvpi);
    note_why(out, &cells[MOIC], w, at, 1U << STEP_PAID | 1U << STEP_RETURNED | VALUE_STEPS);
}

static err_code fill_table(relation *out, const table *w, err *e)
{
    for (uint32_t i = 0; i < w->pools.count && !out->failed; i++) {
        cell *cells = relation_row(out);
        if (cells == NULL) break;
        fill_head(w, i, cells);
        if (w->is_gross)
            fill_gross(out, w, i, cells);
        else
            fill_net(out, w, i, cells);
        cell *rate = &cells[w->is_gross ? GROSS_RATE : NET_RATE];
        fill_counts(w, i, rate);
        err_code code = fill_rate(out, w, i, rate, e);
        if (code != ERR_OK) return code;
    }
    return relation_err(out, e);
}

static err_code build_table(relation *out, const tracks *t, err *e)
{
    table w = {.t = t, .is_gross = t->is_gross};
    if (!pools_build(&w.pools, t)) return arena_err(t->q->a, e);
    err_code code = solve_table(&w, e);
    return code != ERR_OK ? code : fill_table(out, &w, e);
}

err_code build_performance(relation *out, const view_request *q, err *e)
{
    net n;
    CHECK(COUNT_OF(net_columns) == NET_RATE + RATE_CELLS);
    return net_build(&n, q) ? build_table(out, &n.tracks, e) : arena_err(q->a, e);
}

err_code build_gross(relation *out, const view_request *q, err *e)
{
    gross g;
    CHECK(COUNT_OF(gross_columns) == GROSS_RATE + RATE_CELLS);
    return gross_build(&g, q) ? build_table(out, &g.tracks, e) : arena_err(q->a, e);
}
