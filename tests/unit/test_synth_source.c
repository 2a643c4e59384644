/* synth: the commands of a seed, counted; their order; that options alone decide them. */
#include "synth/synth.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

typedef struct sample {
    arena *world, *a;
    synth *source;
    uint32_t count, of_kind[KIND_LAST + 1];
    uint64_t fingerprint; /* of kinds, days, amounts and names, in order */
} sample;

static synth_options options_of(uint64_t seed, uint32_t entries)
{
    return (synth_options){
        .seed = seed, .entries = entries, .from = day_of(2015, 1, 1), .to = day_of(2025, 12, 31), .first = 2};
}

static void open_sample(sample *t, const synth_options *o)
{
    *t = (sample){.world = arena_new("world", (size_t)64 << 20), .a = arena_new("batch", (size_t)64 << 20)};
    assert_non_null(t->world);
    assert_non_null(t->a);
    assert_int_equal(synth_open(&t->source, o, t->world, NULL), ERR_OK);
}

static void close_sample(sample *t)
{
    arena_free(t->world);
    arena_free(t->a);
}

static void mix(sample *t, uint64_t value)
{
    t->fingerprint = (t->fingerprint ^ value) * UINT64_C(1099511628211);
}

static void note(sample *t, const command *c)
{
    t->count++;
    t->of_kind[c->ev.kind]++;
    mix(t, (uint64_t)c->ev.kind);
    mix(t, (uint64_t)(int64_t)c->ev.effective.first);
    mix(t, (uint64_t)c->ev.amount.minor);
    for (int i = 0; i < REF_SLOTS; i++) mix(t, str_hash(c->name[i]));
}

static bool next(sample *t, command *c)
{
    bool more = false;
    assert_int_equal(synth_next(c, &more, t->source, t->a, NULL), ERR_OK);
    if (more) note(t, c);
    return more;
}

static void run(sample *t, const synth_options *o)
{
    command c;
    open_sample(t, o);
    while (next(t, &c)) {
    }
}

static void as_many_as_asked_for(void **state)
{
    (void)state;
    static const uint32_t entries[] = {SYNTH_ENTRIES_MIN, 101, 777, 5000};
    for (size_t i = 0; i < COUNT_OF(entries); i++) {
        sample t;
        synth_options o = options_of(i + 1, entries[i]);
        run(&t, &o);
        assert_int_equal(t.count, entries[i] - 1);
        close_sample(&t);
    }
}

static void the_mark_comes_first(void **state)
{
    (void)state;
    sample t;
    command c;
    synth_options o = options_of(UINT64_MAX, 500);
    o.funds = 3;
    open_sample(&t, &o);
    assert_true(next(&t, &c));
    assert_int_equal(c.ev.kind, KIND_PARAMETER_SET);
    bool named = false, told = false;
    for (uint32_t i = 0; i < c.attr_count; i++) {
        named = named || str_equal(c.attrs[i].text, STR(PARAMETER_SYNTHETIC));
        told = told || str_equal(c.attrs[i].text, STR("--seed 18446744073709551615 --events 500 --funds 3 --from "
                                                      "2015-01-01 --to 2025-12-31"));
    }
    assert_true(named && told);
    close_sample(&t);
}

/* The counts of one seed, exactly; the proportions that lives have. */
static void kinds_of_a_seed(void **state)
{
    (void)state;
    sample t;
    synth_options o = options_of(7, 20000);
    run(&t, &o);
    static const struct {
        kind kind;
        uint32_t count;
    } expected[] = {{KIND_PARAMETER_SET, 1},        {KIND_FUND_STAGED, 770},          {KIND_FUND_FORMED, 75},
                    {KIND_COMMITMENT_SIGNED, 603},  {KIND_CALL_ISSUED, 1815},         {KIND_CONTRIBUTION_PAID, 1806},
                    {KIND_INVESTMENT_MADE, 748},    {KIND_INVESTMENT_EXITED, 540},    {KIND_HOLDING_VALUED, 4838},
                    {KIND_DISTRIBUTION_PAID, 3008}, {KIND_CONTRIBUTION_DEFAULTED, 8}, {KIND_STAKE_TRANSFERRED, 18},
                    {KIND_ENTRY_REVERSED, 21},      {KIND_PERIOD_CLOSED, 40}};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(t.of_kind[expected[i].kind], expected[i].count);
    }
    close_sample(&t);
}

static void options_alone_decide(void **state)
{
    (void)state;
    sample one, again, other_seed, other_end;
    synth_options o = options_of(3, 3000), seed = options_of(4, 3000), end = options_of(3, 3000);
    end.to -= 1;
    run(&one, &o);
    run(&again, &o);
    run(&other_seed, &seed);
    run(&other_end, &end);
    assert_true(one.fingerprint == again.fingerprint);
    assert_true(one.fingerprint != other_seed.fingerprint);
    assert_true(one.fingerprint != other_end.fingerprint);
    close_sample(&one);
    close_sample(&again);
    close_sample(&other_seed);
    close_sample(&other_end);
}

/* A known answer: another compiler, another machine must come to the same. */
static void the_same_everywhere(void **state)
{
    (void)state;
    sample t;
    synth_options o = options_of(7, 5000);
    run(&t, &o);
    assert_int_equal(t.fingerprint, UINT64_C(0x7dbc7bf56f510f92));
    close_sample(&t);
}

static void closes_are_announced(void **state)
{
    (void)state;
    sample t;
    command c;
    bool closes = false, more = true;
    uint32_t told = 0;
    synth_options o = options_of(5, 2000);
    open_sample(&t, &o);
    while (more) {
        assert_int_equal(synth_closes_next(&closes, t.source, NULL), ERR_OK);
        more = next(&t, &c);
        assert_true(!more || closes == (c.ev.kind == KIND_PERIOD_CLOSED));
        told += closes;
    }
    assert_int_equal(told, 10); /* by the year */
    assert_false(closes);
    close_sample(&t);
}

static void few_funds_hold_more(void **state)
{
    (void)state;
    sample t;
    synth_options o = options_of(2, 20000);
    o.funds = 4;
    run(&t, &o);
    assert_int_equal(t.count, 19999);
    assert_true(t.of_kind[KIND_CLUSTER_MEMBER_ADDED] <= 4);
    assert_true(t.of_kind[KIND_INVESTMENT_MADE] > 200);
    close_sample(&t);
}

static void too_few_funds_are_refused(void **state)
{
    (void)state;
    err e = {.code = ERR_OK};
    synth *source = NULL;
    synth_options o = options_of(2, 1000000);
    o.funds = 1;
    arena *world = arena_new("world", (size_t)64 << 20);
    assert_int_equal(synth_open(&source, &o, world, &e), E_SYNTH_FUNDS);
    assert_null(source);
    assert_int_equal(e.arg[0].value, 1);
    arena_free(world);
}

/* Memory may run out at any place: it is told, never a crash. */
static void memory_that_runs_out(void **state)
{
    (void)state;
    synth_options o = options_of(9, 600);
    bool done = false;
    uint64_t n = 1;
    for (; !done; n++) {
        sample t = {.world = arena_new("world", (size_t)8 << 20), .a = arena_new("batch", (size_t)8 << 20)};
        command c;
        bool more = true;
        arena_fail_at(n);
        err_code code = synth_open(&t.source, &o, t.world, NULL);
        while (!code && more) code = synth_next(&c, &more, t.source, t.a, NULL);
        arena_fail_at(0);
        assert_true(code == ERR_OK || code == E_LIMIT);
        done = code == ERR_OK;
        close_sample(&t);
    }
    assert_true(n > 600); /* each command takes memory: each place was tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_as_asked_for), cmocka_unit_test(the_mark_comes_first),
        cmocka_unit_test(kinds_of_a_seed),      cmocka_unit_test(options_alone_decide),
        cmocka_unit_test(the_same_everywhere),  cmocka_unit_test(closes_are_announced),
        cmocka_unit_test(few_funds_hold_more),  cmocka_unit_test(too_few_funds_are_refused),
        cmocka_unit_test(memory_that_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
