/* parts: what relations of this room and of later ones are made from: stakes, members of clusters, what a party says of
 * itself, links by statements. All of it lives in the request's arena; what returns false met its limit. */
#ifndef WEIR_VIEWS_PARTS_H
#define WEIR_VIEWS_PARTS_H

#include "reading/reading.h"

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
    fund_mergers mergers;
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
void members_init(member_set *m, arena *a);
bool members_put(member_set *m, arena *a, seq_no member, presence is, seq_no entry); /* once; sure beats undetermined */
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

/* ---- paths.c: who has what in what, by statements alone ---- */
typedef struct stated_link { /* a stake in a fund, or a round of a holding */
    seq_no from, to;
    bool is_holding, has_amount, has_share;
    interval amount, share; /* 0 joined where it may be nothing: planned, selected, disputed, or perhaps not yet */
    unit_code unit;
    str round;             /* of a holding */
    const seq_no *entries; /* the statements that count, and for a derived share those of the size */
    uint32_t entry_count;
    seq_no entry;
} stated_link;
typedef struct stated_links {
    stated_link *items;
    uint32_t count;
} stated_links;
/* Shares are as money_links has them: stated, else amount ÷ size. Aggregates are no links. False: memory. */
bool stated_links_build(stated_links *out, const view_request *q);

#endif
