/* Inside the look room: the web of stakes on one basis, a source of money, and what of it is where. */
#ifndef WEIR_LOOK_INT_H
#define WEIR_LOOK_INT_H

#include "graph/graph.h"
#include "look/look.h"
#include "ledger/ledger.h"
#include "reading/reading.h"
#include "views/parts.h"

/* ---- web.c, stated.c: who has how much of what, on one basis ---- */
typedef enum look_basis { LOOK_COMMITTED, LOOK_PAID_IN, LOOK_REPORTED, LOOK_BASES } look_basis;
#define NODE_NONE UINT32_MAX
enum { LOOK_ROWS_MAX = 200000 };
typedef struct stake {
    uint32_t owner, owned; /* nodes */
    seq_no from, to;       /* the parties; from 0 = the holder that nobody states */
    bool is_holding;
    interval amount; /* exact on the ledger's bases but for positions in two currencies */
    unit_code unit;
    double lo, hi; /* share of what it is in; equal on the ledger's bases but for those */
    const seq_no *entries;
    uint32_t entry_count;
} stake;
typedef struct node {
    seq_no party;          /* 0 = the holder that nobody states: the last node, on the reported basis alone */
    uint32_t in, in_end;   /* stakes in it: web.stakes[in … in_end) */
    uint32_t out, out_end; /* what it has: web.by_owner[out … out_end), numbers of stakes */
    interval whole;        /* Σ of what is in it, of one unit; unknown when units meet */
    interval placed;       /* Σ of what it has in others, likewise */
    unit_code unit;
    bool is_exact; /* the shares of it are */
} node;
typedef struct web {
    const view_request *q;
    look_basis basis;
    node *nodes; /* by party, rising */
    uint32_t node_count;
    stake *stakes; /* by what they are in, then by who has them */
    uint32_t stake_count, stake_room;
    uint32_t *by_owner;
    bool is_exact; /* every share is */
    bool adds_up;  /* every amount is exact and in one unit */
} web;
bool web_build(web *w, const view_request *q, look_basis on); /* false: memory */
bool web_is_wanted(const view_request *q, look_basis on);     /* by --record and by a condition on basis */
uint32_t web_node(const web *w, seq_no party);                /* NODE_NONE */
bool node_is_held(const web *w, uint32_t node);               /* somebody has a stake in it */
/* stated.c: the stakes of the reported basis, not yet in order. */
bool stated_stakes(web *w);
bool web_add(web *w, const stake *s);
bool join_seqs(entry_list *l, arena *a, const seq_no *seq, uint32_t count); /* false: memory */

/* ---- source.c: whose money is followed ---- */
typedef struct source {
    str id;
    seq_no thing; /* party or cluster; 0 = public, or nothing of that id */
    bool is_public;
    const seq_no *parties; /* those that it is, rising */
    uint32_t count;
} source;
bool source_asked(source *out, const view_request *q); /* by from=ID or the key asked why, else public; false: memory */
bool source_nodes(bool **in, const source *s, const web *w); /* by node */
void put_source(cell *id, cell *name, const source *s, const view_request *q);
/* The value of the last condition COLUMN=VALUE, else that part of the key that is asked why; empty = neither. */
str asked_word(const view_request *q, const char *name, uint32_t part);
str key_part(str key, uint32_t part); /* between two "/"; empty = it has not so many */

/* ---- through.c: shares of everything ---- */
typedef struct shares {
    double *lo, *hi; /* by node; the same when every share of the web is exact */
} shares;
bool shares_down(shares *out, const web *w, const bool *from); /* what of each node is theirs; theirs is 1 */
/* The fewest links from those nodes down; UINT32_MAX = not reached. false: memory. */
bool layers_down(uint32_t **out, const web *w, const bool *from);
interval share_interval(double lo, double hi, bool is_exact); /* parts per million; nearest, or rounded outward */
interval money_of(const shares *s, const web *w, uint32_t node, bool *known); /* theirs in it */
/* What one stake carries of one who has lo … hi of its owner, in that unit. */
interval carried(const stake *k, double lo, double hi, unit_code code);
int64_t money_down(double x); /* rounded outward, but for what is a whole number to the digits that doubles carry */
int64_t money_up(double x);
/* Entries behind a share of `to` that is `from`'s: every stake in what lies between them, and in `to`. */
void why_between(relation *out, cell *c, const web *w, const bool *from, uint32_t to);
void why_stakes_in(relation *out, cell *c, const web *w, uint32_t to);
void why_kept(relation *out, cell *c, const web *w, const bool *from, const uint32_t *to, uint32_t count);

/* ---- allot.c ---- */
/* Whole numbers that add up to whole and stand nearest the parts: each rounded down, and what is left over goes to those
 * with the largest remainders, the first of equals. Parts may be negative. False: memory. */
bool allot(int64_t *out, const double *parts, uint32_t count, int64_t whole, arena *a);
/* What stays of theirs in each node and goes no further; Σ is what they put in. Only with one exact unit: else false in
 * *known. */
bool kept_of(int64_t **out, int64_t *whole, bool *known, const shares *s, const web *w, const bool *from);

void put_basis(cell *c, look_basis on);
void put_node(cell *id, cell *name, const web *w, uint32_t node);

/* builders, by file */
err_code build_look(relation *out, const view_request *q, err *e);
err_code build_look_holders(relation *out, const view_request *q, err *e);
err_code build_look_chains(relation *out, const view_request *q, err *e);
err_code build_look_sectors(relation *out, const view_request *q, err *e);
err_code build_look_regions(relation *out, const view_request *q, err *e);
err_code build_look_loops(relation *out, const view_request *q, err *e);
err_code build_look_costs(relation *out, const view_request *q, err *e);
extern const relation_info look_info, look_holders_info, look_chains_info, look_sectors_info, look_regions_info,
    look_loops_info, look_costs_info;

#endif
