/* list: relations that show the entries of one kind, a row each, from the table in lists.def. */
#include "views/views_int.h"

typedef enum source {
    ENTRY, OWN_ID, OWN_NAME, SUBJECT_ID, SUBJECT_NAME, OBJECT_ID, OBJECT_NAME, ATTRIBUTE, REGION, CLASS, PURPOSE, AMOUNT,
    SHARE, COUNT, DATE, PUBLISHED, PERIOD, CONFIDENCE, SOURCE_ROW, SOURCE_TITLE, MERGED, ENDED, CHOSEN
} source;
typedef struct list_source {
    source from;
    enum_list list;
    const char *attr;
} list_source;
typedef struct list {
    view view;
    kind kind;
    const list_source *sources;
} list;

#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en) static const column_info list##_columns[] = {
#define COL(list, name, type, source, enumeration, attr, unit, zh, en) {name, type, zh, en, unit, "", "", ""},
#define LIST_END(list) };
#include "views/lists.def"
#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en) static const list_source list##_sources[] = {
#define COL(list, name, type, source, enumeration, attr, unit, zh, en) {source, LIST_##enumeration, attr},
#define LIST_END(list) };
#include "views/lists.def"
#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en) \
    static const relation_info list##_info = {#list, zh, en, about_zh, about_en, list##_columns, COUNT_OF(list##_columns), keys};
#define COL(list, name, type, source, enumeration, attr, unit, zh, en)
#define LIST_END(list)
#include "views/lists.def"

static err_code build_list(relation *out, const view_request *q, err *e);
static const list lists[] = {
#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en) {{&list##_info, build_list}, kind, list##_sources},
#define COL(list, name, type, source, enumeration, attr, unit, zh, en)
#define LIST_END(list)
#include "views/lists.def"
};

const view *list_view(uint32_t index)
{
    return index < COUNT_OF(lists) ? &lists[index].view : NULL;
}

static const list *list_of(const relation_info *info)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (lists[i].view.info == info)
            return &lists[i];
    CHECK(!"a list view has its descriptor in lists.def");
    return NULL;
}

typedef struct filling {
    const view_request *q;
    const event *ev;
    endings ended;
    choices sizes;
} filling;

static void fill_period(cell *c, const filling *f)
{
    period p;
    date from, to;
    if (date_parse(&from, attrs_text(f->ev->attrs, STR("period_from"), f->q->a), NULL) == ERR_OK &&
        date_parse(&to, attrs_text(f->ev->attrs, STR("period_to"), f->q->a), NULL) == ERR_OK &&
        from.precision == PRECISION_DAY && to.precision == PRECISION_DAY) {
        p = (period){from.first, to.first};
        cell_period(c, p);
    }
}

static void fill_ended(cell *c, const filling *f)
{
    seq_no entry = ending_of(&f->ended, f->ev->seq);
    event ending;
    if (entry == 0)
        return;
    book_entry(&ending, f->q->b, entry);
    cell_date(c, ending.effective);
}

static void fill_merged(cell *c, const filling *f)
{
    seq_no stands = standing(f->q, f->ev->seq);
    if (stands != f->ev->seq)
        put_id(c, f->q, stands);
}

static void fill_chosen(cell *c, const filling *f)
{
    const choice *x = choices_find(&f->sizes, size_key(standing(f->q, f->ev->subject), f->ev->class_code));
    put_enum(c, LIST_yes_no, x != NULL && x->entry == f->ev->seq ? YES : NO);
}

static void fill_text(cell *c, const filling *f, const list_source *s)
{
    str text = attrs_text(f->ev->attrs, str_from(s->attr), f->q->a);
    if (s->from == REGION && text.len)
        text = region_name(text);
    if (text.len)
        cell_text(c, text);
}

static void fill_reference(cell *c, const filling *f, source from)
{
    const event *ev = f->ev;
    seq_no who = from == OWN_ID || from == OWN_NAME       ? ev->seq
                 : from == SUBJECT_ID || from == SUBJECT_NAME ? ev->subject
                                                              : ev->object;
    if (from == OWN_NAME || from == SUBJECT_NAME || from == OBJECT_NAME)
        put_name(c, f->q, who);
    else
        put_id(c, f->q, who);
}

static void fill_value(cell *c, const filling *f, source from)
{
    const event *ev = f->ev;
    if (from == AMOUNT)
        put_amount(c, f->q, &ev->amount);
    else if (from == SHARE && ev->has_quantity)
        put_share(c, ev->quantity);
    else if (from == COUNT && ev->has_quantity)
        cell_int(c, ev->quantity);
    else if (from == DATE && ev->effective.precision != PRECISION_UNKNOWN)
        cell_date(c, ev->effective);
    else if (from == PUBLISHED && ev->published.precision != PRECISION_UNKNOWN)
        cell_date(c, ev->published);
}

static void fill_citation(cell *c, const filling *f, source from)
{
    str text = from == SOURCE_ROW ? f->ev->cite.row : f->ev->cite.title;
    if (text.len)
        cell_text(c, text);
}

static void fill_cell(cell *c, const filling *f, const list_source *s)
{
    switch (s->from) {
    case ENTRY: cell_int(c, f->ev->seq); break;
    case OWN_ID: case OWN_NAME: case SUBJECT_ID: case SUBJECT_NAME: case OBJECT_ID: case OBJECT_NAME:
        fill_reference(c, f, s->from); break;
    case ATTRIBUTE: case REGION: fill_text(c, f, s); break;
    case CLASS: put_enum(c, s->list, f->ev->class_code); break;
    case PURPOSE: put_enum(c, s->list, f->ev->purpose); break;
    case CONFIDENCE: put_enum(c, s->list, f->ev->cite.confidence); break;
    case AMOUNT: case SHARE: case COUNT: case DATE: case PUBLISHED: fill_value(c, f, s->from); break;
    case PERIOD: fill_period(c, f); break;
    case SOURCE_ROW: case SOURCE_TITLE: fill_citation(c, f, s->from); break;
    case MERGED: fill_merged(c, f); break;
    case ENDED: fill_ended(c, f); break;
    case CHOSEN: fill_chosen(c, f); break;
    }
}

static bool prepare(filling *f, const list *l)
{
    if (l->kind == KIND_SIZE_REPORTED)
        return choose_sizes(&f->sizes, f->q, NULL);
    return endings_build(&f->ended, f->q);
}

static err_code build_list(relation *out, const view_request *q, err *e)
{
    const list *l = list_of(out->info);
    filling f = {.q = q};
    if (!prepare(&f, l))
        return arena_err(q->a, e);
    scan s = scan_begin(q, l->kind, out);
    while (scan_next(&s) && !out->failed) {
        cell *row = relation_row(out);
        f.ev = &s.ev;
        for (uint32_t i = 0; row != NULL && i < out->info->column_count; i++) {
            fill_cell(&row[i], &f, &l->sources[i]);
            relation_why(out, &row[i], s.ev.seq);
        }
    }
    return relation_err(out, e);
}
