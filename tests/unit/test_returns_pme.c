/* pme: every public example against its figure at 50 digits; what the methods have in common; a reason where there is no
 * figure. */
#include "irr_vectors.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

enum { FLOWS_MAX = 16 };
typedef struct example {
    market_flow flows[FLOWS_MAX];
    market_series s;
} example;

/* Years of 365 days each, so that ACT/365F counts whole ones. */
static void put_flow(example *x, double flow, double index, double value)
{
    assert_true(x->s.count < FLOWS_MAX);
    x->flows[x->s.count] = (market_flow){.on = (day)(x->s.count * 365),
                                         .paid = flow < 0 ? -flow : 0,
                                         .received = flow > 0 ? flow : 0,
                                         .index = index,
                                         .value = value};
    x->s.count++;
}

static example read_example(str flows, str index, str values)
{
    example x = {.s = {.count = 0}};
    bool is_one = true;
    size_t blank;
    if (str_find(&blank, values, STR(" "))) is_one = false;
    double last = is_one && values.len > 0 ? vector_number(values) : 0;
    while (flows.len > 0) {
        double flow = vector_number(vector_cell(&flows, " ")), value = NAN;
        if (!is_one) last = value = vector_number(vector_cell(&values, " "));
        put_flow(&x, flow, index.len > 0 ? vector_number(vector_cell(&index, " ")) : 1, value);
    }
    x.s.value = last;
    return x;
}

static irr_answer rate_of_flows(const double *flow, const market_series *s)
{
    arena *a = arena_new("test", 1 << 22);
    day days[FLOWS_MAX];
    const uint32_t first[] = {0, (uint32_t)s->count};
    irr_answer out;
    for (size_t i = 0; i < s->count; i++) days[i] = s->flows[i].on;
    irr_batch in = {.days = days, .amount = flow, .first = first, .count = 1};
    assert_int_equal(irr_solve_batch(&out, &in, true, a, NULL), ERR_OK);
    arena_free(a);
    assert_int_equal(out.reason, IRR_FOUND);
    return out;
}

static double rate_by(pme_method how, market_series s)
{
    double flow[FLOWS_MAX];
    assert_int_equal(pme_amounts(flow, how, &s), MARKET_FOUND);
    return rate_of_flows(flow, &s).rate;
}

static double plain_rate(const market_series *s)
{
    double flow[FLOWS_MAX];
    for (size_t i = 0; i < s->count; i++) flow[i] = s->flows[i].received - s->flows[i].paid;
    flow[s->count - 1] += s->value;
    return rate_of_flows(flow, s).rate;
}

static double figure(str method, example x)
{
    double out = NAN;
    x.s.flows = x.flows;
    if (str_equal(method, STR("ks_pme"))) assert_int_equal(pme_kaplan_schoar(&out, &x.s), MARKET_FOUND);
    if (str_equal(method, STR("ln_pme_nav"))) assert_int_equal(pme_long_nickels_value(&out, &x.s), MARKET_FOUND);
    if (str_equal(method, STR("pme_plus_lambda"))) assert_int_equal(pme_plus_lambda(&out, &x.s), MARKET_FOUND);
    if (str_equal(method, STR("ln_pme"))) out = rate_by(PME_LONG_NICKELS, x.s);
    if (str_equal(method, STR("pme_plus"))) out = rate_by(PME_PLUS, x.s);
    if (str_equal(method, STR("m_pme"))) out = rate_by(PME_MODIFIED, x.s);
    if (str_equal(method, STR("direct_alpha"))) out = rate_by(PME_DIRECT_ALPHA, x.s);
    if (str_equal(method, STR("irr"))) out = plain_rate(&x.s);
    return out;
}

static void public_examples(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1 << 22);
    str rest = vector_read("../pme/pme_examples.csv", a), line;
    int count = 0;
    (void)vector_line(&line, &rest);
    while (vector_line(&line, &rest)) {
        if (line.len == 0) continue;
        str method = vector_cell(&line, ","), flows = vector_cell(&line, ","), index = vector_cell(&line, ",");
        str values = vector_cell(&line, ",");
        (void)vector_cell(&line, ","); /* as published */
        double wanted = vector_number(vector_cell(&line, ","));
        double got = figure(method, read_example(flows, index, values));
        if (!(fabs(got - wanted) <= 1e-12 * fmax(1, fabs(wanted))))
            fail_msg("%.*s of %.*s: %.17g, not %.17g", (int)method.len, method.ptr, (int)flows.len, flows.ptr, got,
                     wanted);
        count++;
    }
    assert_int_equal(count, 17);
    arena_free(a);
}

static example sample(void)
{
    example x = {.s = {.count = 0}};
    put_flow(&x, -100, 100, NAN);
    put_flow(&x, -50, 105, NAN);
    put_flow(&x, 60, 115, 125);
    put_flow(&x, 100, 100, 15);
    put_flow(&x, 0, 120, NAN);
    x.s.value = 20;
    return x;
}

/* A fund that is the index: ratio 1, lambda 1, no excess, and every rate that of the fund. */
static void the_index_itself(void **state)
{
    (void)state;
    double out;
    example x = {.s = {.count = 0}};
    put_flow(&x, -100, 50, NAN);
    put_flow(&x, 30, 60, 90);
    put_flow(&x, 0, 75, NAN);
    x.s.flows = x.flows;
    x.s.value = 112.5;
    assert_int_equal(pme_kaplan_schoar(&out, &x.s), MARKET_FOUND);
    assert_true(fabs(out - 1) < 1e-15);
    assert_int_equal(pme_plus_lambda(&out, &x.s), MARKET_FOUND);
    assert_true(fabs(out - 1) < 1e-15);
    assert_int_equal(pme_long_nickels_value(&out, &x.s), MARKET_FOUND);
    assert_true(fabs(out - 112.5) < 1e-12);
    double own = plain_rate(&x.s);
    assert_true(fabs(rate_by(PME_DIRECT_ALPHA, x.s)) < 1e-13);
    assert_true(fabs(rate_by(PME_LONG_NICKELS, x.s) - own) < 1e-13);
    assert_true(fabs(rate_by(PME_PLUS, x.s) - own) < 1e-13);
    assert_true(fabs(rate_by(PME_MODIFIED, x.s) - own) < 1e-13);
}

/* Nothing depends on the unit of money or of the index. */
static void scale(void **state)
{
    (void)state;
    double one, other;
    example x = sample(), y = sample();
    x.s.flows = x.flows;
    y.s.flows = y.flows;
    for (size_t i = 0; i < y.s.count; i++) {
        y.flows[i].paid *= 1e12;
        y.flows[i].received *= 1e12;
        y.flows[i].value *= 1e12;
        y.flows[i].index *= 7e-9;
    }
    y.s.value *= 1e12;
    assert_int_equal(pme_kaplan_schoar(&one, &x.s), MARKET_FOUND);
    assert_int_equal(pme_kaplan_schoar(&other, &y.s), MARKET_FOUND);
    assert_true(fabs(one - other) < 1e-14);
    for (pme_method how = PME_LONG_NICKELS; how <= PME_DIRECT_ALPHA; how++)
        assert_true(fabs(rate_by(how, x.s) - rate_by(how, y.s)) < 1e-12);
}

static void reasons(void **state)
{
    (void)state;
    double out = 7, flow[FLOWS_MAX];
    example x = sample();
    x.s.flows = x.flows;
    market_series none = {.flows = x.flows, .count = 0};
    assert_int_equal(pme_kaplan_schoar(&out, &none), MARKET_EMPTY);
    x.flows[2].index = 0;
    assert_int_equal(pme_kaplan_schoar(&out, &x.s), MARKET_NO_INDEX);
    x.flows[2].index = NAN;
    assert_int_equal(pme_plus_lambda(&out, &x.s), MARKET_NO_INDEX);
    x.flows[2].index = -3;
    assert_int_equal(pme_amounts(flow, PME_DIRECT_ALPHA, &x.s), MARKET_NO_INDEX);
    x = sample();
    x.s.flows = x.flows;
    x.flows[4].index = INFINITY; /* the last day */
    assert_int_equal(pme_long_nickels_value(&out, &x.s), MARKET_NO_INDEX);
    x = sample();
    x.s.flows = x.flows;
    x.flows[0].paid = x.flows[1].paid = 0;
    assert_int_equal(pme_kaplan_schoar(&out, &x.s), MARKET_NO_OUTFLOW);
    assert_int_equal(pme_amounts(flow, PME_LONG_NICKELS, &x.s), MARKET_NO_OUTFLOW);
    x.flows[2].received = x.flows[3].received = 0;
    assert_int_equal(pme_kaplan_schoar(&out, &x.s), MARKET_EMPTY);
    assert_true(out == 7);
}

static void reasons_of_some_methods(void **state)
{
    (void)state;
    double out = 7, flow[FLOWS_MAX];
    example x = sample();
    x.s.flows = x.flows;
    x.flows[2].value = NAN;
    assert_int_equal(pme_amounts(flow, PME_MODIFIED, &x.s), MARKET_VALUE_GAP);
    assert_int_equal(pme_amounts(flow, PME_PLUS, &x.s), MARKET_FOUND);
    x.flows[2].value = -1;
    assert_int_equal(pme_amounts(flow, PME_MODIFIED, &x.s), MARKET_VALUE_GAP);
    x.s.value = 1e6;
    assert_int_equal(pme_plus_lambda(&out, &x.s), MARKET_VALUE_LARGE);
    x.flows[2].received = x.flows[3].received = 0;
    assert_int_equal(pme_plus_lambda(&out, &x.s), MARKET_NO_INFLOW);
    x.flows[0].paid = 1e308;
    x.flows[1].paid = 1e308;
    assert_int_equal(pme_kaplan_schoar(&out, &x.s), MARKET_TOO_LARGE);
    assert_true(out == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(public_examples), cmocka_unit_test(the_index_itself),
                                       cmocka_unit_test(scale), cmocka_unit_test(reasons),
                                       cmocka_unit_test(reasons_of_some_methods)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
