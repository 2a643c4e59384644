/* irr_bench FILE [ROUNDS]: rates of every series of a file of irr_mix.py, with the certificate and without, one thread.
 * The time is that of irr_solve_batch from the arrays as they lie in the file: packing is part of it. Prints the median
 * series a second, what was not decided, what proved the rest, and the largest bound among roots of a usual size. */
#include "returns/returns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS_MAX = 99, MAGIC = 0x58495252 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void *some(arena *a, size_t bytes)
{
    void *got = arena_get(a, bytes);
    if (got == NULL) exit(1);
    return got;
}

static irr_batch load(const char *path, arena *a)
{
    int32_t head[3];
    FILE *f = fopen(path, "rb");
    if (f == NULL || fread(head, 4, 3, f) != 3 || head[0] != MAGIC) exit(1);
    size_t count = (size_t)head[1], flows = (size_t)head[2];
    day *days = some(a, count * flows * 4);
    double *net = some(a, count * flows * 8);
    uint32_t *first = some(a, (count + 1) * 4);
    if (fread(days, 4, count * flows, f) != count * flows || fread(net, 8, count * flows, f) != count * flows) exit(1);
    for (size_t i = 0; i <= count; i++) first[i] = (uint32_t)(i * flows);
    fclose(f);
    return (irr_batch){days, net, first, (uint32_t)count};
}

static double median_rate(irr_answer *out, const irr_batch *in, bool certify, int rounds)
{
    double second[ROUNDS_MAX];
    for (int r = 0; r < rounds; r++) {
        arena *a = arena_new("bench", (size_t)1 << 30);
        double from = now();
        if (irr_solve_batch(out, in, certify, a, NULL) != ERR_OK) exit(1);
        second[r] = now() - from;
        arena_free(a);
    }
    qsort(second, (size_t)rounds, sizeof *second, by_size);
    return (double)in->count / second[rounds / 2];
}

static void tell(const irr_answer *out, uint32_t count, const char *what, double rate)
{
    uint32_t reasons[8] = {0}, proofs[4] = {0}, several = 0, usual = 0;
    double largest = 0;
    for (uint32_t i = 0; i < count; i++) {
        reasons[out[i].reason]++;
        proofs[out[i].proof]++;
        several += out[i].reason == IRR_FOUND && out[i].is_proven && !out[i].is_unique;
        if (out[i].reason != IRR_FOUND || !(fabs(out[i].rate) < 0.5)) continue;
        usual++;
        largest = fmax(largest, out[i].error);
    }
    printf("%s series %u series_per_s %.0f found %u no_root %u undecided %u other %u", what, count, rate,
           reasons[IRR_FOUND], reasons[IRR_NO_ROOT], reasons[IRR_UNDECIDED],
           count - reasons[IRR_FOUND] - reasons[IRR_NO_ROOT] - reasons[IRR_UNDECIDED]);
    printf(" proof none %u balances %u variations %u durations %u several %u", proofs[PROOF_NONE],
           proofs[PROOF_BALANCES], proofs[PROOF_VARIATIONS], proofs[PROOF_DURATIONS], several);
    printf(" largest_bound %.1e of %u rates within 50 %%\n", largest, usual);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: irr_bench FILE [ROUNDS]\n");
        return 2;
    }
    int rounds = argc > 2 ? atoi(argv[2]) : 5;
    if (rounds < 1 || rounds > ROUNDS_MAX) rounds = 5;
    arena *a = arena_new("input", (size_t)4 << 30);
    irr_batch in = load(argv[1], a);
    irr_answer *out = some(a, in.count * sizeof *out);
    double with = median_rate(out, &in, true, rounds);
    tell(out, in.count, "certified", with);
    double without = median_rate(out, &in, false, rounds);
    tell(out, in.count, "bare", without);
    arena_free(a);
    return 0;
}
