/* views: the list of every relation, in the order of the tour, and the way to build one. */
#include "views/views_int.h"

static const view computed[] = {
    {&funds_info, build_funds},
    {&clusters_info, build_clusters},
    {&cluster_size_info, build_cluster_size},
    {&cluster_unknowns_info, build_cluster_unknowns},
    {&stakes_info, build_stakes},
    {&holdings_info, build_holdings},
    {&money_paths_info, build_money_paths},
    {&money_links_info, build_money_links},
    {&targets_info, build_targets},
    {&readings_info, build_readings},
    {&coverage_info, build_coverage},
    {&unknowns_info, build_unknowns},
    {&journal_info, build_journal},
};

static const view *view_at(uint32_t index)
{
    if (index < COUNT_OF(computed))
        return &computed[index];
    return list_view((uint32_t)(index - COUNT_OF(computed)));
}

const view *view_next(const view *after)
{
    uint32_t index = 0;
    if (after == NULL)
        return view_at(0);
    while (view_at(index) != NULL && view_at(index) != after)
        index++;
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

err_code view_build(relation *out, const view *v, const view_request *q, err *e)
{
    CHECK(q->at.prefix <= book_length(q->b));
    CHECK(q->at.as_of != DAY_NONE);
    relation_init(out, v->info, q->a);
    return v->build(out, q, e);
}
