/* scan: walking the rows of one kind that count under a basis, and counting those that do not.
 *
 * A view may scan a kind several times; what is left out of it is counted apart, by count_left_out, once a kind. */
#include "views/views_int.h"

scan scan_begin(const view_request *q, kind k)
{
    CHECK(kind_get(k) != NULL);
    return (scan){.q = q, .kind = k};
}

bool scan_next(scan *s)
{
    while (s->at < s->q->at.prefix) {
        s->at++;
        if (book_kind(s->q->b, s->at) != s->kind)
            continue;
        book_entry(&s->ev, s->q->b, s->at);
        s->is = book_presence(s->q->b, &s->ev, &s->q->at);
        if (s->is == PRESENT_YES || s->is == PRESENT_UNDETERMINED)
            return true;
    }
    return false;
}

void count_left_out(relation *out, const view_request *q, kind k)
{
    CHECK(kind_get(k) != NULL);
    for (seq_no seq = 1; seq <= q->at.prefix; seq++) {
        if (book_kind(q->b, seq) != k)
            continue;
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
