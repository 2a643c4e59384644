/* members: nested clusters, each member once, endings, what is undetermined. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static member_set members(const look *l, const char *cluster)
{
    view_request q = request_of(l);
    memberships in;
    member_set m;
    assert_true(memberships_build(&in, &q));
    assert_true(members_of(&m, &in, &q, entry_of(l->d, cluster)));
    return m;
}

static void nested_once(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "cluster.defined", "id=p; name=P; class=population; date=2020-01-01"); /* 9 */
    enter(&d, "cluster.defined", "id=n; name=N; class=population; date=2020-01-01"); /* 10: nobody knows who */
    enter(&d, "cluster.member_added", "cluster=k; member=p; date=2020-01-01");       /* 11 */
    enter(&d, "cluster.member_added", "cluster=p; member=a; date=2020-01-01");       /* 12 */
    enter(&d, "cluster.member_added", "cluster=p; member=c; date=2020-01-01");       /* 13 */
    enter(&d, "cluster.member_added", "cluster=k; member=n; date=2020-01-01");       /* 14 */
    look l = look_at(&d, "clusters");
    member_set m = members(&l, "k");
    assert_int_equal(m.count, 4); /* a, b, c and n itself */
    assert_int_equal(member_is(&m, entry_of(&d, "a")), PRESENT_YES);
    assert_int_equal(member_is(&m, entry_of(&d, "c")), PRESENT_YES);
    assert_int_equal(member_is(&m, entry_of(&d, "n")), PRESENT_YES);
    assert_int_equal(member_is(&m, entry_of(&d, "p")), PRESENT_NO);
    is_shown(&l, "k", "members", "4");
    is_why(&l, "k", "members", "7 8 11 12 13 14");
    is_shown(&l, "n", "members", "0");
    desk_close(&d);
    (void)state;
}

static void where_it_ends(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    seq_no end = enter(&d, "cluster.member_removed", "cluster=k; member=a; date=2026"); /* 9 */
    look l = look_as_of(&d, "clusters", "2025-12-31");
    member_set m = members(&l, "k");
    assert_int_equal(member_is(&m, entry_of(&d, "a")), PRESENT_YES);
    l = look_as_of(&d, "clusters", "2026-06-30");
    m = members(&l, "k");
    assert_int_equal(member_is(&m, entry_of(&d, "a")), PRESENT_UNDETERMINED);
    assert_int_equal(member_is(&m, entry_of(&d, "b")), PRESENT_YES);
    is_why(&l, "k", "members", "7 8 9");
    assert_int_equal(l.r.undetermined_count, 1);
    l = look_at(&d, "clusters");
    m = members(&l, "k");
    assert_int_equal(member_is(&m, entry_of(&d, "a")), PRESENT_NO);
    l = look_at(&d, "members");
    is_shown(&l, "k/a/7", "until", "2026");
    is_why(&l, "k/a/7", "until", "7 9");
    reverse(&d, end);
    l = look_at(&d, "members");
    is_shown(&l, "k/a/7", "until", "");
    desk_close(&d);
    (void)state;
}

/* Sure by one way and undetermined by another is sure, in whichever order they come. */
static void surer_way_wins(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "cluster.defined", "id=p; name=P; class=population; date=2020-01-01");
    enter(&d, "cluster.defined", "id=r; name=R; class=population; date=2020-01-01");
    enter(&d, "cluster.member_added", "cluster=p; member=c; date=2020-01-01");
    enter(&d, "cluster.member_added", "cluster=r; member=p; date=2020-01-01");
    enter(&d, "cluster.member_added", "cluster=k; member=p; date=2026");
    look l = look_as_of(&d, "clusters", "2026-06-30");
    member_set m = members(&l, "k");
    assert_int_equal(member_is(&m, entry_of(&d, "c")), PRESENT_UNDETERMINED);
    enter(&d, "cluster.member_added", "cluster=k; member=r; date=2020-01-01");
    l = look_as_of(&d, "clusters", "2026-06-30");
    m = members(&l, "k");
    assert_int_equal(member_is(&m, entry_of(&d, "c")), PRESENT_YES);
    desk_close(&d);
    (void)state;
}

static void merged_member_is_one(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "party.registered", "id=a2; name=A2; class=mother_fund; date=2020-01-01");
    enter(&d, "cluster.member_added", "cluster=k; member=a2; date=2020-01-01");
    enter(&d, "party.merged", "party=a2; into=a; date=2021-01-01");
    look l = look_at(&d, "clusters");
    is_shown(&l, "k", "members", "2");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nested_once), cmocka_unit_test(where_it_ends),
                                       cmocka_unit_test(surer_way_wins), cmocka_unit_test(merged_member_is_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
