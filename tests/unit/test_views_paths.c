/* paths: chains of stakes, where they end, shares along them, and what is attributable. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

/* x → a → b → e, like the treasury down to an enterprise. */
static void enter_chain(desk *d)
{
    enter_cluster(d);
    enter(d, "party.registered", "id=e; name=E; class=enterprise; date=2020-01-01");              /* 9 */
    enter(d, "stake.reported", "investor=x; fund=a; amount=60元; state=stated; date=2024-01-01"); /* 10 */
    enter(d, "size.reported", "subject=a; basis=registered; amount=80元; date=2024-01-01");       /* 11 */
    enter(d, "stake.reported", "investor=a; fund=b; share=50; state=stated; date=2024-01-01");    /* 12 */
    enter(d, "holding.reported", "investor=b; enterprise=e; amount=超8元; date=2024-01-01");      /* 13 */
}

static void chain(void **state)
{
    desk d;
    desk_open(&d);
    enter_chain(&d);
    look l = look_at(&d, "money_paths");
    is_shown(&l, "x/e/1", "path", "X → A → B → E");
    is_shown(&l, "x/e/1", "links", "3");
    is_shown(&l, "x/e/1", "with_figure", "3");
    is_shown(&l, "x/e/1", "complete", "yes");
    is_shown(&l, "x/e/1", "ends", "enterprise");
    is_shown(&l, "x/e/1", "share", "37.5"); /* 60/80 of 50 % */
    is_shown(&l, "x/e/1", "amount", ">8");
    is_shown(&l, "x/e/1", "attributable", "≥3");
    is_shown(&l, "x/e/1", "state", "stated");
    is_why(&l, "x/e/1", "path", "10 12 13");
    is_why(&l, "x/e/1", "share", "10 11 12");
    is_why(&l, "x/e/1", "amount", "13");
    is_why(&l, "x/e/1", "attributable", "10 11 12 13");
    is_shown(&l, "b/e/1", "share", "");
    is_shown(&l, "b/e/1", "attributable", ">8"); /* one link: the whole of it */
    l = look_at(&d, "money_links");
    is_shown(&l, "x/e/1/1", "share_how", "derived");
    is_shown(&l, "x/e/1/1", "share_basis", "registered");
    is_why(&l, "x/e/1/1", "share", "10 11");
    is_why(&l, "x/e/1/1", "amount", "10");
    is_shown(&l, "x/e/1/2", "share_how", "stated");
    is_shown(&l, "x/e/1/2", "share", "50");
    is_shown(&l, "x/e/1/2", "amount", "");
    is_shown(&l, "x/e/1/3", "kind", "holding");
    desk_close(&d);
    (void)state;
}

/* Each variant of the first link's amount and the fund's size: the share that follows from them, or none. */
static void derived_shares(void **state)
{
    static const struct {
        const char *stake, *size, *share, *how;
    } cases[] = {
        {"amount=60元", "basis=registered; amount=80元", "75", "derived"},
        {"amount=60元", "basis=target; amount=120元", "50", "derived"},
        {"amount=60元", "basis=paid_in; amount=80元", "", ""},  /* a commitment is no part of what was paid in */
        {"amount=60元", "basis=unstated; amount=80元", "", ""}, /* nobody says what the size is of */
        {"amount=60元", "basis=registered; amount=80美元", "", ""},
        {"amount=60元", "basis=registered; amount=50元", "", ""}, /* more than the whole: one is of something else */
        {"amount=60元", "basis=registered; amount=40-80元", "[75, 100]", "derived"},
        {"amount=超60元", "basis=registered; amount=80元", "[75, 100]", "derived"},
        {"amount=60元", "basis=registered; amount=超80元", "[0, 75]", "derived"},
        {"amount=60元; share=20", "basis=registered; amount=80元", "20", "stated"},
        {"amount=不低于0元", "basis=registered; amount=80元", "", ""},
        {"amount=60元; basis=paid_in", "basis=registered; amount=80元", "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        buf text;
        desk_open(&d);
        enter_cluster(&d);
        buf_init(&text, d.a, 300);
        buf_text(&text, "investor=x; fund=a; state=stated; date=2024-01-01; ");
        buf_text(&text, cases[i].stake);
        buf_char(&text, 0);
        enter(&d, "stake.reported", text.ptr);
        text.len = 0;
        buf_text(&text, "subject=a; date=2024-01-01; ");
        buf_text(&text, cases[i].size);
        buf_char(&text, 0);
        enter(&d, "size.reported", text.ptr);
        look l = look_at(&d, "money_links");
        is_shown(&l, "x/a/1/1", "share", cases[i].share);
        is_shown(&l, "x/a/1/1", "share_how", cases[i].how);
        desk_close(&d);
    }
    (void)state;
}

static void where_it_ends(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "cluster.defined", "id=p; name=P; class=population; date=2020-01-01");
    enter(&d, "stake.reported", "investor=x; fund=a; state=stated; date=2024-01-01");
    enter(&d, "stake.reported", "investor=a; fund=b; state=stated; date=2024-01-01");
    enter(&d, "stake.reported", "investor=b; fund=a; state=stated; date=2024-01-01");
    enter(&d, "stake.reported", "investor=b; fund=c; state=selected; date=2024-01-01");
    enter(&d, "position.reported", "investor=x; in=p; amount=90元; state=stated; date=2024-01-01");
    look l = look_at(&d, "money_paths");
    is_shown(&l, "x/a/1", "path", "X → A → B → A");
    is_shown(&l, "x/a/1", "ends", "cycle");
    is_shown(&l, "x/c/2", "ends", "no_row_below");
    is_shown(&l, "x/c/2", "state", "selected");
    is_shown(&l, "x/c/2", "complete", "no");
    is_shown(&l, "x/c/2", "attributable", "");
    is_shown(&l, "x/p/3", "ends", "aggregate");
    is_shown(&l, "x/p/3", "amount", "90");
    desk_close(&d);
    (void)state;
}

/* 17 layers: the path stops after 16 links and says so. */
static void too_deep(void **state)
{
    desk d;
    desk_open(&d);
    for (int i = 0; i <= 17; i++) {
        buf text;
        buf_init(&text, d.a, 200);
        buf_text(&text, "class=sub_fund; date=2020-01-01; id=f");
        buf_int(&text, i);
        buf_text(&text, "; name=F");
        buf_int(&text, i);
        buf_char(&text, 0);
        enter(&d, "party.registered", text.ptr);
        if (i == 0) continue;
        text.len = 0;
        buf_text(&text, "state=stated; date=2024-01-01; investor=f");
        buf_int(&text, i - 1);
        buf_text(&text, "; fund=f");
        buf_int(&text, i);
        buf_char(&text, 0);
        enter(&d, "stake.reported", text.ptr);
    }
    look l = look_at(&d, "money_paths");
    is_shown(&l, "f0/f16/1", "ends", "depth");
    is_shown(&l, "f0/f16/1", "links", "16");
    is_shown(&l, "f1/f17/1", "ends", "no_row_below");
    desk_close(&d);
    (void)state;
}

/* A planned link may be nothing, and so may what flows through it. */
static void planned(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "stake.reported", "investor=x; fund=a; share=50; state=planned; date=2024-01-01");
    enter(&d, "stake.reported", "investor=a; fund=b; amount=10元; state=disputed; date=2024-01-01");
    look l = look_at(&d, "money_paths");
    is_shown(&l, "x/b/1", "share", "[0, 50] (1 unknown)");
    is_shown(&l, "x/b/1", "amount", "10");
    is_shown(&l, "x/b/1", "attributable", "≤5 (2 unknown)");
    is_shown(&l, "x/b/1", "state", "disputed");
    desk_close(&d);
    (void)state;
}

static void ledger(void **state)
{
    desk d;
    desk_open(&d);
    enter_chain(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=40元; date=2024-01-01"); /* 14 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=2元; date=2024-02-01");  /* 15 */
    enter(&d, "contribution.paid", "investor=x; fund=a; amount=9元; date=2024-03-01");  /* 16 */
    look l = look_at(&d, "money_links");
    l.at.record = RECORD_LEDGER;
    look_again(&l, "money_links");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "x/a/1/1", "amount", "42");
    is_shown(&l, "x/a/1/1", "share", ""); /* the ledger need not know the other investors */
    is_why(&l, "x/a/1/1", "amount", "14 15");
    desk_close(&d);
    (void)state;
}

/* from=ID looks at that start alone; a start that is not there has no paths. */
static void chosen_start(void **state)
{
    desk d;
    desk_open(&d);
    enter_chain(&d);
    look l = look_at(&d, "money_paths");
    assert_int_equal(l.r.row_count, 3);
    l.where = STR("from = a");
    look_again(&l, "money_paths");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "a/e/1", "links", "2");
    l.where = STR("from=nobody");
    look_again(&l, "money_paths");
    assert_int_equal(l.r.row_count, 0);
    desk_close(&d);
    (void)state;
}

static void name_layer(buf *text, const char *head, int layer, int i, const char *tail)
{
    buf_text(text, head);
    buf_int(text, layer);
    buf_char(text, 'n');
    buf_int(text, i);
    buf_text(text, tail);
}

/* Ten layers of three funds that all hold each other: 3^9 ways from each of the first; nothing is cut off silently. */
static void too_many(void **state)
{
    desk d;
    desk_open(&d);
    for (int layer = 0; layer < 10; layer++)
        for (int i = 0; i < 3; i++) {
            buf text;
            buf_init(&text, d.a, 300);
            name_layer(&text, "id=f", layer, i, "");
            name_layer(&text, "; name=F", layer, i, "; class=sub_fund; date=2020-01-01");
            buf_char(&text, 0);
            enter(&d, "party.registered", text.ptr);
            for (int k = 0; layer > 0 && k < 3; k++) {
                text.len = 0;
                name_layer(&text, "investor=f", layer - 1, k, "");
                name_layer(&text, "; fund=f", layer, i, "; state=stated; date=2024-01-01");
                buf_char(&text, 0);
                enter(&d, "stake.reported", text.ptr);
            }
        }
    look l = look_at(&d, "stakes");
    view_request q = request_of(&l);
    err e = {.code = ERR_OK};
    assert_int_equal(view_build(&l.r, view_named("money_paths"), &q, &e), E_PATHS_MANY);
    assert_int_equal(e.arg[0].value, PATHS_MAX);
    l.where = STR("from=f0n0");
    look_again(&l, "money_paths");
    assert_int_equal(l.r.row_count, 19683);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(chain),         cmocka_unit_test(derived_shares),
                                       cmocka_unit_test(where_it_ends), cmocka_unit_test(too_deep),
                                       cmocka_unit_test(planned),       cmocka_unit_test(ledger),
                                       cmocka_unit_test(chosen_start),  cmocka_unit_test(too_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
