/* json: an event as a line of the exported form, which intake reads back into the same event.
 *
 * Names are those of kinds.def, values are what a person could have typed: whole units, words of lists, ids of things.
 * Not printed: what follows from the rest when the line comes in again (the ends of a period, a warning about a code,
 * the effect of a flow, the entry that an ending ends). `recorded` is for the reader's eyes: an entry is recorded when it is entered.
 *
 * Invariant: every member of a row that passes event_check is printed, follows from what is, or belongs to the journal
 * that holds the row (batch, recorded). */
#include "event/event_int.h"

enum { PERCENT_DECIMALS = 4, YUAN_DECIMALS = 2 };

typedef struct line {
    buf *out;
    const event *ev;
    str (*ref_id)(void *self, seq_no seq);
    void *self;
} line;

static void put_key(const line *l, const char *name)
{
    buf_char(l->out, ',');
    buf_json(l->out, str_from(name));
    buf_char(l->out, ':');
}

static void put_text(const line *l, const char *name, str text)
{
    if (text.len == 0) return;
    put_key(l, name);
    buf_json(l->out, text);
}

static void put_reference(const line *l, const char *name, seq_no seq)
{
    if (seq == 0) return;
    str id = l->ref_id(l->self, seq);
    CHECK(id.len > 0);
    put_text(l, name, id);
}

static void put_decimal(const line *l, int64_t minor, int decimals)
{
    decimal_print(l->out, minor, decimals, 0, false);
}

/* Three keys: the field's own, unit and qualifier. */
static void put_amount(const line *l, const char *name)
{
    const amount *a = &l->ev->amount;
    if (a->q == QUALIFIER_NONE) return;
    const unit *u = unit_get(a->unit);
    CHECK(u != NULL);
    put_key(l, name);
    buf_char(l->out, '"');
    if (a->q == QUALIFIER_UNKNOWN)
        buf_text(l->out, qualifier_name(a->q));
    else
        put_decimal(l, a->minor, u->decimals);
    if (a->q == QUALIFIER_RANGE) {
        buf_char(l->out, '-');
        put_decimal(l, a->hi_minor, u->decimals);
    }
    buf_char(l->out, '"');
    put_text(l, "unit", str_from(u->id));
    put_text(l, "qualifier", str_from(qualifier_name(a->q)));
}

/* A column that holds an integer: a share or a ratio in ppm, fen, or a count. */
static void put_integer(const line *l, const field_info *f, int64_t value)
{
    put_key(l, f->name);
    if (f->type == TYPE_COUNT) {
        buf_int(l->out, value);
        return;
    }
    CHECK(f->type == TYPE_SHARE || f->type == TYPE_RATIO || f->type == TYPE_YUAN);
    buf_char(l->out, '"');
    if (f->type == TYPE_SHARE) {
        put_decimal(l, value, PERCENT_DECIMALS);
        buf_char(l->out, '%');
    } else if (f->type == TYPE_RATIO) {
        put_decimal(l, value, PPM_DECIMALS);
    } else {
        decimal_print(l->out, value, YUAN_DECIMALS, YUAN_DECIMALS, false);
        buf_text(l->out, "元");
    }
    buf_char(l->out, '"');
}

static void put_number(const line *l, const field_info *f, int number)
{
    if (number == 0) return;
    const char *word = f->type == TYPE_COMPARATOR ? comparator_name((comparator)number) : enum_word(f->list, number);
    CHECK(word != NULL);
    put_text(l, f->name, str_from(word));
}

/* Canonical attrs are escaped as this line is, so their texts go over as they stand. */
static void put_attr(const line *l, const field_info *f)
{
    attr found;
    if (!attr_find(&found, l->ev->attrs, str_from(f->name))) return;
    if (found.is_int) {
        put_integer(l, f, found.number);
        return;
    }
    put_key(l, f->name);
    buf_char(l->out, '"');
    buf_str(l->out, found.text);
    buf_char(l->out, '"');
}

static void put_date(const line *l, const char *name, date d)
{
    if (d.precision == PRECISION_UNKNOWN) return;
    put_key(l, name);
    buf_char(l->out, '"');
    date_print(l->out, d);
    buf_char(l->out, '"');
}

static void put_effective(const line *l, const field_info *f)
{
    period p;
    if (f->type != TYPE_PERIOD || !period_of_attrs(&p, l->ev->attrs)) {
        put_date(l, f->name, l->ev->effective);
        return;
    }
    put_key(l, f->name);
    buf_char(l->out, '"');
    period_print(l->out, p);
    buf_char(l->out, '"');
}

static void put_entry(const line *l, const field_info *f)
{
    if (l->ev->ref == 0) return;
    put_key(l, f->name);
    buf_int(l->out, l->ev->ref);
}

static void put_booked(const line *l, const field_info *f)
{
    if (l->ev->booked != DAY_NONE) put_date(l, f->name, (date){l->ev->booked, PRECISION_DAY});
}

static void put_quantity(const line *l, const field_info *f)
{
    if (l->ev->has_quantity) put_integer(l, f, l->ev->quantity);
}

static void put_unfunded(const line *l, const field_info *f)
{
    if (l->ev->has_unfunded) put_integer(l, f, l->ev->unfunded_minor);
}

static void put_column(const line *l, const field_info *f)
{
    const event *ev = l->ev;
    switch (f->column) {
    case COLUMN_SUBJECT: put_reference(l, f->name, ev->subject); return;
    case COLUMN_OBJECT: put_reference(l, f->name, ev->object); return;
    case COLUMN_THIRD: put_reference(l, f->name, ev->third); return;
    case COLUMN_CITE_DOCUMENT: put_reference(l, f->name, ev->cite.document); return;
    case COLUMN_REF: put_entry(l, f); return;
    case COLUMN_PURPOSE: put_number(l, f, ev->purpose); return;
    case COLUMN_CLASS: put_number(l, f, ev->class_code); return;
    case COLUMN_CITE_CONFIDENCE: put_number(l, f, ev->cite.confidence); return;
    case COLUMN_AMOUNT: put_amount(l, f->name); return;
    case COLUMN_QUANTITY: put_quantity(l, f); return;
    case COLUMN_UNFUNDED: put_unfunded(l, f); return;
    case COLUMN_EFFECTIVE: put_effective(l, f); return;
    case COLUMN_BOOKED: put_booked(l, f); return;
    case COLUMN_PUBLISHED: put_date(l, f->name, ev->published); return;
    case COLUMN_ATTR: put_attr(l, f); return;
    case COLUMN_CITE_TITLE: put_text(l, f->name, ev->cite.title); return;
    case COLUMN_CITE_URL: put_text(l, f->name, ev->cite.url); return;
    case COLUMN_CITE_ROW: put_text(l, f->name, ev->cite.row); return;
    case COLUMN_CITE_WORDS: put_text(l, f->name, ev->cite.words); return;
    case COLUMN_CITE_SPAN: put_text(l, f->name, ev->cite.span); return;
    }
    CHECK(false); /* a column of event.h */
}

void event_json(buf *out, const event *ev, str (*ref_id)(void *self, seq_no seq), void *self)
{
    CHECK(event_check(ev, NULL) == ERR_OK);
    CHECK(ref_id != NULL);
    line l = {out, ev, ref_id, self};
    const kind_info *k = kind_get(ev->kind);
    buf_text(out, "{\"seq\":");
    buf_int(out, ev->seq);
    put_text(&l, "kind", str_from(k->wire));
    put_reference(&l, "maker", ev->maker);
    put_reference(&l, "approver", ev->approver);
    for (uint32_t i = 0; i < k->field_count; i++) put_column(&l, &k->field[i]);
    put_key(&l, "recorded");
    buf_char(out, '"');
    instant_print(out, ev->recorded_us);
    buf_text(out, "\"}\n");
}
