/* returns: rates of return and multiples of dated flows. Pure functions of arrays: no book, no clock. Doubles live here;
 * every rate comes with a bound on its error, and what cannot be said comes as a reason, never as a number.
 *
 * f(r) = Σ amount_i / (1 + r)^(t_i), t_i years from the first flow by the day count, r > −1; x = ln(1 + r). Investments
 * (calls) are negative, what comes back is positive. Nothing depends on the unit of money. */
#ifndef WEIR_RETURNS_H
#define WEIR_RETURNS_H

#include "money/money.h"

/* ---- daycount.c ---- */
typedef enum day_count {
    COUNT_ACT_365F = 1, /* actual days ÷ 365: the default */
    COUNT_ACT_360,
    COUNT_ACT_ACT,      /* ISDA: days in leap years ÷ 366, others ÷ 365 */
    COUNT_NL_365,       /* 29 February left out */
    COUNT_30_360_US,    /* bond basis, NASD / SIA */
    COUNT_30E_360,      /* Eurobond basis */
    COUNT_30E_360_ISDA, /* German */
    DAY_COUNTS
} day_count;
double years_between(day from, day to, day_count how);

/* ---- irr.c ---- */
typedef struct flow_series { /* any order; days may repeat; zero amounts are allowed */
    const day *days;
    const int64_t *minor;
    size_t count;
} flow_series;
typedef enum irr_reason { /* why there is no rate; IRR_FOUND: there is one */
                          IRR_FOUND = 0,
                          IRR_EMPTY,      /* no flow but zeros */
                          IRR_NO_INFLOW,  /* nothing came back */
                          IRR_NO_OUTFLOW, /* nothing was paid in */
                          IRR_ONE_DAY,    /* all on one day: no time passed */
                          IRR_NO_ROOT,    /* proven: no rate above −100 % balances the flows */
                          IRR_UNDECIDED, /* neither proven nor excluded: roots that lie closer together than doubles can part */
                          IRR_TOO_MANY, /* more roots than are listed, or an amount, a span or a rate beyond what can be computed */
} irr_reason;
typedef enum irr_proof { /* what proves the number of roots */
                         PROOF_NONE = 0,
                         PROOF_BALANCES, /* the balance at the rate never changes sign before the last flow (Soper): one root */
                         PROOF_VARIATIONS, /* sign changes of the sums from either end, at a point, bound the roots beyond it */
                         PROOF_DURATIONS /* slopes bounded by durations on intervals that chain over the whole line */
} irr_proof;
enum { IRR_ROOTS_MAX = 16 };
typedef struct irr_root {
    double rate, error; /* |rate − true root| ≤ error; both INFINITY for a root above e^709 − 1, which has no double */
} irr_root;
typedef struct irr_result {
    irr_reason reason;
    irr_proof proof;
    bool is_proven;      /* root[] are all the roots above −1, each once; else there may be more */
    uint32_t root_count; /* rising */
    irr_root root[IRR_ROOTS_MAX];
    uint32_t chosen; /* index of the root nearest to zero in ln(1 + r), the higher of two as near */
    double years;    /* from the first flow to the last */
    double period;   /* (1 + chosen)^years − 1, to be shown beside it, and first when years < 1 */
} irr_result;
/* scratch memory from a; what the flows do not allow is a reason in out, not an error. E_LIMIT. */
err_code irr_solve(irr_result *out, const flow_series *flows, day_count how, arena *a, err *e) WARN_UNUSED;

/* In words, for people; literals. */
const char *irr_reason_text(irr_reason reason, bool zh);
const char *irr_proof_text(irr_proof proof, bool zh);

/* ---- batch.c: many series at once (ACT/365F) ---- */
typedef struct irr_batch { /* series i is flows first[i] … first[i + 1] − 1, its days not falling */
    const day *days;
    const double *amount;  /* any unit */
    const uint32_t *first; /* [count + 1] */
    uint32_t count;
} irr_batch;
typedef struct irr_answer {
    double rate, error; /* of the chosen root; NAN without one */
    uint8_t reason, proof;
    bool is_proven, is_unique;
} irr_answer;
/* The same reasons, proofs and chosen root as irr_solve, rate within the bound. certify false: rates with a bound alone,
 * nothing proven. Takes the widest vectors that the processor has; the rates are those of the portable code within the
 * bounds. E_LIMIT. */
err_code irr_solve_batch(irr_answer *out, const irr_batch *in, bool certify, arena *a, err *e) WARN_UNUSED;

#endif
