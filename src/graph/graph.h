/* graph: who owns how much of whom through any number of layers, cycles included. The only place of its arithmetic; it
 * knows parties as numbers from 0 and shares as doubles, no book and no money.
 *
 * A graph is made for one way of asking and then answers any number of questions, each in one sweep over the stakes:
 *   down: x[owned] = b[owned] + Σ share × x[owner]     where somebody's money is
 *   up:   x[owner] = b[owner] + Σ share × x[owned]     whose money is in something
 * Nodes are renumbered so that what a node needs stands before it; only inside a loop (a strongly connected component
 * with more than one node, or a node that owns a part of itself) is there more to do. Not for two threads at
 * once: a graph holds the room that its answers are worked out in. */
#ifndef WEIR_GRAPH_H
#define WEIR_GRAPH_H

#include "base/base.h"

typedef enum graph_way { GRAPH_DOWN = 1, GRAPH_UP } graph_way;
typedef struct graph_edges { /* columns of one length; several edges of one pair add up */
    const uint32_t *owner, *owned;
    const double *share; /* ≥ 0 and finite; what is owned of one node may add up to less or more than 1 */
    uint32_t count;
} graph_edges;
typedef struct graph graph;
/* Lives in a; the edges may go afterwards. Every end must be < nodes (CHECKed). E_LIMIT. */
err_code graph_new(graph **out, graph_way way, uint32_t nodes, const graph_edges *edges, arena *a, err *e) WARN_UNUSED;

/* x and b by node, not overlapping. Loops of few members, none owned above the whole inside, are solved without turns
 * (dense.c); inside others Gauss–Seidel goes on until nothing moves by more than 1e-15 of itself.
 * cap: no value is above it (INFINITY = no cap); of a loop that does not settle under a finite cap every node that
 * anything reaches is at the cap, which is a bound from above when b ≥ 0. Without a cap such nodes are NAN, and so is
 * what needs them; those of a closed loop have what comes in from outside the loop, which never leaves it. */
void graph_solve(double *x, graph *g, const double *b, double cap);
/* Eight questions in one sweep, each answer the same to the last bit as alone: x[8 × node + question], b likewise. */
enum { GRAPH_LANES = 8 };
void graph_solve_eight(double *x, graph *g, const double *b, double cap);

typedef enum graph_loop_state {
    GRAPH_SETTLES = 1,
    GRAPH_CLOSED,  /* every member is wholly owned inside, and nobody outside owns any of it */
    GRAPH_EXPLODES /* the gain of a turn is 1 or more, or too near 1 to be summed: shares add up above the whole */
} graph_loop_state;
typedef struct graph_loop {
    const uint32_t *member; /* nodes, in the order of the sweep */
    uint32_t member_count, edge_count;
    graph_loop_state state;
} graph_loop;
uint32_t graph_loop_count(const graph *g);
void graph_loop_at(graph_loop *out, const graph *g, uint32_t index);
/* Every node, each behind those that it needs (but for its fellows in a loop). */
const uint32_t *graph_order(const graph *g);

#endif
