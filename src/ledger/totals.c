/* totals: what went into and out of each fund, whole and year by year, in one pass over the columns.
 *
 * So that a common report never reads flows one by one. A row a fund and currency (and year); nothing is converted. Funds
 * are those that stand on as_of, so what a fund that went into another had is the other's. A flow between two funds is
 * counted with both. balance is the balance of the relation cash: what was given in kind moves none of it.
 * Invariant: a figure is the sum of the entries behind it, or unknown when it left int64. */
#include "ledger/ledger_int.h"

#include <stdlib.h>

typedef enum total_figure {
    TOTAL_COMMITTED,
    TOTAL_CALLED,
    TOTAL_PAID_IN,
    TOTAL_PAID_OUTSIDE,
    TOTAL_DISTRIBUTED,
    TOTAL_INVESTED,
    TOTAL_EXITED,
    TOTAL_INCOME,
    TOTAL_EXPENSE,
    TOTAL_INTO_FUNDS,
    TOTAL_FROM_FUNDS,
    TOTAL_BALANCE,
    TOTAL_FIGURES
} total_figure;

#define FIGURE_COLUMNS                                                                                                 \
    {"committed", CELL_INTERVAL,     "认缴",           "committed",                                                    \
     UNIT_NONE,   "total_committed", "Σ 认缴及其变更", "Σ commitments and their changes"},                             \
        {"called", CELL_INTERVAL, "催缴", "called", UNIT_NONE, "total_called", "Σ 缴款通知", "Σ calls"},               \
        {"paid_in", CELL_INTERVAL,   "实缴",         "paid in",                                                        \
         UNIT_NONE, "total_paid_in", "Σ 认缴内实缴", "Σ contributions inside the commitment"},                         \
        {"paid_outside", CELL_INTERVAL,        "认缴外缴款",   "paid outside",                                         \
         UNIT_NONE,      "total_paid_outside", "Σ 认缴外实缴", "Σ contributions outside the commitment"},              \
        {"distributed", CELL_INTERVAL,       "分配",   "distributed",                                                  \
         UNIT_NONE,     "total_distributed", "Σ 分配", "Σ distributions"},                                             \
        {"invested", CELL_INTERVAL,    "投资",           "invested",                                                   \
         UNIT_NONE,  "total_invested", "Σ 对企业的投资", "Σ investments in enterprises"},                              \
        {"exited", CELL_INTERVAL, "退出", "exited", UNIT_NONE, "total_exited", "Σ 退出所得", "Σ proceeds of exits"},   \
        {"income", CELL_INTERVAL, "收入", "income", UNIT_NONE, "total_income", "Σ 收入", "Σ income"},                  \
        {"expense", CELL_INTERVAL, "费用", "expense", UNIT_NONE, "total_expense", "Σ 费用", "Σ expenses"},             \
        {"into_funds", CELL_INTERVAL,      "投向基金",           "into funds",                                         \
         UNIT_NONE,    "total_into_funds", "Σ 对其他基金的实缴", "Σ contributions to other funds"},                    \
    {                                                                                                                  \
        "from_funds", CELL_INTERVAL, "基金回款", "from funds", UNIT_NONE, "total_from_funds", "Σ 其他基金的分配",      \
            "Σ distributions by other funds"                                                                          \
    }

static const column_info total_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"currency", CELL_TEXT, "币种", "currency", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    FIGURE_COLUMNS,
    {"balance", CELL_INTERVAL, "账面余额", "balance", UNIT_NONE, "total_balance", "现金收入 − 现金支出,同基金现金",
     "cash received − cash paid, as in cash"},
};
const relation_info fund_total_info = {"fund_total",
                                       "基金累计",
                                       "Fund totals",
                                       "各基金累计:认缴、催缴、实缴、分配、投资、退出、收入、费用、余额",
                                       "per fund to date: committed, called, paid in, distributed, invested, exited, "
                                       "income, expense, balance",
                                       total_columns,
                                       COUNT_OF(total_columns),
                                       2};
static const column_info year_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"currency", CELL_TEXT, "币种", "currency", UNIT_NONE, "", "", ""},
    {"year", CELL_INT, "年度", "year", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    FIGURE_COLUMNS,
    {"balance", CELL_INTERVAL, "年末余额", "balance at the end of the year", UNIT_NONE, "total_balance",
     "至年末(或截至日)的现金收入 − 现金支出", "cash received − cash paid up to the end of the year, or as_of"},
};
const relation_info fund_year_info = {"fund_year",
                                      "基金年度",
                                      "Fund years",
                                      "各基金逐年:当年认缴、催缴、实缴、分配、投资、退出、收入、费用,及年末余额",
                                      "per fund and year with entries: committed, called, paid in, distributed, "
                                      "invested, exited, income, expense of the year, balance at its end",
                                      year_columns,
                                      COUNT_OF(year_columns),
                                      3};

typedef struct total {
    seq_no fund;
    int32_t year;  /* 0 = all of them */
    uint32_t rank; /* of the fund and currency, in the order in which they came */
    uint16_t unit;
    bool is_odd;
    int64_t sum[TOTAL_FIGURES];
    trail why;
} total;
typedef struct totals {
    const view_request *q;
    fund_mergers mergers;
    total *items;
    uint32_t count, room, rank_count;
    uint32_t *last; /* party as entered → 1 + index of the total it used last; NO_FUND: no fund */
    map_u64 index;  /* fund ‖ unit ‖ year → 1 + index */
    map_u64 rank;   /* fund ‖ unit → rank */
    trails trails;
    period year_is; /* days of that year: rows mostly come in order */
    int year;
    int decrease, in_kind;
    bool by_year, is_limited;
} totals;
#define NO_FUND UINT32_MAX
/* One figure of one row. */
typedef struct total_move {
    seq_no party; /* as entered */
    uint16_t unit;
    total_figure figure;
    int64_t minor, cash;
} total_move;

/* ---- whose total ---- */

static uint64_t key_of(seq_no fund, uint16_t currency, int year)
{
    CHECK(currency < 4096);
    CHECK(year >= 0 && year < 4096);
    return (uint64_t)fund << 24 | (uint64_t)currency << 12 | (uint64_t)year;
}

static bool rank_of(uint32_t *out, totals *t, seq_no fund, uint16_t currency)
{
    if (map_u64_find(out, &t->rank, key_of(fund, currency, 0))) return true;
    *out = t->rank_count++;
    return map_u64_put(&t->rank, key_of(fund, currency, 0), *out);
}

static total *make_total(totals *t, seq_no fund, uint16_t currency)
{
    uint32_t rank;
    if (!rank_of(&rank, t, fund, currency) ||
        !arena_grow(t->q->a, (void **)&t->items, sizeof *t->items, &t->room, t->count + 1) ||
        !map_u64_put(&t->index, key_of(fund, currency, t->year), t->count + 1))
        return NULL;
    t->items[t->count] = (total){.fund = fund, .year = t->year, .rank = rank, .unit = currency};
    return &t->items[t->count++];
}

/* 1 + index into *number, 0 where the party is no fund. False: memory. */
static bool find_total(uint32_t *number, totals *t, seq_no party, uint16_t currency)
{
    uint32_t last = t->last[party];
    *number = 0;
    if (last == NO_FUND) return true;
    if (last != 0 && t->items[last - 1].unit == currency && t->items[last - 1].year == t->year) {
        *number = last;
        return true;
    }
    if (last == 0 && !book_is_fund(t->q->b, party)) {
        t->last[party] = NO_FUND;
        return true;
    }
    seq_no fund = fund_standing(NULL, &t->mergers, t->q, party);
    if (!map_u64_find(number, &t->index, key_of(fund, currency, t->year))) {
        if (make_total(t, fund, currency) == NULL) return false;
        *number = t->count;
    }
    t->last[party] = *number;
    return true;
}

/* ---- adding ---- */

static bool add_move(totals *t, const total_move *m, seq_no entry)
{
    uint32_t number;
    if (m->party == 0) return true;
    if (!find_total(&number, t, m->party, m->unit)) return false;
    if (number == 0) return true;
    total *x = &t->items[number - 1];
    bool is_odd = __builtin_add_overflow(x->sum[m->figure], m->minor, &x->sum[m->figure]);
    is_odd |= __builtin_add_overflow(x->sum[TOTAL_BALANCE], m->cash, &x->sum[TOTAL_BALANCE]);
    x->is_odd |= is_odd;
    if (!t->q->wants_why) return true;
    uint32_t figures = (m->figure != TOTAL_BALANCE ? 1U << m->figure : 0) | (m->cash != 0 ? 1U << TOTAL_BALANCE : 0);
    return trail_put(&t->trails, &x->why, entry, figures);
}

/* A payment between an investor and a fund: the one's figure and the other's, and their cash. */
static bool add_between(totals *t, const row_slice *s, uint32_t i, total_figure of_fund, int sign)
{
    int64_t minor = s->minor[i], cash = s->purpose[i] == t->in_kind ? 0 : minor;
    total_figure of_investor = sign > 0 ? TOTAL_INTO_FUNDS : TOTAL_FROM_FUNDS;
    seq_no entry = s->first + i;
    total_move own = {s->object[i], s->unit[i], of_fund, minor, sign * cash};
    total_move other = {s->subject[i], s->unit[i], of_investor, minor, -sign * cash};
    return add_move(t, &own, entry) && add_move(t, &other, entry);
}

static bool add_simple(totals *t, const row_slice *s, uint32_t i, seq_no party, total_figure figure, int cash)
{
    int64_t minor = s->minor[i];
    bool is_less = (kind)s->kind[i] == KIND_COMMITMENT_CHANGED && s->class_code[i] == t->decrease;
    total_move m = {party, s->unit[i], figure, is_less ? -minor : minor, cash * minor};
    return add_move(t, &m, s->first + i);
}

/* What a stake was sold for: yuan from the buyer to the seller, where they are funds. */
static bool add_price(totals *t, const row_slice *s, uint32_t i)
{
    int64_t price = attrs_int(slice_attrs(s, i), STR("price"), 0);
    total_move seller = {s->subject[i], UNIT_CNY, TOTAL_BALANCE, 0, price};
    total_move buyer = {slice_third(s, i), UNIT_CNY, TOTAL_BALANCE, 0, -price};
    return price == 0 || (add_move(t, &seller, s->first + i) && add_move(t, &buyer, s->first + i));
}

static bool add_row(totals *t, const row_slice *s, uint32_t i)
{
    switch ((int)s->kind[i]) {
    case KIND_COMMITMENT_SIGNED:
    case KIND_COMMITMENT_CHANGED: return add_simple(t, s, i, s->object[i], TOTAL_COMMITTED, 0);
    case KIND_CALL_ISSUED: return add_simple(t, s, i, s->object[i], TOTAL_CALLED, 0);
    case KIND_CONTRIBUTION_PAID:
        return add_between(t, s, i, s->class_code[i] == OUTSIDE ? TOTAL_PAID_OUTSIDE : TOTAL_PAID_IN, 1);
    case KIND_DISTRIBUTION_PAID: return add_between(t, s, i, TOTAL_DISTRIBUTED, -1);
    case KIND_INVESTMENT_MADE: return add_simple(t, s, i, s->subject[i], TOTAL_INVESTED, -1);
    case KIND_INVESTMENT_EXITED: return add_simple(t, s, i, s->subject[i], TOTAL_EXITED, 1);
    case KIND_INCOME_RECEIVED: return add_simple(t, s, i, s->subject[i], TOTAL_INCOME, 1);
    case KIND_EXPENSE_PAID: return add_simple(t, s, i, s->subject[i], TOTAL_EXPENSE, -1);
    case KIND_STAKE_TRANSFERRED: return add_price(t, s, i);
    default: return true;
    }
}

static void find_year(totals *t, day on)
{
    int month, mday;
    if (!t->by_year || (on >= t->year_is.first && on <= t->year_is.last)) return;
    day_split(&t->year, &month, &mday, on);
    t->year_is = (period){day_of(t->year, 1, 1), day_of(t->year, 12, 31)};
}

static bool counts(const totals *t, const row_slice *s, uint32_t i)
{
    if (s->effective[i] > t->q->at.as_of || slice_reversed_by(s, i, t->q->at.prefix) != 0) return false;
    if (!t->is_limited) return true;
    event ev;
    book_entry(&ev, t->q->b, s->first + i);
    return book_presence(t->q->b, &ev, &t->q->at) == PRESENT_YES;
}

static bool add_rows(totals *t)
{
    row_slice s;
    for (seq_no first = 1; first <= t->q->at.prefix; first += s.count) {
        book_slice(&s, t->q->b, first, t->q->at.prefix);
        for (uint32_t i = 0; i < s.count; i++) {
            if (s.kind[i] < KIND_COMMITMENT_SIGNED || s.kind[i] > KIND_STAKE_TRANSFERRED || !counts(t, &s, i)) continue;
            find_year(t, s.effective[i]);
            if (!add_row(t, &s, i)) return false;
        }
    }
    return true;
}

/* ---- years: in order, each with the balance at its end ---- */

static int compare_totals(const void *one, const void *other)
{
    const total *a = one, *b = other;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return (a->year > b->year) - (a->year < b->year);
}

static bool carry(totals *t, const total *from, total *to)
{
    to->is_odd |= from->is_odd ||
                  __builtin_add_overflow(to->sum[TOTAL_BALANCE], from->sum[TOTAL_BALANCE], &to->sum[TOTAL_BALANCE]);
    if (!t->q->wants_why) return true;
    for (const trail_step *s = trail_next(&t->trails, &from->why, NULL); s != NULL;
         s = trail_next(&t->trails, &from->why, s)) {
        trail_step step = *s; /* the steps may move while one is put */
        if ((step.figures >> TOTAL_BALANCE & 1) == 0) continue;
        uint32_t at = (uint32_t)(s - t->trails.steps);
        if (!trail_put(&t->trails, &to->why, step.entry, 1U << TOTAL_BALANCE)) return false;
        s = &t->trails.steps[at];
    }
    return true;
}

static bool carry_balances(totals *t)
{
    if (t->count > 1) qsort(t->items, t->count, sizeof *t->items, compare_totals);
    for (uint32_t i = 1; t->by_year && i < t->count; i++)
        if (t->items[i - 1].rank == t->items[i].rank && !carry(t, &t->items[i - 1], &t->items[i])) return false;
    return true;
}

/* ---- cells ---- */

static void fill_total(relation *out, const totals *t, const total *x)
{
    cell *row = relation_row(out);
    if (row == NULL) return;
    uint32_t at = 0;
    put_id(&row[at++], t->q, x->fund);
    cell_text(&row[at++], str_from(unit_get(x->unit)->id));
    if (t->by_year) cell_int(&row[at++], x->year);
    put_name(&row[at++], t->q, x->fund);
    for (uint32_t f = 0; f < TOTAL_FIGURES; f++, at++) {
        cell_interval(&row[at], x->is_odd ? interval_unknown(true) : interval_exact(x->sum[f]), x->unit,
                      QUALIFIER_NONE);
        why_trail(out, &row[at], &t->trails, &x->why, 1U << f);
    }
    CHECK(at == out->info->column_count);
}

static bool totals_find(totals *t, const view_request *q, bool by_year)
{
    *t = (totals){.q = q,
                  .trails = {.from = q->a},
                  .year_is = {DAY_LAST, DAY_FIRST},
                  .decrease = enum_find(LIST_direction, STR("decrease")),
                  .in_kind = enum_find(LIST_flow_purpose, STR("in_kind")),
                  .by_year = by_year,
                  .is_limited = q->at.published_by.first != DAY_NONE};
    CHECK(t->decrease != 0 && t->in_kind != 0);
    map_u64_init(&t->index, q->a);
    map_u64_init(&t->rank, q->a);
    t->last = arena_get(q->a, sizeof *t->last * ((size_t)q->at.prefix + 1));
    return t->last != NULL && fund_mergers_build(&t->mergers, q) && add_rows(t) && carry_balances(t);
}

static err_code build_totals(relation *out, const view_request *q, bool by_year, err *e)
{
    totals t;
    if (!totals_find(&t, q, by_year)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < t.count && !out->failed; i++) fill_total(out, &t, &t.items[i]);
    return relation_err(out, e);
}

err_code build_fund_total(relation *out, const view_request *q, err *e)
{
    return build_totals(out, q, false, e);
}

err_code build_fund_year(relation *out, const view_request *q, err *e)
{
    return build_totals(out, q, true, e);
}
