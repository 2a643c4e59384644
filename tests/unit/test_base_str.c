/* str and utf8: slices compare by bytes, trim what office files put around a cell, and let no ill-formed text in. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static void assert_str(str got, str wanted)
{
    assert_int_equal(got.len, wanted.len);
    if (wanted.len > 0) assert_memory_equal(got.ptr, wanted.ptr, wanted.len);
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void from_terminated(void **state)
{
    (void)state;
    assert_null(str_from(NULL).ptr);
    assert_int_equal(str_from(NULL).len, 0);
    assert_str(str_from(""), STR(""));
    assert_str(str_from("深圳"), STR("深圳"));
}

static void compares_by_bytes(void **state)
{
    (void)state;
    static const struct {
        str a, b;
        int order;
    } CASE[] = {
        {{NULL, 0}, {"", 0}, 0},        {{NULL, 0}, {"a", 1}, -1}, {{"a", 1}, {"a", 1}, 0},
        {{"a", 1}, {"ab", 2}, -1},      {{"b", 1}, {"ab", 2}, 1},  {{"a\0b", 3}, {"a\0c", 3}, -1},
        {{"\x7F", 1}, {"\x80", 1}, -1}, /* bytes are unsigned */
        {{"Z", 1}, {"a", 1}, -1},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        assert_int_equal(sign(str_compare(CASE[i].a, CASE[i].b)), CASE[i].order);
        assert_int_equal(sign(str_compare(CASE[i].b, CASE[i].a)), -CASE[i].order);
        assert_int_equal(str_equal(CASE[i].a, CASE[i].b), CASE[i].order == 0);
    }
}

static void folds_ascii_only(void **state)
{
    (void)state;
    assert_true(str_equal_fold(STR("CNY-Zz"), STR("cny-zZ")));
    assert_true(str_equal_fold(STR_NONE, STR("")));
    assert_false(str_equal_fold(STR("abc"), STR("ab")));
    assert_false(str_equal_fold(STR("@"), STR("`"))); /* 0x40 and 0x60 differ by the case bit too */
    assert_false(str_equal_fold(STR("["), STR("{")));
    assert_false(str_equal_fold(STR("Ä"), STR("ä")));
}

static void starts_and_ends(void **state)
{
    (void)state;
    str s = STR("金额(万元)");
    assert_true(str_starts(s, STR("金额")));
    assert_true(str_starts(s, STR("")));
    assert_true(str_starts(s, s));
    assert_false(str_starts(s, STR("额")));
    assert_false(str_starts(STR("金"), s));
    assert_true(str_ends(s, STR("万元)")));
    assert_true(str_ends(s, STR("")));
    assert_true(str_ends(s, s));
    assert_false(str_ends(s, STR("万元")));
    assert_false(str_ends(STR("元)"), s));
    assert_true(str_ends(STR_NONE, STR("")));
}

static void finds_the_first(void **state)
{
    (void)state;
    static const struct {
        const char *s, *needle;
        int at; /* -1 = absent */
    } CASE[] = {
        {"", "", 0},       {"abc", "", 0},    {"", "a", -1},       {"abc", "abcd", -1},   {"abc", "c", 2},
        {"abc", "abc", 0}, {"aab", "ab", 1},  {"aaaab", "aab", 2}, {"ababac", "abac", 2}, {"abab", "ba", 1},
        {"aaa", "b", -1},  {"亿元", "元", 3}, {"xax", "ax", 1},    {"xa", "ax", -1},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        size_t at = 99;
        bool found = str_find(&at, str_from(CASE[i].s), str_from(CASE[i].needle));
        assert_int_equal(found, CASE[i].at >= 0);
        assert_int_equal(at, found ? (size_t)CASE[i].at : 99); /* untouched when absent */
    }
}

static void slices_are_clamped(void **state)
{
    (void)state;
    str s = STR("abcdef");
    assert_str(str_slice(s, 1, 3), STR("bc"));
    assert_str(str_slice(s, 0, SIZE_MAX), s);
    assert_str(str_slice(s, 4, 2), STR(""));
    assert_str(str_slice(s, 7, 9), STR(""));
    assert_ptr_equal(str_slice(s, 7, 9).ptr, s.ptr + 2 * 3);
    assert_str(str_slice(STR_NONE, 0, 5), STR(""));
}

static void trims_blanks_of_both_scripts(void **state)
{
    (void)state;
    static const struct {
        const char *s, *wanted;
    } CASE[] = {
        {"", ""},
        {"  ", ""},
        {"\u3000\u3000", ""},
        {" \t\r\n\v\f基金\f\v\n\r\t ", "基金"},
        {"\uFEFF\u3000 基金 \u3000\uFEFF", "基金"},
        {"基 金", "基 金"},
        {"基\u3000金", "基\u3000金"},
        {"\u3001基金\u3002", "\u3001基金\u3002"}, /* neighbours of U+3000 stay */
        {"\u00A0a", "\u00A0a"},
        {"\xE3\x80", "\xE3\x80"}, /* the beginning of U+3000 is not U+3000 */
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) assert_str(str_trim(str_from(CASE[i].s)), str_from(CASE[i].wanted));
    assert_str(str_trim(STR_NONE), STR(""));
}

static void hashes_are_stable(void **state)
{
    (void)state;
    /* FNV-1a's offset basis and its published value for "a", with the high half folded in. */
    uint64_t empty = UINT64_C(0xcbf29ce484222325);
    uint64_t a = UINT64_C(0xaf63dc4c8601ec8c);
    assert_true(str_hash(STR("")) == (empty ^ (empty >> 32)));
    assert_true(str_hash(STR_NONE) == str_hash(STR("")));
    assert_true(str_hash(STR("a")) == (a ^ (a >> 32)));
    assert_true(str_hash(STR("a\0")) != str_hash(STR("a")));
    assert_true(str_hash(STR("ab")) != str_hash(STR("ba")));
}

static void ill_formed_text_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        bool valid;
    } CASE[] = {
        {"", true},
        {"plain", true},
        {"\x7F", true},
        {"\xC2\x80", true},         /* U+0080, the least of two bytes */
        {"\xDF\xBF", true},         /* U+07FF */
        {"\xE0\xA0\x80", true},     /* U+0800 */
        {"\xED\x9F\xBF", true},     /* U+D7FF, last before the surrogates */
        {"\xEE\x80\x80", true},     /* U+E000, first behind them */
        {"\xEF\xBF\xBF", true},     /* U+FFFF */
        {"\xF0\x90\x80\x80", true}, /* U+10000 */
        {"\xF4\x8F\xBF\xBF", true}, /* U+10FFFF */
        {"\x80", false},            /* a lone continuation */
        {"\xBF", false},
        {"\xC0\x80", false}, /* overlong NUL */
        {"\xC1\xBF", false},
        {"\xC2", false}, /* cut short */
        {"\xC2x", false},
        {"\xC2\xC0", false},
        {"\xE0\x9F\xBF", false}, /* overlong */
        {"\xE4\xB8", false},
        {"\xE4\xB8\x41", false},
        {"\xED\xA0\x80", false},     /* U+D800 */
        {"\xED\xBF\xBF", false},     /* U+DFFF */
        {"\xF0\x8F\xBF\xBF", false}, /* overlong */
        {"\xF4\x90\x80\x80", false}, /* U+110000 */
        {"\xF5\x80\x80\x80", false},
        {"\xFF", false},
        {"ok\xFE", false},
        {"\xD6\xD0\xB9\xFA", false}, /* 中国 in GB18030 */
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) assert_int_equal(utf8_valid(str_from(CASE[i].s)), CASE[i].valid);
    assert_false(utf8_valid(STR("a\0b")));
    for (size_t at = 0; at < 24; at++) { /* ASCII is passed over eight bytes at a time */
        char text[24] = "0123456789 abcdefghijkl\x7F";
        assert_true(utf8_valid((str){text, sizeof text}));
        text[at] = 0;
        assert_false(utf8_valid((str){text, sizeof text}));
        text[at] = '\x80';
        assert_false(utf8_valid((str){text, sizeof text}));
        text[at] = '\x01';
        assert_true(utf8_valid((str){text, sizeof text}));
    }
    assert_true(utf8_valid(STR_NONE));
}

/* Encodes without looking at utf8.c: the test's own reference. */
static size_t encode(char out[4], uint32_t point)
{
    size_t bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char LEAD[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = bytes; i-- > 1; point >>= 6) out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(LEAD[bytes] | point);
    return bytes;
}

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x110000; point++) {
        char text[4];
        str s = {text, encode(text, point)};
        bool is_text = point < 0x110000 && !(point >= 0xD800 && point <= 0xDFFF);
        if (utf8_valid(s) != is_text) fail_msg("U+%04X", point);
        if (!is_text) continue;
        size_t at = 0;
        if (utf8_next(s, &at) != point || at != s.len || utf8_next(s, &at) != 0) fail_msg("U+%04X", point);
    }
}

static void walks_mixed_text(void **state)
{
    (void)state;
    static const uint32_t POINT[] = {'a', 0xE9, 0x4EBF, 0x1F4B0, '.', 0};
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(POINT); i++) assert_int_equal(utf8_next(STR("aé亿💰."), &at), POINT[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_terminated),
        cmocka_unit_test(compares_by_bytes),
        cmocka_unit_test(folds_ascii_only),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(finds_the_first),
        cmocka_unit_test(slices_are_clamped),
        cmocka_unit_test(trims_blanks_of_both_scripts),
        cmocka_unit_test(hashes_are_stable),
        cmocka_unit_test(ill_formed_text_is_refused),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(walks_mixed_text),
    };
    return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
