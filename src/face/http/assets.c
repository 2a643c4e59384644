/* assets: the pages, packed into the program by tools/assets.py, as they are and compressed. Whoever wants to see a page
 * gets the first page, which knows its own routes. Files with a hash in their name never change. */
#include "face/http/http_int.h"

#include <string.h>

extern const asset asset_table[];
extern const size_t asset_count;

const asset *asset_find(const char *path)
{
    for (size_t i = 0; i < asset_count; i++)
        if (strcmp(asset_table[i].path, path) == 0) return &asset_table[i];
    return NULL;
}

/* Somebody who wants to see a page, wherever it is: names of pages may hold points (/kinds/contribution.paid/new). */
static bool is_page(const exchange *x)
{
    const char *wants = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Accept");
    return strncmp(x->path, "/api", 4) != 0 && strncmp(x->path, "/assets/", 8) != 0 && wants &&
           strstr(wants, "text/html");
}

static bool takes_zipped(const exchange *x)
{
    const char *said = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Accept-Encoding");
    return said && strstr(said, "gzip") != NULL;
}

static enum MHD_Result send_file(exchange *x, const asset *file)
{
    const char *known = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "If-None-Match");
    bool is_same = known && strcmp(known, file->etag) == 0, zipped = takes_zipped(x);
    size_t len = is_same ? 0 : zipped ? file->zipped_len : file->raw_len;
    const unsigned char *bytes = zipped ? file->zipped : file->raw;
    struct MHD_Response *r = MHD_create_response_from_buffer(len, (void *)bytes, MHD_RESPMEM_PERSISTENT);
    if (!r) return MHD_NO;
    response_put_security(r);
    MHD_add_response_header(r, "Content-Type", file->type);
    MHD_add_response_header(r, "ETag", file->etag);
    MHD_add_response_header(r, "Vary", "Accept-Encoding");
    MHD_add_response_header(r, "Cache-Control",
                            strncmp(file->path, "/assets/", 8) == 0 ? "public, max-age=31536000, immutable"
                                                                    : "no-cache");
    if (zipped && !is_same) MHD_add_response_header(r, "Content-Encoding", "gzip");
    x->status = is_same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
    enum MHD_Result done = MHD_queue_response(x->connection, (unsigned)x->status, r);
    MHD_destroy_response(r);
    return done;
}

enum MHD_Result asset_send(exchange *x)
{
    const asset *file = asset_find(strcmp(x->path, "/") == 0 ? "/index.html" : x->path);
    if (!file && is_page(x)) file = asset_find("/index.html");
    if (file) return send_file(x, file);
    reply_refusal(x, "E_HTTP_ROUTE", x->path, "");
    return exchange_send(x);
}
