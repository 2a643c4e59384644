/* policy: rule packs as files, and what the rules say of a book. The form of the files: docs/policy.md.
 *
 * The room knows relations and SQL and no book: whoever opens a session hands over a sql_host. No place, clause or figure
 * stands in C. What is wrong with a file is a fault with its name and line; the other files still work. */
#ifndef WEIR_POLICY_H
#define WEIR_POLICY_H

#include "relation/relation.h"
#include "sql/sql.h"

enum { NATIONAL_REGION = 100000 };

/* ---- files ---- */
typedef struct policy_file {
    str path; /* below the folder of packs, with slashes: "national/N-1.sql" */
    str bytes;
} policy_file;
bool policy_builtin(policy_file *out,
                    uint32_t index); /* those of policy/ in this build, by path; false past the last */
bool policy_takes(str path);         /* is a file of that path one that packs or cards are made of? */

typedef struct policy policy; /* packs that were read */
/* Files in any order; they are borrowed. What is wrong with one of them is kept as a fault. Fails by E_LIMIT alone. */
err_code policy_read(policy **out, const policy_file *files, uint32_t count, arena *a, err *e) WARN_UNUSED;
uint32_t policy_rule_count(const policy *p);  /* versions that can be used */
uint32_t policy_fault_count(const policy *p); /* of the files; also those beyond what is kept */

/* ---- a session: one connection, and what the last run found ---- */
typedef struct policy_session policy_session;
/* host is copied; its basis but for as_of is that of every run, its release is not called. keeps: the next run asks only
 * those rules again that read what has changed. E_LIMIT. */
err_code policy_open(policy_session **out, const policy *p, const sql_host *host, bool keeps, err *e) WARN_UNUSED;
void policy_close(policy_session *s); /* NULL is allowed */

typedef struct policy_question { /* empty texts: all */
    day as_of;
    str basis; /* what else the host's rows depend on, as a text: when it is another one nothing is kept */
    str jurisdiction, rule, subject, severity;
    int64_t milliseconds; /* for one rule; 0 = POLICY_RULE_MS */
} policy_question;
typedef struct policy_count {
    uint32_t rules;    /* versions in force that were asked for */
    uint32_t ran;      /* of these, whose query was run; the others' answers still held */
    uint32_t verdicts; /* and of these: */
    uint32_t pass, breach, undetermined, waived;
    uint32_t unplaced; /* rows of subjects without a region, which rules of a place cannot judge */
    uint32_t faults;   /* of the files and of this run */
} policy_count;
/* Every rule in force on the day. verdicts lives in the arena given (texts too); its info is verdicts_info. E_LIMIT, and what
 * the host refuses of the relations parties, clusters, members and waivers. */
err_code policy_run(relation *verdicts, policy_count *count, policy_session *s, const policy_question *q, arena *a,
                    err *e) WARN_UNUSED;

/* Runs the query of every version that can be used, whatever the day, and judges nothing: to find out what is wrong with
 * them, over a host without rows. */
err_code policy_try(policy_session *s, const policy_question *q, err *e) WARN_UNUSED;

/* ---- relations ---- */
extern const relation_info verdicts_info, rules_info, policy_faults_info;
enum verdict_column { /* of verdicts_info, for those who compare runs */
                      VERDICT_RULE,
                      VERDICT_SUBJECT,
                      VERDICT_OBJECT,
                      VERDICT_SUBJECT_NAME,
                      VERDICT_OUTCOME, /* pass, breach, undetermined */
                      VERDICT_SEVERITY,
                      VERDICT_MEASURED,
                      VERDICT_LIMIT,
                      VERDICT_MARGIN,
                      VERDICT_DONE,
                      VERDICT_DUE,
                      VERDICT_DAYS,
                      VERDICT_CLAUSE,
                      VERDICT_TITLE,
                      VERDICT_TITLE_EN,
                      VERDICT_FORCE_FROM,
                      VERDICT_FORCE_TO,
                      VERDICT_APPLIES,
                      VERDICT_MISSING,
                      VERDICT_WAIVED,
                      VERDICT_WAIVED_UNTIL,
                      VERDICT_JURISDICTION,
                      VERDICT_CONFIDENCE,
                      VERDICT_SOURCE,
                      VERDICT_EVIDENCE,
                      VERDICT_NOTE,
                      VERDICT_NOTE_EN
};
/* One row a version of a rule, usable or not. */
err_code policy_rules(relation *out, const policy *p, arena *a, err *e) WARN_UNUSED;
/* A template of errors.def with its placeholders filled in. */
typedef void policy_words(buf *out, const err *e, const char *template, bool zh);
/* What is wrong with files, and what the last run of s (may be NULL) found wrong with rules. */
err_code policy_faults(relation *out, const policy *p, const policy_session *s, policy_words *words, arena *a,
                       err *e) WARN_UNUSED;

/* ---- two runs side by side ---- */
extern const relation_info changes_info;
enum change_column {
    CHANGE_RULE,
    CHANGE_SUBJECT,
    CHANGE_OBJECT,
    CHANGE_SUBJECT_NAME,
    CHANGE_KIND, /* outcome, figure, new, gone */
    CHANGE_BEFORE,
    CHANGE_AFTER,
    CHANGE_SEVERITY,
    CHANGE_MEASURED_BEFORE,
    CHANGE_MEASURED_AFTER,
    CHANGE_LIMIT,
    CHANGE_MARGIN,
    CHANGE_DUE,
    CHANGE_WAIVED_UNTIL,
    CHANGE_MISSING,
    CHANGE_CLAUSE,
    CHANGE_TITLE,
    CHANGE_TITLE_EN
};
typedef struct change_count {
    uint32_t changes;
    uint32_t new_breaches; /* breaches that were none before; a waived one is none */
    uint32_t mended;       /* breaches before that are none after */
} change_count;
/* Only what differs of two verdicts relations, in the order of after, then what is gone. Texts stay those of both. E_LIMIT. */
err_code policy_compare(relation *out, change_count *count, const relation *before, const relation *after, arena *a,
                        err *e) WARN_UNUSED;

/* ---- scorecards ---- */
typedef struct scorecard scorecard;
str policy_card_at(const policy *p, uint32_t index); /* names of cards; ptr NULL past the last */
/* E_CARD_UNKNOWN; E_CARD_CELL, E_CARD_TREE, E_CARD_STEPS with file and line. p's files must still be there. */
err_code policy_card(scorecard **out, const policy *p, str name, arena *a, err *e) WARN_UNUSED;
typedef struct score_question {
    policy_question at; /* day and basis; subject: of policy_score */
    const str *assumed; /* "leaf=value": what if */
    uint32_t assumed_count;
} score_question;
typedef struct score_total {
    interval points,
        sure;             /* ten-thousandths of a point (UNIT_INDEX): as the card has it; what official texts confirm */
    uint32_t lacking;     /* leaves without evidence */
    uint32_t unconfirmed; /* leaves that no official text confirms */
    str grade_zh,
        grade_en; /* every grade that sure may be, with its effect on the fee; empty: the card has no grades */
} score_total;
extern const relation_info sheet_info, totals_info;
enum sheet_column {
    SHEET_NODE,
    SHEET_TITLE,
    SHEET_MOST,
    SHEET_VALUE,
    SHEET_POINTS,
    SHEET_SURE,
    SHEET_STATUS,
    SHEET_HOW,
    SHEET_EVIDENCE,
    SHEET_MISSING,
    SHEET_SOURCE,
    SHEET_NOTE
};
enum { TOTAL_SUBJECT, TOTAL_NAME, TOTAL_POINTS, TOTAL_SURE, TOTAL_LACKING, TOTAL_GRADE };
/* One fund's sheet, a row a node. E_SCORE_NODE, E_SCORE_VALUE of what is assumed; what a leaf's query is refused with. */
err_code policy_score(relation *sheet, score_total *total, policy_session *s, scorecard *c, const score_question *q,
                      arena *a, err *e) WARN_UNUSED;
/* The totals of all funds. */
err_code policy_scores(relation *out, policy_session *s, scorecard *c, const score_question *q, arena *a,
                       err *e) WARN_UNUSED;

/* ---- days on which an outcome may change ---- */
typedef struct policy_days {
    day *at; /* rising, each once */
    uint32_t count, room;
} policy_days;
/* Boundaries of the versions that the question asks for, and of the parameters. */
err_code policy_boundaries(policy_days *out, const policy *p, const policy_question *q, arena *a, err *e) WARN_UNUSED;
/* Adds a day; DAY_NONE is ignored. False without memory. */
bool policy_day_put(policy_days *out, day d, arena *a);
void policy_days_sort(policy_days *out);
/* Outcomes from day to day: a row for each that began, its end filled in when it ends. Texts are copied into a. */
extern const relation_info history_info;
typedef struct policy_history {
    relation *out;
    arena *a;
    map_str at;    /* rule, subject, object → 1 + the last row of it */
    uint32_t *day; /* by row: number of the day on which it was last seen */
    uint32_t days, room;
} policy_history;
void policy_history_begin(policy_history *h, relation *out, arena *a);
/* Days rise from call to call; verdicts: what policy_run gave on that day. E_LIMIT. */
err_code policy_history_add(policy_history *h, const relation *verdicts, day on, err *e) WARN_UNUSED;

#endif
