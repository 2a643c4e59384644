/* CSV: headers, rows, everything that spreadsheets do to a table, and the report that goes back to be mended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "intake_try.h"

#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    }

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
    assert_string_equal(e->at.file, "rows.csv");
}

/* ---- what is read ---- */
static const char REAL[] =
    "investor,fund,amount,qualifier,share[%],date,state,published,source_title,confidence,note\n"
    "sz-guidance-fund,sz-guochuangyin-kechuang,12800000000元,exact,67.7213,2025-12-15,stated,2025-12-20,"
    "\"LP周报丨深圳国资联手,189亿超级科创基金诞生(投中网, Reportify摘要)\",medium,128/189.01 = 67.7213%: consistent\n"
    "sz-huitong-jinkong,sz-guochuangyin-kechuang,30亿元,over,,2025-12-15,stated,2025-12,"
    "\"他说\"\"耐心\"\"资本\",medium,\n";

static void real_rows(void **state)
{
    (void)state;
    attempt t;
    try_csv(&t, REAL, KIND_STAKE_REPORTED);
    assert_int_equal(t.code, ERR_OK);
    assert_int_equal(t.in.refusal_total, 0);
    assert_int_equal(t.in.row_count, 2);
    const command *c = t.command;
    assert_int_equal(c->ev.kind, KIND_STAKE_REPORTED);
    assert_str(c->name[REF_SUBJECT], "sz-guidance-fund");
    assert_str(c->name[REF_OBJECT], "sz-guochuangyin-kechuang");
    assert_true(c->ev.amount.minor == INT64_C(1280000000000) && c->ev.amount.q == QUALIFIER_EXACT);
    assert_int_equal(c->ev.amount.unit, UNIT_CNY);
    assert_int_equal(c->ev.quantity, 677213);
    assert_int_equal(c->ev.effective.first, day_of(2025, 12, 15));
    assert_str(c->ev.cite.title, "LP周报丨深圳国资联手,189亿超级科创基金诞生(投中网, Reportify摘要)");
    assert_str(try_attr(c, "note"), "128/189.01 = 67.7213%: consistent");
    assert_int_equal(c->at.row, 2);
    assert_string_equal(t.in.file, "folder/rows.csv");
    assert_str(c[1].ev.cite.title, "他说\"耐心\"资本");
    assert_int_equal(c[1].ev.amount.q, QUALIFIER_OVER);
    assert_int_equal(c[1].ev.published.precision, PRECISION_MONTH);
    assert_false(c[1].ev.has_quantity);
    try_end(&t);
}

/* One amount in many dresses; all of them 1 280 000 yuan over the line. */
static void headers_and_units(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "investor,fund,amount,state\na,b,128万元,stated\n",
        "出资人,基金,出资额,状态\na,b,128万元,已述\n",
        "Investor , FUND,Amount,State\na,b,128万元,stated\n",
        "出资人,基金,出资额(万元),状态\na,b,128,已述\n",
        "出资人,基金,金额(万元),状态\na,b,128,已述\n",
        "出资人,基金,出资额(万元),状态\na,b,128,已述\n",
        "investor,fund,amount[万元],state\na,b,128,stated\n",
        "investor,fund,\"amount ( 万元 )\",state\na,b,128,stated\n",
        "investor,fund,amount,unit,state\na,b,128,万元,stated\n",
        "investor,fund,unit,amount,state\na,b,万元,128,stated\n",
        "investor,fund,amount,单位,限定词,state\na,b,128,万元,准确,stated\n",
        "investor,fund,amount[万元],unit,state\na,b,128,万元,stated\n",
        "investor,fund,amount[元],unit,state\na,b,1280000,CNY,stated\n",
        "investor,fund,amount,state,_mine,error_zh,error_en,\na,b,1280000元,stated,x,旧错,old,\n",
        "\xEF\xBB\xBFinvestor,fund,amount,state\r\na,b,1280000元,stated\r\n",
        "investor,fund,amount,state\ra,b,1280000元,stated\r",
        "\n\n  \ninvestor,fund,amount,state\n\n,,,\n \t ,\"\",,\na,b,1280000元,stated",
        "kind,investor,fund,amount,state\nstake.reported,a,b,128万元,stated\n",
        "种类,investor,fund,amount,state\n出资陈述,a,b,128万元,stated\n",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        attempt t;
        bool says_kind = str_find(&(size_t){0}, str_from(cases[i]), STR("kind")) || strstr(cases[i], "种类");
        try_read(&t, INTAKE_ANY, str_from(cases[i]), says_kind ? KIND_NONE : KIND_STAKE_REPORTED,
                 strstr(cases[i], ",金额") ? "金额(万元) = amount[万元]" : NULL);
        if (t.code != ERR_OK || t.in.refusal_total != 0 || t.in.row_count != 1)
            fail_msg("%s: %u rows, %s", cases[i], t.in.row_count,
                     t.in.refusal_total ? err_name(try_refusal(&t, 0)->code) : "no refusal");
        const command *c = t.command;
        assert_true(c->ev.amount.minor == 128000000 && c->ev.amount.unit == UNIT_CNY);
        assert_int_equal(c->ev.class_code, STAKE_STATED);
        assert_str(c->name[REF_SUBJECT], "a");
        assert_str(c->name[REF_OBJECT], "b");
        assert_int_equal(c->attr_count, 0);
        try_end(&t);
    }
}

static void gb18030_file(void **state)
{
    (void)state;
    /* 出资人,基金,出资额(万元),状态 / 深圳,国创,100,已述 */
    static const char bytes[] = "\xB3\xF6\xD7\xCA\xC8\xCB,\xBB\xF9\xBD\xF0,\xB3\xF6\xD7\xCA\xB6\xEE(\xCD\xF2\xD4\xAA),"
                                "\xD7\xB4\xCC\xAC\r\n\xC9\xEE\xDB\xDA,\xB9\xFA\xB4\xB4,100,\xD2\xD1\xCA\xF6\r\n";
    attempt t;
    try_csv(&t, bytes, KIND_STAKE_REPORTED);
    assert_int_equal(t.in.refusal_total, 0);
    assert_int_equal(t.in.row_count, 1);
    assert_str(t.command->name[REF_SUBJECT], "深圳");
    assert_true(t.command->ev.amount.minor == 100000000);
    assert_str(t.row_text[0], "深圳,国创,100,已述");
    assert_str(t.in.header_text, "出资人,基金,出资额(万元),状态");
    try_end(&t);
}

static void lines_are_physical(void **state)
{
    (void)state;
    static const char text[] = "party,reason,into\r\n"           /* 1 */
                               "a,\"one\r\ntwo\n\nthree\",b\r\n" /* 2-5 */
                               "\r\n"                            /* 6 */
                               "c,plain,d\r\n"                   /* 7 */
                               "e,\"x\n\",\n"                    /* 8-9: into is missing */
                               "f,\"\",\"g\"";                   /* 10 */
    attempt t;
    try_csv(&t, text, KIND_PARTY_MERGED);
    assert_int_equal(t.in.row_count, 4);
    const uint64_t lines[] = {2, 7, 8, 10};
    for (size_t i = 0; i < COUNT_OF(lines); i++) assert_int_equal(t.command[i].at.row, lines[i]);
    assert_str(try_attr(&t.command[0], "reason"), "one\ntwo\n\nthree");
    assert_str(t.row_text[0], "a,\"one\r\ntwo\n\nthree\",b");
    assert_int_equal(t.in.refusal_total, 1);
    assert_refusal(&t, 0, E_FIELD_MISSING, 8, "into");
    assert_true(t.bad[2] && !t.bad[0] && !t.bad[1] && !t.bad[3]);
    assert_int_equal(t.in.refused_row[0], 2);
    assert_str(t.command[3].name[REF_OBJECT], "g");
    try_end(&t);
}

/* The same table with and without quotes goes two ways through the code and must come out the same. */
static void quotes_change_nothing(void **state)
{
    (void)state;
    static const char *const cell[] = {"a", " b ", "\tc",  "",  "深圳 引导", "d e", "\xE3\x80\x80x",
                                       "1", "-",   "=1+1", "'q"};
    uint64_t seed = 7;
    for (int round = 0; round < 300; round++) {
        arena *a = arena_new("test", 1 << 22);
        buf plain;
        buf quoted;
        buf_init(&plain, a, 1 << 20);
        buf_init(&quoted, a, 1 << 20);
        buf_text(&plain, "party,alias,scheme,note\n");
        buf_text(&quoted, "\"party\",\"alias\",\"scheme\",\"note\"\n");
        for (int row = 0; row < 8; row++) {
            int cells = row % 3 == 0 ? 3 + (int)(seed % 3) : 4;
            for (int i = 0; i < cells; i++) {
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                const char *text = cell[(seed >> 33) % COUNT_OF(cell)];
                if (i > 0) buf_char(&plain, ','), buf_char(&quoted, ',');
                buf_text(&plain, text);
                buf_char(&quoted, '"'), buf_text(&quoted, text), buf_char(&quoted, '"');
            }
            buf_text(&plain, "\r\n"), buf_text(&quoted, "\r\n");
        }
        attempt p;
        attempt q;
        try_read(&p, INTAKE_CSV, buf_view(&plain), KIND_PARTY_ALIAS, NULL);
        try_read(&q, INTAKE_CSV, buf_view(&quoted), KIND_PARTY_ALIAS, NULL);
        assert_int_equal(p.in.row_count, q.in.row_count);
        assert_int_equal(p.in.refusal_total, q.in.refusal_total);
        for (uint32_t i = 0; i < p.in.row_count; i++) {
            const command *one = &p.command[i];
            const command *two = &q.command[i];
            assert_true(str_equal(one->name[REF_SUBJECT], two->name[REF_SUBJECT]));
            assert_true(str_equal(try_attr(one, "alias"), try_attr(two, "alias")));
            assert_true(str_equal(try_attr(one, "note"), try_attr(two, "note")));
            assert_int_equal(one->given, two->given);
            assert_int_equal(one->at.row, two->at.row);
            assert_int_equal(p.bad[i], q.bad[i]);
        }
        try_end(&p);
        try_end(&q);
        arena_free(a);
    }
}

/* ---- what is refused before any row is read ---- */
static void refused_files(void **state)
{
    (void)state;
    static const struct {
        str text;
        kind k;
        err_code code;
        uint64_t line;
        const char *field;
    } cases[] = {
        {{"", 0}, KIND_STAKE_REPORTED, E_CSV_EMPTY, 1, ""},
        {BYTES("\xEF\xBB\xBF\r\n \n"), KIND_STAKE_REPORTED, E_CSV_EMPTY, 1, ""},
        {BYTES("investor,fund\na,\0\n"), KIND_STAKE_REPORTED, E_ENCODING, 2, ""},
        {BYTES("investor,\"fund\na,b\n"), KIND_STAKE_REPORTED, E_CSV_SYNTAX, 1, ""},
        {BYTES("investor,fund,amuont\na,b,1\n"), KIND_STAKE_REPORTED, E_HEADER_UNKNOWN, 1, "amuont"},
        {BYTES("investor,fund,booked\na,b,1\n"), KIND_STAKE_REPORTED, E_HEADER_UNKNOWN, 1, "booked"},
        {BYTES("party,tag,unit\na,b,\n"), KIND_ENTERPRISE_TAGGED, E_HEADER_UNKNOWN, 1, "unit"},
        {BYTES("investor,fund,seq\na,b,1\n"), KIND_STAKE_REPORTED, E_HEADER_UNKNOWN, 1, "seq"},
        {BYTES("investor,fund,基金\na,b,1\n"), KIND_STAKE_REPORTED, E_HEADER_TWICE, 1, "基金"},
        {BYTES("investor,fund,unit,单位\na,b,,\n"), KIND_STAKE_REPORTED, E_HEADER_TWICE, 1, "单位"},
        {BYTES("investor,fund,amount,amount(元)\na,b,,\n"), KIND_STAKE_REPORTED, E_HEADER_TWICE, 1, "amount(元)"},
        {BYTES("investor,fund,amount(丈)\na,b,1\n"), KIND_STAKE_REPORTED, E_UNIT_UNKNOWN, 1, "amount(丈)"},
        {BYTES("investor,fund,share(元)\na,b,1\n"), KIND_STAKE_REPORTED, E_UNIT_UNKNOWN, 1, "share(元)"},
        {BYTES("investor,fund(元)\na,b\n"), KIND_STAKE_REPORTED, E_HEADER_UNKNOWN, 1, "fund(元)"},
        {BYTES("investor,fund,amount()\na,b,\n"), KIND_STAKE_REPORTED, E_HEADER_UNKNOWN, 1, "amount()"},
        {BYTES("investor,fund\na,b\n"), KIND_NONE, E_KIND_MISSING, 1, ""},
        {BYTES("kind,种类\nstake.reported,\n"), KIND_NONE, E_HEADER_TWICE, 1, "种类"},
        {BYTES("kind,whatever,whatever\nstake.reported,,\n"), KIND_NONE, E_HEADER_TWICE, 1, "whatever"},
        {BYTES("investor,fund\na,b\n"), KIND_LOAN_REGISTERED, E_KIND_LATER, 1, "kind"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        attempt t;
        try_read(&t, INTAKE_CSV, cases[i].text, cases[i].k, NULL);
        assert_int_equal(t.code, ERR_OK);
        if (t.in.refusal_total != 1 || t.in.row_count != 0)
            fail_msg("case %u: %u refusals, %u rows", (unsigned)i, (unsigned)t.in.refusal_total, t.in.row_count);
        assert_refusal(&t, 0, cases[i].code, cases[i].line, cases[i].field);
        assert_int_equal(t.in.refused_row[0], UINT32_MAX);
        try_end(&t);
    }
}

static void all_headers_at_once(void **state)
{
    (void)state;
    attempt t;
    try_csv(&t, "foo,bar,investor,出资人,amount[里]\n,,,,\n", KIND_STAKE_REPORTED);
    assert_int_equal(t.in.refusal_total, 4);
    assert_refusal(&t, 0, E_HEADER_UNKNOWN, 1, "foo");
    assert_refusal(&t, 1, E_HEADER_UNKNOWN, 1, "bar");
    assert_refusal(&t, 2, E_HEADER_TWICE, 1, "出资人");
    assert_refusal(&t, 3, E_UNIT_UNKNOWN, 1, "amount[里]");
    try_end(&t);
}

static void too_many_columns(void **state)
{
    (void)state;
    for (int columns = CSV_COLUMNS_MAX; columns <= CSV_COLUMNS_MAX + 1; columns++) {
        arena *a = arena_new("test", 1 << 20);
        buf b;
        buf_init(&b, a, 1 << 16);
        buf_text(&b, "party,tag");
        buf_fill(&b, ',', (size_t)columns - 2);
        buf_text(&b, "\na,b");
        buf_fill(&b, ',', (size_t)columns - 2);
        attempt t;
        try_read(&t, INTAKE_CSV, buf_view(&b), KIND_ENTERPRISE_TAGGED, NULL);
        assert_int_equal(t.in.refusal_total, columns - CSV_COLUMNS_MAX);
        assert_int_equal(t.in.row_count, CSV_COLUMNS_MAX + 1 - columns);
        if (columns > CSV_COLUMNS_MAX) assert_refusal(&t, 0, E_CSV_WIDE, 1, "");
        try_end(&t);
        arena_free(a);
    }
}

/* ---- what is refused row by row ---- */
static void refused_cells(void **state)
{
    (void)state;
    static const char text[] = "investor,fund,amount[元],unit,qualifier,share,state,,date\n"
                               "a,b,1,,,10,stated,,2025\n"         /* 2 good */
                               "a,b,1,万元,,10,stated,,2025\n"     /* 3 two units */
                               "a,b,abc,,,200,nowhere,,2025-13\n"  /* 4 four faults at once */
                               "a,,1,,,,,,\n"                      /* 5 two missing */
                               "a,b,1,,,10,stated\n"               /* 6 short */
                               "a,b,1,,,10,stated,,2025,more\n"    /* 7 long */
                               "a,b,1,,,10,stated,filled,2025\n"   /* 8 under no header */
                               "a,b,,,不详,,stated,,2025\n"        /* 9 unknown: good */
                               "a,b,,,超,,stated,,2025\n"          /* 10 over nothing */
                               "a,b,,,exact,,stated,,2025\n"       /* 11 good */
                               "a,b,1,,roughly so,,stated,,2025\n" /* 12 */
                               "a,b,1,里,,,stated,,2025\n";        /* 13 */
    static const struct {
        uint64_t line;
        err_code code;
        const char *field;
    } wanted[] = {
        {3, E_UNIT_CONFLICT, "amount[元]"},
        {4, E_AMOUNT_SYNTAX, "amount[元]"},
        {4, E_SHARE_RANGE, "share"},
        {4, E_ENUM_UNKNOWN, "state"},
        {4, E_DATE_SYNTAX, "date"},
        {5, E_FIELD_MISSING, "fund"},
        {5, E_FIELD_MISSING, "state"},
        {6, E_CSV_COLUMNS, ""},
        {7, E_CSV_COLUMNS, ""},
        {8, E_HEADER_UNKNOWN, ""},
        {10, E_QUALIFIER_CONFLICT, "amount[元]"},
        {12, E_QUALIFIER_UNKNOWN, "amount[元]"},
        {13, E_UNIT_CONFLICT, "amount[元]"},
    };
    attempt t;
    try_csv(&t, text, KIND_STAKE_REPORTED);
    assert_int_equal(t.in.row_count, 12);
    assert_int_equal(t.in.refusal_total, COUNT_OF(wanted));
    for (uint32_t i = 0; i < COUNT_OF(wanted); i++) {
        err_code code = wanted[i].code;
        if (code == E_DATE_SYNTAX && try_refusal(&t, i)->code == E_DATE_RANGE) code = E_DATE_RANGE;
        assert_refusal(&t, i, code, wanted[i].line, wanted[i].field);
        assert_int_equal(t.command[t.in.refused_row[i]].at.row, wanted[i].line);
    }
    assert_string_equal(try_refusal(&t, 1)->at.value, "abc");
    assert_int_equal(t.command[7].ev.amount.q, QUALIFIER_UNKNOWN);
    assert_int_equal(t.command[9].ev.amount.q, QUALIFIER_NONE);
    for (uint32_t i = 0; i < t.in.row_count; i++) {
        uint64_t line = t.command[i].at.row;
        assert_int_equal(t.bad[i], line != 2 && line != 9 && line != 11);
    }
    try_end(&t);
}

/* A stray quote spoils its own line, not the rest of the file. */
static void broken_quotes(void **state)
{
    (void)state;
    static const char text[] = "party,tag,note\n"
                               "a,x,fine\n"             /* 2 */
                               "b,x,\"never closed\n"   /* 3 */
                               "c,x,fine\n"             /* 4 */
                               "d,x,a\"b\n"             /* 5 */
                               "e,x,\"quoted\" tail\n"  /* 6 */
                               "f,x,\"two\nlines\"\n"   /* 7-8 */
                               "g,x,\"open at the end"; /* 9 */
    attempt t;
    try_csv(&t, text, KIND_ENTERPRISE_TAGGED);
    static const uint64_t bad_lines[] = {3, 5, 6, 9};
    assert_int_equal(t.in.refusal_total, COUNT_OF(bad_lines));
    for (uint32_t i = 0; i < COUNT_OF(bad_lines); i++) assert_refusal(&t, i, E_CSV_SYNTAX, bad_lines[i], "");
    assert_int_equal(t.in.row_count, 7);
    assert_str(t.command[0].name[REF_SUBJECT], "a");
    assert_str(t.command[2].name[REF_SUBJECT], "c");
    assert_str(try_attr(&t.command[5], "note"), "two\nlines");
    try_end(&t);
}

/* Rows of several kinds: a column may belong to some of them only. */
static void mixed_kinds(void **state)
{
    (void)state;
    static const char text[] = "kind,id,name,class,party,tag,amount,size,subject,basis\n"
                               "party.registered,a,深圳引导基金,母基金,,,,,,\n" /* 2 */
                               "企业标签,,,,a,ai_chip,,,,\n"                    /* 3 */
                               "size.reported,,,,,,50亿元,,a,target\n"          /* 4 */
                               "size.reported,,,,,,,50亿元,a,target\n"          /* 5: by its title */
                               "size.reported,,,,,,50亿元,60亿元,a,target\n"    /* 6: twice */
                               "party.registered,b,b,gp,,ai_chip,,,,\n"         /* 7: has no tag */
                               ",c,c,gp,,,,,,\n"                                /* 8 */
                               "party.invented,d,d,gp,,,,,,\n"                  /* 9 */
                               "loan.registered,,,,,,,,,\n";                    /* 10 */
    attempt t;
    try_csv(&t, text, KIND_NONE);
    assert_int_equal(t.in.row_count, 9);
    assert_int_equal(t.in.refusal_total, 5);
    assert_refusal(&t, 0, E_FIELD_TWICE, 6, "size");
    assert_refusal(&t, 1, E_HEADER_UNKNOWN, 7, "tag");
    assert_refusal(&t, 2, E_KIND_MISSING, 8, "kind");
    assert_refusal(&t, 3, E_KIND_UNKNOWN, 9, "kind");
    assert_refusal(&t, 4, E_KIND_LATER, 10, "kind");
    assert_int_equal(t.command[1].ev.kind, KIND_ENTERPRISE_TAGGED);
    assert_true(t.command[3].ev.amount.minor == INT64_C(500000000000));
    try_end(&t);
}

/* A unit that nobody knows, or that the field cannot take, spoils the rows that use it. */
static void mixed_kinds_and_units(void **state)
{
    (void)state;
    attempt t;
    try_csv(&t,
            "kind,party,tag,subject,basis,amount(丈),projects(只),title\n"
            "enterprise.tagged,a,x,,,,,\n"
            "size.reported,,,a,target,1,,\n"
            "gathering.held,,,,,,12,创投日\n",
            KIND_NONE);
    assert_int_equal(t.in.row_count, 3);
    assert_int_equal(t.in.refusal_total, 1);
    assert_refusal(&t, 0, E_UNIT_UNKNOWN, 3, "amount(丈)");
    assert_int_equal(t.command[2].ev.quantity, 12);
    try_end(&t);
}

static void kind_said_twice(void **state)
{
    (void)state;
    attempt t;
    try_csv(&t, "kind,party,tag\nenterprise.tagged,a,x\n,b,x\nparty.alias,c,x\n", KIND_ENTERPRISE_TAGGED);
    assert_int_equal(t.in.row_count, 3);
    assert_int_equal(t.in.refusal_total, 1);
    assert_refusal(&t, 0, E_FIELD_TWICE, 4, "kind");
    try_end(&t);
}

/* ---- size ---- */
static void huge_cell(void **state)
{
    (void)state;
    const size_t len = (size_t)3 << 20;
    for (int quoted = 0; quoted < 2; quoted++) {
        arena *a = arena_new("test", 1 << 26);
        buf b;
        buf_init(&b, a, len * 2);
        buf_text(&b, quoted ? "party,tag,note\nz,x,\"" : "party,tag,note\nz,x,");
        buf_fill(&b, 'a', len);
        buf_text(&b, quoted ? "\"\nb,y,\n" : "\nb,y,\n");
        attempt t;
        try_read(&t, INTAKE_CSV, buf_view(&b), KIND_ENTERPRISE_TAGGED, NULL);
        assert_int_equal(t.in.row_count, 2);
        assert_int_equal(t.in.refusal_total, 1);
        assert_refusal(&t, 0, E_TEXT_LONG, 2, "note");
        assert_int_equal(t.command[1].at.row, 3);
        try_end(&t);
        arena_free(a);
    }
}

static void many_bad_rows(void **state)
{
    (void)state;
    enum { ROWS = 10000 };
    arena *a = arena_new("test", 1 << 26);
    buf b;
    buf_init(&b, a, 1 << 22);
    buf_text(&b, "investor,fund,amount,state\n");
    for (int i = 0; i < ROWS; i++) buf_text(&b, "a,b,not a number,stated\n");
    attempt t;
    try_read(&t, INTAKE_CSV, buf_view(&b), KIND_STAKE_REPORTED, NULL);
    assert_int_equal(t.in.row_count, ROWS);
    assert_int_equal(t.in.refusal_total, ROWS);
    assert_int_equal(t.in.refusal_count, REFUSALS_MAX);
    for (int i = 0; i < ROWS; i++) assert_true(t.bad[i]);
    buf out;
    buf_init(&out, a, OUTPUT_BYTES_MAX);
    intake_mend_csv(&out, &t.in, try_render, NULL, a);
    assert_false(out.failed);
    assert_int_equal(try_count(buf_view(&out), "not a number"), ROWS);
    assert_int_equal(try_count(buf_view(&out), "错 E_AMOUNT_SYNTAX"), REFUSALS_MAX);
    try_end(&t);
    arena_free(a);
}

/* Every arena_get fails once: a fault that names the limit, and never a half-read file that looks whole. */
static void sweep(const char *text, const char *mapping, uint32_t rows, uint64_t refusals)
{
    uint64_t n = 0;
    err_code code = E_LIMIT;
    while (code == E_LIMIT) {
        arena *a = arena_new("sweep", 1 << 26);
        attempt t = {.a = a};
        intake_options o = {.file = "f.csv", .mapping = str_from(mapping), .format = INTAKE_CSV};
        arena_fail_at(++n);
        code = try_collect(&t, str_from(text), &o);
        arena_fail_at(0);
        if (code != ERR_OK) assert_int_equal(t.fault.code, E_LIMIT);
        if (code == ERR_OK) assert_int_equal(t.in.row_count, rows);
        if (code == ERR_OK) assert_int_equal(t.in.refusal_total, refusals);
        arena_free(a);
        assert_true(n < 200);
    }
    assert_int_equal(code, ERR_OK);
    assert_true(n > 10);
}

static void every_allocation_fails(void **state)
{
    (void)state;
    sweep("kind,party,tag,note,foo\nenterprise.tagged,a,x,\"q\r\nr\",\n企业标签,b,Y Z,,bar\n\"c\n",
          "confidence := high\ntag: Z -> z\nremark = note\n", 3, 3);
    sweep("kind,party,tag\nenterprise.tagged,\xC9\xEE\xDB\xDA,x\n", "note := \xD7\xA2\n", 1, 0);
}

/* ---- the report that goes back ---- */
static str mend(buf *out, const attempt *t)
{
    buf_init(out, t->a, OUTPUT_BYTES_MAX);
    intake_mend_csv(out, &t->in, try_render, NULL, t->a);
    assert_false(out->failed);
    return buf_view(out);
}

static void mended_file(void **state)
{
    (void)state;
    static const char text[] = "party,tag,note\r\n"
                               "a,x,fine\r\n"
                               "b,X Y,\"say \"\"no\"\",\r\nplease\"\r\n"
                               ",,=cmd|1\r\n"
                               "c,x\r\n"
                               "d,\"x\r\n";
    attempt t;
    buf out;
    try_csv(&t, text, KIND_ENTERPRISE_TAGGED);
    assert_str(mend(&out, &t),
               "\xEF\xBB\xBF\"party\",\"tag\",\"note\",error_zh,error_en\r\n"
               "\"a\",\"x\",\"fine\",\"\",\"\"\r\n"
               "\"b\",\"X Y\",\"say \"\"no\"\",\r\nplease\",\"错 E_CODE_SYNTAX tag\",\"bad E_CODE_SYNTAX tag\"\r\n"
               "\"\",\"\",\"=cmd|1\",\"错 E_FIELD_MISSING party; 错 E_FIELD_MISSING tag\","
               "\"bad E_FIELD_MISSING party; bad E_FIELD_MISSING tag\"\r\n"
               "\"c\",\"x\",\"\",\"\",\"错 E_CSV_COLUMNS \",\"bad E_CSV_COLUMNS \"\r\n"
               "\"d,\"\"x\",\"\",\"\",\"\",\"错 E_CSV_SYNTAX \",\"bad E_CSV_SYNTAX \"\r\n");
    try_end(&t);
}

/* What goes back unmended is refused again, row for row, and its report does not grow error columns. */
static void mended_file_comes_back(void **state)
{
    (void)state;
    static const char text[] = "party,tag,note\n"
                               "b,X Y,\" two\nlines \"\n"
                               ",,'=1\n"
                               "c,x\n"
                               "d\n"
                               "e,x,n,m\n"
                               "f,\"x\n";
    attempt first;
    attempt again;
    buf out_first;
    buf out_again;
    try_csv(&first, text, KIND_ENTERPRISE_TAGGED);
    try_read(&again, INTAKE_CSV, mend(&out_first, &first), KIND_ENTERPRISE_TAGGED, NULL);
    assert_int_equal(first.in.row_count, 6);
    assert_int_equal(again.in.row_count, 6);
    for (uint32_t i = 0; i < again.in.row_count; i++) assert_true(again.bad[i]);
    assert_int_equal(again.in.refusal_total, first.in.refusal_total);
    for (uint32_t i = 0; i + 1 < again.in.refusal_count; i++)
        assert_int_equal(try_refusal(&first, i)->code, try_refusal(&again, i)->code);
    assert_str(try_attr(&again.command[1], "note"), "'=1");
    assert_str(try_attr(&again.command[0], "note"), "two\nlines");
    str report = mend(&out_again, &again);
    assert_int_equal(try_count(report, "error_zh"), 1);
    assert_true(str_starts(report, STR("\xEF\xBB\xBF\"party\",\"tag\",\"note\",error_zh,error_en\r\n\"b\",\"X Y\",")));
    assert_int_equal(try_count(report, "错 E_CODE_SYNTAX tag"), 1);
    try_end(&first);
    try_end(&again);
}

/* A file of one column: a broken line must not come in as that column's text. */
static void one_column(void **state)
{
    (void)state;
    attempt first;
    attempt again;
    buf out;
    try_read(&first, INTAKE_CSV, STR("through\n\"2025-12-31\n"), KIND_PERIOD_CLOSED, NULL);
    try_read(&again, INTAKE_CSV, mend(&out, &first), KIND_PERIOD_CLOSED, NULL);
    assert_int_equal(again.in.row_count, 1);
    assert_refusal(&again, 0, E_CSV_COLUMNS, 2, "");
    try_end(&first);
    try_end(&again);
}

/* Refusals that decide finds later stand beside those of the reading, in the order of the rows. */
static void refused_later(void **state)
{
    (void)state;
    attempt t = {.a = arena_new("late", 1 << 26)};
    buf out;
    intake_reader *r;
    command *c;
    bool is_bad;
    intake_options o = {.kind = KIND_ENTERPRISE_TAGGED};
    assert_int_equal(intake_open(&r, &t.in, STR("party,tag\na,x\nb,X\nc,x\n"), &o, t.a, NULL), ERR_OK);
    assert_int_equal(intake_next(&c, &is_bad, r, NULL), ERR_OK);
    assert_false(is_bad);
    err late = {.at = {.row = c->at.row}};
    err_set(&late, E_NAME_UNKNOWN);
    err_text(&late, "word", STR("a"));
    err_text(&late, "candidates", STR("A"));
    err_at_field(&late, "party", STR("a"));
    assert_int_equal(intake_refuse(&t.in, &late, NULL), ERR_OK);
    do assert_int_equal(intake_next(&c, &is_bad, r, NULL), ERR_OK);
    while (c);
    intake_close(r);
    assert_int_equal(t.in.refusal_total, 2);
    assert_int_equal(t.in.bad_count, 2);
    assert_true(intake_is_bad(&t.in, 0) && intake_is_bad(&t.in, 1) && !intake_is_bad(&t.in, 2));
    assert_str(mend(&out, &t), "\xEF\xBB\xBF\"party\",\"tag\",error_zh,error_en\r\n"
                               "\"a\",\"x\",\"错 E_NAME_UNKNOWN party\",\"bad E_NAME_UNKNOWN party\"\r\n"
                               "\"b\",\"X\",\"错 E_CODE_SYNTAX tag\",\"bad E_CODE_SYNTAX tag\"\r\n"
                               "\"c\",\"x\",\"\",\"\"\r\n");
    try_end(&t);
}

static void no_room_for_the_report(void **state)
{
    (void)state;
    attempt t;
    buf out;
    try_csv(&t, "party,tag\nb,X\n", KIND_ENTERPRISE_TAGGED);
    buf_init(&out, t.a, 40);
    intake_mend_csv(&out, &t.in, try_render, NULL, t.a);
    assert_true(out.failed);
    arena *tiny = arena_new("tiny", 64);
    buf_init(&out, t.a, OUTPUT_BYTES_MAX);
    intake_mend_csv(&out, &t.in, try_render, NULL, tiny);
    assert_true(out.failed);
    arena_free(tiny);
    try_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_rows),
        cmocka_unit_test(headers_and_units),
        cmocka_unit_test(gb18030_file),
        cmocka_unit_test(lines_are_physical),
        cmocka_unit_test(quotes_change_nothing),
        cmocka_unit_test(refused_files),
        cmocka_unit_test(all_headers_at_once),
        cmocka_unit_test(too_many_columns),
        cmocka_unit_test(refused_cells),
        cmocka_unit_test(broken_quotes),
        cmocka_unit_test(mixed_kinds),
        cmocka_unit_test(mixed_kinds_and_units),
        cmocka_unit_test(kind_said_twice),
        cmocka_unit_test(huge_cell),
        cmocka_unit_test(many_bad_rows),
        cmocka_unit_test(every_allocation_fails),
        cmocka_unit_test(mended_file),
        cmocka_unit_test(mended_file_comes_back),
        cmocka_unit_test(one_column),
        cmocka_unit_test(refused_later),
        cmocka_unit_test(no_room_for_the_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
