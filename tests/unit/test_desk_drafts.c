/* The desk: what the service's tests do not show from outside: a fall between book and desk, two handles at once, types of
 * attachments, words that are too long, a file that is no desk. */
#include "desk/desk.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t NOW = INT64_C(1795000000000000);
static const char ROW[] = "{\"kind\":\"party.registered\",\"id\":\"new-lp\",\"name\":\"新出资人\",\"class\":\"soe\"}\n";

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

static weir_draft make(office *o, const char *bytes)
{
    weir_draft made;
    weir_error *error = NULL;
    const weir_draft_new wanted = {.maker = "mei", .bytes = bytes, .byte_count = strlen(bytes)};
    if (weir_draft_make(&made, o->desk, o->s.book, &wanted, NOW, &error))
        fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    return made;
}

static void make_refused(office *o, const weir_draft_new *wanted, const char *code)
{
    weir_draft made;
    weir_error *error = NULL;
    assert_int_not_equal(weir_draft_make(&made, o->desk, o->s.book, wanted, NOW, &error), WEIR_OK);
    assert_code(error, code);
}

static void the_file_is_its_owners(void **state)
{
    office o;
    struct stat is;
    (void)state;
    office_open(&o);
    assert_int_equal(stat(o.file, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    office_close(&o);
}

static void a_foreign_file_is_refused(void **state)
{
    office o;
    sqlite3 *db = NULL;
    weir_desk *other = NULL;
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_desk_close(o.desk);
    o.desk = NULL;
    assert_int_equal(sqlite3_open(o.file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(weir_desk_open(&other, o.s.path, &error), WEIR_FAULT);
    assert_code(error, "E_DESK_FILE");
    office_close(&o);
}

static void what_is_no_draft_is_refused(void **state)
{
    static char words[3000];
    office o;
    (void)state;
    office_open(&o);
    memset(words, 'x', sizeof words - 1);
    make_refused(&o, &(weir_draft_new){.maker = "mei", .bytes = ROW, .byte_count = sizeof ROW - 1, .note = words},
                 "E_DRAFT_NOTE");
    static const char named[] =
        "{\"weir_journal\":1,\"format\":1,\"entries\":1,\"head\":\"\"}\n"
        "{\"seq\":1,\"kind\":\"actor.registered\",\"maker\":\"admin\",\"id\":\"admin\",\"name\":\"x\"}\n";
    make_refused(&o, &(weir_draft_new){.maker = "mei", .bytes = named, .byte_count = sizeof named - 1},
                 "E_DRAFT_NAMES");
    static const char head[] = "id,name,class\n";
    make_refused(
        &o, &(weir_draft_new){.maker = "mei", .kind = "party.registered", .bytes = head, .byte_count = sizeof head - 1},
        "E_DRAFT_EMPTY");
    make_refused(&o, &(weir_draft_new){.maker = "eve", .bytes = ROW, .byte_count = sizeof ROW - 1}, "E_ACTOR_UNKNOWN");
    weir_draft any;
    weir_error *error = NULL;
    assert_int_not_equal(weir_draft_get(&any, o.desk, 77, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_UNKNOWN");
    office_close(&o);
}

/* The rows went into the book and the program fell before the desk knew: the next who touches the draft finds them there. */
static void a_fall_between_the_files_enters_nothing_twice(void **state)
{
    office o;
    char key[64];
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    weir_imported done;
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW);
    assert_int_equal(sqlite3_open(o.file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT id FROM desk", -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    snprintf(key, sizeof key, "draft %llu of %s", (unsigned long long)d.id, (const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    sqlite3_close(db);
    const weir_import_options alone = {
        .file = "form", .bytes = ROW, .byte_count = sizeof ROW - 1, .maker = "mei", .approver = "mei"};
    assert_int_not_equal(weir_import(&done, o.s.book, &alone, &error), WEIR_OK);
    assert_code(error, "E_APPROVER_SAME");
    const weir_import_options fallen = {.file = "form",
                                        .bytes = ROW,
                                        .byte_count = sizeof ROW - 1,
                                        .maker = "mei",
                                        .approver = "chen",
                                        .key = key,
                                        .is_draft = true};
    assert_int_equal(weir_import(&done, o.s.book, &fallen, NULL), WEIR_OK);
    weir_head before = app_head(&o.s);
    if (weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "wu", NOW, &error))
        fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    weir_head after = app_head(&o.s);
    assert_same_head(&before, &after);
    assert_int_equal(d.state, WEIR_DRAFT_POSTED);
    assert_int_equal(d.first_seq, done.first_seq);
    assert_string_equal(d.checker, "chen"); /* as the book says, not who found it */
    office_close(&o);
}

static void two_handles_decide_once(void **state)
{
    office o;
    weir_desk *other = NULL;
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW), again = d;
    assert_int_equal(weir_desk_open(&other, o.s.path, NULL), WEIR_OK);
    assert_int_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "chen", NOW, NULL), WEIR_OK);
    assert_int_not_equal(weir_draft_approve(&again, other, o.s.book, d.id, 1, "wu", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_DONE");
    assert_int_not_equal(weir_draft_return(&again, other, d.id, 2, "wu", "late", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_DONE");
    weir_desk_close(other);
    office_close(&o);
}

static void only_those_who_may(void **state)
{
    office o;
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW);
    assert_int_not_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "mei", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_OWN");
    assert_int_not_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 4, "chen", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_CHANGED");
    assert_int_not_equal(weir_draft_withdraw(&d, o.desk, d.id, 1, "chen", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_OTHERS");
    assert_int_not_equal(weir_draft_return(&d, o.desk, d.id, 1, "chen", "", NOW, &error), WEIR_OK);
    assert_code(error, "E_REASON_NEEDED");
    assert_int_not_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "eve", NOW, &error), WEIR_OK);
    assert_code(error, "E_ACTOR_UNKNOWN");
    assert_int_equal(weir_draft_get(&d, o.desk, d.id, NULL), WEIR_OK);
    assert_int_equal(d.state, WEIR_DRAFT_WAITING); /* a refusal of the book leaves it waiting */
    office_close(&o);
}

static void two_approve_above_the_limit(void **state)
{
    office o;
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft small = make(&o, ROW);
    assert_int_equal(small.checkers_needed, 1);
    app_import_good(&o.s, "{\"kind\":\"control.set\",\"mode\":\"four_eyes\",\"limit\":\"0.01元\"}\n");
    weir_draft d =
        make(&o, "{\"kind\":\"nav.reported\",\"fund\":\"f1\",\"amount\":\"1亿元\",\"date\":\"2024-12-31\"}\n");
    assert_int_equal(d.checkers_needed, 2);
    assert_int_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 1, "chen", NOW, NULL), WEIR_OK);
    assert_int_equal(d.state, WEIR_DRAFT_SECOND);
    assert_int_not_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 2, "chen", NOW, &error), WEIR_OK);
    assert_code(error, "E_DRAFT_TWICE");
    assert_int_equal(weir_draft_approve(&d, o.desk, o.s.book, d.id, 2, "wu", NOW, NULL), WEIR_OK);
    assert_int_equal(d.state, WEIR_DRAFT_POSTED);
    office_close(&o);
}

static void attach_refused(office *o, uint64_t id, const char *who, str bytes, const char *code)
{
    char digits[65];
    weir_error *error = NULL;
    assert_int_not_equal(weir_draft_attach(digits, o->desk, id, who, "a.pdf", bytes.ptr, bytes.len, NOW, &error),
                         WEIR_OK);
    assert_code(error, code);
}

static void attachments_are_what_they_begin_with(void **state)
{
    office o;
    char digits[65], again[65], type[80], name[256], room[256];
    taken text;
    weir_error *error = NULL;
    (void)state;
    office_open(&o);
    weir_draft d = make(&o, ROW);
    attach_refused(&o, d.id, "mei",
                   STR("\x7f"
                       "ELF\xff"),
                   "E_ATTACHMENT_TYPE");
    attach_refused(&o, d.id, "chen", STR("%PDF-1.7"), "E_DRAFT_OTHERS");
    char *large = calloc(1, WEIR_ATTACHMENT_BYTES_MAX + 1);
    assert_non_null(large);
    attach_refused(&o, d.id, "mei", (str){large, WEIR_ATTACHMENT_BYTES_MAX + 1}, "E_ATTACHMENT_LARGE");
    free(large);
    assert_int_equal(weir_draft_attach(digits, o.desk, d.id, "mei", "..\\..\\缴款\n单.pdf", "%PDF-1.7", 8, NOW, NULL),
                     WEIR_OK);
    assert_int_equal(weir_draft_attach(again, o.desk, d.id, "mei", "b.pdf", "%PDF-1.7", 8, NOW, NULL), WEIR_OK);
    assert_string_equal(digits, again); /* kept once */
    assert_int_equal(weir_draft_attach(digits, o.desk, d.id, "mei", "a/缴款\n单.txt", "text", 4, NOW, NULL), WEIR_OK);
    assert_int_equal(
        weir_draft_attachment(o.desk, d.id, digits, type, name, taken_sink(&text, room, sizeof room), NULL), WEIR_OK);
    assert_string_equal(name, "缴款_单.txt");
    assert_string_equal(type, "text/plain");
    assert_string_equal(text.bytes, "text");
    assert_int_not_equal(
        weir_draft_attachment(o.desk, d.id, "00", type, name, taken_sink(&text, room, sizeof room), &error), WEIR_OK);
    assert_code(error, "E_ATTACHMENT_UNKNOWN");
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_its_owners),      cmocka_unit_test(a_foreign_file_is_refused),
        cmocka_unit_test(what_is_no_draft_is_refused), cmocka_unit_test(a_fall_between_the_files_enters_nothing_twice),
        cmocka_unit_test(two_handles_decide_once),     cmocka_unit_test(only_those_who_may),
        cmocka_unit_test(two_approve_above_the_limit), cmocka_unit_test(attachments_are_what_they_begin_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
