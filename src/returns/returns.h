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
                         PROOF_VARIATIONS, /* sign changes of the sums from either end, or of their integrals, bound the roots beyond a point */
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

/* ================================ multiples, market equivalents, value bridge ================================ */

/* ---- multiples.c ---- */
typedef struct multiple { /* one amount ÷ another */
    bool is_known;        /* false: the denominator is not above 0, or the figure leaves int64 */
    double value;
    int64_t ten_thousandths; /* rounded half away from zero: minor units of UNIT_TIMES */
} multiple;
multiple multiple_of(int64_t numerator, int64_t denominator);
typedef struct fund_money { /* minor units of one currency, all up to one day */
    int64_t committed;
    int64_t drawn;   /* of the commitment */
    int64_t paid_in; /* what the investor put in; differs from drawn where a stake was bought from another investor */
    int64_t distributed; /* what came back, in cash and in kind, recalled or not */
    int64_t value;       /* residual value on that day */
} fund_money;
/* PIC = drawn ÷ committed; DPI = distributed ÷ paid in; RVPI = value ÷ paid in; TVPI = (distributed + value) ÷ paid in
 * (GIPS, closed-end; ILPA). Without a value RVPI and TVPI are not known. MOIC of an investment is TVPI of what was
 * invested, received and is left: (received + value) ÷ invested. */
typedef struct fund_multiples {
    multiple pic, dpi, rvpi, tvpi;
} fund_multiples;
void multiples_of(fund_multiples *out, const fund_money *m, bool has_value);

/* ---- pme.c: against an index. c paid in, d received, I index level on the day of the flow, n the last day, V the value
 * left on it. One currency; the index is taken in the currency that it is in. ---- */
typedef struct market_flow {
    day on;
    double paid, received; /* ≥ 0, any unit */
    double index;          /* level on that day; not above 0 or not finite: none is known */
    double value; /* what is left after the day's flows; only PME_MODIFIED asks, where something was received */
} market_flow;
typedef struct market_series { /* days rise, none twice; the last is the day of the valuation, with or without a flow */
    const market_flow *flows;
    size_t count;
    double value; /* what is left on the last day, ≥ 0 */
} market_series;
typedef enum market_reason { /* why there is no figure; MARKET_FOUND: there is one */
                             MARKET_FOUND = 0,
                             MARKET_EMPTY,       /* nothing was paid in or received */
                             MARKET_NO_INDEX,    /* on a day of a flow, or the last, no index level is known */
                             MARKET_NO_OUTFLOW,  /* nothing was paid in */
                             MARKET_NO_INFLOW,   /* nothing was received: there is nothing to scale (PME+) */
                             MARKET_VALUE_LARGE, /* more is left than the index made of all that was paid in (PME+) */
                             MARKET_VALUE_GAP,   /* what was left after a distribution is not known (mPME) */
                             MARKET_TOO_LARGE    /* beyond what doubles hold */
} market_reason;
typedef enum pme_method { PME_LONG_NICKELS = 1, PME_PLUS, PME_MODIFIED, PME_DIRECT_ALPHA } pme_method;
/* (Σ d·Iₙ/I + V) ÷ Σ c·Iₙ/I. Kaplan and Schoar, Private equity performance, J. of Finance 60 (2005). */
market_reason pme_kaplan_schoar(double *out, const market_series *s);
/* Σ (c − d)·Iₙ/I: what the index would have left; below 0 the index portfolio went short. Long and Nickels, A private
 * investment benchmark (1996). */
market_reason pme_long_nickels_value(double *out, const market_series *s);
/* λ = (Σ c·Iₙ/I − V) ÷ Σ d·Iₙ/I: all distributions scaled so that the index leaves V. Rouvinez, Private equity
 * benchmarking with PME+, Venture Capital Journal (2003). */
market_reason pme_plus_lambda(double *out, const market_series *s);
/* flow[count] becomes the flows whose rate of return (irr_solve_batch, on the days of the series) is the method's rate:
 *   PME_LONG_NICKELS  d − c, and at the end pme_long_nickels_value in the place of V
 *   PME_PLUS          λ·d − c, and at the end V
 *   PME_MODIFIED      w·N − c, and at the end what is left of N, where N = the rest before · I/I before + c and
 *                     w = d ÷ (d + value after it). Cambridge Associates, mPME (2013)
 *   PME_DIRECT_ALPHA  (d − c)·Iₙ/I, and at the end V: the rate is the excess over the index, compounding yearly. Gredil,
 *                     Griffiths and Stucke, Benchmarking private equity: the direct alpha method (2014) */
market_reason pme_amounts(double *flow, pme_method how, const market_series *s);

/* ---- bridge.c ---- */
typedef struct value_bridge { /* minor units; closing = opening + contributed − distributed + realised + income − fees
                               * − other + unrealised + unexplained */
    int64_t opening, contributed, distributed;
    int64_t realised;    /* proceeds − cost of what was sold */
    int64_t income;      /* dividends, interest */
    int64_t fees, other; /* management fees; other expenses */
    int64_t unrealised;  /* change of (fair value − cost) of what is held */
    int64_t unexplained; /* what the parts above leave over */
    int64_t closing;
} value_bridge;
/* Sets unexplained so that the parts add up, exactly. False: a sum leaves int64. */
bool bridge_close(value_bridge *b);

#endif
