/* hash: the same facts are the same book, whoever entered them when; any other fact is another. */
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

static const struct {
    const char *kind_word, *fields;
} story[] = {
    {"party.registered", "id=lp; name=出资人; class=soe; uscc=91350100M000100Y43; date=2010"},
    {"party.registered", "id=f; name=基金; class=sub_fund; source_title=公告; source_url=http://x; published=2024-05"},
    {"document.filed", "id=doc; title=通知"},
    {"commitment.signed", "investor=lp; fund=f; amount=100元; date=2025-01-01; document=doc"},
    {"contribution.paid", "investor=lp; fund=f; amount=60元; date=2025-02-01; source_row=7; confidence=high"},
    {"role.assigned", "party=lp; in=f; role=lp; date=2025Q1"},
    {"role.ended", "party=lp; in=f; role=lp"},
    {"entry.reversed", "entry=6; reason=slip"},
    {"contribution.paid", "investor=lp; fund=f; amount=50元; date=2025-02-03"},
    {"period.closed", "through=2025-06-30; note=half-year"},
    {"distribution.paid", "investor=lp; fund=f; amount=50元; date=2025-03-03; recallable=10元"},
    {"stake.reported", "investor=lp; fund=f; share=12.5; amount=20-50亿元; state=stated; published=2025"},
};

static void tell(desk *at)
{
    for (size_t i = 0; i < COUNT_OF(story); i++) enter(at, story[i].kind_word, story[i].fields);
}

/* Decided in batches: those of one batch see one head, as an import does. Each batch's rows are then folded anew. */
static void any_batching_gives_one_book(void **state)
{
    (void)state;
    static const seq_no sizes[] = {1, 7, 1000};
    tell(&d);
    const char *whole = hash_now(&d);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        book *again;
        hash h;
        char hex[HASH_BYTES * 2 + 1];
        assert_int_equal(book_new(&again, NULL), ERR_OK);
        for (seq_no seq = 1; seq <= book_applied(d.b); seq++) {
            event ev;
            book_entry(&ev, d.b, seq);
            ev.batch = (seq - 1) / sizes[i] + 1;
            assert_int_equal(book_apply(again, &ev, &d.e), ERR_OK);
            if (seq % sizes[i] == 0) book_publish(again);
        }
        book_publish(again);
        book_hash(&h, again, book_length(again));
        hash_print(hex, &h);
        assert_string_equal(hex, whole);
        book_free(again);
    }
}

/* The same facts entered by other hands, at another hour, under other heads. */
static void other_hands_same_book(void **state)
{
    (void)state;
    desk other;
    desk_open(&other);
    enter(&d, "actor.registered", "id=chief; name=Chief");
    enter(&other, "actor.registered", "id=chief; name=Chief");
    static const char *const same[] = {"id=lp; name=L; class=soe; date=2010",
                                       "id=lp; name=L; class=soe; date=2010; maker=chief; approver=clerk"};
    enter(&d, "party.registered", same[0]);
    desk_at(&other, "2030-01-01T00:00:00Z");
    enter(&other, "party.registered", same[1]);
    assert_string_equal(hash_now(&d), hash_now(&other));
    enter(&d, "period.closed", "through=2025-12-31; note=year");
    other.seq_in_file = 4;
    enter(&other, "period.closed", "through=2025-12-31; note=year; head=0123; head_seq=1");
    assert_string_equal(hash_now(&d), hash_now(&other));
    desk_close(&other);
}

/* A decided row makes the same book whether it is asked again or not. */
static void unasked_same_book(void **state)
{
    (void)state;
    desk other;
    desk_open(&other);
    other.unasked = true;
    tell(&d);
    tell(&other);
    assert_int_equal(book_applied(other.b), book_applied(d.b));
    assert_string_equal(hash_now(&d), hash_now(&other));
    desk_close(&other);
}

/* One change of one field of one row is another book. */
static void every_fact_counts(void **state)
{
    (void)state;
    enum { ROW = 13 };
    tell(&d);
    event ev;
    book_entry(&ev, d.b, ROW);
    assert_int_equal(ev.kind, KIND_STAKE_REPORTED);
    event other[24];
    for (size_t i = 0; i < COUNT_OF(other); i++) other[i] = ev;
    other[0].kind = KIND_HOLDING_REPORTED;
    other[1].effective = (date){on("2025-01-01"), PRECISION_DAY};
    other[2].effective = (date){on("2025-01-01"), PRECISION_YEAR};
    other[3].booked = on("2025-01-01");
    other[4].published.first++;
    other[5].published.precision = PRECISION_DAY;
    other[6].subject = 3;
    other[7].object = 2;
    other[8].third = 2;
    other[9].purpose = 1;
    other[10].class_code = 2;
    other[11].amount.minor++;
    other[12].amount.hi_minor++;
    other[13].amount.q = QUALIFIER_EXACT;
    other[14].amount.unit = UNIT_USD;
    other[15].quantity++;
    other[16].unfunded_minor = 1;
    other[17].ref = 5;
    other[18].attrs = STR("{\"note\":\"x\"}");
    other[19].cite.title = STR("x");
    other[20].cite.url = STR("x");
    other[21].cite.row = STR("x");
    other[22].cite.words = STR("x");
    other[23].cite.confidence = 1;
    char seen[COUNT_OF(other) + 1][HASH_BYTES * 2 + 1];
    for (size_t i = 0; i <= COUNT_OF(other); i++) {
        book *b;
        hash h;
        assert_int_equal(book_new(&b, NULL), ERR_OK);
        for (seq_no seq = 1; seq < ROW; seq++) {
            event same;
            book_entry(&same, d.b, seq);
            assert_true(columns_put(b, &same));
        }
        assert_true(columns_put(b, i < COUNT_OF(other) ? &other[i] : &ev));
        book_hash(&h, b, ROW);
        hash_print(seen[i], &h);
        for (size_t k = 0; k < i; k++) assert_string_not_equal(seen[k], seen[i]);
        book_free(b);
    }
}

/* The hash of a prefix does not know what came after. */
static void a_prefix_keeps_its_hash(void **state)
{
    (void)state;
    hash was[COUNT_OF(story)], is;
    for (size_t i = 0; i < COUNT_OF(story); i++) {
        enter(&d, story[i].kind_word, story[i].fields);
        book_hash(&was[i], d.b, book_applied(d.b));
    }
    for (size_t i = 0; i < COUNT_OF(story); i++) {
        book_hash(&is, d.b, (seq_no)i + 2);
        assert_true(hash_equal(&was[i], &is));
    }
    seq_no prefix[2 * COUNT_OF(story)]; /* in one walk, each asked for twice */
    hash all[COUNT_OF(prefix)];
    for (size_t i = 0; i < COUNT_OF(prefix); i++) prefix[i] = (seq_no)(i / 2) + 2;
    book_hashes(all, d.b, prefix, COUNT_OF(prefix));
    for (size_t i = 0; i < COUNT_OF(prefix); i++) assert_true(hash_equal(&was[i / 2], &all[i]));
}

/* The bytes that are hashed are on paper in reports: they may not change from one build to the next. */
static void the_hash_of_one_known_book(void **state)
{
    (void)state;
    tell(&d);
    assert_string_equal(hash_now(&d), "5fbc775b73bed10f69973b31cdb8058981c038ca3ae69fbee33fb942bbca8827");
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(any_batching_gives_one_book), ON_A_DESK(other_hands_same_book),
        ON_A_DESK(unasked_same_book),           ON_A_DESK(every_fact_counts),
        ON_A_DESK(a_prefix_keeps_its_hash),     ON_A_DESK(the_hash_of_one_known_book),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
