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
enum {
    MOVES_UNFUNDED = 1U << FIGURE_COMMITTED | 1U << FIGURE_PAID_IN | 1U << FIGURE_RECALLABLE,
    EVERY_FIGURE = (1U << POSITION_FIGURES) - 1
};

typedef struct positions {
    const view_request *q;
    position_index index;
    choices navs; /* investor ‖ fund; investor 0 = the whole fund's */
    trails trails;
    trail *why; /* by position; NULL unless it is asked for */
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

/* ---- the entries behind the figures ---- */

static bool is_asked(const positions *p, const ledger_position *of)
{
    return key_is_asked(p->q, of->investor, of->fund);
}

/* The mergers that brought the positions of a fund, or of a fund as investor, here. */
static bool note_mergers(positions *p, trail *why, seq_no from, seq_no to)
{
    entry_list merges = {.count = 0};
    if (p->index.mergers.count == 0 || standing(p->q, from) == to) return true;
    if (fund_standing(&merges, &p->index.mergers, p->q, from) == 0) return false;
    for (uint32_t i = 0; i < merges.count; i++)
        if (!trail_put(&p->trails, why, merges.seq[i], EVERY_FIGURE)) return false;
    return true;
}

/* An entry with two moves into one position is one step of its trail, with both figures. */
static bool note_moves(positions *p, const event *ev)
{
    flow_move moves[MOVES_MAX];
    uint32_t count = moves_of(moves, ev), at = 0, before = UINT32_MAX, figures = 0;
    seq_no party = 0;
    for (uint32_t m = 0; m <= count; m++) {
        bool is_found = m < count && position_of_move(&at, &p->index, &moves[m]);
        CHECK(is_found || m == count);
        if (before != UINT32_MAX && (m == count || at != before) && is_asked(p, &p->index.found.items[before])) {
            if (figures & MOVES_UNFUNDED) figures |= 1U << FIGURE_UNFUNDED;
            if (!trail_put(&p->trails, &p->why[before], ev->seq, figures) ||
                !note_mergers(p, &p->why[before], ev->object, p->index.found.items[before].fund) ||
                !note_mergers(p, &p->why[before], party, p->index.found.items[before].investor))
                return false;
        }
        if (m == count) break;
        figures = (at == before ? figures : 0) | 1U << moves[m].figure;
        before = at;
        party = moves[m].investor;
    }
    return true;
}

static bool find_why(positions *p, const view_request *q)
{
    static const kind kinds[] = {KIND_COMMITMENT_SIGNED,
                                 KIND_COMMITMENT_CHANGED,
                                 KIND_CALL_ISSUED,
                                 KIND_CONTRIBUTION_PAID,
                                 KIND_DISTRIBUTION_PAID,
                                 KIND_STAKE_TRANSFERRED,
                                 KIND_CONTRIBUTION_DEFAULTED,
                                 KIND_NONE};
    if (!q->wants_why) return true;
    p->why = arena_get(q->a, sizeof *p->why * (p->index.found.count + 1));
    if (p->why == NULL) return false;
    scan s = scan_kinds(q, kinds);
    while (scan_next(&s))
        if (!note_moves(p, &s.ev)) return false;
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
        if (p->why != NULL) why_trail(out, c, &p->trails, &p->why[at], 1U << shown[i]);
    }
    fill_nav(out, p, row, cells);
}

err_code build_positions(relation *out, const view_request *q, err *e)
{
    positions p = {.q = q, .trails = {.from = q->a}};
    uint32_t *order = NULL;
    CHECK(COUNT_OF(position_columns) == NAV_ON + 1 && FIRST_FIGURE + COUNT_OF(shown) == NAV);
    if (!positions_find(&p.index, q, NULL) || !find_navs(&p, q) || !find_why(&p, q) ||
        !positions_order(&order, &p.index.found, q->a))
        return arena_err(q->a, e);
    for (uint32_t i = 0; i < p.index.found.count && !out->failed; i++) fill_position(out, &p, order[i]);
    return relation_err(out, e);
}
