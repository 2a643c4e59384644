/* rows: the entries of a book in memory, 63 bytes each for an ordinary flow, and their image on disk.
 *
 * A row is columns in chunks of 4096 that never move. What rarely stands in a row (a third party, a citation, attrs, a
 * range …) is in a wide record that the row names. Rows of capital that name the same two parties, as entered, are one
 * pair: each knows the one before it, the pair knows the newest. Append-only; after a row is published only reversed_by,
 * use_count and the link of what began a fact are written again. One writer; readers take what is ≤ their prefix.
 * Every event that event_check admits comes back as it went in. */
#ifndef WEIR_ROWS_H
#define WEIR_ROWS_H

#include "event/event.h"

#include <stdatomic.h>

enum {
    ROWS_IN_CHUNK = 4096,
    ROW_CHUNKS_MAX = 4096, /* 16.7 M rows; wide records, citations and pairs alike */
    TEXT_BLOCK_BYTES = 1 << 20,
    TEXT_BLOCKS_MAX = 4096 /* 4 GiB, all that a book may hold */
};

/* What the flags of a row say. Bits 0–2 precision of the effective date, 3–6 qualifier, 7–9 unfunded_code. */
enum { FLAG_PRECISION = 7, FLAG_QUALIFIER_SHIFT = 3, FLAG_QUALIFIER = 15, FLAG_UNFUNDED_SHIFT = 7, FLAG_UNFUNDED = 7 };
typedef enum unfunded_code {
    UNFUNDED_NONE = 0, /* the row has no effect on the unfunded commitment */
    UNFUNDED_ZERO,     /* it has one, of nothing */
    UNFUNDED_SAME,     /* its amount */
    UNFUNDED_MINUS,    /* less its amount */
    UNFUNDED_WIDE,     /* another number, in the wide record */
    UNFUNDED_CODES
} unfunded_code;

typedef struct row_chunk {
    int64_t recorded_us[ROWS_IN_CHUNK], minor[ROWS_IN_CHUNK];
    day effective[ROWS_IN_CHUNK], booked[ROWS_IN_CHUNK];
    seq_no subject[ROWS_IN_CHUNK], object[ROWS_IN_CHUNK], maker[ROWS_IN_CHUNK];
    uint32_t wide[ROWS_IN_CHUNK]; /* 1 + index of the wide record; 0 = none. Rising: the n-th that has one has n */
    uint32_t pair[ROWS_IN_CHUNK]; /* 1 + index of the pair; 0 = none */
    /* Of a row with a pair: the row before it of the same pair. Of a registration: 1 + index of the thing. Of what began a
     * role, tag or membership: its standing ending. Else 0. */
    uint32_t link[ROWS_IN_CHUNK];
    _Atomic uint32_t reversed_by[ROWS_IN_CHUNK]; /* the only cell for readers that is written after publishing */
    uint16_t unit[ROWS_IN_CHUNK], flags[ROWS_IN_CHUNK];
    uint8_t kind[ROWS_IN_CHUNK], purpose[ROWS_IN_CHUNK], class_code[ROWS_IN_CHUNK];
} row_chunk;
typedef struct text_at { /* never over the end of a block */
    uint32_t at, len;
} text_at;
typedef struct wide_row {
    int64_t hi_minor, quantity, unfunded_minor;
    seq_no third, ref, approver;
    day published;
    text_at attrs;
    uint32_t cite; /* 1 + index of the citation; 0 = none. Rising, as `wide` is */
    uint16_t format;
    uint8_t published_precision;
    uint8_t has_quantity, has_unfunded;
    uint8_t blank[3];
} wide_row;
typedef struct cite_row {
    text_at title, url, row, words, span;
    seq_no document;
    uint32_t confidence;
} cite_row;
typedef struct pair_row {
    seq_no subject, object;  /* as entered: merges change nothing here */
    _Atomic uint32_t newest; /* row; a reader walks back to its prefix */
} pair_row;
typedef struct batch_run { /* rows from `first` on, until the next run, are of this batch */
    uint64_t batch;
    seq_no first;
    uint32_t blank;
} batch_run;
/* Pair → its index, for finding; the sides stand in the slot too, so that one look is enough. A larger one is made beside
 * it and then put in its place: readers never wait. */
typedef struct pair_slot {
    seq_no subject, object;  /* good once number is not 0 */
    _Atomic uint32_t number; /* 1 + index; 0 = free */
    uint32_t blank;          /* four to a line of the cache, none over its end */
} pair_slot;
typedef struct pair_index {
    uint32_t room; /* a power of two */
    uint32_t blank[3];
    pair_slot slot[];
} pair_index;

typedef struct row_store {
    arena *from;
    row_chunk *chunk[ROW_CHUNKS_MAX];
    uint32_t *uses[ROW_CHUNKS_MAX]; /* the writer's: standing rows that name this one */
    wide_row *wide[ROW_CHUNKS_MAX];
    cite_row *cite[ROW_CHUNKS_MAX];
    pair_row *pair[ROW_CHUNKS_MAX];
    char *text[TEXT_BLOCKS_MAX];
    pair_index *_Atomic pairs;
    _Atomic uint32_t pair_count;
    batch_run *_Atomic runs;
    _Atomic uint32_t run_count;
    uint32_t run_room;
    _Atomic uint32_t count; /* rows that are put; as those of wide records and citations, written by the writer alone */
    _Atomic uint32_t wide_count, cite_count;
    uint64_t text_bytes; /* the ends of blocks that were left empty included */
    map_str interned;    /* text of a citation → where it starts */
    bool is_interned;    /* false after a load: the texts of citations were not yet put into the map */
    void *image;         /* mapped file that chunks stand in; NULL = none */
    size_t image_bytes;
} row_store;

void rows_begin(row_store *r, arena *from); /* r is zeroed */
void rows_end(row_store *r);                /* gives the mapped image back; the arena is the caller's */
/* ev->seq must be count + 1 and its enum numbers those of event_check. False: the arena's limit, or 16.7 M rows, is met. */
bool rows_put(row_store *r, const event *ev);
/* The row as an event; texts borrowed. seq must be 1..count (CHECKed). */
void rows_get(event *out, const row_store *r, seq_no seq);
uint64_t rows_batch(const row_store *r, seq_no seq);

/* ---- one cell ---- */
static inline row_chunk *rows_chunk(const row_store *r, seq_no seq)
{
    CHECK(seq >= 1);
    CHECK(seq <= r->count);
    return r->chunk[(seq - 1) / ROWS_IN_CHUNK];
}
static inline uint32_t rows_at(seq_no seq)
{
    return (seq - 1) % ROWS_IN_CHUNK;
}
static inline kind rows_kind(const row_store *r, seq_no seq)
{
    return (kind)rows_chunk(r, seq)->kind[rows_at(seq)];
}
static inline const wide_row *wide_at(const row_store *r, uint32_t number) /* 1 + index */
{
    CHECK(number >= 1);
    CHECK(number <= r->wide_count);
    return &r->wide[(number - 1) / ROWS_IN_CHUNK][(number - 1) % ROWS_IN_CHUNK];
}
/* NULL: the row has none. */
static inline const wide_row *rows_wide(const row_store *r, seq_no seq)
{
    uint32_t number = rows_chunk(r, seq)->wide[rows_at(seq)];
    return number ? wide_at(r, number) : NULL;
}
static inline seq_no rows_third(const row_store *r, seq_no seq)
{
    const wide_row *w = rows_wide(r, seq);
    return w ? w->third : 0;
}
static inline seq_no rows_ref(const row_store *r, seq_no seq)
{
    const wide_row *w = rows_wide(r, seq);
    return w ? w->ref : 0;
}
seq_no rows_document(const row_store *r, seq_no seq); /* what the citation names; 0 */
static inline uint32_t *rows_uses(const row_store *r, seq_no seq)
{
    CHECK(seq >= 1);
    CHECK(seq <= r->count);
    return &r->uses[(seq - 1) / ROWS_IN_CHUNK][rows_at(seq)];
}

/* ---- pairs ---- */
uint32_t rows_find_pair(const row_store *r, seq_no subject,
                        seq_no object);                       /* 1 + index; 0 = no row of capital names the two */
const pair_row *rows_pair(const row_store *r, uint32_t pair); /* 1 + index; CHECKed */

/* ---- a run of rows, column by column: one chunk, or less ---- */
typedef struct row_slice {
    const row_store *of;
    seq_no first;   /* of index 0 */
    uint32_t count; /* cells in each column */
    const int64_t *recorded_us, *minor;
    const day *effective, *booked;
    const seq_no *subject, *object, *maker;
    const uint32_t *wide, *pair, *link; /* link of a row with a pair: the row before it of that pair; 0 ends */
    const _Atomic uint32_t *reversed_by;
    const uint16_t *unit, *flags;
    const uint8_t *kind, *purpose, *class_code;
} row_slice;
/* Rows first … up to prefix, but not beyond their chunk. 1 ≤ first ≤ prefix ≤ count (CHECKed). */
void rows_slice(row_slice *out, const row_store *r, seq_no first, seq_no prefix);

static inline day_precision slice_precision(const row_slice *s, uint32_t i)
{
    return (day_precision)(s->flags[i] & FLAG_PRECISION);
}
static inline qualifier slice_qualifier(const row_slice *s, uint32_t i)
{
    return (qualifier)(s->flags[i] >> FLAG_QUALIFIER_SHIFT & FLAG_QUALIFIER);
}
static inline bool slice_is_exact(const row_slice *s, uint32_t i)
{
    return slice_qualifier(s, i) == QUALIFIER_EXACT;
}
/* 0 = stands at that prefix */
static inline seq_no slice_reversed_by(const row_slice *s, uint32_t i, seq_no prefix)
{
    seq_no by = atomic_load_explicit(&s->reversed_by[i], memory_order_acquire);
    return by <= prefix ? by : 0;
}
/* NULL: third, ref, approver, quantity, upper end, attrs, citation and published of the row are empty. */
static inline const wide_row *slice_wide(const row_slice *s, uint32_t i)
{
    return s->wide[i] ? wide_at(s->of, s->wide[i]) : NULL;
}
/* Effect on the unfunded commitment, signed; 0 where the row has none. */
static inline int64_t slice_unfunded(const row_slice *s, uint32_t i)
{
    switch (s->flags[i] >> FLAG_UNFUNDED_SHIFT & FLAG_UNFUNDED) {
    case UNFUNDED_SAME: return s->minor[i];
    case UNFUNDED_MINUS: return -s->minor[i];
    case UNFUNDED_WIDE: return wide_at(s->of, s->wide[i])->unfunded_minor;
    default: return 0;
    }
}
static inline bool slice_has_unfunded(const row_slice *s, uint32_t i)
{
    unsigned code = s->flags[i] >> FLAG_UNFUNDED_SHIFT & FLAG_UNFUNDED;
    return code == UNFUNDED_WIDE ? wide_at(s->of, s->wide[i])->has_unfunded != 0 : code != UNFUNDED_NONE;
}
static inline seq_no slice_third(const row_slice *s, uint32_t i)
{
    return s->wide[i] ? wide_at(s->of, s->wide[i])->third : 0;
}
static inline str rows_text(const row_store *r, text_at t)
{
    if (t.len == 0) return STR_NONE;
    return (str){r->text[t.at / TEXT_BLOCK_BYTES] + t.at % TEXT_BLOCK_BYTES, t.len};
}
static inline str slice_attrs(const row_slice *s, uint32_t i) /* "" when none; borrowed */
{
    return s->wide[i] ? rows_text(s->of, wide_at(s->of, s->wide[i])->attrs) : STR_NONE;
}

/* Rows after … through, each as facts alone (hash.c says what is left out), into h. */
void rows_hash(hasher *h, const row_store *r, seq_no after, seq_no through);
/* Do the first rows of the two say the same, entry by entry: every member, what is reversed, batches? A reversal beyond
 * through is as if not made. through may be beyond neither (CHECKed). */
bool rows_same(const row_store *a, const row_store *b, seq_no through);

/* ---- the image ---- */
/* Rows 1..count as they are now, and the head of the journal that they are the fold of, to PATH.new, which then takes
 * the place of PATH. Nothing is flushed to the device: a torn image is found by its sums. E_FILE_WRITE. */
err_code rows_save(const row_store *r, const char *path, const hash *head, err *e) WARN_UNUSED;
/* Put the image's rows into r, fresh from rows_begin. *usable false, ERR_OK: there is none, or it is damaged, torn, of
 * another build, or says what event_check would not: as if there were none (r must be thrown away). Whole chunks stay
 * in the mapped file, copied where they are written. Pairs are built anew. Left to the caller: uses (all 0) and the
 * links of rows without a pair, which may be any number. Fault: E_LIMIT. */
err_code rows_load(row_store *r, bool *usable, const char *path, hash *head, err *e) WARN_UNUSED;

#endif
