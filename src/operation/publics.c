/* publics: whose money is public, and where a party is.
 *
 * Public is what a party of class government or mother_fund puts in, and what a member of the population with the id
 * "governments" does: state-owned money is public only where somebody says so there. */
#include "operation/operation_int.h"

#include <string.h>

static const char governments_id[] = "governments";

bool publics_build(publics *p, const view_request *q)
{
    *p = (publics){.q = q};
    if (!party_facts_build(&p->facts, q) || !memberships_build(&p->in, q)) return false;
    seq_no population = book_find_id(q->b, str_from(governments_id));
    if (population == 0 || population > q->at.prefix) {
        map_u64_init(&p->governments.index, q->a); /* nobody is in it */
        return true;
    }
    return members_of(&p->governments, &p->in, q, population);
}

bool is_public(const publics *p, seq_no party)
{
    thing t;
    if (!book_thing(&t, p->q->b, party) || t.is != THING_party) return false;
    if (t.class_code == PARTY_GOVERNMENT || t.class_code == PARTY_MOTHER_FUND) return true;
    return member_is(&p->governments, party) == PRESENT_YES;
}

str party_region(seq_no *entry, const publics *p, seq_no party)
{
    event ev;
    seq_no says = 0;
    if (party == 0) return STR_NONE;
    book_entry(&ev, p->q->b, party);
    str region = party_text_of(&says, &p->facts, p->q, &ev, PARTY_REGION);
    if (entry != NULL) *entry = region.len ? says : 0;
    return region;
}

bool region_holds(str region, str code)
{
    if (region.len != REGION_DIGITS || code.len != REGION_DIGITS) return false;
    size_t digits = REGION_DIGITS;
    while (digits > 2 && region.ptr[digits - 1] == '0' && region.ptr[digits - 2] == '0') digits -= 2;
    return memcmp(region.ptr, code.ptr, digits) == 0;
}
