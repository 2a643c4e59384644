/* rows: an event becomes a row, and a row an event again; one cell; a slice of columns.
 *
 * What most rows of most kinds leave empty is in a wide record; a flow of money has none, so it costs its columns alone.
 * Invariants: get(put(ev)) = ev for every event that event_check admits; a row is whole before count says that it is
 * there; wide records and citations are numbered in the order of their rows. */
#include "rows/rows_int.h"

#include <assert.h>

static_assert(KIND_LAST <= UINT8_MAX, "a kind is one byte in memory");
static_assert((int)PRECISION_UNKNOWN <= (int)FLAG_PRECISION, "a precision is three bits");
static_assert((int)QUALIFIER_COUNT <= (int)FLAG_QUALIFIER + 1, "a qualifier is four bits");
static_assert((int)UNFUNDED_CODES <= (int)FLAG_UNFUNDED + 1, "three bits say where the unfunded effect is");

void rows_begin(row_store *r, arena *from)
{
    CHECK(from != NULL);
    CHECK(r->count == 0);
    r->from = from;
    map_str_init(&r->interned, from);
    r->is_interned = true;
}

bool row_room(row_store *r)
{
    uint32_t index = r->count, chunk = index / ROWS_IN_CHUNK;
    if (chunk >= ROW_CHUNKS_MAX) return false;
    if (r->chunk[chunk] == NULL) r->chunk[chunk] = arena_get(r->from, sizeof(row_chunk));
    return r->chunk[chunk] != NULL && LIST_HAS_ROOM(r->uses, r->from, index);
}

/* ---- putting ---- */
static unfunded_code unfunded_code_of(const event *ev)
{
    if (!ev->has_unfunded) return ev->unfunded_minor == 0 ? UNFUNDED_NONE : UNFUNDED_WIDE;
    if (ev->unfunded_minor == 0) return UNFUNDED_ZERO;
    if (ev->amount.minor == INT64_MIN) return UNFUNDED_WIDE;
    if (ev->unfunded_minor == ev->amount.minor) return UNFUNDED_SAME;
    return ev->unfunded_minor == -ev->amount.minor ? UNFUNDED_MINUS : UNFUNDED_WIDE;
}

static bool is_wide(const event *ev, uint32_t cite)
{
    return cite || ev->attrs.len || ev->third || ev->ref || ev->approver || ev->amount.hi_minor || ev->has_quantity ||
           ev->quantity || ev->published.first != DAY_NONE || ev->published.precision != PRECISION_UNKNOWN ||
           ev->format != EVENT_FORMAT || unfunded_code_of(ev) == UNFUNDED_WIDE;
}

static bool wide_put(uint32_t *number, row_store *r, const event *ev)
{
    uint32_t cite, index = r->wide_count;
    *number = 0;
    if (!cite_put(&cite, r, &ev->cite)) return false;
    if (!is_wide(ev, cite)) return true;
    if (!LIST_HAS_ROOM(r->wide, r->from, index)) return false;
    wide_row *w = LIST_ITEM(r->wide, index);
    *w = (wide_row){.hi_minor = ev->amount.hi_minor,
                    .quantity = ev->quantity,
                    .unfunded_minor = ev->unfunded_minor,
                    .third = ev->third,
                    .ref = ev->ref,
                    .approver = ev->approver,
                    .published = ev->published.first,
                    .cite = cite,
                    .format = ev->format,
                    .published_precision = (uint8_t)ev->published.precision,
                    .has_quantity = ev->has_quantity,
                    .has_unfunded = ev->has_unfunded};
    *number = index + 1;
    r->wide_count = index + 1;
    return text_put(&w->attrs, r, ev->attrs);
}

bool run_put(row_store *r, uint64_t batch, seq_no first)
{
    uint32_t count = atomic_load_explicit(&r->run_count, memory_order_relaxed);
    batch_run *runs = atomic_load_explicit(&r->runs, memory_order_relaxed);
    if (count && runs[count - 1].batch == batch) return true;
    CHECK(count == 0 || runs[count - 1].first < first);
    if (!arena_grow(r->from, (void **)&runs, sizeof *runs, &r->run_room, count + 1)) return false;
    runs[count] = (batch_run){batch, first, 0};
    atomic_store_explicit(&r->runs, runs, memory_order_release);
    atomic_store_explicit(&r->run_count, count + 1, memory_order_release);
    return true;
}

static void put_numbers(row_chunk *c, uint32_t at, const event *ev)
{
    c->recorded_us[at] = ev->recorded_us;
    c->minor[at] = ev->amount.minor;
    c->effective[at] = ev->effective.first;
    c->booked[at] = ev->booked;
    c->subject[at] = ev->subject;
    c->object[at] = ev->object;
    c->maker[at] = ev->maker;
}

static void put_small(row_chunk *c, uint32_t at, const event *ev)
{
    CHECK(ev->amount.unit >= 0 && ev->amount.unit <= UINT16_MAX);
    CHECK(ev->purpose >= 0 && ev->purpose <= UINT8_MAX);
    CHECK(ev->class_code >= 0 && ev->class_code <= UINT8_MAX);
    c->unit[at] = (uint16_t)ev->amount.unit;
    c->flags[at] = (uint16_t)((unsigned)ev->effective.precision | (unsigned)ev->amount.q << FLAG_QUALIFIER_SHIFT |
                              (unsigned)unfunded_code_of(ev) << FLAG_UNFUNDED_SHIFT);
    c->kind[at] = (uint8_t)ev->kind;
    c->purpose[at] = (uint8_t)ev->purpose;
    c->class_code[at] = (uint8_t)ev->class_code;
}

bool rows_put(row_store *r, const event *ev)
{
    CHECK(ev->seq == r->count + 1);
    CHECK(kind_get(ev->kind) != NULL);
    uint32_t wide, pair = 0, at = rows_at(ev->seq);
    seq_no older = 0;
    if (!row_room(r) || !wide_put(&wide, r, ev) || !run_put(r, ev->batch, ev->seq)) return false;
    if (has_pair(ev->kind, ev->subject, ev->object) && !pair_join(&pair, &older, r, ev->subject, ev->object, ev->seq))
        return false;
    row_chunk *c = r->chunk[r->count / ROWS_IN_CHUNK];
    put_numbers(c, at, ev);
    put_small(c, at, ev);
    c->wide[at] = wide;
    c->pair[at] = pair;
    c->link[at] = older;
    atomic_store_explicit(&r->count, ev->seq, memory_order_release);
    if (pair) pair_advance(r, pair, ev->seq);
    return true;
}

/* ---- getting ---- */
uint64_t rows_batch(const row_store *r, seq_no seq)
{
    uint32_t low = 0, high = atomic_load_explicit(&r->run_count, memory_order_acquire);
    const batch_run *runs = atomic_load_explicit(&r->runs, memory_order_acquire);
    CHECK(high > 0);
    CHECK(runs[0].first == 1);
    while (high - low > 1) { /* runs[low].first <= seq < runs[high].first */
        uint32_t middle = low + (high - low) / 2;
        if (runs[middle].first <= seq)
            low = middle;
        else
            high = middle;
    }
    return runs[low].batch;
}

static int64_t unfunded_minor_of(unsigned code, int64_t minor)
{
    if (code == UNFUNDED_SAME) return minor;
    return code == UNFUNDED_MINUS ? -minor : 0;
}

static void get_wide(event *out, const row_store *r, const wide_row *w)
{
    out->amount.hi_minor = w->hi_minor;
    out->quantity = w->quantity;
    out->has_quantity = w->has_quantity != 0;
    out->unfunded_minor = w->unfunded_minor;
    out->has_unfunded = w->has_unfunded != 0;
    out->third = w->third;
    out->ref = w->ref;
    out->approver = w->approver;
    out->published = (date){w->published, (day_precision)w->published_precision};
    out->format = w->format;
    out->attrs = rows_text(r, w->attrs);
    if (w->cite) cite_get(&out->cite, r, w->cite);
}

static void get_base(event *out, const row_chunk *c, uint32_t at)
{
    unsigned flags = c->flags[at], unfunded = flags >> FLAG_UNFUNDED_SHIFT & FLAG_UNFUNDED;
    out->recorded_us = c->recorded_us[at];
    out->maker = c->maker[at];
    out->kind = (kind)c->kind[at];
    out->format = EVENT_FORMAT;
    out->effective = (date){c->effective[at], (day_precision)(flags & FLAG_PRECISION)};
    out->booked = c->booked[at];
    out->published = (date){DAY_NONE, PRECISION_UNKNOWN};
    out->subject = c->subject[at];
    out->object = c->object[at];
    out->purpose = c->purpose[at];
    out->class_code = c->class_code[at];
    out->amount = (amount){
        .minor = c->minor[at], .q = (qualifier)(flags >> FLAG_QUALIFIER_SHIFT & FLAG_QUALIFIER), .unit = c->unit[at]};
    out->has_unfunded = unfunded != UNFUNDED_NONE;
    out->unfunded_minor = unfunded_minor_of(unfunded, c->minor[at]);
}

void rows_get(event *out, const row_store *r, seq_no seq)
{
    const row_chunk *c = rows_chunk(r, seq);
    uint32_t at = rows_at(seq);
    *out = (event){.seq = seq};
    get_base(out, c, at);
    if (c->wide[at]) get_wide(out, r, wide_at(r, c->wide[at]));
    out->batch = rows_batch(r, seq);
}

seq_no rows_document(const row_store *r, seq_no seq)
{
    const wide_row *w = rows_wide(r, seq);
    return w != NULL && w->cite ? cite_at(r, w->cite)->document : 0;
}

/* ---- slices ---- */
void rows_slice(row_slice *out, const row_store *r, seq_no first, seq_no prefix)
{
    CHECK(prefix <= r->count);
    CHECK(first >= 1 && first <= prefix);
    const row_chunk *c = rows_chunk(r, first);
    uint32_t at = rows_at(first), left = ROWS_IN_CHUNK - at, wanted = prefix - first + 1;
    *out = (row_slice){.of = r,
                       .first = first,
                       .count = wanted < left ? wanted : left,
                       .recorded_us = c->recorded_us + at,
                       .minor = c->minor + at,
                       .effective = c->effective + at,
                       .booked = c->booked + at,
                       .subject = c->subject + at,
                       .object = c->object + at,
                       .maker = c->maker + at,
                       .wide = c->wide + at,
                       .pair = c->pair + at,
                       .link = c->link + at,
                       .reversed_by = c->reversed_by + at,
                       .unit = c->unit + at,
                       .flags = c->flags + at,
                       .kind = c->kind + at,
                       .purpose = c->purpose + at,
                       .class_code = c->class_code + at};
}
