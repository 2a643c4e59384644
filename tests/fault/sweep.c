/* sweep: every call to the world that the journal makes, failed one after the other. Prints TAP.
 *
 *   fault_sweep [all]      without it only each 13th allocation of SQLite fails; of all the others each one
 *
 * A scenario (make a book; write to one; write to one whose log waits; read the same two) runs with the first call
 * failing, then the second …, until a run comes through untouched. A call is one to the file system, a growth of an
 * arena or an allocation of SQLite; it fails once or, of those that last, from then on. Whatever fails:
 *  - an error of the right class is returned, or everything asked for is there;
 *  - what was acknowledged stays, what was reported as failed is not there, and the book opens whole;
 *  - the same handle takes the same batch again once the fault has gone;
 *  - nothing leaks: no open file, no memory of SQLite (the rest is the sanitizer's), no half-made book. */
#include "crash_vfs.h"
#include "journal_sample.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { POINTS_MAX = 20000, FIRST_ROWS = 3, SECOND_ROWS = 9, BASE_ROWS = 16, STEP_DEFAULT = 13 };

/* ---- memory of SQLite that runs out ---- */
static sqlite3_mem_methods memory_below;
static uint64_t memory_countdown; /* 0 = none fails */
static bool memory_stays;
static uint64_t memory_faults;
static sqlite3_int64 memory_before; /* a run */

static bool memory_due(void)
{
    if (memory_countdown == 0) return false;
    if (memory_countdown > 1) {
        memory_countdown--;
        return false;
    }
    memory_countdown = memory_stays;
    memory_faults++;
    return true;
}

static void *take_memory(int bytes)
{
    return memory_due() ? NULL : memory_below.xMalloc(bytes);
}

static void *resize_memory(void *old, int bytes)
{
    return memory_due() ? NULL : memory_below.xRealloc(old, bytes);
}

static void wrap_memory(void)
{
    CHECK(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory_below) == SQLITE_OK);
    sqlite3_mem_methods mine = memory_below;
    mine.xMalloc = take_memory;
    mine.xRealloc = resize_memory;
    CHECK(sqlite3_config(SQLITE_CONFIG_MALLOC, &mine) == SQLITE_OK);
    CHECK(sqlite3_initialize() == SQLITE_OK);
}

/* ---- what fails ---- */
typedef enum source { SOURCE_FILES, SOURCE_ARENA, SOURCE_SQLITE } source;
typedef struct fault {
    const char *name;
    source from;
    fault_kind kind;
    bool stays;
    bool reads_too; /* else only writing can meet it */
} fault;

static const fault FAULTS[] = {
    {"one I/O call fails", SOURCE_FILES, FAULT_IO, false, true},
    {"I/O fails from a call on", SOURCE_FILES, FAULT_IO, true, true},
    {"the disk is full for a moment", SOURCE_FILES, FAULT_FULL, false, false},
    {"the disk is full from a call on", SOURCE_FILES, FAULT_FULL, true, false},
    {"a lock is taken for a moment", SOURCE_FILES, FAULT_BUSY, false, true},
    {"locks stay taken from a call on", SOURCE_FILES, FAULT_BUSY, true, true},
    {"an arena does not grow", SOURCE_ARENA, FAULT_NONE, false, true},
    {"SQLite gets no memory once", SOURCE_SQLITE, FAULT_NONE, false, true},
    {"SQLite gets no memory from an allocation on", SOURCE_SQLITE, FAULT_NONE, true, true},
};

/* ---- scenarios ---- */
typedef enum scenario { MAKE, WRITE, WRITE_LOG, READ, READ_LOG, SCENARIOS } scenario;
static const char *const SCENARIO_NAME[SCENARIOS] = {"making a book", "writing", "writing where a log waits", "reading",
                                                     "reading where a log waits"};

typedef struct bench {
    sample s;
    arena *scratch;
    str base, base_log, log; /* the shut book; the one whose last batch is in the log only */
    head at_base, at_first, at_second;
    event *first, *second;
    bool fault_stays; /* of the run that goes on */
} bench;

typedef struct outcome {
    err_code code;      /* the first that was returned */
    const char *step;   /* and by what */
    head acked;         /* the newest head that was told */
    bool failed_commit; /* an append was reported as failed, and no later one came through */
    const char *wrong;  /* a promise that was broken within the run */
} outcome;

static void note(outcome *o, const char *step, err_code code)
{
    if (code == ERR_OK || o->code != ERR_OK) return;
    o->code = code;
    o->step = step;
}

static bool head_equal(const head *a, const head *b)
{
    return a->seq == b->seq && hash_equal(&a->hash, &b->hash);
}

static err_code last_row(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)e;
    *(head *)self = (head){ev->seq, *row_hash};
    return ERR_OK;
}

static void read_all(bench *b, outcome *o, journal *j, const head *wanted)
{
    head last = {.seq = 0};
    err_code code = journal_read(j, 0, 0, JOURNAL_CHECK_ALL, last_row, &last, b->scratch, NULL);
    note(o, "read", code);
    if (!code && !head_equal(&last, wanted)) o->wrong = "a reading without an error lacked rows";
}

static err_code append_at(bench *b, outcome *o, journal *j, const head *at, event *events, uint32_t count)
{
    batch new = {.key = count == FIRST_ROWS ? STR("first") : STR("second"), .title = STR("扫描"), .count = count};
    new.events = events;
    head now = {.seq = 0};
    err_code code = journal_append(&now, j, at, &new, b->scratch, NULL);
    note(o, "append", code);
    o->failed_commit = code != ERR_OK;
    if (!code) o->acked = now;
    return code;
}

/* A failed append changes nothing for the open book either: the same batch goes in when the fault has gone. */
static void append(bench *b, outcome *o, journal *j, event *events, uint32_t count)
{
    const head before = o->acked;
    if (append_at(b, o, j, &before, events, count) == ERR_OK) return;
    head now = {.seq = 0};
    if (journal_head(&now, j, NULL) == ERR_OK && !head_equal(&now, &before))
        o->wrong = "a failed append moved the head";
    err_code code = append_at(b, o, j, &before, events, count);
    if (code && !b->fault_stays) o->wrong = "the batch does not go in when the fault has gone";
    if (code == E_HEAD_MOVED || code == E_DUPLICATE_BATCH) o->wrong = "a failed append is there";
}

static void run_write(bench *b, outcome *o)
{
    journal *j = NULL;
    err_code code = journal_open(&j, b->s.path, false, NULL);
    note(o, "open", code);
    if (code) return;
    append(b, o, j, b->first, FIRST_ROWS);
    if (o->acked.seq == b->at_first.seq) {
        append(b, o, j, b->second, SECOND_ROWS);
        read_all(b, o, j, &o->acked);
    }
    journal_close(j);
}

static void run_read(bench *b, outcome *o)
{
    journal *j = NULL;
    err_code code = journal_open(&j, b->s.path, true, NULL);
    note(o, "open", code);
    if (code) return;
    head at = {.seq = 0};
    code = journal_head(&at, j, NULL);
    note(o, "head", code);
    if (!code && !head_equal(&at, &b->at_base)) o->wrong = "another head was read";
    read_all(b, o, j, &b->at_base);
    journal_close(j);
}

static void run_scenario(bench *b, outcome *o, scenario which)
{
    *o = (outcome){.acked = b->at_base};
    switch (which) {
    case MAKE: note(o, "create", journal_create(b->s.path, NULL)); return;
    case WRITE:
    case WRITE_LOG: run_write(b, o); return;
    case READ:
    case READ_LOG: run_read(b, o); return;
    case SCENARIOS: break;
    }
    CHECK(false); /* no other scenario */
}

/* ---- the files of a scenario ---- */
static const char *beside(const bench *b, const char *tail)
{
    static char name[120];
    snprintf(name, sizeof name, "%s%s", b->s.path, tail);
    return name;
}

static void set_files(bench *b, scenario which)
{
    static const char *const TAIL[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < COUNT_OF(TAIL); i++) unlink(beside(b, TAIL[i]));
    if (which == MAKE) return;
    bool log = which == WRITE_LOG || which == READ_LOG;
    file_put(b->s.path, log ? b->base_log : b->base);
    if (log) file_put(beside(b, "-wal"), b->log);
}

static void make_bench(bench *b)
{
    memset(b, 0, sizeof *b);
    sample_make(&b->s);
    arena *a = b->s.memory;
    for (int i = 0; i < 3; i++) {
        char key[8];
        snprintf(key, sizeof key, "k%d", i);
        CHECK(sample_append(&b->s, key, BASE_ROWS / 4, NULL) == ERR_OK);
    }
    sample_reopen(&b->s);
    CHECK(sample_append(&b->s, "k3", BASE_ROWS / 4, NULL) == ERR_OK);
    b->base_log = file_bytes(b->s.path, a);
    b->log = file_bytes(beside(b, "-wal"), a);
    CHECK(b->log.len > 0);
    b->at_base = b->s.head;
    sample_shut(&b->s);
    b->base = file_bytes(b->s.path, a);
    b->first = sample_events(a, BASE_ROWS + 1, FIRST_ROWS);
    b->second = sample_events(a, BASE_ROWS + FIRST_ROWS + 1, SECOND_ROWS);
    b->scratch = arena_new("scratch", (size_t)8 << 20);
    CHECK(b->scratch != NULL);
}

/* What an undisturbed run gives. */
static void learn_heads(bench *b)
{
    outcome o = {.acked = b->at_base};
    journal *j = NULL;
    set_files(b, WRITE);
    CHECK(journal_open(&j, b->s.path, false, NULL) == ERR_OK);
    CHECK(append_at(b, &o, j, &b->at_base, b->first, FIRST_ROWS) == ERR_OK);
    b->at_first = o.acked;
    CHECK(append_at(b, &o, j, &b->at_first, b->second, SECOND_ROWS) == ERR_OK);
    b->at_second = o.acked;
    journal_close(j);
}

/* ---- judging ---- */
typedef struct tally {
    uint64_t points, reported, unharmed;
    uint64_t unknown; /* reported as failed, found stored afterwards */
    uint64_t wrong;
    char first[200];
} tally;

static bool code_fits(const fault *f, err_code code)
{
    if (code == ERR_OK) return true;
    if (f->from == SOURCE_ARENA) return code == E_LIMIT;
    if (f->kind == FAULT_BUSY) return code == E_JOURNAL_BUSY || code == E_JOURNAL;
    return code == E_JOURNAL;
}

/* The book as anybody finds it later. */
static const char *judge_book(bench *b, const outcome *o, scenario which, tally *t)
{
    journal *j = NULL;
    head at = {.seq = 0}, last = {.seq = 0}, empty = {.seq = 0};
    err_code code = journal_open(&j, b->s.path, false, NULL);
    if (code) return err_name(code);
    code = journal_head(&at, j, NULL);
    if (!code) code = journal_read(j, 0, 0, JOURNAL_CHECK_ALL, last_row, &last, b->scratch, NULL);
    journal_close(j);
    if (code) return err_name(code);
    if (!head_equal(&at, &last)) return "the head is not the last entry";
    const head *wanted = which == MAKE ? &empty : &o->acked;
    if (head_equal(&at, wanted)) return NULL;
    const head *next = wanted->seq == b->at_base.seq ? &b->at_first : &b->at_second;
    if (!o->failed_commit || !head_equal(&at, next)) return "the book afterwards has another head";
    t->unknown++;
    return NULL;
}

/* No half-made book, and no trace of a reader; but who cannot take files away, or must think that somebody else uses
 * them, leaves them. */
static const char *judge_folder(bench *b, const fault *f, const outcome *o, scenario which)
{
    const char *list = folder_list(b->s.folder, b->scratch);
    if (which == MAKE && o->code && list[0]) return list;
    bool may_stay = f->stays || f->kind == FAULT_IO || f->kind == FAULT_BUSY;
    if (which == READ && !may_stay && strcmp(list, "city.weir ") != 0) return list;
    return NULL;
}

static const char *judge_one(bench *b, const fault *f, const outcome *o, scenario which, tally *t)
{
    if (o->wrong) return o->wrong;
    if (!code_fits(f, o->code)) return "an error that says something else";
    if (shim_files_open() != 0) return "a file stays open";
    if (sqlite3_memory_used() != memory_before) return "memory of SQLite is not given back";
    const char *wrong = judge_folder(b, f, o, which);
    bool made = which != MAKE || !o->code;
    return wrong || !made ? wrong : judge_book(b, o, which, t);
}

/* ---- sweeping ---- */
static void arm(const fault *f, uint64_t n)
{
    shim_plan plan = {.fault = f->kind, .fault_at = n, .fault_stays = f->stays};
    memory_faults = 0;
    memory_stays = f->stays;
    shim_install(&plan);
    memory_before = sqlite3_memory_used();
    memory_countdown = f->from == SOURCE_SQLITE ? n : 0;
    arena_fail_at(f->from == SOURCE_ARENA ? n : 0);
}

/* Whether the fault came about. */
static bool disarm(bench *b, const fault *f, uint64_t n)
{
    memory_countdown = 0;
    bool waits = false; /* a growth that was not reached still fails the next n */
    if (f->from == SOURCE_ARENA)
        for (uint64_t i = 0; i < n && !waits; i++) waits = arena_get(b->scratch, 1) == NULL;
    arena_fail_at(0);
    bool hit = f->from == SOURCE_ARENA ? !waits : shim_faults() + memory_faults > 0;
    shim_disarm();
    return hit;
}

/* False when the run came through untouched. */
static bool sweep_point(bench *b, const fault *f, scenario which, uint64_t n, tally *t)
{
    outcome o;
    set_files(b, which);
    b->fault_stays = f->stays;
    arm(f, n);
    run_scenario(b, &o, which);
    bool hit = disarm(b, f, n);
    const char *wrong = judge_one(b, f, &o, which, t);
    if (!wrong && !hit && o.code) wrong = "an error without a fault";
    if (wrong && !t->first[0])
        snprintf(t->first, sizeof t->first, "at %llu: %s: %s; %s", (unsigned long long)n, o.step ? o.step : "-",
                 err_name(o.code), wrong);
    t->wrong += wrong != NULL;
    shim_remove();
    arena_clear(b->scratch);
    if (!hit) return false;
    t->points++;
    t->reported += o.code != ERR_OK;
    t->unharmed += o.code == ERR_OK;
    return true;
}

static int tests_said, tests_failed;

static void say_test(bool ok, const char *line, const char *why)
{
    tests_said++;
    tests_failed += !ok;
    printf("%s %d - %s\n", ok ? "ok" : "not ok", tests_said, line);
    if (!ok) printf("# %s\n", why);
    fflush(stdout);
}

static void sweep(bench *b, const fault *f, scenario which, uint64_t step)
{
    tally t = {.points = 0};
    uint64_t n = 1;
    while (n < POINTS_MAX && sweep_point(b, f, which, n, &t)) n += f->from == SOURCE_SQLITE ? step : 1;
    char line[240];
    snprintf(line, sizeof line, "%s, %s: %llu points, %llu reported, %llu without harm", SCENARIO_NAME[which], f->name,
             (unsigned long long)t.points, (unsigned long long)t.reported, (unsigned long long)t.unharmed);
    size_t len = strlen(line);
    if (t.unknown) snprintf(line + len, sizeof line - len, ", %llu reported and stored", (unsigned long long)t.unknown);
    bool ok = t.wrong == 0 && t.points > 0 && n < POINTS_MAX;
    say_test(ok, line, t.first[0] ? t.first : "no such call, or no end");
    if (t.wrong) printf("# %llu points wrong\n", (unsigned long long)t.wrong);
}

int main(int argc, char **argv)
{
    uint64_t step = argc > 1 && strcmp(argv[1], "all") == 0 ? 1 : STEP_DEFAULT;
    wrap_memory();
    bench b;
    make_bench(&b);
    learn_heads(&b);
    for (int which = 0; which < SCENARIOS; which++)
        for (size_t i = 0; i < COUNT_OF(FAULTS); i++)
            if (FAULTS[i].reads_too || which < READ) sweep(&b, &FAULTS[i], (scenario)which, step);
    printf("1..%d\n", tests_said);
    arena_free(b.scratch);
    sample_remove(&b.s);
    return tests_failed > 0;
}
