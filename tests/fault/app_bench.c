/* app_bench: see the header. */
#include "app_bench.h"

#include "app/app_int.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const int64_t START_US = INT64_C(1735689600000000); /* 2025-01-01 */
static int64_t now_us;
static int tests_said, tests_failed;

/* What --wrap=clock_gettime makes of the system's clock: only src/app/clock.c asks for it. */
int __wrap_clock_gettime(clockid_t which, struct timespec *out);
int __wrap_clock_gettime(clockid_t which, struct timespec *out)
{
    (void)which;
    *out = (struct timespec){.tv_sec = (time_t)(now_us / 1000000), .tv_nsec = (long)(now_us % 1000000 * 1000)};
    return 0;
}

void bench_set_clock(int64_t us_after_base)
{
    now_us = START_US + us_after_base;
}

/* ---- files ---- */
void keep_file(kept_file *out, const char *path)
{
    *out = (kept_file){.exists = false};
    FILE *file = fopen(path, "rb");
    if (!file) return;
    out->byte = malloc(BENCH_FILE_MAX);
    CHECK(out->byte != NULL);
    out->len = fread(out->byte, 1, BENCH_FILE_MAX, file);
    out->exists = true;
    CHECK(out->len < BENCH_FILE_MAX);
    CHECK(fclose(file) == 0);
}

void put_file(const char *path, const kept_file *f, size_t len)
{
    CHECK(len <= f->len);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    CHECK(len == 0 || fwrite(f->byte, 1, len, file) == len);
    CHECK(fclose(file) == 0);
}

static void put_text(const char *path, const char *text)
{
    put_file(path, &(kept_file){.byte = (char *)(uintptr_t)text, .len = strlen(text)}, strlen(text));
}

void bench_clear(const app_bench *b)
{
    static const char *const tails[] = {"",          "-wal",          "-shm",    "-journal",
                                        "-snapshot", "-snapshot.new", "-writer", "-seals"};
    const char *const of[] = {b->path, b->copy};
    char path[140];
    for (size_t i = 0; i < COUNT_OF(of); i++)
        for (size_t k = 0; k < COUNT_OF(tails); k++) {
            snprintf(path, sizeof path, "%s%s", of[i], tails[k]);
            remove(path);
        }
}

void bench_restore(const app_bench *b, bool with_snapshot)
{
    bench_clear(b);
    put_file(b->path, &b->book, b->book.len);
    if (with_snapshot) put_file(b->snapshot, &b->image, b->image.len);
    bench_set_clock(INT64_C(1000000000));
}

const char *bench_list(const app_bench *b)
{
    static char text[400];
    DIR *folder = opendir(b->folder);
    CHECK(folder != NULL);
    text[0] = 0;
    for (const struct dirent *d = readdir(folder); d; d = readdir(folder)) {
        bool is_book = strcmp(d->d_name, "city.weir") == 0;
        if (is_book || (strncmp(d->d_name, "city.", 5) != 0 && strncmp(d->d_name, "copy.", 5) != 0)) continue;
        snprintf(text + strlen(text), sizeof text - strlen(text), "%.60s ", d->d_name);
    }
    closedir(folder);
    return text;
}

uint32_t bench_files_open(void)
{
    uint32_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    CHECK(folder != NULL);
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

/* ---- the book ---- */
static void put_good_rows(char *text, size_t room, const char *mark)
{
    text[0] = 0;
    for (int i = 0; i < BENCH_GOOD_ROWS; i++) {
        size_t len = strlen(text);
        if (i % 4 == 0)
            snprintf(text + len, room - len,
                     "{\"kind\":\"party.registered\",\"id\":\"%s%d\",\"name\":\"%s企业%d\",\"class\":\"enterprise\"}\n",
                     mark, i, mark, i);
        else
            snprintf(text + len, room - len,
                     "{\"kind\":\"contribution.paid\",\"investor\":\"gov\",\"fund\":\"f%d\",\"amount\":\"%d万元\","
                     "\"date\":\"2024-0%d-11\","
                     "\"source_title\":\"凭证%d\"}\n",
                     i % 2 + 1, 10 + i, i % 9 + 1, i);
    }
    CHECK(strlen(text) + 1 < room);
}

static void begin_book(const app_bench *b)
{
    static const char FIRST[] =
        "{\"kind\":\"party.registered\",\"id\":\"gov\",\"name\":\"市财政局\",\"class\":\"government\"}\n"
        "{\"kind\":\"party.registered\",\"id\":\"f1\",\"name\":\"一号基金\",\"class\":\"sub_fund\"}\n"
        "{\"kind\":\"party.registered\",\"id\":\"f2\",\"name\":\"二号基金\",\"class\":\"sub_fund\"}\n"
        "{\"kind\":\"commitment.signed\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"10亿元\",\"date\":\"2023-01-"
        "05\"}\n"
        "{\"kind\":\"commitment.signed\",\"investor\":\"gov\",\"fund\":\"f2\",\"amount\":\"8亿元\",\"date\":\"2023-01-"
        "05\"}\n";
    weir_book *w = NULL;
    weir_imported done;
    weir_error *error = NULL;
    CHECK(weir_init(b->path, "admin", "管理员", NULL) == WEIR_OK);
    CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    put_text(b->rows, FIRST);
    weir_status status = weir_import(&done, w, &(weir_import_options){.file = b->rows}, &error);
    if (status) fprintf(stderr, "%s\n", weir_error_text(error, 0, WEIR_EN));
    CHECK(status == WEIR_OK);
    weir_close(w);
}

static void import_more(const app_bench *b, const char *mark, weir_head *out)
{
    static char text[1 << 14];
    weir_book *w = NULL;
    weir_imported done;
    put_good_rows(text, sizeof text, mark);
    put_text(b->rows, text);
    CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    CHECK(weir_import(&done, w, &(weir_import_options){.file = b->rows}, NULL) == WEIR_OK);
    weir_head_get(out, w);
    weir_close(w);
}

/* The third row and the last name what nobody has. */
static void put_bad_rows(const app_bench *b, const char *good)
{
    static char text[1 << 14];
    static const char BAD[] = "{\"kind\":\"contribution.paid\",\"investor\":\"nobody\",\"fund\":\"f1\",\"amount\":"
                              "\"1万元\",\"date\":\"2024-01-11\"}\n";
    const char *rest = good;
    for (int i = 0; i < 2; i++) rest = strchr(rest, '\n') + 1;
    snprintf(text, sizeof text, "%.*s%s%s%s", (int)(rest - good), good, BAD, rest, BAD);
    put_text(b->bad_rows, text);
}

static void name_all(app_bench *b)
{
    snprintf(b->path, sizeof b->path, "%s/city.weir", b->folder);
    snprintf(b->copy, sizeof b->copy, "%s/copy.weir", b->folder);
    snprintf(b->seals, sizeof b->seals, "%s-seals", b->path);
    snprintf(b->snapshot, sizeof b->snapshot, "%s-snapshot", b->path);
    snprintf(b->key_file, sizeof b->key_file, "%s/key", b->folder);
    snprintf(b->rows, sizeof b->rows, "%s/rows.jsonl", b->folder);
    snprintf(b->bad_rows, sizeof b->bad_rows, "%s/bad.jsonl", b->folder);
}

void bench_make(app_bench *b)
{
    static char text[1 << 14];
    const char *parent = getenv("TMPDIR");
    *b = (app_bench){.book = {.exists = false}};
    snprintf(b->folder, sizeof b->folder, "%.40s/app-XXXXXX", parent && strlen(parent) < 40 ? parent : "/tmp");
    CHECK(mkdtemp(b->folder) != NULL);
    name_all(b);
    bench_set_clock(1);
    begin_book(b);
    import_more(b, "x", &b->base);
    fold_keep_every(1);
    import_more(b, "y", &b->base);
    keep_file(&b->foreign, b->snapshot);
    CHECK(b->foreign.exists);
    bench_clear(b);
    bench_set_clock(0);
    begin_book(b);
    import_more(b, "a", &b->base);
    keep_file(&b->image, b->snapshot);
    fold_keep_every(0);
    import_more(b, "b", &b->base);
    keep_file(&b->book, b->path);
    CHECK(b->image.exists);
    put_good_rows(text, sizeof text, "c");
    put_text(b->rows, text);
    put_bad_rows(b, text);
    put_text(b->key_file, "weir-key-1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
    CHECK(chmod(b->key_file, 0600) == 0);
}

void bench_remove(app_bench *b)
{
    bench_clear(b);
    remove(b->key_file);
    remove(b->rows);
    remove(b->bad_rows);
    CHECK(rmdir(b->folder) == 0);
    free(b->book.byte);
    free(b->image.byte);
    free(b->foreign.byte);
}

bool bench_head(weir_head *out, const char *path)
{
    weir_book *w = NULL;
    if (weir_open(&w, path, true, NULL) != WEIR_OK) return false;
    weir_head_get(out, w);
    weir_close(w);
    return true;
}

bool bench_same(const weir_head *one, const weir_head *other)
{
    return one->seq == other->seq && strcmp(one->hash, other->hash) == 0 &&
           strcmp(one->book_hash, other->book_hash) == 0;
}

/* ---- TAP ---- */
void say_test(bool ok, const char *line, const char *why)
{
    tests_said++;
    tests_failed += !ok;
    printf("%s %d - %s\n", ok ? "ok" : "not ok", tests_said, line);
    if (!ok) printf("# %s\n", why);
    fflush(stdout);
}

int end_tests(void)
{
    printf("1..%d\n", tests_said);
    return tests_failed > 0;
}
