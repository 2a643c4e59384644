/* mergers: funds that go into another. What counts to which from which day on, what is refused, what taking one back
 * leaves. Then random flows, reversals, transfers, merges of parties and of funds, in any order of days: positions against
 * sums made from the standing rows, and a book with slim positions against one that keeps all days. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/book_int.h"
#include "book_sample.h"
#include "event_sample.h"

static desk d;

static void four_funds(desk *at)
{
    static const char *const funds[] = {"old", "new", "next", "top"};
    desk_open(at);
    party(at, "lp", "soe");
    party(at, "lp2", "soe");
    party(at, "e", "enterprise");
    for (size_t i = 0; i < COUNT_OF(funds); i++) party(at, funds[i], "sub_fund");
}

static int with_funds(void **state)
{
    (void)state;
    four_funds(&d);
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

static seq_no merge(const char *fund, const char *into, const char *iso)
{
    char text[120];
    (void)snprintf(text, sizeof text, "fund=%s; into=%s; date=%s; ratio=0.8", fund, into, iso);
    return enter(&d, "fund.merged", text);
}

static int64_t sum_of(const char *one, const char *other, position_sum of)
{
    const position *p = position_find(d.b, entry_of(&d, one), entry_of(&d, other));
    return p == NULL ? 0 : p->sum[of].total / 100;
}

static void old_has_paid(void)
{
    enter(&d, "commitment.signed", "investor=lp; fund=old; amount=100元; date=2025-01-01");
    enter(&d, "contribution.paid", "investor=lp; fund=old; amount=60元; date=2025-02-01");
}

static void what_it_says(void **state)
{
    (void)state;
    seq_no m = merge("old", "new", "2025-06-01");
    assert_int_equal(d.ev.kind, KIND_FUND_MERGED);
    assert_int_equal(d.ev.subject, entry_of(&d, "old"));
    assert_int_equal(d.ev.object, entry_of(&d, "new"));
    assert_int_equal(d.ev.quantity, 800000);
    assert_int_equal(d.ev.booked, DAY_NONE);
    assert_int_equal(m, book_applied(d.b));
    refuse(&d, E_DAY_NEEDED, "fund.merged", "fund=new; into=next; ratio=1; date=2025-06");
    refuse(&d, E_DAY_NEEDED, "fund.merged", "fund=new; into=next; ratio=1");
    refuse(&d, E_DAY_FUTURE, "fund.merged", "fund=new; into=next; ratio=1; date=2027-01-01");
    refuse(&d, E_CLASS_WRONG, "fund.merged", "fund=new; into=lp; ratio=1; date=2025-07-01");
    refuse(&d, E_FIELD_MISSING, "fund.merged", "fund=new; into=next; date=2025-07-01");
}

static void positions_go_on_in_the_other(void **state)
{
    (void)state;
    old_has_paid();
    enter(&d, "commitment.signed", "investor=lp; fund=new; amount=10元; date=2025-03-01");
    enter(&d, "commitment.signed", "investor=old; fund=top; amount=7元; date=2025-03-01");
    enter(&d, "investment.made", "fund=old; enterprise=e; amount=30元; date=2025-03-02");
    merge("old", "new", "2025-06-01");
    assert_int_equal(sum_of("lp", "new", SUM_FOUND), 110);
    assert_int_equal(sum_of("lp", "new", SUM_UNFUNDED), 50);
    assert_int_equal(sum_of("lp", "new", SUM_PAID_IN), 60);
    assert_int_equal(sum_of("new", "top", SUM_FOUND), 7);
    assert_int_equal(sum_of("new", "e", SUM_COST), 30);
    assert_int_equal(sum_of("lp", "old", SUM_FOUND), 100); /* its line before that day */
    enter(&d, "investment.exited", "fund=new; enterprise=e; amount=50元; cost=30元; route=transfer; date=2025-06-01");
    refuse(&d, E_NO_HOLDING, "investment.exited",
           "fund=new; enterprise=e; amount=50元; cost=1元; route=transfer; date=2025-05-31");
    enter(&d, "distribution.paid", "investor=lp; fund=new; amount=5元; date=2025-06-01"); /* old received */
    refuse(&d, E_FUND_NEVER_RECEIVED, "distribution.paid", "investor=lp; fund=new; amount=5元; date=2025-05-31");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=new; amount=50.01元; date=2025-07-01");
    assert_int_equal(arg_value(&d, "short"), 1);
    enter(&d, "contribution.paid", "investor=lp; fund=new; amount=50元; date=2025-07-01");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=new; amount=10.01元; date=2025-05-01");
}

/* What is entered late for a day before the merger counts through: both lines must bear it. */
static void late_rows_count_through(void **state)
{
    (void)state;
    old_has_paid();
    merge("old", "new", "2025-06-01");
    enter(&d, "contribution.paid", "investor=lp; fund=new; amount=30元; date=2025-07-01");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=old; amount=11元; date=2025-05-01");
    assert_int_equal(arg_value(&d, "day"), on("2025-07-01"));
    assert_int_equal(arg_value(&d, "short"), 100);
    seq_no late = enter(&d, "contribution.paid", "investor=lp; fund=old; amount=10元; date=2025-05-31");
    assert_int_equal(sum_of("lp", "new", SUM_UNFUNDED), 0);
    enter(&d, "commitment.signed", "investor=lp2; fund=old; amount=9元; date=2025-05-31");
    assert_int_equal(sum_of("lp2", "new", SUM_FOUND), 9);
    enter(&d, "contribution.paid", "investor=lp2; fund=new; amount=9元; date=2025-06-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, book_applied(d.b) - 1);
    reverse(&d, late);
    assert_int_equal(sum_of("lp", "new", SUM_UNFUNDED), 10);
}

static void the_one_that_is_gone_takes_no_more(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"commitment.signed", "investor=lp; fund=old; amount=1元; date=2025-06-01"},
        {"commitment.signed", "investor=old; fund=top; amount=1元; date=2025-06-01"},
        {"stake.transferred", "seller=lp; buyer=old; fund=top; amount=1元; paid_in=0元; date=2025-07-01"},
        {"expense.paid", "fund=old; amount=1元; purpose=management_fee; date=2025-06-02"},
        {"treasury.moved", "payer=lp; payee=old; amount=1元; budget=general; date=2025-06-02"},
        {"holding.valued", "fund=old; enterprise=e; amount=1元; date=2025-06-02"}};
    old_has_paid();
    merge("old", "new", "2025-06-01");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        refuse(&d, E_FUND_GONE, rows[i][0], rows[i][1]);
        assert_string_equal(arg_text(&d, "word"), "old");
        assert_string_equal(arg_text(&d, "into"), "new");
        assert_int_equal(arg_value(&d, "day"), on("2025-06-01"));
    }
    enter(&d, "expense.paid", "fund=old; amount=1元; purpose=management_fee; date=2025-05-31");
    enter(&d, "fund.staged", "fund=old; stage=liquidated; date=2025-07-01"); /* no flow */
}

static void mergers_that_cannot_be(void **state)
{
    (void)state;
    refuse(&d, E_SELF, "fund.merged", "fund=old; into=old; ratio=1; date=2025-06-01");
    seq_no flow = enter(&d, "expense.paid", "fund=old; amount=1元; purpose=management_fee; date=2025-06-01");
    refuse(&d, E_MERGER_EARLY, "fund.merged", "fund=old; into=new; ratio=1; date=2025-06-01");
    assert_int_equal(arg_value(&d, "seq"), flow);
    assert_int_equal(arg_value(&d, "day"), on("2025-06-01"));
    merge("old", "new", "2025-06-02");
    refuse(&d, E_FUND_GONE, "fund.merged", "fund=old; into=next; ratio=1; date=2025-05-01");
    refuse(&d, E_FUND_GONE, "fund.merged", "fund=next; into=old; ratio=1; date=2025-06-02");
    refuse(&d, E_MERGER_EARLY, "fund.merged", "fund=new; into=old; ratio=1; date=2025-06-01"); /* a circle */
    refuse(&d, E_FUND_GONE, "fund.merged", "fund=new; into=old; ratio=1; date=2025-07-01");
    merge("next", "old", "2025-06-01"); /* in time */
    merge("new", "top", "2025-06-03");
    assert_int_equal(fund_on(d.b, entry_of(&d, "next"), on("2025-06-01")), entry_of(&d, "old"));
    assert_int_equal(fund_at_last(d.b, entry_of(&d, "next")), entry_of(&d, "top"));
}

static void one_currency(void **state)
{
    (void)state;
    enter(&d, "commitment.signed", "investor=lp; fund=old; amount=1美元; date=2025-01-01");
    seq_no yuan = enter(&d, "commitment.signed", "investor=lp; fund=new; amount=1元; date=2025-09-01");
    refuse(&d, E_CURRENCY_DIFFERS, "fund.merged", "fund=old; into=new; ratio=1; date=2025-06-01");
    assert_string_equal(arg_text(&d, "held"), "CNY");
    reverse(&d, yuan);
    merge("old", "new", "2025-06-01");
    refuse(&d, E_CURRENCY_DIFFERS, "commitment.signed", "investor=lp; fund=new; amount=1元; date=2025-01-01");
    enter(&d, "commitment.signed", "investor=lp2; fund=new; amount=1元; date=2025-01-01");
    refuse(&d, E_CURRENCY_DIFFERS, "commitment.signed", "investor=lp2; fund=old; amount=1美元; date=2025-01-01");
}

static void sums_that_cannot_be_joined(void **state)
{
    (void)state;
    enter(&d, "commitment.signed", "investor=lp; fund=old; amount=15000000000000000元; date=2025-01-01");
    enter(&d, "commitment.signed", "investor=lp; fund=new; amount=15000000000000000元; date=2025-01-01");
    refuse(&d, E_OVERFLOW, "fund.merged", "fund=old; into=new; ratio=1; date=2025-06-01");
}

/* A fund in itself, on the day of the merger or by a later row. */
static void nothing_is_in_itself(void **state)
{
    (void)state;
    seq_no stake = enter(&d, "commitment.signed", "investor=new; fund=old; amount=1元; date=2025-01-01");
    refuse(&d, E_MERGE_LINKED, "fund.merged", "fund=old; into=new; ratio=1; date=2025-06-01");
    assert_int_equal(arg_value(&d, "seq"), stake);
    reverse(&d, stake);
    merge("old", "new", "2025-06-01");
    refuse(&d, E_SELF, "commitment.signed", "investor=new; fund=old; amount=1元; date=2025-01-01");
    refuse(&d, E_SELF, "commitment.signed", "investor=old; fund=new; amount=1元; date=2025-01-01");
    enter(&d, "commitment.signed", "investor=lp; fund=old; amount=5元; date=2025-01-01");
    refuse(&d, E_SELF, "stake.transferred", "seller=lp; buyer=new; fund=old; amount=1元; paid_in=0元; date=2025-01-02");
    enter(&d, "commitment.signed", "investor=top; fund=old; amount=1元; date=2025-01-01");
    refuse(&d, E_MERGE_LINKED, "party.merged", "party=top; into=new"); /* top is in new since June */
}

static void a_chain(void **state)
{
    (void)state;
    old_has_paid();
    merge("new", "next", "2025-08-01"); /* the later one entered first */
    seq_no first = merge("old", "new", "2025-06-01");
    assert_int_equal(sum_of("lp", "next", SUM_UNFUNDED), 40);
    enter(&d, "contribution.paid", "investor=lp; fund=new; amount=15元; date=2025-07-01");
    enter(&d, "contribution.paid", "investor=lp; fund=next; amount=20元; date=2025-08-01");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=old; amount=5.01元; date=2025-05-01");
    assert_int_equal(arg_value(&d, "day"), on("2025-08-01"));
    refuse(&d, E_FUND_GONE, "contribution.paid", "investor=lp; fund=new; amount=1元; date=2025-08-01");
    assert_string_equal(arg_text(&d, "into"), "next");
    refuse_reversal(&d, E_REVERSE_BREAKS, first);
}

static void taking_one_back(void **state)
{
    (void)state;
    old_has_paid();
    enter(&d, "commitment.signed", "investor=lp; fund=new; amount=10元; date=2025-03-01");
    const char *before = hash_now(&d);
    seq_no m = merge("old", "new", "2025-06-01");
    seq_no paid = enter(&d, "contribution.paid", "investor=lp; fund=new; amount=11元; date=2025-07-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, m);
    assert_int_equal(arg_value(&d, "short"), 100);
    reverse(&d, paid);
    seq_no out = enter(&d, "distribution.paid", "investor=lp; fund=new; amount=1元; date=2025-07-01");
    refuse_reversal(&d, E_RECEIPT_NEEDED, m);
    reverse(&d, out);
    paid = enter(&d, "contribution.paid", "investor=lp; fund=new; amount=10元; date=2025-07-01");
    reverse(&d, m);
    assert_int_equal(sum_of("lp", "old", SUM_UNFUNDED), 40);
    assert_int_equal(sum_of("lp", "new", SUM_UNFUNDED), 0);
    enter(&d, "contribution.paid", "investor=lp; fund=old; amount=40元; date=2025-09-01"); /* it takes flows again */
    refuse_reversal(&d, E_REVERSED_ALREADY, m);
    merge("old", "new", "2025-09-02");
    assert_int_equal(sum_of("lp", "new", SUM_PAID_IN), 110);
    assert_string_not_equal(before, hash_now(&d));
}

static void what_rests_on_the_moved(void **state)
{
    (void)state;
    old_has_paid();
    enter(&d, "investment.made", "fund=old; enterprise=e; amount=30元; date=2025-03-02");
    seq_no m = merge("old", "new", "2025-06-01");
    seq_no value = enter(&d, "holding.valued", "fund=new; enterprise=e; amount=1元; date=2025-06-01");
    refuse_reversal(&d, E_NO_HOLDING, m);
    reverse(&d, value);
    seq_no call = enter(&d, "call.issued", "investor=lp; fund=new; amount=1元; date=2025-06-01");
    refuse_reversal(&d, E_REVERSE_SHORT, m);
    reverse(&d, call);
    reverse(&d, m);
}

/* Seller and buyer become one fund later: from then on the transfer is within one position. */
static void a_transfer_within(void **state)
{
    (void)state;
    enter(&d, "commitment.signed", "investor=old; fund=top; amount=50元; date=2025-01-01");
    merge("old", "new", "2025-06-01");
    enter(&d, "commitment.changed", "investor=new; fund=top; amount=50元; direction=decrease; date=2025-07-01");
    seq_no moved =
        enter(&d, "stake.transferred", "seller=old; buyer=new; fund=top; amount=20元; paid_in=0元; date=2025-05-01");
    assert_int_equal(sum_of("new", "top", SUM_FOUND), 0);
    enter(&d, "commitment.changed", "investor=new; fund=top; amount=20元; direction=increase; date=2025-05-15");
    reverse(&d, book_applied(d.b));
    reverse(&d, moved);
    assert_int_equal(sum_of("new", "top", SUM_FOUND), 0);
}

static void merges_of_parties_beside(void **state)
{
    (void)state;
    enter(&d, "commitment.signed", "investor=top; fund=old; amount=1元; date=2025-01-01");
    merge("old", "new", "2025-06-01");
    refuse(&d, E_MERGE_GONE, "party.merged", "party=old; into=next");
    refuse(&d, E_MERGE_GONE, "party.merged", "party=next; into=old");
    assert_string_equal(arg_text(&d, "word"), "old");
    refuse(&d, E_MERGE_LINKED, "party.merged", "party=top; into=new"); /* top is in new since June */
}

static void investors_and_successors_merge(void **state)
{
    (void)state;
    old_has_paid();
    enter(&d, "commitment.signed", "investor=lp2; fund=new; amount=3元; date=2025-07-01");
    merge("old", "new", "2025-06-01");
    seq_no one = enter(&d, "party.merged", "party=lp; into=lp2");
    assert_int_equal(sum_of("lp2", "new", SUM_FOUND), 103);
    enter(&d, "party.merged", "party=new; into=next"); /* the successor under another name */
    assert_int_equal(sum_of("lp2", "next", SUM_FOUND), 103);
    assert_int_equal(fund_at_last(d.b, entry_of(&d, "old")), entry_of(&d, "next"));
    enter(&d, "contribution.paid", "investor=lp; fund=old; amount=40元; date=2025-05-01");
    assert_int_equal(sum_of("lp2", "next", SUM_UNFUNDED), 3);
    refuse_reversal(&d, E_REVERSE_USED, one);
    reverse(&d, book_applied(d.b));
    reverse(&d, book_applied(d.b) - 2); /* the merge into next */
    assert_int_equal(sum_of("lp2", "new", SUM_UNFUNDED), 43);
}

/* Where the other side went before, the line has ended: what it became moves, and would be of a fund in itself. */
static void a_line_that_ended_does_not_move(void **state)
{
    (void)state;
    enter(&d, "fund.merged", "fund=next; into=new; ratio=1; date=2025-03-02");
    enter(&d, "contribution.paid", "investor=old; fund=next; amount=222元; inside=outside; date=2024-01-04");
    refuse(&d, E_MERGE_LINKED, "fund.merged", "fund=old; into=new; ratio=1; date=2025-12-31");
    enter(&d, "fund.merged", "fund=old; into=top; ratio=1; date=2025-12-31");
}

/* Two go on one day, the investor and the fund: the position is at once what both make of it, whichever came first. */
static void two_go_on_one_day(void **state)
{
    (void)state;
    seq_no owed = enter(&d, "commitment.signed", "investor=old; fund=next; amount=9元; date=2025-01-04");
    seq_no one = enter(&d, "fund.merged", "fund=old; into=top; ratio=1; date=2025-06-01");
    seq_no other = enter(&d, "fund.merged", "fund=next; into=new; ratio=1.25; date=2025-06-01");
    assert_int_equal(sum_of("top", "new", SUM_FOUND), 9);
    assert_int_equal(sum_of("top", "next", SUM_FOUND), 0);
    enter(&d, "call.issued", "investor=top; fund=new; amount=9元; date=2025-06-01");
    refuse_reversal(&d, E_REVERSE_SHORT, owed);
    refuse_reversal(&d, E_REVERSE_SHORT, one);
    refuse_reversal(&d, E_REVERSE_SHORT, other);
    reverse(&d, other + 1);
    reverse(&d, one);
    assert_int_equal(sum_of("old", "new", SUM_FOUND), 9);
    reverse(&d, other);
    assert_int_equal(sum_of("old", "new", SUM_FOUND), 0);
}

#define WITH_FUNDS(f) cmocka_unit_test_setup_teardown(f, with_funds, close_desk)

/* ---- anything, in any order of days ---- */
enum { DAYS = 24, STEPS = 160, WORLDS = 12, IDS = 7 };
static const char *const ids[IDS] = {"lp", "lp2", "e", "old", "new", "next", "top"};
static desk twin; /* keeps all days */
static uint64_t seed;
static uint32_t done_of[KIND_LAST + 1], refused_count, slim_count, cut_count;

typedef struct lines {
    int64_t at[IDS][IDS][SUMS][DAYS];
} lines;

static uint32_t draw(uint32_t count)
{
    return sample_below(&seed, count);
}

static int index_of(seq_no party)
{
    for (int i = 0; i < IDS; i++)
        if (entry_of(&d, ids[i]) == party) return i;
    fail_msg("entry %u is no party of the sample", party);
    return -1;
}

/* The party that it is at the end of that day, by the rows alone. */
static seq_no stands_on(seq_no party, day when)
{
    seq_no applied = book_applied(d.b);
    party = book_merged_into(d.b, party, applied);
    for (seq_no seq = 1; seq <= applied; seq++) {
        event ev;
        book_entry(&ev, d.b, seq);
        if (ev.kind != KIND_FUND_MERGED || book_reversed_by(d.b, seq, applied) || ev.effective.first > when) continue;
        if (book_merged_into(d.b, ev.subject, applied) != party) continue;
        party = book_merged_into(d.b, ev.object, applied);
        seq = 0; /* a chain goes on */
    }
    return party;
}

static void add(lines *x, seq_no investor, seq_no fund, day from, position_sum of, int64_t minor)
{
    for (day t = from; t < on("2025-01-01") + DAYS; t++)
        x->at[index_of(stands_on(investor, t))][index_of(stands_on(fund, t))][of][t - on("2025-01-01")] += minor;
}

static void commit_row(lines *x, const event *ev, seq_no investor, int64_t unfunded, int64_t found)
{
    day v = ev->effective.first;
    add(x, investor, ev->object, v, SUM_UNFUNDED, unfunded);
    add(x, investor, ev->object, v, SUM_CALLABLE, unfunded);
    add(x, investor, ev->object, v, SUM_FOUND, found);
}

static void add_row(lines *x, const event *ev)
{
    int64_t a = ev->amount.minor, part = attrs_int(ev->attrs, STR("paid_in"), attrs_int(ev->attrs, STR("cost"), 0));
    day v = ev->effective.first;
    switch ((int)ev->kind) {
    case KIND_COMMITMENT_SIGNED: commit_row(x, ev, ev->subject, a, a); break;
    case KIND_COMMITMENT_CHANGED: commit_row(x, ev, ev->subject, -a, -a); break;
    case KIND_CONTRIBUTION_PAID:
        if (ev->class_code == OUTSIDE) break;
        add(x, ev->subject, ev->object, v, SUM_UNFUNDED, -a);
        add(x, ev->subject, ev->object, v, SUM_PAID_IN, a);
        break;
    case KIND_DISTRIBUTION_PAID:
        add(x, ev->subject, ev->object, v, SUM_UNFUNDED, ev->unfunded_minor);
        add(x, ev->subject, ev->object, v, SUM_CALLABLE, ev->unfunded_minor);
        break;
    case KIND_CALL_ISSUED:
        add(x, ev->subject, ev->object, v, SUM_CALLABLE, -a);
        add(x, ev->subject, ev->object, v, SUM_CALLED, a);
        break;
    case KIND_STAKE_TRANSFERRED:
        commit_row(x, ev, ev->subject, part - a, -a);
        commit_row(x, ev, ev->third, a - part, a);
        add(x, ev->subject, ev->object, v, SUM_PAID_IN, -part);
        add(x, ev->third, ev->object, v, SUM_PAID_IN, part);
        break;
    case KIND_INVESTMENT_MADE:
        add(x, ev->subject, ev->object, v, SUM_COST, a);
        add(x, ev->subject, ev->object, v, SUM_FOUND, 1);
        break;
    case KIND_INVESTMENT_EXITED: add(x, ev->subject, ev->object, v, SUM_COST, -part); break;
    default: break;
    }
}

static int64_t line_of(const book *b, int investor, int fund, position_sum of, day when)
{
    const position *p = position_find(b, entry_of(&d, ids[investor]), entry_of(&d, ids[fund]));
    if (p == NULL) return 0;
    assert_non_null(p->days);
    return series_at(&p->days[of], when);
}

static void check_lines(void)
{
    static lines x;
    memset(&x, 0, sizeof x);
    for (seq_no seq = 1; seq <= book_applied(d.b); seq++) {
        event ev;
        book_entry(&ev, d.b, seq);
        if (!book_reversed_by(d.b, seq, book_applied(d.b))) add_row(&x, &ev);
    }
    for (int i = 0; i < IDS; i++)
        for (int f = 0; f < IDS; f++)
            for (int t = 0; t < DAYS; t++)
                for (int k = 0; k < SUMS; k++) {
                    day when = on("2025-01-01") + t;
                    seq_no one = entry_of(&d, ids[i]), other = entry_of(&d, ids[f]);
                    int64_t naive = x.at[i][f][k][t];
                    if (k != SUM_CALLABLE) assert_true(naive >= 0);
                    if (stands_on(one, when) != one || stands_on(other, when) != other) {
                        assert_int_equal(naive, 0);
                        continue;
                    }
                    assert_int_equal(line_of(twin.b, i, f, (position_sum)k, when), naive);
                }
}

static void check_totals(void)
{
    assert_int_equal(d.b->position_count, twin.b->position_count);
    for (uint32_t i = 0; i < d.b->position_count; i++) {
        const position *p = position_at(d.b, i), *q = position_find(twin.b, p->investor, p->fund);
        assert_non_null(q);
        slim_count += p->days == NULL;
        assert_int_equal(p->flow_count, q->flow_count);
        assert_memory_equal(p->sum, q->sum, sizeof p->sum);
        for (day on = p->newest; p->days == NULL && p->newest != DAY_NONE && on <= p->newest + 1; on++) {
            assert_int_equal(position_ground(p, on), position_ground(q, on));
            assert_int_equal(position_open(p, on), position_open(q, on));
            assert_int_equal(position_left(p, on), position_left(q, on));
        }
    }
    assert_int_equal(d.b->fund_count, twin.b->fund_count);
    for (uint32_t i = 0; i < d.b->fund_count; i++) {
        const fund_state *f = &d.b->funds[i], *g = &twin.b->funds[i];
        assert_int_equal(f->received.first, g->received.first);
        assert_int_equal(f->received.on_first, g->received.on_first);
        assert_int_equal(f->paid_out.first, g->paid_out.first);
        assert_int_equal(f->received.gross, g->received.gross);
    }
}

static void random_command(char text[200], const char **word)
{
    static const char *const words[] = {"commitment.signed", "contribution.paid",  "distribution.paid",
                                        "stake.transferred", "commitment.changed", "investment.made",
                                        "investment.exited", "fund.merged",        "party.merged",
                                        "entry.reversed",    "call.issued"};
    uint32_t which = draw(COUNT_OF(words) + 6), mday = 1 + draw(draw(2) ? DAYS - 2 : DAYS / 2), yuan = 1 + draw(20);
    const char *one = ids[draw(3) ? draw(2) : draw(IDS)], *fund = ids[3 + draw(4)], *other = ids[draw(IDS)];
    if (which >= COUNT_OF(words)) which = which % 4;
    if (which == 8 && draw(3)) which = 0;                 /* else all is one soon */
    if (which == 7) mday = DAYS / 2 + draw(DAYS / 2 - 1); /* else something lies after it */
    if (which == 0) yuan *= 4;
    *word = words[which];
    int n = snprintf(text, 200, "date=2025-01-%02u; ", mday);
    char *to = text + n;
    size_t room = 200 - (size_t)n;
    switch (which) {
    case 0:
    case 10: n = snprintf(to, room, "investor=%s; fund=%s; amount=%u元", one, fund, yuan); break;
    case 1:
        n = snprintf(to, room, "investor=%s; fund=%s; amount=%u元; inside=%s", one, fund, yuan,
                     draw(5) ? "inside" : "outside");
        break;
    case 2:
        n = snprintf(to, room, "investor=%s; fund=%s; amount=%u元; recallable=%u元", one, fund, yuan, draw(2) * yuan);
        break;
    case 3:
        n = snprintf(to, room, "seller=%s; buyer=%s; fund=%s; amount=%u元; paid_in=%u元", one, other, fund, yuan,
                     draw(yuan + 1));
        break;
    case 4: n = snprintf(to, room, "investor=%s; fund=%s; amount=%u元; direction=decrease", one, fund, yuan); break;
    case 5: n = snprintf(to, room, "fund=%s; enterprise=e; amount=%u元", fund, yuan); break;
    case 6: n = snprintf(to, room, "fund=%s; enterprise=e; amount=1元; cost=%u元; route=transfer", fund, yuan); break;
    case 7: n = snprintf(to, room, "fund=%s; into=%s; ratio=0.5", fund, ids[3 + draw(4)]); break;
    case 8: n = snprintf(text, 200, "party=%s; into=%s", one, other); break;
    default: n = snprintf(text, 200, "reason=x; entry=%u", 9 + draw(book_applied(d.b) - 7)); break;
    }
    assert_true(n > 0);
}

/* What is refused for being too much by so much is taken when it is that much less. */
static void cut_to_fit(const char *word, const char *text)
{
    char less[240];
    const char *at = strstr(text, "amount=");
    int64_t yuan = strtoll(at + 7, NULL, 10), fits = yuan * 100 - arg_value(&d, "short");
    assert_true(fits < yuan * 100);
    if (fits <= 0) return;
    const char *rest = strstr(at, "元");
    (void)snprintf(less, sizeof less, "%.*samount=%lld.%02lld%s", (int)(at - text), text, (long long)fits / 100,
                   (long long)fits % 100, rest);
    assert_int_equal(desk_decide(&d, word, less), ERR_OK);
    cut_count++;
}

static void one_step(void)
{
    char text[200];
    const char *word;
    random_command(text, &word);
    err_code code = desk_decide(&d, word, text);
    if (desk_decide(&twin, word, text) != code)
        fail_msg("%s: %s: %s, twin %s", word, text, err_name(code), err_name(twin.e.code));
    if (code) {
        refused_count++;
        assert_int_equal(d.e.arg_count, twin.e.arg_count);
        assert_memory_equal(d.e.arg, twin.e.arg, d.e.arg_count * sizeof *d.e.arg);
        if (code == E_OVER_COMMITMENT || code == E_DECREASE_LARGE) cut_to_fit(word, text);
        return;
    }
    done_of[d.ev.kind]++;
    enter(&d, word, text);
    enter(&twin, word, text);
    check_totals();
    if (draw(12) == 0) check_lines();
}

static void agrees_with_the_rows(void **state)
{
    (void)state;
    seed = 20261124;
    for (int world = 0; world < WORLDS; world++) {
        four_funds(&d);
        four_funds(&twin);
        twin.b->ledger_keeps_days = true;
        for (int i = 0; i < STEPS; i++) one_step();
        check_lines();
        assert_string_equal(hash_now(&d), hash_now(&twin));
        desk_close(&d);
        desk_close(&twin);
    }
    static const kind each[] = {KIND_COMMITMENT_SIGNED, KIND_CONTRIBUTION_PAID,  KIND_DISTRIBUTION_PAID,
                                KIND_STAKE_TRANSFERRED, KIND_COMMITMENT_CHANGED, KIND_INVESTMENT_MADE,
                                KIND_INVESTMENT_EXITED, KIND_FUND_MERGED,        KIND_PARTY_MERGED,
                                KIND_ENTRY_REVERSED,    KIND_CALL_ISSUED};
    for (size_t i = 0; i < COUNT_OF(each); i++) /* else nothing was tried */
        if (done_of[each[i]] < 4) fail_msg("%s: %u", kind_get(each[i])->wire, done_of[each[i]]);
    assert_true(refused_count > 100);
    assert_true(slim_count > 500);
    assert_true(cut_count > 3);
}

/* Rows without positions, as from a snapshot: the first question builds them, and nothing differs. */
static void a_stale_ledger_is_built(void **state)
{
    (void)state;
    seed = 7;
    four_funds(&twin);
    for (int i = 0; i < STEPS; i++) {
        char text[200];
        const char *word;
        random_command(text, &word);
        d.b->ledger_is_stale = i % 4 == 0;
        err_code code = desk_decide(&d, word, text);
        assert_false(d.b->ledger_is_stale);
        assert_int_equal(desk_decide(&twin, word, text), code);
        if (code) continue;
        d.b->ledger_is_stale = i % 3 == 0;
        assert_int_equal(book_apply(d.b, &d.ev, &d.e), ERR_OK);
        assert_false(d.b->ledger_is_stale);
        book_publish(d.b);
        d.now_us += 1000000;
        enter(&twin, word, text);
        for (uint32_t k = 0; k < d.b->position_count; k++) {
            const position *p = position_at(d.b, k), *q = position_find(twin.b, p->investor, p->fund);
            assert_non_null(q);
            assert_memory_equal(p->sum, q->sum, sizeof p->sum);
        }
    }
    desk_close(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FUNDS(a_line_that_ended_does_not_move),
        WITH_FUNDS(two_go_on_one_day),
        WITH_FUNDS(what_it_says),
        WITH_FUNDS(positions_go_on_in_the_other),
        WITH_FUNDS(late_rows_count_through),
        WITH_FUNDS(the_one_that_is_gone_takes_no_more),
        WITH_FUNDS(mergers_that_cannot_be),
        WITH_FUNDS(one_currency),
        WITH_FUNDS(sums_that_cannot_be_joined),
        WITH_FUNDS(nothing_is_in_itself),
        WITH_FUNDS(a_chain),
        WITH_FUNDS(taking_one_back),
        WITH_FUNDS(what_rests_on_the_moved),
        WITH_FUNDS(a_transfer_within),
        WITH_FUNDS(merges_of_parties_beside),
        WITH_FUNDS(investors_and_successors_merge),
        cmocka_unit_test(agrees_with_the_rows),
        WITH_FUNDS(a_stale_ledger_is_built),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
