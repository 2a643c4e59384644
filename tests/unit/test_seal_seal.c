/* seal: one line, one spelling; no byte of it can be another and hold. */
#include "seal/seal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static const key_seed SEED = {{1, 2, 3}};

typedef struct desk {
    arena *a;
    public_key public;
    secret_key secret;
    err e;
} desk;

static void desk_open(desk *d)
{
    *d = (desk){.a = arena_new("seals", (size_t)64 << 20)};
    assert_non_null(d->a);
    key_pair(&d->public, &d->secret, &SEED);
}

static seal sample(desk *d, str note)
{
    seal s = {.seq = 4294967295, .sealed_us = INT64_C(1795426200000001), .note = note};
    memset(&s.book, 0xab, sizeof s.book);
    memset(&s.head, 0x01, sizeof s.head);
    memset(&s.facts, 0xfe, sizeof s.facts);
    assert_int_equal(seal_sign(&s, &d->public, &d->secret, d->a, &d->e), ERR_OK);
    return s;
}

static str line_of(desk *d, const seal *s)
{
    buf out;
    buf_init(&out, d->a, SEAL_LINE_MAX);
    seal_print(&out, s);
    assert_false(out.failed);
    return str_slice(buf_view(&out), 0, out.len - 1);
}

static err_code read_and_check(desk *d, str line)
{
    seal s;
    err_code code = seal_read(&s, line, d->a, &d->e);
    return code ? code : seal_check(&s, d->a, &d->e);
}

/* Anybody with an ed25519 of their own must be able to check it: this line is one that was, with another library. */
static void the_line_is_this_line(void **state)
{
    (void)state;
    desk d;
    desk_open(&d);
    seal s = sample(&d, STR("年报 \"2026\" \\"));
    str line = line_of(&d, &s);
    static const char EXPECTED[] =
        "{\"weir_seal\":1,\"book\":\"abababababababababababababababababababababababababababababababab\",\"seq\":"
        "4294967295,\"head\":\"0101010101010101010101010101010101010101010101010101010101010101\",\"book_hash\":"
        "\"fefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefe\",\"sealed\":"
        "\"2026-11-23T09:30:00.000001Z\",\"note\":\"年报 \\\"2026\\\" \\\\\",\"key\":\""
        "221fe5f6859a1a4fec79057c9d32c8d3fc356e144b1da3b0f9016ef6f29888da\",\"signature\":\""
        "31c52829725a220ebea2af66549de01dc6cc29974449513cb275edc46f7166664522ed73de4414a3a7e15156c436dce8"
        "4e287d62d430632fcf3dd51b47b39b02\"}";
    assert_int_equal(line.len, sizeof EXPECTED - 1);
    assert_memory_equal(line.ptr, EXPECTED, line.len);
    arena_free(d.a);
}

static void what_is_printed_is_read_back(void **state)
{
    (void)state;
    static char long_note[SEAL_NOTE_MAX + 1];
    desk d;
    desk_open(&d);
    memset(long_note, '"', SEAL_NOTE_MAX); /* each takes two bytes of the line */
    const str notes[] = {STR_NONE, STR("a"), STR("\\"), STR("\"\\\""), STR("交账 → 审计"), str_from(long_note)};
    for (size_t i = 0; i < COUNT_OF(notes); i++) {
        seal s = sample(&d, notes[i]), again;
        assert_int_equal(seal_read(&again, line_of(&d, &s), d.a, &d.e), ERR_OK);
        assert_int_equal(seal_check(&again, d.a, &d.e), ERR_OK);
        assert_true(str_equal(again.note, notes[i]));
        assert_true(hash_equal(&again.book, &s.book) && hash_equal(&again.head, &s.head));
        assert_true(hash_equal(&again.facts, &s.facts));
        assert_int_equal(again.seq, s.seq);
        assert_int_equal(again.sealed_us, s.sealed_us);
        assert_memory_equal(again.key.byte, s.key.byte, sizeof s.key.byte);
    }
    arena_free(d.a);
}

/* Every byte replaced by each of some others, removed, doubled; every shorter line. */
static void no_byte_can_be_another(void **state)
{
    (void)state;
    static const char others[] = "09afAF\" \\{},:zZ-\xff";
    desk d;
    char text[SEAL_LINE_MAX];
    desk_open(&d);
    seal s = sample(&d, STR("note \"1\""));
    str line = line_of(&d, &s);
    for (size_t at = 0; at < line.len; at++) {
        arena *keep = d.a;
        d.a = arena_new("one byte", (size_t)4 << 20);
        assert_non_null(d.a);
        for (size_t k = 0; k < sizeof others - 1; k++) {
            memcpy(text, line.ptr, line.len);
            if (text[at] == others[k]) continue;
            text[at] = others[k];
            err_code code = read_and_check(&d, (str){text, line.len});
            assert_true(code == E_SEAL_SYNTAX || code == E_SEAL_SIGNATURE);
        }
        memcpy(text, line.ptr, at);
        memcpy(text + at, line.ptr + at + 1, line.len - at - 1);
        assert_int_not_equal(read_and_check(&d, (str){text, line.len - 1}), ERR_OK);
        memcpy(text + at + 1, line.ptr + at, line.len - at);
        text[at] = line.ptr[at];
        assert_int_not_equal(read_and_check(&d, (str){text, line.len + 1}), ERR_OK);
        assert_int_equal(read_and_check(&d, str_slice(line, 0, at)), E_SEAL_SYNTAX);
        arena_free(d.a);
        d.a = keep;
    }
    assert_int_equal(read_and_check(&d, line), ERR_OK);
    arena_free(d.a);
}

/* Each member changed as a value: the form is right, so it is the signature that says no. */
static void every_member_is_signed(void **state)
{
    (void)state;
    desk d;
    desk_open(&d);
    for (int member = 0; member < 8; member++) {
        seal s = sample(&d, STR("note"));
        switch (member) {
        case 0: s.book.byte[31] ^= 1; break;
        case 1: s.seq--; break;
        case 2: s.head.byte[0] ^= 1; break;
        case 3: s.facts.byte[0] ^= 1; break;
        case 4: s.sealed_us++; break;
        case 5: s.note = STR("other"); break;
        case 6: s.key.byte[0] ^= 1; break;
        default: s.by.byte[63] ^= 1; break;
        }
        assert_int_equal(read_and_check(&d, line_of(&d, &s)), E_SEAL_SIGNATURE);
    }
    arena_free(d.a);
}

static void notes_are_one_line_of_text(void **state)
{
    (void)state;
    static char room[SEAL_NOTE_MAX + 1];
    err e = {.code = ERR_OK};
    memset(room, 'n', sizeof room);
    assert_int_equal(seal_check_note((str){room, SEAL_NOTE_MAX}, &e), ERR_OK);
    assert_int_equal(seal_check_note((str){room, SEAL_NOTE_MAX + 1}, &e), E_TEXT_LONG);
    assert_int_equal(seal_check_note(STR("two\nlines"), &e), E_TEXT_ENCODING);
    assert_int_equal(seal_check_note(STR("a\x7f"), &e), E_TEXT_ENCODING);
    assert_int_equal(seal_check_note(STR("\xc3"), &e), E_TEXT_ENCODING);
}

/* Running out of memory is no verdict about a seal. */
static void memory_is_no_damage(void **state)
{
    (void)state;
    desk d;
    seal s;
    desk_open(&d);
    seal made = sample(&d, STR("note"));
    str line = line_of(&d, &made);
    uint64_t failed = 0;
    for (uint64_t n = 1; n < 100; n++) {
        arena_fail_at(n);
        err_code code = seal_read(&s, line, d.a, &d.e);
        if (!code) code = seal_check(&s, d.a, &d.e);
        arena_fail_at(0);
        if (code == ERR_OK) break;
        assert_int_equal(code, E_LIMIT);
        failed++;
    }
    assert_in_range(failed, 3, 50);
    arena_free(d.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_this_line),      cmocka_unit_test(what_is_printed_is_read_back),
        cmocka_unit_test(no_byte_can_be_another),     cmocka_unit_test(every_member_is_signed),
        cmocka_unit_test(notes_are_one_line_of_text), cmocka_unit_test(memory_is_no_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
