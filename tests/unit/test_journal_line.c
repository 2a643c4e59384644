/* line: many rows, read by two threads, come as they would by one: all of them, in order, each with its texts; damage is
 * told behind the last good row; who has seen enough ends it, wherever the other one is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "journal_sample.h"

enum { ROWS = 9000 }; /* several times what one thread reads alone, and what may lie between two */

typedef struct seen {
    const event *wanted;
    seq_no last;
    seq_no stop_at; /* 0 = never */
} seen;

static int set_up(void **state)
{
    static sample s;
    sample_make(&s);
    assert_int_equal(sample_append(&s, "many", ROWS, NULL), ERR_OK);
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    sample_remove(*state);
    return 0;
}

static err_code see(void *self, const event *ev, const hash *row_hash, err *e)
{
    seen *s = self;
    const event *wanted = &s->wanted[ev->seq - 1];
    (void)row_hash;
    assert_int_equal(ev->seq, s->last + 1);
    assert_int_equal(ev->recorded_us, wanted->recorded_us);
    assert_true(str_equal(ev->attrs, wanted->attrs));
    assert_true(str_equal(ev->cite.title, wanted->cite.title));
    assert_true(str_equal(ev->cite.words, wanted->cite.words));
    s->last = ev->seq;
    return ev->seq == s->stop_at ? err_set(e, E_USAGE) : ERR_OK;
}

static err_code read_all(sample *s, seen *to, journal_check how, err *e)
{
    to->wanted = sample_events(s->memory, 1, ROWS);
    return journal_read(s->j, 0, 0, how, see, to, s->memory, e);
}

static void all_rows_come_in_order(void **state)
{
    for (int how = JOURNAL_CHECK_ALL; how <= JOURNAL_CHECK_LINKS; how++) {
        seen to = {.last = 0};
        assert_int_equal(read_all(*state, &to, (journal_check)how, NULL), ERR_OK);
        assert_int_equal(to.last, ROWS);
    }
}

static void who_has_seen_enough_ends_it(void **state)
{
    static const seq_no AT[] = {1, 1023, 1024, 1025, 1152, 1153, 5000, ROWS - 1, ROWS};
    sample *s = *state;
    for (size_t i = 0; i < COUNT_OF(AT); i++) {
        seen to = {.stop_at = AT[i]};
        err e = {.code = ERR_OK};
        assert_int_equal(read_all(s, &to, JOURNAL_CHECK_LINKS, &e), E_USAGE);
        assert_int_equal(e.code, E_USAGE);
        assert_int_equal(to.last, AT[i]);
    }
    assert_int_equal(sample_append(s, "after a stop", 1, NULL), ERR_OK); /* the snapshot is gone */
}

static void damage(sample *s, seq_no seq, const char *set)
{
    char sql[160];
    snprintf(sql, sizeof sql, "UPDATE journal SET %s WHERE seq = %u", set, (unsigned)seq);
    sample_shut(s);
    assert_true(raw_run_without(s->path, "journal_no_UPDATE", sql));
    sample_reopen(s);
}

static void the_first_bad_row_is_named(void **state)
{
    static const struct {
        seq_no seq;
        const char *set;
        err_code code;
    } CASE[] = {{8700, "recorded_us = recorded_us + 1", E_CHAIN_BROKEN}, /* a later one is not told of */
                {5000, "kind = 99999", E_EVENT_BYTES},
                {4000, "prev_hash = zeroblob(32)", E_CHAIN_BROKEN},
                {1500, "batch = 2", E_CHAIN_BROKEN},
                {700, "maker = 0", E_EVENT_BYTES}};
    sample *s = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        seen to = {.last = 0};
        err e = {.code = ERR_OK};
        damage(s, CASE[i].seq, CASE[i].set);
        assert_int_equal(read_all(s, &to, JOURNAL_CHECK_ALL, &e), CASE[i].code);
        assert_int_equal(e.at.seq, CASE[i].seq);
        assert_int_equal(to.last, CASE[i].seq - 1);
    }
}

static void a_stop_before_the_damage_comes_first(void **state)
{
    sample *s = *state;
    damage(s, 6000, "hash_alg = 2");
    for (seq_no at = 5990; at < 6000; at++) {
        seen to = {.stop_at = at};
        assert_int_equal(read_all(s, &to, JOURNAL_CHECK_ALL, NULL), E_USAGE);
        assert_int_equal(to.last, at);
    }
}

#define ON_BOOK(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {ON_BOOK(all_rows_come_in_order), ON_BOOK(who_has_seen_enough_ends_it),
                                       ON_BOOK(the_first_bad_row_is_named),
                                       ON_BOOK(a_stop_before_the_damage_comes_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
