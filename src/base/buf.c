/* buf: growable bytes with a maximum.
 *
 * Why a mark instead of a result per append: a printer makes hundreds of appends, and one test at the end is easier
 * to get right than hundreds in between. Once failed, nothing is appended any more: what stands in the buffer is a
 * prefix of what was asked for.
 *
 * Invariants: len <= room <= max; ptr is NULL exactly when room is 0; full implies failed. */
#include "base/base.h"

#include <string.h>

static const size_t ROOM_MIN = 256;
enum { DIGITS_MAX = 20 }; /* of an unsigned 64-bit number */
static const char HEX_DIGIT[] = "0123456789abcdef";

void buf_init(buf *b, arena *from, size_t max)
{
    CHECK(b != NULL);
    CHECK(from != NULL);
    *b = (buf){.from = from, .max = max};
}

/* Room for len more bytes; false, with the buffer marked, when there cannot be. */
static bool reserve(buf *b, size_t len)
{
    CHECK(b->len <= b->room);
    CHECK(b->room <= b->max);
    if (b->failed) return false;
    if (len <= b->room - b->len) return true;
    b->full = len > b->max - b->len;
    b->failed = b->full;
    if (b->full) return false;
    size_t wanted = b->room > b->max / 2 ? b->max : b->room * 2;
    if (wanted < ROOM_MIN) wanted = b->max < ROOM_MIN ? b->max : ROOM_MIN;
    if (wanted < b->len + len) wanted = b->len + len;
    char *grown = arena_get(b->from, wanted);
    b->failed = grown == NULL;
    if (!grown) return false;
    if (b->len > 0) memcpy(grown, b->ptr, b->len);
    b->ptr = grown;
    b->room = wanted;
    return true;
}

void buf_put(buf *b, const void *bytes, size_t len)
{
    CHECK(bytes != NULL || len == 0);
    if (len == 0 || !reserve(b, len)) return;
    memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
}

void buf_str(buf *b, str s)
{
    buf_put(b, s.ptr, s.len);
}

void buf_text(buf *b, const char *terminated)
{
    buf_str(b, str_from(terminated));
}

void buf_char(buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_fill(buf *b, char c, size_t count)
{
    if (count == 0 || !reserve(b, count)) return;
    memset(b->ptr + b->len, c, count);
    b->len += count;
}

/* Prints value, at least digits wide, with a leading minus sign if asked. */
static void put_decimal(buf *b, bool minus, uint64_t value, int digits)
{
    char text[DIGITS_MAX + 1];
    size_t at = sizeof text;
    for (; value > 0 || digits > 0; value /= 10, digits--) {
        CHECK(at > 1);
        text[--at] = (char)('0' + value % 10);
    }
    if (minus) text[--at] = '-';
    buf_put(b, text + at, sizeof text - at);
}

void buf_int(buf *b, int64_t value)
{
    bool minus = value < 0;
    /* Negated as unsigned: the least int64 has no positive twin. */
    put_decimal(b, minus, minus ? 0 - (uint64_t)value : (uint64_t)value, 1);
}

void buf_uint_pad(buf *b, uint64_t value, int digits)
{
    CHECK(digits >= 1);
    CHECK(digits <= DIGITS_MAX);
    put_decimal(b, false, value, digits);
}

void buf_hex(buf *b, const uint8_t *bytes, size_t len)
{
    CHECK(bytes != NULL || len == 0);
    for (size_t i = 0; i < len; i++) {
        char pair[2] = {HEX_DIGIT[bytes[i] >> 4], HEX_DIGIT[bytes[i] & 15]};
        buf_put(b, pair, sizeof pair);
    }
}

/* The letter that follows the backslash in JSON's short escape of c; 0 when it has none. */
static char short_escape(char c)
{
    static const char PAIR[][2] = {{'"', '"'},  {'\\', '\\'}, {'\n', 'n'}, {'\t', 't'},
                                   {'\r', 'r'}, {'\b', 'b'},  {'\f', 'f'}};
    for (size_t i = 0; i < COUNT_OF(PAIR); i++)
        if (PAIR[i][0] == c) return PAIR[i][1];
    return 0;
}

static void put_json_escape(buf *b, char c)
{
    char letter = short_escape(c);
    if (letter) {
        buf_char(b, '\\');
        buf_char(b, letter);
        return;
    }
    uint8_t byte = (uint8_t)c;
    buf_str(b, STR("\\u00"));
    buf_hex(b, &byte, 1);
}

void buf_json(buf *b, str s)
{
    buf_char(b, '"');
    size_t plain = 0; /* start of the run that needs no escape: runs are copied whole */
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c != '"' && c != '\\' && (unsigned char)c >= 0x20) continue;
        buf_str(b, str_slice(s, plain, i));
        put_json_escape(b, c);
        plain = i + 1;
    }
    buf_str(b, str_slice(s, plain, s.len));
    buf_char(b, '"');
}

void buf_le(buf *b, uint64_t value, int bytes)
{
    CHECK(bytes >= 1);
    CHECK(bytes <= 8);
    char le[8];
    for (int i = 0; i < bytes; i++) le[i] = (char)(value >> (8 * i) & 0xFF);
    buf_put(b, le, (size_t)bytes);
}

str buf_view(const buf *b)
{
    CHECK(b->len <= b->room);
    return (str){b->ptr ? b->ptr : "", b->len};
}

err_code buf_err(const buf *b, err *e)
{
    if (!b->failed) return ERR_OK;
    if (!b->full) return arena_err(b->from, e);
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("buffer"));
    err_int(e, "bytes", (int64_t)b->max);
    return E_LIMIT;
}
