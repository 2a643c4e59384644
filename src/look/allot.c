/* allot: parts that add up to their whole: largest remainder. */
#include "look/look_int.h"

#include <math.h>
#include <stdlib.h>

typedef struct rest {
    double remainder;
    uint32_t at;
} rest;

static int compare_rests(const void *one, const void *other)
{
    const rest *a = one, *b = other;
    if (a->remainder != b->remainder) return a->remainder > b->remainder ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

/* Doubles carry 15 digits: what is that near to a whole number is one. */
static double floor_near(double x)
{
    double near = round(x);
    return fabs(x - near) <= 1e-14 * fabs(x) ? near : floor(x);
}

bool allot(int64_t *out, const double *parts, uint32_t count, int64_t whole, arena *a)
{
    int64_t left = whole;
    rest *rests = arena_get(a, sizeof *rests * ((size_t)count + 1));
    if (rests == NULL) return false;
    for (uint32_t i = 0; i < count; i++) {
        CHECK(fabs(parts[i]) < 9e18);
        double down = floor_near(parts[i]);
        out[i] = (int64_t)down;
        left -= out[i];
        rests[i] = (rest){parts[i] - down, i};
    }
    if (count == 0) return true;
    qsort(rests, count, sizeof *rests, compare_rests);
    int64_t each = left / (int64_t)count, more = left % (int64_t)count;
    if (more < 0) { /* beyond what doubles can tell: the smallest remainders give */
        each--;
        more += count;
    }
    for (uint32_t i = 0; i < count; i++) out[rests[i].at] += each + (i < more);
    return true;
}

bool kept_of(int64_t **out, int64_t *whole, bool *known, const shares *s, const web *w, const bool *from)
{
    double *parts = arena_get(w->q->a, sizeof *parts * ((size_t)w->node_count + 1));
    *out = arena_get(w->q->a, sizeof **out * ((size_t)w->node_count + 1));
    *known = w->is_exact && w->adds_up;
    int128 sum = 0;
    if (parts == NULL || *out == NULL) return false;
    for (uint32_t i = 0; i < w->stake_count && *known; i++)
        if (from[w->stakes[i].owner] && !from[w->stakes[i].owned]) sum += w->stakes[i].amount.lo;
    uint32_t count = 0;
    for (uint32_t i = 0; i < w->node_count && *known; i++) {
        const node *n = &w->nodes[i];
        if (from[i] || s->hi[i] <= 0) continue;
        *known = s->lo[i] == s->hi[i];
        int64_t placed = n->out_end > n->out ? n->placed.lo : 0;
        parts[count++] = s->lo[i] * ((double)n->whole.lo - (double)placed);
    }
    *known = *known && sum <= INT64_MAX;
    *whole = *known ? (int64_t)sum : 0;
    if (!*known) return true;
    if (!allot(*out, parts, count, *whole, w->q->a)) return false;
    for (uint32_t i = w->node_count; i-- > 0;) /* from the places of those reached to their nodes */
        (*out)[i] = from[i] || s->hi[i] <= 0 ? 0 : (*out)[--count];
    CHECK(count == 0);
    return true;
}
