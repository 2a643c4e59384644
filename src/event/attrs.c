/* attrs: flat JSON in exactly one spelling.
 *
 * {"a":"text","b":-5}: names [a-z][a-z0-9_]* rising in byte order, no blanks, whole numbers as int64 without leading
 * zeros or -0, texts escaped as buf_json escapes and no other way. None at all is the empty text, never {}. The row's
 * hash covers these bytes, so a second spelling of the same attrs would be a second event.
 *
 * attr_next walks without checking and may be used only on attrs that are canonical; attrs_canonical is the gate. */
#include "event/event.h"

#include <string.h>

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool name_valid(str name)
{
    if (name.len == 0 || !is_letter(name.ptr[0])) return false;
    for (size_t i = 1; i < name.len; i++)
        if (!is_letter(name.ptr[i]) && !is_digit(name.ptr[i]) && name.ptr[i] != '_') return false;
    return true;
}

/* Insertion sort: at most a few dozen, mostly in order already. */
static void sort_by_name(attr *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        attr moving = items[i];
        uint32_t to = i;
        for (; to > 0 && str_compare(items[to - 1].name, moving.name) > 0; to--) items[to] = items[to - 1];
        items[to] = moving;
    }
}

void attrs_print(buf *out, attr *items, uint32_t count)
{
    CHECK(count <= ATTRS_MAX);
    if (count == 0) return;
    sort_by_name(items, count);
    for (uint32_t i = 0; i < count; i++) {
        CHECK(name_valid(items[i].name));
        CHECK(i == 0 || str_compare(items[i - 1].name, items[i].name) < 0);
        buf_char(out, i == 0 ? '{' : ',');
        buf_json(out, items[i].name);
        buf_char(out, ':');
        if (items[i].is_int)
            buf_int(out, items[i].number);
        else
            buf_json(out, items[i].text);
    }
    buf_char(out, '}');
}

/* ---- the gate: a reader that accepts one spelling only ---- */
typedef struct reader {
    str s;
    size_t at;
} reader;

static bool read_char(reader *r, char wanted)
{
    if (r->at >= r->s.len || r->s.ptr[r->at] != wanted) return false;
    r->at++;
    return true;
}

static int hex_digit(char c)
{
    if (is_digit(c)) return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character that a short escape stands for; 0 when it is none. */
static char unescape_short(char c)
{
    static const char PAIR[][2] = {{'"', '"'},  {'\\', '\\'}, {'n', '\n'}, {'t', '\t'},
                                   {'r', '\r'}, {'b', '\b'},  {'f', '\f'}};
    for (size_t i = 0; i < COUNT_OF(PAIR); i++)
        if (PAIR[i][0] == c) return PAIR[i][1];
    return 0;
}

/* Behind "\u": 00XX, lower case, a control character that has no short escape; NUL is in no text. */
static bool read_control(reader *r)
{
    if (r->s.len - r->at < 4 || !str_starts(str_slice(r->s, r->at, r->s.len), STR("00"))) return false;
    r->at += 2;
    int high = hex_digit(r->s.ptr[r->at]);
    int low = hex_digit(r->s.ptr[r->at + 1]);
    r->at += 2;
    if (high < 0 || high > 1 || low < 0) return false;
    int c = high * 16 + low;
    return c != 0 && c != '\n' && c != '\t' && c != '\r' && c != '\b' && c != '\f';
}

static bool read_text(reader *r, str *out)
{
    if (!read_char(r, '"')) return false;
    size_t from = r->at;
    while (r->at < r->s.len && r->s.ptr[r->at] != '"') {
        char c = r->s.ptr[r->at++];
        if ((unsigned char)c < 0x20) return false;
        if (c != '\\') continue;
        if (r->at >= r->s.len) return false;
        c = r->s.ptr[r->at++];
        if (c == 'u' ? !read_control(r) : unescape_short(c) == 0) return false;
    }
    *out = str_slice(r->s, from, r->at);
    return read_char(r, '"');
}

static bool read_int(reader *r, int64_t *out)
{
    bool minus = read_char(r, '-');
    if (r->at >= r->s.len || !is_digit(r->s.ptr[r->at])) return false;
    bool zero_first = r->s.ptr[r->at] == '0';
    size_t digits = 0;
    int64_t value = 0; /* kept negative: the least int64 has no positive twin */
    for (; r->at < r->s.len && is_digit(r->s.ptr[r->at]); r->at++, digits++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, r->s.ptr[r->at] - '0', &value))
            return false;
    if (zero_first && (digits > 1 || minus)) return false;
    if (!minus && value == INT64_MIN) return false;
    *out = minus ? value : -value;
    return true;
}

/* One member, behind its '{' or ','. */
static bool read_member(reader *r, attr *out)
{
    *out = (attr){0};
    if (!read_text(r, &out->name) || !name_valid(out->name) || !read_char(r, ':')) return false;
    if (r->at < r->s.len && r->s.ptr[r->at] == '"') return read_text(r, &out->text);
    out->is_int = true;
    return read_int(r, &out->number);
}

bool attrs_canonical(str attrs)
{
    if (attrs.len == 0) return true;
    if (!utf8_valid(attrs)) return false;
    reader r = {attrs, 0};
    str before = STR_NONE;
    do {
        attr at;
        if (!read_char(&r, before.len == 0 ? '{' : ',') || !read_member(&r, &at)) return false;
        if (before.len > 0 && str_compare(before, at.name) >= 0) return false;
        before = at.name;
    } while (r.at < attrs.len && attrs.ptr[r.at] == ',');
    return read_char(&r, '}') && r.at == attrs.len;
}

bool attr_next(attr *out, str attrs, size_t *at)
{
    CHECK(*at <= attrs.len);
    if (attrs.len == 0 || attrs.len - *at <= 1) return false; /* only the closing brace is left */
    reader r = {attrs, *at + 1};
    bool read = read_member(&r, out);
    CHECK(read);
    *at = r.at;
    return true;
}

bool attr_find(attr *out, str attrs, str name)
{
    attr each;
    for (size_t at = 0; attr_next(&each, attrs, &at);)
        if (str_equal(each.name, name)) {
            *out = each;
            return true;
        }
    return false;
}

/* Undo the escapes of a canonical text; returns bytes written, which never exceed those read. */
static size_t unescape(char *to, str text)
{
    size_t len = 0;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        if (c == '\\') {
            CHECK(at + 1 < text.len);
            c = text.ptr[++at];
            if (c == 'u') {
                CHECK(at + 4 < text.len);
                c = (char)(hex_digit(text.ptr[at + 3]) * 16 + hex_digit(text.ptr[at + 4]));
                at += 4;
            } else {
                c = unescape_short(c);
            }
        }
        to[len++] = c;
    }
    return len;
}

str attrs_text(str attrs, str name, arena *a)
{
    attr found;
    if (!attr_find(&found, attrs, name) || found.is_int) return STR("");
    if (found.text.len == 0 || memchr(found.text.ptr, '\\', found.text.len) == NULL) return found.text;
    char *plain = arena_get(a, found.text.len);
    if (plain == NULL) return STR_NONE;
    return (str){plain, unescape(plain, found.text)};
}

int64_t attrs_int(str attrs, str name, int64_t otherwise)
{
    attr found;
    return attr_find(&found, attrs, name) && found.is_int ? found.number : otherwise;
}
