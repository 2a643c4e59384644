/* make: drafts by their makers: made, mended, withdrawn. Every row is decided against the book as it stands (a dry run): a
 * draft that could not be entered now is no draft. */
#include "desk/desk_int.h"

#include <string.h>

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static bool words_fit(const char *words)
{
    str text = str_from(or_empty(words));
    return text.len <= WORDS_BYTES_MAX && utf8_valid(text);
}

/* Two from the limit on, else one. */
static weir_status count_checkers(uint32_t *out, weir_book *book, int64_t largest, weir_error **error)
{
    weir_control control;
    weir_status status = weir_control_get(&control, book, error);
    *out = control.has_limit && largest >= control.limit_minor ? 2 : 1;
    return status;
}

/* What the book says of the rows; the largest amount decides how many must approve. */
static weir_status try_rows(weir_imported *tried, uint32_t *needed, weir_book *book, const weir_draft_new *n,
                            weir_error **error)
{
    const weir_import_options rows = {.file = n->file_name ? n->file_name : "form",
                                      .kind = n->kind && *n->kind ? n->kind : NULL,
                                      .map_text = n->map && *n->map ? n->map : NULL,
                                      .bytes = or_empty(n->bytes),
                                      .byte_count = n->bytes ? n->byte_count : 0,
                                      .maker = n->maker,
                                      .scope = n->scope,
                                      .is_draft = true,
                                      .dry_run = true};
    err e = {.code = ERR_OK};
    if (!words_fit(n->note)) {
        err_set(&e, E_DRAFT_NOTE);
        return report_error(error, &e);
    }
    weir_status status = weir_import(tried, book, &rows, error);
    if (!status && tried->rows == 0) {
        err_set(&e, E_DRAFT_EMPTY);
        return report_error(error, &e);
    }
    return status ? status : count_checkers(needed, book, tried->largest_minor, error);
}

/* ---- made ---- */
/* The draft that the same form made before; 0 = none. */
static err_code find_key(uint64_t *id, weir_desk *d, const weir_draft_new *n, err *e)
{
    sqlite3_stmt *row = NULL;
    *id = 0;
    if (!n->key || !*n->key) return ERR_OK;
    const bound values[] = {TEXT_OF(n->maker), TEXT_OF(n->key)};
    err_code code = store_row(&row, &d->file, "SELECT id FROM draft WHERE form_key = ? || ' ' || ?", values, 2, e);
    if (row) *id = (uint64_t)sqlite3_column_int64(row, 0);
    store_end(row);
    return code;
}

static err_code insert(weir_desk *d, const weir_draft_new *n, const weir_imported *tried, uint32_t needed,
                       int64_t now_us, err *e)
{
    const bound values[] = {TEXT_OF(n->maker),
                            TEXT_OF(n->note),
                            TEXT_OF(n->file_name),
                            TEXT_OF(n->kind),
                            TEXT_OF(n->map),
                            BYTES_OF(((str){n->bytes, n->byte_count})),
                            NUMBER_OF((int64_t)tried->rows),
                            NUMBER_OF(tried->largest_minor),
                            NUMBER_OF(needed),
                            NUMBER_OF(now_us),
                            NUMBER_OF(now_us),
                            TEXT_OF(or_empty(n->key))};
    return store_do(
        &d->file,
        "INSERT INTO draft (version, state, maker, note, file, kind, map, bytes, rows, largest, needed, made,"
        " changed, form_key) VALUES (1, 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        " CASE ?12 WHEN '' THEN NULL ELSE ?1 || ' ' || ?12 END)",
        values, COUNT_OF(values), e);
}

/* The same form sent again gives the draft that it made, also when that is in the book by now. */
static err_code find_made(bool *found, weir_draft *out, weir_desk *d, const weir_draft_new *n, arena *a, err *e)
{
    draft made;
    uint64_t id = 0;
    err_code code = desk_settle(d, e);
    if (!code) code = find_key(&id, d, n, e);
    *found = id > 0;
    if (code || id == 0) return code;
    code = draft_read(&made, d, id, a, e);
    *out = made.is;
    return code;
}

static err_code put_new(weir_draft *out, weir_desk *d, const weir_draft_new *n, const weir_imported *tried,
                        uint32_t needed, int64_t now_us, arena *a, err *e)
{
    draft made = {.note = ""};
    uint64_t id = 0;
    err_code code = store_begin(&d->file, e);
    if (code) return code;
    code = find_key(&id, d, n, e);
    if (!code && id == 0) {
        code = insert(d, n, tried, needed, now_us, e);
        id = (uint64_t)sqlite3_last_insert_rowid(d->file.db);
        if (!code) code = history_add(d, id, n->maker, "made", or_empty(n->note), now_us, e);
    }
    if (!code) code = draft_read(&made, d, id, a, e);
    if (!code) *out = made.is;
    return store_finish(&d->file, code, e);
}

weir_status weir_draft_make(weir_draft *out, weir_desk *d, weir_book *book, const weir_draft_new *wanted,
                            int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    uint32_t needed = 1;
    weir_imported tried = {.rows = 0};
    CHECK(wanted->maker != NULL);
    bool found = false;
    weir_status status = WEIR_OK;
    arena *a = request_arena(&e);
    err_code code = a ? find_made(&found, out, d, wanted, a, &e) : E_LIMIT;
    if (!code && !found) status = try_rows(&tried, &needed, book, wanted, error);
    if (!code && !found && !status) code = put_new(out, d, wanted, &tried, needed, now_us, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : status;
}

/* ---- changed by its maker ---- */
static err_code refuse_done(const draft *is, arena *a, err *e)
{
    char at[32];
    bool by_maker = is->is.state == WEIR_DRAFT_WITHDRAWN;
    instant_print_us(at, is->changed_us, a);
    refuse_id(e, E_DRAFT_DONE, is->is.id);
    err_text(e, "who", str_from(by_maker ? is->is.maker : is->is.checker));
    err_text(e, "at", str_from(at));
    return E_DRAFT_DONE;
}

static bool is_open(weir_draft_state state)
{
    return state == WEIR_DRAFT_WAITING || state == WEIR_DRAFT_SECOND || state == WEIR_DRAFT_RETURNED;
}

err_code draft_check(const draft *is, uint64_t version, bool also_returned, arena *a, err *e)
{
    if (!is_open(is->is.state) || (is->is.state == WEIR_DRAFT_RETURNED && !also_returned)) return refuse_done(is, a, e);
    if (is->is.version == version) return ERR_OK;
    refuse_id(e, E_DRAFT_CHANGED, is->is.id);
    err_int(e, "version", (int64_t)is->is.version);
    return E_DRAFT_CHANGED;
}

/* Its maker's, still open, and the version that he saw. */
static err_code read_own(draft *out, weir_desk *d, uint64_t id, uint64_t version, const char *maker, arena *a, err *e)
{
    err_code code = draft_read(out, d, id, a, e);
    if (!code) code = draft_settle(d, out, e);
    if (!code && strcmp(out->is.maker, maker) != 0) return refuse_id(e, E_DRAFT_OTHERS, id);
    return code ? code : draft_check(out, version, true, a, e);
}

static err_code write_rows(weir_desk *d, uint64_t id, const weir_draft_new *n, const weir_imported *tried, err *e)
{
    const bound values[] = {TEXT_OF(n->note),
                            TEXT_OF(n->file_name),
                            TEXT_OF(n->kind),
                            TEXT_OF(n->map),
                            BYTES_OF(((str){n->bytes, n->byte_count})),
                            NUMBER_OF((int64_t)tried->rows),
                            NUMBER_OF(tried->largest_minor),
                            NUMBER_OF((int64_t)id)};
    return store_do(
        &d->file,
        "UPDATE draft SET note = ?, file = ?, kind = ?, map = ?, bytes = ?, rows = ?, largest = ? WHERE id = ?", values,
        COUNT_OF(values), e);
}

static err_code put_changed(weir_draft *out, weir_desk *d, uint64_t id, uint64_t version, const weir_draft_new *n,
                            const weir_imported *tried, uint32_t needed, int64_t now_us, arena *a, err *e)
{
    draft is;
    err_code code = store_begin(&d->file, e);
    if (code) return code;
    code = read_own(&is, d, id, version, n->maker, a, e);
    is.is.state = WEIR_DRAFT_WAITING;
    is.is.version++;
    is.is.checkers_needed = needed;
    is.is.first_checker[0] = is.is.checker[0] = 0;
    is.is.rows = tried->rows;
    if (!code) code = write_rows(d, id, n, tried, e);
    if (!code) code = draft_write_state(d, &is, now_us, e);
    if (!code) code = history_add(d, id, n->maker, "changed", or_empty(n->note), now_us, e);
    if (!code) *out = is.is;
    return store_finish(&d->file, code, e);
}

weir_status weir_draft_change(weir_draft *out, weir_desk *d, weir_book *book, uint64_t id, uint64_t version,
                              const weir_draft_new *wanted, int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    uint32_t needed = 1;
    weir_imported tried = {.rows = 0};
    weir_status status = try_rows(&tried, &needed, book, wanted, error);
    if (status) return status;
    arena *a = request_arena(&e);
    err_code code = a ? put_changed(out, d, id, version, wanted, &tried, needed, now_us, a, &e) : E_LIMIT;
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

static err_code withdraw(weir_draft *out, weir_desk *d, uint64_t id, uint64_t version, const char *maker,
                         int64_t now_us, arena *a, err *e)
{
    draft is;
    err_code code = store_begin(&d->file, e);
    if (code) return code;
    code = read_own(&is, d, id, version, maker, a, e);
    is.is.state = WEIR_DRAFT_WITHDRAWN;
    is.is.version++;
    if (!code) code = draft_write_state(d, &is, now_us, e);
    if (!code) code = history_add(d, id, maker, "withdrawn", "", now_us, e);
    if (!code) *out = is.is;
    return store_finish(&d->file, code, e);
}

weir_status weir_draft_withdraw(weir_draft *out, weir_desk *d, uint64_t id, uint64_t version, const char *maker,
                                int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    err_code code = a ? withdraw(out, d, id, version, maker, now_us, a, &e) : E_LIMIT;
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}
