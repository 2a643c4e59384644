/* mend: a refused file as a CSV that a person can mend and send again.
 *
 * An import is all or nothing, so the file holds every row: the good ones too, with empty error cells, or sending it
 * again would lose them. Of JSON lines, which cannot go out as the columns they were, only the bad ones are listed.
 *
 * The cells are written as the user wrote them, all quoted, and never with a guard such as "'" before =, +, - or @:
 * these are the user's own texts, going back to the user, and must come in again unchanged. (Reports of a book are
 * another matter.) The two error columns are ignored when the file comes in again; those of an earlier round are left out.
 *
 * Nothing of the rows was kept but which of them are bad: the text is read once more, and its rows are counted as they were
 * the first time.
 *
 * Invariant: a row that did not fit its header is written with more cells than the header has, so that it cannot pass
 * unmended with its texts under the wrong headers. */
#include "intake/intake_int.h"

#include <string.h>

typedef struct mender {
    buf *out;
    const intake *in;
    intake_render render;
    void *self;
    arena *a;
    uint32_t row;                   /* being written */
    uint32_t next;                  /* the first kept refusal that is not of an earlier row */
    uint32_t width;                 /* cells of the header */
    bool is_error[CSV_COLUMNS_MAX]; /* columns that an earlier report added */
} mender;

static void put_cell(buf *out, str text)
{
    buf_char(out, '"');
    size_t at;
    while (str_find(&at, text, STR("\""))) {
        buf_str(out, str_slice(text, 0, at + 1));
        buf_char(out, '"');
        text = str_slice(text, at + 1, text.len);
    }
    buf_str(out, text);
    buf_char(out, '"');
}

/* Every kept refusal of the row in one language. */
static void put_words(mender *m, bool zh)
{
    buf words;
    buf_init(&words, m->a, OUTPUT_BYTES_MAX);
    for (uint32_t i = m->next; i < m->in->refusal_count && m->in->refused_row[i] == m->row; i++) {
        if (words.len > 0) buf_text(&words, "; ");
        str one = m->render(m->self, &m->in->refusal[i], zh, m->a);
        words.failed |= one.ptr == NULL;
        buf_str(&words, one);
    }
    if (words.failed) m->out->failed = true;
    put_cell(m->out, buf_view(&words));
}

static void end_row(mender *m)
{
    const intake *in = m->in;
    put_words(m, true);
    buf_char(m->out, ',');
    put_words(m, false);
    buf_text(m->out, "\r\n");
    while (m->next < in->refusal_count && in->refused_row[m->next] == m->row) m->next++;
    m->row++;
}

static bool mend_header(mender *m, records *from)
{
    record head;
    if (!records_next(&head, from)) return false;
    CHECK(head.cell_count <= CSV_COLUMNS_MAX);
    m->width = head.cell_count;
    for (uint32_t i = 0; i < m->width; i++) {
        str name = str_trim(head.cell[i]);
        m->is_error[i] = str_equal(name, STR("error_zh")) || str_equal(name, STR("error_en"));
        if (m->is_error[i]) continue;
        put_cell(m->out, head.cell[i]);
        buf_char(m->out, ',');
    }
    buf_text(m->out, "error_zh,error_en\r\n");
    return true;
}

static void put_cells(mender *m, const record *rec)
{
    bool fits = !rec->is_broken && rec->cell_count == m->width;
    for (uint32_t i = 0; i < rec->cell_count; i++) {
        if (fits && m->is_error[i]) continue;
        put_cell(m->out, rec->cell[i]);
        buf_char(m->out, ',');
    }
    for (uint32_t i = rec->cell_count; !fits && i <= m->width; i++) buf_text(m->out, "\"\",");
}

/* What cannot be split into cells goes out as one cell. */
static void mend_row(mender *m, record rec)
{
    str text = rec.text;
    if (rec.is_broken || rec.cell_count > CSV_COLUMNS_MAX)
        rec = (record){.is_broken = true, .cell = &text, .cell_count = 1};
    put_cells(m, &rec);
    end_row(m);
}

static bool mend_rows(mender *m, records *from)
{
    record rec;
    if (!mend_header(m, from)) return false;
    while (m->row < m->in->row_count && !m->out->failed && records_next(&rec, from))
        if (!record_is_empty(&rec)) mend_row(m, rec);
    return m->row == m->in->row_count;
}

static bool mend_sheet(mender *m)
{
    records *from = records_open(m->in->text, m->a);
    if (!from) return false;
    bool good = mend_rows(m, from);
    records_close(from);
    return good;
}

static void mend_line(mender *m, str line, uint64_t number)
{
    if (!intake_is_bad(m->in, m->row)) {
        m->row++;
        return;
    }
    buf_int(m->out, m->in->is_typed ? 0 : (int64_t)number);
    buf_char(m->out, ',');
    put_cell(m->out, line);
    buf_char(m->out, ',');
    end_row(m);
}

static bool mend_lines(mender *m)
{
    str line;
    line_walk w = {.text = m->in->text};
    buf_text(m->out, "row,text,error_zh,error_en\r\n");
    while (m->row < m->in->row_count && line_next(&line, &w))
        if (w.number != m->in->header_line) mend_line(m, line, w.number);
    return !m->out->failed;
}

void intake_mend_csv(buf *out, const intake *in, intake_render render, void *self, arena *a)
{
    mender *m = arena_get(a, sizeof *m);
    buf_text(out, "\xEF\xBB\xBF");
    out->failed |= !m;
    if (!m) return;
    *m = (mender){.out = out, .in = in, .render = render, .self = self, .a = a};
    while (m->next < in->refusal_count && in->refused_row[m->next] == FILE_LEVEL) m->next++;
    if (!(in->header_text.ptr ? mend_sheet(m) : mend_lines(m))) out->failed = true;
}
