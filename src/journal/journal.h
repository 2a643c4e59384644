/* journal: the append-only, hash-chained log. The only truth; the book is its fold.
 *
 * A back end is one table of functions (journal_engine); callers see only this door. Rows are events; the hash of a row
 * is BLAKE2b-256(previous hash ‖ canonical bytes). An append happens at an expected head, in one FULL transaction,
 * is read back through the store and compared before it commits. Nothing is ever changed or removed: triggers say so. */
#ifndef WEIR_JOURNAL_H
#define WEIR_JOURNAL_H

#include "event/event.h"

typedef struct journal journal;
typedef struct head {
    seq_no seq; /* 0 and a zero hash: empty */
    hash hash;
} head;
enum { JOURNAL_FORMAT = 1 };

/* Make a new, empty file. E_BOOK_EXISTS, E_JOURNAL, E_JOURNAL_MODE. */
err_code journal_create(const char *path, err *e) WARN_UNUSED;
/* Open one. Checks application id, format, schema text and durability settings before anything else; a foreign, newer,
 * truncated or changed file is refused untouched: E_BOOK_ABSENT, E_NOT_A_BOOK, E_BOOK_NEWER, E_BOOK_SCHEMA,
 * E_BOOK_DAMAGED; or E_JOURNAL, E_JOURNAL_MODE, E_JOURNAL_BUSY. Opening to read leaves no file behind that was not
 * there. *out is the caller's to close. */
err_code journal_open(journal **out, const char *path, bool read_only, err *e) WARN_UNUSED;
void journal_close(journal *j); /* checkpoints when it wrote; NULL is allowed */
err_code journal_head(head *out, journal *j, err *e) WARN_UNUSED;

/* One batch, all or nothing. events[i].seq, prev hash and hashes are computed here: seq = expected.seq + 1 + i.
 * recorded_us must rise (CHECKed within the batch: the caller's clock rule; E_EVENT_BYTES against what is stored).
 * batch number = first seq. E_EVENT_BYTES for an event without canonical form; E_TEXT_LONG, E_TEXT_ENCODING for key or
 * title; E_HEAD_MOVED when the head is not `expected`; E_DUPLICATE_BATCH; E_READ_BACK; E_JOURNAL_BUSY; E_JOURNAL.
 * On failure nothing is stored. One outcome cannot be known: a commit whose own writing failed (E_JOURNAL) in a program
 * that ends before it could close the book may be found stored, as a whole; journal_find_batch tells. */
typedef struct batch {
    str key;       /* idempotency key, 1..200 bytes */
    str title;     /* what it was, for people: "import parties.csv" */
    event *events; /* seq and batch are filled in */
    uint32_t count;
} batch;
err_code journal_append(head *out, journal *j, const head *expected, batch *b, arena *a, err *e) WARN_UNUSED;
/* Was this key used? first/last entries of that batch. */
err_code journal_find_batch(bool *found, seq_no *first, seq_no *last, journal *j, str key, err *e) WARN_UNUSED;

/* Rows in order after `after`, up to and including `until` (0 = all there are; fewer than asked for are a gap), of one
 * snapshot: what others commit meanwhile is not seen, and nothing may be appended to j from within `each`. Every row is checked for canonical form
 * and its hash re-computed as it is read; prev is the head at `after` (zero head for 0; its hash is checked against what
 * is stored when after > 0). Return a code ≠ ERR_OK from `each` to stop; it is passed on. Texts are borrowed for the call.
 * Damage: E_CHAIN_BROKEN, E_CHAIN_GAP, E_EVENT_BYTES, or E_BOOK_DAMAGED where pages cannot be read, with e->at.seq = the
 * first bad row (for the record of a batch: its first). */
typedef err_code (*journal_visit)(void *self, const event *ev, const hash *row_hash, err *e);
err_code journal_read(journal *j, seq_no after, seq_no until, journal_visit each, void *self, arena *scratch,
                      err *e) WARN_UNUSED;
/* The stored hash of one row (not re-computed). E_ENTRY_UNKNOWN. */
err_code journal_hash_at(hash *out, journal *j, seq_no seq, err *e) WARN_UNUSED;

/* A copy in one new file of what is stored now, log included. Whoever makes it reads it back: open it and read it all.
 * E_BOOK_EXISTS, E_JOURNAL. */
err_code journal_copy(journal *j, const char *path, err *e) WARN_UNUSED;

#endif
