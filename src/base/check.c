/* check: the end of the line when an invariant does not hold.
 *
 * Fund money must stop rather than drift: a broken invariant means that nothing computed from here on can be
 * trusted, so the program says where and stops. No clean-up runs; the journal's transaction was not committed. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

void check_failed(const char *expression, const char *file, int line)
{
    fprintf(stderr, "bug: %s at %s:%d\n", expression, file, line);
    fflush(stderr);
    abort();
}
