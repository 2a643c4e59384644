/* book: making one, applying rows, publishing, hashing, and finding a past prefix. */
#include "book/book_int.h"

err_code book_new(book **out, err *e)
{
    arena *from = arena_new("BOOK_BYTES_MAX", BOOK_BYTES_MAX);
    if (from == NULL)
        return err_set(e, E_LIMIT);
    book *b = arena_get(from, sizeof *b);
    if (b == NULL) {
        arena_free(from);
        return err_set(e, E_LIMIT);
    }
    b->from = from;
    map_str_init(&b->id_of, from);
    map_str_init(&b->bearers_of, from);
    map_str_init(&b->uscc_of, from);
    map_str_init(&b->facts, from);
    map_str_init(&b->texts, from);
    map_u64_init(&b->position_of, from);
    map_u64_init(&b->fund_of, from);
    b->closed_through = DAY_NONE;
    *out = b;
    return ERR_OK;
}

void book_free(book *b)
{
    if (b != NULL)
        arena_free(b->from);
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
err_code book_apply(book *b, const event *ev, err *e)
{
    CHECK(ev->seq == b->applied + 1);
    CHECK(ev->kind > KIND_NONE && ev->kind <= KIND_LAST);
    apply_rule rule = apply_rules[ev->kind];
    CHECK(rule != NULL);
    if (!columns_put(b, ev))
        return arena_err(b->from, e);
    event kept;
    book_entry(&kept, b, ev->seq);
    if (!rule(b, &kept))
        return arena_err(b->from, e);
    return ERR_OK;
}

bool apply_plain(book *b, const event *ev)
{
    CHECK(ev->seq == b->applied);
    return true;
}

static void hash_text(hasher *h, str s)
{
    uint8_t len[4] = {(uint8_t)s.len, (uint8_t)(s.len >> 8), (uint8_t)(s.len >> 16), (uint8_t)(s.len >> 24)};
    hasher_put(h, len, sizeof len);
    if (s.len)
        hasher_put(h, s.ptr, s.len);
}

static void hash_numbers(hasher *h, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[8];
        for (int k = 0; k < 8; k++)
            bytes[k] = (uint8_t)((uint64_t)values[i] >> (8 * k));
        hasher_put(h, bytes, sizeof bytes);
    }
}

static void hash_row(hasher *h, const event *ev)
{
    const int64_t values[] = {ev->seq, ev->kind, ev->effective.first, ev->effective.precision, ev->booked,
                              ev->published.first, ev->published.precision, ev->subject, ev->object, ev->third,
                              ev->purpose, ev->class_code, ev->amount.minor, ev->amount.hi_minor, ev->amount.q,
                              ev->amount.unit, ev->has_quantity, ev->quantity, ev->has_unfunded, ev->unfunded_minor,
                              ev->ref, ev->cite.document, ev->cite.confidence};
    hash_numbers(h, values, COUNT_OF(values));
    hash_text(h, ev->attrs);
    hash_text(h, ev->cite.title);
    hash_text(h, ev->cite.url);
    hash_text(h, ev->cite.row);
    hash_text(h, ev->cite.words);
    hash_text(h, ev->cite.span);
}

void book_hash(hash *out, const book *b, seq_no prefix)
{
    CHECK(prefix <= b->applied);
    hasher h;
    hasher_init(&h);
    for (seq_no seq = 1; seq <= prefix; seq++) {
        event ev;
        book_entry(&ev, b, seq);
        hash_row(&h, &ev);
    }
    hasher_end(out, &h);
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
    return low;
}
