/* refusal: what SQLite says is wrong, as an error of ours: where in the statement, and what may have been meant.
 *
 * SQLite's own words are kept where it is a matter of its grammar; tables, columns and functions that are not there come
 * with those that look like them. Invariant: a refusal of a builder comes through as it is. */
#include "sql/sql_int.h"

#include <stdio.h>
#include <string.h>

enum { LIKE_MAX = 5, DISTANCE_MAX = 48 };

/* ---- where ---- */

static bool is_word_byte(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 128;
}

/* Offset of the word in the statement, not within another; −1 = it does not stand there so. */
static int64_t find_word(str statement, str word)
{
    for (size_t at = 0; word.len > 0 && at + word.len <= statement.len; at++) {
        bool starts = at == 0 || !is_word_byte(statement.ptr[at - 1]);
        bool ends = at + word.len == statement.len || !is_word_byte(statement.ptr[at + word.len]);
        if (starts && ends && str_equal_fold(str_slice(statement, at, at + word.len), word)) return (int64_t)at;
    }
    return -1;
}

/* "line:column", both from 1, columns in characters; "-" when nobody knows. */
static void put_place(err *e, str statement, int64_t offset)
{
    char text[48] = "-";
    uint64_t line = 1, column = 1;
    if (e == NULL) return;
    if (offset >= 0 && (uint64_t)offset <= statement.len) {
        for (size_t i = 0; i < (size_t)offset; i++) {
            if (statement.ptr[i] == '\n') {
                line++;
                column = 1;
            } else if (((unsigned char)statement.ptr[i] & 0xC0) != 0x80)
                column++;
        }
        snprintf(text, sizeof text, "%llu:%llu", (unsigned long long)line, (unsigned long long)column);
    }
    err_text(e, "place", str_from(text));
}

/* ---- what may have been meant ---- */

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Edits from one to the other, of the first DISTANCE_MAX bytes. */
static uint32_t distance(str a, str b)
{
    uint32_t row[DISTANCE_MAX + 1], m = a.len > DISTANCE_MAX ? DISTANCE_MAX : (uint32_t)a.len;
    uint32_t n = b.len > DISTANCE_MAX ? DISTANCE_MAX : (uint32_t)b.len;
    for (uint32_t j = 0; j <= n; j++) row[j] = j;
    for (uint32_t i = 1; i <= m; i++) {
        uint32_t corner = row[0];
        row[0] = i;
        for (uint32_t j = 1; j <= n; j++) {
            uint32_t same = corner + (fold(a.ptr[i - 1]) != fold(b.ptr[j - 1])), least = row[j] + 1;
            corner = row[j];
            if (row[j - 1] + 1 < least) least = row[j - 1] + 1;
            row[j] = same < least ? same : least;
        }
    }
    return row[n];
}

typedef struct likeness {
    str word[LIKE_MAX];
    uint32_t far[LIKE_MAX], count;
} likeness;

static void offer(likeness *l, str asked, str word)
{
    size_t at_unused;
    uint32_t far = distance(asked, word), at = l->count;
    if (str_find(&at_unused, word, asked) || str_find(&at_unused, asked, word)) far = far > 2 ? 2 : far;
    for (uint32_t i = 0; i < l->count; i++)
        if (str_equal(l->word[i], word)) return;
    while (at > 0 && l->far[at - 1] > far) at--;
    if (at == LIKE_MAX) return;
    uint32_t last = l->count < LIKE_MAX ? l->count++ : LIKE_MAX - 1;
    for (uint32_t i = last; i > at; i--) {
        l->word[i] = l->word[i - 1];
        l->far[i] = l->far[i - 1];
    }
    l->word[at] = word;
    l->far[at] = far;
}

static void put_likeness(err *e, const likeness *l)
{
    char text[400] = "";
    size_t len = 0;
    for (uint32_t i = 0; i < l->count && len + l->word[i].len + 3 < sizeof text; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s", i ? ", " : "", (int)l->word[i].len,
                                l->word[i].ptr);
    err_text(e, "allowed", (str){text, len});
}

static void offer_tables(likeness *l, const sql_tables *t, str asked)
{
    for (uint32_t i = 0; i < t->count; i++) offer(l, asked, str_from(t->table[i].source.info->name));
}

/* Columns of the tables that the statement names, or of all. */
static void offer_columns(likeness *l, const sql_tables *t, str statement, str asked)
{
    bool any = false;
    for (uint32_t i = 0; i < t->count; i++) any |= find_word(statement, str_from(t->table[i].source.info->name)) >= 0;
    for (uint32_t i = 0; i < t->count; i++) {
        const sql_table *one = &t->table[i];
        if (any && find_word(statement, str_from(one->source.info->name)) < 0) continue;
        for (uint32_t c = 0; c < one->column_count; c++) offer(l, asked, one->column[c].name);
    }
}

static void offer_functions(likeness *l, str asked)
{
    for (uint32_t i = 0; guard_functions[i] != NULL; i++) offer(l, asked, str_from(guard_functions[i]));
}

/* ---- which ---- */

static err_code refuse_unknown(sql *s, str statement, err_code code, str word, int64_t offset, err *e)
{
    likeness l = {.count = 0};
    size_t dot;
    str last = word;
    while (str_find(&dot, last, STR("."))) last = str_slice(last, dot + 1, last.len);
    if (code == E_SQL_TABLE) offer_tables(&l, s->tables, last);
    if (code == E_SQL_COLUMN) offer_columns(&l, s->tables, statement, last);
    if (code == E_SQL_FUNCTION) offer_functions(&l, last);
    err_raise(e, code, __FILE__, __LINE__);
    err_text(e, "word", word);
    put_likeness(e, &l);
    put_place(e, statement, offset >= 0 ? offset : find_word(statement, last));
    return code;
}

static err_code refuse_words(str statement, err_code code, str reason, int64_t offset, err *e)
{
    err_raise(e, code, __FILE__, __LINE__);
    err_text(e, "reason", reason);
    put_place(e, statement, offset);
    return code;
}

static err_code refuse_denied(sql *s, str statement, int64_t offset, err *e)
{
    str what = str_from(s->denied), last = what;
    size_t blank;
    while (str_find(&blank, last, STR(" "))) last = str_slice(last, blank + 1, last.len);
    if (what.len == 0) what = STR("this statement");
    err_set(e, E_SQL_FORBIDDEN);
    err_text(e, "what", what);
    put_place(e, statement, offset >= 0 ? offset : find_word(statement, last));
    return E_SQL_FORBIDDEN;
}

/* SQLite's own "no" to a statement that would change a table: named by its first word. */
static err_code refuse_change(sql *s, str statement, err *e)
{
    size_t end = 0;
    str text = str_trim(statement);
    while (end < text.len && is_word_byte(text.ptr[end])) end++;
    snprintf(s->denied, sizeof s->denied, "%.*s", (int)(end < 32 ? end : 32), text.ptr);
    return refuse_denied(s, statement, -1, e);
}

static bool is_change(str reason)
{
    size_t at;
    return str_find(&at, reason, STR("may not be ")) || str_starts(reason, STR("cannot create "));
}

static err_code refuse_stopped(const sql *s, err *e)
{
    if (s->is_late) {
        err_set(e, E_SQL_TIME);
        err_int(e, "seconds", (s->limits.milliseconds + 999) / 1000);
        return E_SQL_TIME;
    }
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("SQL_BYTES_MAX"));
    err_int(e, "bytes", s->limits.bytes);
    return E_LIMIT;
}

err_code refuse_statement(sql *s, str statement, int code, err *e)
{
    static const struct {
        const char *begins;
        err_code code;
    } unknown[] = {{"no such table: ", E_SQL_TABLE},
                   {"no such table-valued function: ", E_SQL_TABLE},
                   {"no such column: ", E_SQL_COLUMN},
                   {"no such function: ", E_SQL_FUNCTION}};
    str reason = str_from(sqlite3_errmsg(s->db));
    int64_t offset = sqlite3_error_offset(s->db);
    if (s->tables->failed.code) {
        if (e != NULL) *e = s->tables->failed;
        return s->tables->failed.code;
    }
    if (s->is_late || s->is_fat) return refuse_stopped(s, e);
    if (code == SQLITE_NOMEM) return refuse_memory(e);
    if (code == SQLITE_AUTH || str_starts(reason, STR("not authorized"))) return refuse_denied(s, statement, offset, e);
    if (is_change(reason)) return refuse_change(s, statement, e);
    for (size_t i = 0; i < COUNT_OF(unknown); i++) {
        str begins = str_from(unknown[i].begins);
        if (!str_starts(reason, begins)) continue;
        return refuse_unknown(s, statement, unknown[i].code, str_slice(reason, begins.len, reason.len), offset, e);
    }
    return refuse_words(statement, E_SQL_SYNTAX, reason, offset, e);
}
