/* Inside the ledger room: what rows move, positions found by party, builders. */
#ifndef WEIR_LEDGER_INT_H
#define WEIR_LEDGER_INT_H

#include "ledger/ledger.h"
#include "reading/reading.h"

/* ---- positions.c: where a party's part in a fund is added up ---- */
typedef struct position_index {
    const view_request *q;
    fund_mergers mergers;
    uint32_t pair_count; /* of the book, when it was asked */
    ledger_positions_list found;
    uint32_t room;
    uint32_t *of_pair; /* 1 + index of the position that the pair itself names; [number − 1] */
    map_u64 other;     /* investor ‖ fund that no row names together → 1 + index */
} position_index;
bool positions_find(position_index *x, const view_request *q); /* false: memory */
/* Index of the position that a move goes into; false when none is counted. */
bool position_of_move(uint32_t *at, const position_index *x, const flow_move *m);

/* Indexes of the list by their first entry, rising. False: memory. */
bool positions_order(uint32_t **order, const ledger_positions_list *l, arena *a);

/* ---- position_why.c ---- */
typedef struct position_why {
    const position_index *x;
    trails trails;
    trail *of; /* by position; NULL unless it is asked for */
} position_why;
bool position_why_find(position_why *w, const position_index *x); /* false: memory */
void why_position(relation *out, cell *c, const position_why *w, uint32_t at, position_figure f);

/* builders, by file */
err_code build_restatement(relation *out, const view_request *q, err *e);
err_code build_positions(relation *out, const view_request *q, err *e);
err_code build_portfolio(relation *out, const view_request *q, err *e);
err_code build_cash(relation *out, const view_request *q, err *e);
err_code build_adjustments(relation *out, const view_request *q, err *e);
err_code build_fund_total(relation *out, const view_request *q, err *e);
err_code build_fund_year(relation *out, const view_request *q, err *e);
err_code build_flow(relation *out, const view_request *q, err *e);
err_code flow_rows(relation_rows *out, const view_request *q, err *e);
extern const relation_info positions_info, portfolio_info, cash_info, adjustments_info, restatement_info, flow_info,
    fund_total_info, fund_year_info;

#endif
