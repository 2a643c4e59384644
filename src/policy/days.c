/* days: on which an outcome may change because a text came into force or ceased to be. */
#include "policy/policy_int.h"

#include <stdlib.h>

bool policy_day_put(policy_days *out, day d, arena *a)
{
    if (d == DAY_NONE) return true;
    if (!arena_grow(a, (void **)&out->at, sizeof *out->at, &out->room, out->count + 1)) return false;
    out->at[out->count++] = d;
    return true;
}

static int compare_days(const void *one, const void *other)
{
    const day *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

void policy_days_sort(policy_days *out)
{
    uint32_t kept = 0;
    if (out->count > 1) qsort(out->at, out->count, sizeof *out->at, compare_days);
    for (uint32_t i = 0; i < out->count; i++)
        if (kept == 0 || out->at[kept - 1] != out->at[i]) out->at[kept++] = out->at[i];
    out->count = kept;
}

err_code policy_boundaries(policy_days *out, const policy *p, const policy_question *q, arena *a, err *e)
{
    bool good = true;
    for (uint32_t i = 0; i < p->rule_count && good; i++) {
        const rule *r = &p->rule[i];
        bool is_asked = r->is_usable && (q->rule.len == 0 || str_equal(q->rule, r->value[KEY_RULE])) &&
                        (q->jurisdiction.len == 0 || str_equal(q->jurisdiction, r->value[KEY_JURISDICTION]));
        if (is_asked) good = policy_day_put(out, r->valid.from, a) && policy_day_put(out, r->valid.to, a);
    }
    for (uint32_t i = 0; i < p->parameters.count && good; i++) {
        const parameter_row *r = &p->parameters.row[i];
        good = policy_day_put(out, r->valid.from, a) && policy_day_put(out, r->valid.to, a);
    }
    return good ? ERR_OK : arena_err(a, e);
}
