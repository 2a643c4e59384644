/* irr: every public fixture against all its roots at 20 digits; what does not depend on the unit, the order or the split
 * of flows; and a reason where there is no rate. */
#include "irr_vectors.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static irr_result solve(flow_series flows, day_count how)
{
    arena *a = arena_new("test", 1 << 24);
    irr_result out;
    assert_int_equal(irr_solve(&out, &flows, how, a, NULL), ERR_OK);
    arena_free(a);
    return out;
}

enum { WANTED_MAX = 8 };
typedef struct wanted {
    double rate[WANTED_MAX];
    bool is_located[WANTED_MAX]; /* known to six digits only */
    uint32_t count;
} wanted;

static wanted wanted_of(str cells)
{
    wanted w = {.count = 0};
    while (cells.len > 0) {
        str one = vector_cell(&cells, " ");
        if (one.len == 0) continue;
        w.is_located[w.count] = str_starts(one, STR("~"));
        if (w.is_located[w.count]) one = str_slice(one, 1, one.len);
        w.rate[w.count++] = vector_number(one);
    }
    return w;
}

static double nearest(const wanted *w)
{
    double best = INFINITY;
    for (uint32_t i = 0; i < w->count; i++)
        if (fabs(log1p(w->rate[i])) <= fabs(log1p(best))) best = w->rate[i];
    return best;
}

static void agree(const char *file, const irr_result *got, const wanted *w)
{
    uint32_t at = 0;
    if (!got->is_proven) fail_msg("%s: nothing proven (%s)", file, irr_reason_text(got->reason, false));
    for (uint32_t i = 0; i < got->root_count; i++) {
        double rate = got->root[i].rate;
        if (i > 0) assert_true(rate > got->root[i - 1].rate);
        if (rate < -0.99999 || rate > 1000) continue; /* the range of the table */
        if (at == w->count) fail_msg("%s: root %.17g is not in the table", file, rate);
        double bound = w->is_located[at] ? 0.01 : got->root[i].error + 2e-16 * fabs(w->rate[at]);
        if (!(fabs(rate - w->rate[at]) <= bound)) fail_msg("%s: %.17g ± %g, %.17g", file, rate, bound, w->rate[at]);
        if (got->root[i].error > 1e-13 * (1 + fabs(rate))) fail_msg("%s: bound %g", file, got->root[i].error);
        at++;
    }
    if (at != w->count) fail_msg("%s: %u roots of %u", file, at, w->count);
    if (w->count == 0) return;
    assert_int_equal(got->reason, IRR_FOUND);
    if (!w->is_located[0]) assert_true(fabs(got->root[got->chosen].rate - nearest(w)) < 1e-9);
}

static void fixtures(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1 << 24);
    str rest = vector_read("all_roots_mp.csv", a), line;
    int files = 0;
    (void)vector_line(&line, &rest);
    while (vector_line(&line, &rest)) {
        if (line.len == 0) continue;
        char path[128] = "samples/";
        str file = vector_cell(&line, ",");
        assert_true(file.len < 100);
        for (size_t i = 0; i < file.len; i++) path[8 + i] = file.ptr[i];
        for (int skip = 0; skip < 3; skip++) (void)vector_cell(&line, ",");
        irr_result got = solve(vector_flows(path, a), COUNT_ACT_365F);
        wanted w = wanted_of(line);
        agree(path, &got, &w);
        files++;
    }
    assert_int_equal(files, 60);
    arena_free(a);
}

static void day_counts(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        day_count how;
    } OURS[] = {{"30/360 SIA", COUNT_30_360_US},  {"act/360", COUNT_ACT_360}, {"act/365F", COUNT_ACT_365F},
                {"30/360 ISDA", COUNT_30_360_US}, {"30E/360", COUNT_30E_360}, {"act/act ISDA", COUNT_ACT_ACT}};
    static const int64_t MINOR[] = {-10000, 2500, 2000, 3000, 4000};
    day days[5] = {day_of(2007, 1, 12), day_of(2008, 2, 14), day_of(2008, 3, 3), day_of(2008, 6, 14),
                   day_of(2008, 12, 1)};
    arena *a = arena_new("test", 1 << 20);
    str rest = vector_read("xirr_daycount.csv", a), line;
    int checked = 0;
    (void)vector_line(&line, &rest);
    while (vector_line(&line, &rest)) {
        str name = vector_cell(&line, ",");
        for (size_t i = 0; i < COUNT_OF(OURS); i++) {
            if (!str_equal(name, str_from(OURS[i].name))) continue;
            irr_result got = solve((flow_series){days, MINOR, 5}, OURS[i].how);
            double want = vector_number(vector_cell(&line, ","));
            if (!(fabs(got.root[got.chosen].rate - want) < 1e-9)) fail_msg("%s", OURS[i].name);
            assert_int_equal(got.proof, PROOF_BALANCES);
            checked++;
        }
    }
    assert_int_equal(checked, 6);
    arena_free(a);
}

typedef struct sample {
    day days[40];
    int64_t minor[40];
    size_t count;
} sample;

static flow_series view(const sample *s)
{
    return (flow_series){s->days, s->minor, s->count};
}

static void add(sample *s, int year, int month, int mday, int64_t minor)
{
    s->days[s->count] = day_of(year, month, mday);
    s->minor[s->count++] = minor;
}

static void expect(const sample *s, irr_reason reason)
{
    for (day_count how = COUNT_ACT_365F; how < DAY_COUNTS; how++) {
        irr_result got = solve(view(s), how);
        if (got.reason != reason)
            fail_msg("%s, not %s", irr_reason_text(got.reason, false), irr_reason_text(reason, false));
        assert_int_equal(got.root_count, 0);
    }
}

static void reasons(void **state)
{
    (void)state;
    sample none = {.count = 0}, zeros = none, in = none, out = none, one = none, cancel = none, flat = none, far = none;
    expect(&none, IRR_EMPTY);
    add(&zeros, 2020, 1, 1, 0);
    add(&zeros, 2021, 1, 1, 0);
    expect(&zeros, IRR_EMPTY);
    add(&in, 2020, 1, 1, 5);
    add(&in, 2021, 1, 1, 7);
    expect(&in, IRR_NO_OUTFLOW);
    add(&out, 2020, 1, 1, -5);
    add(&out, 2020, 1, 1, -5);
    expect(&out, IRR_NO_INFLOW);
    add(&one, 2020, 1, 1, -5);
    add(&one, 2020, 1, 1, 6);
    expect(&one, IRR_ONE_DAY);
    add(&cancel, 2020, 1, 1, -5);
    add(&cancel, 2020, 1, 1, 5);
    add(&cancel, 2021, 1, 1, 5);
    add(&cancel, 2021, 1, 1, -5);
    expect(&cancel, IRR_EMPTY);
    add(&flat, 2020, 1, 1, -10); /* (1 − q)² + 1 has no root */
    add(&flat, 2021, 1, 1, 10);
    add(&flat, 2022, 1, 1, -10);
    expect(&flat, IRR_NO_ROOT);
    assert_true(solve(view(&flat), COUNT_ACT_365F).is_proven);
    add(&far, 2020, 1, 1, -10);
    add(&far, 2021, 1, 1, 10);
    far.days[1] = DAY_LAST + 1;
    assert_int_equal(solve(view(&far), COUNT_ACT_365F).reason, IRR_TOO_MANY);
    for (int i = IRR_FOUND; i <= IRR_TOO_MANY; i++)
        assert_string_not_equal(irr_reason_text((irr_reason)i, true), irr_reason_text((irr_reason)i, false));
    for (int i = PROOF_NONE; i <= PROOF_DURATIONS; i++)
        assert_string_not_equal(irr_proof_text((irr_proof)i, true), irr_proof_text((irr_proof)i, false));
}

/* A double root is touched, not crossed: neither claimed nor denied. (q − 1)² = q² − 2q + 1 at r = 0. */
static void double_root_is_undecided(void **state)
{
    (void)state;
    sample s = {.count = 0};
    add(&s, 2021, 1, 1, -100);
    add(&s, 2022, 1, 1, 200);
    add(&s, 2023, 1, 1, -100);
    irr_result got = solve(view(&s), COUNT_ACT_365F);
    assert_int_equal(got.reason, IRR_UNDECIDED);
    assert_false(got.is_proven);
    s.minor[1] = 201; /* two roots, close together */
    got = solve(view(&s), COUNT_ACT_365F);
    assert_int_equal(got.reason, IRR_FOUND);
    assert_int_equal(got.root_count, 2);
    s.minor[1] = 199;
    assert_int_equal(solve(view(&s), COUNT_ACT_365F).reason, IRR_NO_ROOT);
}

static void short_spans(void **state)
{
    (void)state;
    sample gain = {.count = 0}, loss = gain, huge = gain, half = gain;
    add(&gain, 2020, 1, 1, -100);
    add(&gain, 2020, 1, 2, 101);
    irr_result got = solve(view(&gain), COUNT_ACT_365F);
    assert_true(fabs(got.period - 0.01) < 1e-15);
    assert_true(fabs(got.root[0].rate - expm1(365 * log1p(0.01))) <= got.root[0].error + 1e-13);
    assert_true(got.years < 0.003);
    add(&loss, 2020, 1, 1, -100);
    add(&loss, 2020, 1, 2, 1); /* (1 + r) = 100^−365: no double between it and −1 */
    got = solve(view(&loss), COUNT_ACT_365F);
    assert_int_equal(got.reason, IRR_FOUND);
    assert_true(got.root[0].rate > -1);
    assert_true(got.root[0].rate - got.root[0].error <= -1);
    assert_true(fabs(got.period + 0.99) < 1e-14);
    add(&huge, 2020, 1, 1, -1);
    add(&huge, 2020, 1, 2, 10); /* 10^365 */
    got = solve(view(&huge), COUNT_ACT_365F);
    assert_int_equal(got.reason, IRR_TOO_MANY);
    add(&half, 2020, 1, 1, -100);
    add(&half, 2020, 7, 1, 103);
    assert_true(fabs(solve(view(&half), COUNT_ACT_365F).period - 0.03) < 1e-15);
}

/* A public case of state pension reports: 90 days, +8.83 % of the period (published to 1e-6), 40.9 % a year. */
static void period_beside_annual(void **state)
{
    (void)state;
    sample s = {.count = 0};
    add(&s, 2018, 12, 31, -100);
    add(&s, 2019, 1, 3, 50);
    add(&s, 2019, 2, 9, 10);
    add(&s, 2019, 2, 28, -200);
    add(&s, 2019, 3, 31, 250);
    irr_result got = solve(view(&s), COUNT_ACT_365F);
    assert_true(fabs(got.root[got.chosen].rate - 0.409317) < 5e-7);
    assert_true(fabs(got.period - 0.0882841) < 1.1e-6);
}

/* Debated in public as −76 % against 185 %: both balance the flows, the proof says so, and the convention chooses. */
static void several_roots_are_all_told(void **state)
{
    (void)state;
    static const int64_t MINOR[] = {-400000, 2000000, -1400000}; /* 1 + r = q⁻¹: 14q² − 20q + 4 = 0 */
    sample s = {.count = 0};
    for (int i = 0; i < 3; i++) add(&s, 2021 + i, 1, 1, MINOR[i]);
    irr_result got = solve(view(&s), COUNT_ACT_365F);
    assert_int_equal(got.root_count, 2);
    assert_true(got.is_proven);
    for (uint32_t i = 0; i < 2; i++) {
        double q = 1 / (1 + got.root[i].rate);
        assert_true(fabs(14 * q * q - 20 * q + 4) < 1e-11);
    }
    assert_int_equal(got.chosen, 0);
    s.minor[0] = -100, s.minor[1] = 250, s.minor[2] = -100; /* r = 1 and −1/2: as near, the higher one */
    got = solve(view(&s), COUNT_ACT_365F);
    assert_true(fabs(got.root[got.chosen].rate - 1) <= got.root[got.chosen].error);
    assert_int_equal(got.root_count, 2);
}

static void same(const irr_result *a, const irr_result *b, const char *what)
{
    if (a->reason != b->reason || a->root_count != b->root_count || a->chosen != b->chosen || a->proof != b->proof)
        fail_msg("%s", what);
    for (uint32_t i = 0; i < a->root_count; i++)
        if (!(fabs(a->root[i].rate - b->root[i].rate) <= a->root[i].error + b->root[i].error)) fail_msg("%s", what);
}

/* Amounts × 1,000 and × 1,000,000, flows turned round, each flow split in two on its day, a zero put in. */
static void nothing_but_the_flows_counts(void **state)
{
    (void)state;
    prng p = {.seed = 11};
    for (int round = 0; round < 300; round++) {
        sample s = {.count = 0}, times = s, turned = s, split = s;
        size_t count = 2 + prng_below(&p, 16);
        for (size_t i = 0; i < count; i++) {
            day on = day_of(2015, 1, 1) + (day)prng_below(&p, 3000);
            int64_t minor = prng_between(&p, -84000000, 84000000);
            int64_t part = prng_between(&p, -1000, 1000);
            s.days[i] = times.days[i] = turned.days[count - 1 - i] = split.days[2 * i] = split.days[2 * i + 1] = on;
            s.minor[i] = turned.minor[count - 1 - i] = minor;
            times.minor[i] = minor * (round % 2 ? 1000 : 1000000);
            split.minor[2 * i] = part;
            split.minor[2 * i + 1] = minor - part;
        }
        s.count = times.count = turned.count = count;
        split.count = 2 * count;
        irr_result base = solve(view(&s), COUNT_ACT_365F), other = solve(view(&times), COUNT_ACT_365F);
        same(&base, &other, "scale");
        other = solve(view(&turned), COUNT_ACT_365F);
        same(&base, &other, "order");
        if (base.root_count > 0) assert_true(base.root[0].rate == other.root[0].rate);
        if (base.reason != IRR_FOUND) continue; /* a part may be a flow in where there was none */
        other = solve(view(&split), COUNT_ACT_365F);
        same(&base, &other, "split");
        if (base.root_count > 0) assert_true(base.root[0].rate == other.root[0].rate);
    }
}

/* In yuan of 84 million and more, where an absolute tolerance finds nothing. */
static void large_amounts_in_yuan(void **state)
{
    (void)state;
    sample s = {.count = 0};
    add(&s, 2021, 3, 1, -8400000000LL);
    add(&s, 2022, 3, 1, 4000000LL);
    add(&s, 2023, 3, 1, 60000000LL);
    irr_result got = solve(view(&s), COUNT_ACT_365F);
    assert_int_equal(got.proof, PROOF_BALANCES);
    double q = 1 / (1 + got.root[0].rate);
    assert_true(fabs(4 * q + 60 * q * q - 8400) < 1e-8);
    for (size_t i = 0; i < 3; i++) s.minor[i] /= 1000;
    assert_true(solve(view(&s), COUNT_ACT_365F).root[0].rate == got.root[0].rate);
    s.minor[0] = -INT64_MAX, s.minor[1] = INT64_MAX, s.minor[2] = INT64_MAX; /* sums beyond 64 bits */
    got = solve(view(&s), COUNT_ACT_365F);
    assert_true(fabs(got.root[0].rate - 0.6180339887498949) <= got.root[0].error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixtures),
        cmocka_unit_test(day_counts),
        cmocka_unit_test(reasons),
        cmocka_unit_test(double_root_is_undecided),
        cmocka_unit_test(short_spans),
        cmocka_unit_test(period_beside_annual),
        cmocka_unit_test(several_roots_are_all_told),
        cmocka_unit_test(nothing_but_the_flows_counts),
        cmocka_unit_test(large_amounts_in_yuan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
