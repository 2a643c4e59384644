/* policy walk: every link of the chain, down from a regulation and up from a target, and that the walk ends. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void enter_chain(desk *d)
{
    enter_cluster(d);                                                               /* 2 … 8 */
    enter(d, "document.filed", "id=law; title=Law; date=2020-01-01");               /* 9 */
    enter(d, "program.named", "id=rule; name=Rule; document=law; date=2020-01-01"); /* 10 */
    enter(d, "program.named", "id=plan; name=Plan; parent=rule; date=2020-01-01");  /* 11 */
    enter(d, "measure.adopted",
          "id=m; program=plan; title=M; direction=Money; instrument=fund; through=k; date=2020-01-01"); /* 12 */
    enter(d, "measure.adopted", "id=n; program=plan; title=N; instrument=guarantee; date=2020-01-01");  /* 13 */
    enter(d, "commitment.signed", "investor=x; fund=a; amount=50元; date=2021-01-01");                  /* 14 */
    enter(d, "commitment.signed", "investor=a; fund=b; amount=20元; date=2021-01-01");                  /* 15 */
    enter(d, "contribution.paid", "investor=a; fund=b; amount=5元; date=2021-02-01");                   /* 16 */
    enter(d, "size.reported", "subject=b; basis=target; amount=约30元; date=2021-01-01");               /* 17 */
    enter(d, "target.set",
          "id=t; program=plan; indicator=committed; comparator=>=; value=90元; deadline=2025-12-31; "
          "population=k; date=2020-01-01"); /* 18 */
    enter(d, "target.set",
          "id=u; program=plan; indicator=committed; comparator=>=; value=10元; deadline=2025-12-31; "
          "population=b; parent=t; date=2020-01-01"); /* 19 */
}

static look walk_from(desk *d, const char *condition)
{
    look l = look_at(d, "policy_walk");
    l.where = str_from(condition);
    look_again(&l, "policy_walk");
    return l;
}

static void every_link(void **state)
{
    static const struct {
        const char *key, *amount, *verdict, *why;
    } links[] = {
        {"law/rule/law/basis/rule", "", "", "10"},
        {"rule/plan/rule/part/plan", "", "", "11"},
        {"plan/plan/Money/plan/direction/plan/Money", "", "", "12"},
        {"plan/Money/m/plan/Money/measure/m", "", "", "12"},
        {"m/m/fund/m/instrument/m/fund", "", "", "12"},
        {"m/fund/k/m/fund/through/k", "", "", "12"},
        {"plan/n/plan/measure/n", "", "", "13"},
        {"n/n/guarantee/n/instrument/n/guarantee", "", "", "13"},
        {"k/a/k/member/a", "", "", "7"},
        {"k/b/k/member/b", "", "", "8"},
        {"a/b/a/invests/b", "20", "", "15"},
        {"a/a/committed/a/money/a/committed", "50", "", "14"},
        {"b/b/committed/b/money/b/committed", "20", "", "15"},
        {"b/b/paid_in/b/money/b/paid_in", "5", "", "16"},
        {"b/b/size:target/b/money/b/size:target", "≈[27, 33]", "", "17"},
        {"plan/plan/committed/plan/indicator/plan/committed", "", "", "18 19"},
        {"k/plan/committed/k/observed/plan/committed", "", "", "18"},
        {"b/plan/committed/b/observed/plan/committed", "", "", "19"},
        {"plan/committed/t/plan/committed/target/t", "90", "breach", "18"},
        {"plan/committed/u/plan/committed/target/u", "10", "pass", "19"},
        {"t/u/t/part/u", "10", "pass", "19"},
    };
    desk d;
    desk_open(&d);
    enter_chain(&d);
    look l = look_at(&d, "policy_walk");
    assert_int_equal(l.r.row_count, COUNT_OF(links));
    for (size_t i = 0; i < COUNT_OF(links); i++) {
        is_shown(&l, links[i].key, "depth", "1");
        is_shown(&l, links[i].key, "amount", links[i].amount);
        is_shown(&l, links[i].key, "verdict", links[i].verdict);
        is_why(&l, links[i].key, "amount", links[i].why);
    }
    is_shown(&l, "plan/committed/t/plan/committed/target/t", "reached", "70");
    is_why(&l, "plan/committed/t/plan/committed/target/t", "reached", "7 8 14 15 18");
    desk_close(&d);
    (void)state;
}

static void down(void **state)
{
    desk d;
    desk_open(&d);
    enter_chain(&d);
    look l = walk_from(&d, "from=law");
    assert_int_equal(l.r.row_count, 21); /* all of it hangs on the law */
    is_shown(&l, "law/rule/law/basis/rule", "depth", "1");
    is_shown(&l, "law/k/m/fund/through/k", "depth", "6");
    is_shown(&l, "law/u/t/part/u", "verdict", "pass");
    l = walk_from(&d, "from=b"); /* 3 of money, 1 indicator, 2 targets, 1 part */
    assert_int_equal(l.r.row_count, 7);
    assert_false(has_row(&l, "b/m/plan/Money/measure/m"));
    l = walk_from(&d, "from=plan/Money"); /* what is no thing is a start too */
    is_shown(&l, "plan/Money/m/plan/Money/measure/m", "depth", "1");
    l = walk_from(&d, "from=nobody");
    assert_int_equal(l.r.row_count, 0);
    desk_close(&d);
    (void)state;
}

static void up(void **state)
{
    desk d;
    desk_open(&d);
    enter_chain(&d);
    look l = walk_from(&d, "to=b/paid_in");
    is_shown(&l, "b/b/paid_in/b/money/b/paid_in", "depth", "1");
    is_shown(&l, "m/b/paid_in/m/instrument/m/fund", "depth", "4"); /* over k, which was linked first */
    is_shown(&l, "law/b/paid_in/law/basis/rule", "amount", "");
    assert_false(has_row(&l, "n/b/paid_in/n/instrument/n/guarantee"));
    l = walk_from(&d, "to=rule");
    assert_int_equal(l.r.row_count, 1);
    is_shown(&l, "law/rule/law/basis/rule", "depth", "1");
    desk_close(&d);
    (void)state;
}

/* Entries can be asked of a row of a walk by its key alone. */
static void why_of_a_walk(void **state)
{
    static const char *const keys[] = {"law/m/plan/Money/measure/m", "plan/b/paid_in/plan/direction/plan/Money"};
    static const char *const columns[] = {"depth", "depth"}, *const depths[] = {"4", "6"};
    desk d;
    desk_open(&d);
    enter_chain(&d);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        look l = look_at(&d, "policy_walk");
        view_request q = request_of(&l);
        err e;
        q.wants_why = true;
        q.why_key = str_from(keys[i]);
        assert_int_equal(view_build(&l.r, view_named("policy_walk"), &q, &e), ERR_OK);
        is_shown(&l, keys[i], columns[i], depths[i]);
        is_why(&l, keys[i], "link", "12");
    }
    desk_close(&d);
    (void)state;
}

/* Funds that hold each other. */
static void a_loop_ends(void **state)
{
    desk d;
    desk_open(&d);
    enter_chain(&d);
    enter(&d, "commitment.signed", "investor=b; fund=a; amount=1元; date=2021-01-01"); /* 20 */
    look l = walk_from(&d, "from=a");
    is_shown(&l, "a/b/a/invests/b", "depth", "1");
    is_shown(&l, "a/a/b/invests/a", "depth", "2");
    is_shown(&l, "a/a/committed/a/money/a/committed", "amount", "51");
    desk_close(&d);
    (void)state;
}

/* A member that has gone and a measure that is not yet adopted are not on the way. */
static void on_a_day(void **state)
{
    desk d;
    desk_open(&d);
    enter_chain(&d);
    enter(&d, "cluster.member_removed", "cluster=k; member=b; date=2022-01-01");
    look l = look_at(&d, "policy_walk");
    assert_false(has_row(&l, "k/b/k/member/b"));
    l = look_as_of(&d, "policy_walk", "2021-12-31");
    assert_true(has_row(&l, "k/b/k/member/b"));
    l = look_as_of(&d, "policy_walk", "2019-12-31");
    assert_int_equal(l.r.row_count, 0);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_link),  cmocka_unit_test(down),          cmocka_unit_test(up),
        cmocka_unit_test(a_loop_ends), cmocka_unit_test(why_of_a_walk), cmocka_unit_test(on_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
