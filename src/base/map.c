/* map: from a number or a text to a row number.
 *
 * Open addressing with linear probing over a power of two; at most three quarters full, so a search that finds
 * nothing always meets a free slot. Nothing is ever removed: books only grow. There is no way to walk a map,
 * because the order of its slots must never reach anything that is shown or hashed.
 *
 * Invariants: room is 0 or a power of two; count * 4 <= room * 3; a free slot has key 0, or a key with ptr NULL. */
#include "base/base.h"

static const uint32_t ROOM_MIN = 16;
static const uint32_t ROOM_MAX = UINT32_C(1) << 31;

/* Spreads the bits of a number, which is often small and dense, over all 64. The constants and shifts are those of
 * the public-domain splitmix64 finaliser. */
static uint64_t spread(uint64_t key)
{
    key = (key ^ (key >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    key = (key ^ (key >> 27)) * UINT64_C(0x94d049bb133111eb);
    return key ^ (key >> 31);
}

static bool needs_room(uint32_t room, uint32_t count)
{
    return ((uint64_t)count + 1) * 4 > (uint64_t)room * 3;
}

/* Slot that holds key, or the free one where it belongs. */
static uint32_t slot_of_u64(const uint64_t *keys, uint32_t room, uint64_t key)
{
    uint32_t mask = room - 1;
    uint32_t slot = (uint32_t)spread(key) & mask;
    while (keys[slot] != 0 && keys[slot] != key) slot = (slot + 1) & mask;
    return slot;
}

void map_u64_init(map_u64 *m, arena *from)
{
    CHECK(m != NULL);
    CHECK(from != NULL);
    *m = (map_u64){.from = from};
}

bool map_u64_find(uint32_t *value, const map_u64 *m, uint64_t key)
{
    CHECK(value != NULL);
    CHECK(key != 0);
    if (m->room == 0) return false;
    uint32_t slot = slot_of_u64(m->key, m->room, key);
    if (m->key[slot] == 0) return false;
    *value = m->value[slot];
    return true;
}

static bool grow_u64(map_u64 *m)
{
    if (m->room >= ROOM_MAX) return false;
    uint32_t room = m->room == 0 ? ROOM_MIN : m->room * 2;
    uint64_t *key = arena_get(m->from, sizeof *key * room);
    uint32_t *value = key ? arena_get(m->from, sizeof *value * room) : NULL;
    if (!value) return false;
    for (uint32_t i = 0; i < m->room; i++) {
        if (m->key[i] == 0) continue;
        uint32_t slot = slot_of_u64(key, room, m->key[i]);
        key[slot] = m->key[i];
        value[slot] = m->value[i];
    }
    m->key = key;
    m->value = value;
    m->room = room;
    return true;
}

bool map_u64_put(map_u64 *m, uint64_t key, uint32_t value)
{
    CHECK(m != NULL);
    CHECK(key != 0);
    uint32_t slot = m->room ? slot_of_u64(m->key, m->room, key) : 0;
    if (m->room == 0 || m->key[slot] == 0) {
        if (needs_room(m->room, m->count)) {
            if (!grow_u64(m)) return false;
            slot = slot_of_u64(m->key, m->room, key);
        }
        m->key[slot] = key;
        m->count++;
    }
    m->value[slot] = value;
    CHECK((uint64_t)m->count * 4 <= (uint64_t)m->room * 3);
    return true;
}

static uint32_t slot_of_str(const str *keys, uint32_t room, str key)
{
    uint32_t mask = room - 1;
    uint32_t slot = (uint32_t)str_hash(key) & mask;
    while (keys[slot].ptr && !str_equal(keys[slot], key)) slot = (slot + 1) & mask;
    return slot;
}

void map_str_init(map_str *m, arena *from)
{
    CHECK(m != NULL);
    CHECK(from != NULL);
    *m = (map_str){.from = from};
}

bool map_str_find(uint32_t *value, const map_str *m, str key)
{
    CHECK(value != NULL);
    CHECK(key.ptr != NULL || key.len == 0);
    if (m->room == 0) return false;
    uint32_t slot = slot_of_str(m->key, m->room, key);
    if (!m->key[slot].ptr) return false;
    *value = m->value[slot];
    return true;
}

static bool grow_str(map_str *m)
{
    if (m->room >= ROOM_MAX) return false;
    uint32_t room = m->room == 0 ? ROOM_MIN : m->room * 2;
    str *key = arena_get(m->from, sizeof *key * room);
    uint32_t *value = key ? arena_get(m->from, sizeof *value * room) : NULL;
    if (!value) return false;
    for (uint32_t i = 0; i < m->room; i++) {
        if (!m->key[i].ptr) continue;
        uint32_t slot = slot_of_str(key, room, m->key[i]);
        key[slot] = m->key[i];
        value[slot] = m->value[i];
    }
    m->key = key;
    m->value = value;
    m->room = room;
    return true;
}

bool map_str_put(map_str *m, str key, uint32_t value)
{
    CHECK(m != NULL);
    CHECK(key.ptr != NULL || key.len == 0);
    if (!key.ptr) key = STR(""); /* a NULL key marks a free slot */
    uint32_t slot = m->room ? slot_of_str(m->key, m->room, key) : 0;
    if (m->room == 0 || !m->key[slot].ptr) {
        if (needs_room(m->room, m->count)) {
            if (!grow_str(m)) return false;
            slot = slot_of_str(m->key, m->room, key);
        }
        m->key[slot] = key;
        m->count++;
    }
    m->value[slot] = value;
    CHECK((uint64_t)m->count * 4 <= (uint64_t)m->room * 3);
    return true;
}
