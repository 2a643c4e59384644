/* book: making one, applying rows, publishing, finding a past prefix, and which rows count on a basis (docs/time.md,
 * section "What counts").
 *
 * After a failed book_apply the row may be half in: whoever applies throws the book away and folds anew. */
#include "book/book_int.h"

static err_code refuse_memory(err *e)
{
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("BOOK_BYTES_MAX"));
    err_int(e, "bytes", (int64_t)BOOK_BYTES_MAX);
    return E_LIMIT;
}

static void begin(book *b, arena *from)
{
    b->from = from;
    map_str_init(&b->id_of, from);
    map_str_init(&b->bearers_of, from);
    map_str_init(&b->uscc_of, from);
    map_str_init(&b->facts_of, from);
    map_str_init(&b->texts, from);
    map_u64_init(&b->nests_of, from);
    map_u64_init(&b->position_of, from);
    map_u64_init(&b->fund_of, from);
    map_u64_init(&b->merger_of, from);
    b->closed_through = DAY_NONE;
}

err_code book_new(book **out, err *e)
{
    CHECK(out != NULL);
    arena *from = arena_new("BOOK_BYTES_MAX", BOOK_BYTES_MAX);
    book *b = from ? arena_get(from, sizeof *b) : NULL;
    if (b == NULL) {
        arena_free(from);
        return refuse_memory(e);
    }
    begin(b, from);
    *out = b;
    return ERR_OK;
}

void book_free(book *b)
{
    if (b != NULL) arena_free(b->from);
}

seq_no book_length(const book *b)
{
    return atomic_load_explicit(&b->published, memory_order_acquire);
}

seq_no book_applied(const book *b)
{
    return b->applied;
}

void book_publish(book *b)
{
    CHECK(b->applied >= book_length(b));
    atomic_store_explicit(&b->published, b->applied, memory_order_release);
}

#define EVENT(number, wire, ident, family, state, decide, apply, zh, en) [number] = apply_##apply,
static const apply_rule apply_rules[KIND_LAST + 1] = {
#include "event/kinds.def"
};

/* Columns first, so that a rule may read the row; then what the kind changes in the running state. */
static bool put_row(book *b, const event *ev)
{
    apply_rule rule = apply_rules[ev->kind];
    CHECK(rule != NULL);
    if (!columns_put(b, ev)) return false;
    event kept;
    book_entry(&kept, b, ev->seq);
    uses_count(b, &kept, 1);
    return rule(b, &kept);
}

err_code book_apply(book *b, const event *ev, err *e)
{
    CHECK(ev->seq == b->applied + 1);
    CHECK(ev->kind > KIND_NONE);
    CHECK(ev->kind <= KIND_LAST);
    if (!ledger_ready(b)) return arena_err(b->from, e);
    err_code code = admit(b, ev, e);
    if (code) return code;
    return put_row(b, ev) ? ERR_OK : arena_err(b->from, e);
}

bool apply_plain(book *b, const event *ev)
{
    CHECK(ev->seq == b->applied);
    return true;
}

/* recorded never falls with seq, so a point in time is a prefix: binary search. */
seq_no book_prefix_at(const book *b, int64_t known_at_us)
{
    seq_no low = 0, high = book_length(b);
    while (low < high) {
        seq_no middle = low + (high - low + 1) / 2;
        if (book_recorded_us(b, middle) <= known_at_us)
            low = middle;
        else
            high = middle - 1;
    }
    CHECK(low == 0 || book_recorded_us(b, low) <= known_at_us);
    return low;
}

/* ---- presence ---- */
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
