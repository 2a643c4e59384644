/* positions: the kinds of capital beyond the four flows. What each adds up to, what it may never break on any day, and
 * what taking it back leaves. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book/book_int.h"
#include "book_sample.h"

static desk d;

static int with_a_fund(void **state)
{
    (void)state;
    desk_open(&d);
    party(&d, "lp", "soe");
    party(&d, "lp2", "soe");
    party(&d, "f", "sub_fund");
    party(&d, "e", "enterprise");
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

static const position *between(const char *one, const char *other)
{
    const position *p = position_find(d.b, entry_of(&d, one), entry_of(&d, other));
    assert_non_null(p);
    return p;
}

static void assert_sum(const char *one, const char *other, position_sum of, int64_t yuan)
{
    assert_int_equal(between(one, other)->sum[of].total, yuan * 100);
}

static void hundred_committed(void)
{
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=100元; date=2025-01-01");
}

static void commitment_changes(void **state)
{
    (void)state;
    refuse(&d, E_NO_COMMITMENT, "commitment.changed",
           "investor=lp; fund=f; amount=1元; direction=increase; date=2025-01-01");
    hundred_committed();
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=60元; date=2025-06-01");
    refuse(&d, E_DECREASE_LARGE, "commitment.changed",
           "investor=lp; fund=f; amount=40.01元; direction=decrease; date=2025-02-01");
    assert_int_equal(arg_value(&d, "day"), on("2025-06-01"));
    assert_int_equal(arg_value(&d, "short"), 1);
    seq_no less = enter(&d, "commitment.changed",
                        "investor=lp; fund=f; amount=40元; direction=decrease; date=2025-02-01; reason=x");
    assert_int_equal(d.ev.unfunded_minor, -4000);
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=0.01元; date=2025-07-01");
    seq_no more =
        enter(&d, "commitment.changed", "investor=lp; fund=f; amount=10元; direction=increase; date=2025-07-01");
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=10元; date=2025-07-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, more);
    reverse(&d, less);
    reverse(&d, more);
    assert_sum("lp", "f", SUM_FOUND, 100);
    assert_sum("lp", "f", SUM_UNFUNDED, 30);
}

/* What may be called again makes unfunded large; the commitment itself must still cover what is taken from it. */
static void a_decrease_never_passes_the_commitment(void **state)
{
    (void)state;
    hundred_committed();
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=10元; date=2025-02-01");
    enter(&d, "distribution.paid", "investor=lp; fund=f; amount=500元; recallable=500元; date=2025-03-01");
    refuse(&d, E_DECREASE_LARGE, "commitment.changed",
           "investor=lp; fund=f; amount=101元; direction=decrease; date=2025-04-01");
    assert_int_equal(arg_value(&d, "short"), 100);
}

static void calls(void **state)
{
    (void)state;
    refuse(&d, E_NO_COMMITMENT, "call.issued", "investor=lp; fund=f; amount=1元; date=2025-01-01");
    hundred_committed();
    seq_no late = enter(&d, "call.issued", "investor=lp; fund=f; amount=70元; date=2025-05-01; due=2025-06-01");
    refuse(&d, E_CALL_LARGE, "call.issued", "investor=lp; fund=f; amount=31元; date=2025-02-01");
    assert_int_equal(arg_value(&d, "day"), on("2025-05-01"));
    assert_int_equal(arg_value(&d, "short"), 100);
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=90元; date=2025-06-01");
    refuse(&d, E_CALL_LARGE, "call.issued", "investor=lp; fund=f; amount=20元; date=2025-07-01"); /* 10 are unpaid */
    assert_int_equal(arg_value(&d, "short"), 1000);
    enter(&d, "call.issued", "investor=lp; fund=f; amount=20元; date=2025-06-01"); /* paid on its day, entered after */
    reverse(&d, late);
    enter(&d, "call.issued", "investor=lp; fund=f; amount=80元; date=2025-01-01");
    refuse(&d, E_CALL_LARGE, "call.issued", "investor=lp; fund=f; amount=0.01元; date=2025-01-01");
}

static void a_commitment_that_was_called_stays(void **state)
{
    (void)state;
    hundred_committed();
    seq_no second = enter(&d, "commitment.signed", "investor=lp; fund=f; amount=50元; date=2025-01-02");
    seq_no call = enter(&d, "call.issued", "investor=lp; fund=f; amount=120元; date=2025-02-01");
    refuse_reversal(&d, E_REVERSE_SHORT, second);
    assert_int_equal(arg_value(&d, "day"), on("2025-02-01"));
    assert_int_equal(arg_value(&d, "short"), 2000);
    reverse(&d, call);
    reverse(&d, second);
}

static void defaults(void **state)
{
    (void)state;
    refuse(&d, E_NO_COMMITMENT, "contribution.defaulted", "investor=lp; fund=f; amount=1元; date=2025-01-01");
    hundred_committed();
    refuse(&d, E_NOT_CALLED, "contribution.defaulted", "investor=lp; fund=f; amount=1元; date=2025-02-01");
    seq_no call = enter(&d, "call.issued", "investor=lp; fund=f; amount=100元; date=2025-02-01");
    refuse(&d, E_NOT_CALLED, "contribution.defaulted", "investor=lp; fund=f; amount=1元; date=2025-01-31");
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=60元; date=2025-03-01");
    refuse(&d, E_NOT_CALLED, "contribution.defaulted", "investor=lp; fund=f; amount=41元; date=2025-04-01");
    assert_int_equal(arg_value(&d, "short"), 100);
    seq_no missed = enter(&d, "contribution.defaulted", "investor=lp; fund=f; amount=40元; date=2025-04-01");
    assert_sum("lp", "f", SUM_UNFUNDED, 40); /* the commitment stands until it is changed */
    refuse_reversal(&d, E_REVERSE_SHORT, call);
    seq_no again = enter(&d, "call.issued", "investor=lp; fund=f; amount=40元; date=2025-05-01");
    refuse_reversal(&d, E_REVERSE_SHORT, missed); /* the second call would be one of nothing */
    reverse(&d, again);
    enter(&d, "commitment.changed", "investor=lp; fund=f; amount=40元; direction=decrease; date=2025-06-01");
    assert_sum("lp", "f", SUM_CALLABLE, 0);
}

static void a_transfer_moves_both_sides(void **state)
{
    (void)state;
    hundred_committed();
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=60元; date=2025-02-01");
    seq_no moved = enter(&d, "stake.transferred",
                         "seller=lp; buyer=lp2; fund=f; amount=50元; paid_in=30元; price=33元; date=2025-03-01; "
                         "reference_day=2024-12-31");
    assert_sum("lp", "f", SUM_FOUND, 50);
    assert_sum("lp", "f", SUM_UNFUNDED, 20);
    assert_sum("lp", "f", SUM_PAID_IN, 30);
    assert_sum("lp2", "f", SUM_FOUND, 50);
    assert_sum("lp2", "f", SUM_UNFUNDED, 20);
    assert_sum("lp2", "f", SUM_PAID_IN, 30);
    seq_no paid = enter(&d, "contribution.paid", "investor=lp2; fund=f; amount=20元; date=2025-03-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, moved);
    refuse(&d, E_NO_COMMITMENT, "contribution.paid", "investor=lp2; fund=f; amount=1元; date=2025-02-28");
    reverse(&d, paid);
    seq_no on_again =
        enter(&d, "stake.transferred", "seller=lp2; buyer=lp; fund=f; amount=40元; paid_in=30元; date=2025-04-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, moved);
    reverse(&d, on_again);
    reverse(&d, moved);
    assert_int_equal(between("lp2", "f")->flow_count, 0);
    assert_sum("lp", "f", SUM_FOUND, 100);
    assert_sum("lp", "f", SUM_UNFUNDED, 40);
    assert_sum("lp", "f", SUM_PAID_IN, 60);
}

static void a_transfer_is_of_what_the_seller_has(void **state)
{
    (void)state;
    static const char *const too_much[] = {"amount=101元; paid_in=61元", "amount=41元; paid_in=0元",
                                           "amount=90元; paid_in=61元"};
    refuse(&d, E_NO_COMMITMENT, "stake.transferred",
           "seller=lp; buyer=lp2; fund=f; amount=1元; paid_in=0元; date=2025-03-01");
    hundred_committed();
    enter(&d, "contribution.paid", "investor=lp; fund=f; amount=60元; date=2025-02-01");
    for (size_t i = 0; i < COUNT_OF(too_much); i++) {
        char text[200];
        buf b;
        buf_init(&b, d.a, sizeof text);
        buf_text(&b, "seller=lp; buyer=lp2; fund=f; date=2025-03-01; ");
        buf_text(&b, too_much[i]);
        buf_char(&b, 0);
        refuse(&d, E_TRANSFER_LARGE, "stake.transferred", buf_view(&b).ptr);
        assert_int_equal(arg_value(&d, "short"), 100);
    }
    refuse(&d, E_TRANSFER_PAID, "stake.transferred",
           "seller=lp; buyer=lp2; fund=f; amount=10元; paid_in=10.01元; date=2025-03-01");
    refuse(&d, E_TRANSFER_LARGE, "stake.transferred", /* paid later */
           "seller=lp; buyer=lp2; fund=f; amount=60元; paid_in=60元; date=2025-01-15");
    refuse(&d, E_SELF, "stake.transferred", "seller=lp; buyer=lp; fund=f; amount=1元; paid_in=0元; date=2025-03-01");
    refuse(&d, E_SELF, "stake.transferred", "seller=lp; buyer=f; fund=f; amount=1元; paid_in=0元; date=2025-03-01");
    refuse(&d, E_CURRENCY_DIFFERS, "stake.transferred",
           "seller=lp; buyer=lp2; fund=f; amount=1美元; paid_in=0元; date=2025-03-01");
    enter(&d, "commitment.signed", "investor=lp2; fund=f; amount=1美元; date=2025-01-01");
    refuse(&d, E_CURRENCY_DIFFERS, "stake.transferred",
           "seller=lp; buyer=lp2; fund=f; amount=1元; paid_in=0元; date=2025-03-01");
}

static void the_sides_of_a_transfer_are_two(void **state)
{
    (void)state;
    hundred_committed();
    seq_no moved =
        enter(&d, "stake.transferred", "seller=lp; buyer=lp2; fund=f; amount=50元; paid_in=0元; date=2025-03-01");
    refuse(&d, E_MERGE_LINKED, "party.merged", "party=lp2; into=lp");
    reverse(&d, moved);
    enter(&d, "party.merged", "party=lp2; into=lp");
}

static void holdings(void **state)
{
    (void)state;
    refuse(&d, E_NO_HOLDING, "investment.exited",
           "fund=f; enterprise=e; amount=1元; cost=0元; route=listing; date=2025-03-01");
    refuse(&d, E_NO_HOLDING, "holding.valued", "fund=f; enterprise=e; amount=1元; date=2025-03-01");
    seq_no made = enter(&d, "investment.made", "fund=f; enterprise=e; amount=100元; date=2025-02-01");
    refuse(&d, E_NO_HOLDING, "holding.valued", "fund=f; enterprise=e; amount=1元; date=2025-01-31");
    seq_no sold = enter(&d, "investment.exited",
                        "fund=f; enterprise=e; amount=90元; cost=70元; route=transfer; date=2025-05-01; buyer=lp2");
    refuse(&d, E_OVER_HOLDING, "investment.exited",
           "fund=f; enterprise=e; amount=1元; cost=31元; route=listing; date=2025-03-01");
    assert_int_equal(arg_value(&d, "day"), on("2025-05-01"));
    assert_int_equal(arg_value(&d, "short"), 100);
    enter(&d, "investment.exited",
          "fund=f; enterprise=e; amount=0元; cost=30元; route=write_off; date=2025-06-01"); /* written off */
    assert_sum("f", "e", SUM_COST, 0);
    refuse_reversal(&d, E_REVERSE_SHORT, made);
    reverse(&d, book_applied(d.b));
    reverse(&d, sold);
    refuse_reversal(&d, E_REVERSED_ALREADY, sold);
    seq_no value = enter(&d, "holding.valued", "fund=f; enterprise=e; amount=0元; date=2025-07-01; method=x");
    refuse_reversal(&d, E_NO_HOLDING, made);
    assert_int_equal(arg_value(&d, "day"), on("2025-07-01"));
    reverse(&d, value);
    reverse(&d, made);
    assert_int_equal(between("f", "e")->flow_count, 0);
}

static void holdings_have_their_sides(void **state)
{
    (void)state;
    party(&d, "g", "sub_fund");
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=100美元; date=2025-02-01");
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=10元; date=2025-02-01");
    assert_sum("f", "e", SUM_COST, 10); /* the cost of an exit is in yuan */
    refuse(&d, E_CURRENCY_DIFFERS, "investment.exited",
           "fund=f; enterprise=e; amount=1美元; cost=1元; route=listing; date=2025-03-01");
    refuse(&d, E_HOLDING_IN_FUND, "investment.exited",
           "fund=f; enterprise=g; amount=1元; cost=1元; route=listing; date=2025-03-01");
    refuse(&d, E_HOLDING_IN_FUND, "holding.valued", "fund=f; enterprise=g; amount=1元; date=2025-03-01");
    refuse(&d, E_SELF, "investment.exited",
           "fund=f; enterprise=e; amount=1元; cost=1元; route=listing; date=2025-03-01; buyer=f");
    enter(&d, "investment.exited",
          "fund=f; enterprise=e; amount=1元; cost=1元; route=buyback; date=2025-03-01; buyer=e");
    refuse(&d, E_OVERFLOW, "investment.made", "fund=f; enterprise=e; amount=92233720368547758.07元; date=2025-01-01");
}

/* Two records of one enterprise: what was invested in the one may be sold under the other. */
static void holdings_follow_a_merge(void **state)
{
    (void)state;
    party(&d, "e2", "enterprise");
    enter(&d, "investment.made", "fund=f; enterprise=e2; amount=100元; date=2025-02-01");
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=20元; date=2025-02-01");
    seq_no merge = enter(&d, "party.merged", "party=e2; into=e");
    assert_sum("f", "e", SUM_COST, 120);
    seq_no sold = enter(&d, "investment.exited",
                        "fund=f; enterprise=e2; amount=1元; cost=120元; route=liquidation; date=2025-03-01");
    refuse_reversal(&d, E_REVERSE_USED, merge);
    reverse(&d, sold);
    reverse(&d, merge);
    assert_sum("f", "e", SUM_COST, 20);
    assert_sum("f", "e2", SUM_COST, 100);
}

static void money_without_a_position(void **state)
{
    (void)state;
    static const char *const fine[][2] = {
        {"income.received", "fund=f; amount=5元; purpose=interest; date=2025-03-01"},
        {"income.received", "fund=f; from=e; amount=5元; purpose=dividend; date=2025-03-01"},
        {"expense.paid", "fund=f; to=lp; amount=5元; purpose=custody; date=2025-03-01"},
        {"treasury.moved", "payer=lp; payee=lp2; amount=5元; budget=state_capital; date=2025-03-01"},
        {"concession.granted", "beneficiary=lp; fund=f; amount=5元; clause=十二; date=2025-03-01"},
        {"cash.confirmed", "fund=f; amount=0元; date=2025-03-01; bank=lp"},
    };
    for (size_t i = 0; i < COUNT_OF(fine); i++) reverse(&d, enter(&d, fine[i][0], fine[i][1]));
    refuse(&d, E_SELF, "income.received", "fund=f; from=f; amount=5元; purpose=interest; date=2025-03-01");
    refuse(&d, E_SELF, "expense.paid", "fund=f; to=f; amount=5元; purpose=tax; date=2025-03-01");
    refuse(&d, E_SELF, "treasury.moved", "payer=lp; payee=lp; amount=5元; budget=own; date=2025-03-01");
    refuse(&d, E_SELF, "concession.granted", "beneficiary=f; fund=f; amount=5元; clause=x; date=2025-03-01");
    refuse(&d, E_SELF, "cash.confirmed", "fund=f; bank=f; amount=5元; date=2025-03-01");
    refuse(&d, E_DAY_NEEDED, "cash.confirmed", "fund=f; amount=5元; date=2025-03");
    refuse(&d, E_DAY_NEEDED, "cash.confirmed", "fund=f; amount=5元");
    refuse(&d, E_DAY_FUTURE, "cash.confirmed", "fund=f; amount=5元; date=2030-01-01");
    refuse(&d, E_DAY_NEEDED, "treasury.moved", "payer=lp; payee=lp2; amount=5元; budget=own; date=2025");
}

/* A row of a journal that another hand re-chained: the sums must not fall below nothing. */
static void a_forged_row_is_damage(void **state)
{
    (void)state;
    hundred_committed();
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=10元; date=2025-02-01");
    static const char *const rows[][2] = {
        {"commitment.changed", "investor=lp; fund=f; amount=10元; direction=decrease; date=2025-03-01"},
        {"call.issued", "investor=lp; fund=f; amount=10元; date=2025-03-01"},
        {"investment.exited", "fund=f; enterprise=e; amount=1元; cost=1元; route=listing; date=2025-03-01"},
        {"stake.transferred", "seller=lp; buyer=lp2; fund=f; amount=10元; paid_in=0元; date=2025-03-01"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(desk_decide(&d, rows[i][0], rows[i][1]), ERR_OK);
        event forged = d.ev;
        assert_int_equal(admit(d.b, &forged, NULL), ERR_OK);
        forged.effective.first = on("2024-01-01"); /* before there was anything */
        assert_int_equal(admit(d.b, &forged, NULL), E_EVENT_BYTES);
        forged = d.ev;
        forged.object = i == 2 ? entry_of(&d, "f") : entry_of(&d, "e");
        assert_int_equal(admit(d.b, &forged, NULL), E_EVENT_BYTES);
    }
    event forged = d.ev;
    forged.third = forged.subject;
    assert_int_equal(admit(d.b, &forged, NULL), E_EVENT_BYTES);
}

#define WITH_A_FUND(f) cmocka_unit_test_setup_teardown(f, with_a_fund, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_A_FUND(commitment_changes),
        WITH_A_FUND(a_decrease_never_passes_the_commitment),
        WITH_A_FUND(calls),
        WITH_A_FUND(a_commitment_that_was_called_stays),
        WITH_A_FUND(defaults),
        WITH_A_FUND(a_transfer_moves_both_sides),
        WITH_A_FUND(a_transfer_is_of_what_the_seller_has),
        WITH_A_FUND(the_sides_of_a_transfer_are_two),
        WITH_A_FUND(holdings),
        WITH_A_FUND(holdings_have_their_sides),
        WITH_A_FUND(holdings_follow_a_merge),
        WITH_A_FUND(money_without_a_position),
        WITH_A_FUND(a_forged_row_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
