/* compare: does every possible truth satisfy a limit, does none, or is it open?
 *
 * A comparator is the set of integers that satisfy it, itself an interval; the verdict is pass when the statement lies
 * wholly in that set, breach when it lies wholly outside, undetermined else. That is exact over the integers: a strict
 * end v means v + 1 below and v − 1 above.
 * Invariant: pass and breach never both hold, because an interval is never empty. */
#include "money/money_int.h"

#include <assert.h>

#define INFINITE ((int128)1 << 100) /* beyond every int64 and every sum of two */

typedef struct set { /* of integers, both ends belong to it */
    int128 lo, hi;
} set;

static const char *const NAME[] = {"", "=", ">=", ">", "<=", "<", "~", "by"};
static_assert(COUNT_OF(NAME) == COMPARE_COUNT, "one name a comparator");

const char *comparator_name(comparator c)
{
    CHECK((int)c >= 0);
    CHECK(c < COMPARE_COUNT);
    return NAME[c];
}

/* Limits are worded like qualifiers; those that are no comparison give COMPARE_NONE. */
static comparator comparator_of(qualifier q)
{
    static const comparator OF[QUALIFIER_COUNT] = {
        [QUALIFIER_EXACT] = COMPARE_EQ,   [QUALIFIER_AT_LEAST] = COMPARE_GE, [QUALIFIER_OVER] = COMPARE_GT,
        [QUALIFIER_AT_MOST] = COMPARE_LE, [QUALIFIER_UNDER] = COMPARE_LT,    [QUALIFIER_ABOUT] = COMPARE_ABOUT,
    };
    CHECK(q < QUALIFIER_COUNT);
    return OF[q];
}

static comparator read_comparator(str s)
{
    qualifier q = QUALIFIER_NONE;
    if (s.len == 0) return COMPARE_NONE;
    if (same_word(s, STR("by"))) return COMPARE_BY;
    if (same_word(s, STR("==")) || same_word(s, STR("等于"))) return COMPARE_EQ;
    return qualifier_read(&q, s) ? comparator_of(q) : COMPARE_NONE;
}

err_code comparator_parse(comparator *out, str text, err *e)
{
    CHECK(out != NULL);
    folded plain;
    comparator c = fold_text(&plain, text) ? read_comparator(folded_view(&plain)) : COMPARE_NONE;
    if (c == COMPARE_NONE) return refuse(e, E_COMPARATOR_UNKNOWN, text);
    *out = c;
    return ERR_OK;
}

static set worlds_of(interval x)
{
    set worlds = {-INFINITE, INFINITE};
    if (!x.lo_open) worlds.lo = (int128)x.lo + x.lo_strict;
    if (!x.hi_open) worlds.hi = (int128)x.hi - x.hi_strict;
    CHECK(worlds.lo <= worlds.hi);
    return worlds;
}

static set satisfying(comparator c, int64_t limit_minor, int32_t tolerance_ppm)
{
    int128 limit = limit_minor;
    int128 t = tolerance_of(limit_minor, tolerance_ppm);
    CHECK(t >= 0);
    switch (c) {
    case COMPARE_EQ: return (set){limit, limit};
    case COMPARE_GT: return (set){limit + 1, INFINITE};
    case COMPARE_LE: return (set){-INFINITE, limit};
    case COMPARE_LT: return (set){-INFINITE, limit - 1};
    case COMPARE_ABOUT: return (set){limit - t, limit + t};
    case COMPARE_GE:
    case COMPARE_BY: break;
    case COMPARE_NONE:
    case COMPARE_COUNT: CHECK(false);
    }
    return (set){limit, INFINITE};
}

verdict3 interval_compare(interval x, comparator c, int64_t limit_minor, int32_t tolerance_ppm)
{
    set worlds = worlds_of(x);
    set good = satisfying(c, limit_minor, tolerance_ppm);
    if (worlds.lo >= good.lo && worlds.hi <= good.hi) return VERDICT_PASS;
    if (worlds.hi < good.lo || worlds.lo > good.hi) return VERDICT_BREACH;
    return VERDICT_UNDETERMINED;
}
