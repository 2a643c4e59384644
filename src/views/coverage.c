/* coverage: one cluster, one fund (一个集群一只基金): which industry cluster of a list has which funds, which has none,
 * which has several; and the funds of the same region's fund clusters that stand in no cluster of any list. */
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
