/* registry: roles, tags, members: held once, ended once, and no cluster that holds itself. */
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

static void roles(void **state)
{
    (void)state;
    seq_no lp = party(&d, "lp", "soe");
    party(&d, "f", "sub_fund");
    refuse(&d, E_ROLE_ABSENT, "role.ended", "party=lp; in=f; role=manager");
    seq_no began = enter(&d, "role.assigned", "party=lp; in=f; role=manager");
    assert_int_equal(d.ev.class_code, 1); /* stated */
    refuse(&d, E_ROLE_HELD, "role.assigned", "party=lp; in=f; role=manager; state=disputed");
    assert_int_equal(arg_value(&d, "seq"), began);
    enter(&d, "role.assigned", "party=lp; in=f; role=sponsor");
    refuse(&d, E_SELF, "role.assigned", "party=f; in=f; role=sponsor");
    enter(&d, "role.ended", "party=lp; in=f; role=manager");
    refuse(&d, E_ROLE_ABSENT, "role.ended", "party=lp; in=f; role=manager");
    seq_no again = enter(&d, "role.assigned", "party=lp; in=f; role=manager");
    reverse(&d, again);
    refuse(&d, E_ROLE_ABSENT, "role.ended", "party=lp; in=f; role=manager");
    enter(&d, "role.assigned", "party=lp; in=f; role=manager");
    assert_int_equal(lp, 2);
}

static void tags(void **state)
{
    (void)state;
    party(&d, "e", "enterprise");
    party(&d, "e2", "enterprise");
    const char *longest = "party=e; tag=a234567890123456789012345678901234567890123456789012345678901234";
    refuse(&d, E_TAG_ABSENT, "enterprise.untagged", longest);
    seq_no began = enter(&d, "enterprise.tagged", longest);
    refuse(&d, E_TAG_HELD, "enterprise.tagged", longest);
    enter(&d, "enterprise.tagged", "party=e2; tag=unicorn");
    enter(&d, "enterprise.untagged", longest);
    assert_int_equal(d.ev.ref, began);
    enter(&d, "enterprise.tagged", longest);
}

static void members(void **state)
{
    (void)state;
    party(&d, "f", "sub_fund");
    enter(&d, "cluster.defined", "id=c; name=C; class=fund_cluster");
    refuse(&d, E_MEMBER_ABSENT, "cluster.member_removed", "cluster=c; member=f");
    enter(&d, "cluster.member_added", "cluster=c; member=f");
    refuse(&d, E_MEMBER_HELD, "cluster.member_added", "cluster=c; member=f");
    refuse(&d, E_SELF, "cluster.member_added", "cluster=c; member=c");
    refuse(&d, E_CLASS_WRONG, "cluster.member_added", "cluster=f; member=c");
    enter(&d, "cluster.member_removed", "cluster=c; member=f");
    enter(&d, "cluster.member_added", "cluster=c; member=f");
}

static void clusters_do_not_contain_each_other(void **state)
{
    (void)state;
    static const char *const define[] = {"id=a; name=A; class=fund_cluster", "id=b; name=B; class=fund_cluster",
                                         "id=c; name=C; class=fund_cluster"};
    for (size_t i = 0; i < COUNT_OF(define); i++) enter(&d, "cluster.defined", define[i]);
    enter(&d, "cluster.member_added", "cluster=a; member=b; date=2020-01-01");
    enter(&d, "cluster.member_added", "cluster=b; member=c");
    enter(&d, "cluster.member_added", "cluster=a; member=c"); /* two ways to one member are no circle */
    refuse(&d, E_MEMBER_CYCLE, "cluster.member_added", "cluster=c; member=a");
    refuse(&d, E_MEMBER_CYCLE, "cluster.member_added", "cluster=b; member=a");
    /* what ended was in force on an earlier day: a view of that day must end too */
    enter(&d, "cluster.member_removed", "cluster=a; member=b; date=2022-01-01");
    refuse(&d, E_MEMBER_CYCLE, "cluster.member_added", "cluster=b; member=a; date=2021-01-01");
}

static void a_reversed_membership_is_no_circle(void **state)
{
    (void)state;
    enter(&d, "cluster.defined", "id=a; name=A; class=fund_cluster");
    enter(&d, "cluster.defined", "id=b; name=B; class=fund_cluster");
    seq_no wrong = enter(&d, "cluster.member_added", "cluster=a; member=b");
    reverse(&d, wrong);
    enter(&d, "cluster.member_added", "cluster=b; member=a");
    refuse(&d, E_MEMBER_CYCLE, "cluster.member_added", "cluster=a; member=b");
}

/* Every layer reaches the next by two ways: a search that forgets where it was would take 2^60 steps, one that calls
 * itself would go as deep as there are layers. */
static void deep_and_wide_nests(void **state)
{
    (void)state;
    enum { LAYERS = 60 };
    char text[64];
    for (int i = 0; i < LAYERS; i++)
        for (int side = 0; side < 2; side++) {
            buf b;
            buf_init(&b, d.a, sizeof text);
            buf_text(&b, side ? "class=population; name=r" : "class=population; name=l");
            buf_int(&b, i);
            buf_char(&b, 0);
            enter(&d, "cluster.defined", buf_view(&b).ptr);
        }
    for (int i = 0; i + 1 < LAYERS; i++)
        for (int way = 0; way < 4; way++) {
            buf b;
            buf_init(&b, d.a, sizeof text);
            buf_text(&b, way & 1 ? "cluster=r" : "cluster=l");
            buf_int(&b, i);
            buf_text(&b, way & 2 ? "; member=r" : "; member=l");
            buf_int(&b, i + 1);
            buf_char(&b, 0);
            enter(&d, "cluster.member_added", buf_view(&b).ptr);
        }
    refuse(&d, E_MEMBER_CYCLE, "cluster.member_added", "cluster=l59; member=r0");
    enter(&d, "cluster.member_added", "cluster=l0; member=r59");
}

static void milestones(void **state)
{
    (void)state;
    enter(&d, "program.named", "id=p; name=P");
    enter(&d, "target.set", "program=p; indicator=x; comparator=by; value=1里程碑; deadline=2025");
    refuse(&d, E_TARGET_UNIT, "target.set", "program=p; indicator=x; comparator=by; value=1亿元");
    assert_string_equal(arg_text(&d, "word"), "by");
    refuse(&d, E_TARGET_UNIT, "target.set", "program=p; indicator=x; comparator=>=; value=1里程碑");
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(roles),
        ON_A_DESK(tags),
        ON_A_DESK(members),
        ON_A_DESK(clusters_do_not_contain_each_other),
        ON_A_DESK(a_reversed_membership_is_no_circle),
        ON_A_DESK(deep_and_wide_nests),
        ON_A_DESK(milestones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
