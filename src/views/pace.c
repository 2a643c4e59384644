/* pace: targets under their parents, and how far each is against a straight line.
 *
 * The line runs from (start, baseline) to (deadline, value). Of a metric it starts at nought on the day of the promise:
 * the target's own day, else its program's, else the day on which the target was public or entered. Of an indicator it
 * starts at the last admissible reading that ended by that day, else at the first one after it. The line at a day is
 * baseline + (value − baseline) × days gone ÷ days in all, rounded down to the least unit (of an interval: outward); it is
 * clamped to its ends. What is reached is held against the line on the day of the reading, because a yearly figure of last year says
 * nothing of today; `expected` is the line on as_of. The gap is an interval: ahead or behind only where all of it is.
 * There is no line for a ceiling, a milestone, a target without deadline or with a baseline that is not below its value.
 * A part that is met while a promise above it is in breach is marked: the parts do not make the whole. */
#include "views/promises_int.h"

static const column_info pace_columns[] = {
    {"target", CELL_TEXT, "目标", "target", UNIT_NONE, "", "", ""},
    {"parent", CELL_TEXT, "上级目标", "parent", UNIT_NONE, "", "", ""},
    {"depth", CELL_INT, "层", "depth", UNIT_NONE, "", "", ""},
    {"program", CELL_TEXT, "方案", "program", UNIT_NONE, "", "", ""},
    {"indicator", CELL_TEXT, "指标", "indicator", UNIT_NONE, "", "", ""},
    {"population", CELL_TEXT, "总体", "population", UNIT_NONE, "", "", ""},
    {"measured_by", CELL_TEXT, "衡量", "measured by", UNIT_NONE, "", "", ""},
    {"forecastable", CELL_TEXT, "可预测", "forecastable", UNIT_NONE, "", "", ""},
    {"comparator", CELL_TEXT, "比较", "comparator", UNIT_NONE, "", "", ""},
    {"value", CELL_INTERVAL, "目标值", "target value", UNIT_NONE, "", "", ""},
    {"deadline", CELL_TEXT, "期限", "deadline", UNIT_NONE, "", "", ""},
    {"verdict", CELL_TEXT, "结论", "verdict", UNIT_NONE, "target_verdict", "所达与目标值三值比较;无数时看期限",
     "three-valued comparison of what is reached with the target; the deadline where nothing is known"},
    {"parent_verdict", CELL_TEXT, "上级结论", "parent's verdict", UNIT_NONE, "", "", ""},
    {"under_breach", CELL_TEXT, "分项达成而上级未达成", "met under a breach", UNIT_NONE, "", "", ""},
    {"start", CELL_DATE, "起算日", "start", UNIT_NONE, "pace_start", "基线读数的期末;账本度量取承诺日",
     "end of the baseline reading; of a metric the day of the promise"},
    {"baseline", CELL_INTERVAL, "基线", "baseline", UNIT_NONE, "pace_baseline",
     "承诺日前最后一个可采读数,否则其后首个;账本度量为0",
     "last admissible reading by the day of the promise, else the first after it; of a metric nought"},
    {"expected", CELL_INTERVAL, "截止日应达", "expected on as_of", UNIT_NONE, "pace_expected",
     "基线 +(目标值 − 基线)× 已过天数 ÷ 总天数,向下取整(区间向外)",
     "baseline + (value − baseline) × days gone ÷ days in all, rounded down (an interval outward)"},
    {"reached", CELL_INTERVAL, "已达", "reached", UNIT_NONE, "pace_reached", "账本度量或所选读数",
     "the metric, or the chosen reading"},
    {"reached_on", CELL_DATE, "截至", "reached on", UNIT_NONE, "", "", ""},
    {"expected_then", CELL_INTERVAL, "当时应达", "expected that day", UNIT_NONE, "pace_expected_then",
     "读数之日的直线值,取整同上", "the line on the day of the reading, rounded as above"},
    {"gap", CELL_INTERVAL, "超前(+)落后(−)", "ahead (+) or behind (−)", UNIT_NONE, "pace_gap", "已达 − 当时应达",
     "reached − expected that day"},
    {"gap_days", CELL_INT, "超前(+)落后(−)天数", "days ahead (+) or behind (−)", UNIT_NONE, "pace_gap_days",
     "直线达到已达值之日 − 读数之日", "day on which the line comes to what is reached − day of the reading"},
    {"pace", CELL_TEXT, "进度", "pace", UNIT_NONE, "pace", "差额区间与0比较", "the interval of the gap against nought"},
    {"why_not", CELL_TEXT, "不可衡量的原因", "why it is not measured", UNIT_NONE, "", "", ""},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
};
enum {
    P_TARGET,
    P_PARENT,
    P_DEPTH,
    P_PROGRAM,
    P_INDICATOR,
    P_POPULATION,
    P_MEASURED_BY,
    P_FORECASTABLE,
    P_COMPARATOR,
    P_VALUE,
    P_DEADLINE,
    P_VERDICT,
    P_PARENT_VERDICT,
    P_UNDER_BREACH,
    P_START,
    P_BASELINE,
    P_EXPECTED,
    P_REACHED,
    P_REACHED_ON,
    P_EXPECTED_THEN,
    P_GAP,
    P_GAP_DAYS,
    P_PACE,
    P_WHY_NOT,
    P_ENTRY
};
const relation_info target_pace_info = {"target_pace",
                                        "目标进度",
                                        "Pace of targets",
                                        "目标按上下级排列:各自结论、由账本或观测衡量、与直线相比超前或落后多少",
                                        "targets under their parents: verdict of each, measured by the book or "
                                        "observed, and how far ahead of a straight line or "
                                        "behind it",
                                        pace_columns,
                                        COUNT_OF(pace_columns),
                                        1};

typedef enum pace_word { AHEAD, ON_LINE, BEHIND, UNDETERMINED, NOT_STARTED, NO_FIGURE, NO_LINE } pace_word;
static const char *const pace_words[][3] = {{"ahead", "超前", "ahead"},
                                            {"on_line", "持平", "on the line"},
                                            {"behind", "落后", "behind"},
                                            {"undetermined", "不能判定", "undetermined"},
                                            {"not_started", "基线之后尚无读数", "no reading after the baseline"},
                                            {"no_figure", "无数", "no figure"},
                                            {"no_line", "无直线可比", "no line to hold it against"}};
typedef struct line { /* a straight line; with !exists only why it does not */
    bool exists, has_start;
    day start, end;
    interval from;
    int64_t to;
    entry_list why; /* the entries behind where it starts */
} line;

/* ---- the line ---- */

static bool day_said(day *out, const event *ev)
{
    if (ev->effective.precision == PRECISION_UNKNOWN) return false;
    *out = date_span(ev->effective).last;
    return true;
}

/* False: memory. */
static bool day_of_promise(day *out, const target *t, line *l)
{
    event program;
    book_entry(&program, t->q->b, t->ev.subject);
    if (day_said(out, &t->ev)) return true;
    if (day_said(out, &program)) return entries_put(&l->why, t->q->a, program.seq);
    *out = book_effective_span(t->q->b, &t->ev).last;
    return true;
}

/* The last admissible reading that ended by that day, else the first one after it; NULL = none. */
static const reading *baseline_reading(const target *t, day on)
{
    const reading *before = NULL, *after = NULL;
    for (uint32_t i = 0; i < t->count; i++) {
        const reading *r = &t->items[i];
        day end = reading_end(t, r);
        if (r->refused != ADMISSIBLE) continue;
        const reading **best = end <= on ? &before : &after;
        bool nearer = *best == NULL || (end <= on ? end > reading_end(t, *best) : end < reading_end(t, *best)) ||
                      (end == reading_end(t, *best) && statement_beats(t->q, &r->ev, &(*best)->ev));
        if (nearer) *best = r;
    }
    return before ? before : after;
}

static bool is_rising(const target *t)
{
    int c = t->ev.class_code;
    return (c == COMPARE_EQ || c == COMPARE_GE || c == COMPARE_GT || c == COMPARE_ABOUT) &&
           t->ev.amount.unit != UNIT_MILESTONE;
}

/* False: memory. */
static bool draw_line(line *l, const target *t)
{
    *l = (line){.end = t->deadline, .to = t->ev.amount.minor};
    day promised;
    if (!is_rising(t)) return true;
    if (!day_of_promise(&promised, t, l)) return false;
    if (t->measured.metric != NULL) {
        l->start = promised;
        l->from = interval_exact(0);
    } else {
        const reading *r = baseline_reading(t, promised);
        if (r == NULL) return true;
        l->start = reading_end(t, r);
        l->from = interval_of(r->ev.amount, t->q->at.about_tolerance_ppm);
        if (!entries_put(&l->why, t->q->a, r->match) || !entries_put(&l->why, t->q->a, r->ev.seq)) return false;
    }
    l->has_start = true;
    l->exists = t->has_deadline && l->start < l->end && !l->from.lo_open && l->from.lo < l->to;
    return true;
}

static day clamp(const line *l, day on)
{
    return on < l->start ? l->start : on > l->end ? l->end : on;
}

/* Rounded down, or up. */
static int64_t line_end(const line *l, int64_t from, day on, bool rounds_up)
{
    int128 rise = ((int128)l->to - from) * (on - l->start), days = l->end - l->start;
    CHECK(days > 0);
    int128 whole = rise / days, rest = rise % days;
    return (int64_t)(from + whole - (rest < 0) + (rounds_up && rest != 0));
}

static interval line_at(const line *l, day on)
{
    interval x = l->from;
    day at = clamp(l, on);
    CHECK(l->exists);
    x.lo = line_end(l, x.lo, at, false);
    if (at == l->end) {
        x = interval_exact(l->to);
        x.about = l->from.about;
    } else if (!x.hi_open) {
        x.hi = line_end(l, x.hi, at, !interval_is_exact(l->from));
    }
    return x;
}

/* Days between the day of the reading and that on which the line comes to it; only where both ends are exact. Rounded
 * down: a day that is not whole is not ahead. */
static bool days_ahead(int64_t *out, const line *l, interval reached, day on)
{
    if (!interval_is_exact(l->from) || !interval_is_exact(reached) || l->from.about || reached.about) return false;
    int128 days = ((int128)reached.lo - l->from.lo) * (l->end - l->start), rise = (int128)l->to - l->from.lo;
    CHECK(rise > 0);
    int128 comes = days / rise - (days % rise < 0);
    if (comes > DAY_LAST || comes < -(int128)DAY_LAST) return false;
    *out = (int64_t)comes - (on - l->start);
    return true;
}

static pace_word word_of(const line *l, interval gap, day on, bool is_metric)
{
    if (!is_metric && on <= l->start) return NOT_STARTED;
    if (interval_is_exact(gap) && gap.lo == 0) return ON_LINE;
    if (!gap.lo_open && (gap.lo > 0 || (gap.lo == 0 && gap.lo_strict))) return AHEAD;
    if (!gap.hi_open && (gap.hi < 0 || (gap.hi == 0 && gap.hi_strict))) return BEHIND;
    return UNDETERMINED;
}

/* ---- the order: a target, then its parts ---- */

typedef struct tree {
    const target_list *all;
    uint32_t *depth, *parent; /* by position; parent: 1 + position, 0 = none */
    bool *under_breach;
    groups parts;    /* 1 + position of the parent, else of nothing → position */
    uint32_t *order; /* positions */
} tree;

/* A parent stands before its parts in the journal, so one pass knows all that is above a target. */
static bool tree_links(tree *t, arena *a)
{
    const target_list *all = t->all;
    groups_init(&t->parts, a);
    for (uint32_t i = 0; i < all->count; i++) {
        uint32_t up;
        bool has_parent = all->items[i].ev.third != 0 && map_u64_find(&up, &all->index, all->items[i].ev.third);
        t->parent[i] = has_parent ? up + 1 : 0;
        t->depth[i] = has_parent ? t->depth[up] + 1 : 0;
        t->under_breach[i] = has_parent && (t->under_breach[up] || target_verdict_of(&all->items[up]) == V_BREACH);
        CHECK(!has_parent || up < i);
        if (!groups_put(&t->parts, has_parent ? up + 1 : UINT32_MAX, i, PRESENT_YES)) return false;
    }
    return true;
}

typedef struct place { /* in the groups */
    const group_item *at;
} place;

/* Depth first with a stack of places in the groups: as deep as promises are nested, never the machine's stack. */
static bool tree_order(tree *t, arena *a)
{
    uint32_t count = 0, top = 0;
    place *stack = arena_get(a, sizeof *stack * (t->all->count + 1));
    if (stack == NULL) return false;
    stack[top++].at = groups_first(&t->parts, UINT32_MAX);
    while (top > 0) {
        const group_item *at = stack[--top].at;
        if (at == NULL) continue;
        t->order[count++] = at->number;
        stack[top++].at = groups_next(&t->parts, at);
        stack[top++].at = groups_first(&t->parts, at->number + 1);
        CHECK(top <= t->all->count + 1);
    }
    CHECK(count == t->all->count);
    return true;
}

static bool tree_build(tree *t, const target_list *all, arena *a)
{
    size_t room = sizeof(uint32_t) * (all->count + 1);
    *t = (tree){.all = all, .depth = arena_get(a, room), .parent = arena_get(a, room), .order = arena_get(a, room)};
    t->under_breach = arena_get(a, sizeof(bool) * (all->count + 1));
    if (!t->depth || !t->parent || !t->order || !t->under_breach) return false;
    return tree_links(t, a) && tree_order(t, a);
}

/* ---- the relation ---- */

typedef struct pacing {
    relation *out;
    const tree *in;
    const target *t;
    cell *row;
    uint32_t at;
    line line;
} pacing;

static void put_place(const pacing *p)
{
    const view_request *q = p->t->q;
    const event *ev = &p->t->ev;
    uint32_t up = p->in->parent[p->at];
    put_id(&p->row[P_TARGET], q, ev->seq);
    put_id(&p->row[P_PARENT], q, ev->third);
    cell_int(&p->row[P_DEPTH], p->in->depth[p->at]);
    put_id(&p->row[P_PROGRAM], q, ev->subject);
    cell_text(&p->row[P_INDICATOR], attrs_text(ev->attrs, STR("indicator"), q->a));
    put_id(&p->row[P_POPULATION], q, standing(q, ev->object));
    cell_text(&p->row[P_COMPARATOR], str_from(comparator_name((comparator)ev->class_code)));
    put_amount(&p->row[P_VALUE], q, &ev->amount);
    cell_text(&p->row[P_DEADLINE], attrs_text(ev->attrs, STR("deadline"), q->a));
    put_target_verdict(&p->row[P_VERDICT], target_verdict_of(p->t));
    if (up) put_target_verdict(&p->row[P_PARENT_VERDICT], target_verdict_of(&p->in->all->items[up - 1]));
    bool met_under = p->in->under_breach[p->at] && target_verdict_of(p->t) == V_PASS;
    put_enum(&p->row[P_UNDER_BREACH], LIST_yes_no, met_under ? YES : NO);
    cell_int(&p->row[P_ENTRY], ev->seq);
}

static void put_how(const pacing *p)
{
    static const char *const gaps[][3] = {
        {"", "", ""},
        {"no_population", "未写明总体", "no population is named"},
        {"unit_differs", "单位不同", "another unit"},
        {"no_denominator", "分母为零或未知", "the denominator is nought or not known"}};
    const measurement *m = &p->t->measured;
    bool is_metric = m->metric != NULL;
    put_word(&p->row[P_MEASURED_BY], is_metric ? "book" : "observed", is_metric ? "账本" : "观测",
             is_metric ? "the book" : "observations");
    put_enum(&p->row[P_FORECASTABLE], LIST_yes_no, metric_is_forecastable(m->metric) ? YES : NO);
    if (m->gap != METRIC_MEASURED) put_word(&p->row[P_WHY_NOT], gaps[m->gap][0], gaps[m->gap][1], gaps[m->gap][2]);
}

static void put_pace(const pacing *p, pace_word w)
{
    put_word(&p->row[P_PACE], pace_words[w][0], pace_words[w][1], pace_words[w][2]);
}

static void put_gap(const pacing *p, interval reached, day on)
{
    int64_t days;
    const line *l = &p->line;
    unit_code of = p->t->ev.amount.unit;
    interval then = line_at(l, on), gap = interval_sub(reached, then);
    pace_word word = word_of(l, gap, on, p->t->measured.metric != NULL);
    put_pace(p, word);
    if (word == NOT_STARTED) return;
    p->row[P_PACE].interval.about = gap.about;
    cell_interval(&p->row[P_EXPECTED_THEN], then, of, QUALIFIER_NONE);
    cell_interval(&p->row[P_GAP], gap, of, QUALIFIER_NONE);
    if (days_ahead(&days, l, reached, clamp(l, on))) cell_int(&p->row[P_GAP_DAYS], days);
}

static void put_figures(const pacing *p)
{
    day on;
    interval reached;
    const line *l = &p->line;
    unit_code of = p->t->ev.amount.unit;
    bool known = target_reached(&reached, &on, p->t);
    if (known) {
        cell_interval(&p->row[P_REACHED], reached, of, QUALIFIER_NONE);
        cell_day(&p->row[P_REACHED_ON], on);
    }
    p->row[P_VERDICT].interval.about = known && (reached.about || p->t->ev.class_code == COMPARE_ABOUT);
    if (l->has_start) {
        cell_day(&p->row[P_START], l->start);
        cell_interval(&p->row[P_BASELINE], l->from, of, QUALIFIER_NONE);
    }
    if (l->exists) cell_interval(&p->row[P_EXPECTED], line_at(l, p->t->q->at.as_of), of, QUALIFIER_NONE);
    if (l->exists && known)
        put_gap(p, reached, on);
    else
        put_pace(p, known || !is_rising(p->t) ? NO_LINE : NO_FIGURE);
}

static bool why_column(entry_list *l, const pacing *p, uint32_t c)
{
    arena *a = p->t->q->a;
    bool by_reached = c == P_VERDICT || c == P_REACHED || c == P_REACHED_ON || c >= P_EXPECTED_THEN;
    bool by_line = c == P_START || c == P_BASELINE || c == P_EXPECTED || c >= P_EXPECTED_THEN;
    if (!entries_put(l, a, p->t->ev.seq)) return false;
    if (c >= P_WHY_NOT || c < P_VERDICT) return true;
    if (c == P_PARENT_VERDICT || c == P_UNDER_BREACH) return entries_put(l, a, p->t->ev.third);
    return (!by_reached || target_reached_why(l, p->t)) && (!by_line || entries_join(l, a, &p->line.why));
}

static void why_row(const pacing *p)
{
    for (uint32_t c = 0; c < p->out->info->column_count; c++) {
        entry_list l = {.count = 0};
        if (why_column(&l, p, c))
            why_list(p->out, &p->row[c], p->t->q->a, &l);
        else
            p->out->failed = true;
    }
}

static void put_row(relation *out, const tree *in, uint32_t at)
{
    pacing p = {.out = out, .in = in, .t = &in->all->items[at], .at = at, .row = relation_row(out)};
    if (p.row == NULL) return;
    if (!draw_line(&p.line, p.t)) out->failed = true;
    put_place(&p);
    put_how(&p);
    put_figures(&p);
    why_row(&p);
}

err_code build_target_pace(relation *out, const view_request *q, err *e)
{
    target_list all;
    tree in;
    if (!targets_build(&all, q) || !tree_build(&in, &all, q->a)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < all.count && !out->failed; i++) put_row(out, &in, in.order[i]);
    return relation_err(out, e);
}
