/* rules_bench: what a check of a book costs, and what it costs again after one entry, in one process.
 *
 * usage: rules_bench BOOK JURISDICTION|- DAY FUND N
 * "first": packs read, queries prepared, every rule in force asked. Then N times an expense of FUND is posted and all is asked
 * again by the same session, which asks only those rules that read what changed: median and how many queries ran. */
#include "app/app_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS_MAX = 101 };

static double seconds_now(void)
{
    struct timespec t;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *one, const void *other)
{
    const double *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

static void must(bool good, const char *what)
{
    if (good) return;
    fprintf(stderr, "rules_bench: %s\n", what);
    exit(1);
}

static policy_count ask(check_session **s, weir_book *b, const check_options *with, const char *on)
{
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    weir_show_options show = {.as_of = on, .lang = WEIR_EN};
    asked q;
    relation verdicts;
    policy_count count;
    must(a && !book_ready(b, a, &e) && !basis_read(&q, b, &show, &e), "the book cannot be read");
    must(*s || !check_open(s, b, with, &e), "the packs cannot be read");
    must(!check_run(&verdicts, &count, *s, &q, a, &e), "the rules cannot be asked");
    arena_free(a);
    return count;
}

static void post(weir_book *b, const char *fund, const char *on, int i)
{
    char line[256];
    const char *field = line;
    weir_imported done;
    weir_error *error = NULL;
    snprintf(line, sizeof line,
             "{\"kind\":\"expense.paid\",\"fund\":\"%s\",\"amount\":\"%d元\",\"purpose\":\"tax\",\"date\":\"%s\"}",
             fund, 1 + i, on);
    if (weir_post(&done, b, NULL, &field, 1, NULL, false, &error)) must(false, weir_error_text(error, 0, WEIR_EN));
}

int main(int argc, char **argv)
{
    weir_book *b = NULL;
    weir_error *error = NULL;
    check_session *s = NULL;
    double times[ROUNDS_MAX];
    int rounds = argc == 6 ? (int)strtol(argv[5], NULL, 10) : 0;
    must(rounds > 0 && rounds <= ROUNDS_MAX, "usage: rules_bench BOOK JURISDICTION|- DAY FUND N");
    if (weir_open(&b, argv[1], false, &error)) must(false, weir_error_text(error, 0, WEIR_EN));
    const check_options with = {.jurisdiction = argv[2][0] == '-' ? NULL : argv[2], .keeps = true};
    double begun = seconds_now();
    policy_count count = ask(&s, b, &with, argv[3]);
    printf("first ms %.1f rules %u ran %u verdicts %u\n", (seconds_now() - begun) * 1e3, count.rules, count.ran,
           count.verdicts);
    for (int i = 0; i < rounds; i++) {
        post(b, argv[4], argv[3], i);
        begun = seconds_now();
        count = ask(&s, b, &with, argv[3]);
        times[i] = seconds_now() - begun;
    }
    qsort(times, (size_t)rounds, sizeof *times, by_size);
    printf("again ms %.1f rules %u ran %u\n", times[rounds / 2] * 1e3, count.rules, count.ran);
    check_close(s);
    weir_close(b);
    return 0;
}
