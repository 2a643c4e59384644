/* Mappings: foreign tables in our words. */
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

/* The real table of commitments, as its authors laid it out. */
static const char REAL[] = "id,investor_id,fund_id,amount_yuan,amount_qualifier,share_pct,date,role,basis,source_title,"
                           "source_date,confidence\n"
                           "c001,sz-guidance-fund,sz-guochuangyin-kechuang,12800000000,exact,67.7213,2025-12-15,LP,"
                           "stated,LP周报,2025-12-20,medium\n"
                           "c009,bj-gov,bj-ai-fund,3000000000,upto,,2024-03,LP_selected,,通知,2024,high\n";
static const char MAP[] = "# commitments.csv → stake.reported\n"
                          "\n"
                          "kind := stake.reported\r\n"
                          "  investor_id = investor\n"
                          "fund_id=基金\n"
                          "AMOUNT_YUAN = amount[元]\n"
                          "amount_qualifier = qualifier\n"
                          "share_pct = share(%)\n"
                          "id = source_row\n"
                          "role = -\n"
                          "basis = state\n"
                          "source_date = published\n"
                          "state: -> selected\n"
                          "限定词: upto -> at_most\n"
                          "note := 来自 commitments.csv := 原样\n"
                          "口径 := 未述\n";

static void real_table(void **state)
{
    (void)state;
    attempt t;
    const char *map = "\xEF\xBB\xBF";
    arena *a = arena_new("test", 1 << 16);
    buf b;
    buf_init(&b, a, 4096);
    buf_text(&b, map);
    for (const char *p = MAP; *p; p++) buf_char(&b, *p);
    buf_text(&b, "口径: 未述 -> unstated\n");
    buf_char(&b, 0);
    try_read(&t, INTAKE_CSV, str_from(REAL), KIND_NONE, b.ptr);
    if (t.in.refusal_total) fail_msg("%s", err_name(try_refusal(&t, 0)->code));
    assert_int_equal(t.in.row_count, 2);
    const command *c = t.command;
    assert_int_equal(c->ev.kind, KIND_STAKE_REPORTED);
    assert_true(c->ev.amount.minor == INT64_C(1280000000000));
    assert_int_equal(c->ev.quantity, 677213);
    assert_int_equal(c->ev.class_code, STAKE_STATED);
    assert_int_equal(c->ev.purpose, BASIS_UNSTATED);
    assert_str(c->ev.cite.row, "c001");
    assert_str(try_attr(c, "note"), "来自 commitments.csv := 原样");
    assert_int_equal(c[1].ev.amount.q, QUALIFIER_AT_MOST);
    assert_int_equal(c[1].ev.class_code, STAKE_SELECTED);
    try_end(&t);
    arena_free(a);
}

/* A foreign header may be one of our own words with another meaning. */
static void own_words_renamed(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_CSV, STR("id,name_zh,kind,unit\ngov-mof,财政部,政府机关,亿\n"), KIND_PARTY_REGISTERED,
             "name_zh = name\nkind = class\nclass: 政府机关 -> government\nunit = -\n");
    assert_int_equal(t.in.refusal_total, 0);
    assert_int_equal(t.command->ev.class_code, PARTY_GOVERNMENT);
    try_end(&t);
}

static void headers_with_marks(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_CSV, STR("单位: 名称,a=b,c -> d\n国创,ai_chip,说明\n"), KIND_ENTERPRISE_TAGGED,
             "单位: 名称 = party\na=b = tag\nc -> d = note\n");
    assert_int_equal(t.in.refusal_total, 0);
    assert_str(t.command->name[REF_SUBJECT], "国创");
    assert_str(try_attr(t.command, "tag"), "ai_chip");
    assert_str(try_attr(t.command, "note"), "说明");
    try_end(&t);
}

static void kinds_translated(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_CSV, STR("类型,名称,对象,标签\n新增,甲,,\n打标,,甲,x\n"), KIND_NONE,
             "类型 = kind\nkind: 新增 -> party.registered\nkind: 打标 -> enterprise.tagged\n"
             "名称 = name\n对象 = party\n标签 = tag\nclass := other\nunit := 元\n");
    assert_int_equal(t.in.refusal_total, 0);
    assert_int_equal(t.command[0].ev.kind, KIND_PARTY_REGISTERED);
    assert_int_equal(t.command[0].ev.class_code, 12);
    assert_int_equal(t.command[1].ev.kind, KIND_ENTERPRISE_TAGGED);
    try_end(&t);
}

static void json_keys(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_JSON, STR("{\"who\":\"a\",\"what\":\"b\",\"how\":1.5,\"junk\":{\"x\":[]}}"), KIND_NONE,
             "kind := stake.reported\nwho = investor\nwhat = fund\nhow = amount[亿元]\njunk = -\nstate := 拟出资\n"
             "qualifier := 约\n");
    assert_int_equal(t.in.refusal_total, 0);
    assert_true(t.command->ev.amount.minor == INT64_C(15000000000));
    assert_int_equal(t.command->ev.amount.q, QUALIFIER_ABOUT);
    assert_int_equal(t.command->ev.class_code, STAKE_PLANNED);
    try_end(&t);
}

static void constant_beside_column(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_CSV, STR("party,tag\na,x\n"), KIND_ENTERPRISE_TAGGED, "标签 := y\n");
    assert_int_equal(t.in.refusal_total, 1);
    assert_int_equal(try_refusal(&t, 0)->code, E_HEADER_TWICE);
    try_end(&t);
    try_read(&t, INTAKE_JSON, STR("{\"party\":\"a\",\"tag\":\"x\"}"), KIND_ENTERPRISE_TAGGED, "标签 := y\n");
    assert_int_equal(t.in.refusal_total, 1);
    assert_int_equal(try_refusal(&t, 0)->code, E_FIELD_TWICE);
    try_end(&t);
}

/* Each is the third line of a mapping for stake.reported. */
static void refused_lines(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        err_code code;
    } cases[] = {
        {"just words", E_MAP_SYNTAX},
        {"= investor", E_MAP_SYNTAX},
        {"foreign =", E_MAP_SYNTAX},
        {"foreign = nowhere", E_MAP_SYNTAX},
        {"foreign = amount[丈]", E_MAP_SYNTAX},
        {"foreign = booked", E_MAP_SYNTAX},
        {"foreign = seq", E_MAP_SYNTAX},
        {"FIRST = investor", E_MAP_SYNTAX}, /* renamed twice */
        {"nowhere := 1", E_MAP_SYNTAX},
        {"state :=", E_MAP_SYNTAX},
        {":= stated", E_MAP_SYNTAX},
        {"nowhere: a -> b", E_MAP_SYNTAX},
        {": a -> b", E_MAP_SYNTAX},
        {"kind := stake.reported\nkind := stake.reported", E_MAP_SYNTAX},
        {"kind := party.alias", E_FIELD_TWICE},
        {"kind := nothing", E_FIELD_TWICE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char map[256];
        arena *a = arena_new("test", 1 << 16);
        buf b;
        buf_init(&b, a, sizeof map);
        buf_text(&b, "# first\nfirst = investor\n");
        buf_text(&b, cases[i].line);
        buf_char(&b, 0);
        memcpy(map, b.ptr, b.len);
        attempt t;
        try_read(&t, INTAKE_CSV, STR("first,fund,state\na,b,stated\n"), KIND_STAKE_REPORTED, map);
        assert_int_equal(t.code, ERR_OK);
        assert_int_equal(t.in.row_count, 0);
        if (t.in.refusal_total != 1 || try_refusal(&t, 0)->code != cases[i].code)
            fail_msg("%s: %u refusals", cases[i].line, (unsigned)t.in.refusal_total);
        assert_int_equal(try_refusal(&t, 0)->at.row, strchr(cases[i].line, '\n') ? 4 : 3);
        assert_string_equal(try_refusal(&t, 0)->at.file, "mapping");
        try_end(&t);
        arena_free(a);
    }
}

static void refused_kinds(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_CSV, STR("a\n1\n"), KIND_NONE, "\nkind := nothing\n");
    assert_int_equal(try_refusal(&t, 0)->code, E_KIND_UNKNOWN);
    assert_int_equal(try_refusal(&t, 0)->at.row, 2);
    assert_string_equal(try_refusal(&t, 0)->at.file, "mapping");
    try_end(&t);
    try_read(&t, INTAKE_CSV, STR("a\n1\n"), KIND_NONE, "kind := vote.cast\n");
    assert_int_equal(try_refusal(&t, 0)->code, E_KIND_LATER);
    try_end(&t);
    try_read(&t, INTAKE_CSV, STR("a\n1\n"), KIND_NONE, "\xBD\xF0\xB6");
    assert_int_equal(try_refusal(&t, 0)->code, E_ENCODING);
    assert_string_equal(try_refusal(&t, 0)->at.file, "mapping");
    try_end(&t);
}

/* A target that no kind has is a slip, also when each row has its own kind. */
static void any_kind(void **state)
{
    (void)state;
    attempt t;
    try_read(&t, INTAKE_CSV, STR("kind\n"), KIND_NONE, "a = tag\nb = uscc\nc = recallable[万元]\nd = nowhere\n");
    assert_int_equal(t.in.refusal_total, 1);
    assert_int_equal(try_refusal(&t, 0)->at.row, 4);
    assert_string_equal(try_refusal(&t, 0)->at.value, "nowhere");
    try_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_table),         cmocka_unit_test(own_words_renamed),
        cmocka_unit_test(headers_with_marks), cmocka_unit_test(kinds_translated),
        cmocka_unit_test(json_keys),          cmocka_unit_test(constant_beside_column),
        cmocka_unit_test(refused_lines),      cmocka_unit_test(refused_kinds),
        cmocka_unit_test(any_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
