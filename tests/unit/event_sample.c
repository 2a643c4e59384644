/* event_sample: one function a type of field, each choosing among the values that lie at the edges. */
#include "event_sample.h"

typedef struct sampling {
    event *ev;
    const field_info *f;
    uint64_t *state;
    arena *a;
    attr attrs[ATTRS_MAX];
    uint32_t attr_count;
} sampling;

uint64_t sample_next(uint64_t *state)
{
    CHECK(*state != 0);
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

uint32_t sample_below(uint64_t *state, uint32_t count)
{
    return (uint32_t)((sample_next(state) >> 16) % count);
}

static str sample_text(uint64_t *state)
{
    static const char *const TEXT[] = {"深圳市引导基金",
                                       "a",
                                       "two words",
                                       "\"quoted\" \\ back",
                                       "行一\n行二\t格",
                                       "𠮷野 · é",
                                       "0",
                                       "{}",
                                       "null",
                                       "https://example.org/?a=1&b=%20",
                                       "\"",
                                       "\\"};
    return str_from(TEXT[sample_below(state, COUNT_OF(TEXT))]);
}

static date sample_date(uint64_t *state)
{
    int year = 1900 + (int)sample_below(state, 300), month = 1 + (int)sample_below(state, 12);
    switch (sample_below(state, 5)) {
    case 0: return (date){day_of(year, month, 1 + (int)sample_below(state, 28)), PRECISION_DAY};
    case 1: return (date){day_of(year, month, 1), PRECISION_MONTH};
    case 2: return (date){day_of(year, (month - 1) / 3 * 3 + 1, 1), PRECISION_QUARTER};
    case 3: return (date){day_of(year, (month - 1) / 6 * 6 + 1, 1), PRECISION_HALF};
    default: return (date){day_of(year, 1, 1), PRECISION_YEAR};
    }
}

static day sample_day(uint64_t *state)
{
    return DAY_FIRST + (day)sample_below(state, DAY_LAST - DAY_FIRST + 1);
}

static int64_t sample_minor(uint64_t *state)
{
    static const int64_t EDGE[] = {1, 5, 99, 100, 10000, 123456789, INT64_MAX - 1, INT64_MAX};
    return EDGE[sample_below(state, COUNT_OF(EDGE))];
}

static void sample_amount(amount *out, field_type type, uint64_t *state)
{
    static const unit_code UNIT[] = {UNIT_CNY, UNIT_USD, UNIT_PERCENT, UNIT_POINT, UNIT_COUNT, 1020, 1022};
    amount a = {.q = QUALIFIER_EXACT, .minor = sample_minor(state)};
    a.unit = UNIT[sample_below(state, type == TYPE_MONEY || type == TYPE_BALANCE ? 2 : COUNT_OF(UNIT))];
    if (type == TYPE_AMOUNT) a.q = (qualifier)(1 + sample_below(state, QUALIFIER_COUNT - 1));
    if (unit_get(a.unit)->is_signed && sample_below(state, 2)) a.minor = -a.minor;
    if (a.q == QUALIFIER_RANGE) a.hi_minor = a.minor + (INT64_MAX - (a.minor > 0 ? a.minor : 0)) / 2;
    if (a.q == QUALIFIER_UNKNOWN) a.minor = 0;
    *out = a;
}

static void add_attr(sampling *s, const char *name, str text)
{
    s->attrs[s->attr_count++] = (attr){.name = str_from(name), .text = text};
}

static str date_text(date d, arena *a)
{
    buf text;
    buf_init(&text, a, 64);
    date_print(&text, d);
    return buf_view(&text);
}

static str attr_value(sampling *s)
{
    switch ((int)s->f->type) {
    case TYPE_ID: return STR("sz-guidance.fund_1");
    case TYPE_CODE: return STR("ai_core_industry");
    case TYPE_REGION: return STR("440300");
    case TYPE_USCC: return sample_below(s->state, 2) ? STR("91440300708461136T") : STR("91110000802100433B");
    case TYPE_FOREIGN: return sample_below(s->state, 2) ? STR("1000000 USD") : STR("0.5 USD");
    case TYPE_DATE: return date_text(sample_date(s->state), s->a);
    default: return sample_text(s->state);
    }
}

static void sample_attr(sampling *s)
{
    if (s->f->type != TYPE_YUAN && s->f->type != TYPE_COUNT) {
        add_attr(s, s->f->name, attr_value(s));
        return;
    }
    attr whole = {.name = str_from(s->f->name), .is_int = true, .number = sample_minor(s->state)};
    s->attrs[s->attr_count++] = whole;
}

/* A third of the periods are calendar periods, the others run between any two days. */
static void sample_period(sampling *s)
{
    period p = date_span(sample_date(s->state));
    if (sample_below(s->state, 3) > 0)
        p.last = p.first + (day)sample_below(s->state, (uint32_t)(DAY_LAST - p.first + 1));
    add_attr(s, "period_from", date_text((date){p.first, PRECISION_DAY}, s->a));
    add_attr(s, "period_to", date_text((date){p.last, PRECISION_DAY}, s->a));
    if (!date_of_period(&s->ev->effective, p)) s->ev->effective = (date){p.last, PRECISION_DAY};
}

static void sample_effective(sampling *s)
{
    switch ((int)s->f->type) {
    case TYPE_PERIOD: sample_period(s); break;
    case TYPE_DAY: s->ev->effective = (date){sample_day(s->state), PRECISION_DAY}; break;
    default: s->ev->effective = sample_date(s->state);
    }
}

static int sample_number(sampling *s)
{
    if (s->f->type == TYPE_COMPARATOR) return 1 + (int)sample_below(s->state, COMPARE_COUNT - 1);
    int count = 0;
    while (enum_word(s->f->list, count + 1) != NULL) count++;
    return 1 + (int)sample_below(s->state, (uint32_t)count);
}

static void sample_quantity(sampling *s)
{
    s->ev->has_quantity = true;
    if (s->f->type == TYPE_RATIO)
        s->ev->quantity = 1 + sample_below(s->state, 1000000000);
    else
        s->ev->quantity = s->f->type == TYPE_SHARE ? sample_below(s->state, 1000001) : sample_minor(s->state);
}

static void sample_field(sampling *s)
{
    event *ev = s->ev;
    seq_no earlier = 1 + sample_below(s->state, ev->seq - 1);
    switch (s->f->column) {
    case COLUMN_SUBJECT: ev->subject = earlier; break;
    case COLUMN_OBJECT: ev->object = earlier; break;
    case COLUMN_THIRD: ev->third = earlier; break;
    case COLUMN_REF: ev->ref = earlier; break;
    case COLUMN_CITE_DOCUMENT: ev->cite.document = earlier; break;
    case COLUMN_PURPOSE: ev->purpose = sample_number(s); break;
    case COLUMN_CLASS: ev->class_code = sample_number(s); break;
    case COLUMN_CITE_CONFIDENCE: ev->cite.confidence = (uint8_t)sample_number(s); break;
    case COLUMN_AMOUNT: sample_amount(&ev->amount, s->f->type, s->state); break;
    case COLUMN_QUANTITY: sample_quantity(s); break;
    case COLUMN_UNFUNDED: ev->has_unfunded = true, ev->unfunded_minor = sample_minor(s->state); break;
    case COLUMN_EFFECTIVE: sample_effective(s); break;
    case COLUMN_BOOKED: ev->booked = sample_day(s->state); break;
    case COLUMN_PUBLISHED: ev->published = sample_date(s->state); break;
    case COLUMN_ATTR: sample_attr(s); break;
    case COLUMN_CITE_TITLE: ev->cite.title = sample_text(s->state); break;
    case COLUMN_CITE_URL: ev->cite.url = sample_text(s->state); break;
    case COLUMN_CITE_ROW: ev->cite.row = sample_text(s->state); break;
    case COLUMN_CITE_WORDS: ev->cite.words = sample_text(s->state); break;
    case COLUMN_CITE_SPAN: ev->cite.span = sample_text(s->state); break;
    }
}

void sample_event(event *out, kind k, seq_no seq, uint64_t *state, arena *a)
{
    CHECK(seq > 1);
    const kind_info *info = kind_get(k);
    CHECK(info != NULL);
    date unknown = {DAY_NONE, PRECISION_UNKNOWN};
    *out = (event){.seq = seq, .kind = k, .format = EVENT_FORMAT, .effective = unknown, .published = unknown};
    out->recorded_us = (int64_t)(sample_next(state) >> 12);
    out->maker = 1 + sample_below(state, seq - 1);
    out->approver = sample_below(state, seq);
    out->booked = DAY_NONE;
    out->batch = sample_below(state, seq);
    sampling s = {.ev = out, .state = state, .a = a};
    for (uint32_t i = 0; i < info->field_count; i++) {
        s.f = &info->field[i];
        if (s.f->required || sample_below(state, 2)) sample_field(&s);
    }
    bool is_ending = k == KIND_ROLE_ENDED || k == KIND_ENTERPRISE_UNTAGGED || k == KIND_CLUSTER_MEMBER_REMOVED;
    if (is_ending) out->ref = 1 + sample_below(state, seq - 1);
    buf attrs;
    buf_init(&attrs, a, ATTRS_BYTES_MAX);
    attrs_print(&attrs, s.attrs, s.attr_count);
    out->attrs = buf_view(&attrs);
}

static bool equal_dates(date a, date b)
{
    return a.first == b.first && a.precision == b.precision;
}

static bool equal_citations(const citation *a, const citation *b)
{
    return str_equal(a->title, b->title) && str_equal(a->url, b->url) && str_equal(a->row, b->row) &&
           str_equal(a->words, b->words) && str_equal(a->span, b->span) && a->document == b->document &&
           a->confidence == b->confidence;
}

static bool equal_numbers(const event *a, const event *b)
{
    return a->subject == b->subject && a->object == b->object && a->third == b->third && a->purpose == b->purpose &&
           a->class_code == b->class_code && a->amount.minor == b->amount.minor &&
           a->amount.hi_minor == b->amount.hi_minor && a->amount.q == b->amount.q && a->amount.unit == b->amount.unit &&
           a->has_quantity == b->has_quantity && a->quantity == b->quantity && a->has_unfunded == b->has_unfunded &&
           a->unfunded_minor == b->unfunded_minor && a->ref == b->ref && a->batch == b->batch;
}

bool sample_equal(const event *a, const event *b)
{
    return a->seq == b->seq && a->recorded_us == b->recorded_us && a->maker == b->maker && a->approver == b->approver &&
           a->kind == b->kind && a->format == b->format && equal_dates(a->effective, b->effective) &&
           a->booked == b->booked && equal_dates(a->published, b->published) && equal_numbers(a, b) &&
           str_equal(a->attrs, b->attrs) && equal_citations(&a->cite, &b->cite);
}
