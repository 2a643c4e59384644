/* Inside the ledger room. */
#ifndef WEIR_LEDGER_INT_H
#define WEIR_LEDGER_INT_H

#include "ledger/ledger.h"
#include "reading/reading.h"

/* builders, by file */
err_code build_positions(relation *out, const view_request *q, err *e);
err_code build_portfolio(relation *out, const view_request *q, err *e);
err_code build_cash(relation *out, const view_request *q, err *e);
err_code build_adjustments(relation *out, const view_request *q, err *e);
extern const relation_info positions_info, portfolio_info, cash_info, adjustments_info;

#endif
