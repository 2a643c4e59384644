/* as reported: the worked example of docs/time.md, entered at the hours that it names, read through the command line; and
 * what is no close. */
#include "app/app_int.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "book_sample.h"
#include "face/cli/cli_int.h"
#include "journal_sample.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- a book whose entries were recorded when the test says ---- */
static void store(sample *at, desk *d)
{
    for (seq_no seq = 1; seq <= book_applied(d->b); seq++) {
        event ev;
        char key[32];
        book_entry(&ev, d->b, seq);
        int len = snprintf(key, sizeof key, "entry %u", seq);
        batch one = {.key = {key, (size_t)len}, .title = STR("by hand"), .events = &ev, .count = 1};
        if (journal_append(&at->head, at->j, &at->head, &one, at->memory, &d->e)) fail_msg("%s", err_name(d->e.code));
    }
}

/* An LP paid 80 on 22 Jan 2025; entered on 10 Feb as 100 on 20 Jan; the first quarter closed on 15 Apr; found on 20 May;
 * the fund paid back 90 on 31 Dec. */
static void enter_example(desk *d)
{
    desk_open(d);
    desk_at(d, "2025-01-10T01:00:00Z");
    party(d, "lp", "government");
    party(d, "f", "mother_fund");
    enter(d, "commitment.signed", "investor=lp; fund=f; amount=100元; date=2025-01-10");
    desk_at(d, "2025-02-10T01:00:00Z");
    seq_no wrong = enter(d, "contribution.paid", "investor=lp; fund=f; amount=100元; date=2025-01-20");
    desk_at(d, "2025-04-15T01:00:00Z");
    enter(d, "period.closed", "through=2025-03-31");
    desk_at(d, "2025-05-20T01:00:00Z");
    reverse(d, wrong);
    enter(d, "contribution.paid", "investor=lp; fund=f; amount=80元; date=2025-01-22");
    desk_at(d, "2025-12-31T09:00:00Z");
    enter(d, "distribution.paid", "investor=lp; fund=f; amount=90元; date=2025-12-31");
    desk_at(d, "2026-01-15T01:00:00Z");
    enter(d, "period.closed", "through=2025-12-31");
}

static void make_example(sample *at)
{
    desk d;
    sample_make(at);
    enter_example(&d);
    store(at, &d);
    desk_close(&d);
    sample_shut(at);
}

/* ---- the command line, its standard output caught ---- */
static int run_words(char *out, size_t room, const char *const *words, size_t count)
{
    char *argv[24];
    FILE *kept = tmpfile();
    assert_non_null(kept);
    assert_true(count < COUNT_OF(argv));
    for (size_t i = 0; i < count; i++) argv[i] = (char *)words[i]; /* cli_run changes none of them */
    fflush(stdout);
    int before = dup(STDOUT_FILENO);
    assert_true(dup2(fileno(kept), STDOUT_FILENO) >= 0);
    int status = cli_run((int)count, argv);
    fflush(stdout);
    assert_true(dup2(before, STDOUT_FILENO) >= 0);
    close(before);
    rewind(kept);
    out[fread(out, 1, room - 1, kept)] = 0;
    fclose(kept);
    return status;
}

/* paid_in of lp in f, in yuan, and the line that says the basis. */
static void assert_paid_in(const sample *at, const char *word, const char *value, const char *figure, const char *says,
                           const char *lang)
{
    char out[4096];
    const char *const words[] = {"weir",   "show", at->path, "stakes", "--columns", "investor,paid_in",
                                 "--unit", "yuan", "--lang", lang,     "--as-of",   "2025-03-31",
                                 word,     value};
    assert_int_equal(run_words(out, sizeof out, words, COUNT_OF(words) - (word ? 0 : 2)), 0);
    if (!strstr(out, figure) || !strstr(out, says)) fail_msg("%s\nnot found: %s, %s", out, figure, says);
}

static void the_worked_example(void **state)
{
    (void)state;
    sample at;
    make_example(&at);
    assert_paid_in(&at, "--known-at", "2025-04-15T02:00:00Z", " 100 yuan\n",
                   "basis: as known at 2025-04-15T02:00:00.000000Z; as of 2025-03-31; 6 of 10 entries\n", "en");
    assert_paid_in(&at, "--as-reported", "2025-03-31", " 100 yuan\n",
                   "basis: as reported at 2025-03-31 (entries 1..5); as of 2025-03-31; 5 of 10 entries\n", "en");
    assert_paid_in(&at, NULL, NULL, " 80 yuan\n", "basis: restated; as of 2025-03-31; 10 entries\n", "en");
    assert_paid_in(&at, "--as-reported", "2025-03-31", " 100 元\n",
                   "口径:2025-03-31 关账时所报(凭证 1—5);截至 2025-03-31;账本 5/10 条\n", "zh");
    /* the year's report knows of the mistake, on the same day */
    assert_paid_in(&at, "--as-reported", "2025-12-31", " 80 yuan\n",
                   "basis: as reported at 2025-12-31 (entries 1..9); as of 2025-03-31; 9 of 10 entries\n", "en");
    sample_remove(&at);
}

static void why_speaks_of_the_reported_figure(void **state)
{
    (void)state;
    sample at;
    char out[8192];
    make_example(&at);
    const char *const words[] = {"weir",   "why",  at.path,  "stakes", "lp/f",          "paid_in",
                                 "--unit", "yuan", "--lang", "en",     "--as-reported", "2025-03-31"};
    assert_int_equal(run_words(out, sizeof out, words, COUNT_OF(words)), 0);
    assert_non_null(strstr(out, "= 100 yuan"));
    assert_non_null(strstr(out, "2025-01-20"));
    assert_non_null(strstr(out, "as reported at 2025-03-31 (entries 1..5); as of 2025-03-31; 5 of 10 entries"));
    sample_remove(&at);
}

/* ---- the options themselves ---- */
static weir_book *open_example(sample *at)
{
    weir_book *b = NULL;
    make_example(at);
    assert_int_equal(weir_open(&b, at->path, true, NULL), WEIR_OK);
    return b;
}

static err_code read_with(asked *q, weir_book *b, weir_show_options o, err *e)
{
    *e = (err){.code = ERR_OK};
    return basis_read(q, b, &o, e);
}

static void the_day_is_the_closes_unless_an_earlier_one_is_given(void **state)
{
    (void)state;
    sample at;
    asked q;
    err e;
    weir_book *b = open_example(&at);
    hash fifth;
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = "2025-03-31", .today = "2026-11-23"}, &e),
                     ERR_OK);
    assert_int_equal(q.at.as_of, on("2025-03-31"));
    assert_int_equal(q.at.prefix, 5);
    assert_int_equal(journal_hash_at(&fifth, b->log, 5, &e), ERR_OK);
    assert_int_equal(q.head.seq, 5);
    assert_true(hash_equal(&q.head.hash, &fifth));
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = "2025-12-31", .as_of = "2025-01-21"}, &e),
                     ERR_OK);
    assert_int_equal(q.at.as_of, on("2025-01-21"));
    assert_int_equal(q.at.prefix, 9);
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = "2025-03-31", .as_of = "2025-04-01"}, &e),
                     E_OPTION_VALUE);
    assert_string_equal(e.arg[2].text, "<= 2025-03-31");
    weir_close(b);
    sample_remove(&at);
}

static void what_is_no_close_lists_those_there_are(void **state)
{
    (void)state;
    static const char *const days[] = {"2025-03-30", "2025-04-01", "2025-12-30", "2026-01-01", "1999-01-01"};
    sample at;
    asked q;
    err e;
    weir_book *b = open_example(&at);
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = days[i]}, &e), E_CLOSE_UNKNOWN);
        assert_string_equal(e.arg[1].text, "2025-12-31, 2025-03-31");
    }
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = "2025-03"}, &e), E_OPTION_VALUE);
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = ""}, &e), E_OPTION_VALUE);
    weir_show_options both = {.as_reported = "2025-03-31", .known_at = "2025-04-15T02:00:00Z"};
    assert_int_equal(read_with(&q, b, both, &e), E_USAGE);
    weir_close(b);
    sample_remove(&at);
}

/* A hundred closes do not fit into a message: the latest do. */
static void many_closes_are_cut_short(void **state)
{
    (void)state;
    sample at;
    desk d;
    asked q;
    err e;
    weir_book *b = NULL;
    sample_make(&at);
    desk_open(&d);
    for (int year = 1920; year < 2020; year++) {
        char fields[32];
        snprintf(fields, sizeof fields, "through=%d-12-31", year);
        enter(&d, "period.closed", fields);
    }
    store(&at, &d);
    desk_close(&d);
    sample_shut(&at);
    assert_int_equal(weir_open(&b, at.path, true, NULL), WEIR_OK);
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = "2000-01-01"}, &e), E_CLOSE_UNKNOWN);
    str said = str_from(e.arg[1].text);
    assert_true(str_starts(said, STR("2019-12-31, 2018-12-31, ")) && str_ends(said, STR(", …")));
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = "1950-12-31"}, &e), ERR_OK);
    assert_int_equal(q.at.prefix, 31);
    weir_close(b);
    sample_remove(&at);
}

/* A journal that another hand wrote may name an entry that its close could not know. */
static void a_close_of_what_came_after_it_is_damage(void **state)
{
    (void)state;
    sample at;
    desk d;
    asked q;
    err e;
    weir_book *b = NULL;
    sample_make(&at);
    desk_open(&d);
    d.seq_in_file = 2;
    enter(&d, "period.closed", "through=2025-03-31; head_seq=2; head=00");
    d.seq_in_file = 0;
    store(&at, &d);
    desk_close(&d);
    sample_shut(&at);
    assert_int_equal(weir_open(&b, at.path, true, NULL), WEIR_OK);
    assert_int_equal(read_with(&q, b, (weir_show_options){.as_reported = "2025-03-31"}, &e), E_EVENT_BYTES);
    assert_string_equal(e.arg[1].text, "head_seq");
    weir_close(b);
    sample_remove(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example),
        cmocka_unit_test(why_speaks_of_the_reported_figure),
        cmocka_unit_test(the_day_is_the_closes_unless_an_earlier_one_is_given),
        cmocka_unit_test(what_is_no_close_lists_those_there_are),
        cmocka_unit_test(many_closes_are_cut_short),
        cmocka_unit_test(a_close_of_what_came_after_it_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
