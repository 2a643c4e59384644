/* hash: one number for the facts. The same facts entered by other hands, at another hour, in other batches, are the same
 * book: so recorded, maker, approver and batch are left out, and so is the head that a close names, which covers them. */
#include "rows/rows.h"

enum { NUMBERS_MAX = 23 /* of one row */ };

static void hash_numbers(hasher *h, const int64_t *values, size_t count)
{
    uint8_t bytes[NUMBERS_MAX * sizeof *values];
    CHECK(count <= NUMBERS_MAX);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof *values; k++)
            bytes[i * sizeof *values + k] = (uint8_t)((uint64_t)values[i] >> (8 * k));
    hasher_put(h, bytes, count * sizeof *values);
}

static void hash_text(hasher *h, str s)
{
    int64_t len = (int64_t)s.len;
    hash_numbers(h, &len, 1);
    if (s.len) hasher_put(h, s.ptr, s.len);
}

/* Attrs of a close without the head, each framed by its lengths. */
static void hash_close_attrs(hasher *h, str attrs)
{
    attr each;
    for (size_t at = 0; attr_next(&each, attrs, &at);) {
        if (str_equal(each.name, STR("head"))) continue;
        hash_text(h, each.name);
        hash_text(h, each.text);
        hash_numbers(h, &each.number, 1);
    }
}

static void hash_row(hasher *h, const event *ev)
{
    bool is_close = ev->kind == KIND_PERIOD_CLOSED;
    CHECK(!is_close || ev->amount.q == QUALIFIER_NONE);
    const int64_t values[] = {ev->seq,
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
    hash_numbers(h, values, COUNT_OF(values));
    if (is_close)
        hash_close_attrs(h, ev->attrs);
    else
        hash_text(h, ev->attrs);
    const str cited[] = {ev->cite.title, ev->cite.url, ev->cite.row, ev->cite.words, ev->cite.span};
    for (size_t i = 0; i < COUNT_OF(cited); i++) hash_text(h, cited[i]);
}

void rows_hash(hasher *h, const row_store *r, seq_no after, seq_no through)
{
    CHECK(after <= through);
    CHECK(through <= r->count);
    for (seq_no seq = after + 1; seq <= through; seq++) {
        event ev;
        rows_get(&ev, r, seq);
        hash_row(h, &ev);
    }
}
