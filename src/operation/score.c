/* score: the same yuan twice: as the contract counts them towards a duty, and as the national evaluation of direction looks
 * at reinvestment.
 *
 * What is published of that evaluation (发改财金规〔2025〕1753号): the three weights 60/30/10 and the themes, of which 推进全国统一大市场
 * 建设 stands under 政策符合性. Level-2 points and formulas are not published. The only thresholds seen are those of an unofficial
 * public file: 返投比例 at most 3 points, none asked for or below 50 % 3, below 100 % 2, below 150 % 1, else 0: the more is asked
 * for, the fewer points. They are shown as what they are, unconfirmed, and only for a multiple of the investor's own
 * contribution; of any other basis the file says nothing, so the points are all that is possible. */
#include "operation/operation_int.h"

static const column_info score_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "对谁承担", "owed to", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"region", CELL_TEXT, "义务地区", "region of the duty", UNIT_NONE, "", "", ""},
    {"required", CELL_INTERVAL, "应返投", "required", UNIT_NONE, "reinvestment_required",
     "基数 × 倍数或比例,向外取整到分", "base × multiple or ratio, rounded outward to the least part"},
    {"counted", CELL_INTERVAL, "认定净额(合同)", "counted by the contract", UNIT_NONE, "reinvestment_counted",
     "已认定 − 已撤销", "recognised − revoked"},
    {"counted_inside", CELL_INTERVAL, "其中投向区内企业", "of that in firms of the region", UNIT_NONE, "score_counted_inside",
     "认定净额中,依据的投资投向登记在义务地区的企业", "the part of it whose investment is in a firm registered in the region"},
    {"counted_outside", CELL_INTERVAL, "其中投向区外企业", "of that in firms elsewhere", UNIT_NONE,
     "score_counted_outside", "认定净额中,依据的投资投向登记在区外的企业",
     "the part of it whose investment is in a firm registered elsewhere"},
    {"counted_unplaced", CELL_INTERVAL, "其中企业地区未述", "of that in firms of no stated region", UNIT_NONE,
     "score_counted_unplaced", "认定净额中,依据的投资的企业地区未述,或义务地区未述",
     "the part of it where the region of the firm, or of the duty, is not stated"},
    {"counted_without", CELL_INTERVAL, "其中无投资凭证", "of that on no investment", UNIT_NONE, "score_counted_without",
     "认定净额中,没有投资凭证的(迁入等)", "the part of it that rests on no entry of an investment (relocation and others)"},
    {"invested", CELL_INTERVAL, "基金投资额", "invested by the fund", UNIT_NONE, "score_invested", "Σ 投资",
     "Σ investment.made"},
    {"invested_inside", CELL_INTERVAL, "投向区内", "invested inside", UNIT_NONE, "score_invested_inside",
     "Σ 投向登记在义务地区的企业的投资", "Σ investments in firms registered in the region of the duty"},
    {"invested_outside", CELL_INTERVAL, "投向区外", "invested outside", UNIT_NONE, "score_invested_outside",
     "Σ 投向登记在区外的企业的投资", "Σ investments in firms registered elsewhere"},
    {"invested_unplaced", CELL_INTERVAL, "地区未述", "invested, region not stated", UNIT_NONE, "score_invested_unplaced",
     "Σ 企业地区(或义务地区)未述的投资", "Σ investments where the region of the firm, or of the duty, is not stated"},
    {"theme", CELL_TEXT, "国家评价主题(已公布)", "national theme, published", UNIT_NONE, "", "", ""},
    {"asked_ratio", CELL_INTERVAL, "要求的返投比例", "ratio asked for", UNIT_PERCENT, "score_asked_ratio",
     "该出资人出资的倍数 × 100%;其他口径不可比", "multiple of the investor's contribution × 100 %; other bases do not compare"},
    {"points", CELL_INTERVAL, "得分(非官方、未证实)", "points, unofficial and unconfirmed", UNIT_COUNT, "score_points",
     "非官方文件:无要求或 <50% 3 分,<100% 2 分,<150% 1 分,其余 0 分",
     "unofficial file: none asked for or < 50 % 3, < 100 % 2, < 150 % 1, else 0"},
    {"points_max", CELL_INT, "满分(非官方)", "most points, unofficial", UNIT_NONE, "", "", ""},
    {"status", CELL_TEXT, "依据状态", "standing of the points", UNIT_NONE, "", "", ""},
};
const relation_info reinvestment_score_info = {
    "reinvestment_score",
    "返投与国家评价",
    "Reinvestment and the national score",
    "同一笔钱的两种看法:合同返投认定了哪些,国家投向评价怎样看返投要求(未公布的标为未证实)",
    "the same yuan twice: what the contract counts, and how the national evaluation looks at what is asked for; what is not "
    "published is marked unconfirmed",
    score_columns,
    COUNT_OF(score_columns),
    3};
enum {
    FUND,
    INVESTOR,
    BASIS,
    REGION,
    REQUIRED,
    COUNTED,
    COUNTED_INSIDE,
    COUNTED_OUTSIDE,
    COUNTED_UNPLACED,
    COUNTED_WITHOUT,
    INVESTED,
    INVESTED_INSIDE,
    INVESTED_OUTSIDE,
    INVESTED_UNPLACED,
    THEME,
    ASKED_RATIO,
    POINTS,
    POINTS_MAX,
    STATUS
};
enum { MOST_POINTS = 3, HALF_PPM = 500000 };

/* Where money went, seen from the region of a duty. */
typedef enum place { INSIDE_IT, OUTSIDE_IT, UNPLACED, WITHOUT, PLACES } place;
typedef struct split {
    interval sum[PLACES];
    entry_list entries[PLACES];
} split;
typedef struct scoring {
    relation *out;
    const duty_sources *d;
} scoring;

static place place_of(seq_no *says, const scoring *s, const duty *x, seq_no enterprise)
{
    str code = party_region(says, &s->d->who, standing(s->d->q, enterprise));
    if (code.len == 0 || x->region.len == 0) return UNPLACED;
    return region_holds(x->region, code) ? INSIDE_IT : OUTSIDE_IT;
}

static bool split_put(split *p, const scoring *s, place at, interval more, seq_no entry, seq_no says)
{
    p->sum[at] = interval_add(p->sum[at], more);
    return entries_put(&p->entries[at], s->d->q->a, entry) && entries_put(&p->entries[at], s->d->q->a, says);
}

static split split_empty(void)
{
    split p = {.entries = {{.count = 0}}};
    for (int i = 0; i < PLACES; i++) p.sum[i] = interval_exact(0);
    return p;
}

static bool split_counted(split *p, const scoring *s, const duty *x)
{
    const claims *all = &s->d->claims;
    const group_item *i = groups_first(&all->by_duty, duty_key(x->fund, x->investor));
    *p = split_empty();
    for (; i != NULL; i = groups_next(&all->by_duty, i)) {
        const claim *c = &all->items[i->number];
        event made;
        seq_no says = 0;
        place at = WITHOUT;
        interval more = interval_sub(c->recognised, c->revoked);
        if (c->ev.amount.unit != x->unit) more = interval_unknown(false);
        if (c->ev.ref != 0) {
            book_entry(&made, s->d->q->b, c->ev.ref);
            at = place_of(&says, s, x, made.object);
        }
        if (!split_put(p, s, at, more, c->ev.seq, says) || !entries_join(&p->entries[at], s->d->q->a, &c->entries))
            return false;
    }
    return true;
}

static bool split_invested(split *p, const scoring *s, const duty *x)
{
    const group_item *i = groups_first(&s->d->invested, x->fund);
    *p = split_empty();
    for (; i != NULL; i = groups_next(&s->d->invested, i)) {
        event made;
        seq_no says = 0;
        book_entry(&made, s->d->q->b, i->number);
        bool same_unit = made.amount.unit == x->unit;
        interval more = same_unit ? amount_counted(s->d->q, &made.amount, i->is) : interval_unknown(false);
        if (!split_put(p, s, place_of(&says, s, x, made.object), more, made.seq, says)) return false;
    }
    return true;
}

static bool put_split(const scoring *s, cell *row, uint32_t total, const split *p, int places, unit_code in)
{
    interval sum = interval_exact(0);
    entry_list all = {.count = 0};
    for (int i = 0; i < places; i++) {
        sum = interval_add(sum, p->sum[i]);
        if (!entries_join(&all, s->d->q->a, &p->entries[i])) return false;
        cell_interval(&row[total + 1 + (uint32_t)i], p->sum[i], in, QUALIFIER_NONE);
        why_list(s->out, &row[total + 1 + (uint32_t)i], s->d->q->a, &p->entries[i]);
    }
    cell_interval(&row[total], sum, in, QUALIFIER_NONE);
    why_list(s->out, &row[total], s->d->q->a, &all);
    return true;
}

/* ---- the points of the unofficial file ---- */
static int64_t points_of(int64_t asked_ppm)
{
    CHECK(asked_ppm >= 0);
    int64_t steps = asked_ppm / HALF_PPM;
    return steps >= MOST_POINTS ? 0 : MOST_POINTS - steps;
}

/* The larger the ratio asked for, the fewer the points: so the ends change places. */
static interval points_between(interval asked)
{
    interval out = interval_exact(0);
    out.lo = asked.hi_open ? 0 : points_of(asked.hi);
    out.hi = asked.lo_open ? MOST_POINTS : points_of(asked.lo);
    out.about = asked.about;
    out.unknown_count = asked.unknown_count;
    return out;
}

static bool is_of_own_contribution(const duty *x)
{
    str by = str_from(x->basis);
    return str_equal(by, STR("reinvestment_multiple_of_committed")) ||
           str_equal(by, STR("reinvestment_multiple_of_paid_in"));
}

static void put_points(const scoring *s, cell *row, const duty *x)
{
    const view_request *q = s->d->q;
    entry_list set = {.count = 0};
    interval points = interval_exact(0);
    points.hi = MOST_POINTS;
    points.unknown_count = 1;
    if (!choice_entries(&set, q->a, x->value.by)) s->out->failed = true;
    if (x->value.by != NULL && is_of_own_contribution(x)) {
        interval asked = interval_scale(x->value.x, PERCENT_ONE / TIMES_ONE, 1);
        cell_interval(&row[ASKED_RATIO], asked, UNIT_PERCENT, QUALIFIER_NONE);
        why_list(s->out, &row[ASKED_RATIO], q->a, &set);
        points = points_between(asked);
    }
    cell_interval(&row[POINTS], points, UNIT_COUNT, QUALIFIER_NONE);
    why_lists(s->out, &row[POINTS], q->a, &set, &x->claim_entries);
    cell_int(&row[POINTS_MAX], MOST_POINTS);
    put_word(&row[THEME], "unified_market", "推进全国统一大市场建设(政策符合性 60 分之一题)",
             "a unified national market (one theme of policy conformity, 60)");
    put_word(&row[STATUS], "unconfirmed", "未证实:二级分值未公布,取自非官方文件",
             "unconfirmed: level-2 points are not published; from an unofficial file");
}

static bool put_score(void *self, const duty *x)
{
    const scoring *s = self;
    split counted, invested;
    cell *row = relation_row(s->out);
    if (row == NULL || !split_counted(&counted, s, x) || !split_invested(&invested, s, x)) return false;
    put_id(&row[FUND], s->d->q, x->fund);
    put_id(&row[INVESTOR], s->d->q, x->investor);
    cell_text(&row[BASIS], str_from(x->basis));
    if (x->region.len > 0) cell_text(&row[REGION], x->region);
    if (x->value.by != NULL) {
        cell_interval(&row[REQUIRED], x->required, x->unit, QUALIFIER_NONE);
        entry_list set = {.count = 0};
        if (!choice_entries(&set, s->d->q->a, x->value.by)) return false;
        why_lists(s->out, &row[REQUIRED], s->d->q->a, &set, &x->base_entries);
    }
    put_points(s, row, x);
    return put_split(s, row, COUNTED, &counted, PLACES, x->unit) &&
           put_split(s, row, INVESTED, &invested, WITHOUT, x->unit) && !s->out->failed;
}

err_code build_reinvestment_score(relation *out, const view_request *q, err *e)
{
    duty_sources d;
    scoring s = {out, &d};
    CHECK(COUNT_OF(score_columns) == STATUS + 1);
    if (!duty_sources_build(&d, q) || !duties_each(&d, put_score, &s)) return arena_err(q->a, e);
    return relation_err(out, e);
}
