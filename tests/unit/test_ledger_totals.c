/* fund_total, fund_year, flow: sums by fund and by year; the balance of cash; flows read in place as they are built. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

/* a takes money of x and puts some into b; both invest. */
static void enter_flows(desk *d)
{
    enter_cluster(d);
    party(d, "e", "enterprise");                                                                            /* 9 */
    enter(d, "commitment.signed", "investor=x; fund=a; amount=500元; date=2023-01-01");                     /* 10 */
    enter(d, "commitment.changed", "investor=x; fund=a; amount=20元; direction=decrease; date=2023-02-01"); /* 11 */
    enter(d, "call.issued", "investor=x; fund=a; amount=90元; date=2023-02-02");                            /* 12 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=100元; date=2023-03-01");                     /* 13 */
    enter(d, "contribution.paid", "investor=x; fund=a; amount=44元; purpose=in_kind; date=2024-01-03");     /* 14 */
    enter(d, "commitment.signed", "investor=a; fund=b; amount=60元; date=2023-03-01");                      /* 15 */
    enter(d, "contribution.paid", "investor=a; fund=b; amount=30元; date=2023-04-01");                      /* 16 */
    enter(d, "investment.made", "fund=b; enterprise=e; amount=25元; date=2023-05-01");                      /* 17 */
    enter(d, "distribution.paid", "investor=a; fund=b; amount=5元; date=2024-06-01");                       /* 18 */
    enter(d, "expense.paid", "fund=a; amount=7元; purpose=audit; date=2024-06-02");                         /* 19 */
}

static void totals(void **state)
{
    static const struct {
        const char *key, *column, *expected;
    } cases[] = {
        {"a/CNY", "committed", "480"}, {"a/CNY", "called", "90"},     {"a/CNY", "paid_in", "144"},
        {"a/CNY", "into_funds", "30"}, {"a/CNY", "from_funds", "5"},  {"a/CNY", "expense", "7"},
        {"a/CNY", "balance", "68"},    {"b/CNY", "committed", "60"},  {"b/CNY", "paid_in", "30"},
        {"b/CNY", "invested", "25"},   {"b/CNY", "distributed", "5"}, {"b/CNY", "balance", "0"},
    };
    desk d;
    desk_open(&d);
    enter_flows(&d);
    look l = look_at(&d, "fund_total");
    for (size_t i = 0; i < COUNT_OF(cases); i++) is_shown(&l, cases[i].key, cases[i].column, cases[i].expected);
    is_why(&l, "a/CNY", "balance", "13 16 18 19");
    is_why(&l, "a/CNY", "committed", "10 11");
    assert_false(has_row(&l, "x/CNY")); /* no fund */
    look cash = look_at(&d, "cash");
    is_shown(&cash, "a/CNY", "balance", "68");
    l = look_as_of(&d, "fund_total", "2023-12-31");
    is_shown(&l, "a/CNY", "balance", "70");
    is_shown(&l, "a/CNY", "paid_in", "100");
    desk_close(&d);
    (void)state;
}

static void years(void **state)
{
    desk d;
    desk_open(&d);
    enter_flows(&d);
    enter(&d, "expense.paid",
          "fund=a; amount=1元; purpose=tax; date=2021-02-01"); /* entered last, of an earlier year */
    look l = look_at(&d, "fund_year");
    is_shown(&l, "a/CNY/2021", "balance", "-1");
    is_shown(&l, "a/CNY/2023", "paid_in", "100");
    is_shown(&l, "a/CNY/2023", "balance", "69");
    is_shown(&l, "a/CNY/2024", "paid_in", "44");
    is_shown(&l, "a/CNY/2024", "balance", "67");
    is_shown(&l, "b/CNY/2024", "committed", "0");
    is_why(&l, "a/CNY/2024", "balance", "13 16 18 19 20");
    is_why(&l, "a/CNY/2024", "paid_in", "14");
    assert_false(has_row(&l, "a/CNY/2022"));
    desk_close(&d);
    (void)state;
}

static void reversed_and_merged(void **state)
{
    desk d;
    desk_open(&d);
    enter_flows(&d);
    enter(&d, "entry.reversed", "entry=19; reason=twice");                /* 20 */
    enter(&d, "fund.merged", "fund=b; into=c; ratio=1; date=2025-01-01"); /* 21 */
    look l = look_at(&d, "fund_total");
    is_shown(&l, "a/CNY", "expense", "0");
    is_shown(&l, "c/CNY", "invested", "25");
    assert_false(has_row(&l, "b/CNY"));
    l = look_as_of(&d, "fund_total", "2024-12-31");
    is_shown(&l, "b/CNY", "invested", "25");
    look flow = look_at(&d, "flow");
    is_shown(&flow, "17", "fund", "c");
    assert_false(has_row(&flow, "19"));
    desk_close(&d);
    (void)state;
}

/* Each cell made for its row is the cell that the built relation has; the order by fund is the order of the ids. */
static void read_in_place(void **state)
{
    desk d;
    desk_open(&d);
    enter_flows(&d);
    look l = look_at(&d, "flow");
    relation_rows rows;
    view_request q = request_of(&l);
    assert_int_equal(flow_rows(&rows, &q, NULL), ERR_OK);
    assert_int_equal(rows.count, 10);
    assert_int_equal(l.r.row_count, 10);
    is_shown(&l, "13", "cash", "100");
    is_shown(&l, "14", "cash", "0");
    is_shown(&l, "18", "cash", "-5");
    is_shown(&l, "10", "cash", "");
    is_shown(&l, "13", "unfunded", "-100");
    is_shown(&l, "17", "enterprise", "e");
    const uint32_t *order = rows.order(rows.self, (uint32_t)relation_column(l.r.info, STR("fund")));
    assert_non_null(order);
    str before = STR_NONE;
    for (uint32_t i = 0; i < rows.count; i++) {
        cell c;
        rows.cell(&c, rows.self, order[i], (uint32_t)relation_column(l.r.info, STR("fund")));
        assert_true(str_compare(before, c.text) <= 0);
        before = c.text;
    }
    assert_null(rows.order(rows.self, 0));
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(totals), cmocka_unit_test(years),
                                       cmocka_unit_test(reversed_and_merged), cmocka_unit_test(read_in_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
