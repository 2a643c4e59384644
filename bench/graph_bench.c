/* graph_bench: look-through on the file of ../shared/bench/graph_gen.py: usage: graph_bench FILE
 * Prints medians and least times: from the edges to the first answer, a further question, one of eight
 * at once; and the sum, which is the anchor's to 1e-12. */
#include "graph/graph.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 9, QUESTIONS = 21 };

static double now_ms(void)
{
    struct timespec t;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *one, const void *other)
{
    const double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void tell(const char *name, double *of, size_t count)
{
    qsort(of, count, sizeof *of, compare);
    printf("%s_ms %.3f %s_least_ms %.3f ", name, of[count / 2], name, of[0]);
}

typedef struct input {
    int32_t nodes, stakes;
    graph_edges edges;
    const double *b;
} input;

static input read_input(const char *path, arena *a)
{
    str file;
    input in = {.nodes = 0};
    CHECK(io_read_file(&file, path, (size_t)1 << 30, a, NULL) == ERR_OK);
    const int32_t *head = (const int32_t *)(const void *)file.ptr;
    in.nodes = head[0];
    in.stakes = head[1];
    size_t count = (size_t)in.stakes;
    const char *at = file.ptr + 8;
    uint32_t *owner = arena_get(a, 4 * count), *owned = arena_get(a, 4 * count);
    double *share = arena_get(a, 8 * count), *b = arena_get(a, 8 * (size_t)in.nodes);
    CHECK(owner && owned && share && b);
    for (size_t i = 0; i < 4 * count; i++) ((char *)owner)[i] = at[i];
    for (size_t i = 0; i < 4 * count; i++) ((char *)owned)[i] = at[4 * count + i];
    for (size_t i = 0; i < 8 * count; i++) ((char *)share)[i] = at[8 * count + i];
    for (size_t i = 0; i < 8 * (size_t)in.nodes; i++) ((char *)b)[i] = at[16 * count + i];
    in.edges = (graph_edges){owner, owned, share, (uint32_t)count};
    in.b = b;
    return in;
}

static void tell_loops(const graph *g)
{
    uint32_t largest = 0;
    for (uint32_t i = 0; i < graph_loop_count(g); i++) {
        graph_loop l;
        graph_loop_at(&l, g, i);
        if (l.member_count > largest) largest = l.member_count;
    }
    printf("loops %" PRIu32 " largest %" PRIu32 "\n", graph_loop_count(g), largest);
}

int main(int count, char **words)
{
    arena *whole = arena_new("bench", (size_t)2 << 30), *a = arena_new("graph", (size_t)2 << 30);
    CHECK(count == 2 && whole != NULL && a != NULL);
    input in = read_input(words[1], whole);
    size_t nodes = (size_t)in.nodes;
    double *x = arena_get(whole, 8 * nodes), *b8 = arena_get(whole, 64 * nodes), *x8 = arena_get(whole, 64 * nodes);
    double scratch[RUNS], solve[QUESTIONS], eight[QUESTIONS], sum = 0;
    graph *g = NULL;
    CHECK(x && b8 && x8);
    for (size_t i = 0; i < nodes * 8; i++) b8[i] = in.b[i / 8];
    for (int i = 0; i < RUNS; i++) {
        arena_clear(a);
        double t = now_ms();
        CHECK(graph_new(&g, GRAPH_UP, (uint32_t)nodes, &in.edges, a, NULL) == ERR_OK);
        graph_solve(x, g, in.b, INFINITY);
        scratch[i] = now_ms() - t;
    }
    for (int i = 0; i < QUESTIONS; i++) {
        double t = now_ms();
        graph_solve(x, g, in.b, INFINITY);
        solve[i] = now_ms() - t;
        t = now_ms();
        graph_solve_eight(x8, g, b8, INFINITY);
        eight[i] = (now_ms() - t) / 8;
    }
    for (size_t i = 0; i < nodes; i++) {
        CHECK(x8[8 * i] == x[i] && x8[8 * i + 7] == x[i]);
        sum += x[i];
    }
    tell_loops(g);
    tell("scratch", scratch, RUNS);
    tell("solve", solve, QUESTIONS);
    tell("eight", eight, QUESTIONS);
    printf("sum %.17g\n", sum);
    arena_free(a);
    arena_free(whole);
    return 0;
}
