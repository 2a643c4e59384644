/* batch: many series at once.
 *
 * Series of like length go eight at a time through the vector code where the processor has it (batch_avx2.c), which gives
 * a root, its bound and, for most, the proof that it is the only one. What it leaves, and everything elsewhere, is solved
 * one by one as irr_solve does. Answers stand where their series stand, whatever the order of work.
 * Days that fall are no error: such a series is ordered first, as irr_solve does. */
#include "returns/returns_int.h"

#include <math.h>
#include <stdlib.h>

typedef struct work {
    const irr_batch *in;
    irr_answer *out;
    bool certify;
    scratch room; /* for one series */
} work;

static double far_of(bracket b)
{
    return b.low > 0 ? b.low : b.high < 0 ? -b.high : 0;
}

/* Is the root `known` nearer to 0 than any root of the other intervals can be? Then it need not be compared with them. */
static bool is_chosen(const isolation *all, located known)
{
    double reach = fabs(known.x) + known.error;
    for (uint32_t i = 0; i < all->count; i++) {
        bool is_own = known.x > all->root[i].low && known.x < all->root[i].high;
        if (!is_own && far_of(all->root[i]) <= reach) return false;
    }
    return true;
}

static void put_rate(irr_answer *out, located at)
{
    irr_root root = rate_of(at);
    out->rate = root.rate;
    out->error = root.error;
}

static irr_answer answer_of(const irr_result *r)
{
    irr_answer out = {.rate = NAN, .error = NAN, .reason = (uint8_t)r->reason, .proof = (uint8_t)r->proof};
    out.is_proven = r->is_proven;
    out.is_unique = r->is_proven && r->root_count == 1;
    if (r->reason == IRR_FOUND) {
        out.rate = r->root[r->chosen].rate;
        out.error = r->root[r->chosen].error;
    }
    return out;
}

static void answer_alone(const work *w, uint32_t i, const series *s, located known)
{
    irr_result r;
    if (known.error >= 0) {
        isolation all;
        isolate(&all, s, known.x);
        if (all.reason == IRR_FOUND && is_chosen(&all, known)) {
            irr_answer *out = &w->out[i];
            *out = (irr_answer){.proof = (uint8_t)all.proof, .is_proven = true, .is_unique = all.count == 1};
            put_rate(out, known);
            return;
        }
    }
    solve_series(&r, s, known.error >= 0 ? known.x : hunt(s));
    w->out[i] = answer_of(&r);
}

/* Without a certificate: a root close to 0 that Halley's steps reach, else any that can be shown. */
static void answer_bare(const work *w, uint32_t i, const series *s)
{
    irr_answer *out = &w->out[i];
    located root;
    if (settle_near(&root, s, hunt(s)) && root.x <= EXPONENT_MOST) {
        *out = (irr_answer){.reason = IRR_FOUND};
        put_rate(out, root);
        return;
    }
    irr_result r;
    solve_series(&r, s, NAN);
    *out = answer_of(&r);
    out->proof = PROOF_NONE;
    out->is_proven = out->is_unique = false;
}

static void answer_one(work *w, uint32_t i, located known)
{
    series s;
    irr_reason reason = series_of_doubles(&s, w->in, i, &w->room);
    if (reason != IRR_FOUND)
        w->out[i] = (irr_answer){.rate = NAN, .error = NAN, .reason = (uint8_t)reason};
    else if (w->certify)
        answer_alone(w, i, &s, known);
    else
        answer_bare(w, i, &s);
}

#if defined(__x86_64__)
static void answer_block(work *w, const lane_room *room, const uint32_t pick[LANES], uint32_t count)
{
    lane_answer lanes;
    lanes_avx2(&lanes, room, w->in, pick);
    for (uint32_t k = 0; k < count; k++) {
        bool found = !isnan(lanes.x[k]) && !(lanes.refused >> k & 1U) && fabs(lanes.x[k]) < EXPONENT_MOST / 2;
        located at = {lanes.x[k], found ? lanes.error[k] : -1};
        bool unique = lanes.balances >> k & 1U;
        if (!found || (w->certify && !unique)) {
            answer_one(w, pick[k], at);
            continue;
        }
        irr_answer *out = &w->out[pick[k]];
        *out = (irr_answer){.reason = IRR_FOUND, .proof = w->certify ? PROOF_BALANCES : PROOF_NONE};
        out->is_proven = out->is_unique = w->certify;
        put_rate(out, at);
    }
}

static bool fits_lanes(const irr_batch *in, uint32_t i)
{
    uint32_t first = in->first[i], end = in->first[i + 1];
    if (end == first || end - first > LANE_FLOWS_MAX) return false;
    return in->days[first] >= DAY_FIRST && in->days[end - 1] <= DAY_LAST && in->days[end - 1] >= in->days[first];
}

/* Series of one length behind one another; those that do not fit the lanes are answered on the way. */
static uint32_t order_by_length(uint32_t *order, work *w, uint32_t *start)
{
    uint32_t ordered = 0, longest = 0;
    for (uint32_t i = 0; i < w->in->count; i++) {
        uint32_t length = w->in->first[i + 1] - w->in->first[i];
        if (fits_lanes(w->in, i)) start[length + 1]++;
    }
    for (uint32_t k = 1; k <= LANE_FLOWS_MAX + 1; k++) {
        if (start[k] > 0) longest = k - 1;
        start[k] += start[k - 1];
    }
    for (uint32_t i = 0; i < w->in->count; i++) {
        if (!fits_lanes(w->in, i)) continue;
        order[start[w->in->first[i + 1] - w->in->first[i]]++] = i;
        ordered++;
    }
    CHECK(longest <= LANE_FLOWS_MAX);
    for (uint32_t i = 0; i < w->in->count; i++)
        if (!fits_lanes(w->in, i)) answer_one(w, i, (located){NAN, -1});
    return ordered;
}

static void *aligned(char **at, size_t bytes)
{
    char *here = *at;
    *at += (bytes + 31) / 32 * 32;
    return here;
}

static bool lane_room_of(lane_room *out, const irr_batch *in, arena *a)
{
    *out = (lane_room){.flows = 1};
    for (uint32_t i = 0; i < in->count; i++) {
        uint32_t length = in->first[i + 1] - in->first[i];
        if (length > out->flows && length <= LANE_FLOWS_MAX) out->flows = length;
    }
    size_t row = (size_t)out->flows * LANES;
    char *at = arena_get(a, row * (8 + 4 + 4 + 4) + (size_t)LANES * 8 + 8 * 32);
    if (at == NULL) return false;
    at += (32 - (uintptr_t)at % 32) % 32;
    out->net = aligned(&at, row * sizeof *out->net);
    out->days = aligned(&at, row * sizeof *out->days);
    out->rough = aligned(&at, row * sizeof *out->rough);
    out->time = aligned(&at, row * sizeof *out->time);
    out->last = aligned(&at, LANES * sizeof *out->last);
    out->span = aligned(&at, LANES * sizeof *out->span);
    return true;
}

static err_code solve_lanes(work *w, arena *a, err *e)
{
    lane_room room;
    uint32_t *order = arena_get(a, ((size_t)w->in->count + 1) * sizeof *order);
    uint32_t *start = arena_get(a, ((size_t)LANE_FLOWS_MAX + 2) * sizeof *start);
    if (order == NULL || start == NULL || !lane_room_of(&room, w->in, a)) return arena_err(a, e);
    uint32_t count = order_by_length(order, w, start);
    for (uint32_t i = 0; i < count; i += LANES) {
        uint32_t pick[LANES], left = count - i < LANES ? count - i : LANES;
        for (uint32_t k = 0; k < LANES; k++) pick[k] = order[i + (k < left ? k : left - 1)];
        answer_block(w, &room, pick, left);
    }
    return ERR_OK;
}
#endif

bool has_lanes(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

err_code solve_batch(irr_answer *out, const irr_batch *in, bool certify, bool lanes, arena *a, err *e)
{
    work w = {.in = in, .out = out, .certify = certify};
    uint32_t longest = 0;
    for (uint32_t i = 0; i < in->count; i++) {
        CHECK(in->first[i] <= in->first[i + 1]);
        uint32_t length = in->first[i + 1] - in->first[i];
        longest = length > longest ? length : longest;
    }
    if (!scratch_of(&w.room, longest, a)) return arena_err(a, e);
#if defined(__x86_64__)
    if (lanes) return solve_lanes(&w, a, e);
#endif
    CHECK(!lanes);
    for (uint32_t i = 0; i < in->count; i++) answer_one(&w, i, (located){NAN, -1});
    return ERR_OK;
}

err_code irr_solve_batch(irr_answer *out, const irr_batch *in, bool certify, arena *a, err *e)
{
    return solve_batch(out, in, certify, has_lanes(), a, e);
}
