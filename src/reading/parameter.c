/* parameter: what parameter.set says for a fund in a region: the most specific one that is set by as_of, of a fund before any
 * fund's; of the district, the prefecture, the province, the nation, then of no region. Among as near ones the one that
 * counts as among statements (choose.c). Whoever asks for a parameter of a fund asks here.
 *
 * Invariant: only exact values of 0 or more are kept, each under its own unit and under none, so a value in another unit
 * than the one asked for is as if it were not set. */
#include "reading/reading.h"

enum { REGION_DIGITS = 6, NATION = 100000, ELSEWHERE = 1000000 };

/* 0 for no region; what is no code is a place where nobody is. */
static uint32_t region_number(str region)
{
    uint32_t number = 0;
    if (region.len == 0) return 0;
    if (region.len != REGION_DIGITS) return ELSEWHERE;
    for (size_t i = 0; i < region.len; i++) {
        if (region.ptr[i] < '0' || region.ptr[i] > '9') return ELSEWHERE;
        number = number * 10 + (uint32_t)(region.ptr[i] - '0');
    }
    CHECK(number < ELSEWHERE);
    return number;
}

/* The number of a key, from 1 on; given when it has none yet. False: memory. */
static bool number_of(uint32_t *out, map_u64 *m, uint64_t key)
{
    if (map_u64_find(out, m, key)) return true;
    *out = m->count + 1;
    return map_u64_put(m, key, *out);
}

static uint64_t what_key(uint32_t name, unit_code in)
{
    CHECK(in >= 0 && in <= UINT16_MAX);
    return (uint64_t)name << 16 | (uint64_t)in;
}

static uint64_t place_key(seq_no fund, uint32_t region)
{
    CHECK(region <= ELSEWHERE);
    return ((uint64_t)fund << 32 | region) + 1; /* no key is 0 */
}

static bool offer(parameters *p, const scan *s, uint32_t name, unit_code in, uint32_t place)
{
    uint32_t what;
    if (!number_of(&what, &p->whats, what_key(name, in))) return false;
    return choices_offer(&p->said, p->q, (uint64_t)what << 32 | place, &s->ev, s->is);
}

static bool put_parameter(parameters *p, const scan *s)
{
    uint32_t name, place;
    if (s->ev.amount.q != QUALIFIER_EXACT || s->ev.amount.minor < 0) return true;
    str word = attrs_text(s->ev.attrs, STR("name"), p->q->a);
    uint32_t region = region_number(attrs_text(s->ev.attrs, STR("region"), p->q->a));
    if (!map_str_find(&name, &p->names, word)) {
        name = p->names.count + 1;
        if (!map_str_put(&p->names, word, name)) return false;
    }
    return number_of(&place, &p->places, place_key(standing(p->q, s->ev.object), region)) &&
           offer(p, s, name, s->ev.amount.unit, place) && offer(p, s, name, UNIT_NONE, place);
}

bool parameters_build(parameters *p, const view_request *q)
{
    *p = (parameters){.q = q};
    choices_init(&p->said, q->a);
    map_str_init(&p->names, q->a);
    map_u64_init(&p->whats, q->a);
    map_u64_init(&p->places, q->a);
    scan s = scan_begin(q, KIND_PARAMETER_SET);
    while (scan_next(&s))
        if (!put_parameter(p, &s)) return false;
    choices_settle(&p->said, q);
    return true;
}

static bool find_at(parameter *out, const parameters *p, uint32_t what, seq_no fund, uint32_t region)
{
    uint32_t place;
    if (!map_u64_find(&place, &p->places, place_key(fund, region))) return false;
    said x = said_of(&p->said, p->q, (uint64_t)what << 32 | place, SAID_AMOUNT);
    if (x.by == NULL) return false;
    *out = (parameter){x.by, x.x};
    return true;
}

parameter parameter_of(const parameters *p, str name, unit_code in, seq_no fund, str region)
{
    parameter out = {.by = NULL};
    uint32_t number, what, code = region_number(region);
    if (code == ELSEWHERE) code = 0;
    if (!map_str_find(&number, &p->names, name) || !map_u64_find(&what, &p->whats, what_key(number, in))) return out;
    const uint32_t regions[] = {code, code / 100 * 100, code / 10000 * 10000, NATION, 0};
    const seq_no funds[] = {fund, 0};
    for (size_t f = fund == 0; f < COUNT_OF(funds); f++)
        for (size_t r = code == 0 ? 3 : 0; r < COUNT_OF(regions);
             r++) /* who is nowhere has the nation's and everybody's */
            if (find_at(&out, p, what, funds[f], regions[r])) return out;
    return out;
}

bool parameter_sure(amount *out, const parameters *p, str name, unit_code in, seq_no fund, str region)
{
    event ev;
    parameter set = parameter_of(p, name, in, fund, region);
    if (set.by == NULL || set.by->sure == 0) return false;
    book_entry(&ev, p->q->b, set.by->sure);
    CHECK(ev.kind == KIND_PARAMETER_SET);
    *out = ev.amount;
    return true;
}
