/* money paths: chains of stakes from a party down to enterprises, on the rows there are (design: views, money trace).
 *
 * A link is a stake (ledger or statement), a holding, or an aggregate. An aggregate ends its path: a sum over a
 * population cannot be divided. A path also ends where no row leads on, and says so. Share of a link: as stated, else
 * amount / size of the fund (registered, else subscribed, paid-in, announced, target; the basis is named). Where the
 * last link carries an amount and all before it a share, the part of it that the first party stands behind is
 * attributable = Π shares × last amount. */
#include "views/views_int.h"

typedef enum link_kind { LINK_STAKE = 1, LINK_HOLDING, LINK_AGGREGATE } link_kind;
typedef struct link {
    link_kind kind;
    seq_no from, to, entry;     /* entry: the statement or first ledger row that counts */
    seq_no size_entry;          /* when share was derived */
    bool has_amount, has_share, share_derived;
    interval amount, share;
    unit_code unit;
    qualifier q;
    uint32_t next;              /* 1 + index of the next link from the same party */
} link;
typedef struct graph {
    link *links;
    uint32_t count, room;
    map_u64 first;              /* party → 1 + index of its first link */
    map_u64 last;
    choices sizes;
    bool about;
} graph;

static const column_info path_columns[] = {
    {"from", CELL_TEXT, "起点", "from", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "终点", "to", UNIT_NONE, "", "", ""},
    {"path_no", CELL_INT, "路径", "path", UNIT_NONE, "", "", ""},
    {"path", CELL_TEXT, "资金路径", "money path", UNIT_NONE, "", "", ""},
    {"links", CELL_INT, "环节", "links", UNIT_NONE, "", "", ""},
    {"with_figure", CELL_INT, "有数环节", "links with a figure", UNIT_NONE, "", "", ""},
    {"complete", CELL_TEXT, "环环有数", "every link has a figure", UNIT_NONE, "", "", ""},
    {"ends", CELL_TEXT, "止于", "ends", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "首末比例", "share along the path", UNIT_PERCENT, "path_share", "Π 各环节比例(末环节之前)", "Π share of each link before the last"},
    {"amount", CELL_INTERVAL, "末环节金额", "amount of the last link", UNIT_NONE, "", "", ""},
    {"attributable", CELL_INTERVAL, "起点应占", "attributable to the start", UNIT_NONE, "path_attributable",
     "Π 各环节比例 × 末环节金额", "Π shares × amount of the last link"},
};
const relation_info money_paths_info = {"money_paths", "资金路径", "Money paths",
                                        "从某一主体到企业的出资链条,只走已有凭证;用 --where from=编号 指定起点",
                                        "chains of stakes from a party to enterprises, on the rows there are; choose the start with --where from=ID",
                                        path_columns, COUNT_OF(path_columns), 3};
static const column_info link_columns[] = {
    {"from", CELL_TEXT, "起点", "from", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "终点", "to", UNIT_NONE, "", "", ""},
    {"path_no", CELL_INT, "路径", "path", UNIT_NONE, "", "", ""},
    {"link_no", CELL_INT, "环节", "link", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"into", CELL_TEXT, "投向", "into", UNIT_NONE, "", "", ""},
    {"kind", CELL_TEXT, "类别", "kind", UNIT_NONE, "", "", ""},
    {"amount", CELL_INTERVAL, "金额", "amount", UNIT_NONE, "", "", ""},
    {"share", CELL_INTERVAL, "比例", "share", UNIT_PERCENT, "", "", ""},
    {"share_how", CELL_TEXT, "比例来历", "how the share is known", UNIT_NONE, "link_share", "来源所述;否则 金额 ÷ 基金规模", "as stated; else amount ÷ size of the fund"},
    {"date", CELL_DATE, "日期", "date", UNIT_NONE, "", "", ""},
    {"confidence", CELL_TEXT, "可信度", "confidence", UNIT_NONE, "", "", ""},
    {"source_row", CELL_TEXT, "来源行", "source row", UNIT_NONE, "", "", ""},
    {"source_title", CELL_TEXT, "来源", "source", UNIT_NONE, "", "", ""},
};
const relation_info money_links_info = {"money_links", "资金环节", "Money links", "资金路径逐环节展开,附来源",
                                        "money paths link by link, with sources", link_columns, COUNT_OF(link_columns), 4};

/* ---- the graph ---- */

static bool graph_add(graph *g, arena *a, link l)
{
    uint32_t last;
    if (l.from == l.to)
        return true;
    if (!arena_grow(a, (void **)&g->links, sizeof *g->links, &g->room, g->count + 1))
        return false;
    l.next = 0;
    g->links[g->count++] = l;
    g->about = g->about || l.amount.about;
    if (map_u64_find(&last, &g->last, l.from))
        g->links[last - 1].next = g->count;
    else if (!map_u64_put(&g->first, l.from, g->count))
        return false;
    return map_u64_put(&g->last, l.from, g->count);
}

/* Share = amount / size, on the best basis that is stated; both ends of the interval outward. */
static void derive_share(link *l, const graph *g, const view_request *q)
{
    static const int order[] = {BASIS_REGISTERED, BASIS_SUBSCRIBED, BASIS_PAID_IN, BASIS_ANNOUNCED, BASIS_TARGET};
    for (size_t i = 0; i < COUNT_OF(order) && !l->has_share; i++) {
        interval size;
        seq_no entry;
        if (!size_of(&size, &entry, &g->sizes, q, l->to, order[i]))
            continue;
        if (interval_ratio_ppm(&l->share, l->amount, size)) {
            l->has_share = l->share_derived = true;
            l->size_entry = entry;
        }
    }
}

static bool add_stakes(graph *g, const view_request *q, relation *out)
{
    stakes s;
    if (!stakes_build(&s, q, BASIS_SUBSCRIBED, out))
        return false;
    for (uint32_t i = 0; i < s.count; i++) {
        const stake_row *r = &s.rows[i];
        bool ledger = r->has_ledger && q->at.record != RECORD_REPORTED;
        bool stated = r->statements > 0 && q->at.record != RECORD_LEDGER;
        link l = {.kind = LINK_STAKE, .from = r->investor, .to = r->fund, .unit = r->unit, .share = r->share};
        l.has_amount = ledger || (stated && r->stated != 0);
        l.amount = ledger ? r->committed : r->amount;
        l.entry = ledger ? r->why[0] : r->stated ? r->stated : r->shared ? r->shared : r->best;
        l.has_share = stated && r->shared != 0;
        if (!ledger && !stated)
            continue;
        if (l.has_amount && !l.has_share)
            derive_share(&l, g, q);
        if (!graph_add(g, q->a, l))
            return false;
    }
    return true;
}

static bool add_kind(graph *g, const view_request *q, kind k, link_kind as)
{
    scan s = scan_begin(q, k, NULL);
    while (scan_next(&s)) {
        const event *ev = &s.ev;
        link l = {.kind = as, .from = standing(q, ev->subject), .to = standing(q, ev->object), .entry = ev->seq};
        l.has_amount = ev->amount.q != QUALIFIER_NONE;
        l.has_share = ev->has_quantity;
        l.amount = amount_counted(q, &ev->amount, s.is);
        l.share = interval_exact(ev->quantity);
        l.unit = l.has_amount ? ev->amount.unit : UNIT_CNY;
        if (!graph_add(g, q->a, l))
            return false;
    }
    return true;
}

static bool graph_build(graph *g, const view_request *q, relation *out)
{
    *g = (graph){.count = 0};
    map_u64_init(&g->first, q->a);
    map_u64_init(&g->last, q->a);
    if (!choose_sizes(&g->sizes, q, NULL) || !add_stakes(g, q, out))
        return false;
    bool ledger = q->at.record != RECORD_REPORTED, reported = q->at.record != RECORD_LEDGER;
    return (!ledger || add_kind(g, q, KIND_INVESTMENT_MADE, LINK_HOLDING)) &&
           (!reported || (add_kind(g, q, KIND_HOLDING_REPORTED, LINK_HOLDING) &&
                          add_kind(g, q, KIND_POSITION_REPORTED, LINK_AGGREGATE)));
}

static uint32_t first_link(const graph *g, seq_no from)
{
    uint32_t at;
    return map_u64_find(&at, &g->first, from) ? at : 0;
}

/* ---- walking ---- */

typedef struct walker {
    const view_request *q;
    const graph *g;
    relation *out;
    bool by_link;                        /* a row a link, else a row a path */
    const link *step[WHY_DEPTH_MAX];
    uint32_t depth, paths;
} walker;

static bool on_path(const walker *w, seq_no party)
{
    for (uint32_t i = 0; i < w->depth; i++)
        if (w->step[i]->from == party)
            return true;
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
    const link *last = w->step[w->depth - 1];
    if (last->kind == LINK_AGGREGATE)
        return END_AGGREGATE;
    if (on_path(w, last->to))
        return END_CYCLE;
    if (first_link(w->g, last->to))
        return w->depth == WHY_DEPTH_MAX ? END_DEPTH : -1;
    thing t;
    CHECK(book_thing(&t, w->q->b, last->to));
    return t.class_code == PARTY_ENTERPRISE ? END_ENTERPRISE : END_NO_ROW;
}

static void why_link(relation *out, cell *c, const link *l)
{
    relation_why(out, c, l->entry);
    relation_why(out, c, l->size_entry);
}

static void why_path(walker *w, cell *c)
{
    for (uint32_t i = 0; i < w->depth; i++)
        why_link(w->out, c, w->step[i]);
}

static str path_text(const walker *w, bool zh)
{
    buf text;
    buf_init(&text, w->q->a, (size_t)TEXT_BYTES_MAX * WHY_DEPTH_MAX);
    buf_str(&text, book_name(w->q->b, w->step[0]->from, w->q->at.prefix, zh));
    for (uint32_t i = 0; i < w->depth; i++) {
        buf_text(&text, " → ");
        buf_str(&text, book_name(w->q->b, w->step[i]->to, w->q->at.prefix, zh));
    }
    return buf_view(&text);
}

/* Product of the shares before the last link; false when one is unknown. One link: the whole, 100 %. */
static bool path_share(interval *out, const walker *w)
{
    *out = interval_exact(1000000);
    for (uint32_t i = 0; i + 1 < w->depth; i++) {
        if (!w->step[i]->has_share)
            return false;
        *out = interval_product_ppm(*out, w->step[i]->share);
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
        why_path(w, &row[8]);
    }
    if (!last->has_amount)
        return;
    cell_interval(&row[9], last->amount, last->unit, QUALIFIER_NONE);
    why_link(w->out, &row[9], last);
    if (known) {
        cell_interval(&row[10], interval_product_ppm(last->amount, share), last->unit, QUALIFIER_NONE);
        why_path(w, &row[10]);
    }
}

static void put_path(walker *w, int end)
{
    uint32_t with_figure = 0;
    cell *row = relation_row(w->out);
    if (row == NULL)
        return;
    for (uint32_t i = 0; i < w->depth; i++)
        with_figure += w->step[i]->has_amount || w->step[i]->has_share;
    put_ends(row, w);
    cell_text(&row[3], path_text(w, true));
    row[3].show_en = path_text(w, false);
    why_path(w, &row[3]);
    cell_int(&row[4], w->depth);
    cell_int(&row[5], with_figure);
    put_enum(&row[6], LIST_yes_no, with_figure == w->depth ? YES : NO);
    put_word(&row[7], ends_words[end][0], ends_words[end][1], ends_words[end][2]);
    put_path_figures(row, w);
}

static void put_link_words(cell *row, const walker *w, const link *l)
{
    static const char *const kinds[][3] = {{"stake", "出资", "stake"}, {"holding", "投资", "holding"}, {"aggregate", "合计", "aggregate"}};
    put_name(&row[4], w->q, l->from);
    put_name(&row[5], w->q, l->to);
    put_word(&row[6], kinds[l->kind - 1][0], kinds[l->kind - 1][1], kinds[l->kind - 1][2]);
    if (l->has_share)
        put_word(&row[9], l->share_derived ? "derived" : "stated", l->share_derived ? "金额÷规模" : "所述",
                 l->share_derived ? "amount ÷ size" : "stated");
}

static void put_link(walker *w, uint32_t i)
{
    const link *l = w->step[i];
    event ev;
    cell *row = relation_row(w->out);
    if (row == NULL)
        return;
    book_entry(&ev, w->q->b, l->entry);
    put_ends(row, w);
    cell_int(&row[3], i + 1);
    put_link_words(row, w, l);
    if (l->has_amount)
        cell_interval(&row[7], l->amount, l->unit, ev.amount.q);
    if (l->has_share)
        cell_interval(&row[8], l->share, UNIT_PERCENT, l->share_derived ? QUALIFIER_NONE : QUALIFIER_EXACT);
    if (ev.effective.precision != PRECISION_UNKNOWN)
        cell_date(&row[10], ev.effective);
    put_enum(&row[11], LIST_confidence, ev.cite.confidence);
    cell_text(&row[12], ev.cite.row);
    cell_text(&row[13], ev.cite.title);
    for (uint32_t c = 0; c < w->out->info->column_count; c++)
        why_link(w->out, &row[c], l);
}

static void end_path(walker *w, int end)
{
    w->paths++;
    if (!w->by_link)
        put_path(w, end);
    for (uint32_t i = 0; w->by_link && i < w->depth; i++)
        put_link(w, i);
}

static void walk_from(walker *w, seq_no party)
{
    for (uint32_t at = first_link(w->g, party); at && !w->out->failed && w->paths < PATHS_MAX; at = w->g->links[at - 1].next) {
        w->step[w->depth++] = &w->g->links[at - 1];
        int end = end_of(w);
        if (end >= 0)
            end_path(w, end);
        else
            walk_from(w, w->step[w->depth - 1]->to);
        w->depth--;
    }
}

/* The start that the user named with from=ID, so that one question does not walk the whole country. */
static seq_no asked_start(const view_request *q)
{
    seq_no found = 0;
    for (uint32_t i = 0; i < q->where_count; i++) {
        str prefix = STR("from=");
        if (str_starts(q->where[i], prefix))
            found = book_find_id(q->b, str_slice(q->where[i], prefix.len, q->where[i].len));
    }
    return standing(q, found);
}

static err_code build_paths(relation *out, const view_request *q, bool by_link, err *e)
{
    graph g;
    if (!graph_build(&g, q, out))
        return arena_err(q->a, e);
    seq_no start = asked_start(q);
    for (seq_no seq = start ? start : 1; seq <= (start ? start : q->at.prefix); seq++) {
        walker w = {.q = q, .g = &g, .out = out, .by_link = by_link};
        if (first_link(&g, seq))
            walk_from(&w, seq);
    }
    out->about_used = g.about;
    return relation_err(out, e);
}

err_code build_money_paths(relation *out, const view_request *q, err *e)
{
    return build_paths(out, q, false, e);
}

err_code build_money_links(relation *out, const view_request *q, err *e)
{
    return build_paths(out, q, true, e);
}
