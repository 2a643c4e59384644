/* attrs: one spelling only, and what is printed is read back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "event/event.h"

static arena *scratch;

static int open_scratch(void **state)
{
    (void)state;
    scratch = arena_new("test", (size_t)1 << 20);
    return scratch == NULL;
}

static int free_scratch(void **state)
{
    (void)state;
    arena_free(scratch);
    return 0;
}

static str print(attr *items, uint32_t count)
{
    buf out;
    buf_init(&out, scratch, ATTRS_BYTES_MAX);
    attrs_print(&out, items, count);
    assert_false(out.failed);
    return buf_view(&out);
}

static void assert_text(str found, const char *wanted)
{
    assert_int_equal(found.len, strlen(wanted));
    if (found.len > 0) assert_memory_equal(found.ptr, wanted, found.len);
}

static void prints_sorted(void **state)
{
    (void)state;
    attr items[] = {{.name = STR("b"), .text = STR("文\n\"\\\x01\x1f\x7f")},
                    {.name = STR("a_1"), .is_int = true, .number = INT64_MIN},
                    {.name = STR("a"), .is_int = true, .number = INT64_MAX},
                    {.name = STR("a0"), .text = STR("")}};
    str printed = print(items, COUNT_OF(items));
    assert_text(printed, "{\"a\":9223372036854775807,\"a0\":\"\",\"a_1\":-9223372036854775808,"
                         "\"b\":\"文\\n\\\"\\\\\\u0001\\u001f\x7f\"}");
    assert_true(attrs_canonical(printed));
    assert_text(print(items, 0), "");
    assert_true(attrs_canonical(STR("")));
}

static void accepts_one_spelling(void **state)
{
    (void)state;
    static const char *const GOOD[] = {
        "{\"a\":0}",      "{\"a\":-1}",
        "{\"a\":\"\"}",   "{\"a\":1,\"b\":\"x\",\"b1\":2,\"b_\":3,\"ba\":4}",
        "{\"a\":\"/\"}",  "{\"a\":\"\\b\\f\\n\\r\\t\\u000b\\u001e\"}",
        "{\"a\":\"𠮷\"}",
    };
    static const char *const BAD[] = {
        "{}",
        "{",
        "}",
        "null",
        "[]",
        "{\"a\":1",
        "{\"a\":1}x",
        "{\"a\":1}}",
        " {\"a\":1}",
        "{ \"a\":1}",
        "{\"a\" :1}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1 }",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"b\":1,\"a\":1}",
        "{\"a\":1,\"a\":2}",
        "{\"A\":1}",
        "{\"_a\":1}",
        "{\"1\":1}",
        "{\"\":1}",
        "{\"a-b\":1}",
        "{\"\\u0061\":1}",
        "{\"名\":1}",
        "{\"a\":01}",
        "{\"a\":-0}",
        "{\"a\":00}",
        "{\"a\":-01}",
        "{\"a\":+1}",
        "{\"a\":-}",
        "{\"a\":1.0}",
        "{\"a\":1e3}",
        "{\"a\":9223372036854775808}",
        "{\"a\":-9223372036854775809}",
        "{\"a\":99999999999999999999999}",
        "{\"a\":true}",
        "{\"a\":null}",
        "{\"a\":{}}",
        "{\"a\":[]}",
        "{\"a\":\"x}",
        "{\"a\":\"\\/\"}",
        "{\"a\":\"\\u0041\"}",
        "{\"a\":\"\\u000A\"}",
        "{\"a\":\"\\u000a\"}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\\u001F\"}",
        "{\"a\":\"\\u0020\"}",
        "{\"a\":\"\\u0022\"}",
        "{\"a\":\"\\u4e2d\"}",
        "{\"a\":\"\\u00\"}",
        "{\"a\":\"\\u0\"}",
        "{\"a\":\"\\u001\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\x1f\"}",
        "{\"a\":\"\xff\"}",
        "{\"a\":\"\xed\xa0\x80\"}",
        "{\"a\":\"\xc0\x80\"}",
    };
    for (size_t i = 0; i < COUNT_OF(GOOD); i++) assert_true(attrs_canonical(str_from(GOOD[i])));
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (attrs_canonical(str_from(BAD[i]))) fail_msg("taken for canonical: %s", BAD[i]);
    assert_false(attrs_canonical((str){"{\"a\":\"\0\"}", 9}));
}

/* Every cut of a canonical text and every changed byte is refused or is canonical for other attrs: never the same. */
static void no_second_spelling(void **state)
{
    (void)state;
    static const char WHOLE[] = "{\"a\":-120,\"b\":\"x\\n\\u001f中\"}";
    for (size_t len = 1; len < sizeof WHOLE - 1; len++) assert_false(attrs_canonical((str){WHOLE, len}));
    for (size_t i = 0; i + 1 < sizeof WHOLE; i++)
        for (int byte = 0; byte < 256; byte++) {
            char changed[sizeof WHOLE];
            memcpy(changed, WHOLE, sizeof WHOLE);
            changed[i] = (char)byte;
            str s = {changed, sizeof WHOLE - 1};
            if (changed[i] == WHOLE[i] || !attrs_canonical(s)) continue;
            attr items[4];
            uint32_t count = 0;
            for (size_t at = 0; attr_next(&items[count], s, &at); count++)
                if (!items[count].is_int) items[count].text = attrs_text(s, items[count].name, scratch);
            assert_text(print(items, count), changed);
        }
}

static void walks_and_finds(void **state)
{
    (void)state;
    str attrs = STR("{\"a\":-5,\"b\":\"x\\\"y\",\"c\":\"plain\"}");
    static const char *const NAME[] = {"a", "b", "c"};
    attr each;
    size_t count = 0;
    for (size_t at = 0; attr_next(&each, attrs, &at); count++) {
        assert_true(count < COUNT_OF(NAME));
        assert_text(each.name, NAME[count]);
    }
    assert_int_equal(count, 3);
    assert_true(attr_find(&each, attrs, STR("b")));
    assert_false(each.is_int);
    assert_text(each.text, "x\\\"y");
    assert_false(attr_find(&each, attrs, STR("d")));
    assert_false(attr_find(&each, STR(""), STR("a")));
    assert_int_equal(attrs_int(attrs, STR("a"), 7), -5);
    assert_int_equal(attrs_int(attrs, STR("b"), 7), 7);
    assert_int_equal(attrs_int(attrs, STR("z"), 7), 7);
    assert_int_equal(attrs_int(STR("{\"a\":-9223372036854775808}"), STR("a"), 7), INT64_MIN);
}

static void gives_plain_text(void **state)
{
    (void)state;
    str attrs = STR("{\"a\":-5,\"b\":\"\\\"\\\\\\n\\t\\r\\b\\f\\u0001中\",\"c\":\"plain\",\"d\":\"\"}");
    assert_text(attrs_text(attrs, STR("b"), scratch), "\"\\\n\t\r\b\f\x01中");
    size_t before = arena_bytes(scratch);
    str plain = attrs_text(attrs, STR("c"), scratch);
    assert_text(plain, "plain");
    assert_true(plain.ptr > attrs.ptr && plain.ptr < attrs.ptr + attrs.len); /* borrowed */
    assert_text(attrs_text(attrs, STR("a"), scratch), "");
    assert_text(attrs_text(attrs, STR("d"), scratch), "");
    assert_text(attrs_text(attrs, STR("e"), scratch), "");
    assert_int_equal(arena_bytes(scratch), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_sorted),   cmocka_unit_test(accepts_one_spelling), cmocka_unit_test(no_second_spelling),
        cmocka_unit_test(walks_and_finds), cmocka_unit_test(gives_plain_text),
    };
    return cmocka_run_group_tests(tests, open_scratch, free_scratch);
}
