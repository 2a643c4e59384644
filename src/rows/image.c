/* image: the rows in one file, as they lie in memory, so that opening a book of a million entries need not fold it.
 *
 *   header · whole row chunks · wide records · citations · runs of batches · texts · last rows, column by column ·
 *   sums of the body, one for each MiB
 *
 * It is of this build and this machine alone: the header has a fingerprint of every layout, and what does not agree is as
 * if it were not there. Whole chunks and text blocks are used where they are mapped; what is still being filled is copied
 * out. Where things lie follows from the counts of the header, so a file names no place that could be outside.
 * Invariants: load trusts no byte before its sum is right, and no number before sound.c has seen it. */
#include "rows/rows_int.h"

#include <assert.h>
#include <string.h>

enum {
    IMAGE_FORMAT = 1 /* raise it when what a cell means changes */,
    SUM_BYTES = 1 << 20,
    PLACE_ALIGN = 64,
    SUMS_ALONE = 8
};
static const char MAGIC[8] = {'w', 'e', 'i', 'r', 'r', 'o', 'w', 's'};

typedef struct header {
    char magic[8];
    uint64_t fingerprint, text_bytes, sums_sum;
    uint32_t count, wide_count, cite_count, run_count;
    hash head;
    uint8_t blank[40];
    uint64_t own_sum; /* of the header before it */
} header;
static_assert(sizeof(header) % PLACE_ALIGN == 0, "what follows the header is aligned");
static_assert(sizeof(row_chunk) % PLACE_ALIGN == 0, "whole chunks lie one behind the other");
static_assert(offsetof(header, own_sum) + sizeof(uint64_t) == sizeof(header), "the sum covers all before it");

#define COLUMN_OF(name)                                                                                                \
    {                                                                                                                  \
        offsetof(row_chunk, name), sizeof(((row_chunk *)0)->name) / ROWS_IN_CHUNK                                      \
    }
static const struct column_place {
    size_t at, item_bytes;
} COLUMNS[] = {COLUMN_OF(recorded_us), COLUMN_OF(minor),  COLUMN_OF(effective),   COLUMN_OF(booked),
               COLUMN_OF(subject),     COLUMN_OF(object), COLUMN_OF(maker),       COLUMN_OF(wide),
               COLUMN_OF(pair),        COLUMN_OF(link),   COLUMN_OF(reversed_by), COLUMN_OF(unit),
               COLUMN_OF(flags),       COLUMN_OF(kind),   COLUMN_OF(purpose),     COLUMN_OF(class_code)};

static uint64_t fingerprint(void)
{
    enum { ENDIAN_MARK = 0x01020304 };
    const uint64_t layout[] = {IMAGE_FORMAT,
                               EVENT_FORMAT,
                               ENDIAN_MARK,
                               KIND_LAST,
                               ROWS_IN_CHUNK,
                               TEXT_BLOCK_BYTES,
                               sizeof(header),
                               sizeof(row_chunk),
                               sizeof(wide_row),
                               sizeof(cite_row),
                               sizeof(batch_run),
                               offsetof(wide_row, unfunded_minor),
                               offsetof(wide_row, third),
                               offsetof(wide_row, published),
                               offsetof(wide_row, attrs),
                               offsetof(wide_row, cite),
                               offsetof(wide_row, format),
                               offsetof(wide_row, has_unfunded),
                               offsetof(cite_row, document),
                               offsetof(batch_run, first)};
    return checksum(layout, sizeof layout) ^ checksum(COLUMNS, sizeof COLUMNS);
}

/* ---- where things lie ---- */
typedef struct places {
    size_t wide, cite, runs, text, tail, sums, end;
    uint32_t whole_chunks, tail_rows;
    size_t sum_count;
} places;

static size_t aligned(size_t at)
{
    return (at + PLACE_ALIGN - 1) / PLACE_ALIGN * PLACE_ALIGN;
}

static size_t tail_bytes(uint32_t tail_rows)
{
    size_t bytes = 0;
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) bytes += aligned(COLUMNS[i].item_bytes * tail_rows);
    return bytes;
}

static places places_of(const header *h)
{
    places p = {.whole_chunks = h->count / ROWS_IN_CHUNK, .tail_rows = h->count % ROWS_IN_CHUNK};
    p.wide = sizeof *h + p.whole_chunks * sizeof(row_chunk);
    p.cite = aligned(p.wide + h->wide_count * sizeof(wide_row));
    p.runs = aligned(p.cite + h->cite_count * sizeof(cite_row));
    p.text = aligned(p.runs + h->run_count * sizeof(batch_run));
    p.tail = aligned(p.text + h->text_bytes);
    p.sums = p.tail + tail_bytes(p.tail_rows);
    p.sum_count = (p.sums - sizeof *h + SUM_BYTES - 1) / SUM_BYTES;
    p.end = p.sums + p.sum_count * sizeof(uint64_t);
    return p;
}

/* ---- saving: pieces as they lie in the book; of their bytes only one block at a time is copied, for its sum ---- */
typedef struct saving {
    str *piece; /* the header is the first, the sums are the last */
    size_t count, room;
    uint64_t *sum;
    size_t sum_count;
    char *block; /* SUM_BYTES */
    size_t filled;
    uint64_t body_bytes; /* so far */
} saving;

static header header_of(const row_store *r, const hash *head)
{
    header h = {.fingerprint = fingerprint(),
                .text_bytes = r->text_bytes,
                .count = r->count,
                .wide_count = r->wide_count,
                .cite_count = r->cite_count,
                .run_count = r->run_count,
                .head = *head};
    memcpy(h.magic, MAGIC, sizeof h.magic);
    return h;
}

static size_t chunks_of(uint64_t count, uint64_t chunk_items)
{
    return (size_t)((count + chunk_items - 1) / chunk_items);
}

/* Room for every piece: five lists, with a padding behind each; the columns of the tail with theirs; header, sums. */
static bool saving_begin(saving *s, const header *h, const places *p, arena *a)
{
    s->room = p->whole_chunks + chunks_of(h->wide_count, ROWS_IN_CHUNK) + chunks_of(h->cite_count, ROWS_IN_CHUNK) +
              chunks_of(h->text_bytes, TEXT_BLOCK_BYTES) + 1 + 5 + 2 * COUNT_OF(COLUMNS) + 2;
    s->piece = arena_get(a, sizeof *s->piece * s->room);
    s->sum = arena_get(a, sizeof *s->sum * (p->sum_count + 1));
    s->block = arena_get(a, SUM_BYTES);
    if (s->piece == NULL || s->sum == NULL || s->block == NULL) return false;
    s->count = 1;
    return true;
}

static void end_block(saving *s)
{
    if (s->filled > 0) s->sum[s->sum_count++] = checksum(s->block, s->filled);
    s->filled = 0;
}

static void sum_bytes(saving *s, const char *bytes, size_t len)
{
    while (len > 0) {
        size_t now = SUM_BYTES - s->filled < len ? SUM_BYTES - s->filled : len;
        memcpy(s->block + s->filled, bytes, now);
        s->filled += now;
        bytes += now;
        len -= now;
        if (s->filled == SUM_BYTES) end_block(s);
    }
}

static void put_bytes(saving *s, const void *bytes, size_t len)
{
    if (len == 0) return;
    CHECK(s->count < s->room);
    s->piece[s->count++] = (str){bytes, len};
    s->body_bytes += len;
    sum_bytes(s, bytes, len);
}

static void put_padding(saving *s)
{
    static const char blank[PLACE_ALIGN];
    put_bytes(s, blank, aligned(s->body_bytes) - s->body_bytes);
}

/* Items of a list, chunk by chunk. */
static void put_list(saving *s, void *const *chunks, uint64_t count, size_t item_bytes, uint64_t chunk_items)
{
    for (uint64_t done = 0; done < count; done += chunk_items) {
        uint64_t now = count - done < chunk_items ? count - done : chunk_items;
        const void *from;
        memcpy(&from, (const char *)chunks + done / chunk_items * sizeof from, sizeof from);
        put_bytes(s, from, now * item_bytes);
    }
    put_padding(s);
}

static void put_tail(saving *s, const row_chunk *c, uint32_t rows)
{
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        put_bytes(s, (const char *)c + COLUMNS[i].at, COLUMNS[i].item_bytes * rows);
        put_padding(s);
    }
}

static void put_body(saving *s, const row_store *r, const header *h, const places *p)
{
    put_list(s, (void *const *)r->chunk, p->whole_chunks, sizeof(row_chunk), 1);
    put_list(s, (void *const *)r->wide, h->wide_count, sizeof(wide_row), ROWS_IN_CHUNK);
    put_list(s, (void *const *)r->cite, h->cite_count, sizeof(cite_row), ROWS_IN_CHUNK);
    put_bytes(s, atomic_load_explicit(&r->runs, memory_order_relaxed), h->run_count * sizeof(batch_run));
    put_padding(s);
    put_list(s, (void *const *)r->text, h->text_bytes, 1, TEXT_BLOCK_BYTES);
    if (p->tail_rows) put_tail(s, r->chunk[p->whole_chunks], p->tail_rows);
    end_block(s);
    CHECK(sizeof *h + s->body_bytes == p->sums);
    CHECK(s->sum_count == p->sum_count);
}

static void seal(saving *s, header *h)
{
    size_t bytes = s->sum_count * sizeof *s->sum;
    CHECK(s->count < s->room);
    s->piece[s->count++] = (str){(const char *)s->sum, bytes};
    h->sums_sum = checksum(s->sum, bytes);
    h->own_sum = checksum(h, offsetof(header, own_sum));
    s->piece[0] = (str){(const char *)h, sizeof *h};
}

err_code rows_save(const row_store *r, const char *path, const hash *head, err *e)
{
    CHECK(r->count > 0);
    header h = header_of(r, head);
    places p = places_of(&h);
    saving s = {.count = 0};
    arena *a = arena_new("BOOK_BYTES_MAX", BOOK_BYTES_MAX);
    if (a == NULL) return err_set(e, E_LIMIT);
    err_code code = E_LIMIT;
    if (saving_begin(&s, &h, &p, a)) {
        put_body(&s, r, &h, &p);
        seal(&s, &h);
        code = io_replace_file(path, s.piece, s.count, e);
    } else {
        code = arena_err(a, e);
    }
    arena_free(a);
    return code;
}

static uint64_t sum_of(const char *bytes, const places *p, size_t i)
{
    size_t from = sizeof(header) + i * SUM_BYTES;
    return checksum(bytes + from, p->sums - from < SUM_BYTES ? p->sums - from : SUM_BYTES);
}

/* ---- loading ---- */
static bool header_is_ours(header *h, const char *bytes, size_t len)
{
    const uint64_t items_max = (uint64_t)ROW_CHUNKS_MAX * ROWS_IN_CHUNK;
    if (len < sizeof *h) return false;
    memcpy(h, bytes, sizeof *h);
    if (memcmp(h->magic, MAGIC, sizeof h->magic) != 0 || h->fingerprint != fingerprint()) return false;
    if (h->own_sum != checksum(h, offsetof(header, own_sum))) return false;
    if (h->count == 0 || h->count > items_max || h->wide_count > h->count || h->cite_count > h->wide_count)
        return false;
    return h->run_count <= h->count && h->text_bytes <= (uint64_t)TEXT_BLOCKS_MAX * TEXT_BLOCK_BYTES;
}

typedef struct summing { /* sums from … to − 1 */
    const char *bytes;
    const places *p;
    size_t from, to;
    bool right;
} summing;

static void check_sums(void *self)
{
    summing *s = self;
    CHECK(s->to <= s->p->sum_count);
    s->right = true;
    for (size_t i = s->from; i < s->to && s->right; i++) {
        uint64_t sum;
        memcpy(&sum, s->bytes + s->p->sums + i * sizeof sum, sizeof sum);
        s->right = sum == sum_of(s->bytes, s->p, i);
    }
}

/* A large body by two: it is read from the file meanwhile. */
static bool body_is_right(const char *bytes, const places *p)
{
    helper second;
    size_t half = p->sum_count < SUMS_ALONE ? p->sum_count : p->sum_count / 2;
    summing ours = {.bytes = bytes, .p = p, .to = half}, theirs = ours;
    theirs.from = half;
    theirs.to = p->sum_count;
    bool is_helped = half < p->sum_count && helper_start(&second, check_sums, &theirs);
    check_sums(&ours);
    if (is_helped)
        helper_wait(&second);
    else
        check_sums(&theirs);
    return ours.right && theirs.right;
}

static bool sums_are_right(const char *bytes, size_t len, const header *h, const places *p)
{
    if (p->end != len) return false;
    if (h->sums_sum != checksum(bytes + p->sums, p->sum_count * sizeof(uint64_t))) return false;
    return body_is_right(bytes, p);
}

/* Whole chunks stay in the file; of the last one, which is still being filled, a copy is made. */
static bool place_list(void **chunks, arena *from, char *bytes, uint64_t count, size_t item_bytes, uint64_t chunk_items)
{
    for (uint64_t done = 0; done < count; done += chunk_items) {
        char *chunk = bytes + done * item_bytes;
        if (count - done < chunk_items) {
            chunk = arena_get(from, chunk_items * item_bytes);
            if (chunk == NULL) return false;
            memcpy(chunk, bytes + done * item_bytes, (count - done) * item_bytes);
        }
        memcpy((char *)chunks + done / chunk_items * sizeof chunk, &chunk, sizeof chunk);
    }
    return true;
}

static bool place_tail(row_store *r, const char *from, uint32_t whole, uint32_t rows)
{
    if (rows == 0) return true;
    row_chunk *c = arena_get(r->from, sizeof *c);
    if (c == NULL) return false;
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        size_t bytes = COLUMNS[i].item_bytes * rows;
        memcpy((char *)c + COLUMNS[i].at, from, bytes);
        from += aligned(bytes);
    }
    r->chunk[whole] = c;
    return true;
}

static bool place_runs(row_store *r, const char *from, uint32_t count)
{
    batch_run *runs = arena_get(r->from, count * sizeof *runs);
    if (runs == NULL) return false;
    memcpy(runs, from, count * sizeof *runs);
    r->runs = runs;
    r->run_count = r->run_room = count;
    return true;
}

static bool place_uses(row_store *r)
{
    for (uint32_t index = 0; index < r->count; index += ROWS_IN_CHUNK)
        if (!LIST_HAS_ROOM(r->uses, r->from, index)) return false;
    return true;
}

static bool place_all(row_store *r, char *bytes, const header *h, const places *p)
{
    r->count = h->count;
    r->wide_count = h->wide_count;
    r->cite_count = h->cite_count;
    r->text_bytes = h->text_bytes;
    r->is_interned = false;
    return place_list((void **)r->chunk, r->from, bytes + sizeof *h, p->whole_chunks, sizeof(row_chunk), 1) &&
           place_list((void **)r->wide, r->from, bytes + p->wide, h->wide_count, sizeof(wide_row), ROWS_IN_CHUNK) &&
           place_list((void **)r->cite, r->from, bytes + p->cite, h->cite_count, sizeof(cite_row), ROWS_IN_CHUNK) &&
           place_list((void **)r->text, r->from, bytes + p->text, h->text_bytes, 1, TEXT_BLOCK_BYTES) &&
           place_runs(r, bytes + p->runs, h->run_count) &&
           place_tail(r, bytes + p->tail, p->whole_chunks, p->tail_rows) && place_uses(r);
}

err_code rows_load(row_store *r, bool *usable, const char *path, hash *head, err *e)
{
    CHECK(r->from != NULL);
    CHECK(r->count == 0);
    header h;
    bool limit = false;
    *usable = false;
    if (!io_map(&r->image, &r->image_bytes, path)) return ERR_OK;
    if (!header_is_ours(&h, r->image, r->image_bytes)) return ERR_OK;
    places p = places_of(&h);
    if (!sums_are_right(r->image, r->image_bytes, &h, &p)) return ERR_OK;
    if (!place_all(r, r->image, &h, &p)) return arena_err(r->from, e);
    *usable = rows_are_sound(r, &limit);
    if (limit) return arena_err(r->from, e);
    *head = h.head;
    return ERR_OK;
}

void rows_end(row_store *r)
{
    if (r->image != NULL) io_unmap(r->image, r->image_bytes);
    r->image = NULL;
}
