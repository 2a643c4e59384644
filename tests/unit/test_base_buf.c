/* buf: every printer of bytes, the maximum, and the mark that a failed append leaves. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static arena *scratch;

static int set_up(void **state)
{
    (void)state;
    scratch = arena_new("scratch", (size_t)1 << 20);
    return scratch ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(scratch);
    return 0;
}

static buf fresh(size_t max)
{
    buf b;
    buf_init(&b, scratch, max);
    return b;
}

static void assert_holds(const buf *b, str wanted)
{
    str got = buf_view(b);
    assert_false(b->failed);
    assert_int_equal(buf_err(b, NULL), ERR_OK);
    assert_int_equal(got.len, wanted.len);
    assert_memory_equal(got.ptr, wanted.ptr, wanted.len);
}

static void appends_in_order(void **state)
{
    (void)state;
    buf b = fresh(4096);
    assert_holds(&b, STR(""));
    buf_str(&b, STR_NONE);
    buf_put(&b, NULL, 0);
    buf_text(&b, NULL);
    buf_fill(&b, 'x', 0);
    assert_holds(&b, STR(""));
    buf_str(&b, STR("认缴"));
    buf_char(&b, ' ');
    buf_text(&b, "100");
    buf_fill(&b, '0', 3);
    buf_put(&b, "\0!", 2);
    assert_holds(&b, STR("认缴 100000\0!"));
}

static void grows_past_its_first_room(void **state)
{
    (void)state;
    buf b = fresh(100000);
    for (int i = 0; i < 10000; i++) buf_char(&b, (char)('a' + i % 26));
    str got = buf_view(&b);
    assert_int_equal(got.len, 10000);
    for (size_t i = 0; i < got.len; i++) assert_int_equal(got.ptr[i], 'a' + (int)(i % 26));
}

static void whole_numbers(void **state)
{
    (void)state;
    static const int64_t VALUE[] = {0, 7, -7, 10, -10, 99, 100, 1000000007, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    for (size_t i = 0; i < COUNT_OF(VALUE); i++) {
        buf b = fresh(64);
        char wanted[32];
        snprintf(wanted, sizeof wanted, "%" PRId64, VALUE[i]);
        buf_int(&b, VALUE[i]);
        assert_holds(&b, str_from(wanted));
    }
}

static void padded_numbers(void **state)
{
    (void)state;
    static const struct {
        uint64_t value;
        int digits;
        const char *wanted;
    } CASE[] = {
        {0, 1, "0"},
        {0, 4, "0000"},
        {7, 2, "07"},
        {31, 2, "31"},
        {2025, 2, "2025"},
        {123456, 6, "123456"},
        {5, 20, "00000000000000000005"},
        {UINT64_MAX, 1, "18446744073709551615"},
        {UINT64_MAX, 20, "18446744073709551615"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        buf b = fresh(64);
        buf_uint_pad(&b, CASE[i].value, CASE[i].digits);
        assert_holds(&b, str_from(CASE[i].wanted));
    }
}

static void hex_and_little_endian(void **state)
{
    (void)state;
    buf b = fresh(64);
    buf_hex(&b, (const uint8_t *)"\x00\x0F\xF0\xAB\xFF", 5);
    buf_hex(&b, NULL, 0);
    assert_holds(&b, STR("000ff0abff"));
    b = fresh(64);
    buf_le(&b, UINT64_C(0x1122334455667788), 8);
    buf_le(&b, UINT64_C(0x1122334455667788), 3);
    buf_le(&b, (uint64_t)INT64_C(-2), 4);
    buf_le(&b, 0, 1);
    assert_holds(&b, STR("\x88\x77\x66\x55\x44\x33\x22\x11\x88\x77\x66\xFE\xFF\xFF\xFF\0"));
}

static void json_text(void **state)
{
    (void)state;
    static const struct {
        str s;
        const char *wanted;
    } CASE[] = {
        {{NULL, 0}, "\"\""},
        {{"", 0}, "\"\""},
        {{"基金 a/b", 10}, "\"基金 a/b\""},
        {{"\"", 1}, "\"\\\"\""},
        {{"a\"b\\c", 5}, "\"a\\\"b\\\\c\""},
        {{"\n\t\r\b\f", 5}, "\"\\n\\t\\r\\b\\f\""},
        {{"\0\1\x0B\x1F", 4}, "\"\\u0000\\u0001\\u000b\\u001f\""},
        {{"\x20\x7F", 2}, "\"\x20\x7F\""},
        {{"\n\n", 2}, "\"\\n\\n\""},
        {{"x\ny", 3}, "\"x\\ny\""},
        {{"💰", 4}, "\"💰\""},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        buf b = fresh(128);
        buf_json(&b, CASE[i].s);
        assert_holds(&b, str_from(CASE[i].wanted));
    }
}

static void assert_marked(const buf *b, str kept, const char *limit, int64_t bytes)
{
    assert_true(b->failed);
    assert_int_equal(buf_view(b).len, kept.len);
    assert_memory_equal(buf_view(b).ptr, kept.ptr, kept.len);
    err e = {0};
    assert_int_equal(buf_err(b, &e), E_LIMIT);
    assert_int_equal(e.code, E_LIMIT);
    assert_string_equal(e.arg[0].text, limit);
    assert_int_equal(e.arg[1].value, bytes);
    assert_int_equal(buf_err(b, NULL), E_LIMIT);
}

static void the_maximum_is_exact(void **state)
{
    (void)state;
    static const size_t MAX[] = {0, 1, 5, 255, 256, 257, 1000};
    for (size_t i = 0; i < COUNT_OF(MAX); i++) {
        buf b = fresh(MAX[i]);
        buf_fill(&b, 'x', MAX[i]);
        assert_false(b.failed);
        assert_int_equal(b.len, MAX[i]);
        buf_char(&b, 'y');
        assert_true(b.failed);
        assert_int_equal(b.len, MAX[i]);
    }
}

static void a_failed_append_marks_and_ends(void **state)
{
    (void)state;
    buf b = fresh(5);
    buf_str(&b, STR("abc"));
    buf_str(&b, STR("def"));
    buf_char(&b, 'g'); /* would fit, but what stands must be a prefix of what was asked for */
    buf_fill(&b, 'h', 1);
    assert_marked(&b, STR("abc"), "buffer", 5);
    buf_put(&b, "", 0);
    assert_marked(&b, STR("abc"), "buffer", 5);
    b = fresh(SIZE_MAX);
    buf_char(&b, 'x');
    buf_fill(&b, 'y', SIZE_MAX);
    assert_marked(&b, STR("x"), "buffer", (int64_t)(uint64_t)SIZE_MAX);
}

static void the_arena_can_be_the_limit(void **state)
{
    (void)state;
    buf b = fresh((size_t)8 << 20);
    buf_str(&b, STR("abc"));
    buf_fill(&b, 'x', (size_t)2 << 20);
    assert_marked(&b, STR("abc"), "scratch", 1 << 20);
    b = fresh(1000);
    arena_fail_at(1);
    buf_char(&b, 'x');
    assert_marked(&b, STR(""), "scratch", 1 << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(appends_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(grows_past_its_first_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whole_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(padded_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hex_and_little_endian, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_maximum_is_exact, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_append_marks_and_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_arena_can_be_the_limit, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
