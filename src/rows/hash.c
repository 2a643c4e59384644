/* hash: one number for the facts; and are the facts of two the same?
 *
 * The same facts entered by other hands, at another hour, in other batches, are the same book: so the number leaves out
 * recorded, maker, approver and batch, and the head that a close names, which covers them. Comparing leaves out nothing.
 * Invariant: the bytes that go into the number are those of the members in this order, however they are handed over. */
#include "rows/rows.h"

#include <string.h>

enum {
    NUMBERS = 23, /* of one row */
    TEXTS = 5,    /* of a citation */
    WORD_BYTES = sizeof(int64_t)
};

static void put_words(uint8_t *to, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < WORD_BYTES; k++) to[i * WORD_BYTES + k] = (uint8_t)((uint64_t)values[i] >> (8 * k));
}

static void hash_text(hasher *h, str text)
{
    const int64_t bytes = (int64_t)text.len;
    uint8_t len[WORD_BYTES];
    put_words(len, &bytes, 1);
    hasher_put(h, len, sizeof len);
    if (text.len) hasher_put(h, text.ptr, text.len);
}

/* Attrs of a close without the head, each framed by its lengths. */
static void hash_close_attrs(hasher *h, str attrs)
{
    attr each;
    uint8_t number[WORD_BYTES];
    for (size_t at = 0; attr_next(&each, attrs, &at);) {
        if (str_equal(each.name, STR("head"))) continue;
        hash_text(h, each.name);
        hash_text(h, each.text);
        put_words(number, &each.number, 1);
        hasher_put(h, number, sizeof number);
    }
}

static void numbers_of(int64_t out[NUMBERS], const event *ev)
{
    bool is_close = ev->kind == KIND_PERIOD_CLOSED;
    CHECK(!is_close || ev->amount.q == QUALIFIER_NONE);
    const int64_t values[NUMBERS] = {ev->seq,
                                     ev->kind,
                                     ev->effective.first,
                                     ev->effective.precision,
                                     ev->booked,
                                     ev->published.first,
                                     ev->published.precision,
                                     ev->subject,
                                     ev->object,
                                     ev->third,
                                     ev->purpose,
                                     ev->class_code,
                                     ev->amount.minor,
                                     ev->amount.hi_minor,
                                     ev->amount.q,
                                     ev->amount.unit,
                                     !is_close && ev->has_quantity,
                                     is_close ? 0 : ev->quantity,
                                     ev->has_unfunded,
                                     ev->unfunded_minor,
                                     ev->ref,
                                     ev->cite.document,
                                     ev->cite.confidence};
    memcpy(out, values, sizeof values);
}

static void texts_of(str out[TEXTS], const event *ev)
{
    const str texts[TEXTS] = {ev->cite.title, ev->cite.url, ev->cite.row, ev->cite.words, ev->cite.span};
    memcpy(out, texts, sizeof texts);
}

/* A row without a text is one piece: the lengths behind its numbers are all 0. */
static void hash_row(hasher *h, const event *ev, bool has_texts)
{
    uint8_t bytes[(NUMBERS + 1 + TEXTS) * WORD_BYTES] = {0};
    int64_t numbers[NUMBERS];
    numbers_of(numbers, ev);
    put_words(bytes, numbers, NUMBERS);
    hasher_put(h, bytes, has_texts ? NUMBERS * WORD_BYTES : sizeof bytes);
    if (!has_texts) return;
    if (ev->kind == KIND_PERIOD_CLOSED)
        hash_close_attrs(h, ev->attrs);
    else
        hash_text(h, ev->attrs);
    str texts[TEXTS];
    texts_of(texts, ev);
    for (size_t i = 0; i < TEXTS; i++) hash_text(h, texts[i]);
}

void rows_hash(hasher *h, const row_store *r, seq_no after, seq_no through)
{
    CHECK(after <= through);
    CHECK(through <= r->count);
    for (seq_no seq = after + 1; seq <= through; seq++) {
        event ev;
        rows_get(&ev, r, seq);
        hash_row(h, &ev, rows_wide(r, seq) != NULL || ev.kind == KIND_PERIOD_CLOSED);
    }
}

/* ---- the same? ---- */
/* Texts and what stands beside the columns; the columns are compared as they lie. */
static bool wide_same(const row_store *a, const row_store *b, seq_no seq)
{
    event one, other;
    int64_t ours[NUMBERS], theirs[NUMBERS];
    str text[TEXTS], text_there[TEXTS];
    rows_get(&one, a, seq);
    rows_get(&other, b, seq);
    numbers_of(ours, &one);
    numbers_of(theirs, &other);
    texts_of(text, &one);
    texts_of(text_there, &other);
    bool same = memcmp(ours, theirs, sizeof ours) == 0 && str_equal(one.attrs, other.attrs) &&
                one.approver == other.approver && one.format == other.format;
    for (size_t i = 0; i < TEXTS; i++) same = same && str_equal(text[i], text_there[i]);
    return same;
}

#define SAME(column) (memcmp(a->column, b->column, a->count * sizeof a->column[0]) == 0)

static bool columns_same(const row_slice *a, const row_slice *b)
{
    CHECK(a->first == b->first);
    CHECK(a->count == b->count);
    bool numbers = SAME(recorded_us) && SAME(minor) && SAME(effective) && SAME(booked) && SAME(unit) && SAME(flags);
    return numbers && SAME(subject) && SAME(object) && SAME(maker) && SAME(wide) && SAME(pair) && SAME(kind) &&
           SAME(purpose) && SAME(class_code);
}

static bool slices_same(const row_slice *a, const row_slice *b, seq_no through)
{
    if (!columns_same(a, b)) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (slice_reversed_by(a, i, through) != slice_reversed_by(b, i, through)) return false;
        if (a->wide[i] && !wide_same(a->of, b->of, a->first + i)) return false;
    }
    return true;
}

static bool batches_same(const row_store *a, const row_store *b, seq_no through)
{
    const batch_run *one = atomic_load_explicit(&a->runs, memory_order_acquire);
    const batch_run *other = atomic_load_explicit(&b->runs, memory_order_acquire);
    uint32_t count = atomic_load_explicit(&a->run_count, memory_order_acquire);
    uint32_t count_there = atomic_load_explicit(&b->run_count, memory_order_acquire);
    for (uint32_t i = 0; i < count && one[i].first <= through; i++)
        if (i >= count_there || one[i].first != other[i].first || one[i].batch != other[i].batch) return false;
    return true;
}

bool rows_same(const row_store *a, const row_store *b, seq_no through)
{
    CHECK(through <= a->count);
    CHECK(through <= b->count);
    row_slice one, other;
    for (seq_no at = 1; at <= through; at += one.count) {
        rows_slice(&one, a, at, through);
        rows_slice(&other, b, at, through);
        if (!slices_same(&one, &other, through)) return false;
    }
    return batches_same(a, b, through) && batches_same(b, a, through);
}
