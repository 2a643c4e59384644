/* statements: the right kind of thing on each side, and never an empty saying. */
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

static void both_sides_of_a_statement(void **state)
{
    (void)state;
    static const struct {
        err_code code;
        const char *kind_word, *fields;
    } cases[] = {
        {ERR_OK, "stake.reported", "investor=lp; fund=f; state=stated"},
        {ERR_OK, "stake.reported", "investor=f; fund=g; state=stated; amount=约3亿元"},
        {E_SELF, "stake.reported", "investor=f; fund=f; state=stated"},
        {E_STAKE_IN_MANAGER, "stake.reported", "investor=lp; fund=gp; state=stated"},
        {E_CLASS_WRONG, "stake.reported", "investor=lp; fund=c; state=stated"},
        {E_NAME_UNKNOWN, "stake.reported", "investor=lp; fund=nobody; state=stated"},
        {ERR_OK, "holding.reported", "investor=lp; enterprise=gp"},
        {E_SELF, "holding.reported", "investor=gp; enterprise=gp"},
        {E_HOLDING_IN_FUND, "holding.reported", "investor=lp; enterprise=f"},
        {ERR_OK, "position.reported", "investor=c; in=f; amount=3亿元; state=stated"},
        {ERR_OK, "position.reported", "investor=lp; in=c; amount=3亿元; state=stated"},
        {E_SELF, "position.reported", "investor=c; in=c; amount=3亿元; state=stated"},
        {E_NO_POPULATION, "position.reported", "investor=lp; in=f; amount=3亿元; state=stated"},
        {E_NO_POPULATION, "position.reported", "investor=lp; in=funds; amount=3亿元; state=stated"},
        {E_OBSERVATION_EMPTY, "indicator.observed", "indicator=x; period=2024"},
        {ERR_OK, "indicator.observed", "indicator=x; words=若干"},
        {ERR_OK, "size.reported", "subject=c; basis=unstated; amount=超1500亿元"},
        {ERR_OK, "nav.reported", "fund=f; amount=1亿元"},
    };
    party(&d, "lp", "soe");
    party(&d, "gp", "gp");
    party(&d, "f", "sub_fund");
    party(&d, "g", "mother_fund");
    enter(&d, "cluster.defined", "id=c; name=C; class=population");
    enter(&d, "cluster.defined", "id=funds; name=Funds; class=fund_cluster");
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (cases[i].code)
            refuse(&d, cases[i].code, cases[i].kind_word, cases[i].fields);
        else
            enter(&d, cases[i].kind_word, cases[i].fields);
}

static void what_is_not_said_of_an_observation_stays_unsaid(void **state)
{
    (void)state;
    enter(&d, "indicator.observed", "indicator=x; value=3个; period=2024");
    assert_int_equal(d.ev.class_code, 0);
    enter(&d, "indicator.observed", "indicator=x; value=3个; period=2027; vintage=plan");
    assert_int_equal(d.ev.class_code, VINTAGE_PLAN);
}

/* A manager who is named by a name is told the remedy as well. */
static void money_into_a_manager_by_name(void **state)
{
    (void)state;
    party(&d, "lp", "soe");
    enter(&d, "party.registered", "id=gp; name=深创投; class=gp");
    refuse(&d, E_STAKE_IN_MANAGER, "stake.reported", "investor=lp; fund=深创投; state=stated");
    assert_string_equal(d.e.at.field, "fund");
    assert_string_equal(arg_text(&d, "word"), "深创投");
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(both_sides_of_a_statement),
        ON_A_DESK(what_is_not_said_of_an_observation_stays_unsaid),
        ON_A_DESK(money_into_a_manager_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
