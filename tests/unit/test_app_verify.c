/* verify --expect, and the basis: what a hash given out earlier and an instant in the past say about a book. */
#include "app/app_int.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <stdio.h>
#include <string.h>

static void assert_expect(const app_sample *s, const char *hex, const char *seq, const char *code)
{
    char text[128];
    weir_error *error = NULL;
    snprintf(text, sizeof text, "%s@%s", hex, seq);
    weir_status status = weir_verify(s->book, text, &error);
    if (!code) {
        if (status) fail_msg("%s: %s", text, weir_error_code(error, 0));
        return;
    }
    if (!status) fail_msg("%s passed", text);
    assert_code(error, code);
}

static void a_hash_given_out_holds_after_later_entries(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_head first = app_head(&s);
    app_import_good(&s, APP_SAMPLE_ROWS);
    weir_head last = app_head(&s);
    char part[65], upper[65], wrong[65];
    snprintf(part, sizeof part, "%.16s", first.hash);
    snprintf(wrong, sizeof wrong, "%s", first.hash);
    wrong[63] = wrong[63] == '0' ? '1' : '0';
    for (size_t i = 0; i < sizeof upper; i++) upper[i] = (char)(last.hash[i] >= 'a' ? last.hash[i] - 32 : last.hash[i]);
    assert_expect(&s, first.hash, "1", NULL);
    assert_expect(&s, part, "1", NULL);
    assert_expect(&s, upper, "12", NULL);
    assert_expect(&s, first.hash, "2", "E_EXPECT_DIFFERS");
    assert_expect(&s, wrong, "1", "E_EXPECT_DIFFERS");
    assert_expect(&s, last.hash, "13", "E_EXPECT_MISSING");
    app_sample_remove(&s);
}

static void what_is_no_hash_at_entry_is_not_understood(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"", "1"},
                                           {"0123456789abcde", "1"},
                                           {"0123456789abcdeg", "1"},
                                           {"0123456789abcdef", "0"},
                                           {"0123456789abcdef", "-1"},
                                           {"0123456789abcdef", ""},
                                           {"0123456789abcdef", "4294967296"},
                                           {"0123456789abcdef", "1@1"}};
    app_sample s;
    app_sample_make(&s);
    for (size_t i = 0; i < COUNT_OF(cases); i++) assert_expect(&s, cases[i][0], cases[i][1], "E_OPTION_VALUE");
    app_sample_remove(&s);
}

static void show_reads(const app_sample *s, const weir_show_options *o, asked *q)
{
    err e = {.code = ERR_OK};
    assert_int_equal(basis_read(q, s->book, o, &e), ERR_OK);
}

static void known_at_is_a_prefix_and_carries_its_head(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_head first = app_head(&s);
    int64_t between = s.book->fold.last_us;
    app_import_good(&s, APP_SAMPLE_ROWS);
    arena *a = arena_new("test", 1 << 16);
    for (int64_t us = between - 1; us <= between; us++) {
        buf text;
        buf_init(&text, a, 64);
        instant_print(&text, us);
        buf_char(&text, 0);
        asked q;
        show_reads(&s, &(weir_show_options){.known_at = buf_view(&text).ptr, .today = "2026-11-23"}, &q);
        assert_int_equal(q.at.prefix, us < between ? 0 : 1);
        char hex[65];
        hash_print(hex, &q.head.hash);
        if (us == between) assert_string_equal(hex, first.hash);
    }
    asked all;
    show_reads(&s, &(weir_show_options){.today = "2026-11-23"}, &all);
    assert_int_equal(all.at.prefix, 1 + APP_SAMPLE_COUNT);
    arena_free(a);
    app_sample_remove(&s);
}

static void the_basis_is_said_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        weir_show_options o;
        const char *zh, *en;
    } cases[] = {{{.today = "2026-11-23"}, "重述;截至 2026-11-23;账本 1 条", "restated; as of 2026-11-23; 1 entry"},
                 {{.as_of = "2024-06-30", .today = "2026-11-23", .record = "ledger"},
                  "重述;截至 2024-06-30;账目;账本 1 条",
                  "restated; as of 2024-06-30; ledger; 1 entry"},
                 {{.as_of = "2024-06-30", .known_at = "2020-01-01T00:00:00Z", .published_by = "2024-05"},
                  "当时所知 2020-01-01T00:00:00.000000Z;截至 2024-06-30;公开不晚于 2024-05;账本 0/1 条",
                  "as known at 2020-01-01T00:00:00.000000Z; as of 2024-06-30; published by 2024-05; 0 of 1 entry"}};
    app_sample s;
    app_sample_make(&s);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (int zh = 0; zh <= 1; zh++) {
            asked q;
            arena *a = arena_new("test", 1 << 16);
            buf text;
            show_reads(&s, &cases[i].o, &q);
            buf_init(&text, a, 1 << 12);
            basis_print(&text, &q, s.book, zh);
            buf_char(&text, 0);
            assert_string_equal(buf_view(&text).ptr, zh ? cases[i].zh : cases[i].en);
            arena_free(a);
        }
    app_sample_remove(&s);
}

static void what_cannot_be_a_basis_is_refused(void **state)
{
    (void)state;
    static const struct {
        weir_show_options o;
        const char *code;
    } cases[] = {{{.as_of = "gestern"}, "E_OPTION_VALUE"},
                 {{.as_of = "2024-13-01"}, "E_OPTION_VALUE"},
                 {{.as_of = "2024"}, "E_OPTION_VALUE"},
                 {{.as_of = ""}, "E_OPTION_VALUE"},
                 {{.today = "2024-01-01", .published_by = "未知"}, "E_OPTION_VALUE"},
                 {{.today = "2024-01-01", .known_at = "noon"}, "E_OPTION_VALUE"},
                 {{.today = "2024-01-01", .record = "Ledger"}, "E_OPTION_VALUE"},
                 {{.today = "2024-01-01", .unit = "角"}, "E_OPTION_VALUE"}};
    app_sample s;
    app_sample_make(&s);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        err e = {.code = ERR_OK};
        asked q;
        err_code code = basis_read(&q, s.book, &cases[i].o, &e);
        assert_string_equal(err_name(code), cases[i].code);
        assert_string_not_equal(e.at.field, "");
    }
    app_sample_remove(&s);
}

/* Rows of another book under the head of ours: opening cannot see it, verify does, and says what to remove. */
static void a_snapshot_of_other_facts_is_found(void **state)
{
    (void)state;
    static const char OURS[] = "kind,id,name,class\nparty.registered,a,甲,soe\n";
    static const char THEIRS[] = "kind,id,name,class\nparty.registered,a,乙,soe\n";
    app_sample s, other;
    char path[128];
    err e = {.code = ERR_OK};
    app_sample_make(&s);
    app_sample_make(&other);
    app_import_good(&s, OURS);
    app_import_good(&other, THEIRS);
    assert_int_equal(s.book->fold.head.seq, other.book->fold.head.seq);
    snprintf(path, sizeof path, "%s-snapshot", s.path);
    assert_int_equal(book_save(other.book->fold.facts, path, &s.book->fold.head.hash, &e), ERR_OK);
    app_sample_reopen(&s);
    assert_true(s.book->fold.is_mapped);
    weir_error *error = NULL;
    assert_int_equal(weir_verify(s.book, NULL, &error), WEIR_DAMAGED);
    assert_code(error, "E_SNAPSHOT_DIFFERS");
    assert_int_equal(remove(path), 0);
    app_sample_reopen(&s);
    assert_false(s.book->fold.is_mapped);
    assert_int_equal(weir_verify(s.book, NULL, NULL), WEIR_OK);
    app_sample_remove(&s);
    app_sample_remove(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_given_out_holds_after_later_entries),
        cmocka_unit_test(what_is_no_hash_at_entry_is_not_understood),
        cmocka_unit_test(a_snapshot_of_other_facts_is_found),
        cmocka_unit_test(known_at_is_a_prefix_and_carries_its_head),
        cmocka_unit_test(the_basis_is_said_in_both_languages),
        cmocka_unit_test(what_cannot_be_a_basis_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
