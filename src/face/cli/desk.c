/* desk: maker and checker on the command line. In a book that asks for two persons what is entered becomes a draft; here
 * drafts are listed, looked at, approved, returned. */
#include "face/cli/cli_int.h"

#include "weir_desk.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static int64_t now_us(void)
{
    struct timespec now = {.tv_sec = 0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_zh(const invocation *call)
{
    return call->lang == WEIR_ZH;
}

bool book_asks_for_two(weir_book *b)
{
    weir_control control;
    return weir_control_get(&control, b, NULL) == WEIR_OK && control.four_eyes;
}

/* ---- entries become drafts ---- */
static void put_draft(const weir_draft *d, const invocation *call, output *o)
{
    const char *const said[2][6] = {
        {"", "waits for a second person", "waits for another checker", "was returned", "was entered", "was withdrawn"},
        {"", "待他人复核", "待第二位复核人", "已退回", "已入账", "已撤回"}};
    size_t state = (size_t)d->state < 6 ? (size_t)d->state : 0;
    fprintf(o->to, is_zh(call) ? "草稿 %" PRIu64 " %s" : "draft %" PRIu64 " %s", d->id, said[is_zh(call)][state]);
    if (d->state == WEIR_DRAFT_POSTED)
        fprintf(o->to, is_zh(call) ? ":凭证 %" PRIu64 "—%" PRIu64 : ": entries %" PRIu64 " to %" PRIu64, d->first_seq,
                d->last_seq);
    fputc('\n', o->to);
}

/* The maker must be named: the first actor of the book is nobody in particular. */
weir_status draft_make(const invocation *call, weir_book *b, weir_draft_new *wanted, output *o, weir_error **error)
{
    weir_desk *desk = NULL;
    weir_draft made;
    wanted->maker = call->value[OPTION_MAKER];
    if (!wanted->maker)
        return refuse_usage(call, "--maker 编号(此账本须两人经手)", "--maker ID (this book asks for two persons)",
                            error);
    weir_status status = weir_desk_open(&desk, call->arg[0], error);
    if (!status) status = weir_draft_make(&made, desk, b, wanted, now_us(), error);
    if (!status) put_draft(&made, call, o);
    weir_desk_close(desk);
    return status;
}

/* "a=b" texts as one line of JSON; the first that is none is refused. */
static weir_status line_of(str *out, const invocation *call, const char *const *fields, size_t count,
                           weir_error **error)
{
    buf line;
    buf_init(&line, call->a, (size_t)1 << 20);
    buf_char(&line, '{');
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(fields[i], '=');
        if (!equals || equals == fields[i]) return refuse_usage(call, fields[i], fields[i], error);
        if (i > 0) buf_char(&line, ',');
        buf_json(&line, (str){fields[i], (size_t)(equals - fields[i])});
        buf_char(&line, ':');
        buf_json(&line, str_from(equals + 1));
    }
    buf_text(&line, "}\n");
    *out = buf_view(&line);
    return line.failed ? refuse_usage(call, "…", "…", error) : WEIR_OK;
}

weir_status draft_of_fields(const invocation *call, weir_book *b, const char *kind, const char *const *fields,
                            size_t count, output *o, weir_error **error)
{
    str line = STR_NONE;
    weir_status status = count == 1 && fields[0][0] == '{' ? WEIR_OK : line_of(&line, call, fields, count, error);
    if (status) return status;
    if (!line.ptr) line = str_from(fields[0]);
    weir_draft_new wanted = {.kind = kind, .bytes = line.ptr, .byte_count = line.len};
    return draft_make(call, b, &wanted, o, error);
}

static weir_status refuse_file(const char *path, weir_error **error)
{
    const char *const names[] = {"path", "reason"};
    const char *const values[] = {path, "it cannot be read"};
    *error = weir_error_make("E_FILE_READ", names, values, COUNT_OF(names));
    return weir_error_status(*error);
}

weir_status draft_of_file(const invocation *call, weir_book *b, output *o, weir_error **error)
{
    str bytes = STR_NONE, map = STR_NONE;
    const char *path = call->arg[1], *map_path = call->value[OPTION_MAP];
    arena *a = arena_new("draft", FILE_BYTES_MAX * 2);
    weir_status status = WEIR_OK;
    if (!a || io_read_file(&bytes, path, FILE_BYTES_MAX, a, NULL)) status = refuse_file(path, error);
    if (!status && map_path && io_read_file(&map, map_path, FILE_BYTES_MAX, a, NULL))
        status = refuse_file(map_path, error);
    if (!status) {
        str text = map.ptr ? arena_str(a, map) : STR_NONE;
        weir_draft_new wanted = {.file_name = path,
                                 .kind = call->value[OPTION_KIND],
                                 .map = text.ptr,
                                 .bytes = bytes.ptr,
                                 .byte_count = bytes.len};
        status = draft_make(call, b, &wanted, o, error);
    }
    arena_free(a);
    return status;
}

/* ---- drafts ---- */
typedef struct desk_call {
    weir_book *book;
    weir_desk *desk;
    weir_draft draft; /* with has_draft */
    bool has_draft;
} desk_call;

static weir_status begin(desk_call *w, const invocation *call, bool writes, weir_error **error)
{
    uint64_t id = 0;
    *w = (desk_call){.has_draft = call->arg_count > 1};
    if (w->has_draft && !number_read(&id, call->arg[1])) return refuse_usage(call, call->arg[1], call->arg[1], error);
    weir_status status = weir_open(&w->book, call->arg[0], !writes, error);
    if (!status) status = weir_desk_open(&w->desk, call->arg[0], error);
    return status || !w->has_draft ? status : weir_draft_get(&w->draft, w->desk, id, error);
}

static weir_status end(desk_call *w, const invocation *call, output *o, weir_status status, weir_error *error)
{
    weir_desk_close(w->desk);
    weir_close(w->book);
    return finish(call, o, status, error);
}

/* One of them: as it is, or what it would change. */
static weir_status show_draft(const desk_call *w, const invocation *call, output *o, weir_error **error)
{
    char today[TODAY_BYTES];
    read_today(today);
    const weir_show_options how = {.lang = call->lang, .format = format_of(call), .today = today};
    const weir_check_options check = {.show = how};
    if (call->value[OPTION_EFFECT])
        return weir_draft_effect(w->desk, w->book, w->draft.id, call->value[OPTION_EFFECT], &how, output_sink(o),
                                 error);
    if (call->value[OPTION_VERDICTS])
        return weir_draft_verdicts(w->desk, w->book, w->draft.id, &check, output_sink(o), error);
    return weir_draft_show(w->desk, w->draft.id, call->lang, how.format, output_sink(o), error);
}

weir_status do_drafts(const invocation *call)
{
    desk_call w;
    weir_error *error = NULL;
    output o = output_standard();
    weir_format format = format_of(call);
    weir_status status = begin(&w, call, false, &error);
    if (!status && !w.has_draft)
        status = weir_drafts_list(w.desk, (weir_draft_state)0, call->value[OPTION_MAKER], 1000, call->lang, format,
                                  output_sink(&o), &error);
    else if (!status)
        status = show_draft(&w, call, &o, &error);
    return end(&w, call, &o, status, error);
}

static weir_status need(const invocation *call, option wanted, weir_error **error)
{
    char what[64];
    if (call->value[wanted]) return WEIR_OK;
    snprintf(what, sizeof what, "%s %s", option_get(wanted)->name, option_get(wanted)->value);
    return refuse_usage(call, what, what, error);
}

weir_status do_approve(const invocation *call)
{
    desk_call w = {.has_draft = false};
    weir_error *error = NULL;
    output o = output_standard();
    weir_status status = need(call, OPTION_MAKER, &error);
    if (!status) status = begin(&w, call, true, &error);
    if (!status)
        status = weir_draft_approve(&w.draft, w.desk, w.book, w.draft.id, w.draft.version, call->value[OPTION_MAKER],
                                    now_us(), &error);
    if (!status) put_draft(&w.draft, call, &o);
    return end(&w, call, &o, status, error);
}

weir_status do_return(const invocation *call)
{
    desk_call w = {.has_draft = false};
    weir_error *error = NULL;
    output o = output_standard();
    weir_status status = need(call, OPTION_MAKER, &error);
    if (!status) status = need(call, OPTION_REASON, &error);
    if (!status) status = begin(&w, call, true, &error);
    if (!status)
        status = weir_draft_return(&w.draft, w.desk, w.draft.id, w.draft.version, call->value[OPTION_MAKER],
                                   call->value[OPTION_REASON], now_us(), &error);
    if (!status) put_draft(&w.draft, call, &o);
    return end(&w, call, &o, status, error);
}

weir_status do_withdraw(const invocation *call)
{
    desk_call w = {.has_draft = false};
    weir_error *error = NULL;
    output o = output_standard();
    weir_status status = need(call, OPTION_MAKER, &error);
    if (!status) status = begin(&w, call, true, &error);
    if (!status)
        status = weir_draft_withdraw(&w.draft, w.desk, w.draft.id, w.draft.version, call->value[OPTION_MAKER], now_us(),
                                     &error);
    if (!status) put_draft(&w.draft, call, &o);
    return end(&w, call, &o, status, error);
}
