/* row: texts with their places → one command.
 *
 * Every text of a row is tried, so that all of its faults are reported together. What a field means is event's business
 * (command_put); this file knows which texts belong together: the amount with the row's unit and qualifier, the unit of a
 * row against the unit of a header.
 *
 * Invariants: a row with a refusal is marked bad; a field that was refused is not reported as missing as well; no field
 * is put twice. */
#include "intake/intake_int.h"

err *row_refusal(row *w)
{
    return reader_refusal(w->from, w->command->at.row);
}

err_code row_begin(row *w, reader *r, uint64_t line, str text)
{
    *w = (row){.from = r, .command = &r->command, .index = r->out->row_count};
    if (w->index == FILE_LEVEL - 1) return arena_err(r->a, r->fault);
    r->out->row_count++;
    r->out->row_text = text;
    r->command = (command){.at = {.row = r->o.is_typed ? 0 : line}};
    return ERR_OK;
}

static uint64_t bit_of(const row *w, const field_info *f)
{
    CHECK(f >= w->kind->field);
    CHECK(f < w->kind->field + w->kind->field_count);
    return UINT64_C(1) << (f - w->kind->field);
}

err_code row_refuse(row *w, const place *p, str value)
{
    if (p->field) w->refused |= bit_of(w, p->field);
    err_at_field(&w->from->refusal, p->header.ptr, value);
    return reader_refuse(w->from, w->index);
}

err_code row_set_kind(row *w, str word)
{
    w->kind = w->from->kind;
    if (!w->kind) {
        err_code code = reader_find_kind(&w->kind, w->from, word, w->command->at.row, w->index);
        if (code != ERR_OK) return code;
    }
    if (w->kind) w->command->ev.kind = w->kind->kind;
    return ERR_OK;
}

void row_note(row *w, const place *p, str text)
{
    if (p->is == TARGET_UNIT) w->unit = place_translate(p, str_trim(text));
    if (p->is == TARGET_QUALIFIER) w->qualifier = place_translate(p, str_trim(text));
}

static err_code refuse_word(row *w, const place *p, err_code code, str text)
{
    err *e = row_refusal(w);
    err_set(e, code);
    err_text(e, "word", p->header);
    return row_refuse(w, p, text);
}

/* A cell under a header that this kind does not have. In CSV the column may be there for rows of other kinds. */
static err_code refuse_unknown(row *w, const place *p, str text)
{
    bool is_json = w->from->is_json;
    if (!is_json && text.len == 0) return ERR_OK;
    err *e = row_refusal(w);
    err_set(e, is_json ? E_FIELD_UNKNOWN : E_HEADER_UNKNOWN);
    err_text(e, "kind", str_from(w->kind->wire));
    err_text(e, "word", p->header);
    err_text(e, "allowed", reader_field_names(w->from, w->kind));
    return row_refuse(w, p, text);
}

static bool is_same_unit(str a, str b)
{
    unit_code code_a;
    unit_code code_b;
    int64_t factor_a;
    int64_t factor_b;
    if (str_equal(a, b)) return true;
    if (unit_parse(&code_a, &factor_a, a, NULL) != ERR_OK || unit_parse(&code_b, &factor_b, b, NULL) != ERR_OK)
        return false;
    return code_a == code_b && factor_a == factor_b;
}

/* The header says one unit for the amount and the row another. */
static bool has_two_units(const row *w, const place *p)
{
    if (p->field->column != COLUMN_AMOUNT || p->unit.len == 0 || w->unit.len == 0) return false;
    return !is_same_unit(p->unit, w->unit);
}

static err_code put_field(row *w, const place *p, str text)
{
    const field_info *f = p->field;
    bool is_seen = (w->command->given | w->refused) & bit_of(w, f);
    bool is_qualified = f->column == COLUMN_AMOUNT && w->qualifier.len > 0; /* a blank one may be stated unknown */
    if (text.len == 0 && (is_seen || !is_qualified)) return ERR_OK;
    if (is_seen) return refuse_word(w, p, E_FIELD_TWICE, text);
    field_text t = {.text = text, .unit = p->unit};
    if (f->column == COLUMN_AMOUNT) t.qualifier = w->qualifier;
    if (f->column == COLUMN_AMOUNT && t.unit.len == 0) t.unit = w->unit;
    err *e = row_refusal(w);
    if (has_two_units(w, p)) {
        err_set(e, E_UNIT_CONFLICT);
        err_text(e, "word", w->unit);
        return row_refuse(w, p, text);
    }
    if (command_put(w->command, f, t, w->from->scratch, e) == ERR_OK) return ERR_OK;
    return row_refuse(w, p, text); /* event names the field; the user knows the header */
}

/* --kind or "kind :=" settles the kind; a column may say the same again. */
static err_code check_kind(row *w, const place *p, str text)
{
    if (!w->from->kind || text.len == 0 || kind_find(text) == w->kind) return ERR_OK;
    return refuse_word(w, p, E_FIELD_TWICE, text);
}

static err_code put_seq(row *w, const place *p, str text)
{
    int64_t seq;
    if (decimal_parse(&seq, text, 0, 1, NULL) == ERR_OK && seq > 0 && seq <= UINT32_MAX) {
        w->command->seq_in_file = (seq_no)seq;
        return ERR_OK;
    }
    err *e = row_refusal(w);
    err_set(e, E_ENTRY_SYNTAX);
    err_text(e, "word", text);
    return row_refuse(w, p, text);
}

static err_code put_recorded(row *w, const place *p, str text)
{
    err *e = row_refusal(w);
    if (instant_parse(&w->command->ev.recorded_us, text, e) == ERR_OK) return ERR_OK;
    return row_refuse(w, p, text);
}

err_code row_put(row *w, const place *p, str text)
{
    CHECK(w->kind != NULL);
    if (!w->from->is_json) text = str_trim(text);
    text = place_translate(p, text);
    switch (p->is) {
    case TARGET_FIELD: return put_field(w, p, text);
    case TARGET_UNKNOWN: return refuse_unknown(w, p, text);
    case TARGET_BAD_UNIT: return text.len > 0 ? refuse_word(w, p, E_UNIT_UNKNOWN, text) : ERR_OK;
    case TARGET_KIND: return check_kind(w, p, text);
    case TARGET_SEQ: return put_seq(w, p, text);
    case TARGET_RECORDED: return put_recorded(w, p, text);
    case TARGET_MAKER: w->command->maker_name = text; return ERR_OK;
    case TARGET_APPROVER: w->command->approver_name = text; return ERR_OK;
    case TARGET_UNIT:
    case TARGET_QUALIFIER:
    case TARGET_IGNORED: return ERR_OK;
    }
    return ERR_OK;
}

/* A qualifier in a file without any column for its amount: "unknown" is a statement, the rest is for event to refuse. */
static err_code put_absent_amount(row *w)
{
    const field_info *f = w->kind->field;
    const field_info *end = f + w->kind->field_count;
    while (f < end && f->column != COLUMN_AMOUNT) f++;
    if (f == end) return ERR_OK;
    place p = {.is = TARGET_FIELD, .field = f, .header = str_from(f->name)};
    return put_field(w, &p, STR_NONE);
}

static err_code refuse_missing(row *w, const field_info *f)
{
    err *e = row_refusal(w);
    err_set(e, E_FIELD_MISSING);
    err_text(e, "kind", str_from(w->kind->wire));
    err_text(e, "word", str_from(f->name));
    err_at_field(e, f->name, STR_NONE);
    return reader_refuse(w->from, w->index);
}

/* command_complete names one missing field; a row that is to be mended should name them all. */
static err_code refuse_all_missing(row *w)
{
    uint64_t seen = w->command->given | w->refused;
    for (uint32_t i = 0; i < w->kind->field_count; i++) {
        const field_info *f = &w->kind->field[i];
        if (!f->required || (seen >> i & 1)) continue;
        err_code code = refuse_missing(w, f);
        if (code != ERR_OK) return code;
    }
    return ERR_OK;
}

err_code row_end(row *w)
{
    err_code code = put_absent_amount(w);
    if (code == ERR_OK) code = refuse_all_missing(w);
    if (code != ERR_OK || intake_is_bad(w->from->out, w->index)) return code;
    err *e = row_refusal(w);
    return command_complete(w->command, e) == ERR_OK ? ERR_OK : reader_refuse(w->from, w->index);
}
