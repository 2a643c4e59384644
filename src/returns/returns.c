/* returns: see returns.h. */
#include "returns/returns.h"
