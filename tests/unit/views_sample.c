/* views_sample: see the header. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "views_sample.h"

#include "operation/operation.h"
#include "performance/performance.h"

view_request request_of(const look *l)
{
    return (view_request){.b = l->d->b,
                          .at = l->at,
                          .a = l->d->a,
                          .where = &l->where,
                          .where_count = l->where.len ? 1 : 0,
                          .wants_why = true};
}

const view *view_named(const char *name)
{
    const view *v = NULL;
    for (uint32_t i = 0; (v = views_at(i)) != NULL; i++)
        if (view_is_called(v, str_from(name))) return v;
    for (uint32_t i = 0; (v = ledger_at(i)) != NULL; i++)
        if (view_is_called(v, str_from(name))) return v;
    for (uint32_t i = 0; (v = look_views_at(i)) != NULL; i++)
        if (view_is_called(v, str_from(name))) return v;
    for (uint32_t i = 0; (v = operation_at(i)) != NULL; i++)
        if (view_is_called(v, str_from(name))) return v;
    for (uint32_t i = 0; (v = performance_at(i)) != NULL; i++)
        if (view_is_called(v, str_from(name))) return v;
    return NULL;
}

void look_again(look *l, const char *relation_name)
{
    const view *v = view_named(relation_name);
    view_request q = request_of(l);
    assert_non_null(v);
    assert_int_equal(view_build(&l->r, v, &q, &l->d->e), ERR_OK);
}

look look_as_of(desk *d, const char *relation_name, const char *as_of)
{
    look l = {.d = d,
              .at = {.prefix = book_length(d->b), .as_of = on(as_of), .published_by = {DAY_NONE, PRECISION_UNKNOWN}}};
    look_again(&l, relation_name);
    return l;
}

look look_at(desk *d, const char *relation_name)
{
    return look_as_of(d, relation_name, "2026-12-31");
}

cell *seen(look *l, const char *key, const char *column_name)
{
    int64_t row = relation_find(&l->r, str_from(key));
    int at = relation_column(l->r.info, str_from(column_name));
    if (row < 0) fail_msg("%s has no row %s", l->r.info->name, key);
    if (at < 0) fail_msg("%s has no column %s", l->r.info->name, column_name);
    return &l->r.cells[(size_t)row * l->r.info->column_count + (size_t)at];
}

bool has_row(look *l, const char *key)
{
    return relation_find(&l->r, str_from(key)) >= 0;
}

static void expect(look *l, const char *key, const char *column_name, const buf *got, const char *expected)
{
    if (!str_equal(buf_view(got), str_from(expected)))
        fail_msg("%s %s %s: \"%.*s\", not \"%s\"", l->r.info->name, key, column_name, (int)got->len, got->ptr,
                 expected);
}

void is_shown(look *l, const char *key, const char *column_name, const char *expected)
{
    buf text;
    buf_init(&text, l->d->a, TEXT_BYTES_MAX);
    cell_print(&text, seen(l, key, column_name), false);
    expect(l, key, column_name, &text, expected);
}

void is_why(look *l, const char *key, const char *column_name, const char *expected)
{
    const cell *c = seen(l, key, column_name);
    buf text;
    buf_init(&text, l->d->a, TEXT_BYTES_MAX);
    for (uint32_t i = 0; i < c->why_count; i++) {
        if (i > 0) buf_char(&text, ' ');
        buf_int(&text, l->r.why[c->why_first + i]);
    }
    expect(l, key, column_name, &text, expected);
}

void enter_cluster(desk *d)
{
    enter(d, "cluster.defined", "id=k; name=K; class=fund_cluster; date=2020-01-01"); /* 2 */
    enter(d, "party.registered", "id=a; name=A; class=mother_fund; date=2020-01-01"); /* 3 */
    enter(d, "party.registered", "id=b; name=B; class=sub_fund; date=2020-01-01");    /* 4 */
    enter(d, "party.registered", "id=c; name=C; class=direct_fund; date=2020-01-01"); /* 5 */
    enter(d, "party.registered", "id=x; name=X; class=government; date=2020-01-01");  /* 6 */
    enter(d, "cluster.member_added", "cluster=k; member=a; date=2020-01-01");         /* 7 */
    enter(d, "cluster.member_added", "cluster=k; member=b; date=2020-01-01");         /* 8 */
}
