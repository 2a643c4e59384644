/* merge: two parties found to be one. Both ids stay readable; from then on every name of the one that goes means the one
 * that stays, and what the two had is one position, one role, one tag.
 *
 * A merge is refused where the book says that the two are two: they stand on the two sides of an entry. It may be taken
 * back while nothing that was entered on the strength of it stands, a reversal of an older entry of either included; else
 * positions would have to be split by a guess. */
#include "book/book_int.h"

static bool is_pair(seq_no one, seq_no other, seq_no gone, seq_no stays)
{
    return (one == gone && other == stays) || (one == stays && other == gone);
}

/* Of a flow: what its side became by mergers of funds too. */
static seq_no side_now(const book *b, kind of, seq_no party)
{
    return kind_is_of_ledger(of) ? fund_at_last(b, party) : stands_now(b, party);
}

static bool is_between(const book *b, seq_no entry, seq_no gone, seq_no stays)
{
    const row_chunk *c = rows_chunk(&b->rows, entry);
    uint32_t at = rows_at(entry);
    if (c->subject[at] == 0 || c->object[at] == 0 || !row_stands(b, entry)) return false;
    kind of = book_kind(b, entry);
    seq_no subject = side_now(b, of, c->subject[at]), object = side_now(b, of, c->object[at]);
    if (is_pair(subject, object, gone, stays)) return true;
    if (of != KIND_STAKE_TRANSFERRED && of != KIND_REINVESTMENT_CLAIMED) return false;
    seq_no other = side_now(b, of, rows_third(&b->rows, entry));
    return is_pair(subject, other, gone, stays) || is_pair(object, other, gone, stays);
}

static err_code check_not_linked(const deciding *d, err *e)
{
    seq_no gone = d->ev->subject, stays = d->ev->object;
    for (seq_no seq = 1; seq <= d->b->applied; seq++) {
        if (!is_between(d->b, seq, gone, stays)) continue;
        err_at_field(e, "into", d->c->name[REF_OBJECT]);
        refuse_about(e, E_MERGE_LINKED, thing_id(d->b, gone));
        err_text(e, "into", thing_id(d->b, stays));
        err_int(e, "seq", seq);
        return E_MERGE_LINKED;
    }
    return ERR_OK;
}

static err_code refuse_merged(const deciding *d, err *e)
{
    err_at_field(e, "party", d->c->name[REF_SUBJECT]);
    refuse_about(e, E_MERGED_ALREADY, d->c->name[REF_SUBJECT]);
    err_text(e, "into", thing_id(d->b, d->ev->subject));
    return E_MERGED_ALREADY;
}

static err_code refuse_classes(const deciding *d, int gone, int stays, err *e)
{
    err_at_field(e, "into", d->c->name[REF_OBJECT]);
    err_set(e, E_MERGE_CLASS);
    err_text(e, "found", str_from(enum_word(LIST_party_class, gone)));
    err_text(e, "wanted", str_from(enum_word(LIST_party_class, stays)));
    return E_MERGE_CLASS;
}

/* References were resolved to what stands. So "already merged" comes first: where the word names a party that went, the
 * subject is the other one, and "itself" would be a riddle. */
err_code decide_merge(deciding *d, err *e)
{
    const thing_state *gone = thing_of(d->b, d->ev->subject), *stays = thing_of(d->b, d->ev->object);
    CHECK(gone != NULL);
    CHECK(stays != NULL);
    if (!names_itself(d->b, d->c->name[REF_SUBJECT], gone->as.seq)) return refuse_merged(d, e);
    if (gone == stays) {
        err_at_field(e, "into", d->c->name[REF_OBJECT]);
        return refuse_about(e, E_SELF, gone->as.id);
    }
    if (gone->as.class_code != stays->as.class_code)
        return refuse_classes(d, gone->as.class_code, stays->as.class_code, e);
    err_code code = check_no_fund_gone(d->b, gone->as.seq, stays->as.seq, e);
    if (code == ERR_OK) code = check_not_linked(d, e);
    if (code == ERR_OK) code = positions_check_join(d->b, gone->as.seq, stays->as.seq, e);
    return code;
}

bool apply_merge(book *b, const event *ev)
{
    thing_state *t = thing_of(b, ev->subject);
    CHECK(t != NULL);
    CHECK(stands_now(b, ev->object) == ev->object);
    merge_node *node = arena_get(b->from, sizeof *node);
    if (node == NULL) return false;
    *node = (merge_node){ev->seq, ev->object, atomic_load_explicit(&t->merged, memory_order_relaxed)};
    b->has_merges = true;
    atomic_store_explicit(&t->merged, node, memory_order_release);
    CHECK(stands_now(b, ev->subject) == ev->object);
    return positions_join(b, ev->subject, ev->object) && facts_join(b, ev->object);
}

/* Does the row speak of a party that the merge made one with others? Seen from the merge: later ones are rows too. */
static bool speaks_of_either(const book *b, seq_no entry, const event *merge)
{
    const row_chunk *c = rows_chunk(&b->rows, entry);
    uint32_t at = rows_at(entry);
    const seq_no named[] = {c->subject[at], c->object[at], rows_third(&b->rows, entry)};
    for (size_t i = 0; i < COUNT_OF(named); i++)
        if (named[i] && book_merged_into(b, named[i], merge->seq) == merge->object) return true;
    return false;
}

/* An entry after the merge that was reversed has left nothing. A reversal of an older one may: a flow was taken back that
 * only the joint commitment spares, or a code was given back that the other holds. */
static bool relies_on(const book *b, seq_no later, const event *merge)
{
    if (!row_stands(b, later)) return false;
    if (book_kind(b, later) != KIND_ENTRY_REVERSED) return speaks_of_either(b, later, merge);
    seq_no reversed = rows_ref(&b->rows, later);
    kind what = book_kind(b, reversed);
    bool matters = kind_get(what)->family == FAMILY_CAPITAL || what == KIND_PARTY_CHANGED;
    return matters && reversed < merge->seq && speaks_of_either(b, reversed, merge);
}

seq_no merge_first_user(const book *b, const event *merge)
{
    CHECK(merge->kind == KIND_PARTY_MERGED);
    CHECK(book_merged_into(b, merge->subject, merge->seq) == merge->object);
    for (seq_no later = merge->seq + 1; later <= b->applied; later++)
        if (relies_on(b, later, merge)) return later;
    return 0;
}

/* ---- what the two had in the ledger ---- */
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
        if (!sum_fits(into->sum[k].gross, from->sum[k].gross)) return refuse_overflow("into", e);
    return ERR_OK;
}

err_code positions_check_join(const book *b, seq_no gone, seq_no stays, err *e)
{
    const fund_state *f = fund_find(b, gone), *g = fund_find(b, stays);
    for (uint32_t i = 0; i < b->position_count; i++) {
        const position *p = position_at(b, i);
        if (!moves_with(p, gone)) continue;
        const position *into = position_find(b, now_of(p->investor, gone, stays), now_of(p->fund, gone, stays));
        err_code code = check_pair(p, into, e);
        if (code) return code;
    }
    if (f == NULL || g == NULL) return ERR_OK;
    bool fits = sum_fits(g->received.gross, f->received.gross) && sum_fits(g->paid_out.gross, f->paid_out.gross);
    return fits ? ERR_OK : refuse_overflow("into", e);
}

static bool join_position(book *b, position *from, seq_no gone, seq_no stays)
{
    position *into = position_make(b, now_of(from->investor, gone, stays), now_of(from->fund, gone, stays));
    CHECK(into != from);
    if (into == NULL || !position_keep_days(b, into, b->applied) || !position_keep_days(b, from, b->applied))
        return false;
    for (int k = 0; k < TRACKS; k++)
        if (!series_join(&into->days[k], b->from, &from->days[k])) return false;
    for (int k = 0; k < SUMS; k++) into->sum[k] = (tally){into->days[k].total, into->days[k].gross};
    into->unit = from->unit;
    into->flow_count += from->flow_count;
    *from = (position){.investor = from->investor, .fund = from->fund, .newest = DAY_NONE};
    return true;
}

static void payments_join(payments *into, const payments *more)
{
    if (more->count == 0) return;
    payments_put(into, more->first, more->on_first, 0);
    into->count += more->count - more->on_first;
    into->gross += more->gross;
}

static bool join_fund(book *b, seq_no gone, seq_no stays)
{
    if (fund_find(b, gone) == NULL) return true;
    fund_state *into = fund_make(b, stays), *from = fund_find(b, gone);
    if (into == NULL) return false;
    payments_join(&into->received, &from->received);
    payments_join(&into->paid_out, &from->paid_out);
    *from = (fund_state){{.first = DAY_NONE}, {.first = DAY_NONE}};
    return true;
}

bool positions_join(book *b, seq_no gone, seq_no stays)
{
    CHECK(gone != stays);
    uint32_t count = b->position_count;
    for (uint32_t i = 0; i < count; i++)
        if (moves_with(position_at(b, i), gone) && !join_position(b, position_at(b, i), gone, stays)) return false;
    return join_fund(b, gone, stays);
}
