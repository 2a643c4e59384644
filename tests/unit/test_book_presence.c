/* presence: which rows count on a basis; what was known when. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book/book_int.h"
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

static presence present(seq_no seq, const basis *at)
{
    event ev;
    book_entry(&ev, d.b, seq);
    return book_presence(d.b, &ev, at);
}

static void spans_of_a_day(void **state)
{
    (void)state;
    static const struct {
        const char *when, *first, *last;
    } cases[] = {
        {"date=2024-02-29", "2024-02-29", "2024-02-29"},
        {"date=2024-02", "2024-02-01", "2024-02-29"},
        {"date=2024Q3", "2024-07-01", "2024-09-30"},
        {"date=2024H2", "2024-07-01", "2024-12-31"},
        {"date=2024", "2024-01-01", "2024-12-31"},
        {"published=2024-02", "2024-02-01", "2024-02-29"},
        {"date=2023; published=2024", "2023-01-01", "2023-12-31"},
        {"note=undated", "2026-11-23", "2026-11-23"},
    };
    party(&d, "f", "sub_fund");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char room[128];
        buf b;
        buf_init(&b, d.a, sizeof room);
        buf_text(&b, "fund=f; stage=formed; ");
        buf_text(&b, cases[i].when);
        buf_char(&b, 0);
        enter(&d, "fund.staged", buf_view(&b).ptr);
        period span = book_effective_span(d.b, &d.ev);
        assert_int_equal(span.first, on(cases[i].first));
        assert_int_equal(span.last, on(cases[i].last));
    }
}

/* docs/time.md 2.1 to 2.4, in their order. */
static void what_counts(void **state)
{
    (void)state;
    party(&d, "f", "sub_fund");
    seq_no year = enter(&d, "fund.staged", "fund=f; stage=formed; date=2024; published=2025-03");
    seq_no exact = enter(&d, "fund.staged", "fund=f; stage=formed; date=2024-06-30");
    seq_no back = reverse(&d, exact);
    date none = {DAY_NONE, PRECISION_UNKNOWN};
    const struct {
        presence is;
        seq_no row;
        basis at;
    } cases[] = {
        {PRESENT_NO, year, {.prefix = year - 1, .as_of = on("2026-01-01"), .published_by = none}},
        {PRESENT_NO, year, {.prefix = year, .as_of = on("2023-12-31"), .published_by = none}},
        {PRESENT_UNDETERMINED, year, {.prefix = year, .as_of = on("2024-01-01"), .published_by = none}},
        {PRESENT_UNDETERMINED, year, {.prefix = year, .as_of = on("2024-12-30"), .published_by = none}},
        {PRESENT_YES, year, {.prefix = year, .as_of = on("2024-12-31"), .published_by = none}},
        {PRESENT_YES,
         year,
         {.prefix = year, .as_of = on("2024-12-31"), .published_by = {on("2025-03-31"), PRECISION_DAY}}},
        {PRESENT_YES,
         year,
         {.prefix = year, .as_of = on("2024-12-31"), .published_by = {on("2025-03-01"), PRECISION_MONTH}}},
        {PRESENT_UNPUBLISHED,
         year,
         {.prefix = year, .as_of = on("2024-12-31"), .published_by = {on("2025-03-30"), PRECISION_DAY}}},
        {PRESENT_UNPUBLISHED,
         year,
         {.prefix = year, .as_of = on("2024-05-01"), .published_by = {on("2025-01-01"), PRECISION_DAY}}},
        {PRESENT_NO,
         year,
         {.prefix = year, .as_of = on("2023-12-31"), .published_by = {on("2025-01-01"), PRECISION_DAY}}},
        {PRESENT_YES, exact, {.prefix = exact, .as_of = on("2024-06-30"), .published_by = none}},
        {PRESENT_NO, exact, {.prefix = exact, .as_of = on("2024-06-29"), .published_by = none}},
        {PRESENT_UNPUBLISHED,
         exact,
         {.prefix = exact, .as_of = on("2024-06-30"), .published_by = {on("2199-12-31"), PRECISION_DAY}}},
        {PRESENT_NO, exact, {.prefix = back, .as_of = on("2026-06-30"), .published_by = none}},
        {PRESENT_YES, back, {.prefix = back, .as_of = on("2024-06-30"), .published_by = none}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (present(cases[i].row, &cases[i].at) != cases[i].is) fail_msg("case %zu", i);
}

static void known_at_is_a_prefix(void **state)
{
    (void)state;
    static const struct {
        const char *at;
        seq_no prefix;
    } cases[] = {{"2019-12-31T23:59:59Z", 0},
                 {"2020-01-01T08:00:00Z", 1},
                 {"2024-12-31", 1},
                 {"2025-01-01T08:00:00Z", 2},
                 {"2025-01-01T08:00:00.999999Z", 2},
                 {"2025-01-01T08:00:01Z", 4},
                 {"2025-01-01", 4},
                 {"2025-01-03", 5},
                 {"2199-01-01", 5}};
    desk_at(&d, "2025-01-01T08:00:00Z");
    party(&d, "a", "soe");
    party(&d, "b", "soe");
    d.now_us -= 1000000; /* two entries of one instant */
    party(&d, "c", "soe");
    desk_at(&d, "2025-01-02T08:00:00Z");
    party(&d, "e", "soe");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t us;
        assert_int_equal(instant_parse(&us, str_from(cases[i].at), NULL), ERR_OK);
        assert_int_equal(book_prefix_at(d.b, us), cases[i].prefix);
    }
    assert_int_equal(book_prefix_at(d.b, INT64_MIN), 0);
}

static void days_of_instants(void **state)
{
    (void)state;
    const int64_t hour = INT64_C(3600000000);
    const struct {
        int64_t us;
        day utc, anywhere;
    } cases[] = {{0, 0, 0},         {-1, -1, 0},          {10 * hour - 1, 0, 0},    {10 * hour, 0, 1},
                 {24 * hour, 1, 1}, {-24 * hour, -1, -1}, {-24 * hour - 1, -2, -1}, {-14 * hour - 1, -1, -1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(day_of_instant(cases[i].us), cases[i].utc);
        assert_int_equal(day_latest_anywhere(cases[i].us), cases[i].anywhere);
    }
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(spans_of_a_day),
        ON_A_DESK(what_counts),
        ON_A_DESK(known_at_is_a_prefix),
        ON_A_DESK(days_of_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
