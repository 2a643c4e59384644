/* event: the vocabulary of the book. One table of kinds (kinds.def) drives headers, templates, forms, checking and docs.
 *
 * An event is one flat row: typed columns, canonical attrs, a citation. Its canonical byte form (event_encode) is what
 * is hashed; there is exactly one for each event, and event_decode refuses every other spelling. */
#ifndef WEIR_EVENT_H
#define WEIR_EVENT_H

#include "money/money.h"

typedef uint32_t
    seq_no; /* 1 = first entry; 0 = none. Parties, funds, actors … are named by the seq that registered them. */

typedef enum kind {
    KIND_NONE = 0,
#define EVENT(number, wire, ident, family, state, decide, apply, zh, en) KIND_##ident = number,
#include "event/kinds.def"
    KIND_LAST = KIND_CONTROL_SET
} kind;
typedef enum family {
    FAMILY_NONE = 0,
    FAMILY_REGISTRY,
    FAMILY_STATEMENT,
    FAMILY_CAPITAL,
    FAMILY_REINVESTMENT,
    FAMILY_SUPPORT,
    FAMILY_POLICY,
    FAMILY_SELECTION,
    FAMILY_LIFE,
    FAMILY_CONTROL
} family;

/* Where a field's value lives in the row. */
typedef enum column {
    COLUMN_SUBJECT = 1,
    COLUMN_OBJECT,
    COLUMN_THIRD,
    COLUMN_REF,
    COLUMN_PURPOSE,
    COLUMN_CLASS,
    COLUMN_AMOUNT,
    COLUMN_QUANTITY,
    COLUMN_UNFUNDED,
    COLUMN_EFFECTIVE,
    COLUMN_BOOKED,
    COLUMN_PUBLISHED,
    COLUMN_ATTR,
    COLUMN_CITE_TITLE,
    COLUMN_CITE_URL,
    COLUMN_CITE_ROW,
    COLUMN_CITE_WORDS,
    COLUMN_CITE_SPAN,
    COLUMN_CITE_DOCUMENT,
    COLUMN_CITE_CONFIDENCE
} column;
/* How text becomes a value.
 * ID new id (lower-case letters, digits, . _ -) · REF id or name of a thing · ENTRY seq number · ENUM word of enums.def ·
 * DAY exact day · DATE day with precision · PERIOD first and last day (also fills attrs period_from, period_to) ·
 * AMOUNT statement with qualifier and unit · MONEY exact, positive, a currency · BALANCE the same or zero ·
 * LIMIT exact, any unit ·
 * FOREIGN exact, positive, a currency, as a text of one spelling: "1000000 USD" ·
 * YUAN exact non-negative fen as an integer · SHARE percent → parts per million · RATIO above 0, at most 1000, as a
 * plain decimal → parts per million ("1.25") · COUNT non-negative integer ·
 * CODE lower_snake word · REGION six digits · USCC 18 characters, checked · COMPARATOR one of =, >=, … */
typedef enum field_type {
    TYPE_ID = 1,
    TYPE_TEXT,
    TYPE_REF,
    TYPE_ENTRY,
    TYPE_ENUM,
    TYPE_DAY,
    TYPE_DATE,
    TYPE_PERIOD,
    TYPE_AMOUNT,
    TYPE_MONEY,
    TYPE_BALANCE,
    TYPE_LIMIT,
    TYPE_YUAN,
    TYPE_SHARE,
    TYPE_COUNT,
    TYPE_CODE,
    TYPE_REGION,
    TYPE_USCC,
    TYPE_COMPARATOR,
    TYPE_FOREIGN,
    TYPE_RATIO
} field_type;
/* What a thing is; what a reference must be. */
typedef enum thing_class {
    THING_none = 0,
    THING_party,
    THING_fund /* a party whose class is a fund */,
    THING_cluster,
    THING_holder /* party or cluster */,
    THING_document,
    THING_program,
    THING_measure,
    THING_target,
    THING_project,
    THING_actor
} thing_class;
typedef enum enum_list {
    LIST_none = 0,
#define ENUM_BEGIN(list) LIST_##list,
#define ITEM(list, number, word, zh, en)
#define ENUM_END(list)
#include "event/enums.def"
    LIST_COUNT
} enum_list;
enum {
#define ENUM_BEGIN(list)
#define ITEM(list, number, word, zh, en)
#define ENUM_END(list)
#include "event/enums.def"
    PARTY_GOVERNMENT = 1,
    PARTY_GP = 6,
    PARTY_ENTERPRISE = 7,
    PARTY_MOTHER_FUND = 8,
    PARTY_SUB_FUND = 9,
    PARTY_DIRECT_FUND = 10,
    CLUSTER_FUNDS = 1,
    CLUSTER_INDUSTRY = 2,
    CLUSTER_POPULATION = 3,
    BASIS_TARGET = 1,
    BASIS_ANNOUNCED,
    BASIS_REGISTERED,
    BASIS_SUBSCRIBED,
    BASIS_PAID_IN,
    BASIS_UNSTATED,
    BASIS_COUNT,
    STAKE_STATED = 1,
    STAKE_DERIVED,
    STAKE_PLANNED,
    STAKE_SELECTED,
    STAKE_DISPUTED,
    INCREASE = 1,
    DECREASE = 2,
    INSIDE = 1,
    OUTSIDE = 2,
    YES = 1,
    NO = 2,
    VINTAGE_OUTTURN = 1,
    VINTAGE_FORECAST,
    VINTAGE_PLAN,
    WIDTH_ANY = 1,
    WIDTH_YEAR,
    WIDTH_HALF,
    WIDTH_QUARTER,
    WIDTH_MONTH,
    WAY_DIRECT = 1,
    WAY_RELATED_FUND = 2
};

/* parameter.set with this name marks a book as invented data; the code is kept for that. */
#define PARAMETER_SYNTHETIC "synthetic_data"

typedef struct field_info {
    const char *name; /* identifier; also the header of templates and the key in JSON lines */
    column column;
    field_type type;
    enum_list list;     /* with TYPE_ENUM */
    thing_class refers; /* with TYPE_REF */
    bool required;
    const char *zh, *en;
} field_info;
typedef struct kind_info {
    kind kind;
    const char *wire; /* "party.registered" */
    family family;
    bool works;            /* false: refused with E_KIND_LATER */
    thing_class registers; /* what comes into being; THING_none for most */
    const char *zh, *en;
    const field_info *field; /* own fields, then the common ones (a common one is left out where the column is taken) */
    uint32_t field_count;
} kind_info;
const kind_info *kind_get(kind k);                          /* NULL for numbers that are no kind */
const kind_info *kind_find(str word);                       /* wire name, zh or en title; NULL */
const field_info *field_find(const kind_info *k, str word); /* name, zh or en title, without case; NULL */
const kind_info *kind_next(const kind_info *after);         /* in number order; NULL begins and ends */
bool kind_is_fund_class(int party_class);
/* enums.def: NULL/0 when absent. */
const char *enum_word(enum_list list, int number);
const char *enum_title(enum_list list, int number, bool zh);
int enum_find(enum_list list, str word); /* word, zh or en title; 0 when none */
const char *enum_words(enum_list list);  /* "a | b | c", for messages and templates */

/* ---- one row ---- */
typedef struct citation {
    str title, url, row, words, span; /* empty = not given */
    seq_no document;
    uint8_t confidence; /* enums.def confidence */
} citation;
enum { EVENT_FORMAT = 1 };
typedef struct event {
    seq_no seq;
    int64_t recorded_us;
    seq_no maker, approver;
    kind kind;
    uint16_t format; /* which encoder hashed it */
    date effective;
    day booked; /* DAY_NONE when the kind has no accounting day */
    date published;
    seq_no subject, object, third;
    int32_t purpose, class_code; /* enums.def by kind */
    amount amount;               /* q == QUALIFIER_NONE: no amount; then every member is 0 */
    bool has_quantity, has_unfunded;
    int64_t quantity;       /* share in ppm, or a count */
    int64_t unfunded_minor; /* effect on the unfunded commitment, signed */
    seq_no ref;
    str attrs; /* canonical: {"a":"text","b":-5} keys rising, no blanks; "" when none */
    uint64_t batch;
    citation cite;
} event;

/* The one byte form of an event: everything above, fixed order, little-endian. E_LIMIT. */
err_code event_encode(buf *out, const event *ev, err *e) WARN_UNUSED;
/* Inverse; borrows texts from bytes. Anything that event_encode could not have written: E_EVENT_BYTES. */
err_code event_decode(event *out, str bytes, err *e) WARN_UNUSED;
/* Is the row one that event_encode may write (known kind and format, canonical attrs, valid UTF-8 and days, no value in
 * members that must be empty, required ones present, references to earlier entries only)? E_EVENT_BYTES with arguments
 * seq and field= the first member that is wrong. */
err_code event_check(const event *ev, err *e) WARN_UNUSED;

/* One line of the exported form, newline included: seq, kind, maker, approver, the kind's own fields, the common ones,
 * all under the names of kinds.def, then recorded (for the reader; intake passes over it). An amount is three keys: the
 * field, unit, qualifier. ref_id gives the id of the thing that an entry registered; it is borrowed for the call and not
 * empty. Intake of the line gives the same event again. ev must pass event_check (CHECKed). */
void event_json(buf *out, const event *ev, str (*ref_id)(void *self, seq_no seq), void *self);

/* ---- attrs: flat canonical JSON ---- */
typedef struct attr {
    str name;
    bool is_int;
    int64_t number;
    str text; /* still JSON-escaped in attr_next/attr_find; attrs_text unescapes */
} attr;
enum { ATTRS_MAX = 32 };
/* Write attrs (any order; sorted here; no two names alike: CHECKed) in canonical form. text is plain, unescaped. */
void attrs_print(buf *out, attr *items, uint32_t count);
bool attrs_canonical(str attrs);
/* Walk canonical attrs: at starts at 0. */
bool attr_next(attr *out, str attrs, size_t *at);
bool attr_find(attr *out, str attrs, str name);
/* Plain text of an attr ("" when absent) in the arena; borrowed without copying when nothing is escaped. */
str attrs_text(str attrs, str name, arena *a);
int64_t attrs_int(str attrs, str name, int64_t otherwise);

/* ---- a command: an event that still speaks in names ---- */
enum { REF_SUBJECT, REF_OBJECT, REF_THIRD, REF_DOCUMENT, REF_SLOTS };
typedef struct command {
    event ev;            /* typed values; references still 0 */
    str name[REF_SLOTS]; /* what the user wrote for each reference; empty = not given */
    struct {
        uint64_t row; /* in the user's file; the file is the batch's */
    } at;
    str amount_text; /* the amount as it was typed, for messages */
    uint64_t given;  /* bit i: field i of kind_info was given (for required checks and messages) */
    attr *attrs;     /* becomes ev.attrs when it is decided; a million rows of flows have none */
    uint32_t attr_count, attr_room;
    seq_no maker_in_file; /* unused by people's files: see intake.h, exported journals */
    str maker_name, approver_name;
    seq_no seq_in_file; /* exported journals: the seq that the line had; 0 otherwise */
} command;

/* Commands one at a time, from a file or a generator: what the write path takes. *out = NULL at the end; *is_bad: the row
 * was refused already and must not be decided. *out and what it borrows live until the next call. Only faults. */
typedef struct command_source {
    err_code (*next)(void *self, command **out, bool *is_bad, err *e);
    void *self;
} command_source;

/* Put one field's text into the command: parse by type, place by column. Empty text = not given; so is a date or period
 * that says "unknown". A zeroed command with ev.kind set is ready to take fields. Texts are borrowed from t or live in a.
 * unit and qualifier are the row's own columns for AMOUNT, or unit what the header says; both may be empty.
 * Refusals: E_FIELD_UNKNOWN, E_FIELD_TWICE, E_ENUM_UNKNOWN, E_ID_SYNTAX, E_CODE_SYNTAX, E_REGION_UNKNOWN, E_USCC_*,
 * E_TEXT_*, E_DATE_*, E_AMOUNT_*, E_UNIT_*, E_SHARE_RANGE, E_COUNT_SYNTAX, E_ENTRY_SYNTAX, E_COMPARATOR_UNKNOWN; fault:
 * E_LIMIT. e->at.field and .value are filled; the command is as it was. */
typedef struct field_text {
    str text, unit, qualifier;
} field_text;
err_code command_put(command *c, const field_info *f, field_text t, arena *a, err *e) WARN_UNUSED;
/* After all fields: a kind that works (E_KIND_LATER), required ones present (E_FIELD_MISSING), all texts together within
 * ATTRS_BYTES_MAX and CITATION_BYTES_MAX (E_TEXT_LONG). */
err_code command_complete(const command *c, err *e) WARN_UNUSED;
/* Unified social credit code: GB 32100 outer digit, GB 11714 inner digit. 0 good, 1 outer bad inner good (a warning:
 * some early codes do this), 2 both bad, 3 not 18 characters of the alphabet. */
int uscc_check(str code);
/* GB/T 2260 code (ref/region): exact, or a county code (last two digits not 00) whose prefecture or province is known. */
bool region_known(str code);
str region_name(str code); /* of the code, or of its nearest known parent; "" */

#endif
