/* show: one relation under a basis, narrowed and sorted as asked, printed; and the list of relations: every one of the
 * rooms that have some, in the order of the tour. The look-through asks one of them by name. */
#include "app/app_int.h"

/* ---- every relation ---- */

/* The tour of the ledger comes between who holds what and where the money went; what is computed from both comes last. */
static const char ledger_after[] = "holdings";
typedef const view *relation_list(uint32_t index);
static relation_list *const last_lists[] = {look_views_at, operation_at, performance_at};

/* The view at *index of that list; NULL past its last, *index then lessened by its length. */
static const view *list_take(relation_list *list, uint32_t *index)
{
    const view *v = NULL;
    for (uint32_t i = 0; (v = list(i)) != NULL; i++, --*index)
        if (*index == 0) return v;
    return NULL;
}

const view *relations_at(uint32_t index)
{
    const view *v = NULL, *of_ledger = NULL;
    for (uint32_t i = 0; (v = views_at(i)) != NULL; i++) {
        if (index == 0) return v;
        index--;
        if (!str_equal(str_from(v->info->name), str_from(ledger_after))) continue;
        if ((of_ledger = list_take(ledger_at, &index)) != NULL) return of_ledger;
    }
    for (size_t k = 0; k < COUNT_OF(last_lists) && !v; k++) v = list_take(last_lists[k], &index);
    return v;
}

const view *relations_find(str name)
{
    const view *v = NULL;
    for (uint32_t i = 0; (v = relations_at(i)) != NULL && !view_is_called(v, name);) i++;
    return v;
}

err_code relation_build(relation *out, const weir_book *b, const char *name, const asked *q, arena *a, err *e)
{
    const view *v = relations_find(str_from(name));
    if (!v) {
        err_set(e, E_RELATION_UNKNOWN);
        err_text(e, "word", str_from(name));
        return E_RELATION_UNKNOWN;
    }
    view_request asking = {.b = b->fold.facts,
                           .at = q->at,
                           .a = a,
                           .where = q->where,
                           .where_count = q->where_count,
                           .wants_why = q->wants_why,
                           .why_key = q->why_key};
    err_code code = view_build(out, v, &asking, e);
    return code || !q->within ? code : scope_apply(out, q->within, e);
}

/* ---- one of them, as asked ---- */

err_code conditions_read(asked *q, const weir_show_options *o, arena *a, err *e)
{
    if (o->where_count == 0) return ERR_OK;
    str *conditions = arena_get(a, sizeof *conditions * o->where_count);
    if (!conditions) return arena_err(a, e);
    for (size_t i = 0; i < o->where_count; i++) conditions[i] = str_from(o->where[i]);
    q->where = conditions;
    q->where_count = (uint32_t)o->where_count;
    return ERR_OK;
}

static uint32_t at_most(uint64_t count)
{
    return count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

err_code relation_narrow(relation *r, const asked *q, const weir_show_options *o, err *e)
{
    err_code code = q->where_count ? relation_where(r, q->where, q->where_count, e) : ERR_OK;
    if (!code && o->sort) code = relation_sort(r, str_from(o->sort), e);
    if (!code && (o->limit > 0 || o->offset > 0))
        relation_page(r, at_most(o->offset), o->limit ? at_most(o->limit) : UINT32_MAX);
    if (!code) relation_recount(r);
    return code;
}

err_code relation_put(weir_sink out, const relation *r, const weir_book *b, const asked *q, const weir_show_options *o,
                      str below, arena *a, err *e)
{
    buf text, basis_zh, basis_en;
    buf_init(&basis_zh, a, TEXT_BYTES_MAX);
    buf_init(&basis_en, a, TEXT_BYTES_MAX);
    basis_print(&basis_zh, q, b, true);
    basis_print(&basis_en, q, b, false);
    buf_init(&text, a, OUTPUT_BYTES_MAX);
    report_options how = {.format = report_format_of(o->format),
                          .zh = o->lang == WEIR_ZH,
                          .unit = q->unit,
                          .columns = str_from(o->columns),
                          .basis_zh = buf_view(&basis_zh),
                          .basis_en = buf_view(&basis_en),
                          .synthetic = book_is_synthetic(b->fold.facts, b->fold.head.seq),
                          .head_seq = q->head.seq,
                          .head = q->head.hash};
    err_code code = report_print(&text, r, &how, e);
    if (o->format != WEIR_JSON && o->format != WEIR_CSV) buf_str(&text, below);
    return code ? code : sink_put(out, buf_view(&text), e);
}

static err_code show(weir_book *b, const char *name, const weir_show_options *o, weir_sink out, arena *a, err *e)
{
    asked q;
    relation r;
    err_code code = book_ready(b, a, e);
    if (!code) code = basis_read(&q, b, o, e);
    if (!code) code = conditions_read(&q, o, a, e);
    if (!code) code = scope_read(&q, b, o->scope, a, e);
    if (!code) code = relation_build(&r, b, name, &q, a, e);
    if (!code) code = relation_narrow(&r, &q, o, e);
    return code ? code : relation_put(out, &r, b, &q, o, STR_NONE, a, e);
}

weir_status weir_show(weir_book *b, const char *name, const weir_show_options *options, weir_sink out,
                      weir_error **error)
{
    CHECK(b != NULL);
    CHECK(options != NULL);
    if (!name) return weir_relations(options->lang, options->format, out, error);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = show(b, name, options, out, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

static err_code list_relations(weir_lang lang, weir_format format, weir_sink out, arena *a, err *e)
{
    static const listing_column columns[] = {
        {"name", "关系", "relation"}, {"title", "标题", "title"}, {"about", "内容", "what it shows"}};
    uint32_t count = 0;
    while (relations_at(count)) count++;
    str *cells = arena_get(a, sizeof *cells * COUNT_OF(columns) * (count ? count : 1));
    if (!cells) return arena_err(a, e);
    bool zh = lang == WEIR_ZH;
    str *next = cells;
    for (uint32_t i = 0; i < count; i++) {
        const view *v = relations_at(i);
        *next++ = str_from(v->info->name);
        *next++ = str_from(zh ? v->info->zh : v->info->en);
        *next++ = str_from(zh ? v->info->about_zh : v->info->about_en);
    }
    buf text;
    buf_init(&text, a, OUTPUT_BYTES_MAX);
    listing l = {.column = columns, .column_count = COUNT_OF(columns), .cells = cells, .row_count = count};
    listing_print(&text, &l, report_format_of(format), zh);
    err_code code = buf_err(&text, e);
    return code ? code : sink_put(out, buf_view(&text), e);
}

weir_status weir_relations(weir_lang lang, weir_format format, weir_sink out, weir_error **error)
{
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = list_relations(lang, format, out, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- the look-through as people ask for it: names become ids, two ends choose the relation ---- */

typedef struct question {
    weir_book *b;
    const weir_show_options *o;
    str from, to; /* ids; empty = not given */
    const char *relation, *sort, *columns;
    asked q;
    arena *a;
} question;

static bool is_public(str word)
{
    return word.len == 0 || str_equal(word, STR(LOOK_PUBLIC)) || str_equal(word, STR("政府与国有资金"));
}

/* The id of the party that stands for a name, id or alias; of a source also a cluster's. */
static err_code find_end(str *out, const question *w, const char *word, bool is_source, err *e)
{
    seq_no found = 0;
    thing t;
    const book *facts = w->b->fold.facts;
    *out = STR_NONE;
    if (!word) return ERR_OK;
    if (is_source && is_public(str_from(word))) {
        *out = STR(LOOK_PUBLIC);
        return ERR_OK;
    }
    bool is_cluster = is_source && book_resolve(&found, facts, str_from(word), THING_cluster, NULL) == ERR_OK;
    err_code code = is_cluster ? ERR_OK : book_resolve(&found, facts, str_from(word), THING_party, e);
    if (code) return code;
    bool is_known = book_thing(&t, facts, book_merged_into(facts, found, w->q.at.prefix));
    CHECK(is_known);
    *out = t.id;
    return ERR_OK;
}

static void choose_relation(question *w)
{
    bool has_from = w->from.len > 0, has_to = w->to.len > 0;
    w->relation = !has_to ? "look" : has_from ? "look_chains" : "look_holders";
    w->sort = w->o->sort ? w->o->sort : has_from && has_to ? NULL : "basis,-money,-share";
    w->columns = w->o->columns                                           ? w->o->columns
                 : w->o->format == WEIR_JSON || w->o->format == WEIR_CSV ? NULL
                 : !has_to  ? "basis,to,to_name,class,layers,share,money,kept,unstated"
                 : has_from ? "basis,chain_no,chain,links,share,money"
                            : "basis,holder,holder_name,class,layers,share,money";
}

static err_code put_condition(str *out, question *w, const char *name, str id, err *e)
{
    buf text;
    buf_init(&text, w->a, ID_BYTES_MAX + 16);
    buf_text(&text, name);
    buf_char(&text, '=');
    buf_str(&text, id);
    *out = buf_view(&text);
    return buf_err(&text, e);
}

/* The two ends, and what the user asks besides. */
static err_code put_conditions(question *w, err *e)
{
    str *list = arena_get(w->a, sizeof *list * (w->o->where_count + 2));
    uint32_t count = 0;
    err_code code = ERR_OK;
    if (!list) return arena_err(w->a, e);
    if (w->from.len > 0) code = put_condition(&list[count++], w, "from", w->from, e);
    if (!code && w->to.len > 0) code = put_condition(&list[count++], w, "to", w->to, e);
    for (size_t i = 0; i < w->o->where_count; i++) list[count++] = str_from(w->o->where[i]);
    w->q.where = list;
    w->q.where_count = count;
    return code;
}

/* An empty answer is an answer: it says what was not found. */
static str said_below(const question *w, const relation *r)
{
    bool zh = w->o->lang == WEIR_ZH;
    if (r->row_count > 0) return STR_NONE;
    if (w->from.len > 0 && w->to.len > 0)
        return zh ? STR("在此口径与日期下,没有出资链从来源通到去处;合计数不可再分,不在其列\n")
                  : STR("on this basis and day no chain of stakes leads from the one to the other; aggregates cannot "
                        "be divided\n");
    if (w->to.len > 0)
        return zh ? STR("在此口径与日期下,账本没有记载谁持有它\n")
                  : STR("on this basis and day the book names nobody who has a stake in it\n");
    return zh ? STR("在此口径与日期下,账本没有记载来源投出的资金;合计数不可再分,不在其列\n")
              : STR("on this basis and day the book holds no money that the source put into anything; aggregates "
                    "cannot be divided\n");
}

static err_code look(question *w, const char *from, const char *to, weir_sink out, err *e)
{
    relation r;
    err_code code = book_ready(w->b, w->a, e);
    if (!code) code = basis_read(&w->q, w->b, w->o, e);
    if (!code && w->o->scope) { /* before any name is looked up: what sounds alike is told of all */
        err_set(e, E_SCOPE_RELATION);
        err_text(e, "relation", STR("look"));
        return E_SCOPE_RELATION;
    }
    if (!code) code = find_end(&w->from, w, from, true, e);
    if (!code) code = find_end(&w->to, w, to, false, e);
    if (code) return code;
    choose_relation(w);
    code = put_conditions(w, e);
    if (!code) code = relation_build(&r, w->b, w->relation, &w->q, w->a, e);
    weir_show_options o = *w->o;
    o.sort = w->sort;
    o.columns = w->columns;
    if (!code) code = relation_narrow(&r, &w->q, &o, e);
    return code ? code : relation_put(out, &r, w->b, &w->q, &o, said_below(w, &r), w->a, e);
}

weir_status weir_look(weir_book *b, const char *from, const char *to, const weir_show_options *options, weir_sink out,
                      weir_error **error)
{
    CHECK(b != NULL);
    CHECK(options != NULL);
    err e = {.code = ERR_OK};
    question w = {.b = b, .o = options, .a = request_arena(&e)};
    if (!w.a) return report_error(error, &e);
    err_code code = look(&w, from, to, out, &e);
    arena_free(w.a);
    return code ? report_error(error, &e) : WEIR_OK;
}
