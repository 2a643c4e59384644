/* app: what the rooms beside it (people, desk) share with it: how an error becomes one of weir.h, memory for a request,
 * the clock, and random bytes. */
#ifndef WEIR_APP_APP_H
#define WEIR_APP_APP_H

#include "weir.h"

#include "base/base.h"

/* Make *out (when asked for) from what went wrong; the status that goes with it. */
weir_status report_error(weir_error **out, const err *e);
arena *request_arena(err *e); /* NULL: e is set */
/* Give the bytes to the caller's place. E_FILE_WRITE. */
err_code sink_put(weir_sink out, str bytes, err *e) WARN_UNUSED;
/* From the system; E_FILE_OPEN and others of reading. */
err_code random_bytes(void *out, size_t count, err *e) WARN_UNUSED;

#endif
