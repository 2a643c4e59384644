/* parameters: sources.csv and the parameters.csv of packs, and which row counts for a place on a day.
 *
 * A figure of the book (parameter.set) comes before any of these; that is the session's business. Of rows for a place the
 * one for the smallest region counts; two rows for the same region that could both apply on one day are a fault of the
 * pack, so that there is never a choice to make.
 * Invariant: every row kept has a name, an exact value and a first day. */
#include "policy/policy_int.h"

static const char *const parameter_columns[PARAMETER_COLUMNS] = {
    "name", "value", "unit", "region", "classes", "level", "valid_from", "valid_to", "clause", "source", "confidence"};
static const char *const source_columns[SOURCE_COLUMNS] = {"id", "title", "issuer", "date", "url"};
enum {
    CELL_NAME,
    CELL_VALUE,
    CELL_UNIT,
    CELL_REGION,
    CELL_CLASSES,
    CELL_LEVEL,
    CELL_FROM,
    CELL_TO,
    CELL_CLAUSE,
    CELL_SOURCE,
    CELL_CONFIDENCE
};

/* ---- a table of fixed columns ---- */

/* Opened, or told what is wrong with it: then it has no rows. */
static err_code open_table(table *t, policy *p, policy_file file, const char *const *columns, uint32_t count, err *e)
{
    err_code code = table_open(t, file, columns, count, p->memory, e);
    if (code || !t->wrong) return code;
    err *told = FAULT(&p->wrong, file.path, 1, t->wrong);
    if (t->wrong == E_POLICY_TABLE) err_text(told, "allowed", table_heads(t));
    return ERR_OK;
}

/* The next row that has as many cells as columns. */
static bool next_row(table *t, policy *p)
{
    while (table_next(t)) {
        if (!t->is_odd) return true;
        err *e = FAULT(&p->wrong, t->file.path, t->at.line, E_POLICY_CELLS);
        err_int(e, "count", t->at.cell_count);
        err_int(e, "wanted", t->count);
    }
    return false;
}

static void refuse_cell(policy *p, const table *t, uint32_t column, const char *allowed)
{
    err *e = FAULT(&p->wrong, t->file.path, t->at.line, E_POLICY_VALUE);
    err_text(e, "key", str_from(t->columns[column]));
    err_text(e, "value", t->at.cell[column]);
    err_text(e, "allowed", str_from(allowed));
}

/* ---- sources.csv ---- */

err_code sources_read(policy *p, policy_file file, err *e)
{
    table t;
    uint32_t known;
    err_code code = open_table(&t, p, file, source_columns, SOURCE_COLUMNS, e);
    while (!code && next_row(&t, p)) {
        if (t.at.cell[0].len == 0)
            refuse_cell(p, &t, 0, "A-Z a-z 0-9 -");
        else if (map_str_find(&known, &p->sources, t.at.cell[0]))
            err_text(FAULT(&p->wrong, file.path, t.at.line, E_POLICY_KEY_TWICE), "key", t.at.cell[0]);
        else if (!map_str_put(&p->sources, t.at.cell[0], 1))
            code = arena_err(p->memory, e);
    }
    err_code ended = table_close(&t, e);
    return code ? code : ended;
}

/* ---- parameters.csv ---- */

static bool read_value(policy *p, const table *t, parameter_row *r)
{
    amount value;
    const str *text = t->at.cell;
    if (amount_parse(&value, text[CELL_VALUE], text[CELL_UNIT], STR_NONE, NULL) != ERR_OK ||
        value.q != QUALIFIER_EXACT) {
        refuse_cell(p, t, CELL_VALUE, "60%  1.5倍  10000000元  3 (count)");
        return false;
    }
    r->minor = value.minor;
    r->unit = value.unit;
    return true;
}

static bool read_days(policy *p, const table *t, parameter_row *r)
{
    const str *text = t->at.cell;
    r->valid.to = DAY_NONE;
    bool good_from = day_read(&r->valid.from, text[CELL_FROM]);
    bool good_to =
        text[CELL_TO].len == 0 || (day_read(&r->valid.to, text[CELL_TO]) && good_from && r->valid.from < r->valid.to);
    if (!good_from)
        refuse_cell(p, t, CELL_FROM, "2022-04-24");
    else if (!good_to)
        refuse_cell(p, t, CELL_TO, "2022-04-24");
    return good_from && good_to;
}

static bool read_words(policy *p, const table *t, parameter_row *r)
{
    const str *text = t->at.cell;
    bool good_name = text[CELL_NAME].len > 0 && text[CELL_NAME].len <= ID_BYTES_MAX;
    bool good_region = text[CELL_REGION].len == 0 || region_read(text[CELL_REGION]);
    bool good_level = text[CELL_LEVEL].len == 0 || list_has(STR("nation,province,prefecture,county"), text[CELL_LEVEL]);
    str c = text[CELL_CONFIDENCE];
    bool good_confidence = c.len == 1 && c.ptr[0] >= 'A' && c.ptr[0] <= 'C';
    if (!good_name) refuse_cell(p, t, CELL_NAME, "single_project_cap");
    if (!good_region) refuse_cell(p, t, CELL_REGION, "440000");
    if (!good_level) refuse_cell(p, t, CELL_LEVEL, "nation province prefecture county");
    if (!good_confidence) refuse_cell(p, t, CELL_CONFIDENCE, "A B C");
    r->name = text[CELL_NAME];
    r->region = text[CELL_REGION];
    r->classes = text[CELL_CLASSES];
    r->level = text[CELL_LEVEL];
    r->clause = text[CELL_CLAUSE];
    r->source = text[CELL_SOURCE];
    r->confidence = good_confidence ? c.ptr[0] : 'C';
    return good_name && good_region && good_level && good_confidence;
}

static err_code keep_row(policy *p, const parameter_row *r, err *e)
{
    parameter_table *t = &p->parameters;
    uint32_t last = 0;
    bool good = arena_grow(p->memory, (void **)&t->row, sizeof *t->row, &t->room, t->count + 1);
    if (!good) return arena_err(p->memory, e);
    map_str_find(&last, &t->by_name, r->name);
    t->row[t->count] = *r;
    t->row[t->count].next = last;
    t->count++;
    return map_str_put(&t->by_name, r->name, t->count) ? ERR_OK : arena_err(p->memory, e);
}

err_code parameters_read(policy *p, policy_file file, str pack, err *e)
{
    table t;
    err_code code = open_table(&t, p, file, parameter_columns, PARAMETER_COLUMNS, e);
    while (!code && next_row(&t, p)) {
        parameter_row r = {.file = file.path, .pack = pack, .line = t.at.line};
        bool good_words = read_words(p, &t, &r), good_value = read_value(p, &t, &r), good_days = read_days(p, &t, &r);
        if (good_words && good_value && good_days) code = keep_row(p, &r, e);
    }
    err_code ended = table_close(&t, e);
    return code ? code : ended;
}

/* ---- after all files ---- */

static bool could_both_apply(const parameter_row *a, const parameter_row *b)
{
    return str_equal(a->pack, b->pack) && str_equal(a->region, b->region) && lists_meet(a->classes, b->classes) &&
           (a->level.len == 0 || b->level.len == 0 || str_equal(a->level, b->level)) &&
           validities_meet(a->valid, b->valid);
}

/* Of two rows that could both apply the later one is told, and neither is used. */
static void refuse_rivals(policy *p, parameter_row *r)
{
    parameter_table *t = &p->parameters;
    for (uint32_t at = r->next; at != 0; at = t->row[at - 1].next) {
        parameter_row *other = &t->row[at - 1];
        if (!could_both_apply(r, other)) continue;
        err *e = FAULT(&p->wrong, r->file, r->line, E_POLICY_TWO_ROWS);
        err_text(e, "name", r->name);
        err_int(e, "other", (int64_t)other->line);
        r->is_rival = other->is_rival = true;
    }
}

void parameters_settle(policy *p)
{
    uint32_t known;
    for (uint32_t i = 0; i < p->parameters.count; i++) {
        parameter_row *r = &p->parameters.row[i];
        refuse_rivals(p, r);
        if (!map_str_find(&known, &p->sources, r->source))
            err_text(FAULT(&p->wrong, r->file, r->line, E_POLICY_SOURCE), "source", r->source);
        if (r->clause.len > 0) continue;
        err_text(FAULT(&p->wrong, r->file, r->line, E_POLICY_KEY), "key", STR("clause"));
    }
}

/* ---- asking ---- */

static bool is_national(const parameter_row *r)
{
    return str_equal(r->pack, STR(NATIONAL_PACK));
}

bool parameter_is_known(const parameter_table *t, str pack, str name)
{
    uint32_t at = 0;
    map_str_find(&at, &t->by_name, name);
    for (; at != 0; at = t->row[at - 1].next)
        if (is_national(&t->row[at - 1]) || str_equal(t->row[at - 1].pack, pack)) return true;
    return false;
}

static bool row_applies(const parameter_row *r, str pack, place at, day on)
{
    return !r->is_rival && str_equal(r->pack, pack) && (r->region.len == 0 || region_covers(r->region, at.region)) &&
           list_has(r->classes, at.class) && (r->level.len == 0 || str_equal(r->level, level_of_region(at.region))) &&
           validity_holds(r->valid, on);
}

static const parameter_row *find_in(const parameter_table *t, str pack, str name, place where, day on)
{
    const parameter_row *best = NULL;
    uint32_t at = 0;
    map_str_find(&at, &t->by_name, name);
    for (; at != 0; at = t->row[at - 1].next) {
        const parameter_row *r = &t->row[at - 1];
        if (!row_applies(r, pack, where, on)) continue;
        if (best == NULL || region_depth(best->region) < region_depth(r->region)) best = r;
    }
    return best;
}

const parameter_row *parameter_find(const parameter_table *t, str pack, str name, place at, day on)
{
    const parameter_row *own = find_in(t, pack, name, at, on);
    return own != NULL ? own : find_in(t, STR(NATIONAL_PACK), name, at, on);
}
