/* performance: what money brought: rates of return with their certificate, multiples, market equivalents, value bridge. Pure reads of a
 * const book under a basis; how a relation is built: reading/view.h. */
#ifndef WEIR_PERFORMANCE_H
#define WEIR_PERFORMANCE_H

#include "reading/view.h"

const view *performance_at(uint32_t index); /* in the order of the tour; NULL past the last */

#endif
