/* look: whose money is in what, through any number of layers (穿透). Pure reads of a
 * const book under a basis; how a relation is built: reading/view.h. */
#ifndef WEIR_LOOK_H
#define WEIR_LOOK_H

#include "reading/view.h"

const view *look_views_at(uint32_t index); /* in the order of the tour; NULL past the last */
/* The word that names all government and state-owned money as a source. */
#define LOOK_PUBLIC "public"

#endif
