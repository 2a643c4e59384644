/* irr_dump: series from standard input, one a line, "day:minor day:minor …", to one line of roots each: reason, proof,
 * whether proven, then rate and bound of every root; behind a bar what the batch says: reason, whether proven, whether
 * unique, rate and bound. For tests/long/irr_roots.py. */
#include "returns/returns.h"

#include <stdio.h>

enum { FLOWS_MAX = 400 };

static size_t read_line(day *days, int64_t *minor, bool *ended)
{
    size_t count = 0;
    long long on, amount_minor;
    int after = ' ';
    while (after == ' ' && count < FLOWS_MAX) {
        if (scanf("%lld:%lld", &on, &amount_minor) != 2) {
            *ended = true;
            return count;
        }
        days[count] = (day)on;
        minor[count++] = amount_minor;
        after = getchar();
    }
    return count;
}

static void print_batch(const day *days, const double *amount, size_t count, arena *a)
{
    uint32_t first[2] = {0, (uint32_t)count};
    irr_batch in = {days, amount, first, 1};
    irr_answer r;
    if (irr_solve_batch(&r, &in, true, a, NULL) != ERR_OK) return;
    printf(" | %d %d %d %.17g %.17g", r.reason, (int)r.is_proven, (int)r.is_unique, r.rate, r.error);
}

int main(void)
{
    static double amount[FLOWS_MAX];
    static day days[FLOWS_MAX];
    static int64_t minor[FLOWS_MAX];
    bool ended = false;
    arena *a = arena_new("dump", (size_t)1 << 24);
    for (;;) {
        size_t count = read_line(days, minor, &ended);
        if (ended) break;
        flow_series flows = {days, minor, count};
        irr_result r;
        arena_clear(a);
        if (irr_solve(&r, &flows, COUNT_ACT_365F, a, NULL) != ERR_OK) return 1;
        printf("%d %d %d", (int)r.reason, (int)r.proof, (int)r.is_proven);
        for (uint32_t i = 0; i < r.root_count; i++) printf(" %.17g %.17g", r.root[i].rate, r.root[i].error);
        for (size_t i = 0; i < count; i++) amount[i] = (double)minor[i];
        print_batch(days, amount, count, a);
        printf("\n");
    }
    arena_free(a);
    return 0;
}
