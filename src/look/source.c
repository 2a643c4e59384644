/* source: whose money is followed: one party, the members of a cluster, or `public`: every government and state-owned
 * company. A source is not looked through itself: what others own of it is not asked. */
#include "look/look_int.h"

#include <stdlib.h>

str key_part(str key, uint32_t part)
{
    size_t at;
    for (; part > 0 && str_find(&at, key, STR("/")); part--) key = str_slice(key, at + 1, key.len);
    if (part > 0) return STR_NONE;
    return str_find(&at, key, STR("/")) ? str_slice(key, 0, at) : key;
}

str asked_word(const view_request *q, const char *name, uint32_t part)
{
    str found = STR_NONE;
    for (uint32_t i = 0; i < q->where_count; i++) {
        size_t at;
        str word = q->where[i];
        if (str_find(&at, word, STR("=")) && str_equal(str_trim(str_slice(word, 0, at)), str_from(name)))
            found = str_trim(str_slice(word, at + 1, word.len));
    }
    return found.len > 0 ? found : key_part(q->why_key, part);
}

static int compare_seqs(const void *one, const void *other)
{
    const seq_no a = *(const seq_no *)one, b = *(const seq_no *)other;
    return (a > b) - (a < b);
}

static bool one_party(source *s, const view_request *q, seq_no party)
{
    seq_no *list = arena_get(q->a, sizeof *list);
    if (list == NULL) return false;
    list[0] = party;
    s->parties = list;
    s->count = 1;
    return true;
}

/* What a party is does not depend on the day that is asked for: its entry may bear a later one. */
static bool every_public(source *s, const view_request *q)
{
    int government = enum_find(LIST_party_class, STR("government")), soe = enum_find(LIST_party_class, STR("soe"));
    entry_list l = {.count = 0};
    CHECK(government != 0 && soe != 0);
    for (seq_no seq = 1; seq <= q->at.prefix; seq++) {
        event ev;
        if (book_kind(q->b, seq) != KIND_PARTY_REGISTERED || book_reversed_by(q->b, seq, q->at.prefix) != 0) continue;
        book_entry(&ev, q->b, seq);
        bool is_public = ev.class_code == government || ev.class_code == soe;
        if (is_public && standing(q, seq) == seq && !entries_put(&l, q->a, seq)) return false;
    }
    s->parties = l.seq;
    s->count = l.count;
    return true;
}

static bool every_member(source *s, const view_request *q)
{
    memberships in;
    member_set m;
    if (!memberships_build(&in, q) || !members_of(&m, &in, q, s->thing)) return false;
    seq_no *sorted = arena_get(q->a, sizeof *sorted * ((size_t)m.count + 1));
    if (sorted == NULL) return false;
    for (uint32_t i = 0; i < m.count; i++)
        if (m.is[i] == PRESENT_YES) sorted[s->count++] = m.member[i];
    if (s->count > 0) qsort(sorted, s->count, sizeof *sorted, compare_seqs);
    s->parties = sorted;
    return true;
}

bool source_asked(source *out, const view_request *q)
{
    str word = asked_word(q, "from", 0);
    thing t;
    *out = (source){.id = word.len > 0 ? word : STR(LOOK_PUBLIC)};
    if (str_equal(out->id, STR(LOOK_PUBLIC))) {
        out->is_public = true;
        return every_public(out, q);
    }
    seq_no found = book_find_id(q->b, word);
    if (found == 0 || found > q->at.prefix || !book_thing(&t, q->b, found)) return true;
    out->thing = t.is == THING_party ? standing(q, found) : found;
    if (t.is == THING_cluster) return every_member(out, q);
    return t.is != THING_party || one_party(out, q, out->thing);
}

bool source_nodes(bool **in, const source *s, const web *w)
{
    *in = arena_get(w->q->a, (size_t)w->node_count + 1);
    if (*in == NULL) return false;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t at = web_node(w, s->parties[i]);
        if (at != NODE_NONE) (*in)[at] = true;
    }
    return true;
}

void put_source(cell *id, cell *name, const source *s, const view_request *q)
{
    cell_text(id, s->id);
    if (s->is_public)
        put_word(name, LOOK_PUBLIC, "政府与国有资金", "government and state-owned money");
    else
        put_name(name, q, s->thing);
}
