/* stated: the web by statements alone. A pair has one stake in a fund, and one holding whose rounds add up: of the
 * statements on one round the latest counts, and of the shares that are stated the latest.
 *
 * A share that is not stated lies in [0, 1], and no share is above what the certain parts of the others leave of the whole.
 * Where stated shares add up to more than the whole they stand as they are. What may be nobody's that a statement names is
 * the holder's that nobody states: [1 − Σ hi, 1 − Σ lo], at least 0. */
#include "look/look_int.h"

#include <stdlib.h>
#include <string.h>

#define PPM 1e6

typedef struct order {
    const view_request *q;
    const stated_link *link;
} order;

static int compare_words(str a, str b)
{
    return str_compare(a, b);
}

/* By pair, then round, then which beats which: the one that counts comes last of its round. */
static int compare_links(const void *one, const void *other)
{
    const order *x = one, *y = other;
    const stated_link *a = x->link, *b = y->link;
    if (a->to != b->to) return a->to < b->to ? -1 : 1;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    if (a->is_holding != b->is_holding) return a->is_holding - b->is_holding;
    int by_round = compare_words(a->round, b->round);
    if (by_round != 0) return by_round;
    event one_said, other_said;
    if (a->entry == b->entry) return 0;
    book_entry(&one_said, x->q->b, a->entry);
    book_entry(&other_said, x->q->b, b->entry);
    return statement_beats(x->q, &one_said, &other_said) ? 1 : -1;
}

static bool is_same(const stated_link *a, const stated_link *b, bool by_round)
{
    return a->to == b->to && a->from == b->from && a->is_holding == b->is_holding &&
           (!by_round || str_equal(a->round, b->round));
}

static bool beats(const view_request *q, seq_no one, seq_no other)
{
    event a, b;
    if (other == 0) return true;
    book_entry(&a, q->b, one);
    book_entry(&b, q->b, other);
    return statement_beats(q, &a, &b);
}

static interval add_round(interval sum, bool is_first, const stake *s, const stated_link *l)
{
    interval x = l->has_amount && l->unit == s->unit ? l->amount : interval_unknown(false);
    return is_first ? x : interval_add(sum, x);
}

static void take_share(stake *s, seq_no *by, const view_request *q, const stated_link *l)
{
    if (!l->has_share || !beats(q, l->entry, *by)) return;
    *by = l->entry;
    s->lo = (double)l->share.lo / PPM;
    s->hi = l->share.hi_open || l->share.hi > 1000000 ? 1 : (double)l->share.hi / PPM;
    if (s->hi < s->lo) s->hi = s->lo;
}

/* All rounds of one pair as one stake. */
static bool add_pair(web *w, const order *of, uint32_t count)
{
    const stated_link *first = of[0].link;
    entry_list why = {.count = 0};
    bool is_empty = true;
    seq_no share_by = 0;
    stake s = {.from = first->from, .to = first->to, .is_holding = first->is_holding, .unit = first->unit, .hi = 1};
    for (uint32_t i = 0; i < count; i++) {
        const stated_link *l = of[i].link;
        take_share(&s, &share_by, w->q, l);
        if (!join_seqs(&why, w->q->a, l->entries, l->entry_count)) return false;
        if (i + 1 < count && is_same(l, of[i + 1].link, true)) continue;
        s.amount = add_round(s.amount, is_empty, &s, l);
        is_empty = false;
    }
    s.entries = why.seq;
    s.entry_count = why.count;
    return web_add(w, &s);
}

/* ---- what is left of the whole ---- */

static bool add_unstated(web *w, seq_no to, double lo, double hi)
{
    stake s = {.from = 0, .to = to, .amount = interval_unknown(false), .unit = UNIT_CNY, .lo = lo, .hi = hi};
    return hi <= 0 || web_add(w, &s);
}

static double at_least_nothing(double x)
{
    return x > 0 ? x : 0;
}

/* The stakes first … end are those of one thing. */
static bool close_thing(web *w, uint32_t first, uint32_t end)
{
    double sum = 0, most = 0;
    for (uint32_t i = first; i < end; i++) sum += w->stakes[i].lo;
    for (uint32_t i = first; i < end; i++) {
        stake *s = &w->stakes[i];
        double left = 1 - (sum - s->lo);
        if (sum <= 1 && s->hi > left) s->hi = left > s->lo ? left : s->lo;
        most += s->hi;
    }
    /* a millionth is the least that a statement can tell */
    double open = at_least_nothing(1 - sum);
    return add_unstated(w, w->stakes[first].to, at_least_nothing(1 - most), open < 0.5 / PPM ? 0 : open);
}

static bool add_pairs(web *w, const order *of, uint32_t count)
{
    uint32_t first = 0;
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && is_same(of[i].link, of[end].link, false);) end++;
        if (!add_pair(w, of + i, end - i)) return false;
        bool is_last = end == count || of[end].link->to != of[i].link->to;
        if (!is_last) continue;
        if (w->stake_count > first && !close_thing(w, first, w->stake_count)) return false;
        first = w->stake_count;
    }
    return true;
}

bool stated_stakes(web *w)
{
    stated_links links;
    if (!stated_links_build(&links, w->q)) return false;
    order *of = arena_get(w->q->a, sizeof *of * (links.count + 1));
    if (of == NULL) return false;
    for (uint32_t i = 0; i < links.count; i++) of[i] = (order){w->q, &links.items[i]};
    if (links.count > 0) qsort(of, links.count, sizeof *of, compare_links);
    return add_pairs(w, of, links.count);
}
