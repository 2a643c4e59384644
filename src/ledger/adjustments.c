/* adjustments: what changed a period after it was closed: entries that were recorded later and whose day lies on or
 * before the close, reversals among them, with the change that each makes.
 *
 * Entries of the accounts only (they have a booked day), and mergers of funds. An entry that was reversed again stands
 * here with its reversal: the changes of a close add up to restated − reported, whatever was taken back in between. */
#include "ledger/ledger_int.h"

static const column_info adjustment_columns[] = {
    {"close", CELL_INT, "关账凭证", "close", UNIT_NONE, "", "", ""},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
    {"through", CELL_DATE, "关账至", "through", UNIT_NONE, "", "", ""},
    {"kind", CELL_TEXT, "类型", "kind", UNIT_NONE, "", "", ""},
    {"reverses", CELL_INT, "冲正凭证", "reverses", UNIT_NONE, "", "", ""},
    {"effective", CELL_DATE, "生效日", "effective", UNIT_NONE, "", "", ""},
    {"booked", CELL_DATE, "记账日", "booked", UNIT_NONE, "", "", ""},
    {"subject", CELL_TEXT, "主体", "party", UNIT_NONE, "", "", ""},
    {"object", CELL_TEXT, "对方", "other party", UNIT_NONE, "", "", ""},
    {"amount", CELL_INTERVAL, "金额", "amount", UNIT_NONE, "", "", ""},
    {"committed", CELL_INTERVAL, "认缴变动", "change of committed", UNIT_NONE, "adjustment_committed",
     "认缴签署与变更,冲正反号", "commitment.signed and commitment.changed; a reversal with the other sign"},
    {"paid_in", CELL_INTERVAL, "实缴变动", "change of paid in", UNIT_NONE, "adjustment_paid_in", "认缴内实缴,冲正反号",
     "contribution.paid inside the commitment; a reversal with the other sign"},
    {"distributed", CELL_INTERVAL, "分配变动", "change of distributed", UNIT_NONE, "adjustment_distributed",
     "分配,冲正反号", "distribution.paid; a reversal with the other sign"},
    {"cost", CELL_INTERVAL, "投资成本变动", "change of cost", UNIT_NONE, "adjustment_cost",
     "投资减退出部分成本,冲正反号", "investment.made less cost of exits; a reversal with the other sign"},
    {"cash", CELL_INTERVAL, "基金现金变动", "change of the fund's cash", UNIT_NONE, "adjustment_cash",
     "该凭证所涉基金的收付,冲正反号", "what its fund received or paid; a reversal with the other sign"},
};
const relation_info adjustments_info = {
    "adjustments",
    "关账后调整",
    "Adjustments",
    "各次关账之后补记或冲正的、属于已关账期间的凭证",
    "entries made after a close that belong to the closed period: late ones and reversals",
    adjustment_columns,
    COUNT_OF(adjustment_columns),
    2};
enum {
    CLOSE,
    ENTRY,
    THROUGH,
    KIND,
    REVERSES,
    EFFECTIVE,
    BOOKED,
    SUBJECT,
    OBJECT,
    AMOUNT,
    COMMITTED,
    PAID_IN,
    DISTRIBUTED,
    COST,
    CASH
};

typedef struct closing {
    seq_no entry;
    day through;
} closing;
typedef struct closes {
    closing *items;
    uint32_t count, room;
    groups late; /* close → entries */
} closes;

/* As it was when it was entered: a later reversal is a row of its own. */
static presence presence_then(const view_request *q, const event *ev)
{
    basis then = q->at;
    then.prefix = ev->seq;
    return book_presence(q->b, ev, &then);
}

static bool is_adjusting(const book *b, const event *ev)
{
    kind k = ev->kind == KIND_ENTRY_REVERSED ? book_kind(b, ev->ref) : ev->kind;
    return k == KIND_FUND_MERGED || (ev->booked != DAY_NONE && k != KIND_PERIOD_CLOSED);
}

/* Closes come with rising days, so those that the row is late for are the last ones. */
static bool add_late(relation *out, closes *c, const view_request *q, const event *ev)
{
    day last = book_effective_span(q->b, ev).last;
    if (last > c->items[c->count - 1].through) return true;
    presence is = presence_then(q, ev);
    out->unpublished_count += is == PRESENT_UNPUBLISHED;
    out->undetermined_count += is == PRESENT_UNDETERMINED;
    if (is != PRESENT_YES && is != PRESENT_UNDETERMINED) return true;
    for (uint32_t i = c->count; i > 0 && c->items[i - 1].through >= last; i--)
        if (!groups_put(&c->late, c->items[i - 1].entry, ev->seq, is)) return false;
    return true;
}

static bool closes_scan(relation *out, closes *c, const view_request *q)
{
    groups_init(&c->late, q->a);
    for (seq_no seq = 1; seq <= q->at.prefix; seq++) {
        kind k = book_kind(q->b, seq);
        event ev;
        if (c->count == 0 && k != KIND_PERIOD_CLOSED) continue;
        book_entry(&ev, q->b, seq);
        if (k == KIND_PERIOD_CLOSED) {
            if (!arena_grow(q->a, (void **)&c->items, sizeof *c->items, &c->room, c->count + 1)) return false;
            c->items[c->count++] = (closing){seq, ev.effective.first};
        } else if (is_adjusting(q->b, &ev) && !add_late(out, c, q, &ev)) {
            return false;
        }
    }
    return true;
}

/* ---- the change that an entry makes ---- */

typedef struct change {
    uint32_t column;
    int64_t minor;
} change;

static uint32_t changes_of(change out[2], const event *ev)
{
    int64_t a = ev->amount.minor;
    bool is_less = ev->class_code == enum_find(LIST_direction, STR("decrease"));
    bool in_kind = ev->purpose == enum_find(LIST_flow_purpose, STR("in_kind"));
    switch ((int)ev->kind) {
    case KIND_COMMITMENT_SIGNED: out[0] = (change){COMMITTED, a}; return 1;
    case KIND_COMMITMENT_CHANGED: out[0] = (change){COMMITTED, is_less ? -a : a}; return 1;
    case KIND_CONTRIBUTION_PAID:
        out[0] = (change){CASH, in_kind ? 0 : a};
        out[1] = (change){PAID_IN, a};
        return ev->class_code == OUTSIDE ? 1 : 2;
    case KIND_DISTRIBUTION_PAID:
        out[0] = (change){CASH, in_kind ? 0 : -a};
        out[1] = (change){DISTRIBUTED, a};
        return 2;
    case KIND_INVESTMENT_MADE:
        out[0] = (change){CASH, -a};
        out[1] = (change){COST, a};
        return 2;
    case KIND_INVESTMENT_EXITED:
        out[0] = (change){CASH, a};
        out[1] = (change){COST, -attrs_int(ev->attrs, STR("cost"), 0)};
        return 2;
    case KIND_INCOME_RECEIVED: out[0] = (change){CASH, a}; return 1;
    case KIND_EXPENSE_PAID: out[0] = (change){CASH, -a}; return 1;
    default: return 0;
    }
}

static void fill_changes(relation *out, cell *row, const event *of, seq_no entry, presence is)
{
    change changes[2];
    uint32_t count = changes_of(changes, of);
    for (uint32_t at = COMMITTED; at <= CASH; at++)
        for (uint32_t i = 0; i < count; i++) {
            if (changes[i].column != at) continue;
            interval x = interval_exact(of->seq == entry ? changes[i].minor : -changes[i].minor);
            if (is == PRESENT_UNDETERMINED) x = interval_hull_zero(x);
            cell_interval(&row[at], x, of->amount.unit, QUALIFIER_NONE);
            relation_why(out, &row[at], of->seq);
            relation_why(out, &row[at], entry);
        }
}

static void fill_adjustment(relation *out, const view_request *q, const closing *c, const group_item *late)
{
    event ev, of;
    cell *row = relation_row(out);
    if (row == NULL) return;
    book_entry(&ev, q->b, late->number);
    of = ev;
    if (ev.kind == KIND_ENTRY_REVERSED) book_entry(&of, q->b, ev.ref);
    cell_int(&row[CLOSE], c->entry);
    cell_int(&row[ENTRY], ev.seq);
    cell_day(&row[THROUGH], c->through);
    const kind_info *k = kind_get(ev.kind);
    put_word(&row[KIND], k->wire, k->zh, k->en);
    if (of.seq != ev.seq) cell_int(&row[REVERSES], of.seq);
    cell_date(&row[EFFECTIVE], ev.effective);
    cell_day(&row[BOOKED], ev.booked);
    put_id(&row[SUBJECT], q, standing(q, of.subject));
    put_id(&row[OBJECT], q, standing(q, of.object));
    put_amount(&row[AMOUNT], q, &of.amount);
    for (uint32_t i = 0; i < COMMITTED; i++) {
        relation_why(out, &row[i], of.seq);
        relation_why(out, &row[i], ev.seq);
    }
    fill_changes(out, row, &of, ev.seq, late->is);
}

err_code build_adjustments(relation *out, const view_request *q, err *e)
{
    closes c = {.count = 0};
    CHECK(COUNT_OF(adjustment_columns) == CASH + 1);
    if (!closes_scan(out, &c, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < c.count; i++)
        for (const group_item *l = groups_first(&c.late, c.items[i].entry); l != NULL; l = groups_next(&c.late, l))
            fill_adjustment(out, q, &c.items[i], l);
    return relation_err(out, e);
}
