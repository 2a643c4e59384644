/* look_loops: parties that hold parts of each other in a circle, and whether anybody outside owns them.
 *
 * A loop is a strongly connected component of the web. Where no member has an outside holder the loop is closed: what is
 * in it belongs to nobody but itself, and money that comes in never reaches an owner. By statements, a member whose shares
 * are not all stated has an outside holder that nobody names, so the loop is not called closed. */
#include "look/look_int.h"

#include <math.h>

static const column_info columns[] = {
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"loop", CELL_TEXT, "首个主体", "first party", UNIT_NONE, "", "", ""},
    {"parties", CELL_TEXT, "相互持有的主体", "parties that hold each other", UNIT_NONE, "look_loop",
     "沿出资关系可互相到达的全部主体(强连通分量)", "all parties that reach each other along stakes (a strongly connected component)"},
    {"count", CELL_INT, "主体数", "number of parties", UNIT_NONE, "look_loop_count", "其中的主体数",
     "number of parties in it"},
    {"stakes", CELL_INT, "环内出资", "stakes inside", UNIT_NONE, "look_loop_stakes", "主体之间的出资关系数",
     "stakes between them"},
    {"outside", CELL_INTERVAL, "环外所占", "held outside", UNIT_PERCENT, "look_loop_outside",
     "1 − Σ 环内出资人所占比例,各主体中最小至最大", "1 − Σ share of holders inside, least to most over its parties"},
    {"state", CELL_TEXT, "状态", "state", UNIT_NONE, "look_loop_state",
     "闭环:每个主体都全由环内持有;不收敛:所述比例合计超过一份,转一圈不减;否则有环外出资人,可穿透",
     "closed: every party is wholly held inside; explodes: stated shares add up above the whole, so that a turn does not "
     "lessen it; else there are owners outside and it is looked through"},
};
const relation_info look_loops_info = {
    "look_loops",
    "循环持股",
    "Loops of holdings",
    "互相持有的基金与企业:环外有无出资人;闭环如实列出,不强行穿透",
    "funds and companies that hold each other: whether there are owners outside; closed loops are reported, not solved",
    columns,
    COUNT_OF(columns),
    2};
enum { BASIS, LOOP, PARTIES, COUNT, STAKES, HELD_OUTSIDE, STATE };

typedef struct looping {
    relation *out;
    const view_request *q;
    web w;
    graph *g;
    bool *in; /* of the loop at hand */
} looping;

static bool make_graph(looping *k)
{
    size_t room = (size_t)k->w.stake_count + 1;
    uint32_t *owner = arena_get(k->q->a, sizeof *owner * room), *owned = arena_get(k->q->a, sizeof *owned * room);
    double *share = arena_get(k->q->a, sizeof *share * room);
    k->in = arena_get(k->q->a, (size_t)k->w.node_count + 1);
    if (owner == NULL || owned == NULL || share == NULL || k->in == NULL) return false;
    for (uint32_t i = 0; i < k->w.stake_count; i++) {
        owner[i] = k->w.stakes[i].owner;
        owned[i] = k->w.stakes[i].owned;
        share[i] = k->w.stakes[i].lo;
    }
    graph_edges edges = {owner, owned, share, k->w.stake_count};
    return graph_new(&k->g, GRAPH_DOWN, k->w.node_count, &edges, k->q->a, NULL) == ERR_OK;
}

static str names_of(looping *k, bool zh)
{
    buf text;
    buf_init(&text, k->q->a, OUTPUT_BYTES_MAX);
    for (uint32_t i = 0; i < k->w.node_count; i++) {
        if (!k->in[i]) continue;
        if (text.len > 0) buf_text(&text, zh ? "、" : ", ");
        buf_str(&text, book_name(k->q->b, k->w.nodes[i].party, k->q->at.prefix, zh));
    }
    k->out->failed = k->out->failed || text.failed;
    return buf_view(&text);
}

/* What holders outside have of each member, least and most. */
static interval outside_of(const looping *k)
{
    double least = 1, most = 0;
    for (uint32_t i = 0; i < k->w.node_count; i++) {
        if (!k->in[i]) continue;
        double lo = 1, hi = 1;
        for (uint32_t at = k->w.nodes[i].in; at < k->w.nodes[i].in_end; at++) {
            const stake *s = &k->w.stakes[at];
            if (!k->in[s->owner]) continue;
            lo -= s->hi;
            hi -= s->lo;
        }
        lo = lo > 1e-12 ? lo : 0;
        hi = hi > 1e-12 ? hi : 0;
        least = fmin(least, lo);
        most = fmax(most, hi);
    }
    return share_interval(least, most, false);
}

static void put_why(looping *k, cell *row)
{
    entry_list l = {.count = 0};
    for (uint32_t i = 0; i < k->w.stake_count && !k->out->without_why; i++) {
        const stake *s = &k->w.stakes[i];
        const entry_list more = {.seq = (seq_no *)(uintptr_t)s->entries, .count = s->entry_count};
        if (k->in[s->owned] && !entries_join(&l, k->q->a, &more)) k->out->failed = true;
    }
    for (int i = PARTIES; i <= STATE; i++) why_list(k->out, &row[i], k->q->a, &l);
}

static void put_loop(looping *k, const graph_loop *l, uint32_t first)
{
    static const char *const states[][3] = {[GRAPH_SETTLES] = {"open", "环外有出资人", "owners outside"},
                                            [GRAPH_CLOSED] = {"closed", "闭环", "closed"},
                                            [GRAPH_EXPLODES] = {"explodes", "不收敛", "explodes"}};
    cell name, *row = relation_row(k->out);
    if (row == NULL) return;
    put_basis(&row[BASIS], k->w.basis);
    put_node(&row[LOOP], &name, &k->w, first);
    cell_text(&row[PARTIES], names_of(k, true));
    row[PARTIES].show_en = names_of(k, false);
    cell_int(&row[COUNT], l->member_count);
    cell_int(&row[STAKES], l->edge_count);
    cell_interval(&row[HELD_OUTSIDE], outside_of(k), UNIT_PERCENT, QUALIFIER_NONE);
    put_word(&row[STATE], states[l->state][0], states[l->state][1], states[l->state][2]);
    put_why(k, row);
}

static bool put_loops(looping *k)
{
    for (uint32_t i = 0; i < graph_loop_count(k->g); i++) {
        graph_loop l;
        uint32_t first = NODE_NONE;
        graph_loop_at(&l, k->g, i);
        for (uint32_t m = 0; m < l.member_count; m++) {
            k->in[l.member[m]] = true;
            if (l.member[m] < first) first = l.member[m];
        }
        put_loop(k, &l, first);
        for (uint32_t m = 0; m < l.member_count; m++) k->in[l.member[m]] = false;
    }
    return !k->out->failed;
}

err_code build_look_loops(relation *out, const view_request *q, err *e)
{
    for (int on = LOOK_COMMITTED; on < LOOK_BASES; on++) {
        looping k = {.out = out, .q = q};
        if (!web_is_wanted(q, (look_basis)on)) continue;
        if (!web_build(&k.w, q, (look_basis)on) || !make_graph(&k) || !put_loops(&k)) return arena_err(q->a, e);
    }
    return relation_err(out, e);
}
