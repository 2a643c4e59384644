/* crash_child: see the header. */
#include "crash_child.h"

#include "journal_sample.h"
#include "platter.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct child {
    const char *path;
    uint64_t seed;
    int pipe;
    journal *j;
    head head;
} child;

/* ---- what the seed says ---- */
enum { DICE_ROWS = 1, DICE_CLOSE, DICE_SETTINGS };

static uint64_t dice_of(uint64_t seed, uint64_t what, uint64_t number)
{
    uint64_t state = seed * 1000003 + what * 8191 + number;
    return dice_next(&state);
}

uint32_t child_rows(uint64_t seed, uint32_t number)
{
    uint64_t dice = dice_of(seed, DICE_ROWS, number);
    uint32_t most = dice % 5 == 0 ? 160 : 40; /* the larger ones do not fit into the smallest cache */
    return 1 + (uint32_t)(dice / 5 % most);
}

static bool closes_after(uint64_t seed, uint32_t number)
{
    return dice_of(seed, DICE_CLOSE, number) % 4 == 0;
}

void child_settings(shim_plan *plan, uint64_t seed)
{
    static const int LOG_PAGES[] = {8, 40, 1000};
    uint64_t dice = dice_of(seed, DICE_SETTINGS, 0);
    plan->cache_pages = dice % 4 == 0 ? 0 : 10;
    plan->log_pages = LOG_PAGES[dice / 4 % COUNT_OF(LOG_PAGES)];
}

/* ---- what it says ---- */
static void say(const child *c, word what, uint32_t number)
{
    message m;
    memset(&m, 0, sizeof m);
    m.what = what;
    m.batch = number;
    m.head = c->head;
    CHECK(write(c->pipe, &m, sizeof m) == sizeof m);
}

static void fail_child(const child *c, const char *doing, const err *e)
{
    message m;
    memset(&m, 0, sizeof m);
    m.what = WORD_FAILED;
    snprintf(m.text, sizeof m.text, "%s: %s %.60s", doing, err_name(e->code), e->arg_count ? e->arg[0].text : "");
    CHECK(write(c->pipe, &m, sizeof m) == sizeof m);
    _exit(1);
}

static void say_trace(const child *c)
{
    uint32_t count = (uint32_t)shim_operations();
    CHECK(count <= TRACE_MAX);
    say(c, WORD_TRACE, count);
    const unsigned char *trace = shim_trace();
    for (size_t sent = 0; sent < count;) {
        ssize_t part = write(c->pipe, trace + sent, count - sent);
        CHECK(part > 0);
        sent += (size_t)part;
    }
}

/* ---- what it does ---- */
static void open_book(child *c)
{
    err e = {.code = ERR_OK};
    shim_enter(PHASE_OPEN);
    if (journal_open(&c->j, c->path, false, &e)) fail_child(c, "open", &e);
    if (journal_head(&c->head, c->j, &e)) fail_child(c, "head", &e);
}

static void close_book(child *c)
{
    shim_enter(PHASE_CHECKPOINT);
    journal_close(c->j);
    c->j = NULL;
}

static void append(child *c, uint32_t number)
{
    char key[32];
    snprintf(key, sizeof key, "batch-%u", (unsigned)number);
    arena *a = arena_new("child", (size_t)16 << 20);
    CHECK(a != NULL);
    batch b = {.key = str_from(key), .title = STR("批次"), .count = child_rows(c->seed, number)};
    b.events = sample_events(a, c->head.seq + 1, b.count);
    err e = {.code = ERR_OK};
    say(c, WORD_SENDING, number);
    shim_enter(PHASE_APPEND);
    if (journal_append(&c->head, c->j, &c->head, &b, a, &e)) fail_child(c, "append", &e);
    shim_enter(PHASE_OPEN);
    say(c, WORD_STORED, number);
    arena_free(a);
}

/* How many batches the book holds. */
static uint32_t batches_held(const child *c)
{
    seq_no last = 0;
    uint32_t held = 0;
    while (last < c->head.seq) last += child_rows(c->seed, ++held);
    CHECK(last == c->head.seq);
    return held;
}

void child_run(const char *path, uint64_t seed, const shim_plan *plan, bool again, int pipe)
{
    child c = {.path = path, .seed = seed, .pipe = pipe};
    err e = {.code = ERR_OK};
    shim_install(plan);
    shim_enter(PHASE_CREATE);
    if (!again && journal_create(path, &e)) fail_child(&c, "create", &e);
    if (!again) say(&c, WORD_CREATED, 0);
    open_book(&c);
    uint32_t held = batches_held(&c);
    say(&c, WORD_SEEN, held);
    for (uint32_t number = held + 1; number <= BATCHES; number++) {
        append(&c, number);
        if (!closes_after(seed, number)) continue;
        close_book(&c);
        open_book(&c);
    }
    close_book(&c);
    say_trace(&c);
    say(&c, WORD_DONE, 0);
    _exit(0);
}
