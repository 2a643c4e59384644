/* Opening: what is no book of ours is refused and left exactly as it was; what is one opens also where nothing may be
 * written; and two writers do not meet. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "journal_sample.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int set_up(void **state)
{
    static sample s;
    sample_make(&s);
    sample_fill(&s);
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    sample_remove(*state);
    return 0;
}

static const char *path_in(const sample *s, const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    return path;
}

static const char *arg_text(const err *e, const char *name)
{
    for (int i = 0; i < e->arg_count; i++)
        if (strcmp(e->arg[i].name, name) == 0) return e->arg[i].text;
    fail_msg("no argument %s", name);
    return "";
}

/* Both ways of opening refuse it with that code, and neither the file nor its folder is any different afterwards. */
static void expect_refused(sample *s, const char *path, err_code wanted, err *e)
{
    str before = file_bytes(path, s->memory);
    const char *list = folder_list(s->folder, s->memory);
    for (int read_only = 0; read_only < 2; read_only++) {
        journal *j = NULL;
        err_code code = journal_open(&j, path, read_only != 0, e);
        if (code != wanted) fail_msg("%s instead of %s", err_name(code), err_name(wanted));
        assert_null(j);
        assert_true(str_equal(before, file_bytes(path, s->memory)));
        assert_string_equal(list, folder_list(s->folder, s->memory));
    }
}

static void test_absent(void **state)
{
    sample *s = *state;
    journal *j = NULL;
    err e = {.code = ERR_OK};
    const char *list = folder_list(s->folder, s->memory);
    assert_int_equal(journal_open(&j, path_in(s, "none.weir"), false, &e), E_BOOK_ABSENT);
    assert_string_equal(arg_text(&e, "path"), path_in(s, "none.weir"));
    assert_int_equal(journal_open(&j, path_in(s, "no/such/folder.weir"), true, &e), E_BOOK_ABSENT);
    assert_int_equal(journal_create(path_in(s, "no/such/folder.weir"), &e), E_JOURNAL);
    assert_int_equal(journal_open(&j, s->folder, true, &e), E_JOURNAL);
    assert_string_equal(list, folder_list(s->folder, s->memory));
    assert_null(j);
}

static void test_create_never_overwrites(void **state)
{
    sample *s = *state;
    str before = file_bytes(s->path, s->memory);
    err e = {.code = ERR_OK};
    assert_int_equal(journal_create(s->path, &e), E_BOOK_EXISTS);
    assert_string_equal(arg_text(&e, "path"), s->path);
    assert_true(str_equal(before, file_bytes(s->path, s->memory)));
    file_put(path_in(s, "empty"), STR(""));
    assert_int_equal(journal_create(path_in(s, "empty"), NULL), E_BOOK_EXISTS);
}

/* A name is a name, whatever SQLite would read into it. */
static void test_odd_names(void **state)
{
    static const char *const NAME[] = {"a b?mode=memory.weir", "50%25#.weir", "账本.weir", "file:x", ":memory:"};
    sample *s = *state;
    char back[400];
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(s->folder), 0);
    for (size_t i = 0; i < COUNT_OF(NAME); i++) {
        journal *j = NULL;
        assert_int_equal(journal_create(NAME[i], NULL), ERR_OK);
        assert_true(io_exists(NAME[i]));
        assert_int_equal(journal_create(path_in(s, NAME[i]), NULL), E_BOOK_EXISTS);
        assert_int_equal(journal_open(&j, path_in(s, NAME[i]), true, NULL), ERR_OK);
        journal_close(j);
        assert_int_equal(unlink(NAME[i]), 0);
    }
    assert_string_equal(folder_list(s->folder, s->memory), "city.weir ");
    assert_int_equal(chdir(back), 0);
}

static void test_not_a_book(void **state)
{
    static char long_text[5000];
    memset(long_text, 'x', sizeof long_text);
    const struct {
        const char *name;
        str bytes;
    } CASE[] = {
        {"empty", STR("")},
        {"byte", STR("S")},
        {"text", STR("日期,金额\n2025-01-01,100\n")},
        {"magic", STR("SQLite format 3\0")},
        {"long", {long_text, sizeof long_text}},
    };
    sample *s = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        err e = {.code = ERR_OK};
        char path[200];
        snprintf(path, sizeof path, "%s", path_in(s, CASE[i].name));
        file_put(path, CASE[i].bytes);
        expect_refused(s, path, E_NOT_A_BOOK, &e);
        assert_string_equal(arg_text(&e, "path"), path);
    }
}

/* Other programs' databases, in the modes in which a careless look would leave files beside them. */
static void test_foreign_database(void **state)
{
    static const char *const SQL[] = {
        "CREATE TABLE journal(seq INTEGER PRIMARY KEY)",
        "PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES(1)",
        "PRAGMA application_id=1463897444; PRAGMA user_version=1; CREATE TABLE t(a)",
        "PRAGMA user_version=1; PRAGMA page_size=65536; VACUUM; CREATE TABLE t(a)",
        "PRAGMA application_id=2003134834; CREATE TABLE t(a)", /* our mark, but no format */
    };
    sample *s = *state;
    for (size_t i = 0; i < COUNT_OF(SQL); i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/foreign%zu.db", s->folder, i);
        assert_true(raw_run(path, SQL[i]));
        err e = {.code = ERR_OK};
        expect_refused(s, path, E_NOT_A_BOOK, &e);
    }
}

static void test_newer(void **state)
{
    sample *s = *state;
    err e = {.code = ERR_OK};
    char sql[40];
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d", JOURNAL_FORMAT + 1);
    assert_true(raw_run(s->path, sql));
    expect_refused(s, s->path, E_BOOK_NEWER, &e);
    assert_int_equal(e.arg[0].value, JOURNAL_FORMAT + 1);
    assert_int_equal(e.arg[1].value, JOURNAL_FORMAT);
}

static void test_truncated(void **state)
{
    sample *s = *state;
    str whole = file_bytes(s->path, s->memory);
    assert_true(whole.len > 8192);
    const struct {
        size_t bytes;
        err_code code;
    } CASE[] = {
        {99, E_NOT_A_BOOK},
        {100, E_BOOK_DAMAGED},
        {4096, E_BOOK_DAMAGED},
        {8192, E_BOOK_DAMAGED},
        {whole.len - 4096, E_BOOK_DAMAGED},
        {whole.len - 1, E_BOOK_DAMAGED},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        err e = {.code = ERR_OK};
        file_put(s->path, str_slice(whole, 0, CASE[i].bytes));
        expect_refused(s, s->path, CASE[i].code, &e);
        char wanted[60];
        snprintf(wanted, sizeof wanted, "%zu < %zu", CASE[i].bytes, whole.len);
        if (CASE[i].code == E_BOOK_DAMAGED) assert_string_equal(arg_text(&e, "what"), wanted);
    }
    file_put(s->path, whole);
    assert_int_equal(sample_read(s, 0, 0, NULL, NULL), ERR_OK);
}

static void test_changed_schema(void **state)
{
    static const struct {
        const char *sql, *what;
    } CASE[] = {
        {"DROP TRIGGER journal_no_UPDATE", "journal_no_UPDATE"},
        {"DROP TRIGGER batch_next; CREATE TRIGGER batch_next BEFORE INSERT ON batch BEGIN SELECT 1; END", "batch_next"},
        {"CREATE TRIGGER more AFTER INSERT ON journal BEGIN SELECT 1; END", "more"},
        {"CREATE INDEX by_subject ON journal(subject)", "by_subject"},
        {"CREATE TABLE other(a)", "other"},
        {"CREATE VIEW look AS SELECT 1", "look"},
        {"ALTER TABLE citation ADD COLUMN more TEXT", "citation"},
        {"DROP TABLE citation", "citation"},
        {"ANALYZE", "sqlite_stat1"},
    };
    sample *s = *state;
    str pristine = file_bytes(s->path, s->memory);
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        err e = {.code = ERR_OK};
        file_put(s->path, pristine);
        assert_true(raw_run(s->path, CASE[i].sql));
        expect_refused(s, s->path, E_BOOK_SCHEMA, &e);
        assert_string_equal(arg_text(&e, "what"), CASE[i].what);
    }
}

/* The schema may be changed in a log that waits beside an unchanged file. */
static void test_changed_schema_in_the_log(void **state)
{
    sample *s = *state;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP TRIGGER journal_no_UPDATE", NULL, NULL, NULL), SQLITE_OK);
    err e = {.code = ERR_OK};
    expect_refused(s, s->path, E_BOOK_SCHEMA, &e);
    assert_string_equal(arg_text(&e, "what"), "journal_no_UPDATE");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Pages that are no pages: found when they are read, and never taken for an ordinary fault. */
static void test_garbled_pages(void **state)
{
    sample *s = *state;
    str whole = file_bytes(s->path, s->memory);
    uint32_t damaged = 0;
    for (size_t page = 1; page < whole.len / 4096; page++) {
        str bytes = arena_str(s->memory, whole);
        char *at = arena_get(s->memory, bytes.len);
        memcpy(at, bytes.ptr, bytes.len);
        memset(at + page * 4096, 0xA5, 4096);
        file_put(s->path, (str){at, bytes.len});
        err e = {.code = ERR_OK};
        err_code code = sample_read(s, 0, 0, NULL, &e);
        assert_true(code == ERR_OK || err_class_of(code) == ERR_DAMAGE); /* an index page is not read */
        if (code == E_BOOK_DAMAGED && e.at.seq) assert_true(e.at.seq <= 16);
        damaged += code != ERR_OK;
    }
    assert_true(damaged >= 3);
}

/* A reader leaves the folder as it found it: with the log that a killed writer left, and without one. */
static void test_reading_leaves_no_trace(void **state)
{
    sample *s = *state;
    uint32_t visited = 0;
    str before = file_bytes(s->path, s->memory);
    assert_int_equal(sample_read(s, 0, 0, &visited, NULL), ERR_OK);
    assert_int_equal(visited, 16);
    assert_string_equal(folder_list(s->folder, s->memory), "city.weir ");
    assert_true(str_equal(before, file_bytes(s->path, s->memory)));

    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sample_reopen(s);
        if (sample_append(s, "five", 3, NULL) == ERR_OK) raise(SIGKILL); /* not closed: the log stays */
        _exit(1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_true(str_equal(before, file_bytes(s->path, s->memory)));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sample_read(s, 0, 0, &visited, NULL), ERR_OK);
        assert_int_equal(visited, 19); /* the acknowledged entries are in the log */
        assert_true(str_equal(before, file_bytes(s->path, s->memory)));
        assert_string_equal(folder_list(s->folder, s->memory), "city.weir city.weir-shm city.weir-wal ");
    }
    sample_reopen(s);
    assert_int_equal(s->head.seq, 19);
    assert_int_equal(sample_append(s, "six", 1, NULL), ERR_OK);
    sample_shut(s);
    assert_string_equal(folder_list(s->folder, s->memory), "city.weir ");
}

/* As somebody who may only read: the superuser has to become one first. */
static int as_reader(sample *s)
{
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 10;
    uint32_t visited = 0;
    err e = {.code = ERR_OK};
    if (sample_read(s, 0, 0, &visited, &e)) return 11;
    if (visited != 16) return 12;
    journal *j = NULL;
    return journal_open(&j, s->path, false, &e) == E_JOURNAL ? 0 : 13;
}

static void test_read_only_places(void **state)
{
    sample *s = *state;
    static const struct {
        mode_t folder, file;
    } CASE[] = {{0555, 0444}, {0555, 0644}, {0777, 0444}};
    str before = file_bytes(s->path, s->memory);
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        assert_int_equal(chmod(s->path, CASE[i].file), 0);
        assert_int_equal(chmod(s->folder, CASE[i].folder), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) _exit(as_reader(s));
        int status = 1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(WEXITSTATUS(status), 0);
        assert_string_equal(folder_list(s->folder, s->memory), "city.weir ");
        assert_int_equal(chmod(s->folder, 0700), 0);
        assert_int_equal(chmod(s->path, 0600), 0);
        assert_true(str_equal(before, file_bytes(s->path, s->memory)));
    }
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void test_another_writer(void **state)
{
    sample *s = *state;
    sample_reopen(s);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    err e = {.code = ERR_OK};
    double from = seconds_now();
    assert_int_equal(sample_append(s, "five", 2, &e), E_JOURNAL_BUSY);
    double waited = seconds_now() - from;
    assert_true(waited > 1.0 && waited < 10.0);
    assert_int_equal(s->head.seq, 16);
    uint32_t visited = 0;
    assert_int_equal(sample_read(s, 0, 0, &visited, NULL), ERR_OK); /* readers never wait */
    assert_int_equal(visited, 16);
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(sample_append(s, "five", 2, &e), ERR_OK);
}

/* Settings that cost an acknowledged entry its life are put right at opening, or the book does not open. */
static void test_durable_or_not_at_all(void **state)
{
    sample *s = *state;
    assert_true(raw_run(s->path, "PRAGMA journal_mode=DELETE"));
    sample_reopen(s);
    assert_int_equal(sample_append(s, "five", 1, NULL), ERR_OK);
    assert_true(io_exists(path_in(s, "city.weir-wal")));
    sample_shut(s);
    assert_true(raw_run(s->path, "PRAGMA journal_mode=DELETE"));
    /* a way of storing that has no shared memory cannot have a log */
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL), *without = sqlite3_vfs_find("unix-none");
    assert_non_null(without);
    assert_int_equal(sqlite3_vfs_register(without, 1), SQLITE_OK);
    journal *j = NULL;
    err e = {.code = ERR_OK};
    err_code opened = journal_open(&j, s->path, false, &e);
    err_code made = journal_create(path_in(s, "new.weir"), NULL);
    assert_int_equal(sqlite3_vfs_register(usual, 1), SQLITE_OK);
    assert_int_equal(opened, E_JOURNAL_MODE);
    assert_string_equal(arg_text(&e, "wanted"), "wal");
    assert_string_equal(arg_text(&e, "found"), "delete");
    assert_int_equal(made, E_JOURNAL_MODE);
    assert_string_equal(folder_list(s->folder, s->memory), "city.weir ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_create_never_overwrites, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_odd_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_a_book, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_foreign_database, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_newer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_truncated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changed_schema, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changed_schema_in_the_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_garbled_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reading_leaves_no_trace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_only_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_writer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_durable_or_not_at_all, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
