/* interval: the algebra of what a statement allows the truth to be. The rules are docs/precision.md; R numbers below
 * are its.
 *
 * Every operation works on ends in 128 bits and comes back through `close_up`, the one place where an end may become
 * open because it does not fit. Every result holds every value that the operands allow: it may be wider, never narrower.
 * Invariants: an interval is never empty over the integers; an open side has value 0 and no strictness, so that equal
 * intervals have equal bytes. */
#include "money/money_int.h"

enum { PPM = 1000000 };

typedef struct end {
    int128 value;
    bool open, strict;
} end;

static end lower_end(interval x)
{
    if (x.lo_open) return (end){.open = true};
    return (end){x.lo, false, x.lo_strict};
}

static end upper_end(interval x)
{
    if (x.hi_open) return (end){.open = true};
    return (end){x.hi, false, x.hi_strict};
}

static bool is_sound(interval x)
{
    if (x.lo_open || x.hi_open) return true;
    return (int128)x.lo + x.lo_strict <= (int128)x.hi - x.hi_strict;
}

static uint32_t count_more(uint32_t count, uint32_t more)
{
    return count > UINT32_MAX - more ? UINT32_MAX : count + more;
}

static bool fits(int128 value)
{
    return value >= INT64_MIN && value <= INT64_MAX;
}

/* R7: an end that does not fit opens, and the interval counts one more unknown. */
static interval close_up(end lo, end hi, bool about, uint32_t unknown_count)
{
    bool lost = (!lo.open && !fits(lo.value)) || (!hi.open && !fits(hi.value));
    if (!fits(lo.value)) lo.open = true;
    if (!fits(hi.value)) hi.open = true;
    interval x = {.lo_open = lo.open, .hi_open = hi.open, .about = about};
    x.lo = lo.open ? 0 : (int64_t)lo.value;
    x.hi = hi.open ? 0 : (int64_t)hi.value;
    x.lo_strict = !lo.open && lo.strict;
    x.hi_strict = !hi.open && hi.strict;
    x.unknown_count = count_more(unknown_count, lost);
    CHECK(is_sound(x));
    return x;
}

static int128 divide_down(int128 a, int128 b)
{
    CHECK(b > 0);
    return a / b - (a % b < 0);
}

static int128 divide_up(int128 a, int128 b)
{
    CHECK(b > 0);
    return a / b + (a % b > 0);
}

int128 tolerance_of(int64_t v, int32_t ppm)
{
    CHECK(ppm >= 0);
    int128 magnitude = v < 0 ? -(int128)v : v;
    return divide_up(magnitude * ppm, PPM);
}

interval interval_exact(int64_t minor)
{
    return (interval){.lo = minor, .hi = minor};
}

interval interval_unknown(bool is_signed)
{
    return (interval){.lo_open = is_signed, .hi_open = true, .unknown_count = 1};
}

/* R5: [v − t, v + t], or [v − t, v) with t at least one least part; an unsigned thing does not go below 0. */
static interval near_value(amount a, int32_t tolerance_ppm, bool is_signed)
{
    bool nearly = a.q == QUALIFIER_NEARLY;
    int128 t = tolerance_of(a.minor, tolerance_ppm);
    if (nearly && t == 0) t = 1;
    end lo = {.value = a.minor - t};
    end hi = {.value = nearly ? a.minor : a.minor + t, .strict = nearly};
    if (!is_signed && lo.value < 0) lo.value = 0;
    return close_up(lo, hi, true, 0);
}

interval interval_of(amount a, int32_t tolerance_ppm)
{
    CHECK(amount_is_valid(a));
    const unit *u = unit_get(a.unit);
    bool is_signed = u && u->is_signed;
    end v = {.value = a.minor};
    end beyond = {.value = a.minor, .strict = true};
    end none = {.open = true};
    end least = {.open = is_signed};
    switch (a.q) {
    case QUALIFIER_EXACT: return close_up(v, v, false, 0);
    case QUALIFIER_AT_LEAST: return close_up(v, none, false, 0);
    case QUALIFIER_OVER: return close_up(beyond, none, false, 0);
    case QUALIFIER_AT_MOST: return close_up(least, v, false, 0);
    case QUALIFIER_UNDER: return close_up(least, beyond, false, 0);
    case QUALIFIER_NEARLY:
    case QUALIFIER_ABOUT: return near_value(a, tolerance_ppm, is_signed);
    case QUALIFIER_RANGE: return close_up(v, (end){.value = a.hi_minor}, false, 0);
    case QUALIFIER_NONE:
    case QUALIFIER_UNKNOWN:
    case QUALIFIER_COUNT: break;
    }
    return interval_unknown(is_signed);
}

bool interval_is_exact(interval x)
{
    CHECK(is_sound(x));
    return !x.lo_open && !x.hi_open && x.lo == x.hi && !x.about;
}

static end add_ends(end a, end b)
{
    return (end){a.value + b.value, a.open || b.open, a.strict || b.strict};
}

static end negate(end a)
{
    return (end){-a.value, a.open, a.strict};
}

interval interval_add(interval x, interval y)
{
    CHECK(is_sound(x));
    CHECK(is_sound(y));
    return close_up(add_ends(lower_end(x), lower_end(y)), add_ends(upper_end(x), upper_end(y)), x.about || y.about,
                    count_more(x.unknown_count, y.unknown_count));
}

interval interval_sub(interval x, interval y)
{
    CHECK(is_sound(x));
    CHECK(is_sound(y));
    return close_up(add_ends(lower_end(x), negate(upper_end(y))), add_ends(upper_end(x), negate(lower_end(y))),
                    x.about || y.about, count_more(x.unknown_count, y.unknown_count));
}

interval interval_scale(interval x, int64_t num, int64_t den)
{
    CHECK(is_sound(x));
    CHECK(num >= 0);
    CHECK(den > 0);
    end lo = lower_end(x);
    end hi = upper_end(x);
    bool whole = num > 0 && num % den == 0; /* else what is rounded may reach the end itself: closed is wider */
    lo = (end){divide_down(lo.value * num, den), lo.open && num > 0, lo.strict && whole};
    hi = (end){divide_up(hi.value * num, den), hi.open && num > 0, hi.strict && whole};
    return close_up(lo, hi, x.about, x.unknown_count);
}

/* R12, R13: ratios and products of what is never negative; a lower end that does not fit is 0, not −∞. */
static interval close_up_unsigned(end lo, end hi, interval x, interval y)
{
    interval out = close_up(lo, hi, x.about || y.about, count_more(x.unknown_count, y.unknown_count));
    out.lo_open = false;
    CHECK(out.lo >= 0);
    CHECK(is_sound(out));
    return out;
}

bool interval_ratio_ppm(interval *out, interval x, interval y)
{
    CHECK(is_sound(x));
    CHECK(is_sound(y));
    if (x.lo_open || x.lo < 0) return false;
    if (y.lo_open || y.lo <= 0) return false;
    end lo = {0};
    end hi = {.open = x.hi_open};
    if (!y.hi_open) lo.value = divide_down((int128)x.lo * PPM, y.hi);
    if (!x.hi_open) hi.value = divide_up((int128)x.hi * PPM, y.lo);
    *out = close_up_unsigned(lo, hi, x, y);
    return true;
}

/* Nothing is said of an open lower end; of a share, 0 is the least it can be. */
static int64_t least_share(interval x)
{
    CHECK(is_sound(x));
    CHECK(x.lo_open || x.lo >= 0);
    CHECK(x.hi_open || x.hi >= 0);
    return x.lo_open ? 0 : x.lo;
}

static bool is_zero_above(interval x)
{
    return !x.hi_open && x.hi == 0;
}

interval interval_product_ppm(interval x, interval y)
{
    end lo = {.value = divide_down((int128)least_share(x) * least_share(y), PPM)};
    end hi = {.open = x.hi_open || y.hi_open};
    if (is_zero_above(x) || is_zero_above(y))
        hi.open = false; /* nothing of anything, however much, is nothing */
    else if (!hi.open)
        hi.value = divide_up((int128)x.hi * y.hi, PPM);
    return close_up_unsigned(lo, hi, x, y);
}

interval interval_hull_zero(interval x)
{
    CHECK(is_sound(x));
    end lo = lower_end(x);
    end hi = upper_end(x);
    if (!lo.open && lo.value >= 0) lo = (end){0};
    if (!hi.open && hi.value <= 0) hi = (end){0};
    return close_up(lo, hi, x.about, count_more(x.unknown_count, 1));
}

bool interval_holds(interval x, int64_t world)
{
    CHECK(is_sound(x));
    if (!x.lo_open && (world < x.lo || (x.lo_strict && world == x.lo))) return false;
    if (!x.hi_open && (world > x.hi || (x.hi_strict && world == x.hi))) return false;
    return true;
}
