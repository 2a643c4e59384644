/* book: the fold of the journal. Append-only columns in chunks that never move; a reader is (prefix, as_of).
 *
 * decide: command × book → event | refusal; pure, changes nothing. apply: puts a decided (or stored) event into the
 * columns and the writer's running state; it cannot refuse. The same events in the same order give the same book on
 * every compiler and in any batching (book_hash). One writer; readers see rows ≤ the published length and treat a
 * reversal beyond their prefix as not made. */
#ifndef WEIR_BOOK_H
#define WEIR_BOOK_H

#include "rows/rows.h" /* IWYU pragma: export */

typedef struct book book;
err_code book_new(book **out, err *e) WARN_UNUSED;
void book_free(book *b);
seq_no book_length(const book *b);  /* published */
void book_publish(book *b);         /* make all applied rows visible: one release-store */
seq_no book_applied(const book *b); /* rows the writer has applied; ≥ book_length */

typedef struct decide_context {
    int64_t now_us;  /* recorded instant of the row; the caller keeps it rising */
    seq_no maker;    /* a registered actor; 0 only for the very first entry */
    seq_no approver; /* 0 = none */
    bool awaits;     /* only tried: the second person comes later */
    hash head;       /* hash of the newest stored row, for period.closed */
    seq_no head_seq;
} decide_context;
/* On success *out is complete but for seq/batch numbers that the journal confirms (out->seq = book_applied + 1).
 * Texts live in a or are borrowed from the command. Refusals in the documented order of errors.def. What the book says is
 * not changed; running state may be worked out that was not needed before, so a refusal may also be E_LIMIT. */
err_code book_decide(event *out, book *b, const command *c, const decide_context *cx, arena *a, err *e) WARN_UNUSED;
/* ev must be book_applied + 1 and pass event_check. What book_decide gave is never refused: E_LIMIT only. A stored row
 * that decide could not have made (a journal re-chained by another hand): E_EVENT_BYTES, nothing changed. After E_LIMIT
 * the row may be half in: throw the book away and fold anew. */
err_code book_apply(book *b, const event *ev, err *e) WARN_UNUSED;
/* The same for what book_decide has just given for this very book, which nothing was applied to since: it need not be
 * asked again whether the row may be applied. E_LIMIT only. */
err_code book_apply_decided(book *b, const event *ev, err *e) WARN_UNUSED;
/* Builds now what a loaded book builds when a flow is first decided or applied, and checks that it can be: E_EVENT_BYTES
 * (of book_decide and book_apply too, then) says that the image was forged; throw the book away and fold the journal. */
err_code book_check_ledger(book *b, err *e) WARN_UNUSED;
/* Over every applied row ≤ prefix: kind, days, references, amounts, attrs, citations. Not recorded, maker, approver,
 * batch, nor the head that a close names: the same facts entered by other hands at another hour are the same book. */
void book_hash(hash *out, const book *b, seq_no prefix);
/* The same of several prefixes in one walk: out[i] of rows ≤ prefix[i], which must not fall. */
void book_hashes(hash *out, const book *b, const seq_no *prefix, size_t count);
/* The same, step by step: rows after … through are put into h. book_hash = init, continue from 0, end. */
void book_hash_continue(hasher *h, const book *b, seq_no after, seq_no through);
/* Are the first `prefix` entries of the two the same, in every member that the book keeps, and what reverses them? Asks
 * more than book_hash, and costs a tenth of it. Both must have them (CHECKed). */
bool book_same(const book *a, const book *b, seq_no prefix);

/* ---- the image of a book on disk, so that opening need not fold ---- */
/* All applied rows must be published (CHECKed). head = hash of the journal's row book_applied. Written beside path and
 * then put in its place; nothing is flushed. E_FILE_WRITE. */
err_code book_save(const book *b, const char *path, const hash *head, err *e) WARN_UNUSED;
/* A book as if folded from the rows of the image, published. *usable false with ERR_OK: there is no image, or none that
 * this program may trust; *out is NULL then: fold the journal. The caller compares *seq and *head with the journal and
 * folds the rest. Fault: E_LIMIT. */
err_code book_load(book **out, bool *usable, const char *path, seq_no *seq, hash *head, err *e) WARN_UNUSED;

/* ---- reading rows ---- */
/* The row as an event; texts borrowed from the book. seq must be 1..book_applied (CHECKed). */
void book_entry(event *out, const book *b, seq_no seq);
kind book_kind(const book *b, seq_no seq);
seq_no book_reversed_by(const book *b, seq_no seq, seq_no prefix); /* 0 = stands at that prefix */
int64_t book_recorded_us(const book *b, seq_no seq);
/* Longest prefix whose rows were all recorded ≤ known_at_us. */
seq_no book_prefix_at(const book *b, int64_t known_at_us);

/* Rows first … prefix column by column, as far as their chunk goes; for scans that build no event a row:
 *   for (seq_no at = 1; at <= prefix; at += s.count) { book_slice(&s, b, at, prefix); … }
 * 1 ≤ first ≤ prefix ≤ book_applied (CHECKed). See row_slice in rows.h. */
void book_slice(row_slice *out, const book *b, seq_no first, seq_no prefix);
/* ---- pairs: rows of capital by the two parties that they name, as entered ---- */
uint32_t book_pair_count(const book *b);                                       /* pairs are 1..count, by first use */
uint32_t book_pair_find(const book *b, seq_no subject, seq_no object);         /* 0 = no row names the two */
void book_pair(seq_no *subject, seq_no *object, const book *b, uint32_t pair); /* 1..count (CHECKed) */
seq_no book_pair_newest(const book *b, uint32_t pair);                         /* it may lie beyond a reader's prefix */
uint32_t book_pair_of(const book *b, seq_no seq);                              /* 0 = the row has no pair */
seq_no book_pair_older(const book *b, seq_no seq); /* row before it of the same pair; 0 ends. seq must have a pair */

/* ---- things: what entries refer to ---- */
typedef struct thing {
    seq_no seq;     /* entry that registered it */
    thing_class is; /* THING_party, cluster, document, program, measure, target, project, actor */
    int class_code; /* party_class, cluster_class … */
    str id, name;   /* as registered (name = title where that is the field) */
} thing;
bool book_thing(thing *out, const book *b, seq_no seq); /* false when that entry registered nothing */
bool book_is_fund(const book *b, seq_no seq);
seq_no book_find_id(const book *b, str id); /* 0 = none; merged ids stay readable */
seq_no book_merged_into(const book *b, seq_no party,
                        seq_no prefix); /* the one that stands, following chains; itself if none */
str book_name(const book *b, seq_no seq, seq_no prefix, bool zh); /* current name at that prefix; en falls back to zh */
/* Exact id, exact name, alias; else E_NAME_UNKNOWN / E_NAME_AMBIGUOUS with candidates. */
err_code book_resolve(seq_no *out, const book *b, str word, thing_class wanted, err *e) WARN_UNUSED;

/* ---- what a reader asks for ---- */
typedef enum record { RECORD_LEDGER = 1, RECORD_REPORTED } record;
typedef struct basis {
    seq_no prefix;     /* as known at: rows 1..prefix */
    day as_of;         /* effective ≤ as_of */
    date published_by; /* first == DAY_NONE: no such limit */
    int32_t about_tolerance_ppm;
    record record; /* for views that can speak of either */
} basis;
typedef enum presence { PRESENT_NO = 0, PRESENT_YES, PRESENT_UNDETERMINED, PRESENT_UNPUBLISHED } presence;
/* Does the row count under this basis? NO: reversed, beyond the prefix, or wholly after as_of. UNDETERMINED: as_of inside
 * the interval of its effective date. UNPUBLISHED: left out because its published interval is not wholly ≤ published_by. */
presence book_presence(const book *b, const event *ev, const basis *at);
/* First/last day that the row's effective date may mean; unknown = published, else recorded day (docs/time.md). */
period book_effective_span(const book *b, const event *ev);
/* Who must approve, by the last control.set that stands, of all rows applied. */
typedef struct book_control {
    bool four_eyes; /* no entry without an approver */
    bool has_limit;
    int64_t
        limit_minor; /* from this amount on, two must approve before: the desk asks them, the entry names the last */
} book_control;
void book_control_get(book_control *out, const book *b);
day book_closed_through(const book *b, seq_no prefix); /* DAY_NONE = nothing is closed */
/* Does any entry up to prefix, reversed or not, mark the book as invented data (PARAMETER_SYNTHETIC)? */
bool book_is_synthetic(const book *b, seq_no prefix);

#endif
