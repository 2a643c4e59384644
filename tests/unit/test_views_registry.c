/* registry: funds as they stand now, clusters, the journal with what was reversed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void funds(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "party.changed", "party=a; name=New A; region=440300; sector=ai; date=2024-01-01"); /* 9 */
    enter(&d, "fund.formed", "fund=a; amount=8元; date=2023-05-06");                              /* 10 */
    enter(&d, "fund.staged", "fund=a; stage=formed; date=2023-05-06");                            /* 11 */
    enter(&d, "fund.staged", "fund=a; stage=investing; date=2026");                               /* 12 */
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=1元; date=2024-01-01");            /* 13 */
    enter(&d, "stake.reported", "investor=x; fund=a; state=stated; date=2024-01-01");             /* 14 */
    enter(&d, "stake.reported",
          "investor=c; fund=a; amount=1元; basis=paid_in; state=stated; date=2024-01-01"); /* 15 */
    look l = look_as_of(&d, "funds", "2026-06-30");
    is_shown(&l, "a", "name", "New A");
    is_shown(&l, "a", "region", "440300");
    is_why(&l, "a", "region", "9");
    is_shown(&l, "a", "sector", "ai");
    is_shown(&l, "a", "established", "2023-05-06");
    is_why(&l, "a", "established", "10");
    is_shown(&l, "a", "stage", "formed"); /* investing only perhaps */
    is_shown(&l, "a", "registered", "8");
    is_shown(&l, "a", "investors", "2");
    is_why(&l, "a", "investors", "13 14 15");
    is_shown(&l, "b", "investors", "0");
    is_shown(&l, "b", "established", "2020-01-01");
    l = look_at(&d, "funds");
    is_shown(&l, "a", "stage", "investing");
    l = look_as_of(&d, "funds", "2023-12-31");
    is_shown(&l, "a", "region", "");
    desk_close(&d);
    (void)state;
}

static void journal(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    seq_no wrong = enter(&d, "size.reported", "subject=a; basis=target; amount=近9元; date=2030-01-01"); /* 9 */
    reverse(&d, wrong);                                                                                  /* 10 */
    look l = look_at(&d, "journal");
    assert_int_equal(l.r.row_count, 10); /* whatever the day, the reversed too */
    is_shown(&l, "9", "kind", "size.reported");
    is_shown(&l, "9", "subject", "a");
    is_shown(&l, "9", "amount", "nearly 9");
    is_shown(&l, "9", "reversed_by", "10");
    is_why(&l, "9", "reversed_by", "9 10");
    is_shown(&l, "10", "ref", "9");
    is_shown(&l, "3", "subject", "a");
    is_shown(&l, "3", "maker", "clerk");
    is_shown(&l, "3", "recorded", "2026-11-23T08:00:01.000000Z");
    assert_true(l.r.about_used);
    l.at.prefix = wrong;
    look_again(&l, "journal");
    is_shown(&l, "9", "reversed_by", "");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(funds), cmocka_unit_test(journal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
