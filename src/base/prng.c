/* prng: numbers that look random and are a function of (seed, stream, counter) only.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw, 2011): a block cipher's way of counting. There is no state but the counter,
 * so a stream can be taken up anywhere and streams never touch. The same on every compiler: integers, and for the normal
 * numbers only +, −, ×, ÷ and √, which IEEE 754 rounds in one way (built with -ffp-contract=off).
 * Invariants: one draw uses one block or, where a draw must be repeated to be fair, a few; below() has no modulo bias. */
#include "base/base.h"

#include <float.h>
#include <math.h>

_Static_assert(FLT_EVAL_METHOD == 0, "doubles are computed as doubles: the numbers must be the same everywhere");

enum { ROUNDS = 10 };

__extension__ typedef unsigned __int128 uint128;

static void philox_round(uint32_t c[4], uint32_t k0, uint32_t k1)
{
    uint64_t a = UINT64_C(0xD2511F53) * c[0], b = UINT64_C(0xCD9E8D57) * c[2];
    uint32_t next[4] = {(uint32_t)(b >> 32) ^ c[1] ^ k0, (uint32_t)b, (uint32_t)(a >> 32) ^ c[3] ^ k1, (uint32_t)a};
    for (int i = 0; i < 4; i++) c[i] = next[i];
}

void prng_block(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2])
{
    uint32_t k0 = key[0], k1 = key[1];
    for (int i = 0; i < 4; i++) out[i] = counter[i];
    for (int i = 0; i < ROUNDS; i++) {
        philox_round(out, k0, k1);
        k0 += UINT32_C(0x9E3779B9);
        k1 += UINT32_C(0xBB67AE85);
    }
}

uint64_t prng_bits(prng *p)
{
    const uint32_t key[2] = {(uint32_t)p->seed, (uint32_t)(p->seed >> 32)};
    const uint32_t at[4] = {(uint32_t)p->counter, (uint32_t)(p->counter >> 32), (uint32_t)p->stream,
                            (uint32_t)(p->stream >> 32)};
    uint32_t out[4];
    CHECK(p->counter < UINT64_MAX);
    p->counter++;
    prng_block(out, at, key);
    return (uint64_t)out[1] << 32 | out[0];
}

/* Lemire, 2019: the high half of a product; the few low halves that would favour some numbers are drawn again. */
uint64_t prng_below(prng *p, uint64_t n)
{
    CHECK(n > 0);
    uint64_t unfair = (UINT64_MAX - n + 1) % n;
    for (;;) {
        uint128 product = (uint128)prng_bits(p) * n;
        if ((uint64_t)product >= unfair) return (uint64_t)(product >> 64);
    }
}

int64_t prng_between(prng *p, int64_t least, int64_t most)
{
    CHECK(least <= most);
    uint64_t width = (uint64_t)most - (uint64_t)least;
    CHECK(width < UINT64_MAX);
    return (int64_t)((uint64_t)least + prng_below(p, width + 1));
}

double prng_unit(prng *p)
{
    return (double)(prng_bits(p) >> 11) * 0x1p-53;
}

/* ln x for x in (0, 1]: the library's may differ in the last bit from machine to machine. */
static double natural_log(double x)
{
    static const double ln2 = 0x1.62e42fefa39efp-1, root_half = 0x1.6a09e667f3bcdp-1;
    int halvings = 0;
    CHECK(x > 0);
    CHECK(x <= 1);
    for (; x < root_half; halvings++) x *= 2;
    double s = (x - 1) / (x + 1), square = s * s, sum = 0;
    for (int k = 23; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
    return 2 * s * sum - halvings * ln2;
}

/* Marsaglia's polar method: a point in the unit disc gives a normal number (it gives two; the other is let go, for
 * keeping it would be state). */
double prng_normal(prng *p)
{
    for (;;) {
        double x = 2 * prng_unit(p) - 1, y = 2 * prng_unit(p) - 1, s = x * x + y * y;
        if (s > 0 && s < 1) return x * sqrt(-2 * natural_log(s) / s);
    }
}
