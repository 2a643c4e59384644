/* packs: the files of all packs together: which are what, and what is wrong between them.
 *
 * Order of files never matters: rules and rows stand in the order of their paths, whatever order they were given in.
 * Invariants: no two usable versions of one rule are in force on one day; a fault of one file leaves the others usable. */
#include "policy/policy_int.h"

#include <stdlib.h>

static const policy_file *path_order(const void *p)
{
    return *(const policy_file *const *)p;
}

static int compare_paths(const void *a, const void *b)
{
    return str_compare(path_order(a)->path, path_order(b)->path);
}

/* "national/N-1.sql" → pack and the rest; false without exactly one slash. */
static bool split_path(str *pack, str *name, str path)
{
    size_t slash, more;
    if (!str_find(&slash, path, STR("/"))) return false;
    *pack = str_slice(path, 0, slash);
    *name = str_slice(path, slash + 1, path.len);
    return pack->len > 0 && !str_find(&more, *name, STR("/"));
}

bool policy_takes(str path)
{
    return str_ends(path, STR(".sql")) || str_ends(path, STR(".csv"));
}

/* ---- a file ---- */

static err_code keep_rule(policy *p, policy_file file, str pack, err *e)
{
    if (!arena_grow(p->memory, (void **)&p->rule, sizeof *p->rule, &p->rule_room, p->rule_count + 1))
        return arena_err(p->memory, e);
    rule_read(&p->rule[p->rule_count++], file, pack, &p->wrong);
    return ERR_OK;
}

static err_code read_file(policy *p, policy_file file, err *e)
{
    str pack, name;
    if (str_equal(file.path, STR("sources.csv"))) return sources_read(p, file, e);
    if (!split_path(&pack, &name, file.path)) return ERR_OK; /* a card's */
    if (str_equal(pack, STR("queries"))) return ERR_OK;      /* taken by those who share it: rule_fill */
    if (str_equal(name, STR("parameters.csv"))) return parameters_read(p, file, pack, e);
    return str_ends(name, STR(".sql")) ? keep_rule(p, file, pack, e) : ERR_OK;
}

static err_code read_files(policy *p, const policy_file *files, uint32_t count, err *e)
{
    const policy_file **order = arena_get(p->memory, sizeof(policy_file *) * ((size_t)count + 1));
    err_code code = ERR_OK;
    if (order == NULL) return arena_err(p->memory, e);
    for (uint32_t i = 0; i < count; i++) {
        order[i] = &files[i];
        if (!map_str_put(&p->file_at, files[i].path, i + 1)) return arena_err(p->memory, e);
    }
    if (count > 1) qsort(order, count, sizeof(policy_file *), compare_paths);
    for (uint32_t i = 0; i < count && !code; i++) code = read_file(p, *order[i], e);
    return code;
}

/* ---- between files ---- */

const policy_file *file_find(const policy *p, str path)
{
    uint32_t at;
    return map_str_find(&at, &p->file_at, path) ? &p->file[at - 1] : NULL;
}

static err_code fill_queries(policy *p, err *e)
{
    err_code code = ERR_OK;
    for (uint32_t i = 0; i < p->rule_count && !code; i++)
        if (p->rule[i].is_usable) code = rule_fill(&p->rule[i], p, &p->wrong, p->memory, e);
    return code;
}

static void refuse_overlap(policy *p, rule *r, rule *other)
{
    err *e = FAULT(&p->wrong, r->file, r->line[KEY_VALID], E_POLICY_OVERLAP);
    err_text(e, "rule", r->value[KEY_RULE]);
    err_text(e, "other", other->file);
    err_day(e, "day", r->valid.from > other->valid.from ? r->valid.from : other->valid.from);
}

/* Which of two would be in force nobody can say: neither is used. */
static err_code check_versions(policy *p, err *e)
{
    bool *is_rival = arena_get(p->memory, sizeof *is_rival * ((size_t)p->rule_count + 1));
    if (is_rival == NULL) return arena_err(p->memory, e);
    for (uint32_t i = 0; i < p->rule_count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            rule *r = &p->rule[i], *other = &p->rule[j];
            if (!r->is_usable || !other->is_usable || !validities_meet(r->valid, other->valid)) continue;
            if (!str_equal(r->value[KEY_RULE], other->value[KEY_RULE])) continue;
            refuse_overlap(p, r, other);
            is_rival[i] = is_rival[j] = true;
        }
    }
    for (uint32_t i = 0; i < p->rule_count; i++) p->rule[i].is_usable = p->rule[i].is_usable && !is_rival[i];
    return ERR_OK;
}

/* Names that stand nowhere. The rule runs all the same: the book may set the parameter. */
static void check_names(policy *p, const rule *r)
{
    uint32_t known;
    str name, rest = r->value[KEY_PARAMETERS], source = r->value[KEY_SOURCE];
    if (source.len > 0 && !map_str_find(&known, &p->sources, source))
        err_text(FAULT(&p->wrong, r->file, r->line[KEY_SOURCE], E_POLICY_SOURCE), "source", source);
    while (list_next(&name, &rest)) {
        if (str_starts(name, STR("fact_")) || parameter_is_known(&p->parameters, r->pack, name)) continue;
        err_text(FAULT(&p->wrong, r->file, r->line[KEY_PARAMETERS], E_POLICY_PARAMETER), "name", name);
    }
}

err_code policy_read(policy **out, const policy_file *files, uint32_t count, arena *a, err *e)
{
    policy *p = arena_get(a, sizeof *p);
    if (p == NULL) return arena_err(a, e);
    *p = (policy){.memory = a, .wrong = {.from = a}, .file = files, .file_count = count};
    map_str_init(&p->file_at, a);
    map_str_init(&p->sources, a);
    map_str_init(&p->parameters.by_name, a);
    err_code code = read_files(p, files, count, e);
    if (!code) code = fill_queries(p, e);
    if (!code) code = check_versions(p, e);
    if (code) return code;
    parameters_settle(p);
    for (uint32_t i = 0; i < p->rule_count; i++) check_names(p, &p->rule[i]);
    *out = p;
    return ERR_OK;
}

uint32_t policy_rule_count(const policy *p)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->rule_count; i++) count += p->rule[i].is_usable;
    return count;
}

uint32_t policy_fault_count(const policy *p)
{
    return p->wrong.total;
}
