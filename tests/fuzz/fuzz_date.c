/* What date_parse and period_parse take lies in range and is the same again when it is printed and read. */
#include <stdlib.h>

#include "money/money.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_date(str text, arena *a)
{
    date d, again;
    buf printed;
    if (date_parse(&d, text, NULL) != ERR_OK) return;
    buf_init(&printed, a, 256);
    date_print(&printed, d);
    if (date_parse(&again, buf_view(&printed), NULL) != ERR_OK) abort();
    if (d.first != again.first || d.precision != again.precision) abort();
    if (d.precision == PRECISION_UNKNOWN) return;
    period span = date_span(d);
    date whole;
    if (span.first != d.first || span.last < span.first || span.first < DAY_FIRST || span.last > DAY_LAST) abort();
    if (!date_of_period(&whole, span) || whole.first != d.first || whole.precision != d.precision) abort();
}

static void check_period(str text, arena *a)
{
    period p, again;
    buf printed;
    if (period_parse(&p, text, NULL) != ERR_OK) return;
    if (p.last < p.first || p.first < DAY_FIRST || p.last > DAY_LAST) abort();
    buf_init(&printed, a, 256);
    period_print(&printed, p);
    if (period_parse(&again, buf_view(&printed), NULL) != ERR_OK) abort();
    if (p.first != again.first || p.last != again.last) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    str text = {(const char *)bytes, len};
    arena *a = arena_new("fuzz", (size_t)1 << 20);
    if (a == NULL) return 0;
    check_date(text, a);
    check_period(text, a);
    arena_free(a);
    return 0;
}
