/* The whole journal out and in again: the same facts; and only into a book that is new and the same actor's. */
#include "app/app_int.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app_sample.h"

#include <string.h>

enum { ROOM = 1 << 16 };

static void export_all(const app_sample *s, char room[ROOM])
{
    taken t;
    assert_int_equal(weir_export(s->book, taken_sink(&t, room, ROOM), NULL), WEIR_OK);
    assert_int_equal(strncmp(room, "{\"weir_journal\":1,\"format\":1,\"entries\":", 38), 0);
}

static void restored_facts_are_the_same(void **state)
{
    (void)state;
    static char first[ROOM], second[ROOM];
    app_sample from, to;
    app_sample_make(&from);
    app_import_good(&from, APP_SAMPLE_ROWS);
    weir_imported done;
    const char *const actor[] = {"id=wang", "name=王五"};
    const char *const party[] = {"id=late", "name=后来者", "class=bank"};
    assert_int_equal(weir_post(&done, from.book, "actor.registered", actor, 2, NULL, false, NULL), WEIR_OK);
    assert_int_equal(weir_post(&done, from.book, "party.registered", party, 3, "wang", false, NULL), WEIR_OK);
    export_all(&from, first);
    app_sample_make(&to);
    app_import_good(&to, first);
    weir_head a = app_head(&from), b = app_head(&to);
    assert_int_equal(a.seq, b.seq);
    assert_string_equal(a.book_hash, b.book_hash);
    assert_string_not_equal(a.hash, b.hash); /* another journal: entered at another time */
    export_all(&to, second);
    size_t lines = 0;
    char *one = strchr(first, '\n') + 1, *other = strchr(second, '\n') + 1;
    for (; *one && *other; lines++) { /* line by line the same up to the instant of entry */
        size_t len = (size_t)(strstr(one, ",\"recorded\"") - one);
        assert_memory_equal(one, other, len);
        one = strchr(one, '\n') + 1;
        other = strchr(other, '\n') + 1;
    }
    assert_int_equal(lines, a.seq);
    app_sample_remove(&from);
    app_sample_remove(&to);
}

static void a_restore_needs_a_new_book_of_the_same_actor(void **state)
{
    (void)state;
    static char text[ROOM];
    app_sample from, to;
    weir_imported done;
    weir_error *error = NULL;
    app_sample_make(&from);
    app_import_good(&from, APP_SAMPLE_ROWS);
    export_all(&from, text);
    assert_int_equal(app_import(&from, text, NULL, false, &done, &error), WEIR_REFUSED);
    assert_code(error, "E_RESTORE_NOT_NEW");
    app_sample_make(&to);
    char *id = strstr(text, "\"id\":\"admin\"");
    memcpy(id, "\"id\":\"other\"", 12);
    assert_int_equal(app_import(&to, text, NULL, false, &done, &error), WEIR_REFUSED);
    assert_int_equal(weir_error_row(error, 0), 2);
    assert_code(error, "E_ACTOR_UNKNOWN");
    assert_int_equal(app_head(&to).seq, 1);
    app_sample_remove(&from);
    app_sample_remove(&to);
}

/* A line taken out, two exchanged: refused at the first line that would become another entry than it was. */
static void lines_out_of_order_are_refused(void **state)
{
    (void)state;
    static char text[ROOM], cut[ROOM];
    app_sample from, to;
    weir_imported done;
    weir_error *error = NULL;
    app_sample_make(&from);
    app_import_good(&from, APP_SAMPLE_ROWS);
    export_all(&from, text);
    app_sample_make(&to);
    char *third = strstr(text, "{\"seq\":3,"), *fourth = strstr(text, "{\"seq\":4,");
    size_t head_len = (size_t)(third - text);
    memcpy(cut, text, head_len);
    memcpy(cut + head_len, fourth, strlen(fourth) + 1);
    assert_int_equal(app_import(&to, cut, NULL, false, &done, &error), WEIR_REFUSED);
    assert_int_equal(weir_error_count(error), 1);
    assert_int_equal(weir_error_row(error, 0), 4);
    assert_code(error, "E_SEQ_ORDER");
    assert_int_equal(weir_verify(to.book, NULL, NULL), WEIR_OK);
    app_sample_remove(&from);
    app_sample_remove(&to);
}

static void a_sink_that_takes_no_more_is_a_fault(void **state)
{
    (void)state;
    static char room[ROOM];
    app_sample s;
    taken t;
    weir_error *error = NULL;
    app_sample_make(&s);
    weir_sink place = taken_sink(&t, room, ROOM);
    t.refuse_after = 10;
    assert_int_equal(weir_export(s.book, place, &error), WEIR_FAULT);
    assert_code(error, "E_FILE_WRITE");
    app_sample_remove(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restored_facts_are_the_same),
        cmocka_unit_test(a_restore_needs_a_new_book_of_the_same_actor),
        cmocka_unit_test(lines_out_of_order_are_refused),
        cmocka_unit_test(a_sink_that_takes_no_more_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
