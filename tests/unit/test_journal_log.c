/* The write-ahead log is kept longer than what stands in it: who stores again finds room, and whoever opens the book
 * sees the entries and no more, also where its program ended without closing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "journal_sample.h"

enum { POSTS = 60, POSTS_LONG = 500, FRAME_BYTES = 4096 + 24, LOG_HEADER_BYTES = 32 };

static int make(void **state)
{
    static sample s;
    sample_make(&s);
    *state = &s;
    return 0;
}

static int drop(void **state)
{
    sample_remove(*state);
    return 0;
}

static const char *beside(const sample *s, const char *name, const char *tail)
{
    static char path[2][160];
    static int next;
    char *out = path[next++ % 2];
    snprintf(out, sizeof path[0], "%s/%s%s", s->folder, name, tail);
    return out;
}

static int64_t log_bytes(const sample *s)
{
    struct stat st;
    assert_int_equal(stat(beside(s, "city.weir", "-wal"), &st), 0);
    return st.st_size;
}

static void post(sample *s, int i)
{
    char key[32];
    err e = {.code = ERR_OK};
    snprintf(key, sizeof key, "post %d", i);
    assert_int_equal(sample_append(s, key, 1, &e), ERR_OK);
}

static void assert_rows(sample *s, uint32_t wanted)
{
    uint32_t visited = 0;
    err e = {.code = ERR_OK};
    assert_int_equal(sample_read(s, 0, 0, &visited, &e), ERR_OK);
    assert_int_equal(visited, wanted);
}

static void most_posts_leave_the_length_alone(void **state)
{
    sample *s = *state;
    int grown = 0;
    post(s, 0); /* who stores once only needs no room */
    int64_t bytes = log_bytes(s);
    assert_int_equal((bytes - LOG_HEADER_BYTES) % FRAME_BYTES, 0);
    for (int i = 1; i < POSTS; i++) {
        post(s, i);
        grown += log_bytes(s) != bytes;
        bytes = log_bytes(s);
    }
    assert_in_range(grown, 1, POSTS / 10);
    assert_rows(s, POSTS);
}

static void what_lies_behind_the_entries_is_none(void **state)
{
    sample *s = *state;
    for (int i = 0; i < POSTS; i++) post(s, i);
    str log = file_bytes(beside(s, "city.weir", "-wal"), s->memory);
    assert_int_equal(log.ptr[log.len - 1], 0);
    assert_int_equal(log.ptr[log.len - FRAME_BYTES], 0);
    /* The files as a program leaves them that was killed: book and log, and nothing that says where the log ends. */
    file_put(beside(s, "copy.weir", ""), file_bytes(s->path, s->memory));
    file_put(beside(s, "copy.weir", "-wal"), log);
    journal *copy = NULL;
    head found;
    err e = {.code = ERR_OK};
    assert_int_equal(journal_open(&copy, beside(s, "copy.weir", ""), false, &e), ERR_OK);
    assert_int_equal(journal_head(&found, copy, &e), ERR_OK);
    assert_int_equal(found.seq, POSTS);
    assert_true(hash_equal(&found.hash, &s->head.hash));
    journal_close(copy);
    assert_false(io_exists(beside(s, "copy.weir", "-wal")));
}

static void a_long_log_is_brought_in_and_used_again(void **state)
{
    sample *s = *state;
    for (int i = 0; i < POSTS_LONG; i++) post(s, i); /* three pages each at the least */
    assert_true(log_bytes(s) < (int64_t)POSTS_LONG * 3 * FRAME_BYTES);
    int64_t bytes = log_bytes(s);
    for (int i = 0; i < POSTS; i++) post(s, POSTS_LONG + i);
    assert_int_equal(log_bytes(s), bytes);
    assert_rows(s, POSTS_LONG + POSTS);
    sample_shut(s);
    assert_string_equal(folder_list(s->folder, s->memory), "city.weir ");
    sample_reopen(s);
    assert_rows(s, POSTS_LONG + POSTS);
}

/* Two who write by turns: each puts zeros behind the end that the other has moved. */
static void two_writers_share_a_log(void **state)
{
    sample *s = *state;
    sample other = *s;
    err e = {.code = ERR_OK};
    assert_int_equal(journal_open(&other.j, s->path, false, &e), ERR_OK);
    for (int i = 0; i < POSTS * 2; i++) {
        sample *writer = i % 3 ? s : &other;
        post(writer, i);
        s->head = other.head = writer->head;
    }
    assert_rows(&other, POSTS * 2);
    journal_close(other.j);
    assert_rows(s, POSTS * 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(most_posts_leave_the_length_alone, make, drop),
        cmocka_unit_test_setup_teardown(what_lies_behind_the_entries_is_none, make, drop),
        cmocka_unit_test_setup_teardown(a_long_log_is_brought_in_and_used_again, make, drop),
        cmocka_unit_test_setup_teardown(two_writers_share_a_log, make, drop),
    };
    return cmocka_run_group_tests_name("journal/log", tests, NULL, NULL);
}
