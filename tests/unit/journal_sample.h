/* journal_sample: small books for the journal's tests, and a hand that reaches into the file behind its back. */
#ifndef WEIR_TESTS_JOURNAL_SAMPLE_H
#define WEIR_TESTS_JOURNAL_SAMPLE_H

#include "journal/journal.h"

/* A folder of its own with one book in it. */
typedef struct sample {
    char folder[64];
    char path[96];
    arena *memory;
    journal *j; /* open for writing, or NULL */
    head head;
} sample;
enum { SAMPLE_SHAPES = 4 }; /* the events of a sample batch: between them every column is given somewhere */

void sample_make(sample *s);   /* a new, empty book, open */
void sample_remove(sample *s); /* closes it and removes the folder with all that is in it */
void sample_reopen(sample *s); /* open for writing, whether it was or not */
void sample_shut(sample *s);   /* closed: one file */
/* count events from seq first on: first of all an actor and two parties, then the four shapes again and again. */
event *sample_events(arena *a, seq_no first, uint32_t count);
err_code sample_append(sample *s, const char *key, uint32_t count, err *e);
/* Four batches of four: entries 1–4, 5–8, 9–12 and 13–16; shut. */
void sample_fill(sample *s);
/* Reads all; ERR_OK or the damage. visited may be NULL. */
err_code sample_read(sample *s, seq_no after, seq_no until, uint32_t *visited, err *e);
err_code sample_read_links(sample *s, err *e); /* all of it, links only */

/* Any SQL on a connection of its own. False when SQLite refuses. */
bool raw_run(const char *path, const char *sql);
int64_t raw_int(const char *path, const char *sql); /* first column of the first row; CHECKed */
/* The same with one trigger out of the way meanwhile; it is put back word by word. */
bool raw_run_without(const char *path, const char *trigger, const char *sql);

/* Whole files: for copies and to prove that nothing was touched. */
str file_bytes(const char *path, arena *a);
void file_put(const char *path, str bytes);
/* Names in the folder, sorted, a blank between; at most 1,000 bytes. */
const char *folder_list(const char *folder, arena *a);

#endif
