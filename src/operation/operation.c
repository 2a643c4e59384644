/* operation: the list of this room's relations, in the order of the tour, and the kinds that each of them reads. */
#include "operation/operation_int.h"

#define READS(...) ((const kind[]){__VA_ARGS__, KIND_NONE})
#define STAKE_KINDS                                                                                                    \
    KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID,                   \
        KIND_STAKE_TRANSFERRED, KIND_STAKE_REPORTED, KIND_FUND_MERGED
#define CLAIM_KINDS KIND_REINVESTMENT_CLAIMED, KIND_REINVESTMENT_RECOGNISED, KIND_REINVESTMENT_REVOKED
#define DUTY_KINDS                                                                                                     \
    KIND_PARTY_CHANGED, KIND_CLUSTER_MEMBER_ADDED, STAKE_KINDS, KIND_INVESTMENT_MADE, CLAIM_KINDS, KIND_PARAMETER_SET
static const view computed[] = {
    {&leverage_info, build_leverage,
     READS(KIND_PARTY_REGISTERED, KIND_PARTY_CHANGED, KIND_CLUSTER_DEFINED, KIND_CLUSTER_MEMBER_ADDED,
           KIND_SIZE_REPORTED, KIND_FUND_FORMED, KIND_POSITION_REPORTED, STAKE_KINDS, KIND_INVESTMENT_MADE, CLAIM_KINDS),
     true},
    {&reinvestment_info, build_reinvestment, READS(DUTY_KINDS), false},
    {&reinvestment_claims_info, build_reinvestment_claims, READS(CLAIM_KINDS, KIND_FUND_MERGED), false},
    {&reinvestment_score_info, build_reinvestment_score, READS(DUTY_KINDS), false},
};

const view *operation_at(uint32_t index)
{
    return index < COUNT_OF(computed) ? &computed[index] : NULL;
}
