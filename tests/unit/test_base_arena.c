/* arena and check: the cap holds, memory is zeroed and aligned, a fault can be placed, and a bug stops the program. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const size_t KIB = 1024;

static bool all_zero(const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != 0) return false;
    return true;
}

static void blocks_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    static const size_t SIZE[] = {0, 1, 15, 16, 17, 100, 4096, 40000, 65536, 70000, 200000, 5000000, 3};
    arena *a = arena_new("test", 64 * KIB * KIB);
    assert_non_null(a);
    unsigned char *block[COUNT_OF(SIZE)];
    for (size_t i = 0; i < COUNT_OF(SIZE); i++) {
        block[i] = arena_get(a, SIZE[i]);
        assert_non_null(block[i]);
        assert_int_equal((uintptr_t)block[i] % 16, 0);
        assert_true(all_zero(block[i], SIZE[i]));
        memset(block[i], (int)i + 1, SIZE[i]);
    }
    for (size_t i = 0; i < COUNT_OF(SIZE); i++) {
        for (size_t j = 0; j < SIZE[i]; j++)
            if (block[i][j] != i + 1) fail_msg("block %zu was overwritten at %zu", i, j);
        for (size_t j = 0; j < i; j++) assert_ptr_not_equal(block[i], block[j]);
    }
    arena_free(a);
    arena_free(NULL);
}

static void the_cap_is_never_crossed(void **state)
{
    (void)state;
    static const size_t CAP[] = {1, 16, 1000, 64 * 1024, 64 * 1024 + 16, 1000000, 9000000};
    static const size_t SIZE[] = {16, 48, 1000, 30000, 70000, 3000000};
    for (size_t c = 0; c < COUNT_OF(CAP); c++) {
        for (size_t s = 0; s < COUNT_OF(SIZE); s++) {
            arena *a = arena_new("test", CAP[c]);
            assert_non_null(a);
            size_t given = 0;
            while (arena_get(a, SIZE[s])) given += SIZE[s];
            assert_true(given <= CAP[c]);
            assert_true(arena_bytes(a) <= CAP[c]);
            /* Small blocks waste no more than an abandoned tail per chunk: half of the cap is surely usable. */
            if (SIZE[s] * 64 < CAP[c]) assert_true(given >= CAP[c] / 2);
            arena_free(a);
        }
    }
}

static void sizes_that_wrap_are_refused(void **state)
{
    (void)state;
    arena *a = arena_new("test", SIZE_MAX);
    assert_non_null(a);
    assert_null(arena_get(a, SIZE_MAX));
    assert_null(arena_get(a, SIZE_MAX - 15));
    assert_null(arena_get(a, SIZE_MAX - 64));
    assert_null(arena_str(a, (str){"", SIZE_MAX}).ptr);
    assert_non_null(arena_get(a, 1));
    arena_free(a);
}

static void what_failed_can_be_followed_by_less(void **state)
{
    (void)state;
    arena *a = arena_new("test", 100 * KIB);
    assert_null(arena_get(a, 101 * KIB));
    assert_non_null(arena_get(a, 60 * KIB));
    assert_null(arena_get(a, 60 * KIB));
    assert_non_null(arena_get(a, 30 * KIB));
    arena_free(a);
}

static void clear_keeps_the_first_chunk_zeroed(void **state)
{
    (void)state;
    arena *a = arena_new("test", 32 * KIB * KIB);
    size_t fresh = arena_bytes(a);
    unsigned char *first = arena_get(a, 1000);
    for (int round = 0; round < 3; round++) {
        memset(first, 0xAB, 1000);
        for (int i = 0; i < 100; i++) memset(arena_get(a, 50000), 0xCD, 50000);
        assert_non_null(arena_get(a, 8 * KIB * KIB));
        assert_true(arena_bytes(a) > fresh);
        arena_clear(a);
        assert_int_equal(arena_bytes(a), fresh);
        unsigned char *again = arena_get(a, 1000);
        assert_ptr_equal(again, first);
        assert_true(all_zero(again, 1000));
    }
    unsigned char *rest = arena_get(a, 50000);
    assert_true(all_zero(rest, 50000));
    arena_free(a);
}

static void texts_are_copied_and_terminated(void **state)
{
    (void)state;
    arena *a = arena_new("test", 64 * KIB);
    char text[] = "堰";
    str copy = arena_str(a, str_from(text));
    text[0] = 'x';
    assert_int_equal(copy.len, 3);
    assert_string_equal(copy.ptr, "堰");
    str none = arena_str(a, STR_NONE);
    assert_non_null(none.ptr);
    assert_string_equal(none.ptr, "");
    while (arena_get(a, 16)) {
    }
    assert_null(arena_str(a, STR("x")).ptr);
    arena_free(a);
}

static void the_limit_is_named(void **state)
{
    (void)state;
    arena *a = arena_new("request", 4096);
    err e = {0};
    e.at.row = 7;
    assert_int_equal(arena_err(a, &e), E_LIMIT);
    assert_int_equal(e.code, E_LIMIT);
    assert_int_equal(e.at.row, 7);
    assert_int_equal(e.arg_count, 2);
    assert_string_equal(e.arg[0].name, "limit");
    assert_string_equal(e.arg[0].text, "request");
    assert_string_equal(e.arg[1].name, "bytes");
    assert_int_equal(e.arg[1].value, 4096);
    assert_int_equal(arena_err(a, NULL), E_LIMIT);
    arena_free(a);
}

static void the_nth_get_fails_once(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1024 * KIB);
    arena *other = arena_new("other", 1024 * KIB);
    for (uint64_t n = 1; n <= 4; n++) {
        arena_fail_at(n);
        for (uint64_t i = 1; i <= 6; i++) {
            void *block = arena_get(i % 2 ? a : other, 16); /* the count is the process's, not the arena's */
            assert_int_equal(block == NULL, i == n);
        }
    }
    arena_fail_at(2);
    arena_fail_at(0);
    for (int i = 0; i < 4; i++) assert_non_null(arena_get(a, 16));
    arena_free(a);
    arena_free(other);
}

static void arrays_grow_by_doubling(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1024 * KIB);
    uint64_t *item = NULL;
    uint32_t room = 0;
    assert_true(arena_grow(a, (void **)&item, sizeof *item, &room, 0));
    assert_null(item);
    for (uint32_t i = 0; i < 1000; i++) {
        assert_true(arena_grow(a, (void **)&item, sizeof *item, &room, i + 1));
        assert_true(room > i);
        assert_int_equal(item[i], 0);
        item[i] = i * 3;
    }
    for (uint32_t i = 0; i < 1000; i++) assert_int_equal(item[i], i * 3);
    assert_int_equal(room, 1024);
    assert_true(arena_grow(a, (void **)&item, sizeof *item, &room, 5000));
    assert_int_equal(room, 8192);
    assert_int_equal(item[999], 2997);
    arena_free(a);
}

static void a_failed_growth_changes_nothing(void **state)
{
    (void)state;
    arena *a = arena_new("test", 64 * KIB);
    uint32_t *item = NULL;
    uint32_t room = 0;
    assert_true(arena_grow(a, (void **)&item, sizeof *item, &room, 100));
    item[99] = 5;
    uint32_t *before = item;
    uint32_t room_before = room;
    static const uint32_t NEED[] = {64 * 1024, UINT32_MAX / 2 + 2, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(NEED); i++)
        assert_false(arena_grow(a, (void **)&item, sizeof *item, &room, NEED[i]));
    assert_false(arena_grow(a, (void **)&item, SIZE_MAX / 4, &room, UINT32_MAX));
    void *wide = NULL;
    uint32_t none = 0;
    assert_false(arena_grow(a, &wide, SIZE_MAX / 2 + 1, &none, 1)); /* times an even number it wraps to 0 */
    assert_null(wide);
    arena_fail_at(1);
    assert_false(arena_grow(a, (void **)&item, sizeof *item, &room, room + 1));
    assert_ptr_equal(item, before);
    assert_int_equal(room, room_before);
    assert_int_equal(item[99], 5);
    arena_free(a);
}

/* What f says on standard error before it aborts. */
static void assert_stops(void (*f)(void), const char *said)
{
    int pipe_end[2];
    assert_int_equal(pipe(pipe_end), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(pipe_end[1], STDERR_FILENO);
        f();
        _exit(0);
    }
    close(pipe_end[1]);
    char text[400] = {0};
    size_t len = 0;
    for (ssize_t got; (got = read(pipe_end[0], text + len, sizeof text - 1 - len)) > 0;) len += (size_t)got;
    close(pipe_end[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(text, said));
}

static void stop_plainly(void)
{
    check_failed("sum == total", "room/file.c", 12);
}

static void stop_by_macro(void)
{
    int shares = 3;
    CHECK(shares == 3);
    CHECK(shares == 4);
}

static void stop_by_audit(void)
{
    int shares = 3;
    DCHECK(shares == 4);
#ifndef WEIR_AUDIT
    check_failed("shares == 4", "no audit in this build", 0);
#endif
}

static void a_bug_stops_the_program(void **state)
{
    (void)state;
    assert_stops(stop_plainly, "bug: sum == total at room/file.c:12\n");
    assert_stops(stop_by_macro, "bug: shares == 4 at ");
    assert_stops(stop_by_audit, "bug: shares == 4 at ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zeroed_aligned_and_apart),
        cmocka_unit_test(the_cap_is_never_crossed),
        cmocka_unit_test(sizes_that_wrap_are_refused),
        cmocka_unit_test(what_failed_can_be_followed_by_less),
        cmocka_unit_test(clear_keeps_the_first_chunk_zeroed),
        cmocka_unit_test(texts_are_copied_and_terminated),
        cmocka_unit_test(the_limit_is_named),
        cmocka_unit_test(the_nth_get_fails_once),
        cmocka_unit_test(arrays_grow_by_doubling),
        cmocka_unit_test(a_failed_growth_changes_nothing),
        cmocka_unit_test(a_bug_stops_the_program),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
