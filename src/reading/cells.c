/* cells: how the cell of a relation is filled from what the book holds: ids, names, words, amounts, shares, periods. */
#include "reading/reading.h"

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
