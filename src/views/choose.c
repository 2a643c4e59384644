/* choose: several statements on one subject and basis: the latest effective, then published, then most confident, then
 * last entered counts; the others are listed. */
#include "views/views_int.h"

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
        if (mine[i] != other[i])
            return mine[i] > other[i];
    return false;
}

void choices_init(choices *c, arena *a)
{
    *c = (choices){.count = 0};
    map_u64_init(&c->index, a);
}

static choice *choice_make(choices *c, arena *a, uint64_t key)
{
    uint32_t at;
    if (map_u64_find(&at, &c->index, key))
        return &c->items[at];
    if (!arena_grow(a, (void **)&c->items, sizeof *c->items, &c->room, c->count + 1) ||
        !map_u64_put(&c->index, key, c->count))
        return NULL;
    c->items[c->count] = (choice){.key = key};
    return &c->items[c->count++];
}

bool choices_offer(choices *c, const view_request *q, uint64_t key, const event *ev, presence is)
{
    choice *x = choice_make(c, q->a, key);
    if (x == NULL)
        return false;
    event held;
    if (x->entry)
        book_entry(&held, q->b, x->entry);
    if (x->entry == 0 || statement_beats(q, ev, &held)) {
        x->entry = ev->seq;
        x->is = is;
    }
    x->count++;
    return true;
}

const choice *choices_find(const choices *c, uint64_t key)
{
    uint32_t at;
    return map_u64_find(&at, &c->index, key) ? &c->items[at] : NULL;
}

uint64_t size_key(seq_no subject, int on)
{
    CHECK(on > 0 && on < BASIS_COUNT);
    return (uint64_t)subject << 8 | (uint64_t)on;
}

bool choose_sizes(choices *c, const view_request *q, relation *out)
{
    choices_init(c, q->a);
    scan s = scan_begin(q, KIND_SIZE_REPORTED, out);
    while (scan_next(&s))
        if (!choices_offer(c, q, size_key(standing(q, s.ev.subject), s.ev.class_code), &s.ev, s.is))
            return false;
    return true;
}

bool size_of(interval *out, seq_no *entry, const choices *sizes, const view_request *q, seq_no subject, int on)
{
    const choice *x = choices_find(sizes, size_key(subject, on));
    *entry = 0;
    *out = interval_unknown(false);
    if (x == NULL)
        return false;
    event ev;
    book_entry(&ev, q->b, x->entry);
    *out = amount_counted(q, &ev.amount, x->is);
    *entry = x->entry;
    return true;
}
