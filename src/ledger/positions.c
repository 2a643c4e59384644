/* positions: every investor × fund of the ledger under a basis, in one pass over the rows, without an event of each.
 *
 * Rows of one pair of parties are added up where they are; then pairs are joined to the parties that stand at the prefix
 * and to the fund that its own went into by as_of. A transfer moves two positions and is added after the pass. The book
 * keeps a position in one currency and far from int64's ends; should two currencies meet all the same, or a sum leave
 * int64, the whole position is unknown. Invariant: a position is found for each row that counts. */
#include "ledger/ledger_int.h"

#include <stdlib.h>

typedef struct pair_sums { /* one line of the processor's cache */
    int64_t sum[FIGURES_MOVED];
    seq_no first; /* 0 = nothing counts */
    uint16_t unit;
    bool is_odd; /* two units met, or a sum left int64 */
} pair_sums;
typedef enum action {
    ACT_NOTHING,
    ACT_ADD, /* to the figure of the kind */
    ACT_CHANGE,
    ACT_PAY,
    ACT_DISTRIBUTE,
    ACT_NOTE /* transfers and mergers of funds: few, taken after the pass */
} action;
typedef struct adding {
    position_index *x;
    const basis *at;
    pair_sums *sums;
    entry_list transfers, mergers;
    uint32_t pair_count; /* those with a row that counts */
    uint8_t act[KIND_LAST + 1], figure[KIND_LAST + 1];
    int decrease; /* the code of that direction */
    bool is_limited, failed;
} adding;

static void choose_actions(adding *k)
{
    static const struct {
        kind of;
        action act;
        position_figure figure;
    } table[] = {{KIND_COMMITMENT_SIGNED, ACT_ADD, FIGURE_COMMITTED},
                 {KIND_COMMITMENT_CHANGED, ACT_CHANGE, FIGURE_COMMITTED},
                 {KIND_CALL_ISSUED, ACT_ADD, FIGURE_CALLED},
                 {KIND_CONTRIBUTION_PAID, ACT_PAY, FIGURE_PAID_IN},
                 {KIND_CONTRIBUTION_DEFAULTED, ACT_ADD, FIGURE_DEFAULTED},
                 {KIND_DISTRIBUTION_PAID, ACT_DISTRIBUTE, FIGURE_DISTRIBUTED},
                 {KIND_STAKE_TRANSFERRED, ACT_NOTE, FIGURE_COMMITTED},
                 {KIND_FUND_MERGED, ACT_NOTE, FIGURE_COMMITTED}};
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        CHECK(table[i].act != ACT_NOTHING);
        k->act[table[i].of] = (uint8_t)table[i].act;
        k->figure[table[i].of] = (uint8_t)table[i].figure;
    }
}

/* ---- the pass ---- */

static bool is_present(const adding *k, seq_no seq)
{
    event ev;
    book_entry(&ev, k->x->q->b, seq);
    return book_presence(k->x->q->b, &ev, k->at) == PRESENT_YES;
}

/* For mergers of funds, whose day need not be known to the day, what is surely so. */
static bool note(adding *k, const row_slice *s, uint32_t i)
{
    seq_no seq = s->first + i;
    if (!is_present(k, seq)) return true;
    return entries_put((kind)s->kind[i] == KIND_FUND_MERGED ? &k->mergers : &k->transfers, k->x->q->a, seq);
}

static void add_cell(adding *k, const row_slice *s, uint32_t i)
{
    CHECK(s->pair[i] >= 1);
    pair_sums *p = &k->sums[s->pair[i] - 1];
    kind of = (kind)s->kind[i];
    action act = (action)k->act[of];
    int64_t minor = s->minor[i];
    int64_t *sum = &p->sum[k->figure[of]];
    if (p->first == 0) {
        p->first = s->first + i;
        p->unit = s->unit[i];
        k->pair_count++;
    }
    bool is_odd = p->unit != s->unit[i];
    if (act == ACT_CHANGE && s->class_code[i] == k->decrease) minor = -minor;
    if (act == ACT_PAY && s->class_code[i] == OUTSIDE) sum = &p->sum[FIGURE_PAID_OUTSIDE];
    if (act == ACT_DISTRIBUTE)
        is_odd |= __builtin_add_overflow(p->sum[FIGURE_RECALLABLE], slice_unfunded(s, i), &p->sum[FIGURE_RECALLABLE]);
    is_odd |= __builtin_add_overflow(*sum, minor, sum);
    p->is_odd |= is_odd;
}

/* A flow has a day, known to the day: it counts or it does not. */
static void add_slice(adding *k, const row_slice *s)
{
    const day as_of = k->at->as_of;
    const seq_no prefix = k->at->prefix;
    const bool is_limited = k->is_limited;
    for (uint32_t i = 0; i < s->count; i++) {
        action act = (action)k->act[s->kind[i]];
        if (act == ACT_NOTHING) continue;
        bool is_reversed = slice_reversed_by(s, i, prefix) != 0;
        if (act == ACT_NOTE)
            k->failed = k->failed || !note(k, s, i);
        else if (s->effective[i] <= as_of && !is_reversed && (!is_limited || is_present(k, s->first + i)))
            add_cell(k, s, i);
    }
}

/* ---- from pairs to positions ---- */

/* Where the index of that position is kept; 0 = not yet. NULL: it is in x->other. */
static uint32_t *place_of(const position_index *x, seq_no investor, seq_no fund)
{
    uint32_t pair = book_pair_find(x->q->b, investor, fund);
    return pair != 0 && pair <= x->pair_count ? &x->of_pair[pair - 1] : NULL;
}

static uint64_t key_of(seq_no investor, seq_no fund)
{
    CHECK(fund != 0);
    return (uint64_t)investor << 32 | fund;
}

/* The party at the prefix; of a fund, the one that it is on as_of. Investors may be funds. */
static seq_no stands_for(const position_index *x, seq_no party)
{
    return fund_standing(NULL, &x->mergers, x->q, party);
}

bool position_of_move(uint32_t *at, const position_index *x, const flow_move *m)
{
    seq_no investor = stands_for(x, m->investor), fund = stands_for(x, m->fund);
    const uint32_t *place = place_of(x, investor, fund);
    uint32_t number = 0;
    if (place != NULL)
        number = *place;
    else
        (void)map_u64_find(&number, &x->other, key_of(investor, fund));
    *at = number - 1;
    return number != 0;
}

/* The position of a pair that stands; made when there is none. NULL on memory. place may be NULL: it is looked up. */
static ledger_position *position_get(position_index *x, seq_no investor, seq_no fund, uint32_t *place)
{
    uint32_t number = 0;
    if (place == NULL) place = place_of(x, investor, fund);
    if (place != NULL)
        number = *place;
    else
        (void)map_u64_find(&number, &x->other, key_of(investor, fund));
    if (number != 0) return &x->found.items[number - 1];
    number = x->found.count + 1;
    if (!arena_grow(x->q->a, (void **)&x->found.items, sizeof *x->found.items, &x->room, number)) return NULL;
    if (place != NULL)
        *place = number;
    else if (!map_u64_put(&x->other, key_of(investor, fund), number))
        return NULL;
    x->found.items[x->found.count++] = (ledger_position){.investor = investor, .fund = fund};
    return &x->found.items[number - 1];
}

static void join(ledger_position *p, const pair_sums *s)
{
    bool is_odd = s->is_odd || (p->first != 0 && p->unit != s->unit);
    if (p->first == 0 || s->first < p->first) {
        p->first = s->first;
        p->unit = s->unit;
    }
    for (uint32_t f = 0; f < FIGURES_MOVED; f++) is_odd |= __builtin_add_overflow(p->sum[f], s->sum[f], &p->sum[f]);
    p->is_unknown |= is_odd;
}

static bool join_pairs(adding *k)
{
    position_index *x = k->x;
    for (uint32_t i = 0; i < x->pair_count; i++) {
        if (k->sums[i].first == 0) continue;
        seq_no subject, object;
        book_pair(&subject, &object, x->q->b, i + 1);
        seq_no investor = stands_for(x, subject), fund = stands_for(x, object);
        bool is_own = investor == subject && fund == object;
        ledger_position *p = position_get(x, investor, fund, is_own ? &x->of_pair[i] : NULL);
        if (p == NULL) return false;
        join(p, &k->sums[i]);
    }
    return true;
}

static bool join_transfers(adding *k)
{
    for (uint32_t i = 0; i < k->transfers.count; i++) {
        event ev;
        flow_move moves[MOVES_MAX];
        book_entry(&ev, k->x->q->b, k->transfers.seq[i]);
        uint32_t count = moves_of(moves, &ev);
        for (uint32_t m = 0; m < count; m++) {
            pair_sums one = {.first = ev.seq, .unit = (uint16_t)ev.amount.unit};
            seq_no investor = stands_for(k->x, moves[m].investor), fund = stands_for(k->x, moves[m].fund);
            ledger_position *p = position_get(k->x, investor, fund, NULL);
            if (p == NULL) return false;
            one.sum[moves[m].figure] = moves[m].minor;
            join(p, &one);
        }
    }
    return true;
}

static void find_unfunded(ledger_position *p)
{
    int128 left = (int128)p->sum[FIGURE_COMMITTED] - p->sum[FIGURE_PAID_IN] + p->sum[FIGURE_RECALLABLE];
    p->is_unknown |= left < INT64_MIN || left > INT64_MAX;
    p->sum[FIGURE_UNFUNDED] = p->is_unknown ? 0 : (int64_t)left;
}

/* ---- all of it ---- */

static bool add_rows(adding *k)
{
    row_slice s;
    for (seq_no first = 1; first <= k->at->prefix; first += s.count) {
        book_slice(&s, k->x->q->b, first, k->at->prefix);
        add_slice(k, &s);
    }
    uint32_t most = k->pair_count + 2 * k->transfers.count;
    return !k->failed && fund_mergers_of(&k->x->mergers, k->x->q, &k->mergers) &&
           arena_grow(k->x->q->a, (void **)&k->x->found.items, sizeof *k->x->found.items, &k->x->room, most + 1) &&
           join_pairs(k) && join_transfers(k);
}

bool positions_find(position_index *x, const view_request *q)
{
    adding k = {.x = x, .at = &q->at, .decrease = enum_find(LIST_direction, STR("decrease"))};
    CHECK(k.decrease != 0);
    *x = (position_index){.q = q};
    map_u64_init(&x->other, q->a);
    x->pair_count = book_pair_count(q->b);
    k.is_limited = q->at.published_by.first != DAY_NONE;
    k.sums = arena_get(q->a, sizeof *k.sums * (x->pair_count + 1));
    x->of_pair = arena_get(q->a, sizeof *x->of_pair * (x->pair_count + 1));
    choose_actions(&k);
    if (k.sums == NULL || x->of_pair == NULL || !add_rows(&k)) return false;
    for (uint32_t i = 0; i < x->found.count; i++) find_unfunded(&x->found.items[i]);
    return true;
}

/* ---- their order ---- */

typedef struct place {
    seq_no first;
    uint32_t at;
} place;

static int compare_places(const void *one, const void *other)
{
    const place *a = one, *b = other;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

bool positions_order(uint32_t **order, const ledger_positions_list *l, arena *a)
{
    bool is_rising = true;
    place *places = arena_get(a, sizeof *places * (l->count + 1));
    *order = arena_get(a, sizeof **order * (l->count + 1));
    if (places == NULL || *order == NULL) return false;
    for (uint32_t i = 0; i < l->count; i++) {
        places[i] = (place){l->items[i].first, i};
        is_rising = is_rising && (i == 0 || places[i - 1].first <= places[i].first);
    }
    if (!is_rising) qsort(places, l->count, sizeof *places, compare_places);
    for (uint32_t i = 0; i < l->count; i++) (*order)[i] = places[i].at;
    return true;
}

static bool put_in_order(ledger_positions_list *out, const ledger_positions_list *l, arena *a)
{
    uint32_t *order;
    out->items = arena_get(a, sizeof *out->items * (l->count + 1));
    out->count = l->count;
    if (out->items == NULL || !positions_order(&order, l, a)) return false;
    for (uint32_t i = 0; i < l->count; i++) out->items[i] = l->items[order[i]];
    return true;
}

err_code ledger_positions(ledger_positions_list *out, const book *b, const basis *at, arena *a, err *e)
{
    position_index x;
    view_request q = {.b = b, .at = *at, .a = a};
    return positions_find(&x, &q) && put_in_order(out, &x.found, a) ? ERR_OK : arena_err(a, e);
}

interval ledger_figure(const ledger_position *p, position_figure f)
{
    CHECK(f < POSITION_FIGURES);
    return p->is_unknown ? interval_unknown(true) : interval_exact(p->sum[f]);
}
