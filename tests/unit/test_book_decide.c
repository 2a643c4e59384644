/* decide: the common steps: who, what is missing, which day, in which order; and that a refusal changes nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book_sample.h"

static desk d;

static int open_desk(void **state)
{
    (void)state;
    desk_open(&d);
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

static void the_first_entry(void **state)
{
    (void)state;
    desk_close(&d);
    desk_open_empty(&d);
    refuse(&d, E_ACTOR_UNKNOWN, "party.registered", "id=a; name=A; class=soe");
    enter(&d, "actor.registered", "id=clerk; name=Clerk; maker=nobody");
    assert_int_equal(d.ev.maker, 1);
    enter(&d, "actor.registered", "id=chief; name=Chief");
    assert_int_equal(d.ev.maker, 1);
}

static void makers_and_approvers(void **state)
{
    (void)state;
    seq_no chief = enter(&d, "actor.registered", "id=chief; name=Chief");
    seq_no fund = party(&d, "f", "sub_fund");
    enter(&d, "fund.staged", "fund=f; stage=formed; maker=chief; approver=clerk");
    assert_int_equal(d.ev.maker, chief);
    assert_int_equal(d.ev.approver, 1);
    refuse(&d, E_ACTOR_UNKNOWN, "fund.staged", "fund=f; stage=formed; maker=f");
    assert_string_equal(d.e.at.field, "maker");
    refuse(&d, E_ACTOR_UNKNOWN, "fund.staged", "fund=f; stage=formed; approver=Chief"); /* a name is not enough */
    assert_string_equal(d.e.at.field, "approver");
    d.maker = "f";
    refuse(&d, E_ACTOR_UNKNOWN, "fund.staged", "fund=f; stage=formed");
    assert_int_equal(fund, 3);
}

static void kinds_and_fields_that_are_missing(void **state)
{
    (void)state;
    party(&d, "f", "sub_fund");
    refuse(&d, E_KIND_LATER, "fund.terms_set", "note=x");
    refuse(&d, E_FIELD_MISSING, "fund.staged", "fund=f");
    refuse(&d, E_FIELD_MISSING, "period.closed", "note=x");
    refuse(&d, E_FIELD_MISSING, "commitment.signed", "fund=f; amount=1元; date=2025-01-01");
}

/* The first reason in the documented order is the one that is said. */
static void one_reason_at_a_time(void **state)
{
    (void)state;
    static const struct {
        err_code code;
        const char *kind_word, *fields;
    } cases[] = {
        {E_FIELD_MISSING, "contribution.paid", "investor=x; amount=1元; maker=y; date=2030"},
        {E_ACTOR_UNKNOWN, "contribution.paid", "investor=x; fund=e; amount=1元; maker=y; date=2030"},
        {E_NAME_UNKNOWN, "contribution.paid", "investor=x; fund=e; amount=1元; date=2030"},
        {E_CLASS_WRONG, "contribution.paid", "investor=f; fund=e; amount=1元; date=2030"},
        {E_DAY_NEEDED, "contribution.paid", "investor=f; fund=f; amount=1元; date=2030"},
        {E_DAY_NEEDED, "contribution.paid", "investor=f; fund=f; amount=1元"},
        {E_DAY_FUTURE, "contribution.paid", "investor=f; fund=f; amount=1元; date=2030-01-01; booked=2025-03-31"},
        {E_PERIOD_CLOSED, "contribution.paid", "investor=f; fund=f; amount=1元; date=2025-05-01; booked=2025-03-31"},
        {E_BOOKED_EARLY, "contribution.paid", "investor=f; fund=f; amount=1元; date=2025-05-01; booked=2025-04-30"},
        {E_SELF, "contribution.paid", "investor=f; fund=f; amount=1美元; date=2025-05-01"},
        {E_CURRENCY_DIFFERS, "contribution.paid", "investor=lp; fund=f; amount=1美元; date=2024-05-01"},
        {E_NO_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=92233720368547758元; date=2024-05-01"},
        {E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=92233720368547758元; date=2025-05-01"},
        {E_CURRENCY_DIFFERS, "distribution.paid", "investor=lp; fund=f; amount=1美元; recallable=2元; date=2024-01-01"},
        {E_NO_COMMITMENT, "distribution.paid", "investor=lp; fund=f; amount=1元; recallable=2元; date=2024-01-01"},
        {E_FUND_NEVER_RECEIVED, "distribution.paid",
         "investor=lp; fund=f; amount=1元; recallable=2元; date=2025-05-01"},
        {E_ID_TAKEN, "party.registered", "id=f; name=lp; class=soe; uscc=91350100M000100Y43"},
        {E_NAME_TAKEN, "party.registered", "id=n; name=lp; class=soe; uscc=91350100M000100Y43"},
        {E_USCC_TAKEN, "party.registered", "id=n; name=n; class=soe; uscc=91350100M000100Y43"},
    };
    party(&d, "lp", "soe");
    party(&d, "f", "sub_fund");
    enter(&d, "party.registered", "id=e; name=e; class=enterprise; uscc=91350100M000100Y43");
    enter(&d, "period.closed", "through=2025-03-31");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=5元; date=2025-01-01");
    for (size_t i = 0; i < COUNT_OF(cases); i++) refuse(&d, cases[i].code, cases[i].kind_word, cases[i].fields);
}

/* Capital lies in the past wherever on earth the office is; statements may speak of what comes. */
static void the_future(void **state)
{
    (void)state;
    party(&d, "lp", "soe");
    party(&d, "f", "sub_fund");
    desk_at(&d, "2026-11-23T09:59:59Z");
    refuse(&d, E_DAY_FUTURE, "commitment.signed", "investor=lp; fund=f; amount=1元; date=2026-11-24");
    assert_int_equal(arg_value(&d, "today"), on("2026-11-23"));
    desk_at(&d, "2026-11-23T10:00:00Z");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=1元; date=2026-11-24");
    enter(&d, "size.reported", "subject=f; basis=target; amount=1亿元; date=2030");
}

static void booked_days(void **state)
{
    (void)state;
    static const struct {
        const char *given, *booked;
    } cases[] = {{"date=2025-03-31", "2025-04-01"},
                 {"date=2024-01-01", "2025-04-01"},
                 {"date=2025-04-01", "2025-04-01"},
                 {"date=2025-04-02", "2025-04-02"},
                 {"date=2024-01-01; booked=2025-04-01", "2025-04-01"},
                 {"date=2024-01-01; booked=2027-01-01", "2027-01-01"}};
    party(&d, "lp", "soe");
    party(&d, "f", "sub_fund");
    enter(&d, "period.closed", "through=2025-03-31");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char fields[128];
        buf b;
        buf_init(&b, d.a, sizeof fields);
        buf_text(&b, "investor=lp; fund=f; amount=1元; ");
        buf_text(&b, cases[i].given);
        buf_char(&b, 0);
        enter(&d, "commitment.signed", buf_view(&b).ptr);
        assert_int_equal(d.ev.booked, on(cases[i].booked));
    }
    enter(&d, "size.reported", "subject=f; basis=target; amount=1亿元; date=2024");
    assert_int_equal(d.ev.booked, DAY_NONE);
}

static void ids_are_made(void **state)
{
    (void)state;
    enter(&d, "party.registered", "name=Anonymous; class=soe");
    assert_int_equal(book_find_id(d.b, STR("party-2")), 2);
    enter(&d, "party.registered", "id=party-4; name=First; class=soe");
    enter(&d, "party.registered", "name=Second; class=soe");
    assert_int_equal(book_find_id(d.b, STR("party-4x")), 4);
    enter(&d, "party.alias", "party=party-4; alias=cluster-6");
    enter(&d, "cluster.defined", "name=Third; class=population"); /* the word means somebody already */
    assert_int_equal(book_find_id(d.b, STR("cluster-6x")), 6);
}

/* Texts that just fit alone do not when the id is added: a refusal, not a fault. */
static void attrs_that_are_too_long(void **state)
{
    (void)state;
    char text[9 * 4000];
    buf b;
    buf_init(&b, d.a, sizeof text);
    buf_text(&b, "class=soe; name=");
    buf_fill(&b, '"', 4090);
    buf_text(&b, "; name_en=");
    buf_fill(&b, '"', 4090);
    buf_text(&b, "; sector=");
    buf_fill(&b, '"', 4090);
    buf_text(&b, "; note=");
    buf_fill(&b, '"', 4090);
    buf_char(&b, 0);
    refuse(&d, E_TEXT_LONG, "party.registered", buf_view(&b).ptr);
}

static void out_of_memory_is_a_fault(void **state)
{
    (void)state;
    party(&d, "lp", "soe");
    event before = d.ev;
    command c = {.ev = {.kind = KIND_PARTY_ALIAS}};
    decide_context cx = {.now_us = d.now_us, .maker = 1};
    const kind_info *k = kind_get(KIND_PARTY_ALIAS);
    assert_int_equal(command_put(&c, field_find(k, STR("party")), (field_text){.text = STR("lp")}, d.a, &d.e), ERR_OK);
    assert_int_equal(command_put(&c, field_find(k, STR("alias")), (field_text){.text = STR("L")}, d.a, &d.e), ERR_OK);
    arena_fail_at(1);
    assert_int_equal(book_decide(&d.ev, d.b, &c, &cx, d.a, &d.e), E_LIMIT);
    arena_fail_at(0);
    assert_memory_equal(&before, &d.ev, sizeof before);
    assert_int_equal(book_decide(&d.ev, d.b, &c, &cx, d.a, &d.e), ERR_OK);
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(the_first_entry),
        ON_A_DESK(makers_and_approvers),
        ON_A_DESK(kinds_and_fields_that_are_missing),
        ON_A_DESK(one_reason_at_a_time),
        ON_A_DESK(the_future),
        ON_A_DESK(booked_days),
        ON_A_DESK(ids_are_made),
        ON_A_DESK(attrs_that_are_too_long),
        ON_A_DESK(out_of_memory_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
