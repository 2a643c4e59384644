/* err: the table of refusals is whole in both languages, and values reach an err printable and cut at a code point. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

enum { NAME_MAX_LEN = 32, NAMES_MAX = 8 };

/* The set of {names} of a text, in the order in which they first stand in it. */
typedef struct names {
    char name[NAMES_MAX][NAME_MAX_LEN];
    size_t count;
} names;

static bool holds(const names *n, const char *name)
{
    for (size_t i = 0; i < n->count; i++)
        if (strcmp(n->name[i], name) == 0) return true;
    return false;
}

static void add_names(names *n, const char *text)
{
    for (const char *open = text; (open = strchr(open, '{')) != NULL;) {
        const char *end = strchr(open, '}');
        assert_non_null(end);
        size_t len = (size_t)(end - open) - 1;
        assert_in_range(len, 1, NAME_MAX_LEN - 1);
        char name[NAME_MAX_LEN] = {0};
        memcpy(name, open + 1, len);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), len);
        open = end;
        if (holds(n, name)) continue;
        assert_true(n->count < NAMES_MAX);
        memcpy(n->name[n->count++], name, sizeof name);
    }
}

static void assert_same_names(const char *code, const char *one, const char *other)
{
    names a = {0}, b = {0};
    add_names(&a, one);
    add_names(&b, other);
    if (a.count != b.count) fail_msg("%s: placeholders differ between the languages", code);
    for (size_t i = 0; i < a.count; i++)
        if (!holds(&b, a.name[i])) fail_msg("%s: {%s} stands in one language only", code, a.name[i]);
}

static void every_code_is_whole_in_both_languages(void **state)
{
    (void)state;
    for (int i = ERR_OK + 1; i < ERR_COUNT; i++) {
        err_code code = (err_code)i;
        const char *name = err_name(code);
        assert_true(str_starts(str_from(name), STR("E_")));
        assert_same_names(name, err_template(code, true), err_template(code, false));
        assert_same_names(name, err_hint(code, true), err_hint(code, false));
        names all = {0};
        add_names(&all, err_template(code, true));
        add_names(&all, err_hint(code, true));
        if (all.count > ERR_ARGS_MAX) fail_msg("%s: more values than an err holds", name);
        for (int zh = 0; zh <= 1; zh++) {
            str text = str_from(err_template(code, zh));
            if (text.len == 0) fail_msg("%s: no sentence", name);
            assert_int_equal(err_hint(code, zh)[0] != 0, err_hint(code, !zh)[0] != 0);
            if (err_hint(code, zh)[0] == 0) fail_msg("%s: no hint", name);
            if (str_ends(text, STR(".")) || str_ends(text, STR("。"))) fail_msg("%s: ends with a period", name);
            if (strchr(text.ptr, '\n')) fail_msg("%s: more than one line", name);
            if (!utf8_valid(text) || !utf8_valid(str_from(err_hint(code, zh)))) fail_msg("%s: not UTF-8", name);
        }
    }
}

static bool has_han(const char *text)
{
    size_t at = 0;
    for (uint32_t point; (point = utf8_next(str_from(text), &at)) != 0;)
        if (point >= 0x4E00 && point <= 0x9FFF) return true;
    return false;
}

static void the_chinese_is_chinese(void **state)
{
    (void)state;
    for (int i = ERR_OK + 1; i < ERR_COUNT; i++) {
        if (!has_han(err_template((err_code)i, true))) fail_msg("%s: zh", err_name((err_code)i));
        if (has_han(err_template((err_code)i, false))) fail_msg("%s: en", err_name((err_code)i));
    }
}

static void names_are_unique_and_found(void **state)
{
    (void)state;
    for (int i = ERR_OK + 1; i < ERR_COUNT; i++) assert_int_equal(err_find(str_from(err_name((err_code)i))), i);
    static const char *const ABSENT[] = {"", "ERR_OK", "E_", "E_LIMI", "E_LIMITS", "e_limit", "E_NO_SUCH"};
    for (size_t i = 0; i < COUNT_OF(ABSENT); i++) assert_int_equal(err_find(str_from(ABSENT[i])), ERR_OK);
    assert_int_equal(err_find(STR_NONE), ERR_OK);
}

static void classes_have_one_exit_status(void **state)
{
    (void)state;
    static const struct {
        err_code code;
        err_class class;
        int exit_status;
    } CASE[] = {
        {E_USAGE, ERR_USAGE, 2},
        {E_OVER_COMMITMENT, ERR_REFUSAL, 3},
        {E_LIMIT, ERR_FAULT, 4},
        {E_CHAIN_BROKEN, ERR_DAMAGE, 5},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        assert_int_equal(err_class_of(CASE[i].code), CASE[i].class);
        assert_int_equal(err_exit(CASE[i].code), CASE[i].exit_status);
    }
    assert_int_equal(err_exit(ERR_OK), 0);
    assert_string_equal(err_name(E_LIMIT), "E_LIMIT");
    assert_string_equal(err_template(E_ENCODING, false), "neither UTF-8 nor GB18030");
    assert_string_equal(err_template(E_ENCODING, true), "既不是 UTF-8 也不是 GB18030");
}

static void raising_keeps_the_place_and_drops_old_values(void **state)
{
    (void)state;
    err e = {0};
    e.at.row = 12;
    err_set(&e, E_ENTRY_UNKNOWN);
    err_int(&e, "seq", 3);
    int line = __LINE__ + 1;
    assert_int_equal(err_set(&e, E_OVER_COMMITMENT), E_OVER_COMMITMENT);
    assert_int_equal(e.code, E_OVER_COMMITMENT);
    assert_int_equal(e.arg_count, 0);
    assert_int_equal(e.at.row, 12);
    assert_int_equal(e.src_line, line);
    assert_string_equal(e.src_file, __FILE__);
    err_day(&e, "day", -1);
    err_minor(&e, "short", INT64_MIN, 156);
    err_int(&e, "seq", INT64_MAX);
    err_text(&e, "word", STR("基金"));
    assert_int_equal(e.arg_count, 4);
    assert_int_equal(e.arg[0].kind, ERR_ARG_DAY);
    assert_int_equal(e.arg[0].value, -1);
    assert_int_equal(e.arg[1].kind, ERR_ARG_MINOR);
    assert_true(e.arg[1].value == INT64_MIN);
    assert_int_equal(e.arg[1].unit, 156);
    assert_int_equal(e.arg[2].kind, ERR_ARG_INT);
    assert_true(e.arg[2].value == INT64_MAX);
    assert_int_equal(e.arg[3].kind, ERR_ARG_TEXT);
    assert_string_equal(e.arg[3].name, "word");
    assert_string_equal(e.arg[3].text, "基金");
}

static void nobody_has_to_ask_for_an_err(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, E_LIMIT), E_LIMIT);
    err_text(NULL, "limit", STR("x"));
    err_int(NULL, "bytes", 1);
    err_day(NULL, "day", 1);
    err_minor(NULL, "short", 1, 156);
    err_at_field(NULL, "amount", STR("x"));
}

static void texts_are_cut_at_a_code_point(void **state)
{
    (void)state;
    /* n bytes of ASCII in front shift the cut through every place of a code point of 1 to 4 bytes. */
    static const char *const PIECE[] = {"x", "é", "亿", "💰"};
    for (size_t p = 0; p < COUNT_OF(PIECE); p++) {
        for (size_t shift = 0; shift < 4; shift++) {
            size_t bytes = strlen(PIECE[p]);
            char text[1200] = {0};
            memset(text, '.', shift);
            for (size_t at = shift; at + bytes < sizeof text; at += bytes) memcpy(text + at, PIECE[p], bytes);
            err e = {0};
            err_set(&e, E_NAME_UNKNOWN);
            err_text(&e, "word", str_from(text));
            str got = str_from(e.arg[0].text);
            assert_true(utf8_valid(got));
            assert_true(str_starts(str_from(text), got));
            assert_int_equal(got.len, shift + (sizeof e.arg[0].text - 1 - shift) / bytes * bytes);
        }
    }
}

static void foreign_bytes_become_printable(void **state)
{
    (void)state;
    static const struct {
        str s;
        const char *wanted;
    } CASE[] = {
        {{NULL, 0}, ""},
        {{"a\nb", 3}, "a\uFFFDb"},
        {{"\x1B[31m", 5}, "\uFFFD[31m"},
        {{"a\0b", 3}, "a\uFFFDb"},
        {{"\x7F", 1}, "\uFFFD"},
        {{"\xD6\xD0", 2}, "\uFFFD\uFFFD"},
        {{"\xE4\xBA", 2}, "\uFFFD\uFFFD"}, /* a code point cut short */
        {{"é", 1}, "\uFFFD"},              /* what lies behind the slice is not read */
        {{"\xE4\xBA亿", 5}, "\uFFFD\uFFFD亿"},
        {{"\xED\xA0\x80", 3}, "\uFFFD\uFFFD\uFFFD"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        err e = {0};
        err_set(&e, E_NAME_UNKNOWN);
        err_text(&e, "word", CASE[i].s);
        assert_string_equal(e.arg[0].text, CASE[i].wanted);
    }
    char many[200];
    memset(many, 0xFF, sizeof many);
    err e = {0};
    err_at_field(&e, "amount", (str){many, sizeof many});
    assert_int_equal(strlen(e.at.value), (sizeof e.at.value - 1) / 3 * 3);
    assert_true(utf8_valid(str_from(e.at.value)));
}

static void the_place_in_the_users_data(void **state)
{
    (void)state;
    err e = {0};
    e.at.seq = 9;
    err_at_field(&e, "金额(万元)", STR("12,3"));
    assert_string_equal(e.at.field, "金额(万元)");
    assert_string_equal(e.at.value, "12,3");
    err_at_field(&e, NULL, STR_NONE);
    assert_string_equal(e.at.field, "");
    assert_string_equal(e.at.value, "");
    assert_int_equal(e.at.seq, 9);
    static const char *const PATH[][2] = {
        {"rows.csv", "rows.csv"}, {"/data/深圳/rows.csv", "rows.csv"}, {"../a/", ""}, {"-", "-"}, {"", ""}, {NULL, ""}};
    for (size_t i = 0; i < COUNT_OF(PATH); i++) {
        locus_put_file(&e.at, PATH[i][0]);
        assert_string_equal(e.at.file, PATH[i][1]);
    }
    char text[303] = {0};
    const str piece = STR("表");
    for (size_t i = 0; i < 100; i++) memcpy(text + i * piece.len, piece.ptr, piece.len);
    locus_put_file(&e.at, text);
    assert_int_equal(strlen(e.at.file), 78); /* 26 characters: 79 bytes hold no 27th */
    assert_true(utf8_valid(str_from(e.at.file)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_is_whole_in_both_languages),
        cmocka_unit_test(the_chinese_is_chinese),
        cmocka_unit_test(names_are_unique_and_found),
        cmocka_unit_test(classes_have_one_exit_status),
        cmocka_unit_test(raising_keeps_the_place_and_drops_old_values),
        cmocka_unit_test(nobody_has_to_ask_for_an_err),
        cmocka_unit_test(texts_are_cut_at_a_code_point),
        cmocka_unit_test(foreign_bytes_become_printable),
        cmocka_unit_test(the_place_in_the_users_data),
    };
    return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
