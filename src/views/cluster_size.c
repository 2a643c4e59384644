/* cluster size, per size basis, never mixed (design: views 3).
 *
 * gross         = Σ size over members
 * net top-down  = Σ max(0, size − commitments into it from members): what members put into each other counts once
 * net bottom-up = Σ commitments into members from non-members, at most the member's size where that is known
 * unexplained   = net top-down − net bottom-up
 * Basis paid_in goes with paid-in money, every other basis with commitments. From the ledger a size is the sum of
 * commitments (subscribed) or contributions (paid_in). All are intervals; what no source states is [0, ∞) and counted:
 * a size, the amount of a stake that somebody names, the members of a cluster that has none. Zero joins what may be
 * nothing: a stake planned, selected or disputed, and all of a member that may not be one on as_of. Another currency is
 * unknown in yuan. Sums over populations (position.reported) are never part of it. */
#include "views/views_int.h"

#include <stdlib.h>

static const column_info size_columns[] = {
    {"cluster", CELL_TEXT, "集群", "cluster", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"record", CELL_TEXT, "记录", "record", UNIT_NONE, "", "", ""},
    {"cluster_name", CELL_TEXT, "集群名称", "cluster's name", UNIT_NONE, "", "", ""},
    {"members", CELL_INT, "成员数", "members", UNIT_NONE, "cluster_members", "展开嵌套集群后的成员,每个一次",
     "members through nested clusters, each once"},
    {"unsized", CELL_INT, "规模未述", "without a size", UNIT_NONE, "cluster_unsized", "该口径没有人民币规模的成员数",
     "members without a size in yuan on this basis"},
    {"gross", CELL_INTERVAL, "合计", "gross", UNIT_CNY, "cluster_gross", "Σ 成员规模", "Σ size of members"},
    {"net_top_down", CELL_INTERVAL, "净额(自上)", "net, top-down", UNIT_CNY, "cluster_net_top_down",
     "Σ max(0, 成员规模 − 成员对其认缴)", "Σ max(0, size − commitments into it from members)"},
    {"net_bottom_up", CELL_INTERVAL, "净额(自下)", "net, bottom-up", UNIT_CNY, "cluster_net_bottom_up",
     "Σ 非成员对成员的认缴,不超过该成员规模", "Σ commitments from non-members, at most the member's size"},
    {"unexplained", CELL_INTERVAL, "未解释差额", "unexplained", UNIT_CNY, "cluster_unexplained",
     "净额(自上) − 净额(自下)", "net top-down − net bottom-up"},
    {"stated", CELL_INTERVAL, "来源所述总额", "stated for the whole", UNIT_CNY, "", "", ""},
};
const relation_info cluster_size_info = {
    "cluster_size",
    "集群规模",
    "Cluster size",
    "按口径:成员规模合计、去重净额(自上与自下)、未解释差额",
    "per basis: gross, net of double counting top-down and bottom-up, the unexplained rest",
    size_columns,
    COUNT_OF(size_columns),
    3};
static const column_info unknown_columns[] = {
    {"cluster", CELL_TEXT, "集群", "cluster", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"rank", CELL_INT, "次序", "rank", UNIT_NONE, "", "", ""},
    {"ask", CELL_TEXT, "问谁", "whom to ask", UNIT_NONE, "", "", ""},
    {"ask_name", CELL_TEXT, "问谁名称", "name", UNIT_NONE, "", "", ""},
    {"about", CELL_TEXT, "问什么", "about", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"now", CELL_INTERVAL, "现知", "known now", UNIT_CNY, "", "", ""},
    {"width", CELL_INTERVAL, "区间宽度", "width", UNIT_CNY, "interval_width", "上限 − 下限", "hi − lo"},
};
const relation_info cluster_unknowns_info = {
    "cluster_unknowns",
    "集群待问",
    "Cluster unknowns",
    "使集群规模区间变宽最多的缺口:先问谁、问什么",
    "the gaps that widen a cluster's size most: whom to ask first, and about what",
    unknown_columns,
    COUNT_OF(unknown_columns),
    3};

/* One cluster on one basis and record, with what its figures are made of. */
typedef struct sizing {
    const view_request *q;
    seq_no cluster;
    int basis;
    bool ledger;
    const stakes *links;
    const choices *sizes;
    member_set members;
    interval gross, top_down, bottom_up;
    uint32_t unsized;
    entry_list size_entries, inside_entries, outside_entries;
    said whole; /* what is stated for the cluster itself */
    bool failed;
} sizing;

/* What a stake put into its fund by that record. False: the record says nothing of it. */
static bool stake_value(interval *out, const sizing *z, const stake_row *s)
{
    if (z->ledger) {
        *out = z->basis == BASIS_PAID_IN ? s->paid_in : s->committed;
        if (s->unit != UNIT_CNY) *out = interval_unknown(false);
        return s->has_ledger;
    }
    said x = stake_said(z->links, z->q, s, z->basis == BASIS_PAID_IN ? STAKE_AMOUNT_PAID : STAKE_AMOUNT);
    event ev;
    *out = said_yuan(&x);
    if (x.by == NULL) return s->statements.count > 0; /* they are in it, with how much is not said */
    book_entry(&ev, z->q->b, choice_entry(x.by));
    if (!state_is_firm(ev.class_code)) *out = may_be_nothing(*out);
    return true;
}

/* The entries that say it: those of the amount, else the statement that names the stake. */
static bool stake_entries(entry_list *l, const sizing *z, const stake_row *s)
{
    bool paid = z->basis == BASIS_PAID_IN;
    if (z->ledger) {
        entry_list flows;
        return entries_of_kind(&flows, z->q, &s->flows, paid ? KIND_CONTRIBUTION_PAID : KIND_COMMITMENT_SIGNED) &&
               entries_join(l, z->q->a, &flows);
    }
    said x = stake_said(z->links, z->q, s, paid ? STAKE_AMOUNT_PAID : STAKE_AMOUNT);
    if (x.by == NULL) x = stake_said(z->links, z->q, s, STAKE_ANY);
    return choice_entries(l, z->q->a, x.by);
}

typedef struct inflow {
    interval from_members, from_outside;
    bool any;
} inflow;

static void add_stake(inflow *in, sizing *z, const stake_row *s)
{
    interval x;
    if (!stake_value(&x, z, s)) return;
    presence inside = member_is(&z->members, s->investor);
    in->any = true;
    if (inside == PRESENT_UNDETERMINED) x = interval_hull_zero(x); /* on one side or on the other */
    if (inside != PRESENT_NO) in->from_members = interval_add(in->from_members, x);
    if (inside != PRESENT_YES) in->from_outside = interval_add(in->from_outside, x);
    if ((inside != PRESENT_NO && !stake_entries(&z->inside_entries, z, s)) ||
        (inside != PRESENT_YES && !stake_entries(&z->outside_entries, z, s)))
        z->failed = true;
}

static inflow money_into(sizing *z, seq_no fund)
{
    inflow in = {.any = false};
    const group_item *i = groups_first(&z->links->by_fund, fund);
    for (; i != NULL; i = groups_next(&z->links->by_fund, i)) add_stake(&in, z, &z->links->rows[i->number]);
    return in;
}

static bool member_size(interval *out, sizing *z, seq_no member, const inflow *in)
{
    if (z->ledger) {
        *out = in->any ? interval_add(in->from_members, in->from_outside) : interval_unknown(false);
        return in->any;
    }
    said x = size_of(z->sizes, z->q, member, z->basis);
    *out = said_yuan(&x);
    if (!choice_entries(&z->size_entries, z->q->a, x.by)) z->failed = true;
    return said_is_yuan(&x);
}

/* max(0, x). */
static interval not_negative(interval x)
{
    bool below = x.lo_open || x.lo < 0;
    if (below) {
        x.lo_open = x.lo_strict = false;
        x.lo = 0;
    }
    if (below && !x.hi_open && x.hi <= 0) {
        x.hi = 0;
        x.hi_strict = false;
    }
    return x;
}

/* No more can have come from outside than the member is large; used where that is known and does not contradict. */
static interval at_most_size(interval x, interval size)
{
    interval out = x;
    bool tighter = !size.hi_open && (x.hi_open || x.hi > size.hi || (x.hi == size.hi && size.hi_strict));
    if (!tighter || (int128)x.lo + x.lo_strict > (int128)size.hi - size.hi_strict) return x;
    out.hi = size.hi;
    out.hi_open = false;
    out.hi_strict = size.hi_strict;
    out.about = x.about || size.about;
    return out;
}

static void add_member(sizing *z, uint32_t at)
{
    inflow in = money_into(z, z->members.member[at]);
    interval size;
    if (!member_size(&size, z, z->members.member[at], &in)) z->unsized++;
    interval part[] = {size, not_negative(interval_sub(size, in.from_members)), at_most_size(in.from_outside, size)};
    for (size_t i = 0; i < COUNT_OF(part) && z->members.is[at] == PRESENT_UNDETERMINED; i++)
        part[i] = interval_hull_zero(part[i]);
    z->gross = interval_add(z->gross, part[0]);
    z->top_down = interval_add(z->top_down, part[1]);
    z->bottom_up = interval_add(z->bottom_up, part[2]);
}

/* False when there is nothing to say on this basis: no member has a size, and nothing is stated for a fund cluster. */
static bool size_up(sizing *z, bool is_fund_cluster)
{
    for (uint32_t i = 0; !z->failed && i < z->members.count; i++) add_member(z, i);
    if (z->members.count == 0)
        z->gross = z->top_down = z->bottom_up = interval_unknown(false); /* who belongs to it is not known */
    if (!z->ledger) z->whole = size_of(z->sizes, z->q, z->cluster, z->basis);
    return !z->failed && (z->members.count > z->unsized || (is_fund_cluster && z->whole.by != NULL));
}

/* ---- walking clusters × bases × records ---- */

typedef bool (*sizing_each)(relation *out, sizing *z);
typedef struct walk {
    stakes links;
    choices sizes;
    memberships in;
} walk;

static bool walk_build(walk *w, const view_request *q)
{
    return stakes_build(&w->links, q) && choose_sizes(&w->sizes, q) && memberships_build(&w->in, q);
}

static bool record_asked(const view_request *q, bool ledger)
{
    bool asked = q->at.record == RECORD_LEDGER || q->at.record == RECORD_REPORTED;
    return !asked || q->at.record == (ledger ? RECORD_LEDGER : RECORD_REPORTED);
}

static bool walk_cluster(relation *out, const view_request *q, const walk *w, const event *cluster, sizing_each each)
{
    sizing of = {.q = q, .cluster = cluster->seq, .links = &w->links, .sizes = &w->sizes};
    if (!members_of(&of.members, &w->in, q, cluster->seq)) return false;
    for (int on = BASIS_TARGET; on < BASIS_COUNT; on++) {
        for (int ledger = 0; ledger < 2; ledger++) {
            bool held = !ledger || on == BASIS_SUBSCRIBED || on == BASIS_PAID_IN;
            if (!held || !record_asked(q, ledger)) continue;
            sizing z = of;
            z.basis = on;
            z.ledger = ledger;
            if (size_up(&z, cluster->class_code == CLUSTER_FUNDS) && !each(out, &z)) return false;
            if (z.failed) return false;
        }
    }
    return true;
}

static err_code walk_clusters(relation *out, const view_request *q, sizing_each each, err *e)
{
    walk w;
    if (!walk_build(&w, q)) return arena_err(q->a, e);
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED);
    while (scan_next(&s) && !out->failed)
        if (s.ev.class_code != CLUSTER_INDUSTRY && !walk_cluster(out, q, &w, &s.ev, each)) return arena_err(q->a, e);
    return relation_err(out, e);
}

/* ---- cluster_size ---- */

enum { OF_SIZES = 1, OF_INSIDE = 2, OF_OUTSIDE = 4 };

/* The members, and the entries of the parts that went into the figure. */
static void why_figure(relation *out, cell *c, const sizing *z, int parts)
{
    const entry_list own = {.seq = (seq_no[]){z->cluster}, .count = 1};
    const entry_list *lists[5] = {&z->members.why};
    uint32_t count = 1;
    if (z->members.count == 0) lists[count++] = &own;
    if (parts & OF_SIZES) lists[count++] = &z->size_entries;
    if ((parts & OF_INSIDE) || (z->ledger && (parts & OF_SIZES))) lists[count++] = &z->inside_entries;
    if ((parts & OF_OUTSIDE) || (z->ledger && (parts & OF_SIZES))) lists[count++] = &z->outside_entries;
    CHECK(count <= COUNT_OF(lists));
    why_entries(out, c, z->q->a, lists, count);
}

static void put_figure(relation *out, cell *c, const sizing *z, interval x, int parts)
{
    cell_interval(c, x, UNIT_CNY, QUALIFIER_NONE);
    why_figure(out, c, z, parts);
}

static void put_count(relation *out, cell *c, const sizing *z, int64_t count, int parts)
{
    cell_int(c, count);
    why_figure(out, c, z, parts);
}

static void put_head(cell *row, const sizing *z)
{
    put_id(&row[0], z->q, z->cluster);
    put_enum(&row[1], LIST_size_basis, z->basis);
}

static void put_whole(relation *out, cell *c, const sizing *z)
{
    entry_list l = {.count = 0};
    if (z->whole.by == NULL) return;
    cell_interval(c, z->whole.x, z->whole.unit, z->whole.q);
    if (choice_entries(&l, z->q->a, z->whole.by))
        why_list(out, c, z->q->a, &l);
    else
        out->failed = true;
}

static bool put_size(relation *out, sizing *z)
{
    cell *row = relation_row(out);
    if (row == NULL) return false;
    put_head(row, z);
    put_word(&row[2], z->ledger ? "ledger" : "reported", z->ledger ? "账面" : "陈述",
             z->ledger ? "ledger" : "reported");
    put_name(&row[3], z->q, z->cluster);
    put_count(out, &row[4], z, z->members.count, 0);
    put_count(out, &row[5], z, z->unsized, OF_SIZES);
    put_figure(out, &row[6], z, z->gross, OF_SIZES);
    put_figure(out, &row[7], z, z->top_down, OF_SIZES | OF_INSIDE);
    put_figure(out, &row[8], z, z->bottom_up, OF_SIZES | OF_OUTSIDE);
    put_figure(out, &row[9], z, interval_sub(z->top_down, z->bottom_up), OF_SIZES | OF_INSIDE | OF_OUTSIDE);
    put_whole(out, &row[10], z);
    return !out->failed;
}

err_code build_cluster_size(relation *out, const view_request *q, err *e)
{
    return walk_clusters(out, q, put_size, e);
}

/* ---- cluster_unknowns ---- */

typedef enum gap_about { GAP_SIZE, GAP_STAKE, GAP_MEMBERS } gap_about;
typedef struct gap {
    gap_about about;
    seq_no ask, investor;
    interval now, width;
    entry_list why;
    uint32_t order;
} gap;
typedef struct gaps {
    sizing *z;
    gap *items;
    uint32_t count, room;
} gaps;

static interval width_of(interval x)
{
    int64_t width;
    if (x.lo_open || x.hi_open || __builtin_sub_overflow(x.hi, x.lo, &width)) return interval_unknown(false);
    return interval_exact(width);
}

/* A new gap at the end; NULL on memory. */
static gap *gap_make(gaps *g, gap_about about, seq_no ask, interval now)
{
    if (!arena_grow(g->z->q->a, (void **)&g->items, sizeof *g->items, &g->room, g->count + 1)) {
        g->z->failed = true;
        return NULL;
    }
    gap *x = &g->items[g->count];
    *x = (gap){.about = about, .ask = ask, .now = now, .width = width_of(now), .order = g->count++};
    return x;
}

static void add_size_gap(gaps *g, uint32_t at)
{
    sizing *z = g->z;
    said size = size_of(z->sizes, z->q, z->members.member[at], z->basis);
    interval now = said_yuan(&size);
    if (z->ledger || (said_is_yuan(&size) && interval_is_exact(now))) return;
    gap *x = gap_make(g, GAP_SIZE, z->members.member[at], now);
    if (x == NULL) return;
    bool done =
        size.by ? choice_entries(&x->why, z->q->a, size.by) : entries_put(&x->why, z->q->a, z->members.entry[at]);
    z->failed = z->failed || !done;
}

static void add_stake_gaps(gaps *g, seq_no fund)
{
    sizing *z = g->z;
    const group_item *i = groups_first(&z->links->by_fund, fund);
    for (; i != NULL; i = groups_next(&z->links->by_fund, i)) {
        const stake_row *s = &z->links->rows[i->number];
        interval x;
        if (!stake_value(&x, z, s) || interval_is_exact(x)) continue;
        gap *made = gap_make(g, GAP_STAKE, fund, x);
        if (made == NULL) return;
        made->investor = s->investor;
        if (!stake_entries(&made->why, z, s)) z->failed = true;
    }
}

static void add_members_gap(gaps *g)
{
    gap *x = g->z->members.count == 0 ? gap_make(g, GAP_MEMBERS, g->z->cluster, interval_unknown(false)) : NULL;
    if (x != NULL && !entries_put(&x->why, g->z->q->a, g->z->cluster)) g->z->failed = true;
}

/* Widest first; open ones before closed ones; ties in the order in which they were found. */
static int compare_gaps(const void *one, const void *other)
{
    const gap *a = one, *b = other;
    if (a->width.hi_open != b->width.hi_open) return a->width.hi_open ? -1 : 1;
    if (!a->width.hi_open && a->width.lo != b->width.lo) return a->width.lo > b->width.lo ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static void put_gap(relation *out, const gaps *g, uint32_t at)
{
    static const char *const words[][3] = {
        {"size", "规模", "size"}, {"stake", "出资额", "stake"}, {"members", "成员", "members"}};
    const gap *x = &g->items[at];
    cell *row = relation_row(out);
    if (row == NULL) return;
    put_head(row, g->z);
    cell_int(&row[2], at + 1);
    put_id(&row[3], g->z->q, x->ask);
    put_name(&row[4], g->z->q, x->ask);
    put_word(&row[5], words[x->about][0], words[x->about][1], words[x->about][2]);
    put_id(&row[6], g->z->q, x->investor);
    cell_interval(&row[7], x->now, UNIT_CNY, QUALIFIER_NONE);
    why_list(out, &row[7], g->z->q->a, &x->why);
    cell_interval(&row[8], x->width, UNIT_CNY, QUALIFIER_NONE);
    why_list(out, &row[8], g->z->q->a, &x->why);
}

static bool put_gaps(relation *out, sizing *z)
{
    gaps g = {.z = z};
    add_members_gap(&g);
    for (uint32_t i = 0; i < z->members.count && !z->failed; i++) {
        add_size_gap(&g, i);
        add_stake_gaps(&g, z->members.member[i]);
    }
    if (z->failed) return false;
    if (g.count > 1) qsort(g.items, g.count, sizeof *g.items, compare_gaps);
    for (uint32_t i = 0; i < g.count; i++) put_gap(out, &g, i);
    return !out->failed;
}

/* Public statements have gaps; the ledger is exact, so it is only looked at when it alone is asked for. */
err_code build_cluster_unknowns(relation *out, const view_request *q, err *e)
{
    view_request asked = *q;
    if (asked.at.record != RECORD_LEDGER) asked.at.record = RECORD_REPORTED;
    return walk_clusters(out, &asked, put_gaps, e);
}
