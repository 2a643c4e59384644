/* records: CSV text → records. Quotes are libcsv's (strict) business; this file keeps lines, and speed.
 *
 * A physical line without a quote mark, met outside quotes, is a whole record: it is split here and its cells are
 * borrowed from the text. Only lines with quotes go through libcsv, line by line, and their cells are copied once.
 * Both ways trim blanks and tabs around unquoted cells and skip blank lines (a test holds them against each other).
 *
 * After a syntax error the reading goes on with the next physical line, not where libcsv stopped: one stray quote spoils
 * one line, and the rest of the file is not swallowed. A line swallowed in vain has an even number of quotes and is then
 * read once more on its own, so the whole text is read at most twice.
 *
 * Invariants: at is the first byte of physical line `line`; outside records_next libcsv stands between two records. */
#include "records/records.h"

#include <csv.h>
#include <string.h>

enum { FIELD_STEP_BYTES = 4096 }; /* libcsv's buffer grows by this much: its own 128 are slow for long texts */

struct records {
    struct csv_parser parser;
    str text;
    size_t at;
    uint64_t line;
    arena *a;
    bool is_whole; /* libcsv has met the end of a record */
    bool failed;
    uint32_t cell_count;
    str cell[CSV_COLUMNS_MAX];
};

static bool start_parser(records *r)
{
    if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) return false;
    csv_set_blk_size(&r->parser, FIELD_STEP_BYTES);
    return true;
}

records *records_open(str text, arena *a)
{
    records *r = arena_get(a, sizeof *r);
    if (!r) return NULL;
    r->text = text;
    r->line = 1;
    r->a = a;
    return start_parser(r) ? r : NULL;
}

void records_rewind(records *r, arena *a)
{
    r->at = 0;
    r->line = 1;
    r->a = a;
}

void records_use(records *r, arena *a)
{
    r->a = a;
}

void records_close(records *r)
{
    csv_free(&r->parser);
}

bool records_failed(const records *r)
{
    return r->failed;
}

/* Moves over one physical line (LF, CR LF or a lone CR) and returns it without its end. */
static str take_line(records *r)
{
    CHECK(r->at < r->text.len);
    str rest = str_slice(r->text, r->at, r->text.len);
    const char *newline = memchr(rest.ptr, '\n', rest.len);
    size_t len = newline ? (size_t)(newline - rest.ptr) : rest.len;
    const char *carriage = memchr(rest.ptr, '\r', len);
    if (carriage) len = (size_t)(carriage - rest.ptr);
    size_t end = len;
    if (end < rest.len && rest.ptr[end] == '\r') end++;
    if (end < rest.len && rest.ptr[end] == '\n') end++;
    r->at += end;
    r->line++;
    return str_slice(rest, 0, len);
}

static void add_cell(records *r, str cell)
{
    if (r->cell_count < CSV_COLUMNS_MAX) r->cell[r->cell_count] = cell;
    r->cell_count++;
}

static str trim_blanks(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (from < to && (to[-1] == ' ' || to[-1] == '\t')) to--;
    return (str){from, (size_t)(to - from)};
}

static void split_plain(records *r, str line)
{
    const char *from = line.ptr;
    const char *end = line.ptr + line.len;
    for (;;) {
        const char *comma = memchr(from, ',', (size_t)(end - from));
        add_cell(r, trim_blanks(from, comma ? comma : end));
        if (!comma) return;
        from = comma + 1;
    }
}

static void on_cell(void *bytes, size_t len, void *self)
{
    records *r = self;
    str cell = arena_str(r->a, (str){bytes, len});
    if (!cell.ptr) r->failed = true;
    add_cell(r, cell);
}

static void on_record(int terminator, void *self)
{
    (void)terminator;
    records *r = self;
    r->is_whole = true;
}

/* Feeds libcsv from `from` until a record is whole; false when the quotes are out of order or memory is. */
static bool parse_quoted(records *r, size_t from)
{
    r->is_whole = false;
    for (;;) {
        size_t len = r->at - from;
        if (csv_parse(&r->parser, r->text.ptr + from, len, on_cell, on_record, r) != len) break;
        if (r->is_whole) return true;
        if (r->at == r->text.len) {
            if (csv_fini(&r->parser, on_cell, on_record, r) != 0) break;
            return r->is_whole;
        }
        from = r->at;
        take_line(r);
    }
    if (csv_error(&r->parser) != CSV_EPARSE) r->failed = true;
    return false;
}

/* Where the record that ends before r->at ends, without its line end. */
static str cut_text(const records *r, size_t start)
{
    size_t end = r->at;
    if (end > start && r->text.ptr[end - 1] == '\n') end--;
    if (end > start && r->text.ptr[end - 1] == '\r') end--;
    return str_slice(r->text, start, end);
}

/* Back to the second physical line of what went wrong, with a parser that knows nothing of it. */
static void resume_after(records *r, const record *broken, size_t second_line)
{
    r->at = second_line;
    r->line = broken->line + 1;
    r->cell_count = 0;
    csv_free(&r->parser);
    if (!start_parser(r)) r->failed = true;
}

static void read_quoted(record *out, records *r, size_t start)
{
    size_t second_line = r->at;
    if (parse_quoted(r, start)) {
        out->text = cut_text(r, start);
        return;
    }
    out->is_broken = true;
    resume_after(r, out, second_line);
}

bool records_next(record *out, records *r)
{
    while (r->at < r->text.len && !r->failed) {
        size_t start = r->at;
        *out = (record){.line = r->line};
        out->text = take_line(r);
        r->cell_count = 0;
        if (out->text.len > 0 && memchr(out->text.ptr, '"', out->text.len))
            read_quoted(out, r, start);
        else if (trim_blanks(out->text.ptr, out->text.ptr + out->text.len).len > 0)
            split_plain(r, out->text);
        else
            continue;
        out->cell = r->cell;
        out->cell_count = r->cell_count;
        return !r->failed;
    }
    return false;
}

bool record_is_empty(const record *rec)
{
    uint32_t kept = rec->cell_count < CSV_COLUMNS_MAX ? rec->cell_count : CSV_COLUMNS_MAX;
    for (uint32_t i = 0; i < kept; i++)
        if (str_trim(rec->cell[i]).len > 0) return false;
    return !rec->is_broken && kept == rec->cell_count;
}
