/* platter: see the header. A file is an image as of the last sync and a list of changes in order. */
#include "platter.h"

#include "base/base.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_TRACKED_MAX = 16, NAME_BYTES_MAX = 512 };

typedef struct image {
    bool exists;
    unsigned char *byte;
    size_t len, room;
} image;

typedef enum change_kind { CHANGE_WRITE, CHANGE_TRUNCATE, CHANGE_CREATE, CHANGE_DELETE } change_kind;
typedef struct change {
    change_kind kind;
    uint64_t at; /* CHANGE_TRUNCATE: the new length */
    size_t len;
    unsigned char *byte;
} change;

struct platter_file {
    char path[NAME_BYTES_MAX];
    image safe;
    change *changes;
    size_t count, room;
};

static platter_file files[FILES_TRACKED_MAX];
static size_t file_count;

uint64_t dice_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void *take(void *old, size_t bytes)
{
    void *block = realloc(old, bytes ? bytes : 1);
    CHECK(block != NULL);
    return block;
}

/* ---- images ---- */
static void image_set_length(image *m, uint64_t len)
{
    CHECK(len < (uint64_t)1 << 30);
    if (len > m->room) {
        m->room = (size_t)len * 2;
        m->byte = take(m->byte, m->room);
    }
    if (len > m->len) memset(m->byte + m->len, 0, (size_t)len - m->len);
    m->len = (size_t)len;
}

static void image_write(image *m, uint64_t at, const unsigned char *bytes, size_t len)
{
    if (len == 0) return;
    if (at + len > m->len) image_set_length(m, at + len);
    memcpy(m->byte + at, bytes, len);
}

static void image_load(image *m, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    CHECK(fd >= 0);
    CHECK(fstat(fd, &about) == 0);
    image_set_length(m, (uint64_t)about.st_size);
    CHECK(pread(fd, m->byte, m->len, 0) == (ssize_t)m->len);
    close(fd);
    m->exists = true;
}

static void image_store(const image *m, const char *path)
{
    unlink(path);
    if (!m->exists) return;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CHECK(fd >= 0);
    CHECK(m->len == 0 || write(fd, m->byte, m->len) == (ssize_t)m->len);
    close(fd);
}

static void image_apply(image *m, const change *c)
{
    switch (c->kind) {
    case CHANGE_WRITE: image_write(m, c->at, c->byte, c->len); return;
    case CHANGE_TRUNCATE: image_set_length(m, c->at); return;
    case CHANGE_CREATE: m->exists = true; return;
    case CHANGE_DELETE:
        m->exists = false;
        m->len = 0;
        return;
    }
    CHECK(false); /* no other kind of change */
}

/* ---- the list of changes ---- */
static platter_file *find(const char *path)
{
    for (size_t i = 0; i < file_count; i++)
        if (strcmp(files[i].path, path) == 0) return &files[i];
    return NULL;
}

static void put_change(platter_file *f, change c)
{
    if (f->count == f->room) {
        f->room = f->room ? f->room * 2 : 64;
        f->changes = take(f->changes, f->room * sizeof *f->changes);
    }
    f->changes[f->count++] = c;
}

static void clear_changes(platter_file *f)
{
    for (size_t i = 0; i < f->count; i++) free(f->changes[i].byte);
    f->count = 0;
}

platter_file *platter_open(const char *path, bool created)
{
    platter_file *f = find(path);
    if (!f) {
        CHECK(file_count < FILES_TRACKED_MAX);
        CHECK(strlen(path) < NAME_BYTES_MAX);
        f = &files[file_count++];
        memset(f, 0, sizeof *f);
        snprintf(f->path, sizeof f->path, "%s", path);
        if (!created) image_load(&f->safe, path);
    }
    if (created) put_change(f, (change){.kind = CHANGE_CREATE});
    return f;
}

void platter_write(platter_file *f, const void *bytes, size_t len, uint64_t at)
{
    unsigned char *copy = take(NULL, len);
    memcpy(copy, bytes, len);
    put_change(f, (change){.kind = CHANGE_WRITE, .at = at, .len = len, .byte = copy});
}

void platter_truncate(platter_file *f, uint64_t len)
{
    put_change(f, (change){.kind = CHANGE_TRUNCATE, .at = len});
}

void platter_sync(platter_file *f)
{
    for (size_t i = 0; i < f->count; i++) image_apply(&f->safe, &f->changes[i]);
    clear_changes(f);
}

static bool is_name(const change *c)
{
    return c->kind == CHANGE_CREATE || c->kind == CHANGE_DELETE;
}

/* What was written under a name that is gone is gone with it; what came after the last change of name still waits. */
static void sync_name(platter_file *f)
{
    size_t done = f->count;
    while (done > 0 && !is_name(&f->changes[done - 1])) done--;
    for (size_t i = 0; i < done; i++) {
        if (is_name(&f->changes[i])) image_apply(&f->safe, &f->changes[i]);
        free(f->changes[i].byte);
    }
    if (done > 0) memmove(f->changes, f->changes + done, (f->count - done) * sizeof *f->changes);
    f->count -= done;
}

void platter_sync_names(void)
{
    for (size_t i = 0; i < file_count; i++) sync_name(&files[i]);
}

platter_file *platter_delete(const char *path)
{
    platter_file *f = find(path);
    if (f) put_change(f, (change){.kind = CHANGE_DELETE});
    return f;
}

void platter_forget(void)
{
    for (size_t i = 0; i < file_count; i++) {
        clear_changes(&files[i]);
        free(files[i].changes);
        free(files[i].safe.byte);
    }
    file_count = 0;
}

/* ---- the cut ---- */
/* Bytes from at to the end of the sector that lies `sectors` sectors further on. */
static size_t to_sector_end(const change *c, uint64_t sectors)
{
    uint64_t end = (c->at / SECTOR_BYTES + sectors + 1) * SECTOR_BYTES - c->at;
    return end < c->len ? (size_t)end : c->len;
}

static uint64_t sectors_of(const change *c)
{
    return c->len == 0 ? 0 : (c->at + c->len - 1) / SECTOR_BYTES - c->at / SECTOR_BYTES + 1;
}

/* A prefix of whole sectors; may be none of it. */
static void apply_torn(image *m, const change *c, uint64_t *dice)
{
    uint64_t kept = dice_next(dice) % (sectors_of(c) + 1);
    image_write(m, c->at, c->byte, kept ? to_sector_end(c, kept - 1) : 0);
}

/* All of it but for one sector, which is rubbish: often the first, where files and frames say what they are. */
static void apply_garbled(image *m, const change *c, uint64_t *dice)
{
    image_write(m, c->at, c->byte, c->len);
    if (c->len == 0) return;
    uint64_t which = dice_next(dice) % 2 ? dice_next(dice) % sectors_of(c) : 0;
    size_t from = which ? to_sector_end(c, which - 1) : 0, to = to_sector_end(c, which);
    for (size_t i = from; i < to; i++) m->byte[c->at + i] = (unsigned char)dice_next(dice);
}

typedef enum mood { MOOD_KEEP, MOOD_DROP, MOOD_MIXED, MOOD_MIXED_TOO, MOODS } mood; /* of the disk towards one file */

static void apply_fate(image *m, const change *c, mood how, uint64_t *dice)
{
    uint64_t fate = dice_next(dice) % 10;
    if (how == MOOD_DROP) return;
    if (how == MOOD_KEEP || fate < 4)
        image_apply(m, c);
    else if (fate < 7 && c->kind == CHANGE_WRITE)
        (fate == 4 ? apply_garbled : apply_torn)(m, c, dice);
}

/* A name that did not change on the disk hides all that was done under the new one. */
static bool name_lost(const change *c, uint64_t *dice)
{
    return is_name(c) && dice_next(dice) % 2 == 0;
}

static void cut_file(platter_file *f, uint64_t *dice)
{
    mood how = (mood)(dice_next(dice) % MOODS);
    for (size_t i = 0; i < f->count; i++) {
        const change *c = &f->changes[i];
        if (name_lost(c, dice)) break;
        if (is_name(c))
            image_apply(&f->safe, c);
        else
            apply_fate(&f->safe, c, how, dice);
    }
    image_store(&f->safe, f->path);
}

void platter_cut(uint64_t seed)
{
    uint64_t dice = seed;
    for (size_t i = 0; i < file_count; i++) {
        char shared[NAME_BYTES_MAX + 8];
        snprintf(shared, sizeof shared, "%s-shm", files[i].path);
        unlink(shared); /* memory */
        cut_file(&files[i], &dice);
    }
}
