/* Inside the operation room: claims with what was recognised of them, ratios, builders. */
#ifndef WEIR_OPERATION_INT_H
#define WEIR_OPERATION_INT_H

#include "operation/operation.h"
#include "views/parts.h"

enum { REGION_DIGITS = 6 };

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
    seq_no investor, fund, enterprise;    /* those that stand */
    interval amount, recognised, revoked; /* of the claim's currency */
    bool has_evidence;                    /* with the claim, or with a standing recognition */
    entry_list recognitions, entries,
        same;              /* entries: the claim's own and all that rest on it; same: other claims on its investment */
    uint32_t other_duties; /* of those: for another investor or another fund */
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

/* ---- progress.c: when each fund took which step ---- */
typedef struct stamp { /* the earliest entry that says it; entry 0 = nobody does */
    seq_no entry;
    period span; /* days that it may mean */
    date stated;
    bool is_sure; /* by as_of */
} stamp;
typedef struct fund_steps {
    seq_no fund; /* 0: nothing is known of it */
    stamp approved, formed, liquidated, first_paid, public_paid, first_invested;
    interval invested; /* in enterprises, and paid into other funds */
    unit_code invested_in;
    entry_list invested_entries;
} fund_steps;
typedef struct stepping {
    const view_request *q;
    const publics *who;
    const stakes *links;
    int approved, formed, liquidated; /* codes of stages */
    fund_steps *items;
    uint32_t count, room;
    map_u64 of_fund; /* → index */
} stepping;
bool stepping_build(stepping *s, const view_request *q, const publics *who, const stakes *links);
const fund_steps *steps_of(const stepping *s, seq_no fund);
bool stamp_earlier(const stamp *a, const stamp *b);

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
