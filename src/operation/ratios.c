/* ratios: one figure over another, with its rounding named, and three-valued answers. */
#include "operation/operation_int.h"

/* Both exact, ≥ 0 and > 0: half up. False when it would leave int64. */
static bool divide_half_up(int64_t *out, int64_t one, int64_t other, int64_t scale)
{
    CHECK(one >= 0 && other > 0);
    int128 doubled = (int128)one * scale * 2 + other;
    int128 whole = doubled / ((int128)other * 2);
    if (whole > INT64_MAX) return false;
    *out = (int64_t)whole;
    return true;
}

static bool ratio(interval *out, interval one, interval other, int64_t scale)
{
    int64_t exact;
    if (interval_is_exact(one) && interval_is_exact(other) && one.lo >= 0 && other.lo > 0 &&
        divide_half_up(&exact, one.lo, other.lo, scale)) {
        *out = interval_exact(exact);
        return true;
    }
    if (!interval_ratio_ppm(out, one, other)) return false;
    *out = interval_scale(*out, 1, PERCENT_ONE / scale);
    return true;
}

bool ratio_times(interval *out, interval one, interval other)
{
    return ratio(out, one, other, TIMES_ONE);
}

bool ratio_percent(interval *out, interval one, interval other)
{
    return ratio(out, one, other, PERCENT_ONE);
}

interval not_below_zero(interval x)
{
    bool below = x.lo_open || x.lo < 0;
    if (below) {
        x.lo_open = x.lo_strict = false;
        x.lo = 0;
    }
    if (below && !x.hi_open && x.hi <= 0) {
        x.hi = 0;
        x.hi_strict = false;
    }
    return x;
}

verdict3 is_at_least(interval x, interval y)
{
    return interval_compare(interval_sub(x, y), COMPARE_GE, 0, ABOUT_TOLERANCE_PPM);
}

void put_verdict(cell *c, verdict3 v)
{
    if (v == VERDICT_UNDETERMINED)
        put_word(c, "undetermined", "不能判定", "undetermined");
    else
        put_enum(c, LIST_yes_no, v == VERDICT_PASS ? YES : NO);
}

void why_lists(relation *out, cell *c, arena *a, const entry_list *one, const entry_list *other)
{
    const entry_list *lists[] = {one, other};
    why_entries(out, c, a, lists, COUNT_OF(lists));
}
