/* password: argon2id from libsodium, and tokens as text.
 *
 * The salt is drawn inside the library: it is part of the stored text, changes no figure and is never repeated on
 * purpose, so nothing below app becomes random by it that anybody could ask for again. Cost: 19 MiB, two passes (OWASP's
 * first choice for argon2id), about 30 ms; who stores texts asks password_is_old and hashes anew when that rises. */
#include "base/base.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(sizeof(password_text) == crypto_pwhash_STRBYTES, "a stored password");
enum { PASSES = 2, MEMORY_BYTES = 19 << 20 };

static void wake_library(void)
{
    static _Atomic bool awake;
    if (awake) return;
    CHECK(sodium_init() >= 0);
    awake = true;
}

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
