/* registry: rules of parties, aliases, roles, tags and clusters; each decide beside its apply. Merges: merge.c.
 * And of statements and policy: what somebody says. Nothing there moves money, so the rules are few: the right kind of
 * thing on each side, and never an empty saying. */
#include "book/book_int.h"

str command_attr(const deciding *d, const char *name)
{
    for (uint32_t i = 0; i < d->attr_count; i++)
        if (str_equal(d->attrs[i].name, str_from(name))) return d->attrs[i].text;
    return STR_NONE;
}

int64_t command_int(const deciding *d, const char *name)
{
    for (uint32_t i = 0; i < d->attr_count; i++)
        if (d->attrs[i].is_int && str_equal(d->attrs[i].name, str_from(name))) return d->attrs[i].number;
    return 0;
}

err_code refuse_about(err *e, err_code code, str word)
{
    err_set(e, code);
    err_text(e, "word", word);
    return code;
}

static err_code refuse_field(err *e, err_code code, const char *field, str word, seq_no seq)
{
    err_set(e, code);
    err_at_field(e, field, word);
    err_text(e, "word", word);
    err_int(e, "seq", seq);
    return code;
}

/* ---- registering things ---- */
/* An id is looked up before any name: it must not take a name away from another thing. */
static err_code check_id_free(const deciding *d, str id, err *e)
{
    seq_no holder = book_find_id(d->b, id);
    if (holder == 0) holder = name_holder(d->b, id, THING_none, 0);
    return holder ? refuse_field(e, E_ID_TAKEN, "id", id, holder) : ERR_OK;
}

/* Nor may a name be one that another thing bears, or its id: it would never be found under it. */
static err_code check_name_free(const deciding *d, thing_class is, seq_no own, err *e)
{
    str name = command_attr(d, "name");
    if (name.len == 0) return ERR_OK;
    seq_no holder = name_holder(d->b, name, is, own);
    if (holder == 0) holder = stands_now(d->b, book_find_id(d->b, name));
    return holder && holder != own ? refuse_field(e, E_NAME_TAKEN, "name", name, holder) : ERR_OK;
}

static err_code check_uscc_free(const deciding *d, seq_no own, err *e)
{
    str code = command_attr(d, "uscc");
    seq_no holder = code.len ? uscc_holder(d->b, code, own) : 0;
    return holder ? refuse_field(e, E_USCC_TAKEN, "uscc", code, holder) : ERR_OK;
}

/* A milestone is reached by a day or it is not; everything else is compared. */
static err_code check_comparator(const deciding *d, err *e)
{
    bool is_milestone = d->ev->amount.unit == UNIT_MILESTONE;
    if (is_milestone == (d->ev->class_code == COMPARE_BY)) return ERR_OK;
    err_at_field(e, "comparator", STR_NONE);
    return refuse_about(e, E_TARGET_UNIT, str_from(comparator_name((comparator)d->ev->class_code)));
}

err_code decide_register_thing(deciding *d, err *e)
{
    thing_class is = d->info->registers;
    CHECK(is != THING_none);
    err_code code = check_id_free(d, command_attr(d, "id"), e);
    /* titles of documents, measures and projects repeat in life */
    if (code == ERR_OK && (is == THING_party || is == THING_cluster || is == THING_program))
        code = check_name_free(d, is, 0, e);
    if (code == ERR_OK && is == THING_target) code = check_comparator(d, e);
    return code;
}

err_code decide_register_party(deciding *d, err *e)
{
    err_code code = decide_register_thing(d, e);
    return code ? code : check_uscc_free(d, 0, e);
}

/* ---- changes and aliases of a party ---- */
err_code decide_change_party(deciding *d, err *e)
{
    static const char *const fields[] = {"name", "name_en", "region", "sector", "uscc"};
    seq_no party = d->ev->subject;
    bool any = false;
    for (size_t i = 0; i < COUNT_OF(fields); i++) any = any || command_attr(d, fields[i]).len > 0;
    if (!any) return refuse_about(e, E_NOTHING_STATED, thing_id(d->b, party));
    err_code code = check_name_free(d, THING_party, party, e);
    return code ? code : check_uscc_free(d, party, e);
}

bool apply_party_changed(book *b, const event *ev)
{
    CHECK(ev->kind == KIND_PARTY_CHANGED);
    return put_change(b, ev);
}

/* Two parties may share an alias: it is then refused as ambiguous where it is used. */
err_code decide_alias(deciding *d, err *e)
{
    str alias = command_attr(d, "alias");
    seq_no party = d->ev->subject, holder = stands_now(d->b, book_find_id(d->b, alias));
    if (holder != 0 && holder != party) return refuse_field(e, E_ID_TAKEN, "alias", alias, holder);
    if (name_held_by(d->b, alias, party)) {
        err_at_field(e, "alias", alias);
        return refuse_about(e, E_ALIAS_HELD, alias);
    }
    if (d->ev->class_code == 0) d->ev->class_code = enum_find(LIST_alias_kind, STR("name"));
    return ERR_OK;
}

bool apply_alias(book *b, const event *ev)
{
    CHECK(ev->kind == KIND_PARTY_ALIAS);
    str alias;
    return text_kept(&alias, b, ev, "alias") && bearer_put(b, &b->bearers_of, alias, ev->subject, ev->seq);
}

/* ---- what is in force: the entry that began it, or 0 ---- */
static seq_no begun(const deciding *d)
{
    fact_key key;
    bool is_fact = fact_key_of(&key, d->b, d->ev, command_attr(d, "tag"));
    CHECK(is_fact);
    return fact_in_force(d->b, &key);
}

static bool apply_ending(book *b, const event *ev)
{
    CHECK(ev->ref >= 1);
    CHECK(ev->ref < ev->seq);
    fact_end(b, ev->ref, ev->seq);
    return true;
}

/* ---- roles ---- */
static err_code refuse_self(const deciding *d, const char *field, err *e)
{
    CHECK(d->ev->subject == d->ev->object);
    err_at_field(e, field, d->c->name[REF_OBJECT]);
    return refuse_about(e, E_SELF, thing_id(d->b, d->ev->subject));
}

err_code decide_role(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_self(d, "in", e);
    seq_no held = begun(d);
    if (held) return refuse_field(e, E_ROLE_HELD, "party", thing_id(d->b, d->ev->subject), held);
    if (d->ev->class_code == 0) d->ev->class_code = enum_find(LIST_role_state, STR("stated"));
    return ERR_OK;
}

bool apply_role(book *b, const event *ev)
{
    CHECK(ev->purpose > 0);
    return fact_put(b, ev);
}

err_code decide_role_end(deciding *d, err *e)
{
    d->ev->ref = begun(d);
    if (d->ev->ref) return ERR_OK;
    err_at_field(e, "role", STR_NONE);
    return refuse_about(e, E_ROLE_ABSENT, thing_id(d->b, d->ev->subject));
}

bool apply_role_end(book *b, const event *ev)
{
    CHECK(book_kind(b, ev->ref) == KIND_ROLE_ASSIGNED);
    return apply_ending(b, ev);
}

/* ---- tags ---- */
static err_code refuse_tag(const deciding *d, err_code code, err *e)
{
    str tag = command_attr(d, "tag");
    refuse_about(e, code, thing_id(d->b, d->ev->subject));
    err_at_field(e, "tag", tag);
    err_text(e, "tag", tag);
    return code;
}

err_code decide_tag(deciding *d, err *e)
{
    return begun(d) ? refuse_tag(d, E_TAG_HELD, e) : ERR_OK;
}

bool apply_tag(book *b, const event *ev)
{
    CHECK(ev->kind == KIND_ENTERPRISE_TAGGED);
    return fact_put(b, ev);
}

err_code decide_untag(deciding *d, err *e)
{
    d->ev->ref = begun(d);
    return d->ev->ref ? ERR_OK : refuse_tag(d, E_TAG_ABSENT, e);
}

bool apply_untag(book *b, const event *ev)
{
    CHECK(book_kind(b, ev->ref) == KIND_ENTERPRISE_TAGGED);
    return apply_ending(b, ev);
}

/* ---- members of clusters ---- */
static err_code refuse_member(const deciding *d, err_code code, err *e)
{
    refuse_about(e, code, thing_id(d->b, d->ev->subject));
    err_at_field(e, "member", d->c->name[REF_SUBJECT]);
    err_text(e, "cluster", thing_id(d->b, d->ev->object));
    return code;
}

typedef struct search {
    seq_no *found;
    uint32_t count, room;
    map_u64 known;
} search;

static bool search_add(search *s, arena *a, seq_no cluster)
{
    uint32_t at;
    if (map_u64_find(&at, &s->known, cluster)) return true;
    if (!arena_grow(a, (void **)&s->found, sizeof *s->found, &s->room, s->count + 1)) return false;
    s->found[s->count] = cluster;
    return map_u64_put(&s->known, cluster, s->count++);
}

static bool search_members(search *s, const deciding *d, seq_no cluster)
{
    uint32_t i = 0;
    if (!map_u64_find(&i, &d->b->nests_of, cluster)) return true;
    for (; i; i = d->b->nests[i - 1].older)
        if (row_stands(d->b, d->b->nests[i - 1].entry) && !search_add(s, d->a, d->b->nests[i - 1].member)) return false;
    return true;
}

/* Does `member` hold `cluster` at any depth? Memberships that ended count too: on an earlier day they were in force, and
 * a view of that day must end. */
static bool nest_would_loop(const deciding *d, bool *loops, seq_no cluster, seq_no member)
{
    search s = {.count = 0};
    uint32_t at;
    map_u64_init(&s.known, d->a);
    if (!search_add(&s, d->a, member)) return false;
    for (uint32_t i = 0; i < s.count; i++)
        if (!search_members(&s, d, s.found[i])) return false;
    *loops = map_u64_find(&at, &s.known, cluster);
    return true;
}

static bool is_cluster(const book *b, seq_no seq)
{
    return class_fits(b, seq, THING_cluster);
}

err_code decide_member_add(deciding *d, err *e)
{
    seq_no member = d->ev->subject, cluster = d->ev->object;
    bool loops = false;
    if (member == cluster) return refuse_self(d, "cluster", e);
    if (begun(d)) return refuse_member(d, E_MEMBER_HELD, e);
    if (is_cluster(d->b, member) && !nest_would_loop(d, &loops, cluster, member)) return arena_err(d->a, e);
    return loops ? refuse_member(d, E_MEMBER_CYCLE, e) : ERR_OK;
}

static bool put_nest(book *b, const event *ev)
{
    uint32_t newest = 0;
    if (!arena_grow(b->from, (void **)&b->nests, sizeof *b->nests, &b->nest_room, b->nest_count + 1)) return false;
    if (!map_u64_find(&newest, &b->nests_of, ev->object)) CHECK(newest == 0);
    b->nests[b->nest_count] = (nest){ev->subject, ev->seq, newest};
    return map_u64_put(&b->nests_of, ev->object, ++b->nest_count);
}

bool apply_member_add(book *b, const event *ev)
{
    CHECK(is_cluster(b, ev->object));
    if (is_cluster(b, ev->subject) && !put_nest(b, ev)) return false;
    return fact_put(b, ev);
}

err_code decide_member_remove(deciding *d, err *e)
{
    d->ev->ref = begun(d);
    return d->ev->ref ? ERR_OK : refuse_member(d, E_MEMBER_ABSENT, e);
}

bool apply_member_remove(book *b, const event *ev)
{
    CHECK(book_kind(b, ev->ref) == KIND_CLUSTER_MEMBER_ADDED);
    return apply_ending(b, ev);
}

/* ---- what somebody says ---- */
static err_code refuse_side(const deciding *d, err_code code, seq_no side, const char *field, int slot, err *e)
{
    CHECK(slot >= 0);
    CHECK(slot < REF_SLOTS);
    err_at_field(e, field, d->c->name[slot]);
    return refuse_about(e, code, thing_id(d->b, side));
}

/* The class "fund" was checked on resolving, but a manager given as the fund deserves the remedy, so see refine_refusal
 * in decide.c; what is left to refuse here is a stake of a fund in itself. */
err_code decide_stake(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "fund", REF_OBJECT, e);
    return ERR_OK;
}

err_code decide_holding(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "enterprise", REF_OBJECT, e);
    if (book_is_fund(d->b, d->ev->object))
        return refuse_side(d, E_HOLDING_IN_FUND, d->ev->object, "enterprise", REF_OBJECT, e);
    return ERR_OK;
}

/* What the bank says a fund has; the day is asked for by the common steps. */
err_code decide_cash(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "bank", REF_SUBJECT, e);
    return ERR_OK;
}

static bool is_population(const book *b, seq_no seq)
{
    const thing_state *t = thing_of(b, seq);
    CHECK(t != NULL);
    return t->as.is == THING_cluster && t->as.class_code == CLUSTER_POPULATION;
}

err_code decide_position(deciding *d, err *e)
{
    if (d->ev->subject == d->ev->object) return refuse_side(d, E_SELF, d->ev->subject, "in", REF_OBJECT, e);
    if (!is_population(d->b, d->ev->subject) && !is_population(d->b, d->ev->object))
        return refuse_side(d, E_NO_POPULATION, d->ev->subject, "in", REF_OBJECT, e);
    return ERR_OK;
}

err_code decide_observation(deciding *d, err *e)
{
    if (d->ev->amount.q == QUALIFIER_NONE && command_attr(d, "words").len == 0) {
        err_at_field(e, "value", STR_NONE);
        return refuse_about(e, E_OBSERVATION_EMPTY, command_attr(d, "indicator"));
    }
    return ERR_OK;
}

/* ---- waivers of rules: what rules there are is not known here, what an id of one looks like is ---- */
static bool is_rule_id(str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && (c < '0' || c > '9') && c != '-' && c != '.') return false;
    }
    return word.len > 0 && word.len <= ID_BYTES_MAX;
}

err_code decide_waiver(deciding *d, err *e)
{
    date until;
    str rule = command_attr(d, "rule"), end = command_attr(d, "valid_to");
    if (!is_rule_id(rule)) {
        err_at_field(e, "rule", rule);
        return refuse_about(e, E_WAIVER_RULE, rule);
    }
    if (d->ev->effective.precision != PRECISION_DAY) { /* without a first day it would cover the past */
        err_set(e, E_DAY_NEEDED);
        err_at_field(e, "date", STR_NONE);
        err_text(e, "kind", str_from(d->info->wire));
        return E_DAY_NEEDED;
    }
    CHECK(date_parse(&until, end, NULL) == ERR_OK); /* written by the command */
    bool is_sure = until.precision != PRECISION_UNKNOWN && date_span(until).last >= d->ev->effective.first;
    if (is_sure) return ERR_OK;
    err_at_field(e, "valid_to", end);
    err_set(e, E_WAIVER_END);
    err_text(e, "day", end);
    err_day(e, "from", d->ev->effective.first);
    return E_WAIVER_END;
}

/* A mark does not come off: a reversal does not make invented data true, so it counts whether reversed or not. */
static bool marks(str attrs)
{
    attr name;
    return attr_find(&name, attrs, STR("name")) && str_equal(name.text, STR(PARAMETER_SYNTHETIC));
}

bool book_is_synthetic(const book *b, seq_no prefix)
{
    row_slice rows;
    CHECK(prefix <= b->applied);
    for (seq_no at = 1; at <= prefix; at += rows.count) {
        book_slice(&rows, b, at, prefix);
        for (uint32_t i = 0; i < rows.count; i++)
            if (rows.kind[i] == KIND_PARAMETER_SET && marks(slice_attrs(&rows, i))) return true;
    }
    return false;
}

err_code decide_plain(deciding *d, err *e)
{
    (void)e;
    CHECK(d->info->works);
    return ERR_OK;
}
