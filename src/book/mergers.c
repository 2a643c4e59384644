/* mergers: funds that went into another fund (fund.merged). From its day on every position of the fund that goes, as an
 * investor too, is one of the fund that stays; before it the old line is as it was. Amounts move at par: the exchange ratio
 * is of units of interest, kept for the record.
 *
 * Nothing is copied but sums: each effect reaches a list of positions, its own and one for each merger after it (leg). So a
 * row entered late, its value day before the merger, counts through to the fund that stays without a rule of its own.
 *
 * Invariants: along a chain of mergers the days rise, so no chain is a circle; no flow of a fund that is gone has a value
 * day on or after its merger; no position is of a fund in itself, on any day; both parties of a standing merger stand. */
#include "book/book_int.h"

const fund_merger *merger_find(const book *b, seq_no fund)
{
    uint32_t index;
    if (b->merger_count == 0 || fund == 0 || !map_u64_find(&index, &b->merger_of, fund) || index == 0) return NULL;
    CHECK(index <= b->merger_count);
    return &b->mergers[index - 1];
}

day gone_on(const book *b, seq_no fund)
{
    const fund_merger *m = merger_find(b, fund);
    return m == NULL ? DAY_NEVER : m->on;
}

/* The fund that it is on that day; a party that is no fund is always itself. */
seq_no fund_on(const book *b, seq_no fund, day on)
{
    for (const fund_merger *m = merger_find(b, fund); m != NULL && m->on <= on; m = merger_find(b, fund))
        fund = stands_now(b, m->into);
    return fund;
}

seq_no fund_at_last(const book *b, seq_no fund)
{
    return fund_on(b, stands_now(b, fund), DAY_NEVER);
}

/* ---- legs ---- */
void leg_follow(leg *l, const book *b)
{
    CHECK(l->from <= l->until);
    day one = gone_on(b, l->investor), other = gone_on(b, l->fund), from = one < other ? one : other;
    if (from == DAY_NEVER || from > l->until) {
        l->fund = 0;
        return;
    }
    CHECK(from > l->from);
    l->investor = fund_on(b, l->investor, from);
    l->fund = fund_on(b, l->fund, from);
    l->from = from;
}

/* Of two that go on one day the first entered made a position that the second, while it is about to be, finds and moves;
 * once both stand, what was of the two goes to its end at once. */
bool merger_moves(const book *b, const fund_merger *m, const position *p)
{
    if (p->flow_count == 0 || (p->investor != m->gone && p->fund != m->gone)) return false;
    const fund_merger *standing = merger_find(b, m->gone);
    day other = gone_on(b, p->investor == m->gone ? p->fund : p->investor);
    return standing != NULL && standing->entry == m->entry ? other >= m->on : other > m->on;
}

static seq_no becomes(const book *b, const fund_merger *m, seq_no party)
{
    return fund_on(b, party == m->gone ? stands_now(b, m->into) : party, m->on);
}

effects merger_effects(const book *b, const fund_merger *m, const position *p)
{
    CHECK(merger_moves(b, m, p));
    effects fx;
    effect *x = &fx.of[0];
    fx.count = fx.asked = 1;
    *x = (effect){
        .investor = becomes(b, m, p->investor), .fund = becomes(b, m, p->fund), .on = m->on, .until = DAY_NEVER};
    for (int k = 0; k < SUMS; k++) x->by[k] = p->sum[k].total;
    x->by[MARK_GIVEN] = x->by[SUM_FOUND];
    return fx;
}

/* ---- refusals ---- */
static err_code refuse_gone(const book *b, seq_no fund, const char *field, str value, err_code code, err *e)
{
    const fund_merger *m = merger_find(b, fund);
    CHECK(m != NULL);
    err_at_field(e, field, value);
    refuse_about(e, code, thing_id(b, fund));
    err_text(e, "into", thing_id(b, stands_now(b, m->into)));
    err_day(e, "day", m->on);
    return code;
}

static err_code refuse_row(const book *b, seq_no entry, seq_no fund, err_code code, err *e)
{
    CHECK(entry > 0);
    err_at_field(e, code == E_MERGE_LINKED ? "into" : "date", STR_NONE);
    refuse_about(e, code, thing_id(b, fund));
    err_int(e, "seq", entry);
    return code;
}

static str name_in_slot(const deciding *d, column where)
{
    if (where == COLUMN_SUBJECT) return d->c->name[REF_SUBJECT];
    return d->c->name[where == COLUMN_OBJECT ? REF_OBJECT : REF_THIRD];
}

/* A row of the accounts names no fund that is gone by its value day. */
err_code check_funds_stand(deciding *d, err *e)
{
    const event *ev = d->ev;
    if (d->b->merger_count == 0 || !kind_is_of_ledger(d->ev->kind)) return ERR_OK;
    for (uint32_t i = 0; i < d->info->field_count; i++) {
        const field_info *f = &d->info->field[i];
        if (f->type != TYPE_REF || f->column == COLUMN_CITE_DOCUMENT) continue;
        seq_no named = f->column == COLUMN_SUBJECT ? ev->subject : f->column == COLUMN_OBJECT ? ev->object : ev->third;
        named = stands_now(d->b, named);
        if (gone_on(d->b, named) <= ev->effective.first)
            return refuse_gone(d->b, named, f->name, name_in_slot(d, f->column), E_FUND_GONE, e);
    }
    return ERR_OK;
}

err_code check_no_fund_gone(const book *b, seq_no gone, seq_no stays, err *e)
{
    if (merger_find(b, gone) != NULL) return refuse_gone(b, gone, "party", thing_id(b, gone), E_MERGE_GONE, e);
    if (merger_find(b, stays) != NULL) return refuse_gone(b, stays, "into", thing_id(b, stays), E_MERGE_GONE, e);
    return ERR_OK;
}

/* ---- may the fund go? ---- */
static bool names_fund(const book *b, const event *ev, seq_no fund)
{
    return (ev->subject && stands_now(b, ev->subject) == fund) || (ev->object && stands_now(b, ev->object) == fund) ||
           (ev->third && stands_now(b, ev->third) == fund);
}

/* The first standing row that speaks of the fund on or after that day: a flow, or a merger of another fund into it. */
static seq_no first_from(const book *b, seq_no fund, day on)
{
    for (seq_no seq = 1; seq <= b->applied; seq++) {
        event ev;
        kind is = book_kind(b, seq);
        if ((is != KIND_FUND_MERGED && !kind_is_of_ledger(is)) || !row_stands(b, seq)) continue;
        book_entry(&ev, b, seq);
        if (ev.effective.first >= on && names_fund(b, &ev, fund)) return seq;
    }
    return 0;
}

static err_code check_nothing_after(const book *b, const fund_merger *m, err *e)
{
    seq_no entry = first_from(b, m->gone, m->on);
    if (entry == 0) return ERR_OK;
    event ev;
    book_entry(&ev, b, entry);
    refuse_row(b, entry, m->gone, E_MERGER_EARLY, e);
    err_day(e, "day", ev.effective.first);
    return E_MERGER_EARLY;
}

bool is_linked_to_itself(const book *b, seq_no one, seq_no other, day from)
{
    effect x = {.investor = one, .fund = other, .on = from, .until = DAY_NEVER};
    for (leg l = leg_first(&x); l.fund; leg_next(&l, b))
        if (l.investor == l.fund) return true;
    return false;
}

/* The first standing row of the position, which stands for what came to it by an earlier merger too. */
static seq_no first_row_of(const book *b, const position *p)
{
    for (seq_no seq = 1; seq <= b->applied; seq++) {
        event ev;
        if (!kind_is_of_ledger(book_kind(b, seq)) || !row_stands(b, seq)) continue;
        book_entry(&ev, b, seq);
        effects fx = effects_of_row(b, &ev);
        for (uint32_t i = 0; i < fx.count; i++)
            for (leg l = leg_first(&fx.of[i]); l.fund; leg_next(&l, b))
                if (l.investor == p->investor && l.fund == p->fund) return seq;
    }
    CHECK(false); /* it has flows */
    return 0;
}

static err_code check_position_moves(const book *b, const fund_merger *m, const position *p, err *e)
{
    effects fx = merger_effects(b, m, p);
    const effect *x = &fx.of[0];
    if (is_linked_to_itself(b, x->investor, x->fund, m->on)) {
        refuse_row(b, first_row_of(b, p), m->gone, E_MERGE_LINKED, e);
        err_text(e, "into", thing_id(b, m->into));
        return E_MERGE_LINKED;
    }
    for (leg l = leg_first(x); l.fund; leg_next(&l, b)) {
        const position *into = position_find(b, l.investor, l.fund);
        if (into == NULL || into->flow_count == 0) continue;
        if (into->unit != p->unit) return refuse_currency(into->unit, p->unit, "into", e);
        for (int k = 0; k < SUMS; k++)
            if (p->sum[k].gross > SERIES_GROSS_MAX - into->sum[k].gross) return refuse_overflow("into", e);
    }
    return ERR_OK;
}

static err_code check_payments_move(const book *b, const fund_merger *m, err *e)
{
    const fund_state *f = fund_find(b, m->gone);
    if (f == NULL) return ERR_OK;
    effect paid = {.fund = m->into, .on = m->on, .until = DAY_NEVER};
    for (leg l = leg_first(&paid); l.fund; leg_next(&l, b)) {
        const fund_state *into = fund_find(b, l.fund);
        if (into != NULL && (f->received.gross > SERIES_GROSS_MAX - into->received.gross ||
                             f->paid_out.gross > SERIES_GROSS_MAX - into->paid_out.gross))
            return refuse_overflow("into", e);
    }
    return ERR_OK;
}

static err_code check_all_moves(const book *b, const fund_merger *m, err *e)
{
    for (uint32_t i = 0; i < b->position_count; i++) {
        const position *p = position_at(b, i);
        err_code code = merger_moves(b, m, p) ? check_position_moves(b, m, p, e) : ERR_OK;
        if (code) return code;
    }
    return check_payments_move(b, m, e);
}

err_code fund_merger_check(const book *b, const event *ev, err *e)
{
    fund_merger m = {ev->seq, stands_now(b, ev->subject), stands_now(b, ev->object), ev->effective.first};
    CHECK(m.on != DAY_NONE);
    if (m.gone == m.into) {
        err_at_field(e, "into", thing_id(b, m.into));
        return refuse_about(e, E_SELF, thing_id(b, m.gone));
    }
    if (merger_find(b, m.gone) != NULL) return refuse_gone(b, m.gone, "fund", thing_id(b, m.gone), E_FUND_GONE, e);
    if (gone_on(b, m.into) <= m.on) return refuse_gone(b, m.into, "into", thing_id(b, m.into), E_FUND_GONE, e);
    err_code code = check_nothing_after(b, &m, e);
    return code ? code : check_all_moves(b, &m, e);
}

err_code decide_fund_merger(deciding *d, err *e)
{
    CHECK(d->ev->effective.precision == PRECISION_DAY);
    return fund_merger_check(d->b, d->ev, e);
}

/* ---- applying, and taking back ---- */
static bool put_merger(book *b, const event *ev)
{
    if (!arena_grow(b->from, (void **)&b->mergers, sizeof *b->mergers, &b->merger_room, b->merger_count + 1))
        return false;
    b->mergers[b->merger_count] = (fund_merger){ev->seq, ev->subject, ev->object, ev->effective.first};
    return map_u64_put(&b->merger_of, ev->subject, ++b->merger_count);
}

static bool goes_with_another(const book *b, day on)
{
    for (uint32_t i = 0; i < b->merger_count; i++)
        if (b->mergers[i].on == on && merger_find(b, b->mergers[i].gone) == &b->mergers[i]) return true;
    return false;
}

bool apply_fund_merger(book *b, const event *ev)
{
    CHECK(ev->effective.precision == PRECISION_DAY);
    CHECK(merger_find(b, ev->subject) == NULL);
    CHECK(stands_now(b, ev->subject) == ev->subject);
    if (goes_with_another(b, ev->effective.first)) return positions_rebuild(b);
    return put_merger(b, ev) && put_merger_effects(b, &b->mergers[b->merger_count - 1]);
}

static const char *wrong_merger(const book *b, const event *ev)
{
    if (ev->effective.precision != PRECISION_DAY) return "date";
    if (stands_now(b, ev->subject) != ev->subject || merger_find(b, ev->subject) != NULL) return "fund";
    return ev->subject == stands_now(b, ev->object) ? "into" : NULL;
}

/* Once all are there: along a chain the days rise. Before that nothing may follow one. */
static void check_chains(book *b)
{
    for (uint32_t i = 0; i < b->merger_count; i++) {
        const fund_merger *m = &b->mergers[i];
        if (gone_on(b, stands_now(b, m->into)) > m->on) continue;
        b->wrong_row = m->entry;
        b->wrong_field = "date";
    }
}

bool mergers_rebuild(book *b)
{
    map_u64_init(&b->merger_of, b->from);
    b->merger_count = 0;
    for (seq_no seq = 1; seq <= b->applied; seq++) {
        event ev;
        if (book_kind(b, seq) != KIND_FUND_MERGED || !row_stands(b, seq)) continue;
        book_entry(&ev, b, seq);
        b->wrong_field = wrong_merger(b, &ev);
        if (b->wrong_field != NULL) b->wrong_row = seq;
        if (b->wrong_field != NULL || !put_merger(b, &ev)) return b->wrong_field != NULL;
    }
    check_chains(b);
    return true;
}

/* What the fund that stays did since may rest on what it got. */
static err_code check_positions_without(const book *b, const fund_merger *m, err *e)
{
    for (uint32_t i = 0; i < b->position_count; i++) {
        const position *p = position_at(b, i);
        if (!merger_moves(b, m, p)) continue;
        effects fx = merger_effects(b, m, p);
        err_code code = check_effects_without(b, &fx, KIND_FUND_MERGED, p->unit ? p->unit : UNIT_CNY, e);
        if (code) return code;
    }
    return ERR_OK;
}

static err_code check_payments_without(const book *b, const fund_merger *m, err *e)
{
    if (fund_find(b, m->gone) == NULL) return ERR_OK;
    effect paid = {.fund = stands_now(b, m->into), .on = m->on, .until = DAY_NEVER};
    for (leg l = leg_first(&paid); l.fund; leg_next(&l, b)) {
        day out = payments_of(b, l.fund, KIND_DISTRIBUTION_PAID, 0, m->entry).first;
        day in = payments_of(b, l.fund, KIND_CONTRIBUTION_PAID, 0, m->entry).first;
        if (out == DAY_NONE || (in != DAY_NONE && in <= out)) continue;
        refuse_about(e, E_RECEIPT_NEEDED, thing_id(b, l.fund));
        err_day(e, "day", out);
        return E_RECEIPT_NEEDED;
    }
    return ERR_OK;
}

err_code fund_merger_check_reversal(const book *b, const event *old, err *e)
{
    if (old->kind != KIND_FUND_MERGED) return ERR_OK;
    const fund_merger *m = merger_find(b, old->subject);
    CHECK(m != NULL);
    CHECK(m->entry == old->seq);
    err_code code = check_positions_without(b, m, e);
    return code ? code : check_payments_without(b, m, e);
}

bool undo_fund_merger(book *b, const event *old)
{
    CHECK(old->kind == KIND_FUND_MERGED);
    return positions_rebuild(b);
}
