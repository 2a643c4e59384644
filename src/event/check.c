/* check: is this row one that we would have written?
 *
 * The gate that every row passes on its way into and out of the journal. A book may come from anywhere, with a chain
 * that holds: what is let through here, the fold takes for granted. So the rules are those of kinds.def: a member that
 * the kind has no column for is empty, a required one is not, references point back, numbers of lists exist, a date is
 * the first day of what it says. Named in the refusal: the first member that is wrong, in the order of struct event. */
#include "event/event_int.h"

#define MICROSECONDS_A_DAY INT64_C(86400000000)

/* Which field of the kind lives in which column; attrs share one and are looked up by name. */
typedef struct shape {
    const kind_info *kind;
    const field_info *at[COLUMN_CITE_CONFIDENCE + 1];
    uint32_t attrs_needed;
} shape;

static shape make_shape(const kind_info *k)
{
    shape s = {.kind = k};
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        if (f->column == COLUMN_ATTR) {
            s.attrs_needed += f->required;
            continue;
        }
        CHECK(s.at[f->column] == NULL);
        s.at[f->column] = f;
    }
    return s;
}

/* Most rows are of the kind of the row before, so its shape is kept; each thread has its own. */
static const shape *shape_of(const kind_info *k)
{
    static _Thread_local shape latest;
    CHECK(k != NULL);
    if (latest.kind != k) latest = make_shape(k);
    return &latest;
}

static bool is_needed(const field_info *f)
{
    return f != NULL && f->required;
}

/* References are entries before this one: nothing in a journal can name what comes later. */
static bool reference_fits(seq_no reference, const field_info *f, seq_no own)
{
    if (reference == 0) return !is_needed(f);
    return f != NULL && reference < own;
}

static bool number_fits(int32_t number, const field_info *f)
{
    if (number == 0) return !is_needed(f);
    if (f == NULL || number < 0) return false;
    if (f->type == TYPE_COMPARATOR) return number < COMPARE_COUNT;
    return enum_word(f->list, number) != NULL;
}

static bool day_in_range(day d)
{
    return d >= DAY_FIRST && d <= DAY_LAST;
}

static bool date_fits(date d)
{
    if (d.first == DAY_NONE || d.precision == PRECISION_UNKNOWN)
        return d.first == DAY_NONE && d.precision == PRECISION_UNKNOWN;
    if (!day_in_range(d.first)) return false;
    if (d.precision == PRECISION_DAY) return true;
    int year, month, mday;
    day_split(&year, &month, &mday, d.first);
    switch (d.precision) {
    case PRECISION_MONTH: return mday == 1;
    case PRECISION_QUARTER: return mday == 1 && month % 3 == 1;
    case PRECISION_HALF: return mday == 1 && month % 6 == 1;
    case PRECISION_YEAR: return mday == 1 && month == 1;
    case PRECISION_DAY:
    case PRECISION_UNKNOWN: break;
    }
    return false;
}

static bool effective_fits(date d, const field_info *f)
{
    CHECK(f != NULL); /* every kind has a date of its own or the common one */
    if (!date_fits(d)) return false;
    if (d.precision == PRECISION_UNKNOWN) return !f->required;
    return f->type != TYPE_DAY || d.precision == PRECISION_DAY;
}

static bool amount_fits(const amount *a, const field_info *f)
{
    if (!amount_is_valid(*a)) return false;
    if (a->q == QUALIFIER_NONE) return !is_needed(f);
    if (f == NULL) return false;
    if (f->type == TYPE_AMOUNT) return true;
    CHECK(f->type == TYPE_MONEY || f->type == TYPE_BALANCE || f->type == TYPE_LIMIT);
    if (a->q != QUALIFIER_EXACT) return false;
    if (f->type == TYPE_LIMIT) return true;
    return unit_is_money(a->unit) && a->minor >= (f->type == TYPE_MONEY ? 1 : 0);
}

static bool quantity_fits(const event *ev, const field_info *f)
{
    if (!ev->has_quantity) return ev->quantity == 0 && !is_needed(f);
    if (f == NULL || ev->quantity < 0) return false;
    if (f->type == TYPE_RATIO) return ev->quantity >= 1 && ev->quantity <= RATIO_PPM_MAX;
    return f->type != TYPE_SHARE || ev->quantity <= SHARE_PPM_MAX;
}

/* Decide works out the effect of every flow, so a capital row may have it without a field that says so. */
static bool unfunded_fits(const event *ev, const field_info *f, family of)
{
    if (!ev->has_unfunded) return ev->unfunded_minor == 0 && !is_needed(f);
    if (f != NULL) return ev->unfunded_minor >= 0;
    return of == FAMILY_CAPITAL;
}

static bool attr_type_fits(const attr *at, const field_info *f)
{
    bool wants_int = f->type == TYPE_YUAN || f->type == TYPE_COUNT;
    return at->is_int == wants_int && (!at->is_int || at->number >= 0);
}

static const field_info *attr_field(const kind_info *k, str name)
{
    for (uint32_t i = 0; i < k->field_count; i++)
        if (k->field[i].column == COLUMN_ATTR && str_equal(str_from(k->field[i].name), name)) return &k->field[i];
    return NULL;
}

/* Attrs that are no field of the kind are let through: decide keeps notes of its own there. */
static bool attrs_fit(str attrs, const shape *s)
{
    if (attrs.len > ATTRS_BYTES_MAX || !attrs_canonical(attrs)) return false;
    uint32_t found = 0;
    attr each;
    for (size_t at = 0; attr_next(&each, attrs, &at);) {
        const field_info *f = attr_field(s->kind, each.name);
        if (f != NULL && !attr_type_fits(&each, f)) return false;
        found += is_needed(f);
    }
    return found == s->attrs_needed;
}

static bool period_fits(const event *ev, const field_info *f)
{
    if (f->type != TYPE_PERIOD) return true;
    attr end;
    if (ev->effective.precision == PRECISION_UNKNOWN)
        return !attr_find(&end, ev->attrs, PERIOD_FROM) && !attr_find(&end, ev->attrs, PERIOD_TO);
    period p;
    if (!period_of_attrs(&p, ev->attrs)) return false;
    date d = period_effective(p);
    return d.first == ev->effective.first && d.precision == ev->effective.precision;
}

/* The first entry of a book registers its own maker: there is nobody before. */
static bool registers_itself(const event *ev)
{
    return ev->seq == 1 && ev->maker == 1 && ev->kind == KIND_ACTOR_REGISTERED;
}

/* Kinds that end what an earlier entry began: decide finds that entry, nobody has to name it. */
static bool is_ending(kind k)
{
    return k == KIND_ROLE_ENDED || k == KIND_ENTERPRISE_UNTAGGED || k == KIND_CLUSTER_MEMBER_REMOVED;
}

static bool ref_fits(const event *ev, const field_info *f)
{
    if (!is_ending(ev->kind)) return reference_fits(ev->ref, f, ev->seq);
    return ev->ref != 0 && ev->ref < ev->seq;
}

static const char *wrong_head(const event *ev)
{
    if (ev->format != EVENT_FORMAT) return "format";
    const kind_info *k = kind_get(ev->kind);
    if (k == NULL || !k->works) return "kind";
    if (ev->seq == 0) return "seq";
    if (ev->recorded_us < 0 || ev->recorded_us / MICROSECONDS_A_DAY > DAY_LAST) return "recorded";
    if (ev->maker >= ev->seq && !registers_itself(ev)) return "maker";
    return ev->approver < ev->seq ? NULL : "approver";
}

static const char *wrong_column(const event *ev, const shape *s)
{
    if (!effective_fits(ev->effective, s->at[COLUMN_EFFECTIVE])) return "effective";
    if (ev->booked != DAY_NONE && (s->at[COLUMN_BOOKED] == NULL || !day_in_range(ev->booked))) return "booked";
    if (!date_fits(ev->published)) return "published";
    if (!reference_fits(ev->subject, s->at[COLUMN_SUBJECT], ev->seq)) return "subject";
    if (!reference_fits(ev->object, s->at[COLUMN_OBJECT], ev->seq)) return "object";
    if (!reference_fits(ev->third, s->at[COLUMN_THIRD], ev->seq)) return "third";
    if (!number_fits(ev->purpose, s->at[COLUMN_PURPOSE])) return "purpose";
    if (!number_fits(ev->class_code, s->at[COLUMN_CLASS])) return "class";
    if (!amount_fits(&ev->amount, s->at[COLUMN_AMOUNT])) return "amount";
    if (!quantity_fits(ev, s->at[COLUMN_QUANTITY])) return "quantity";
    if (!unfunded_fits(ev, s->at[COLUMN_UNFUNDED], s->kind->family)) return "unfunded";
    return ref_fits(ev, s->at[COLUMN_REF]) ? NULL : "ref";
}

static const char *wrong_citation(const citation *c, seq_no own, const shape *s)
{
    const struct {
        const char *name;
        str text;
    } part[] = {{"source_title", c->title},
                {"source_url", c->url},
                {"source_row", c->row},
                {"source_words", c->words},
                {"span", c->span}};
    size_t bytes = 0;
    for (size_t i = 0; i < COUNT_OF(part); i++) {
        if (part[i].text.len > CITATION_BYTES_MAX - bytes || !utf8_valid(part[i].text)) return part[i].name;
        bytes += part[i].text.len;
    }
    if (!reference_fits(c->document, s->at[COLUMN_CITE_DOCUMENT], own)) return "document";
    return number_fits(c->confidence, s->at[COLUMN_CITE_CONFIDENCE]) ? NULL : "confidence";
}

static const char *wrong_member(const event *ev)
{
    const char *wrong = wrong_head(ev);
    if (wrong != NULL) return wrong;
    const shape *s = shape_of(kind_get(ev->kind));
    wrong = wrong_column(ev, s);
    if (wrong != NULL) return wrong;
    if (!attrs_fit(ev->attrs, s) || !period_fits(ev, s->at[COLUMN_EFFECTIVE])) return "attrs";
    return wrong_citation(&ev->cite, ev->seq, s);
}

err_code event_check(const event *ev, err *e)
{
    CHECK(ev != NULL);
    const char *wrong = wrong_member(ev);
    return wrong == NULL ? ERR_OK : refuse_bytes(e, ev->seq, wrong);
}
