/* policy: packs that are right and wrong, over a host of three small relations: what rules say, and which run again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "policy/policy.h"

#include <stdio.h>
#include <string.h>

/* ---- a host: parties, clusters and members as every book has them, and figures ---- */
static const column_info party_columns[] = {{"id", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                            {"name", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                            {"class", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                            {"region", CELL_TEXT, "", "", UNIT_NONE, "", "", ""}};
static const column_info cluster_columns[] = {{"cluster", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                              {"list", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                              {"code", CELL_TEXT, "", "", UNIT_NONE, "", "", ""}};
static const column_info member_columns[] = {{"cluster", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                             {"member", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                             {"until", CELL_TEXT, "", "", UNIT_NONE, "", "", ""}};
static const column_info figure_columns[] = {{"fund", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
                                             {"part", CELL_INTERVAL, "", "", UNIT_CNY, "", "", ""},
                                             {"whole", CELL_INTERVAL, "", "", UNIT_CNY, "", "", ""}};
static const column_info waiver_columns[] = {
    {"rule", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},   {"subject", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
    {"object", CELL_TEXT, "", "", UNIT_NONE, "", "", ""}, {"from", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
    {"to", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},     {"reason", CELL_TEXT, "", "", UNIT_NONE, "", "", ""},
    {"entry", CELL_INT, "", "", UNIT_NONE, "", "", ""}};
static const relation_info infos[] = {{"parties", "", "", "", "", party_columns, COUNT_OF(party_columns), 1},
                                      {"clusters", "", "", "", "", cluster_columns, COUNT_OF(cluster_columns), 1},
                                      {"members", "", "", "", "", member_columns, COUNT_OF(member_columns), 2},
                                      {"figures", "", "", "", "", figure_columns, COUNT_OF(figure_columns), 1},
                                      {"waivers", "", "", "", "", waiver_columns, COUNT_OF(waiver_columns), 3}};

typedef struct desk {
    arena *a;
    uint64_t version;
    int64_t now_ms, step_ms;
    interval part, whole; /* of fund a */
    int64_t cap_of_a;     /* parameter `cap` as the book sets it; 0 = it does not */
    bool has_waivers;
    policy *packs;
    policy_session *s;
    relation found;
    policy_count count;
} desk;

static bool give_source(sql_source *out, void *self, uint32_t index)
{
    const desk *d = self;
    if (index >= COUNT_OF(infos) - !d->has_waivers) return false;
    *out = (sql_source){.info = &infos[index]};
    return true;
}

static void put_texts(relation *r, const char *one, const char *two, const char *three, const char *four)
{
    cell *row = relation_row(r);
    assert_non_null(row);
    cell_text(&row[0], str_from(one));
    cell_text(&row[1], str_from(two));
    cell_text(&row[2], str_from(three));
    if (four) cell_text(&row[3], str_from(four));
}

static void put_figures(relation *r, const char *fund, interval part, interval whole)
{
    cell *row = relation_row(r);
    assert_non_null(row);
    cell_text(&row[0], str_from(fund));
    cell_interval(&row[1], part, UNIT_CNY, QUALIFIER_NONE);
    cell_interval(&row[2], whole, UNIT_CNY, QUALIFIER_NONE);
}

static void put_waiver(relation *r)
{
    static const char *const words[] = {"R-1", "a", "", "2020-01-01", "2020-06-30", "agreed"};
    cell *row = relation_row(r);
    for (size_t i = 0; i < COUNT_OF(words); i++) cell_text(&row[i], str_from(words[i]));
    cell_int(&row[6], 77);
}

static err_code give_rows(relation_rows *out, void *self, const relation_info *info, const sql_ask *ask, arena *a,
                          err *e)
{
    desk *d = self;
    relation *r = arena_get(a, sizeof *r);
    (void)ask, (void)e;
    relation_init(r, info, a);
    if (info == &infos[0]) {
        put_texts(r, "a", "Fund A", "sub_fund", "350203");
        put_texts(r, "b", "Fund B", "direct_fund", "440300");
        put_texts(r, "c", "Fund C", "sub_fund", "");
    } else if (info == &infos[1]) {
        put_texts(r, "k1", "policy_scheme", "mother-1", NULL);
        put_texts(r, "k2", "", "", NULL);
    } else if (info == &infos[2]) {
        put_texts(r, "k1", "k2", "", NULL);
        put_texts(r, "k2", "c", "", NULL);
        put_texts(r, "k1", "b", "2019-01-01", NULL);
    } else if (info == &infos[3]) {
        put_figures(r, "a", d->part, d->whole);
        put_figures(r, "b", interval_exact(10), interval_exact(100));
        put_figures(r, "c", interval_exact(30), interval_exact(100));
    } else
        put_waiver(r);
    relation_rows_of(out, r);
    return ERR_OK;
}

static err_code give_parameter(sql_parameter *out, void *self, str name, str fund, day on, err *e)
{
    const desk *d = self;
    (void)on, (void)e;
    bool is_set = d->cap_of_a > 0 && str_equal(name, STR("cap")) && str_equal(fund, STR("a"));
    *out = (sql_parameter){.found = is_set, .minor = d->cap_of_a, .unit = UNIT_PERCENT};
    return ERR_OK;
}

static uint64_t give_version(void *self)
{
    return ((const desk *)self)->version;
}

static int64_t give_ms(void *self)
{
    desk *d = self;
    return d->now_ms += d->step_ms;
}

/* ---- files ---- */
#define HEAD(id, test)                                                                                                 \
    "-- rule: " id "\n-- zh: 规则\n-- en: a rule\n-- clause: 第一条\n-- source: S\n-- confidence: A\n"            \
    "-- severity: block\n-- jurisdiction: 100000\n-- parameters: cap\n-- test: " test "\n"
#define FROM_2020 "-- valid: 2020-01-01..\n"
#define RATIO "select fund as subject, part_lo, part_hi, whole_lo, whole_hi from figures\n"
#define PARAMETER_HEAD "name,value,unit,region,classes,level,valid_from,valid_to,clause,source,confidence\n"
static const policy_file sources = {{"sources.csv", 11}, {"id,title,issuer,date,url\nS,t,i,2020-01-01,\n", 42}};

static policy_file file_of(const char *path, const char *text)
{
    return (policy_file){str_from(path), str_from(text)};
}

static policy_file cap_file(const char *rows)
{
    static char text[2000];
    snprintf(text, sizeof text, "%s%s", PARAMETER_HEAD, rows);
    return file_of("national/parameters.csv", text);
}

static void open_packs(desk *d, const policy_file *files, uint32_t count, bool keeps)
{
    sql_host host = {.self = d,
                     .source = give_source,
                     .rows = give_rows,
                     .parameter = give_parameter,
                     .version = give_version,
                     .now_ms = give_ms};
    d->a = arena_new("test", (size_t)64 << 20);
    d->version = 1;
    if (interval_is_exact(d->whole) && d->whole.lo == 0) d->whole = interval_exact(100);
    assert_int_equal(policy_read(&d->packs, files, count, d->a, NULL), ERR_OK);
    assert_int_equal(policy_open(&d->s, d->packs, &host, keeps, NULL), ERR_OK);
}

static void run_on(desk *d, const char *as_of, policy_question q)
{
    date on;
    assert_int_equal(date_parse(&on, str_from(as_of), NULL), ERR_OK);
    q.as_of = on.first;
    assert_int_equal(policy_run(&d->found, &d->count, d->s, &q, d->a, NULL), ERR_OK);
}

static void shut(desk *d)
{
    policy_close(d->s);
    arena_free(d->a);
}

/* "a pass, b breach" */
static const char *outcomes(const desk *d)
{
    static char text[500];
    size_t len = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < d->found.row_count; i++) {
        const cell *row = d->found.cells + (size_t)i * verdicts_info.column_count;
        str subject = row[VERDICT_SUBJECT].text, outcome = row[VERDICT_OUTCOME].text;
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s %.*s", i ? ", " : "", (int)subject.len,
                                subject.ptr ? subject.ptr : "", (int)outcome.len, outcome.ptr);
    }
    return text;
}

static void no_words(buf *out, const err *e, const char *template, bool zh)
{
    (void)e, (void)zh;
    buf_text(out, template);
}

/* Is there a fault of that code, in that file and line? */
static bool is_told(const desk *d, err_code code, const char *path, int64_t line)
{
    relation wrong;
    assert_int_equal(policy_faults(&wrong, d->packs, d->s, no_words, d->a, NULL), ERR_OK);
    for (uint32_t i = 0; i < wrong.row_count; i++) {
        const cell *row = wrong.cells + (size_t)i * policy_faults_info.column_count;
        if (str_equal(row[2].text, str_from(err_name(code))) && str_equal(row[0].text, str_from(path)) &&
            row[1].number == line)
            return true;
    }
    return false;
}

/* One rule beside a good one, run on 2021-01-01: is that fault told, and does the good one still run? */
static void assert_fault(const char *text, err_code code, int64_t line)
{
    desk d = {.part = {.lo = 20, .hi = 20}};
    const policy_file files[] = {sources, cap_file("cap,20%,,,,,2020-01-01,,第一条,S,A\n"),
                                 file_of("national/bad.sql", text),
                                 file_of("national/good.sql", HEAD("GOOD", "part/whole <= cap") FROM_2020 RATIO)};
    open_packs(&d, files, COUNT_OF(files), false);
    run_on(&d, "2021-01-01", (policy_question){.rule = STR("GOOD")});
    assert_string_equal(outcomes(&d), "a pass, b pass, c breach");
    run_on(&d, "2021-01-01", (policy_question){.milliseconds = 1000});
    if (!is_told(&d, code, "national/bad.sql", line)) fail_msg("%s is not told at line %d", err_name(code), (int)line);
    shut(&d);
}

/* ---- tests ---- */

static void test_headers_that_are_wrong(void **state)
{
    (void)state;
    assert_fault("-- zh: x\nselect 1\n", E_POLICY_KEY, 1);
    assert_fault("-- colour: red\n" HEAD("B", "flag") FROM_2020 "select 1\n", E_POLICY_HEADER, 1);
    assert_fault(HEAD("B", "flag") "-- clause: x\n" FROM_2020 "select 1\n", E_POLICY_KEY_TWICE, 11);
    assert_fault(HEAD("B", "part <= whole") FROM_2020 "select 1\n", E_POLICY_VALUE, 10);
    assert_fault(HEAD("B", "flag") "-- valid: 2020-02-01..2020-01-01\nselect 1\n", E_POLICY_VALUE, 11);
    assert_fault(HEAD("B", "measured <= other") FROM_2020 "select 1\n", E_POLICY_LIMIT_NAME, 10);
    assert_fault(HEAD("B", "flag") FROM_2020, E_POLICY_QUERY, 1);
    assert_fault("-- rule: B\n-- zh: x\n-- en: x\n-- clause: x\n-- source: T\n-- confidence: C\n-- severity: warn\n"
                 "-- jurisdiction: 100000\n-- parameters: none\n-- test: flag\n" FROM_2020 "select 1\n",
                 E_POLICY_CONFIDENCE, 7);
    assert_fault("-- rule: B\n-- zh: x\n-- en: x\n-- clause: x\n-- source: T\n-- confidence: C\n-- severity: info\n"
                 "-- jurisdiction: 100000\n-- parameters: none\n-- test: flag\n" FROM_2020 "select 1\n",
                 E_POLICY_SOURCE, 5);
    assert_fault(HEAD("B", "flag") "-- parameters: none\n" FROM_2020 "select 1\n", E_POLICY_PARAMETER, 11);
    assert_fault(HEAD("GOOD2", "flag") "-- note: \xff\n" FROM_2020 "select 1\n", E_ENCODING, 1);
}

static void test_queries_that_are_wrong(void **state)
{
    (void)state;
    assert_fault(HEAD("B", "flag") FROM_2020 "select fund as subject,\n  0 as flag fron figures\n", E_SQL_SYNTAX, 13);
    assert_fault(HEAD("B", "flag") FROM_2020 "select fund as subject,\n  0 as flag from figurez\n", E_SQL_TABLE, 13);
    assert_fault(HEAD("B", "flag") FROM_2020 "select fund as subject,\n  hue as flag from figures\n", E_SQL_COLUMN, 13);
    assert_fault(HEAD("B", "flag") FROM_2020 "select 'a' as subject, 0 as flag, 1 as colour\n", E_POLICY_COLUMN, 10);
    assert_fault(HEAD("B", "flag") FROM_2020 "select 'a' as subject, 0 as done\n", E_POLICY_COLUMN, 10);
    assert_fault(HEAD("B", "done <= due") FROM_2020 "select 'a' as subject, null as done\n", E_POLICY_COLUMN_LACKS, 10);
    assert_fault(HEAD("B", "measured <= limit") FROM_2020 "select 'a' as subject, 1 as measured\n",
                 E_POLICY_COLUMN_LACKS, 10);
    assert_fault(HEAD("B", "measured <= limit") FROM_2020 "select 'a' as subject, 0.5 as measured, 1 as \"limit\"\n",
                 E_POLICY_CELL, 10);
    assert_fault(HEAD("B", "flag") FROM_2020 "select 'a' as subject, 2 as flag\n", E_POLICY_CELL, 10);
    assert_fault(HEAD("B", "done <= due") FROM_2020 "select 'a' as subject, 'soon' as done, null as due\n",
                 E_POLICY_CELL, 10);
    assert_fault(HEAD("B", "flag") FROM_2020 "select 'nobody' as subject, 0 as flag\n", E_POLICY_SUBJECT, 10);
    assert_fault(HEAD("B", "flag") FROM_2020 "select 'a' as subject, 0 as flag union all select 'a', 1\n",
                 E_POLICY_TWICE, 10);
    assert_fault(HEAD("B", "flag") FROM_2020 "select 'a' as subject, 0 as flag; select 1\n", E_SQL_MANY, 10);
}

static void test_tables_that_are_wrong(void **state)
{
    static const struct {
        const char *rows;
        err_code code;
        int64_t line;
    } wrong[] = {
        {"cap,20%,,,,,2020-01-01,,x,S\n", E_POLICY_CELLS, 2},
        {"cap,many,,,,,2020-01-01,,x,S,A\n", E_POLICY_VALUE, 2},
        {"cap,20%,,35,,,2020-01-01,,x,S,A\n", E_POLICY_VALUE, 2},
        {"cap,20%,,,,,2020-01-01,,x,T,A\n", E_POLICY_SOURCE, 2},
        {"cap,20%,,,,,2020-01-01,,,S,A\n", E_POLICY_KEY, 2},
        {"cap,20%,,,,,2020-01-01,2021-01-01,x,S,A\ncap,30%,,,sub_fund,,2020-12-31,,x,S,A\n", E_POLICY_TWO_ROWS, 3}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        desk d = {.part = {.lo = 20, .hi = 20}};
        const policy_file files[] = {sources, cap_file(wrong[i].rows)};
        open_packs(&d, files, COUNT_OF(files), false);
        if (!is_told(&d, wrong[i].code, "national/parameters.csv", wrong[i].line)) fail_msg("table %d", (int)i);
        shut(&d);
    }
    desk d = {.part = {.lo = 20, .hi = 20}};
    const policy_file head = file_of("sources.csv", "id,title\n");
    open_packs(&d, &head, 1, false);
    assert_true(is_told(&d, E_POLICY_TABLE, "sources.csv", 1));
    shut(&d);
}

static const char *judged(interval part, interval whole, const char *test, const char *cap)
{
    desk d = {.part = part, .whole = whole};
    char text[1000], row[200];
    static char out[500];
    snprintf(text, sizeof text, HEAD("R-1", "%s") FROM_2020 RATIO, test);
    snprintf(row, sizeof row, "cap,%s,,,,,2020-01-01,,x,S,A\n", cap);
    const policy_file files[] = {sources, cap_file(row), file_of("national/r.sql", text)};
    open_packs(&d, files, COUNT_OF(files), false);
    d.whole = whole;
    run_on(&d, "2021-01-01", (policy_question){.subject = STR("a")});
    snprintf(out, sizeof out, "%s", outcomes(&d));
    shut(&d);
    return out;
}

static void test_intervals(void **state)
{
    const interval hundred = interval_exact(100), open = {.lo = 20, .hi_open = true};
    const int64_t most = INT64_MAX;
    (void)state;
    assert_string_equal(judged(interval_exact(20), hundred, "part/whole <= cap", "20%"), "a pass");
    assert_string_equal(judged(interval_exact(20), hundred, "part/whole < cap", "20%"), "a breach");
    assert_string_equal(judged(interval_exact(20), hundred, "part/whole >= cap", "20%"), "a pass");
    assert_string_equal(judged(interval_exact(20), hundred, "part/whole > cap", "20%"), "a breach");
    assert_string_equal(judged(interval_exact(20), hundred, "part/whole = cap", "20%"), "a pass");
    assert_string_equal(judged((interval){.lo = 19, .hi = 21}, hundred, "part/whole <= cap", "20%"), "a undetermined");
    assert_string_equal(judged((interval){.lo = 20, .hi = 21}, hundred, "part/whole < cap", "20%"), "a breach");
    assert_string_equal(judged(open, hundred, "part/whole <= cap", "20%"), "a undetermined");
    assert_string_equal(judged(open, hundred, "part/whole >= cap", "20%"), "a pass");
    assert_string_equal(judged(interval_exact(20), open, "part/whole <= cap", "1倍"), "a pass");
    assert_string_equal(judged(interval_exact(20), open, "part/whole <= cap", "99%"), "a undetermined");
    assert_string_equal(judged(interval_exact(20), interval_exact(0), "part/whole <= cap", "20%"), "a undetermined");
    assert_string_equal(judged(interval_exact(20), (interval){.lo = 0, .hi = 9}, "part/whole <= cap", "20%"),
                        "a undetermined");
    assert_string_equal(judged(interval_exact(3), interval_exact(2), "part/whole <= cap", "1.5倍"), "a pass");
    assert_string_equal(judged(interval_exact(-30), hundred, "part/whole < cap", "0%"), "a pass");
    assert_string_equal(judged(interval_exact(most), interval_exact(most), "part/whole <= cap", "100%"), "a pass");
    assert_string_equal(judged(interval_exact(most), interval_exact(most - 1), "part/whole <= cap", "100%"),
                        "a breach");
}

static void test_deadlines(void **state)
{
    static const struct {
        const char *done, *due, *outcome;
    } cases[] = {{"'2021-01-01'", "'2021-01-01'", "a pass"}, {"'2021-01-02'", "'2021-01-01'", "a breach"},
                 {"null", "'2021-01-01'", "a pass"},         {"null", "'2020-12-31'", "a breach"},
                 {"null", "null", "a undetermined"},         {"'2020-12'", "'2020-12-15'", "a undetermined"},
                 {"'2020-11'", "'2020-12-15'", "a pass"},    {"'2021-01-01'", "'2020'", "a breach"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk d = {.part = {.lo = 20, .hi = 20}};
        char text[1000];
        snprintf(text, sizeof text, HEAD("R-1", "done <= due") FROM_2020 "select 'a' as subject, %s as done, %s as due",
                 cases[i].done, cases[i].due);
        const policy_file files[] = {sources, file_of("national/r.sql", text)};
        open_packs(&d, files, COUNT_OF(files), false);
        run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
        assert_string_equal(outcomes(&d), cases[i].outcome);
        shut(&d);
    }
}

static void test_versions_by_date(void **state)
{
    desk d = {.part = {.lo = 20, .hi = 20}};
    const policy_file files[] = {
        sources,
        cap_file("cap,20%,,,,,2010-01-01,,x,S,A\n"),
        file_of("fujian/1.sql",
                HEAD("FJ", "flag") "-- valid: 2015-05-06..2016-07-11\nselect 'a' as subject, 0 as flag"),
        file_of("fujian/2.sql", HEAD("FJ", "flag") "-- valid: 2016-07-11..\nselect 'a' as subject, 1 as flag"),
        file_of("fujian/3.sql",
                HEAD("OV", "flag") "-- valid: 2015-05-06..2016-07-12\nselect 'a' as subject, 0 as flag"),
        file_of("fujian/4.sql", HEAD("OV", "flag") "-- valid: 2016-07-11..\nselect 'a' as subject, 1 as flag")};
    (void)state;
    open_packs(&d, files, COUNT_OF(files), false);
    assert_true(is_told(&d, E_POLICY_OVERLAP, "fujian/4.sql", 11));
    assert_int_equal(policy_rule_count(d.packs), 2);
    static const char *const days[][2] = {
        {"2015-05-05", ""}, {"2015-05-06", "a pass"}, {"2016-07-10", "a pass"}, {"2016-07-11", "a breach"}};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        run_on(&d, days[i][0], (policy_question){.as_of = 0});
        assert_string_equal(outcomes(&d), days[i][1]);
    }
    shut(&d);
}

static void test_limits_by_place(void **state)
{
    desk d = {.part = {.lo = 20, .hi = 20}};
    const policy_file files[] = {
        sources,
        cap_file("cap,10%,,,,,2020-01-01,,x,S,A\ncap,20%,,350000,,,2020-01-01,2021-01-01,x,S,A\n"
                 "cap,25%,,350000,direct_fund,,2021-01-01,,x,S,A\ncap,19%,,350000,sub_fund,county,2021-01-01,,x,S,A\n"),
        file_of("national/r.sql", HEAD("R-1", "part/whole <= cap") FROM_2020 RATIO)};
    (void)state;
    open_packs(&d, files, COUNT_OF(files), false);
    run_on(&d, "2020-12-31", (policy_question){.subject = STR("a")});
    assert_string_equal(outcomes(&d), "a pass");
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_string_equal(outcomes(&d), "a breach, b pass, c breach");
    d.cap_of_a = 200000; /* the book's own comes first */
    d.version++;
    run_on(&d, "2021-01-01", (policy_question){.subject = STR("a")});
    assert_string_equal(outcomes(&d), "a pass");
    shut(&d);
}

static void test_a_parameter_without_value(void **state)
{
    desk d = {.part = {.lo = 20, .hi = 20}};
    const policy_file files[] = {sources, cap_file("cap,20%,,,,,2022-01-01,,x,S,A\n"),
                                 file_of("national/r.sql", HEAD("R-1", "part/whole <= cap") FROM_2020 RATIO)};
    (void)state;
    open_packs(&d, files, COUNT_OF(files), false);
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_string_equal(outcomes(&d), "a undetermined, b undetermined, c undetermined");
    assert_true(is_told(&d, E_POLICY_NO_VALUE, "national/r.sql", 9));
    shut(&d);
    const policy_file yuan[] = {sources, cap_file("cap,20元,,,,,2020-01-01,,x,S,A\n"), files[2]};
    open_packs(&d, yuan, COUNT_OF(yuan), false);
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_string_equal(outcomes(&d), "a undetermined, b undetermined, c undetermined");
    assert_true(is_told(&d, E_POLICY_UNIT, "national/r.sql", 10));
    shut(&d);
}

static void test_whom_rules_look_at(void **state)
{
    desk d = {.part = {.lo = 20, .hi = 20}};
#define OF_PLACE(id, place, more)                                                                                      \
    "-- rule: " id "\n-- zh: x\n-- en: x\n-- clause: x\n-- source: S\n-- confidence: A\n-- severity: info\n"           \
    "-- jurisdiction: " place "\n" more "-- test: flag\n" FROM_2020 "select id as subject, 1 as flag from parties"
    const policy_file files[] = {sources, file_of("p/1.sql", OF_PLACE("P-1", "350200", "")),
                                 file_of("p/2.sql", OF_PLACE("P-2", "100000", "-- classes: direct_fund, gp\n")),
                                 file_of("p/3.sql", OF_PLACE("P-3", "340000", "-- scheme: mother-1\n"))};
    (void)state;
    open_packs(&d, files, COUNT_OF(files), false);
    run_on(&d, "2021-01-01", (policy_question){.rule = STR("P-1")});
    assert_string_equal(outcomes(&d), "a breach");
    assert_int_equal(d.count.unplaced, 1);
    run_on(&d, "2021-01-01", (policy_question){.rule = STR("P-2")});
    assert_string_equal(outcomes(&d), "b breach");
    run_on(&d, "2021-01-01", (policy_question){.jurisdiction = STR("340000")}); /* b's membership has ended */
    assert_string_equal(outcomes(&d), "c breach");
    shut(&d);
}

static void test_waivers(void **state)
{
    desk d = {.part = {.lo = 21, .hi = 21}, .has_waivers = true};
    const policy_file files[] = {sources, cap_file("cap,20%,,,,,2020-01-01,,x,S,A\n"),
                                 file_of("national/r.sql", HEAD("R-1", "part/whole <= cap") FROM_2020 RATIO)};
    (void)state;
    open_packs(&d, files, COUNT_OF(files), false);
    run_on(&d, "2020-06-30", (policy_question){.subject = STR("a")});
    assert_string_equal(outcomes(&d), "a breach");
    assert_int_equal(d.count.waived, 1);
    assert_true(str_equal(d.found.cells[VERDICT_WAIVED].text, STR("agreed")));
    run_on(&d, "2020-07-01", (policy_question){.subject = STR("a")});
    assert_int_equal(d.count.waived, 0);
    shut(&d);
}

static void test_an_endless_query(void **state)
{
    desk d = {.part = {.lo = 20, .hi = 20}, .step_ms = 100};
    const policy_file files[] = {sources, cap_file("cap,20%,,,,,2020-01-01,,x,S,A\n"),
                                 file_of("national/e.sql", HEAD("E", "flag") FROM_2020
                                         "with recursive n(i) as (select 1 union all select i + 1 "
                                         "from n) select 'a' as subject, max(i) as flag from n"),
                                 file_of("national/r.sql", HEAD("R-1", "part/whole <= cap") FROM_2020 RATIO)};
    (void)state;
    open_packs(&d, files, COUNT_OF(files), false);
    run_on(&d, "2021-01-01", (policy_question){.milliseconds = 2000});
    assert_string_equal(outcomes(&d), " undetermined, a pass, b pass, c breach");
    assert_true(is_told(&d, E_SQL_TIME, "national/e.sql", 10));
    shut(&d);
}

static void test_only_what_changed_runs_again(void **state)
{
    desk d = {.part = {.lo = 20, .hi = 20}};
    const policy_file files[] = {
        sources, cap_file("cap,20%,,,,,2020-01-01,,x,S,A\n"),
        file_of("national/1.sql", HEAD("R-1", "part/whole <= cap") FROM_2020 RATIO),
        file_of("national/2.sql", HEAD("R-2", "flag") FROM_2020 "select id as subject, 0 as flag from parties"),
        file_of("national/3.sql", HEAD("R-3", "flag") FROM_2020
                "select id as subject, param('cap', id, date('now')) > 300000 as flag from parties")};
    (void)state;
    open_packs(&d, files, COUNT_OF(files), true);
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_int_equal(d.count.ran, 3);
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_int_equal(d.count.ran, 0);
    assert_int_equal(d.count.verdicts, 9);
    d.version++; /* an event that changes nothing here */
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_int_equal(d.count.ran, 0);
    d.version++;
    d.part = interval_exact(21);
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_int_equal(d.count.ran, 1);
    assert_int_equal(d.count.breach, 2);
    d.version++;
    d.cap_of_a = 400000; /* changes the limit of R-1, whose query need not run for that, and what R-3 was told */
    run_on(&d, "2021-01-01", (policy_question){.as_of = 0});
    assert_int_equal(d.count.ran, 1);
    assert_string_equal(outcomes(&d), "a pass, b pass, c breach, a pass, b pass, c pass, a breach, b pass, c pass");
    run_on(&d, "2021-01-02", (policy_question){.as_of = 0});
    assert_int_equal(d.count.ran, 3);
    run_on(&d, "2021-01-02", (policy_question){.basis = STR("ledger")});
    assert_int_equal(d.count.ran, 3);
    shut(&d);
}

static void test_the_packs_of_this_build(void **state)
{
    policy_file before = {.path = STR_NONE}, one;
    (void)state;
    for (uint32_t i = 0; policy_builtin(&one, i); i++) {
        assert_true(policy_takes(one.path));
        assert_true(i == 0 || str_compare(before.path, one.path) < 0);
        before = one;
    }
    assert_non_null(before.path.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_headers_that_are_wrong),
                                       cmocka_unit_test(test_queries_that_are_wrong),
                                       cmocka_unit_test(test_tables_that_are_wrong),
                                       cmocka_unit_test(test_intervals),
                                       cmocka_unit_test(test_deadlines),
                                       cmocka_unit_test(test_versions_by_date),
                                       cmocka_unit_test(test_limits_by_place),
                                       cmocka_unit_test(test_a_parameter_without_value),
                                       cmocka_unit_test(test_whom_rules_look_at),
                                       cmocka_unit_test(test_waivers),
                                       cmocka_unit_test(test_an_endless_query),
                                       cmocka_unit_test(test_only_what_changed_runs_again),
                                       cmocka_unit_test(test_the_packs_of_this_build)};
    return cmocka_run_group_tests_name("policy_session", tests, NULL, NULL);
}
