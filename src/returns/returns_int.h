/* returns, inside: the flows of one series, the two present values at a point, and what signs of sums prove there.
 *
 * Everything here is a function of x = ln(1 + r). C(x) and D(x) are the present values of what was paid in and of what
 * came back, both positive; g = ln D − ln C is nought exactly at the roots, has no scale, and g′ = dC − dD, where the
 * durations dC and dD (mean years, weighted by present value) fall in x, for their slopes are minus a variance.
 * UNIT is half the distance of doubles at 1: one operation is off by that share at most. */
#ifndef WEIR_RETURNS_INT_H
#define WEIR_RETURNS_INT_H

#include "returns/returns.h"

#define UNIT 0x1p-53
#define EXPONENT_LEAST (-700.0) /* below it exponential() is 0: what is lost so is bounded by series.lost */
#define EXPONENT_MOST 709.0
#define AMOUNT_LEAST 1e-100 /* amounts of a batch: the quotient of any two stays within doubles */
#define AMOUNT_MOST 1e100

/* ---- exponential.c: own functions, the same bits everywhere; each within 2 units in the last place ---- */
double exponential(double x);          /* 0 below EXPONENT_LEAST; x ≤ EXPONENT_MOST */
double exponential_less_one(double x); /* e^x − 1, small x kept */
double logarithm(double x);            /* x a normal number above 0 */

/* ---- series.c ---- */
typedef struct series {
    const double *years;  /* from the first flow, rising strictly */
    const double *amount; /* net of its day, never 0 */
    double *term;         /* [count] for whoever computes */
    size_t count;
    double span;        /* years to the last flow */
    double years_slack; /* units by which a fraction of years may be off beyond rounding its size */
    double lost;        /* terms that became 0 add up to less than this */
    bool is_wide;       /* terms may come from put_terms_wide: off by 10 UNIT and their exponent more */
} series;
/* The flows netted by day and ordered, in memory of a. reason IRR_FOUND: a rate may exist. E_LIMIT. */
err_code series_of(series *out, irr_reason *reason, const flow_series *flows, day_count how, arena *a,
                   err *e) WARN_UNUSED;

typedef struct scratch { /* for one series of a batch */
    double *years, *net, *term;
    void *flow;
    size_t count;
} scratch;
bool scratch_of(scratch *out, size_t count, arena *a); /* false: a is full */
/* The same of series i of a batch (ACT/365F), pointing into room. A sum of doubles is exact to twice their length. */
irr_reason series_of_doubles(series *out, const irr_batch *in, uint32_t i, const scratch *room);

/* ---- balance.c ---- */
typedef struct balance { /* at x */
    double x;
    double g, g_error;             /* |g − true g| ≤ g_error */
    double call_years, dist_years; /* durations from the first flow */
    double slope, slope_error;     /* g′ */
    double bend;                   /* g″ = variance of dist − variance of call, in years² */
    double spread;                 /* sum of both variances */
    double term_error;             /* every term is off by at most this share of itself */
    bool has_slopes;               /* neither side was lost to underflow */
} balance;
/* Fills s->term as well: amount · e^(−(t − t₀) x), t₀ = 0 for x ≥ 0, else the span, so that no exponent is above 0. */
void balance_at(balance *out, const series *s, double x);

/* ---- signs.c ---- */
typedef struct tally { /* most sign changes of a row whose signs are known, or not known for sure */
    int most;
    int last, open; /* last sure sign (0: none yet), how many unsure ones came since */
} tally;
void tally_add(tally *t, int sign);
tally tally_end(tally t);
typedef struct probe {
    balance at;              /* at.x may be −∞ or ∞ */
    int sign;                /* of f; 0: too near to nought to tell */
    tally forward, backward; /* of the sums S₁…Sₙ from the first flow, and R₁…Rₙ from the last */
    bool balances; /* every Sⱼ, j < n, has one sign and every Rⱼ, j > 1, the other: exactly one root anywhere */
} probe;
void probe_at(probe *out, const series *s, double x);

/* ---- certificate.c ---- */
typedef struct bracket {     /* sure and different signs at both ends, one root between */
    double low, high, start; /* start: a guess, used when it lies between */
    bool rises;              /* f is above 0 at high */
} bracket;
typedef struct isolation {
    irr_reason reason; /* IRR_FOUND, IRR_NO_ROOT, IRR_UNDECIDED, IRR_TOO_MANY */
    irr_proof proof;
    uint32_t count;
    double wish;                 /* undecided: a probe here would help */
    bracket root[IRR_ROOTS_MAX]; /* rising */
} isolation;
/* All roots. near: where one may lie, NAN when nothing is known. */
void isolate(isolation *out, const series *s, double near);
/* The same, beginning from probes with sure signs, rising. s NULL: from them alone; IRR_UNDECIDED where they do not settle
 * it, and the first and the last bracket may have no end (beyond ±1e9). */
typedef struct outline { /* of a series: all that is known without a look at its flows */
    int first_sign, last_sign;
    size_t count;
    double span; /* years */
} outline;
void isolate_from(isolation *out, const outline *of, const series *s, const probe *given, uint32_t count, double near);

/* ---- root.c ---- */
typedef struct located {
    double x, error;
} located;
located refine(const series *s, bracket within);
/* A root close to `near`, between sure and different signs; false when there is none to be shown. */
bool settle_near(located *out, const series *s, double near);
double hunt(const series *s); /* a point close to some root, or NAN */
irr_root rate_of(located at); /* e^x − 1 and its bound; never −1 or below */
void solve_series(irr_result *out, const series *s, double near);
void result_of(irr_result *out, const series *s, const isolation *all); /* roots refined, one chosen */

/* ---- batch.c ---- */
bool has_lanes(void); /* does this processor run batch_avx2.c? */
/* irr_solve_batch with or without the vector code, for tests. */
err_code solve_batch(irr_answer *out, const irr_batch *in, bool certify, bool lanes, arena *a, err *e) WARN_UNUSED;

/* ---- batch_avx2.c: eight series side by side ---- */
enum { LANES = 8, LANE_FLOWS_MAX = 4000 /* what a block takes then: 640 kB */ };
typedef struct lane_room {       /* scratch of a block, each row of LANES aligned to 32 bytes */
    double *net, *term;          /* [flows][LANES]: amounts, discounted amounts */
    float *rough, *time, *value; /* amounts, days since the first flow, discounted amounts */
    int32_t *last, *span;        /* [LANES]: index of the last flow, days to it */
    uint32_t flows;
} lane_room;
typedef struct lane_answer {
    double x[LANES], error[LANES];         /* NAN: not found so. x: a root lies within error of it */
    double rate[LANES], rate_error[LANES]; /* of x; NAN: rate_of must be asked */
    double apart[LANES];                   /* so far on both sides g should be monotone */
    unsigned found, falls;                 /* bit i of lane i: there is a root; g falls there */
    unsigned balances;                     /* proven by its balances */
    unsigned nearest, alone; /* all roots are proven by integrals and it is the nearest to 0; the only one */
    unsigned refused;        /* its days fall: nothing holds */
} lane_answer;
enum { ROUNDS_FIRST = 3, ROUNDS_AGAIN = 16 };
typedef struct lane_task {
    uint32_t pick[LANES]; /* every one has 1 … room->flows flows, its first and last day within the calendar */
    uint32_t
        next[LANES]; /* what will be asked after it, no shorter than the shortest picked: only fetched from memory */
    uint32_t rounds; /* most steps before the last: ROUNDS_FIRST, where no lane waits for another in vain, or more */
    bool certify;    /* else nothing is proven */
} lane_task;
void lanes_avx2(lane_answer *out, const lane_room *room, const irr_batch *in, const lane_task *task);

/* Fills s->term from the first on, sixteen at a time, with amount · e^((from − t) x); how many. */
size_t put_terms_wide(const series *s, double from, double x);

#define UNIT_ROUGH 0x1p-24
#define ROUGH_LOST 1e-25f   /* sums below it are not told from 0 in single precision */
typedef struct lane_probe { /* in single precision: sums at one point of each lane, days as unit of time */
    float whole[LANES], gain[LANES], whole_years[LANES], gain_years[LANES];
    float share[LANES]; /* every term, and every sum beside the sum of sizes, is off by at most this share */
    int32_t forward[LANES], backward[LANES]; /* sign changes of the sums */
    unsigned sure;                           /* bit i: every sign of lane i is known */
} lane_probe;
/* Turns the picked series for lanes_probe_avx2; the flows of the longest. */
uint32_t lanes_load_avx2(const lane_room *room, const irr_batch *in, const uint32_t pick[LANES]);
/* Points where g turns, as near as a few steps from 0 come; NAN where they fail. */
void lanes_turn_avx2(float y[LANES], const lane_room *room, uint32_t most);
void lanes_probe_avx2(lane_probe *out, const lane_room *room, const float y[LANES], uint32_t most);

#endif
