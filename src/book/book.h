/* book: the fold of the journal. Append-only columns in chunks that never move; a reader is (prefix, as_of).
 *
 * decide: command × book → event | refusal; pure, changes nothing. apply: puts a decided (or stored) event into the
 * columns and the writer's running state; it cannot refuse. The same events in the same order give the same book on
 * every compiler and in any batching (book_hash). One writer; readers see rows ≤ the published length and treat a
 * reversal beyond their prefix as not made. */
#ifndef WEIR_BOOK_H
#define WEIR_BOOK_H

#include "event/event.h"

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
    hash head;       /* hash of the newest stored row, for period.closed */
    seq_no head_seq;
} decide_context;
/* On success *out is complete but for seq/batch numbers that the journal confirms (out->seq = book_applied + 1).
 * Texts live in a or are borrowed from the command. Refusals in the documented order of errors.def. */
err_code book_decide(event *out, const book *b, const command *c, const decide_context *cx, arena *a,
                     err *e) WARN_UNUSED;
/* ev must be book_applied + 1 and pass event_check. What book_decide gave is never refused: E_LIMIT only. A stored row
 * that decide could not have made (a journal re-chained by another hand): E_EVENT_BYTES, nothing changed. After E_LIMIT
 * the row may be half in: throw the book away and fold anew. */
err_code book_apply(book *b, const event *ev, err *e) WARN_UNUSED;
/* Over every applied row ≤ prefix: kind, days, references, amounts, attrs, citations. Not recorded, maker, approver,
 * batch, nor the head that a close names: the same facts entered by other hands at another hour are the same book. */
void book_hash(hash *out, const book *b, seq_no prefix);

/* ---- reading rows ---- */
/* The row as an event; texts borrowed from the book. seq must be 1..book_applied (CHECKed). */
void book_entry(event *out, const book *b, seq_no seq);
kind book_kind(const book *b, seq_no seq);
seq_no book_reversed_by(const book *b, seq_no seq, seq_no prefix); /* 0 = stands at that prefix */
int64_t book_recorded_us(const book *b, seq_no seq);
/* Longest prefix whose rows were all recorded ≤ known_at_us. */
seq_no book_prefix_at(const book *b, int64_t known_at_us);

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
day book_closed_through(const book *b, seq_no prefix); /* DAY_NONE = nothing is closed */
/* Does any entry up to prefix, reversed or not, mark the book as invented data (PARAMETER_SYNTHETIC)? */
bool book_is_synthetic(const book *b, seq_no prefix);

#endif
