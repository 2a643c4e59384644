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

/* ---- opening ---- */
/* A hasher wants to stand at a multiple of its alignment; NULL without memory. */
static hasher *new_hasher(arena *a)
{
    unsigned char *room = arena_get(a, sizeof(hasher) + _Alignof(hasher));
    if (!room) return NULL;
    size_t over = (uintptr_t)room % _Alignof(hasher);
    return (hasher *)(void *)(room + (over ? _Alignof(hasher) - over : 0));
}

static err_code new_handle(weir_book **out, err *e)
{
    arena *memory = arena_new("handle", (size_t)64 << 10);
    weir_book *b = memory ? arena_get(memory, sizeof *b) : NULL;
    if (b) b->facts_hash = new_hasher(memory);
    if (!b || !b->facts_hash) {
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

static err_code open_log(weir_book *b, const char *path, bool read_only, err *e)
{
    b->read_only = read_only;
    b->path = arena_str(b->memory, str_from(path)); /* where the snapshot goes, of a book being made too */
    if (!b->path.ptr) return arena_err(b->memory, e);
    return journal_open(&b->log, path, read_only, e);
}

static err_code open_book(weir_book *b, const char *path, bool read_only, err *e)
{
    err_code code = open_log(b, path, read_only, e);
    if (code) return code;
    arena *scratch = request_arena(e);
    if (!scratch) return E_LIMIT;
    code = fold_open(&b->fold, b, scratch, e);
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

weir_status weir_refresh(weir_book *b, weir_error **error)
{
    CHECK(b != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = book_catch_up(b, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

void weir_head_chain(weir_head *out, const weir_book *b)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    *out = (weir_head){.synthetic = book_is_synthetic(b->fold.facts, b->fold.head.seq), .seq = b->fold.head.seq};
    hash_print(out->hash, &b->fold.head.hash);
}

void weir_head_get(weir_head *out, weir_book *b)
{
    hash of_facts;
    weir_head_chain(out, b);
    fold_facts(&of_facts, b);
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
    if (!code) *status = post_line(&done, b, &p, a, error);
    arena_free(a);
    return code;
}

static weir_status fill_new(weir_book *b, const char *path, const char *id, const char *name, weir_error **error)
{
    err e = {.code = ERR_OK};
    weir_status status = WEIR_OK;
    err_code code = open_log(b, path, false, &e);
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
