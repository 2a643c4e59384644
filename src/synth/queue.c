/* queue: rows that wait to be handed out, and the calendar of who acts next.
 *
 * Invariants: the n-th row ever put becomes entry o.first + n; the calendar is a binary heap by (day, order), so that
 * what comes first does not depend on how it was filled. */
#include "synth/synth_int.h"

static bool room_for_row(synth *s)
{
    void *items = s->queue;
    if (s->queue_from == s->queue_count) s->queue_from = s->queue_count = 0;
    bool done = arena_grow(s->a, &items, sizeof *s->queue, &s->queue_room, s->queue_count + 1);
    s->queue = items;
    return done;
}

seq_no put_row(synth *s, const row *r)
{
    CHECK(r->kind != KIND_NONE);
    seq_no seq = s->o.first + s->made++;
    if (s->is_counting || s->is_short_of_memory) return seq;
    if (room_for_row(s))
        s->queue[s->queue_count++] = *r;
    else
        s->is_short_of_memory = true;
    return seq;
}

void register_who(synth *s, who w, day on)
{
    row r = {.kind = KIND_PARTY_REGISTERED, .self = w, .on = on, .choice = party_class_of(s, w)};
    put_row(s, &r);
}

bool chance(prng *p, uint32_t in, uint32_t of)
{
    CHECK(in <= of);
    return prng_below(p, of) < in;
}

int64_t part_of(int64_t whole, int64_t numerator, int64_t denominator)
{
    CHECK(whole >= 0);
    CHECK(numerator >= 0);
    CHECK(denominator > 0);
    return (int64_t)((int128)whole * numerator / denominator);
}

int64_t to_step(int64_t minor, int64_t step)
{
    CHECK(minor >= 0);
    return minor - minor % step;
}

/* ---- the calendar ---- */
static bool comes_before(item a, item b)
{
    return a.on != b.on ? a.on < b.on : a.order < b.order;
}

static void swap_items(item *a, item *b)
{
    item kept = *a;
    *a = *b;
    *b = kept;
}

void plan(synth *s, day on, item_class is, uint32_t index)
{
    void *items = s->heap;
    bool done = arena_grow(s->a, &items, sizeof *s->heap, &s->heap_room, s->heap_count + 1);
    s->heap = items;
    if (!done) {
        s->is_short_of_memory = true;
        return;
    }
    uint32_t at = s->heap_count++;
    s->heap[at] = (item){on, (uint32_t)is << 28 | index};
    for (; at > 0 && comes_before(s->heap[at], s->heap[(at - 1) / 2]); at = (at - 1) / 2)
        swap_items(&s->heap[at], &s->heap[(at - 1) / 2]);
}

static uint32_t earlier_child(const synth *s, uint32_t at)
{
    uint32_t child = 2 * at + 1;
    if (child + 1 < s->heap_count && comes_before(s->heap[child + 1], s->heap[child])) child++;
    return child;
}

bool next_item(item *out, synth *s)
{
    if (s->heap_count == 0) return false;
    *out = s->heap[0];
    s->heap[0] = s->heap[--s->heap_count];
    for (uint32_t at = 0, child; (child = earlier_child(s, at)) < s->heap_count; at = child) {
        if (!comes_before(s->heap[child], s->heap[at])) break;
        swap_items(&s->heap[at], &s->heap[child]);
    }
    return true;
}
