/* app_sweep: every growth of an arena, every call of SQLite to the disk and every system call of the program's own, failed
 * one after the other under what people do through weir.h. Prints TAP.
 *
 *   fault_app_sweep [all]      without it only each 11th growth of an arena beyond the 40th fails; else each one
 *
 * Each try starts from the same book on the same clock, so a head must be this or that one, to the last bit. Whatever fails:
 *  - a fault is told with a code of its kind, or the work was done as if nothing had been (a snapshot may be missing);
 *  - the book is as it was; where the fault lies in the commit, or as it should be;
 *  - the same handle then does the same thing, with the result of a day without faults;
 *  - no file stays open, no memory of SQLite is kept (the rest is the sanitizer's), no half-made file lies about. */
#include "app_bench.h"
#include "calls.h"
#include "crash_vfs.h"

#include "app/app_int.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { POINTS_MAX = 20000, STEP_DEFAULT = 11, ALL_BELOW = 40 };

/* ---- what fails ---- */
typedef enum source { SOURCE_ARENA, SOURCE_SQLITE, SOURCE_CALLS } source;
typedef struct fault {
    const char *name;
    source from;
    int kind;
    bool stays;
} fault;
static const fault FAULTS[] = {
    {"an arena does not grow", SOURCE_ARENA, 0, false},
    {"one I/O call of SQLite fails", SOURCE_SQLITE, FAULT_IO, false},
    {"they fail from a call on", SOURCE_SQLITE, FAULT_IO, true},
    {"the disk is full for SQLite from a call on", SOURCE_SQLITE, FAULT_FULL, true},
    {"locks stay taken from a call on", SOURCE_SQLITE, FAULT_BUSY, true},
    {"one call of our own fails", SOURCE_CALLS, CALLS_IO, false},
    {"they fail from a call on", SOURCE_CALLS, CALLS_IO, true},
    {"the disk is full for us from a call on", SOURCE_CALLS, CALLS_FULL, true},
};

/* ---- scenarios ---- */
typedef struct run {
    app_bench *b;
    weir_book *w; /* NULL: the scenario opens by itself */
    weir_error *error;
    uint64_t shown; /* checksum of what was shown */
    size_t shown_len;
} run;
typedef struct scenario {
    const char *name;
    weir_status (*act)(run *r);
    bool makes;         /* begins without a book */
    bool opens;         /* begins without a handle */
    bool with_snapshot; /* one lies beside the book */
    bool is_stale;      /* the handle has just refused rows: it folds anew first */
    seq_no keep_every;
    const char *refused; /* what it must be refused with; NULL */
} scenario;

static weir_status act_init(run *r)
{
    return weir_init(r->b->path, "admin", "管理员", &r->error);
}

static weir_status act_post(run *r)
{
    weir_imported done;
    const char *line = "{\"kind\":\"contribution.paid\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"7万元\","
                       "\"date\":\"2024-03-11\"}";
    return weir_post(&done, r->w, NULL, &line, 1, NULL, false, &r->error);
}

static weir_status act_import_bad(run *r)
{
    weir_imported done;
    weir_status status = weir_import(&done, r->w, &(weir_import_options){.file = r->b->bad_rows}, &r->error);
    if (status == WEIR_REFUSED && weir_error_total(r->error) != 2) return WEIR_USAGE; /* none that this can end with */
    return status;
}

static weir_status act_import_good(run *r)
{
    weir_imported done;
    return weir_import(&done, r->w, &(weir_import_options){.file = r->b->rows}, &r->error);
}

static weir_status act_reverse(run *r)
{
    weir_imported done;
    return weir_reverse(&done, r->w, r->b->base.seq, "误记", NULL, NULL, &r->error);
}

static bool add_shown(void *self, const char *bytes, size_t len)
{
    run *r = self;
    for (size_t i = 0; i < len; i++) r->shown = r->shown * 1099511628211u + (unsigned char)bytes[i];
    r->shown_len += len;
    return true;
}

static weir_status act_show(run *r)
{
    weir_book *w = NULL;
    weir_show_options o = {.as_of = "2024-12-31", .lang = WEIR_ZH, .format = WEIR_CSV, .today = "2025-01-02"};
    r->shown = r->shown_len = 0;
    weir_status status = weir_open(&w, r->b->path, true, &r->error);
    if (status) return status;
    status = weir_show(w, "positions", &o, (weir_sink){add_shown, r}, &r->error);
    weir_close(w);
    return status;
}

static weir_status act_seal(run *r)
{
    weir_sealed done;
    return weir_seal(&done, r->w, &(weir_seal_options){.key_file = r->b->key_file}, (weir_sink){NULL, NULL}, &r->error);
}

static weir_status act_backup(run *r)
{
    return weir_backup(r->w, r->b->copy, &r->error);
}

static const scenario SCENARIOS[] = {
    {.name = "making a book", .act = act_init, .makes = true, .opens = true},
    {.name = "a post", .act = act_post},
    {.name = "an import with two bad rows", .act = act_import_bad, .refused = "E_NAME_UNKNOWN"},
    {.name = "an import of 40 rows", .act = act_import_good},
    {.name = "a reversal", .act = act_reverse},
    {.name = "opening and showing", .act = act_show, .opens = true},
    {.name = "opening from a snapshot and showing", .act = act_show, .opens = true, .with_snapshot = true},
    {.name = "a post that leaves a snapshot", .act = act_post, .keep_every = 1},
    {.name = "a post behind a refusal", .act = act_post, .with_snapshot = true, .is_stale = true},
    {.name = "a seal", .act = act_seal},
    {.name = "a backup", .act = act_backup},
};

/* What a day without faults brings. */
typedef struct wanted {
    weir_head after;
    uint64_t shown;
    size_t shown_len;
} wanted;

typedef struct tally {
    uint64_t points, told, unharmed, unknown, wrong;
    char first[300];
} tally;

/* ---- one try ---- */
static void arm(const fault *f, uint64_t n)
{
    if (f->from == SOURCE_ARENA) arena_fail_at(n);
    if (f->from == SOURCE_SQLITE) shim_arm((fault_kind)f->kind, n, f->stays);
    if (f->from == SOURCE_CALLS) calls_arm((call_fault)f->kind, n, f->stays);
}

/* Whether the fault came about. */
static bool disarm(const fault *f, uint64_t n, uint64_t faults_before)
{
    bool waits = false; /* a growth that was not reached still fails a later one */
    if (f->from == SOURCE_ARENA) {
        arena *probe = arena_new("probe", 1 << 20);
        CHECK(probe != NULL);
        for (uint64_t i = 0; i < n && !waits; i++) {
            if (i % 1000 == 999) arena_clear(probe);
            waits = arena_get(probe, 1) == NULL;
        }
        arena_free(probe);
    }
    arena_fail_at(0);
    shim_arm(FAULT_NONE, 0, false);
    calls_disarm();
    if (f->from == SOURCE_ARENA) return !waits;
    return f->from == SOURCE_SQLITE ? shim_faults() > faults_before : calls_failed() > 0;
}

static bool code_fits(const fault *f, const char *code)
{
    bool of_journal = strncmp(code, "E_JOURNAL", 9) == 0;
    switch (f->from) {
    case SOURCE_ARENA: return strcmp(code, "E_LIMIT") == 0;
    case SOURCE_SQLITE: return of_journal;
    case SOURCE_CALLS: return of_journal || strncmp(code, "E_FILE_", 7) == 0;
    }
    return false;
}

static const char *judge_status(const scenario *s, const fault *f, const run *r, weir_status status, bool hit,
                                const wanted *want)
{
    const char *code = r->error ? weir_error_code(r->error, 0) : "";
    if (status == WEIR_FAULT && hit) return code_fits(f, code) ? NULL : "a fault that is told as another";
    if (s->refused) return status == WEIR_REFUSED && strcmp(code, s->refused) == 0 ? NULL : "another refusal";
    if (status != WEIR_OK) return "neither done nor a fault";
    return r->shown == want->shown && r->shown_len == want->shown_len ? NULL : "something else was shown";
}

/* Half-made files; but who cannot take files away leaves them. */
static const char *judge_files(const scenario *s, const app_bench *b, const fault *f, weir_status status)
{
    if (status == WEIR_OK || f->stays) return NULL;
    bool found = io_exists(b->copy) || (s->makes && (io_exists(b->path) || bench_list(b)[0]));
    return found ? "a half-made file stays" : NULL;
}

static const char *judge_book(const scenario *s, const run *r, const fault *f, weir_status status, const wanted *want,
                              bool *stored)
{
    weir_head now;
    const app_bench *b = r->b;
    if (s->makes && status) return NULL;
    if (!bench_head(&now, b->path)) return "the book does not open afterwards";
    *stored = bench_same(&now, &want->after);
    if (status == WEIR_OK || s->refused) return *stored ? NULL : "the book is not what it should be";
    bool may_be_stored = f->from == SOURCE_SQLITE || bench_same(&b->base, &want->after);
    if (bench_same(&now, &b->base)) return NULL;
    return *stored && may_be_stored ? NULL : "a fault was told, and the book has changed";
}

/* The same thing by the same handle, now that the fault has gone. */
static const char *judge_again(const scenario *s, run *r, const fault *f, bool stored, const wanted *want)
{
    weir_head now;
    weir_error_free(r->error);
    r->error = NULL;
    remove(r->b->copy);
    char beside[120];
    snprintf(beside, sizeof beside, "%s-seals", r->b->copy);
    remove(beside);
    if (s->makes && f->stays) bench_clear(r->b);
    if (stored && r->w && !bench_same(&r->b->base, &want->after)) {
        bool seen =
            weir_refresh(r->w, &r->error) == WEIR_OK; /* what was told as a fault and is stored is not done twice */
        weir_head_get(&now, r->w);
        return seen && bench_same(&now, &want->after) ? NULL : "the handle does not see what is stored";
    }
    bench_set_clock(INT64_C(1000000000));
    weir_status status = s->act(r);
    if (status != (s->refused ? WEIR_REFUSED : WEIR_OK))
        return r->error ? weir_error_text(r->error, 0, WEIR_EN) : "not done";
    if (!bench_head(&now, r->b->path) || !bench_same(&now, &want->after))
        return "the second attempt gives another book";
    if (!r->w) return NULL;
    weir_head_get(&now, r->w);
    return bench_same(&now, &want->after) ? NULL : "the handle shows another book than is stored";
}

static const char *judge_seals(const scenario *s, const run *r, const fault *f)
{
    weir_seals seals;
    if (s->act != act_seal) return NULL;
    weir_error *error = NULL;
    weir_status status = weir_verify_seals(&seals, r->w, &(weir_seals_options){.seals = NULL}, &error);
    const char *code = error ? weir_error_code(error, 0) : "";
    bool half_line = f->stays && f->from == SOURCE_CALLS && strcmp(code, "E_SEAL_SYNTAX") == 0;
    weir_error_free(error);
    if (half_line) return NULL; /* it could not be taken back either; the reader is told */
    return status == WEIR_OK && seals.count >= 1 && seals.count <= 2 ? NULL : "the seals do not hold";
}

static weir_book *open_handle(const scenario *s, const app_bench *b)
{
    weir_book *w = NULL;
    bench_restore(b, s->with_snapshot);
    if (s->makes) bench_clear(b);
    fold_keep_every(s->keep_every);
    if (!s->opens) CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    weir_imported done;
    if (s->is_stale) CHECK(weir_import(&done, w, &(weir_import_options){.file = b->bad_rows}, NULL) == WEIR_REFUSED);
    return w;
}

static const char *judge(const scenario *s, run *r, const fault *f, weir_status status, bool hit, const wanted *want,
                         tally *t)
{
    bool stored = false;
    const char *wrong = judge_status(s, f, r, status, hit, want);
    if (!wrong) wrong = judge_files(s, r->b, f, status);
    if (!wrong) wrong = judge_book(s, r, f, status, want, &stored);
    if (!wrong && status == WEIR_FAULT) {
        t->unknown += stored && !bench_same(&r->b->base, &want->after);
        wrong = judge_again(s, r, f, stored && !s->makes, want);
    }
    return wrong ? wrong : judge_seals(s, r, f);
}

/* False when the run came through untouched. */
static bool sweep_point(app_bench *b, const scenario *s, const fault *f, uint64_t n, const wanted *want, tally *t)
{
    sqlite3_int64 memory = sqlite3_memory_used();
    uint32_t files = bench_files_open();
    run r = {.b = b, .w = open_handle(s, b)};
    uint64_t before = shim_faults();
    arm(f, n);
    weir_status status = s->act(&r);
    bool hit = disarm(f, n, before);
    char code[40];
    snprintf(code, sizeof code, "%s", r.error ? weir_error_code(r.error, 0) : "-");
    const char *wrong = judge(s, &r, f, status, hit, want, t);
    weir_close(r.w);
    if (!wrong && shim_files_open() != 0) wrong = "SQLite has a file open";
    if (!wrong && bench_files_open() != files) wrong = "a file stays open";
    if (!wrong && sqlite3_memory_used() != memory) wrong = "memory of SQLite is not given back";
    if (wrong && !t->first[0])
        snprintf(t->first, sizeof t->first, "at %llu: %s; %.200s", (unsigned long long)n, code, wrong);
    weir_error_free(r.error);
    t->wrong += wrong != NULL;
    if (!hit) return false;
    t->points++;
    t->told += status == WEIR_FAULT;
    t->unharmed += status != WEIR_FAULT;
    return true;
}

static void sweep(app_bench *b, const scenario *s, const fault *f, const wanted *want, uint64_t step)
{
    static const char *const OF[] = {"memory", "SQLite", "our own calls"};
    tally t = {.points = 0};
    uint64_t n = 1;
    while (n < POINTS_MAX && sweep_point(b, s, f, n, want, &t))
        n += f->from == SOURCE_ARENA && n >= ALL_BELOW ? step : 1;
    char line[300];
    snprintf(line, sizeof line, "%s, %s: %s: %llu points, %llu told, %llu without harm, %llu told and stored", s->name,
             OF[f->from], f->name, (unsigned long long)t.points, (unsigned long long)t.told,
             (unsigned long long)t.unharmed, (unsigned long long)t.unknown);
    bool may_be_none = f->from == SOURCE_CALLS || f->kind == FAULT_FULL || f->kind == FAULT_BUSY;
    say_test(t.wrong == 0 && (t.points > 0 || may_be_none) && n < POINTS_MAX, line,
             t.first[0] ? t.first : "no such call, or no end");
    if (t.wrong) printf("# %llu points wrong\n", (unsigned long long)t.wrong);
}

/* A day without faults, twice: what is shown and what stands there then. */
static void learn(wanted *out, app_bench *b, const scenario *s)
{
    run r = {.b = b, .w = open_handle(s, b)};
    weir_status status = s->act(&r);
    if (status && !s->refused) fprintf(stderr, "%s\n", r.error ? weir_error_text(r.error, 0, WEIR_EN) : "?");
    CHECK(status == (s->refused ? WEIR_REFUSED : WEIR_OK));
    weir_close(r.w);
    weir_error_free(r.error);
    CHECK(bench_head(&out->after, b->path));
    out->shown = r.shown;
    out->shown_len = r.shown_len;
}

int main(int argc, char **argv)
{
    uint64_t step = argc > 1 && strcmp(argv[1], "all") == 0 ? 1 : STEP_DEFAULT;
    static app_bench b;
    bench_make(&b);
    shim_install(&(shim_plan){.cut_at = 0});
    for (size_t i = 0; i < COUNT_OF(SCENARIOS); i++) {
        wanted want;
        learn(&want, &b, &SCENARIOS[i]);
        for (size_t k = 0; k < COUNT_OF(FAULTS); k++) sweep(&b, &SCENARIOS[i], &FAULTS[k], &want, step);
    }
    shim_remove();
    bench_remove(&b);
    return end_tests();
}
