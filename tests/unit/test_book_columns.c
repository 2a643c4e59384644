/* columns: rows come back as they went in; what they name is counted; memory may end anywhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book/book_int.h"
#include "book_sample.h"
#include "event_sample.h"

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

/* Rows of any kind, put as they are: nothing of them is lost or changed. */
static void rows_come_back(void **state)
{
    (void)state;
    enum { ROWS = CHUNK_ROWS + 50 };
    uint64_t seed = 42, again = 42;
    book *b;
    assert_int_equal(book_new(&b, NULL), ERR_OK);
    for (int pass = 0; pass < 2; pass++) {
        const kind_info *k = NULL;
        for (seq_no seq = 2; seq <= ROWS; seq++) {
            event ev, is;
            do k = kind_next(k);
            while (k == NULL || !k->works);
            sample_event(&ev, k->kind, seq, pass ? &again : &seed, d.a);
            ev.seq = seq - 1;
            if (pass == 0) {
                assert_true(columns_put(b, &ev));
                continue;
            }
            book_entry(&is, b, ev.seq);
            assert_true(sample_equal(&ev, &is));
            assert_int_equal(book_kind(b, ev.seq), ev.kind);
            assert_int_equal(book_recorded_us(b, ev.seq), ev.recorded_us);
            assert_int_equal(book_reversed_by(b, ev.seq, ROWS), 0);
        }
    }
    assert_int_equal(book_applied(b), ROWS - 1);
    assert_int_equal(book_length(b), 0); /* nothing was published */
    book_publish(b);
    assert_int_equal(book_length(b), ROWS - 1);
    book_free(b);
}

/* One article is the source of many rows: its texts are kept once. */
static void citations_are_kept_once(void **state)
{
    (void)state;
    party(&d, "f", "sub_fund");
    event one, other, bare;
    seq_no first = enter(&d, "fund.staged", "fund=f; stage=formed; source_title=公告; source_words=已设立");
    seq_no second = enter(&d, "fund.staged", "fund=f; stage=filed; source_title=公告; source_words=已备案");
    seq_no third = enter(&d, "fund.staged", "fund=f; stage=filed");
    book_entry(&one, d.b, first);
    book_entry(&other, d.b, second);
    book_entry(&bare, d.b, third);
    assert_ptr_equal(one.cite.title.ptr, other.cite.title.ptr);
    assert_ptr_not_equal(one.cite.words.ptr, other.cite.words.ptr);
    assert_true(text_is(other.cite.words, "已备案"));
    assert_int_equal(bare.cite.title.len, 0);
    assert_null(chunk_of(d.b, third)->cite[row_of(third)]);
}

/* What a row borrows belongs to the book, not to the command. */
static void texts_are_copied(void **state)
{
    (void)state;
    char attrs[] = "{\"id\":\"f\",\"name\":\"F\"}", title[] = "title";
    event ev = {.seq = 2, .recorded_us = d.now_us, .maker = 1, .kind = KIND_PROGRAM_NAMED, .format = EVENT_FORMAT};
    ev.effective = ev.published = (date){DAY_NONE, PRECISION_UNKNOWN};
    ev.booked = DAY_NONE;
    ev.attrs = str_from(attrs);
    ev.cite.title = str_from(title);
    assert_int_equal(book_apply(d.b, &ev, &d.e), ERR_OK);
    for (size_t i = 0; attrs[i]; i++) attrs[i] = '?';
    title[0] = '?';
    book_entry(&ev, d.b, 2);
    assert_true(text_is(ev.attrs, "{\"id\":\"f\",\"name\":\"F\"}"));
    assert_true(text_is(ev.cite.title, "title"));
    assert_int_equal(book_find_id(d.b, STR("f")), 2);
}

static void uses_are_counted(void **state)
{
    (void)state;
    seq_no lp = party(&d, "lp", "soe"), f = party(&d, "f", "sub_fund");
    seq_no role = enter(&d, "role.assigned", "party=lp; in=f; role=lp");
    seq_no ended = enter(&d, "role.ended", "party=lp; in=f; role=lp");
    const chunk *c = chunk_of(d.b, lp);
    assert_int_equal(c->use_count[row_of(lp)], 2);
    assert_int_equal(c->use_count[row_of(f)], 2);
    assert_int_equal(c->use_count[row_of(role)], 1);
    reverse(&d, ended);
    reverse(&d, role);
    assert_int_equal(c->use_count[row_of(lp)], 0);
    assert_int_equal(c->use_count[row_of(role)], 0);
    assert_int_equal(c->use_count[row_of(ended)], 0);
}

/* Every single memory that a row takes may be refused: a fault that names the limit, and the next book is as ever. */
static void memory_may_end_anywhere(void **state)
{
    (void)state;
    static const char *const fields =
        "id=f; name=\"F\"; name_en=E; class=sub_fund; uscc=91350100M000100Y43; source_title=t; source_url=u";
    desk_decide(&d, "party.registered", fields);
    event ev = d.ev, first;
    book_entry(&first, d.b, 1);
    err_code code = E_LIMIT;
    uint64_t n = 1;
    for (; code == E_LIMIT; n++) {
        book *b;
        assert_int_equal(book_new(&b, NULL), ERR_OK);
        assert_int_equal(book_apply(b, &first, NULL), ERR_OK);
        arena_fail_at(n);
        code = book_apply(b, &ev, &d.e);
        arena_fail_at(0);
        if (code) {
            assert_int_equal(code, E_LIMIT);
            assert_string_equal(arg_text(&d, "limit"), "BOOK_BYTES_MAX");
        } else {
            assert_true(text_is(book_name(b, 2, 2, true), "\"F\""));
            assert_int_equal(book_find_id(b, STR("f")), 2);
        }
        book_free(b);
    }
    assert_true(n > 8);
    arena_fail_at(1);
    book *none = NULL;
    assert_int_equal(book_new(&none, &d.e), E_LIMIT);
    arena_fail_at(0);
    assert_null(none);
    assert_string_equal(arg_text(&d, "limit"), "BOOK_BYTES_MAX");
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(rows_come_back),   ON_A_DESK(citations_are_kept_once), ON_A_DESK(texts_are_copied),
        ON_A_DESK(uses_are_counted), ON_A_DESK(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
