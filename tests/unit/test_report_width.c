/* How many columns of a terminal a text takes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/report.h"

static void widths_are_those_of_terminals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t width;
    } table[] = {
        {"", 0},
        {"abc", 3},
        {"基金", 4},
        {"AI母基金", 8},
        {"\uFF08约\uFF09", 6}, /* full-width brackets */
        {"(约)", 4},
        {"\uFF21\uFF22\uFF23\uFF11\uFF12", 10}, /* full-width letters and digits */
        {"カタ", 4},
        {"\uFF76\uFF80", 2}, /* half-width kana */
        {"한국", 4},
        {"か\u3099", 2}, /* combining voice mark */
        {"e\u0301", 1},  /* combining acute */
        {"é", 1},
        {"—…≥≈─·“”", 8}, /* ambiguous: one */
        {"、。「」", 8},
        {"\u3000", 2},     /* ideographic blank */
        {"\U00020BB7", 2}, /* 𠮷 */
        {"㈱㎡", 4},
        {"\uFEFFa\u200B", 1},
        {"⚡🚀", 4},
        {"☀\uFE0F", 1},
        {"μ²ß", 3},
        {"\x1b[0m", 3}, /* a control takes no place */
        {"\u0e01\u0e31", 1},
        {"〿", 1},            /* U+303F, the one narrow sign of its block */
        {"\xff\xe5\x9f", 3}, /* no UTF-8: a mark for each byte */
        {"\xe5\x9f\xba\x80", 3},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        uint32_t width = display_width(str_from(table[i].text));
        if (width != table[i].width) print_message("%s\n", table[i].text);
        assert_int_equal(width, table[i].width);
    }
    assert_int_equal(display_width(STR_NONE), 0);
    assert_int_equal(display_width((str){"a\0b", 3}), 3); /* NUL is not text: a mark */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(widths_are_those_of_terminals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
