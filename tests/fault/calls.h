/* calls: the system calls of the program's own rooms, counted and failed. SQLite's are crash_vfs's.
 *
 * The test program is linked with --wrap for each of them (meson.build), so the rooms run as they are. */
#ifndef WEIR_TESTS_CALLS_H
#define WEIR_TESTS_CALLS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum call_fault {
    CALLS_PASS,
    CALLS_IO,        /* any call: EIO; a write leaves half of itself */
    CALLS_FULL,      /* what needs room: ENOSPC; a write leaves half of itself */
    CALLS_READ_ONLY, /* what changes a folder or opens for writing: EROFS */
    CALLS_CUT        /* as CALLS_IO, but nothing at all happens any more: what is there stays as it is */
} call_fault;

/* The n-th call that this fault can befall, from now on; stays: all later ones too. 0 = none, but they are counted. */
void calls_arm(call_fault fault, uint64_t n, bool stays);
void calls_disarm(void);
uint64_t calls_failed(void);  /* since calls_arm */
uint64_t calls_counted(void); /* since calls_arm, those that the fault can befall */

#endif
