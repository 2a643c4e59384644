/* portfolio: what a fund holds. Each holding is given its end when it is bought (how long, how much of its cost it will
 * bring); its value goes there by way of a dip, so that funds show a J-curve.
 *
 * Invariants: the cost of what is held is never negative; a holding is named once in a fund. */
#include "synth/synth_int.h"

enum { KEPT_BACK_PERCENT = 2, TO_INVEST_PERCENT = 80, DEPLOYED_PERCENT = 60 };

static row flow(kind k, const fund *f, who enterprise, int64_t minor, day on)
{
    return (row){.kind = k, .subject = f->self, .object = enterprise, .amount = minor, .has_amount = true, .on = on};
}

/* ---- buying ---- */
static bool holds(const fund *f, who enterprise)
{
    for (uint32_t i = 0; i < f->holding_count; i++)
        if (f->holdings[i].enterprise == enterprise) return true;
    return false;
}

/* Mostly a new one; now and then one that another fund holds already. */
static who some_enterprise(synth *s, fund *f, day on)
{
    if (s->enterprise_count > 0 && chance(&f->random, 1, 7)) {
        who known = who_of(WHO_ENTERPRISE, (uint32_t)prng_below(&f->random, s->enterprise_count));
        if (!holds(f, known)) return known;
    }
    who found = who_of(WHO_ENTERPRISE, s->enterprise_count++);
    register_who(s, found, on);
    if (chance(&f->random, 1, 4)) {
        row r = {.kind = KIND_ENTERPRISE_TAGGED, .subject = found, .on = on, .code = "specialised_and_new"};
        put_row(s, &r);
    }
    return found;
}

/* Of 100: 15 lost, 20 below cost, 40 about it or somewhat above, 20 up to four times, 5 up to ten. */
static int64_t some_multiple(prng *p)
{
    uint64_t drawn = prng_below(p, 100);
    if (drawn < 15) return 0;
    if (drawn < 35) return prng_between(p, PPM / 10, PPM * 9 / 10);
    if (drawn < 75) return prng_between(p, PPM * 9 / 10, PPM * 2);
    return drawn < 95 ? prng_between(p, PPM * 2, PPM * 4) : prng_between(p, PPM * 4, PPM * 10);
}

static bool add_holding(synth *s, fund *f, who enterprise, int64_t cost, day on)
{
    void *items = f->holdings;
    bool done = arena_grow(s->a, &items, sizeof *f->holdings, &f->holding_room, f->holding_count + 1);
    f->holdings = items;
    if (!done) return false;
    day leaves = on + (day)prng_between(&f->random, DAYS_A_YEAR, 6 * DAYS_A_YEAR);
    f->holdings[f->holding_count++] = (holding){.enterprise = enterprise,
                                                .cost = cost,
                                                .value = cost,
                                                .bought = on,
                                                .leaves = leaves,
                                                .multiple_ppm = some_multiple(&f->random)};
    return true;
}

static void buy(synth *s, fund *f, day today, int64_t minor)
{
    who enterprise = some_enterprise(s, f, today);
    row r = flow(KIND_INVESTMENT_MADE, f, enterprise, minor, today);
    r.share_ppm = prng_between(&f->random, 10, 250) * 1000;
    put_row(s, &r);
    f->cash -= minor;
    f->invested += minor;
    f->held_cost += minor;
    if (!add_holding(s, f, enterprise, minor, today)) s->is_short_of_memory = true;
}

/* How many there should be by now: evenly over the first four fifths of the investing years. */
static uint32_t wanted_by(const fund *f, day today)
{
    int64_t years = f->reaches[STAGE_HARVESTING] - f->reaches[STAGE_INVESTING];
    int64_t gone = today - f->reaches[STAGE_INVESTING];
    int64_t wanted = part_of(f->holdings_planned, gone * 5, years * 4);
    return wanted > f->holdings_planned ? f->holdings_planned : (uint32_t)wanted;
}

static int64_t some_amount(fund *f)
{
    int64_t usual = part_of(f->size, TO_INVEST_PERCENT, (int64_t)f->holdings_planned * 100);
    int64_t minor = to_step(part_of(usual, prng_between(&f->random, 60, 140), 100), WAN / 10);
    return minor > 0 ? minor : WAN / 10;
}

/* The next tranche is called when 60 % of what was paid in is invested, or when an investment waits for it. */
void invest(synth *s, fund *f, day today)
{
    if (f->stage != STAGE_INVESTING || f->paid == 0) return;
    int64_t kept = part_of(f->size, KEPT_BACK_PERCENT, 100);
    f->is_short = false;
    for (uint32_t wanted = wanted_by(f, today), n = f->holding_count; n < wanted && !f->is_short; n++) {
        int64_t minor = some_amount(f);
        f->is_short = f->cash - f->proceeds - kept < minor;
        if (!f->is_short) buy(s, f, today, minor);
    }
    if (f->is_short || f->invested >= part_of(f->paid, DEPLOYED_PERCENT, 100)) call_capital(s, f, today);
}

/* ---- values ---- */
static int64_t between_zero_and(int64_t value, int64_t most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

/* Of its cost, in ppm: a dip of 8 % in the first years, then to its end with the square of the time, and chance. */
static int64_t worth_ppm(fund *f, const holding *h, day on)
{
    int64_t gone = between_zero_and(part_of(PPM, on - h->bought, h->leaves - h->bought), PPM);
    int64_t way = part_of(gone, gone, PPM), dip = part_of(part_of(PPM * 32 / 100, gone, PPM), PPM - gone, PPM);
    int64_t moved =
        h->multiple_ppm >= PPM ? part_of(h->multiple_ppm - PPM, way, PPM) : -part_of(PPM - h->multiple_ppm, way, PPM);
    int64_t noise = (int64_t)(prng_normal(&f->random) * 40000.0);
    return between_zero_and(PPM + moved - dip + noise, INT64_C(20) * PPM);
}

void value_holdings(synth *s, fund *f, day on)
{
    for (uint32_t i = 0; i < f->holding_count; i++) {
        holding *h = &f->holdings[i];
        if (h->cost == 0 || h->bought > on) continue;
        h->value = to_step(part_of(h->cost, worth_ppm(f, h, on), PPM), YUAN);
        row r = flow(KIND_HOLDING_VALUED, f, h->enterprise, h->value, on);
        put_perhaps_wrong(s, f, &r, h->value + part_of(h->value, 9, 1) + 1);
    }
}

int64_t fair_value(const fund *f)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < f->holding_count; i++) sum += f->holdings[i].cost > 0 ? f->holdings[i].value : 0;
    CHECK(sum >= 0);
    return sum;
}

/* ---- selling ---- */
static int some_route(prng *p, int64_t multiple_ppm, int64_t proceeds)
{
    static const char *const good[] = {"listing", "listing", "merger", "transfer"};
    static const char *const fair[] = {"buyback", "buyback", "transfer", "merger"};
    if (proceeds == 0) return enum_find(LIST_exit_route, STR("write_off"));
    if (multiple_ppm < PPM / 2) return enum_find(LIST_exit_route, STR("liquidation"));
    const char *const *of = multiple_ppm > 2 * PPM ? good : fair;
    return enum_find(LIST_exit_route, str_from(of[prng_below(p, 4)]));
}

static void sell(synth *s, fund *f, holding *h, day today, int64_t cost)
{
    CHECK(cost > 0);
    CHECK(cost <= h->cost);
    int64_t proceeds = to_step(part_of(cost, h->multiple_ppm, PPM), YUAN);
    row r = flow(KIND_INVESTMENT_EXITED, f, h->enterprise, proceeds, today);
    r.part = cost;
    r.has_part = true;
    r.choice = some_route(&f->random, h->multiple_ppm, proceeds);
    put_row(s, &r);
    h->value -= part_of(h->value, cost, h->cost);
    h->cost -= cost;
    f->held_cost -= cost;
    f->cash += proceeds;
    f->proceeds += proceeds;
    CHECK(f->held_cost >= 0);
}

/* What did well is sold in two halves. */
static void sell_when_due(synth *s, fund *f, holding *h, day today)
{
    bool by_halves = h->multiple_ppm > 2 * PPM && !h->is_partly_sold;
    sell(s, f, h, today, by_halves ? h->cost - h->cost / 2 : h->cost);
    if (!by_halves) return;
    h->is_partly_sold = true;
    h->leaves = today + 200;
}

void sell_due(synth *s, fund *f, day today)
{
    for (uint32_t i = 0; i < f->holding_count; i++) {
        holding *h = &f->holdings[i];
        if (h->cost > 0 && h->leaves <= today) sell_when_due(s, f, h, today);
    }
}

void sell_all(synth *s, fund *f, day today)
{
    for (uint32_t i = 0; i < f->holding_count; i++) {
        holding *h = &f->holdings[i];
        if (h->cost > 0) sell(s, f, h, today, h->cost);
    }
}

/* ---- income ---- */
static void receive(synth *s, fund *f, who from, int64_t minor, const char *purpose, day on)
{
    if (minor <= 0) return;
    row r = flow(KIND_INCOME_RECEIVED, f, from, minor, on);
    r.purpose = enum_find(LIST_income_purpose, str_from(purpose));
    put_row(s, &r);
    f->cash += minor;
}

/* Dividends of one holding in thirty a quarter; interest of a fifth of a percent on the cash that lies there. */
void receive_income(synth *s, fund *f, day today)
{
    receive(s, f, WHO_NONE, to_step(part_of(f->cash, 2, 1000), YUAN), "interest", today);
    for (uint32_t i = 0; i < f->holding_count; i++) {
        const holding *h = &f->holdings[i];
        if (h->cost == 0 || h->multiple_ppm < PPM || !chance(&f->random, 1, 30)) continue;
        receive(s, f, h->enterprise, to_step(part_of(h->cost, prng_between(&f->random, 1, 4), 100), YUAN), "dividend",
                today);
    }
}
