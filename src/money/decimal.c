/* decimal: exact decimal text to and from a whole number of least parts. Nothing is ever rounded.
 *
 * Invariants: the value read is |v| <= INT64_MAX (INT64_MIN is never read, so every amount can be negated);
 * decimal_read of what decimal_print wrote gives the number back. */
#include "money/money_int.h"

enum { SIGNIFICANT_DIGITS_MAX = 19 /* INT64_MAX has 19; more cannot be a whole number of least parts in range */ };

/* A number as typed: digits[0 … whole_count) before the point, the rest behind it, without leading zeros before and
 * trailing zeros behind. */
typedef struct digits {
    uint64_t value; /* of the first SIGNIFICANT_DIGITS_MAX digits */
    size_t count;   /* digits from the first that is not zero */
    int fraction;   /* how many of them, or zeros before them, stand behind the point */
    bool negative;
} digits;

/* Digits with commas that, where there are any, part them in groups of three; both sides of the point are checked
 * before anything is read, so that 1,2345 is refused and not taken for 12345. */
static bool is_grouped_well(str whole)
{
    size_t since_comma = 0;
    bool comma = false;
    for (size_t i = 0; i < whole.len; i++) {
        if (whole.ptr[i] == ',') {
            if (since_comma == 0 || since_comma > 3 || (comma && since_comma != 3)) return false;
            comma = true;
            since_comma = 0;
        } else if (is_digit(whole.ptr[i])) {
            since_comma++;
        } else {
            return false;
        }
    }
    return !comma || since_comma == 3;
}

static bool is_all_digits(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i])) return false;
    return true;
}

static void add_digits(digits *out, str s)
{
    digits d = *out;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ',' || (c == '0' && d.count == 0)) continue;
        if (d.count++ < SIGNIFICANT_DIGITS_MAX) d.value = d.value * 10 + (uint64_t)(c - '0');
    }
    *out = d;
}

static str cut_zeros(str fraction)
{
    while (fraction.len > 0 && fraction.ptr[fraction.len - 1] == '0') fraction.len--;
    return fraction;
}

static bool read_digits(digits *out, str s)
{
    *out = (digits){.negative = str_starts(s, STR("-"))};
    if (out->negative || str_starts(s, STR("+"))) s = str_slice(s, 1, s.len);
    size_t point = s.len;
    bool pointed = str_find(&point, s, STR("."));
    str whole = str_slice(s, 0, point);
    str fraction = pointed ? str_slice(s, point + 1, s.len) : STR_NONE;
    if (whole.len == 0 || (pointed && fraction.len == 0)) return false;
    if (!is_grouped_well(whole) || !is_all_digits(fraction)) return false;
    fraction = cut_zeros(fraction);
    CHECK(fraction.len <= FOLDED_BYTES_MAX);
    out->fraction = (int)fraction.len;
    add_digits(out, whole);
    add_digits(out, fraction);
    return true;
}

static int tens_of(int64_t factor)
{
    int tens = 0;
    for (; factor % 10 == 0; factor /= 10) tens++;
    return tens;
}

/* |value| × factor × 10^(scale − fraction), when that is whole and in range. */
static err_code scale_exactly(int64_t *out, const digits *d, int scale, int64_t factor)
{
    int128 product = (int128)d->value * factor;
    int power = scale - d->fraction;
    for (; power < 0 && product != 0; power++) {
        if (product % 10 != 0) return E_AMOUNT_FINE;
        product /= 10;
    }
    for (; power > 0 && product <= INT64_MAX; power--) product *= 10;
    if (product > INT64_MAX) return E_AMOUNT_LARGE;
    CHECK(product >= 0);
    *out = (int64_t)product;
    return ERR_OK;
}

err_code decimal_read(int64_t *out, str s, int scale, int64_t factor)
{
    CHECK(scale >= 0);
    CHECK(factor > 0);
    digits d;
    if (!read_digits(&d, s)) return E_AMOUNT_SYNTAX;
    if (d.count > SIGNIFICANT_DIGITS_MAX) return d.fraction > scale + tens_of(factor) ? E_AMOUNT_FINE : E_AMOUNT_LARGE;
    int64_t magnitude = 0;
    err_code code = scale_exactly(&magnitude, &d, scale, factor);
    if (code == ERR_OK) *out = d.negative ? -magnitude : magnitude;
    return code;
}

err_code decimal_parse(int64_t *out, str text, int scale, int64_t factor, err *e)
{
    CHECK(out != NULL);
    folded plain;
    if (!fold_text(&plain, text)) return refuse(e, E_AMOUNT_SYNTAX, text);
    err_code code = decimal_read(out, folded_view(&plain), scale, factor);
    return code == ERR_OK ? ERR_OK : refuse(e, code, text);
}

static void print_whole(buf *out, uint64_t whole, bool grouped)
{
    if (!grouped || whole < 1000) {
        buf_uint_pad(out, whole, 1);
        return;
    }
    uint64_t one = 1;
    while (whole / one >= 1000) one *= 1000;
    buf_uint_pad(out, whole / one, 1);
    for (; one > 1; one /= 1000) {
        buf_char(out, ',');
        buf_uint_pad(out, whole % one / (one / 1000), 3);
    }
}

void decimal_print(buf *out, int64_t minor, int decimals, int keep_decimals, bool grouped)
{
    CHECK(decimals >= 0);
    CHECK(decimals <= 18);
    CHECK(keep_decimals >= 0);
    CHECK(keep_decimals <= decimals);
    uint64_t magnitude = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    uint64_t one = 1;
    for (int i = 0; i < decimals; i++) one *= 10;
    uint64_t fraction = magnitude % one;
    int places = decimals;
    for (; places > keep_decimals && fraction % 10 == 0; places--) fraction /= 10;
    if (minor < 0) buf_char(out, '-');
    print_whole(out, magnitude / one, grouped);
    if (places == 0) return;
    buf_char(out, '.');
    buf_uint_pad(out, fraction, places);
}
