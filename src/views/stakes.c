/* stakes and holdings: ledger and statements side by side, and their difference. */
#include "views/views_int.h"

static const column_info stake_columns[] = {
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"investor_name", CELL_TEXT, "出资人名称", "investor's name", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    {"committed", CELL_INTERVAL, "账面认缴", "committed (ledger)", UNIT_NONE, "ledger_committed", "Σ 认缴签署", "Σ commitment.signed"},
    {"paid_in", CELL_INTERVAL, "账面实缴", "paid in (ledger)", UNIT_NONE, "ledger_paid_in", "Σ 实缴出资", "Σ contribution.paid"},
    {"distributed", CELL_INTERVAL, "账面分配", "distributed (ledger)", UNIT_NONE, "ledger_distributed", "Σ 分配", "Σ distribution.paid"},
    {"reported", CELL_INTERVAL, "陈述出资", "reported", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "陈述比例", "reported share", UNIT_PERCENT, "", "", ""},
    {"difference", CELL_INTERVAL, "账面减陈述", "ledger − reported", UNIT_NONE, "stake_difference", "账面认缴 − 陈述出资", "committed − reported"},
    {"state", CELL_TEXT, "状态", "state", UNIT_NONE, "", "", ""},
    {"statements", CELL_INT, "陈述数", "statements", UNIT_NONE, "", "", ""},
};
const relation_info stakes_info = {"stakes", "出资关系", "Stakes", "出资人 × 基金:账面认缴与实缴,旁列陈述与差额",
                                   "investor × fund: committed and paid in by the ledger beside what is reported, and the difference",
                                   stake_columns, COUNT_OF(stake_columns), 2};
enum { INVESTOR, FUND, INVESTOR_NAME, FUND_NAME, COMMITTED, PAID_IN, DISTRIBUTED, REPORTED, STAKE_SHARE, DIFFERENCE, STATE, STATEMENTS };

static stake_row *stake_make(stakes *s, const view_request *q, const event *ev)
{
    seq_no investor = standing(q, ev->subject), fund = standing(q, ev->object);
    uint64_t key = (uint64_t)investor << 32 | fund;
    uint32_t at;
    if (map_u64_find(&at, &s->index, key))
        return &s->rows[at];
    if (!arena_grow(q->a, (void **)&s->rows, sizeof *s->rows, &s->room, s->count + 1) ||
        !map_u64_put(&s->index, key, s->count))
        return NULL;
    stake_row *row = &s->rows[s->count++];
    *row = (stake_row){.investor = investor, .fund = fund, .unit = UNIT_CNY};
    row->amount = row->share = interval_unknown(false);
    return row;
}

static bool add_flow(stake_row *row, const view_request *q, const event *ev, presence is)
{
    interval x = amount_counted(q, &ev->amount, is);
    interval *sum = ev->kind == KIND_COMMITMENT_SIGNED  ? &row->committed
                    : ev->kind == KIND_CONTRIBUTION_PAID ? &row->paid_in
                                                         : &row->distributed;
    row->has_ledger = true;
    row->unit = ev->amount.unit;
    *sum = interval_add(*sum, x);
    if (!arena_grow(q->a, (void **)&row->why, sizeof *row->why, &row->why_room, row->why_count + 1))
        return false;
    row->why[row->why_count++] = ev->seq;
    return true;
}

static bool scan_flows(stakes *s, const view_request *q, kind k, relation *out)
{
    scan rows = scan_begin(q, k, out);
    while (scan_next(&rows)) {
        stake_row *row = stake_make(s, q, &rows.ev);
        if (row == NULL || !add_flow(row, q, &rows.ev, rows.is))
            return false;
    }
    return true;
}

/* Does a beat the statement that holds a place (0 = free)? */
static bool takes_place(const view_request *q, const event *ev, seq_no held)
{
    event other;
    if (held == 0)
        return true;
    book_entry(&other, q->b, held);
    return statement_beats(q, ev, &other);
}

static void add_statement(stake_row *row, const view_request *q, const event *ev, presence is)
{
    row->statements++;
    if (ev->amount.q != QUALIFIER_NONE && takes_place(q, ev, row->stated)) {
        row->stated = ev->seq;
        row->amount = amount_counted(q, &ev->amount, is);
        row->unit = row->has_ledger ? row->unit : ev->amount.unit;
    }
    if (ev->has_quantity && takes_place(q, ev, row->shared)) {
        row->shared = ev->seq;
        row->share = interval_exact(ev->quantity);
        if (is == PRESENT_UNDETERMINED)
            row->share = interval_hull_zero(row->share);
    }
    if (takes_place(q, ev, row->best)) {
        row->best = ev->seq;
        row->state = ev->class_code;
    }
}

static bool scan_statements(stakes *s, const view_request *q, int statement_basis, relation *out)
{
    scan rows = scan_begin(q, KIND_STAKE_REPORTED, out);
    while (scan_next(&rows)) {
        bool paid = rows.ev.purpose == BASIS_PAID_IN;
        if (paid != (statement_basis == BASIS_PAID_IN))
            continue;
        stake_row *row = stake_make(s, q, &rows.ev);
        if (row == NULL)
            return false;
        add_statement(row, q, &rows.ev, rows.is);
    }
    return true;
}

bool stakes_build(stakes *s, const view_request *q, int statement_basis, relation *out)
{
    CHECK(statement_basis == BASIS_SUBSCRIBED || statement_basis == BASIS_PAID_IN);
    *s = (stakes){.count = 0};
    map_u64_init(&s->index, q->a);
    return scan_flows(s, q, KIND_COMMITMENT_SIGNED, out) && scan_flows(s, q, KIND_CONTRIBUTION_PAID, out) &&
           scan_flows(s, q, KIND_DISTRIBUTION_PAID, out) && scan_statements(s, q, statement_basis, out);
}

static void why_ledger(relation *out, cell *c, const stake_row *row)
{
    for (uint32_t i = 0; i < row->why_count; i++)
        relation_why(out, c, row->why[i]);
}

static void fill_ledger(relation *out, cell *row, const stake_row *s)
{
    const interval sums[] = {s->committed, s->paid_in, s->distributed};
    for (int i = 0; i < 3 && s->has_ledger; i++) {
        cell_interval(&row[COMMITTED + i], sums[i], s->unit, QUALIFIER_NONE);
        why_ledger(out, &row[COMMITTED + i], s);
    }
}

static void fill_reported(relation *out, const view_request *q, cell *row, const stake_row *s)
{
    event ev;
    if (s->stated) {
        book_entry(&ev, q->b, s->stated);
        cell_interval(&row[REPORTED], s->amount, ev.amount.unit, ev.amount.q);
        relation_why(out, &row[REPORTED], s->stated);
    }
    if (s->shared) {
        cell_interval(&row[STAKE_SHARE], s->share, UNIT_PERCENT, QUALIFIER_EXACT);
        relation_why(out, &row[STAKE_SHARE], s->shared);
    }
    if (s->stated && s->has_ledger && ev.amount.unit == s->unit) {
        cell_interval(&row[DIFFERENCE], interval_sub(s->committed, s->amount), s->unit, QUALIFIER_NONE);
        why_ledger(out, &row[DIFFERENCE], s);
        relation_why(out, &row[DIFFERENCE], s->stated);
    }
    out->about_used = out->about_used || s->amount.about;
}

static void fill_stake(relation *out, const view_request *q, const stake_row *s)
{
    cell *row = relation_row(out);
    if (row == NULL)
        return;
    put_id(&row[INVESTOR], q, s->investor);
    put_id(&row[FUND], q, s->fund);
    put_name(&row[INVESTOR_NAME], q, s->investor);
    put_name(&row[FUND_NAME], q, s->fund);
    if (q->at.record != RECORD_REPORTED)
        fill_ledger(out, row, s);
    if (q->at.record != RECORD_LEDGER)
        fill_reported(out, q, row, s);
    put_enum(&row[STATE], LIST_stake_state, s->state);
    relation_why(out, &row[STATE], s->best);
    cell_int(&row[STATEMENTS], s->statements);
}

err_code build_stakes(relation *out, const view_request *q, err *e)
{
    stakes s;
    if (!stakes_build(&s, q, BASIS_SUBSCRIBED, out))
        return arena_err(q->a, e);
    for (uint32_t i = 0; i < s.count; i++) {
        bool wanted = q->at.record == 0 || (q->at.record == RECORD_LEDGER ? s.rows[i].has_ledger : s.rows[i].statements > 0);
        if (wanted)
            fill_stake(out, q, &s.rows[i]);
    }
    return relation_err(out, e);
}

/* ---- holdings: a row a statement or investment, because rounds are not one another's corrections ---- */

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
};
const relation_info holdings_info = {"holdings", "持股与投资", "Holdings", "投资人 × 企业:账面投资与陈述,逐笔列出",
                                     "investor × enterprise: investments by the ledger and as reported, each on its own row",
                                     holding_columns, COUNT_OF(holding_columns), 3};

static void fill_holding_values(cell *row, const view_request *q, const event *ev, presence is)
{
    if (ev->amount.q != QUALIFIER_NONE)
        cell_interval(&row[6], amount_counted(q, &ev->amount, is), ev->amount.unit, ev->amount.q);
    if (ev->has_quantity)
        put_share(&row[7], ev->quantity);
    cell_text(&row[8], attrs_text(ev->attrs, STR("round"), q->a));
    if (ev->kind == KIND_HOLDING_REPORTED)
        put_enum(&row[9], LIST_part, ev->class_code);
    int64_t total = attrs_int(ev->attrs, STR("round_total"), -1);
    if (total >= 0)
        cell_exact(&row[10], total, UNIT_CNY);
    cell_text(&row[11], attrs_text(ev->attrs, STR("round_total_words"), q->a));
}

static void fill_holding(relation *out, const view_request *q, const event *ev, presence is)
{
    cell *row = relation_row(out);
    bool ledger = ev->kind == KIND_INVESTMENT_MADE;
    if (row == NULL)
        return;
    put_id(&row[0], q, standing(q, ev->subject));
    put_id(&row[1], q, standing(q, ev->object));
    cell_int(&row[2], ev->seq);
    put_name(&row[3], q, standing(q, ev->subject));
    put_name(&row[4], q, standing(q, ev->object));
    put_word(&row[5], ledger ? "ledger" : "reported", ledger ? "账面" : "陈述", ledger ? "ledger" : "reported");
    fill_holding_values(row, q, ev, is);
    if (ev->effective.precision != PRECISION_UNKNOWN)
        cell_date(&row[12], ev->effective);
    put_enum(&row[13], LIST_confidence, ev->cite.confidence);
    cell_text(&row[14], ev->cite.row);
    for (uint32_t i = 0; i < out->info->column_count; i++)
        relation_why(out, &row[i], ev->seq);
}

err_code build_holdings(relation *out, const view_request *q, err *e)
{
    static const kind kinds[] = {KIND_INVESTMENT_MADE, KIND_HOLDING_REPORTED};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (q->at.record == (i == 0 ? RECORD_REPORTED : RECORD_LEDGER))
            continue;
        scan s = scan_begin(q, kinds[i], out);
        while (scan_next(&s) && !out->failed)
            fill_holding(out, q, &s.ev, s.is);
    }
    return relation_err(out, e);
}
