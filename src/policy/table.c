/* table: records of a small CSV file of a pack (RFC 4180; a byte order mark and empty lines are passed over).
 *
 * Why not the reader of imports: that one knows kinds of event and foreign encodings. Here files are UTF-8 and few.
 * Invariant: a cell without quotes lies in the file's own bytes; one with quotes is a copy in the arena. */
#include "policy/policy_int.h"

csv table_begin(str bytes, arena *a)
{
    if (str_starts(bytes, STR("\xEF\xBB\xBF"))) bytes = str_slice(bytes, 3, bytes.len);
    return (csv){.rest = bytes, .line = 1, .a = a};
}

static size_t end_of_plain(str s)
{
    size_t at = 0;
    while (at < s.len && s.ptr[at] != ',' && s.ptr[at] != '\n') at++;
    return at;
}

/* What stands in quotes, doubled ones halved; *used: bytes up to and with the closing quote. */
static str read_quoted(csv *c, size_t *used)
{
    size_t at = 1;
    buf text;
    buf_init(&text, c->a, c->rest.len + 1);
    for (; at < c->rest.len; at++) {
        char b = c->rest.ptr[at];
        if (b == '"' && at + 1 < c->rest.len && c->rest.ptr[at + 1] == '"')
            at++;
        else if (b == '"')
            break;
        if (b == '\n') c->line++;
        buf_char(&text, b);
    }
    *used = at < c->rest.len ? at + 1 : c->rest.len;
    return text.failed ? STR_NONE : buf_view(&text);
}

/* One cell; what follows a closing quote belongs to nothing. */
static str read_cell(csv *c)
{
    size_t used = 0;
    str text = STR_NONE;
    bool is_quoted = c->rest.len > 0 && c->rest.ptr[0] == '"';
    if (is_quoted) {
        text = read_quoted(c, &used);
        c->rest = str_slice(c->rest, used, c->rest.len);
    }
    size_t end = end_of_plain(c->rest);
    if (!is_quoted) text = str_trim(str_slice(c->rest, 0, end));
    c->rest = str_slice(c->rest, end, c->rest.len);
    return text;
}

static void skip_empty_lines(csv *c)
{
    for (;;) {
        size_t end = 0;
        while (end < c->rest.len && c->rest.ptr[end] != '\n') end++;
        str line = str_trim(str_slice(c->rest, 0, end));
        if (line.len > 0 || c->rest.len == 0) return;
        c->rest = str_slice(c->rest, end < c->rest.len ? end + 1 : end, c->rest.len);
        c->line++;
    }
}

bool table_next(csv_record *out, csv *c, uint32_t room)
{
    CHECK(room > 0);
    skip_empty_lines(c);
    if (c->rest.len == 0) return false;
    out->line = c->line;
    out->count = 0;
    for (bool more = true; more;) {
        str text = read_cell(c);
        if (out->count < room) out->cell[out->count] = text;
        out->count++;
        more = c->rest.len > 0 && c->rest.ptr[0] == ',';
        if (c->rest.len > 0) {
            c->line += c->rest.ptr[0] == '\n';
            c->rest = str_slice(c->rest, 1, c->rest.len);
        }
    }
    return true;
}
