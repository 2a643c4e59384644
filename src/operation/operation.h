/* operation: how the money works: leverage (放大倍数), reinvestment (返投), paid-in rate, progress, reports due. Pure reads of a
 * const book under a basis; how a relation is built: reading/view.h. */
#ifndef WEIR_OPERATION_H
#define WEIR_OPERATION_H

#include "reading/view.h"

const view *operation_at(uint32_t index); /* in the order of the tour; NULL past the last */

#endif
