/* capital: the ledger's rules. A position is one investor in one fund, in one currency; a holding is one fund in one
 * enterprise. A flow is (cash, effect on unfunded, inside or outside, purpose). docs/capital.md has the table.
 *
 * Invariants, on the restated line, on every day, rows of one day counted together:
 *   unfunded = Σ commitments − Σ contributions inside + Σ recallable ≥ 0; so is each of committed, paid in, called less
 *   defaulted, and the cost of a holding (positions.c adds them up, both for what comes and for what is taken back);
 *   what draws on a commitment, or is recallable, has ground on its day: one that was there at its beginning, or signed or
 *   bought on it; no exit or value before the first investment;
 *   no fund pays out before it received. As receipts never turn negative, comparing the first day of each is enough. */
#include "book/book_int.h"

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

err_code refuse_currency(unit_code held, unit_code given, const char *field, err *e)
{
    CHECK(held != given);
    err_set(e, E_CURRENCY_DIFFERS);
    err_at_field(e, field, STR_NONE);
    err_text(e, "held", str_from(unit_get(held)->id));
    err_text(e, "word", str_from(unit_get(given)->id));
    return E_CURRENCY_DIFFERS;
}

err_code refuse_overflow(const char *field, err *e)
{
    err_set(e, E_OVERFLOW);
    err_at_field(e, field, STR_NONE);
    return E_OVERFLOW;
}

static err_code refuse_short(const deciding *d, err_code code, const char *field, day on, int64_t minor, err *e)
{
    CHECK(minor > 0);
    err_set(e, code);
    err_at_field(e, field, STR_NONE);
    err_day(e, "day", on);
    err_minor(e, "short", minor, d->ev->amount.unit);
    return code;
}

static err_code refuse_same(const deciding *d, const char *field, int slot, err *e)
{
    err_at_field(e, field, d->c->name[slot]);
    return refuse_about(e, E_SELF, thing_id(d->b, d->ev->subject));
}

/* ---- what was paid in another currency ---- */
static err_code refuse_paid(err *e, err_code code, const char *field, str word)
{
    err_at_field(e, field, code == E_PAID_SAME ? word : STR_NONE); /* the others are of what is not there */
    return refuse_about(e, code, word);
}

/* An amount of its own and where the rate came from: together, or not at all. The row's amount is what counts. */
err_code check_second_currency(deciding *d, err *e)
{
    str paid = command_attr(d, "paid"), source = command_attr(d, "rate_source");
    amount said;
    if (d->info->family != FAMILY_CAPITAL || paid.len + source.len == 0) return ERR_OK;
    if (source.len == 0) return refuse_paid(e, E_RATE_NEEDED, "rate_source", paid);
    if (paid.len == 0) return refuse_paid(e, E_PAID_NEEDED, "paid", source);
    err_code code = amount_parse(&said, paid, STR_NONE, STR_NONE, e);
    CHECK(code != ERR_OK || said.minor > 0);
    if (code) return code;
    return said.unit == d->ev->amount.unit ? refuse_paid(e, E_PAID_SAME, "paid", paid) : ERR_OK;
}

/* ---- the rules of one flow ---- */
static bool unit_fits(const position *p, unit_code given)
{
    return p == NULL || p->flow_count == 0 || p->unit == given;
}

/* Of the position, and of those that it became part of. */
static err_code check_unit(const deciding *d, const position *p, err *e)
{
    unit_code given = d->ev->amount.unit;
    if (d->b->merger_count == 0 && d->ev->kind != KIND_STAKE_TRANSFERRED)
        return unit_fits(p, given) ? ERR_OK : refuse_currency(p->unit, given, "amount", e);
    effects fx = effects_of(d->b, d->ev, 0);
    for (uint32_t i = 0; i < fx.count; i++)
        for (leg l = leg_first(&fx.of[i]); l.fund; leg_next(&l, d->b)) {
            const position *at = position_find(d->b, l.investor, l.fund);
            if (!unit_fits(at, given)) return refuse_currency(at->unit, given, "amount", e);
        }
    return ERR_OK;
}

/* Investor and fund, or what they became part of later. */
static bool is_one(const deciding *d, seq_no investor)
{
    const event *ev = d->ev;
    return is_linked_to_itself(d->b, stands_now(d->b, investor), stands_now(d->b, ev->object), ev->effective.first);
}

static err_code check_sides(const deciding *d, const position *p, err *e)
{
    if (is_one(d, d->ev->subject)) return refuse_same(d, "fund", REF_OBJECT, e);
    return check_unit(d, p, e);
}

/* What else stands in the row is given in yuan. */
static err_code check_yuan(const deciding *d, const char *field, err *e)
{
    return d->ev->amount.unit == UNIT_CNY ? ERR_OK : refuse_currency(d->ev->amount.unit, UNIT_CNY, field, e);
}

/* Ground on its day, as docs/capital.md has it. */
static bool has_ground(const deciding *d, const position *p)
{
    return p != NULL && position_ground(p, d->ev->effective.first) > 0;
}

static err_code check_committed(const deciding *d, const position *p, err *e)
{
    return has_ground(d, p) ? ERR_OK : refuse_position(d, E_NO_COMMITMENT, d->ev->effective.first, e);
}

static err_code check_received(const deciding *d, err *e)
{
    const fund_state *f = fund_find(d->b, d->ev->object);
    day first = f == NULL ? DAY_NONE : f->received.first;
    if (first != DAY_NONE && first <= d->ev->effective.first) return ERR_OK;
    refuse_about(e, E_FUND_NEVER_RECEIVED, thing_id(d->b, d->ev->object));
    err_at_field(e, "fund", d->c->name[REF_OBJECT]);
    err_day(e, "day", d->ev->effective.first);
    return E_FUND_NEVER_RECEIVED;
}

static err_code refuse_part(const deciding *d, err_code code, const char *field, int64_t part, err *e)
{
    CHECK(part > d->ev->amount.minor);
    err_set(e, code);
    err_at_field(e, field, STR_NONE);
    err_minor(e, field, part, d->ev->amount.unit);
    err_minor(e, "amount", d->ev->amount.minor, d->ev->amount.unit);
    return code;
}

static err_code check_recallable(const deciding *d, err *e)
{
    if (d->ev->unfunded_minor <= d->ev->amount.minor) return ERR_OK;
    return refuse_part(d, E_RECALL_LARGE, "recallable", d->ev->unfunded_minor, e);
}

/* No sum may fall below 0 on any day from this one on, no row of a later day lose its ground, nor a sum grow beyond what
 * can be held. */
static err_code check_effects(const deciding *d, int64_t part, err_code too_large, const char *field, err *e)
{
    shortage s;
    effects fx = effects_of(d->b, d->ev, part);
    CHECK(fx.count > 0);
    if (effects_short(&s, d->b, d->ev->kind, &fx, 1) || effects_take_ground(&s, d->b, &fx, 1))
        return refuse_short(d, too_large, s.of == SUM_PAID_IN ? "paid_in" : field, s.on, s.minor, e);
    return effects_fit(d->b, d->ev, &fx) ? ERR_OK : refuse_overflow("amount", e);
}

/* ---- investor × fund ---- */
static void set_unfunded(event *ev, int64_t minor)
{
    CHECK(minor != 0);
    ev->has_unfunded = true;
    ev->unfunded_minor = minor;
}

err_code decide_commitment(deciding *d, err *e)
{
    err_code code = check_sides(d, position_of(d->b, d->ev), e);
    set_unfunded(d->ev, d->ev->amount.minor);
    return code ? code : check_effects(d, 0, E_OVER_COMMITMENT, "amount", e);
}

err_code decide_commitment_change(deciding *d, err *e)
{
    const position *p = position_of(d->b, d->ev);
    err_code code = check_sides(d, p, e);
    if (code == ERR_OK) code = check_committed(d, p, e);
    set_unfunded(d->ev, d->ev->class_code == DECREASE ? -d->ev->amount.minor : d->ev->amount.minor);
    return code ? code : check_effects(d, 0, E_DECREASE_LARGE, "amount", e);
}

/* Unpaid at the beginning of the day, or come on it: what is paid on the day itself may stand in the book before its call. */
static err_code check_unpaid(const deciding *d, const position *p, err_code too_large, err *e)
{
    day on = d->ev->effective.first;
    int64_t unpaid = position_open(p, on);
    CHECK(unpaid >= 0);
    if (unpaid >= d->ev->amount.minor) return ERR_OK;
    return refuse_short(d, too_large, "amount", on, d->ev->amount.minor - unpaid, e);
}

static err_code decide_called(deciding *d, err_code too_large, err *e)
{
    const position *p = position_of(d->b, d->ev);
    err_code code = check_sides(d, p, e);
    if (code == ERR_OK) code = check_committed(d, p, e);
    if (code == ERR_OK) code = check_unpaid(d, p, too_large, e);
    return code ? code : check_effects(d, 0, too_large, "amount", e);
}

err_code decide_call(deciding *d, err *e)
{
    return decide_called(d, E_CALL_LARGE, e);
}

/* A default may name the call that was not met: one to that investor for that fund, not a later one. */
static err_code check_call_named(const deciding *d, err *e)
{
    event call;
    err_code code = rest_check_named(d->b, d->ev, e);
    if (code || d->ev->ref == 0) return code;
    book_entry(&call, d->b, d->ev->ref);
    CHECK(call.kind == KIND_CALL_ISSUED);
    bool fits = stands_now(d->b, call.subject) == stands_now(d->b, d->ev->subject) &&
                stands_now(d->b, call.object) == stands_now(d->b, d->ev->object);
    if (fits && call.effective.first <= d->ev->effective.first) return ERR_OK;
    err_set(e, E_CALL_OTHER);
    err_at_field(e, "call", STR_NONE);
    err_int(e, "seq", d->ev->ref);
    err_text(e, "word", thing_id(d->b, call.subject));
    err_text(e, "into", thing_id(d->b, call.object));
    err_day(e, "day", call.effective.first);
    return E_CALL_OTHER;
}

err_code decide_default(deciding *d, err *e)
{
    err_code code = check_call_named(d, e);
    return code ? code : decide_called(d, E_NOT_CALLED, e);
}

/* Outside the commitment: late-closer compensation and the like, cash without an effect on it. */
err_code decide_contribution(deciding *d, err *e)
{
    const position *p = position_of(d->b, d->ev);
    err_code code = check_sides(d, p, e);
    if (d->ev->class_code == 0) d->ev->class_code = INSIDE;
    bool is_inside = d->ev->class_code == INSIDE;
    if (code == ERR_OK && is_inside) code = check_committed(d, p, e);
    if (is_inside) set_unfunded(d->ev, -d->ev->amount.minor);
    return code ? code : check_effects(d, 0, E_OVER_COMMITMENT, "amount", e);
}

err_code decide_distribution(deciding *d, err *e)
{
    const position *p = position_of(d->b, d->ev);
    bool recalls = d->ev->has_unfunded && d->ev->unfunded_minor > 0;
    err_code code = check_sides(d, p, e);
    if (code == ERR_OK && recalls) code = check_yuan(d, "recallable", e);
    if (code == ERR_OK && recalls) code = check_committed(d, p, e);
    if (code == ERR_OK) code = check_received(d, e);
    if (code == ERR_OK && recalls) code = check_recallable(d, e);
    return code ? code : check_effects(d, 0, E_OVER_COMMITMENT, "amount", e);
}

/* A stake of one investor goes to another: what was committed, and what of it was paid. */
static err_code check_transfer_sides(const deciding *d, const position *seller, err *e)
{
    const event *ev = d->ev;
    if (ev->subject == ev->third) return refuse_same(d, "buyer", REF_THIRD, e);
    if (is_one(d, ev->third)) {
        err_at_field(e, "buyer", d->c->name[REF_THIRD]);
        return refuse_about(e, E_SELF, thing_id(d->b, ev->third));
    }
    err_code code = check_sides(d, seller, e);
    return code ? code : check_yuan(d, "paid_in", e);
}

err_code decide_transfer(deciding *d, err *e)
{
    const position *seller = position_of(d->b, d->ev);
    int64_t paid_in = command_int(d, "paid_in");
    err_code code = check_transfer_sides(d, seller, e);
    if (code == ERR_OK) code = check_committed(d, seller, e);
    if (code == ERR_OK && paid_in > d->ev->amount.minor) code = refuse_part(d, E_TRANSFER_PAID, "paid_in", paid_in, e);
    return code ? code : check_effects(d, paid_in, E_TRANSFER_LARGE, "amount", e);
}

/* ---- fund × enterprise ---- */
static err_code check_enterprise(const deciding *d, err *e)
{
    if (!book_is_fund(d->b, d->ev->object)) return ERR_OK;
    err_at_field(e, "enterprise", d->c->name[REF_OBJECT]);
    return refuse_about(e, E_HOLDING_IN_FUND, thing_id(d->b, d->ev->object));
}

err_code decide_investment(deciding *d, err *e)
{
    err_code code = check_enterprise(d, e);
    return code ? code : check_effects(d, 0, E_OVER_HOLDING, "amount", e);
}

static err_code check_held(const deciding *d, err *e)
{
    if (has_ground(d, position_of(d->b, d->ev))) return ERR_OK;
    refuse_position(d, E_NO_HOLDING, d->ev->effective.first, e);
    err_at_field(e, "enterprise", d->c->name[REF_OBJECT]);
    err_text(e, "into", thing_id(d->b, d->ev->object));
    return E_NO_HOLDING;
}

err_code decide_exit(deciding *d, err *e)
{
    err_code code = d->ev->subject == d->ev->third ? refuse_same(d, "buyer", REF_THIRD, e) : check_enterprise(d, e);
    if (code == ERR_OK) code = check_yuan(d, "cost", e);
    if (code == ERR_OK) code = check_held(d, e);
    return code ? code : check_effects(d, command_int(d, "cost"), E_OVER_HOLDING, "cost", e);
}

/* ---- a claim of reinvestment: money of the fund that counts towards what it owes an investor ---- */
static err_code check_claim_sides(const deciding *d, err *e)
{
    const position *p = position_of(d->b, d->ev);
    if (is_one(d, d->ev->subject)) return refuse_same(d, "fund", REF_OBJECT, e);
    if (book_is_fund(d->b, d->ev->third)) {
        err_at_field(e, "enterprise", d->c->name[REF_THIRD]);
        return refuse_about(e, E_HOLDING_IN_FUND, thing_id(d->b, d->ev->third));
    }
    err_code code = check_unit(d, p, e);
    return code ? code : check_committed(d, p, e);
}

err_code decide_reinvestment_claim(deciding *d, err *e)
{
    err_code code = rest_check_named(d->b, d->ev, e);
    if (code == ERR_OK) code = check_claim_sides(d, e);
    if (code == ERR_OK) code = grant_check(d->b, d->ev, e);
    return code ? code : check_effects(d, 0, E_OVERFLOW, "amount", e);
}

err_code decide_valuation(deciding *d, err *e)
{
    err_code code = check_enterprise(d, e);
    if (code == ERR_OK) code = check_held(d, e);
    return code ? code : check_effects(d, 0, E_OVER_HOLDING, "amount", e);
}

/* ---- money without a position: nobody pays himself ---- */
static err_code check_not_same(const deciding *d, const char *field, err *e)
{
    return d->ev->subject == d->ev->object ? refuse_same(d, field, REF_OBJECT, e) : ERR_OK;
}

err_code decide_fund_cash(deciding *d, err *e)
{
    return check_not_same(d, d->ev->kind == KIND_INCOME_RECEIVED ? "from" : "to", e);
}

err_code decide_treasury(deciding *d, err *e)
{
    return check_not_same(d, "payee", e);
}

err_code decide_concession(deciding *d, err *e)
{
    return check_not_same(d, "fund", e);
}

/* ---- may a flow be taken back? ---- */
static err_code check_sums_without(const book *b, const effects *fx, kind of, unit_code in, err *e)
{
    shortage s;
    if (!effects_short(&s, b, of, fx, -1)) return ERR_OK;
    err_code code = s.of == SUM_UNFUNDED ? E_REVERSE_BREAKS : E_REVERSE_SHORT;
    err_set(e, code);
    err_day(e, "day", s.on);
    err_minor(e, "short", s.minor, in);
    return code;
}

static bool comes_late(day first, day needed_by)
{
    return needed_by != DAY_NONE && (first == DAY_NONE || first > needed_by);
}

/* A recallable distribution may cover for the commitment in the sum, yet it is none. */
static err_code check_ground_without(const book *b, const effects *fx, err *e)
{
    shortage s;
    if (!effects_take_ground(&s, b, fx, -1)) return ERR_OK;
    err_code code = book_is_fund(b, s.fund) ? E_NO_COMMITMENT : E_NO_HOLDING;
    refuse_about(e, code, thing_id(b, s.investor));
    err_day(e, "day", s.on);
    if (code == E_NO_HOLDING) err_text(e, "into", thing_id(b, s.fund));
    return code;
}

err_code check_effects_without(const book *b, const effects *fx, kind of, unit_code in, err *e)
{
    err_code code = check_sums_without(b, fx, of, in, e);
    return code ? code : check_ground_without(b, fx, e);
}

/* First receipt of the fund once the one that the row made, on that day of it, is gone. */
static day received_without(const book *b, const fund_state *f, const leg *l, seq_no row)
{
    CHECK(f->received.first != DAY_NONE);
    if (l->from > f->received.first || f->received.on_first > 1) return f->received.first;
    return payments_of(b, l->fund, KIND_CONTRIBUTION_PAID, row, 0).first;
}

static err_code check_receipt_without(const book *b, const event *old, err *e)
{
    effect paid = {.fund = stands_now(b, old->object), .on = old->effective.first, .until = DAY_NEVER};
    for (leg l = leg_first(&paid); l.fund; leg_next(&l, b)) {
        const fund_state *f = fund_find(b, l.fund);
        CHECK(f != NULL);
        if (!comes_late(received_without(b, f, &l, old->seq), f->paid_out.first)) continue;
        refuse_about(e, E_RECEIPT_NEEDED, thing_id(b, l.fund));
        err_day(e, "day", f->paid_out.first);
        return E_RECEIPT_NEEDED;
    }
    return ERR_OK;
}

err_code flow_check_reversal(const book *b, const event *old, err *e)
{
    if (old->kind == KIND_FUND_MERGED) return fund_merger_check_reversal(b, old, e);
    if (kind_get(old->kind)->family != FAMILY_CAPITAL) return ERR_OK;
    effects fx = effects_of_row(b, old);
    err_code code = check_effects_without(b, &fx, old->kind, old->amount.unit, e);
    if (code == ERR_OK && old->kind == KIND_CONTRIBUTION_PAID) code = check_receipt_without(b, old, e);
    return code;
}

/* ---- is a stored flow one that the sums can take? ---- */
static bool unfunded_fits(const event *ev)
{
    int64_t moved = ev->has_unfunded ? ev->unfunded_minor : 0, minor = ev->amount.minor;
    if (ev->kind == KIND_COMMITMENT_SIGNED) return moved == minor;
    if (ev->kind == KIND_COMMITMENT_CHANGED) return moved == (ev->class_code == DECREASE ? -minor : minor);
    if (ev->kind == KIND_DISTRIBUTION_PAID) return moved >= 0 && moved <= minor;
    if (ev->kind == KIND_CONTRIBUTION_PAID) return moved == 0 || moved == -minor;
    return moved == 0;
}

static bool has_position(const event *ev)
{
    return ev->kind != KIND_INCOME_RECEIVED && ev->kind != KIND_EXPENSE_PAID && ev->kind != KIND_TREASURY_MOVED &&
           ev->kind != KIND_CONCESSION_GRANTED;
}

static bool is_of_enterprise(kind k)
{
    return k == KIND_INVESTMENT_MADE || k == KIND_INVESTMENT_EXITED || k == KIND_HOLDING_VALUED;
}

/* Proceeds and values. */
static bool may_be_nothing(kind k)
{
    return k == KIND_INVESTMENT_EXITED || k == KIND_HOLDING_VALUED;
}

/* The sides of a position are what its key rests on. */
static const char *wrong_sides(const book *b, const event *ev)
{
    if (ev->kind == KIND_REINVESTMENT_CLAIMED && book_is_fund(b, ev->third)) return "enterprise";
    if (is_of_enterprise(ev->kind) && book_is_fund(b, ev->object)) return "enterprise";
    if (ev->kind == KIND_STAKE_TRANSFERRED && stands_now(b, ev->third) == stands_now(b, ev->subject)) return "buyer";
    return NULL;
}

static bool unit_differs(const book *b, const event *ev, const effect *x)
{
    if (is_of_enterprise(ev->kind)) return false;
    for (leg l = leg_first(x); l.fund; leg_next(&l, b))
        if (!unit_fits(position_find(b, l.investor, l.fund), ev->amount.unit)) return true;
    return false;
}

static bool reaches_itself(const book *b, const effect *x)
{
    return !b->merger_count ? false : is_linked_to_itself(b, x->investor, x->fund, x->on);
}

static bool is_of_fund_gone(const book *b, const event *ev)
{
    const seq_no named[] = {ev->subject, ev->object, ev->third};
    for (size_t i = 0; i < COUNT_OF(named) && b->merger_count > 0; i++)
        if (gone_on(b, stands_now(b, named[i])) <= ev->effective.first) return true;
    return false;
}

static const char *wrong_effects(const book *b, const event *ev)
{
    effects fx = effects_of_row(b, ev);
    for (uint32_t i = 0; i < fx.count; i++) {
        if (reaches_itself(b, &fx.of[i])) return "fund";
        if (unit_differs(b, ev, &fx.of[i])) return "unit";
    }
    return effects_fit(b, ev, &fx) ? NULL : "amount";
}

/* How large it may be is a matter of the sums: a value or an expense is in none. */
static bool amount_fits(const event *ev)
{
    return ev->amount.minor >= (may_be_nothing(ev->kind) ? 0 : 1);
}

bool flow_adds_up(const event *ev)
{
    return ev->effective.precision == PRECISION_DAY && amount_fits(ev) && unfunded_fits(ev);
}

/* What stands in attrs. */
static bool part_fits(const event *ev)
{
    int64_t paid_in = attrs_int(ev->attrs, STR("paid_in"), 0), cost = attrs_int(ev->attrs, STR("cost"), 0);
    if (ev->kind == KIND_STAKE_TRANSFERRED) return paid_in >= 0 && paid_in <= ev->amount.minor;
    return ev->kind != KIND_INVESTMENT_EXITED || cost >= 0;
}

const char *wrong_flow_alone(const book *b, const event *ev)
{
    if (!kind_is_of_ledger(ev->kind)) return NULL;
    if (ev->effective.precision != PRECISION_DAY || is_of_fund_gone(b, ev)) return "date";
    if (!amount_fits(ev) || !part_fits(ev)) return "amount";
    if (!has_position(ev)) return NULL;
    if (!unfunded_fits(ev)) return "unfunded";
    const char *wrong = wrong_sides(b, ev);
    return wrong ? wrong : wrong_effects(b, ev);
}

const char *wrong_flow(const book *b, const event *ev)
{
    shortage s;
    const char *wrong = wrong_flow_alone(b, ev);
    if (wrong != NULL || !kind_is_of_ledger(ev->kind) || !has_position(ev)) return wrong;
    effects fx = effects_of_row(b, ev);
    return effects_short(&s, b, ev->kind, &fx, 1) ? "unfunded" : NULL;
}

/* ---- the effects of each kind ---- */
static int64_t unfunded_of(const event *ev)
{
    return ev->has_unfunded ? ev->unfunded_minor : 0;
}

static void commit_more(effect *x, int64_t minor)
{
    x->by[SUM_UNFUNDED] = x->by[SUM_CALLABLE] = x->by[SUM_FOUND] = minor;
    if (minor < 0) x->by[MARK_SPENT] = x->by[MARK_LEFT] = -minor;
}

static void put_signing(effect *x, const event *ev)
{
    commit_more(x, ev->amount.minor);
    x->by[MARK_GIVEN] = ev->amount.minor;
}

static void put_contribution(effect *x, const event *ev)
{
    int64_t inside = -unfunded_of(ev);
    CHECK(inside >= 0);
    x->by[SUM_UNFUNDED] = -inside;
    x->by[SUM_PAID_IN] = x->by[MARK_SPENT] = inside;
    x->by[MARK_USES] = inside > 0;
}

static void put_distribution(effect *x, const event *ev)
{
    x->by[SUM_UNFUNDED] = x->by[SUM_CALLABLE] = unfunded_of(ev);
    x->by[MARK_USES] = unfunded_of(ev) > 0;
}

static void put_call(effect *x, const event *ev)
{
    x->by[SUM_CALLABLE] = -ev->amount.minor;
    x->by[SUM_CALLED] = ev->amount.minor;
    x->by[MARK_USES] = 1;
}

/* What was called and not paid may be called again. */
static void put_default(effect *x, const event *ev)
{
    x->by[SUM_CALLABLE] = ev->amount.minor;
    x->by[SUM_CALLED] = -ev->amount.minor;
    x->by[MARK_USES] = 1;
}

/* By a merger of funds the two sides may become one position: from then on what they do is added. */
static void join_where_they_meet(effects *fx, const book *b)
{
    effect *seller = &fx->of[0], *buyer = &fx->of[1], *both = &fx->of[2];
    seq_no one = seller->investor, other = buyer->investor;
    day on = seller->on;
    if (one == other) return; /* about to be refused */
    while (one != other) {
        day one_goes = gone_on(b, one), other_goes = gone_on(b, other);
        on = one_goes < other_goes ? one_goes : other_goes;
        if (on == DAY_NEVER) return;
        one = fund_on(b, one, on);
        other = fund_on(b, other, on);
    }
    *both = (effect){.investor = one, .fund = fund_on(b, seller->fund, on), .on = on, .until = DAY_NEVER};
    for (int k = 0; k < SUMS; k++) both->by[k] = seller->by[k] + buyer->by[k];
    both->by[MARK_GIVEN] = both->by[SUM_FOUND];
    seller->until = buyer->until = on - 1;
    fx->asked = 3;
}

static void put_transfer(effects *fx, const book *b, const event *ev, int64_t paid_in)
{
    effect *seller = &fx->of[0], *buyer = &fx->of[1];
    int64_t unpaid = ev->amount.minor - paid_in;
    *buyer = (effect){.investor = stands_now(b, ev->third), .fund = seller->fund, .on = seller->on, .until = DAY_NEVER};
    fx->count = fx->asked = 2;
    commit_more(buyer, unpaid);
    commit_more(seller, -unpaid);
    buyer->by[SUM_FOUND] = buyer->by[MARK_GIVEN] = ev->amount.minor;
    seller->by[SUM_FOUND] = -ev->amount.minor;
    seller->by[MARK_USES] = 1;
    buyer->by[SUM_PAID_IN] = paid_in;
    seller->by[SUM_PAID_IN] = -paid_in;
    if (b->merger_count > 0) join_where_they_meet(fx, b);
}

/* The cost of what is sold is given in yuan, so only yuan are added up. */
static void put_investment(effect *x, const event *ev)
{
    x->by[SUM_FOUND] = x->by[MARK_GIVEN] = 1;
    x->by[SUM_COST] = ev->amount.unit == UNIT_CNY ? ev->amount.minor : 0;
}

static bool is_decrease(const event *ev)
{
    return ev->kind == KIND_COMMITMENT_CHANGED && ev->class_code == DECREASE;
}

/* False: the kind has no position. */
bool effects_put(effects *fx, const book *b, const event *ev, int64_t part)
{
    effect *x = &fx->of[0];
    switch ((int)ev->kind) {
    case KIND_COMMITMENT_SIGNED: put_signing(x, ev); return true;
    case KIND_COMMITMENT_CHANGED:
        commit_more(x, is_decrease(ev) ? -ev->amount.minor : ev->amount.minor);
        x->by[MARK_USES] = 1;
        return true;
    case KIND_CALL_ISSUED: put_call(x, ev); return true;
    case KIND_CONTRIBUTION_PAID: put_contribution(x, ev); return true;
    case KIND_CONTRIBUTION_DEFAULTED: put_default(x, ev); return true;
    case KIND_DISTRIBUTION_PAID: put_distribution(x, ev); return true;
    case KIND_STAKE_TRANSFERRED: put_transfer(fx, b, ev, part); return true;
    case KIND_INVESTMENT_MADE: put_investment(x, ev); return true;
    case KIND_INVESTMENT_EXITED:
        x->by[SUM_COST] = -part;
        x->by[MARK_USES] = 1;
        return true;
    case KIND_HOLDING_VALUED:
    case KIND_REINVESTMENT_CLAIMED: x->by[MARK_USES] = 1; return true;
    default: return false;
    }
}

effects effects_of(const book *b, const event *ev, int64_t part)
{
    CHECK(part >= 0);
    effects fx;
    fx.count = fx.asked = 0;
    if (ev->subject == 0 || ev->object == 0) return fx;
    fx.of[0] = (effect){.investor = stands_now(b, ev->subject),
                        .fund = stands_now(b, ev->object),
                        .on = ev->effective.first,
                        .until = DAY_NEVER};
    fx.count = fx.asked = 1;
    if (!effects_put(&fx, b, ev, part)) fx.count = fx.asked = 0;
    return fx;
}

/* Of a stored row: the part stands in its attrs. */
effects effects_of_row(const book *b, const event *ev)
{
    const char *name = ev->kind == KIND_STAKE_TRANSFERRED ? "paid_in" : "cost";
    bool has_part = ev->kind == KIND_STAKE_TRANSFERRED || ev->kind == KIND_INVESTMENT_EXITED;
    return effects_of(b, ev, has_part ? attrs_int(ev->attrs, str_from(name), 0) : 0);
}
