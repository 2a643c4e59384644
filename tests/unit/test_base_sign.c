/* sign: the known answers of RFC 8032, section 7.1; every single changed bit is noticed; hex both ways. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static const struct {
    const char *seed, *public, *message, *signature;
} CASE[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"},
};

static void pair_of(public_key *public, secret_key *secret, const char *seed_hex)
{
    key_seed from;
    assert_true(hex_parse(from.byte, sizeof from.byte, str_from(seed_hex)));
    key_pair(public, secret, &from);
}

static void known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        public_key public;
        secret_key secret;
        signature by;
        uint8_t message[2];
        char hex[129];
        str hexed = str_from(CASE[i].message);
        if (hexed.len > 0) assert_true(hex_parse(message, hexed.len / 2, hexed));
        str text = {(const char *)message, hexed.len / 2};
        pair_of(&public, &secret, CASE[i].seed);
        hex_print(hex, public.byte, sizeof public.byte);
        assert_string_equal(hex, CASE[i].public);
        sign_bytes(&by, text, &secret);
        hex_print(hex, by.byte, sizeof by.byte);
        assert_string_equal(hex, CASE[i].signature);
        assert_true(sign_holds(&by, text, &public));
    }
}

/* Message, signature and key, each with each of its bits turned. */
static void every_bit_counts(void **state)
{
    (void)state;
    public_key public;
    secret_key secret;
    signature by;
    char message[] = "head 17@4";
    str text = {message, sizeof message - 1};
    pair_of(&public, &secret, CASE[0].seed);
    sign_bytes(&by, text, &secret);
    const struct {
        uint8_t *bytes;
        size_t len;
    } part[] = {{(uint8_t *)message, text.len}, {by.byte, sizeof by.byte}, {public.byte, sizeof public.byte}};
    for (size_t p = 0; p < COUNT_OF(part); p++)
        for (size_t bit = 0; bit < part[p].len * 8; bit++) {
            part[p].bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
            assert_false(sign_holds(&by, text, &public));
            part[p].bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
    assert_true(sign_holds(&by, text, &public));
    assert_false(sign_holds(&by, (str){message, text.len - 1}, &public));
    assert_false(sign_holds(&by, STR_NONE, &public));
}

static void a_wiped_secret_is_gone(void **state)
{
    (void)state;
    public_key public;
    secret_key secret;
    pair_of(&public, &secret, CASE[1].seed);
    secret_wipe(&secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret.byte; i++) assert_int_equal(secret.byte[i], 0);
}

static void hex_is_read_whole_or_not(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "0", "00f", "00ff1", "00ff1122", "00fg", "0 ff", "00:ff", " 00ff", "0x0f"};
    uint8_t two[2];
    char again[5];
    assert_true(hex_parse(two, sizeof two, STR("0aFf")));
    hex_print(again, two, sizeof two);
    assert_string_equal(again, "0aff");
    for (size_t i = 0; i < COUNT_OF(bad); i++) assert_false(hex_parse(two, sizeof two, str_from(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(a_wiped_secret_is_gone),
        cmocka_unit_test(hex_is_read_whole_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
