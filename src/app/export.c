/* export: the whole journal as JSON lines, with the names of kinds.def. Imported into a new book whose first actor is the
 * same it gives the same book_hash; who entered what stays with each line, when is left to the new journal. And a backup: a
 * copy in one file, read back before anybody relies on it. */
#include "app/app_int.h"

#include <stdio.h>

enum { EXPORT_FORMAT = 1, FLUSH_BYTES = 1 << 16, LINE_BYTES_MAX = 1 << 20 };

static str id_of(void *self, seq_no seq)
{
    thing found;
    CHECK(book_thing(&found, self, seq));
    return found.id;
}

static void put_first_line(buf *out, const weir_book *b)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &b->fold.head.hash);
    buf_text(out, "{\"weir_journal\":1,\"format\":");
    buf_int(out, EXPORT_FORMAT);
    buf_text(out, ",\"entries\":");
    buf_int(out, b->fold.head.seq);
    buf_text(out, ",\"head\":\"");
    buf_text(out, hex);
    buf_char(out, '@');
    buf_int(out, b->fold.head.seq);
    buf_text(out, "\"}\n");
}

static err_code flush(buf *text, weir_sink out, err *e)
{
    err_code code = buf_err(text, e);
    if (!code) code = sink_put(out, buf_view(text), e);
    text->len = 0;
    return code;
}

static err_code export_rows(weir_book *b, weir_sink out, arena *a, err *e)
{
    buf text;
    err_code code = book_ready(b, a, e);
    if (code) return code;
    buf_init(&text, a, FLUSH_BYTES + LINE_BYTES_MAX);
    put_first_line(&text, b);
    for (seq_no seq = FIRST_SEQ; seq <= b->fold.head.seq && !code; seq++) {
        event ev;
        book_entry(&ev, b->fold.facts, seq);
        event_json(&text, &ev, id_of, b->fold.facts);
        if (text.len >= FLUSH_BYTES || text.failed) code = flush(&text, out, e);
    }
    return code ? code : flush(&text, out, e);
}

weir_status weir_export(weir_book *b, weir_sink out, weir_error **error)
{
    CHECK(b != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = export_rows(b, out, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- a copy in one file, read back before anybody relies on it; its seals beside it. The seals are read first: each of
 * them is of entries that the copy, made later, holds too. ---- */
/* The copy may hold more than we folded (others write); up to our head it is the same chain. */
static err_code check_copy(const weir_book *b, weir_book *copy, err *e)
{
    hash there;
    err_code code = journal_hash_at(&there, copy->log, b->fold.head.seq, e);
    if (!code && !hash_equal(&there, &b->fold.head.hash)) {
        err_set(e, E_COPY_DIFFERS);
        err_int(e, "seq", b->fold.head.seq);
        code = E_COPY_DIFFERS;
    }
    return code;
}

/* Nothing when there are none. */
static err_code read_seals(str *out, const weir_book *b, arena *a, err *e)
{
    const char *path = seals_path(b->path, a);
    if (!path) return arena_err(a, e);
    return io_exists(path) ? io_read_file(out, path, SEALS_BYTES_MAX, a, e) : ERR_OK;
}

static err_code put_seals(str seals, const char *copy, arena *a, err *e)
{
    const char *path = seals_path(str_from(copy), a);
    if (!path) return arena_err(a, e);
    return seals.len > 0 ? io_make_file(path, seals, false, e) : ERR_OK;
}

static weir_status copy_whole(weir_book *b, const char *path, arena *a, weir_error **error)
{
    err e = {.code = ERR_OK};
    str seals = STR_NONE;
    weir_book *copy = NULL;
    err_code code = read_seals(&seals, b, a, &e);
    if (!code) code = journal_copy(b->log, path, &e);
    if (code) return report_error(error, &e);
    weir_status status = weir_open(&copy, path, true, error);
    if (status == WEIR_OK) status = weir_verify(copy, NULL, error); /* every hash computed anew */
    if (status == WEIR_OK) code = check_copy(b, copy, &e);
    if (status == WEIR_OK && !code) code = put_seals(seals, path, a, &e);
    if (code) status = report_error(error, &e);
    weir_close(copy);
    if (status != WEIR_OK) remove(path); /* ours: a copy that cannot be read is none */
    return status;
}

weir_status weir_backup(weir_book *b, const char *path, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(path != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    weir_status status = copy_whole(b, path, a, error);
    arena_free(a);
    return status;
}
