/* batch_avx2: eight series at once, one to a lane, for processors with AVX2 and FMA.
 *
 * A block of eight series is turned so that flow j of all eight lies side by side. Then: moments at x = 0 (no exponential
 * there) give g, g′, g″, g‴ and a first point from the cubic; one or two Halley steps in single precision; one pass in
 * double precision that gives the last Halley step, the bound on what is left, and the largest Sⱼ for Soper's proof.
 * Days are counted from the first flow and y = x per day is the unknown, so that exponents are exact products.
 * Nothing here is trusted that the last pass does not bound: a lane that did not converge, whose days fall, whose flows
 * have one sign, or that overflowed anywhere ends with x = NAN and goes to the scalar code.
 * The bound: g(y₁) after the step h is at most the rounding of g, plus what Halley leaves of the quadratic, plus
 * |g‴| h³/6 with |g‴| ≤ span³/5 (third central moments on an interval: span³/(6√3) each); divided by the least |g′| near,
 * |g″| ≤ span²/4. */
#include "returns/lanes_int.h"

#if defined(__x86_64__)

#include <math.h>

typedef struct floats { /* sums of one pass: all terms, and those above nought */
    __m256 all[4], gain[4];
} floats;

typedef struct point { /* g and its derivatives in lanes */
    __m256 g, slope, bend, twist;
} point;

LANE void add_term(floats *s, __m256 p, __m256 t)
{
    __m256 gain = _mm256_max_ps(p, _mm256_setzero_ps());
    __m256 tp = _mm256_mul_ps(t, p), tgain = _mm256_mul_ps(t, gain);
    s->all[0] = _mm256_add_ps(s->all[0], p);
    s->gain[0] = _mm256_add_ps(s->gain[0], gain);
    s->all[1] = _mm256_add_ps(s->all[1], tp);
    s->gain[1] = _mm256_add_ps(s->gain[1], tgain);
    s->all[2] = _mm256_fmadd_ps(t, tp, s->all[2]);
    s->gain[2] = _mm256_fmadd_ps(t, tgain, s->gain[2]);
}

/* 2 artanh w, |w| ≤ 0.3: all that single precision has */
LANE __m256 twice_artanh(__m256 w)
{
    __m256 q = _mm256_mul_ps(w, w), s = _mm256_set1_ps(1 / 11.0f);
    s = _mm256_fmadd_ps(s, q, _mm256_set1_ps(1 / 9.0f));
    s = _mm256_fmadd_ps(s, q, _mm256_set1_ps(1 / 7.0f));
    s = _mm256_fmadd_ps(s, q, _mm256_set1_ps(1 / 5.0f));
    s = _mm256_fmadd_ps(s, q, _mm256_set1_ps(1 / 3.0f));
    s = _mm256_fmadd_ps(s, q, _mm256_set1_ps(1));
    return _mm256_mul_ps(_mm256_add_ps(w, w), s);
}

/* ln of the quotient of gain and loss, w their difference beside their sum: from w near 0, else by powers of two */
LANE __m256 logarithm_of(__m256 w, __m256 gain, __m256 loss)
{
    __m256 size = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), w);
    __m256 near = _mm256_cmp_ps(size, _mm256_set1_ps(0.3f), _CMP_LE_OQ), close = twice_artanh(w);
    if (_mm256_movemask_ps(near) == 255) return close;
    __m256 q = _mm256_div_ps(gain, loss), one = _mm256_set1_ps(1);
    __m256i root_half = _mm256_set1_epi32(0x3f3504f3), bits = _mm256_sub_epi32(_mm256_castps_si256(q), root_half);
    __m256 power = _mm256_cvtepi32_ps(_mm256_srai_epi32(bits, 23));
    bits = _mm256_add_epi32(_mm256_and_si256(bits, _mm256_set1_epi32(0x7fffff)), root_half);
    __m256 m = _mm256_castsi256_ps(bits); /* √½ … √2 */
    __m256 far = twice_artanh(_mm256_div_ps(_mm256_sub_ps(m, one), _mm256_add_ps(m, one)));
    return _mm256_blendv_ps(_mm256_fmadd_ps(power, _mm256_set1_ps(0.693147181f), far), close, near);
}

typedef struct centred {
    __m256 mean, variance, third;
} centred;

LANE centred centre(const __m256 sum[4])
{
    __m256 per = _mm256_div_ps(_mm256_set1_ps(1), sum[0]);
    __m256 mean = _mm256_mul_ps(sum[1], per), second = _mm256_mul_ps(sum[2], per), third = _mm256_mul_ps(sum[3], per);
    __m256 square = _mm256_mul_ps(mean, mean);
    __m256 variance = _mm256_sub_ps(second, square);
    third = _mm256_fnmadd_ps(_mm256_mul_ps(mean, _mm256_set1_ps(3)), variance, _mm256_fnmadd_ps(square, mean, third));
    return (centred){mean, variance, third};
}

LANE point point_of(const floats *s)
{
    __m256 loss[4] = {_mm256_sub_ps(s->gain[0], s->all[0]), _mm256_sub_ps(s->gain[1], s->all[1]),
                      _mm256_sub_ps(s->gain[2], s->all[2]), _mm256_sub_ps(s->gain[3], s->all[3])};
    centred c = centre(loss), d = centre(s->gain);
    __m256 w = _mm256_div_ps(s->all[0], _mm256_add_ps(s->gain[0], loss[0]));
    return (point){logarithm_of(w, s->gain[0], loss[0]), _mm256_sub_ps(c.mean, d.mean),
                   _mm256_sub_ps(d.variance, c.variance), _mm256_sub_ps(c.third, d.third)};
}

LANE __m256 halley_step(__m256 g, __m256 slope, __m256 bend)
{
    __m256 newton = _mm256_div_ps(g, slope);
    __m256 half = _mm256_mul_ps(_mm256_mul_ps(newton, bend), _mm256_set1_ps(0.5f));
    __m256 bent = _mm256_sub_ps(_mm256_set1_ps(1), _mm256_div_ps(half, slope));
    bent = _mm256_min_ps(_mm256_max_ps(bent, _mm256_set1_ps(0.5f)), _mm256_set1_ps(2));
    return _mm256_sub_ps(_mm256_setzero_ps(), _mm256_div_ps(newton, bent));
}

/* Near the root of g + g′h + g″h²/2 + g‴h³/6: Halley's step, then Newton's on the cubic where that is no great change. */
LANE __m256 cubic_step(const point *p)
{
    __m256 h = halley_step(p->g, p->slope, p->bend);
    __m256 a = _mm256_mul_ps(p->bend, _mm256_set1_ps(0.5f)), b = _mm256_mul_ps(p->twist, _mm256_set1_ps(1 / 6.0f));
    __m256 rest = _mm256_fmadd_ps(_mm256_fmadd_ps(_mm256_fmadd_ps(b, h, a), h, p->slope), h, p->g);
    __m256 steep = _mm256_fmadd_ps(_mm256_fmadd_ps(_mm256_mul_ps(b, _mm256_set1_ps(3)), h, p->bend), h, p->slope);
    __m256 more = _mm256_div_ps(rest, steep);
    __m256 sign = _mm256_set1_ps(-0.0f), most = _mm256_mul_ps(_mm256_andnot_ps(sign, h), _mm256_set1_ps(0.25f));
    __m256 is_small = _mm256_cmp_ps(_mm256_andnot_ps(sign, more), most, _CMP_LE_OQ);
    return _mm256_sub_ps(h, _mm256_and_ps(more, is_small));
}

/* ---- turning ---- */
typedef struct source {
    const day *days[LANES];
    const double *net[LANES];
    uint32_t count[LANES];
} source;

typedef struct counting {      /* days of eight lanes since the first of each */
    __m256i first, last, fell; /* fell: sign bits of the lanes whose days fell */
} counting;

LANE void put_days(counting *c, float *time, __m256i days)
{
    __m256i since = _mm256_sub_epi32(days, c->first);
    c->fell = _mm256_or_si256(c->fell, _mm256_cmpgt_epi32(c->last, since));
    c->last = since;
    _mm256_store_ps(time, _mm256_cvtepi32_ps(since));
}

LANE __m256i four_days(const day *low, const day *high)
{
    __m128i first = _mm_loadu_si128((const __m128i *)(const void *)low);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(first), _mm_loadu_si128((const __m128i *)(const void *)high),
                                   1);
}

LANE void turn_four_days(counting *to, float *time, const day *const *from, uint32_t j)
{
    __m256i a = four_days(from[0] + j, from[4] + j), b = four_days(from[1] + j, from[5] + j);
    __m256i c = four_days(from[2] + j, from[6] + j), d = four_days(from[3] + j, from[7] + j);
    __m256i ab = _mm256_unpacklo_epi32(a, b), AB = _mm256_unpackhi_epi32(a, b);
    __m256i cd = _mm256_unpacklo_epi32(c, d), CD = _mm256_unpackhi_epi32(c, d);
    put_days(to, time, _mm256_unpacklo_epi64(ab, cd));
    put_days(to, time + LANES, _mm256_unpackhi_epi64(ab, cd));
    put_days(to, time + 2 * LANES, _mm256_unpacklo_epi64(AB, CD));
    put_days(to, time + 3 * LANES, _mm256_unpackhi_epi64(AB, CD));
}

LANE void turn_four(double *to, const double *const *from, uint32_t j)
{
    __m256d a = _mm256_loadu_pd(from[0] + j), b = _mm256_loadu_pd(from[1] + j);
    __m256d c = _mm256_loadu_pd(from[2] + j), d = _mm256_loadu_pd(from[3] + j);
    __m256d ab = _mm256_unpacklo_pd(a, b), AB = _mm256_unpackhi_pd(a, b);
    __m256d cd = _mm256_unpacklo_pd(c, d), CD = _mm256_unpackhi_pd(c, d);
    _mm256_store_pd(to, _mm256_permute2f128_pd(ab, cd, 0x20));
    _mm256_store_pd(to + LANES, _mm256_permute2f128_pd(AB, CD, 0x20));
    _mm256_store_pd(to + 2 * LANES, _mm256_permute2f128_pd(ab, cd, 0x31));
    _mm256_store_pd(to + 3 * LANES, _mm256_permute2f128_pd(AB, CD, 0x31));
}

/* Flow j of every lane on its own, from flow `j` on; behind the last flow of a lane: nothing, on its last day. */
LANE void turn_rest(counting *to, const lane_room *room, const source *from, uint32_t j, uint32_t most)
{
    for (; j < most; j++) {
        int32_t days[LANES];
        for (uint32_t i = 0; i < LANES; i++) {
            uint32_t last = from->count[i] - 1;
            days[i] = from->days[i][j < last ? j : last];
            room->net[j * LANES + i] = j <= last ? from->net[i][j] : 0;
        }
        put_days(to, room->time + (size_t)j * LANES, _mm256_loadu_si256((const __m256i *)(const void *)days));
    }
}

/* next: the block after this one, whose flows are asked for from memory meanwhile. A set bit of the result: days fell in
 * that lane. */
AVX2 int turn(const lane_room *to, const source *from, const source *next, uint32_t least, uint32_t most)
{
    uint32_t j = 0;
    int32_t first[LANES];
    for (uint32_t i = 0; i < LANES; i++) first[i] = from->days[i][0];
    counting days = {.first = _mm256_loadu_si256((const __m256i *)(const void *)first), .last = _mm256_setzero_si256()};
    days.fell = days.last;
    for (; j + 4 <= least; j += 4) {
        size_t at = (size_t)j * LANES;
        turn_four_days(&days, to->time + at, from->days, j);
        turn_four(to->net + at, from->net, j);
        turn_four(to->net + at + 4, from->net + 4, j);
        const double *const *ahead = next->net + (j / 4 % 2) * 4;
        for (int i = 0; i < 4; i++) _mm_prefetch((const char *)(ahead[i] + (j & ~7U)), _MM_HINT_T0);
        const day *const *later = next->days + (j / 4 % 4) * 2;
        for (int i = 0; i < 2; i++) _mm_prefetch((const char *)(later[i] + (j & ~15U)), _MM_HINT_T0);
    }
    turn_rest(&days, to, from, j, most);
    return _mm256_movemask_ps(_mm256_castsi256_ps(days.fell));
}

/* Nothing, on the first day: passes take four flows at a time. */
LANE void pad(const lane_room *room, uint32_t most)
{
    for (uint32_t j = most; j % 4 != 0; j++) {
        size_t at = (size_t)j * LANES;
        _mm256_store_ps(room->rough + at, _mm256_setzero_ps());
        _mm256_store_ps(room->time + at, _mm256_setzero_ps());
        _mm256_store_pd(room->net + at, _mm256_setzero_pd());
        _mm256_store_pd(room->net + at + 4, _mm256_setzero_pd());
    }
}

/* Amounts get a copy in single precision; sums at x = 0. */
AVX2 void moments(const lane_room *room, floats *s, uint32_t most)
{
    *s = (floats){.all = {_mm256_setzero_ps()}};
    for (uint32_t j = 0; j < most; j++) {
        __m256 t = _mm256_load_ps(room->time + (size_t)j * LANES);
        const double *net = room->net + (size_t)j * LANES;
        __m256 p = _mm256_set_m128(_mm256_cvtpd_ps(_mm256_load_pd(net + 4)), _mm256_cvtpd_ps(_mm256_load_pd(net)));
        _mm256_store_ps(room->rough + (size_t)j * LANES, p);
        __m256 cube = _mm256_mul_ps(_mm256_mul_ps(t, t), t);
        s->all[3] = _mm256_fmadd_ps(cube, p, s->all[3]);
        s->gain[3] = _mm256_fmadd_ps(cube, _mm256_max_ps(p, _mm256_setzero_ps()), s->gain[3]);
        add_term(s, p, t);
    }
    pad(room, most);
}

/* p[i] · f[i] + c: steps of four chains side by side, for one alone would wait for itself. */
LANE void horner(__m256 p[4], const __m256 f[4], float c)
{
    __m256 add = _mm256_set1_ps(c);
    p[0] = _mm256_fmadd_ps(p[0], f[0], add);
    p[1] = _mm256_fmadd_ps(p[1], f[1], add);
    p[2] = _mm256_fmadd_ps(p[2], f[2], add);
    p[3] = _mm256_fmadd_ps(p[3], f[3], add);
}

/* v[i] becomes 2^v[i], |v| ≤ 120: within 4e-6 of itself, enough for a step. */
LANE void powers_about(__m256 v[4])
{
    __m256 p[4], k[4], round = _mm256_set1_ps(0x1.8p23f);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        k[i] = _mm256_add_ps(v[i], round);
        v[i] = _mm256_sub_ps(v[i], _mm256_sub_ps(k[i], round));
        p[i] = _mm256_set1_ps(0.00966636852f);
    }
    horner(p, v, 0.0559219758f);
    horner(p, v, 0.24022349f);
    horner(p, v, 0.693121045f);
    horner(p, v, 1.0f);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        __m256i power = _mm256_slli_epi32(_mm256_castps_si256(k[i]), 23);
        v[i] = _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p[i]), power));
    }
}

AVX2 void rough_pass(const lane_room *room, floats *s, __m256 y, uint32_t most)
{
    __m256 rate = _mm256_mul_ps(y, _mm256_set1_ps(-1.44269504f));
    *s = (floats){.all = {_mm256_setzero_ps()}};
    for (uint32_t j = 0; j < most; j += 4) {
        __m256 t[4], v[4];
        const float *time = room->time + (size_t)j * LANES, *rough = room->rough + (size_t)j * LANES;
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            t[i] = _mm256_load_ps(time + i * LANES);
            v[i] = _mm256_mul_ps(t[i], rate);
        }
        powers_about(v);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) add_term(s, _mm256_mul_ps(_mm256_load_ps(rough + i * LANES), v[i]), t[i]);
    }
}

/* ---- the last pass ---- */
typedef struct doubles {
    __m256d all[3], gain[3], highest; /* highest: of the sums before the last flow */
} doubles;

typedef struct power { /* e^v = 2^k (1 + r · rest), exponent = k at its place in a double */
    __m256d r, rest;
    __m256i exponent;
} power;

LANE power reduce(__m256d v)
{
    __m256d round = _mm256_set1_pd(0x1.8p52);
    __m256d shifted = _mm256_fmadd_pd(v, _mm256_set1_pd(0x1.71547652b82fep+0), round);
    __m256d k = _mm256_sub_pd(shifted, round);
    __m256d r = _mm256_fnmadd_pd(k, _mm256_set1_pd(0x1.62e42fefa39efp-1), v);
    return (power){r, _mm256_set1_pd(2.76138047735044e-07), _mm256_slli_epi64(_mm256_castpd_si256(shifted), 52)};
}

/* The rest of four, a step of each at a time, for one alone would wait for itself. */
LANE void step_four(power e[4], double c)
{
    __m256d add = _mm256_set1_pd(c);
    e[0].rest = _mm256_fmadd_pd(e[0].rest, e[0].r, add);
    e[1].rest = _mm256_fmadd_pd(e[1].rest, e[1].r, add);
    e[2].rest = _mm256_fmadd_pd(e[2].rest, e[2].r, add);
    e[3].rest = _mm256_fmadd_pd(e[3].rest, e[3].r, add);
}

/* |v| ≤ 700: reduced by ln 2 with one fused step; 1 + r + r² · (e^r − 1 − r)/r² interpolated at Chebyshev's points */
LANE void powers_of(power e[4], const __m256d v[4])
{
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) e[i] = reduce(v[i]);
    step_four(e, 2.7625112363270135e-06);
    step_four(e, 2.4801536392398463e-05);
    step_four(e, 0.00019841208738320405);
    step_four(e, 0.001388888890587973);
    step_four(e, 0.00833333335372651);
    step_four(e, 0.04166666666665136);
    step_four(e, 0.16666666666648292);
    step_four(e, 0.5);
    step_four(e, 1);
}

LANE __m256d whole_power(power e)
{
    __m256d p = _mm256_fmadd_pd(e.rest, e.r, _mm256_set1_pd(1));
    return _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(p), e.exponent));
}

/* v[i] becomes e^v[i], |v| ≤ 700, within (13 + |v|) UNIT of itself. */
LANE void exponentials(__m256d v[4])
{
    power e[4];
    powers_of(e, v);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) v[i] = whole_power(e[i]);
}

__attribute__((target("avx2,fma"))) size_t put_terms_wide(const series *s, double from, double x)
{
    __m256d at = _mm256_set1_pd(x), origin = _mm256_set1_pd(from), least = _mm256_set1_pd(EXPONENT_LEAST);
    if (s->count < 16) return 0;
    for (size_t next = 0; next < s->count; next += 16) {
        size_t i = next + 16 <= s->count ? next : s->count - 16; /* the last ones partly twice */
        __m256d v[4];
#pragma GCC unroll 4
        for (size_t k = 0; k < 4; k++) {
            v[k] = _mm256_mul_pd(_mm256_sub_pd(origin, _mm256_loadu_pd(s->years + i + 4 * k)), at);
            v[k] = _mm256_max_pd(v[k], least);
        }
        exponentials(v);
#pragma GCC unroll 4
        for (size_t k = 0; k < 4; k++)
            _mm256_storeu_pd(s->term + i + 4 * k, _mm256_mul_pd(v[k], _mm256_loadu_pd(s->amount + i + 4 * k)));
    }
    return s->count;
}

LANE void add_fine(doubles *s, __m256d p, __m256d t)
{
    __m256d gain = _mm256_max_pd(p, _mm256_setzero_pd());
    __m256d tp = _mm256_mul_pd(t, p), tgain = _mm256_mul_pd(t, gain);
    s->all[0] = _mm256_add_pd(s->all[0], p);
    s->gain[0] = _mm256_add_pd(s->gain[0], gain);
    s->all[1] = _mm256_add_pd(s->all[1], tp);
    s->gain[1] = _mm256_add_pd(s->gain[1], tgain);
    s->all[2] = _mm256_fmadd_pd(t, tp, s->all[2]);
    s->gain[2] = _mm256_fmadd_pd(t, tgain, s->gain[2]);
}

typedef struct block { /* least, most: flows of the shortest and of the longest lane */
    const lane_room *room;
    uint32_t least, most;
} block;

LANE __m256d days_at(const lane_room *room, size_t at)
{
    return _mm256_cvtps_pd(_mm_load_ps(room->time + at));
}

/* All terms at y, two flows of eight lanes at a time. */
AVX2 void fine_terms(const block *b, __m256 y)
{
    __m256d fall[2] = {_mm256_cvtps_pd(_mm256_castps256_ps128(y)), _mm256_cvtps_pd(_mm256_extractf128_ps(y, 1))};
#pragma GCC unroll 4
    for (int i = 0; i < 2; i++) fall[i] = _mm256_sub_pd(_mm256_setzero_pd(), fall[i]);
    for (uint32_t j = 0; j < b->most; j += 2) {
        __m256d v[4];
        size_t at = (size_t)j * LANES;
#pragma GCC unroll 4
        for (size_t i = 0; i < 4; i++) v[i] = _mm256_mul_pd(days_at(b->room, at + 4 * i), fall[i % 2]);
        exponentials(v);
#pragma GCC unroll 4
        for (size_t i = 0; i < 4; i++)
            _mm256_store_pd(b->room->term + at + 4 * i, _mm256_mul_pd(_mm256_load_pd(b->room->net + at + 4 * i), v[i]));
    }
}

LANE void fine_flow(doubles *s, const lane_room *room, size_t at, bool keep)
{
    __m256d p = _mm256_load_pd(room->term + at);
    if (keep) _mm_store_ps(room->value + at, _mm256_cvtpd_ps(p));
    add_fine(s, p, days_at(room, at));
}

/* The sums of a half. Where lanes end at different flows, a lane's sums count while flows of it are left. keep: the terms
 * as floats as well. */
LANE void fine_sums(doubles *out, const block *b, uint32_t half, bool keep)
{
    doubles s = {.highest = _mm256_set1_pd(-INFINITY)};
    uint32_t j = 0;
    for (; j + 1 < b->least; j++) {
        fine_flow(&s, b->room, (size_t)j * LANES + half, keep);
        if (keep) s.highest = _mm256_max_pd(s.highest, s.all[0]);
    }
    __m256d last = _mm256_cvtepi32_pd(_mm_load_si128((const __m128i *)(const void *)(b->room->last + half)));
    for (; j < b->most; j++) {
        fine_flow(&s, b->room, (size_t)j * LANES + half, keep);
        __m256d counts = _mm256_cmp_pd(_mm256_set1_pd(j), last, _CMP_LT_OQ);
        s.highest = _mm256_blendv_pd(s.highest, _mm256_max_pd(s.highest, s.all[0]), counts);
    }
    *out = s;
}

LANE __m256d size_of(__m256d v)
{
    return _mm256_andnot_pd(_mm256_set1_pd(-0.0), v);
}

LANE __m256d times(__m256d v, double by)
{
    return _mm256_mul_pd(v, _mm256_set1_pd(by));
}

typedef struct derived { /* from sums, in days */
    __m256d g, slope, bend, spread, whole, unevenness;
} derived;

LANE derived derive(const doubles *s)
{
    __m256d d = s->gain[0], c = _mm256_sub_pd(d, s->all[0]), whole = _mm256_add_pd(c, d);
    __m256d w = _mm256_div_pd(s->all[0], whole), one = _mm256_set1_pd(1);
    __m256d per_c = _mm256_div_pd(one, c), per_d = _mm256_div_pd(one, d);
    __m256d mean_c = _mm256_mul_pd(_mm256_sub_pd(s->gain[1], s->all[1]), per_c),
            mean_d = _mm256_mul_pd(s->gain[1], per_d);
    __m256d second_c = _mm256_mul_pd(_mm256_sub_pd(s->gain[2], s->all[2]), per_c);
    __m256d second_d = _mm256_mul_pd(s->gain[2], per_d);
    __m256d variance_c = _mm256_fnmadd_pd(mean_c, mean_c, second_c),
            variance_d = _mm256_fnmadd_pd(mean_d, mean_d, second_d);
    __m256d g = _mm256_fmadd_pd(times(_mm256_mul_pd(w, w), 2 / 3.0), w, _mm256_add_pd(w, w)); /* the rest: 2 w⁵/5 */
    return (derived){g,
                     _mm256_sub_pd(mean_c, mean_d),
                     _mm256_sub_pd(variance_d, variance_c),
                     _mm256_add_pd(variance_d, variance_c),
                     whole,
                     size_of(w)};
}

/* The share by which a term may be off: product ½ ulp, the exponential, the exponent's rounding, and a
 * plain sum of `most` of them. */
LANE __m256d term_share(__m256d y, __m256d span, uint32_t most)
{
    __m256d reach = _mm256_mul_pd(size_of(y), span);
    return times(_mm256_add_pd(times(reach, 3), _mm256_set1_pd(16 + (double)most)), UNIT);
}

/* e^x − 1 = 2^k (e^r − 1) + 2^k − 1, off by (16 + |x|) UNIT beside 1 + rate, and the bound on it for |x| ≤ 30. */
LANE void put_rates(lane_answer *out, uint32_t half, __m256d x, __m256d error)
{
    __m256d one = _mm256_set1_pd(1), limit = _mm256_set1_pd(30);
    __m256d v = _mm256_max_pd(_mm256_min_pd(x, limit), times(limit, -1));
    const __m256d four[4] = {v, v, v, v};
    power e[4];
    powers_of(e, four);
    __m256d scale = _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(one), e[0].exponent));
    __m256d rate = _mm256_fmadd_pd(scale, _mm256_mul_pd(e[0].r, e[0].rest), _mm256_sub_pd(scale, one));
    __m256d doubt = times(_mm256_add_pd(size_of(v), _mm256_set1_pd(20)), UNIT);
    __m256d grown = _mm256_fmadd_pd(_mm256_mul_pd(error, error), one, error);
    grown = _mm256_mul_pd(_mm256_add_pd(rate, one), times(_mm256_add_pd(grown, doubt), 1 + 32 * UNIT));
    __m256d fits = _mm256_and_pd(_mm256_cmp_pd(size_of(x), limit, _CMP_LE_OQ),
                                 _mm256_cmp_pd(error, _mm256_set1_pd(1e-3), _CMP_LT_OQ));
    _mm256_storeu_pd(out->rate + half, _mm256_blendv_pd(_mm256_set1_pd(NAN), rate, fits));
    _mm256_storeu_pd(out->rate_error + half, _mm256_fmadd_pd(size_of(rate), _mm256_set1_pd(4 * UNIT), grown));
}

LANE void finish(lane_answer *out, const lane_room *room, const doubles *s, __m256d y, uint32_t half, uint32_t most)
{
    __m256d span = _mm256_cvtepi32_pd(_mm_load_si128((const __m128i *)(const void *)(room->span + half)));
    derived v = derive(s);
    __m256d one = _mm256_set1_pd(1), newton = _mm256_div_pd(v.g, v.slope);
    __m256d rho = _mm256_div_pd(times(_mm256_mul_pd(newton, v.bend), 0.5), v.slope);
    __m256d h = _mm256_div_pd(newton, _mm256_sub_pd(rho, one)), step = size_of(h), steep = size_of(v.slope);
    __m256d share = term_share(_mm256_add_pd(size_of(y), step), span, most), square = _mm256_mul_pd(span, span);
    __m256d w2 = _mm256_mul_pd(v.unevenness, v.unevenness);
    __m256d left = times(share, 4);                                              /* g: C and D, and the quotient */
    left = _mm256_fmadd_pd(times(_mm256_mul_pd(w2, w2), 1), v.unevenness, left); /* the series of artanh */
    left = _mm256_fmadd_pd(_mm256_mul_pd(size_of(v.g), _mm256_mul_pd(rho, rho)), _mm256_set1_pd(2), left);
    left = _mm256_fmadd_pd(times(_mm256_mul_pd(_mm256_mul_pd(square, span), _mm256_mul_pd(step, step)), 1 / 30.0), step,
                           left);
    __m256d doubt = times(_mm256_mul_pd(share, span), 8); /* of the slope */
    doubt = _mm256_fmadd_pd(times(_mm256_mul_pd(share, square), 16), step, doubt);
    left = _mm256_fmadd_pd(doubt, step, left);
    __m256d flat = _mm256_fmadd_pd(times(square, 0.5), _mm256_add_pd(step, _mm256_div_pd(left, steep)), doubt);
    __m256d least = _mm256_sub_pd(steep, flat), error = _mm256_div_pd(left, least);
    __m256d good = _mm256_and_pd(_mm256_cmp_pd(flat, times(steep, 0.5), _CMP_LE_OQ),
                                 _mm256_cmp_pd(v.unevenness, _mm256_set1_pd(1e-3), _CMP_LE_OQ));
    good = _mm256_and_pd(good, _mm256_cmp_pd(_mm256_mul_pd(size_of(y), span), _mm256_set1_pd(600), _CMP_LE_OQ));
    __m256d doubted =
        _mm256_sub_pd(_mm256_min_pd(s->all[0], _mm256_setzero_pd()), _mm256_mul_pd(times(share, 2), v.whole));
    __m256d balances = _mm256_cmp_pd(s->highest, doubted, _CMP_LT_OQ);
    __m256d root = _mm256_add_pd(y, h);
    error = _mm256_fmadd_pd(size_of(root), _mm256_set1_pd(4 * UNIT), error);
    _mm256_storeu_pd(out->x + half, times(_mm256_blendv_pd(_mm256_set1_pd(NAN), root, good), 365));
    _mm256_storeu_pd(out->error + half, times(error, 365 * (1 + 8 * UNIT)));
    put_rates(out, half, times(root, 365), times(error, 365 * (1 + 8 * UNIT)));
    _mm256_storeu_pd(out->apart + half, times(_mm256_div_pd(times(steep, 0.4), v.spread), 365));
    out->falls |= (unsigned)_mm256_movemask_pd(v.slope) << half;
    out->found |= (unsigned)_mm256_movemask_pd(good) << half;
    out->balances |= (unsigned)_mm256_movemask_pd(_mm256_and_pd(balances, good)) << half;
}

LANE bool is_far(__m256 step, __m256 span, float least)
{
    __m256 reach = _mm256_mul_ps(_mm256_andnot_ps(_mm256_set1_ps(-0.0f), step), span);
    return _mm256_movemask_ps(_mm256_cmp_ps(reach, _mm256_set1_ps(least), _CMP_GT_OQ)) != 0;
}

static void locate(source *out, const irr_batch *in, const uint32_t pick[LANES])
{
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t first = in->first[pick[i]];
        out->days[i] = in->days + first;
        out->net[i] = in->amount + first;
        out->count[i] = in->first[pick[i] + 1] - first;
    }
}

/* Turns the block; least and most: flows of its shortest and longest lane. A set bit of the result: nothing holds of that
 * lane, for its days fall or lie outside the calendar. */
AVX2 unsigned load(const lane_room *room, const irr_batch *in, const uint32_t pick[LANES], const uint32_t next[LANES],
                   uint32_t *least, uint32_t *most)
{
    source from, ahead;
    unsigned refused = 0;
    locate(&from, in, pick);
    locate(&ahead, in, next);
    *least = UINT32_MAX;
    *most = 0;
    for (uint32_t i = 0; i < LANES; i++) {
        uint32_t count = from.count[i];
        CHECK(count > 0 && count <= room->flows);
        *least = count < *least ? count : *least;
        *most = count > *most ? count : *most;
        room->last[i] = (int32_t)count - 1;
        day first = from.days[i][0], last = from.days[i][count - 1];
        bool fits = first >= DAY_FIRST && last <= DAY_LAST && last >= first;
        room->span[i] = fits ? last - first : 0;
        refused |= (unsigned)!fits << i;
    }
    return refused | (unsigned)turn(room, &from, &ahead, *least, *most);
}

/* Steps from 0 towards roots. What did not come nearer by its last step is no longer waited for, unless rounds are many. */
AVX2 __m256 approach(const lane_room *room, floats *sums, uint32_t most, uint32_t rounds)
{
    __m256 span = span_of(room), sign = _mm256_set1_ps(-0.0f), farthest = _mm256_div_ps(_mm256_set1_ps(80), span);
    point p = point_of(sums);
    __m256 y = cubic_step(&p), before = y;
    for (uint32_t round = 0; round < rounds; round++) {
        y = _mm256_max_ps(_mm256_min_ps(y, farthest), _mm256_sub_ps(_mm256_setzero_ps(), farthest));
        rough_pass(room, sums, y, most);
        p = point_of(sums);
        __m256 step = halley_step(p.g, p.slope, p.bend);
        y = _mm256_add_ps(y, step);
        __m256 shrinks = _mm256_cmp_ps(_mm256_andnot_ps(sign, step),
                                       _mm256_mul_ps(_mm256_andnot_ps(sign, before), _mm256_set1_ps(0.5f)), _CMP_LE_OQ);
        bool waits = rounds > ROUNDS_FIRST;
        if (!is_far(waits ? step : _mm256_and_ps(step, shrinks), span, waits ? 0.004f : 0.12f)) break;
        before = step;
    }
    return y;
}

__attribute__((target("avx2,fma"))) void lanes_avx2(lane_answer *out, const lane_room *room, const irr_batch *in,
                                                    const lane_task *task)
{
    block b = {.room = room};
    unsigned refused = load(room, in, task->pick, task->next, &b.least, &b.most);
    floats sums;
    moments(room, &sums, b.most);
    __m256 y = approach(room, &sums, b.most, task->rounds);
    *out = (lane_answer){.balances = 0};
    fine_terms(&b, y);
    for (uint32_t half = 0; half < LANES; half += 4) {
        doubles s;
        __m256d fine = _mm256_cvtps_pd(half == 0 ? _mm256_castps256_ps128(y) : _mm256_extractf128_ps(y, 1));
        if (task->certify)
            fine_sums(&s, &b, half, true);
        else
            fine_sums(&s, &b, half, false);
        finish(out, room, &s, fine, half, b.most);
    }
    out->refused = refused;
    if (task->certify && (out->balances & out->found) != out->found) lanes_prove_avx2(out, room, b.most);
}

/* Days and moments of the picked series; the flows of the longest. */
__attribute__((target("avx2,fma"))) uint32_t lanes_load_avx2(const lane_room *room, const irr_batch *in,
                                                             const uint32_t pick[LANES])
{
    uint32_t least, most;
    floats unused;
    (void)load(room, in, pick, pick, &least, &most);
    moments(room, &unused, most);
    return most;
}

__attribute__((target("avx2,fma"))) void lanes_turn_avx2(float y[LANES], const lane_room *room, uint32_t most)
{
    __m256 at = _mm256_setzero_ps(), longest = _mm256_div_ps(_mm256_set1_ps(3), span_of(room));
    __m256 farthest = _mm256_div_ps(_mm256_set1_ps(80), span_of(room));
    for (int round = 0; round < 6; round++) {
        floats sums;
        rough_pass(room, &sums, at, most);
        point p = point_of(&sums);
        __m256 step = _mm256_div_ps(p.slope, p.bend);
        step = _mm256_max_ps(_mm256_min_ps(step, longest), _mm256_sub_ps(_mm256_setzero_ps(), longest));
        at = _mm256_sub_ps(at, step);
        at = _mm256_max_ps(_mm256_min_ps(at, farthest), _mm256_sub_ps(_mm256_setzero_ps(), farthest));
        if (!is_far(step, span_of(room), 0.5f)) break;
    }
    _mm256_storeu_ps(y, at);
}

#else

size_t put_terms_wide(const series *s, double from, double x)
{
    (void)s, (void)from, (void)x;
    return 0;
}

#endif
