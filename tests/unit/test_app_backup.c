/* A backup is compared with what was folded: a copy of something else is no backup, and does not stay. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static void path_of(char out[120], const app_sample *s, const char *name)
{
    snprintf(out, 120, "%s/%s", s->folder, name);
}

static void test_backup(void **state)
{
    (void)state;
    app_sample s;
    app_sample_make(&s);
    app_import_good(&s, APP_SAMPLE_ROWS);
    char path[120];
    path_of(path, &s, "copy.weir");
    weir_error *error = NULL;
    assert_int_equal(weir_backup(s.book, path, &error), WEIR_OK);
    weir_book *copy = NULL;
    assert_int_equal(weir_open(&copy, path, true, &error), WEIR_OK);
    weir_head head;
    weir_head_get(&head, copy);
    weir_head wanted = app_head(&s);
    assert_same_head(&head, &wanted);
    weir_close(copy);
    assert_int_not_equal(weir_backup(s.book, path, &error), WEIR_OK);
    assert_code(error, "E_BOOK_EXISTS");
    assert_true(io_exists(path));
    assert_int_equal(unlink(path), 0);
    app_sample_remove(&s);
}

/* All pages of one book into the file of another, as a program could that knows nothing of books. */
static void overwrite(const char *path, const char *with)
{
    sqlite3 *from = NULL, *to = NULL;
    assert_int_equal(sqlite3_open(with, &from), SQLITE_OK);
    assert_int_equal(sqlite3_open(path, &to), SQLITE_OK);
    sqlite3_backup *pages = sqlite3_backup_init(to, "main", from, "main");
    assert_non_null(pages);
    assert_int_equal(sqlite3_backup_step(pages, -1), SQLITE_DONE);
    assert_int_equal(sqlite3_backup_finish(pages), SQLITE_OK);
    assert_int_equal(sqlite3_close(to), SQLITE_OK);
    assert_int_equal(sqlite3_close(from), SQLITE_OK);
}

static void test_copy_differs(void **state)
{
    (void)state;
    app_sample s, other;
    app_sample_make(&s);
    app_import_good(&s, APP_SAMPLE_ROWS);
    app_sample_make(&other);
    app_import_good(&other, APP_SAMPLE_ROWS); /* the same rows at another time: another chain, as long */
    overwrite(s.path, other.path);
    char path[120];
    path_of(path, &s, "copy.weir");
    weir_error *error = NULL;
    assert_int_not_equal(weir_backup(s.book, path, &error), WEIR_OK);
    assert_code(error, "E_COPY_DIFFERS");
    assert_false(io_exists(path));
    app_sample_remove(&other);
    app_sample_remove(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backup),
        cmocka_unit_test(test_copy_differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
