/* journal: the append-only, hash-chained log. The only truth; the book is its fold.
 *
 * A back end is one table of functions (journal_engine); callers see only this door. Rows are events; the hash of a row
 * is BLAKE2b-256(previous hash ‖ canonical bytes). An append happens at an expected head, in one FULL transaction,
 * is read back through the store and compared before it commits. Nothing is ever changed or removed: triggers say so.
 *
 * Long readings are made by two threads, which callers do not see: `each` is called by theirs, in order.
 * Memory: neither appending nor reading keeps more than a piece of a thousand rows, so a batch may be of any length.
 * One journal belongs to one thread at a time; programs and handles may share the file. */
#ifndef WEIR_JOURNAL_H
#define WEIR_JOURNAL_H

#include "event/event.h"

typedef struct journal journal;
typedef struct head {
    seq_no seq; /* 0 and a zero hash: empty */
    hash hash;
} head;
enum { JOURNAL_FORMAT = 1 };

/* ---- opening ---- */
/* Make a new, empty file. E_BOOK_EXISTS, E_JOURNAL, E_JOURNAL_MODE. */
err_code journal_create(const char *path, err *e) WARN_UNUSED;
/* Open one. Checks application id, format, schema text and durability settings before anything else; a foreign, newer,
 * truncated or changed file is refused untouched: E_BOOK_ABSENT, E_NOT_A_BOOK, E_BOOK_NEWER, E_BOOK_SCHEMA,
 * E_BOOK_DAMAGED; or E_JOURNAL, E_JOURNAL_MODE, E_JOURNAL_BUSY. Opening to read leaves no file behind that was not
 * there. *out is the caller's to close. */
err_code journal_open(journal **out, const char *path, bool read_only, err *e) WARN_UNUSED;
void journal_close(journal *j); /* checkpoints when it wrote; gives back a lock that is held; NULL is allowed */
/* How long this handle waits for another writer; more than the maximum is the maximum. */
enum {
    JOURNAL_WAIT_MS = 3000,       /* until told otherwise: a person at a form would not wait longer */
    JOURNAL_WAIT_MS_MAX = 600000, /* a script may wait for the end of the longest import */
    JOURNAL_LONG_ROWS = 5000      /* a batch of this length takes so long that others are told what goes on */
};
void journal_wait(journal *j, uint32_t milliseconds);

/* ---- where the log stands ---- */
err_code journal_head(head *out, journal *j, err *e) WARN_UNUSED;
/* Has another handle or program stored anything since this was last asked of j? The first answer is yes; so is the
 * one when it cannot be known. Costs no reading: what stands where is then for journal_head to say. */
bool journal_changed(journal *j);
/* Was this key used? first/last entries of that batch. */
err_code journal_find_batch(bool *found, seq_no *first, seq_no *last, journal *j, str key, err *e) WARN_UNUSED;
/* The stored hash of one row (not re-computed). E_ENTRY_UNKNOWN. */
err_code journal_hash_at(hash *out, journal *j, seq_no seq, err *e) WARN_UNUSED;

/* ---- the write lock ---- */
/* Takes it and keeps it until journal_append or journal_unlock ends it; meanwhile every reading of j sees one state, and
 * nobody else can write. So: lock, catch up, decide, append, with no race. CHECKed: not held, open for writing.
 * Who meets it after having waited is told E_JOURNAL_WRITING (title, maker, percent) when the holder left a note, else
 * E_JOURNAL_BUSY. E_JOURNAL. */
err_code journal_lock(journal *j, err *e) WARN_UNUSED;
void journal_unlock(journal *j); /* gives it back; nothing when it is not held */
bool journal_locked(const journal *j);
/* What the holder of the lock is at, for those who wait: left in PATH-writer, gone when the lock is. An append of
 * JOURNAL_LONG_ROWS or more leaves it by itself; whoever decides many rows under the lock says so and how far he is. It
 * is told to nobody once the writer is gone, however he went; that it cannot be written is no error. */
typedef struct journal_work {
    str title;            /* "import parties.csv" */
    str maker;            /* who, as people know them */
    uint64_t done, total; /* rows */
} journal_work;
void journal_tell(journal *j, const journal_work *w);

/* ---- appending ---- */
/* Row i of a batch into *out, which is zeroed; rows are asked for once each, in order. Texts are borrowed until the next
 * call. A code ≠ ERR_OK ends the append and is passed on. */
typedef err_code (*journal_next)(void *self, event *out, uint32_t index, err *e);
typedef void (*journal_progress)(void *self, uint32_t done, uint32_t total);
/* What is entered together. Rows come from `events`, whose seq and batch are filled in, or from `next` when it is NULL. */
typedef struct batch {
    str key;       /* idempotency key, 1..200 bytes */
    str title;     /* what it was, for people: "import parties.csv" */
    event *events; /* count of them */
    uint32_t count;
    journal_next next;
    void *next_self;
    str maker;                 /* who, for those who wait; may be empty */
    bool is_long;              /* leave a note for them whatever the count */
    journal_progress progress; /* optional: rows stored and compared, every thousand or so */
    void *progress_self;
} batch;
/* One batch, all or nothing. seq, batch, previous hash and hash are computed here: seq = expected.seq + 1 + i, batch
 * number = first seq. Uses the lock when it is held, else takes it; ends it either way, also when this fails.
 * recorded_us must rise (CHECKed within the batch: the caller's clock rule; E_EVENT_BYTES against what is stored).
 * E_EVENT_BYTES for an event without canonical form; E_TEXT_LONG, E_TEXT_ENCODING for key or title; E_HEAD_MOVED when
 * the head is not `expected`; E_DUPLICATE_BATCH; E_READ_BACK; E_JOURNAL_BUSY, E_JOURNAL_WRITING; E_JOURNAL; E_LIMIT (of a,
 * which lends at most 1 MiB).
 * On failure nothing is stored. One outcome cannot be known: a commit whose own writing failed (E_JOURNAL) in a program
 * that ends before it could close the book may be found stored, as a whole; journal_find_batch tells. */
err_code journal_append(head *out, journal *j, const head *expected, batch *b, arena *a, err *e) WARN_UNUSED;

/* ---- reading ---- */
/* How much of a row is proved as it is read. ALL: everything, its hash re-computed. LINKS: its number, time and batch,
 * the form of every column and the rules of event_check, and that the hash it names as the previous one is the one stored
 * there; a value changed into another possible one is not seen (verify sees it). For a fold at opening. */
typedef enum journal_check { JOURNAL_CHECK_ALL = 0, JOURNAL_CHECK_LINKS } journal_check;
/* Rows in order after `after`, up to and including `until` (0 = all there are; fewer than asked for are a gap), of one
 * snapshot: what others commit meanwhile is not seen, and nothing may be appended to j from within `each`. Every row is
 * checked as `how` says before `each` sees it; `after` 0 begins the book, else the row there is taken as given but for
 * its batch. Return a code ≠ ERR_OK from `each` to stop; it is passed on. Texts are borrowed for the call.
 * Damage: E_CHAIN_BROKEN, E_CHAIN_GAP, E_EVENT_BYTES, or E_BOOK_DAMAGED where pages cannot be read, with e->at.seq = the
 * first bad row (for the record of a batch: its first). */
typedef err_code (*journal_visit)(void *self, const event *ev, const hash *row_hash, err *e);
err_code journal_read(journal *j, seq_no after, seq_no until, journal_check how, journal_visit each, void *self,
                      arena *scratch, err *e) WARN_UNUSED;

/* A copy in one new file of what is stored now, log included. Whoever makes it reads it back: open it and read it all.
 * E_BOOK_EXISTS, E_JOURNAL. */
err_code journal_copy(journal *j, const char *path, err *e) WARN_UNUSED;

#endif
