/* beside: the files that lie beside the book: its snapshot, which may be in any state, and its seals.
 *
 * The snapshot is never synced, so that a cut may leave any of it, also under the final name: a beginning, holes of
 * zeros, sectors of rubbish, nothing. A restored folder may hold an old one, a mix-up that of another book. */
#include "sim.h"

#include "app/app_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SECTOR = 512, KEPT_MAX = 8 };
typedef struct image {
    unsigned char *byte;
    size_t len;
} image;
static struct beside {
    image foreign, kept[KEPT_MAX]; /* of another book; of this one, at restarts gone by */
    size_t kept_count;
} beside;

static void name_file(char out[128], const char *tail)
{
    snprintf(out, 128, "%s%s", world.path, tail);
}

static image load(const char *tail)
{
    char path[128];
    image m = {.byte = NULL};
    name_file(path, tail);
    FILE *file = fopen(path, "rb");
    if (!file) return m;
    m.byte = malloc(SNAPSHOT_BYTES_MAX);
    CHECK(m.byte != NULL);
    m.len = fread(m.byte, 1, SNAPSHOT_BYTES_MAX, file);
    CHECK(m.len < SNAPSHOT_BYTES_MAX);
    CHECK(fclose(file) == 0);
    return m;
}

static void store(const char *tail, const image *m, size_t len)
{
    char path[128];
    name_file(path, tail);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    CHECK(len == 0 || fwrite(m->byte, 1, len, file) == len);
    CHECK(fclose(file) == 0);
}

/* ---- beginning ---- */
static void make_key(void)
{
    static const char KEY[] = "weir-key-1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
    snprintf(world.key_file, sizeof world.key_file, "%s/key", world.folder);
    FILE *file = fopen(world.key_file, "wb");
    CHECK(file != NULL);
    CHECK(fputs(KEY, file) >= 0);
    CHECK(fclose(file) == 0);
    CHECK(chmod(world.key_file, 0600) == 0);
}

/* A book of another city, of which only the snapshot is kept. */
static void make_foreign(void)
{
    static entry_text rows;
    weir_book *b = NULL;
    weir_imported done;
    const char *line = "{\"kind\":\"party.registered\",\"id\":\"z\",\"name\":\"别处\",\"class\":\"soe\"}";
    char ours[sizeof world.path];
    memcpy(ours, world.path, sizeof ours);
    snprintf(world.path, sizeof world.path, "%s/other.weir", world.folder);
    bool made =
        weir_init(world.path, "admin", "别处", NULL) == WEIR_OK && weir_open(&b, world.path, false, NULL) == WEIR_OK;
    for (uint64_t i = 0; made && i < 2 * SNAPSHOT_EVERY; i++) {
        snprintf(rows.text, LINE_MAX,
                 "{\"kind\":\"party.registered\",\"id\":\"z%llu\",\"name\":\"别处%llu\",\"class\":\"soe\"}",
                 (unsigned long long)i, (unsigned long long)i);
        line = rows.text;
        made = weir_post(&done, b, NULL, &line, 1, NULL, false, NULL) == WEIR_OK;
    }
    weir_close(b);
    beside.foreign = load("-snapshot");
    if (!made || !beside.foreign.byte) sim_fail("no other book", "");
    static const char *const tails[] = {"", "-wal", "-shm", "-snapshot"};
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        char path[128];
        name_file(path, tails[i]);
        remove(path);
    }
    memcpy(world.path, ours, sizeof ours);
}

void beside_begin(void)
{
    fold_keep_every(SNAPSHOT_EVERY);
    make_key();
    make_foreign();
}

/* ---- harm ---- */
static void keep(const image *now)
{
    if (!now->byte || beside.kept_count == KEPT_MAX) return;
    image *m = &beside.kept[beside.kept_count++];
    m->byte = malloc(now->len + 1);
    CHECK(m->byte != NULL);
    memcpy(m->byte, now->byte, now->len);
    m->len = now->len;
}

/* Some sectors are zeros or rubbish. */
static void spoil(image *m)
{
    bool zeros = likely(50);
    for (size_t at = 0; at < m->len; at += SECTOR) {
        if (!likely(at == 0 ? 30 : 10)) continue;
        for (size_t i = at; i < m->len && i < at + SECTOR; i++) m->byte[i] = zeros ? 0 : (unsigned char)dice(256);
    }
}

static void harm(image *now)
{
    switch (dice(7)) {
    case 0: store("-snapshot", now, (size_t)dice(now->len + 1)); return;
    case 1: store("-snapshot", now, 0); return;
    case 2:
    case 3:
        spoil(now);
        store("-snapshot", now, now->len);
        return;
    case 4: store("-snapshot", &beside.foreign, beside.foreign.len); return;
    case 5:
        if (beside.kept_count > 0) {
            const image *old = &beside.kept[dice(beside.kept_count)];
            store("-snapshot", old, old->len);
        }
        return;
    default: store("-snapshot.new", now, (size_t)dice(now->len + 1)); return; /* the name was not changed */
    }
}

void beside_harm(void)
{
    image now = load("-snapshot");
    if (now.byte) {
        if (likely(50)) keep(&now);
        harm(&now);
        world.snapshots++;
    }
    free(now.byte);
}

void beside_clear(void)
{
    static const char *const tails[] = {"-snapshot", "-snapshot.new", "-writer", "-seals"};
    char path[128];
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        name_file(path, tails[i]);
        remove(path);
    }
    snprintf(path, sizeof path, "%s/copy.weir-seals", world.folder);
    remove(path);
    remove(world.key_file);
    for (size_t i = 0; i < beside.kept_count; i++) free(beside.kept[i].byte);
    free(beside.foreign.byte);
    beside = (struct beside){.kept_count = 0};
}
