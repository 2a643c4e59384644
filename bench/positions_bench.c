/* positions_bench: how long all positions take at random prefixes and days.
 *
 * usage: positions_bench BOOK.weir [CALLS]
 * Prints medians: the figures in any order, ledger_positions as callers call it, and the
 * relation with its cells, without and with the entries behind them. bench/rows.py makes the book's files. */
#include "app/app_int.h"
#include "ledger/ledger_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CALLS_DEFAULT = 11, CALLS_MAX = 1000 };
typedef enum way { WAY_FIGURES, WAY_CALL, WAY_RELATION, WAY_WHY, WAYS } way;

static double milliseconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static int compare_times(const void *one, const void *other)
{
    const double *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

static const view *positions_view(void)
{
    const view *v = NULL;
    for (uint32_t i = 0; (v = ledger_at(i)) != NULL && !view_is_called(v, STR("positions"));) i++;
    CHECK(v != NULL);
    return v;
}

/* Milliseconds of one call; *count = positions found. */
static double time_one(uint32_t *count, way how, const view_request *q)
{
    position_index x;
    ledger_positions_list l = {.count = 0};
    relation r = {.row_count = 0};
    view_request asking = *q;
    asking.wants_why = how == WAY_WHY;
    err e = {.code = ERR_OK};
    double from = milliseconds_now();
    if (how == WAY_FIGURES && positions_find(&x, q))
        *count = x.found.count;
    else if (how == WAY_CALL && ledger_positions(&l, q->b, &q->at, q->a, &e) == ERR_OK)
        *count = l.count;
    else if (how >= WAY_RELATION && view_build(&r, positions_view(), &asking, &e) == ERR_OK)
        *count = r.row_count;
    else
        CHECK(!"memory");
    return milliseconds_now() - from;
}

static void time_way(way how, uint32_t calls, const book *b)
{
    static const char *const names[] = {"figures", "ledger_positions", "relation", "relation with why"};
    double times[CALLS_MAX];
    uint64_t state = 42;
    uint32_t count = 0, most = 0;
    arena *a = arena_new("bench", (size_t)4 << 30);
    CHECK(a != NULL);
    for (uint32_t i = 0; i < calls; i++) {
        seq_no half = book_length(b) / 2, prefix = half + 1 + next_random(&state) % half;
        day as_of = day_of(2004, 1, 1) + (day)(next_random(&state) % 8000);
        if (i == 0) prefix = book_length(b);
        if (i == 0) as_of = day_of(2199, 12, 31);
        view_request q = {
            .b = b, .at = {.prefix = prefix, .as_of = as_of, .published_by = {DAY_NONE, PRECISION_UNKNOWN}}, .a = a};
        times[i] = time_one(&count, how, &q);
        if (count > most) most = count;
        arena_clear(a);
    }
    qsort(times, calls, sizeof *times, compare_times);
    printf("%-24s least %8.2f median %8.2f most %8.2f ms   %u positions\n", names[how], times[0], times[calls / 2],
           times[calls - 1], most);
    arena_free(a);
}

int main(int argc, char **argv)
{
    weir_book *b;
    weir_error *error = NULL;
    long calls = argc > 2 ? strtol(argv[2], NULL, 10) : CALLS_DEFAULT;
    if (argc < 2 || calls < 1 || calls > CALLS_MAX) return fprintf(stderr, "positions_bench BOOK.weir [CALLS]\n"), 2;
    if (weir_open(&b, argv[1], true, &error) != WEIR_OK)
        return fprintf(stderr, "cannot open %s\n", argv[1]), weir_error_free(error), 1;
    const book *facts = b->fold.facts;
    printf("%u rows, %u pairs\n", book_length(facts), book_pair_count(facts));
    for (way how = WAY_FIGURES; how < WAYS; how++) time_way(how, (uint32_t)calls, facts);
    weir_close(b);
    return 0;
}
