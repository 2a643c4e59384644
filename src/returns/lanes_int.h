/* lanes: what the files with vector instructions share: AVX2 and FMA asked for function by function, so that the program
 * runs on any x86-64 and takes these where the processor has them. */
#ifndef WEIR_RETURNS_LANES_INT_H
#define WEIR_RETURNS_LANES_INT_H

#include "returns/returns_int.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define LANE static inline __attribute__((target("avx2,fma"), always_inline))
#define AVX2 static __attribute__((target("avx2,fma")))

LANE __m256 span_of(const lane_room *room)
{
    return _mm256_cvtepi32_ps(_mm256_load_si256((const __m256i *)(const void *)room->span));
}

/* Lanes whose root is proven by the integrals though not by the balances, and nearer to 0 than all others: fills nearest
 * and alone. Needs found, falls, x and error, and the terms near the root in room->value. */
void lanes_prove_avx2(lane_answer *out, const lane_room *room, uint32_t most);

#endif
#endif
