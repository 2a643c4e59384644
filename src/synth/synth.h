/* synth: an invented book of any size, as commands. A source like intake, but from a seed instead of a file.
 *
 * A simulation of funds month by month: what is planned, formed, called, paid, invested, valued, sold and distributed. The
 * commands come in the order in which they would be entered, and each is one that decide takes: the simulation keeps the
 * balances that the rules ask for. The same options give the same commands on every machine. Memory grows with the number
 * of parties, not of commands. The first command marks the book as synthetic and says how to make it again. */
#ifndef WEIR_SYNTH_H
#define WEIR_SYNTH_H

#include "event/event.h"

enum {
    SYNTH_ENTRIES_MIN = 100,
    SYNTH_ENTRIES_MAX = 10000000,
    SYNTH_FUNDS_MAX = 100000,
    SYNTH_DAYS_MIN = 730 /* a fund needs a year to form */
};
typedef struct synth_options {
    uint64_t seed;
    uint32_t entries; /* of the whole book, the `first - 1` that it has already among them */
    uint32_t funds;   /* sub-funds and direct funds; 0 = as many as the entries need */
    day from, to;     /* first day on which a fund is planned, last day of entry */
    seq_no first;     /* the entry that the first command will become: reversals name entries */
} synth_options;

typedef struct synth synth;
/* The source owns a, which must hold nothing else: it is cleared on the way. Exactly entries - first + 1 commands follow.
 * The options lie within the limits above (CHECKed). E_SYNTH_FUNDS: so few funds have not so much to tell; E_LIMIT. */
err_code synth_open(synth **out, const synth_options *o, arena *a, err *e) WARN_UNUSED;
/* The next command; what it borrows lives in `a`, the caller's. *more = false: there was none, *out is as it was.
 * E_LIMIT. */
err_code synth_next(command *out, bool *more, synth *s, arena *a, err *e) WARN_UNUSED;
/* Is the next command a period.closed? It names the head that it closes, so a batch must end before it. E_LIMIT. */
err_code synth_closes_next(bool *out, synth *s, err *e) WARN_UNUSED;

#endif
