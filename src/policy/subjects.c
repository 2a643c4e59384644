/* subjects: whom rules look at: parties with class and region, the schemes they are members of, waivers in force.
 *
 * Read once a run by SQL, like everything that this room knows of a book. A relation `waivers` need not be there.
 * Invariant: an id stands once. */
#include "policy/policy_int.h"

/* Members of members count too; union ends where clusters hold each other. */
static const char schemes_query[] =
    "with recursive inside(code, who) as (select c.code, m.member from clusters c join members m on m.cluster = "
    "c.cluster "
    "where c.list = 'policy_scheme' and c.code is not null and m.until is null "
    "union select i.code, m.member from inside i join members m on m.cluster = i.who where m.until is null) "
    "select code, who from inside";
static const char parties_query[] = "select id, name, class, region from parties";
static const char waivers_query[] = "select rule, subject, object, \"from\", \"to\", reason, entry from waivers";

static err_code no_columns(void *self, const str *names, uint32_t count, err *e)
{
    (void)self, (void)names, (void)count, (void)e;
    return ERR_OK;
}

/* A copy of a text; STR_NONE of anything else. False without memory. */
static bool keep(str *out, policy_session *s, const sql_value *v)
{
    *out = STR_NONE;
    if (v->type != SQL_TEXT) return true;
    *out = arena_str(s->run, v->text);
    return out->ptr != NULL;
}

static err_code put_party(void *self, const sql_value *v, uint32_t count, err *e)
{
    policy_session *s = self;
    subjects *who = &s->who;
    CHECK(count == 4);
    if (!arena_grow(s->run, (void **)&who->item, sizeof *who->item, &who->room, who->count + 1))
        return arena_err(s->run, e);
    subject *x = &who->item[who->count];
    bool good = keep(&x->id, s, &v[0]) && keep(&x->name, s, &v[1]) && keep(&x->class, s, &v[2]) &&
                keep(&x->region, s, &v[3]) && map_str_put(&who->index, x->id, ++who->count);
    return good ? ERR_OK : arena_err(s->run, e);
}

static str scheme_key(str code, str id, arena *a)
{
    buf text;
    buf_init(&text, a, TEXT_BYTES_MAX * 2);
    buf_str(&text, code);
    buf_char(&text, '/');
    buf_str(&text, id);
    return text.failed ? STR_NONE : buf_view(&text);
}

static err_code put_member(void *self, const sql_value *v, uint32_t count, err *e)
{
    policy_session *s = self;
    CHECK(count == 2);
    if (v[0].type != SQL_TEXT || v[1].type != SQL_TEXT) return ERR_OK;
    str key = scheme_key(v[0].text, v[1].text, s->run);
    return key.ptr != NULL && map_str_put(&s->who.schemes, key, 1) ? ERR_OK : arena_err(s->run, e);
}

/* The days a text means; open when there is none. */
static period span_of(const sql_value *v)
{
    date d;
    if (v->type != SQL_TEXT || date_parse(&d, v->text, NULL) != ERR_OK || d.precision == PRECISION_UNKNOWN)
        return (period){DAY_NONE, DAY_NONE};
    return date_span(d);
}

static err_code put_waiver(void *self, const sql_value *v, uint32_t count, err *e)
{
    policy_session *s = self;
    subjects *who = &s->who;
    CHECK(count == 7);
    if (!arena_grow(s->run, (void **)&who->waivers, sizeof *who->waivers, &who->waiver_room, who->waiver_count + 1))
        return arena_err(s->run, e);
    waiver *w = &who->waivers[who->waiver_count++];
    *w = (waiver){.from = span_of(&v[3]).first, .to = span_of(&v[4]).last};
    if (v[6].type == SQL_INTEGER) w->entry = v[6].number;
    bool good = keep(&w->rule, s, &v[0]) && keep(&w->subject, s, &v[1]) && keep(&w->object, s, &v[2]) &&
                keep(&w->reason, s, &v[5]);
    return good ? ERR_OK : arena_err(s->run, e);
}

static err_code ask(policy_session *s, const char *query, err_code (*row)(void *, const sql_value *, uint32_t, err *),
                    err *e)
{
    sql_target to = {.self = s, .columns = no_columns, .row = row};
    const policy_question any = {.milliseconds = 0};
    sql_limits limits = session_limits(&any);
    return sql_run(s->tables, str_from(query), &limits, &to, e);
}

err_code subjects_read(policy_session *s, err *e)
{
    uint32_t at;
    CHECK(s->tables != NULL);
    CHECK(s->running == NULL);
    s->who = (subjects){.count = 0};
    map_str_init(&s->who.index, s->run);
    map_str_init(&s->who.schemes, s->run);
    err_code code = ask(s, parties_query, put_party, e);
    if (!code) code = ask(s, schemes_query, put_member, e);
    if (!code && sql_table_find(&at, s->tables, STR("waivers"))) code = ask(s, waivers_query, put_waiver, e);
    return code;
}

const subject *subject_find(const subjects *s, str id)
{
    uint32_t at;
    return map_str_find(&at, &s->index, id) ? &s->item[at - 1] : NULL;
}

bool subject_is_in(const policy_session *s, str scheme, str id)
{
    uint32_t found;
    str key = scheme_key(scheme, id, s->run);
    return key.ptr != NULL && map_str_find(&found, &s->who.schemes, key);
}

const waiver *waiver_find(const policy_session *s, str rule_id, const finding *f)
{
    for (uint32_t i = 0; i < s->who.waiver_count; i++) {
        const waiver *w = &s->who.waivers[i];
        bool is_of = str_equal(w->rule, rule_id) && str_equal(w->subject, f->subject) &&
                     (w->object.len == 0 || str_equal(w->object, f->object));
        bool is_now = (w->from == DAY_NONE || w->from <= s->as_of) && (w->to == DAY_NONE || s->as_of <= w->to);
        if (is_of && is_now) return w;
    }
    return NULL;
}
