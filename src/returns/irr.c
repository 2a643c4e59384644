/* irr: the rate of dated flows, with a proof of how many there are.
 *
 * Order: what cannot have a rate says why (series.c); one root is hunted from x = 0; if the balance at it proves it the
 * only one, that is all; else the line is cut until every root stands alone (certificate.c). */
#include "returns/returns_int.h"

#include <math.h>

/* Nearest to 0 in x = ln(1 + r), the higher of two as near. */
static uint32_t choose(const located *root, uint32_t count)
{
    uint32_t best = 0;
    CHECK(count > 0);
    for (uint32_t i = 1; i < count; i++)
        if (fabs(root[i].x) <= fabs(root[best].x)) best = i;
    return best;
}

static void put_period(irr_result *out, const located *root)
{
    double x = root[out->chosen].x * out->years;
    out->period = x <= EXPONENT_MOST ? exponential_less_one(x) : INFINITY;
}

/* One root at `near`, proven by the balance there. */
static bool solve_by_balance(irr_result *out, const series *s, double near)
{
    if (!(fabs(near) < EXPONENT_MOST)) return false;
    probe p;
    located root;
    probe_at(&p, s, near);
    if (!p.balances || !settle_near(&root, s, near) || root.x > EXPONENT_MOST) return false;
    out->proof = PROOF_BALANCES;
    out->is_proven = true;
    out->root_count = 1;
    out->root[0] = rate_of(root);
    put_period(out, &root);
    return true;
}

void solve_series(irr_result *out, const series *s, double near)
{
    *out = (irr_result){.years = s->span};
    if (solve_by_balance(out, s, near)) return;
    isolation all;
    isolate(&all, s, near);
    out->reason = all.reason;
    out->proof = all.proof;
    located root[IRR_ROOTS_MAX];
    for (uint32_t i = 0; i < all.count; i++) {
        root[i] = refine(s, all.root[i]);
        out->root[out->root_count++] = rate_of(root[i]);
    }
    out->is_proven = out->reason == IRR_FOUND || out->reason == IRR_NO_ROOT;
    if (out->reason != IRR_FOUND) return;
    out->chosen = choose(root, out->root_count);
    if (root[out->chosen].x > EXPONENT_MOST) out->reason = IRR_TOO_MANY;
    put_period(out, root);
}

err_code irr_solve(irr_result *out, const flow_series *flows, day_count how, arena *a, err *e)
{
    CHECK(flows->count == 0 || (flows->days != NULL && flows->minor != NULL));
    series s;
    irr_reason reason;
    err_code code = series_of(&s, &reason, flows, how, a, e);
    if (code != ERR_OK) return code;
    if (reason == IRR_FOUND)
        solve_series(out, &s, hunt(&s));
    else
        *out = (irr_result){.reason = reason};
    return ERR_OK;
}

static const char *const REASON[][2] = {
    [IRR_FOUND] = {"已求得", "found"},
    [IRR_EMPTY] = {"没有现金流，或每日收支相抵", "there are no flows, or those of each day cancel"},
    [IRR_NO_INFLOW] = {"只有出资，没有回款", "money was paid in, none came back"},
    [IRR_NO_OUTFLOW] = {"只有回款，没有出资", "money came back, none was paid in"},
    [IRR_ONE_DAY] = {"全部现金流在同一天，没有经过时间", "all flows are on one day: no time passed"},
    [IRR_NO_ROOT] = {"已证明：没有高于 −100% 的收益率能使现值为零",
                     "proven: no rate above -100 % brings the present value to nought"},
    [IRR_UNDECIDED] = {"解靠得太近，双精度无法分辨，不作结论",
                       "roots lie closer together than doubles can part: nothing is claimed"},
    [IRR_TOO_MANY] = {"解的个数、金额、时间跨度或收益率超出可计算范围",
                      "the number of roots, an amount, the span or a rate is beyond what can be computed"},
};
static const char *const PROOF[][2] = {
    [PROOF_NONE] = {"未证明", "not proven"},
    [PROOF_BALANCES] = {"按该收益率滚存，末笔之前的余额不变号：唯一",
                        "the balance carried at the rate keeps its sign to the last flow: the only rate"},
    [PROOF_VARIATIONS] = {"贴现累计额的变号次数限定了解的个数",
                          "sign changes of discounted running sums bound the number of rates"},
    [PROOF_DURATIONS] = {"出资与回款的久期限定了斜率，逐段证明",
                         "durations of calls and distributions bound the slope, interval by interval"},
};

const char *irr_reason_text(irr_reason reason, bool zh)
{
    CHECK((size_t)reason < COUNT_OF(REASON));
    return REASON[reason][zh ? 0 : 1];
}

const char *irr_proof_text(irr_proof proof, bool zh)
{
    CHECK((size_t)proof < COUNT_OF(PROOF));
    return PROOF[proof][zh ? 0 : 1];
}
