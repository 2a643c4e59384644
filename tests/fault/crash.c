/* crash: cuts the power of a program that writes a book, at points spread over all that it does, and looks at what is
 * left with the ordinary file system. Prints TAP.
 *
 *   fault_crash [CUTS [SEED]]     in each phase; 60 when not given. Another seed: other points, another disk
 *
 * What is left must open, be whole from the first entry to the last, hold every batch that was acknowledged and no more
 * than was sent, batches only as a whole, and take the next one. That the tool can see a loss at all is shown with
 * weaker settings: there it must find some. */
#include "crash_child.h"
#include "journal_sample.h"
#include "platter.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CUTS_DEFAULT = 60, SEED_DEFAULT = 7, STORIES_MAX = 24, STORIES_WEAK = 8, OPERATIONS_AGAIN = 14, TRIES_MAX = 40 };

/* An uncut run: what there is to be found. */
typedef struct story {
    uint64_t seed;
    uint32_t operations;
    head heads[BATCHES + 1]; /* after so many batches */
    unsigned char trace[TRACE_MAX];
} story;

/* What a run let out before it ended. */
typedef struct heard {
    bool created, cut, failed;
    uint32_t sending, stored;
    char text[96];
} heard;

typedef enum verdict { HELD, LOST, DAMAGED, NOT_MADE, VERDICTS } verdict;
typedef struct tally {
    uint32_t count[VERDICTS];
    uint32_t open_ended, open_stored; /* cut between sending and acknowledgement; of those, found stored */
    char first[160];                  /* what was wrong first */
} tally;

static char folder[64], path[96];
static arena *memory;
static int tests_said, tests_failed;

/* ---- files ---- */
static void remove_book(void)
{
    static const char *const TAIL[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < COUNT_OF(TAIL); i++) {
        char name[110];
        snprintf(name, sizeof name, "%s%s", path, TAIL[i]);
        unlink(name);
    }
}

static void make_folder(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.40s/crash-XXXXXX", parent && strlen(parent) < 40 ? parent : "/tmp");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/city.weir", folder);
}

/* ---- running ---- */
/* False at the end of what was said. */
static bool hear(void *out, size_t len, int pipe)
{
    for (size_t got = 0; got < len;) {
        ssize_t part = read(pipe, (char *)out + got, len - got);
        if (part <= 0) return false; /* a message cut short was not sent */
        got += (size_t)part;
    }
    return true;
}

static void take_message(heard *h, story *s, const message *m, int pipe)
{
    switch (m->what) {
    case WORD_CREATED: h->created = true; return;
    case WORD_SENDING: h->sending = m->batch; return;
    case WORD_SEEN: /* what was read counts as acknowledged */
    case WORD_STORED:
        if (m->batch > h->stored) h->stored = m->batch;
        if (h->sending < h->stored) h->sending = h->stored;
        if (s) s->heads[m->batch] = m->head;
        return;
    case WORD_TRACE:
        CHECK(m->batch <= TRACE_MAX);
        if (s) s->operations = m->batch;
        static unsigned char unused[TRACE_MAX];
        CHECK(hear(s ? s->trace : unused, m->batch, pipe));
        return;
    case WORD_FAILED:
        h->failed = true;
        snprintf(h->text, sizeof h->text, "%s", m->text);
        return;
    case WORD_DONE: return;
    }
    CHECK(false); /* no other word */
}

/* Adds to what was heard; s, when given, is told the whole run. */
static void run_child(heard *h, story *s, uint64_t seed, const shim_plan *plan, bool again)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    fflush(stdout);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        child_run(path, seed, plan, again, ends[1]);
    }
    close(ends[1]);
    message m;
    while (hear(&m, sizeof m, ends[0])) take_message(h, s, &m, ends[0]);
    close(ends[0]);
    int status = 0;
    CHECK(waitpid(pid, &status, 0) == pid);
    h->cut = WIFEXITED(status) && WEXITSTATUS(status) == CUT_STATUS;
    bool ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (h->cut || ended || h->failed) return;
    h->failed = true;
    snprintf(h->text, sizeof h->text, "the run ended with status %d", status);
}

static void tell(story *s, uint64_t seed, shim_plan plan)
{
    memset(s, 0, sizeof *s);
    s->seed = seed;
    child_settings(&plan, seed);
    heard h = {.cut = false};
    remove_book();
    run_child(&h, s, seed, &plan, false);
    if (h.failed) fprintf(stderr, "%s\n", h.text);
    CHECK(!h.failed);
    CHECK(s->operations > 0);
}

/* ---- looking at what is left ---- */
static verdict say_wrong(tally *t, verdict v, const char *what, err_code code)
{
    if (!t->first[0]) snprintf(t->first, sizeof t->first, "%s %s", what, code ? err_name(code) : "");
    return v;
}

static err_code count_row(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)row_hash;
    (void)e;
    *(seq_no *)self = ev->seq;
    return ERR_OK;
}

static err_code read_all(seq_no *last, journal *j)
{
    *last = 0;
    return journal_read(j, 0, 0, JOURNAL_CHECK_ALL, count_row, last, memory, NULL);
}

/* Pages and indexes that no row lives in. */
static bool pages_whole(void)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    int rc = sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &st, NULL);
    bool whole = rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
    sqlite3_finalize(st);
    sqlite3_close(db);
    return whole;
}

static err_code append_next(head *at, journal *j)
{
    batch b = {.key = STR("after the cut"), .title = STR("续"), .count = 3};
    b.events = sample_events(memory, at->seq + 1, b.count);
    return journal_append(at, j, at, &b, memory, NULL);
}

/* Which head of the story is this? More than BATCHES when none is. */
static uint32_t place_in(const story *s, const head *at)
{
    uint32_t k = 0;
    while (k <= BATCHES && !(s->heads[k].seq == at->seq && hash_equal(&s->heads[k].hash, &at->hash))) k++;
    return k;
}

static verdict judge_rows(tally *t, const story *s, const heard *h, journal *j, head *at)
{
    seq_no last = 0;
    err_code code = journal_head(at, j, NULL);
    if (!code) code = read_all(&last, j);
    if (code) return say_wrong(t, DAMAGED, "reading:", code);
    uint32_t held = place_in(s, at);
    if (held > h->sending) return say_wrong(t, DAMAGED, "the head is none that was sent", ERR_OK);
    if (last != at->seq) return say_wrong(t, DAMAGED, "the head is not the last entry", ERR_OK);
    if (held < h->stored) return say_wrong(t, LOST, "an acknowledged batch is gone", ERR_OK);
    t->open_ended += h->sending > h->stored;
    t->open_stored += held > h->stored;
    return HELD;
}

static verdict judge_next(tally *t, journal *j, head *at)
{
    seq_no last = 0, wanted = at->seq + 3;
    err_code code = append_next(at, j);
    if (!code) code = read_all(&last, j);
    if (code) return say_wrong(t, DAMAGED, "the next append:", code);
    return last == wanted ? HELD : say_wrong(t, DAMAGED, "the next append is not there", ERR_OK);
}

static verdict judge_book(tally *t, const story *s, const heard *h)
{
    journal *j = NULL;
    head at = {.seq = 0};
    err_code code = journal_open(&j, path, false, NULL);
    bool unmade = !h->created && (code == E_BOOK_ABSENT || code == E_NOT_A_BOOK);
    if (unmade) return NOT_MADE;
    if (code) return say_wrong(t, DAMAGED, "opening:", code);
    verdict v = judge_rows(t, s, h, j, &at);
    if (v == HELD) v = judge_next(t, j, &at);
    journal_close(j);
    if (v == HELD && !pages_whole()) v = say_wrong(t, DAMAGED, "integrity_check", ERR_OK);
    return v;
}

static void judge(tally *t, const story *s, const heard *h)
{
    verdict v = h->failed ? say_wrong(t, DAMAGED, h->text, ERR_OK) : judge_book(t, s, h);
    t->count[v]++;
    arena_clear(memory);
}

/* ---- cutting ---- */
/* The dice-th operation of that phase, counted from 1; 0 when there is none. */
static uint64_t operation_in(const story *s, phase wanted, uint64_t dice)
{
    uint64_t there = 0;
    for (uint32_t i = 0; i < s->operations; i++) there += s->trace[i] == wanted;
    if (there == 0) return 0;
    uint64_t skip = dice % there;
    for (uint32_t i = 0; i < s->operations; i++)
        if (s->trace[i] == wanted && skip-- == 0) return i + 1;
    CHECK(false); /* there were so many */
    return 0;
}

typedef struct cutting {
    story *stories;
    uint32_t count;
    shim_plan plan; /* what all runs have in common */
    uint64_t dice;
} cutting;

/* Stories under that plan: with other settings there are other operations. Returns how many of those. */
static uint32_t tell_all(cutting *c, const shim_plan *plan, uint32_t count)
{
    CHECK(count <= STORIES_MAX);
    uint32_t operations = 0;
    c->plan = *plan;
    c->count = count;
    for (uint32_t i = 0; i < count; i++) {
        tell(&c->stories[i], i + 1, *plan);
        operations += c->stories[i].operations;
    }
    return operations;
}

/* One cut in that phase of one of the stories; false when none has it. */
static bool cut_once(cutting *c, heard *h, const story **told, phase where)
{
    for (uint32_t i = 0; i < TRIES_MAX; i++) {
        const story *s = &c->stories[dice_next(&c->dice) % c->count];
        shim_plan plan = c->plan;
        child_settings(&plan, s->seed);
        plan.cut_at = operation_in(s, where, dice_next(&c->dice));
        plan.seed = dice_next(&c->dice);
        if (plan.cut_at == 0) continue;
        *h = (heard){.cut = false};
        *told = s;
        remove_book();
        run_child(h, NULL, s->seed, &plan, false);
        return h->cut || h->failed;
    }
    return false;
}

static void cut_phase(tally *t, cutting *c, phase where, uint32_t cuts)
{
    for (uint32_t i = 0; i < cuts; i++) {
        heard h;
        const story *s = NULL;
        if (!cut_once(c, &h, &s, where)) return;
        judge(t, s, &h);
    }
}

/* A second cut soon after the program has come up on what the first one left. */
static void cut_again(tally *t, cutting *c, uint32_t cuts)
{
    static const phase FIRST[] = {PHASE_APPEND, PHASE_COMMIT, PHASE_CHECKPOINT, PHASE_CLOSE};
    for (uint32_t done = 0, tries = 0; done < cuts && tries < cuts * 3; tries++) {
        heard h;
        const story *s = NULL;
        if (!cut_once(c, &h, &s, FIRST[tries % COUNT_OF(FIRST)])) return;
        shim_plan plan = c->plan;
        child_settings(&plan, s->seed);
        plan.cut_at = 1 + dice_next(&c->dice) % OPERATIONS_AGAIN;
        plan.seed = dice_next(&c->dice);
        run_child(&h, NULL, s->seed, &plan, true);
        if (!h.cut && !h.failed) continue; /* the story was over before */
        judge(t, s, &h);
        done++;
    }
}

/* ---- saying ---- */
static void say_test(bool ok, const char *what, const char *why)
{
    tests_said++;
    tests_failed += !ok;
    printf("%s %d - %s\n", ok ? "ok" : "not ok", tests_said, what);
    if (!ok) printf("# %s\n", why);
    fflush(stdout);
}

static uint32_t cuts_of(const tally *t)
{
    uint32_t sum = 0;
    for (int v = 0; v < VERDICTS; v++) sum += t->count[v];
    return sum;
}

static void print_tally(char *out, size_t room, const char *name, const tally *t)
{
    snprintf(out, room, "%s: %u cuts, %u lost, %u damaged; %u between sending and answer, %u of them stored%s", name,
             (unsigned)cuts_of(t), (unsigned)t->count[LOST], (unsigned)t->count[DAMAGED], (unsigned)t->open_ended,
             (unsigned)t->open_stored, t->count[NOT_MADE] ? "; " : "");
    size_t len = strlen(out);
    if (t->count[NOT_MADE]) snprintf(out + len, room - len, "%u not yet a book", (unsigned)t->count[NOT_MADE]);
}

/* Nothing lost, nothing damaged, and as many cuts as were asked for. */
static void expect_held(const char *name, const tally *t, uint32_t cuts)
{
    char line[240];
    print_tally(line, sizeof line, name, t);
    bool ok = cuts_of(t) == cuts && t->count[LOST] == 0 && t->count[DAMAGED] == 0;
    say_test(ok, line, t->first[0] ? t->first : "fewer cuts than asked for");
}

static void expect_harm(const char *name, const tally *t, uint32_t cuts, bool damage)
{
    char line[240];
    print_tally(line, sizeof line, name, t);
    bool harmed = damage ? t->count[DAMAGED] > 0 : t->count[LOST] > 0;
    say_test(cuts_of(t) == cuts && harmed, line, "this tool would not see a loss");
}

/* ---- the tests ---- */
static void test_phases(cutting *c, uint32_t cuts)
{
    static const char *const NAME[PHASES] = {[PHASE_CREATE] = "power cut while making the book",
                                             [PHASE_OPEN] = "power cut while opening",
                                             [PHASE_APPEND] = "power cut while rows are put, before the commit",
                                             [PHASE_COMMIT] = "power cut in the commit",
                                             [PHASE_CHECKPOINT] = "power cut in a checkpoint",
                                             [PHASE_CLOSE] = "power cut while closing"};
    for (int p = 0; p < PHASES; p++) {
        tally t = {.open_ended = 0};
        cut_phase(&t, c, (phase)p, cuts);
        expect_held(NAME[p], &t, cuts);
    }
    tally t = {.open_ended = 0};
    cut_again(&t, c, cuts);
    expect_held("a second power cut after coming up from the first", &t, cuts);
}

/* Cuts where rows are on their way, with that plan. */
static tally cut_ways(cutting *c, const shim_plan *plan, uint32_t cuts)
{
    static const phase WHERE[] = {PHASE_APPEND, PHASE_COMMIT, PHASE_CHECKPOINT};
    tally t = {.open_ended = 0};
    tell_all(c, plan, STORIES_WEAK);
    for (size_t i = 0; i < COUNT_OF(WHERE); i++) cut_phase(&t, c, WHERE[i], cuts / 3);
    return t;
}

static void test_bite(cutting *c, uint32_t cuts)
{
    cuts -= cuts % 3;
    tally t = cut_ways(c, &(shim_plan){.kill_only = true}, cuts);
    expect_held("the process alone is killed", &t, cuts);
    t = cut_ways(c, &(shim_plan){.synchronous = "1"}, cuts);
    expect_harm("with synchronous=NORMAL forced, acknowledged batches are lost", &t, cuts, false);
    t = cut_ways(c, &(shim_plan){.synchronous = "0"}, cuts);
    expect_harm("with synchronous=OFF forced, books are damaged", &t, cuts, true);
    t = cut_ways(c, &(shim_plan){.synchronous = "0", .kill_only = true}, cuts);
    expect_held("killing the process alone does not even show synchronous=OFF", &t, cuts);
}

/* The journal asks what it got: a weaker setting than FULL is refused at opening. */
static void test_weak_settings_refused(void)
{
    static const char *const WEAK[] = {"0", "1"};
    for (size_t i = 0; i < COUNT_OF(WEAK); i++) {
        char line[80];
        remove_book();
        shim_install(&(shim_plan){.synchronous = WEAK[i], .honest = true});
        err_code code = journal_create(path, NULL);
        bool left = access(path, F_OK) == 0;
        shim_remove();
        snprintf(line, sizeof line, "synchronous=%s is refused, and nothing is made", WEAK[i]);
        say_test(code == E_JOURNAL_MODE && !left, line, err_name(code));
    }
}

/* Digits only; 0 when it is no number. */
static uint32_t number_of(const char *text)
{
    uint32_t n = 0;
    for (; *text >= '0' && *text <= '9' && n < 100000; text++) n = n * 10 + (uint32_t)(*text - '0');
    return *text ? 0 : n;
}

int main(int argc, char **argv)
{
    static story stories[STORIES_MAX];
    uint32_t cuts = argc > 1 ? number_of(argv[1]) : CUTS_DEFAULT;
    uint32_t seed = argc > 2 ? number_of(argv[2]) : SEED_DEFAULT;
    if (cuts == 0 || seed == 0) return 2;
    make_folder();
    memory = arena_new("crash", (size_t)64 << 20);
    CHECK(memory != NULL);
    cutting c = {.stories = stories, .dice = seed};
    uint32_t operations = tell_all(&c, &(shim_plan){.cut_at = 0}, STORIES_MAX);
    printf("# %d stories of %d batches, %u operations\n", STORIES_MAX, BATCHES, (unsigned)operations);
    test_phases(&c, cuts);
    test_bite(&c, cuts);
    test_weak_settings_refused();
    printf("1..%d\n", tests_said);
    remove_book();
    CHECK(rmdir(folder) == 0);
    arena_free(memory);
    return tests_failed > 0;
}
