/* Inside the performance room: tracks (one investor in one fund, one fund in one enterprise), pools of tracks, and the
 * series of dated money whose rate is asked. */
#ifndef WEIR_PERFORMANCE_INT_H
#define WEIR_PERFORMANCE_INT_H

#include "ledger/ledger.h"
#include "performance/performance.h"
#include "reading/reading.h"
#include "returns/returns.h"
#include "views/parts.h"

/* ---- words.c ---- */
typedef enum track_reason { /* why a track has no residual value that can be measured; TRACK_MEASURED: it has one */
                            TRACK_MEASURED = 0,
                            TRACK_NO_VALUE,      /* nobody states a value */
                            TRACK_VALUE_INEXACT, /* about, at least, unknown … */
                            TRACK_DAY_INEXACT,   /* the value's day is not known to the day */
                            TRACK_VALUE_EARLY,   /* the value is older than a merger of funds that changed the track */
                            TRACK_LEDGER_PART, /* the value is the whole fund's, and the ledger has not all its investors */
                            TRACK_CURRENCIES,  /* two currencies */
                            TRACK_NO_PRICE,    /* a stake changed hands without a price */
                            TRACK_TOO_LARGE,   /* a sum leaves int64 */
                            TRACK_REASONS
} track_reason;
typedef enum value_source { /* whose value it is */
                            VALUE_NONE = 0,
                            VALUE_OWN,    /* stated of the track itself */
                            VALUE_SHARE,  /* its part of the whole fund's, by paid-in capital */
                            VALUE_CLOSED, /* liquidated, sold or exited: nothing is left */
                            VALUE_SEVERAL /* a pool of different ones */
} value_source;
void put_track_reason(cell *c, track_reason why);
void put_irr_reason(cell *c, irr_reason why);
void put_proof(cell *c, const irr_answer *x);
void put_value_source(cell *c, value_source of);
/* Words of a market reason, for a list of them. */
const char *market_word(market_reason why, bool zh);
void put_multiple(cell *c, const multiple *m);
/* A rate in percent with four decimals; two ends where its error does not let them be told. False: too large to show. */
bool put_rate(cell *c, double rate, double error);
void put_error(cell *c, double error, arena *a); /* a power of ten in percent, no finer than 1e-10 */

/* ---- tracks.c ---- */
typedef enum step_kind { /* what an entry does to a track */
                         STEP_COMMITTED = 0,
                         STEP_CALLED,
                         STEP_DRAWN,    /* paid-in capital that came or went with a stake */
                         STEP_PAID,     /* money in, inside the commitment; an investment */
                         STEP_OUTSIDE,  /* money in, outside of it */
                         STEP_RETURNED, /* money back */
                         STEP_BOUGHT,   /* price of a stake bought */
                         STEP_SOLD,     /* price of a stake sold */
                         STEP_COST,     /* cost of what was exited */
                         STEP_KINDS
} step_kind;
enum {
    IN_STEPS = 1U << STEP_PAID | 1U << STEP_OUTSIDE,
    TRADE_STEPS = 1U << STEP_BOUGHT | 1U << STEP_SOLD,
    CASH_STEPS = IN_STEPS | 1U << STEP_RETURNED | TRADE_STEPS,
    VALUE_STEPS = 1U << STEP_KINDS /* not a step: the entries behind the residual value */
};
typedef struct step {
    int64_t minor;
    uint32_t track;
    seq_no entry;
    day on;
    step_kind what;
} step;
typedef struct track {
    seq_no one, other;      /* investor and fund, or fund and enterprise, that stand on as_of */
    unit_code unit;         /* of its first entry */
    bool is_odd;            /* two units met */
    day merged_on;          /* of the latest merger of funds that brought something here; DAY_NONE = none */
    day first_cash;         /* DAY_NONE = no money moved */
    day unpriced_on;        /* the first transfer without a price; DAY_NONE = none */
    uint32_t from, count;   /* its steps, by day, then entry */
    track_reason reason;
    value_source source;
    int64_t value;          /* with TRACK_MEASURED: what is left on measured_on */
    day value_on;           /* its day; DAY_NONE without one */
    day measured_on;        /* every figure of the track is of this day: the value's, else as_of */
    entry_list value_why;
} track;
typedef struct tracks {
    const view_request *q;
    fund_mergers mergers;
    track *items;
    uint32_t count, room;
    map_u64 index;
    step *steps;
    uint32_t step_count, step_room;
    entry_list merges; /* mergers of funds that brought something to any track */
    bool is_gross;
} tracks;
bool tracks_begin(tracks *t, const view_request *q, bool is_gross);
/* The track of the two parties, made when there is none; NULL: memory. The parties as entered. */
track *track_of(tracks *t, seq_no one, seq_no other, const event *ev);
bool track_step(tracks *t, const track *x, const event *ev, step_kind what, int64_t minor);
bool tracks_sort(tracks *t);
static inline uint64_t track_key(seq_no one, seq_no other)
{
    return (uint64_t)one << 32 | other;
}
/* Σ of the steps of those kinds (bits) up to a day. False: it leaves int64. */
bool track_sum(int64_t *out, const tracks *t, const track *x, uint32_t kinds, day through);

/* ---- net.c: investor × fund ---- */
typedef struct net {
    tracks tracks;
    choices navs;  /* investor ‖ fund; investor 0 = the whole fund's */
    choices sizes; /* stated sizes of funds */
    choices stages;
    groups by_fund; /* fund → its tracks */
} net;
bool net_build(net *n, const view_request *q);
/* The track's value by that statement of NAV, whole or its share. */
track_reason nav_value(int64_t *out, const net *n, const track *x, const event *nav);

/* ---- gross.c: fund × enterprise ---- */
typedef struct gross {
    tracks tracks;
    groups valuations; /* track key → holding.valued, in journal order */
} gross;
bool gross_build(gross *g, const view_request *q);

/* ---- pools.c ---- */
typedef enum pool_by { BY_TRACK = 0, BY_FUND, BY_INVESTOR, BY_MANAGER, BY_VINTAGE, BY_SECTOR, BY_CLUSTER, BY_ALL, POOL_BYS } pool_by;
typedef struct pool {
    pool_by by;
    seq_no party; /* whose name it bears; 0 = none */
    str key;
    uint32_t *member; /* indexes of tracks */
    uint32_t count, room;
    uint32_t internal; /* tracks left out because they lie between two members */
    entry_list why;           /* what put the tracks here: roles, memberships, sectors, first payments */
} pool;
typedef struct pools {
    const tracks *tracks;
    pool *items;
    uint32_t count, room;
    map_u64 of_number; /* by ‖ number → 1 + index */
    map_str of_text;   /* sector → 1 + index */
} pools;
/* Those that the conditions on `by` leave, in the order of pool_by, then of their first track. */
bool pools_build(pools *p, const tracks *t);
const char *pool_word(pool_by by, bool is_gross);
void put_pool(cell *cells, const pools *p, const pool *x); /* by, group, name: three cells */
bool pool_is_asked(const view_request *q, const pools *p, const pool *x); /* are the entries of its row wanted? */
/* The value of a condition "name=value"; false when there is none. */
bool asked_value(str *out, const view_request *q, str name);

/* ---- series.c ---- */
typedef struct dated { /* of one day */
    day on;
    int64_t paid, received;
} dated;
typedef struct measure { /* a pool, added up */
    track_reason reason;
    unit_code unit;
    fund_money money; /* committed … value, all of measured days */
    int64_t called, outside;
    bool has_value;
    day from, to;             /* first money; latest day that a track is measured on */
    day value_on;             /* the oldest value in it; DAY_NONE = none */
    value_source source;
    uint32_t unmeasured, later; /* tracks without a value; entries after their track's day, not counted */
    dated *dated;               /* rising days, none twice; values are not in it */
    uint32_t dated_count;
    int64_t early_value;        /* the part of value that lies before `to` and stands in dated as received */
} measure;
/* False: memory. dated stays good until the next call with the same scratch. */
typedef struct series_room {
    dated *items;
    uint32_t room;
} series_room;
bool measure_pool(measure *out, series_room *room, const tracks *t, const pool *x);
bool pool_includes(const pool *x, step_kind what); /* trades within a fund are none of its own */
void why_pool(relation *out, cell *c, const tracks *t, const pool *x, uint32_t kinds);

/* ---- benchmark.c: an index, imported as observations of an indicator ---- */
typedef struct level {
    day on; /* last day of the period observed */
    double value;
    seq_no entry;
} level;
typedef struct benchmark {
    str code;
    unit_code unit;
    level *levels; /* by day, one a day */
    uint32_t count, room;
    bool is_odd; /* observed in two units: it has no level */
} benchmark;
typedef struct benchmarks {
    benchmark *items;
    uint32_t count, room;
    map_str index;
    int32_t tolerance_days; /* parameter index_tolerance_days */
    int32_t value_days;     /* parameter value_tolerance_days */
} benchmarks;
enum { INDEX_TOLERANCE_DAYS = 31, VALUE_TOLERANCE_DAYS = 92 };
/* That of --where index=CODE; without it every indicator that is observed in index points. */
bool benchmarks_build(benchmarks *b, const view_request *q);
/* The last level on or before the day, no older than the tolerance; NULL: there is none. */
const level *level_on(const benchmark *b, day on, int32_t tolerance_days);

typedef struct batch { /* series of many pools, gathered for one call */
    arena *a;
    day *days;
    double *flow;
    uint32_t *first;
    uint32_t flows, day_room, flow_room, count, first_room;
} batch;
bool batch_add(batch *b, const day *days, const double *flow, uint32_t count);
err_code batch_solve(irr_answer **out, const batch *b, err *e) WARN_UNUSED;

/* builders, by file */
err_code build_performance(relation *out, const view_request *q, err *e);
err_code build_gross(relation *out, const view_request *q, err *e);
err_code build_market(relation *out, const view_request *q, err *e);
err_code build_bridge(relation *out, const view_request *q, err *e);
extern const relation_info performance_info, gross_info, market_info, bridge_info;

#endif
