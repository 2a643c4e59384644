/* holdings: what an investor has in an enterprise, a row a statement or investment, because rounds are not one another's
 * corrections. */
#include "views/views_int.h"

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
