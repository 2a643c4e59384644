/* market rows: the relation `market_equivalents`: a pool beside an index.
 *
 * The index is taken as it was observed, in its own currency, with or without dividends as its source says. Every rate of
 * the relation is found in one call. What is left after a distribution (mPME) is known where each stake of the pool has a
 * value stated on that day or within the tolerance behind it, before any other money of it moved. */
#include "performance/performance_int.h"

#include <math.h>

static const column_info market_columns[] = {
    {"by", CELL_TEXT, "口径", "by", UNIT_NONE, "", "", ""},
    {"group", CELL_TEXT, "对象", "group", UNIT_NONE, "", "", ""},
    {"index", CELL_TEXT, "指数", "index", UNIT_NONE, "", "", ""},
    {"name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},
    {"from", CELL_DATE, "首笔", "first money", UNIT_NONE, "", "", ""},
    {"measured_on", CELL_DATE, "计量日", "measured on", UNIT_NONE, "", "", ""},
    {"index_first", CELL_INTERVAL, "首笔日指数", "index at the first money", UNIT_NONE, "index_level",
     "当日或其前容差内最近一次公布的指数", "the last level observed on or before the day, within the tolerance"},
    {"index_last", CELL_INTERVAL, "计量日指数", "index on the day measured", UNIT_NONE, "index_level",
     "当日或其前容差内最近一次公布的指数", "the last level observed on or before the day, within the tolerance"},
    {"tolerance_days", CELL_INT, "指数容差天数", "tolerance in days", UNIT_NONE, "", "", ""},
    {"irr", CELL_INTERVAL, "内部收益率 IRR", "IRR", UNIT_PERCENT, "irr", "与业绩关系相同", "as in the relation performance"},
    {"ks_pme", CELL_INTERVAL, "市场等价 KS-PME", "KS-PME", UNIT_TIMES, "ks_pme",
     "(Σ 收回×指数末÷指数当日 + 余值) ÷ Σ 投入×指数末÷指数当日(Kaplan–Schoar 2005)",
     "(Σ received × last ÷ level + value left) ÷ Σ paid × last ÷ level (Kaplan and Schoar 2005)"},
    {"ln_value", CELL_INTERVAL, "LN 余值", "LN value", UNIT_NONE, "ln_value", "Σ (投入 − 收回)×指数末÷指数当日",
     "Σ (paid − received) × last ÷ level"},
    {"ln_pme", CELL_INTERVAL, "市场等价 LN-PME", "LN-PME", UNIT_PERCENT, "ln_pme", "以 LN 余值代替余值的 IRR(Long–Nickels 1996)",
     "IRR with the LN value in the place of the value left (Long and Nickels 1996)"},
    {"pme_plus_lambda", CELL_INTERVAL, "PME+ 缩放系数", "PME+ lambda", UNIT_TIMES, "pme_plus_lambda",
     "(Σ 投入×指数末÷指数当日 − 余值) ÷ Σ 收回×指数末÷指数当日",
     "(Σ paid × last ÷ level − value left) ÷ Σ received × last ÷ level"},
    {"pme_plus", CELL_INTERVAL, "市场等价 PME+", "PME+", UNIT_PERCENT, "pme_plus", "收回乘以 λ 的 IRR(Rouvinez 2003)",
     "IRR with what was received times lambda (Rouvinez 2003)"},
    {"mpme", CELL_INTERVAL, "市场等价 mPME", "mPME", UNIT_PERCENT, "mpme",
     "按收回占(收回+其后余值)之比从指数组合取出的 IRR(Cambridge Associates 2013)",
     "IRR of taking from the index what share was received of received + value after it (Cambridge Associates 2013)"},
    {"direct_alpha", CELL_INTERVAL, "直接超额 Direct Alpha", "Direct Alpha", UNIT_PERCENT, "direct_alpha",
     "现金流×指数末÷指数当日后的 IRR:对指数的年化超额(Gredil 等 2014)",
     "IRR of flows × last ÷ level: the yearly excess over the index (Gredil and others 2014)"},
    {"reason", CELL_TEXT, "无数原因", "why no figure", UNIT_NONE, "", "", ""},
    {"partly", CELL_TEXT, "部分缺数", "what is missing", UNIT_NONE, "", "", ""},
    {"gap_on", CELL_DATE, "指数缺值日", "day without an index", UNIT_NONE, "", "", ""},
};
const relation_info market_info = {
    "market_equivalents",
    "市场等价",
    "Market equivalents",
    "头寸及各口径与指数相比:KS-PME、Long–Nickels、PME+、mPME、Direct Alpha;用 --where index=指标代码 选指数,--where by=fund 选口径",
    "positions and pools against an index: KS-PME, Long–Nickels, PME+, mPME, Direct Alpha; choose the index with --where "
    "index=CODE, the pools with --where by=fund",
    market_columns,
    COUNT_OF(market_columns),
    3};
enum {
    BY,
    GROUP,
    INDEX,
    NAME,
    FROM,
    MEASURED_ON,
    INDEX_FIRST,
    INDEX_LAST,
    TOLERANCE,
    IRR,
    KS_PME,
    LN_VALUE,
    LN_PME,
    LAMBDA,
    PLUS,
    MPME,
    ALPHA,
    REASON,
    PARTLY,
    GAP_ON
};
enum { RATES = 5 }; /* plain IRR, then the methods of pme_method */
static const struct {
    uint32_t column;
    pme_method how; /* 0: the IRR itself */
    const char *name;
} rates[RATES] = {{IRR, 0, "IRR"},
                  {LN_PME, PME_LONG_NICKELS, "LN-PME"},
                  {PLUS, PME_PLUS, "PME+"},
                  {MPME, PME_MODIFIED, "mPME"},
                  {ALPHA, PME_DIRECT_ALPHA, "Direct Alpha"}};

typedef struct market_row {
    const pool *pool;
    const benchmark *by;
    measure m;
    market_reason why, why_rate[RATES]; /* of the whole; of each rate, before it is asked */
    market_reason why_lambda;
    double ks, ln_value, lambda;
    uint32_t answer[RATES];
    const level *first, *last;
    day gap_on;
    entry_list entries; /* of levels */
} market_row;
typedef struct market {
    net net;
    pools pools;
    benchmarks marks;
    groups navs; /* investor ‖ fund → nav.reported; 0 ‖ fund: of the whole fund */
    market_row *rows;
    uint32_t count;
    batch batch;
    irr_answer *answers;
} market;

/* ---- what was left after a distribution ---- */

static bool find_navs(market *w, const view_request *q)
{
    groups_init(&w->navs, q->a);
    scan s = scan_begin(q, KIND_NAV_REPORTED);
    while (scan_next(&s)) {
        uint64_t key = track_key(standing(q, s.ev.subject), standing(q, s.ev.object));
        if (s.is == PRESENT_YES && !groups_put(&w->navs, key, s.ev.seq, PRESENT_YES)) return false;
    }
    return true;
}

/* The first statement on or after a day, of several on one day the better one; seq 0 = none. */
static event next_nav(const market *w, uint64_t key, day on)
{
    event best = {.seq = 0}, ev;
    for (const group_item *i = groups_first(&w->navs, key); i != NULL; i = groups_next(&w->navs, i)) {
        book_entry(&ev, w->net.tracks.q->b, i->number);
        if (ev.effective.precision != PRECISION_DAY || ev.effective.first < on) continue;
        bool is_nearer = best.seq == 0 || ev.effective.first < best.effective.first;
        bool is_better = best.seq != 0 && ev.effective.first == best.effective.first &&
                         statement_beats(w->net.tracks.q, &ev, &best);
        if (is_nearer || is_better) best = ev;
    }
    return best;
}

static bool moved_between(const tracks *t, const track *y, day after, day through)
{
    for (uint32_t i = 0; i < y->count; i++) {
        const step *s = &t->steps[y->from + i];
        if (s->on > after && s->on <= through && (CASH_STEPS >> s->what & 1U) != 0) return true;
    }
    return false;
}

static double track_value_after(const market *w, const track *y, day on)
{
    const tracks *t = &w->net.tracks;
    int64_t value;
    if (y->first_cash == DAY_NONE || y->first_cash > on) return 0;
    if (y->source == VALUE_CLOSED && !moved_between(t, y, on, DAY_LAST)) return 0;
    event nav = next_nav(w, track_key(y->one, y->other), on);
    if (nav.seq == 0) nav = next_nav(w, track_key(0, y->other), on);
    if (nav.seq == 0 || nav.effective.first - on > w->marks.value_days ||
        moved_between(t, y, on, nav.effective.first) || nav_value(&value, &w->net, y, &nav) != TRACK_MEASURED)
        return NAN;
    return (double)value;
}

static double pool_value_after(const market *w, const pool *x, day on)
{
    double sum = 0;
    for (uint32_t i = 0; i < x->count; i++) sum += track_value_after(w, &w->net.tracks.items[x->member[i]], on);
    return sum;
}

/* ---- one pool against one index ---- */

static const level *find_level(market *w, market_row *r, day on)
{
    const view_request *q = w->net.tracks.q;
    const level *found = level_on(r->by, on, w->marks.tolerance_days);
    if (found == NULL && (r->gap_on == DAY_NONE || on < r->gap_on)) r->gap_on = on;
    if (found != NULL && q->wants_why && !entries_put(&r->entries, q->a, found->entry)) return NULL;
    return found;
}

/* NULL: memory. */
static market_flow *make_flows(uint32_t *count, market *w, market_row *r)
{
    const measure *m = &r->m;
    market_flow *f = arena_get(w->net.tracks.q->a, sizeof *f * (m->dated_count + 1));
    if (f == NULL) return NULL;
    *count = 0;
    for (uint32_t i = 0; i < m->dated_count; i++) {
        const dated *d = &m->dated[i];
        const level *at = find_level(w, r, d->on);
        double after = d->received > 0 ? pool_value_after(w, r->pool, d->on) : NAN;
        f[(*count)++] = (market_flow){.on = d->on,
                                      .paid = (double)d->paid,
                                      .received = (double)d->received,
                                      .index = at ? at->value : 0,
                                      .value = after};
        if (i == 0) r->first = at;
    }
    if (*count == 0 || f[*count - 1].on < m->to) f[(*count)++] = (market_flow){.on = m->to, .value = NAN};
    r->last = find_level(w, r, f[*count - 1].on);
    f[*count - 1].index = r->last ? r->last->value : 0;
    return f;
}

static void find_figures(market_row *r, const market_series *s)
{
    r->why = pme_kaplan_schoar(&r->ks, s);
    if (r->why == MARKET_FOUND) r->why = pme_long_nickels_value(&r->ln_value, s);
    r->why_lambda = pme_plus_lambda(&r->lambda, s);
}

static bool add_rates(market *w, market_row *r, const market_series *s)
{
    arena *a = w->net.tracks.q->a;
    day *days = arena_get(a, sizeof *days * s->count);
    double *flow = arena_get(a, sizeof *flow * s->count);
    if (days == NULL || flow == NULL) return false;
    for (size_t i = 0; i < s->count; i++) days[i] = s->flows[i].on;
    for (uint32_t k = 0; k < RATES; k++) {
        r->why_rate[k] = MARKET_FOUND;
        for (size_t i = 0; i < s->count; i++) flow[i] = s->flows[i].received - s->flows[i].paid;
        flow[s->count - 1] += s->value;
        if (rates[k].how != 0) r->why_rate[k] = pme_amounts(flow, rates[k].how, s);
        r->answer[k] = w->batch.count;
        if (r->why_rate[k] == MARKET_FOUND && !batch_add(&w->batch, days, flow, (uint32_t)s->count)) return false;
    }
    return true;
}

static bool measure_row(market *w, series_room *room, market_row *r)
{
    uint32_t count;
    if (!measure_pool(&r->m, room, &w->net.tracks, r->pool)) return false;
    r->gap_on = DAY_NONE;
    if (!r->m.has_value) return true;
    market_flow *f = make_flows(&count, w, r);
    if (f == NULL) return false;
    market_series s = {.flows = f, .count = count, .value = (double)(r->m.money.value - r->m.early_value)};
    find_figures(r, &s);
    r->m.dated = NULL;
    return add_rates(w, r, &s);
}

static bool measure_all(market *w)
{
    series_room room = {.room = 0};
    arena *a = w->net.tracks.q->a;
    uint64_t most = (uint64_t)w->pools.count * w->marks.count;
    w->batch.a = a;
    w->rows = most > UINT32_MAX / 2 ? NULL : arena_get(a, sizeof *w->rows * (most + 1));
    if (w->rows == NULL) return false;
    for (uint32_t i = 0; i < w->pools.count; i++)
        for (uint32_t k = 0; k < w->marks.count; k++) {
            market_row *r = &w->rows[w->count++];
            *r = (market_row){.pool = &w->pools.items[i], .by = &w->marks.items[k]};
            if (!measure_row(w, &room, r)) return false;
        }
    return true;
}

/* ---- cells ---- */

static bool row_is_asked(const market *w, const market_row *r)
{
    const view_request *q = w->net.tracks.q;
    str key = q->why_key;
    if (!q->wants_why || key.len == 0) return q->wants_why;
    buf mine;
    buf_init(&mine, q->a, TEXT_BYTES_MAX);
    buf_text(&mine, pool_word(r->pool->by, false));
    buf_char(&mine, '/');
    buf_str(&mine, r->pool->key);
    buf_char(&mine, '/');
    buf_str(&mine, r->by->code);
    return str_equal(buf_view(&mine), key);
}

static void note_why(relation *out, cell *c, const market *w, const market_row *r, uint32_t kinds)
{
    if (c->type == 0 || !row_is_asked(w, r)) return;
    why_pool(out, c, &w->net.tracks, r->pool, kinds);
}

/* The levels of the index are behind everything but the IRR: they come with the pool's own entries. */
static void note_levels(relation *out, cell *c, const market *w, const market_row *r)
{
    if (c->type == 0 || !row_is_asked(w, r)) return;
    pool with = *r->pool;
    entry_list both = {.count = 0};
    arena *a = w->net.tracks.q->a;
    if (!entries_join(&both, a, &with.why) || !entries_join(&both, a, &r->entries)) out->failed = true;
    with.why = both;
    why_pool(out, c, &w->net.tracks, &with, CASH_STEPS | VALUE_STEPS);
}

static void put_level(relation *out, cell *c, const market *w, const market_row *r, const level *x)
{
    const unit *u = unit_get(r->by->unit);
    event ev;
    if (x == NULL) return;
    CHECK(u != NULL);
    book_entry(&ev, w->net.tracks.q->b, x->entry);
    cell_exact(c, ev.amount.minor, u->code);
    if (row_is_asked(w, r)) relation_why(out, c, x->entry);
}

static void put_ratio(cell *c, double ratio)
{
    if (isfinite(ratio) && fabs(ratio) < 1e14) cell_exact(c, llround(ratio * 10000), UNIT_TIMES);
}

static void say(buf *zh, buf *en, const char *name, const char *zh_word, const char *en_word)
{
    buf *both[] = {zh, en};
    const char *words[] = {zh_word, en_word};
    for (int i = 0; i < 2; i++) {
        if (both[i]->len > 0) buf_text(both[i], "; ");
        buf_text(both[i], name);
        buf_text(both[i], ": ");
        buf_text(both[i], words[i]);
    }
}

/* A rate that is not the only one is none: the methods say nothing of which to take. */
static void put_rates(relation *out, const market *w, const market_row *r, cell *cells)
{
    buf zh, en;
    buf_init(&zh, w->net.tracks.q->a, TEXT_BYTES_MAX);
    buf_init(&en, w->net.tracks.q->a, TEXT_BYTES_MAX);
    for (uint32_t k = 0; k < RATES; k++) {
        market_reason why = r->why_rate[k];
        if (why != MARKET_FOUND) {
            say(&zh, &en, rates[k].name, market_word(why, true), market_word(why, false));
            continue;
        }
        const irr_answer *x = &w->answers[r->answer[k]];
        irr_reason none = (irr_reason)x->reason;
        if (none != IRR_FOUND)
            say(&zh, &en, rates[k].name, irr_reason_text(none, true), irr_reason_text(none, false));
        else if (x->is_proven && !x->is_unique)
            say(&zh, &en, rates[k].name, "多个根", "several rates");
        else if (!put_rate(&cells[rates[k].column], x->rate, x->error))
            say(&zh, &en, rates[k].name, irr_reason_text(IRR_TOO_MANY, true), irr_reason_text(IRR_TOO_MANY, false));
        if (rates[k].how == 0)
            note_why(out, &cells[rates[k].column], w, r, CASH_STEPS | VALUE_STEPS);
        else
            note_levels(out, &cells[rates[k].column], w, r);
    }
    cell_text(&cells[PARTLY], buf_view(&en));
    cells[PARTLY].show_zh = buf_view(&zh);
    cells[PARTLY].show_en = buf_view(&en);
}

static void put_figures(relation *out, const market *w, const market_row *r, cell *cells)
{
    put_ratio(&cells[KS_PME], r->ks);
    if (fabs(r->ln_value) < 9e18) cell_exact(&cells[LN_VALUE], llround(r->ln_value), r->m.unit);
    if (r->why_lambda == MARKET_FOUND) put_ratio(&cells[LAMBDA], r->lambda);
    note_levels(out, &cells[KS_PME], w, r);
    note_levels(out, &cells[LN_VALUE], w, r);
    note_levels(out, &cells[LAMBDA], w, r);
    put_rates(out, w, r, cells);
}

static void fill_row(relation *out, const market *w, const market_row *r)
{
    cell *cells = relation_row(out), head[3] = {{.type = 0}};
    if (cells == NULL) return;
    put_pool(head, &w->pools, r->pool);
    cells[BY] = head[0];
    cells[GROUP] = head[1];
    cells[NAME] = head[2];
    cell_text(&cells[INDEX], r->by->code);
    cell_day(&cells[FROM], r->m.from);
    cell_day(&cells[MEASURED_ON], r->m.to);
    cell_int(&cells[TOLERANCE], w->marks.tolerance_days);
    if (!r->m.has_value) {
        put_track_reason(&cells[REASON], r->m.reason);
        return;
    }
    put_level(out, &cells[INDEX_FIRST], w, r, r->first);
    put_level(out, &cells[INDEX_LAST], w, r, r->last);
    if (r->why == MARKET_FOUND) {
        put_figures(out, w, r, cells);
        return;
    }
    put_word(&cells[REASON], market_word(r->why, false), market_word(r->why, true), market_word(r->why, false));
    cell_day(&cells[GAP_ON], r->gap_on);
}

err_code build_market(relation *out, const view_request *q, err *e)
{
    market w = {.count = 0};
    CHECK(COUNT_OF(market_columns) == GAP_ON + 1);
    if (!net_build(&w.net, q) || !pools_build(&w.pools, &w.net.tracks) || !benchmarks_build(&w.marks, q) ||
        !find_navs(&w, q) || !measure_all(&w))
        return arena_err(q->a, e);
    err_code code = batch_solve(&w.answers, &w.batch, e);
    for (uint32_t i = 0; i < w.count && !code && !out->failed; i++) fill_row(out, &w, &w.rows[i]);
    return code ? code : relation_err(out, e);
}
