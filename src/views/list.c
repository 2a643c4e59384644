/* list: relations that show the entries of one kind, a row each, from the table in lists.def. */
#include "views/views_int.h"

typedef kind kind_code; /* the tables below take the word kind as a parameter */
typedef enum source {
    ENTRY,
    OWN_ID,
    OWN_NAME,
    SUBJECT_ID,
    SUBJECT_NAME,
    OBJECT_ID,
    OBJECT_NAME,
    ATTRIBUTE,
    CLASS,
    PURPOSE,
    AMOUNT,
    SHARE,
    COUNT,
    DATE,
    PUBLISHED,
    PERIOD,
    CONFIDENCE,
    SOURCE_ROW,
    SOURCE_TITLE,
    MERGED,
    ENDED,
    CHOSEN,
    CURRENT,
    CURRENT_REGION
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
#define LIST_END(list)                                                                                                 \
    }                                                                                                                  \
    ;
#include "views/lists.def"
#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en) static const list_source list##_sources[] = {
#define COL(list, name, type, source, enumeration, attr, unit, zh, en) {source, LIST_##enumeration, attr},
#define LIST_END(list)                                                                                                 \
    }                                                                                                                  \
    ;
#include "views/lists.def"
#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en)                                                       \
    static const relation_info list##_info = {                                                                         \
        #list, zh, en, about_zh, about_en, list##_columns, COUNT_OF(list##_columns), keys};
#define COL(list, name, type, source, enumeration, attr, unit, zh, en)
#define LIST_END(list)
#include "views/lists.def"

static err_code build_list(relation *out, const view_request *q, err *e);
#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en)                                                       \
    static const kind_code list##_reads[] = {kind, KIND_NONE};
#define COL(list, name, type, source, enumeration, attr, unit, zh, en)
#define LIST_END(list)
#include "views/lists.def"
static const list lists[] = {
#define LIST_BEGIN(list, kind, keys, zh, en, about_zh, about_en)                                                       \
    {{&list##_info, build_list, list##_reads, false}, kind, list##_sources},
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
    const list *found = NULL;
    for (size_t i = 0; i < COUNT_OF(lists) && found == NULL; i++)
        if (lists[i].view.info == info) found = &lists[i];
    CHECK(found != NULL); /* each list view has its descriptor in lists.def */
    return found;
}

typedef struct filling {
    relation *out;
    const view_request *q;
    const event *ev;
    endings ended;
    choices sizes;
    party_facts parties;
} filling;

static void fill_period(cell *c, const filling *f)
{
    period p;
    if (period_stated(&p, f->q, f->ev)) cell_period(c, p);
}

static void fill_ended(cell *c, const filling *f)
{
    seq_no entry = ending_of(&f->ended, f->ev->seq);
    event ending;
    if (entry == 0) return;
    book_entry(&ending, f->q->b, entry);
    if (ending.effective.precision != PRECISION_UNKNOWN)
        cell_date(c, ending.effective);
    else /* ended, on no stated day: by the published or the recorded one (docs/time.md 1.2) */
        cell_day(c, book_effective_span(f->q->b, &ending).last);
    relation_why(f->out, c, entry);
}

static void fill_merged(cell *c, const filling *f)
{
    seq_no stands = standing(f->q, f->ev->seq);
    if (stands == f->ev->seq) return;
    put_id(c, f->q, stands);
    relation_why(f->out, c, party_merge(&f->parties, f->ev->seq));
}

/* Which one counts follows from all statements on the subject and basis; the one that does is shown behind the word. */
static void fill_chosen(cell *c, const filling *f)
{
    const choice *x = choices_find(&f->sizes, size_key(standing(f->q, f->ev->subject), f->ev->class_code));
    CHECK(x != NULL);
    put_enum(c, LIST_yes_no, choice_uses(x, f->ev->seq) ? YES : NO);
    relation_why(f->out, c, choice_entry(x));
}

static void fill_current(cell *c, const filling *f, const list_source *s)
{
    party_text what = str_equal(str_from(s->attr), STR("sector")) ? PARTY_SECTOR
                      : str_equal(str_from(s->attr), STR("uscc")) ? PARTY_USCC
                                                                  : PARTY_REGION;
    seq_no by;
    str text = party_text_of(&by, &f->parties, f->q, f->ev, what);
    cell_text(c, s->from == CURRENT_REGION && text.len ? region_name(text) : text);
    relation_why(f->out, c, by);
}

static void fill_text(cell *c, const filling *f, const list_source *s)
{
    str text = attrs_text(f->ev->attrs, str_from(s->attr), f->q->a);
    if (text.len) cell_text(c, text);
}

static void fill_reference(cell *c, const filling *f, source from)
{
    const event *ev = f->ev;
    seq_no who = from == OWN_ID || from == OWN_NAME           ? ev->seq
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
    if (text.len) cell_text(c, text);
}

static void fill_cell(cell *c, const filling *f, const list_source *s)
{
    switch (s->from) {
    case ENTRY: cell_int(c, f->ev->seq); break;
    case OWN_ID:
    case OWN_NAME:
    case SUBJECT_ID:
    case SUBJECT_NAME:
    case OBJECT_ID:
    case OBJECT_NAME: fill_reference(c, f, s->from); break;
    case ATTRIBUTE: fill_text(c, f, s); break;
    case CLASS: put_enum(c, s->list, f->ev->class_code); break;
    case PURPOSE: put_enum(c, s->list, f->ev->purpose); break;
    case CONFIDENCE: put_enum(c, s->list, f->ev->cite.confidence); break;
    case AMOUNT:
    case SHARE:
    case COUNT:
    case DATE:
    case PUBLISHED: fill_value(c, f, s->from); break;
    case PERIOD: fill_period(c, f); break;
    case SOURCE_ROW:
    case SOURCE_TITLE: fill_citation(c, f, s->from); break;
    case MERGED: fill_merged(c, f); break;
    case ENDED: fill_ended(c, f); break;
    case CHOSEN: fill_chosen(c, f); break;
    case CURRENT:
    case CURRENT_REGION: fill_current(c, f, s); break;
    }
}

static bool prepare(filling *f, const list *l)
{
    if (l->kind == KIND_SIZE_REPORTED) return choose_sizes(&f->sizes, f->q);
    if (l->kind == KIND_PARTY_REGISTERED) return party_facts_build(&f->parties, f->q);
    return endings_build(&f->ended, f->q);
}

static err_code build_list(relation *out, const view_request *q, err *e)
{
    const list *l = list_of(out->info);
    filling f = {.out = out, .q = q};
    if (!prepare(&f, l)) return arena_err(q->a, e);
    scan s = scan_begin(q, l->kind);
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
