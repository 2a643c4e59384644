/* refusal: how the command line says no. One block a refusal on standard error, in one language; or JSON lines in both. */
#include "face/cli/cli_int.h"

#include <errno.h>
#include <string.h>

enum { SHOWN_MAX = 20 };

/* ---- the face's own ---- */
weir_status refuse_usage(const invocation *call, const char *what_zh, const char *what_en, weir_error **error)
{
    const char *const names[] = {"what", "command"};
    const char *const values[] = {call->lang == WEIR_ZH ? what_zh : what_en, call->command ? call->command->name : ""};
    *error = weir_error_make("E_USAGE", names, values, COUNT_OF(names));
    return weir_error_status(*error);
}

weir_status refuse_option_value(option o, const char *value, weir_error **error)
{
    const option_info *info = option_get(o);
    return refuse_choice(info->name, value, *info->value ? info->value : "-", error);
}

weir_status refuse_choice(const char *word, const char *value, const char *allowed, weir_error **error)
{
    const char *const names[] = {"word", "value", "allowed"};
    const char *const values[] = {word, value, allowed};
    *error = weir_error_make("E_OPTION_VALUE", names, values, COUNT_OF(names));
    return weir_error_status(*error);
}

/* Fixed words: strerror would speak the locale's language. */
static const char *reason_of(int number)
{
    switch (number) {
    case ENOSPC: return "no space left on the device";
    case EACCES:
    case EROFS: return "permission denied";
    case ENOENT: return "no such file";
    case ENOTDIR: return "a part of the path is not a directory";
    case EISDIR: return "it is a directory";
    case EEXIST: return "it exists already";
    case EIO: return "the device reports an error";
    default: return "the output takes no more bytes";
    }
}

weir_status refuse_write(const char *path, int reason, weir_error **error)
{
    const char *const names[] = {"path", "reason"};
    const char *const values[] = {path, reason_of(reason)};
    *error = weir_error_make("E_FILE_WRITE", names, values, COUNT_OF(names));
    return weir_error_status(*error);
}

/* ---- for people ---- */
static void tell_place(const weir_error *error, size_t i, bool zh)
{
    uint64_t row = weir_error_row(error, i);
    const char *field = weir_error_field(error, i), *value = weir_error_value(error, i);
    const char *gap = "";
    if (row) {
        fprintf(stderr, zh ? "第 %llu 行" : "row %llu", (unsigned long long)row);
        gap = zh ? " " : ", ";
    }
    if (*field) {
        fprintf(stderr, zh ? "%s字段 %s" : "%sfield %s", gap, field);
        gap = zh ? " " : ", ";
    }
    if (*value) fprintf(stderr, zh ? "%s值 \"%s\"" : "%svalue \"%s\"", gap, value);
    if (row || *field || *value) fputs(zh ? ":" : ": ", stderr);
}

static void tell_one(const weir_error *error, size_t i, weir_lang lang)
{
    const char *hint = weir_error_hint(error, i, lang);
    tell_place(error, i, lang == WEIR_ZH);
    fprintf(stderr, "%s\n", weir_error_text(error, i, lang));
    if (*hint) fprintf(stderr, "  → %s\n", hint);
}

static void tell_people(const weir_error *error, weir_lang lang)
{
    size_t count = weir_error_count(error);
    uint64_t shown = count < SHOWN_MAX ? count : SHOWN_MAX, total = weir_error_total(error);
    for (size_t i = 0; i < shown; i++) tell_one(error, i, lang);
    if (total > shown)
        fprintf(stderr,
                lang == WEIR_ZH ? "……还有 %llu 处;用 --errors FILE 取得全部\n"
                                : "… and %llu more; --errors FILE writes them all\n",
                (unsigned long long)(total - shown));
    if (weir_error_row(error, 0) > 0)
        fprintf(stderr,
                lang == WEIR_ZH
                    ? "共 %llu 处;未写入任何内容\n"
                    : (total == 1 ? "%llu refusal; nothing was written\n" : "%llu refusals; nothing was written\n"),
                (unsigned long long)total);
}

/* ---- for programs ---- */
static void put_text(buf *out, const char *name, const char *value)
{
    buf_char(out, ',');
    buf_json(out, str_from(name));
    buf_char(out, ':');
    buf_json(out, str_from(value));
}

static void tell_programs(const weir_error *error, arena *a)
{
    for (size_t i = 0; i < weir_error_count(error); i++) {
        buf line;
        buf_init(&line, a, (size_t)1 << 16);
        buf_text(&line, "{\"code\":");
        buf_json(&line, str_from(weir_error_code(error, i)));
        buf_text(&line, ",\"row\":");
        buf_int(&line, (int64_t)weir_error_row(error, i));
        put_text(&line, "field", weir_error_field(error, i));
        put_text(&line, "value", weir_error_value(error, i));
        put_text(&line, "zh", weir_error_text(error, i, WEIR_ZH));
        put_text(&line, "en", weir_error_text(error, i, WEIR_EN));
        put_text(&line, "hint_zh", weir_error_hint(error, i, WEIR_ZH));
        put_text(&line, "hint_en", weir_error_hint(error, i, WEIR_EN));
        buf_text(&line, "}\n");
        str text = buf_view(&line);
        fwrite(text.ptr, 1, text.len, stderr);
    }
}

weir_status refusal_tell(const invocation *call, weir_error *error)
{
    weir_status status = weir_error_status(error);
    CHECK(status != WEIR_OK);
    if (call->value[OPTION_ERRORS_JSON])
        tell_programs(error, call->a);
    else
        tell_people(error, call->lang);
    weir_error_free(error);
    return status;
}

weir_status refusal_save(const char *path, const weir_error *error, weir_error **problem)
{
    size_t bytes;
    const char *text = weir_error_mend(error, &bytes);
    if (bytes == 0) return WEIR_OK;
    FILE *to = fopen(path, "wb");
    if (!to) return refuse_write(path, errno, problem);
    bool good = fwrite(text, 1, bytes, to) == bytes;
    int reason = good ? 0 : errno;
    if (fclose(to) != 0 && good) {
        good = false;
        reason = errno;
    }
    return good ? WEIR_OK : refuse_write(path, reason, problem);
}
