/* book_bench: what one process does with an open book, through weir.h alone.
 *
 *   book_bench post BOOK N      posts N entries, one after the other; prints the median and the 99th percentile
 *   book_bench positions BOOK N prints all positions as CSV to nowhere, N times on days of the past; prints the median.
 *                               The relation, its cells and its bytes are part of it
 *   book_bench open BOOK N      opens to read and closes, N times; prints the median */
#include "weir.h"

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAMPLES_MAX = 100000 };
static double sample[SAMPLES_MAX];

static double seconds_now(void)
{
    struct timespec t;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void print_samples(const char *what, long count)
{
    qsort(sample, (size_t)count, sizeof *sample, by_size);
    printf("%s n %ld p50_us %.1f p99_us %.1f\n", what, count, sample[count / 2] * 1e6, sample[count * 99 / 100] * 1e6);
}

static weir_book *open_or_end(const char *path, bool read_only)
{
    weir_book *book = NULL;
    weir_error *error = NULL;
    if (weir_open(&book, path, read_only, &error)) {
        fprintf(stderr, "%s\n", weir_error_text(error, 0, WEIR_EN));
        exit(1);
    }
    return book;
}

static void bench_post(const char *path, long count)
{
    weir_book *book = open_or_end(path, false);
    weir_head head;
    weir_head_get(&head, book);
    for (long i = 0; i < count; i++) {
        char line[160];
        const char *field = line;
        weir_imported done;
        weir_error *error = NULL;
        snprintf(line, sizeof line,
                 "{\"kind\":\"contribution.paid\",\"investor\":\"i0\",\"fund\":\"f0\",\"amount\":\"%ld元\",\"date\":"
                 "\"2025-06-30\"}",
                 1000 + i);
        double begun = seconds_now();
        weir_status status = weir_post(&done, book, NULL, &field, 1, NULL, false, &error);
        sample[i] = seconds_now() - begun;
        if (status == WEIR_OK) continue;
        fprintf(stderr, "%s\n", weir_error_text(error, 0, WEIR_EN));
        exit(1);
    }
    print_samples("post", count);
    weir_close(book);
}

static bool swallow(void *self, const char *bytes, size_t len)
{
    (void)bytes;
    *(size_t *)self += len;
    return true;
}

static void bench_positions(const char *path, long count)
{
    weir_book *book = open_or_end(path, true);
    size_t bytes = 0;
    for (long i = 0; i < count; i++) {
        char day[16];
        snprintf(day, sizeof day, "%ld-06-30", 2010 + i % 16);
        weir_show_options o = {.as_of = day, .lang = WEIR_ZH, .format = WEIR_CSV};
        weir_error *error = NULL;
        double begun = seconds_now();
        weir_status status = weir_show(book, "positions", &o, (weir_sink){swallow, &bytes}, &error);
        sample[i] = seconds_now() - begun;
        if (status) exit(1);
    }
    print_samples("positions", count);
    weir_close(book);
}

static void bench_open(const char *path, long count)
{
    for (long i = 0; i < count; i++) {
        double begun = seconds_now();
        weir_book *book = open_or_end(path, true);
        sample[i] = seconds_now() - begun;
        weir_close(book);
    }
    print_samples("open", count);
}

int main(int argc, char **argv)
{
    long count = argc == 4 ? (long)strtoul(argv[3], NULL, 10) : 0;
    if (count < 1 || count > SAMPLES_MAX) {
        fprintf(stderr, "usage: book_bench post|positions|open BOOK N\n");
        return 2;
    }
    if (strcmp(argv[1], "post") == 0) bench_post(argv[2], count);
    if (strcmp(argv[1], "positions") == 0) bench_positions(argv[2], count);
    if (strcmp(argv[1], "open") == 0) bench_open(argv[2], count);
    return 0;
}
