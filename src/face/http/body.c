/* body: the members of a JSON object, by the route's own table. jansson reads (it refuses every malformed text that was
 * tried); unknown members, wrong types, doubled names and NULs are refused. */
#include "face/http/http_int.h"

#include <jansson.h>
#include <string.h>

enum { MEMBERS_MAX = 12, NAME_MAX_BYTES = 40 };

typedef struct member {
    str name, type;
    bool is_needed;
} member;

/* "name:type!" between blanks, from *at on. */
static bool member_next(member *out, str table, size_t *at)
{
    size_t to = *at;
    while (to < table.len && table.ptr[to] != ' ') to++;
    str word = str_slice(table, *at, to);
    if (word.len == 0) return false;
    *at = to + 1;
    size_t colon = 0;
    CHECK(str_find(&colon, word, STR(":")));
    out->is_needed = str_ends(word, STR("!"));
    out->name = str_slice(word, 0, colon);
    out->type = str_slice(word, colon + 1, word.len - out->is_needed);
    return true;
}

static json_t *get(const json_t *body, str name)
{
    char word[NAME_MAX_BYTES];
    CHECK(name.len < sizeof word);
    memcpy(word, name.ptr, name.len);
    word[name.len] = 0;
    return json_object_get(body, word);
}

static bool refuse(exchange *x, str name)
{
    char word[NAME_MAX_BYTES] = "";
    size_t len = name.len < sizeof word ? name.len : 0;
    if (len > 0) memcpy(word, name.ptr, len);
    reply_refusal(x, "E_HTTP_MEMBER", word, "");
    return false;
}

static bool type_fits(str type, const json_t *value)
{
    if (str_equal(type, STR("count"))) return json_is_integer(value) && json_integer_value(value) >= 0;
    if (str_equal(type, STR("yes"))) return json_is_boolean(value);
    if (str_equal(type, STR("fields"))) return json_is_object(value);
    return json_is_string(value);
}

/* The text is copied: the body's tree goes before the handler has done. */
static bool take(exchange *x, member_value *out, const member *m, const json_t *value)
{
    *out = (member_value){.text = NULL};
    if (!value) return !m->is_needed || refuse(x, m->name);
    if (json_is_null(value)) return !m->is_needed || refuse(x, m->name);
    if (!type_fits(m->type, value)) return refuse(x, m->name);
    if (json_is_integer(value)) *out = (member_value){.number = json_integer_value(value), .is_number = true};
    if (json_is_boolean(value)) *out = (member_value){.is_true = json_is_true(value)};
    if (!json_is_string(value)) return true;
    str text = arena_str(exchange_memory(x), (str){json_string_value(value), json_string_length(value)});
    out->text = text.ptr;
    out->len = text.len;
    return text.ptr != NULL || refuse(x, m->name);
}

static bool is_known(const route *r, str name)
{
    member m;
    for (size_t at = 0; member_next(&m, str_from(r->body), &at);)
        if (str_equal(m.name, name)) return true;
    return false;
}

static bool all_known(exchange *x, json_t *body)
{
    const char *name;
    json_t *value;
    json_object_foreach(body, name, value)
    {
        if (!is_known(x->route, str_from(name))) return refuse(x, str_from(name));
    }
    return true;
}

static json_t *load(exchange *x)
{
    str text = buf_view(&x->body);
    json_t *body = json_loadb(text.len ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(body)) return body;
    json_decref(body);
    refuse(x, STR("{}"));
    return NULL;
}

bool body_read(exchange *x, member_value *out, size_t most)
{
    member m;
    CHECK(exchange_memory(x) != NULL);
    json_t *body = load(x);
    if (!body) return false;
    bool good = all_known(x, body);
    size_t i = 0;
    for (size_t at = 0; good && member_next(&m, str_from(x->route->body), &at); i++) {
        CHECK(i < most);
        good = take(x, &out[i], &m, get(body, m.name));
    }
    json_decref(body);
    return good;
}

bool body_fields(exchange *x, str *line)
{
    json_t *body = load(x);
    json_t *fields = json_object_get(body, "fields");
    *line = STR_NONE;
    char *text = json_is_object(fields) ? json_dumps(fields, JSON_COMPACT) : NULL;
    if (text) *line = arena_str(exchange_memory(x), str_from(text));
    json_decref(body);
    json_free_t release;
    json_get_alloc_funcs(NULL, &release);
    if (text) release(text);
    return line->ptr != NULL;
}
