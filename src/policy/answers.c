/* answers: the host that SQL sees, between the connection and whoever opened the session.
 *
 * It does three things that the outer host does not: a parameter that the book does not set is taken from the packs; rows
 * are built once a run, for all rules; and what a query reads is noted, with a hash of it, so that the next run can tell
 * whether the query would be told the same again.
 * Invariants: rows are good for one version; every answer that a query was given is in its memo or in that of nobody. */
#include "policy/policy_int.h"

#include <string.h>

/* ---- rows ---- */

static void put_part(buf *out, str s)
{
    buf_char(out, s.ptr == NULL ? '-' : '+');
    buf_int(out, (int64_t)s.len);
    buf_char(out, ':');
    buf_str(out, s);
}

static str ask_key(const relation_info *info, const sql_ask *ask, arena *a)
{
    buf key;
    buf_init(&key, a, TEXT_BYTES_MAX * 8);
    buf_text(&key, info->name);
    put_part(&key, ask->as_of);
    put_part(&key, ask->known_at);
    put_part(&key, ask->published_by);
    put_part(&key, ask->record);
    for (uint32_t i = 0; i < ask->where_count; i++) put_part(&key, ask->where[i]);
    return key.failed ? STR_NONE : buf_view(&key);
}

static bool copy_text(str *out, str s, arena *a)
{
    *out = s.ptr == NULL ? STR_NONE : arena_str(a, s);
    return s.ptr == NULL || out->ptr != NULL;
}

static bool copy_ask(sql_ask *out, const sql_ask *ask, arena *a)
{
    str *where = arena_get(a, sizeof *where * ((size_t)ask->where_count + 1));
    bool good = where != NULL && copy_text(&out->as_of, ask->as_of, a) && copy_text(&out->known_at, ask->known_at, a) &&
                copy_text(&out->published_by, ask->published_by, a) && copy_text(&out->record, ask->record, a);
    for (uint32_t i = 0; good && i < ask->where_count; i++) good = copy_text(&where[i], ask->where[i], a);
    out->where = where;
    out->where_count = ask->where_count;
    return good;
}

/* The place of that question among the readings; a new one has no rows yet. */
static err_code find_reading(uint32_t *at, policy_session *s, const relation_info *info, const sql_ask *ask, err *e)
{
    arena *a = s->known;
    arena_clear(s->scratch);
    str key = ask_key(info, ask, s->scratch);
    if (key.ptr == NULL) return arena_err(s->scratch, e);
    if (map_str_find(at, &s->reading_at, key)) {
        --*at;
        return ERR_OK;
    }
    key = arena_str(a, key);
    if (!arena_grow(a, (void **)&s->readings, sizeof *s->readings, &s->reading_room, s->reading_count + 1))
        return arena_err(a, e);
    reading *r = &s->readings[s->reading_count];
    *r = (reading){.info = info};
    if (key.ptr == NULL || !copy_ask(&r->ask, ask, a) || !map_str_put(&s->reading_at, key, s->reading_count + 1))
        return arena_err(a, e);
    *at = s->reading_count++;
    return ERR_OK;
}

static err_code fill_reading(policy_session *s, uint32_t at, err *e)
{
    reading *r = &s->readings[at];
    if (r->memory != NULL) return ERR_OK;
    arena *a = arena_new("POLICY_RUN_BYTES_MAX", POLICY_RUN_BYTES_MAX);
    if (a == NULL) return err_set(e, E_LIMIT);
    err_code code = s->outer.rows(&r->rows, s->outer.self, r->info, &r->ask, a, e);
    if (code) {
        arena_free(a);
        return code;
    }
    r->memory = a;
    r->is_hashed = false;
    return ERR_OK;
}

static err_code give_rows(relation_rows *out, void *self, const relation_info *info, const sql_ask *ask, arena *a,
                          err *e)
{
    policy_session *s = self;
    uint32_t at = 0;
    (void)a; /* rows live longer than one connection's build */
    err_code code = find_reading(&at, s, info, ask, e);
    if (!code) code = fill_reading(s, at, e);
    if (!code) *out = s->readings[at].rows;
    return code;
}

void readings_drop(policy_session *s)
{
    for (uint32_t i = 0; i < s->reading_count; i++) {
        arena_free(s->readings[i].memory);
        s->readings[i].memory = NULL;
        s->readings[i].is_hashed = false;
    }
}

/* ---- a hash of rows ---- */

typedef struct digest {
    hasher to;
    size_t len;
    uint8_t bytes[8192];
} digest;

static void put_bytes(digest *d, const void *bytes, size_t len)
{
    if (d->len + len > sizeof d->bytes) {
        hasher_put(&d->to, d->bytes, d->len);
        d->len = 0;
    }
    if (len > sizeof d->bytes) {
        hasher_put(&d->to, bytes, len);
        return;
    }
    memcpy(d->bytes + d->len, bytes, len);
    d->len += len;
}

static void put_number(digest *d, int64_t value)
{
    put_bytes(d, &value, sizeof value);
}

static void put_text(digest *d, str s)
{
    put_number(d, (int64_t)s.len);
    if (s.len > 0) put_bytes(d, s.ptr, s.len);
}

static void put_interval(digest *d, const cell *c)
{
    interval x = c->interval;
    int flags = x.lo_open | x.hi_open << 1 | x.lo_strict << 2 | x.hi_strict << 3 | x.about << 4;
    put_number(d, x.lo);
    put_number(d, x.hi);
    put_number(d, flags);
    put_number(d, x.unknown_count);
    put_number(d, (int64_t)c->unit * 100 + c->q);
}

static void put_cell(digest *d, const cell *c)
{
    put_number(d, c->type);
    switch (c->type) {
    case CELL_TEXT:
    case CELL_HASH: put_text(d, c->text); break;
    case CELL_INT: put_number(d, c->number); break;
    case CELL_DATE:
        put_number(d, c->date.first);
        put_number(d, c->date.precision);
        break;
    case CELL_PERIOD:
        put_number(d, c->period.first);
        put_number(d, c->period.last);
        break;
    case CELL_INTERVAL: put_interval(d, c); break;
    default: break; /* an empty cell */
    }
}

static void hash_rows(hash *out, const reading *r)
{
    digest d = {.len = 0};
    hasher_init(&d.to);
    put_text(&d, str_from(r->info->name));
    put_number(&d, r->rows.count);
    for (uint32_t row = 0; row < r->rows.count; row++) {
        for (uint32_t i = 0; i < r->info->column_count; i++) {
            cell c = {.type = 0};
            r->rows.cell(&c, r->rows.self, row, i);
            put_cell(&d, &c);
        }
    }
    hasher_put(&d.to, d.bytes, d.len);
    hasher_end(out, &d.to);
}

static err_code hash_reading(policy_session *s, uint32_t at, err *e)
{
    err_code code = fill_reading(s, at, e);
    reading *r = &s->readings[at];
    if (code || r->is_hashed) return code;
    hash_rows(&r->content, r);
    r->is_hashed = true;
    return ERR_OK;
}

/* ---- parameters ---- */

static place place_of(const policy_session *s, const answer *x)
{
    const subject *who = x->fund.len > 0 ? subject_find(&s->who, x->fund) : NULL;
    return who != NULL ? (place){who->region, who->class} : (place){x->region, STR_NONE};
}

static err_code work_out(policy_session *s, answer *x, err *e)
{
    x->value = (sql_parameter){.found = false};
    err_code code = s->outer.parameter(&x->value, s->outer.self, x->name, x->fund, x->on, e);
    if (code || x->value.found) return code;
    const parameter_row *r = parameter_find(&s->packs->parameters, x->pack, x->name, place_of(s, x), x->on);
    if (r != NULL) x->value = (sql_parameter){.found = true, .minor = r->minor, .unit = r->unit};
    return ERR_OK;
}

static str answer_key(const answer *x, arena *a)
{
    buf key;
    buf_init(&key, a, TEXT_BYTES_MAX * 4);
    put_part(&key, x->pack);
    put_part(&key, x->region);
    put_part(&key, x->name);
    put_part(&key, x->fund);
    buf_int(&key, x->on);
    return key.failed ? STR_NONE : buf_view(&key);
}

static err_code new_answer(uint32_t *at, policy_session *s, str key, const answer *like, err *e)
{
    arena *a = s->known;
    if (!arena_grow(a, (void **)&s->answers, sizeof *s->answers, &s->answer_room, s->answer_count + 1))
        return arena_err(a, e);
    answer *x = &s->answers[s->answer_count];
    *x = *like;
    str kept = arena_str(a, key);
    bool good = kept.ptr != NULL && copy_text(&x->name, like->name, a) && copy_text(&x->fund, like->fund, a) &&
                map_str_put(&s->answer_at, kept, s->answer_count + 1);
    if (!good) return arena_err(a, e);
    *at = s->answer_count++;
    return ERR_OK;
}

static err_code find_answer(uint32_t *at, policy_session *s, str name, str fund, day on, err *e)
{
    answer like = {.pack = STR(NATIONAL_PACK), .name = name, .fund = fund, .on = on};
    if (s->running != NULL) like.pack = s->running->pack;
    if (s->running != NULL && fund.len == 0) like.region = s->running->value[KEY_JURISDICTION];
    arena_clear(s->scratch);
    str key = answer_key(&like, s->scratch);
    if (key.ptr == NULL) return arena_err(s->scratch, e);
    if (!map_str_find(at, &s->answer_at, key)) return new_answer(at, s, key, &like, e);
    --*at;
    return ERR_OK;
}

static bool same_value(sql_parameter a, sql_parameter b)
{
    return a.found == b.found && (!a.found || (a.minor == b.minor && a.unit == b.unit));
}

static err_code note_answer(policy_session *s, uint32_t at, err *e)
{
    memo *m = s->noting;
    answer *x = &s->answers[at];
    if (m == NULL || x->noted_by == s->query) return ERR_OK;
    x->noted_by = s->query;
    if (!arena_grow(m->found.memory, (void **)&m->answers, sizeof *m->answers, &m->answer_room, m->answer_count + 1))
        return arena_err(m->found.memory, e);
    m->answers[m->answer_count++] = (noted_answer){at, x->value};
    return ERR_OK;
}

static err_code refresh(policy_session *s, uint32_t at, err *e)
{
    answer *x = &s->answers[at];
    if (x->version == s->version) return ERR_OK;
    err_code code = work_out(s, x, e);
    if (!code) x->version = s->version;
    return code;
}

/* Parameters of the book stand on funds: of a manager or an enterprise only what holds for everybody is asked. */
static str fund_or_none(const policy_session *s, str id)
{
    const subject *who = subject_find(&s->who, id);
    bool is_other = who != NULL && !list_has(STR("mother_fund,sub_fund,direct_fund"), who->class);
    return is_other ? STR_NONE : id;
}

err_code session_parameter(sql_parameter *out, policy_session *s, str name, str fund, day on, err *e)
{
    uint32_t at = 0;
    fund = fund_or_none(s, fund);
    err_code code = find_answer(&at, s, name, fund, on, e);
    if (!code) code = refresh(s, at, e);
    if (!code) code = note_answer(s, at, e);
    if (!code) *out = s->answers[at].value;
    return code;
}

static err_code give_parameter(sql_parameter *out, void *self, str name, str fund, day on, err *e)
{
    return session_parameter(out, self, name, fund, on, e);
}

/* ---- what a query has read ---- */

static void note_reading(void *self, const relation_info *info, const sql_ask *ask)
{
    policy_session *s = self;
    memo *m = s->noting;
    uint32_t at = 0;
    if (m == NULL) return;
    bool good = find_reading(&at, s, info, ask, NULL) == ERR_OK;
    if (good && s->readings[at].noted_by == s->query) return;
    good = good && arena_grow(m->found.memory, (void **)&m->readings, sizeof *m->readings, &m->reading_room,
                              m->reading_count + 1);
    if (!good) {
        m->is_partial = true; /* without memory nothing is kept, which is always right */
        return;
    }
    s->readings[at].noted_by = s->query;
    m->readings[m->reading_count++] = (noted_reading){.at = at};
}

err_code memo_seal(policy_session *s, memo *m, err *e)
{
    for (uint32_t i = 0; i < m->reading_count; i++) {
        err_code code = hash_reading(s, m->readings[i].at, e);
        if (code) return code;
        m->readings[i].content = s->readings[m->readings[i].at].content;
    }
    m->holds = !m->is_partial;
    return ERR_OK;
}

/* What cannot be built now is told when the query runs. */
bool memo_holds(policy_session *s, const memo *m)
{
    if (!m->holds) return false;
    for (uint32_t i = 0; i < m->answer_count; i++) {
        const noted_answer *n = &m->answers[i];
        if (refresh(s, n->at, NULL) != ERR_OK || !same_value(s->answers[n->at].value, n->value)) return false;
    }
    for (uint32_t i = 0; i < m->reading_count; i++) {
        const noted_reading *n = &m->readings[i];
        if (hash_reading(s, n->at, NULL) != ERR_OK || !hash_equal(&s->readings[n->at].content, &n->content))
            return false;
    }
    return true;
}

/* ---- the host ---- */

static bool give_source(sql_source *out, void *self, uint32_t index)
{
    const policy_session *s = self;
    return s->outer.source(out, s->outer.self, index);
}

static uint64_t give_version(void *self)
{
    const policy_session *s = self;
    return s->version;
}

static int64_t give_ms(void *self)
{
    const policy_session *s = self;
    return s->outer.now_ms(s->outer.self);
}

sql_host session_host(policy_session *s)
{
    return (sql_host){.self = s,
                      .source = give_source,
                      .rows = give_rows,
                      .used = note_reading,
                      .parameter = give_parameter,
                      .version = give_version,
                      .now_ms = give_ms,
                      .as_of = s->as_of,
                      .zh = s->outer.zh};
}
