/* JSON lines: the same fields as CSV, digits kept, and exported journals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "intake_try.h"

static void assert_str(str found, const char *wanted)
{
    if (!str_equal(found, str_from(wanted))) fail_msg("\"%.*s\", not \"%s\"", (int)found.len, found.ptr, wanted);
}

static void assert_refusal(const attempt *t, uint32_t n, err_code code, uint64_t line, const char *field)
{
    const err *e = try_refusal(t, n);
    if (e->code != code) fail_msg("%s, not %s", err_name(e->code), err_name(code));
    assert_int_equal(e->at.row, line);
    assert_string_equal(e->at.field, field);
}

static void real_rows(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_ANY,
             STR("\xEF\xBB\xBF\r\n"
                 "{\"kind\":\"stake.reported\",\"investor\":\"sz-guidance-fund\",\"fund\":\"国创引科创\","
                 "\"amount\":\"近128亿元\",\"share\":67.7213,\"state\":\"stated\",\"note\":null}\r\n"
                 "   \r\n"
                 "{ \"种类\" : \"指标观测\" , \"indicator\" : \"ai_output\", \"数值\": 2170.10, "
                 "\"unit\":\"亿元\",\"限定词\":\"超\","
                 " \"region\":110000, \"period\":\"2022\", \"note\":\"一\\n\\\"二\\\" \\u4e09\" }"),
             KIND_NONE, NULL);
    assert_int_equal(t.code, ERR_OK);
    assert_int_equal(t.in.refusal_total, 0);
    assert_int_equal(t.in.row_count, 2);
    const command *c = t.command;
    assert_str(c->name[REF_OBJECT], "国创引科创");
    assert_true(c->ev.amount.minor == INT64_C(1280000000000) && c->ev.amount.q == QUALIFIER_NEARLY);
    assert_int_equal(c->ev.quantity, 677213);
    assert_int_equal(c->at.row, 2);
    assert_int_equal(c[1].at.row, 4);
    assert_int_equal(c[1].ev.kind, KIND_INDICATOR_OBSERVED);
    assert_true(c[1].ev.amount.minor == INT64_C(21701000000000) && c[1].ev.amount.q == QUALIFIER_OVER);
    assert_str(try_attr(&c[1], "region"), "110000");
    assert_str(try_attr(&c[1], "note"), "一\n\"二\" 三");
    assert_true(t.in.header_text.ptr == NULL);
    assert_false(t.in.is_journal);
    try_end(&t);
}

/* Numbers are their digits: what a double would round or print anew comes through, or is refused as what it is. */
static void digits_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        int64_t minor; /* 0: refused with code */
        err_code code;
    } cases[] = {
        {"0.10", 10, ERR_OK},
        {"1.1", 110, ERR_OK},
        {"70368744177664.01", INT64_C(7036874417766401), ERR_OK},
        {"92233720368547758.07", INT64_MAX, ERR_OK},
        {"90071992547409.93", INT64_C(9007199254740993), ERR_OK},
        {"9007199254740993", INT64_C(900719925474099300), ERR_OK},
        {"0.1000000000000000000001", 0, E_AMOUNT_FINE},
        {"92233720368547758.08", 0, E_AMOUNT_LARGE},
        {"1e3", 0, E_AMOUNT_SYNTAX},
        {"1E400", 0, E_JSON_SYNTAX},
        {"9223372036854775808", 0, E_JSON_SYNTAX},
        {"-5", 0, E_AMOUNT_SIGN},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        attempt t;
        arena *a = arena_new("test", 1 << 16);
        buf b;
        buf_init(&b, a, 4096);
        buf_text(&b, "{\"investor\":\"a\",\"unit\":\"元\",\"amount\":");
        buf_text(&b, cases[i].number);
        buf_text(&b, ",\"fund\":\"b\",\"date\":\"2025-01-02\"}");
        try_read(&t, INTAKE_JSON, buf_view(&b), KIND_COMMITMENT_SIGNED, NULL);
        assert_int_equal(t.in.row_count, 1);
        assert_int_equal(t.in.refusal_total, cases[i].code == ERR_OK ? 0 : 1);
        if (cases[i].code == ERR_OK)
            assert_true(t.command->ev.amount.minor == cases[i].minor);
        else
            assert_refusal(&t, 0, cases[i].code, 1, cases[i].code == E_JSON_SYNTAX ? "" : "amount");
        if (cases[i].code == E_AMOUNT_FINE) assert_string_equal(try_refusal(&t, 0)->at.value, cases[i].number);
        try_end(&t);
        arena_free(a);
    }
}

static void refused_lines(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        err_code code;
        const char *field;
    } cases[] = {
        {"{", E_JSON_SYNTAX, ""},
        {"{}x", E_JSON_SYNTAX, ""},
        {"[]", E_JSON_SYNTAX, ""},
        {"\"text\"", E_JSON_SYNTAX, ""},
        {"{\"party\":\"a\",\"party\":\"b\"}", E_JSON_SYNTAX, ""},
        {"{\"party\":\"a\",\"p\\u0061rty\":\"b\"}", E_JSON_SYNTAX, ""},
        {"{\"party\":\"a\\u0000\"}", E_JSON_SYNTAX, ""},
        {"{\"party\":\"a\\ud800\"}", E_JSON_SYNTAX, ""},
        {"{'party':1}", E_JSON_SYNTAX, ""},
        {"{\"party\":01}", E_JSON_SYNTAX, ""},
        {"{\"party\":{\"a\":[\"}\\\"]\",1]},\"tag\":\"x\"}", E_JSON_VALUE, "party"},
        {"{\"tag\":\"x\",\"party\":[]}", E_JSON_VALUE, "party"},
        {"{\"tag\":\"x\",\"party\":true}", E_JSON_VALUE, "party"},
        {"{\"tag\":\"x\",\"party\":\"a\",\"企业\":\"b\"}", E_FIELD_TWICE, "企业"},
        {"{\"tag\":\"x\",\"party\":\"a\",\"\":\"b\"}", E_FIELD_UNKNOWN, ""},
        {"{\"tag\":\"x\",\"party\":\"a\",\"amuont\":null}", E_FIELD_UNKNOWN, "amuont"},
        {"{\"tag\":\"x\",\"party\":\"a\",\"seq\":1}", E_FIELD_UNKNOWN, "seq"},
        {"{\"tag\":\"x\",\"party\":\"a\",\"weir_journal\":1}", E_FIELD_UNKNOWN, "weir_journal"},
        {"{\"tag\":\"x\",\"party\":\"a\",\"kind\":\"party.alias\"}", E_FIELD_TWICE, "kind"},
        {"{\"tag\":\"x\",\"party\":\"a\",\"date\":\"soon\"}", E_DATE_SYNTAX, "date"},
        {"{\"tag\":\"x\",\"party\":\"a\",\"note\":\"\\u0007\"}", E_TEXT_ENCODING, "note"},
        {"{\"tag\":\"x\"}", E_FIELD_MISSING, "party"},
        {"{\"tag\":\"x\",\"party\":\"\"}", E_FIELD_MISSING, "party"},
        {"{\"tag\":\"x\",\"party\":null}", E_FIELD_MISSING, "party"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        attempt t;
        arena *a = arena_new("test", 1 << 16);
        buf b;
        buf_init(&b, a, 4096);
        buf_text(&b, "{\"tag\":\"x\",\"party\":\"good\"}\n");
        buf_text(&b, cases[i].line);
        buf_text(&b, "\n{\"tag\":\"x\",\"party\":\"good\"}");
        try_read(&t, INTAKE_JSON, buf_view(&b), KIND_ENTERPRISE_TAGGED, NULL);
        assert_int_equal(t.code, ERR_OK);
        assert_int_equal(t.in.row_count, 3);
        assert_true(!t.bad[0] && t.bad[1] && !t.bad[2]);
        if (try_refusal(&t, 0)->code != cases[i].code)
            fail_msg("%s: %s", cases[i].line, err_name(try_refusal(&t, 0)->code));
        assert_refusal(&t, 0, cases[i].code, 2, cases[i].field);
        assert_str(t.row_text[1], cases[i].line);
        try_end(&t);
        arena_free(a);
    }
}

static void faults_of_one_line(void **state)
{
    (void)state;
    attempt t;
    try_json(&t, "{\"x\":1,\"amount\":\"?\",\"share\":101,\"state\":[]}", KIND_STAKE_REPORTED);
    assert_int_equal(t.in.refusal_total, 6);
    static const err_code wanted[] = {E_FIELD_UNKNOWN, E_AMOUNT_SYNTAX, E_SHARE_RANGE,
                                      E_JSON_VALUE,    E_FIELD_MISSING, E_FIELD_MISSING};
    for (uint32_t i = 0; i < 6; i++) assert_int_equal(try_refusal(&t, i)->code, wanted[i]);
    try_end(&t);
}

static void yes_and_no(void **state)
{
    (void)state;
    attempt t;
    try_json(&t,
             "{\"target\":\"t\",\"indicator\":\"i\",\"reason\":\"r\",\"admissible\":true}\n"
             "{\"target\":\"t\",\"indicator\":\"i\",\"reason\":\"r\",\"admissible\":false}\n",
             KIND_TARGET_MATCHED);
    assert_int_equal(t.in.refusal_total, 0);
    assert_int_equal(t.command[0].ev.class_code, YES);
    assert_int_equal(t.command[1].ev.class_code, NO);
    try_end(&t);
}

static void kinds(void **state)
{
    (void)state;
    attempt t;
    try_json(&t, "{\"party\":\"a\"}\n{\"kind\":\"\"}\n{\"kind\":\"nothing\"}\n{\"kind\":\"fund.terms_set\"}\n{}",
             KIND_NONE);
    static const err_code wanted[] = {E_KIND_MISSING, E_KIND_MISSING, E_KIND_UNKNOWN, E_KIND_LATER, E_KIND_MISSING};
    assert_int_equal(t.in.row_count, 5);
    assert_int_equal(t.in.refusal_total, 5);
    for (uint32_t i = 0; i < 5; i++) assert_refusal(&t, i, wanted[i], i + 1, "kind");
    try_end(&t);
}

static void long_line(void **state)
{
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        arena *a = arena_new("test", 1 << 24);
        buf b;
        buf_init(&b, a, 1 << 22);
        buf_text(&b, "{\"tag\":\"x\",\"party\":\"a\"");
        buf_fill(&b, ' ', ((size_t)1 << 20) - b.len - 1 + extra);
        buf_text(&b, "}\n{\"tag\":\"x\",\"party\":\"b\"}");
        attempt t;
        try_read(&t, INTAKE_JSON, buf_view(&b), KIND_ENTERPRISE_TAGGED, NULL);
        assert_int_equal(t.in.row_count, 2);
        assert_int_equal(t.in.refusal_total, extra);
        if (extra) assert_refusal(&t, 0, E_TEXT_LONG, 1, "");
        assert_false(t.bad[1]);
        try_end(&t);
        arena_free(a);
    }
}

static void journal(void **state)
{
    (void)state;
    attempt t;
    try_json(
        &t,
        "{\"weir_journal\":1,\"head\":\"00\",\"more\":{\"x\":[1]}}\n"
        "{\"seq\":1,\"kind\":\"actor.registered\",\"recorded\":\"2026-11-23T09:30:00.000001Z\",\"id\":\"li\",\"name\":"
        "\"李\"}\n"
        "{\"seq\":2,\"maker\":\"li\",\"approver\":\"wang\",\"kind\":\"party.registered\",\"id\":\"a\",\"name\":\"甲\","
        "\"class\":\"gp\"}\n"
        "{\"seq\":\"x\",\"recorded\":\"yesterday\",\"kind\":\"party.registered\",\"name\":\"乙\",\"class\":\"gp\"}\n",
        KIND_NONE);
    assert_true(t.in.is_journal);
    assert_int_equal(t.in.row_count, 3);
    assert_int_equal(t.command[0].seq_in_file, 1);
    assert_int_equal(t.command[0].at.row, 2);
    int64_t recorded_us;
    assert_int_equal(instant_parse(&recorded_us, STR("2026-11-23T09:30:00.000001Z"), NULL), ERR_OK);
    assert_true(t.command[0].ev.recorded_us == recorded_us);
    assert_int_equal(t.command[1].seq_in_file, 2);
    assert_str(t.command[1].maker_name, "li");
    assert_str(t.command[1].approver_name, "wang");
    assert_int_equal(t.in.refusal_total, 2);
    assert_refusal(&t, 0, E_ENTRY_SYNTAX, 4, "seq");
    assert_refusal(&t, 1, E_INSTANT_SYNTAX, 4, "recorded");
    try_end(&t);
}

static void foreign_journal(void **state)
{
    (void)state;
    static const char *const cases[] = {"{\"weir_journal\":2}\n", "{\"weir_journal\":\"1\"}",
                                        "{\"weir_journal\":null}"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        attempt t;
        try_json(&t, cases[i], KIND_NONE);
        assert_int_equal(t.in.row_count, 0);
        assert_int_equal(t.in.refusal_total, 1);
        assert_refusal(&t, 0, E_JSON_VALUE, 1, "weir_journal");
        assert_int_equal(t.in.refused_row[0], UINT32_MAX);
        try_end(&t);
    }
}

static void nothing_at_all(void **state)
{
    (void)state;
    attempt t;
    try_json(&t, "\n \r\n", KIND_NONE);
    assert_int_equal(t.code, ERR_OK);
    assert_int_equal(t.in.row_count, 0);
    assert_int_equal(t.in.refusal_total, 0);
    try_end(&t);
}

static void every_allocation_fails(void **state)
{
    (void)state;
    static const char text[] = "{\"kind\":\"企业标签\",\"party\":\"a\\n\",\"tag\":\"x\"}\n{\"\\u0061\":1}\n{\n"
                               "{\"kind\":\"enterprise.tagged\",\"p\\u0061rty\":\"b\",\"tag\":\"y\",\"odd\":0}\n";
    uint64_t n = 0;
    err_code code = E_LIMIT;
    while (code == E_LIMIT) {
        arena *a = arena_new("sweep", 1 << 26);
        attempt t = {.a = a};
        intake_options o = {.mapping = STR("note := 注\n"), .format = INTAKE_JSON};
        arena_fail_at(++n);
        code = try_collect(&t, str_from(text), &o);
        arena_fail_at(0);
        if (code != ERR_OK) assert_int_equal(t.fault.code, E_LIMIT);
        if (code == ERR_OK) assert_int_equal(t.in.refusal_total, 3);
        arena_free(a);
        assert_true(n < 200);
    }
    assert_int_equal(code, ERR_OK);
    assert_true(n > 15);
}

static void mended_file(void **state)
{
    (void)state;
    attempt t;
    buf out;
    try_json(&t, "{\"party\":\"a\",\"tag\":\"x\"}\n\n{\"party\":\"b\"}\n", KIND_ENTERPRISE_TAGGED);
    buf_init(&out, t.a, OUTPUT_BYTES_MAX);
    intake_mend_csv(&out, &t.in, try_render, NULL, t.a);
    assert_str(buf_view(&out),
               "\xEF\xBB\xBFrow,text,error_zh,error_en\r\n"
               "3,\"{\"\"party\"\":\"\"b\"\"}\",\"错 E_FIELD_MISSING tag\",\"bad E_FIELD_MISSING tag\"\r\n");
    try_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_rows),
        cmocka_unit_test(digits_are_kept),
        cmocka_unit_test(refused_lines),
        cmocka_unit_test(faults_of_one_line),
        cmocka_unit_test(yes_and_no),
        cmocka_unit_test(kinds),
        cmocka_unit_test(long_line),
        cmocka_unit_test(journal),
        cmocka_unit_test(foreign_journal),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(every_allocation_fails),
        cmocka_unit_test(mended_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
