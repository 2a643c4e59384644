/* scan: walking the rows of one kind that count under a basis, counting those that do not, and filling cells.
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
        if (book_kind(s->q->b, s->at) != s->kind) continue;
        book_entry(&s->ev, s->q->b, s->at);
        s->is = book_presence(s->q->b, &s->ev, &s->q->at);
        if (s->is == PRESENT_YES || s->is == PRESENT_UNDETERMINED) return true;
    }
    return false;
}

void count_left_out(relation *out, const view_request *q, kind k)
{
    CHECK(kind_get(k) != NULL);
    for (seq_no seq = 1; seq <= q->at.prefix; seq++) {
        if (book_kind(q->b, seq) != k) continue;
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
