/* scan: walking the rows of some kinds that count under a basis, in journal order.
 *
 * A relation may scan a kind several times; what is left out is counted apart, by count_left_out, once for all its kinds. */
#include "reading/reading.h"

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

/* The next row ≤ prefix of one of the kinds, whether it counts or not; 0 = none. */
static seq_no next_of_kinds(scan *s)
{
    while (s->at < s->q->at.prefix) {
        uint32_t i = s->at + 1 - s->rows.first;
        if (s->rows.count == 0 || i >= s->rows.count) {
            book_slice(&s->rows, s->q->b, s->at + 1, s->q->at.prefix);
            i = 0;
        }
        s->at++;
        if (s->kinds.has[s->rows.kind[i]]) return s->at;
    }
    return 0;
}

bool scan_next(scan *s)
{
    while (next_of_kinds(s) != 0) {
        book_entry(&s->ev, s->q->b, s->at);
        s->is = book_presence(s->q->b, &s->ev, &s->q->at);
        if (s->is == PRESENT_YES || s->is == PRESENT_UNDETERMINED) return true;
    }
    return false;
}

void count_left_out(relation *out, const view_request *q, const kind_set *kinds)
{
    CHECK(!kinds->has[KIND_NONE]);
    scan s = {.q = q, .kinds = *kinds};
    while (next_of_kinds(&s) != 0) {
        event ev;
        book_entry(&ev, q->b, s.at);
        presence is = book_presence(q->b, &ev, &q->at);
        out->unpublished_count += is == PRESENT_UNPUBLISHED;
        out->undetermined_count += is == PRESENT_UNDETERMINED;
    }
}

seq_no standing(const view_request *q, seq_no party)
{
    return party ? book_merged_into(q->b, party, q->at.prefix) : 0;
}
