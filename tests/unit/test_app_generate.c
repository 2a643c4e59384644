/* generate: the same seed is the same book, in batches of any size; the mark in every format; nothing is left of what
 * failed. */
#include "weir.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <stdio.h>
#include <string.h>

static void path_in(char out[128], const app_sample *s)
{
    snprintf(out, 128, "%s/other.weir", s->folder);
}

static weir_head made(const char *path, const weir_generate_options *o)
{
    weir_head head;
    weir_book *b = NULL;
    weir_error *error = NULL;
    if (weir_generate(path, o, &error)) fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    assert_int_equal(weir_open(&b, path, true, NULL), WEIR_OK);
    assert_int_equal(weir_verify(b, NULL, NULL), WEIR_OK);
    weir_head_get(&head, b);
    weir_close(b);
    assert_int_equal(remove(path), 0);
    return head;
}

static void a_seed_is_a_book(void **state)
{
    (void)state;
    char path[128];
    app_sample s;
    app_sample_make(&s);
    path_in(path, &s);
    weir_generate_options o = {.seed = 7, .events = 1500}, small = o, other = o;
    small.batch_rows = 37;
    other.seed = 8;
    weir_head one = made(path, &o), cut = made(path, &small), elsewhere = made(path, &other);
    assert_int_equal(one.seq, 1500);
    assert_true(one.synthetic);
    assert_string_equal(one.book_hash, "036a194f847ed4c28abeef16ec9de05f76d83d20bdf11f973c1b36fbada93faa");
    assert_string_equal(one.book_hash, cut.book_hash);
    assert_string_not_equal(one.book_hash, elsewhere.book_hash);
    app_sample_remove(&s);
}

static void assert_shown(weir_book *b, weir_format format, weir_lang lang, const char *mark)
{
    static char room[1 << 20];
    taken t;
    weir_show_options o = {.format = format, .lang = lang, .today = "2026-01-01"};
    assert_int_equal(weir_show(b, "parameters", &o, taken_sink(&t, room, sizeof room), NULL), WEIR_OK);
    if (!strstr(room, mark)) fail_msg("no %s in %s", mark, room);
}

/* The mark stays when its entry is reversed: that does not make the data true. */
static void every_format_bears_the_mark(void **state)
{
    (void)state;
    char path[128];
    app_sample s;
    weir_imported done;
    weir_book *b = NULL;
    weir_generate_options o = {.seed = 1, .events = 300};
    app_sample_make(&s);
    assert_false(app_head(&s).synthetic);
    path_in(path, &s);
    assert_int_equal(weir_generate(path, &o, NULL), WEIR_OK);
    assert_int_equal(weir_open(&b, path, false, NULL), WEIR_OK);
    for (int reversed = 0; reversed < 2; reversed++) {
        assert_shown(b, WEIR_TABLE, WEIR_ZH, "\n合成数据\n");
        assert_shown(b, WEIR_TABLE, WEIR_EN, "\nsynthetic data\n");
        assert_shown(b, WEIR_JSON, WEIR_EN, "\"synthetic\":true");
        assert_shown(b, WEIR_CSV, WEIR_EN, "book_synthetic\r\n");
        if (!reversed) assert_int_equal(weir_reverse(&done, b, 2, "it is all true", NULL, NULL, NULL), WEIR_OK);
    }
    weir_close(b);
    app_sample_remove(&s);
}

static void what_exists_is_left_alone(void **state)
{
    (void)state;
    app_sample s;
    weir_error *error = NULL;
    weir_generate_options o = {.seed = 1, .events = 300};
    app_sample_make(&s);
    weir_head before = app_head(&s);
    assert_int_equal(weir_generate(s.path, &o, &error), WEIR_FAULT);
    assert_code(error, "E_BOOK_EXISTS");
    app_sample_reopen(&s);
    weir_head after = app_head(&s);
    assert_same_head(&before, &after);
    app_sample_remove(&s);
}

/* At each place where memory can run out: a fault, and no file. The folder must be empty in the end. */
static void nothing_is_left_of_what_failed(void **state)
{
    (void)state;
    char path[128];
    app_sample s;
    app_sample_make(&s);
    path_in(path, &s);
    weir_generate_options o = {.seed = 2, .events = 120};
    for (uint64_t n = 1; n < 60000; n += n / 3 + 7) {
        arena_fail_at(n);
        weir_status status = weir_generate(path, &o, NULL);
        arena_fail_at(0);
        FILE *left = fopen(path, "rb");
        if (status == WEIR_OK) assert_non_null(left);
        if (status != WEIR_OK) assert_null(left);
        if (left) fclose(left);
        remove(path);
    }
    app_sample_remove(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_is_a_book),
        cmocka_unit_test(every_format_bears_the_mark),
        cmocka_unit_test(what_exists_is_left_alone),
        cmocka_unit_test(nothing_is_left_of_what_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
