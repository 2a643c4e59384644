/* reading: rows that count under a basis, how a cell is filled, and how one relation is built. The rooms whose relations
 * speak of a book (views, ledger and others) share it; it has no relation of its own and nothing here writes, caches or
 * keeps state. Every computed cell names its formula in its column and every entry behind it in relation.why. */
#ifndef WEIR_READING_H
#define WEIR_READING_H

#include "reading/view.h" /* IWYU pragma: export */

/* ---- scan.c: rows of one kind, or of some, that count under the basis, in journal order. What is left out is counted
 * once, by view_build, never by a scan. ---- */
typedef struct kind_set {
    bool has[KIND_LAST + 1];
} kind_set;
typedef struct scan {
    const view_request *q;
    kind_set kinds;
    seq_no at;
    row_slice rows; /* of the chunk that `at` is in */
    event ev;
    presence is; /* PRESENT_YES or PRESENT_UNDETERMINED */
} scan;
scan scan_begin(const view_request *q, kind k);
kind_set kinds_of(const kind *list);                      /* KIND_NONE ends it */
scan scan_kinds(const view_request *q, const kind *list); /* all of them in one pass */
bool scan_next(scan *s);
void count_left_out(relation *out, const view_request *q, const kind_set *kinds);
seq_no standing(const view_request *q, seq_no party); /* after merges, at the prefix */

/* ---- groups.c: numbers under a key, in the order in which they came ---- */
typedef struct group_item {
    uint32_t number;
    presence is;
    uint32_t next; /* 1 + index; 0 ends */
} group_item;
typedef struct groups {
    group_item *items;
    uint32_t count, room;
    map_u64 first, last; /* key → 1 + index */
} groups;
void groups_init(groups *g, arena *a);
bool groups_put(groups *g, uint64_t key, uint32_t number, presence is);
const group_item *groups_first(const groups *g, uint64_t key); /* NULL = none */
const group_item *groups_next(const groups *g, const group_item *after);

/* ---- entries.c: lists of entries ---- */
typedef struct entry_list {
    seq_no *seq;
    uint32_t count, room;
} entry_list;
bool entries_put(entry_list *l, arena *a, seq_no entry); /* 0 is ignored */
bool entries_join(entry_list *l, arena *a, const entry_list *more);
/* All of the lists behind one cell. They are sorted in place, so that noting them is linear. */
void why_entries(relation *out, cell *c, arena *a, const entry_list *const *lists, uint32_t list_count);
void why_list(relation *out, cell *c, arena *a, const entry_list *l);

/* The entries behind the figures of one row of the ledger: each once, with the figures (bits) that it goes into. */
typedef struct trail_step {
    seq_no entry;
    uint32_t figures, next; /* 1 + index; 0 ends */
} trail_step;
typedef struct trails {
    arena *from;
    trail_step *steps;
    uint32_t count, room;
} trails;
typedef struct trail {
    uint32_t first, last; /* 1 + index; 0 = none */
} trail;
bool trail_put(trails *all, trail *t, seq_no entry, uint32_t figures); /* entry 0 is ignored */
const trail_step *trail_next(const trails *all, const trail *t, const trail_step *after);
void why_trail(relation *out, cell *c, const trails *all, const trail *t, uint32_t figures);

/* Are the entries behind the row of that key wanted? */
bool key_is_asked(const view_request *q, seq_no one, seq_no other);

/* ---- mergers.c ----
 * Funds that surely went into another by as_of: from that day on what was theirs is the other's (docs/capital.md). */
typedef struct fund_mergers {
    map_u64 entry; /* fund that went → its fund.merged */
    uint32_t count;
} fund_mergers;
bool fund_mergers_of(fund_mergers *m, const view_request *q, const entry_list *entries); /* these mergers */
bool fund_mergers_build(fund_mergers *m, const view_request *q);
/* The fund that stands on as_of. why (may be NULL) gets the mergers on the way; 0 = no memory for that. */
seq_no fund_standing(entry_list *why, const fund_mergers *m, const view_request *q, seq_no fund);

/* ---- cells.c ---- */
void put_id(cell *c, const view_request *q, seq_no thing);
void put_name(cell *c, const view_request *q, seq_no thing);
void put_enum(cell *c, enum_list list, int number);
void put_word(cell *c, const char *word, const char *zh, const char *en);
void put_amount(cell *c, const view_request *q, const amount *a);
void put_share(cell *c, int64_t ppm);
/* An amount of a row that may not have happened yet (as_of inside its date): zero joins the interval. */
interval amount_counted(const view_request *q, const amount *a, presence is);
/* The days of a row whose period was given, whole days; false when it was not. */
bool period_stated(period *out, const view_request *q, const event *ev);

/* ---- choose.c: several statements on one thing: which one counts ----
 * The latest of those that surely count by as_of. Those that may have come to count (as_of inside their date) and would
 * beat it join its interval: the truth is one of them. Without a sure one, zero joins. */
/* Is a later than b: effective, then published, then confidence, then seq. */
bool statement_beats(const view_request *q, const event *a, const event *b);
typedef struct choice {
    uint64_t key;     /* subject ‖ what */
    seq_no sure;      /* 0 = none */
    entry_list maybe; /* those that may beat it, the latest first */
    uint32_t count;   /* statements on it */
} choice;
typedef struct choices {
    choice *items;
    uint32_t count, room;
    map_u64 index;
} choices;
void choices_init(choices *c, arena *a);
bool choices_offer(choices *c, const view_request *q, uint64_t key, const event *ev, presence is);
void choices_settle(choices *c, const view_request *q); /* after the last offer, before the first find */
const choice *choices_find(const choices *c, uint64_t key);
seq_no choice_entry(const choice *x);            /* the one that counts */
bool choice_uses(const choice *x, seq_no entry); /* did it go into the figure? */
bool choice_entries(entry_list *l, arena *a, const choice *x);
typedef enum said_what { SAID_AMOUNT = 1, SAID_SHARE } said_what;
typedef struct said { /* what the statements on one thing say of it */
    const choice *by; /* NULL: nothing is said; then x is [0, ∞) */
    interval x;
    unit_code unit;
    qualifier q; /* of a single sure statement, else QUALIFIER_NONE */
} said;
said said_of(const choices *c, const view_request *q, uint64_t key, said_what what);
/* Sizes of subjects: size.reported, and the capital of fund.formed on the registered basis. */
uint64_t size_key(seq_no subject, int on);
bool choose_sizes(choices *c, const view_request *q);
said size_of(const choices *sizes, const view_request *q, seq_no subject, int on);
/* In yuan, for sums: what is said in another unit is unknown there. */
interval said_yuan(const said *s);
bool said_is_yuan(const said *s);

/* ---- endings.c: roles, tags and memberships that have ended ---- */
/* The entry that ends what `entry` began, under the basis; 0 = in force. */
typedef struct endings {
    map_u64 sure, maybe; /* by the entry that they end */
} endings;
bool endings_build(endings *x, const view_request *q);
seq_no ending_of(const endings *x, seq_no entry);      /* a sure one */
seq_no may_have_ended(const endings *x, seq_no entry); /* by an ending whose day as_of lies in; 0 = by none */

/* ---- parameter.c: what parameter.set says for a fund in a region by as_of ---- */
typedef struct parameters {
    const view_request *q;
    choices said;          /* by what and place */
    map_str names;         /* name → its number */
    map_u64 whats, places; /* name and unit, fund and region → their numbers */
} parameters;
typedef struct parameter { /* the one that counts; by == NULL: none is set */
    const choice *by;
    interval x; /* in the unit that was asked for */
} parameter;
bool parameters_build(parameters *p, const view_request *q); /* false: memory */
/* The most specific that is set. A value in another unit, below 0 or not exact is passed over; UNIT_NONE: of any unit.
 * fund 0: of none in particular. region: where the fund is; may be empty. */
parameter parameter_of(const parameters *p, str name, unit_code in, seq_no fund, str region);
/* Its value as it was set; false when none is, or as_of lies in the date of the only ones. */
bool parameter_sure(amount *out, const parameters *p, str name, unit_code in, seq_no fund, str region);

#endif
