/* facts: what the views know of parties and clusters, for the rooms above that group by them: who belongs to a cluster, what
 * a party says of itself. The relations themselves are behind views.h. */
#ifndef WEIR_VIEWS_FACTS_H
#define WEIR_VIEWS_FACTS_H

#include "reading/reading.h"

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

#endif
