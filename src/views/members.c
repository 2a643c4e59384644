/* members: what a cluster consists of on a day, flattened through nested clusters.
 *
 * A membership whose beginning or ending lies around as_of is undetermined, and so is all that it brings in. A cluster
 * is opened once as undetermined and once as sure, never more: so the walk ends, whatever the rows say. */
#include "views/views_int.h"

bool memberships_build(memberships *x, const view_request *q)
{
    groups_init(&x->by_cluster, q->a);
    if (!endings_build(&x->ended, q)) return false;
    scan s = scan_begin(q, KIND_CLUSTER_MEMBER_ADDED);
    while (scan_next(&s)) {
        if (ending_of(&x->ended, s.ev.seq) != 0) continue;
        presence is = may_have_ended(&x->ended, s.ev.seq) ? PRESENT_UNDETERMINED : s.is;
        if (!groups_put(&x->by_cluster, s.ev.object, s.ev.seq, is)) return false;
    }
    return true;
}

bool members_put(member_set *m, arena *a, seq_no member, presence is, seq_no entry)
{
    uint32_t at;
    uint32_t room[] = {m->room, m->room};
    if (map_u64_find(&at, &m->index, member)) {
        if (is == PRESENT_YES) m->is[at] = is;
        return true;
    }
    if (!arena_grow(a, (void **)&m->member, sizeof *m->member, &room[0], m->count + 1) ||
        !arena_grow(a, (void **)&m->is, sizeof *m->is, &room[1], m->count + 1) ||
        !arena_grow(a, (void **)&m->entry, sizeof *m->entry, &m->room, m->count + 1))
        return false;
    m->member[m->count] = member;
    m->is[m->count] = is;
    m->entry[m->count] = entry;
    return map_u64_put(&m->index, member, m->count++);
}

/* Was the cluster opened already, no less surely? Marks it. False on memory. */
static bool open_cluster(bool *is_open, member_set *m, seq_no cluster, presence is)
{
    uint32_t was = 0, now = is == PRESENT_YES ? 2 : 1;
    (void)map_u64_find(&was, &m->expanded, cluster);
    *is_open = was >= now;
    return *is_open || map_u64_put(&m->expanded, cluster, now);
}

static bool add_members_of(member_set *m, const memberships *x, const view_request *q, seq_no cluster, presence is)
{
    bool is_open;
    if (!open_cluster(&is_open, m, cluster, is)) return false;
    const group_item *i = is_open ? NULL : groups_first(&x->by_cluster, cluster);
    for (; i != NULL; i = groups_next(&x->by_cluster, i)) {
        event ev;
        book_entry(&ev, q->b, i->number);
        presence both = is == PRESENT_YES ? i->is : is;
        if (!entries_put(&m->why, q->a, ev.seq) || !entries_put(&m->why, q->a, may_have_ended(&x->ended, ev.seq)))
            return false;
        bool nested = groups_first(&x->by_cluster, ev.subject) != NULL;
        if (nested ? !add_members_of(m, x, q, ev.subject, both)
                   : !members_put(m, q->a, standing(q, ev.subject), both, ev.seq))
            return false;
    }
    return true;
}

void members_init(member_set *m, arena *a)
{
    *m = (member_set){.count = 0};
    map_u64_init(&m->index, a);
    map_u64_init(&m->expanded, a);
}

bool members_of(member_set *m, const memberships *x, const view_request *q, seq_no cluster)
{
    members_init(m, q->a);
    return add_members_of(m, x, q, cluster, PRESENT_YES);
}

presence member_is(const member_set *m, seq_no who)
{
    uint32_t at;
    return map_u64_find(&at, &m->index, who) ? m->is[at] : PRESENT_NO;
}
