/* check: drafts by their checkers: approved, returned; what an approval would change.
 *
 * The decision is made under the desk's write lock, which is kept while the rows go into the book: of two who press at
 * once one decides, and the other is told who did. The book knows the batch by the draft's key, so a fall between the two
 * files leaves a draft that is found entered the next time that it is touched. */
#include "desk/desk_int.h"

#include <stdio.h>
#include <string.h>

static err_code check_eyes(const draft *is, const char *checker, err *e)
{
    if (strcmp(is->is.maker, checker) == 0) return err_set(e, E_DRAFT_OWN);
    return strcmp(is->is.first_checker, checker) == 0 ? err_set(e, E_DRAFT_TWICE) : ERR_OK;
}

/* ---- approved ---- */
/* The limit may have been lowered since the draft was made: the stricter of then and now. */
static weir_status needed_now(uint32_t *needed, const draft *is, weir_book *book, weir_error **error)
{
    weir_control control;
    weir_status status = weir_control_get(&control, book, error);
    bool two = is->is.checkers_needed > 1 || (control.has_limit && is->largest_minor >= control.limit_minor);
    *needed = two ? 2 : 1;
    return status;
}

static void title_print(char out[256], const draft *is, const char *checker)
{
    bool two = is->is.first_checker[0] != 0;
    snprintf(out, 256, "draft %llu: maker %s; checked by %s%s%s", (unsigned long long)is->is.id, is->is.maker,
             is->is.first_checker, two ? ", " : "", checker);
}

/* Is the batch in the book already? Then the fall came after it. */
static weir_status find_entered(bool *found, draft *is, weir_book *book, const char *key, weir_error **error)
{
    weir_batch batch;
    weir_status status = weir_batch_find(&batch, book, key, error);
    *found = !status && batch.first_seq > 0;
    if (!*found) return status;
    is->is.first_seq = batch.first_seq;
    is->is.last_seq = batch.last_seq;
    snprintf(is->is.checker, sizeof is->is.checker, "%s", batch.approver);
    return WEIR_OK;
}

static weir_status enter(draft *is, weir_desk *d, weir_book *book, const char *checker, weir_error **error)
{
    char key[64], title[256];
    bool found = false;
    weir_imported done = {.rows = 0};
    draft_key(key, d, is->is.id);
    title_print(title, is, checker);
    weir_status status = find_entered(&found, is, book, key, error);
    if (status || found) return status;
    weir_import_options rows = draft_rows(is);
    rows.approver = checker;
    rows.key = key;
    rows.title = title;
    rows.asks_rules = true;
    status = weir_import(&done, book, &rows, error);
    if (status) return status;
    is->is.first_seq = done.first_seq;
    is->is.last_seq = done.last_seq;
    snprintf(is->is.checker, sizeof is->is.checker, "%s", checker);
    return WEIR_OK;
}

/* One more approval; the last that is needed enters the rows. */
static weir_status approve(draft *is, weir_desk *d, weir_book *book, const char *checker, int64_t now_us,
                           weir_error **error)
{
    err e = {.code = ERR_OK};
    weir_status status = needed_now(&is->is.checkers_needed, is, book, error);
    if (status) return status;
    bool is_first = is->is.checkers_needed > 1 && is->is.first_checker[0] == 0;
    if (is_first) {
        is->is.state = WEIR_DRAFT_SECOND;
        snprintf(is->is.first_checker, sizeof is->is.first_checker, "%s", checker);
    } else {
        status = enter(is, d, book, checker, error);
        is->is.state = WEIR_DRAFT_POSTED;
    }
    if (status) return status;
    is->is.version++;
    err_code code = draft_write_state(d, is, now_us, &e);
    if (!code)
        code = history_add(d, is->is.id, is_first ? checker : is->is.checker, is_first ? "approved" : "posted", "",
                           now_us, &e);
    return code ? report_error(error, &e) : WEIR_OK;
}

static weir_status approve_locked(weir_draft *out, weir_desk *d, weir_book *book, uint64_t id, uint64_t version,
                                  const char *checker, int64_t now_us, arena *a, weir_error **error)
{
    draft is;
    err e = {.code = ERR_OK};
    err_code code = store_begin(&d->file, &e);
    if (code) return report_error(error, &e);
    code = draft_read(&is, d, id, a, &e);
    if (!code) code = draft_check(&is, version, false, a, &e);
    if (!code) code = check_eyes(&is, checker, &e);
    weir_status status = code ? report_error(error, &e) : approve(&is, d, book, checker, now_us, error);
    code = store_finish(&d->file, status ? E_LIMIT : ERR_OK, &e);
    if (!status && code) status = report_error(error, &e);
    if (!status) *out = is.is;
    return status;
}

weir_status weir_draft_approve(weir_draft *out, weir_desk *d, weir_book *book, uint64_t id, uint64_t version,
                               const char *checker, int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    weir_status status = approve_locked(out, d, book, id, version, checker, now_us, a, error);
    arena_free(a);
    return status;
}

/* ---- returned ---- */
static err_code send_back(weir_draft *out, weir_desk *d, uint64_t id, uint64_t version, const char *checker,
                          const char *reason, int64_t now_us, arena *a, err *e)
{
    draft is;
    err_code code = store_begin(&d->file, e);
    if (code) return code;
    code = draft_read(&is, d, id, a, e);
    if (!code) code = draft_settle(d, &is, e);
    if (!code) code = draft_check(&is, version, false, a, e);
    if (!code && strcmp(is.is.maker, checker) == 0) code = err_set(e, E_DRAFT_OWN);
    is.is.state = WEIR_DRAFT_RETURNED;
    is.is.version++;
    is.is.first_checker[0] = 0;
    snprintf(is.is.checker, sizeof is.is.checker, "%s", checker);
    if (!code) code = draft_write_state(d, &is, now_us, e);
    if (!code) code = history_add(d, id, checker, "returned", reason, now_us, e);
    if (!code) *out = is.is;
    return store_finish(&d->file, code, e);
}

weir_status weir_draft_return(weir_draft *out, weir_desk *d, uint64_t id, uint64_t version, const char *checker,
                              const char *reason, int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    str words = str_trim(str_from(reason));
    arena *a = request_arena(&e);
    err_code code = !a ? E_LIMIT : words.len == 0 ? err_set(&e, E_REASON_NEEDED) : ERR_OK;
    if (!code && (words.len > WORDS_BYTES_MAX || !utf8_valid(words))) code = err_set(&e, E_DRAFT_NOTE);
    if (!code) code = send_back(out, d, id, version, checker, reason, now_us, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- what it would change ---- */
weir_status weir_draft_effect(weir_desk *d, weir_book *book, uint64_t id, const char *name,
                              const weir_show_options *show, weir_sink out, weir_error **error)
{
    draft is;
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    err_code code = a ? draft_read(&is, d, id, a, &e) : E_LIMIT;
    weir_status status = WEIR_OK;
    if (code) {
        status = report_error(error, &e);
    } else {
        const weir_import_options rows = draft_rows(&is);
        status = weir_effect(book, &rows, name, show, out, error);
    }
    arena_free(a);
    return status;
}

weir_status weir_draft_verdicts(weir_desk *d, weir_book *book, uint64_t id, const weir_check_options *check,
                                weir_sink out, weir_error **error)
{
    draft is;
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    err_code code = a ? draft_read(&is, d, id, a, &e) : E_LIMIT;
    weir_status status = WEIR_OK;
    if (code) {
        status = report_error(error, &e);
    } else {
        const weir_import_options rows = draft_rows(&is);
        status = weir_what_if(book, &rows, check, out, error);
    }
    arena_free(a);
    return status;
}
