/* Inside the views room: its builders. What they share with later rooms is in parts.h. */
#ifndef WEIR_VIEWS_INT_H
#define WEIR_VIEWS_INT_H

#include "reading/reading.h"
#include "views/parts.h"
#include "views/views.h"

/* builders, by file */
err_code build_funds(relation *out, const view_request *q, err *e);
err_code build_clusters(relation *out, const view_request *q, err *e);
err_code build_journal(relation *out, const view_request *q, err *e);
err_code build_stakes(relation *out, const view_request *q, err *e);
err_code build_holdings(relation *out, const view_request *q, err *e);
err_code build_cluster_size(relation *out, const view_request *q, err *e);
err_code build_cluster_unknowns(relation *out, const view_request *q, err *e);
err_code build_money_paths(relation *out, const view_request *q, err *e);
err_code build_money_links(relation *out, const view_request *q, err *e);
err_code build_targets(relation *out, const view_request *q, err *e);
err_code build_readings(relation *out, const view_request *q, err *e);
err_code build_target_pace(relation *out, const view_request *q, err *e);
err_code build_metrics(relation *out, const view_request *q, err *e);
err_code build_policy_walk(relation *out, const view_request *q, err *e);
err_code build_coverage(relation *out, const view_request *q, err *e);
err_code build_unknowns(relation *out, const view_request *q, err *e);
extern const relation_info funds_info, clusters_info, journal_info, stakes_info, holdings_info, cluster_size_info,
    cluster_unknowns_info, money_paths_info, money_links_info, targets_info, readings_info, target_pace_info,
    metrics_info, policy_walk_info, coverage_info, unknowns_info;

/* paths.c: the value of the last condition "name=value"; false: there is none. Borrowed from the request. */
bool asked_text(str *out, const view_request *q, str name);

/* views.c */
const view *view_of(const relation_info *info); /* a computed one of this room */

/* list.c: a list view by its place in lists.def */
const view *list_view(uint32_t index); /* NULL past the last */

#endif
