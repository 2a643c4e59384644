/* registry views that need more than one row of the journal: funds, clusters, the journal itself. */
#include "views/views_int.h"

static const column_info fund_columns[] = {
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},
    {"class", CELL_TEXT, "类别", "class", UNIT_NONE, "", "", ""},
    {"region", CELL_TEXT, "地区", "region", UNIT_NONE, "", "", ""},
    {"sector", CELL_TEXT, "行业", "sector", UNIT_NONE, "", "", ""},
    {"established", CELL_DATE, "成立", "established", UNIT_NONE, "", "", ""},
    {"stage", CELL_TEXT, "阶段", "stage", UNIT_NONE, "", "", ""},
    {"target", CELL_INTERVAL, "目标规模", "target size", UNIT_CNY, "", "", ""},
    {"announced", CELL_INTERVAL, "宣布规模", "announced size", UNIT_CNY, "", "", ""},
    {"registered", CELL_INTERVAL, "注册规模", "registered size", UNIT_CNY, "", "", ""},
    {"subscribed", CELL_INTERVAL, "认缴规模", "subscribed size", UNIT_CNY, "", "", ""},
    {"paid_in", CELL_INTERVAL, "实缴规模", "paid-in size", UNIT_CNY, "", "", ""},
    {"unstated", CELL_INTERVAL, "口径未述", "size, basis unstated", UNIT_CNY, "", "", ""},
    {"investors", CELL_INT, "已知出资人", "known investors", UNIT_NONE, "investor_count", "账面或陈述提到的出资人数",
     "investors that the ledger or a statement names"},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
};
const relation_info funds_info = {"funds",
                                  "基金",
                                  "Funds",
                                  "全部基金:类别、阶段、各口径规模",
                                  "every fund: class, stage, size on each basis",
                                  fund_columns,
                                  COUNT_OF(fund_columns),
                                  1};

typedef struct fund_facts {
    choices sizes, stages, formed;
    stakes links;
    party_facts parties;
} fund_facts;

static bool offer_all(choices *c, const view_request *q, kind k)
{
    choices_init(c, q->a);
    scan s = scan_begin(q, k);
    while (scan_next(&s))
        if (!choices_offer(c, q, standing(q, s.ev.subject), &s.ev, s.is)) return false;
    choices_settle(c, q);
    return true;
}

static bool gather_funds(fund_facts *f, const view_request *q)
{
    return offer_all(&f->stages, q, KIND_FUND_STAGED) && offer_all(&f->formed, q, KIND_FUND_FORMED) &&
           choose_sizes(&f->sizes, q) && stakes_build(&f->links, q) && party_facts_build(&f->parties, q);
}

static void put_fund_sizes(relation *out, cell *row, const fund_facts *f, const view_request *q, seq_no fund)
{
    for (int on = BASIS_TARGET; on < BASIS_COUNT; on++) {
        said x = size_of(&f->sizes, q, fund, on);
        entry_list l = {.count = 0};
        cell *c = &row[7 + on - BASIS_TARGET];
        if (x.by == NULL) continue;
        cell_interval(c, x.x, x.unit, x.q);
        if (choice_entries(&l, q->a, x.by))
            why_list(out, c, q->a, &l);
        else
            out->failed = true;
    }
}

/* A stage that may not have been reached yet is none: it is counted as undetermined, and seen in the list of stages. */
static void put_stage(relation *out, cell *c, const fund_facts *f, const view_request *q, seq_no fund)
{
    const choice *x = choices_find(&f->stages, fund);
    event ev;
    if (x == NULL || x->sure == 0) return;
    book_entry(&ev, q->b, x->sure);
    put_enum(c, LIST_stage, ev.class_code);
    relation_why(out, c, x->sure);
}

static void put_investors(relation *out, cell *c, const fund_facts *f, const view_request *q, seq_no fund)
{
    int64_t count = 0;
    entry_list l = {.count = 0};
    const group_item *i = groups_first(&f->links.by_fund, fund);
    for (; i != NULL; i = groups_next(&f->links.by_fund, i)) {
        const stake_row *s = &f->links.rows[i->number];
        count++;
        if (!entries_join(&l, q->a, &s->flows) || !entries_join(&l, q->a, &s->statements)) out->failed = true;
    }
    cell_int(c, count);
    why_list(out, c, q->a, &l);
}

static void put_established(relation *out, cell *c, const fund_facts *f, const view_request *q, const event *ev)
{
    const choice *x = choices_find(&f->formed, ev->seq);
    event formed = *ev;
    if (x != NULL && x->sure != 0) book_entry(&formed, q->b, x->sure);
    cell_date(c, formed.effective);
    relation_why(out, c, formed.seq);
}

static void put_party_text(relation *out, cell *c, const fund_facts *f, const view_request *q, const event *ev,
                           party_text what)
{
    seq_no by;
    cell_text(c, party_text_of(&by, &f->parties, q, ev, what));
    relation_why(out, c, by);
}

static void put_fund(relation *out, const fund_facts *f, const view_request *q, const event *ev)
{
    cell *row = relation_row(out);
    if (row == NULL) return;
    put_id(&row[0], q, ev->seq);
    put_name(&row[1], q, ev->seq);
    put_enum(&row[2], LIST_party_class, ev->class_code);
    for (int i = 0; i < 3; i++) relation_why(out, &row[i], ev->seq);
    put_party_text(out, &row[3], f, q, ev, PARTY_REGION);
    put_party_text(out, &row[4], f, q, ev, PARTY_SECTOR);
    put_established(out, &row[5], f, q, ev);
    put_stage(out, &row[6], f, q, ev->seq);
    put_fund_sizes(out, row, f, q, ev->seq);
    put_investors(out, &row[13], f, q, ev->seq);
    cell_int(&row[14], ev->seq);
    relation_why(out, &row[14], ev->seq);
}

err_code build_funds(relation *out, const view_request *q, err *e)
{
    fund_facts f;
    if (!gather_funds(&f, q)) return arena_err(q->a, e);
    scan s = scan_begin(q, KIND_PARTY_REGISTERED);
    while (scan_next(&s) && !out->failed)
        if (kind_is_fund_class(s.ev.class_code) && standing(q, s.ev.seq) == s.ev.seq) put_fund(out, &f, q, &s.ev);
    return relation_err(out, e);
}

/* ---- clusters ---- */

static const column_info cluster_columns[] = {
    {"cluster", CELL_TEXT, "集群", "cluster", UNIT_NONE, "", "", ""},
    {"name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},
    {"class", CELL_TEXT, "类别", "class", UNIT_NONE, "", "", ""},
    {"list", CELL_TEXT, "清单", "list", UNIT_NONE, "", "", ""},
    {"code", CELL_TEXT, "清单编号", "code", UNIT_NONE, "", "", ""},
    {"region", CELL_TEXT, "地区代码", "region", UNIT_NONE, "", "", ""},
    {"members", CELL_INT, "成员数", "members", UNIT_NONE, "cluster_members", "展开嵌套集群后的成员,每个一次",
     "members through nested clusters, each once"},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
};
const relation_info clusters_info = {"clusters",
                                     "集群",
                                     "Clusters",
                                     "基金群、产业集群与总体",
                                     "fund clusters, industry clusters and populations",
                                     cluster_columns,
                                     COUNT_OF(cluster_columns),
                                     1};

static void put_cluster(relation *out, const view_request *q, const event *ev, const member_set *m)
{
    cell *row = relation_row(out);
    if (row == NULL) return;
    put_id(&row[0], q, ev->seq);
    put_name(&row[1], q, ev->seq);
    put_enum(&row[2], LIST_cluster_class, ev->class_code);
    cell_text(&row[3], attrs_text(ev->attrs, STR("list"), q->a));
    cell_text(&row[4], attrs_text(ev->attrs, STR("code"), q->a));
    cell_text(&row[5], attrs_text(ev->attrs, STR("region"), q->a));
    for (int i = 0; i < 6; i++) relation_why(out, &row[i], ev->seq);
    cell_int(&row[6], m->count);
    why_list(out, &row[6], q->a, &m->why);
    cell_int(&row[7], ev->seq);
    relation_why(out, &row[7], ev->seq);
}

err_code build_clusters(relation *out, const view_request *q, err *e)
{
    memberships in;
    if (!memberships_build(&in, q)) return arena_err(q->a, e);
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED);
    while (scan_next(&s) && !out->failed) {
        member_set m;
        if (!members_of(&m, &in, q, s.ev.seq)) return arena_err(q->a, e);
        put_cluster(out, q, &s.ev, &m);
    }
    return relation_err(out, e);
}

/* ---- the journal: every entry up to the prefix, whatever the day ---- */

static const column_info journal_columns[] = {
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
    {"kind", CELL_TEXT, "种类", "kind", UNIT_NONE, "", "", ""},
    {"effective", CELL_DATE, "发生", "effective", UNIT_NONE, "", "", ""},
    {"booked", CELL_DATE, "记账", "booked", UNIT_NONE, "", "", ""},
    {"published", CELL_DATE, "公布", "published", UNIT_NONE, "", "", ""},
    {"subject", CELL_TEXT, "主语", "subject", UNIT_NONE, "", "", ""},
    {"object", CELL_TEXT, "宾语", "object", UNIT_NONE, "", "", ""},
    {"amount", CELL_INTERVAL, "金额", "amount", UNIT_NONE, "", "", ""},
    {"ref", CELL_INT, "引用", "refers to", UNIT_NONE, "", "", ""},
    {"reversed_by", CELL_INT, "冲正者", "reversed by", UNIT_NONE, "", "", ""},
    {"maker", CELL_TEXT, "经办", "maker", UNIT_NONE, "", "", ""},
    {"approver", CELL_TEXT, "复核", "approver", UNIT_NONE, "", "", ""},
    {"source_row", CELL_TEXT, "来源行", "source row", UNIT_NONE, "", "", ""},
    {"recorded", CELL_TEXT, "录入", "recorded", UNIT_NONE, "", "", ""},
};
const relation_info journal_info = {"journal",
                                    "凭证簿",
                                    "Journal",
                                    "全部凭证,含被冲正者",
                                    "every entry, the reversed ones too",
                                    journal_columns,
                                    COUNT_OF(journal_columns),
                                    1};

static void put_entry_things(cell *row, const view_request *q, const event *ev)
{
    const kind_info *info = kind_get(ev->kind);
    put_word(&row[1], info->wire, info->zh, info->en);
    put_id(&row[5], q, ev->subject ? ev->subject : info->registers != THING_none ? ev->seq : 0);
    put_id(&row[6], q, ev->object);
    put_id(&row[10], q, ev->maker);
    put_id(&row[11], q, ev->approver);
}

static void put_entry(relation *out, const view_request *q, const event *ev)
{
    cell *row = relation_row(out);
    if (row == NULL) return;
    seq_no reversed_by = book_reversed_by(q->b, ev->seq, q->at.prefix);
    buf recorded;
    buf_init(&recorded, q->a, 64);
    instant_print(&recorded, ev->recorded_us);
    cell_int(&row[0], ev->seq);
    put_entry_things(row, q, ev);
    cell_date(&row[2], ev->effective);
    cell_day(&row[3], ev->booked);
    cell_date(&row[4], ev->published);
    put_amount(&row[7], q, &ev->amount);
    if (ev->ref) cell_int(&row[8], ev->ref);
    if (reversed_by) cell_int(&row[9], reversed_by);
    cell_text(&row[12], ev->cite.row);
    cell_text(&row[13], buf_view(&recorded));
    out->failed = out->failed || recorded.failed;
    for (uint32_t i = 0; i < out->info->column_count; i++) {
        relation_why(out, &row[i], ev->seq);
        if (i == 9) relation_why(out, &row[i], reversed_by);
    }
}

err_code build_journal(relation *out, const view_request *q, err *e)
{
    for (seq_no seq = 1; seq <= q->at.prefix && !out->failed; seq++) {
        event ev;
        book_entry(&ev, q->b, seq);
        put_entry(out, q, &ev);
    }
    return relation_err(out, e);
}

/* ---- what a party says of itself now: as registered, or as party.changed last put it ---- */

static const char *const text_names[] = {"", "region", "sector", "uscc"};

static uint64_t text_key(seq_no party, party_text what)
{
    CHECK(what >= PARTY_REGION && what <= PARTY_USCC);
    return (uint64_t)party << 8 | (uint64_t)what;
}

static bool offer_change(party_facts *f, const view_request *q, const scan *s)
{
    for (int what = PARTY_REGION; what <= PARTY_USCC; what++) {
        attr given;
        if (!attr_find(&given, s->ev.attrs, str_from(text_names[what]))) continue;
        if (!choices_offer(&f->changed, q, text_key(s->ev.subject, (party_text)what), &s->ev, s->is)) return false;
    }
    return true;
}

bool party_facts_build(party_facts *f, const view_request *q)
{
    choices_init(&f->changed, q->a);
    map_u64_init(&f->merged_by, q->a);
    scan s = scan_begin(q, KIND_PARTY_CHANGED);
    while (scan_next(&s))
        if (!offer_change(f, q, &s)) return false;
    /* A merge says who somebody is: it holds from its entry on, whatever the day (as book_merged_into has it). */
    for (seq_no seq = 1; seq <= q->at.prefix; seq++) {
        event ev;
        if (book_kind(q->b, seq) != KIND_PARTY_MERGED || book_reversed_by(q->b, seq, q->at.prefix) != 0) continue;
        book_entry(&ev, q->b, seq);
        if (!map_u64_put(&f->merged_by, ev.subject, seq)) return false;
    }
    choices_settle(&f->changed, q);
    return true;
}

str party_text_of(seq_no *entry, const party_facts *f, const view_request *q, const event *ev, party_text what)
{
    const choice *x = choices_find(&f->changed, text_key(ev->seq, what));
    event changed = *ev;
    if (x != NULL && x->sure != 0) book_entry(&changed, q->b, x->sure);
    *entry = changed.seq;
    return attrs_text(changed.attrs, str_from(text_names[what]), q->a);
}

seq_no party_merge(const party_facts *f, seq_no party)
{
    uint32_t entry;
    return map_u64_find(&entry, &f->merged_by, party) ? entry : 0;
}
