/* Inside the graph room: a graph as it lies in memory. */
#ifndef WEIR_GRAPH_INT_H
#define WEIR_GRAPH_INT_H

#include "graph/graph.h"

typedef struct loop {
    uint32_t first, end; /* rows */
    uint32_t edge_count; /* inside, with those of a node to itself */
    uint32_t sweeps_max; /* no longer than this: the work of a loop is bounded whatever its gain */
    graph_loop_state state;
    double *factors; /* of a loop of few members: see dense.c; NULL: turns */
} loop;
struct graph {
    uint32_t nodes;
    uint32_t *order; /* row → node */
    uint32_t *start; /* row → first entry; one more */
    uint32_t *column;
    double *share;
    loop *loops; /* by first row, rising */
    uint32_t loop_count;
    /* of the rows of loops only */
    uint32_t *inside; /* row → first entry of the same loop; those before it come from outside */
    double *own;      /* row → 1 ÷ (1 − what the node owns of itself) */
    double *x, *from; /* room for a sweep: GRAPH_LANES a row; what comes in from outside the loop */
};

/* ---- component.c: strongly connected components ---- */
typedef struct entry { /* of a row before renumbering */
    double share;
    uint32_t column;
} entry;
typedef struct adjacency {
    uint32_t nodes;
    uint32_t *start; /* one more than nodes */
    entry *entries;
    bool *owns_itself; /* by node */
} adjacency;
typedef struct components {
    uint32_t *of;    /* node → component; each behind those that it needs */
    uint32_t *order; /* nodes by component, inside one in the order in which a walk in depth left them */
    uint32_t *first; /* component → its place in order; one more */
    uint32_t count;
} components;
bool components_find(components *out, const adjacency *from, arena *a); /* false: memory */

/* ---- sweep.c ---- */
/* One loop by turns, after what it needs was worked out: true when each lane of the mask settled. lanes 1 or GRAPH_LANES. */
bool loop_settle(graph *g, const loop *l, uint32_t lanes, uint32_t mask, double cap);

/* ---- dense.c: a loop of few members, without turns ---- */
enum { DENSE_MAX = 48 };
/* p: size × size; p[i][j] = what member j owns of member i, what a member owns of itself left out; leak[i] = what nobody
 * inside owns of member i. Both are worked on. p becomes the factors for GRAPH_DOWN; false: some member never leaks. */
bool dense_factor(double *p, double *leak, uint32_t size);
void dense_transpose(double *p, uint32_t size); /* the factors for GRAPH_UP from those for GRAPH_DOWN */
/* x: size rows of lanes: in: what comes in from outside the loop; out: what is there. */
void dense_solve(double *x, const double *factors, uint32_t size, uint32_t lanes);

#endif
