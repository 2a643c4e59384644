/* parameter: what parameter.set says of a fund on a day: of the fund itself, else of its region from small to large, else
 * of all. Among as near ones the one that counts as among statements (choose.c).
 *
 * Why a list: rules ask for a parameter once a row; the book's rows are walked once a prefix.
 * Invariant: the list holds every parameter.set, and every party.changed with a region, up to its prefix. */
#include "reading/reading.h"

enum { RANK_FUND = 7, RANK_NATION = 1, RANK_ALL = 0 };

bool parameters_read(parameter_list *l, const book *b, seq_no prefix, arena *a)
{
    *l = (parameter_list){.prefix = prefix, .from = a};
    row_slice s;
    for (seq_no first = 1; first <= prefix; first += s.count) {
        book_slice(&s, b, first, prefix);
        for (uint32_t i = 0; i < s.count; i++) {
            bool is_set = s.kind[i] == KIND_PARAMETER_SET, is_change = s.kind[i] == KIND_PARTY_CHANGED;
            if (is_set && !entries_put(&l->set, a, first + i)) return false;
            if (is_change && !entries_put(&l->changed, a, first + i)) return false;
        }
    }
    return true;
}

static bool counts(event *ev, const view_request *q, seq_no entry)
{
    book_entry(ev, q->b, entry);
    return book_presence(q->b, ev, &q->at) == PRESENT_YES;
}

/* A region is six digits: nothing in it is escaped, so no arena is needed. */
static str region_of(const parameter_list *l, const view_request *q, seq_no fund)
{
    event ev, best = {.seq = 0};
    book_entry(&ev, q->b, fund);
    str region = attrs_text(ev.attrs, STR("region"), NULL);
    for (uint32_t i = 0; i < l->changed.count; i++) {
        if (!counts(&ev, q, l->changed.seq[i]) || standing(q, ev.subject) != fund) continue;
        str stated = attrs_text(ev.attrs, STR("region"), NULL);
        if (stated.len == 0 || (best.seq != 0 && !statement_beats(q, &ev, &best))) continue;
        best = ev;
        region = stated;
    }
    return region;
}

/* 6 the county itself, 4 its city, 2 its province, 1 the nation; −1 another place. */
static int rank_of_region(str set, str own)
{
    if (str_equal(set, own)) return 6;
    if (str_equal(set, STR("100000"))) return RANK_NATION;
    if (set.len != 6 || own.len != 6) return -1;
    if (str_equal(str_slice(set, 2, 6), STR("0000"))) return str_starts(own, str_slice(set, 0, 2)) ? 2 : -1;
    bool is_city = str_equal(str_slice(set, 4, 6), STR("00"));
    return is_city && str_starts(own, str_slice(set, 0, 4)) ? 4 : -1;
}

static int rank_of(const event *ev, const view_request *q, seq_no fund, str region)
{
    str set = attrs_text(ev->attrs, STR("region"), NULL);
    if (ev->object != 0) return fund != 0 && standing(q, ev->object) == fund ? RANK_FUND : -1;
    return set.len == 0 ? RANK_ALL : rank_of_region(set, region);
}

seq_no parameter_find(amount *out, const parameter_list *l, const view_request *q, str name, seq_no fund)
{
    event ev, best = {.seq = 0};
    int best_rank = -1;
    CHECK(q->at.prefix == l->prefix);
    fund = standing(q, fund);
    str region = fund ? region_of(l, q, fund) : STR_NONE;
    for (uint32_t i = 0; i < l->set.count; i++) {
        if (!counts(&ev, q, l->set.seq[i]) || !str_equal(attrs_text(ev.attrs, STR("name"), l->from), name)) continue;
        int rank = rank_of(&ev, q, fund, region);
        if (rank < 0 || rank < best_rank || (rank == best_rank && !statement_beats(q, &ev, &best))) continue;
        best_rank = rank;
        best = ev;
    }
    if (best.seq != 0) *out = best.amount;
    return best.seq;
}
