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
/* UTF-8 of what was sent in UTF-8 or GB18030. E_ENCODING. */
err_code text_decode(str *out, str bytes, arena *a, err *e) WARN_UNUSED;

/* The batches of a book by their keys, without folding it. */
typedef struct batches batches;
err_code batches_open(batches **out, const char *book_path, err *e) WARN_UNUSED;
void batches_close(batches *b);   /* NULL is allowed */
bool batches_changed(batches *b); /* has anything been stored since this was last asked? The first answer is yes */
typedef struct batch_found {
    uint64_t first_seq, last_seq; /* 0: no batch has that key */
    int64_t recorded_us;
    char approver[65]; /* id, of its first entry; "" */
} batch_found;
err_code batches_find(batch_found *out, batches *b, const char *key, err *e) WARN_UNUSED;

/* From the system; E_FILE_OPEN and others of reading. */
err_code random_bytes(void *out, size_t count, err *e) WARN_UNUSED;

#endif
