/* flows: what an entry moves in a position (docs/capital.md, section 1), party by party as entered. */
#include "ledger/ledger_int.h"

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
