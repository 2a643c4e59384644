/* views: what the statements and the registry say, as relations. Pure reads of a const book under a basis; how one is
 * built: reading/view.h. What later rooms take from this one to build theirs is in views/parts.h. */
#ifndef WEIR_VIEWS_H
#define WEIR_VIEWS_H

#include "reading/view.h"

const view *views_at(uint32_t index); /* in the order of the tour; NULL past the last */

#endif
