/* ledger: the ledger's relations: who committed, paid in and got back what, what a fund holds, its cash, and what changed
 * after a close. Pure reads of a const book under a basis; how one is built: reading/view.h. */
#ifndef WEIR_LEDGER_H
#define WEIR_LEDGER_H

#include "reading/view.h"

const view *ledger_at(uint32_t index); /* in the order of the tour; NULL past the last */

#endif
