/* Two persons, and what would get past them: an amount that hides in a reversal or in another currency, the switch of
 * control itself, a draft that the book has and the desk does not know of, papers that came after the look, two threads. */
#include "desk/desk.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const int64_t NOW = INT64_C(1795000000000000);
static const char ROW[] = "{\"kind\":\"party.registered\",\"id\":\"new-lp\",\"name\":\"新出资人\",\"class\":\"soe\"}\n";
static const char FOUR_EYES[] = "{\"kind\":\"control.set\",\"mode\":\"four_eyes\",\"limit\":\"5000万元\"}\n";

typedef struct office {
    app_sample s;
    weir_desk *desk;
    char file[128];
} office;

static void office_open(office *o)
{
    app_sample_make(&o->s);
    app_import_good(&o->s, APP_SAMPLE_ROWS);
    app_import_good(&o->s, "{\"kind\":\"actor.registered\",\"id\":\"mei\",\"name\":\"梅\"}\n"
                           "{\"kind\":\"actor.registered\",\"id\":\"chen\",\"name\":\"陈\"}\n"
                           "{\"kind\":\"actor.registered\",\"id\":\"wu\",\"name\":\"吴\"}\n");
    snprintf(o->file, sizeof o->file, "%s-desk", o->s.path);
    assert_int_equal(weir_desk_open(&o->desk, o->s.path, NULL), WEIR_OK);
}

static void office_close(office *o)
{
    weir_desk_close(o->desk);
    remove(o->file);
    app_sample_remove(&o->s);
}

static weir_draft make(office *o, const char *bytes, const char *key)
{
    weir_draft made;
    weir_error *error = NULL;
    const weir_draft_new wanted = {.maker = "mei", .bytes = bytes, .byte_count = strlen(bytes), .key = key};
    if (weir_draft_make(&made, o->desk, o->s.book, &wanted, NOW, &error))
        fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    return made;
}

/* The rows of the draft into the book under its key, as if the program had fallen before the desk was written to. */
static weir_imported fall(office *o, const weir_draft *d, const char *bytes)
{
    char key[64];
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    weir_imported done;
    weir_error *error = NULL;
    assert_int_equal(sqlite3_open(o->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT id FROM desk", -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    snprintf(key, sizeof key, "draft %llu of %s", (unsigned long long)d->id, (const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    sqlite3_close(db);
    const weir_import_options rows = {.file = "form",
                                      .bytes = bytes,
                                      .byte_count = strlen(bytes),
                                      .maker = "mei",
                                      .approver = "chen",
                                      .key = key,
                                      .is_draft = true};
    if (weir_import(&done, o->s.book, &rows, &error)) fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    return done;
}

/* ---- how many must approve ---- */
static void what_has_no_yuan_of_its_own_is_weighed_too(void **state)
{
    office o;
    (void)state;
    office_open(&o);
    app_import_good(&o.s, FOUR_EYES);
    assert_int_equal(make(&o, ROW, NULL).checkers_needed, 1);
    /* entry 5 is a commitment of a billion, entry 9 a distribution of a hundred million */
    assert_int_equal(make(&o, "{\"kind\":\"entry.reversed\",\"entry\":9,\"reason\":\"x\"}\n", NULL).checkers_needed, 2);
    assert_int_equal(make(&o, "{\"kind\":\"entry.reversed\",\"entry\":10,\"reason\":\"x\"}\n", NULL).checkers_needed,
                     2);
    static const char dollars[] =
        "{\"kind\":\"nav.reported\",\"fund\":\"f1\",\"amount\":\"1万美元\",\"date\":\"2024-12-31\"}\n";
    assert_int_equal(make(&o, dollars, NULL).checkers_needed, 2);
    assert_int_equal(make(&o, "{\"kind\":\"control.set\",\"mode\":\"single\"}\n", NULL).checkers_needed, 2);
    assert_int_equal(
        make(&o, "{\"kind\":\"indicator.observed\",\"indicator\":\"x\",\"period\":\"2024\",\"value\":\"3%\"}\n", NULL)
            .checkers_needed,
        1);
    office_close(&o);
}

/* Somebody else has lowered the limit since this handle looked. */
static void the_limit_is_that_of_the_book_as_it_stands(void **state)
{
    office o;
    weir_book *other = NULL;
    weir_imported done;
    static const char *const fields[] = {"mode=four_eyes", "limit=1元"};
    (void)state;
    office_open(&o);
    weir_draft d =
        make(&o, "{\"kind\":\"nav.reported\",\"fund\":\"f1\",\"amount\":\"1亿元\",\"date\":\"2024-12-31\"}\n", NULL);
    assert_int_equal(d.checkers_needed, 1);
    assert_int_equal(weir_refresh(o.s.book, NULL), WEIR_OK);
    assert_int_equal(weir_open(&other, o.s.path, false, NULL), WEIR_OK);
    assert_int_equal(weir_post(&done, other, "control.set", fields, COUNT_OF(fields), NULL, false, NULL), WEIR_OK);
    weir_close(other);
    assert_int_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "chen", NOW, NULL), WEIR_OK);
    assert_int_equal(d.state, WEIR_DRAFT_SECOND);
    office_close(&o);
}

static void a_limit_is_in_yuan(void **state)
{
    office o;
    weir_imported done;
    weir_error *error = NULL;
    static const char *const fields[] = {"mode=four_eyes", "limit=100美元"};
    (void)state;
    office_open(&o);
    assert_int_not_equal(weir_post(&done, o.s.book, "control.set", fields, COUNT_OF(fields), NULL, false, &error),
                         WEIR_OK);
    assert_code(error, "E_UNIT_NOT_YUAN");
    office_close(&o);
}

/* ---- a fall between book and desk ---- */
static void what_the_book_has_is_not_returned(void **state)
{
    office o;
    weir_draft seen;
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW, NULL);
    weir_imported done = fall(&o, &d, ROW);
    assert_int_not_equal(weir_draft_return(&d, o.desk, d.id, 1, "wu", "日期", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_DONE");
    assert_int_equal(weir_draft_get(&seen, o.desk, d.id, NULL), WEIR_OK);
    assert_int_equal(seen.state, WEIR_DRAFT_POSTED);
    assert_string_equal(seen.checker, "chen");
    assert_int_equal(seen.first_seq, done.first_seq);
    office_close(&o);
}

static void what_the_book_has_is_not_changed_or_withdrawn(void **state)
{
    office o;
    char digits[65];
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW, NULL);
    fall(&o, &d, ROW);
    static const char other[] = "{\"kind\":\"party.registered\",\"id\":\"p\",\"name\":\"别\",\"class\":\"soe\"}\n";
    const weir_draft_new wanted = {.maker = "mei", .bytes = other, .byte_count = sizeof other - 1};
    assert_int_not_equal(weir_draft_attach(digits, o.desk, d.id, "mei", "a", "text", 4, NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_DONE");
    assert_int_not_equal(weir_draft_change(&d, o.desk, o.s.book, d.id, 1, &wanted, NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_DONE");
    assert_int_not_equal(weir_draft_withdraw(&d, o.desk, d.id, 1, "mei", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_DONE");
    office_close(&o);
}

static void what_the_book_has_is_listed_as_posted(void **state)
{
    office o;
    char room[4096];
    taken text;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW, NULL);
    assert_int_equal(weir_drafts_list(o.desk, WEIR_DRAFT_WAITING, NULL, 10, WEIR_EN, WEIR_CSV,
                                      taken_sink(&text, room, sizeof room), NULL),
                     WEIR_OK);
    assert_non_null(strstr(room, "waiting"));
    fall(&o, &d, ROW);
    assert_int_equal(weir_drafts_list(o.desk, WEIR_DRAFT_POSTED, NULL, 10, WEIR_EN, WEIR_CSV,
                                      taken_sink(&text, room, sizeof room), NULL),
                     WEIR_OK);
    assert_non_null(strstr(room, "posted"));
    assert_non_null(strstr(room, "chen"));
    office_close(&o);
}

/* ---- the same form, and the version that was seen ---- */
static void a_form_sent_again_is_the_same_draft_also_when_it_is_entered(void **state)
{
    office o;
    weir_draft others;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW, "form-1");
    assert_int_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "chen", NOW, NULL), WEIR_OK);
    weir_draft again = make(&o, ROW, "form-1"); /* the id is taken by now, and that is no refusal */
    assert_int_equal(again.id, d.id);
    assert_int_equal(again.state, WEIR_DRAFT_POSTED);
    static const char row[] = "{\"kind\":\"party.registered\",\"id\":\"p\",\"name\":\"别\",\"class\":\"soe\"}\n";
    const weir_draft_new wanted = {.maker = "wu", .bytes = row, .byte_count = sizeof row - 1, .key = "form-1"};
    assert_int_equal(weir_draft_make(&others, o.desk, o.s.book, &wanted, NOW, NULL), WEIR_OK); /* another's key */
    assert_int_not_equal(others.id, d.id);
    office_close(&o);
}

static void papers_make_another_version(void **state)
{
    office o;
    char digits[65];
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW, NULL);
    assert_int_equal(weir_draft_attach(digits, o.desk, d.id, "mei", "a.pdf", "%PDF-1.7", 8, NOW, NULL), WEIR_OK);
    assert_int_not_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "chen", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_CHANGED");
    assert_int_equal(weir_draft_attach(digits, o.desk, d.id, "mei", "a.pdf", "%PDF-1.7", 8, NOW, NULL), WEIR_OK);
    assert_int_equal(weir_draft_get(&d, o.desk, d.id, NULL), WEIR_OK);
    assert_int_equal(d.version, 2); /* the same paper again is none that he has not seen */
    office_close(&o);
}

/* 甲 in GB18030: what is shown is UTF-8 all the same. */
static void a_file_of_gb18030_is_shown_as_text(void **state)
{
    office o;
    char room[8192];
    taken text;
    weir_draft d;
    weir_error *error = NULL;
    static const char csv[] = "id,name,class\np-gb,\xbc\xd7\xb9\xab\xcb\xbe\xd2\xbb,soe\n";
    (void)state;
    office_open(&o);
    const weir_draft_new wanted = {
        .maker = "mei", .file_name = "a.csv", .kind = "party.registered", .bytes = csv, .byte_count = sizeof csv - 1};
    if (weir_draft_make(&d, o.desk, o.s.book, &wanted, NOW, &error)) fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    assert_int_equal(weir_draft_show(o.desk, d.id, WEIR_ZH, WEIR_JSON, taken_sink(&text, room, sizeof room), NULL),
                     WEIR_OK);
    assert_true(utf8_valid(str_from(room)));
    assert_non_null(strstr(room, "甲公司一"));
    office_close(&o);
}

/* ---- two at once ---- */
typedef struct presser {
    const office *o;
    const char *who;
    uint64_t id;
    weir_status status;
    char code[40];
} presser;

static void *press(void *self)
{
    presser *p = self;
    weir_book *book = NULL;
    weir_desk *desk = NULL;
    weir_draft d;
    weir_error *error = NULL;
    p->status = weir_open(&book, p->o->s.path, false, &error);
    if (!p->status) p->status = weir_desk_open(&desk, p->o->s.path, &error);
    if (!p->status) p->status = weir_draft_approve(&d, desk, book, p->id, 1, p->who, NOW, &error);
    snprintf(p->code, sizeof p->code, "%s", p->status ? weir_error_code(error, 0) : "");
    weir_error_free(error);
    weir_desk_close(desk);
    weir_close(book);
    return NULL;
}

static void of_two_threads_one_decides(void **state)
{
    office o;
    pthread_t thread[2];
    (void)state;
    office_open(&o);
    for (int turn = 0; turn < 10; turn++) {
        char row[128];
        snprintf(row, sizeof row,
                 "{\"kind\":\"party.registered\",\"id\":\"r-%d\",\"name\":\"第%d\",\"class\":\"soe\"}\n", turn, turn);
        weir_draft d = make(&o, row, NULL);
        uint64_t before = app_head(&o.s).seq;
        presser both[2] = {{.o = &o, .who = "chen", .id = d.id}, {.o = &o, .who = "wu", .id = d.id}};
        for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&thread[i], NULL, press, &both[i]), 0);
        for (int i = 0; i < 2; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
        const presser *loser = both[0].status ? &both[0] : &both[1];
        const presser *winner = both[0].status ? &both[1] : &both[0];
        assert_int_equal(winner->status, WEIR_OK);
        assert_string_equal(loser->code, "E_DRAFT_DONE");
        assert_int_equal(weir_refresh(o.s.book, NULL), WEIR_OK);
        assert_int_equal(app_head(&o.s).seq, before + 1);
        assert_int_equal(weir_draft_get(&d, o.desk, d.id, NULL), WEIR_OK);
        assert_string_equal(d.checker, winner->who);
    }
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_yuan_of_its_own_is_weighed_too),
        cmocka_unit_test(the_limit_is_that_of_the_book_as_it_stands),
        cmocka_unit_test(a_limit_is_in_yuan),
        cmocka_unit_test(what_the_book_has_is_not_returned),
        cmocka_unit_test(what_the_book_has_is_not_changed_or_withdrawn),
        cmocka_unit_test(what_the_book_has_is_listed_as_posted),
        cmocka_unit_test(a_form_sent_again_is_the_same_draft_also_when_it_is_entered),
        cmocka_unit_test(papers_make_another_version),
        cmocka_unit_test(a_file_of_gb18030_is_shown_as_text),
        cmocka_unit_test(of_two_threads_one_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
