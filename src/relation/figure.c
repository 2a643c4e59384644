/* How an interval reads: the sign, the digits and the word that a person sees.
 *
 * Why here: keys, conditions and every report word an interval the same way, so there is one place that does.
 * Invariants: the digits are the exact decimal text of the minor units (a shift moves the point, nothing is rounded);
 * the wording of a statement is used only where the interval bears it out, else the ends themselves are shown. */
#include "relation/relation.h"

typedef enum form {
    FORM_ONE = 1, /* 128 */
    FORM_FLOOR,   /* ≥128, >128 */
    FORM_CEILING, /* ≤128, <128 */
    FORM_BOTH,    /* [1, 2] */
    FORM_NEARLY,  /* 近 128: the upper end is what was said */
    FORM_ABOUT,   /* 约 128: the middle is what was said */
    FORM_UNKNOWN
} form;

static bool unit_is_signed(unit_code code)
{
    const unit *u = unit_get(code);
    return u != NULL && u->is_signed;
}

/* No floor, or one that the unit has anyway. */
static bool starts_anywhere(interval x, unit_code code)
{
    return x.lo_open || (x.lo == 0 && !x.lo_strict && !unit_is_signed(code));
}

bool figure_is_unknown(interval x, unit_code code)
{
    return x.hi_open && starts_anywhere(x, code);
}

static form form_of_ends(interval x, unit_code code)
{
    if (figure_is_unknown(x, code)) return FORM_UNKNOWN;
    if (x.hi_open) return FORM_FLOOR;
    if (!x.lo_open && x.lo == x.hi) return FORM_ONE;
    return starts_anywhere(x, code) ? FORM_CEILING : FORM_BOTH;
}

/* about v is [v − t, v + t]: its width is even. */
static bool has_middle(interval x)
{
    return ((uint64_t)x.hi - (uint64_t)x.lo) % 2 == 0;
}

/* Could the interval come from a statement that reads so? */
static bool bears_out(interval x, unit_code code, form f)
{
    bool bounded = !x.lo_open && !x.hi_open;
    switch (f) {
    case FORM_FLOOR: return x.hi_open && !x.lo_open;
    case FORM_CEILING: return !x.hi_open && starts_anywhere(x, code);
    case FORM_BOTH: return bounded && x.lo != x.hi;
    case FORM_NEARLY: return bounded;
    case FORM_ABOUT: return bounded && has_middle(x);
    case FORM_ONE:
    case FORM_UNKNOWN: break;
    }
    return false; /* one value and unknown are known by their ends */
}

static form form_of(interval x, unit_code code, qualifier q)
{
    static const form said[QUALIFIER_COUNT] = {
        [QUALIFIER_AT_LEAST] = FORM_FLOOR, [QUALIFIER_OVER] = FORM_FLOOR,    [QUALIFIER_AT_MOST] = FORM_CEILING,
        [QUALIFIER_UNDER] = FORM_CEILING,  [QUALIFIER_NEARLY] = FORM_NEARLY, [QUALIFIER_ABOUT] = FORM_ABOUT,
        [QUALIFIER_RANGE] = FORM_BOTH};
    CHECK(q < QUALIFIER_COUNT);
    return bears_out(x, code, said[q]) ? said[q] : form_of_ends(x, code);
}

static int64_t power_of_ten(int digits)
{
    CHECK(digits >= 0);
    CHECK(digits <= 18);
    int64_t power = 1;
    for (int i = 0; i < digits; i++) power *= 10;
    return power;
}

/* Yuan keep both digits of their fen when there are any; elsewhere trailing zeros go. */
static void print_number(buf *out, int64_t minor, unit_code code, const figure_style *style)
{
    const unit *u = unit_get(code);
    int decimals = u == NULL ? 0 : u->decimals, keep = 0;
    if (code > UNIT_NONE && code < 1000) { /* a currency */
        if (style->shift == 0 && minor % power_of_ten(decimals) != 0) keep = decimals;
        decimals += style->shift;
    }
    decimal_print(out, minor, decimals, keep, style->grouped);
}

static int64_t middle_of(interval x)
{
    CHECK(x.lo <= x.hi);
    return x.lo + (int64_t)(((uint64_t)x.hi - (uint64_t)x.lo) / 2);
}

static void print_both(buf *out, interval x, unit_code code, const figure_style *style)
{
    buf_char(out, x.lo_strict ? '(' : '[');
    print_number(out, x.lo, code, style);
    buf_text(out, ", ");
    print_number(out, x.hi, code, style);
    buf_char(out, x.hi_strict ? ')' : ']');
}

static void print_form(buf *out, form f, interval x, unit_code code, const figure_style *style)
{
    switch (f) {
    case FORM_ONE: print_number(out, x.lo, code, style); break;
    case FORM_FLOOR:
        buf_text(out, x.lo_strict ? ">" : "≥");
        print_number(out, x.lo, code, style);
        break;
    case FORM_CEILING:
        buf_text(out, x.hi_strict ? "<" : "≤");
        print_number(out, x.hi, code, style);
        break;
    case FORM_BOTH: print_both(out, x, code, style); break;
    case FORM_NEARLY:
        buf_text(out, style->zh ? "近 " : "nearly ");
        print_number(out, x.hi, code, style);
        break;
    case FORM_ABOUT:
        buf_text(out, style->zh ? "约 " : "about ");
        print_number(out, middle_of(x), code, style);
        break;
    case FORM_UNKNOWN: buf_text(out, style->zh ? "未知" : "unknown"); break;
    }
}

void figure_print(buf *out, interval x, unit_code code, qualifier q, const figure_style *style)
{
    CHECK(style->shift >= 0);
    CHECK(style->shift <= 8);
    form f = form_of(x, code, q);
    if (x.about && f != FORM_NEARLY && f != FORM_ABOUT && f != FORM_UNKNOWN) buf_text(out, "≈");
    print_form(out, f, x, code, style);
    if (f != FORM_UNKNOWN && style->unit != NULL && style->unit[0] != '\0') {
        buf_char(out, ' ');
        buf_text(out, style->unit);
    }
    /* One thing unknown is what "unknown" says already. */
    uint32_t said = f == FORM_UNKNOWN ? 1 : 0;
    if (q == QUALIFIER_NONE && x.unknown_count > said) {
        buf_text(out, " (");
        buf_int(out, x.unknown_count);
        buf_text(out, style->zh ? "未知)" : " unknown)");
    }
}
