/* exchange: what comes in as a file or by hand, and what goes out as one.
 *
 * In: CSV or JSON lines, with or without a mapping; a whole exported journal into a new book; one entry by hand, which goes
 * the same way. The key of a batch is the hash of what was sent (bytes, kind, mapping), so that a file sent twice is
 * noticed. A journal's first line registers the actor that `init` has registered already: ingest compares it and passes it
 * over, and each line behind it must become the entry that it was.
 * Out: the whole journal as JSON lines, with the names of kinds.def. Imported into a new book whose first actor is the same
 * it gives the same book_hash; who entered what stays with each line, when is left to the new journal. And a backup: a copy
 * in one file, read back before anybody relies on it. */
#include "app/app_int.h"

#include <stdio.h>
#include <string.h>

/* ---- one entry by hand ---- */

err_code find_kind(kind *out, const char *word, err *e)
{
    *out = KIND_NONE;
    if (!word) return ERR_OK;
    const kind_info *k = kind_find(str_from(word));
    if (k) {
        *out = k->kind;
        return ERR_OK;
    }
    err_set(e, E_KIND_UNKNOWN);
    err_at_field(e, "kind", str_from(word));
    err_text(e, "word", str_from(word));
    return E_KIND_UNKNOWN;
}

static err_code refuse_usage(const char *what, err *e)
{
    err_set(e, E_USAGE);
    err_text(e, "what", str_from(what));
    err_text(e, "command", STR("post"));
    return E_USAGE;
}

err_code line_of_fields(str *out, const char *const *fields, size_t count, arena *a, err *e)
{
    buf line;
    buf_init(&line, a, FILE_BYTES_MAX);
    buf_char(&line, '{');
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(fields[i], '=');
        if (!equals || equals == fields[i]) return refuse_usage(fields[i], e);
        if (i > 0) buf_char(&line, ',');
        buf_json(&line, (str){fields[i], (size_t)(equals - fields[i])});
        buf_char(&line, ':');
        buf_json(&line, str_from(equals + 1));
    }
    buf_char(&line, '}');
    *out = buf_view(&line);
    return buf_err(&line, e);
}

/* Is it one object? Then it is begun again, to be decided. */
static err_code expect_one(intake *in, intake_reader *r, err *e)
{
    command *c = NULL;
    bool is_bad = false;
    err_code code = ERR_OK;
    do code = intake_next(&c, &is_bad, r, e);
    while (!code && c);
    if (code) return code;
    if (in->is_journal || (in->row_count != 1 && in->refusal_total == 0)) return refuse_usage("{…}", e);
    intake_rewind(r);
    return ERR_OK;
}

static err_code post_read(weir_imported *out, weir_book *b, intake *in, const posting *p, arena *a, err *e)
{
    intake_reader *r = NULL;
    ingest_options o = {.key = p->key, .title = p->title, .maker = p->maker, .dry_run = p->dry_run, .look = p->look};
    intake_options options = {.format = INTAKE_JSON, .is_typed = true};
    err_code code = find_kind(&options.kind, p->kind, e);
    if (!code) code = intake_open(&r, in, p->line, &options, a, e);
    if (!code) code = expect_one(in, r, e);
    row_source rows = rows_of_intake(in, r);
    if (!code) code = ingest(out, b, &rows, &o, a, e);
    intake_close(r);
    return code;
}

weir_status post_line(weir_imported *out, weir_book *b, const posting *p, arena *a, weir_error **error)
{
    err e = {.code = ERR_OK};
    intake in = {.row_count = 0};
    weir_imported done = {.rows = 0};
    err_code code = post_read(&done, b, &in, p, a, &e);
    weir_status status = WEIR_OK;
    if (code)
        status = report_error(error, &e);
    else if (in.refusal_total > 0)
        status = report_refusals(error, &in);
    else
        *out = done;
    return status;
}

/* Rules that block are asked before anything is stored, where the book says so. */
static weir_status post_blocked(weir_imported *out, weir_book *b, const posting *wanted, const weir_post_options *o,
                                arena *a, weir_error **error)
{
    err e = {.code = ERR_OK};
    ingest_look look;
    blocking *x = NULL;
    const block_options with = {.policy_dir = o->policy_dir, .today = o->today, .is_past = o->is_past};
    err_code code = block_open(&x, &look, b, &with, a, &e);
    posting p = *wanted;
    if (look.look) p.look = &look;
    weir_status status = code ? report_error(error, &e) : post_line(out, b, &p, a, error);
    if (!status) out->breaches = block_new_breaches(x);
    block_close(x);
    return status;
}

weir_status weir_post_with(weir_imported *out, weir_book *b, const char *word, const char *const *fields, size_t count,
                           const weir_post_options *options, weir_error **error)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    CHECK(fields != NULL || count == 0);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    posting p = {.kind = word, .title = STR("post"), .maker = str_from(options->maker), .dry_run = options->dry_run};
    bool is_json = count == 1 && fields[0][0] == '{';
    err_code code = ERR_OK;
    if (is_json)
        p.line = str_from(fields[0]);
    else
        code = line_of_fields(&p.line, fields, count, a, &e);
    weir_status status = code ? report_error(error, &e) : post_blocked(out, b, &p, options, a, error);
    arena_free(a);
    return status;
}

weir_status weir_post(weir_imported *out, weir_book *b, const char *word, const char *const *fields, size_t count,
                      const char *maker, bool dry_run, weir_error **error)
{
    const weir_post_options options = {.maker = maker, .dry_run = dry_run};
    return weir_post_with(out, b, word, fields, count, &options, error);
}

weir_status weir_reverse(weir_imported *out, weir_book *b, uint64_t seq, const char *reason, const char *booked,
                         const char *maker, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(reason != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    buf line;
    buf_init(&line, a, FILE_BYTES_MAX);
    buf_text(&line, "{\"entry\":");
    buf_int(&line, seq > INT64_MAX ? INT64_MAX : (int64_t)seq);
    buf_text(&line, ",\"reason\":");
    buf_json(&line, str_from(reason));
    if (booked) {
        buf_text(&line, ",\"booked\":");
        buf_json(&line, str_from(booked));
    }
    buf_char(&line, '}');
    posting p = {.kind = "entry.reversed", .line = buf_view(&line), .title = STR("reverse"), .maker = str_from(maker)};
    err_code code = buf_err(&line, &e);
    weir_status status = code ? report_error(error, &e) : post_line(out, b, &p, a, error);
    arena_free(a);
    return status;
}

/* ---- a file ---- */

typedef struct importing {
    weir_book *b;
    const weir_import_options *asked;
    const ingest_look *look;
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

/* What was given, else the file. */
static err_code take_bytes(str *out, importing *w, const char *given, size_t count, const char *path, err *e)
{
    if (!given) return io_read_file(out, path, FILE_BYTES_MAX, w->a, e);
    *out = arena_str(w->a, (str){given, count});
    return out->ptr ? ERR_OK : arena_err(w->a, e);
}

static err_code read_files(importing *w, err *e)
{
    const weir_import_options *from = w->asked;
    err_code code = take_bytes(&w->bytes, w, from->bytes, from->byte_count, from->file, e);
    if (code || (!from->map && !from->map_text)) return code;
    code = take_bytes(&w->mapping_raw, w, from->map_text, from->map_text ? strlen(from->map_text) : 0, from->map, e);
    if (code) return code;
    code = intake_decode(&w->mapping, w->mapping_raw, w->a, e);
    if (code && from->map) locus_put_file(&e->at, from->map);
    return code;
}

err_code text_decode(str *out, str bytes, arena *a, err *e)
{
    return intake_decode(out, bytes, a, e);
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
    w->o = (ingest_options){.maker = str_from(wanted->maker),
                            .approver = str_from(wanted->approver),
                            .scope = str_from(wanted->scope),
                            .dry_run = wanted->dry_run,
                            .progress = wanted->progress,
                            .look = w->look};
    err_code code = read_files(w, e);
    if (code) return code;
    buf title;
    buf_init(&title, w->a, TEXT_BYTES_MAX);
    locus name = {.row = 0};
    locus_put_file(&name, wanted->file);
    buf_text(&title, "import ");
    buf_text(&title, name.file);
    w->o.title = wanted->title ? str_from(wanted->title) : buf_view(&title);
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
    if (w->in.is_journal && w->asked->is_draft) return err_set(e, E_DRAFT_NAMES);
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

weir_status import_looked_at(weir_imported *out, weir_book *b, const weir_import_options *options,
                             const ingest_look *look, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(options->file != NULL);
    err e = {.code = ERR_OK};
    importing w = {.b = b, .asked = options, .look = look, .a = batch_arena(&e)};
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

/* A file that somebody answers for now, as for an entry by hand: rules that block are asked. */
static weir_status import_blocked(weir_imported *out, weir_book *b, const weir_import_options *options,
                                  weir_error **error)
{
    err e = {.code = ERR_OK};
    ingest_look look = {.self = NULL};
    blocking *x = NULL;
    const block_options with = {.policy_dir = NULL};
    arena *a = request_arena(&e);
    err_code code = a ? block_open(&x, &look, b, &with, a, &e) : E_LIMIT;
    weir_status status =
        code ? report_error(error, &e) : import_looked_at(out, b, options, look.look ? &look : NULL, error);
    block_close(x);
    arena_free(a);
    return status;
}

weir_status weir_import(weir_imported *out, weir_book *b, const weir_import_options *options, weir_error **error)
{
    CHECK(out != NULL);
    return options->asks_rules ? import_blocked(out, b, options, error)
                               : import_looked_at(out, b, options, NULL, error);
}

static void copy_approver(weir_batch *out, const weir_book *b)
{
    event ev;
    thing who;
    book_entry(&ev, b->fold.facts, (seq_no)out->first_seq);
    if (ev.approver && book_thing(&who, b->fold.facts, ev.approver))
        snprintf(out->approver, sizeof out->approver, "%.*s", (int)who.id.len, who.id.ptr);
}

static err_code find_batch(weir_batch *out, weir_book *b, const char *key, arena *a, err *e)
{
    bool used = false;
    seq_no first = 0, last = 0;
    err_code code = book_catch_up(b, a, e);
    if (!code) code = journal_find_batch(&used, &first, &last, b->log, str_from(key), e);
    if (code || !used) return code;
    *out = (weir_batch){.first_seq = first, .last_seq = last};
    copy_approver(out, b);
    return ERR_OK;
}

weir_status weir_batch_find(weir_batch *out, weir_book *b, const char *key, weir_error **error)
{
    CHECK(b != NULL);
    err e = {.code = ERR_OK};
    *out = (weir_batch){.first_seq = 0};
    arena *a = request_arena(&e);
    err_code code = a ? find_batch(out, b, key, a, &e) : E_LIMIT;
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- out ---- */

enum { EXPORT_FORMAT = 1, FLUSH_BYTES = 1 << 16, LINE_BYTES_MAX = 1 << 20 };

static str id_of(void *self, seq_no seq)
{
    thing found;
    CHECK(book_thing(&found, self, seq));
    return found.id;
}

static void put_first_line(buf *out, const weir_book *b)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &b->fold.head.hash);
    buf_text(out, "{\"weir_journal\":1,\"format\":");
    buf_int(out, EXPORT_FORMAT);
    buf_text(out, ",\"entries\":");
    buf_int(out, b->fold.head.seq);
    buf_text(out, ",\"head\":\"");
    buf_text(out, hex);
    buf_char(out, '@');
    buf_int(out, b->fold.head.seq);
    buf_text(out, "\"}\n");
}

static err_code flush(buf *text, weir_sink out, err *e)
{
    err_code code = buf_err(text, e);
    if (!code) code = sink_put(out, buf_view(text), e);
    text->len = 0;
    return code;
}

static err_code export_rows(weir_book *b, weir_sink out, arena *a, err *e)
{
    buf text;
    err_code code = book_ready(b, a, e);
    if (code) return code;
    buf_init(&text, a, FLUSH_BYTES + LINE_BYTES_MAX);
    put_first_line(&text, b);
    for (seq_no seq = FIRST_SEQ; seq <= b->fold.head.seq && !code; seq++) {
        event ev;
        book_entry(&ev, b->fold.facts, seq);
        event_json(&text, &ev, id_of, b->fold.facts);
        if (text.len >= FLUSH_BYTES || text.failed) code = flush(&text, out, e);
    }
    return code ? code : flush(&text, out, e);
}

weir_status weir_export(weir_book *b, weir_sink out, weir_error **error)
{
    CHECK(b != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = export_rows(b, out, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- a copy in one file, read back before anybody relies on it; its seals beside it. The seals are read first: each of
 * them is of entries that the copy, made later, holds too. ---- */
/* The copy may hold more than we folded (others write); up to our head it is the same chain. */
static err_code check_copy(const weir_book *b, weir_book *copy, err *e)
{
    hash there;
    err_code code = journal_hash_at(&there, copy->log, b->fold.head.seq, e);
    if (!code && !hash_equal(&there, &b->fold.head.hash)) {
        err_set(e, E_COPY_DIFFERS);
        err_int(e, "seq", b->fold.head.seq);
        code = E_COPY_DIFFERS;
    }
    return code;
}

/* Nothing when there are none. */
static err_code read_seal_lines(str *out, const weir_book *b, arena *a, err *e)
{
    const char *path = seals_path(b->path, a);
    if (!path) return arena_err(a, e);
    return io_exists(path) ? io_read_file(out, path, SEALS_BYTES_MAX, a, e) : ERR_OK;
}

static err_code put_seals(str seals, const char *copy, arena *a, err *e)
{
    const char *path = seals_path(str_from(copy), a);
    if (!path) return arena_err(a, e);
    return seals.len > 0 ? io_make_file(path, seals, false, e) : ERR_OK;
}

static weir_status copy_whole(weir_book *b, const char *path, arena *a, weir_error **error)
{
    err e = {.code = ERR_OK};
    str seals = STR_NONE;
    weir_book *copy = NULL;
    err_code code = read_seal_lines(&seals, b, a, &e);
    if (!code) code = journal_copy(b->log, path, &e);
    if (code) return report_error(error, &e);
    weir_status status = weir_open(&copy, path, true, error);
    if (status == WEIR_OK) status = weir_verify(copy, NULL, error); /* every hash computed anew */
    if (status == WEIR_OK) code = check_copy(b, copy, &e);
    if (status == WEIR_OK && !code) code = put_seals(seals, path, a, &e);
    if (code) status = report_error(error, &e);
    weir_close(copy);
    if (status != WEIR_OK) remove(path); /* ours: a copy that cannot be read is none */
    return status;
}

weir_status weir_backup(weir_book *b, const char *path, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(path != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    weir_status status = copy_whole(b, path, a, error);
    arena_free(a);
    return status;
}
