/* journal_int: what the front and the back ends of this room share: the stored records, and the table of functions
 * that a back end is.
 *
 * A record is one row of one of the three tables. Its columns are listed once (row.c); a back end moves cells, never
 * members, so another one needs no knowledge of events. Each member has exactly one stored form: what is not given is
 * absent (NULL), never 0 or "", and the other spelling is refused when it is read. The hashes cover the canonical
 * bytes; this rule covers what the bytes cannot see.
 *
 * Threads: one journal belongs to one thread at a time. */
#ifndef WEIR_JOURNAL_INT_H
#define WEIR_JOURNAL_INT_H

#include "journal/journal.h"

enum {
    KEY_BYTES_MAX = 200,         /* an idempotency key: a hash, or a file name with one */
    CACHE_KIB = 65536,           /* pages of one import that need not go out before the commit */
    READ_CACHE_KIB = 1024,       /* whoever only reads goes through once: pages that stay would push out what is used */
    PATH_BYTES_LIMIT = 16384,    /* a path of 4,096 bytes with every byte escaped, and what is hung on it */
    JOURNAL_BYTES_MAX = 1 << 20, /* what an open journal keeps: its own struct and paths */
    ROW_BYTES_MAX = ATTRS_BYTES_MAX + CITATION_BYTES_MAX + 4096, /* canonical bytes of one event */
    CELLS_MAX = 32                                               /* columns of the widest record */
};

/* ---- records ---- */
typedef struct journal_row { /* tables journal and citation */
    event ev;
    hash prev, hash;
    int32_t hash_alg;
} journal_row;
typedef struct journal_batch { /* table batch */
    seq_no number;             /* = first */
    str key, title;
    seq_no first, last;
    hash hash; /* of the head before it and of the members above */
} journal_batch;

typedef enum cell_type { CELL_ABSENT = 0, CELL_INT, CELL_TEXT, CELL_BYTES, CELL_OTHER } cell_type;
typedef struct cell {
    cell_type type;
    int64_t number;
    str bytes; /* borrowed */
} cell;

typedef enum record_kind { RECORD_ROW, RECORD_CITATION, RECORD_BATCH, RECORD_KINDS } record_kind;
typedef struct record_column {
    const char *name;  /* in the table */
    const char *label; /* in messages */
    uint8_t shape;     /* private to row.c */
    uint8_t absence;   /* private to row.c */
    uint16_t offset;   /* in journal_row or journal_batch */
} record_column;
typedef struct record_table {
    const char *name;
    const record_column *column;
    uint32_t count;
} record_table;
const record_table *record_table_get(record_kind which);
/* The stored form of a record; texts are borrowed from it. cells has room for CELLS_MAX. */
void record_store(cell *cells, record_kind which, const void *record);
/* Inverse; fills the members of that table and leaves the others. False, with the label of the first wrong column,
 * when record_store could not have written these cells. */
bool record_load(void *record, const char **wrong, record_kind which, const cell *cells) WARN_UNUSED;
/* Are all members that the table has columns for the same? Quick: nothing is made of them. */
bool record_same(record_kind which, const void *a, const void *b);
/* Label of the first column in which the two differ; NULL when there is none. */
const char *record_differs(record_kind which, const void *a, const void *b);
/* Whether the row has a row in table citation. */
bool citation_given(const citation *c);

/* E_CHAIN_BROKEN, E_CHAIN_GAP, E_EVENT_BYTES or E_READ_BACK at that entry; field may be NULL when the code has none. */
err_code damage(err *e, err_code code, seq_no seq, const char *field);

/* ---- back ends ---- */
typedef struct journal_store journal_store; /* each back end's own */
typedef struct journal_mark {               /* what is asked of a row without reading it all */
    head head;
    int64_t recorded_us;
} journal_mark;

typedef struct journal_engine {
    const char *name;
    err_code (*create)(const char *path, arena *a, err *e);
    err_code (*open)(journal_store **out, const char *path, bool read_only, arena *a, err *e);
    void (*close)(journal_store *s);
    err_code (*copy)(journal_store *s, const char *path, err *e); /* into a new file: E_BOOK_EXISTS */
    /* One row; seq 0 asks for the last. *found false: there is none. */
    err_code (*find_mark)(bool *found, journal_mark *out, journal_store *s, seq_no seq, err *e);
    err_code (*find_batch)(bool *found, seq_no *first, seq_no *last, journal_store *s, str key, err *e);

    void (*wait)(journal_store *s, uint32_t milliseconds);
    /* Another number than the last time: somebody else has committed. 0: it cannot be known. */
    uint64_t (*version)(journal_store *s);

    /* Writing: begin (takes the write lock: E_JOURNAL_BUSY), put …, then commit or rollback; commit that fails has
     * rolled back. Rows are put in order. changes: rows of any table that were added, changed or removed since begin,
     * by whatever, as the store counted them. */
    uint64_t (*changes)(const journal_store *s);
    err_code (*begin)(journal_store *s, err *e);
    err_code (*put_batch)(journal_store *s, const journal_batch *b, err *e);
    err_code (*put_row)(journal_store *s, const journal_row *row, err *e);
    err_code (*commit)(journal_store *s, err *e);
    void (*rollback)(journal_store *s);

    /* Reading: one snapshot from scan to scan_end, inside begin … commit or alone. Rows after `after` up to `until`
     * (0 = all), with their citations; batches from the one that holds `after` (0: from the first). Texts are borrowed until the
     * next call of the same function. check_rest, when there are no more rows: a citation of no row is E_CHAIN_GAP. */
    err_code (*scan)(journal_store *s, seq_no after, seq_no until, err *e);
    err_code (*next_row)(bool *more, journal_row *out, journal_store *s, err *e);
    err_code (*next_batch)(bool *more, journal_batch *out, journal_store *s, err *e);
    err_code (*check_rest)(journal_store *s, err *e);
    void (*scan_end)(journal_store *s);
} journal_engine;

extern const journal_engine journal_sqlite;

/* ---- the front ---- */
typedef struct writer_note writer_note;
struct journal {
    arena *memory;
    const journal_engine *engine;
    journal_store *store;
    writer_note *note;
    uint64_t version; /* of the store when it was last asked; 0 = never */
    bool read_only, locked;
};

/* ---- chain.c: hashes, and the walk along the stored rows ---- */
/* Encodes (event_check included) into bytes, which is written anew. */
err_code hash_event(hash *out, buf *bytes, const hash *prev, const event *ev, err *e) WARN_UNUSED;
hash hash_batch(const journal_batch *b, const hash *prev);
/* The row at `after`, which must be there, and the batch that holds it, in a scan that began behind it. */
err_code chain_join(journal_mark *at, journal_batch *b, journal *j, seq_no after, err *e) WARN_UNUSED;

/* ---- line.c: from the walk to who asked ---- */
/* The next row, proved; texts are borrowed until the next call. Asks no arena for memory. */
typedef err_code (*line_next)(bool *more, journal_row *row, void *self, err *e);
/* Hands every row that next gives to each, in order, from this thread; next may be called from another one, but by one at
 * a time, and no more once this returns. A code of each ends it and is passed on; that of next once the rows before it
 * were handed out. E_LIMIT of scratch, which lends less than 1 MiB. */
err_code line_run(line_next next, void *next_self, journal_visit each, void *self, arena *scratch, err *e) WARN_UNUSED;

/* ---- note.c: what the holder of the lock is at, in a file beside the book ----
 * The file counts only while its maker holds a lock on it, which ends with the program however it ends. */
err_code note_new(writer_note **out, const char *path, arena *a, err *e) WARN_UNUSED; /* touches no file */
void note_put(writer_note *n, const journal_work *w); /* makes or renews it; what fails is passed over */
void note_end(writer_note *n);                        /* takes it away again */
void note_sweep(writer_note *n);                      /* takes away what a killed program left */
/* E_JOURNAL_WRITING when somebody's note counts, else E_JOURNAL_BUSY. */
err_code note_busy(const writer_note *n, err *e);

#endif
