/* weir-sim SEED [STEPS [weak]]: see sim.h. Prints what was done; on a failure the seed and the step, and ends with 1.
 * weak: with synchronous=NORMAL beneath the journal, to see that the checks bite. */
#include "sim.h"

#include "crash_vfs.h"
#include "platter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STEPS_DEFAULT = 400, ROWS_MAX = 2 * LONG_ROWS /* of one batch, a microsecond each */ };
static const int64_t START_US = INT64_C(1735689600000000); /* 2025-01-01 */

sim world;

/* The program's own clock (src/app/clock.c) is left out; this one jumps. */
int64_t clock_after(int64_t last_us);
int64_t clock_after(int64_t last_us)
{
    int64_t at = world.now_us > last_us ? world.now_us : last_us + 1;
    if (at < world.floor_us) at = world.floor_us;
    if (world.top_us < at + ROWS_MAX) world.top_us = at + ROWS_MAX;
    return at;
}

uint64_t dice(uint64_t sides)
{
    CHECK(sides > 0);
    return dice_next(&world.dice) % sides;
}

bool likely(uint64_t percent)
{
    return dice(100) < percent;
}

_Noreturn void sim_fail(const char *what, const char *detail)
{
    printf("FAILED seed %llu step %llu: %s (%s)\n", (unsigned long long)world.seed, (unsigned long long)world.step,
           what, detail);
    printf("again: build/weir-sim %llu\n", (unsigned long long)world.seed);
    exit(1);
}

static void tick(void)
{
    if (likely(5))
        world.now_us -= (int64_t)dice(INT64_C(90000000000)); /* set back by up to a day */
    else
        world.now_us += (int64_t)dice(INT64_C(4000000000));
}

/* ---- power ---- */
static shim_plan next_plan(void)
{
    return (shim_plan){.lives_on = true,
                       .synchronous = world.is_weak ? "1" : NULL,
                       .seed = dice(UINT64_C(1) << 40),
                       .cut_at = likely(80) ? 1 + dice(300) : UINT64_C(1) << 40,
                       .cache_pages = likely(50) ? 10 : 0,
                       .log_pages = likely(50) ? 8 : 1000};
}

static void leave(user *u)
{
    weir_close(u->book);
    u->book = NULL;
}

void note_instant(user *u)
{
    struct tm parts;
    time_t seconds = (time_t)(world.top_us / 1000000 + 1);
    CHECK(gmtime_r(&seconds, &parts) != NULL);
    strftime(u->seen_at, sizeof u->seen_at, "%Y-%m-%dT%H:%M:%SZ", &parts);
    world.floor_us = (int64_t)seconds * 1000000 + 1;
}

static void come_to_work(user *u)
{
    weir_error *error = NULL;
    if (weir_open(&u->book, world.path, u->reads_only, &error)) {
        if (!shim_is_dead()) sim_fail("nobody can come to work", error ? weir_error_text(error, 0, WEIR_EN) : "");
        u->book = NULL;
    }
    weir_error_free(error);
    if (u->book && u->reads_only) note_instant(u);
}

/* Everybody's program ends; the disk comes up as the cut left it, or as it is. */
static void reboot(void)
{
    bool was_cut = shim_is_dead();
    for (int i = 0; i < USERS; i++) leave(&world.users[i]);
    if (was_cut || likely(50)) beside_harm();
    shim_plan plan = next_plan();
    shim_plan calm = {.lives_on = true, .cut_at = UINT64_C(1) << 40};
    shim_reboot(&calm);
    world.cuts += was_cut;
    world.restarts++;
    weir_book *fresh = open_fresh(true);
    weir_head now;
    weir_head_get(&now, fresh);
    close_fresh(fresh);
    if (now.seq < newest_ack()->seq) sim_fail("an acknowledged entry is lost", "");
    check_whole();
    if (now.seq > newest_ack()->seq) {
        if (!was_cut) sim_fail("entries that nobody acknowledged", "");
        acknowledge(&now); /* the batch that was under way */
        world.unknown_stored++;
    }
    shim_reboot(&plan);
}

/* ---- the run ---- */
static void step(void)
{
    user *u = &world.users[dice(USERS)];
    tick();
    if (shim_is_dead() || likely(2)) reboot();
    if (u->book == NULL || likely(8)) {
        leave(u);
        come_to_work(u);
    }
    if (u->book == NULL || shim_is_dead()) return;
    if (likely(8))
        act_refresh(u);
    else if (u->reads_only)
        act_read(u);
    else if (likely(3))
        act_seal(u);
    else if (likely(4))
        act_backup(u);
    else
        act_write(u);
    if (!shim_is_dead() && world.step % 16 == 0) check_whole();
}

static void begin(uint64_t seed, bool is_weak)
{
    world = (sim){.seed = seed, .dice = seed, .is_weak = is_weak, .now_us = START_US};
    const char *parent = getenv("TMPDIR");
    snprintf(world.folder, sizeof world.folder, "%s/weir-sim-XXXXXX", parent && *parent ? parent : "/tmp");
    CHECK(mkdtemp(world.folder) != NULL);
    snprintf(world.path, sizeof world.path, "%s/city.weir", world.folder);
    for (int i = USERS - READERS; i < USERS; i++) world.users[i].reads_only = true;
    shim_plan calm = {.lives_on = true, .cut_at = UINT64_C(1) << 40};
    shim_install(&calm);
    beside_begin();
    weir_error *error = NULL;
    if (weir_init(world.path, "admin", "管理员", &error))
        sim_fail("no book can be made", weir_error_text(error, 0, WEIR_EN));
    weir_head head;
    weir_book *fresh = open_fresh(true);
    weir_head_get(&head, fresh);
    close_fresh(fresh);
    acknowledge(&head);
    act_found();
    shim_plan plan = next_plan();
    shim_reboot(&plan);
}

static void clear_folder(void)
{
    static const char *const files[] = {"city.weir",     "city.weir-wal", "city.weir-shm",     "copy.weir",
                                        "copy.weir-wal", "copy.weir-shm", "copy.weir-journal", "rows.jsonl"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", world.folder, files[i]);
        remove(path);
    }
    beside_clear();
    if (rmdir(world.folder) != 0) sim_fail("files that nobody made on purpose", world.folder);
}

static void end(void)
{
    for (int i = 0; i < USERS; i++) leave(&world.users[i]);
    shim_plan calm = {.lives_on = true, .cut_at = UINT64_C(1) << 40};
    if (shim_is_dead()) reboot();
    shim_reboot(&calm);
    check_whole();
    for (int i = 0; i < USERS; i++) leave(&world.users[i]);
    shim_remove();
    clear_folder();
}

int main(int argc, char **argv)
{
    int64_t seed = 0, steps = STEPS_DEFAULT;
    char *rest = NULL;
    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: weir-sim SEED [STEPS [weak]]\n");
        return 2;
    }
    seed = (int64_t)strtoull(argv[1], &rest, 10);
    if (*rest) return 2;
    if (argc > 2) steps = (int64_t)strtoull(argv[2], &rest, 10);
    if (*rest) return 2;
    begin((uint64_t)seed, argc > 3 && strcmp(argv[3], "weak") == 0);
    for (world.step = 1; world.step <= (uint64_t)steps; world.step++) step();
    end();
    printf("seed %lld: %llu entries, %llu refused, %llu faults, %llu cuts, %llu restarts, %llu unknown (%llu stored), "
           "%llu comparisons, %llu harmed snapshots, %llu heads moved, %llu seals\n",
           (long long)seed, (unsigned long long)newest_ack()->seq, (unsigned long long)world.refused,
           (unsigned long long)world.faults, (unsigned long long)world.cuts, (unsigned long long)world.restarts,
           (unsigned long long)world.unknown, (unsigned long long)world.unknown_stored,
           (unsigned long long)world.comparisons, (unsigned long long)world.snapshots, (unsigned long long)world.moved,
           (unsigned long long)world.sealed);
    return 0;
}
