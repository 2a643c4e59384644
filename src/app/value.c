/* value: what stands in one field of a command, as words.
 *
 * A rule that refuses a row names the field, but sees a typed value, no longer the text that was in the file. Here the
 * value becomes a text again, the same for every language, so that a person finds the cell by what is in it. */
#include "app/app_int.h"

static str name_in(const command *c, column where)
{
    if (where == COLUMN_SUBJECT) return c->name[REF_SUBJECT];
    if (where == COLUMN_OBJECT) return c->name[REF_OBJECT];
    if (where == COLUMN_THIRD) return c->name[REF_THIRD];
    return where == COLUMN_CITE_DOCUMENT ? c->name[REF_DOCUMENT] : STR_NONE;
}

static void put_date(buf *out, date d)
{
    if (d.precision != PRECISION_UNKNOWN && d.first != DAY_NONE) date_print(out, d);
}

static void put_amount(buf *out, const amount *a)
{
    const unit *u = a->q == QUALIFIER_NONE ? NULL : unit_get(a->unit);
    if (!u) return;
    decimal_print(out, a->minor, u->decimals, 0, true);
    buf_char(out, ' ');
    buf_text(out, u->id);
}

static void put_minor(buf *out, bool given, int64_t minor, unit_code code)
{
    amount a = {.minor = minor, .q = QUALIFIER_EXACT, .unit = code};
    if (given) put_amount(out, &a);
}

static void put_attr(buf *out, const command *c, const field_info *f)
{
    for (uint32_t i = 0; i < c->attr_count; i++) {
        if (!str_equal(c->attrs[i].name, str_from(f->name))) continue;
        if (f->type == TYPE_YUAN)
            put_minor(out, c->attrs[i].is_int, c->attrs[i].number, UNIT_CNY);
        else if (c->attrs[i].is_int)
            buf_int(out, c->attrs[i].number);
        else
            buf_str(out, c->attrs[i].text);
        return;
    }
}

static void put_number(buf *out, const field_info *f, int number)
{
    const char *word = f->type == TYPE_COMPARATOR ? comparator_name((comparator)number) : enum_word(f->list, number);
    if (number) buf_text(out, word);
}

void value_print(buf *out, const command *c, const field_info *f)
{
    const event *ev = &c->ev;
    if (ev->format == 0) return; /* nothing was put into it: zeroes are no values */
    buf_str(out, name_in(c, f->column));
    if (f->column == COLUMN_ATTR) put_attr(out, c, f);
    if (f->column == COLUMN_EFFECTIVE) put_date(out, ev->effective);
    if (f->column == COLUMN_PUBLISHED) put_date(out, ev->published);
    if (f->column == COLUMN_BOOKED) put_date(out, (date){ev->booked, PRECISION_DAY});
    if (f->column == COLUMN_AMOUNT) buf_str(out, c->amount_text);
    if (f->column == COLUMN_UNFUNDED) put_minor(out, ev->has_unfunded, ev->unfunded_minor, UNIT_CNY);
    if (f->column == COLUMN_CLASS) put_number(out, f, ev->class_code);
    if (f->column == COLUMN_PURPOSE) put_number(out, f, ev->purpose);
    if (f->column == COLUMN_REF && ev->ref) buf_int(out, ev->ref);
}
