/* rows, inside: what the files of this room share and nobody else sees. */
#ifndef WEIR_ROWS_INT_H
#define WEIR_ROWS_INT_H

#include "rows/rows.h"

/* Arrays in chunks of ROWS_IN_CHUNK items that never move: readers need no lock and growing abandons nothing. Is there
 * room for item number `index`, in a chunk that is made where none is? */
#define LIST_HAS_ROOM(chunks, from, index)                                                                             \
    ((index) / ROWS_IN_CHUNK < ROW_CHUNKS_MAX &&                                                                       \
     ((chunks)[(index) / ROWS_IN_CHUNK] != NULL ||                                                                     \
      ((chunks)[(index) / ROWS_IN_CHUNK] = arena_get((from), ROWS_IN_CHUNK * sizeof *(chunks)[0])) != NULL))
#define LIST_ITEM(chunks, index) (&(chunks)[(index) / ROWS_IN_CHUNK][(index) % ROWS_IN_CHUNK])

/* texts.c */
bool text_put(text_at *out, row_store *r, str text);           /* "" is {0, 0} */
bool cite_put(uint32_t *out, row_store *r, const citation *c); /* *out = 1 + index; 0 when c is empty */
void cite_get(citation *out, const row_store *r, uint32_t number);
const cite_row *cite_at(const row_store *r, uint32_t number); /* 1 + index */

/* rows.c */
bool row_room(row_store *r);                              /* for row count + 1 */
bool run_put(row_store *r, uint64_t batch, seq_no first); /* unless it is the batch of the row before */

/* pairs.c */
bool has_pair(kind k, seq_no subject, seq_no object);
/* The pair of row `seq`, made when there is none: *number = 1 + index, *older = its newest row until now. */
bool pair_join(uint32_t *number, seq_no *older, row_store *r, seq_no subject, seq_no object, seq_no seq);
void pair_advance(row_store *r, uint32_t number, seq_no seq); /* once the row can be read, it is the newest */

/* sound.c */
/* Do the rows of an image say what rows_put may have written? Builds the pairs meanwhile. *limit: memory ran out. */
bool rows_are_sound(row_store *r, bool *limit);

#endif
