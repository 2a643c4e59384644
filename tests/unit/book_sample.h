/* book_sample: a desk with a book on it, so that a test reads like the entries that it makes.
 *
 * Fields are one text: "investor=lp; fund=f; amount=100元; date=2025-01-20". Every entry goes through event's command_put
 * and command_complete, book_decide and book_apply, as a file's rows do. Include cmocka.h before this. */
#ifndef WEIR_TESTS_BOOK_SAMPLE_H
#define WEIR_TESTS_BOOK_SAMPLE_H

#include "book/book.h"

typedef struct desk {
    book *b;
    arena *a;
    int64_t now_us;    /* of the next entry; rises by a second */
    const char *maker; /* id of the actor; NULL = the first entry's */
    seq_no seq_in_file;
    seq_no stored; /* the newest row of the journal; 0 = all that is applied */
    bool unasked;  /* what was decided is applied without being asked again, as ingest does */
    err e;
    event ev; /* the last one decided */
} desk;

/* A book with its first entry: the actor "clerk". The clock stands at 2026-11-23T08:00:00Z. */
void desk_open(desk *d);
/* A book with nothing in it. */
void desk_open_empty(desk *d);
void desk_close(desk *d);
void desk_at(desk *d, const char *instant); /* the clock; never back */

err_code desk_decide(desk *d, const char *kind_word, const char *fields);
/* Decide and apply; the test fails when it is refused. Returns the entry. */
seq_no enter(desk *d, const char *kind_word, const char *fields);
/* The test fails unless it is refused with that code, says all that its sentence promises, and changes nothing. */
void refuse(desk *d, err_code code, const char *kind_word, const char *fields);
seq_no reverse(desk *d, seq_no entry);
void refuse_reversal(desk *d, err_code code, seq_no entry);
/* Registers a party under an id that is its name too. */
seq_no party(desk *d, const char *id, const char *class_word);
seq_no entry_of(const desk *d, const char *id);

const char *hash_now(desk *d);                      /* book_hash of all that is applied, in hex */
int64_t arg_value(const desk *d, const char *name); /* of the last refusal; the test fails when it has none */
const char *arg_text(const desk *d, const char *name);
day on(const char *iso);
bool text_is(str s, const char *expected);

#endif
