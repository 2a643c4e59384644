/* Bytes as flows: first byte day count, then 2 bytes of days since the last flow and 2 of a signed amount (scaled by the top
 * two bits). Whatever they are: roots rise, bounds are not negative, only what is found is chosen, the batch through the
 * vector code and without it gives the same reason unless one of them is undecided, and rates within both bounds. */
#include <math.h>
#include <stdlib.h>

#include "returns/returns_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { FLOWS_MAX = 300 };

typedef struct flows {
    day days[FLOWS_MAX];
    int64_t minor[FLOWS_MAX];
    double net[FLOWS_MAX];
    size_t count;
} flows;

static void read_flows(flows *f, const uint8_t *bytes, size_t len)
{
    static const int64_t SCALE[4] = {1, 1000, 1000000, 70000000000000};
    day at = -20000;
    for (f->count = 0; len >= 4 && f->count < FLOWS_MAX; bytes += 4, len -= 4, f->count++) {
        at += (day)bytes[0] + (bytes[1] & 31) * 16;
        int64_t size = (bytes[2] + 256 * (bytes[3] & 63)) * SCALE[bytes[3] >> 6];
        f->days[f->count] = at > DAY_LAST ? DAY_LAST : at;
        f->minor[f->count] = bytes[1] & 128 ? size : -size;
        f->net[f->count] = (double)f->minor[f->count];
    }
}

static void check_result(const irr_result *r)
{
    for (uint32_t i = 0; i < r->root_count; i++) {
        if (!(r->root[i].rate > -1) || !(r->root[i].error >= 0)) abort();
        if (i > 0 && r->root[i].rate < r->root[i - 1].rate) abort();
    }
    if (r->reason == IRR_FOUND && (r->root_count == 0 || r->chosen >= r->root_count)) abort();
    if (r->reason == IRR_NO_ROOT && r->root_count != 0) abort();
}

static void check_batch(const flows *f, const irr_result *r, arena *a)
{
    uint32_t first[2] = {0, (uint32_t)f->count};
    irr_batch in = {f->days, f->net, first, 1};
    irr_answer answer[2];
    for (int lanes = 0; lanes < 2; lanes++)
        if (solve_batch(&answer[lanes], &in, true, lanes == 1 && has_lanes(), a, NULL) != ERR_OK) abort();
    for (int k = 0; k < 2; k++) {
        if (answer[k].reason == IRR_UNDECIDED || r->reason == IRR_UNDECIDED) continue;
        if (answer[k].reason != r->reason) abort();
        const irr_root *root = &r->root[r->chosen];
        if (r->reason == IRR_FOUND && !(fabs(answer[k].rate - root->rate) <= answer[k].error + root->error)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static flows f;
    irr_result r;
    if (len == 0) return 0;
    day_count how = (day_count)(1 + bytes[0] % (DAY_COUNTS - 1));
    read_flows(&f, bytes + 1, len - 1);
    arena *a = arena_new("fuzz", (size_t)1 << 24);
    if (a == NULL) return 0;
    flow_series given = {f.days, f.minor, f.count};
    if (irr_solve(&r, &given, how, a, NULL) != ERR_OK) abort();
    check_result(&r);
    if (how == COUNT_ACT_365F) check_batch(&f, &r, a);
    arena_free(a);
    return 0;
}
