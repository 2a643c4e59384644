/* Inside the views room: what its relations share: stakes, members, what a party says of itself. */
#ifndef WEIR_VIEWS_INT_H
#define WEIR_VIEWS_INT_H

#include "reading/reading.h"
#include "views/facts.h"
#include "views/views.h"

/* ---- stakes.c: one investor in one fund, ledger and statements side by side ---- */
enum { STAKE_AMOUNT = 1, STAKE_AMOUNT_PAID, STAKE_SHARE, STAKE_SHARE_PAID, STAKE_ANY };
typedef struct stake_row {
    seq_no investor, fund;
    interval committed, paid_in, distributed; /* ledger; with has_ledger */
    bool has_ledger;
    unit_code unit;               /* of the ledger */
    entry_list flows, statements; /* entries */
} stake_row;
typedef struct stakes {
    stake_row *rows;
    uint32_t count, room;
    map_u64 index;
    fund_mergers mergers;
    choices said;   /* by row and STAKE_… */
    groups by_fund; /* fund → index of row */
} stakes;
bool stakes_build(stakes *s, const view_request *q);
/* STAKE_AMOUNT and STAKE_SHARE: statements on any basis but paid-in; the _PAID ones: paid-in. */
said stake_said(const stakes *s, const view_request *q, const stake_row *row, int what);
bool entries_of_kind(entry_list *out, const view_request *q, const entry_list *l, kind k);
bool state_is_firm(int stake_state); /* stated or derived: it was done; planned, selected, disputed may be nothing */
interval may_be_nothing(interval x); /* zero joins where it is not inside */

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
err_code build_coverage(relation *out, const view_request *q, err *e);
err_code build_unknowns(relation *out, const view_request *q, err *e);
extern const relation_info funds_info, clusters_info, journal_info, stakes_info, holdings_info, cluster_size_info,
    cluster_unknowns_info, money_paths_info, money_links_info, targets_info, readings_info, coverage_info,
    unknowns_info;

/* views.c */
const view *view_of(const relation_info *info); /* a computed one of this room */

/* list.c: a list view by its place in lists.def */
const view *list_view(uint32_t index); /* NULL past the last */

#endif
