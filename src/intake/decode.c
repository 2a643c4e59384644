/* decode: bytes → UTF-8 without BOM.
 *
 * A Chinese office saves CSV as UTF-8 with BOM, as UTF-8, or (Excel's plain "CSV") as GB18030. Order of belief: BOM, then
 * valid UTF-8, then GB18030. Nearly every damaged UTF-8 text is also readable as GB18030, as nonsense; so text that looks
 * like UTF-8 with a few bad bytes is refused rather than kept as nonsense for ever.
 *
 * Invariants: what comes out is valid UTF-8 without NUL; the same bytes always give the same text. */
#include "intake/intake_int.h"

#include <iconv.h>
#include <string.h>

static const str BOM = {"\xEF\xBB\xBF", 3};

/* Bytes of the well-formed code point at the front of s; 0 when there is none. */
static size_t code_point_bytes(str s)
{
    for (size_t bytes = 1; bytes <= 4 && bytes <= s.len; bytes++)
        if (utf8_valid((str){s.ptr, bytes})) return bytes;
    return 0;
}

/* Chinese text in GB18030 hardly ever has three bytes in a row that are a code point of UTF-8, and has an orphan byte
 * every few characters; text in UTF-8 with a flaw is the other way round. */
static bool looks_like_utf8(str s)
{
    uint64_t wide_count = 0;
    uint64_t bad_count = 0;
    for (size_t at = 0; at < s.len;) {
        size_t bytes = code_point_bytes(str_slice(s, at, s.len));
        wide_count += bytes >= 3;
        bad_count += bytes == 0;
        at += bytes == 0 ? 1 : bytes;
    }
    return wide_count > bad_count;
}

/* Two bytes of GB18030 become at most four of UTF-8, so twice the length is always room enough. */
static bool convert(str *out, str bytes, char *room, size_t room_bytes)
{
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) return false; /* NOLINT(performance-no-int-to-ptr): iconv spells failure so */
    char *from = (char *)bytes.ptr;             /* iconv's prototype predates const; it only reads */
    char *to = room;
    size_t from_left = bytes.len;
    size_t to_left = room_bytes;
    size_t irreversible = iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    if (irreversible != 0 || from_left != 0) return false;
    CHECK(to >= room);
    CHECK(to_left <= room_bytes);
    *out = (str){room, room_bytes - to_left};
    return true;
}

static err_code refuse_encoding(str bytes, err *e)
{
    uint64_t line = 1;
    for (size_t at = 0; at < bytes.len;) {
        size_t step = code_point_bytes(str_slice(bytes, at, bytes.len));
        if (step == 0) break;
        line += bytes.ptr[at] == '\n';
        at += step;
    }
    if (e) e->at.row = line;
    return err_set(e, E_ENCODING);
}

err_code intake_decode(str *out, str bytes, arena *a, err *e)
{
    bool has_bom = str_starts(bytes, BOM);
    str text = has_bom ? str_slice(bytes, BOM.len, bytes.len) : bytes;
    if (utf8_valid(text)) {
        *out = text;
        return ERR_OK;
    }
    if (has_bom || memchr(text.ptr, 0, text.len) || looks_like_utf8(text)) return refuse_encoding(text, e);
    size_t room_bytes = text.len * 2;
    char *room = arena_get(a, room_bytes);
    if (!room) return arena_err(a, e);
    str converted;
    if (!convert(&converted, text, room, room_bytes) || !utf8_valid(converted)) return refuse_encoding(text, e);
    *out = str_starts(converted, BOM) ? str_slice(converted, BOM.len, converted.len) : converted;
    return ERR_OK;
}
