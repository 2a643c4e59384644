/* reply: answers and refusals. A refusal of the library becomes JSON in both languages with the status of HTTP that goes
 * with it; nothing else of the inside is told. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>

arena *exchange_memory(exchange *x)
{
    if (!x->a) x->a = arena_new("EXCHANGE_BYTES_MAX", EXCHANGE_BYTES_MAX);
    return x->a;
}

/* ---- pieces of JSON ---- */
void json_name(buf *out, const char *name)
{
    if (out->len > 0 && out->ptr[out->len - 1] != '{' && out->ptr[out->len - 1] != '[') buf_char(out, ',');
    buf_json(out, str_from(name));
    buf_char(out, ':');
}

void json_member(buf *out, const char *name, const char *value)
{
    json_name(out, name);
    buf_json(out, str_from(value));
}

void json_count(buf *out, const char *name, uint64_t value)
{
    json_name(out, name);
    buf_int(out, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

static bool sink_put_bytes(void *self, const char *bytes, size_t len)
{
    buf *to = self;
    buf_put(to, bytes, len);
    return !to->failed;
}

weir_sink sink_into(buf *out)
{
    return (weir_sink){.put = sink_put_bytes, .self = out};
}

/* ---- answers ---- */
answer *answer_hold(answer *of)
{
    atomic_fetch_add(&of->users, 1);
    return of;
}

void answer_release(void *self)
{
    answer *of = self;
    if (atomic_fetch_sub(&of->users, 1) == 1) arena_free(of->from);
}

/* The bytes lie in the exchange's memory, which the answer takes over. */
void reply_text(exchange *x, int status, str body, const char *type)
{
    CHECK(x->with == NULL);
    arena *from = exchange_memory(x);
    answer *made = from ? arena_get(from, sizeof *made) : NULL;
    x->status = made ? status : MHD_HTTP_INTERNAL_SERVER_ERROR;
    if (!made) return;
    made->from = from;
    made->body = body;
    made->type = type;
    atomic_store(&made->users, 1);
    x->a = NULL;
    x->with = made;
}

void reply_json(exchange *x, int status, const buf *body)
{
    if (body->failed)
        reply_refusal(x, "E_LIMIT", "EXCHANGE_BYTES_MAX", "");
    else
        reply_text(x, status, buf_view(body), "application/json; charset=utf-8");
}

/* ---- refusals ---- */
/* Codes whose status of HTTP is not that of their class. */
static const struct {
    const char *code;
    int status;
} own_status[] = {{"E_SIGN_IN", 401},
                  {"E_SESSION", 401},
                  {"E_SIGN_IN_WAIT", 429},
                  {"E_HTTP_BUSY", 429},
                  {"E_HTTP_ROLE", 403},
                  {"E_HTTP_CSRF", 403},
                  {"E_HTTP_PASSWORD", 403},
                  {"E_HTTP_HOST", 421},
                  {"E_SCOPE", 403},
                  {"E_SCOPE_RELATION", 403},
                  {"E_SCOPE_ROW", 403},
                  {"E_HTTP_ROUTE", 404},
                  {"E_HTTP_METHOD", 405},
                  {"E_HTTP_BODY", 413},
                  {"E_HTTP_TYPE", 415},
                  {"E_ATTACHMENT_TYPE", 415},
                  {"E_ATTACHMENT_LARGE", 413},
                  {"E_RELATION_UNKNOWN", 404},
                  {"E_KIND_UNKNOWN", 404},
                  {"E_KEY_UNKNOWN", 404},
                  {"E_DRAFT_UNKNOWN", 404},
                  {"E_ATTACHMENT_UNKNOWN", 404},
                  {"E_PERSON_UNKNOWN", 404},
                  {"E_HTTP_JOB", 404},
                  {"E_DRAFT_CHANGED", 409},
                  {"E_DRAFT_DONE", 409},
                  {"E_DRAFT_OWN", 403},
                  {"E_DRAFT_TWICE", 403},
                  {"E_DRAFT_OTHERS", 403},
                  {"E_PERSON_KNOWN", 409}};

static int status_of(const char *code, weir_status status)
{
    for (size_t i = 0; i < COUNT_OF(own_status); i++)
        if (strcmp(own_status[i].code, code) == 0) return own_status[i].status;
    switch (status) {
    case WEIR_USAGE: return MHD_HTTP_BAD_REQUEST;
    case WEIR_REFUSED: return MHD_HTTP_UNPROCESSABLE_CONTENT;
    case WEIR_FAULT:
    case WEIR_DAMAGED: return MHD_HTTP_SERVICE_UNAVAILABLE;
    case WEIR_OK: break;
    }
    return MHD_HTTP_INTERNAL_SERVER_ERROR;
}

static void put_refusal(buf *out, const weir_error *error, size_t i)
{
    buf_char(out, '{');
    json_member(out, "code", weir_error_code(error, i));
    json_count(out, "row", weir_error_row(error, i));
    json_member(out, "field", weir_error_field(error, i));
    json_member(out, "value", weir_error_value(error, i));
    json_member(out, "text_zh", weir_error_text(error, i, WEIR_ZH));
    json_member(out, "text_en", weir_error_text(error, i, WEIR_EN));
    json_member(out, "hint_zh", weir_error_hint(error, i, WEIR_ZH));
    json_member(out, "hint_en", weir_error_hint(error, i, WEIR_EN));
    buf_char(out, '}');
}

static void put_refusals(buf *out, const weir_error *error)
{
    size_t bytes = 0;
    const char *mend = weir_error_mend(error, &bytes);
    buf_text(out, "{\"errors\":[");
    for (size_t i = 0; i < weir_error_count(error); i++) {
        if (i > 0) buf_char(out, ',');
        put_refusal(out, error, i);
    }
    buf_char(out, ']');
    json_count(out, "total", weir_error_total(error));
    if (bytes > 0) {
        json_name(out, "mend");
        buf_json(out, (str){mend, bytes});
    }
    buf_text(out, "}\n");
}

void reply_error(exchange *x, weir_error *error)
{
    CHECK(error != NULL);
    const char *code = weir_error_code(error, 0);
    int status = status_of(code, weir_error_status(error));
    snprintf(x->code, sizeof x->code, "%s", code);
    buf text;
    arena *a = exchange_memory(x);
    if (a) {
        buf_init(&text, a, (size_t)64 << 20);
        put_refusals(&text, error);
        reply_text(x, status, buf_view(&text), "application/json; charset=utf-8");
    } else {
        x->status = status;
    }
    weir_error_free(error);
}

void reply_refusal(exchange *x, const char *code, const char *word, const char *value)
{
    const char *const names[] = {"word", "value"};
    const char *const values[] = {word, value};
    reply_error(x, weir_error_make(code, names, values, COUNT_OF(names)));
}

void reply_done(exchange *x, weir_status status, const buf *body, weir_error *error)
{
    if (status)
        reply_error(x, error);
    else
        reply_json(x, MHD_HTTP_OK, body);
}
