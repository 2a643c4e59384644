/* reinvestment: claims, what is recognised of them and by which clause, and what is revoked of that (docs/reinvestment.md).
 *
 * A claim rests on a commitment, so it is a row of the position too (capital.c, positions.c), and perhaps on an investment.
 * What is left of a claim to be recognised, and of a recognition to be revoked, is kept by day: a backdated row may break
 * a later day.
 *
 * Invariants, on every day, rows of one day counted together: Σ recognised − Σ revoked of a claim is at most the claim;
 * Σ revoked of a recognition is at most the recognition; nothing is recognised before its claim, or revoked before its
 * recognition. What a standing row rests on stands (use_count). */
#include "book/book_int.h"

/* ---- what is left ---- */
static grant *grant_find(const book *b, seq_no entry)
{
    uint32_t index;
    if (!map_u64_find(&index, &b->grant_of, entry)) return NULL;
    CHECK(index < b->grant_count);
    CHECK(b->grants[index].entry == entry);
    return &b->grants[index];
}

/* Of an entry that nothing rested on until now: its amount, from its day on. NULL: memory. */
static grant *grant_make(book *b, seq_no entry)
{
    event of;
    grant *g = grant_find(b, entry);
    if (g != NULL) return g;
    book_entry(&of, b, entry);
    if (!arena_grow(b->from, (void **)&b->grants, sizeof *b->grants, &b->grant_room, b->grant_count + 1) ||
        !map_u64_put(&b->grant_of, entry, b->grant_count))
        return NULL;
    g = &b->grants[b->grant_count++];
    *g = (grant){.entry = entry};
    return series_put(&g->left, b->from, of.effective.first, of.amount.minor) ? g : NULL;
}

/* Least of what is left of the entry from that day on, and the first day with it. */
static int64_t left_from(const book *b, const event *of, day from, day *on)
{
    const grant *g = grant_find(b, of->seq);
    *on = from;
    return g == NULL ? of->amount.minor : series_min_between(&g->left, from, DAY_LAST, on);
}

static bool grant_fits(const book *b, const event *of, int64_t more)
{
    const grant *g = grant_find(b, of->seq);
    int64_t gross = g == NULL ? of->amount.minor : g->left.gross;
    return sum_fits(gross, more);
}

/* ---- the entry that a row rests on ---- */
static const char *rest_field(kind k)
{
    if (k == KIND_CONTRIBUTION_DEFAULTED) return "call";
    if (k == KIND_REINVESTMENT_CLAIMED) return "investment";
    return k == KIND_REINVESTMENT_RECOGNISED ? "claim" : "recognition";
}

static kind rest_kind(kind k)
{
    if (k == KIND_CONTRIBUTION_DEFAULTED) return KIND_CALL_ISSUED;
    if (k == KIND_REINVESTMENT_CLAIMED) return KIND_INVESTMENT_MADE;
    return k == KIND_REINVESTMENT_RECOGNISED ? KIND_REINVESTMENT_CLAIMED : KIND_REINVESTMENT_RECOGNISED;
}

static err_code refuse_rest(const event *ev, err_code code, err *e)
{
    err_set(e, code);
    err_at_field(e, rest_field(ev->kind), STR_NONE);
    err_int(e, "seq", ev->ref);
    return code;
}

err_code rest_check_named(const book *b, const event *ev, err *e)
{
    bool may_lack = ev->kind == KIND_REINVESTMENT_CLAIMED || ev->kind == KIND_CONTRIBUTION_DEFAULTED;
    if (ev->ref == 0 && may_lack) return ERR_OK;
    if (ev->ref == 0 || ev->ref > b->applied) return refuse_rest(ev, E_ENTRY_UNKNOWN, e);
    if (book_kind(b, ev->ref) != rest_kind(ev->kind)) {
        refuse_rest(ev, E_REST_KIND, e);
        err_text(e, "kind", str_from(kind_get(book_kind(b, ev->ref))->wire));
        err_text(e, "wanted", str_from(kind_get(rest_kind(ev->kind))->wire));
        return E_REST_KIND;
    }
    if (row_stands(b, ev->ref)) return ERR_OK;
    refuse_rest(ev, E_REST_REVERSED, e);
    err_int(e, "by", book_reversed_by(b, ev->ref, b->applied));
    return E_REST_REVERSED;
}

static err_code refuse_days(const event *ev, err_code code, const char *name, day of, err *e)
{
    CHECK(ev->effective.first < of);
    err_set(e, code);
    err_at_field(e, "date", STR_NONE);
    err_day(e, "day", ev->effective.first);
    err_day(e, name, of);
    return code;
}

static err_code refuse_left(const event *ev, err_code code, day on, int64_t missing, err *e)
{
    CHECK(missing > 0);
    err_set(e, code);
    err_at_field(e, "amount", STR_NONE);
    err_day(e, "day", on);
    err_minor(e, "short", missing, ev->amount.unit);
    return code;
}

/* ---- claims ---- */
/* The fund that made an investment may be part of the claiming one by then. */
static bool is_by(const book *b, seq_no maker, seq_no fund, day on)
{
    return fund_on(b, stands_now(b, maker), on) == fund_on(b, stands_now(b, fund), on);
}

static bool is_as_said(const book *b, const event *claim, const event *made)
{
    bool own = is_by(b, made->subject, claim->object, claim->effective.first);
    bool same = stands_now(b, made->object) == stands_now(b, claim->third);
    if (claim->class_code == WAY_DIRECT) return own && same;
    return claim->class_code == WAY_RELATED_FUND ? !own && same : own;
}

static err_code refuse_investment(const book *b, const event *claim, const event *made, err *e)
{
    refuse_rest(claim, E_CLAIM_INVESTMENT, e);
    err_text(e, "word", thing_id(b, made->subject));
    err_text(e, "into", thing_id(b, made->object));
    return E_CLAIM_INVESTMENT;
}

/* A direct investment stands in the ledger. A related fund's need not, nor is there one behind a firm that moved. */
static err_code check_investment(const book *b, const event *claim, err *e)
{
    event made;
    if (claim->ref == 0 && claim->class_code != WAY_DIRECT) return ERR_OK;
    if (claim->ref == 0) {
        err_at_field(e, "investment", STR_NONE);
        return refuse_about(e, E_CLAIM_NEEDS_INVESTMENT, str_from(enum_word(LIST_reinvestment_way, claim->class_code)));
    }
    book_entry(&made, b, claim->ref);
    /* mergers of funds are built with the ledger: until then a row from an image is not asked whose it was */
    if (!b->ledger_is_stale && !is_as_said(b, claim, &made)) return refuse_investment(b, claim, &made, e);
    if (claim->effective.first >= made.effective.first) return ERR_OK;
    return refuse_days(claim, E_CLAIM_EARLY, "made", made.effective.first, e);
}

static err_code check_claim(const book *b, const event *claim, err *e)
{
    err_code code = check_investment(b, claim, e);
    if (code || sum_fits(0, claim->amount.minor)) return code;
    return refuse_overflow("amount", e);
}

/* The fund that it is on that day, once the merger is gone. */
static seq_no fund_without(const book *b, seq_no fund, day on, seq_no merger)
{
    seq_no at = stands_now(b, fund);
    for (const fund_merger *m = merger_find(b, at); m != NULL && m->on <= on && m->entry != merger;
         m = merger_find(b, at))
        at = stands_now(b, m->into);
    return at;
}

seq_no claim_resting_on(const book *b, const event *merger)
{
    CHECK(merger->kind == KIND_FUND_MERGED);
    for (seq_no seq = merger->seq + 1; seq <= b->applied; seq++) {
        event claim, made;
        if (book_kind(b, seq) != KIND_REINVESTMENT_CLAIMED || !row_stands(b, seq)) continue;
        book_entry(&claim, b, seq);
        if (claim.ref == 0 || claim.class_code == WAY_RELATED_FUND) continue;
        book_entry(&made, b, claim.ref);
        day on = claim.effective.first;
        if (fund_without(b, made.subject, on, merger->seq) != fund_without(b, claim.object, on, merger->seq))
            return seq;
    }
    return 0;
}

/* ---- recognitions and revocations ---- */
static err_code check_unit_of(const event *ev, const event *of, err *e)
{
    return ev->amount.unit == of->amount.unit ? ERR_OK : refuse_currency(of->amount.unit, ev->amount.unit, "amount", e);
}

static err_code check_recognition(const book *b, const event *ev, err *e)
{
    event claim;
    day on = ev->effective.first;
    book_entry(&claim, b, ev->ref);
    err_code code = check_unit_of(ev, &claim, e);
    if (code) return code;
    if (on < claim.effective.first) return refuse_days(ev, E_RECOGNISED_EARLY, "claimed", claim.effective.first, e);
    int64_t left = left_from(b, &claim, on, &on);
    if (left < ev->amount.minor) return refuse_left(ev, E_OVER_CLAIM, on, ev->amount.minor - left, e);
    return grant_fits(b, &claim, ev->amount.minor) ? ERR_OK : refuse_overflow("amount", e);
}

static err_code check_revocation(const book *b, const event *ev, err *e)
{
    event given, claim;
    day on = ev->effective.first;
    book_entry(&given, b, ev->ref);
    book_entry(&claim, b, given.ref);
    err_code code = check_unit_of(ev, &given, e);
    if (code) return code;
    if (on < given.effective.first) return refuse_days(ev, E_REVOKED_EARLY, "recognised", given.effective.first, e);
    int64_t left = left_from(b, &given, on, &on);
    if (left < ev->amount.minor) return refuse_left(ev, E_REVOKED_LARGE, on, ev->amount.minor - left, e);
    bool fits = grant_fits(b, &given, ev->amount.minor) && grant_fits(b, &claim, ev->amount.minor);
    return fits ? ERR_OK : refuse_overflow("amount", e);
}

err_code grant_check(const book *b, const event *ev, err *e)
{
    CHECK(ev->effective.precision == PRECISION_DAY);
    err_code code = rest_check_named(b, ev, e);
    if (code) return code;
    if (ev->kind == KIND_REINVESTMENT_CLAIMED) return check_claim(b, ev, e);
    return ev->kind == KIND_REINVESTMENT_RECOGNISED ? check_recognition(b, ev, e) : check_revocation(b, ev, e);
}

err_code decide_reinvestment_recognition(deciding *d, err *e)
{
    return grant_check(d->b, d->ev, e);
}

/* Without an amount it takes all that is left from its day on; what that is then stands in the row. */
static err_code put_all_left(deciding *d, err *e)
{
    event given;
    day on = d->ev->effective.first;
    book_entry(&given, d->b, d->ev->ref);
    int64_t left = on < given.effective.first ? given.amount.minor : left_from(d->b, &given, on, &on);
    if (left <= 0) {
        refuse_rest(d->ev, E_NOTHING_RECOGNISED, e);
        err_day(e, "day", on);
        return E_NOTHING_RECOGNISED;
    }
    d->ev->amount = (amount){.minor = left, .q = QUALIFIER_EXACT, .unit = given.amount.unit};
    return ERR_OK;
}

err_code decide_reinvestment_revocation(deciding *d, err *e)
{
    err_code code = rest_check_named(d->b, d->ev, e);
    if (code == ERR_OK && d->ev->amount.q == QUALIFIER_NONE) code = put_all_left(d, e);
    return code ? code : grant_check(d->b, d->ev, e);
}

/* ---- applying, and taking back ---- */
/* What the row takes from, or gives back to, the entry. */
static bool put_on(book *b, seq_no entry, const event *ev, int64_t delta)
{
    grant *g = grant_make(b, entry);
    return g != NULL && series_put(&g->left, b->from, ev->effective.first, delta);
}

bool apply_grant(book *b, const event *ev)
{
    int64_t minor = ev->amount.minor;
    CHECK(minor > 0);
    CHECK(ev->ref >= 1 && ev->ref < ev->seq);
    if (!put_on(b, ev->ref, ev, -minor)) return false;
    return ev->kind == KIND_REINVESTMENT_RECOGNISED || put_on(b, rows_ref(&b->rows, ev->ref), ev, minor);
}

void undo_grant(book *b, const event *old)
{
    if (old->kind != KIND_REINVESTMENT_RECOGNISED && old->kind != KIND_REINVESTMENT_REVOKED) return;
    grant *g = grant_find(b, old->ref);
    CHECK(g != NULL);
    series_take(&g->left, old->effective.first, -old->amount.minor);
    if (old->kind == KIND_REINVESTMENT_RECOGNISED) return;
    g = grant_find(b, rows_ref(&b->rows, old->ref));
    CHECK(g != NULL);
    series_take(&g->left, old->effective.first, old->amount.minor);
}

/* What was revoked may have been recognised anew, of another part. */
err_code grant_check_reversal(const book *b, const event *old, err *e)
{
    event claim;
    day on;
    if (old->kind != KIND_REINVESTMENT_REVOKED) return ERR_OK;
    book_entry(&claim, b, rows_ref(&b->rows, old->ref));
    int64_t left = left_from(b, &claim, old->effective.first, &on);
    if (left >= old->amount.minor) return ERR_OK;
    err_set(e, E_REVERSE_RECOGNISED);
    err_day(e, "day", on);
    err_minor(e, "short", old->amount.minor - left, old->amount.unit);
    return E_REVERSE_RECOGNISED;
}
