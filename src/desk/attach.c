/* attach: files that stand behind a draft: kept once by the hash of their bytes, taken by what their first bytes say they
 * are, whatever they are called. */
#include "desk/desk_int.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES_MAX = 200 };

static bool begins(str bytes, const char *with, size_t len)
{
    return bytes.len >= len && memcmp(bytes.ptr, with, len) == 0;
}

/* Media type; NULL: it is not taken. */
static const char *type_of(str bytes)
{
    if (begins(bytes, "%PDF-", 5)) return "application/pdf";
    if (begins(bytes, "\x89PNG\r\n\x1a\n", 8)) return "image/png";
    if (begins(bytes, "\xff\xd8\xff", 3)) return "image/jpeg";
    if (begins(bytes, "PK\x03\x04", 4)) return "application/zip";
    return bytes.len > 0 && utf8_valid(bytes) ? "text/plain" : NULL;
}

/* The name alone, without a way to it, without control characters. */
static void clean_name(char out[NAME_BYTES_MAX + 1], const char *name)
{
    size_t at = 0;
    const char *from = name;
    for (const char *c = name; *c; c++)
        if (*c == '/' || *c == '\\') from = c + 1;
    str text = str_from(from);
    if (!utf8_valid(text) || text.len == 0) text = STR("file");
    while (at < text.len && at < NAME_BYTES_MAX) {
        size_t next = at;
        utf8_next(text, &next);
        if (next > NAME_BYTES_MAX) break;
        bool plain = (unsigned char)text.ptr[at] >= ' ' && text.ptr[at] != 127;
        memcpy(out + at, plain ? text.ptr + at : "_", plain ? next - at : 1);
        at = next;
    }
    out[at] = 0;
}

/* How many other papers the draft has, and whether it has these very bytes. */
static err_code count_of(int64_t *others, bool *has, weir_desk *d, uint64_t id, const char *digits, err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {TEXT_OF(digits), NUMBER_OF((int64_t)id)};
    err_code code =
        store_row(&row, &d->file, "SELECT count(*), coalesce(sum(hash = ?), 0) FROM attachment WHERE draft = ?", values,
                  COUNT_OF(values), e);
    int64_t all = row ? sqlite3_column_int64(row, 0) : 0, same = row ? sqlite3_column_int64(row, 1) : 0;
    *others = all - same;
    *has = same > 0;
    store_end(row);
    return code;
}

static err_code check_draft(draft *is, bool *has, weir_desk *d, uint64_t id, const char *digits, const char *person,
                            arena *a, err *e)
{
    int64_t others = 0;
    err_code code = draft_read(is, d, id, a, e);
    if (!code) code = draft_settle(d, is, e);
    if (!code && strcmp(is->is.maker, person) != 0) return refuse_id(e, E_DRAFT_OTHERS, id);
    if (!code) code = draft_check(is, is->is.version, true, a, e);
    if (!code) code = count_of(&others, has, d, id, digits, e);
    return !code && others >= WEIR_ATTACHMENTS_MAX ? err_set(e, E_ATTACHMENT_LARGE) : code;
}

/* Nobody has approved what he has not seen: a new paper makes another version, and what was approved is void. */
static err_code renew(weir_desk *d, draft *is, int64_t now_us, err *e)
{
    is->is.version++;
    if (is->is.state == WEIR_DRAFT_SECOND) is->is.state = WEIR_DRAFT_WAITING;
    is->is.first_checker[0] = 0;
    return draft_write_state(d, is, now_us, e);
}

static err_code put(weir_desk *d, uint64_t id, const char *digits, const char *person, const char *name, str bytes,
                    const char *type, int64_t now_us, arena *a, err *e)
{
    draft is;
    bool has = false;
    err_code code = store_begin(&d->file, e);
    if (code) return code;
    code = check_draft(&is, &has, d, id, digits, person, a, e);
    const bound content[] = {TEXT_OF(digits), TEXT_OF(type), BYTES_OF(bytes)};
    if (!code)
        code = store_do(&d->file, "INSERT OR IGNORE INTO content (hash, type, bytes) VALUES (?, ?, ?)", content, 3, e);
    const bound row[] = {NUMBER_OF((int64_t)id), TEXT_OF(digits), TEXT_OF(name), NUMBER_OF(now_us), TEXT_OF(person)};
    if (!code)
        code =
            store_do(&d->file, "INSERT OR REPLACE INTO attachment (draft, hash, name, at, who) VALUES (?, ?, ?, ?, ?)",
                     row, 5, e);
    if (!code && !has) code = renew(d, &is, now_us, e);
    if (!code) code = history_add(d, id, person, "attached", name, now_us, e);
    return store_finish(&d->file, code, e);
}

static err_code attach(char digits[65], weir_desk *d, uint64_t id, const char *person, const char *name, str bytes,
                       int64_t now_us, arena *a, err *e)
{
    hash h;
    hasher hashing;
    char plain[NAME_BYTES_MAX + 1];
    const char *type = type_of(bytes);
    clean_name(plain, name);
    if (bytes.len > WEIR_ATTACHMENT_BYTES_MAX) return err_set(e, E_ATTACHMENT_LARGE);
    if (!type) {
        err_set(e, E_ATTACHMENT_TYPE);
        err_text(e, "name", str_from(plain));
        return E_ATTACHMENT_TYPE;
    }
    hasher_init(&hashing);
    hasher_put(&hashing, bytes.ptr, bytes.len);
    hasher_end(&h, &hashing);
    hash_print(digits, &h);
    return put(d, id, digits, person, plain, bytes, type, now_us, a, e);
}

weir_status weir_draft_attach(char digits[65], weir_desk *d, uint64_t id, const char *person, const char *name,
                              const char *bytes, size_t byte_count, int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    err_code code = a ? attach(digits, d, id, person, name, (str){bytes, byte_count}, now_us, a, &e) : E_LIMIT;
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

static err_code fetch(weir_desk *d, uint64_t id, const char *digits, char type[80], char name[256], weir_sink out,
                      err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {NUMBER_OF((int64_t)id), TEXT_OF(digits)};
    err_code code = store_row(&row, &d->file,
                              "SELECT c.type, a.name, c.bytes FROM attachment a JOIN content c ON c.hash = a.hash"
                              " WHERE a.draft = ? AND a.hash = ?",
                              values, 2, e);
    if (code) return code;
    if (!row) return refuse_id(e, E_ATTACHMENT_UNKNOWN, id);
    snprintf(type, 80, "%s", (const char *)sqlite3_column_text(row, 0));
    snprintf(name, 256, "%s", (const char *)sqlite3_column_text(row, 1));
    const char *bytes = sqlite3_column_blob(row, 2);
    code = sink_put(out, (str){bytes ? bytes : "", (size_t)sqlite3_column_bytes(row, 2)}, e);
    store_end(row);
    return code;
}

weir_status weir_draft_attachment(weir_desk *d, uint64_t id, const char *digits, char type[80], char name[256],
                                  weir_sink out, weir_error **error)
{
    err e = {.code = ERR_OK};
    return fetch(d, id, digits, type, name, out, &e) ? report_error(error, &e) : WEIR_OK;
}
