/* Rows one at a time: what a row becomes depends on nothing but itself, its header and its mapping; reading may begin again
 * anywhere; and the memory beside the text does not grow with the rows. */
#include "intake/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake_try.h"

enum { ROWS_MOST = 40, FILES = 400 };
static const size_t TEXT_MAX = (size_t)1 << 20;

static const char CSV_HEADER[] = "kind,investor,fund,amount(元),state,date,party,tag,note,qualifier\n";
static const char *const CSV_ROWS[] = {
    "stake.reported,深圳,国创,100,stated,2025-01-02,,,,\n",
    "stake.reported,深圳,国创,超 3.5亿元,stated,2025,,,\"two\nlines, \"\"quoted\"\"\",\n",
    "stake.reported,深圳,国创,,stated,,,,,unknown\n",
    "stake.reported,深圳,国创,1元,stated,2025-02-30,,,,over\n",
    "enterprise.tagged,,,,,,甲,ai_chip,\"备注\r\nb\",\n",
    "enterprise.tagged,,,7,,,甲,X Y,,\n",
    "企业标签,,,,,,\"甲\",x,,\n",
    "nothing,a,b\n",
    ",,,,,,,,,\n",
    "enterprise.tagged,,,,,,\"乙,x,,\n",
    "vote.cast,,,,,,,,,\n",
    "\"kind\",a\"b,,,,,,,,\n",
    "\n",
};
static const char *const JSON_ROWS[] = {
    "{\"kind\":\"stake.reported\",\"investor\":\"深圳\",\"fund\":\"国创\",\"amount\":1e2,\"unit\":\"万元\",\"state\":"
    "\"stated\"}\n",
    "{\"kind\":\"stake.reported\",\"investor\":\"a\\nb\",\"fund\":\"\\u56fd\",\"amount\":0.10,\"unit\":\"元\","
    "\"state\":\"st\\u0061ted\"}\n",
    "{\"kind\":\"enterprise.tagged\",\"p\\u0061rty\":\"甲\",\"tag\":\"x\",\"odd\\u0020\":true}\n",
    "{\"\\u006bind\":\"enterprise\\u002etagged\",\"party\":\"甲\",\"tag\":\"X\"}\n",
    "{\"party\":\"甲\",\"tag\":[1]}\n",
    "[1]\n",
    "{\"a\":\n",
    " \n",
};

static uint64_t next_number(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void make_file(buf *out, uint64_t *seed, bool is_json)
{
    if (!is_json) buf_text(out, CSV_HEADER);
    for (uint64_t rows = next_number(seed) % ROWS_MOST; rows > 0; rows--)
        buf_text(out, is_json ? JSON_ROWS[next_number(seed) % COUNT_OF(JSON_ROWS)]
                              : CSV_ROWS[next_number(seed) % COUNT_OF(CSV_ROWS)]);
}

static void assert_same_attrs(const command *a, const command *b)
{
    assert_int_equal(a->attr_count, b->attr_count);
    for (uint32_t i = 0; i < a->attr_count; i++) {
        assert_true(str_equal(a->attrs[i].name, b->attrs[i].name));
        assert_true(str_equal(a->attrs[i].text, b->attrs[i].text));
        assert_int_equal(a->attrs[i].is_int, b->attrs[i].is_int);
        assert_int_equal(a->attrs[i].number, b->attrs[i].number);
    }
}

/* Everything but the row number. */
static void assert_same_command(const command *a, const command *b)
{
    const event *x = &a->ev;
    const event *y = &b->ev;
    assert_int_equal(x->kind, y->kind);
    assert_int_equal(a->given, b->given);
    assert_int_equal(x->effective.first, y->effective.first);
    assert_int_equal(x->effective.precision, y->effective.precision);
    assert_int_equal(x->amount.q, y->amount.q);
    assert_int_equal(x->amount.minor, y->amount.minor);
    assert_int_equal(x->amount.unit, y->amount.unit);
    assert_int_equal(x->class_code, y->class_code);
    assert_true(str_equal(a->amount_text, b->amount_text));
    assert_true(str_equal(x->cite.words, y->cite.words));
    for (int i = 0; i < REF_SLOTS; i++) assert_true(str_equal(a->name[i], b->name[i]));
    assert_same_attrs(a, b);
}

static void assert_same_refusal(const err *a, const err *b)
{
    assert_int_equal(a->code, b->code);
    assert_string_equal(a->at.field, b->at.field);
    assert_string_equal(a->at.value, b->at.value);
    assert_int_equal(a->arg_count, b->arg_count);
    for (uint8_t i = 0; i < a->arg_count; i++) {
        assert_string_equal(a->arg[i].name, b->arg[i].name);
        assert_string_equal(a->arg[i].text, b->arg[i].text);
        assert_int_equal(a->arg[i].value, b->arg[i].value);
    }
}

/* One row of the file, alone under the same header. */
static void read_alone(attempt *alone, const attempt *all, uint32_t row, intake_format how)
{
    buf text;
    buf_init(&text, all->a, TEXT_MAX);
    if (how == INTAKE_CSV) buf_text(&text, CSV_HEADER);
    buf_str(&text, all->row_text[row]);
    assert_false(text.failed);
    try_read(alone, how, buf_view(&text), KIND_NONE, NULL);
    assert_int_equal(alone->code, ERR_OK);
    assert_int_equal(alone->in.row_count, 1);
}

static void compare_row(const attempt *all, uint32_t row, uint32_t *refusal, intake_format how)
{
    attempt alone;
    read_alone(&alone, all, row, how);
    assert_int_equal(alone.bad[0], all->bad[row]);
    assert_same_command(&alone.command[0], &all->command[row]);
    for (uint32_t i = 0; i < alone.in.refusal_count; i++, ++*refusal) {
        assert_int_equal(all->in.refused_row[*refusal], row);
        assert_int_equal(try_refusal(all, *refusal)->at.row, all->command[row].at.row);
        assert_same_refusal(&alone.in.refusal[i], try_refusal(all, *refusal));
    }
    try_end(&alone);
}

static void each_row_reads_as_if_alone(void **state)
{
    (void)state;
    uint64_t seed = 11;
    uint32_t rows = 0;
    uint32_t refusals = 0;
    uint32_t good = 0;
    for (int n = 0; n < FILES; n++) {
        intake_format how = n % 2 ? INTAKE_JSON : INTAKE_CSV;
        arena *a = arena_new("file", TEXT_MAX * 2);
        buf text;
        attempt all;
        uint32_t refusal = 0;
        buf_init(&text, a, TEXT_MAX);
        make_file(&text, &seed, how == INTAKE_JSON);
        try_read(&all, how, buf_view(&text), KIND_NONE, NULL);
        for (uint32_t i = 0; i < all.in.row_count; i++) compare_row(&all, i, &refusal, how);
        assert_int_equal(refusal, all.in.refusal_total);
        rows += all.in.row_count;
        refusals += refusal;
        good += all.in.row_count - all.in.bad_count;
        try_end(&all);
        arena_free(a);
    }
    assert_true(rows > FILES * 4);
    assert_true(refusals > FILES);
    assert_true(good > FILES);
}

/* Reads the rest; the reader was begun again before. */
static void read_rest(attempt *t, intake_reader *r)
{
    command *c = NULL;
    do {
        bool is_bad = false;
        assert_int_equal(intake_next(&c, &is_bad, r, &t->fault), ERR_OK);
        if (c) assert_true(try_keep(t, c, is_bad));
    } while (c);
}

static void read_with_stops(attempt *t, str text, intake_format how, uint64_t *seed)
{
    intake_reader *r;
    intake_options o = {.file = "folder/rows.csv", .format = how};
    memset(t, 0, sizeof *t);
    t->a = arena_new("stops", TEXT_MAX * 4);
    assert_int_equal(intake_open(&r, &t->in, text, &o, t->a, &t->fault), ERR_OK);
    for (int stop = 0; stop < 3; stop++) {
        command *c;
        bool is_bad;
        err late = {.code = E_NAME_UNKNOWN};
        uint64_t taken = next_number(seed) % ROWS_MOST;
        for (uint64_t i = 0; i < taken; i++) assert_int_equal(intake_next(&c, &is_bad, r, &t->fault), ERR_OK);
        if (t->in.row_count > 0) assert_int_equal(intake_refuse(&t->in, &late, &t->fault), ERR_OK);
        intake_rewind(r);
        assert_int_equal(t->in.row_count + t->in.bad_count + t->in.refusal_total, 0);
    }
    read_rest(t, r);
    intake_close(r);
}

static void beginning_again_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int n = 0; n < FILES; n++) {
        intake_format how = n % 2 ? INTAKE_JSON : INTAKE_CSV;
        arena *a = arena_new("file", TEXT_MAX * 2);
        buf text;
        attempt once;
        attempt often;
        buf_init(&text, a, TEXT_MAX);
        make_file(&text, &seed, how == INTAKE_JSON);
        try_read(&once, how, buf_view(&text), KIND_NONE, NULL);
        read_with_stops(&often, buf_view(&text), how, &seed);
        assert_int_equal(once.in.row_count, often.in.row_count);
        assert_int_equal(once.in.bad_count, often.in.bad_count);
        assert_int_equal(once.in.refusal_total, often.in.refusal_total);
        for (uint32_t i = 0; i < once.in.row_count; i++) {
            assert_same_command(&once.command[i], &often.command[i]);
            assert_int_equal(once.bad[i], often.bad[i]);
        }
        for (uint32_t i = 0; i < once.in.refusal_count; i++)
            assert_same_refusal(try_refusal(&once, i), try_refusal(&often, i));
        try_end(&once);
        try_end(&often);
        arena_free(a);
    }
}

/* What the file itself is refused for stays when its rows are begun again. */
static void refusals_of_the_file_stay(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t refusals;
    } cases[] = {{"kind,party,party\nenterprise.tagged,a,b\n", 1}, {"{\"weir_journal\":9}\n{\n", 1}, {"", 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        intake in;
        intake_reader *r;
        command *c;
        bool is_bad;
        intake_options o = {.file = "f"};
        arena *a = arena_new("stay", 1 << 26);
        assert_int_equal(intake_open(&r, &in, str_from(cases[i].text), &o, a, NULL), ERR_OK);
        assert_int_equal(in.refusal_total, cases[i].refusals);
        do assert_int_equal(intake_next(&c, &is_bad, r, NULL), ERR_OK);
        while (c);
        intake_rewind(r);
        assert_int_equal(in.refusal_total, cases[i].refusals);
        intake_close(r);
        arena_free(a);
    }
}

static void memory_does_not_grow_with_rows(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    arena *texts = arena_new("texts", (size_t)1 << 26);
    arena *a = arena_new("rows", (size_t)1 << 26);
    buf text;
    buf_init(&text, texts, (size_t)1 << 25);
    buf_text(&text, CSV_HEADER);
    for (int i = 0; i < ROWS; i++) buf_text(&text, CSV_ROWS[i % 2]);
    intake in;
    intake_reader *r;
    command *c;
    bool is_bad;
    intake_options o = {.file = "f"};
    assert_int_equal(intake_open(&r, &in, buf_view(&text), &o, a, NULL), ERR_OK);
    for (int i = 0; i < 100; i++) assert_int_equal(intake_next(&c, &is_bad, r, NULL), ERR_OK);
    size_t held = arena_bytes(a);
    do assert_int_equal(intake_next(&c, &is_bad, r, NULL), ERR_OK);
    while (c);
    assert_int_equal(in.row_count, ROWS);
    assert_int_equal(in.bad_count, 0);
    assert_int_equal(arena_bytes(a), held);
    assert_int_equal(intake_guess_rows(&in), ROWS + 1); /* the header is a line too */
    assert_ptr_equal(in.text.ptr, text.ptr);            /* borrowed, not copied */
    intake_close(r);
    arena_free(a);
    arena_free(texts);
}

static void a_source_is_the_reader(void **state)
{
    (void)state;
    intake in;
    intake_reader *r;
    command *c;
    bool is_bad;
    intake_options o = {.file = "f", .is_typed = true};
    arena *a = arena_new("source", 1 << 26);
    assert_int_equal(
        intake_open(&r, &in, STR("kind,party,tag\nenterprise.tagged,a,x\nenterprise.tagged,a,X\n"), &o, a, NULL),
        ERR_OK);
    command_source from = intake_source(r);
    assert_int_equal(from.next(from.self, &c, &is_bad, NULL), ERR_OK);
    assert_false(is_bad);
    assert_int_equal(c->at.row, 0);
    assert_int_equal(from.next(from.self, &c, &is_bad, NULL), ERR_OK);
    assert_true(is_bad);
    assert_int_equal(in.refusal[0].at.row, 0);
    assert_string_equal(in.refusal[0].at.file, "");
    assert_int_equal(from.next(from.self, &c, &is_bad, NULL), ERR_OK);
    assert_null(c);
    intake_close(r);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_reads_as_if_alone), cmocka_unit_test(beginning_again_changes_nothing),
        cmocka_unit_test(refusals_of_the_file_stay),  cmocka_unit_test(memory_does_not_grow_with_rows),
        cmocka_unit_test(a_source_is_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
