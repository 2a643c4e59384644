/* through: what of everything is a source's: shares through all layers, its money, and the entries behind both.
 *
 * share(source) = 1; share(thing) = Σ stake's share × share(owner), loops included: solved by graph, once for the least
 * that the shares may be and once for the most, which never exceeds the whole unless what is stated does. What goes into
 * the source itself is left out: else its own money would be counted again each time that it comes back. */
#include "look/look_int.h"

#include <math.h>
#include <string.h>

typedef struct columns {
    uint32_t *owner, *owned, count;
    double *share;
} columns;

static bool columns_of(columns *out, const web *w, const bool *from, bool is_most)
{
    *out = (columns){.count = 0};
    size_t room = (size_t)w->stake_count + 1;
    out->owner = arena_get(w->q->a, sizeof *out->owner * room);
    out->owned = arena_get(w->q->a, sizeof *out->owned * room);
    out->share = arena_get(w->q->a, sizeof *out->share * room);
    if (out->owner == NULL || out->owned == NULL || out->share == NULL) return false;
    for (uint32_t i = 0; i < w->stake_count; i++) {
        const stake *s = &w->stakes[i];
        if (from[s->owned]) continue;
        out->owner[out->count] = s->owner;
        out->owned[out->count] = s->owned;
        out->share[out->count++] = is_most ? s->hi : s->lo;
    }
    return true;
}

static bool solve(double **out, const web *w, const bool *from, bool is_most)
{
    columns c;
    graph *g;
    size_t room = (size_t)w->node_count + 1;
    double *b = arena_get(w->q->a, sizeof *b * room);
    *out = arena_get(w->q->a, sizeof **out * room);
    if (b == NULL || *out == NULL || !columns_of(&c, w, from, is_most)) return false;
    graph_edges edges = {c.owner, c.owned, c.share, c.count};
    if (graph_new(&g, GRAPH_DOWN, w->node_count, &edges, w->q->a, NULL) != ERR_OK) return false;
    for (uint32_t i = 0; i < w->node_count; i++) b[i] = from[i] ? 1 : 0;
    graph_solve(*out, g, b, is_most ? 1 : INFINITY);
    return true;
}

bool shares_down(shares *out, const web *w, const bool *from)
{
    bool has_endless = false;
    if (!solve(&out->lo, w, from, false)) return false;
    for (uint32_t i = 0; i < w->node_count; i++) has_endless = has_endless || isnan(out->lo[i]);
    out->hi = out->lo;
    if (w->is_exact && !has_endless) return true;
    if (!solve(&out->hi, w, from, true)) return false;
    for (uint32_t i = 0; i < w->node_count; i++) {
        if (isnan(out->lo[i])) out->lo[i] = 0;
        if (out->hi[i] < out->lo[i]) out->hi[i] = out->lo[i];
    }
    return true;
}

bool layers_down(uint32_t **out, const web *w, const bool *from)
{
    uint32_t head = 0, tail = 0, *line = arena_get(w->q->a, sizeof *line * ((size_t)w->node_count + 1));
    *out = arena_get(w->q->a, sizeof **out * ((size_t)w->node_count + 1));
    if (line == NULL || *out == NULL) return false;
    for (uint32_t i = 0; i < w->node_count; i++) {
        (*out)[i] = from[i] ? 0 : UINT32_MAX;
        if (from[i]) line[tail++] = i;
    }
    while (head < tail) {
        const node *n = &w->nodes[line[head]];
        uint32_t layer = (*out)[line[head++]] + 1;
        for (uint32_t k = n->out; k < n->out_end; k++) {
            uint32_t next = w->stakes[w->by_owner[k]].owned;
            if ((*out)[next] != UINT32_MAX) continue;
            (*out)[next] = layer;
            line[tail++] = next;
        }
    }
    CHECK(tail <= w->node_count);
    return true;
}

/* ---- figures ---- */

/* Rounding outward must not turn the last digits of a double into one more: what is that near to a whole number is one. */
static bool is_whole(double x)
{
    double apart = fabs(x - round(x));
    return apart <= 1e-12 * x && apart < 1e-3;
}

#define DIGITS_LAST 0x1p-50 /* beyond 2^50 the last digits of a double are not to be told from its rounding */

int64_t money_down(double x)
{
    if (x > 0x1p50) x *= 1 - DIGITS_LAST;
    return x >= 9e18 ? INT64_MAX : (int64_t)(is_whole(x) ? round(x) : floor(x));
}

int64_t money_up(double x)
{
    if (x > 0x1p50) x *= 1 + DIGITS_LAST;
    return x >= 9e18 ? INT64_MAX : (int64_t)(is_whole(x) ? round(x) : ceil(x));
}

/* Exact stakes may still leave a loop that does not settle: its ends lie apart by far more than rounding can. */
#define ROUNDING 1e-9

interval share_interval(double lo, double hi, bool is_exact)
{
    CHECK(lo >= 0 && hi >= lo);
    if ((is_exact && hi - lo <= ROUNDING) || lo == hi) return interval_exact((int64_t)llround(lo * 1e6));
    interval x = {.lo = money_down(lo * 1e6), .hi = money_up(hi * 1e6)};
    return x;
}

interval carried(const stake *k, double lo, double hi, unit_code code)
{
    interval x = {.about = k->amount.about, .unknown_count = k->amount.unknown_count};
    if (hi <= 0) return interval_exact(0);
    if (k->unit != code) return interval_unknown(false);
    x.lo = k->amount.lo_open || k->amount.lo < 0 ? 0 : money_down(lo * (double)k->amount.lo);
    bool is_beyond = !k->amount.hi_open && hi * (double)k->amount.hi >= 9e18;
    x.hi_open = k->amount.hi_open || is_beyond;
    x.hi = x.hi_open ? 0 : money_up(hi * (double)k->amount.hi);
    x.unknown_count += is_beyond;
    return x;
}

interval money_of(const shares *s, const web *w, uint32_t at, bool *known)
{
    const node *n = &w->nodes[at];
    interval sum = interval_exact(0);
    *known = false;
    if (n->is_exact && s->lo[at] == s->hi[at] && interval_is_exact(n->whole)) {
        *known = true;
        return interval_exact((int64_t)llround(s->lo[at] * (double)n->whole.lo));
    }
    for (uint32_t i = n->in; i < n->in_end; i++) {
        const stake *k = &w->stakes[i];
        if (k->from == 0) continue;
        *known = *known || s->hi[k->owner] > 0;
        sum = interval_add(sum, carried(k, s->lo[k->owner], s->hi[k->owner], n->unit));
    }
    return sum;
}

/* ---- entries ---- */

static void put_entries(relation *out, entry_list *l, const web *w, uint32_t to)
{
    for (uint32_t i = w->nodes[to].in; i < w->nodes[to].in_end; i++) {
        out->failed = out->failed || !join_seqs(l, w->q->a, w->stakes[i].entries, w->stakes[i].entry_count);
    }
}

/* Marks those things and what has a part in them; not what has a part in the sources. */
static bool mark_up(bool *up_to, const web *w, const bool *from, const uint32_t *to, uint32_t count)
{
    uint32_t head = 0, tail = 0, *line = arena_get(w->q->a, sizeof *line * ((size_t)w->node_count + 1));
    if (line == NULL) return false;
    for (uint32_t i = 0; i < count; i++) {
        up_to[to[i]] = true;
        line[tail++] = to[i];
    }
    while (head < tail) {
        uint32_t at = line[head++];
        if (from[at]) continue;
        for (uint32_t i = w->nodes[at].in; i < w->nodes[at].in_end; i++) {
            uint32_t owner = w->stakes[i].owner;
            if (up_to[owner]) continue;
            up_to[owner] = true;
            line[tail++] = owner;
        }
    }
    CHECK(tail <= w->node_count);
    return true;
}

static void entries_between(relation *out, entry_list *l, const web *w, const bool *from, const uint32_t *to,
                            uint32_t count)
{
    uint32_t *layer;
    bool *up_to = arena_get(w->q->a, (size_t)w->node_count + 1);
    if (up_to == NULL || !mark_up(up_to, w, from, to, count) || !layers_down(&layer, w, from)) {
        out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < w->node_count; i++)
        if (up_to[i] && !from[i] && layer[i] != UINT32_MAX) put_entries(out, l, w, i);
}

void why_between(relation *out, cell *c, const web *w, const bool *from, uint32_t to)
{
    entry_list l = {.count = 0};
    if (out->without_why) return;
    entries_between(out, &l, w, from, &to, 1);
    why_list(out, c, w->q->a, &l);
}

void why_stakes_in(relation *out, cell *c, const web *w, uint32_t to)
{
    entry_list l = {.count = 0};
    if (out->without_why) return;
    put_entries(out, &l, w, to);
    why_list(out, c, w->q->a, &l);
}

static void put_own(relation *out, entry_list *l, const web *w, uint32_t of)
{
    for (uint32_t i = w->nodes[of].out; i < w->nodes[of].out_end; i++) {
        const stake *s = &w->stakes[w->by_owner[i]];
        out->failed = out->failed || !join_seqs(l, w->q->a, s->entries, s->entry_count);
    }
}

void why_kept(relation *out, cell *c, const web *w, const bool *from, const uint32_t *to, uint32_t count)
{
    entry_list l = {.count = 0};
    if (out->without_why) return;
    entries_between(out, &l, w, from, to, count);
    for (uint32_t i = 0; i < count; i++) put_own(out, &l, w, to[i]);
    why_list(out, c, w->q->a, &l);
}
