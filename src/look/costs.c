/* look_costs: what each fund on the way cost a source: fees and carry that were paid, layer by layer.
 *
 * Paid in money pays them, so the source's part is its share of the fund on the paid-in basis as of the day asked for, not
 * as of each payment. Carry is what was distributed as gain to a party registered as a fund manager: a manager's gain on
 * its own capital is in it, because entries do not tell the two apart. What nobody entered is unknown, not nothing: those
 * cells are empty and the last column says so. Statements hold no flows: on the reported record there are no rows. */
#include "look/look_int.h"

#include <math.h>

static const column_info columns[] = {
    {"from", CELL_TEXT, "来源", "from", UNIT_NONE, "", "", ""},
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"from_name", CELL_TEXT, "来源名称", "from's name", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    {"layer", CELL_INT, "层", "layer", UNIT_NONE, "look_layers", "来源到该基金最少经过的出资环节数",
     "fewest stakes from the source to it"},
    {"share", CELL_INTERVAL, "穿透比例", "share looked through", UNIT_PERCENT, "look_share",
     "实缴口径的穿透比例", "share looked through on the paid-in basis"},
    {"fees", CELL_INTERVAL, "已付管理费", "management fees paid", UNIT_NONE, "look_fees", "Σ expense.paid(管理费)",
     "Σ expense.paid, management fee"},
    {"fees_part", CELL_INTERVAL, "来源承担管理费", "the source's part of fees", UNIT_NONE, "look_fees_part",
     "已付管理费 × 穿透比例,四舍五入到分", "fees × share, to the nearest fen"},
    {"other", CELL_INTERVAL, "已付其他费用", "other expenses paid", UNIT_NONE, "look_other",
     "Σ expense.paid(管理费以外)", "Σ expense.paid, but for management fees"},
    {"other_part", CELL_INTERVAL, "来源承担其他费用", "the source's part of other expenses", UNIT_NONE,
     "look_other_part", "已付其他费用 × 穿透比例,四舍五入到分", "other expenses × share, to the nearest fen"},
    {"carry", CELL_INTERVAL, "分给管理人的超额收益", "gain paid to managers", UNIT_NONE, "look_carry",
     "Σ distribution.paid(超额收益,得者为基金管理人)", "Σ distribution.paid as gain to a fund manager"},
    {"carry_part", CELL_INTERVAL, "来源对应的超额收益", "the source's part of that gain", UNIT_NONE, "look_carry_part",
     "分给管理人的超额收益 × 穿透比例,四舍五入到分", "gain paid to managers × share, to the nearest fen"},
    {"known", CELL_TEXT, "已录入", "what is entered", UNIT_NONE, "", "", ""},
};
const relation_info look_costs_info = {
    "look_costs",
    "穿透费用",
    "Costs along the way",
    "来源的资金每经一层基金付出的管理费、其他费用与超额收益分成;未录入即未知;用 --where from=编号 指定来源",
    "what each layer of funds cost a source: fees, other expenses, carry; not entered is unknown; choose it with --where "
    "from=ID",
    columns,
    COUNT_OF(columns),
    2};
enum { FROM, FUND, FROM_NAME, FUND_NAME, LAYER, SHARE, FEES, OTHER = 8, CARRY = 10, KNOWN = 12 };
typedef enum cost_kind { COST_FEES, COST_OTHER, COST_CARRY, COSTS } cost_kind;

typedef struct cost {
    interval sum;
    unit_code unit;
    entry_list entries; /* none: nothing was entered */
} cost;
typedef struct costing {
    relation *out;
    const view_request *q;
    source from;
    fund_mergers mergers;
    web w;
    bool *is_from;
    shares theirs;
    uint32_t *layer;
    cost *costs; /* COSTS a node */
    int management, gain, gp;
} costing;

static bool add_cost(costing *k, seq_no fund, cost_kind as, const scan *s)
{
    uint32_t at = web_node(&k->w, fund_standing(NULL, &k->mergers, k->q, fund));
    if (at == NODE_NONE) return true;
    cost *c = &k->costs[(size_t)at * COSTS + as];
    interval x = amount_counted(k->q, &s->ev.amount, s->is);
    if (c->entries.count == 0) c->unit = s->ev.amount.unit;
    c->sum = interval_add(c->sum, c->unit == s->ev.amount.unit ? x : interval_unknown(false));
    return entries_put(&c->entries, k->q->a, s->ev.seq);
}

static bool is_carry(const costing *k, const event *ev)
{
    thing t;
    return ev->purpose == k->gain && book_thing(&t, k->q->b, standing(k->q, ev->subject)) && t.class_code == k->gp;
}

static bool scan_costs(costing *k)
{
    static const kind kinds[] = {KIND_EXPENSE_PAID, KIND_DISTRIBUTION_PAID, KIND_NONE};
    scan s = scan_kinds(k->q, kinds);
    while (scan_next(&s)) {
        const event *ev = &s.ev;
        bool is_expense = ev->kind == KIND_EXPENSE_PAID, done = true;
        if (is_expense)
            done = add_cost(k, ev->subject, ev->purpose == k->management ? COST_FEES : COST_OTHER, &s);
        else if (is_carry(k, ev))
            done = add_cost(k, ev->object, COST_CARRY, &s);
        if (!done) return false;
    }
    return true;
}

static bool prepare(costing *k)
{
    k->management = enum_find(LIST_expense_purpose, STR("management_fee"));
    k->gain = enum_find(LIST_flow_purpose, STR("gain"));
    k->gp = enum_find(LIST_party_class, STR("gp"));
    CHECK(k->management != 0 && k->gain != 0 && k->gp != 0);
    if (!fund_mergers_build(&k->mergers, k->q) || !web_build(&k->w, k->q, LOOK_PAID_IN) ||
        !source_nodes(&k->is_from, &k->from, &k->w) || !shares_down(&k->theirs, &k->w, k->is_from) ||
        !layers_down(&k->layer, &k->w, k->is_from))
        return false;
    k->costs = arena_get(k->q->a, sizeof *k->costs * ((size_t)k->w.node_count + 1) * COSTS);
    return k->costs != NULL && scan_costs(k);
}

/* ---- rows ---- */

static interval part_of(interval x, double lo, double hi)
{
    if (interval_is_exact(x) && lo == hi) return interval_exact(llround(lo * (double)x.lo));
    return interval_product_ppm(x, share_interval(lo, hi, false));
}

static void put_cost(costing *k, cell *row, uint32_t at, cost_kind as)
{
    static const int column_of[COSTS] = {FEES, OTHER, CARRY};
    const cost *c = &k->costs[(size_t)at * COSTS + as];
    cell *sum = &row[column_of[as]], *part = sum + 1;
    if (c->entries.count == 0) return;
    cell_interval(sum, c->sum, c->unit, QUALIFIER_NONE);
    why_list(k->out, sum, k->q->a, &c->entries);
    cell_interval(part, part_of(c->sum, k->theirs.lo[at], k->theirs.hi[at]), c->unit, QUALIFIER_NONE);
    why_list(k->out, part, k->q->a, &c->entries);
    bool is_asked = k->q->why_key.len == 0 || str_equal(key_part(k->q->why_key, 1), row[FUND].text);
    cell share = row[SHARE];
    for (uint32_t i = 0; i < share.why_count && is_asked; i++)
        relation_why(k->out, part, k->out->why[share.why_first + i]);
}

static void put_known(const costing *k, cell *c, uint32_t at)
{
    const cost *of = &k->costs[(size_t)at * COSTS];
    bool fees = of[COST_FEES].entries.count > 0, other = of[COST_OTHER].entries.count > 0;
    bool carry = of[COST_CARRY].entries.count > 0;
    if (!fees && !other && !carry)
        put_word(c, "nothing", "均未录入,未知", "nothing entered: not known");
    else if (!fees)
        put_word(c, "no_fees", "管理费未录入", "no fees entered: not known");
    else if (!carry)
        put_word(c, "no_carry", "无超额收益分配", "no gain paid to managers");
    else
        put_word(c, "entered", "已录入", "entered");
}

static void put_fund(costing *k, uint32_t at)
{
    const node *n = &k->w.nodes[at];
    cell *row = relation_row(k->out);
    if (row == NULL) return;
    put_source(&row[FROM], &row[FROM_NAME], &k->from, k->q);
    put_node(&row[FUND], &row[FUND_NAME], &k->w, at);
    bool is_asked = k->q->why_key.len == 0 || str_equal(key_part(k->q->why_key, 1), row[FUND].text);
    cell_int(&row[LAYER], k->layer[at]);
    cell_interval(&row[SHARE], share_interval(k->theirs.lo[at], k->theirs.hi[at], n->is_exact), UNIT_PERCENT,
                  QUALIFIER_NONE);
    for (int i = LAYER; i <= SHARE && is_asked; i++) why_between(k->out, &row[i], &k->w, k->is_from, at);
    for (int as = COST_FEES; as < COSTS; as++) put_cost(k, row, at, (cost_kind)as);
    put_known(k, &row[KNOWN], at);
}

err_code build_look_costs(relation *out, const view_request *q, err *e)
{
    costing k = {.out = out, .q = q};
    if (q->at.record == RECORD_REPORTED) return ERR_OK;
    if (!source_asked(&k.from, q) || !prepare(&k)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < k.w.node_count && !out->failed; i++) {
        bool is_reached = !k.is_from[i] && k.layer[i] != UINT32_MAX;
        if (is_reached && book_is_fund(q->b, k.w.nodes[i].party)) put_fund(&k, i);
    }
    return relation_err(out, e);
}
