/* uscc: real codes pass, made ones pass, and one changed character is always found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "event_sample.h"

enum { LEN = 18 };
static const char SYMBOL[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/* 3^i mod 31, as GB 32100-2015 prints them. */
static const int OUTER_WEIGHT[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};

static char outer_digit(const char *code)
{
    int sum = 0;
    for (int i = 0; i < LEN - 1; i++) sum += (int)(strchr(SYMBOL, code[i]) - SYMBOL) * OUTER_WEIGHT[i];
    int rest = 31 - sum % 31;
    return SYMBOL[rest == 31 ? 0 : rest];
}

static char inner_digit(const char *organisation)
{
    static const int WEIGHT[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        char c = organisation[i];
        sum += (c >= 'A' ? c - 'A' + 10 : c - '0') * WEIGHT[i];
    }
    int rest = 11 - sum % 11;
    return rest == 10 ? 'X' : rest == 11 ? '0' : (char)('0' + rest);
}

static void make_code(char code[LEN + 1], uint64_t *state)
{
    for (int i = 0; i < 16; i++) code[i] = SYMBOL[sample_below(state, i >= 2 && i < 8 ? 10 : 31)];
    code[16] = inner_digit(code + 8);
    code[17] = outer_digit(code);
    code[18] = '\0';
}

static int check(const char *code)
{
    return uscc_check(str_from(code));
}

static void real_codes(void **state)
{
    (void)state;
    assert_int_equal(check("91440300708461136T"), 0);
    assert_int_equal(check("91110000802100433B"), 0);
}

static void made_codes(void **state)
{
    (void)state;
    uint64_t seed = 32100;
    char code[LEN + 1];
    for (int i = 0; i < 2000; i++) {
        make_code(code, &seed);
        assert_int_equal(check(code), 0);
    }
}

/* The outer digit finds every single change: 31 is prime. What is said then depends on the inner one alone. */
static void every_changed_character(void **state)
{
    (void)state;
    uint64_t seed = 11714;
    char code[LEN + 1];
    for (int round = 0; round < 20; round++) {
        make_code(code, &seed);
        for (int at = 0; at < LEN; at++)
            for (int byte = 1; byte < 128; byte++) {
                char was = code[at];
                code[at] = (char)byte;
                bool symbol = strchr(SYMBOL, byte) != NULL && (at < 2 || at >= 8 || byte <= '9');
                int wanted = byte == was ? 0 : !symbol ? 3 : inner_digit(code + 8) == code[16] ? 1 : 2;
                assert_int_equal(check(code), wanted);
                code[at] = was;
            }
    }
}

static void other_lengths(void **state)
{
    (void)state;
    assert_int_equal(check(""), 3);
    assert_int_equal(check("91440300708461136"), 3);
    assert_int_equal(check("91440300708461136T0"), 3);
    assert_int_equal(check("91440300708461136t"), 3);
    assert_int_equal(uscc_check((str){"91440300708461136\0", 18}), 3);
    assert_int_equal(uscc_check(STR("深圳市腾讯计")), 3); /* eighteen bytes */
}

static void four_results(void **state)
{
    (void)state;
    assert_int_equal(check("914403007084611360"), 1); /* outer wrong */
    assert_int_equal(check("91440300708461146T"), 2); /* both wrong */
    char code[] = "91440300708461137?";               /* inner wrong, outer right: a code without organisation code */
    code[17] = outer_digit(code);
    assert_int_equal(check(code), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_codes),    cmocka_unit_test(made_codes),   cmocka_unit_test(every_changed_character),
        cmocka_unit_test(other_lengths), cmocka_unit_test(four_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
