/* multiples: DPI, RVPI, TVPI, PIC, MOIC: one sum of money over another.
 *
 * Why integers: a multiple is shown with four decimals, and two of them must round alike on every machine. Invariants: a
 * denominator that is not above 0 gives nothing; rounding is half away from zero. */
#include "returns/returns.h"

enum { TEN_THOUSAND = 10000 };

static multiple ratio(int128 numerator, int128 denominator)
{
    if (denominator <= 0) return (multiple){.is_known = false};
    int128 scaled = numerator * TEN_THOUSAND, size = scaled >= 0 ? scaled : -scaled;
    int128 rounded = (size + denominator / 2) / denominator;
    if (scaled < 0) rounded = -rounded;
    if (rounded > INT64_MAX || rounded < INT64_MIN) return (multiple){.is_known = false};
    return (multiple){true, (double)numerator / (double)denominator, (int64_t)rounded};
}

multiple multiple_of(int64_t numerator, int64_t denominator)
{
    return ratio(numerator, denominator);
}

void multiples_of(fund_multiples *out, const fund_money *m, bool has_value)
{
    *out = (fund_multiples){.pic = ratio(m->drawn, m->committed), .dpi = ratio(m->distributed, m->paid_in)};
    if (!has_value) return;
    out->rvpi = ratio(m->value, m->paid_in);
    out->tvpi = ratio((int128)m->distributed + m->value, m->paid_in);
}
