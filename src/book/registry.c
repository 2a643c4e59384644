/* registry: rules of parties, aliases, merges, roles, tags and clusters; each decide beside its apply. */
#include "book/book_int.h"

str command_attr(const deciding *d, const char *name)
{
    for (uint32_t i = 0; i < d->attr_count; i++)
        if (str_equal(d->attrs[i].name, str_from(name)))
            return d->attrs[i].text;
    return STR_NONE;
}

static err_code refuse_word(err *e, err_code code, str word)
{
    err_set(e, code);
    err_text(e, "word", word);
    return code;
}

static err_code refuse_word_seq(err *e, err_code code, str word, seq_no seq)
{
    err_set(e, code);
    err_text(e, "word", word);
    err_int(e, "seq", seq);
    return code;
}

static str id_of(const book *b, seq_no seq)
{
    const thing_state *t = thing_of(b, seq);
    CHECK(t != NULL);
    return t->as.id;
}

/* ---- registering things ---- */

err_code decide_register_thing(deciding *d, err *e)
{
    CHECK(d->info->registers != THING_none);
    str id = command_attr(d, "id");
    seq_no holder = book_find_id(d->b, id);
    if (holder != 0) {
        err_at_field(e, "id", id);
        return refuse_word_seq(e, E_ID_TAKEN, id, holder);
    }
    thing_class is = d->info->registers;
    if (is != THING_party && is != THING_cluster && is != THING_program)
        return ERR_OK; /* titles of documents, measures and targets repeat in life */
    str name = command_attr(d, "name");
    seq_no namesake = name_taken(d->b, name, is);
    if (namesake != 0) {
        err_at_field(e, "name", name);
        return refuse_word_seq(e, E_NAME_TAKEN, name, namesake);
    }
    return ERR_OK;
}

static err_code check_uscc_free(const deciding *d, seq_no own, err *e)
{
    str code = command_attr(d, "uscc");
    uint32_t holder;
    if (code.len == 0 || !map_str_find(&holder, &d->b->uscc_of, code) || !row_stands(d->b, holder) || holder == own)
        return ERR_OK;
    err_at_field(e, "uscc", code);
    return refuse_word_seq(e, E_USCC_TAKEN, code, holder);
}

err_code decide_register_party(deciding *d, err *e)
{
    err_code code = decide_register_thing(d, e);
    return code ? code : check_uscc_free(d, 0, e);
}

/* ---- changes of a party ---- */

err_code decide_change_party(deciding *d, err *e)
{
    static const char *const fields[] = {"name", "name_en", "region", "sector", "uscc"};
    bool any = false;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        any = any || command_attr(d, fields[i]).len > 0;
    if (!any)
        return refuse_word(e, E_NOTHING_STATED, id_of(d->b, d->ev->subject));
    str name = command_attr(d, "name");
    seq_no namesake = name.len ? name_taken(d->b, name, THING_party) : 0;
    if (namesake != 0 && namesake != d->ev->subject) {
        err_at_field(e, "name", name);
        return refuse_word_seq(e, E_NAME_TAKEN, name, namesake);
    }
    return check_uscc_free(d, d->ev->subject, e);
}

bool apply_party_changed(book *b, const event *ev)
{
    thing_state *t = thing_of(b, ev->subject);
    CHECK(t != NULL);
    name_node *node = arena_get(b->from, sizeof *node);
    if (node == NULL)
        return false;
    node->entry = ev->seq;
    node->zh = attrs_text(ev->attrs, STR("name"), b->from);
    node->en = attrs_text(ev->attrs, STR("name_en"), b->from);
    node->older = atomic_load_explicit(&t->changed, memory_order_relaxed);
    atomic_store_explicit(&t->changed, node, memory_order_release);
    str uscc = attrs_text(ev->attrs, STR("uscc"), b->from);
    return name_put(b, node->zh, ev->subject, ev->seq) && name_put(b, node->en, ev->subject, ev->seq) &&
           (uscc.len == 0 || map_str_put(&b->uscc_of, uscc, ev->subject));
}

err_code decide_alias(deciding *d, err *e)
{
    str alias = command_attr(d, "alias");
    seq_no any = book_find_id(d->b, alias);
    if (any != 0 && any != d->ev->subject) {
        err_at_field(e, "alias", alias);
        return refuse_word_seq(e, E_ID_TAKEN, alias, any);
    }
    if (name_taken(d->b, alias, THING_party) == d->ev->subject) {
        err_at_field(e, "alias", alias);
        return refuse_word(e, E_ALIAS_HELD, alias);
    }
    if (d->ev->class_code == 0)
        d->ev->class_code = enum_find(LIST_alias_kind, STR("name"));
    return ERR_OK;
}

bool apply_alias(book *b, const event *ev)
{
    CHECK(ev->kind == KIND_PARTY_ALIAS);
    return name_put(b, attrs_text(ev->attrs, STR("alias"), b->from), ev->subject, ev->seq);
}

/* References were resolved to what stands, so a merged party cannot be named here; both being one can. */
err_code decide_merge(deciding *d, err *e)
{
    const thing_state *gone = thing_of(d->b, d->ev->subject), *stays = thing_of(d->b, d->ev->object);
    uint32_t named = 0;
    if (map_str_find(&named, &d->b->id_of, d->c->name[REF_SUBJECT]) && named != d->ev->subject) {
        err_at_field(e, "party", d->c->name[REF_SUBJECT]);
        refuse_word(e, E_MERGED_ALREADY, d->c->name[REF_SUBJECT]);
        err_text(e, "into", gone->as.id);
        return E_MERGED_ALREADY;
    }
    if (d->ev->subject == d->ev->object) {
        err_at_field(e, "into", d->c->name[REF_OBJECT]);
        return refuse_word(e, E_SELF, gone->as.id);
    }
    if (gone->as.class_code != stays->as.class_code) {
        err_set(e, E_MERGE_CLASS);
        err_at_field(e, "into", d->c->name[REF_OBJECT]);
        err_text(e, "found", str_from(enum_word(LIST_party_class, gone->as.class_code)));
        err_text(e, "wanted", str_from(enum_word(LIST_party_class, stays->as.class_code)));
        return E_MERGE_CLASS;
    }
    return ERR_OK;
}

bool apply_merge(book *b, const event *ev)
{
    thing_state *t = thing_of(b, ev->subject);
    CHECK(t != NULL);
    merge_node *node = arena_get(b->from, sizeof *node);
    if (node == NULL)
        return false;
    *node = (merge_node){ev->seq, ev->object, atomic_load_explicit(&t->merged, memory_order_relaxed)};
    atomic_store_explicit(&t->merged, node, memory_order_release);
    return positions_rebuild(b);
}

/* ---- roles ---- */

static fact_key role_key(const event *ev)
{
    return fact_pair('r', ev->subject, ev->object, ev->purpose);
}

err_code decide_role(deciding *d, err *e)
{
    fact_key key = role_key(d->ev);
    seq_no held = fact_find(d->b, &key);
    if (d->ev->subject == d->ev->object)
        return refuse_word(e, E_SELF, id_of(d->b, d->ev->subject));
    if (held)
        return refuse_word_seq(e, E_ROLE_HELD, id_of(d->b, d->ev->subject), held);
    if (d->ev->class_code == 0)
        d->ev->class_code = enum_find(LIST_role_state, STR("stated"));
    return ERR_OK;
}

bool apply_role(book *b, const event *ev)
{
    fact_key key = role_key(ev);
    return fact_put(b, &key, ev->seq);
}

err_code decide_role_end(deciding *d, err *e)
{
    fact_key key = role_key(d->ev);
    d->ev->ref = fact_find(d->b, &key);
    return d->ev->ref ? ERR_OK : refuse_word(e, E_ROLE_ABSENT, id_of(d->b, d->ev->subject));
}

bool apply_role_end(book *b, const event *ev)
{
    CHECK(ev->ref != 0);
    fact_key key = role_key(ev);
    return fact_put(b, &key, 0);
}

/* ---- tags ---- */

static err_code refuse_tag(const deciding *d, err_code code, str tag, err *e)
{
    refuse_word(e, code, id_of(d->b, d->ev->subject));
    err_at_field(e, "tag", tag);
    err_text(e, "tag", tag);
    return code;
}

err_code decide_tag(deciding *d, err *e)
{
    str tag = command_attr(d, "tag");
    fact_key key = fact_text('t', d->ev->subject, tag);
    return fact_find(d->b, &key) ? refuse_tag(d, E_TAG_HELD, tag, e) : ERR_OK;
}

bool apply_tag(book *b, const event *ev)
{
    fact_key key = fact_text('t', ev->subject, attrs_text(ev->attrs, STR("tag"), b->from));
    return fact_put(b, &key, ev->seq);
}

err_code decide_untag(deciding *d, err *e)
{
    str tag = command_attr(d, "tag");
    fact_key key = fact_text('t', d->ev->subject, tag);
    d->ev->ref = fact_find(d->b, &key);
    return d->ev->ref ? ERR_OK : refuse_tag(d, E_TAG_ABSENT, tag, e);
}

bool apply_untag(book *b, const event *ev)
{
    CHECK(ev->ref != 0);
    fact_key key = fact_text('t', ev->subject, attrs_text(ev->attrs, STR("tag"), b->from));
    return fact_put(b, &key, 0);
}

/* ---- members of clusters ---- */

static err_code refuse_member(const deciding *d, err_code code, err *e)
{
    refuse_word(e, code, id_of(d->b, d->ev->subject));
    err_at_field(e, "member", d->c->name[REF_SUBJECT]);
    err_text(e, "cluster", id_of(d->b, d->ev->object));
    return code;
}

/* Does `outer` hold `inner` at any depth? Ends: no cycle was ever let in. */
static bool contains(const book *b, seq_no outer, seq_no inner)
{
    for (uint32_t i = 0; i < b->nest_count; i++) {
        if (b->nests[i].cluster != outer || !row_stands(b, b->nests[i].entry))
            continue;
        fact_key key = fact_pair('m', b->nests[i].member, outer, 0);
        if (fact_find(b, &key) == 0)
            continue;
        if (b->nests[i].member == inner || contains(b, b->nests[i].member, inner))
            return true;
    }
    return false;
}

err_code decide_member_add(deciding *d, err *e)
{
    fact_key key = fact_pair('m', d->ev->subject, d->ev->object, 0);
    if (d->ev->subject == d->ev->object)
        return refuse_word(e, E_SELF, id_of(d->b, d->ev->subject));
    if (fact_find(d->b, &key))
        return refuse_member(d, E_MEMBER_HELD, e);
    if (contains(d->b, d->ev->subject, d->ev->object))
        return refuse_member(d, E_MEMBER_CYCLE, e);
    return ERR_OK;
}

bool apply_member_add(book *b, const event *ev)
{
    fact_key key = fact_pair('m', ev->subject, ev->object, 0);
    if (thing_of(b, ev->subject)->as.is == THING_cluster) {
        if (!arena_grow(b->from, (void **)&b->nests, sizeof *b->nests, &b->nest_room, b->nest_count + 1))
            return false;
        b->nests[b->nest_count].cluster = ev->object;
        b->nests[b->nest_count].member = ev->subject;
        b->nests[b->nest_count++].entry = ev->seq;
    }
    return fact_put(b, &key, ev->seq);
}

err_code decide_member_remove(deciding *d, err *e)
{
    fact_key key = fact_pair('m', d->ev->subject, d->ev->object, 0);
    d->ev->ref = fact_find(d->b, &key);
    return d->ev->ref ? ERR_OK : refuse_member(d, E_MEMBER_ABSENT, e);
}

bool apply_member_remove(book *b, const event *ev)
{
    CHECK(ev->ref != 0);
    fact_key key = fact_pair('m', ev->subject, ev->object, 0);
    return fact_put(b, &key, 0);
}

/* ---- what a reversal does to facts: an assertion falls, an ending gives back what it ended ---- */

bool undo_registry(book *b, const event *old)
{
    fact_key key;
    if (old->kind == KIND_PARTY_MERGED)
        return positions_rebuild(b);
    if (old->kind == KIND_ROLE_ASSIGNED || old->kind == KIND_ROLE_ENDED)
        key = role_key(old);
    else if (old->kind == KIND_ENTERPRISE_TAGGED || old->kind == KIND_ENTERPRISE_UNTAGGED)
        key = fact_text('t', old->subject, attrs_text(old->attrs, STR("tag"), b->from));
    else if (old->kind == KIND_CLUSTER_MEMBER_ADDED || old->kind == KIND_CLUSTER_MEMBER_REMOVED)
        key = fact_pair('m', old->subject, old->object, 0);
    else
        return true;
    return fact_put(b, &key, old->ref); /* ref: what an ending ended; 0 for an assertion */
}
