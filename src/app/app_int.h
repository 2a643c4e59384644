/* app_int: what the files of this room share, and nobody else sees.
 *
 * A weir_book is one journal and its fold. The fold that decides what is written is also the one that is shown: reading
 * stops at the published length. Whoever adds rows that the journal then does not take marks the fold stale, and the next
 * use folds anew. One handle, one thread, no globals. */
#ifndef WEIR_APP_INT_H
#define WEIR_APP_INT_H

#include "weir.h"

#include "app/app.h"
#include "base/base.h"
#include "book/book.h"
#include "event/event.h"
#include "intake/intake.h"
#include "journal/journal.h"
#include "ledger/ledger.h"
#include "look/look.h"
#include "money/money.h"
#include "operation/operation.h"
#include "performance/performance.h"
#include "policy/policy.h"
#include "reading/view.h"
#include "relation/relation.h"
#include "report/report.h"
#include "seal/seal.h"
#include "sql/sql.h"
#include "views/views.h"

enum { FIRST_SEQ = 1 /* registers the first actor, its own maker */ };

/* ---- fold.c ---- */
typedef struct fold {
    book *facts;
    head head;        /* of the last row in it */
    int64_t last_us;  /* when that row was recorded */
    seq_no saved_to;  /* the snapshot on disk goes so far; 0 = there is none of ours */
    bool is_mapped;   /* it began with a snapshot */
    seq_no hashed_to; /* the handle's facts_hash holds rows 1 … hashed_to */
} fold;
struct weir_book {
    arena *memory; /* holds the handle itself */
    journal *log;
    str path; /* terminated; empty while a book is made */
    fold fold;
    hasher *facts_hash; /* wants an alignment that an arena does not give */
    bool read_only;
    bool is_stale;           /* the fold holds rows that were never stored */
    bool distrusts_snapshot; /* one was found that cannot be a fold */
    bool is_behind;          /* others have stored what could not be taken in yet */
    seq_no block_looked;     /* entries in which "rules block" was looked for */
    bool block_named;        /* and whether one of them names it */
};
/* A new fold of the whole journal; out->facts is the caller's to free. */
err_code fold_journal(fold *out, journal *log, journal_check how, arena *scratch, err *e) WARN_UNUSED;
/* The same from the snapshot and what came after it; without a usable one from the whole journal, links checked. */
err_code fold_open(fold *out, const weir_book *b, arena *scratch, err *e) WARN_UNUSED;
/* Leaves a snapshot when enough was written since the last; whatever becomes of it. */
void fold_keep(weir_book *b, arena *scratch);
/* For tests that cannot wait for a long book: how many rows are enough, 0 = as ever. Process-wide. */
void fold_keep_every(seq_no rows);
/* A row that was stored well could not be: was it the snapshot's fault? Then the next use folds the journal alone. */
bool fold_distrust(weir_book *b);
/* book_hash of all of it; costs only what came since it was last asked. */
void fold_facts(hash *out, weir_book *b);
/* Before any use of the fold: folds anew when it is stale. */
err_code book_ready(weir_book *b, arena *scratch, err *e) WARN_UNUSED;
/* Before writing: ready, and with the rows that other programs have stored since. */
err_code book_catch_up(weir_book *b, arena *scratch, err *e) WARN_UNUSED;

/* ---- clock.c ---- */
/* Microseconds since 1970: the system's clock, but always later than last_us. */
int64_t clock_after(int64_t last_us);

/* ---- ingest.c: the write path ---- */
typedef struct row_source { /* where the rows of a batch come from */
    command_source from;
    void (*rewind)(void *self); /* of the source: begin again with the first row */
    intake *in;                 /* takes the refusals; NULL: the rows are made so that none is refused */
    uint32_t rows_guessed;
} row_source;
typedef struct ingest_options {
    str key;      /* of the batch; empty = one that names the head which the batch follows */
    str title;    /* of the batch */
    str maker;    /* id, of rows that name none; empty = the book's first */
    str approver; /* id, of all rows; empty = they say it themselves */
    str scope;    /* rows must be of these funds; terminated; empty = any */
    bool dry_run;
    bool is_restore;                /* rows are an exported journal: they stop at the first refusal */
    const struct ingest_look *look; /* asked before anything is stored, also in a dry run; NULL */
    weir_progress progress;
} ingest_options;
/* Catch up, decide, apply, append: all rows or none. ERR_OK with rows->in->refusal_total > 0 means refused; *out is as it
 * was then. E_HEAD_MOVED never: what others write meanwhile is taken in. */
err_code ingest(weir_imported *out, weir_book *b, const row_source *rows, const ingest_options *o, arena *a,
                err *e) WARN_UNUSED;
row_source rows_of_intake(intake *in, intake_reader *r);
/* While the rows are decided and in the writer's book, yet not stored: what does it look like with them? Entries up to stored are those
 * of the journal, up to tried those with the batch. Another code than ERR_OK refuses the batch. */
typedef struct ingest_look {
    void *self;
    err_code (*look)(void *self, seq_no stored, seq_no tried, err *e);
} ingest_look;
/* error.c: the field's value as a text; nothing when it has none. */
void value_print(buf *out, const command *c, const field_info *f);
void tell_progress(const weir_progress *p, const char *stage, uint64_t done, uint64_t total);

/* ---- exchange.c: one entry by hand ---- */
typedef struct posting {
    const char *kind; /* NULL: the line says it */
    str line;         /* one JSON object */
    str key;          /* empty = named after the head */
    str title, maker;
    bool dry_run;
    const struct ingest_look *look; /* as in ingest_options */
} posting;
/* weir_import, and a look at the book with the rows in it; NULL = none. */
weir_status import_looked_at(weir_imported *out, weir_book *b, const weir_import_options *options,
                             const ingest_look *look, weir_error **error);
/* One line through intake and ingest; a refusal goes to *error like a fault. a: what the request needs meanwhile. */
weir_status post_line(weir_imported *out, weir_book *b, const posting *p, arena *a, weir_error **error);
/* {"a":"b",…} from "a=b" texts. E_USAGE for one without "=". */
err_code line_of_fields(str *out, const char *const *fields, size_t count, arena *a, err *e) WARN_UNUSED;
/* A kind from its name; KIND_NONE for NULL. E_KIND_UNKNOWN. */
err_code find_kind(kind *out, const char *word, err *e) WARN_UNUSED;

/* ---- error.c ---- */
weir_status report_refusals(weir_error **out, const intake *in);
/* One text with its {placeholders} filled in. */
void error_print(buf *out, const err *e, const char *template, bool zh);

/* ---- basis.c: what a reader asked for ---- */
typedef struct scope { /* ids of the funds that may be seen; docs/scope.md */
    map_str funds;
} scope;
typedef struct asked {
    basis at;            /* record 0: the ledger and what is reported, side by side */
    int64_t known_at_us; /* with has_known_at */
    bool has_known_at;
    day closed_through; /* as reported at that close; DAY_NONE = not asked for */
    money_unit unit;
    head head;        /* of the prefix */
    const str *where; /* the user's conditions, for views that need not look at everything */
    uint32_t where_count;
    bool wants_why; /* the entries behind figures, of the row with that key */
    str why_key;
    const scope *within; /* who may see only some funds; NULL = all */
} asked;
/* E_OPTION_VALUE: the option of that name cannot take the value. */
err_code refuse_option(err *e, const char *name, const char *value, const char *allowed);
/* "id,id": a fund for itself, another party for the funds whose manager or general partner it is on that day. Nothing for
 * NULL. E_SCOPE. */
err_code scope_read(asked *q, weir_book *b, const char *text, arena *a, err *e) WARN_UNUSED;
/* Rows of other funds go, and what was counted of all with them. E_SCOPE_RELATION where no column says whose a row is. */
err_code scope_apply(relation *r, const scope *within, err *e) WARN_UNUSED;
/* May somebody of that scope file this row? E_SCOPE_ROW, with field and value, whatever the reason: an unknown name and
 * somebody else's read the same. */
err_code scope_admit(const scope *within, const weir_book *b, const command *c, err *e) WARN_UNUSED;
err_code basis_read(asked *out, weir_book *b, const weir_show_options *o, err *e) WARN_UNUSED;
/* "restated; as of 2026-11-23; 929 entries" */
void basis_print(buf *out, const asked *q, const weir_book *b, bool zh);

/* ---- show.c: every relation ---- */
const view *relations_at(uint32_t index); /* in the order of the tour; NULL past the last */
const view *relations_find(str name);     /* by name, zh or en title; NULL */
/* The relation of that name under the basis, all rows. E_RELATION_UNKNOWN. */
err_code relation_build(relation *out, const weir_book *b, const char *name, const asked *q, arena *a,
                        err *e) WARN_UNUSED;
/* The user's conditions into q; they live in a. */
err_code conditions_read(asked *q, const weir_show_options *o, arena *a, err *e) WARN_UNUSED;
/* As the user narrowed, sorted and limited it. E_COLUMN_UNKNOWN and others of relation.h. */
err_code relation_narrow(relation *r, const asked *q, const weir_show_options *o, err *e) WARN_UNUSED;
/* Printed with its basis and head; below stands under a table, never in what programs read. */
err_code relation_put(weir_sink out, const relation *r, const weir_book *b, const asked *q, const weir_show_options *o,
                      str below, arena *a, err *e) WARN_UNUSED;

/* ---- sql.c: relations for SQL, under a basis that is given ---- */
/* As of the last entry, until it is moved; the caller's to close with weir_sql_close. */
err_code sql_session_new(weir_sql_session **out, weir_book *b, err *e) WARN_UNUSED;
/* Every later row is under q, whose prefix may be any that the book holds; also when q is as it was but rows are not. */
void sql_session_move(weir_sql_session *s, const asked *q);
sql_host sql_session_host(weir_sql_session *s);      /* s outlives it */
bool sql_source_at(sql_source *out, uint32_t index); /* every relation as a table; false past the last */
int64_t sql_clock_ms(void *self);                    /* rising; for limits of time only */

/* ---- check.c: what the rules say of the book ---- */
/* Packs, a connection, and what the last run found: the next one asks only those rules again that read what changed. */
typedef struct check_session check_session;
typedef struct check_options {
    const char *policy_dir;                               /* NULL: the packs of this build */
    const char *jurisdiction, *rule, *subject, *severity; /* NULL: all */
    bool keeps;                                           /* there will be another run */
} check_options;
/* Any fault of the folder; what is wrong in its files is counted, never refused. */
err_code check_open(check_session **out, weir_book *b, const check_options *o, err *e) WARN_UNUSED;
void check_close(check_session *s); /* NULL is allowed */
const policy *check_packs(const check_session *s);
/* For who asks by himself: the connection, under q from now on, and the question that goes with it. */
policy_session *check_moved(policy_question *at, check_session *s, const asked *q, arena *a);
/* What every rule in force on q's day says of the first q->at.prefix entries of the book, also of rows that are not stored
 * (yet). verdicts (verdicts_info) and its texts live in a, and while s does. Columns: enum verdict_column. */
err_code check_run(relation *verdicts, policy_count *count, check_session *s, const asked *q, arena *a,
                   err *e) WARN_UNUSED;
/* Every version of every rule. */
err_code check_rules(relation *out, const check_session *s, arena *a, err *e) WARN_UNUSED;
/* What is wrong with files of packs, and with rules in the last run. */
err_code check_faults(relation *out, const check_session *s, arena *a, err *e) WARN_UNUSED;

/* ---- proof.c ---- */
/* Where the seals of that book lie, terminated; NULL without memory. */
const char *seals_path(str book_path, arena *a);

/* ---- what the public functions have in common ---- */
static inline report_format report_format_of(weir_format format)
{
    return format == WEIR_JSON ? REPORT_JSON : format == WEIR_CSV ? REPORT_CSV : REPORT_TABLE;
}

/* ---- whatif.c: posts that would break a rule ---- */
typedef struct blocking blocking;
typedef struct block_options {
    const char *policy_dir; /* NULL: the packs of this build */
    const char *today;      /* NULL: by the clock, UTC */
    bool is_past;           /* new breaches are counted, not refused */
} block_options;
/* Where the book says that rules block (parameter.set policy_block, 1 or more) *look refuses with E_BLOCKED a batch that
 * brings a new breach, as of today, of a rule that blocks; elsewhere it is empty and *out NULL. Close it also after a
 * failure. */
err_code block_open(blocking **out, ingest_look *look, weir_book *b, const block_options *o, arena *a,
                    err *e) WARN_UNUSED;
uint64_t block_new_breaches(const blocking *x); /* of the batch that was looked at; NULL: 0 */
void block_close(blocking *x);                  /* NULL is allowed */

#endif
