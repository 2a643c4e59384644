/* admit: rows that decide never made, as a forged journal may hold them, are refused as damage and change nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book_sample.h"
#include "event_sample.h"

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

enum { LP = 2, FUND, CLUSTER, ROLE, ENDED, MERGED, STAYS, TAGGED };

/* One standing row of each kind that a forger may turn against the fold. */
static void a_book(void)
{
    assert_int_equal(party(&d, "lp", "soe"), LP);
    assert_int_equal(party(&d, "f", "sub_fund"), FUND);
    assert_int_equal(enter(&d, "cluster.defined", "id=c; name=C; class=population"), CLUSTER);
    assert_int_equal(enter(&d, "role.assigned", "party=lp; in=f; role=lp"), ROLE);
    assert_int_equal(enter(&d, "role.ended", "party=lp; in=f; role=lp"), ENDED);
    assert_int_equal(party(&d, "gone", "soe"), MERGED);
    assert_int_equal(party(&d, "stays", "soe"), STAYS);
    assert_int_equal(enter(&d, "enterprise.tagged", "party=lp; tag=unicorn"), TAGGED);
}

static void forged(const event *ev, const char *field)
{
    hash was, is;
    book_hash(&was, d.b, book_applied(d.b));
    assert_int_equal(book_apply(d.b, ev, &d.e), E_EVENT_BYTES);
    assert_string_equal(arg_text(&d, "field"), field);
    assert_int_equal(arg_value(&d, "seq"), ev->seq);
    assert_int_equal(d.e.at.seq, ev->seq);
    assert_int_equal(ev->seq, book_applied(d.b) + 1);
    book_hash(&is, d.b, book_applied(d.b));
    assert_true(hash_equal(&was, &is));
    assert_int_equal(book_apply(d.b, ev, NULL), E_EVENT_BYTES);
}

/* A decided row, to be spoilt. */
static event decided(const char *kind_word, const char *fields)
{
    if (desk_decide(&d, kind_word, fields)) fail_msg("%s %s: %s", kind_word, fields, err_name(d.e.code));
    return d.ev;
}

static void makers(void **state)
{
    (void)state;
    a_book();
    event ev = decided("fund.staged", "fund=f; stage=formed");
    ev.maker = LP;
    forged(&ev, "maker");
    ev.maker = 0;
    forged(&ev, "maker");
    ev.maker = 1;
    ev.approver = FUND;
    forged(&ev, "approver");
    ev.approver = 0;
    ev.recorded_us = book_recorded_us(d.b, book_applied(d.b)) - 1;
    forged(&ev, "recorded");
}

static void the_first_row(void **state)
{
    (void)state;
    desk_close(&d);
    desk_open_empty(&d);
    event ev = decided("actor.registered", "id=a; name=A");
    ev.maker = 0;
    forged(&ev, "maker");
    ev.maker = 1;
    ev.kind = KIND_PROGRAM_NAMED;
    forged(&ev, "maker");
}

static void references(void **state)
{
    (void)state;
    a_book();
    event ev = decided("size.reported", "subject=f; basis=target; amount=1元");
    ev.subject = ROLE; /* no thing */
    forged(&ev, "subject");
    ev.subject = 1; /* an actor */
    forged(&ev, "subject");
    ev.subject = 0;
    forged(&ev, "subject");
    ev.subject = FUND;
    ev.cite.document = LP;
    forged(&ev, "document");
    ev = decided("cluster.member_added", "cluster=c; member=f");
    ev.object = LP;
    forged(&ev, "cluster");
    seq_no other = party(&d, "other", "soe");
    ev = decided("size.reported", "subject=other; basis=target; amount=1元");
    reverse(&d, other);
    ev.seq = book_applied(d.b) + 1;
    ev.recorded_us = d.now_us;
    forged(&ev, "subject");
}

static void things_without_an_id(void **state)
{
    (void)state;
    event ev = decided("party.registered", "id=a; name=A; class=soe");
    static const char *const attrs[] = {"", "{\"name\":\"A\"}", "{\"id\":\"\",\"name\":\"A\"}",
                                        "{\"id\":5,\"name\":\"A\"}"};
    for (size_t i = 0; i < COUNT_OF(attrs); i++) {
        ev.attrs = str_from(attrs[i]);
        forged(&ev, "id");
    }
}

static void reversals(void **state)
{
    (void)state;
    a_book();
    seq_no back = reverse(&d, TAGGED);
    seq_no close = enter(&d, "period.closed", "through=2024-12-31");
    seq_no merge = enter(&d, "party.merged", "party=gone; into=stays");
    enter(&d, "commitment.signed", "investor=stays; fund=f; amount=5元; date=2025-01-01");
    seq_no commitment = book_applied(d.b);
    enter(&d, "contribution.paid", "investor=stays; fund=f; amount=5元; date=2025-01-01");
    event ev = decided("entry.reversed", "entry=6; reason=x"); /* the ending: fine */
    const seq_no wrong[] = {0, ev.seq, ev.seq + 1, back, close, 1, LP, ROLE, TAGGED, merge, commitment};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ev.ref = wrong[i];
        forged(&ev, "entry");
    }
}

static void endings(void **state)
{
    (void)state;
    a_book();
    event ev = decided("enterprise.untagged", "party=lp; tag=unicorn");
    assert_int_equal(ev.ref, TAGGED);
    const seq_no wrong[] = {LP, ROLE, ENDED, ev.seq, ev.seq + 1};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ev.ref = wrong[i];
        forged(&ev, "ref");
    }
    ev.ref = TAGGED;
    ev.attrs = STR("{\"tag\":\"other\"}");
    forged(&ev, "ref");
    ev.attrs = STR("{\"tag\":\"a2345678901234567890123456789012345678901234567890123456789012345\"}");
    forged(&ev, "tag");
    ev = decided("enterprise.tagged", "party=lp; tag=other");
    ev.attrs = STR("{\"tag\":\"a2345678901234567890123456789012345678901234567890123456789012345\"}");
    forged(&ev, "tag");
    ev = decided("role.assigned", "party=lp; in=f; role=lp");
    ev.kind = KIND_ROLE_ENDED;
    ev.ref = ROLE; /* ended already */
    forged(&ev, "ref");
}

/* A circle of merges would never end. */
static void merges(void **state)
{
    (void)state;
    a_book();
    event ev = decided("party.merged", "party=gone; into=stays");
    ev.object = MERGED;
    forged(&ev, "into");
    enter(&d, "party.merged", "party=gone; into=stays");
    ev.seq = book_applied(d.b) + 1;
    ev.recorded_us = d.now_us;
    ev.subject = STAYS;
    ev.object = MERGED;
    forged(&ev, "into");
    ev.subject = MERGED;
    ev.object = LP;
    forged(&ev, "party");
    enter(&d, "commitment.signed", "investor=stays; fund=f; amount=5元; date=2025-01-01");
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=5美元; date=2025-01-01");
    ev.seq = book_applied(d.b) + 1;
    ev.recorded_us = d.now_us;
    ev.subject = STAYS;
    forged(&ev, "into"); /* two currencies in one position */
}

static void closes(void **state)
{
    (void)state;
    enter(&d, "period.closed", "through=2025-03-31");
    event ev = decided("period.closed", "through=2025-06-30");
    ev.effective.first = on("2025-03-31");
    forged(&ev, "through");
}

static void flows(void **state)
{
    (void)state;
    a_book();
    enter(&d, "commitment.signed", "investor=lp; fund=f; amount=5元; date=2025-01-01");
    event ev = decided("contribution.paid", "investor=lp; fund=f; amount=5元; date=2025-01-01"), other = ev;
    other.effective.precision = PRECISION_MONTH;
    forged(&other, "date");
    other = ev;
    other.amount.minor = -5;
    forged(&other, "amount");
    other.amount.minor = 0;
    forged(&other, "amount");
    other = ev;
    other.amount.minor = INT64_MAX;
    other.unfunded_minor = -INT64_MAX;
    forged(&other, "amount");
    other = ev;
    other.amount.unit = UNIT_USD;
    forged(&other, "unit");
    const int64_t effects[] = {1, -1, 500, -501, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(effects); i++) {
        other = ev;
        other.unfunded_minor = effects[i];
        forged(&other, "unfunded");
    }
    other = ev;
    other.amount.minor = 501; /* more than was committed */
    other.unfunded_minor = -501;
    forged(&other, "unfunded");
    other = decided("commitment.signed", "investor=lp; fund=f; amount=5元; date=2025-01-01");
    other.has_unfunded = false;
    other.unfunded_minor = 0;
    forged(&other, "unfunded");
    other.kind = KIND_DISTRIBUTION_PAID;
    other.has_unfunded = true;
    other.unfunded_minor = 501;
    forged(&other, "unfunded");
}

/* Random rows that event_check passes, of every kind: applied or refused, never a crash, and what follows still works. */
static void random_rows(void **state)
{
    (void)state;
    uint64_t seed = 99;
    uint32_t taken = 0, refused = 0;
    a_book();
    for (int i = 0; i < 4000; i++) {
        const kind_info *k = NULL;
        for (uint32_t skip = sample_below(&seed, 120); skip || k == NULL || !k->works; skip -= skip > 0)
            k = kind_next(k);
        event ev;
        sample_event(&ev, k->kind, book_applied(d.b) + 1, &seed, d.a);
        ev.maker = 1;
        ev.approver = 0;
        ev.recorded_us = d.now_us;
        if (ev.subject) ev.subject = 1 + sample_below(&seed, 12);
        if (ev.object) ev.object = 1 + sample_below(&seed, 12);
        if (k->kind == KIND_CONTROL_SET) ev.class_code = 1; /* two persons: nothing would be taken any more */
        err_code code = book_apply(d.b, &ev, &d.e);
        if (code) assert_int_equal(code, E_EVENT_BYTES);
        taken += code == ERR_OK;
        refused += code != ERR_OK;
    }
    book_publish(d.b);
    assert_true(taken > 300);
    assert_true(refused > 300);
    party(&d, "after-all-that", "soe");
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(makers),    ON_A_DESK(the_first_row), ON_A_DESK(references), ON_A_DESK(things_without_an_id),
        ON_A_DESK(reversals), ON_A_DESK(endings),       ON_A_DESK(merges),     ON_A_DESK(closes),
        ON_A_DESK(flows),     ON_A_DESK(random_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
