/* flow: every standing entry of the capital kinds, one a row, read from the columns of the book.
 *
 * Why not built: an analyst sums a million of them by fund; no cell is made that nobody asks for. A row keeps the number
 * of its entry and of its fund, four bytes each; everything else is looked up. Parties are those that stand at the
 * prefix, funds those that they are on as_of (fund.merged), as in positions.
 * Invariant: rows rise by entry, and each is an entry that counts under the basis. */
#include "ledger/ledger_int.h"

#include <stdlib.h>

static const column_info flow_columns[] = {
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
    {"kind", CELL_TEXT, "种类", "kind", UNIT_NONE, "", "", ""},
    {"day", CELL_DATE, "发生日", "day", UNIT_NONE, "", "", ""},
    {"booked", CELL_DATE, "记账日", "booked", UNIT_NONE, "", "", ""},
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"enterprise", CELL_TEXT, "企业", "enterprise", UNIT_NONE, "", "", ""},
    {"buyer", CELL_TEXT, "受让方", "buyer", UNIT_NONE, "", "", ""},
    {"amount", CELL_INTERVAL, "金额", "amount", UNIT_NONE, "", "", ""},
    {"cash", CELL_INTERVAL, "基金现金变动", "effect on the fund's cash", UNIT_NONE, "flow_cash",
     "收到为正,付出为负;非货币为零;认缴、催缴等不涉现金者为空",
     "received +, paid −, nothing in kind; empty where no cash moves"},
    {"unfunded", CELL_INTERVAL, "未缴变动", "effect on the unfunded", UNIT_NONE, "", "", ""},
    {"purpose", CELL_TEXT, "用途", "purpose", UNIT_NONE, "", "", ""},
};
const relation_info flow_info = {"flow",
                                 "资金流水",
                                 "Flows",
                                 "账目中每一条有效的资本凭证:种类、各方、日期、金额、用途",
                                 "every standing capital entry of the ledger: kind, parties, day, amount, purpose",
                                 flow_columns,
                                 COUNT_OF(flow_columns),
                                 1};
enum { ENTRY, KIND, DAY, BOOKED, FUND, INVESTOR, ENTERPRISE, BUYER, AMOUNT, CASH, UNFUNDED, PURPOSE };

/* Who is who in a row of that kind; the rest of the kinds name no fund. */
typedef enum side { SIDE_NONE, SIDE_SUBJECT, SIDE_OBJECT, SIDE_THIRD } side;
typedef struct reading_of_kind {
    side fund, investor, enterprise, buyer;
    int cash;            /* sign of what the fund receives */
    enum_list purpose;   /* LIST_none: the row has none */
    const char *zh, *en; /* titles and name of the kind */
    str name;
    bool is_flow;
} reading_of_kind;

typedef struct flow {
    struct flow *me; /* its order is worked out when it is first asked for, and kept: rows do not change by it */
    const book *b;
    row_slice *slices; /* of the prefix, chunk by chunk */
    reading_of_kind of[KIND_LAST + 1];
    seq_no prefix;
    int in_kind;
    uint32_t count, fund_count;
    seq_no *entry;     /* by row */
    uint32_t *fund;    /* by row: 1 + index of its fund; 0 = none */
    str *fund_id;      /* by 1 + index */
    seq_no *stands;    /* by party as entered; filled for the parties of rows */
    uint32_t *by_fund; /* rows ordered by fund; NULL = not yet asked for */
    arena *from;
} flow;

static void know_kind(flow *f, kind k, side fund, side investor, side enterprise, side buyer, int cash)
{
    reading_of_kind *of = &f->of[k];
    const kind_info *info = kind_get(k);
    CHECK(info != NULL);
    *of = (reading_of_kind){.fund = fund,
                            .investor = investor,
                            .enterprise = enterprise,
                            .buyer = buyer,
                            .cash = cash,
                            .zh = info->zh,
                            .en = info->en,
                            .name = str_from(info->wire),
                            .is_flow = true};
    of->purpose = k == KIND_INCOME_RECEIVED                                    ? LIST_income_purpose
                  : k == KIND_EXPENSE_PAID                                     ? LIST_expense_purpose
                  : k == KIND_CONTRIBUTION_PAID || k == KIND_DISTRIBUTION_PAID ? LIST_flow_purpose
                                                                               : LIST_none;
}

static void know_kinds(flow *f)
{
    static const struct {
        kind k;
        int cash;
    } between[] = {{KIND_COMMITMENT_SIGNED, 0}, {KIND_COMMITMENT_CHANGED, 0},     {KIND_CALL_ISSUED, 0},
                   {KIND_CONTRIBUTION_PAID, 1}, {KIND_CONTRIBUTION_DEFAULTED, 0}, {KIND_DISTRIBUTION_PAID, -1}},
      of_fund[] = {{KIND_INVESTMENT_MADE, -1},
                   {KIND_INVESTMENT_EXITED, 1},
                   {KIND_INCOME_RECEIVED, 1},
                   {KIND_EXPENSE_PAID, -1},
                   {KIND_HOLDING_VALUED, 0}};
    for (size_t i = 0; i < COUNT_OF(between); i++)
        know_kind(f, between[i].k, SIDE_OBJECT, SIDE_SUBJECT, SIDE_NONE, SIDE_NONE, between[i].cash);
    for (size_t i = 0; i < COUNT_OF(of_fund); i++) {
        kind k = of_fund[i].k;
        know_kind(f, k, SIDE_SUBJECT, SIDE_NONE, SIDE_OBJECT, k == KIND_INVESTMENT_EXITED ? SIDE_THIRD : SIDE_NONE,
                  of_fund[i].cash);
    }
    know_kind(f, KIND_STAKE_TRANSFERRED, SIDE_OBJECT, SIDE_SUBJECT, SIDE_NONE, SIDE_THIRD, 0);
    know_kind(f, KIND_CONCESSION_GRANTED, SIDE_OBJECT, SIDE_NONE, SIDE_NONE, SIDE_NONE, 0);
    know_kind(f, KIND_TREASURY_MOVED, SIDE_NONE, SIDE_NONE, SIDE_NONE, SIDE_NONE, 0);
}

/* ---- a row ---- */

static inline const row_slice *slice_of(const flow *f, seq_no entry, uint32_t *i)
{
    DCHECK(entry >= 1);
    DCHECK(entry <= f->prefix);
    *i = (entry - 1) % ROWS_IN_CHUNK;
    return &f->slices[(entry - 1) / ROWS_IN_CHUNK];
}

static seq_no side_of(const row_slice *s, uint32_t i, side which)
{
    return which == SIDE_SUBJECT  ? s->subject[i]
           : which == SIDE_OBJECT ? s->object[i]
           : which == SIDE_THIRD  ? slice_third(s, i)
                                  : 0;
}

static void party_cell(cell *out, const flow *f, seq_no entered)
{
    thing t;
    out->type = (cell_type)0;
    if (entered == 0) return;
    seq_no stands = f->stands[entered] != 0 ? f->stands[entered] : book_merged_into(f->b, entered, f->prefix);
    if (!book_thing(&t, f->b, stands)) return;
    cell_text(out, t.id);
    out->show_zh = out->show_en = STR_NONE;
}

static void word_cell(cell *out, str word, const char *zh, const char *en)
{
    cell_text(out, word);
    out->show_zh = str_from(zh);
    out->show_en = str_from(en);
}

static void purpose_cell(cell *out, enum_list list, int number)
{
    const char *word = list == LIST_none ? NULL : enum_word(list, number);
    out->type = (cell_type)0;
    if (word != NULL) word_cell(out, str_from(word), enum_title(list, number, true), enum_title(list, number, false));
}

static void cash_cell(cell *out, const flow *f, const row_slice *s, uint32_t i)
{
    const reading_of_kind *of = &f->of[s->kind[i]];
    bool in_kind = of->purpose == LIST_flow_purpose && s->purpose[i] == f->in_kind;
    out->type = (cell_type)0;
    if (of->cash != 0) cell_exact(out, in_kind ? 0 : of->cash * s->minor[i], s->unit[i]);
}

static void fund_cell(cell *out, const flow *f, uint32_t row)
{
    uint32_t fund = f->fund[row];
    out->type = fund ? CELL_TEXT : (cell_type)0;
    out->text = f->fund_id[fund];
    out->show_zh = out->show_en = STR_NONE;
}

static void flow_cell(cell *out, const void *self, uint32_t row, uint32_t at)
{
    const flow *f = self;
    uint32_t i;
    if (at == FUND) {
        fund_cell(out, f, row);
        return;
    }
    const row_slice *s = slice_of(f, f->entry[row], &i);
    const reading_of_kind *of = &f->of[s->kind[i]];
    switch (at) {
    case ENTRY: cell_int(out, f->entry[row]); break;
    case KIND: word_cell(out, of->name, of->zh, of->en); break;
    case DAY: cell_day(out, s->effective[i]); break;
    case BOOKED: cell_day(out, s->booked[i]); break;
    case INVESTOR: party_cell(out, f, side_of(s, i, of->investor)); break;
    case ENTERPRISE: party_cell(out, f, side_of(s, i, of->enterprise)); break;
    case BUYER: party_cell(out, f, side_of(s, i, of->buyer)); break;
    case AMOUNT: cell_exact(out, s->minor[i], s->unit[i]); break;
    case CASH: cash_cell(out, f, s, i); break;
    case UNFUNDED:
        out->type = (cell_type)0;
        if (slice_has_unfunded(s, i)) cell_exact(out, slice_unfunded(s, i), s->unit[i]);
        break;
    default: CHECK(at == PURPOSE); purpose_cell(out, of->purpose, s->purpose[i]);
    }
}

/* ---- rows by fund ---- */

typedef struct ranked {
    str id;
    uint32_t fund;
} ranked;

static int compare_ranked(const void *one, const void *other)
{
    const ranked *a = one, *b = other;
    return str_compare(a->id, b->id);
}

/* Where the rows of each fund begin in the order of their ids; those without a fund are first. */
static bool find_starts(uint32_t *start, const flow *f)
{
    ranked *ranks = arena_get(f->from, sizeof *ranks * (f->fund_count + 1));
    uint32_t *rows = arena_get(f->from, sizeof *rows * (f->fund_count + 1)), at;
    if (ranks == NULL || rows == NULL) return false;
    for (uint32_t row = 0; row < f->count; row++) rows[f->fund[row]]++;
    for (uint32_t i = 0; i < f->fund_count; i++) ranks[i] = (ranked){f->fund_id[i + 1], i + 1};
    if (f->fund_count > 1) qsort(ranks, f->fund_count, sizeof *ranks, compare_ranked);
    at = rows[0];
    for (uint32_t i = 0; i < f->fund_count; i++) {
        start[ranks[i].fund] = at;
        at += rows[ranks[i].fund];
    }
    CHECK(at == f->count);
    return true;
}

static const uint32_t *flow_order(const void *self, uint32_t at)
{
    flow *f = ((const flow *)self)->me;
    if (at != FUND || f->by_fund != NULL) return at == FUND ? f->by_fund : NULL;
    uint32_t *order = arena_get(f->from, sizeof *order * ((size_t)f->count + 1));
    uint32_t *start = arena_get(f->from, sizeof *start * (f->fund_count + 1));
    if (order == NULL || start == NULL || !find_starts(start, f)) return NULL;
    for (uint32_t row = 0; row < f->count; row++) order[start[f->fund[row]]++] = row;
    return f->by_fund = order;
}

/* ---- opening ---- */

typedef struct opening {
    flow *f;
    const view_request *q;
    fund_mergers mergers;
    uint32_t *fund_of; /* party as entered → 1 + index of the fund */
    uint32_t room, fund_room;
    bool is_limited;
} opening;

static bool counts(const opening *o, const row_slice *s, uint32_t i)
{
    if (!o->f->of[s->kind[i]].is_flow || s->effective[i] > o->q->at.as_of) return false;
    if (slice_reversed_by(s, i, o->q->at.prefix) != 0) return false;
    if (!o->is_limited) return true;
    event ev;
    book_entry(&ev, o->q->b, s->first + i);
    return book_presence(o->q->b, &ev, &o->q->at) == PRESENT_YES;
}

/* The number of the fund, made when it is new. False: memory. */
static bool number_fund(uint32_t *out, opening *o, seq_no entered)
{
    flow *f = o->f;
    thing t = {.seq = 0};
    *out = entered ? o->fund_of[entered] : 0;
    if (*out != 0 || entered == 0) return true;
    seq_no stands = fund_standing(NULL, &o->mergers, o->q, entered);
    *out = o->fund_of[stands];
    if (*out == 0) {
        if (!book_thing(&t, f->b, stands)) return true;
        if (!arena_grow(f->from, (void **)&f->fund_id, sizeof *f->fund_id, &o->fund_room, f->fund_count + 2))
            return false;
        f->fund_id[ *out = ++f->fund_count] = t.id;
        o->fund_of[stands] = *out;
    }
    o->fund_of[entered] = *out;
    return true;
}

static void know_party(opening *o, seq_no entered)
{
    if (entered != 0 && o->f->stands[entered] == 0)
        o->f->stands[entered] = fund_standing(NULL, &o->mergers, o->q, entered);
}

static bool add_row(opening *o, const row_slice *s, uint32_t i)
{
    flow *f = o->f;
    const reading_of_kind *of = &f->of[s->kind[i]];
    if (!number_fund(&f->fund[f->count], o, side_of(s, i, of->fund))) return false;
    know_party(o, s->subject[i]);
    know_party(o, s->object[i]);
    if (of->buyer != SIDE_NONE) know_party(o, slice_third(s, i));
    f->entry[f->count++] = s->first + i;
    return true;
}

static bool add_rows(opening *o)
{
    flow *f = o->f;
    for (seq_no first = 1; first <= f->prefix; first += ROWS_IN_CHUNK) {
        row_slice *s = &f->slices[(first - 1) / ROWS_IN_CHUNK];
        book_slice(s, f->b, first, f->prefix);
        CHECK(s->first == first);
        for (uint32_t i = 0; i < s->count; i++)
            if (counts(o, s, i) && !add_row(o, s, i)) return false;
    }
    return true;
}

static bool flow_make(flow *f, const view_request *q)
{
    size_t rows = (size_t)q->at.prefix + 1;
    opening o = {.f = f, .q = q, .is_limited = q->at.published_by.first != DAY_NONE};
    f->slices = arena_get(q->a, sizeof *f->slices * (rows / ROWS_IN_CHUNK + 1));
    f->entry = arena_get(q->a, sizeof *f->entry * rows);
    f->fund = arena_get(q->a, sizeof *f->fund * rows);
    f->stands = arena_get(q->a, sizeof *f->stands * rows);
    o.fund_of = arena_get(q->a, sizeof *o.fund_of * rows);
    if (!f->slices || !f->entry || !f->fund || !f->stands || !o.fund_of) return false;
    if (!arena_grow(q->a, (void **)&f->fund_id, sizeof *f->fund_id, &o.fund_room, 1)) return false;
    f->fund_id[0] = STR_NONE;
    return fund_mergers_build(&o.mergers, q) && add_rows(&o);
}

err_code flow_rows(relation_rows *out, const view_request *q, err *e)
{
    flow *f = arena_get(q->a, sizeof *f);
    CHECK(COUNT_OF(flow_columns) == PURPOSE + 1);
    if (f == NULL) return arena_err(q->a, e);
    *f = (flow){.me = f,
                .b = q->b,
                .prefix = q->at.prefix,
                .in_kind = enum_find(LIST_flow_purpose, STR("in_kind")),
                .from = q->a};
    know_kinds(f);
    if (!flow_make(f, q)) return arena_err(q->a, e);
    *out = (relation_rows){.self = f, .count = f->count, .cell = flow_cell, .order = flow_order};
    return ERR_OK;
}

/* For a reader who wants all of it: a figure's only entry is the row's. */
err_code build_flow(relation *out, const view_request *q, err *e)
{
    relation_rows rows;
    err_code code = flow_rows(&rows, q, e);
    if (!code) code = relation_fill(out, &rows, e);
    for (uint32_t row = 0; !code && row < out->row_count; row++) {
        cell *cells = out->cells + (size_t)row * out->info->column_count;
        if (cells[CASH].type) relation_why(out, &cells[CASH], (seq_no)cells[ENTRY].number);
    }
    return code ? code : relation_err(out, e);
}
