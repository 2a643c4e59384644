/* csv: a sheet → commands. The header says where each column goes, once for each kind that occurs.
 *
 * With one kind for all rows, a header that it does not have refuses the file: nobody wants a misspelt column dropped.
 * Where rows have kinds of their own, a column may belong to some of them only: then a filled cell under a header
 * that the row's kind does not have refuses that row. Rows of empty cells are no rows. */
#include "intake/intake_int.h"

#define NOWHERE UINT32_MAX

typedef struct plan { /* of one kind: a place for each column, then one for each constant of the mapping */
    const place **place;
    uint32_t count;
} plan;
struct sheet {
    reader *from;
    records *records;
    str *header;
    uint32_t width;
    uint32_t kind_at; /* column that says the row's kind */
    plan plan[KIND_LAST + 1];
    bool is_read; /* there is a header, and it was accepted */
};

static err_code refuse_header(sheet *s, err_code why, const place *p, bool is_unknown)
{
    reader *r = s->from;
    err *e = reader_refusal(r, 1);
    err_set(e, why);
    if (is_unknown) err_text(e, "kind", str_from(r->kind->wire));
    err_text(e, "word", p->header);
    if (is_unknown) err_text(e, "allowed", reader_field_names(r, r->kind));
    err_at_field(e, p->header.ptr, p->header);
    return reader_refuse(r, FILE_LEVEL);
}

static err_code refuse_width(reader *r, uint32_t width)
{
    err *e = reader_refusal(r, 1);
    err_set(e, E_CSV_WIDE);
    err_int(e, "found", width);
    err_int(e, "limit", CSV_COLUMNS_MAX);
    return reader_refuse(r, FILE_LEVEL);
}

static err_code refuse_file(reader *r, err_code why, str value)
{
    err *e = reader_refusal(r, 1);
    err_set(e, why);
    err_at_field(e, "", value);
    return reader_refuse(r, FILE_LEVEL);
}

/* The places of one kind; k NULL gives those that no kind is needed for. */
static err_code find_plan(const plan **out, sheet *s, const kind_info *k)
{
    plan *p = &s->plan[k ? k->kind : KIND_NONE];
    *out = p;
    if (p->place) return ERR_OK;
    reader *r = s->from;
    uint32_t constants = r->map.constant_count;
    p->place = arena_get(r->a, sizeof(const place *) * (s->width + constants));
    if (!p->place) return arena_err(r->a, r->fault);
    for (p->count = 0; p->count < s->width; p->count++) {
        err_code code = place_get(&p->place[p->count], r, k, s->header[p->count], r->a);
        if (code != ERR_OK) return code;
    }
    for (uint32_t i = 0; i < constants; i++) {
        err_code code = place_get(&p->place[p->count], r, k, r->map.constant[i].target, r->a);
        if (code != ERR_OK) return code;
        p->count++;
    }
    return ERR_OK;
}

static bool is_same_place(const place *a, const place *b)
{
    if (a->is == TARGET_IGNORED || a->header.len == 0) return false;
    if (a->is == TARGET_UNKNOWN || b->is == TARGET_UNKNOWN) return str_equal(a->header, b->header);
    return a->is == b->is && a->field == b->field;
}

/* A column without a name is tolerated until a cell of it is filled: spreadsheets leave such columns behind. */
static err_code check_header(sheet *s, const plan *p)
{
    err_code code = ERR_OK;
    for (uint32_t i = 0; code == ERR_OK && i < p->count; i++) {
        const place *at = p->place[i];
        uint32_t twin = 0;
        while (twin < i && !is_same_place(at, p->place[twin])) twin++;
        if (twin < i)
            code = refuse_header(s, E_HEADER_TWICE, at, false);
        else if (at->is == TARGET_BAD_UNIT)
            code = refuse_header(s, E_UNIT_UNKNOWN, at, false);
        else if (at->is == TARGET_UNKNOWN && s->from->kind && at->header.len > 0)
            code = refuse_header(s, E_HEADER_UNKNOWN, at, true);
    }
    return code;
}

static uint32_t find_kind_column(const sheet *s, const plan *p)
{
    for (uint32_t i = 0; i < s->width; i++)
        if (p->place[i]->is == TARGET_KIND) return i;
    return NOWHERE;
}

static err_code read_header(sheet *s, const record *head)
{
    reader *r = s->from;
    if (head->is_broken) return refuse_file(r, E_CSV_SYNTAX, head->text);
    if (head->cell_count > CSV_COLUMNS_MAX) return refuse_width(r, head->cell_count);
    r->out->header_text = head->text;
    s->width = head->cell_count;
    s->header = arena_get(r->a, sizeof *s->header * s->width);
    if (!s->header) return arena_err(r->a, r->fault);
    for (uint32_t i = 0; i < s->width; i++) s->header[i] = head->cell[i];
    const plan *p;
    err_code code = find_plan(&p, s, r->kind);
    if (code != ERR_OK) return code;
    s->kind_at = find_kind_column(s, p);
    code = check_header(s, p);
    if (code != ERR_OK || r->kind || s->kind_at != NOWHERE) return code;
    return refuse_file(r, E_KIND_MISSING, head->text);
}

/* Is it as wide as the header, and its quotes in order? */
static err_code check_shape(bool *fits, row *w, const sheet *s, const record *rec)
{
    *fits = !rec->is_broken && rec->cell_count == s->width;
    if (*fits) return ERR_OK;
    err *e = row_refusal(w);
    err_set(e, rec->is_broken ? E_CSV_SYNTAX : E_CSV_COLUMNS);
    if (!rec->is_broken) {
        err_int(e, "found", rec->cell_count);
        err_int(e, "expected", s->width);
    }
    err_at_field(e, "", rec->text);
    return reader_refuse(s->from, w->index);
}

static str text_at(const sheet *s, const record *rec, uint32_t index)
{
    return index < s->width ? rec->cell[index] : s->from->map.constant[index - s->width].text;
}

static err_code put_cells(row *w, sheet *s, const record *rec)
{
    const plan *p;
    err_code code = find_plan(&p, s, w->kind);
    if (code != ERR_OK) return code;
    for (uint32_t i = 0; i < p->count; i++) row_note(w, p->place[i], text_at(s, rec, i));
    for (uint32_t i = 0; code == ERR_OK && i < p->count; i++) {
        bool of_other_kind = i >= s->width && p->place[i]->is == TARGET_UNKNOWN;
        if (!of_other_kind) code = row_put(w, p->place[i], text_at(s, rec, i));
    }
    return code == ERR_OK ? row_end(w) : code;
}

static str kind_word(const sheet *s, const record *rec)
{
    if (s->kind_at == NOWHERE) return STR_NONE;
    const plan *general = &s->plan[s->from->kind ? s->from->kind->kind : KIND_NONE];
    return place_translate(general->place[s->kind_at], str_trim(rec->cell[s->kind_at]));
}

static err_code read_record(sheet *s, const record *rec)
{
    row w;
    bool fits = false;
    err_code code = row_begin(&w, s->from, rec->line, rec->text);
    if (code == ERR_OK) code = check_shape(&fits, &w, s, rec);
    if (code != ERR_OK || !fits) return code;
    code = row_set_kind(&w, kind_word(s, rec));
    return code != ERR_OK || !w.kind ? code : put_cells(&w, s, rec);
}

err_code csv_open(reader *r)
{
    sheet *s = arena_get(r->a, sizeof *s);
    if (!s) return arena_err(r->a, r->fault);
    r->sheet = s;
    s->from = r;
    s->records = records_open(r->out->text, r->a);
    if (!s->records) return arena_err(r->a, r->fault);
    record head;
    err_code code = ERR_OK;
    if (records_next(&head, s->records))
        code = read_header(s, &head);
    else if (!records_failed(s->records))
        code = refuse_file(r, E_CSV_EMPTY, STR_NONE);
    if (code == ERR_OK && records_failed(s->records)) code = arena_err(r->a, r->fault);
    s->is_read = r->out->refusal_total == 0;
    records_use(s->records, r->scratch);
    return code;
}

err_code csv_next(bool *found, reader *r)
{
    sheet *s = r->sheet;
    record rec;
    *found = false;
    while (s->is_read && records_next(&rec, s->records)) {
        if (record_is_empty(&rec)) continue;
        *found = true;
        return read_record(s, &rec);
    }
    return records_failed(s->records) ? arena_err(r->scratch, r->fault) : ERR_OK;
}

/* The header is passed over; only when it holds quotes does that take memory, and no more than the first time. */
void csv_rewind(reader *r)
{
    record head;
    sheet *s = r->sheet;
    records_rewind(s->records, r->scratch);
    bool again = records_next(&head, s->records);
    CHECK(again || !s->is_read || records_failed(s->records));
}

void csv_close(reader *r)
{
    if (r->sheet && r->sheet->records) records_close(r->sheet->records);
}
