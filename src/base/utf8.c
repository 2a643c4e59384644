/* utf8: is it well-formed (RFC 3629), and which code point comes next.
 *
 * Text is checked once, where it enters; everything behind that door relies on it. NUL is refused with the rest:
 * no text of a book needs it, and it would end a C string early. */
#include "base/base.h"

#include <string.h>

/* Bytes of the sequence that this first byte announces; 0 for a byte that begins none. */
static size_t sequence_bytes(unsigned char first)
{
    if (first < 0x80) return first == 0 ? 0 : 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

/* The second byte's range depends on the first: that is what shuts out overlong forms (E0, F0), surrogates (ED)
 * and everything above U+10FFFF (F4). */
static bool second_fits(unsigned char first, unsigned char second)
{
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    return second >= low && second <= high;
}

static bool sequence_valid(const unsigned char *at, size_t bytes)
{
    if (bytes >= 2 && !second_fits(at[0], at[1])) return false;
    for (size_t i = 2; i < bytes; i++)
        if ((at[i] & 0xC0) != 0x80) return false;
    return true;
}

/* Bytes of ASCII without NUL from `at` on, in steps of eight: files of figures are little else. */
static size_t plain_bytes(str s, size_t at)
{
    static const uint64_t HIGH = UINT64_C(0x8080808080808080);
    static const uint64_t ONES = UINT64_C(0x0101010101010101);
    size_t from = at;
    for (uint64_t eight; s.len - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, s.ptr + at, sizeof eight);
        if ((eight & HIGH) || ((eight - ONES) & HIGH)) break; /* without high bits, only a zero byte borrows into one */
    }
    return at - from;
}

bool utf8_valid(str s)
{
    CHECK(s.ptr != NULL || s.len == 0);
    const unsigned char *byte = (const unsigned char *)s.ptr;
    for (size_t at = plain_bytes(s, 0); at < s.len;) {
        size_t bytes = sequence_bytes(byte[at]);
        if (bytes == 0 || bytes > s.len - at || !sequence_valid(byte + at, bytes)) return false;
        at += bytes;
        if (bytes == 1) at += plain_bytes(s, at);
    }
    return true;
}

uint32_t utf8_next(str s, size_t *at)
{
    static const unsigned char FIRST_MASK[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    CHECK(at != NULL);
    CHECK(*at <= s.len);
    if (*at == s.len) return 0;
    const unsigned char *byte = (const unsigned char *)s.ptr + *at;
    size_t bytes = sequence_bytes(byte[0]);
    CHECK(bytes > 0);
    CHECK(bytes <= s.len - *at);
    uint32_t point = byte[0] & FIRST_MASK[bytes];
    for (size_t i = 1; i < bytes; i++) point = point << 6 | (byte[i] & 0x3Fu);
    *at += bytes;
    return point;
}
