/* People: accounts, passwords, sessions, lock-out, tokens, the log. Time is a number here, so hours pass at once. */
#include "people/people.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char GOOD[] = "quiet water over stones";
static const int64_t NOW = INT64_C(1795000000000000), SECOND = 1000000, HOUR = INT64_C(3600000000);

typedef struct house {
    char folder[64], book[96], file[110];
    weir_people *people;
} house;

static void house_open(house *h)
{
    snprintf(h->folder, sizeof h->folder, "people-XXXXXX");
    assert_non_null(mkdtemp(h->folder));
    snprintf(h->book, sizeof h->book, "%s/a.weir", h->folder);
    snprintf(h->file, sizeof h->file, "%s-people", h->book);
    assert_int_equal(weir_people_open(&h->people, h->book, NULL), WEIR_OK);
}

static void house_close(house *h)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[128];
    weir_people_close(h->people);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        snprintf(path, sizeof path, "%s%s", h->file, ends[i]);
        remove(path);
    }
    rmdir(h->folder);
}

static void add(house *h, const char *id, weir_role role, const char *scope)
{
    weir_error *error = NULL;
    const weir_person_new person = {.id = id, .name = id, .role = role, .scope = scope, .password = GOOD};
    if (weir_person_add(h->people, &person, "adam", NOW, &error)) fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
}

static void add_refused(house *h, const weir_person_new *person, const char *code)
{
    weir_error *error = NULL;
    assert_int_not_equal(weir_person_add(h->people, person, "adam", NOW, &error), WEIR_OK);
    assert_code(error, code);
}

static weir_signed_in sign_in(house *h, const char *id, int64_t at)
{
    weir_signed_in in;
    weir_error *error = NULL;
    if (weir_sign_in(&in, h->people, id, GOOD, "10.0.0.1", at, &error))
        fail_msg("%s", weir_error_text(error, 0, WEIR_EN));
    return in;
}

static void sign_in_refused(house *h, const char *id, const char *password, const char *address, int64_t at,
                            const char *code)
{
    weir_signed_in in;
    weir_error *error = NULL;
    assert_int_not_equal(weir_sign_in(&in, h->people, id, password, address, at, &error), WEIR_OK);
    assert_code(error, code);
    assert_string_equal(in.token, "");
}

static bool holds(house *h, const char *token, int64_t at)
{
    weir_person who;
    return weir_session_find(&who, h->people, token, at, NULL) == WEIR_OK;
}

static void the_file_is_its_owners(void **state)
{
    house h;
    struct stat is;
    (void)state;
    house_open(&h);
    assert_int_equal(stat(h.file, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    house_close(&h);
}

static void a_foreign_file_is_refused(void **state)
{
    house h;
    weir_people *other = NULL;
    weir_error *error = NULL;
    (void)state;
    house_open(&h);
    weir_people_close(h.people);
    h.people = NULL;
    FILE *to = fopen(h.file, "wb");
    assert_non_null(to);
    fputs("this is no file of people, but it is long enough to be looked at by a program that reads headers", to);
    fclose(to);
    assert_int_equal(weir_people_open(&other, h.book, &error), WEIR_FAULT);
    assert_code(error, "E_PEOPLE_FILE");
    assert_null(other);
    house_close(&h);
}

static void words_are_checked(void **state)
{
    house h;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    add_refused(&h, &(weir_person_new){.id = "a b", .name = "x", .role = WEIR_VIEWER, .password = GOOD},
                "E_PERSON_FIELD");
    add_refused(
        &h, &(weir_person_new){.id = "x'; DROP TABLE person;--", .name = "x", .role = WEIR_VIEWER, .password = GOOD},
        "E_PERSON_FIELD");
    add_refused(&h, &(weir_person_new){.id = "x", .name = "", .role = WEIR_VIEWER, .password = GOOD}, "E_PERSON_FIELD");
    add_refused(&h, &(weir_person_new){.id = "x", .name = "x", .role = (weir_role)9, .password = GOOD},
                "E_PERSON_FIELD");
    add_refused(&h, &(weir_person_new){.id = "x", .name = "x", .role = WEIR_GP, .password = GOOD}, "E_SCOPE_NEEDED");
    add_refused(&h, &(weir_person_new){.id = "x", .name = "x", .role = WEIR_MAKER, .scope = "f1", .password = GOOD},
                "E_SCOPE_NEEDED");
    add_refused(&h, &(weir_person_new){.id = "adam", .name = "x", .role = WEIR_VIEWER, .password = GOOD},
                "E_PERSON_KNOWN");
    house_close(&h);
}

static void weak_passwords_are_refused(void **state)
{
    static const char *const weak[] = {"short",         "aaaaaaaaaaaaaaa",  "123456789012",    "abcabcabcabcabc",
                                       "qwertyuiop123", "PasswordPassword", "it contains vera"};
    house h;
    (void)state;
    house_open(&h);
    for (size_t i = 0; i < COUNT_OF(weak); i++)
        add_refused(&h, &(weir_person_new){.id = "vera", .name = "v", .role = WEIR_VIEWER, .password = weak[i]},
                    "E_PASSWORD_WEAK");
    assert_true(password_is_common("111111111111"));
    assert_false(password_is_common(GOOD));
    /* twelve characters, not bytes */
    const weir_person_new zh = {.id = "vera", .name = "v", .role = WEIR_VIEWER, .password = "塘边春水绿如蓝七八九十甲"};
    assert_int_equal(weir_person_add(h.people, &zh, "", NOW, NULL), WEIR_OK);
    house_close(&h);
}

static void a_session_ends(void **state)
{
    house h;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    weir_signed_in in = sign_in(&h, "adam", NOW);
    assert_int_equal(strlen(in.token), 43);
    assert_int_equal(strlen(in.person.csrf), 64);
    assert_true(holds(&h, in.token, NOW + 8 * HOUR - SECOND));
    assert_true(holds(&h, in.token, NOW + 15 * HOUR));  /* it was used meanwhile */
    assert_false(holds(&h, in.token, NOW + 24 * HOUR)); /* nine hours idle */
    weir_signed_in next = sign_in(&h, "adam", NOW);
    assert_string_not_equal(next.token, in.token);
    for (int hour = 0; hour < 168; hour += 7) assert_true(holds(&h, next.token, NOW + hour * HOUR));
    assert_false(holds(&h, next.token, NOW + 169 * HOUR)); /* a week, however much it is used */
    assert_false(holds(&h, "", NOW));
    assert_false(holds(&h, "' OR 1=1 --", NOW));
    weir_person who;
    weir_error *error = NULL;
    assert_int_equal(weir_session_find(&who, h.people, "nothing", NOW, &error), WEIR_REFUSED);
    assert_code(error, "E_SESSION");
    weir_signed_in out = sign_in(&h, "adam", NOW);
    assert_int_equal(weir_sign_out(h.people, out.token, NOW, NULL), WEIR_OK);
    assert_false(holds(&h, out.token, NOW));
    house_close(&h);
}

static void failures_lock(void **state)
{
    house h;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    for (int i = 0; i < 5; i++) sign_in_refused(&h, "adam", "wrong", "10.0.0.2", NOW, "E_SIGN_IN");
    sign_in_refused(&h, "adam", GOOD, "10.0.0.3", NOW + 59 * SECOND, "E_SIGN_IN_WAIT"); /* right, but too early */
    sign_in_refused(&h, "adam", "wrong", "10.0.0.3", NOW + 61 * SECOND, "E_SIGN_IN");
    sign_in_refused(&h, "adam", GOOD, "10.0.0.3", NOW + 120 * SECOND, "E_SIGN_IN_WAIT"); /* the wait has doubled */
    sign_in(&h, "adam", NOW + 190 * SECOND);
    sign_in_refused(&h, "adam", "wrong", "10.0.0.2", NOW + 200 * SECOND, "E_SIGN_IN"); /* counted from one again */
    sign_in(&h, "adam", NOW + 201 * SECOND);
    for (int i = 0; i < 5; i++)
        sign_in_refused(&h, "nobody", "wrong", "10.0.0.9", NOW, "E_SIGN_IN"); /* no difference */
    sign_in_refused(&h, "nobody", "wrong", "10.0.0.9", NOW, "E_SIGN_IN_WAIT");
    house_close(&h);
}

static void an_address_is_held_back_too(void **state)
{
    house h;
    char id[16];
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    for (int i = 0; i < 20; i++) {
        snprintf(id, sizeof id, "guess%d", i);
        sign_in_refused(&h, id, "wrong", "10.0.0.7", NOW, "E_SIGN_IN");
    }
    sign_in_refused(&h, "adam", GOOD, "10.0.0.7", NOW, "E_SIGN_IN_WAIT");
    weir_signed_in in;
    assert_int_equal(weir_sign_in(&in, h.people, "adam", GOOD, "10.0.0.8", NOW, NULL), WEIR_OK);
    house_close(&h);
}

static void changes_end_what_they_must(void **state)
{
    house h;
    weir_error *error = NULL;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    add(&h, "vera", WEIR_VIEWER, NULL);
    weir_signed_in in = sign_in(&h, "vera", NOW);
    char token[65];
    uint64_t number = 0;
    const weir_token_new program = {.person = "vera", .name = "pandas", .reads_only = true, .expires_us = NOW + HOUR};
    assert_int_equal(weir_token_add(token, &number, h.people, &program, NOW, NULL), WEIR_OK);
    weir_person who;
    assert_int_equal(weir_session_find(&who, h.people, token, NOW, NULL), WEIR_OK);
    assert_true(who.reads_only && who.token == number && who.session == 0 && who.csrf[0] == 0);
    assert_false(holds(&h, token, NOW + 2 * HOUR)); /* its end */
    const weir_person_change password = {.password = "another river in another town"};
    assert_int_equal(weir_person_set(h.people, "vera", &password, "adam", NOW, NULL), WEIR_OK);
    assert_false(holds(&h, in.token, NOW)); /* given by somebody else: sessions end, it must be changed */
    assert_true(holds(&h, token, NOW));
    assert_int_equal(weir_person_get(&who, h.people, "vera", NULL), WEIR_OK);
    assert_true(who.must_change);
    const weir_person_change off = {.off = "yes"};
    assert_int_equal(weir_person_set(h.people, "vera", &off, "adam", NOW, NULL), WEIR_OK);
    assert_false(holds(&h, token, NOW));
    sign_in_refused(&h, "vera", "another river in another town", "10.0.0.1", NOW, "E_SIGN_IN");
    assert_int_not_equal(weir_person_set(h.people, "adam", &off, "adam", NOW, &error), WEIR_OK);
    assert_code(error, "E_LAST_ADMIN");
    const weir_person_change viewer = {.role = WEIR_VIEWER};
    assert_int_not_equal(weir_person_set(h.people, "adam", &viewer, "adam", NOW, &error), WEIR_OK);
    assert_code(error, "E_LAST_ADMIN");
    assert_int_not_equal(weir_person_set(h.people, "eve", &off, "adam", NOW, &error), WEIR_OK);
    assert_code(error, "E_PERSON_UNKNOWN");
    house_close(&h);
}

/* What the file holds lets nobody in. */
static void no_secret_is_in_the_file(void **state)
{
    static char bytes[1 << 20];
    house h;
    size_t len = 0, at = 0;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    weir_signed_in in = sign_in(&h, "adam", NOW);
    weir_people_close(h.people);
    h.people = NULL;
    FILE *from = fopen(h.file, "rb");
    assert_non_null(from);
    len = fread(bytes, 1, sizeof bytes, from);
    fclose(from);
    assert_true(len > 4096);
    assert_false(str_find(&at, (str){bytes, len}, str_from(in.token)));
    assert_false(str_find(&at, (str){bytes, len}, str_from(GOOD)));
    assert_true(str_find(&at, (str){bytes, len}, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
    house_close(&h);
}

/* The password of nobody is a text that argon2id works through to the end: it costs what a wrong one costs. */
static void nobody_has_a_password_to_check(void **state)
{
    password_text made;
    (void)state;
    assert_true(password_hash(&made, STR("some words for a test")));
    assert_true(password_holds(&made, STR("some words for a test")));
    assert_false(password_holds(&made, STR("some words for a tesu")));
    assert_false(password_is_old(&made));
    static const password_text weaker = {
        "$argon2id$v=19$m=8192,t=1,p=1$U29tZVNhbHRTb21lU2FsdA$8t5pVqN4xq8iXo9oVQyqk2dX0n1yG0m6m1H0y0m7bBk"};
    assert_true(password_is_old(&weaker));
    assert_false(password_holds(&weaker, STR("anything")));
}

static void sessions_and_the_log_are_listed(void **state)
{
    static char room[1 << 16];
    house h;
    taken text;
    size_t at = 0;
    weir_error *error = NULL;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    weir_signed_in in = sign_in(&h, "adam", NOW);
    assert_int_equal(
        weir_sessions_list(h.people, "adam", WEIR_EN, WEIR_JSON, NOW, taken_sink(&text, room, sizeof room), NULL),
        WEIR_OK);
    assert_true(str_find(&at, str_from(text.bytes), STR("10.0.0.1")));
    assert_int_not_equal(weir_session_end(h.people, in.person.session, "vera", "vera", NOW, &error), WEIR_OK);
    assert_code(error, "E_SESSION"); /* not hers */
    assert_int_equal(weir_session_end(h.people, in.person.session, NULL, "adam", NOW, NULL), WEIR_OK);
    assert_false(holds(&h, in.token, NOW));
    sign_in_refused(&h, "adam", "wrong", "10.0.0.1", NOW, "E_SIGN_IN");
    assert_int_equal(weir_access_list(h.people, 0, 10, WEIR_EN, WEIR_JSON, taken_sink(&text, room, sizeof room), NULL),
                     WEIR_OK);
    assert_true(str_find(&at, str_from(text.bytes), STR("E_SIGN_IN")));
    assert_true(str_find(&at, str_from(text.bytes), STR("\"ended\"")));
    assert_int_equal(weir_people_list(h.people, WEIR_ZH, WEIR_TABLE, NOW, taken_sink(&text, room, sizeof room), NULL),
                     WEIR_OK);
    assert_true(str_find(&at, str_from(text.bytes), STR("adam")));
    house_close(&h);
}

static void two_handles_see_each_other(void **state)
{
    house h;
    weir_people *other = NULL;
    weir_person who;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    assert_int_equal(weir_people_open(&other, h.book, NULL), WEIR_OK);
    weir_signed_in in = sign_in(&h, "adam", NOW);
    assert_int_equal(weir_session_find(&who, other, in.token, NOW, NULL), WEIR_OK);
    assert_int_equal(weir_sign_out(other, in.token, NOW, NULL), WEIR_OK);
    assert_false(holds(&h, in.token, NOW));
    weir_people_close(other);
    house_close(&h);
}

/* Another program opens the file and goes, while this one has it open twice: what is written afterwards is there for the
 * next. (Were the locks of the first handle lost when the second was opened, the other would take the log away with it.) */
static void others_come_and_go(void **state)
{
    static const char *const ids[] = {"vera", "nina", "olga"};
    house h;
    weir_people *second = NULL;
    (void)state;
    house_open(&h);
    add(&h, "adam", WEIR_ADMIN, NULL);
    assert_int_equal(weir_people_open(&second, h.book, NULL), WEIR_OK);
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        int status = -1;
        add(&h, ids[i], WEIR_VIEWER, NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            weir_person who;
            weir_people *own = NULL;
            bool found =
                weir_people_open(&own, h.book, NULL) == WEIR_OK && weir_person_get(&who, own, ids[i], NULL) == WEIR_OK;
            weir_people_close(own);
            _exit(found ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    weir_people_close(second);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_its_owners),
        cmocka_unit_test(a_foreign_file_is_refused),
        cmocka_unit_test(words_are_checked),
        cmocka_unit_test(weak_passwords_are_refused),
        cmocka_unit_test(a_session_ends),
        cmocka_unit_test(failures_lock),
        cmocka_unit_test(an_address_is_held_back_too),
        cmocka_unit_test(changes_end_what_they_must),
        cmocka_unit_test(no_secret_is_in_the_file),
        cmocka_unit_test(nobody_has_a_password_to_check),
        cmocka_unit_test(sessions_and_the_log_are_listed),
        cmocka_unit_test(two_handles_see_each_other),
        cmocka_unit_test(others_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
