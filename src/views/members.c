/* members: what a cluster consists of on a day, flattened through nested clusters; and what has ended. */
#include "views/views_int.h"

bool endings_build(endings *x, const view_request *q)
{
    static const kind ends[] = {KIND_ROLE_ENDED, KIND_ENTERPRISE_UNTAGGED, KIND_CLUSTER_MEMBER_REMOVED};
    map_u64_init(&x->by_ref, q->a);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        scan s = scan_begin(q, ends[i], NULL);
        while (scan_next(&s))
            if (s.is == PRESENT_YES && !map_u64_put(&x->by_ref, s.ev.ref, s.ev.seq))
                return false;
    }
    return true;
}

seq_no ending_of(const endings *x, seq_no entry)
{
    uint32_t by;
    return map_u64_find(&by, &x->by_ref, entry) ? by : 0;
}

static bool add_member(member_set *m, arena *a, seq_no member, seq_no entry)
{
    uint32_t known, room = m->room;
    if (map_u64_find(&known, &m->index, member))
        return true;
    if (!arena_grow(a, (void **)&m->member, sizeof *m->member, &room, m->count + 1) ||
        !arena_grow(a, (void **)&m->entry, sizeof *m->entry, &m->room, m->count + 1))
        return false;
    m->member[m->count] = member;
    m->entry[m->count] = entry;
    return map_u64_put(&m->index, member, m->count++);
}

/* Returns false on memory; *any tells whether the cluster has members at all. */
static bool add_members_of(member_set *m, bool *any, const view_request *q, const endings *x, seq_no cluster)
{
    scan s = scan_begin(q, KIND_CLUSTER_MEMBER_ADDED, NULL);
    *any = false;
    while (scan_next(&s)) {
        thing t;
        bool nested = false;
        if (s.ev.object != cluster || ending_of(x, s.ev.seq) != 0)
            continue;
        *any = true;
        CHECK(book_thing(&t, q->b, s.ev.subject));
        if (t.is == THING_cluster && !add_members_of(m, &nested, q, x, s.ev.subject))
            return false;
        if (!nested && !add_member(m, q->a, standing(q, s.ev.subject), s.ev.seq))
            return false;
    }
    return true;
}

bool members_of(member_set *m, const view_request *q, seq_no cluster)
{
    endings x;
    bool any;
    *m = (member_set){.count = 0};
    map_u64_init(&m->index, q->a);
    return endings_build(&x, q) && add_members_of(m, &any, q, &x, cluster);
}
