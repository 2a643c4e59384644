/* graph: who owns how much of whom through any number of layers, cycles included. The only place of its arithmetic; it
 * knows parties as numbers from 0 and shares as doubles, no book and no money. */
#ifndef WEIR_GRAPH_H
#define WEIR_GRAPH_H

#include "base/base.h"

#endif
