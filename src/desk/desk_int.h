/* desk_int: what the files of this room share. */
#ifndef WEIR_DESK_INT_H
#define WEIR_DESK_INT_H

#include "weir.h"
#include "weir_desk.h"

#include "app/app.h"
#include "base/base.h"
#include "desk/desk.h"
#include "money/money.h"
#include "store/store.h"

enum { WORDS_BYTES_MAX = 2000 };

struct weir_desk {
    store file;
    batches *book;  /* what the book has under which key */
    bool unsettled; /* a draft may be in the book that is not marked yet: look again */
    arena *a;
    char id[20]; /* drawn when the file was made: keys of batches name it */
};

typedef struct draft { /* a row, with what an import of it needs; texts live in the arena that it was read into */
    weir_draft is;
    const char *note, *file_name, *kind, *map;
    str bytes;
    int64_t largest_minor, made_us, changed_us;
} draft;

/* ---- open.c ---- */
err_code draft_read(draft *out, weir_desk *d, uint64_t id, arena *a, err *e) WARN_UNUSED; /* E_DRAFT_UNKNOWN */
err_code draft_write_state(weir_desk *d, const draft *now, int64_t now_us, err *e) WARN_UNUSED;
err_code history_add(weir_desk *d, uint64_t id, const char *who, const char *what, const char *words, int64_t now_us,
                     err *e) WARN_UNUSED;
const char *state_word(weir_draft_state state);
/* As weir_import takes it. */
weir_import_options draft_rows(const draft *d);
/* The key of its batch: "draft N of DESK". */
/* Open, and of that version; a returned one only where it may be. E_DRAFT_DONE, E_DRAFT_CHANGED. */
err_code draft_check(const draft *is, uint64_t version, bool also_returned, arena *a, err *e) WARN_UNUSED;
void draft_key(char out[64], const weir_desk *d, uint64_t id);
void instant_print_us(char out[32], int64_t at_us, arena *a); /* 2026-11-24T09:30:00.000000Z; "" without memory */

/* ---- settle.c ---- */
/* Under the write lock: is an open draft's batch in the book? Then it is marked as posted. */
err_code draft_settle(weir_desk *d, draft *is, err *e) WARN_UNUSED;
/* The same for every open draft, when the book has grown since this was last asked. Before anything is read. */
err_code desk_settle(weir_desk *d, err *e) WARN_UNUSED;

static inline err_code refuse_id(err *e, err_code code, uint64_t id)
{
    err_set(e, code);
    err_int(e, "id", (int64_t)id);
    return code;
}

#endif
