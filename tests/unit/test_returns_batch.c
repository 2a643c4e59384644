/* batch: the answers of irr_solve within both bounds, through the vector code and without it, whatever the lengths; and
 * reasons for what has no rate. */
#include "irr_random.h"
#include "returns/returns_int.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

enum { FLOWS_MAX = 400000, SERIES_MAX = 6000 };
static day days[FLOWS_MAX];
static double net[FLOWS_MAX];
static int64_t minor[FLOWS_MAX];
static uint32_t first[SERIES_MAX + 1];
static irr_answer answer[2][SERIES_MAX];

static irr_batch some_series(uint32_t count, size_t most, uint64_t seed)
{
    prng p = {.seed = seed};
    random_flows s;
    for (uint32_t i = 0; i < count; i++) {
        random_series(&s, &p, (random_kind)(i % RANDOM_KINDS), most);
        if (most == 60) s.count = s.count < 40 ? s.count : 40; /* many of one length */
        assert_true(first[i] + s.count <= FLOWS_MAX);
        for (size_t k = 0; k < s.count; k++) {
            days[first[i] + k] = s.days[k];
            minor[first[i] + k] = s.minor[k];
            net[first[i] + k] = (double)s.minor[k];
        }
        first[i + 1] = first[i] + (uint32_t)s.count;
    }
    return (irr_batch){days, net, first, count};
}

static void run(const irr_batch *in, bool certify)
{
    for (int lanes = 0; lanes < 2; lanes++) {
        arena *a = arena_new("test", (size_t)1 << 26);
        assert_int_equal(solve_batch(answer[lanes], in, certify, lanes == 1 && has_lanes(), a, NULL), ERR_OK);
        arena_free(a);
    }
}

static irr_result alone(uint32_t i)
{
    arena *a = arena_new("test", 1 << 22);
    irr_result out;
    flow_series flows = {days + first[i], minor + first[i], first[i + 1] - first[i]};
    assert_int_equal(irr_solve(&out, &flows, COUNT_ACT_365F, a, NULL), ERR_OK);
    arena_free(a);
    return out;
}

static void agrees(const irr_answer *got, const irr_result *want, uint32_t i, const char *which)
{
    if (got->reason != want->reason && got->reason != IRR_UNDECIDED && want->reason != IRR_UNDECIDED)
        fail_msg("%s %u: %s, alone: %s", which, i, irr_reason_text((irr_reason)got->reason, false),
                 irr_reason_text(want->reason, false));
    if (got->reason != IRR_FOUND) assert_true(isnan(got->rate) && isnan(got->error));
    if (got->reason != want->reason || got->reason != IRR_FOUND) return;
    const irr_root *root = &want->root[want->chosen];
    if (!(fabs(got->rate - root->rate) <= got->error + root->error))
        fail_msg("%s %u: %.17g ± %g, alone %.17g ± %g", which, i, got->rate, got->error, root->rate, root->error);
    if (got->is_unique != (want->root_count == 1) || !got->is_proven) fail_msg("%s %u: unique", which, i);
    assert_int_not_equal(got->proof, PROOF_NONE);
}

static void as_one_by_one(uint32_t count, size_t most, uint64_t seed)
{
    irr_batch in = some_series(count, most, seed);
    uint32_t undecided[2] = {0};
    run(&in, true);
    for (uint32_t i = 0; i < count; i++) {
        irr_result want = alone(i);
        agrees(&answer[0][i], &want, i, "portable");
        agrees(&answer[1][i], &want, i, "lanes");
        undecided[0] += answer[0][i].reason == IRR_UNDECIDED;
        undecided[1] += answer[1][i].reason == IRR_UNDECIDED;
    }
    assert_true(undecided[0] * 100 <= count && undecided[1] * 100 <= count);
}

static void long_and_short(void **state)
{
    (void)state;
    as_one_by_one(4000, 60, 1);
    as_one_by_one(900, RANDOM_FLOWS_MAX, 2);
    as_one_by_one(1500, 4, 3);
}

/* Bounds of well conditioned rates, and a rate from every lane of a last, short block. */
static void bounds_are_small(void **state)
{
    (void)state;
    prng p = {.seed = 5};
    random_flows s;
    uint32_t count = 1003;
    for (uint32_t i = 0; i < count; i++) {
        for (s.count = 0; s.count < 20;) random_series(&s, &p, RANDOM_ORDINARY, 60);
        for (size_t k = 0; k < s.count; k++) {
            days[first[i] + k] = s.days[k];
            minor[first[i] + k] = s.minor[k];
            net[first[i] + k] = (double)s.minor[k];
        }
        first[i + 1] = first[i] + (uint32_t)s.count;
    }
    irr_batch in = {days, net, first, count};
    run(&in, true);
    for (uint32_t i = 0; i < count; i++)
        for (int k = 0; k < 2; k++)
            if (fabs(answer[k][i].rate) < 0.5 && answer[k][i].error > 1e-13)
                fail_msg("%d %u %g", k, i, answer[k][i].error);
}

static double size_of_x(double rate)
{
    return fabs(log1p(rate));
}

/* Funds that call again, and funds with a call at the end, ninety flows each: the balance proves few of them, the lanes'
 * integrals most of the rest; of several rates the one nearest to 0 is given. */
static void integrals_prove_what_balances_do_not(void **state)
{
    (void)state;
    prng p = {.seed = 77};
    random_flows s;
    uint32_t count = 2000, by_integrals = 0, several = 0, none = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (s.count = 0; s.count < 40;) random_series(&s, &p, i % 2 == 0 ? RANDOM_RECYCLING : RANDOM_ODD, 90);
        for (size_t k = 0; k < s.count; k++) {
            days[first[i] + k] = s.days[k];
            minor[first[i] + k] = s.minor[k];
            net[first[i] + k] = (double)s.minor[k];
        }
        first[i + 1] = first[i] + (uint32_t)s.count;
    }
    irr_batch in = {days, net, first, count};
    run(&in, true);
    for (uint32_t i = 0; i < count; i++) {
        irr_result want = alone(i);
        agrees(&answer[0][i], &want, i, "portable");
        agrees(&answer[1][i], &want, i, "lanes");
        by_integrals += answer[1][i].proof == PROOF_VARIATIONS && answer[1][i].reason == IRR_FOUND;
        none += answer[1][i].reason == IRR_NO_ROOT;
        several += want.root_count > 1;
        for (uint32_t k = 0; k < want.root_count; k++)
            assert_true(size_of_x(want.root[k].rate) * (1 + 1e-9) + 1e-12 >= size_of_x(answer[1][i].rate));
    }
    assert_true(by_integrals > count / 10 && several > count / 20 && none > count / 100);
}

/* The first and the last day hold two flows of different signs: what counts is their sum. */
static void days_hold_two_flows(void **state)
{
    (void)state;
    prng p = {.seed = 78};
    random_flows s;
    uint32_t count = 2000;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t to = first[i];
        for (s.count = 0; s.count < 3;) random_series(&s, &p, (random_kind)(i % RANDOM_KINDS), 30);
        for (size_t k = 0; k < s.count; k++) {
            bool is_end = k == 0 || k == s.count - 1;
            for (int part = 0; part < (is_end ? 2 : 1); part++) {
                days[to] = s.days[k];
                minor[to] = !is_end ? s.minor[k] : (part == (k > 0)) ? 3 * s.minor[k] : -2 * s.minor[k];
                net[to] = (double)minor[to];
                to++;
            }
        }
        first[i + 1] = to;
    }
    irr_batch in = {days, net, first, count};
    run(&in, true);
    for (uint32_t i = 0; i < count; i++) {
        irr_result want = alone(i);
        agrees(&answer[0][i], &want, i, "portable");
        agrees(&answer[1][i], &want, i, "lanes");
    }
}

/* Rates of any size have the bound of a look at each: from far below 0 to hundreds of times the money in a year. */
static void rates_of_any_size(void **state)
{
    (void)state;
    uint32_t count = 0;
    first[0] = 0;
    for (int i = -300; i <= 600; i++) {
        double rate = expm1(i / 30.0);
        for (day k = 0; k < 5; k++) {
            days[first[count] + (uint32_t)k] = 365 * k;
            net[first[count] + (uint32_t)k] = k == 0 ? -1e6 : k < 4 ? 0 : 1e6 * pow(1 + rate, 4);
        }
        net[first[count] + 2] = 1e-3; /* three flows */
        first[count + 1] = first[count] + 5;
        count++;
    }
    irr_batch in = {days, net, first, count};
    run(&in, true);
    for (uint32_t i = 0; i < count; i++) {
        const irr_answer *alone = &answer[0][i], *lanes = &answer[1][i];
        assert_int_equal(alone->reason, IRR_FOUND);
        assert_int_equal(lanes->reason, IRR_FOUND);
        if (!(fabs(alone->rate - lanes->rate) <= alone->error + lanes->error))
            fail_msg("%.17g ± %g, %.17g ± %g", alone->rate, alone->error, lanes->rate, lanes->error);
        if (lanes->error > 1e-13 * (1 + fabs(lanes->rate)))
            fail_msg("%.17g ± %g, alone %g", lanes->rate, lanes->error, alone->error);
    }
}

/* Nothing is proven, but a rate that is given is a root, and most are given: of funds nearly all, of these less. */
static void without_certificate(void **state)
{
    (void)state;
    irr_batch in = some_series(3000, 60, 4);
    run(&in, false);
    for (int k = 0; k < 2; k++) {
        uint32_t given = 0, there = 0;
        for (uint32_t i = 0; i < in.count; i++) {
            const irr_answer *got = &answer[k][i];
            irr_result all = alone(i);
            bool is_root = got->reason != IRR_FOUND;
            assert_true(!got->is_proven && !got->is_unique && got->proof == PROOF_NONE);
            for (uint32_t j = 0; j < all.root_count; j++)
                if (fabs(all.root[j].rate - got->rate) <= all.root[j].error + got->error) is_root = true;
            if (!is_root && all.is_proven) fail_msg("%d %u: %.17g ± %g is no root", k, i, got->rate, got->error);
            given += got->reason == IRR_FOUND;
            there += all.reason == IRR_FOUND;
        }
        if (given * 100 < there * 85) fail_msg("%d: %u of %u", k, given, there);
    }
}

static void put(uint32_t *count, size_t flows, const day *on, const double *amounts)
{
    for (size_t k = 0; k < flows; k++) {
        days[first[*count] + k] = on[k];
        net[first[*count] + k] = amounts[k];
    }
    first[*count + 1] = first[*count] + (uint32_t)flows;
    (*count)++;
}

static void reasons(void **state)
{
    (void)state;
    static const day RISING[] = {0, 365, 730}, SAME[] = {9, 9, 9}, FALLING[] = {730, 0, 365},
                     FAR[] = {0, 365, DAY_LAST + 1}, EARLY[] = {INT32_MIN, 0, INT32_MAX};
    static const double PLAIN[] = {-100, 10, 110}, IN[] = {1, 2, 3}, OUT[] = {-1, -2, -3}, ZERO[] = {0, 0, 0},
                        TURNED[] = {110, -100, 10}, NOT[] = {-1, NAN, 3}, LARGE[] = {-1e300, 1, INFINITY},
                        SMALL[] = {-1e-300, 1, 1}, NO_ROOT[] = {-100, 100, -100}, LATE[] = {0, -100, 110};
    const struct {
        const day *on;
        const double *amounts;
        size_t flows;
        irr_reason reason;
    } CASE[] = {{RISING, PLAIN, 3, IRR_FOUND},     {RISING, IN, 3, IRR_NO_OUTFLOW},  {RISING, OUT, 3, IRR_NO_INFLOW},
                {RISING, ZERO, 3, IRR_EMPTY},      {RISING, PLAIN, 0, IRR_EMPTY},    {SAME, PLAIN, 3, IRR_ONE_DAY},
                {FALLING, TURNED, 3, IRR_FOUND},   {FAR, PLAIN, 3, IRR_TOO_MANY},    {EARLY, PLAIN, 3, IRR_TOO_MANY},
                {RISING, NOT, 3, IRR_TOO_MANY},    {RISING, LARGE, 3, IRR_TOO_MANY}, {RISING, SMALL, 3, IRR_TOO_MANY},
                {RISING, NO_ROOT, 3, IRR_NO_ROOT}, {RISING, LATE, 3, IRR_FOUND},     {RISING, PLAIN, 1, IRR_NO_INFLOW}};
    uint32_t count = 0;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) put(&count, CASE[i].flows, CASE[i].on, CASE[i].amounts);
    irr_batch in = {days, net, first, count};
    run(&in, true);
    for (int k = 0; k < 2; k++) {
        for (uint32_t i = 0; i < count; i++) {
            if (answer[k][i].reason != CASE[i].reason)
                fail_msg("%d %u: %s", k, i, irr_reason_text((irr_reason)answer[k][i].reason, false));
            if (CASE[i].reason == IRR_FOUND) assert_true(fabs(answer[k][i].rate - 0.1) <= answer[k][i].error + 1e-16);
        }
    }
}

static void none_and_no_room(void **state)
{
    (void)state;
    irr_batch none = {days, net, first, 0};
    arena *a = arena_new("test", 1 << 20);
    assert_int_equal(irr_solve_batch(answer[0], &none, true, a, NULL), ERR_OK);
    arena_free(a);
    irr_batch in = some_series(500, 60, 9);
    arena *small = arena_new("small", 1 << 12);
    err e = {.code = ERR_OK};
    assert_int_equal(irr_solve_batch(answer[0], &in, true, small, &e), E_LIMIT);
    arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_and_short),      cmocka_unit_test(bounds_are_small),
        cmocka_unit_test(without_certificate), cmocka_unit_test(reasons),
        cmocka_unit_test(none_and_no_room),    cmocka_unit_test(integrals_prove_what_balances_do_not),
        cmocka_unit_test(days_hold_two_flows), cmocka_unit_test(rates_of_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
