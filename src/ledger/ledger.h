/* ledger: the ledger's relations: who committed, paid in and got back what, what a fund holds, its cash, and what changed
 * after a close. Pure reads of a const book under a basis; how a relation is built: reading/view.h. */
#ifndef WEIR_LEDGER_H
#define WEIR_LEDGER_H

#include "reading/view.h"

const view *ledger_at(uint32_t index); /* in the order of the tour; NULL past the last */

/* Relations that need not be built: their rows under q, which live in q->a and read the book as long as they are used.
 * q's conditions, record and why are not heeded. E_LIMIT. */
typedef err_code view_rows(relation_rows *out, const view_request *q, err *e);
view_rows *ledger_rows_of(const relation_info *info); /* NULL: it must be built */

/* ---- positions.c: every position under a basis, in one pass over the rows ---- */
typedef enum position_figure {
    FIGURE_COMMITTED,
    FIGURE_CALLED,
    FIGURE_PAID_IN,
    FIGURE_RECALLABLE,
    FIGURE_DISTRIBUTED,
    FIGURE_PAID_OUTSIDE,
    FIGURE_DEFAULTED,
    FIGURES_MOVED,                   /* those above are sums of what entries move */
    FIGURE_UNFUNDED = FIGURES_MOVED, /* committed − paid in + recallable */
    POSITION_FIGURES
} position_figure;
typedef struct ledger_position {
    seq_no investor, fund;         /* those that stand: parties at the prefix, funds on as_of as well (fund.merged) */
    unit_code unit;                /* of its first entry that counts */
    seq_no first;                  /* that entry */
    bool is_unknown;               /* two units met, or a sum left int64: no figure says anything */
    int64_t sum[POSITION_FIGURES]; /* minor units */
} ledger_position;
typedef struct ledger_positions_list {
    ledger_position *items; /* by `first`, rising */
    uint32_t count;
} ledger_positions_list;
/* at->published_by is heeded, at->record is not. Lives in a. E_LIMIT. */
err_code ledger_positions(ledger_positions_list *out, const book *b, const basis *at, arena *a, err *e) WARN_UNUSED;
interval ledger_figure(const ledger_position *p, position_figure f);

/* ---- flows.c: what an entry moves, party by party as entered ---- */
enum { MOVES_MAX = 4 };
typedef struct flow_move {
    seq_no investor, fund;
    position_figure figure;
    int64_t minor;
} flow_move;
bool moves_positions(kind k);
uint32_t moves_of(flow_move out[MOVES_MAX], const event *ev); /* ev must be of such a kind (CHECKed) */

/* ---- portfolio.c ---- */
/* What is left of a valuation when some of what was valued is sold: value × (cost − sold) ÷ cost, rounded half up, never
 * below 0; all of it when there was no cost. value and sold ≥ 0 (CHECKed). */
int64_t valuation_left(int64_t value, int128 cost, int128 sold);

/* ---- stakes.c, portfolio.c: who has how much in what, with the entries behind it, for relations of other rooms ---- */
typedef struct ledger_stake {
    seq_no owner, owned; /* investor and fund; fund and enterprise: those that stand, as above */
    unit_code unit;
    interval amount;       /* that figure of the position; the remaining cost of the holding */
    const seq_no *entries; /* NULL unless q->wants_why */
    uint32_t entry_count;
} ledger_stake;
typedef struct ledger_stakes_list {
    ledger_stake *items; /* by the first entry of each, rising */
    uint32_t count;
} ledger_stakes_list;
/* Every position or holding; q->why_key and q->at.record are not heeded. False: memory. */
bool ledger_stakes(ledger_stakes_list *out, const view_request *q, position_figure f);
bool ledger_holdings(ledger_stakes_list *out, const view_request *q);

#endif
