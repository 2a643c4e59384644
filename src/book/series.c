/* series: running totals by day. A backdated row may break a later day, so what counts is the least total from its day
 * on, not the last balance. Most rows arrive in order: those cost nothing but a compare.
 *
 * Invariants: days rise; total = Σ delta; no sum of deltas of any days is larger than gross. */
#include "book/book_int.h"

/* Index of the first cell whose day is ≥ on; most often the last one or none. */
uint32_t series_place(const series *s, day on)
{
    uint32_t low = 0, high = s->count;
    if (high && s->cell[high - 1].on < on) return high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->cell[middle].on < on)
            low = middle + 1;
        else
            high = middle;
    }
    CHECK(low == s->count || s->cell[low].on >= on);
    return low;
}

static int64_t size_of(int64_t delta)
{
    CHECK(delta != INT64_MIN);
    return delta < 0 ? -delta : delta;
}

bool series_fits(const series *s, int64_t more)
{
    CHECK(more >= 0);
    CHECK(s->gross >= 0);
    return more <= SERIES_GROSS_MAX && s->gross <= SERIES_GROSS_MAX - more;
}

static bool add_to_day(series *s, arena *from, day on, int64_t delta)
{
    uint32_t at = series_place(s, on);
    if (at < s->count && s->cell[at].on == on) {
        s->cell[at].delta += delta;
        return true;
    }
    if (!arena_grow(from, (void **)&s->cell, sizeof *s->cell, &s->room, s->count + 1)) return false;
    for (uint32_t i = s->count; i > at; i--) s->cell[i] = s->cell[i - 1];
    s->cell[at].on = on;
    s->cell[at].delta = delta;
    s->count++;
    return true;
}

bool series_put_sum(series *s, arena *from, day on, int64_t total, int64_t gross)
{
    CHECK(on != DAY_NONE);
    CHECK(gross >= size_of(total));
    CHECK(series_fits(s, gross));
    if (gross == 0) return true;
    if (!add_to_day(s, from, on, total)) return false;
    s->total += total;
    s->gross += gross;
    return true;
}

bool series_put(series *s, arena *from, day on, int64_t delta)
{
    return series_put_sum(s, from, on, delta, size_of(delta));
}

void series_take(series *s, day on, int64_t delta)
{
    if (delta == 0) return;
    uint32_t at = series_place(s, on);
    CHECK(at < s->count);
    CHECK(s->cell[at].on == on);
    CHECK(s->gross >= size_of(delta));
    s->cell[at].delta -= delta;
    s->total -= delta;
    s->gross -= size_of(delta);
}

bool series_put_older(series *s, arena *from, day on, int64_t delta)
{
    CHECK(series_fits(s, size_of(delta)));
    if (delta == 0) return true;
    CHECK(s->count == 0 || on <= s->cell[s->count - 1].on);
    if (s->count > 0 && s->cell[s->count - 1].on == on) {
        s->cell[s->count - 1].delta += delta;
    } else {
        if (!arena_grow(from, (void **)&s->cell, sizeof *s->cell, &s->room, s->count + 1)) return false;
        s->cell[s->count++] = (struct series_cell){on, delta};
    }
    s->total += delta;
    s->gross += size_of(delta);
    return true;
}

void series_turn(series *s)
{
    for (uint32_t i = 0, j = s->count; i + 1 < j; i++) {
        struct series_cell held = s->cell[i];
        s->cell[i] = s->cell[--j];
        s->cell[j] = held;
    }
    for (uint32_t i = 1; i < s->count; i++) DCHECK(s->cell[i - 1].on < s->cell[i].on);
}

bool series_join(series *into, arena *from, const series *more)
{
    CHECK(into != more);
    CHECK(series_fits(into, more->gross));
    for (uint32_t i = 0; i < more->count; i++)
        if (!add_to_day(into, from, more->cell[i].on, more->cell[i].delta)) return false;
    into->total += more->total;
    into->gross += more->gross;
    return true;
}

int64_t series_at(const series *s, day on)
{
    CHECK(on != DAY_NONE);
    int64_t running = s->total;
    for (uint32_t i = s->count; i > 0 && s->cell[i - 1].on > on; i--) running -= s->cell[i - 1].delta;
    return running;
}

bool series_stays_above(const series *s)
{
    int64_t running = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        running += s->cell[i].delta;
        if (running < 0) return false;
    }
    CHECK(running == s->total);
    return true;
}

int64_t series_on(const series *s, day on)
{
    uint32_t at = series_place(s, on);
    return at < s->count && s->cell[at].on == on ? s->cell[at].delta : 0;
}

int64_t series_min_between(const series *s, day from, day until, day *on)
{
    CHECK(from != DAY_NONE);
    CHECK(from <= until);
    int64_t running = s->total;
    uint32_t first = series_place(s, from);
    for (uint32_t i = first; i < s->count; i++) running -= s->cell[i].delta;
    if (first < s->count && s->cell[first].on == from) running += s->cell[first++].delta;
    int64_t least = running; /* the balance at the end of `from` */
    *on = from;
    for (uint32_t i = first; i < s->count && s->cell[i].on <= until; i++) {
        running += s->cell[i].delta;
        if (running >= least) continue;
        least = running;
        *on = s->cell[i].on;
    }
    return least;
}
