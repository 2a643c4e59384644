/* card: the files of a scorecard: a tree of groups and leaves, the steps of leaves, grades.
 *
 * Invariants: points are ten-thousandths and whole numbers; the points of children add up to their group's; steps of a leaf leave no
 * gap and do not overlap; what has no steps is stated in points. A card whose files are wrong is refused with file and line. */
#include "policy/card_int.h"

enum { STEP_COLUMNS = 4, GRADE_COLUMNS = 6, POINT_DIGITS = 4 };
const char *const card_kinds[] = {"group", "sql", "manual", "bonus"};

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

/* A table of the card: each row goes to one function. */
typedef err_code row_taker(scorecard *c, const table *t, err *e);

static err_code read_table(scorecard *c, policy_file file, const char *const *columns, uint32_t count, row_taker *take,
                           err *e)
{
    table t;
    err_code code = table_open(&t, file, columns, count, c->a, e);
    if (!code && t.wrong) {
        code = refuse_at(e, t.wrong, file.path, 1);
        err_text(e, "allowed", table_heads(&t));
    }
    while (!code && table_next(&t)) {
        if (t.is_odd) {
            code = refuse_at(e, E_POLICY_CELLS, file.path, t.at.line);
            err_int(e, "count", t.at.cell_count);
            err_int(e, "wanted", count);
        } else {
            code = take(c, &t, e);
        }
    }
    err_code ended = table_close(&t, e);
    return code ? code : ended;
}

/* ---- card.csv ---- */
static const char *const card_columns[CARD_COLUMNS] = {"node", "parent", "zh",     "en",         "points", "status",
                                                       "kind", "unit",   "source", "confidence", "note"};

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
    while (k < COUNT_OF(card_kinds) && !str_equal(kind, str_from(card_kinds[k]))) k++;
    if (k == COUNT_OF(card_kinds)) return refuse_cell(e, file, n->line, "kind", kind, "group sql manual bonus");
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

static err_code take_node(scorecard *c, const table *t, err *e)
{
    if (!arena_grow(c->a, (void **)&c->nodes, sizeof *c->nodes, &c->room, c->count + 1)) return arena_err(c->a, e);
    node *n = &c->nodes[c->count];
    *n = (node){.line = t->at.line};
    for (int i = 0; i < CARD_COLUMNS; i++) n->cell[i] = t->at.cell[i];
    err_code code = read_words(n, t->file.path, e);
    if (!code) code = place_node(c, n, t->file.path, e);
    if (!code) c->count++;
    return code;
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

static const char *const step_columns[STEP_COLUMNS] = {"node", "points", "lo", "hi"};

static err_code take_step(scorecard *c, const table *t, err *e)
{
    uint32_t at;
    const str *text = t->at.cell;
    step s = {.line = t->at.line};
    if (!map_str_find(&at, &c->by_name, text[0]))
        return refuse_cell(e, t->file.path, s.line, "node", text[0], "card.csv");
    node *n = &c->nodes[at - 1];
    if (!points_read(&s.points, text[1]) || s.points > n->most.hi)
        return refuse_cell(e, t->file.path, s.line, "points", text[1], "0 … points");
    if (!bound_read(&s.lo, &s.lo_open, text[2], n->unit) || !bound_read(&s.hi, &s.hi_open, text[3], n->unit))
        return refuse_cell(e, t->file.path, s.line, "lo, hi", text[2], unit_get(n->unit)->id);
    if (!arena_grow(c->a, (void **)&n->steps, sizeof *n->steps, &n->step_room, n->step_count + 1))
        return arena_err(c->a, e);
    n->steps[n->step_count++] = s;
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
static const char *const grade_columns[GRADE_COLUMNS] = {"zh", "en", "lo", "hi", "effect_zh", "effect_en"};

static err_code take_grade(scorecard *c, const table *t, err *e)
{
    const str *text = t->at.cell;
    grade g = {.zh = text[0], .en = text[1], .effect_zh = text[4], .effect_en = text[5]};
    if (!points_read(&g.lo, text[2]) || !points_read(&g.hi, text[3]) || g.lo >= g.hi)
        return refuse_cell(e, t->file.path, t->at.line, "lo, hi", text[2], "60, 80");
    if (!arena_grow(c->a, (void **)&c->grades, sizeof *c->grades, &c->grade_room, c->grade_count + 1))
        return arena_err(c->a, e);
    c->grades[c->grade_count++] = g;
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
        const policy_file *file = file_find(p, path);
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

/* A table that may be absent. */
static err_code read_optional(scorecard *c, const policy *p, const char *name, const char *const *columns,
                              uint32_t count, row_taker *take, err *e)
{
    const policy_file *file = file_find(p, path_of(c, str_from(name)));
    return file ? read_table(c, *file, columns, count, take, e) : ERR_OK;
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
    err_code code = read_table(c, *card, card_columns, CARD_COLUMNS, take_node, e);
    if (!code) code = check_sums(c, card->path, e);
    if (!code) code = read_optional(c, p, "steps.csv", step_columns, STEP_COLUMNS, take_step, e);
    if (!code) code = check_steps(c, path_of(c, STR("steps.csv")), e);
    if (!code) code = check_plain(c, card->path, e);
    if (!code) code = read_optional(c, p, "grades.csv", grade_columns, GRADE_COLUMNS, take_grade, e);
    if (!code) code = read_queries(c, p, e);
    *out = c;
    return code;
}
