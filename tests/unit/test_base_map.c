/* map: what was put is found, what was not is not, at every size and when the arena ends. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static const size_t PLENTY = (size_t)64 << 20;

static void numbers_are_found_and_replaced(void **state)
{
    (void)state;
    static const uint64_t STEP[] = {1, 16, 1024, UINT64_C(1) << 32, UINT64_C(0x9E3779B97F4A7C15)};
    for (size_t s = 0; s < COUNT_OF(STEP); s++) {
        arena *a = arena_new("test", PLENTY);
        map_u64 m;
        map_u64_init(&m, a);
        uint32_t value = 42;
        assert_false(map_u64_find(&value, &m, 1));
        for (uint32_t i = 1; i <= 5000; i++) {
            assert_true(map_u64_put(&m, i * STEP[s], i));
            assert_int_equal(m.count, i);
            assert_true((uint64_t)m.count * 4 <= (uint64_t)m.room * 3);
            assert_int_equal(m.room & (m.room - 1), 0);
        }
        for (uint32_t i = 1; i <= 5000; i += 2) assert_true(map_u64_put(&m, i * STEP[s], i + 7));
        assert_int_equal(m.count, 5000);
        for (uint32_t i = 1; i <= 5000; i++) {
            assert_true(map_u64_find(&value, &m, i * STEP[s]));
            assert_int_equal(value, i % 2 ? i + 7 : i);
        }
        value = 42;
        assert_false(map_u64_find(&value, &m, 5001 * STEP[s]));
        assert_false(map_u64_find(&value, &m, UINT64_MAX));
        assert_int_equal(value, 42);
        arena_free(a);
    }
}

static void texts_are_compared_by_bytes(void **state)
{
    (void)state;
    static const str KEY[] = {{"", 0},   {"a", 1},    {"A", 1},  {"a\0", 2},      {"a\0b", 3},
                              {"aa", 2}, {"基金", 6}, {"基", 3}, {"\xFF\xFE", 2}, {"a ", 2}};
    arena *a = arena_new("test", PLENTY);
    map_str m;
    map_str_init(&m, a);
    uint32_t value = 42;
    assert_false(map_str_find(&value, &m, STR("")));
    for (uint32_t i = 0; i < COUNT_OF(KEY); i++) assert_true(map_str_put(&m, KEY[i], i));
    assert_int_equal(m.count, COUNT_OF(KEY));
    for (uint32_t i = 0; i < COUNT_OF(KEY); i++) {
        char other[8]; /* equal bytes at another address */
        memcpy(other, KEY[i].ptr, KEY[i].len);
        assert_true(map_str_find(&value, &m, (str){other, KEY[i].len}));
        assert_int_equal(value, i);
    }
    assert_false(map_str_find(&value, &m, STR("b")));
    arena_free(a);
}

static void an_absent_text_is_the_empty_key(void **state)
{
    (void)state;
    arena *a = arena_new("test", PLENTY);
    map_str m;
    map_str_init(&m, a);
    uint32_t value = 0;
    assert_true(map_str_put(&m, STR_NONE, 5));
    assert_true(map_str_find(&value, &m, STR("")));
    assert_int_equal(value, 5);
    assert_true(map_str_put(&m, STR(""), 6));
    assert_true(map_str_find(&value, &m, STR_NONE));
    assert_int_equal(value, 6);
    assert_int_equal(m.count, 1);
    arena_free(a);
}

static void many_texts_survive_growth(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    arena *a = arena_new("test", PLENTY);
    map_str m;
    map_str_init(&m, a);
    str *key = arena_get(a, sizeof *key * COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        buf b;
        buf_init(&b, a, 40);
        buf_str(&b, STR("fund-"));
        buf_int(&b, i);
        key[i] = buf_view(&b);
        assert_true(map_str_put(&m, key[i], i));
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t value = COUNT;
        assert_true(map_str_find(&value, &m, key[i]));
        assert_int_equal(value, i);
    }
    assert_int_equal(m.count, COUNT);
    arena_free(a);
}

/* Under a cap, the put that finds no room says so and leaves the map as it was. */
static void numbers_end_at_the_cap(void **state)
{
    (void)state;
    arena *a = arena_new("test", 8192);
    map_u64 m;
    map_u64_init(&m, a);
    uint32_t put = 0;
    while (map_u64_put(&m, put + 1, put)) put++;
    assert_in_range(put, 12, 8192 / 12);
    assert_int_equal(m.count, put);
    assert_true(map_u64_put(&m, 1, 99)); /* replacing needs no room */
    for (uint32_t i = 0; i < put; i++) {
        uint32_t value = 0;
        assert_true(map_u64_find(&value, &m, i + 1));
        assert_int_equal(value, i == 0 ? 99 : i);
    }
    uint32_t value = 0;
    assert_false(map_u64_find(&value, &m, put + 1));
    arena_free(a);
}

static void each_fault_of_growth_is_survived(void **state)
{
    (void)state;
    arena *a = arena_new("test", PLENTY);
    map_u64 m;
    map_str t;
    map_u64_init(&m, a);
    map_str_init(&t, a);
    for (uint64_t n = 1; n <= 2; n++) { /* growth asks for keys, then for values */
        arena_fail_at(n);
        assert_false(map_u64_put(&m, 1, 1));
        arena_fail_at(n);
        assert_false(map_str_put(&t, STR("a"), 1));
    }
    assert_int_equal(m.count + m.room + t.count + t.room, 0);
    for (uint32_t i = 1; i <= 12; i++) assert_true(map_u64_put(&m, i, i));
    arena_fail_at(2);
    assert_false(map_u64_put(&m, 13, 13));
    assert_true(map_u64_put(&m, 12, 120));
    uint32_t value = 0;
    assert_false(map_u64_find(&value, &m, 13));
    assert_true(map_u64_put(&m, 13, 130));
    assert_true(map_u64_find(&value, &m, 13));
    assert_int_equal(value, 130);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_found_and_replaced),  cmocka_unit_test(texts_are_compared_by_bytes),
        cmocka_unit_test(an_absent_text_is_the_empty_key), cmocka_unit_test(many_texts_survive_growth),
        cmocka_unit_test(numbers_end_at_the_cap),          cmocka_unit_test(each_fault_of_growth_is_survived),
    };
    return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
