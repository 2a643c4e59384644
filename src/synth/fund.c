/* fund: the life of one fund, month by month.
 *
 * planned → approved → selected → announced → (39 of 206 end here, for want of private money) → signed → formed → filed →
 * investing → harvesting → sometimes extended → liquidating → liquidated. All days are drawn when the fund is planned;
 * what happens within a stage is drawn as it happens, from the fund's own stream.
 * Invariant: rows of one fund are put in the order of their entry, and money is spent only on the day of the month's visit,
 * when what came in before lies there already. */
#include "synth/synth_int.h"

/* ---- the plan of a life ---- */
static day later(fund *f, day from, int least, int most)
{
    return from + (day)prng_between(&f->random, least, most);
}

static void plan_forming(fund *f, day planned)
{
    day *on = f->reaches;
    on[STAGE_PLANNED] = planned;
    on[STAGE_APPROVED] = later(f, planned, 20, 60);
    on[STAGE_SELECTED] = later(f, on[STAGE_APPROVED], 20, 60);
    on[STAGE_ANNOUNCED] = later(f, on[STAGE_SELECTED], 7, 30);
    if (chance(&f->random, 39, 206)) return; /* of 206 approved sub-funds 39 did not form */
    on[STAGE_SIGNED] = later(f, on[STAGE_ANNOUNCED], 90, 180);
    on[STAGE_FORMED] = later(f, on[STAGE_SIGNED], 10, 40); /* within a year of approval */
    on[STAGE_FILED] = later(f, on[STAGE_FORMED], 5, 27);   /* 20 working days */
}

static void plan_working(fund *f)
{
    day *on = f->reaches, end;
    if (on[STAGE_FILED] == DAY_NONE) return;
    on[STAGE_INVESTING] = later(f, on[STAGE_FILED], 5, 30);
    on[STAGE_HARVESTING] = later(f, on[STAGE_INVESTING], 3 * DAYS_A_YEAR, 5 * DAYS_A_YEAR);
    end = later(f, on[STAGE_HARVESTING], 2 * DAYS_A_YEAR, 4 * DAYS_A_YEAR);
    if (chance(&f->random, 2, 5)) {
        on[STAGE_EXTENDED] = end;
        end = later(f, end, DAYS_A_YEAR, 2 * DAYS_A_YEAR);
    }
    on[STAGE_LIQUIDATING] = end;
    on[STAGE_LIQUIDATED] = later(f, end, 40, 200);
}

static void plan_character(synth *s, fund *f)
{
    static const int64_t sizes[] = {YI / 2, YI, 2 * YI, 3 * YI, 5 * YI, 10 * YI, 15 * YI, 20 * YI};
    f->size = sizes[prng_below(&f->random, COUNT_OF(sizes))];
    f->is_quarterly = chance(&f->random, 1, 2);
    f->recycles = chance(&f->random, 1, 3);
    f->holdings_planned = (uint32_t)prng_between(&f->random, 8, 16) * s->density / 16;
    if (f->holdings_planned < 8) f->holdings_planned = 8;
    f->manager = who_of(WHO_MANAGER, (uint32_t)prng_below(&f->random, s->manager_count));
}

/* Any day that leaves a year; the first one early, so that a small book does not begin with empty years. */
static day some_beginning(const synth *s, fund *f)
{
    day last = index_of(f->self) == 0 ? s->o.from + DAYS_A_YEAR / 2 : s->o.to - DAYS_A_YEAR;
    return (day)prng_between(&f->random, s->o.from, last);
}

void fund_begin(synth *s, uint32_t index)
{
    fund *f = &s->funds[index];
    CHECK(s->o.to - s->o.from >= SYNTH_DAYS_MIN);
    *f = (fund){.random = {.seed = s->o.seed, .stream = index}, .self = who_of(WHO_FUND, index)};
    for (int i = 0; i < STAGES; i++) f->reaches[i] = DAY_NONE;
    f->mother = index / MOTHER_FUNDS;
    f->is_direct = fund_is_direct(s, index);
    f->government = who_of(f->is_direct ? WHO_PLATFORM : WHO_MOTHER, f->mother);
    plan_forming(f, some_beginning(s, f));
    plan_working(f);
    plan_character(s, f);
    plan(s, f->reaches[STAGE_PLANNED], ITEM_FUND, index);
}

bool fund_has_begun(const fund *f, int stage)
{
    CHECK(stage > 0);
    CHECK(stage < STAGES);
    return f->stage >= stage;
}

/* ---- what comes with a stage ---- */
static void say_size(synth *s, const fund *f, int basis, int64_t minor, const char *about, day on)
{
    if (minor == 0) return;
    row r = {
        .kind = KIND_SIZE_REPORTED, .subject = f->self, .on = on, .choice = basis, .amount = minor, .about = about};
    r.has_amount = r.is_public = true;
    put_row(s, &r);
}

static void begin_planned(synth *s, fund *f, day on)
{
    mother_begin(s, f->mother, on);
    register_who(s, f->self, on);
    row r = {.kind = KIND_CLUSTER_MEMBER_ADDED, .subject = f->self, .object = who_of(WHO_CLUSTER, f->mother), .on = on};
    put_row(s, &r);
}

static void begin_selected(synth *s, fund *f, day on)
{
    uint32_t manager = index_of(f->manager);
    if (!s->manager_known[manager]) register_who(s, f->manager, on);
    s->manager_known[manager] = true;
    row r = {.kind = KIND_ROLE_ASSIGNED, .subject = f->manager, .object = f->self, .on = on};
    r.purpose = enum_find(LIST_role, STR("manager"));
    put_row(s, &r);
}

static void say_stake(synth *s, const fund *f, int state, int64_t share_ppm, int64_t minor, day on)
{
    row r = {.kind = KIND_STAKE_REPORTED, .subject = f->government, .object = f->self, .on = on, .choice = state};
    r.share_ppm = share_ppm;
    r.amount = minor;
    r.purpose = BASIS_SUBSCRIBED;
    r.has_amount = minor > 0;
    r.is_public = true;
    put_row(s, &r);
}

static void begin_announced(synth *s, fund *f, day on)
{
    say_size(s, f, BASIS_TARGET, f->size, chance(&f->random, 1, 4) ? "约" : NULL, on);
    say_stake(s, f, STAKE_PLANNED, 0, part_of(f->size, 1, 5), on);
}

static void begin_formed(synth *s, fund *f, day on)
{
    row r = {.kind = KIND_FUND_FORMED, .subject = f->self, .on = on, .amount = f->size, .has_amount = true};
    r.choice = enum_find(LIST_fund_form, STR("limited_partnership"));
    put_row(s, &r);
    int64_t share = part_of(f->stakes[0].committed, PPM, f->size);
    say_stake(s, f, STAKE_STATED, share, f->stakes[0].committed, on);
    say_size(s, f, BASIS_SUBSCRIBED, f->size, NULL, on);
    s->mothers[f->mother].group_size += f->size;
}

static void begin_stage(synth *s, fund *f, int stage, day on, day today)
{
    if (stage == STAGE_PLANNED) begin_planned(s, f, on);
    if (stage == STAGE_SELECTED) begin_selected(s, f, on);
    row r = {.kind = KIND_FUND_STAGED, .subject = f->self, .on = on, .choice = stage};
    put_row(s, &r);
    if (stage == STAGE_ANNOUNCED) begin_announced(s, f, on);
    if (stage == STAGE_SIGNED) sign_commitments(s, f, on);
    if (stage == STAGE_FORMED) begin_formed(s, f, on);
    if (stage == STAGE_INVESTING) call_capital(s, f, today);
    if (stage == STAGE_LIQUIDATING) sell_all(s, f, today);
}

/* Everything is paid out before the last stage, on the day of the visit. */
static void reach_stages(synth *s, fund *f, day today)
{
    for (int next = f->stage + 1; next < STAGES; next++) {
        day on = f->reaches[next];
        if (on == DAY_NONE) continue; /* never extended, or never formed: then all that follows is none too */
        if (on > today) return;
        if (next == STAGE_LIQUIDATED && (f->wrong || anything_owed(f))) return;
        if (next == STAGE_LIQUIDATED) distribute(s, f, today, f->cash);
        begin_stage(s, f, next, next == STAGE_LIQUIDATED ? today : on, today);
        f->stage = next;
    }
}

/* ---- the month ---- */
/* Fee of a real filing: 0.9 % a year of what was paid in while investing, 0.45 % of the cost of what is held after
 * that, by days of 365; none in an extension. */
static void pay_fee(synth *s, fund *f, day today)
{
    bool invests = f->stage == STAGE_INVESTING;
    if (f->fee_from == 0) f->fee_from = f->reaches[STAGE_INVESTING];
    int64_t base = invests ? f->paid : f->held_cost, days = today - f->fee_from;
    CHECK(days >= 0);
    f->fee_from = today;
    if (f->stage >= STAGE_EXTENDED) return;
    int64_t fee = part_of(base, (invests ? 90 : 45) * days, INT64_C(10000) * DAYS_A_YEAR);
    if (fee < YUAN || fee > f->cash) return;
    f->cash -= fee;
    row r = {.kind = KIND_EXPENSE_PAID, .subject = f->self, .object = f->manager, .on = today, .amount = fee};
    r.purpose = enum_find(LIST_expense_purpose, STR("management_fee"));
    r.has_amount = true;
    put_perhaps_wrong(s, f, &r, fee + part_of(fee, 1, 10) + 1);
}

static void say_year(synth *s, fund *f, day today)
{
    row nav = {.kind = KIND_NAV_REPORTED, .object = f->self, .on = today, .has_amount = true};
    nav.amount = f->cash + fair_value(f);
    put_row(s, &nav);
    row bank = {.kind = KIND_CASH_CONFIRMED, .object = f->self, .on = today, .amount = f->cash, .has_amount = true};
    put_row(s, &bank);
    say_size(s, f, BASIS_PAID_IN, f->paid, chance(&f->random, 1, 6) ? "超" : NULL, today);
}

/* What was earned goes out; while the fund invests, its capital stays. */
static void distribute_proceeds(synth *s, fund *f, day today)
{
    int64_t minor = f->proceeds < f->cash ? f->proceeds : f->cash;
    if (f->stage >= STAGE_HARVESTING) minor = f->cash - part_of(f->size, 1, 200);
    if (minor < part_of(f->size, 2, 100)) return;
    f->proceeds = 0;
    distribute(s, f, today, to_step(minor, WAN));
}

static void quarter(synth *s, fund *f, day today, int month)
{
    int year, ignored, mday;
    day_split(&year, &ignored, &mday, today);
    if (f->is_quarterly || month == 1) value_holdings(s, f, day_of(year, month, 1) - 1);
    receive_income(s, f, today);
    pay_fee(s, f, today);
    distribute_proceeds(s, f, today);
    transfer_stake(s, f, today);
    if (month == 1) say_year(s, f, today);
}

static bool is_working(const fund *f)
{
    return f->stage >= STAGE_INVESTING && f->stage < STAGE_LIQUIDATED;
}

void fund_month(synth *s, fund *f, day today)
{
    int year, month, mday;
    day_split(&year, &month, &mday, today);
    correct(s, f, today);
    collect(s, f, today);
    reach_stages(s, f, today);
    if (is_working(f)) {
        join_late(s, f, today);
        sell_due(s, f, today);
        invest(s, f, today);
        if (month % 3 == 1) quarter(s, f, today, month);
    }
    bool is_over =
        f->stage == STAGE_LIQUIDATED || (f->stage == STAGE_ANNOUNCED && f->reaches[STAGE_SIGNED] == DAY_NONE);
    if (is_over) return;
    day next = month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1);
    plan(s, next + (day)prng_below(&f->random, 28), ITEM_FUND, index_of(f->self));
}
