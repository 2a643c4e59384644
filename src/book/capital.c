/* capital: the ledger's rules. A position is one investor in one fund, in one currency. A flow is (cash, effect on
 * unfunded, inside or outside, purpose).
 *
 * Invariants, on the restated line, on every day, rows of one day counted together:
 *   unfunded = Σ commitments − Σ contributions inside + Σ recallable ≥ 0;
 *   nothing draws on a commitment, and nothing is recallable, before the first commitment;
 *   no fund pays out before it received. As receipts never turn negative, comparing the first day of each is enough.
 * Positions are kept under the parties that stand; a merge joins them, taking one back builds all of them anew. */
#include "book/book_int.h"

static uint64_t position_key(seq_no investor, seq_no fund)
{
    CHECK(investor >= 1);
    CHECK(fund >= 1);
    return (uint64_t)investor << 32 | fund;
}

position *position_find(const book *b, seq_no investor, seq_no fund)
{
    uint32_t index;
    if (!map_u64_find(&index, &b->position_of, position_key(investor, fund))) return NULL;
    CHECK(index < b->position_count);
    return &b->positions[index];
}

static fund_state *fund_find(const book *b, seq_no fund)
{
    uint32_t index;
    if (!map_u64_find(&index, &b->fund_of, fund)) return NULL;
    CHECK(index < b->fund_count);
    return &b->funds[index];
}

static position *position_of(const book *b, const event *ev)
{
    return position_find(b, stands_now(b, ev->subject), stands_now(b, ev->object));
}

/* ---- refusals ---- */
static err_code refuse_position(const deciding *d, err_code code, day on, err *e)
{
    refuse_about(e, code, thing_id(d->b, d->ev->subject));
    err_day(e, "day", on);
    return code;
}

static err_code refuse_currency(unit_code held, unit_code given, const char *field, err *e)
{
    CHECK(held != given);
    err_set(e, E_CURRENCY_DIFFERS);
    err_at_field(e, field, STR_NONE);
    err_text(e, "held", str_from(unit_get(held)->id));
    err_text(e, "word", str_from(unit_get(given)->id));
    return E_CURRENCY_DIFFERS;
}

static err_code refuse_overflow(const char *field, err *e)
{
    err_set(e, E_OVERFLOW);
    err_at_field(e, field, STR_NONE);
    return E_OVERFLOW;
}

/* ---- the rules of one flow ---- */
/* Every series that the flow may touch takes at most its amount. */
static bool sums_fit(const book *b, const event *ev)
{
    const position *p = position_of(b, ev);
    const fund_state *f = fund_find(b, stands_now(b, ev->object));
    int64_t more = ev->amount.minor;
    if (more > SERIES_GROSS_MAX) return false;
    if (p != NULL && !series_fits(&p->unfunded, more)) return false;
    return f == NULL || (series_fits(&f->received, more) && series_fits(&f->paid_out, more));
}

static err_code check_sums(const deciding *d, err *e)
{
    return sums_fit(d->b, d->ev) ? ERR_OK : refuse_overflow("amount", e);
}

static err_code check_sides(const deciding *d, const position *p, err *e)
{
    if (d->ev->subject == d->ev->object) {
        err_at_field(e, "fund", d->c->name[REF_OBJECT]);
        return refuse_about(e, E_SELF, thing_id(d->b, d->ev->subject));
    }
    if (p != NULL && p->flow_count > 0 && p->unit != d->ev->amount.unit)
        return refuse_currency(p->unit, d->ev->amount.unit, "amount", e);
    return ERR_OK;
}

static err_code check_committed(const deciding *d, const position *p, err *e)
{
    day first = p == NULL ? DAY_NONE : series_first_positive(&p->committed);
    if (first != DAY_NONE && first <= d->ev->effective.first) return ERR_OK;
    return refuse_position(d, E_NO_COMMITMENT, d->ev->effective.first, e);
}

static err_code check_unfunded(const deciding *d, const position *p, err *e)
{
    day on;
    int64_t least = series_min_from(&p->unfunded, d->ev->effective.first, &on);
    CHECK(least >= 0);
    if (least >= d->ev->amount.minor) return ERR_OK;
    err_set(e, E_OVER_COMMITMENT);
    err_at_field(e, "amount", STR_NONE);
    err_day(e, "day", on);
    err_minor(e, "short", d->ev->amount.minor - least, d->ev->amount.unit);
    return E_OVER_COMMITMENT;
}

static err_code check_received(const deciding *d, err *e)
{
    const fund_state *f = fund_find(d->b, d->ev->object);
    day first = f == NULL ? DAY_NONE : series_first_positive(&f->received);
    if (first != DAY_NONE && first <= d->ev->effective.first) return ERR_OK;
    refuse_about(e, E_FUND_NEVER_RECEIVED, thing_id(d->b, d->ev->object));
    err_at_field(e, "fund", d->c->name[REF_OBJECT]);
    err_day(e, "day", d->ev->effective.first);
    return E_FUND_NEVER_RECEIVED;
}

static err_code check_recallable(const deciding *d, err *e)
{
    if (d->ev->unfunded_minor <= d->ev->amount.minor) return ERR_OK;
    err_set(e, E_RECALL_LARGE);
    err_at_field(e, "recallable", STR_NONE);
    err_minor(e, "recallable", d->ev->unfunded_minor, d->ev->amount.unit);
    err_minor(e, "amount", d->ev->amount.minor, d->ev->amount.unit);
    return E_RECALL_LARGE;
}

/* ---- the four flows ---- */
static void set_unfunded(event *ev, int64_t minor)
{
    CHECK(minor != 0);
    ev->has_unfunded = true;
    ev->unfunded_minor = minor;
}

err_code decide_commitment(deciding *d, err *e)
{
    err_code code = check_sides(d, position_of(d->b, d->ev), e);
    if (code == ERR_OK) code = check_sums(d, e);
    if (code == ERR_OK) set_unfunded(d->ev, d->ev->amount.minor);
    return code;
}

/* Outside the commitment: late-closer compensation and the like, cash without an effect on it. */
err_code decide_contribution(deciding *d, err *e)
{
    const position *p = position_of(d->b, d->ev);
    err_code code = check_sides(d, p, e);
    if (d->ev->class_code == 0) d->ev->class_code = INSIDE;
    bool is_inside = d->ev->class_code == INSIDE;
    if (code == ERR_OK && is_inside) code = check_committed(d, p, e);
    if (code == ERR_OK && is_inside) code = check_unfunded(d, p, e);
    if (code == ERR_OK) code = check_sums(d, e);
    if (code == ERR_OK && is_inside) set_unfunded(d->ev, -d->ev->amount.minor);
    return code;
}

err_code decide_distribution(deciding *d, err *e)
{
    const position *p = position_of(d->b, d->ev);
    bool recalls = d->ev->has_unfunded && d->ev->unfunded_minor > 0;
    err_code code = check_sides(d, p, e);
    if (code == ERR_OK && recalls && d->ev->amount.unit != UNIT_CNY) /* what may be called again is given in yuan */
        code = refuse_currency(d->ev->amount.unit, UNIT_CNY, "recallable", e);
    if (code == ERR_OK && recalls) code = check_committed(d, p, e);
    if (code == ERR_OK) code = check_received(d, e);
    if (code == ERR_OK && recalls) code = check_recallable(d, e);
    return code ? code : check_sums(d, e);
}

err_code decide_investment(deciding *d, err *e)
{
    if (!book_is_fund(d->b, d->ev->object)) return ERR_OK;
    err_at_field(e, "enterprise", d->c->name[REF_OBJECT]);
    return refuse_about(e, E_HOLDING_IN_FUND, thing_id(d->b, d->ev->object));
}

/* ---- applying ---- */
/* Holdings are a view; decide keeps no state of them yet. */
static bool has_position(const event *ev)
{
    return ev->kind == KIND_COMMITMENT_SIGNED || ev->kind == KIND_CONTRIBUTION_PAID ||
           ev->kind == KIND_DISTRIBUTION_PAID;
}

static position *position_make(book *b, seq_no investor, seq_no fund)
{
    position *p = position_find(b, investor, fund);
    if (p != NULL) return p;
    if (!arena_grow(b->from, (void **)&b->positions, sizeof *b->positions, &b->position_room, b->position_count + 1) ||
        !map_u64_put(&b->position_of, position_key(investor, fund), b->position_count))
        return NULL;
    p = &b->positions[b->position_count++];
    *p = (position){.investor = investor, .fund = fund};
    return p;
}

static fund_state *fund_make(book *b, seq_no fund)
{
    fund_state *f = fund_find(b, fund);
    if (f != NULL) return f;
    if (!arena_grow(b->from, (void **)&b->funds, sizeof *b->funds, &b->fund_room, b->fund_count + 1) ||
        !map_u64_put(&b->fund_of, fund, b->fund_count))
        return NULL;
    b->funds[b->fund_count] = (fund_state){.received = {.total = 0}};
    return &b->funds[b->fund_count++];
}

static int64_t unfunded_of(const event *ev)
{
    return ev->has_unfunded ? ev->unfunded_minor : 0;
}

static series *narrow_series(position *p, const event *ev)
{
    return ev->kind == KIND_COMMITMENT_SIGNED ? &p->committed : &p->drawn;
}

static int64_t narrow_delta(const event *ev)
{
    int64_t effect = unfunded_of(ev);
    return effect < 0 ? -effect : effect;
}

static series *cash_series(fund_state *f, const event *ev)
{
    CHECK(ev->kind == KIND_CONTRIBUTION_PAID || ev->kind == KIND_DISTRIBUTION_PAID);
    return ev->kind == KIND_CONTRIBUTION_PAID ? &f->received : &f->paid_out;
}

static bool put_flow(book *b, const event *ev)
{
    if (!has_position(ev)) return true;
    day on = ev->effective.first;
    position *p = position_make(b, stands_now(b, ev->subject), stands_now(b, ev->object));
    if (p == NULL || !series_put(&p->unfunded, b->from, on, unfunded_of(ev)) ||
        !series_put(narrow_series(p, ev), b->from, on, narrow_delta(ev)))
        return false;
    CHECK(p->flow_count == 0 || p->unit == ev->amount.unit);
    p->unit = ev->amount.unit;
    p->flow_count++;
    if (ev->kind == KIND_COMMITMENT_SIGNED) return true;
    fund_state *f = fund_make(b, p->fund);
    return f != NULL && series_put(cash_series(f, ev), b->from, on, ev->amount.minor);
}

bool apply_flow(book *b, const event *ev)
{
    CHECK(kind_get(ev->kind)->family == FAMILY_CAPITAL);
    CHECK(ev->effective.precision == PRECISION_DAY);
    CHECK(ev->amount.minor > 0);
    return put_flow(b, ev);
}

void undo_flow(book *b, const event *old)
{
    if (!has_position(old)) return;
    day on = old->effective.first;
    position *p = position_of(b, old);
    CHECK(p != NULL);
    CHECK(p->flow_count > 0);
    series_take(&p->unfunded, on, unfunded_of(old));
    series_take(narrow_series(p, old), on, narrow_delta(old));
    p->flow_count--;
    if (old->kind == KIND_COMMITMENT_SIGNED) return;
    fund_state *f = fund_find(b, p->fund);
    CHECK(f != NULL);
    series_take(cash_series(f, old), on, old->amount.minor);
}

/* ---- may a flow be taken back? ---- */
static err_code check_unfunded_without(const book *b, const event *old, err *e)
{
    const position *p = position_of(b, old);
    CHECK(p != NULL);
    day on;
    if (unfunded_of(old) <= 0) return ERR_OK;
    int64_t least = series_min_from(&p->unfunded, old->effective.first, &on);
    CHECK(least >= 0);
    if (least >= old->unfunded_minor) return ERR_OK;
    err_set(e, E_REVERSE_BREAKS);
    err_day(e, "day", on);
    err_minor(e, "short", old->unfunded_minor - least, old->amount.unit);
    return E_REVERSE_BREAKS;
}

/* First day on which the total is above 0 once `minor` of that day is gone; DAY_NONE when nothing is left. */
static day first_positive_without(const series *s, day on, int64_t minor)
{
    int64_t running = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        running += s->cell[i].delta;
        if (running > (s->cell[i].on >= on ? minor : 0)) return s->cell[i].on;
    }
    return DAY_NONE;
}

static bool comes_late(day first, day needed_by)
{
    return needed_by != DAY_NONE && (first == DAY_NONE || first > needed_by);
}

/* A recallable distribution may cover for the commitment in the sum, yet it is none. */
static err_code check_committed_without(const book *b, const event *old, err *e)
{
    const position *p = position_of(b, old);
    day drawn = series_first_positive(&p->drawn);
    if (!comes_late(first_positive_without(&p->committed, old->effective.first, old->amount.minor), drawn))
        return ERR_OK;
    refuse_about(e, E_NO_COMMITMENT, thing_id(b, p->investor));
    err_day(e, "day", drawn);
    return E_NO_COMMITMENT;
}

static err_code check_receipt_without(const book *b, const event *old, err *e)
{
    seq_no fund = stands_now(b, old->object);
    const fund_state *f = fund_find(b, fund);
    CHECK(f != NULL);
    day paid = series_first_positive(&f->paid_out);
    if (!comes_late(first_positive_without(&f->received, old->effective.first, old->amount.minor), paid)) return ERR_OK;
    refuse_about(e, E_RECEIPT_NEEDED, thing_id(b, fund));
    err_day(e, "day", paid);
    return E_RECEIPT_NEEDED;
}

err_code flow_check_reversal(const book *b, const event *old, err *e)
{
    if (!has_position(old)) return ERR_OK;
    err_code code = check_unfunded_without(b, old, e);
    if (code == ERR_OK && old->kind == KIND_COMMITMENT_SIGNED) code = check_committed_without(b, old, e);
    if (code == ERR_OK && old->kind == KIND_CONTRIBUTION_PAID) code = check_receipt_without(b, old, e);
    return code;
}

/* ---- is a stored flow one that the sums can take? ---- */
static bool effect_fits(const event *ev)
{
    int64_t effect = unfunded_of(ev), minor = ev->amount.minor;
    if (ev->kind == KIND_COMMITMENT_SIGNED) return effect == minor;
    if (ev->kind == KIND_DISTRIBUTION_PAID) return effect >= 0 && effect <= minor;
    return effect == 0 || effect == -minor;
}

static bool effect_is_covered(const position *p, const event *ev)
{
    day on;
    if (unfunded_of(ev) >= 0) return true;
    return p != NULL && series_min_from(&p->unfunded, ev->effective.first, &on) >= ev->amount.minor;
}

const char *wrong_flow(const book *b, const event *ev)
{
    if (kind_get(ev->kind)->family != FAMILY_CAPITAL) return NULL;
    if (ev->effective.precision != PRECISION_DAY) return "date";
    if (ev->amount.minor <= 0) return "amount";
    if (!has_position(ev)) return NULL;
    const position *p = position_of(b, ev);
    if (p != NULL && p->flow_count > 0 && p->unit != ev->amount.unit) return "unit";
    if (!sums_fit(b, ev)) return "amount";
    return effect_fits(ev) && effect_is_covered(p, ev) ? NULL : "unfunded";
}

/* ---- two parties become one, or two again ---- */
static bool moves_with(const position *p, seq_no gone)
{
    return p->flow_count > 0 && (p->investor == gone || p->fund == gone);
}

static seq_no now_of(seq_no party, seq_no gone, seq_no stays)
{
    return party == gone ? stays : party;
}

static err_code check_pair(const position *from, const position *into, err *e)
{
    if (into == NULL || into->flow_count == 0) return ERR_OK;
    if (into->unit != from->unit) return refuse_currency(into->unit, from->unit, "into", e);
    return series_fits(&into->unfunded, from->unfunded.gross) ? ERR_OK : refuse_overflow("into", e);
}

err_code positions_check_join(const book *b, seq_no gone, seq_no stays, err *e)
{
    const fund_state *f = fund_find(b, gone), *g = fund_find(b, stays);
    for (uint32_t i = 0; i < b->position_count; i++) {
        const position *p = &b->positions[i];
        if (!moves_with(p, gone)) continue;
        const position *into = position_find(b, now_of(p->investor, gone, stays), now_of(p->fund, gone, stays));
        err_code code = check_pair(p, into, e);
        if (code) return code;
    }
    if (f == NULL || g == NULL) return ERR_OK;
    bool fits = series_fits(&g->received, f->received.gross) && series_fits(&g->paid_out, f->paid_out.gross);
    return fits ? ERR_OK : refuse_overflow("into", e);
}

/* Making the one may move the array of positions: indices, then pointers. */
static bool join_position(book *b, uint32_t index, seq_no gone, seq_no stays)
{
    seq_no investor = now_of(b->positions[index].investor, gone, stays);
    seq_no fund = now_of(b->positions[index].fund, gone, stays);
    position *into = position_make(b, investor, fund), *from = &b->positions[index];
    if (into == NULL) return false;
    CHECK(into != from);
    if (!series_join(&into->unfunded, b->from, &from->unfunded) ||
        !series_join(&into->committed, b->from, &from->committed) || !series_join(&into->drawn, b->from, &from->drawn))
        return false;
    into->unit = from->unit;
    into->flow_count += from->flow_count;
    *from = (position){.investor = from->investor, .fund = from->fund};
    return true;
}

static bool join_fund(book *b, seq_no gone, seq_no stays)
{
    if (fund_find(b, gone) == NULL) return true;
    fund_state *into = fund_make(b, stays), *from = fund_find(b, gone);
    if (into == NULL || !series_join(&into->received, b->from, &from->received) ||
        !series_join(&into->paid_out, b->from, &from->paid_out))
        return false;
    *from = (fund_state){.received = {.total = 0}};
    return true;
}

bool positions_join(book *b, seq_no gone, seq_no stays)
{
    CHECK(gone != stays);
    uint32_t count = b->position_count;
    for (uint32_t i = 0; i < count; i++)
        if (moves_with(&b->positions[i], gone) && !join_position(b, i, gone, stays)) return false;
    return join_fund(b, gone, stays);
}

bool positions_rebuild(book *b)
{
    map_u64_init(&b->position_of, b->from);
    map_u64_init(&b->fund_of, b->from);
    b->position_count = b->fund_count = 0;
    for (seq_no seq = 1; seq <= b->applied; seq++) {
        event ev;
        if (kind_get(book_kind(b, seq))->family != FAMILY_CAPITAL || !row_stands(b, seq)) continue;
        book_entry(&ev, b, seq);
        if (!put_flow(b, &ev)) return false;
    }
    return true;
}
