/* app_sample: a book in a folder of its own, written to and read through weir.h. */
#ifndef WEIR_TESTS_APP_SAMPLE_H
#define WEIR_TESTS_APP_SAMPLE_H

#include "weir.h"

#include "base/base.h"

typedef struct app_sample {
    char folder[64];
    char path[96];
    weir_book *book; /* open for writing */
} app_sample;
void app_sample_make(app_sample *s);
void app_sample_reopen(app_sample *s);
void app_sample_remove(app_sample *s);
/* Writes text to a file in the folder and imports it; key NULL = by content. */
weir_status app_import(app_sample *s, const char *text, const char *key, bool dry_run, weir_imported *out,
                       weir_error **error);
/* The same, but it must succeed. */
void app_import_good(app_sample *s, const char *text);
weir_head app_head(const app_sample *s);
void assert_same_head(const weir_head *one, const weir_head *other);
/* Checks the only or first code, and frees. */
void assert_code(weir_error *error, const char *code);

/* What a sink took. */
typedef struct taken {
    char *bytes; /* terminated */
    size_t len, room;
    size_t refuse_after; /* SIZE_MAX = takes all */
} taken;
weir_sink taken_sink(taken *t, char *room, size_t bytes);

/* Two parties, two funds, a cluster, flows, statements, a close and a reversal: eleven lines of JSON, entries 2 to 12. */
extern const char APP_SAMPLE_ROWS[];
enum { APP_SAMPLE_COUNT = 11 };

#endif
