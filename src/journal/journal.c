/* journal: the front: opening, the write lock, single questions. Knows no back end but by its table of functions.
 *
 * Invariant: the lock is held exactly while `locked` says so, and a note beside the book (note.c) is there only then. */
#include "journal/journal.h"

#include "journal/journal_int.h"

/* ---- opening ---- */
static err_code no_memory(err *e)
{
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("journal"));
    err_int(e, "bytes", JOURNAL_BYTES_MAX);
    return E_LIMIT;
}

err_code journal_create(const char *path, err *e)
{
    CHECK(path != NULL);
    arena *memory = arena_new("journal", JOURNAL_BYTES_MAX);
    if (!memory) return no_memory(e);
    err_code code = journal_sqlite.create(path, memory, e);
    arena_free(memory);
    return code;
}

static err_code open_in(journal **out, arena *memory, const char *path, bool read_only, err *e)
{
    journal *j = arena_get(memory, sizeof *j);
    if (!j) return arena_err(memory, e);
    j->memory = memory;
    j->engine = &journal_sqlite;
    j->read_only = read_only;
    err_code code = note_new(&j->note, path, memory, e);
    if (!code) code = j->engine->open(&j->store, path, read_only, memory, e);
    if (code) return code;
    CHECK(j->store != NULL);
    if (!read_only) note_sweep(j->note);
    *out = j;
    return ERR_OK;
}

err_code journal_open(journal **out, const char *path, bool read_only, err *e)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    arena *memory = arena_new("journal", JOURNAL_BYTES_MAX);
    if (!memory) return no_memory(e);
    err_code code = open_in(out, memory, path, read_only, e);
    if (code) arena_free(memory);
    return code;
}

void journal_close(journal *j)
{
    if (!j) return;
    journal_unlock(j);
    j->engine->close(j->store);
    arena_free(j->memory);
}

err_code journal_head(head *out, journal *j, err *e)
{
    CHECK(out != NULL);
    CHECK(j != NULL);
    bool found = false;
    journal_mark mark = {.recorded_us = 0};
    err_code code = j->engine->find_mark(&found, &mark, j->store, 0, e);
    if (!code) *out = found ? mark.head : (head){.seq = 0};
    return code;
}

err_code journal_hash_at(hash *out, journal *j, seq_no seq, err *e)
{
    CHECK(out != NULL);
    CHECK(j != NULL);
    bool found = false;
    journal_mark mark = {.recorded_us = 0};
    err_code code = seq ? j->engine->find_mark(&found, &mark, j->store, seq, e) : ERR_OK;
    if (code) return code;
    if (!found) return damage(e, E_ENTRY_UNKNOWN, seq, NULL);
    *out = mark.head.hash;
    return ERR_OK;
}

err_code journal_find_batch(bool *found, seq_no *first, seq_no *last, journal *j, str key, err *e)
{
    CHECK(j != NULL);
    CHECK(found != NULL);
    *found = false;
    if (key.len == 0 || key.len > KEY_BYTES_MAX) return ERR_OK; /* no batch can have it */
    return j->engine->find_batch(found, first, last, j->store, key, e);
}

err_code journal_copy(journal *j, const char *path, err *e)
{
    CHECK(j != NULL);
    CHECK(path != NULL);
    return j->engine->copy(j->store, path, e);
}

/* ---- the write lock ---- */
void journal_wait(journal *j, uint32_t milliseconds)
{
    CHECK(j != NULL);
    j->engine->wait(j->store, milliseconds < JOURNAL_WAIT_MS_MAX ? milliseconds : JOURNAL_WAIT_MS_MAX);
}

bool journal_changed(journal *j)
{
    CHECK(j != NULL);
    uint64_t now = j->engine->version(j->store);
    bool same = now != 0 && now == j->version;
    j->version = now;
    return !same;
}

err_code journal_lock(journal *j, err *e)
{
    CHECK(j != NULL);
    CHECK(!j->read_only);
    CHECK(!j->locked);
    err_code code = j->engine->begin(j->store, e);
    if (code == E_JOURNAL_BUSY) return note_busy(j->note, e);
    j->locked = code == ERR_OK;
    return code;
}

void journal_unlock(journal *j)
{
    CHECK(j != NULL);
    if (!j->locked) return;
    CHECK(!j->read_only);
    j->engine->rollback(j->store);
    note_end(j->note);
    j->locked = false;
}

bool journal_locked(const journal *j)
{
    CHECK(j != NULL);
    return j->locked;
}

void journal_tell(journal *j, const journal_work *w)
{
    CHECK(j != NULL);
    CHECK(j->locked);
    note_put(j->note, w);
}
