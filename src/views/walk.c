/* policy walk: regulation → program → direction → measure → instrument → fund or cluster → money, and program → indicator
 * → target, link by link, from a start down or up.
 *
 * A link has an upper and a lower end; `from` is above `to`, and upper → lower is the last step down to `to`, or the first
 * one up to `from`. Without a start every link stands once with its own ends. With from=ID the walk goes down from it, with
 * to=ID up to it; both: down, and what comes to `to`. Depth first; what is reached again is shown and not opened again, so
 * the walk ends, whatever the rows say. Directions, instruments, money and indicators are no things of the book: their ids
 * are made of the thing above and a word ("plan/资本", "m1/fund", "fund-a/paid_in", "plan/jobs"). Money of the ledger is
 * summed a fund, sizes are of statements, a basis each; links of money go from fund to fund and stop before enterprises
 * (look-through goes on from there). */
#include "views/promises_int.h"

typedef enum node_class {
    NODE_DOCUMENT,
    NODE_PROGRAM,
    NODE_DIRECTION,
    NODE_MEASURE,
    NODE_INSTRUMENT,
    NODE_FUND,
    NODE_CLUSTER,
    NODE_PARTY,
    NODE_MONEY,
    NODE_INDICATOR,
    NODE_TARGET
} node_class;
static const char *const class_words[][3] = {
    {"document", "文件", "document"},   {"program", "方案", "program"},       {"direction", "方向", "direction"},
    {"measure", "措施", "measure"},     {"instrument", "工具", "instrument"}, {"fund", "基金", "fund"},
    {"cluster", "集群", "cluster"},     {"party", "主体", "party"},           {"money", "资金", "money"},
    {"indicator", "指标", "indicator"}, {"target", "目标", "target"}};
typedef enum link_word {
    BASED_ON,
    PART_OF,
    HAS_DIRECTION,
    HAS_MEASURE,
    BY_INSTRUMENT,
    THROUGH,
    HAS_MEMBER,
    INVESTS,
    HAS_MONEY,
    JUDGED_BY,
    OBSERVED_IN,
    HAS_TARGET
} link_word;
static const char *const link_words[][3] = {{"basis", "依据", "is the basis of"},
                                            {"part", "下含", "has as its part"},
                                            {"direction", "方向", "has the direction"},
                                            {"measure", "措施", "has the measure"},
                                            {"instrument", "工具", "uses"},
                                            {"through", "经由", "works through"},
                                            {"member", "成员", "has the member"},
                                            {"invests", "出资", "invests in"},
                                            {"money", "资金", "has"},
                                            {"indicator", "指标", "is judged by"},
                                            {"observed", "观测", "is what is observed in"},
                                            {"target", "目标", "has the target"}};

typedef struct node {
    node_class is;
    seq_no seq; /* of a thing; 0 = it has only a made-up id */
    str id, zh, en;
    const target *promise;
} node;
typedef struct link {
    uint32_t upper, lower; /* nodes */
    link_word word;
    bool has_amount;
    interval amount;
    unit_code unit;
    seq_no entry;   /* the one that makes the link */
    entry_list why; /* all of them */
} link;
typedef struct web {
    const view_request *q;
    node *nodes;
    link *links;
    uint32_t node_count, node_room, link_count, link_room;
    map_u64 by_seq;
    map_str by_id;
    map_u64 drawn;   /* upper ‖ lower of what is linked already, for links that several rows make */
    groups down, up; /* node → link; keys are 1 + node */
    target_list targets;
    bool failed;
} web;

static const column_info walk_columns[] = {
    {"from", CELL_TEXT, "起点", "from", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "终点", "to", UNIT_NONE, "", "", ""},
    {"upper", CELL_TEXT, "上端", "upper end", UNIT_NONE, "", "", ""},
    {"link", CELL_TEXT, "关系", "link", UNIT_NONE, "", "", ""},
    {"lower", CELL_TEXT, "下端", "lower end", UNIT_NONE, "", "", ""},
    {"depth", CELL_INT, "层", "depth", UNIT_NONE, "walk_depth", "离起点的步数", "steps from the start"},
    {"upper_class", CELL_TEXT, "上端类别", "class of the upper end", UNIT_NONE, "", "", ""},
    {"upper_name", CELL_TEXT, "上端名称", "name of the upper end", UNIT_NONE, "", "", ""},
    {"lower_class", CELL_TEXT, "下端类别", "class of the lower end", UNIT_NONE, "", "", ""},
    {"lower_name", CELL_TEXT, "下端名称", "name of the lower end", UNIT_NONE, "", "", ""},
    {"amount", CELL_INTERVAL, "金额或目标值", "amount or target value", UNIT_NONE, "walk_amount",
     "账面合计,或采用的陈述,或目标值", "sum of the ledger, or the statement that counts, or the target's value"},
    {"reached", CELL_INTERVAL, "已达", "reached", UNIT_NONE, "walk_reached", "目标:账本度量或所选读数",
     "of a target: the metric, or the chosen reading"},
    {"verdict", CELL_TEXT, "结论", "verdict", UNIT_NONE, "target_verdict", "目标的结论", "verdict of the target"},
    {"source_row", CELL_TEXT, "来源行", "source row", UNIT_NONE, "", "", ""},
    {"entry", CELL_INT, "凭证", "entry", UNIT_NONE, "", "", ""},
};
enum {
    W_FROM,
    W_TO,
    W_UPPER,
    W_LINK,
    W_LOWER,
    W_DEPTH,
    W_UPPER_CLASS,
    W_UPPER_NAME,
    W_LOWER_CLASS,
    W_LOWER_NAME,
    W_AMOUNT,
    W_REACHED,
    W_VERDICT,
    W_SOURCE_ROW,
    W_ENTRY
};
const relation_info policy_walk_info = {
    "policy_walk",
    "政策链",
    "Policy walk",
    "法规→方案→方向→措施→工具→资金→指标→目标,逐环一行;--where from=编号 向下走,to=编号 向上走",
    "regulation → plan → direction → measure → instrument → money → indicator → target, a row a link; --where from=ID "
    "walks "
    "down, to=ID up",
    walk_columns,
    COUNT_OF(walk_columns),
    5};

/* ---- nodes; 0 = memory, else 1 + index ---- */

static uint32_t node_add(web *w, const node *n)
{
    if (!arena_grow(w->q->a, (void **)&w->nodes, sizeof *w->nodes, &w->node_room, w->node_count + 1) ||
        !map_str_put(&w->by_id, n->id, w->node_count + 1))
        return 0;
    w->nodes[w->node_count] = *n;
    return ++w->node_count;
}

static node_class class_of(const web *w, const thing *t)
{
    static const struct {
        thing_class is;
        node_class as;
    } known[] = {{THING_document, NODE_DOCUMENT},
                 {THING_program, NODE_PROGRAM},
                 {THING_measure, NODE_MEASURE},
                 {THING_target, NODE_TARGET},
                 {THING_cluster, NODE_CLUSTER}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (known[i].is == t->is) return known[i].as;
    CHECK(t->is == THING_party);
    return book_is_fund(w->q->b, t->seq) ? NODE_FUND : NODE_PARTY;
}

static uint32_t thing_node(web *w, seq_no seq)
{
    thing t;
    uint32_t at;
    if (map_u64_find(&at, &w->by_seq, seq)) return at;
    bool is_thing = book_thing(&t, w->q->b, seq);
    CHECK(is_thing);
    node n = {.is = class_of(w, &t), .seq = seq, .id = t.id};
    n.zh = book_name(w->q->b, seq, w->q->at.prefix, true);
    n.en = book_name(w->q->b, seq, w->q->at.prefix, false);
    at = node_add(w, &n);
    return at != 0 && map_u64_put(&w->by_seq, seq, at) ? at : 0;
}

/* A node that is no thing: its id is that of the thing above, a slash, and a word. */
static uint32_t word_node(web *w, seq_no above, str word, node_class is, str zh, str en)
{
    thing t;
    buf id;
    uint32_t at;
    bool is_thing = book_thing(&t, w->q->b, above);
    CHECK(is_thing);
    buf_init(&id, w->q->a, OUTPUT_BYTES_MAX);
    buf_str(&id, t.id);
    buf_char(&id, '/');
    buf_str(&id, word);
    if (id.failed) return 0;
    if (map_str_find(&at, &w->by_id, buf_view(&id))) return at;
    return node_add(w, &(const node){.is = is, .id = buf_view(&id), .zh = zh, .en = en});
}

/* ---- links ---- */

/* The link of that kind between two nodes, made when there is none; NULL: memory, then the web has failed. */
static link *draw(web *w, uint32_t upper, uint32_t lower, link_word word, seq_no entry)
{
    uint32_t at;
    uint64_t key = (uint64_t)upper << 36 | (uint64_t)lower << 4 | (uint64_t)word;
    if (w->failed || upper == 0 || lower == 0) {
        w->failed = true;
        return NULL;
    }
    if (!map_u64_find(&at, &w->drawn, key)) {
        at = w->link_count;
        w->failed = !arena_grow(w->q->a, (void **)&w->links, sizeof *w->links, &w->link_room, at + 1) ||
                    !map_u64_put(&w->drawn, key, at) || !groups_put(&w->down, upper, at, PRESENT_YES) ||
                    !groups_put(&w->up, lower, at, PRESENT_YES);
        if (w->failed) return NULL;
        w->links[w->link_count++] = (link){.upper = upper, .lower = lower, .word = word, .entry = entry};
    }
    w->failed = !entries_put(&w->links[at].why, w->q->a, entry);
    return w->failed ? NULL : &w->links[at];
}

static void set_amount(link *l, interval x, unit_code of)
{
    if (l == NULL) return;
    l->has_amount = true;
    l->amount = x;
    l->unit = of;
}

static void draw_basis(web *w, const event *ev)
{
    seq_no document = ev->cite.document;
    if (document) (void)draw(w, thing_node(w, document), thing_node(w, ev->seq), BASED_ON, ev->seq);
}

static void draw_program(web *w, const event *ev)
{
    draw_basis(w, ev);
    if (ev->third) (void)draw(w, thing_node(w, ev->third), thing_node(w, ev->seq), PART_OF, ev->seq);
}

static void draw_measure(web *w, const event *ev)
{
    uint32_t above = thing_node(w, ev->subject), measure = thing_node(w, ev->seq);
    str direction = attrs_text(ev->attrs, STR("direction"), w->q->a);
    draw_basis(w, ev);
    if (direction.len) {
        uint32_t program = above;
        above = word_node(w, ev->subject, direction, NODE_DIRECTION, direction, direction);
        (void)draw(w, program, above, HAS_DIRECTION, ev->seq);
    }
    (void)draw(w, above, measure, HAS_MEASURE, ev->seq);
    if (ev->purpose) {
        int i = ev->purpose;
        uint32_t instrument =
            word_node(w, ev->seq, str_from(enum_word(LIST_instrument, i)), NODE_INSTRUMENT,
                      str_from(enum_title(LIST_instrument, i, true)), str_from(enum_title(LIST_instrument, i, false)));
        (void)draw(w, measure, instrument, BY_INSTRUMENT, ev->seq);
        measure = instrument;
    }
    if (ev->third) (void)draw(w, measure, thing_node(w, standing(w->q, ev->third)), THROUGH, ev->seq);
}

static void draw_kind(web *w, kind k, void (*one)(web *, const event *))
{
    scan s = scan_begin(w->q, k);
    while (!w->failed && scan_next(&s)) one(w, &s.ev);
}

static void draw_members(web *w)
{
    memberships in;
    if (!memberships_build(&in, w->q)) w->failed = true;
    scan s = scan_begin(w->q, KIND_CLUSTER_MEMBER_ADDED);
    while (!w->failed && scan_next(&s)) {
        if (ending_of(&in.ended, s.ev.seq) != 0) continue;
        uint32_t cluster = thing_node(w, s.ev.object), member = thing_node(w, standing(w->q, s.ev.subject));
        (void)draw(w, cluster, member, HAS_MEMBER, s.ev.seq);
    }
}

/* ---- money ---- */

static void draw_ledger(web *w, const stake_row *r, bool paid_in)
{
    entry_list flows;
    str word = paid_in ? STR("paid_in") : STR("committed");
    interval x = paid_in ? r->paid_in : r->committed;
    kind figure = paid_in ? KIND_CONTRIBUTION_PAID : KIND_COMMITMENT_SIGNED;
    if (!entries_of_kind(&flows, w->q, &r->flows, figure)) w->failed = true;
    if (w->failed || flows.count == 0) return;
    uint32_t money = word_node(w, r->fund, word, NODE_MONEY, paid_in ? STR("账面实缴") : STR("账面认缴"),
                               paid_in ? STR("paid in (ledger)") : STR("committed (ledger)"));
    link *l = draw(w, thing_node(w, r->fund), money, HAS_MONEY, flows.seq[0]);
    if (l == NULL) return;
    bool other_unit = l->has_amount && l->unit != r->unit;
    interval sum = l->has_amount ? interval_add(l->amount, other_unit ? interval_unknown(false) : x) : x;
    set_amount(l, sum, l->has_amount ? l->unit : r->unit);
    w->failed = !entries_join(&l->why, w->q->a, &flows);
}

/* A fund's stake in another: the ledger's commitment, else what the statements say; a stake of no stated amount too. */
static void draw_stake(web *w, const stakes *s, const stake_row *r)
{
    said sum = stake_said(s, w->q, r, STAKE_AMOUNT), any = stake_said(s, w->q, r, STAKE_ANY);
    seq_no entry = r->has_ledger ? r->flows.seq[0] : any.by ? choice_entry(any.by) : 0;
    if (entry == 0) return;
    link *l = draw(w, thing_node(w, r->investor), thing_node(w, r->fund), INVESTS, entry);
    if (l == NULL) return;
    entry_list flows = {.count = 0};
    if (r->has_ledger) {
        set_amount(l, r->committed, r->unit);
        w->failed = !entries_of_kind(&flows, w->q, &r->flows, KIND_COMMITMENT_SIGNED) ||
                    !entries_join(&l->why, w->q->a, &flows);
    } else if (sum.by != NULL) {
        set_amount(l, sum.x, sum.unit);
        w->failed = !choice_entries(&l->why, w->q->a, sum.by);
    }
}

static void draw_stakes(web *w)
{
    stakes s;
    if (w->failed || !stakes_build(&s, w->q)) {
        w->failed = true;
        return;
    }
    for (uint32_t i = 0; i < s.count && !w->failed; i++) {
        const stake_row *r = &s.rows[i];
        if (book_is_fund(w->q->b, r->investor)) draw_stake(w, &s, r);
        if (r->has_ledger && !w->failed) draw_ledger(w, r, false);
        if (r->has_ledger && !w->failed) draw_ledger(w, r, true);
    }
}

/* The size of a subject on one basis, from the statement that counts; several rows make one link. */
static void draw_size(web *w, const choices *sizes, seq_no subject, int on)
{
    const view_request *q = w->q;
    said size = size_of(sizes, q, subject, on);
    if (size.by == NULL) return;
    str word = str_from(enum_word(LIST_size_basis, on));
    buf id;
    buf_init(&id, q->a, OUTPUT_BYTES_MAX);
    buf_text(&id, "size:");
    buf_str(&id, word);
    if (id.failed) w->failed = true;
    if (w->failed) return;
    uint32_t money = word_node(w, subject, buf_view(&id), NODE_MONEY, str_from(enum_title(LIST_size_basis, on, true)),
                               str_from(enum_title(LIST_size_basis, on, false)));
    link *l = draw(w, thing_node(w, subject), money, HAS_MONEY, choice_entry(size.by));
    if (l == NULL || l->has_amount) return;
    set_amount(l, size.x, size.unit);
    w->failed = !choice_entries(&l->why, q->a, size.by);
}

static void draw_sizes(web *w)
{
    static const kind kinds[] = {KIND_SIZE_REPORTED, KIND_FUND_FORMED, KIND_NONE};
    choices sizes;
    choices_init(&sizes, w->q->a);
    if (!choose_sizes(&sizes, w->q)) w->failed = true;
    scan s = scan_kinds(w->q, kinds);
    while (!w->failed && scan_next(&s)) {
        bool formed = s.ev.kind == KIND_FUND_FORMED;
        draw_size(w, &sizes, standing(w->q, s.ev.subject), formed ? BASIS_REGISTERED : s.ev.class_code);
    }
}

/* ---- indicators and targets ---- */

static void draw_subjects(web *w, const target *t, uint32_t indicator)
{
    if (t->ev.object) (void)draw(w, thing_node(w, standing(w->q, t->ev.object)), indicator, OBSERVED_IN, t->ev.seq);
    for (uint32_t i = 0; i < t->count && !w->failed; i++) {
        const reading *r = &t->items[i];
        if (r->refused == ADMISSIBLE && r->ev.object)
            (void)draw(w, thing_node(w, standing(w->q, r->ev.object)), indicator, OBSERVED_IN, r->ev.seq);
    }
}

static void draw_target(web *w, const target *t)
{
    str code = attrs_text(t->ev.attrs, STR("indicator"), w->q->a);
    uint32_t indicator = word_node(w, t->ev.subject, code, NODE_INDICATOR, code, code);
    uint32_t promise = thing_node(w, t->ev.seq);
    draw_basis(w, &t->ev);
    (void)draw(w, thing_node(w, t->ev.subject), indicator, JUDGED_BY, t->ev.seq);
    if (!w->failed) draw_subjects(w, t, indicator);
    set_amount(draw(w, indicator, promise, HAS_TARGET, t->ev.seq), interval_exact(t->ev.amount.minor),
               t->ev.amount.unit);
    if (t->ev.third)
        set_amount(draw(w, thing_node(w, t->ev.third), promise, PART_OF, t->ev.seq), interval_exact(t->ev.amount.minor),
                   t->ev.amount.unit);
    if (w->failed) return;
    w->nodes[promise - 1].promise = t;
    w->nodes[promise - 1].zh = w->nodes[promise - 1].en = code;
}

static bool web_build(web *w, const view_request *q)
{
    *w = (web){.q = q};
    map_u64_init(&w->by_seq, q->a);
    map_str_init(&w->by_id, q->a);
    map_u64_init(&w->drawn, q->a);
    groups_init(&w->down, q->a);
    groups_init(&w->up, q->a);
    draw_kind(w, KIND_PROGRAM_NAMED, draw_program);
    draw_kind(w, KIND_MEASURE_ADOPTED, draw_measure);
    draw_members(w);
    draw_stakes(w);
    if (!w->failed) draw_sizes(w);
    if (w->failed || !targets_build(&w->targets, q)) return false;
    for (uint32_t i = 0; i < w->targets.count && !w->failed; i++) draw_target(w, &w->targets.items[i]);
    return !w->failed;
}

/* ---- rows ---- */

static void put_ends(cell *row, const node *upper, const node *lower)
{
    const char *const *up = class_words[upper->is], *const *low = class_words[lower->is];
    cell_text(&row[W_UPPER], upper->id);
    cell_text(&row[W_LOWER], lower->id);
    put_word(&row[W_UPPER_CLASS], up[0], up[1], up[2]);
    put_word(&row[W_LOWER_CLASS], low[0], low[1], low[2]);
    cell_text(&row[W_UPPER_NAME], upper->zh);
    cell_text(&row[W_LOWER_NAME], lower->zh);
    row[W_UPPER_NAME].show_en = upper->en;
    row[W_LOWER_NAME].show_en = lower->en;
}

static void why_link(relation *out, cell *row, const web *w, const link *l)
{
    arena *a = w->q->a;
    const target *t = w->nodes[l->lower - 1].promise;
    for (uint32_t c = 0; c < out->info->column_count; c++) {
        entry_list all = {.count = 0};
        bool is_reached = t != NULL && (c == W_REACHED || c == W_VERDICT);
        if (!entries_join(&all, a, &l->why) || (is_reached && !target_reached_why(&all, t)))
            out->failed = true;
        else
            why_list(out, &row[c], a, &all);
    }
}

static void put_link(relation *out, const web *w, uint32_t at, str from, str to, uint32_t depth)
{
    interval reached;
    day on;
    event ev;
    const link *l = &w->links[at];
    const node *lower = &w->nodes[l->lower - 1];
    cell *row = relation_row(out);
    if (row == NULL) return;
    book_entry(&ev, w->q->b, l->entry);
    cell_text(&row[W_FROM], from);
    cell_text(&row[W_TO], to);
    put_word(&row[W_LINK], link_words[l->word][0], link_words[l->word][1], link_words[l->word][2]);
    put_ends(row, &w->nodes[l->upper - 1], lower);
    cell_int(&row[W_DEPTH], depth);
    if (l->has_amount) cell_interval(&row[W_AMOUNT], l->amount, l->unit, QUALIFIER_NONE);
    if (lower->promise != NULL) {
        put_target_verdict(&row[W_VERDICT], target_verdict_of(lower->promise));
        if (target_reached(&reached, &on, lower->promise))
            cell_interval(&row[W_REACHED], reached, lower->promise->ev.amount.unit, QUALIFIER_NONE);
        row[W_VERDICT].interval.about = row[W_REACHED].type != 0 && reached.about;
    }
    cell_text(&row[W_SOURCE_ROW], ev.cite.row);
    cell_int(&row[W_ENTRY], l->entry);
    why_link(out, row, w, l);
}

/* ---- walking ---- */

typedef struct step { /* links of one node that are still to be walked */
    const group_item *next;
    uint32_t depth;
} step;

/* Depth first; each node is opened once, so the stack is never longer than the nodes. False: memory. */
static bool walk(relation *out, const web *w, uint32_t start, bool down)
{
    const groups *links = down ? &w->down : &w->up;
    uint32_t top = 0;
    step *stack = arena_get(w->q->a, sizeof *stack * (w->node_count + 1));
    bool *opened = arena_get(w->q->a, sizeof *opened * (w->node_count + 1));
    if (stack == NULL || opened == NULL) return false;
    str id = w->nodes[start - 1].id;
    stack[top++] = (step){groups_first(links, start), 1};
    opened[start] = true;
    while (top > 0 && !out->failed) {
        step at = stack[top - 1];
        if (at.next == NULL) {
            top--;
            continue;
        }
        stack[top - 1].next = groups_next(links, at.next);
        const link *l = &w->links[at.next->number];
        uint32_t reached = down ? l->lower : l->upper;
        str other = w->nodes[reached - 1].id;
        put_link(out, w, at.next->number, down ? id : other, down ? other : id, at.depth);
        if (opened[reached]) continue;
        opened[reached] = true;
        CHECK(top <= w->node_count);
        stack[top++] = (step){groups_first(links, reached), at.depth + 1};
    }
    return true;
}

/* Does text begin with the id and a slash? */
static bool begins_with(str *rest, str text, str id)
{
    bool fits = str_starts(text, id) && text.len > id.len && text.ptr[id.len] == '/';
    if (fits) *rest = str_slice(text, id.len + 1, text.len);
    return fits;
}

/* Every row that may have the asked key: ids hold slashes, so each node that the key can begin with is a start, and each
 * that can follow it an end. False: memory. */
static bool walk_to_key(relation *out, const web *w, str key)
{
    for (uint32_t i = 1; i <= w->node_count; i++) {
        str rest, more;
        if (!begins_with(&rest, key, w->nodes[i - 1].id)) continue;
        if (!walk(out, w, i, true)) return false;
        for (uint32_t j = 1; j <= w->node_count; j++)
            if (begins_with(&more, rest, w->nodes[j - 1].id) && !walk(out, w, j, false)) return false;
    }
    return true;
}

err_code build_policy_walk(relation *out, const view_request *q, err *e)
{
    web w;
    str id;
    uint32_t start;
    bool down = asked_text(&id, q, STR("from"));
    bool named = down || asked_text(&id, q, STR("to"));
    if (!web_build(&w, q)) return arena_err(q->a, e);
    for (uint32_t i = 0; i < w.link_count && !named && !out->failed; i++) {
        const link *l = &w.links[i];
        put_link(out, &w, i, w.nodes[l->upper - 1].id, w.nodes[l->lower - 1].id, 1);
    }
    if (!named && q->why_key.len > 0 && !walk_to_key(out, &w, q->why_key)) return arena_err(q->a, e);
    if (named && map_str_find(&start, &w.by_id, id) && !walk(out, &w, start, down)) return arena_err(q->a, e);
    return relation_err(out, e);
}
