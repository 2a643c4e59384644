/* rows: random and extreme events come back as they went in, one by one and as slices; pairs lead back through them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "event_sample.h"
#include "rows/rows.h"

enum { ROWS = 2 * ROWS_IN_CHUNK + 77 };
static arena *a;
static row_store r;

static int open_rows(void **state)
{
    (void)state;
    a = arena_new("rows", (size_t)1 << 30);
    assert_non_null(a);
    r = (row_store){.count = 0};
    rows_begin(&r, a);
    return 0;
}

static int close_rows(void **state)
{
    (void)state;
    rows_end(&r);
    arena_free(a);
    return 0;
}

static void nth_event(event *ev, seq_no seq, uint64_t *seed)
{
    const kind_info *k = NULL;
    for (uint32_t i = seq % 100 + 1; i > 0; i--) do
            k = kind_next(k);
        while (k == NULL || !k->works);
    sample_event(ev, k->kind, seq + 1, seed, a);
    ev->seq = seq;
    ev->batch = sample_below(seed, 5) * UINT64_C(0x100000001);
}

static void slice_agrees(const row_slice *s, uint32_t i, const event *ev)
{
    const wide_row *w = slice_wide(s, i);
    assert_int_equal(s->kind[i], ev->kind);
    assert_int_equal(s->minor[i], ev->amount.minor);
    assert_int_equal(s->recorded_us[i], ev->recorded_us);
    assert_int_equal(s->effective[i], ev->effective.first);
    assert_int_equal(s->booked[i], ev->booked);
    assert_int_equal(s->subject[i], ev->subject);
    assert_int_equal(s->object[i], ev->object);
    assert_int_equal(s->maker[i], ev->maker);
    assert_int_equal(s->unit[i], ev->amount.unit);
    assert_int_equal(s->purpose[i], ev->purpose);
    assert_int_equal(s->class_code[i], ev->class_code);
    assert_int_equal(slice_precision(s, i), ev->effective.precision);
    assert_int_equal(slice_qualifier(s, i), ev->amount.q);
    assert_int_equal(slice_is_exact(s, i), ev->amount.q == QUALIFIER_EXACT);
    assert_int_equal(slice_unfunded(s, i), ev->unfunded_minor);
    assert_int_equal(slice_has_unfunded(s, i), ev->has_unfunded);
    assert_int_equal(slice_third(s, i), ev->third);
    assert_true(str_equal(slice_attrs(s, i), ev->attrs));
    assert_int_equal(w ? w->ref : 0, ev->ref);
    assert_int_equal(slice_reversed_by(s, i, ROWS), 0);
}

static void random_rows_come_back(void **state)
{
    (void)state;
    uint64_t seed = 11, again = 11;
    event ev, is;
    row_slice s = {.count = 0};
    for (seq_no seq = 1; seq <= ROWS; seq++) {
        nth_event(&ev, seq, &seed);
        assert_true(rows_put(&r, &ev));
    }
    for (seq_no seq = 1; seq <= ROWS; seq++) {
        nth_event(&ev, seq, &again);
        rows_get(&is, &r, seq);
        assert_true(sample_equal(&ev, &is));
        assert_true(ev.batch == is.batch);
        assert_int_equal(rows_document(&r, seq), ev.cite.document);
        if (seq >= s.first + s.count) rows_slice(&s, &r, seq, ROWS);
        slice_agrees(&s, seq - s.first, &ev);
    }
}

static void fill_rows(row_store *to, uint32_t count, void (*change)(event *ev), seq_no changed)
{
    uint64_t seed = 11;
    event ev;
    *to = (row_store){.count = 0};
    rows_begin(to, a);
    for (seq_no seq = 1; seq <= count; seq++) {
        nth_event(&ev, seq, &seed);
        if (seq == changed) change(&ev);
        assert_true(rows_put(to, &ev));
    }
}

static void change_amount(event *ev)
{
    ev->amount.minor++;
}
static void change_recorded(event *ev)
{
    ev->recorded_us++;
}
static void change_maker(event *ev)
{
    ev->maker ^= 1;
}
static void change_attrs(event *ev)
{
    ev->attrs = STR("{\"a\":1}");
}
static void change_title(event *ev)
{
    ev->cite.title = STR("another title");
}
static void change_approver(event *ev)
{
    ev->approver ^= 1;
}
static void change_batch(event *ev)
{
    ev->batch += 7;
}

static void any_difference_is_seen(void **state)
{
    static void (*const CHANGE[])(event *) = {change_amount, change_recorded, change_maker, change_attrs,
                                              change_title,  change_approver, change_batch};
    static row_store one, other;
    enum { COUNT = ROWS_IN_CHUNK + 50, CHANGED = ROWS_IN_CHUNK + 20 };
    (void)state;
    fill_rows(&one, COUNT, change_amount, 0);
    fill_rows(&other, COUNT, change_amount, 0);
    assert_true(rows_same(&one, &other, COUNT));
    for (size_t i = 0; i < COUNT_OF(CHANGE); i++) {
        fill_rows(&other, COUNT, CHANGE[i], CHANGED);
        assert_true(rows_same(&one, &other, CHANGED - 1));
        assert_false(rows_same(&one, &other, CHANGED));
        assert_false(rows_same(&other, &one, COUNT));
    }
    fill_rows(&other, COUNT, change_amount, 0);
    rows_chunk(&other, 5)->reversed_by[rows_at(5)] = 40;
    assert_true(rows_same(&one, &other, 39)); /* not made yet */
    assert_false(rows_same(&one, &other, 40));
}

/* Amounts, effects and days at the ends of what a row may say. */
static void extremes_come_back(void **state)
{
    (void)state;
    static const int64_t ends[] = {0, 1, -1, 7, INT64_MAX, -INT64_MAX, INT64_MIN};
    seq_no seq = 0;
    event ev, is;
    for (int pass = 0; pass < 2; pass++) {
        seq = 0;
        for (size_t i = 0; i < COUNT_OF(ends); i++)
            for (size_t k = 0; k < COUNT_OF(ends); k++)
                for (int has = 0; has < 2; has++) {
                    ev = (event){
                        .seq = ++seq, .kind = KIND_CONTRIBUTION_PAID, .format = EVENT_FORMAT, .maker = UINT32_MAX};
                    ev.effective = (date){i % 2 ? DAY_LAST : DAY_FIRST, (day_precision)(k % PRECISION_UNKNOWN)};
                    ev.published = (date){DAY_NONE, PRECISION_UNKNOWN};
                    ev.booked = i % 3 ? DAY_NONE : INT32_MAX;
                    ev.subject = ev.object = UINT32_MAX - 1;
                    ev.amount = (amount){.minor = ends[i], .q = (qualifier)(k % QUALIFIER_COUNT), .unit = UINT16_MAX};
                    ev.has_unfunded = has;
                    ev.unfunded_minor = ends[k];
                    ev.purpose = ev.class_code = UINT8_MAX;
                    if (pass == 0) {
                        assert_true(rows_put(&r, &ev));
                        continue;
                    }
                    rows_get(&is, &r, seq);
                    assert_true(sample_equal(&ev, &is));
                }
    }
}

/* What rows keep in one byte or two fits there: an enum, a unit that does not would stop the program. */
static void every_list_fits(void **state)
{
    (void)state;
    for (int list = 1; list < LIST_COUNT; list++)
        for (int number = UINT8_MAX + 1; number < 2000; number++) assert_null(enum_word((enum_list)list, number));
    for (int code = UINT16_MAX + 1; code < UINT16_MAX + 5000; code++) assert_null(unit_get(code));
}

static void pairs_lead_back(void **state)
{
    (void)state;
    enum { PARTIES = 90 };
    static seq_no last[PARTIES][PARTIES];
    uint64_t seed = 5;
    for (seq_no seq = 1; seq <= ROWS; seq++) {
        event ev = {.seq = seq, .kind = seq % 3 ? KIND_CONTRIBUTION_PAID : KIND_STAKE_REPORTED, .format = EVENT_FORMAT};
        ev.subject = sample_below(&seed, PARTIES);
        ev.object = sample_below(&seed, PARTIES);
        ev.published = (date){DAY_NONE, PRECISION_UNKNOWN};
        assert_true(rows_put(&r, &ev));
        bool has = seq % 3 && ev.subject && ev.object;
        uint32_t pair = rows_chunk(&r, seq)->pair[rows_at(seq)];
        assert_int_equal(pair != 0, has);
        if (!has) continue;
        assert_int_equal(rows_chunk(&r, seq)->link[rows_at(seq)], last[ev.subject][ev.object]);
        assert_int_equal(rows_find_pair(&r, ev.subject, ev.object), pair);
        assert_int_equal(rows_pair(&r, pair)->newest, seq);
        last[ev.subject][ev.object] = seq;
    }
    assert_int_equal(rows_find_pair(&r, PARTIES, 1), 0);
}

#define ON_ROWS(f) cmocka_unit_test_setup_teardown(f, open_rows, close_rows)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_ROWS(random_rows_come_back), ON_ROWS(any_difference_is_seen), ON_ROWS(extremes_come_back),
        ON_ROWS(every_list_fits),       ON_ROWS(pairs_lead_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
