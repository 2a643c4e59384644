/* seal: the head of a book, signed, as one line of canonical JSON.
 *
 * A chain proves nothing against whoever holds the file; a signature by a key that lies elsewhere does. The line says
 * which book (the hash of its first entry), how far (entry and head hash), what it adds up to (book hash), when, a note,
 * whose key; and the signature of all of that. A seal is checked here against itself only: app holds it against a book.
 * Invariants: a line that is read is byte for byte what seal_print makes of what was read; what is signed is the line
 * without its signature, so no field can be moved, added or changed. */
#ifndef WEIR_SEAL_H
#define WEIR_SEAL_H

#include "base/base.h"

enum { SEAL_FORMAT = 1, SEAL_NOTE_MAX = 1000, SEAL_LINE_MAX = 4096 };

typedef struct seal {
    hash book;         /* of the book's first entry: which book this is */
    uint32_t seq;      /* entries 1..seq are sealed; at least 1 */
    hash head;         /* of entry seq */
    hash facts;        /* book_hash of 1..seq */
    int64_t sealed_us; /* microseconds since 1970 */
    str note;          /* one line of text; empty = none. Borrowed */
    public_key key;
    signature by;
} seal;

/* Can this text be a note? E_TEXT_LONG; E_TEXT_ENCODING for what is not one line of UTF-8. */
err_code seal_check_note(str note, err *e) WARN_UNUSED;
/* Fills key and by. The note must have passed. */
err_code seal_sign(seal *s, const public_key *key, const secret_key *secret, arena *a, err *e) WARN_UNUSED;
/* Is the signature by s->key and of exactly this seal? E_SEAL_SIGNATURE, without its values; E_LIMIT. */
err_code seal_check(const seal *s, arena *a, err *e) WARN_UNUSED;
void seal_print(buf *out, const seal *s); /* one line, ended */
/* The line without its end. E_SEAL_SYNTAX, without its values, for anything that seal_print would not have written;
 * E_LIMIT. The note is copied into a. */
err_code seal_read(seal *out, str line, arena *a, err *e) WARN_UNUSED;

#endif
