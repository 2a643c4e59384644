/* io: whole files, pipes and standard input; what is too large, absent or a directory is refused by name. */
#include "base/base.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/weir-io-XXXXXX";
static char path[64];
static arena *scratch;

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || fcntl(STDIN_FILENO, F_GETFD) < 0) return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    scratch = arena_new("scratch", (size_t)8 << 20);
    return scratch ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(scratch);
    unlink(path);
    return rmdir(folder);
}

static void write_file(const char *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* len bytes that no shift of themselves resembles. */
static char *pattern(size_t len)
{
    char *bytes = arena_get(scratch, len);
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++) bytes[i] = (char)(i * i / 7 + i);
    return bytes;
}

static void assert_refused(const char *asked, size_t max, arena *a, err_code code, const char *name, const char *text)
{
    err e = {0};
    str out = STR("untouched");
    assert_int_equal(io_read_file(&out, asked, max, a, &e), code);
    assert_int_equal(e.code, code);
    assert_true(str_equal(out, STR("untouched")));
    bool found = false;
    for (size_t i = 0; i < e.arg_count; i++)
        found |= strcmp(e.arg[i].name, name) == 0 && strcmp(e.arg[i].text, text) == 0;
    assert_true(found);
    assert_int_equal(io_read_file(&out, asked, max, a, NULL), code);
}

static void files_of_every_size(void **state)
{
    (void)state;
    static const size_t SIZE[] = {0, 1, 4095, 4096, 65535, 65536, 65537, 300000};
    for (size_t i = 0; i < COUNT_OF(SIZE); i++) {
        arena_clear(scratch);
        char *bytes = pattern(SIZE[i]);
        write_file(bytes, SIZE[i]);
        str out = STR_NONE;
        assert_int_equal(io_read_file(&out, path, SIZE[i], scratch, NULL), ERR_OK); /* the maximum itself is allowed */
        assert_non_null(out.ptr);
        assert_int_equal(out.len, SIZE[i]);
        assert_memory_equal(out.ptr, bytes, SIZE[i]);
        if (SIZE[i] > 0) assert_refused(path, SIZE[i] - 1, scratch, E_FILE_LARGE, "path", path);
    }
}

static void too_large_names_the_limit(void **state)
{
    (void)state;
    write_file("12345", 5);
    err e = {0};
    str out = STR_NONE;
    assert_int_equal(io_read_file(&out, path, 4, scratch, &e), E_FILE_LARGE);
    assert_string_equal(e.arg[0].name, "path");
    assert_string_equal(e.arg[0].text, path);
    assert_string_equal(e.arg[1].name, "limit");
    assert_int_equal(e.arg[1].value, 4);
}

static void what_cannot_be_read_says_why(void **state)
{
    (void)state;
    char inside[80];
    write_file("x", 1);
    assert_refused(folder, 100, scratch, E_FILE_READ, "reason", "it is a directory");
    snprintf(inside, sizeof inside, "%s/absent", folder);
    assert_refused(inside, 100, scratch, E_FILE_READ, "reason", "no such file");
    assert_refused(inside, 100, scratch, E_FILE_READ, "path", inside);
    assert_refused("", 100, scratch, E_FILE_READ, "reason", "no such file");
    snprintf(inside, sizeof inside, "%s/below", path);
    assert_refused(inside, 100, scratch, E_FILE_READ, "reason", "a part of the path is not a directory");
    if (geteuid() == 0) return; /* root may read everything */
    assert_int_equal(chmod(path, 0), 0);
    assert_refused(path, 100, scratch, E_FILE_READ, "reason", "permission denied");
}

static void other_reasons_are_numbers(void **state)
{
    (void)state;
    char loop[64], wanted[32];
    snprintf(loop, sizeof loop, "%s/loop", folder);
    assert_int_equal(symlink(loop, loop), 0);
    snprintf(wanted, sizeof wanted, "errno %d", ELOOP);
    assert_refused(loop, 100, scratch, E_FILE_READ, "reason", wanted);
    assert_false(io_exists(loop));
    assert_int_equal(unlink(loop), 0);
}

static void the_arena_can_be_the_limit(void **state)
{
    (void)state;
    char bytes[2000] = {0};
    write_file(bytes, sizeof bytes);
    arena *small = arena_new("small", 1024);
    assert_refused(path, 4096, small, E_LIMIT, "limit", "small");
    assert_refused(path, 1500, small, E_FILE_LARGE, "path", path); /* its size is known before memory is asked for */
    arena_free(small);
    arena_fail_at(1);
    str out;
    assert_int_equal(io_read_file(&out, path, 4096, scratch, NULL), E_LIMIT);
    assert_int_equal(io_read_file(&out, path, 4096, scratch, NULL), ERR_OK);
}

/* Standard input is never left closed: the next descriptor to be opened would take its number. */
static void use_as_input(int fd)
{
    assert_true(fd > STDIN_FILENO);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
}

static void leave_input(void)
{
    use_as_input(open("/dev/null", O_RDONLY));
}

/* A child that writes bytes in pieces of uneven length into what becomes this process's standard input. */
static pid_t feed(const char *bytes, size_t len)
{
    int pipe_end[2];
    assert_int_equal(pipe(pipe_end), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGPIPE, SIG_DFL);
        close(pipe_end[0]);
        for (size_t at = 0, piece = 1; at < len; piece = piece * 3 % 7919 + 1) {
            size_t left = len - at < piece ? len - at : piece;
            ssize_t put = write(pipe_end[1], bytes + at, left);
            if (put < 0) _exit(1);
            at += (size_t)put;
        }
        _exit(0);
    }
    close(pipe_end[1]);
    use_as_input(pipe_end[0]);
    return child;
}

static void standard_input_in_short_reads(void **state)
{
    (void)state;
    static const size_t SIZE[] = {0, 1, 65536, 65537, 500000};
    for (size_t i = 0; i < COUNT_OF(SIZE); i++) {
        arena_clear(scratch);
        char *bytes = pattern(SIZE[i]);
        for (size_t less = 0; less <= (SIZE[i] > 0); less++) {
            pid_t child = feed(bytes, SIZE[i]);
            str out = STR("untouched");
            err_code code = io_read_file(&out, "-", SIZE[i] - less, scratch, NULL);
            leave_input();
            waitpid(child, NULL, 0);
            assert_int_equal(code, less ? E_FILE_LARGE : ERR_OK);
            if (less) continue;
            assert_int_equal(out.len, SIZE[i]);
            assert_memory_equal(out.ptr, bytes, SIZE[i]);
        }
    }
}

static volatile sig_atomic_t alarms;

static void count_alarm(int number)
{
    (void)number;
    alarms++;
}

static void an_interrupted_read_goes_on(void **state)
{
    (void)state;
    struct sigaction act = {.sa_handler = count_alarm}; /* no SA_RESTART: read returns EINTR */
    struct sigaction before;
    assert_int_equal(sigaction(SIGUSR1, &act, &before), 0);
    int pipe_end[2];
    assert_int_equal(pipe(pipe_end), 0);
    pid_t reader = getpid();
    alarms = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct timespec pause = {0, 20000000};
        for (int i = 0; i < 5; i++) {
            nanosleep(&pause, NULL);
            kill(reader, SIGUSR1);
        }
        nanosleep(&pause, NULL);
        _exit(write(pipe_end[1], "late", 4) == 4 ? 0 : 1);
    }
    close(pipe_end[1]);
    use_as_input(pipe_end[0]);
    str out = STR_NONE;
    assert_int_equal(io_read_file(&out, "-", 100, scratch, NULL), ERR_OK);
    leave_input();
    waitpid(child, NULL, 0);
    sigaction(SIGUSR1, &before, NULL);
    assert_true(str_equal(out, STR("late")));
    assert_true(alarms > 0);
}

static void closed_standard_input_is_a_fault(void **state)
{
    (void)state;
    char wanted[32];
    snprintf(wanted, sizeof wanted, "errno %d", EBADF);
    close(STDIN_FILENO);
    assert_refused("-", 100, scratch, E_FILE_READ, "reason", wanted);
    assert_int_equal(open("/dev/null", O_RDONLY), STDIN_FILENO);
}

static int open_files(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++) count += dup2(fd, fd) == fd;
    return count;
}

static void no_descriptor_is_left_open(void **state)
{
    (void)state;
    write_file("12345", 5);
    int before = open_files();
    str out;
    assert_int_equal(io_read_file(&out, path, 5, scratch, NULL), ERR_OK);
    assert_int_equal(io_read_file(&out, path, 4, scratch, NULL), E_FILE_LARGE);
    assert_int_equal(io_read_file(&out, folder, 4, scratch, NULL), E_FILE_READ);
    arena_fail_at(1);
    assert_int_equal(io_read_file(&out, path, 5, scratch, NULL), E_LIMIT);
    assert_int_equal(open_files(), before);
}

static void exists(void **state)
{
    (void)state;
    write_file("x", 1);
    assert_true(io_exists(path));
    assert_true(io_exists(folder));
    unlink(path);
    assert_false(io_exists(path));
    assert_false(io_exists(""));
    write_file("x", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_every_size),
        cmocka_unit_test(too_large_names_the_limit),
        cmocka_unit_test(other_reasons_are_numbers),
        cmocka_unit_test(the_arena_can_be_the_limit),
        cmocka_unit_test(standard_input_in_short_reads),
        cmocka_unit_test(an_interrupted_read_goes_on),
        cmocka_unit_test(closed_standard_input_is_a_fault),
        cmocka_unit_test(no_descriptor_is_left_open),
        cmocka_unit_test(exists),
        cmocka_unit_test(what_cannot_be_read_says_why),
    };
    return cmocka_run_group_tests_name("base/io", tests, set_up, tear_down);
}
