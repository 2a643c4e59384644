/* backup: a copy in one file, read back before anybody relies on it; its seals beside it.
 *
 * The seals are read first: each of them is of entries that the copy, made later, holds too. */
#include "app/app_int.h"

#include <stdio.h>

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
    weir_status status = weir_open(&copy, path, true, error); /* reads and re-chains every row */
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
