/* sound: do the rows of an image say what rows_put may have written? The sums have found what tore; this finds what
 * another hand wrote, so that nothing that reads a row need ask again: every number is in its range, every text in its
 * block, every reference points back, each row passes event_check, each reversal and what it reverses name each other.
 *
 * A flow of the ordinary shape is let through by a few comparisons that imply event_check (is_ordinary); all other rows
 * are built and checked in full. Invariant: true only when every row of r may be read by anybody. */
#include "rows/rows_int.h"

enum {
    SAMPLE_SEQ = 10, /* any but the first */
    FLAG_BITS = 10,
    CLASSES = 4 /* more than any kind of flow has */
};

typedef struct scan {
    row_store *r;
    bool ordinary[KIND_LAST + 1][CLASSES]; /* kinds and classes whose ordinary row passes event_check */
    uint32_t wide_seen, cite_seen, reversal_count;
    int64_t recorded_us; /* of the row before */
    bool limit;
} scan;

/* An ordinary flow: two parties, perhaps a class, an exact amount in yuan, two days, nothing else. */
static bool sample_passes(kind k, int32_t class_code)
{
    date unknown = {DAY_NONE, PRECISION_UNKNOWN}, epoch = {0, PRECISION_DAY};
    const kind_info *info = kind_get(k);
    if (info == NULL || info->family != FAMILY_CAPITAL) return false;
    event ev = {.seq = SAMPLE_SEQ, .maker = 1, .kind = k, .format = EVENT_FORMAT, .effective = epoch, .booked = 0};
    ev.published = unknown;
    ev.subject = ev.object = 1;
    ev.class_code = class_code;
    ev.amount = (amount){.minor = 1, .q = QUALIFIER_EXACT, .unit = UNIT_CNY};
    ev.has_unfunded = true;
    return event_check(&ev, NULL) == ERR_OK;
}

static bool is_day(day d)
{
    return d >= DAY_FIRST && d <= DAY_LAST;
}

static bool is_back(seq_no reference, seq_no own)
{
    return reference >= 1 && reference < own;
}

static bool is_ordinary(const scan *s, const row_slice *c, uint32_t i)
{
    unsigned known = c->flags[i] & (FLAG_PRECISION | FLAG_QUALIFIER << FLAG_QUALIFIER_SHIFT);
    seq_no own = c->first + i;
    return c->class_code[i] < CLASSES && s->ordinary[c->kind[i]][c->class_code[i]] && c->wide[i] == 0 &&
           known == QUALIFIER_EXACT << FLAG_QUALIFIER_SHIFT && c->unit[i] == UNIT_CNY && c->minor[i] >= 1 &&
           c->purpose[i] == 0 && is_day(c->effective[i]) && is_day(c->booked[i]) && is_back(c->subject[i], own) &&
           is_back(c->object[i], own) && is_back(c->maker[i], own);
}

/* ---- wide records ---- */
static bool text_is_inside(const row_store *r, text_at t)
{
    if (t.len == 0) return t.at == 0;
    return t.len <= TEXT_BLOCK_BYTES - t.at % TEXT_BLOCK_BYTES && (uint64_t)t.at + t.len <= r->text_bytes;
}

static bool cite_is_sound(const row_store *r, uint32_t number)
{
    if (number > r->cite_count) return false;
    const cite_row *c = cite_at(r, number);
    return c->confidence <= UINT8_MAX && text_is_inside(r, c->title) && text_is_inside(r, c->url) &&
           text_is_inside(r, c->row) && text_is_inside(r, c->words) && text_is_inside(r, c->span);
}

static bool wide_is_sound(scan *s, uint32_t number)
{
    if (number != s->wide_seen + 1 || number > s->r->wide_count) return false;
    s->wide_seen = number;
    const wide_row *w = wide_at(s->r, number);
    if (w->published_precision > PRECISION_UNKNOWN || w->has_quantity > 1 || w->has_unfunded > 1) return false;
    if (!text_is_inside(s->r, w->attrs)) return false;
    if (w->cite == 0) return true;
    if (w->cite != s->cite_seen + 1) return false;
    s->cite_seen = w->cite;
    return cite_is_sound(s->r, w->cite);
}

/* ---- one row ---- */
static bool flags_are_sound(const row_slice *c, uint32_t i)
{
    unsigned flags = c->flags[i], unfunded = flags >> FLAG_UNFUNDED_SHIFT & FLAG_UNFUNDED;
    if (flags >> FLAG_BITS != 0 || (flags & FLAG_PRECISION) > PRECISION_UNKNOWN) return false;
    if (slice_qualifier(c, i) >= QUALIFIER_COUNT || unfunded >= UNFUNDED_CODES) return false;
    if (unfunded == UNFUNDED_MINUS && c->minor[i] == INT64_MIN) return false;
    return unfunded != UNFUNDED_WIDE || c->wide[i] != 0;
}

/* The wide record repeats the effect that the flags may say shorter. */
static bool unfunded_agrees(const row_slice *c, uint32_t i, const event *ev)
{
    return slice_unfunded(c, i) == ev->unfunded_minor && slice_has_unfunded(c, i) == ev->has_unfunded;
}

static bool row_is_sound(scan *s, const row_slice *c, uint32_t i)
{
    if (c->kind[i] > KIND_LAST || !flags_are_sound(c, i)) return false;
    if (is_ordinary(s, c, i)) return true;
    event ev;
    if (c->wide[i] != 0 && !wide_is_sound(s, c->wide[i])) return false;
    rows_get(&ev, s->r, c->first + i);
    if (event_check(&ev, NULL) != ERR_OK || !unfunded_agrees(c, i, &ev)) return false;
    s->reversal_count += ev.kind == KIND_ENTRY_REVERSED;
    return true;
}

/* The row joins its pair as it did when it was put: pairs are not in the image. */
static bool pair_agrees(scan *s, const row_slice *c, uint32_t i)
{
    uint32_t number = c->pair[i], count = s->r->pair_count;
    seq_no older = 0, seq = c->first + i;
    if (!has_pair((kind)c->kind[i], c->subject[i], c->object[i])) return number == 0;
    const pair_row *p = number >= 1 && number <= count ? rows_pair(s->r, number) : NULL;
    if (p != NULL && p->subject == c->subject[i] && p->object == c->object[i])
        older = atomic_load_explicit(&p->newest, memory_order_relaxed);
    else if (!pair_join(&number, &older, s->r, c->subject[i], c->object[i], seq)) {
        s->limit = true;
        return false;
    }
    if (number != c->pair[i] || older != c->link[i]) return false;
    pair_advance(s->r, number, seq);
    return true;
}

static bool reversal_agrees(const row_store *r, seq_no seq, seq_no by)
{
    return by > seq && by <= r->count && rows_kind(r, by) == KIND_ENTRY_REVERSED && rows_ref(r, by) == seq;
}

/* Each reversal reverses one row, and each reversed row names its reversal: as many of the one as of the other. */
static bool reversals_agree(const scan *s)
{
    uint32_t reversed = 0;
    row_slice c;
    for (seq_no at = 1; at <= s->r->count; at += c.count) {
        rows_slice(&c, s->r, at, s->r->count);
        for (uint32_t i = 0; i < c.count; i++) {
            seq_no by = atomic_load_explicit(&c.reversed_by[i], memory_order_relaxed);
            if (by == 0) continue;
            if (!reversal_agrees(s->r, at + i, by)) return false;
            reversed++;
        }
    }
    return reversed == s->reversal_count;
}

static bool runs_are_sound(const row_store *r)
{
    uint32_t count = r->run_count;
    const batch_run *run = r->runs;
    if (count == 0 || run[0].first != 1) return false;
    for (uint32_t i = 1; i < count; i++)
        if (run[i].first <= run[i - 1].first || run[i].batch == run[i - 1].batch) return false;
    return run[count - 1].first <= r->count;
}

static bool slice_is_sound(scan *s, const row_slice *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->recorded_us[i] < s->recorded_us || !row_is_sound(s, c, i) || !pair_agrees(s, c, i)) return false;
        s->recorded_us = c->recorded_us[i];
    }
    return true;
}

bool rows_are_sound(row_store *r, bool *limit)
{
    scan s = {.r = r};
    row_slice c;
    *limit = false;
    if (!runs_are_sound(r)) return false;
    for (int k = 1; k <= KIND_LAST; k++)
        for (int32_t class_code = 0; class_code < CLASSES; class_code++)
            s.ordinary[k][class_code] = sample_passes((kind)k, class_code);
    for (seq_no at = 1; at <= r->count; at += c.count) {
        rows_slice(&c, r, at, r->count);
        if (slice_is_sound(&s, &c)) continue;
        *limit = s.limit;
        return false;
    }
    if (s.wide_seen != r->wide_count || s.cite_seen != r->cite_count) return false;
    rows_slice(&c, r, r->count, r->count);
    event last;
    rows_get(&last, r,
             r->count); /* the ordinary path asks no upper end of recorded; it never falls, so the last says it */
    return event_check(&last, NULL) == ERR_OK && reversals_agree(&s);
}
