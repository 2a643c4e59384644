/* arena: the only place that asks the system for memory.
 *
 * Why: a command's memory has one owner and one end, and a named cap turns "out of memory" into an ordinary fault.
 * An arena is a list of chunks; blocks are cut from the newest one. Chunks double from 64 KiB to 4 MiB. A block
 * that would take more than half of the next chunk gets one of its own, and the newest one goes on being cut:
 * so an abandoned tail is never longer than half of what follows it.
 *
 * Invariants: held_bytes = sum of room over all chunks <= bytes_max; used is a multiple of BLOCK_ALIGN and <= room;
 * every byte of a chunk from used on is zero; first is in the list and stays until the arena goes. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* madvise: what is asked of the kernel is more than POSIX has words for */
#endif
#include "base/base.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
/* Bytes that nobody has asked for are poisoned, so that an overrun of a block is found as it would be behind malloc. */
#define SHUT(ptr, len) ASAN_POISON_MEMORY_REGION((ptr), (len))
#define OPEN_UP(ptr, len) ASAN_UNPOISON_MEMORY_REGION((ptr), (len))
#else
#define SHUT(ptr, len) ((void)(ptr), (void)(len))
#define OPEN_UP(ptr, len) ((void)(ptr), (void)(len))
#endif

enum { BLOCK_ALIGN = 16, GROW_ITEMS_MIN = 16 };
static const size_t CHUNK_BYTES_MIN = (size_t)64 << 10;
static const size_t LARGE_BYTES = (size_t)2 << 20; /* of a large page */
static const size_t CHUNK_BYTES_MAX = (size_t)4 << 20;

typedef struct chunk {
    struct chunk *older;
    size_t room;
    size_t used;
    _Alignas(BLOCK_ALIGN) unsigned char byte[];
} chunk;
static_assert(sizeof(chunk) % BLOCK_ALIGN == 0, "blocks start aligned");

struct arena {
    const char *name;
    size_t bytes_max;
    size_t held_bytes;
    size_t next_bytes; /* room of the next shared chunk */
    chunk *first;
    chunk *newest;
};

/* arena_get calls until one fails; 0 = none will. */
static uint64_t fail_countdown;

void arena_fail_at(uint64_t n)
{
    fail_countdown = n;
}

static bool fault_due(void)
{
    if (fail_countdown == 0) return false;
    fail_countdown--;
    return fail_countdown == 0;
}

/* A book is walked in no order of memory: with pages of 2 MiB where the kernel has them, most of those steps need no
 * look into its tables, and a large chunk is not made known to it 4 KiB at a time. Advice: whatever comes of it is good. */
static void advise_large(chunk *c, size_t room)
{
#ifdef MADV_HUGEPAGE
    if (room < LARGE_BYTES) return;
    uintptr_t first = ((uintptr_t)c + LARGE_BYTES - 1) / LARGE_BYTES * LARGE_BYTES;
    uintptr_t end = ((uintptr_t)c->byte + room) / LARGE_BYTES * LARGE_BYTES;
    if (first < end) (void)madvise((void *)first, end - first, MADV_HUGEPAGE); /* NOLINT(performance-no-int-to-ptr) */
#else
    (void)c;
    (void)room;
#endif
}

static chunk *make_chunk(size_t room)
{
    if (room > SIZE_MAX - sizeof(chunk)) return NULL;
    chunk *c = calloc(1, sizeof(chunk) + room);
    if (!c) return NULL;
    c->room = room;
    advise_large(c, room);
    SHUT(c->byte, room);
    return c;
}

arena *arena_new(const char *name, size_t bytes_max)
{
    CHECK(name != NULL);
    CHECK(bytes_max > 0);
    arena *a = calloc(1, sizeof(arena));
    chunk *first = make_chunk(bytes_max < CHUNK_BYTES_MIN ? bytes_max : CHUNK_BYTES_MIN);
    if (!a || !first) {
        free(a);
        free(first);
        return NULL;
    }
    *a = (arena){name, bytes_max, first->room, CHUNK_BYTES_MIN * 2, first, first};
    return a;
}

static void free_chunks(arena *a, bool keep_first)
{
    for (chunk *c = a->newest; c;) {
        chunk *older = c->older;
        if (!keep_first || c != a->first) free(c);
        c = older;
    }
}

void arena_free(arena *a)
{
    if (!a) return;
    free_chunks(a, false);
    free(a);
}

void arena_clear(arena *a)
{
    CHECK(a != NULL);
    CHECK(a->held_bytes <= a->bytes_max);
    chunk *first = a->first;
    free_chunks(a, true);
    OPEN_UP(first->byte, first->used);
    memset(first->byte, 0, first->used);
    SHUT(first->byte, first->room);
    first->used = 0;
    first->older = NULL;
    a->newest = first;
    a->held_bytes = first->room;
    a->next_bytes = CHUNK_BYTES_MIN * 2;
}

/* A chunk for this one block; the newest chunk stays the newest. */
static chunk *add_own_chunk(arena *a, size_t need)
{
    chunk *c = make_chunk(need);
    if (!c) return NULL;
    c->older = a->newest->older;
    a->newest->older = c;
    return c;
}

static chunk *add_shared_chunk(arena *a, size_t room)
{
    chunk *c = make_chunk(room);
    if (!c) return NULL;
    c->older = a->newest;
    a->newest = c;
    if (a->next_bytes < CHUNK_BYTES_MAX) a->next_bytes *= 2;
    return c;
}

/* A chunk with need free bytes, newly added under the cap. */
static chunk *add_chunk(arena *a, size_t need)
{
    CHECK(a->held_bytes <= a->bytes_max);
    size_t left = a->bytes_max - a->held_bytes;
    if (need > left) return NULL;
    bool own = need > a->next_bytes / 2;
    chunk *c = own ? add_own_chunk(a, need) : add_shared_chunk(a, left < a->next_bytes ? left : a->next_bytes);
    if (!c) return NULL;
    CHECK(c->room >= need);
    a->held_bytes += c->room;
    return c;
}

/* What a block of that many bytes takes; never 0, so that two blocks never share an address. */
static size_t block_bytes(size_t bytes)
{
    return bytes == 0 ? BLOCK_ALIGN : (bytes + BLOCK_ALIGN - 1) / BLOCK_ALIGN * BLOCK_ALIGN;
}

void *arena_get(arena *a, size_t bytes)
{
    CHECK(a != NULL);
    if (fault_due() || bytes > SIZE_MAX - BLOCK_ALIGN) return NULL;
    size_t need = block_bytes(bytes);
    chunk *c = a->newest;
    CHECK(c->used <= c->room);
    if (need > c->room - c->used) c = add_chunk(a, need);
    if (!c) return NULL;
    unsigned char *block = c->byte + c->used;
    c->used += need;
    OPEN_UP(block, bytes);
    CHECK((uintptr_t)block % BLOCK_ALIGN == 0);
    return block;
}

str arena_str(arena *a, str s)
{
    if (s.len == SIZE_MAX) return STR_NONE;
    char *copy = arena_get(a, s.len + 1);
    if (!copy) return STR_NONE;
    if (s.len > 0) memcpy(copy, s.ptr, s.len);
    return (str){copy, s.len};
}

size_t arena_bytes(const arena *a)
{
    CHECK(a != NULL);
    return a->held_bytes;
}

err_code arena_err(const arena *a, err *e)
{
    CHECK(a != NULL);
    err_set(e, E_LIMIT);
    err_text(e, "limit", str_from(a->name));
    err_int(e, "bytes", (int64_t)a->bytes_max);
    return E_LIMIT;
}

/* The least doubling of room that is at least need. */
static uint32_t doubled(uint32_t room, uint32_t need)
{
    uint32_t wanted = room < GROW_ITEMS_MIN ? GROW_ITEMS_MIN : room;
    while (wanted < need) wanted = wanted > UINT32_MAX / 2 ? UINT32_MAX : wanted * 2;
    return wanted;
}

bool arena_grow(arena *a, void **items, size_t item_bytes, uint32_t *room, uint32_t need)
{
    CHECK(items != NULL);
    CHECK(item_bytes > 0);
    CHECK(room != NULL);
    if (need <= *room) return true;
    uint32_t wanted = doubled(*room, need);
    if (item_bytes > SIZE_MAX / wanted) return false;
    void *grown = arena_get(a, item_bytes * wanted);
    if (!grown) return false;
    /* The caller's pointer has its own type: it is read and written as bytes, not through a void *. */
    void *old = NULL;
    memcpy(&old, items, sizeof old);
    if (*room > 0) memcpy(grown, old, item_bytes * *room);
    memcpy(items, &grown, sizeof grown);
    *room = wanted;
    return true;
}
