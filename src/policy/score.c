/* score: scorecards: a tree of groups and leaves from files, and the points that a fund has on it.
 *
 * A leaf's value comes from its query, or is stated in the book (`parameter.set score_<card>_<leaf>`); steps turn it into
 * points, of which an interval of values has several. What nobody states is anything from none to all. A leaf whose points or
 * steps no official text confirms counts in `points` as the card has it, and in `sure` as anything from none to all: a score
 * with such leaves is an interval, whatever is measured.
 * Invariants: points are ten-thousandths and whole numbers; the points of children add up to their group's; steps of a leaf leave no
 * gap and do not overlap. A card whose files are wrong is refused with file and line. */
#include "policy/policy_int.h"

enum { CARD_COLUMNS = 11, STEP_COLUMNS = 4, GRADE_COLUMNS = 6, POINT_DIGITS = 4, NO_PARENT = UINT32_MAX };
typedef enum node_kind { NODE_GROUP, NODE_SQL, NODE_MANUAL, NODE_BONUS } node_kind;
typedef enum card_cell {
    CARD_NODE,
    CARD_PARENT,
    CARD_ZH,
    CARD_EN,
    CARD_POINTS,
    CARD_STATUS,
    CARD_KIND,
    CARD_UNIT,
    CARD_SOURCE,
    CARD_CONFIDENCE,
    CARD_NOTE
} card_cell;
static const char *const kind_words[] = {"group", "sql", "manual", "bonus"};

typedef struct step {
    int64_t points, lo, hi; /* lo <= value < hi */
    bool lo_open, hi_open;
    uint64_t line;
} step;
typedef struct node {
    str cell[CARD_COLUMNS];
    uint64_t line;
    uint32_t parent, depth, children;
    node_kind kind;
    bool is_official;
    interval most; /* what it is worth: an interval where the text gives one */
    unit_code unit;
    step *steps;
    uint32_t step_count, step_room;
    rule query; /* of NODE_SQL */
    memo found;
} node;
typedef struct grade {
    str zh, en, effect_zh, effect_en;
    int64_t lo, hi;
} grade;
struct scorecard {
    str name, folder; /* "direction_2025", "national/cards/direction_2025/" */
    arena *a;
    node *nodes;
    uint32_t count, room;
    grade *grades;
    uint32_t grade_count, grade_room;
    map_str by_name;
};
typedef struct scored { /* one node for one subject */
    interval value, points, sure;
    bool has_value, is_assumed, lacks;
    str evidence, missing;
} scored;

/* ---- what is wrong with a file ---- */
static err_code refuse_at(err *e, err_code code, str file, uint64_t line)
{
    err_set(e, code);
    if (e == NULL) return code;
    locus_put_path(&e->at, file);
    e->at.row = line;
    return code;
}

static err_code refuse_cell(err *e, str file, uint64_t line, const char *column, str value, const char *allowed)
{
    refuse_at(e, E_CARD_CELL, file, line);
    err_text(e, "column", str_from(column));
    err_text(e, "value", value);
    err_text(e, "allowed", str_from(allowed));
    return E_CARD_CELL;
}

static err_code refuse_tree(err *e, str file, const node *n, str why)
{
    refuse_at(e, E_CARD_TREE, file, n->line);
    err_text(e, "node", n->cell[CARD_NODE]);
    err_text(e, "value", why);
    return E_CARD_TREE;
}

static str path_of(const scorecard *c, str name)
{
    buf path;
    buf_init(&path, c->a, TEXT_BYTES_MAX);
    buf_str(&path, c->folder);
    buf_str(&path, name);
    return path.failed ? STR_NONE : buf_view(&path);
}

static const policy_file *file_of(const policy *p, str path)
{
    for (uint32_t i = 0; i < p->file_count; i++)
        if (str_equal(p->file[i].path, path)) return &p->file[i];
    return NULL;
}

/* ---- card.csv ---- */
static bool points_read(int64_t *out, str text)
{
    return decimal_parse(out, text, POINT_DIGITS, 1, NULL) == ERR_OK && *out >= 0;
}

/* "10", or "40-50" where the text gives a range. */
static bool most_read(interval *out, str text)
{
    size_t dash;
    if (!str_find(&dash, text, STR("-"))) {
        int64_t points = 0;
        bool good = points_read(&points, text);
        *out = interval_exact(points);
        return good;
    }
    *out = (interval){.lo = 0};
    return points_read(&out->lo, str_slice(text, 0, dash)) &&
           points_read(&out->hi, str_slice(text, dash + 1, text.len)) && out->lo <= out->hi;
}

static err_code read_words(node *n, str file, err *e)
{
    str kind = n->cell[CARD_KIND], status = n->cell[CARD_STATUS], in = n->cell[CARD_UNIT];
    size_t k = 0;
    while (k < COUNT_OF(kind_words) && !str_equal(kind, str_from(kind_words[k]))) k++;
    if (k == COUNT_OF(kind_words)) return refuse_cell(e, file, n->line, "kind", kind, "group sql manual bonus");
    n->kind = (node_kind)k;
    n->is_official = str_equal(status, STR("official"));
    if (!n->is_official && !str_equal(status, STR("unconfirmed")))
        return refuse_cell(e, file, n->line, "status", status, "official unconfirmed");
    if (!most_read(&n->most, n->cell[CARD_POINTS]))
        return refuse_cell(e, file, n->line, "points", n->cell[CARD_POINTS], "10, 0.5, 40-50");
    int64_t factor = 1;
    n->unit = UNIT_INDEX;
    bool is_known = in.len == 0 || (unit_parse(&n->unit, &factor, in, NULL) == ERR_OK && factor == 1);
    return is_known ? ERR_OK : refuse_cell(e, file, n->line, "unit", in, "percent count times index");
}

static err_code place_node(scorecard *c, node *n, str file, err *e)
{
    uint32_t at;
    str parent = n->cell[CARD_PARENT], name = n->cell[CARD_NODE];
    n->parent = NO_PARENT;
    if (name.len == 0 || map_str_find(&at, &c->by_name, name)) return refuse_tree(e, file, n, name);
    if (parent.len > 0) {
        if (!map_str_find(&at, &c->by_name, parent) || c->nodes[at - 1].kind != NODE_GROUP)
            return refuse_tree(e, file, n, parent);
        n->parent = at - 1;
        n->depth = c->nodes[at - 1].depth + 1;
        c->nodes[at - 1].children += n->kind != NODE_BONUS;
    }
    return map_str_put(&c->by_name, name, c->count + 1) ? ERR_OK : arena_err(c->a, e);
}

static err_code read_nodes(scorecard *c, policy_file file, err *e)
{
    str cells[CARD_COLUMNS];
    csv_record r = {.cell = cells};
    csv rows = table_begin(file.bytes, c->a);
    bool is_first = true;
    while (table_next(&r, &rows, CARD_COLUMNS)) {
        if (r.count != CARD_COLUMNS) return refuse_cell(e, file.path, r.line, "*", STR_NONE, "11");
        if (is_first && str_equal(cells[0], STR("node"))) continue;
        is_first = false;
        if (!arena_grow(c->a, (void **)&c->nodes, sizeof *c->nodes, &c->room, c->count + 1)) return arena_err(c->a, e);
        node *n = &c->nodes[c->count];
        *n = (node){.line = r.line};
        for (int i = 0; i < CARD_COLUMNS; i++) n->cell[i] = cells[i];
        err_code code = read_words(n, file.path, e);
        if (!code) code = place_node(c, n, file.path, e);
        if (code) return code;
        c->count++;
    }
    return ERR_OK;
}

/* What the children of a group are worth together. */
static err_code check_sums(const scorecard *c, str file, err *e)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const node *n = &c->nodes[i];
        int64_t lo = 0, hi = 0;
        for (uint32_t k = i + 1; k < c->count; k++) {
            bool is_part = c->nodes[k].parent == i && c->nodes[k].kind != NODE_BONUS;
            lo += is_part ? c->nodes[k].most.lo : 0;
            hi += is_part ? c->nodes[k].most.hi : 0;
        }
        /* ranges of groups need only be able to make the whole */
        bool fits = lo <= n->most.lo && n->most.hi <= hi;
        if (n->children > 0 && !fits) return refuse_tree(e, file, n, n->cell[CARD_POINTS]);
    }
    return ERR_OK;
}

/* ---- steps.csv ---- */
static bool bound_read(int64_t *out, bool *is_open, str text, unit_code in)
{
    *is_open = text.len == 0;
    *out = 0;
    return *is_open || decimal_parse(out, text, unit_get(in)->decimals, 1, NULL) == ERR_OK;
}

static err_code read_steps(scorecard *c, policy_file file, err *e)
{
    str cells[STEP_COLUMNS];
    uint32_t at;
    csv_record r = {.cell = cells};
    csv rows = table_begin(file.bytes, c->a);
    while (table_next(&r, &rows, STEP_COLUMNS)) {
        if (r.count != STEP_COLUMNS) return refuse_cell(e, file.path, r.line, "*", STR_NONE, "4");
        if (str_equal(cells[0], STR("node"))) continue;
        if (!map_str_find(&at, &c->by_name, cells[0]))
            return refuse_cell(e, file.path, r.line, "node", cells[0], "card.csv");
        node *n = &c->nodes[at - 1];
        step s = {.line = r.line};
        if (!points_read(&s.points, cells[1]) || s.points > n->most.hi)
            return refuse_cell(e, file.path, r.line, "points", cells[1], "0 … points");
        if (!bound_read(&s.lo, &s.lo_open, cells[2], n->unit) || !bound_read(&s.hi, &s.hi_open, cells[3], n->unit))
            return refuse_cell(e, file.path, r.line, "lo, hi", cells[2], unit_get(n->unit)->id);
        if (!arena_grow(c->a, (void **)&n->steps, sizeof *n->steps, &n->step_room, n->step_count + 1))
            return arena_err(c->a, e);
        n->steps[n->step_count++] = s;
    }
    return ERR_OK;
}

/* Each value lies on one step: every upper end but an open one is the lower end of exactly one other step. */
static err_code check_steps(const scorecard *c, str file, err *e)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const node *n = &c->nodes[i];
        uint32_t top = 0, bottom = 0;
        for (uint32_t k = 0; k < n->step_count; k++) {
            const step *s = &n->steps[k];
            uint32_t follows = 0;
            top += s->hi_open;
            bottom += s->lo_open;
            for (uint32_t m = 0; m < n->step_count; m++)
                follows += !s->hi_open && !n->steps[m].lo_open && n->steps[m].lo == s->hi;
            bool good = (s->hi_open || follows == 1) && (s->lo_open || s->hi_open || s->lo < s->hi);
            if (good) continue;
            refuse_at(e, E_CARD_STEPS, file, s->line);
            err_text(e, "node", n->cell[CARD_NODE]);
            return E_CARD_STEPS;
        }
        if (n->step_count == 0 || (top == 1 && bottom == 1)) continue;
        refuse_at(e, E_CARD_STEPS, file, n->steps[0].line);
        err_text(e, "node", n->cell[CARD_NODE]);
        return E_CARD_STEPS;
    }
    return ERR_OK;
}

/* Without steps a value is points itself. */
static err_code check_plain(const scorecard *c, str file, err *e)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const node *n = &c->nodes[i];
        bool is_plain = n->kind != NODE_GROUP && n->step_count == 0;
        if (is_plain && n->unit != UNIT_INDEX)
            return refuse_cell(e, file, n->line, "unit", n->cell[CARD_UNIT], "steps.csv");
    }
    return ERR_OK;
}

/* ---- grades.csv, queries ---- */
static err_code read_grades(scorecard *c, policy_file file, err *e)
{
    str cells[GRADE_COLUMNS];
    csv_record r = {.cell = cells};
    csv rows = table_begin(file.bytes, c->a);
    while (table_next(&r, &rows, GRADE_COLUMNS)) {
        if (r.count != GRADE_COLUMNS) return refuse_cell(e, file.path, r.line, "*", STR_NONE, "6");
        if (str_equal(cells[0], STR("zh"))) continue;
        grade g = {.zh = cells[0], .en = cells[1], .effect_zh = cells[4], .effect_en = cells[5]};
        if (!points_read(&g.lo, cells[2]) || !points_read(&g.hi, cells[3]) || g.lo >= g.hi)
            return refuse_cell(e, file.path, r.line, "lo, hi", cells[2], "60, 80");
        if (!arena_grow(c->a, (void **)&c->grades, sizeof *c->grades, &c->grade_room, c->grade_count + 1))
            return arena_err(c->a, e);
        c->grades[c->grade_count++] = g;
    }
    return ERR_OK;
}

/* A query gives part and whole, or what is measured: the first words of its text say which. */
static err_code read_queries(scorecard *c, const policy *p, err *e)
{
    for (uint32_t i = 0; i < c->count; i++) {
        size_t at;
        buf name;
        node *n = &c->nodes[i];
        if (n->kind != NODE_SQL) continue;
        buf_init(&name, c->a, TEXT_BYTES_MAX);
        buf_str(&name, n->cell[CARD_NODE]);
        buf_text(&name, ".sql");
        str path = path_of(c, buf_view(&name));
        const policy_file *file = file_of(p, path);
        if (file == NULL) return refuse_cell(e, path, 0, "kind", n->cell[CARD_KIND], "<node>.sql");
        bool is_ratio = str_find(&at, file->bytes, STR("as whole"));
        n->query = (rule){.file = file->path,
                          .text = file->bytes,
                          .form = is_ratio ? FORM_RATIO : FORM_MEASURED,
                          .op = COMPARE_GE,
                          .unit = n->unit,
                          .limit = STR("-"),
                          .is_usable = true};
        n->query.value[KEY_JURISDICTION] = STR("100000");
    }
    return ERR_OK;
}

static err_code read_optional(scorecard *c, const policy *p, const char *name,
                              err_code (*read)(scorecard *, policy_file, err *), err *e)
{
    const policy_file *file = file_of(p, path_of(c, str_from(name)));
    return file ? read(c, *file, e) : ERR_OK;
}

/* "national/cards/direction_2025/card.csv" → its name; false for another file. */
static bool card_of_path(str *name, str path)
{
    size_t at;
    static const str MIDDLE = {"/cards/", 7}, END = {"/card.csv", 9};
    if (!str_find(&at, path, MIDDLE) || !str_ends(path, END)) return false;
    size_t from = at + MIDDLE.len;
    if (from >= path.len - END.len) return false;
    *name = str_slice(path, from, path.len - END.len);
    return true;
}

str policy_card_at(const policy *p, uint32_t index)
{
    str name;
    for (uint32_t i = 0; i < p->file_count; i++)
        if (card_of_path(&name, p->file[i].path) && index-- == 0) return name;
    return STR_NONE;
}

static err_code refuse_card(const policy *p, str name, arena *a, err *e)
{
    buf all;
    buf_init(&all, a, TEXT_BYTES_MAX);
    for (uint32_t i = 0; policy_card_at(p, i).ptr; i++) {
        if (i > 0) buf_char(&all, ' ');
        buf_str(&all, policy_card_at(p, i));
    }
    err_set(e, E_CARD_UNKNOWN);
    err_text(e, "word", name);
    err_text(e, "allowed", buf_view(&all));
    return E_CARD_UNKNOWN;
}

err_code policy_card(scorecard **out, const policy *p, str name, arena *a, err *e)
{
    const policy_file *card = NULL;
    str found;
    for (uint32_t i = 0; i < p->file_count && card == NULL; i++)
        if (card_of_path(&found, p->file[i].path) && str_equal(found, name)) card = &p->file[i];
    if (card == NULL) return refuse_card(p, name, a, e);
    scorecard *c = arena_get(a, sizeof *c);
    if (c == NULL) return arena_err(a, e);
    *c = (scorecard){.name = name, .folder = str_slice(card->path, 0, card->path.len - sizeof "card.csv" + 1), .a = a};
    map_str_init(&c->by_name, a);
    err_code code = read_nodes(c, *card, e);
    if (!code) code = check_sums(c, card->path, e);
    if (!code) code = read_optional(c, p, "steps.csv", read_steps, e);
    if (!code) code = check_steps(c, path_of(c, STR("steps.csv")), e);
    if (!code) code = check_plain(c, card->path, e);
    if (!code) code = read_optional(c, p, "grades.csv", read_grades, e);
    if (!code) code = read_queries(c, p, e);
    *out = c;
    return code;
}

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
        put_both(&row[SHEET_HOW], str_from(kind_words[n->kind]), how_zh[n->kind], how_en[n->kind]);
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
