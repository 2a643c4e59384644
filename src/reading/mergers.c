/* mergers: funds that surely went into another by as_of (docs/capital.md, section 1). From that day on what was theirs is
 * the other's. A chain is followed to its end; it cannot turn in a circle for longer than there are mergers. */
#include "reading/reading.h"

bool fund_mergers_of(fund_mergers *m, const view_request *q, const entry_list *entries)
{
    *m = (fund_mergers){.count = 0};
    map_u64_init(&m->entry, q->a);
    for (uint32_t i = 0; i < entries->count; i++) {
        event ev;
        book_entry(&ev, q->b, entries->seq[i]);
        CHECK(ev.kind == KIND_FUND_MERGED);
        if (!map_u64_put(&m->entry, standing(q, ev.subject), ev.seq)) return false;
        m->count++;
    }
    return true;
}

bool fund_mergers_build(fund_mergers *m, const view_request *q)
{
    entry_list entries = {.count = 0};
    scan s = scan_begin(q, KIND_FUND_MERGED);
    while (scan_next(&s))
        if (s.is == PRESENT_YES && !entries_put(&entries, q->a, s.ev.seq)) return false;
    return fund_mergers_of(m, q, &entries);
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
