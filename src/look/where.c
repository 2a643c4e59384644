/* look: where a source's money is: its part of every fund and enterprise, and what of it stays there.
 *
 * A yuan that passes through two funds is in both: `money` must not be added up over rows. `kept` is what goes no further:
 * the money in a thing less what that thing has in others; over all rows it adds up to what the source put in, to the fen.
 * It is less than nothing where a fund invested more than it was given (it spent what came back). */
#include "look/look_int.h"

#include <string.h>

static const column_info columns[] = {
    {"from", CELL_TEXT, "来源", "from", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "去处", "to", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"from_name", CELL_TEXT, "来源名称", "from's name", UNIT_NONE, "", "", ""},
    {"to_name", CELL_TEXT, "去处名称", "to's name", UNIT_NONE, "", "", ""},
    {"class", CELL_TEXT, "类别", "class", UNIT_NONE, "", "", ""},
    {"layers", CELL_INT, "最少层数", "fewest layers", UNIT_NONE, "look_layers", "来源到去处最少经过的出资环节数",
     "fewest stakes from the source to it"},
    {"share", CELL_INTERVAL, "穿透比例", "share looked through", UNIT_PERCENT, "look_share",
     "Σ 各出资人所占比例 × 来源在该出资人中的比例,层层相乘,含交叉持股;四舍五入到百万分之一,区间向外取整",
     "Σ share of each holder × the source's share of that holder, through all layers and loops; nearest millionth, an "
     "interval rounded outward"},
    {"money", CELL_INTERVAL, "穿透金额", "money looked through", UNIT_NONE, "look_money",
     "穿透比例 × 其中全部资金,四舍五入到分;各层重复,不可相加",
     "share × all money in it, to the nearest fen; the layers repeat it, so it does not add up"},
    {"whole", CELL_INTERVAL, "其中全部资金", "all money in it", UNIT_NONE, "look_whole",
     "Σ 各方在其中的认缴、实缴或剩余成本(陈述口径为所述金额)",
     "Σ commitments to it, or paid in, or remaining cost; as reported: the amounts stated"},
    {"kept", CELL_INTERVAL, "停留金额", "stays there", UNIT_NONE, "look_kept",
     "穿透比例 ×(其中全部资金 − 它投出的资金),按最大余额法取到分;各行合计等于来源投出的全部",
     "share × (all money in it − what it has in others), to the fen by largest remainder; the rows add up to all that "
     "the source put in"},
    {"unstated", CELL_INTERVAL, "无人述明", "nobody states", UNIT_PERCENT, "look_unstated",
     "出资人未述明的部分,层层穿透", "the part whose holder nobody states, through all layers"},
};
const relation_info look_info = {
    "look",
    "穿透去向",
    "Look-through",
    "来源的资金穿透到每只基金与企业的比例和金额;用 --where from=编号 指定来源,默认 public(全部政府与国有资金)",
    "where a source's money is: its share of every fund and enterprise; choose it with --where from=ID, else public: all "
    "government and state-owned money",
    columns,
    COUNT_OF(columns),
    3};
enum { FROM, TO, BASIS, FROM_NAME, TO_NAME, CLASS, LAYERS, SHARE, MONEY, WHOLE, KEPT, UNSTATED };

typedef struct looking {
    relation *out;
    const view_request *q;
    const source *from;
    web w;
    bool *is_from;
    shares theirs, unstated;
    uint32_t *layer;
    int64_t *kept, whole;
    bool has_unstated, knows_kept;
} looking;

static bool find_unstated(looking *l)
{
    uint32_t at = web_node(&l->w, 0);
    bool *in = arena_get(l->q->a, (size_t)l->w.node_count + 1);
    if (in == NULL) return false;
    l->has_unstated = at != NODE_NONE;
    if (!l->has_unstated) return true;
    in[at] = true;
    return shares_down(&l->unstated, &l->w, in);
}

static bool prepare(looking *l, look_basis on)
{
    return web_build(&l->w, l->q, on) && source_nodes(&l->is_from, l->from, &l->w) &&
           shares_down(&l->theirs, &l->w, l->is_from) && layers_down(&l->layer, &l->w, l->is_from) &&
           find_unstated(l) && kept_of(&l->kept, &l->whole, &l->knows_kept, &l->theirs, &l->w, l->is_from);
}

static bool is_asked(const looking *l, const cell *row)
{
    return l->q->why_key.len == 0 || str_equal(key_part(l->q->why_key, 1), row[TO].text);
}

static void put_why(const looking *l, cell *row, uint32_t at)
{
    if (!l->q->wants_why || !is_asked(l, row)) return;
    for (int i = LAYERS; i <= MONEY; i++)
        if (row[i].type != 0) why_between(l->out, &row[i], &l->w, l->is_from, at);
    if (row[WHOLE].type != 0) why_stakes_in(l->out, &row[WHOLE], &l->w, at);
    if (row[KEPT].type != 0) why_kept(l->out, &row[KEPT], &l->w, l->is_from, &at, 1);
    if (row[UNSTATED].type != 0) why_between(l->out, &row[UNSTATED], &l->w, l->is_from, at);
}

static void put_figures(const looking *l, cell *row, uint32_t at)
{
    const node *n = &l->w.nodes[at];
    bool known;
    interval money = money_of(&l->theirs, &l->w, at, &known);
    cell_interval(&row[SHARE], share_interval(l->theirs.lo[at], l->theirs.hi[at], n->is_exact), UNIT_PERCENT,
                  QUALIFIER_NONE);
    if (known) cell_interval(&row[MONEY], money, n->unit, QUALIFIER_NONE);
    cell_interval(&row[WHOLE], n->whole, n->unit, QUALIFIER_NONE);
    if (l->knows_kept) cell_exact(&row[KEPT], l->kept[at], n->unit);
    if (l->has_unstated)
        cell_interval(&row[UNSTATED], share_interval(l->unstated.lo[at], l->unstated.hi[at], false), UNIT_PERCENT,
                      QUALIFIER_NONE);
}

static void put_row(const looking *l, uint32_t at)
{
    thing t;
    cell *row = relation_row(l->out);
    if (row == NULL) return;
    put_source(&row[FROM], &row[FROM_NAME], l->from, l->q);
    put_node(&row[TO], &row[TO_NAME], &l->w, at);
    put_basis(&row[BASIS], l->w.basis);
    if (book_thing(&t, l->q->b, l->w.nodes[at].party)) put_enum(&row[CLASS], LIST_party_class, t.class_code);
    cell_int(&row[LAYERS], l->layer[at]);
    put_figures(l, row, at);
    put_why(l, row, at);
}

err_code build_look(relation *out, const view_request *q, err *e)
{
    source from;
    if (!source_asked(&from, q)) return arena_err(q->a, e);
    for (int on = LOOK_COMMITTED; on < LOOK_BASES; on++) {
        looking l = {.out = out, .q = q, .from = &from};
        if (!web_is_wanted(q, (look_basis)on)) continue;
        if (!prepare(&l, (look_basis)on)) return arena_err(q->a, e);
        for (uint32_t i = 0; i < l.w.node_count && !out->failed; i++)
            if (!l.is_from[i] && l.layer[i] != UINT32_MAX) put_row(&l, i);
    }
    return relation_err(out, e);
}
