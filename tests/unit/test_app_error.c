/* Rendering: values become words in either language, and an error says the same however it was made. */
#include "app/app_int.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static void assert_rendered(const err *e, const char *template, bool zh, const char *wanted)
{
    arena *a = arena_new("test", 1 << 20);
    buf text;
    buf_init(&text, a, 1 << 16);
    error_print(&text, e, template, zh);
    buf_char(&text, 0);
    assert_string_equal(buf_view(&text).ptr, wanted);
    arena_free(a);
}

static void each_kind_of_value_has_its_words(void **state)
{
    (void)state;
    err e = {.code = ERR_OK};
    err_set(&e, E_OVER_COMMITMENT);
    err_day(&e, "day", day_of(2024, 2, 5));
    err_minor(&e, "short", 1234560, UNIT_CNY);
    assert_rendered(&e, "{day}|{short}", true, "2024-02-05|12,345.60 元");
    assert_rendered(&e, "{day}|{short}", false, "2024-02-05|12,345.60 yuan");
    err_set(&e, E_OVER_COMMITMENT);
    err_minor(&e, "short", -123456789, UNIT_USD);
    err_minor(&e, "rate", 125000, UNIT_PERCENT);
    err_int(&e, "count", -7);
    err_text(&e, "word", STR("一号{基金}"));
    assert_rendered(&e, "{short} {rate} {count} {word}", false, "-1,234,567.89 US dollar 12.50 % -7 一号{基金}");
}

static void a_name_without_a_value_is_looked_up_in_the_place(void **state)
{
    (void)state;
    err e = {.code = ERR_OK};
    err_set(&e, E_KIND_MISSING);
    err_at_field(&e, "amount", STR("12亿x"));
    e.at.row = 12;
    e.at.seq = 34;
    locus_put_file(&e.at, "/some/where/rows.csv");
    assert_rendered(&e, "{row}/{field}/{value}/{seq}/{path}/{anything}", false, "12/amount/12亿x/34/rows.csv/12亿x");
    assert_rendered(&e, "}{row}{", false, "}{row}{");
    assert_rendered(&e, "{", false, "{");
    assert_rendered(&e, "", false, "");
}

static void words_of_the_rooms_below_are_translated(void **state)
{
    (void)state;
    static const struct {
        const char *name, *word, *zh;
    } cases[] = {{"wanted", "fund", "基金"},
                 {"found", "sub_fund", "子基金"},
                 {"found", "gp", "基金管理人"},
                 {"wanted", "party or cluster", "主体或集群"},
                 {"reason", "no such file", "没有该文件"},
                 {"reason", "something new", "something new"},
                 {"word", "fund", "fund"} /* the user's own word stays */};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char template[32];
        err e = {.code = ERR_OK};
        err_set(&e, E_CLASS_WRONG);
        err_text(&e, cases[i].name, str_from(cases[i].word));
        snprintf(template, sizeof template, "{%s}", cases[i].name);
        assert_rendered(&e, template, true, cases[i].zh);
        assert_rendered(&e, template, false, cases[i].word);
    }
}

static void an_error_of_a_face_is_rendered_from_the_same_table(void **state)
{
    (void)state;
    const char *const names[] = {"word", "value", "allowed"};
    const char *const values[] = {"--unit", "两", "元 万元 亿元"};
    weir_error *error = weir_error_make("E_OPTION_VALUE", names, values, 3);
    assert_int_equal(weir_error_status(error), WEIR_USAGE);
    assert_int_equal(weir_error_count(error), 1);
    assert_int_equal(weir_error_total(error), 1);
    assert_string_equal(weir_error_text(error, 0, WEIR_ZH), "选项 --unit 的值 两 不能用");
    assert_string_equal(weir_error_hint(error, 0, WEIR_EN), "allowed: 元 万元 亿元");
    assert_string_equal(weir_error_field(error, 0), "");
    size_t bytes = 1;
    assert_string_equal(weir_error_mend(error, &bytes), "");
    assert_int_equal(bytes, 0);
    weir_error_free(error);
    weir_error_free(NULL);
    assert_int_equal(weir_error_count(NULL), 0);
}

static void without_memory_there_is_still_an_error(void **state)
{
    (void)state;
    const char *const names[] = {"word"};
    const char *const values[] = {"x"};
    for (uint64_t n = 1; n <= 2; n++) {
        arena_fail_at(n);
        weir_error *error = weir_error_make("E_COMMAND_UNKNOWN", names, values, 1);
        arena_fail_at(0);
        assert_non_null(error);
        assert_string_equal(weir_error_code(error, 0), "E_LIMIT");
        assert_string_not_equal(weir_error_text(error, 0, WEIR_ZH), weir_error_text(error, 0, WEIR_EN));
        weir_error_free(error);
    }
}

/* Whatever values an err carries, no text keeps an empty place: each code with an err that has every name. */
static void no_template_keeps_a_place(void **state)
{
    (void)state;
    for (int code = ERR_OK + 1; code < ERR_COUNT; code++) {
        err e = {.code = ERR_OK};
        err_set(&e, (err_code)code);
        err_at_field(&e, "f", STR("v"));
        for (int zh = 0; zh <= 1; zh++) {
            arena *a = arena_new("test", 1 << 20);
            buf text;
            buf_init(&text, a, 1 << 16);
            error_print(&text, &e, err_template((err_code)code, zh), zh);
            error_print(&text, &e, err_hint((err_code)code, zh), zh);
            buf_char(&text, 0);
            if (strchr(buf_view(&text).ptr, '{')) fail_msg("%s: %s", err_name((err_code)code), buf_view(&text).ptr);
            arena_free(a);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_value_has_its_words),
        cmocka_unit_test(a_name_without_a_value_is_looked_up_in_the_place),
        cmocka_unit_test(words_of_the_rooms_below_are_translated),
        cmocka_unit_test(an_error_of_a_face_is_rendered_from_the_same_table),
        cmocka_unit_test(without_memory_there_is_still_an_error),
        cmocka_unit_test(no_template_keeps_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
