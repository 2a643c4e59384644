/* checksum: every bit, every cut and every exchange of words shows; the value is the same on every machine. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/base.h"

enum { BYTES = 200 };

static void fill(unsigned char bytes[BYTES])
{
    for (int i = 0; i < BYTES; i++) bytes[i] = (unsigned char)(i * 7 + 1);
}

static void every_bit_counts(void **state)
{
    (void)state;
    unsigned char bytes[BYTES];
    fill(bytes);
    uint64_t was = checksum(bytes, BYTES);
    for (size_t at = 0; at < BYTES; at++)
        for (int bit = 0; bit < 8; bit++) {
            bytes[at] = (unsigned char)(bytes[at] ^ 1U << bit);
            assert_true(checksum(bytes, BYTES) != was);
            bytes[at] = (unsigned char)(bytes[at] ^ 1U << bit);
        }
    assert_true(checksum(bytes, BYTES) == was);
}

static void length_and_place_count(void **state)
{
    (void)state;
    unsigned char zeros[BYTES] = {0}, bytes[BYTES], moved[BYTES];
    uint64_t seen[BYTES + 1];
    for (size_t len = 0; len <= BYTES; len++) {
        seen[len] = checksum(zeros, len);
        for (size_t k = 0; k < len; k++) assert_true(seen[k] != seen[len]);
    }
    fill(bytes);
    memcpy(moved, bytes, sizeof moved);
    memcpy(moved, bytes + 64, 64);
    memcpy(moved + 64, bytes, 64);
    assert_true(checksum(bytes, BYTES) != checksum(moved, BYTES));
    memcpy(moved, bytes + 8, 8);
    memcpy(moved + 8, bytes, 8);
    memcpy(moved + 16, bytes + 16, BYTES - 16);
    assert_true(checksum(bytes, BYTES) != checksum(moved, BYTES));
}

/* Nothing of the address goes in: the same bytes, however they lie. */
static void only_the_bytes_count(void **state)
{
    (void)state;
    unsigned char room[BYTES + 8], bytes[BYTES];
    fill(bytes);
    uint64_t was = checksum(bytes, BYTES);
    for (size_t shift = 0; shift < 8; shift++) {
        memcpy(room + shift, bytes, BYTES);
        assert_true(checksum(room + shift, BYTES) == was);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(length_and_place_count),
        cmocka_unit_test(only_the_bytes_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
