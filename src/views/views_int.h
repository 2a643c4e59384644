/* Inside the views room: scanning rows under a basis, filling cells, and choosing between statements. */
#ifndef WEIR_VIEWS_INT_H
#define WEIR_VIEWS_INT_H

#include "views/views.h"

/* ---- scanning: rows of one kind that count under the basis, in journal order ---- */
typedef struct scan {
    const view_request *q;
    kind kind;
    relation *out; /* left-out rows are counted here; NULL = not counted */
    seq_no at;
    event ev;
    presence is;   /* PRESENT_YES or PRESENT_UNDETERMINED */
} scan;
scan scan_begin(const view_request *q, kind k, relation *out);
bool scan_next(scan *s);

/* ---- cells ---- */
void put_id(cell *c, const view_request *q, seq_no thing);
void put_name(cell *c, const view_request *q, seq_no thing);
void put_enum(cell *c, enum_list list, int number);
void put_word(cell *c, const char *word, const char *zh, const char *en);
void put_amount(cell *c, const view_request *q, const amount *a);
void put_share(cell *c, int64_t ppm);
/* An amount or a row that may not have happened yet (as_of inside its date): zero joins the interval. */
interval amount_counted(const view_request *q, const amount *a, presence is);
seq_no standing(const view_request *q, seq_no party); /* after merges, at the prefix */

/* ---- several statements on one thing: which one counts ---- */
/* Is a later than b: effective, then published, then confidence, then seq. */
bool statement_beats(const view_request *q, const event *a, const event *b);
typedef struct choice {
    uint64_t key;   /* subject ‖ what */
    seq_no entry;   /* the one that counts */
    uint32_t count; /* statements on it */
    presence is;
} choice;
typedef struct choices {
    choice *items;
    uint32_t count, room;
    map_u64 index;
} choices;
void choices_init(choices *c, arena *a);
bool choices_offer(choices *c, const view_request *q, uint64_t key, const event *ev, presence is);
const choice *choices_find(const choices *c, uint64_t key);
uint64_t size_key(seq_no subject, int on);
bool choose_sizes(choices *c, const view_request *q, relation *out);
/* Size of a subject on a basis under the basis of the request: the chosen statement, else unknown. */
bool size_of(interval *out, seq_no *entry, const choices *sizes, const view_request *q, seq_no subject, int on);

/* ---- stakes: one investor in one fund, ledger and statements side by side ---- */
typedef struct stake_row {
    seq_no investor, fund;
    interval committed, paid_in, distributed; /* ledger; has_ledger */
    bool has_ledger;
    unit_code unit;
    seq_no stated, shared;                    /* chosen statements with an amount / with a share; 0 = none */
    interval amount, share;                   /* of those; unknown when 0 */
    int state;                                /* of the statement that counts most */
    seq_no best;                              /* that statement */
    uint32_t statements;
    seq_no *why;                              /* ledger entries */
    uint32_t why_count, why_room;
} stake_row;
typedef struct stakes {
    stake_row *rows;
    uint32_t count, room;
    map_u64 index;
} stakes;
/* on: BASIS_SUBSCRIBED takes commitments and statements so stated, BASIS_PAID_IN contributions and paid-in ones. */
bool stakes_build(stakes *s, const view_request *q, int on, relation *out);

/* ---- members of clusters, flattened: a fund in two nested clusters is there once ---- */
typedef struct member_set {
    seq_no *member;   /* parties, and populations that have no members of their own */
    seq_no *entry;    /* the entry that brought it in */
    uint32_t count, room;
    map_u64 index;    /* member → position */
} member_set;
bool members_of(member_set *m, const view_request *q, seq_no cluster);
/* The entry that ends what `entry` began, under the basis; 0 = in force. */
typedef struct endings {
    map_u64 by_ref;
} endings;
bool endings_build(endings *x, const view_request *q);
seq_no ending_of(const endings *x, seq_no entry);

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
extern const relation_info funds_info, clusters_info, journal_info, stakes_info, holdings_info, cluster_size_info,
    cluster_unknowns_info, money_paths_info, money_links_info, targets_info, readings_info, coverage_info, unknowns_info;

/* list.c: a list view by its place in lists.def */
const view *list_view(uint32_t index); /* NULL past the last */

#endif
