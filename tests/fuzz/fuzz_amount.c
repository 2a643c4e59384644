/* Up to three lines, as from a table: amount, unit, qualifier. What amount_parse takes is valid, has an interval, and is
 * the same again when its numbers are printed and read. */
#include <stdlib.h>

#include "money/money.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static str next_line(str *rest)
{
    size_t end;
    if (!str_find(&end, *rest, STR("\n"))) end = rest->len;
    str line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->len);
    return line;
}

static void print(buf *out, amount a, int decimals)
{
    if (a.q == QUALIFIER_UNKNOWN) {
        buf_text(out, qualifier_name(a.q));
        return;
    }
    decimal_print(out, a.minor, decimals, 0, false);
    if (a.q != QUALIFIER_RANGE) return;
    buf_char(out, '-');
    decimal_print(out, a.hi_minor, decimals, 0, false);
}

static void read_again(amount a)
{
    const unit *u = unit_get(a.unit);
    arena *memory = arena_new("fuzz", (size_t)1 << 20);
    if (memory == NULL) return;
    buf text;
    buf_init(&text, memory, 256);
    if (u == NULL || !amount_is_valid(a)) abort();
    print(&text, a, u->decimals);
    amount b;
    if (amount_parse(&b, buf_view(&text), str_from(u->id), str_from(qualifier_name(a.q)), NULL) != ERR_OK) abort();
    if (a.minor != b.minor || a.hi_minor != b.hi_minor || a.q != b.q || a.unit != b.unit) abort();
    interval x = interval_of(a, ABOUT_TOLERANCE_PPM);
    if (!x.lo_open && !x.hi_open && x.lo > x.hi) abort();
    arena_free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    str rest = {(const char *)bytes, len};
    str text = next_line(&rest);
    str unit_text = next_line(&rest);
    amount a;
    if (amount_parse(&a, text, unit_text, next_line(&rest), NULL) == ERR_OK && a.q != QUALIFIER_NONE) read_again(a);
    return 0;
}
