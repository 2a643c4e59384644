/* http: the book served to an office: JSON over HTTP, the pages, server-sent events (docs/api.md). Knows weir.h,
 * weir_people.h and weir_desk.h, and libmicrohttpd; no rules. */
#ifndef WEIR_FACE_HTTP_H
#define WEIR_FACE_HTTP_H

#include "weir.h"

typedef struct serve_options { /* NULL or 0 = the default */
    const char *listen;        /* ADDRESS:PORT; 127.0.0.1:8710. Port 0 takes a free one */
    const char *host;          /* names that the Host header may carry, with commas, beside the address itself */
    const char *tls_certificate, *tls_key; /* PEM files; both or none */
    const char *policy_dir;                /* folder of packs; those of this build */
    unsigned workers;                      /* threads that read; 2 */
    unsigned requests_a_second;            /* of one person, answered from the book rather than from memory; 100 */
    bool quiet;                            /* no line a request on standard error */
    /* Told once the port is open; url is borrowed. */
    void (*ready)(void *self, const char *url);
    void *self;
} serve_options;
/* Serves until SIGINT or SIGTERM, then finishes what was begun and returns. What happens is logged to standard error, one
 * line of JSON a request. E_SERVE_LISTEN, and what opening the book and its files can refuse. */
weir_status http_serve(const char *book_path, const serve_options *options, weir_error **error);
/* The interface as an OpenAPI 3.1 document. */
weir_status http_openapi(weir_sink out, weir_error **error);

#endif
