/* views: the list of this room's relations, in the order of the tour: first the computed ones, then the lists. */
#include "views/views_int.h"

#define READS(...) ((const kind[]){__VA_ARGS__, KIND_NONE})
#define STAKE_KINDS                                                                                                    \
    KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID,                   \
        KIND_STAKE_TRANSFERRED, KIND_STAKE_REPORTED, KIND_FUND_MERGED
#define CLUSTER_KINDS KIND_CLUSTER_DEFINED, KIND_CLUSTER_MEMBER_ADDED
#define SIZE_KINDS KIND_SIZE_REPORTED, KIND_FUND_FORMED
#define HOLDING_KINDS KIND_INVESTMENT_MADE, KIND_HOLDING_REPORTED
/* A target may be on a metric of the book (metrics.def), so what the metrics read is read. */
#define METRIC_KINDS                                                                                                   \
    CLUSTER_KINDS, SIZE_KINDS, STAKE_KINDS, KIND_INVESTMENT_MADE, KIND_REINVESTMENT_RECOGNISED,                        \
        KIND_REINVESTMENT_REVOKED
#define TARGET_KINDS KIND_TARGET_SET, KIND_TARGET_MATCHED, KIND_INDICATOR_OBSERVED, METRIC_KINDS
static const view computed[] = {
    {&funds_info, build_funds,
     READS(KIND_PARTY_REGISTERED, KIND_PARTY_CHANGED, KIND_FUND_STAGED, SIZE_KINDS, STAKE_KINDS), false},
    {&clusters_info, build_clusters, READS(CLUSTER_KINDS), false},
    {&cluster_size_info, build_cluster_size, READS(CLUSTER_KINDS, SIZE_KINDS, STAKE_KINDS), true},
    {&cluster_unknowns_info, build_cluster_unknowns, READS(CLUSTER_KINDS, SIZE_KINDS, STAKE_KINDS), true},
    {&stakes_info, build_stakes, READS(STAKE_KINDS), true},
    {&holdings_info, build_holdings, READS(HOLDING_KINDS), true},
    {&money_paths_info, build_money_paths, READS(SIZE_KINDS, STAKE_KINDS, HOLDING_KINDS, KIND_POSITION_REPORTED), true},
    {&money_links_info, build_money_links, READS(SIZE_KINDS, STAKE_KINDS, HOLDING_KINDS, KIND_POSITION_REPORTED), true},
    {&targets_info, build_targets, READS(TARGET_KINDS), false},
    {&readings_info, build_readings, READS(TARGET_KINDS), false},
    {&target_pace_info, build_target_pace, READS(TARGET_KINDS, KIND_PROGRAM_NAMED), false},
    {&metrics_info, build_metrics, READS(TARGET_KINDS), false},
    {&policy_walk_info, build_policy_walk,
     READS(KIND_DOCUMENT_FILED, KIND_PROGRAM_NAMED, KIND_MEASURE_ADOPTED, TARGET_KINDS), false},
    {&coverage_info, build_coverage, READS(CLUSTER_KINDS), false},
    {&unknowns_info, build_unknowns,
     READS(KIND_PARTY_REGISTERED, KIND_PARTY_CHANGED, SIZE_KINDS, STAKE_KINDS, HOLDING_KINDS, KIND_TARGET_SET,
           KIND_TARGET_MATCHED, KIND_INDICATOR_OBSERVED),
     false},
    {&journal_info, build_journal, (const kind[]){KIND_NONE}, false}, /* every entry, whatever the day */
};

const view *views_at(uint32_t index)
{
    if (index < COUNT_OF(computed)) return &computed[index];
    return list_view((uint32_t)(index - COUNT_OF(computed)));
}

const view *view_of(const relation_info *info)
{
    const view *found = NULL;
    for (size_t i = 0; i < COUNT_OF(computed) && found == NULL; i++)
        if (computed[i].info == info) found = &computed[i];
    CHECK(found != NULL);
    return found;
}
