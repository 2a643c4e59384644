/* sql: `weir sql BOOK`: one statement from the command line, or many: typed at a prompt, or read from standard input.
 *
 * A statement ends at a semicolon that is no part of a text or a comment; a line that begins with a point is one by itself.
 * At a prompt a mistake is told and the next line is read; from a file the first one ends the run with its status. */
#include "face/cli/cli_int.h"

#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 1 << 16, STATEMENT_BYTES_MAX = 1 << 20 };

/* ---- where a statement ends ---- */

/* Behind a quoted text or a comment that begins at `at`; the end of the text when it is not closed. */
static size_t skip_quoted(const char *s, size_t len, size_t at)
{
    char quote = s[at];
    if (quote == '-' || quote == '/') {
        const char *end = quote == '-' ? strchr(s + at, '\n') : strstr(s + at + 2, "*/");
        return end ? (size_t)(end - s) + (quote == '-' ? 1 : 2) : len;
    }
    const char *end = strchr(s + at + 1, quote == '[' ? ']' : quote);
    return end ? (size_t)(end - s) + 1 : len + 1;
}

static bool begins_quoted(const char *s, size_t at)
{
    return strchr("'\"`[", s[at]) != NULL || (s[at] == '-' && s[at + 1] == '-') || (s[at] == '/' && s[at + 1] == '*');
}

/* Is a semicolon the last thing that is said, comments aside? */
static bool is_complete(const char *s)
{
    size_t len = strlen(s);
    bool ended = false;
    for (size_t at = 0; at < len;) {
        if (begins_quoted(s, at)) {
            bool is_text = s[at] != '-' && s[at] != '/';
            if (is_text) ended = false;
            at = skip_quoted(s, len, at);
            if (at > len) return false;
            continue;
        }
        if (s[at] == ';')
            ended = true;
        else if (strchr(" \t\r\n", s[at]) == NULL)
            ended = false;
        at++;
    }
    return ended;
}

/* ---- reading statements ---- */

typedef struct reader {
    const invocation *call;
    prompt *at; /* NULL: standard input is no terminal */
    buf text;
    char line[LINE_BYTES];
} reader;

static const char *next_line(reader *r)
{
    if (r->at) return prompt_line(r->at, r->text.len > 0);
    return fgets(r->line, sizeof r->line, stdin);
}

static bool is_command(str line)
{
    return line.len > 0 && line.ptr[0] == '.';
}

/* The next statement, terminated; NULL at the end. */
static const char *next_statement(reader *r)
{
    const char *line = NULL;
    r->text.len = 0;
    while ((line = next_line(r)) != NULL) {
        bool is_first = r->text.len == 0;
        buf_text(&r->text, line);
        buf_char(&r->text, '\0');
        if (r->text.failed) return NULL;
        r->text.len--; /* the end moves on with the next line */
        if ((is_first && is_command(str_trim(str_from(line)))) || is_complete(r->text.ptr)) return r->text.ptr;
        if (str_trim(buf_view(&r->text)).len == 0) r->text.len = 0;
    }
    return r->text.len > 0 ? r->text.ptr : NULL;
}

static bool is_leaving(const char *statement)
{
    str word = str_trim(str_from(statement));
    return str_equal(word, STR(".quit")) || str_equal(word, STR(".exit"));
}

/* ---- running them ---- */

static weir_status tell_and_go_on(const invocation *call, output *o, weir_status status, weir_error *error)
{
    status = output_end(o, status, &error);
    if (status == WEIR_OK) return WEIR_OK;
    if (!output_is_shut(o)) return refusal_tell(call, error);
    weir_error_free(error);
    return status;
}

static weir_status run_all(const invocation *call, weir_sql_session *s, reader *r, output *o)
{
    const char *statement = NULL;
    weir_status last = WEIR_OK;
    while ((statement = next_statement(r)) != NULL && !is_leaving(statement)) {
        weir_error *error = NULL;
        weir_status status = weir_sql_ask(s, statement, output_sink(o), &error);
        last = tell_and_go_on(call, o, status, error);
        if (output_is_shut(o) || (last != WEIR_OK && !r->at)) return last;
    }
    return r->at ? WEIR_OK : last;
}

static weir_status run_from_input(const invocation *call, weir_sql_session *s, output *o)
{
    reader *r = arena_get(call->a, sizeof *r);
    CHECK(r != NULL); /* the arena of the command line is as good as empty */
    r->call = call;
    r->at = isatty(STDIN_FILENO) ? prompt_open(call, s) : NULL;
    buf_init(&r->text, call->a, STATEMENT_BYTES_MAX);
    weir_status status = run_all(call, s, r, o);
    prompt_close(r->at);
    return status;
}

static weir_status read_sql_options(weir_sql_options *out, const invocation *call, const char *today,
                                    weir_error **error)
{
    const char *limit = call->value[OPTION_LIMIT], *seconds = call->value[OPTION_SECONDS];
    uint64_t seconds_read = 0;
    *out = (weir_sql_options){.as_of = call->value[OPTION_AS_OF],
                              .known_at = call->value[OPTION_KNOWN_AT],
                              .published_by = call->value[OPTION_PUBLISHED_BY],
                              .record = call->value[OPTION_RECORD],
                              .lang = call->lang,
                              .format = format_of(call),
                              .today = today};
    if (limit && !number_read(&out->rows_max, limit)) return refuse_option_value(OPTION_LIMIT, limit, error);
    if (seconds && (!number_read(&seconds_read, seconds) || seconds_read > MANY))
        return refuse_option_value(OPTION_SECONDS, seconds, error);
    out->seconds = (uint32_t)seconds_read;
    return WEIR_OK;
}

weir_status do_sql(const invocation *call)
{
    char today[TODAY_BYTES];
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_sql_session *s = NULL;
    weir_sql_options options;
    output o = output_standard();
    read_today(today);
    weir_status status = read_sql_options(&options, call, today, &error), told = WEIR_OK;
    if (!status) status = weir_open(&b, call->arg[0], true, &error);
    if (!status) status = weir_sql_open(&s, b, &options, &error);
    if (!status && call->arg_count > 1) status = weir_sql_ask(s, call->arg[1], output_sink(&o), &error);
    if (!status && call->arg_count < 2) told = run_from_input(call, s, &o);
    weir_sql_close(s);
    weir_close(b);
    if (told != WEIR_OK) return told;
    return tell_and_go_on(call, &o, status, error);
}
