/* statements and policy: what somebody says. Nothing here moves money, so the rules are few: the right kind of thing on
 * each side, and never an empty saying. */
#include "book/book_int.h"

static err_code refuse_side(const deciding *d, err_code code, seq_no side, const char *field, int slot, err *e)
{
    CHECK(slot >= 0);
    CHECK(slot < REF_SLOTS);
    err_at_field(e, field, d->c->name[slot]);
    return refuse_about(e, code, thing_id(d->b, side));
}

/* The class "fund" was checked on resolving, but a manager given as the fund deserves the remedy, so see refine_refusal
 * in decide.c; what is left to refuse here is a stake of a fund in itself. */
err_code decide_stake(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "fund", REF_OBJECT, e);
    return ERR_OK;
}

err_code decide_holding(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "enterprise", REF_OBJECT, e);
    if (book_is_fund(d->b, d->ev->object))
        return refuse_side(d, E_HOLDING_IN_FUND, d->ev->object, "enterprise", REF_OBJECT, e);
    return ERR_OK;
}

/* What the bank says a fund has; the day is asked for by the common steps. */
err_code decide_cash(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "bank", REF_SUBJECT, e);
    return ERR_OK;
}

static bool is_population(const book *b, seq_no seq)
{
    const thing_state *t = thing_of(b, seq);
    CHECK(t != NULL);
    return t->as.is == THING_cluster && t->as.class_code == CLUSTER_POPULATION;
}

err_code decide_position(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "in", REF_OBJECT, e);
    if (!is_population(d->b, d->ev->subject) && !is_population(d->b, d->ev->object))
        return refuse_side(d, E_NO_POPULATION, d->ev->subject, "in", REF_OBJECT, e);
    return ERR_OK;
}

err_code decide_observation(deciding *d, err *e)
{
    if (d->ev->amount.q == QUALIFIER_NONE && command_attr(d, "words").len == 0) {
        err_at_field(e, "value", STR_NONE);
        return refuse_about(e, E_OBSERVATION_EMPTY, command_attr(d, "indicator"));
    }
    return ERR_OK;
}

/* A mark does not come off: a reversal does not make invented data true, so it counts whether reversed or not. */
static bool marks(str attrs)
{
    attr name;
    return attr_find(&name, attrs, STR("name")) && str_equal(name.text, STR(PARAMETER_SYNTHETIC));
}

bool book_is_synthetic(const book *b, seq_no prefix)
{
    row_slice rows;
    CHECK(prefix <= b->applied);
    for (seq_no at = 1; at <= prefix; at += rows.count) {
        book_slice(&rows, b, at, prefix);
        for (uint32_t i = 0; i < rows.count; i++)
            if (rows.kind[i] == KIND_PARAMETER_SET && marks(slice_attrs(&rows, i))) return true;
    }
    return false;
}

err_code decide_plain(deciding *d, err *e)
{
    (void)e;
    CHECK(d->info->works);
    return ERR_OK;
}
