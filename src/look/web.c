/* web: who has how much of what on one basis, from the ledger or from statements, never from both.
 *
 * On the ledger's bases a fund is held by those who committed (or paid in), each with its position ÷ Σ positions, and an
 * enterprise by the funds with cost in it, each with its remaining cost ÷ Σ: that is the money that the ledger knows of.
 * Where units meet, or a position is unknown, no share of that fund is known: [0, 1] each, and the whole for a single
 * holder. Statements (stated.c) say shares themselves; what they leave open belongs to a holder that nobody states.
 * Invariants: stakes of one thing lie together; a known share is in [0, 1]; lo ≤ hi. */
#include "look/look_int.h"

#include <stdlib.h>

bool join_seqs(entry_list *l, arena *a, const seq_no *seq, uint32_t count)
{
    bool done = true;
    for (uint32_t i = 0; i < count && done; i++) done = entries_put(l, a, seq[i]);
    return done;
}

bool web_add(web *w, const stake *s)
{
    if (s->from == s->to) return true; /* a mistake that decide lets pass: nobody stands behind itself */
    if (!arena_grow(w->q->a, (void **)&w->stakes, sizeof *w->stakes, &w->stake_room, w->stake_count + 1)) return false;
    w->stakes[w->stake_count++] = *s;
    return true;
}

static bool add_ledger(web *w, const ledger_stakes_list *l, bool is_holding)
{
    for (uint32_t i = 0; i < l->count; i++) {
        const ledger_stake *from = &l->items[i];
        bool is_nothing = interval_is_exact(from->amount) && from->amount.lo <= 0;
        stake s = {.from = from->owner,
                   .to = from->owned,
                   .is_holding = is_holding,
                   .amount = from->amount,
                   .unit = from->unit,
                   .entries = from->entries,
                   .entry_count = from->entry_count};
        if (!is_nothing && !web_add(w, &s)) return false;
    }
    return true;
}

static bool ledger_web(web *w)
{
    ledger_stakes_list positions, holdings;
    position_figure f = w->basis == LOOK_COMMITTED ? FIGURE_COMMITTED : FIGURE_PAID_IN;
    return ledger_stakes(&positions, w->q, f) && ledger_holdings(&holdings, w->q) && add_ledger(w, &positions, false) &&
           add_ledger(w, &holdings, true);
}

/* ---- nodes ---- */

static int compare_stakes(const void *one, const void *other)
{
    const stake *a = one, *b = other;
    if (a->to != b->to) return a->to < b->to ? -1 : 1;
    if (a->from != b->from)
        return (a->from == 0) != (b->from == 0) ? (a->from == 0 ? 1 : -1) : a->from < b->from ? -1 : 1;
    return a->is_holding - b->is_holding;
}

static int compare_seqs(const void *one, const void *other)
{
    const seq_no a = *(const seq_no *)one, b = *(const seq_no *)other;
    return (a > b) - (a < b);
}

/* The parties of all stakes, rising, each once. */
static bool find_nodes(web *w)
{
    seq_no *all = arena_get(w->q->a, sizeof *all * ((size_t)w->stake_count * 2 + 1));
    uint32_t count = 0;
    bool has_unstated = false;
    if (all == NULL) return false;
    for (uint32_t i = 0; i < w->stake_count; i++) {
        all[count++] = w->stakes[i].to;
        if (w->stakes[i].from != 0) all[count++] = w->stakes[i].from;
        has_unstated = has_unstated || w->stakes[i].from == 0;
    }
    qsort(all, count, sizeof *all, compare_seqs);
    w->nodes = arena_get(w->q->a, sizeof *w->nodes * ((size_t)count + 2));
    if (w->nodes == NULL) return false;
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || all[i] != all[i - 1]) w->nodes[w->node_count++].party = all[i];
    if (has_unstated) w->nodes[w->node_count++].party = 0;
    return true;
}

uint32_t web_node(const web *w, seq_no party)
{
    uint32_t low = 0, high = w->node_count;
    if (high > 0 && w->nodes[high - 1].party == 0) high--;
    if (party == 0) return high < w->node_count ? high : NODE_NONE;
    uint32_t end = high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (w->nodes[middle].party < party)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && w->nodes[low].party == party ? low : NODE_NONE;
}

static void join_sum(interval *sum, unit_code *code, bool is_first, const stake *s)
{
    if (is_first) {
        *sum = s->amount;
        *code = s->unit;
    } else
        *sum = interval_add(*sum, s->unit == *code ? s->amount : interval_unknown(false));
}

static void tie_ends(web *w)
{
    for (uint32_t i = 0; i < w->stake_count; i++) {
        stake *s = &w->stakes[i];
        s->owner = web_node(w, s->from);
        s->owned = web_node(w, s->to);
        CHECK(s->owner != NODE_NONE && s->owned != NODE_NONE);
        node *n = &w->nodes[s->owned];
        bool is_first = n->in_end == 0;
        if (is_first) n->in = i;
        n->in_end = i + 1;
        if (s->from != 0) join_sum(&n->whole, &n->unit, is_first, s);
        w->nodes[s->owner].out_end++;
        w->adds_up = w->adds_up && s->unit == w->stakes[0].unit && interval_is_exact(s->amount);
    }
}

/* Numbers of stakes by owner: counts became places. */
static bool list_owners(web *w)
{
    uint32_t at = 0;
    w->by_owner = arena_get(w->q->a, sizeof *w->by_owner * ((size_t)w->stake_count + 1));
    if (w->by_owner == NULL) return false;
    for (uint32_t i = 0; i < w->node_count; i++) {
        uint32_t count = w->nodes[i].out_end;
        w->nodes[i].out = w->nodes[i].out_end = at;
        at += count;
    }
    for (uint32_t i = 0; i < w->stake_count; i++) {
        const stake *s = &w->stakes[i];
        node *n = &w->nodes[s->owner];
        unit_code code = w->stakes[w->by_owner[n->out]].unit;
        join_sum(&n->placed, &code, n->out == n->out_end, s);
        w->by_owner[n->out_end++] = i;
    }
    return true;
}

/* ---- shares of the ledger ---- */

static void share_out(web *w, node *n)
{
    uint32_t count = n->in_end - n->in;
    n->is_exact = count == 1 || (interval_is_exact(n->whole) && n->whole.lo > 0);
    w->is_exact = w->is_exact && n->is_exact;
    for (uint32_t i = n->in; i < n->in_end; i++) {
        stake *s = &w->stakes[i];
        bool is_known = n->is_exact && count > 1;
        s->lo = is_known ? (double)s->amount.lo / (double)n->whole.lo : count == 1 ? 1 : 0;
        s->hi = is_known ? s->lo : 1;
    }
}

bool node_is_held(const web *w, uint32_t at)
{
    CHECK(at < w->node_count);
    return w->nodes[at].in_end > w->nodes[at].in;
}

bool web_build(web *w, const view_request *q, look_basis on)
{
    CHECK(on < LOOK_BASES);
    *w = (web){.q = q, .basis = on, .is_exact = on != LOOK_REPORTED, .adds_up = on != LOOK_REPORTED};
    if (!(on == LOOK_REPORTED ? stated_stakes(w) : ledger_web(w))) return false;
    if (w->stake_count > 0) qsort(w->stakes, w->stake_count, sizeof *w->stakes, compare_stakes);
    if (!find_nodes(w)) return false;
    tie_ends(w);
    if (!list_owners(w)) return false;
    for (uint32_t i = 0; i < w->node_count && on != LOOK_REPORTED; i++)
        if (node_is_held(w, i)) share_out(w, &w->nodes[i]);
    return true;
}

bool web_is_wanted(const view_request *q, look_basis on)
{
    static const char *const words[] = {"committed", "paid_in", "reported"};
    if (q->at.record == (on == LOOK_REPORTED ? RECORD_LEDGER : RECORD_REPORTED)) return false;
    for (uint32_t i = 0; i < q->where_count; i++) {
        size_t at;
        str word = q->where[i];
        if (!str_find(&at, word, STR("=")) || !str_equal(str_trim(str_slice(word, 0, at)), STR("basis"))) continue;
        if (!str_equal(str_trim(str_slice(word, at + 1, word.len)), str_from(words[on]))) return false;
    }
    return true;
}
