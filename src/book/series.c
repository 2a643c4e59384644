/* series: running totals by day. A backdated row may break a later day, so what counts is the least total from its day
 * on, not the last balance. Most rows arrive in order: those cost nothing but a compare. */
#include "book/book_int.h"

/* Index of the first cell whose day is ≥ on. */
static uint32_t place_of(const series *s, day on)
{
    uint32_t low = 0, high = s->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->cell[middle].on < on)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool series_put(series *s, arena *from, day on, int64_t delta)
{
    CHECK(on != DAY_NONE);
    uint32_t at = s->count && s->cell[s->count - 1].on < on ? s->count : place_of(s, on);
    CHECK(!__builtin_add_overflow(s->total, delta, &s->total));
    if (at < s->count && s->cell[at].on == on) {
        s->cell[at].delta += delta;
        return true;
    }
    if (!arena_grow(from, (void **)&s->cell, sizeof *s->cell, &s->room, s->count + 1))
        return false;
    for (uint32_t i = s->count; i > at; i--)
        s->cell[i] = s->cell[i - 1];
    s->cell[at].on = on;
    s->cell[at].delta = delta;
    s->count++;
    return true;
}

int64_t series_min_from(const series *s, day from, day *on)
{
    int64_t running = s->total, least;
    uint32_t first = place_of(s, from);
    for (uint32_t i = first; i < s->count; i++)
        running -= s->cell[i].delta;
    least = running; /* the balance on `from` itself, before anything on or after it */
    *on = from;
    if (first < s->count && s->cell[first].on == from) {
        running += s->cell[first++].delta;
        least = running;
    }
    for (uint32_t i = first; i < s->count; i++) {
        running += s->cell[i].delta;
        if (running < least) {
            least = running;
            *on = s->cell[i].on;
        }
    }
    DCHECK(running == s->total);
    return least;
}

day series_first_positive(const series *s)
{
    int64_t running = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        running += s->cell[i].delta;
        if (running > 0)
            return s->cell[i].on;
    }
    return DAY_NONE;
}
