/* merge: two parties become one, and two again while nothing was built on it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book/book_int.h"
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

static void three_parties(void)
{
    enter(&d, "party.registered", "id=a; name=甲; class=soe");
    enter(&d, "party.registered", "id=b; name=乙; class=soe");
    enter(&d, "party.registered", "id=c; name=丙; class=soe");
    party(&d, "f", "sub_fund");
    party(&d, "g", "sub_fund");
}

static void both_ids_stay_readable(void **state)
{
    (void)state;
    three_parties();
    seq_no a = entry_of(&d, "a"), b = entry_of(&d, "b"), c = entry_of(&d, "c");
    seq_no before = book_applied(d.b);
    seq_no first = enter(&d, "party.merged", "party=a; into=b; reason=same");
    seq_no second = enter(&d, "party.merged", "party=乙; into=c");
    assert_int_equal(entry_of(&d, "a"), a);
    const struct {
        seq_no party, prefix, stands;
    } cases[] = {{a, before, a}, {a, first, b},  {a, second, c}, {b, first, b},
                 {b, second, c}, {c, second, c}, {0, second, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(book_merged_into(d.b, cases[i].party, cases[i].prefix), cases[i].stands);
    enter(&d, "size.reported", "subject=甲; basis=target; amount=1元");
    assert_int_equal(d.ev.subject, c);
    assert_true(text_is(book_name(d.b, a, second, true), "甲"));
}

/* A word that means the one that went and the one that stays means the one that stays. */
static void a_shared_alias(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "party.alias", "party=b; alias=集团");
    enter(&d, "party.alias", "party=a; alias=集团");
    enter(&d, "party.merged", "party=a; into=b");
    enter(&d, "party.merged", "party=集团; into=c");
    assert_int_equal(d.ev.subject, entry_of(&d, "b"));
}

static void refusals(void **state)
{
    (void)state;
    static const struct {
        err_code code;
        const char *fields;
    } cases[] = {{E_SELF, "party=c; into=c"},           {E_SELF, "party=b; into=a"},
                 {E_MERGED_ALREADY, "party=a; into=c"}, {E_MERGED_ALREADY, "party=甲; into=c"},
                 {E_MERGED_ALREADY, "party=a; into=b"}, {E_MERGE_CLASS, "party=b; into=f"},
                 {E_NAME_UNKNOWN, "party=b; into=x"}};
    three_parties();
    enter(&d, "party.merged", "party=a; into=b");
    for (size_t i = 0; i < COUNT_OF(cases); i++) refuse(&d, cases[i].code, "party.merged", cases[i].fields);
    enter(&d, "party.merged", "party=c; into=a"); /* the side that stays may be named by any of its names */
    assert_int_equal(d.ev.object, entry_of(&d, "b"));
}

/* The book says that they are two: one invests in the other. */
static void on_two_sides_of_an_entry(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "party.merged", "party=a; into=b");
    seq_no stake = enter(&d, "stake.reported", "investor=f; fund=g; state=stated");
    seq_no role = enter(&d, "role.assigned", "party=甲; in=c; role=shareholder");
    refuse(&d, E_MERGE_LINKED, "party.merged", "party=g; into=f");
    assert_int_equal(arg_value(&d, "seq"), stake);
    refuse(&d, E_MERGE_LINKED, "party.merged", "party=c; into=b");
    assert_int_equal(arg_value(&d, "seq"), role);
    reverse(&d, role);
    enter(&d, "party.merged", "party=c; into=b");
}

static void positions_become_one(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "commitment.signed", "investor=a; fund=f; amount=100元; date=2025-02-01");
    enter(&d, "commitment.signed", "investor=b; fund=f; amount=50元; date=2025-01-01");
    enter(&d, "contribution.paid", "investor=b; fund=f; amount=50元; date=2025-01-01");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=b; fund=f; amount=1元; date=2025-03-01");
    enter(&d, "party.merged", "party=a; into=b");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=a; fund=f; amount=1元; date=2025-01-31");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=a; fund=f; amount=100.01元; date=2025-03-01");
    enter(&d, "contribution.paid", "investor=a; fund=f; amount=100元; date=2025-03-01");
    const position *p = position_find(d.b, entry_of(&d, "b"), entry_of(&d, "f"));
    assert_int_equal(p->flow_count, 4);
    assert_int_equal(p->sum[SUM_UNFUNDED].total, 0);
    assert_int_equal(p->sum[SUM_UNFUNDED].gross, 30000);
    assert_int_equal(p->sum[SUM_FOUND].total, 15000);
    assert_int_equal(p->sum[SUM_PAID_IN].total, 15000);
    assert_int_equal(p->days[MARK_USES].total, 2);
    assert_int_equal(position_ground(p, on("2025-02-01")), 15000);
    assert_int_equal(position_open(p, on("2025-03-01")), 10000);
}

static void funds_become_one(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "commitment.signed", "investor=a; fund=f; amount=100元; date=2025-02-01");
    seq_no paid = enter(&d, "contribution.paid", "investor=a; fund=f; amount=1元; date=2025-02-01");
    refuse(&d, E_FUND_NEVER_RECEIVED, "distribution.paid", "investor=a; fund=g; amount=1元; date=2025-03-01");
    enter(&d, "distribution.paid", "investor=a; fund=f; amount=1元; date=2025-02-20; recallable=1元");
    enter(&d, "party.merged", "party=f; into=g");
    enter(&d, "distribution.paid", "investor=a; fund=g; amount=1元; date=2025-03-01");
    refuse_reversal(&d, E_RECEIPT_NEEDED, paid);
    assert_int_equal(arg_value(&d, "day"), on("2025-02-20"));
    const position *p = position_find(d.b, entry_of(&d, "a"), entry_of(&d, "g"));
    assert_int_equal(p->flow_count, 4);
    assert_int_equal(p->days[MARK_USES].total, 2);
}

static void what_cannot_be_joined(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "commitment.signed", "investor=a; fund=f; amount=100元; date=2025-02-01");
    seq_no dollars = enter(&d, "commitment.signed", "investor=b; fund=f; amount=100美元; date=2025-02-01");
    refuse(&d, E_CURRENCY_DIFFERS, "party.merged", "party=a; into=b");
    reverse(&d, dollars);
    for (int i = 0; i < 3; i++) {
        enter(&d, "commitment.signed", "investor=b; fund=f; amount=6000000000000000元; date=2025-02-01");
        enter(&d, "commitment.signed", "investor=c; fund=f; amount=6000000000000000元; date=2025-02-01");
    }
    refuse(&d, E_OVERFLOW, "party.merged", "party=c; into=b");
    enter(&d, "party.merged", "party=a; into=b");
}

/* The receipts of two funds may be too much together though no position is. */
static void receipts_that_cannot_be_joined(void **state)
{
    (void)state;
    three_parties();
    static const char *const paid[] = {
        "investor=a; fund=f; amount=20000000000000000元; date=2025-02-01; inside=outside",
        "investor=b; fund=g; amount=20000000000000000元; date=2025-02-01; inside=outside"};
    for (size_t i = 0; i < COUNT_OF(paid); i++) enter(&d, "contribution.paid", paid[i]);
    refuse(&d, E_OVERFLOW, "party.merged", "party=f; into=g");
}

static void taking_a_merge_back(void **state)
{
    (void)state;
    three_parties();
    seq_no mine = enter(&d, "commitment.signed", "investor=a; fund=f; amount=100元; date=2025-02-01");
    seq_no merge = enter(&d, "party.merged", "party=a; into=b");
    seq_no other =
        enter(&d, "commitment.signed", "investor=c; fund=f; amount=1元; date=2025-02-01"); /* has no part in it */
    refuse_reversal(&d, E_REVERSE_USED, entry_of(&d, "a"));
    seq_no paid = enter(&d, "contribution.paid", "investor=b; fund=f; amount=100元; date=2025-03-01");
    refuse_reversal(&d, E_REVERSE_USED, merge);
    assert_int_equal(arg_value(&d, "by"), paid);
    reverse(&d, paid);
    reverse(&d, merge); /* the payment came and went */
    refuse(&d, E_NO_COMMITMENT, "contribution.paid", "investor=b; fund=f; amount=1元; date=2025-03-01");
    assert_int_equal(mine + 2, other);
}

/* The pooled commitment covered the reversal; apart it would not. */
static void a_reversal_on_the_strength_of_a_merge(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "commitment.signed", "investor=a; fund=f; amount=100元; date=2025-01-01");
    seq_no small = enter(&d, "commitment.signed", "investor=b; fund=f; amount=50元; date=2025-01-01");
    enter(&d, "contribution.paid", "investor=b; fund=f; amount=50元; date=2025-01-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, small);
    seq_no merge = enter(&d, "party.merged", "party=a; into=b");
    seq_no back = reverse(&d, small);
    refuse_reversal(&d, E_REVERSE_USED, merge);
    assert_int_equal(arg_value(&d, "by"), back);
}

/* A statement has no part in what was joined. */
static void a_reversal_that_does_not_matter(void **state)
{
    (void)state;
    three_parties();
    seq_no size = enter(&d, "size.reported", "subject=b; basis=target; amount=1元");
    seq_no merge = enter(&d, "party.merged", "party=a; into=b");
    reverse(&d, size);
    reverse(&d, merge);
}

/* The one got back a code that the other has: as one they may, as two they may not. */
static void a_code_on_the_strength_of_a_merge(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "party.changed", "party=a; uscc=91350100M000100Y43; date=2020-01-01");
    seq_no change = enter(&d, "party.changed", "party=a; uscc=91310000MA1FL5E777; date=2021-01-01");
    enter(&d, "party.changed", "party=b; uscc=91350100M000100Y43");
    refuse_reversal(&d, E_REVERSE_USED, change);
    seq_no merge = enter(&d, "party.merged", "party=a; into=b");
    seq_no back = reverse(&d, change);
    refuse_reversal(&d, E_REVERSE_USED, merge);
    assert_int_equal(arg_value(&d, "by"), back);
}

static void two_again(void **state)
{
    (void)state;
    three_parties();
    enter(&d, "commitment.signed", "investor=a; fund=f; amount=100元; date=2025-02-01");
    enter(&d, "commitment.signed", "investor=b; fund=f; amount=7元; date=2025-02-01");
    enter(&d, "contribution.paid", "investor=a; fund=f; amount=10元; date=2025-02-01");
    seq_no role = enter(&d, "role.assigned", "party=a; in=f; role=lp");
    const char *was = hash_now(&d);
    seq_no merge = enter(&d, "party.merged", "party=a; into=b");
    refuse(&d, E_ROLE_HELD, "role.assigned", "party=b; in=f; role=lp");
    reverse(&d, merge);
    assert_string_not_equal(hash_now(&d), was); /* both stay in the journal */
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=b; fund=f; amount=7.01元; date=2025-02-01");
    enter(&d, "contribution.paid", "investor=a; fund=f; amount=90元; date=2025-02-01");
    refuse(&d, E_ROLE_ABSENT, "role.ended", "party=b; in=f; role=lp");
    enter(&d, "role.ended", "party=a; in=f; role=lp");
    assert_int_equal(d.ev.ref, role);
    enter(&d, "party.merged", "party=b; into=a"); /* the other way round */
    assert_int_equal(book_merged_into(d.b, entry_of(&d, "b"), book_applied(d.b)), entry_of(&d, "a"));
    assert_int_equal(book_merged_into(d.b, entry_of(&d, "a"), merge), entry_of(&d, "b"));
}

static void a_chain_is_taken_back_from_its_end(void **state)
{
    (void)state;
    three_parties();
    seq_no first = enter(&d, "party.merged", "party=a; into=b");
    seq_no second = enter(&d, "party.merged", "party=b; into=c");
    refuse_reversal(&d, E_REVERSE_USED, first);
    assert_int_equal(arg_value(&d, "by"), second);
    reverse(&d, second);
    reverse(&d, first);
    enter(&d, "party.merged", "party=c; into=a");
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(both_ids_stay_readable),
        ON_A_DESK(a_shared_alias),
        ON_A_DESK(refusals),
        ON_A_DESK(on_two_sides_of_an_entry),
        ON_A_DESK(positions_become_one),
        ON_A_DESK(funds_become_one),
        ON_A_DESK(what_cannot_be_joined),
        ON_A_DESK(receipts_that_cannot_be_joined),
        ON_A_DESK(taking_a_merge_back),
        ON_A_DESK(a_reversal_on_the_strength_of_a_merge),
        ON_A_DESK(a_reversal_that_does_not_matter),
        ON_A_DESK(a_code_on_the_strength_of_a_merge),
        ON_A_DESK(two_again),
        ON_A_DESK(a_chain_is_taken_back_from_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
