/* positions: one investor in one fund by the ledger: committed, called, paid in, unfunded, recallable, distributed, and
 * the latest NAV beside it. docs/capital.md, section 1, says which entry moves what.
 *
 * One pass over the journal. What is not in the position's currency leaves the figure unknown, never converted. A fund
 * that went into another by as_of has its positions there; a NAV speaks only of the fund that it names. */
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

typedef enum figure {
    COMMITTED,
    CALLED,
    PAID_IN,
    UNFUNDED, /* computed of three others; its bit marks what they rest on */
    RECALLABLE,
    DISTRIBUTED,
    PAID_OUTSIDE,
    DEFAULTED,
    FIGURES
} figure;
enum { MOVES_UNFUNDED = 1U << COMMITTED | 1U << PAID_IN | 1U << RECALLABLE, EVERY_FIGURE = (1U << FIGURES) - 1 };

typedef struct position_row {
    seq_no investor, fund;
    unit_code unit;
    interval sum[FIGURES];
    trail why;
} position_row;
typedef struct positions {
    const view_request *q;
    position_row *rows;
    uint32_t count, room;
    map_u64 index; /* investor ‖ fund */
    trails trails;
    fund_mergers mergers;
    choices navs; /* investor ‖ fund; investor 0 = the whole fund's */
    int decrease; /* the code of that direction */
} positions;

static uint64_t pair_key(seq_no investor, seq_no fund)
{
    CHECK(fund != 0);
    return (uint64_t)investor << 32 | fund;
}

static bool note_mergers(positions *p, position_row *row, seq_no fund)
{
    entry_list merges = {.count = 0};
    if (p->mergers.count == 0 || standing(p->q, fund) == row->fund) return true;
    if (fund_standing(&merges, &p->mergers, p->q, fund) == 0) return false;
    for (uint32_t i = 0; i < merges.count; i++)
        if (!trail_put(&p->trails, &row->why, merges.seq[i], EVERY_FIGURE)) return false;
    return true;
}

/* NULL when there is no memory. */
static position_row *row_of_pair(positions *p, seq_no investor, seq_no fund, unit_code currency)
{
    uint32_t at;
    investor = standing(p->q, investor);
    seq_no stands = fund_standing(NULL, &p->mergers, p->q, fund);
    if (!map_u64_find(&at, &p->index, pair_key(investor, stands))) {
        at = p->count;
        if (!arena_grow(p->q->a, (void **)&p->rows, sizeof *p->rows, &p->room, p->count + 1) ||
            !map_u64_put(&p->index, pair_key(investor, stands), at))
            return NULL;
        p->rows[p->count++] = (position_row){.investor = investor, .fund = stands, .unit = currency};
    }
    return note_mergers(p, &p->rows[at], fund) ? &p->rows[at] : NULL;
}

static void add(position_row *row, figure f, const scan *s, int64_t minor)
{
    CHECK(f < FIGURES);
    interval x = interval_exact(minor);
    if (s->is == PRESENT_UNDETERMINED) x = interval_hull_zero(x);
    if (row->unit != s->ev.amount.unit) x = interval_unknown(true);
    row->sum[f] = interval_add(row->sum[f], x);
}

static bool add_entry(positions *p, position_row *row, seq_no entry, uint32_t figures)
{
    if (figures & MOVES_UNFUNDED) figures |= 1U << UNFUNDED;
    return trail_put(&p->trails, &row->why, entry, figures);
}

/* What is sold leaves one position and enters another; what was called and distributed stays where it was. */
static bool add_transfer(positions *p, const scan *s)
{
    const seq_no sides[] = {s->ev.subject, s->ev.third};
    int64_t paid_in = attrs_int(s->ev.attrs, STR("paid_in"), 0);
    for (int i = 0; i < 2; i++) {
        int64_t sign = i == 0 ? -1 : 1;
        position_row *row = row_of_pair(p, sides[i], s->ev.object, s->ev.amount.unit);
        if (row == NULL) return false;
        add(row, COMMITTED, s, sign * s->ev.amount.minor);
        add(row, PAID_IN, s, sign * paid_in);
        if (!add_entry(p, row, s->ev.seq, 1U << COMMITTED | 1U << PAID_IN)) return false;
    }
    return true;
}

static figure figure_of(const event *ev)
{
    kind k = ev->kind;
    return k == KIND_CALL_ISSUED              ? CALLED
           : k == KIND_CONTRIBUTION_PAID      ? (ev->class_code == OUTSIDE ? PAID_OUTSIDE : PAID_IN)
           : k == KIND_CONTRIBUTION_DEFAULTED ? DEFAULTED
           : k == KIND_DISTRIBUTION_PAID      ? DISTRIBUTED
                                              : COMMITTED;
}

static bool add_flow(positions *p, const scan *s)
{
    position_row *row = row_of_pair(p, s->ev.subject, s->ev.object, s->ev.amount.unit);
    if (row == NULL) return false;
    figure f = figure_of(&s->ev);
    uint32_t figures = 1U << f;
    bool is_less = s->ev.kind == KIND_COMMITMENT_CHANGED && s->ev.class_code == p->decrease;
    add(row, f, s, is_less ? -s->ev.amount.minor : s->ev.amount.minor);
    if (f == DISTRIBUTED && s->ev.has_unfunded && s->ev.unfunded_minor != 0) {
        add(row, RECALLABLE, s, s->ev.unfunded_minor);
        figures |= 1U << RECALLABLE;
    }
    return add_entry(p, row, s->ev.seq, figures);
}

static bool add_row(positions *p, const scan *s)
{
    if (s->ev.kind == KIND_STAKE_TRANSFERRED) return add_transfer(p, s);
    if (s->ev.kind != KIND_NAV_REPORTED) return add_flow(p, s);
    uint64_t key = pair_key(standing(p->q, s->ev.subject), standing(p->q, s->ev.object));
    return choices_offer(&p->navs, p->q, key, &s->ev, s->is);
}

static bool positions_scan(positions *p, const view_request *q)
{
    static const kind kinds[] = {KIND_COMMITMENT_SIGNED,      KIND_COMMITMENT_CHANGED, KIND_CALL_ISSUED,
                                 KIND_CONTRIBUTION_PAID,      KIND_DISTRIBUTION_PAID,  KIND_STAKE_TRANSFERRED,
                                 KIND_CONTRIBUTION_DEFAULTED, KIND_NAV_REPORTED,       KIND_NONE};
    *p = (positions){.q = q, .trails = {.from = q->a}, .decrease = enum_find(LIST_direction, STR("decrease"))};
    CHECK(p->decrease != 0);
    map_u64_init(&p->index, q->a);
    choices_init(&p->navs, q->a);
    if (!fund_mergers_build(&p->mergers, q)) return false;
    scan s = scan_kinds(q, kinds);
    while (scan_next(&s))
        if (!add_row(p, &s)) return false;
    choices_settle(&p->navs, q);
    return true;
}

/* ---- the relation ---- */

static void fill_nav(relation *out, const positions *p, const position_row *row, cell *cells)
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

static void fill_position(relation *out, const positions *p, position_row *row)
{
    cell *cells = relation_row(out);
    if (cells == NULL) return;
    put_id(&cells[INVESTOR], p->q, row->investor);
    put_id(&cells[FUND], p->q, row->fund);
    put_name(&cells[INVESTOR_NAME], p->q, row->investor);
    put_name(&cells[FUND_NAME], p->q, row->fund);
    row->sum[UNFUNDED] = interval_add(interval_sub(row->sum[COMMITTED], row->sum[PAID_IN]), row->sum[RECALLABLE]);
    for (uint32_t f = 0; f < FIGURES; f++) {
        cell_interval(&cells[FIRST_FIGURE + f], row->sum[f], row->unit, QUALIFIER_NONE);
        why_trail(out, &cells[FIRST_FIGURE + f], &p->trails, &row->why, 1U << f);
    }
    fill_nav(out, p, row, cells);
}

err_code build_positions(relation *out, const view_request *q, err *e)
{
    positions p;
    CHECK(COUNT_OF(position_columns) == NAV_ON + 1 && FIRST_FIGURE + FIGURES == NAV);
    if (!positions_scan(&p, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < p.count && !out->failed; i++) fill_position(out, &p, &p.rows[i]);
    return relation_err(out, e);
}
