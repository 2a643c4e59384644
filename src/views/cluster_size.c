/* cluster size, per size basis, never mixed (design: views 3).
 *
 * gross         = Σ size over members
 * net top-down  = Σ max(0, size − commitments into it from members): what members put into each other counts once
 * net bottom-up = Σ commitments into members from non-members, at most the member's size where that is known
 * unexplained   = net top-down − net bottom-up
 * Basis paid_in goes with paid-in money, every other basis with commitments. From the ledger a size is the sum of
 * commitments (subscribed) or contributions (paid_in). All are intervals; what no source states is [0, ∞) and counted. */
#include "views/views_int.h"

static const column_info size_columns[] = {
    {"cluster", CELL_TEXT, "集群", "cluster", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"record", CELL_TEXT, "记录", "record", UNIT_NONE, "", "", ""},
    {"cluster_name", CELL_TEXT, "集群名称", "cluster's name", UNIT_NONE, "", "", ""},
    {"members", CELL_INT, "成员数", "members", UNIT_NONE, "", "", ""},
    {"unsized", CELL_INT, "规模未述", "without a size", UNIT_NONE, "", "", ""},
    {"gross", CELL_INTERVAL, "合计", "gross", UNIT_CNY, "cluster_gross", "Σ 成员规模", "Σ size of members"},
    {"net_top_down", CELL_INTERVAL, "净额(自上)", "net, top-down", UNIT_CNY, "cluster_net_top_down",
     "Σ max(0, 成员规模 − 成员对其认缴)", "Σ max(0, size − commitments into it from members)"},
    {"net_bottom_up", CELL_INTERVAL, "净额(自下)", "net, bottom-up", UNIT_CNY, "cluster_net_bottom_up",
     "Σ 非成员对成员的认缴,不超过该成员规模", "Σ commitments from non-members, at most the member's size"},
    {"unexplained", CELL_INTERVAL, "未解释差额", "unexplained", UNIT_CNY, "cluster_unexplained", "净额(自上) − 净额(自下)",
     "net top-down − net bottom-up"},
    {"stated", CELL_INTERVAL, "来源所述总额", "stated for the whole", UNIT_CNY, "", "", ""},
};
const relation_info cluster_size_info = {"cluster_size", "集群规模", "Cluster size",
                                         "按口径:成员规模合计、去重净额(自上与自下)、未解释差额",
                                         "per basis: gross, net of double counting top-down and bottom-up, the unexplained rest",
                                         size_columns, COUNT_OF(size_columns), 3};
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
const relation_info cluster_unknowns_info = {"cluster_unknowns", "集群待问", "Cluster unknowns",
                                             "使集群规模区间变宽最多的缺口:先问谁、问什么",
                                             "the gaps that widen a cluster's size most: whom to ask first, and about what",
                                             unknown_columns, COUNT_OF(unknown_columns), 3};

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
    seq_no *why; /* all entries behind the figures */
    uint32_t why_count, why_room;
    bool failed;
} sizing;

static void note(sizing *z, seq_no entry)
{
    if (entry == 0)
        return;
    if (!arena_grow(z->q->a, (void **)&z->why, sizeof *z->why, &z->why_room, z->why_count + 1))
        z->failed = true;
    else
        z->why[z->why_count++] = entry;
}

static bool is_member(const sizing *z, seq_no who)
{
    uint32_t at;
    return map_u64_find(&at, &z->members.index, who);
}

/* What a stake put into its fund, by the record that is asked for. False: the record says nothing of it. */
static bool stake_value(interval *out, const sizing *z, const stake_row *s)
{
    if (z->ledger) {
        *out = z->basis == BASIS_PAID_IN ? s->paid_in : s->committed;
        return s->has_ledger;
    }
    *out = s->amount;
    return s->statements > 0 && (s->stated == 0 || s->unit == UNIT_CNY);
}

static void note_stake(sizing *z, const stake_row *s)
{
    for (uint32_t i = 0; z->ledger && i < s->why_count; i++)
        note(z, s->why[i]);
    if (!z->ledger)
        note(z, s->stated ? s->stated : s->best);
}

typedef struct inflow {
    interval from_members, from_outside;
    bool any;
} inflow;

static inflow money_into(sizing *z, seq_no fund)
{
    inflow in = {.any = false};
    for (uint32_t i = 0; i < z->links->count; i++) {
        const stake_row *s = &z->links->rows[i];
        interval x;
        if (s->fund != fund || !stake_value(&x, z, s))
            continue;
        in.any = true;
        interval *sum = is_member(z, s->investor) ? &in.from_members : &in.from_outside;
        *sum = interval_add(*sum, x);
        note_stake(z, s);
    }
    return in;
}

static bool member_size(interval *out, sizing *z, seq_no member, const inflow *in)
{
    seq_no entry = 0;
    if (z->ledger) {
        *out = interval_add(in->from_members, in->from_outside);
        return in->any;
    }
    bool known = size_of(out, &entry, z->sizes, z->q, member, z->basis);
    note(z, entry);
    return known;
}

static interval not_negative(interval x)
{
    if (x.lo_open || x.lo < 0) {
        x.lo_open = x.lo_strict = false;
        x.lo = 0;
    }
    if (!x.hi_open && x.hi < 0) {
        x.hi = 0;
        x.hi_strict = false;
    }
    return x;
}

/* No more can have come from outside than the member is large; used when that is known. */
static interval at_most_size(interval x, interval size)
{
    bool tighter = !size.hi_open && (x.hi_open || x.hi > size.hi);
    if (tighter && (x.lo_open || x.lo <= size.hi)) {
        x.hi = size.hi;
        x.hi_open = false;
        x.hi_strict = x.lo < size.hi && size.hi_strict;
    }
    return x;
}

static void add_member(sizing *z, seq_no member)
{
    inflow in = money_into(z, member);
    interval size;
    if (!member_size(&size, z, member, &in))
        z->unsized++;
    z->gross = interval_add(z->gross, size);
    z->top_down = interval_add(z->top_down, not_negative(interval_sub(size, in.from_members)));
    z->bottom_up = interval_add(z->bottom_up, at_most_size(in.from_outside, size));
}

/* False when there is nothing to say on this basis: no member has a size, and none a stake of that record. */
static bool size_up(sizing *z)
{
    uint32_t silent = 0;
    if (!members_of(&z->members, z->q, z->cluster))
        z->failed = true;
    for (uint32_t i = 0; !z->failed && i < z->members.count; i++)
        add_member(z, z->members.member[i]);
    silent = z->unsized;
    return !z->failed && z->members.count > silent;
}

/* ---- walking clusters × bases × records ---- */

typedef bool (*sizing_each)(relation *out, sizing *z);
typedef struct walk {
    stakes subscribed, paid;
    choices sizes;
} walk;

static bool walk_build(walk *w, const view_request *q, relation *out)
{
    return stakes_build(&w->subscribed, q, BASIS_SUBSCRIBED, out) && stakes_build(&w->paid, q, BASIS_PAID_IN, NULL) &&
           choose_sizes(&w->sizes, q, out);
}

static bool record_asked(const view_request *q, bool ledger)
{
    return q->at.record == 0 || q->at.record == (ledger ? RECORD_LEDGER : RECORD_REPORTED);
}

static bool walk_cluster(relation *out, const view_request *q, const walk *w, seq_no cluster, sizing_each each)
{
    for (int on = BASIS_TARGET; on < BASIS_COUNT; on++) {
        for (int ledger = 0; ledger < 2; ledger++) {
            bool held = !ledger || on == BASIS_SUBSCRIBED || on == BASIS_PAID_IN;
            if (!held || !record_asked(q, ledger))
                continue;
            sizing z = {.q = q, .cluster = cluster, .basis = on, .ledger = ledger, .sizes = &w->sizes};
            z.links = on == BASIS_PAID_IN ? &w->paid : &w->subscribed;
            if (size_up(&z) && !each(out, &z))
                return false;
            if (z.failed)
                return false;
        }
    }
    return true;
}

static err_code walk_clusters(relation *out, const view_request *q, sizing_each each, err *e)
{
    walk w;
    if (!walk_build(&w, q, out))
        return arena_err(q->a, e);
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED, out);
    while (scan_next(&s) && !out->failed)
        if (s.ev.class_code != CLUSTER_INDUSTRY && !walk_cluster(out, q, &w, s.ev.seq, each))
            return arena_err(q->a, e);
    return relation_err(out, e);
}

/* ---- the two relations ---- */

static void put_figure(relation *out, cell *c, const sizing *z, interval x)
{
    cell_interval(c, x, UNIT_CNY, QUALIFIER_NONE);
    for (uint32_t i = 0; i < z->members.count; i++)
        relation_why(out, c, z->members.entry[i]);
    for (uint32_t i = 0; i < z->why_count; i++)
        relation_why(out, c, z->why[i]);
    out->about_used = out->about_used || x.about;
}

static void put_head(cell *row, const sizing *z)
{
    put_id(&row[0], z->q, z->cluster);
    put_enum(&row[1], LIST_size_basis, z->basis);
}

static bool put_size(relation *out, sizing *z)
{
    cell *row = relation_row(out);
    interval whole;
    seq_no entry;
    if (row == NULL)
        return false;
    put_head(row, z);
    put_word(&row[2], z->ledger ? "ledger" : "reported", z->ledger ? "账面" : "陈述", z->ledger ? "ledger" : "reported");
    put_name(&row[3], z->q, z->cluster);
    cell_int(&row[4], z->members.count);
    cell_int(&row[5], z->unsized);
    put_figure(out, &row[6], z, z->gross);
    put_figure(out, &row[7], z, z->top_down);
    put_figure(out, &row[8], z, z->bottom_up);
    put_figure(out, &row[9], z, interval_sub(z->top_down, z->bottom_up));
    if (!z->ledger && size_of(&whole, &entry, z->sizes, z->q, z->cluster, z->basis)) {
        event ev;
        book_entry(&ev, z->q->b, entry);
        cell_interval(&row[10], whole, UNIT_CNY, ev.amount.q);
        relation_why(out, &row[10], entry);
    }
    return !out->failed;
}

err_code build_cluster_size(relation *out, const view_request *q, err *e)
{
    return walk_clusters(out, q, put_size, e);
}

static interval width_of(interval x)
{
    if (x.lo_open || x.hi_open)
        return interval_unknown(false);
    return interval_exact(x.hi - x.lo);
}

static bool put_gap(relation *out, const sizing *z, seq_no ask, seq_no investor, interval now, seq_no entry)
{
    cell *row = relation_row(out);
    if (row == NULL)
        return false;
    put_head(row, z);
    put_id(&row[3], z->q, ask);
    put_name(&row[4], z->q, ask);
    put_word(&row[5], investor ? "stake" : "size", investor ? "出资额" : "规模", investor ? "stake" : "size");
    put_id(&row[6], z->q, investor);
    cell_interval(&row[7], now, UNIT_CNY, QUALIFIER_NONE);
    relation_why(out, &row[7], entry);
    cell_interval(&row[8], width_of(now), UNIT_CNY, QUALIFIER_NONE);
    relation_why(out, &row[8], entry);
    return !out->failed;
}

static bool put_stake_gaps(relation *out, const sizing *z, seq_no fund)
{
    for (uint32_t i = 0; i < z->links->count; i++) {
        const stake_row *s = &z->links->rows[i];
        interval x;
        if (s->fund != fund || !stake_value(&x, z, s) || interval_is_exact(x))
            continue;
        if (!put_gap(out, z, fund, s->investor, x, s->stated ? s->stated : s->best))
            return false;
    }
    return true;
}

/* Widest first; open ones before closed ones; ties in the order of the journal. */
static bool wider(const cell *a, const cell *b)
{
    if (a->interval.hi_open != b->interval.hi_open)
        return a->interval.hi_open;
    return !a->interval.hi_open && a->interval.lo > b->interval.lo;
}

static void swap_rows(relation *out, uint32_t i, uint32_t k)
{
    uint32_t n = out->info->column_count;
    for (uint32_t c = 0; c < n; c++) {
        cell held = out->cells[(size_t)i * n + c];
        out->cells[(size_t)i * n + c] = out->cells[(size_t)k * n + c];
        out->cells[(size_t)k * n + c] = held;
    }
}

static void rank_gaps(relation *out, uint32_t first)
{
    uint32_t n = out->info->column_count;
    for (uint32_t i = first + 1; i < out->row_count; i++)
        for (uint32_t k = i; k > first && wider(&out->cells[(size_t)k * n + 8], &out->cells[(size_t)(k - 1) * n + 8]); k--)
            swap_rows(out, k, k - 1);
    for (uint32_t i = first; i < out->row_count; i++)
        cell_int(&out->cells[(size_t)i * n + 2], i - first + 1);
}

static bool put_gaps(relation *out, sizing *z)
{
    uint32_t first = out->row_count;
    for (uint32_t i = 0; i < z->members.count; i++) {
        seq_no member = z->members.member[i], entry;
        interval size;
        bool known = !z->ledger && size_of(&size, &entry, z->sizes, z->q, member, z->basis);
        if (!z->ledger && (!known || !interval_is_exact(size)) &&
            !put_gap(out, z, member, 0, size, known ? entry : z->members.entry[i]))
            return false;
        if (!put_stake_gaps(out, z, member))
            return false;
    }
    rank_gaps(out, first);
    return true;
}

err_code build_cluster_unknowns(relation *out, const view_request *q, err *e)
{
    return walk_clusters(out, q, put_gaps, e);
}
