/* control: what a reversal undoes and when it is refused; closes; which accounting day they leave open. */
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

enum { LP = 2, FUND = 3 };

static void a_fund(void)
{
    assert_int_equal(party(&d, "lp", "soe"), LP);
    assert_int_equal(party(&d, "f", "sub_fund"), FUND);
}

/* docs/time.md, section 5. */
static void the_worked_example(void **state)
{
    (void)state;
    desk_at(&d, "2025-01-02T08:00:00Z");
    a_fund();
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=500元; date=2025-01-02");
    desk_at(&d, "2025-02-10T08:00:00Z");
    seq_no wrong = enter(&d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2025-01-20");
    assert_int_equal(d.ev.booked, on("2025-01-20"));
    desk_at(&d, "2025-04-15T08:00:00Z");
    seq_no closed = enter(&d, "period.closed", "through=2025-03-31");
    desk_at(&d, "2025-05-20T08:00:00Z");
    reverse(&d, wrong);
    assert_int_equal(d.ev.effective.first, on("2025-01-20"));
    assert_int_equal(d.ev.booked, on("2025-04-01"));
    seq_no right = enter(&d, "contribution.paid", "investor=lp; fund=f; amount=80元; date=2025-01-22");
    assert_int_equal(d.ev.effective.first, on("2025-01-22"));
    assert_int_equal(d.ev.booked, on("2025-04-01"));

    int64_t known_at;
    assert_int_equal(instant_parse(&known_at, STR("2025-04-15"), NULL), ERR_OK);
    struct {
        seq_no prefix;
        int64_t paid_in;
    } shown[] = {{book_prefix_at(d.b, known_at), 10000}, {book_length(d.b), 8000}};
    assert_int_equal(shown[0].prefix, closed);
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        basis at = {.prefix = shown[i].prefix, .as_of = on("2025-03-31"), .published_by = {.first = DAY_NONE}};
        int64_t sum = 0;
        for (seq_no seq = 1; seq <= shown[i].prefix; seq++) {
            event ev;
            book_entry(&ev, d.b, seq);
            if (ev.kind == KIND_CONTRIBUTION_PAID && book_presence(d.b, &ev, &at) == PRESENT_YES)
                sum += ev.amount.minor;
        }
        assert_int_equal(sum, shown[i].paid_in);
    }
    assert_int_equal(book_reversed_by(d.b, wrong, closed), 0);
    assert_int_equal(book_reversed_by(d.b, wrong, right), wrong + 2);
}

static void what_cannot_be_reversed(void **state)
{
    (void)state;
    a_fund();
    refuse_reversal(&d, E_REVERSE_KIND, 1);
    refuse_reversal(&d, E_ENTRY_UNKNOWN, 4);
    refuse_reversal(&d, E_ENTRY_UNKNOWN, UINT32_MAX);
    seq_no close = enter(&d, "period.closed", "through=2025-03-31");
    refuse_reversal(&d, E_REVERSE_KIND, close);
    seq_no back = reverse(&d, FUND);
    refuse_reversal(&d, E_REVERSE_KIND, back);
    refuse_reversal(&d, E_REVERSED_ALREADY, FUND);
    assert_int_equal(arg_value(&d, "by"), back);
}

static void what_is_used_stands(void **state)
{
    (void)state;
    a_fund();
    seq_no paper = enter(&d, "document.filed", "id=doc; title=Paper; issuer=lp");
    seq_no size = enter(&d, "size.reported", "subject=f; basis=target; amount=1亿元; document=doc");
    refuse_reversal(&d, E_REVERSE_USED, paper);
    assert_int_equal(arg_value(&d, "by"), size);
    refuse_reversal(&d, E_REVERSE_USED, LP);
    assert_int_equal(arg_value(&d, "by"), paper);
    refuse_reversal(&d, E_REVERSE_USED, FUND);
    reverse(&d, size);
    reverse(&d, FUND);
    reverse(&d, paper);
    reverse(&d, LP);
}

static void programs_and_targets_are_used_too(void **state)
{
    (void)state;
    seq_no top = enter(&d, "program.named", "id=p; name=P");
    seq_no sub = enter(&d, "program.named", "id=q; name=Q; parent=p");
    seq_no target = enter(&d, "target.set", "id=t; program=q; indicator=x; comparator=>=; value=5个");
    seq_no match = enter(&d, "target.matched", "target=t; indicator=x; admissible=yes; reason=same");
    refuse_reversal(&d, E_REVERSE_USED, top);
    refuse_reversal(&d, E_REVERSE_USED, sub);
    refuse_reversal(&d, E_REVERSE_USED, target);
    reverse(&d, match);
    reverse(&d, target);
    reverse(&d, sub);
    reverse(&d, top);
}

static void an_ending_gives_back(void **state)
{
    (void)state;
    a_fund();
    seq_no began = enter(&d, "role.assigned", "party=lp; in=f; role=lp; note=first");
    seq_no ended = enter(&d, "role.ended", "party=lp; in=f; role=lp");
    assert_int_equal(d.ev.ref, began);
    refuse_reversal(&d, E_REVERSE_USED, began);
    assert_int_equal(arg_value(&d, "by"), ended);
    reverse(&d, ended);
    refuse(&d, E_ROLE_HELD, "role.assigned", "party=lp; in=f; role=lp");
    assert_int_equal(arg_value(&d, "seq"), began);
    enter(&d, "role.ended", "party=lp; in=f; role=lp");
    assert_int_equal(d.ev.ref, began);
}

/* What the ending ended came back under a later entry, which has other attrs: giving it back would be twice. */
static void an_ending_that_was_followed(void **state)
{
    (void)state;
    party(&d, "e", "enterprise");
    enter(&d, "enterprise.tagged", "party=e; tag=unicorn; valid_to=2026");
    seq_no ended = enter(&d, "enterprise.untagged", "party=e; tag=unicorn; note=sold");
    seq_no again = enter(&d, "enterprise.tagged", "party=e; tag=unicorn; valid_to=2030");
    refuse_reversal(&d, E_REVERSE_USED, ended);
    assert_int_equal(arg_value(&d, "by"), again);
    seq_no second = enter(&d, "enterprise.untagged", "party=e; tag=unicorn");
    refuse_reversal(&d, E_REVERSE_USED, ended); /* ended again: it was there all the same */
    reverse(&d, second);
    reverse(&d, again);
    reverse(&d, ended);
    refuse(&d, E_TAG_HELD, "enterprise.tagged", "party=e; tag=unicorn");
}

static void a_code_with_a_new_holder(void **state)
{
    (void)state;
    enter(&d, "party.registered", "id=a; name=A; class=enterprise; uscc=91350100M000100Y43");
    seq_no change = enter(&d, "party.changed", "party=a; uscc=91310000MA1FL5E777");
    refuse(&d, E_USCC_TAKEN, "party.registered", "id=c; name=C; class=enterprise; uscc=91310000MA1FL5E777");
    seq_no heir = enter(&d, "party.registered", "id=b; name=B; class=enterprise; uscc=91350100M000100Y43");
    refuse_reversal(&d, E_REVERSE_USED, change);
    assert_int_equal(arg_value(&d, "by"), heir);
    reverse(&d, heir);
    reverse(&d, change);
    refuse(&d, E_USCC_TAKEN, "party.registered", "id=b; name=B; class=enterprise; uscc=91350100M000100Y43");
    enter(&d, "party.registered", "id=c; name=C; class=enterprise; uscc=91310000MA1FL5E777");
}

static void booked_days_of_reversals(void **state)
{
    (void)state;
    a_fund();
    seq_no size = enter(&d, "size.reported", "subject=f; basis=target; amount=1亿元; date=2025");
    seq_no flow = enter(&d, "commitment.signed", "investor=lp; fund=f; amount=5元; date=2025-01-20; booked=2025-02-20");
    refuse(&d, E_REVERSAL_EARLY, "entry.reversed", "entry=5; reason=x; booked=2025-02-19");
    refuse(&d, E_FIELD_UNKNOWN, "entry.reversed", "entry=4; reason=x; booked=2025-02-19");
    enter(&d, "period.closed", "through=2025-03-31");
    refuse(&d, E_PERIOD_CLOSED, "entry.reversed", "entry=5; reason=x; booked=2025-03-31");
    assert_int_equal(arg_value(&d, "through"), on("2025-03-31"));
    assert_int_equal(size, 4);
    assert_int_equal(flow, 5);
    enter(&d, "entry.reversed", "entry=5; reason=x; booked=2025-05-01; date=2025-07-07");
    assert_int_equal(d.ev.booked, on("2025-05-01"));
    assert_int_equal(d.ev.effective.first, on("2025-01-20")); /* never another */
    reverse(&d, size);
    assert_int_equal(d.ev.booked, DAY_NONE);
    assert_int_equal(d.ev.effective.precision, PRECISION_YEAR);
    flow = enter(&d, "commitment.signed", "investor=lp; fund=f; amount=5元; date=2025-01-20; booked=2025-06-01");
    reverse(&d, flow);
    assert_int_equal(d.ev.booked, on("2025-06-01")); /* open as it is */
}

static void closing(void **state)
{
    (void)state;
    desk_at(&d, "2025-04-01T09:59:00Z"); /* 1 April ends at 23:59 in UTC+14 */
    refuse(&d, E_CLOSE_FUTURE, "period.closed", "through=2025-04-02");
    enter(&d, "period.closed", "through=2025-03-31; head=0123; head_seq=77");
    assert_int_equal(d.ev.quantity, 1); /* a person does not say which head it is */
    assert_int_equal(attrs_text(d.ev.attrs, STR("head"), d.a).len, HASH_BYTES * 2);
    refuse(&d, E_CLOSE_ORDER, "period.closed", "through=2025-03-31");
    refuse(&d, E_CLOSE_ORDER, "period.closed", "through=2024-12-31");
    assert_int_equal(arg_value(&d, "through"), on("2025-03-31"));
    desk_at(&d, "2025-04-01T10:00:00Z");
    enter(&d, "period.closed", "through=2025-04-02");
    assert_int_equal(book_closed_through(d.b, 1), DAY_NONE);
    assert_int_equal(book_closed_through(d.b, 2), on("2025-03-31"));
    assert_int_equal(book_closed_through(d.b, 3), on("2025-04-02"));
}

/* A close names the head that it closes; rows of its own batch have none yet. */
static void a_close_behind_other_rows(void **state)
{
    (void)state;
    a_fund();
    d.stored = FUND - 1;
    refuse(&d, E_CLOSE_IN_BATCH, "period.closed", "through=2025-03-31");
    assert_int_equal(arg_value(&d, "seq"), FUND - 1);
    d.stored = FUND;
    seq_no close = enter(&d, "period.closed", "through=2025-03-31");
    assert_int_equal(d.ev.quantity, FUND);
    assert_int_equal(close, FUND + 1);
}

/* A line of an exported journal names the chain that it closed. */
static void a_close_that_comes_back(void **state)
{
    (void)state;
    d.seq_in_file = 9;
    enter(&d, "period.closed", "through=2025-03-31; head=0123; head_seq=77");
    assert_int_equal(d.ev.quantity, 77);
    assert_true(text_is(attrs_text(d.ev.attrs, STR("head"), d.a), "0123"));
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(the_worked_example),
        ON_A_DESK(what_cannot_be_reversed),
        ON_A_DESK(what_is_used_stands),
        ON_A_DESK(programs_and_targets_are_used_too),
        ON_A_DESK(an_ending_gives_back),
        ON_A_DESK(an_ending_that_was_followed),
        ON_A_DESK(a_code_with_a_new_holder),
        ON_A_DESK(booked_days_of_reversals),
        ON_A_DESK(closing),
        ON_A_DESK(a_close_behind_other_rows),
        ON_A_DESK(a_close_that_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
