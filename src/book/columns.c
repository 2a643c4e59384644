/* columns: the rows, in chunks that never move. A row is written once, before it is published; only reversed_by is
 * written later, and readers compare it with their prefix.
 *
 * Invariant: use_count of a row is the number of standing rows that name it (a reversal is no use of what it reverses). */
#include "book/book_int.h"

chunk *chunk_of(const book *b, seq_no seq)
{
    CHECK(seq >= 1);
    CHECK(seq <= b->applied);
    return b->chunks[(seq - 1) / CHUNK_ROWS];
}

uint32_t row_of(seq_no seq)
{
    return (seq - 1) % CHUNK_ROWS;
}

static bool same_text_kept(book *b, str *text)
{
    uint32_t index;
    if (text->len == 0) return true;
    if (map_str_find(&index, &b->texts, *text)) {
        *text = b->text[index];
        return true;
    }
    str copy = arena_str(b->from, *text);
    if (copy.ptr == NULL || !arena_grow(b->from, (void **)&b->text, sizeof *b->text, &b->text_room, b->text_count + 1))
        return false;
    b->text[b->text_count] = copy;
    *text = copy;
    return map_str_put(&b->texts, copy, b->text_count++);
}

static bool has_citation(const citation *c)
{
    return c->title.len || c->url.len || c->row.len || c->words.len || c->span.len || c->document || c->confidence;
}

/* One article is the source of many rows: its texts are kept once. */
static bool keep_citation(book *b, const citation **out, const citation *from)
{
    *out = NULL;
    if (!has_citation(from)) return true;
    citation *copy = arena_get(b->from, sizeof *copy);
    if (copy == NULL) return false;
    *copy = *from;
    *out = copy;
    return same_text_kept(b, &copy->title) && same_text_kept(b, &copy->url) && same_text_kept(b, &copy->row) &&
           same_text_kept(b, &copy->words) && same_text_kept(b, &copy->span);
}

static chunk *room_for_next(book *b)
{
    uint32_t index = b->applied / CHUNK_ROWS;
    if (index >= CHUNKS_MAX) return NULL;
    if (b->chunks[index] == NULL) b->chunks[index] = arena_get(b->from, sizeof(chunk));
    return b->chunks[index];
}

static void put_references(chunk *c, uint32_t r, const event *ev)
{
    c->maker[r] = ev->maker;
    c->approver[r] = ev->approver;
    c->subject[r] = ev->subject;
    c->object[r] = ev->object;
    c->third[r] = ev->third;
    c->ref[r] = ev->ref;
}

static void put_times(chunk *c, uint32_t r, const event *ev)
{
    c->recorded_us[r] = ev->recorded_us;
    c->effective[r] = ev->effective.first;
    c->effective_precision[r] = (uint8_t)ev->effective.precision;
    c->booked[r] = ev->booked;
    c->published[r] = ev->published.first;
    c->published_precision[r] = (uint8_t)ev->published.precision;
}

static void put_values(chunk *c, uint32_t r, const event *ev)
{
    c->kind[r] = (uint16_t)ev->kind;
    c->format[r] = ev->format;
    c->purpose[r] = (int16_t)ev->purpose;
    c->class_code[r] = (int16_t)ev->class_code;
    c->minor[r] = ev->amount.minor;
    c->hi_minor[r] = ev->amount.hi_minor;
    c->qualifier[r] = (uint8_t)ev->amount.q;
    c->unit[r] = ev->amount.unit;
    c->has_quantity[r] = ev->has_quantity;
    c->quantity[r] = ev->quantity;
    c->has_unfunded[r] = ev->has_unfunded;
    c->unfunded_minor[r] = ev->unfunded_minor;
    c->batch[r] = ev->batch;
}

bool columns_put(book *b, const event *ev)
{
    CHECK(ev->seq == b->applied + 1);
    CHECK(kind_get(ev->kind) != NULL);
    chunk *c = room_for_next(b);
    const citation *cite;
    str attrs = ev->attrs.len ? arena_str(b->from, ev->attrs) : STR_NONE;
    if (c == NULL || (ev->attrs.len && attrs.ptr == NULL) || !keep_citation(b, &cite, &ev->cite)) return false;
    uint32_t r = row_of(ev->seq);
    put_references(c, r, ev);
    put_times(c, r, ev);
    put_values(c, r, ev);
    c->attrs[r] = attrs;
    c->cite[r] = cite;
    b->applied++;
    return true;
}

static void get_times(event *out, const chunk *c, uint32_t r)
{
    out->recorded_us = c->recorded_us[r];
    out->effective = (date){c->effective[r], (day_precision)c->effective_precision[r]};
    out->booked = c->booked[r];
    out->published = (date){c->published[r], (day_precision)c->published_precision[r]};
}

static void get_values(event *out, const chunk *c, uint32_t r)
{
    out->kind = (kind)c->kind[r];
    out->format = c->format[r];
    out->purpose = c->purpose[r];
    out->class_code = c->class_code[r];
    out->amount = (amount){c->minor[r], c->hi_minor[r], (qualifier)c->qualifier[r], c->unit[r]};
    out->has_quantity = c->has_quantity[r];
    out->quantity = c->quantity[r];
    out->has_unfunded = c->has_unfunded[r];
    out->unfunded_minor = c->unfunded_minor[r];
    out->batch = c->batch[r];
}

void book_entry(event *out, const book *b, seq_no seq)
{
    const chunk *c = chunk_of(b, seq);
    uint32_t r = row_of(seq);
    *out = (event){.seq = seq};
    get_times(out, c, r);
    get_values(out, c, r);
    out->maker = c->maker[r];
    out->approver = c->approver[r];
    out->subject = c->subject[r];
    out->object = c->object[r];
    out->third = c->third[r];
    out->ref = c->ref[r];
    out->attrs = c->attrs[r];
    if (c->cite[r] != NULL) out->cite = *c->cite[r];
}

kind book_kind(const book *b, seq_no seq)
{
    return (kind)chunk_of(b, seq)->kind[row_of(seq)];
}

int64_t book_recorded_us(const book *b, seq_no seq)
{
    return chunk_of(b, seq)->recorded_us[row_of(seq)];
}

seq_no book_reversed_by(const book *b, seq_no seq, seq_no prefix)
{
    seq_no by = atomic_load_explicit(&chunk_of(b, seq)->reversed_by[row_of(seq)], memory_order_acquire);
    return by <= prefix ? by : 0;
}

bool row_stands(const book *b, seq_no seq)
{
    return book_reversed_by(b, seq, b->applied) == 0;
}

bool text_kept(str *out, book *b, const event *ev, const char *name)
{
    CHECK(ev->seq >= 1);
    *out = attrs_text(ev->attrs, str_from(name), b->from);
    return out->ptr != NULL; /* an absent attr is an empty text that is somewhere */
}

static void count_use(const book *b, seq_no used, int by)
{
    if (used == 0) return;
    uint32_t *count = &chunk_of(b, used)->use_count[row_of(used)];
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
