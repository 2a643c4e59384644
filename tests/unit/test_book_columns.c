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
    enum { ROWS = ROWS_IN_CHUNK + 50 };
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
    assert_int_equal(rows_document(&d.b->rows, third), 0);
    assert_null(rows_wide(&d.b->rows, third));
}

/* What a row borrows belongs to the book, not to the command. */
static void texts_are_copied(void **state)
{
    (void)state;
    char attrs[] = "{\"id\":\"f\",\"name\":\"F\"}", cited[] = "title url row words span";
    event ev = {.seq = 2, .recorded_us = d.now_us, .maker = 1, .kind = KIND_PROGRAM_NAMED, .format = EVENT_FORMAT};
    ev.effective = ev.published = (date){DAY_NONE, PRECISION_UNKNOWN};
    ev.booked = DAY_NONE;
    ev.attrs = str_from(attrs);
    const str *kept[] = {&ev.cite.title, &ev.cite.url, &ev.cite.row, &ev.cite.words, &ev.cite.span};
    const char *const words[] = {"title", "url", "row", "words", "span"};
    ev.cite = (citation){{cited, 5}, {cited + 6, 3}, {cited + 10, 3}, {cited + 14, 5}, {cited + 20, 4}, 0, 0};
    assert_int_equal(book_apply(d.b, &ev, &d.e), ERR_OK);
    for (size_t i = 0; attrs[i]; i++) attrs[i] = '?';
    for (size_t i = 0; cited[i]; i++) cited[i] = '?';
    book_entry(&ev, d.b, 2);
    assert_true(text_is(ev.attrs, "{\"id\":\"f\",\"name\":\"F\"}"));
    for (size_t i = 0; i < COUNT_OF(kept); i++) assert_true(text_is(*kept[i], words[i]));
    assert_int_equal(book_find_id(d.b, STR("f")), 2);
}

static void uses_are_counted(void **state)
{
    (void)state;
    seq_no lp = party(&d, "lp", "soe"), f = party(&d, "f", "sub_fund");
    seq_no role = enter(&d, "role.assigned", "party=lp; in=f; role=lp");
    seq_no ended = enter(&d, "role.ended", "party=lp; in=f; role=lp");
    assert_int_equal(*rows_uses(&d.b->rows, lp), 2);
    assert_int_equal(*rows_uses(&d.b->rows, f), 2);
    assert_int_equal(*rows_uses(&d.b->rows, role), 1);
    reverse(&d, ended);
    reverse(&d, role);
    assert_int_equal(*rows_uses(&d.b->rows, lp), 0);
    assert_int_equal(*rows_uses(&d.b->rows, role), 0);
    assert_int_equal(*rows_uses(&d.b->rows, ended), 0);
}

static const struct {
    const char *kind_word, *fields;
} story[] = {
    {"party.registered", "id=f; name=\"F\"; name_en=E; class=sub_fund; uscc=91350100M000100Y43; source_title=t"},
    {"party.registered", "id=a; name=A; class=soe; source_url=u"},
    {"party.registered", "id=b; name=B; class=soe"},
    {"party.changed", "party=a; name=\"AA\"; name_en=N; uscc=91310000MA1FL5E777"},
    {"party.alias", "party=b; alias=\"BB\""},
    {"cluster.defined", "id=c; name=C; class=population"},
    {"cluster.defined", "id=k; name=K; class=fund_cluster"},
    {"cluster.member_added", "cluster=k; member=c"},
    {"cluster.member_added", "cluster=c; member=a"},
    {"role.assigned", "party=a; in=f; role=lp"},
    {"enterprise.tagged", "party=a; tag=unicorn"},
    {"commitment.signed", "investor=a; fund=f; amount=5元; date=2025-01-01"},
    {"contribution.paid", "investor=a; fund=f; amount=5元; date=2025-01-01"},
    {"distribution.paid", "investor=a; fund=f; amount=5元; date=2025-01-02"},
    {"party.merged", "party=a; into=b"},
    {"entry.reversed", "entry=16; reason=slip"},
    {"period.closed", "through=2025-01-31"},
};

/* Rows 1 … before, folded anew; then the next one with the n-th memory refused. */
static err_code fold_until(seq_no before, uint64_t n)
{
    book *b;
    event ev;
    assert_int_equal(book_new(&b, NULL), ERR_OK);
    for (seq_no seq = 1; seq <= before; seq++) {
        book_entry(&ev, d.b, seq);
        assert_int_equal(book_apply(b, &ev, NULL), ERR_OK);
    }
    book_entry(&ev, d.b, before + 1);
    d.e = (err){.code = ERR_OK};
    arena_fail_at(n);
    err_code code = book_apply(b, &ev, &d.e);
    arena_fail_at(0);
    if (code) assert_string_equal(arg_text(&d, "limit"), "BOOK_BYTES_MAX");
    book_free(b);
    return code;
}

/* Every single memory that a row takes may be refused: a fault that names the limit, never half an answer. */
static void memory_may_end_anywhere(void **state)
{
    (void)state;
    uint64_t failed = 0;
    for (size_t i = 0; i < COUNT_OF(story); i++) enter(&d, story[i].kind_word, story[i].fields);
    for (seq_no before = 1; before < book_applied(d.b); before++)
        for (uint64_t n = 1;; n++) {
            err_code code = fold_until(before, n);
            if (code == ERR_OK) break;
            assert_int_equal(code, E_LIMIT);
            failed++;
        }
    assert_true(failed > 2 * COUNT_OF(story));
}

static void no_memory_for_a_book(void **state)
{
    (void)state;
    book *none = NULL;
    arena_fail_at(1);
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
        ON_A_DESK(uses_are_counted), ON_A_DESK(memory_may_end_anywhere), ON_A_DESK(no_memory_for_a_book),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
