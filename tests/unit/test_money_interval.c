/* The algebra of docs/precision.md: table 1, each operation at its edges, and properties over random small intervals.
 *
 * The properties enumerate worlds: a verdict must be exactly what all worlds say, and the result of an operation must
 * hold whatever two worlds give. The generator is a xorshift with a fixed seed, so a failure comes back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "money/money.h"

#define MAX INT64_MAX
enum { TENTH = ABOUT_TOLERANCE_PPM };

static void assert_interval(interval x, interval expected)
{
    assert_int_equal(x.lo_open, expected.lo_open);
    assert_int_equal(x.hi_open, expected.hi_open);
    assert_true(x.lo == expected.lo);
    assert_true(x.hi == expected.hi);
    assert_int_equal(x.lo_strict, expected.lo_strict);
    assert_int_equal(x.hi_strict, expected.hi_strict);
    assert_int_equal(x.about, expected.about);
    assert_int_equal(x.unknown_count, expected.unknown_count);
}

static void table_1(void **state)
{
    (void)state;
    static const struct {
        amount a;
        int32_t tolerance_ppm;
        interval expected;
    } CASES[] = {
        {{0, 0, QUALIFIER_NONE, UNIT_NONE}, TENTH, {.hi_open = true, .unknown_count = 1}},
        {{500, 0, QUALIFIER_EXACT, UNIT_CNY}, TENTH, {.lo = 500, .hi = 500}},
        {{500, 0, QUALIFIER_AT_LEAST, UNIT_CNY}, TENTH, {.lo = 500, .hi_open = true}},
        {{500, 0, QUALIFIER_OVER, UNIT_CNY}, TENTH, {.lo = 500, .lo_strict = true, .hi_open = true}},
        {{500, 0, QUALIFIER_AT_MOST, UNIT_CNY}, TENTH, {.lo = 0, .hi = 500}},
        {{0, 0, QUALIFIER_AT_MOST, UNIT_CNY}, TENTH, {.lo = 0, .hi = 0}},
        {{500, 0, QUALIFIER_UNDER, UNIT_CNY}, TENTH, {.lo = 0, .hi = 500, .hi_strict = true}},
        {{1, 0, QUALIFIER_UNDER, UNIT_CNY}, TENTH, {.lo = 0, .hi = 1, .hi_strict = true}},
        {{500, 0, QUALIFIER_AT_MOST, UNIT_PERCENT}, TENTH, {.lo_open = true, .hi = 500}},
        {{-500, 0, QUALIFIER_UNDER, UNIT_GROWTH}, TENTH, {.lo_open = true, .hi = -500, .hi_strict = true}},
        {{500, 0, QUALIFIER_NEARLY, UNIT_CNY}, TENTH, {.lo = 450, .hi = 500, .hi_strict = true, .about = true}},
        {{501, 0, QUALIFIER_NEARLY, UNIT_CNY}, TENTH, {.lo = 450, .hi = 501, .hi_strict = true, .about = true}},
        {{1, 0, QUALIFIER_NEARLY, UNIT_CNY}, TENTH, {.lo = 0, .hi = 1, .hi_strict = true, .about = true}},
        {{500, 0, QUALIFIER_NEARLY, UNIT_CNY}, 0, {.lo = 499, .hi = 500, .hi_strict = true, .about = true}},
        {{0, 0, QUALIFIER_NEARLY, UNIT_GROWTH}, TENTH, {.lo = -1, .hi = 0, .hi_strict = true, .about = true}},
        {{500, 0, QUALIFIER_ABOUT, UNIT_CNY}, TENTH, {.lo = 450, .hi = 550, .about = true}},
        {{501, 0, QUALIFIER_ABOUT, UNIT_CNY}, TENTH, {.lo = 450, .hi = 552, .about = true}},
        {{-500, 0, QUALIFIER_ABOUT, UNIT_PERCENT}, TENTH, {.lo = -550, .hi = -450, .about = true}},
        {{500, 0, QUALIFIER_ABOUT, UNIT_CNY}, 0, {.lo = 500, .hi = 500, .about = true}},
        {{500, 0, QUALIFIER_ABOUT, UNIT_CNY}, 2000000, {.lo = 0, .hi = 1500, .about = true}},
        {{500, 0, QUALIFIER_ABOUT, UNIT_PERCENT}, 2000000, {.lo = -500, .hi = 1500, .about = true}},
        {{20, 50, QUALIFIER_RANGE, UNIT_CNY}, TENTH, {.lo = 20, .hi = 50}},
        {{-50, -20, QUALIFIER_RANGE, UNIT_PERCENT}, TENTH, {.lo = -50, .hi = -20}},
        {{0, 0, QUALIFIER_UNKNOWN, UNIT_CNY}, TENTH, {.hi_open = true, .unknown_count = 1}},
        {{0, 0, QUALIFIER_UNKNOWN, UNIT_GROWTH}, TENTH, {.lo_open = true, .hi_open = true, .unknown_count = 1}},
        {{MAX, 0, QUALIFIER_ABOUT, UNIT_CNY},
         TENTH,
         {.lo = INT64_C(8301034833169298226), .hi_open = true, .about = true, .unknown_count = 1}},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_interval(interval_of(CASES[i].a, CASES[i].tolerance_ppm), CASES[i].expected);
}

static void exactness(void **state)
{
    (void)state;
    assert_true(interval_is_exact(interval_exact(-7)));
    assert_false(interval_is_exact(interval_unknown(false)));
    assert_false(interval_is_exact((interval){.lo = 1, .hi = 2}));
    assert_false(interval_is_exact((interval){.lo = 1, .hi = 1, .about = true}));
    assert_false(interval_is_exact((interval){.lo = 0, .hi_open = true}));
    assert_false(interval_is_exact((interval){.hi = 0, .lo_open = true}));
}

static void sums_and_differences(void **state)
{
    (void)state;
    interval over = {.lo = 10, .lo_strict = true, .hi_open = true};
    interval about = {.lo = 90, .hi = 110, .about = true};
    interval under = {.lo = 0, .hi = 5, .hi_strict = true};
    interval whole = interval_unknown(true);
    assert_interval(interval_add(over, about),
                    (interval){.lo = 100, .lo_strict = true, .hi_open = true, .about = true});
    assert_interval(interval_add(under, under), (interval){.lo = 0, .hi = 10, .hi_strict = true});
    assert_interval(interval_add(whole, whole), (interval){.lo_open = true, .hi_open = true, .unknown_count = 2});
    /* the difference of two "at least" says nothing at all */
    assert_interval(interval_sub(over, over), (interval){.lo_open = true, .hi_open = true});
    assert_interval(interval_sub(about, under), (interval){.lo = 85, .lo_strict = true, .hi = 110, .about = true});
    assert_interval(interval_sub(under, over), (interval){.lo_open = true, .hi = -5, .hi_strict = true});
    assert_interval(interval_sub(interval_exact(7), interval_exact(9)), interval_exact(-2));
}

static void ends_that_do_not_fit_open(void **state)
{
    (void)state;
    interval top = interval_exact(MAX);
    interval bottom = interval_exact(INT64_MIN);
    interval lost = {.lo_open = true, .hi_open = true, .unknown_count = 1};
    assert_interval(interval_add(top, interval_exact(1)), lost);
    assert_interval(interval_sub(bottom, interval_exact(1)), lost);
    assert_interval(interval_sub(interval_exact(0), bottom), lost);
    assert_interval(interval_add(top, interval_exact(-1)), interval_exact(MAX - 1));
    assert_interval(interval_add(top, bottom), interval_exact(-1));
    assert_interval(interval_add((interval){.lo = 0, .hi = MAX}, (interval){.lo = 5, .hi = 6}),
                    (interval){.lo = 5, .hi_open = true, .unknown_count = 1});
    assert_interval(interval_scale(top, 3, 2), lost);
    assert_interval(interval_scale(top, MAX, MAX), top);
    interval many = {.lo = 0, .hi_open = true, .unknown_count = UINT32_MAX};
    assert_int_equal(interval_add(many, many).unknown_count, UINT32_MAX);
}

static void scaling(void **state)
{
    (void)state;
    interval x = {.lo = 10, .hi = 21, .lo_strict = true, .about = true};
    assert_interval(interval_scale(x, 1, 2), (interval){.lo = 5, .hi = 11, .about = true});
    assert_interval(interval_scale(x, 6, 3), (interval){.lo = 20, .hi = 42, .lo_strict = true, .about = true});
    assert_interval(interval_scale(x, 0, 3), (interval){.lo = 0, .hi = 0, .about = true});
    assert_interval(interval_scale((interval){.lo = -7, .hi = -5}, 1, 2), (interval){.lo = -4, .hi = -2});
    assert_interval(interval_scale(interval_unknown(true), 0, 1), (interval){.unknown_count = 1});
    assert_interval(interval_scale(interval_unknown(false), 1, 3), (interval){.hi_open = true, .unknown_count = 1});
    assert_interval(interval_scale((interval){.lo = 5, .lo_strict = true, .hi_open = true}, 1, 2),
                    (interval){.lo = 2, .hi_open = true});
}

static void ratios(void **state)
{
    (void)state;
    interval out = interval_exact(42);
    interval one_two = {.lo = 1, .hi = 2};
    interval at_least_3 = {.lo = 3, .hi_open = true};
    assert_true(interval_ratio_ppm(&out, interval_exact(1), interval_exact(3)));
    assert_interval(out, (interval){.lo = 333333, .hi = 333334});
    assert_true(interval_ratio_ppm(&out, interval_exact(1), interval_exact(4)));
    assert_interval(out, interval_exact(250000));
    assert_true(interval_ratio_ppm(&out, one_two, at_least_3));
    assert_interval(out, (interval){.lo = 0, .hi = 666667});
    assert_true(interval_ratio_ppm(&out, at_least_3, one_two));
    assert_interval(out, (interval){.lo = 1500000, .hi_open = true});
    assert_true(interval_ratio_ppm(&out, at_least_3, at_least_3));
    assert_interval(out, (interval){.lo = 0, .hi_open = true});
    assert_true(interval_ratio_ppm(&out, (interval){.lo = 2, .hi = 4, .hi_strict = true, .about = true}, one_two));
    assert_interval(out, (interval){.lo = 1000000, .hi = 4000000, .about = true});
    assert_true(interval_ratio_ppm(&out, interval_exact(0), at_least_3));
    assert_interval(out, interval_exact(0));
    assert_true(interval_ratio_ppm(&out, interval_exact(MAX), interval_exact(1)));
    assert_interval(out, (interval){.lo = 0, .hi_open = true, .unknown_count = 1});
    assert_true(interval_ratio_ppm(&out, interval_exact(MAX), interval_exact(MAX)));
    assert_interval(out, interval_exact(1000000));
}

static void ratios_that_cannot_be_assessed(void **state)
{
    (void)state;
    static const interval BAD_BELOW[] = {
        {.lo = 0, .hi = 5},
        {.lo = 0, .hi = 0},
        {.lo = -1, .hi = 5},
        {.lo = -5, .hi = -1},
        {.lo = 0, .hi_open = true},
        {.lo_open = true, .hi = 5},
        {.lo_open = true, .hi_open = true},
        {.lo = 0, .lo_strict = true, .hi = 5},
    };
    interval out = interval_exact(42);
    for (size_t i = 0; i < COUNT_OF(BAD_BELOW); i++)
        assert_false(interval_ratio_ppm(&out, interval_exact(1), BAD_BELOW[i]));
    assert_false(interval_ratio_ppm(&out, (interval){.lo = -1, .hi = 5}, interval_exact(1)));
    assert_false(interval_ratio_ppm(&out, interval_unknown(true), interval_exact(1)));
    assert_interval(out, interval_exact(42)); /* untouched */
}

static void products(void **state)
{
    (void)state;
    interval half = interval_exact(500000);
    interval unknown_share = interval_unknown(true);
    assert_interval(interval_product_ppm(interval_exact(7), half), (interval){.lo = 3, .hi = 4});
    assert_interval(interval_product_ppm((interval){.lo = 10, .lo_strict = true, .hi = 20, .about = true}, half),
                    (interval){.lo = 5, .hi = 10, .about = true});
    assert_interval(interval_product_ppm((interval){.lo = 10, .hi_open = true}, half),
                    (interval){.lo = 5, .hi_open = true});
    assert_interval(interval_product_ppm(interval_exact(10), unknown_share),
                    (interval){.lo = 0, .hi_open = true, .unknown_count = 1});
    assert_interval(interval_product_ppm(interval_exact(0), unknown_share), (interval){.unknown_count = 1});
    assert_interval(interval_product_ppm(interval_exact(10), (interval){.lo_open = true, .hi = 300000}),
                    (interval){.lo = 0, .hi = 3});
    assert_interval(interval_product_ppm(interval_exact(MAX), interval_exact(2000000)),
                    (interval){.lo = 0, .hi_open = true, .unknown_count = 1});
    assert_interval(interval_product_ppm(interval_exact(MAX), interval_exact(1000000)), interval_exact(MAX));
}

static void hulls_with_zero(void **state)
{
    (void)state;
    assert_interval(interval_hull_zero(interval_exact(100)), (interval){.lo = 0, .hi = 100, .unknown_count = 1});
    assert_interval(interval_hull_zero(interval_exact(-100)), (interval){.lo = -100, .hi = 0, .unknown_count = 1});
    assert_interval(interval_hull_zero((interval){.lo = 0, .lo_strict = true, .hi_open = true}),
                    (interval){.lo = 0, .hi_open = true, .unknown_count = 1});
    assert_interval(interval_hull_zero((interval){.lo = -5, .lo_strict = true, .hi = 0, .hi_strict = true}),
                    (interval){.lo = -5, .lo_strict = true, .hi = 0, .unknown_count = 1});
    assert_interval(interval_hull_zero((interval){.lo = -5, .lo_strict = true, .hi = 9, .hi_strict = true}),
                    (interval){.lo = -5, .lo_strict = true, .hi = 9, .hi_strict = true, .unknown_count = 1});
    assert_interval(interval_hull_zero(interval_unknown(true)),
                    (interval){.lo_open = true, .hi_open = true, .unknown_count = 2});
}

static void verdicts_at_the_edges(void **state)
{
    (void)state;
    interval over_9 = {.lo = 9, .lo_strict = true, .hi_open = true};
    interval under_max = {.lo = 0, .hi = MAX, .hi_strict = true};
    static const struct {
        comparator c;
        int64_t limit;
        verdict3 verdict;
    } OVER_9[] = {
        {COMPARE_GE, 9, VERDICT_PASS},
        {COMPARE_GE, 10, VERDICT_PASS},
        {COMPARE_GE, 11, VERDICT_UNDETERMINED},
        {COMPARE_GT, 9, VERDICT_PASS},
        {COMPARE_GT, 10, VERDICT_UNDETERMINED},
        {COMPARE_LE, 9, VERDICT_BREACH},
        {COMPARE_LE, 10, VERDICT_UNDETERMINED},
        {COMPARE_LT, 10, VERDICT_BREACH},
        {COMPARE_EQ, 9, VERDICT_BREACH},
        {COMPARE_EQ, 10, VERDICT_UNDETERMINED},
        {COMPARE_BY, 10, VERDICT_PASS},
        {COMPARE_ABOUT, 8, VERDICT_BREACH},
        {COMPARE_ABOUT, 10, VERDICT_UNDETERMINED},
    };
    for (size_t i = 0; i < COUNT_OF(OVER_9); i++)
        assert_int_equal(interval_compare(over_9, OVER_9[i].c, OVER_9[i].limit, TENTH), OVER_9[i].verdict);
    assert_int_equal(interval_compare(under_max, COMPARE_LT, MAX, TENTH), VERDICT_PASS);
    assert_int_equal(interval_compare(under_max, COMPARE_GE, MAX, TENTH), VERDICT_BREACH);
    interval over_max = {.lo = MAX, .lo_strict = true, .hi_open = true};
    assert_int_equal(interval_compare(over_max, COMPARE_GT, MAX, TENTH), VERDICT_PASS);
    assert_int_equal(interval_compare(over_max, COMPARE_EQ, MAX, TENTH), VERDICT_BREACH);
    assert_int_equal(interval_compare(interval_exact(INT64_MIN), COMPARE_LT, INT64_MIN, TENTH), VERDICT_BREACH);
    assert_int_equal(interval_compare(interval_exact(INT64_MIN), COMPARE_ABOUT, INT64_MIN, TENTH), VERDICT_PASS);
    /* a limit of about 101 reaches from 90 to 112: its tolerance is rounded up */
    assert_int_equal(interval_compare((interval){.lo = 90, .hi = 112}, COMPARE_ABOUT, 101, TENTH), VERDICT_PASS);
    assert_int_equal(interval_compare(interval_exact(113), COMPARE_ABOUT, 101, TENTH), VERDICT_BREACH);
    assert_int_equal(interval_compare(interval_exact(-110), COMPARE_ABOUT, -100, TENTH), VERDICT_PASS);
    assert_int_equal(interval_compare(interval_unknown(true), COMPARE_GE, INT64_MIN, TENTH), VERDICT_UNDETERMINED);
}

/* The table below R16, row by row. */
static void the_table_of_verdicts(void **state)
{
    (void)state;
    static const comparator HEAD[] = {COMPARE_GE, COMPARE_GT, COMPARE_LE, COMPARE_EQ};
    static const struct {
        qualifier q;
        const char *row; /* p pass, b breach, u undetermined */
    } ROWS[] = {
        {QUALIFIER_OVER, "ppbb"},  {QUALIFIER_AT_LEAST, "puuu"}, {QUALIFIER_NEARLY, "bbpb"},
        {QUALIFIER_ABOUT, "uuuu"}, {QUALIFIER_AT_MOST, "ubpu"},  {QUALIFIER_UNKNOWN, "uuuu"},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        amount a = {ROWS[i].q == QUALIFIER_UNKNOWN ? 0 : 3000, 0, ROWS[i].q, UNIT_CNY};
        for (size_t j = 0; j < COUNT_OF(HEAD); j++) {
            verdict3 verdict = interval_compare(interval_of(a, TENTH), HEAD[j], 3000, TENTH);
            char letter = verdict == VERDICT_PASS ? 'p' : verdict == VERDICT_BREACH ? 'b' : 'u';
            assert_int_equal(letter, ROWS[i].row[j]);
        }
    }
}

/* ---- properties ---- */

enum { WORLD = 40, LIMIT = 14, END = 8 }; /* an open side is enumerated to ±WORLD, far beyond every limit and end */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int pick(uint64_t *seed, int from, int to)
{
    return from + (int)(next_random(seed) % (uint64_t)(to - from + 1));
}

static bool holds_some(interval x)
{
    if (x.lo_open || x.hi_open) return true;
    return x.lo + x.lo_strict <= x.hi - x.hi_strict;
}

/* Small and never empty; least is the smallest end. */
static interval random_interval(uint64_t *seed, int least)
{
    interval x;
    do {
        x = (interval){.lo = pick(seed, least, END), .hi = pick(seed, least, END)};
        x.lo_strict = pick(seed, 0, 2) == 0;
        x.hi_strict = pick(seed, 0, 2) == 0;
        x.about = pick(seed, 0, 3) == 0;
        x.unknown_count = (uint32_t)pick(seed, 0, 2);
        if (least < 0 && pick(seed, 0, 4) == 0) x.lo_open = true;
        if (pick(seed, 0, 4) == 0) x.hi_open = true;
    } while (!holds_some(x));
    return x;
}

static bool satisfies(int64_t world, comparator c, int64_t limit, int32_t tolerance_ppm)
{
    int64_t magnitude = limit < 0 ? -limit : limit;
    int64_t tolerance = (magnitude * tolerance_ppm + 999999) / 1000000;
    switch (c) {
    case COMPARE_EQ: return world == limit;
    case COMPARE_GE:
    case COMPARE_BY: return world >= limit;
    case COMPARE_GT: return world > limit;
    case COMPARE_LE: return world <= limit;
    case COMPARE_LT: return world < limit;
    case COMPARE_ABOUT: return world >= limit - tolerance && world <= limit + tolerance;
    case COMPARE_NONE:
    case COMPARE_COUNT: break;
    }
    return false;
}

static verdict3 ask_every_world(interval x, comparator c, int64_t limit, int32_t tolerance_ppm)
{
    bool some = false;
    bool all = true;
    for (int64_t world = -WORLD; world <= WORLD; world++) {
        if (!interval_holds(x, world)) continue;
        if (satisfies(world, c, limit, tolerance_ppm))
            some = true;
        else
            all = false;
    }
    return all ? VERDICT_PASS : some ? VERDICT_UNDETERMINED : VERDICT_BREACH;
}

static void a_verdict_is_what_every_world_says(void **state)
{
    (void)state;
    static const int32_t TOLERANCE[] = {0, TENTH, 333333, 1000000};
    uint64_t seed = UINT64_C(20230601);
    int seen[3] = {0};
    for (int round = 0; round < 3000; round++) {
        interval x = random_interval(&seed, -END);
        int32_t tolerance_ppm = TOLERANCE[pick(&seed, 0, 3)];
        int64_t limit = pick(&seed, -LIMIT, LIMIT);
        for (int c = COMPARE_EQ; c < COMPARE_COUNT; c++) {
            verdict3 expected = ask_every_world(x, (comparator)c, limit, tolerance_ppm);
            assert_int_equal(interval_compare(x, (comparator)c, limit, tolerance_ppm), expected);
            seen[expected + 1]++;
        }
    }
    for (int i = 0; i < 3; i++) assert_true(seen[i] > 1000);
}

/* The flags that every operation on two must join. */
static void assert_joined(interval out, interval x, interval y)
{
    assert_int_equal(out.about, x.about || y.about);
    assert_int_equal(out.unknown_count, x.unknown_count + y.unknown_count);
    assert_true(holds_some(out));
}

static void sums_and_differences_hold_every_world(void **state)
{
    (void)state;
    uint64_t seed = UINT64_C(7);
    for (int round = 0; round < 400; round++) {
        interval x = random_interval(&seed, -END);
        interval y = random_interval(&seed, -END);
        interval sum = interval_add(x, y);
        interval difference = interval_sub(x, y);
        assert_joined(sum, x, y);
        assert_joined(difference, x, y);
        assert_int_equal(sum.hi_open, x.hi_open || y.hi_open);
        assert_int_equal(difference.hi_open, x.hi_open || y.lo_open);
        assert_int_equal(difference.lo_open, x.lo_open || y.hi_open);
        for (int64_t i = -WORLD; i <= WORLD; i++)
            for (int64_t j = -WORLD; j <= WORLD; j++) {
                if (!interval_holds(x, i) || !interval_holds(y, j)) continue;
                assert_true(interval_holds(sum, i + j));
                assert_true(interval_holds(difference, i - j));
            }
    }
}

/* Is a·num/den, a rational, inside x? Compared by cross-multiplication; no division is involved. */
static bool holds_rational(interval x, int64_t numerator, int64_t denominator)
{
    if (!x.lo_open && (x.lo * denominator > numerator || (x.lo_strict && x.lo * denominator == numerator)))
        return false;
    if (!x.hi_open && (x.hi * denominator < numerator || (x.hi_strict && x.hi * denominator == numerator)))
        return false;
    return true;
}

static void ratios_hold_every_world_and_no_more_than_rounding_adds(void **state)
{
    (void)state;
    uint64_t seed = UINT64_C(42);
    int assessed = 0;
    for (int round = 0; round < 600; round++) {
        interval x = random_interval(&seed, 0);
        interval y = random_interval(&seed, 0);
        interval out;
        bool known = interval_ratio_ppm(&out, x, y);
        assert_int_equal(known, y.lo > 0);
        if (!known) continue;
        assessed++;
        assert_joined(out, x, y);
        assert_false(out.lo_open);
        for (int64_t i = 0; i <= WORLD; i++)
            for (int64_t j = 1; j <= WORLD; j++)
                if (interval_holds(x, i) && interval_holds(y, j)) assert_true(holds_rational(out, i * 1000000, j));
        if (!x.hi_open)
            assert_false(holds_rational((interval){.lo_open = true, .hi = out.hi - 1}, x.hi * 1000000, y.lo));
        if (!y.hi_open)
            assert_false(holds_rational((interval){.hi_open = true, .lo = out.lo + 1}, x.lo * 1000000, y.hi));
    }
    assert_true(assessed > 300);
}

static void products_and_scales_hold_every_world(void **state)
{
    (void)state;
    uint64_t seed = UINT64_C(99);
    for (int round = 0; round < 400; round++) {
        interval x = random_interval(&seed, 0);
        interval share = random_interval(&seed, 0);
        share.lo *= 100000; /* tenths, so that products round */
        share.hi *= 100000;
        interval out = interval_product_ppm(x, share);
        assert_joined(out, x, share);
        int64_t num = pick(&seed, 0, 6);
        int64_t den = pick(&seed, 1, 6);
        interval any = random_interval(&seed, -END);
        interval scaled = interval_scale(any, num, den);
        for (int64_t i = -WORLD; i <= WORLD; i++) {
            if (interval_holds(any, i)) assert_true(holds_rational(scaled, i * num, den));
            for (int64_t s = 0; s <= 20 * 100000; s += 25000)
                if (interval_holds(x, i) && interval_holds(share, s)) assert_true(holds_rational(out, i * s, 1000000));
        }
    }
}

/* A statement taken for true must hold the number that it was made from. */
static void a_statement_holds_what_it_says(void **state)
{
    (void)state;
    uint64_t seed = UINT64_C(5);
    for (int round = 0; round < 2000; round++) {
        int64_t v = pick(&seed, 1, 100000);
        int32_t tolerance_ppm = pick(&seed, 0, 500000);
        interval about = interval_of((amount){v, 0, QUALIFIER_ABOUT, UNIT_CNY}, tolerance_ppm);
        interval nearly = interval_of((amount){v, 0, QUALIFIER_NEARLY, UNIT_CNY}, tolerance_ppm);
        int64_t reach = v * tolerance_ppm / 1000000; /* rounded down: must lie inside */
        assert_true(interval_holds(about, v));
        assert_true(interval_holds(about, v + reach));
        assert_true(interval_holds(about, v - reach));
        assert_false(interval_holds(about, v + reach + 2));
        assert_true(interval_holds(nearly, v - 1));
        assert_true(reach == 0 || interval_holds(nearly, v - reach));
        assert_false(interval_holds(nearly, v));
        interval hull = interval_hull_zero(about);
        assert_true(interval_holds(hull, 0));
        assert_true(interval_holds(hull, v));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_1),
        cmocka_unit_test(exactness),
        cmocka_unit_test(sums_and_differences),
        cmocka_unit_test(ends_that_do_not_fit_open),
        cmocka_unit_test(scaling),
        cmocka_unit_test(ratios),
        cmocka_unit_test(ratios_that_cannot_be_assessed),
        cmocka_unit_test(products),
        cmocka_unit_test(hulls_with_zero),
        cmocka_unit_test(verdicts_at_the_edges),
        cmocka_unit_test(the_table_of_verdicts),
        cmocka_unit_test(a_verdict_is_what_every_world_says),
        cmocka_unit_test(sums_and_differences_hold_every_world),
        cmocka_unit_test(ratios_hold_every_world_and_no_more_than_rounding_adds),
        cmocka_unit_test(products_and_scales_hold_every_world),
        cmocka_unit_test(a_statement_holds_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
