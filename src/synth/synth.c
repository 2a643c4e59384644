/* synth: the door. How many funds it takes, and one command after the other.
 *
 * The simulation is run without making commands until the number of funds is found that has enough to tell; then it is
 * run for good, and stops at the last entry asked for, which lies within the last months of the period. */
#include "synth/synth_int.h"

enum {
    ROWS_A_FUND = 300, /* the first guess */
    TRIES_MAX = 12,
    QUARTERLY_FROM = 20000, /* smaller books close by the year */
    DAYS_TO_CLOSE = 20,
    DENSITY = 16,
    DENSITY_MAX = 16 * 250
};

/* ---- the world ---- */
static void open_book(synth *s)
{
    row mark = {.kind = KIND_PARAMETER_SET, .on = s->o.from, .amount = 1, .unit = UNIT_COUNT, .has_amount = true};
    put_row(s, &mark);
    register_who(s, who_of(WHO_PROVINCE, 0), s->o.from);
    int year, month, mday;
    day_split(&year, &month, &mday, s->o.from);
    plan(s, day_of(year + 1, 1, 1) + DAYS_TO_CLOSE, ITEM_CLOSE, 0);
}

static bool make_world(synth *s, uint32_t funds)
{
    s->fund_count = funds;
    s->mother_count = (funds + MOTHER_FUNDS - 1) / MOTHER_FUNDS;
    s->investor_count = 16 + funds / 2;
    s->manager_count = 2 + funds / 4;
    s->funds = arena_get(s->a, sizeof *s->funds * funds);
    s->mothers = arena_get(s->a, sizeof *s->mothers * s->mother_count);
    s->investor_known = arena_get(s->a, s->investor_count);
    s->manager_known = arena_get(s->a, s->manager_count);
    return s->funds && s->mothers && s->investor_known && s->manager_known;
}

/* The source itself lives in its arena, so beginning anew begins with it. */
static synth *begin(const synth_options *o, uint32_t funds, uint32_t density, bool is_counting, arena *a)
{
    arena_clear(a);
    synth *s = arena_get(a, sizeof *s);
    if (s == NULL) return NULL;
    *s = (synth){.o = *o, .a = a, .density = density, .is_counting = is_counting, .most = o->entries - (o->first - 1)};
    if (!make_world(s, funds)) return NULL;
    open_book(s);
    for (uint32_t i = 0; i < funds; i++) fund_begin(s, i);
    return s->is_short_of_memory ? NULL : s;
}

static void close_period(synth *s, day today)
{
    int year, month, mday;
    day_split(&year, &month, &mday, today);
    row r = {.kind = KIND_PERIOD_CLOSED, .on = day_of(year, month, 1) - 1};
    put_row(s, &r);
    month += s->o.entries < QUARTERLY_FROM ? 12 : 3;
    day next = month > 12 ? day_of(year + 1, month - 12, 1) : day_of(year, month, 1);
    plan(s, next + DAYS_TO_CLOSE, ITEM_CLOSE, 0);
}

/* One visit; false: nobody has anything to do until the last day. */
static bool step(synth *s)
{
    item next;
    if (!next_item(&next, s) || next.on > s->o.to) return false;
    uint32_t index = next.order & ((UINT32_C(1) << 28) - 1);
    switch ((item_class)(next.order >> 28)) {
    case ITEM_FUND: fund_month(s, &s->funds[index], next.on); break;
    case ITEM_MOTHER: mother_year(s, index, next.on); break;
    case ITEM_CLOSE: close_period(s, next.on); break;
    }
    return true;
}

/* ---- how large a world ---- */
/* Rows that it gives, or at least `enough`; 0 = no memory. */
static uint64_t count_rows(const synth_options *o, uint32_t funds, uint32_t density, arena *a)
{
    synth *s = begin(o, funds, density, true, a);
    if (s == NULL) return 0;
    while (!s->is_short_of_memory && step(s)) {
    }
    return s->is_short_of_memory ? 0 : s->made;
}

/* What is turned until there is enough to tell: the number of funds, or when that is given the holdings of a fund. */
typedef struct measure {
    const synth_options *o;
    arena *a;
    uint64_t knob, least, most; /* least: known to be too few, or nothing is known below it */
    uint64_t rows;              /* that knob gives */
} measure;

static uint32_t funds_of(const measure *m)
{
    return (uint32_t)(m->o->funds ? m->o->funds : m->knob);
}

static uint32_t density_of(const measure *m)
{
    return (uint32_t)(m->o->funds ? m->knob : DENSITY);
}

static err_code try_knob(measure *m, uint64_t knob, err *e)
{
    m->knob = knob < m->most ? knob : m->most;
    m->rows = count_rows(m->o, funds_of(m), density_of(m), m->a);
    return m->rows ? ERR_OK : arena_err(m->a, e);
}

static err_code refuse_funds(const measure *m, err *e)
{
    err_set(e, E_SYNTH_FUNDS);
    err_int(e, "funds", funds_of(m));
    err_int(e, "most", (int64_t)m->rows + m->o->first - 1);
    err_int(e, "events", m->o->entries);
    return E_SYNTH_FUNDS;
}

static err_code grow(measure *m, uint64_t wanted, err *e)
{
    err_code code = ERR_OK;
    for (int i = 0; i < TRIES_MAX && !code && m->rows < wanted; i++) {
        if (m->knob == m->most) break;
        CHECK(m->rows > 0);
        m->least = m->knob;
        code = try_knob(m, m->knob * wanted / m->rows + m->knob / 32 + 1, e);
    }
    return !code && m->rows < wanted ? refuse_funds(m, e) : code;
}

/* Back towards what is just enough, so that the book does not end years before its last day. */
static err_code shrink(measure *m, uint64_t wanted, err *e)
{
    CHECK(m->rows >= wanted);
    CHECK(m->rows > 0);
    measure good = *m;
    uint64_t next = m->knob * wanted / m->rows + 1;
    err_code code = ERR_OK;
    for (int i = 0; i < TRIES_MAX && !code && good.rows > wanted + wanted / 50; i++) {
        if (next <= good.least) next = good.least + (good.knob - good.least) / 2;
        if (next <= good.least || next >= good.knob) break;
        code = try_knob(m, next, e);
        if (!code && m->rows < wanted) good.least = m->knob;
        if (!code && m->rows >= wanted) good.knob = m->knob, good.rows = m->rows;
        next = good.least + (good.knob - good.least) / 2;
    }
    *m = good;
    return code;
}

static err_code size_world(measure *m, const synth_options *o, arena *a, err *e)
{
    uint64_t wanted = o->entries - (o->first - 1);
    *m = (measure){.o = o, .a = a, .most = o->funds ? DENSITY_MAX : SYNTH_FUNDS_MAX};
    m->least = o->funds ? DENSITY : 0;
    err_code code = try_knob(m, o->funds ? DENSITY : wanted / ROWS_A_FUND + 1, e);
    if (!code) code = grow(m, wanted, e);
    return code ? code : shrink(m, wanted, e);
}

/* ---- the door ---- */
err_code synth_open(synth **out, const synth_options *o, arena *a, err *e)
{
    CHECK(o->entries >= SYNTH_ENTRIES_MIN);
    CHECK(o->entries <= SYNTH_ENTRIES_MAX);
    CHECK(o->funds <= SYNTH_FUNDS_MAX);
    CHECK(o->to - o->from >= SYNTH_DAYS_MIN);
    CHECK(o->first >= 1);
    measure m;
    err_code code = size_world(&m, o, a, e);
    if (code) return code;
    synth *s = begin(o, funds_of(&m), density_of(&m), false, a);
    if (s == NULL) return arena_err(a, e);
    *out = s;
    return ERR_OK;
}

static err_code fill_queue(synth *s, err *e)
{
    while (s->queue_from == s->queue_count && !s->is_short_of_memory && step(s)) {
    }
    return s->is_short_of_memory ? arena_err(s->a, e) : ERR_OK;
}

err_code synth_closes_next(bool *out, synth *s, err *e)
{
    err_code code = fill_queue(s, e);
    if (code) return code;
    *out = s->given < s->most && s->queue_from < s->queue_count && s->queue[s->queue_from].kind == KIND_PERIOD_CLOSED;
    return ERR_OK;
}

err_code synth_next(command *out, bool *more, synth *s, arena *a, err *e)
{
    *more = s->given < s->most;
    if (!*more) return ERR_OK;
    err_code code = fill_queue(s, e);
    if (code) return code;
    CHECK(s->queue_from < s->queue_count); /* it was counted */
    row r = s->queue[s->queue_from++];
    s->given++;
    return render(out, s, &r, a, e);
}
