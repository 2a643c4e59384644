/* codec: the one byte form of an event.
 *
 * Little-endian, every number at a fixed width in the order of the functions below, then six texts with a four-byte
 * length each. Absence has no bytes of its own: an absent number is the value that means so (0, DAY_NONE). What the
 * journal hashes is exactly these bytes behind the previous hash.
 *
 * Invariants: put_* and take_* pairs name the same members in the same order and widths; encode writes only what
 * event_check passes and decode returns only that, so decode(encode(x)) = x and encode(decode(b)) = b. Format 1 stays
 * as it is forever: another layout is another format number with functions of its own. */
#include "event/event_int.h"

err_code refuse_bytes(err *e, seq_no seq, const char *field)
{
    CHECK(field != NULL);
    err_code code = err_set(e, E_EVENT_BYTES);
    err_int(e, "seq", seq);
    err_text(e, "field", str_from(field));
    if (e != NULL) e->at.seq = seq;
    return code;
}

/* ---- writing ---- */
/* The members of fixed width, and the lengths of texts that are not there, in one piece: a million rows are encoded on
 * their way in. Byte by byte in a row: compilers make one store of it. */
typedef struct fixed {
    unsigned char bytes[192];
    size_t len;
} fixed;

static unsigned char *put_room(fixed *f, size_t bytes)
{
    CHECK(f->len + bytes <= sizeof f->bytes);
    unsigned char *at = f->bytes + f->len;
    f->len += bytes;
    return at;
}

static void put_u8(fixed *f, uint8_t value)
{
    *put_room(f, 1) = value;
}

static void put_u16(fixed *f, uint16_t value)
{
    unsigned char *at = put_room(f, 2);
    at[0] = (unsigned char)value;
    at[1] = (unsigned char)(value >> 8);
}

static void put_u32(fixed *f, uint32_t value)
{
    unsigned char *at = put_room(f, 4);
    at[0] = (unsigned char)value;
    at[1] = (unsigned char)(value >> 8);
    at[2] = (unsigned char)(value >> 16);
    at[3] = (unsigned char)(value >> 24);
}

static void put_u64(fixed *f, uint64_t value)
{
    put_u32(f, (uint32_t)value);
    put_u32(f, (uint32_t)(value >> 32));
}

static void put_date(fixed *f, date d)
{
    put_u32(f, (uint32_t)d.first);
    put_u8(f, (uint8_t)d.precision);
}

static void flush(buf *out, fixed *f)
{
    buf_put(out, f->bytes, f->len);
    f->len = 0;
}

static void put_text(buf *out, fixed *f, str text)
{
    CHECK(text.len <= UINT32_MAX);
    put_u32(f, (uint32_t)text.len);
    if (text.len == 0) return;
    flush(out, f);
    buf_str(out, text);
}

static void put_head(fixed *f, const event *ev)
{
    put_u16(f, (uint16_t)ev->format);
    put_u16(f, (uint16_t)ev->kind);
    put_u32(f, ev->seq);
    put_u64(f, (uint64_t)ev->recorded_us);
    put_u32(f, ev->maker);
    put_u32(f, ev->approver);
    put_date(f, ev->effective);
    put_u32(f, (uint32_t)ev->booked);
    put_date(f, ev->published);
}

static void put_numbers(fixed *f, const event *ev)
{
    put_u32(f, ev->subject);
    put_u32(f, ev->object);
    put_u32(f, ev->third);
    put_u32(f, (uint32_t)ev->purpose);
    put_u32(f, (uint32_t)ev->class_code);
    put_u64(f, (uint64_t)ev->amount.minor);
    put_u64(f, (uint64_t)ev->amount.hi_minor);
    put_u8(f, (uint8_t)ev->amount.q);
    put_u32(f, (uint32_t)ev->amount.unit);
    put_u8(f, (uint8_t)ev->has_quantity);
    put_u64(f, (uint64_t)ev->quantity);
    put_u8(f, (uint8_t)ev->has_unfunded);
    put_u64(f, (uint64_t)ev->unfunded_minor);
    put_u32(f, ev->ref);
    put_u64(f, ev->batch);
    put_u32(f, ev->cite.document);
    put_u8(f, (uint8_t)ev->cite.confidence);
}

static void put_texts(buf *out, fixed *f, const event *ev)
{
    put_text(out, f, ev->attrs);
    put_text(out, f, ev->cite.title);
    put_text(out, f, ev->cite.url);
    put_text(out, f, ev->cite.row);
    put_text(out, f, ev->cite.words);
    put_text(out, f, ev->cite.span);
    flush(out, f);
}

err_code event_encode(buf *out, const event *ev, err *e)
{
    CHECK(out != NULL);
    err_code code = event_check(ev, e);
    if (code != ERR_OK) return code;
    fixed f;
    f.len = 0;
    put_head(&f, ev);
    put_numbers(&f, ev);
    put_texts(out, &f, ev);
    return buf_err(out, e);
}

/* ---- reading ---- */
typedef struct reader {
    str bytes;
    size_t at;
    const char *wrong; /* first member that could not be read; NULL so far */
} reader;

static uint64_t take(reader *r, size_t bytes, const char *member)
{
    CHECK(bytes <= 8);
    if (r->wrong != NULL) return 0;
    if (r->bytes.len - r->at < bytes) {
        r->wrong = member;
        return 0;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++) value |= (uint64_t)(unsigned char)r->bytes.ptr[r->at + i] << (8 * i);
    r->at += bytes;
    return value;
}

static uint16_t take_u16(reader *r, const char *member)
{
    return (uint16_t)take(r, 2, member);
}

static uint32_t take_u32(reader *r, const char *member)
{
    return (uint32_t)take(r, 4, member);
}

static int32_t take_i32(reader *r, const char *member)
{
    return (int32_t)take_u32(r, member);
}

static int64_t take_i64(reader *r, const char *member)
{
    return (int64_t)take(r, 8, member);
}

/* A byte that counts from 0 to below count. */
static uint8_t take_small(reader *r, unsigned count, const char *member)
{
    uint64_t value = take(r, 1, member);
    if (value < count) return (uint8_t)value;
    r->wrong = member;
    return 0;
}

static date take_date(reader *r, const char *member)
{
    date d;
    d.first = take_i32(r, member);
    d.precision = (day_precision)take_small(r, PRECISION_UNKNOWN + 1, member);
    return d;
}

static str take_text(reader *r, const char *member)
{
    uint32_t len = take_u32(r, member);
    if (r->wrong != NULL) return STR_NONE;
    if (r->bytes.len - r->at < len) {
        r->wrong = member;
        return STR_NONE;
    }
    str text = {r->bytes.ptr + r->at, len};
    r->at += len;
    return text;
}

static void take_head(event *ev, reader *r)
{
    ev->format = take_u16(r, "format");
    ev->kind = (kind)take_u16(r, "kind");
    ev->seq = take_u32(r, "seq");
    ev->recorded_us = take_i64(r, "recorded");
    ev->maker = take_u32(r, "maker");
    ev->approver = take_u32(r, "approver");
    ev->effective = take_date(r, "effective");
    ev->booked = take_i32(r, "booked");
    ev->published = take_date(r, "published");
}

static void take_numbers(event *ev, reader *r)
{
    ev->subject = take_u32(r, "subject");
    ev->object = take_u32(r, "object");
    ev->third = take_u32(r, "third");
    ev->purpose = take_i32(r, "purpose");
    ev->class_code = take_i32(r, "class");
    ev->amount.minor = take_i64(r, "amount");
    ev->amount.hi_minor = take_i64(r, "amount");
    ev->amount.q = (qualifier)take_small(r, QUALIFIER_COUNT, "amount");
    ev->amount.unit = take_i32(r, "amount");
    ev->has_quantity = take_small(r, 2, "quantity") != 0;
    ev->quantity = take_i64(r, "quantity");
    ev->has_unfunded = take_small(r, 2, "unfunded") != 0;
    ev->unfunded_minor = take_i64(r, "unfunded");
    ev->ref = take_u32(r, "ref");
    ev->batch = take(r, 8, "batch");
    ev->cite.document = take_u32(r, "document");
    ev->cite.confidence = take_small(r, UINT8_MAX + 1, "confidence");
}

static void take_texts(event *ev, reader *r)
{
    ev->attrs = take_text(r, "attrs");
    ev->cite.title = take_text(r, "source_title");
    ev->cite.url = take_text(r, "source_url");
    ev->cite.row = take_text(r, "source_row");
    ev->cite.words = take_text(r, "source_words");
    ev->cite.span = take_text(r, "span");
}

err_code event_decode(event *out, str bytes, err *e)
{
    CHECK(out != NULL);
    CHECK(bytes.ptr != NULL || bytes.len == 0);
    reader r = {bytes, 0, NULL};
    event ev = {0};
    take_head(&ev, &r);
    take_numbers(&ev, &r);
    take_texts(&ev, &r);
    if (r.wrong == NULL && r.at < bytes.len) r.wrong = "length";
    if (r.wrong != NULL) return refuse_bytes(e, ev.seq, r.wrong);
    err_code code = event_check(&ev, e);
    if (code != ERR_OK) return code;
    *out = ev;
    return ERR_OK;
}
