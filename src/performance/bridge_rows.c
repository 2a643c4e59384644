/* bridge rows: the relation `value_bridge`: how the value of a fund on one day became that on another.
 *
 * Both values are statements of the whole fund (nav.reported), each the latest by its day; the parts are what the ledger
 * holds of the days after the first and up to the second. Gains of holdings are the change of fair value less cost
 * (docs/capital.md, section 2). What the parts leave over is shown as unexplained, never spread over them: it is what the
 * manager's report and the ledger disagree on. Invariant: the parts add up to the closing value, exactly. */
#include "performance/performance_int.h"

static const column_info bridge_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},
    {"from", CELL_DATE, "自", "from", UNIT_NONE, "", "", ""},
    {"opening_on", CELL_DATE, "期初净值日", "opening value of", UNIT_NONE, "", "", ""},
    {"closing_on", CELL_DATE, "期末净值日", "closing value of", UNIT_NONE, "", "", ""},
    {"opening", CELL_INTERVAL, "期初净值", "opening value", UNIT_NONE, "bridge_opening",
     "该日或其前最近的整只基金净值;此前没有资金往来时为零",
     "the latest NAV of the whole fund by that day; nothing where no money had moved"},
    {"contributed", CELL_INTERVAL, "投入", "contributed", UNIT_NONE, "bridge_contributed", "+ Σ 缴款(认缴内外)",
     "+ Σ contributions, outside the commitment too"},
    {"distributed", CELL_INTERVAL, "分配", "distributed", UNIT_NONE, "bridge_distributed", "− Σ 分配", "− Σ distributions"},
    {"realised", CELL_INTERVAL, "已实现损益", "realised gain", UNIT_NONE, "bridge_realised", "+ Σ (退出所得 − 退出部分成本)",
     "+ Σ (proceeds − cost of what was sold)"},
    {"income", CELL_INTERVAL, "收入", "income", UNIT_NONE, "bridge_income", "+ Σ 收入", "+ Σ income.received"},
    {"fees", CELL_INTERVAL, "管理费", "management fees", UNIT_NONE, "bridge_fees", "− Σ 管理费", "− Σ management fees"},
    {"other", CELL_INTERVAL, "其他费用", "other expenses", UNIT_NONE, "bridge_other", "− Σ 其他费用", "− Σ other expenses"},
    {"unrealised", CELL_INTERVAL, "未实现损益", "unrealised gain", UNIT_NONE, "bridge_unrealised",
     "+ Σ 持仓(公允价值 − 剩余成本)的变动", "+ change of Σ (fair value − remaining cost) of holdings"},
    {"unexplained", CELL_INTERVAL, "未解释", "unexplained", UNIT_NONE, "bridge_unexplained", "期末净值 − 以上各项",
     "closing value − all of these"},
    {"closing", CELL_INTERVAL, "期末净值", "closing value", UNIT_NONE, "bridge_closing", "截至日或其前最近的整只基金净值",
     "the latest NAV of the whole fund by as_of"},
    {"reason", CELL_TEXT, "无数原因", "why no bridge", UNIT_NONE, "", "", ""},
};
const relation_info bridge_info = {
    "value_bridge",
    "价值桥",
    "Value bridge",
    "基金净值从一日到另一日:投入、分配、已实现、收入、费用、未实现与未解释;起日用 --where from=日期,默认一年前",
    "a fund's value from one day to another: contributed, distributed, realised, income, fees, unrealised and unexplained; "
    "the first day with --where from=DAY, a year before by default",
    bridge_columns,
    COUNT_OF(bridge_columns),
    1};
enum {
    FUND,
    NAME,
    ASKED_FROM,
    OPENING_ON,
    CLOSING_ON,
    OPENING,
    CONTRIBUTED,
    DISTRIBUTED,
    REALISED,
    INCOME,
    FEES,
    OTHER,
    UNREALISED,
    UNEXPLAINED,
    CLOSING,
    REASON,
    PARTS = UNEXPLAINED - OPENING
};

typedef struct span { /* of one fund: the values at both ends */
    seq_no fund;
    event opening, closing; /* seq 0: none is stated */
    day from, to;           /* of the values */
    bool starts_empty;      /* no money had moved: the opening value is nothing */
    track_reason reason;
    unit_code unit;
    value_bridge sums;
    entry_list why[PARTS]; /* opening … unrealised */
    bool is_large;
} span;
typedef struct bridges {
    const view_request *q;
    gross gross;
    day asked_from;
    choices opening, closing;
    span *items;
    uint32_t count, room;
    map_u64 index; /* fund → 1 + index */
    int fee;
} bridges;

static day year_before(day on)
{
    int year, month, mday;
    day_split(&year, &month, &mday, on);
    day found = day_of(year - 1, month, mday);
    return found == DAY_NONE ? day_of(year - 1, month, mday - 1) : found; /* 29 February */
}

/* The last day that the condition from=DAY means, if it can be read; a wrong one is refused with the other conditions. */
static day first_day(const view_request *q)
{
    str asked;
    date d;
    bool is_given = asked_value(&asked, q, STR("from")) && date_parse(&d, asked, NULL) == ERR_OK &&
                    d.precision != PRECISION_UNKNOWN;
    return is_given ? date_span(d).last : year_before(q->at.as_of);
}

static bool find_navs(choices *out, const view_request *q)
{
    choices_init(out, q->a);
    scan s = scan_begin(q, KIND_NAV_REPORTED);
    while (scan_next(&s))
        if (s.ev.subject == 0 && !choices_offer(out, q, standing(q, s.ev.object), &s.ev, s.is)) return false;
    choices_settle(out, q);
    return true;
}

/* ---- the two ends ---- */

static track_reason read_nav(event *out, const bridges *b, const choices *from, seq_no fund)
{
    const choice *x = choices_find(from, fund);
    *out = (event){.seq = 0};
    if (x == NULL) return TRACK_NO_VALUE;
    book_entry(out, b->q->b, choice_entry(x));
    if (x->sure == 0 || x->maybe.count > 0 || out->amount.q != QUALIFIER_EXACT) return TRACK_VALUE_INEXACT;
    return out->effective.precision == PRECISION_DAY ? TRACK_MEASURED : TRACK_DAY_INEXACT;
}

static void find_ends(span *s, const bridges *b)
{
    track_reason opening = read_nav(&s->opening, b, &b->opening, s->fund);
    track_reason closing = read_nav(&s->closing, b, &b->closing, s->fund);
    bool is_first = opening == TRACK_NO_VALUE && s->starts_empty;
    s->reason = closing != TRACK_MEASURED ? closing : is_first ? TRACK_MEASURED : opening;
    if (s->reason != TRACK_MEASURED) return;
    s->unit = s->closing.amount.unit;
    s->from = is_first ? b->asked_from : s->opening.effective.first;
    s->to = s->closing.effective.first;
    if (!is_first && s->opening.amount.unit != s->unit) s->reason = TRACK_CURRENCIES;
    if (s->to <= s->from) s->reason = TRACK_NO_VALUE;
    s->sums.opening = is_first ? 0 : s->opening.amount.minor;
    s->sums.closing = s->closing.amount.minor;
}

/* ---- the parts ---- */

static span *span_of(bridges *b, seq_no fund)
{
    uint32_t at;
    if (map_u64_find(&at, &b->index, fund)) return &b->items[at - 1];
    if (!arena_grow(b->q->a, (void **)&b->items, sizeof *b->items, &b->room, b->count + 1) ||
        !map_u64_put(&b->index, fund, b->count + 1))
        return NULL;
    b->items[b->count] = (span){.fund = fund, .starts_empty = true};
    return &b->items[b->count++];
}

static seq_no fund_of(const event *ev)
{
    bool is_object = ev->kind == KIND_CONTRIBUTION_PAID || ev->kind == KIND_DISTRIBUTION_PAID;
    return is_object ? ev->object : ev->subject;
}

static bool find_funds(bridges *b, const kind *kinds)
{
    scan s = scan_kinds(b->q, kinds);
    while (scan_next(&s)) {
        span *x = span_of(b, fund_standing(NULL, &b->gross.tracks.mergers, b->q, fund_of(&s.ev)));
        if (x == NULL) return false;
        if (s.ev.effective.first <= b->asked_from) x->starts_empty = false;
    }
    for (uint32_t i = 0; i < b->count; i++) find_ends(&b->items[i], b);
    return true;
}

static void add(span *x, int64_t *sum, int64_t minor)
{
    if (__builtin_add_overflow(*sum, minor, sum)) x->is_large = true;
}

/* The part that an entry goes into, and what it adds to it. */
static uint32_t part_of(int64_t **sum, int64_t *minor, span *x, const bridges *b, const event *ev)
{
    *minor = ev->amount.minor;
    switch ((int)ev->kind) {
    case KIND_CONTRIBUTION_PAID: *sum = &x->sums.contributed; return CONTRIBUTED;
    case KIND_DISTRIBUTION_PAID: *sum = &x->sums.distributed; return DISTRIBUTED;
    case KIND_INCOME_RECEIVED: *sum = &x->sums.income; return INCOME;
    case KIND_INVESTMENT_EXITED:
        *sum = &x->sums.realised;
        *minor -= attrs_int(ev->attrs, STR("cost"), 0);
        return REALISED;
    default: break;
    }
    CHECK(ev->kind == KIND_EXPENSE_PAID);
    bool is_fee = ev->purpose == b->fee;
    *sum = is_fee ? &x->sums.fees : &x->sums.other;
    return is_fee ? FEES : OTHER;
}

static bool add_flows(bridges *b, const kind *kinds)
{
    scan s = scan_kinds(b->q, kinds);
    while (scan_next(&s)) {
        span *x = span_of(b, fund_standing(NULL, &b->gross.tracks.mergers, b->q, fund_of(&s.ev)));
        CHECK(x != NULL);
        day on = s.ev.effective.first;
        if (x->reason != TRACK_MEASURED || on <= x->from || on > x->to) continue;
        int64_t *sum, minor;
        uint32_t part = part_of(&sum, &minor, x, b, &s.ev);
        add(x, sum, minor);
        if (s.ev.amount.unit != x->unit) x->reason = TRACK_CURRENCIES;
        if (b->q->wants_why && !entries_put(&x->why[part - OPENING], b->q->a, s.ev.seq)) return false;
    }
    return true;
}

/* ---- gains of holdings ---- */

static event valuation_by(const bridges *b, const track *y, day on)
{
    event best = {.seq = 0}, ev;
    const group_item *i = groups_first(&b->gross.valuations, track_key(y->one, y->other));
    for (; i != NULL; i = groups_next(&b->gross.valuations, i)) {
        book_entry(&ev, b->q->b, i->number);
        if (ev.effective.first <= on && (best.seq == 0 || statement_beats(b->q, &ev, &best))) best = ev;
    }
    return best;
}

/* Fair value − remaining cost on a day; what was put in after a valuation stands at cost. False: beyond int64. */
static bool gain_on(int64_t *out, seq_no *valuation, const bridges *b, const track *y, day on)
{
    const tracks *t = &b->gross.tracks;
    int64_t made, sold, made_then, sold_then;
    event v = valuation_by(b, y, on);
    *out = 0;
    *valuation = v.seq;
    if (v.seq == 0) return true; /* at cost */
    day then = v.effective.first;
    if (!track_sum(&made, t, y, 1U << STEP_PAID, on) || !track_sum(&sold, t, y, 1U << STEP_COST, on) ||
        !track_sum(&made_then, t, y, 1U << STEP_PAID, then) || !track_sum(&sold_then, t, y, 1U << STEP_COST, then))
        return false;
    int128 cost = (int128)made_then - sold_then, after = (int128)sold - sold_then;
    int128 valued_cost = cost > after ? cost - after : 0;
    *out = (int64_t)(valuation_left(v.amount.minor, cost, after) - valued_cost);
    return v.amount.unit == y->unit && !y->is_odd;
}

static bool note_gain(const bridges *b, span *x, const track *y, seq_no opening, seq_no closing)
{
    entry_list *why = &x->why[UNREALISED - OPENING];
    bool good = entries_put(why, b->q->a, opening) && entries_put(why, b->q->a, closing);
    for (uint32_t i = 0; i < y->count && good; i++) {
        const step *s = &b->gross.tracks.steps[y->from + i];
        if (s->on <= x->to && (s->what == STEP_PAID || s->what == STEP_COST)) good = entries_put(why, b->q->a, s->entry);
    }
    return good;
}

static bool add_gains(bridges *b)
{
    for (uint32_t i = 0; i < b->gross.tracks.count; i++) {
        const track *y = &b->gross.tracks.items[i];
        int64_t before = 0, after = 0;
        seq_no opening, closing;
        uint32_t at;
        if (!map_u64_find(&at, &b->index, y->one)) continue;
        span *x = &b->items[at - 1];
        if (x->reason != TRACK_MEASURED) continue;
        if (!gain_on(&before, &opening, b, y, x->from) || !gain_on(&after, &closing, b, y, x->to)) {
            x->reason = TRACK_CURRENCIES;
            continue;
        }
        add(x, &x->sums.unrealised, after);
        add(x, &x->sums.unrealised, -before);
        if (b->q->wants_why && !note_gain(b, x, y, opening, closing)) return false;
    }
    return true;
}

/* ---- the relation ---- */

static void put_part(relation *out, cell *c, const bridges *b, const span *x, uint32_t which, int64_t minor)
{
    cell_exact(c, minor, x->unit);
    if (which < UNEXPLAINED) why_list(out, c, b->q->a, &(entry_list){x->why[which - OPENING].seq,
                                                                     x->why[which - OPENING].count, 0});
    if (which == CLOSING) relation_why(out, c, x->closing.seq);
}

static void why_rest(relation *out, cell *c, const bridges *b, const span *x)
{
    const entry_list *lists[PARTS + 1];
    entry_list closing = {.count = 0};
    if (!entries_put(&closing, b->q->a, x->closing.seq)) out->failed = true;
    for (uint32_t i = 0; i < PARTS; i++) lists[i] = &x->why[i];
    lists[PARTS] = &closing;
    if (!out->without_why) why_entries(out, c, b->q->a, lists, PARTS + 1);
}

static void fill_bridge(relation *out, const bridges *b, span *x)
{
    cell *cells = relation_row(out);
    if (cells == NULL) return;
    put_id(&cells[FUND], b->q, x->fund);
    put_name(&cells[NAME], b->q, x->fund);
    cell_day(&cells[ASKED_FROM], b->asked_from);
    if (x->reason == TRACK_MEASURED && (x->is_large || !bridge_close(&x->sums))) x->reason = TRACK_TOO_LARGE;
    put_track_reason(&cells[REASON], x->reason);
    if (x->reason != TRACK_MEASURED) return;
    const value_bridge *v = &x->sums;
    const int64_t parts[] = {v->opening, v->contributed, v->distributed, v->realised,    v->income,
                             v->fees,    v->other,       v->unrealised,  v->unexplained, v->closing};
    CHECK(COUNT_OF(parts) == CLOSING - OPENING + 1);
    cell_day(&cells[OPENING_ON], x->from);
    cell_day(&cells[CLOSING_ON], x->to);
    if (!entries_put(&x->why[0], b->q->a, x->opening.seq)) out->failed = true;
    for (uint32_t c = OPENING; c <= CLOSING; c++) put_part(out, &cells[c], b, x, c, parts[c - OPENING]);
    why_rest(out, &cells[UNEXPLAINED], b, x);
}

err_code build_bridge(relation *out, const view_request *q, err *e)
{
    static const kind kinds[] = {KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID, KIND_INVESTMENT_EXITED,
                                 KIND_INCOME_RECEIVED,   KIND_EXPENSE_PAID,      KIND_NONE};
    bridges b = {.q = q, .asked_from = first_day(q), .fee = enum_find(LIST_expense_purpose, STR("management_fee"))};
    view_request before = *q;
    CHECK(COUNT_OF(bridge_columns) == REASON + 1);
    CHECK(b.fee != 0);
    before.at.as_of = b.asked_from;
    map_u64_init(&b.index, q->a);
    if (!gross_build(&b.gross, q) || !find_navs(&b.opening, &before) || !find_navs(&b.closing, q) ||
        !find_funds(&b, kinds) || !add_flows(&b, kinds) || !add_gains(&b))
        return arena_err(q->a, e);
    for (uint32_t i = 0; i < b.count && !out->failed; i++) fill_bridge(out, &b, &b.items[i]);
    return relation_err(out, e);
}
