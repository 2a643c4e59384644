/* act: one person does one thing; the answer must be the one that a fresh fold gives, or a fault that was made here. */
#include "sim.h"

#include "crash_vfs.h"

#include <stdio.h>
#include <string.h>

typedef struct answer {
    weir_status status;
    char code[48];
    weir_imported done;
} answer;

static void keep_error(answer *a, weir_error *error)
{
    snprintf(a->code, sizeof a->code, "%s", error ? weir_error_code(error, 0) : "");
    weir_error_free(error);
}

/* ---- somebody else, while a long import is decided without the lock ---- */
typedef struct intruder {
    const entry_text *import; /* NULL: he stays away, or has come and gone */
    answer *wanted;           /* what the import must answer then */
} intruder;
static answer predict(const entry_text *t);

/* One row that the import may rest on: the id of its tenth row is taken, every second time. */
static void intrude(void *self, const char *stage, uint64_t done, uint64_t total)
{
    (void)done;
    (void)total;
    intruder *who = self;
    if (!who->import || strcmp(stage, "check") != 0 || shim_is_dead()) return;
    const entry_text *import = who->import;
    who->import = NULL;
    char line[200];
    const char *lines[] = {line};
    bool takes = likely(50);
    snprintf(line, sizeof line,
             "{\"kind\":\"party.registered\",\"id\":\"%s%llu_9\",\"name\":\"他人%llu\",\"class\":\"soe\"}",
             takes ? "l" : "x", (unsigned long long)world.step, (unsigned long long)world.step);
    weir_imported put;
    weir_head now;
    weir_book *fresh = open_fresh(false);
    if (weir_post(&put, fresh, NULL, lines, 1, NULL, false, NULL))
        sim_fail("nobody can write beside a long import", "");
    weir_head_get(&now, fresh);
    close_fresh(fresh);
    acknowledge(&now);
    world.moved++;
    *who->wanted = predict(import);
}

static weir_status import_text(answer *a, weir_book *book, const entry_text *t, bool dry_run, intruder *who,
                               weir_error **error)
{
    char path[128];
    snprintf(path, sizeof path, "%s/rows.jsonl", world.folder);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    CHECK(fwrite(t->text, 1, strlen(t->text), file) == strlen(t->text));
    CHECK(fclose(file) == 0);
    weir_import_options o = {.file = path, .key = t->key, .dry_run = dry_run};
    if (who) o.progress = (weir_progress){intrude, who};
    return weir_import(&a->done, book, &o, error);
}

static answer enter(weir_book *book, const entry_text *t, bool dry_run, intruder *who)
{
    answer a = {.status = WEIR_OK};
    weir_error *error = NULL;
    const char *line = t->text;
    if (t->reverses && dry_run)
        a.status = WEIR_OK; /* a reversal has no dry run; see predict */
    else if (t->reverses)
        a.status = weir_reverse(&a.done, book, t->reverses, "模拟", NULL, NULL, &error);
    else if (t->is_file)
        a.status = import_text(&a, book, t, dry_run, who, &error);
    else
        a.status = weir_post(&a.done, book, NULL, &line, 1, NULL, dry_run, &error);
    keep_error(&a, error);
    return a;
}

/* What a book opened just now would say. */
static answer predict(const entry_text *t)
{
    static entry_text as_line;
    weir_book *fresh = open_fresh(false);
    if (t->reverses) {
        snprintf(as_line.text, LINE_MAX, "{\"kind\":\"entry.reversed\",\"entry\":%llu,\"reason\":\"模拟\"}",
                 (unsigned long long)t->reverses);
        t = &as_line;
    }
    answer a = enter(fresh, t, true, NULL);
    close_fresh(fresh);
    return a;
}

/* The disk, the memory or nothing fails during the next call. */
static bool arm(void)
{
    uint64_t which = dice(20);
    if (which == 0)
        shim_arm(FAULT_IO, 1 + dice(60), likely(50));
    else if (which == 1)
        shim_arm(FAULT_FULL, 1 + dice(12), true);
    else if (which == 2)
        shim_arm(FAULT_BUSY, 1 + dice(12), true);
    else if (which == 3)
        arena_fail_at(1 + dice(60));
    else
        return false;
    return true;
}

static void disarm(void)
{
    shim_arm(FAULT_NONE, 0, false);
    arena_fail_at(0);
}

/* The call ended in a fault: what it would have written stands there as a whole, or not at all. */
static void settle_unknown(uint64_t rows)
{
    weir_head now;
    weir_book *fresh = open_fresh(true);
    weir_head_get(&now, fresh);
    close_fresh(fresh);
    uint64_t before = newest_ack()->seq;
    world.unknown++;
    if (now.seq == before) return;
    if (now.seq != before + rows) sim_fail("a batch that is stored in part", "");
    world.unknown_stored++;
    world.stored_rows += rows;
    acknowledge(&now);
}

static void compare(const answer *found, const answer *wanted)
{
    char text[200];
    if (found->status == wanted->status && strcmp(found->code, wanted->code) == 0) return;
    snprintf(text, sizeof text, "%d %s, a fresh fold says %d %s", (int)found->status, found->code, (int)wanted->status,
             wanted->code);
    sim_fail("an answer that depends on who is asked", text);
}

static void note_stored(const user *u, const answer *a)
{
    weir_head now;
    if (a->done.first_seq != newest_ack()->seq + 1) sim_fail("rows that do not follow the last ones", "");
    weir_head_get(&now, u->book);
    if (now.seq != a->done.last_seq) sim_fail("a head that is not that of the rows", "");
    acknowledge(&now);
    world.stored_rows += a->done.rows;
}

void act_write(user *u)
{
    static entry_text t; /* large */
    make_entry(&t, newest_ack()->seq);
    answer wanted = predict(&t), before = wanted;
    if (shim_is_dead()) return;
    /* who comes in between comes without faults: they would hit him */
    intruder who = {.import = t.is_long && likely(60) ? &t : NULL, .wanted = &wanted};
    bool armed = !who.import && arm();
    answer found = enter(u->book, &t, false, &who);
    disarm();
    if (found.status == WEIR_FAULT && (armed || shim_is_dead())) {
        world.faults++;
        if (!shim_is_dead()) settle_unknown(t.rows);
        return;
    }
    bool was_before = found.status == WEIR_REFUSED && found.status == before.status && !strcmp(found.code, before.code);
    if (was_before) world.refused++;
    if (was_before) return; /* a refusal needs no lock: it may be of the moment before somebody came */
    compare(&found, &wanted);
    if (found.status == WEIR_OK)
        note_stored(u, &found);
    else
        world.refused++;
    if (!shim_is_dead() && likely(30)) check_same(u->book, "after a call");
}

void act_found(void)
{
    static entry_text t;
    make_founding(&t);
    weir_book *fresh = open_fresh(false);
    answer a = enter(fresh, &t, false, NULL);
    if (a.status) sim_fail("the book cannot begin", a.code);
    weir_head head;
    weir_head_get(&head, fresh);
    close_fresh(fresh);
    acknowledge(&head);
}

/* ---- reading ---- */
typedef struct page {
    size_t len;
    char bytes[1 << 19];
} page;

static bool take(void *self, const char *bytes, size_t len)
{
    page *p = self;
    if (p->len + len > sizeof p->bytes) return false;
    memcpy(p->bytes + p->len, bytes, len);
    p->len += len;
    return true;
}

/* False: the power failed. */
static bool print_page(page *out, weir_book *book, const char *relation, const user *u, const char *day)
{
    weir_show_options o = {.as_of = day, .known_at = u->seen_at, .lang = WEIR_ZH, .format = WEIR_CSV};
    weir_error *error = NULL;
    out->len = 0;
    weir_status status = weir_show(book, relation, &o, (weir_sink){take, out}, &error);
    if (status != WEIR_OK && !shim_is_dead())
        sim_fail("a relation that cannot be shown", error ? weir_error_text(error, 0, WEIR_EN) : "");
    weir_error_free(error);
    return status == WEIR_OK && !shim_is_dead();
}

/* What a reader saw when it opened is what anybody sees later who asks what was known then. */
void act_read(user *u)
{
    static page old, anew;
    static const char *const relations[] = {"positions", "portfolio", "cash", "funds", "stakes"};
    const char *relation = relations[dice(COUNT_OF(relations))];
    const char *day = likely(50) ? "2021-06-30" : "2026-01-01";
    if (!print_page(&old, u->book, relation, u, day)) return;
    weir_book *fresh = open_fresh(true);
    print_page(&anew, fresh, relation, u, day);
    close_fresh(fresh);
    world.comparisons++;
    if (old.len != anew.len || memcmp(old.bytes, anew.bytes, old.len) != 0)
        sim_fail("a past that has changed", relation);
}

static void remove_copy(void)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal", "-seals"};
    char path[128];
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        snprintf(path, sizeof path, "%s/copy.weir%s", world.folder, tails[i]);
        remove(path);
    }
}

void act_backup(user *u)
{
    char copy[128], expect[100];
    weir_book *book = NULL;
    weir_error *error = NULL;
    snprintf(copy, sizeof copy, "%s/copy.weir", world.folder);
    remove_copy();
    bool armed = arm();
    weir_status status = weir_backup(u->book, copy, &error);
    disarm();
    if (status != WEIR_OK && !armed && !shim_is_dead())
        sim_fail("no backup", error ? weir_error_text(error, 0, WEIR_EN) : "");
    weir_error_free(error);
    if (status != WEIR_OK || shim_is_dead()) {
        world.faults++;
        remove_copy();
        return;
    }
    snprintf(expect, sizeof expect, "%s@%llu", newest_ack()->hash, (unsigned long long)newest_ack()->seq);
    bool holds = weir_open(&book, copy, true, NULL) == WEIR_OK && weir_verify(book, expect, NULL) == WEIR_OK;
    if (!holds && !shim_is_dead()) sim_fail("a backup that does not hold what was acknowledged", "");
    weir_close(book);
    remove_copy();
}

/* ---- taking in what others stored; proving ---- */
void act_refresh(user *u)
{
    weir_error *error = NULL;
    bool armed = arm();
    weir_status status = weir_refresh(u->book, &error);
    disarm();
    if (status != WEIR_OK && !armed && !shim_is_dead())
        sim_fail("what others stored is not taken in", error ? weir_error_text(error, 0, WEIR_EN) : "");
    weir_error_free(error);
    if (status != WEIR_OK) {
        world.faults++;
        return;
    }
    if (u->reads_only) note_instant(u);
    if (!shim_is_dead()) check_same(u->book, "after taking in");
}

/* A seal stands for what was stored when it was made: check_whole holds all of them against the book. */
void act_seal(user *u)
{
    weir_error *error = NULL;
    weir_sealed done;
    weir_seal_options o = {.key_file = world.key_file};
    bool armed = arm();
    weir_status status = weir_seal(&done, u->book, &o, (weir_sink){NULL, NULL}, &error);
    disarm();
    if (status != WEIR_OK && !armed && !shim_is_dead())
        sim_fail("no seal", error ? weir_error_text(error, 0, WEIR_EN) : "");
    weir_error_free(error);
    if (status == WEIR_OK && done.head.seq != newest_ack()->seq) sim_fail("a seal of another head", "");
    world.sealed += status == WEIR_OK;
    world.faults += status != WEIR_OK;
}
