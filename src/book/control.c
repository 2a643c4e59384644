/* control: reversals and period closes. A reversal takes the original's effective day (it leaves the past) and a booked
 * day of its own; a close stores (through day, head seq, hash) and from then on nothing is booked on or before it; a setting
 * of control says whether every entry needs a second person.
 *
 * What a reversal undoes: a flow leaves its position and fund; an ending gives back what it ended; a merge parts again; a
 * registration, a change, an alias, a statement simply stand no more. It is refused while something is built on the entry:
 * a row names it, a later role of the same kind followed its ending, a code that it would give back has a new holder. */
#include "book/book_int.h"

static err_code refuse_entry(err *e, err_code code, seq_no seq)
{
    err_set(e, code);
    err_at_field(e, "entry", STR_NONE);
    err_int(e, "seq", seq);
    return code;
}

static err_code refuse_entry_by(err *e, err_code code, seq_no seq, seq_no by)
{
    CHECK(by > 0);
    refuse_entry(e, code, seq);
    err_int(e, "by", by);
    return code;
}

static err_code refuse_day(err *e, err_code code, const char *field, day on)
{
    err_set(e, code);
    err_at_field(e, field, STR_NONE);
    err_day(e, "day", on);
    return code;
}

/* ---- is anything built on the entry? ---- */
static bool names(const row_store *r, seq_no row, seq_no seq)
{
    const row_chunk *c = rows_chunk(r, row);
    uint32_t at = rows_at(row);
    return c->subject[at] == seq || c->object[at] == seq || rows_third(r, row) == seq || rows_ref(r, row) == seq ||
           rows_document(r, row) == seq;
}

/* The first standing entry that names it, as a thing, a document (a reversal may cite one) or as what it ends. The walk is for the message only. */
static seq_no first_user(const book *b, seq_no seq)
{
    if (*rows_uses(&b->rows, seq) == 0) return 0;
    for (seq_no later = seq + 1; later <= b->applied; later++)
        if (names(&b->rows, later, seq) && row_stands(b, later)) return later;
    CHECK(false); /* use_count says that there is one */
    return 0;
}

/* An ending: what it ended may have come back under a later entry. */
static seq_no later_fact(const book *b, const event *old)
{
    fact_key key;
    if (old->ref == 0 || !fact_key_of_row(&key, b, old)) return 0;
    return fact_since(b, &key, old->seq);
}

/* A change of code: the code from before it may have a new holder. */
static seq_no code_holder(const book *b, const event *old)
{
    if (old->kind != KIND_PARTY_CHANGED) return 0;
    const thing_state *t = thing_of(b, old->subject);
    CHECK(t != NULL);
    str now = uscc_now(b, t, 0), then = uscc_now(b, t, old->seq);
    return str_equal(now, then) || then.len == 0 ? 0 : uscc_holder(b, then, stands_now(b, old->subject));
}

static err_code check_unused(const deciding *d, const event *old, err *e)
{
    seq_no by = first_user(d->b, old->seq);
    if (by == 0 && old->kind == KIND_PARTY_MERGED) by = merge_first_user(d->b, old);
    if (by == 0 && old->kind == KIND_FUND_MERGED) by = claim_resting_on(d->b, old);
    if (by == 0) by = later_fact(d->b, old);
    if (by == 0) by = code_holder(d->b, old);
    return by ? refuse_entry_by(e, E_REVERSE_USED, old->seq, by) : ERR_OK;
}

/* ---- reversals ---- */
bool kind_is_final(kind k)
{
    return k == KIND_ENTRY_REVERSED || k == KIND_PERIOD_CLOSED || k == KIND_ACTOR_REGISTERED;
}

static err_code check_reversible(const deciding *d, event *old, err *e)
{
    seq_no seq = d->ev->ref;
    if (seq == 0 || seq > d->b->applied) return refuse_entry(e, E_ENTRY_UNKNOWN, seq);
    book_entry(old, d->b, seq);
    seq_no by = book_reversed_by(d->b, seq, d->b->applied);
    if (by) return refuse_entry_by(e, E_REVERSED_ALREADY, seq, by);
    if (kind_is_final(old->kind)) {
        err_set(e, E_REVERSE_KIND);
        err_at_field(e, "entry", STR_NONE);
        err_text(e, "kind", str_from(kind_get(old->kind)->wire));
        return E_REVERSE_KIND;
    }
    return check_unused(d, old, e);
}

/* A booked day that nothing will ever read is refused, not dropped. */
static err_code refuse_booked(const event *old, err *e)
{
    err_at_field(e, "booked", STR_NONE);
    refuse_about(e, E_FIELD_UNKNOWN, STR("booked"));
    err_text(e, "kind", str_from(kind_get(old->kind)->wire));
    err_text(e, "allowed", STR("entry reason"));
    return E_FIELD_UNKNOWN;
}

/* Own booked day: the given one, else the first open day on or after the original's. Never before the original's: a
 * period would lose what it never had. */
static err_code put_booked(event *ev, day closed, const event *old, err *e)
{
    if (old->booked == DAY_NONE) return ev->booked == DAY_NONE ? ERR_OK : refuse_booked(old, e);
    bool is_open = closed == DAY_NONE || old->booked > closed;
    if (ev->booked == DAY_NONE) ev->booked = is_open ? old->booked : closed + 1;
    if (closed != DAY_NONE && ev->booked <= closed) {
        refuse_day(e, E_PERIOD_CLOSED, "booked", ev->booked);
        err_day(e, "through", closed);
        return E_PERIOD_CLOSED;
    }
    if (ev->booked >= old->booked) return ERR_OK;
    refuse_day(e, E_REVERSAL_EARLY, "booked", ev->booked);
    err_day(e, "booked", old->booked);
    return E_REVERSAL_EARLY;
}

err_code decide_reversal(deciding *d, err *e)
{
    event old;
    err_code code = check_reversible(d, &old, e);
    if (code == ERR_OK) code = flow_check_reversal(d->b, &old, e);
    if (code == ERR_OK) code = grant_check_reversal(d->b, &old, e);
    if (code == ERR_OK) code = put_booked(d->ev, d->b->closed_through, &old, e);
    if (code == ERR_OK) d->ev->effective = old.effective;
    return code;
}

static seq_no last_control(const book *b)
{
    for (seq_no seq = b->applied; seq >= 1; seq--)
        if (book_kind(b, seq) == KIND_CONTROL_SET && row_stands(b, seq)) return seq;
    return 0;
}

bool reversal_give_back(book *b, const event *ev)
{
    event old;
    fact_key key;
    CHECK(ev->ref >= 1);
    CHECK(!row_stands(b, ev->ref));
    book_entry(&old, b, ev->ref);
    uses_count(b, &old, -1);
    undo_grant(b, &old);
    if (old.ref && fact_key_of_row(&key, b, &old)) fact_end(b, old.ref, 0);
    if (b->control == old.seq) b->control = last_control(b);
    return true;
}

bool apply_reversal(book *b, const event *ev)
{
    event old;
    CHECK(ev->ref >= 1);
    CHECK(ev->ref < ev->seq);
    CHECK(row_stands(b, ev->ref));
    book_entry(&old, b, ev->ref);
    row_chunk *c = rows_chunk(&b->rows, ev->ref);
    atomic_store_explicit(&c->reversed_by[rows_at(ev->ref)], ev->seq, memory_order_release);
    undo_flow(b, &old);
    if (!reversal_give_back(b, ev)) return false;
    if (old.kind == KIND_FUND_MERGED) return undo_fund_merger(b, &old);
    return old.kind != KIND_PARTY_MERGED || positions_rebuild(b);
}

/* ---- closing a period ---- */
/* The head that the close stands on; one of an exported journal names the chain that it closed. */
static bool put_head(deciding *d)
{
    char hex[HASH_BYTES * 2 + 1];
    if (command_attr(d, "head").len && d->c->seq_in_file) return true;
    hash_print(hex, &d->cx->head);
    str kept = arena_str(d->a, str_from(hex));
    if (kept.ptr == NULL) return false;
    for (uint32_t i = 0; i < d->attr_count; i++)
        if (str_equal(d->attrs[i].name, STR("head"))) d->attrs[i] = d->attrs[--d->attr_count];
    CHECK(d->attr_count < ATTRS_MAX);
    d->attrs[d->attr_count++] = (attr){.name = STR("head"), .text = kept};
    d->ev->has_quantity = true;
    d->ev->quantity = d->cx->head_seq;
    return true;
}

err_code decide_close(deciding *d, err *e)
{
    day through = d->ev->effective.first, closed = d->b->closed_through;
    CHECK(d->ev->effective.precision == PRECISION_DAY);
    if (closed != DAY_NONE && through <= closed) {
        refuse_day(e, E_CLOSE_ORDER, "through", through);
        err_day(e, "through", closed);
        return E_CLOSE_ORDER;
    }
    if (through > day_latest_anywhere(d->cx->now_us)) return refuse_day(e, E_CLOSE_FUTURE, "through", through);
    /* it names the head that it closes; rows of the same batch have no head yet */
    if (d->c->seq_in_file == 0 && d->cx->head_seq != d->b->applied) {
        refuse_day(e, E_CLOSE_IN_BATCH, "through", through);
        err_int(e, "seq", d->cx->head_seq);
        return E_CLOSE_IN_BATCH;
    }
    return put_head(d) ? ERR_OK : arena_err(d->a, e);
}

bool apply_close(book *b, const event *ev)
{
    CHECK(ev->effective.precision == PRECISION_DAY);
    CHECK(b->closed_through == DAY_NONE || ev->effective.first > b->closed_through);
    b->closed_through = ev->effective.first;
    return true;
}

/* ---- who must approve ---- */
enum { FOUR_EYES = 2 /* enums.def control_mode */ };

/* A limit is held against amounts in yuan. */
err_code decide_control(deciding *d, err *e)
{
    const amount *limit = &d->ev->amount;
    if (limit->q == QUALIFIER_NONE || limit->unit == UNIT_CNY) return ERR_OK;
    err_at_field(e, "limit", STR_NONE);
    return refuse_about(e, E_UNIT_NOT_YUAN, str_from(unit_get(limit->unit)->id));
}

bool apply_control(book *b, const event *ev)
{
    b->control = ev->seq;
    return true;
}

void book_control_get(book_control *out, const book *b)
{
    event ev;
    *out = (book_control){.four_eyes = false};
    if (b->control == 0) return;
    book_entry(&ev, b, b->control);
    out->four_eyes = ev.class_code == FOUR_EYES;
    out->has_limit = out->four_eyes && ev.amount.q != QUALIFIER_NONE;
    out->limit_minor = out->has_limit ? ev.amount.minor : 0;
}

bool control_is_four_eyes(const book *b)
{
    book_control c;
    if (b->control == 0) return false;
    book_control_get(&c, b);
    return c.four_eyes;
}
