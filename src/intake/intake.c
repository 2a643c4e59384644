/* intake: the doors, and what both formats share: the reader's mapping and kind, and its scratch refusal.
 *
 * Invariants: the result is whole after every return, with whatever was read before a fault; when the encoding, the
 * mapping, the kind or the header is refused, no row is read: its texts would be taken for what they are not. Nothing that
 * is kept from one row to the next lies in scratch. */
#include "intake/intake_int.h"

#include <string.h>

static const size_t FIELD_NAMES_BYTES_MAX = 4096;

err *reader_refusal(reader *r, uint64_t line)
{
    r->refusal.at.row = r->o.is_typed ? 0 : line;
    r->refusal.at.field[0] = 0;
    r->refusal.at.value[0] = 0;
    return &r->refusal;
}

err_code reader_refuse(reader *r, uint32_t row_index)
{
    if (err_class_of(r->refusal.code) != ERR_FAULT) return result_refuse(r->out, row_index, &r->refusal, r->fault);
    if (r->fault) *r->fault = r->refusal;
    return r->refusal.code;
}

str reader_field_names(reader *r, const kind_info *k)
{
    str *names = &r->field_names[k->kind];
    if (names->len > 0) return *names;
    buf b;
    buf_init(&b, r->a, FIELD_NAMES_BYTES_MAX);
    for (uint32_t i = 0; i < k->field_count; i++) {
        if (i > 0) buf_text(&b, ", ");
        buf_text(&b, k->field[i].name);
        buf_char(&b, ' ');
        buf_text(&b, k->field[i].zh);
    }
    if (b.failed) return buf_view(&b); /* what there was room for; asked again next time */
    *names = buf_view(&b);
    return *names;
}

/* The word itself is kept: the row that it stood in is gone when the next one comes. */
static const kind_info *find_kind(reader *r, str word)
{
    if (word.len == 0) return NULL;
    if (str_equal(word, (str){r->last_kind_byte, r->last_kind_len})) return r->last_kind;
    const kind_info *k = kind_find(word);
    if (word.len > sizeof r->last_kind_byte) return k;
    memcpy(r->last_kind_byte, word.ptr, word.len);
    r->last_kind_len = word.len;
    r->last_kind = k;
    return k;
}

err_code reader_find_kind(const kind_info **out, reader *r, str word, uint64_t line, uint32_t row_index)
{
    const kind_info *k = find_kind(r, word);
    *out = k && k->works ? k : NULL;
    if (*out) return ERR_OK;
    err *e = reader_refusal(r, line);
    err_set(e, word.len == 0 ? E_KIND_MISSING : k ? E_KIND_LATER : E_KIND_UNKNOWN);
    if (word.len > 0) err_text(e, "word", word);
    err_at_field(e, "kind", word);
    return reader_refuse(r, row_index);
}

/* The mapping may say the kind too, if it says the same. */
static err_code settle_kind(reader *r)
{
    str word = r->map.kind;
    if (word.len == 0) return ERR_OK;
    if (!r->kind) return reader_find_kind(&r->kind, r, word, r->map.kind_line, FILE_LEVEL);
    if (kind_find(word) == r->kind) return ERR_OK;
    err *e = reader_refusal(r, r->map.kind_line);
    err_set(e, E_FIELD_TWICE);
    err_text(e, "word", STR("kind"));
    err_at_field(e, "kind", word);
    return reader_refuse(r, FILE_LEVEL);
}

/* Decodes, or refuses the encoding. */
static err_code decode_or_refuse(str *out, reader *r, str bytes)
{
    *out = STR_NONE;
    err *e = reader_refusal(r, 1);
    err_code code = intake_decode(out, bytes, r->a, e);
    if (code == ERR_OK) return ERR_OK;
    if (code == E_ENCODING) return reader_refuse(r, FILE_LEVEL);
    if (r->fault) *r->fault = *e;
    return code;
}

static void name_file(reader *r, const char *path)
{
    locus_put_file(&r->refusal.at, path && !r->o.is_typed ? path : "");
}

static err_code read_mapping(reader *r)
{
    str text;
    name_file(r, r->o.mapping_file ? r->o.mapping_file : "mapping");
    err_code code = decode_or_refuse(&text, r, r->o.mapping);
    if (code == ERR_OK) code = mapping_parse(r, text);
    if (code == ERR_OK) code = settle_kind(r);
    if (code == ERR_OK && r->out->refusal_total == 0) code = mapping_check(r);
    name_file(r, r->o.file);
    return code;
}

static err_code settle(reader *r)
{
    name_file(r, r->o.file);
    const kind_info *asked = kind_get(r->o.kind);
    err_code code = asked ? reader_find_kind(&r->kind, r, str_from(asked->wire), 1, FILE_LEVEL) : ERR_OK;
    return code == ERR_OK ? read_mapping(r) : code;
}

static bool is_json(intake_format said, str text)
{
    if (said == INTAKE_ANY) return str_starts(str_trim(text), STR("{"));
    CHECK(said == INTAKE_CSV || said == INTAKE_JSON);
    return said == INTAKE_JSON;
}

static err_code begin(reader *r, str bytes)
{
    err_code code = settle(r);
    if (code == ERR_OK) code = decode_or_refuse(&r->out->text, r, bytes);
    if (code != ERR_OK || r->out->refusal_total > 0) return code;
    r->is_json = is_json(r->o.format, r->out->text);
    code = r->is_json ? json_open(r) : csv_open(r);
    r->kept_before = r->out->refusal_count;
    r->total_before = r->out->refusal_total;
    return code;
}

err_code intake_open(intake_reader **out, intake *result, str bytes, const intake_options *o, arena *a, err *e)
{
    *out = NULL;
    *result = (intake){.file = o->is_typed ? NULL : o->file, .is_typed = o->is_typed, .a = a};
    reader *r = arena_get(a, sizeof *r);
    if (!r) return arena_err(a, e);
    r->scratch = arena_new("BATCH_BYTES_MAX", BATCH_BYTES_MAX);
    if (!r->scratch) return arena_err(a, e);
    r->out = result;
    r->o = *o;
    r->a = a;
    r->fault = e;
    err_code code = begin(r, bytes);
    if (code == ERR_OK)
        *out = r;
    else
        intake_close(r);
    return code;
}

err_code intake_next(command **c, bool *is_bad, intake_reader *r, err *e)
{
    bool found = false;
    err_code code = ERR_OK;
    r->fault = e;
    arena_clear(r->scratch);
    if (r->lines)
        code = json_next(&found, r);
    else if (r->sheet)
        code = csv_next(&found, r);
    *c = found && code == ERR_OK ? &r->command : NULL;
    *is_bad = *c && intake_is_bad(r->out, r->out->row_count - 1);
    return code;
}

static err_code next_of_source(void *self, command **out, bool *is_bad, err *e)
{
    return intake_next(out, is_bad, self, e);
}

command_source intake_source(intake_reader *r)
{
    return (command_source){next_of_source, r};
}

void intake_rewind(intake_reader *r)
{
    if (!r->lines && !r->sheet) return;
    result_rewind(r->out, r->kept_before, r->total_before);
    arena_clear(r->scratch);
    if (r->lines)
        json_rewind(r);
    else
        csv_rewind(r);
}

void intake_close(intake_reader *r)
{
    if (!r) return;
    csv_close(r);
    arena_free(r->scratch);
}
