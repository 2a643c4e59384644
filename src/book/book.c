/* book: making one, applying rows, publishing, finding a past prefix, and which rows count on a basis (docs/time.md,
 * section "What counts").
 * Also the book's side of its rows (src/rows): one row, its pair, who names it.
 *
 * Invariant: the uses of a row are the standing rows that name it (a reversal is no use of what it reverses).
 * After a failed book_apply the row may be half in: whoever applies throws the book away and folds anew. */
#include "book/book_int.h"

static err_code refuse_memory(err *e)
{
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("BOOK_BYTES_MAX"));
    err_int(e, "bytes", (int64_t)BOOK_BYTES_MAX);
    return E_LIMIT;
}

static void begin(book *b, arena *from)
{
    b->from = from;
    map_str_init(&b->id_of, from);
    map_str_init(&b->bearers_of, from);
    map_str_init(&b->uscc_of, from);
    map_str_init(&b->facts_of, from);
    rows_begin(&b->rows, from);
    map_u64_init(&b->nests_of, from);
    map_u64_init(&b->position_of, from);
    map_u64_init(&b->fund_of, from);
    map_u64_init(&b->merger_of, from);
    map_u64_init(&b->grant_of, from);
    b->closed_through = DAY_NONE;
}

err_code book_new(book **out, err *e)
{
    CHECK(out != NULL);
    arena *from = arena_new("BOOK_BYTES_MAX", BOOK_BYTES_MAX);
    book *b = from ? arena_get(from, sizeof *b) : NULL;
    if (b == NULL) {
        arena_free(from);
        return refuse_memory(e);
    }
    begin(b, from);
    *out = b;
    return ERR_OK;
}

void book_free(book *b)
{
    if (b == NULL) return;
    rows_end(&b->rows);
    arena_free(b->from);
}

seq_no book_length(const book *b)
{
    return atomic_load_explicit(&b->published, memory_order_acquire);
}

seq_no book_applied(const book *b)
{
    return b->applied;
}

void book_publish(book *b)
{
    CHECK(b->applied >= book_length(b));
    atomic_store_explicit(&b->published, b->applied, memory_order_release);
}

/* ---- rows ---- */
bool columns_put(book *b, const event *ev)
{
    CHECK(ev->seq == b->applied + 1);
    CHECK(b->rows.count == b->applied);
    if (!rows_put(&b->rows, ev)) return false;
    b->applied = ev->seq;
    return true;
}

void book_entry(event *out, const book *b, seq_no seq)
{
    CHECK(seq <= b->applied);
    rows_get(out, &b->rows, seq);
}

kind book_kind(const book *b, seq_no seq)
{
    return rows_kind(&b->rows, seq);
}

int64_t book_recorded_us(const book *b, seq_no seq)
{
    return rows_chunk(&b->rows, seq)->recorded_us[rows_at(seq)];
}

seq_no book_reversed_by(const book *b, seq_no seq, seq_no prefix)
{
    const row_chunk *c = rows_chunk(&b->rows, seq);
    seq_no by = atomic_load_explicit(&c->reversed_by[rows_at(seq)], memory_order_acquire);
    return by <= prefix ? by : 0;
}

void book_slice(row_slice *out, const book *b, seq_no first, seq_no prefix)
{
    CHECK(prefix <= b->applied);
    rows_slice(out, &b->rows, first, prefix);
}

seq_no row_link(const book *b, seq_no seq)
{
    return rows_chunk(&b->rows, seq)->link[rows_at(seq)];
}

void row_set_link(const book *b, seq_no seq, uint32_t link)
{
    uint32_t *cell = &rows_chunk(&b->rows, seq)->link[rows_at(seq)];
    if (*cell != link) *cell = link; /* a page of an image that is not written stays in the file */
}

bool row_stands(const book *b, seq_no seq)
{
    return book_reversed_by(b, seq, b->applied) == 0;
}

/* ---- pairs ---- */
uint32_t book_pair_count(const book *b)
{
    return atomic_load_explicit(&b->rows.pair_count, memory_order_acquire);
}

uint32_t book_pair_find(const book *b, seq_no subject, seq_no object)
{
    return rows_find_pair(&b->rows, subject, object);
}

void book_pair(seq_no *subject, seq_no *object, const book *b, uint32_t pair)
{
    const pair_row *p = rows_pair(&b->rows, pair);
    *subject = p->subject;
    *object = p->object;
}

seq_no book_pair_newest(const book *b, uint32_t pair)
{
    return atomic_load_explicit(&rows_pair(&b->rows, pair)->newest, memory_order_acquire);
}

uint32_t book_pair_of(const book *b, seq_no seq)
{
    return rows_chunk(&b->rows, seq)->pair[rows_at(seq)];
}

seq_no book_pair_older(const book *b, seq_no seq)
{
    CHECK(book_pair_of(b, seq) != 0);
    seq_no older = row_link(b, seq);
    CHECK(older < seq);
    return older;
}

seq_no pair_newest(const book *b, seq_no subject, seq_no object)
{
    uint32_t pair = book_pair_find(b, subject, object);
    return pair ? book_pair_newest(b, pair) : 0;
}

seq_no pair_older(const book *b, seq_no seq)
{
    return book_pair_older(b, seq);
}

/* ---- what the writer keeps ---- */
bool text_kept(str *out, book *b, const event *ev, const char *name)
{
    CHECK(ev->seq >= 1);
    *out = attrs_text(ev->attrs, str_from(name), b->from);
    return out->ptr != NULL; /* an absent attr is an empty text that is somewhere */
}

static void count_use(const book *b, seq_no used, int by)
{
    if (used == 0) return;
    uint32_t *count = rows_uses(&b->rows, used);
    CHECK(by > 0 || *count > 0);
    *count += (uint32_t)by;
}

void uses_count(book *b, const event *ev, int by)
{
    CHECK(by == 1 || by == -1);
    count_use(b, ev->subject, by);
    count_use(b, ev->object, by);
    count_use(b, ev->third, by);
    count_use(b, ev->cite.document, by);
    if (ev->kind != KIND_ENTRY_REVERSED) count_use(b, ev->ref, by);
}

/* ---- applying ---- */
#define EVENT(number, wire, ident, family, state, decide, apply, zh, en) [number] = apply_##apply,
static const apply_rule apply_rules[KIND_LAST + 1] = {
#include "event/kinds.def"
};

bool apply_by_kind(book *b, const event *ev)
{
    apply_rule rule = apply_rules[ev->kind];
    CHECK(rule != NULL);
    return rule(b, ev);
}

bool kind_is_flow(kind k)
{
    CHECK(k <= KIND_LAST);
    return apply_rules[k] == apply_flow;
}

/* Columns first, so that a rule may read the row; then what the kind changes in the running state. */
static bool put_row(book *b, const event *ev)
{
    if (!columns_put(b, ev)) return false;
    event kept;
    book_entry(&kept, b, ev->seq);
    uses_count(b, &kept, 1);
    return apply_by_kind(b, &kept);
}

bool kind_is_of_ledger(kind k)
{
    return kind_get(k)->family == FAMILY_CAPITAL || k == KIND_REINVESTMENT_CLAIMED;
}

bool asks_ledger(kind k)
{
    return k == KIND_PARTY_MERGED || k == KIND_FUND_MERGED || k == KIND_ENTRY_REVERSED || kind_is_of_ledger(k);
}

static err_code apply_row(book *b, const event *ev, bool is_decided, err *e)
{
    CHECK(ev->seq == b->applied + 1);
    CHECK(ev->kind > KIND_NONE);
    CHECK(ev->kind <= KIND_LAST);
    err_code code = asks_ledger(ev->kind) ? ledger_ready(b, e) : ERR_OK;
    if (code == ERR_OK && !is_decided) code = admit(b, ev, e);
    if (code) return code;
    return put_row(b, ev) ? ERR_OK : arena_err(b->from, e);
}

err_code book_check_ledger(book *b, err *e)
{
    return ledger_ready(b, e);
}

err_code book_apply(book *b, const event *ev, err *e)
{
    return apply_row(b, ev, false, e);
}

err_code book_apply_decided(book *b, const event *ev, err *e)
{
    /* a draft that is only tried lacks its second person */
    DCHECK((ev->approver == 0 && control_is_four_eyes(b)) || admit(b, ev, NULL) == ERR_OK);
    return apply_row(b, ev, true, e);
}

bool apply_plain(book *b, const event *ev)
{
    CHECK(ev->seq == b->applied);
    return true;
}

/* recorded never falls with seq, so a point in time is a prefix: binary search. */
seq_no book_prefix_at(const book *b, int64_t known_at_us)
{
    seq_no low = 0, high = book_length(b);
    while (low < high) {
        seq_no middle = low + (high - low + 1) / 2;
        if (book_recorded_us(b, middle) <= known_at_us)
            low = middle;
        else
            high = middle - 1;
    }
    CHECK(low == 0 || book_recorded_us(b, low) <= known_at_us);
    return low;
}

/* ---- presence ---- */
static const int64_t us_per_day = INT64_C(86400000000);
static const int64_t us_fourteen_hours = INT64_C(14) * 3600 * 1000000;

static int64_t floor_days(int64_t us)
{
    return us >= 0 ? us / us_per_day : -((-us + us_per_day - 1) / us_per_day);
}

day day_of_instant(int64_t us)
{
    return (day)floor_days(us);
}

day day_latest_anywhere(int64_t us)
{
    return (day)floor_days(us + us_fourteen_hours);
}

period book_effective_span(const book *b, const event *ev)
{
    CHECK(ev->seq <= b->applied);
    if (ev->effective.precision != PRECISION_UNKNOWN) return date_span(ev->effective);
    if (ev->published.precision != PRECISION_UNKNOWN) return date_span(ev->published);
    day recorded = day_of_instant(ev->recorded_us);
    return (period){recorded, recorded};
}

static bool is_published_by(const event *ev, date limit)
{
    if (ev->published.precision == PRECISION_UNKNOWN) return false; /* blank = never */
    return date_span(ev->published).last <= date_span(limit).last;
}

presence book_presence(const book *b, const event *ev, const basis *at)
{
    CHECK(at->prefix <= b->applied);
    if (ev->seq > at->prefix || book_reversed_by(b, ev->seq, at->prefix) != 0) return PRESENT_NO;
    period span = book_effective_span(b, ev);
    if (span.first > at->as_of) return PRESENT_NO;
    if (at->published_by.first != DAY_NONE && !is_published_by(ev, at->published_by)) return PRESENT_UNPUBLISHED;
    return span.last <= at->as_of ? PRESENT_YES : PRESENT_UNDETERMINED;
}

day book_closed_through(const book *b, seq_no prefix)
{
    CHECK(prefix <= b->applied);
    for (seq_no seq = prefix; seq >= 1; seq--) /* each close lies later than the one before */
        if (book_kind(b, seq) == KIND_PERIOD_CLOSED) return rows_chunk(&b->rows, seq)->effective[rows_at(seq)];
    return DAY_NONE;
}

/* ---- one number for the facts ---- */
void book_hash_continue(hasher *h, const book *b, seq_no after, seq_no through)
{
    CHECK(through <= b->applied);
    rows_hash(h, &b->rows, after, through);
}

void book_hashes(hash *out, const book *b, const seq_no *prefix, size_t count)
{
    CHECK(out != NULL || count == 0);
    hasher h, so_far;
    hasher_init(&h);
    seq_no done = 0;
    for (size_t i = 0; i < count; i++) {
        CHECK(prefix[i] >= done);
        book_hash_continue(&h, b, done, prefix[i]);
        done = prefix[i];
        so_far = h;
        hasher_end(&out[i], &so_far);
    }
}

void book_hash(hash *out, const book *b, seq_no prefix)
{
    book_hashes(out, b, &prefix, 1);
}

bool book_same(const book *a, const book *b, seq_no prefix)
{
    CHECK(prefix <= a->applied);
    CHECK(prefix <= b->applied);
    return rows_same(&a->rows, &b->rows, prefix);
}
