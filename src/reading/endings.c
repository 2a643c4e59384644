/* endings: which roles, tags and memberships have ended under the basis, surely or perhaps (as_of inside the day). */
#include "reading/reading.h"

bool endings_build(endings *x, const view_request *q)
{
    static const kind ends[] = {KIND_ROLE_ENDED, KIND_ENTERPRISE_UNTAGGED, KIND_CLUSTER_MEMBER_REMOVED};
    map_u64_init(&x->sure, q->a);
    map_u64_init(&x->maybe, q->a);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        scan s = scan_begin(q, ends[i]);
        while (scan_next(&s))
            if (!map_u64_put(s.is == PRESENT_YES ? &x->sure : &x->maybe, s.ev.ref, s.ev.seq)) return false;
    }
    return true;
}

seq_no may_have_ended(const endings *x, seq_no entry)
{
    uint32_t by;
    return map_u64_find(&by, &x->maybe, entry) ? by : 0;
}

seq_no ending_of(const endings *x, seq_no entry)
{
    uint32_t by;
    return map_u64_find(&by, &x->sure, entry) ? by : 0;
}
