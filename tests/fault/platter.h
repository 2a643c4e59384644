/* platter: what a disk would still hold if the power failed now.
 *
 * The real files always show what the process has written. Beside each of them this keeps the bytes as of its last
 * sync and the changes since. A cut throws dice for every change (it came through, it did not, a part of it did, a
 * sector of it is rubbish) and leaves the real files as such a disk would.
 *
 * The model: a synced file is safe with its name; a change of length may be lost until then; a deletion or a new name
 * may be lost until that file or the folder is synced, later ones never without earlier ones of that file; bytes outside a write are not harmed by it (SQLite's powersafe overwrite).
 * One process, one thread. */
#ifndef WEIR_TESTS_PLATTER_H
#define WEIR_TESTS_PLATTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SECTOR_BYTES = 512 };

typedef struct platter_file platter_file;
/* The file of that name, which is there; created: it was not there before. What was there before is safe. */
platter_file *platter_open(const char *path, bool created);
void platter_write(platter_file *f, const void *bytes, size_t len, uint64_t at);
void platter_truncate(platter_file *f, uint64_t len);
void platter_sync(platter_file *f);
void platter_sync_names(void); /* of the folder: files are there or gone for good, whatever is in them */
/* Its name is taken away, safely so after a sync; NULL when nothing is known of it. */
platter_file *platter_delete(const char *path);
/* Leaves every file as the cut leaves it. The same changes and seed give the same bytes. */
void platter_cut(uint64_t seed);
void platter_forget(void); /* all of it; the files stay as they are */

/* splitmix64: the next number; for everything random in these tests. */
uint64_t dice_next(uint64_t *state);

#endif
