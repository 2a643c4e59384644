/* pairs: the rows of capital, and claims of reinvestment, that name the same two parties, as entered; a merge changes nothing here.
 *
 * Found through an open-addressed table of pair numbers that is at most half full. The writer makes a larger one beside
 * it and then puts it in its place, so a reader always walks a whole table: what it does not find was not there when it
 * asked. Invariants: a pair's newest row never falls; along `link` rows fall. */
#include "rows/rows_int.h"

static const uint32_t ROOM_MIN = 64;

bool has_pair(kind k, seq_no subject, seq_no object)
{
    bool is_of_pair = kind_get(k)->family == FAMILY_CAPITAL || k == KIND_REINVESTMENT_CLAIMED;
    return subject != 0 && object != 0 && is_of_pair;
}

static pair_row *pair_at(const row_store *r, uint32_t number)
{
    CHECK(number >= 1);
    CHECK(number <= atomic_load_explicit(&r->pair_count, memory_order_acquire));
    return LIST_ITEM(r->pair, number - 1);
}

const pair_row *rows_pair(const row_store *r, uint32_t pair)
{
    return pair_at(r, pair);
}

/* Spreads the two numbers over 32 bits: the finaliser of splitmix64 (public domain). */
static uint32_t spread(seq_no subject, seq_no object)
{
    uint64_t key = (uint64_t)subject << 32 | object;
    key = (key ^ (key >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    key = (key ^ (key >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(key ^ (key >> 31));
}

/* The slot that holds the pair, or the free one where it belongs. */
static uint32_t slot_of(const pair_index *index, seq_no subject, seq_no object)
{
    uint32_t mask = index->room - 1, at = spread(subject, object) & mask;
    for (;; at = (at + 1) & mask) {
        const pair_slot *s = &index->slot[at];
        if (atomic_load_explicit(&s->number, memory_order_acquire) == 0) return at;
        if (s->subject == subject && s->object == object) return at;
    }
}

/* The sides before the number, which says that they are there. */
static void fill_slot(pair_index *index, seq_no subject, seq_no object, uint32_t number)
{
    pair_slot *s = &index->slot[slot_of(index, subject, object)];
    CHECK(number != 0);
    CHECK(atomic_load_explicit(&s->number, memory_order_relaxed) == 0);
    s->subject = subject;
    s->object = object;
    atomic_store_explicit(&s->number, number, memory_order_release);
}

uint32_t rows_find_pair(const row_store *r, seq_no subject, seq_no object)
{
    const pair_index *index = atomic_load_explicit(&r->pairs, memory_order_acquire);
    if (index == NULL) return 0;
    return atomic_load_explicit(&index->slot[slot_of(index, subject, object)].number, memory_order_acquire);
}

static bool grow_index(row_store *r, uint32_t count)
{
    pair_index *old = atomic_load_explicit(&r->pairs, memory_order_relaxed);
    if (old != NULL && count < old->room / 2) return true;
    uint32_t room = old == NULL ? ROOM_MIN : old->room * 4;
    pair_index *grown = arena_get(r->from, sizeof *grown + room * sizeof grown->slot[0]);
    if (grown == NULL) return false;
    grown->room = room;
    for (uint32_t number = 1; number <= count; number++) {
        const pair_row *p = pair_at(r, number);
        fill_slot(grown, p->subject, p->object, number);
    }
    atomic_store_explicit(&r->pairs, grown, memory_order_release);
    return true;
}

static bool pair_make(uint32_t *number, row_store *r, seq_no subject, seq_no object)
{
    uint32_t count = atomic_load_explicit(&r->pair_count, memory_order_relaxed);
    if (!grow_index(r, count)) return false;
    if (!LIST_HAS_ROOM(r->pair, r->from, count)) return false;
    pair_row *made = LIST_ITEM(r->pair, count);
    made->subject = subject;
    made->object = object;
    *number = count + 1;
    atomic_store_explicit(&r->pair_count, *number, memory_order_release);
    fill_slot(atomic_load_explicit(&r->pairs, memory_order_relaxed), subject, object, *number);
    return true;
}

void pair_advance(row_store *r, uint32_t number, seq_no seq)
{
    pair_row *p = pair_at(r, number);
    CHECK(atomic_load_explicit(&p->newest, memory_order_relaxed) < seq);
    atomic_store_explicit(&p->newest, seq, memory_order_release);
}

bool pair_join(uint32_t *number, seq_no *older, row_store *r, seq_no subject, seq_no object, seq_no seq)
{
    *number = rows_find_pair(r, subject, object);
    if (*number == 0 && !pair_make(number, r, subject, object)) return false;
    pair_row *p = pair_at(r, *number);
    *older = atomic_load_explicit(&p->newest, memory_order_relaxed);
    CHECK(*older < seq);
    return true;
}
