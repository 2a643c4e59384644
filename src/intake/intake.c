/* intake: the doors, and what both formats share: the reader's mapping and kind, and its scratch refusal.
 *
 * Invariants: *out is whole after every return, with whatever was read before a fault; when the encoding, the mapping,
 * the kind or the header is refused, no row is read: its texts would be taken for what they are not. */
#include "intake/intake_int.h"

static const size_t FIELD_NAMES_BYTES_MAX = 4096;

err *reader_refusal(reader *r, uint64_t line)
{
    r->refusal.at.row = line;
    r->refusal.at.field[0] = 0;
    r->refusal.at.value[0] = 0;
    return &r->refusal;
}

err_code reader_refuse(reader *r, uint32_t command_index)
{
    return intake_refuse(r->out, command_index, &r->refusal, r->a, r->fault);
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
    *names = buf_view(&b);
    return *names;
}

err_code reader_find_kind(const kind_info **out, reader *r, str word, uint64_t line, uint32_t command_index)
{
    bool is_same = word.len > 0 && str_equal(word, r->last_kind_word);
    const kind_info *k = is_same ? r->last_kind : word.len > 0 ? kind_find(word) : NULL;
    r->last_kind_word = word;
    r->last_kind = k;
    *out = k && k->works ? k : NULL;
    if (*out) return ERR_OK;
    err *e = reader_refusal(r, line);
    err_set(e, word.len == 0 ? E_KIND_MISSING : k ? E_KIND_LATER : E_KIND_UNKNOWN);
    if (word.len > 0) err_text(e, "word", word);
    err_at_field(e, "kind", word);
    return reader_refuse(r, command_index);
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
    locus_put_file(&r->refusal.at, path ? path : "");
}

static err_code read_mapping(reader *r)
{
    str text;
    name_file(r, r->o->mapping_file ? r->o->mapping_file : "mapping");
    err_code code = decode_or_refuse(&text, r, r->o->mapping);
    if (code == ERR_OK) code = mapping_parse(r, text);
    if (code == ERR_OK) code = settle_kind(r);
    if (code == ERR_OK && r->out->refusal_total == 0) code = mapping_check(r);
    name_file(r, r->o->file);
    return code;
}

err_code reader_begin(reader *r, intake *out, const intake_options *o, arena *a, err *e)
{
    *out = (intake){.file = o->file};
    *r = (reader){.out = out, .o = o, .a = a, .fault = e};
    name_file(r, o->file);
    const kind_info *asked = kind_get(o->kind);
    err_code code = asked ? reader_find_kind(&r->kind, r, str_from(asked->wire), 1, FILE_LEVEL) : ERR_OK;
    return code == ERR_OK ? read_mapping(r) : code;
}

typedef enum format { FORMAT_ANY, FORMAT_CSV, FORMAT_JSON } format;

static err_code read_as(format f, intake *out, str bytes, const intake_options *o, arena *a, err *e)
{
    reader r;
    str text = STR_NONE;
    err_code code = reader_begin(&r, out, o, a, e);
    if (code == ERR_OK) code = decode_or_refuse(&text, &r, bytes);
    if (code != ERR_OK || out->refusal_total > 0) return code;
    if (f == FORMAT_ANY) f = str_starts(str_trim(text), STR("{")) ? FORMAT_JSON : FORMAT_CSV;
    r.is_json = f == FORMAT_JSON;
    return r.is_json ? json_read(&r, text) : csv_read(&r, text);
}

err_code intake_csv(intake *out, str bytes, const intake_options *o, arena *a, err *e)
{
    return read_as(FORMAT_CSV, out, bytes, o, a, e);
}

err_code intake_json(intake *out, str bytes, const intake_options *o, arena *a, err *e)
{
    return read_as(FORMAT_JSON, out, bytes, o, a, e);
}

err_code intake_any(intake *out, str bytes, const intake_options *o, arena *a, err *e)
{
    return read_as(FORMAT_ANY, out, bytes, o, a, e);
}
