/* The switch of rules that block, in one process that stays open: looked for in new entries only, it must be found wherever it
 * came from. With today given, no clock is asked. */
#include "app/app_int.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <string.h>

static weir_status post(weir_book *b, const char *line, weir_error **error)
{
    weir_imported done;
    const weir_post_options o = {.today = "2026-02-01"};
    return weir_post_with(&done, b, NULL, &line, 1, &o, error);
}

static void must_post(weir_book *b, const char *line)
{
    assert_int_equal(post(b, line, NULL), WEIR_OK);
}

static void must_be_blocked(weir_book *b, const char *line)
{
    weir_error *error = NULL;
    assert_int_equal(post(b, line, &error), WEIR_REFUSED);
    assert_non_null(strstr(weir_error_text(error, 0, WEIR_EN), "N-PEL-3"));
    weir_error_free(error);
}

static void enter_funds(weir_book *b)
{
    must_post(b, "{\"kind\":\"party.registered\",\"id\":\"owned\",\"name\":\"国投\",\"class\":\"soe\",\"region\":"
                 "\"440300\",\"date\":\"2020-01-01\"}");
    must_post(b, "{\"kind\":\"party.registered\",\"id\":\"q1\",\"name\":\"一号\",\"class\":\"sub_fund\",\"region\":"
                 "\"440300\",\"date\":\"2020-01-01\"}");
    must_post(b, "{\"kind\":\"party.registered\",\"id\":\"q2\",\"name\":\"二号\",\"class\":\"sub_fund\",\"region\":"
                 "\"440300\",\"date\":\"2020-01-01\"}");
    must_post(b, "{\"kind\":\"parameter.set\",\"name\":\"another\",\"value\":\"1个\",\"date\":\"2024-01-01\"}");
    must_post(b,
              "{\"kind\":\"role.assigned\",\"party\":\"owned\",\"in\":\"q1\",\"role\":\"gp\",\"date\":\"2024-01-01\"}");
}

static const char SWITCH[] =
    "{\"kind\":\"parameter.set\",\"name\":\"policy_block\",\"value\":\"1个\",\"date\":\"2024-01-01\"}";
static const char BREACH[] =
    "{\"kind\":\"role.assigned\",\"party\":\"owned\",\"in\":\"q2\",\"role\":\"gp\",\"date\":\"2024-01-01\"}";

static void switched_on_by_itself(void **state)
{
    app_sample s;
    app_sample_make(&s);
    enter_funds(s.book);
    must_post(s.book, SWITCH);
    must_be_blocked(s.book, BREACH);
    must_be_blocked(s.book, BREACH);
    app_sample_remove(&s);
    (void)state;
}

static void switched_on_by_another_program(void **state)
{
    app_sample s;
    weir_book *other = NULL;
    app_sample_make(&s);
    enter_funds(s.book);
    assert_int_equal(weir_open(&other, s.path, false, NULL), WEIR_OK);
    must_post(other, SWITCH);
    must_be_blocked(s.book, BREACH);
    weir_close(other);
    app_sample_remove(&s);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(switched_on_by_itself),
                                       cmocka_unit_test(switched_on_by_another_program)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
