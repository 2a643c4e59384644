/* event, inside: what the files of this room share and nobody else sees. */
#ifndef WEIR_EVENT_INT_H
#define WEIR_EVENT_INT_H

#include "event/event.h"

/* A period's two ends stand in attrs, since a row has one effective date only. */
#define PERIOD_FROM STR("period_from")
#define PERIOD_TO STR("period_to")
#define USCC_WARNING STR("uscc_warning")

enum {
    SHARE_PPM_MAX = 1000000,
    RATIO_PPM_MAX = 1000000000,
    PPM_DECIMALS = 6,
    CURRENCY_CODE_MAX = 999 /* units.def: higher codes are no currencies */
};
static inline bool unit_is_money(unit_code code)
{
    return code > UNIT_NONE && code <= CURRENCY_CODE_MAX;
}

/* E_EVENT_BYTES: this member of entry seq is not as we write it. */
err_code refuse_bytes(err *e, seq_no seq, const char *field);
/* The effective date of a row about a period: the period itself where it is a year, half, quarter, month or day;
 * else its last day, on which it was all over. */
date period_effective(period p);
/* Both ends from canonical attrs; false when they are not two ISO days in order. */
bool period_of_attrs(period *out, str attrs);

#endif
