/* views: the list of every relation, in the order of the tour, and the way to build one.
 *
 * view_build alone says what was left out and whether a tolerance went into a figure, so that no view forgets it or
 * counts twice. */
#include "views/views_int.h"

#define READS(...) ((const kind[]){__VA_ARGS__, KIND_NONE})
#define STAKE_KINDS                                                                                                    \
    KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID,                   \
        KIND_STAKE_TRANSFERRED, KIND_STAKE_REPORTED
#define CLUSTER_KINDS KIND_CLUSTER_DEFINED, KIND_CLUSTER_MEMBER_ADDED
#define SIZE_KINDS KIND_SIZE_REPORTED, KIND_FUND_FORMED
#define HOLDING_KINDS KIND_INVESTMENT_MADE, KIND_HOLDING_REPORTED
#define TARGET_KINDS KIND_TARGET_SET, KIND_TARGET_MATCHED, KIND_INDICATOR_OBSERVED
#define CASH_KINDS                                                                                                     \
    KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID, KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED,                      \
        KIND_INCOME_RECEIVED, KIND_EXPENSE_PAID, KIND_STAKE_TRANSFERRED
static const view computed[] = {
    {&funds_info, build_funds,
     READS(KIND_PARTY_REGISTERED, KIND_PARTY_CHANGED, KIND_FUND_STAGED, SIZE_KINDS, STAKE_KINDS), false},
    {&clusters_info, build_clusters, READS(CLUSTER_KINDS), false},
    {&cluster_size_info, build_cluster_size, READS(CLUSTER_KINDS, SIZE_KINDS, STAKE_KINDS), true},
    {&cluster_unknowns_info, build_cluster_unknowns, READS(CLUSTER_KINDS, SIZE_KINDS, STAKE_KINDS), true},
    {&stakes_info, build_stakes, READS(STAKE_KINDS), true},
    {&holdings_info, build_holdings, READS(HOLDING_KINDS), true},
    {&positions_info, build_positions,
     READS(KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CALL_ISSUED, KIND_CONTRIBUTION_PAID,
           KIND_CONTRIBUTION_DEFAULTED, KIND_DISTRIBUTION_PAID, KIND_STAKE_TRANSFERRED, KIND_FUND_MERGED,
           KIND_NAV_REPORTED),
     false},
    {&portfolio_info, build_portfolio,
     READS(KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED, KIND_INCOME_RECEIVED, KIND_HOLDING_VALUED, KIND_FUND_MERGED),
     false},
    {&cash_info, build_cash, READS(CASH_KINDS, KIND_FUND_MERGED, KIND_CASH_CONFIRMED), false},
    {&adjustments_info, build_adjustments, (const kind[]){KIND_NONE}, false}, /* counts what it leaves out itself */
    {&money_paths_info, build_money_paths, READS(SIZE_KINDS, STAKE_KINDS, HOLDING_KINDS, KIND_POSITION_REPORTED), true},
    {&money_links_info, build_money_links, READS(SIZE_KINDS, STAKE_KINDS, HOLDING_KINDS, KIND_POSITION_REPORTED), true},
    {&targets_info, build_targets, READS(TARGET_KINDS), false},
    {&readings_info, build_readings, READS(TARGET_KINDS), false},
    {&coverage_info, build_coverage, READS(CLUSTER_KINDS), false},
    {&unknowns_info, build_unknowns,
     READS(KIND_PARTY_REGISTERED, KIND_PARTY_CHANGED, SIZE_KINDS, STAKE_KINDS, HOLDING_KINDS, TARGET_KINDS), false},
    {&journal_info, build_journal, (const kind[]){KIND_NONE}, false}, /* every entry, whatever the day */
};

static const view *view_at(uint32_t index)
{
    if (index < COUNT_OF(computed)) return &computed[index];
    return list_view((uint32_t)(index - COUNT_OF(computed)));
}

const view *view_next(const view *after)
{
    uint32_t index = 0;
    if (after == NULL) return view_at(0);
    while (view_at(index) != NULL && view_at(index) != after) index++;
    return view_at(index) == NULL ? NULL : view_at(index + 1);
}

const view *view_find(str name)
{
    for (const view *v = view_next(NULL); v != NULL; v = view_next(v))
        if (str_equal_fold(name, str_from(v->info->name)) || str_equal(name, str_from(v->info->zh)) ||
            str_equal_fold(name, str_from(v->info->en)))
            return v;
    return NULL;
}

/* ---- the tolerance ---- */

enum { TOLERANCE_MAX_PPM = 1000000 };

static bool sets_tolerance(const event *ev, arena *a)
{
    return ev->object == 0 && ev->amount.q == QUALIFIER_EXACT && ev->amount.unit == UNIT_PERCENT &&
           ev->amount.minor >= 0 && ev->amount.minor <= TOLERANCE_MAX_PPM &&
           str_equal(attrs_text(ev->attrs, STR("name"), a), STR("about_tolerance")) &&
           attrs_text(ev->attrs, STR("region"), a).len == 0;
}

int32_t about_tolerance_ppm(const book *b, seq_no prefix, day as_of)
{
    CHECK(prefix <= book_length(b));
    view_request q = {.b = b, .at = {.prefix = prefix, .as_of = as_of, .published_by = {DAY_NONE, PRECISION_UNKNOWN}}};
    event best = {.seq = 0};
    scan s = scan_begin(&q, KIND_PARAMETER_SET);
    while (scan_next(&s)) /* a code and a region hold nothing that is escaped: no arena is needed */
        if (s.is == PRESENT_YES && sets_tolerance(&s.ev, NULL) && (best.seq == 0 || statement_beats(&q, &s.ev, &best)))
            best = s.ev;
    return best.seq ? (int32_t)best.amount.minor : ABOUT_TOLERANCE_PPM; /* a ten-thousandth of a percent is one ppm */
}

/* ---- building ---- */

/* What ends the facts that a kind states: it is read with them. */
static kind ending_of_kind(kind k)
{
    return k == KIND_ROLE_ASSIGNED          ? KIND_ROLE_ENDED
           : k == KIND_ENTERPRISE_TAGGED    ? KIND_ENTERPRISE_UNTAGGED
           : k == KIND_CLUSTER_MEMBER_ADDED ? KIND_CLUSTER_MEMBER_REMOVED
                                            : KIND_NONE;
}

static bool is_read(const view *v, const view_request *q, kind k)
{
    family f = kind_get(k)->family;
    bool other = (f == FAMILY_CAPITAL && q->at.record == RECORD_REPORTED) ||
                 (f == FAMILY_STATEMENT && q->at.record == RECORD_LEDGER);
    return !v->by_record || !other;
}

/* A flow has a day, known to the day: under a basis without a limit on publication none is left out. */
static bool may_be_left_out(const view_request *q, kind k)
{
    return q->at.published_by.first != DAY_NONE || kind_get(k)->family != FAMILY_CAPITAL;
}

static void note_left_out(relation *out, const view *v, const view_request *q)
{
    kind_set kinds = {.has = {false}};
    for (const kind *k = v->reads; *k != KIND_NONE; k++) {
        if (!is_read(v, q, *k) || !may_be_left_out(q, *k)) continue;
        kinds.has[*k] = true;
        if (ending_of_kind(*k) != KIND_NONE) kinds.has[ending_of_kind(*k)] = true;
    }
    count_left_out(out, q, &kinds);
}

err_code view_build(relation *out, const view *v, const view_request *q, err *e)
{
    view_request asked = *q;
    CHECK(q->at.prefix <= book_length(q->b));
    CHECK(q->at.as_of != DAY_NONE);
    CHECK(q->at.about_tolerance_ppm >= 0);
    if (asked.at.about_tolerance_ppm == 0)
        asked.at.about_tolerance_ppm = about_tolerance_ppm(q->b, q->at.prefix, q->at.as_of);
    relation_init(out, v->info, q->a);
    err_code code = v->build(out, &asked, e);
    if (code != ERR_OK) return code;
    note_left_out(out, v, &asked);
    out->tolerance_ppm = asked.at.about_tolerance_ppm;
    relation_recount(out);
    return ERR_OK;
}
