/* serve: the service from its first to its last breath: the port, libmicrohttpd's calls, readers and the writer, the tick.
 *
 * A request is taken apart on a loop of libmicrohttpd and answered there when its bytes are in the cache. Otherwise its
 * connection is suspended and it waits in a queue: readers (each with handles of its own) take what asks, the one writer
 * what enters the book. Whoever worked resumes the connection, and the loop sends the answer.
 * Invariants: an exchange is in one queue at most; a connection is resumed exactly once for each time it was suspended;
 * nothing is freed before the daemon has stopped. */
#include "face/http/http_int.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <arpa/inet.h>
#include <time.h>

enum { LOOPS = 2, IDLE_SECONDS = 30, TICK_MS = 100, TICKS_A_LOOK = 2 };

/* ---- the head ---- */
void head_read(head_now *out, server *s)
{
    CHECK(pthread_mutex_lock(&s->head_lock) == 0);
    *out = s->head;
    CHECK(pthread_mutex_unlock(&s->head_lock) == 0);
}

void head_publish(server *s, weir_book *book)
{
    weir_head now;
    weir_head_chain(&now, book);
    CHECK(pthread_mutex_lock(&s->head_lock) == 0);
    if (now.seq > s->head.seq) {
        s->head.seq = now.seq;
        s->head.synthetic = now.synthetic;
        memcpy(s->head.hash, now.hash, sizeof s->head.hash);
        atomic_store(&s->seq, now.seq);
        atomic_store(&s->has_news, true);
    }
    CHECK(pthread_mutex_unlock(&s->head_lock) == 0);
}

/* ---- exchanges ---- */
static exchange *exchange_take(server *s)
{
    CHECK(pthread_mutex_lock(&s->exchange_lock) == 0);
    exchange *x = s->free_exchanges;
    if (x)
        s->free_exchanges = x->next;
    else
        x = arena_get(s->a, sizeof *x);
    CHECK(pthread_mutex_unlock(&s->exchange_lock) == 0);
    if (!x) return NULL;
    memset(x, 0, sizeof *x);
    x->s = s;
    x->lang = WEIR_ZH;
    x->began_us = now_us();
    return x;
}

static void exchange_give(exchange *x)
{
    server *s = x->s;
    if (x->with) answer_release(x->with);
    arena_free(x->a);
    x->with = NULL;
    x->a = NULL;
    memset(x->token, 0, sizeof x->token);
    CHECK(pthread_mutex_lock(&s->exchange_lock) == 0);
    x->next = s->free_exchanges;
    s->free_exchanges = x;
    CHECK(pthread_mutex_unlock(&s->exchange_lock) == 0);
}

/* ---- queues ---- */
static void queue_begin(queue *q)
{
    CHECK(pthread_mutex_init(&q->lock, NULL) == 0);
    CHECK(pthread_cond_init(&q->filled, NULL) == 0);
}

/* False: the queue is shut, and nobody would take it. The connection is suspended first: who takes it may be done with
 * it before this returns. */
static bool queue_put(queue *q, exchange *x)
{
    CHECK(pthread_mutex_lock(&q->lock) == 0);
    bool open = !q->is_shut;
    if (open) {
        MHD_suspend_connection(x->connection);
        x->next = NULL;
        if (q->last)
            q->last->next = x;
        else
            q->first = x;
        q->last = x;
        q->length++;
        CHECK(pthread_cond_signal(&q->filled) == 0);
    }
    CHECK(pthread_mutex_unlock(&q->lock) == 0);
    return open;
}

/* NULL: the queue is shut and empty. */
static exchange *queue_take(queue *q)
{
    CHECK(pthread_mutex_lock(&q->lock) == 0);
    while (!q->first && !q->is_shut) CHECK(pthread_cond_wait(&q->filled, &q->lock) == 0);
    exchange *x = q->first;
    if (x) {
        q->first = x->next;
        if (!q->first) q->last = NULL;
        q->length--;
    }
    CHECK(pthread_mutex_unlock(&q->lock) == 0);
    return x;
}

static void queue_shut(queue *q)
{
    CHECK(pthread_mutex_lock(&q->lock) == 0);
    q->is_shut = true;
    CHECK(pthread_cond_broadcast(&q->filled) == 0);
    CHECK(pthread_mutex_unlock(&q->lock) == 0);
}

/* ---- workers ---- */
/* Everybody answers from the book as it is now; a reader that cannot take in the news says so instead of answering old. */
static bool is_fresh(worker *w, exchange *x)
{
    weir_error *error = NULL;
    if (weir_refresh(w->book, &error) != WEIR_OK) {
        reply_error(x, error);
        return false;
    }
    head_publish(w->s, w->book);
    weir_head head;
    weir_head_chain(&head, w->book);
    x->key_seq = head.seq;
    return true;
}

static void log_access(worker *w, const exchange *x)
{
    bool refused = x->status == 401 || x->status == 403 || x->status == 429;
    if (!refused && !((x->route->how & HOW_LOGGED) && x->status < 300)) return;
    const char *what = refused ? "refused" : strstr(x->path, "/sql") ? "sql" : "export";
    const weir_access access = {.person = x->who.role ? x->who.id : "",
                                .address = x->address,
                                .what = what,
                                .target = x->path,
                                .result = x->code[0] ? x->code : "ok",
                                .rows = x->rows};
    weir_access_put(w->people, &access, now_us(), NULL);
}

static void work_on(worker *w, exchange *x)
{
    if (!x->with && is_fresh(w, x)) x->route->answer(w, x);
    if (x->key[0] && x->with && x->status == MHD_HTTP_OK) {
        snprintf(x->with->etag, sizeof x->with->etag, "\"%llu-%016llx\"", (unsigned long long)x->key_seq,
                 (unsigned long long)checksum(x->key, strlen(x->key)));
        cache_keep(w->s->cache, x->key, x->key_seq, x->with);
    }
    log_access(w, x);
    x->is_ready = true;
    MHD_resume_connection(x->connection);
}

static void work(void *self)
{
    worker *w = self;
    exchange *x;
    while ((x = queue_take(w->writes ? &w->s->to_write : &w->s->to_read)) != NULL) work_on(w, x);
}

static weir_status worker_open(worker *w, server *s, bool writes, weir_error **error)
{
    *w = (worker){.s = s, .writes = writes};
    weir_status status = weir_open(&w->book, s->path, !writes, error);
    if (!status) status = weir_people_open(&w->people, s->path, error);
    if (!status) status = weir_desk_open(&w->desk, s->path, error);
    return status;
}

static void worker_close(worker *w)
{
    weir_desk_close(w->desk);
    weir_people_close(w->people);
    weir_close(w->book);
    *w = (worker){.s = w->s};
}

/* ---- one request, on a loop ---- */
static void put_security(struct MHD_Response *r)
{
    static const char *const header[][2] = {
        {"Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                                    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"}};
    for (size_t i = 0; i < COUNT_OF(header); i++) MHD_add_response_header(r, header[i][0], header[i][1]);
}

void response_put_security(struct MHD_Response *r)
{
    put_security(r);
}

static bool is_known_to_asker(const exchange *x)
{
    const char *said = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "If-None-Match");
    return said && x->with && x->with->etag[0] && x->status == MHD_HTTP_OK && strcmp(said, x->with->etag) == 0;
}

static void put_headers(struct MHD_Response *r, const exchange *x)
{
    char wait[16];
    put_security(r);
    MHD_add_response_header(r, "Cache-Control", x->with && x->with->etag[0] ? "private, no-cache" : "no-store");
    if (x->with) MHD_add_response_header(r, "Content-Type", x->with->type);
    if (x->with && x->with->etag[0]) MHD_add_response_header(r, "ETag", x->with->etag);
    if (x->cookie[0]) MHD_add_response_header(r, "Set-Cookie", x->cookie);
    if (x->disposition[0]) MHD_add_response_header(r, "Content-Disposition", x->disposition);
    if (x->allow[0]) MHD_add_response_header(r, "Allow", x->allow);
    if (x->status == 401) MHD_add_response_header(r, "WWW-Authenticate", "Bearer");
    if (x->wait_s) {
        snprintf(wait, sizeof wait, "%u", x->wait_s);
        MHD_add_response_header(r, "Retry-After", wait);
    }
}

enum MHD_Result exchange_send(exchange *x)
{
    bool is_same = is_known_to_asker(x);
    int status = is_same ? MHD_HTTP_NOT_MODIFIED : x->status ? x->status : MHD_HTTP_INTERNAL_SERVER_ERROR;
    struct MHD_Response *r = NULL;
    x->status = status;
    if (x->with && !is_same)
        r = MHD_create_response_from_buffer_with_free_callback_cls(x->with->body.len, (void *)x->with->body.ptr,
                                                                   answer_release, answer_hold(x->with));
    else
        r = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (!r) return MHD_NO;
    put_headers(r, x);
    enum MHD_Result done = MHD_queue_response(x->connection, (unsigned)status, r);
    MHD_destroy_response(r);
    return done;
}

static void put_address(exchange *x)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *from = info ? info->client_addr : NULL;
    if (from && from->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)from)->sin_addr, x->address, sizeof x->address);
    if (from && from->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, x->address,
                  sizeof x->address);
}

static void put_allowed(exchange *x)
{
    size_t at = 0;
    str part[PARTS_MAX];
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        bool known;
        if (!route_find(part, &known, methods[i], str_from(x->path))) continue;
        at += (size_t)snprintf(x->allow + at, sizeof x->allow - at, "%s%s", at ? ", " : "", methods[i]);
    }
}

static bool body_fits(exchange *x)
{
    const char *text = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Length");
    size_t said = 0;
    for (; text && *text >= '0' && *text <= '9' && said < SIZE_MAX / 16; text++)
        said = said * 10 + (size_t)(*text - '0');
    if (said <= x->route->body_max) return true;
    reply_refusal(x, "E_HTTP_BODY", x->path, "");
    return false;
}

/* What a page of somebody else's could send without asking first is none of ours: JSON is announced as JSON. */
static bool type_fits(exchange *x)
{
    const char *type = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Type");
    const char *wanted = x->route->how & HOW_RAW ? "application/octet-stream" : "application/json";
    if (x->route->body_max == 0 || (type && strncmp(type, wanted, strlen(wanted)) == 0)) return true;
    reply_refusal(x, "E_HTTP_TYPE", wanted, "");
    return false;
}

/* Everything that can be said before the body is read. */
static void look_at(exchange *x, const char *url, const char *method)
{
    bool known = false;
    put_address(x);
    if (strlen(url) >= sizeof x->path || !utf8_valid(str_from(url))) {
        reply_refusal(x, "E_HTTP_ROUTE", "", "");
        return;
    }
    snprintf(x->path, sizeof x->path, "%s", url);
    x->route = route_find(x->part, &known, method, str_from(x->path));
    if (!x->route && known) {
        put_allowed(x);
        reply_refusal(x, "E_HTTP_METHOD", method, x->path);
        return;
    }
    if (!x->route) return; /* a page, perhaps */
    door_identify(x);
    if (door_open(x) && type_fits(x)) body_fits(x);
}

static enum MHD_Result take_body(exchange *x, const char *bytes, size_t *count)
{
    if (x->with || x->status || !x->route) { /* refused already; what is still sent is passed over */
        *count = 0;
        return MHD_YES;
    }
    if (!x->body.from) {
        arena *a = exchange_memory(x);
        if (!a) return MHD_NO;
        buf_init(&x->body, a, x->route->body_max);
    }
    buf_put(&x->body, bytes, *count);
    *count = 0;
    return x->body.failed ? MHD_NO : MHD_YES; /* chunked beyond the limit, or no memory: hang up */
}

static enum MHD_Result hand_on(exchange *x)
{
    if (queue_put(x->route->how & HOW_WRITES ? &x->s->to_write : &x->s->to_read, x)) return MHD_YES;
    x->status = MHD_HTTP_SERVICE_UNAVAILABLE;
    return exchange_send(x);
}

static bool answer_from_memory(exchange *x)
{
    if (!x->key[0]) return false;
    x->with = cache_find(x->s->cache, x->key, atomic_load(&x->s->seq));
    meter_cache(x->s->meters, x->with != NULL);
    if (x->with) x->status = MHD_HTTP_OK;
    return x->with != NULL;
}

static enum MHD_Result answer_route(exchange *x)
{
    if (x->status || !request_check(x) || answer_from_memory(x)) return exchange_send(x);
    if (strcmp(x->route->path, "/api/events") == 0) {
        enum MHD_Result begun = stream_begin(x);
        return x->with ? exchange_send(x) : begun;
    }
    if (!(x->route->how & HOW_ON_LOOP)) return door_pace(x) ? hand_on(x) : exchange_send(x);
    x->route->answer(NULL, x);
    return exchange_send(x);
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *count, void **state)
{
    exchange *x = *state;
    (void)version;
    if (!x) {
        x = exchange_take(self);
        if (!x) return MHD_NO;
        *state = x;
        x->connection = connection;
        look_at(x, url, method);
        bool has_body = strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
        return x->status && has_body ? exchange_send(x) : MHD_YES; /* a body that is refused is not read */
    }
    if (x->is_ready) return exchange_send(x);
    if (*count > 0) return take_body(x, bytes, count);
    if (!x->route && !x->status) return asset_send(x);
    return answer_route(x);
}

static void on_done(void *self, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode how)
{
    exchange *x = *state;
    (void)self;
    (void)connection;
    if (!x) return;
    bool sent = how == MHD_REQUEST_TERMINATED_COMPLETED_OK;
    meter_request(x, sent ? x->status : 0, sent && x->with && x->status != 304 ? x->with->body.len : 0);
    exchange_give(x);
    *state = NULL;
}

/* libmicrohttpd's own complaints are about clients that went away. */
static void on_complaint(void *self, const char *format, va_list words)
{
    (void)self;
    (void)format;
    (void)words;
}

/* NUL bytes stay escaped texts that no path or parameter has; what cannot be decoded stays as it is and is refused. */
static size_t unescape(void *self, struct MHD_Connection *connection, char *text)
{
    (void)self;
    (void)connection;
    if (strstr(text, "%00")) return strlen(text);
    return MHD_http_unescape(text);
}

/* ---- the port ---- */
typedef struct place {
    char address[256], port[16];
    struct sockaddr_storage at;
    socklen_t len;
} place;

static weir_status refuse_listen(const char *where, const char *reason, weir_error **error)
{
    const char *const names[] = {"word", "reason"};
    const char *const values[] = {where, reason};
    *error = weir_error_make("E_SERVE_LISTEN", names, values, COUNT_OF(names));
    return weir_error_status(*error);
}

/* ADDRESS:PORT, [V6]:PORT */
static bool place_split(place *out, const char *text)
{
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    if (len == 0 || len >= sizeof out->address || strlen(colon + 1) >= sizeof out->port) return false;
    bool is_v6 = text[0] == '[' && text[len - 1] == ']';
    snprintf(out->address, sizeof out->address, "%.*s", (int)(is_v6 ? len - 2 : len), is_v6 ? text + 1 : text);
    snprintf(out->port, sizeof out->port, "%s", colon + 1);
    return true;
}

static weir_status place_find(place *out, const char *text, weir_error **error)
{
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    if (!place_split(out, text) || getaddrinfo(out->address, out->port, &wanted, &found) != 0 || !found)
        return refuse_listen(text, "it is not ADDRESS:PORT", error);
    CHECK(found->ai_addrlen <= sizeof out->at);
    memcpy(&out->at, found->ai_addr, found->ai_addrlen);
    out->len = found->ai_addrlen;
    freeaddrinfo(found);
    return WEIR_OK;
}

static void raise_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* Before the port is open: loops read it. */
static void name_hosts(server *s, const place *at)
{
    bool is_v6 = at->at.ss_family == AF_INET6;
    snprintf(s->hosts, sizeof s->hosts, "%s%s%s,localhost,127.0.0.1,[::1]%s%s", is_v6 ? "[" : "", at->address,
             is_v6 ? "]" : "", s->options->host ? "," : "", s->options->host ? s->options->host : "");
}

static void name_url(server *s, const place *at)
{
    bool is_v6 = at->at.ss_family == AF_INET6;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    snprintf(s->url, sizeof s->url, "%s://%s%s%s:%u/", s->options->tls_key ? "https" : "http", is_v6 ? "[" : "",
             strcmp(at->address, "0.0.0.0") == 0 ? "127.0.0.1" : at->address, is_v6 ? "]" : "",
             info ? (unsigned)info->port : 0);
}

static weir_status tls_read(str *certificate, str *key, server *s, weir_error **error)
{
    const serve_options *o = s->options;
    err e = {.code = ERR_OK};
    *certificate = *key = STR_NONE;
    if (!o->tls_certificate && !o->tls_key) return WEIR_OK;
    if (!o->tls_certificate || !o->tls_key) return refuse_listen("--tls-cert, --tls-key", "both are needed", error);
    err_code code = io_read_file(certificate, o->tls_certificate, 1 << 20, s->a, &e);
    if (!code) code = io_read_file(key, o->tls_key, 1 << 20, s->a, &e);
    if (code)
        return refuse_listen(code && certificate->ptr ? o->tls_key : o->tls_certificate, "it cannot be read", error);
    *certificate = arena_str(s->a, *certificate);
    *key = arena_str(s->a, *key);
    return certificate->ptr && key->ptr ? WEIR_OK : refuse_listen(o->tls_key, "no memory", error);
}

static weir_status listen_on(server *s, weir_error **error)
{
    place at = {.len = 0};
    str certificate, key;
    const char *where = s->options->listen ? s->options->listen : "127.0.0.1:8710";
    weir_status status = place_find(&at, where, error);
    if (!status) status = tls_read(&certificate, &key, s, error);
    if (status) return status;
    raise_files();
    name_hosts(s, &at);
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     (at.at.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0) | (key.len ? MHD_USE_TLS : 0);
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key.ptr},
                                   {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)certificate.ptr},
                                   {MHD_OPTION_HTTPS_PRIORITIES, 0, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
                                   {MHD_OPTION_END, 0, NULL}};
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_complaint, NULL, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&at.at, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)LOOPS, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES_MAX, MHD_OPTION_NOTIFY_COMPLETED, on_done, NULL,
        MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL, MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, key.len ? tls : &tls[COUNT_OF(tls) - 1], MHD_OPTION_END);
    if (!s->daemon)
        return refuse_listen(where, errno == EADDRINUSE ? "the address is in use" : "the port cannot be opened", error);
    name_url(s, &at);
    return WEIR_OK;
}

/* ---- the tick ---- */
static void tell_news(server *s)
{
    static const size_t room = 200;
    char data[200];
    head_now head;
    if (!atomic_exchange(&s->has_news, false)) return;
    head_read(&head, s);
    uint64_t before = s->told_seq;
    snprintf(data, room, "{\"seq\":%llu,\"hash\":\"%s\",\"entries\":%llu}", (unsigned long long)head.seq, head.hash,
             (unsigned long long)(head.seq - before));
    s->told_seq = head.seq;
    streams_tell(s->streams, "head", head.seq, data);
}

static void look_for_news(server *s)
{
    weir_error *error = NULL;
    if (weir_refresh(s->watcher.book, &error) == WEIR_OK)
        head_publish(s, s->watcher.book);
    else
        weir_error_free(error);
}

/* Until a signal says that it is enough. At most ten messages a second: one a tick. */
static void tick_until_stopped(server *s, const sigset_t *signals)
{
    const struct timespec pause = {.tv_nsec = TICK_MS * 1000000L};
    for (unsigned ticks = 0;; ticks++) {
        int seen = sigtimedwait(signals, NULL, &pause);
        if (seen == SIGINT || seen == SIGTERM) return;
        if (ticks % TICKS_A_LOOK == 0) look_for_news(s);
        tell_news(s);
        streams_tick(s->streams);
    }
}

/* ---- beginning and end ---- */
static weir_status server_make(server **out, const char *path, const serve_options *options, weir_error **error)
{
    arena *a = arena_new("server", (size_t)1 << 30);
    server *s = a ? arena_get(a, sizeof *s) : NULL;
    const char *slash = strrchr(path, '/');
    *out = s;
    if (s) {
        *s = (server){.path = path, .options = options, .a = a};
        snprintf(s->name, sizeof s->name, "%s", slash ? slash + 1 : path);
        s->door = door_new(a);
        s->cache = cache_new(a);
        s->streams = streams_new(a);
        s->meters = meters_new(a);
        s->jobs = jobs_new(a, s);
    }
    if (s && s->door && s->cache && s->streams && s->meters && s->jobs) {
        queue_begin(&s->to_read);
        queue_begin(&s->to_write);
        CHECK(pthread_mutex_init(&s->head_lock, NULL) == 0);
        CHECK(pthread_mutex_init(&s->door_lock, NULL) == 0);
        CHECK(pthread_mutex_init(&s->exchange_lock, NULL) == 0);
        return WEIR_OK;
    }
    arena_free(a);
    *out = NULL;
    *error = weir_error_make("E_LIMIT", NULL, NULL, 0);
    return weir_error_status(*error);
}

static weir_status open_all(server *s, weir_error **error)
{
    unsigned wanted = s->options->workers ? s->options->workers : 2;
    weir_status status = weir_people_open(&s->door_people, s->path, error);
    if (!status) status = worker_open(&s->watcher, s, false, error);
    if (!status) status = worker_open(&s->writer, s, true, error);
    for (unsigned i = 0; !status && i < wanted && i < WORKERS_MAX; i++) {
        status = worker_open(&s->reader[i], s, false, error);
        s->reader_count = i + 1;
    }
    if (status) return status;
    head_publish(s, s->watcher.book);
    s->told_seq = atomic_load(&s->seq);
    atomic_store(&s->has_news, false);
    return WEIR_OK;
}

static weir_status start_workers(server *s, weir_error **error)
{
    bool good = helper_start(&s->writer.thread, work, &s->writer);
    for (unsigned i = 0; good && i < s->reader_count; i++)
        good = helper_start(&s->reader[i].thread, work, &s->reader[i]);
    return good ? WEIR_OK : refuse_listen("threads", "the system gives none", error);
}

/* No new connections; what is asked already is answered; listeners are let go; then everything is closed. */
static void stop(server *s)
{
    atomic_store(&s->is_stopping, true);
    if (s->daemon) {
        MHD_socket port = MHD_quiesce_daemon(s->daemon);
        if (port != MHD_INVALID_SOCKET) shutdown(port, SHUT_RDWR);
    }
    queue_shut(&s->to_read);
    queue_shut(&s->to_write);
    for (unsigned i = 0; i < s->reader_count; i++) helper_wait(&s->reader[i].thread);
    helper_wait(&s->writer.thread);
    streams_end(s->streams);
    jobs_end(s->jobs);
    if (s->daemon) MHD_stop_daemon(s->daemon);
    cache_end(s->cache);
    for (unsigned i = 0; i < s->reader_count; i++) worker_close(&s->reader[i]);
    worker_close(&s->writer);
    worker_close(&s->watcher);
    weir_people_close(s->door_people);
    arena_free(s->a);
}

weir_status http_serve(const char *book_path, const serve_options *options, weir_error **error)
{
    sigset_t signals, before;
    server *s = NULL;
    weir_status status = server_make(&s, book_path, options, error);
    if (status) return status;
    CHECK(s != NULL);
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    CHECK(pthread_sigmask(SIG_BLOCK, &signals, &before) == 0); /* before any thread is made: all inherit it */
    status = open_all(s, error);
    if (!status) status = start_workers(s, error);
    if (!status) status = listen_on(s, error);
    if (!status) {
        jobs_verify_at_start(s->jobs);
        if (options->ready) options->ready(options->self, s->url);
        tick_until_stopped(s, &signals);
    }
    stop(s);
    CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    return status;
}
