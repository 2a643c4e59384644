/* promises: targets with what answers them, inside the views room: observations that somebody matched (targets.c), or a
 * metric of the closed list that the book itself gives (metrics.c). All of it lives in the request's arena. */
#ifndef WEIR_VIEWS_PROMISES_INT_H
#define WEIR_VIEWS_PROMISES_INT_H

#include "views/views_int.h"

/* ---- metrics.c, metrics.def ---- */
typedef struct metric_base metric_base; /* what the metrics of one request are measured from, each part made once */
typedef struct metric_info metric_info; /* a metric of the closed list */
typedef enum metric_gap {
    METRIC_MEASURED,
    METRIC_NO_POPULATION, /* the target names no fund or cluster */
    METRIC_UNIT,          /* its value is of another unit */
    METRIC_NO_DENOMINATOR
} metric_gap;
typedef struct measurement {
    const metric_info *metric; /* NULL: the indicator is no metric; it is only observed */
    metric_gap gap;
    interval x; /* with METRIC_MEASURED, in the metric's unit */
    unit_code unit;
    entry_list why;
} measurement;
metric_base *metric_base_make(const view_request *q); /* NULL: memory */
/* What the book gives for the target's indicator on as_of. False: memory. */
bool metric_measure(measurement *out, metric_base *from, const event *promise);
bool metric_is_forecastable(const metric_info *metric);

/* ---- targets.c ---- */
typedef enum refusal_reason {
    ADMISSIBLE,
    NOT_MATCHED,
    NOT_OUTTURN,
    NO_VALUE,
    NO_PERIOD,
    PERIOD_WIDTH,
    PERIOD_LATE,
    PERIOD_OPEN,
    UNIT_DIFFERS
} refusal_reason;
typedef struct reading {
    event ev;
    presence is;
    bool has_period;
    period span;
    refusal_reason refused;
    verdict3 compares;
    str reason;
    seq_no match;
} reading;
typedef struct target {
    const view_request *q;
    event ev;
    bool has_deadline;
    day deadline;
    reading *items;
    uint32_t count, room, admissible;
    int64_t chosen, first_pass; /* index; −1 = none */
    map_u64 place;              /* observation → index */
    entry_list matches;
    measurement measured;
    bool failed;
} target;
typedef struct target_list { /* in the order of the journal: a parent stands before its parts */
    target *items;
    uint32_t count, room;
    map_u64 index; /* entry → position */
} target_list;
typedef enum target_verdict { V_PASS, V_BREACH, V_UNDETERMINED, V_NOT_YET_DUE, V_NO_READING } target_verdict;
bool targets_build(target_list *out, const view_request *q); /* false: memory */
target_verdict target_verdict_of(const target *t);
void put_target_verdict(cell *c, target_verdict v);
day reading_end(const target *t, const reading *r);
/* What is reached by as_of, the metric or the chosen reading, and the day of which it is; false: nothing is. */
bool target_reached(interval *x, day *on, const target *t);
bool target_reached_why(entry_list *l, const target *t); /* the entries behind that */

#endif
