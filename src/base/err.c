/* err: what went wrong, as values; and the table of every way to say no.
 *
 * Text is not rendered here: a face does that, in the language that was asked for, from template and values.
 * Texts put into an err may be bytes that a file held, so they are made printable on the way in: what is not
 * valid UTF-8 and every control character becomes U+FFFD. An err is therefore always one line of valid UTF-8.
 *
 * Invariants: args stand only behind a code (err_raise clears them); texts are terminated and cut at a code point. */
#include "base/base.h"

#include <assert.h>
#include <string.h>

typedef struct err_row {
    const char *name;
    err_class class;
    int exit_status;
    const char *text[2]; /* en, zh: indexed by the zh flag */
    const char *hint[2];
} err_row;

static const err_row ROW[] = {
    {.name = "ERR_OK", .text = {"", ""}, .hint = {"", ""}},
#define ERR(code, cls, exit_code, zh, en, hint_zh, hint_en) {#code, cls, exit_code, {en, zh}, {hint_en, hint_zh}},
#include "base/errors.def"
#undef ERR
};
static_assert(COUNT_OF(ROW) == ERR_COUNT, "one row a code");
static_assert(ERR_ARGS_MAX <= UINT8_MAX, "arg_count holds the number of args");

/* Scripts trust exit statuses, so a class has one; and no code comes without a sentence in both languages. */
#define EXIT_OF(cls) ((cls) == ERR_USAGE ? 2 : (cls) == ERR_REFUSAL ? 3 : (cls) == ERR_FAULT ? 4 : 5)
#define ERR(code, cls, exit_code, zh, en, hint_zh, hint_en)                                                            \
    static_assert((exit_code) == EXIT_OF(cls), #code ": exit status of its class");                                    \
    static_assert(sizeof(zh) > 1 && sizeof(en) > 1, #code ": a sentence in both languages");                           \
    static_assert((sizeof(hint_zh) > 1) == (sizeof(hint_en) > 1), #code ": a hint in both languages or in none");
#include "base/errors.def"
#undef ERR
#undef EXIT_OF

static const err_row *row_of(err_code code)
{
    CHECK((int)code >= 0);
    CHECK(code < ERR_COUNT);
    return &ROW[code];
}

const char *err_name(err_code code)
{
    return row_of(code)->name;
}

err_class err_class_of(err_code code)
{
    return row_of(code)->class;
}

int err_exit(err_code code)
{
    return row_of(code)->exit_status;
}

const char *err_template(err_code code, bool zh)
{
    return row_of(code)->text[zh];
}

const char *err_hint(err_code code, bool zh)
{
    return row_of(code)->hint[zh];
}

err_code err_find(str name)
{
    for (int code = ERR_OK + 1; code < ERR_COUNT; code++)
        if (str_equal(name, str_from(ROW[code].name))) return (err_code)code;
    return ERR_OK;
}

err_code err_raise(err *e, err_code code, const char *file, int line)
{
    CHECK(code != ERR_OK);
    CHECK(code < ERR_COUNT);
    if (!e) return code;
    e->code = code;
    e->src_file = file;
    e->src_line = line;
    memset(e->arg, 0, sizeof e->arg);
    e->arg_count = 0;
    return code;
}

/* Bytes of the printable code point that s begins with; 0 when it begins with none. */
static size_t printable_ahead(str s)
{
    unsigned char first = (unsigned char)s.ptr[0];
    if (first < 0x80) return first >= 0x20 && first != 0x7F;
    for (size_t bytes = 2; bytes <= 4 && bytes <= s.len; bytes++)
        if (utf8_valid((str){s.ptr, bytes})) return bytes;
    return 0;
}

/* Copies s, terminated and printable, as many whole code points as out has room for. */
static void copy_printable(char *out, size_t out_bytes, str s)
{
    size_t len = 0;
    for (size_t at = 0; at < s.len;) {
        size_t bytes = printable_ahead(str_slice(s, at, s.len));
        str piece = bytes > 0 ? (str){s.ptr + at, bytes} : STR("\uFFFD");
        if (len + piece.len >= out_bytes) break;
        memcpy(out + len, piece.ptr, piece.len);
        len += piece.len;
        at += bytes > 0 ? bytes : 1;
    }
    CHECK(len < out_bytes);
    out[len] = 0;
}

static err_arg *add_arg(err *e, const char *name, err_arg_kind kind)
{
    CHECK(name != NULL);
    CHECK(e->code != ERR_OK);
    CHECK(e->arg_count < ERR_ARGS_MAX);
    err_arg *arg = &e->arg[e->arg_count++];
    *arg = (err_arg){.name = name, .kind = kind};
    return arg;
}

void err_text(err *e, const char *name, str value)
{
    if (!e) return;
    err_arg *arg = add_arg(e, name, ERR_ARG_TEXT);
    copy_printable(arg->text, sizeof arg->text, value);
}

void err_int(err *e, const char *name, int64_t value)
{
    if (!e) return;
    add_arg(e, name, ERR_ARG_INT)->value = value;
}

void err_day(err *e, const char *name, int32_t day)
{
    if (!e) return;
    add_arg(e, name, ERR_ARG_DAY)->value = day;
}

void err_minor(err *e, const char *name, int64_t minor, int32_t unit)
{
    if (!e) return;
    err_arg *arg = add_arg(e, name, ERR_ARG_MINOR);
    arg->value = minor;
    arg->unit = unit;
}

void err_at_field(err *e, const char *field, str value)
{
    if (!e) return;
    copy_printable(e->at.field, sizeof e->at.field, str_from(field));
    copy_printable(e->at.value, sizeof e->at.value, value);
}

void locus_put_file(locus *at, const char *path)
{
    CHECK(at != NULL);
    str name = str_from(path);
    for (size_t i = 0, len = name.len; i < len; i++)
        if (path[i] == '/') name = str_from(path + i + 1);
    copy_printable(at->file, sizeof at->file, name);
}
