/* components: Tarjan's strongly connected components, in Pearce's form with one number a node, without recursion.
 *
 * While a node is open its mark is the least visit number that it reaches; once its component is complete the mark is
 * nodes + 1 + the component, above every visit number, so that finished nodes never lessen an open one. Components are
 * complete in the order in which a sweep needs them. Inside one, nodes stand as the walk left them: then only the edges
 * back to a node above need another turn. */
#include "graph/graph_int.h"

typedef struct walk {
    const adjacency *from;
    uint32_t *mark;   /* 0 = not seen */
    uint32_t *cursor; /* node → next entry of its row */
    uint32_t *path;   /* nodes that are being walked */
    uint32_t *open;   /* left, but their component is not complete */
    uint32_t *left;   /* nodes in the order in which they were left */
    bool *is_lower;   /* it reaches a node above itself, so it is no root */
    uint32_t depth, open_count, left_count, visits, count;
} walk;

static void visit(walk *w, uint32_t node)
{
    CHECK(w->depth < w->from->nodes);
    w->mark[node] = ++w->visits;
    w->cursor[node] = w->from->start[node];
    w->path[w->depth++] = node;
}

static void lessen(walk *w, uint32_t node, uint32_t by)
{
    if (w->mark[by] >= w->mark[node]) return;
    w->mark[node] = w->mark[by];
    w->is_lower[node] = true;
}

/* The component of a root: itself and all that are open above it. */
static void complete(walk *w, uint32_t root)
{
    uint32_t mark = w->from->nodes + 1 + w->count++;
    while (w->open_count > 0 && w->mark[w->open[w->open_count - 1]] >= w->mark[root])
        w->mark[w->open[--w->open_count]] = mark;
    w->mark[root] = mark;
}

static void leave(walk *w, uint32_t node)
{
    w->depth--;
    w->left[w->left_count++] = node;
    if (w->is_lower[node])
        w->open[w->open_count++] = node;
    else
        complete(w, node);
    if (w->depth > 0) lessen(w, w->path[w->depth - 1], node);
}

/* One node as far as the first that was not seen yet. */
static void step(walk *w)
{
    uint32_t node = w->path[w->depth - 1], end = w->from->start[node + 1];
    uint32_t at = w->cursor[node];
    for (; at < end; at++) {
        uint32_t next = w->from->entries[at].column;
        if (w->mark[next] == 0) {
            w->cursor[node] = at + 1;
            visit(w, next);
            return;
        }
        lessen(w, node, next);
    }
    leave(w, node);
}

/* Nodes of a component together, as they were left. */
static bool put_in_order(components *out, const walk *w, arena *a)
{
    uint32_t nodes = w->from->nodes;
    uint32_t *at = arena_get(a, sizeof *at * (w->count + 1));
    out->first = arena_get(a, sizeof *out->first * ((size_t)w->count + 2));
    out->order = arena_get(a, sizeof *out->order * ((size_t)nodes + 1));
    if (at == NULL || out->first == NULL || out->order == NULL) return false;
    for (uint32_t i = 0; i < nodes; i++) {
        out->of[i] -= nodes + 1;
        out->first[out->of[i] + 1]++;
    }
    for (uint32_t i = 0; i < w->count; i++) {
        out->first[i + 1] += out->first[i];
        at[i] = out->first[i];
    }
    for (uint32_t i = 0; i < nodes; i++) out->order[at[out->of[w->left[i]]]++] = w->left[i];
    return true;
}

bool components_find(components *out, const adjacency *from, arena *a)
{
    uint32_t nodes = from->nodes;
    CHECK(nodes < UINT32_MAX / 2);
    uint32_t *room = arena_get(a, sizeof *room * 5 * ((size_t)nodes + 1));
    bool *is_lower = arena_get(a, (size_t)nodes + 1);
    if (room == NULL || is_lower == NULL) return false;
    walk w = {.from = from,
              .mark = room,
              .cursor = room + nodes,
              .path = room + (size_t)2 * nodes,
              .open = room + (size_t)3 * nodes,
              .left = room + (size_t)4 * nodes,
              .is_lower = is_lower};
    for (uint32_t root = 0; root < nodes; root++) {
        if (w.mark[root] != 0) continue;
        visit(&w, root);
        while (w.depth > 0) step(&w);
    }
    CHECK(w.left_count == nodes && w.open_count == 0);
    out->of = w.mark;
    out->count = w.count;
    return put_in_order(out, &w, a);
}
