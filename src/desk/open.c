/* open: the file BOOK-desk, a draft as a row of it, its history. */
#include "desk/desk_int.h"

#include <stdio.h>
#include <string.h>

static const char schema[] =
    "CREATE TABLE desk (id TEXT NOT NULL) STRICT;"
    "CREATE TABLE draft (id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, state INTEGER NOT NULL,"
    " maker TEXT NOT NULL, note TEXT NOT NULL, file TEXT NOT NULL, kind TEXT NOT NULL, map TEXT NOT NULL,"
    " bytes BLOB NOT NULL, rows INTEGER NOT NULL, largest INTEGER NOT NULL, needed INTEGER NOT NULL,"
    " first_checker TEXT NOT NULL DEFAULT '', checker TEXT NOT NULL DEFAULT '', first_seq INTEGER NOT NULL DEFAULT 0,"
    " last_seq INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL, changed INTEGER NOT NULL, form_key TEXT UNIQUE) "
    "STRICT;"
    "CREATE INDEX draft_by_state ON draft (state, id);"
    "CREATE TABLE history (no INTEGER PRIMARY KEY AUTOINCREMENT, draft INTEGER NOT NULL REFERENCES draft, at INTEGER "
    "NOT"
    " NULL, who TEXT NOT NULL, what TEXT NOT NULL, words TEXT NOT NULL) STRICT;"
    "CREATE INDEX history_by_draft ON history (draft, no);"
    "CREATE TABLE content (hash TEXT PRIMARY KEY, type TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE attachment (draft INTEGER NOT NULL REFERENCES draft, hash TEXT NOT NULL REFERENCES content, name TEXT"
    " NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL, PRIMARY KEY (draft, hash)) STRICT;";
static const store_form form = {.application_id = 0x77697264, /* "wird" */
                                .version = 1,
                                .suffix = "-desk",
                                .schema = schema,
                                .fault = E_DESK_FILE};

/* ---- the desk's own id ---- */
static err_code read_id(weir_desk *d, err *e)
{
    sqlite3_stmt *row = NULL;
    err_code code = store_row(&row, &d->file, "SELECT id FROM desk", NULL, 0, e);
    if (row) snprintf(d->id, sizeof d->id, "%s", (const char *)sqlite3_column_text(row, 0));
    store_end(row);
    return code;
}

static err_code draw_id(weir_desk *d, err *e)
{
    uint8_t bytes[8];
    char hex[17];
    err_code code = random_bytes(bytes, sizeof bytes, e);
    if (!code) code = store_begin(&d->file, e);
    if (code) return code;
    hex_print(hex, bytes, sizeof bytes);
    code = read_id(d, e); /* another program may have been first */
    const bound values[] = {TEXT_OF(hex)};
    if (!code && !d->id[0]) code = store_do(&d->file, "INSERT INTO desk (id) VALUES (?)", values, 1, e);
    if (!code && !d->id[0]) snprintf(d->id, sizeof d->id, "%s", hex);
    return store_finish(&d->file, code, e);
}

static err_code open_all(weir_desk *d, const char *book_path, err *e)
{
    err_code code = batches_open(&d->book, book_path, e); /* without a book there is no desk */
    if (!code) code = store_open(&d->file, book_path, &form, d->a, e);
    if (!code) code = read_id(d, e);
    if (!code && !d->id[0]) code = draw_id(d, e);
    return code;
}

weir_status weir_desk_open(weir_desk **out, const char *book_path, weir_error **error)
{
    CHECK(out != NULL);
    err e = {.code = ERR_OK};
    *out = NULL;
    arena *a = arena_new("desk", 1 << 20);
    weir_desk *d = a ? arena_get(a, sizeof *d) : NULL;
    if (!d) {
        arena_free(a);
        err_set(&e, E_LIMIT);
        err_text(&e, "limit", STR("desk"));
        err_int(&e, "bytes", 1 << 20);
        return report_error(error, &e);
    }
    d->a = a;
    if (open_all(d, book_path, &e) == ERR_OK) {
        *out = d;
        return WEIR_OK;
    }
    weir_status status = report_error(error, &e);
    weir_desk_close(d);
    return status;
}

void weir_desk_close(weir_desk *d)
{
    if (!d) return;
    store_close(&d->file);
    batches_close(d->book);
    arena_free(d->a);
}

/* ---- a draft ---- */
const char *state_word(weir_draft_state state)
{
    static const char *const words[] = {"", "waiting", "second", "returned", "posted", "withdrawn"};
    return (size_t)state < COUNT_OF(words) ? words[state] : "";
}

void instant_print_us(char out[32], int64_t at_us, arena *a)
{
    buf text;
    buf_init(&text, a, 32);
    instant_print(&text, at_us);
    buf_char(&text, 0);
    snprintf(out, 32, "%s", text.failed ? "" : text.ptr);
}

static const char *text_of(sqlite3_stmt *row, int at, arena *a)
{
    const char *text = (const char *)sqlite3_column_text(row, at);
    return arena_str(a, str_from(text ? text : "")).ptr;
}

static void copy_text(char out[65], sqlite3_stmt *row, int at)
{
    snprintf(out, 65, "%s", (const char *)sqlite3_column_text(row, at));
}

static bool take(draft *out, sqlite3_stmt *row, arena *a)
{
    weir_draft *is = &out->is;
    is->id = (uint64_t)sqlite3_column_int64(row, 0);
    is->version = (uint64_t)sqlite3_column_int64(row, 1);
    is->state = (weir_draft_state)sqlite3_column_int(row, 2);
    copy_text(is->maker, row, 3);
    out->note = text_of(row, 4, a);
    out->file_name = text_of(row, 5, a);
    out->kind = text_of(row, 6, a);
    out->map = text_of(row, 7, a);
    const char *bytes = sqlite3_column_blob(row, 8);
    out->bytes = arena_str(a, (str){bytes ? bytes : "", (size_t)sqlite3_column_bytes(row, 8)});
    is->rows = (uint64_t)sqlite3_column_int64(row, 9);
    out->largest_minor = sqlite3_column_int64(row, 10);
    is->checkers_needed = (uint32_t)sqlite3_column_int(row, 11);
    copy_text(is->first_checker, row, 12);
    copy_text(is->checker, row, 13);
    is->first_seq = (uint64_t)sqlite3_column_int64(row, 14);
    is->last_seq = (uint64_t)sqlite3_column_int64(row, 15);
    out->made_us = sqlite3_column_int64(row, 16);
    out->changed_us = sqlite3_column_int64(row, 17);
    return out->note && out->file_name && out->kind && out->map && out->bytes.ptr;
}

err_code draft_read(draft *out, weir_desk *d, uint64_t id, arena *a, err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {NUMBER_OF((int64_t)(id & INT64_MAX))};
    *out = (draft){.note = ""};
    err_code code = store_row(&row, &d->file,
                              "SELECT id, version, state, maker, note, file, kind, map, bytes, rows, largest, needed,"
                              " first_checker, checker, first_seq, last_seq, made, changed FROM draft WHERE id = ?",
                              values, 1, e);
    if (code) return code;
    if (!row) return refuse_id(e, E_DRAFT_UNKNOWN, id);
    bool kept = take(out, row, a);
    store_end(row);
    return kept ? ERR_OK : arena_err(a, e);
}

err_code draft_write_state(weir_desk *d, const draft *now, int64_t now_us, err *e)
{
    const weir_draft *is = &now->is;
    const bound values[] = {NUMBER_OF((int64_t)is->version),  NUMBER_OF(is->state), NUMBER_OF(is->checkers_needed),
                            TEXT_OF(is->first_checker),       TEXT_OF(is->checker), NUMBER_OF((int64_t)is->first_seq),
                            NUMBER_OF((int64_t)is->last_seq), NUMBER_OF(now_us),    NUMBER_OF((int64_t)is->id)};
    return store_do(
        &d->file,
        "UPDATE draft SET version = ?, state = ?, needed = ?, first_checker = ?, checker = ?, first_seq = ?,"
        " last_seq = ?, changed = ? WHERE id = ?",
        values, COUNT_OF(values), e);
}

err_code history_add(weir_desk *d, uint64_t id, const char *who, const char *what, const char *words, int64_t now_us,
                     err *e)
{
    const bound values[] = {NUMBER_OF((int64_t)id), NUMBER_OF(now_us), TEXT_OF(who), TEXT_OF(what), TEXT_OF(words)};
    return store_do(&d->file, "INSERT INTO history (draft, at, who, what, words) VALUES (?, ?, ?, ?, ?)", values,
                    COUNT_OF(values), e);
}

weir_import_options draft_rows(const draft *d)
{
    return (weir_import_options){.file = *d->file_name ? d->file_name : "form",
                                 .kind = *d->kind ? d->kind : NULL,
                                 .map_text = *d->map ? d->map : NULL,
                                 .bytes = d->bytes.ptr,
                                 .byte_count = d->bytes.len,
                                 .maker = d->is.maker,
                                 .is_draft = true};
}

void draft_key(char out[64], const weir_desk *d, uint64_t id)
{
    snprintf(out, 64, "draft %llu of %s", (unsigned long long)id, d->id);
}

weir_status weir_draft_get(weir_draft *out, weir_desk *d, uint64_t id, weir_error **error)
{
    err e = {.code = ERR_OK};
    draft found = {.note = ""};
    arena *a = request_arena(&e);
    err_code code = a ? desk_settle(d, &e) : E_LIMIT;
    if (!code) code = draft_read(&found, d, id, a, &e);
    *out = found.is;
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}
