/* graph: see graph.h. */
#include "graph/graph.h"
