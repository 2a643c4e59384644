/* entries: the entries behind a figure: plain lists, and trails, which hold each entry of a row once with the figures
 * that it goes into. */
#include "reading/reading.h"

#include <stdlib.h>

bool entries_put(entry_list *l, arena *a, seq_no entry)
{
    if (entry == 0) return true;
    if (!arena_grow(a, (void **)&l->seq, sizeof *l->seq, &l->room, l->count + 1)) return false;
    l->seq[l->count++] = entry;
    return true;
}

bool entries_join(entry_list *l, arena *a, const entry_list *more)
{
    for (uint32_t i = 0; i < more->count; i++)
        if (!entries_put(l, a, more->seq[i])) return false;
    return true;
}

static int compare_entries(const void *one, const void *other)
{
    const seq_no a = *(const seq_no *)one, b = *(const seq_no *)other;
    return (a > b) - (a < b);
}

static bool are_rising(const entry_list *l)
{
    for (uint32_t i = 1; i < l->count; i++)
        if (l->seq[i] < l->seq[i - 1]) return false;
    return true;
}

void why_entries(relation *out, cell *c, arena *a, const entry_list *const *lists, uint32_t list_count)
{
    entry_list all = {.count = 0};
    for (uint32_t i = 0; i < list_count; i++) {
        if (entries_join(&all, a, lists[i])) continue;
        out->failed = true;
        return;
    }
    if (all.count == 0) return;
    CHECK(all.seq != NULL);
    if (!are_rising(&all)) qsort(all.seq, all.count, sizeof *all.seq, compare_entries);
    for (uint32_t i = 0; i < all.count; i++) relation_why(out, c, all.seq[i]);
}

void why_list(relation *out, cell *c, arena *a, const entry_list *l)
{
    if (l->count == 1)
        relation_why(out, c, l->seq[0]);
    else
        why_entries(out, c, a, &l, 1);
}

/* ---- trails ---- */

bool trail_put(trails *all, trail *t, seq_no entry, uint32_t figures)
{
    CHECK(figures != 0);
    if (entry == 0) return true;
    if (!arena_grow(all->from, (void **)&all->steps, sizeof *all->steps, &all->room, all->count + 1)) return false;
    all->steps[all->count++] = (trail_step){.entry = entry, .figures = figures};
    if (t->last != 0)
        all->steps[t->last - 1].next = all->count;
    else
        t->first = all->count;
    t->last = all->count;
    return true;
}

const trail_step *trail_next(const trails *all, const trail *t, const trail_step *after)
{
    uint32_t next = after == NULL ? t->first : after->next;
    return next == 0 ? NULL : &all->steps[next - 1];
}

void why_trail(relation *out, cell *c, const trails *all, const trail *t, uint32_t figures)
{
    for (const trail_step *s = trail_next(all, t, NULL); s != NULL; s = trail_next(all, t, s))
        if (s->figures & figures) relation_why(out, c, s->entry);
}

bool key_is_asked(const view_request *q, seq_no one, seq_no other)
{
    thing a, b;
    if (!q->wants_why || q->why_key.len == 0) return q->wants_why;
    if (!book_thing(&a, q->b, one) || !book_thing(&b, q->b, other)) return false;
    return q->why_key.len == a.id.len + 1 + b.id.len && str_starts(q->why_key, a.id) &&
           q->why_key.ptr[a.id.len] == '/' && str_ends(q->why_key, b.id);
}
