/* capital: commitments, calls, contributions, distributions, transfers of one fund.
 *
 * Called 30 : 40 : 30 of the commitment. Stake 0 is the government's, which pays after the private ones; stake 1 the
 * manager's, 1 % of the fund.
 * Invariants: of each stake called ≤ committed and paid + owed ≤ called; while anything is owed no stake moves. */
#include "synth/synth_int.h"

enum { GOVERNMENT, MANAGER, FIRST_PRIVATE };
enum { CALLS = 3, DAYS_TO_PAY = 15, DAYS_TO_DEFAULT = 75, DAYS_TO_MAKE_GOOD = 200 };

static row flow(kind k, const fund *f, const stake *x, int64_t minor, day on)
{
    CHECK(minor > 0);
    return (row){.kind = k, .subject = x->investor, .object = f->self, .amount = minor, .has_amount = true, .on = on};
}

/* ---- who takes part ---- */
static bool takes_part(const fund *f, who investor)
{
    for (uint32_t i = 0; i < f->stake_count; i++)
        if (f->stakes[i].investor == investor) return true;
    return false;
}

static who some_investor(synth *s, fund *f)
{
    CHECK(s->investor_count > f->stake_count);
    who found = who_of(WHO_INVESTOR, (uint32_t)prng_below(&f->random, s->investor_count));
    while (takes_part(f, found)) found = who_of(WHO_INVESTOR, (index_of(found) + 1) % s->investor_count);
    return found;
}

static void know_investor(synth *s, who investor, day on)
{
    if (class_of(investor) != WHO_INVESTOR || s->investor_known[index_of(investor)]) return;
    s->investor_known[index_of(investor)] = true;
    register_who(s, investor, on);
}

static bool is_state_owned(const synth *s, who investor)
{
    return party_class_of(s, investor) == enum_find(LIST_party_class, STR("soe"));
}

static void add_stake(fund *f, who investor, int64_t committed)
{
    stake *x = &f->stakes[f->stake_count++];
    *x = (stake){.investor = investor, .committed = committed};
    if (class_of(investor) != WHO_INVESTOR) return;
    x->manner = chance(&f->random, 1, 10) ? PAYS_LATE : PAYS_ON_TIME;
    if (chance(&f->random, 1, 80)) x->manner = DEFAULTS;
}

/* Weights of two to four; one state-owned investor at most, so that public money stays below 70 %. */
static void add_private(synth *s, fund *f, uint32_t count, int64_t minor)
{
    int64_t left = minor, weights = 3 * (int64_t)count;
    bool has_state = false;
    for (uint32_t i = 0; i < count; i++) {
        who investor = some_investor(s, f);
        while (is_state_owned(s, investor) && has_state) investor = some_investor(s, f);
        has_state = has_state || is_state_owned(s, investor);
        int64_t weight = prng_between(&f->random, 2, 4);
        int64_t share = to_step(part_of(minor, weight, weights + 1), 10 * WAN);
        if (i + 1 == count || share > left - (int64_t)(count - i) * 10 * WAN)
            share = to_step(left / (count - i), 10 * WAN);
        add_stake(f, investor, i + 1 == count ? left : share);
        left -= f->stakes[f->stake_count - 1].committed;
    }
    CHECK(left == 0);
}

static void make_stakes(synth *s, fund *f)
{
    uint32_t private = (uint32_t)prng_between(&f->random, 4, STAKES_MAX - FIRST_PRIVATE);
    int64_t most = f->size >= 5 * YI ? 25 : 30;
    int64_t government = to_step(part_of(f->size, prng_between(&f->random, 15, most), 100), 10 * WAN);
    add_stake(f, f->government, government);
    add_stake(f, f->manager, to_step(f->size / 100, 10 * WAN));
    add_private(s, f, private, f->size - government - f->stakes[MANAGER].committed);
    f->stakes[f->stake_count - 1].joins_late = chance(&f->random, 1, 5);
}

static void sign(synth *s, fund *f, const stake *x, day on)
{
    know_investor(s, x->investor, on);
    row r = flow(KIND_COMMITMENT_SIGNED, f, x, x->committed, on);
    put_row(s, &r);
}

void sign_commitments(synth *s, fund *f, day on)
{
    make_stakes(s, f);
    for (uint32_t i = 0; i < f->stake_count; i++)
        if (!f->stakes[i].joins_late) sign(s, f, &f->stakes[i], on);
}

/* ---- money comes in ---- */
static void pay_in(synth *s, fund *f, stake *x, day on)
{
    int64_t minor = x->owed;
    row r = flow(KIND_CONTRIBUTION_PAID, f, x, minor, on);
    if (class_of(x->investor) == WHO_MOTHER) mother_pay(s, f->mother, minor, on);
    x->owed = 0;
    x->paid += minor;
    CHECK(x->paid <= x->committed);
    f->paid += minor;
    f->cash += minor;
    if (f->calls > 1 && class_of(x->investor) == WHO_INVESTOR)
        put_perhaps_wrong(s, f, &r, minor - part_of(minor, 1, 10));
    else
        put_row(s, &r);
}

static void call_one(synth *s, fund *f, stake *x, int64_t minor, day on)
{
    row r = flow(KIND_CALL_ISSUED, f, x, minor, on);
    r.due = on + DAYS_TO_PAY;
    r.number = (int32_t)f->calls;
    put_row(s, &r);
    x->called += minor;
    x->owed = minor;
    x->owed_from = on;
    CHECK(x->called <= x->committed);
}

static int64_t called_by_now(const stake *x, uint32_t calls)
{
    static const int percent[CALLS + 1] = {0, 30, 70, 100};
    CHECK(calls <= CALLS);
    return part_of(x->committed, percent[calls], 100);
}

void call_capital(synth *s, fund *f, day today)
{
    if (f->calls == CALLS || anything_owed(f)) return;
    f->calls++;
    for (uint32_t i = 0; i < f->stake_count; i++) {
        stake *x = &f->stakes[i];
        if (!x->joins_late) call_one(s, f, x, called_by_now(x, f->calls) - x->called, today);
    }
}

bool anything_owed(const fund *f)
{
    for (uint32_t i = 0; i < f->stake_count; i++)
        if (f->stakes[i].owed > 0) return true;
    return false;
}

/* Not paid in time: written down as a default; asked for again and paid months later, as the law demands. */
static void collect_defaulted(synth *s, fund *f, stake *x, day today)
{
    if (x->manner == DEFAULTS && today - x->owed_from >= DAYS_TO_DEFAULT) {
        row r = flow(KIND_CONTRIBUTION_DEFAULTED, f, x, x->owed, today);
        r.text = "合成:逾期未缴";
        put_row(s, &r);
        x->manner = PAYS_LATE;
        x->called -= x->owed;
        call_one(s, f, x, x->owed, today);
        x->owed_from = today + DAYS_TO_MAKE_GOOD - DAYS_TO_DEFAULT;
    }
}

static void collect_one(synth *s, fund *f, stake *x, day today)
{
    bool is_private = class_of(x->investor) == WHO_INVESTOR || class_of(x->investor) == WHO_MANAGER;
    day due = x->owed_from + DAYS_TO_PAY, paid = today;
    if (x->manner == DEFAULTS) {
        collect_defaulted(s, f, x, today);
        return;
    }
    if (x->manner == PAYS_LATE) due += (day)prng_between(&f->random, 20, 50);
    if (today < due) return;
    if (is_private && x->manner == PAYS_ON_TIME) paid = due - (day)prng_below(&f->random, DAYS_TO_PAY);
    pay_in(s, f, x, paid);
}

/* Private ones first; the government follows when they have paid, or when they are slow. */
void collect(synth *s, fund *f, day today)
{
    for (uint32_t i = f->stake_count; i-- > 0;)
        if (f->stakes[i].owed > 0) collect_one(s, f, &f->stakes[i], today);
}

/* Signs after the first call, pays what the others have paid, and for the use of their money. */
void join_late(synth *s, fund *f, day today)
{
    stake *x = &f->stakes[f->stake_count - 1];
    if (!x->joins_late || today - f->reaches[STAGE_INVESTING] < 120) return;
    int64_t used_days = today - f->reaches[STAGE_INVESTING];
    x->joins_late = false;
    sign(s, f, x, today);
    call_one(s, f, x, called_by_now(x, f->calls), today);
    row r =
        flow(KIND_CONTRIBUTION_PAID, f, x, to_step(part_of(x->owed, 5 * used_days, 100 * DAYS_A_YEAR), YUAN), today);
    r.choice = OUTSIDE;
    r.purpose = enum_find(LIST_flow_purpose, STR("equalisation"));
    pay_in(s, f, x, today);
    put_row(s, &r);
    f->cash += r.amount;
}

/* ---- money goes out ---- */
static void pay_out(synth *s, fund *f, stake *x, day on, int64_t minor)
{
    row r = flow(KIND_DISTRIBUTION_PAID, f, x, minor, on);
    bool is_early = f->stage == STAGE_INVESTING && f->recycles;
    r.purpose = enum_find(LIST_flow_purpose, f->distributed < f->paid ? STR("capital") : STR("gain"));
    r.has_part = is_early;
    r.part = is_early ? part_of(minor, 1, 2) : 0;
    put_row(s, &r);
    f->cash -= minor;
    if (class_of(x->investor) != WHO_MOTHER) return;
    s->mothers[f->mother].cash += minor;
    s->mothers[f->mother].returned += minor;
}

void distribute(synth *s, fund *f, day today, int64_t minor)
{
    CHECK(minor <= f->cash);
    int64_t paid = f->paid;
    for (uint32_t i = 0; i < f->stake_count && paid > 0 && minor > 0; i++) {
        int64_t share = part_of(minor, f->stakes[i].paid, paid);
        if (share > 0) pay_out(s, f, &f->stakes[i], today, share);
    }
    f->distributed += minor;
    CHECK(f->cash >= 0);
}

/* The whole stake of one investor goes to a newcomer, a little below what was paid. */
void transfer_stake(synth *s, fund *f, day today)
{
    if (!chance(&f->random, 1, 60) || f->wrong || f->recycles || anything_owed(f)) return;
    stake *x = &f->stakes[FIRST_PRIVATE + prng_below(&f->random, f->stake_count - FIRST_PRIVATE)];
    if (x->joins_late) return;
    who buyer = some_investor(s, f);
    know_investor(s, buyer, today);
    row r = flow(KIND_STAKE_TRANSFERRED, f, x, x->committed, today);
    r.third = buyer;
    r.part = x->paid;
    r.has_part = true;
    r.price = part_of(x->paid, prng_between(&f->random, 80, 105), 100);
    put_row(s, &r);
    x->investor = buyer;
}

/* ---- slips ---- */
void put_perhaps_wrong(synth *s, fund *f, const row *r, int64_t wrong_minor)
{
    CHECK(wrong_minor > 0);
    if (f->wrong || !chance(&f->random, 1, 250)) {
        put_row(s, r);
        return;
    }
    row slip = *r;
    slip.amount = wrong_minor;
    f->right = *r;
    f->wrong = put_row(s, &slip);
}

void correct(synth *s, fund *f, day today)
{
    if (!f->wrong) return;
    row r = {.kind = KIND_ENTRY_REVERSED, .on = today, .ref = f->wrong, .text = "合成:金额录错"};
    put_row(s, &r);
    put_row(s, &f->right);
    f->wrong = 0;
}
