/* graph: from a heap of edges to rows that can be swept.
 *
 * Edges are dealt to their rows once, in one pass that touches one line of memory an edge; the rows are then copied in the
 * order of the sweep, so that a question reads memory forwards. Invariants: a row outside loops has columns below itself
 * only; a row of a loop has those from outside first. */
#include "graph/graph_int.h"

#include <math.h>

#define WHOLE_SLACK 1e-12 /* shares that add up so near to 1 are the whole */
#define LEAK_LEAST 1e-9   /* less of a member that nobody states has too few digits left */
enum { WORK_MAX = 40000000, SWEEPS_MAX = 1000000, SWEEPS_LEAST = 200, AHEAD = 12 };

/* ---- edges to rows ---- */

static bool deal_edges(adjacency *out, graph_way way, uint32_t nodes, const graph_edges *edges, arena *a)
{
    const uint32_t *row = way == GRAPH_DOWN ? edges->owned : edges->owner;
    const uint32_t *column = way == GRAPH_DOWN ? edges->owner : edges->owned;
    *out = (adjacency){.nodes = nodes};
    out->start = arena_get(a, sizeof *out->start * ((size_t)nodes + 2));
    out->entries = arena_get(a, sizeof *out->entries * ((size_t)edges->count + 1));
    out->owns_itself = arena_get(a, (size_t)nodes + 1);
    if (out->start == NULL || out->entries == NULL || out->owns_itself == NULL) return false;
    uint32_t *at = out->start + 1; /* counts, then places: at[row] ends as the start of the row behind */
    for (uint32_t i = 0; i < edges->count; i++) {
        CHECK(row[i] < nodes && column[i] < nodes);
        at[row[i] + 1]++;
        if (row[i] == column[i]) out->owns_itself[row[i]] = true;
    }
    for (uint32_t i = 0; i < nodes; i++) at[i + 1] += at[i];
    for (uint32_t i = 0; i < edges->count; i++) {
        CHECK(edges->share[i] >= 0 && edges->share[i] < INFINITY);
        out->entries[at[row[i]]++] = (entry){edges->share[i], column[i]};
    }
    return true;
}

/* ---- rows in the order of the sweep ---- */

typedef struct making {
    graph *g;
    const adjacency *from;
    const components *parts;
    uint32_t *row_of; /* node → row */
    double *held;     /* of the loop's members: what the loop owns of them; by row */
    double *outside;  /* what others own of them; up, not before sum_outside */
    bool knows_outside;
    graph_way way;
    arena *a;
    bool failed;
    uint32_t at; /* entries copied */
} making;

static void put_entry(making *m, const entry *x)
{
    m->g->column[m->at] = m->row_of[x->column];
    m->g->share[m->at++] = x->share;
}

/* Rows lie scattered where they are read: ask for one in time. */
static void ask_ahead(const making *m, uint32_t row)
{
    if (row + AHEAD >= m->g->nodes) return;
    const char *at = (const char *)&m->from->entries[m->from->start[m->g->order[row + AHEAD]]];
    __builtin_prefetch(at);
    __builtin_prefetch(at + 64);
}

static void copy_row(making *m, uint32_t row)
{
    uint32_t node = m->g->order[row];
    ask_ahead(m, row);
    m->g->start[row] = m->at;
    for (uint32_t i = m->from->start[node]; i < m->from->start[node + 1]; i++) put_entry(m, &m->from->entries[i]);
}

/* From outside first; a node's part of itself is no entry. */
static void copy_loop_row(making *m, uint32_t row, loop *l)
{
    uint32_t node = m->g->order[row], part = m->parts->of[node];
    double self = 0;
    m->g->start[row] = m->at;
    for (uint32_t i = m->from->start[node]; i < m->from->start[node + 1]; i++)
        if (m->parts->of[m->from->entries[i].column] != part) {
            put_entry(m, &m->from->entries[i]);
            if (m->way == GRAPH_DOWN) m->outside[row] += m->from->entries[i].share;
        }
    m->g->inside[row] = m->at;
    for (uint32_t i = m->from->start[node]; i < m->from->start[node + 1]; i++) {
        const entry *x = &m->from->entries[i];
        if (m->parts->of[x->column] != part) continue;
        l->edge_count += x->share > 0;
        m->held[m->way == GRAPH_DOWN ? row : m->row_of[x->column]] += x->share;
        if (x->column == node)
            self += x->share;
        else
            put_entry(m, x);
    }
    m->g->own[row] = self < 1 - WHOLE_SLACK ? 1 / (1 - self) : INFINITY;
}

/* Up, those who hold a part of a member from outside stand in rows of their own: one walk over all finds what they have. */
static void sum_outside(making *m)
{
    const adjacency *from = m->from;
    const uint32_t *part = m->parts->of;
    for (uint32_t node = 0; node < from->nodes; node++)
        for (uint32_t i = from->start[node]; i < from->start[node + 1]; i++) {
            uint32_t owned = from->entries[i].column;
            if (part[node] != part[owned]) m->outside[m->row_of[owned]] += from->entries[i].share;
        }
    m->knows_outside = true;
}

/* What nobody inside the loop owns of a member, or -1: not known well enough. Where all of it is stated, it is what others
 * own, to the last digit; else the rest to the whole, of which digits are lost. */
static double leak_of(const making *m, uint32_t row)
{
    double held = m->held[row], outside = m->outside[row], sum = held + outside;
    if (sum >= 1 - WHOLE_SLACK && sum <= 1 + WHOLE_SLACK) return outside;
    return held <= 1 - LEAK_LEAST ? 1 - held : -1;
}

static void fill_dense(double *p, const making *m, const loop *l)
{
    uint32_t size = l->end - l->first;
    const graph *g = m->g;
    for (uint32_t row = l->first; row < l->end; row++)
        for (uint32_t i = g->inside[row]; i < g->start[row + 1]; i++) {
            uint32_t a = row - l->first, b = g->column[i] - l->first;
            p[m->way == GRAPH_DOWN ? (size_t)a * size + b : (size_t)b * size + a] += g->share[i];
        }
}

/* Factors for a loop of few members, each of which leaks by a known part. */
static void factor_few(making *m, loop *l)
{
    uint32_t size = l->end - l->first;
    double leak[DENSE_MAX];
    if (size > DENSE_MAX) return;
    for (uint32_t i = 0; i < size; i++) {
        leak[i] = leak_of(m, l->first + i);
        if (leak[i] < 0) return;
    }
    double *p = arena_get(m->a, sizeof *p * size * size);
    m->failed = m->failed || p == NULL;
    if (p == NULL) return;
    fill_dense(p, m, l);
    if (!dense_factor(p, leak, size)) return;
    if (m->way == GRAPH_UP) dense_transpose(p, size);
    l->factors = p;
}

/* One unit is given to each member to see whether turns settle it. */
static bool settles_by_turns(graph *g, const loop *l)
{
    for (uint32_t row = l->first; row < l->end; row++) {
        g->from[row] = 1;
        g->x[row] = 0;
        if (isinf(g->own[row])) return false;
    }
    return loop_settle(g, l, 1, 1, INFINITY);
}

typedef struct loop_owners {
    bool all_inside;  /* every member is owned wholly inside */
    bool any_over;    /* of a member more than the whole is owned inside */
    bool any_outside; /* somebody outside has a part of a member, be it ever so small */
} loop_owners;

static loop_owners owners_of(const making *m, const loop *l)
{
    loop_owners of = {.all_inside = true};
    for (uint32_t row = l->first; row < l->end; row++) {
        of.all_inside = of.all_inside && m->held[row] >= 1 - WHOLE_SLACK;
        of.any_over = of.any_over || m->held[row] > 1 + WHOLE_SLACK;
        of.any_outside = of.any_outside || m->outside[row] > 0;
    }
    return of;
}

/* Gain below 1 is certain when no member is owned above the whole and one is not owned wholly inside. */
static void judge(making *m, loop *l)
{
    if (m->way == GRAPH_UP && !m->knows_outside) sum_outside(m);
    loop_owners of = owners_of(m, l);
    bool is_closed = of.all_inside && !of.any_over && !of.any_outside;
    l->state = is_closed ? GRAPH_CLOSED : GRAPH_SETTLES;
    if (!of.any_over && !is_closed) factor_few(m, l);
    bool is_doubtful = of.any_over || (of.all_inside && of.any_outside);
    if (is_doubtful && l->factors == NULL && !settles_by_turns(m->g, l)) l->state = GRAPH_EXPLODES;
}

static uint32_t sweeps_of(const loop *l)
{
    uint32_t sweeps = WORK_MAX / (l->edge_count + l->end - l->first);
    return sweeps < SWEEPS_LEAST ? SWEEPS_LEAST : sweeps > SWEEPS_MAX ? SWEEPS_MAX : sweeps;
}

static void make_loop(making *m, uint32_t first, uint32_t end)
{
    loop *l = &m->g->loops[m->g->loop_count++];
    *l = (loop){.first = first, .end = end};
    for (uint32_t row = first; row < end; row++) copy_loop_row(m, row, l);
    m->g->start[end] = m->at;
    l->sweeps_max = sweeps_of(l);
    judge(m, l);
}

static bool is_loop(const making *m, uint32_t part)
{
    uint32_t first = m->parts->first[part];
    return m->parts->first[part + 1] - first > 1 || m->from->owns_itself[m->parts->order[first]];
}

static void copy_rows(making *m)
{
    for (uint32_t part = 0; part < m->parts->count; part++) {
        uint32_t first = m->parts->first[part], end = m->parts->first[part + 1];
        CHECK(end > first);
        if (is_loop(m, part))
            make_loop(m, first, end);
        else
            copy_row(m, first);
    }
    m->g->start[m->g->nodes] = m->at;
}

/* ---- making ---- */

static bool make_room(making *m, uint32_t edges, arena *a)
{
    graph *g = m->g;
    size_t rows = (size_t)g->nodes + 1;
    g->start = arena_get(a, sizeof *g->start * rows);
    g->inside = arena_get(a, sizeof *g->inside * rows);
    g->column = arena_get(a, sizeof *g->column * ((size_t)edges + 1));
    g->share = arena_get(a, sizeof *g->share * ((size_t)edges + 1));
    g->own = arena_get(a, sizeof *g->own * rows);
    g->x = arena_get(a, sizeof *g->x * rows * GRAPH_LANES);
    g->from = arena_get(a, sizeof *g->from * rows * GRAPH_LANES);
    m->row_of = arena_get(a, sizeof *m->row_of * rows);
    m->held = arena_get(a, sizeof *m->held * rows);
    m->outside = arena_get(a, sizeof *m->outside * rows);
    return g->start && g->inside && g->column && g->share && g->own && g->x && g->from && m->row_of && m->held &&
           m->outside;
}

static bool make_loops_room(making *m, arena *a)
{
    uint32_t loops = 0;
    for (uint32_t part = 0; part < m->parts->count; part++) loops += is_loop(m, part);
    m->g->loops = arena_get(a, sizeof *m->g->loops * ((size_t)loops + 1));
    return m->g->loops != NULL;
}

static bool make(graph *g, graph_way way, const graph_edges *edges, arena *a)
{
    adjacency from;
    components parts;
    making m = {.g = g, .from = &from, .parts = &parts, .way = way, .a = a};
    if (!deal_edges(&from, way, g->nodes, edges, a) || !components_find(&parts, &from, a) ||
        !make_room(&m, edges->count, a) || !make_loops_room(&m, a))
        return false;
    g->order = parts.order;
    for (uint32_t row = 0; row < g->nodes; row++) m.row_of[g->order[row]] = row;
    copy_rows(&m);
    CHECK(m.at <= edges->count);
    return !m.failed;
}

err_code graph_new(graph **out, graph_way way, uint32_t nodes, const graph_edges *edges, arena *a, err *e)
{
    CHECK(way == GRAPH_DOWN || way == GRAPH_UP);
    graph *g = arena_get(a, sizeof *g);
    *out = g;
    if (g == NULL) return arena_err(a, e);
    g->nodes = nodes;
    return make(g, way, edges, a) ? ERR_OK : arena_err(a, e);
}

uint32_t graph_loop_count(const graph *g)
{
    return g->loop_count;
}

void graph_loop_at(graph_loop *out, const graph *g, uint32_t index)
{
    CHECK(index < g->loop_count);
    const loop *l = &g->loops[index];
    *out = (graph_loop){g->order + l->first, l->end - l->first, l->edge_count, l->state};
}

const uint32_t *graph_order(const graph *g)
{
    return g->order;
}
