/* open: making a book, opening one, folding its journal; and a new book of invented data, from a seed.
 *
 * A new book is a new journal and its first entry, actor.registered, which is its own maker; it goes the way of every
 * entry (ingest). When that fails no file stays behind. The source of invented data (src/synth) gives commands; they go the
 * same way, in batches.
 * Invariants of invented data: the book says that it is synthetic before it says anything else; rows and their order depend
 * on the options only, never on the size of a batch; when anything fails, no file stays behind. */
#include "app/app_int.h"

#include "synth/synth.h"
#include "weir_version.h"

#include <stdio.h>
#include <string.h>

const char *weir_version(void)
{
    return WEIR_VERSION;
}

arena *request_arena(err *e)
{
    arena *a = arena_new("REQUEST_BYTES_MAX", REQUEST_BYTES_MAX);
    if (a) return a;
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("REQUEST_BYTES_MAX"));
    err_int(e, "bytes", (int64_t)REQUEST_BYTES_MAX);
    return NULL;
}

err_code sink_put(weir_sink out, str bytes, err *e)
{
    CHECK(out.put != NULL);
    if (bytes.len == 0 || out.put(out.self, bytes.ptr, bytes.len)) return ERR_OK;
    err_set(e, E_FILE_WRITE);
    err_text(e, "path", STR("-"));
    err_text(e, "reason", STR("the output takes no more bytes"));
    return E_FILE_WRITE;
}

/* ---- opening ---- */
/* A hasher wants to stand at a multiple of its alignment; NULL without memory. */
static hasher *new_hasher(arena *a)
{
    unsigned char *room = arena_get(a, sizeof(hasher) + _Alignof(hasher));
    if (!room) return NULL;
    size_t over = (uintptr_t)room % _Alignof(hasher);
    return (hasher *)(void *)(room + (over ? _Alignof(hasher) - over : 0));
}

static err_code new_handle(weir_book **out, err *e)
{
    arena *memory = arena_new("handle", (size_t)64 << 10);
    weir_book *b = memory ? arena_get(memory, sizeof *b) : NULL;
    if (b) b->facts_hash = new_hasher(memory);
    if (!b || !b->facts_hash) {
        arena_free(memory);
        err_set(e, E_LIMIT);
        err_text(e, "limit", STR("handle"));
        err_int(e, "bytes", 64 << 10);
        return E_LIMIT;
    }
    b->memory = memory;
    b->fold.last_us = INT64_MIN;
    *out = b;
    return ERR_OK;
}

void weir_close(weir_book *b)
{
    if (!b) return;
    journal_close(b->log);
    book_free(b->fold.facts);
    arena_free(b->memory);
}

static err_code open_log(weir_book *b, const char *path, bool read_only, err *e)
{
    b->read_only = read_only;
    b->path = arena_str(b->memory, str_from(path)); /* where the snapshot goes, of a book being made too */
    if (!b->path.ptr) return arena_err(b->memory, e);
    return journal_open(&b->log, path, read_only, e);
}

static err_code open_book(weir_book *b, const char *path, bool read_only, err *e)
{
    err_code code = open_log(b, path, read_only, e);
    if (code) return code;
    arena *scratch = request_arena(e);
    if (!scratch) return E_LIMIT;
    code = fold_open(&b->fold, b, scratch, e);
    arena_free(scratch);
    return code;
}

weir_status weir_open(weir_book **out, const char *path, bool read_only, weir_error **error)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    err e = {.code = ERR_OK};
    weir_book *b = NULL;
    err_code code = new_handle(&b, &e);
    if (!code) code = open_book(b, path, read_only, &e);
    if (code) {
        locus_put_file(&e.at, path);
        weir_close(b);
        return report_error(error, &e);
    }
    *out = b;
    return WEIR_OK;
}

weir_status weir_refresh(weir_book *b, weir_error **error)
{
    CHECK(b != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = book_catch_up(b, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

void weir_head_chain(weir_head *out, const weir_book *b)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    *out = (weir_head){.synthetic = book_is_synthetic(b->fold.facts, b->fold.head.seq), .seq = b->fold.head.seq};
    hash_print(out->hash, &b->fold.head.hash);
}

void weir_head_get(weir_head *out, weir_book *b)
{
    hash of_facts;
    weir_head_chain(out, b);
    fold_facts(&of_facts, b);
    hash_print(out->book_hash, &of_facts);
}

/* ---- batches by key, for who has no need of the fold ---- */

struct batches {
    arena *memory;
    journal *log;
};

err_code batches_open(batches **out, const char *book_path, err *e)
{
    arena *memory = arena_new("handle", (size_t)64 << 10);
    batches *b = memory ? arena_get(memory, sizeof *b) : NULL;
    if (!b) {
        arena_free(memory);
        err_set(e, E_LIMIT);
        err_text(e, "limit", STR("handle"));
        err_int(e, "bytes", 64 << 10);
        return E_LIMIT;
    }
    b->memory = memory;
    err_code code = journal_open(&b->log, book_path, true, e);
    if (code)
        arena_free(memory);
    else
        *out = b;
    return code;
}

void batches_close(batches *b)
{
    if (!b) return;
    journal_close(b->log);
    arena_free(b->memory);
}

bool batches_changed(batches *b)
{
    return journal_changed(b->log);
}

/* The one row of a reading; what is wanted of it, kept beyond the visit. */
typedef struct row_read {
    int64_t recorded_us;
    seq_no approver;
    char id[65];
    arena *a;
} row_read;

static err_code read_row(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)row_hash;
    (void)e;
    row_read *row = self;
    str id = attrs_text(ev->attrs, STR("id"), row->a);
    row->recorded_us = ev->recorded_us;
    row->approver = ev->approver;
    snprintf(row->id, sizeof row->id, "%.*s", (int)id.len, id.len ? id.ptr : "");
    return ERR_OK;
}

static err_code read_batch(batch_found *out, journal *log, seq_no first, arena *a, err *e)
{
    row_read row = {.a = a}, actor = {.a = a};
    err_code code = journal_read(log, first - 1, first, JOURNAL_CHECK_LINKS, read_row, &row, a, e);
    seq_no by = row.approver;
    if (!code && by) code = journal_read(log, by - 1, by, JOURNAL_CHECK_LINKS, read_row, &actor, a, e);
    out->recorded_us = row.recorded_us;
    memcpy(out->approver, actor.id, sizeof out->approver);
    return code;
}

err_code batches_find(batch_found *out, batches *b, const char *key, err *e)
{
    bool found = false;
    seq_no first = 0, last = 0;
    *out = (batch_found){.first_seq = 0};
    err_code code = journal_find_batch(&found, &first, &last, b->log, str_from(key), e);
    if (code || !found) return code;
    out->first_seq = first;
    out->last_seq = last;
    arena *a = request_arena(e);
    if (!a) return E_LIMIT;
    code = read_batch(out, b->log, first, a, e);
    arena_free(a);
    return code;
}

/* ---- making ---- */
static err_code register_first(weir_book *b, const char *id, const char *name, weir_error **error, weir_status *status,
                               err *e)
{
    arena *a = request_arena(e);
    if (!a) return E_LIMIT;
    buf line;
    buf_init(&line, a, REQUEST_BYTES_MAX);
    buf_text(&line, "{\"kind\":\"actor.registered\",\"id\":");
    buf_json(&line, str_from(id));
    buf_text(&line, ",\"name\":");
    buf_json(&line, str_from(name));
    buf_char(&line, '}');
    err_code code = buf_err(&line, e);
    if (!code) code = book_new(&b->fold.facts, e);
    weir_imported done = {.rows = 0};
    posting p = {.line = buf_view(&line), .key = STR("init"), .title = STR("init")};
    if (!code) *status = post_line(&done, b, &p, a, error);
    arena_free(a);
    return code;
}

static weir_status fill_new(weir_book *b, const char *path, const char *id, const char *name, weir_error **error)
{
    err e = {.code = ERR_OK};
    weir_status status = WEIR_OK;
    err_code code = open_log(b, path, false, &e);
    if (!code) code = register_first(b, id, name, error, &status, &e);
    return code ? report_error(error, &e) : status;
}

weir_status weir_init(const char *path, const char *maker_id, const char *maker_name, weir_error **error)
{
    CHECK(path != NULL);
    CHECK(maker_id != NULL);
    CHECK(maker_name != NULL);
    err e = {.code = ERR_OK};
    weir_book *b = NULL;
    err_code code = new_handle(&b, &e);
    if (!code) code = journal_create(path, &e);
    if (code) {
        weir_close(b);
        return report_error(error, &e);
    }
    weir_status status = fill_new(b, path, maker_id, maker_name, error);
    weir_close(b);
    if (status != WEIR_OK) remove(path); /* ours since journal_create: half a book is none */
    return status;
}

/* ---- invented data ---- */

enum { BATCH_ROWS = 50000, ID_BYTES = 32, ROWS_A_CLEAR = 64 };
static const char default_from[] = "2015-01-01", default_to[] = "2025-12-31", earliest[] = "2000-01-01";

typedef struct generating {
    weir_book *b;
    const weir_generate_options *asked;
    synth_options o;
    synth *source;
    arena *world, *memory, *a; /* of all, of one batch, of some rows */
    command row;
    uint64_t done;
    uint32_t taken; /* rows of this batch */
} generating;

/* ---- what was asked for ---- */
static err_code refuse_value(const char *option, str value, const char *allowed, err *e)
{
    err_set(e, E_OPTION_VALUE);
    err_text(e, "word", str_from(option));
    err_text(e, "value", value);
    err_text(e, "allowed", str_from(allowed));
    return E_OPTION_VALUE;
}

static err_code check_number(uint64_t value, uint64_t least, uint64_t most, const char *option, err *e)
{
    if (value >= least && value <= most) return ERR_OK;
    err_set(e, E_OPTION_VALUE);
    err_text(e, "word", str_from(option));
    err_int(e, "value", value > INT64_MAX ? INT64_MAX : (int64_t)value);
    char allowed[48];
    snprintf(allowed, sizeof allowed, "%llu … %llu", (unsigned long long)least, (unsigned long long)most);
    err_text(e, "allowed", str_from(allowed));
    return E_OPTION_VALUE;
}

static err_code read_day(day *out, const char *text, const char *otherwise, const char *option, err *e)
{
    date d;
    str given = str_from(text && *text ? text : otherwise);
    if (date_parse(&d, given, NULL) || d.precision != PRECISION_DAY)
        return refuse_value(option, given, "YYYY-MM-DD", e);
    *out = d.first;
    return ERR_OK;
}

/* What happened lies between a plausible first day and today. */
static err_code check_days(const synth_options *o, const weir_generate_options *wanted, err *e)
{
    date first;
    CHECK(date_parse(&first, str_from(earliest), NULL) == ERR_OK);
    day today = (day)(clock_after(INT64_MIN) / (INT64_C(86400) * 1000000));
    const char *from = wanted->from ? wanted->from : default_from, *to = wanted->to ? wanted->to : default_to;
    if (o->from < first.first) return refuse_value("--from", str_from(from), ">= 2000-01-01", e);
    if (o->to > today) return refuse_value("--to", str_from(to), "<= today", e);
    if (o->to - o->from < SYNTH_DAYS_MIN) return refuse_value("--to", str_from(to), ">= --from + 730 days", e);
    return ERR_OK;
}

static err_code read_options(synth_options *out, const weir_generate_options *wanted, err *e)
{
    *out = (synth_options){.seed = wanted->seed, .first = FIRST_SEQ + 1};
    err_code code = check_number(wanted->events, SYNTH_ENTRIES_MIN, SYNTH_ENTRIES_MAX, "--events", e);
    if (!code) code = check_number(wanted->funds, 0, SYNTH_FUNDS_MAX, "--funds", e);
    if (!code) code = read_day(&out->from, wanted->from, default_from, "--from", e);
    if (!code) code = read_day(&out->to, wanted->to, default_to, "--to", e);
    if (code) return code;
    out->entries = (uint32_t)wanted->events;
    out->funds = (uint32_t)wanted->funds;
    return check_days(out, wanted, e);
}

/* ---- batches ---- */
static uint32_t batch_rows(const generating *g)
{
    return g->asked->batch_rows ? g->asked->batch_rows : BATCH_ROWS;
}

/* Commands as the write path takes them: until the batch is full, or a close must begin the next one. */
static err_code next_command(void *self, command **out, bool *is_bad, err *e)
{
    generating *g = self;
    bool more = true, closes = false;
    *out = NULL;
    *is_bad = false;
    if (g->taken == batch_rows(g)) return ERR_OK;
    err_code code = synth_closes_next(&closes, g->source, e);
    if (code || (closes && g->taken > 0)) return code;
    if (g->taken % ROWS_A_CLEAR == 0) arena_clear(g->a);
    g->row = (command){.attr_count = 0};
    code = synth_next(&g->row, &more, g->source, g->a, e);
    if (code || !more) return code;
    g->taken++;
    g->row.at.row = g->done + g->taken;
    *out = &g->row;
    return ERR_OK;
}

/* None of its rows may be refused: one that is, is an error here. */
static err_code write_batch(bool *more, generating *g, err *e)
{
    char key[ID_BYTES];
    weir_imported written = {.rows = 0};
    g->taken = 0;
    snprintf(key, sizeof key, "generate-%llu", (unsigned long long)g->done);
    ingest_options o = {.key = str_from(key), .title = STR("generate")};
    row_source rows = {.from = {next_command, g}, .rows_guessed = batch_rows(g)};
    err_code code = ingest(&written, g->b, &rows, &o, g->memory, e);
    g->done += written.rows;
    *more = !code && written.rows > 0;
    arena_clear(g->memory);
    tell_progress(&g->asked->progress, "generate", g->done + FIRST_SEQ, g->o.entries);
    return code;
}

static weir_status write_all(generating *g, weir_error **error)
{
    err e = {.code = ERR_OK};
    bool more = true;
    err_code code = ERR_OK;
    while (more && !code) code = write_batch(&more, g, &e);
    if (code) return report_error(error, &e);
    CHECK(g->done + FIRST_SEQ == g->o.entries);
    return WEIR_OK;
}

/* ---- one call ---- */
static err_code take_memory(generating *g, err *e)
{
    g->world = request_arena(e);
    g->a = g->world ? arena_new("BATCH_BYTES_MAX", BATCH_BYTES_MAX) : NULL;
    g->memory = g->a ? arena_new("BATCH_BYTES_MAX", BATCH_BYTES_MAX) : NULL;
    if (g->memory) return ERR_OK;
    if (!g->world) return E_LIMIT;
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("BATCH_BYTES_MAX"));
    err_int(e, "bytes", (int64_t)BATCH_BYTES_MAX);
    return E_LIMIT;
}

static weir_status write_new(generating *g, const char *path, weir_error **error)
{
    weir_status status = weir_init(path, "generator", "合成数据生成器", error);
    if (status != WEIR_OK) return status;
    status = weir_open(&g->b, path, false, error);
    if (status == WEIR_OK) status = write_all(g, error);
    weir_close(g->b);
    if (status != WEIR_OK) remove(path); /* ours since weir_init: half a book is none */
    return status;
}

weir_status weir_generate(const char *path, const weir_generate_options *options, weir_error **error)
{
    CHECK(path != NULL);
    CHECK(options != NULL);
    err e = {.code = ERR_OK};
    generating g = {.asked = options};
    err_code code = read_options(&g.o, options, &e);
    if (!code) code = take_memory(&g, &e);
    if (!code) code = synth_open(&g.source, &g.o, g.world, &e);
    weir_status status = code ? report_error(error, &e) : write_new(&g, path, error);
    arena_free(g.a);
    arena_free(g.memory);
    arena_free(g.world);
    return status;
}

weir_status weir_control_get(weir_control *out, weir_book *b, weir_error **error)
{
    err e = {.code = ERR_OK};
    book_control c = {.four_eyes = false};
    arena *a = request_arena(&e);
    err_code code = a ? book_catch_up(b, a, &e) : E_LIMIT; /* another program may have lowered the limit */
    if (!code) book_control_get(&c, b->fold.facts);
    arena_free(a);
    *out = (weir_control){.four_eyes = c.four_eyes, .has_limit = c.has_limit, .limit_minor = c.limit_minor};
    return code ? report_error(error, &e) : WEIR_OK;
}
