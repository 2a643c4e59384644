/* io_keep: new files never take a place, lines never run into each other, secrets are their owner's alone. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct place {
    char folder[64], path[96];
    arena *a;
    err e;
} place;

static void place_make(place *p)
{
    *p = (place){.a = arena_new("place", (size_t)8 << 20)};
    const char *parent = getenv("TMPDIR");
    snprintf(p->folder, sizeof p->folder, "%s/weir-keep-XXXXXX", parent && *parent ? parent : "/tmp");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->path, sizeof p->path, "%s/file", p->folder);
}

static void place_remove(place *p)
{
    unlink(p->path);
    assert_int_equal(rmdir(p->folder), 0);
    arena_free(p->a);
}

static void assert_bytes(place *p, const char *expected)
{
    str found;
    assert_int_equal(io_read_file(&found, p->path, 4096, p->a, &p->e), ERR_OK);
    assert_int_equal(found.len, strlen(expected));
    assert_memory_equal(found.ptr, expected, found.len);
}

static void put_raw(place *p, const char *text)
{
    FILE *file = fopen(p->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void a_new_file_takes_nobodys_place(void **state)
{
    (void)state;
    place p;
    place_make(&p);
    assert_int_equal(io_make_file(p.path, STR("one"), false, &p.e), ERR_OK);
    assert_bytes(&p, "one");
    assert_int_equal(io_make_file(p.path, STR("two"), false, &p.e), E_FILE_WRITE);
    assert_string_equal(p.e.arg[1].text, "it exists already");
    assert_int_equal(io_make_file(p.folder, STR("two"), true, &p.e), E_FILE_WRITE);
    assert_int_equal(io_make_file("/nowhere/at/all", STR("two"), true, &p.e), E_FILE_WRITE);
    assert_string_equal(p.e.arg[1].text, "no such file");
    assert_bytes(&p, "one");
    place_remove(&p);
}

static void lines_never_run_into_each_other(void **state)
{
    (void)state;
    place p;
    place_make(&p);
    assert_int_equal(io_append_line(p.path, STR("one\n"), &p.e), ERR_OK);
    assert_int_equal(io_append_line(p.path, STR("two\n"), &p.e), ERR_OK);
    assert_bytes(&p, "one\ntwo\n");
    put_raw(&p, "one\ncut of"); /* a power cut */
    assert_int_equal(io_append_line(p.path, STR("two\n"), &p.e), ERR_OK);
    assert_bytes(&p, "one\ncut of\ntwo\n");
    put_raw(&p, "");
    assert_int_equal(io_append_line(p.path, STR("one\n"), &p.e), ERR_OK);
    assert_bytes(&p, "one\n");
    place_remove(&p);
}

static void what_takes_no_bytes_says_so(void **state)
{
    (void)state;
    place p;
    place_make(&p);
    if (access("/dev/full", W_OK) == 0) {
        assert_int_equal(io_append_line("/dev/full", STR("one\n"), &p.e), E_FILE_WRITE);
        assert_string_equal(p.e.arg[1].text, "no space left on the device");
    }
    assert_int_equal(io_append_line("/dev/null", STR("one\n"), &p.e), ERR_OK); /* cannot be synced: no failure */
    assert_int_equal(io_append_line(p.folder, STR("one\n"), &p.e), E_FILE_WRITE);
    assert_string_equal(p.e.arg[1].text, "it is a directory");
    place_remove(&p);
}

static void secrets_are_their_owners_alone(void **state)
{
    (void)state;
    static const mode_t shared[] = {0640, 0604, 0644, 0620, 0602, 0610, 0601, 0777};
    place p;
    struct stat about;
    char room[16];
    size_t len = 0;
    place_make(&p);
    mode_t before = umask(0);
    assert_int_equal(io_make_file(p.path, STR("secret"), true, &p.e), ERR_OK);
    umask(before);
    assert_int_equal(stat(p.path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(io_read_secret(room, sizeof room, &len, p.path, &p.e), ERR_OK);
    assert_int_equal(len, 6);
    assert_memory_equal(room, "secret", 6);
    assert_int_equal(io_read_secret(room, 3, &len, p.path, &p.e), ERR_OK);
    assert_int_equal(len, 3); /* full: there may be more */
    for (size_t i = 0; i < COUNT_OF(shared); i++) {
        memset(room, 'x', sizeof room);
        assert_int_equal(chmod(p.path, shared[i]), 0);
        assert_int_equal(io_read_secret(room, sizeof room, &len, p.path, &p.e), E_KEY_SHARED);
        for (size_t k = 0; k < sizeof room; k++) assert_int_equal(room[k], 0);
    }
    assert_string_equal(p.e.arg[1].text, "0777");
    assert_int_equal(io_read_secret(room, sizeof room, &len, p.folder, &p.e), E_FILE_READ);
    assert_int_equal(io_read_secret(room, sizeof room, &len, "/nowhere", &p.e), E_FILE_READ);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_file_takes_nobodys_place),
        cmocka_unit_test(lines_never_run_into_each_other),
        cmocka_unit_test(what_takes_no_bytes_says_so),
        cmocka_unit_test(secrets_are_their_owners_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
