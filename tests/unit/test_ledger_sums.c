/* The sums of positions.c beside a slow and plain way of adding: each entry turned into an event, each move added as an
 * interval to the position that it goes to. Random books with transfers, reversals, mergers of parties and two
 * currencies; random prefixes, days and limits on publication. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "book/book_int.h"
#include "views_sample.h"

enum { PARTIES = 9, FUNDS = 5, STEPS = 260, BOOKS = 12, BASES = 40, PLAIN_MAX = 512 };

static uint32_t dice(uint64_t *state, uint32_t sides)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % sides;
}

/* ---- a random book; what the rules refuse is left out ---- */

static bool try_enter(desk *d, const char *kind_word, const char *fields)
{
    if (desk_decide(d, kind_word, fields) != ERR_OK) return false;
    assert_int_equal(book_apply(d->b, &d->ev, &d->e), ERR_OK);
    book_publish(d->b);
    d->now_us += 1000000;
    return true;
}

static void random_day(char out[11], uint64_t *state)
{
    (void)snprintf(out, 11, "20%02u-%02u-%02u", 20 + dice(state, 6), 1 + dice(state, 12), 1 + dice(state, 28));
}

static bool random_flow(desk *d, uint64_t *state)
{
    static const char *const forms[] = {
        "investor=p%u; fund=f%u; amount=%u元; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u元; direction=increase; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u元; direction=decrease; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u元; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u元; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u元; inside=outside; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u元; recallable=1元; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u元; date=%s%s",
        "investor=p%u; fund=f%u; amount=%u美元; date=%s%s",
    };
    static const char *const kinds[] = {"commitment.signed", "commitment.changed", "commitment.changed",
                                        "call.issued",       "contribution.paid",  "contribution.paid",
                                        "distribution.paid", "distribution.paid",  "commitment.signed"};
    char fields[200], on_day[11];
    uint32_t which = dice(state, COUNT_OF(forms)), large = which == 0 || which == 8 ? 5000 : 300;
    random_day(on_day, state);
    buf text;
    (void)snprintf(fields, sizeof fields, forms[which], dice(state, PARTIES), dice(state, FUNDS),
                   1 + dice(state, large), on_day, dice(state, 3) ? "" : "; published=2023-05-01");
    buf_init(&text, d->a, sizeof fields);
    buf_text(&text, fields); /* the command borrows it */
    buf_char(&text, 0);
    return try_enter(d, kinds[which], text.ptr);
}

static void random_transfer(desk *d, uint64_t *state)
{
    char *fields = arena_get(d->a, 200), on_day[11];
    random_day(on_day, state);
    (void)snprintf(fields, 200, "seller=p%u; buyer=p%u; fund=f%u; amount=%u元; paid_in=%u元; date=%s",
                   dice(state, PARTIES), dice(state, PARTIES), dice(state, FUNDS), 2 + dice(state, 40), dice(state, 3),
                   on_day);
    (void)try_enter(d, "stake.transferred", fields);
}

static void random_step(desk *d, uint64_t *state)
{
    uint32_t what = dice(state, 40);
    char *fields = arena_get(d->a, 100);
    if (what == 0) {
        (void)snprintf(fields, 100, "party=p%u; into=p%u; date=2024-01-01", dice(state, PARTIES), dice(state, PARTIES));
        (void)try_enter(d, "party.merged", fields);
    } else if (what < 6) {
        (void)snprintf(fields, 100, "entry=%u; reason=r", 2 + dice(state, (uint32_t)book_length(d->b)));
        (void)try_enter(d, "entry.reversed", fields);
    } else if (what < 12) {
        random_transfer(d, state);
    } else {
        (void)random_flow(d, state);
    }
}

static void make_book(desk *d, uint64_t *state)
{
    static const char *const parties[] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"};
    static const char *const funds[] = {"f0", "f1", "f2", "f3", "f4"};
    desk_open(d);
    for (uint32_t i = 0; i < COUNT_OF(parties); i++) party(d, parties[i], "soe");
    for (uint32_t i = 0; i < COUNT_OF(funds); i++) party(d, funds[i], "sub_fund");
    for (uint32_t i = 0; i < STEPS; i++) random_step(d, state);
}

/* ---- the plain way ---- */

typedef struct plain_position {
    seq_no investor, fund, first;
    unit_code unit;
    interval sum[POSITION_FIGURES];
} plain_position;
typedef struct plain {
    plain_position items[PLAIN_MAX];
    uint32_t count;
} plain;

static void plain_add(plain *p, const look *l, const event *ev, seq_no investor, position_figure f, int64_t minor)
{
    seq_no fund = book_merged_into(l->d->b, ev->object, l->at.prefix);
    uint32_t i = 0;
    investor = book_merged_into(l->d->b, investor, l->at.prefix);
    while (i < p->count && (p->items[i].investor != investor || p->items[i].fund != fund)) i++;
    if (i == p->count) {
        assert_true(i < PLAIN_MAX);
        p->items[p->count++] =
            (plain_position){.investor = investor, .fund = fund, .first = ev->seq, .unit = ev->amount.unit};
    }
    interval x = p->items[i].unit == ev->amount.unit ? interval_exact(minor) : interval_unknown(true);
    p->items[i].sum[f] = interval_add(p->items[i].sum[f], x);
}

static void plain_entry(plain *p, const look *l, const event *ev)
{
    int64_t a = ev->amount.minor, paid_in = attrs_int(ev->attrs, STR("paid_in"), 0);
    switch ((int)ev->kind) {
    case KIND_COMMITMENT_SIGNED: plain_add(p, l, ev, ev->subject, FIGURE_COMMITTED, a); break;
    case KIND_COMMITMENT_CHANGED:
        plain_add(p, l, ev, ev->subject, FIGURE_COMMITTED, ev->class_code == 2 ? -a : a);
        break;
    case KIND_CALL_ISSUED: plain_add(p, l, ev, ev->subject, FIGURE_CALLED, a); break;
    case KIND_CONTRIBUTION_PAID:
        plain_add(p, l, ev, ev->subject, ev->class_code == OUTSIDE ? FIGURE_PAID_OUTSIDE : FIGURE_PAID_IN, a);
        break;
    case KIND_DISTRIBUTION_PAID:
        plain_add(p, l, ev, ev->subject, FIGURE_DISTRIBUTED, a);
        if (ev->has_unfunded) plain_add(p, l, ev, ev->subject, FIGURE_RECALLABLE, ev->unfunded_minor);
        break;
    case KIND_STAKE_TRANSFERRED:
        plain_add(p, l, ev, ev->subject, FIGURE_COMMITTED, -a);
        plain_add(p, l, ev, ev->subject, FIGURE_PAID_IN, -paid_in);
        plain_add(p, l, ev, ev->third, FIGURE_COMMITTED, a);
        plain_add(p, l, ev, ev->third, FIGURE_PAID_IN, paid_in);
        break;
    default: break;
    }
}

static void plain_all(plain *p, const look *l)
{
    p->count = 0;
    for (seq_no seq = 1; seq <= l->at.prefix; seq++) {
        event ev;
        book_entry(&ev, l->d->b, seq);
        if (book_presence(l->d->b, &ev, &l->at) == PRESENT_YES) plain_entry(p, l, &ev);
    }
    for (uint32_t i = 0; i < p->count; i++) {
        interval *sum = p->items[i].sum;
        sum[FIGURE_UNFUNDED] =
            interval_add(interval_sub(sum[FIGURE_COMMITTED], sum[FIGURE_PAID_IN]), sum[FIGURE_RECALLABLE]);
    }
}

/* Returns how many positions there are. */
static uint32_t compare(const look *l)
{
    static plain p;
    ledger_positions_list found;
    arena *a = arena_new("compare", (size_t)1 << 28);
    assert_non_null(a);
    plain_all(&p, l);
    assert_int_equal(ledger_positions(&found, l->d->b, &l->at, a, NULL), ERR_OK);
    assert_int_equal(found.count, p.count);
    for (uint32_t i = 0; i < p.count; i++) {
        assert_int_equal(found.items[i].investor, p.items[i].investor);
        assert_int_equal(found.items[i].fund, p.items[i].fund);
        assert_int_equal(found.items[i].first, p.items[i].first);
        assert_int_equal(found.items[i].unit, p.items[i].unit);
        for (position_figure f = 0; f < POSITION_FIGURES; f++) {
            interval x = ledger_figure(&found.items[i], f);
            assert_true(interval_is_exact(x));
            assert_int_equal(x.lo, p.items[i].sum[f].lo);
            assert_int_equal(x.hi, p.items[i].sum[f].hi);
        }
    }
    arena_free(a);
    return p.count;
}

static void beside_the_plain_way(void **state)
{
    uint64_t random = 7;
    uint32_t most = 0;
    for (uint32_t book_no = 0; book_no < BOOKS; book_no++) {
        desk d;
        make_book(&d, &random);
        look l = {.d = &d, .at = {.published_by = {DAY_NONE, PRECISION_UNKNOWN}}};
        for (uint32_t i = 0; i < BASES; i++) {
            char as_of[11];
            random_day(as_of, &random);
            l.at.prefix = i == 0 ? book_length(d.b) : 1 + dice(&random, book_length(d.b));
            l.at.as_of = i == 0 ? DAY_LAST : on(as_of);
            l.at.published_by =
                i % 4 == 3 ? (date){on("2023-06-01"), PRECISION_DAY} : (date){DAY_NONE, PRECISION_UNKNOWN};
            uint32_t count = compare(&l);
            most = count > most ? count : most;
        }
        desk_close(&d);
    }
    assert_true(most > 15);
    (void)state;
}

/* The book never has two currencies in one position; were it so, no figure would be said. */
static void two_units(void **state)
{
    desk d;
    position_index x;
    desk_open(&d);
    enter_cluster(&d);
    enter(&d, "commitment.signed", "investor=x; fund=a; amount=10元; date=2024-01-01");
    seq_no other = enter(&d, "contribution.paid", "investor=x; fund=a; amount=4元; date=2024-01-02");
    enter(&d, "commitment.signed", "investor=x; fund=b; amount=10元; date=2024-01-01");
    look l = look_at(&d, "positions");
    view_request q = request_of(&l);
    row_chunk *rows = d.b->rows.chunk[0];
    rows->unit[other - 1] = UNIT_USD;
    assert_true(positions_find(&x, &q));
    assert_int_equal(x.found.count, 2);
    assert_true(ledger_figure(&x.found.items[0], FIGURE_PAID_IN).lo_open);
    assert_int_equal(ledger_figure(&x.found.items[0], FIGURE_UNFUNDED).unknown_count, 1);
    assert_true(interval_is_exact(ledger_figure(&x.found.items[1], FIGURE_UNFUNDED)));
    rows->unit[other - 1] = UNIT_CNY;
    rows->minor[other - 1] = INT64_MAX;
    rows->kind[other - 1] = KIND_COMMITMENT_SIGNED; /* 10 + INT64_MAX */
    assert_true(positions_find(&x, &q));
    assert_true(ledger_figure(&x.found.items[0], FIGURE_COMMITTED).lo_open);
    desk_close(&d);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(beside_the_plain_way), cmocka_unit_test(two_units)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
