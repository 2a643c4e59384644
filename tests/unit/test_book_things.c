/* things: what an entry registered, under which id, and what it is called at a prefix. */
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

static seq_no prefix(void)
{
    return book_applied(d.b);
}

static void what_a_thing_is(void **state)
{
    (void)state;
    static const struct {
        const char *kind_word, *fields, *id, *name;
        thing_class is;
        int class_code;
    } cases[] = {
        {"party.registered", "id=a; name=甲; class=mother_fund", "a", "甲", THING_party, PARTY_MOTHER_FUND},
        {"cluster.defined", "id=c; name=群; class=population", "c", "群", THING_cluster, CLUSTER_POPULATION},
        {"document.filed", "id=doc; title=通知", "doc", "通知", THING_document, 0},
        {"program.named", "id=p; name=方案", "p", "方案", THING_program, 0},
        {"measure.adopted", "program=p; title=措施", "measure-6", "措施", THING_measure, 0},
        {"target.set", "program=p; indicator=x; comparator=>=; value=3个", "target-7", "", THING_target, COMPARE_GE},
        {"project.listed", "name=项目", "project-8", "项目", THING_project, 0},
        {"actor.registered", "id=chief; name=Chief", "chief", "Chief", THING_actor, 0},
    };
    thing t;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        seq_no seq = enter(&d, cases[i].kind_word, cases[i].fields);
        assert_true(book_thing(&t, d.b, seq));
        assert_int_equal(t.seq, seq);
        assert_int_equal(t.is, cases[i].is);
        assert_int_equal(t.class_code, cases[i].class_code);
        assert_true(text_is(t.id, cases[i].id));
        assert_true(text_is(t.name, cases[i].name));
        assert_int_equal(book_find_id(d.b, str_from(cases[i].id)), seq);
        assert_int_equal(book_is_fund(d.b, seq), i == 0);
    }
    assert_false(book_thing(&t, d.b, 0));
    assert_false(book_thing(&t, d.b, prefix() + 1));
    seq_no size = enter(&d, "size.reported", "subject=a; basis=target; amount=1元");
    assert_false(book_thing(&t, d.b, size));
    assert_false(book_is_fund(d.b, size));
    assert_int_equal(book_find_id(d.b, STR("nobody")), 0);
    assert_int_equal(book_find_id(d.b, STR_NONE), 0);
}

static void names_at_a_prefix(void **state)
{
    (void)state;
    seq_no a = enter(&d, "party.registered", "id=a; name=甲; class=soe");
    seq_no first = enter(&d, "party.changed", "party=a; name=乙; date=2024-01-01");
    seq_no english = enter(&d, "party.changed", "party=a; name_en=B; date=2024-02-01");
    seq_no third = enter(&d, "party.changed", "party=a; name=丙; name_en=C; date=2025-01-01");
    seq_no back = reverse(&d, third);
    static const struct {
        const char *zh, *en;
    } said[] = {{"甲", "甲"}, {"乙", "乙"}, {"乙", "B"}, {"丙", "C"}, {"乙", "B"}};
    for (seq_no p = a; p <= back; p++) {
        assert_true(text_is(book_name(d.b, a, p, true), said[p - a].zh));
        assert_true(text_is(book_name(d.b, a, p, false), said[p - a].en));
    }
    assert_int_equal(first, a + 1);
    assert_int_equal(english, a + 2);
    assert_int_equal(book_name(d.b, first, prefix(), true).len, 0); /* no thing */
}

/* A rename of years ago that is entered late does not take away today's name. */
static void the_newest_value_day_names(void **state)
{
    (void)state;
    seq_no a = enter(&d, "party.registered", "id=a; name=甲; name_en=A; class=soe; date=2010");
    enter(&d, "party.changed", "party=a; name=丙; date=2025-01-01");
    seq_no late = enter(&d, "party.changed", "party=a; name=乙; date=2020-01-01");
    assert_true(text_is(book_name(d.b, a, prefix(), true), "丙"));
    seq_no same_day = enter(&d, "party.changed", "party=a; name=丁; date=2025-01-01");
    assert_true(text_is(book_name(d.b, a, prefix(), true), "丁"));
    assert_true(text_is(book_name(d.b, a, late, true), "丙"));
    reverse(&d, same_day);
    assert_true(text_is(book_name(d.b, a, prefix(), true), "丙"));
    enter(&d, "party.changed", "party=a; name=戊"); /* undated: today */
    assert_true(text_is(book_name(d.b, a, prefix(), true), "戊"));
    assert_true(text_is(book_name(d.b, a, prefix(), false), "A"));
}

static void many_things(void **state)
{
    (void)state;
    enum { MANY = 1030 }; /* more than a block of them */
    for (int i = 0; i < MANY; i++) enter(&d, "project.listed", "name=同名");
    thing t;
    assert_true(book_thing(&t, d.b, MANY + 1));
    assert_true(text_is(t.id, "project-1031"));
    assert_int_equal(book_find_id(d.b, STR("project-2")), 2);
}

static void a_change_says_something(void **state)
{
    (void)state;
    party(&d, "a", "soe");
    refuse(&d, E_NOTHING_STATED, "party.changed", "party=a; note=nothing");
    enter(&d, "party.changed", "party=a; region=440300");
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(what_a_thing_is), ON_A_DESK(names_at_a_prefix),       ON_A_DESK(the_newest_value_day_names),
        ON_A_DESK(many_things),     ON_A_DESK(a_change_says_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
