/* capital: the ledger's rules. A position is one investor in one fund. Invariant, on the restated line, on every day:
 * unfunded = Σ commitments − Σ contributions inside + Σ recallable distributions ≥ 0; and no fund pays out before it
 * received. A flow is (cash, effect on unfunded, inside or outside, purpose). */
#include "book/book_int.h"

static uint64_t position_key(seq_no investor, seq_no fund)
{
    return (uint64_t)investor << 32 | fund;
}

position *position_find(const book *b, seq_no investor, seq_no fund)
{
    uint32_t index;
    if (!map_u64_find(&index, &b->position_of, position_key(investor, fund)))
        return NULL;
    return &b->positions[index];
}

static fund_state *fund_find(const book *b, seq_no fund)
{
    uint32_t index;
    if (!map_u64_find(&index, &b->fund_of, fund))
        return NULL;
    return &b->funds[index];
}

/* ---- refusals ---- */

static str id_of(const deciding *d, seq_no seq)
{
    return thing_of(d->b, seq)->as.id;
}

static err_code refuse_position(const deciding *d, err_code code, err *e)
{
    err_set(e, code);
    err_text(e, "word", id_of(d, d->ev->subject));
    err_day(e, "day", d->ev->effective.first);
    return code;
}

static err_code refuse_currency(const deciding *d, const position *p, err *e)
{
    err_set(e, E_CURRENCY_DIFFERS);
    err_at_field(e, "amount", STR_NONE);
    err_text(e, "held", str_from(unit_get(p->unit)->id));
    err_text(e, "word", str_from(unit_get(d->ev->amount.unit)->id));
    return E_CURRENCY_DIFFERS;
}

static err_code refuse_overflow(err *e)
{
    err_set(e, E_OVERFLOW);
    err_at_field(e, "amount", STR_NONE);
    return E_OVERFLOW;
}

/* Would the running totals stay within a quarter of int64? Then no sum of two of them overflows. */
static bool sums_fit(const deciding *d)
{
    const int64_t limit = INT64_MAX / 4;
    const position *p = position_find(d->b, d->ev->subject, d->ev->object);
    const fund_state *f = fund_find(d->b, d->ev->object);
    int64_t held = p == NULL ? 0 : p->unfunded.total;
    int64_t in = f == NULL ? 0 : f->received.total, out = f == NULL ? 0 : f->paid_out.total;
    int64_t more = d->ev->amount.minor;
    return more <= limit && held <= limit - more && in <= limit - more && out <= limit - more;
}

static err_code check_position(const deciding *d, err *e)
{
    const position *p = position_find(d->b, d->ev->subject, d->ev->object);
    if (d->ev->subject == d->ev->object) {
        err_set(e, E_SELF);
        err_at_field(e, "fund", d->c->name[REF_OBJECT]);
        err_text(e, "word", id_of(d, d->ev->subject));
        return E_SELF;
    }
    if (p != NULL && p->unit != d->ev->amount.unit)
        return refuse_currency(d, p, e);
    return sums_fit(d) ? ERR_OK : refuse_overflow(e);
}

/* ---- the four flows ---- */

static void set_unfunded(event *ev, int64_t minor)
{
    ev->has_unfunded = true;
    ev->unfunded_minor = minor;
}

err_code decide_commitment(deciding *d, err *e)
{
    err_code code = check_position(d, e);
    if (code)
        return code;
    set_unfunded(d->ev, d->ev->amount.minor);
    return ERR_OK;
}

static err_code check_unfunded(const deciding *d, const position *p, err *e)
{
    day on;
    int64_t least = series_min_from(&p->unfunded, d->ev->effective.first, &on);
    if (least >= d->ev->amount.minor)
        return ERR_OK;
    err_set(e, E_OVER_COMMITMENT);
    err_at_field(e, "amount", STR_NONE);
    err_day(e, "day", on);
    err_minor(e, "short", d->ev->amount.minor - least, d->ev->amount.unit);
    return E_OVER_COMMITMENT;
}

err_code decide_contribution(deciding *d, err *e)
{
    const position *p = position_find(d->b, d->ev->subject, d->ev->object);
    err_code code = check_position(d, e);
    if (code)
        return code;
    if (d->ev->class_code == 0)
        d->ev->class_code = INSIDE;
    if (d->ev->class_code == OUTSIDE)
        return ERR_OK; /* late-closer compensation and the like: cash without an effect on the commitment */
    if (p == NULL || p->first_commitment == DAY_NONE || p->first_commitment > d->ev->effective.first)
        return refuse_position(d, E_NO_COMMITMENT, e);
    if ((code = check_unfunded(d, p, e)) != ERR_OK)
        return code;
    set_unfunded(d->ev, -d->ev->amount.minor);
    return ERR_OK;
}

static bool received_by(const book *b, seq_no fund, day on)
{
    const fund_state *f = fund_find(b, fund);
    day first = f == NULL ? DAY_NONE : series_first_positive(&f->received);
    return first != DAY_NONE && first <= on;
}

err_code decide_distribution(deciding *d, err *e)
{
    err_code code = check_position(d, e);
    if (code)
        return code;
    if (d->ev->has_unfunded && d->ev->unfunded_minor > d->ev->amount.minor) {
        err_set(e, E_RECALL_LARGE);
        err_at_field(e, "recallable", STR_NONE);
        err_minor(e, "recallable", d->ev->unfunded_minor, UNIT_CNY);
        err_minor(e, "amount", d->ev->amount.minor, d->ev->amount.unit);
        return E_RECALL_LARGE;
    }
    if (!received_by(d->b, d->ev->object, d->ev->effective.first)) {
        err_set(e, E_FUND_NEVER_RECEIVED);
        err_at_field(e, "fund", d->c->name[REF_OBJECT]);
        err_text(e, "word", id_of(d, d->ev->object));
        err_day(e, "day", d->ev->effective.first);
        return E_FUND_NEVER_RECEIVED;
    }
    return ERR_OK;
}

err_code decide_investment(deciding *d, err *e)
{
    if (book_is_fund(d->b, d->ev->object)) {
        err_set(e, E_HOLDING_IN_FUND);
        err_at_field(e, "enterprise", d->c->name[REF_OBJECT]);
        err_text(e, "word", id_of(d, d->ev->object));
        return E_HOLDING_IN_FUND;
    }
    return ERR_OK;
}

/* ---- applying ---- */

static position *position_make(book *b, const event *ev, seq_no investor, seq_no fund)
{
    position *p = position_find(b, investor, fund);
    if (p != NULL)
        return p;
    if (!arena_grow(b->from, (void **)&b->positions, sizeof *b->positions, &b->position_room, b->position_count + 1))
        return NULL;
    p = &b->positions[b->position_count];
    *p = (position){.investor = investor, .fund = fund, .unit = ev->amount.unit, .first_commitment = DAY_NONE};
    return map_u64_put(&b->position_of, position_key(investor, fund), b->position_count++) ? p : NULL;
}

static fund_state *fund_make(book *b, seq_no fund)
{
    fund_state *f = fund_find(b, fund);
    if (f != NULL)
        return f;
    if (!arena_grow(b->from, (void **)&b->funds, sizeof *b->funds, &b->fund_room, b->fund_count + 1))
        return NULL;
    b->funds[b->fund_count] = (fund_state){.received = {.total = 0}};
    return map_u64_put(&b->fund_of, fund, b->fund_count) ? &b->funds[b->fund_count++] : NULL;
}

static bool put_cash(book *b, const event *ev, seq_no fund, int sign)
{
    fund_state *f = fund_make(b, fund);
    if (f == NULL)
        return false;
    series *s = ev->kind == KIND_CONTRIBUTION_PAID ? &f->received : &f->paid_out;
    return series_put(s, b->from, ev->effective.first, sign * ev->amount.minor);
}

/* Put (+1) or take back (−1) what a flow does to its position and its fund. */
static bool move_flow(book *b, const event *ev, int sign)
{
    seq_no investor = book_merged_into(b, ev->subject, b->applied), fund = book_merged_into(b, ev->object, b->applied);
    if (ev->kind == KIND_INVESTMENT_MADE)
        return true; /* holdings are a view; decide keeps no state of them yet */
    position *p = position_make(b, ev, investor, fund);
    if (p == NULL)
        return false;
    if (ev->has_unfunded && !series_put(&p->unfunded, b->from, ev->effective.first, sign * ev->unfunded_minor))
        return false;
    if (ev->kind == KIND_COMMITMENT_SIGNED) {
        day on = ev->effective.first;
        if (sign > 0 && (p->first_commitment == DAY_NONE || on < p->first_commitment))
            p->first_commitment = on;
        return true;
    }
    return put_cash(b, ev, fund, sign);
}

bool apply_flow(book *b, const event *ev)
{
    CHECK(kind_get(ev->kind)->family == FAMILY_CAPITAL);
    CHECK(ev->amount.minor > 0);
    return move_flow(b, ev, 1);
}

/* The first day on which a standing commitment of the position begins, the given entry left out. */
static day first_commitment_without(const book *b, seq_no investor, seq_no fund, seq_no without)
{
    day first = DAY_NONE;
    for (seq_no seq = 1; seq <= b->applied; seq++) {
        event ev;
        if (book_kind(b, seq) != KIND_COMMITMENT_SIGNED || seq == without || !row_stands(b, seq))
            continue;
        book_entry(&ev, b, seq);
        if (book_merged_into(b, ev.subject, b->applied) == investor && book_merged_into(b, ev.object, b->applied) == fund &&
            (first == DAY_NONE || ev.effective.first < first))
            first = ev.effective.first;
    }
    return first;
}

bool undo_flow(book *b, const event *old)
{
    if (!move_flow(b, old, -1))
        return false;
    if (old->kind == KIND_COMMITMENT_SIGNED) {
        seq_no investor = book_merged_into(b, old->subject, b->applied), fund = book_merged_into(b, old->object, b->applied);
        position_find(b, investor, fund)->first_commitment = first_commitment_without(b, investor, fund, old->seq);
    }
    return true;
}

/* Merging, or taking a merge back, changes which position a flow belongs to: all are put again. Rare. */
bool positions_rebuild(book *b)
{
    map_u64_init(&b->position_of, b->from);
    map_u64_init(&b->fund_of, b->from);
    b->position_count = b->fund_count = 0;
    for (seq_no seq = 1; seq <= b->applied; seq++) {
        event ev;
        if (kind_get(book_kind(b, seq))->family != FAMILY_CAPITAL || !row_stands(b, seq))
            continue;
        book_entry(&ev, b, seq);
        if (!move_flow(b, &ev, 1))
            return false;
    }
    return true;
}

/* ---- may a flow be taken back? ---- */

static err_code check_unfunded_without(const deciding *d, const event *old, err *e)
{
    const position *p = position_find(d->b, book_merged_into(d->b, old->subject, d->b->applied),
                                      book_merged_into(d->b, old->object, d->b->applied));
    CHECK(p != NULL);
    if (!old->has_unfunded || old->unfunded_minor <= 0)
        return ERR_OK;
    day on;
    int64_t least = series_min_from(&p->unfunded, old->effective.first, &on);
    if (least >= old->unfunded_minor)
        return ERR_OK;
    err_set(e, E_REVERSE_BREAKS);
    err_day(e, "day", on);
    err_minor(e, "short", old->unfunded_minor - least, old->amount.unit);
    return E_REVERSE_BREAKS;
}

/* First day with a receipt once `old` is gone; DAY_NONE when nothing is left. */
static day first_receipt_without(const fund_state *f, const event *old)
{
    int64_t running = 0;
    for (uint32_t i = 0; i < f->received.count; i++) {
        running += f->received.cell[i].delta;
        int64_t left = f->received.cell[i].on >= old->effective.first ? running - old->amount.minor : running;
        if (left > 0)
            return f->received.cell[i].on;
    }
    return DAY_NONE;
}

static err_code check_receipt_without(const deciding *d, const event *old, err *e)
{
    seq_no fund = book_merged_into(d->b, old->object, d->b->applied);
    const fund_state *f = fund_find(d->b, fund);
    CHECK(f != NULL);
    day paid = series_first_positive(&f->paid_out), received = first_receipt_without(f, old);
    if (paid == DAY_NONE || (received != DAY_NONE && received <= paid))
        return ERR_OK;
    err_set(e, E_RECEIPT_NEEDED);
    err_text(e, "word", id_of(d, fund));
    err_day(e, "day", paid);
    return E_RECEIPT_NEEDED;
}

err_code decide_capital_reversal(deciding *d, const event *old, err *e)
{
    if (old->kind == KIND_INVESTMENT_MADE)
        return ERR_OK;
    err_code code = check_unfunded_without(d, old, e);
    if (code == ERR_OK && old->kind == KIND_CONTRIBUTION_PAID)
        code = check_receipt_without(d, old, e);
    return code;
}
