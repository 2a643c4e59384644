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
    bool is_wide;
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

/* Without a certificate: a root that Halley's steps reach from 0, else any that can be shown; none: IRR_UNDECIDED. */
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
    if (out->reason == IRR_NO_ROOT) out->reason = IRR_UNDECIDED;
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
/* Series that the first stage left, waiting until eight are together. */
typedef struct waiting {
    uint32_t index[LANES], count;
    located known[LANES]; /* error < 0: no root was found */
    double apart[LANES];
} waiting;

enum { POINTS = 10, BELOW = 2, ROUNDS = 8 };

/* Where to look, rising: around a known root, as far as g should be monotone and then in growing steps; around 0 when
 * none is known. Below a root signs settle the line soon, for the last flow is seldom a call; above it they settle it
 * late when distributions came early, and the slopes must do it. */
static void put_points(float y[POINTS][LANES], uint32_t lane, const waiting *w, uint32_t k, double span_days)
{
    static const double ABOUT[POINTS] = {-5, 0, 0, 1, 2.5, 4.5, 7, 11, 17, 25},
                        BLIND[POINTS] = {-10, -4, -1.5, 0, 1, 2.5, 4.5, 8, 14, 25};
    double pace = 1.5 / span_days, apart = w->apart[k] / 365, root = w->known[k].x / 365;
    if (!(apart < pace)) apart = pace;
    for (int i = 0; i < POINTS; i++) {
        double step = ABOUT[i] * pace + (i < BELOW ? -apart : apart);
        y[i][lane] = (float)(w->known[k].error >= 0 ? root + step : BLIND[i] * pace);
    }
}

/* What single precision shows of one lane at one point; false when it is not enough. */
static bool read_probe(probe *out, const lane_probe *from, uint32_t k, float y, double span_days)
{
    double whole = from->whole[k], gain = from->gain[k], loss = gain - whole, share = from->share[k];
    double size = gain + loss, doubt = size * share;
    if (!(from->sure >> k & 1U) || !(gain > 4 * doubt) || !(loss > 4 * doubt) || !(size < 1e30)) return false;
    balance *at = &out->at;
    *out = (probe){.at = {.x = (double)y * 365, .has_slopes = true, .term_error = share}};
    out->sign = whole > 0 ? 1 : -1;
    out->forward.most = from->forward[k];
    out->backward.most = from->backward[k];
    double lost_call = doubt / loss, lost_dist = doubt / gain; /* shares by which the two sides may be off */
    at->g = logarithm(gain / loss);
    at->g_error = 2 * (lost_call + lost_dist);
    at->dist_years = from->gain_years[k] / gain / 365;
    at->call_years = (from->gain_years[k] - (double)from->whole_years[k]) / loss / 365;
    at->slope = at->call_years - at->dist_years;
    at->slope_error = 4 * (lost_call + lost_dist) * span_days / 365;
    return true;
}

static int sign_of_flow(double net)
{
    return (net > 0) - (net < 0);
}

/* First and last sign, where they are those of a single flow. */
static bool outline_of(outline *out, const irr_batch *in, uint32_t i)
{
    uint32_t first = in->first[i], last = in->first[i + 1] - 1;
    *out = (outline){sign_of_flow(in->amount[first]), sign_of_flow(in->amount[last]), last + 1 - first,
                     (in->days[last] - in->days[first]) / 365.0};
    if (last - first < 2 || in->days[first] == in->days[first + 1] || in->days[last] == in->days[last - 1])
        return false;
    return out->first_sign != 0 && out->last_sign != 0;
}

typedef struct shown { /* of one lane, by the probes of single precision */
    probe at[POINTS + ROUNDS];
    uint32_t count;
    bool is_open; /* more probes may settle it */
} shown;

static bool answer_isolated(work *w, uint32_t i, const isolation *all, located known)
{
    irr_answer *out = &w->out[i];
    if (all->reason == IRR_NO_ROOT && known.error < 0) {
        series s; /* flows of one day may cancel, so that what is left has one sign */
        irr_reason reason = series_of_doubles(&s, w->in, i, &w->room);
        *out = (irr_answer){.rate = NAN, .error = NAN, .reason = (uint8_t)reason};
        if (reason != IRR_FOUND) return true;
        *out = (irr_answer){.rate = NAN, .error = NAN, .reason = IRR_NO_ROOT, .proof = (uint8_t)all->proof};
        out->is_proven = true;
        return true;
    }
    if (all->reason != IRR_FOUND || known.error < 0 || !is_chosen(all, known)) return false;
    *out = (irr_answer){.proof = (uint8_t)all->proof, .is_proven = true, .is_unique = all->count == 1};
    put_rate(out, known);
    return true;
}

/* What the probes did not settle, in double precision; they still hold. */
static void answer_rest(work *w, uint32_t i, const shown *seen, located known)
{
    series s;
    isolation all;
    irr_result r;
    if (series_of_doubles(&s, w->in, i, &w->room) != IRR_FOUND) {
        answer_one(w, i, known);
        return;
    }
    s.is_wide = w->is_wide;
    outline of = {s.amount[0] < 0 ? -1 : 1, s.amount[s.count - 1] < 0 ? -1 : 1, s.count, s.span};
    isolate_from(&all, &of, &s, seen->at, seen->count, known.x);
    if (answer_isolated(w, i, &all, known)) return;
    result_of(&r, &s, &all);
    w->out[i] = answer_of(&r);
}

/* Two neighbours of different signs hold a root; the pair nearest to 0 is taken. */
static void answer_between(work *w, uint32_t i, const shown *seen)
{
    series s;
    uint32_t best = seen->count;
    irr_answer *out = &w->out[i];
    *out = (irr_answer){.rate = NAN, .error = NAN, .reason = IRR_UNDECIDED};
    for (uint32_t k = 0; k + 1 < seen->count; k++) {
        if (seen->at[k].sign == seen->at[k + 1].sign) continue;
        if (best == seen->count || fabs(seen->at[k].at.x) < fabs(seen->at[best].at.x)) best = k;
    }
    if (best == seen->count && seen->count > 0) return; /* it has flows of both signs, or nothing was read */
    irr_reason reason = series_of_doubles(&s, w->in, i, &w->room);
    if (reason != IRR_FOUND) out->reason = (uint8_t)reason;
    if (reason != IRR_FOUND || best == seen->count) return;
    const probe *a = &seen->at[best], *b = a + 1;
    out->reason = IRR_FOUND;
    put_rate(out, refine(&s, (bracket){a->at.x, b->at.x, NAN, b->sign > 0}));
}

/* Tries; what is not settled and may be by another probe stays open and tells where. */
static void settle_lane(work *w, const waiting *q, uint32_t k, shown *seen, double *wish)
{
    uint32_t i = q->index[k];
    outline of;
    isolation all;
    seen->is_open = false;
    if (!outline_of(&of, w->in, i)) {
        answer_one(w, i, q->known[k]);
    } else if (!w->certify) {
        answer_between(w, i, seen);
    } else {
        isolate_from(&all, &of, NULL, seen->at, seen->count, q->known[k].x);
        if (answer_isolated(w, i, &all, q->known[k])) return;
        *wish = all.wish;
        seen->is_open = !isnan(all.wish) && seen->count < POINTS + ROUNDS;
        if (!seen->is_open) answer_rest(w, i, seen, q->known[k]);
    }
}

static void insert(shown *seen, const probe *p)
{
    uint32_t at = seen->count++;
    for (; at > 0 && seen->at[at - 1].at.x > p->at.x; at--) seen->at[at] = seen->at[at - 1];
    seen->at[at] = *p;
}

/* A probe where each open lane wishes one, until none is left that it helps. */
static void settle_further(work *w, const lane_room *room, const waiting *q, shown *seen, double *wish, uint32_t most)
{
    for (uint32_t open = 1; open > 0;) {
        float y[LANES];
        lane_probe at;
        open = 0;
        for (uint32_t k = 0; k < LANES; k++) y[k] = k < q->count && seen[k].is_open ? (float)(wish[k] / 365) : 0;
        lanes_probe_avx2(&at, room, y, most);
        for (uint32_t k = 0; k < q->count; k++) {
            probe p;
            if (!seen[k].is_open) continue;
            if (read_probe(&p, &at, k, y[k], room->span[k])) {
                insert(&seen[k], &p);
                settle_lane(w, q, k, &seen[k], &wish[k]);
            } else {
                seen[k].is_open = false;
                answer_rest(w, q->index[k], &seen[k], q->known[k]);
            }
            open += seen[k].is_open;
        }
    }
}

/* Does none of the lanes have a root above its last probe? */
static bool is_past_all(const shown *seen, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        if (seen[k].count == 0 || seen[k].at[seen[k].count - 1].forward.most > 0) return false;
    return true;
}

static void settle_block(work *w, const lane_room *room, waiting *q)
{
    uint32_t pick[LANES];
    shown seen[LANES];
    float y[POINTS][LANES];
    double wish[LANES];
    if (q->count == 0) return;
    for (uint32_t k = 0; k < LANES; k++) pick[k] = q->index[k < q->count ? k : q->count - 1];
    uint32_t most = lanes_load_avx2(room, w->in, pick);
    for (uint32_t k = 0; k < LANES; k++) {
        put_points(y, k, q, k < q->count ? k : q->count - 1, room->span[k]);
        seen[k].count = 0;
    }
    for (uint32_t i = 0; i < POINTS; i++) {
        lane_probe at;
        lanes_probe_avx2(&at, room, y[i], most);
        for (uint32_t k = 0; k < q->count; k++)
            seen[k].count += read_probe(&seen[k].at[seen[k].count], &at, k, y[i][k], room->span[k]);
        if (i >= BELOW + 1 && is_past_all(seen, q->count)) break;
    }
    for (uint32_t k = 0; k < q->count; k++) settle_lane(w, q, k, &seen[k], &wish[k]);
    settle_further(w, room, q, seen, wish, most);
    q->count = 0;
}

#define ERROR_USUAL 1e-13 /* of x: what comes farther is stepped nearer, or ill conditioned */

typedef struct queues {
    waiting turning; /* no root was found: is there none? */
    waiting again;   /* there may be one, or it may be found better: more steps */
    waiting open;    /* not settled yet */
} queues;

/* True: q is full. */
static bool put_waiting(waiting *q, uint32_t index, located known, double apart)
{
    CHECK(q->count < LANES);
    q->index[q->count] = index;
    q->known[q->count] = known;
    q->apart[q->count++] = apart;
    return q->count == LANES;
}

/* The waiting ones in the lanes that they shall take; the last one fills up. */
static uint32_t take_waiting(waiting *q, uint32_t pick[LANES])
{
    uint32_t count = q->count;
    CHECK(count > 0);
    for (uint32_t k = 0; k < LANES; k++) pick[k] = q->index[k < count ? k : count - 1];
    q->count = 0;
    return count;
}

static void answer_root(const work *w, uint32_t i, const lane_answer *lanes, uint32_t k, irr_proof proof,
                        bool is_unique)
{
    irr_answer *out = &w->out[i];
    *out =
        (irr_answer){lanes->rate[k], lanes->rate_error[k], IRR_FOUND, (uint8_t)proof, proof != PROOF_NONE, is_unique};
    if (isnan(out->rate)) put_rate(out, (located){lanes->x[k], lanes->error[k]});
}

/* Answers a lane whose root is there and settles it; false: it does not. */
static bool answer_lane(const work *w, const lane_answer *lanes, uint32_t k, uint32_t i)
{
    unsigned bit = 1U << k;
    if (!w->certify)
        answer_root(w, i, lanes, k, PROOF_NONE, false);
    else if (lanes->balances & bit)
        answer_root(w, i, lanes, k, PROOF_BALANCES, true);
    else if (lanes->nearest & bit)
        answer_root(w, i, lanes, k, PROOF_VARIATIONS, (lanes->alone & bit) != 0);
    else
        return false;
    return true;
}

static bool is_found(const lane_answer *lanes, uint32_t k)
{
    return (lanes->found >> k & 1U) != 0 && fabs(lanes->x[k]) < EXPONENT_MOST / 2;
}

static void wait_open(work *w, const lane_room *room, queues *q, uint32_t i, const lane_answer *lanes, uint32_t k)
{
    located known = {lanes->x[k], is_found(lanes, k) ? lanes->error[k] : -1};
    if (put_waiting(&q->open, i, known, lanes->apart[k])) settle_block(w, room, &q->open);
}

/* More steps for those that three did not bring to a root. */
static void settle_again(work *w, const lane_room *room, queues *q)
{
    lane_answer lanes;
    lane_task task = {.rounds = ROUNDS_AGAIN, .certify = w->certify};
    if (q->again.count == 0) return;
    uint32_t count = take_waiting(&q->again, task.pick);
    for (uint32_t k = 0; k < LANES; k++) task.next[k] = task.pick[k];
    lanes_avx2(&lanes, room, w->in, &task);
    for (uint32_t k = 0; k < count; k++)
        if (!is_found(&lanes, k) || !answer_lane(w, &lanes, k, task.pick[k]))
            wait_open(w, room, q, task.pick[k], &lanes, k);
}

/* Are flows of both signs there, every one of a size to compute with, no two on a day? Then there may be a rate. */
static bool is_plain(const irr_batch *in, uint32_t i)
{
    uint32_t first = in->first[i], end = in->first[i + 1];
    double least = 0, most = 0, smallest = AMOUNT_MOST;
    bool rises = true;
    for (uint32_t k = first; k < end; k++) {
        double net = in->amount[k], size = fabs(net);
        least = net < least ? net : least;
        most = net > most ? net : most;
        smallest = size < smallest ? size : smallest;
        rises &= k == first || in->days[k] > in->days[k - 1];
    }
    return rises && smallest >= AMOUNT_LEAST && least < 0 && most > 0 && least >= -AMOUNT_MOST && most <= AMOUNT_MOST;
}

static void answer_none(work *w, uint32_t i)
{
    series s; /* flows of one day may cancel, so that what is left has one sign */
    irr_reason reason = is_plain(w->in, i) ? IRR_FOUND : series_of_doubles(&s, w->in, i, &w->room);
    irr_answer out = {.rate = NAN, .error = NAN, .reason = (uint8_t)reason};
    if (reason == IRR_FOUND) out.reason = w->certify ? IRR_NO_ROOT : IRR_UNDECIDED;
    out.is_proven = reason == IRR_FOUND && w->certify;
    out.proof = out.is_proven ? PROOF_VARIATIONS : PROOF_NONE;
    w->out[i] = out;
}

/* Where f keeps its sign at the point nearest to nought and no root is above it or below it, there is none. Without a
 * certificate its sign, the same as at both ends of the line, is enough to give up. */
static void settle_turning(work *w, const lane_room *room, queues *q)
{
    uint32_t pick[LANES];
    float y[LANES];
    lane_probe at;
    if (q->turning.count == 0) return;
    uint32_t count = take_waiting(&q->turning, pick), most = lanes_load_avx2(room, w->in, pick);
    lanes_turn_avx2(y, room, most);
    lanes_probe_avx2(&at, room, y, most);
    for (uint32_t k = 0; k < count; k++)
        if ((at.sure >> k & 1U) && at.forward[k] == 0 && at.backward[k] == 0)
            answer_none(w, pick[k]);
        else if (put_waiting(&q->again, pick[k], (located){NAN, -1}, NAN))
            settle_again(w, room, q);
}

static void answer_block(work *w, const lane_room *room, queues *q, const lane_task *task, uint32_t count)
{
    lane_answer lanes;
    lanes_avx2(&lanes, room, w->in, task);
    for (uint32_t k = 0; k < count; k++) {
        uint32_t i = task->pick[k];
        if (lanes.refused >> k & 1U) {
            answer_one(w, i, (located){NAN, -1});
        } else if (!is_found(&lanes, k)) {
            if (put_waiting(&q->turning, i, (located){NAN, -1}, NAN)) settle_turning(w, room, q);
        } else if (lanes.error[k] > ERROR_USUAL) {
            if (put_waiting(&q->again, i, (located){NAN, -1}, NAN)) settle_again(w, room, q);
        } else if (!answer_lane(w, &lanes, k, i)) {
            wait_open(w, room, q, i, &lanes, k);
        }
    }
}

static bool fits_lanes(const irr_batch *in, uint32_t i)
{
    uint32_t first = in->first[i], end = in->first[i + 1];
    return end > first && end - first <= LANE_FLOWS_MAX;
}

/* Series of one length behind one another; those that do not fit the lanes are answered on the way. */
static uint32_t order_by_length(uint32_t *order, work *w, uint32_t *start)
{
    uint32_t ordered = 0, left_out = 0, count = w->in->count;
    for (uint32_t i = 0; i < count; i++) {
        bool fits = fits_lanes(w->in, i);
        order[fits ? ordered++ : count - ++left_out] = i;
        if (fits) start[w->in->first[i + 1] - w->in->first[i] + 1]++;
    }
    for (uint32_t k = count - left_out; k < count; k++) answer_one(w, order[k], (located){NAN, -1});
    if (ordered == 0 || start[w->in->first[order[0] + 1] - w->in->first[order[0]] + 1] == ordered) return ordered;
    for (uint32_t k = 1; k <= LANE_FLOWS_MAX + 1; k++) start[k] += start[k - 1];
    uint32_t *by_length = order + count; /* the other half of the room */
    for (uint32_t k = 0; k < ordered; k++) {
        uint32_t i = order[k];
        by_length[start[w->in->first[i + 1] - w->in->first[i]]++] = i;
    }
    for (uint32_t k = 0; k < ordered; k++) order[k] = by_length[k];
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
    size_t row = ((size_t)out->flows + 3) / 4 * 4 * LANES; /* passes take four flows at a time */
    char *at = arena_get(a, row * (8 + 8 + 4 + 4 + 4) + (size_t)LANES * 8 + 8 * 32);
    if (at == NULL) return false;
    at += (32 - (uintptr_t)at % 32) % 32;
    out->net = aligned(&at, row * sizeof *out->net);
    out->term = aligned(&at, row * sizeof *out->term);
    out->rough = aligned(&at, row * sizeof *out->rough);
    out->time = aligned(&at, row * sizeof *out->time);
    out->value = aligned(&at, row * sizeof *out->value);
    out->last = aligned(&at, LANES * sizeof *out->last);
    out->span = aligned(&at, LANES * sizeof *out->span);
    return true;
}

/* Eight from place i on; behind the last, the last again. */
static void pick_lanes(uint32_t out[LANES], const uint32_t *order, uint32_t count, uint32_t i)
{
    for (uint32_t k = 0; k < LANES; k++) out[k] = order[i + k < count ? i + k : count - 1];
}

static err_code solve_lanes(work *w, arena *a, err *e)
{
    lane_room room;
    uint32_t *order = arena_get(a, ((size_t)w->in->count * 2 + 1) * sizeof *order);
    uint32_t *start = arena_get(a, ((size_t)LANE_FLOWS_MAX + 2) * sizeof *start);
    if (order == NULL || start == NULL || !lane_room_of(&room, w->in, a)) return arena_err(a, e);
    uint32_t count = order_by_length(order, w, start);
    lane_task task = {.rounds = ROUNDS_FIRST, .certify = w->certify};
    queues left = {.open = {.count = 0}};
    if (count > 0) pick_lanes(task.next, order, count, 0);
    for (uint32_t i = 0; i < count; i += LANES) {
        for (uint32_t k = 0; k < LANES; k++) task.pick[k] = task.next[k];
        pick_lanes(task.next, order, count, i + LANES);
        answer_block(w, &room, &left, &task, count - i < LANES ? count - i : LANES);
    }
    settle_turning(w, &room, &left);
    settle_again(w, &room, &left);
    settle_block(w, &room, &left.open);
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
    work w = {.in = in, .out = out, .certify = certify, .is_wide = lanes};
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
