/* flows: the rows of the accounts as columns, and what an entry moves in a position (docs/capital.md, section 1).
 *
 * Why columns: a sum over a million rows must not make an event of each. Invariants: every row that moves a position has
 * a pair; pair p of subject and object is found again by flows_pair; cells of one slice are one chunk's. */
#include "ledger/ledger_int.h"

static bool chunk_fill(flows *f, flow_chunk *c, seq_no first, uint32_t count)
{
    event ev;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t pair = 0;
        book_entry(&ev, f->b, first + i);
        c->kind[i] = (uint8_t)ev.kind;
        c->class_code[i] = (uint8_t)ev.class_code;
        c->unit[i] = (uint16_t)ev.amount.unit;
        c->minor[i] = ev.amount.minor;
        c->unfunded[i] = ev.has_unfunded ? ev.unfunded_minor : 0;
        c->effective[i] = ev.effective.first;
        c->reversed_by[i] = book_reversed_by(f->b, ev.seq, UINT32_MAX);
        if (kind_get(ev.kind)->family != FAMILY_CAPITAL || ev.subject == 0 || ev.object == 0) continue;
        uint64_t key = (uint64_t)ev.subject << 32 | ev.object;
        if (!map_u64_find(&pair, &f->pair_of, key)) {
            pair = ++f->pair_count;
            if (!arena_grow(f->a, (void **)&f->pairs, sizeof *f->pairs, &f->pair_room, pair) ||
                !map_u64_put(&f->pair_of, key, pair))
                return false;
            f->pairs[pair - 1] = (flow_pair){ev.subject, ev.object};
        }
        c->pair[i] = pair;
    }
    return true;
}

bool flows_begin(flows *f, const book *b, seq_no prefix, arena *a)
{
    uint32_t chunks = (prefix + FLOWS_IN_CHUNK - 1) / FLOWS_IN_CHUNK;
    CHECK(prefix <= book_length(b));
    *f = (flows){.b = b, .a = a, .prefix = prefix};
    map_u64_init(&f->pair_of, a);
    f->chunk = arena_get(a, sizeof(flow_chunk *) * (chunks + 1));
    for (uint32_t i = 0; f->chunk != NULL && i < chunks; i++) {
        seq_no first = 1 + i * FLOWS_IN_CHUNK;
        uint32_t count = prefix - first + 1 < FLOWS_IN_CHUNK ? prefix - first + 1 : FLOWS_IN_CHUNK;
        f->chunk[i] = arena_get(a, sizeof **f->chunk);
        if (f->chunk[i] == NULL || !chunk_fill(f, f->chunk[i], first, count)) return false;
    }
    return f->chunk != NULL;
}

void flows_slice(flow_slice *out, const flows *f, seq_no first, seq_no prefix)
{
    CHECK(first >= 1 && first <= prefix);
    CHECK(prefix <= f->prefix);
    uint32_t at = (first - 1) % FLOWS_IN_CHUNK, rest = prefix - first + 1;
    const flow_chunk *c = f->chunk[(first - 1) / FLOWS_IN_CHUNK];
    *out = (flow_slice){.first = first,
                        .count = rest < FLOWS_IN_CHUNK - at ? rest : FLOWS_IN_CHUNK - at,
                        .kind = c->kind + at,
                        .class_code = c->class_code + at,
                        .unit = c->unit + at,
                        .minor = c->minor + at,
                        .unfunded = c->unfunded + at,
                        .effective = c->effective + at,
                        .pair = c->pair + at,
                        .reversed_by = c->reversed_by + at};
}

uint32_t flows_pair(const flows *f, seq_no subject, seq_no object)
{
    uint32_t pair;
    return map_u64_find(&pair, &f->pair_of, (uint64_t)subject << 32 | object) ? pair : 0;
}

/* ---- what an entry moves ---- */

static position_figure figure_of(const event *ev)
{
    switch ((int)ev->kind) {
    case KIND_CALL_ISSUED: return FIGURE_CALLED;
    case KIND_CONTRIBUTION_PAID: return ev->class_code == OUTSIDE ? FIGURE_PAID_OUTSIDE : FIGURE_PAID_IN;
    case KIND_CONTRIBUTION_DEFAULTED: return FIGURE_DEFAULTED;
    case KIND_DISTRIBUTION_PAID: return FIGURE_DISTRIBUTED;
    default: return FIGURE_COMMITTED;
    }
}

bool moves_positions(kind k)
{
    return k == KIND_COMMITMENT_SIGNED || k == KIND_COMMITMENT_CHANGED || k == KIND_CALL_ISSUED ||
           k == KIND_CONTRIBUTION_PAID || k == KIND_CONTRIBUTION_DEFAULTED || k == KIND_DISTRIBUTION_PAID ||
           k == KIND_STAKE_TRANSFERRED;
}

/* What is sold leaves one position and enters another; what was called and distributed stays where it was. */
static uint32_t moves_of_transfer(flow_move out[MOVES_MAX], const event *ev)
{
    int64_t paid_in = attrs_int(ev->attrs, STR("paid_in"), 0);
    out[0] = (flow_move){ev->subject, ev->object, FIGURE_COMMITTED, -ev->amount.minor};
    out[1] = (flow_move){ev->subject, ev->object, FIGURE_PAID_IN, -paid_in};
    out[2] = (flow_move){ev->third, ev->object, FIGURE_COMMITTED, ev->amount.minor};
    out[3] = (flow_move){ev->third, ev->object, FIGURE_PAID_IN, paid_in};
    return 4;
}

uint32_t moves_of(flow_move out[MOVES_MAX], const event *ev)
{
    CHECK(moves_positions(ev->kind));
    if (ev->kind == KIND_STAKE_TRANSFERRED) return moves_of_transfer(out, ev);
    bool is_less = ev->kind == KIND_COMMITMENT_CHANGED && ev->class_code == enum_find(LIST_direction, STR("decrease"));
    out[0] = (flow_move){ev->subject, ev->object, figure_of(ev), is_less ? -ev->amount.minor : ev->amount.minor};
    if (out[0].figure != FIGURE_DISTRIBUTED || !ev->has_unfunded || ev->unfunded_minor == 0) return 1;
    out[1] = (flow_move){ev->subject, ev->object, FIGURE_RECALLABLE, ev->unfunded_minor};
    return 2;
}
