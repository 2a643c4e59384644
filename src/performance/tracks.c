/* tracks: what happened to one stake or holding, entry by entry, in the order of days.
 *
 * Steps are kept in one array and sorted once: by track (counted), then by day and entry within it. Invariants: after
 * tracks_sort the steps of a track lie together and their days do not fall; a track has the unit of its first entry. */
#include "performance/performance_int.h"

#include <stdlib.h>

bool tracks_begin(tracks *t, const view_request *q, bool is_gross)
{
    *t = (tracks){.q = q, .is_gross = is_gross};
    map_u64_init(&t->index, q->a);
    return fund_mergers_build(&t->mergers, q);
}

/* The party on as_of; a merger on the way is noted with the track. */
static bool stand(seq_no *out, tracks *t, seq_no party, day *merged_on)
{
    entry_list merges = {.count = 0};
    *out = standing(t->q, party);
    if (t->mergers.count == 0) return true;
    *out = fund_standing(&merges, &t->mergers, t->q, party);
    for (uint32_t i = 0; i < merges.count; i++) {
        event ev;
        book_entry(&ev, t->q->b, merges.seq[i]);
        day on = book_effective_span(t->q->b, &ev).last;
        if (*merged_on == DAY_NONE || on > *merged_on) *merged_on = on;
    }
    return *out != 0 && entries_join(&t->merges, t->q->a, &merges);
}

track *track_of(tracks *t, seq_no one, seq_no other, const event *ev)
{
    uint32_t at;
    day merged_on = DAY_NONE;
    if (!stand(&one, t, one, &merged_on) || !stand(&other, t, other, &merged_on)) return NULL;
    if (!map_u64_find(&at, &t->index, track_key(one, other))) {
        at = t->count;
        if (!arena_grow(t->q->a, (void **)&t->items, sizeof *t->items, &t->room, at + 1) ||
            !map_u64_put(&t->index, track_key(one, other), at))
            return NULL;
        t->items[t->count++] = (track){.one = one,
                                       .other = other,
                                       .unit = ev->amount.unit,
                                       .merged_on = DAY_NONE,
                                       .first_cash = DAY_NONE,
                                       .unpriced_on = DAY_NONE,
                                       .value_on = DAY_NONE,
                                       .measured_on = t->q->at.as_of};
    }
    track *x = &t->items[at];
    if (merged_on != DAY_NONE && (x->merged_on == DAY_NONE || merged_on > x->merged_on)) x->merged_on = merged_on;
    x->is_odd |= x->unit != ev->amount.unit;
    return x;
}

bool track_step(tracks *t, const track *x, const event *ev, step_kind what, int64_t minor)
{
    CHECK(ev->effective.precision == PRECISION_DAY);
    CHECK(what < STEP_KINDS);
    if (!arena_grow(t->q->a, (void **)&t->steps, sizeof *t->steps, &t->step_room, t->step_count + 1)) return false;
    t->steps[t->step_count++] = (step){.minor = minor,
                                       .track = (uint32_t)(x - t->items),
                                       .entry = ev->seq,
                                       .on = ev->effective.first,
                                       .what = what};
    return true;
}

static int compare_steps(const void *one, const void *other)
{
    const step *a = one, *b = other;
    if (a->on != b->on) return a->on < b->on ? -1 : 1;
    if (a->entry != b->entry) return a->entry < b->entry ? -1 : 1;
    return (a->what > b->what) - (a->what < b->what);
}

/* Entries come mostly in the order of their days. */
static void sort_steps(step *steps, uint32_t count)
{
    bool is_sorted = true;
    for (uint32_t i = 1; i < count && is_sorted; i++) is_sorted = compare_steps(&steps[i - 1], &steps[i]) <= 0;
    if (!is_sorted) qsort(steps, count, sizeof *steps, compare_steps);
}

static bool is_cash(step_kind what)
{
    return (CASH_STEPS >> what & 1U) != 0;
}

bool tracks_sort(tracks *t)
{
    step *sorted = arena_get(t->q->a, sizeof *sorted * ((size_t)t->step_count + 1));
    if (sorted == NULL) return false;
    for (uint32_t i = 0; i < t->step_count; i++) t->items[t->steps[i].track].count++;
    for (uint32_t i = 0, from = 0; i < t->count; i++) {
        t->items[i].from = from;
        from += t->items[i].count;
        t->items[i].count = 0;
    }
    for (uint32_t i = 0; i < t->step_count; i++) {
        track *x = &t->items[t->steps[i].track];
        sorted[x->from + x->count++] = t->steps[i];
    }
    t->steps = sorted;
    for (uint32_t i = 0; i < t->count; i++) {
        track *x = &t->items[i];
        sort_steps(&sorted[x->from], x->count);
        for (uint32_t s = 0; s < x->count && x->first_cash == DAY_NONE; s++)
            if (is_cash(sorted[x->from + s].what)) x->first_cash = sorted[x->from + s].on;
        bool is_first = x->unpriced_on != DAY_NONE && (x->first_cash == DAY_NONE || x->unpriced_on < x->first_cash);
        if (is_first) x->first_cash = x->unpriced_on; /* money moved, nobody says how much */
    }
    return true;
}

bool track_sum(int64_t *out, const tracks *t, const track *x, uint32_t kinds, day through)
{
    *out = 0;
    for (uint32_t i = 0; i < x->count; i++) {
        const step *s = &t->steps[x->from + i];
        if (s->on > through) break;
        if ((kinds >> s->what & 1U) != 0 && __builtin_add_overflow(*out, s->minor, out)) return false;
    }
    return true;
}
