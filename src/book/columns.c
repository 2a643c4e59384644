/* columns: the book's side of its rows: what a reader asks of one row, and who names it.
 *
 * Invariant: the uses of a row are the standing rows that name it (a reversal is no use of what it reverses). */
#include "book/book_int.h"

bool columns_put(book *b, const event *ev)
{
    CHECK(ev->seq == b->applied + 1);
    CHECK(b->rows.count == b->applied);
    if (!rows_put(&b->rows, ev)) return false;
    b->applied = ev->seq;
    return true;
}

void book_entry(event *out, const book *b, seq_no seq)
{
    CHECK(seq <= b->applied);
    rows_get(out, &b->rows, seq);
}

kind book_kind(const book *b, seq_no seq)
{
    return rows_kind(&b->rows, seq);
}

int64_t book_recorded_us(const book *b, seq_no seq)
{
    return rows_chunk(&b->rows, seq)->recorded_us[rows_at(seq)];
}

seq_no book_reversed_by(const book *b, seq_no seq, seq_no prefix)
{
    const row_chunk *c = rows_chunk(&b->rows, seq);
    seq_no by = atomic_load_explicit(&c->reversed_by[rows_at(seq)], memory_order_acquire);
    return by <= prefix ? by : 0;
}

void book_slice(row_slice *out, const book *b, seq_no first, seq_no prefix)
{
    CHECK(prefix <= b->applied);
    rows_slice(out, &b->rows, first, prefix);
}

seq_no row_link(const book *b, seq_no seq)
{
    return rows_chunk(&b->rows, seq)->link[rows_at(seq)];
}

void row_set_link(const book *b, seq_no seq, uint32_t link)
{
    uint32_t *cell = &rows_chunk(&b->rows, seq)->link[rows_at(seq)];
    if (*cell != link) *cell = link; /* a page of an image that is not written stays in the file */
}

bool row_stands(const book *b, seq_no seq)
{
    return book_reversed_by(b, seq, b->applied) == 0;
}

/* ---- pairs ---- */
uint32_t book_pair_count(const book *b)
{
    return atomic_load_explicit(&b->rows.pair_count, memory_order_acquire);
}

uint32_t book_pair_find(const book *b, seq_no subject, seq_no object)
{
    return rows_find_pair(&b->rows, subject, object);
}

void book_pair(seq_no *subject, seq_no *object, const book *b, uint32_t pair)
{
    const pair_row *p = rows_pair(&b->rows, pair);
    *subject = p->subject;
    *object = p->object;
}

seq_no book_pair_newest(const book *b, uint32_t pair)
{
    return atomic_load_explicit(&rows_pair(&b->rows, pair)->newest, memory_order_acquire);
}

uint32_t book_pair_of(const book *b, seq_no seq)
{
    return rows_chunk(&b->rows, seq)->pair[rows_at(seq)];
}

seq_no book_pair_older(const book *b, seq_no seq)
{
    CHECK(book_pair_of(b, seq) != 0);
    seq_no older = row_link(b, seq);
    CHECK(older < seq);
    return older;
}

seq_no pair_newest(const book *b, seq_no subject, seq_no object)
{
    uint32_t pair = book_pair_find(b, subject, object);
    return pair ? book_pair_newest(b, pair) : 0;
}

seq_no pair_older(const book *b, seq_no seq)
{
    return book_pair_older(b, seq);
}

/* ---- what the writer keeps ---- */
bool text_kept(str *out, book *b, const event *ev, const char *name)
{
    CHECK(ev->seq >= 1);
    *out = attrs_text(ev->attrs, str_from(name), b->from);
    return out->ptr != NULL; /* an absent attr is an empty text that is somewhere */
}

static void count_use(const book *b, seq_no used, int by)
{
    if (used == 0) return;
    uint32_t *count = rows_uses(&b->rows, used);
    CHECK(by > 0 || *count > 0);
    *count += (uint32_t)by;
}

void uses_count(book *b, const event *ev, int by)
{
    CHECK(by == 1 || by == -1);
    count_use(b, ev->subject, by);
    count_use(b, ev->object, by);
    count_use(b, ev->third, by);
    count_use(b, ev->cite.document, by);
    if (ev->kind != KIND_ENTRY_REVERSED) count_use(b, ev->ref, by);
}
