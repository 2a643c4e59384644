/* json: JSON lines → commands. jansson judges the line; the texts come from the line itself.
 *
 * A double cannot hold 0.10 or sixteen digits, so numbers are never read as numbers here: after jansson has accepted a
 * line, its tokens are walked in the same order as jansson's pairs, and a number is the bytes that stand there. Strings
 * without escapes are borrowed from the line too.
 *
 * Invariants: only lines that jansson accepted are walked; a walk stays inside its line. */
#include "intake/intake_int.h"

#include <jansson.h>
#include <string.h>

typedef struct pair {
    str key, text; /* text empty for null and for values that are no text */
    json_type type;
} pair;
struct lines {
    reader *from;
    line_walk walk;
    pair *pair; /* of the line in hand */
    uint32_t pair_count, pair_room;
};

/* ---- walking a line ---- */
static void skip_marks(str line, size_t *at, const char *marks)
{
    while (*at < line.len && line.ptr[*at] && strchr(marks, line.ptr[*at])) ++*at;
}

/* Past the string whose opening quote is at *at. */
static void skip_string(str line, size_t *at)
{
    for (++*at; *at < line.len && line.ptr[*at] != '"'; ++*at)
        if (line.ptr[*at] == '\\') ++*at;
    ++*at;
}

static void skip_nested(str line, size_t *at)
{
    size_t depth = 0;
    do {
        char c = line.ptr[*at];
        if (c == '"') {
            skip_string(line, at);
            continue;
        }
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
        ++*at;
    } while (depth > 0 && *at < line.len);
}

static str take_token(str line, size_t *at)
{
    size_t start = *at;
    if (start >= line.len) return STR_NONE;
    char c = line.ptr[start];
    if (c == '"')
        skip_string(line, at);
    else if (c == '{' || c == '[')
        skip_nested(line, at);
    else
        while (*at < line.len && line.ptr[*at] && !strchr(",}] \t\r", line.ptr[*at])) ++*at;
    return str_slice(line, start, *at);
}

/* The plain text of a string token: what stands between its quotes, or jansson's reading where something is escaped. */
static str unquote(str token, str decoded, arena *a)
{
    str inner = str_slice(token, 1, token.len - 1);
    return inner.len > 0 && memchr(inner.ptr, '\\', inner.len) ? arena_str(a, decoded) : inner;
}

static str text_of(str token, const json_t *value, arena *a)
{
    switch (json_typeof(value)) {
    case JSON_STRING: return unquote(token, (str){json_string_value(value), json_string_length(value)}, a);
    case JSON_INTEGER:
    case JSON_REAL: return token;
    case JSON_TRUE: return STR("yes");
    case JSON_FALSE: return STR("no");
    case JSON_NULL:
    case JSON_OBJECT:
    case JSON_ARRAY: return STR("");
    }
    return STR("");
}

static err_code collect_pairs(lines *l, str line, json_t *object)
{
    arena *a = l->from->scratch;
    uint32_t wanted = (uint32_t)json_object_size(object);
    void *items = l->pair;
    if (!arena_grow(l->from->a, &items, sizeof *l->pair, &l->pair_room, wanted))
        return arena_err(l->from->a, l->from->fault);
    l->pair = items;
    l->pair_count = 0;
    size_t at = 0;
    skip_marks(line, &at, " \t\r{");
    for (void *i = json_object_iter(object); i; i = json_object_iter_next(object, i)) {
        CHECK(l->pair_count < wanted);
        pair *p = &l->pair[l->pair_count++];
        const json_t *value = json_object_iter_value(i);
        skip_marks(line, &at, " \t\r,");
        p->key = unquote(take_token(line, &at), str_from(json_object_iter_key(i)), a);
        skip_marks(line, &at, " \t\r:");
        p->type = json_typeof(value);
        p->text = text_of(take_token(line, &at), value, a);
        if (!p->key.ptr || !p->text.ptr) return arena_err(a, l->from->fault);
    }
    return ERR_OK;
}

/* ---- from pairs to a command ---- */
static bool is_yes_or_no(const place *p)
{
    return p->is == TARGET_FIELD && p->field->type == TYPE_ENUM && p->field->list == LIST_yes_no;
}

static err_code put_pair(row *w, const pair *item)
{
    const place *p;
    err_code code = place_get(&p, w->from, w->kind, item->key, w->from->scratch);
    if (code != ERR_OK) return code;
    bool is_nested = item->type == JSON_OBJECT || item->type == JSON_ARRAY;
    bool is_bool = item->type == JSON_TRUE || item->type == JSON_FALSE;
    bool is_wanted = p->is != TARGET_UNKNOWN && p->is != TARGET_IGNORED;
    if (!is_wanted || !(is_nested || (is_bool && !is_yes_or_no(p)))) return row_put(w, p, item->text);
    err_set(row_refusal(w), E_JSON_VALUE);
    return row_refuse(w, p, item->text);
}

static err_code note_pair(row *w, const pair *item)
{
    const place *p;
    err_code code = place_get(&p, w->from, w->kind, item->key, w->from->scratch);
    if (code == ERR_OK) row_note(w, p, item->text);
    return code;
}

static err_code put_constants(row *w)
{
    const mapping *m = &w->from->map;
    err_code code = ERR_OK;
    for (uint32_t i = 0; code == ERR_OK && i < m->constant_count; i++) {
        const place *p;
        code = place_get(&p, w->from, w->kind, m->constant[i].target, w->from->scratch);
        if (code == ERR_OK && p->is != TARGET_UNKNOWN) code = row_put(w, p, m->constant[i].text);
    }
    return code;
}

static err_code note_constants(row *w)
{
    const mapping *m = &w->from->map;
    err_code code = ERR_OK;
    for (uint32_t i = 0; code == ERR_OK && i < m->constant_count; i++)
        code = note_pair(w, &(pair){.key = m->constant[i].target, .text = m->constant[i].text});
    return code;
}

static err_code find_kind_word(str *out, lines *l)
{
    *out = STR_NONE;
    for (uint32_t i = 0; i < l->pair_count; i++) {
        const place *p;
        err_code code = place_get(&p, l->from, NULL, l->pair[i].key, l->from->scratch);
        if (code != ERR_OK) return code;
        if (p->is == TARGET_KIND) *out = place_translate(p, str_trim(l->pair[i].text));
    }
    return ERR_OK;
}

static err_code put_pairs(row *w, lines *l)
{
    str word;
    err_code code = find_kind_word(&word, l);
    if (code == ERR_OK) code = row_set_kind(w, word);
    if (code != ERR_OK || !w->kind) return code;
    for (uint32_t i = 0; code == ERR_OK && i < l->pair_count; i++) code = note_pair(w, &l->pair[i]);
    if (code == ERR_OK) code = note_constants(w);
    for (uint32_t i = 0; code == ERR_OK && i < l->pair_count; i++) code = put_pair(w, &l->pair[i]);
    if (code == ERR_OK) code = put_constants(w);
    return code == ERR_OK ? row_end(w) : code;
}

/* ---- lines ---- */
static err_code refuse_line(lines *l, str line, uint64_t number, err_code why, const char *reason)
{
    row w;
    err_code code = row_begin(&w, l->from, number, line);
    if (code != ERR_OK) return code;
    err *e = row_refusal(&w);
    err_set(e, why);
    if (why == E_TEXT_LONG)
        err_int(e, "limit", JSON_LINE_BYTES_MAX);
    else
        err_text(e, "reason", str_from(reason));
    err_at_field(e, "", line);
    return reader_refuse(l->from, w.index);
}

static err_code read_object(lines *l, str line, uint64_t number, json_t *object)
{
    row w;
    err_code code = collect_pairs(l, line, object);
    if (code == ERR_OK) code = row_begin(&w, l->from, number, line);
    return code == ERR_OK ? put_pairs(&w, l) : code;
}

static err_code read_line(lines *l, str line, uint64_t number)
{
    json_error_t why;
    if (line.len > JSON_LINE_BYTES_MAX) return refuse_line(l, line, number, E_TEXT_LONG, "");
    json_t *value = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &why);
    if (!value) return refuse_line(l, line, number, E_JSON_SYNTAX, why.text);
    err_code code = json_is_object(value) ? read_object(l, line, number, value)
                                          : refuse_line(l, line, number, E_JSON_SYNTAX, "not an object");
    json_decref(value);
    return code;
}

bool line_next(str *line, line_walk *w)
{
    while (w->at < w->text.len) {
        const char *end = memchr(w->text.ptr + w->at, '\n', w->text.len - w->at);
        size_t next = end ? (size_t)(end - w->text.ptr) + 1 : w->text.len;
        *line = str_trim(str_slice(w->text, w->at, next));
        w->at = next;
        w->number++;
        if (line->len > 0) return true;
    }
    return false;
}

/* The first object of an exported journal names its format; it is no command. */
static err_code read_journal_header(reader *r, const json_t *version, uint64_t number)
{
    r->out->is_journal = true;
    r->out->header_line = number;
    if (json_is_integer(version) && json_integer_value(version) == 1) return ERR_OK;
    err *e = reader_refusal(r, number);
    err_set(e, E_JSON_VALUE);
    err_at_field(e, "weir_journal", STR_NONE);
    return reader_refuse(r, FILE_LEVEL);
}

/* Could this text be a header? Not without the word, unless letters of it are escaped. */
static bool may_be_header(str line)
{
    size_t at;
    return str_find(&at, line, STR("weir_journal")) || str_find(&at, line, STR("\\"));
}

/* Looks for that header; lines before it that are no objects are met, and refused, as rows. */
static err_code find_journal_header(reader *r)
{
    str line;
    err_code code = ERR_OK;
    bool is_object = false;
    for (line_walk w = {.text = r->out->text}; !is_object && line_next(&line, &w);) {
        if (w.at == w.text.len && !may_be_header(line)) break; /* the line of a post need not be read for this */
        json_t *value =
            line.len > JSON_LINE_BYTES_MAX ? NULL : json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, NULL);
        is_object = json_is_object(value);
        const json_t *version = is_object ? json_object_get(value, "weir_journal") : NULL;
        if (version) code = read_journal_header(r, version, w.number);
        json_decref(value);
    }
    return code;
}

err_code json_open(reader *r)
{
    r->lines = arena_get(r->a, sizeof *r->lines);
    if (!r->lines) return arena_err(r->a, r->fault);
    r->lines->from = r;
    json_rewind(r);
    return find_journal_header(r);
}

void json_rewind(reader *r)
{
    r->lines->walk = (line_walk){.text = r->out->text};
}

err_code json_next(bool *found, reader *r)
{
    str line;
    lines *l = r->lines;
    do *found = line_next(&line, &l->walk);
    while (*found && l->walk.number == r->out->header_line);
    return *found ? read_line(l, line, l->walk.number) : ERR_OK;
}
