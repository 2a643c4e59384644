/* score: what funds have on a scorecard, printed; the cards that there are.
 *
 * A card is a set of files of the packs that rules come from; its leaves ask the book through the same connection.
 * Invariant: the book is only read. */
#include "app/app_int.h"

typedef struct scoring {
    weir_book *b;
    const weir_score_options *o;
    weir_show_options how;
    asked q;
    check_session *s;
    arena *a;
} scoring;

static err_code read_assumed(score_question *out, const scoring *w, err *e)
{
    str *given = arena_get(w->a, sizeof *given * (w->o->what_if_count + 1));
    if (given == NULL) return arena_err(w->a, e);
    for (size_t i = 0; i < w->o->what_if_count; i++) given[i] = str_from(w->o->what_if[i]);
    out->assumed = given;
    out->assumed_count = (uint32_t)w->o->what_if_count;
    return ERR_OK;
}

static void put_points(buf *out, interval points)
{
    static const figure_style style = {.grouped = false};
    figure_print(out, points, UNIT_INDEX, QUALIFIER_NONE, &style);
}

static void put_total(buf *out, const score_total *t, bool zh)
{
    buf_text(out, zh ? "得分 " : "points ");
    put_points(out, t->points);
    buf_text(out, zh ? ",可确认 " : ", sure ");
    put_points(out, t->sure);
    str grade = zh ? t->grade_zh : t->grade_en;
    if (grade.len > 0) {
        buf_text(out, zh ? ";等次 " : "; grade ");
        buf_str(out, grade);
    }
    buf_char(out, '\n');
}

/* The total; without what is assumed, too; what lacks; what the sheet may not be used for. */
static void put_foot(buf *out, const score_total *t, const score_total *before, bool zh)
{
    put_total(out, t, zh);
    if (before) {
        buf_text(out, zh ? "不作假设:" : "without the assumption: ");
        put_total(out, before, zh);
    }
    buf_int(out, t->lacking);
    buf_text(out, zh ? " 项指标缺证据;" : " leaves lack evidence; ");
    buf_int(out, t->unconfirmed);
    buf_text(out, zh ? " 项未经官方文本确认" : " are confirmed by no official text");
    if (t->unconfirmed > 0) buf_text(out, zh ? ":不能用于申报" : ": not for a filing");
    buf_char(out, '\n');
}

static const char *usual(const scoring *w, const char *columns)
{
    bool is_table = w->how.format != WEIR_JSON && w->how.format != WEIR_CSV;
    return w->how.columns || !is_table ? w->how.columns : columns;
}

static err_code put_relation(weir_sink out, scoring *w, relation *r, str below, err *e)
{
    err_code code = relation_narrow(r, &w->q, &w->how, e);
    return code ? code : relation_put(out, r, w->b, &w->q, &w->how, below, w->a, e);
}

static err_code print_sheet(weir_sink out, scoring *w, scorecard *c, score_question *q, seq_no fund, err *e)
{
    relation sheet, unused;
    score_total total, before;
    thing found;
    buf below;
    CHECK(book_thing(&found, w->b->fold.facts, fund));
    buf_init(&below, w->a, TEXT_BYTES_MAX);
    policy_session *rules = check_moved(&q->at, w->s, &w->q, w->a);
    q->at.subject = found.id;
    score_question plain = *q;
    plain.assumed_count = 0;
    err_code code = policy_score(&sheet, &total, rules, c, q, w->a, e);
    if (!code && q->assumed_count > 0) code = policy_score(&unused, &before, rules, c, &plain, w->a, e);
    if (code) return code;
    put_foot(&below, &total, q->assumed_count > 0 ? &before : NULL, w->how.lang == WEIR_ZH);
    w->how.columns = usual(w, "node,title,max,value,points,sure,status,how,evidence,missing");
    return put_relation(out, w, &sheet, buf_view(&below), e);
}

static err_code print_totals(weir_sink out, scoring *w, scorecard *c, score_question *q, err *e)
{
    relation all;
    policy_session *rules = check_moved(&q->at, w->s, &w->q, w->a);
    err_code code = policy_scores(&all, rules, c, q, w->a, e);
    return code ? code : put_relation(out, w, &all, STR_NONE, e);
}

static err_code print_cards(weir_sink out, scoring *w, err *e)
{
    static const listing_column columns[] = {{"card", "评分卡", "card"}};
    buf text;
    uint32_t count = 0;
    const policy *packs = check_packs(w->s);
    while (policy_card_at(packs, count).ptr) count++;
    str *names = arena_get(w->a, sizeof *names * ((size_t)count + 1));
    if (names == NULL) return arena_err(w->a, e);
    for (uint32_t i = 0; i < count; i++) names[i] = policy_card_at(packs, i);
    listing all = {.column = columns, .column_count = COUNT_OF(columns), .cells = names, .row_count = count};
    buf_init(&text, w->a, OUTPUT_BYTES_MAX);
    listing_print(&text, &all, report_format_of(w->how.format), w->how.lang == WEIR_ZH);
    err_code code = buf_err(&text, e);
    return code ? code : sink_put(out, buf_view(&text), e);
}

static err_code score(weir_sink out, scoring *w, err *e)
{
    scorecard *c = NULL;
    seq_no fund = 0;
    score_question q = {.assumed_count = 0};
    const check_options with = {.policy_dir = w->o->policy_dir};
    err_code code = book_ready(w->b, w->a, e);
    if (!code) code = basis_read(&w->q, w->b, &w->how, e);
    if (!code) code = conditions_read(&w->q, &w->how, w->a, e);
    if (!code) code = check_open(&w->s, w->b, &with, e);
    if (!code && w->o->card == NULL) return print_cards(out, w, e);
    if (!code) code = policy_card(&c, check_packs(w->s), str_from(w->o->card), w->a, e);
    if (!code) code = read_assumed(&q, w, e);
    if (!code && w->o->fund) code = book_resolve(&fund, w->b->fold.facts, str_from(w->o->fund), THING_fund, e);
    if (code) return code;
    return fund ? print_sheet(out, w, c, &q, fund, e) : print_totals(out, w, c, &q, e);
}

weir_status weir_score(weir_book *b, const weir_score_options *options, weir_sink out, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(options != NULL);
    err e = {.code = ERR_OK};
    scoring w = {.b = b, .o = options, .how = options->show, .a = request_arena(&e)};
    if (w.a == NULL) return report_error(error, &e);
    err_code code = score(out, &w, &e);
    check_close(w.s);
    arena_free(w.a);
    return code ? report_error(error, &e) : WEIR_OK;
}
