/* show: one relation under a basis, narrowed and sorted as asked, printed; and the list of relations: every one of the
 * rooms that have some, in the order of the tour. And the vocabulary: kinds, their fields, an empty CSV to fill in. */
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
    return view_build(out, v, &asking, e);
}

/* ---- one of them, as asked ---- */

static err_code read_conditions(asked *q, const weir_show_options *o, arena *a, err *e)
{
    if (o->where_count == 0) return ERR_OK;
    str *conditions = arena_get(a, sizeof *conditions * o->where_count);
    if (!conditions) return arena_err(a, e);
    for (size_t i = 0; i < o->where_count; i++) conditions[i] = str_from(o->where[i]);
    q->where = conditions;
    q->where_count = (uint32_t)o->where_count;
    return ERR_OK;
}

err_code relation_narrow(relation *r, const asked *q, const weir_show_options *o, err *e)
{
    err_code code = q->where_count ? relation_where(r, q->where, q->where_count, e) : ERR_OK;
    if (!code && o->sort) code = relation_sort(r, str_from(o->sort), e);
    if (!code && o->limit > 0) relation_limit(r, o->limit > UINT32_MAX ? UINT32_MAX : (uint32_t)o->limit);
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
    if (!code) code = read_conditions(&q, o, a, e);
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

/* ---- the vocabulary: kinds, their fields, templates ---- */

typedef struct printing {
    weir_lang lang;
    weir_format format;
    arena *a;
    buf text;
} printing;

static const char *word_of_family(family f, bool zh)
{
    static const char *const words[][2] = {{"", ""},
                                           {"登记", "registry"},
                                           {"陈述", "statements"},
                                           {"资金", "capital"},
                                           {"返投", "reinvestment"},
                                           {"扶持", "support"},
                                           {"政策", "policy"},
                                           {"遴选", "selection"},
                                           {"日常", "life"},
                                           {"控制", "control"}};
    CHECK((size_t)f < COUNT_OF(words));
    return words[f][zh ? 0 : 1];
}

static err_code list_kinds(printing *p, err *e)
{
    static const listing_column columns[] = {
        {"kind", "种类", "kind"}, {"family", "类别", "family"}, {"title", "标题", "title"}, {"state", "状态", "state"}};
    bool zh = p->lang == WEIR_ZH;
    uint32_t count = 0;
    for (const kind_info *k = kind_next(NULL); k; k = kind_next(k)) count++;
    str *cells = arena_get(p->a, sizeof *cells * COUNT_OF(columns) * count);
    if (!cells) return arena_err(p->a, e);
    str *next = cells;
    for (const kind_info *k = kind_next(NULL); k; k = kind_next(k)) {
        *next++ = str_from(k->wire);
        *next++ = str_from(word_of_family(k->family, zh));
        *next++ = str_from(zh ? k->zh : k->en);
        *next++ = str_from(k->works ? "" : zh ? "尚未支持" : "not yet");
    }
    listing l = {.column = columns, .column_count = COUNT_OF(columns), .cells = cells, .row_count = count};
    listing_print(&p->text, &l, report_format_of(p->format), zh);
    return ERR_OK;
}

/* What may stand in the field, for people. */
static str say_values(const field_info *f, bool zh)
{
    static const struct {
        field_type type;
        const char *zh, *en;
    } said[] = {{TYPE_ID, "编号:小写字母、数字、. _ -", "id: lower-case letters, digits, . _ -"},
                {TYPE_TEXT, "文字", "text"},
                {TYPE_REF, "编号或名称", "id or name"},
                {TYPE_ENTRY, "凭证序号", "number of an entry"},
                {TYPE_DAY, "2025-12-15", "2025-12-15"},
                {TYPE_DATE, "2025-12-15、2025-12、2025Q3、2025", "2025-12-15, 2025-12, 2025Q3, 2025"},
                {TYPE_PERIOD, "2025、2025Q1-Q3、2025-01-01/2025-06-30", "2025, 2025Q1-Q3, 2025-01-01/2025-06-30"},
                {TYPE_AMOUNT, "128亿元、超1500亿元、约30%", "128亿元, >=1500亿元, ~30%"},
                {TYPE_MONEY, "确切金额:1,234.56元", "exact money: 1,234.56元"},
                {TYPE_BALANCE, "确切金额,可为零:0元", "exact money, zero allowed: 0元"},
                {TYPE_LIMIT, "确切数值与单位:20%、300亿元", "exact, with its unit: 20%, 300亿元"},
                {TYPE_YUAN, "确切金额:1,234.56元", "exact money: 1,234.56元"},
                {TYPE_FOREIGN, "另一币种的确切金额:1000000美元", "exact money of another currency: 1000000 USD"},
                {TYPE_SHARE, "百分数:67.7213", "percent: 67.7213"},
                {TYPE_COUNT, "整数", "whole number"},
                {TYPE_CODE, "小写字母、数字、_", "lower-case letters, digits, _"},
                {TYPE_REGION, "六位地区代码:440300", "six digits: 440300"},
                {TYPE_USCC, "18 位统一社会信用代码", "18 characters"},
                {TYPE_COMPARATOR, "= >= > <= < ~ by", "= >= > <= < ~ by"}};
    if (f->type == TYPE_ENUM) return str_from(enum_words(f->list));
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (said[i].type == f->type) return str_from(zh ? said[i].zh : said[i].en);
    return STR_NONE;
}

static err_code list_fields(printing *p, const kind_info *k, err *e)
{
    static const listing_column columns[] = {{"field", "字段", "field"},
                                             {"title", "标题", "title"},
                                             {"need", "必填", "required"},
                                             {"values", "取值", "values"}};
    bool zh = p->lang == WEIR_ZH;
    str *cells = arena_get(p->a, sizeof *cells * COUNT_OF(columns) * k->field_count);
    if (!cells) return arena_err(p->a, e);
    str *next = cells;
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        *next++ = str_from(f->name);
        *next++ = str_from(zh ? f->zh : f->en);
        *next++ = str_from(!f->required ? "" : zh ? "是" : "yes");
        *next++ = say_values(f, zh);
    }
    listing l = {.column = columns, .column_count = COUNT_OF(columns), .cells = cells, .row_count = k->field_count};
    if (p->format == WEIR_TABLE) {
        buf_text(&p->text, k->wire);
        buf_text(&p->text, " · ");
        buf_text(&p->text, zh ? k->zh : k->en);
        buf_text(&p->text, "\n\n");
    }
    listing_print(&p->text, &l, report_format_of(p->format), zh);
    return ERR_OK;
}

/* An empty file to fill in; an amount has its unit in a column of its own, for those who write bare numbers. */
static void print_template(printing *p, const kind_info *k)
{
    bool zh = p->lang == WEIR_ZH;
    buf_text(&p->text, "\xEF\xBB\xBF");
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        if (i > 0) buf_char(&p->text, ',');
        buf_text(&p->text, zh ? f->zh : f->name);
        if (f->column == COLUMN_AMOUNT) buf_text(&p->text, zh ? ",单位" : ",unit");
    }
    buf_text(&p->text, "\r\n");
}

static err_code print_kind(printing *p, const char *word, bool as_template, err *e)
{
    const kind_info *k = kind_find(str_from(word));
    if (!k || !k->works) {
        err_code code = err_set(e, k ? E_KIND_LATER : E_KIND_UNKNOWN);
        err_text(e, "word", str_from(word));
        return code;
    }
    if (!as_template) return list_fields(p, k, e);
    print_template(p, k);
    return ERR_OK;
}

static err_code print(printing *p, const char *word, bool as_template, weir_sink out, err *e)
{
    buf_init(&p->text, p->a, OUTPUT_BYTES_MAX);
    err_code code = word ? print_kind(p, word, as_template, e) : list_kinds(p, e);
    if (!code) code = buf_err(&p->text, e);
    return code ? code : sink_put(out, buf_view(&p->text), e);
}

weir_status weir_kinds(const char *word, bool template_csv, weir_lang lang, weir_format format, weir_sink out,
                       weir_error **error)
{
    err e = {.code = ERR_OK};
    printing p = {.lang = lang, .format = format, .a = request_arena(&e)};
    if (!p.a) return report_error(error, &e);
    err_code code = print(&p, word, template_csv, out, &e);
    arena_free(p.a);
    return code ? report_error(error, &e) : WEIR_OK;
}
