/* views: the list of relations, the tolerance of about, and what was left out, each row once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

static uint32_t look_at_all(desk *d, const view *(*at)(uint32_t index))
{
    const view *v;
    uint32_t count = 0;
    for (; (v = at(count)) != NULL; count++) {
        assert_ptr_equal(view_named(v->info->name), v);
        assert_ptr_equal(view_named(v->info->zh), v);
        assert_ptr_equal(view_named(v->info->en), v);
        look l = look_at(d, v->info->name);
        assert_ptr_equal(l.r.info, v->info);
        assert_int_equal(l.r.undetermined_count, 0);
        for (uint32_t i = 0; i < v->info->column_count; i++) {
            const column_info *c = &v->info->column[i];
            assert_int_equal(relation_column(v->info, str_from(c->name)), i);
            assert_int_equal(c->formula[0] != 0, c->formula_zh[0] != 0);
            assert_int_equal(c->formula[0] != 0, c->formula_en[0] != 0);
        }
    }
    return count;
}

static void every_relation_is_found(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    assert_true(look_at_all(&d, views_at) > 25);
    assert_true(look_at_all(&d, ledger_at) >= 4);
    assert_null(view_named("no such relation"));
    desk_close(&d);
    (void)state;
}

static void tolerance(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=target; amount=约100元; date=2023-01-01");
    seq_no none = book_length(d.b);
    assert_int_equal(about_tolerance_ppm(d.b, none, on("2026-12-31")), 100000);
    seq_no first = enter(&d, "parameter.set", "name=about_tolerance; value=5%; date=2024-01-01; reason=r");
    enter(&d, "parameter.set", "name=about_tolerance; value=2%; date=2025-01-01; reason=r");
    enter(&d, "parameter.set", "name=about_tolerance; value=50%; date=2024-06-01; reason=r");
    enter(&d, "parameter.set", "name=about_tolerance; value=1%; fund=a; date=2025-06-01; reason=r");
    enter(&d, "parameter.set", "name=about_tolerance; value=1%; region=440300; date=2025-06-01; reason=r");
    enter(&d, "parameter.set", "name=about_tolerance; value=7个; date=2025-06-01; reason=r");
    enter(&d, "parameter.set", "name=about_tolerance; value=101%; date=2025-06-01; reason=r");
    enter(&d, "parameter.set", "name=another; value=1%; date=2025-06-01; reason=r");
    enter(&d, "parameter.set", "name=about_tolerance; value=9%; date=2026; reason=r");
    seq_no all = book_length(d.b);
    assert_int_equal(about_tolerance_ppm(d.b, all, on("2023-12-31")), 100000);
    assert_int_equal(about_tolerance_ppm(d.b, all, on("2024-03-01")), 50000);
    assert_int_equal(about_tolerance_ppm(d.b, all, on("2024-07-01")), 500000);
    assert_int_equal(about_tolerance_ppm(d.b, all, on("2026-06-30")), 20000); /* the 9 % may not hold yet */
    assert_int_equal(about_tolerance_ppm(d.b, all, on("2026-12-31")), 90000);
    assert_int_equal(about_tolerance_ppm(d.b, first, on("2026-12-31")), 50000);
    look l = look_at(&d, "sizes");
    assert_true(l.r.about_used);
    const interval x = seen(&l, "a/target/9", "amount")->interval;
    assert_true(x.lo == 9100 && x.hi == 10900);
    l.at.about_tolerance_ppm = 10000; /* what is asked for goes before the parameter */
    look_again(&l, "sizes");
    assert_int_equal(seen(&l, "a/target/9", "amount")->interval.lo, 9900);
    desk_close(&d);
    (void)state;
}

/* However often a view walks a kind, what it leaves out counts once. */
static void left_out_once(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=target; amount=1元; date=2026; published=2024-01-01");
    enter(&d, "stake.reported", "investor=x; fund=a; state=stated; date=2026; published=2024-01-01");
    enter(&d, "stake.reported", "investor=x; fund=b; state=stated; date=2020-01-01");
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=1元; date=2024-01-01");
    look l = look_as_of(&d, "funds", "2026-06-30");
    assert_int_equal(l.r.undetermined_count, 2);
    l.at.published_by = (date){on("2025-12-31"), PRECISION_DAY};
    look_again(&l, "funds");
    assert_int_equal(l.r.undetermined_count, 2);
    assert_int_equal(l.r.unpublished_count, 3 + 1 + 2); /* the funds and x, a stake, a commitment */
    look_again(&l, "money_paths");
    assert_int_equal(l.r.undetermined_count, 2);
    assert_int_equal(l.r.unpublished_count, 2);
    l.at.record = RECORD_REPORTED;
    look_again(&l, "money_paths");
    assert_int_equal(l.r.unpublished_count, 1);
    look_again(&l, "unknowns");
    assert_int_equal(l.r.undetermined_count, 2);
    look_again(&l, "journal");
    assert_int_equal(l.r.undetermined_count, 0);
    assert_int_equal(l.r.unpublished_count, 0);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_relation_is_found), cmocka_unit_test(tolerance),
                                       cmocka_unit_test(left_out_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
