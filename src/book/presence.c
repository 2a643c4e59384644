/* presence: which rows count under a basis. The rules are docs/time.md, section "What counts". */
#include "book/book_int.h"

static const int64_t us_per_day = INT64_C(86400000000);
static const int64_t us_fourteen_hours = INT64_C(14) * 3600 * 1000000;

static int64_t floor_days(int64_t us)
{
    return us >= 0 ? us / us_per_day : -((-us + us_per_day - 1) / us_per_day);
}

day day_of_instant(int64_t us)
{
    return (day)floor_days(us);
}

day day_latest_anywhere(int64_t us)
{
    return (day)floor_days(us + us_fourteen_hours);
}

period book_effective_span(const book *b, const event *ev)
{
    CHECK(ev->seq <= b->applied);
    if (ev->effective.precision != PRECISION_UNKNOWN) return date_span(ev->effective);
    if (ev->published.precision != PRECISION_UNKNOWN) return date_span(ev->published);
    day recorded = day_of_instant(ev->recorded_us);
    return (period){recorded, recorded};
}

static bool is_published_by(const event *ev, date limit)
{
    if (ev->published.precision == PRECISION_UNKNOWN) return false; /* blank = never */
    return date_span(ev->published).last <= date_span(limit).last;
}

presence book_presence(const book *b, const event *ev, const basis *at)
{
    CHECK(at->prefix <= b->applied);
    if (ev->seq > at->prefix || book_reversed_by(b, ev->seq, at->prefix) != 0) return PRESENT_NO;
    period span = book_effective_span(b, ev);
    if (span.first > at->as_of) return PRESENT_NO;
    if (at->published_by.first != DAY_NONE && !is_published_by(ev, at->published_by)) return PRESENT_UNPUBLISHED;
    return span.last <= at->as_of ? PRESENT_YES : PRESENT_UNDETERMINED;
}

day book_closed_through(const book *b, seq_no prefix)
{
    CHECK(prefix <= b->applied);
    for (seq_no seq = prefix; seq >= 1; seq--) /* each close lies later than the one before */
        if (book_kind(b, seq) == KIND_PERIOD_CLOSED) return chunk_of(b, seq)->effective[row_of(seq)];
    return DAY_NONE;
}
