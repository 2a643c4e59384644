/* sign: ed25519 (RFC 8032) from libsodium, keys as hex digits; passwords by argon2id, tokens as text.
 *
 * A signature says that whoever holds the secret key saw exactly these bytes. The seed comes from the caller: nothing
 * below app is random, so the same seed, message and key give the same signature on every machine.
 * Invariants: a secret key is wiped by whoever made it; no hex of a secret is made or read but through here, where
 * libsodium takes the same time for every digit. */
#include "base/base.h"

#include <assert.h>
#include <sodium.h>

static_assert(sizeof(key_seed) == crypto_sign_SEEDBYTES, "a seed of ed25519");
static_assert(sizeof(public_key) == crypto_sign_PUBLICKEYBYTES, "a public key of ed25519");
static_assert(sizeof(secret_key) == crypto_sign_SECRETKEYBYTES, "a secret key of ed25519");
static_assert(sizeof(signature) == crypto_sign_BYTES, "a signature of ed25519");
static_assert(sizeof(password_text) == crypto_pwhash_STRBYTES, "a stored password");

/* Lets libsodium choose its fastest code once. */
static void wake_library(void)
{
    static _Atomic bool awake;
    if (awake) return;
    CHECK(sodium_init() >= 0);
    awake = true;
}

void key_pair(public_key *public, secret_key *secret, const key_seed *from)
{
    CHECK(public != NULL);
    CHECK(secret != NULL);
    wake_library();
    CHECK(crypto_sign_seed_keypair(public->byte, secret->byte, from->byte) == 0);
}

void sign_bytes(signature *out, str message, const secret_key *key)
{
    CHECK(out != NULL);
    CHECK(message.ptr != NULL || message.len == 0);
    wake_library();
    const unsigned char *bytes = (const unsigned char *)(message.len ? message.ptr : "");
    CHECK(crypto_sign_detached(out->byte, NULL, bytes, message.len, key->byte) == 0);
}

bool sign_holds(const signature *by, str message, const public_key *key)
{
    CHECK(by != NULL);
    CHECK(message.ptr != NULL || message.len == 0);
    wake_library();
    const unsigned char *bytes = (const unsigned char *)(message.len ? message.ptr : "");
    return crypto_sign_verify_detached(by->byte, bytes, message.len, key->byte) == 0;
}

void secret_wipe(void *bytes, size_t len)
{
    CHECK(bytes != NULL);
    sodium_memzero(bytes, len);
}

void hex_print(char *out, const uint8_t *bytes, size_t len)
{
    CHECK(out != NULL);
    CHECK(len < SIZE_MAX / 2);
    CHECK(sodium_bin2hex(out, len * 2 + 1, bytes, len) != NULL);
}

bool hex_parse(uint8_t *out, size_t len, str hex)
{
    CHECK(out != NULL);
    CHECK(len > 0);
    size_t got = 0;
    if (hex.len != len * 2) return false;
    return sodium_hex2bin(out, len, hex.ptr, hex.len, NULL, &got, NULL) == 0 && got == len;
}

/* ---- passwords ----
 * The salt is drawn inside the library: it is part of the stored text and changes no figure, so nothing below app becomes
 * random by it that anybody could ask for again. Cost: 19 MiB, two passes (OWASP's first choice for argon2id), about 30 ms;
 * who stores texts asks password_is_old and hashes anew when that rises. */
enum { PASSES = 2, MEMORY_BYTES = 19 << 20 };

bool password_hash(password_text *out, str password)
{
    wake_library();
    return crypto_pwhash_str_alg(out->text, password.ptr, password.len, PASSES, MEMORY_BYTES,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool password_holds(const password_text *stored, str password)
{
    wake_library();
    return crypto_pwhash_str_verify(stored->text, password.ptr, password.len) == 0;
}

bool password_is_old(const password_text *stored)
{
    return crypto_pwhash_str_needs_rehash(stored->text, PASSES, MEMORY_BYTES) != 0;
}

void base64url_print(char *out, size_t room, const uint8_t *bytes, size_t len)
{
    wake_library();
    CHECK(room >= sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING));
    sodium_bin2base64(out, room, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
