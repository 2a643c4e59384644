/* mend: a refused file as a CSV that a person can mend and send again.
 *
 * An import is all or nothing, so the file holds every row: the good ones too, with empty error cells, or sending it
 * again would lose them. Of JSON lines, which cannot go out as the columns they were, only the bad ones are listed.
 *
 * The cells are written as the user wrote them, all quoted, and never with a guard such as "'" before =, +, - or @:
 * these are the user's own texts, going back to the user, and must come in again unchanged. (Reports of a book are
 * another matter.) The two error columns are ignored when the file comes in again; those of an earlier round are left out.
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
    records *from;   /* reads stored rows again */
    uint32_t *first; /* by command: its first kept refusal; next: by refusal */
    uint32_t *next;
    uint32_t width;                 /* cells of the header */
    bool is_error[CSV_COLUMNS_MAX]; /* columns that an earlier report added */
} mender;
#define NOTHING UINT32_MAX

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

/* Every refusal of the command in one language, then a comma or the line's end. */
static void put_words(mender *m, uint32_t command_index, bool zh)
{
    buf words;
    buf_init(&words, m->a, OUTPUT_BYTES_MAX);
    for (uint32_t i = m->first[command_index]; i != NOTHING; i = m->next[i]) {
        if (words.len > 0) buf_text(&words, "; ");
        buf_str(&words, m->render(m->self, &m->in->refusal[i], zh, m->a));
    }
    if (words.failed) m->out->failed = true;
    put_cell(m->out, buf_view(&words));
}

static void end_line(mender *m, uint32_t command_index)
{
    put_words(m, command_index, true);
    buf_char(m->out, ',');
    put_words(m, command_index, false);
    buf_text(m->out, "\r\n");
}

/* Chains the kept refusals of each command, in their order. */
static bool chain_refusals(mender *m)
{
    const intake *in = m->in;
    m->first = arena_get(m->a, sizeof *m->first * in->count);
    m->next = arena_get(m->a, sizeof *m->next * in->refusal_count);
    if (!m->first || !m->next) return false;
    for (uint32_t i = 0; i < in->count; i++) m->first[i] = NOTHING;
    for (uint32_t i = in->refusal_count; i > 0; i--) {
        uint32_t command_index = in->refused_command[i - 1];
        if (command_index == FILE_LEVEL) continue;
        CHECK(command_index < in->count);
        m->next[i - 1] = m->first[command_index];
        m->first[command_index] = i - 1;
    }
    return true;
}

static bool read_again(record *out, mender *m, str text)
{
    records_restart(m->from, text);
    return records_next(out, m->from);
}

static bool mend_header(mender *m)
{
    record head;
    if (!read_again(&head, m, m->in->header_text)) return false;
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
static bool mend_row(mender *m, uint32_t command_index)
{
    record rec;
    str text = m->in->row_text[command_index];
    if (!read_again(&rec, m, text)) return false;
    CHECK(rec.text.len == text.len);
    if (rec.is_broken || rec.cell_count > CSV_COLUMNS_MAX)
        rec = (record){.is_broken = true, .cell = &text, .cell_count = 1};
    put_cells(m, &rec);
    end_line(m, command_index);
    return !m->out->failed;
}

static bool mend_line(mender *m, uint32_t command_index)
{
    buf_int(m->out, (int64_t)m->in->command[command_index].at.row);
    buf_char(m->out, ',');
    put_cell(m->out, m->in->row_text[command_index]);
    buf_char(m->out, ',');
    end_line(m, command_index);
    return !m->out->failed;
}

static bool mend_all(mender *m)
{
    const intake *in = m->in;
    bool is_csv = in->header_text.ptr != NULL;
    bool good = chain_refusals(m);
    if (good && is_csv) good = mend_header(m);
    if (good && !is_csv) buf_text(m->out, "row,text,error_zh,error_en\r\n");
    for (uint32_t i = 0; good && i < in->count; i++)
        if (is_csv)
            good = mend_row(m, i);
        else if (in->bad[i])
            good = mend_line(m, i);
    return good;
}

void intake_mend_csv(buf *out, const intake *in, intake_render render, void *self, arena *a)
{
    mender *m = arena_get(a, sizeof *m);
    records *from = records_open(STR_NONE, a);
    buf_text(out, "\xEF\xBB\xBF");
    if (m) *m = (mender){.out = out, .in = in, .render = render, .self = self, .a = a, .from = from};
    if (!m || !from || !mend_all(m)) out->failed = true;
    if (from) records_close(from);
}
