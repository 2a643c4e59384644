/* look: shares, money, what stays, who stands behind, chains, groups, loops and costs, by hand on a nested example with a
 * loop; statements with what they leave open; loops without an owner. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "views_sample.h"

/* gov 60 and bank 40 into m; m 50, lp 30 and g 20 into f; f 10 and lp 30 into g; f 40 and g 10 into e1, f 25 into e2.
 * Of f gov has .3 ÷ .95, of g a quarter of that. */
static void enter_nested(desk *d)
{
    party(d, "gov", "government");
    party(d, "bank", "bank");
    party(d, "lp", "corporate");
    party(d, "boss", "gp");
    party(d, "m", "mother_fund");
    party(d, "f", "sub_fund");
    party(d, "g", "sub_fund");
    enter(d, "party.registered", "id=e1; name=E1; class=enterprise; sector=芯片; region=440300; date=2020-01-01"); /* 9 */
    enter(d, "party.registered", "id=e2; name=E2; class=enterprise; sector=算力; date=2020-01-01");                /* 10 */
    enter(d, "commitment.signed", "investor=gov; fund=m; amount=60元; date=2021-01-01");                           /* 11 */
    enter(d, "commitment.signed", "investor=bank; fund=m; amount=40元; date=2021-01-01");
    enter(d, "commitment.signed", "investor=m; fund=f; amount=50元; date=2021-01-02");
    enter(d, "commitment.signed", "investor=lp; fund=f; amount=30元; date=2021-01-02");
    enter(d, "commitment.signed", "investor=g; fund=f; amount=20元; date=2021-01-02");
    enter(d, "commitment.signed", "investor=f; fund=g; amount=10元; date=2021-01-02");
    enter(d, "commitment.signed", "investor=lp; fund=g; amount=30元; date=2021-01-02"); /* 17 */
    enter(d, "contribution.paid", "investor=gov; fund=m; amount=60元; date=2021-02-01");
    enter(d, "contribution.paid", "investor=bank; fund=m; amount=40元; date=2021-02-01");
    enter(d, "contribution.paid", "investor=m; fund=f; amount=50元; date=2021-02-02");
    enter(d, "contribution.paid", "investor=lp; fund=f; amount=30元; date=2021-02-02");
    enter(d, "contribution.paid", "investor=lp; fund=g; amount=30元; date=2021-02-02");
    enter(d, "contribution.paid", "investor=g; fund=f; amount=20元; date=2021-02-03");
    enter(d, "contribution.paid", "investor=f; fund=g; amount=10元; date=2021-02-04"); /* 24 */
    enter(d, "investment.made", "fund=f; enterprise=e1; amount=40元; date=2021-03-01");
    enter(d, "investment.made", "fund=g; enterprise=e1; amount=10元; date=2021-03-01");
    enter(d, "investment.made", "fund=f; enterprise=e2; amount=25元; date=2021-03-01"); /* 27 */
}

static look look_for(desk *d, const char *relation_name, const char *where)
{
    look l = look_at(d, relation_name);
    l.where = str_from(where);
    look_again(&l, relation_name);
    return l;
}

/* Σ of a money column over the rows of one basis, in fen. */
static int64_t sum_of(look *l, const char *column_name, const char *where_column, const char *value)
{
    int at = relation_column(l->r.info, str_from(column_name)), by = relation_column(l->r.info, str_from(where_column));
    int basis_at = relation_column(l->r.info, STR("basis"));
    int64_t sum = 0;
    assert_true(at >= 0 && by >= 0 && basis_at >= 0);
    for (uint32_t i = 0; i < l->r.row_count; i++) {
        const cell *row = l->r.cells + (size_t)i * l->r.info->column_count;
        if (!str_equal(row[by].text, str_from(value)) || !str_equal(row[basis_at].text, STR("paid_in"))) continue;
        assert_true(interval_is_exact(row[at].interval));
        sum += row[at].interval.lo;
    }
    return sum;
}

static void where_money_is(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    look l = look_at(&d, "look");
    is_shown(&l, "public/m/paid_in", "share", "60");
    is_shown(&l, "public/f/paid_in", "share", "31.5789");
    is_shown(&l, "public/g/paid_in", "share", "7.8947");
    is_shown(&l, "public/e1/paid_in", "share", "26.8421"); /* .8 of f and .2 of g */
    is_shown(&l, "public/e1/paid_in", "money", "13.42");
    is_shown(&l, "public/e1/paid_in", "whole", "50");
    is_shown(&l, "public/e1/paid_in", "layers", "3");
    is_shown(&l, "public/f/paid_in", "kept", "7.90"); /* .315789 of 100 − 75, the last fen to a larger remainder */
    is_shown(&l, "public/e2/committed", "share", "31.5789");
    is_shown(&l, "public/e1/paid_in", "class", "enterprise");
    is_why(&l, "public/m/paid_in", "share", "18 19");
    is_why(&l, "public/e2/paid_in", "share", "18 19 20 21 22 23 24 27");
    is_why(&l, "public/e1/paid_in", "whole", "25 26");
    is_why(&l, "public/m/paid_in", "kept", "18 19 20");
    is_why(&l, "public/e1/committed", "money", "11 12 13 14 15 16 17 25 26");
    assert_int_equal(sum_of(&l, "kept", "from", "public"), 6000); /* all that gov put in */
    l = look_for(&d, "look", "from=lp");
    is_shown(&l, "lp/f/paid_in", "share", "47.3684"); /* (.3 + .2 × .75) ÷ .95 */
    assert_int_equal(sum_of(&l, "kept", "from", "lp"), 6000);
    assert_false(has_row(&l, "lp/m/paid_in"));
    l = look_for(&d, "look", "from=f"); /* what comes back to f is f's already: it counts once */
    is_shown(&l, "f/g/paid_in", "share", "25");
    is_shown(&l, "f/e1/paid_in", "share", "85");
    assert_false(has_row(&l, "f/f/paid_in"));
    l = look_for(&d, "look", "from=nobody");
    assert_int_equal(l.r.row_count, 0);
    desk_close(&d);
    (void)state;
}

/* Exactly the row that is asked for has its entries, also of a source that the key alone names. */
static void why_of_a_key(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    look l = look_at(&d, "look");
    view_request q = request_of(&l);
    q.why_key = STR("bank/m/paid_in");
    assert_int_equal(view_build(&l.r, view_named("look"), &q, &d.e), ERR_OK);
    is_shown(&l, "bank/m/paid_in", "money", "40");
    is_why(&l, "bank/m/paid_in", "money", "18 19");
    is_why(&l, "bank/e1/paid_in", "money", "");
    q.why_key = STR("e2/bank/paid_in");
    assert_int_equal(view_build(&l.r, view_named("look_holders"), &q, &d.e), ERR_OK);
    is_why(&l, "e2/bank/paid_in", "share", "18 19 20 21 22 23 24 27");
    is_why(&l, "e2/gov/paid_in", "share", "");
    assert_false(has_row(&l, "e1/bank/paid_in"));
    desk_close(&d);
    (void)state;
}

static void who_stands_behind(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    look l = look_at(&d, "look_holders");
    is_shown(&l, "e1/gov/paid_in", "share", "26.8421");
    is_shown(&l, "e1/bank/paid_in", "share", "17.8947");
    is_shown(&l, "e1/lp/paid_in", "share", "55.2632");
    is_shown(&l, "e1/lp/paid_in", "money", "27.63");
    is_shown(&l, "e1/lp/paid_in", "layers", "2");
    static const char *const things[] = {"m", "f", "g", "e1", "e2"};
    static const int64_t wholes[] = {10000, 10000, 4000, 5000, 2500};
    for (size_t i = 0; i < COUNT_OF(things); i++) {
        assert_int_equal(sum_of(&l, "share", "to", things[i]), 1000000);
        assert_int_equal(sum_of(&l, "money", "to", things[i]), wholes[i]);
    }
    l = look_for(&d, "look_holders", "to=m");
    assert_true(has_row(&l, "m/gov/paid_in") && !has_row(&l, "f/gov/paid_in"));
    desk_close(&d);
    (void)state;
}

static void chains_of_it(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    look l = look_for(&d, "look_chains", "to=e1");
    is_shown(&l, "public/e1/paid_in/0", "share", "26.8421");
    is_shown(&l, "public/e1/paid_in/1", "chain", "gov → m → f → E1");
    is_shown(&l, "public/e1/paid_in/1", "share", "24");
    is_shown(&l, "public/e1/paid_in/1", "money", "12");
    is_shown(&l, "public/e1/paid_in/1", "links", "3");
    is_shown(&l, "public/e1/paid_in/2", "chain", "gov → m → f → g → E1");
    is_shown(&l, "public/e1/paid_in/2", "share", "1.5");
    is_shown(&l, "public/e1/paid_in/3", "chain", "turns of loops");
    is_shown(&l, "public/e1/paid_in/3", "share", "1.3421"); /* what turns between f and g */
    is_why(&l, "public/e1/paid_in/1", "share", "18 19 20 21 23 25 26");
    assert_false(has_row(&l, "public/e1/paid_in/4") || has_row(&l, "public/e2/paid_in/0"));
    l = look_for(&d, "look_chains", "from=gov");
    is_shown(&l, "gov/m/paid_in/1", "chain", "gov → m");
    assert_false(has_row(&l, "gov/m/paid_in/2"));
    desk_close(&d);
    (void)state;
}

static void by_sector_and_region(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    look l = look_at(&d, "look_sectors");
    is_shown(&l, "public/芯片/paid_in", "money", "13.42");
    is_shown(&l, "public/算力/paid_in", "parties", "1");
    is_shown(&l, "public/(in-funds)/paid_in", "parties", "3");
    is_shown(&l, "public/芯片/paid_in", "whole", "60");
    assert_int_equal(sum_of(&l, "money", "from", "public"), 6000);
    assert_int_equal(sum_of(&l, "part", "from", "public"), 1000000);
    is_why(&l, "public/算力/paid_in", "money", "18 19 20 21 22 23 24 27");
    is_why(&l, "public/算力/paid_in", "whole", "18");
    l = look_at(&d, "look_regions");
    is_shown(&l, "public/440300/paid_in", "name", "深圳市");
    is_shown(&l, "public/(not-stated)/paid_in", "parties", "1");
    assert_int_equal(sum_of(&l, "money", "from", "public"), 6000);
    desk_close(&d);
    (void)state;
}

/* A fund that invests what came back has put more into others than it was given: what stays there is below nothing. */
static void recycled(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    enter(&d, "income.received", "fund=f; from=e1; amount=50元; purpose=dividend; date=2021-04-01");
    enter(&d, "investment.made", "fund=f; enterprise=e2; amount=55元; date=2021-05-01");
    look l = look_at(&d, "look");
    is_shown(&l, "public/f/paid_in", "kept", "-9.47"); /* .315789 × (100 − 130) */
    assert_int_equal(sum_of(&l, "kept", "from", "public"), 6000);
    enter(&d, "investment.exited", "fund=f; enterprise=e1; amount=70元; cost=40元; route=transfer; date=2021-06-01");
    l = look_at(&d, "look");
    is_shown(&l, "public/e1/paid_in", "share", "7.8947"); /* g alone is left in it */
    l = look_as_of(&d, "look", "2021-02-01");
    is_shown(&l, "public/m/paid_in", "kept", "60");
    assert_false(has_row(&l, "public/f/paid_in"));
    desk_close(&d);
    (void)state;
}

static void what_it_cost(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    enter(&d, "expense.paid", "fund=f; to=boss; amount=2元; purpose=management_fee; date=2021-04-01");  /* 28 */
    enter(&d, "expense.paid", "fund=f; amount=0.95元; purpose=audit; date=2021-04-01");                 /* 29 */
    enter(&d, "commitment.signed", "investor=boss; fund=m; amount=100元; date=2021-04-01");             /* 30 */
    enter(&d, "contribution.paid", "investor=boss; fund=m; amount=100元; date=2021-04-01");             /* 31 */
    enter(&d, "distribution.paid", "investor=boss; fund=m; amount=9元; purpose=gain; date=2021-04-02"); /* 32 */
    enter(&d, "distribution.paid", "investor=gov; fund=m; amount=1元; purpose=gain; date=2021-04-02");
    look l = look_at(&d, "look_costs");
    is_shown(&l, "public/m", "share", "30");
    is_shown(&l, "public/m", "carry", "9"); /* not what gov got */
    is_shown(&l, "public/m", "carry_part", "2.70");
    is_shown(&l, "public/m", "fees", "");
    is_shown(&l, "public/m", "known", "no_fees");
    is_shown(&l, "public/f", "fees_part", "0.32"); /* .157895 × 2 */
    is_shown(&l, "public/f", "other_part", "0.15");
    is_shown(&l, "public/f", "known", "no_carry");
    is_shown(&l, "public/g", "known", "nothing");
    is_why(&l, "public/f", "fees", "28");
    is_why(&l, "public/f", "fees_part", "18 19 20 21 22 23 24 28 31");
    l.at.record = RECORD_REPORTED;
    look_again(&l, "look_costs");
    assert_int_equal(l.r.row_count, 0);
    desk_close(&d);
    (void)state;
}

/* x and y are each other's only holders; lp and x put into f. */
static void closed_loops(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "lp", "corporate");
    party(&d, "x", "sub_fund");
    party(&d, "y", "sub_fund");
    party(&d, "f", "sub_fund");
    enter(&d, "commitment.signed", "investor=x; fund=y; amount=10元; date=2021-01-01"); /* 6 */
    enter(&d, "commitment.signed", "investor=y; fund=x; amount=10元; date=2021-01-01"); /* 7 */
    enter(&d, "commitment.signed", "investor=x; fund=f; amount=10元; date=2021-01-01"); /* 8 */
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=30元; date=2021-01-01");
    look l = look_at(&d, "look_loops");
    is_shown(&l, "committed/x", "state", "closed");
    is_shown(&l, "committed/x", "parties", "x、y");
    is_shown(&l, "committed/x", "outside", "0");
    is_why(&l, "committed/x", "state", "6 7");
    l = look_at(&d, "look_holders");
    is_shown(&l, "f/(closed-loop)/committed", "share", "25");
    is_shown(&l, "f/(closed-loop)/committed", "money", "10");
    is_shown(&l, "f/lp/committed", "share", "75");
    is_shown(&l, "x/(closed-loop)/committed", "share", "100");
    is_why(&l, "f/(closed-loop)/committed", "share", "8 9");
    enter(&d, "commitment.signed", "investor=lp; fund=y; amount=30元; date=2021-01-01"); /* now somebody owns them */
    l = look_at(&d, "look_loops");
    is_shown(&l, "committed/x", "state", "open");
    is_shown(&l, "committed/x", "outside", "[0, 75]");
    l = look_at(&d, "look_holders");
    is_shown(&l, "f/lp/committed", "share", "100");
    desk_close(&d);
    (void)state;
}

/* ---- statements ---- */

static void by_statements(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "party.registered", "id=e; name=E; class=enterprise; sector=芯片; date=2020-01-01"); /* 9 */
    enter(&d, "stake.reported", "investor=x; fund=a; amount=60元; state=stated; date=2024-01-01");  /* 10 */
    enter(&d, "size.reported", "subject=a; basis=registered; amount=80元; date=2024-01-01");        /* 11 */
    enter(&d, "stake.reported", "investor=a; fund=b; share=50; state=stated; date=2024-01-01");     /* 12 */
    enter(&d, "holding.reported", "investor=b; enterprise=e; amount=超8元; date=2024-01-01");       /* 13 */
    look l = look_for(&d, "look", "from=x");
    is_shown(&l, "x/a/reported", "share", "75");
    is_shown(&l, "x/a/reported", "unstated", "25");
    is_shown(&l, "x/b/reported", "share", "37.5");
    is_shown(&l, "x/b/reported", "unstated", "62.5"); /* half of b, and a quarter of the half that a has */
    is_shown(&l, "x/e/reported", "share", "[0, 37.5]"); /* how much of e b has is not stated */
    is_shown(&l, "x/e/reported", "money", "≥3");
    is_shown(&l, "x/e/reported", "kept", "");
    is_why(&l, "x/e/reported", "money", "10 11 12 13");
    l = look_at(&d, "look_holders");
    is_shown(&l, "b/x/reported", "share", "37.5");
    is_shown(&l, "b/(not-stated)/reported", "share", "62.5");
    is_shown(&l, "e/x/reported", "money", "≥3");
    l = look_for(&d, "look_sectors", "from=x");
    is_shown(&l, "x/芯片/reported", "money", "≥3");
    is_shown(&l, "x/芯片/reported", "part", "");
    l = look_at(&d, "look_chains");
    is_shown(&l, "public/e/reported/1", "chain", "X → A → B → E"); /* x is a government */
    is_shown(&l, "public/e/reported/1", "share", "[0, 37.5]");
    is_shown(&l, "public/e/reported/1", "money", "≥3");
    desk_close(&d);
    (void)state;
}

static void planned_and_overstated(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "party.registered", "id=z; name=Z; class=soe; date=2020-01-01");
    enter(&d, "stake.reported", "investor=x; fund=a; share=40; state=planned; date=2024-01-01");
    look l = look_for(&d, "look", "from=x");
    is_shown(&l, "x/a/reported", "share", "[0, 40]");
    is_shown(&l, "x/a/reported", "unstated", "[60, 100]");
    enter(&d, "stake.reported", "investor=x; fund=b; share=70; state=stated; date=2024-01-01");
    enter(&d, "stake.reported", "investor=z; fund=b; share=60; state=stated; date=2024-01-01");
    l = look_at(&d, "look_holders"); /* more than the whole: shown as it is, never rescaled */
    is_shown(&l, "b/x/reported", "share", "70");
    is_shown(&l, "b/z/reported", "share", "60");
    assert_false(has_row(&l, "b/(not-stated)/reported"));
    l = look_at(&d, "look");
    is_shown(&l, "public/b/reported", "share", "130"); /* x is a government too */
    desk_close(&d);
    (void)state;
}

/* Rounds add up; a later statement on the same round takes the place of the earlier. */
static void rounds(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "z", "soe");
    party(&d, "e", "enterprise");
    enter(&d, "holding.reported", "investor=z; enterprise=e; amount=5元; round=A; date=2023-01-01");
    enter(&d, "holding.reported", "investor=z; enterprise=e; amount=7元; round=A; date=2023-02-01");
    enter(&d, "holding.reported", "investor=z; enterprise=e; amount=10元; share=9; round=B; date=2024-01-01");
    look l = look_at(&d, "look");
    is_shown(&l, "public/e/reported", "money", "17");
    is_shown(&l, "public/e/reported", "share", "9");
    desk_close(&d);
    (void)state;
}

/* ---- sources ---- */

static void a_cluster_as_source(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    enter(&d, "cluster.defined", "id=k; name=K; class=fund_cluster; date=2020-01-01");
    enter(&d, "cluster.member_added", "cluster=k; member=m; date=2020-01-01");
    enter(&d, "cluster.member_added", "cluster=k; member=g; date=2020-01-01");
    look l = look_for(&d, "look", "from=k");
    is_shown(&l, "k/f/paid_in", "share", "70");
    is_shown(&l, "k/e1/paid_in", "share", "76"); /* .8 × .7 + .2 */
    assert_false(has_row(&l, "k/g/paid_in"));
    desk_close(&d);
    (void)state;
}

/* Two currencies in one fund: nobody's share of it is known, and nothing is said to stay. */
static void two_currencies(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "gov", "government");
    party(&d, "lp", "corporate");
    party(&d, "f", "sub_fund");
    enter(&d, "commitment.signed", "investor=gov; fund=f; amount=10元; date=2021-01-01");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=10美元; date=2021-01-01");
    look l = look_at(&d, "look");
    is_shown(&l, "public/f/committed", "share", "[0, 100]");
    is_shown(&l, "public/f/committed", "money", "10"); /* what it put in itself */
    is_shown(&l, "public/f/committed", "kept", "");
    desk_close(&d);
    (void)state;
}

static void bases_and_records(void **state)
{
    desk d;
    desk_open(&d);
    enter_nested(&d);
    enter(&d, "stake.reported", "investor=gov; fund=m; share=60; state=stated; date=2024-01-01");
    look l = look_for(&d, "look", "basis=reported");
    assert_int_equal(l.r.row_count, 1);
    l = look_at(&d, "look");
    l.at.record = RECORD_LEDGER;
    look_again(&l, "look");
    assert_false(has_row(&l, "public/m/reported"));
    assert_true(has_row(&l, "public/m/committed") && has_row(&l, "public/m/paid_in"));
    l.at.record = RECORD_REPORTED;
    look_again(&l, "look");
    assert_int_equal(l.r.row_count, 1);
    desk_close(&d);
    (void)state;
}

/* 640 funds in a row, each with an investor of its own besides: a question for all of them is too wide. */
static void too_many(void **state)
{
    desk d;
    desk_open(&d);
    for (int i = 0; i < 640; i++) {
        char id[8] = {'f', (char)('0' + i / 100), (char)('0' + i / 10 % 10), (char)('0' + i % 10), 0}, other[8], text[96];
        party(&d, id, "sub_fund");
        other[0] = 'p';
        for (int k = 1; k < 5; k++) other[k] = id[k];
        party(&d, other, "corporate");
        (void)snprintf(text, sizeof text, "investor=%s; fund=%s; amount=10元; date=2021-01-01", other, id);
        enter(&d, "commitment.signed", text);
        if (i == 0) continue;
        (void)snprintf(text, sizeof text, "investor=f%03d; fund=%s; amount=1000元; date=2021-01-01", i - 1, id);
        enter(&d, "commitment.signed", text);
    }
    look l = look_at(&d, "look_loops");
    l.where = STR("to=f100");
    look_again(&l, "look_holders");
    assert_int_equal(l.r.row_count, 101);
    l.where = STR_NONE;
    view_request q = request_of(&l);
    q.wants_why = false;
    assert_int_equal(view_build(&l.r, view_named("look_holders"), &q, &d.e), E_LOOK_MANY);
    assert_int_equal(arg_value(&d, "limit"), 200000);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_money_is),
        cmocka_unit_test(why_of_a_key),
        cmocka_unit_test(who_stands_behind),
        cmocka_unit_test(chains_of_it),
        cmocka_unit_test(by_sector_and_region),
        cmocka_unit_test(recycled),
        cmocka_unit_test(what_it_cost),
        cmocka_unit_test(closed_loops),
        cmocka_unit_test(by_statements),
        cmocka_unit_test(planned_and_overstated),
        cmocka_unit_test(rounds),
        cmocka_unit_test(a_cluster_as_source),
        cmocka_unit_test(two_currencies),
        cmocka_unit_test(bases_and_records),
        cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
