/* choose: which of several statements counts, and what those that may have come to count add. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "views_sample.h"

/* Latest effective, then published, then most confident, then last entered. */
static void order(void **state)
{
    static const struct {
        const char *first, *second;
        const char *counts;
    } cases[] = {
        {"date=2024-01-01", "date=2023-01-01", "1"},
        {"date=2023-01-01; published=2025-01-01", "date=2024-01-01; published=2024-02-01", "2"},
        {"date=2024-01-01; published=2024-03-01", "date=2024-01-01; published=2024-02-01", "1"},
        {"date=2024-01-01; published=2024-03-01", "date=2024-01-01", "1"},
        {"date=2024-01-01; confidence=high", "date=2024-01-01; confidence=low", "1"},
        {"date=2024-01-01; confidence=low", "date=2024-01-01; confidence=medium", "2"},
        {"date=2024-01-01; confidence=low", "date=2024-01-01", "1"},
        {"date=2024-01-01", "date=2024-01-01", "2"},
        {"date=2024", "date=2024-06-01", "1"},            /* the year ends later */
        {"published=2025-01-01", "date=2024-06-01", "1"}, /* an unknown day is taken at the published one */
        {"date=2024-06-01", "note=undated", "2"},         /* …else at the day of entry */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d;
        const char *how[] = {cases[i].first, cases[i].second};
        desk_open(&d);
        enter_cluster(&d);
        for (int k = 0; k < 2; k++) {
            buf text;
            buf_init(&text, d.a, 300);
            buf_text(&text, k ? "subject=a; basis=target; amount=2元; " : "subject=a; basis=target; amount=1元; ");
            buf_text(&text, how[k]);
            buf_char(&text, 0);
            enter(&d, "size.reported", text.ptr);
        }
        look l = look_at(&d, "funds");
        is_shown(&l, "a", "target", cases[i].counts);
        is_why(&l, "a", "target", cases[i].counts[0] == '1' ? "9" : "10");
        desk_close(&d);
    }
    (void)state;
}

/* as_of inside a date: the truth is what the sure statement says or what that one says. */
static void maybe(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=target; amount=30元; date=2026-01-01"); /* 9 */
    enter(&d, "size.reported", "subject=a; basis=target; amount=50元; date=2026");       /* 10 */
    enter(&d, "size.reported", "subject=a; basis=target; amount=99元; date=2025");       /* 11: beaten */
    enter(&d, "size.reported", "subject=b; basis=target; amount=7元; date=2026");        /* 12: nothing sure */
    look l = look_as_of(&d, "funds", "2026-06-30");
    is_shown(&l, "a", "target", "[30, 50] (1 unknown)");
    is_why(&l, "a", "target", "9 10");
    is_shown(&l, "b", "target", "≤7 (1 unknown)");
    assert_int_equal(l.r.undetermined_count, 2);
    l = look_at(&d, "funds");
    is_shown(&l, "a", "target", "50");
    is_why(&l, "a", "target", "10");
    is_shown(&l, "b", "target", "7");
    l = look_as_of(&d, "sizes", "2026-06-30");
    is_shown(&l, "a/target/9", "chosen", "yes");
    is_shown(&l, "a/target/10", "chosen", "yes");
    is_shown(&l, "a/target/11", "chosen", "no");
    is_why(&l, "a/target/11", "chosen", "9 11");
    desk_close(&d);
    (void)state;
}

/* Two that may count, in two currencies: something was said, nothing is known. */
static void maybe_in_two_units(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=target; amount=30元; date=2026-01-01");
    enter(&d, "size.reported", "subject=a; basis=target; amount=5美元; date=2026");
    look l = look_as_of(&d, "funds", "2026-06-30");
    is_shown(&l, "a", "target", "unknown (2 unknown)");
    desk_close(&d);
    (void)state;
}

/* Bases are never mixed, and two parties found to be one have one size. */
static void bases_and_merged(void **state)
{
    desk d;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "size.reported", "subject=a; basis=target; amount=1元; date=2024-01-01");
    enter(&d, "size.reported", "subject=a; basis=paid_in; amount=2元; date=2025-01-01");
    enter(&d, "party.registered", "id=a2; name=A2; class=mother_fund; date=2020-01-01");
    seq_no last = enter(&d, "size.reported", "subject=a2; basis=target; amount=8元; date=2025-01-01");
    enter(&d, "party.merged", "party=a2; into=a; date=2025-06-01");
    look l = look_at(&d, "funds");
    is_shown(&l, "a", "target", "8");
    is_shown(&l, "a", "paid_in", "2");
    is_shown(&l, "a", "announced", "");
    assert_false(has_row(&l, "a2"));
    l.at.prefix = last;
    look_again(&l, "funds");
    is_shown(&l, "a", "target", "1");
    is_shown(&l, "a2", "target", "8");
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(order), cmocka_unit_test(maybe),
                                       cmocka_unit_test(maybe_in_two_units), cmocka_unit_test(bases_and_merged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
