/* ingest: the write path, whole, on one page.
 *
 *   for each command  { decide → refusal, or event → apply to the writer's book }
 *   no refusal        append the batch at the head that was decided against, in one transaction; publish
 *   anything else     nothing is stored, and the fold, which by now holds rows that no journal has, is stale
 *
 * Refusals are collected, so that a file is mended in one go. A row that uses a name which an earlier bad row should have
 * registered is told so (E_DEPENDS) instead of being sent to look for it.
 * Invariants: recorded_us rises by one a row; events[i] becomes entry head.seq + 1 + i; a batch with a refusal is not
 * appended. */
#include "app/app_int.h"

#include <string.h>

enum { ROWS_A_TELL = 4096 };

typedef struct writing {
    weir_book *b;
    intake *in;
    const ingest_options *o;
    arena *a;
    event *events;
    uint32_t count;
    int64_t now_us;
    map_str lost;       /* what bad rows would have registered: id or name → 1 + index of the command */
    bool lost_is_known; /* the map is made at the first refusal */
    uint64_t warnings;
    err refusal; /* scratch: an err is too large to be made anew for each row */
} writing;

void tell_progress(const weir_progress *p, const char *stage, uint64_t done, uint64_t total)
{
    if (p->tell) p->tell(p->self, stage, done, total);
}

/* ---- what bad rows would have registered ---- */
static bool gives_name(str attr_name)
{
    static const str naming[] = {{"id", 2}, {"name", 4}, {"name_en", 7}, {"title", 5}, {"alias", 5}};
    for (size_t i = 0; i < COUNT_OF(naming); i++)
        if (str_equal(attr_name, naming[i])) return true;
    return false;
}

/* The earlier of two rows that would register one name keeps it. */
static err_code lose(writing *w, uint32_t index, err *e)
{
    const command *c = &w->in->command[index];
    const kind_info *k = kind_get(c->ev.kind);
    bool names = k && (k->registers != THING_none || k->kind == KIND_PARTY_ALIAS);
    for (uint32_t i = 0; names && i < c->attr_count; i++) {
        const attr *at = &c->attrs[i];
        uint32_t earlier;
        if (at->is_int || at->text.len == 0 || !gives_name(at->name) || map_str_find(&earlier, &w->lost, at->text))
            continue;
        if (!map_str_put(&w->lost, at->text, index + 1)) return arena_err(w->a, e);
    }
    return ERR_OK;
}

static err_code know_lost(writing *w, err *e)
{
    err_code code = ERR_OK;
    w->lost_is_known = true;
    map_str_init(&w->lost, w->a);
    for (uint32_t i = 0; i < w->in->count && !code; i++)
        if (w->in->bad[i]) code = lose(w, i, e);
    return code;
}

/* Does the row lack a name only because an earlier bad row did not register it? Then say that. */
static void refine_unknown(writing *w, uint32_t index)
{
    const command *c = &w->in->command[index];
    str word = str_from(w->refusal.arg[0].text);
    for (int slot = 0; slot < REF_SLOTS; slot++) {
        uint32_t by = 0;
        str name = c->name[slot];
        if (name.len == 0 || !str_starts(name, word) || !map_str_find(&by, &w->lost, name) || by - 1 >= index) continue;
        err_set(&w->refusal, E_DEPENDS);
        err_text(&w->refusal, "word", name);
        err_int(&w->refusal, "row", (int64_t)w->in->command[by - 1].at.row);
        return;
    }
}

/* A rule names the field; what stood in it is put beside it for the reader. */
static void say_value(writing *w, const command *c)
{
    locus *at = &w->refusal.at;
    const field_info *f = at->field[0] && !at->value[0] ? field_find(kind_get(c->ev.kind), str_from(at->field)) : NULL;
    buf text;
    if (!f) return;
    buf_init(&text, w->a, TEXT_BYTES_MAX);
    value_print(&text, c, f);
    if (!text.failed) err_at_field(&w->refusal, f->name, buf_view(&text));
}

static err_code refuse(writing *w, uint32_t index, err *e)
{
    const command *c = &w->in->command[index];
    err_code code = w->lost_is_known ? ERR_OK : know_lost(w, e);
    if (code) return code;
    if (w->refusal.code == E_NAME_UNKNOWN) refine_unknown(w, index);
    say_value(w, c);
    locus_put_file(&w->refusal.at, w->in->file ? w->in->file : "");
    w->refusal.at.row = c->at.row;
    code = intake_refuse(w->in, index, &w->refusal, w->a, e);
    return code ? code : lose(w, index, e);
}

/* ---- one row ---- */
static bool warns(const command *c)
{
    for (uint32_t i = 0; i < c->attr_count; i++)
        if (str_equal(c->attrs[i].name, STR("uscc_warning"))) return true;
    return false;
}

static err_code decide_row(writing *w, uint32_t index, err *e)
{
    const command *c = &w->in->command[index];
    const head *at = &w->b->fold.head;
    decide_context cx = {.now_us = w->now_us + w->count, .maker = w->o->maker, .head = at->hash, .head_seq = at->seq};
    event *ev = &w->events[w->count];
    w->refusal.code = ERR_OK;
    w->refusal.at.field[0] = w->refusal.at.value[0] = 0;
    err_code code = book_decide(ev, w->b->fold.facts, c, &cx, w->a, &w->refusal);
    if (code && err_class_of(code) == ERR_REFUSAL) return refuse(w, index, e);
    if (code) {
        if (e) *e = w->refusal;
        return code;
    }
    CHECK(ev->seq == book_applied(w->b->fold.facts) + 1);
    ev->batch = at->seq + 1;
    w->b->is_stale = true;
    code = book_apply(w->b->fold.facts, ev, e);
    w->count++;
    w->warnings += warns(c);
    return code;
}

static err_code decide_rows(writing *w, err *e)
{
    intake *in = w->in;
    w->events = arena_get(w->a, sizeof(event) * (in->count ? in->count : 1));
    if (!w->events) return arena_err(w->a, e);
    for (uint32_t i = 0; i < in->count; i++) {
        bool skipped = in->bad[i] || (w->o->is_restore && in->command[i].seq_in_file == FIRST_SEQ);
        err_code code = skipped ? ERR_OK : decide_row(w, i, e);
        if (code) return code;
        if (w->o->is_restore && in->refusal_total > 0) return ERR_OK; /* what follows builds on it */
        if (i % ROWS_A_TELL == 0) tell_progress(&w->o->progress, "check", i, in->count);
    }
    return ERR_OK;
}

/* ---- all rows ---- */
static err_code expect_new_key(const writing *w, err *e)
{
    bool used = false;
    seq_no first = 0, last = 0;
    err_code code = journal_find_batch(&used, &first, &last, w->b->log, w->o->key, e);
    if (code || !used) return code;
    err_set(e, E_DUPLICATE_BATCH);
    err_text(e, "key", w->o->key);
    err_int(e, "first", first);
    err_int(e, "last", last);
    return E_DUPLICATE_BATCH;
}

static err_code append_rows(weir_imported *out, writing *w, err *e)
{
    fold *f = &w->b->fold;
    head now = {.seq = 0};
    batch rows = {.key = w->o->key, .title = w->o->title, .events = w->events, .count = w->count};
    tell_progress(&w->o->progress, "write", 0, w->count);
    err_code code = journal_append(&now, w->b->log, &f->head, &rows, w->a, e);
    if (code) return code;
    CHECK(now.seq == f->head.seq + w->count);
    CHECK(now.seq == book_applied(f->facts));
    out->first_seq = f->head.seq + 1;
    out->last_seq = now.seq;
    f->head = now;
    f->last_us = w->events[w->count - 1].recorded_us;
    book_publish(f->facts);
    w->b->is_stale = false;
    tell_progress(&w->o->progress, "write", w->count, w->count);
    return ERR_OK;
}

err_code ingest(weir_imported *out, weir_book *b, intake *in, const ingest_options *o, arena *a, err *e)
{
    CHECK(!b->read_only);
    CHECK(!b->is_stale);
    writing w = {.b = b, .in = in, .o = o, .a = a};
    w.now_us = clock_after(b->fold.last_us);
    err_code code = expect_new_key(&w, e);
    if (!code) code = decide_rows(&w, e);
    if (code || in->refusal_total > 0) return code;
    weir_imported done = {.rows = w.count, .warnings = w.warnings};
    if (!o->dry_run && w.count > 0) code = append_rows(&done, &w, e);
    if (!code) *out = done;
    return code;
}
