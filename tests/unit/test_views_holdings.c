/* holdings: each investment and statement on its own row, ledger or reported. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void holdings(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    party(&d, "e", "enterprise");                                                                          /* 9 */
    enter(&d, "investment.made", "fund=a; enterprise=e; amount=3元; share=2.5; round=A; date=2024-01-01"); /* 10 */
    enter(&d, "holding.reported",
          "investor=a; enterprise=e; amount=超3元; part=lead; round_total=9元; state=derived; date=2024"); /* 11 */
    look l = look_as_of(&d, "holdings", "2024-06-30");
    is_shown(&l, "a/e/10", "record", "ledger");
    is_shown(&l, "a/e/10", "share", "2.5");
    is_shown(&l, "a/e/10", "round", "A");
    is_shown(&l, "a/e/11", "amount", "unknown");
    is_shown(&l, "a/e/11", "part", "lead");
    is_shown(&l, "a/e/11", "state", "derived");
    is_shown(&l, "a/e/11", "round_total", "9");
    assert_int_equal(l.r.undetermined_count, 1);
    l.at.record = RECORD_LEDGER;
    look_again(&l, "holdings");
    assert_int_equal(l.r.row_count, 1);
    assert_int_equal(l.r.undetermined_count, 0);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(holdings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
