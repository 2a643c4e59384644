/* read: what is asked of the book: relations, figures, verdicts, scorecards, SQL, the vocabulary. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>

/* The body of an answer; false: there is no memory, and the answer says so. */
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

static void as_download(exchange *x, const char *name, const char *end)
{
    char plain[80];
    size_t at = 0;
    for (; *name && at + 1 < sizeof plain; name++)
        plain[at++] = (*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '_' || *name == '.'
                          ? *name
                          : '-';
    plain[at] = 0;
    snprintf(x->disposition, sizeof x->disposition, "attachment; filename=\"%s.%s\"", plain, end);
}

/* What was printed, as JSON or as a file to keep. */
static void send_printed(exchange *x, weir_status status, const buf *text, weir_format format, const char *name,
                         weir_error *error)
{
    if (status) {
        reply_error(x, error);
        return;
    }
    if (format != WEIR_CSV || text->failed) {
        reply_json(x, MHD_HTTP_OK, text);
        return;
    }
    as_download(x, name, "csv");
    reply_text(x, MHD_HTTP_OK, buf_view(text), "text/csv; charset=utf-8");
}

/* ---- relations ---- */
void get_relations(worker *w, exchange *x)
{
    buf text;
    weir_error *error = NULL;
    (void)w;
    if (!begin(&text, x)) return;
    weir_status status = weir_relations(x->lang, WEIR_JSON, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_relation(worker *w, exchange *x)
{
    buf text;
    show_request asked;
    weir_error *error = NULL;
    const char *name = part_text(x, 0);
    if (!name || !begin(&text, x) || !show_request_read(&asked, x)) return;
    weir_status status = weir_show(w->book, name, &asked.o, sink_into(&text), &error);
    send_printed(x, status, &text, asked.o.format, name, error);
}

void get_why(worker *w, exchange *x)
{
    buf text;
    show_request asked;
    weir_error *error = NULL;
    const char *name = part_text(x, 0), *key = parameter(x, "key"), *column_name = parameter(x, "column");
    if (!name || !begin(&text, x) || !show_request_read(&asked, x)) return;
    if (!key || !column_name) {
        reply_refusal(x, "E_HTTP_PARAMETER", key ? "column" : "key", "");
        return;
    }
    weir_status status = weir_why(w->book, name, key, column_name, &asked.o, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_look(worker *w, exchange *x)
{
    buf text;
    show_request asked;
    weir_error *error = NULL;
    if (!begin(&text, x) || !show_request_read(&asked, x)) return;
    weir_status status =
        weir_look(w->book, parameter(x, "from"), parameter(x, "to"), &asked.o, sink_into(&text), &error);
    send_printed(x, status, &text, asked.o.format, "look", error);
}

/* ---- rules and cards ---- */
static bool says_yes(const exchange *x, const char *name)
{
    const char *word = parameter(x, name);
    return word && strcmp(word, "yes") == 0;
}

static void check_read(weir_check_options *out, const show_request *asked, const exchange *x)
{
    *out = (weir_check_options){.show = asked->o,
                                .policy_dir = x->s->options->policy_dir,
                                .jurisdiction = parameter(x, "jurisdiction"),
                                .rule = parameter(x, "rule"),
                                .subject = parameter(x, "subject"),
                                .list_rules = says_yes(x, "rules"),
                                .history = says_yes(x, "history")};
}

void get_check(worker *w, exchange *x)
{
    buf text;
    show_request asked;
    weir_check_options o;
    weir_error *error = NULL;
    if (!begin(&text, x) || !show_request_read(&asked, x)) return;
    check_read(&o, &asked, x);
    weir_status status = weir_check(w->book, &o, sink_into(&text), &error);
    send_printed(x, status, &text, asked.o.format, "verdicts", error);
}

void post_whatif(worker *w, exchange *x)
{
    enum { TEXT, KIND, MAP, MEMBERS };
    buf text;
    show_request asked;
    weir_check_options o;
    member_value m[MEMBERS];
    weir_error *error = NULL;
    if (!body_read(x, m, MEMBERS) || !begin(&text, x) || !show_request_read(&asked, x)) return;
    check_read(&o, &asked, x);
    const weir_import_options drafts = {.file = "what-if",
                                        .bytes = m[TEXT].text,
                                        .byte_count = m[TEXT].len,
                                        .kind = m[KIND].text,
                                        .map_text = m[MAP].text};
    weir_status status = weir_what_if(w->book, &drafts, &o, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_score(worker *w, exchange *x)
{
    buf text;
    show_request asked;
    weir_error *error = NULL;
    const char *what_if[PARAMETERS_MAX];
    if (!begin(&text, x) || !show_request_read(&asked, x)) return;
    const weir_score_options o = {.show = asked.o,
                                  .card = parameter(x, "card"),
                                  .fund = parameter(x, "fund"),
                                  .policy_dir = x->s->options->policy_dir,
                                  .what_if = what_if,
                                  .what_if_count = parameters(x, "what_if", what_if, PARAMETERS_MAX)};
    weir_status status = weir_score(w->book, &o, sink_into(&text), &error);
    send_printed(x, status, &text, asked.o.format, "score", error);
}

/* ---- SQL ---- */
enum { SQL_ROWS_MAX = 100000, SQL_SECONDS_MAX = 30 };

void post_sql(worker *w, exchange *x)
{
    buf text;
    show_request asked;
    member_value statement;
    weir_error *error = NULL;
    uint64_t rows = 0, seconds = 0;
    if (!body_read(x, &statement, 1) || !begin(&text, x) || !show_request_read(&asked, x)) return;
    if (!count_parameter(x, &rows, "limit") || !count_parameter(x, &seconds, "seconds")) return;
    const char *format = parameter(x, "format");
    const weir_sql_options o = {.as_of = asked.o.as_of,
                                .known_at = asked.o.known_at,
                                .published_by = asked.o.published_by,
                                .record = asked.o.record,
                                .today = asked.o.today,
                                .rows_max = rows && rows < SQL_ROWS_MAX ? rows : SQL_ROWS_MAX,
                                .seconds = (uint32_t)(seconds && seconds < SQL_SECONDS_MAX ? seconds : SQL_SECONDS_MAX),
                                .lang = x->lang,
                                .format = format && strcmp(format, "csv") == 0 ? WEIR_CSV : WEIR_JSON};
    weir_status status = weir_sql(w->book, statement.text, &o, sink_into(&text), &error);
    send_printed(x, status, &text, o.format, "sql", error);
}

/* ---- vocabulary ---- */
void get_kinds(worker *w, exchange *x)
{
    buf text;
    weir_error *error = NULL;
    (void)w;
    if (!begin(&text, x)) return;
    weir_status status = weir_kinds(NULL, false, x->lang, WEIR_JSON, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_kind(worker *w, exchange *x)
{
    buf text;
    weir_error *error = NULL;
    const char *name = part_text(x, 0);
    (void)w;
    if (!name || !begin(&text, x)) return;
    weir_status status = weir_kinds(name, false, x->lang, WEIR_JSON, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void get_template(worker *w, exchange *x)
{
    buf text;
    weir_error *error = NULL;
    const char *name = part_text(x, 0);
    (void)w;
    if (!name || !begin(&text, x)) return;
    weir_status status = weir_kinds(name, true, x->lang, WEIR_CSV, sink_into(&text), &error);
    send_printed(x, status, &text, WEIR_CSV, name, error);
}

/* ---- the book itself ---- */
static void put_head(buf *out, const head_now *head)
{
    json_count(out, "seq", head->seq);
    json_member(out, "hash", head->hash);
    buf_text(out, head->synthetic ? ",\"synthetic\":true" : ",\"synthetic\":false");
}

void get_head(worker *w, exchange *x)
{
    buf text;
    head_now head;
    (void)w;
    head_read(&head, x->s);
    if (!begin(&text, x)) return;
    buf_char(&text, '{');
    put_head(&text, &head);
    buf_text(&text, "}\n");
    reply_json(x, MHD_HTTP_OK, &text);
}

void get_health(worker *w, exchange *x)
{
    buf text;
    head_now head;
    (void)w;
    head_read(&head, x->s);
    if (!begin(&text, x)) return;
    bool damaged = atomic_load(&x->s->is_damaged);
    buf_char(&text, '{');
    json_member(&text, "status", damaged ? "damaged" : "ok");
    put_head(&text, &head);
    buf_text(&text, "}\n");
    reply_json(x, damaged ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK, &text);
}

void get_seals(worker *w, exchange *x)
{
    buf text;
    weir_seals seals;
    weir_error *error = NULL;
    const weir_seals_options o = {.seals = NULL};
    if (!begin(&text, x)) return;
    weir_status status = weir_verify_seals(&seals, w->book, &o, &error);
    if (!status) {
        buf_char(&text, '{');
        json_count(&text, "count", seals.count);
        json_count(&text, "last_seq", seals.last_seq);
        json_member(&text, "last_sealed", seals.last_sealed);
        json_name(&text, "keys");
        buf_char(&text, '[');
        for (uint64_t i = 0; i < seals.unpinned_count && i < WEIR_KEYS_MAX; i++) {
            if (i > 0) buf_char(&text, ',');
            buf_json(&text, str_from(seals.unpinned[i]));
        }
        buf_text(&text, "]}\n");
    }
    reply_done(x, status, &text, error);
}
