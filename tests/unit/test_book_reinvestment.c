/* reinvestment: what a claim rests on, what is left of it by day, and what a reversal, a merger, a merge and an image of the
 * book make of that. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "book/book_int.h"
#include "book_sample.h"

static desk d;
static seq_no committed, invested;

static int open_desk(void **state)
{
    (void)state;
    desk_open(&d);
    party(&d, "gov", "government");
    party(&d, "city", "government");
    party(&d, "f", "sub_fund");
    party(&d, "g", "sub_fund");
    party(&d, "e", "enterprise");
    party(&d, "x", "enterprise");
    committed = enter(&d, "commitment.signed", "investor=gov; fund=f; amount=1000元; date=2024-01-05");
    invested = enter(&d, "investment.made", "fund=f; enterprise=e; amount=100元; date=2024-03-01");
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    return 0;
}

static const char *with(const char *fields, const char *name, seq_no entry)
{
    static char text[400];
    (void)snprintf(text, sizeof text, "%s; %s=%u", fields, name, entry);
    return text;
}

static seq_no claim_of(const char *much, const char *when)
{
    char fields[200];
    (void)snprintf(fields, sizeof fields, "investor=gov; fund=f; enterprise=e; way=direct; amount=%s; date=%s", much,
                   when);
    return enter(&d, "reinvestment.claimed", with(fields, "investment", invested));
}

static seq_no recognise(seq_no claim, const char *rest)
{
    char fields[200];
    (void)snprintf(fields, sizeof fields, "clause=第九条; evidence=证照; %s", rest);
    return enter(&d, "reinvestment.recognised", with(fields, "claim", claim));
}

static void not_recognised(err_code code, seq_no claim, const char *rest)
{
    char fields[200];
    (void)snprintf(fields, sizeof fields, "clause=第九条; evidence=证照; %s", rest);
    refuse(&d, code, "reinvestment.recognised", with(fields, "claim", claim));
}

static seq_no revoke(seq_no recognition, const char *rest)
{
    char fields[200];
    (void)snprintf(fields, sizeof fields, "reason=迁出; %s", rest);
    return enter(&d, "reinvestment.revoked", with(fields, "recognition", recognition));
}

static void not_revoked(err_code code, seq_no recognition, const char *rest)
{
    char fields[200];
    (void)snprintf(fields, sizeof fields, "reason=迁出; %s", rest);
    refuse(&d, code, "reinvestment.revoked", with(fields, "recognition", recognition));
}

static void ways_and_investments(void **state)
{
    (void)state;
    static const struct {
        err_code code;
        const char *fields;
        bool names_it;
    } cases[] = {
        {ERR_OK, "investor=gov; fund=f; enterprise=e; way=direct", true},
        {E_CLAIM_INVESTMENT, "investor=gov; fund=f; enterprise=x; way=direct", true},
        {E_CLAIM_NEEDS_INVESTMENT, "investor=gov; fund=f; enterprise=e; way=direct", false},
        {E_CLAIM_INVESTMENT, "investor=gov; fund=f; enterprise=e; way=related_fund", true},
        {ERR_OK, "investor=gov; fund=f; enterprise=e; way=related_fund", false},
        {ERR_OK, "investor=city; fund=g; enterprise=e; way=related_fund", true},
        {E_CLAIM_INVESTMENT, "investor=city; fund=g; enterprise=x; way=related_fund", true},
        {ERR_OK, "investor=gov; fund=f; enterprise=x; way=subsidiary", true},
        {E_CLAIM_INVESTMENT, "investor=city; fund=g; enterprise=e; way=subsidiary", true},
        {ERR_OK, "investor=gov; fund=f; enterprise=x; way=relocation", false},
        {E_NO_COMMITMENT, "investor=city; fund=f; enterprise=e; way=direct", true},
        {E_HOLDING_IN_FUND, "investor=gov; fund=f; enterprise=g; way=other", false},
    };
    enter(&d, "commitment.signed", "investor=city; fund=g; amount=10元; date=2024-01-05");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char fields[200];
        (void)snprintf(fields, sizeof fields, "%s; amount=7元; date=2024-04-01", cases[i].fields);
        const char *all = cases[i].names_it ? with(fields, "investment", invested) : fields;
        if (cases[i].code)
            refuse(&d, cases[i].code, "reinvestment.claimed", all);
        else
            enter(&d, "reinvestment.claimed", all);
    }
}

/* Whatever the order of entry, on no day is more recognised than claimed; rows of one day count together. */
static void running_totals(void **state)
{
    (void)state;
    seq_no claim = claim_of("100元", "2024-05-01");
    seq_no late = recognise(claim, "amount=60元; date=2024-09-01");
    recognise(claim, "amount=40元; date=2024-05-01");
    not_recognised(E_OVER_CLAIM, claim, "amount=1元; date=2024-05-01");
    assert_int_equal(arg_value(&d, "day"), on("2024-09-01"));
    assert_int_equal(arg_value(&d, "short"), 100);
    not_recognised(E_RECOGNISED_EARLY, claim, "amount=1元; date=2024-04-30");
    revoke(late, "amount=10元; date=2024-10-01");
    not_recognised(E_OVER_CLAIM, claim, "amount=10元; date=2024-09-30");
    recognise(claim, "amount=10元; date=2024-10-01");
    not_revoked(E_REVOKED_LARGE, late, "amount=50.01元; date=2024-09-01");
    assert_int_equal(arg_value(&d, "short"), 1);
    assert_int_equal(arg_value(&d, "day"), on("2024-10-01"));
    revoke(late, "date=2024-09-15"); /* all that is left on that day and after it */
    event ev;
    book_entry(&ev, d.b, book_applied(d.b));
    assert_int_equal(ev.amount.minor, 5000);
    not_revoked(E_NOTHING_RECOGNISED, late, "date=2024-11-01");
    not_revoked(E_REVOKED_EARLY, late, "date=2024-08-31");
}

static void reversals(void **state)
{
    (void)state;
    seq_no claim = claim_of("100元", "2024-05-01");
    refuse_reversal(&d, E_REVERSE_USED, invested);
    refuse_reversal(&d, E_NO_COMMITMENT, committed);
    seq_no first = recognise(claim, "amount=80元; date=2024-06-01");
    refuse_reversal(&d, E_REVERSE_USED, claim);
    seq_no gone = revoke(first, "amount=50元; date=2024-07-01");
    refuse_reversal(&d, E_REVERSE_USED, first);
    seq_no second = recognise(claim, "amount=60元; date=2024-08-01");
    refuse_reversal(&d, E_REVERSE_RECOGNISED, gone);
    assert_int_equal(arg_value(&d, "day"), on("2024-08-01"));
    assert_int_equal(arg_value(&d, "short"), 4000);
    reverse(&d, second);
    reverse(&d, gone);
    not_recognised(E_OVER_CLAIM, claim, "amount=21元; date=2024-09-01");
    reverse(&d, first);
    not_revoked(E_REST_REVERSED, first, "date=2024-10-01");
    recognise(claim, "amount=100元; date=2024-05-01");
    reverse(&d, book_applied(d.b));
    reverse(&d, claim);
    reverse(&d, invested);
    reverse(&d, committed);
}

/* A decrease or a transfer may not take the commitment from under a claim either. */
static void the_ground_of_a_claim(void **state)
{
    (void)state;
    claim_of("100元", "2024-05-01");
    refuse(&d, E_DECREASE_LARGE, "commitment.changed",
           "investor=gov; fund=f; amount=1000元; direction=decrease; date=2024-04-01");
    refuse(&d, E_TRANSFER_LARGE, "stake.transferred",
           "seller=gov; buyer=city; fund=f; amount=1000元; paid_in=0元; date=2024-04-01");
    enter(&d, "commitment.changed", "investor=gov; fund=f; amount=1000元; direction=decrease; date=2024-05-01");
    refuse(&d, E_NO_COMMITMENT, "reinvestment.claimed",
           "investor=gov; fund=f; enterprise=e; way=other; amount=1元; date=2024-05-02");
}

static void sums_that_would_not_fit(void **state)
{
    (void)state;
    refuse(&d, E_OVERFLOW, "reinvestment.claimed",
           "investor=gov; fund=f; enterprise=e; way=other; amount=23058430092136939.52元; date=2024-05-01");
    seq_no claim = enter(&d, "reinvestment.claimed",
                         "investor=gov; fund=f; enterprise=e; way=other; amount=15000000000000000元; date=2024-05-01");
    recognise(claim, "amount=8000000000000000元; date=2024-06-01");
    not_recognised(E_OVERFLOW, claim, "amount=7000000000000000元; date=2024-06-01");
}

static void mergers_and_merges(void **state)
{
    (void)state;
    enter(&d, "commitment.signed", "investor=gov; fund=g; amount=10元; date=2024-01-05");
    seq_no merger = enter(&d, "fund.merged", "fund=f; into=g; ratio=1; date=2024-04-30");
    refuse(&d, E_FUND_GONE, "reinvestment.claimed",
           with("investor=gov; fund=f; enterprise=e; way=direct; amount=1元; date=2024-04-30", "investment", invested));
    refuse(&d, E_CLAIM_INVESTMENT, "reinvestment.claimed",
           with("investor=gov; fund=g; enterprise=e; way=direct; amount=1元; date=2024-04-29", "investment", invested));
    seq_no claim =
        enter(&d, "reinvestment.claimed",
              with("investor=gov; fund=g; enterprise=e; way=direct; amount=1元; date=2024-04-30", "investment", invested));
    refuse_reversal(&d, E_REVERSE_USED, merger);
    assert_int_equal(arg_value(&d, "by"), claim);
    reverse(&d, claim);
    reverse(&d, merger);
    seq_no merge = enter(&d, "party.merged", "party=x; into=e");
    enter(&d, "reinvestment.claimed",
          with("investor=gov; fund=f; enterprise=x; way=direct; amount=1元; date=2024-05-01", "investment", invested));
    refuse_reversal(&d, E_REVERSE_USED, merge);
}

/* A forged row is damage: more than was claimed, a claim that is none. */
static void forged_rows(void **state)
{
    (void)state;
    seq_no claim = claim_of("100元", "2024-05-01");
    assert_int_equal(desk_decide(&d, "reinvestment.recognised",
                                 with("clause=一; evidence=二; amount=9元; date=2024-06-01", "claim", claim)),
                     ERR_OK);
    event ev = d.ev;
    ev.amount.minor = 10001;
    assert_int_equal(book_apply(d.b, &ev, &d.e), E_EVENT_BYTES);
    assert_string_equal(arg_text(&d, "field"), "ref");
    ev.amount.minor = 900;
    ev.ref = invested;
    assert_int_equal(book_apply(d.b, &ev, &d.e), E_EVENT_BYTES);
    ev.ref = claim;
    assert_int_equal(book_apply(d.b, &ev, &d.e), ERR_OK);
    assert_int_equal(desk_decide(&d, "reinvestment.claimed",
                                 "investor=gov; fund=f; enterprise=e; way=other; amount=1元; date=2024-06-01"),
                     ERR_OK);
    ev = d.ev;
    ev.third = entry_of(&d, "g");
    assert_int_equal(book_apply(d.b, &ev, &d.e), E_EVENT_BYTES);
    assert_string_equal(arg_text(&d, "field"), "enterprise");
}

/* An image of the book says the same, and knows what is left. */
static void restored(void **state)
{
    (void)state;
    char path[64];
    hash head = {{7}}, found;
    bool usable;
    seq_no seq;
    seq_no claim = claim_of("100元", "2024-05-01");
    seq_no first = recognise(claim, "amount=80元; date=2024-06-01");
    revoke(first, "amount=30元; date=2024-07-01");
    reverse(&d, book_applied(d.b));
    book_publish(d.b);
    (void)snprintf(path, sizeof path, "/tmp/weir-reinvestment-%ld", (long)getpid());
    assert_int_equal(book_save(d.b, path, &head, NULL), ERR_OK);
    book *loaded, *was = d.b;
    assert_int_equal(book_load(&loaded, &usable, path, &seq, &found, NULL), ERR_OK);
    (void)remove(path);
    assert_true(usable);
    assert_true(book_same(was, loaded, seq));
    d.b = loaded;
    not_recognised(E_OVER_CLAIM, claim, "amount=21元; date=2024-09-01");
    refuse_reversal(&d, E_NO_COMMITMENT, committed);
    recognise(claim, "amount=20元; date=2024-09-01");
    d.b = was;
    book_free(loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ways_and_investments, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(running_totals, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(reversals, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(the_ground_of_a_claim, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(sums_that_would_not_fit, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(mergers_and_merges, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(forged_rows, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(restored, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
