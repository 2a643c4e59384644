/* session: all rules in force on a day, over one connection; and which of them need not be asked again.
 *
 * A run reads the subjects, then rule by rule: its rows (from its query, or as the last run found them when the query would
 * be told the same), then a verdict for every row whose subject the rule looks at. Judging is cheap and always done anew:
 * limits, waivers, places and names may have changed where the query's own relations did not.
 * Invariant: a rule whose query was refused has no verdicts, and a fault that says why. */
#include "policy/policy_int.h"

#include <string.h>

/* ---- opening ---- */

err_code policy_open(policy_session **out, const policy *p, const sql_host *host, bool keeps, err *e)
{
    CHECK(p != NULL && host->rows != NULL);
    arena *a = arena_new("POLICY_RUN_BYTES_MAX", POLICY_RUN_BYTES_MAX);
    policy_session *s = a ? arena_get(a, sizeof *s) : NULL;
    if (s == NULL) {
        arena_free(a);
        return err_set(e, E_LIMIT);
    }
    *s = (policy_session){
        .memory = a, .packs = p, .outer = *host, .keeps = keeps, .as_of = DAY_NONE, .wrong = {.from = a}};
    s->known = arena_new("POLICY_RUN_BYTES_MAX", POLICY_RUN_BYTES_MAX);
    s->scratch = arena_new("POLICY_RUN_BYTES_MAX", POLICY_RUN_BYTES_MAX);
    s->run = arena_new("POLICY_RUN_BYTES_MAX", POLICY_RUN_BYTES_MAX);
    s->memos = arena_get(a, sizeof *s->memos * ((size_t)p->rule_count + 1));
    if (s->known == NULL || s->scratch == NULL || s->run == NULL || s->memos == NULL) {
        policy_close(s);
        return err_set(e, E_LIMIT);
    }
    map_str_init(&s->reading_at, s->known);
    map_str_init(&s->answer_at, s->known);
    *out = s;
    return ERR_OK;
}

void policy_close(policy_session *s)
{
    if (s == NULL) return;
    sql_close(s->tables);
    readings_drop(s);
    for (uint32_t i = 0; s->memos != NULL && i < s->packs->rule_count; i++) arena_free(s->memos[i].found.memory);
    arena_free(s->known);
    arena_free(s->scratch);
    arena_free(s->run);
    arena_free(s->memory);
}

/* ---- a run begins ---- */

static void forget(policy_session *s)
{
    for (uint32_t i = 0; i < s->packs->rule_count; i++) s->memos[i].holds = false;
}

static hash hash_of_basis(str basis)
{
    hash out;
    hasher h;
    hasher_init(&h);
    hasher_put(&h, basis.ptr ? basis.ptr : "", basis.len);
    hasher_end(&out, &h);
    return out;
}

/* Another day or basis: everything is another question. Another version of the host: its answers may be others. */
static err_code begin(policy_session *s, const policy_question *q, err *e)
{
    hash basis = hash_of_basis(q->basis);
    uint64_t version = s->outer.version(s->outer.self);
    bool is_other = s->tables == NULL || s->as_of != q->as_of || !hash_equal(&basis, &s->basis);
    if (is_other || version != s->outer_version) {
        readings_drop(s);
        s->version++;
    }
    s->outer_version = version;
    s->basis = basis;
    if (is_other) forget(s);
    arena_clear(s->run);
    s->wrong = (faults){.from = s->run};
    s->running = NULL;
    if (s->tables != NULL && s->as_of == q->as_of) return ERR_OK;
    sql_close(s->tables);
    s->tables = NULL;
    s->as_of = q->as_of;
    sql_host host = session_host(s);
    return sql_open(&s->tables, &host, e);
}

/* ---- the rows of a rule ---- */

static err_code clear_memo(memo *m, err *e)
{
    arena *a = m->found.memory ? m->found.memory : arena_new("POLICY_RUN_BYTES_MAX", POLICY_RUN_BYTES_MAX);
    if (a == NULL) return err_set(e, E_LIMIT);
    arena_clear(a);
    *m = (memo){.found.memory = a, .wrong.from = a};
    return ERR_OK;
}

static err_code find_rows(policy_session *s, memo *m, const policy_question *q, bool *ran, err *e)
{
    *ran = !s->keeps || !memo_holds(s, m);
    if (!*ran) return ERR_OK;
    err_code code = clear_memo(m, e);
    if (!code) findings_read(s, m, q);
    if (!code && s->keeps && !m->found.stopped) code = memo_seal(s, m, e);
    return code;
}

/* ---- a row becomes a verdict ---- */

typedef struct judging {
    policy_session *s;
    const policy_question *q;
    relation *out;
    policy_count *count;
    const rule *r;
    memo *m;
    arena *a;
    bool told_limit, told_subject;
} judging;

static bool looks_at(judging *j, const subject *who)
{
    const rule *r = j->r;
    str scheme = r->value[KEY_SCHEME];
    if (!list_has(r->value[KEY_CLASSES], who->class)) return false;
    if (scheme.len > 0) return subject_is_in(j->s, scheme, who->id);
    if (region_covers(r->value[KEY_JURISDICTION], who->region)) return true;
    j->count->unplaced += who->region.len == 0;
    return false;
}

static err *rule_fault(judging *j, rule_key key, err_code code)
{
    return FAULT(&j->s->wrong, j->r->file, j->r->line[key], code);
}

static void refuse_limit(judging *j, const finding *f)
{
    if (j->told_limit) return;
    j->told_limit = true;
    err *e = rule_fault(j, KEY_PARAMETERS, E_POLICY_NO_VALUE);
    err_text(e, "name", j->r->limit);
    err_text(e, "subject", f->subject);
    err_day(e, "day", j->q->as_of);
}

static void refuse_unit(judging *j, unit_code of)
{
    if (j->told_limit) return;
    j->told_limit = true;
    err *e = rule_fault(j, KEY_TEST, E_POLICY_UNIT);
    err_text(e, "name", j->r->limit);
    err_text(e, "unit", unit_get(of) ? str_from(unit_get(of)->id) : STR_NONE);
    err_text(e, "test", j->r->value[KEY_TEST]);
}

static err_code find_limit(limit_value *out, judging *j, const finding *f, err *e)
{
    sql_parameter found = {.found = false};
    form test = j->r->form;
    *out = (limit_value){.is_known = false};
    if (test != FORM_RATIO && test != FORM_MEASURED) return ERR_OK;
    if (j->r->limit.len == 0) {
        *out = (limit_value){f->has_limit, f->limit, j->r->unit};
        return ERR_OK;
    }
    err_code code = session_parameter(&found, j->s, j->r->limit, f->subject, j->q->as_of, e);
    if (code) return code;
    if (!found.found)
        refuse_limit(j, f);
    else if (!limit_fits(j->r, found.unit))
        refuse_unit(j, found.unit);
    else
        *out = (limit_value){true, found.minor, found.unit};
    return ERR_OK;
}

static void count_outcome(policy_count *count, verdict3 outcome, bool is_waived)
{
    count->verdicts++;
    count->pass += outcome == VERDICT_PASS;
    count->breach += outcome == VERDICT_BREACH;
    count->undetermined += outcome == VERDICT_UNDETERMINED;
    count->waived += is_waived && outcome != VERDICT_PASS;
}

static err_code judge_one(judging *j, const finding *f, const subject *who, err *e)
{
    limit_value limit;
    judgement so;
    err_code code = find_limit(&limit, j, f, e);
    if (code) return code;
    judge(&so, j->r, f, limit, j->q->as_of);
    if (f->is_twice) so.outcome = VERDICT_UNDETERMINED;
    verdict_parts parts = {.r = j->r, .f = f, .who = who, .limit = limit, .so = &so};
    parts.waived = waiver_find(j->s, j->r->value[KEY_RULE], f);
    count_outcome(j->count, so.outcome, parts.waived != NULL);
    return verdict_put(j->out, &parts, j->a, e);
}

static err_code judge_row(judging *j, const finding *f, err *e)
{
    if (j->q->subject.len > 0 && !str_equal(f->subject, j->q->subject)) return ERR_OK;
    const subject *who = subject_find(&j->s->who, f->subject);
    if (who != NULL) return looks_at(j, who) ? judge_one(j, f, who, e) : ERR_OK;
    if (!j->told_subject) err_text(rule_fault(j, KEY_TEST, E_POLICY_SUBJECT), "subject", f->subject);
    j->told_subject = true;
    return ERR_OK;
}

/* A query that was stopped: nobody knows of whom it would have spoken. */
static err_code judge_stopped(judging *j, err *e)
{
    static const finding nothing = {.due = {DAY_NONE, DAY_NONE}, .done = {DAY_NONE, DAY_NONE}};
    judgement so = {.outcome = VERDICT_UNDETERMINED, .unit = j->r->unit};
    verdict_parts parts = {.r = j->r, .f = &nothing, .so = &so, .stopped = j->m->found.stopped};
    count_outcome(j->count, so.outcome, false);
    return verdict_put(j->out, &parts, j->a, e);
}

static void pass_on(policy_session *s, const memo *m)
{
    for (uint32_t i = 0; i < m->wrong.count; i++)
        fault_take(&s->wrong, str_from(m->wrong.item[i]->at.file), m->wrong.item[i]->at.row, m->wrong.item[i]);
    s->wrong.total += m->wrong.total - m->wrong.count;
}

/* Is there anybody in the rule's place, of its classes and scheme? */
static bool has_subjects(judging *j)
{
    uint32_t unplaced = j->count->unplaced;
    bool found = false;
    for (uint32_t i = 0; i < j->s->who.count && !found; i++) found = looks_at(j, &j->s->who.item[i]);
    j->count->unplaced = unplaced;
    return found;
}

/* A query that could speak of nobody is not asked. */
static err_code run_rule(judging *j, err *e)
{
    bool ran = false;
    policy_session *s = j->s;
    s->running = j->r;
    err_code code = has_subjects(j) ? find_rows(s, j->m, j->q, &ran, e) : clear_memo(j->m, e);
    j->count->rules++;
    j->count->ran += ran;
    if (!code) pass_on(s, j->m);
    s->running = NULL;
    return code;
}

static err_code judge_rule(judging *j, err *e)
{
    j->s->running = j->r;
    err_code code = j->m->found.stopped ? judge_stopped(j, e) : ERR_OK;
    for (uint32_t i = 0; i < j->m->found.count && !code; i++) code = judge_row(j, &j->m->found.item[i], e);
    j->s->running = NULL;
    return code;
}

err_code policy_try(policy_session *s, const policy_question *q, err *e)
{
    err_code code = begin(s, q, e);
    for (uint32_t i = 0; i < s->packs->rule_count && !code; i++) {
        bool ran;
        s->running = &s->packs->rule[i];
        if (!s->running->is_usable) continue;
        code = find_rows(s, &s->memos[i], q, &ran, e);
        if (!code) pass_on(s, &s->memos[i]);
    }
    s->running = NULL;
    return code;
}

static bool is_asked(const rule *r, const policy_question *q)
{
    return r->is_usable && validity_holds(r->valid, q->as_of) &&
           (q->rule.len == 0 || str_equal(q->rule, r->value[KEY_RULE])) &&
           (q->severity.len == 0 || str_equal(q->severity, str_from(severity_words[r->severity]))) &&
           (q->jurisdiction.len == 0 || str_equal(q->jurisdiction, r->value[KEY_JURISDICTION]));
}

err_code policy_run(relation *verdicts, policy_count *count, policy_session *s, const policy_question *q, arena *a,
                    err *e)
{
    CHECK(q->as_of != DAY_NONE);
    *count = (policy_count){.rules = 0};
    relation_init(verdicts, &verdicts_info, a);
    uint64_t rows = 0; /* a row is large: growing would copy and abandon half as many again */
    err_code code = begin(s, q, e);
    if (!code) code = subjects_read(s, e);
    for (uint32_t i = 0; i < s->packs->rule_count && !code; i++) {
        judging j = {.s = s, .q = q, .count = count, .r = &s->packs->rule[i], .m = &s->memos[i], .a = a};
        if (!is_asked(j.r, q)) continue;
        code = run_rule(&j, e);
        rows += 1 + s->memos[i].found.count;
    }
    if (!code) relation_reserve(verdicts, rows < UINT32_MAX ? (uint32_t)rows : UINT32_MAX);
    for (uint32_t i = 0; i < s->packs->rule_count && !code; i++) {
        judging j = {
            .s = s, .q = q, .out = verdicts, .count = count, .r = &s->packs->rule[i], .m = &s->memos[i], .a = a};
        if (is_asked(j.r, q)) code = judge_rule(&j, e);
    }
    count->faults = s->packs->wrong.total + s->wrong.total;
    return code ? code : relation_err(verdicts, e);
}
