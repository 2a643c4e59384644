/* sim: many people, one book, a bad disk and a bad clock, in one process and from one seed.
 *
 * Each step somebody does something through weir.h: posts, imports, reverses, closes, reads, backs up, opens anew. The
 * disk is that of tests/fault (crash_vfs.h), the clock is sim.now_us, memory runs out through arena_fail_at. What must
 * be the answer is known from a book opened afresh just before; what must be stored is known from the acknowledgements.
 * The same seed gives the same run. */
#ifndef WEIR_TESTS_SIM_H
#define WEIR_TESTS_SIM_H

#include "weir.h"

#include "base/base.h"

enum { USERS = 5, READERS = 2 /* the last of them */, ACKS_MAX = 4096, LINE_MAX = 700 };
enum { LONG_ROWS = 5040 /* decided without the lock: JOURNAL_LONG_ROWS and some */, LONG_LINE_MAX = 130 };
enum { SNAPSHOT_EVERY = 30 /* rows, instead of 20,000 */, SNAPSHOT_BYTES_MAX = 4 << 20 };

enum { INVESTORS = 6, FUNDS = 4, ENTERPRISES = 5 }; /* at work from the first day: i0 …, f0 …, e0 … */

typedef struct user {
    weir_book *book; /* NULL: not at work */
    bool reads_only;
    char seen_at[40]; /* of a reader: an instant not before the last row that it saw, and before any later one */
} user;

typedef struct sim {
    uint64_t seed, dice, step;
    bool is_weak;     /* the journal's durability is overruled: such a run must fail sooner or later */
    int64_t now_us;   /* the clock; it may be set back */
    int64_t top_us;   /* no row is recorded later than this yet */
    int64_t floor_us; /* none will be recorded before this from now on: a reader noted an instant */
    char folder[64], path[96];
    char key_file[96];
    uint64_t longs; /* imports of LONG_ROWS so far: a run has few, they cost time */
    user users[USERS];
    weir_head acked[ACKS_MAX]; /* every acknowledged head, rising */
    uint32_t acked_count;
    /* told at the end */
    uint64_t stored_rows, refused, faults, cuts, restarts, unknown, unknown_stored, comparisons;
    uint64_t snapshots, moved, sealed; /* met harmed at a restart; heads that moved under an import; seals made */
} sim;

extern sim world; /* one run a process */

uint64_t dice(uint64_t sides); /* 0 … sides − 1 */
bool likely(uint64_t percent);
void note_instant(user *u); /* what u sees now was recorded by then */
_Noreturn void sim_fail(const char *what, const char *detail);
/* A writable handle folded from the file alone; never NULL: a book that does not open is a failure. */
weir_book *open_fresh(bool read_only); /* the power does not fail until it is closed */
void close_fresh(weir_book *book);

/* what.c: the next thing that somebody enters; count rows of it. */
typedef struct entry_text {
    bool is_file;        /* JSON lines for an import, else one line for a post */
    uint64_t rows, made; /* of them, parties with new ids */
    uint64_t reverses;   /* not 0: a reversal of that entry instead of a text */
    char key[40];        /* of an import */
    bool is_long;        /* LONG_ROWS rows */
    char text[LONG_ROWS * LONG_LINE_MAX];
} entry_text;
void make_entry(entry_text *out, uint64_t entries);
void make_founding(entry_text *out); /* parties, their commitments, first contributions */

/* act.c */
void act_found(void);
void act_write(user *u);
void act_read(user *u);
void act_backup(user *u);
void act_refresh(user *u);
void act_seal(user *u);

/* beside.c: the files beside the book, which no journal keeps whole */
void beside_begin(void); /* the key; a snapshot of another book */
void beside_harm(void);  /* what a cut, an old copy or somebody's hand may leave as the snapshot */
void beside_clear(void); /* takes away all files beside the book */

/* check.c */
void check_whole(void);                            /* verify, and the chain against an acknowledged head */
void check_same(weir_book *one, const char *what); /* a handle against a fresh fold */
void acknowledge(const weir_head *head);
const weir_head *newest_ack(void);

#endif
