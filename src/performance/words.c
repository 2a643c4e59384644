/* words: why there is no figure, what proves a rate, whose value it is; and how a rate and a multiple stand in a cell. */
#include "performance/performance_int.h"

#include <math.h>

static const char *const track_words[TRACK_REASONS][3] = {
    {"", "", ""},
    {"no_value", "无估值:没有净值或估值凭证", "no value is stated"},
    {"value_inexact", "估值非确数", "the value stated is not exact"},
    {"value_day_inexact", "估值日不确切到日", "the day of the value is not known to the day"},
    {"value_before_merger", "估值早于基金合并", "the value is older than a merger of funds"},
    {"ledger_part", "只有整只基金净值,账目未覆盖全部出资人",
     "the value is the whole fund's, the ledger has a part of its investors"},
    {"value_foreign", "估值为另一币种", "the value is in another currency"},
    {"currencies", "币种不一", "more than one currency"},
    {"no_price", "份额转让未记价款", "a stake changed hands without a price"},
    {"too_large", "数额超出可计算范围", "an amount is beyond what can be computed"}};
static const char *const irr_words[] = {"",        "no_flow", "no_inflow", "no_outflow",
                                        "one_day", "no_rate", "undecided", "too_many"};
static const char *const market_words[][3] = {
    {"", "", ""},
    {"no_flow", "尚无现金流", "no money has moved yet"},
    {"no_index", "指数在某一现金流日(容差内)无值", "no index level within the tolerance of a flow's day"},
    {"no_outflow", "没有投入", "nothing was paid in"},
    {"no_distribution", "没有分配,无从缩放", "nothing was distributed that could be scaled"},
    {"value_large", "余值超过同期指数所得", "more is left than the index made of what was paid in"},
    {"value_gap", "某次分配之后的余值未知", "what was left after a distribution is not known"},
    {"too_large", "数额超出可计算范围", "an amount is beyond what can be computed"}};
static const char *const source_words[][3] = {
    {"", "", ""},
    {"own", "自身", "its own"},
    {"share_of_fund", "整只基金按实缴分摊", "share of the whole fund's by paid-in"},
    {"closed", "已了结,余值为零", "closed: nothing is left"},
    {"several", "多种", "several"}};

static void put(cell *c, const char *const word[3])
{
    if (word[0][0] != '\0') put_word(c, word[0], word[1], word[2]);
}

void put_track_reason(cell *c, track_reason why)
{
    CHECK(why < TRACK_REASONS);
    put(c, track_words[why]);
}

void put_irr_reason(cell *c, irr_reason why)
{
    CHECK(why < COUNT_OF(irr_words));
    if (why != IRR_FOUND) put_word(c, irr_words[why], irr_reason_text(why, true), irr_reason_text(why, false));
}

const char *market_word(market_reason why, bool zh)
{
    CHECK(why < COUNT_OF(market_words));
    return market_words[why][zh ? 1 : 2];
}

void put_market_reason(cell *c, market_reason why)
{
    CHECK(why < COUNT_OF(market_words));
    put(c, market_words[why]);
}

void put_value_source(cell *c, value_source of)
{
    CHECK(of < COUNT_OF(source_words));
    put(c, source_words[of]);
}

/* "unique" says that all roots are known and there is one. */
void put_proof(cell *c, const irr_answer *x)
{
    static const char *const unique[][3] = {
        {"unproven", "未证明唯一", "not proven unique"},
        {"unique_balances", "唯一:期间余额不变号", "unique: the balance never changes sign"},
        {"unique_variations", "唯一:累计和变号数", "unique: sign changes of running sums"},
        {"unique_durations", "唯一:久期区间", "unique: bounds by durations"}};
    static const char *const several[3] = {"several", "多个根,全部列明", "several rates, all of them known"};
    if (x->reason != IRR_FOUND) return;
    CHECK(x->proof < COUNT_OF(unique));
    put(c, !x->is_proven ? unique[0] : x->is_unique ? unique[x->proof] : several);
}

void put_multiple(cell *c, const multiple *m)
{
    if (m->is_known) cell_exact(c, m->ten_thousandths, UNIT_TIMES);
}

enum { PPM = 1000000 };
static const double rate_most = 9e12; /* in parts of one: ten-thousandths of a percent fit int64 */

bool put_rate(cell *c, double rate, double error)
{
    if (!isfinite(rate) || !isfinite(error) || fabs(rate) + error > rate_most) return false;
    int64_t lo = llround((rate - error) * PPM), hi = llround((rate + error) * PPM);
    interval x = interval_exact(lo);
    if (hi != lo) {
        x.lo = (int64_t)floor((rate - error) * PPM);
        x.hi = (int64_t)ceil((rate + error) * PPM);
    }
    CHECK(x.lo <= x.hi);
    cell_interval(c, x, UNIT_PERCENT, QUALIFIER_NONE);
    return true;
}

/* Bounds of different processors differ in their last digits; powers of ten do not. */
void put_error(cell *c, double error, arena *a)
{
    int power = -10;
    double limit = 1e-10;
    buf text;
    buf_init(&text, a, 32);
    if (!isfinite(error)) return;
    while (error * 100 > limit && power < 300) {
        limit *= 10;
        power++;
    }
    buf_text(&text, "1e");
    buf_int(&text, power);
    cell_text(c, buf_view(&text));
}
