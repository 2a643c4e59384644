/* facts: who holds which role, which tag an enterprise has, who is in a cluster; in force right now, by key.
 *
 * The index lists every entry that ever began a thing under its key; whether one is in force is asked of the rows: it
 * stands, no standing ending names it, and its key is still this one. So a reversal or the undoing of a merge has nothing
 * to mend here. Keys name parties by the one that stands; a merge lists what the two had under the common key.
 * Invariant: an entry that is in force is listed under its present key. */
#include "book/book_int.h"

#include <string.h>

static void key_add(fact_key *key, const void *bytes, size_t len)
{
    CHECK(key->len + len <= sizeof key->bytes);
    memcpy(key->bytes + key->len, bytes, len);
    key->len += len;
}

static fact_key key_of_pair(char mark, seq_no a, seq_no b, int32_t code)
{
    fact_key key = {.len = 0};
    key_add(&key, &mark, 1);
    key_add(&key, &a, sizeof a);
    key_add(&key, &b, sizeof b);
    key_add(&key, &code, sizeof code);
    return key;
}

static fact_key key_of_tag(seq_no party, str tag)
{
    CHECK(tag.len <= ID_BYTES_MAX); /* event refuses a longer code, admit a longer stored one */
    fact_key key = {.len = 0};
    key_add(&key, "t", 1);
    key_add(&key, &party, sizeof party);
    key_add(&key, tag.ptr, tag.len);
    return key;
}

bool fact_key_of(fact_key *out, const book *b, const event *ev, str tag)
{
    seq_no subject = stands_now(b, ev->subject), object = stands_now(b, ev->object);
    if (ev->kind == KIND_ROLE_ASSIGNED || ev->kind == KIND_ROLE_ENDED)
        *out = key_of_pair('r', subject, object, ev->purpose);
    else if (ev->kind == KIND_CLUSTER_MEMBER_ADDED || ev->kind == KIND_CLUSTER_MEMBER_REMOVED)
        *out = key_of_pair('m', subject, object, 0);
    else if (ev->kind == KIND_ENTERPRISE_TAGGED || ev->kind == KIND_ENTERPRISE_UNTAGGED)
        *out = key_of_tag(subject, tag);
    else
        return false;
    return true;
}

bool fact_key_of_row(fact_key *out, const book *b, const event *ev)
{
    return fact_key_of(out, b, ev, attrs_text(ev->attrs, STR("tag"), b->from));
}

static bool key_equal(const fact_key *a, const fact_key *b)
{
    return str_equal((str){a->bytes, a->len}, (str){b->bytes, b->len});
}

/* Does that entry stand and speak of this key, by what is merged today? */
static bool speaks_of(const book *b, seq_no entry, const fact_key *key)
{
    event ev;
    fact_key now;
    if (!row_stands(b, entry)) return false;
    book_entry(&ev, b, entry);
    bool is_fact = fact_key_of_row(&now, b, &ev);
    CHECK(is_fact);
    return key_equal(&now, key);
}

static uint32_t newest_of(const book *b, const fact_key *key)
{
    uint32_t newest = 0;
    if (!map_str_find(&newest, &b->facts_of, (str){key->bytes, key->len})) return 0;
    CHECK(newest >= 1);
    CHECK(newest <= b->fact_count);
    return newest;
}

static seq_no ended_by(const book *b, seq_no began)
{
    return row_link(b, began);
}

seq_no fact_in_force(const book *b, const fact_key *key)
{
    seq_no newest = 0;
    for (uint32_t i = newest_of(b, key); i; i = b->facts[i - 1].older) {
        seq_no entry = b->facts[i - 1].entry;
        if (entry > newest && ended_by(b, entry) == 0 && speaks_of(b, entry, key)) newest = entry;
    }
    return newest;
}

seq_no fact_since(const book *b, const fact_key *key, seq_no after)
{
    for (uint32_t i = newest_of(b, key); i; i = b->facts[i - 1].older)
        if (b->facts[i - 1].entry > after && speaks_of(b, b->facts[i - 1].entry, key)) return b->facts[i - 1].entry;
    return 0;
}

static bool is_listed(const book *b, const fact_key *key, seq_no entry)
{
    for (uint32_t i = newest_of(b, key); i; i = b->facts[i - 1].older)
        if (b->facts[i - 1].entry == entry) return true;
    return false;
}

static bool list(book *b, const fact_key *key, seq_no entry)
{
    uint32_t newest = newest_of(b, key);
    str bytes = {key->bytes, key->len};
    if (newest == 0) bytes = arena_str(b->from, bytes); /* the map borrows its keys */
    if (bytes.ptr == NULL ||
        !arena_grow(b->from, (void **)&b->facts, sizeof *b->facts, &b->fact_room, b->fact_count + 1))
        return false;
    b->facts[b->fact_count] = (fact){entry, newest};
    return map_str_put(&b->facts_of, bytes, ++b->fact_count);
}

bool fact_put(book *b, const event *ev)
{
    fact_key key;
    bool is_fact = fact_key_of_row(&key, b, ev);
    CHECK(is_fact);
    DCHECK(!is_listed(b, &key, ev->seq));
    return list(b, &key, ev->seq);
}

void fact_end(book *b, seq_no began, seq_no ending)
{
    CHECK(began >= 1);
    CHECK(ending == 0 || ending > began);
    CHECK((ending == 0) != (ended_by(b, began) == 0));
    row_set_link(b, began, ending);
}

bool facts_join(book *b, seq_no stays)
{
    uint32_t count = b->fact_count;
    for (uint32_t i = 0; i < count; i++) {
        event ev;
        fact_key key;
        book_entry(&ev, b, b->facts[i].entry);
        if (stands_now(b, ev.subject) != stays && stands_now(b, ev.object) != stays) continue;
        bool is_fact = fact_key_of_row(&key, b, &ev);
        CHECK(is_fact);
        if (!is_listed(b, &key, ev.seq) && !list(b, &key, ev.seq)) return false;
    }
    return true;
}
