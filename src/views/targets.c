/* targets against observations (design: views 10).
 *
 * A reading is an observation that somebody matched to a target; of two matches of one observation the later entry
 * counts. It is admissible when the match says so, it is no forecast, it has a value in the target's unit, its period
 * has exactly the width asked for (whole months) and ends by the deadline and by as_of. Where no period is stated the
 * day on which it was public, else entered, stands for its end, so one that was public after the deadline is not.
 * All are shown, admissible or not and why. The chosen one is, of the admissible, the latest period, then published,
 * then most confident, then last entered. Verdicts: pass, breach, undetermined, not_yet_due, no_reading. met_on is the
 * period end of the first admissible reading that passes; days = deadline − met_on. A target that is not reached before
 * its deadline, or has none, is not yet due; nothing is a breach before its day.
 * A target whose indicator is a metric (metrics.def) is measured from the book instead: the figure of as_of stands where
 * the chosen reading would; observations that were matched to it are shown, and decide nothing. */
#include "views/promises_int.h"

static const column_info target_columns[] = {
    {"target", CELL_TEXT, "目标", "target", UNIT_NONE, "", "", ""},
    {"program", CELL_TEXT, "方案", "program", UNIT_NONE, "", "", ""},
    {"indicator", CELL_TEXT, "指标", "indicator", UNIT_NONE, "", "", ""},
    {"region", CELL_TEXT, "地区代码", "region", UNIT_NONE, "", "", ""},
    {"comparator", CELL_TEXT, "比较", "comparator", UNIT_NONE, "", "", ""},
    {"value", CELL_INTERVAL, "目标值", "target value", UNIT_NONE, "", "", ""},
    {"deadline", CELL_TEXT, "期限", "deadline", UNIT_NONE, "", "", ""},
    {"verdict", CELL_TEXT, "结论", "verdict", UNIT_NONE, "target_verdict",
     "所选读数的区间与目标值三值比较;无读数时看期限",
     "three-valued comparison of the chosen reading's interval with the target; the deadline where there is none"},
    {"reading", CELL_INTERVAL, "所选读数", "chosen reading", UNIT_NONE, "", "", ""},
    {"period", CELL_PERIOD, "读数期间", "its period", UNIT_NONE, "", "", ""},
    {"published", CELL_DATE, "公布", "published", UNIT_NONE, "", "", ""},
    {"readings", CELL_INT, "读数", "readings", UNIT_NONE, "reading_count", "与目标匹配的观测数",
     "observations matched to the target"},
    {"admissible", CELL_INT, "可采", "admissible", UNIT_NONE, "admissible_count", "其中可采的读数",
     "those of them that are admissible"},
    {"met_on", CELL_DATE, "达成于", "met on", UNIT_NONE, "target_met_on", "首个通过的可采读数的期末",
     "period end of the first admissible reading that passes"},
    {"days", CELL_INT, "提前天数", "days early", UNIT_NONE, "target_days", "期限 − 达成日", "deadline − met on"},
    {"source_row", CELL_TEXT, "读数来源行", "reading's source row", UNIT_NONE, "", "", ""},
    {"source_title", CELL_TEXT, "读数来源", "reading's source", UNIT_NONE, "", "", ""},
    {"target_row", CELL_TEXT, "目标来源行", "target's source row", UNIT_NONE, "", "", ""},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
};
const relation_info targets_info = {"targets",
                                    "目标",
                                    "Targets",
                                    "政策目标与观测:结论、所选读数、达成日与提前天数",
                                    "policy targets against observations: verdict, chosen reading, met on, days early",
                                    target_columns,
                                    COUNT_OF(target_columns),
                                    1};
enum {
    T_TARGET,
    T_PROGRAM,
    T_INDICATOR,
    T_REGION,
    T_COMPARATOR,
    T_VALUE,
    T_DEADLINE,
    T_VERDICT,
    T_READING,
    T_PERIOD,
    T_PUBLISHED,
    T_READINGS,
    T_ADMISSIBLE,
    T_MET_ON,
    T_DAYS,
    T_SOURCE_ROW,
    T_SOURCE_TITLE,
    T_TARGET_ROW,
    T_ENTRY
};
static const column_info reading_columns[] = {
    {"target", CELL_TEXT, "目标", "target", UNIT_NONE, "", "", ""},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
    {"indicator", CELL_TEXT, "指标", "indicator", UNIT_NONE, "", "", ""},
    {"subject", CELL_TEXT, "对象", "subject", UNIT_NONE, "", "", ""},
    {"region", CELL_TEXT, "地区代码", "region", UNIT_NONE, "", "", ""},
    {"period", CELL_PERIOD, "期间", "period", UNIT_NONE, "", "", ""},
    {"value", CELL_INTERVAL, "数值", "value", UNIT_NONE, "", "", ""},
    {"admissible", CELL_TEXT, "可采", "admissible", UNIT_NONE, "", "", ""},
    {"why_not", CELL_TEXT, "不采原因", "why not", UNIT_NONE, "", "", ""},
    {"passes", CELL_TEXT, "比较结果", "compares", UNIT_NONE, "three_valued_comparison", "区间与目标值比较",
     "interval against the target value"},
    {"chosen", CELL_TEXT, "采用", "chosen", UNIT_NONE, "", "", ""},
    {"reason", CELL_TEXT, "匹配理由", "reason of the match", UNIT_NONE, "", "", ""},
    {"published", CELL_DATE, "公布", "published", UNIT_NONE, "", "", ""},
    {"confidence", CELL_TEXT, "可信度", "confidence", UNIT_NONE, "", "", ""},
    {"source_row", CELL_TEXT, "来源行", "source row", UNIT_NONE, "", "", ""},
    {"source_title", CELL_TEXT, "来源", "source", UNIT_NONE, "", "", ""},
};
const relation_info readings_info = {
    "readings",
    "读数",
    "Readings",
    "与目标匹配的全部观测:可采与否、原因、比较结果",
    "every observation matched to a target: admissible or not and why, and how it compares",
    reading_columns,
    COUNT_OF(reading_columns),
    2};

static const char *const reason_words[][3] = {
    {"", "", ""},
    {"match_says_no", "匹配结论为不可采", "the match says no"},
    {"not_an_outturn", "预测或计划,不是实际", "a forecast or plan, not an outturn"},
    {"no_value", "无数值", "no value"},
    {"no_period", "期间未述", "the period is not stated"},
    {"period_not_whole", "期间与所需宽度不符", "the period does not have the width asked for"},
    {"after_the_deadline", "期间晚于期限", "the period ends after the deadline"},
    {"period_not_over", "期间在截止日尚未结束", "the period was not over at as_of"},
    {"unit_differs", "单位不同", "another unit"}};

/* Does the period consist of exactly that many whole months? Ten months are no half-year, two years are no year. */
static bool is_months(period p, int months)
{
    int year, month, mday;
    day_split(&year, &month, &mday, p.first);
    int ends = year * 12 + month - 1 + months;
    return mday == 1 && p.last == day_of(ends / 12, ends % 12 + 1, 1) - 1;
}

static bool has_width(period p, int width)
{
    static const int months[WIDTH_MONTH + 1] = {
        [WIDTH_YEAR] = 12, [WIDTH_HALF] = 6, [WIDTH_QUARTER] = 3, [WIDTH_MONTH] = 1};
    if (width <= WIDTH_ANY) return true;
    CHECK(width <= WIDTH_MONTH);
    return is_months(p, months[width]);
}

day reading_end(const target *t, const reading *r)
{
    return r->has_period ? r->span.last : book_effective_span(t->q->b, &r->ev).last;
}

static refusal_reason why_period_refused(const target *t, const reading *r, int width)
{
    bool late = t->has_deadline && reading_end(t, r) > t->deadline;
    if (!r->has_period && (width > WIDTH_ANY || late)) return NO_PERIOD;
    if (r->has_period && !has_width(r->span, width)) return PERIOD_WIDTH;
    if (late) return PERIOD_LATE;
    return r->is == PRESENT_UNDETERMINED || reading_end(t, r) > t->q->at.as_of ? PERIOD_OPEN : ADMISSIBLE;
}

static refusal_reason why_refused(const target *t, const reading *r, const event *match)
{
    if (match->class_code != YES) return NOT_MATCHED;
    if (r->ev.class_code > VINTAGE_OUTTURN) return NOT_OUTTURN; /* what is not said to be a forecast was observed */
    if (r->ev.amount.q == QUALIFIER_NONE) return NO_VALUE;
    if (r->ev.amount.unit != t->ev.amount.unit) return UNIT_DIFFERS;
    return why_period_refused(t, r, match->purpose);
}

static bool is_matched(const view_request *q, const event *match, const event *seen)
{
    str region = attrs_text(match->attrs, STR("region"), q->a);
    return (match->object == 0 || standing(q, match->object) == standing(q, seen->object)) &&
           (region.len == 0 || str_equal(region, attrs_text(seen->attrs, STR("region"), q->a)));
}

/* Matches by target and observations by indicator, so that each is read once. */
typedef struct matching {
    groups by_target;    /* target → entry */
    groups by_indicator; /* number of the indicator → entry */
    map_str indicators;
} matching;

static bool put_observation(matching *m, const view_request *q, const scan *s)
{
    str name = attrs_text(s->ev.attrs, STR("indicator"), q->a);
    uint32_t number;
    if (!map_str_find(&number, &m->indicators, name)) {
        number = m->indicators.count + 1;
        if (!map_str_put(&m->indicators, name, number)) return false;
    }
    return groups_put(&m->by_indicator, number, s->ev.seq, s->is);
}

static bool matching_build(matching *m, const view_request *q)
{
    groups_init(&m->by_target, q->a);
    groups_init(&m->by_indicator, q->a);
    map_str_init(&m->indicators, q->a);
    scan s = scan_begin(q, KIND_TARGET_MATCHED);
    while (scan_next(&s))
        if (!groups_put(&m->by_target, s.ev.subject, s.ev.seq, s.is)) return false;
    s = scan_begin(q, KIND_INDICATOR_OBSERVED);
    while (scan_next(&s))
        if (!put_observation(m, q, &s)) return false;
    return true;
}

static const group_item *observations_of(const matching *m, str indicator)
{
    uint32_t number;
    return map_str_find(&number, &m->indicators, indicator) ? groups_first(&m->by_indicator, number) : NULL;
}

/* A later match of the same observation takes the place of an earlier one. */
static reading *place_for(target *t, seq_no observation)
{
    uint32_t at;
    if (map_u64_find(&at, &t->place, observation)) return &t->items[at];
    if (!arena_grow(t->q->a, (void **)&t->items, sizeof *t->items, &t->room, t->count + 1) ||
        !map_u64_put(&t->place, observation, t->count)) {
        t->failed = true;
        return NULL;
    }
    return &t->items[t->count++];
}

static void put_reading_of(target *t, const event *match, const event *seen, presence is)
{
    reading *r = place_for(t, seen->seq);
    if (r == NULL) return;
    *r = (reading){.ev = *seen, .is = is, .match = match->seq};
    r->has_period = period_stated(&r->span, t->q, seen);
    r->reason = attrs_text(match->attrs, STR("reason"), t->q->a);
    r->refused = why_refused(t, r, match);
    if (seen->amount.q != QUALIFIER_NONE && seen->amount.unit == t->ev.amount.unit)
        r->compares = interval_compare(interval_of(seen->amount, t->q->at.about_tolerance_ppm),
                                       (comparator)t->ev.class_code, t->ev.amount.minor, t->q->at.about_tolerance_ppm);
}

static void add_readings(target *t, const matching *m, const event *match)
{
    const group_item *i = observations_of(m, attrs_text(match->attrs, STR("indicator"), t->q->a));
    for (; i != NULL && !t->failed; i = groups_next(&m->by_indicator, i)) {
        event seen;
        book_entry(&seen, t->q->b, i->number);
        if (is_matched(t->q, match, &seen)) put_reading_of(t, match, &seen, i->is);
    }
}

static bool is_later(const target *t, const reading *a, const reading *b)
{
    day mine = reading_end(t, a), other = reading_end(t, b);
    return mine != other ? mine > other : statement_beats(t->q, &a->ev, &b->ev);
}

static void choose_reading(target *t)
{
    t->chosen = t->first_pass = -1;
    for (uint32_t i = 0; i < t->count; i++) {
        const reading *r = &t->items[i];
        if (r->refused != ADMISSIBLE) continue;
        t->admissible++;
        if (t->chosen < 0 || is_later(t, r, &t->items[t->chosen])) t->chosen = i;
        if (r->compares == VERDICT_PASS &&
            (t->first_pass < 0 || reading_end(t, r) < reading_end(t, &t->items[t->first_pass])))
            t->first_pass = i;
    }
}

static void read_deadline(target *t)
{
    date d;
    str text = attrs_text(t->ev.attrs, STR("deadline"), t->q->a);
    t->has_deadline = text.len && date_parse(&d, text, NULL) == ERR_OK && d.precision != PRECISION_UNKNOWN;
    t->deadline = t->has_deadline ? date_span(d).last : DAY_NONE;
}

static bool target_build(target *t, const view_request *q, const matching *m, metric_base *base, const event *ev)
{
    *t = (target){.q = q, .ev = *ev};
    map_u64_init(&t->place, q->a);
    read_deadline(t);
    const group_item *i = groups_first(&m->by_target, ev->seq);
    for (; i != NULL && !t->failed; i = groups_next(&m->by_target, i)) {
        event match;
        book_entry(&match, q->b, i->number);
        if (!entries_put(&t->matches, q->a, match.seq)) return false;
        add_readings(t, m, &match);
    }
    choose_reading(t);
    if (!metric_measure(&t->measured, base, ev)) return false;
    if (t->measured.metric != NULL) t->chosen = t->first_pass = -1;
    return !t->failed;
}

bool targets_build(target_list *out, const view_request *q)
{
    matching m;
    metric_base *base = metric_base_make(q);
    *out = (target_list){.count = 0};
    map_u64_init(&out->index, q->a);
    if (base == NULL || !matching_build(&m, q)) return false;
    scan s = scan_begin(q, KIND_TARGET_SET);
    while (scan_next(&s)) {
        if (!arena_grow(q->a, (void **)&out->items, sizeof *out->items, &out->room, out->count + 1) ||
            !target_build(&out->items[out->count], q, &m, base, &s.ev) ||
            !map_u64_put(&out->index, s.ev.seq, out->count))
            return false;
        out->count++;
    }
    return true;
}

bool target_reached(interval *x, day *on, const target *t)
{
    if (t->measured.metric != NULL) {
        *x = t->measured.x;
        *on = t->q->at.as_of;
        return t->measured.gap == METRIC_MEASURED;
    }
    if (t->chosen < 0) return false;
    const reading *r = &t->items[t->chosen];
    *x = interval_of(r->ev.amount, t->q->at.about_tolerance_ppm);
    *on = reading_end(t, r);
    return true;
}

bool target_reached_why(entry_list *l, const target *t)
{
    arena *a = t->q->a;
    if (t->measured.metric != NULL) return entries_join(l, a, &t->measured.why);
    if (t->chosen < 0) return true;
    return entries_put(l, a, t->items[t->chosen].match) && entries_put(l, a, t->items[t->chosen].ev.seq);
}

static const char *const verdict_words[][3] = {{"pass", "达成", "pass"},
                                               {"breach", "未达成", "breach"},
                                               {"undetermined", "不能判定", "undetermined"},
                                               {"not_yet_due", "未到期", "not yet due"},
                                               {"no_reading", "无读数", "no reading"}};

void put_target_verdict(cell *c, target_verdict v)
{
    put_word(c, verdict_words[v][0], verdict_words[v][1], verdict_words[v][2]);
}

target_verdict target_verdict_of(const target *t)
{
    interval x;
    day on;
    bool due = t->has_deadline && t->deadline <= t->q->at.as_of;
    if (!target_reached(&x, &on, t)) return t->has_deadline && !due ? V_NOT_YET_DUE : V_NO_READING;
    verdict3 v = interval_compare(x, (comparator)t->ev.class_code, t->ev.amount.minor, t->q->at.about_tolerance_ppm);
    if (v == VERDICT_BREACH) return due ? V_BREACH : V_NOT_YET_DUE;
    return v == VERDICT_PASS ? V_PASS : V_UNDETERMINED;
}

/* ---- targets ---- */

static void put_promise(cell *row, const target *t)
{
    const view_request *q = t->q;
    const char *word = comparator_name((comparator)t->ev.class_code);
    put_id(&row[T_TARGET], q, t->ev.seq);
    put_id(&row[T_PROGRAM], q, t->ev.subject);
    cell_text(&row[T_INDICATOR], attrs_text(t->ev.attrs, STR("indicator"), q->a));
    cell_text(&row[T_REGION], attrs_text(t->ev.attrs, STR("region"), q->a));
    cell_text(&row[T_COMPARATOR], str_from(word));
    put_amount(&row[T_VALUE], q, &t->ev.amount);
    cell_text(&row[T_DEADLINE], attrs_text(t->ev.attrs, STR("deadline"), q->a));
    cell_text(&row[T_TARGET_ROW], t->ev.cite.row);
    cell_int(&row[T_ENTRY], t->ev.seq);
}

static void put_chosen(cell *row, const target *t)
{
    const reading *r = &t->items[t->chosen];
    put_amount(&row[T_READING], t->q, &r->ev.amount);
    if (r->has_period) cell_period(&row[T_PERIOD], r->span);
    cell_date(&row[T_PUBLISHED], r->ev.published);
    cell_text(&row[T_SOURCE_ROW], r->ev.cite.row);
    cell_text(&row[T_SOURCE_TITLE], r->ev.cite.title);
}

static void put_met(cell *row, const target *t)
{
    day met = reading_end(t, &t->items[t->first_pass]);
    cell_day(&row[T_MET_ON], met);
    if (t->has_deadline) cell_int(&row[T_DAYS], t->deadline - met);
}

static void why_reading(relation *out, cell *c, const target *t, int64_t at)
{
    if (at < 0) return;
    relation_why(out, c, t->items[at].match);
    relation_why(out, c, t->items[at].ev.seq);
}

/* Every match and reading: those that were counted, or looked at in vain. */
static void why_all(relation *out, cell *c, const target *t)
{
    entry_list l = {.count = 0};
    bool done = entries_put(&l, t->q->a, t->ev.seq) && entries_join(&l, t->q->a, &t->matches);
    for (uint32_t i = 0; done && i < t->count; i++) done = entries_put(&l, t->q->a, t->items[i].ev.seq);
    if (done)
        why_list(out, c, t->q->a, &l);
    else
        out->failed = true;
}

static void why_measured(relation *out, cell *c, const target *t)
{
    entry_list l = {.count = 0};
    if (entries_put(&l, t->q->a, t->ev.seq) && target_reached_why(&l, t))
        why_list(out, c, t->q->a, &l);
    else
        out->failed = true;
}

static bool is_of_chosen(uint32_t column_at)
{
    return column_at == T_READING || column_at == T_PERIOD || column_at == T_PUBLISHED || column_at == T_VERDICT ||
           column_at == T_SOURCE_ROW || column_at == T_SOURCE_TITLE;
}

static void why_column(relation *out, cell *c, const target *t, uint32_t i)
{
    bool by_metric = t->measured.metric != NULL;
    if (by_metric && (i == T_READING || i == T_VERDICT)) {
        why_measured(out, c, t);
    } else if (i == T_READINGS || i == T_ADMISSIBLE || (i == T_VERDICT && t->chosen < 0)) {
        why_all(out, c, t);
    } else {
        relation_why(out, c, t->ev.seq);
        if (is_of_chosen(i)) why_reading(out, c, t, t->chosen);
        if (i == T_MET_ON || i == T_DAYS) why_reading(out, c, t, t->first_pass);
    }
}

static void why_target(relation *out, cell *row, const target *t)
{
    for (uint32_t i = 0; i < out->info->column_count; i++) why_column(out, &row[i], t, i);
}

static void put_target(relation *out, const target *t)
{
    cell *row = relation_row(out);
    if (row == NULL) return;
    put_promise(row, t);
    put_target_verdict(&row[T_VERDICT], target_verdict_of(t));
    cell_int(&row[T_READINGS], t->count);
    cell_int(&row[T_ADMISSIBLE], t->admissible);
    if (t->chosen >= 0) put_chosen(row, t);
    if (t->measured.metric != NULL && t->measured.gap == METRIC_MEASURED)
        cell_interval(&row[T_READING], t->measured.x, t->measured.unit, QUALIFIER_NONE);
    /* the verdict rests on a tolerance when the reading or the promise itself is worded about */
    row[T_VERDICT].interval.about =
        row[T_READING].type != 0 && (t->ev.class_code == COMPARE_ABOUT || row[T_READING].interval.about);
    if (t->first_pass >= 0) put_met(row, t);
    why_target(out, row, t);
}

/* ---- readings ---- */

static void put_reading_words(cell *row, const target *t, const reading *r, bool chosen)
{
    static const char *const compares[][3] = {
        {"breach", "不满足", "fails"}, {"undetermined", "不能判定", "undetermined"}, {"pass", "满足", "passes"}};
    const char *const *why = reason_words[r->refused];
    const char *const *how = compares[r->compares + 1];
    put_enum(&row[7], LIST_yes_no, r->refused == ADMISSIBLE ? YES : NO);
    if (r->refused != ADMISSIBLE) put_word(&row[8], why[0], why[1], why[2]);
    if (r->ev.amount.q != QUALIFIER_NONE && r->ev.amount.unit == t->ev.amount.unit)
        put_word(&row[9], how[0], how[1], how[2]);
    put_enum(&row[10], LIST_yes_no, chosen ? YES : NO);
    cell_text(&row[11], r->reason);
}

static void put_reading(relation *out, const target *t, uint32_t i)
{
    const reading *r = &t->items[i];
    const view_request *q = t->q;
    cell *row = relation_row(out);
    if (row == NULL) return;
    put_id(&row[0], q, t->ev.seq);
    cell_int(&row[1], r->ev.seq);
    cell_text(&row[2], attrs_text(r->ev.attrs, STR("indicator"), q->a));
    put_id(&row[3], q, r->ev.object);
    cell_text(&row[4], attrs_text(r->ev.attrs, STR("region"), q->a));
    if (r->has_period) cell_period(&row[5], r->span);
    put_amount(&row[6], q, &r->ev.amount);
    put_reading_words(row, t, r, i == t->chosen);
    cell_date(&row[12], r->ev.published);
    put_enum(&row[13], LIST_confidence, r->ev.cite.confidence);
    cell_text(&row[14], r->ev.cite.row);
    cell_text(&row[15], r->ev.cite.title);
    for (uint32_t c = 0; c < out->info->column_count; c++) {
        relation_why(out, &row[c], t->ev.seq);
        relation_why(out, &row[c], r->match);
        relation_why(out, &row[c], r->ev.seq);
    }
}

static void put_readings(relation *out, const target *t)
{
    for (uint32_t i = 0; i < t->count; i++) put_reading(out, t, i);
}

static err_code each_target(relation *out, const view_request *q, void (*put)(relation *, const target *), err *e)
{
    target_list all;
    if (!targets_build(&all, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < all.count && !out->failed; i++) put(out, &all.items[i]);
    return relation_err(out, e);
}

err_code build_targets(relation *out, const view_request *q, err *e)
{
    return each_target(out, q, put_target, e);
}

err_code build_readings(relation *out, const view_request *q, err *e)
{
    return each_target(out, q, put_readings, e);
}
