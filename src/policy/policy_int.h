/* Inside the policy room: rules, parameters and subjects as they are read, findings of a query, and how they are judged. */
#ifndef WEIR_POLICY_INT_H
#define WEIR_POLICY_INT_H

#include "policy/policy.h"

#include "records/records.h"

enum {
    POLICY_FAULTS_KEPT = 1000,
    POLICY_RULE_MS = 10000,
    POLICY_RULE_ROWS_MAX = 1000000,
    PARAMETER_COLUMNS = 11,
    SOURCE_COLUMNS = 5
};
#define NATIONAL_PACK "national"
#define POLICY_SQL_BYTES_MAX (INT64_C(256) << 20) /* what SQLite may take for one rule */
#define POLICY_RUN_BYTES_MAX ((size_t)1 << 30)    /* subjects, answers and relations of one run */

/* ---- faults.c: what is wrong with a file, and where ---- */
typedef struct faults {
    arena *from;
    err **item;
    uint32_t count, room, total;
    err none; /* takes the values of a fault that is not kept */
} faults;
/* A new fault; its values are added with err_text and the like. Never NULL. */
err *fault_add(faults *f, str file, uint64_t line, err_code code, const char *src_file, int src_line);
#define FAULT(f, file, line, code) fault_add((f), (file), (line), (code), __FILE__, __LINE__)
/* The file of a fault, with its path below the folder of packs; cut where it is too long. */
void locus_put_path(locus *at, str path);
/* One that somebody else raised; SQL's "line:column" becomes the line. */
void fault_take(faults *f, str file, uint64_t line, const err *e);

/* ---- table.c: tables of fixed columns, and what stands in their cells ---- */
typedef struct table { /* a file that is being read */
    policy_file file;
    const char *const *columns;
    uint32_t count;
    arena *a;
    records *from;
    record at;
    bool is_odd;    /* this record has not as many cells as columns */
    err_code wrong; /* why the file has no rows: E_ENCODING, E_POLICY_TABLE */
} table;
/* Past the first line, which must name the columns. The file's bytes must outlive it. E_LIMIT. */
err_code table_open(table *t, policy_file file, const char *const *columns, uint32_t count, arena *a,
                    err *e) WARN_UNUSED;
bool table_next(table *t);                          /* the next record, odd or not; false at the end */
err_code table_close(table *t, err *e) WARN_UNUSED; /* E_LIMIT: it ended for want of memory */
str table_heads(const table *t);                    /* "a,b,c" */
typedef struct validity {
    day from, to; /* to: first day on which it is no longer so; DAY_NONE = open */
} validity;
bool validity_holds(validity v, day d);
bool validities_meet(validity a, validity b);
bool list_next(str *word, str *rest);    /* words between commas, trimmed; empty ones are passed over */
bool list_has(str list, str word);       /* an empty list has every word */
bool lists_meet(str a, str b);           /* an empty list meets every other */
bool day_read(day *out, str text);       /* a whole day; false for anything else */
bool region_read(str text);              /* six digits */
bool region_covers(str whole, str part); /* 350000 covers 350203; 100000 everything */
uint32_t region_depth(str region);       /* digits that say something: 0, 2, 4, 6 */
str level_of_region(str region);         /* nation, province, prefecture, county; empty without a region */

/* ---- parameters.c ---- */
typedef struct parameter_row {
    str file, pack;
    uint64_t line;
    str name, region, classes, level, clause, source;
    int64_t minor;
    unit_code unit;
    validity valid;
    char confidence;
    bool is_rival; /* another row could apply as well: neither is used */
    uint32_t next; /* of the same name: 1 + index; 0 ends */
} parameter_row;
typedef struct parameter_table {
    parameter_row *row;
    uint32_t count, room;
    map_str by_name; /* → 1 + index of the last that was read */
} parameter_table;
typedef struct place { /* who a parameter is asked for */
    str region, class;
} place;

/* ---- rule.c ---- */
typedef enum severity {
    SEVERITY_NONE,
    SEVERITY_BLOCK,
    SEVERITY_EXIT,
    SEVERITY_WARN,
    SEVERITY_DUE,
    SEVERITY_INFO
} severity;
typedef enum form { FORM_NONE, FORM_RATIO, FORM_MEASURED, FORM_FLAG, FORM_DEADLINE } form;
typedef enum rule_key {
    KEY_RULE,
    KEY_ZH,
    KEY_EN,
    KEY_CLAUSE,
    KEY_SOURCE,
    KEY_CONFIDENCE,
    KEY_SEVERITY,
    KEY_JURISDICTION,
    KEY_CLASSES,
    KEY_SCHEME,
    KEY_APPLIES,
    KEY_VALID,
    KEY_PARAMETERS,
    KEY_TEST,
    KEY_UNIT,
    KEY_NOTE,
    KEY_NOTE_EN,
    KEY_COUNT
} rule_key;
typedef struct rule_let { /* what a hole of the query is filled with */
    str name, value;
    uint64_t line;
    bool is_used;
} rule_let;
enum { LETS_MAX = 12 };
typedef struct rule {
    str file, pack, text;
    rule_let let[LETS_MAX];
    uint32_t let_count;
    str value[KEY_COUNT];
    uint64_t line[KEY_COUNT]; /* 0 = not there */
    severity severity;
    char confidence;
    bool by_reference, is_usable;
    validity valid;
    form form;
    comparator op;
    str limit; /* name of a parameter; empty: the column */
    unit_code unit;
} rule;
extern const char *const severity_words[];
/* The header of a file into out, which may be unusable then. */
void rule_read(rule *out, policy_file file, str pack, faults *f);
/* Fills the holes {name} of its query: with what the header lets the name be, else with the shared query of that name. What
 * cannot be filled is a fault of its line and makes the rule unusable. E_LIMIT. */
err_code rule_fill(rule *r, const policy *p, faults *f, arena *a, err *e) WARN_UNUSED;

/* ---- packs.c ---- */
struct policy {
    arena *memory;
    faults wrong;
    rule *rule;
    uint32_t rule_count, rule_room;
    parameter_table parameters;
    map_str sources; /* id → 1 */
    uint64_t files;
    const policy_file *file; /* as they were handed over: cards are read when they are asked for */
    uint32_t file_count;
    map_str file_at; /* path → 1 + index */
};
err_code sources_read(policy *p, policy_file file, err *e) WARN_UNUSED;
err_code parameters_read(policy *p, policy_file file, str pack, err *e) WARN_UNUSED;
const policy_file *file_find(const policy *p, str path); /* one that was handed over; NULL */
void parameters_settle(policy *p); /* after the last file: rows that could both apply, unknown sources */
bool parameter_is_known(const parameter_table *t, str pack, str name);
/* What the pack has, else the national one, for that place and day; the row of the smallest region. NULL = none. */
const parameter_row *parameter_find(const parameter_table *t, str pack, str name, place at, day on);

/* ---- subjects.c: whom rules look at, read once a run ---- */
typedef struct subject {
    str id, name, class, region;
} subject;
typedef struct waiver {
    str rule, subject, object, reason;
    day from, to; /* to belongs to it; DAY_NONE = open */
    int64_t entry;
} waiver;
typedef struct subjects {
    subject *item;
    uint32_t count, room;
    map_str index;   /* id → 1 + index */
    map_str schemes; /* "code/id" → 1 */
    waiver *waivers;
    uint32_t waiver_count, waiver_room;
} subjects;
const subject *subject_find(const subjects *s, str id); /* NULL = none */
bool subject_is_in(const policy_session *s, str scheme, str id);

/* ---- answers.c: what rules asked of the host, kept until its version is another one ---- */
typedef struct reading { /* the rows of one relation under one basis */
    const relation_info *info;
    sql_ask ask;
    arena *memory; /* of the rows; NULL: they are not there */
    relation_rows rows;
    hash content;
    bool is_hashed;
    uint32_t noted_by; /* the query that was last seen to read it */
} reading;
typedef struct answer { /* of param(name, fund, day) within a pack */
    str pack, region /* of the rule, when there is no fund */, name, fund;
    day on;
    sql_parameter value;
    uint64_t version; /* for which the value is good */
    uint32_t noted_by;
} answer;
typedef struct noted_reading {
    uint32_t at;
    hash content;
} noted_reading;
typedef struct noted_answer {
    uint32_t at;
    sql_parameter value;
} noted_answer;

/* ---- findings.c: what a query gave ---- */
typedef struct finding {
    str subject, object, missing, evidence;
    interval one, other; /* part and whole, or measured */
    bool has_one, has_other, about, is_flagged, has_flag;
    bool is_twice;    /* the query gave several rows for it */
    period done, due; /* of days; first DAY_NONE = empty */
    int64_t limit;
    bool has_limit;
} finding;
typedef struct findings {
    arena *memory;
    finding *item;
    uint32_t count, room;
    err_code stopped; /* why there are none: E_SQL_TIME and the like; the rule is undetermined then */
} findings;

/* The waiver in force on the day; NULL = none. */
const waiver *waiver_find(const policy_session *s, str rule_id, const finding *f);

/* ---- verdict.c ---- */
typedef struct limit_value {
    bool is_known;
    int64_t minor;
    unit_code unit;
} limit_value;
typedef struct judgement {
    verdict3 outcome;
    interval measured, margin;
    bool has_measured, has_margin, has_days;
    unit_code unit, margin_unit;
    int64_t days;
} judgement;
void judge(judgement *out, const rule *r, const finding *f, limit_value limit, day as_of);
bool limit_fits(const rule *r, unit_code of);

/* ---- relations.c ---- */
typedef struct verdict_parts { /* what a row is made from */
    const rule *r;
    const finding *f;
    const subject *who; /* NULL: of a stopped query */
    const judgement *so;
    limit_value limit;
    const waiver *waived; /* NULL = not */
    err_code stopped;
} verdict_parts;
err_code verdict_put(relation *out, const verdict_parts *v, arena *a, err *e) WARN_UNUSED;
const cell *verdict_row(const relation *r, uint32_t row); /* of any relation of the room; NULL past the last */
str verdict_key(const cell *row, arena *a);               /* of its first three cells; ptr NULL without memory */
bool cells_same_day(const cell *one, const cell *other);
void cell_lend(cell *to, const cell *from); /* the same without the entries behind it */

/* ---- session.c ---- */
typedef struct memo { /* of one rule: what its query found, and what it had read for that */
    findings found;
    faults wrong;
    bool holds;
    bool is_partial; /* something that was read could not be noted */
    noted_reading *readings;
    uint32_t reading_count, reading_room;
    noted_answer *answers;
    uint32_t answer_count, answer_room;
} memo;
struct policy_session {
    arena *memory; /* the session itself */
    const policy *packs;
    sql_host outer; /* whoever opened */
    sql *tables;    /* NULL: not open on this day yet */
    day as_of;
    hash basis;
    uint64_t version, outer_version; /* ours; and that of the host when it was counted */
    bool keeps;
    memo *memos; /* by rule */
    /* what is known of the host's answers */
    arena *known, *scratch;
    reading *readings;
    uint32_t reading_count, reading_room;
    map_str reading_at; /* → 1 + index */
    answer *answers;
    uint32_t answer_count, answer_room;
    map_str answer_at;
    /* of the run */
    arena *run;
    subjects who;
    faults wrong;
    const rule *running; /* whose query runs, or is judged; NULL = one of the room's own */
    memo *noting;        /* takes what that query reads; NULL = nobody asks */
    uint32_t query;      /* its number */
};
/* answers.c: the host that SQL sees */
sql_host session_host(policy_session *s);
/* Parameter of the fund, as the book sets it, else as the packs have it. */
err_code session_parameter(sql_parameter *out, policy_session *s, str name, str fund, day on, err *e) WARN_UNUSED;
/* Would the query of that memo be told the same again? */
bool memo_holds(policy_session *s, const memo *m);
/* What the query has read, as it is now. */
err_code memo_seal(policy_session *s, memo *m, err *e) WARN_UNUSED;
void readings_drop(policy_session *s);
err_code subjects_read(policy_session *s, err *e) WARN_UNUSED;
sql_limits session_limits(const policy_question *q);
/* Runs the query of s->running; what is wrong with it becomes a fault of m. */
void findings_read(policy_session *s, memo *m, const policy_question *q);

#endif
