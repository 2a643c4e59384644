/* hash: BLAKE2b-256 from libsodium.
 *
 * Why libsodium: the chain is evidence, and evidence should rest on a library that others have reviewed.
 * The algorithm's number (HASH_BLAKE2B_256) stands in every journal row, so another one can follow it one day.
 *
 * Invariant: a hasher is used init, put*, end; the bytes put are the only input, not how they were cut up. */
#include "base/base.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(sizeof(crypto_generichash_state) <= sizeof(((hasher *)0)->state), "libsodium's state fits the hasher");
static_assert(_Alignof(crypto_generichash_state) <= _Alignof(hasher), "libsodium's state is aligned in the hasher");
static_assert(HASH_BYTES == crypto_generichash_BYTES, "BLAKE2b with 256 bits is libsodium's default");

static crypto_generichash_state *state_of(hasher *h)
{
    return (crypto_generichash_state *)(void *)h->state;
}

/* Lets libsodium choose its fastest code once; harmless when another room has called it before. */
static void wake_library(void)
{
    static _Atomic bool awake;
    if (awake) return;
    CHECK(sodium_init() >= 0);
    awake = true;
}

void hasher_init(hasher *h)
{
    CHECK(h != NULL);
    wake_library();
    CHECK(crypto_generichash_init(state_of(h), NULL, 0, HASH_BYTES) == 0);
}

void hasher_put(hasher *h, const void *bytes, size_t len)
{
    CHECK(h != NULL);
    CHECK(bytes != NULL || len == 0);
    if (len == 0) return;
    CHECK(crypto_generichash_update(state_of(h), bytes, len) == 0);
}

void hasher_end(hash *out, hasher *h)
{
    CHECK(out != NULL);
    CHECK(crypto_generichash_final(state_of(h), out->byte, HASH_BYTES) == 0);
}

bool hash_equal(const hash *a, const hash *b)
{
    return memcmp(a->byte, b->byte, HASH_BYTES) == 0;
}

void hash_print(char out[HASH_BYTES * 2 + 1], const hash *h)
{
    static const char DIGIT[] = "0123456789abcdef";
    for (size_t i = 0; i < HASH_BYTES; i++) {
        out[2 * i] = DIGIT[h->byte[i] >> 4];
        out[2 * i + 1] = DIGIT[h->byte[i] & 15];
    }
    out[HASH_BYTES * 2] = 0;
}

/* Value of a hex digit, -1 for any other character. */
static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool hash_parse(hash *out, str hex)
{
    CHECK(out != NULL);
    if (hex.len != HASH_BYTES * 2) return false;
    hash parsed;
    for (size_t i = 0; i < HASH_BYTES; i++) {
        int high = hex_value(hex.ptr[2 * i]);
        int low = hex_value(hex.ptr[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        parsed.byte[i] = (uint8_t)(high * 16 + low);
    }
    *out = parsed;
    return true;
}
