/* names: what a word means, who may be called so, and what is offered when nobody is. */
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

static seq_no resolved(const char *word, thing_class wanted)
{
    seq_no found;
    err e = {.code = ERR_OK};
    err_code code = book_resolve(&found, d.b, str_from(word), wanted, &e);
    if (code) fail_msg("%s: %s", word, err_name(code));
    return found;
}

static void unresolved(err_code code, const char *word, thing_class wanted)
{
    seq_no found = 77;
    d.e = (err){.code = ERR_OK};
    assert_int_equal(book_resolve(&found, d.b, str_from(word), wanted, &d.e), code);
    assert_int_equal(found, 77);
    assert_int_equal(book_resolve(&found, d.b, str_from(word), wanted, NULL), code);
}

static void id_then_name_then_alias(void **state)
{
    (void)state;
    seq_no a = enter(&d, "party.registered", "id=a; name=甲公司; name_en=Alpha; class=soe");
    seq_no b = enter(&d, "party.registered", "id=b; name=乙公司; class=sub_fund");
    enter(&d, "party.alias", "party=b; alias=甲公司");
    enter(&d, "party.alias", "party=b; alias=乙");
    assert_int_equal(resolved("a", THING_party), a);
    assert_int_equal(resolved("Alpha", THING_party), a);
    assert_int_equal(resolved("甲公司", THING_party), a); /* a name is more than an alias */
    assert_int_equal(resolved("乙", THING_fund), b);
    assert_int_equal(resolved("乙", THING_holder), b);
    unresolved(E_CLASS_WRONG, "a", THING_fund);
    assert_string_equal(arg_text(&d, "found"), "soe");
    assert_string_equal(arg_text(&d, "wanted"), "fund");
    unresolved(E_CLASS_WRONG, "乙", THING_cluster);
    assert_int_equal(resolved("甲公司", THING_fund), b); /* the only fund of that name */
}

static void shared_aliases(void **state)
{
    (void)state;
    seq_no a = party(&d, "a", "soe"), b = party(&d, "b", "soe");
    enter(&d, "party.alias", "party=a; alias=集团");
    seq_no second = enter(&d, "party.alias", "party=b; alias=集团");
    unresolved(E_NAME_AMBIGUOUS, "集团", THING_party);
    assert_string_equal(arg_text(&d, "candidates"), "b a");
    refuse(&d, E_ALIAS_HELD, "party.alias", "party=a; alias=集团"); /* though the other took it later */
    refuse(&d, E_NAME_AMBIGUOUS, "party.changed", "party=集团; sector=x");
    reverse(&d, second);
    assert_int_equal(resolved("集团", THING_party), a);
    enter(&d, "party.alias", "party=b; alias=集团");
    enter(&d, "party.merged", "party=b; into=a");
    assert_int_equal(resolved("集团", THING_party), a); /* both are one now */
    assert_int_equal(resolved("b", THING_party), a);
    assert_int_equal(b, 3);
}

static void near_names_are_offered(void **state)
{
    (void)state;
    enter(&d, "party.registered", "id=sz-guidance; name=深圳市引导基金投资有限公司; class=mother_fund");
    enter(&d, "party.registered", "id=ah-guidance; name=安徽省人工智能主题投资母基金; class=mother_fund");
    seq_no gone = enter(&d, "party.registered", "id=sz-gone; name=深圳市引导基金投资公司; class=mother_fund");
    enter(&d, "cluster.defined", "id=sz-cluster; name=深圳市引导基金群; class=fund_cluster");
    unresolved(E_NAME_UNKNOWN, "深圳市引导基金", THING_fund);
    assert_string_equal(arg_text(&d, "candidates"), "sz-gone sz-guidance ah-guidance");
    reverse(&d, gone);
    unresolved(E_NAME_UNKNOWN, "深圳市引导基金", THING_fund);
    assert_string_equal(arg_text(&d, "candidates"), "sz-guidance ah-guidance");
    unresolved(E_NAME_UNKNOWN, "", THING_fund);
    unresolved(E_NAME_UNKNOWN, "\xff\xfe", THING_fund); /* from a command line: any bytes */
    assert_string_equal(arg_text(&d, "candidates"), "-");
}

static void nearer_names_come_first(void **state)
{
    (void)state;
    static const char *const names[] = {"abc", "abcdefgh", "abcde", "ab", "abcdefg", "abcdef", "xyz"};
    for (size_t i = 0; i < COUNT_OF(names); i++) party(&d, names[i], "sub_fund");
    unresolved(E_NAME_UNKNOWN, "abcdefghi", THING_fund);
    assert_string_equal(arg_text(&d, "candidates"), "abcdefgh abcdefg abcdef abcde abc");
}

static void candidates_are_few(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++) {
        char id[] = "fund-0";
        id[5] = (char)('0' + i);
        party(&d, id, "sub_fund");
    }
    unresolved(E_NAME_UNKNOWN, "fund-", THING_fund);
    assert_string_equal(arg_text(&d, "candidates"), "fund-0 fund-1 fund-2 fund-3 fund-4");
}

static void taken_names(void **state)
{
    (void)state;
    enter(&d, "party.registered", "id=a; name=甲; class=soe");
    enter(&d, "party.alias", "party=a; alias=甲甲");
    refuse(&d, E_NAME_TAKEN, "party.registered", "id=b; name=甲; class=soe");
    refuse(&d, E_NAME_TAKEN, "party.registered", "id=b; name=甲甲; class=soe");
    refuse(&d, E_NAME_TAKEN, "party.registered", "id=b; name=a; class=soe"); /* an id would hide it */
    refuse(&d, E_ID_TAKEN, "party.registered", "id=a; name=乙; class=soe");
    enter(&d, "party.alias", "party=a; alias=short");
    refuse(&d, E_ID_TAKEN, "party.registered", "id=short; name=乙; class=soe");
    refuse(&d, E_ID_TAKEN, "document.filed", "id=short; title=乙");
    enter(&d, "cluster.defined", "id=c; name=甲; class=population"); /* another class of thing */
    refuse(&d, E_NAME_TAKEN, "cluster.defined", "id=c2; name=甲; class=population");
    refuse(&d, E_NAME_AMBIGUOUS, "size.reported", "subject=甲; basis=target; amount=1元");
    for (int i = 0; i < 2; i++) enter(&d, "document.filed", "title=通知");
    party(&d, "b", "soe");
    refuse(&d, E_ID_TAKEN, "party.alias", "party=b; alias=a");
    refuse(&d, E_ALIAS_HELD, "party.alias", "party=b; alias=b");
    refuse(&d, E_NAME_TAKEN, "party.changed", "party=b; name=甲");
    enter(&d, "party.changed", "party=b; name=乙; name_en=B");
    refuse(&d, E_ALIAS_HELD, "party.alias", "party=b; alias=乙");
    refuse(&d, E_NAME_TAKEN, "party.registered", "id=n; name=b; class=soe");
}

static void what_is_reversed_is_free(void **state)
{
    (void)state;
    seq_no wrong = enter(&d, "party.registered", "id=a; name=甲; class=soe; uscc=91350100M000100Y43");
    reverse(&d, wrong);
    unresolved(E_NAME_UNKNOWN, "a", THING_party);
    unresolved(E_NAME_UNKNOWN, "甲", THING_party);
    seq_no right = enter(&d, "party.registered", "id=a; name=甲; class=mother_fund; uscc=91350100M000100Y43");
    assert_int_equal(resolved("a", THING_fund), right);
    assert_int_equal(resolved("甲", THING_fund), right);
    seq_no change = enter(&d, "party.changed", "party=a; name=乙");
    assert_int_equal(resolved("甲", THING_fund), right); /* known by what it was called */
    reverse(&d, change);
    unresolved(E_NAME_UNKNOWN, "乙", THING_party);
    enter(&d, "party.registered", "id=b; name=乙; class=soe");
}

static void codes_in_force(void **state)
{
    (void)state;
    enter(&d, "party.registered", "id=a; name=A; class=soe; uscc=91350100M000100Y43");
    refuse(&d, E_USCC_TAKEN, "party.registered", "id=b; name=B; class=soe; uscc=91350100M000100Y43");
    enter(&d, "party.changed", "party=a; uscc=91350100M000100Y43; sector=x"); /* its own */
    enter(&d, "party.changed", "party=a; uscc=91310000MA1FL5E777");           /* the first was a slip */
    enter(&d, "party.registered", "id=b; name=B; class=soe; uscc=91350100M000100Y43");
    refuse(&d, E_USCC_TAKEN, "party.changed", "party=a; uscc=91350100M000100Y43");
    enter(&d, "party.registered", "id=c; name=C; class=soe");
    enter(&d, "party.merged", "party=b; into=c");
    refuse(&d, E_USCC_TAKEN, "party.changed", "party=a; uscc=91350100M000100Y43");
    enter(&d, "party.changed", "party=c; uscc=91350100M000100Y43"); /* B is C */
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(id_then_name_then_alias),  ON_A_DESK(shared_aliases),     ON_A_DESK(near_names_are_offered),
        ON_A_DESK(nearer_names_come_first),  ON_A_DESK(candidates_are_few), ON_A_DESK(taken_names),
        ON_A_DESK(what_is_reversed_is_free), ON_A_DESK(codes_in_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
