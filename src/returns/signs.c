/* signs: what the signs of sums at one point say of all roots on either side of it.
 *
 * With x = z + y, f = Σ pᵢ e^(−tᵢ y), pᵢ = amountᵢ e^(−tᵢ z). By Abel's summation f = y ∫ S(t) e^(−ty) dt for y > 0, S the
 * step function of the sums Sⱼ = p₁ + … + pⱼ; a Laplace transform has no more roots above 0 than its original has sign
 * changes (Laguerre 1883; Pólya and Szegő II, V 77 and 80), roots counted with multiplicity, and differs by an even number.
 * So V(S) at z bounds the roots above z, and likewise V(R), the sums from the last flow, those below. (Differences of V at
 * two points bound nothing: V(S) may rise with z.)
 * When every Sⱼ (j < n) has one sign and every Rⱼ (j > 1) the other, V is 0 on one side and 1 on the other, whatever the
 * sign of f: exactly one root anywhere (Soper 1959, at the root itself).
 * A sign counts as known when the sum is larger than all that rounding can have done to it; else the count is a range. */
#include "returns/returns_int.h"

/* Most changes of a row of `open` free signs between two known ones. */
static int most_between(int open, bool is_same)
{
    int steps = open + 1;
    return steps % 2 == (is_same ? 0 : 1) ? steps : steps - 1;
}

void tally_add(tally *t, int sign)
{
    CHECK(sign >= -1 && sign <= 1);
    if (sign == 0) {
        t->open++;
        return;
    }
    if (t->last == 0) {
        t->most += t->open;
    } else {
        t->most += most_between(t->open, sign == t->last);
        t->least += sign != t->last;
    }
    t->last = sign;
    t->open = 0;
    CHECK(t->least <= t->most);
}

tally tally_end(tally t)
{
    if (t.last != 0)
        t.most += t.open;
    else if (t.open > 1)
        t.most += t.open - 1;
    t.open = 0;
    return t;
}

static int sign_of(double sum, double size, double share, double lost)
{
    double doubt = size * share + lost;
    return (sum > doubt) - (sum < -doubt);
}

static bool is_steady(const tally *t)
{
    return t->most == 0 && t->open == 0 && t->last != 0;
}

/* Adds all signs of the sums taken in one direction; true when all but that of the whole are known and the same. */
static bool walk(tally *t, int *whole, const series *s, double share, bool is_forward)
{
    double sum = 0, size = 0;
    size_t n = s->count;
    for (size_t j = 0; j + 1 < n; j++) {
        double p = s->term[is_forward ? j : n - 1 - j];
        sum += p;
        size += p < 0 ? -p : p;
        tally_add(t, sign_of(sum, size, share, s->lost));
    }
    bool steady = is_steady(t);
    double p = s->term[is_forward ? n - 1 : 0];
    *whole = sign_of(sum + p, size + (p < 0 ? -p : p), share, s->lost);
    return steady;
}

void probe_at(probe *out, const series *s, double x)
{
    CHECK(s->count > 1);
    *out = (probe){.sign = 0};
    balance_at(&out->at, s, x);
    int forward = 0, backward = 0;
    double share = out->at.term_error;
    bool up = walk(&out->forward, &forward, s, share, true), down = walk(&out->backward, &backward, s, share, false);
    out->balances = up && down && out->forward.last != out->backward.last;
    out->sign = forward != 0 ? forward : backward;
    if (out->sign == 0 && out->at.has_slopes && out->at.g > out->at.g_error) out->sign = 1;
    if (out->sign == 0 && out->at.has_slopes && out->at.g < -out->at.g_error) out->sign = -1;
    tally_add(&out->forward, out->sign);
    tally_add(&out->backward, out->sign);
    out->forward = tally_end(out->forward);
    out->backward = tally_end(out->backward);
}

/* At the ends of the line one flow outweighs all others: from it every sum has the sign of its last flow, against it none
 * changes. */
void probe_end(probe *out, const series *s, bool is_upper)
{
    CHECK(s->count > 1);
    tally flows = {.least = 0}, none = {.least = 0};
    for (size_t i = 0; i < s->count; i++) tally_add(&flows, s->amount[i] < 0 ? -1 : 1);
    *out = (probe){.at = {.x = is_upper ? 2e9 : -2e9}};
    out->sign = s->amount[is_upper ? 0 : s->count - 1] < 0 ? -1 : 1;
    out->forward = is_upper ? none : flows;
    out->backward = is_upper ? flows : none;
}
