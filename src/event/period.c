/* period: a span of days in a row that has room for one date.
 *
 * Invariant: the effective date follows from the two attrs, never the other way round; event_check holds rows to it. */
#include "event/event_int.h"

enum { ISO_LEN = 10 };

date period_effective(period p)
{
    CHECK(p.first <= p.last);
    CHECK(p.first >= DAY_FIRST);
    date whole;
    return date_of_period(&whole, p) ? whole : (date){p.last, PRECISION_DAY};
}

static bool read_digits(int *out, str s)
{
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        *out = *out * 10 + (s.ptr[i] - '0');
    }
    return true;
}

/* YYYY-MM-DD and nothing else: it is our own spelling that comes back. */
static bool read_iso(day *out, str s)
{
    int year, month, mday;
    if (s.len != ISO_LEN || s.ptr[4] != '-' || s.ptr[7] != '-') return false;
    if (!read_digits(&year, str_slice(s, 0, 4)) || !read_digits(&month, str_slice(s, 5, 7)) ||
        !read_digits(&mday, str_slice(s, 8, ISO_LEN)))
        return false;
    *out = day_of(year, month, mday);
    return *out >= DAY_FIRST && *out <= DAY_LAST;
}

bool period_of_attrs(period *out, str attrs)
{
    attr from, to;
    period p;
    if (!attr_find(&from, attrs, PERIOD_FROM) || !attr_find(&to, attrs, PERIOD_TO)) return false;
    if (from.is_int || to.is_int || !read_iso(&p.first, from.text) || !read_iso(&p.last, to.text)) return false;
    if (p.first > p.last) return false;
    *out = p;
    return true;
}
