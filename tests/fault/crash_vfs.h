/* crash_vfs: an SQLite file system over the default one that counts, fails and cuts the power.
 *
 * It installs itself as SQLite's default, so the journal runs on it as it is: normal locking, real shared memory, no
 * door of its own. Three things can be asked for:
 *  - a cut at the n-th operation that changes or orders what a disk holds (write, truncate, sync, delete, barrier):
 *    the files are left as platter.h says and the process ends;
 *  - a fault at the n-th call that can fail, once or from then on;
 *  - the same cut without the end of the process: from then on every call fails, until shim_reboot brings the disk up as
 *    the cut left it;
 *  - other settings than those the journal asks for (synchronous, cache), to prove that a test bites.
 * Waiting for a lock takes no time; it is counted. One thread. */
#ifndef WEIR_TESTS_CRASH_VFS_H
#define WEIR_TESTS_CRASH_VFS_H

#include <stdbool.h>
#include <stdint.h>

/* What the journal is doing; recorded for each counted operation. */
typedef enum phase {
    PHASE_CREATE,
    PHASE_OPEN,
    PHASE_APPEND,     /* rows, before the commit: what does not fit into the cache */
    PHASE_COMMIT,     /* from the commit to its acknowledgement, but for: */
    PHASE_CHECKPOINT, /* the log goes into the file, now and then or on closing */
    PHASE_CLOSE,      /* the log is emptied and taken away */
    PHASES
} phase;

typedef enum fault_kind {
    FAULT_NONE,
    FAULT_IO,       /* every call: SQLITE_IOERR_… or SQLITE_CANTOPEN; a write leaves a part */
    FAULT_FULL,     /* write, truncate and shared memory: no space left; a write leaves a part */
    FAULT_BUSY,     /* locks: somebody else has it */
    FAULT_READ_ONLY /* opening for writing gives a file for reading; no file can be made or removed */
} fault_kind;

typedef struct shim_plan {
    uint64_t cut_at; /* 0 = never */
    uint64_t seed;   /* of the cut */
    bool kill_only;  /* the process ends there, the disk keeps all */
    bool lives_on;   /* the process does not end at the cut: see shim_reboot */
    fault_kind fault;
    uint64_t fault_at;       /* which of the calls that this fault can befall */
    bool fault_stays;        /* all later ones too */
    const char *synchronous; /* NULL, or what is set instead of FULL: at most four letters */
    bool honest;             /* and what is said when asked; otherwise FULL is claimed */
    int cache_pages;         /* 0, or the cache instead of the journal's own; then also: */
    int log_pages;           /* after how many pages the log is brought in */
} shim_plan;

enum { CUT_STATUS = 77, TRACE_MAX = 1 << 16 };

void shim_install(const shim_plan *plan); /* counters at zero */
void shim_remove(void);                   /* SQLite is as before */
void shim_disarm(void);                   /* no more faults and cuts; everything else goes on */
/* No file may be open. What a cut left is what the files hold now, and the plan begins anew. */
void shim_reboot(const shim_plan *plan);
bool shim_is_dead(void);                                        /* the cut came, nothing works any more */
void shim_arm(fault_kind fault, uint64_t fault_at, bool stays); /* counted from now on */
void shim_pause(bool paused); /* while paused no operation is counted, so none is cut */
void shim_enter(phase p);
uint64_t shim_operations(void);        /* counted so far */
const unsigned char *shim_trace(void); /* the phase of each */
uint64_t shim_faults(void);            /* injected so far */
int64_t shim_files_open(void);
int64_t shim_waited_ms(void);

#endif
