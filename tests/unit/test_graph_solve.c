/* graph: shares through layers and loops: by hand, against a dense elimination on random graphs, in any order of edges and
 * names, eight at once as one at a time, and loops that have no answer. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "graph/graph.h"

enum { NODES_MAX = 24, EDGES_MAX = 160 };
typedef struct heap {
    uint32_t owner[EDGES_MAX], owned[EDGES_MAX];
    double share[EDGES_MAX];
    uint32_t count, nodes;
} heap;

static void put(heap *h, uint32_t owner, uint32_t owned, double share)
{
    assert_true(h->count < EDGES_MAX);
    h->owner[h->count] = owner;
    h->owned[h->count] = owned;
    h->share[h->count++] = share;
}

static graph *made(const heap *h, graph_way way, arena *a)
{
    graph *g;
    graph_edges edges = {h->owner, h->owned, h->share, h->count};
    assert_int_equal(graph_new(&g, way, h->nodes, &edges, a, NULL), ERR_OK);
    return g;
}

static bool is_near(double x, double y, double part)
{
    return fabs(x - y) <= part * fmax(fabs(x), fabs(y)) + 1e-14; /* elimination leaves dust where nothing is */
}

/* p owns a hair of a, b the rest of it; a owns all of b but what c has, c all of which is b's: everything is p's, and no
 * number of turns would show it. The hair is stated, so no digit is lost. */
static void tight_loop(void **state)
{
    enum { P, A, B, C };
    for (double hair = 1e-3; hair > 1e-16; hair /= 10) {
        heap h = {.nodes = 4};
        arena *a = arena_new("test", 1 << 22);
        put(&h, P, A, hair);
        put(&h, B, A, 1 - hair);
        put(&h, A, B, 1 - hair);
        put(&h, C, B, hair);
        put(&h, B, C, 1);
        double x[4], b[4] = {[P] = 1}, unit[4] = {[C] = 1};
        graph *down = made(&h, GRAPH_DOWN, a), *up = made(&h, GRAPH_UP, a);
        graph_loop l;
        graph_loop_at(&l, down, 0);
        assert_int_equal(l.state, GRAPH_SETTLES);
        for (double cap = 1; cap <= 2; cap++) {
            graph_solve(x, down, b, cap > 1 ? INFINITY : 1);
            assert_true(is_near(x[A], 1, 4e-16) && is_near(x[B], 1, 4e-16) && is_near(x[C], 1, 4e-16));
            graph_solve(x, up, unit, INFINITY);
            assert_true(is_near(x[P], 1, 1e-15));
        }
        arena_free(a);
    }
    (void)state;
}

/* gov 60 % and bank 40 % of m; m 50 %, lp 30 %, g 20 % of f; f 25 %, lp 75 % of g; f 80 %, g 20 % of e. */
static void nested_with_loop(void **state)
{
    enum { GOV, BANK, LP, M, F, G, E };
    heap h = {.nodes = 7};
    arena *a = arena_new("test", 1 << 22);
    put(&h, F, E, .8);
    put(&h, G, F, .2);
    put(&h, M, F, .5);
    put(&h, GOV, M, .6);
    put(&h, LP, F, .3);
    put(&h, BANK, M, .4);
    put(&h, F, G, .25);
    put(&h, LP, G, .75);
    put(&h, G, E, .2);
    double x[7], b[7] = {[GOV] = 1};
    graph *down = made(&h, GRAPH_DOWN, a);
    graph_solve(x, down, b, INFINITY);
    double f = .3 / .95; /* f = .5 × .6 + .2 × .25 × f */
    assert_true(is_near(x[M], .6, 1e-15) && is_near(x[F], f, 2e-15) && is_near(x[G], f / 4, 2e-15));
    assert_true(is_near(x[E], .8 * f + .2 * f / 4, 2e-15));
    assert_true(x[BANK] == 0 && x[LP] == 0 && x[GOV] == 1);
    double unit[7] = {[E] = 1};
    graph *up = made(&h, GRAPH_UP, a);
    graph_solve(x, up, unit, INFINITY);
    assert_true(is_near(x[GOV], .8 * f + .2 * f / 4, 2e-15)); /* the same stake, asked from the other end */
    assert_true(is_near(x[GOV] + x[BANK] + x[LP], 1, 1e-15));
    assert_int_equal(graph_loop_count(down), 1);
    graph_loop l;
    graph_loop_at(&l, down, 0);
    assert_int_equal(l.member_count, 2);
    assert_int_equal(l.edge_count, 2);
    assert_int_equal(l.state, GRAPH_SETTLES);
    arena_free(a);
    (void)state;
}

/* ---- loops without an answer ---- */

static void closed_loop(void **state)
{
    heap h = {.nodes = 4};
    arena *a = arena_new("test", 1 << 22);
    put(&h, 0, 1, 1); /* 0 and 1 own each other; 1 has half of 2, 3 the other half */
    put(&h, 1, 0, 1);
    put(&h, 1, 2, .5);
    put(&h, 3, 2, .5);
    double x[4], unit[4] = {0, 0, 1, 0}, whole[4] = {0, 0, 0, 1};
    graph_loop l;
    graph *up = made(&h, GRAPH_UP, a), *down = made(&h, GRAPH_DOWN, a);
    graph_loop_at(&l, up, 0);
    assert_int_equal(l.state, GRAPH_CLOSED);
    graph_loop_at(&l, down, 0);
    assert_int_equal(l.state, GRAPH_CLOSED);
    graph_solve(x, up, unit, INFINITY);
    assert_true(x[3] == .5 && x[0] + x[1] == .5); /* what came in stays in it */
    graph_solve(x, down, whole, INFINITY);
    assert_true(x[0] == 0 && x[1] == 0 && x[2] == .5);
    arena_free(a);
    (void)state;
}

static void exploding_loop(void **state)
{
    heap h = {.nodes = 4};
    arena *a = arena_new("test", 1 << 22);
    put(&h, 0, 1, .1); /* 1 and 2 own 110 % of each other; 3 is below */
    put(&h, 1, 2, 1.1);
    put(&h, 2, 1, 1.1);
    put(&h, 2, 3, .5);
    double x[4], b[4] = {1, 0, 0, 0}, none[4] = {0, 0, 0, 0};
    graph_loop l;
    graph *g = made(&h, GRAPH_DOWN, a);
    graph_loop_at(&l, g, 0);
    assert_int_equal(l.state, GRAPH_EXPLODES);
    graph_solve(x, g, b, INFINITY);
    assert_true(x[0] == 1 && isnan(x[1]) && isnan(x[2]) && isnan(x[3]));
    graph_solve(x, g, b, 1);
    assert_true(x[1] == 1 && x[2] == 1 && x[3] == .5);
    graph_solve(x, g, none, INFINITY);
    assert_true(x[1] == 0 && x[2] == 0 && x[3] == 0); /* nothing in, nothing out */
    arena_free(a);
    (void)state;
}

static void owns_itself(void **state)
{
    heap h = {.nodes = 2};
    arena *a = arena_new("test", 1 << 22);
    put(&h, 1, 1, .2);
    put(&h, 0, 1, .8);
    double x[2], b[2] = {1, 0};
    graph_loop l;
    graph *g = made(&h, GRAPH_DOWN, a);
    graph_solve(x, g, b, INFINITY);
    assert_true(is_near(x[1], 1, 1e-15)); /* .8 ÷ (1 − .2) */
    graph_loop_at(&l, g, 0);
    assert_int_equal(l.member_count, 1);
    put(&h, 1, 1, .8); /* now wholly its own, and somebody's besides */
    g = made(&h, GRAPH_DOWN, a);
    graph_loop_at(&l, g, 0);
    assert_int_equal(l.state, GRAPH_EXPLODES);
    graph_solve(x, g, b, INFINITY);
    assert_true(isnan(x[1]));
    arena_free(a);
    (void)state;
}

/* A gain so near 1 that turning takes long still ends, and rightly. */
static void slow_loop(void **state)
{
    heap h = {.nodes = 3};
    arena *a = arena_new("test", 1 << 22);
    put(&h, 0, 1, .0001);
    put(&h, 2, 1, .9999);
    put(&h, 1, 2, .9999);
    double x[3], b[3] = {1, 0, 0};
    graph_solve(x, made(&h, GRAPH_DOWN, a), b, INFINITY);
    assert_true(is_near(x[1], .0001 / (1 - .9999 * .9999), 1e-10));
    arena_free(a);
    (void)state;
}

static void nothing(void **state)
{
    heap h = {.nodes = 0};
    arena *a = arena_new("test", 1 << 22);
    graph *g = made(&h, GRAPH_UP, a);
    graph_solve(NULL, g, NULL, INFINITY);
    assert_int_equal(graph_loop_count(g), 0);
    arena_free(a);
    (void)state;
}

/* ---- random graphs ---- */

/* (I − Aᵀ)x = b or (I − A)x = b by elimination with pivots. */
static void solve_dense(double *x, const heap *h, graph_way way, const double *b)
{
    double m[NODES_MAX][NODES_MAX + 1] = {{0}};
    uint32_t n = h->nodes;
    for (uint32_t i = 0; i < n; i++) {
        m[i][i] = 1;
        m[i][n] = b[i];
    }
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t row = way == GRAPH_DOWN ? h->owned[i] : h->owner[i],
                 column = way == GRAPH_DOWN ? h->owner[i] : h->owned[i];
        m[row][column] -= h->share[i];
    }
    for (uint32_t k = 0; k < n; k++) {
        uint32_t best = k;
        for (uint32_t i = k + 1; i < n; i++)
            if (fabs(m[i][k]) > fabs(m[best][k])) best = i;
        double line[NODES_MAX + 1];
        memcpy(line, m[k], sizeof line);
        memcpy(m[k], m[best], sizeof line);
        memcpy(m[best], line, sizeof line);
        for (uint32_t i = 0; i < n; i++) {
            double times = i == k ? 0 : m[i][k] / m[k][k];
            for (uint32_t j = k; j <= n && times != 0; j++) m[i][j] -= times * m[k][j];
        }
    }
    for (uint32_t i = 0; i < n; i++) x[i] = m[i][n] / m[i][i];
}

/* Any shape, itself and both ways included; what is owned of a node adds up to less than `most`. */
static void make_random(heap *h, prng *p, double most)
{
    h->count = 0;
    h->nodes = 1 + (uint32_t)prng_below(p, NODES_MAX);
    uint32_t edges = (uint32_t)prng_below(p, 1 + (h->nodes * 3 < EDGES_MAX ? h->nodes * 3 : EDGES_MAX));
    double of[NODES_MAX] = {0};
    for (uint32_t i = 0; i < edges; i++) {
        uint32_t owned = (uint32_t)prng_below(p, h->nodes);
        double share = prng_unit(p) * (most - of[owned]);
        of[owned] += share;
        put(h, (uint32_t)prng_below(p, h->nodes), owned, share);
    }
}

static void as_dense(void **state)
{
    prng p = {.seed = 41};
    arena *a = arena_new("test", 1 << 24);
    for (int round = 0; round < 2000; round++) {
        heap h;
        double b[NODES_MAX], x[NODES_MAX], y[NODES_MAX];
        graph_way way = round % 2 ? GRAPH_DOWN : GRAPH_UP;
        make_random(&h, &p, .97);
        for (uint32_t i = 0; i < h.nodes; i++) b[i] = prng_below(&p, 3) ? prng_unit(&p) : 0;
        arena_clear(a);
        graph_solve(x, made(&h, way, a), b, INFINITY);
        solve_dense(y, &h, way, b);
        for (uint32_t i = 0; i < h.nodes; i++)
            if (!is_near(x[i], y[i], 1e-12)) fail_msg("round %d node %u: %.17g, dense %.17g", round, i, x[i], y[i]);
    }
    arena_free(a);
    (void)state;
}

/* Other names and another order of the edges: the same answer, loops too; eight at once: the same bits as alone. */
static void as_renamed(void **state)
{
    prng p = {.seed = 43};
    arena *a = arena_new("test", 1 << 24);
    for (int round = 0; round < 500; round++) {
        heap h, other;
        uint32_t name[NODES_MAX];
        double b[NODES_MAX], c[NODES_MAX], x[NODES_MAX], y[NODES_MAX], b8[NODES_MAX * 8], x8[NODES_MAX * 8];
        make_random(&h, &p, round % 3 ? .97 : 1.2);
        other = h;
        for (uint32_t i = 0; i < h.nodes; i++) name[i] = i;
        for (uint32_t i = h.nodes; i > 1; i--) {
            uint32_t j = (uint32_t)prng_below(&p, i), kept = name[i - 1];
            name[i - 1] = name[j];
            name[j] = kept;
        }
        for (uint32_t i = 0; i < h.count; i++) {
            uint32_t to = (i * 7 + 3) % h.count; /* each place once, unless 7 divides the count */
            if (h.count % 7 == 0) to = h.count - 1 - i;
            other.owner[to] = name[h.owner[i]];
            other.owned[to] = name[h.owned[i]];
            other.share[to] = h.share[i];
        }
        for (uint32_t i = 0; i < h.nodes; i++) c[name[i]] = b[i] = prng_unit(&p);
        arena_clear(a);
        graph *g = made(&h, GRAPH_DOWN, a), *renamed = made(&other, GRAPH_DOWN, a);
        graph_solve(x, g, b, INFINITY);
        graph_solve(y, renamed, c, INFINITY);
        assert_int_equal(graph_loop_count(g), graph_loop_count(renamed));
        for (uint32_t i = 0; i < h.nodes; i++)
            assert_true((isnan(x[i]) && isnan(y[name[i]])) || is_near(x[i], y[name[i]], 1e-9));
        for (uint32_t i = 0; i < h.nodes * 8; i++) b8[i] = i % 8 == 3 ? b[i / 8] : prng_unit(&p) * (i % 8 == 5 ? 0 : 1);
        graph_solve_eight(x8, g, b8, INFINITY);
        for (uint32_t i = 0; i < h.nodes; i++) assert_memory_equal(&x8[i * 8 + 3], &x[i], sizeof x[i]);
    }
    arena_free(a);
    (void)state;
}

/* Every node stands behind those that it needs, but for its fellows in a loop. */
static void in_order(void **state)
{
    prng p = {.seed = 47};
    arena *a = arena_new("test", 1 << 24);
    for (int round = 0; round < 300; round++) {
        heap h;
        uint32_t at[NODES_MAX], loop_of[NODES_MAX];
        make_random(&h, &p, .97);
        arena_clear(a);
        graph *g = made(&h, GRAPH_DOWN, a);
        for (uint32_t i = 0; i < h.nodes; i++) {
            at[graph_order(g)[i]] = i;
            loop_of[i] = UINT32_MAX;
        }
        for (uint32_t i = 0; i < graph_loop_count(g); i++) {
            graph_loop l;
            graph_loop_at(&l, g, i);
            for (uint32_t m = 0; m < l.member_count; m++) loop_of[l.member[m]] = i;
        }
        for (uint32_t i = 0; i < h.count; i++) {
            bool is_inside = loop_of[h.owner[i]] != UINT32_MAX && loop_of[h.owner[i]] == loop_of[h.owned[i]];
            assert_true(is_inside || at[h.owner[i]] < at[h.owned[i]]);
        }
    }
    arena_free(a);
    (void)state;
}

static void no_memory(void **state)
{
    heap h = {.nodes = 3};
    err e = {.code = ERR_OK};
    put(&h, 0, 1, .5);
    put(&h, 1, 2, .5);
    graph_edges edges = {h.owner, h.owned, h.share, h.count};
    for (uint64_t at = 1; at <= 24; at++) {
        graph *g;
        arena *a = arena_new("test", 1 << 22);
        arena_fail_at(at);
        err_code code = graph_new(&g, GRAPH_UP, 3, &edges, a, &e);
        arena_fail_at(0);
        assert_true(code == ERR_OK || code == E_LIMIT);
        if (at == 1) assert_int_equal(code, E_LIMIT);
        arena_free(a);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested_with_loop), cmocka_unit_test(tight_loop),  cmocka_unit_test(closed_loop),
        cmocka_unit_test(exploding_loop),   cmocka_unit_test(owns_itself), cmocka_unit_test(slow_loop),
        cmocka_unit_test(nothing),          cmocka_unit_test(as_dense),    cmocka_unit_test(as_renamed),
        cmocka_unit_test(in_order),         cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
