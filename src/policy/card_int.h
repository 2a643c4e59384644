/* Inside the policy room: a scorecard as it was read, for those who score with it. */
#ifndef WEIR_POLICY_CARD_INT_H
#define WEIR_POLICY_CARD_INT_H

#include "policy/policy_int.h"

#define NO_PARENT UINT32_MAX
enum { CARD_COLUMNS = 11 };
typedef enum node_kind { NODE_GROUP, NODE_SQL, NODE_MANUAL, NODE_BONUS } node_kind;
typedef enum card_cell {
    CARD_NODE,
    CARD_PARENT,
    CARD_ZH,
    CARD_EN,
    CARD_POINTS,
    CARD_STATUS,
    CARD_KIND,
    CARD_UNIT,
    CARD_SOURCE,
    CARD_CONFIDENCE,
    CARD_NOTE
} card_cell;
extern const char *const card_kinds[]; /* by node_kind */

typedef struct step {
    int64_t points, lo, hi; /* lo <= value < hi */
    bool lo_open, hi_open;
    uint64_t line;
} step;
typedef struct node {
    str cell[CARD_COLUMNS];
    uint64_t line;
    uint32_t parent, depth, children;
    node_kind kind;
    bool is_official;
    interval most; /* what it is worth: an interval where the text gives one */
    unit_code unit;
    step *steps;
    uint32_t step_count, step_room;
    rule query; /* of NODE_SQL */
    memo found;
} node;
typedef struct grade {
    str zh, en, effect_zh, effect_en;
    int64_t lo, hi;
} grade;
struct scorecard {
    str name, folder; /* "direction_2025", "national/cards/direction_2025/" */
    arena *a;
    node *nodes;
    uint32_t count, room;
    grade *grades;
    uint32_t grade_count, grade_room;
    map_str by_name;
};

#endif
