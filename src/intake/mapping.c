/* mapping: the user's words for our fields, one statement a line.
 *
 *   foreign header = field          foreign header = field[unit]        foreign header = -      (ignored)
 *   field := constant               kind := stake.reported              field: foreign value -> value
 *
 * Blank lines and lines that begin with # are skipped. A translation with nothing before the arrow fills empty cells.
 * A field may be given by its name or by its zh or en title, and so may kind, unit and qualifier.
 *
 * Invariants: every statement that is kept was understood; no foreign header is renamed twice. */
#include "intake/intake_int.h"

#include <string.h>

static err_code refuse_line(reader *r, uint64_t line, str text)
{
    err *e = reader_refusal(r, line);
    err_set(e, E_MAP_SYNTAX);
    err_at_field(e, "", text);
    return reader_refuse(r, FILE_LEVEL);
}

static bool is_renamed(const mapping *m, str foreign)
{
    for (uint32_t i = 0; i < m->renaming_count; i++)
        if (str_equal_fold(m->renaming[i].foreign, foreign)) return true;
    return false;
}

static err_code add_rename(reader *r, str line, uint64_t number, size_t equals_at)
{
    mapping *m = &r->map;
    renaming item = {str_trim(str_slice(line, 0, equals_at)), str_trim(str_slice(line, equals_at + 1, line.len)),
                     number};
    if (item.foreign.len == 0 || item.target.len == 0) return refuse_line(r, number, line);
    if (is_renamed(m, item.foreign)) return refuse_line(r, number, line);
    void *items = m->renaming;
    if (!arena_grow(r->a, &items, sizeof item, &m->renaming_room, m->renaming_count + 1))
        return arena_err(r->a, r->fault);
    m->renaming = items;
    m->renaming[m->renaming_count++] = item;
    return ERR_OK;
}

static err_code add_constant(reader *r, str line, uint64_t number, size_t colon_at)
{
    mapping *m = &r->map;
    constant item = {str_trim(str_slice(line, 0, colon_at)), str_trim(str_slice(line, colon_at + 2, line.len)), number};
    if (item.target.len == 0 || item.text.len == 0) return refuse_line(r, number, line);
    place p;
    place_resolve(&p, r, NULL, item.target);
    if (p.is == TARGET_KIND) {
        if (m->kind.len > 0) return refuse_line(r, number, line);
        m->kind = item.text;
        m->kind_line = number;
        return ERR_OK;
    }
    void *items = m->constant;
    if (!arena_grow(r->a, &items, sizeof item, &m->constant_room, m->constant_count + 1))
        return arena_err(r->a, r->fault);
    m->constant = items;
    m->constant[m->constant_count++] = item;
    return ERR_OK;
}

static err_code add_translation(reader *r, str line, uint64_t number, size_t colon_at, size_t arrow_at)
{
    CHECK(colon_at < arrow_at);
    mapping *m = &r->map;
    translation item = {.target = str_trim(str_slice(line, 0, colon_at)), .line = number};
    item.change.from = str_trim(str_slice(line, colon_at + 1, arrow_at));
    item.change.to = str_trim(str_slice(line, arrow_at + 2, line.len));
    if (item.target.len == 0) return refuse_line(r, number, line);
    void *items = m->translation;
    if (!arena_grow(r->a, &items, sizeof item, &m->translation_room, m->translation_count + 1))
        return arena_err(r->a, r->fault);
    m->translation = items;
    m->translation[m->translation_count++] = item;
    return ERR_OK;
}

static bool find_last(size_t *at, str s, char wanted)
{
    for (size_t i = s.len; i > 0; i--) {
        if (s.ptr[i - 1] != wanted) continue;
        *at = i - 1;
        return true;
    }
    return false;
}

/* Which of the three is it? The first colon tells: ":=" a constant, a colon before an arrow a translation. Foreign
 * headers may hold anything else, so a rename is cut at the last "=". */
static err_code read_line(reader *r, str line, uint64_t number)
{
    size_t colon_at;
    size_t arrow_at;
    size_t equals_at;
    if (str_find(&colon_at, line, STR(":"))) {
        if (str_starts(str_slice(line, colon_at, line.len), STR(":="))) return add_constant(r, line, number, colon_at);
        if (str_find(&arrow_at, line, STR("->")) && colon_at < arrow_at)
            return add_translation(r, line, number, colon_at, arrow_at);
    }
    if (find_last(&equals_at, line, '=')) return add_rename(r, line, number, equals_at);
    return refuse_line(r, number, line);
}

err_code mapping_parse(reader *r, str text)
{
    uint64_t number = 0;
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t next = end ? (size_t)(end - text.ptr) + 1 : text.len;
        str line = str_trim(str_slice(text, at, next));
        at = next;
        number++;
        if (line.len == 0 || line.ptr[0] == '#') continue;
        err_code code = read_line(r, line, number);
        if (code != ERR_OK) return code;
    }
    return ERR_OK;
}

static bool is_target(const reader *r, const kind_info *k, str word)
{
    place p;
    place_resolve(&p, r, k, word);
    return p.is != TARGET_UNKNOWN && p.is != TARGET_BAD_UNIT;
}

/* Of the reader's kind; when each row has its own, of any kind at all. */
static bool is_target_of_any(const reader *r, str word)
{
    if (r->kind) return is_target(r, r->kind, word);
    for (const kind_info *k = kind_next(NULL); k; k = kind_next(k))
        if (k->works && is_target(r, k, word)) return true;
    return false;
}

static err_code check_target(reader *r, str word, uint64_t line)
{
    return is_target_of_any(r, word) ? ERR_OK : refuse_line(r, line, word);
}

err_code mapping_check(reader *r)
{
    const mapping *m = &r->map;
    err_code code = ERR_OK;
    for (uint32_t i = 0; code == ERR_OK && i < m->renaming_count; i++)
        if (!str_equal(m->renaming[i].target, STR("-")))
            code = check_target(r, m->renaming[i].target, m->renaming[i].line);
    for (uint32_t i = 0; code == ERR_OK && i < m->constant_count; i++)
        code = check_target(r, m->constant[i].target, m->constant[i].line);
    for (uint32_t i = 0; code == ERR_OK && i < m->translation_count; i++)
        code = check_target(r, m->translation[i].target, m->translation[i].line);
    return code;
}
