/* verdict: is it so for every value that the figures allow? Exact: 128-bit products, no quotient is ever compared.
 *
 * A ratio is compared by cross-multiplication: ends are below 2^63 and a limit below 2^63, so a product is below 2^126.
 * What is shown of a ratio is rounded outwards, and only shown. Missing figures and a whole that may be zero or less are
 * undetermined, never a pass.
 * Invariant: pass or breach only when every value between the ends says so. */
#include "policy/policy_int.h"

enum { SCALE_PERCENT = 1000000, SCALE_TIMES = 10000 };

/* ---- a fraction at one end ---- */

typedef struct fraction {
    int64_t over, under; /* under > 0 */
    bool open;
} fraction;
typedef enum side { BELOW = -1, AT = 0, ABOVE = 1 } side;

static side side_of(fraction x, int64_t scale, int64_t limit)
{
    CHECK(!x.open);
    CHECK(x.under > 0);
    int128 left = (int128)x.over * scale, right = (int128)limit * x.under;
    return left < right ? BELOW : left > right ? ABOVE : AT;
}

static verdict3 decide(comparator op, side lo, side hi)
{
    bool pass = false, breach = false;
    switch (op) {
    case COMPARE_LE: pass = hi <= AT, breach = lo > AT; break;
    case COMPARE_LT: pass = hi < AT, breach = lo >= AT; break;
    case COMPARE_GE: pass = lo >= AT, breach = hi < AT; break;
    case COMPARE_GT: pass = lo > AT, breach = hi <= AT; break;
    case COMPARE_EQ: pass = lo == AT && hi == AT, breach = lo > AT || hi < AT; break;
    case COMPARE_NONE:
    case COMPARE_ABOUT:
    case COMPARE_BY:
    case COMPARE_COUNT: break;
    }
    return pass ? VERDICT_PASS : breach ? VERDICT_BREACH : VERDICT_UNDETERMINED;
}

/* Least and greatest of part/whole for 0 < whole. An end of the whole that is open makes the fraction as small as one
 * likes: 0. */
static fraction least_of(interval part, interval whole)
{
    if (part.lo_open) return (fraction){.under = 1, .open = true};
    if (part.lo < 0) return (fraction){part.lo, whole.lo, false};
    return whole.hi_open ? (fraction){0, 1, false} : (fraction){part.lo, whole.hi, false};
}

static fraction greatest_of(interval part, interval whole)
{
    if (part.hi_open) return (fraction){.under = 1, .open = true};
    if (part.hi >= 0) return (fraction){part.hi, whole.lo, false};
    return whole.hi_open ? (fraction){0, 1, false} : (fraction){part.hi, whole.hi, false};
}

static verdict3 compare_fractions(comparator op, fraction lo, fraction hi, int64_t scale, int64_t limit)
{
    side low = lo.open ? BELOW : side_of(lo, scale, limit);
    side high = hi.open ? ABOVE : side_of(hi, scale, limit);
    return decide(op, low, high);
}

/* over × scale / under, rounded down or up; false when it does not fit. */
static bool quotient(int64_t *out, fraction x, int64_t scale, bool up)
{
    int128 value = (int128)x.over * scale;
    int128 q = value / x.under, rest = value % x.under;
    if (up && rest > 0) q++;
    if (!up && rest < 0) q--;
    if (q > INT64_MAX || q < INT64_MIN) return false;
    *out = (int64_t)q;
    return true;
}

static interval shown_ratio(fraction lo, fraction hi, int64_t scale)
{
    interval x = {.lo_open = lo.open, .hi_open = hi.open};
    if (!x.lo_open) x.lo_open = !quotient(&x.lo, lo, scale, false);
    if (!x.hi_open) x.hi_open = !quotient(&x.hi, hi, scale, true);
    if (x.lo_open) x.lo = 0;
    if (x.hi_open) x.hi = 0;
    return x;
}

/* ---- forms ---- */

bool limit_fits(const rule *r, unit_code of)
{
    if (r->form == FORM_RATIO) return of == UNIT_PERCENT || of == UNIT_TIMES;
    return unit_get(of) != NULL;
}

static void judge_ratio(judgement *out, const rule *r, const finding *f, limit_value limit)
{
    interval whole = f->other;
    bool is_sure = f->has_one && f->has_other && !whole.lo_open && whole.lo > 0;
    if (!is_sure) return;
    int64_t scale = out->unit == UNIT_TIMES ? SCALE_TIMES : SCALE_PERCENT;
    fraction lo = least_of(f->one, whole), hi = greatest_of(f->one, whole);
    out->measured = shown_ratio(lo, hi, scale);
    out->has_measured = true;
    if (limit.is_known) out->outcome = compare_fractions(r->op, lo, hi, scale, limit.minor);
}

static void judge_measured(judgement *out, const rule *r, const finding *f, limit_value limit)
{
    if (!f->has_one) return;
    out->measured = f->one;
    out->has_measured = true;
    if (limit.is_known) out->outcome = interval_compare(f->one, r->op, limit.minor, 0);
}

static void judge_flag(judgement *out, const finding *f)
{
    if (f->has_flag) out->outcome = f->is_flagged ? VERDICT_BREACH : VERDICT_PASS;
}

/* Days of both are spans: a source may say no more than the month. */
static void judge_deadline(judgement *out, const finding *f, day as_of)
{
    if (f->due.first == DAY_NONE) return;
    period done = f->done.first == DAY_NONE ? (period){as_of, as_of} : f->done;
    if (done.last <= f->due.first)
        out->outcome = VERDICT_PASS;
    else if (done.first > f->due.last)
        out->outcome = VERDICT_BREACH;
    out->has_days = done.first == done.last && f->due.first == f->due.last;
    if (out->has_days) out->days = (int64_t)f->due.first - done.first;
}

/* What is left up to the limit, or above it where it is a least: rises with obedience. */
static void put_margin(judgement *out, comparator op, limit_value limit)
{
    if (!out->has_measured || !limit.is_known || op == COMPARE_EQ) return;
    interval at = interval_exact(limit.minor);
    bool is_most = op == COMPARE_LE || op == COMPARE_LT;
    out->margin = is_most ? interval_sub(at, out->measured) : interval_sub(out->measured, at);
    out->has_margin = true;
    out->margin_unit = out->unit == UNIT_PERCENT ? UNIT_POINT : out->unit;
}

void judge(judgement *out, const rule *r, const finding *f, limit_value limit, day as_of)
{
    CHECK(r->is_usable);
    *out = (judgement){.outcome = VERDICT_UNDETERMINED, .unit = limit.is_known ? limit.unit : r->unit};
    switch (r->form) {
    case FORM_RATIO: judge_ratio(out, r, f, limit); break;
    case FORM_MEASURED: judge_measured(out, r, f, limit); break;
    case FORM_FLAG: judge_flag(out, f); break;
    case FORM_DEADLINE: judge_deadline(out, f, as_of); break;
    case FORM_NONE: break;
    }
    put_margin(out, r->op, limit);
    out->measured.about = out->margin.about = f->about && out->has_measured;
}
