/* coverage: one cluster, one fund (一个集群一只基金): which industry cluster of a list has which funds, which has none,
 * which has several; and the funds of the same region's fund clusters that stand in no cluster of any list. */
#include "views/views_int.h"

static const column_info coverage_columns[] = {
    {"list", CELL_TEXT, "清单", "list", UNIT_NONE, "", "", ""},
    {"code", CELL_TEXT, "编号", "code", UNIT_NONE, "", "", ""},
    {"name", CELL_TEXT, "产业集群", "industry cluster", UNIT_NONE, "", "", ""},
    {"funds", CELL_INT, "基金数", "funds", UNIT_NONE, "coverage_count", "清单集群的成员基金数", "member funds of the listed cluster"},
    {"state", CELL_TEXT, "覆盖", "coverage", UNIT_NONE, "", "", ""},
    {"which", CELL_TEXT, "哪些基金", "which funds", UNIT_NONE, "", "", ""},
};
const relation_info coverage_info = {"coverage", "清单覆盖", "Coverage", "产业集群清单逐项看有无基金;清单之外的基金另列",
                                     "an industry list item by item: which have a fund; funds outside the list stand apart",
                                     coverage_columns, COUNT_OF(coverage_columns), 2};

static void add_name(buf *text, const view_request *q, seq_no fund, bool zh)
{
    if (text->len)
        buf_text(text, zh ? "、" : "; ");
    buf_str(text, book_name(q->b, fund, q->at.prefix, zh));
}

static void put_funds(relation *out, cell *row, const view_request *q, const member_set *m)
{
    static const char *const states[][3] = {{"none", "无", "none"}, {"one", "一只", "one"}, {"several", "多只", "several"}};
    buf zh, en;
    int64_t count = 0;
    buf_init(&zh, q->a, OUTPUT_BYTES_MAX);
    buf_init(&en, q->a, OUTPUT_BYTES_MAX);
    for (uint32_t i = 0; i < m->count; i++) {
        if (!book_is_fund(q->b, m->member[i]))
            continue;
        count++;
        add_name(&zh, q, m->member[i], true);
        add_name(&en, q, m->member[i], false);
        relation_why(out, &row[3], m->entry[i]);
    }
    cell_int(&row[3], count);
    const char *const *state = states[count > 1 ? 2 : count];
    put_word(&row[4], state[0], state[1], state[2]);
    cell_text(&row[5], buf_view(&zh));
    row[5].show_en = buf_view(&en);
}

static bool is_listed(const view_request *q, const event *cluster)
{
    return attrs_text(cluster->attrs, STR("list"), q->a).len > 0;
}

/* Every fund that some listed industry cluster holds. */
static bool gather_listed(member_set *listed, const view_request *q)
{
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED, NULL);
    *listed = (member_set){.count = 0};
    map_u64_init(&listed->index, q->a);
    while (scan_next(&s)) {
        member_set m;
        if (s.ev.class_code != CLUSTER_INDUSTRY || !is_listed(q, &s.ev))
            continue;
        if (!members_of(&m, q, s.ev.seq))
            return false;
        for (uint32_t i = 0; i < m.count; i++)
            if (!map_u64_put(&listed->index, m.member[i], 1))
                return false;
    }
    return true;
}

/* Fund clusters that name the same list: their funds ought to be on it. */
static err_code put_outside(relation *out, const view_request *q, const member_set *listed, err *e)
{
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED, NULL);
    while (scan_next(&s) && !out->failed) {
        member_set all, outside = {.count = 0};
        uint32_t known;
        if (s.ev.class_code != CLUSTER_FUNDS || !is_listed(q, &s.ev))
            continue;
        if (!members_of(&all, q, s.ev.seq))
            return arena_err(q->a, e);
        outside = all;
        outside.count = 0;
        for (uint32_t i = 0; i < all.count; i++) {
            if (map_u64_find(&known, &listed->index, all.member[i]) || !book_is_fund(q->b, all.member[i]))
                continue;
            outside.member[outside.count] = all.member[i];
            outside.entry[outside.count++] = all.entry[i];
        }
        cell *row = relation_row(out);
        if (row == NULL)
            break;
        cell_text(&row[0], attrs_text(s.ev.attrs, STR("list"), q->a));
        cell_text(&row[1], STR("outside"));
        put_word(&row[2], "outside the list", "清单之外", "outside the list");
        put_funds(out, row, q, &outside);
    }
    return relation_err(out, e);
}

err_code build_coverage(relation *out, const view_request *q, err *e)
{
    member_set listed;
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED, out);
    while (scan_next(&s) && !out->failed) {
        member_set m;
        if (s.ev.class_code != CLUSTER_INDUSTRY || !is_listed(q, &s.ev))
            continue;
        if (!members_of(&m, q, s.ev.seq))
            return arena_err(q->a, e);
        cell *row = relation_row(out);
        if (row == NULL)
            break;
        cell_text(&row[0], attrs_text(s.ev.attrs, STR("list"), q->a));
        cell_text(&row[1], attrs_text(s.ev.attrs, STR("code"), q->a));
        put_name(&row[2], q, s.ev.seq);
        relation_why(out, &row[2], s.ev.seq);
        put_funds(out, row, q, &m);
    }
    if (!gather_listed(&listed, q))
        return arena_err(q->a, e);
    return put_outside(out, q, &listed, e);
}
