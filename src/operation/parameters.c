/* parameters: what parameter.set says for one fund in one region: the most specific one that is set by as_of.
 *
 * Invariant: only exact values of 0 or more are kept, each under the unit that it was given in, so a value in another unit
 * than the one asked for is as if it were not set. */
#include "operation/operation_int.h"

enum { NAME_BITS = 10, UNIT_BITS = 2, NAMES_MAX = 1 << NAME_BITS, REGION_MAX = 999999 };

/* Units that parameters of this room have; 0: another. */
static uint64_t unit_number(unit_code in)
{
    if (in == UNIT_TIMES) return 1;
    return in == UNIT_PERCENT ? 2 : in == UNIT_COUNT ? 3 : 0;
}

static uint64_t region_number(str region)
{
    uint64_t number = 0;
    if (region.len != REGION_DIGITS) return 0;
    for (size_t i = 0; i < region.len; i++) {
        if (region.ptr[i] < '0' || region.ptr[i] > '9') return 0;
        number = number * 10 + (uint64_t)(region.ptr[i] - '0');
    }
    CHECK(number <= REGION_MAX);
    return number;
}

static uint64_t parameter_key(uint32_t name, uint64_t in, seq_no fund, uint64_t region)
{
    CHECK(name >= 1 && name < NAMES_MAX);
    CHECK(in >= 1 && in < 1U << UNIT_BITS);
    return ((uint64_t)fund << 20 | region) << (NAME_BITS + UNIT_BITS) | (uint64_t)name << UNIT_BITS | in;
}

/* Beyond a thousand names no further one is of this room: its own are few. */
static bool name_number(uint32_t *out, parameters *p, str name)
{
    if (map_str_find(out, &p->names, name)) return true;
    *out = p->names.count + 1 < NAMES_MAX ? p->names.count + 1 : 0;
    return *out == 0 || map_str_put(&p->names, name, *out);
}

static bool put_parameter(parameters *p, const scan *s)
{
    uint32_t name;
    uint64_t in = unit_number(s->ev.amount.unit);
    if (s->ev.amount.q != QUALIFIER_EXACT || s->ev.amount.minor < 0 || in == 0) return true;
    if (!name_number(&name, p, attrs_text(s->ev.attrs, STR("name"), p->q->a))) return false;
    if (name == 0) return true;
    uint64_t region = region_number(attrs_text(s->ev.attrs, STR("region"), p->q->a));
    return choices_offer(&p->said, p->q, parameter_key(name, in, standing(p->q, s->ev.object), region), &s->ev, s->is);
}

bool parameters_build(parameters *p, const view_request *q)
{
    *p = (parameters){.q = q};
    choices_init(&p->said, q->a);
    map_str_init(&p->names, q->a);
    scan s = scan_begin(q, KIND_PARAMETER_SET);
    while (scan_next(&s))
        if (!put_parameter(p, &s)) return false;
    choices_settle(&p->said, q);
    return true;
}

static bool find(parameter *out, const parameters *p, uint64_t key)
{
    said x = said_of(&p->said, p->q, key, SAID_AMOUNT);
    if (x.by == NULL) return false;
    *out = (parameter){x.by, x.x};
    return true;
}

parameter parameter_of(const parameters *p, str name, unit_code given, seq_no fund, str region)
{
    parameter out = {.by = NULL};
    uint32_t number;
    uint64_t code = region_number(region), in = unit_number(given);
    CHECK(in != 0);
    if (!map_str_find(&number, &p->names, name)) return out;
    const uint64_t regions[] = {code, code / 100 * 100, code / 10000 * 10000, 0};
    const seq_no funds[] = {fund, 0};
    for (size_t f = 0; f < COUNT_OF(funds); f++)
        for (size_t r = 0; r < COUNT_OF(regions); r++)
            if (find(&out, p, parameter_key(number, in, funds[f], regions[r]))) return out;
    return out;
}
