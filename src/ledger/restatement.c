/* restatement: the closed report beside the restated one: what a position was on the last day of a closed period as it was
 * known when the period was closed, and as it is known now.
 *
 * Every close at the prefix whose period ends by as_of. "Reported" takes the entries before the close, for a close that is
 * imported in the middle of a file names a head before its neighbours; "restated" those of the request; both on the last
 * day of the period. So the differences are those that `adjustments` lists entry by entry: what was entered late and
 * stands, and what was taken back. Parties found to be one since then are one row; funds that went into another are not:
 * that a merger was entered late is a difference. Rows without a difference come only when a condition names `changed`. */
#include "ledger/ledger_int.h"

#define FIGURE(name, zh, en)                                                                                           \
    {name "_reported",                                                                                                 \
     CELL_INTERVAL,                                                                                                    \
     zh "(原报)",                                                                                                      \
     en ", as reported",                                                                                               \
     UNIT_NONE,                                                                                                        \
     "restatement_" name "_reported",                                                                                  \
     "关账前凭证、截至关账日的" zh,                                                                                    \
     en " on the day of the close, by the entries before the close"},                                                  \
        {name "_restated",                                                                                             \
         CELL_INTERVAL,                                                                                                \
         zh "(重述)",                                                                                                  \
         en ", restated",                                                                                              \
         UNIT_NONE,                                                                                                    \
         "restatement_" name "_restated",                                                                              \
         "现有凭证、截至关账日的" zh,                                                                                  \
         en " on the day of the close, by the entries of this basis"},                                                 \
    {                                                                                                                  \
        name "_difference", CELL_INTERVAL, zh "差额", "difference of " en, UNIT_NONE,                                  \
            "restatement_" name "_difference", "重述 − 原报", "restated − reported"                                  \
    }
static const column_info restatement_columns[] = {
    {"through", CELL_DATE, "关账至", "through", UNIT_NONE, "", "", ""},
    {"investor", CELL_TEXT, "出资人", "investor", UNIT_NONE, "", "", ""},
    {"fund", CELL_TEXT, "基金", "fund", UNIT_NONE, "", "", ""},
    {"close", CELL_INT, "关账凭证", "close", UNIT_NONE, "", "", ""},
    {"changed", CELL_TEXT, "有变动", "changed", UNIT_NONE, "", "", ""},
    FIGURE("committed", "认缴", "committed"),
    FIGURE("called", "催缴", "called"),
    FIGURE("paid_in", "实缴", "paid in"),
    FIGURE("unfunded", "未缴", "unfunded"),
    FIGURE("distributed", "分配", "distributed"),
};
const relation_info restatement_info = {
    "restatement",
    "重述对照",
    "Restatement",
    "各次关账:关账时所知与现在所知的头寸,及差额;只列有变动者,用 --where changed=no 看未变者",
    "per close: positions as known then and as known now, and the difference; changed ones only, the others with "
    "--where changed=no",
    restatement_columns,
    COUNT_OF(restatement_columns),
    3};
enum { THROUGH, INVESTOR, FUND, CLOSE, CHANGED, FIRST_FIGURE, CELLS_A_FIGURE = 3 };
static const position_figure shown[] = {FIGURE_COMMITTED, FIGURE_CALLED, FIGURE_PAID_IN, FIGURE_UNFUNDED,
                                        FIGURE_DISTRIBUTED};

typedef struct side {
    view_request q;
    position_index found;
    position_why why;
} side;
typedef struct compared { /* one row */
    seq_no investor, fund;
    uint32_t reported, restated; /* 1 + index of a position; 0 = none */
} compared;
typedef struct comparison { /* of one close */
    const view_request *q;
    seq_no close;
    day through;
    side reported, restated;
    compared *rows;
    uint32_t count, room;
    uint32_t *next; /* by reported position: 1 + index of the next one of the same row: parties found to be one */
    bool shows_all;
} comparison;

/* ---- the two sides ---- */

static bool find_side(side *s, const comparison *c, seq_no prefix)
{
    s->q = *c->q;
    s->q.at.prefix = prefix;
    s->q.at.as_of = c->through;
    s->q.why_key = STR_NONE; /* it names the close too; of one close every row is gathered */
    return positions_find(&s->found, &s->q) && position_why_find(&s->why, &s->found);
}

static compared *row_of(comparison *c, map_u64 *index, seq_no investor, seq_no fund)
{
    uint32_t at;
    uint64_t key = (uint64_t)investor << 32 | fund;
    if (map_u64_find(&at, index, key)) return &c->rows[at];
    if (!arena_grow(c->q->a, (void **)&c->rows, sizeof *c->rows, &c->room, c->count + 1) ||
        !map_u64_put(index, key, c->count))
        return NULL;
    c->rows[c->count] = (compared){.investor = investor, .fund = fund};
    return &c->rows[c->count++];
}

static bool lay_side_by_side(comparison *c)
{
    map_u64 index;
    const ledger_positions_list *now = &c->restated.found.found, *then = &c->reported.found.found;
    uint32_t *order;
    map_u64_init(&index, c->q->a);
    c->next = arena_get(c->q->a, sizeof *c->next * (then->count + 1));
    if (c->next == NULL || !positions_order(&order, now, c->q->a)) return false;
    for (uint32_t i = 0; i < now->count; i++) {
        compared *row = row_of(c, &index, now->items[order[i]].investor, now->items[order[i]].fund);
        if (row == NULL) return false;
        row->restated = order[i] + 1;
    }
    if (!positions_order(&order, then, c->q->a)) return false;
    for (uint32_t i = 0; i < then->count; i++) {
        const ledger_position *p = &then->items[order[i]];
        compared *row = row_of(c, &index, standing(c->q, p->investor), standing(c->q, p->fund));
        if (row == NULL) return false;
        c->next[order[i]] = row->reported;
        row->reported = order[i] + 1;
    }
    return true;
}

/* ---- figures ---- */

static const ledger_position *reported_at(const comparison *c, uint32_t number)
{
    return &c->reported.found.found.items[number - 1];
}

static unit_code unit_of(const comparison *c, const compared *row)
{
    CHECK(row->restated != 0 || row->reported != 0);
    return row->restated ? c->restated.found.found.items[row->restated - 1].unit : reported_at(c, row->reported)->unit;
}

static interval restated_of(const comparison *c, const compared *row, position_figure f)
{
    return row->restated ? ledger_figure(&c->restated.found.found.items[row->restated - 1], f) : interval_exact(0);
}

static interval reported_of(const comparison *c, const compared *row, position_figure f)
{
    interval sum = interval_exact(0);
    for (uint32_t n = row->reported; n != 0; n = c->next[n - 1]) {
        bool same_unit = reported_at(c, n)->unit == unit_of(c, row);
        sum = interval_add(sum, same_unit ? ledger_figure(reported_at(c, n), f) : interval_unknown(true));
    }
    return sum;
}

static bool is_changed(const comparison *c, const compared *row)
{
    bool changed = false;
    for (uint32_t i = 0; i < COUNT_OF(shown) && !changed; i++) {
        interval x = interval_sub(restated_of(c, row, shown[i]), reported_of(c, row, shown[i]));
        changed = !interval_is_exact(x) || x.lo != 0;
    }
    return changed;
}

/* ---- the entries behind them ---- */

/* A fund that went into another by a merger that was entered late. */
static bool put_mergers(entry_list *l, const comparison *c, seq_no fund)
{
    entry_list merges = {.count = 0};
    if (fund_standing(&merges, &c->restated.found.mergers, &c->restated.q, fund) == 0) return false;
    for (uint32_t i = 0; i < merges.count; i++)
        if (merges.seq[i] > c->close && !entries_put(l, c->q->a, merges.seq[i])) return false;
    return true;
}

/* What was reported and is taken back now, with its reversal. */
static bool put_taken_back(entry_list *l, const comparison *c, const trail *t, uint32_t figures)
{
    const trails *all = &c->reported.why.trails;
    for (const trail_step *s = trail_next(all, t, NULL); s != NULL; s = trail_next(all, t, s)) {
        seq_no reversal = s->figures & figures ? book_reversed_by(c->q->b, s->entry, c->q->at.prefix) : 0;
        if (reversal != 0 && (!entries_put(l, c->q->a, s->entry) || !entries_put(l, c->q->a, reversal))) return false;
    }
    return true;
}

static bool put_late(entry_list *l, const comparison *c, const trail *t, uint32_t figures)
{
    const trails *all = &c->restated.why.trails;
    for (const trail_step *s = trail_next(all, t, NULL); s != NULL; s = trail_next(all, t, s))
        if ((s->figures & figures) && s->entry > c->close && !entries_put(l, c->q->a, s->entry)) return false;
    return true;
}

static void why_difference(relation *out, cell *c, const comparison *of, const compared *row, position_figure f)
{
    entry_list l = {.count = 0};
    if (out->without_why) return;
    bool ok = put_mergers(&l, of, row->fund) && put_mergers(&l, of, row->investor);
    for (uint32_t n = row->reported; ok && n != 0; n = of->next[n - 1])
        ok = put_taken_back(&l, of, &of->reported.why.of[n - 1], 1U << f);
    if (ok && row->restated) ok = put_late(&l, of, &of->restated.why.of[row->restated - 1], 1U << f);
    out->failed = out->failed || !ok;
    why_list(out, c, of->q->a, &l);
}

static void why_reported(relation *out, cell *c, const comparison *of, const compared *row, position_figure f)
{
    for (uint32_t n = row->reported; n != 0; n = of->next[n - 1]) why_position(out, c, &of->reported.why, n - 1, f);
}

/* ---- the relation ---- */

static void fill_figure(relation *out, cell *cells, const comparison *c, const compared *row, position_figure f)
{
    interval then = reported_of(c, row, f), now = restated_of(c, row, f);
    unit_code currency = unit_of(c, row);
    cell_interval(&cells[0], then, currency, QUALIFIER_NONE);
    why_reported(out, &cells[0], c, row, f);
    cell_interval(&cells[1], now, currency, QUALIFIER_NONE);
    if (row->restated) why_position(out, &cells[1], &c->restated.why, row->restated - 1, f);
    cell_interval(&cells[2], interval_sub(now, then), currency, QUALIFIER_NONE);
    why_difference(out, &cells[2], c, row, f);
}

static void fill_row(relation *out, const comparison *c, const compared *row)
{
    bool changed = is_changed(c, row);
    cell *cells = changed || c->shows_all ? relation_row(out) : NULL;
    if (cells == NULL) return;
    cell_day(&cells[THROUGH], c->through);
    put_id(&cells[INVESTOR], c->q, row->investor);
    put_id(&cells[FUND], c->q, row->fund);
    cell_int(&cells[CLOSE], c->close);
    put_enum(&cells[CHANGED], LIST_yes_no, changed ? YES : NO);
    for (uint32_t i = 0; i < COUNT_OF(shown); i++)
        fill_figure(out, &cells[FIRST_FIGURE + i * CELLS_A_FIGURE], c, row, shown[i]);
}

static bool names_changed(const view_request *q)
{
    const column_info *changed = &restatement_columns[CHANGED];
    for (uint32_t i = 0; i < q->where_count; i++) {
        str word = str_trim(q->where[i]);
        if (str_starts(word, str_from(changed->name)) || str_starts(word, str_from(changed->zh))) return true;
    }
    return false;
}

static bool compare_close(relation *out, const view_request *q, const event *close)
{
    comparison c = {.q = q,
                    .close = close->seq,
                    .through = close->effective.first,
                    .shows_all = names_changed(q) || q->why_key.len > 0};
    if (!find_side(&c.reported, &c, close->seq) || !find_side(&c.restated, &c, q->at.prefix) || !lay_side_by_side(&c))
        return false;
    for (uint32_t i = 0; i < c.count && !out->failed; i++) fill_row(out, &c, &c.rows[i]);
    return true;
}

err_code build_restatement(relation *out, const view_request *q, err *e)
{
    CHECK(COUNT_OF(restatement_columns) == FIRST_FIGURE + CELLS_A_FIGURE * COUNT_OF(shown));
    for (seq_no seq = 1; seq <= q->at.prefix && !out->failed; seq++) { /* a close is never public: no limit on that */
        event close;
        if (book_kind(q->b, seq) != KIND_PERIOD_CLOSED) continue;
        book_entry(&close, q->b, seq);
        if (close.effective.first <= q->at.as_of && !compare_close(out, q, &close)) return arena_err(q->a, e);
    }
    return relation_err(out, e);
}
