/* portfolio: one fund in one enterprise: what was put in, what it still costs, what came back, and its fair value.
 *
 * Fair value (docs/capital.md, section 2) is the last valuation by as_of, less the share of its cost that was sold after
 * it; without a valuation, the remaining cost. Flows of the valuation's day come before it; what was put in later waits
 * for the next valuation. What is left is rounded half up to the least part of the currency. */
#include "ledger/ledger_int.h"

static const column_info portfolio_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"enterprise", CELL_TEXT, "被投企业", "enterprise", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    {"enterprise_name", CELL_TEXT, "被投企业名称", "enterprise's name", UNIT_NONE, "", "", ""},
    {"invested", CELL_INTERVAL, "投资额", "invested", UNIT_NONE, "holding_invested", "Σ 投资", "Σ investment.made"},
    {"cost", CELL_INTERVAL, "剩余成本", "remaining cost", UNIT_NONE, "holding_cost", "Σ 投资 − Σ 退出部分成本",
     "Σ investment.made − Σ cost of what was exited"},
    {"realised", CELL_INTERVAL, "已实现", "realised", UNIT_NONE, "holding_realised", "Σ 退出所得 + Σ 来自该企业的收入",
     "Σ proceeds of exits + Σ income from the enterprise"},
    {"fair_value", CELL_INTERVAL, "公允价值", "fair value", UNIT_NONE, "holding_fair_value",
     "最近估值 × (估值日成本 − 其后退出成本) ÷ 估值日成本,四舍五入到分;没有估值时为剩余成本",
     "last valuation × (cost on its day − cost exited after it) ÷ cost on its day, rounded half up to the least part; "
     "without a valuation the remaining cost"},
    {"valued_on", CELL_DATE, "估值日", "valued on", UNIT_NONE, "", "", ""},
    {"exits", CELL_INT, "退出次数", "exits", UNIT_NONE, "holding_exits", "退出笔数(含核销)",
     "number of exits, write-offs included"},
    {"write_offs", CELL_INT, "核销次数", "write-offs", UNIT_NONE, "holding_write_offs",
     "所得为零或方式为核销的退出笔数", "number of exits that brought nothing or are write-offs"},
};
const relation_info portfolio_info = {"portfolio",
                                      "投资组合",
                                      "Portfolio",
                                      "基金 × 企业:投资、剩余成本、已实现与公允价值",
                                      "fund × enterprise: invested, remaining cost, realised and fair value",
                                      portfolio_columns,
                                      COUNT_OF(portfolio_columns),
                                      2};
enum {
    FUND,
    ENTERPRISE,
    FUND_NAME,
    ENTERPRISE_NAME,
    INVESTED,
    COST,
    REALISED,
    FAIR_VALUE,
    VALUED_ON,
    EXITS,
    WRITE_OFFS
};

/* Bits of a trail: what an entry goes into. */
enum { TO_INVESTED = 1, TO_COST = 2, TO_REALISED = 4, TO_EXITS = 8, TO_WRITE_OFFS = 16, TO_ALL = 31 };

typedef struct holding {
    seq_no fund, enterprise;
    unit_code unit; /* of its first row that is no income */
    interval invested, sold, realised;
    uint32_t exits, write_offs;
    seq_no valuation; /* 0 = never valued */
    trail why;
} holding;
typedef struct portfolio {
    const view_request *q;
    holding *rows;
    uint32_t count, room;
    map_u64 index; /* fund ‖ enterprise */
    trails trails;
    fund_mergers mergers;
    int write_off; /* the code of that route */
} portfolio;

static bool note_mergers(portfolio *p, holding *h, seq_no fund)
{
    entry_list merges = {.count = 0};
    if (p->mergers.count == 0 || standing(p->q, fund) == h->fund) return true;
    if (fund_standing(&merges, &p->mergers, p->q, fund) == 0) return false;
    for (uint32_t i = 0; i < merges.count; i++)
        if (!trail_put(&p->trails, &h->why, merges.seq[i], TO_ALL)) return false;
    return true;
}

/* *out NULL, true: income from whom the fund holds nothing. */
static bool holding_of(holding **out, portfolio *p, const event *ev)
{
    uint32_t at;
    seq_no fund = fund_standing(NULL, &p->mergers, p->q, ev->subject), enterprise = standing(p->q, ev->object);
    uint64_t key = (uint64_t)fund << 32 | enterprise;
    *out = NULL;
    if (!map_u64_find(&at, &p->index, key)) {
        if (ev->kind == KIND_INCOME_RECEIVED) return true;
        at = p->count;
        if (!arena_grow(p->q->a, (void **)&p->rows, sizeof *p->rows, &p->room, p->count + 1) ||
            !map_u64_put(&p->index, key, at))
            return false;
        p->rows[p->count++] = (holding){.fund = fund, .enterprise = enterprise, .unit = ev->amount.unit};
    }
    *out = &p->rows[at];
    return note_mergers(p, *out, ev->subject);
}

static void add(interval *sum, const holding *h, const scan *s, int64_t minor)
{
    interval x = interval_exact(minor);
    if (s->is == PRESENT_UNDETERMINED) x = interval_hull_zero(x);
    if (h->unit != s->ev.amount.unit) x = interval_unknown(false);
    *sum = interval_add(*sum, x);
}

static int64_t cost_of(const event *exit)
{
    return attrs_int(exit->attrs, STR("cost"), 0);
}

static bool add_exit(portfolio *p, holding *h, const scan *s)
{
    bool is_write_off = s->ev.amount.minor == 0 || s->ev.class_code == p->write_off;
    h->exits++;
    h->write_offs += is_write_off;
    add(&h->sold, h, s, cost_of(&s->ev));
    add(&h->realised, h, s, s->ev.amount.minor);
    return trail_put(&p->trails, &h->why, s->ev.seq,
                     TO_COST | TO_REALISED | TO_EXITS | (is_write_off ? TO_WRITE_OFFS : 0U));
}

/* The latest day counts, then the latest published, then the latest entry. */
static void note_valuation(portfolio *p, holding *h, const scan *s)
{
    event had = {.seq = 0};
    if (h->valuation != 0) book_entry(&had, p->q->b, h->valuation);
    if (had.seq == 0 || statement_beats(p->q, &s->ev, &had)) h->valuation = s->ev.seq;
}

static bool add_row(portfolio *p, const scan *s)
{
    holding *h = NULL;
    if (s->ev.object == 0) return true; /* income from nobody named */
    if (!holding_of(&h, p, &s->ev)) return false;
    if (h == NULL) return true;
    if (s->ev.kind == KIND_INVESTMENT_EXITED) return add_exit(p, h, s);
    if (s->ev.kind == KIND_HOLDING_VALUED) {
        note_valuation(p, h, s);
        return true;
    }
    bool is_made = s->ev.kind == KIND_INVESTMENT_MADE;
    add(is_made ? &h->invested : &h->realised, h, s, s->ev.amount.minor);
    return trail_put(&p->trails, &h->why, s->ev.seq, is_made ? TO_INVESTED | TO_COST : TO_REALISED);
}

static bool portfolio_scan(portfolio *p, const view_request *q)
{
    static const kind holds[] = {KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED, KIND_HOLDING_VALUED, KIND_NONE};
    *p = (portfolio){.q = q, .trails = {.from = q->a}, .write_off = enum_find(LIST_exit_route, STR("write_off"))};
    CHECK(p->write_off != 0);
    map_u64_init(&p->index, q->a);
    if (!fund_mergers_build(&p->mergers, q)) return false;
    scan rows = scan_kinds(q, holds);
    while (scan_next(&rows))
        if (!add_row(p, &rows)) return false;
    /* Income alone makes no holding, and says nothing of its currency: a bank pays interest too. */
    scan income = scan_begin(q, KIND_INCOME_RECEIVED);
    while (scan_next(&income))
        if (!add_row(p, &income)) return false;
    return true;
}

/* ---- fair value ---- */

/* value × (cost − sold) ÷ cost, half up. What was bought after the valuation may have been sold too: then nothing is left
 * of what was valued. What was valued at no cost keeps its value. */
int64_t valuation_left(int64_t value, int128 cost, int128 sold)
{
    CHECK(value >= 0 && sold >= 0);
    if (cost <= 0) return value;
    if (sold >= cost) return 0;
    int128 product = (int128)value * (cost - sold), whole = product / cost, rest = product % cost;
    return (int64_t)(rest >= cost - rest ? whole + 1 : whole);
}

/* Cost on the day of the valuation, and what of it was sold on a later one; where nothing was, the cost does not matter. */
static interval value_by(const portfolio *p, const holding *h, const event *valued)
{
    event flow;
    int128 cost = 0, sold = 0;
    day on = book_effective_span(p->q->b, valued).last;
    for (const trail_step *s = trail_next(&p->trails, &h->why, NULL); s != NULL;
         s = trail_next(&p->trails, &h->why, s)) {
        if (!(s->figures & TO_COST)) continue;
        book_entry(&flow, p->q->b, s->entry);
        bool is_later = book_effective_span(p->q->b, &flow).last > on;
        if (flow.kind == KIND_INVESTMENT_MADE && !is_later) cost += flow.amount.minor;
        if (flow.kind == KIND_INVESTMENT_EXITED && !is_later) cost -= cost_of(&flow);
        if (flow.kind == KIND_INVESTMENT_EXITED && is_later) sold += cost_of(&flow);
    }
    bool is_part_known = sold == 0 || (interval_is_exact(h->invested) && interval_is_exact(h->sold));
    bool is_known = valued->amount.unit == h->unit && is_part_known;
    return is_known ? interval_exact(valuation_left(valued->amount.minor, cost, sold)) : interval_unknown(false);
}

/* ---- the relation ---- */

static void fill_value(relation *out, const portfolio *p, const holding *h, cell *row)
{
    event valued = {.seq = h->valuation};
    if (h->valuation != 0) book_entry(&valued, p->q->b, h->valuation);
    interval x = h->valuation ? value_by(p, h, &valued) : interval_sub(h->invested, h->sold);
    cell_interval(&row[FAIR_VALUE], x, h->unit, QUALIFIER_NONE);
    why_trail(out, &row[FAIR_VALUE], &p->trails, &h->why, TO_COST);
    relation_why(out, &row[FAIR_VALUE], h->valuation);
    if (h->valuation != 0) cell_date(&row[VALUED_ON], valued.effective);
    relation_why(out, &row[VALUED_ON], h->valuation);
}

static void fill_holding(relation *out, const portfolio *p, const holding *h)
{
    const interval sums[] = {h->invested, interval_sub(h->invested, h->sold), h->realised};
    static const uint32_t figures[] = {TO_INVESTED, TO_COST, TO_REALISED};
    cell *row = relation_row(out);
    if (row == NULL) return;
    put_id(&row[FUND], p->q, h->fund);
    put_id(&row[ENTERPRISE], p->q, h->enterprise);
    put_name(&row[FUND_NAME], p->q, h->fund);
    put_name(&row[ENTERPRISE_NAME], p->q, h->enterprise);
    for (uint32_t i = 0; i < COUNT_OF(sums); i++) {
        cell_interval(&row[INVESTED + i], sums[i], h->unit, QUALIFIER_NONE);
        why_trail(out, &row[INVESTED + i], &p->trails, &h->why, figures[i]);
    }
    fill_value(out, p, h, row);
    cell_int(&row[EXITS], h->exits);
    why_trail(out, &row[EXITS], &p->trails, &h->why, TO_EXITS);
    cell_int(&row[WRITE_OFFS], h->write_offs);
    why_trail(out, &row[WRITE_OFFS], &p->trails, &h->why, TO_WRITE_OFFS);
}

err_code build_portfolio(relation *out, const view_request *q, err *e)
{
    portfolio p;
    CHECK(COUNT_OF(portfolio_columns) == WRITE_OFFS + 1);
    if (!portfolio_scan(&p, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < p.count && !out->failed; i++) fill_holding(out, &p, &p.rows[i]);
    return relation_err(out, e);
}

/* ---- for other rooms ---- */

static bool put_entries(ledger_stake *s, const portfolio *p, const holding *h)
{
    entry_list l = {.count = 0};
    for (const trail_step *t = trail_next(&p->trails, &h->why, NULL); t != NULL; t = trail_next(&p->trails, &h->why, t))
        if (t->figures & TO_COST && !entries_put(&l, p->q->a, t->entry)) return false;
    s->entries = l.seq;
    s->entry_count = l.count;
    return true;
}

bool ledger_holdings(ledger_stakes_list *out, const view_request *q)
{
    portfolio p;
    *out = (ledger_stakes_list){.count = 0};
    if (!portfolio_scan(&p, q)) return false;
    out->items = arena_get(q->a, sizeof *out->items * (p.count + 1));
    if (out->items == NULL) return false;
    for (uint32_t i = 0; i < p.count; i++) {
        const holding *h = &p.rows[i];
        ledger_stake *s = &out->items[out->count++];
        *s = (ledger_stake){h->fund, h->enterprise, h->unit, interval_sub(h->invested, h->sold), NULL, 0};
        if (q->wants_why && !put_entries(s, &p, h)) return false;
    }
    CHECK(out->count <= p.count);
    return true;
}
