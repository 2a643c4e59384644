/* net: what an investor put into a fund and got back, and what its part is worth.
 *
 * The residual value is a statement (nav.reported), never computed: the investor's own, else its part of the whole
 * fund's by paid-in capital of that day, and that only where the ledger holds all of the fund: Σ commitments on the day is
 * no less than the subscribed (else registered) size. Parts are by largest remainder, so that they sum to the whole. Every
 * figure of a track is of the value's day: what moved later is counted, not added, because a value that is carried on is
 * nobody's statement. Where nothing can be left (a liquidated fund, a stake sold whole) the value is nothing on as_of. */
#include "performance/performance_int.h"

enum { STAGE_LIQUIDATED = 12 /* of enums.def, where its word is "liquidated" */ };

/* ---- steps ---- */

static step_kind step_of(position_figure f)
{
    switch (f) {
    case FIGURE_COMMITTED: return STEP_COMMITTED;
    case FIGURE_CALLED: return STEP_CALLED;
    case FIGURE_PAID_IN: return STEP_PAID;
    case FIGURE_DISTRIBUTED: return STEP_RETURNED;
    case FIGURE_PAID_OUTSIDE: return STEP_OUTSIDE;
    case FIGURE_RECALLABLE:
    case FIGURE_DEFAULTED:
    case FIGURES_MOVED:
    case POSITION_FIGURES: break;
    }
    return STEP_KINDS;
}

static bool add_price(tracks *t, seq_no investor, const event *ev, step_kind what)
{
    track *x = track_of(t, investor, ev->object, ev);
    int64_t price = attrs_int(ev->attrs, STR("price"), -1);
    if (x == NULL) return false;
    if (price < 0 && (x->unpriced_on == DAY_NONE || ev->effective.first < x->unpriced_on))
        x->unpriced_on = ev->effective.first;
    x->is_odd |= ev->amount.unit != UNIT_CNY; /* a price is in yuan */
    return price <= 0 || track_step(t, x, ev, what, price);
}

static bool add_entry(tracks *t, const event *ev)
{
    flow_move moves[MOVES_MAX];
    uint32_t count = moves_of(moves, ev);
    bool is_trade = ev->kind == KIND_STAKE_TRANSFERRED;
    for (uint32_t i = 0; i < count; i++) {
        step_kind what = step_of(moves[i].figure);
        if (is_trade && what == STEP_PAID) what = STEP_DRAWN;
        if (what == STEP_KINDS) continue;
        track *x = track_of(t, moves[i].investor, moves[i].fund, ev);
        if (x == NULL || !track_step(t, x, ev, what, moves[i].minor)) return false;
    }
    return !is_trade || (add_price(t, ev->subject, ev, STEP_SOLD) && add_price(t, ev->third, ev, STEP_BOUGHT));
}

/* ---- statements ---- */

static bool find_navs(net *n, const view_request *q)
{
    scan s = scan_begin(q, KIND_NAV_REPORTED);
    choices_init(&n->navs, q->a);
    while (scan_next(&s)) {
        uint64_t key = track_key(standing(q, s.ev.subject), standing(q, s.ev.object));
        if (!choices_offer(&n->navs, q, key, &s.ev, s.is)) return false;
    }
    choices_settle(&n->navs, q);
    return true;
}

static bool find_stages(net *n, const view_request *q)
{
    scan s = scan_begin(q, KIND_FUND_STAGED);
    choices_init(&n->stages, q->a);
    while (scan_next(&s))
        if (!choices_offer(&n->stages, q, standing(q, s.ev.subject), &s.ev, s.is)) return false;
    choices_settle(&n->stages, q);
    return true;
}

/* The entry that says that the fund is wound up; 0 = none. */
static seq_no liquidation_of(const net *n, seq_no fund)
{
    const choice *x = choices_find(&n->stages, fund);
    event ev;
    if (x == NULL || x->sure == 0) return 0;
    book_entry(&ev, n->tracks.q->b, x->sure);
    return ev.class_code == STAGE_LIQUIDATED ? ev.seq : 0;
}

/* ---- the part of the whole fund's value ---- */

/* The size that the ledger must reach to be all of the fund; false: nobody states one. */
static bool size_stated(int64_t *out, const net *n, seq_no fund)
{
    static const int bases[] = {BASIS_SUBSCRIBED, BASIS_REGISTERED};
    for (size_t i = 0; i < COUNT_OF(bases); i++) {
        said x = size_of(&n->sizes, n->tracks.q, fund, bases[i]);
        if (!said_is_yuan(&x) || x.x.hi_open) continue;
        *out = x.x.hi;
        return true;
    }
    return false;
}

typedef struct fund_on { /* a fund by the ledger on a day */
    int64_t committed, drawn;
    bool is_good;
} fund_on;

static fund_on fund_sums(const net *n, seq_no fund, day on)
{
    fund_on f = {.is_good = true};
    for (const group_item *i = groups_first(&n->by_fund, fund); i != NULL; i = groups_next(&n->by_fund, i)) {
        const track *x = &n->tracks.items[i->number];
        int64_t committed, drawn;
        f.is_good = f.is_good && !x->is_odd && track_sum(&committed, &n->tracks, x, 1U << STEP_COMMITTED, on) &&
                    track_sum(&drawn, &n->tracks, x, 1U << STEP_PAID | 1U << STEP_DRAWN, on) &&
                    !__builtin_add_overflow(f.committed, committed, &f.committed) &&
                    !__builtin_add_overflow(f.drawn, drawn, &f.drawn);
    }
    return f;
}

/* By largest remainder, ties by the earlier track: how many parts of one more than the floor come before this one. */
static int64_t share_of(const net *n, const track *x, int64_t whole, int64_t drawn, day on)
{
    CHECK(drawn > 0);
    int64_t mine = 0, floors = 0, before = 0;
    int128 my_rest = -1;
    for (int pass = 0; pass < 2; pass++)
        for (const group_item *i = groups_first(&n->by_fund, x->other); i != NULL; i = groups_next(&n->by_fund, i)) {
            const track *y = &n->tracks.items[i->number];
            int64_t part = 0;
            bool is_known = track_sum(&part, &n->tracks, y, 1U << STEP_PAID | 1U << STEP_DRAWN, on);
            CHECK(is_known);
            int128 product = (int128)whole * part, rest = product % drawn;
            if (pass == 0) floors += (int64_t)(product / drawn);
            if (pass == 0 && y == x) {
                mine = (int64_t)(product / drawn);
                my_rest = rest;
            }
            if (pass == 1 && (rest > my_rest || (rest == my_rest && y < x))) before++;
        }
    return mine + (before < whole - floors);
}

track_reason nav_value(int64_t *out, const net *n, const track *x, const event *nav)
{
    day on = nav->effective.first;
    int64_t size;
    if (nav->amount.unit != x->unit) return TRACK_CURRENCIES;
    if (nav->effective.precision != PRECISION_DAY) return TRACK_DAY_INEXACT;
    if (nav->amount.q != QUALIFIER_EXACT) return TRACK_VALUE_INEXACT;
    if (x->merged_on != DAY_NONE && on < x->merged_on) return TRACK_VALUE_EARLY;
    *out = nav->amount.minor;
    if (nav->subject != 0) return TRACK_MEASURED;
    fund_on f = fund_sums(n, x->other, on);
    if (!f.is_good) return TRACK_CURRENCIES;
    if (f.drawn <= 0 || !size_stated(&size, n, x->other) || f.committed < size) return TRACK_LEDGER_PART;
    *out = share_of(n, x, nav->amount.minor, f.drawn, on);
    return TRACK_MEASURED;
}

/* ---- the value of a track ---- */

static bool close_track(net *n, track *x, seq_no by)
{
    x->source = VALUE_CLOSED;
    x->value_on = x->measured_on = n->tracks.q->at.as_of;
    return entries_put(&x->value_why, n->tracks.q->a, by);
}

/* The transfer by which the stake was sold whole; 0 = it was not. */
static seq_no sale_of(const net *n, const track *x)
{
    int64_t committed;
    seq_no sale = 0;
    for (uint32_t i = 0; i < x->count; i++) {
        const step *s = &n->tracks.steps[x->from + i];
        if (s->what == STEP_COMMITTED && s->minor < 0 && book_kind(n->tracks.q->b, s->entry) == KIND_STAKE_TRANSFERRED)
            sale = s->entry;
    }
    bool is_known = sale != 0 && track_sum(&committed, &n->tracks, x, 1U << STEP_COMMITTED, n->tracks.q->at.as_of);
    return is_known && committed == 0 ? sale : 0;
}

/* Who takes a part needs to know everybody's, and that the ledger has all of it. */
static bool note_share(net *n, track *x, day on)
{
    const uint32_t kinds = 1U << STEP_PAID | 1U << STEP_DRAWN | 1U << STEP_COMMITTED;
    arena *a = n->tracks.q->a;
    bool good = n->tracks.q->wants_why;
    if (!good) return true;
    for (const group_item *i = groups_first(&n->by_fund, x->other); i != NULL; i = groups_next(&n->by_fund, i)) {
        const track *y = &n->tracks.items[i->number];
        for (uint32_t k = 0; k < y->count && good; k++) {
            const step *s = &n->tracks.steps[y->from + k];
            if (s->on <= on && (kinds >> s->what & 1U) != 0) good = entries_put(&x->value_why, a, s->entry);
        }
    }
    for (int basis_of = BASIS_REGISTERED; basis_of <= BASIS_SUBSCRIBED && good; basis_of++)
        good = choice_entries(&x->value_why, a, size_of(&n->sizes, n->tracks.q, x->other, basis_of).by);
    return good;
}

static bool value_track(net *n, track *x)
{
    const view_request *q = n->tracks.q;
    seq_no end = liquidation_of(n, x->other), sale = end ? 0 : sale_of(n, x);
    const choice *by = choices_find(&n->navs, track_key(x->one, x->other));
    event nav;
    if (x->is_odd) x->reason = TRACK_CURRENCIES;
    if (x->is_odd || x->first_cash == DAY_NONE) return true; /* nothing moved: nothing is left */
    if (end != 0 || sale != 0) return close_track(n, x, end ? end : sale);
    if (by == NULL) by = choices_find(&n->navs, track_key(0, x->other));
    x->reason = TRACK_NO_VALUE;
    if (by == NULL) return true;
    book_entry(&nav, q->b, choice_entry(by));
    x->source = nav.subject != 0 ? VALUE_OWN : VALUE_SHARE;
    x->reason = by->sure == 0 || by->maybe.count > 0 ? TRACK_VALUE_INEXACT : nav_value(&x->value, n, x, &nav);
    if (x->reason == TRACK_MEASURED) x->value_on = x->measured_on = nav.effective.first;
    if (x->source == VALUE_SHARE && !note_share(n, x, x->measured_on)) return false;
    return choice_entries(&x->value_why, q->a, by);
}

static bool value_tracks(net *n)
{
    for (uint32_t i = 0; i < n->tracks.count; i++) {
        track *x = &n->tracks.items[i];
        if (!value_track(n, x)) return false;
        bool lacks = x->unpriced_on != DAY_NONE && x->unpriced_on <= x->measured_on;
        if (lacks && x->reason == TRACK_MEASURED) x->reason = TRACK_NO_PRICE;
    }
    return true;
}

bool net_build(net *n, const view_request *q)
{
    static const kind kinds[] = {KIND_COMMITMENT_SIGNED,     KIND_COMMITMENT_CHANGED, KIND_CALL_ISSUED,
                                 KIND_CONTRIBUTION_PAID,     KIND_DISTRIBUTION_PAID,  KIND_STAKE_TRANSFERRED,
                                 KIND_NONE};
    CHECK(enum_find(LIST_stage, STR("liquidated")) == STAGE_LIQUIDATED);
    *n = (net){.tracks = {.q = q}};
    if (!tracks_begin(&n->tracks, q, false)) return false;
    scan s = scan_kinds(q, kinds);
    while (scan_next(&s))
        if (!add_entry(&n->tracks, &s.ev)) return false;
    groups_init(&n->by_fund, q->a);
    if (!tracks_sort(&n->tracks) || !find_navs(n, q) || !find_stages(n, q) || !choose_sizes(&n->sizes, q)) return false;
    for (uint32_t i = 0; i < n->tracks.count; i++)
        if (!groups_put(&n->by_fund, n->tracks.items[i].other, i, PRESENT_YES)) return false;
    return value_tracks(n);
}
