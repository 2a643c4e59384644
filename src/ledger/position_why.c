/* position why: the entries behind the figures of positions, each with the figures that it goes into.
 *
 * A second pass over the rows, made only when somebody asks why, and only for the row that is asked for. A merger of
 * funds stands behind every figure of a position that it brought there. */
#include "ledger/ledger_int.h"

enum {
    MOVES_UNFUNDED = 1U << FIGURE_COMMITTED | 1U << FIGURE_PAID_IN | 1U << FIGURE_RECALLABLE,
    EVERY_FIGURE = (1U << POSITION_FIGURES) - 1
};

/* The mergers that brought the positions of a fund, or of a fund as investor, to where they are. */
static bool note_mergers(position_why *w, trail *t, seq_no from, seq_no to)
{
    const view_request *q = w->x->q;
    entry_list merges = {.count = 0};
    if (w->x->mergers.count == 0 || standing(q, from) == to) return true;
    if (fund_standing(&merges, &w->x->mergers, q, from) == 0) return false;
    for (uint32_t i = 0; i < merges.count; i++)
        if (!trail_put(&w->trails, t, merges.seq[i], EVERY_FIGURE)) return false;
    return true;
}

/* Move m and those after it that go into the same position. */
static uint32_t figures_of(const flow_move *moves, uint32_t count, uint32_t m, uint32_t *next)
{
    uint32_t figures = 0;
    seq_no investor = moves[m].investor;
    for (; m < count && moves[m].investor == investor; m++) figures |= 1U << moves[m].figure;
    if (figures & MOVES_UNFUNDED) figures |= 1U << FIGURE_UNFUNDED;
    *next = m;
    return figures;
}

static bool note_entry(position_why *w, const event *ev)
{
    flow_move moves[MOVES_MAX];
    uint32_t count = moves_of(moves, ev), next = 0;
    for (uint32_t m = 0; m < count; m = next) {
        uint32_t at, figures = figures_of(moves, count, m, &next);
        bool is_found = position_of_move(&at, w->x, &moves[m]);
        CHECK(is_found);
        const ledger_position *p = &w->x->found.items[at];
        if (!key_is_asked(w->x->q, p->investor, p->fund)) continue;
        if (!trail_put(&w->trails, &w->of[at], ev->seq, figures) ||
            !note_mergers(w, &w->of[at], moves[m].fund, p->fund) ||
            !note_mergers(w, &w->of[at], moves[m].investor, p->investor))
            return false;
    }
    return true;
}

bool position_why_find(position_why *w, const position_index *x)
{
    static const kind kinds[] = {
        KIND_COMMITMENT_SIGNED,      KIND_COMMITMENT_CHANGED, KIND_CALL_ISSUED,       KIND_CONTRIBUTION_PAID,
        KIND_CONTRIBUTION_DEFAULTED, KIND_DISTRIBUTION_PAID,  KIND_STAKE_TRANSFERRED, KIND_NONE};
    *w = (position_why){.x = x, .trails = {.from = x->q->a}};
    if (!x->q->wants_why) return true;
    w->of = arena_get(x->q->a, sizeof *w->of * (x->found.count + 1));
    if (w->of == NULL) return false;
    scan s = scan_kinds(x->q, kinds);
    while (scan_next(&s))
        if (!note_entry(w, &s.ev)) return false;
    return true;
}

void why_position(relation *out, cell *c, const position_why *w, uint32_t at, position_figure f)
{
    CHECK(at < w->x->found.count);
    if (w->of != NULL) why_trail(out, c, &w->trails, &w->of[at], 1U << f);
}
