/* look: the list of this room's relations, in the order of the tour, and the kinds that each of them reads. */
#include "look/look_int.h"

#define POSITIONS                                                                                                      \
    KIND_COMMITMENT_SIGNED, KIND_COMMITMENT_CHANGED, KIND_CONTRIBUTION_PAID, KIND_STAKE_TRANSFERRED, KIND_FUND_MERGED, \
        KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED
#define STATEMENTS KIND_STAKE_REPORTED, KIND_HOLDING_REPORTED, KIND_SIZE_REPORTED, KIND_FUND_FORMED
#define READS(...) ((const kind[]){__VA_ARGS__, KIND_NONE})
static const view views[] = {
    {&look_info, build_look, READS(POSITIONS, STATEMENTS), true},
    {&look_holders_info, build_look_holders, READS(POSITIONS, STATEMENTS), true},
    {&look_chains_info, build_look_chains, READS(POSITIONS, STATEMENTS), true},
    {&look_sectors_info, build_look_sectors, READS(POSITIONS, STATEMENTS, KIND_PARTY_CHANGED), true},
    {&look_regions_info, build_look_regions, READS(POSITIONS, STATEMENTS, KIND_PARTY_CHANGED), true},
    {&look_loops_info, build_look_loops, READS(POSITIONS, STATEMENTS), true},
    {&look_costs_info, build_look_costs, READS(POSITIONS, KIND_EXPENSE_PAID, KIND_DISTRIBUTION_PAID), true},
};

const view *look_views_at(uint32_t index)
{
    return index < COUNT_OF(views) ? &views[index] : NULL;
}

void put_basis(cell *c, look_basis on)
{
    static const char *const words[LOOK_BASES][3] = {
        {"committed", "认缴", "committed"}, {"paid_in", "实缴", "paid in"}, {"reported", "陈述", "reported"}};
    CHECK(on < LOOK_BASES);
    put_word(c, words[on][0], words[on][1], words[on][2]);
}

void put_node(cell *id, cell *name, const web *w, uint32_t at)
{
    CHECK(at < w->node_count);
    if (w->nodes[at].party == 0) {
        put_word(id, "(not-stated)", "(not-stated)", "(not-stated)");
        put_word(name, "not stated", "未述出资人", "holder not stated");
        return;
    }
    put_id(id, w->q, w->nodes[at].party);
    put_name(name, w->q, w->nodes[at].party);
}
