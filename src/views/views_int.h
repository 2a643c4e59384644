/* Inside the views room: scanning rows under a basis, grouping them, choosing between statements, and filling cells. */
#ifndef WEIR_VIEWS_INT_H
#define WEIR_VIEWS_INT_H

#include "views/views.h"

/* ---- scan.c: rows of one kind, or of some, that count under the basis, in journal order. What is left out is counted
 * once, by view_build, never by a scan. ---- */
typedef struct kind_set {
    bool has[KIND_LAST + 1];
} kind_set;
typedef struct scan {
    const view_request *q;
    kind_set kinds;
    seq_no at;
    event ev;
    presence is; /* PRESENT_YES or PRESENT_UNDETERMINED */
} scan;
scan scan_begin(const view_request *q, kind k);
kind_set kinds_of(const kind *list);                      /* KIND_NONE ends it */
scan scan_kinds(const view_request *q, const kind *list); /* all of them in one pass */
bool scan_next(scan *s);
void count_left_out(relation *out, const view_request *q, const kind_set *kinds);
seq_no standing(const view_request *q, seq_no party); /* after merges, at the prefix */

/* ---- scan.c: numbers under a key, in the order in which they came; and lists of entries ---- */
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

/* Funds that surely went into another by as_of: from that day on what was theirs is the other's (docs/capital.md). */
typedef struct fund_mergers {
    map_u64 entry; /* fund that went → its fund.merged */
    uint32_t count;
} fund_mergers;
bool fund_mergers_build(fund_mergers *m, const view_request *q);
/* The fund that stands on as_of. why (may be NULL) gets the mergers on the way; 0 = no memory for that. */
seq_no fund_standing(entry_list *why, const fund_mergers *m, const view_request *q, seq_no fund);

/* ---- scan.c: cells ---- */
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

/* ---- stakes.c: one investor in one fund, ledger and statements side by side ---- */
enum { STAKE_AMOUNT = 1, STAKE_AMOUNT_PAID, STAKE_SHARE, STAKE_SHARE_PAID, STAKE_ANY };
typedef struct stake_row {
    seq_no investor, fund;
    interval committed, paid_in, distributed; /* ledger; with has_ledger */
    bool has_ledger;
    unit_code unit;               /* of the ledger */
    entry_list flows, statements; /* entries */
} stake_row;
typedef struct stakes {
    stake_row *rows;
    uint32_t count, room;
    map_u64 index;
    choices said;   /* by row and STAKE_… */
    groups by_fund; /* fund → index of row */
} stakes;
bool stakes_build(stakes *s, const view_request *q);
/* STAKE_AMOUNT and STAKE_SHARE: statements on any basis but paid-in; the _PAID ones: paid-in. */
said stake_said(const stakes *s, const view_request *q, const stake_row *row, int what);
bool entries_of_kind(entry_list *out, const view_request *q, const entry_list *l, kind k);
bool state_is_firm(int stake_state); /* stated or derived: it was done; planned, selected, disputed may be nothing */
interval may_be_nothing(interval x); /* zero joins where it is not inside */

/* ---- members.c: members of clusters, flattened: a fund in two nested clusters is there once ---- */
/* The entry that ends what `entry` began, under the basis; 0 = in force. */
typedef struct endings {
    map_u64 sure, maybe; /* by the entry that they end */
} endings;
bool endings_build(endings *x, const view_request *q);
seq_no ending_of(const endings *x, seq_no entry); /* a sure one */
typedef struct memberships {
    endings ended;
    groups by_cluster; /* cluster → entry that added a member */
} memberships;
bool memberships_build(memberships *x, const view_request *q);
typedef struct member_set {
    seq_no *member; /* parties, and populations that have no members of their own */
    seq_no *entry;  /* the entry that brought it in */
    presence *is;   /* PRESENT_UNDETERMINED: it may not be a member on as_of */
    uint32_t count, room;
    map_u64 index;    /* member → position */
    map_u64 expanded; /* cluster → 1 as undetermined, 2 as sure */
    entry_list why;   /* every entry that made the set */
} member_set;
bool members_of(member_set *m, const memberships *x, const view_request *q, seq_no cluster);
presence member_is(const member_set *m, seq_no who); /* PRESENT_NO, YES or UNDETERMINED */

/* ---- registry.c: what a party says of itself now: as registered, or as party.changed last put it ---- */
typedef enum party_text { PARTY_REGION = 1, PARTY_SECTOR, PARTY_USCC } party_text;
typedef struct party_facts {
    choices changed;
    map_u64 merged_by; /* party → entry of its merge */
} party_facts;
bool party_facts_build(party_facts *f, const view_request *q);
/* Of the party that ev registered; *entry is the one that says it. */
str party_text_of(seq_no *entry, const party_facts *f, const view_request *q, const event *ev, party_text what);
seq_no party_merge(const party_facts *f, seq_no party);

/* builders, by file */
err_code build_funds(relation *out, const view_request *q, err *e);
err_code build_clusters(relation *out, const view_request *q, err *e);
err_code build_journal(relation *out, const view_request *q, err *e);
err_code build_stakes(relation *out, const view_request *q, err *e);
err_code build_holdings(relation *out, const view_request *q, err *e);
err_code build_cluster_size(relation *out, const view_request *q, err *e);
err_code build_cluster_unknowns(relation *out, const view_request *q, err *e);
err_code build_money_paths(relation *out, const view_request *q, err *e);
err_code build_money_links(relation *out, const view_request *q, err *e);
err_code build_targets(relation *out, const view_request *q, err *e);
err_code build_readings(relation *out, const view_request *q, err *e);
err_code build_coverage(relation *out, const view_request *q, err *e);
err_code build_unknowns(relation *out, const view_request *q, err *e);
err_code build_positions(relation *out, const view_request *q, err *e);
err_code build_portfolio(relation *out, const view_request *q, err *e);
err_code build_cash(relation *out, const view_request *q, err *e);
err_code build_adjustments(relation *out, const view_request *q, err *e);
extern const relation_info funds_info, clusters_info, journal_info, stakes_info, holdings_info, cluster_size_info,
    cluster_unknowns_info, money_paths_info, money_links_info, targets_info, readings_info, coverage_info,
    unknowns_info, positions_info, portfolio_info, cash_info, adjustments_info;

/* list.c: a list view by its place in lists.def */
const view *list_view(uint32_t index); /* NULL past the last */

#endif
