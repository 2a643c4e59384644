/* scan: walking rows under a basis, and filling cells from them. */
#include "views/views_int.h"

scan scan_begin(const view_request *q, kind k, relation *out)
{
    CHECK(kind_get(k) != NULL);
    return (scan){.q = q, .kind = k, .out = out};
}

bool scan_next(scan *s)
{
    while (s->at < s->q->at.prefix) {
        s->at++;
        if (book_kind(s->q->b, s->at) != s->kind)
            continue;
        book_entry(&s->ev, s->q->b, s->at);
        s->is = book_presence(s->q->b, &s->ev, &s->q->at);
        if (s->is == PRESENT_UNPUBLISHED && s->out != NULL)
            s->out->unpublished_count++;
        if (s->is == PRESENT_UNDETERMINED && s->out != NULL)
            s->out->undetermined_count++;
        if (s->is == PRESENT_YES || s->is == PRESENT_UNDETERMINED)
            return true;
    }
    return false;
}

seq_no standing(const view_request *q, seq_no party)
{
    return party ? book_merged_into(q->b, party, q->at.prefix) : 0;
}

void put_id(cell *c, const view_request *q, seq_no seq)
{
    thing t;
    if (book_thing(&t, q->b, seq))
        cell_text(c, t.id);
}

void put_name(cell *c, const view_request *q, seq_no seq)
{
    if (seq == 0)
        return;
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
    if (a->q != QUALIFIER_NONE)
        cell_interval(c, interval_of(*a, q->at.about_tolerance_ppm), a->unit, a->q);
}

void put_share(cell *c, int64_t ppm)
{
    cell_interval(c, interval_exact(ppm), UNIT_PERCENT, QUALIFIER_EXACT);
}

interval amount_counted(const view_request *q, const amount *a, presence is)
{
    CHECK(is == PRESENT_YES || is == PRESENT_UNDETERMINED);
    const unit *u = unit_get(a->unit);
    interval x = a->q == QUALIFIER_NONE ? interval_unknown(u != NULL && u->is_signed)
                                        : interval_of(*a, q->at.about_tolerance_ppm);
    return is == PRESENT_UNDETERMINED ? interval_hull_zero(x) : x;
}
