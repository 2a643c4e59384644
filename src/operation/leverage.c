/* leverage: 放大倍数 in the five definitions in use (docs/operation.md), each figure with numerator, denominator, basis,
 * record and population; never one bare number.
 *
 *   a  Σ subscribed size of funds ÷ what one fund subscribed to them
 *   b  Σ paid-in of funds ÷ what one fund paid into them
 *   c  private money ÷ public money, of a fund or of a population
 *   d  a, b or c of a part of a population (market-type funds, say) beside that of the whole
 *   e  Σ invested by funds in enterprises ÷ what one fund paid into them; e_later: Σ later financing stated with claims ÷
 *      Σ those claims
 *
 * Records never mix: ledger (Σ flows), reported (statements on each member), stated (what is said of a population as a
 * whole: its size, and an aggregate position in it; aggregates are never added). */
#include "operation/operation_int.h"

static const column_info leverage_columns[] = {
    {"definition", CELL_TEXT, "定义", "definition", UNIT_NONE, "", "", ""},
    {"of", CELL_TEXT, "谁的放大", "whose leverage", UNIT_NONE, "", "", ""},
    {"population", CELL_TEXT, "总体", "population", UNIT_NONE, "", "", ""},
    {"record", CELL_TEXT, "记录", "record", UNIT_NONE, "", "", ""},
    {"basis", CELL_TEXT, "口径", "basis", UNIT_NONE, "", "", ""},
    {"of_name", CELL_TEXT, "名称", "name", UNIT_NONE, "", "", ""},
    {"population_name", CELL_TEXT, "总体名称", "population's name", UNIT_NONE, "", "", ""},
    {"level", CELL_TEXT, "层级", "level", UNIT_NONE, "", "", ""},
    {"numerator_is", CELL_TEXT, "分子是", "numerator is", UNIT_NONE, "", "", ""},
    {"numerator", CELL_INTERVAL, "分子", "numerator", UNIT_CNY, "leverage_numerator", "分子所述金额之和",
     "Σ of what the numerator is"},
    {"denominator_is", CELL_TEXT, "分母是", "denominator is", UNIT_NONE, "", "", ""},
    {"denominator", CELL_INTERVAL, "分母", "denominator", UNIT_CNY, "leverage_denominator", "分母所述金额之和",
     "Σ of what the denominator is"},
    {"ratio", CELL_INTERVAL, "倍数", "ratio", UNIT_TIMES, "leverage_ratio",
     "分子 ÷ 分母;两者均为准确数时四舍五入到万分之一,否则为向外取整的区间",
     "numerator ÷ denominator; rounded half up to 0.0001 when both are exact, else an interval rounded outward"},
    {"members", CELL_INT, "成员数", "members", UNIT_NONE, "leverage_members", "计入的成员数", "members that went in"},
    {"unknown_members", CELL_INT, "未知成员数", "unknown members", UNIT_NONE, "leverage_unknown_members",
     "其中分子或分母未知的成员数", "those of them of which numerator or denominator is not known"},
    {"whole", CELL_TEXT, "对照总体", "whole beside it", UNIT_NONE, "", "", ""},
    {"whole_ratio", CELL_INTERVAL, "对照总体倍数", "ratio of the whole", UNIT_TIMES, "leverage_whole_ratio",
     "对照总体的分子 ÷ 分母,取整同上", "numerator ÷ denominator of the whole, rounded likewise"},
};
const relation_info leverage_info = {
    "leverage",
    "放大倍数",
    "Leverage",
    "五种定义的放大倍数:每个数都带分子、分母、口径、记录与总体,不给孤立的数",
    "leverage in its five definitions: each figure with numerator, denominator, basis, record and population, never one bare "
    "number",
    leverage_columns,
    COUNT_OF(leverage_columns),
    5};
enum {
    DEFINITION,
    OF,
    POPULATION,
    RECORD,
    BASIS,
    OF_NAME,
    POPULATION_NAME,
    LEVEL,
    NUMERATOR_IS,
    NUMERATOR,
    DENOMINATOR_IS,
    DENOMINATOR,
    RATIO,
    MEMBERS,
    UNKNOWN_MEMBERS,
    WHOLE,
    WHOLE_RATIO
};

typedef enum lever_record { IN_LEDGER, IN_REPORTS, AS_STATED, RECORDS } lever_record;
typedef enum lever_sum {
    SIZE_OF_FUNDS,
    STAKE_OF_ONE,
    PRIVATE_MONEY,
    PUBLIC_MONEY,
    INVESTED,
    LATER,
    CLAIMED,
    LEVER_SUMS
} lever_sum;
static const char *const record_words[RECORDS][3] = {
    {"ledger", "账面", "ledger"}, {"reported", "逐只陈述", "reported, fund by fund"}, {"stated", "整体陈述", "stated as a whole"}};
static const char *const sum_words[LEVER_SUMS][3] = {{"size", "基金规模", "size of the funds"},
                                                     {"stake", "母基金出资", "what the one put in"},
                                                     {"private", "社会资本", "private money"},
                                                     {"public", "公共资金", "public money"},
                                                     {"invested", "投向企业", "invested in enterprises"},
                                                     {"later", "后续融资", "later financing"},
                                                     {"claimed", "返投申报", "claims of reinvestment"}};

/* One figure in the making. */
typedef struct lever {
    const char *definition, *level[3];
    seq_no of, population, whole; /* 0 = none */
    int record, basis;
    lever_sum over, under;
    interval numerator, denominator;
    entry_list over_entries, under_entries;
    uint32_t members, unknown_members;
    interval whole_ratio;
    bool has_whole;
} lever;
typedef struct levering {
    relation *out;
    const view_request *q;
    publics who;
    stakes links;
    choices sizes, positions; /* positions: what is said of one party's aggregate in a population */
    claims claims;
    groups by_investor;      /* fund that invests → index of its stake */
    groups invested, claimed; /* fund → entry of an investment; fund → index of a claim */
    seq_no *parts;           /* what somebody has an aggregate position in, and in what order */
    uint32_t part_count, part_room;
} levering;

/* ---- sources ---- */
enum { POSITION_ANY = 1, POSITION_PAID = 2 };

static uint64_t position_key(seq_no investor, seq_no in, int what)
{
    return (uint64_t)investor << 34 | (uint64_t)in << 2 | (uint64_t)what;
}

/* An aggregate of something planned, selected or disputed may be nothing; of those that are firm the last one counts. */
static bool find_positions(levering *l)
{
    choices_init(&l->positions, l->q->a);
    scan s = scan_begin(l->q, KIND_POSITION_REPORTED);
    while (scan_next(&s)) {
        int what = s.ev.purpose == BASIS_PAID_IN ? POSITION_PAID : POSITION_ANY;
        seq_no in = standing(l->q, s.ev.object);
        if (!choices_offer(&l->positions, l->q, position_key(standing(l->q, s.ev.subject), in, what), &s.ev, s.is) ||
            !arena_grow(l->q->a, (void **)&l->parts, 2 * sizeof *l->parts, &l->part_room, l->part_count + 1))
            return false;
        l->parts[2 * l->part_count] = standing(l->q, s.ev.subject);
        l->parts[2 * l->part_count++ + 1] = in;
    }
    choices_settle(&l->positions, l->q);
    return true;
}

static bool group_stakes(levering *l)
{
    groups_init(&l->by_investor, l->q->a);
    groups_init(&l->invested, l->q->a);
    groups_init(&l->claimed, l->q->a);
    for (uint32_t i = 0; i < l->links.count; i++)
        if (book_is_fund(l->q->b, l->links.rows[i].investor) &&
            !groups_put(&l->by_investor, l->links.rows[i].investor, i, PRESENT_YES))
            return false;
    scan s = scan_begin(l->q, KIND_INVESTMENT_MADE);
    while (scan_next(&s))
        if (!groups_put(&l->invested, fund_standing(NULL, &l->links.mergers, l->q, s.ev.subject), s.ev.seq, s.is))
            return false;
    for (uint32_t i = 0; i < l->claims.count; i++)
        if (!groups_put(&l->claimed, l->claims.items[i].fund, i, PRESENT_YES)) return false;
    return true;
}

static bool levering_build(levering *l, relation *out, const view_request *q)
{
    *l = (levering){.out = out, .q = q};
    return publics_build(&l->who, q) && stakes_build(&l->links, q) && choose_sizes(&l->sizes, q) &&
           claims_build(&l->claims, q) && find_positions(l) && group_stakes(l);
}

/* ---- adding up ---- */
static lever lever_of(const char *definition, seq_no of, seq_no population, int from, int on)
{
    lever x = {.definition = definition, .of = of, .population = population, .record = from, .basis = on};
    x.numerator = x.denominator = interval_exact(0);
    return x;
}

static void level_is(lever *x, const char *word, const char *zh, const char *en)
{
    x->level[0] = word;
    x->level[1] = zh;
    x->level[2] = en;
}

static interval in_yuan(interval x, unit_code of)
{
    return of == UNIT_CNY ? x : interval_unknown(false);
}

/* What one put into a fund by that record and basis, with the entries that say it. False of *known: nothing says it. */
static bool stake_of(interval *x, entry_list *why, bool *known, const levering *l, const stake_row *s, int from, int on)
{
    bool paid = on == BASIS_PAID_IN;
    entry_list flows;
    if (from == IN_LEDGER) {
        *known = s->has_ledger && s->unit == UNIT_CNY;
        *x = *known ? (paid ? s->paid_in : s->committed) : interval_unknown(false);
        return entries_of_kind(&flows, l->q, &s->flows, paid ? KIND_CONTRIBUTION_PAID : KIND_COMMITMENT_SIGNED) &&
               entries_join(why, l->q->a, &flows);
    }
    said says = stake_said(&l->links, l->q, s, paid ? STAKE_AMOUNT_PAID : STAKE_AMOUNT);
    event ev;
    *known = said_is_yuan(&says);
    *x = said_yuan(&says);
    if (says.by == NULL) return true;
    book_entry(&ev, l->q->b, choice_entry(says.by));
    if (!state_is_firm(ev.class_code)) *x = may_be_nothing(*x);
    return choice_entries(why, l->q->a, says.by);
}

/* All that stands in the fund: what everybody put in by the ledger, or its size as said. */
static bool size_put(lever *x, bool *known, const levering *l, seq_no fund)
{
    if (x->record != IN_LEDGER) {
        said says = size_of(&l->sizes, l->q, fund, x->basis);
        *known = said_is_yuan(&says);
        x->numerator = interval_add(x->numerator, said_yuan(&says));
        return choice_entries(&x->over_entries, l->q->a, says.by);
    }
    const group_item *i = groups_first(&l->links.by_fund, fund);
    for (*known = true; i != NULL; i = groups_next(&l->links.by_fund, i)) {
        const stake_row *s = &l->links.rows[i->number];
        interval more;
        bool has;
        if (!s->has_ledger) continue;
        if (!stake_of(&more, &x->over_entries, &has, l, s, IN_LEDGER, x->basis)) return false;
        *known = *known && has;
        x->numerator = interval_add(x->numerator, more);
    }
    return true;
}

static bool invested_put(lever *x, const levering *l, seq_no fund)
{
    const group_item *i = groups_first(&l->invested, fund);
    for (; i != NULL; i = groups_next(&l->invested, i)) {
        event made;
        book_entry(&made, l->q->b, i->number);
        x->numerator =
            interval_add(x->numerator, in_yuan(amount_counted(l->q, &made.amount, i->is), made.amount.unit));
        if (!entries_put(&x->over_entries, l->q->a, made.seq)) return false;
    }
    return true;
}

/* Later financing is what claims state; a claim that states none says nothing of it, and is not counted below either. */
static bool later_put(lever *x, const levering *l, seq_no fund)
{
    const group_item *i = groups_first(&l->claimed, fund);
    for (; i != NULL; i = groups_next(&l->claimed, i)) {
        const claim *c = &l->claims.items[i->number];
        attr later;
        if (!attr_find(&later, c->ev.attrs, STR("later_financing"))) continue;
        x->numerator = interval_add(x->numerator, interval_exact(later.number));
        x->denominator = interval_add(x->denominator, in_yuan(c->amount, c->ev.amount.unit));
        if (!entries_put(&x->over_entries, l->q->a, c->ev.seq) || !entries_put(&x->under_entries, l->q->a, c->ev.seq))
            return false;
    }
    return true;
}

/* ---- showing one ---- */
static void put_words(cell *row, const lever *x)
{
    put_word(&row[RECORD], record_words[x->record][0], record_words[x->record][1], record_words[x->record][2]);
    put_word(&row[LEVEL], x->level[0], x->level[1], x->level[2]);
    put_word(&row[NUMERATOR_IS], sum_words[x->over][0], sum_words[x->over][1], sum_words[x->over][2]);
    put_word(&row[DENOMINATOR_IS], sum_words[x->under][0], sum_words[x->under][1], sum_words[x->under][2]);
    put_enum(&row[BASIS], LIST_size_basis, x->basis);
}

static bool put_lever(const levering *l, const lever *x)
{
    interval ratio;
    relation *out = l->out;
    cell *row = relation_row(out);
    if (row == NULL) return false;
    cell_text(&row[DEFINITION], str_from(x->definition));
    put_id(&row[OF], l->q, x->of);
    put_id(&row[POPULATION], l->q, x->population);
    put_name(&row[OF_NAME], l->q, x->of);
    put_name(&row[POPULATION_NAME], l->q, x->population);
    put_words(row, x);
    cell_interval(&row[NUMERATOR], x->numerator, UNIT_CNY, QUALIFIER_NONE);
    why_list(out, &row[NUMERATOR], l->q->a, &x->over_entries);
    cell_interval(&row[DENOMINATOR], x->denominator, UNIT_CNY, QUALIFIER_NONE);
    why_list(out, &row[DENOMINATOR], l->q->a, &x->under_entries);
    if (ratio_times(&ratio, x->numerator, x->denominator))
        cell_interval(&row[RATIO], ratio, UNIT_TIMES, QUALIFIER_NONE);
    cell_int(&row[MEMBERS], x->members);
    cell_int(&row[UNKNOWN_MEMBERS], x->unknown_members);
    if (x->whole != 0) put_id(&row[WHOLE], l->q, x->whole);
    if (x->has_whole) cell_interval(&row[WHOLE_RATIO], x->whole_ratio, UNIT_TIMES, QUALIFIER_NONE);
    const uint32_t of_both[] = {RATIO, MEMBERS, UNKNOWN_MEMBERS, WHOLE_RATIO};
    for (size_t i = 0; i < COUNT_OF(of_both); i++)
        if (row[of_both[i]].type != 0) why_lists(out, &row[of_both[i]], l->q->a, &x->over_entries, &x->under_entries);
    return !out->failed;
}

static bool says_something(const lever *x)
{
    return x->members > x->unknown_members;
}

/* ---- a, b, e: one fund in all the funds that it is in, or in those of them that belong to a population ---- */
static bool add_stake(lever *x, const levering *l, const stake_row *s)
{
    interval more;
    bool has_stake, has_size = true;
    if (x->record == IN_LEDGER ? !s->has_ledger : s->statements.count == 0) return true;
    if (!stake_of(&more, &x->under_entries, &has_stake, l, s, x->record, x->basis)) return false;
    x->denominator = interval_add(x->denominator, more);
    bool done = x->over == INVESTED ? invested_put(x, l, s->fund) : size_put(x, &has_size, l, s->fund);
    x->members++;
    x->unknown_members += !has_stake || !has_size;
    return done;
}

static bool add_stakes(lever *x, const levering *l, seq_no one, const member_set *only)
{
    const group_item *i = groups_first(&l->by_investor, one);
    for (; i != NULL; i = groups_next(&l->by_investor, i)) {
        const stake_row *s = &l->links.rows[i->number];
        if (only != NULL && member_is(only, s->fund) != PRESENT_YES) continue;
        if (!add_stake(x, l, s)) return false;
    }
    return true;
}

static lever of_sub_funds(const char *definition, seq_no one, int from, int on, lever_sum over)
{
    lever x = lever_of(definition, one, one, from, on);
    x.over = over;
    x.under = STAKE_OF_ONE;
    level_is(&x, "sub_funds", "全部参投基金", "all funds that it is in");
    return x;
}

static bool put_later(const levering *l, seq_no one)
{
    lever x = of_sub_funds("e_later", one, IN_LEDGER, BASIS_PAID_IN, LATER);
    x.under = CLAIMED;
    const group_item *i = groups_first(&l->by_investor, one);
    for (; i != NULL; i = groups_next(&l->by_investor, i)) {
        uint32_t had = x.over_entries.count;
        if (!later_put(&x, l, l->links.rows[i->number].fund)) return false;
        x.members += x.over_entries.count > had;
    }
    return x.members == 0 || put_lever(l, &x);
}

static bool put_part(const levering *l, const lever *whole, const member_set *only, seq_no population)
{
    lever x = of_sub_funds("d", whole->of, whole->record, whole->basis, whole->over);
    x.population = population;
    x.whole = whole->of;
    level_is(&x, "population", "总体内的参投基金", "those of its funds that belong to the population");
    if (!add_stakes(&x, l, whole->of, only)) return false;
    x.has_whole = ratio_times(&x.whole_ratio, whole->numerator, whole->denominator);
    return !says_something(&x) || put_lever(l, &x);
}

/* d: every population that holds some of its funds. */
static bool put_parts(const levering *l, const lever *whole)
{
    scan s = scan_begin(l->q, KIND_CLUSTER_DEFINED);
    while (scan_next(&s)) {
        member_set only;
        if (s.ev.class_code == CLUSTER_INDUSTRY) continue;
        if (!members_of(&only, &l->who.in, l->q, s.ev.seq)) return false;
        if (only.count > 0 && !put_part(l, whole, &only, s.ev.seq)) return false;
    }
    return true;
}

static bool put_one(const levering *l, seq_no one, int from)
{
    lever a = of_sub_funds("a", one, from, BASIS_SUBSCRIBED, SIZE_OF_FUNDS);
    lever b = of_sub_funds("b", one, from, BASIS_PAID_IN, SIZE_OF_FUNDS);
    lever e = of_sub_funds("e", one, from, BASIS_PAID_IN, INVESTED);
    if (!add_stakes(&a, l, one, NULL) || !add_stakes(&b, l, one, NULL)) return false;
    if (says_something(&a) && (!put_lever(l, &a) || !put_parts(l, &a))) return false;
    if (says_something(&b) && (!put_lever(l, &b) || !put_parts(l, &b))) return false;
    if (from != IN_LEDGER) return true; /* what funds invested stands in the ledger only */
    if (!add_stakes(&e, l, one, NULL) || (says_something(&e) && !put_lever(l, &e))) return false;
    return put_later(l, one);
}

/* ---- c: private money ÷ public money ---- */
static bool add_money(lever *x, const levering *l, seq_no fund)
{
    bool any = false, known = true;
    const group_item *i = groups_first(&l->links.by_fund, fund);
    for (; i != NULL; i = groups_next(&l->links.by_fund, i)) {
        const stake_row *s = &l->links.rows[i->number];
        bool has, is_ours = is_public(&l->who, s->investor);
        interval more;
        if (x->record == IN_LEDGER ? !s->has_ledger : s->statements.count == 0) continue;
        if (!stake_of(&more, is_ours ? &x->under_entries : &x->over_entries, &has, l, s, x->record, x->basis)) return false;
        interval *to = is_ours ? &x->denominator : &x->numerator;
        *to = interval_add(*to, more);
        any = true;
        known = known && has;
    }
    x->members += any;
    x->unknown_members += any && !known;
    return true;
}

static lever of_money(seq_no population, int from, int on)
{
    lever x = lever_of("c", 0, population, from, on);
    x.over = PRIVATE_MONEY;
    x.under = PUBLIC_MONEY;
    return x;
}

static bool has_public(const lever *x)
{
    return says_something(x) && (x->denominator.hi_open || x->denominator.hi > 0);
}

static bool put_fund_money(const levering *l, seq_no fund, int from, int on)
{
    lever x = of_money(fund, from, on);
    level_is(&x, "fund", "一只基金", "one fund");
    return add_money(&x, l, fund) && (!has_public(&x) || put_lever(l, &x));
}

static bool put_cluster_money(const levering *l, seq_no cluster, int from, int on)
{
    member_set in;
    lever x = of_money(cluster, from, on);
    level_is(&x, "population", "总体内的基金", "the funds of the population");
    if (!members_of(&in, &l->who.in, l->q, cluster)) return false;
    for (uint32_t i = 0; i < in.count; i++)
        if (in.is[i] == PRESENT_YES && !add_money(&x, l, in.member[i])) return false;
    return !has_public(&x) || put_lever(l, &x);
}

static bool put_money(const levering *l, int from, int on)
{
    scan s = scan_begin(l->q, KIND_PARTY_REGISTERED);
    while (scan_next(&s))
        if (book_is_fund(l->q->b, s.ev.seq) && standing(l->q, s.ev.seq) == s.ev.seq &&
            !put_fund_money(l, s.ev.seq, from, on))
            return false;
    s = scan_begin(l->q, KIND_CLUSTER_DEFINED);
    while (scan_next(&s))
        if (s.ev.class_code != CLUSTER_INDUSTRY && !put_cluster_money(l, s.ev.seq, from, on)) return false;
    return true;
}

/* ---- what is said of a population as a whole ---- */
static const char private_id[] = "social_capital";

/* Its size on a basis ÷ one party's aggregate in it. False of *any: one of the two is not said. */
static bool stated_size(lever *x, bool *any, const levering *l, seq_no of, seq_no in, int on)
{
    int what = on == BASIS_PAID_IN ? POSITION_PAID : POSITION_ANY;
    said size = size_of(&l->sizes, l->q, in, on);
    said part = said_of(&l->positions, l->q, position_key(of, in, what), SAID_AMOUNT);
    *x = lever_of(on == BASIS_PAID_IN ? "b" : "a", of, in, AS_STATED, on);
    *any = said_is_yuan(&size) && said_is_yuan(&part);
    x->over = SIZE_OF_FUNDS;
    x->under = STAKE_OF_ONE;
    x->numerator = said_yuan(&size);
    x->denominator = said_yuan(&part);
    level_is(x, "population", "总体(合计陈述)", "the population, as an aggregate");
    return choice_entries(&x->over_entries, l->q->a, size.by) && choice_entries(&x->under_entries, l->q->a, part.by);
}

/* What the population "social_capital" is said to have in it ÷ one party's aggregate in it. */
static bool stated_money(lever *x, bool *any, const levering *l, seq_no of, seq_no in)
{
    seq_no private_money = book_find_id(l->q->b, str_from(private_id));
    said over = said_of(&l->positions, l->q, position_key(private_money, in, POSITION_ANY), SAID_AMOUNT);
    said part = said_of(&l->positions, l->q, position_key(of, in, POSITION_ANY), SAID_AMOUNT);
    *x = lever_of("c", of, in, AS_STATED, BASIS_UNSTATED);
    *any = private_money != 0 && private_money != of && said_is_yuan(&over) && said_is_yuan(&part);
    x->over = PRIVATE_MONEY;
    x->under = STAKE_OF_ONE;
    x->numerator = said_yuan(&over);
    x->denominator = said_yuan(&part);
    level_is(x, "population", "总体(合计陈述)", "the population, as an aggregate");
    return choice_entries(&x->over_entries, l->q->a, over.by) && choice_entries(&x->under_entries, l->q->a, part.by);
}

/* The members of a population are known, or only how it is called. */
static bool count_members(lever *x, const levering *l)
{
    member_set in;
    if (!members_of(&in, &l->who.in, l->q, x->population)) return false;
    x->members = in.count;
    x->unknown_members = in.count; /* said of the whole: what each of them has in it is not */
    return true;
}

/* The stated figure of the larger population that this one is a part of, size before money. */
static bool put_beside(const levering *l, const lever *part)
{
    scan s = scan_begin(l->q, KIND_CLUSTER_MEMBER_ADDED);
    while (scan_next(&s)) {
        lever whole, x = *part;
        bool any = false;
        if (s.ev.subject != part->population || ending_of(&l->who.in.ended, s.ev.seq) != 0) continue;
        for (int on = BASIS_TARGET; on < BASIS_COUNT && !any; on++)
            if (on != BASIS_PAID_IN && !stated_size(&whole, &any, l, part->of, s.ev.object, on)) return false;
        if (!any) continue;
        x.definition = "d";
        x.whole = s.ev.object;
        x.has_whole = ratio_times(&x.whole_ratio, whole.numerator, whole.denominator);
        if (!entries_join(&x.over_entries, l->q->a, &whole.over_entries) ||
            !entries_join(&x.under_entries, l->q->a, &whole.under_entries) || !entries_put(&x.over_entries, l->q->a, s.ev.seq))
            return false;
        if (!put_lever(l, &x)) return false;
    }
    return true;
}

static bool put_stated_lever(const levering *l, lever *x)
{
    return count_members(x, l) && put_lever(l, x) && put_beside(l, x);
}

static bool put_stated_pair(const levering *l, seq_no of, seq_no in)
{
    thing t;
    lever x;
    bool any;
    if (!book_thing(&t, l->q->b, in) || t.is != THING_cluster) return true;
    for (int on = BASIS_TARGET; on < BASIS_COUNT; on++) {
        if (!stated_size(&x, &any, l, of, in, on)) return false;
        if (any && !put_stated_lever(l, &x)) return false;
    }
    return stated_money(&x, &any, l, of, in) && (!any || put_stated_lever(l, &x));
}

static bool is_new_part(const levering *l, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (l->parts[2 * i] == l->parts[2 * at] && l->parts[2 * i + 1] == l->parts[2 * at + 1]) return false;
    return true;
}

static bool put_stated(const levering *l)
{
    for (uint32_t i = 0; i < l->part_count; i++)
        if (is_new_part(l, i) && !put_stated_pair(l, l->parts[2 * i], l->parts[2 * i + 1])) return false;
    return true;
}

/* ---- all ---- */
static bool put_ones(const levering *l, int from)
{
    scan s = scan_begin(l->q, KIND_PARTY_REGISTERED);
    while (scan_next(&s))
        if (groups_first(&l->by_investor, s.ev.seq) != NULL && !put_one(l, s.ev.seq, from)) return false;
    return put_money(l, from, BASIS_SUBSCRIBED) && put_money(l, from, BASIS_PAID_IN);
}

static bool is_asked(const view_request *q, record which)
{
    return q->at.record == 0 || q->at.record == which;
}

err_code build_leverage(relation *out, const view_request *q, err *e)
{
    levering l;
    CHECK(COUNT_OF(leverage_columns) == WHOLE_RATIO + 1);
    bool done = levering_build(&l, out, q);
    if (done && is_asked(q, RECORD_LEDGER)) done = put_ones(&l, IN_LEDGER);
    if (done && is_asked(q, RECORD_REPORTED)) done = put_ones(&l, IN_REPORTS) && put_stated(&l);
    if (!done && !out->failed) return arena_err(q->a, e);
    return relation_err(out, e);
}
