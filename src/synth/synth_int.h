/* Inside synth: the world that is simulated, and the rows that it gives.
 *
 * A row is a command before it has texts: 100 bytes that wait in a queue. When only counting, rows are counted and not
 * kept. A fund draws from a stream of its own, so what befalls one does not move another's dice. */
#ifndef WEIR_SYNTH_INT_H
#define WEIR_SYNTH_INT_H

#include "synth/synth.h"

/* Who: a class and a number. Id, name, region and sector follow from it; nothing of it is stored. */
typedef uint32_t who;
typedef enum who_class {
    WHO_NONE = 0,
    WHO_PROVINCE,
    WHO_CITY,
    WHO_PLATFORM,
    WHO_MOTHER,
    WHO_MANAGER,
    WHO_INVESTOR,
    WHO_FUND,
    WHO_ENTERPRISE,
    WHO_CLUSTER,
    WHO_PROGRAM,
    WHO_TARGET,
    WHO_CLASSES
} who_class;
static inline who who_of(who_class is, uint32_t index)
{
    return (uint32_t)is << 27 | index;
}
static inline who_class class_of(who w)
{
    return (who_class)(w >> 27);
}
static inline uint32_t index_of(who w)
{
    return w & ((UINT32_C(1) << 27) - 1);
}

typedef struct row {
    kind kind;
    who self; /* what it registers */
    who subject, object, third;
    day on, due;
    int64_t amount, part; /* part: recallable, cost or paid-in */
    int64_t share_ppm, price;
    int32_t choice, purpose; /* class and purpose: numbers of enums.def */
    int32_t number;          /* of the call */
    unit_code unit;          /* of the amount; 0 = yuan */
    seq_no ref;
    const char *code, *text, *about; /* literals: a code, a reason or note, the words before the amount */
    bool has_amount, has_part, is_public;
} row;

typedef enum manner { PAYS_ON_TIME = 0, PAYS_LATE, DEFAULTS } manner;
typedef struct stake {
    who investor;
    int64_t committed, called, paid, owed;
    day owed_from; /* of the call that is open */
    manner manner;
    bool joins_late; /* signs after the first call */
} stake;
typedef struct holding {
    who enterprise;
    int64_t cost, value;  /* of what is still held */
    int64_t multiple_ppm; /* what it will bring, of its cost */
    day bought, leaves;
    bool is_partly_sold;
} holding;

enum {
    STAGES = 13,
    STAGE_PLANNED = 1,
    STAGE_APPROVED,
    STAGE_SELECTED,
    STAGE_ANNOUNCED,
    STAGE_SIGNED,
    STAGE_FORMED,
    STAGE_FILED,
    STAGE_INVESTING,
    STAGE_HARVESTING,
    STAGE_EXTENDED,
    STAGE_LIQUIDATING,
    STAGE_LIQUIDATED
};
enum { STAKES_MAX = 10 };
typedef struct fund {
    prng random;
    who self, manager, government; /* government: its mother fund, or the platform of a direct fund */
    uint32_t mother;
    day reaches[STAGES]; /* the day of each stage; DAY_NONE = never */
    int stage;
    bool is_direct, recycles, is_quarterly;
    int64_t size, paid, cash, proceeds, invested, held_cost, distributed;
    stake stakes[STAKES_MAX];
    uint32_t stake_count;
    holding *holdings;
    uint32_t holding_count, holding_room, holdings_planned;
    uint32_t calls;
    bool is_short; /* an investment waits for money */
    day fee_from;
    seq_no wrong; /* an entry that will be reversed; 0 = none */
    row right;    /* what takes its place */
} fund;
/* City money: the platform of the city and the province stand behind one mother fund. */
enum { BACKERS = 2 };
typedef struct mother {
    bool is_open;
    uint32_t calls;
    int64_t cash, returned, group_size; /* returned: distributions since it last paid out */
    stake backer[BACKERS];
} mother;

/* What comes next: a fund's month, a mother fund's year, a close. */
typedef enum item_class { ITEM_FUND = 1, ITEM_MOTHER, ITEM_CLOSE } item_class;
typedef struct item {
    day on;
    uint32_t order; /* class, then number: ties are broken by it */
} item;

struct synth {
    synth_options o;
    arena *a;
    bool is_counting, is_short_of_memory;
    uint32_t density; /* holdings of a fund, in sixteenths of what is usual */
    uint32_t made;    /* rows so far, queued or counted */
    uint32_t given;   /* rows handed out */
    uint32_t most;    /* rows to hand out */
    row *queue;
    uint32_t queue_from, queue_count, queue_room;
    item *heap;
    uint32_t heap_count, heap_room;
    fund *funds;
    mother *mothers;
    uint32_t fund_count, mother_count, investor_count, manager_count, enterprise_count;
    bool *investor_known, *manager_known;
};

/* ---- names.c ---- */
void id_print(buf *out, who w);
void name_print(buf *out, const synth *s, who w);
const char *region_of(const synth *s, who w); /* NULL = none */
const char *sector_of(const synth *s, who w);
int party_class_of(const synth *s, who w);
bool fund_is_direct(const synth *s, uint32_t index);

/* ---- render.c ---- */
err_code render(command *out, const synth *s, const row *r, arena *a, err *e);

/* ---- queue.c ---- */
seq_no put_row(synth *s, const row *r); /* the entry that it becomes */
void register_who(synth *s, who w, day on);
bool chance(prng *p, uint32_t in, uint32_t of);                         /* true `in` times of `of` */
int64_t part_of(int64_t whole, int64_t numerator, int64_t denominator); /* rounded down */
int64_t to_step(int64_t minor, int64_t step);                           /* rounded down */
void plan(synth *s, day on, item_class is, uint32_t index);
bool next_item(item *out, synth *s); /* false: nothing is planned */

/* ---- fund.c: stages ---- */
void fund_begin(synth *s, uint32_t index);
void fund_month(synth *s, fund *f, day today);
bool fund_has_begun(const fund *f, int stage);

/* ---- capital.c: between investors and fund ---- */
void sign_commitments(synth *s, fund *f, day on);
void join_late(synth *s, fund *f, day today);
void call_capital(synth *s, fund *f, day today);
void collect(synth *s, fund *f, day today);
bool anything_owed(const fund *f);
void distribute(synth *s, fund *f, day today, int64_t minor);
void transfer_stake(synth *s, fund *f, day today);
/* Puts the row, now and then with a slip that the next month corrects. */
void put_perhaps_wrong(synth *s, fund *f, const row *r, int64_t wrong_minor);
void correct(synth *s, fund *f, day today);

/* ---- portfolio.c: between fund and enterprises ---- */
void invest(synth *s, fund *f, day today);
void value_holdings(synth *s, fund *f, day on);
void sell_due(synth *s, fund *f, day today);
void sell_all(synth *s, fund *f, day today);
void receive_income(synth *s, fund *f, day today);
int64_t fair_value(const fund *f);

/* ---- mother.c ---- */
void mother_begin(synth *s, uint32_t index, day on);
void mother_pay(synth *s, uint32_t index, int64_t minor, day on); /* draws on its backers first when it must */
void mother_year(synth *s, uint32_t index, day today);

enum { MOTHER_FUNDS = 40 /* funds of one mother fund */ };
#define YUAN INT64_C(100)
#define WAN (10000 * YUAN)
#define YI (100000000 * YUAN)
enum { DAYS_A_YEAR = 365, PPM = 1000000 };

#endif
