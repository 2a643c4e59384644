/* positions: what flows add up to, for each investor in a fund and each fund in an enterprise (an object that is a fund
 * is the one, any other the other, so one table holds both).
 *
 * A flow is a list of effects; putting, undoing and asking what would fall short all read the same list, so they cannot
 * differ. An effect reaches its own position from its day on, and from the day of a merger of funds the position that
 * the merger made of it (legs, mergers.c).
 *
 * A position is slim at first: sums, no days (book_int.h). Days are made from its rows when a question or a flow needs
 * them, and stay. What may be asked of a slim position: anything of its newest day and after. So ledger_prepare comes
 * before every question.
 *
 * Invariants: every sum is that of the standing flows; all but CALLABLE are ≥ 0 on every day (a decrease or a
 * transfer may leave less committed than was called: that call is moot). Positions are kept under the parties that
 * stand; a merge joins them, taking one back builds all of them anew. A fund that went into another keeps its own line;
 * it ends before the day of the merger. */
#include "book/book_int.h"

enum { POSITIONS_A_BLOCK = 1024 };

/* ---- rows ---- */
/* What the ledger asks of a row, and no more: a million of them are read when it is built. Another than an ordinary one
 * is read whole. */
static void flow_of_row(event *out, const book *b, seq_no seq)
{
    const row_chunk *c = rows_chunk(&b->rows, seq);
    uint32_t at = rows_at(seq);
    unsigned unfunded = c->flags[at] >> FLAG_UNFUNDED_SHIFT & FLAG_UNFUNDED;
    if (c->wide[at] != 0) {
        rows_get(out, &b->rows, seq);
        return;
    }
    CHECK(unfunded != UNFUNDED_WIDE);
    out->seq = seq;
    out->kind = (kind)c->kind[at];
    out->subject = c->subject[at];
    out->object = c->object[at];
    out->third = 0;
    out->effective = (date){c->effective[at], (day_precision)(c->flags[at] & FLAG_PRECISION)};
    out->class_code = c->class_code[at];
    out->amount.minor = c->minor[at];
    out->amount.unit = c->unit[at];
    out->has_unfunded = unfunded != UNFUNDED_NONE;
    out->unfunded_minor = unfunded == UNFUNDED_SAME ? c->minor[at] : unfunded == UNFUNDED_MINUS ? -c->minor[at] : 0;
    out->attrs = STR_NONE;
}

static uint64_t position_key(seq_no investor, seq_no fund)
{
    CHECK(investor >= 1);
    CHECK(fund >= 1);
    return (uint64_t)investor << 32 | fund;
}

position *position_at(const book *b, uint32_t index)
{
    CHECK(index < b->position_count);
    return &b->positions[index / POSITIONS_A_BLOCK][index % POSITIONS_A_BLOCK];
}

position *position_find(const book *b, seq_no investor, seq_no fund)
{
    uint32_t index, pair = book_pair_find(b, investor, fund);
    if (pair != 0 && pair <= b->position_of_pair_room && b->position_of_pair[pair - 1] != 0)
        return position_at(b, b->position_of_pair[pair - 1] - 1);
    if (!map_u64_find(&index, &b->position_of, position_key(investor, fund))) return NULL;
    return position_at(b, index);
}

fund_state *fund_find(const book *b, seq_no fund)
{
    uint32_t index;
    if (!map_u64_find(&index, &b->fund_of, fund)) return NULL;
    CHECK(index < b->fund_count);
    return &b->funds[index];
}

/* ---- days ---- */
static bool is_nothing(const effect *x)
{
    int64_t any = 0;
    for (int k = 0; k < TRACKS; k++) any |= x->by[k];
    return any == 0;
}

/* The newest row first: its days only fall, as those of a slim position rise. */
static bool put_rows(series *days, const book *b, const position *p, seq_no before)
{
    event ev = {.seq = 0};
    for (seq_no seq = pair_newest(b, p->investor, p->fund); seq; seq = pair_older(b, seq)) {
        if (seq >= before || !row_stands(b, seq)) continue;
        flow_of_row(&ev, b, seq);
        effects fx = effects_of_row(b, &ev);
        for (int k = 0; k < TRACKS && fx.count > 0; k++)
            if (!series_put_older(&days[k], b->from, ev.effective.first, fx.of[0].by[k])) return false;
    }
    for (int k = 0; k < TRACKS; k++) series_turn(&days[k]);
    return true;
}

bool position_keep_days(const book *b, position *p, seq_no before)
{
    if (p->days != NULL) return true;
    series *days = arena_get(b->from, TRACKS * sizeof *days);
    if (days == NULL || (p->flow_count > 0 && !put_rows(days, b, p, before))) return false;
    for (int k = 0; k < SUMS; k++) {
        CHECK(days[k].total == p->sum[k].total);
        CHECK(days[k].gross == p->sum[k].gross);
    }
    p->days = days;
    return true;
}

int64_t position_ground(const position *p, day on)
{
    if (p->days != NULL) return series_at(&p->days[SUM_FOUND], on - 1) + series_on(&p->days[MARK_GIVEN], on);
    CHECK(on >= p->newest);
    return on > p->newest ? p->sum[SUM_FOUND].total : p->ground;
}

int64_t position_open(const position *p, day on)
{
    if (p->days != NULL) return series_at(&p->days[SUM_UNFUNDED], on) + series_on(&p->days[MARK_SPENT], on);
    CHECK(on >= p->newest);
    return on > p->newest ? p->sum[SUM_UNFUNDED].total : p->open;
}

int64_t position_left(const position *p, day on)
{
    if (p->days != NULL) return series_on(&p->days[MARK_LEFT], on);
    CHECK(on >= p->newest);
    return on > p->newest ? 0 : p->left;
}

static int64_t least_between(const position *p, position_sum of, const leg *l, day *on)
{
    if (p->days != NULL) return series_min_between(&p->days[of], l->from, l->until, on);
    CHECK(l->from >= p->newest);
    *on = l->from;
    return p->sum[of].total;
}

/* Is it the position's own row: its very sides, its own day, and not what became of another position? */
static bool is_own(const leg *l, const event *ev)
{
    return l->investor == ev->subject && l->fund == ev->object && l->from == ev->effective.first;
}

/* A contribution has no effect yet while it is being decided. */
static bool is_asked(const effect *x, const event *ev)
{
    if (ev->kind == KIND_CONTRIBUTION_PAID)
        return ev->class_code != OUTSIDE || (ev->has_unfunded && ev->unfunded_minor != 0);
    return !is_nothing(x);
}

/* all: not only where sums no longer do. */
static bool keep_days_of(const book *b, const event *ev, const effects *fx, seq_no before, bool all)
{
    for (uint32_t i = 0; i < fx->count; i++) {
        if (!is_asked(&fx->of[i], ev)) continue;
        for (leg l = leg_of_all(&fx->of[i]); l.fund; leg_next(&l, b)) {
            position *p = position_find(b, l.investor, l.fund);
            if (p == NULL || p->days != NULL) continue;
            bool is_slim = !all && i == 0 && is_own(&l, ev) && l.from >= p->newest;
            if (!is_slim && !position_keep_days(b, p, before)) return false;
        }
    }
    return true;
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

bool moves_cash(const event *ev)
{
    return ev->kind == KIND_CONTRIBUTION_PAID || ev->kind == KIND_DISTRIBUTION_PAID;
}

bool sum_fits(int64_t gross, int64_t more)
{
    CHECK(gross >= 0);
    return more <= SERIES_GROSS_MAX && gross <= SERIES_GROSS_MAX - more;
}

bool effect_fits(const book *b, const effect *x)
{
    for (leg l = leg_of_all(x); l.fund; leg_next(&l, b)) {
        const position *p = position_find(b, l.investor, l.fund);
        for (int k = 0; k < SUMS; k++) /* a mark never moves more than its sum */
            if (!sum_fits(p == NULL ? 0 : p->sum[k].gross, size_of(x->by[k]))) return false;
    }
    return true;
}

/* The funds that a payment is one of, day by day. */
static effect payment_of(const book *b, const event *ev)
{
    CHECK(moves_cash(ev));
    return (effect){.fund = stands_now(b, ev->object), .on = ev->effective.first, .until = DAY_NEVER};
}

bool effects_fit(const book *b, const event *ev, const effects *fx)
{
    for (uint32_t i = 0; i < fx->count; i++)
        if (!effect_fits(b, &fx->of[i])) return false;
    if (!moves_cash(ev)) return true;
    effect paid = {.fund = fx->of[0].fund, .on = ev->effective.first, .until = DAY_NEVER};
    for (leg l = leg_of_all(&paid); l.fund; leg_next(&l, b)) {
        const fund_state *f = fund_find(b, l.fund);
        if (!sum_fits(f == NULL ? 0 : f->received.gross, ev->amount.minor) ||
            !sum_fits(f == NULL ? 0 : f->paid_out.gross, ev->amount.minor))
            return false;
    }
    return true;
}

/* A decrease and a transfer take what is unpaid, called or not; what was called beyond it is moot. */
static bool is_guarded(position_sum of, kind what, int sign)
{
    return of != SUM_CALLABLE || sign < 0 || what == KIND_CALL_ISSUED;
}

static int64_t missing(int64_t needed, int64_t least)
{
    CHECK(needed > least);
    return least < 0 && needed > INT64_MAX + least ? INT64_MAX : needed - least;
}

/* spare: of CALLABLE, counted as there. */
static bool leg_short(shortage *out, const book *b, const leg *l, const effect *x, kind what, int sign, int64_t spare)
{
    const position *p = position_find(b, l->investor, l->fund);
    for (int k = 0; k < SUMS; k++) {
        int64_t needed = -sign * x->by[k], least = 0;
        day on = l->from;
        if (needed <= 0 || !is_guarded((position_sum)k, what, sign)) continue;
        if (p != NULL) least = least_between(p, (position_sum)k, l, &on);
        if (k == SUM_CALLABLE) least += spare;
        if (least >= needed) continue;
        *out = (shortage){l->investor, l->fund, (position_sum)k, on, missing(needed, least)};
        return true;
    }
    return false;
}

/* What leaves on the day of a call may have been called: a call is asked as if it came first that day. */
static int64_t left_after_call(const book *b, const effects *fx)
{
    const position *p = position_find(b, fx->of[0].investor, fx->of[0].fund);
    return p == NULL ? 0 : position_left(p, fx->of[0].on);
}

bool effects_short(shortage *out, const book *b, kind of, const effects *fx, int sign)
{
    CHECK(sign == 1 || sign == -1);
    int64_t spare = of == KIND_CALL_ISSUED && sign > 0 ? left_after_call(b, fx) : 0;
    for (uint32_t i = 0; i < fx->asked; i++)
        for (leg l = leg_first(&fx->of[i]); l.fund; leg_next(&l, b))
            if (leg_short(out, b, &l, &fx->of[i], of, sign, spare)) return true;
    return false;
}

/* Is the ground taken from under rows of a position? by: what goes, signed. Its own row needs none any more. */
static bool leg_takes_ground(shortage *out, const position *p, const leg *l, const int64_t by[TRACKS])
{
    const series *uses = &p->days[MARK_USES];
    for (uint32_t i = series_place(uses, l->from); i < uses->count && uses->cell[i].on <= l->until; i++) {
        day on = uses->cell[i].on;
        bool is_own_day = on == l->from;
        int64_t own = is_own_day && by[MARK_USES] > 0 ? by[MARK_USES] : 0;
        int64_t left = position_ground(p, on) - (is_own_day ? by[MARK_GIVEN] : by[SUM_FOUND]);
        if (uses->cell[i].delta <= own || left > 0) continue;
        *out = (shortage){p->investor, p->fund, SUM_FOUND, on, 1 - left};
        return true;
    }
    return false;
}

/* What comes is a row of its own, whose need of ground was asked before; what it takes, it takes from rows of later days. */
bool effects_take_ground(shortage *out, const book *b, const effects *fx, int sign)
{
    CHECK(sign == 1 || sign == -1);
    for (uint32_t i = 0; i < fx->asked; i++) {
        const effect *x = &fx->of[i];
        for (leg l = leg_first(x); l.fund; leg_next(&l, b)) {
            int64_t by[TRACKS];
            for (int k = 0; k < TRACKS; k++) by[k] = -sign * leg_by(&l, x, (position_sum)k);
            const position *p = by[SUM_FOUND] > 0 ? position_find(b, l.investor, l.fund) : NULL;
            CHECK(p == NULL || p->days != NULL || sign > 0); /* a slim one has no later day */
            if (p != NULL && p->days != NULL && leg_takes_ground(out, p, &l, by)) return true;
        }
    }
    return false;
}

/* ---- applying ---- */
static position *room_for_position(book *b)
{
    uint32_t index = b->position_count, block = index / POSITIONS_A_BLOCK;
    if (index % POSITIONS_A_BLOCK == 0) {
        if (!arena_grow(b->from, (void **)&b->positions, sizeof(position *), &b->position_block_room, block + 1))
            return NULL;
        b->positions[block] = arena_get(b->from, POSITIONS_A_BLOCK * sizeof(position));
    }
    return b->positions[block] == NULL ? NULL : &b->positions[block][index % POSITIONS_A_BLOCK];
}

/* Position index of those two, for finding. */
static bool note_position(book *b, seq_no investor, seq_no fund, uint32_t index)
{
    uint32_t pair = book_pair_find(b, investor, fund);
    if (!map_u64_put(&b->position_of, position_key(investor, fund), index)) return false;
    if (pair == 0) return true; /* a merger made it */
    if (!arena_grow(b->from, (void **)&b->position_of_pair, sizeof *b->position_of_pair, &b->position_of_pair_room, pair))
        return false;
    CHECK(b->position_of_pair[pair - 1] == 0);
    b->position_of_pair[pair - 1] = index + 1;
    return true;
}

position *position_make(book *b, seq_no investor, seq_no fund)
{
    position *p = position_find(b, investor, fund);
    if (p != NULL) return p;
    p = room_for_position(b);
    if (p == NULL || !note_position(b, investor, fund, b->position_count)) return NULL;
    b->position_count++;
    *p = (position){.investor = investor, .fund = fund, .newest = DAY_NONE};
    return !b->ledger_keeps_days || position_keep_days(b, p, 0) ? p : NULL;
}

fund_state *fund_make(book *b, seq_no fund)
{
    fund_state *f = fund_find(b, fund);
    if (f != NULL) return f;
    if (!arena_grow(b->from, (void **)&b->funds, sizeof *b->funds, &b->fund_room, b->fund_count + 1) ||
        !map_u64_put(&b->fund_of, fund, b->fund_count))
        return NULL;
    b->funds[b->fund_count] = (fund_state){{.first = DAY_NONE}, {.first = DAY_NONE}};
    return &b->funds[b->fund_count++];
}

static bool sums_are_above(const position *p)
{
    for (int k = 0; k < SUMS; k++)
        if (k != SUM_CALLABLE && p->sum[k].total < 0) return false;
    return true;
}

static void put_slim(position *p, day on, const effect *x)
{
    CHECK(on >= p->newest);
    if (on > p->newest) {
        p->was_below |= !sums_are_above(p);
        p->ground = p->sum[SUM_FOUND].total;
        p->open = p->sum[SUM_UNFUNDED].total;
        p->left = 0;
    }
    p->newest = on;
    p->ground += x->by[MARK_GIVEN];
    p->open += x->by[SUM_UNFUNDED] + x->by[MARK_SPENT];
    p->left += x->by[MARK_LEFT];
    for (int k = 0; k < SUMS; k++) {
        p->sum[k].total += x->by[k];
        p->sum[k].gross += size_of(x->by[k]);
    }
}

static bool put_tracks(position *p, arena *from, day on, const tally by[TRACKS])
{
    CHECK(p->days != NULL);
    for (int k = 0; k < TRACKS; k++)
        if (!series_put_sum(&p->days[k], from, on, by[k].total, by[k].gross)) return false;
    for (int k = 0; k < SUMS; k++) p->sum[k] = (tally){p->days[k].total, p->days[k].gross};
    return true;
}

static bool put_days(position *p, arena *from, const leg *l, const effect *x)
{
    tally by[TRACKS];
    for (int k = 0; k < TRACKS; k++) {
        int64_t minor = leg_by(l, x, (position_sum)k);
        by[k] = (tally){minor, size_of(minor)};
    }
    return put_tracks(p, from, l->from, by);
}

static bool put_leg(book *b, const leg *l, const effect *x, const event *ev, bool may_be_slim)
{
    unit_code held = is_holding(ev) ? 0 : ev->amount.unit;
    position *p = position_make(b, l->investor, l->fund);
    if (p == NULL) return false;
    CHECK(p->flow_count == 0 || p->unit == held);
    p->unit = held;
    if (is_nothing(x)) {
        p->flow_count++;
        return true;
    }
    bool is_slim = p->days == NULL && may_be_slim && l->from >= p->newest && is_own(l, ev);
    if (!is_slim && !position_keep_days(b, p, ev->seq)) return false;
    p->flow_count++;
    if (!is_slim) return put_days(p, b->from, l, x);
    put_slim(p, l->from, x);
    return true;
}

static payments *payments_in(fund_state *f, kind which)
{
    return which == KIND_CONTRIBUTION_PAID ? &f->received : &f->paid_out;
}

void payments_put(payments *p, day on, uint32_t count, int64_t gross)
{
    CHECK(on != DAY_NONE);
    if (count == 0) return;
    if (p->first == DAY_NONE || on < p->first) {
        p->first = on;
        p->on_first = 0;
    }
    if (on == p->first) p->on_first += count;
    p->count += count;
    p->gross += gross;
}

static bool put_payment(book *b, const event *ev, seq_no fund)
{
    effect paid = {.fund = fund, .on = ev->effective.first, .until = DAY_NEVER};
    for (leg l = leg_of_all(&paid); l.fund; leg_next(&l, b)) {
        fund_state *f = fund_make(b, l.fund);
        if (f == NULL) return false;
        payments_put(payments_in(f, ev->kind), l.from, 1, ev->amount.minor);
    }
    return true;
}

/* Days first: the row itself is not among those that they are made from. */
static bool put_flow(book *b, const event *ev)
{
    effects fx = effects_of_row(b, ev);
    if ((fx.count > 1 || b->merger_count > 0) && !keep_days_of(b, ev, &fx, ev->seq, false)) return false;
    for (uint32_t i = 0; i < fx.count; i++)
        for (leg l = leg_of_all(&fx.of[i]); l.fund; leg_next(&l, b))
            if (!put_leg(b, &l, &fx.of[i], ev, i == 0)) return false;
    return !moves_cash(ev) || put_payment(b, ev, fx.of[0].fund);
}

bool apply_flow(book *b, const event *ev)
{
    CHECK(kind_is_of_ledger(ev->kind));
    CHECK(ev->effective.precision == PRECISION_DAY);
    CHECK(ev->amount.minor >= 0);
    return put_flow(b, ev);
}

typedef struct payments_asked {
    seq_no fund;
    kind which;
    seq_no without_row, without_merger;
} payments_asked;

static void add_payment(payments *all, const book *b, const payments_asked *q, seq_no seq)
{
    event ev = {.seq = 0};
    if (book_kind(b, seq) != q->which || seq == q->without_row || !row_stands(b, seq)) return;
    flow_of_row(&ev, b, seq);
    effect paid = payment_of(b, &ev);
    for (leg l = leg_of_all(&paid); l.fund; leg_next(&l, b)) {
        if (l.fund == q->fund) payments_put(all, l.from, 1, ev.amount.minor);
        const fund_merger *m = merger_find(b, l.fund);
        if (m != NULL && m->entry == q->without_merger) break;
    }
}

/* By the pairs of the fund, and of those that became part of it or of the same one. */
payments payments_of(const book *b, seq_no fund, kind which, seq_no without_row, seq_no without_merger)
{
    payments all = {.first = DAY_NONE};
    const payments_asked q = {fund, which, without_row, without_merger};
    seq_no investor, object, at_last = fund_at_last(b, fund);
    CHECK(which == KIND_CONTRIBUTION_PAID || which == KIND_DISTRIBUTION_PAID);
    for (uint32_t pair = 1; pair <= book_pair_count(b); pair++) {
        book_pair(&investor, &object, b, pair);
        if (object != fund && fund_at_last(b, object) != at_last) continue;
        for (seq_no seq = book_pair_newest(b, pair); seq; seq = book_pair_older(b, seq)) add_payment(&all, b, &q, seq);
    }
    return all;
}

static void take_payment(book *b, const event *old)
{
    effect paid = payment_of(b, old);
    for (leg l = leg_of_all(&paid); l.fund; leg_next(&l, b)) {
        fund_state *f = fund_find(b, l.fund);
        CHECK(f != NULL);
        payments *p = payments_in(f, old->kind);
        CHECK(p->count > 0);
        CHECK(p->gross >= old->amount.minor);
        p->count--;
        p->gross -= old->amount.minor;
        if (l.from == p->first && --p->on_first == 0) *p = payments_of(b, l.fund, old->kind, old->seq, 0);
    }
}

static void take_leg(const book *b, const leg *l, const effect *x)
{
    position *p = position_find(b, l->investor, l->fund);
    CHECK(p != NULL);
    CHECK(p->flow_count > 0);
    p->flow_count--;
    if (is_nothing(x)) return;
    CHECK(p->days != NULL);
    for (int k = 0; k < TRACKS; k++) series_take(&p->days[k], l->from, leg_by(l, x, (position_sum)k));
    for (int k = 0; k < SUMS; k++) p->sum[k] = (tally){p->days[k].total, p->days[k].gross};
}

void undo_flow(book *b, const event *old)
{
    if (!kind_is_of_ledger(old->kind)) return;
    effects fx = effects_of_row(b, old);
    for (uint32_t i = 0; i < fx.count; i++)
        for (leg l = leg_of_all(&fx.of[i]); l.fund; leg_next(&l, b)) take_leg(b, &l, &fx.of[i]);
    if (moves_cash(old)) take_payment(b, old);
}

/* ---- a fund becomes part of another ---- */
static bool put_moved(book *b, const position *p, const effects *fx)
{
    tally by[TRACKS] = {{0}};
    for (int k = 0; k < SUMS; k++) by[k] = p->sum[k];
    by[MARK_GIVEN] = p->sum[SUM_FOUND];
    for (leg l = leg_of_all(&fx->of[0]); l.fund; leg_next(&l, b)) {
        position *into = position_make(b, l.investor, l.fund);
        if (into == NULL || !position_keep_days(b, into, b->applied) || !put_tracks(into, b->from, l.from, by))
            return false;
        into->unit = p->unit;
        into->flow_count += p->flow_count;
    }
    return true;
}

static bool put_moved_payments(book *b, const fund_merger *m)
{
    const fund_state *gone = fund_find(b, m->gone);
    if (gone == NULL) return true;
    fund_state moved = *gone; /* making another may move the array */
    effect paid = {.fund = stands_now(b, m->into), .on = m->on, .until = DAY_NEVER};
    for (leg l = leg_of_all(&paid); l.fund; leg_next(&l, b)) {
        fund_state *f = fund_make(b, l.fund);
        if (f == NULL) return false;
        payments_put(&f->received, l.from, moved.received.count, moved.received.gross);
        payments_put(&f->paid_out, l.from, moved.paid_out.count, moved.paid_out.gross);
    }
    return true;
}

bool put_merger_effects(book *b, const fund_merger *m)
{
    uint32_t count = b->position_count;
    for (uint32_t i = 0; i < count; i++) {
        const position *p = position_at(b, i);
        if (!merger_moves(b, m, p)) continue;
        effects fx = merger_effects(b, m, p);
        if (!put_moved(b, p, &fx)) return false;
    }
    return put_moved_payments(b, m);
}

/* ---- all of it ---- */
static bool has_position(kind k)
{
    switch ((int)k) {
    case KIND_COMMITMENT_SIGNED:
    case KIND_COMMITMENT_CHANGED:
    case KIND_CALL_ISSUED:
    case KIND_CONTRIBUTION_PAID:
    case KIND_CONTRIBUTION_DEFAULTED:
    case KIND_DISTRIBUTION_PAID:
    case KIND_INVESTMENT_MADE:
    case KIND_INVESTMENT_EXITED:
    case KIND_HOLDING_VALUED:
    case KIND_STAKE_TRANSFERRED:
    case KIND_REINVESTMENT_CLAIMED: return true;
    default: return false;
    }
}

/* While all is built: where the ordinary rows of a pair go, so that they need not look for it. */
typedef struct pair_memo {
    position *into;  /* its very sides; NULL = not known */
    uint32_t fund;   /* 1 + index */
    bool is_holding; /* else of an investor */
} pair_memo;

/* A row that cannot be is noted and ends the building; what is below 0 of what decide keeps above it, too. */
static bool note_wrong(book *b, seq_no seq, const char *field)
{
    CHECK(seq >= 1);
    if (field == NULL || b->wrong_row != 0) return b->wrong_row != 0;
    b->wrong_row = seq;
    b->wrong_field = field;
    return true;
}

static bool payment_fits(const book *b, const pair_memo *known, const event *ev)
{
    return sum_fits(payments_in(&b->funds[known->fund - 1], ev->kind)->gross, ev->amount.minor);
}

static bool slim_fits(const position *p, const effect *x)
{
    bool fits = true;
    for (int k = 0; k < SUMS; k++) fits &= sum_fits(p->sum[k].gross, size_of(x->by[k]));
    return fits;
}

/* May the row go where the others of its pair went? If not, the long way says what is wrong with it. */
static bool is_known(const book *b, const pair_memo *known, const event *ev)
{
    const position *p = known->into;
    if (p == NULL || p->days != NULL || ev->effective.first < p->newest) return false;
    if (known->is_holding != is_holding(ev) || (!known->is_holding && p->unit != ev->amount.unit)) return false;
    if (!flow_adds_up(ev)) return false;
    return !moves_cash(ev) || (known->fund != 0 && payment_fits(b, known, ev));
}

static bool put_known(book *b, const pair_memo *known, const event *ev)
{
    position *p = known->into;
    effects fx = {.of = {{.on = ev->effective.first, .until = DAY_NEVER}}, .count = 1};
    if (ev->kind == KIND_STAKE_TRANSFERRED || !is_known(b, known, ev)) return false;
    CHECK(p->flow_count > 0);
    effects_put(&fx, b, ev, 0);
    if (!slim_fits(p, &fx.of[0])) return false;
    p->flow_count++;
    if (!is_nothing(&fx.of[0])) put_slim(p, ev->effective.first, &fx.of[0]);
    if (moves_cash(ev))
        payments_put(payments_in(&b->funds[known->fund - 1], ev->kind), ev->effective.first, 1, ev->amount.minor);
    return true;
}

static void note_known(pair_memo *m, const book *b, const event *ev)
{
    uint32_t fund;
    if (m->into == NULL) m->into = position_find(b, ev->subject, ev->object); /* NULL: another stands for a side */
    m->is_holding = is_holding(ev);
    if (m->into != NULL && moves_cash(ev) && map_u64_find(&fund, &b->fund_of, ev->object)) m->fund = fund + 1;
}

static bool put_row_again(book *b, pair_memo *memo, seq_no seq)
{
    event ev = {.seq = 0};
    const row_chunk *c = rows_chunk(&b->rows, seq);
    uint32_t at = rows_at(seq), pair = c->pair[at];
    bool is_plain = c->wide[at] == 0 && pair != 0 && b->merger_count == 0;
    flow_of_row(&ev, b, seq);
    if (is_plain && put_known(b, &memo[pair], &ev)) return true;
    if (note_wrong(b, seq, wrong_flow_alone(b, &ev))) return true;
    if (!put_flow(b, &ev)) return false;
    if (is_plain) note_known(&memo[pair], b, &ev);
    return true;
}

static bool put_all_rows(book *b, arena *scratch)
{
    pair_memo *memo = arena_get(scratch, (book_pair_count(b) + 1) * sizeof *memo);
    if (memo == NULL) return false;
    for (seq_no seq = 1; seq <= b->applied && b->wrong_row == 0; seq++)
        if (has_position(book_kind(b, seq)) && row_stands(b, seq) && !put_row_again(b, memo, seq)) return false;
    return true;
}

static bool is_above(const position *p)
{
    if (p->days == NULL) return sums_are_above(p) && !p->was_below;
    for (int k = 0; k < SUMS; k++)
        if (k != SUM_CALLABLE && !series_stays_above(&p->days[k])) return false;
    return true;
}

/* Whatever the order in which the rows came, none of the sums is below 0 on any day. */
static void check_above(book *b)
{
    for (uint32_t i = 0; i < b->position_count && b->wrong_row == 0; i++) {
        const position *p = position_at(b, i);
        if (is_above(p)) continue;
        seq_no row = pair_newest(b, p->investor, p->fund);
        (void)note_wrong(b, row ? row : p->fund, "amount");
    }
}

/* The mergers of funds first: an effect follows them whenever they were entered. */
bool positions_rebuild(book *b)
{
    map_u64_init(&b->position_of, b->from);
    map_u64_init(&b->fund_of, b->from);
    b->position_count = b->fund_count = b->position_block_room = b->position_of_pair_room = 0;
    b->position_of_pair = NULL;
    b->positions = NULL;
    b->wrong_row = 0;
    if (!mergers_rebuild(b)) return false;
    if (b->wrong_row != 0) return true;
    arena *scratch = arena_new("BOOK_BYTES_MAX", BOOK_BYTES_MAX);
    if (scratch == NULL) return false;
    bool done = put_all_rows(b, scratch);
    arena_free(scratch);
    if (done) check_above(b);
    CHECK(b->ledger_is_stale || b->wrong_row == 0); /* rows that were applied one by one are sound */
    return done;
}

err_code ledger_ready(book *b, err *e)
{
    if (!b->ledger_is_stale) return ERR_OK;
    if (b->wrong_row == 0 && !positions_rebuild(b)) return arena_err(b->from, e);
    if (b->wrong_row != 0) return refuse_row_bytes(b->wrong_row, b->wrong_field, e);
    b->ledger_is_stale = false;
    return ERR_OK;
}

/* ---- before anything is asked ---- */
static bool prepare_merger_gone(const book *b, const event *old)
{
    const fund_merger *m = merger_find(b, old->subject);
    CHECK(m != NULL);
    for (uint32_t i = 0; i < b->position_count; i++) {
        if (!merger_moves(b, m, position_at(b, i))) continue;
        effects fx = merger_effects(b, m, position_at(b, i));
        if (!keep_days_of(b, old, &fx, b->applied + 1, true)) return false;
    }
    return true;
}

bool ledger_prepare(const book *b, const event *ev)
{
    event old;
    CHECK(!b->ledger_is_stale);
    if (has_position(ev->kind)) {
        event asked = *ev; /* sides and days are what matters; a stored row was not admitted yet */
        if (ev->kind == KIND_CONTRIBUTION_PAID) asked.has_unfunded = false;
        effects fx = effects_of(b, &asked, 0);
        return keep_days_of(b, ev, &fx, b->applied + 1, false);
    }
    if (ev->kind != KIND_ENTRY_REVERSED || ev->ref == 0 || ev->ref > b->applied || !row_stands(b, ev->ref)) return true;
    book_entry(&old, b, ev->ref);
    if (old.kind == KIND_FUND_MERGED) return prepare_merger_gone(b, &old);
    if (!has_position(old.kind)) return true;
    effects fx = effects_of_row(b, &old);
    return keep_days_of(b, &old, &fx, b->applied + 1, true);
}
