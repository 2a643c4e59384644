/* cache: the bytes of answers, by what was asked and the head that they are of. One head at a time: when the book moves
 * on, all of it is void. Bounded by bytes; when that is met it begins anew, which costs each common answer once. */
#include "face/http/http_int.h"

#include <string.h>

enum { PLACES = 4096, PROBES = 8 };
static const size_t CACHE_BYTES_MAX = (size_t)128 << 20;

typedef struct place {
    answer *with; /* NULL = free */
    char key[sizeof(((exchange *)0)->key)];
} place;
struct cache {
    pthread_mutex_t lock;
    uint64_t seq;
    size_t bytes;
    place at[PLACES];
};

cache *cache_new(arena *a)
{
    cache *c = arena_get(a, sizeof *c);
    if (c) CHECK(pthread_mutex_init(&c->lock, NULL) == 0);
    return c;
}

static void empty(cache *c)
{
    for (size_t i = 0; i < PLACES; i++) {
        if (c->at[i].with) answer_release(c->at[i].with);
        c->at[i].with = NULL;
    }
    c->bytes = 0;
}

static size_t place_of(const char *key, size_t probe)
{
    return (str_hash(str_from(key)) + probe) % PLACES;
}

answer *cache_find(cache *c, const char *key, uint64_t seq)
{
    answer *found = NULL;
    CHECK(pthread_mutex_lock(&c->lock) == 0);
    for (size_t i = 0; i < PROBES && c->seq == seq && !found; i++) {
        place *p = &c->at[place_of(key, i)];
        if (!p->with) break;
        if (strcmp(p->key, key) == 0) found = answer_hold(p->with);
    }
    CHECK(pthread_mutex_unlock(&c->lock) == 0);
    return found;
}

static place *free_place(cache *c, const char *key)
{
    for (size_t i = 0; i < PROBES; i++) {
        place *p = &c->at[place_of(key, i)];
        if (!p->with || strcmp(p->key, key) == 0) return p;
    }
    return NULL;
}

static void put(cache *c, const char *key, answer *with)
{
    size_t bytes = arena_bytes(with->from);
    if (bytes > CACHE_BYTES_MAX / 4) return;
    if (c->bytes + bytes > CACHE_BYTES_MAX) empty(c);
    place *p = free_place(c, key);
    if (!p || p->with) return; /* two asked the same at once: the first stays */
    memcpy(p->key, key, strlen(key) + 1);
    p->with = answer_hold(with);
    c->bytes += bytes;
}

void cache_keep(cache *c, const char *key, uint64_t seq, answer *with)
{
    CHECK(pthread_mutex_lock(&c->lock) == 0);
    if (seq > c->seq) {
        empty(c);
        c->seq = seq;
    }
    if (seq == c->seq) put(c, key, with);
    CHECK(pthread_mutex_unlock(&c->lock) == 0);
}

void cache_end(cache *c)
{
    if (c) empty(c);
}
