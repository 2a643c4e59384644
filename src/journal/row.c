/* row: the stored records: their columns, once, and the one stored form of each member.
 *
 * Invariants: record_load(record_store(x)) = x for every canonical x; record_load refuses every cell that record_store
 * cannot have written (an absent reference stored as 0, a number too wide for its member, an amount without its
 * qualifier). So whatever is changed in a table either changes a member, which the hash sees, or is refused here. */
#include "journal/journal_int.h"

#include <assert.h>
#include <string.h>

typedef enum shape { SHAPE_I64, SHAPE_I32, SHAPE_U32, SHAPE_U16, SHAPE_U8, SHAPE_TEXT, SHAPE_HASH } shape;
static const uint8_t SHAPE_BYTES[] = {8, 4, 4, 2, 1, sizeof(str), HASH_BYTES};
/* When a member is stored as NULL. */
typedef enum absence {
    NEVER,
    WHEN_ZERO,        /* references, codes; empty texts */
    WHEN_NO_DAY,      /* DAY_NONE */
    WHEN_NO_DATE,     /* the precision of DAY_NONE */
    WHEN_NO_NUMBER,   /* amount_minor: no amount, or an unknown one */
    WHEN_NO_RANGE,    /* amount_hi_minor */
    WHEN_NO_QUANTITY, /* has_quantity is false */
    WHEN_NO_UNFUNDED  /* has_unfunded is false */
} absence;

static_assert(sizeof(kind) == 4 && sizeof(qualifier) == 4 && sizeof(day_precision) == 4, "enums move as 32 bits");
static_assert(sizeof(seq_no) == 4 && sizeof(day) == 4 && sizeof(unit_code) == 4, "numbers move by width");
static_assert(HASH_BYTES == 32, "stored hashes have one length");

#define ROW(name, member, shape, absence)                                                                              \
    {                                                                                                                  \
        name, name, shape, absence, offsetof(journal_row, member)                                                      \
    }
static const record_column ROW_COLUMN[] = {
    ROW("seq", ev.seq, SHAPE_U32, NEVER),
    ROW("recorded_us", ev.recorded_us, SHAPE_I64, NEVER),
    ROW("maker", ev.maker, SHAPE_U32, WHEN_ZERO),
    ROW("approver", ev.approver, SHAPE_U32, WHEN_ZERO),
    ROW("kind", ev.kind, SHAPE_I32, NEVER),
    ROW("format", ev.format, SHAPE_U16, NEVER),
    ROW("effective", ev.effective.first, SHAPE_I32, WHEN_NO_DAY),
    ROW("effective_precision", ev.effective.precision, SHAPE_I32, WHEN_NO_DATE),
    ROW("booked", ev.booked, SHAPE_I32, WHEN_NO_DAY),
    ROW("published", ev.published.first, SHAPE_I32, WHEN_NO_DAY),
    ROW("published_precision", ev.published.precision, SHAPE_I32, WHEN_NO_DATE),
    ROW("subject", ev.subject, SHAPE_U32, WHEN_ZERO),
    ROW("object", ev.object, SHAPE_U32, WHEN_ZERO),
    ROW("third", ev.third, SHAPE_U32, WHEN_ZERO),
    ROW("purpose", ev.purpose, SHAPE_I32, WHEN_ZERO),
    ROW("class", ev.class_code, SHAPE_I32, WHEN_ZERO),
    ROW("amount_minor", ev.amount.minor, SHAPE_I64, WHEN_NO_NUMBER),
    ROW("amount_hi_minor", ev.amount.hi_minor, SHAPE_I64, WHEN_NO_RANGE),
    ROW("qualifier", ev.amount.q, SHAPE_I32, WHEN_ZERO),
    ROW("unit", ev.amount.unit, SHAPE_I32, WHEN_ZERO),
    ROW("quantity", ev.quantity, SHAPE_I64, WHEN_NO_QUANTITY),
    ROW("unfunded_minor", ev.unfunded_minor, SHAPE_I64, WHEN_NO_UNFUNDED),
    ROW("ref", ev.ref, SHAPE_U32, WHEN_ZERO),
    ROW("attrs", ev.attrs, SHAPE_TEXT, WHEN_ZERO),
    ROW("batch", ev.batch, SHAPE_I64, NEVER),
    ROW("prev_hash", prev, SHAPE_HASH, NEVER),
    ROW("hash", hash, SHAPE_HASH, NEVER),
    ROW("hash_alg", hash_alg, SHAPE_I32, NEVER),
};
#undef ROW
#define CITE(name, member, shape, absence)                                                                             \
    {                                                                                                                  \
        name, "citation." name, shape, absence, offsetof(journal_row, member)                                          \
    }
static const record_column CITATION_COLUMN[] = {
    CITE("seq", ev.seq, SHAPE_U32, NEVER),
    CITE("title", ev.cite.title, SHAPE_TEXT, WHEN_ZERO),
    CITE("url", ev.cite.url, SHAPE_TEXT, WHEN_ZERO),
    CITE("source_row", ev.cite.row, SHAPE_TEXT, WHEN_ZERO),
    CITE("words", ev.cite.words, SHAPE_TEXT, WHEN_ZERO),
    CITE("span", ev.cite.span, SHAPE_TEXT, WHEN_ZERO),
    CITE("document", ev.cite.document, SHAPE_U32, WHEN_ZERO),
    CITE("confidence", ev.cite.confidence, SHAPE_U8, WHEN_ZERO),
};
#undef CITE
#define BATCH(name, member, shape)                                                                                     \
    {                                                                                                                  \
        name, "batch." name, shape, NEVER, offsetof(journal_batch, member)                                             \
    }
static const record_column BATCH_COLUMN[] = {
    BATCH("number", number, SHAPE_U32),   BATCH("key", key, SHAPE_TEXT),      BATCH("title", title, SHAPE_TEXT),
    BATCH("first_seq", first, SHAPE_U32), BATCH("last_seq", last, SHAPE_U32), BATCH("hash", hash, SHAPE_HASH),
};
#undef BATCH

static const record_table TABLE[RECORD_KINDS] = {
    [RECORD_ROW] = {"journal", ROW_COLUMN, COUNT_OF(ROW_COLUMN)},
    [RECORD_CITATION] = {"citation", CITATION_COLUMN, COUNT_OF(CITATION_COLUMN)},
    [RECORD_BATCH] = {"batch", BATCH_COLUMN, COUNT_OF(BATCH_COLUMN)},
};
static_assert(COUNT_OF(ROW_COLUMN) == 28 && COUNT_OF(ROW_COLUMN) <= CELLS_MAX, "the journal row of the design");

const record_table *record_table_get(record_kind which)
{
    CHECK(which < RECORD_KINDS);
    return &TABLE[which];
}

bool citation_given(const citation *c)
{
    return c->title.len || c->url.len || c->row.len || c->words.len || c->span.len || c->document || c->confidence;
}

/* ---- one member ---- */
static int64_t number_at(const unsigned char *at, shape s)
{
    int64_t i64 = 0;
    int32_t i32 = 0;
    uint32_t u32 = 0;
    uint16_t u16 = 0;
    switch (s) {
    case SHAPE_I64: memcpy(&i64, at, sizeof i64); return i64;
    case SHAPE_I32: memcpy(&i32, at, sizeof i32); return i32;
    case SHAPE_U32: memcpy(&u32, at, sizeof u32); return u32;
    case SHAPE_U16: memcpy(&u16, at, sizeof u16); return u16;
    case SHAPE_U8: return *at;
    case SHAPE_TEXT:
    case SHAPE_HASH: break;
    }
    CHECK(false); /* a number has a width */
    return 0;
}

/* False when the number is too wide for the member; nothing is written then. */
static bool set_number(unsigned char *at, shape s, int64_t number)
{
    int32_t i32 = (int32_t)number;
    uint32_t u32 = (uint32_t)number;
    uint16_t u16 = (uint16_t)number;
    uint8_t u8 = (uint8_t)number;
    bool fits = false;
    switch (s) {
    case SHAPE_I64: memcpy(at, &number, sizeof number); return true;
    case SHAPE_I32:
        fits = i32 == number;
        if (fits) memcpy(at, &i32, sizeof i32);
        return fits;
    case SHAPE_U32:
        fits = u32 == number;
        if (fits) memcpy(at, &u32, sizeof u32);
        return fits;
    case SHAPE_U16:
        fits = u16 == number;
        if (fits) memcpy(at, &u16, sizeof u16);
        return fits;
    case SHAPE_U8:
        fits = u8 == number;
        if (fits) *at = u8;
        return fits;
    case SHAPE_TEXT:
    case SHAPE_HASH: break;
    }
    CHECK(false); /* a number has a width */
    return false;
}

/* The member as a cell, as if it were never absent. */
static cell cell_at(const unsigned char *at, shape s)
{
    cell c = {.type = CELL_INT};
    if (s == SHAPE_TEXT) {
        c.type = CELL_TEXT;
        memcpy(&c.bytes, at, sizeof c.bytes);
    } else if (s == SHAPE_HASH) {
        c.type = CELL_BYTES;
        c.bytes = (str){(const char *)at, HASH_BYTES};
    } else {
        c.number = number_at(at, s);
    }
    return c;
}

static bool set_cell(unsigned char *at, shape s, const cell *c)
{
    if (s == SHAPE_TEXT) {
        if (c->type != CELL_TEXT) return false;
        memcpy(at, &c->bytes, sizeof c->bytes);
        return true;
    }
    if (s == SHAPE_HASH) {
        if (c->type != CELL_BYTES || c->bytes.len != HASH_BYTES) return false;
        memcpy(at, c->bytes.ptr, HASH_BYTES);
        return true;
    }
    return c->type == CELL_INT && set_number(at, s, c->number);
}

/* What an absent member holds. */
static void set_absent(unsigned char *at, shape s, absence rule)
{
    static const cell NOTHING = {.type = CELL_TEXT};
    bool done = true;
    if (s == SHAPE_TEXT)
        done = set_cell(at, s, &NOTHING);
    else if (rule == WHEN_NO_DAY)
        done = set_number(at, s, DAY_NONE);
    else if (rule == WHEN_NO_DATE)
        done = set_number(at, s, PRECISION_UNKNOWN);
    else
        done = set_number(at, s, 0);
    CHECK(done);
}

/* ---- whole records ---- */
/* Is a member with this value stored as NULL? For rules that look at the value alone. */
static bool means_absent(absence rule, const cell *c)
{
    switch (rule) {
    case WHEN_ZERO: return c->type == CELL_TEXT ? c->bytes.len == 0 : c->number == 0;
    case WHEN_NO_DAY: return c->number == DAY_NONE;
    case WHEN_NO_DATE: return c->number == PRECISION_UNKNOWN;
    case NEVER:
    case WHEN_NO_NUMBER:
    case WHEN_NO_RANGE:
    case WHEN_NO_QUANTITY:
    case WHEN_NO_UNFUNDED: break;
    }
    return false;
}

/* The same for rules that look at another member of the event. */
static bool event_lacks(absence rule, const event *ev)
{
    switch (rule) {
    case WHEN_NO_NUMBER: return ev->amount.q == QUALIFIER_NONE || ev->amount.q == QUALIFIER_UNKNOWN;
    case WHEN_NO_RANGE: return ev->amount.q != QUALIFIER_RANGE;
    case WHEN_NO_QUANTITY: return !ev->has_quantity;
    case WHEN_NO_UNFUNDED: return !ev->has_unfunded;
    case NEVER:
    case WHEN_ZERO:
    case WHEN_NO_DAY:
    case WHEN_NO_DATE: break;
    }
    CHECK(false); /* the others look at the value */
    return false;
}

void record_store(cell *cells, record_kind which, const void *record)
{
    CHECK(record != NULL);
    const record_table *table = record_table_get(which);
    CHECK(table->count <= CELLS_MAX);
    for (uint32_t i = 0; i < table->count; i++) {
        const record_column *slot = &table->column[i];
        const absence rule = (absence)slot->absence;
        cells[i] = cell_at((const unsigned char *)record + slot->offset, (shape)slot->shape);
        bool absent = rule < WHEN_NO_NUMBER ? means_absent(rule, &cells[i])
                                            : event_lacks(rule, &((const journal_row *)record)->ev);
        if (absent) cells[i] = (cell){.type = CELL_ABSENT};
    }
}

/* Flags of the event that its stored form keeps as NULL or not. */
static void set_flags(event *ev, absence rule, bool given)
{
    if (rule == WHEN_NO_QUANTITY) ev->has_quantity = given;
    if (rule == WHEN_NO_UNFUNDED) ev->has_unfunded = given;
}

static bool load_member(void *record, const record_column *slot, const cell *c)
{
    unsigned char *at = (unsigned char *)record + slot->offset;
    const absence rule = (absence)slot->absence;
    if (rule >= WHEN_NO_NUMBER) set_flags(&((journal_row *)record)->ev, rule, c->type != CELL_ABSENT);
    if (c->type != CELL_ABSENT) return !means_absent(rule, c) && set_cell(at, (shape)slot->shape, c);
    if (rule == NEVER) return false;
    set_absent(at, (shape)slot->shape, rule);
    return true;
}

bool record_load(void *record, const char **wrong, record_kind which, const cell *cells)
{
    CHECK(record != NULL);
    const record_table *table = record_table_get(which);
    uint32_t late[CELLS_MAX], late_count = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        *wrong = table->column[i].label;
        if (!load_member(record, &table->column[i], &cells[i])) return false;
        if (table->column[i].absence >= WHEN_NO_NUMBER) late[late_count++] = i;
    }
    /* Only now is every member there that a rule may look at. */
    for (uint32_t k = 0; k < late_count; k++) {
        const record_column *slot = &table->column[late[k]];
        *wrong = slot->label;
        const event *ev = &((const journal_row *)record)->ev;
        if (event_lacks((absence)slot->absence, ev) != (cells[late[k]].type == CELL_ABSENT)) return false;
    }
    *wrong = NULL;
    return true;
}

static bool texts_same(const unsigned char *a, const unsigned char *b)
{
    str one, other;
    memcpy(&one, a, sizeof one);
    memcpy(&other, b, sizeof other);
    return str_equal(one, other);
}

static bool flags_same(const event *a, const event *b)
{
    return a->has_quantity == b->has_quantity && a->has_unfunded == b->has_unfunded;
}

bool record_same(record_kind which, const void *a, const void *b)
{
    CHECK(a != NULL);
    CHECK(b != NULL);
    const record_table *table = record_table_get(which);
    for (uint32_t i = 0; i < table->count; i++) {
        const record_column *slot = &table->column[i];
        const unsigned char *one = (const unsigned char *)a + slot->offset;
        const unsigned char *other = (const unsigned char *)b + slot->offset;
        const shape s = (shape)slot->shape;
        if (s == SHAPE_TEXT ? !texts_same(one, other) : memcmp(one, other, SHAPE_BYTES[s]) != 0) return false;
    }
    return which != RECORD_ROW || flags_same(&((const journal_row *)a)->ev, &((const journal_row *)b)->ev);
}

static bool cells_equal(const cell *a, const cell *b)
{
    return a->type == b->type && a->number == b->number && str_equal(a->bytes, b->bytes);
}

const char *record_differs(record_kind which, const void *a, const void *b)
{
    const record_table *table = record_table_get(which);
    cell one[CELLS_MAX], other[CELLS_MAX];
    record_store(one, which, a);
    record_store(other, which, b);
    for (uint32_t i = 0; i < table->count; i++)
        if (!cells_equal(&one[i], &other[i])) return table->column[i].label;
    return NULL;
}

err_code damage(err *e, err_code code, seq_no seq, const char *field)
{
    CHECK(code != ERR_OK);
    err_raise(e, code, __FILE__, __LINE__);
    if (e) e->at.seq = seq;
    err_int(e, "seq", seq);
    if (field) err_text(e, "field", str_from(field));
    return code;
}
