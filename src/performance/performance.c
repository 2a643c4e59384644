/* performance: the list of this room's relations, in the order of the tour, and the kinds that each of them reads. */
#include "performance/performance_int.h"

#define READS(...) ((const kind[]){__VA_ARGS__, KIND_NONE})
#define GROUPING_KINDS KIND_FUND_MERGED, KIND_ROLE_ASSIGNED, KIND_CLUSTER_DEFINED, KIND_CLUSTER_MEMBER_ADDED
#define NET_KINDS                                                                                                      \
    KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CALL_ISSUED, KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID, \
        KIND_STAKE_TRANSFERRED, KIND_NAV_REPORTED, KIND_FUND_STAGED, KIND_SIZE_REPORTED, KIND_FUND_FORMED
static const view computed[] = {
    {&performance_info, build_performance, READS(NET_KINDS, GROUPING_KINDS), false},
    {&gross_info, build_gross,
     READS(KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED, KIND_INCOME_RECEIVED, KIND_HOLDING_VALUED, GROUPING_KINDS),
     false},
    {&market_info, build_market, READS(NET_KINDS, GROUPING_KINDS, KIND_INDICATOR_OBSERVED), false},
    {&bridge_info, build_bridge,
     READS(KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID, KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED,
           KIND_INCOME_RECEIVED, KIND_EXPENSE_PAID, KIND_HOLDING_VALUED, KIND_NAV_REPORTED, KIND_FUND_MERGED),
     false},
};

const view *performance_at(uint32_t index)
{
    return index < COUNT_OF(computed) ? &computed[index] : NULL;
}
