/* score: the points that a fund has on a scorecard.
 *
 * A leaf's value comes from its query, or is stated in the book (`parameter.set score_<card>_<leaf>`); steps turn it into
 * points, of which an interval of values has several. What nobody states is anything from none to all. A leaf whose points or
 * steps no official text confirms counts in `points` as the card has it, and in `sure` as anything from none to all: a score
 * with such leaves is an interval, whatever is measured. */
#include "policy/card_int.h"

typedef struct scored { /* one node for one subject */
    interval value, points, sure;
    bool has_value, is_assumed, lacks;
    str evidence, missing;
} scored;

/* ---- values ---- */
static const finding *find_row(const findings *all, str id)
{
    for (uint32_t i = 0; i < all->count; i++)
        if (str_equal(all->item[i].subject, id)) return &all->item[i];
    return NULL;
}

/* A ratio in the leaf's unit, rounded outwards. */
static void take_finding(scored *out, const node *n, const finding *f)
{
    judgement so;
    if (f == NULL) return;
    out->evidence = f->evidence;
    out->missing = f->missing;
    judge(&so, &n->query, f, (limit_value){.unit = n->unit}, 0);
    out->has_value = so.has_measured && !f->is_twice;
    out->value = so.measured;
}

static str stated_name(const scorecard *c, const node *n)
{
    buf name;
    buf_init(&name, c->a, TEXT_BYTES_MAX);
    buf_text(&name, "score_");
    buf_str(&name, c->name);
    buf_char(&name, '_');
    buf_str(&name, n->cell[CARD_NODE]);
    return name.failed ? STR_NONE : buf_view(&name);
}

/* What the book states of a leaf goes before what a query finds. */
static err_code take_stated(scored *out, policy_session *s, const scorecard *c, const node *n, str fund, err *e)
{
    sql_parameter stated = {.found = false};
    str name = stated_name(c, n);
    err_code code = name.ptr ? session_parameter(&stated, s, name, fund, s->as_of, e) : arena_err(c->a, e);
    if (code) return code;
    if (stated.found && stated.unit == n->unit) {
        out->has_value = true;
        out->value = interval_exact(stated.minor);
        out->missing = STR_NONE;
        out->evidence = name;
    } else if (!out->has_value && out->missing.len == 0) {
        out->missing = name;
    }
    return ERR_OK;
}

static err_code take_assumed(scored *out, const node *n, const score_question *q, err *e)
{
    for (uint32_t i = 0; i < q->assumed_count; i++) {
        size_t equals;
        amount value;
        str text = q->assumed[i];
        if (!str_find(&equals, text, STR("=")) || !str_equal(str_slice(text, 0, equals), n->cell[CARD_NODE])) continue;
        str given = str_slice(text, equals + 1, text.len);
        err_code code = amount_parse(&value, given, str_from(unit_get(n->unit)->id), STR_NONE, NULL);
        bool fits = !code && value.q != QUALIFIER_NONE && value.unit == n->unit && amount_is_valid(value);
        if (!fits) {
            err_set(e, E_SCORE_VALUE);
            err_text(e, "node", n->cell[CARD_NODE]);
            err_text(e, "value", given);
            err_text(e, "allowed", str_from(unit_get(n->unit)->id));
            return E_SCORE_VALUE;
        }
        out->value = interval_of(value, 0);
        out->has_value = out->is_assumed = true;
        out->missing = STR_NONE;
    }
    return ERR_OK;
}

/* ---- points ---- */
static bool step_meets(const step *s, interval x)
{
    bool above = !s->lo_open && !x.hi_open && x.hi < s->lo;
    bool below = !s->hi_open && !x.lo_open && x.lo >= s->hi;
    return !above && !below;
}

/* Every step that the value may lie on. */
static interval step_points(const node *n, interval value)
{
    interval out = {.lo = n->most.hi, .hi = 0};
    for (uint32_t i = 0; i < n->step_count; i++) {
        if (!step_meets(&n->steps[i], value)) continue;
        if (n->steps[i].points < out.lo) out.lo = n->steps[i].points;
        if (n->steps[i].points > out.hi) out.hi = n->steps[i].points;
    }
    return out;
}

/* Points stated as such, no more than the leaf is worth. */
static interval plain_points(const node *n, interval value)
{
    int64_t lo = value.lo_open || value.lo < 0 ? 0 : value.lo, hi = value.hi_open ? n->most.hi : value.hi;
    interval out = {.lo = lo < n->most.hi ? lo : n->most.hi, .hi = hi < n->most.hi ? hi : n->most.hi};
    if (out.hi < out.lo) out.hi = out.lo;
    return out;
}

static void score_leaf(scored *out, const node *n)
{
    interval any = {.lo = 0, .hi = n->most.hi};
    out->lacks = !out->has_value;
    out->points = !out->has_value ? any : n->step_count ? step_points(n, out->value) : plain_points(n, out->value);
    out->sure = n->is_official ? out->points : any;
}

static err_code value_leaf(scored *out, policy_session *s, scorecard *c, node *n, const score_question *q, str fund,
                           err *e)
{
    if (n->kind == NODE_SQL) take_finding(out, n, find_row(&n->found.found, fund));
    err_code code = take_stated(out, s, c, n, fund, e);
    return code ? code : take_assumed(out, n, q, e);
}

/* Groups take what their parts have, last first: a part stands behind its group. A bonus counts beside. */
static void add_up(const scorecard *c, scored *all)
{
    for (uint32_t i = c->count; i-- > 0;) {
        const node *n = &c->nodes[i];
        if (n->kind == NODE_GROUP && n->children == 0) {
            all[i].points = all[i].sure = (interval){.lo = 0, .hi = n->most.hi};
            all[i].lacks = true;
        }
        if (n->kind == NODE_GROUP && n->parent == NO_PARENT && all[i].points.hi > n->most.hi)
            all[i].points.hi = n->most.hi;
        if (n->kind == NODE_GROUP && n->parent == NO_PARENT && all[i].sure.hi > n->most.hi) all[i].sure.hi = n->most.hi;
        if (n->parent == NO_PARENT || n->kind == NODE_BONUS) continue;
        scored *into = &all[n->parent];
        into->points = interval_add(into->points, all[i].points);
        into->sure = interval_add(into->sure, all[i].sure);
        into->is_assumed |= all[i].is_assumed;
    }
}

/* ---- a sheet ---- */
#define PLAIN UNIT_NONE, "", "", ""
static const column_info sheet_columns[] = {
    [SHEET_NODE] = {"node", CELL_TEXT, "节点", "node", PLAIN},
    [SHEET_TITLE] = {"title", CELL_TEXT, "指标", "indicator", PLAIN},
    [SHEET_MOST] = {"max", CELL_INTERVAL, "分值", "worth", UNIT_INDEX, "", "", ""},
    [SHEET_VALUE] = {"value", CELL_INTERVAL, "数值", "value", PLAIN},
    [SHEET_POINTS] = {"points", CELL_INTERVAL, "得分", "points", UNIT_INDEX, "score_points",
                      "按卡片的分档;没有证据的为零至满分",
                      "by the card's steps; without evidence anything from none to all"},
    [SHEET_SURE] = {"sure", CELL_INTERVAL, "可确认得分", "points that are sure", UNIT_INDEX, "score_sure",
                    "未经官方文本确认的指标计为零至满分",
                    "what no official text confirms counts as anything from none to all"},
    [SHEET_STATUS] = {"status", CELL_TEXT, "依据", "status", PLAIN},
    [SHEET_HOW] = {"how", CELL_TEXT, "取得", "how", PLAIN},
    [SHEET_EVIDENCE] = {"evidence", CELL_TEXT, "证据", "evidence", PLAIN},
    [SHEET_MISSING] = {"missing", CELL_TEXT, "所缺", "missing", PLAIN},
    [SHEET_SOURCE] = {"source", CELL_TEXT, "来源", "source", PLAIN},
    [SHEET_NOTE] = {"note", CELL_TEXT, "说明", "note", PLAIN},
};
const relation_info sheet_info = {"score_sheet",
                                  "评分表",
                                  "Score sheet",
                                  "一只基金在一张评分卡上的各项得分",
                                  "what a fund has on every item of a card",
                                  sheet_columns,
                                  COUNT_OF(sheet_columns),
                                  1};
static const column_info total_columns[] = {
    [TOTAL_SUBJECT] = {"subject", CELL_TEXT, "基金", "fund", PLAIN},
    [TOTAL_NAME] = {"subject_name", CELL_TEXT, "基金名称", "fund's name", PLAIN},
    [TOTAL_POINTS] = {"points", CELL_INTERVAL, "得分", "points", UNIT_INDEX, "", "", ""},
    [TOTAL_SURE] = {"sure", CELL_INTERVAL, "可确认得分", "points that are sure", UNIT_INDEX, "", "", ""},
    [TOTAL_LACKING] = {"lacking", CELL_INT, "缺证据的指标", "leaves without evidence", PLAIN},
    [TOTAL_GRADE] = {"grade", CELL_TEXT, "等次", "grade", PLAIN},
};
const relation_info totals_info = {"scores",
                                   "得分",
                                   "Scores",
                                   "每只基金在一张评分卡上的总分",
                                   "the total of every fund on a card",
                                   total_columns,
                                   COUNT_OF(total_columns),
                                   1};

static void put_both(cell *c, str word, const char *zh, const char *en)
{
    cell_text(c, word);
    c->show_zh = str_from(zh);
    c->show_en = str_from(en);
}

/* The title under its group: two blanks a level. */
static bool put_title(cell *c, const node *n, arena *a)
{
    buf zh, en;
    buf_init(&zh, a, TEXT_BYTES_MAX);
    buf_init(&en, a, TEXT_BYTES_MAX);
    for (uint32_t i = 0; i < n->depth; i++) {
        buf_text(&zh, "　");
        buf_text(&en, "  ");
    }
    buf_str(&zh, n->cell[CARD_ZH]);
    buf_str(&en, n->cell[CARD_EN]);
    cell_text(c, n->cell[CARD_ZH]);
    c->show_zh = buf_view(&zh);
    c->show_en = buf_view(&en);
    return !zh.failed && !en.failed;
}

static bool put_text(cell *c, str s, arena *a)
{
    if (s.len == 0) return true;
    str kept = arena_str(a, s);
    cell_text(c, kept);
    return kept.ptr != NULL;
}

static bool put_sheet_row(relation *out, const node *n, const scored *x, arena *a)
{
    static const char *const how_zh[] = {"合计", "账本", "陈述", "加分"}, *const how_en[] = {"sum", "the book",
                                                                                             "stated", "bonus"};
    cell *row = relation_row(out);
    if (row == NULL) return false;
    cell_text(&row[SHEET_NODE], n->cell[CARD_NODE]);
    cell_interval(&row[SHEET_MOST], n->most, UNIT_INDEX, QUALIFIER_NONE);
    if (x->has_value) cell_interval(&row[SHEET_VALUE], x->value, n->unit, QUALIFIER_NONE);
    cell_interval(&row[SHEET_POINTS], x->points, UNIT_INDEX, QUALIFIER_NONE);
    cell_interval(&row[SHEET_SURE], x->sure, UNIT_INDEX, QUALIFIER_NONE);
    put_both(&row[SHEET_STATUS], n->cell[CARD_STATUS], n->is_official ? "官方" : "未确认",
             n->is_official ? "official" : "unconfirmed");
    if (x->is_assumed && n->kind != NODE_GROUP)
        put_both(&row[SHEET_HOW], STR("assumed"), "假设", "assumed");
    else
        put_both(&row[SHEET_HOW], str_from(card_kinds[n->kind]), how_zh[n->kind], how_en[n->kind]);
    cell_text(&row[SHEET_SOURCE], n->cell[CARD_SOURCE]);
    if (n->cell[CARD_NOTE].len > 0) cell_text(&row[SHEET_NOTE], n->cell[CARD_NOTE]);
    return put_title(&row[SHEET_TITLE], n, a) && put_text(&row[SHEET_EVIDENCE], x->evidence, a) &&
           (!x->lacks || put_text(&row[SHEET_MISSING], x->missing.len ? x->missing : STR("评分细则"), a));
}

/* "中–良": every grade that the points may be. */
static bool put_grade(str *zh, str *en, const scorecard *c, interval points)
{
    buf all_zh, all_en;
    buf_init(&all_zh, c->a, TEXT_BYTES_MAX);
    buf_init(&all_en, c->a, TEXT_BYTES_MAX);
    for (uint32_t i = 0; i < c->grade_count; i++) {
        const grade *g = &c->grades[i];
        if (points.hi < g->lo || points.lo >= g->hi) continue;
        if (all_zh.len > 0) buf_text(&all_zh, "、");
        if (all_en.len > 0) buf_text(&all_en, ", ");
        buf_str(&all_zh, g->zh);
        buf_str(&all_en, g->en);
        if (g->effect_zh.len == 0) continue;
        buf_text(&all_zh, "(");
        buf_str(&all_zh, g->effect_zh);
        buf_text(&all_zh, ")");
        buf_text(&all_en, " (");
        buf_str(&all_en, g->effect_en);
        buf_text(&all_en, ")");
    }
    *zh = buf_view(&all_zh);
    *en = buf_view(&all_en);
    return !all_zh.failed && !all_en.failed;
}

/* All of one subject: the first node is the card's whole, a bonus comes on top. */
static err_code score_subject(score_total *out, scored *all, policy_session *s, scorecard *c, const score_question *q,
                              str fund, err *e)
{
    err_code code = ERR_OK;
    interval bonus = {.lo = 0}, sure_bonus = {.lo = 0};
    *out = (score_total){.lacking = 0};
    for (uint32_t i = 0; i < c->count && !code; i++) {
        node *n = &c->nodes[i];
        all[i] = (scored){.has_value = false};
        if (n->kind == NODE_GROUP) continue;
        code = value_leaf(&all[i], s, c, n, q, fund, e);
        score_leaf(&all[i], n);
        out->lacking += all[i].lacks;
        out->unconfirmed += !n->is_official;
        if (n->kind != NODE_BONUS) continue;
        bonus = interval_add(bonus, all[i].points);
        sure_bonus = interval_add(sure_bonus, all[i].sure);
    }
    add_up(c, all);
    if (code || c->count == 0) return code;
    out->points = interval_add(all[0].points, bonus);
    out->sure = interval_add(all[0].sure, sure_bonus);
    return put_grade(&out->grade_zh, &out->grade_en, c, out->sure) ? ERR_OK : arena_err(c->a, e);
}

static err_code check_assumed(const scorecard *c, const score_question *q, err *e)
{
    for (uint32_t i = 0; i < q->assumed_count; i++) {
        size_t equals;
        uint32_t at = 0;
        str text = q->assumed[i];
        str name = str_find(&equals, text, STR("=")) ? str_slice(text, 0, equals) : text;
        if (map_str_find(&at, &c->by_name, name) && c->nodes[at - 1].kind != NODE_GROUP) continue;
        err_set(e, E_SCORE_NODE);
        err_text(e, "node", name);
        return E_SCORE_NODE;
    }
    return ERR_OK;
}

/* The day, the subjects, and what the queries of leaves find for all of them at once. */
static err_code prepare(policy_session *s, scorecard *c, const score_question *q, arena *a, err *e)
{
    relation none;
    policy_count count;
    policy_question on = q->at;
    on.rule = STR("-"); /* no rule has that id: only the day and the subjects are made ready */
    err_code code = check_assumed(c, q, e);
    if (!code) code = policy_run(&none, &count, s, &on, a, e);
    for (uint32_t i = 0; i < c->count && !code; i++) {
        node *n = &c->nodes[i];
        if (n->kind != NODE_SQL) continue;
        n->found = (memo){.found.memory = c->a, .wrong.from = c->a};
        s->running = &n->query;
        findings_read(s, &n->found, &on);
        s->running = NULL;
        if (n->found.wrong.count > 0) {
            if (e) *e = *n->found.wrong.item[0];
            code = n->found.wrong.item[0]->code;
        }
    }
    return code;
}

err_code policy_score(relation *sheet, score_total *total, policy_session *s, scorecard *c, const score_question *q,
                      arena *a, err *e)
{
    relation_init(sheet, &sheet_info, a);
    scored *all = arena_get(c->a, sizeof *all * ((size_t)c->count + 1));
    if (all == NULL) return arena_err(c->a, e);
    err_code code = prepare(s, c, q, a, e);
    if (!code) code = score_subject(total, all, s, c, q, q->at.subject, e);
    for (uint32_t i = 0; i < c->count && !code; i++)
        if (!put_sheet_row(sheet, &c->nodes[i], &all[i], a)) code = arena_err(a, e);
    return code ? code : relation_err(sheet, e);
}

static bool is_fund(const subject *who)
{
    return list_has(STR("mother_fund,sub_fund,direct_fund"), who->class);
}

err_code policy_scores(relation *out, policy_session *s, scorecard *c, const score_question *q, arena *a, err *e)
{
    relation_init(out, &totals_info, a);
    scored *all = arena_get(c->a, sizeof *all * ((size_t)c->count + 1));
    if (all == NULL) return arena_err(c->a, e);
    err_code code = prepare(s, c, q, a, e);
    for (uint32_t i = 0; !code && i < s->who.count; i++) {
        score_total t;
        const subject *who = &s->who.item[i];
        if (!is_fund(who)) continue;
        code = score_subject(&t, all, s, c, q, who->id, e);
        cell *row = code ? NULL : relation_row(out);
        if (row == NULL) continue;
        bool good = put_text(&row[TOTAL_SUBJECT], who->id, a) && put_text(&row[TOTAL_NAME], who->name, a) &&
                    put_text(&row[TOTAL_GRADE], t.grade_zh, a);
        cell_interval(&row[TOTAL_POINTS], t.points, UNIT_INDEX, QUALIFIER_NONE);
        cell_interval(&row[TOTAL_SURE], t.sure, UNIT_INDEX, QUALIFIER_NONE);
        cell_int(&row[TOTAL_LACKING], t.lacking);
        if (t.grade_en.len > 0) row[TOTAL_GRADE].show_en = t.grade_en;
        if (!good) code = arena_err(a, e);
    }
    return code ? code : relation_err(out, e);
}
