/* duties: what a fund owes an investor (docs/reinvestment.md): a multiple of one amount, or a ratio of another, as
 * parameters say; beside it what was claimed, evidenced, recognised and revoked.
 *
 * A duty is owed to those whose money is public (publics.c), and to whomever a claim names. A fund may owe one investor by
 * several bases at once; then each is a duty. With claims, and no parameter, there is one row that says so. A multiple of 0
 * is a duty of nothing: its claims and their evidence are kept. */
#include "operation/operation_int.h"

typedef enum duty_of {
    OF_COMMITTED,
    OF_PAID_IN,
    OF_PUBLIC_COMMITTED,
    OF_PUBLIC_PAID_IN,
    OF_INVESTED,
    OF_FUND_COMMITTED,
    OF_FUND_PAID_IN
} duty_of;
static const struct duty_basis {
    const char *name;
    unit_code unit;
    duty_of of;
} duty_bases[] = {
    {"reinvestment_multiple_of_committed", UNIT_TIMES, OF_COMMITTED},
    {"reinvestment_multiple_of_paid_in", UNIT_TIMES, OF_PAID_IN},
    {"reinvestment_multiple_of_public_committed", UNIT_TIMES, OF_PUBLIC_COMMITTED},
    {"reinvestment_multiple_of_public_paid_in", UNIT_TIMES, OF_PUBLIC_PAID_IN},
    {"reinvestment_ratio_of_invested", UNIT_PERCENT, OF_INVESTED},
    {"reinvestment_ratio_of_fund_committed", UNIT_PERCENT, OF_FUND_COMMITTED},
    {"reinvestment_ratio_of_fund_paid_in", UNIT_PERCENT, OF_FUND_PAID_IN},
};
static const char no_basis[] = "none";

static bool invested_build(duty_sources *d)
{
    groups_init(&d->invested, d->q->a);
    scan s = scan_begin(d->q, KIND_INVESTMENT_MADE);
    while (scan_next(&s))
        if (!groups_put(&d->invested, fund_standing(NULL, &d->links.mergers, d->q, s.ev.subject), s.ev.seq, s.is))
            return false;
    return true;
}

bool duty_sources_build(duty_sources *d, const view_request *q)
{
    *d = (duty_sources){.q = q};
    return parameters_build(&d->set, q) && publics_build(&d->who, q) && stakes_build(&d->links, q) &&
           claims_build(&d->claims, q) && invested_build(d);
}

/* ---- the base ---- */
static bool add_stake(duty *x, const duty_sources *d, const stake_row *s, bool paid)
{
    entry_list flows;
    if (!s->has_ledger) return true;
    interval more = paid ? s->paid_in : s->committed;
    x->base = interval_add(x->base, s->unit == x->unit ? more : interval_unknown(false));
    return entries_of_kind(&flows, d->q, &s->flows, paid ? KIND_CONTRIBUTION_PAID : KIND_COMMITMENT_SIGNED) &&
           entries_join(&x->base_entries, d->q->a, &flows);
}

static bool add_stakes(duty *x, const duty_sources *d, bool paid, bool public_only)
{
    const group_item *i = groups_first(&d->links.by_fund, x->fund);
    for (; i != NULL; i = groups_next(&d->links.by_fund, i)) {
        const stake_row *s = &d->links.rows[i->number];
        if (public_only && !is_public(&d->who, s->investor)) continue;
        if (!add_stake(x, d, s, paid)) return false;
    }
    return true;
}

static bool add_invested(duty *x, const duty_sources *d)
{
    const group_item *i = groups_first(&d->invested, x->fund);
    for (; i != NULL; i = groups_next(&d->invested, i)) {
        event made;
        book_entry(&made, d->q->b, i->number);
        bool same_unit = made.amount.unit == x->unit;
        x->base =
            interval_add(x->base, same_unit ? amount_counted(d->q, &made.amount, i->is) : interval_unknown(false));
        if (!entries_put(&x->base_entries, d->q->a, made.seq)) return false;
    }
    return true;
}

static bool put_base(duty *x, const duty_sources *d, const stake_row *own, duty_of of)
{
    x->base = interval_exact(0);
    switch (of) {
    case OF_COMMITTED: return add_stake(x, d, own, false);
    case OF_PAID_IN: return add_stake(x, d, own, true);
    case OF_PUBLIC_COMMITTED: return add_stakes(x, d, false, true);
    case OF_PUBLIC_PAID_IN: return add_stakes(x, d, true, true);
    case OF_INVESTED: return add_invested(x, d);
    case OF_FUND_COMMITTED: return add_stakes(x, d, false, false);
    case OF_FUND_PAID_IN: return add_stakes(x, d, true, false);
    }
    CHECK(false); /* a base of the enum */
    return false;
}

/* ---- what was done ---- */
static bool add_claims(duty *x, const duty_sources *d)
{
    const claims *all = &d->claims;
    const group_item *i = groups_first(&all->by_duty, duty_key(x->fund, x->investor));
    for (; i != NULL; i = groups_next(&all->by_duty, i)) {
        const claim *c = &all->items[i->number];
        bool same_unit = c->ev.amount.unit == x->unit;
        interval unknown = interval_unknown(false);
        x->claim_count++;
        x->claimed = interval_add(x->claimed, same_unit ? c->amount : unknown);
        if (c->has_evidence) x->evidenced = interval_add(x->evidenced, same_unit ? c->amount : unknown);
        x->recognised = interval_add(x->recognised, same_unit ? c->recognised : unknown);
        x->revoked = interval_add(x->revoked, same_unit ? c->revoked : unknown);
        if (!entries_put(&x->claim_entries, d->q->a, c->ev.seq) || !entries_join(&x->grant_entries, d->q->a, &c->entries))
            return false;
    }
    x->counted = interval_sub(x->recognised, x->revoked);
    return true;
}

/* base × value, rounded outward to the least part. A multiple is in ten-thousandths, a ratio in parts per million. */
static interval required_of(const duty *x)
{
    interval ppm = x->value_unit == UNIT_TIMES ? interval_scale(x->value.x, PERCENT_ONE / TIMES_ONE, 1) : x->value.x;
    return interval_product_ppm(x->base, ppm);
}

typedef struct walking {
    duty_sources *d;
    bool (*each)(void *self, const duty *of);
    void *self;
} walking;

static bool give_by_basis(const walking *w, const duty *of, const stake_row *own, bool *any)
{
    for (size_t i = 0; i < COUNT_OF(duty_bases); i++) {
        duty x = *of;
        x.value = parameter_of(&w->d->set, str_from(duty_bases[i].name), duty_bases[i].unit, x.fund, x.region);
        if (x.value.by == NULL) continue;
        *any = true;
        x.basis = duty_bases[i].name;
        x.value_unit = duty_bases[i].unit;
        if (!put_base(&x, w->d, own, duty_bases[i].of)) return false;
        x.required = required_of(&x);
        if (!w->each(w->self, &x)) return false;
    }
    return true;
}

static bool give(const walking *w, const stake_row *own)
{
    bool any = false;
    interval zero = interval_exact(0);
    duty x = {.basis = no_basis, .fund = own->fund, .investor = own->investor, .unit = own->unit};
    x.claimed = x.evidenced = x.recognised = x.revoked = zero;
    x.base = x.required = interval_unknown(false);
    x.region = party_region(&x.region_entry, &w->d->who, own->investor);
    if (x.region.len == 0) x.region = party_region(&x.region_entry, &w->d->who, own->fund);
    if (!add_claims(&x, w->d)) return false;
    if (x.claim_count == 0 && !is_public(&w->d->who, own->investor)) return true;
    if (!give_by_basis(w, &x, own, &any)) return false;
    return any || x.claim_count == 0 || w->each(w->self, &x);
}

bool duties_each(duty_sources *d, bool (*each)(void *self, const duty *of), void *self)
{
    walking w = {d, each, self};
    for (uint32_t i = 0; i < d->links.count; i++)
        if (d->links.rows[i].has_ledger && !give(&w, &d->links.rows[i])) return false;
    return true;
}
