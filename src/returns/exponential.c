/* exponential: exp, ln and expm1 of our own.
 *
 * Why not libm's: its last bit differs between releases and processors, and the same flows must give the same bytes
 * anywhere. These use +, −, × and ÷ alone, which IEEE 754 fixes.
 * e^x = 2^k · e^r with |r| ≤ ln 2 / 2, k·ln 2 taken off in two parts (Cody and Waite), e^r by its series to r^13, whose
 * rest is below 2^-57. Measured against 50 digits (tests/unit/test_returns_exponential.c): within 1 unit in the last
 * place each; 2 are promised and counted with. */
#include "returns/returns_int.h"

#include <string.h>

static const double LN2_HIGH = 0x1.62e42fefa0000p-1, LN2_LOW = 0x1.cf79abc9e3b3ap-40, LOG2_E = 0x1.71547652b82fep+0;
static const double ROUNDER = 0x1.8p52; /* added and taken away: rounds to a whole number */

/* 2^k, −1022 ≤ k ≤ 1023 */
static double power_of_two(int64_t k)
{
    CHECK(k >= -1022 && k <= 1023);
    uint64_t bits = (uint64_t)(k + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* e^r − 1 − r for |r| ≤ ln 2 / 2: r²/2! + … + r^13/13! */
static double rest_of_series(double r)
{
    static const double INVERSE_FACTORIAL[] = {1 / 6227020800.0, 1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0,
                                               1 / 362880.0,     1 / 40320.0,     1 / 5040.0,     1 / 720.0,
                                               1 / 120.0,        1 / 24.0,        1 / 6.0,        0.5};
    double sum = 0;
    for (size_t i = 0; i < COUNT_OF(INVERSE_FACTORIAL); i++) sum = sum * r + INVERSE_FACTORIAL[i];
    return sum * r * r;
}

double exponential(double x)
{
    if (!(x > EXPONENT_LEAST)) return 0;
    CHECK(x <= EXPONENT_MOST);
    double k = (x * LOG2_E + ROUNDER) - ROUNDER;
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    CHECK(r > -0.36 && r < 0.36);
    return (1 + (r + rest_of_series(r))) * power_of_two((int64_t)k);
}

double exponential_less_one(double x)
{
    if (!(x > EXPONENT_LEAST)) return -1;
    CHECK(x <= EXPONENT_MOST);
    double k = (x * LOG2_E + ROUNDER) - ROUNDER;
    double high = x - k * LN2_HIGH, low = k * LN2_LOW;
    double r = high - low;
    double part = r + (rest_of_series(r) + ((high - r) - low));
    if (k > 60 || k < -60) return exponential(x) - 1;
    double power = power_of_two((int64_t)k);
    return power * part + (power - 1);
}

double logarithm(double x)
{
    CHECK(x >= 0x1p-1022);
    CHECK(x <= 0x1.fffffffffffffp+1023);
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t k = (int64_t)(bits >> 52) - 1023;
    bits = (bits & UINT64_C(0xfffffffffffff)) | UINT64_C(0x3ff0000000000000);
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        k++;
    }
    double w = (m - 1) / (m + 1), square = w * w, sum = 0; /* ln m = 2 (w + w³/3 + w⁵/5 + …), |w| ≤ 0.1716 */
    for (int i = 21; i >= 3; i -= 2) sum = sum * square + 1.0 / i;
    return (double)k * LN2_HIGH + (2 * w + (2 * w * (square * sum) + (double)k * LN2_LOW));
}
