/* facts: what is in force by key, and how a merge finds it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book/book_int.h"
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

static void two_of_each(void)
{
    party(&d, "a", "enterprise");
    party(&d, "b", "enterprise");
    party(&d, "f", "sub_fund");
    enter(&d, "cluster.defined", "id=c; name=C; class=population");
}

/* A role, a tag and a membership of the party that went are those of the one that stays. */
static void what_the_one_had(void **state)
{
    (void)state;
    two_of_each();
    seq_no role = enter(&d, "role.assigned", "party=a; in=f; role=partner");
    seq_no tag = enter(&d, "enterprise.tagged", "party=a; tag=unicorn");
    seq_no member = enter(&d, "cluster.member_added", "cluster=c; member=a");
    enter(&d, "party.merged", "party=a; into=b");
    refuse(&d, E_ROLE_HELD, "role.assigned", "party=b; in=f; role=partner");
    refuse(&d, E_TAG_HELD, "enterprise.tagged", "party=b; tag=unicorn");
    refuse(&d, E_MEMBER_HELD, "cluster.member_added", "cluster=c; member=b");
    enter(&d, "role.ended", "party=b; in=f; role=partner");
    assert_int_equal(d.ev.ref, role);
    enter(&d, "enterprise.untagged", "party=a; tag=unicorn");
    assert_int_equal(d.ev.ref, tag);
    enter(&d, "cluster.member_removed", "cluster=c; member=b");
    assert_int_equal(d.ev.ref, member);
    refuse(&d, E_ROLE_ABSENT, "role.ended", "party=a; in=f; role=partner");
}

/* Both had it: it is ended entry by entry, the newest first, so that no view shows the other for ever. */
static void what_both_had(void **state)
{
    (void)state;
    two_of_each();
    seq_no first = enter(&d, "enterprise.tagged", "party=b; tag=unicorn");
    seq_no second = enter(&d, "enterprise.tagged", "party=a; tag=unicorn");
    enter(&d, "party.merged", "party=a; into=b");
    enter(&d, "enterprise.untagged", "party=b; tag=unicorn");
    assert_int_equal(d.ev.ref, second);
    refuse(&d, E_TAG_HELD, "enterprise.tagged", "party=b; tag=unicorn");
    enter(&d, "enterprise.untagged", "party=b; tag=unicorn");
    assert_int_equal(d.ev.ref, first);
    enter(&d, "enterprise.tagged", "party=b; tag=unicorn");
}

/* Merged, parted, merged again: the lists hold each entry once, and one of the other party hides none of this one. */
static void lists_after_parting(void **state)
{
    (void)state;
    two_of_each();
    enter(&d, "enterprise.tagged", "party=b; tag=unicorn");
    seq_no ended = enter(&d, "enterprise.untagged", "party=b; tag=unicorn");
    seq_no again = enter(&d, "enterprise.tagged", "party=b; tag=unicorn");
    seq_no other = enter(&d, "enterprise.tagged", "party=a; tag=unicorn");
    uint32_t listed = d.b->fact_count;
    seq_no merge = enter(&d, "party.merged", "party=a; into=b");
    assert_int_equal(d.b->fact_count, listed + 1);
    reverse(&d, merge);
    refuse_reversal(&d, E_REVERSE_USED, ended);
    assert_int_equal(arg_value(&d, "by"), again);
    enter(&d, "enterprise.untagged", "party=b; tag=unicorn");
    assert_int_equal(d.ev.ref, again);
    seq_no third = enter(&d, "enterprise.tagged", "party=b; tag=unicorn");
    listed = d.b->fact_count;
    enter(&d, "party.merged", "party=a; into=b");
    assert_int_equal(d.b->fact_count, listed);
    enter(&d, "enterprise.untagged", "party=a; tag=unicorn");
    assert_int_equal(d.ev.ref, third);
    enter(&d, "enterprise.untagged", "party=a; tag=unicorn");
    assert_int_equal(d.ev.ref, other);
}

/* The fund that a role is in may be the one that goes. */
static void the_other_side(void **state)
{
    (void)state;
    two_of_each();
    party(&d, "g", "sub_fund");
    seq_no role = enter(&d, "role.assigned", "party=a; in=f; role=partner");
    enter(&d, "party.merged", "party=f; into=g");
    refuse(&d, E_ROLE_HELD, "role.assigned", "party=a; in=g; role=partner");
    enter(&d, "role.ended", "party=a; in=g; role=partner");
    assert_int_equal(d.ev.ref, role);
}

static void keys(void **state)
{
    (void)state;
    two_of_each();
    event role = {.kind = KIND_ROLE_ASSIGNED, .subject = 2, .object = 4, .purpose = 1};
    event ended = {.kind = KIND_ROLE_ENDED, .subject = 2, .object = 4, .purpose = 1};
    event other = {.kind = KIND_ROLE_ENDED, .subject = 2, .object = 4, .purpose = 2};
    event size = {.kind = KIND_SIZE_REPORTED, .subject = 2};
    fact_key key[3], none;
    assert_true(fact_key_of(&key[0], d.b, &role, STR_NONE));
    assert_true(fact_key_of(&key[1], d.b, &ended, STR_NONE));
    assert_true(fact_key_of(&key[2], d.b, &other, STR_NONE));
    assert_false(fact_key_of(&none, d.b, &size, STR_NONE));
    assert_int_equal(key[0].len, key[1].len);
    assert_memory_equal(key[0].bytes, key[1].bytes, key[0].len);
    assert_memory_not_equal(key[0].bytes, key[2].bytes, key[0].len);
    assert_int_equal(fact_in_force(d.b, &key[0]), 0);
    seq_no began = enter(&d, "role.assigned", "party=a; in=f; role=manager");
    assert_int_equal(fact_in_force(d.b, &key[0]), began);
    assert_int_equal(fact_in_force(d.b, &key[2]), 0);
    assert_int_equal(fact_since(d.b, &key[0], began), 0);
    assert_int_equal(fact_since(d.b, &key[0], began - 1), began);
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(what_the_one_had), ON_A_DESK(what_both_had), ON_A_DESK(lists_after_parting),
        ON_A_DESK(the_other_side),   ON_A_DESK(keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
