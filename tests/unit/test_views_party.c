/* party: as registered, or as party.changed last put it by its day; whom it was merged into. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void parties(void **state)
{
    desk d;
    desk_open(&d);
    party(&d, "p", "soe");                                                               /* 2 */
    party(&d, "r", "soe");                                                               /* 3 */
    enter(&d, "party.changed", "party=p; region=440300; sector=chips; date=2024-01-01"); /* 4 */
    enter(&d, "party.changed", "party=p; region=110000; date=2023-01-01");        /* 5: earlier day, later entry */
    seq_no merge = enter(&d, "party.merged", "party=r; into=p; date=2024-01-01"); /* 6 */
    look l = look_at(&d, "parties");
    is_shown(&l, "p", "region", "440300");
    is_why(&l, "p", "region", "2 4");
    is_why(&l, "p", "region_name", "2 4");
    is_shown(&l, "p", "sector", "chips");
    is_shown(&l, "p", "merged_into", "");
    is_shown(&l, "r", "merged_into", "p");
    is_why(&l, "r", "merged_into", "3 6");
    reverse(&d, merge);
    l = look_at(&d, "parties");
    is_shown(&l, "r", "merged_into", "");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
