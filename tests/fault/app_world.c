/* app_world: power cuts while a snapshot is written; a full disk, a folder that may only be read and a clock that goes
 * back, under a whole book. Prints TAP.
 *
 *   fault_app_world [CUTS [SEED]]     60 cuts when not given
 *
 * A snapshot is written beside its name, renamed and never synced. So a cut may leave, under either name, nothing, the
 * old file, a beginning, holes of zeros or sectors of rubbish; and the rename may be on the disk before the bytes are.
 * Whatever is found there: the book opens as a fold of its journal, and what was acknowledged is in it. */
#include "app_bench.h"
#include "calls.h"
#include "platter.h"

#include "app/app_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CUTS_DEFAULT = 60, SEED_DEFAULT = 11, LONG_ROWS = 5100 };
static const int64_t DAY_US = INT64_C(86400000000);
static uint64_t dice_state;

static uint64_t throw_dice(uint64_t sides)
{
    return dice_next(&dice_state) % sides;
}

static weir_status post_one(weir_book *w, int number, weir_error **error)
{
    weir_imported done;
    char line[200];
    const char *lines[] = {line};
    snprintf(line, sizeof line,
             "{\"kind\":\"contribution.paid\",\"investor\":\"gov\",\"fund\":\"f1\",\"amount\":\"%d万元\",\"date\":"
             "\"2024-03-11\"}",
             number);
    return weir_post(&done, w, NULL, lines, 1, NULL, false, error);
}

static bool is_whole(const app_bench *b)
{
    weir_book *w = NULL;
    bool whole = weir_open(&w, b->path, true, NULL) == WEIR_OK && weir_verify(w, NULL, NULL) == WEIR_OK;
    weir_close(w);
    return whole;
}

/* ---- cuts while a snapshot is written ---- */
typedef struct cuts {
    uint32_t lost, damaged, usable, absent, left_over;
    char first[160];
} cuts;

/* As an unsynced file may be found. */
static void harm_file(const char *path)
{
    kept_file f;
    keep_file(&f, path);
    uint64_t how = throw_dice(6);
    size_t len = f.len;
    if (how < 2) len = (size_t)throw_dice(f.len + 1);
    if (how == 2) len = 0;
    for (size_t at = 0; how > 2 && how < 5 && at < f.len; at += SECTOR_BYTES) {
        if (throw_dice(8) != 0) continue;
        for (size_t i = at; i < f.len && i < at + SECTOR_BYTES; i++) f.byte[i] = how == 3 ? 0 : (char)throw_dice(256);
    }
    if (f.exists) put_file(path, &f, len); /* else, or with 5, as it is */
    free(f.byte);
}

static bool is_image_of(const char *path, const kept_file *image)
{
    kept_file f;
    keep_file(&f, path);
    bool same = f.exists && f.len == image->len && memcmp(f.byte, image->byte, f.len) == 0;
    free(f.byte);
    return same;
}

static void lose_power(const app_bench *b)
{
    char beside[130];
    snprintf(beside, sizeof beside, "%s.new", b->snapshot);
    harm_file(beside);
    if (io_exists(beside) && throw_dice(4) == 0) CHECK(rename(beside, b->snapshot) == 0); /* the name first */
    if (!is_image_of(b->snapshot, &b->image)) harm_file(b->snapshot);
    if (throw_dice(10) == 0) remove(b->snapshot); /* and the old name may be gone */
}

static void count_state(cuts *c, const app_bench *b)
{
    char beside[130];
    book *facts = NULL;
    bool usable = false;
    seq_no seq;
    hash of_head;
    snprintf(beside, sizeof beside, "%s.new", b->snapshot);
    c->left_over += io_exists(beside);
    c->absent += !io_exists(b->snapshot);
    CHECK(book_load(&facts, &usable, b->snapshot, &seq, &of_head, NULL) == ERR_OK);
    c->usable += usable;
    book_free(facts);
}

/* What is found after the cut; then work goes on. NULL when all is well. */
static const char *judge_cut(cuts *c, const app_bench *b, const weir_head *acked, int number)
{
    weir_head found, next;
    weir_book *w = NULL;
    c->damaged++; /* until shown */
    if (!bench_head(&found, b->path)) return "the book does not open";
    if (found.seq < acked->seq) {
        c->damaged--;
        c->lost++;
        return "an acknowledged entry is gone";
    }
    if (!bench_same(&found, acked)) return "the book is another than the one that was acknowledged";
    if (!is_whole(b)) return "the book is not whole";
    if (weir_open(&w, b->path, false, NULL) || post_one(w, number + 1, NULL)) return "nothing can be written";
    weir_head_get(&next, w);
    weir_close(w);
    if (!bench_head(&found, b->path) || !bench_same(&found, &next)) return "the next snapshot does not hold the book";
    c->damaged--;
    return NULL;
}

static void cut_once(cuts *c, const app_bench *b, uint64_t calls_of_save, int number)
{
    weir_head acked;
    weir_book *w = NULL;
    bench_restore(b, throw_dice(3) > 0);
    fold_keep_every(1);
    CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    calls_arm(CALLS_CUT, 1 + throw_dice(calls_of_save + 1), true);
    weir_status status = post_one(w, number, NULL);
    calls_disarm();
    weir_head_get(&acked, w);
    weir_close(w);
    lose_power(b);
    count_state(c, b);
    const char *wrong = status ? "a post failed because of a snapshot" : judge_cut(c, b, &acked, number);
    c->damaged += status != WEIR_OK;
    if (wrong && !c->first[0]) snprintf(c->first, sizeof c->first, "cut %d: %s", number, wrong);
}

static uint64_t count_calls(const app_bench *b)
{
    weir_book *w = NULL;
    bench_restore(b, false);
    fold_keep_every(1);
    CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    calls_arm(CALLS_IO, 0, false);
    CHECK(post_one(w, 1, NULL) == WEIR_OK);
    calls_disarm();
    weir_close(w);
    return calls_counted();
}

static void test_cuts(const app_bench *b, uint32_t count)
{
    cuts c = {.lost = 0};
    char line[240];
    uint64_t of_save = count_calls(b);
    say_test(of_save >= 3, "a snapshot is opened, written and renamed by calls that can be cut", "there are none");
    for (uint32_t i = 0; i < count; i++) cut_once(&c, b, of_save, (int)i + 2);
    snprintf(line, sizeof line,
             "%u cuts while a snapshot is written: %u lost, %u damaged; %u usable, %u absent, %u left beside", count,
             c.lost, c.damaged, c.usable, c.absent, c.left_over);
    say_test(c.lost == 0 && c.damaged == 0, line, c.first);
    bool all_met = c.usable > 0 && c.absent > 0 && c.left_over > 0 && c.usable + c.absent < count;
    say_test(all_met, "  with snapshots that could be used, were harmed, were not there",
             "one of these did not come about");
}

/* Sound in itself, and as long as the book: only the journal's hash tells that it is of another. */
static void test_foreign(const app_bench *b)
{
    weir_head found;
    bench_restore(b, false);
    put_file(b->snapshot, &b->foreign, b->foreign.len);
    bool same = bench_head(&found, b->path) && bench_same(&found, &b->base);
    say_test(same && is_whole(b), "the snapshot of another book of as many entries is not taken for this one's",
             "it is");
}

/* ---- full disk, read-only folder ---- */
static void put_long_file(const app_bench *b, const char *path)
{
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    for (int i = 0; i < LONG_ROWS; i++)
        fprintf(file, "{\"kind\":\"party.registered\",\"id\":\"n%d\",\"name\":\"新%d\",\"class\":\"enterprise\"}\n", i,
                i);
    CHECK(fclose(file) == 0);
    CHECK(b->folder[0] != 0);
}

/* Somebody writes one row while the long import is decided, so that it is decided again under the lock, with a note. */
static void interfere(void *self, const char *stage, uint64_t done, uint64_t total)
{
    (void)total;
    weir_book *w = NULL;
    const app_bench **b = self;
    if (!*b || done == 0 || strcmp(stage, "check") != 0) return;
    const char *path = (*b)->path;
    *b = NULL;
    CHECK(weir_open(&w, path, false, NULL) == WEIR_OK);
    CHECK(post_one(w, 77, NULL) == WEIR_OK);
    weir_close(w);
}

static void expect_seal_refused(const app_bench *b, weir_book *w)
{
    weir_sealed done;
    weir_seals seals;
    weir_error *error = NULL;
    weir_status status =
        weir_seal(&done, w, &(weir_seal_options){.key_file = b->key_file}, (weir_sink){NULL, NULL}, &error);
    bool told = status == WEIR_FAULT && strcmp(weir_error_code(error, 0), "E_FILE_WRITE") == 0;
    say_test(told, "  a seal is told as not written", error ? weir_error_code(error, 0) : "it was written");
    weir_error_free(error);
    calls_disarm();
    status = weir_verify_seals(&seals, w, &(weir_seals_options){.seals = NULL}, NULL);
    say_test(status == WEIR_OK && seals.count == 0, "  and no part of it stays", "some of it does");
}

/* What is beside the book cannot be written; the book can. */
static void test_beside(const app_bench *b, call_fault fault, const char *name)
{
    char path[120], line[160];
    weir_book *w = NULL;
    weir_imported done = {.rows = 0};
    weir_head acked, found;
    bench_restore(b, false);
    snprintf(path, sizeof path, "%s/long.jsonl", b->folder);
    put_long_file(b, path);
    fold_keep_every(1);
    CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    calls_arm(fault, 1, true);
    snprintf(line, sizeof line, "%s: a post goes on without its snapshot", name);
    say_test(post_one(w, 1, NULL) == WEIR_OK && calls_failed() > 0 && !io_exists(b->snapshot), line, "it does not");
    const app_bench *other = b;
    weir_import_options o = {.file = path, .progress = {interfere, &other}};
    uint64_t before = calls_failed();
    weir_status status = weir_import(&done, w, &o, NULL);
    say_test(status == WEIR_OK && done.rows == LONG_ROWS && !other, "  an import goes on without its note",
             "it does not");
    say_test(calls_failed() > before + 1, "  which could not be written", "it could");
    expect_seal_refused(b, w);
    weir_head_get(&acked, w);
    weir_close(w);
    bool same = bench_head(&found, b->path) && bench_same(&found, &acked) && is_whole(b);
    say_test(same && found.seq == b->base.seq + 2 + LONG_ROWS, "  and the book is whole", "it is not");
    remove(path);
}

/* ---- the clock ---- */
typedef struct instants {
    char line[600], last[40];
    size_t len;
    uint32_t count, falling;
} instants;

/* The lines of an export: is each recorded later than the one before? */
static bool read_instants(void *self, const char *bytes, size_t len)
{
    instants *t = self;
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != '\n') {
            if (t->len + 1 < sizeof t->line) t->line[t->len++] = bytes[i];
            continue;
        }
        t->line[t->len] = 0;
        t->len = 0;
        const char *at = strstr(t->line, "\"recorded\":\"");
        if (!at) continue;
        char now[sizeof t->last];
        snprintf(now, sizeof now, "%.27s", at + strlen("\"recorded\":\""));
        t->falling += t->count > 0 && strcmp(now, t->last) <= 0;
        t->count++;
        memcpy(t->last, now, sizeof now);
    }
    return true;
}

static void test_clock(const app_bench *b)
{
    static const int64_t days[] = {1, 0, -1, -3000, 27000, 2, -9000};
    weir_book *w = NULL;
    bool stored = true;
    instants t = {.count = 0};
    bench_restore(b, true);
    fold_keep_every(2);
    CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    for (size_t i = 0; i < 2 * COUNT_OF(days); i++) {
        bench_set_clock(days[i % COUNT_OF(days)] * DAY_US);
        stored = stored && post_one(w, (int)i + 1, NULL) == WEIR_OK;
        if (i % 3 != 2) continue;
        weir_close(w);
        w = NULL;
        CHECK(weir_open(&w, b->path, false, NULL) == WEIR_OK);
    }
    say_test(stored, "posts go in whatever the clock says, over restarts", "one did not");
    CHECK(weir_export(w, (weir_sink){read_instants, &t}, NULL) == WEIR_OK);
    weir_close(w);
    char why[120];
    snprintf(why, sizeof why, "%u entries, %u not later, last %s", t.count, t.falling, t.last);
    say_test(t.falling == 0 && t.count == b->base.seq + 2 * COUNT_OF(days), "  each recorded later than the one before",
             why);
    say_test(strncmp(t.last, "2098-12", 7) == 0, "  and none earlier than a clock has once been", why);
    say_test(is_whole(b), "  and the book is whole", "it is not");
}

int main(int argc, char **argv)
{
    uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : CUTS_DEFAULT;
    dice_state = argc > 2 ? strtoull(argv[2], NULL, 10) : SEED_DEFAULT;
    static app_bench b;
    bench_make(&b);
    test_cuts(&b, count);
    test_foreign(&b);
    test_beside(&b, CALLS_FULL, "a full disk");
    test_beside(&b, CALLS_READ_ONLY, "a folder that may only be read");
    test_clock(&b);
    bench_remove(&b);
    return end_tests();
}
