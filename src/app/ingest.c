/* ingest: the write path, whole, on one page.
 *
 *   catch up with what other programs stored
 *   for each command  { decide → refusal, or event → apply to the writer's book }
 *   no refusal        append the batch at the head that was decided against, in one transaction; publish
 *   anything else     nothing is stored, and the fold, which by now holds rows that no journal has, is stale
 *
 * A short batch holds the write lock from the beginning, so that nothing can come between. A long one, and one that
 * somebody wants to look at before it is stored, is decided without it; when the head has moved meanwhile, the whole batch is decided again from its own bytes, under the lock. The rows to
 * be stored are read from the book: nothing is kept twice.
 * Refusals are collected, so that a file is mended in one go. A row that uses a name which an earlier bad row should have
 * registered is told so (E_DEPENDS) instead of being sent to look for it.
 * Invariants: recorded_us rises by one a row; row i becomes entry head.seq + 1 + i; a batch with a refusal is not
 * appended; the lock is given back on every way out. */
#include "app/app_int.h"

#include <string.h>

enum { CURRENCIES_END = 1000 /* below stand the currencies of units.def */ };
enum { ROWS_A_TELL = 4096, ROWS_A_CLEAR = 64, ROW_BYTES_MAX = 4 << 20 };

typedef struct writing {
    weir_book *b;
    const row_source *rows;
    const ingest_options *o;
    arena *a, *row; /* row: what one decision needs; emptied now and then */
    str key;
    seq_no maker, approver;
    const scope *within;  /* of rows, NULL = any */
    uint32_t count, seen; /* decided; taken from the source */
    int64_t now_us;
    map_str lost; /* what bad rows would have registered: id or name → row number */
    uint64_t warnings;
    int64_t largest_minor;
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

/* Who makes rows himself makes none that can be refused: of a generator it is an error. */
static err_code refuse(writing *w, const command *c, err *e)
{
    if (!w->rows->in) {
        if (e) *e = w->refusal;
        return w->refusal.code;
    }
    if (w->refusal.code == E_NAME_UNKNOWN) refine_unknown(w, c);
    say_value(w, c);
    locus_put_file(&w->refusal.at, w->rows->in->file ? w->rows->in->file : "");
    w->refusal.at.row = c->at.row;
    err_code code = intake_refuse(w->rows->in, &w->refusal, e);
    return code ? code : lose(w, c, e);
}

/* ---- one row ---- */
static bool warns(const command *c)
{
    for (uint32_t i = 0; i < c->attr_count; i++)
        if (str_equal(c->attrs[i].name, STR("uscc_warning"))) return true;
    return false;
}

/* What the row weighs, see weir_imported: how many must approve hangs on it. What cannot be compared with a limit is above
 * it, and so is what would do away with the limit. */
static int64_t weight_of(const event *ev)
{
    const amount *x = &ev->amount;
    bool is_money = x->q != QUALIFIER_NONE && x->unit < CURRENCIES_END;
    if (ev->kind == KIND_CONTROL_SET || (is_money && x->unit != UNIT_CNY)) return INT64_MAX;
    int64_t most = !is_money ? 0 : x->hi_minor > x->minor ? x->hi_minor : x->minor;
    if (most >= 0) return most;
    return most == INT64_MIN ? INT64_MAX : -most;
}

static void note_largest(writing *w, const event *ev)
{
    event old;
    if (ev->kind == KIND_ENTRY_REVERSED) book_entry(&old, w->b->fold.facts, ev->ref);
    int64_t weight = weight_of(ev->kind == KIND_ENTRY_REVERSED ? &old : ev);
    if (weight > w->largest_minor) w->largest_minor = weight;
}

static err_code decide_row(writing *w, const command *c, err *e)
{
    const head *at = &w->b->fold.head;
    decide_context cx = {.now_us = w->now_us + w->count,
                         .maker = w->maker,
                         .approver = w->approver,
                         .awaits = w->o->dry_run,
                         .head = at->hash,
                         .head_seq = at->seq};
    event ev;
    w->refusal.code = ERR_OK;
    w->refusal.at.field[0] = w->refusal.at.value[0] = 0;
    if (w->seen % ROWS_A_CLEAR == 0) arena_clear(w->row);
    if (w->within && scope_admit(w->within, w->b, c, &w->refusal)) return refuse(w, c, e);
    err_code code = book_decide(&ev, w->b->fold.facts, c, &cx, w->row, &w->refusal);
    if (code && err_class_of(code) == ERR_REFUSAL) return refuse(w, c, e);
    if (code) {
        if (e) *e = w->refusal;
        return code;
    }
    CHECK(ev.seq == book_applied(w->b->fold.facts) + 1);
    ev.batch = at->seq + 1;
    w->b->is_stale = true;
    code = book_apply_decided(w->b->fold.facts, &ev, e); /* keeps its texts */
    w->count++;
    w->warnings += warns(c);
    note_largest(w, &ev);
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
    int64_t seq = (int64_t)w->seen - 1 + FIRST_SEQ;
    err refusal = {.at = {.row = c->at.row}};
    locus_put_file(&refusal.at, w->rows->in->file ? w->rows->in->file : "");
    bool good = in_order(&refusal, c, seq) && (seq > FIRST_SEQ || same_actor(&refusal, w->b, c));
    if (!good) return intake_refuse(w->rows->in, &refusal, e);
    return seq == FIRST_SEQ ? ERR_OK : decide_row(w, c, e);
}

static uint64_t refused(const writing *w)
{
    return w->rows->in ? w->rows->in->refusal_total : 0;
}

static err_code take_row(writing *w, const command *c, bool is_bad, err *e)
{
    if (w->o->is_restore) return refused(w) > 0 ? ERR_OK : restore_row(w, c, e); /* what follows builds on it */
    return is_bad ? lose(w, c, e) : decide_row(w, c, e);
}

/* To the caller; and, under the lock, to those who wait for it. */
static void tell(writing *w, uint32_t done)
{
    uint32_t total = w->rows->rows_guessed;
    if (done > total) return;
    tell_progress(&w->o->progress, "check", done, total);
    if (!journal_locked(w->b->log) || total < JOURNAL_LONG_ROWS) return;
    thing maker = {.seq = 0};
    if (w->maker) CHECK(book_thing(&maker, w->b->fold.facts, w->maker));
    journal_work work = {.title = w->o->title, .maker = maker.name, .done = done, .total = total};
    journal_tell(w->b->log, &work);
}

static err_code decide_rows(writing *w, err *e)
{
    command *c = NULL;
    err_code code = ERR_OK;
    do {
        bool is_bad = false;
        if (w->seen % ROWS_A_TELL == 0) tell(w, w->seen);
        code = w->rows->from.next(w->rows->from.self, &c, &is_bad, e);
        w->seen++;
        if (!code && c) code = take_row(w, c, is_bad, e);
    } while (!code && c);
    return code;
}

/* ---- what must stand before the first row ---- */
static err_code expect_new_key(const writing *w, err *e)
{
    bool used = false;
    seq_no first = 0, last = 0;
    err_code code = journal_find_batch(&used, &first, &last, w->b->log, w->key, e);
    if (code || !used) return code;
    err_set(e, E_DUPLICATE_BATCH);
    err_text(e, "key", w->key);
    err_int(e, "first", first);
    err_int(e, "last", last);
    return E_DUPLICATE_BATCH;
}

/* A whole journal goes into a book that has its first entry and no more. */
static err_code expect_new_book(const writing *w, err *e)
{
    seq_no length = w->b->fold.head.seq;
    if (!w->o->is_restore || length == FIRST_SEQ) return ERR_OK;
    err_set(e, E_RESTORE_NOT_NEW);
    err_int(e, "count", length);
    return E_RESTORE_NOT_NEW;
}

static err_code find_actor(seq_no *out, const weir_book *b, const char *field, str id, err *e)
{
    thing found;
    *out = 0;
    if (b->fold.head.seq == 0) return ERR_OK; /* the first entry of all is its own */
    seq_no seq = id.len ? book_find_id(b->fold.facts, id) : FIRST_SEQ;
    if (seq && book_thing(&found, b->fold.facts, seq) && found.is == THING_actor) {
        *out = seq;
        return ERR_OK;
    }
    err_set(e, E_ACTOR_UNKNOWN);
    err_at_field(e, field, id);
    err_text(e, "word", id);
    return E_ACTOR_UNKNOWN;
}

/* An idempotency key that no other batch of this book has: named after the head that the batch follows. */
static err_code find_key(writing *w, err *e)
{
    char hex[HASH_BYTES * 2 + 1];
    buf key;
    w->key = w->o->key;
    if (w->key.len > 0) return ERR_OK;
    hash_print(hex, &w->b->fold.head.hash);
    buf_init(&key, w->a, 128);
    buf_text(&key, "after ");
    buf_text(&key, hex);
    w->key = buf_view(&key);
    return buf_err(&key, e);
}

/* Whose rows these may be, as of the last entry. */
static err_code find_scope(writing *w, err *e)
{
    asked q;
    const weir_show_options now = {.lang = WEIR_EN};
    w->within = NULL;
    if (w->o->scope.len == 0) return ERR_OK;
    err_code code = basis_read(&q, w->b, &now, e);
    if (!code) code = scope_read(&q, w->b, w->o->scope.ptr, w->a, e);
    w->within = q.within;
    return code;
}

static err_code prepare(writing *w, err *e)
{
    err_code code = book_catch_up(w->b, w->a, e);
    if (!code) code = expect_new_book(w, e);
    if (!code) code = find_actor(&w->maker, w->b, "maker", w->o->maker, e);
    w->approver = 0;
    if (!code && w->o->approver.len) code = find_actor(&w->approver, w->b, "approver", w->o->approver, e);
    if (!code) code = find_scope(w, e);
    if (!code) code = find_key(w, e);
    /* a key named after the head is new while the head stands */
    if (!code && w->o->key.len > 0) code = expect_new_key(w, e);
    w->now_us = clock_after(w->b->fold.last_us);
    w->count = w->seen = 0;
    w->warnings = 0;
    w->largest_minor = 0;
    map_str_init(&w->lost, w->a);
    return code;
}

/* ---- all rows ---- */
static err_code next_row(void *self, event *out, uint32_t index, err *e)
{
    const fold *f = self;
    (void)e;
    book_entry(out, f->facts, f->head.seq + 1 + index);
    return ERR_OK;
}

static void tell_stored(void *self, uint32_t done, uint32_t total)
{
    const writing *w = self;
    tell_progress(&w->o->progress, "write", done, total);
}

static err_code append_rows(weir_imported *out, writing *w, err *e)
{
    fold *f = &w->b->fold;
    head now = {.seq = 0};
    thing maker = {.seq = 0};
    if (w->maker) CHECK(book_thing(&maker, f->facts, w->maker));
    batch rows = {.key = w->key,
                  .title = w->o->title,
                  .count = w->count,
                  .next = next_row,
                  .next_self = f,
                  .maker = maker.name,
                  .progress = tell_stored,
                  .progress_self = w};
    tell_stored(w, 0, w->count);
    err_code code = journal_append(&now, w->b->log, &f->head, &rows, w->a, e);
    if (code) return code;
    CHECK(now.seq == f->head.seq + w->count);
    CHECK(now.seq == book_applied(f->facts));
    *out = (weir_imported){.rows = w->count,
                           .first_seq = f->head.seq + 1,
                           .last_seq = now.seq,
                           .warnings = w->warnings,
                           .largest_minor = w->largest_minor};
    f->head = now;
    f->last_us = book_recorded_us(f->facts, now.seq);
    book_publish(f->facts);
    w->b->is_stale = false;
    fold_keep(w->b, w->a);
    return ERR_OK;
}

/* Readers of this process see the rows for as long as they are asked about; afterwards the fold is made anew. */
static err_code show_tried(writing *w, err *e)
{
    fold *f = &w->b->fold;
    const ingest_look *to = w->o->look;
    if (to == NULL || w->count == 0) return ERR_OK;
    CHECK(w->b->is_stale);
    book_publish(f->facts);
    return to->look(to->self, f->head.seq, book_applied(f->facts), e);
}

static err_code decide_and_append(weir_imported *out, writing *w, err *e)
{
    err_code code = prepare(w, e);
    if (!code) code = decide_rows(w, e);
    if (!code && refused(w) == 0) code = show_tried(w, e);
    if (code || refused(w) > 0) return code;
    *out = (weir_imported){.rows = w->count, .warnings = w->warnings, .largest_minor = w->largest_minor};
    return w->o->dry_run || w->count == 0 ? ERR_OK : append_rows(out, w, e);
}

static err_code ingest_locked(weir_imported *out, writing *w, err *e)
{
    err_code code = journal_lock(w->b->log, e);
    if (code) return code;
    code = decide_and_append(out, w, e);
    journal_unlock(w->b->log); /* nothing when the append has ended it */
    return code;
}

err_code ingest(weir_imported *out, weir_book *b, const row_source *rows, const ingest_options *o, arena *a, err *e)
{
    CHECK(!b->read_only || o->dry_run);
    CHECK(rows->from.next != NULL);
    weir_imported done = {.rows = 0};
    writing w = {.b = b, .rows = rows, .o = o, .a = a, .row = arena_new("row", ROW_BYTES_MAX)};
    if (!w.row) return arena_err(a, e);
    bool is_long = o->dry_run || o->look != NULL || rows->rows_guessed >= JOURNAL_LONG_ROWS;
    err_code code = is_long ? decide_and_append(&done, &w, e) : ingest_locked(&done, &w, e);
    bool again = code == E_HEAD_MOVED || (code == E_EVENT_BYTES && fold_distrust(b));
    if (again && rows->rewind) {
        rows->rewind(rows->from.self);
        code = o->dry_run ? decide_and_append(&done, &w, e) : ingest_locked(&done, &w, e);
    }
    arena_free(w.row);
    if (!code && refused(&w) == 0) *out = done;
    return code;
}
