/* positions: what flows add up to, for each investor in a fund and each fund in an enterprise (an object that is a fund
 * is the one, any other the other, so one table holds both).
 *
 * A flow is a list of effects; putting, undoing and asking what would fall short all read the same list, so they cannot
 * differ. Invariants: every sum is that of the standing flows; all but CALLABLE are ≥ 0 on every day (a decrease or a
 * transfer may leave less committed than was called: that call is moot). Positions are kept under the parties that
 * stand; a merge joins them, taking one back builds all of them anew. */
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

fund_state *fund_find(const book *b, seq_no fund)
{
    uint32_t index;
    if (!map_u64_find(&index, &b->fund_of, fund)) return NULL;
    CHECK(index < b->fund_count);
    return &b->funds[index];
}

/* ---- the effects of each kind ---- */
static int64_t unfunded_of(const event *ev)
{
    return ev->has_unfunded ? ev->unfunded_minor : 0;
}

static void commit_more(effect *x, int64_t minor)
{
    x->by[SUM_UNFUNDED] = x->by[SUM_CALLABLE] = x->by[SUM_FOUND] = minor;
}

static void put_contribution(effect *x, const event *ev)
{
    int64_t inside = -unfunded_of(ev);
    CHECK(inside >= 0);
    x->by[SUM_UNFUNDED] = -inside;
    x->by[SUM_PAID_IN] = x->by[SUM_USED] = inside;
}

static void put_distribution(effect *x, const event *ev)
{
    x->by[SUM_UNFUNDED] = x->by[SUM_CALLABLE] = x->by[SUM_USED] = unfunded_of(ev);
}

static void put_call(effect *x, const event *ev)
{
    x->by[SUM_CALLABLE] = -ev->amount.minor;
    x->by[SUM_CALLED] = x->by[SUM_USED] = ev->amount.minor;
}

/* What was called and not paid may be called again. */
static void put_default(effect *x, const event *ev)
{
    x->by[SUM_CALLABLE] = x->by[SUM_USED] = ev->amount.minor;
    x->by[SUM_CALLED] = -ev->amount.minor;
}

static void put_transfer(effects *fx, const book *b, const event *ev, int64_t paid_in)
{
    effect *seller = &fx->of[0], *buyer = &fx->of[1];
    int64_t unpaid = ev->amount.minor - paid_in;
    *buyer = (effect){.investor = stands_now(b, ev->third), .fund = seller->fund};
    fx->count = 2;
    commit_more(buyer, unpaid);
    commit_more(seller, -unpaid);
    buyer->by[SUM_FOUND] = seller->by[SUM_USED] = ev->amount.minor;
    seller->by[SUM_FOUND] = -ev->amount.minor;
    buyer->by[SUM_PAID_IN] = paid_in;
    seller->by[SUM_PAID_IN] = -paid_in;
}

/* The cost of what is sold is given in yuan, so only yuan are added up. */
static void put_investment(effect *x, const event *ev)
{
    x->by[SUM_FOUND] = 1;
    x->by[SUM_COST] = ev->amount.unit == UNIT_CNY ? ev->amount.minor : 0;
}

static bool is_decrease(const event *ev)
{
    return ev->kind == KIND_COMMITMENT_CHANGED && ev->class_code == DECREASE;
}

/* False: the kind has no position. */
static bool put_effects(effects *fx, const book *b, const event *ev, int64_t part)
{
    effect *x = &fx->of[0];
    switch ((int)ev->kind) {
    case KIND_COMMITMENT_SIGNED: commit_more(x, ev->amount.minor); return true;
    case KIND_COMMITMENT_CHANGED:
        commit_more(x, is_decrease(ev) ? -ev->amount.minor : ev->amount.minor);
        x->by[SUM_USED] = ev->amount.minor;
        return true;
    case KIND_CALL_ISSUED: put_call(x, ev); return true;
    case KIND_CONTRIBUTION_PAID: put_contribution(x, ev); return true;
    case KIND_CONTRIBUTION_DEFAULTED: put_default(x, ev); return true;
    case KIND_DISTRIBUTION_PAID: put_distribution(x, ev); return true;
    case KIND_STAKE_TRANSFERRED: put_transfer(fx, b, ev, part); return true;
    case KIND_INVESTMENT_MADE: put_investment(x, ev); return true;
    case KIND_INVESTMENT_EXITED:
        x->by[SUM_COST] = -part;
        x->by[SUM_USED] = 1;
        return true;
    case KIND_HOLDING_VALUED: x->by[SUM_USED] = 1; return true;
    default: return false;
    }
}

effects effects_of(const book *b, const event *ev, int64_t part)
{
    CHECK(part >= 0);
    effects fx = {.count = 0};
    if (ev->subject == 0 || ev->object == 0) return fx;
    fx.of[0].investor = stands_now(b, ev->subject);
    fx.of[0].fund = stands_now(b, ev->object);
    fx.count = 1;
    if (!put_effects(&fx, b, ev, part)) fx.count = 0;
    return fx;
}

/* Of a stored row: the part stands in its attrs. */
effects effects_of_row(const book *b, const event *ev)
{
    const char *name = ev->kind == KIND_STAKE_TRANSFERRED ? "paid_in" : "cost";
    bool has_part = ev->kind == KIND_STAKE_TRANSFERRED || ev->kind == KIND_INVESTMENT_EXITED;
    return effects_of(b, ev, has_part ? attrs_int(ev->attrs, str_from(name), 0) : 0);
}

/* ---- may they be put? ---- */
static int64_t size_of(int64_t delta)
{
    CHECK(delta != INT64_MIN);
    return delta < 0 ? -delta : delta;
}

static bool is_holding(const event *ev)
{
    return ev->kind == KIND_INVESTMENT_MADE || ev->kind == KIND_INVESTMENT_EXITED || ev->kind == KIND_HOLDING_VALUED;
}

static bool moves_cash(const event *ev)
{
    return ev->kind == KIND_CONTRIBUTION_PAID || ev->kind == KIND_DISTRIBUTION_PAID;
}

static bool effect_fits(const book *b, const effect *x)
{
    const position *p = position_find(b, x->investor, x->fund);
    for (int k = 0; k < SUMS; k++) {
        int64_t size = size_of(x->by[k]);
        if (size > SERIES_GROSS_MAX || (p != NULL && !series_fits(&p->sum[k], size))) return false;
    }
    return true;
}

bool effects_fit(const book *b, const event *ev, const effects *fx)
{
    for (uint32_t i = 0; i < fx->count; i++)
        if (!effect_fits(b, &fx->of[i])) return false;
    if (!moves_cash(ev)) return true;
    if (ev->amount.minor > SERIES_GROSS_MAX) return false;
    const fund_state *f = fund_find(b, fx->of[0].fund);
    return f == NULL || (series_fits(&f->received, ev->amount.minor) && series_fits(&f->paid_out, ev->amount.minor));
}

/* A decrease and a transfer take what is unpaid, called or not; what was called beyond it is moot. */
static bool is_guarded(position_sum of, const event *ev, int sign)
{
    if (of == SUM_USED) return false;
    return of != SUM_CALLABLE || sign < 0 || ev->kind == KIND_CALL_ISSUED;
}

static int64_t missing(int64_t needed, int64_t least)
{
    CHECK(needed > least);
    return least < 0 && needed > INT64_MAX + least ? INT64_MAX : needed - least;
}

bool effects_short(shortage *out, const book *b, const event *ev, const effects *fx, int sign)
{
    CHECK(sign == 1 || sign == -1);
    day from = ev->effective.first;
    for (uint32_t i = 0; i < fx->count; i++) {
        const effect *x = &fx->of[i];
        const position *p = position_find(b, x->investor, x->fund);
        for (int k = 0; k < SUMS; k++) {
            int64_t needed = -sign * x->by[k], least = 0;
            day on = from;
            if (needed <= 0 || !is_guarded((position_sum)k, ev, sign)) continue;
            if (p != NULL) least = series_min_from(&p->sum[k], from, &on);
            if (least >= needed) continue;
            *out = (shortage){x->investor, (position_sum)k, on, missing(needed, least)};
            return true;
        }
    }
    return false;
}

/* ---- applying ---- */
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

static series *cash_series(fund_state *f, const event *ev)
{
    CHECK(moves_cash(ev));
    return ev->kind == KIND_CONTRIBUTION_PAID ? &f->received : &f->paid_out;
}

static bool put_effect(book *b, const effect *x, const event *ev)
{
    unit_code held = is_holding(ev) ? 0 : ev->amount.unit;
    position *p = position_make(b, x->investor, x->fund);
    if (p == NULL) return false;
    CHECK(p->flow_count == 0 || p->unit == held);
    p->unit = held;
    p->flow_count++;
    for (int k = 0; k < SUMS; k++)
        if (!series_put(&p->sum[k], b->from, ev->effective.first, x->by[k])) return false;
    return true;
}

static bool put_flow(book *b, const event *ev)
{
    effects fx = effects_of_row(b, ev);
    for (uint32_t i = 0; i < fx.count; i++)
        if (!put_effect(b, &fx.of[i], ev)) return false;
    if (!moves_cash(ev)) return true;
    fund_state *f = fund_make(b, fx.of[0].fund);
    return f != NULL && series_put(cash_series(f, ev), b->from, ev->effective.first, ev->amount.minor);
}

bool apply_flow(book *b, const event *ev)
{
    CHECK(kind_get(ev->kind)->family == FAMILY_CAPITAL);
    CHECK(ev->effective.precision == PRECISION_DAY);
    CHECK(ev->amount.minor >= 0);
    return put_flow(b, ev);
}

void undo_flow(book *b, const event *old)
{
    if (kind_get(old->kind)->family != FAMILY_CAPITAL) return;
    effects fx = effects_of_row(b, old);
    for (uint32_t i = 0; i < fx.count; i++) {
        position *p = position_find(b, fx.of[i].investor, fx.of[i].fund);
        CHECK(p != NULL);
        CHECK(p->flow_count > 0);
        for (int k = 0; k < SUMS; k++) series_take(&p->sum[k], old->effective.first, fx.of[i].by[k]);
        p->flow_count--;
    }
    if (!moves_cash(old)) return;
    fund_state *f = fund_find(b, fx.of[0].fund);
    CHECK(f != NULL);
    series_take(cash_series(f, old), old->effective.first, old->amount.minor);
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
    for (int k = 0; k < SUMS; k++)
        if (!series_fits(&into->sum[k], from->sum[k].gross)) return refuse_overflow("into", e);
    return ERR_OK;
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
    for (int k = 0; k < SUMS; k++)
        if (!series_join(&into->sum[k], b->from, &from->sum[k])) return false;
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
