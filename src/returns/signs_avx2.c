/* signs_avx2: what signs of sums prove of eight series at once, in single precision (signs.c holds the theory).
 *
 * With S the step function of the discounted sums, f(z + y) = y ∫ S e^(−ty) = y³ ∫ S₃ e^(−ty), S₃ its integral taken twice:
 * roots above z are bounded by the sign changes of S₃, which has fewer than S; beyond the last flow it is a parabola, whose
 * changes are at most those of S₃(T), S₂(T), f(z). So far more series have none, or one, than by S itself. The same from the
 * last flow back bounds the roots below z.
 * A sign counts only when it is larger than all that rounding can have done; else the lane says nothing. */
#include "returns/lanes_int.h"

#if defined(__x86_64__)

#include <math.h>

/* 2^v, |v| ≤ 120: within 4 UNIT_ROUGH of itself (interpolated at Chebyshev's points of [−½, ½]; exact at whole v) */
LANE __m256 power_of_two(__m256 v)
{
    v = _mm256_min_ps(_mm256_max_ps(v, _mm256_set1_ps(-120)), _mm256_set1_ps(120));
    __m256 shifted = _mm256_add_ps(v, _mm256_set1_ps(0x1.8p23f));
    __m256 f = _mm256_sub_ps(v, _mm256_sub_ps(shifted, _mm256_set1_ps(0x1.8p23f)));
    __m256 p = _mm256_set1_ps(0.0013381302f);
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(0.009666368f));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(0.05550381f));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(0.2402235f));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(0.6931472f));
    p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(1));
    __m256i k = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), k));
}

typedef struct scan { /* S, its integral and the integral of that (signs.c), beside the same of sizes, by days */
    __m256 first, second, third, first_size, second_size, third_size;
    __m256 share, before, unsure;
    __m256i changes;
} scan;

/* One more of the row whose signs are counted; unsure unless it is above all that rounding can have done to it. */
LANE void note(scan *s, __m256 v, __m256 size)
{
    __m256 doubt = _mm256_mul_ps(s->share, size), above = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), v);
    s->unsure = _mm256_or_ps(s->unsure, _mm256_cmp_ps(above, doubt, _CMP_NGE_UQ));
    __m256i turned = _mm256_srai_epi32(_mm256_castps_si256(_mm256_xor_ps(v, s->before)), 31);
    s->changes = _mm256_sub_epi32(s->changes, turned);
    s->before = v;
}

/* The third integral is a parabola between two days: its three Bernstein coefficients change sign at least as often. */
LANE void scan_flow(scan *s, __m256 days, __m256 p)
{
    __m256 half = _mm256_mul_ps(days, _mm256_set1_ps(0.5f));
    __m256 middle = _mm256_fmadd_ps(half, s->second, s->third);
    __m256 middle_size = _mm256_fmadd_ps(half, s->second_size, s->third_size);
    s->second = _mm256_fmadd_ps(days, s->first, s->second);
    s->second_size = _mm256_fmadd_ps(days, s->first_size, s->second_size);
    s->third = _mm256_fmadd_ps(half, s->second, middle);
    s->third_size = _mm256_fmadd_ps(half, s->second_size, middle_size);
    note(s, middle, middle_size);
    note(s, s->third, s->third_size);
    s->first = _mm256_add_ps(s->first, p);
    s->first_size = _mm256_add_ps(s->first_size, _mm256_andnot_ps(_mm256_set1_ps(-0.0f), p));
}

typedef struct outermost { /* the flow that a scan begins with, and the days from it to the next */
    __m256 value, days;
} outermost;

/* Before the first flow everything is +0, which counts as sure and above nought: so flows are turned by the sign of the
 * first. That one must be alone on its day, and not so small that products with it vanish. */
LANE scan scan_from(outermost o, __m256 share, __m256 *turn)
{
    __m256 sign = _mm256_set1_ps(-0.0f), nought = _mm256_setzero_ps();
    __m256 small = _mm256_cmp_ps(_mm256_andnot_ps(sign, o.value), _mm256_set1_ps(1e-30f), _CMP_NGT_UQ);
    small = _mm256_or_ps(small, _mm256_cmp_ps(o.days, nought, _CMP_NGT_UQ));
    *turn = _mm256_and_ps(sign, o.value);
    return (scan){nought, nought, nought, nought, nought, nought, share, nought, small, _mm256_setzero_si256()};
}

/* Sums that left floats say nothing. */
LANE void scan_end(scan *s)
{
    note(s, s->second, s->second_size);
    s->unsure = _mm256_or_ps(s->unsure, _mm256_cmp_ps(s->third_size, _mm256_set1_ps(1e36f), _CMP_NLT_UQ));
}

LANE outermost first_of(const lane_room *room, uint32_t most)
{
    return (outermost){_mm256_load_ps(room->value), _mm256_load_ps(room->time + (most > 1 ? LANES : 0))};
}

LANE outermost last_of(const lane_room *room)
{
    float value[LANES], days[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        size_t last = (size_t)room->last[i] * LANES + i, before = room->last[i] > 0 ? last - LANES : last;
        value[i] = room->value[last];
        days[i] = room->time[last] - room->time[before];
    }
    return (outermost){_mm256_loadu_ps(value), _mm256_loadu_ps(days)};
}

/* What the terms in room->value show from both ends, the sign of the whole left out. p: share by which a term is off;
 * beside it: a sum, a fused step and two more for every flow. */
AVX2 void scan_both(scan *up, scan *down, const lane_room *room, __m256 p, uint32_t most)
{
    __m256 turn, share = _mm256_add_ps(p, _mm256_set1_ps((4 * (float)most + 8) * (float)UNIT_ROUGH));
    __m256 before = _mm256_setzero_ps();
    scan s = scan_from(first_of(room, most), share, &turn);
    for (uint32_t j = 0; j < most; j++) {
        __m256 t = _mm256_load_ps(room->time + (size_t)j * LANES), v = _mm256_load_ps(room->value + (size_t)j * LANES);
        scan_flow(&s, _mm256_sub_ps(t, before), _mm256_xor_ps(v, turn));
        before = t;
    }
    scan_end(&s);
    s.second = _mm256_xor_ps(s.second, turn);
    *up = s;
    s = scan_from(last_of(room), share, &turn);
    for (uint32_t j = most; j-- > 0;) {
        __m256 t = _mm256_load_ps(room->time + (size_t)j * LANES), v = _mm256_load_ps(room->value + (size_t)j * LANES);
        scan_flow(&s, _mm256_sub_ps(before, t), _mm256_xor_ps(v, turn));
        before = t;
    }
    scan_end(&s);
    s.second = _mm256_xor_ps(s.second, turn);
    *down = s;
}

/* The share by which a term of single precision may be off. */
LANE __m256 rough_share(__m256 y, __m256 span)
{
    __m256 reach = _mm256_mul_ps(_mm256_andnot_ps(_mm256_set1_ps(-0.0f), y), span);
    return _mm256_mul_ps(_mm256_fmadd_ps(reach, _mm256_set1_ps(3), _mm256_set1_ps(12)),
                         _mm256_set1_ps((float)UNIT_ROUGH));
}

typedef struct sides { /* the sum and the sum of sizes at a point */
    __m256 whole, size;
} sides;

AVX2 sides sides_at(const lane_room *room, __m256 y, uint32_t most)
{
    __m256 rate = _mm256_mul_ps(y, _mm256_set1_ps(-1.44269504f));
    sides s = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    for (uint32_t j = 0; j < most; j++) {
        __m256 t = _mm256_load_ps(room->time + (size_t)j * LANES);
        __m256 p = _mm256_mul_ps(_mm256_load_ps(room->rough + (size_t)j * LANES), power_of_two(_mm256_mul_ps(t, rate)));
        s.whole = _mm256_add_ps(s.whole, p);
        s.size = _mm256_add_ps(s.size, _mm256_andnot_ps(_mm256_set1_ps(-0.0f), p));
    }
    return s;
}

/* Bits of the lanes where f is surely above (below) 0 as seen from the sign of `like`: the same sign. */
LANE unsigned same_sign(const lane_room *room, __m256 y, __m256 like, uint32_t most)
{
    sides s = sides_at(room, y, most);
    __m256 sign = _mm256_set1_ps(-0.0f), span = span_of(room);
    __m256 share = _mm256_add_ps(rough_share(y, span), _mm256_set1_ps((float)most * (float)UNIT_ROUGH));
    __m256 doubt = _mm256_fmadd_ps(share, s.size, _mm256_set1_ps(ROUGH_LOST));
    __m256 sure = _mm256_cmp_ps(_mm256_andnot_ps(sign, s.whole), doubt, _CMP_GT_OQ);
    __m256 near = _mm256_cmp_ps(_mm256_andnot_ps(sign, _mm256_mul_ps(y, span)), _mm256_set1_ps(80), _CMP_LE_OQ);
    sure = _mm256_andnot_ps(_mm256_xor_ps(s.whole, like), _mm256_and_ps(sure, near)); /* sign bit: sure and alike */
    return (unsigned)_mm256_movemask_ps(sure);
}

/* Beyond the mirror image of every root in 0; 0 where there is none. */
LANE __m256 mirrors(const lane_answer *at)
{
    float out[LANES];
    for (int i = 0; i < LANES; i++) {
        double far = (fabs(at->x[i]) + at->error[i]) * (1 + 1e-6) / 365;
        out[i] = far < 1 ? (float)(at->x[i] < 0 ? far : -far) : 0;
    }
    return _mm256_loadu_ps(out);
}

LANE unsigned bits_of(__m256i mask)
{
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(mask));
}

/* At the point of the last pass, close to a root: `up` bounds the other roots above it, `down` those below, and with at
 * most one there each bound is the number (parity). The other above is farther from 0 when the root is not below 0, or
 * else when f still has at −root the sign that it has just above the root; likewise below. That g and f turn the same way
 * at the point makes the root lie on the side that the sign of f there says. */
__attribute__((target("avx2,fma"))) void lanes_prove_avx2(lane_answer *out, const lane_room *room, uint32_t most)
{
    scan up, down;
    scan_both(&up, &down, room, _mm256_set1_ps(4 * (float)UNIT_ROUGH), most);
    __m256i one = _mm256_set1_epi32(1);
    unsigned many =
        bits_of(_mm256_or_si256(_mm256_cmpgt_epi32(up.changes, one), _mm256_cmpgt_epi32(down.changes, one)));
    unsigned above = bits_of(_mm256_cmpeq_epi32(up.changes, one));
    unsigned below = bits_of(_mm256_cmpeq_epi32(down.changes, one)), negative = 0;
    unsigned falls = (unsigned)_mm256_movemask_ps(up.second), rises = (unsigned)_mm256_movemask_ps(down.second);
    unsigned unsure = (unsigned)_mm256_movemask_ps(_mm256_or_ps(up.unsure, down.unsure));
    unsigned sure = out->found & ~unsure & ~many & (falls ^ rises) & ~(falls ^ out->falls);
    for (unsigned i = 0; i < LANES; i++) negative |= (unsigned)(out->x[i] < 0) << i;
    unsigned ask = sure & ((above & negative) | (below & ~negative)), nearest = sure & ~ask;
    if (ask != 0) {
        __m256 at = mirrors(out);
        __m256 like = _mm256_xor_ps(up.second, _mm256_and_ps(at, _mm256_set1_ps(-0.0f))); /* turned below the root */
        nearest |= ask & same_sign(room, at, like, most);
    }
    out->nearest = nearest;
    out->alone = nearest & ~above & ~below;
}

LANE void put_changes(int32_t out[LANES], const scan *s, __m256 whole)
{
    __m256i last = _mm256_srai_epi32(_mm256_castps_si256(_mm256_xor_ps(s->second, whole)), 31);
    _mm256_storeu_si256((__m256i *)(void *)out, _mm256_sub_epi32(s->changes, last));
}

/* Fills room->value with the terms at y, and the sums of out with those that are weighted by nothing and by days. */
AVX2 sides put_terms(lane_probe *out, const lane_room *room, __m256 y, uint32_t most)
{
    __m256 rate = _mm256_mul_ps(y, _mm256_set1_ps(-1.44269504f)), nought = _mm256_setzero_ps();
    __m256 whole = nought, gain = nought, whole_years = nought, gain_years = nought;
    for (uint32_t j = 0; j < most; j++) {
        __m256 t = _mm256_load_ps(room->time + (size_t)j * LANES);
        __m256 p = _mm256_mul_ps(_mm256_load_ps(room->rough + (size_t)j * LANES), power_of_two(_mm256_mul_ps(t, rate)));
        _mm256_store_ps(room->value + (size_t)j * LANES, p);
        __m256 above = _mm256_max_ps(p, nought);
        whole = _mm256_add_ps(whole, p);
        gain = _mm256_add_ps(gain, above);
        whole_years = _mm256_fmadd_ps(t, p, whole_years);
        gain_years = _mm256_fmadd_ps(t, above, gain_years);
    }
    _mm256_storeu_ps(out->whole, whole);
    _mm256_storeu_ps(out->gain, gain);
    _mm256_storeu_ps(out->whole_years, whole_years);
    _mm256_storeu_ps(out->gain_years, gain_years);
    return (sides){whole, _mm256_sub_ps(_mm256_add_ps(gain, gain), whole)};
}

__attribute__((target("avx2,fma"))) void lanes_probe_avx2(lane_probe *out, const lane_room *room, const float y[LANES],
                                                          uint32_t most)
{
    __m256 at = _mm256_loadu_ps(y), span = span_of(room), sign = _mm256_set1_ps(-0.0f);
    __m256 of_terms = rough_share(at, span);
    __m256 share = _mm256_add_ps(of_terms, _mm256_set1_ps((float)most * (float)UNIT_ROUGH));
    scan up, down;
    sides sums = put_terms(out, room, at, most);
    scan_both(&up, &down, room, of_terms, most);
    __m256 doubt = _mm256_fmadd_ps(share, _mm256_add_ps(sums.size, sums.size), _mm256_set1_ps(ROUGH_LOST));
    __m256 unsure = _mm256_cmp_ps(_mm256_andnot_ps(sign, sums.whole), doubt, _CMP_NGT_UQ);
    unsure = _mm256_or_ps(unsure, _mm256_or_ps(up.unsure, down.unsure));
    _mm256_storeu_ps(out->share, share);
    put_changes(out->forward, &up, sums.whole);
    put_changes(out->backward, &down, sums.whole);
    __m256 near = _mm256_cmp_ps(_mm256_andnot_ps(sign, _mm256_mul_ps(at, span)), _mm256_set1_ps(80), _CMP_LE_OQ);
    out->sure = (unsigned)_mm256_movemask_ps(_mm256_andnot_ps(unsure, near));
}

#endif
