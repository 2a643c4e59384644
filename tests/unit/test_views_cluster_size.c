/* cluster_size: gross, net of double counting both ways, what widens them, and the entries behind each. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void double_counting(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=subscribed; amount=100元; date=2024-01-01");       /* 9 */
    enter(&d, "size.reported", "subject=b; basis=subscribed; amount=50元; date=2024-01-01");        /* 10 */
    enter(&d, "stake.reported", "investor=a; fund=b; amount=30元; state=stated; date=2024-01-01");  /* 11 */
    enter(&d, "stake.reported", "investor=x; fund=a; amount=100元; state=stated; date=2024-01-01"); /* 12 */
    enter(&d, "stake.reported", "investor=c; fund=b; amount=15元; state=derived; date=2024-01-01"); /* 13 */
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/subscribed/reported", "members", "2");
    is_shown(&l, "k/subscribed/reported", "unsized", "0");
    is_shown(&l, "k/subscribed/reported", "gross", "150");
    is_shown(&l, "k/subscribed/reported", "net_top_down", "120");
    is_shown(&l, "k/subscribed/reported", "net_bottom_up", "115");
    is_shown(&l, "k/subscribed/reported", "unexplained", "5");
    is_shown(&l, "k/subscribed/reported", "stated", "");
    is_why(&l, "k/subscribed/reported", "members", "7 8");
    is_why(&l, "k/subscribed/reported", "gross", "7 8 9 10");
    is_why(&l, "k/subscribed/reported", "net_top_down", "7 8 9 10 11");
    is_why(&l, "k/subscribed/reported", "net_bottom_up", "7 8 9 10 12 13");
    is_why(&l, "k/subscribed/reported", "unexplained", "7 8 9 10 11 12 13");
    assert_false(has_row(&l, "k/subscribed/ledger"));
    assert_false(has_row(&l, "k/paid_in/reported"));
    desk_close(&d);
    (void)state;
}

/* An unknown link widens the net by no more than the fund is large; outside money is capped by the size. */
static void unknown_links(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=registered; amount=100元; date=2024-01-01");        /* 9 */
    enter(&d, "size.reported", "subject=b; basis=registered; amount=50元; date=2024-01-01");         /* 10 */
    enter(&d, "stake.reported", "investor=a; fund=b; state=stated; date=2024-01-01");                /* 11 */
    enter(&d, "stake.reported", "investor=x; fund=a; amount=超40元; state=stated; date=2024-01-01"); /* 12 */
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/registered/reported", "net_top_down", "[100, 150] (1 unknown)");
    is_shown(&l, "k/registered/reported", "net_bottom_up", "(40, 100]");
    desk_close(&d);
    (void)state;
}

/* What may be nothing is not taken for done: planned, selected, disputed; the stated and derived count in full. */
static void states(void **state)
{
    static const struct {
        const char *word, *top_down, *bottom_up;
    } cases[] = {{"stated", "20", "7"},
                 {"derived", "20", "7"},
                 {"planned", "[20, 50] (1 unknown)", "≤7 (1 unknown)"},
                 {"selected", "[20, 50] (1 unknown)", "≤7 (1 unknown)"},
                 {"disputed", "[20, 50] (1 unknown)", "≤7 (1 unknown)"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf inside, outside;
        desk_open(&d);
        enter_cluster(&d);
        enter(&d, "size.reported", "subject=b; basis=target; amount=50元; date=2024-01-01");
        buf_init(&inside, d.a, 200);
        buf_init(&outside, d.a, 200);
        buf_text(&inside, "investor=a; fund=b; amount=30元; date=2024-01-01; state=");
        buf_text(&inside, cases[i].word);
        buf_char(&inside, 0);
        buf_text(&outside, "investor=x; fund=b; amount=7元; date=2024-01-01; state=");
        buf_text(&outside, cases[i].word);
        buf_char(&outside, 0);
        enter(&d, "stake.reported", inside.ptr);
        enter(&d, "stake.reported", outside.ptr);
        enter(&d, "size.reported", "subject=a; basis=target; amount=0元; date=2024-01-01");
        look l = look_at(&d, "cluster_size");
        is_shown(&l, "k/target/reported", "net_top_down", cases[i].top_down);
        is_shown(&l, "k/target/reported", "net_bottom_up", cases[i].bottom_up);
        desk_close(&d);
    }
    (void)state;
}

/* Ends that meet must not make an interval without a world in it. */
static void ends_that_meet(void **state)
{
    static const struct {
        const char *size, *inside, *outside, *top_down, *bottom_up;
    } cases[] = {{"不足30元", "30元", "1元", "0", "1"},     /* max(0, [-30, 0)) */
                 {"30元", "1元", "超30元", "29", ">30"},    /* sources that contradict each other stay apart */
                 {"30元", "1元", "不低于30元", "29", "30"}, /* at least 30 of 30 */
                 {"不足30元", "1元", "不低于29.99元", "<29", "[29.99, 30)"},
                 {"不足30元", "1元", "超29.99元", "<29", ">29.99"}, /* no fen lies between: they contradict */
                 {"不超过30元", "40元", "5元", "0", "5"},
                 {"约100元", "20元", "不低于5元", "≈[70, 90]", "≈[5, 110]"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf text[3];
        const char *head[] = {"subject=b; basis=subscribed; date=2024-01-01; amount=",
                              "investor=a; fund=b; state=stated; date=2024-01-01; amount=",
                              "investor=x; fund=b; state=stated; date=2024-01-01; amount="};
        const char *tail[] = {cases[i].size, cases[i].inside, cases[i].outside};
        desk_open(&d);
        enter_cluster(&d);
        enter(&d, "size.reported", "subject=a; basis=subscribed; date=2024-01-01; amount=0元");
        for (int k = 0; k < 3; k++) {
            buf_init(&text[k], d.a, 200);
            buf_text(&text[k], head[k]);
            buf_text(&text[k], tail[k]);
            buf_char(&text[k], 0);
            enter(&d, k == 0 ? "size.reported" : "stake.reported", text[k].ptr);
        }
        look l = look_at(&d, "cluster_size");
        is_shown(&l, "k/subscribed/reported", "net_top_down", cases[i].top_down);
        is_shown(&l, "k/subscribed/reported", "net_bottom_up", cases[i].bottom_up);
        desk_close(&d);
    }
    (void)state;
}

static void other_currency_is_unknown(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=subscribed; amount=100元; date=2024-01-01");
    enter(&d, "size.reported", "subject=b; basis=subscribed; amount=50美元; date=2024-01-01");
    enter(&d, "stake.reported", "investor=b; fund=a; amount=10美元; state=stated; date=2024-01-01");
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/subscribed/reported", "unsized", "1");
    is_shown(&l, "k/subscribed/reported", "gross", "≥100 (1 unknown)");
    is_shown(&l, "k/subscribed/reported", "net_top_down", "unknown (2 unknown)");
    desk_close(&d);
    (void)state;
}

/* A stake known by its commitment only says nothing of what was paid in: unknown there, not nothing. */
static void paid_in_is_apart(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=paid_in; amount=10元; date=2024-01-01");
    enter(&d, "size.reported", "subject=b; basis=paid_in; amount=20元; date=2024-01-01");
    enter(&d, "stake.reported", "investor=a; fund=b; amount=30元; state=stated; date=2024-01-01");
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/paid_in/reported", "net_top_down", "[10, 30] (1 unknown)");
    enter(&d, "stake.reported", "investor=a; fund=b; amount=4元; basis=paid_in; state=stated; date=2024-02-01");
    l = look_at(&d, "cluster_size");
    is_shown(&l, "k/paid_in/reported", "net_top_down", "26");
    desk_close(&d);
    (void)state;
}

static void ledger(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=a; fund=b; amount=30元; date=2024-01-01"); /* 9 */
    enter(&d, "commitment.signed", "investor=x; fund=b; amount=20元; date=2024-01-01"); /* 10 */
    enter(&d, "contribution.paid", "investor=a; fund=b; amount=12元; date=2024-02-01"); /* 11 */
    enter(&d, "stake.reported", "investor=a; fund=b; amount=99元; state=stated; date=2024-01-01");
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/subscribed/ledger", "unsized", "1"); /* nothing is entered for a: unknown, not nothing */
    is_shown(&l, "k/subscribed/ledger", "gross", "≥50 (1 unknown)");
    is_shown(&l, "k/subscribed/ledger", "net_bottom_up", "20");
    is_why(&l, "k/subscribed/ledger", "gross", "7 8 9 10");
    is_why(&l, "k/subscribed/ledger", "net_bottom_up", "7 8 9 10");
    is_shown(&l, "k/paid_in/ledger", "gross", "≥12 (1 unknown)");
    is_shown(&l, "k/paid_in/ledger", "net_bottom_up", "0");
    is_why(&l, "k/paid_in/ledger", "gross", "7 8 11");
    l.at.record = RECORD_REPORTED;
    look_again(&l, "cluster_size");
    assert_false(has_row(&l, "k/subscribed/ledger"));
    l.at.record = RECORD_LEDGER;
    look_again(&l, "cluster_size");
    assert_true(has_row(&l, "k/subscribed/ledger"));
    desk_close(&d);
    (void)state;
}

/* as_of inside the date of a membership: the member may not be one, so zero joins what it adds. */
static void undetermined_member(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "cluster.member_added", "cluster=k; member=c; date=2026"); /* 9 */
    enter(&d, "size.reported", "subject=a; basis=target; amount=10元; date=2024-01-01");
    enter(&d, "size.reported", "subject=b; basis=target; amount=20元; date=2024-01-01");
    enter(&d, "size.reported", "subject=c; basis=target; amount=5元; date=2024-01-01");
    enter(&d, "stake.reported", "investor=c; fund=b; amount=3元; state=stated; date=2024-01-01");
    look l = look_as_of(&d, "cluster_size", "2026-06-30");
    is_shown(&l, "k/target/reported", "members", "3");
    is_shown(&l, "k/target/reported", "gross", "[30, 35] (1 unknown)");
    is_shown(&l, "k/target/reported", "net_top_down", "[27, 35] (2 unknown)");
    is_shown(&l, "k/target/reported", "net_bottom_up", "≤3 (2 unknown)");
    assert_int_equal(l.r.undetermined_count, 1);
    l = look_as_of(&d, "cluster_size", "2026-12-31");
    is_shown(&l, "k/target/reported", "gross", "35");
    is_shown(&l, "k/target/reported", "net_top_down", "32");
    assert_int_equal(l.r.undetermined_count, 0);
    l = look_as_of(&d, "cluster_size", "2025-12-31");
    is_shown(&l, "k/target/reported", "gross", "30");
    desk_close(&d);
    (void)state;
}

static void past_prefix_and_publication(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    seq_no first =
        enter(&d, "size.reported", "subject=a; basis=target; amount=10元; date=2024-01-01; published=2024-01");
    seq_no later =
        enter(&d, "size.reported", "subject=a; basis=target; amount=15元; date=2025-01-01; published=2025-01");
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/target/reported", "gross", "≥15 (1 unknown)");
    l.at.prefix = first;
    look_again(&l, "cluster_size");
    is_shown(&l, "k/target/reported", "gross", "≥10 (1 unknown)");
    reverse(&d, later);
    l = look_at(&d, "cluster_size");
    is_shown(&l, "k/target/reported", "gross", "≥10 (1 unknown)");
    l.at.prefix = later; /* the reversal is not known yet */
    look_again(&l, "cluster_size");
    is_shown(&l, "k/target/reported", "gross", "≥15 (1 unknown)");
    l.at.prefix = book_length(d.b);
    l.at.published_by = (date){on("2024-06-30"), PRECISION_DAY};
    look_again(&l, "cluster_size");
    assert_int_equal(l.r.row_count, 0); /* the cluster and its members were never public */
    assert_int_equal(l.r.unpublished_count, 3);
    desk_close(&d);
    (void)state;
}

/* What is stated for the whole stands beside; a fund cluster is shown for it even when no member has a size. */
static void whole_without_parts(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "cluster.defined", "id=empty; name=E; class=fund_cluster; date=2020-01-01"); /* 9 */
    enter(&d, "size.reported", "subject=k; basis=announced; amount=超1000元; date=2024-01-01");
    enter(&d, "size.reported", "subject=empty; basis=announced; amount=70元; date=2024-01-01"); /* 11 */
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/announced/reported", "gross", "unknown (2 unknown)");
    is_shown(&l, "k/announced/reported", "stated", ">1000");
    is_shown(&l, "empty/announced/reported", "members", "0");
    is_shown(&l, "empty/announced/reported", "gross", "unknown");
    is_why(&l, "empty/announced/reported", "gross", "9");
    is_shown(&l, "empty/announced/reported", "stated", "70");
    is_why(&l, "empty/announced/reported", "stated", "11");
    l = look_at(&d, "cluster_unknowns");
    is_shown(&l, "empty/announced/1", "about", "members");
    is_shown(&l, "empty/announced/1", "ask", "empty");
    desk_close(&d);
    (void)state;
}

/* fund.formed states the registered capital. */
static void formed_is_registered(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=registered; amount=8元; date=2023-01-01");
    enter(&d, "fund.formed", "fund=a; amount=9元; date=2024-01-01"); /* 10 */
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/registered/reported", "gross", "≥9 (1 unknown)");
    is_why(&l, "k/registered/reported", "gross", "7 8 10");
    desk_close(&d);
    (void)state;
}

static void widest_first(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=target; amount=10-15元; date=2024-01-01");         /* 9 */
    enter(&d, "size.reported", "subject=b; basis=target; amount=50元; date=2024-01-01");            /* 10 */
    enter(&d, "stake.reported", "investor=x; fund=b; amount=1-9元; state=stated; date=2024-01-01"); /* 11 */
    enter(&d, "stake.reported", "investor=c; fund=b; state=stated; date=2024-01-01");               /* 12 */
    enter(&d, "stake.reported", "investor=a; fund=b; amount=3元; state=stated; date=2024-01-01");
    look l = look_at(&d, "cluster_unknowns");
    assert_int_equal(l.r.row_count, 3);
    is_shown(&l, "k/target/1", "investor", "c");
    is_shown(&l, "k/target/1", "width", "unknown");
    is_why(&l, "k/target/1", "now", "12");
    is_shown(&l, "k/target/2", "investor", "x");
    is_shown(&l, "k/target/2", "width", "8");
    is_shown(&l, "k/target/3", "about", "size");
    is_shown(&l, "k/target/3", "ask", "a");
    is_shown(&l, "k/target/3", "now", "[10, 15]");
    is_why(&l, "k/target/3", "width", "9");
    desk_close(&d);
    (void)state;
}

/* 40 members, each with a stake of every other: every entry is noted once, in order. */
static void many_entries(void **state)
{
    desk d;
    desk_open(&d);
    enter(&d, "cluster.defined", "id=k; name=K; class=fund_cluster; date=2020-01-01");
    for (int i = 0; i < 40; i++) {
        buf text;
        buf_init(&text, d.a, 200);
        buf_text(&text, "class=sub_fund; date=2020-01-01; id=f");
        buf_int(&text, 99 - i);
        buf_text(&text, "; name=F");
        buf_int(&text, 99 - i);
        buf_char(&text, 0);
        enter(&d, "party.registered", text.ptr);
    }
    for (int i = 0; i < 40; i++) {
        buf text;
        buf_init(&text, d.a, 300);
        buf_text(&text, "subject=f");
        buf_int(&text, 60 + i);
        buf_text(&text, "; basis=target; amount=2元; date=2024-01-01");
        buf_char(&text, 0);
        enter(&d, "size.reported", text.ptr);
        text.len = 0;
        buf_text(&text, "cluster=k; date=2020-01-01; member=f");
        buf_int(&text, 60 + i);
        buf_char(&text, 0);
        enter(&d, "cluster.member_added", text.ptr);
    }
    look l = look_at(&d, "cluster_size");
    is_shown(&l, "k/target/reported", "gross", "80");
    const cell *c = seen(&l, "k/target/reported", "gross");
    assert_int_equal(c->why_count, 80);
    for (uint32_t i = 1; i < c->why_count; i++) assert_true(l.r.why[c->why_first + i - 1] < l.r.why[c->why_first + i]);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(double_counting),
        cmocka_unit_test(unknown_links),
        cmocka_unit_test(states),
        cmocka_unit_test(ends_that_meet),
        cmocka_unit_test(other_currency_is_unknown),
        cmocka_unit_test(paid_in_is_apart),
        cmocka_unit_test(ledger),
        cmocka_unit_test(undetermined_member),
        cmocka_unit_test(past_prefix_and_publication),
        cmocka_unit_test(whole_without_parts),
        cmocka_unit_test(formed_is_registered),
        cmocka_unit_test(widest_first),
        cmocka_unit_test(many_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
