/* openapi: the interface as a document, from the table of routes alone (OpenAPI 3.1). */
#include "face/http/http_int.h"

#include <string.h>

typedef struct words { /* what stands between blanks */
    str all;
    size_t at;
} words;

static bool word_next(str *out, words *w)
{
    size_t to = w->at;
    while (to < w->all.len && w->all.ptr[to] != ' ') to++;
    *out = str_slice(w->all, w->at, to);
    w->at = to + 1;
    return out->len > 0;
}

static void put_parameter(buf *out, str name, const char *in)
{
    bool repeats = str_equal(name, STR("where")) || str_equal(name, STR("what_if"));
    bool is_count = str_equal(name, STR("limit")) || str_equal(name, STR("offset")) || str_equal(name, STR("seconds"));
    if (out->ptr[out->len - 1] == '}') buf_char(out, ',');
    buf_text(out, "{\"name\":");
    buf_json(out, name);
    json_member(out, "in", in);
    if (strcmp(in, "path") == 0) buf_text(out, ",\"required\":true");
    buf_text(out, repeats    ? ",\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":4096}}}"
                  : is_count ? ",\"schema\":{\"type\":\"integer\",\"minimum\":0}}"
                             : ",\"schema\":{\"type\":\"string\",\"maxLength\":4096}}");
}

static void put_words(buf *out, const char *list)
{
    str name;
    for (words w = {.all = str_from(list)}; word_next(&name, &w);) put_parameter(out, name, "query");
}

static void put_path_parameters(buf *out, const char *path)
{
    for (const char *open = strchr(path, '{'); open; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');
        put_parameter(out, (str){open + 1, (size_t)(close - open - 1)}, "path");
    }
}

static void put_parameters(buf *out, const route *r)
{
    buf_text(out, ",\"parameters\":[");
    put_path_parameters(out, r->path);
    put_words(out, r->parameters);
    if (r->how & HOW_BASIS) put_words(out, "as_of known_at published_by record as_reported unit lang");
    if (r->how & HOW_NARROWED) put_words(out, "where sort columns limit offset format");
    buf_char(out, ']');
}

/* "name:type!" */
static void put_body_member(buf *out, str word)
{
    size_t colon = 0;
    CHECK(str_find(&colon, word, STR(":")));
    str type = str_slice(word, colon + 1, word.len - str_ends(word, STR("!")));
    if (out->ptr[out->len - 1] == '}') buf_char(out, ',');
    buf_json(out, str_slice(word, 0, colon));
    buf_text(out, str_equal(type, STR("count"))    ? ":{\"type\":\"integer\",\"minimum\":0}"
                  : str_equal(type, STR("yes"))    ? ":{\"type\":\"boolean\"}"
                  : str_equal(type, STR("fields")) ? ":{\"type\":\"object\"}"
                                                   : ":{\"type\":\"string\"}");
}

static void put_needed(buf *out, const char *body)
{
    str word;
    bool any = false;
    for (words w = {.all = str_from(body)}; word_next(&word, &w);) {
        size_t colon = 0;
        if (!str_ends(word, STR("!"))) continue;
        CHECK(str_find(&colon, word, STR(":")));
        buf_text(out, any ? "," : ",\"required\":[");
        buf_json(out, str_slice(word, 0, colon));
        any = true;
    }
    if (any) buf_char(out, ']');
}

static void put_body(buf *out, const route *r)
{
    str word;
    if (r->body_max == 0) return;
    if (r->how & HOW_RAW) {
        buf_text(out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{}}}");
        return;
    }
    buf_text(out,
             ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\","
             "\"additionalProperties\":false,\"properties\":{");
    for (words w = {.all = str_from(r->body)}; word_next(&word, &w);) put_body_member(out, word);
    buf_char(out, '}');
    put_needed(out, r->body);
    buf_text(out, "}}}}");
}

static void put_rights(buf *out, const route *r)
{
    bool any = false;
    if (r->who == BY_ALL) {
        buf_text(out, ",\"security\":[]");
        return;
    }
    buf_text(out, ",\"x-roles\":[");
    for (unsigned role = WEIR_VIEWER; role <= WEIR_ADMIN; role++) {
        if (!(r->who & 1u << role)) continue;
        if (any) buf_char(out, ',');
        buf_json(out, str_from(weir_role_word((weir_role)role)));
        any = true;
    }
    buf_char(out, ']');
}

static void put_method(buf *out, const route *r)
{
    char method[8] = "";
    for (size_t i = 0; r->method[i] && i + 1 < sizeof method; i++) method[i] = (char)(r->method[i] | 0x20);
    buf_json(out, str_from(method));
    buf_text(out, ":{");
    json_member(out, "summary", r->en);
    json_member(out, "description", r->zh);
    put_parameters(out, r);
    put_body(out, r);
    put_rights(out, r);
    buf_text(out,
             ",\"responses\":{\"2XX\":{\"description\":\"done\"},\"4XX\":{\"$ref\":\"#/components/responses/Refused\"},"
             "\"5XX\":{\"$ref\":\"#/components/responses/Refused\"}}}");
}

/* Routes of one path stand together in the document, wherever they stand in the table. */
static bool is_first_of_path(size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(route_at(i)->path, route_at(index)->path) == 0) return false;
    return true;
}

static void put_path(buf *out, size_t index)
{
    bool any = false;
    buf_json(out, str_from(route_at(index)->path));
    buf_text(out, ":{");
    for (size_t i = index; route_at(i); i++) {
        if (strcmp(route_at(i)->path, route_at(index)->path) != 0) continue;
        if (any) buf_char(out, ',');
        put_method(out, route_at(i));
        any = true;
    }
    buf_char(out, '}');
}

static void put_components(buf *out)
{
    buf_text(
        out,
        "\"components\":{\"securitySchemes\":{"
        "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"weir_session\"},"
        "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
        "\"responses\":{\"Refused\":{\"description\":\"refused\",\"content\":{\"application/json\":{\"schema\":"
        "{\"type\":\"object\",\"required\":[\"errors\",\"total\"],\"properties\":{\"total\":{\"type\":\"integer\"},"
        "\"mend\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":"
        "[\"code\",\"text_zh\",\"text_en\"],\"properties\":{");
    static const char *const texts[] = {"code", "field", "value", "text_zh", "text_en", "hint_zh", "hint_en"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        buf_json(out, str_from(texts[i]));
        buf_text(out, ":{\"type\":\"string\"},");
    }
    buf_text(out, "\"row\":{\"type\":\"integer\"}}}}}}}}}}}");
}

void openapi_print(buf *out)
{
    buf_text(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"weir\",\"version\":");
    buf_json(out, str_from(weir_version()));
    buf_text(out, "},\"security\":[{\"session\":[]},{\"token\":[]}],\"paths\":{");
    bool any = false;
    for (size_t i = 0; route_at(i); i++) {
        if (!is_first_of_path(i)) continue;
        if (any) buf_char(out, ',');
        put_path(out, i);
        any = true;
    }
    buf_text(out, "},");
    put_components(out);
    buf_text(out, "}\n");
}

void get_openapi(worker *w, exchange *x)
{
    buf text;
    (void)w;
    arena *a = exchange_memory(x);
    if (!a) return;
    buf_init(&text, a, 1 << 22);
    openapi_print(&text);
    reply_json(x, MHD_HTTP_OK, &text);
}

weir_status http_openapi(weir_sink out, weir_error **error)
{
    buf text;
    arena *a = arena_new("openapi", 1 << 24);
    if (!a) {
        *error = weir_error_make("E_LIMIT", NULL, NULL, 0);
        return weir_error_status(*error);
    }
    buf_init(&text, a, 1 << 22);
    openapi_print(&text);
    bool put = !text.failed && out.put(out.self, text.ptr, text.len);
    arena_free(a);
    if (put) return WEIR_OK;
    *error = weir_error_make("E_FILE_WRITE", NULL, NULL, 0);
    return weir_error_status(*error);
}
