/* str: a borrowed slice of bytes.
 *
 * Invariants: len bytes at ptr are readable; ptr may be NULL only when len is 0, and such a slice equals "".
 * Comparison is by bytes: in UTF-8 that is also the order of code points, on every machine and in every locale. */
#include "base/base.h"

#include <string.h>

static const uint64_t FNV_OFFSET = UINT64_C(0xcbf29ce484222325);
static const uint64_t FNV_PRIME = UINT64_C(0x00000100000001b3);

str str_from(const char *terminated)
{
    if (!terminated) return STR_NONE;
    return (str){terminated, strlen(terminated)};
}

/* memcmp may not be given NULL, which an empty slice may hold. */
static int compare_bytes(const char *a, const char *b, size_t len)
{
    return len == 0 ? 0 : memcmp(a, b, len);
}

bool str_equal(str a, str b)
{
    return a.len == b.len && compare_bytes(a.ptr, b.ptr, a.len) == 0;
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_equal_fold(str a, str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (fold(a.ptr[i]) != fold(b.ptr[i])) return false;
    return true;
}

int str_compare(str a, str b)
{
    int order = compare_bytes(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    if (order != 0) return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(str s, str prefix)
{
    return s.len >= prefix.len && compare_bytes(s.ptr, prefix.ptr, prefix.len) == 0;
}

bool str_ends(str s, str suffix)
{
    return str_equal(str_slice(s, s.len - (suffix.len < s.len ? suffix.len : s.len), s.len), suffix);
}

bool str_find(size_t *at, str s, str needle)
{
    CHECK(at != NULL);
    if (needle.len == 0) {
        *at = 0;
        return true;
    }
    size_t from = 0;
    while (s.len - from >= needle.len) {
        /* Only a first byte that leaves room for the rest of the needle is worth a look. */
        const char *hit = memchr(s.ptr + from, needle.ptr[0], s.len - from - needle.len + 1);
        if (!hit) return false;
        from = (size_t)(hit - s.ptr);
        if (memcmp(hit, needle.ptr, needle.len) == 0) {
            *at = from;
            return true;
        }
        from++;
    }
    return false;
}

str str_slice(str s, size_t from, size_t to)
{
    if (to > s.len) to = s.len;
    if (from > to) from = to;
    return (str){s.ptr ? s.ptr + from : NULL, to - from};
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of the blank that s begins with, 0 when it begins with none. */
static size_t blank_ahead(str s)
{
    if (s.len > 0 && is_blank(s.ptr[0])) return 1;
    if (str_starts(s, STR("\u3000")) || str_starts(s, STR("\uFEFF"))) return 3;
    return 0;
}

static size_t blank_behind(str s)
{
    if (s.len > 0 && is_blank(s.ptr[s.len - 1])) return 1;
    if (str_ends(s, STR("\u3000")) || str_ends(s, STR("\uFEFF"))) return 3;
    return 0;
}

/* An ASCII byte that is no blank: nothing is trimmed at that end. Nearly every text has one at both. */
static bool is_firm(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x80;
}

str str_trim(str s)
{
    if (s.len > 0 && is_firm(s.ptr[0]) && is_firm(s.ptr[s.len - 1])) return s;
    for (size_t n; (n = blank_ahead(s)) > 0;) s = str_slice(s, n, s.len);
    for (size_t n; (n = blank_behind(s)) > 0;) s = str_slice(s, 0, s.len - n);
    return s;
}

uint64_t str_hash(str s)
{
    uint64_t mixed = FNV_OFFSET;
    for (size_t i = 0; i < s.len; i++) mixed = (mixed ^ (unsigned char)s.ptr[i]) * FNV_PRIME;
    /* Tables take the low bits, where FNV leaves the last byte's influence weakest upwards: fold the high half in. */
    return mixed ^ (mixed >> 32);
}
