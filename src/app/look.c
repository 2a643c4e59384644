/* look: the look-through as people ask for it: names become ids, two ends choose the relation, a table leaves out what the
 * question already says. What is computed is in the room of that name. */
#include "app/app_int.h"

#include <stddef.h>

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
    w->columns = w->o->columns          ? w->o->columns
                 : w->o->format == WEIR_JSON || w->o->format == WEIR_CSV ? NULL
                 : !has_to              ? "basis,to,to_name,class,layers,share,money,kept,unstated"
                 : has_from             ? "basis,chain_no,chain,links,share,money"
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
                  : STR("on this basis and day no chain of stakes leads from the one to the other; aggregates cannot be divided\n");
    if (w->to.len > 0)
        return zh ? STR("在此口径与日期下,账本没有记载谁持有它\n")
                  : STR("on this basis and day the book names nobody who has a stake in it\n");
    return zh ? STR("在此口径与日期下,账本没有记载来源投出的资金;合计数不可再分,不在其列\n")
              : STR("on this basis and day the book holds no money that the source put into anything; aggregates cannot be divided\n");
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
