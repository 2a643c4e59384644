/* book_sample: see the header. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "book_sample.h"
#include "intake_try.h"

static const size_t DESK_BYTES_MAX = (size_t)1 << 30;
static const int64_t US_A_SECOND = 1000000;

static void clock_to(desk *d, const char *instant)
{
    int64_t us;
    assert_int_equal(instant_parse(&us, str_from(instant), NULL), ERR_OK);
    assert_true(us >= d->now_us);
    d->now_us = us;
}

void desk_open_empty(desk *d)
{
    memset(d, 0, sizeof *d);
    d->a = arena_new("desk", DESK_BYTES_MAX);
    assert_non_null(d->a);
    assert_int_equal(book_new(&d->b, &d->e), ERR_OK);
    clock_to(d, "2026-11-23T08:00:00Z");
}

void desk_open(desk *d)
{
    desk_open_empty(d);
    d->now_us = 0;
    clock_to(d, "2020-01-01T08:00:00Z");
    assert_int_equal(enter(d, "actor.registered", "id=clerk; name=Clerk"), 1);
    clock_to(d, "2026-11-23T08:00:00Z");
}

void desk_close(desk *d)
{
    book_free(d->b);
    arena_free(d->a);
}

void desk_at(desk *d, const char *instant)
{
    d->now_us = 0;
    clock_to(d, instant);
    seq_no last = book_applied(d->b);
    assert_true(last == 0 || d->now_us >= book_recorded_us(d->b, last));
}

/* Takes "name=value" off the front of *rest. */
static bool next_field(str *name, str *value, str *rest)
{
    size_t end, equals;
    *rest = str_trim(*rest);
    if (rest->len == 0) return false;
    if (!str_find(&end, *rest, STR(";"))) end = rest->len;
    str one = str_slice(*rest, 0, end);
    assert_true(str_find(&equals, one, STR("=")));
    *name = str_trim(str_slice(one, 0, equals));
    *value = str_trim(str_slice(one, equals + 1, one.len));
    *rest = str_slice(*rest, end + 1, rest->len);
    return true;
}

static err_code fill(command *c, desk *d, str fields)
{
    str name, value;
    while (next_field(&name, &value, &fields)) {
        if (str_equal(name, STR("maker"))) {
            c->maker_name = value;
            continue;
        }
        if (str_equal(name, STR("approver"))) {
            c->approver_name = value;
            continue;
        }
        const field_info *f = field_find(kind_get(c->ev.kind), name);
        if (f == NULL) fail_msg("no field %.*s", (int)name.len, name.ptr);
        err_code code = command_put(c, f, (field_text){.text = value}, d->a, &d->e);
        if (code) return code;
    }
    return ERR_OK;
}

err_code desk_decide(desk *d, const char *kind_word, const char *fields)
{
    const kind_info *k = kind_find(str_from(kind_word));
    if (k == NULL) fail_msg("no kind %s", kind_word);
    command *c = arena_get(d->a, sizeof *c);
    assert_non_null(c);
    c->ev.kind = k->kind;
    c->seq_in_file = d->seq_in_file;
    d->e = (err){.code = ERR_OK};
    err_code code = fill(c, d, str_from(fields));
    if (code) fail_msg("%s: %s: %s", kind_word, fields, err_name(code));
    seq_no maker = book_applied(d->b) == 0 ? 0 : 1;
    if (d->maker) maker = book_find_id(d->b, str_from(d->maker));
    decide_context cx = {.now_us = d->now_us, .maker = maker, .head_seq = d->stored ? d->stored : book_applied(d->b)};
    memset(cx.head.byte, (int)book_applied(d->b) & 0xFF, sizeof cx.head.byte);
    return book_decide(&d->ev, d->b, c, &cx, d->a, &d->e);
}

seq_no enter(desk *d, const char *kind_word, const char *fields)
{
    err_code code = desk_decide(d, kind_word, fields);
    if (code) fail_msg("%s: %s: %s", kind_word, fields, err_name(code));
    assert_int_equal(event_check(&d->ev, &d->e), ERR_OK);
    assert_int_equal(d->ev.seq, book_applied(d->b) + 1);
    err_code applied = d->unasked ? book_apply_decided(d->b, &d->ev, &d->e) : book_apply(d->b, &d->ev, &d->e);
    assert_int_equal(applied, ERR_OK);
    book_publish(d->b);
    d->now_us += US_A_SECOND;
    return d->ev.seq;
}

void refuse(desk *d, err_code code, const char *kind_word, const char *fields)
{
    event before = d->ev;
    hash was, is;
    book_hash(&was, d->b, book_applied(d->b));
    err_code got = desk_decide(d, kind_word, fields);
    if (got != code) fail_msg("%s: %s: %s, not %s", kind_word, fields, err_name(got), err_name(code));
    assert_int_equal(d->e.code, code);
    if (err_class_of(code) == ERR_REFUSAL && !try_renders(&d->e)) fail_msg("%s lacks a value", err_name(code));
    book_hash(&is, d->b, book_applied(d->b));
    assert_true(hash_equal(&was, &is));
    assert_memory_equal(&before, &d->ev, sizeof before);
}

static const char *reversal_of(desk *d, seq_no entry)
{
    buf text;
    buf_init(&text, d->a, 64);
    buf_text(&text, "reason=wrong; entry=");
    buf_int(&text, entry);
    buf_char(&text, 0);
    return buf_view(&text).ptr;
}

seq_no reverse(desk *d, seq_no entry)
{
    return enter(d, "entry.reversed", reversal_of(d, entry));
}

void refuse_reversal(desk *d, err_code code, seq_no entry)
{
    refuse(d, code, "entry.reversed", reversal_of(d, entry));
}

seq_no party(desk *d, const char *id, const char *class_word)
{
    buf text;
    buf_init(&text, d->a, 256);
    const char *part[] = {"id=", id, "; name=", id, "; class=", class_word};
    for (size_t i = 0; i < COUNT_OF(part); i++) buf_text(&text, part[i]);
    buf_char(&text, 0);
    return enter(d, "party.registered", buf_view(&text).ptr);
}

seq_no entry_of(const desk *d, const char *id)
{
    seq_no found = book_find_id(d->b, str_from(id));
    assert_int_not_equal(found, 0);
    return found;
}

const char *hash_now(desk *d)
{
    hash h;
    char *hex = arena_get(d->a, HASH_BYTES * 2 + 1);
    assert_non_null(hex);
    book_hash(&h, d->b, book_applied(d->b));
    hash_print(hex, &h);
    return hex;
}

static const err_arg *arg_of(const desk *d, const char *name)
{
    for (uint8_t i = 0; i < d->e.arg_count; i++)
        if (strcmp(d->e.arg[i].name, name) == 0) return &d->e.arg[i];
    fail_msg("no argument %s", name);
    return NULL;
}

int64_t arg_value(const desk *d, const char *name)
{
    return arg_of(d, name)->value;
}

const char *arg_text(const desk *d, const char *name)
{
    return arg_of(d, name)->text;
}

day on(const char *iso)
{
    date d;
    assert_int_equal(date_parse(&d, str_from(iso), NULL), ERR_OK);
    assert_int_equal(d.precision, PRECISION_DAY);
    return d.first;
}

bool text_is(str s, const char *expected)
{
    return str_equal(s, str_from(expected));
}
