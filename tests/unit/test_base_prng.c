/* prng: the published vectors of Philox4x32-10, and that what is drawn is spread as it should be. Counts are exact: the
 * numbers of a seed are the same on every machine. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Random123 1.14, tests/kat_vectors, philox4x32 10 */
static void published_vectors(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } CASE[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        uint32_t out[4];
        prng_block(out, CASE[i].counter, CASE[i].key);
        assert_memory_equal(out, CASE[i].out, sizeof out);
    }
}

/* Words of the second vector: seed = key, stream = high half of the counter. */
static void bits_are_the_first_half_of_a_block(void **state)
{
    (void)state;
    prng zero = {.seed = 0};
    assert_int_equal(prng_bits(&zero), UINT64_C(0xe169c58d6627e8d5));
    assert_int_equal(zero.counter, 1);
    prng pi = {.seed = UINT64_C(0x299f31d0a4093822),
               .stream = UINT64_C(0x0370734413198a2e),
               .counter = UINT64_C(0x85a308d3243f6a88)};
    assert_int_equal(prng_bits(&pi), UINT64_C(0x94fdccebd16cfe09));
}

static void only_seed_stream_and_counter_count(void **state)
{
    (void)state;
    prng one = {.seed = 7, .stream = 3}, other = {.seed = 7, .stream = 4},
         again = {.seed = 7, .stream = 3, .counter = 9};
    uint64_t tenth = 0;
    for (int i = 0; i < 10; i++) {
        tenth = prng_bits(&one);
        assert_int_not_equal(tenth, prng_bits(&other));
    }
    assert_int_equal(prng_bits(&again), tenth);
}

static void below_is_even(void **state)
{
    (void)state;
    enum { SIDES = 6, THROWS = 60000 };
    uint32_t seen[SIDES] = {0};
    prng p = {.seed = 1};
    for (int i = 0; i < THROWS; i++) seen[prng_below(&p, SIDES)]++;
    static const uint32_t expected[SIDES] = {10071, 9897, 10086, 10092, 9942, 9912};
    double chi = 0;
    for (int i = 0; i < SIDES; i++) {
        double miss = (double)seen[i] - THROWS / SIDES;
        chi += miss * miss / (THROWS / SIDES);
    }
    assert_memory_equal(seen, expected, sizeof seen);
    assert_true(chi < 15.09); /* 1 % of honest dice are worse */
    for (int i = 0; i < 100; i++) assert_int_equal(prng_below(&p, 1), 0);
}

/* With n = 3·2^62 a quarter of all draws must be repeated: a bias would show as a lack in the last third. */
static void a_large_range_has_no_bias(void **state)
{
    (void)state;
    enum { DRAWS = 30000 };
    uint32_t seen[3] = {0};
    prng p = {.seed = 2};
    for (int i = 0; i < DRAWS; i++) seen[prng_below(&p, UINT64_C(3) << 62) >> 62]++;
    for (int i = 0; i < 3; i++) assert_in_range(seen[i], DRAWS / 3 - 300, DRAWS / 3 + 300);
    assert_true(p.counter > DRAWS * 5 / 4);
}

static void between_reaches_both_ends(void **state)
{
    (void)state;
    bool least = false, most = false;
    prng p = {.seed = 3};
    for (int i = 0; i < 200; i++) {
        int64_t drawn = prng_between(&p, -2, 2);
        assert_true(drawn >= -2 && drawn <= 2);
        least = least || drawn == -2;
        most = most || drawn == 2;
    }
    assert_true(least && most);
    assert_int_equal(prng_between(&p, INT64_MIN, INT64_MIN), INT64_MIN);
    assert_true(prng_between(&p, INT64_MIN, INT64_MAX - 1) < INT64_MAX);
}

static void unit_stays_below_one(void **state)
{
    (void)state;
    enum { DRAWS = 20000 };
    double sum = 0;
    uint32_t low = 0;
    prng p = {.seed = 4};
    for (int i = 0; i < DRAWS; i++) {
        double x = prng_unit(&p);
        assert_true(x >= 0 && x < 1);
        sum += x;
        low += x < 0.1;
    }
    assert_true(sum / DRAWS > 0.49 && sum / DRAWS < 0.51);
    assert_in_range(low, DRAWS / 10 - 150, DRAWS / 10 + 150);
}

static void normal_has_its_moments(void **state)
{
    (void)state;
    enum { DRAWS = 50000 };
    double sum = 0, squares = 0;
    uint32_t within_one = 0, beyond_three = 0;
    prng p = {.seed = 5};
    for (int i = 0; i < DRAWS; i++) {
        double x = prng_normal(&p);
        sum += x;
        squares += x * x;
        within_one += x > -1 && x < 1;
        beyond_three += x < -3 || x > 3;
    }
    assert_true(sum / DRAWS > -0.02 && sum / DRAWS < 0.02);
    assert_true(squares / DRAWS > 0.97 && squares / DRAWS < 1.03);
    assert_int_equal(within_one, 34147); /* 68.27 % of them */
    assert_int_equal(beyond_three, 130); /* 0.27 % */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(bits_are_the_first_half_of_a_block),
        cmocka_unit_test(only_seed_stream_and_counter_count),
        cmocka_unit_test(below_is_even),
        cmocka_unit_test(a_large_range_has_no_bias),
        cmocka_unit_test(between_reaches_both_ends),
        cmocka_unit_test(unit_stays_below_one),
        cmocka_unit_test(normal_has_its_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
