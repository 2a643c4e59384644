/* The write path: all or nothing, whatever fails and wherever; and the handle can be used afterwards. */
#include "app/app_int.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <stdio.h>
#include <string.h>

static const char GOOD[] = "kind,id,name,class\nparty.registered,a,甲,soe\nparty.registered,b,乙,bank\n";

static void a_batch_is_written_whole(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_imported done;
    assert_int_equal(app_import(&s, APP_SAMPLE_ROWS, NULL, false, &done, NULL), WEIR_OK);
    assert_int_equal(done.rows, APP_SAMPLE_COUNT - 1); /* the close follows in a batch of its own */
    assert_int_equal(done.first_seq, 2);
    assert_int_equal(done.last_seq, APP_SAMPLE_COUNT);
    weir_head written = app_head(&s);
    app_sample_reopen(&s);
    weir_head found = app_head(&s);
    assert_same_head(&written, &found);
    app_sample_remove(&s);
}

/* Each text has one bad row, in another place and for another reason. */
static void one_bad_row_and_nothing_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
        uint64_t row;
    } cases[] = {
        {"kind,id,name,class\nparty.registered,a,甲,soe\nparty.registered,b,乙,nosuch\n", "E_ENUM_UNKNOWN", 3},
        {"kind,id,name,class\nparty.registered,a,甲,soe\nparty.registered,a,乙,soe\n", "E_ID_TAKEN", 3},
        {"kind,id,name,class\nparty.registered,admin,甲,soe\nparty.registered,b,乙,soe\n", "E_ID_TAKEN", 2},
        {"kind,id,name,class\nparty.registered,a,甲,soe\n\"party.registered,b,乙,soe\n", "E_CSV_SYNTAX", 3},
    };
    app_sample s;
    app_sample_make(&s);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        weir_head before = app_head(&s);
        weir_error *error = NULL;
        weir_imported done = {.rows = 77};
        assert_int_equal(app_import(&s, cases[i].text, NULL, false, &done, &error), WEIR_REFUSED);
        assert_int_equal(done.rows, 77);
        assert_int_equal(weir_error_count(error), 1);
        assert_int_equal(weir_error_row(error, 0), cases[i].row);
        size_t bytes;
        assert_non_null(strstr(weir_error_mend(error, &bytes), "error_zh"));
        assert_code(error, cases[i].code);
        app_sample_reopen(&s);
        weir_head after = app_head(&s);
        assert_same_head(&before, &after);
    }
    app_sample_remove(&s);
}

static void after_a_refusal_the_same_handle_goes_on(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_imported done;
    assert_int_equal(app_import(&s, "kind,id,name,class\nparty.registered,a,甲,soe\nparty.registered,a,乙,soe\n", NULL,
                                false, &done, NULL),
                     WEIR_REFUSED);
    app_import_good(&s, GOOD); /* a is free: the refused batch has left nothing in the fold */
    weir_head written = app_head(&s);
    assert_int_equal(written.seq, 3);
    app_sample_reopen(&s);
    weir_head found = app_head(&s);
    assert_same_head(&written, &found);
    app_sample_remove(&s);
}

static void a_dry_run_checks_and_writes_nothing(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_head before = app_head(&s);
    weir_imported done;
    assert_int_equal(app_import(&s, GOOD, NULL, true, &done, NULL), WEIR_OK);
    assert_int_equal(done.rows, 2);
    assert_int_equal(done.first_seq, 0);
    assert_int_equal(weir_verify(s.book, NULL, NULL), WEIR_OK);
    weir_head after = app_head(&s);
    assert_same_head(&before, &after);
    app_import_good(&s, GOOD);
    assert_int_equal(app_head(&s).seq, 3);
    app_sample_remove(&s);
}

static void a_file_is_taken_once(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_imported done;
    weir_error *error = NULL;
    app_import_good(&s, GOOD);
    assert_int_equal(app_import(&s, GOOD, NULL, false, &done, &error), WEIR_REFUSED);
    assert_code(error, "E_DUPLICATE_BATCH");
    assert_int_equal(app_import(&s, GOOD, "again", false, &done, &error), WEIR_REFUSED); /* now the rules speak */
    assert_code(error, "E_ID_TAKEN");
    app_sample_remove(&s);
}

/* Three rows hang on the first, which is bad; the last hangs on nothing. */
static void rows_that_depend_on_a_bad_row_say_so(void **state)
{
    (void)state;
    static const char text[] = "kind,id,name,class,party,alias,fund,stage\n"
                               "party.registered,f9,九号,nosuch,,,,\n"
                               "party.alias,,,,f9,老九,,\n"
                               "fund.staged,,,,,,九号,formed\n"
                               "fund.staged,,,,,,老九,formed\n"
                               "fund.staged,,,,,,八号,formed\n";
    static const char *const codes[] = {"E_ENUM_UNKNOWN", "E_DEPENDS", "E_DEPENDS", "E_DEPENDS", "E_NAME_UNKNOWN"};
    app_sample s;
    app_sample_make(&s);
    weir_imported done;
    weir_error *error = NULL;
    assert_int_equal(app_import(&s, text, NULL, false, &done, &error), WEIR_REFUSED);
    assert_int_equal(weir_error_count(error), COUNT_OF(codes));
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        assert_string_equal(weir_error_code(error, i), codes[i]);
        assert_int_equal(weir_error_row(error, i), i + 2);
    }
    assert_non_null(strstr(weir_error_text(error, 2, WEIR_EN), "row 2"));
    assert_non_null(strstr(weir_error_text(error, 3, WEIR_EN), "row 3"));
    weir_error_free(error);
    app_sample_remove(&s);
}

static void refusals_are_capped_and_counted(void **state)
{
    (void)state;
    enum { BAD_ROWS = REFUSALS_MAX + 500 };
    static char text[64 * (BAD_ROWS + 1)];
    size_t len = (size_t)snprintf(text, sizeof text, "kind,name,class\n");
    for (int i = 0; i < BAD_ROWS; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "party.registered,管理员%d,%s\n", i % 3,
                                i < 3 ? "soe" : "bank");
    app_sample s;
    app_sample_make(&s);
    weir_imported done;
    weir_error *error = NULL;
    assert_int_equal(app_import(&s, text, NULL, false, &done, &error), WEIR_REFUSED);
    assert_int_equal(weir_error_count(error), REFUSALS_MAX);
    assert_int_equal(weir_error_total(error), BAD_ROWS - 3);
    assert_code(error, "E_NAME_TAKEN");
    app_sample_remove(&s);
}

/* Every piece of memory that an import asks for is denied once. */
static void memory_that_runs_out_anywhere_leaves_the_book_as_it_was(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_head before = app_head(&s);
    weir_imported done = {.rows = 0};
    uint64_t n = 0;
    for (weir_status status = WEIR_FAULT; status != WEIR_OK;) {
        weir_error *error = NULL;
        arena_fail_at(++n);
        status = app_import(&s, GOOD, NULL, false, &done, &error);
        arena_fail_at(0);
        assert_true(n < 5000);
        if (status == WEIR_OK) break;
        assert_int_equal(status, WEIR_FAULT);
        assert_code(error, "E_LIMIT");
        weir_book *fresh = NULL;
        weir_head now;
        assert_int_equal(weir_open(&fresh, s.path, true, NULL), WEIR_OK);
        weir_head_get(&now, fresh);
        weir_close(fresh);
        assert_same_head(&before, &now);
    }
    assert_true(n > 10);
    assert_int_equal(app_head(&s).seq, 3);
    assert_int_equal(weir_verify(s.book, NULL, NULL), WEIR_OK);
    app_sample_remove(&s);
}

static weir_status post_party(weir_book *b, const char *id, weir_imported *done, weir_error **error)
{
    char fields[2][32];
    snprintf(fields[0], sizeof fields[0], "id=%s", id);
    snprintf(fields[1], sizeof fields[1], "name=%s", id);
    const char *const given[] = {fields[0], fields[1], "class=soe"};
    return weir_post(done, b, "party.registered", given, COUNT_OF(given), NULL, false, error);
}

static void two_handles_take_turns(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_book *other = NULL;
    weir_imported done;
    assert_int_equal(weir_open(&other, s.path, false, NULL), WEIR_OK);
    assert_int_equal(post_party(s.book, "a", &done, NULL), WEIR_OK);
    assert_int_equal(done.first_seq, 2);
    assert_int_equal(post_party(other, "b", &done, NULL), WEIR_OK);
    assert_int_equal(done.first_seq, 3);
    weir_error *error = NULL;
    assert_int_equal(post_party(s.book, "b", &done, &error), WEIR_REFUSED); /* it has seen what the other wrote */
    assert_code(error, "E_ID_TAKEN");
    assert_int_equal(post_party(s.book, "c", &done, NULL), WEIR_OK);
    weir_close(other);
    weir_head ours = app_head(&s);
    app_sample_reopen(&s);
    weir_head fresh = app_head(&s);
    assert_same_head(&ours, &fresh);
    app_sample_remove(&s);
}

/* ---- a look at rows before they are stored ---- */
typedef struct looking {
    app_sample *s;
    int times;
    seq_no stored, tried;
    const char *other; /* entered through another handle while we look for the first time */
    bool saw;
    err_code answer;
} looking;

static err_code look_around(void *self, seq_no stored, seq_no tried, err *e)
{
    looking *x = self;
    const book *facts = x->s->book->fold.facts;
    weir_imported done;
    x->stored = stored;
    x->tried = tried;
    x->saw = book_length(facts) == tried && book_find_id(facts, STR("a")) > stored;
    if (x->times++ == 0 && x->other) {
        weir_book *other = NULL;
        assert_int_equal(weir_open(&other, x->s->path, false, NULL), WEIR_OK);
        assert_int_equal(post_party(other, x->other, &done, NULL), WEIR_OK); /* no lock is held */
        weir_close(other);
    }
    return x->answer ? err_set(e, x->answer) : ERR_OK;
}

static weir_status import_looking(looking *x, const char *text, bool dry_run, weir_imported *done, weir_error **error)
{
    char path[128];
    snprintf(path, sizeof path, "%s/rows.txt", x->s->folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    const weir_import_options o = {.file = path, .dry_run = dry_run};
    const ingest_look look = {.self = x, .look = look_around};
    return import_looked_at(done, x->s->book, &o, &look, error);
}

static void hash_of_file(hash *out, const app_sample *s)
{
    str bytes;
    arena *a = arena_new("test", 1 << 24);
    assert_non_null(a);
    assert_int_equal(io_read_file(&bytes, s->path, 1 << 23, a, NULL), ERR_OK);
    hasher h;
    hasher_init(&h);
    hasher_put(&h, bytes.ptr, bytes.len);
    hasher_end(out, &h);
    arena_free(a);
}

/* The sample's rows, and drafts that register, change and reverse: nothing of them remains, in the file or in the fold. */
static void a_look_at_drafts_leaves_no_trace(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    app_import_good(&s, APP_SAMPLE_ROWS);
    app_import_good(&s, "{\"kind\":\"party.registered\",\"id\":\"z\",\"name\":\"末\",\"class\":\"soe\"}\n");
    weir_head before = app_head(&s);
    hash bytes_before, bytes_after;
    hash_of_file(&bytes_before, &s);
    char drafts[256];
    snprintf(drafts, sizeof drafts,
             "{\"kind\":\"party.registered\",\"id\":\"a\",\"name\":\"甲\",\"class\":\"soe\"}\n"
             "{\"kind\":\"entry.reversed\",\"entry\":%u,\"reason\":\"试\"}\n",
             (unsigned)before.seq);
    weir_imported done;
    for (int i = 0; i < 3; i++) {
        looking x = {.s = &s};
        assert_int_equal(import_looking(&x, drafts, true, &done, NULL), WEIR_OK);
        assert_int_equal(x.times, 1);
        assert_true(x.saw);
        assert_int_equal(x.stored, before.seq);
        assert_int_equal(x.tried, before.seq + 2);
        weir_head after = app_head(&s);
        assert_same_head(&before, &after);
        arena *a = request_arena(NULL);
        assert_int_equal(book_ready(s.book, a, NULL), ERR_OK);
        arena_free(a);
        assert_int_equal(book_find_id(s.book->fold.facts, STR("a")), 0);
        after = app_head(&s);
        assert_same_head(&before, &after);
    }
    hash_of_file(&bytes_after, &s);
    assert_true(hash_equal(&bytes_before, &bytes_after));
    assert_int_equal(weir_verify(s.book, NULL, NULL), WEIR_OK);
    app_sample_remove(&s);
}

static void who_looks_may_refuse_or_fail(void **state)
{
    (void)state;
    static const err_code answers[] = {E_BLOCKED, E_LIMIT};
    app_sample s;
    app_sample_make(&s);
    weir_head before = app_head(&s);
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        for (int dry = 0; dry < 2; dry++) {
            looking x = {.s = &s, .answer = answers[i]};
            weir_error *error = NULL;
            weir_imported done = {.rows = 77};
            assert_int_equal(import_looking(&x, GOOD, dry == 1, &done, &error), i == 0 ? WEIR_REFUSED : WEIR_FAULT);
            assert_code(error, i == 0 ? "E_BLOCKED" : "E_LIMIT");
            weir_head after = app_head(&s);
            assert_same_head(&before, &after);
        }
    }
    app_import_good(&s, GOOD); /* the handle goes on */
    assert_int_equal(app_head(&s).seq, 3);
    app_sample_remove(&s);
}

/* Rows are looked at without the lock; when others wrote meanwhile, they are looked at again as they will be stored. */
static void others_may_write_while_one_looks(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    weir_imported done;
    looking x = {.s = &s, .other = "c"};
    assert_int_equal(import_looking(&x, GOOD, true, &done, NULL), WEIR_OK);
    assert_int_equal(x.times, 1);
    x = (looking){.s = &s, .other = "d"};
    assert_int_equal(import_looking(&x, GOOD, false, &done, NULL), WEIR_OK);
    assert_int_equal(x.times, 2);
    assert_true(x.saw);
    assert_int_equal(x.stored, 3); /* the first actor, c, d */
    assert_int_equal(done.first_seq, 4);
    weir_head ours = app_head(&s);
    app_sample_reopen(&s);
    weir_head fresh = app_head(&s);
    assert_same_head(&ours, &fresh);
    app_sample_remove(&s);
}

static void instants_rise_even_when_the_clock_does_not(void **state)
{
    (void)state;
    int64_t far_ahead = INT64_C(4102444800000000); /* 2100 */
    assert_int_equal(clock_after(far_ahead), far_ahead + 1);
    int64_t now = clock_after(0);
    assert_true(now > INT64_C(1700000000000000));
    assert_true(clock_after(now) > now);
}

static void a_new_book_that_cannot_be_made_leaves_no_file(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    char path[128];
    snprintf(path, sizeof path, "%s/other.weir", s.folder);
    weir_error *error = NULL;
    assert_int_equal(weir_init(path, "Not An Id", "x", &error), WEIR_REFUSED);
    assert_code(error, "E_ID_SYNTAX");
    assert_false(io_exists(path));
    assert_int_equal(weir_init(s.path, "a", "x", &error), WEIR_FAULT);
    assert_code(error, "E_BOOK_EXISTS");
    assert_int_equal(weir_verify(s.book, NULL, NULL), WEIR_OK);
    app_sample_remove(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_written_whole),
        cmocka_unit_test(one_bad_row_and_nothing_is_written),
        cmocka_unit_test(after_a_refusal_the_same_handle_goes_on),
        cmocka_unit_test(a_dry_run_checks_and_writes_nothing),
        cmocka_unit_test(a_file_is_taken_once),
        cmocka_unit_test(rows_that_depend_on_a_bad_row_say_so),
        cmocka_unit_test(refusals_are_capped_and_counted),
        cmocka_unit_test(memory_that_runs_out_anywhere_leaves_the_book_as_it_was),
        cmocka_unit_test(two_handles_take_turns),
        cmocka_unit_test(a_look_at_drafts_leaves_no_trace),
        cmocka_unit_test(who_looks_may_refuse_or_fail),
        cmocka_unit_test(others_may_write_while_one_looks),
        cmocka_unit_test(instants_rise_even_when_the_clock_does_not),
        cmocka_unit_test(a_new_book_that_cannot_be_made_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
