/* list: relations of one kind each, with what has ended. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static void roles_and_tags(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "role.assigned", "party=x; in=a; role=manager; date=2024-01-01"); /* 9 */
    enter(&d, "role.ended", "party=x; in=a; role=manager; date=2025-02-03");    /* 10 */
    enter(&d, "enterprise.tagged", "party=x; tag=unicorn; date=2024-01-01");    /* 11 */
    look l = look_at(&d, "roles");
    is_shown(&l, "x/a/manager/9", "since", "2024-01-01");
    is_shown(&l, "x/a/manager/9", "until", "2025-02-03");
    is_why(&l, "x/a/manager/9", "until", "9 10");
    l = look_as_of(&d, "roles", "2025-01-31");
    is_shown(&l, "x/a/manager/9", "until", "");
    l = look_as_of(&d, "roles", "2023-12-31");
    assert_int_equal(l.r.row_count, 0);
    l = look_at(&d, "tags");
    is_shown(&l, "x/unicorn/11", "until", "");
    desk_close(&d);
    (void)state;
}

static void observations(void **state)
{
    desk d;
    desk_open(&d);
    enter(&d, "indicator.observed", "indicator=jobs; period=2024Q1-Q3; value=超3个; published=2024-11"); /* 2 */
    enter(&d, "indicator.observed", "indicator=jobs; words=many; published=2024-12");                    /* 3 */
    look l = look_at(&d, "observations");
    is_shown(&l, "2", "period", "2024Q1-Q3");
    is_shown(&l, "2", "value", ">3");
    is_shown(&l, "2", "published", "2024-11");
    is_shown(&l, "3", "period", "");
    is_shown(&l, "3", "value", "");
    l.at.published_by = (date){on("2024-11-01"), PRECISION_MONTH};
    look_again(&l, "observations");
    assert_int_equal(l.r.row_count, 1);
    assert_int_equal(l.r.unpublished_count, 1);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(roles_and_tags), cmocka_unit_test(observations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
