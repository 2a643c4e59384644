/* scan: walking the rows of some kinds that count under a basis, counting those that do not, filling cells; the indexes
 * that are built once a view, so that no view looks at every row for each of its rows; and the entries behind a figure.
 *
 * A view may scan a kind several times; what is left out is counted apart, by count_left_out, once for all its kinds. */
#include "views/views_int.h"

#include <stdlib.h>

scan scan_begin(const view_request *q, kind k)
{
    CHECK(kind_get(k) != NULL);
    scan s = {.q = q};
    s.kinds.has[k] = true;
    return s;
}

kind_set kinds_of(const kind *list)
{
    kind_set set = {.has = {false}};
    for (; *list != KIND_NONE; list++) {
        CHECK(kind_get(*list) != NULL);
        set.has[*list] = true;
    }
    return set;
}

scan scan_kinds(const view_request *q, const kind *list)
{
    return (scan){.q = q, .kinds = kinds_of(list)};
}

bool scan_next(scan *s)
{
    while (s->at < s->q->at.prefix) {
        s->at++;
        if (!s->kinds.has[book_kind(s->q->b, s->at)]) continue;
        book_entry(&s->ev, s->q->b, s->at);
        s->is = book_presence(s->q->b, &s->ev, &s->q->at);
        if (s->is == PRESENT_YES || s->is == PRESENT_UNDETERMINED) return true;
    }
    return false;
}

void count_left_out(relation *out, const view_request *q, const kind_set *kinds)
{
    CHECK(!kinds->has[KIND_NONE]);
    for (seq_no seq = 1; seq <= q->at.prefix; seq++) {
        if (!kinds->has[book_kind(q->b, seq)]) continue;
        event ev;
        book_entry(&ev, q->b, seq);
        presence is = book_presence(q->b, &ev, &q->at);
        out->unpublished_count += is == PRESENT_UNPUBLISHED;
        out->undetermined_count += is == PRESENT_UNDETERMINED;
    }
}

seq_no standing(const view_request *q, seq_no party)
{
    return party ? book_merged_into(q->b, party, q->at.prefix) : 0;
}

/* ---- funds that went into another ---- */

bool fund_mergers_build(fund_mergers *m, const view_request *q)
{
    *m = (fund_mergers){.count = 0};
    map_u64_init(&m->entry, q->a);
    scan s = scan_begin(q, KIND_FUND_MERGED);
    while (scan_next(&s)) {
        if (s.is != PRESENT_YES) continue;
        if (!map_u64_put(&m->entry, standing(q, s.ev.subject), s.ev.seq)) return false;
        m->count++;
    }
    return true;
}

seq_no fund_standing(entry_list *why, const fund_mergers *m, const view_request *q, seq_no fund)
{
    uint32_t entry;
    fund = standing(q, fund);
    for (uint32_t hop = 0; hop < m->count && map_u64_find(&entry, &m->entry, fund); hop++) {
        event ev;
        book_entry(&ev, q->b, entry);
        fund = standing(q, ev.object);
        if (why != NULL && !entries_put(why, q->a, entry)) return 0;
    }
    return fund;
}

/* ---- cells ---- */

void put_id(cell *c, const view_request *q, seq_no seq)
{
    thing t;
    if (book_thing(&t, q->b, seq)) cell_text(c, t.id);
}

void put_name(cell *c, const view_request *q, seq_no seq)
{
    if (seq == 0) return;
    cell_text(c, book_name(q->b, seq, q->at.prefix, true));
    c->show_en = book_name(q->b, seq, q->at.prefix, false);
}

void put_word(cell *c, const char *word, const char *zh, const char *en)
{
    cell_text(c, str_from(word));
    c->show_zh = str_from(zh);
    c->show_en = str_from(en);
}

void put_enum(cell *c, enum_list list, int number)
{
    if (enum_word(list, number) != NULL)
        put_word(c, enum_word(list, number), enum_title(list, number, true), enum_title(list, number, false));
}

void put_amount(cell *c, const view_request *q, const amount *a)
{
    if (a->q != QUALIFIER_NONE) cell_interval(c, interval_of(*a, q->at.about_tolerance_ppm), a->unit, a->q);
}

void put_share(cell *c, int64_t ppm)
{
    cell_interval(c, interval_exact(ppm), UNIT_PERCENT, QUALIFIER_EXACT);
}

interval amount_counted(const view_request *q, const amount *a, presence is)
{
    CHECK(is == PRESENT_YES || is == PRESENT_UNDETERMINED);
    interval x = interval_of(*a, q->at.about_tolerance_ppm);
    return is == PRESENT_UNDETERMINED ? interval_hull_zero(x) : x;
}

bool period_stated(period *out, const view_request *q, const event *ev)
{
    date from, to;
    if (date_parse(&from, attrs_text(ev->attrs, STR("period_from"), q->a), NULL) != ERR_OK ||
        date_parse(&to, attrs_text(ev->attrs, STR("period_to"), q->a), NULL) != ERR_OK ||
        from.precision != PRECISION_DAY || to.precision != PRECISION_DAY)
        return false;
    *out = (period){from.first, to.first};
    return true;
}

/* ---- indexes ---- */

void groups_init(groups *g, arena *a)
{
    *g = (groups){.count = 0};
    map_u64_init(&g->first, a);
    map_u64_init(&g->last, a);
}

bool groups_put(groups *g, uint64_t key, uint32_t number, presence is)
{
    uint32_t last;
    CHECK(key != 0);
    if (!arena_grow(g->first.from, (void **)&g->items, sizeof *g->items, &g->room, g->count + 1)) return false;
    g->items[g->count++] = (group_item){.number = number, .is = is};
    if (map_u64_find(&last, &g->last, key))
        g->items[last - 1].next = g->count;
    else if (!map_u64_put(&g->first, key, g->count))
        return false;
    return map_u64_put(&g->last, key, g->count);
}

const group_item *groups_first(const groups *g, uint64_t key)
{
    uint32_t at;
    return key != 0 && map_u64_find(&at, &g->first, key) ? &g->items[at - 1] : NULL;
}

const group_item *groups_next(const groups *g, const group_item *after)
{
    CHECK(after != NULL);
    return after->next ? &g->items[after->next - 1] : NULL;
}

/* ---- lists of entries ---- */

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
