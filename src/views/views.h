/* views: what the statements and the registry say, as relations. Pure reads of a const book under a basis; how one is
 * built: reading/view.h. What
 * later rooms take from this one to build theirs is in views/parts.h. */
#ifndef WEIR_VIEWS_H
#define WEIR_VIEWS_H

#include "reading/view.h"

const view *views_at(uint32_t index); /* in the order of the tour; NULL past the last */

/* ---- for relations of other rooms ---- */
typedef struct stated_link { /* who has what in what by statements alone: a stake in a fund, or a round of a holding */
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
bool views_stated_links(stated_links *out, const view_request *q);
/* Those that surely are members of a cluster, nested clusters opened, each once. False: memory. */
bool views_members(const seq_no **out, uint32_t *count, const view_request *q, seq_no cluster);
/* What each party says of its sector or region now ("" = nothing), and the entry that says it. False: memory. */
typedef enum said_of_party { SAID_SECTOR = 1, SAID_REGION } said_of_party;
bool views_party_texts(str *out, seq_no *entry, const seq_no *party, uint32_t count, const view_request *q,
                       said_of_party what);

#endif
