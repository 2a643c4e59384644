/* money paths: chains of stakes from a party down to enterprises, on the rows there are (design: views, money trace).
 *
 * A link is a stake, a holding, or an aggregate. An aggregate ends its path: a sum over a population cannot be divided.
 * A path also ends where no row leads on, where it comes back to a party that is on it, and at the limit of layers, and
 * says so. Share of a link: as stated, else amount / size of the fund (registered, else subscribed, announced, target,
 * in the same currency; the basis is named); a size on the paid-in basis says nothing of a commitment's share, and the
 * ledger knows no share, because it need not know a fund's other investors. No share is above 100 %. Where the last link
 * carries an amount and all before it a share, the part of it that the first party stands behind is attributable =
 * Π shares × last amount. A link that is planned, selected or disputed may be nothing: zero joins it in products. */
#include "views/views_int.h"

typedef enum link_kind { LINK_STAKE = 1, LINK_HOLDING, LINK_AGGREGATE } link_kind;
enum { WHOLE_PPM = 1000000 };
typedef struct link {
    link_kind kind;
    seq_no from, to, entry; /* entry: the statement that counts, or the first of the ledger */
    bool has_amount, has_share;
    int share_basis;        /* of the size that the share was derived with; 0 = as stated */
    int state;              /* stake_state; 0 = the ledger, or not said */
    interval amount, share; /* as shown */
    unit_code unit;
    qualifier amount_q, share_q;
    entry_list amount_why, share_why;
} link;
typedef struct graph {
    const view_request *q;
    link *links;
    uint32_t count, room;
    groups from; /* party → index of link */
    stakes stakes;
    choices sizes;
} graph;

static const column_info path_columns[] = {
    {"from", CELL_TEXT, "起点", "from", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "终点", "to", UNIT_NONE, "", "", ""},
    {"path_no", CELL_INT, "路径", "path", UNIT_NONE, "", "", ""},
    {"path", CELL_TEXT, "资金路径", "money path", UNIT_NONE, "", "", ""},
    {"links", CELL_INT, "环节", "links", UNIT_NONE, "path_links", "路径上的环节数", "number of links on the path"},
    {"with_figure", CELL_INT, "有数环节", "links with a figure", UNIT_NONE, "path_with_figure", "有金额或比例的环节数",
     "number of links that carry an amount or a share"},
    {"complete", CELL_TEXT, "环环有数", "every link has a figure", UNIT_NONE, "", "", ""},
    {"ends", CELL_TEXT, "止于", "ends", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "首末比例", "share along the path", UNIT_PERCENT, "path_share", "Π 各环节比例(末环节之前)",
     "Π share of each link before the last"},
    {"amount", CELL_INTERVAL, "末环节金额", "amount of the last link", UNIT_NONE, "", "", ""},
    {"attributable", CELL_INTERVAL, "起点应占", "attributable to the start", UNIT_NONE, "path_attributable",
     "Π 末环节之前各环节比例 × 末环节金额", "Π share of each link before the last × amount of the last link"},
    {"state", CELL_TEXT, "最不确定的环节", "least firm link", UNIT_NONE, "", "", ""},
};
const relation_info money_paths_info = {
    "money_paths",
    "资金路径",
    "Money paths",
    "从某一主体到企业的出资链条,只走已有凭证;用 --where from=编号 指定起点",
    "chains of stakes from a party to enterprises, on the rows there are; choose the start with --where from=ID",
    path_columns,
    COUNT_OF(path_columns),
    3};
static const column_info link_columns[] = {
    {"from", CELL_TEXT, "起点", "from", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "终点", "to", UNIT_NONE, "", "", ""},
    {"path_no", CELL_INT, "路径", "path", UNIT_NONE, "", "", ""},
    {"link_no", CELL_INT, "环节", "link", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"into", CELL_TEXT, "投向", "into", UNIT_NONE, "", "", ""},
    {"kind", CELL_TEXT, "类别", "kind", UNIT_NONE, "", "", ""},
    {"amount", CELL_INTERVAL, "金额", "amount", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "比例", "share", UNIT_PERCENT, "link_share", "来源所述;否则 金额 ÷ 基金规模,不超过 100 %",
     "as stated; else amount ÷ size of the fund, at most 100 %"},
    {"share_how", CELL_TEXT, "比例来历", "how the share is known", UNIT_NONE, "", "", ""},
    {"date", CELL_DATE, "日期", "date", UNIT_NONE, "", "", ""},
    {"confidence", CELL_TEXT, "可信度", "confidence", UNIT_NONE, "", "", ""},
    {"source_row", CELL_TEXT, "来源行", "source row", UNIT_NONE, "", "", ""},
    {"source_title", CELL_TEXT, "来源", "source", UNIT_NONE, "", "", ""},
    {"share_basis", CELL_TEXT, "比例所依口径", "size basis of the share", UNIT_NONE, "", "", ""},
    {"state", CELL_TEXT, "状态", "state", UNIT_NONE, "", "", ""},
};
const relation_info money_links_info = {"money_links",
                                        "资金环节",
                                        "Money links",
                                        "资金路径逐环节展开,附来源",
                                        "money paths link by link, with sources",
                                        link_columns,
                                        COUNT_OF(link_columns),
                                        4};

/* ---- the graph ---- */

static bool graph_add(graph *g, const link *l)
{
    CHECK(l->entry != 0);
    if (l->from == l->to) return true;
    if (!arena_grow(g->q->a, (void **)&g->links, sizeof *g->links, &g->room, g->count + 1)) return false;
    g->links[g->count] = *l;
    return groups_put(&g->from, l->from, g->count++, PRESENT_YES);
}

/* At most the whole; false when the amount is larger than the size for sure: then one of the two is of something else. */
static bool cap_share(interval *share)
{
    if (share->lo > WHOLE_PPM) return false;
    if (share->hi_open || share->hi > WHOLE_PPM) {
        share->hi_open = share->hi_strict = false;
        share->hi = WHOLE_PPM;
    }
    return true;
}

static bool derive_share(link *l, const graph *g)
{
    static const int order[] = {BASIS_REGISTERED, BASIS_SUBSCRIBED, BASIS_ANNOUNCED, BASIS_TARGET};
    for (size_t i = 0; i < COUNT_OF(order) && !l->has_share; i++) {
        said size = size_of(&g->sizes, g->q, l->to, order[i]);
        interval share;
        if (size.by == NULL || size.unit != l->unit || !interval_ratio_ppm(&share, l->amount, size.x) ||
            !cap_share(&share))
            continue;
        l->has_share = true;
        l->share = share;
        l->share_q = QUALIFIER_NONE;
        l->share_basis = order[i];
        if (!entries_join(&l->share_why, g->q->a, &l->amount_why) || !choice_entries(&l->share_why, g->q->a, size.by))
            return false;
    }
    return true;
}

static bool is_known(interval x)
{
    return !x.hi_open || x.lo_open || x.lo > 0 || x.lo_strict;
}

static bool add_ledger_stake(graph *g, const stake_row *r)
{
    link l = {.kind = LINK_STAKE, .from = r->investor, .to = r->fund, .unit = r->unit, .entry = r->flows.seq[0]};
    l.has_amount = true;
    l.amount = r->committed;
    return entries_of_kind(&l.amount_why, g->q, &r->flows, KIND_COMMITMENT_SIGNED) && graph_add(g, &l);
}

/* What the statements say of the stake: an amount, a share, or only that there is one. */
static bool add_reported_stake(graph *g, const stake_row *r)
{
    said sum = stake_said(&g->stakes, g->q, r, STAKE_AMOUNT), share = stake_said(&g->stakes, g->q, r, STAKE_SHARE);
    said any = stake_said(&g->stakes, g->q, r, STAKE_ANY);
    if (sum.by == NULL) sum = stake_said(&g->stakes, g->q, r, STAKE_AMOUNT_PAID);
    if (share.by == NULL) share = stake_said(&g->stakes, g->q, r, STAKE_SHARE_PAID);
    const choice *counts = sum.by ? sum.by : share.by ? share.by : any.by;
    event ev;
    CHECK(counts != NULL);
    book_entry(&ev, g->q->b, choice_entry(counts));
    link l = {.kind = LINK_STAKE, .from = r->investor, .to = r->fund, .unit = sum.unit, .entry = ev.seq};
    l.state = ev.class_code;
    l.amount = sum.x;
    l.amount_q = sum.q;
    l.has_amount = sum.by != NULL && is_known(sum.x);
    l.share = share.x;
    l.share_q = share.q;
    l.has_share = share.by != NULL;
    if (!choice_entries(&l.amount_why, g->q->a, sum.by) || !choice_entries(&l.share_why, g->q->a, share.by))
        return false;
    bool may_derive = l.has_amount && !l.has_share && ev.purpose != BASIS_PAID_IN;
    return (!may_derive || derive_share(&l, g)) && graph_add(g, &l);
}

static bool add_stake(graph *g, const stake_row *r)
{
    record asked = g->q->at.record;
    if (r->has_ledger && asked != RECORD_REPORTED) return add_ledger_stake(g, r);
    if (r->statements.count > 0 && asked != RECORD_LEDGER) return add_reported_stake(g, r);
    return true;
}

static bool add_stakes(graph *g)
{
    if (!stakes_build(&g->stakes, g->q)) return false;
    for (uint32_t i = 0; i < g->stakes.count; i++)
        if (!add_stake(g, &g->stakes.rows[i])) return false;
    return true;
}

static int stated_state(const event *ev)
{
    return ev->kind == KIND_HOLDING_REPORTED ? ev->purpose : ev->kind == KIND_POSITION_REPORTED ? ev->class_code : 0;
}

static bool add_kind(graph *g, kind k, link_kind as)
{
    const view_request *q = g->q;
    scan s = scan_begin(q, k);
    while (scan_next(&s)) {
        const event *ev = &s.ev;
        bool sure = s.is == PRESENT_YES, valued = ev->amount.q != QUALIFIER_NONE;
        link l = {.kind = as, .from = standing(q, ev->subject), .to = standing(q, ev->object), .entry = ev->seq};
        l.state = stated_state(ev);
        l.amount = amount_counted(q, &ev->amount, s.is);
        l.has_amount = valued && is_known(l.amount);
        l.unit = valued ? ev->amount.unit : UNIT_CNY;
        l.has_share = ev->has_quantity;
        l.share = sure ? interval_exact(ev->quantity) : interval_hull_zero(interval_exact(ev->quantity));
        l.amount_q = sure ? ev->amount.q : QUALIFIER_NONE;
        l.share_q = sure ? QUALIFIER_EXACT : QUALIFIER_NONE;
        if (!entries_put(&l.amount_why, q->a, ev->seq) || !entries_put(&l.share_why, q->a, ev->seq) ||
            !graph_add(g, &l))
            return false;
    }
    return true;
}

static bool graph_build(graph *g, const view_request *q)
{
    *g = (graph){.q = q};
    groups_init(&g->from, q->a);
    if (!choose_sizes(&g->sizes, q) || !add_stakes(g)) return false;
    bool ledger = q->at.record != RECORD_REPORTED, reported = q->at.record != RECORD_LEDGER;
    return (!ledger || add_kind(g, KIND_INVESTMENT_MADE, LINK_HOLDING)) &&
           (!reported ||
            (add_kind(g, KIND_HOLDING_REPORTED, LINK_HOLDING) && add_kind(g, KIND_POSITION_REPORTED, LINK_AGGREGATE)));
}

/* ---- walking ---- */

typedef struct walker {
    const view_request *q;
    const graph *g;
    relation *out;
    bool by_link; /* a row a link, else a row a path */
    const link *step[WHY_DEPTH_MAX];
    uint32_t depth;
    uint32_t paths; /* from this start */
    uint32_t all;   /* of the question */
    bool too_many;
} walker;

static bool on_path(const walker *w, seq_no party)
{
    for (uint32_t i = 0; i < w->depth; i++)
        if (w->step[i]->from == party) return true;
    return false;
}

static const char *const ends_words[][3] = {{"enterprise", "企业", "an enterprise"},
                                            {"aggregate", "合计数,不可再分", "an aggregate, not divisible"},
                                            {"no_row_below", "其下无凭证", "no row below"},
                                            {"cycle", "回到路径上的主体", "back to a party on the path"},
                                            {"depth", "达到层数上限", "the limit of layers"}};
enum { END_ENTERPRISE, END_AGGREGATE, END_NO_ROW, END_CYCLE, END_DEPTH };

static int end_of(const walker *w)
{
    CHECK(w->depth > 0 && w->depth <= WHY_DEPTH_MAX);
    const link *last = w->step[w->depth - 1];
    if (last->kind == LINK_AGGREGATE) return END_AGGREGATE;
    if (on_path(w, last->to)) return END_CYCLE;
    if (groups_first(&w->g->from, last->to) != NULL) return w->depth == WHY_DEPTH_MAX ? END_DEPTH : -1;
    thing t;
    CHECK(book_thing(&t, w->q->b, last->to));
    return t.is == THING_party && t.class_code == PARTY_ENTERPRISE ? END_ENTERPRISE : END_NO_ROW;
}

/* Why of a cell of the path: which of each link's entries went into it. */
enum { WHY_ENTRY = 1, WHY_SHARES = 2, WHY_LAST_AMOUNT = 4 };
static void why_path(walker *w, cell *c, int parts)
{
    entry_list l = {.count = 0};
    bool done = true;
    for (uint32_t i = 0; i < w->depth; i++) {
        const link *x = w->step[i];
        bool last = i + 1 == w->depth;
        if (parts & WHY_ENTRY) done = done && entries_put(&l, w->q->a, x->entry);
        if ((parts & WHY_SHARES) && !last) done = done && entries_join(&l, w->q->a, &x->share_why);
        if ((parts & WHY_LAST_AMOUNT) && last) done = done && entries_join(&l, w->q->a, &x->amount_why);
    }
    if (done)
        why_list(w->out, c, w->q->a, &l);
    else
        w->out->failed = true;
}

static str path_text(walker *w, bool zh)
{
    buf text;
    buf_init(&text, w->q->a, (size_t)TEXT_BYTES_MAX * (WHY_DEPTH_MAX + 1));
    buf_str(&text, book_name(w->q->b, w->step[0]->from, w->q->at.prefix, zh));
    for (uint32_t i = 0; i < w->depth; i++) {
        buf_text(&text, " → ");
        buf_str(&text, book_name(w->q->b, w->step[i]->to, w->q->at.prefix, zh));
    }
    w->out->failed = w->out->failed || text.failed;
    return buf_view(&text);
}

static interval firm(const link *l, interval x)
{
    return state_is_firm(l->state) ? x : may_be_nothing(x);
}

/* Product of the shares before the last link; false when one is unknown. One link: the whole, 100 %. */
static bool path_share(interval *out, const walker *w)
{
    *out = interval_exact(WHOLE_PPM);
    for (uint32_t i = 0; i + 1 < w->depth; i++) {
        if (!w->step[i]->has_share) return false;
        *out = interval_product_ppm(*out, firm(w->step[i], w->step[i]->share));
    }
    return true;
}

static void put_ends(cell *row, const walker *w)
{
    put_id(&row[0], w->q, w->step[0]->from);
    put_id(&row[1], w->q, w->step[w->depth - 1]->to);
    cell_int(&row[2], w->paths);
}

static void put_path_figures(cell *row, walker *w)
{
    const link *last = w->step[w->depth - 1];
    interval share;
    bool known = path_share(&share, w);
    if (known && w->depth > 1) {
        cell_interval(&row[8], share, UNIT_PERCENT, QUALIFIER_NONE);
        why_path(w, &row[8], WHY_SHARES);
    }
    if (!last->has_amount) return;
    cell_interval(&row[9], last->amount, last->unit, last->amount_q);
    why_path(w, &row[9], WHY_LAST_AMOUNT);
    if (known) {
        interval part = firm(last, last->amount);
        if (w->depth > 1) part = interval_product_ppm(part, share);
        cell_interval(&row[10], part, last->unit, QUALIFIER_NONE);
        why_path(w, &row[10], WHY_SHARES | WHY_LAST_AMOUNT);
    }
}

/* From the firmest to the least: the ledger, stated, derived, selected, planned, disputed. */
static int least_firm(const walker *w)
{
    static const int rank[] = {[0] = 0,
                               [STAKE_STATED] = 1,
                               [STAKE_DERIVED] = 2,
                               [STAKE_SELECTED] = 3,
                               [STAKE_PLANNED] = 4,
                               [STAKE_DISPUTED] = 5};
    int least = 0;
    for (uint32_t i = 0; i < w->depth; i++) {
        int state = w->step[i]->state;
        CHECK(state >= 0 && (size_t)state < COUNT_OF(rank));
        if (rank[state] > rank[least]) least = state;
    }
    return least;
}

static void put_path(walker *w, int end)
{
    uint32_t with_figure = 0;
    cell *row = relation_row(w->out);
    if (row == NULL) return;
    for (uint32_t i = 0; i < w->depth; i++) with_figure += w->step[i]->has_amount || w->step[i]->has_share;
    put_ends(row, w);
    cell_text(&row[3], path_text(w, true));
    row[3].show_en = path_text(w, false);
    cell_int(&row[4], w->depth);
    cell_int(&row[5], with_figure);
    put_enum(&row[6], LIST_yes_no, with_figure == w->depth ? YES : NO);
    put_word(&row[7], ends_words[end][0], ends_words[end][1], ends_words[end][2]);
    for (int i = 3; i < 8; i++) why_path(w, &row[i], WHY_ENTRY);
    put_path_figures(row, w);
    put_enum(&row[11], LIST_stake_state, least_firm(w));
    why_path(w, &row[11], WHY_ENTRY);
}

static void put_link_words(cell *row, const walker *w, const link *l)
{
    static const char *const kinds[][3] = {
        {"stake", "出资", "stake"}, {"holding", "投资", "holding"}, {"aggregate", "合计", "aggregate"}};
    const char *const *word = kinds[l->kind - 1];
    put_name(&row[4], w->q, l->from);
    put_name(&row[5], w->q, l->to);
    put_word(&row[6], word[0], word[1], word[2]);
    if (l->has_share && l->share_basis)
        put_word(&row[9], "derived", "金额÷规模", "amount ÷ size");
    else if (l->has_share)
        put_word(&row[9], "stated", "所述", "stated");
    put_enum(&row[14], LIST_size_basis, l->share_basis);
    put_enum(&row[15], LIST_stake_state, l->state);
}

static void why_link(walker *w, cell *row, const link *l)
{
    for (uint32_t c = 0; c < w->out->info->column_count; c++) {
        if (c == 7)
            why_list(w->out, &row[c], w->q->a, &l->amount_why);
        else if (c == 8 || c == 9 || c == 14)
            why_list(w->out, &row[c], w->q->a, &l->share_why);
        else
            relation_why(w->out, &row[c], l->entry);
    }
}

static void put_link(walker *w, uint32_t i)
{
    const link *l = w->step[i];
    event ev;
    cell *row = relation_row(w->out);
    if (row == NULL) return;
    book_entry(&ev, w->q->b, l->entry);
    put_ends(row, w);
    cell_int(&row[3], i + 1);
    put_link_words(row, w, l);
    if (l->has_amount) cell_interval(&row[7], l->amount, l->unit, l->amount_q);
    if (l->has_share) cell_interval(&row[8], l->share, UNIT_PERCENT, l->share_q);
    cell_date(&row[10], ev.effective);
    put_enum(&row[11], LIST_confidence, ev.cite.confidence);
    cell_text(&row[12], ev.cite.row);
    cell_text(&row[13], ev.cite.title);
    why_link(w, row, l);
}

static void end_path(walker *w, int end)
{
    if (w->all == PATHS_MAX) {
        w->too_many = true;
        return;
    }
    w->all++;
    w->paths++;
    if (!w->by_link) put_path(w, end);
    for (uint32_t i = 0; w->by_link && i < w->depth; i++) put_link(w, i);
}

static void walk_from(walker *w, seq_no party)
{
    const group_item *i = groups_first(&w->g->from, party);
    for (; i != NULL && !w->out->failed && !w->too_many; i = groups_next(&w->g->from, i)) {
        w->step[w->depth++] = &w->g->links[i->number];
        int end = end_of(w);
        if (end >= 0)
            end_path(w, end);
        else
            walk_from(w, w->step[w->depth - 1]->to);
        w->depth--;
    }
}

bool asked_text(str *out, const view_request *q, str name)
{
    bool named = false;
    for (uint32_t i = 0; i < q->where_count; i++) {
        size_t at;
        str word = q->where[i];
        if (!str_find(&at, word, STR("=")) || !str_equal(str_trim(str_slice(word, 0, at)), name)) continue;
        *out = str_trim(str_slice(word, at + 1, word.len));
        named = true;
    }
    return named;
}

/* The start that the user named with from=ID, so that one question does not walk the whole country. False: none named. */
static bool asked_start(seq_no *out, const view_request *q)
{
    str id;
    if (!asked_text(&id, q, STR("from"))) return false;
    *out = book_find_id(q->b, id);
    return true;
}

static err_code refuse_many(err *e)
{
    err_set(e, E_PATHS_MANY);
    err_int(e, "limit", PATHS_MAX);
    return E_PATHS_MANY;
}

static err_code build_paths(relation *out, const view_request *q, bool by_link, err *e)
{
    graph g;
    seq_no start = 0;
    bool named = asked_start(&start, q);
    if (!graph_build(&g, q)) return arena_err(q->a, e);
    walker w = {.q = q, .g = &g, .out = out, .by_link = by_link};
    for (seq_no seq = named ? start : 1; seq != 0 && seq <= (named ? start : q->at.prefix); seq++) {
        w.paths = 0;
        walk_from(&w, seq);
    }
    return w.too_many ? refuse_many(e) : relation_err(out, e);
}

err_code build_money_paths(relation *out, const view_request *q, err *e)
{
    return build_paths(out, q, false, e);
}

err_code build_money_links(relation *out, const view_request *q, err *e)
{
    return build_paths(out, q, true, e);
}

/* ---- for other rooms ---- */

static str round_of(const view_request *q, seq_no entry)
{
    event ev;
    book_entry(&ev, q->b, entry);
    return attrs_text(ev.attrs, STR("round"), q->a);
}

static bool put_stated(stated_link *s, const link *l, const view_request *q)
{
    entry_list why = {.count = 0};
    bool is_holding = l->kind == LINK_HOLDING;
    *s = (stated_link){.from = l->from,
                       .to = l->to,
                       .is_holding = is_holding,
                       .has_amount = l->has_amount,
                       .has_share = l->has_share,
                       .amount = firm(l, l->amount),
                       .share = firm(l, l->share),
                       .unit = l->unit,
                       .round = is_holding ? round_of(q, l->entry) : STR_NONE,
                       .entry = l->entry};
    if (!entries_put(&why, q->a, l->entry) || !entries_join(&why, q->a, &l->amount_why) ||
        !entries_join(&why, q->a, &l->share_why))
        return false;
    s->entries = why.seq;
    s->entry_count = why.count;
    return true;
}

bool stated_links_build(stated_links *out, const view_request *q)
{
    graph g;
    view_request reported = *q;
    reported.at.record = RECORD_REPORTED;
    *out = (stated_links){.count = 0};
    if (!graph_build(&g, &reported)) return false;
    out->items = arena_get(q->a, sizeof *out->items * (g.count + 1));
    if (out->items == NULL) return false;
    for (uint32_t i = 0; i < g.count; i++)
        if (g.links[i].kind != LINK_AGGREGATE && !put_stated(&out->items[out->count++], &g.links[i], q)) return false;
    CHECK(out->count <= g.count);
    return true;
}
