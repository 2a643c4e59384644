/* dense: a loop of few members, solved without turns.
 *
 * Where little leaks out of a loop, turns lessen what is left too slowly, and I - P is all but singular. Members are put out
 * one by one instead, the last first: what the others own of it goes to its owners in proportion. A pivot is never 1 - p,
 * which loses what matters to cancellation, but what leaks plus what the others own (Grassmann, Taksar and Heyman 1985):
 * no subtraction occurs, so each figure is right to a few units of its last digit however little leaks.
 * Factors: below the diagonal [k][j] what flows to j of that which leaves k; on it the pivot; above it [i][k] what k gives
 * to i for each unit that reaches k. */
#include "graph/graph_int.h"

bool dense_factor(double *p, double *leak, uint32_t size)
{
    for (uint32_t k = size; k-- > 0;) {
        double *out = p + (size_t)k * size, pivot = leak[k];
        for (uint32_t j = 0; j < k; j++) pivot += out[j];
        if (!(pivot > 0)) return false;
        out[k] = pivot;
        for (uint32_t j = 0; j < k; j++) out[j] /= pivot;
        for (uint32_t i = 0; i < k; i++) {
            double *row = p + (size_t)i * size, to_k = row[k];
            if (to_k <= 0) continue;
            for (uint32_t j = 0; j < k; j++)
                row[j] += to_k * out[j]; /* what returns to i itself is not looked at again */
            leak[i] += to_k * (leak[k] / pivot);
            row[k] = to_k / pivot;
        }
    }
    return true;
}

void dense_transpose(double *p, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        for (uint32_t j = 0; j < i; j++) {
            double *a = p + (size_t)i * size + j, *b = p + (size_t)j * size + i, kept = *a;
            *a = *b;
            *b = kept;
        }
}

static void add_times(double *to, const double *from, double share, uint32_t lanes)
{
    for (uint32_t k = 0; k < lanes; k++) to[k] += share * from[k];
}

void dense_solve(double *x, const double *factors, uint32_t size, uint32_t lanes)
{
    for (uint32_t k = size; k-- > 1;)
        for (uint32_t i = 0; i < k; i++)
            add_times(x + (size_t)i * lanes, x + (size_t)k * lanes, factors[(size_t)i * size + k], lanes);
    for (uint32_t k = 0; k < size; k++) {
        const double *row = factors + (size_t)k * size;
        for (uint32_t lane = 0; lane < lanes; lane++) x[(size_t)k * lanes + lane] /= row[k];
        for (uint32_t j = 0; j < k; j++) add_times(x + (size_t)k * lanes, x + (size_t)j * lanes, row[j], lanes);
    }
}
