/* unknowns: what the book does not know is counted, with the entries that lack it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void counted(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d); /* funds a, b, c are 3, 4, 5; x is 6 */
    enter(&d, "stake.reported", "investor=x; fund=a; amount=1元; state=stated; date=2024-01-01"); /* 9 */
    enter(&d, "stake.reported", "investor=x; fund=b; share=5; state=stated; date=2024-01-01");    /* 10 */
    enter(&d, "stake.reported", "investor=a; fund=b; state=stated; date=2024-01-01");             /* 11 */
    enter(&d, "size.reported", "subject=a; basis=target; amount=9元; date=2024-01-01");           /* 12 */
    enter(&d, "fund.formed", "fund=b; amount=9元; date=2024-01-01");                              /* 13 */
    enter(&d, "fund.formed", "fund=c; date=2024-01-01");                                          /* 14 */
    look l = look_at(&d, "unknowns");
    is_shown(&l, "fund_size", "unknown", "1");
    is_shown(&l, "fund_size", "of", "3");
    is_why(&l, "fund_size", "unknown", "5");
    is_why(&l, "fund_size", "of", "3 4 5");
    is_why(&l, "fund_investor", "unknown", "5");
    is_why(&l, "fund_use", "unknown", "4 5");
    is_why(&l, "stake_amount", "unknown", "10 11");
    is_why(&l, "stake_amount_and_share", "unknown", "11");
    is_shown(&l, "stake_amount", "of", "3");
    is_shown(&l, "holding_amount", "of", "0");
    desk_close(&d);
    (void)state;
}

/* What party.changed said later is known; a merged party is not counted twice. */
static void parties(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "p", "soe");                                                 /* 2 */
    party(&d, "r", "soe");                                                 /* 3 */
    party(&d, "s", "soe");                                                 /* 4 */
    enter(&d, "party.changed", "party=p; region=440300; date=2024-01-01"); /* 5 */
    enter(&d, "party.merged", "party=s; into=r; date=2024-01-01");         /* 6 */
    look l = look_at(&d, "unknowns");
    is_why(&l, "party_region", "unknown", "3");
    is_shown(&l, "party_region", "of", "2");
    is_why(&l, "party_uscc", "unknown", "2 3");
    l = look_as_of(&d, "unknowns", "2023-12-31");
    is_shown(&l, "party_region", "of", "0"); /* undated: they stand from the day of entry on */
    desk_close(&d);
    (void)state;
}

static void targets(void **state)
{
    desk d;
    desk_open(&d);
    enter(&d, "program.named", "id=pr; name=Pr; date=2020-01-01");                                          /* 2 */
    enter(&d, "target.set", "id=t; program=pr; indicator=jobs; comparator=>=; value=1个; date=2020-01-01"); /* 3 */
    enter(&d, "target.set",
          "id=u; program=pr; indicator=jobs; comparator=>=; value=1个; deadline=2025; date=2020-01-01");   /* 4 */
    enter(&d, "target.matched", "target=u; indicator=jobs; admissible=yes; reason=same; date=2020-01-01"); /* 5 */
    enter(&d, "indicator.observed", "indicator=jobs; value=1个; period=2024");                             /* 6 */
    look l = look_at(&d, "unknowns");
    is_why(&l, "target_deadline", "unknown", "3");
    is_why(&l, "target_reading", "unknown", "3");
    is_shown(&l, "target_reading", "of", "2");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counted), cmocka_unit_test(parties), cmocka_unit_test(targets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
