/* writer: a program that works in a book while others do. writers/test_writers.py runs several at once.
 *
 *   writer hold BOOK            keeps the book open; each line on standard input makes it take in what others wrote and
 *                               print "SEQ HASH BOOK_HASH"
 *   writer post BOOK N PER_S    posts N parties, PER_S a second; prints "ID SEQ" for each that was acknowledged,
 *                               "busy TEXT" where it was told that somebody else is writing */
#include "weir.h"

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int fail(weir_error *error)
{
    fprintf(stderr, "%s: %s\n", error ? weir_error_code(error, 0) : "?",
            error ? weir_error_text(error, 0, WEIR_EN) : "");
    weir_error_free(error);
    return 1;
}

static int hold(const char *path)
{
    weir_book *book = NULL;
    weir_error *error = NULL;
    char line[80];
    if (weir_open(&book, path, false, &error)) return fail(error);
    while (fgets(line, sizeof line, stdin)) {
        weir_head head;
        if (weir_refresh(book, &error)) return fail(error);
        weir_head_get(&head, book);
        printf("%llu %s %s\n", (unsigned long long)head.seq, head.hash, head.book_hash);
        fflush(stdout);
    }
    weir_close(book);
    return 0;
}

static int64_t now_us(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void wait_until(int64_t us)
{
    int64_t rest = us - now_us();
    if (rest <= 0) return;
    struct timespec pause = {rest / 1000000, rest % 1000000 * 1000};
    nanosleep(&pause, NULL);
}

/* 0 = stored, 1 = told to wait, 2 = anything else. */
static int post_one(weir_book *book, long number, int64_t *longest_us)
{
    char line[160];
    const char *field = line;
    weir_error *error = NULL;
    weir_imported done;
    snprintf(line, sizeof line,
             "{\"kind\":\"party.registered\",\"id\":\"post-%ld\",\"name\":\"合成录入%ld\",\"class\":\"soe\"}", number,
             number);
    int64_t begun = now_us();
    weir_status status = weir_post(&done, book, NULL, &field, 1, NULL, false, &error);
    if (now_us() - begun > *longest_us) *longest_us = now_us() - begun;
    if (status == WEIR_OK) {
        printf("post-%ld %llu\n", number, (unsigned long long)done.last_seq);
        return 0;
    }
    bool told = status == WEIR_FAULT && (strcmp(weir_error_code(error, 0), "E_JOURNAL_BUSY") == 0 ||
                                         strcmp(weir_error_code(error, 0), "E_JOURNAL_WRITING") == 0);
    if (told) printf("busy %s\n", weir_error_text(error, 0, WEIR_EN));
    if (!told) fail(error);
    if (told) weir_error_free(error);
    return told ? 1 : 2;
}

static int post(const char *path, long count, long a_second)
{
    weir_book *book = NULL;
    weir_error *error = NULL;
    if (weir_open(&book, path, false, &error)) return fail(error);
    int64_t begun = now_us(), longest_us = 0;
    for (long n = 0; n < count; n++) {
        wait_until(begun + n * 1000000 / a_second);
        if (post_one(book, n, &longest_us) == 2) return 1;
    }
    printf("longest %lld us, all %lld us\n", (long long)longest_us, (long long)(now_us() - begun));
    weir_close(book);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "hold") == 0) return hold(argv[2]);
    if (argc == 5 && strcmp(argv[1], "post") == 0)
        return post(argv[2], (long)strtoul(argv[3], NULL, 10), (long)strtoul(argv[4], NULL, 10));
    fprintf(stderr, "usage: writer hold BOOK | writer post BOOK N PER_S\n");
    return 2;
}
