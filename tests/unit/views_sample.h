/* views_sample: looking at one relation of a desk's book, so that a test reads like a question and its answer.
 * Include cmocka.h before this. */
#ifndef WEIR_TESTS_VIEWS_SAMPLE_H
#define WEIR_TESTS_VIEWS_SAMPLE_H

#include "book_sample.h"
#include "ledger/ledger_int.h"
#include "look/look.h"
#include "views/views_int.h"

typedef struct look {
    desk *d;
    basis at;
    str where; /* one condition, or none */
    relation r;
} look;

/* Everything known, as of 2026-12-31, ledger and statements both. */
look look_at(desk *d, const char *relation_name);
look look_as_of(desk *d, const char *relation_name, const char *as_of);
/* Builds again after at or where were changed; the test fails when it cannot be built. */
void look_again(look *l, const char *relation_name);
const view *view_named(const char *name); /* of views, ledger or look; NULL */
view_request request_of(const look *l);

/* The cell in the row with that key; the test fails when there is no such row or column. */
cell *seen(look *l, const char *key, const char *column_name);
bool has_row(look *l, const char *key);
/* As people read it, in whole units: "128", "≥5 (2 unknown)", "≈[90, 110]", "pass", "" … */
void is_shown(look *l, const char *key, const char *column_name, const char *expected);
/* The entries behind it: "3 5 7". */
void is_why(look *l, const char *key, const char *column_name, const char *expected);
/* A cluster and three funds a, b, c (members a and b, not c) and an investor x: entries 2 to 8. */
void enter_cluster(desk *d);

#endif
