/* app_bench: a small book in a folder of its own, put back as it was before each try, on a clock of the test's.
 *
 * The system's clock is the test's too (--wrap=clock_gettime), so that the same entry at the same try has the same hash:
 * what a head must be is known to the last bit. */
#ifndef WEIR_TESTS_APP_BENCH_H
#define WEIR_TESTS_APP_BENCH_H

#include "weir.h"

#include "base/base.h"

enum { BENCH_FILE_MAX = 1 << 21, BENCH_GOOD_ROWS = 40 };

typedef struct kept_file {
    char *byte;
    size_t len;
    bool exists;
} kept_file;
typedef struct app_bench {
    char folder[64], path[96], copy[96], seals[110], snapshot[110], key_file[96], rows[96], bad_rows[96];
    kept_file book, image; /* as each try finds them: the shut book, a snapshot of its first two thirds */
    kept_file foreign;     /* the snapshot of another book, of as many entries */
    weir_head base;        /* what the book holds then */
} app_bench;

void bench_make(app_bench *b);
void bench_remove(app_bench *b);
/* Everything but the book is taken away; with_snapshot: its snapshot lies beside it. The clock is at the same instant. */
void bench_restore(const app_bench *b, bool with_snapshot);
/* Takes all files of the book away. */
void bench_clear(const app_bench *b);
void bench_set_clock(int64_t us_after_base);
/* What the file holds, read by a handle of its own; false when it cannot be opened. */
bool bench_head(weir_head *out, const char *path);
bool bench_same(const weir_head *one, const weir_head *other);
uint32_t bench_files_open(void); /* of this process */
/* Names of the folder's files that belong to `city.weir` or its copy, but for the book itself; terminated. */
const char *bench_list(const app_bench *b);
void keep_file(kept_file *out, const char *path); /* the caller's to free */
void put_file(const char *path, const kept_file *f, size_t len);

void say_test(bool ok, const char *line, const char *why);
int end_tests(void); /* prints the plan; the exit status */

#endif
