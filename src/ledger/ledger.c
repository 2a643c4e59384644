/* ledger: the list of this room's relations, in the order of the tour, and the kinds that each of them reads. */
#include "ledger/ledger_int.h"

#define READS(...) ((const kind[]){__VA_ARGS__, KIND_NONE})
#define FLOW_KINDS                                                                                                     \
    KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CALL_ISSUED, KIND_CONTRIBUTION_PAID,                         \
        KIND_CONTRIBUTION_DEFAULTED, KIND_DISTRIBUTION_PAID, KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED,             \
        KIND_INCOME_RECEIVED, KIND_EXPENSE_PAID, KIND_STAKE_TRANSFERRED
#define CASH_KINDS                                                                                                     \
    KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID, KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED,                      \
        KIND_INCOME_RECEIVED, KIND_EXPENSE_PAID, KIND_STAKE_TRANSFERRED
#define POSITION_KINDS                                                                                                 \
    KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CALL_ISSUED, KIND_CONTRIBUTION_PAID,                         \
        KIND_CONTRIBUTION_DEFAULTED, KIND_DISTRIBUTION_PAID, KIND_STAKE_TRANSFERRED, KIND_FUND_MERGED
static const view computed[] = {
    {&positions_info, build_positions, READS(POSITION_KINDS, KIND_NAV_REPORTED), false},
    {&portfolio_info, build_portfolio,
     READS(KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED, KIND_INCOME_RECEIVED, KIND_HOLDING_VALUED, KIND_FUND_MERGED),
     false},
    {&cash_info, build_cash, READS(CASH_KINDS, KIND_FUND_MERGED, KIND_CASH_CONFIRMED), false},
    {&adjustments_info, build_adjustments, (const kind[]){KIND_NONE}, false}, /* counts what it leaves out itself */
    {&restatement_info, build_restatement, READS(POSITION_KINDS), false},
    {&fund_total_info, build_fund_total, READS(FLOW_KINDS, KIND_FUND_MERGED), false},
    {&fund_year_info, build_fund_year, READS(FLOW_KINDS, KIND_FUND_MERGED), false},
    {&flow_info, build_flow,
     READS(FLOW_KINDS, KIND_HOLDING_VALUED, KIND_TREASURY_MOVED, KIND_CONCESSION_GRANTED, KIND_FUND_MERGED), false},
};

view_rows *ledger_rows_of(const relation_info *info)
{
    return info == &flow_info ? flow_rows : NULL;
}

const view *ledger_at(uint32_t index)
{
    return index < COUNT_OF(computed) ? &computed[index] : NULL;
}
