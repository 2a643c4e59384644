/* crash_child: the program whose power is cut: makes a book, appends batch after batch, now and then closes and opens,
 * and says down a pipe what it is about to store and what it was told is stored.
 *
 * All it does follows from the seed, so an uncut run says what any cut run may hold: the book after k batches is one
 * certain head, and a head's hash is its whole content. */
#ifndef WEIR_TESTS_CRASH_CHILD_H
#define WEIR_TESTS_CRASH_CHILD_H

#include "journal/journal.h"

#include "crash_vfs.h"

enum { BATCHES = 14 };

typedef enum word { WORD_CREATED = 1, WORD_SENDING, WORD_STORED, WORD_SEEN, WORD_TRACE, WORD_DONE, WORD_FAILED } word;
typedef struct message {
    word what;
    uint32_t batch; /* WORD_SENDING, WORD_STORED: 1, 2 …; WORD_SEEN: how many there are on opening; WORD_TRACE: bytes */
    head head;
    char text[96]; /* WORD_FAILED */
} message;

uint32_t child_rows(uint64_t seed, uint32_t number);
/* The settings of this seed's runs: caches and logs from the smallest to the journal's own. */
void child_settings(shim_plan *plan, uint64_t seed);
/* Never returns. again: the book is there, go on with the first batch that is missing. */
void child_run(const char *path, uint64_t seed, const shim_plan *plan, bool again, int pipe) __attribute__((noreturn));

#endif
