/* Inside the operation room: parameters of a duty, claims with what was recognised of them, ratios, builders. */
#ifndef WEIR_OPERATION_INT_H
#define WEIR_OPERATION_INT_H

#include "operation/operation.h"
#include "views/parts.h"

/* ---- parameters.c: what parameter.set says for one fund, in one region, by as_of ---- */
enum { REGION_DIGITS = 6 };
typedef struct parameters {
    const view_request *q;
    choices said;
    map_str names; /* name → its number, from 1 on */
} parameters;
typedef struct parameter { /* the one that counts; by == NULL: none is set */
    const choice *by;
    interval x; /* in the unit that was asked for */
} parameter;
bool parameters_build(parameters *p, const view_request *q);
/* The most specific that is set: of the fund before any fund's; of the district, the prefecture, the province, then of no
 * region. A value in another unit, below 0 or not exact is passed over. region may be empty. */
parameter parameter_of(const parameters *p, str name, unit_code unit, seq_no fund, str region);

/* ---- publics.c: whose money is public: a government, a mother fund, a member of the population "governments"; and what
 * parties are ---- */
typedef struct publics {
    const view_request *q;
    party_facts facts;
    memberships in;
    member_set governments;
} publics;
bool publics_build(publics *p, const view_request *q);
bool is_public(const publics *p, seq_no party);
str party_region(seq_no *entry, const publics *p, seq_no party); /* code; "" when nobody says. entry may be NULL */
/* Is the code within the region: the same, or a part of that prefecture or province? */
bool region_holds(str region, str code);

/* ---- claims.c: claims, and what was recognised and revoked of each ---- */
typedef struct claim {
    event ev;
    seq_no investor, fund, enterprise;      /* those that stand */
    interval amount, recognised, revoked;   /* of the claim's currency */
    bool has_evidence;                      /* with the claim, or with a standing recognition */
    entry_list recognitions, entries, same; /* entries: the claim's own and all that rest on it; same: other claims on its investment */
    uint32_t other_duties;                  /* of those: for another investor or another fund */
} claim;
typedef struct claims {
    const view_request *q;
    claim *items;
    uint32_t count, room;
    groups by_duty; /* duty_key → index */
} claims;
bool claims_build(claims *c, const view_request *q);
uint64_t duty_key(seq_no fund, seq_no investor);

/* ---- duties.c: what a fund owes an investor ---- */
typedef struct duty {
    const char *basis; /* name of its parameter; "none": nothing says what is owed */
    seq_no fund, investor;
    unit_code unit; /* of its money */
    parameter value;
    unit_code value_unit;
    interval base, required;
    interval claimed, evidenced, recognised, revoked, counted; /* counted = recognised − revoked */
    uint32_t claim_count;
    entry_list base_entries, claim_entries, grant_entries;
    str region; /* of the investor, else of the fund */
    seq_no region_entry;
} duty;
typedef struct duty_sources {
    const view_request *q;
    parameters set;
    publics who;
    stakes links;
    claims claims;
    groups invested; /* fund → entry of an investment */
} duty_sources;
bool duty_sources_build(duty_sources *d, const view_request *q);
/* Calls each for every duty, in the order of the stakes and of the table of bases; false ends it. */
bool duties_each(duty_sources *d, bool (*each)(void *self, const duty *of), void *self);

/* ---- ratios.c ---- */
enum { TIMES_ONE = 10000, PERCENT_ONE = 1000000 };
/* one ÷ other. Both exact: rounded half up to the least part; else an interval, rounded outward. False: other may be 0 or
 * below, or one is below 0. times: in ten-thousandths. percent: in parts per million. */
bool ratio_times(interval *out, interval one, interval other);
bool ratio_percent(interval *out, interval one, interval other);
interval not_below_zero(interval x); /* max(0, x) */
/* Is x ≥ y, whatever both may be? */
verdict3 is_at_least(interval x, interval y);
void put_verdict(cell *c, verdict3 v); /* yes, no, undetermined */
void why_lists(relation *out, cell *c, arena *a, const entry_list *one, const entry_list *other);

/* builders, by file */
err_code build_leverage(relation *out, const view_request *q, err *e);
err_code build_reinvestment(relation *out, const view_request *q, err *e);
err_code build_reinvestment_claims(relation *out, const view_request *q, err *e);
err_code build_reinvestment_score(relation *out, const view_request *q, err *e);
err_code build_progress(relation *out, const view_request *q, err *e);
err_code build_reports_due(relation *out, const view_request *q, err *e);
extern const relation_info leverage_info, reinvestment_info, reinvestment_claims_info, reinvestment_score_info,
    progress_info, reports_due_info;

#endif
