/* irr_random: series of flows as funds have them, and as no fund has them; days do not fall. */
#ifndef WEIR_TESTS_IRR_RANDOM_H
#define WEIR_TESTS_IRR_RANDOM_H

#include "returns/returns.h"

typedef enum random_kind {
    RANDOM_ORDINARY,  /* calls first, distributions overlap */
    RANDOM_RECYCLING, /* called again later */
    RANDOM_ODD,       /* a large call at the end */
    RANDOM_SIGNS,     /* any sign anywhere */
    RANDOM_SPAN,      /* a day to sixty years, amounts of very unlike size */
    RANDOM_KINDS
} random_kind;
enum { RANDOM_FLOWS_MAX = 400 };
typedef struct random_flows {
    day days[RANDOM_FLOWS_MAX];
    int64_t minor[RANDOM_FLOWS_MAX];
    size_t count;
} random_flows;
void random_series(random_flows *out, prng *p, random_kind kind, size_t most);

#endif
