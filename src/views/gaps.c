/* gaps: what is not there. coverage: one cluster, one fund (一个集群一只基金): which industry cluster of a list has which
 * funds, which has none, which has several; and the funds of the same region's fund clusters that stand in no cluster of
 * any list. unknowns: what the book does not know, counted. Emptiness is a finding, never filled. */
#include "views/views_int.h"

static const column_info coverage_columns[] = {
    {"list", CELL_TEXT, "清单", "list", UNIT_NONE, "", "", ""},
    {"code", CELL_TEXT, "编号", "code", UNIT_NONE, "", "", ""},
    {"name", CELL_TEXT, "产业集群", "industry cluster", UNIT_NONE, "", "", ""},
    {"funds", CELL_INT, "基金数", "funds", UNIT_NONE, "coverage_count", "清单集群的成员基金数(含嵌套集群)",
     "member funds of the listed cluster, nested clusters included"},
    {"state", CELL_TEXT, "覆盖", "coverage", UNIT_NONE, "", "", ""},
    {"which", CELL_TEXT, "哪些基金", "which funds", UNIT_NONE, "", "", ""},
};
const relation_info coverage_info = {
    "coverage",
    "清单覆盖",
    "Coverage",
    "产业集群清单逐项看有无基金;清单之外的基金另列",
    "an industry list item by item: which have a fund; funds outside the list stand apart",
    coverage_columns,
    COUNT_OF(coverage_columns),
    2};

static void add_name(buf *text, const view_request *q, seq_no fund, bool zh)
{
    if (text->len) buf_text(text, zh ? "、" : "; ");
    buf_str(text, book_name(q->b, fund, q->at.prefix, zh));
}

typedef struct found { /* the funds of one row */
    seq_no *fund;
    uint32_t count, room;
    entry_list why;
} found;

static bool find_funds(found *f, const view_request *q, const member_set *m)
{
    for (uint32_t i = 0; i < m->count; i++) {
        if (!book_is_fund(q->b, m->member[i])) continue;
        if (!arena_grow(q->a, (void **)&f->fund, sizeof *f->fund, &f->room, f->count + 1) ||
            !entries_put(&f->why, q->a, m->entry[i]))
            return false;
        f->fund[f->count++] = m->member[i];
    }
    return true;
}

static void put_funds(relation *out, cell *row, const view_request *q, const found *f)
{
    static const char *const states[][3] = {
        {"none", "无", "none"}, {"one", "一只", "one"}, {"several", "多只", "several"}};
    const char *const *state = states[f->count > 1 ? 2 : f->count];
    buf zh, en;
    buf_init(&zh, q->a, OUTPUT_BYTES_MAX);
    buf_init(&en, q->a, OUTPUT_BYTES_MAX);
    for (uint32_t i = 0; i < f->count; i++) {
        add_name(&zh, q, f->fund[i], true);
        add_name(&en, q, f->fund[i], false);
    }
    out->failed = out->failed || zh.failed || en.failed;
    cell_int(&row[3], f->count);
    put_word(&row[4], state[0], state[1], state[2]);
    cell_text(&row[5], buf_view(&zh));
    row[5].show_en = buf_view(&en);
    for (int i = 3; i < 6; i++) why_list(out, &row[i], q->a, &f->why);
}

/* ---- the lists, in the order in which the journal names them ---- */

typedef struct listing {
    str name;
    found outside; /* funds of its fund clusters that stand in none of its industry clusters */
    bool has_funds;
    map_u64 listed; /* funds in its industry clusters */
} listing;
typedef struct listings {
    listing *items;
    uint32_t count, room;
    map_str index;
    memberships in;
} listings;

static str list_of(const view_request *q, const event *cluster)
{
    return attrs_text(cluster->attrs, STR("list"), q->a);
}

static listing *listing_make(listings *l, const view_request *q, str name)
{
    uint32_t at;
    if (map_str_find(&at, &l->index, name)) return &l->items[at];
    if (!arena_grow(q->a, (void **)&l->items, sizeof *l->items, &l->room, l->count + 1) ||
        !map_str_put(&l->index, name, l->count))
        return NULL;
    listing *made = &l->items[l->count++];
    *made = (listing){.name = name};
    map_u64_init(&made->listed, q->a);
    return made;
}

static bool put_item(relation *out, const view_request *q, listings *l, const event *cluster)
{
    member_set m;
    found f = {.count = 0};
    listing *of = listing_make(l, q, list_of(q, cluster));
    if (of == NULL || !members_of(&m, &l->in, q, cluster->seq) || !find_funds(&f, q, &m) ||
        !entries_put(&f.why, q->a, cluster->seq) || !entries_join(&f.why, q->a, &m.why))
        return false;
    for (uint32_t i = 0; i < f.count; i++)
        if (!map_u64_put(&of->listed, f.fund[i], 1)) return false;
    cell *row = relation_row(out);
    if (row == NULL) return false;
    cell_text(&row[0], of->name);
    cell_text(&row[1], attrs_text(cluster->attrs, STR("code"), q->a));
    put_name(&row[2], q, cluster->seq);
    for (int i = 0; i < 3; i++) relation_why(out, &row[i], cluster->seq);
    put_funds(out, row, q, &f);
    return !out->failed;
}

/* Fund clusters that name the same list: their funds ought to be on it. A fund in two of them is there once. */
static bool add_outside(const view_request *q, listings *l, const event *cluster)
{
    member_set m;
    found all = {.count = 0};
    listing *of = listing_make(l, q, list_of(q, cluster));
    if (of == NULL || !members_of(&m, &l->in, q, cluster->seq) || !find_funds(&all, q, &m) ||
        !entries_put(&of->outside.why, q->a, cluster->seq))
        return false;
    of->has_funds = true;
    for (uint32_t i = 0; i < all.count; i++) {
        uint32_t known;
        found *out = &of->outside;
        if (map_u64_find(&known, &of->listed, all.fund[i])) continue;
        if (!arena_grow(q->a, (void **)&out->fund, sizeof *out->fund, &out->room, out->count + 1) ||
            !entries_put(&out->why, q->a, all.why.seq[i]) || !map_u64_put(&of->listed, all.fund[i], 2))
            return false;
        out->fund[out->count++] = all.fund[i];
    }
    return true;
}

static bool each_listed(relation *out, const view_request *q, listings *l, int class_code)
{
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED);
    while (scan_next(&s)) {
        if (s.ev.class_code != class_code || list_of(q, &s.ev).len == 0) continue;
        if (class_code == CLUSTER_INDUSTRY ? !put_item(out, q, l, &s.ev) : !add_outside(q, l, &s.ev)) return false;
    }
    return true;
}

static void put_outside(relation *out, const view_request *q, const listing *of)
{
    cell *row = of->has_funds ? relation_row(out) : NULL;
    if (row == NULL) return;
    cell_text(&row[0], of->name);
    cell_text(&row[1], STR("outside"));
    put_word(&row[2], "outside the list", "清单之外", "outside the list");
    put_funds(out, row, q, &of->outside);
}

err_code build_coverage(relation *out, const view_request *q, err *e)
{
    listings l = {.count = 0};
    map_str_init(&l.index, q->a);
    if (!memberships_build(&l.in, q) || !each_listed(out, q, &l, CLUSTER_INDUSTRY) ||
        !each_listed(out, q, &l, CLUSTER_FUNDS))
        return arena_err(q->a, e);
    for (uint32_t i = 0; i < l.count; i++) put_outside(out, q, &l.items[i]);
    return relation_err(out, e);
}

/* ---- what the book does not know ---- */

static const column_info unknowns_columns[] = {
    {"topic", CELL_TEXT, "事项", "topic", UNIT_NONE, "", "", ""},
    {"what", CELL_TEXT, "不知道什么", "what is not known", UNIT_NONE, "", "", ""},
    {"unknown", CELL_INT, "未知", "unknown", UNIT_NONE, "unknown_count", "缺此内容的凭证或主体数",
     "entries or parties that lack it"},
    {"of", CELL_INT, "总数", "of", UNIT_NONE, "population_count", "被数的凭证或主体数",
     "entries or parties that were looked at"},
};
const relation_info unknowns_info = {"unknowns",
                                     "未知清单",
                                     "Unknowns",
                                     "账上不知道的事,逐项计数",
                                     "what the book does not know, counted",
                                     unknowns_columns,
                                     COUNT_OF(unknowns_columns),
                                     1};

typedef struct tally {
    relation *out;
    const view_request *q;
    entry_list lacking, all;
    bool failed;
} tally;

static tally tally_begin(relation *out, const view_request *q)
{
    return (tally){.out = out, .q = q};
}

static void tally_add(tally *t, seq_no entry, bool lacks)
{
    if (!entries_put(&t->all, t->q->a, entry) || (lacks && !entries_put(&t->lacking, t->q->a, entry))) t->failed = true;
}

static bool tally_put(tally *t, const char *topic, const char *zh, const char *en)
{
    cell *row = relation_row(t->out);
    if (row == NULL || t->failed) return false;
    cell_text(&row[0], str_from(topic));
    put_word(&row[1], topic, zh, en);
    cell_int(&row[2], t->lacking.count);
    why_list(t->out, &row[2], t->q->a, &t->lacking);
    cell_int(&row[3], t->all.count);
    why_list(t->out, &row[3], t->q->a, &t->all);
    return !t->out->failed;
}

static bool count_stakes(relation *out, const view_request *q)
{
    tally amounts = tally_begin(out, q), both = tally_begin(out, q);
    scan s = scan_begin(q, KIND_STAKE_REPORTED);
    while (scan_next(&s)) {
        bool no_amount = s.ev.amount.q == QUALIFIER_NONE || s.ev.amount.q == QUALIFIER_UNKNOWN;
        tally_add(&amounts, s.ev.seq, no_amount);
        tally_add(&both, s.ev.seq, no_amount && !s.ev.has_quantity);
    }
    return tally_put(&amounts, "stake_amount", "出资陈述没有金额", "stakes without an amount") &&
           tally_put(&both, "stake_amount_and_share", "出资陈述既无金额也无比例",
                     "stakes with neither amount nor share");
}

static bool count_holdings(relation *out, const view_request *q)
{
    tally own = tally_begin(out, q);
    scan s = scan_begin(q, KIND_HOLDING_REPORTED);
    while (scan_next(&s))
        tally_add(&own, s.ev.seq, s.ev.amount.q == QUALIFIER_NONE || s.ev.amount.q == QUALIFIER_UNKNOWN);
    return tally_put(&own, "holding_amount", "投资陈述没有投资人自身的金额",
                     "holdings without the investor's own amount");
}

/* Marks, per party, whether some row of a kind names it on a side. */
static bool mark_side(map_u64 *seen, const view_request *q, kind k, bool subject)
{
    scan s = scan_begin(q, k);
    while (scan_next(&s)) {
        seq_no who = standing(q, subject ? s.ev.subject : s.ev.object);
        if (who != 0 && !map_u64_put(seen, who, 1)) return false;
    }
    return true;
}

/* A fund that was formed with a stated capital has a size. */
static bool mark_formed(map_u64 *seen, const view_request *q)
{
    scan s = scan_begin(q, KIND_FUND_FORMED);
    while (scan_next(&s))
        if (s.ev.amount.q != QUALIFIER_NONE && !map_u64_put(seen, standing(q, s.ev.subject), 1)) return false;
    return true;
}

/* Which funds have a size, a known investor, a known use. */
typedef struct fund_marks {
    map_u64 sized, paid, invested;
} fund_marks;

static bool mark_funds(fund_marks *m, const view_request *q)
{
    static const kind into[] = {KIND_STAKE_REPORTED, KIND_COMMITMENT_SIGNED, KIND_CONTRIBUTION_PAID};
    static const kind onto[] = {KIND_HOLDING_REPORTED, KIND_INVESTMENT_MADE};
    map_u64_init(&m->sized, q->a);
    map_u64_init(&m->paid, q->a);
    map_u64_init(&m->invested, q->a);
    for (size_t i = 0; i < COUNT_OF(into); i++)
        if (!mark_side(&m->paid, q, into[i], false) || !mark_side(&m->invested, q, into[i], true)) return false;
    for (size_t i = 0; i < COUNT_OF(onto); i++)
        if (!mark_side(&m->invested, q, onto[i], true)) return false;
    return mark_side(&m->sized, q, KIND_SIZE_REPORTED, true) && mark_formed(&m->sized, q);
}

static bool count_funds(relation *out, const view_request *q)
{
    tally no_size = tally_begin(out, q), no_source = tally_begin(out, q), no_use = tally_begin(out, q);
    fund_marks m;
    if (!mark_funds(&m, q)) return false;
    scan s = scan_begin(q, KIND_PARTY_REGISTERED);
    while (scan_next(&s)) {
        uint32_t any;
        if (!kind_is_fund_class(s.ev.class_code) || standing(q, s.ev.seq) != s.ev.seq) continue;
        tally_add(&no_size, s.ev.seq, !map_u64_find(&any, &m.sized, s.ev.seq));
        tally_add(&no_source, s.ev.seq, !map_u64_find(&any, &m.paid, s.ev.seq));
        tally_add(&no_use, s.ev.seq, !map_u64_find(&any, &m.invested, s.ev.seq));
    }
    return tally_put(&no_size, "fund_size", "基金没有任何口径的规模", "funds without a size on any basis") &&
           tally_put(&no_source, "fund_investor", "基金不知出资人", "funds whose investors are not known") &&
           tally_put(&no_use, "fund_use", "基金不知投向", "funds of which no investment is known");
}

static bool count_targets(relation *out, const view_request *q)
{
    tally open = tally_begin(out, q), unread = tally_begin(out, q);
    relation targets;
    const view *v = view_of(&targets_info);
    scan s = scan_begin(q, KIND_TARGET_SET);
    while (scan_next(&s)) tally_add(&open, s.ev.seq, attrs_text(s.ev.attrs, STR("deadline"), q->a).len == 0);
    if (view_build(&targets, v, q, NULL) != ERR_OK) return false;
    int entry = relation_column(v->info, STR("entry")), admissible = relation_column(v->info, STR("admissible"));
    for (uint32_t i = 0; i < targets.row_count; i++) {
        const cell *row = &targets.cells[(size_t)i * v->info->column_count];
        tally_add(&unread, (seq_no)row[entry].number, row[admissible].number == 0);
    }
    return tally_put(&open, "target_deadline", "目标没有期限", "targets without a deadline") &&
           tally_put(&unread, "target_reading", "目标没有可采的读数", "targets without an admissible reading");
}

static bool count_parties(relation *out, const view_request *q)
{
    tally region = tally_begin(out, q), code = tally_begin(out, q);
    party_facts facts;
    if (!party_facts_build(&facts, q)) return false;
    scan s = scan_begin(q, KIND_PARTY_REGISTERED);
    while (scan_next(&s)) {
        seq_no by;
        if (standing(q, s.ev.seq) != s.ev.seq) continue;
        tally_add(&region, s.ev.seq, party_text_of(&by, &facts, q, &s.ev, PARTY_REGION).len == 0);
        tally_add(&code, s.ev.seq, party_text_of(&by, &facts, q, &s.ev, PARTY_USCC).len == 0);
    }
    return tally_put(&region, "party_region", "主体没有地区", "parties without a region") &&
           tally_put(&code, "party_uscc", "主体没有统一社会信用代码", "parties without a unified social credit code");
}

err_code build_unknowns(relation *out, const view_request *q, err *e)
{
    bool done = count_funds(out, q) && count_stakes(out, q) && count_holdings(out, q) && count_targets(out, q) &&
                count_parties(out, q);
    return done ? relation_err(out, e) : arena_err(q->a, e);
}
