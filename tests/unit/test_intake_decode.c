/* Encodings: what Chinese offices really send, and what must not pass as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "intake/intake.h"

#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    }

static void good_texts(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        str bytes, text;
    } cases[] = {
        {"empty", {"", 0}, {"", 0}},
        {"nothing", {NULL, 0}, {"", 0}},
        {"ascii", BYTES("a,b\n"), BYTES("a,b\n")},
        {"utf-8", BYTES("金额"), BYTES("金额")},
        {"bom", BYTES("\xEF\xBB\xBF金额"), BYTES("金额")},
        {"bom only", BYTES("\xEF\xBB\xBF"), {"", 0}},
        {"gb2312", BYTES("\xBD\xF0\xB6\xEE"), BYTES("金额")},
        {"gb18030, four bytes", BYTES("\x95\x34\xB2\x35\xCF\xE9"), BYTES("\xF0\xA0\xAE\xB7祥")},
        {"gb18030 with bom", BYTES("\x84\x31\x95\x33\xBD\xF0"), BYTES("金")},
        {"gb18030 and ascii", BYTES("id,\xC3\xFB\xB3\xC6\r\n1,\xC9\xEE\xDB\xDA\r\n"), BYTES("id,名称\r\n1,深圳\r\n")},
    };
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        str text = STR_NONE;
        err e = {0};
        if (intake_decode(&text, cases[i].bytes, a, &e) != ERR_OK || !str_equal(text, cases[i].text))
            fail_msg("%s: %s", cases[i].name, err_name(e.code));
    }
    arena_free(a);
}

static void bad_texts(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        str bytes;
        uint64_t line;
    } cases[] = {
        {"NUL in ascii", BYTES("a,b\n1,\0\n"), 2},
        {"NUL in gb18030", BYTES("\xBD\xF0\0\xB6\xEE"), 1},
        {"utf-16", BYTES("\xFF\xFE\x61\0\x2C\0"), 1},
        {"bom, then gb18030", BYTES("\xEF\xBB\xBF\xBD\xF0"), 1},
        {"half a character of gb18030", BYTES("\xBD\xF0\xB6"), 1},
        {"no such four bytes", BYTES("a\nb\n\xFE\x39\xFE\x39"), 3},
        {"utf-8 cut in the middle", BYTES("深圳市引导\n基金,\xE6\xB7"), 2},
        {"utf-8 with one wrong byte, readable as gb18030", BYTES("出资人,基金\n深圳\xB0\xA1国创\n"), 2},
        {"surrogate", BYTES("深圳\xED\xA0\x80"), 1},
    };
    arena *a = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        str text = STR("untouched");
        err e = {0};
        if (intake_decode(&text, cases[i].bytes, a, &e) != E_ENCODING) fail_msg("%s passed", cases[i].name);
        if (e.at.row != cases[i].line) fail_msg("%s: line %u", cases[i].name, (unsigned)e.at.row);
        assert_true(str_equal(text, STR("untouched")));
    }
    arena_free(a);
}

/* Every two-byte character of GB2312's first level goes through and comes out as one character of three bytes. */
static void whole_table(void **state)
{
    (void)state;
    arena *a = arena_new("test", 1 << 20);
    char bytes[(0xD7 - 0xB0) * 94 * 2];
    size_t len = 0;
    for (int high = 0xB0; high < 0xD7; high++) {
        for (int low = 0xA1; low <= 0xFE; low++) {
            bytes[len++] = (char)high;
            bytes[len++] = (char)low;
        }
    }
    str text;
    assert_int_equal(intake_decode(&text, (str){bytes, len}, a, NULL), ERR_OK);
    assert_int_equal(text.len, len / 2 * 3);
    assert_true(utf8_valid(text));
    arena_free(a);
}

static void no_room(void **state)
{
    (void)state;
    arena *a = arena_new("tiny", 128);
    char bytes[400];
    memset(bytes, 0xBD, sizeof bytes);
    str text;
    err e = {0};
    assert_int_equal(intake_decode(&text, (str){bytes, sizeof bytes}, a, &e), E_LIMIT);
    assert_int_equal(e.code, E_LIMIT);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_texts),
        cmocka_unit_test(bad_texts),
        cmocka_unit_test(whole_table),
        cmocka_unit_test(no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
