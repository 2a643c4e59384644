/* codec and check: one byte form an event, and nothing else is let in. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "event_sample.h"

enum { ROUNDS = 60, SEQ = 1000 };
static arena *scratch;

static int open_scratch(void **state)
{
    (void)state;
    scratch = arena_new("test", (size_t)8 << 20);
    return scratch == NULL;
}

static int free_scratch(void **state)
{
    (void)state;
    arena_free(scratch);
    return 0;
}

static str encode(const event *ev)
{
    buf out;
    buf_init(&out, scratch, (size_t)1 << 16);
    err e = {0};
    err_code code = event_encode(&out, ev, &e);
    if (code != ERR_OK) fail_msg("%s: %s is refused", kind_get(ev->kind)->wire, e.arg[1].text);
    return buf_view(&out);
}

static void both_ways(void **state)
{
    (void)state;
    uint64_t seed = 20261123;
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k)) {
        for (int round = 0; k->works && round < ROUNDS; round++) {
            arena_clear(scratch);
            event ev, back;
            sample_event(&ev, k->kind, SEQ, &seed, scratch);
            str bytes = encode(&ev);
            assert_int_equal(event_decode(&back, bytes, NULL), ERR_OK);
            assert_true(sample_equal(&ev, &back));
            str again = encode(&back);
            assert_true(str_equal(bytes, again));
        }
    }
}

/* A changed byte is refused, or it is another event with exactly those bytes. */
static void every_byte_counts(void **state)
{
    (void)state;
    static const unsigned char FLIP[] = {0x01, 0x80, 0xFF, 0x20};
    uint64_t seed = 7;
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k)) {
        if (!k->works) continue;
        arena_clear(scratch);
        event ev, other;
        sample_event(&ev, k->kind, SEQ, &seed, scratch);
        str bytes = encode(&ev);
        char *changed = arena_get(scratch, bytes.len);
        memcpy(changed, bytes.ptr, bytes.len);
        buf again;
        buf_init(&again, scratch, (size_t)1 << 16);
        for (size_t i = 0; i < bytes.len; i++) {
            for (size_t f = 0; f < COUNT_OF(FLIP); f++) {
                changed[i] = (char)((unsigned char)bytes.ptr[i] ^ FLIP[f]);
                if (event_decode(&other, (str){changed, bytes.len}, NULL) != ERR_OK) continue;
                assert_false(sample_equal(&ev, &other));
                again.len = 0;
                assert_int_equal(event_encode(&again, &other, NULL), ERR_OK);
                assert_int_equal(again.len, bytes.len);
                assert_memory_equal(again.ptr, changed, bytes.len);
            }
            changed[i] = bytes.ptr[i];
        }
    }
}

static void whole_or_not_at_all(void **state)
{
    (void)state;
    arena_clear(scratch);
    uint64_t seed = 99;
    event ev, out = {.seq = 77};
    sample_event(&ev, KIND_HOLDING_REPORTED, SEQ, &seed, scratch);
    str bytes = encode(&ev);
    err e = {0};
    for (size_t len = 0; len < bytes.len; len++) {
        e = (err){0};
        assert_int_equal(event_decode(&out, (str){bytes.ptr, len}, &e), E_EVENT_BYTES);
        assert_int_equal(e.code, E_EVENT_BYTES);
    }
    char *longer = arena_get(scratch, bytes.len + 1);
    memcpy(longer, bytes.ptr, bytes.len);
    assert_int_equal(event_decode(&out, (str){longer, bytes.len + 1}, &e), E_EVENT_BYTES);
    assert_string_equal(e.arg[1].text, "length");
    assert_int_equal(e.arg[0].value, SEQ);
    assert_int_equal(e.at.seq, SEQ);
    assert_int_equal(out.seq, 77); /* untouched */
    assert_int_equal(event_decode(&out, STR_NONE, NULL), E_EVENT_BYTES);
}

static event plain_event(void)
{
    return (event){.seq = 258,
                   .recorded_us = 1,
                   .maker = 2,
                   .kind = KIND_COMMITMENT_SIGNED,
                   .format = EVENT_FORMAT,
                   .effective = {20089, PRECISION_DAY},
                   .booked = 20090,
                   .published = {DAY_NONE, PRECISION_UNKNOWN},
                   .subject = 3,
                   .object = 4,
                   .amount = {.minor = 12345, .q = QUALIFIER_EXACT, .unit = UNIT_CNY},
                   .has_unfunded = true,
                   .unfunded_minor = -1,
                   .attrs = STR("{\"note\":\"x\"}"),
                   .batch = 257,
                   .cite = {.title = STR("t"), .span = STR("s"), .confidence = 1}};
}

/* Hashes of books in the world rest on these bytes: if this test fails, the code is wrong, not the test. */
static void format_1_stays(void **state)
{
    (void)state;
    arena_clear(scratch);
    static const char HEX[] = "01001e0002010000"
                              "0100000000000000"
                              "0200000000000000"
                              "794e000000"
                              "7a4e0000"
                              "0000008005"
                              "030000000400000000000000"
                              "0000000000000000"
                              "39300000000000000000000000000000019c000000"
                              "000000000000000000"
                              "01ffffffffffffffff"
                              "00000000"
                              "0101000000000000"
                              "0000000001"
                              "0c0000007b226e6f7465223a2278227d"
                              "0100000074"
                              "000000000000000000000000"
                              "0100000073";
    event ev = plain_event();
    str bytes = encode(&ev);
    buf hex;
    buf_init(&hex, scratch, 4096);
    buf_hex(&hex, (const uint8_t *)bytes.ptr, bytes.len);
    assert_int_equal(hex.len, sizeof HEX - 1);
    assert_memory_equal(hex.ptr, HEX, hex.len);
}

static void assert_wrong(const event *ev, const char *field)
{
    err e = {0};
    assert_int_equal(event_check(ev, &e), E_EVENT_BYTES);
    assert_string_equal(e.arg[1].name, "field");
    assert_string_equal(e.arg[1].text, field);
    buf out;
    buf_init(&out, scratch, 4096);
    assert_int_equal(event_encode(&out, ev, NULL), E_EVENT_BYTES);
    assert_int_equal(out.len, 0);
}

#define WRONG(field, change)                                                                                           \
    do {                                                                                                               \
        event ev = plain_event();                                                                                      \
        change;                                                                                                        \
        assert_wrong(&ev, field);                                                                                      \
    } while (0)

static void heads_are_checked(void **state)
{
    (void)state;
    event good = plain_event();
    assert_int_equal(event_check(&good, NULL), ERR_OK);
    WRONG("format", ev.format = 0);
    WRONG("format", ev.format = EVENT_FORMAT + 1);
    WRONG("kind", ev.kind = KIND_NONE);
    WRONG("kind", ev.kind = (kind)99);
    WRONG("kind", ev.kind = KIND_LOAN_REGISTERED);
    WRONG("seq", ev.seq = 0);
    WRONG("recorded", ev.recorded_us = -1);
    WRONG("recorded", ev.recorded_us = INT64_MAX);
    WRONG("maker", ev.maker = ev.seq);
    WRONG("approver", ev.approver = ev.seq + 1);
}

/* Only the first entry, and only when it registers somebody, may have been made by itself. */
static void first_entry(void **state)
{
    (void)state;
    date unknown = {DAY_NONE, PRECISION_UNKNOWN};
    event ev = {.seq = 1, .kind = KIND_ACTOR_REGISTERED, .format = EVENT_FORMAT, .booked = DAY_NONE};
    ev.effective = ev.published = unknown;
    ev.attrs = STR("{\"id\":\"a\",\"name\":\"甲\"}");
    assert_int_equal(event_check(&ev, NULL), ERR_OK);
    ev.maker = 1;
    assert_int_equal(event_check(&ev, NULL), ERR_OK);
    ev.maker = 2;
    assert_wrong(&ev, "maker");
    ev.seq = 2;
    assert_wrong(&ev, "maker");
    ev.maker = ev.seq = 1;
    ev.approver = 1;
    assert_wrong(&ev, "approver");
    ev.approver = 0;
    ev.kind = KIND_DOCUMENT_FILED;
    ev.attrs = STR("{\"title\":\"甲\"}");
    assert_wrong(&ev, "maker");
}

/* An ending names the entry that it ends; no other kind without a field for it does. */
static void endings(void **state)
{
    (void)state;
    date unknown = {DAY_NONE, PRECISION_UNKNOWN};
    event ev = {.seq = 9, .kind = KIND_ENTERPRISE_UNTAGGED, .format = EVENT_FORMAT, .booked = DAY_NONE, .subject = 2};
    ev.effective = ev.published = unknown;
    ev.attrs = STR("{\"tag\":\"unicorn\"}");
    assert_wrong(&ev, "ref");
    ev.ref = 9;
    assert_wrong(&ev, "ref");
    ev.ref = 8;
    assert_int_equal(event_check(&ev, NULL), ERR_OK);
    ev.kind = KIND_ENTERPRISE_TAGGED;
    assert_wrong(&ev, "ref");
}

static void dates_are_checked(void **state)
{
    (void)state;
    static const struct {
        int month, mday;
        day_precision precision;
        bool good;
    } CASE[] = {
        {2, 29, PRECISION_DAY, true},     {2, 1, PRECISION_MONTH, true},    {2, 2, PRECISION_MONTH, false},
        {4, 1, PRECISION_QUARTER, true},  {5, 1, PRECISION_QUARTER, false}, {4, 2, PRECISION_QUARTER, false},
        {7, 1, PRECISION_HALF, true},     {4, 1, PRECISION_HALF, false},    {7, 2, PRECISION_HALF, false},
        {1, 1, PRECISION_YEAR, true},     {7, 1, PRECISION_YEAR, false},    {1, 2, PRECISION_YEAR, false},
        {1, 1, PRECISION_UNKNOWN, false},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        date d = {day_of(2024, CASE[i].month, CASE[i].mday), CASE[i].precision};
        event ev = plain_event();
        ev.published = d;
        assert_int_equal(event_check(&ev, NULL) == ERR_OK, CASE[i].good);
        ev = plain_event();
        ev.effective = d;
        assert_int_equal(event_check(&ev, NULL) == ERR_OK, CASE[i].good);
    }
    WRONG("effective", ev.effective.first = DAY_NONE);
    WRONG("effective", ev.effective.first = DAY_LAST + 1);
    WRONG("effective", ev.effective.precision = (day_precision)6);
    WRONG("published", ev.published.precision = PRECISION_DAY);
    WRONG("published", ev.published.first = DAY_FIRST - 1);
    WRONG("booked", ev.booked = DAY_LAST + 1);
    WRONG("booked", ev.booked = DAY_FIRST - 1);
}

static void columns_are_checked(void **state)
{
    (void)state;
    WRONG("subject", ev.subject = 0);
    WRONG("subject", ev.subject = ev.seq);
    WRONG("object", ev.object = ev.seq + 5);
    WRONG("third", ev.third = 1);
    WRONG("purpose", ev.purpose = 1);
    WRONG("class", ev.class_code = 1);
    WRONG("quantity", (ev.has_quantity = true, ev.quantity = 1));
    WRONG("quantity", ev.quantity = 1);
    WRONG("unfunded", ev.has_unfunded = false);
    WRONG("ref", ev.ref = 1);
    WRONG("document", ev.cite.document = ev.seq);
    WRONG("confidence", ev.cite.confidence = 4);
    WRONG("source_title", ev.cite.title = STR("\xff"));
    WRONG("source_url", ev.cite.url = STR("\xc3"));
    WRONG("source_row", ev.cite.row = ((str){"\0", 1}));
    WRONG("source_words", ev.cite.words = STR("\xed\xa0\x80"));
    WRONG("span", ev.cite.span = STR("\xf8"));
}

static void amounts_are_checked(void **state)
{
    (void)state;
    WRONG("amount", ev.amount = (amount){0});      /* required */
    WRONG("amount", ev.amount.q = QUALIFIER_NONE); /* a number that nobody said */
    WRONG("amount", ev.amount.q = QUALIFIER_COUNT);
    WRONG("amount", ev.amount.q = QUALIFIER_ABOUT); /* the ledger is exact */
    WRONG("amount", ev.amount.hi_minor = 1);
    WRONG("amount", ev.amount.minor = 0);
    WRONG("amount", ev.amount.minor = -1);
    WRONG("amount", ev.amount.unit = UNIT_COUNT);
    WRONG("amount", ev.amount.unit = 157);
    event ev = plain_event();
    ev.kind = KIND_NAV_REPORTED;
    ev.booked = DAY_NONE;
    ev.has_unfunded = false;
    ev.unfunded_minor = 0;
    static const struct {
        amount a;
        bool good;
    } CASE[] = {
        {{.minor = 5, .q = QUALIFIER_OVER, .unit = UNIT_CNY}, true},
        {{.minor = 5, .hi_minor = 5, .q = QUALIFIER_RANGE, .unit = UNIT_CNY}, true},
        {{.minor = 5, .hi_minor = 4, .q = QUALIFIER_RANGE, .unit = UNIT_CNY}, false},
        {{.minor = 5, .hi_minor = 6, .q = QUALIFIER_ABOUT, .unit = UNIT_CNY}, false},
        {{.minor = -5, .hi_minor = 4, .q = QUALIFIER_RANGE, .unit = UNIT_CNY}, false},
        {{.minor = -5, .hi_minor = 4, .q = QUALIFIER_RANGE, .unit = UNIT_PERCENT}, true},
        {{.q = QUALIFIER_UNKNOWN, .unit = UNIT_CNY}, true},
        {{.minor = 1, .q = QUALIFIER_UNKNOWN, .unit = UNIT_CNY}, false},
        {{.q = QUALIFIER_UNKNOWN}, false},
        {{.minor = INT64_MIN, .q = QUALIFIER_EXACT, .unit = UNIT_PERCENT}, false},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        ev.amount = CASE[i].a;
        assert_int_equal(event_check(&ev, NULL) == ERR_OK, CASE[i].good);
    }
    ev.amount = CASE[0].a;
    ev.booked = 1; /* a statement has no accounting day */
    assert_wrong(&ev, "booked");
    ev.booked = DAY_NONE;
    ev.has_unfunded = true; /* and no effect on a commitment */
    assert_wrong(&ev, "unfunded");
}

static void attrs_are_checked(void **state)
{
    (void)state;
    WRONG("attrs", ev.attrs = STR("{}"));
    WRONG("attrs", ev.attrs = STR("{\"note\":1}"));
    WRONG("attrs", ev.attrs = STR("{\"note\":\"x\" }"));
    char *long_note = arena_get(scratch, ATTRS_BYTES_MAX + 1);
    memset(long_note, 'x', ATTRS_BYTES_MAX + 1);
    memcpy(long_note, "{\"note\":\"", 9);
    memcpy(long_note + ATTRS_BYTES_MAX - 1, "\"}", 2);
    WRONG("attrs", ev.attrs = ((str){long_note, ATTRS_BYTES_MAX + 1}));
    event ev = plain_event();
    ev.attrs = STR("{\"how\":\"alias\"}"); /* notes of decide's own are no field */
    assert_int_equal(event_check(&ev, NULL), ERR_OK);
}

/* A registration without its name, a round total in words, a period whose ends do not fit its date. */
static void attrs_fit_their_kind(void **state)
{
    (void)state;
    static const struct {
        kind k;
        int class_code;
        const char *attrs;
        bool good;
    } CASE[] = {
        {KIND_PARTY_REGISTERED, 1, "{\"name\":\"甲\"}", true},
        {KIND_PARTY_REGISTERED, 0, "{\"name\":\"甲\"}", false},
        {KIND_PARTY_REGISTERED, 13, "{\"name\":\"甲\"}", false},
        {KIND_PARTY_REGISTERED, -1, "{\"name\":\"甲\"}", false},
        {KIND_PARTY_REGISTERED, 1, "{\"id\":\"a\"}", false},
        {KIND_PARTY_REGISTERED, 1, "{\"name\":5}", false},
        {KIND_INDICATOR_OBSERVED, 0, "{\"indicator\":\"x\"}", true},
        {KIND_INDICATOR_OBSERVED, 0,
         "{\"indicator\":\"x\",\"period_from\":\"2024-01-01\",\"period_to\":\"2024-12-31\"}", false},
    };
    date unknown = {DAY_NONE, PRECISION_UNKNOWN};
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        event ev = {.seq = 1, .format = EVENT_FORMAT, .effective = unknown, .published = unknown, .booked = DAY_NONE};
        ev.kind = CASE[i].k;
        ev.class_code = CASE[i].class_code;
        ev.attrs = str_from(CASE[i].attrs);
        assert_int_equal(event_check(&ev, NULL) == ERR_OK, CASE[i].good);
    }
}

static void periods_fit_their_date(void **state)
{
    (void)state;
    date year = {day_of(2024, 1, 1), PRECISION_YEAR}, last = {day_of(2024, 10, 31), PRECISION_DAY};
    const struct {
        date effective;
        const char *ends;
        bool good;
    } CASE[] = {
        {year, "\"period_from\":\"2024-01-01\",\"period_to\":\"2024-12-31\"", true},
        {last, "\"period_from\":\"2024-01-01\",\"period_to\":\"2024-10-31\"", true},
        {last, "\"period_from\":\"2024-01-01\",\"period_to\":\"2024-12-31\"", false},
        {year, "\"period_from\":\"2024-01-01\",\"period_to\":\"2024-10-31\"", false},
        {year, "\"period_from\":\"2024-12-31\",\"period_to\":\"2024-01-01\"", false},
        {year, "\"period_from\":\"2024-01-01\"", false},
        {year, "\"note\":\"none\"", false},
        {year, "\"period_from\":\"2024-1-1\",\"period_to\":\"2024-12-31\"", false},
        {year, "\"period_from\":\"2024-01-01\",\"period_to\":\"2024-13-31\"", false},
        {year, "\"period_from\":\"2024/01/01\",\"period_to\":\"2024-12-31\"", false},
        {year, "\"period_from\":20240101,\"period_to\":20241231", false},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        event ev = {.seq = 9, .kind = KIND_INDICATOR_OBSERVED, .format = EVENT_FORMAT, .booked = DAY_NONE};
        ev.published = (date){DAY_NONE, PRECISION_UNKNOWN};
        ev.effective = CASE[i].effective;
        buf attrs;
        buf_init(&attrs, scratch, 4096);
        buf_text(&attrs, "{\"indicator\":\"x\",");
        buf_text(&attrs, CASE[i].ends);
        buf_char(&attrs, '}');
        ev.attrs = buf_view(&attrs);
        if (strstr(CASE[i].ends, "note") != NULL) ev.attrs = STR("{\"indicator\":\"x\",\"note\":\"none\"}");
        assert_true(attrs_canonical(ev.attrs));
        assert_int_equal(event_check(&ev, NULL) == ERR_OK, CASE[i].good);
    }
}

static void memory_may_end(void **state)
{
    (void)state;
    arena_clear(scratch);
    event ev = plain_event();
    buf out;
    buf_init(&out, scratch, 64);
    err e = {0};
    assert_int_equal(event_encode(&out, &ev, &e), E_LIMIT);
    assert_int_equal(e.code, E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(whole_or_not_at_all),
        cmocka_unit_test(format_1_stays),
        cmocka_unit_test(heads_are_checked),
        cmocka_unit_test(first_entry),
        cmocka_unit_test(endings),
        cmocka_unit_test(dates_are_checked),
        cmocka_unit_test(columns_are_checked),
        cmocka_unit_test(amounts_are_checked),
        cmocka_unit_test(attrs_are_checked),
        cmocka_unit_test(attrs_fit_their_kind),
        cmocka_unit_test(periods_fit_their_date),
        cmocka_unit_test(memory_may_end),
    };
    return cmocka_run_group_tests(tests, open_scratch, free_scratch);
}
