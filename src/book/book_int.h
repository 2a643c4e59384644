/* Inside the book room: columns, things and the writer's running state.
 *
 * Readers use columns and things only (both append-only, in chunks that never move). Everything under "running state"
 * is the writer's alone: it serves decide and is rebuilt by folding. */
#ifndef WEIR_BOOK_INT_H
#define WEIR_BOOK_INT_H

#include "book/book.h"

#include <stdatomic.h>

enum {
    CHUNK_ROWS = 4096,
    CHUNKS_MAX = 4096, /* 16.7 M rows */
    THING_ROWS = 1024,
    THING_CHUNKS_MAX = 4096 /* 4 M things */
};

/* One block of rows, column by column. */
typedef struct chunk {
    int64_t recorded_us[CHUNK_ROWS];
    int64_t minor[CHUNK_ROWS], hi_minor[CHUNK_ROWS], quantity[CHUNK_ROWS], unfunded_minor[CHUNK_ROWS];
    uint64_t batch[CHUNK_ROWS];
    str attrs[CHUNK_ROWS];
    const citation *cite[CHUNK_ROWS]; /* NULL: none */
    seq_no maker[CHUNK_ROWS], approver[CHUNK_ROWS];
    seq_no subject[CHUNK_ROWS], object[CHUNK_ROWS], third[CHUNK_ROWS], ref[CHUNK_ROWS];
    uint32_t thing[CHUNK_ROWS];             /* 1 + index of the thing that the row registered; 0 = none */
    _Atomic uint32_t reversed_by[CHUNK_ROWS]; /* the only cell that is written after the row is published */
    day effective[CHUNK_ROWS], booked[CHUNK_ROWS], published[CHUNK_ROWS];
    int32_t unit[CHUNK_ROWS];
    uint16_t kind[CHUNK_ROWS], format[CHUNK_ROWS];
    int16_t purpose[CHUNK_ROWS], class_code[CHUNK_ROWS];
    uint8_t effective_precision[CHUNK_ROWS], published_precision[CHUNK_ROWS], qualifier[CHUNK_ROWS];
    uint8_t has_quantity[CHUNK_ROWS], has_unfunded[CHUNK_ROWS];
} chunk;

/* Newest first; an older reader walks back past what it must not see. */
typedef struct name_node {
    seq_no entry;
    str zh, en; /* empty = unchanged by this entry */
    const struct name_node *older;
} name_node;
typedef struct merge_node {
    seq_no entry, into;
    const struct merge_node *older;
} merge_node;
typedef struct thing_state {
    thing as; /* as registered */
    str name_en;
    uint64_t signature; /* of the name's letter pairs, for "near it" */
    const name_node *_Atomic changed;
    const merge_node *_Atomic merged;
} thing_state;

/* Who bears a name: a list a name, in running state. */
typedef struct bearer {
    seq_no thing, entry; /* entry that gave the name; a reversed one no longer counts */
    uint32_t next;       /* 1 + index; 0 ends */
} bearer;

/* Deltas by day, days rising; equal days are one cell. Sums never leave int64 (checked before they are put). */
typedef struct series {
    struct series_cell {
        day on;
        int64_t delta;
    } *cell;
    uint32_t count, room;
    int64_t total;
} series;
typedef struct position {
    seq_no investor, fund;
    unit_code unit;
    series unfunded;   /* + commitment, − contribution inside, + recallable */
    day first_commitment;
} position;
typedef struct fund_state {
    series received, paid_out;
} fund_state;

struct book {
    arena *from;
    chunk *chunks[CHUNKS_MAX];
    thing_state *things[THING_CHUNKS_MAX];
    _Atomic uint32_t thing_count;
    _Atomic uint32_t published;
    uint32_t applied;
    /* running state */
    map_str id_of;       /* id → seq of the thing */
    map_str bearers_of;  /* name or alias → 1 + index of bearer */
    bearer *bearers;
    uint32_t bearer_count, bearer_room;
    map_str uscc_of;     /* code → seq of the party */
    map_str facts;       /* role, tag, member in force: key → entry; 0 = no longer */
    map_str texts;       /* interned citation texts */
    str *text;
    uint32_t text_count, text_room;
    struct nest {
        seq_no cluster, member, entry;
    } *nests;            /* clusters in clusters */
    uint32_t nest_count, nest_room;
    map_u64 position_of; /* investor ‖ fund → index */
    position *positions;
    uint32_t position_count, position_room;
    map_u64 fund_of;     /* fund → index */
    fund_state *funds;
    uint32_t fund_count, fund_room;
    day closed_through;
};

/* A decision in the making: what the kinds' own rules see. */
typedef struct deciding {
    const book *b;
    const command *c;
    const kind_info *info;
    const decide_context *cx;
    event *ev;        /* being completed */
    attr attrs[ATTRS_MAX];
    uint32_t attr_count;
    arena *a;
} deciding;
typedef err_code (*decide_rule)(deciding *d, err *e);
typedef bool (*apply_rule)(book *b, const event *ev); /* false: memory limit met */

/* Rules by token of kinds.def; a decide and its apply stand in one file. */
#define RULES(X) \
    X(register_party) X(register_thing) X(change_party) X(alias) X(merge) X(role) X(role_end) X(tag) X(untag) \
    X(member_add) X(member_remove) X(plain) X(stake) X(holding) X(position) X(commitment) X(contribution) \
    X(distribution) X(investment) X(observation) X(reversal) X(close)
#define X(token) err_code decide_##token(deciding *d, err *e);
RULES(X)
#undef X
bool apply_plain(book *b, const event *ev);
bool apply_thing(book *b, const event *ev);
bool apply_party_changed(book *b, const event *ev);
bool apply_alias(book *b, const event *ev);
bool apply_merge(book *b, const event *ev);
bool apply_role(book *b, const event *ev);
bool apply_role_end(book *b, const event *ev);
bool apply_tag(book *b, const event *ev);
bool apply_untag(book *b, const event *ev);
bool apply_member_add(book *b, const event *ev);
bool apply_member_remove(book *b, const event *ev);
bool apply_flow(book *b, const event *ev);
bool apply_reversal(book *b, const event *ev);
bool apply_close(book *b, const event *ev);

/* columns.c */
chunk *chunk_of(const book *b, seq_no seq);
uint32_t row_of(seq_no seq);
bool columns_put(book *b, const event *ev);
bool row_stands(const book *b, seq_no seq); /* not reversed by any applied row */

/* things.c */
thing_state *thing_at(const book *b, uint32_t index);
thing_state *thing_of(const book *b, seq_no seq); /* NULL when the entry registered nothing */
bool name_put(book *b, str name, seq_no bearer_seq, seq_no entry);
/* Is some standing thing of that class called so? Its entry, or 0. */
seq_no name_taken(const book *b, str name, thing_class is);
const char *thing_title(thing_class is, bool zh);
str command_attr(const deciding *d, const char *name);
bool class_fits(const book *b, seq_no seq, thing_class wanted);

/* facts.c: what is in force, by key */
typedef struct fact_key {
    char bytes[ID_BYTES_MAX + 24];
    size_t len;
} fact_key;
fact_key fact_pair(char tag, seq_no a, seq_no b, int code);
fact_key fact_text(char tag, seq_no a, str text);
seq_no fact_find(const book *b, const fact_key *key);
bool fact_put(book *b, const fact_key *key, seq_no entry);

/* series.c */
bool series_put(series *s, arena *from, day on, int64_t delta);
/* Least running total on any day ≥ from, the total before `from` included when nothing follows. *on = its day. */
int64_t series_min_from(const series *s, day from, day *on);
day series_first_positive(const series *s); /* DAY_NONE when the running total is never above 0 */

/* capital.c */
position *position_find(const book *b, seq_no investor, seq_no fund);
bool positions_rebuild(book *b);
err_code decide_capital_reversal(deciding *d, const event *old, err *e);
bool undo_flow(book *b, const event *old);

/* control.c */
bool undo_registry(book *b, const event *old);

day day_of_instant(int64_t us);       /* UTC day */
day day_latest_anywhere(int64_t us);  /* the day it is by then in the easternmost zone: "future" must be future everywhere */

#endif
