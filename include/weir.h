/* weir · 堰: the book of record of a government-guided fund cluster, as a C library.
 *
 * One header, opaque handles. Everything a face shows or does goes through here. Functions return a weir_status (0 =
 * done) and fill *error when it is given; an error is the caller's to free with weir_error_free and renders in zh or en.
 * Texts are UTF-8. A handle belongs to one thread at a time. Nothing is written unless the call says so; what is written
 * is one batch, all or nothing, on disk when the call returns. */
#ifndef WEIR_H
#define WEIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_API __attribute__((visibility("default")))

typedef enum weir_status { /* also the exit status of the command line; stable */
                           WEIR_OK = 0,
                           WEIR_USAGE = 2,   /* the request itself cannot be understood */
                           WEIR_REFUSED = 3, /* the rules say no; nothing changed */
                           WEIR_FAULT = 4,   /* file, disk, memory limit, another writer; nothing changed */
                           WEIR_DAMAGED = 5  /* the book is not what it should be */
} weir_status;
typedef enum weir_lang { WEIR_ZH = 1, WEIR_EN = 2 } weir_lang;

/* ---- errors ---- */
typedef struct weir_error weir_error;
WEIR_API void weir_error_free(weir_error *error);
WEIR_API weir_status weir_error_status(const weir_error *error);
WEIR_API size_t weir_error_count(const weir_error *error); /* an import may refuse many rows; at least 1 */
WEIR_API uint64_t
weir_error_total(const weir_error *error); /* all refusals, also those beyond the limit that is kept */
/* "E_OVER_COMMITMENT": stable, for programs. Borrowed. */
WEIR_API const char *weir_error_code(const weir_error *error, size_t index);
/* Where: row of the file (0 = none), field and value ("" = none). Borrowed. */
WEIR_API uint64_t weir_error_row(const weir_error *error, size_t index);
WEIR_API const char *weir_error_field(const weir_error *error, size_t index);
WEIR_API const char *weir_error_value(const weir_error *error, size_t index);
/* One line that states the reason, and one that says what to do ("" = nothing can be said). Borrowed. */
WEIR_API const char *weir_error_text(const weir_error *error, size_t index, weir_lang lang);
WEIR_API const char *weir_error_hint(const weir_error *error, size_t index, weir_lang lang);
/* The refused rows of an import as CSV with the columns error_zh and error_en: mend it and send it again. "" = not a
 * row-wise refusal. Borrowed; *bytes its length. */
WEIR_API const char *weir_error_mend(const weir_error *error, size_t *bytes);
/* For what a face itself finds wrong (its arguments, its output): code is a name of the same table, names and values
 * fill its placeholders (at most 4). Never NULL; the caller's to free. */
WEIR_API weir_error *weir_error_make(const char *code, const char *const *names, const char *const *values,
                                     size_t count);

/* ---- a place for output; returns false when it could not take the bytes ---- */
typedef struct weir_sink {
    bool (*put)(void *self, const char *bytes, size_t len);
    void *self;
} weir_sink;
/* Called now and then during long work with a count done of total (0 = unknown). May be NULL. */
typedef struct weir_progress {
    void (*tell)(void *self, const char *stage, uint64_t done, uint64_t total);
    void *self;
} weir_progress;

/* ---- a book ---- */
typedef struct weir_book weir_book;
/* Make a new book whose first entry registers `maker` (id and name), its own maker. */
WEIR_API weir_status weir_init(const char *path, const char *maker_id, const char *maker_name, weir_error **error);
/* Open: from the snapshot that lies beside the book and the rows that came after it, else by folding all of them. Form,
 * order and links of the rows read are checked; every hash is computed anew by weir_verify, not here. Whoever writes
 * leaves a snapshot (PATH-snapshot) now and then; it may be removed at any time. */
WEIR_API weir_status weir_open(weir_book **out, const char *path, bool read_only, weir_error **error);
WEIR_API void weir_close(weir_book *book); /* NULL is allowed */
/* Take in what other programs have stored since. Writing does it by itself; a handle that stays open to show calls this.
 * Without news it costs one question to the file. */
WEIR_API weir_status weir_refresh(weir_book *book, weir_error **error);
typedef struct weir_head {
    bool synthetic;     /* the book says that its data are invented */
    uint64_t seq;       /* entries */
    char hash[65];      /* hex; of entry seq */
    char book_hash[65]; /* hex; of the folded facts (docs/time.md) */
} weir_head;
WEIR_API void weir_head_get(weir_head *out, weir_book *book);
/* The same without book_hash, which is left empty: the first time that one costs a pass over all entries. */
WEIR_API void weir_head_chain(weir_head *out, const weir_book *book);
/* Re-read and re-chain every row, refold, compare. expect may be NULL or "HASH@SEQ". */
WEIR_API weir_status weir_verify(weir_book *book, const char *expect, weir_error **error);

/* A copy of the book in one new file, the log included; it is read back whole, every hash re-computed, before the call
 * returns. Its seals are copied beside it. The book stays as it is; others may write meanwhile. */
WEIR_API weir_status weir_backup(weir_book *book, const char *path, weir_error **error);

/* ---- seals: the head, signed (ed25519). A chain alone proves nothing against whoever holds the file. ---- */
/* A new key in a new file, which only its owner may read; keep it away from the book. public_key gets 64 hex digits. */
WEIR_API weir_status weir_key_new(const char *key_file, char public_key[65], weir_error **error);
typedef struct weir_seal_options {
    const char *key_file; /* as weir_key_new made it; refused when others may read it */
    const char *note;     /* one line, at most 1,000 bytes; NULL */
    const char *seals;    /* the file that the seal is appended to; NULL = the book's path and "-seals" */
} weir_seal_options;
typedef struct weir_sealed {
    weir_head head;      /* what was sealed */
    char public_key[65]; /* hex */
    char sealed[32];     /* when: 2026-11-23T09:30:00.000000Z */
} weir_sealed;
/* Verifies the whole book, others' last entries included, and signs its head. One line of JSON (src/seal/README.md) is
 * appended and synced; copy (put may be NULL) gets the same line, so that it can leave the house. */
WEIR_API weir_status weir_seal(weir_sealed *out, weir_book *book, const weir_seal_options *options, weir_sink copy,
                               weir_error **error);
typedef struct weir_seals_options {
    const char *seals;       /* NULL = the book's path and "-seals", which need not be there unless keys are named */
    const char *public_keys; /* hex, several with commas: every seal must be by one of them; NULL = by anybody */
} weir_seals_options;
enum { WEIR_KEYS_MAX = 8 };
typedef struct weir_seals {
    uint64_t count;          /* seals; all of them hold */
    uint64_t last_seq;       /* entries sealed by the one that reaches furthest; 0 without any */
    char last_sealed[32];    /* when that was made */
    uint64_t unpinned_count; /* keys that nobody named, so nobody vouches for; WEIR_KEYS_MAX + 1 = more */
    char unpinned[WEIR_KEYS_MAX][65];
} weir_seals;
/* Hold every seal against the book. The first that does not hold is damage, named by its line. Call weir_verify before:
 * it proves the chain that the seals speak of. */
WEIR_API weir_status weir_verify_seals(weir_seals *out, weir_book *book, const weir_seals_options *options,
                                       weir_error **error);

/* A new book of invented data. The same seed, events, funds and days give the same book_hash on every machine; they stand
 * in the entry that marks the book, and every report of it bears the mark. */
typedef struct weir_generate_options {
    uint64_t seed;
    uint64_t events;     /* entries of the whole book, 100 to 10,000,000: met exactly */
    uint64_t funds;      /* sub-funds and direct funds; 0 = as many as the entries need */
    const char *from;    /* first day; NULL = 2015-01-01 */
    const char *to;      /* last day; NULL = 2025-12-31 */
    uint32_t batch_rows; /* rows of one transaction; 0 = 50,000. It changes nothing but speed and the batches */
    weir_progress progress;
} weir_generate_options;
WEIR_API weir_status weir_generate(const char *path, const weir_generate_options *options, weir_error **error);

/* ---- writing ---- */
typedef struct weir_import_options {
    const char *file;  /* path; "-" = standard input */
    const char *kind;  /* kind of every row; NULL = the rows say it */
    const char *map;   /* path of a mapping file for foreign headers; NULL */
    const char *maker; /* id of a registered actor; NULL = the book's first */
    const char *key;   /* idempotency key; NULL = the hash of the file's bytes and its kind */
    bool dry_run;      /* check everything, write nothing */
    weir_progress progress;
    /* What stands below serves desks (weir_desk.h). */
    const char *bytes; /* the file's content instead of reading file, which is then only its name; NULL */
    size_t byte_count;
    const char *map_text; /* the mapping's content instead of reading map; NULL */
    bool is_draft;        /* a whole journal, whose lines say who made them, is refused (E_DRAFT_NAMES) */
    const char *approver; /* id of the actor who approved every row; NULL */
    const char *title;    /* of the batch; NULL = "import FILE" */
    bool asks_rules;      /* where rules block (weir_post_with), new breaches refuse the file too */
    const char *scope;    /* rows must be of these funds, as in weir_show_options; NULL = any */
} weir_import_options;
typedef struct weir_imported {
    uint64_t rows, first_seq, last_seq; /* first_seq 0 when nothing was written */
    uint64_t warnings;
    uint64_t breaches; /* a post of a past fact where rules block: new breaches that it brought */
    /* The largest amount of yuan of a row, in fen; of a reversal that of what it reverses. INT64_MAX, above every limit:
     * an amount in another currency, or a control.set. */
    int64_t largest_minor;
} weir_imported;
WEIR_API weir_status weir_import(weir_imported *out, weir_book *book, const weir_import_options *options,
                                 weir_error **error);
/* The batch of a key; first_seq 0: there is none. */
typedef struct weir_batch {
    uint64_t first_seq, last_seq;
    char approver[65]; /* id, of its first entry; "" */
} weir_batch;
WEIR_API weir_status weir_batch_find(weir_batch *out, weir_book *book, const char *key, weir_error **error);
/* One event from "field=value" texts, or one JSON line when count == 1 and it begins with '{'. */
WEIR_API weir_status weir_post(weir_imported *out, weir_book *book, const char *kind, const char *const *fields,
                               size_t count, const char *maker, bool dry_run, weir_error **error);
typedef struct weir_post_options { /* NULL or false = not given */
    const char *maker;
    bool dry_run;
    bool is_past;           /* records a past fact: new breaches are counted in out->breaches, not refused */
    const char *policy_dir; /* folder of packs; NULL = those of this build */
    const char *today;      /* day, for rules that block; NULL = by the clock, UTC */
} weir_post_options;
/* The same. Where the book says so (parameter.set policy_block, 1) an entry by hand that would bring a new breach, as of
 * today, of a rule that blocks is refused with the clause (E_BLOCKED). */
WEIR_API weir_status weir_post_with(weir_imported *out, weir_book *book, const char *kind, const char *const *fields,
                                    size_t count, const weir_post_options *options, weir_error **error);
WEIR_API weir_status weir_reverse(weir_imported *out, weir_book *book, uint64_t seq, const char *reason,
                                  const char *booked, const char *maker, weir_error **error);

/* Must a second person approve (control.set)? Under four eyes whatever names no approver is refused (E_FOUR_EYES), but for
 * what a desk enters. */
typedef struct weir_control {
    bool four_eyes;
    bool has_limit;      /* from this amount on, two must approve */
    int64_t limit_minor; /* fen */
} weir_control;
WEIR_API weir_status weir_control_get(weir_control *out, weir_book *book, weir_error **error);

/* ---- reading ---- */
typedef enum weir_format { WEIR_TABLE = 1, WEIR_JSON, WEIR_CSV } weir_format;
typedef struct weir_show_options { /* NULL or 0 = not given */
    const char *as_of;             /* day; default: today, given by the caller as `today` */
    const char *known_at;          /* instant: only what was entered by then */
    const char *as_reported;  /* day: what the close through it closed; as_of is that day unless given, and earlier */
    const char *published_by; /* day: only what was public by then */
    const char *record;       /* "ledger" | "reported" */
    const char *const *where; /* conditions, all must hold */
    size_t where_count;
    const char *sort, *columns;
    uint64_t limit;
    const char *unit; /* 元 | 万元 | 亿元 */
    weir_lang lang;
    weir_format format;
    const char *today; /* day; the library reads no clock for reading */
    uint64_t offset;   /* rows to pass over, after sorting and before limit */
    const char *scope; /* who may see only some funds: ids of funds and managers, with commas; E_SCOPE; NULL = all */
} weir_show_options;
WEIR_API weir_status weir_show(weir_book *book, const char *relation, const weir_show_options *options, weir_sink out,
                               weir_error **error);
/* The list of relations (relation NULL above does the same): name, titles, what each is. */
WEIR_API weir_status weir_relations(weir_lang lang, weir_format format, weir_sink out, weir_error **error);
/* The formula and the entries behind one figure. */
WEIR_API weir_status weir_why(weir_book *book, const char *relation, const char *key, const char *column,
                              const weir_show_options *options, weir_sink out, weir_error **error);
/* Look-through. from alone: its part of every fund and enterprise (relation look). from and to: the chains of stakes that
 * carry it there, row 0 all of them together (look_chains). to alone (from NULL): whose money is in it (look_holders).
 * Both NULL: from "public", which is all government and state-owned money. An end is an id, a name or an alias; from may
 * be a cluster: its members. A refusal names those that sound alike; without anything found the table says so. */
WEIR_API weir_status weir_look(weir_book *book, const char *from, const char *to, const weir_show_options *options,
                               weir_sink out, weir_error **error);
/* Kinds of event; one kind's fields; a CSV template (BOM, header, no rows). kind NULL = the list. */
WEIR_API weir_status weir_kinds(const char *kind, bool template_csv, weir_lang lang, weir_format format, weir_sink out,
                                weir_error **error);
/* The whole journal as JSON lines; imported into a new book it gives the same book_hash. */
WEIR_API weir_status weir_export(weir_book *book, weir_sink out, weir_error **error);

/* ---- SQL: every relation a table, read only (src/sql/README.md) ---- */
typedef struct weir_sql_options {                         /* NULL or 0 = not given */
    const char *as_of, *known_at, *published_by, *record; /* of every table, unless the statement says otherwise */
    const char *today;                                    /* day; the library reads no clock for reading */
    uint64_t rows_max;                                    /* E_SQL_ROWS beyond; 0 = 100,000 */
    uint32_t seconds;                                     /* E_SQL_TIME beyond; 0 = 30 */
    weir_lang lang;
    weir_format format;
} weir_sql_options;
/* One query, guarded: nothing is written, no file is opened, time, rows and memory are limited. Or .tables,
 * .schema [TABLE], .help. */
WEIR_API weir_status weir_sql(weir_book *book, const char *statement, const weir_sql_options *options, weir_sink out,
                              weir_error **error);
/* The same for many: what was worked out for one is kept for the next. The book must outlive it. */
typedef struct weir_sql_session weir_sql_session;
WEIR_API weir_status weir_sql_open(weir_sql_session **out, weir_book *book, const weir_sql_options *options,
                                   weir_error **error);
WEIR_API weir_status weir_sql_ask(weir_sql_session *session, const char *statement, weir_sink out, weir_error **error);
WEIR_API void weir_sql_close(weir_sql_session *session); /* NULL is allowed */
/* The words that may stand in a statement: tables, keywords, functions, columns, some more than once; NULL past the last.
 * Borrowed until the next call. */
WEIR_API const char *weir_sql_word(weir_sql_session *session, size_t index);
/* The tables and functions in a connection (sqlite3 *) that is the caller's, without the guard. The book is closed with
 * the connection; it is closed at once when this fails. */
WEIR_API weir_status weir_sql_attach(weir_book *book, void *connection, const weir_sql_options *options,
                                     weir_error **error);

/* ---- rules: what packs of rules say of the book (docs/policy.md) ---- */
typedef struct weir_check_options { /* NULL or false = not given */
    weir_show_options show;         /* of the relation that is printed */
    const char *policy_dir;         /* folder of packs; NULL = those of this build */
    const char *jurisdiction;       /* GB/T 2260 code of rules */
    const char *rule, *subject;     /* ids */
    bool list_rules;                /* the rules, not what they say */
    bool history;                   /* from which day to which outcomes stood, up to as_of; needs rule or subject */
} weir_check_options;
/* Verdicts: pass, breach or undetermined, with clause, limit, margin and the version in force. A table also says what is
 * wrong with files of packs; the other files count all the same. */
WEIR_API weir_status weir_check(weir_book *book, const weir_check_options *options, weir_sink out, weir_error **error);
/* Which verdicts would change if the drafts of a file (as weir_import takes them) were entered: only what would. Nothing is
 * written; dry_run and progress of drafts need not be given. */
WEIR_API weir_status weir_what_if(weir_book *book, const weir_import_options *drafts, const weir_check_options *options,
                                  weir_sink out, weir_error **error);
/* What the drafts would change of a relation: rows that differ, now and after, as JSON (weir_desk.h). Nothing is written. */
WEIR_API weir_status weir_effect(weir_book *book, const weir_import_options *drafts, const char *relation,
                                 const weir_show_options *options, weir_sink out, weir_error **error);
/* What is wrong with the files of a folder of packs, queries included, without any book: WEIR_REFUSED when there is
 * anything. */
WEIR_API weir_status weir_check_pack(const char *policy_dir, const weir_show_options *options, weir_sink out,
                                     weir_error **error);

/* ---- scorecards (docs/policy.md) ---- */
typedef struct weir_score_options { /* NULL or 0 = not given */
    weir_show_options show;
    const char *card;           /* NULL: the list of cards */
    const char *fund;           /* NULL: the totals of all funds */
    const char *policy_dir;     /* folder of packs; NULL = those of this build */
    const char *const *what_if; /* "leaf=value", over what the book says */
    size_t what_if_count;
} weir_score_options;
/* What a fund has on a scorecard, leaf by leaf: value, evidence, points by the card and points that an official text
 * confirms, both as intervals. With what_if the total without it is told too. */
WEIR_API weir_status weir_score(weir_book *book, const weir_score_options *options, weir_sink out, weir_error **error);

WEIR_API const char *weir_version(void);

#ifdef __cplusplus
}
#endif
#endif
