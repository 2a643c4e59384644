/* series: running totals by day, held against an array with one cell a day. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book/book_int.h"
#include "event_sample.h"

enum { DAYS = 40, MOVES = 400, ROUNDS = 200, FIRST = -7 /* days before 1970 too */ };

static arena *new_arena(void)
{
    arena *a = arena_new("series", (size_t)64 << 20);
    assert_non_null(a);
    return a;
}

static int64_t naive_total(const int64_t *of_day, int through)
{
    int64_t sum = 0;
    for (int i = 0; i <= through; i++) sum += of_day[i];
    return sum;
}

static int64_t naive_min_from(const int64_t *of_day, int from, int *at)
{
    int64_t least = naive_total(of_day, from);
    *at = from;
    for (int i = from + 1; i < DAYS; i++) {
        if (naive_total(of_day, i) >= least) continue;
        least = naive_total(of_day, i);
        *at = i;
    }
    return least;
}

static void compare(const series *s, const int64_t *of_day)
{
    assert_int_equal(s->total, naive_total(of_day, DAYS - 1));
    for (int from = 0; from < DAYS; from++) {
        int at;
        day reported;
        int64_t expected = naive_min_from(of_day, from, &at);
        assert_int_equal(series_min_between(s, FIRST + from, DAY_NEVER, &reported), expected);
        assert_int_equal(reported, FIRST + at);
        assert_int_equal(series_on(s, FIRST + from), of_day[from]);
        assert_int_equal(series_at(s, FIRST + from), naive_total(of_day, from));
    }
    for (uint32_t i = 1; i < s->count; i++) assert_true(s->cell[i - 1].on < s->cell[i].on);
}

static void agrees_with_an_array(void **state)
{
    (void)state;
    uint64_t seed = 20261123;
    for (int round = 0; round < ROUNDS; round++) {
        arena *a = new_arena();
        series s = {.count = 0};
        int64_t of_day[DAYS] = {0};
        uint32_t moves = 1 + sample_below(&seed, 30);
        for (uint32_t i = 0; i < moves; i++) {
            int at = (int)sample_below(&seed, DAYS);
            int64_t delta = (int64_t)sample_below(&seed, 201) - 100;
            assert_true(series_put(&s, a, FIRST + at, delta));
            of_day[at] += delta;
            compare(&s, of_day);
        }
        arena_free(a);
    }
}

/* Putting some and taking them back again, in another order, leaves what the rest makes. */
static void take_undoes_put(void **state)
{
    (void)state;
    uint64_t seed = 7;
    arena *a = new_arena();
    series s = {.count = 0};
    int64_t of_day[DAYS] = {0};
    struct {
        int at;
        int64_t delta;
    } put[MOVES];
    int64_t gross = 0;
    for (int i = 0; i < MOVES; i++) {
        put[i].at = (int)sample_below(&seed, DAYS);
        put[i].delta = (int64_t)sample_below(&seed, 2001) - 1000;
        assert_true(series_put(&s, a, FIRST + put[i].at, put[i].delta));
    }
    for (int i = MOVES - 1; i >= 0; i--) {
        if (i % 3 != 0) {
            series_take(&s, FIRST + put[i].at, put[i].delta);
            continue;
        }
        of_day[put[i].at] += put[i].delta;
        gross += put[i].delta < 0 ? -put[i].delta : put[i].delta;
    }
    compare(&s, of_day);
    assert_int_equal(s.gross, gross);
    arena_free(a);
}

static void join_is_both(void **state)
{
    (void)state;
    uint64_t seed = 11;
    arena *a = new_arena();
    series one = {.count = 0}, other = {.count = 0};
    int64_t of_day[DAYS] = {0};
    for (int i = 0; i < MOVES; i++) {
        int at = (int)sample_below(&seed, DAYS);
        int64_t delta = (int64_t)sample_below(&seed, 11) - 5;
        assert_true(series_put(i % 2 ? &one : &other, a, FIRST + at, delta));
        of_day[at] += delta;
    }
    int64_t gross = one.gross + other.gross;
    assert_true(series_join(&one, a, &other));
    compare(&one, of_day);
    assert_int_equal(one.gross, gross);
    arena_free(a);
}

static void of_nothing(void **state)
{
    (void)state;
    series s = {.count = 0};
    day where = DAY_NONE;
    assert_int_equal(series_min_between(&s, 10, DAY_NEVER, &where), 0);
    assert_int_equal(where, 10);
}

static void one_day_counts_together(void **state)
{
    (void)state;
    arena *a = new_arena();
    series s = {.count = 0};
    day where;
    assert_true(series_put(&s, a, 5, -100));
    assert_true(series_put(&s, a, 5, 100));
    assert_int_equal(s.count, 1);
    assert_int_equal(series_min_between(&s, 0, DAY_NEVER, &where), 0);
    assert_int_equal(where, 0);
    arena_free(a);
}

/* The bound is on what was moved, not on what is left: sums of any days stay inside int64. */
static void gross_is_bounded(void **state)
{
    (void)state;
    arena *a = new_arena();
    series s = {.count = 0};
    assert_true(series_fits(&s, SERIES_GROSS_MAX));
    assert_false(series_fits(&s, SERIES_GROSS_MAX + 1));
    assert_false(series_fits(&s, INT64_MAX));
    assert_true(series_put(&s, a, 1, SERIES_GROSS_MAX / 2));
    assert_true(series_put(&s, a, 2, -(SERIES_GROSS_MAX / 2)));
    assert_int_equal(s.total, 0);
    assert_true(series_fits(&s, SERIES_GROSS_MAX % 2));
    assert_false(series_fits(&s, 2));
    series_take(&s, 2, -(SERIES_GROSS_MAX / 2));
    assert_true(series_fits(&s, SERIES_GROSS_MAX / 2));
    arena_free(a);
}

static void out_of_memory_changes_nothing(void **state)
{
    (void)state;
    arena *a = new_arena();
    series s = {.count = 0};
    arena_fail_at(1);
    assert_false(series_put(&s, a, 3, 10));
    arena_fail_at(0);
    assert_int_equal(s.total, 0);
    assert_int_equal(s.gross, 0);
    assert_int_equal(s.count, 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_an_array),
        cmocka_unit_test(take_undoes_put),
        cmocka_unit_test(join_is_both),
        cmocka_unit_test(of_nothing),
        cmocka_unit_test(one_day_counts_together),
        cmocka_unit_test(gross_is_bounded),
        cmocka_unit_test(out_of_memory_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
