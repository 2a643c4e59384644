/* hash: known answers of BLAKE2b-256, however the bytes are cut up, and its text form. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static hash hash_of(str s)
{
    hasher h;
    hash out;
    hasher_init(&h);
    hasher_put(&h, s.ptr, s.len);
    hasher_end(&out, &h);
    return out;
}

static void known_answers(void **state)
{
    (void)state;
    static const struct {
        const char *s, *hex;
    } CASE[] = {
        {"", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
        {"abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        hash got = hash_of(str_from(CASE[i].s));
        char hex[HASH_BYTES * 2 + 1];
        hash_print(hex, &got);
        assert_string_equal(hex, CASE[i].hex);
    }
}

static void only_the_bytes_count(void **state)
{
    (void)state;
    char bytes[1000];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i * 7);
    hash whole = hash_of((str){bytes, sizeof bytes});
    static const size_t CUT[] = {1, 3, 64, 127, 128, 129, 999};
    for (size_t c = 0; c < COUNT_OF(CUT); c++) {
        hasher h;
        hash got;
        hasher_init(&h);
        for (size_t at = 0; at < sizeof bytes; at += CUT[c]) {
            hasher_put(&h, bytes + at, sizeof bytes - at < CUT[c] ? sizeof bytes - at : CUT[c]);
            hasher_put(&h, NULL, 0);
        }
        hasher_end(&got, &h);
        assert_true(hash_equal(&got, &whole));
    }
    bytes[500] ^= 1;
    hash changed = hash_of((str){bytes, sizeof bytes});
    assert_false(hash_equal(&changed, &whole));
}

static void every_byte_is_compared(void **state)
{
    (void)state;
    hash a = hash_of(STR("a"));
    for (size_t i = 0; i < HASH_BYTES; i++) {
        hash b = a;
        assert_true(hash_equal(&a, &b));
        b.byte[i] ^= 0x10;
        assert_false(hash_equal(&a, &b));
    }
}

static void print_and_parse_agree(void **state)
{
    (void)state;
    for (unsigned step = 1; step < 256; step += 2) {
        hash h, back;
        for (unsigned i = 0; i < HASH_BYTES; i++) h.byte[i] = (uint8_t)(i * step + step);
        char hex[HASH_BYTES * 2 + 1];
        hash_print(hex, &h);
        assert_int_equal(strlen(hex), HASH_BYTES * 2);
        assert_true(hash_parse(&back, str_from(hex)));
        assert_true(hash_equal(&h, &back));
        for (size_t i = 0; hex[i]; i++)
            if (hex[i] >= 'a') hex[i] = (char)(hex[i] - 'a' + 'A');
        memset(&back, 0, sizeof back);
        assert_true(hash_parse(&back, str_from(hex)));
        assert_true(hash_equal(&h, &back));
    }
}

#define HEX_63 "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a"
static void what_is_no_hash_is_refused(void **state)
{
    (void)state;
    static const char *const TEXT[] = {"",         "abc",      HEX_63,       HEX_63 "88", HEX_63 "g",
                                       HEX_63 " ", HEX_63 "G", HEX_63 "/",   HEX_63 ":",  HEX_63 "@",
                                       HEX_63 "`", "x" HEX_63, HEX_63 "\x80"};
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        hash before = hash_of(STR("before"));
        hash out = before;
        assert_false(hash_parse(&out, str_from(TEXT[i])));
        assert_true(hash_equal(&out, &before)); /* untouched */
    }
    hash out;
    assert_false(hash_parse(&out, STR_NONE));
    assert_true(hash_parse(&out, STR(HEX_63 "8")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(only_the_bytes_count),
        cmocka_unit_test(every_byte_is_compared),
        cmocka_unit_test(print_and_parse_agree),
        cmocka_unit_test(what_is_no_hash_is_refused),
    };
    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
