/* thread: the work is done once, and is seen by whoever waited for it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"

static void count_up(void *self)
{
    ++*(uint32_t *)self;
}

static void what_was_waited_for_is_done(void **state)
{
    (void)state;
    enum { HELPERS = 50 };
    helper h[HELPERS];
    uint32_t done[HELPERS] = {0};
    for (int i = 0; i < HELPERS; i++) assert_true(helper_start(&h[i], count_up, &done[i]));
    for (int i = 0; i < HELPERS; i++) {
        helper_wait(&h[i]);
        assert_int_equal(done[i], 1);
        helper_wait(&h[i]); /* nothing runs any more */
    }
}

static void nothing_begun_is_nothing_to_wait_for(void **state)
{
    (void)state;
    helper h = {.is_running = false};
    helper_wait(&h);
    assert_false(h.is_running);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_waited_for_is_done),
                                       cmocka_unit_test(nothing_begun_is_nothing_to_wait_for)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
