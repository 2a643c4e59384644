/* stakes: one investor in one fund, the ledger beside the statements, and their difference.
 *
 * Statements on the paid-in basis and those on any other stand apart: money that was paid is never compared with money
 * that was promised. Ledger and statements are never added to each other. Holdings stand at the end: what an investor has
 * in an enterprise, a row a statement or investment, because rounds are not one another's corrections. */
#include "views/views_int.h"

static const column_info stake_columns[] = {
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"investor_name", CELL_TEXT, "出资人名称", "investor's name", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    {"committed", CELL_INTERVAL, "账面认缴", "committed (ledger)", UNIT_NONE, "ledger_committed",
     "Σ 认缴签署 ± 变更 ± 转让", "Σ commitment.signed ± changed ± transferred"},
    {"paid_in", CELL_INTERVAL, "账面实缴", "paid in (ledger)", UNIT_NONE, "ledger_paid_in", "Σ 认缴内实缴 ± 转让",
     "Σ contribution.paid inside ± transferred"},
    {"distributed", CELL_INTERVAL, "账面分配", "distributed (ledger)", UNIT_NONE, "ledger_distributed", "Σ 分配",
     "Σ distribution.paid"},
    {"reported", CELL_INTERVAL, "陈述出资", "reported", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "陈述比例", "reported share", UNIT_PERCENT, "", "", ""},
    {"difference", CELL_INTERVAL, "账面减陈述", "ledger − reported", UNIT_NONE, "stake_difference",
     "账面认缴 − 陈述出资", "committed − reported"},
    {"state", CELL_TEXT, "状态", "state", UNIT_NONE, "", "", ""},
    {"statements", CELL_INT, "陈述数", "statements", UNIT_NONE, "statement_count", "陈述条数", "number of statements"},
    {"reported_paid_in", CELL_INTERVAL, "陈述实缴", "reported paid in", UNIT_NONE, "", "", ""},
    {"difference_paid_in", CELL_INTERVAL, "账面减陈述(实缴)", "ledger − reported, paid in", UNIT_NONE,
     "stake_difference_paid_in", "账面实缴 − 陈述实缴", "paid in − reported paid in"},
};
const relation_info stakes_info = {
    "stakes",
    "出资关系",
    "Stakes",
    "出资人 × 基金:账面认缴与实缴,旁列陈述与差额",
    "investor × fund: committed and paid in by the ledger beside what is reported, and the difference",
    stake_columns,
    COUNT_OF(stake_columns),
    2};
enum {
    INVESTOR,
    FUND,
    INVESTOR_NAME,
    FUND_NAME,
    COMMITTED,
    PAID_IN,
    DISTRIBUTED,
    REPORTED,
    STAKE_SHARE_SAID,
    DIFFERENCE,
    STATE,
    STATEMENTS,
    REPORTED_PAID_IN,
    DIFFERENCE_PAID_IN
};

bool state_is_firm(int stake_state)
{
    return stake_state == 0 || stake_state == STAKE_STATED || stake_state == STAKE_DERIVED;
}

interval may_be_nothing(interval x)
{
    return interval_holds(x, 0) ? x : interval_hull_zero(x);
}

/* ---- building ---- */

static uint64_t said_key(uint32_t row, int what)
{
    return (uint64_t)(row + 1) << 8 | (uint64_t)what;
}

/* Index of the row of two that stand; false on memory. */
static bool find_pair(uint32_t *at, stakes *s, const view_request *q, seq_no investor, seq_no fund)
{
    uint64_t key = (uint64_t)investor << 32 | fund;
    if (map_u64_find(at, &s->index, key)) return true;
    if (!arena_grow(q->a, (void **)&s->rows, sizeof *s->rows, &s->room, s->count + 1) ||
        !map_u64_put(&s->index, key, s->count) || !groups_put(&s->by_fund, fund, s->count, PRESENT_YES))
        return false;
    *at = s->count++;
    s->rows[*at] = (stake_row){.investor = investor, .fund = fund, .unit = UNIT_CNY};
    return true;
}

/* What is said is said of the fund that it names. */
static bool find_row(uint32_t *at, stakes *s, const view_request *q, const event *ev)
{
    return find_pair(at, s, q, standing(q, ev->subject), standing(q, ev->object));
}

static bool holds(const entry_list *l, seq_no entry)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (l->seq[i] == entry) return true;
    return false;
}

/* A flow of a fund that went into another is one of that other's; the mergers on the way are behind the figure too. */
static bool find_flow_row(uint32_t *at, stakes *s, const view_request *q, seq_no of, seq_no in)
{
    entry_list merges = {.count = 0};
    seq_no investor = fund_standing(&merges, &s->mergers, q, of), fund = fund_standing(&merges, &s->mergers, q, in);
    if (investor == 0 || fund == 0 || !find_pair(at, s, q, investor, fund)) return false;
    for (uint32_t i = 0; i < merges.count; i++)
        if (!holds(&s->rows[*at].flows, merges.seq[i]) && !entries_put(&s->rows[*at].flows, q->a, merges.seq[i]))
            return false;
    return true;
}

/* Two currencies can only meet where two parties were found to be one: their sum is then not known. */
static void add_sum(interval *sum, const stake_row *row, const view_request *q, const scan *s, int64_t minor)
{
    bool same_unit = !row->has_ledger || row->unit == s->ev.amount.unit;
    amount less_or_more = {.minor = minor < 0 ? -minor : minor, .q = QUALIFIER_EXACT, .unit = s->ev.amount.unit};
    interval x = same_unit ? amount_counted(q, &less_or_more, s->is) : interval_unknown(false);
    *sum = minor < 0 ? interval_sub(*sum, x) : interval_add(*sum, x);
}

/* The ledger's figures, as `positions` counts them. */
static bool add_flow(stake_row *row, const view_request *q, const scan *s, int sign)
{
    static const str decrease = {"decrease", 8};
    const event *ev = &s->ev;
    if (ev->kind == KIND_COMMITMENT_CHANGED && ev->class_code == enum_find(LIST_direction, decrease)) sign = -1;
    interval *sum = ev->kind == KIND_CONTRIBUTION_PAID   ? &row->paid_in
                    : ev->kind == KIND_DISTRIBUTION_PAID ? &row->distributed
                                                         : &row->committed;
    add_sum(sum, row, q, s, sign * ev->amount.minor);
    if (ev->kind == KIND_STAKE_TRANSFERRED)
        add_sum(&row->paid_in, row, q, s, sign * attrs_int(ev->attrs, STR("paid_in"), 0));
    if (!row->has_ledger) row->unit = ev->amount.unit;
    row->has_ledger = true;
    return entries_put(&row->flows, q->a, ev->seq);
}

static bool scan_flows(stakes *s, const view_request *q, kind k)
{
    scan rows = scan_begin(q, k);
    while (scan_next(&rows)) {
        uint32_t at;
        if (k == KIND_CONTRIBUTION_PAID && rows.ev.class_code == OUTSIDE)
            continue;                                    /* beside the commitment: not paid in */
        int sign = k == KIND_STAKE_TRANSFERRED ? -1 : 1; /* what is sold leaves the seller and comes to the buyer */
        if (!find_flow_row(&at, s, q, rows.ev.subject, rows.ev.object) || !add_flow(&s->rows[at], q, &rows, sign))
            return false;
        if (k != KIND_STAKE_TRANSFERRED) continue;
        if (!find_flow_row(&at, s, q, rows.ev.third, rows.ev.object) || !add_flow(&s->rows[at], q, &rows, 1))
            return false;
    }
    return true;
}

static bool add_statement(stakes *s, uint32_t at, const view_request *q, const event *ev, presence is)
{
    bool paid = ev->purpose == BASIS_PAID_IN;
    if (!entries_put(&s->rows[at].statements, q->a, ev->seq) ||
        !choices_offer(&s->said, q, said_key(at, STAKE_ANY), ev, is))
        return false;
    if (ev->amount.q != QUALIFIER_NONE &&
        !choices_offer(&s->said, q, said_key(at, paid ? STAKE_AMOUNT_PAID : STAKE_AMOUNT), ev, is))
        return false;
    return !ev->has_quantity || choices_offer(&s->said, q, said_key(at, paid ? STAKE_SHARE_PAID : STAKE_SHARE), ev, is);
}

static bool scan_statements(stakes *s, const view_request *q)
{
    scan rows = scan_begin(q, KIND_STAKE_REPORTED);
    while (scan_next(&rows)) {
        uint32_t at;
        if (!find_row(&at, s, q, &rows.ev) || !add_statement(s, at, q, &rows.ev, rows.is)) return false;
    }
    choices_settle(&s->said, q);
    return true;
}

bool stakes_build(stakes *s, const view_request *q)
{
    *s = (stakes){.count = 0};
    map_u64_init(&s->index, q->a);
    groups_init(&s->by_fund, q->a);
    choices_init(&s->said, q->a);
    if (!fund_mergers_build(&s->mergers, q)) return false;
    static const kind flows[] = {KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CONTRIBUTION_PAID,
                                 KIND_DISTRIBUTION_PAID, KIND_STAKE_TRANSFERRED};
    for (size_t i = 0; i < COUNT_OF(flows); i++)
        if (!scan_flows(s, q, flows[i])) return false;
    return scan_statements(s, q);
}

said stake_said(const stakes *s, const view_request *q, const stake_row *row, int what)
{
    CHECK(row >= s->rows && row < s->rows + s->count);
    said_what as = what == STAKE_SHARE || what == STAKE_SHARE_PAID ? SAID_SHARE : SAID_AMOUNT;
    return said_of(&s->said, q, said_key((uint32_t)(row - s->rows), what), as);
}

/* Is a flow of that kind part of the figure that k begins: changes and transfers are of the commitment, transfers of
 * what is paid in too. */
static bool is_of_figure(kind flow, kind k)
{
    if (flow == k || flow == KIND_FUND_MERGED) return true;
    if (k == KIND_COMMITMENT_SIGNED) return flow == KIND_COMMITMENT_CHANGED || flow == KIND_STAKE_TRANSFERRED;
    return k == KIND_CONTRIBUTION_PAID && flow == KIND_STAKE_TRANSFERRED;
}

bool entries_of_kind(entry_list *out, const view_request *q, const entry_list *l, kind k)
{
    *out = (entry_list){.count = 0};
    for (uint32_t i = 0; i < l->count; i++)
        if (is_of_figure(book_kind(q->b, l->seq[i]), k) && !entries_put(out, q->a, l->seq[i])) return false;
    return true;
}

/* ---- the relation ---- */

typedef struct filling {
    relation *out;
    const view_request *q;
    const stakes *all;
    const stake_row *s;
    cell *row;
} filling;

static void why_flows(const filling *f, uint32_t at, kind k, const choice *also)
{
    entry_list l;
    if (!entries_of_kind(&l, f->q, &f->s->flows, k) || !choice_entries(&l, f->q->a, also))
        f->out->failed = true;
    else
        why_list(f->out, &f->row[at], f->q->a, &l);
}

static void fill_ledger(const filling *f)
{
    static const kind kinds[] = {KIND_COMMITMENT_SIGNED, KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID};
    const interval sums[] = {f->s->committed, f->s->paid_in, f->s->distributed};
    for (uint32_t i = 0; i < COUNT_OF(kinds) && f->s->has_ledger; i++) {
        cell_interval(&f->row[COMMITTED + i], sums[i], f->s->unit, QUALIFIER_NONE);
        why_flows(f, COMMITTED + i, kinds[i], NULL);
    }
}

static void put_said(const filling *f, uint32_t at, const said *x)
{
    entry_list l = {.count = 0};
    if (x->by == NULL) return;
    cell_interval(&f->row[at], x->x, x->unit, x->q);
    if (choice_entries(&l, f->q->a, x->by))
        why_list(f->out, &f->row[at], f->q->a, &l);
    else
        f->out->failed = true;
}

static void fill_reported(const filling *f)
{
    said sum = stake_said(f->all, f->q, f->s, STAKE_AMOUNT), paid = stake_said(f->all, f->q, f->s, STAKE_AMOUNT_PAID);
    said share = stake_said(f->all, f->q, f->s, STAKE_SHARE), best = stake_said(f->all, f->q, f->s, STAKE_ANY);
    if (share.by == NULL) share = stake_said(f->all, f->q, f->s, STAKE_SHARE_PAID);
    put_said(f, REPORTED, &sum);
    put_said(f, REPORTED_PAID_IN, &paid);
    put_said(f, STAKE_SHARE_SAID, &share);
    if (best.by != NULL) {
        event ev;
        book_entry(&ev, f->q->b, choice_entry(best.by));
        put_enum(&f->row[STATE], LIST_stake_state, ev.class_code);
        relation_why(f->out, &f->row[STATE], ev.seq);
    }
    cell_int(&f->row[STATEMENTS], f->s->statements.count);
    why_list(f->out, &f->row[STATEMENTS], f->q->a, &f->s->statements);
}

static void put_difference(const filling *f, uint32_t at, kind k, interval ledger, int what)
{
    said x = stake_said(f->all, f->q, f->s, what);
    if (!f->s->has_ledger || x.by == NULL || x.unit != f->s->unit) return;
    cell_interval(&f->row[at], interval_sub(ledger, x.x), x.unit, QUALIFIER_NONE);
    why_flows(f, at, k, x.by);
}

static void fill_stake(const filling *f)
{
    const view_request *q = f->q;
    put_id(&f->row[INVESTOR], q, f->s->investor);
    put_id(&f->row[FUND], q, f->s->fund);
    put_name(&f->row[INVESTOR_NAME], q, f->s->investor);
    put_name(&f->row[FUND_NAME], q, f->s->fund);
    if (q->at.record != RECORD_REPORTED) fill_ledger(f);
    if (q->at.record != RECORD_LEDGER) fill_reported(f);
    if (q->at.record != RECORD_REPORTED && q->at.record != RECORD_LEDGER) {
        put_difference(f, DIFFERENCE, KIND_COMMITMENT_SIGNED, f->s->committed, STAKE_AMOUNT);
        put_difference(f, DIFFERENCE_PAID_IN, KIND_CONTRIBUTION_PAID, f->s->paid_in, STAKE_AMOUNT_PAID);
    }
}

err_code build_stakes(relation *out, const view_request *q, err *e)
{
    stakes s;
    if (!stakes_build(&s, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < s.count && !out->failed; i++) {
        const stake_row *row = &s.rows[i];
        bool wanted = q->at.record == RECORD_LEDGER     ? row->has_ledger
                      : q->at.record == RECORD_REPORTED ? row->statements.count > 0
                                                        : true;
        cell *cells = wanted ? relation_row(out) : NULL;
        if (cells != NULL) fill_stake(&(filling){out, q, &s, row, cells});
    }
    return relation_err(out, e);
}

/* ---- holdings ---- */

static const column_info holding_columns[] = {
    {"investor", CELL_TEXT, "投资人", "investor", UNIT_NONE, "", "", ""},
    {"enterprise", CELL_TEXT, "被投主体", "held party", UNIT_NONE, "", "", ""},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
    {"investor_name", CELL_TEXT, "投资人名称", "investor's name", UNIT_NONE, "", "", ""},
    {"enterprise_name", CELL_TEXT, "被投主体名称", "held party's name", UNIT_NONE, "", "", ""},
    {"record", CELL_TEXT, "记录", "record", UNIT_NONE, "", "", ""},
    {"amount", CELL_INTERVAL, "自身金额", "own amount", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "比例", "share", UNIT_PERCENT, "", "", ""},
    {"round", CELL_TEXT, "轮次", "round", UNIT_NONE, "", "", ""},
    {"part", CELL_TEXT, "参与", "part taken", UNIT_NONE, "", "", ""},
    {"round_total", CELL_INTERVAL, "本轮总额", "round total", UNIT_CNY, "", "", ""},
    {"round_total_words", CELL_TEXT, "总额原文", "round total in words", UNIT_NONE, "", "", ""},
    {"date", CELL_DATE, "日期", "date", UNIT_NONE, "", "", ""},
    {"confidence", CELL_TEXT, "可信度", "confidence", UNIT_NONE, "", "", ""},
    {"source_row", CELL_TEXT, "来源行", "source row", UNIT_NONE, "", "", ""},
    {"state", CELL_TEXT, "状态", "state", UNIT_NONE, "", "", ""},
};
const relation_info holdings_info = {
    "holdings",
    "持股与投资",
    "Holdings",
    "投资人 × 企业:账面投资与陈述,逐笔列出",
    "investor × enterprise: investments by the ledger and as reported, each on its own row",
    holding_columns,
    COUNT_OF(holding_columns),
    3};

static void fill_values(cell *row, const view_request *q, const event *ev, presence is)
{
    qualifier said_as = is == PRESENT_YES ? ev->amount.q : QUALIFIER_NONE;
    if (ev->amount.q != QUALIFIER_NONE)
        cell_interval(&row[6], amount_counted(q, &ev->amount, is), ev->amount.unit, said_as);
    if (ev->has_quantity) put_share(&row[7], ev->quantity);
    cell_text(&row[8], attrs_text(ev->attrs, STR("round"), q->a));
    if (ev->kind == KIND_HOLDING_REPORTED) {
        put_enum(&row[9], LIST_part, ev->class_code);
        put_enum(&row[15], LIST_stake_state, ev->purpose);
    }
    int64_t total = attrs_int(ev->attrs, STR("round_total"), -1);
    if (total >= 0) cell_exact(&row[10], total, UNIT_CNY);
    cell_text(&row[11], attrs_text(ev->attrs, STR("round_total_words"), q->a));
}

static void fill_holding(relation *out, const view_request *q, const event *ev, presence is)
{
    cell *row = relation_row(out);
    bool ledger = ev->kind == KIND_INVESTMENT_MADE;
    if (row == NULL) return;
    put_id(&row[0], q, standing(q, ev->subject));
    put_id(&row[1], q, standing(q, ev->object));
    cell_int(&row[2], ev->seq);
    put_name(&row[3], q, standing(q, ev->subject));
    put_name(&row[4], q, standing(q, ev->object));
    put_word(&row[5], ledger ? "ledger" : "reported", ledger ? "账面" : "陈述", ledger ? "ledger" : "reported");
    fill_values(row, q, ev, is);
    cell_date(&row[12], ev->effective);
    put_enum(&row[13], LIST_confidence, ev->cite.confidence);
    cell_text(&row[14], ev->cite.row);
    for (uint32_t i = 0; i < out->info->column_count; i++) relation_why(out, &row[i], ev->seq);
}

err_code build_holdings(relation *out, const view_request *q, err *e)
{
    static const kind kinds[] = {KIND_INVESTMENT_MADE, KIND_HOLDING_REPORTED};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (q->at.record == (i == 0 ? RECORD_REPORTED : RECORD_LEDGER)) continue;
        scan s = scan_begin(q, kinds[i]);
        while (scan_next(&s) && !out->failed) fill_holding(out, q, &s.ev, s.is);
    }
    return relation_err(out, e);
}
