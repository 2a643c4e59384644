/* cash: the money of a fund by its flows, what the bank confirmed, and how long the money has lain there.
 *
 * A row a fund and currency; nothing is converted. A flow between two funds is a payment of the one and a receipt of the
 * other. What was given in kind moves no money. Receipts are spent first in, first out, so what is left is of the last
 * receipts; while a flow may or may not have happened, or more was paid than received, no age is said.
 * What the bank said is compared with the ledger on the bank's day, not on as_of. */
#include "ledger/ledger_int.h"

#include <stdlib.h>

static const column_info cash_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"currency", CELL_TEXT, "币种", "currency", UNIT_NONE, "", "", ""},
    {"fund_name", CELL_TEXT, "基金名称", "fund's name", UNIT_NONE, "", "", ""},
    {"received", CELL_INTERVAL, "收到", "received", UNIT_NONE, "cash_received",
     "Σ 实缴(现金)+ 退出所得 + 收入 + 收到的分配与转让价款",
     "Σ contributions in cash + proceeds of exits + income + distributions and transfer prices received"},
    {"paid", CELL_INTERVAL, "付出", "paid", UNIT_NONE, "cash_paid", "Σ 分配 + 投资 + 费用 + 对其他基金的出资与转让价款",
     "Σ distributions + investments + expenses + contributions to other funds and transfer prices paid"},
    {"balance", CELL_INTERVAL, "账面余额", "balance", UNIT_NONE, "cash_balance", "收到 − 付出", "received − paid"},
    {"confirmed", CELL_INTERVAL, "银行确认", "confirmed", UNIT_NONE, "cash_confirmed",
     "最近一日的银行余额确认;同日各开户银行各取一条相加;合并后各原基金之和",
     "cash.confirmed of the latest day; of several banks on that day one each, added; after a merger, of each fund as "
     "it was"},
    {"confirmed_on", CELL_DATE, "确认日", "confirmed on", UNIT_NONE, "", "", ""},
    {"balance_confirmed_on", CELL_INTERVAL, "确认日账面余额", "balance on that day", UNIT_NONE,
     "cash_balance_confirmed_on", "确认日及以前的收到 − 付出", "received − paid up to the day confirmed"},
    {"difference", CELL_INTERVAL, "账面减银行", "ledger − bank", UNIT_NONE, "cash_difference",
     "确认日账面余额 − 银行确认", "balance on the day confirmed − confirmed"},
    {"idle_days_oldest", CELL_INT, "最久闲置天数", "oldest idle days", UNIT_NONE, "cash_idle_days_oldest",
     "先进先出后仍有余额的最早一笔收款距今天数",
     "days since the oldest receipt that is not spent, first in, first out"},
    {"idle_weighted_days", CELL_INT, "加权闲置天数", "weighted idle days", UNIT_NONE, "cash_idle_weighted_days",
     "Σ 收款余额 × 天数 ÷ Σ 收款余额,先进先出,四舍五入到天",
     "Σ what is left of a receipt × its days ÷ Σ what is left, first in, first out, rounded half up to a day"},
};
const relation_info cash_info = {
    "cash",
    "基金现金",
    "Cash",
    "各基金的收付、余额、银行确认与闲置时间",
    "per fund: received, paid, balance, what the bank confirmed, and how long money lies idle",
    cash_columns,
    COUNT_OF(cash_columns),
    2};
enum {
    FUND,
    CURRENCY,
    FUND_NAME,
    RECEIVED,
    PAID,
    BALANCE,
    CONFIRMED,
    CONFIRMED_ON,
    BALANCE_THEN,
    DIFFERENCE,
    IDLE_OLDEST,
    IDLE_WEIGHTED
};

typedef struct movement {
    seq_no entry;
    uint32_t next; /* 1 + index; 0 ends */
    int64_t minor; /* > 0 received, < 0 paid */
    day on;
    presence is;
} movement;
typedef struct cash_row {
    seq_no fund;
    unit_code unit;
    interval received, paid;
    bool is_unsure;       /* a flow may or may not have happened */
    uint32_t first, last; /* movements, 1 + index */
    trail merges, said;   /* entries that brought a fund's money here; statements of banks that surely count */
} cash_row;
typedef struct cash {
    const view_request *q;
    cash_row *rows;
    uint32_t count, room;
    movement *moves;
    uint32_t move_count, move_room;
    map_u64 index; /* fund ‖ currency */
    trails trails;
    fund_mergers mergers;
    int in_kind; /* the code of that purpose */
} cash;

static bool note_mergers(cash *c, cash_row *row, seq_no fund)
{
    entry_list merges = {.count = 0};
    if (c->mergers.count == 0 || standing(c->q, fund) == row->fund) return true;
    if (fund_standing(&merges, &c->mergers, c->q, fund) == 0) return false;
    for (uint32_t i = 0; i < merges.count; i++)
        if (!trail_put(&c->trails, &row->merges, merges.seq[i], 1)) return false;
    return true;
}

static cash_row *row_of_fund(cash *c, seq_no fund, unit_code currency)
{
    uint32_t at;
    seq_no stands = fund_standing(NULL, &c->mergers, c->q, fund);
    uint64_t key = (uint64_t)stands << 32 | (uint32_t)currency;
    if (!map_u64_find(&at, &c->index, key)) {
        at = c->count;
        if (!arena_grow(c->q->a, (void **)&c->rows, sizeof *c->rows, &c->room, c->count + 1) ||
            !map_u64_put(&c->index, key, at))
            return NULL;
        c->rows[c->count++] = (cash_row){.fund = stands, .unit = currency};
    }
    return note_mergers(c, &c->rows[at], fund) ? &c->rows[at] : NULL;
}

static bool add_movement(cash *c, const scan *s, seq_no fund, unit_code currency, int64_t minor)
{
    if (minor == 0 || !book_is_fund(c->q->b, fund)) return true;
    cash_row *row = row_of_fund(c, fund, currency);
    if (row == NULL || !arena_grow(c->q->a, (void **)&c->moves, sizeof *c->moves, &c->move_room, c->move_count + 1))
        return false;
    interval x = interval_exact(minor > 0 ? minor : -minor), *sum = minor > 0 ? &row->received : &row->paid;
    *sum = interval_add(*sum, s->is == PRESENT_UNDETERMINED ? interval_hull_zero(x) : x);
    row->is_unsure = row->is_unsure || s->is == PRESENT_UNDETERMINED;
    day on = book_effective_span(c->q->b, &s->ev).last;
    c->moves[c->move_count++] = (movement){s->ev.seq, 0, minor, on, s->is};
    if (row->last != 0)
        c->moves[row->last - 1].next = c->move_count;
    else
        row->first = c->move_count;
    row->last = c->move_count;
    return true;
}

/* From one to the other; either may be no fund, or nobody in the book. */
static bool add_payment(cash *c, const scan *s, seq_no from, seq_no to, unit_code currency, int64_t minor)
{
    CHECK(minor >= 0);
    return (from == 0 || add_movement(c, s, from, currency, -minor)) &&
           (to == 0 || add_movement(c, s, to, currency, minor));
}

static bool add_statement(cash *c, const scan *s)
{
    cash_row *row = s->is == PRESENT_YES ? row_of_fund(c, s->ev.object, s->ev.amount.unit) : NULL;
    if (s->is != PRESENT_YES) return true; /* counted as undetermined; what surely was said stands */
    return row != NULL && trail_put(&c->trails, &row->said, s->ev.seq, 1);
}

static bool add_row(cash *c, const scan *s)
{
    const event *ev = &s->ev;
    unit_code currency = ev->amount.unit;
    int64_t minor = ev->purpose == c->in_kind ? 0 : ev->amount.minor;
    switch ((int)ev->kind) {
    case KIND_CONTRIBUTION_PAID: return add_payment(c, s, ev->subject, ev->object, currency, minor);
    case KIND_DISTRIBUTION_PAID: return add_payment(c, s, ev->object, ev->subject, currency, minor);
    case KIND_INVESTMENT_MADE:
    case KIND_EXPENSE_PAID: return add_payment(c, s, ev->subject, 0, currency, ev->amount.minor);
    case KIND_INVESTMENT_EXITED:
    case KIND_INCOME_RECEIVED: return add_payment(c, s, 0, ev->subject, currency, ev->amount.minor);
    case KIND_STAKE_TRANSFERRED: /* the price is given in yuan */
        return add_payment(c, s, ev->third, ev->subject, UNIT_CNY, attrs_int(ev->attrs, STR("price"), 0));
    default: return add_statement(c, s);
    }
}

static bool cash_scan(cash *c, const view_request *q)
{
    static const kind kinds[] = {KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID, KIND_INVESTMENT_MADE,
                                 KIND_INVESTMENT_EXITED, KIND_INCOME_RECEIVED,   KIND_EXPENSE_PAID,
                                 KIND_STAKE_TRANSFERRED, KIND_CASH_CONFIRMED,    KIND_NONE};
    *c = (cash){.q = q, .trails = {.from = q->a}, .in_kind = enum_find(LIST_flow_purpose, STR("in_kind"))};
    CHECK(c->in_kind != 0);
    map_u64_init(&c->index, q->a);
    if (!fund_mergers_build(&c->mergers, q)) return false;
    scan s = scan_kinds(q, kinds);
    while (scan_next(&s))
        if (!add_row(c, &s)) return false;
    return true;
}

/* ---- cells ---- */

typedef struct filling {
    relation *out;
    const cash *c;
    const cash_row *of;
    cell *row;
} filling;

static const movement *move_next(const filling *f, const movement *after)
{
    uint32_t next = after == NULL ? f->of->first : after->next;
    return next == 0 ? NULL : &f->c->moves[next - 1];
}

/* Receipts (sign 1), payments (−1) or both (0), up to a day. */
static void why_moves(const filling *f, uint32_t at, int sign, day until)
{
    for (const movement *m = move_next(f, NULL); m != NULL; m = move_next(f, m))
        if (m->on <= until && (sign == 0 || (m->minor > 0) == (sign > 0))) relation_why(f->out, &f->row[at], m->entry);
    why_trail(f->out, &f->row[at], &f->c->trails, &f->of->merges, 1);
}

static void put_sum(const filling *f, uint32_t at, interval x, int sign)
{
    cell_interval(&f->row[at], x, f->of->unit, QUALIFIER_NONE);
    why_moves(f, at, sign, INT32_MAX);
}

/* ---- what the bank said ---- */

static seq_no latest_said(const filling *f)
{
    const view_request *q = f->c->q;
    event best = {.seq = 0}, ev;
    for (const trail_step *s = trail_next(&f->c->trails, &f->of->said, NULL); s != NULL;
         s = trail_next(&f->c->trails, &f->of->said, s)) {
        book_entry(&ev, q->b, s->entry);
        if (best.seq == 0 || statement_beats(q, &ev, &best)) best = ev;
    }
    return best.seq;
}

/* Among those of one key the one that counts. */
static bool keep_best(map_u64 *index, entry_list *l, const filling *f, uint64_t key, const event *ev)
{
    uint32_t at;
    event had;
    if (!map_u64_find(&at, index, key)) return map_u64_put(index, key, l->count) && entries_put(l, f->c->q->a, ev->seq);
    CHECK(l->seq != NULL && at < l->count);
    book_entry(&had, f->c->q->b, l->seq[at]);
    if (statement_beats(f->c->q, ev, &had)) l->seq[at] = ev->seq;
    return true;
}

/* The next statement of that day after s; NULL: no more. */
static const trail_step *next_said(event *ev, const filling *f, day on, const trail_step *s)
{
    while ((s = trail_next(&f->c->trails, &f->of->said, s)) != NULL) {
        book_entry(ev, f->c->q->b, s->entry);
        if (book_effective_span(f->c->q->b, ev).last == on) break;
    }
    return s;
}

/* Of each fund as it was founded, for after a merger several stand in one row: a statement without a bank speaks for all of
 * that fund, unless one with a bank counts before it: then there is one a bank. */
static bool confirmed_by(entry_list *l, const filling *f, day on)
{
    const view_request *q = f->c->q;
    map_u64 of_fund, of_bank;
    entry_list best = {.count = 0};
    event ev, first;
    uint32_t at = 0;
    map_u64_init(&of_fund, q->a);
    map_u64_init(&of_bank, q->a);
    for (const trail_step *s = next_said(&ev, f, on, NULL); s != NULL; s = next_said(&ev, f, on, s))
        if (!keep_best(&of_fund, &best, f, standing(q, ev.object), &ev)) return false;
    for (const trail_step *s = next_said(&ev, f, on, NULL); s != NULL; s = next_said(&ev, f, on, s)) {
        seq_no fund = standing(q, ev.object), bank = ev.subject ? standing(q, ev.subject) : 0;
        if (!map_u64_find(&at, &of_fund, fund)) continue;
        CHECK(best.seq != NULL);
        book_entry(&first, q->b, best.seq[at]);
        bool counts = first.subject == 0 ? ev.seq == first.seq : bank != 0;
        if (counts && !keep_best(&of_bank, l, f, (uint64_t)fund << 32 | bank, &ev)) return false;
    }
    return true;
}

static interval balance_until(const filling *f, day until)
{
    interval sum = interval_exact(0);
    for (const movement *m = move_next(f, NULL); m != NULL; m = move_next(f, m)) {
        if (m->on > until) continue;
        interval x = interval_exact(m->minor);
        sum = interval_add(sum, m->is == PRESENT_UNDETERMINED ? interval_hull_zero(x) : x);
    }
    return sum;
}

static void fill_confirmed(const filling *f)
{
    const view_request *q = f->c->q;
    seq_no latest = latest_said(f);
    entry_list l = {.count = 0};
    event best, ev;
    interval sum = interval_exact(0);
    if (latest == 0) return;
    book_entry(&best, q->b, latest);
    day then = book_effective_span(q->b, &best).last;
    if (!confirmed_by(&l, f, then)) f->out->failed = true;
    for (uint32_t i = 0; i < l.count; i++) {
        book_entry(&ev, q->b, l.seq[i]);
        sum = interval_add(sum, interval_of(ev.amount, q->at.about_tolerance_ppm));
    }
    interval ledger = balance_until(f, then);
    cell_interval(&f->row[CONFIRMED], sum, f->of->unit, QUALIFIER_NONE);
    why_list(f->out, &f->row[CONFIRMED], q->a, &l);
    cell_date(&f->row[CONFIRMED_ON], best.effective);
    cell_interval(&f->row[BALANCE_THEN], ledger, f->of->unit, QUALIFIER_NONE);
    why_moves(f, BALANCE_THEN, 0, then);
    cell_interval(&f->row[DIFFERENCE], interval_sub(ledger, sum), f->of->unit, QUALIFIER_NONE);
    why_moves(f, DIFFERENCE, 0, then);
    for (uint32_t i = 0; i < l.count; i++) relation_why(f->out, &f->row[DIFFERENCE], l.seq[i]);
}

/* ---- idle money ---- */

typedef struct receipt {
    day on;
    int64_t minor;
} receipt;

static int compare_receipts(const void *one, const void *other)
{
    const receipt *a = one, *b = other;
    return (a->on > b->on) - (a->on < b->on);
}

/* All receipts, by day; false when there is no memory. */
static bool receipts_of(receipt **out, uint32_t *count, const filling *f)
{
    uint32_t n = 0;
    for (const movement *m = move_next(f, NULL); m != NULL; m = move_next(f, m)) n += m->minor > 0;
    *count = n;
    *out = n ? arena_get(f->c->q->a, n * sizeof **out) : NULL;
    if (n > 0 && *out == NULL) return false;
    n = 0;
    for (const movement *m = move_next(f, NULL); m != NULL; m = move_next(f, m))
        if (m->minor > 0) (*out)[n++] = (receipt){m->on, m->minor};
    CHECK(n == *count);
    if (n > 1) qsort(*out, n, sizeof **out, compare_receipts);
    return true;
}

static void fill_idle(const filling *f)
{
    receipt *receipts;
    uint32_t count;
    day as_of = f->c->q->at.as_of, oldest = DAY_NONE;
    int128 spent = f->of->paid.lo, left = 0, weighted = 0;
    bool is_exact = interval_is_exact(f->of->received) && interval_is_exact(f->of->paid);
    if (f->of->is_unsure || !is_exact || f->of->received.lo <= f->of->paid.lo) return;
    if (!receipts_of(&receipts, &count, f)) {
        f->out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        int128 gone = spent < receipts[i].minor ? spent : receipts[i].minor, rest = receipts[i].minor - gone;
        spent -= gone;
        if (rest == 0) continue;
        if (oldest == DAY_NONE) oldest = receipts[i].on;
        left += rest;
        weighted += rest * (as_of - receipts[i].on);
    }
    CHECK(left == (int128)f->of->received.lo - f->of->paid.lo);
    CHECK(left > 0); /* more was received than paid out */
    cell_int(&f->row[IDLE_OLDEST], as_of - oldest);
    why_moves(f, IDLE_OLDEST, 0, INT32_MAX);
    cell_int(&f->row[IDLE_WEIGHTED], (int64_t)((2 * weighted + left) / (2 * left)));
    why_moves(f, IDLE_WEIGHTED, 0, INT32_MAX);
}

static void fill_cash(relation *out, const cash *c, const cash_row *of)
{
    cell *row = relation_row(out);
    if (row == NULL) return;
    filling f = {out, c, of, row};
    put_id(&row[FUND], c->q, of->fund);
    cell_text(&row[CURRENCY], str_from(unit_get(of->unit)->id));
    put_name(&row[FUND_NAME], c->q, of->fund);
    put_sum(&f, RECEIVED, of->received, 1);
    put_sum(&f, PAID, of->paid, -1);
    put_sum(&f, BALANCE, interval_sub(of->received, of->paid), 0);
    fill_confirmed(&f);
    fill_idle(&f);
}

err_code build_cash(relation *out, const view_request *q, err *e)
{
    cash c;
    CHECK(COUNT_OF(cash_columns) == IDLE_WEIGHTED + 1);
    if (!cash_scan(&c, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < c.count && !out->failed; i++) fill_cash(out, &c, &c.rows[i]);
    return relation_err(out, e);
}
