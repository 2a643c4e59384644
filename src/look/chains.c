/* look_chains: the chains of stakes that carry a source's money to a thing, and how much each of them carries.
 *
 * Walked upward from the thing, at each step first to the holder that carries most, so that the first chains are the
 * weightiest. Row 0 is all chains together, as `look` has it; the last row is what further chains and the turns of loops
 * carry: a chain never comes back to a party that is on it. Share of a chain: Π of its shares. */
#include "look/look_int.h"

#include <math.h>
#include <stdlib.h>

enum { CHAINS_MAX = 50 }; /* of one thing on one basis: more than anybody reads */
static const column_info columns[] = {
    {"from", CELL_TEXT, "来源", "from", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "去处", "to", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"chain_no", CELL_INT, "链", "chain", UNIT_NONE, "", "", ""},
    {"chain", CELL_TEXT, "出资链", "chain of stakes", UNIT_NONE, "look_chain", "自来源至去处的各出资环节;0 行为合计",
     "the stakes from the source to it; row 0 is all of them"},
    {"links", CELL_INT, "环节", "links", UNIT_NONE, "look_chain_links", "链上的出资环节数", "number of stakes on it"},
    {"share", CELL_INTERVAL, "穿透比例", "share looked through", UNIT_PERCENT, "look_chain_share",
     "Π 链上各环节比例,四舍五入到百万分之一,区间向外取整;余下一行 = 合计 − 所列各链",
     "Π share of each stake on it, nearest millionth, an interval rounded outward; the row for the rest = all − those "
     "listed"},
    {"money", CELL_INTERVAL, "穿透金额", "money looked through", UNIT_NONE, "look_chain_money",
     "穿透比例 × 去处的全部资金,四舍五入到分;陈述口径为 Π 末环节之前各比例 × 末环节金额",
     "share × all money in the thing, to the nearest fen; as reported: Π shares before the last stake × its amount"},
};
const relation_info look_chains_info = {
    "look_chains",
    "穿透链",
    "Chains of a look-through",
    "来源的资金经哪些出资链到达去处,各带多少;用 --where from=编号 与 --where to=编号 指定",
    "which chains carry a source's money to a thing, and how much; choose them with --where from=ID and --where to=ID",
    columns,
    COUNT_OF(columns),
    4};
enum { FROM, TO, BASIS, CHAIN_NO, CHAIN, LINKS, SHARE, MONEY };

typedef struct carrier { /* a stake, and what its owner has of the source's */
    double weight;
    uint32_t stake;
} carrier;
typedef struct walker {
    relation *out;
    const view_request *q;
    const source *from;
    web w;
    bool *is_from, *is_on;
    shares theirs;
    carrier *sorted; /* stakes of each thing, the weightiest first; as web.stakes lie */
    uint32_t to, step[WHY_DEPTH_MAX], depth;
    uint32_t chains;
    double lo_listed;
    bool is_cut, is_deep, is_closing; /* chains left out: by number, by depth; loops were met */
} walker;

static int compare_carriers(const void *one, const void *other)
{
    const carrier *a = one, *b = other;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return (a->stake > b->stake) - (a->stake < b->stake);
}

static bool sort_carriers(walker *k)
{
    k->sorted = arena_get(k->q->a, sizeof *k->sorted * ((size_t)k->w.stake_count + 1));
    if (k->sorted == NULL) return false;
    for (uint32_t i = 0; i < k->w.stake_count; i++) {
        const stake *s = &k->w.stakes[i];
        k->sorted[i] = (carrier){s->hi * k->theirs.hi[s->owner], i};
    }
    for (uint32_t i = 0; i < k->w.node_count; i++) {
        const node *n = &k->w.nodes[i];
        if (n->in_end > n->in) qsort(k->sorted + n->in, n->in_end - n->in, sizeof *k->sorted, compare_carriers);
    }
    return true;
}

/* ---- rows ---- */

static bool is_asked(const walker *k, const cell *row)
{
    str key = k->q->why_key;
    return key.len == 0 || str_equal(key_part(key, 1), row[TO].text);
}

static void why_links(walker *k, cell *c)
{
    entry_list l = {.count = 0};
    for (uint32_t i = 0; i < k->depth; i++) {
        const stake *s = &k->w.stakes[k->step[i]];
        for (uint32_t at = k->w.nodes[s->owned].in; at < k->w.nodes[s->owned].in_end; at++) {
            const stake *beside = &k->w.stakes[at];
            const entry_list more = {.seq = (seq_no *)(uintptr_t)beside->entries, .count = beside->entry_count};
            if (!entries_join(&l, k->q->a, &more)) k->out->failed = true;
        }
    }
    why_list(k->out, c, k->q->a, &l);
}

static void put_why(walker *k, cell *row, bool is_chain)
{
    if (!k->q->wants_why || !is_asked(k, row)) return;
    for (int i = CHAIN; i <= MONEY; i++) {
        if (row[i].type == 0) continue;
        if (is_chain)
            why_links(k, &row[i]);
        else
            why_between(k->out, &row[i], &k->w, k->is_from, k->to);
    }
}

static void put_part(cell *row, double lo, double hi)
{
    cell_interval(&row[SHARE], share_interval(lo, hi, lo == hi), UNIT_PERCENT, QUALIFIER_NONE);
}

/* By the ledger share × all money in the thing; by statements what the last stake states × the shares before it. */
static void put_exact_money(const walker *k, cell *row, double share)
{
    const node *n = &k->w.nodes[k->to];
    if (n->is_exact && interval_is_exact(n->whole)) cell_exact(&row[MONEY], llround(share * (double)n->whole.lo), n->unit);
}

static cell *new_row(walker *k, int64_t number)
{
    cell name;
    cell *row = relation_row(k->out);
    if (row == NULL) return NULL;
    put_source(&row[FROM], &name, k->from, k->q);
    put_node(&row[TO], &name, &k->w, k->to);
    put_basis(&row[BASIS], k->w.basis);
    cell_int(&row[CHAIN_NO], number);
    return row;
}

static str chain_text(walker *k, bool zh)
{
    buf text;
    buf_init(&text, k->q->a, (size_t)TEXT_BYTES_MAX * (WHY_DEPTH_MAX + 1));
    for (uint32_t i = k->depth; i-- > 0;) {
        const stake *s = &k->w.stakes[k->step[i]];
        if (i + 1 == k->depth) buf_str(&text, book_name(k->q->b, s->from, k->q->at.prefix, zh));
        buf_text(&text, " → ");
        buf_str(&text, book_name(k->q->b, s->to, k->q->at.prefix, zh));
    }
    k->out->failed = k->out->failed || text.failed;
    return buf_view(&text);
}

static void put_chain_figures(walker *k, cell *row)
{
    const node *n = &k->w.nodes[k->to];
    const stake *last = &k->w.stakes[k->step[0]];
    double lo = 1, hi = 1; /* of the last stake's owner */
    for (uint32_t i = 1; i < k->depth; i++) {
        lo *= k->w.stakes[k->step[i]].lo;
        hi *= k->w.stakes[k->step[i]].hi;
    }
    put_part(row, lo * last->lo, hi * last->hi);
    k->lo_listed += lo * last->lo;
    if (k->w.basis != LOOK_REPORTED)
        put_exact_money(k, row, lo * last->lo);
    else if (!figure_is_unknown(last->amount, last->unit))
        cell_interval(&row[MONEY], carried(last, lo, hi, n->unit), n->unit, QUALIFIER_NONE);
}

static void put_chain(walker *k)
{
    if (k->chains == CHAINS_MAX) {
        k->is_cut = true;
        return;
    }
    cell *row = new_row(k, ++k->chains);
    if (row == NULL) return;
    cell_text(&row[CHAIN], chain_text(k, true));
    row[CHAIN].show_en = chain_text(k, false);
    cell_int(&row[LINKS], k->depth);
    put_chain_figures(k, row);
    put_why(k, row, true);
}

static void put_all(walker *k)
{
    cell *row = new_row(k, 0);
    bool known;
    if (row == NULL) return;
    put_word(&row[CHAIN], "all", "合计", "all chains");
    put_part(row, k->theirs.lo[k->to], k->theirs.hi[k->to]);
    interval money = money_of(&k->theirs, &k->w, k->to, &known);
    if (known) cell_interval(&row[MONEY], money, k->w.nodes[k->to].unit, QUALIFIER_NONE);
    put_why(k, row, false);
}

/* Left out: further chains, longer ones, turns of loops. What they carry is known where all shares are exact. */
static void put_rest(walker *k)
{
    double lo = k->theirs.lo[k->to], hi = k->theirs.hi[k->to];
    if (!k->is_cut && !k->is_deep && !k->is_closing) return;
    cell *row = new_row(k, (int64_t)k->chains + 1);
    if (row == NULL) return;
    if (k->is_cut)
        put_word(&row[CHAIN], "further chains", "其余各链(含循环)", "further chains, loops included");
    else
        put_word(&row[CHAIN], "turns of loops", "循环持股的后续各圈(链到循环处截断)",
                 "further turns of loops: chains are cut where they come back");
    double rest = lo - k->lo_listed;
    rest = rest > 0 ? rest : 0;
    if (lo == hi) put_part(row, rest, rest);
    if (lo == hi) put_exact_money(k, row, rest);
    put_why(k, row, false);
}

/* ---- walking ---- */

static void climb(walker *k, uint32_t at)
{
    const node *n = &k->w.nodes[at];
    k->is_on[at] = true;
    for (uint32_t i = n->in; i < n->in_end && !k->out->failed && !k->is_cut; i++) {
        const stake *s = &k->w.stakes[k->sorted[i].stake];
        if (k->sorted[i].weight <= 0) break; /* lighter ones follow: none carries anything */
        k->is_closing = k->is_closing || k->is_on[s->owner];
        k->is_deep = k->is_deep || k->depth == WHY_DEPTH_MAX;
        if (k->is_on[s->owner] || k->depth == WHY_DEPTH_MAX) continue;
        k->step[k->depth++] = k->sorted[i].stake;
        if (k->is_from[s->owner])
            put_chain(k);
        else
            climb(k, s->owner);
        k->depth--;
    }
    k->is_on[at] = false;
}

static void put_thing(walker *k, uint32_t to)
{
    k->to = to;
    k->chains = 0;
    k->lo_listed = 0;
    k->is_cut = k->is_deep = k->is_closing = false;
    put_all(k);
    climb(k, to);
    CHECK(k->depth == 0);
    put_rest(k);
}

static bool prepare(walker *k, look_basis on)
{
    if (!web_build(&k->w, k->q, on) || !source_nodes(&k->is_from, k->from, &k->w) ||
        !shares_down(&k->theirs, &k->w, k->is_from))
        return false;
    k->is_on = arena_get(k->q->a, (size_t)k->w.node_count + 1);
    return k->is_on != NULL && sort_carriers(k);
}

err_code build_look_chains(relation *out, const view_request *q, err *e)
{
    source from;
    str asked = asked_word(q, "to", 1);
    seq_no only = asked.len > 0 ? book_find_id(q->b, asked) : 0;
    only = only ? standing(q, only) : 0;
    if (!source_asked(&from, q)) return arena_err(q->a, e);
    for (int on = LOOK_COMMITTED; on < LOOK_BASES; on++) {
        walker k = {.out = out, .q = q, .from = &from};
        if (!web_is_wanted(q, (look_basis)on)) continue;
        if (!prepare(&k, (look_basis)on)) return arena_err(q->a, e);
        for (uint32_t i = 0; i < k.w.node_count && !out->failed; i++)
            if (!k.is_from[i] && k.theirs.hi[i] > 0 && (asked.len == 0 || k.w.nodes[i].party == only)) put_thing(&k, i);
    }
    return relation_err(out, e);
}
