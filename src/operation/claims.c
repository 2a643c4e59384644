/* claims: claims of reinvestment under a basis, each with what was recognised and revoked of it and the other claims that
 * rest on the same investment. The relation reinvestment_claims shows one row a claim.
 *
 * Invariant: recognised and revoked are sums of standing rows by as_of; the book keeps recognised − revoked ≤ the claim. */
#include "operation/operation_int.h"

static const column_info claim_columns[] = {
    {"claim", CELL_INT, "申报凭证", "claim", UNIT_NONE, "", "", ""},
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "对谁承担", "owed to", UNIT_NONE, "", "", ""},
    {"enterprise", CELL_TEXT, "企业", "enterprise", UNIT_NONE, "", "", ""},
    {"enterprise_name", CELL_TEXT, "企业名称", "enterprise's name", UNIT_NONE, "", "", ""},
    {"date", CELL_DATE, "申报日", "date", UNIT_NONE, "", "", ""},
    {"way", CELL_TEXT, "方式", "way", UNIT_NONE, "", "", ""},
    {"region", CELL_TEXT, "落地地区", "region", UNIT_NONE, "", "", ""},
    {"claimed", CELL_INTERVAL, "申报金额", "claimed", UNIT_NONE, "", "", ""},
    {"recognised", CELL_INTERVAL, "认定", "recognised", UNIT_NONE, "claim_recognised", "Σ 认定", "Σ recognitions"},
    {"revoked", CELL_INTERVAL, "撤销", "revoked", UNIT_NONE, "claim_revoked", "Σ 撤销", "Σ revocations"},
    {"counted", CELL_INTERVAL, "认定净额", "counted", UNIT_NONE, "claim_counted", "认定 − 撤销",
     "recognised − revoked"},
    {"open", CELL_INTERVAL, "未认定", "open", UNIT_NONE, "claim_open", "申报金额 − 认定净额", "claimed − counted"},
    {"clauses", CELL_TEXT, "依据条款", "clauses", UNIT_NONE, "", "", ""},
    {"evidence", CELL_TEXT, "证明材料", "evidence", UNIT_NONE, "", "", ""},
    {"investment", CELL_INT, "投资凭证", "entry of the investment", UNIT_NONE, "", "", ""},
    {"invested", CELL_INTERVAL, "该笔投资额", "amount of that investment", UNIT_NONE, "", "", ""},
    {"other_claims", CELL_TEXT, "同一投资的其他申报", "other claims on that investment", UNIT_NONE, "", "", ""},
    {"other_duties", CELL_INT, "其中为其他义务", "of those for other duties", UNIT_NONE, "claim_other_duties",
     "同一投资凭证上,为其他基金或其他出资人申报的笔数",
     "claims on the same entry of an investment for another fund or another investor"},
    {"claimed_in_all", CELL_INTERVAL, "该笔投资申报合计", "claimed on that investment in all", UNIT_NONE,
     "claim_claimed_in_all", "Σ 同一投资凭证上的申报", "Σ claims on the same entry of an investment"},
    {"later_financing", CELL_INTERVAL, "后续融资额", "later financing", UNIT_CNY, "", "", ""},
    {"lead", CELL_TEXT, "是否领投", "lead investor", UNIT_NONE, "", "", ""},
    {"business", CELL_TEXT, "经营进展", "business progress", UNIT_NONE, "", "", ""},
    {"tax_growth", CELL_INTERVAL, "税收增长", "growth of tax", UNIT_CNY, "", "", ""},
    {"job_growth", CELL_INT, "就业增长", "growth of jobs", UNIT_NONE, "", "", ""},
};
const relation_info reinvestment_claims_info = {
    "reinvestment_claims",
    "返投申报明细",
    "Reinvestment claims",
    "每笔返投申报:依据哪一条认定多少、撤销多少、证明材料,以及同一投资是否还为其他义务申报",
    "each claim of reinvestment: recognised by which clause, revoked, evidence, and whether the same investment is claimed "
    "for other duties",
    claim_columns,
    COUNT_OF(claim_columns),
    1};
enum {
    CLAIM,
    FUND,
    INVESTOR,
    ENTERPRISE,
    ENTERPRISE_NAME,
    DATE,
    WAY,
    REGION,
    CLAIMED,
    RECOGNISED,
    REVOKED,
    COUNTED,
    OPEN,
    CLAUSES,
    EVIDENCE,
    INVESTMENT,
    INVESTED,
    OTHER_CLAIMS,
    OTHER_DUTIES,
    CLAIMED_IN_ALL,
    LATER_FINANCING,
    LEAD,
    BUSINESS,
    TAX_GROWTH,
    JOB_GROWTH
};
enum { CLAUSES_BYTES_MAX = 1 << 16 };

uint64_t duty_key(seq_no fund, seq_no investor)
{
    CHECK(fund >= 1);
    return (uint64_t)fund << 32 | investor;
}

/* ---- building ---- */

typedef struct finding {
    claims *to;
    fund_mergers mergers;
    map_u64 of_claim, of_recognition; /* entry → index of the claim */
    groups by_investment;             /* entry of an investment → index */
} finding;

static bool add_claim(finding *f, const scan *s)
{
    claims *c = f->to;
    if (!arena_grow(c->q->a, (void **)&c->items, sizeof *c->items, &c->room, c->count + 1)) return false;
    claim *x = &c->items[c->count];
    *x = (claim){.ev = s->ev, .amount = amount_counted(c->q, &s->ev.amount, s->is)};
    x->investor = fund_standing(&x->entries, &f->mergers, c->q, s->ev.subject);
    x->fund = fund_standing(&x->entries, &f->mergers, c->q, s->ev.object);
    x->enterprise = standing(c->q, s->ev.third);
    x->recognised = x->revoked = interval_exact(0);
    x->has_evidence = attrs_text(s->ev.attrs, STR("evidence"), c->q->a).len > 0;
    if (x->investor == 0 || x->fund == 0 || !entries_put(&x->entries, c->q->a, s->ev.seq)) return false;
    if (s->ev.ref != 0 && !groups_put(&f->by_investment, s->ev.ref, c->count, s->is)) return false;
    return map_u64_put(&f->of_claim, s->ev.seq, c->count) &&
           groups_put(&c->by_duty, duty_key(x->fund, x->investor), c->count++, s->is);
}

/* What rests on a claim that does not count under the basis (it was never published, say) does not count either. */
static bool add_grant(finding *f, const scan *s)
{
    uint32_t at;
    claims *c = f->to;
    bool is_recognition = s->ev.kind == KIND_REINVESTMENT_RECOGNISED;
    if (!map_u64_find(&at, is_recognition ? &f->of_claim : &f->of_recognition, s->ev.ref)) return true;
    claim *x = &c->items[at];
    interval *sum = is_recognition ? &x->recognised : &x->revoked;
    *sum = interval_add(*sum, amount_counted(c->q, &s->ev.amount, s->is));
    if (!entries_put(&x->entries, c->q->a, s->ev.seq)) return false;
    if (!is_recognition) return true;
    x->has_evidence = true;
    return entries_put(&x->recognitions, c->q->a, s->ev.seq) && map_u64_put(&f->of_recognition, s->ev.seq, at);
}

static bool link_same(finding *f)
{
    claims *c = f->to;
    for (uint32_t at = 0; at < c->count; at++) {
        claim *x = &c->items[at];
        const group_item *i = x->ev.ref ? groups_first(&f->by_investment, x->ev.ref) : NULL;
        for (; i != NULL; i = groups_next(&f->by_investment, i)) {
            const claim *other = &c->items[i->number];
            if (i->number == at) continue;
            x->other_duties += other->fund != x->fund || other->investor != x->investor;
            if (!entries_put(&x->same, c->q->a, other->ev.seq)) return false;
        }
    }
    return true;
}

bool claims_build(claims *c, const view_request *q)
{
    static const kind grants[] = {KIND_REINVESTMENT_RECOGNISED, KIND_REINVESTMENT_REVOKED, KIND_NONE};
    finding f = {.to = c};
    *c = (claims){.q = q};
    groups_init(&c->by_duty, q->a);
    groups_init(&f.by_investment, q->a);
    map_u64_init(&f.of_claim, q->a);
    map_u64_init(&f.of_recognition, q->a);
    if (!fund_mergers_build(&f.mergers, q)) return false;
    scan s = scan_begin(q, KIND_REINVESTMENT_CLAIMED);
    while (scan_next(&s))
        if (!add_claim(&f, &s)) return false;
    s = scan_kinds(q, grants);
    while (scan_next(&s))
        if (!add_grant(&f, &s)) return false;
    return link_same(&f);
}

/* ---- the relation ---- */

static void put_separator(buf *text, uint32_t at)
{
    if (at > 0) buf_text(text, "; ");
}

static void put_clauses(relation *out, cell *row, const view_request *q, const claim *x)
{
    buf text;
    buf_init(&text, q->a, CLAUSES_BYTES_MAX);
    for (uint32_t i = 0; i < x->recognitions.count; i++) {
        event ev;
        book_entry(&ev, q->b, x->recognitions.seq[i]);
        put_separator(&text, i);
        buf_str(&text, attrs_text(ev.attrs, STR("clause"), q->a));
    }
    if (x->recognitions.count > 0) cell_text(&row[CLAUSES], buf_view(&text));
    out->failed = out->failed || text.failed;
    why_list(out, &row[CLAUSES], q->a, &x->recognitions);
}

static void put_same(relation *out, cell *row, const view_request *q, const claim *x)
{
    buf text;
    entry_list own = {.count = 0};
    interval all = x->amount;
    if (x->ev.ref == 0) return;
    buf_init(&text, q->a, CLAUSES_BYTES_MAX);
    for (uint32_t i = 0; i < x->same.count; i++) {
        event ev;
        book_entry(&ev, q->b, x->same.seq[i]);
        put_separator(&text, i);
        buf_int(&text, ev.seq);
        bool same_unit = ev.amount.unit == x->ev.amount.unit;
        all = interval_add(all, same_unit ? amount_counted(q, &ev.amount, PRESENT_YES) : interval_unknown(false));
    }
    if (x->same.count > 0) cell_text(&row[OTHER_CLAIMS], buf_view(&text));
    cell_int(&row[OTHER_DUTIES], x->other_duties);
    cell_interval(&row[CLAIMED_IN_ALL], all, x->ev.amount.unit, QUALIFIER_NONE);
    out->failed = out->failed || text.failed || !entries_put(&own, q->a, x->ev.seq);
    for (uint32_t c = OTHER_CLAIMS; c <= CLAIMED_IN_ALL; c++) why_lists(out, &row[c], q->a, &own, &x->same);
}

static void put_investment(relation *out, cell *row, const view_request *q, const claim *x)
{
    event made;
    if (x->ev.ref == 0) return;
    book_entry(&made, q->b, x->ev.ref);
    cell_int(&row[INVESTMENT], x->ev.ref);
    put_amount(&row[INVESTED], q, &made.amount);
    relation_why(out, &row[INVESTED], x->ev.ref);
}

static void put_evidence(cell *row, const view_request *q, const claim *x)
{
    attr given;
    str attrs = x->ev.attrs;
    cell_text(&row[EVIDENCE], attrs_text(attrs, STR("evidence"), q->a));
    cell_text(&row[BUSINESS], attrs_text(attrs, STR("business"), q->a));
    put_enum(&row[LEAD], LIST_yes_no, x->ev.purpose);
    if (attr_find(&given, attrs, STR("later_financing"))) cell_exact(&row[LATER_FINANCING], given.number, UNIT_CNY);
    if (attr_find(&given, attrs, STR("tax_growth"))) cell_exact(&row[TAX_GROWTH], given.number, UNIT_CNY);
    if (attr_find(&given, attrs, STR("job_growth"))) cell_int(&row[JOB_GROWTH], given.number);
}

static void put_sums(relation *out, cell *row, const view_request *q, const claim *x)
{
    unit_code in = x->ev.amount.unit;
    interval counted = interval_sub(x->recognised, x->revoked);
    cell_interval(&row[RECOGNISED], x->recognised, in, QUALIFIER_NONE);
    cell_interval(&row[REVOKED], x->revoked, in, QUALIFIER_NONE);
    cell_interval(&row[COUNTED], counted, in, QUALIFIER_NONE);
    cell_interval(&row[OPEN], interval_sub(x->amount, counted), in, QUALIFIER_NONE);
    for (uint32_t c = RECOGNISED; c <= OPEN; c++) why_list(out, &row[c], q->a, &x->entries);
}

static void put_claim(relation *out, const view_request *q, const claim *x)
{
    cell *row = relation_row(out);
    if (row == NULL) return;
    cell_int(&row[CLAIM], x->ev.seq);
    put_id(&row[FUND], q, x->fund);
    put_id(&row[INVESTOR], q, x->investor);
    put_id(&row[ENTERPRISE], q, x->enterprise);
    put_name(&row[ENTERPRISE_NAME], q, x->enterprise);
    cell_date(&row[DATE], x->ev.effective);
    put_enum(&row[WAY], LIST_reinvestment_way, x->ev.class_code);
    cell_text(&row[REGION], attrs_text(x->ev.attrs, STR("region"), q->a));
    put_amount(&row[CLAIMED], q, &x->ev.amount);
    put_evidence(row, q, x);
    for (uint32_t c = CLAIM; c < out->info->column_count; c++)
        if (row[c].type != 0) relation_why(out, &row[c], x->ev.seq);
    put_sums(out, row, q, x);
    put_clauses(out, row, q, x);
    put_investment(out, row, q, x);
    put_same(out, row, q, x);
}

err_code build_reinvestment_claims(relation *out, const view_request *q, err *e)
{
    claims c;
    CHECK(COUNT_OF(claim_columns) == JOB_GROWTH + 1);
    if (!claims_build(&c, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < c.count && !out->failed; i++) put_claim(out, q, &c.items[i]);
    return relation_err(out, e);
}
