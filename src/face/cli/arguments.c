/* arguments: words of the command line → an invocation.
 *
 * Options may stand anywhere, as "--name value" or "--name=value"; "--" ends them; "-" is an argument. The language is
 * settled first, so that even the first mistake is told in the right one. */
#include "face/cli/cli_int.h"

#include <stdlib.h>
#include <string.h>

typedef struct reading {
    invocation *out;
    char **words;
    int count, at;
    const char **arg, **where, **what_if;
    bool options_ended;
    weir_error **error;
} reading;

/* ---- language ---- */
static bool lang_parse(weir_lang *out, const char *word)
{
    bool zh = strcmp(word, "zh") == 0;
    if (!zh && strcmp(word, "en") != 0) return false;
    *out = zh ? WEIR_ZH : WEIR_EN;
    return true;
}

static weir_lang lang_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "zh", 2) == 0 ? WEIR_ZH : WEIR_EN;
    }
    return WEIR_EN;
}

/* How mistakes are told, looked up before any can be made. */
static void settle_telling(invocation *out, int count, char **words)
{
    out->lang = lang_of_environment();
    for (int i = 1; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strncmp(words[i], "--lang=", 7) == 0) lang_parse(&out->lang, words[i] + 7);
        if (strcmp(words[i], "--lang") == 0 && i + 1 < count) lang_parse(&out->lang, words[i + 1]);
        if (strcmp(words[i], "--errors-json") == 0) out->value[OPTION_ERRORS_JSON] = "";
    }
}

/* ---- options ---- */
static weir_status refuse_named(const char *code, const char *word, const invocation *call, weir_error **error)
{
    const char *const names[] = {"word", "command"};
    const char *const values[] = {word, call->command ? call->command->name : ""};
    *error = weir_error_make(code, names, values, COUNT_OF(names));
    return weir_error_status(*error);
}

/* Which option a word begins; its length without "=value". */
static bool option_of(option *out, size_t *len, const char *word)
{
    const char *equals = strchr(word, '=');
    *len = equals ? (size_t)(equals - word) : strlen(word);
    for (int o = 0; o < OPTION_COUNT; o++) {
        const char *name = option_get((option)o)->name;
        if (strlen(name) != *len || strncmp(name, word, *len) != 0) continue;
        *out = (option)o;
        return true;
    }
    return false;
}

static weir_status refuse_value_missing(const reading *r, option o)
{
    const option_info *info = option_get(o);
    char what[128];
    snprintf(what, sizeof what, "%s %s", info->name, info->value);
    return refuse_usage(r->out, what, what, r->error);
}

static weir_status read_option(reading *r)
{
    const char *word = r->words[r->at];
    option o;
    size_t len;
    if (!option_of(&o, &len, word)) return refuse_named("E_OPTION_UNKNOWN", word, r->out, r->error);
    bool inline_value = word[len] == '=', is_switch = *option_get(o)->value == 0;
    if (is_switch && inline_value) return refuse_option_value(o, word + len + 1, r->error);
    if (!is_switch && !inline_value && r->at + 1 >= r->count) return refuse_value_missing(r, o);
    const char *value = is_switch ? "" : inline_value ? word + len + 1 : r->words[++r->at];
    weir_lang lang;
    if (o == OPTION_LANG && !lang_parse(&lang, value)) return refuse_option_value(o, value, r->error);
    r->out->value[o] = value;
    if (o == OPTION_WHERE) r->where[r->out->where_count++] = value;
    if (o == OPTION_WHAT_IF) r->what_if[r->out->what_if_count++] = value;
    return WEIR_OK;
}

static weir_status read_word(reading *r)
{
    const char *word = r->words[r->at];
    bool is_help = strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
    if (!r->options_ended && strcmp(word, "--") == 0) {
        r->options_ended = true;
        return WEIR_OK;
    }
    if (!r->options_ended && !is_help && word[0] == '-' && word[1] != 0) return read_option(r);
    if (is_help && !r->options_ended) {
        if (r->out->command) r->arg[r->out->arg_count++] = r->out->command->name;
        r->out->command = command_find("help");
        return WEIR_OK;
    }
    if (r->out->command) {
        r->arg[r->out->arg_count++] = word;
        return WEIR_OK;
    }
    r->out->command = command_find(word);
    return r->out->command ? WEIR_OK : refuse_named("E_COMMAND_UNKNOWN", word, r->out, r->error);
}

/* ---- does the whole make sense? ---- */
static weir_status check_options(const reading *r)
{
    const invocation *call = r->out;
    for (int o = 0; o < OPTION_COUNT; o++) {
        bool common = !call->command && (o == OPTION_VERSION || o == OPTION_LANG || o == OPTION_ERRORS_JSON);
        if (!call->value[o] || common || (call->command && option_allowed(call->command, (option)o))) continue;
        return refuse_named("E_OPTION_UNKNOWN", option_get((option)o)->name, call, r->error);
    }
    if (call->value[OPTION_JSON] && call->value[OPTION_CSV])
        return refuse_usage(call, "--json 与 --csv 只能选一", "--json or --csv, not both", r->error);
    return WEIR_OK;
}

static weir_status check_count(const reading *r)
{
    const invocation *call = r->out;
    if (!call->command) return WEIR_OK;
    if (call->arg_count >= call->command->least && call->arg_count <= call->command->most) return WEIR_OK;
    char what[256];
    snprintf(what, sizeof what, "weir %s %s", call->command->name, call->command->arguments);
    return refuse_usage(call, what, what, r->error);
}

weir_status arguments_read(invocation *out, int count, char **words, arena *a, weir_error **error)
{
    *out = (invocation){.a = a};
    settle_telling(out, count, words);
    size_t room = (size_t)count + 1;
    reading r = {.out = out, .words = words, .count = count, .at = 1, .error = error};
    r.arg = arena_get(a, room * sizeof *r.arg);
    r.where = arena_get(a, room * sizeof *r.where);
    r.what_if = arena_get(a, room * sizeof *r.what_if);
    if (!r.arg || !r.where || !r.what_if) {
        const char *const names[] = {"limit", "bytes"};
        const char *const values[] = {"command line", "1048576"};
        *error = weir_error_make("E_LIMIT", names, values, COUNT_OF(names));
        return weir_error_status(*error);
    }
    out->arg = r.arg;
    out->where = r.where;
    out->what_if = r.what_if;
    weir_status status = WEIR_OK;
    for (; r.at < count && !status; r.at++) status = read_word(&r);
    if (!status) status = check_options(&r);
    return status ? status : check_count(&r);
}

bool number_read(uint64_t *out, const char *text)
{
    uint64_t value = 0;
    for (const char *c = text; *c; c++) {
        if (*c < '0' || *c > '9' || value > (UINT64_MAX - 9) / 10) return false;
        value = value * 10 + (uint64_t)(*c - '0');
    }
    if (value == 0) return false;
    *out = value;
    return true;
}
