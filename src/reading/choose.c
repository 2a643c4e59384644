/* choose: several statements on one subject and basis: the latest effective, then published, then most confident, then
 * last entered counts; the others are listed.
 *
 * A statement inside whose date as_of lies may or may not count yet. It never displaces a sure one: its interval joins,
 * because the truth is what the one or the other says. Invariant after choices_settle: each of `maybe` beats `sure`. */
#include "reading/reading.h"

static int confidence_rank(const event *ev)
{
    return ev->cite.confidence ? 4 - ev->cite.confidence : 0;
}

static int64_t published_last(const event *ev)
{
    return ev->published.precision == PRECISION_UNKNOWN ? INT32_MIN : date_span(ev->published).last;
}

bool statement_beats(const view_request *q, const event *a, const event *b)
{
    const int64_t mine[] = {book_effective_span(q->b, a).last, published_last(a), confidence_rank(a), a->seq};
    const int64_t other[] = {book_effective_span(q->b, b).last, published_last(b), confidence_rank(b), b->seq};
    for (size_t i = 0; i < COUNT_OF(mine); i++)
        if (mine[i] != other[i]) return mine[i] > other[i];
    return false;
}

static bool entry_beats(const view_request *q, seq_no a, seq_no b)
{
    event mine, other;
    if (b == 0) return true;
    book_entry(&mine, q->b, a);
    book_entry(&other, q->b, b);
    return statement_beats(q, &mine, &other);
}

void choices_init(choices *c, arena *a)
{
    *c = (choices){.count = 0};
    map_u64_init(&c->index, a);
}

static choice *choice_make(choices *c, arena *a, uint64_t key)
{
    uint32_t at;
    if (map_u64_find(&at, &c->index, key)) return &c->items[at];
    if (!arena_grow(a, (void **)&c->items, sizeof *c->items, &c->room, c->count + 1) ||
        !map_u64_put(&c->index, key, c->count))
        return NULL;
    c->items[c->count] = (choice){.key = key};
    return &c->items[c->count++];
}

bool choices_offer(choices *c, const view_request *q, uint64_t key, const event *ev, presence is)
{
    CHECK(is == PRESENT_YES || is == PRESENT_UNDETERMINED);
    choice *x = choice_make(c, q->a, key);
    if (x == NULL) return false;
    x->count++;
    if (is == PRESENT_UNDETERMINED) return entries_put(&x->maybe, q->a, ev->seq);
    if (entry_beats(q, ev->seq, x->sure)) x->sure = ev->seq;
    return true;
}

/* Drop those that the sure one beats anyway; the latest of the rest comes first. */
static void settle(choice *x, const view_request *q)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < x->maybe.count; i++) {
        seq_no entry = x->maybe.seq[i];
        if (!entry_beats(q, entry, x->sure)) continue;
        x->maybe.seq[kept] = entry;
        if (kept > 0 && entry_beats(q, entry, x->maybe.seq[0])) {
            x->maybe.seq[kept] = x->maybe.seq[0];
            x->maybe.seq[0] = entry;
        }
        kept++;
    }
    x->maybe.count = kept;
}

void choices_settle(choices *c, const view_request *q)
{
    for (uint32_t i = 0; i < c->count; i++) settle(&c->items[i], q);
}

const choice *choices_find(const choices *c, uint64_t key)
{
    uint32_t at;
    return map_u64_find(&at, &c->index, key) ? &c->items[at] : NULL;
}

seq_no choice_entry(const choice *x)
{
    CHECK(x->sure != 0 || x->maybe.count > 0);
    return x->sure ? x->sure : x->maybe.seq[0];
}

bool choice_uses(const choice *x, seq_no entry)
{
    for (uint32_t i = 0; i < x->maybe.count; i++)
        if (x->maybe.seq[i] == entry) return true;
    return x->sure == entry;
}

bool choice_entries(entry_list *l, arena *a, const choice *x)
{
    return x == NULL || (entries_put(l, a, x->sure) && entries_join(l, a, &x->maybe));
}

/* ---- what they say ---- */

static interval hull(interval x, interval y)
{
    interval out = x;
    bool lower = !x.lo_open && (y.lo_open || y.lo < x.lo || (y.lo == x.lo && x.lo_strict));
    bool higher = !x.hi_open && (y.hi_open || y.hi > x.hi || (y.hi == x.hi && x.hi_strict));
    if (lower) {
        out.lo = y.lo;
        out.lo_open = y.lo_open;
        out.lo_strict = y.lo_strict;
    }
    if (higher) {
        out.hi = y.hi;
        out.hi_open = y.hi_open;
        out.hi_strict = y.hi_strict;
    }
    out.about = x.about || y.about;
    out.unknown_count = x.unknown_count + y.unknown_count;
    return out;
}

static said say(const view_request *q, seq_no entry, said_what what)
{
    event ev;
    book_entry(&ev, q->b, entry);
    if (what == SAID_SHARE) return (said){.x = interval_exact(ev.quantity), .unit = UNIT_PERCENT, .q = QUALIFIER_EXACT};
    return (said){.x = interval_of(ev.amount, q->at.about_tolerance_ppm), .unit = ev.amount.unit, .q = ev.amount.q};
}

/* Two units cannot be laid over each other: then nothing is known but that something was said. */
static void join_maybe(said *out, const said *more)
{
    out->q = QUALIFIER_NONE;
    out->x = out->unit == more->unit ? hull(out->x, more->x) : interval_unknown(false);
    out->x.unknown_count++;
}

said said_of(const choices *c, const view_request *q, uint64_t key, said_what what)
{
    const choice *by = choices_find(c, key);
    if (by == NULL) return (said){.x = interval_unknown(false), .unit = UNIT_CNY};
    said out = say(q, choice_entry(by), what);
    out.by = by;
    if (by->sure == 0) {
        out.x = interval_hull_zero(out.x);
        out.q = QUALIFIER_NONE;
    }
    for (uint32_t i = by->sure ? 0 : 1; i < by->maybe.count; i++) {
        said more = say(q, by->maybe.seq[i], what);
        join_maybe(&out, &more);
    }
    return out;
}

bool said_is_yuan(const said *s)
{
    return s->by != NULL && s->unit == UNIT_CNY;
}

interval said_yuan(const said *s)
{
    return said_is_yuan(s) ? s->x : interval_unknown(false);
}

/* ---- sizes ---- */

uint64_t size_key(seq_no subject, int on)
{
    CHECK(on > 0 && on < BASIS_COUNT);
    return (uint64_t)subject << 8 | (uint64_t)on;
}

bool choose_sizes(choices *c, const view_request *q)
{
    choices_init(c, q->a);
    scan s = scan_begin(q, KIND_SIZE_REPORTED);
    while (scan_next(&s))
        if (!choices_offer(c, q, size_key(standing(q, s.ev.subject), s.ev.class_code), &s.ev, s.is)) return false;
    s = scan_begin(q, KIND_FUND_FORMED);
    while (scan_next(&s))
        if (s.ev.amount.q != QUALIFIER_NONE &&
            !choices_offer(c, q, size_key(standing(q, s.ev.subject), BASIS_REGISTERED), &s.ev, s.is))
            return false;
    choices_settle(c, q);
    return true;
}

said size_of(const choices *sizes, const view_request *q, seq_no subject, int on)
{
    return said_of(sizes, q, size_key(subject, on), SAID_AMOUNT);
}
