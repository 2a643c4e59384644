/* journal_bench: how fast the journal takes one batch and reads it back, every row checked.
 *
 * usage: journal_bench NEW.weir [ROWS]
 * The rows have the columns that bench/raw_insert.c fills, so the two can be compared in one run. Prints rows a second
 * for the append (canonical form, chain, insert, read-back, commit) and for opening and reading all of it, with every hash
 * and with the links only; then the median of POSTS single entries (lock, head, key, append of one row, commit), to be
 * set beside bench/fdatasync.c. */
#include "journal/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    FUNDS = 3000,
    ROWS_DEFAULT = 1000000,
    ROWS_MAX = 20000000,
    POSTS = 300,
    POSTS_BEFORE = 700 /* the log has been brought in and begins anew */
};

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static event contribution(uint32_t i, uint64_t *state)
{
    event ev = {.kind = KIND_CONTRIBUTION_PAID, .format = EVENT_FORMAT, .maker = 1, .approver = 2};
    ev.recorded_us = INT64_C(1700000000000000) + i;
    ev.effective = (date){12418 + (day)(i / 140 % 8000), PRECISION_DAY};
    ev.booked = ev.effective.first;
    ev.published = (date){DAY_NONE, PRECISION_UNKNOWN};
    ev.subject = 1 + (seq_no)(next_random(state) % (i < FUNDS ? i : FUNDS));
    ev.object = 1 + (seq_no)(next_random(state) % (i < FUNDS ? i : FUNDS));
    ev.class_code = INSIDE;
    ev.amount = (amount){1 + (int64_t)(next_random(state) % 50000000000u), 0, QUALIFIER_EXACT, UNIT_CNY};
    ev.has_unfunded = true;
    ev.unfunded_minor = -ev.amount.minor;
    return ev;
}

static event actor(uint32_t i)
{
    event ev = {.kind = KIND_ACTOR_REGISTERED, .format = EVENT_FORMAT};
    ev.recorded_us = INT64_C(1700000000000000) + i;
    ev.effective = (date){DAY_NONE, PRECISION_UNKNOWN};
    ev.published = (date){DAY_NONE, PRECISION_UNKNOWN};
    ev.booked = DAY_NONE;
    ev.attrs = i ? STR("{\"id\":\"checker\",\"name\":\"checker\"}") : STR("{\"id\":\"maker\",\"name\":\"maker\"}");
    return ev;
}

static err_code count_row(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)row_hash;
    (void)e;
    *(uint64_t *)self += ev->seq > 0;
    return ERR_OK;
}

static err_code fill(const char *path, batch *b, arena *a, err *e)
{
    journal *j = NULL;
    head now = {.seq = 0}, then;
    err_code code = journal_create(path, e);
    if (!code) code = journal_open(&j, path, false, e);
    double from = seconds_now();
    if (!code) code = journal_append(&then, j, &now, b, a, e);
    double took = seconds_now() - from;
    journal_close(j);
    if (!code) printf("append rows %u seconds %.3f rows_per_s %.0f\n", b->count, took, b->count / took);
    return code;
}

static err_code walk(const char *path, journal_check how, arena *a, err *e)
{
    journal *j = NULL;
    uint64_t count = 0;
    double from = seconds_now();
    err_code code = journal_open(&j, path, true, e);
    if (!code) code = journal_read(j, 0, 0, how, count_row, &count, a, e);
    double took = seconds_now() - from;
    journal_close(j);
    if (!code)
        printf("%s rows %llu seconds %.3f rows_per_s %.0f\n", how == JOURNAL_CHECK_ALL ? "read" : "links",
               (unsigned long long)count, took, (double)count / took);
    return code;
}

static err_code post_one(journal *j, uint32_t i, uint64_t *state, arena *a, err *e)
{
    head at, then;
    seq_no first, last;
    bool used = false;
    char key[32];
    snprintf(key, sizeof key, "post %u", i);
    err_code code = journal_lock(j, e);
    if (!code) code = journal_head(&at, j, e);
    if (!code) code = journal_find_batch(&used, &first, &last, j, str_from(key), e);
    if (code) return code;
    event ev = contribution(at.seq, state);
    ev.recorded_us += 1;
    batch b = {.key = str_from(key), .title = STR("post"), .events = &ev, .count = 1};
    return journal_append(&then, j, &at, &b, a, e);
}

static int by_time(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static err_code post(const char *path, arena *a, err *e)
{
    static double took[POSTS];
    journal *j = NULL;
    uint64_t state = 88172645463325252u;
    err_code code = journal_open(&j, path, false, e);
    for (uint32_t i = 0; i < POSTS_BEFORE + POSTS && !code; i++) {
        double from = seconds_now();
        code = post_one(j, i, &state, a, e);
        if (i >= POSTS_BEFORE) took[i - POSTS_BEFORE] = seconds_now() - from;
    }
    journal_close(j);
    qsort(took, POSTS, sizeof took[0], by_time);
    if (!code)
        printf("post n %d p50_us %.1f p99_us %.1f\n", POSTS, took[POSTS / 2] * 1e6, took[POSTS * 99 / 100] * 1e6);
    return code;
}

/* A whole number of rows; 0 when the text is none. */
static uint32_t rows_of(const char *text)
{
    uint64_t rows = 0;
    for (; *text >= '0' && *text <= '9' && rows < ROWS_MAX; text++) rows = rows * 10 + (uint64_t)(*text - '0');
    return *text || rows < 3 || rows > ROWS_MAX ? 0 : (uint32_t)rows;
}

int main(int argc, char **argv)
{
    uint32_t rows = argc == 3 ? rows_of(argv[2]) : ROWS_DEFAULT;
    if (argc < 2 || argc > 3 || rows == 0) {
        fprintf(stderr, "usage: journal_bench NEW.weir [ROWS]\n");
        return 2;
    }
    arena *a = arena_new("bench", (size_t)10 << 30);
    event *events = a ? arena_get(a, sizeof(event) * rows) : NULL;
    if (!events) return 4;
    uint64_t state = 88172645463325252u;
    for (uint32_t i = 0; i < rows; i++) events[i] = i < 2 ? actor(i) : contribution(i, &state);
    batch b = {.key = STR("bench"), .title = STR("bench"), .events = events, .count = rows};
    err e = {.code = ERR_OK};
    err_code code = fill(argv[1], &b, a, &e);
    if (!code) code = walk(argv[1], JOURNAL_CHECK_ALL, a, &e);
    if (!code) code = walk(argv[1], JOURNAL_CHECK_LINKS, a, &e);
    if (!code) code = post(argv[1], a, &e);
    if (code) fprintf(stderr, "%s %s\n", err_name(code), e.arg_count ? e.arg[e.arg_count - 1].text : "");
    arena_free(a);
    return code ? err_exit(code) : 0;
}
