/* control: reversals and period closes. A reversal takes the original's effective day (it leaves the past) and a booked
 * day of its own; a close stores (through day, head seq, hash) and from then on nothing is booked on or before it. */
#include "book/book_int.h"

static err_code refuse_entry(err *e, err_code code, seq_no seq)
{
    err_set(e, code);
    err_int(e, "seq", seq);
    return code;
}

/* The first standing entry after seq that names it, as a thing or as an entry. */
static seq_no first_user(const book *b, seq_no seq)
{
    for (seq_no later = seq + 1; later <= b->applied; later++) {
        const chunk *c = chunk_of(b, later);
        uint32_t r = row_of(later);
        bool names = c->subject[r] == seq || c->object[r] == seq || c->third[r] == seq || c->ref[r] == seq ||
                     (c->cite[r] != NULL && c->cite[r]->document == seq);
        if (names && c->kind[r] != KIND_ENTRY_REVERSED && row_stands(b, later))
            return later;
    }
    return 0;
}

/* Entries after a merge that name either side were made on the strength of it. */
static seq_no first_user_of_merge(const book *b, const event *merge)
{
    for (seq_no later = merge->seq + 1; later <= b->applied; later++) {
        const chunk *c = chunk_of(b, later);
        uint32_t r = row_of(later);
        bool names = c->subject[r] == merge->object || c->object[r] == merge->object || c->third[r] == merge->object;
        if (names && row_stands(b, later))
            return later;
    }
    return 0;
}

static err_code check_unused(const deciding *d, const event *old, err *e)
{
    seq_no by = first_user(d->b, old->seq);
    if (by == 0 && old->kind == KIND_PARTY_MERGED)
        by = first_user_of_merge(d->b, old);
    if (by == 0 && old->ref != 0 && old->kind != KIND_ENTRY_REVERSED) {
        /* an ending: what it ended may have come back under a later entry */
        for (seq_no later = old->seq + 1; later <= d->b->applied && by == 0; later++) {
            event ev;
            book_entry(&ev, d->b, later);
            if (ev.kind == book_kind(d->b, old->ref) && ev.subject == old->subject && ev.object == old->object &&
                ev.purpose == old->purpose && str_equal(ev.attrs, old->attrs) && row_stands(d->b, later))
                by = later;
        }
    }
    if (by == 0)
        return ERR_OK;
    refuse_entry(e, E_REVERSE_USED, old->seq);
    err_int(e, "by", by);
    return E_REVERSE_USED;
}

static bool is_irreversible(kind k)
{
    return k == KIND_ENTRY_REVERSED || k == KIND_PERIOD_CLOSED || k == KIND_ACTOR_REGISTERED;
}

static err_code check_reversible(const deciding *d, event *old, err *e)
{
    seq_no seq = d->ev->ref;
    if (seq == 0 || seq > d->b->applied)
        return refuse_entry(e, E_ENTRY_UNKNOWN, seq);
    book_entry(old, d->b, seq);
    seq_no by = book_reversed_by(d->b, seq, d->b->applied);
    if (by != 0) {
        refuse_entry(e, E_REVERSED_ALREADY, seq);
        err_int(e, "by", by);
        return E_REVERSED_ALREADY;
    }
    if (is_irreversible(old->kind)) {
        err_set(e, E_REVERSE_KIND);
        err_text(e, "kind", str_from(kind_get(old->kind)->wire));
        return E_REVERSE_KIND;
    }
    return check_unused(d, old, e);
}

/* Own booked day: the given one if it is open, else the first open day on or after the original's. */
static err_code book_reversal(deciding *d, const event *old, err *e)
{
    day open = d->b->closed_through == DAY_NONE ? DAY_FIRST : d->b->closed_through + 1;
    if (old->booked == DAY_NONE) {
        d->ev->booked = DAY_NONE;
        return ERR_OK;
    }
    if (d->ev->booked == DAY_NONE)
        d->ev->booked = old->booked > open ? old->booked : open;
    if (d->ev->booked >= open)
        return ERR_OK;
    err_set(e, E_PERIOD_CLOSED);
    err_at_field(e, "booked", STR_NONE);
    err_day(e, "day", d->ev->booked);
    err_day(e, "through", d->b->closed_through);
    return E_PERIOD_CLOSED;
}

err_code decide_reversal(deciding *d, err *e)
{
    event old;
    err_code code = check_reversible(d, &old, e);
    if (code == ERR_OK && kind_get(old.kind)->family == FAMILY_CAPITAL)
        code = decide_capital_reversal(d, &old, e);
    if (code == ERR_OK)
        code = book_reversal(d, &old, e);
    d->ev->effective = code ? d->ev->effective : old.effective;
    return code;
}

bool apply_reversal(book *b, const event *ev)
{
    CHECK(ev->ref >= 1 && ev->ref < ev->seq);
    event old;
    book_entry(&old, b, ev->ref);
    atomic_store_explicit(&chunk_of(b, ev->ref)->reversed_by[row_of(ev->ref)], ev->seq, memory_order_release);
    return kind_get(old.kind)->family == FAMILY_CAPITAL ? undo_flow(b, &old) : undo_registry(b, &old);
}

/* ---- closing a period ---- */

static bool put_head(deciding *d)
{
    if (command_attr(d, "head").len && d->c->seq_in_file)
        return true; /* an exported journal: the close names the chain that it closed */
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &d->cx->head);
    str kept = arena_str(d->a, str_from(hex));
    if (kept.ptr == NULL)
        return false;
    for (uint32_t i = 0; i < d->attr_count; i++)
        if (str_equal(d->attrs[i].name, STR("head")))
            d->attrs[i] = d->attrs[--d->attr_count];
    d->attrs[d->attr_count++] = (attr){.name = STR("head"), .text = kept};
    d->ev->has_quantity = true;
    d->ev->quantity = d->cx->head_seq;
    return true;
}

err_code decide_close(deciding *d, err *e)
{
    day through = d->ev->effective.first;
    if (d->b->closed_through != DAY_NONE && through <= d->b->closed_through) {
        err_set(e, E_CLOSE_ORDER);
        err_at_field(e, "through", STR_NONE);
        err_day(e, "day", through);
        err_day(e, "through", d->b->closed_through);
        return E_CLOSE_ORDER;
    }
    if (through > day_latest_anywhere(d->cx->now_us)) {
        err_set(e, E_CLOSE_FUTURE);
        err_at_field(e, "through", STR_NONE);
        err_day(e, "day", through);
        return E_CLOSE_FUTURE;
    }
    return put_head(d) ? ERR_OK : arena_err(d->a, e);
}

bool apply_close(book *b, const event *ev)
{
    CHECK(b->closed_through == DAY_NONE || ev->effective.first > b->closed_through);
    b->closed_through = ev->effective.first;
    return true;
}
