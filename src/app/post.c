/* post: one entry by hand. It goes through the same intake and ingest as a file of a million rows. */
#include "app/app_int.h"

#include <string.h>

err_code find_kind(kind *out, const char *word, err *e)
{
    *out = KIND_NONE;
    if (!word) return ERR_OK;
    const kind_info *k = kind_find(str_from(word));
    if (k) {
        *out = k->kind;
        return ERR_OK;
    }
    err_set(e, E_KIND_UNKNOWN);
    err_at_field(e, "kind", str_from(word));
    err_text(e, "word", str_from(word));
    return E_KIND_UNKNOWN;
}

static err_code refuse_usage(const char *what, err *e)
{
    err_set(e, E_USAGE);
    err_text(e, "what", str_from(what));
    err_text(e, "command", STR("post"));
    return E_USAGE;
}

err_code line_of_fields(str *out, const char *const *fields, size_t count, arena *a, err *e)
{
    buf line;
    buf_init(&line, a, FILE_BYTES_MAX);
    buf_char(&line, '{');
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(fields[i], '=');
        if (!equals || equals == fields[i]) return refuse_usage(fields[i], e);
        if (i > 0) buf_char(&line, ',');
        buf_json(&line, (str){fields[i], (size_t)(equals - fields[i])});
        buf_char(&line, ':');
        buf_json(&line, str_from(equals + 1));
    }
    buf_char(&line, '}');
    *out = buf_view(&line);
    return buf_err(&line, e);
}

/* Is it one object? Then it is begun again, to be decided. */
static err_code expect_one(intake *in, intake_reader *r, err *e)
{
    command *c = NULL;
    bool is_bad = false;
    err_code code = ERR_OK;
    do code = intake_next(&c, &is_bad, r, e);
    while (!code && c);
    if (code) return code;
    if (in->is_journal || (in->row_count != 1 && in->refusal_total == 0)) return refuse_usage("{…}", e);
    intake_rewind(r);
    return ERR_OK;
}

static err_code post_read(weir_imported *out, weir_book *b, intake *in, const posting *p, arena *a, err *e)
{
    intake_reader *r = NULL;
    ingest_options o = {.key = p->key, .title = p->title, .maker = p->maker, .dry_run = p->dry_run};
    intake_options options = {.format = INTAKE_JSON, .is_typed = true};
    err_code code = find_kind(&options.kind, p->kind, e);
    if (!code) code = intake_open(&r, in, p->line, &options, a, e);
    if (!code) code = expect_one(in, r, e);
    row_source rows = rows_of_intake(in, r);
    if (!code) code = ingest(out, b, &rows, &o, a, e);
    intake_close(r);
    return code;
}

weir_status post_line(weir_imported *out, weir_book *b, const posting *p, arena *a, weir_error **error)
{
    err e = {.code = ERR_OK};
    intake in = {.row_count = 0};
    weir_imported done = {.rows = 0};
    err_code code = post_read(&done, b, &in, p, a, &e);
    weir_status status = WEIR_OK;
    if (code)
        status = report_error(error, &e);
    else if (in.refusal_total > 0)
        status = report_refusals(error, &in);
    else
        *out = done;
    return status;
}

weir_status weir_post(weir_imported *out, weir_book *b, const char *word, const char *const *fields, size_t count,
                      const char *maker, bool dry_run, weir_error **error)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    CHECK(fields != NULL || count == 0);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    posting p = {.kind = word, .title = STR("post"), .maker = str_from(maker), .dry_run = dry_run};
    bool is_json = count == 1 && fields[0][0] == '{';
    err_code code = ERR_OK;
    if (is_json)
        p.line = str_from(fields[0]);
    else
        code = line_of_fields(&p.line, fields, count, a, &e);
    weir_status status = code ? report_error(error, &e) : post_line(out, b, &p, a, error);
    arena_free(a);
    return status;
}

weir_status weir_reverse(weir_imported *out, weir_book *b, uint64_t seq, const char *reason, const char *booked,
                         const char *maker, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(reason != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    buf line;
    buf_init(&line, a, FILE_BYTES_MAX);
    buf_text(&line, "{\"entry\":");
    buf_int(&line, seq > INT64_MAX ? INT64_MAX : (int64_t)seq);
    buf_text(&line, ",\"reason\":");
    buf_json(&line, str_from(reason));
    if (booked) {
        buf_text(&line, ",\"booked\":");
        buf_json(&line, str_from(booked));
    }
    buf_char(&line, '}');
    posting p = {.kind = "entry.reversed", .line = buf_view(&line), .title = STR("reverse"), .maker = str_from(maker)};
    err_code code = buf_err(&line, &e);
    weir_status status = code ? report_error(error, &e) : post_line(out, b, &p, a, error);
    arena_free(a);
    return status;
}
