/* open: making a book, opening one, folding its journal.
 *
 * A new book is a new journal and its first entry, actor.registered, which is its own maker; it goes the way of every
 * entry (ingest). When that fails no file stays behind. */
#include "app/app_int.h"

#include "weir_version.h"

#include <stdio.h>

const char *weir_version(void)
{
    return WEIR_VERSION;
}

arena *request_arena(err *e)
{
    arena *a = arena_new("REQUEST_BYTES_MAX", REQUEST_BYTES_MAX);
    if (a) return a;
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("REQUEST_BYTES_MAX"));
    err_int(e, "bytes", (int64_t)REQUEST_BYTES_MAX);
    return NULL;
}

err_code sink_put(weir_sink out, str bytes, err *e)
{
    CHECK(out.put != NULL);
    if (bytes.len == 0 || out.put(out.self, bytes.ptr, bytes.len)) return ERR_OK;
    err_set(e, E_FILE_WRITE);
    err_text(e, "path", STR("-"));
    err_text(e, "reason", STR("the output takes no more bytes"));
    return E_FILE_WRITE;
}

/* ---- folding ---- */
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

static err_code read_rows(fold *f, journal *log, arena *scratch, err *e)
{
    err_code code = journal_read(log, f->head.seq, 0, fold_row, f, scratch, e);
    if (!code && f->head.seq == 0) { /* made, and then nothing: even a new book has its first entry */
        err_set(e, E_CHAIN_GAP);
        err_int(e, "seq", FIRST_SEQ);
        code = E_CHAIN_GAP;
    }
    return code;
}

err_code fold_journal(fold *out, journal *log, arena *scratch, err *e)
{
    fold f = {.last_us = INT64_MIN};
    err_code code = book_new(&f.facts, e);
    if (code) return code;
    code = read_rows(&f, log, scratch, e);
    if (code) {
        book_free(f.facts);
        return code;
    }
    book_publish(f.facts);
    CHECK(book_length(f.facts) == f.head.seq);
    *out = f;
    return ERR_OK;
}

err_code book_ready(weir_book *b, arena *scratch, err *e)
{
    if (!b->is_stale) return ERR_OK;
    fold anew = {.last_us = INT64_MIN};
    err_code code = fold_journal(&anew, b->log, scratch, e);
    if (code) return code;
    book_free(b->fold.facts);
    b->fold = anew;
    b->is_stale = false;
    return ERR_OK;
}

err_code book_catch_up(weir_book *b, arena *scratch, err *e)
{
    err_code code = book_ready(b, scratch, e);
    head now = {.seq = 0};
    if (!code) code = journal_head(&now, b->log, e);
    if (code || now.seq == b->fold.head.seq) return code;
    b->is_stale = true; /* until all of it is in */
    code = journal_read(b->log, b->fold.head.seq, 0, fold_row, &b->fold, scratch, e);
    if (code) return code;
    book_publish(b->fold.facts);
    b->is_stale = false;
    return ERR_OK;
}

/* ---- opening ---- */
static err_code new_handle(weir_book **out, err *e)
{
    arena *memory = arena_new("handle", (size_t)64 << 10);
    weir_book *b = memory ? arena_get(memory, sizeof *b) : NULL;
    if (!b) {
        arena_free(memory);
        err_set(e, E_LIMIT);
        err_text(e, "limit", STR("handle"));
        err_int(e, "bytes", 64 << 10);
        return E_LIMIT;
    }
    b->memory = memory;
    b->fold.last_us = INT64_MIN;
    *out = b;
    return ERR_OK;
}

void weir_close(weir_book *b)
{
    if (!b) return;
    journal_close(b->log);
    book_free(b->fold.facts);
    arena_free(b->memory);
}

static err_code open_book(weir_book *b, const char *path, bool read_only, err *e)
{
    b->read_only = read_only;
    err_code code = journal_open(&b->log, path, read_only, e);
    if (code) return code;
    arena *scratch = request_arena(e);
    if (!scratch) return E_LIMIT;
    code = fold_journal(&b->fold, b->log, scratch, e);
    arena_free(scratch);
    return code;
}

weir_status weir_open(weir_book **out, const char *path, bool read_only, weir_error **error)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    err e = {.code = ERR_OK};
    weir_book *b = NULL;
    err_code code = new_handle(&b, &e);
    if (!code) code = open_book(b, path, read_only, &e);
    if (code) {
        locus_put_file(&e.at, path);
        weir_close(b);
        return report_error(error, &e);
    }
    *out = b;
    return WEIR_OK;
}

void weir_head_get(weir_head *out, const weir_book *b)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    hash of_facts;
    const fold *f = &b->fold;
    out->synthetic = book_is_synthetic(f->facts, f->head.seq);
    out->seq = f->head.seq;
    hash_print(out->hash, &f->head.hash);
    book_hash(&of_facts, f->facts, f->head.seq);
    hash_print(out->book_hash, &of_facts);
}

/* ---- making ---- */
static err_code register_first(weir_book *b, const char *id, const char *name, weir_error **error, weir_status *status,
                               err *e)
{
    arena *a = request_arena(e);
    if (!a) return E_LIMIT;
    buf line;
    buf_init(&line, a, REQUEST_BYTES_MAX);
    buf_text(&line, "{\"kind\":\"actor.registered\",\"id\":");
    buf_json(&line, str_from(id));
    buf_text(&line, ",\"name\":");
    buf_json(&line, str_from(name));
    buf_char(&line, '}');
    err_code code = buf_err(&line, e);
    if (!code) code = book_new(&b->fold.facts, e);
    weir_imported done = {.rows = 0};
    posting p = {.line = buf_view(&line), .key = STR("init"), .title = STR("init")};
    if (!code) *status = post_line(&done, b, &p, error);
    arena_free(a);
    return code;
}

static weir_status fill_new(weir_book *b, const char *path, const char *id, const char *name, weir_error **error)
{
    err e = {.code = ERR_OK};
    weir_status status = WEIR_OK;
    err_code code = journal_open(&b->log, path, false, &e);
    if (!code) code = register_first(b, id, name, error, &status, &e);
    return code ? report_error(error, &e) : status;
}

weir_status weir_init(const char *path, const char *maker_id, const char *maker_name, weir_error **error)
{
    CHECK(path != NULL);
    CHECK(maker_id != NULL);
    CHECK(maker_name != NULL);
    err e = {.code = ERR_OK};
    weir_book *b = NULL;
    err_code code = new_handle(&b, &e);
    if (!code) code = journal_create(path, &e);
    if (code) {
        weir_close(b);
        return report_error(error, &e);
    }
    weir_status status = fill_new(b, path, maker_id, maker_name, error);
    weir_close(b);
    if (status != WEIR_OK) remove(path); /* ours since journal_create: half a book is none */
    return status;
}
