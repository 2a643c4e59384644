/* The write lock: held over deciding and appending, given back whatever happens; and what those who meet it are told. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "journal_sample.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int set_up(void **state)
{
    static sample s;
    sample_make(&s);
    CHECK(sample_append(&s, "one", 4, NULL) == ERR_OK);
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    sample_remove(*state);
    return 0;
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A second handle on the same book that waits for nobody. */
static journal *second(const sample *s)
{
    journal *j = NULL;
    assert_int_equal(journal_open(&j, s->path, false, NULL), ERR_OK);
    journal_wait(j, 0);
    return j;
}

static const err_arg *arg(const err *e, const char *name)
{
    for (int i = 0; i < e->arg_count; i++)
        if (strcmp(e->arg[i].name, name) == 0) return &e->arg[i];
    fail_msg("no argument %s", name);
    return NULL;
}

static const char *note_path(const sample *s)
{
    static char path[120];
    snprintf(path, sizeof path, "%s-writer", s->path);
    return path;
}

static const journal_work WORK = {{"import parties.csv", 18}, {"张三", 6}, 43, 100};

/* Refused, and told of WORK. */
static void expect_told(journal *j, const char *title, const char *maker, int64_t percent)
{
    err e = {.code = ERR_OK};
    assert_int_equal(journal_lock(j, &e), E_JOURNAL_WRITING);
    assert_string_equal(arg(&e, "title")->text, title);
    assert_string_equal(arg(&e, "maker")->text, maker);
    assert_int_equal(arg(&e, "percent")->value, percent);
    assert_false(journal_locked(j));
}

static err_code count_visit(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)ev;
    (void)row_hash;
    (void)e;
    ++*(uint32_t *)self;
    return ERR_OK;
}

static void test_held(void **state)
{
    sample *s = *state;
    journal *other = second(s);
    assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
    assert_true(journal_locked(s->j));
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY);

    head now;
    hash h;
    bool found = false;
    seq_no first = 0, last = 0;
    uint32_t visited = 0;
    assert_int_equal(journal_head(&now, s->j, NULL), ERR_OK);
    assert_int_equal(now.seq, 4);
    assert_int_equal(journal_hash_at(&h, s->j, 4, NULL), ERR_OK);
    assert_true(hash_equal(&h, &now.hash));
    assert_int_equal(journal_find_batch(&found, &first, &last, s->j, STR("one"), NULL), ERR_OK);
    assert_true(found);
    assert_int_equal(journal_read(s->j, 0, 0, JOURNAL_CHECK_ALL, count_visit, &visited, s->memory, NULL), ERR_OK);
    assert_int_equal(visited, 4);
    assert_true(journal_locked(s->j)); /* reading did not give it back */
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY);

    assert_int_equal(sample_append(s, "two", 3, NULL), ERR_OK);
    assert_false(journal_locked(s->j));
    assert_int_equal(journal_head(&now, other, NULL), ERR_OK);
    assert_int_equal(now.seq, 7);
    assert_int_equal(journal_lock(other, NULL), ERR_OK);
    journal_unlock(other);
    journal_unlock(other); /* nothing is held: nothing happens */
    journal_close(other);
}

/* However an append under the lock fails, the lock is free afterwards and nothing is stored. */
static void test_given_back(void **state)
{
    sample *s = *state;
    journal *other = second(s);
    head wrong = s->head, out;
    wrong.hash.byte[0] ^= 1;
    static char long_key[300];
    memset(long_key, 'k', sizeof long_key);
    for (int way = 0; way < 4; way++) {
        batch b = {.key = STR("two"), .title = STR("t"), .events = sample_events(s->memory, 5, 2), .count = 2};
        if (way == 1) b.key = STR("one");
        if (way == 2) b.key = (str){long_key, sizeof long_key};
        if (way == 3) b.events[1].attrs = STR("{ }");
        static const err_code CODE[] = {E_HEAD_MOVED, E_DUPLICATE_BATCH, E_TEXT_LONG, E_EVENT_BYTES};
        assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
        const head *at = way == 0 ? &wrong : &s->head;
        assert_int_equal(journal_append(&out, s->j, at, &b, s->memory, NULL), CODE[way]);
        assert_false(journal_locked(s->j));
        assert_int_equal(journal_lock(other, NULL), ERR_OK);
        journal_unlock(other);
    }
    assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
    sample_shut(s); /* closing gives it back as well */
    assert_int_equal(journal_lock(other, NULL), ERR_OK);
    journal_close(other);
    assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal"), 4);
}

static void test_wait(void **state)
{
    sample *s = *state;
    journal *other = second(s);
    assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
    double from = seconds_now();
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY);
    assert_true(seconds_now() - from < 0.5);
    journal_wait(other, 700);
    from = seconds_now();
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY);
    double waited = seconds_now() - from;
    assert_true(waited > 0.6 && waited < 10);
    journal_close(other);
}

static void test_changed(void **state)
{
    sample *s = *state;
    journal *other = second(s);
    assert_true(journal_changed(other)); /* nothing is known yet */
    assert_false(journal_changed(other));
    assert_int_equal(sample_append(s, "two", 2, NULL), ERR_OK);
    assert_true(journal_changed(other));
    assert_false(journal_changed(other));
    assert_int_equal(journal_lock(other, NULL), ERR_OK);
    assert_false(journal_changed(other));
    journal_unlock(other);
    head now;
    batch b = {.key = STR("three"), .title = STR("t"), .events = sample_events(s->memory, 7, 1), .count = 1};
    assert_int_equal(journal_append(&now, other, &s->head, &b, s->memory, NULL), ERR_OK);
    assert_false(journal_changed(other)); /* what it stored itself is no news */
    assert_int_equal(sample_append(s, "four", 1, NULL), E_HEAD_MOVED);
    assert_false(journal_changed(other)); /* nor is what was not stored */
    journal_close(other);
}

/* ---- the note ---- */
static void test_told(void **state)
{
    sample *s = *state;
    journal *other = second(s);
    assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY);
    journal_tell(s->j, &WORK);
    expect_told(other, "import parties.csv", "张三", 43);
    journal_work w = WORK;
    w.done = 1; /* a shorter note leaves nothing of the longer one */
    w.title = STR("two\nlines");
    journal_tell(s->j, &w);
    expect_told(other, "two lines", "张三", 1);
    w.done = 100;
    w.maker = STR_NONE; /* somebody is named all the same */
    journal_tell(s->j, &w);
    char process[32];
    snprintf(process, sizeof process, "pid %ld", (long)getpid());
    expect_told(other, "two lines", process, 100);

    assert_int_equal(truncate(note_path(s), 60), 0); /* half a note */
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY);
    journal_tell(s->j, &WORK);
    expect_told(other, "import parties.csv", "张三", 43);
    FILE *in_place = fopen(note_path(s), "r+b");
    assert_non_null(in_place);
    assert_int_equal(fseek(in_place, 30, SEEK_SET), 0);
    assert_int_equal(fputc('~', in_place), '~');
    fclose(in_place);
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY); /* nor is a changed one believed */
    journal_unlock(s->j);
    assert_false(io_exists(note_path(s)));
    journal_close(other);
}

static void test_long_titles(void **state)
{
    sample *s = *state;
    journal *other = second(s);
    char text[TEXT_BYTES_MAX];
    for (size_t i = 0; i < sizeof text; i++) text[i] = "\xE5\xA0\xB0"[i % 3];
    journal_work w = {.title = {text, sizeof text - sizeof text % 3}, .maker = {text, 3000}, .done = 1, .total = 3};
    assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
    journal_tell(s->j, &w);
    err e = {.code = ERR_OK};
    assert_int_equal(journal_lock(other, &e), E_JOURNAL_WRITING);
    str title = str_from(arg(&e, "title")->text);
    assert_true(title.len > 300 && utf8_valid(title));
    assert_int_equal(arg(&e, "percent")->value, 33);
    journal_close(other);
}

typedef struct watching {
    sample *s;
    journal *other;
    uint32_t calls, told, last_percent, done;
} watching;

/* In the middle of a long append another writer comes. */
static void watch(void *self, uint32_t done, uint32_t total)
{
    watching *w = self;
    assert_true(done >= w->done && done <= total);
    w->done = done;
    w->calls++;
    if (done == total) return; /* all is stored: nobody has to wait any more */
    err e = {.code = ERR_OK};
    err_code code = journal_lock(w->other, &e);
    if (code == E_JOURNAL_WRITING) {
        w->told++;
        w->last_percent = (uint32_t)arg(&e, "percent")->value;
        assert_string_equal(arg(&e, "title")->text, "import big.csv");
        assert_string_equal(arg(&e, "maker")->text, "李四");
    } else {
        assert_int_equal(code, E_JOURNAL_BUSY);
    }
}

static void test_long_append(void **state)
{
    sample *s = *state;
    watching w = {.s = s, .other = second(s)};
    batch b = {.key = STR("big"), .title = STR("import big.csv"), .maker = STR("李四"), .count = 9000};
    b.events = sample_events(s->memory, 5, b.count);
    b.progress = watch;
    b.progress_self = &w;
    assert_int_equal(journal_append(&s->head, s->j, &s->head, &b, s->memory, NULL), ERR_OK);
    assert_int_equal(w.done, 9000);
    assert_true(w.calls >= 9);
    assert_int_equal(w.told, w.calls - 1); /* each time but the last, when all is stored */
    assert_int_equal(w.last_percent, 8192 * 100 / 9000);
    assert_false(io_exists(note_path(s)));

    watching few = {.s = s, .other = w.other};
    b = (batch){.key = STR("few"), .title = STR("import big.csv"), .maker = STR("李四"), .count = 2000};
    b.events = sample_events(s->memory, s->head.seq + 1, b.count);
    b.progress = watch;
    b.progress_self = &few;
    assert_int_equal(journal_append(&s->head, s->j, &s->head, &b, s->memory, NULL), ERR_OK);
    assert_int_equal(few.told, 0); /* short, and nobody said it would take long */
    b.key = STR("said to be long");
    b.events = sample_events(s->memory, s->head.seq + 1, b.count);
    few.done = 0;
    b.is_long = true;
    assert_int_equal(journal_append(&s->head, s->j, &s->head, &b, s->memory, NULL), ERR_OK);
    assert_true(few.told > 0);
    journal_close(w.other);
    assert_string_equal(folder_list(s->folder, s->memory), "city.weir city.weir-shm city.weir-wal ");
}

/* ---- another program ---- */
/* A child that holds the lock with a note until it is killed. Returns when it does. */
static pid_t hold_elsewhere(const sample *s, bool tells)
{
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        journal *j = NULL;
        bool holds = journal_open(&j, s->path, false, NULL) == ERR_OK && journal_lock(j, NULL) == ERR_OK;
        if (holds && tells) journal_tell(j, &WORK);
        if (holds && write(ready[1], "y", 1) == 1)
            for (;;) pause();
        _exit(1);
    }
    char answer = 0;
    close(ready[1]);
    assert_int_equal(read(ready[0], &answer, 1), 1);
    close(ready[0]);
    return child;
}

static void end_elsewhere(pid_t child)
{
    int status = 0;
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void test_another_program(void **state)
{
    sample *s = *state;
    sample_shut(s); /* SQLite's files must not be open across a fork */
    pid_t child = hold_elsewhere(s, true);
    journal *j = second(s);
    expect_told(j, "import parties.csv", "张三", 43);
    assert_true(io_exists(note_path(s)));
    end_elsewhere(child);
    assert_true(io_exists(note_path(s))); /* killed: its note lies there */
    assert_int_equal(journal_lock(j, NULL), ERR_OK);

    journal *other = NULL; /* the note of the dead speaks for no other holder of the lock */
    assert_int_equal(journal_open(&other, s->path, true, NULL), ERR_OK);
    journal_close(other);
    assert_true(io_exists(note_path(s))); /* reading takes nothing away */
    journal_unlock(j);
    journal_close(j);
    child = hold_elsewhere(s, false); /* its opening took the note away */
    assert_false(io_exists(note_path(s)));
    j = second(s);
    assert_int_equal(journal_lock(j, NULL), E_JOURNAL_BUSY);
    end_elsewhere(child);
    journal_close(j);
}

/* The note of a killed program lies there while somebody else holds the lock and has left none. */
static void test_stale_note(void **state)
{
    sample *s = *state;
    assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
    journal_tell(s->j, &WORK);
    str note = file_bytes(note_path(s), s->memory);
    journal_unlock(s->j);
    journal *other = second(s);
    file_put(note_path(s), note);
    assert_int_equal(journal_lock(s->j, NULL), ERR_OK);
    assert_int_equal(journal_lock(other, NULL), E_JOURNAL_BUSY);
    journal_tell(s->j, &WORK); /* takes the file over */
    expect_told(other, "import parties.csv", "张三", 43);
    journal_unlock(s->j);
    assert_false(io_exists(note_path(s)));
    journal_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_held, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_given_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wait, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_titles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_append, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_program, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stale_note, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
