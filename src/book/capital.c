/* capital: the ledger's rules. A position is one investor in one fund, in one currency; a holding is one fund in one
 * enterprise. A flow is (cash, effect on unfunded, inside or outside, purpose). docs/capital.md has the table.
 *
 * Invariants, on the restated line, on every day, rows of one day counted together:
 *   unfunded = Σ commitments − Σ contributions inside + Σ recallable ≥ 0; so is each of committed, paid in, called less
 *   defaulted, and the cost of a holding (positions.c adds them up, both for what comes and for what is taken back);
 *   nothing draws on a commitment, and nothing is recallable, before the first commitment; no exit or value before the
 *   first investment;
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

/* ---- the rules of one flow ---- */
static err_code check_unit(const deciding *d, const position *p, err *e)
{
    if (p == NULL || p->flow_count == 0 || p->unit == d->ev->amount.unit) return ERR_OK;
    return refuse_currency(p->unit, d->ev->amount.unit, "amount", e);
}

static err_code check_sides(const deciding *d, const position *p, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_same(d, "fund", REF_OBJECT, e);
    return check_unit(d, p, e);
}

/* What else stands in the row is given in yuan. */
static err_code check_yuan(const deciding *d, const char *field, err *e)
{
    return d->ev->amount.unit == UNIT_CNY ? ERR_OK : refuse_currency(d->ev->amount.unit, UNIT_CNY, field, e);
}

static bool is_founded(const deciding *d, const position *p)
{
    day first = p == NULL ? DAY_NONE : series_first_positive(&p->sum[SUM_FOUND]);
    return first != DAY_NONE && first <= d->ev->effective.first;
}

static err_code check_committed(const deciding *d, const position *p, err *e)
{
    return is_founded(d, p) ? ERR_OK : refuse_position(d, E_NO_COMMITMENT, d->ev->effective.first, e);
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

/* No sum may fall below 0 on any day from this one on, nor grow beyond what can be held. */
static err_code check_effects(const deciding *d, int64_t part, err_code too_large, const char *field, err *e)
{
    shortage s;
    effects fx = effects_of(d->b, d->ev, part);
    CHECK(fx.count > 0);
    if (effects_short(&s, d->b, d->ev, &fx, 1))
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

/* What is still unpaid on that day. A payment of the day itself may stand in the book before its call. */
static int64_t unpaid_on(const position *p, day on)
{
    int64_t end = series_at(&p->sum[SUM_UNFUNDED], on), before = series_at(&p->sum[SUM_UNFUNDED], on - 1);
    CHECK(end >= 0);
    return end > before ? end : before;
}

static err_code check_unpaid(const deciding *d, const position *p, err_code too_large, err *e)
{
    day on = d->ev->effective.first;
    int64_t unpaid = unpaid_on(p, on);
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

err_code decide_default(deciding *d, err *e)
{
    return decide_called(d, E_NOT_CALLED, e);
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
    const position *buyer = position_find(d->b, ev->third, ev->object);
    if (ev->subject == ev->third) return refuse_same(d, "buyer", REF_THIRD, e);
    if (ev->third == ev->object) {
        err_at_field(e, "buyer", d->c->name[REF_THIRD]);
        return refuse_about(e, E_SELF, thing_id(d->b, ev->third));
    }
    err_code code = check_sides(d, seller, e);
    if (code == ERR_OK) code = check_unit(d, buyer, e);
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
    if (is_founded(d, position_of(d->b, d->ev))) return ERR_OK;
    refuse_position(d, E_NO_HOLDING, d->ev->effective.first, e);
    err_at_field(e, "enterprise", d->c->name[REF_OBJECT]);
    err_text(e, "into", thing_id(d->b, d->ev->object));
    return E_NO_HOLDING;
}

err_code decide_exit(deciding *d, err *e)
{
    err_code code = check_enterprise(d, e);
    if (code == ERR_OK && d->ev->subject == d->ev->third) code = refuse_same(d, "buyer", REF_THIRD, e);
    if (code == ERR_OK) code = check_yuan(d, "cost", e);
    if (code == ERR_OK) code = check_held(d, e);
    return code ? code : check_effects(d, command_int(d, "cost"), E_OVER_HOLDING, "cost", e);
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
static err_code check_sums_without(const book *b, const event *old, const effects *fx, err *e)
{
    shortage s;
    if (!effects_short(&s, b, old, fx, -1)) return ERR_OK;
    err_code code = s.of == SUM_UNFUNDED ? E_REVERSE_BREAKS : E_REVERSE_SHORT;
    err_set(e, code);
    err_day(e, "day", s.on);
    err_minor(e, "short", s.minor, old->amount.unit);
    return code;
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

/* First day of what needs a ground before it, the row itself not counted. */
static day first_use_without(const position *p, const effect *x, day on)
{
    return first_positive_without(&p->sum[SUM_USED], on, x->by[SUM_USED]);
}

/* A recallable distribution may cover for the commitment in the sum, yet it is none. */
static err_code check_ground_without(const book *b, const event *old, const effect *x, err *e)
{
    if (x->by[SUM_FOUND] <= 0) return ERR_OK;
    day on = old->effective.first;
    const position *p = position_find(b, x->investor, x->fund);
    CHECK(p != NULL);
    day used = first_use_without(p, x, on);
    if (!comes_late(first_positive_without(&p->sum[SUM_FOUND], on, x->by[SUM_FOUND]), used)) return ERR_OK;
    err_code code = old->kind == KIND_INVESTMENT_MADE ? E_NO_HOLDING : E_NO_COMMITMENT;
    refuse_about(e, code, thing_id(b, p->investor));
    err_day(e, "day", used);
    if (code == E_NO_HOLDING) err_text(e, "into", thing_id(b, p->fund));
    return code;
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
    if (kind_get(old->kind)->family != FAMILY_CAPITAL) return ERR_OK;
    effects fx = effects_of_row(b, old);
    err_code code = check_sums_without(b, old, &fx, e);
    for (uint32_t i = 0; i < fx.count && code == ERR_OK; i++) code = check_ground_without(b, old, &fx.of[i], e);
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
    if (is_of_enterprise(ev->kind) && book_is_fund(b, ev->object)) return "enterprise";
    if (ev->kind == KIND_STAKE_TRANSFERRED && stands_now(b, ev->third) == stands_now(b, ev->subject)) return "buyer";
    return NULL;
}

static bool unit_differs(const book *b, const event *ev, const effect *x)
{
    const position *p = position_find(b, x->investor, x->fund);
    return !is_of_enterprise(ev->kind) && p != NULL && p->flow_count > 0 && p->unit != ev->amount.unit;
}

const char *wrong_flow(const book *b, const event *ev)
{
    if (kind_get(ev->kind)->family != FAMILY_CAPITAL) return NULL;
    if (ev->effective.precision != PRECISION_DAY) return "date";
    if (ev->amount.minor < (may_be_nothing(ev->kind) ? 0 : 1)) return "amount";
    if (!has_position(ev)) return NULL;
    if (!unfunded_fits(ev)) return "unfunded";
    const char *wrong = wrong_sides(b, ev);
    if (wrong != NULL) return wrong;
    shortage s;
    effects fx = effects_of_row(b, ev);
    for (uint32_t i = 0; i < fx.count; i++)
        if (unit_differs(b, ev, &fx.of[i])) return "unit";
    if (!effects_fit(b, ev, &fx)) return "amount";
    return effects_short(&s, b, ev, &fx, 1) ? "unfunded" : NULL;
}
