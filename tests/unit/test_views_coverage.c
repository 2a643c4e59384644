/* coverage: which cluster of a list has which funds, and which funds stand outside of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void enter_list(desk *d)
{
    enter(d, "cluster.defined", "id=i1; name=I1; class=industry_cluster; list=l; code=01; date=2020-01-01"); /* 2 */
    enter(d, "cluster.defined", "id=i2; name=I2; class=industry_cluster; list=l; code=02; date=2020-01-01"); /* 3 */
    enter(d, "cluster.defined", "id=i3; name=I3; class=industry_cluster; list=m; code=01; date=2020-01-01"); /* 4 */
    enter(d, "cluster.defined", "id=g; name=G; class=fund_cluster; list=l; date=2020-01-01");                /* 5 */
    enter(d, "cluster.defined", "id=h; name=H; class=fund_cluster; list=l; date=2020-01-01");                /* 6 */
    party(d, "a", "sub_fund");                                                                               /* 7 */
    party(d, "b", "sub_fund");                                                                               /* 8 */
    party(d, "c", "sub_fund");                                                                               /* 9 */
    party(d, "e", "enterprise");                                                                             /* 10 */
}

static void covered(void **state)
{
    desk d;
    desk_open(&d);
    enter_list(&d);
    enter(&d, "cluster.member_added", "cluster=i1; member=a; date=2020-01-01"); /* 11 */
    enter(&d, "cluster.member_added", "cluster=i1; member=b; date=2020-01-01"); /* 12 */
    enter(&d, "cluster.member_added", "cluster=i1; member=e; date=2020-01-01"); /* 13: no fund */
    enter(&d, "cluster.member_added", "cluster=i3; member=c; date=2020-01-01"); /* 14: on another list */
    enter(&d, "cluster.member_added", "cluster=g; member=a; date=2020-01-01");  /* 15 */
    enter(&d, "cluster.member_added", "cluster=g; member=c; date=2020-01-01");  /* 16 */
    enter(&d, "cluster.member_added", "cluster=h; member=c; date=2020-01-01");  /* 17 */
    look l = look_at(&d, "coverage");
    assert_int_equal(l.r.row_count, 4);
    is_shown(&l, "l/01", "funds", "2");
    is_shown(&l, "l/01", "state", "several");
    is_shown(&l, "l/01", "which", "a、b");
    is_why(&l, "l/01", "funds", "2 11 12 13");
    is_shown(&l, "l/02", "funds", "0");
    is_shown(&l, "l/02", "state", "none");
    is_why(&l, "l/02", "funds", "3");
    is_shown(&l, "m/01", "state", "one");
    is_shown(&l, "l/outside", "funds", "1"); /* c stands on m, not on l; once, though in two fund clusters */
    is_shown(&l, "l/outside", "which", "c");
    is_why(&l, "l/outside", "funds", "5 6 16");
    desk_close(&d);
    (void)state;
}

static void on_a_day(void **state)
{
    desk d;
    desk_open(&d);
    enter_list(&d);
    enter(&d, "cluster.member_added", "cluster=i2; member=a; date=2024-01-01");
    enter(&d, "cluster.member_removed", "cluster=i2; member=a; date=2025-01-01");
    look l = look_as_of(&d, "coverage", "2023-12-31");
    is_shown(&l, "l/02", "state", "none");
    l = look_as_of(&d, "coverage", "2024-06-30");
    is_shown(&l, "l/02", "state", "one");
    l = look_at(&d, "coverage");
    is_shown(&l, "l/02", "state", "none");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(covered), cmocka_unit_test(on_a_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
