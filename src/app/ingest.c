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
    intake_reader *from;
    const ingest_options *o;
    arena *a;
    event *events;
    uint32_t count, room;
    uint32_t rows_guessed; /* for progress */
    int64_t now_us;
    map_str lost; /* what bad rows would have registered: id or name → row number */
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
static err_code lose(writing *w, const command *c, err *e)
{
    const kind_info *k = kind_get(c->ev.kind);
    bool names = k && (k->registers != THING_none || k->kind == KIND_PARTY_ALIAS);
    for (uint32_t i = 0; names && i < c->attr_count; i++) {
        const attr *at = &c->attrs[i];
        uint32_t earlier;
        if (at->is_int || at->text.len == 0 || !gives_name(at->name) || map_str_find(&earlier, &w->lost, at->text))
            continue;
        str name = arena_str(w->a, at->text); /* the row goes, the name stays */
        if (!name.ptr || !map_str_put(&w->lost, name, (uint32_t)c->at.row)) return arena_err(w->a, e);
    }
    return ERR_OK;
}

/* Does the row lack a name only because an earlier bad row did not register it? Then say that. */
static void refine_unknown(writing *w, const command *c)
{
    str word = str_from(w->refusal.arg[0].text);
    for (int slot = 0; slot < REF_SLOTS; slot++) {
        uint32_t row = 0;
        str name = c->name[slot];
        if (name.len == 0 || !str_starts(name, word) || !map_str_find(&row, &w->lost, name)) continue;
        err_set(&w->refusal, E_DEPENDS);
        err_text(&w->refusal, "word", name);
        err_int(&w->refusal, "row", row);
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

static err_code refuse(writing *w, const command *c, err *e)
{
    if (w->refusal.code == E_NAME_UNKNOWN) refine_unknown(w, c);
    say_value(w, c);
    locus_put_file(&w->refusal.at, w->in->file ? w->in->file : "");
    w->refusal.at.row = c->at.row;
    err_code code = intake_refuse(w->in, &w->refusal, e);
    return code ? code : lose(w, c, e);
}

/* ---- one row ---- */
static bool warns(const command *c)
{
    for (uint32_t i = 0; i < c->attr_count; i++)
        if (str_equal(c->attrs[i].name, STR("uscc_warning"))) return true;
    return false;
}

/* In one go for as many as there seem to be: room that grows leaves its older half behind. */
static bool room_for_events(writing *w)
{
    void *items = w->events;
    bool done = arena_grow(w->a, &items, sizeof *w->events, &w->room, w->rows_guessed);
    w->events = items;
    return done;
}

static event *place_for_event(writing *w)
{
    void *items = w->events;
    if (!arena_grow(w->a, &items, sizeof *w->events, &w->room, w->count + 1)) return NULL;
    w->events = items;
    return &w->events[w->count];
}

/* Texts that an event borrows from its row; attrs are written anew by decide, into our memory. */
static bool keep_texts(writing *w, event *ev)
{
    str *const texts[] = {&ev->cite.title, &ev->cite.url, &ev->cite.row, &ev->cite.words, &ev->cite.span};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (texts[i]->len == 0) continue;
        *texts[i] = arena_str(w->a, *texts[i]);
        if (!texts[i]->ptr) return false;
    }
    return true;
}

static err_code decide_row(writing *w, const command *c, err *e)
{
    const head *at = &w->b->fold.head;
    decide_context cx = {.now_us = w->now_us + w->count, .maker = w->o->maker, .head = at->hash, .head_seq = at->seq};
    event *ev = place_for_event(w);
    if (!ev) return arena_err(w->a, e);
    w->refusal.code = ERR_OK;
    w->refusal.at.field[0] = w->refusal.at.value[0] = 0;
    err_code code = book_decide(ev, w->b->fold.facts, c, &cx, w->a, &w->refusal);
    if (code && err_class_of(code) == ERR_REFUSAL) return refuse(w, c, e);
    if (code) {
        if (e) *e = w->refusal;
        return code;
    }
    CHECK(ev->seq == book_applied(w->b->fold.facts) + 1);
    if (!keep_texts(w, ev)) return arena_err(w->a, e);
    ev->batch = at->seq + 1;
    w->b->is_stale = true;
    code = book_apply(w->b->fold.facts, ev, e);
    w->count++;
    w->warnings += warns(c);
    return code;
}

/* ---- a whole journal ---- */
static str attr_of(const command *c, str name)
{
    for (uint32_t i = 0; i < c->attr_count; i++)
        if (str_equal(c->attrs[i].name, name)) return c->attrs[i].text;
    return STR_NONE;
}

/* The first line and the book's first entry must be the same actor. */
static bool same_actor(err *refusal, const weir_book *b, const command *c)
{
    thing first;
    CHECK(book_thing(&first, b->fold.facts, FIRST_SEQ));
    str id = attr_of(c, STR("id")), name = attr_of(c, STR("name"));
    bool same_id = str_equal(id, first.id);
    if (c->ev.kind == KIND_ACTOR_REGISTERED && same_id && str_equal(name, first.name)) return true;
    err_set(refusal, E_ACTOR_UNKNOWN);
    err_text(refusal, "word", same_id ? name : id);
    err_at_field(refusal, same_id ? "name" : "id", same_id ? name : id);
    return false;
}

static bool in_order(err *refusal, const command *c, int64_t expected)
{
    if (c->seq_in_file == expected) return true;
    err_set(refusal, E_SEQ_ORDER);
    err_int(refusal, "expected", expected);
    err_int(refusal, "found", c->seq_in_file);
    err_at_field(refusal, "seq", STR_NONE);
    return false;
}

/* A line of a journal: it must become the entry that it was. The first is in the book already and is only compared. */
static err_code restore_row(writing *w, const command *c, err *e)
{
    int64_t seq = (int64_t)w->in->row_count - 1 + FIRST_SEQ;
    err refusal = {.at = {.row = c->at.row}};
    locus_put_file(&refusal.at, w->in->file ? w->in->file : "");
    bool good = in_order(&refusal, c, seq) && (seq > FIRST_SEQ || same_actor(&refusal, w->b, c));
    if (!good) return intake_refuse(w->in, &refusal, e);
    return seq == FIRST_SEQ ? ERR_OK : decide_row(w, c, e);
}

static err_code take_row(writing *w, const command *c, bool is_bad, err *e)
{
    if (w->o->is_restore)
        return w->in->refusal_total > 0 ? ERR_OK : restore_row(w, c, e); /* what follows builds on it */
    return is_bad ? lose(w, c, e) : decide_row(w, c, e);
}

static err_code decide_rows(writing *w, err *e)
{
    command *c = NULL;
    err_code code = ERR_OK;
    do {
        bool is_bad = false;
        code = intake_next(&c, &is_bad, w->from, e);
        if (!code && c) code = take_row(w, c, is_bad, e);
        uint32_t done = w->in->row_count;
        if (done % ROWS_A_TELL == 1 && done <= w->rows_guessed)
            tell_progress(&w->o->progress, "check", done - 1, w->rows_guessed);
    } while (!code && c);
    return code;
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

err_code ingest(weir_imported *out, weir_book *b, intake *in, intake_reader *r, const ingest_options *o, arena *a,
                err *e)
{
    CHECK(!b->read_only);
    CHECK(!b->is_stale);
    writing w = {.b = b, .in = in, .from = r, .o = o, .a = a, .rows_guessed = intake_guess_rows(in)};
    w.now_us = clock_after(b->fold.last_us);
    map_str_init(&w.lost, a);
    err_code code = expect_new_key(&w, e);
    if (!code && !room_for_events(&w)) code = arena_err(a, e);
    if (!code) code = decide_rows(&w, e);
    if (code || in->refusal_total > 0) return code;
    weir_imported done = {.rows = w.count, .warnings = w.warnings};
    if (!o->dry_run && w.count > 0) code = append_rows(&done, &w, e);
    if (!code) *out = done;
    return code;
}
