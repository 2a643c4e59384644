/* look_holders: whose money is in a thing: those whom nobody else holds, the holder that nobody states, and what turns in
 * loops without an outside owner; together they are the whole of it.
 *
 * One unit stands in the thing and climbs to its holders, eight things at once. On exact shares both the parts per million
 * and the fen are allotted by largest remainder, so that what is shown adds up to 100 % and to all the money in the thing. */
#include "look/look_int.h"

#include <math.h>

#define HOLDERS_SLACK 1e-9 /* holders of all of a thing, be they summed through however many layers */

static const column_info columns[] = {
    {"to", CELL_TEXT, "去处", "to", UNIT_NONE, "", "", ""},
    {"holder", CELL_TEXT, "最终出资人", "holder", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"to_name", CELL_TEXT, "去处名称", "to's name", UNIT_NONE, "", "", ""},
    {"holder_name", CELL_TEXT, "最终出资人名称", "holder's name", UNIT_NONE, "", "", ""},
    {"class", CELL_TEXT, "类别", "class", UNIT_NONE, "", "", ""},
    {"layers", CELL_INT, "最少层数", "fewest layers", UNIT_NONE, "look_layers", "最终出资人到去处最少经过的出资环节数",
     "fewest stakes from the holder to it"},
    {"share", CELL_INTERVAL, "穿透比例", "share looked through", UNIT_PERCENT, "look_holder_share",
     "去处的一份沿出资关系逐层上溯到无人再持有者,含交叉持股;按最大余额法取到百万分之一,合计 100 %;区间向外取整",
     "one whole of it climbs along the stakes to those whom nobody holds, loops included; to the millionth by largest "
     "remainder, adding up to 100 %; an interval rounded outward"},
    {"money", CELL_INTERVAL, "穿透金额", "money looked through", UNIT_NONE, "look_holder_money",
     "穿透比例 × 其中全部资金,按最大余额法取到分,合计等于全部资金;陈述口径为 Σ 所述金额 × 出资人穿透比例,区间向外取整",
     "share × all money in it, to the fen by largest remainder: the rows add up to all of it; as reported: Σ amount "
     "stated "
     "× the holder's share of whoever has it, rounded outward"},
};
const relation_info look_holders_info = {
    "look_holders",
    "穿透来源",
    "Who stands behind",
    "去处的资金最终是谁的:最终出资人、未述出资人、闭环;合计 100 %;用 --where to=编号 指定去处",
    "whose money is in a thing in the end: outside owners, the holder that nobody states, closed loops; adds up to 100 "
    "%; "
    "choose it with --where to=ID",
    columns,
    COUNT_OF(columns),
    3};
enum { TO, HOLDER, BASIS, TO_NAME, HOLDER_NAME, CLASS, LAYERS, SHARE, MONEY };

typedef struct behind { /* those who stand behind one thing */
    uint32_t *node;     /* NODE_NONE = closed loops */
    double *lo, *hi;
    uint32_t count;
    bool is_exact;
} behind;
typedef struct climbing {
    relation *out;
    const view_request *q;
    web w;
    graph *least, *most;         /* the same when every share is exact */
    double *b, *lo, *hi;         /* eight lanes a node */
    double *money_lo, *money_hi; /* by statements: of the amounts in the thing; hi in parts of its whole */
    bool *in_closed;             /* of a loop that nobody outside owns */
    uint32_t *layer, *line;
    behind of;
    bool too_many;
} climbing;

static bool make_graph(graph **out, climbing *k, bool is_most)
{
    const web *w = &k->w;
    size_t room = (size_t)w->stake_count + 1;
    uint32_t *owner = arena_get(k->q->a, sizeof *owner * room), *owned = arena_get(k->q->a, sizeof *owned * room);
    double *share = arena_get(k->q->a, sizeof *share * room);
    if (owner == NULL || owned == NULL || share == NULL) return false;
    for (uint32_t i = 0; i < w->stake_count; i++) {
        owner[i] = w->stakes[i].owner;
        owned[i] = w->stakes[i].owned;
        share[i] = is_most ? w->stakes[i].hi : w->stakes[i].lo;
    }
    graph_edges edges = {owner, owned, share, w->stake_count};
    return graph_new(out, GRAPH_UP, w->node_count, &edges, k->q->a, NULL) == ERR_OK;
}

static void mark_closed(climbing *k)
{
    for (uint32_t i = 0; i < graph_loop_count(k->least); i++) {
        graph_loop l;
        graph_loop_at(&l, k->least, i);
        for (uint32_t m = 0; m < l.member_count && l.state == GRAPH_CLOSED; m++) k->in_closed[l.member[m]] = true;
    }
}

static bool make_lanes(climbing *k)
{
    arena *a = k->q->a;
    size_t bytes = sizeof(double) * ((size_t)k->w.node_count + 1) * GRAPH_LANES;
    bool is_exact = k->w.is_exact;
    k->b = arena_get(a, bytes);
    k->lo = arena_get(a, bytes);
    k->hi = is_exact ? k->lo : arena_get(a, bytes);
    k->money_lo = is_exact ? k->lo : arena_get(a, bytes);
    k->money_hi = is_exact ? k->lo : arena_get(a, bytes);
    return k->b && k->lo && k->hi && k->money_lo && k->money_hi;
}

static bool make_room(climbing *k)
{
    size_t nodes = (size_t)k->w.node_count + 1;
    k->in_closed = arena_get(k->q->a, nodes);
    k->layer = arena_get(k->q->a, sizeof *k->layer * nodes);
    k->line = arena_get(k->q->a, sizeof *k->line * nodes);
    k->of.node = arena_get(k->q->a, sizeof *k->of.node * nodes);
    k->of.lo = arena_get(k->q->a, sizeof *k->of.lo * nodes);
    k->of.hi = arena_get(k->q->a, sizeof *k->of.hi * nodes);
    return k->in_closed && k->layer && k->line && k->of.node && k->of.lo && k->of.hi;
}

static bool prepare(climbing *k, look_basis on)
{
    if (!web_build(&k->w, k->q, on) || !make_graph(&k->least, k, false)) return false;
    k->most = k->least;
    if (!k->w.is_exact && !make_graph(&k->most, k, true)) return false;
    if (!make_lanes(k) || !make_room(k)) return false;
    mark_closed(k);
    return true;
}

/* ---- one thing ---- */

/* Fewest links up from the thing. */
static void find_layers(climbing *k, uint32_t to)
{
    uint32_t head = 0, tail = 0;
    for (uint32_t i = 0; i < k->w.node_count; i++) k->layer[i] = UINT32_MAX;
    k->layer[to] = 0;
    k->line[tail++] = to;
    while (head < tail) {
        uint32_t at = k->line[head++];
        for (uint32_t i = k->w.nodes[at].in; i < k->w.nodes[at].in_end; i++) {
            uint32_t owner = k->w.stakes[i].owner;
            if (k->layer[owner] != UINT32_MAX) continue;
            k->layer[owner] = k->layer[at] + 1;
            k->line[tail++] = owner;
        }
    }
    CHECK(tail <= k->w.node_count);
}

static void put_holder(behind *of, uint32_t at, double lo, double hi)
{
    of->node[of->count] = at;
    of->lo[of->count] = isnan(lo) ? 0 : lo;
    of->hi[of->count] = isnan(hi) ? 1 : hi < of->lo[of->count] ? of->lo[of->count] : hi;
    of->is_exact = of->is_exact && of->lo[of->count] == of->hi[of->count];
    of->count++;
}

static void find_holders(climbing *k, uint32_t lane)
{
    double lo_closed = 0, hi_closed = 0;
    k->of.count = 0;
    k->of.is_exact =
        k->w.is_exact || k->w.basis != LOOK_REPORTED; /* what is unsure elsewhere does not touch this thing */
    for (uint32_t i = 0; i < k->w.node_count; i++) {
        double lo = k->lo[(size_t)i * GRAPH_LANES + lane], hi = k->hi[(size_t)i * GRAPH_LANES + lane];
        if (k->layer[i] == UINT32_MAX || hi == 0) continue;
        if (k->in_closed[i]) {
            lo_closed += lo;
            hi_closed += hi;
        } else if (!node_is_held(&k->w, i))
            put_holder(&k->of, i, lo, hi);
    }
    if (hi_closed > 0) put_holder(&k->of, NODE_NONE, lo_closed, hi_closed > 1 ? 1 : hi_closed);
    double sum = 0;
    for (uint32_t i = 0; i < k->of.count; i++) sum += k->of.lo[i];
    k->of.is_exact = k->of.is_exact && fabs(sum - 1) <= HOLDERS_SLACK;
}

static bool allot_holders(int64_t *out, const climbing *k, int64_t whole)
{
    const behind *of = &k->of;
    double *parts = arena_get(k->q->a, sizeof *parts * ((size_t)of->count + 1));
    if (parts == NULL) return false;
    for (uint32_t i = 0; i < of->count; i++) parts[i] = of->lo[i] * (double)whole;
    return allot(out, parts, of->count, whole, k->q->a);
}

static bool row_is_asked(const climbing *k, const cell *row)
{
    return k->q->why_key.len == 0 || str_equal(key_part(k->q->why_key, 1), row[HOLDER].text);
}

/* Behind a closed loop's part stands every stake on the way to it: all of what has a part in the thing. */
static void put_why(const climbing *k, cell *row, uint32_t holder, uint32_t to)
{
    bool *from = k->q->wants_why && row_is_asked(k, row) ? arena_get(k->q->a, (size_t)k->w.node_count + 1) : NULL;
    if (from == NULL) return;
    for (uint32_t i = 0; i < k->w.node_count; i++) from[i] = holder == NODE_NONE ? k->in_closed[i] : i == holder;
    for (int i = LAYERS; i <= MONEY; i++) {
        if (row[i].type == 0) continue;
        if (holder == NODE_NONE && from[to])
            why_stakes_in(k->out, &row[i], &k->w, to);
        else
            why_between(k->out, &row[i], &k->w, from, to);
    }
}

static void put_ends(const climbing *k, cell *row, uint32_t holder, uint32_t to)
{
    thing t;
    put_node(&row[TO], &row[TO_NAME], &k->w, to);
    put_basis(&row[BASIS], k->w.basis);
    if (holder == NODE_NONE) {
        put_word(&row[HOLDER], "(closed-loop)", "(closed-loop)", "(closed-loop)");
        put_word(&row[HOLDER_NAME], "closed loop", "闭环(环外无出资人)", "closed loop, no owner outside it");
        return;
    }
    put_node(&row[HOLDER], &row[HOLDER_NAME], &k->w, holder);
    if (book_thing(&t, k->q->b, k->w.nodes[holder].party)) put_enum(&row[CLASS], LIST_party_class, t.class_code);
    cell_int(&row[LAYERS], k->layer[holder]);
}

/* Of the amounts that are stated in the thing; nothing where none is. */
static void put_stated_money(const climbing *k, cell *c, const node *n, uint32_t holder, uint32_t lane)
{
    double lo = k->money_lo[(size_t)holder * GRAPH_LANES + lane], hi = k->money_hi[(size_t)holder * GRAPH_LANES + lane];
    if (figure_is_unknown(n->whole, n->unit)) return;
    interval x = {.about = n->whole.about, .hi_open = n->whole.hi_open, .unknown_count = n->whole.unknown_count};
    x.lo = isnan(lo) ? 0 : money_down(lo);
    x.hi = x.hi_open ? 0 : money_up(hi * (double)n->whole.hi);
    if (!x.hi_open && x.hi < x.lo) x.hi = x.lo;
    cell_interval(c, x, n->unit, QUALIFIER_NONE);
}

static void put_row(climbing *k, uint32_t i, uint32_t to, int64_t ppm, int64_t minor, uint32_t lane)
{
    const behind *of = &k->of;
    const node *n = &k->w.nodes[to];
    cell *row = relation_row(k->out);
    if (row == NULL) return;
    put_ends(k, row, of->node[i], to);
    interval share = of->is_exact ? interval_exact(ppm) : share_interval(of->lo[i], of->hi[i], false);
    cell_interval(&row[SHARE], share, UNIT_PERCENT, QUALIFIER_NONE);
    if (of->is_exact && interval_is_exact(n->whole))
        cell_exact(&row[MONEY], minor, n->unit);
    else if (!k->w.is_exact && of->node[i] != NODE_NONE)
        put_stated_money(k, &row[MONEY], n, of->node[i], lane);
    put_why(k, row, of->node[i], to);
}

static bool put_thing(climbing *k, uint32_t to, uint32_t lane)
{
    const node *n = &k->w.nodes[to];
    find_layers(k, to);
    find_holders(k, lane);
    uint32_t count = k->of.count;
    k->too_many = k->too_many || k->out->row_count + count > LOOK_ROWS_MAX;
    if (k->too_many) return true;
    int64_t *ppm = arena_get(k->q->a, sizeof *ppm * ((size_t)count + 1));
    int64_t *minor = arena_get(k->q->a, sizeof *minor * ((size_t)count + 1));
    if (ppm == NULL || minor == NULL) return false;
    if (k->of.is_exact && !allot_holders(ppm, k, 1000000)) return false;
    if (k->of.is_exact && interval_is_exact(n->whole) && !allot_holders(minor, k, n->whole.lo)) return false;
    for (uint32_t i = 0; i < count; i++) put_row(k, i, to, ppm[i], minor[i], lane);
    return true;
}

/* ---- things, eight at a time ---- */

/* One unit in each thing of its lane; 0 takes it away again. */
static void put_units(climbing *k, const uint32_t *to, uint32_t count, double unit_or_none)
{
    for (uint32_t i = 0; i < count; i++) k->b[(size_t)to[i] * GRAPH_LANES + i] = unit_or_none;
}

/* The amounts that are stated in each thing, with those who have them: least, or most in parts of the whole. */
static void put_amounts(climbing *k, const uint32_t *to, uint32_t count, bool is_most)
{
    for (uint32_t i = 0; i < count; i++) {
        const node *n = &k->w.nodes[to[i]];
        for (uint32_t at = n->in; at < n->in_end; at++) {
            const stake *s = &k->w.stakes[at];
            bool counts = s->from != 0 && s->unit == n->unit && !(is_most && (n->whole.hi_open || n->whole.hi <= 0));
            double x = !counts ? 0 : is_most ? (double)s->amount.hi / (double)n->whole.hi : (double)s->amount.lo;
            k->b[(size_t)s->owner * GRAPH_LANES + i] += x > 0 ? x : 0;
        }
    }
}

static void clear_amounts(climbing *k, const uint32_t *to, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t at = k->w.nodes[to[i]].in; at < k->w.nodes[to[i]].in_end; at++)
            k->b[(size_t)k->w.stakes[at].owner * GRAPH_LANES + i] = 0;
}

static bool put_eight(climbing *k, const uint32_t *to, uint32_t count)
{
    CHECK(count <= GRAPH_LANES);
    put_units(k, to, count, 1);
    graph_solve_eight(k->lo, k->least, k->b, INFINITY);
    if (!k->w.is_exact) graph_solve_eight(k->hi, k->most, k->b, 1);
    put_units(k, to, count, 0);
    if (!k->w.is_exact) {
        put_amounts(k, to, count, false);
        graph_solve_eight(k->money_lo, k->least, k->b, INFINITY);
        clear_amounts(k, to, count);
        put_amounts(k, to, count, true);
        graph_solve_eight(k->money_hi, k->most, k->b, 1);
        clear_amounts(k, to, count);
    }
    for (uint32_t i = 0; i < count && !k->too_many && !k->out->failed; i++)
        if (!put_thing(k, to[i], i)) return false;
    return true;
}

static bool put_things(climbing *k, str asked)
{
    uint32_t to[GRAPH_LANES], count = 0;
    seq_no only = asked.len > 0 ? book_find_id(k->q->b, asked) : 0;
    only = only ? standing(k->q, only) : 0;
    for (uint32_t i = 0; i < k->w.node_count && !k->too_many; i++) {
        if (!node_is_held(&k->w, i) || (asked.len > 0 && k->w.nodes[i].party != only)) continue;
        to[count++] = i;
        if (count < GRAPH_LANES) continue;
        if (!put_eight(k, to, count)) return false;
        count = 0;
    }
    return count == 0 || put_eight(k, to, count);
}

err_code build_look_holders(relation *out, const view_request *q, err *e)
{
    str asked = asked_word(q, "to", 0);
    for (int on = LOOK_COMMITTED; on < LOOK_BASES; on++) {
        climbing k = {.out = out, .q = q};
        if (!web_is_wanted(q, (look_basis)on)) continue;
        if (!prepare(&k, (look_basis)on) || !put_things(&k, asked)) return arena_err(q->a, e);
        if (!k.too_many) continue;
        err_set(e, E_LOOK_MANY);
        err_int(e, "limit", LOOK_ROWS_MAX);
        return E_LOOK_MANY;
    }
    return relation_err(out, e);
}
