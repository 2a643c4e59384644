/* app_sample: a book in a folder of its own, written to and read through weir.h. */
#include "app_sample.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char APP_SAMPLE_ROWS[] =
    "{\"kind\":\"party.registered\",\"id\":\"gov\",\"name\":\"财政局\",\"class\":\"government\",\"region\":\"440300\"}"
    "\n"
    "{\"kind\":\"party.registered\",\"id\":\"f1\",\"name\":\"一号基金\",\"class\":\"mother_fund\"}\n"
    "{\"kind\":\"party.registered\",\"id\":\"ent\",\"name\":\"甲公司\",\"class\":\"enterprise\"}\n"
    "{\"kind\":\"commitment.signed\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"10亿元\",\"date\":\"2024-01-"
    "05\"}\n"
    "{\"kind\":\"contribution.paid\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"3亿元\",\"date\":\"2024-02-05\"}"
    "\n"
    "{\"kind\":\"contribution.paid\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"2亿元\",\"date\":\"2024-03-05\"}"
    "\n"
    "{\"kind\":\"entry.reversed\",\"entry\":7,\"reason\":\"录错\"}\n"
    "{\"kind\":\"distribution.paid\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"1亿元\",\"recallable\":\"0."
    "5亿元\","
    "\"date\":\"2024-05-05\"}\n"
    "{\"kind\":\"stake.reported\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"超9亿元\",\"share\":\"67.7213\","
    "\"state\":\"stated\",\"date\":\"2024\",\"published\":\"2024-06\",\"source_title\":\"公告\",\"confidence\":"
    "\"high\"}\n"
    "{\"kind\":\"indicator.observed\",\"indicator\":\"ai_output\",\"period\":\"2024Q1-Q3\",\"value\":\"约30%\","
    "\"region\":\"440300\"}\n";
/* A close is a batch of its own. */
static const char CLOSE[] = "{\"kind\":\"period.closed\",\"through\":\"2024-06-30\"}\n";

void app_sample_make(app_sample *s)
{
    *s = (app_sample){.book = NULL};
    const char *parent = getenv("TMPDIR");
    snprintf(s->folder, sizeof s->folder, "%s/weir-app-XXXXXX", parent && *parent ? parent : "/tmp");
    assert_non_null(mkdtemp(s->folder));
    snprintf(s->path, sizeof s->path, "%s/book.weir", s->folder);
    assert_int_equal(weir_init(s->path, "admin", "管理员", NULL), WEIR_OK);
    app_sample_reopen(s);
}

void app_sample_reopen(app_sample *s)
{
    weir_close(s->book);
    s->book = NULL;
    assert_int_equal(weir_open(&s->book, s->path, false, NULL), WEIR_OK);
}

void app_sample_remove(app_sample *s)
{
    static const char *const files[] = {"book.weir",  "book.weir-wal", "book.weir-shm",      "rows.txt",
                                        "other.weir", "copy.weir",     "book.weir-snapshot", "book.weir-writer"};
    weir_close(s->book);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", s->folder, files[i]);
        remove(path);
    }
    assert_int_equal(rmdir(s->folder), 0);
}

weir_status app_import(app_sample *s, const char *text, const char *key, bool dry_run, weir_imported *out,
                       weir_error **error)
{
    char path[128];
    snprintf(path, sizeof path, "%s/rows.txt", s->folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    weir_import_options o = {.file = path, .key = key, .dry_run = dry_run};
    return weir_import(out, s->book, &o, error);
}

void app_import_good(app_sample *s, const char *text)
{
    weir_imported done;
    weir_error *error = NULL;
    weir_status status = app_import(s, text, NULL, false, &done, &error);
    if (status) fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    if (text == APP_SAMPLE_ROWS) app_import_good(s, CLOSE);
}

weir_head app_head(const app_sample *s)
{
    weir_head head;
    weir_head_get(&head, s->book);
    return head;
}

void assert_same_head(const weir_head *one, const weir_head *other)
{
    assert_int_equal(one->seq, other->seq);
    assert_string_equal(one->hash, other->hash);
    assert_string_equal(one->book_hash, other->book_hash);
}

void assert_code(weir_error *error, const char *code)
{
    assert_non_null(error);
    assert_string_equal(weir_error_code(error, 0), code);
    weir_error_free(error);
}

static bool take(void *self, const char *bytes, size_t len)
{
    taken *t = self;
    if (t->len + len > t->refuse_after || t->len + len >= t->room) return false;
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
    t->bytes[t->len] = 0;
    return true;
}

weir_sink taken_sink(taken *t, char *room, size_t bytes)
{
    *t = (taken){.bytes = room, .room = bytes, .refuse_after = SIZE_MAX};
    room[0] = 0;
    return (weir_sink){.put = take, .self = t};
}
