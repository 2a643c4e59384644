/* Inside the ledger room: rows as columns, what they move, builders. */
#ifndef WEIR_LEDGER_INT_H
#define WEIR_LEDGER_INT_H

#include "ledger/ledger.h"
#include "reading/reading.h"

/* ---- flows.c: rows as columns, made from the book's entries ---- */
enum { FLOWS_IN_CHUNK = 4096 };
typedef struct flow_chunk {
    int64_t minor[FLOWS_IN_CHUNK], unfunded[FLOWS_IN_CHUNK];
    day effective[FLOWS_IN_CHUNK];
    uint32_t pair[FLOWS_IN_CHUNK], reversed_by[FLOWS_IN_CHUNK];
    uint16_t unit[FLOWS_IN_CHUNK];
    uint8_t kind[FLOWS_IN_CHUNK], class_code[FLOWS_IN_CHUNK];
} flow_chunk;
typedef struct flow_pair {
    seq_no subject, object; /* as entered */
} flow_pair;
typedef struct flows {
    const book *b;
    arena *a;
    seq_no prefix;
    flow_chunk **chunk;
    flow_pair *pairs; /* of rows of capital that name two parties; [number − 1] */
    uint32_t pair_count, pair_room;
    map_u64 pair_of;
} flows;
typedef struct flow_slice { /* rows first … first + count − 1, column by column */
    seq_no first;
    uint32_t count;
    const uint8_t *kind, *class_code;
    const uint16_t *unit;
    const int64_t *minor, *unfunded;
    const day *effective;
    const uint32_t *pair; /* number of the pair; 0 = none */
    const uint32_t *reversed_by;
} flow_slice;
bool flows_begin(flows *f, const book *b, seq_no prefix, arena *a); /* false: memory */
/* Rows first … up to prefix, but not beyond their chunk. */
void flows_slice(flow_slice *out, const flows *f, seq_no first, seq_no prefix);
uint32_t flows_pair(const flows *f, seq_no subject, seq_no object); /* its number; 0 = no row names the two */

/* What an entry moves, party by party as entered. */
enum { MOVES_MAX = 4 };
typedef struct flow_move {
    seq_no investor, fund;
    position_figure figure;
    int64_t minor;
} flow_move;
bool moves_positions(kind k);
uint32_t moves_of(flow_move out[MOVES_MAX], const event *ev);

/* ---- positions.c: where a party's part in a fund is added up ---- */
typedef struct position_index {
    const view_request *q;
    fund_mergers mergers;
    flows rows;
    ledger_positions_list found;
    uint32_t room;
    uint32_t *of_pair; /* 1 + index of the position that the pair itself names; [number − 1] */
    map_u64 other;     /* investor ‖ fund that no row names together → 1 + index */
} position_index;
/* rows may be NULL; else they are of the request's book and reach its prefix. */
bool positions_find(position_index *x, const view_request *q, const flows *rows); /* false: memory */
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
extern const relation_info positions_info, portfolio_info, cash_info, adjustments_info, restatement_info;

#endif
