/* mother: a mother fund and the public money behind it. The city's treasury pays its platform, the platform and the
 * province pay the mother fund, the mother fund pays its funds; what comes back is used again first, and paid to the
 * public owners once a year.
 *
 * Invariants: a mother fund never pays what it has not; a backer never pays more than it committed. */
#include "synth/synth_int.h"

enum { PLATFORM, PROVINCE, PLATFORM_PERCENT = 70 };

static const int64_t first_commitment = 20 * YI, more_commitment = 10 * YI, draw_step = 5000 * WAN;

static row flow(kind k, uint32_t index, who investor, int64_t minor, day on)
{
    CHECK(minor > 0);
    return (row){.kind = k,
                 .subject = investor,
                 .object = who_of(WHO_MOTHER, index),
                 .amount = minor,
                 .has_amount = true,
                 .on = on};
}

/* ---- a new one ---- */
static void stage(synth *s, uint32_t index, int reached, day on)
{
    row r = {.kind = KIND_FUND_STAGED, .subject = who_of(WHO_MOTHER, index), .on = on, .choice = reached};
    put_row(s, &r);
}

static void announce(synth *s, uint32_t index, day on)
{
    who program = who_of(WHO_PROGRAM, index), group = who_of(WHO_CLUSTER, index);
    row cluster = {.kind = KIND_CLUSTER_DEFINED, .self = group, .on = on, .choice = CLUSTER_FUNDS};
    row named = {.kind = KIND_PROGRAM_NAMED, .self = program, .object = who_of(WHO_CITY, index), .on = on};
    row target = {.kind = KIND_TARGET_SET, .self = who_of(WHO_TARGET, index), .subject = program, .object = group};
    target.on = on;
    target.code = "fund_group_size";
    target.choice = COMPARE_GE;
    target.amount = 100 * YI;
    target.has_amount = true;
    target.due = s->o.to;
    target.purpose = BASIS_SUBSCRIBED;
    put_row(s, &cluster);
    put_row(s, &named);
    put_row(s, &target);
    row matched = {.kind = KIND_TARGET_MATCHED, .subject = who_of(WHO_TARGET, index), .object = group, .on = on};
    matched.code = target.code;
    matched.purpose = WIDTH_YEAR;
    matched.choice = YES;
    matched.text = "合成:口径一致";
    put_row(s, &matched);
}

static void commit(synth *s, uint32_t index, int side, who investor, int64_t minor, day on)
{
    s->mothers[index].backer[side] = (stake){.investor = investor, .committed = minor};
    row r = flow(KIND_COMMITMENT_SIGNED, index, investor, minor, on);
    put_row(s, &r);
}

void mother_begin(synth *s, uint32_t index, day on)
{
    CHECK(index < s->mother_count);
    mother *m = &s->mothers[index];
    if (m->is_open) return;
    m->is_open = true;
    register_who(s, who_of(WHO_CITY, index), on);
    register_who(s, who_of(WHO_PLATFORM, index), on);
    register_who(s, who_of(WHO_MOTHER, index), on);
    announce(s, index, on);
    stage(s, index, STAGE_APPROVED, on);
    stage(s, index, STAGE_FORMED, on);
    int64_t city = part_of(first_commitment, PLATFORM_PERCENT, 100);
    commit(s, index, PLATFORM, who_of(WHO_PLATFORM, index), city, on);
    commit(s, index, PROVINCE, who_of(WHO_PROVINCE, 0), first_commitment - city, on);
    int year, month, mday;
    day_split(&year, &month, &mday, on);
    plan(s, day_of(year + 1, 2, 1) + (day)(index % 28), ITEM_MOTHER, index);
}

/* ---- money comes in ---- */
/* What the year's budget adds when the commitment is used up. */
static void commit_more(synth *s, uint32_t index, stake *x, int64_t needed, day on)
{
    int64_t free = x->committed - x->paid;
    if (free >= needed) return;
    int64_t more = needed - free > more_commitment ? needed - free : more_commitment;
    row r = flow(KIND_COMMITMENT_CHANGED, index, x->investor, more, on);
    r.choice = INCREASE;
    r.text = "合成:年度预算安排";
    put_row(s, &r);
    x->committed += more;
}

static void draw_one(synth *s, uint32_t index, stake *x, int64_t minor, day on)
{
    commit_more(s, index, x, minor, on);
    row call = flow(KIND_CALL_ISSUED, index, x->investor, minor, on);
    call.due = on;
    call.number = (int32_t)s->mothers[index].calls;
    put_row(s, &call);
    if (class_of(x->investor) == WHO_PLATFORM) {
        row moved = flow(KIND_TREASURY_MOVED, index, who_of(WHO_CITY, index), minor, on);
        moved.object = x->investor;
        moved.choice = enum_find(LIST_budget, STR("general"));
        put_row(s, &moved);
    }
    row paid = flow(KIND_CONTRIBUTION_PAID, index, x->investor, minor, on);
    put_row(s, &paid);
    x->paid += minor;
    CHECK(x->paid <= x->committed);
}

void mother_pay(synth *s, uint32_t index, int64_t minor, day on)
{
    mother *m = &s->mothers[index];
    CHECK(m->is_open);
    int64_t missing = minor - m->cash;
    if (missing > 0) {
        int64_t drawn = to_step(missing + draw_step - 1, draw_step), city = part_of(drawn, PLATFORM_PERCENT, 100);
        m->calls++;
        draw_one(s, index, &m->backer[PLATFORM], city, on);
        draw_one(s, index, &m->backer[PROVINCE], drawn - city, on);
        m->cash += drawn;
    }
    m->cash -= minor;
    CHECK(m->cash >= 0);
}

/* ---- the year ---- */
static void pay_owners(synth *s, uint32_t index, day today)
{
    mother *m = &s->mothers[index];
    int64_t minor = to_step(m->returned < m->cash ? m->returned : m->cash, 100 * WAN);
    int64_t paid = m->backer[PLATFORM].paid + m->backer[PROVINCE].paid;
    m->returned = 0;
    if (minor == 0) return;
    CHECK(paid > 0);
    for (int i = 0; i < BACKERS; i++) {
        int64_t share = part_of(minor, m->backer[i].paid, paid);
        row r = flow(KIND_DISTRIBUTION_PAID, index, m->backer[i].investor, share, today);
        put_row(s, &r);
        m->cash -= share;
    }
}

static void say_group(synth *s, uint32_t index, day today)
{
    int year, month, mday;
    day_split(&year, &month, &mday, today);
    row r = {.kind = KIND_INDICATOR_OBSERVED, .object = who_of(WHO_CLUSTER, index), .code = "fund_group_size"};
    r.on = day_of(year - 1, 1, 1);
    r.amount = s->mothers[index].group_size;
    r.has_amount = true;
    r.choice = VINTAGE_OUTTURN;
    if (r.amount > 0) put_row(s, &r);
}

void mother_year(synth *s, uint32_t index, day today)
{
    mother *m = &s->mothers[index];
    pay_owners(s, index, today);
    say_group(s, index, today);
    row bank = {.kind = KIND_CASH_CONFIRMED, .object = who_of(WHO_MOTHER, index), .on = today, .amount = m->cash};
    bank.has_amount = true;
    put_row(s, &bank);
    int year, month, mday;
    day_split(&year, &month, &mday, today);
    plan(s, day_of(year + 1, 2, 1) + (day)(index % 28), ITEM_MOTHER, index);
}
