/* cli_int: what the files of this face share. The face knows weir.h and how to talk to people, and no rules. */
#ifndef WEIR_CLI_INT_H
#define WEIR_CLI_INT_H

#include "weir.h"

#include "base/base.h"

#include <stdio.h>

/* ---- the tables ---- */
typedef enum option {
#define OPTION(ident, name, value, zh, en) OPTION_##ident,
#include "face/cli/options.def"
    OPTION_COUNT
} option;
#define BIT(ident) (UINT64_C(1) << OPTION_##ident)
enum { MANY = 100000 };

typedef struct invocation invocation;
typedef struct command_info {
    const char *name;
    weir_status (*run)(const invocation *call);
    const char *arguments;
    size_t least, most;
    uint64_t options;
    const char *zh, *en, *more_zh, *more_en;
} command_info;
typedef struct option_info {
    const char *name, *value, *zh, *en;
} option_info;
const command_info *command_find(const char *name);          /* NULL when there is none */
const command_info *command_next(const command_info *after); /* NULL begins and ends */
const option_info *option_get(option o);
bool option_allowed(const command_info *c, option o);

/* ---- one call of the program ---- */
struct invocation {
    const command_info *command; /* NULL: none was named */
    const char *const *arg;      /* without program and command */
    size_t arg_count;
    const char *value[OPTION_COUNT]; /* NULL = not given; "" for a switch */
    const char *const *where;
    size_t where_count;
    const char *const *what_if;
    size_t what_if_count;
    weir_lang lang;
    arena *a;
};
/* *error is the caller's when the status is not WEIR_OK; lang is set all the same. */
weir_status arguments_read(invocation *out, int count, char **words, arena *a, weir_error **error);
/* A whole number from 1; false for anything else. */
bool number_read(uint64_t *out, const char *text);

/* ---- saying no ---- */
/* Each returns the status of the error, which it makes. */
weir_status refuse_usage(const invocation *call, const char *what_zh, const char *what_en, weir_error **error);
weir_status refuse_option_value(option o, const char *value, weir_error **error);
/* The same of an argument that is one of some words. */
weir_status refuse_choice(const char *word, const char *value, const char *allowed, weir_error **error);
weir_status refuse_write(const char *path, int reason, weir_error **error);
/* Tells standard error what is wrong, frees the error, and returns its status. */
weir_status refusal_tell(const invocation *call, weir_error *error);
/* Writes the rows that can be mended to path; a warning when that fails. */
weir_status refusal_save(const char *path, const weir_error *error, weir_error **problem);

/* ---- output ---- */
typedef struct output {
    FILE *to;
    const char *path; /* for messages */
    int reason;       /* errno of the first failure; 0 = none */
} output;
weir_sink output_sink(output *o);
output output_standard(void);
/* Flushes; when a write failed, replaces *error by one that says why. */
weir_status output_end(output *o, weir_status status, weir_error **error);
bool output_is_shut(const output *o); /* the reader went away: nobody is left to complain to */

/* ---- progress ---- */
typedef struct progress {
    const invocation *call;
    int64_t begun_ms, told_ms;
    bool shown;
} progress;
weir_progress progress_begin(progress *p, const invocation *call);
void progress_end(progress *p);

/* ---- prompt.c ---- */
typedef struct prompt prompt;
/* NULL: lines cannot be edited here. It lives with the call. */
prompt *prompt_open(const invocation *call, weir_sql_session *session);
const char *prompt_line(prompt *p, bool continues); /* borrowed until the next; NULL at the end */
void prompt_close(prompt *p);                       /* NULL is allowed */

/* ---- desk.c: where a book asks for two persons, entries become drafts ---- */
bool book_asks_for_two(weir_book *b);
weir_status draft_of_fields(const invocation *call, weir_book *b, const char *kind, const char *const *fields,
                            size_t count, output *o, weir_error **error);
weir_status draft_of_file(const invocation *call, weir_book *b, output *o, weir_error **error);

/* ---- commands.c ---- */
enum { TODAY_BYTES = 16 };
void read_today(char out[TODAY_BYTES]);
weir_format format_of(const invocation *call);
/* Flushes what was printed, tells what went wrong and frees it; the status of the call. */
weir_status finish(const invocation *call, output *o, weir_status status, weir_error *error);
weir_status read_options(weir_show_options *out, const invocation *call, const char *today, weir_error **error);

/* ---- help ---- */
weir_status help_welcome(const invocation *call, output *o);
weir_status help_all(const invocation *call, output *o);
weir_status help_command(const invocation *call, const command_info *c, output *o);

/* ---- commands.c, sql.c, check.c ---- */
#define COMMAND(name, function, ...) weir_status function(const invocation *call);
#include "face/cli/commands.def"
int cli_run(int count, char **words);

#endif
