/* desk: drafts over HTTP. A GP sees and makes its own alone: what is another's is as if it were not there. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>

static bool begin(buf *out, exchange *x)
{
    arena *a = exchange_memory(x);
    if (a) {
        buf_init(out, a, EXCHANGE_BYTES_MAX);
        return true;
    }
    x->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    return false;
}

static const char *word_of(weir_draft_state state)
{
    static const char *const words[] = {"", "waiting", "second", "returned", "posted", "withdrawn"};
    return (size_t)state < COUNT_OF(words) ? words[state] : "";
}

/* ---- which draft ---- */
static void refuse_unknown(exchange *x, uint64_t id)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)id);
    const char *const names[] = {"id"};
    const char *const values[] = {text};
    reply_error(x, weir_error_make("E_DRAFT_UNKNOWN", names, values, 1));
}

/* The draft of the path, when whoever asks may know of it. */
static bool draft_find(weir_draft *out, worker *w, exchange *x)
{
    uint64_t id = 0;
    weir_error *error = NULL;
    if (!part_count(x, &id, 0)) return false;
    if (weir_draft_get(out, w->desk, id, &error) != WEIR_OK) {
        reply_error(x, error);
        return false;
    }
    if (x->who.role != WEIR_GP || strcmp(out->maker, x->who.id) == 0) return true;
    refuse_unknown(x, id);
    return false;
}

static void put_draft_json(buf *out, const weir_draft *d)
{
    buf_char(out, '{');
    json_count(out, "id", d->id);
    json_count(out, "version", d->version);
    json_member(out, "state", word_of(d->state));
    json_member(out, "maker", d->maker);
    json_member(out, "first_checker", d->first_checker);
    json_member(out, "checker", d->checker);
    json_count(out, "rows", d->rows);
    json_count(out, "first_seq", d->first_seq);
    json_count(out, "last_seq", d->last_seq);
    json_count(out, "checkers_needed", d->checkers_needed);
    buf_text(out, "}\n");
}

/* Listeners look again: a count of what waits, nothing of what it says. */
static void tell_drafts(const exchange *x, const weir_draft *d)
{
    char data[120];
    snprintf(data, sizeof data, "{\"draft\":%llu,\"state\":\"%s\"}", (unsigned long long)d->id, word_of(d->state));
    streams_tell(x->s->streams, "drafts", 0, data);
}

static void reply_draft(exchange *x, weir_status status, int good, const weir_draft *d, weir_error *error)
{
    buf text;
    if (status) {
        reply_error(x, error);
        return;
    }
    tell_drafts(x, d);
    if (!begin(&text, x)) return;
    put_draft_json(&text, d);
    reply_json(x, good, &text);
}

/* ---- making ---- */
static bool has_form(exchange *x, weir_draft_new *out, const member_value *fields_kind)
{
    str line = STR_NONE;
    if (!body_fields(x, &line)) return false;
    out->kind = fields_kind->text;
    out->bytes = line.ptr;
    out->byte_count = line.len;
    return true;
}

static bool new_of(weir_draft_new *out, exchange *x, const member_value *m, size_t first)
{
    enum { KIND, FIELDS, TEXT, FILE_NAME, MAP, NOTE };
    m += first;
    *out = (weir_draft_new){.maker = x->who.id,
                            .note = m[NOTE].text,
                            .scope = x->who.role == WEIR_GP ? x->who.scope : NULL,
                            .kind = m[KIND].text,
                            .map = m[MAP].text,
                            .file_name = m[FILE_NAME].text,
                            .bytes = m[TEXT].text,
                            .byte_count = m[TEXT].len};
    if (m[TEXT].text || has_form(x, out, &m[KIND])) return true;
    reply_refusal(x, "E_HTTP_MEMBER", "fields", "");
    return false;
}

/* Only checked: as an import would, all rows. */
static void try_rows(worker *w, exchange *x, const weir_draft_new *wanted)
{
    buf text;
    weir_imported done;
    weir_error *error = NULL;
    const weir_import_options o = {.file = wanted->file_name ? wanted->file_name : "form",
                                   .kind = wanted->kind,
                                   .map_text = wanted->map,
                                   .maker = wanted->maker,
                                   .bytes = wanted->bytes,
                                   .byte_count = wanted->byte_count,
                                   .scope = wanted->scope,
                                   .dry_run = true};
    if (!begin(&text, x)) return;
    weir_status status = weir_import(&done, w->book, &o, &error);
    if (!status) {
        buf_char(&text, '{');
        json_count(&text, "rows", done.rows);
        json_count(&text, "warnings", done.warnings);
        buf_text(&text, "}\n");
    }
    reply_done(x, status, &text, error);
}

void post_drafts(worker *w, exchange *x)
{
    enum { KIND, FIELDS, TEXT, FILE_NAME, MAP, NOTE, KEY, MEMBERS };
    member_value m[MEMBERS];
    weir_draft made;
    weir_draft_new wanted;
    weir_error *error = NULL;
    if (!body_read(x, m, MEMBERS) || !new_of(&wanted, x, m, 0)) return;
    wanted.key = m[KEY].text;
    const char *dry = parameter(x, "dry_run");
    if (dry && strcmp(dry, "yes") == 0) {
        try_rows(w, x, &wanted);
        return;
    }
    weir_status status = weir_draft_make(&made, w->desk, w->book, &wanted, now_us(), &error);
    reply_draft(x, status, MHD_HTTP_CREATED, &made, error);
}

void put_draft(worker *w, exchange *x)
{
    enum { VERSION, KIND, FIELDS, TEXT, FILE_NAME, MAP, NOTE, MEMBERS };
    member_value m[MEMBERS];
    weir_draft draft;
    weir_draft_new wanted;
    weir_error *error = NULL;
    if (!draft_find(&draft, w, x) || !body_read(x, m, MEMBERS) || !new_of(&wanted, x, m, 1)) return;
    weir_status status =
        weir_draft_change(&draft, w->desk, w->book, draft.id, (uint64_t)m[VERSION].number, &wanted, now_us(), &error);
    reply_draft(x, status, MHD_HTTP_OK, &draft, error);
}

/* ---- deciding ---- */
void post_approve(worker *w, exchange *x)
{
    member_value version;
    weir_draft draft;
    weir_error *error = NULL;
    if (!draft_find(&draft, w, x) || !body_read(x, &version, 1)) return;
    if (atomic_load(&x->s->is_damaged)) {
        reply_refusal(x, "E_HTTP_DAMAGED", "", "");
        return;
    }
    weir_status status =
        weir_draft_approve(&draft, w->desk, w->book, draft.id, (uint64_t)version.number, x->who.id, now_us(), &error);
    head_publish(x->s, w->book);
    reply_draft(x, status, MHD_HTTP_OK, &draft, error);
}

void post_return(worker *w, exchange *x)
{
    enum { VERSION, REASON, MEMBERS };
    member_value m[MEMBERS];
    weir_draft draft;
    weir_error *error = NULL;
    if (!draft_find(&draft, w, x) || !body_read(x, m, MEMBERS)) return;
    weir_status status = weir_draft_return(&draft, w->desk, draft.id, (uint64_t)m[VERSION].number, x->who.id,
                                           m[REASON].text, now_us(), &error);
    reply_draft(x, status, MHD_HTTP_OK, &draft, error);
}

void post_withdraw(worker *w, exchange *x)
{
    member_value version;
    weir_draft draft;
    weir_error *error = NULL;
    if (!draft_find(&draft, w, x) || !body_read(x, &version, 1)) return;
    weir_status status =
        weir_draft_withdraw(&draft, w->desk, draft.id, (uint64_t)version.number, x->who.id, now_us(), &error);
    reply_draft(x, status, MHD_HTTP_OK, &draft, error);
}

/* ---- attachments ---- */
void post_attachment(worker *w, exchange *x)
{
    buf text;
    char digits[65];
    weir_draft draft;
    weir_error *error = NULL;
    const char *name = parameter(x, "name");
    if (!draft_find(&draft, w, x) || !begin(&text, x)) return;
    str body = buf_view(&x->body);
    weir_status status = weir_draft_attach(digits, w->desk, draft.id, x->who.id, name ? name : "file",
                                           body.ptr ? body.ptr : "", body.len, now_us(), &error);
    if (status) {
        reply_error(x, error);
        return;
    }
    buf_char(&text, '{');
    json_member(&text, "hash", digits);
    buf_text(&text, "}\n");
    reply_json(x, MHD_HTTP_CREATED, &text);
}

/* A name as RFC 6266 wants it: UTF-8, each byte escaped that is no letter or digit. Always a download: what somebody
 * attached is never shown as a page of ours. */
static void name_file(exchange *x, const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    int at = snprintf(x->disposition, sizeof x->disposition, "attachment; filename*=UTF-8''");
    for (; *name && (size_t)at + 4 < sizeof x->disposition; name++)
        at += snprintf(x->disposition + at, sizeof x->disposition - (size_t)at, strchr(plain, *name) ? "%c" : "%%%02X",
                       (unsigned char)*name);
}

void get_attachment(worker *w, exchange *x)
{
    buf bytes;
    char type[80], name[256];
    weir_draft draft;
    weir_error *error = NULL;
    const char *digits = part_text(x, 1);
    if (!digits || !draft_find(&draft, w, x) || !begin(&bytes, x)) return;
    weir_status status = weir_draft_attachment(w->desk, draft.id, digits, type, name, sink_into(&bytes), &error);
    if (status) {
        reply_error(x, error);
        return;
    }
    name_file(x, name);
    reply_text(x, MHD_HTTP_OK, buf_view(&bytes), "application/octet-stream");
}

/* ---- reading ---- */
static bool state_read(weir_draft_state *out, exchange *x)
{
    const char *word = parameter(x, "state");
    *out = 0;
    for (int state = WEIR_DRAFT_WAITING; word && state <= WEIR_DRAFT_WITHDRAWN; state++)
        if (strcmp(word, word_of((weir_draft_state)state)) == 0) *out = (weir_draft_state)state;
    if (!word || *out) return true;
    reply_refusal(x, "E_HTTP_PARAMETER", "state", word);
    return false;
}

void get_drafts(worker *w, exchange *x)
{
    buf text;
    uint64_t most = 0;
    weir_draft_state state;
    weir_error *error = NULL;
    const char *maker = x->who.role == WEIR_GP ? x->who.id : parameter(x, "maker");
    if (!state_read(&state, x) || !count_parameter(x, &most, "limit") || !begin(&text, x)) return;
    weir_status status =
        weir_drafts_list(w->desk, state, maker, most ? most : 200, x->lang, WEIR_JSON, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_draft(worker *w, exchange *x)
{
    buf text;
    weir_draft draft;
    weir_error *error = NULL;
    if (!draft_find(&draft, w, x) || !begin(&text, x)) return;
    weir_status status = weir_draft_show(w->desk, draft.id, x->lang, WEIR_JSON, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_effect(worker *w, exchange *x)
{
    buf text;
    weir_draft draft;
    show_request asked;
    weir_error *error = NULL;
    const char *name = parameter(x, "relation");
    if (!draft_find(&draft, w, x) || !begin(&text, x) || !show_request_read(&asked, x)) return;
    weir_status status =
        weir_draft_effect(w->desk, w->book, draft.id, name ? name : "positions", &asked.o, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_verdicts(worker *w, exchange *x)
{
    buf text;
    weir_draft draft;
    show_request asked;
    weir_error *error = NULL;
    if (!draft_find(&draft, w, x) || !begin(&text, x) || !show_request_read(&asked, x)) return;
    const weir_check_options o = {.show = asked.o, .policy_dir = x->s->options->policy_dir};
    weir_status status = weir_draft_verdicts(w->desk, w->book, draft.id, &o, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}
