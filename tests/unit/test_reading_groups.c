/* group: numbers under a key in the order in which they came; entries behind a cell, sorted and once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void in_order(void **state)
{
    arena *a = arena_new("group", (size_t)1 << 26);
    groups g;
    groups_init(&g, a);
    for (uint32_t i = 1; i <= 3000; i++) assert_true(groups_put(&g, i % 7 + 1, i, PRESENT_YES));
    for (uint32_t key = 1; key <= 7; key++) {
        uint32_t last = 0, count = 0;
        for (const group_item *i = groups_first(&g, key); i != NULL; i = groups_next(&g, i)) {
            assert_true(i->number > last);
            assert_int_equal(i->number % 7 + 1, key);
            last = i->number;
            count++;
        }
        assert_in_range(count, 428, 429);
    }
    assert_null(groups_first(&g, 8));
    assert_null(groups_first(&g, 0));
    arena_free(a);
    (void)state;
}

static void memory_limit(void **state)
{
    arena *a = arena_new("group", (size_t)1 << 16);
    groups g;
    uint32_t i = 1;
    groups_init(&g, a);
    while (i < 100000 && groups_put(&g, i, i, PRESENT_YES)) i++;
    assert_true(i < 100000);
    arena_free(a);
    (void)state;
}

static void sorted_once(void **state)
{
    static const column_info columns[] = {{"n", CELL_INT, "n", "n", UNIT_NONE, "", "", ""}};
    static const relation_info info = {"r", "r", "r", "r", "r", columns, 1, 1};
    arena *a = arena_new("group", (size_t)1 << 26);
    entry_list one = {.count = 0}, other = {.count = 0};
    relation r;
    relation_init(&r, &info, a);
    for (seq_no i = 500; i > 0; i--) assert_true(entries_put(&one, a, i));
    for (seq_no i = 490; i < 520; i++) assert_true(entries_put(&other, a, i));
    assert_true(entries_put(&one, a, 0));
    assert_int_equal(one.count, 500);
    cell *c = relation_row(&r);
    why_entries(&r, c, a, (const entry_list *const[]){&one, &other}, 2);
    assert_int_equal(c->why_count, 519);
    for (uint32_t i = 0; i < c->why_count; i++) assert_int_equal(r.why[c->why_first + i], i + 1);
    arena_free(a);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_order), cmocka_unit_test(memory_limit),
                                       cmocka_unit_test(sorted_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
