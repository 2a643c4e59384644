/* import: a file of entries. CSV or JSON lines, with or without a mapping; or a whole exported journal into a new book.
 *
 * The key of a batch is the hash of what was sent (bytes, kind, mapping), so that a file sent twice is noticed.
 * A journal's first line registers the actor that `init` has registered already: ingest compares it and
 * passes it over, and each line behind it must become the entry that it was. */
#include "app/app_int.h"

typedef struct importing {
    weir_book *b;
    const weir_import_options *asked;
    arena *a;
    str bytes, mapping, mapping_raw;
    intake in;
    intake_reader *rows;
    ingest_options o;
} importing;

static void hash_part(hasher *h, str part)
{
    uint8_t len[8];
    for (int i = 0; i < 8; i++) len[i] = (uint8_t)((uint64_t)part.len >> (8 * i));
    hasher_put(h, len, sizeof len);
    if (part.len) hasher_put(h, part.ptr, part.len);
}

/* Lengths go in too: otherwise a byte could move from the file into the mapping unseen. */
static str key_of(const importing *w)
{
    hash of_all;
    char hex[HASH_BYTES * 2 + 1];
    hasher h;
    hasher_init(&h);
    hash_part(&h, w->bytes);
    hash_part(&h, str_from(w->asked->kind));
    hash_part(&h, w->mapping_raw);
    hasher_end(&of_all, &h);
    hash_print(hex, &of_all);
    return arena_str(w->a, str_from(hex));
}

static err_code read_files(importing *w, err *e)
{
    err_code code = io_read_file(&w->bytes, w->asked->file, FILE_BYTES_MAX, w->a, e);
    if (code || !w->asked->map) return code;
    code = io_read_file(&w->mapping_raw, w->asked->map, FILE_BYTES_MAX, w->a, e);
    if (code) return code;
    code = intake_decode(&w->mapping, w->mapping_raw, w->a, e);
    if (code) locus_put_file(&e->at, w->asked->map);
    return code;
}

static err_code open_rows(importing *w, err *e)
{
    intake_options options = {.file = w->asked->file, .mapping = w->mapping, .mapping_file = w->asked->map};
    err_code code = find_kind(&options.kind, w->asked->kind, e);
    if (code) return code;
    tell_progress(&w->o.progress, "read", 0, w->bytes.len);
    code = intake_open(&w->rows, &w->in, w->bytes, &options, w->a, e);
    tell_progress(&w->o.progress, "read", w->bytes.len, w->bytes.len);
    return code;
}

static err_code prepare(importing *w, err *e)
{
    const weir_import_options *wanted = w->asked;
    w->o = (ingest_options){.maker = str_from(wanted->maker), .dry_run = wanted->dry_run, .progress = wanted->progress};
    err_code code = read_files(w, e);
    if (code) return code;
    buf title;
    buf_init(&title, w->a, TEXT_BYTES_MAX);
    locus name = {.row = 0};
    locus_put_file(&name, wanted->file);
    buf_text(&title, "import ");
    buf_text(&title, name.file);
    w->o.title = buf_view(&title);
    w->o.key = wanted->key && *wanted->key ? str_from(wanted->key) : key_of(w);
    if (w->o.key.len == 0) return arena_err(w->a, e);
    return buf_err(&title, e);
}

static void rewind_rows(void *self)
{
    intake_rewind(self);
}

row_source rows_of_intake(intake *in, intake_reader *r)
{
    return (row_source){
        .from = intake_source(r), .rewind = rewind_rows, .in = in, .rows_guessed = r ? intake_guess_rows(in) : 0};
}

static err_code import_all(weir_imported *out, importing *w, err *e)
{
    err_code code = prepare(w, e);
    if (!code) code = open_rows(w, e);
    if (code) return code;
    w->o.is_restore = w->in.is_journal;
    row_source rows = rows_of_intake(&w->in, w->rows);
    return ingest(out, w->b, &rows, &w->o, w->a, e);
}

static arena *batch_arena(err *e)
{
    arena *a = arena_new("BATCH_BYTES_MAX", BATCH_BYTES_MAX);
    if (a) return a;
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("BATCH_BYTES_MAX"));
    err_int(e, "bytes", (int64_t)BATCH_BYTES_MAX);
    return NULL;
}

weir_status weir_import(weir_imported *out, weir_book *b, const weir_import_options *options, weir_error **error)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    CHECK(options->file != NULL);
    err e = {.code = ERR_OK};
    importing w = {.b = b, .asked = options, .a = batch_arena(&e)};
    if (!w.a) return report_error(error, &e);
    weir_imported done = {.rows = 0};
    err_code code = import_all(&done, &w, &e);
    weir_status status = WEIR_OK;
    if (code)
        status = report_error(error, &e);
    else if (w.in.refusal_total > 0)
        status = report_refusals(error, &w.in);
    else
        *out = done;
    intake_close(w.rows);
    arena_free(w.a);
    return status;
}
