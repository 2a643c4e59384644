/* fold: one spelling for every digit, dash, blank and bracket that an office or a newspaper may type.
 *
 * Why: tables of units, qualifiers and dates would otherwise repeat each row in full-width form, and miss some.
 * Invariants: folded text is valid UTF-8; every byte of a folded text stems from the source in order. */
#include "money/money_int.h"

#include <string.h>

typedef struct mapping {
    uint32_t from;
    const char *to;
} mapping;

/* Between these no row of the table lies, but all of Chinese. */
enum { LAST_LOW = 0x301C, FIRST_HIGH = 0xFEFF };
static const mapping MAPPING[] = {
    {'\t', " "},    {0x00A0, " "},  {0x2002, " "},  {0x2003, " "},  {0x2009, " "}, {0x202F, " "}, {0x3000, " "},
    {0x200B, ""},   {0x200C, ""},   {0x200D, ""},   {0xFEFF, ""},   {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"},
    {0x2013, "-"},  {0x2014, "-"},  {0x2015, "-"},  {0x2212, "-"},  {0x301C, "~"}, {0x223C, "~"}, {0x2248, "~"},
    {0x2265, ">="}, {0x2267, ">="}, {0x2264, "<="}, {0x2266, "<="},
};

/* The ASCII twin of a full-width code point, written to out; false when it has none. */
static bool fold_point(char out[3], uint32_t point)
{
    if (point >= 0xFF01 && point <= 0xFF5E) {
        out[0] = (char)(point - 0xFF01 + '!');
        out[1] = 0;
        return true;
    }
    if (point > LAST_LOW && point < FIRST_HIGH) return false;
    for (size_t i = 0; i < COUNT_OF(MAPPING); i++) {
        if (MAPPING[i].from != point) continue;
        size_t len = strlen(MAPPING[i].to);
        CHECK(len < 3);
        memcpy(out, MAPPING[i].to, len + 1);
        return true;
    }
    return false;
}

/* ASCII but NUL and TAB folds to itself. */
static bool is_folded(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)(text.ptr[i] - 1) >= 0x7F || text.ptr[i] == '\t') return false;
    return true;
}

bool fold_text(folded *out, str text)
{
    CHECK(out != NULL);
    out->len = 0;
    if (text.len <= sizeof out->byte && is_folded(text)) {
        if (text.len > 0) memcpy(out->byte, text.ptr, text.len);
        out->len = text.len;
        return true;
    }
    if (!utf8_valid(text)) return false;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        char twin[3];
        str piece = fold_point(twin, utf8_next(text, &at)) ? str_from(twin) : str_slice(text, from, at);
        if (out->len + piece.len > sizeof out->byte) return false;
        if (piece.len > 0) memcpy(out->byte + out->len, piece.ptr, piece.len);
        out->len += piece.len;
    }
    CHECK(out->len <= sizeof out->byte);
    return true;
}

str folded_view(const folded *f)
{
    CHECK(f->len <= sizeof f->byte);
    return str_trim((str){f->byte, f->len});
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t skip_blanks(str s, size_t at)
{
    while (at < s.len && s.ptr[at] == ' ') at++;
    return at;
}

bool same_word(str a, str b)
{
    size_t i = skip_blanks(a, 0);
    size_t j = skip_blanks(b, 0);
    while (i < a.len && j < b.len && lower(a.ptr[i]) == lower(b.ptr[j])) {
        i = skip_blanks(a, i + 1);
        j = skip_blanks(b, j + 1);
    }
    return i == a.len && j == b.len;
}

bool take_word(str *rest, str word)
{
    CHECK(word.len > 0);
    if (!str_equal_fold(str_slice(*rest, 0, word.len), word)) return false;
    *rest = str_trim(str_slice(*rest, word.len, rest->len));
    return true;
}

bool take_tail(str *rest, str word)
{
    CHECK(word.len > 0);
    if (rest->len < word.len) return false;
    size_t at = rest->len - word.len;
    if (!str_equal_fold(str_slice(*rest, at, rest->len), word)) return false;
    *rest = str_trim(str_slice(*rest, 0, at));
    return true;
}

bool take_number(int *out, str *rest, size_t least, size_t most)
{
    CHECK(least >= 1);
    CHECK(most <= 9); /* fits an int */
    size_t len = 0;
    int value = 0;
    while (len < rest->len && is_digit(rest->ptr[len])) {
        if (len == most) return false;
        value = value * 10 + (rest->ptr[len++] - '0');
    }
    if (len < least) return false;
    *out = value;
    *rest = str_slice(*rest, len, rest->len);
    return true;
}

bool is_unknown_word(str s)
{
    return same_word(s, STR("unknown")) || same_word(s, STR("未知")) || same_word(s, STR("不详"));
}

err_code refuse_word(err *e, err_code code, str word, const char *file, int line)
{
    CHECK(err_class_of(code) == ERR_REFUSAL);
    err_raise(e, code, file, line);
    err_text(e, "word", word);
    return code;
}
