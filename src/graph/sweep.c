/* sweep: one pass over the stakes, and the turns inside a loop.
 *
 * A question stands in one lane; the sums of a lane are made in the same order whether it goes alone or with seven others,
 * and a lane that has settled is not touched again, so that company changes no bit of an answer. From zero upward, with
 * nothing negative, no step of a loop ever falls: rounding keeps order, so there is no last digit to tremble. */
#include "graph/graph_int.h"

#include <math.h>
#include <string.h>

#define SETTLED 1e-15        /* the part of itself that a value may still move by */
#define OVER_CAP (1 + 1e-12) /* rounding alone is not over */

/* What the entries give to each lane of one row. The number of lanes is a constant in each use. */
__attribute__((always_inline)) static inline void add_entries(double *restrict sum, const graph *g, uint32_t at,
                                                              uint32_t end, uint32_t lanes)
{
    for (; at < end; at++) {
        const double *x = g->x + (size_t)g->column[at] * lanes;
        double share = g->share[at];
        for (uint32_t k = 0; k < lanes; k++) sum[k] += share * x[k];
    }
}

__attribute__((always_inline)) static inline void put_row(graph *g, uint32_t row, const double *sum, double cap,
                                                          uint32_t lanes)
{
    double *x = g->x + (size_t)row * lanes;
    for (uint32_t k = 0; k < lanes; k++) x[k] = sum[k] > cap ? cap : sum[k];
}

/* Rows that need nothing but rows before them. b stands in the rows themselves. */
__attribute__((always_inline)) static inline void sweep_rows(graph *g, uint32_t first, uint32_t end, double cap,
                                                             uint32_t lanes)
{
    for (uint32_t row = first; row < end; row++) {
        double sum[GRAPH_LANES];
        for (uint32_t k = 0; k < lanes; k++) sum[k] = g->x[(size_t)row * lanes + k];
        add_entries(sum, g, g->start[row], g->start[row + 1], lanes);
        put_row(g, row, sum, cap, lanes);
    }
}

/* ---- loops ---- */

/* What reaches the loop from outside, into g->from. */
static void gather_outside(graph *g, const loop *l, uint32_t lanes)
{
    for (uint32_t row = l->first; row < l->end; row++) {
        double *sum = g->from + (size_t)row * lanes;
        memcpy(sum, g->x + (size_t)row * lanes, sizeof *sum * lanes);
        add_entries(sum, g, g->start[row], g->inside[row], lanes);
    }
}

/* One turn. moved: lanes (bits) that are still to settle; the result: those that have not after it. */
__attribute__((always_inline)) static inline uint32_t turn(graph *g, const loop *l, double cap, uint32_t moved,
                                                           uint32_t lanes)
{
    uint32_t still = 0;
    for (uint32_t row = l->first; row < l->end; row++) {
        double sum[GRAPH_LANES], *x = g->x + (size_t)row * lanes;
        for (uint32_t k = 0; k < lanes; k++) sum[k] = g->from[(size_t)row * lanes + k];
        add_entries(sum, g, g->inside[row], g->start[row + 1], lanes);
        for (uint32_t k = 0; k < lanes; k++) {
            if (!(moved >> k & 1)) continue;
            double now = sum[k] * g->own[row];
            if (now > cap) now = cap;
            if (fabs(now - x[k]) > SETTLED * fabs(now) || isinf(now)) still |= 1U << k;
            x[k] = now;
        }
    }
    return still;
}

static uint32_t take_turn(graph *g, const loop *l, double cap, uint32_t moved, uint32_t lanes)
{
    return lanes == 1 ? turn(g, l, cap, moved, 1) : turn(g, l, cap, moved, GRAPH_LANES);
}

bool loop_settle(graph *g, const loop *l, uint32_t lanes, uint32_t mask, double cap)
{
    CHECK(lanes == 1 || lanes == GRAPH_LANES);
    CHECK(l->sweeps_max > 0);
    uint32_t moved = mask;
    for (uint32_t i = 0; i < l->sweeps_max && moved != 0; i++) moved = take_turn(g, l, cap, moved, lanes);
    for (uint32_t row = l->first; row < l->end && moved != 0; row++)
        for (uint32_t k = 0; k < lanes; k++) {
            double *x = g->x + (size_t)row * lanes + k;
            if (moved >> k & 1 && *x > 0) *x = isinf(cap) ? NAN : cap;
        }
    return moved == 0;
}

/* A closed loop keeps what comes in. One that explodes has no sum: NAN, but where nothing comes in at all. */
static void leave_unsettled(graph *g, const loop *l, uint32_t lanes)
{
    uint32_t reached = 0;
    for (uint32_t row = l->first; row < l->end; row++)
        for (uint32_t k = 0; k < lanes; k++)
            if (g->from[(size_t)row * lanes + k] != 0) reached |= 1U << k;
    for (uint32_t row = l->first; row < l->end; row++)
        for (uint32_t k = 0; k < lanes; k++) {
            size_t at = (size_t)row * lanes + k;
            g->x[at] = l->state == GRAPH_CLOSED ? g->from[at] : reached >> k & 1 ? NAN : 0;
        }
}

/* Without turns. The result: lanes in which the cap holds something back, for which turns are needed after all. */
static uint32_t solve_few(graph *g, const loop *l, uint32_t lanes, double cap)
{
    size_t first = (size_t)l->first * lanes, end = (size_t)l->end * lanes;
    uint32_t over = 0;
    memcpy(g->x + first, g->from + first, sizeof *g->x * (end - first));
    dense_solve(g->x + first, l->factors, l->end - l->first, lanes);
    for (size_t i = first; i < end; i++) {
        if (g->x[i] > cap * OVER_CAP) over |= 1U << i % lanes;
        if (g->x[i] > cap) g->x[i] = cap;
    }
    return over;
}

/* Some lanes by turns: those begin at zero, the others keep what they have. */
static void settle_lanes(graph *g, const loop *l, uint32_t lanes, uint32_t mask, double cap)
{
    for (size_t i = (size_t)l->first * lanes; i < (size_t)l->end * lanes; i++)
        if (mask >> i % lanes & 1) g->x[i] = 0;
    loop_settle(g, l, lanes, mask, cap);
}

static void sweep_loop(graph *g, const loop *l, uint32_t lanes, double cap)
{
    uint32_t by_turns = (1U << lanes) - 1;
    gather_outside(g, l, lanes);
    if (l->factors != NULL) by_turns = solve_few(g, l, lanes, cap);
    if (l->state == GRAPH_SETTLES || !isinf(cap)) {
        if (by_turns != 0) settle_lanes(g, l, lanes, by_turns, cap);
    } else
        leave_unsettled(g, l, lanes);
}

__attribute__((always_inline)) static inline void sweep(graph *g, double cap, uint32_t lanes)
{
    uint32_t row = 0;
    for (uint32_t i = 0; i < g->loop_count; i++) {
        const loop *l = &g->loops[i];
        CHECK(l->first >= row && l->end > l->first);
        sweep_rows(g, row, l->first, cap, lanes);
        sweep_loop(g, l, lanes, cap);
        row = l->end;
    }
    sweep_rows(g, row, g->nodes, cap, lanes);
}

void graph_solve(double *x, graph *g, const double *b, double cap)
{
    CHECK(cap >= 0);
    for (uint32_t row = 0; row < g->nodes; row++) g->x[row] = b[g->order[row]];
    sweep(g, cap, 1);
    for (uint32_t row = 0; row < g->nodes; row++) x[g->order[row]] = g->x[row];
}

void graph_solve_eight(double *x, graph *g, const double *b, double cap)
{
    CHECK(cap >= 0);
    enum { ROW_BYTES = sizeof(double) * GRAPH_LANES };
    for (uint32_t row = 0; row < g->nodes; row++)
        memcpy(g->x + (size_t)row * GRAPH_LANES, b + (size_t)g->order[row] * GRAPH_LANES, ROW_BYTES);
    sweep(g, cap, GRAPH_LANES);
    for (uint32_t row = 0; row < g->nodes; row++)
        memcpy(x + (size_t)g->order[row] * GRAPH_LANES, g->x + (size_t)row * GRAPH_LANES, ROW_BYTES);
}
