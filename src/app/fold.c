/* fold: the book from its journal: all of it, or from a snapshot and the rows behind it; and catching up with others.
 *
 * A snapshot (PATH-snapshot) is the fold's rows as they stood at one head. It is used when the journal holds that very
 * head, and as good as absent otherwise: foreign, damaged, torn, of another build. It is nobody's truth: `verify` folds the
 * journal anew and compares. Whoever writes leaves one when enough rows have come since the last; that it could not be
 * written is no error. */
#include "app/app_int.h"

#include <string.h>

/* Folding that many rows costs about what mapping a snapshot does. Only tests set another number. */
enum { SNAPSHOT_ROWS = 20000 };
static seq_no snapshot_rows = SNAPSHOT_ROWS;
static const char SNAPSHOT_END[] = "-snapshot";

/* ---- rows of the journal ---- */
static err_code fold_row(void *self, const event *ev, const hash *row_hash, err *e)
{
    fold *f = self;
    CHECK(ev->seq == f->head.seq + 1);
    err_code code = book_apply(f->facts, ev, e);
    if (code) return code;
    f->head = (head){ev->seq, *row_hash};
    f->last_us = ev->recorded_us;
    return ERR_OK;
}

/* Even a new book has its first entry: a journal without one was made, and then nothing. */
static err_code refuse_empty(err *e)
{
    err_set(e, E_CHAIN_GAP);
    err_int(e, "seq", FIRST_SEQ);
    return E_CHAIN_GAP;
}

static err_code fold_rest(fold *f, journal *log, journal_check how, arena *scratch, err *e)
{
    err_code code = journal_read(log, f->head.seq, 0, how, fold_row, f, scratch, e);
    if (!code && f->head.seq == 0) code = refuse_empty(e);
    if (code) return code;
    book_publish(f->facts);
    CHECK(book_length(f->facts) == f->head.seq);
    return ERR_OK;
}

err_code fold_journal(fold *out, journal *log, journal_check how, arena *scratch, err *e)
{
    fold f = {.last_us = INT64_MIN};
    err_code code = book_new(&f.facts, e);
    if (code) return code;
    code = fold_rest(&f, log, how, scratch, e);
    if (code)
        book_free(f.facts);
    else
        *out = f;
    return code;
}

/* ---- snapshots ---- */
static err_code snapshot_path(str *out, const weir_book *b, arena *a, err *e)
{
    buf path;
    CHECK(b->path.len > 0);
    buf_init(&path, a, b->path.len + sizeof SNAPSHOT_END);
    buf_str(&path, b->path);
    buf_text(&path, SNAPSHOT_END);
    buf_char(&path, 0);
    *out = buf_view(&path);
    return buf_err(&path, e);
}

/* A device that cannot be read says nothing of the snapshot: that is the caller's fault to tell. It may also have ended the
 * transaction that the caller decides in. */
static bool is_fault(err_code code)
{
    return code && err_class_of(code) == ERR_FAULT;
}

/* *found false: there is none that this journal knows. */
static err_code map_snapshot(fold *out, bool *found, const weir_book *b, arena *a, err *e)
{
    str path;
    hash stored;
    fold f = {.last_us = INT64_MIN};
    *found = false;
    err_code code = snapshot_path(&path, b, a, e);
    if (!code) code = book_load(&f.facts, found, path.ptr, &f.head.seq, &f.head.hash, e);
    if (code || !*found) return code;
    code = journal_hash_at(&stored, b->log, f.head.seq, e);
    *found = code == ERR_OK && hash_equal(&stored, &f.head.hash);
    if (!*found) {
        book_free(f.facts);
        return is_fault(code) ? code : ERR_OK;
    }
    f.last_us = book_recorded_us(f.facts, f.head.seq);
    f.saved_to = f.head.seq;
    f.is_mapped = true;
    *out = f;
    return ERR_OK;
}

/* The rows behind it may be wrong for a book that a bad snapshot made: then all is folded from the journal. */
static err_code fold_from_snapshot(fold *out, bool *done, const weir_book *b, arena *a, err *e)
{
    fold f;
    *done = false;
    if (b->distrusts_snapshot) return ERR_OK;
    err_code code = map_snapshot(&f, done, b, a, e);
    if (code || !*done) return code;
    code = fold_rest(&f, b->log, JOURNAL_CHECK_LINKS, a, e);
    if (code) {
        book_free(f.facts);
        *done = false;
        return is_fault(code) ? code : ERR_OK;
    }
    *out = f;
    return ERR_OK;
}

err_code fold_open(fold *out, const weir_book *b, arena *scratch, err *e)
{
    bool done = false;
    err_code code = fold_from_snapshot(out, &done, b, scratch, e);
    return code || done ? code : fold_journal(out, b->log, JOURNAL_CHECK_LINKS, scratch, e);
}

void fold_keep_every(seq_no rows)
{
    snapshot_rows = rows > 0 ? rows : SNAPSHOT_ROWS;
}

void fold_keep(weir_book *b, arena *scratch)
{
    str path;
    fold *f = &b->fold;
    if (b->read_only || b->is_stale || f->facts == NULL || f->head.seq < f->saved_to + snapshot_rows) return;
    if (snapshot_path(&path, b, scratch, NULL)) return;
    f->saved_to = f->head.seq; /* not tried again for each post when it cannot be written */
    if (book_save(f->facts, path.ptr, &f->head.hash, NULL)) return;
}

/* ---- the fold in use ---- */
bool fold_distrust(weir_book *b)
{
    if (!b->fold.is_mapped) return false;
    b->distrusts_snapshot = b->is_stale = true;
    return true;
}

err_code book_ready(weir_book *b, arena *scratch, err *e)
{
    if (!b->is_stale) return ERR_OK;
    fold anew;
    err_code code = fold_open(&anew, b, scratch, e);
    if (code) return code;
    book_free(b->fold.facts);
    b->fold = anew;
    b->is_stale = false;
    return ERR_OK;
}

/* What we folded must still be what is stored: a file that was put in the place of ours is no continuation. */
static err_code check_own_head(const weir_book *b, err *e)
{
    hash stored;
    const head *ours = &b->fold.head;
    err_code code = journal_hash_at(&stored, b->log, ours->seq, e);
    if (code == ERR_OK && hash_equal(&stored, &ours->hash)) return ERR_OK;
    if (code && code != E_ENTRY_UNKNOWN) return code;
    err_set(e, E_CHAIN_BROKEN);
    err_int(e, "seq", ours->seq);
    if (e) e->at.seq = ours->seq;
    return E_CHAIN_BROKEN;
}

err_code book_catch_up(weir_book *b, arena *scratch, err *e)
{
    if (b->fold.head.seq == 0) return ERR_OK;               /* it is just being made */
    b->is_behind = journal_changed(b->log) || b->is_behind; /* which says so once only */
    if (!b->is_behind && !b->is_stale) return ERR_OK;
    err_code code = book_ready(b, scratch, e);
    if (!code) code = check_own_head(b, e);
    if (code) return code;
    b->is_stale = true; /* until all of it is in */
    code = fold_rest(&b->fold, b->log, JOURNAL_CHECK_LINKS, scratch, e);
    if (code) return code;
    b->is_stale = b->is_behind = false;
    return ERR_OK;
}

/* ---- one number for the facts ---- */
void fold_facts(hash *out, weir_book *b)
{
    fold *f = &b->fold;
    if (f->hashed_to == 0) hasher_init(b->facts_hash);
    book_hash_continue(b->facts_hash, f->facts, f->hashed_to, f->head.seq);
    f->hashed_to = f->head.seq;
    hasher so_far = *b->facts_hash;
    hasher_end(out, &so_far);
}
