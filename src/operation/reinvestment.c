/* reinvestment: each duty of a fund, what it asks for and what was done towards it. How a duty comes about: duties.c. */
#include "operation/operation_int.h"

static const column_info reinvestment_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "对谁承担", "owed to", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    {"investor_name", CELL_TEXT, "出资人名称", "investor's name", UNIT_NONE, "", "", ""},
    {"region", CELL_TEXT, "义务地区", "region of the duty", UNIT_NONE, "", "", ""},
    {"parameter", CELL_INTERVAL, "倍数或比例", "multiple or ratio", UNIT_NONE, "", "", ""},
    {"base", CELL_INTERVAL, "基数", "base", UNIT_NONE, "reinvestment_base",
     "口径所述金额:该出资人或全部公共资金的认缴、实缴,或基金的投资、认缴、实缴",
     "what the basis names: committed or paid in by the investor or by all public money, or invested, committed or paid "
     "in of the fund"},
    {"required", CELL_INTERVAL, "应返投", "required", UNIT_NONE, "reinvestment_required",
     "基数 × 倍数或比例,向外取整到分", "base × multiple or ratio, rounded outward to the least part"},
    {"claims", CELL_INT, "申报笔数", "claims", UNIT_NONE, "reinvestment_claim_count", "申报笔数", "number of claims"},
    {"claimed", CELL_INTERVAL, "已申报", "claimed", UNIT_NONE, "reinvestment_claimed", "Σ 申报", "Σ claims"},
    {"evidenced", CELL_INTERVAL, "有证明", "evidenced", UNIT_NONE, "reinvestment_evidenced",
     "Σ 有证明材料(申报时或认定时)的申报", "Σ claims with evidence, given with the claim or with a recognition"},
    {"recognised", CELL_INTERVAL, "已认定", "recognised", UNIT_NONE, "reinvestment_recognised", "Σ 认定",
     "Σ recognitions"},
    {"revoked", CELL_INTERVAL, "已撤销", "revoked", UNIT_NONE, "reinvestment_revoked", "Σ 撤销", "Σ revocations"},
    {"counted", CELL_INTERVAL, "认定净额", "counted", UNIT_NONE, "reinvestment_counted", "已认定 − 已撤销",
     "recognised − revoked"},
    {"gap", CELL_INTERVAL, "缺口", "gap", UNIT_NONE, "reinvestment_gap", "max(0, 应返投 − 认定净额)",
     "max(0, required − counted)"},
    {"met", CELL_TEXT, "是否完成", "met", UNIT_NONE, "reinvestment_met", "认定净额 ≥ 应返投(三值);无参数时不能判定",
     "counted ≥ required, three-valued; undetermined without a parameter"},
    {"reached", CELL_INTERVAL, "现倍数或比例", "multiple or ratio reached", UNIT_NONE, "reinvestment_reached",
     "认定净额 ÷ 基数,四舍五入到万分之一倍或百万分之一", "counted ÷ base, rounded half up to 0.0001 times or to one ppm"},
};
const relation_info reinvestment_info = {
    "reinvestment",
    "返投",
    "Reinvestment",
    "基金 × 出资人 × 口径:应返投多少,已申报、有证明、已认定、已撤销多少,缺口与是否完成",
    "fund × investor × basis: what is owed, claimed, evidenced, recognised and revoked; the gap and whether the duty is met",
    reinvestment_columns,
    COUNT_OF(reinvestment_columns),
    3};
enum {
    FUND,
    INVESTOR,
    BASIS,
    FUND_NAME,
    INVESTOR_NAME,
    REGION,
    PARAMETER,
    BASE,
    REQUIRED,
    CLAIMS,
    CLAIMED,
    EVIDENCED,
    RECOGNISED,
    REVOKED,
    COUNTED,
    GAP,
    MET,
    REACHED
};

typedef struct filling {
    relation *out;
    const view_request *q;
} filling;

static void put_sides(relation *out, cell *row, const view_request *q, const duty *x)
{
    put_id(&row[FUND], q, x->fund);
    put_id(&row[INVESTOR], q, x->investor);
    cell_text(&row[BASIS], str_from(x->basis));
    put_name(&row[FUND_NAME], q, x->fund);
    put_name(&row[INVESTOR_NAME], q, x->investor);
    if (x->region.len > 0) cell_text(&row[REGION], x->region);
    relation_why(out, &row[REGION], x->region_entry);
}

/* What the duty asks for: nothing is said of it without a parameter. */
static void put_owed(relation *out, cell *row, const view_request *q, const duty *x)
{
    interval reached;
    entry_list set = {.count = 0};
    if (x->value.by == NULL) return;
    if (!choice_entries(&set, q->a, x->value.by)) out->failed = true;
    cell_interval(&row[PARAMETER], x->value.x, x->value_unit, QUALIFIER_NONE);
    why_list(out, &row[PARAMETER], q->a, &set);
    cell_interval(&row[BASE], x->base, x->unit, QUALIFIER_NONE);
    why_list(out, &row[BASE], q->a, &x->base_entries);
    cell_interval(&row[REQUIRED], x->required, x->unit, QUALIFIER_NONE);
    why_lists(out, &row[REQUIRED], q->a, &set, &x->base_entries);
    cell_interval(&row[GAP], not_below_zero(interval_sub(x->required, x->counted)), x->unit, QUALIFIER_NONE);
    if (!entries_join(&set, q->a, &x->base_entries)) out->failed = true;
    why_lists(out, &row[GAP], q->a, &set, &x->grant_entries);
    bool has_ratio = x->value_unit == UNIT_TIMES ? ratio_times(&reached, x->counted, x->base)
                                                 : ratio_percent(&reached, x->counted, x->base);
    if (!has_ratio) return;
    cell_interval(&row[REACHED], reached, x->value_unit, QUALIFIER_NONE);
    why_lists(out, &row[REACHED], q->a, &x->base_entries, &x->grant_entries);
}

static void put_met(relation *out, cell *row, const view_request *q, const duty *x)
{
    entry_list all = {.count = 0};
    put_verdict(&row[MET], x->value.by == NULL ? VERDICT_UNDETERMINED : is_at_least(x->counted, x->required));
    if (!choice_entries(&all, q->a, x->value.by) || !entries_join(&all, q->a, &x->base_entries)) out->failed = true;
    why_lists(out, &row[MET], q->a, &all, &x->grant_entries);
}

static void put_done(relation *out, cell *row, const view_request *q, const duty *x)
{
    const interval sums[] = {x->claimed, x->evidenced, x->recognised, x->revoked, x->counted};
    cell_int(&row[CLAIMS], x->claim_count);
    why_list(out, &row[CLAIMS], q->a, &x->claim_entries);
    for (uint32_t i = 0; i < COUNT_OF(sums); i++) {
        cell_interval(&row[CLAIMED + i], sums[i], x->unit, QUALIFIER_NONE);
        why_list(out, &row[CLAIMED + i], q->a, i == 0 ? &x->claim_entries : &x->grant_entries);
    }
}

static bool put_duty(void *self, const duty *x)
{
    const filling *f = self;
    cell *row = relation_row(f->out);
    if (row == NULL) return false;
    put_sides(f->out, row, f->q, x);
    put_done(f->out, row, f->q, x);
    put_owed(f->out, row, f->q, x);
    put_met(f->out, row, f->q, x);
    return !f->out->failed;
}

err_code build_reinvestment(relation *out, const view_request *q, err *e)
{
    duty_sources d;
    filling f = {out, q};
    CHECK(COUNT_OF(reinvestment_columns) == REACHED + 1);
    if (!duty_sources_build(&d, q) || !duties_each(&d, put_duty, &f)) return arena_err(q->a, e);
    return relation_err(out, e);
}
