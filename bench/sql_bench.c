/* sql_bench: questions in SQL on a book's tables beside the same rows in an ordinary table of SQLite.
 *
 * usage: sql_bench BOOK.weir [RUNS]
 * Every run asks each question of both in turn, in one process; medians are printed, in milliseconds, and the ratios. The
 * first question of the book's tables makes what is kept for the others: it is told apart ("first"). */
#include "weir.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS_DEFAULT = 7, RUNS_MAX = 101 };

static double milliseconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void must(int good, const char *what)
{
    if (good) return;
    fprintf(stderr, "sql_bench: %s\n", what);
    exit(1);
}

/* Milliseconds until the last row; *sum mixes all whole numbers, so that both must have answered alike. */
static double ask(sqlite3 *db, const char *text, long long *sum)
{
    sqlite3_stmt *s = NULL;
    double from = milliseconds_now();
    must(sqlite3_prepare_v2(db, text, -1, &s, NULL) == SQLITE_OK, sqlite3_errmsg(db));
    *sum = 0;
    while (sqlite3_step(s) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(s); i++) *sum += sqlite3_column_int64(s, i);
    must(sqlite3_finalize(s) == SQLITE_OK, sqlite3_errmsg(db));
    return milliseconds_now() - from;
}

static int compare_times(const void *one, const void *other)
{
    const double *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

static double median(double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, compare_times);
    return times[count / 2];
}

static const struct {
    const char *name, *book, *table;
} questions[] = {
    {"sum by fund", "select fund, sum(amount) from flow group by fund",
     "select fund, sum(amount) from t group by fund"},
    {"sum by fund, indexed", "select fund, sum(amount) from flow group by fund",
     "select fund, sum(amount) from x group by fund"},
    {"largest by kind", "select kind, max(amount) from flow group by kind",
     "select kind, max(amount) from t group by kind"},
    {"paid in by fund", "select fund, paid_in from fund_total",
     "select fund, sum(amount) from t where kind = 'contribution.paid' group by fund"},
};

int main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    weir_book *b = NULL;
    weir_sql_options options = {.lang = WEIR_EN};
    int runs = argc > 2 ? (int)(argv[2][0] - '0') : RUNS_DEFAULT;
    long long mine = 0, other = 0, unused = 0;
    must(argc > 1 && runs > 0 && runs <= RUNS_MAX, "usage: sql_bench BOOK.weir [RUNS 1-9]");
    must(weir_open(&b, argv[1], true, NULL) == WEIR_OK, "cannot open the book");
    must(sqlite3_open(":memory:", &db) == SQLITE_OK, "memory");
    must(weir_sql_attach(b, db, &options, NULL) == WEIR_OK, "cannot attach");
    double first_total = ask(db, questions[3].book, &unused), first_flow = ask(db, questions[0].book, &unused);
    double load = ask(db, "select count(*) from flow", &unused);
    must(sqlite3_exec(db,
                      "create table t(entry integer primary key, kind text, day text, fund text, investor text, "
                      "enterprise text, amount integer, purpose text) strict;"
                      "insert into t select entry, kind, day, fund, investor, enterprise, amount, purpose from flow;"
                      "create table x as select * from t; create index x_fund on x(fund);",
                      NULL, NULL, NULL) == SQLITE_OK,
         sqlite3_errmsg(db));
    printf("rows %lld; first fund_total %.2f ms, first flow %.2f ms, count %.2f ms\n", unused, first_total, first_flow,
           load);
    for (size_t q = 0; q < sizeof questions / sizeof *questions; q++) {
        double ours[RUNS_MAX], theirs[RUNS_MAX];
        for (int i = 0; i < runs; i++) {
            ours[i] = ask(db, questions[q].book, &mine);
            theirs[i] = ask(db, questions[q].table, &other);
            must(q == 3 || mine == other, "the two answers differ");
        }
        double a = median(ours, runs), c = median(theirs, runs);
        printf("%s: book %.3f ms, table %.3f ms, ratio %.3f\n", questions[q].name, a, c, a / c);
    }
    double base[RUNS_MAX], anew[RUNS_MAX];
    for (int i = 0; i < runs; i++) {
        char text[80];
        snprintf(text, sizeof text, "select fund, paid_in from fund_total('2199-12-%02d')", i % 28 + 1);
        anew[i] = ask(db, text, &unused);
        base[i] = ask(db, questions[0].table, &other);
    }
    double made = median(anew, runs), scanned = median(base, runs);
    printf("fund_total, worked out anew: book %.3f ms, table's sum by fund %.3f ms, ratio %.4f, 1 : %.1f\n", made,
           scanned, made / scanned, scanned / made);
    sqlite3_close(db);
    return 0;
}
