/* capital: what must never be false of the ledger, on any day, for new entries and for reversals alike. */
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
    party(&d, "g", "sub_fund");
    party(&d, "e", "enterprise");
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

static seq_no commit(const char *fields)
{
    return enter(&d, "commitment.signed", fields);
}

static seq_no pay(const char *fields)
{
    return enter(&d, "contribution.paid", fields);
}

static seq_no distribute(const char *fields)
{
    return enter(&d, "distribution.paid", fields);
}

static void what_a_flow_says(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=100元; date=2025-01-10");
    assert_true(d.ev.has_unfunded);
    assert_int_equal(d.ev.unfunded_minor, 10000);
    assert_int_equal(d.ev.booked, on("2025-01-10"));
    pay("investor=lp; fund=f; amount=60元; date=2025-02-10; booked=2025-03-01");
    assert_int_equal(d.ev.class_code, INSIDE);
    assert_int_equal(d.ev.unfunded_minor, -6000);
    assert_int_equal(d.ev.booked, on("2025-03-01"));
    pay("investor=lp; fund=f; amount=5元; date=2025-02-10; inside=outside; purpose=equalisation");
    assert_false(d.ev.has_unfunded);
    distribute("investor=lp; fund=f; amount=20元; date=2025-05-10; recallable=15元");
    assert_int_equal(d.ev.unfunded_minor, 1500);
    distribute("investor=lp; fund=f; amount=20元; date=2025-05-10");
    assert_false(d.ev.has_unfunded);
}

static void no_commitment_yet(void **state)
{
    (void)state;
    refuse(&d, E_NO_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=1元; date=2025-01-10");
    commit("investor=lp; fund=f; amount=100元; date=2025-01-10");
    refuse(&d, E_NO_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=1元; date=2025-01-09");
    assert_int_equal(arg_value(&d, "day"), on("2025-01-09"));
    refuse(&d, E_NO_COMMITMENT, "contribution.paid", "investor=lp2; fund=f; amount=1元; date=2025-01-11");
    refuse(&d, E_NO_COMMITMENT, "contribution.paid", "investor=lp; fund=g; amount=1元; date=2025-01-11");
    pay("investor=lp; fund=f; amount=1元; date=2025-01-10"); /* the same day counts together */
    pay("investor=lp2; fund=f; amount=1元; date=2025-01-01; inside=outside");
    commit("investor=lp; fund=f; amount=5元; date=2025-01-05"); /* backdated: now earlier days are open */
    pay("investor=lp; fund=f; amount=5元; date=2025-01-05");
}

/* The least unfunded from the value day on decides, not the last balance. */
static void backdated_rows_meet_later_days(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    pay("investor=lp; fund=f; amount=90元; date=2025-03-01");
    distribute("investor=lp; fund=f; amount=50元; date=2025-06-01; recallable=50元");
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=20元; date=2025-02-01");
    assert_int_equal(arg_value(&d, "day"), on("2025-03-01"));
    assert_int_equal(arg_value(&d, "short"), 1000);
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=60.01元; date=2025-06-01");
    assert_int_equal(arg_value(&d, "short"), 1);
    pay("investor=lp; fund=f; amount=10元; date=2025-02-01");
    pay("investor=lp; fund=f; amount=50元; date=2025-06-01"); /* above the commitment: what was recalled */
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=0.01元; date=2026-01-01");
}

static void a_fund_pays_what_it_received(void **state)
{
    (void)state;
    refuse(&d, E_FUND_NEVER_RECEIVED, "distribution.paid", "investor=lp; fund=f; amount=1元; date=2025-06-01");
    commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    pay("investor=lp; fund=f; amount=10元; date=2025-02-01");
    refuse(&d, E_FUND_NEVER_RECEIVED, "distribution.paid", "investor=lp; fund=f; amount=1元; date=2025-01-31");
    refuse(&d, E_FUND_NEVER_RECEIVED, "distribution.paid", "investor=lp; fund=g; amount=1元; date=2025-06-01");
    distribute("investor=lp2; fund=f; amount=1000元; date=2025-02-01"); /* income; no rule on how much */
}

static void recallable_has_its_rules(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    pay("investor=lp; fund=f; amount=10元; date=2025-02-01");
    refuse(&d, E_RECALL_LARGE, "distribution.paid",
           "investor=lp; fund=f; amount=5元; date=2025-03-01; recallable=5.01元");
    refuse(&d, E_NO_COMMITMENT, "distribution.paid",
           "investor=lp2; fund=f; amount=5元; date=2025-03-01; recallable=5元");
    commit("investor=lp2; fund=f; amount=10美元; date=2025-01-01");
    refuse(&d, E_CURRENCY_DIFFERS, "distribution.paid",
           "investor=lp2; fund=f; amount=5美元; date=2025-03-01; recallable=5元");
    distribute("investor=lp2; fund=f; amount=5美元; date=2025-03-01; recallable=0元");
    distribute("investor=lp; fund=f; amount=5元; date=2025-03-01; recallable=5元");
}

static void one_currency_a_position(void **state)
{
    (void)state;
    seq_no wrong = commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    refuse(&d, E_CURRENCY_DIFFERS, "contribution.paid", "investor=lp; fund=f; amount=1美元; date=2025-02-01");
    assert_string_equal(arg_text(&d, "held"), "CNY");
    assert_string_equal(arg_text(&d, "word"), "USD");
    commit("investor=lp2; fund=f; amount=100美元; date=2025-01-01"); /* another position */
    reverse(&d, wrong);
    commit("investor=lp; fund=f; amount=100美元; date=2025-01-01"); /* nothing stands in yuan any more */
    pay("investor=lp; fund=f; amount=100美元; date=2025-02-01");
}

static void the_two_sides(void **state)
{
    (void)state;
    refuse(&d, E_SELF, "commitment.signed", "investor=f; fund=f; amount=1元; date=2025-01-01");
    refuse(&d, E_CLASS_WRONG, "commitment.signed", "investor=lp; fund=e; amount=1元; date=2025-01-01");
    refuse(&d, E_HOLDING_IN_FUND, "investment.made", "fund=f; enterprise=g; amount=1元; date=2025-01-01");
    commit("investor=g; fund=f; amount=1元; date=2025-01-01"); /* funds of funds */
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=20000000000000000元; date=2025-01-01");
    reverse(&d, book_applied(d.b));
}

/* A quarter of int64 is the most that a position moves in all, in either direction. */
static void sums_never_overflow(void **state)
{
    (void)state;
    refuse(&d, E_OVERFLOW, "commitment.signed", "investor=lp; fund=f; amount=92233720368547758.07元; date=2025-01-01");
    for (int i = 0; i < 4; i++) commit("investor=lp; fund=f; amount=5000000000000000元; date=2025-01-01");
    refuse(&d, E_OVERFLOW, "commitment.signed", "investor=lp; fund=f; amount=5000000000000000元; date=2025-01-01");
    /* the balance falls to nothing, yet an earlier day still holds it all */
    pay("investor=lp; fund=f; amount=3000000000000000元; date=2025-02-01");
    refuse(&d, E_OVERFLOW, "contribution.paid", "investor=lp; fund=f; amount=5000000000000000元; date=2025-02-01");
    commit("investor=lp2; fund=f; amount=5000000000000000元; date=2025-01-01");
    /* no position is too large, but what the fund received would be */
    pay("investor=lp; fund=g; amount=20000000000000000元; date=2025-02-01; inside=outside");
    refuse(&d, E_OVERFLOW, "contribution.paid",
           "investor=lp2; fund=g; amount=20000000000000000元; date=2025-02-01; inside=outside");
}

static void reversing_a_commitment(void **state)
{
    (void)state;
    seq_no first = commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    seq_no second = commit("investor=lp; fund=f; amount=30元; date=2025-03-01");
    pay("investor=lp; fund=f; amount=110元; date=2025-04-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, first);
    assert_int_equal(arg_value(&d, "day"), on("2025-04-01"));
    assert_int_equal(arg_value(&d, "short"), 8000);
    refuse_reversal(&d, E_REVERSE_BREAKS, second);
    reverse(&d, book_applied(d.b));
    reverse(&d, first);
    refuse(&d, E_NO_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=1元; date=2025-02-01");
    pay("investor=lp; fund=f; amount=30元; date=2025-03-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, second);
}

/* What may be called again covers the sum, but it is no commitment. */
static void recallable_does_not_replace_a_commitment(void **state)
{
    (void)state;
    commit("investor=lp2; fund=f; amount=1元; date=2025-01-01");
    pay("investor=lp2; fund=f; amount=1元; date=2025-01-01");
    seq_no only = commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    seq_no recall = distribute("investor=lp; fund=f; amount=50元; date=2025-03-01; recallable=50元");
    seq_no paid = pay("investor=lp; fund=f; amount=50元; date=2025-04-01");
    refuse_reversal(&d, E_NO_COMMITMENT, only);
    assert_int_equal(arg_value(&d, "day"), on("2025-03-01"));
    reverse(&d, paid);
    refuse_reversal(&d, E_NO_COMMITMENT, only);
    reverse(&d, recall);
    reverse(&d, only);
}

static void reversing_a_recallable_distribution(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    pay("investor=lp; fund=f; amount=100元; date=2025-02-01");
    seq_no back = distribute("investor=lp; fund=f; amount=50元; date=2025-03-01; recallable=40元");
    seq_no again = pay("investor=lp; fund=f; amount=30元; date=2025-05-01");
    refuse_reversal(&d, E_REVERSE_BREAKS, back);
    assert_int_equal(arg_value(&d, "short"), 3000);
    reverse(&d, again);
    reverse(&d, back);
    refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=0.01元; date=2025-06-01");
}

/* A later payout needs an earlier receipt just as the first one does. */
static void reversing_a_receipt(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    seq_no early = pay("investor=lp; fund=f; amount=10元; date=2025-02-01");
    seq_no late = pay("investor=lp; fund=f; amount=10元; date=2025-04-01");
    seq_no first = distribute("investor=lp; fund=f; amount=1元; date=2025-03-01");
    seq_no second = distribute("investor=lp; fund=f; amount=1元; date=2025-05-01");
    refuse_reversal(&d, E_RECEIPT_NEEDED, early);
    assert_int_equal(arg_value(&d, "day"), on("2025-03-01"));
    reverse(&d, first);
    reverse(&d, early); /* the payout of May has the receipt of April */
    refuse_reversal(&d, E_RECEIPT_NEEDED, late);
    assert_int_equal(arg_value(&d, "day"), on("2025-05-01"));
    seq_no outside = pay("investor=lp2; fund=f; amount=1元; date=2025-05-01; inside=outside");
    reverse(&d, late); /* cash is cash */
    refuse_reversal(&d, E_RECEIPT_NEEDED, outside);
    reverse(&d, second);
    reverse(&d, outside);
    refuse(&d, E_FUND_NEVER_RECEIVED, "distribution.paid", "investor=lp; fund=f; amount=1元; date=2025-06-01");
}

/* Rows of one day count together: each order of the same rows is taken. */
static void the_order_within_a_day_does_not_matter(void **state)
{
    static const char *const rows[][2] = {
        {"contribution.paid", "investor=lp; fund=f; amount=10元; date=2025-01-05"},
        {"call.issued", "investor=lp; fund=f; amount=10元; date=2025-01-05"},
        {"commitment.changed", "investor=lp; fund=f; direction=increase; amount=4元; date=2025-01-05"},
        {"stake.transferred", "seller=lp; fund=f; buyer=lp2; amount=4元; paid_in=0元; date=2025-01-05"},
    };
    enum { ROWS = COUNT_OF(rows) };
    for (int order = 0; order < ROWS * ROWS * ROWS * ROWS; order++) {
        int at[ROWS] = {order % ROWS, order / ROWS % ROWS, order / ROWS / ROWS % ROWS, order / ROWS / ROWS / ROWS};
        bool taken[ROWS] = {false};
        for (int i = 0; i < ROWS; i++) taken[at[i]] = true;
        if (!taken[0] || !taken[1] || !taken[2] || !taken[3]) continue;
        close_desk(state);
        with_a_fund(state);
        commit("investor=lp; fund=f; amount=10元; date=2025-01-05");
        for (int i = 0; i < ROWS; i++) { /* of the increase and the sale, the increase has to be there first */
            if (at[i] == 3 && taken[2]) enter(&d, rows[2][0], rows[2][1]);
            if (at[i] == 3) taken[2] = false;
            if (at[i] != 2 || taken[2]) enter(&d, rows[at[i]][0], rows[at[i]][1]);
            if (at[i] == 2) taken[2] = false;
        }
        refuse(&d, E_CALL_LARGE, "call.issued", "investor=lp; fund=f; amount=4.01元; date=2025-01-05");
    }
}

/* What left on the day of a call may have been called; on a later day it is gone. */
static void a_call_may_come_before_what_left_that_day(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=10元; date=2025-01-05");
    enter(&d, "commitment.changed", "investor=lp; fund=f; direction=decrease; amount=10元; date=2025-02-05");
    refuse(&d, E_CALL_LARGE, "call.issued", "investor=lp; fund=f; amount=10元; date=2025-02-04");
    refuse(&d, E_CALL_LARGE, "call.issued", "investor=lp; fund=f; amount=10.01元; date=2025-02-05");
    enter(&d, "call.issued", "investor=lp; fund=f; amount=10元; date=2025-02-05");
    refuse(&d, E_CALL_LARGE, "call.issued", "investor=lp; fund=f; amount=1元; date=2025-02-05");
    refuse(&d, E_NO_COMMITMENT, "call.issued", "investor=lp; fund=f; amount=1元; date=2025-02-06");
}

static void what_was_signed_and_sold_on_one_day_was_there(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=10元; date=2025-01-05");
    enter(&d, "stake.transferred", "seller=lp; fund=f; buyer=lp2; amount=10元; paid_in=0元; date=2025-01-05");
    reverse(&d, commit("investor=lp; fund=f; amount=5元; date=2025-02-05"));
    refuse(&d, E_NO_COMMITMENT, "commitment.changed",
           "investor=lp; fund=f; amount=5元; direction=increase; date=2025-02-05");
    enter(&d, "commitment.changed", "investor=lp; fund=f; amount=5元; direction=increase; date=2025-01-05");
}

static void a_change_rests_on_what_was_signed(void **state)
{
    (void)state;
    seq_no signed_on = commit("investor=lp; fund=f; amount=34.5元; date=2025-01-08");
    seq_no more =
        enter(&d, "commitment.changed", "investor=lp; fund=f; direction=increase; amount=34.49元; date=2025-01-09");
    refuse_reversal(&d, E_NO_COMMITMENT, signed_on);
    assert_int_equal(arg_value(&d, "day"), on("2025-01-09"));
    reverse(&d, more);
    reverse(&d, signed_on);
}

static void no_commitment_is_taken_from_under_a_recall(void **state)
{
    (void)state;
    commit("investor=lp2; fund=f; amount=10元; date=2025-01-01");
    pay("investor=lp2; fund=f; amount=10元; date=2025-01-01");
    commit("investor=lp; fund=f; amount=10元; date=2025-01-05");
    seq_no recalled = distribute("investor=lp; fund=f; amount=5元; recallable=5元; date=2025-01-07");
    refuse(&d, E_DECREASE_LARGE, "commitment.changed",
           "investor=lp; fund=f; direction=decrease; amount=10元; date=2025-01-05");
    assert_int_equal(arg_value(&d, "day"), on("2025-01-07"));
    assert_int_equal(arg_value(&d, "short"), 1);
    refuse(&d, E_TRANSFER_LARGE, "stake.transferred",
           "seller=lp; fund=f; buyer=lp2; amount=10元; paid_in=0元; date=2025-01-06");
    enter(&d, "commitment.changed", "investor=lp; fund=f; direction=decrease; amount=10元; date=2025-01-07");
    refuse(&d, E_NO_COMMITMENT, "distribution.paid",
           "investor=lp; fund=f; amount=5元; recallable=5元; date=2025-01-08");
    reverse(&d, recalled);
    enter(&d, "investment.made", "fund=f; enterprise=e; amount=1元; date=2025-02-01");
    refuse(&d, E_SELF, "investment.exited",
           "fund=f; enterprise=g; buyer=f; amount=1元; cost=1元; route=transfer; date=2025-03-01");
}

static void reversing_leaves_no_trace_in_the_sums(void **state)
{
    (void)state;
    commit("investor=lp; fund=f; amount=100元; date=2025-01-01");
    for (int i = 0; i < 50; i++) {
        seq_no paid = pay("investor=lp; fund=f; amount=100元; date=2025-02-01");
        refuse(&d, E_OVER_COMMITMENT, "contribution.paid", "investor=lp; fund=f; amount=1元; date=2025-02-01");
        reverse(&d, paid);
    }
    const position *p = position_find(d.b, entry_of(&d, "lp"), entry_of(&d, "f"));
    assert_non_null(p);
    assert_int_equal(p->flow_count, 1);
    assert_int_equal(p->sum[SUM_UNFUNDED].gross, 10000);
    assert_int_equal(p->sum[SUM_PAID_IN].gross, 0);
    if (p->days != NULL) assert_int_equal(p->days[MARK_USES].gross, 0);
}

/* Random flows and reversals against a reference that recounts everything from the rows, day by day. */
enum { DAYS = 30, STEPS = 400 };

typedef struct ledger {
    int64_t unfunded[DAYS], received[DAYS], paid_out[DAYS];
    bool committed[DAYS], drawn[DAYS];
} ledger;

static void recount(ledger *x, seq_no without, const event *more)
{
    *x = (ledger){.unfunded = {0}};
    for (seq_no seq = 2; seq <= book_applied(d.b) + (more ? 1 : 0); seq++) {
        event ev;
        if (seq == without) continue;
        if (seq <= book_applied(d.b)) {
            book_entry(&ev, d.b, seq);
            if (book_reversed_by(d.b, seq, book_applied(d.b))) continue;
        } else {
            ev = *more;
        }
        if (ev.kind != KIND_COMMITMENT_SIGNED && ev.kind != KIND_CONTRIBUTION_PAID && ev.kind != KIND_DISTRIBUTION_PAID)
            continue;
        int from = ev.effective.first - on("2025-01-01");
        for (int i = from; i < DAYS; i++) {
            x->unfunded[i] += ev.kind == KIND_COMMITMENT_SIGNED ? ev.amount.minor : ev.unfunded_minor;
            x->received[i] += ev.kind == KIND_CONTRIBUTION_PAID ? ev.amount.minor : 0;
            x->committed[i] |= ev.kind == KIND_COMMITMENT_SIGNED;
        }
        x->paid_out[from] += ev.kind == KIND_DISTRIBUTION_PAID ? ev.amount.minor : 0;
        x->drawn[from] |= ev.kind != KIND_COMMITMENT_SIGNED && ev.unfunded_minor != 0;
    }
}

static bool holds(const ledger *x)
{
    for (int i = 0; i < DAYS; i++)
        if (x->unfunded[i] < 0 || (x->paid_out[i] > 0 && x->received[i] == 0) || (x->drawn[i] && !x->committed[i]))
            return false;
    return true;
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed % below);
}

static const char *random_flow(uint64_t *seed, const char **kind_word, event *as)
{
    static const char *const words[] = {"commitment.signed", "contribution.paid", "distribution.paid"};
    static char text[200];
    buf b;
    uint32_t which = draw(seed, 3), mday = 1 + draw(seed, DAYS), yuan = 1 + draw(seed, 50);
    bool recalls = which == 2 && draw(seed, 2), outside = which == 1 && draw(seed, 4) == 0;
    *kind_word = words[which];
    *as = (event){.kind = kind_find(str_from(words[which]))->kind,
                  .effective = {on("2025-01-01") + (day)mday - 1, PRECISION_DAY}};
    as->amount.minor = (int64_t)yuan * 100;
    as->unfunded_minor = which == 1 && !outside ? -as->amount.minor : recalls ? as->amount.minor : 0;
    buf_init(&b, d.a, sizeof text);
    buf_text(&b, "investor=lp; fund=f; date=2025-01-");
    buf_uint_pad(&b, mday, 2);
    buf_text(&b, "; amount=");
    buf_int(&b, yuan);
    if (recalls) {
        buf_text(&b, "元; recallable=");
        buf_int(&b, yuan);
    }
    buf_text(&b, outside ? "元; inside=outside" : "元");
    buf_char(&b, 0);
    return buf_view(&b).ptr;
}

static void random_step(uint64_t *seed, uint32_t *taken)
{
    const char *kind_word;
    event as;
    ledger x;
    const char *fields = random_flow(seed, &kind_word, &as);
    recount(&x, 0, &as);
    err_code code = desk_decide(&d, kind_word, fields);
    assert_int_equal(code == ERR_OK, holds(&x));
    if (code) return;
    (*taken)++;
    enter(&d, kind_word, fields);
}

static void random_reversal(uint64_t *seed, uint32_t *taken)
{
    ledger x;
    seq_no entry = 7 + draw(seed, book_applied(d.b) - 6);
    if (book_kind(d.b, entry) == KIND_ENTRY_REVERSED || book_reversed_by(d.b, entry, book_applied(d.b))) return;
    recount(&x, entry, NULL);
    const char *text = "reason=x; entry=";
    buf b;
    buf_init(&b, d.a, 64);
    buf_text(&b, text);
    buf_int(&b, entry);
    buf_char(&b, 0);
    err_code code = desk_decide(&d, "entry.reversed", buf_view(&b).ptr);
    assert_int_equal(code == ERR_OK, holds(&x));
    if (code) return;
    (*taken)++;
    reverse(&d, entry);
}

static void agrees_with_a_recount(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    uint32_t flows = 0, reversals = 0;
    commit("investor=lp; fund=f; amount=30元; date=2025-01-04");
    for (int i = 0; i < STEPS; i++) {
        random_step(&seed, &flows);
        random_reversal(&seed, &reversals);
    }
    assert_true(flows > 50); /* else nothing was tried */
    assert_true(reversals > 20);
    assert_true(flows < STEPS);
}

#define WITH_A_FUND(f) cmocka_unit_test_setup_teardown(f, with_a_fund, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_A_FUND(what_a_flow_says),
        WITH_A_FUND(no_commitment_yet),
        WITH_A_FUND(backdated_rows_meet_later_days),
        WITH_A_FUND(a_fund_pays_what_it_received),
        WITH_A_FUND(recallable_has_its_rules),
        WITH_A_FUND(one_currency_a_position),
        WITH_A_FUND(the_two_sides),
        WITH_A_FUND(sums_never_overflow),
        WITH_A_FUND(reversing_a_commitment),
        WITH_A_FUND(recallable_does_not_replace_a_commitment),
        WITH_A_FUND(reversing_a_recallable_distribution),
        WITH_A_FUND(reversing_a_receipt),
        WITH_A_FUND(the_order_within_a_day_does_not_matter),
        WITH_A_FUND(a_call_may_come_before_what_left_that_day),
        WITH_A_FUND(what_was_signed_and_sold_on_one_day_was_there),
        WITH_A_FUND(a_change_rests_on_what_was_signed),
        WITH_A_FUND(no_commitment_is_taken_from_under_a_recall),
        WITH_A_FUND(reversing_leaves_no_trace_in_the_sums),
        WITH_A_FUND(agrees_with_a_recount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
