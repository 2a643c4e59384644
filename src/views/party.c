/* party: where a party is, what it does and which code it has: as registered, or as party.changed last put it. */
#include "views/views_int.h"

static const char *const text_names[] = {"", "region", "sector", "uscc"};

static uint64_t text_key(seq_no party, party_text what)
{
    CHECK(what >= PARTY_REGION && what <= PARTY_USCC);
    return (uint64_t)party << 8 | (uint64_t)what;
}

static bool offer_change(party_facts *f, const view_request *q, const scan *s)
{
    for (int what = PARTY_REGION; what <= PARTY_USCC; what++) {
        attr given;
        if (!attr_find(&given, s->ev.attrs, str_from(text_names[what]))) continue;
        if (!choices_offer(&f->changed, q, text_key(s->ev.subject, (party_text)what), &s->ev, s->is)) return false;
    }
    return true;
}

bool party_facts_build(party_facts *f, const view_request *q)
{
    choices_init(&f->changed, q->a);
    map_u64_init(&f->merged_by, q->a);
    scan s = scan_begin(q, KIND_PARTY_CHANGED);
    while (scan_next(&s))
        if (!offer_change(f, q, &s)) return false;
    /* A merge says who somebody is: it holds from its entry on, whatever the day (as book_merged_into has it). */
    for (seq_no seq = 1; seq <= q->at.prefix; seq++) {
        event ev;
        if (book_kind(q->b, seq) != KIND_PARTY_MERGED || book_reversed_by(q->b, seq, q->at.prefix) != 0) continue;
        book_entry(&ev, q->b, seq);
        if (!map_u64_put(&f->merged_by, ev.subject, seq)) return false;
    }
    choices_settle(&f->changed, q);
    return true;
}

str party_text_of(seq_no *entry, const party_facts *f, const view_request *q, const event *ev, party_text what)
{
    const choice *x = choices_find(&f->changed, text_key(ev->seq, what));
    event changed = *ev;
    if (x != NULL && x->sure != 0) book_entry(&changed, q->b, x->sure);
    *entry = changed.seq;
    return attrs_text(changed.attrs, str_from(text_names[what]), q->a);
}

seq_no party_merge(const party_facts *f, seq_no party)
{
    uint32_t entry;
    return map_u64_find(&entry, &f->merged_by, party) ? entry : 0;
}
