/* build: how one relation is made from its builder.
 *
 * view_build alone says what was left out and whether a tolerance went into a figure, so that no relation forgets it or
 * counts twice. */
#include "reading/reading.h"

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
    out->without_why = !q->wants_why;
    err_code code = v->build(out, &asked, e);
    if (code != ERR_OK) return code;
    note_left_out(out, v, &asked);
    out->tolerance_ppm = asked.at.about_tolerance_ppm;
    relation_recount(out);
    return ERR_OK;
}

bool view_is_called(const view *v, str name)
{
    return str_equal_fold(name, str_from(v->info->name)) || str_equal(name, str_from(v->info->zh)) ||
           str_equal_fold(name, str_from(v->info->en));
}
