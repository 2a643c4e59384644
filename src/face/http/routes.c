/* routes: the table of routes.def, found by method and path. */
#include "face/http/http_int.h"

#include <string.h>

static const route table[] = {
#define ROUTE(method, path, function, who, how, most, parameters, body, zh, en)                                        \
    {#method, path, function, (unsigned)(who), how, most, parameters, body, zh, en},
#include "face/http/routes.def"
};

const route *route_at(size_t index)
{
    return index < COUNT_OF(table) ? &table[index] : NULL;
}

/* One step of a path: what stands between this slash and the next. */
static str step_of(str path, size_t *at)
{
    size_t from = *at + 1, to = from;
    while (to < path.len && path.ptr[to] != '/') to++;
    *at = to;
    return str_slice(path, from, to);
}

static bool fits(str part[PARTS_MAX], const char *pattern, str path)
{
    str wanted = str_from(pattern);
    size_t at = 0, in = 0, parts = 0;
    while (at < path.len && in < wanted.len) {
        str step = step_of(path, &at), word = step_of(wanted, &in);
        if (str_starts(word, STR("{"))) {
            if (step.len == 0) return false;
            part[parts++] = step;
        } else if (!str_equal(step, word)) {
            return false;
        }
    }
    return at >= path.len && in >= wanted.len;
}

const route *route_find(str part[PARTS_MAX], bool *known_path, const char *method, str path)
{
    *known_path = false;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        str found[PARTS_MAX] = {STR_NONE, STR_NONE};
        if (!fits(found, table[i].path, path)) continue;
        *known_path = true;
        bool is_head = strcmp(method, "HEAD") == 0 && strcmp(table[i].method, "GET") == 0;
        if (!is_head && strcmp(method, table[i].method) != 0) continue;
        memcpy(part, found, sizeof found);
        return &table[i];
    }
    return NULL;
}

/* Is the word one of those, with blanks between? */
static bool among(const char *words, str name)
{
    str list = str_from(words);
    for (size_t at = 0; at < list.len;) {
        size_t to = at;
        while (to < list.len && list.ptr[to] != ' ') to++;
        if (str_equal(str_slice(list, at, to), name)) return true;
        at = to + 1;
    }
    return false;
}

bool route_takes(bool *repeats, const route *r, str name)
{
    static const char basis[] = "as_of known_at published_by record as_reported unit lang";
    static const char narrowed[] = "where sort columns limit offset format";
    *repeats = str_equal(name, STR("where")) || str_equal(name, STR("what_if"));
    return among(r->parameters, name) || ((r->how & HOW_BASIS) && among(basis, name)) ||
           ((r->how & HOW_NARROWED) && among(narrowed, name));
}
