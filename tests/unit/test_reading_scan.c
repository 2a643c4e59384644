/* scan: which rows of a kind are walked and which are left out; cells of rows that may not have happened. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static uint32_t walked(const look *l, presence wanted)
{
    view_request q = request_of(l);
    uint32_t count = 0;
    scan s = scan_begin(&q, KIND_SIZE_REPORTED);
    while (scan_next(&s)) count += s.is == wanted;
    return count;
}

static void what_counts(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=target; amount=1元; date=2024-01-01; published=2024-02-01");
    enter(&d, "size.reported", "subject=a; basis=target; amount=1元; date=2026; published=2024-02-01");
    enter(&d, "size.reported", "subject=a; basis=target; amount=1元; date=2027-01-01; published=2024-02-01");
    enter(&d, "size.reported",
          "subject=a; basis=target; amount=1元; date=2024-01-01; published=2024"); /* not wholly by May */
    seq_no gone = enter(&d, "size.reported", "subject=a; basis=target; amount=1元; date=2024-01-01");
    reverse(&d, gone);
    look l = look_as_of(&d, "sizes", "2026-06-30");
    assert_int_equal(walked(&l, PRESENT_YES), 2);
    assert_int_equal(walked(&l, PRESENT_UNDETERMINED), 1);
    l.at.published_by = (date){on("2024-05-31"), PRECISION_DAY};
    look_again(&l, "sizes");
    assert_int_equal(walked(&l, PRESENT_YES), 1);
    assert_int_equal(l.r.unpublished_count, 1); /* the reversed row is not there at all */
    assert_int_equal(l.r.undetermined_count, 1);
    l.at.published_by.first = DAY_NONE;
    l.at.prefix = gone; /* its reversal is beyond the prefix */
    assert_int_equal(walked(&l, PRESENT_YES), 3);
    desk_close(&d);
    (void)state;
}

static void counted_amount(void **state)
{
    view_request q = {.at = {.about_tolerance_ppm = ABOUT_TOLERANCE_PPM}};
    amount a = {.minor = 500, .q = QUALIFIER_EXACT, .unit = UNIT_CNY};
    interval x = amount_counted(&q, &a, PRESENT_YES);
    assert_true(x.lo == 500 && x.hi == 500 && x.unknown_count == 0);
    x = amount_counted(&q, &a, PRESENT_UNDETERMINED);
    assert_true(x.lo == 0 && x.hi == 500 && x.unknown_count == 1);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_counts), cmocka_unit_test(counted_amount)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
