/* Inside the book room: rows, things and the writer's running state.
 *
 * Readers use rows and things only (both append-only, in chunks that never move). Everything under "running state"
 * is the writer's alone: it serves decide and is rebuilt by folding. */
#ifndef WEIR_BOOK_INT_H
#define WEIR_BOOK_INT_H

#include "book/book.h"

#include <stdatomic.h>

enum { THING_ROWS = 1024, THING_CHUNKS_MAX = 4096 /* 4 M things */ };

/* What a party.changed said. Newest entry first; an older reader walks back past what it must not see. */
typedef struct change_node {
    seq_no entry;
    str zh, en, uscc; /* empty = unchanged by this entry */
    const struct change_node *older;
} change_node;
typedef struct merge_node {
    seq_no entry, into;
    const struct merge_node *older;
} merge_node;
typedef struct thing_state {
    thing as; /* as registered */
    str name_en, uscc;
    uint64_t signature; /* of the name's letter pairs, for "near it" */
    const change_node *_Atomic changed;
    const merge_node *_Atomic merged;
} thing_state;

/* Who was ever given a name (or a uscc): a list a word, newest first. It is an index: whether the bearer still has it is
 * asked of the rows. */
typedef struct bearer {
    seq_no thing, entry; /* entry that gave it */
    uint32_t older;      /* 1 + index; 0 ends */
} bearer;
/* Which entries ever began a role, tag or membership: likewise an index only (facts.c). */
typedef struct fact {
    seq_no entry;
    uint32_t older; /* 1 + index; 0 ends */
} fact;
/* A cluster that was put into a cluster. */
typedef struct nest {
    seq_no member, entry;
    uint32_t older; /* 1 + index; 0 ends */
} nest;

/* Deltas by day, days rising; equal days are one cell. gross bounds every sum of deltas of any days: while it is at most
 * SERIES_GROSS_MAX, no total of one series, nor the sum of two, leaves int64. */
#define SERIES_GROSS_MAX (INT64_MAX / 4)
typedef struct series {
    struct series_cell {
        day on;
        int64_t delta;
    } * cell;
    uint32_t count, room;
    int64_t total, gross; /* Σ delta, Σ |delta put| */
} series;
/* What is added up for two parties: an investor in a fund, or a fund in an enterprise (only COST, FOUND, and the marks
 * USES and GIVEN). A mark is of its day alone: no total of it means anything. */
typedef enum position_sum {
    SUM_UNFUNDED = 0, /* + commitment, − contribution inside, + recallable */
    SUM_FOUND,        /* committed; investments, counted */
    SUM_PAID_IN,
    SUM_CALLABLE, /* commitment + recallable − called: what no call has asked for yet */
    SUM_CALLED,   /* − defaulted */
    SUM_COST,     /* of an enterprise: invested − cost of what was sold, in yuan */
    SUMS,
    MARK_USES = SUMS, /* rows that need ground (docs/capital.md): a commitment, or an investment */
    MARK_GIVEN,       /* of FOUND: what was signed, bought or invested */
    MARK_SPENT,       /* what left UNFUNDED: paid, taken by a decrease, sold */
    MARK_LEFT,        /* what left CALLABLE but for calls: taken by a decrease, sold */
    TRACKS
} position_sum;
typedef struct tally {
    int64_t total, gross; /* as of a series */
} tally;
/* Slim while its flows come in the order of their days, all from rows whose subject and object are its very sides: then
 * no day before the newest will be asked for, and the sums are enough. Anything else first makes its days from its rows.
 * The day fields are those of a slim position only. */
typedef struct position {
    seq_no investor, fund; /* the ones that stand; of a holding: fund, enterprise */
    unit_code unit;        /* of its standing flows; free again when the last of them is reversed; 0 of a holding */
    uint32_t flow_count;   /* standing flows */
    day newest;            /* value day of its last flow that moved anything; DAY_NONE = none */
    int64_t ground, open;  /* as position_ground and position_open, of the newest day */
    int64_t left;          /* MARK_LEFT of the newest day */
    bool was_below;        /* a sum that must not was below 0 on a day before the newest */
    tally sum[SUMS];
    series *days; /* [TRACKS], same totals; NULL = slim */
} position;
#define DAY_NEVER INT32_MAX
/* What one flow does to one position, and to those that the position becomes part of. A transfer does it to two. Where the
 * two become one by a merger of funds, no one may be asked of alone from then on: what they do together is an effect more. */
typedef struct effect {
    seq_no investor, fund;
    day on, until;      /* the days on which it is asked of, both counted */
    int64_t by[TRACKS]; /* on its own line and day; leg_by says what a leg gets */
} effect;
enum { EFFECTS_MAX = 3 };
typedef struct effects {
    effect of[EFFECTS_MAX];
    uint32_t count; /* those that are put */
    uint32_t asked; /* and those that are asked of */
} effects;
/* One of the positions that an effect reaches, and from which day: the first is its own, each other the one that a merger
 * of funds makes of the one before. fund == 0 ends. */
typedef struct leg {
    seq_no investor, fund;
    day from, until;
} leg;
/* The first sum that would be below 0 on some day. */
typedef struct shortage {
    seq_no investor, fund;
    position_sum of;
    day on;
    int64_t minor;
} shortage;
/* Payments of one direction. Every one is above 0, so the first day with a positive total is the first day with one. */
typedef struct payments {
    day first; /* DAY_NONE = none */
    uint32_t on_first, count;
    int64_t gross;
} payments;
typedef struct fund_state {
    payments received, paid_out;
} fund_state;
/* A claim of reinvestment or a recognition, once something rests on it: its amount, less what was recognised of the claim
 * (and not revoked), or what was revoked of the recognition, by day. Never below 0 on any day. */
typedef struct grant {
    seq_no entry;
    series left;
} grant;
/* A standing merger of funds. */
typedef struct fund_merger {
    seq_no entry, gone, into;
    day on;
} fund_merger;

struct book {
    arena *from;
    row_store rows;
    thing_state *things[THING_CHUNKS_MAX];
    _Atomic uint32_t thing_count;
    _Atomic uint32_t published;
    _Atomic uint32_t applied;
    /* running state */
    map_str id_of;      /* id → seq of the newest thing that was given it */
    map_str bearers_of; /* name or alias → 1 + index of its newest bearer */
    map_str uscc_of;    /* code → likewise */
    bearer *bearers;
    uint32_t bearer_count, bearer_room;
    map_str facts_of; /* key → 1 + index of the newest fact */
    fact *facts;
    uint32_t fact_count, fact_room;
    map_u64 nests_of; /* cluster → 1 + index of its newest nest */
    nest *nests;
    uint32_t nest_count, nest_room;
    map_u64 position_of; /* investor ‖ fund → index */
    /* The same by the pair of rows (less one) that names the two: 1 + index, 0 = ask position_of. A row finds its pair in
     * any case, and this array is a tenth of the map. */
    uint32_t *position_of_pair;
    uint32_t position_of_pair_room;
    position **positions; /* blocks that never move */
    uint32_t position_count, position_block_room;
    map_u64 fund_of; /* fund → index */
    fund_state *funds;
    uint32_t fund_count, fund_room;
    bool has_merges;   /* the writer's: parties were made one at least once, maybe parted again */
    map_u64 merger_of; /* fund that is gone → 1 + index; 0 = taken back */
    fund_merger *mergers;
    uint32_t merger_count, merger_room; /* those taken back included */
    map_u64 grant_of;                   /* claim or recognition → index */
    grant *grants;
    uint32_t grant_count, grant_room;
    bool ledger_is_stale;    /* rows without positions: ledger_ready builds them */
    seq_no wrong_row;        /* found while they were built: no decide made such rows. 0 = none */
    const char *wrong_field; /* of that row */
    bool ledger_keeps_days;  /* no position is slim: for tests, which compare */
    day closed_through;
    seq_no control; /* the last control.set that stands; 0 = none */
};

/* A decision in the making: what the kinds' own rules see. */
typedef struct deciding {
    const book *b;
    const command *c;
    const kind_info *info;
    const decide_context *cx;
    event *ev; /* being completed */
    attr attrs[ATTRS_MAX];
    uint32_t attr_count;
    arena *a;
} deciding;
typedef err_code (*decide_rule)(deciding *d, err *e);
typedef bool (*apply_rule)(book *b, const event *ev); /* false: memory limit met */

/* The rules that kinds.def names; a decide and its apply stand in one file. Many kinds share a rule. */
#define EVENT(number, wire, ident, family, state, decide, apply, zh, en)                                               \
    err_code decide_##decide(deciding *d, err *e);                                                                     \
    bool apply_##apply(book *b, const event *ev);
#include "event/kinds.def"

/* book.c: rows */
bool columns_put(book *b, const event *ev);
seq_no row_link(const book *b, seq_no seq);                  /* see row_chunk */
void row_set_link(const book *b, seq_no seq, uint32_t link); /* not of a row that has a pair */
bool control_is_four_eyes(const book *b);
bool row_stands(const book *b, seq_no seq); /* not reversed by any applied row */
/* Newest row of capital that names the two as entered; 0. Then the one before it. Whether they stand is not asked. */
seq_no pair_newest(const book *b, seq_no subject, seq_no object);
seq_no pair_older(const book *b, seq_no seq);
bool text_kept(str *out, book *b, const event *ev, const char *name); /* text of an attr; false = memory */
void uses_count(book *b, const event *ev, int by);                    /* ±1 for every entry that the row names */

/* book.c */
bool apply_by_kind(book *b, const event *ev); /* the rule of kinds.def; false: memory */
bool kind_is_flow(kind k);                    /* its apply is apply_flow */
bool kind_is_of_ledger(kind k); /* rows of capital, and claims of reinvestment, which rest on a commitment */
bool asks_ledger(kind k);       /* flows, mergers and reversals do: ledger_ready comes before them */

/* admit.c */
/* Is a row such that applying it is safe? Every decided row is; one of a journal that another hand re-chained need not
 * be. E_EVENT_BYTES with the member that is wrong; E_LIMIT. The ledger is ready. */
err_code admit(const book *b, const event *ev, err *e);
err_code refuse_row_bytes(seq_no seq, const char *field, err *e); /* E_EVENT_BYTES */

/* things.c */
thing_state *thing_at(const book *b, uint32_t index);
thing_state *thing_of(const book *b, seq_no seq); /* NULL when the entry registered nothing */
str thing_id(const book *b, seq_no seq);          /* of an entry that registered a thing */
const char *thing_title(thing_class is, bool zh);
bool thing_fits(const thing_state *t, thing_class wanted);
bool class_fits(const book *b, seq_no seq, thing_class wanted);
seq_no stands_now(const book *b, seq_no party); /* what it was merged into by any applied row; 0 of 0 */
/* The unified social credit code in force, by the newest value day; `without` = an entry to leave out, or 0. */
str uscc_now(const book *b, const thing_state *t, seq_no without);
bool put_change(book *b, const event *ev);

/* names.c */
uint64_t signature_of(str name);
/* The word lives in the book: an attr of a row, or what text_kept gave. */
bool bearer_put(book *b, map_str *of, str word, seq_no who, seq_no entry);
/* A standing thing of that class (THING_none: any) other than own that bears the name; 0. */
seq_no name_holder(const book *b, str name, thing_class is, seq_no own);
bool name_held_by(const book *b, str name, seq_no party); /* the party, or one merged into it */
/* Does the word name this very party, and not only one that was merged into it? */
bool names_itself(const book *b, str word, seq_no party);
/* The entry that gave the code to a standing party other than own that still has it; 0. */
seq_no uscc_holder(const book *b, str code, seq_no own);

/* registry.c */
str command_attr(const deciding *d, const char *name);
int64_t command_int(const deciding *d, const char *name); /* 0 when it is not given */
err_code refuse_about(err *e, err_code code, str word);

/* facts.c: what is in force, by key */
typedef struct fact_key {
    char bytes[ID_BYTES_MAX + 24];
    size_t len;
} fact_key;
/* The key of a role, tag or membership, of parties that stand; false for other kinds. tag = the attr of that name. */
bool fact_key_of(fact_key *out, const book *b, const event *ev, str tag);
bool fact_key_of_row(fact_key *out, const book *b, const event *ev);
seq_no fact_in_force(const book *b, const fact_key *key); /* newest entry that says so and was not ended; 0 */
seq_no fact_since(const book *b, const fact_key *key, seq_no after); /* a standing entry > after, ended or not; 0 */
bool fact_put(book *b, const event *ev);
void fact_end(book *b, seq_no began, seq_no ended_by); /* ended_by 0 gives it back */
bool facts_join(book *b, seq_no stays);                /* after a merge: what the two had is found under the one */

/* series.c */
bool series_put(series *s, arena *from, day on, int64_t delta);
/* What was put elsewhere bit by bit, as one; gross = Σ |bit|. */
bool series_put_sum(series *s, arena *from, day on, int64_t total, int64_t gross);
void series_take(series *s, day on, int64_t delta); /* what was put on that day */
bool series_join(series *into, arena *from, const series *more);
bool series_stays_above(const series *s); /* the running total is ≥ 0 on every day */
bool series_fits(const series *s, int64_t more);
/* Building one from its newest day backwards: days never rise; series_turn puts them in order, and only then it may be used. */
bool series_put_older(series *s, arena *from, day on, int64_t delta);
void series_turn(series *s);
/* Running total at the end of that day. */
int64_t series_at(const series *s, day on);
uint32_t series_place(const series *s, day on); /* index of the first cell whose day is ≥ on; count */
int64_t series_on(const series *s, day on);     /* what was put on that day alone */
/* Least running total on the days from … until; rows of one day count together. *on = the first day with it. */
int64_t series_min_between(const series *s, day from, day until, day *on);

/* positions.c */
/* Rows of the ledger with exactly this subject and object, newest first, reversed ones included; 0 ends. */
seq_no pair_newest(const book *b, seq_no subject, seq_no object);
seq_no pair_older(const book *b, seq_no seq);
position *position_find(const book *b, seq_no investor, seq_no fund);
position *position_make(book *b, seq_no investor, seq_no fund); /* or the one there is; NULL: memory */
fund_state *fund_make(book *b, seq_no fund);
bool sum_fits(int64_t gross, int64_t more); /* no sum of such a size could leave int64 */
void payments_put(payments *p, day on, uint32_t count, int64_t gross);
position *position_at(const book *b, uint32_t index); /* < position_count */
fund_state *fund_find(const book *b, seq_no fund);
/* Positions of the writer may be missing or stale in a book that was not folded. Before anything reads or changes a
 * position. E_LIMIT; E_EVENT_BYTES: the rows, from an image, add up to what no book can say. */
err_code ledger_ready(book *b, err *e);
/* Days for every position of which deciding or applying the row will ask more than sums. The ledger is ready. False: memory. */
bool ledger_prepare(const book *b, const event *ev);
bool position_keep_days(const book *b, position *p, seq_no before); /* of its standing rows < before */
/* What rows of that day may rest on: committed at its beginning, and what was signed or bought on it. Of a holding:
 * investments by then. What leaves on the day is not taken off, so the order within a day does not matter. */
int64_t position_ground(const position *p, day on);
int64_t position_open(const position *p, day on); /* unfunded at its beginning, and all that came on it */
int64_t position_left(const position *p, day on); /* MARK_LEFT of that day */
/* part: what stands in attrs, the paid-in of a transfer or the cost of an exit. */
effects effects_of(const book *b, const event *ev, int64_t part);
bool effects_put(effects *fx, const book *b, const event *ev, int64_t part); /* false: the kind has no position */
effects effects_of_row(const book *b, const event *ev);
bool effects_fit(const book *b, const event *ev, const effects *fx); /* no sum could leave int64 */
/* With sign −1: once the effects are gone. */
bool effects_short(shortage *out, const book *b, kind of, const effects *fx, int sign);
/* The first day with rows that need ground and would have none. out->of = SUM_FOUND. */
bool effects_take_ground(shortage *out, const book *b, const effects *fx, int sign);
bool effect_fits(const book *b, const effect *x);
bool apply_flow(book *b, const event *ev);
void undo_flow(book *b, const event *old);
bool put_merger_effects(book *b, const fund_merger *m);
err_code positions_check_join(const book *b, seq_no gone, seq_no stays, err *e); /* E_CURRENCY_DIFFERS, E_OVERFLOW */
bool positions_join(book *b, seq_no gone, seq_no stays);
/* From the standing rows, mergers of funds too. Stops at a row that cannot be (wrong_row). False: memory. */
bool positions_rebuild(book *b);
bool moves_cash(const event *ev);
/* First day of payments into (contribution.paid) or out of (distribution.paid) the fund, as if neither of the two entries
 * stood (0 = none such). */
payments payments_of(const book *b, seq_no fund, kind which, seq_no without_row, seq_no without_merger);

/* reinvestment.c */
/* Does the entry that the row rests on exist, is it of the kind asked for, does it stand? No entry is fine for a claim. */
err_code rest_check_named(const book *b, const event *ev, err *e);
/* Is what the row rests on there, and would nothing be more than what it rests on? For decide and admit. */
err_code grant_check(const book *b, const event *ev, err *e);
err_code grant_check_reversal(const book *b, const event *old, err *e); /* E_REVERSE_RECOGNISED */
void undo_grant(book *b, const event *old);
/* A standing claim whose investment is the fund's own only by that merger of funds; 0. */
seq_no claim_resting_on(const book *b, const event *merger);

/* mergers.c: funds that went into another */
day gone_on(const book *b, seq_no fund);            /* first day on which it is part of another; DAY_NEVER */
seq_no fund_on(const book *b, seq_no fund, day on); /* the fund that it is on that day */
seq_no fund_at_last(const book *b, seq_no fund);
const fund_merger *merger_find(const book *b, seq_no fund); /* NULL: it stands */
void leg_follow(leg *l, const book *b);
static inline leg leg_first(const effect *x) /* of asking: until the effect is asked of no more */
{
    return (leg){x->investor, x->fund, x->on, x->until};
}
static inline leg leg_of_all(const effect *x) /* of putting: to the end */
{
    return (leg){x->investor, x->fund, x->on, DAY_NEVER};
}
/* Of an effect on a leg. Where it came by a merger of funds it is part of a sum that came: what was committed is ground,
 * and no row of that day is behind it. */
static inline int64_t leg_by(const leg *l, const effect *x, position_sum k)
{
    if (l->from == x->on || k < SUMS) return x->by[k];
    return k == MARK_GIVEN ? x->by[SUM_FOUND] : 0;
}
static inline void leg_next(leg *l, const book *b)
{
    if (b->merger_count == 0)
        l->fund = 0;
    else
        leg_follow(l, b);
}
bool mergers_rebuild(book *b); /* as positions_rebuild */
/* Effects of a merger, standing or about to be: all that the position of the fund that goes has, on the day of the merger.
 * A position that ended before, as its other side went, does not move: the one that it became does. */
bool merger_moves(const book *b, const fund_merger *m, const position *p);
effects merger_effects(const book *b, const fund_merger *m, const position *p);
err_code check_funds_stand(deciding *d, err *e); /* E_FUND_GONE */
/* E_SELF, E_FUND_GONE, E_MERGER_EARLY, E_MERGE_LINKED, E_CURRENCY_DIFFERS, E_OVERFLOW */
err_code fund_merger_check(const book *b, const event *ev, err *e);
err_code fund_merger_check_reversal(const book *b, const event *old, err *e);
bool undo_fund_merger(book *b, const event *old);
err_code check_no_fund_gone(const book *b, seq_no gone, seq_no stays, err *e); /* of a merge of parties: E_MERGE_GONE */
bool is_linked_to_itself(const book *b, seq_no one, seq_no other, day from); /* the two are one on that day or later */

/* capital.c */
err_code check_second_currency(deciding *d, err *e); /* E_RATE_NEEDED, E_PAID_NEEDED, E_PAID_SAME */
err_code refuse_currency(unit_code held, unit_code given, const char *field, err *e);
err_code refuse_overflow(const char *field, err *e);
/* E_REVERSE_BREAKS, E_REVERSE_SHORT, E_NO_COMMITMENT, E_NO_HOLDING, E_RECEIPT_NEEDED; ERR_OK for what has no position. */
err_code flow_check_reversal(const book *b, const event *old, err *e);
/* May the effects go? Not asked: payments before a receipt. in: the unit that a shortage is told in. */
err_code check_effects_without(const book *b, const effects *fx, kind of, unit_code in, err *e);
const char *wrong_flow(const book *b, const event *ev); /* for admit; NULL = nothing */
/* The same but for what depends on the order of entry: sums below 0. */
const char *wrong_flow_alone(const book *b, const event *ev);
bool flow_adds_up(
    const event *ev); /* day, amount and effect on the unfunded commitment are ones that decide could give */

/* control.c */
bool kind_is_final(kind k); /* cannot be reversed */
/* What a reversal undoes but for the ledger, once the row says that it is reversed. False: memory. */
bool reversal_give_back(book *b, const event *ev);

/* merge.c */
seq_no merge_first_user(const book *b, const event *merge); /* an entry made on the strength of it; 0 */

day day_of_instant(int64_t us); /* UTC day */
day day_latest_anywhere(
    int64_t us); /* the day it is by then in the easternmost zone: "future" must be future everywhere */

#endif
