/* position rows: the relation `positions`: one investor in one fund by the ledger, and the latest NAV beside it.
 *
 * The figures come from positions.c; this file adds the NAV, which speaks only of the fund that it names, and, when it is
 * asked why, the entries behind each figure, gathered in a second pass for the rows that are asked for. */
#include "ledger/ledger_int.h"

static const column_info position_columns[] = {
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"investor_name", CELL_TEXT, "出资人名称", "investor's name", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    {"committed", CELL_INTERVAL, "认缴", "committed", UNIT_NONE, "position_committed",
     "Σ 认缴签署 ± 认缴变更 ± 份额转让的认缴",
     "Σ commitment.signed ± commitment.changed ± commitment moved by transfers"},
    {"called", CELL_INTERVAL, "催缴", "called", UNIT_NONE, "position_called", "Σ 缴款通知", "Σ call.issued"},
    {"paid_in", CELL_INTERVAL, "实缴", "paid in", UNIT_NONE, "position_paid_in", "Σ 认缴内实缴 ± 份额转让的实缴",
     "Σ contribution.paid inside the commitment ± paid-in moved by transfers"},
    {"unfunded", CELL_INTERVAL, "未缴", "unfunded", UNIT_NONE, "position_unfunded", "认缴 − 实缴 + 可召回",
     "committed − paid in + recallable"},
    {"recallable", CELL_INTERVAL, "可召回分配", "recallable", UNIT_NONE, "position_recallable", "Σ 分配中的可召回部分",
     "Σ recallable part of distribution.paid"},
    {"distributed", CELL_INTERVAL, "分配", "distributed", UNIT_NONE, "position_distributed", "Σ 分配",
     "Σ distribution.paid"},
    {"paid_outside", CELL_INTERVAL, "认缴外缴款", "paid outside", UNIT_NONE, "position_paid_outside", "Σ 认缴外缴款",
     "Σ contribution.paid outside the commitment"},
    {"defaulted", CELL_INTERVAL, "违约", "defaulted", UNIT_NONE, "position_defaulted", "Σ 出资违约",
     "Σ contribution.defaulted"},
    {"nav", CELL_INTERVAL, "净值", "NAV", UNIT_NONE, "position_nav", "该头寸最新净值陈述;没有时用基金整体的,见净值范围",
     "latest nav.reported of the position; else of the whole fund, as the next column says"},
    {"nav_of", CELL_TEXT, "净值范围", "NAV of", UNIT_NONE, "", "", ""},
    {"nav_on", CELL_DATE, "净值日", "NAV on", UNIT_NONE, "", "", ""},
};
const relation_info positions_info = {
    "positions",
    "出资头寸",
    "Positions",
    "出资人 × 基金:认缴、催缴、实缴、未缴、可召回、分配与净值",
    "investor × fund: committed, called, paid in, unfunded, recallable, distributed, and the NAV reported",
    position_columns,
    COUNT_OF(position_columns),
    2};
enum { INVESTOR, FUND, INVESTOR_NAME, FUND_NAME, FIRST_FIGURE, NAV = 12, NAV_OF, NAV_ON };

/* In the order of the columns. */
static const position_figure shown[] = {FIGURE_COMMITTED,  FIGURE_CALLED,      FIGURE_PAID_IN,      FIGURE_UNFUNDED,
                                        FIGURE_RECALLABLE, FIGURE_DISTRIBUTED, FIGURE_PAID_OUTSIDE, FIGURE_DEFAULTED};
typedef struct positions {
    const view_request *q;
    position_index index;
    choices navs; /* investor ‖ fund; investor 0 = the whole fund's */
    position_why why;
} positions;

static uint64_t pair_key(seq_no investor, seq_no fund)
{
    CHECK(fund != 0);
    return (uint64_t)investor << 32 | fund;
}

static bool find_navs(positions *p, const view_request *q)
{
    scan s = scan_begin(q, KIND_NAV_REPORTED);
    choices_init(&p->navs, q->a);
    while (scan_next(&s)) {
        uint64_t key = pair_key(standing(q, s.ev.subject), standing(q, s.ev.object));
        if (!choices_offer(&p->navs, q, key, &s.ev, s.is)) return false;
    }
    choices_settle(&p->navs, q);
    return true;
}

/* ---- the relation ---- */

static void fill_nav(relation *out, const positions *p, const ledger_position *row, cell *cells)
{
    uint64_t key = pair_key(row->investor, row->fund);
    bool own = choices_find(&p->navs, key) != NULL;
    said x = said_of(&p->navs, p->q, own ? key : pair_key(0, row->fund), SAID_AMOUNT);
    entry_list l = {.count = 0};
    event ev;
    if (x.by == NULL) return;
    book_entry(&ev, p->q->b, choice_entry(x.by));
    cell_interval(&cells[NAV], x.x, x.unit, x.q);
    if (!choice_entries(&l, p->q->a, x.by)) out->failed = true;
    why_list(out, &cells[NAV], p->q->a, &l);
    put_word(&cells[NAV_OF], own ? "position" : "fund", own ? "该头寸" : "整只基金", own ? "position" : "whole fund");
    cell_date(&cells[NAV_ON], ev.effective);
}

static void fill_position(relation *out, const positions *p, uint32_t at)
{
    const ledger_position *row = &p->index.found.items[at];
    cell *cells = relation_row(out);
    if (cells == NULL) return;
    put_id(&cells[INVESTOR], p->q, row->investor);
    put_id(&cells[FUND], p->q, row->fund);
    put_name(&cells[INVESTOR_NAME], p->q, row->investor);
    put_name(&cells[FUND_NAME], p->q, row->fund);
    for (uint32_t i = 0; i < COUNT_OF(shown); i++) {
        cell *c = &cells[FIRST_FIGURE + i];
        cell_interval(c, ledger_figure(row, shown[i]), row->unit, QUALIFIER_NONE);
        why_position(out, c, &p->why, at, shown[i]);
    }
    fill_nav(out, p, row, cells);
}

err_code build_positions(relation *out, const view_request *q, err *e)
{
    positions p = {.q = q};
    uint32_t *order = NULL;
    CHECK(COUNT_OF(position_columns) == NAV_ON + 1 && FIRST_FIGURE + COUNT_OF(shown) == NAV);
    if (!positions_find(&p.index, q) || !find_navs(&p, q) || !position_why_find(&p.why, &p.index) ||
        !positions_order(&order, &p.index.found, q->a))
        return arena_err(q->a, e);
    relation_reserve(out, p.index.found.count);
    for (uint32_t i = 0; i < p.index.found.count && !out->failed; i++) fill_position(out, &p, order[i]);
    return relation_err(out, e);
}
