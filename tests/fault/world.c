/* world: what a disk, an office's permissions and a clock do to a book, one case each. Prints TAP.
 *
 * The file system's answers are the shim's, so that the cases hold for root as well. */
#include "crash_vfs.h"
#include "journal_sample.h"
#include "platter.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static int tests_said, tests_failed;

static void say_test(bool ok, const char *line, const char *why)
{
    tests_said++;
    tests_failed += !ok;
    printf("%s %d - %s\n", ok ? "ok" : "not ok", tests_said, line);
    if (!ok) printf("# %s\n", why);
}

static void expect_code(const char *line, err_code found, err_code wanted)
{
    say_test(found == wanted, line, err_name(found));
}

static void expect_reason(const char *line, const err *e, err_code wanted, const char *reason)
{
    bool same = e->code == wanted && e->arg_count > 0 && strstr(e->arg[0].text, reason) != NULL;
    say_test(same, line, e->arg_count > 0 ? e->arg[0].text : err_name(e->code));
}

/* The folder has the one file, with the bytes it had. */
static void expect_untouched(sample *s, str before)
{
    const char *list = folder_list(s->folder, s->memory);
    bool same = strcmp(list, "city.weir ") == 0 && str_equal(before, file_bytes(s->path, s->memory));
    say_test(same, "  and the file is as it was, alone in its folder", list);
}

/* ---- may only be read ---- */
static const shim_plan READ_ONLY = {.fault = FAULT_READ_ONLY, .fault_at = 1, .fault_stays = true};

static void test_read_only(sample *s)
{
    str before = file_bytes(s->path, s->memory);
    err e = {.code = ERR_OK};
    journal *j = NULL;
    uint32_t rows = 0;
    shim_install(&READ_ONLY);
    expect_code("a book that may only be read is refused to a writer", journal_open(&j, s->path, false, &e), E_JOURNAL);
    expect_reason("  with the reason", &e, E_JOURNAL, "cannot be written");
    err_code code = sample_read(s, 0, 0, &rows, NULL);
    say_test(code == ERR_OK && rows == 16, "  and is read as a whole by a reader", err_name(code));
    say_test(shim_faults() > 0 && shim_files_open() == 0, "  and no file stays open", "one does");
    shim_remove();
    expect_untouched(s, before);
}

static void test_folder_read_only(sample *s)
{
    char path[120];
    snprintf(path, sizeof path, "%s/other.weir", s->folder);
    str before = file_bytes(s->path, s->memory);
    shim_install(&READ_ONLY);
    expect_code("no book is made where nothing may be written", journal_create(path, NULL), E_JOURNAL);
    shim_remove();
    expect_untouched(s, before);
    expect_code("nor over another file", journal_create(s->path, NULL), E_BOOK_EXISTS);
    expect_untouched(s, before);
}

/* ---- full ---- */
/* The disk fills up under one book after the other: at the n-th write, for every n. */
static void test_disk_full(sample *s)
{
    uint32_t refused = 0, accepted = 0;
    bool named = true, unchanged = true;
    for (uint64_t n = 1; n < 100 && accepted == 0; n++) {
        err e = {.code = ERR_OK};
        const head before = s->head;
        char key[16];
        snprintf(key, sizeof key, "full-%u", (unsigned)n);
        sample_shut(s);
        shim_install(&(shim_plan){.fault = FAULT_FULL, .fault_at = n, .fault_stays = true});
        bool opened = journal_open(&s->j, s->path, false, &e) == ERR_OK;
        err_code code = opened ? sample_append(s, key, 30, &e) : e.code;
        refused += code != ERR_OK;
        accepted += shim_faults() == 0;
        named = named && (code == ERR_OK || (code == E_JOURNAL && e.arg_count > 0));
        sample_shut(s);
        shim_remove();
        sample_reopen(s);
        unchanged = unchanged && (code == ERR_OK || hash_equal(&before.hash, &s->head.hash));
    }
    char line[120];
    snprintf(line, sizeof line, "a full disk is reported at each of %u writes", (unsigned)refused);
    say_test(refused > 5 && named, line, "too few, or something else was reported");
    say_test(unchanged, "  and leaves the book as it was", "it does not");
    say_test(accepted == 1, "  and the append goes through where there is room", "it does not");
    sample_shut(s);
}

/* ---- another writer ---- */
static void test_busy(sample *s)
{
    sqlite3 *other = NULL;
    uint32_t rows = 0;
    shim_install(&(shim_plan){.cut_at = 0});
    sample_reopen(s);
    CHECK(sqlite3_open(s->path, &other) == SQLITE_OK);
    CHECK(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
    int64_t before = shim_waited_ms();
    err_code code = sample_append(s, "busy", 3, NULL);
    int64_t waited = shim_waited_ms() - before;
    expect_code("while another program writes, an append is refused", code, E_JOURNAL_BUSY);
    say_test(waited >= 2500 && waited <= 3500, "  after three seconds of waiting", "it waited otherwise");
    CHECK(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(other) == SQLITE_OK);
    seq_no last = s->head.seq;
    expect_code("  and goes in afterwards", sample_append(s, "busy", 3, NULL), ERR_OK);
    sample_shut(s);
    shim_remove();
    code = sample_read(s, 0, 0, &rows, NULL);
    say_test(code == ERR_OK && rows == last + 3, "  to be read with all the others", err_name(code));
}

/* ---- rubbish ---- */
/* The book as a power cut in a checkpoint leaves it: the log is whole, the first sector of the file is not. */
static void test_first_sector(sample *s)
{
    char log_path[120];
    uint32_t rows = 0;
    sample_reopen(s);
    CHECK(sample_append(s, "in the log", 40, NULL) == ERR_OK);
    const seq_no last = s->head.seq;
    snprintf(log_path, sizeof log_path, "%s-wal", s->path);
    str book = file_bytes(s->path, s->memory), log = file_bytes(log_path, s->memory);
    sample_shut(s);
    str rubbish = arena_str(s->memory, book);
    memset((char *)(uintptr_t)rubbish.ptr, 0xA5, SECTOR_BYTES);
    file_put(s->path, rubbish);
    file_put(log_path, log);
    err_code code = sample_read(s, 0, 0, &rows, NULL);
    say_test(code == ERR_OK && rows == last, "rubbish in the first sector is mended from the log", err_name(code));
    remove(log_path);
    code = sample_read(s, 0, 0, &rows, NULL);
    expect_code("  without the log it is no book", code, E_NOT_A_BOOK);
    file_put(log_path, (str){log.ptr, 40});
    code = sample_read(s, 0, 0, &rows, NULL);
    expect_code("  and a log that is cut short does not make it one", code, E_NOT_A_BOOK);
    file_put(s->path, book);
    file_put(log_path, log);
    sample_reopen(s);
    say_test(s->head.seq == last, "  the book itself has lost nothing", "it has");
    sample_shut(s);
}

/* ---- the clock ---- */
static err_code append_at_time(sample *s, const char *key, int64_t recorded_us)
{
    batch b = {.key = str_from(key), .title = STR("钟"), .count = 1};
    b.events = sample_events(s->memory, s->head.seq + 1, 1);
    b.events[0].recorded_us = recorded_us;
    return journal_append(&s->head, s->j, &s->head, &b, s->memory, NULL);
}

/* Whoever lets the clock go back: the journal takes no entry that is not later than the one before. */
static void test_clock_back(sample *s)
{
    const int64_t far_ahead = INT64_C(4102444800000000); /* 2100-01-01 */
    sample_reopen(s);
    expect_code("an entry of the year 2100 is stored", append_at_time(s, "ahead", far_ahead), ERR_OK);
    const head before = s->head;
    expect_code("one of the same instant is refused", append_at_time(s, "same", far_ahead), E_EVENT_BYTES);
    expect_code("one of the day before is refused", append_at_time(s, "back", far_ahead - INT64_C(86400000000)),
                E_EVENT_BYTES);
    sample_reopen(s);
    say_test(hash_equal(&before.hash, &s->head.hash), "  and the book is as it was", "it is not");
    expect_code("one a microsecond later is stored", append_at_time(s, "next", far_ahead + 1), ERR_OK);
    sample_shut(s);
}

int main(void)
{
    static sample s;
    sample_make(&s);
    sample_fill(&s);
    test_read_only(&s);
    test_folder_read_only(&s);
    test_disk_full(&s);
    test_busy(&s);
    test_first_sector(&s);
    test_clock_back(&s);
    printf("1..%d\n", tests_said);
    sample_remove(&s);
    return tests_failed > 0;
}
