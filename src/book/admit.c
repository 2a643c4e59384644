/* admit: is it safe to apply this row?
 *
 * Every row that decide made is. A stored row is canonical (event_check) and chained, but a journal that another hand
 * wrote or re-chained may say what decide never would: a merge in a circle, a reversal of a reversal, a sum beyond
 * int64, a contribution that nothing was committed for. Such a file is damage (E_EVENT_BYTES), not a bug of ours, and must not stop or hang the program. Only what
 * applying and reading rely on is asked here; the rules of the book are decide's. */
#include "book/book_int.h"

err_code refuse_row_bytes(seq_no seq, const char *field, err *e)
{
    CHECK(seq >= 1);
    err_set(e, E_EVENT_BYTES);
    err_int(e, "seq", seq);
    err_text(e, "field", str_from(field));
    if (e != NULL) e->at.seq = seq;
    return E_EVENT_BYTES;
}

static seq_no reference_at(const event *ev, column where)
{
    if (where == COLUMN_SUBJECT) return ev->subject;
    if (where == COLUMN_OBJECT) return ev->object;
    return where == COLUMN_THIRD ? ev->third : ev->cite.document;
}

/* A required reference is there and each is of its class and stands. */
static const char *wrong_reference(const book *b, const event *ev)
{
    const kind_info *k = kind_get(ev->kind);
    CHECK(k != NULL);
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        if (f->type != TYPE_REF) continue;
        seq_no named = reference_at(ev, f->column);
        if (named == 0 ? f->required : !class_fits(b, named, f->refers) || !row_stands(b, named)) return f->name;
    }
    return NULL;
}

static const char *wrong_maker(const book *b, const event *ev)
{
    bool is_own = b->applied == 0 && ev->maker == 1 && ev->kind == KIND_ACTOR_REGISTERED;
    if (!is_own && !class_fits(b, ev->maker, THING_actor)) return "maker";
    if (ev->approver ? !class_fits(b, ev->approver, THING_actor) || ev->approver == ev->maker : control_is_four_eyes(b))
        return "approver";
    return b->applied && ev->recorded_us < book_recorded_us(b, b->applied) ? "recorded" : NULL;
}

static const char *wrong_thing(const event *ev)
{
    attr id;
    if (kind_get(ev->kind)->registers == THING_none) return NULL;
    return attr_find(&id, ev->attrs, STR("id")) && !id.is_int && id.text.len > 0 ? NULL : "id";
}

static bool names_entry(const book *b, const event *ev)
{
    return ev->ref >= 1 && ev->ref <= b->applied && row_stands(b, ev->ref);
}

static const char *wrong_reversal(const book *b, const event *ev)
{
    event old;
    if (ev->kind != KIND_ENTRY_REVERSED) return NULL;
    if (!names_entry(b, ev) || kind_is_final(book_kind(b, ev->ref))) return "entry";
    if (*rows_uses(&b->rows, ev->ref) > 0) return "entry";
    book_entry(&old, b, ev->ref);
    if (old.kind == KIND_PARTY_MERGED && merge_first_user(b, &old) != 0) return "entry";
    if (grant_check_reversal(b, &old, NULL)) return "entry";
    return !b->ledger_is_stale && flow_check_reversal(b, &old, NULL) ? "entry" : NULL;
}

/* A claim names an investment, or none; a recognition its claim; a revocation its recognition. */
static const char *wrong_grant(const book *b, const event *ev)
{
    if (kind_get(ev->kind)->family != FAMILY_REINVESTMENT) return NULL;
    if (ev->effective.precision != PRECISION_DAY) return "date";
    if (ev->kind != KIND_REINVESTMENT_CLAIMED && ev->amount.q != QUALIFIER_EXACT) return "amount";
    return grant_check(b, ev, NULL) ? "ref" : NULL;
}

static const char *wrong_fact(const book *b, const event *ev)
{
    fact_key ends, began;
    event old;
    bool is_tag = ev->kind == KIND_ENTERPRISE_TAGGED || ev->kind == KIND_ENTERPRISE_UNTAGGED;
    str tag = is_tag ? attrs_text(ev->attrs, STR("tag"), b->from) : STR_NONE;
    if (tag.len > ID_BYTES_MAX) return "tag";
    if (ev->ref == 0 || ev->kind == KIND_ENTRY_REVERSED || !fact_key_of(&ends, b, ev, tag)) return NULL;
    if (!names_entry(b, ev)) return "ref";
    book_entry(&old, b, ev->ref);
    if (old.ref != 0 || !fact_key_of_row(&began, b, &old) || row_link(b, ev->ref) != 0) return "ref";
    return str_equal((str){ends.bytes, ends.len}, (str){began.bytes, began.len}) ? NULL : "ref";
}

static const char *wrong_merge(const book *b, const event *ev)
{
    if (ev->kind != KIND_PARTY_MERGED) return NULL;
    if (stands_now(b, ev->subject) != ev->subject) return "party";
    if (stands_now(b, ev->object) != ev->object || ev->subject == ev->object) return "into";
    if (check_no_fund_gone(b, ev->subject, ev->object, NULL)) return "into";
    return positions_check_join(b, ev->subject, ev->object, NULL) ? "into" : NULL;
}

static const char *wrong_fund_merger(const book *b, const event *ev)
{
    if (ev->kind != KIND_FUND_MERGED) return NULL;
    if (ev->effective.precision != PRECISION_DAY) return "date";
    if (stands_now(b, ev->subject) != ev->subject) return "fund";
    return fund_merger_check(b, ev, NULL) ? "into" : NULL;
}

static const char *wrong_close(const book *b, const event *ev)
{
    if (ev->kind != KIND_PERIOD_CLOSED || b->closed_through == DAY_NONE) return NULL;
    return ev->effective.first > b->closed_through ? NULL : "through";
}

err_code admit(const book *b, const event *ev, err *e)
{
    if (!b->ledger_is_stale && !ledger_prepare(b, ev)) return arena_err(b->from, e);
    const char *wrong = wrong_maker(b, ev);
    if (wrong == NULL) wrong = wrong_reference(b, ev);
    if (wrong == NULL) wrong = wrong_thing(ev);
    if (wrong == NULL) wrong = wrong_reversal(b, ev);
    if (wrong == NULL) wrong = wrong_fact(b, ev);
    if (wrong == NULL) wrong = wrong_grant(b, ev);
    if (wrong == NULL) wrong = wrong_merge(b, ev);
    if (wrong == NULL && !b->ledger_is_stale) wrong = wrong_fund_merger(b, ev);
    if (wrong == NULL) wrong = wrong_close(b, ev);
    if (wrong == NULL && !b->ledger_is_stale) wrong = wrong_flow(b, ev);
    return wrong == NULL ? ERR_OK : refuse_row_bytes(ev->seq, wrong, e);
}
