/* weir_key_new, weir_seal, weir_verify_seals: a seal is of the book as it stands; whatever of the two is changed later is
 * told by its own code and its line. Forged seals are signed with a key that the forger has. */
#include "app/app_int.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A sample book with a key beside it. */
typedef struct desk {
    app_sample s;
    char key[128], seals[128];
    char public_hex[65];
    arena *a;
} desk;
static const weir_sink NOWHERE = {.put = NULL};

static void desk_open(desk *d)
{
    app_sample_make(&d->s);
    app_import_good(&d->s, APP_SAMPLE_ROWS);
    d->a = arena_new("seals", (size_t)64 << 20);
    assert_non_null(d->a);
    snprintf(d->key, sizeof d->key, "%s/key", d->s.folder);
    snprintf(d->seals, sizeof d->seals, "%s-seals", d->s.path);
    assert_int_equal(weir_key_new(d->key, d->public_hex, NULL), WEIR_OK);
}

static void desk_close(desk *d)
{
    remove(d->key);
    remove(d->seals);
    arena_free(d->a);
    app_sample_remove(&d->s);
}

static weir_sealed seal_good(desk *d, const char *note)
{
    weir_sealed done;
    weir_error *error = NULL;
    weir_seal_options o = {.key_file = d->key, .note = note};
    weir_status status = weir_seal(&done, d->s.book, &o, NOWHERE, &error);
    if (status) fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    return done;
}

static weir_status check(desk *d, const char *keys, weir_seals *found, weir_error **error)
{
    weir_seals_options o = {.public_keys = keys};
    return weir_verify_seals(found, d->s.book, &o, error);
}

static void assert_refused(desk *d, const char *keys, const char *code)
{
    weir_seals found;
    weir_error *error = NULL;
    if (check(d, keys, &found, &error) == WEIR_OK) fail_msg("%s expected, but the seals hold", code);
    assert_code(error, code);
}

static str seals_now(desk *d)
{
    str text;
    assert_int_equal(io_read_file(&text, d->seals, SEALS_BYTES_MAX, d->a, NULL), ERR_OK);
    return text;
}

static void put_seals(desk *d, str text)
{
    remove(d->seals);
    assert_int_equal(io_make_file(d->seals, text, false, NULL), ERR_OK);
}

static void a_seal_holds_while_the_book_grows(void **state)
{
    (void)state;
    desk d;
    weir_seals found;
    desk_open(&d);
    assert_int_equal(check(&d, NULL, &found, NULL), WEIR_OK); /* never sealed: nothing to say */
    assert_int_equal(found.count, 0);
    weir_head then = app_head(&d.s);
    weir_sealed done = seal_good(&d, "年报");
    assert_same_head(&done.head, &then);
    assert_string_equal(done.public_key, d.public_hex);
    app_import_good(&d.s, "{\"kind\":\"party.registered\",\"id\":\"late\",\"name\":\"迟\",\"class\":\"soe\"}\n");
    done = seal_good(&d, NULL);
    assert_int_equal(done.head.seq, then.seq + 1);
    seal_good(&d, NULL); /* twice at one head is no harm */
    app_sample_reopen(&d.s);
    assert_int_equal(check(&d, NULL, &found, NULL), WEIR_OK);
    assert_int_equal(found.count, 3);
    assert_int_equal(found.last_seq, then.seq + 1);
    assert_int_equal(found.unpinned_count, 1);
    assert_string_equal(found.unpinned[0], d.public_hex);
    desk_close(&d);
}

/* The instant of a seal is later than the last entry, even if that was entered by a clock that ran ahead. */
static void a_seal_is_later_than_what_it_seals(void **state)
{
    (void)state;
    desk d;
    seal s;
    desk_open(&d);
    int64_t ahead = clock_after(0) + INT64_C(86400000000);
    d.s.book->fold.last_us = ahead;
    weir_sealed done = seal_good(&d, NULL);
    str line = seals_now(&d);
    assert_int_equal(seal_read(&s, str_slice(line, 0, line.len - 1), d.a, NULL), ERR_OK);
    assert_true(s.sealed_us > ahead);
    assert_int_equal(strlen(done.sealed), strlen("2026-11-23T09:30:00.000000Z"));
    desk_close(&d);
}

/* What another program has entered since this handle was opened is sealed too. */
static void nothing_stale_is_sealed(void **state)
{
    (void)state;
    desk d;
    weir_book *other;
    weir_imported done;
    static const char *const fields[] = {"id=late", "name=迟", "class=soe"};
    desk_open(&d);
    assert_int_equal(weir_open(&other, d.s.path, false, NULL), WEIR_OK);
    assert_int_equal(weir_post(&done, other, "party.registered", fields, COUNT_OF(fields), NULL, false, NULL), WEIR_OK);
    weir_close(other);
    weir_sealed sealed = seal_good(&d, NULL);
    assert_int_equal(sealed.head.seq, done.last_seq);
    desk_close(&d);
}

static bool take(void *self, const char *bytes, size_t len)
{
    buf_put(self, bytes, len);
    return true;
}

static bool refuse(void *self, const char *bytes, size_t len)
{
    (void)self;
    (void)bytes;
    return len == 0;
}

static void the_copy_is_the_same_line(void **state)
{
    (void)state;
    desk d;
    buf copy;
    weir_sealed done;
    weir_error *error = NULL;
    desk_open(&d);
    buf_init(&copy, d.a, SEAL_LINE_MAX);
    weir_seal_options o = {.key_file = d.key};
    assert_int_equal(weir_seal(&done, d.s.book, &o, (weir_sink){take, &copy}, NULL), WEIR_OK);
    assert_true(str_equal(buf_view(&copy), seals_now(&d)));
    assert_int_equal(weir_seal(&done, d.s.book, &o, (weir_sink){refuse, NULL}, &error), WEIR_FAULT);
    assert_code(error, "E_FILE_WRITE");
    desk_close(&d);
}

/* ---- seals that do not hold ---- */
static void forge(desk *d, void (*change)(seal *s))
{
    key_seed from;
    public_key public;
    secret_key secret;
    seal s;
    buf line;
    str key_text, seals = seals_now(d);
    assert_int_equal(io_read_file(&key_text, d->key, 4096, d->a, NULL), ERR_OK);
    assert_true(hex_parse(from.byte, sizeof from.byte, str_slice(key_text, 11, 75)));
    key_pair(&public, &secret, &from);
    assert_int_equal(seal_read(&s, str_slice(seals, 0, seals.len - 1), d->a, NULL), ERR_OK);
    change(&s);
    assert_int_equal(seal_sign(&s, &public, &secret, d->a, NULL), ERR_OK);
    buf_init(&line, d->a, SEAL_LINE_MAX);
    seal_print(&line, &s);
    put_seals(d, buf_view(&line));
}

static void change_nothing(seal *s)
{
    (void)s;
}
static void change_book(seal *s)
{
    s->book.byte[0] ^= 1;
}
static void change_head(seal *s)
{
    s->head.byte[31] ^= 1;
}
static void change_facts(seal *s)
{
    s->facts.byte[0] ^= 1;
}
static void change_seq_up(seal *s)
{
    s->seq++;
}
static void change_seq_down(seal *s)
{
    s->seq--;
}

static void each_difference_has_its_code(void **state)
{
    (void)state;
    static const struct {
        void (*change)(seal *s);
        const char *code;
    } cases[] = {{change_nothing, NULL},         {change_book, "E_SEAL_BOOK"},      {change_head, "E_SEAL_HEAD"},
                 {change_facts, "E_SEAL_FACTS"}, {change_seq_up, "E_SEAL_MISSING"}, {change_seq_down, "E_SEAL_HEAD"}};
    desk d;
    weir_seals found;
    desk_open(&d);
    seal_good(&d, "kept");
    str good = seals_now(&d);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        put_seals(&d, good);
        forge(&d, cases[i].change);
        if (cases[i].code)
            assert_refused(&d, NULL, cases[i].code);
        else
            assert_int_equal(check(&d, d.public_hex, &found, NULL), WEIR_OK);
    }
    desk_close(&d);
}

static void damage_is_named_by_its_line(void **state)
{
    (void)state;
    desk d;
    weir_seals found;
    weir_error *error = NULL;
    char text[8192];
    desk_open(&d);
    seal_good(&d, "one");
    seal_good(&d, "two");
    str good = seals_now(&d);
    int len = snprintf(text, sizeof text, "%.*s{\"weir_seal\":1,\"bo\n%.*s", (int)good.len, good.ptr, (int)good.len,
                       good.ptr);
    put_seals(&d, (str){text, (size_t)len}); /* a line that a power cut left */
    assert_int_equal(check(&d, NULL, &found, &error), WEIR_DAMAGED);
    assert_non_null(strstr(weir_error_text(error, 0, WEIR_EN), "line 3 of "));
    assert_code(error, "E_SEAL_SYNTAX");
    put_seals(&d, str_slice(good, 0, good.len - 1)); /* only its end is missing: the seal is whole */
    assert_int_equal(check(&d, NULL, &found, NULL), WEIR_OK);
    assert_int_equal(found.count, 2);
    memcpy(text, good.ptr, good.len);
    text[good.len - 4] = text[good.len - 4] == '0' ? '1' : '0';
    put_seals(&d, (str){text, good.len});
    assert_int_equal(check(&d, NULL, &found, &error), WEIR_DAMAGED);
    assert_non_null(strstr(weir_error_text(error, 0, WEIR_ZH), "第 2 行"));
    assert_code(error, "E_SEAL_SIGNATURE");
    put_seals(&d, STR("\n"));
    assert_refused(&d, NULL, "E_SEAL_SYNTAX");
    desk_close(&d);
}

static void keys_that_are_named_are_the_only_ones(void **state)
{
    (void)state;
    desk d;
    char other[65], both[200], path[128];
    weir_seals found;
    desk_open(&d);
    assert_refused(&d, d.public_hex, "E_SEAL_NONE"); /* who asks for a key's seal is told that there is none */
    seal_good(&d, NULL);
    memset(other, '0', 64);
    other[64] = 0;
    snprintf(both, sizeof both, "%s, %s", other, d.public_hex);
    assert_int_equal(check(&d, d.public_hex, &found, NULL), WEIR_OK);
    assert_int_equal(found.unpinned_count, 0);
    assert_int_equal(check(&d, both, &found, NULL), WEIR_OK);
    assert_refused(&d, other, "E_SEAL_KEY");
    static const char *const bad[] = {"", "12", ",", "zz"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) assert_refused(&d, bad[i], "E_OPTION_VALUE");
    other[63] = ',';
    assert_refused(&d, other, "E_OPTION_VALUE");
    put_seals(&d, STR_NONE);
    assert_refused(&d, d.public_hex, "E_SEAL_NONE");
    snprintf(path, sizeof path, "%s/other.weir", d.s.folder);
    weir_error *error = NULL;
    weir_seals_options o = {.seals = path};
    assert_int_equal(weir_verify_seals(&found, d.s.book, &o, &error), WEIR_DAMAGED);
    assert_code(error, "E_SEAL_NONE");
    desk_close(&d);
}

/* ---- keys ---- */
static void keys_differ_and_take_nobodys_place(void **state)
{
    (void)state;
    desk d;
    char path[128], hex[65];
    weir_error *error = NULL;
    struct stat about;
    desk_open(&d);
    snprintf(path, sizeof path, "%s/other.weir", d.s.folder);
    assert_int_equal(weir_key_new(path, hex, NULL), WEIR_OK);
    assert_string_not_equal(hex, d.public_hex);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(weir_key_new(path, hex, &error), WEIR_FAULT);
    assert_code(error, "E_FILE_WRITE");
    desk_close(&d);
}

static void assert_seal_refused(desk *d, const char *note, const char *code)
{
    weir_sealed done;
    weir_error *error = NULL;
    weir_seal_options o = {.key_file = d->key, .note = note};
    assert_int_not_equal(weir_seal(&done, d->s.book, &o, NOWHERE, &error), WEIR_OK);
    assert_code(error, code);
    assert_false(io_exists(d->seals));
}

static void what_is_no_key_of_ours_seals_nothing(void **state)
{
    (void)state;
    desk d;
    str key_text;
    char text[128];
    desk_open(&d);
    assert_int_equal(io_read_file(&key_text, d.key, 4096, d.a, NULL), ERR_OK);
    assert_int_equal(key_text.len, 76);
    for (int cut = 0; cut < 4; cut++) { /* short, long, another digit, another mark */
        size_t len = cut == 0 ? key_text.len - 1 : key_text.len;
        memcpy(text, key_text.ptr, key_text.len);
        if (cut == 1) text[len++] = '\n';
        if (cut == 2) text[20] = 'g';
        if (cut == 3) text[9] = '2';
        remove(d.key);
        assert_int_equal(io_make_file(d.key, (str){text, len}, true, NULL), ERR_OK);
        assert_seal_refused(&d, NULL, "E_KEY_SYNTAX");
    }
    remove(d.key);
    assert_seal_refused(&d, NULL, "E_FILE_READ");
    assert_int_equal(io_make_file(d.key, key_text, true, NULL), ERR_OK);
    assert_int_equal(chmod(d.key, 0640), 0);
    assert_seal_refused(&d, NULL, "E_KEY_SHARED");
    assert_int_equal(chmod(d.key, 0400), 0);
    assert_seal_refused(&d, "two\nlines", "E_TEXT_ENCODING");
    seal_good(&d, NULL);
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seal_holds_while_the_book_grows),
        cmocka_unit_test(a_seal_is_later_than_what_it_seals),
        cmocka_unit_test(nothing_stale_is_sealed),
        cmocka_unit_test(the_copy_is_the_same_line),
        cmocka_unit_test(each_difference_has_its_code),
        cmocka_unit_test(damage_is_named_by_its_line),
        cmocka_unit_test(keys_that_are_named_are_the_only_ones),
        cmocka_unit_test(keys_differ_and_take_nobodys_place),
        cmocka_unit_test(what_is_no_key_of_ours_seals_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
