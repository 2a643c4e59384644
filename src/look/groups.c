/* look_sectors, look_regions: a source's money by the sector or region of what it stays in, funds apart.
 *
 * Of each enterprise and other party that is no fund, what stays there (`kept` of look) goes to its sector; what stays in
 * funds is a row of its own: the residual. On the ledger's bases the rows add up to all that the source put in, to the fen.
 * By statements nothing is known of what stays: there money is Σ of the money in what is no fund, as an interval. */
#include "look/look_int.h"

#include <stdlib.h>

#define GROUP_COLUMNS(word, zh, en)                                                                                    \
    {"from", CELL_TEXT, "来源", "from", UNIT_NONE, "", "", ""}, {word, CELL_TEXT, zh, en, UNIT_NONE, "", "", ""},      \
        {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},                                                  \
        {"from_name", CELL_TEXT, "来源名称", "from's name", UNIT_NONE, "", "", ""},                                    \
        {"name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},                                                    \
        {"parties",                                                                                                    \
         CELL_INT,                                                                                                     \
         "主体数",                                                                                                     \
         "parties",                                                                                                    \
         UNIT_NONE,                                                                                                    \
         "look_group_parties",                                                                                         \
         "其中有来源资金的主体数",                                                                                     \
         "parties there that have any of the source's money"},                                                         \
        {"money",                                                                                                      \
         CELL_INTERVAL,                                                                                                \
         "穿透金额",                                                                                                   \
         "money looked through",                                                                                       \
         UNIT_NONE,                                                                                                    \
         "look_group_money",                                                                                           \
         "Σ 各主体的停留金额(look 的 kept);陈述口径为 Σ 穿透金额",                                                     \
         "Σ what stays in each party (kept of look); as reported: Σ money looked through"},                            \
        {"part",                                                                                                       \
         CELL_INTERVAL,                                                                                                \
         "占来源",                                                                                                     \
         "part of the source",                                                                                         \
         UNIT_PERCENT,                                                                                                 \
         "look_group_part",                                                                                            \
         "穿透金额 ÷ 来源投出的全部,按最大余额法取到百万分之一,合计 100 %",                                            \
         "money ÷ all that the source put in, to the millionth by largest remainder, adding up to 100 %"},             \
    {                                                                                                                  \
        "whole", CELL_INTERVAL, "来源投出的全部", "all that the source put in", UNIT_NONE, "look_group_whole",         \
            "Σ 来源直接投出的各笔", "Σ what the source itself has in others"                                          \
    }
static const column_info sector_columns[] = {GROUP_COLUMNS("sector", "行业", "sector")};
static const column_info region_columns[] = {GROUP_COLUMNS("region", "地区", "region")};
const relation_info look_sectors_info = {
    "look_sectors",
    "穿透行业",
    "Look-through by sector",
    "来源的资金最终停留在哪些行业,未投出基金者单列,合计等于来源投出的全部;用 --where from=编号 指定来源",
    "where a source's money stays, by sector; what stays in funds on a row of its own; adds up to all that it put in; "
    "choose it with --where from=ID",
    sector_columns,
    COUNT_OF(sector_columns),
    3};
const relation_info look_regions_info = {
    "look_regions",
    "穿透地区",
    "Look-through by region",
    "来源的资金最终停留在哪些地区,未投出基金者单列,合计等于来源投出的全部;用 --where from=编号 指定来源",
    "where a source's money stays, by region; what stays in funds on a row of its own; adds up to all that it put in; "
    "choose it with --where from=ID",
    region_columns,
    COUNT_OF(region_columns),
    3};
enum { FROM, GROUP, BASIS, FROM_NAME, NAME, PARTIES, MONEY, PART, WHOLE };

#define IN_FUNDS "(in-funds)"
#define NOT_STATED "(not-stated)"

typedef struct member { /* a party that money stays in, under the word of its group */
    str word;
    uint32_t node;
    seq_no said_by;
} member;
typedef struct grouping {
    relation *out;
    const view_request *q;
    const source *from;
    party_text what;
    web w;
    bool *is_from;
    shares theirs;
    int64_t *kept, whole;
    bool knows_kept;
    member *members;
    uint32_t count;
} grouping;

static int compare_members(const void *one, const void *other)
{
    const member *a = one, *b = other;
    int by_word = str_compare(a->word, b->word);
    return by_word != 0 ? by_word : (a->node > b->node) - (a->node < b->node);
}

static bool is_reached(const grouping *k, uint32_t at)
{
    return !k->is_from[at] && k->theirs.hi[at] > 0;
}

static void put_member(grouping *k, uint32_t at, const party_facts *facts)
{
    event ev;
    member *m = &k->members[k->count++];
    seq_no party = k->w.nodes[at].party;
    book_entry(&ev, k->q->b, party);
    str word = party_text_of(&m->said_by, facts, k->q, &ev, k->what);
    m->node = at;
    m->word = book_is_fund(k->q->b, party) ? STR(IN_FUNDS) : word.len == 0 ? STR(NOT_STATED) : word;
}

static bool list_members(grouping *k)
{
    size_t room = (size_t)k->w.node_count + 1;
    party_facts facts;
    k->members = arena_get(k->q->a, sizeof *k->members * room);
    if (k->members == NULL || !party_facts_build(&facts, k->q)) return false;
    for (uint32_t i = 0; i < k->w.node_count; i++)
        if (is_reached(k, i)) put_member(k, i, &facts);
    if (k->count > 0) qsort(k->members, k->count, sizeof *k->members, compare_members);
    return true;
}

static void put_words(const grouping *k, cell *row, str word)
{
    put_source(&row[FROM], &row[FROM_NAME], k->from, k->q);
    cell_text(&row[GROUP], word);
    put_basis(&row[BASIS], k->w.basis);
    if (str_equal(word, STR(IN_FUNDS)))
        put_word(&row[NAME], "in funds", "停留在基金", "stays in funds");
    else if (str_equal(word, STR(NOT_STATED)))
        put_word(&row[NAME], "not stated", "未述", "not stated");
    else
        cell_text(&row[NAME], k->what == PARTY_REGION ? region_name(word) : word);
}

/* What stays in the members of a group. Who says where they belong is behind the group's own name. */
static void why_group(const grouping *k, cell *c, const member *of, uint32_t count)
{
    uint32_t *nodes = k->out->without_why ? NULL : arena_get(k->q->a, sizeof *nodes * count);
    if (nodes == NULL) return;
    for (uint32_t i = 0; i < count; i++) nodes[i] = of[i].node;
    why_kept(k->out, c, &k->w, k->is_from, nodes, count);
}

static void why_word(const grouping *k, cell *c, const member *of, uint32_t count)
{
    entry_list l = {.count = 0};
    for (uint32_t i = 0; i < count; i++)
        if (!k->out->without_why && !entries_put(&l, k->q->a, of[i].said_by)) k->out->failed = true;
    why_list(k->out, c, k->q->a, &l);
}

static void why_whole(const grouping *k, cell *c)
{
    entry_list l = {.count = 0};
    if (k->out->without_why) return;
    for (uint32_t i = 0; i < k->w.stake_count; i++) {
        const stake *s = &k->w.stakes[i];
        if (k->is_from[s->owner] && !k->is_from[s->owned] && !join_seqs(&l, k->q->a, s->entries, s->entry_count))
            k->out->failed = true;
    }
    why_list(k->out, c, k->q->a, &l);
}

static interval group_money(const grouping *k, const member *of, uint32_t count, unit_code *code)
{
    interval sum = interval_exact(0);
    bool known;
    *code = k->w.nodes[of[0].node].unit;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = of[i].node;
        interval x = k->knows_kept ? interval_exact(k->kept[at]) : money_of(&k->theirs, &k->w, at, &known);
        sum = interval_add(sum, k->w.nodes[at].unit == *code ? x : interval_unknown(false));
    }
    return sum;
}

static void put_group(const grouping *k, const member *of, uint32_t count, const int64_t *ppm)
{
    unit_code code;
    bool is_residual = str_equal(of[0].word, STR(IN_FUNDS));
    if (is_residual && !k->knows_kept) return;
    cell *row = relation_row(k->out);
    if (row == NULL) return;
    put_words(k, row, of[0].word);
    cell_int(&row[PARTIES], count);
    interval money = group_money(k, of, count, &code);
    cell_interval(&row[MONEY], money, code, QUALIFIER_NONE);
    if (k->knows_kept && k->whole > 0) {
        cell_exact(&row[PART], *ppm, UNIT_PERCENT);
        cell_exact(&row[WHOLE], k->whole, code);
    }
    why_word(k, &row[GROUP], of, count);
    bool is_asked = k->q->why_key.len == 0 || str_equal(key_part(k->q->why_key, 1), of[0].word);
    for (int i = PARTIES; i <= PART && is_asked; i++)
        if (row[i].type != 0) why_group(k, &row[i], of, count);
    if (row[WHOLE].type != 0 && is_asked) why_whole(k, &row[WHOLE]);
}

static uint32_t end_of_group(const grouping *k, uint32_t first)
{
    uint32_t end = first + 1;
    while (end < k->count && str_equal(k->members[end].word, k->members[first].word)) end++;
    return end;
}

/* Parts per million of all groups, in their order. */
static bool allot_groups(int64_t **ppm, const grouping *k)
{
    uint32_t group_count = 0;
    double *parts = arena_get(k->q->a, sizeof *parts * ((size_t)k->count + 1));
    *ppm = arena_get(k->q->a, sizeof **ppm * ((size_t)k->count + 1));
    if (parts == NULL || *ppm == NULL) return false;
    if (!k->knows_kept || k->whole <= 0) return true;
    for (uint32_t i = 0; i < k->count; i = end_of_group(k, i), group_count++) {
        unit_code code;
        interval sum = group_money(k, k->members + i, end_of_group(k, i) - i, &code);
        parts[group_count] = (double)sum.lo / (double)k->whole * 1e6;
    }
    return allot(*ppm, parts, group_count, 1000000, k->q->a);
}

static bool put_groups(grouping *k)
{
    int64_t *ppm;
    if (!list_members(k) || !allot_groups(&ppm, k)) return false;
    for (uint32_t i = 0; i < k->count && !k->out->failed; ppm++) {
        uint32_t end = end_of_group(k, i);
        put_group(k, k->members + i, end - i, ppm);
        i = end;
    }
    return true;
}

static err_code build(relation *out, const view_request *q, party_text what, err *e)
{
    source from;
    if (!source_asked(&from, q)) return arena_err(q->a, e);
    for (int on = LOOK_COMMITTED; on < LOOK_BASES; on++) {
        grouping k = {.out = out, .q = q, .from = &from, .what = what};
        if (!web_is_wanted(q, (look_basis)on)) continue;
        if (!web_build(&k.w, q, (look_basis)on) || !source_nodes(&k.is_from, &from, &k.w) ||
            !shares_down(&k.theirs, &k.w, k.is_from) ||
            !kept_of(&k.kept, &k.whole, &k.knows_kept, &k.theirs, &k.w, k.is_from) || !put_groups(&k))
            return arena_err(q->a, e);
    }
    return relation_err(out, e);
}

err_code build_look_sectors(relation *out, const view_request *q, err *e)
{
    return build(out, q, PARTY_SECTOR, e);
}

err_code build_look_regions(relation *out, const view_request *q, err *e)
{
    return build(out, q, PARTY_REGION, e);
}
