/* settle: a draft whose rows are in the book is posted, whatever fell over before the desk was told.
 *
 * The book's batch bears the draft's key, its rows bear who approved them and when; so the two files agree again the next
 * time that anybody looks, and nobody returns or mends what is in force. Invariant: a draft is marked under the write lock
 * only, after it was read under it. */
#include "desk/desk_int.h"

#include <stdio.h>

err_code draft_settle(weir_desk *d, draft *is, err *e)
{
    char key[64];
    batch_found found;
    if (is->is.state != WEIR_DRAFT_WAITING && is->is.state != WEIR_DRAFT_SECOND) return ERR_OK;
    draft_key(key, d, is->is.id);
    err_code code = batches_find(&found, d->book, key, e);
    if (code || found.first_seq == 0) return code;
    d->unsettled = true; /* what marks it may be taken back with the rest of its transaction */
    is->is.state = WEIR_DRAFT_POSTED;
    is->is.version++;
    is->is.first_seq = found.first_seq;
    is->is.last_seq = found.last_seq;
    is->changed_us = found.recorded_us;
    snprintf(is->is.checker, sizeof is->is.checker, "%s", found.approver);
    code = draft_write_state(d, is, found.recorded_us, e);
    return code ? code : history_add(d, is->is.id, is->is.checker, "posted", "", found.recorded_us, e);
}

static err_code settle_one(weir_desk *d, uint64_t id, arena *a, err *e)
{
    draft is;
    err_code code = store_begin(&d->file, e);
    if (code) return code;
    code = draft_read(&is, d, id, a, e);
    if (!code) code = draft_settle(d, &is, e);
    return store_finish(&d->file, code, e);
}

typedef struct unsettled {
    uint64_t *ids;
    uint32_t count, room;
} unsettled;

/* Open drafts whose batch is in the book; nearly always none. */
static err_code find_unsettled(unsettled *out, weir_desk *d, arena *a, err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {NUMBER_OF(WEIR_DRAFT_WAITING), NUMBER_OF(WEIR_DRAFT_SECOND)};
    err_code code = store_prepare(&row, &d->file, "SELECT id FROM draft WHERE state IN (?, ?) ORDER BY id", values,
                                  COUNT_OF(values), e);
    while (!code && sqlite3_step(row) == SQLITE_ROW) {
        char key[64];
        batch_found found;
        uint64_t id = (uint64_t)sqlite3_column_int64(row, 0);
        draft_key(key, d, id);
        code = batches_find(&found, d->book, key, e);
        if (code || found.first_seq == 0) continue;
        if (arena_grow(a, (void **)&out->ids, sizeof *out->ids, &out->room, out->count + 1))
            out->ids[out->count++] = id;
        else
            code = arena_err(a, e);
    }
    store_end(row);
    return code;
}

err_code desk_settle(weir_desk *d, err *e)
{
    unsettled found = {.count = 0};
    if (batches_changed(d->book)) d->unsettled = true;
    if (!d->unsettled) return ERR_OK;
    arena *a = request_arena(e);
    if (!a) return E_LIMIT;
    err_code code = find_unsettled(&found, d, a, e);
    for (uint32_t i = 0; i < found.count && !code; i++) code = settle_one(d, found.ids[i], a, e);
    if (!code) d->unsettled = false;
    arena_free(a);
    return code;
}
