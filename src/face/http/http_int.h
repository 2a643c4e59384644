/* http_int: what the files of this face share.
 *
 * Threads: libmicrohttpd's own (loops) take requests apart and answer from memory; readers and one writer each hold
 * handles of their own and answer the rest, while the connection is suspended; the thread that called http_serve ticks:
 * it takes in what other programs wrote and tells the streams. An exchange belongs to one thread at a time: to the loop,
 * then to a worker, then to the loop again. */
#ifndef WEIR_HTTP_INT_H
#define WEIR_HTTP_INT_H

#include "weir.h"
#include "weir_desk.h"
#include "weir_people.h"

#include "base/base.h"
#include "face/http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    PARTS_MAX = 2, /* {…} of a path */
    PARAMETER_BYTES_MAX = 4096,
    PARAMETERS_MAX = 64,
    JSON_BODY_MAX = 1 << 20,
    DRAFT_BODY_MAX = 64 << 20,
    WORKERS_MAX = 32,
    HEADER_BYTES_MAX = 32 << 10, /* of one request, all headers */
    CONNECTIONS_MAX = 20000,
    EXCHANGE_BYTES_MAX = 1 << 30 /* what one answer may take */
};

/* ---- routes.def ---- */
typedef struct server server;
typedef struct worker worker;
typedef struct exchange exchange;
typedef void handler(worker *w, exchange *x);

enum { /* who */
       BY_VIEWER = 1 << WEIR_VIEWER,
       BY_MAKER = 1 << WEIR_MAKER,
       BY_CHECKER = 1 << WEIR_CHECKER,
       BY_GP = 1 << WEIR_GP,
       BY_AUDITOR = 1 << WEIR_AUDITOR,
       BY_ADMIN = 1 << WEIR_ADMIN,
       BY_OFFICE = BY_VIEWER | BY_MAKER | BY_CHECKER | BY_AUDITOR | BY_ADMIN, /* all but GPs */
       BY_READER = BY_OFFICE | BY_GP,
       BY_DRAFTER = BY_MAKER | BY_CHECKER | BY_GP,
       BY_ALL = 0 /* also those who have not signed in */
};
enum {                     /* how */
       HOW_CACHED = 1,     /* the answer depends on the book, the basis and the scope alone */
       HOW_WRITES = 2,     /* enters the book: the writer does it */
       HOW_RAW = 4,        /* the body is bytes, not JSON */
       HOW_ON_LOOP = 8,    /* answered by the loop, without any handle of a book */
       HOW_BASIS = 16,     /* takes the parameters of a basis */
       HOW_NARROWED = 32,  /* takes where, sort, columns, limit, offset, format */
       HOW_LOGGED = 64,    /* stands in the log of access when it succeeds */
       HOW_UNCHANGED = 128 /* a POST that changes nothing: a token that only reads may ask */
};
typedef struct route {
    const char *method, *path;
    handler *answer;
    unsigned who, how;
    size_t body_max;
    const char *parameters; /* beside those of HOW_BASIS and HOW_NARROWED; blanks between */
    const char *body;       /* members of a JSON body: "name:type!" (! = needed); "" = none */
    const char *zh, *en;
} route;
const route *route_at(size_t index); /* NULL past the last */
/* The route of a method and path, its {…} into part (slices of path). NULL: *known_path says whether another method has it. */
const route *route_find(str part[PARTS_MAX], bool *known_path, const char *method, str path);
/* Does it take that parameter, and may it be repeated? */
bool route_takes(bool *repeats, const route *r, str name);

/* ---- answers ---- */
typedef struct answer { /* bytes that several connections may be sending */
    arena *from;        /* holds the answer itself too */
    _Atomic int users;
    str body;
    const char *type;
    char etag[48]; /* quoted; "" = none */
} answer;
void answer_release(void *self);
answer *answer_hold(answer *of);

struct exchange {
    exchange *next;
    server *s;
    struct MHD_Connection *connection;
    const route *route;
    str part[PARTS_MAX];
    arena *a; /* made when it is needed; goes to the answer */
    buf body;
    char address[48];
    char path[512];
    char key[1536]; /* what names the answer in the cache; "" = it is not cached */
    uint64_t key_seq;
    char token[65];
    weir_person who; /* role 0: nobody has signed in */
    weir_lang lang;
    bool is_read, is_ready; /* the body; the answer */
    int status;
    answer *with;
    char cookie[160], disposition[320], allow[64];
    unsigned wait_s; /* Retry-After */
    uint64_t rows;   /* for the log of access */
    char code[48];   /* of the refusal */
    int64_t began_us;
};

/* ---- reply.c ---- */
arena *exchange_memory(exchange *x); /* NULL: none is to be had */
void reply_text(exchange *x, int status, str body, const char *type);
void reply_json(exchange *x, int status, const buf *body);
/* Takes the error; its status by code and class. */
void reply_error(exchange *x, weir_error *error);
/* An error of this face. */
void reply_refusal(exchange *x, const char *code, const char *word, const char *value);
void reply_done(exchange *x, weir_status status, const buf *body, weir_error *error);
weir_sink sink_into(buf *out);
void json_name(buf *out, const char *name);                      /* "name": */
void json_member(buf *out, const char *name, const char *value); /* "name":"value" */
void json_count(buf *out, const char *name, uint64_t value);

/* ---- ask.c: what was asked ---- */
const char *parameter(const exchange *x, const char *name); /* NULL = not given */
size_t parameters(const exchange *x, const char *name, const char **out, size_t most);
/* False: the answer says which is wrong. */
bool count_parameter(exchange *x, uint64_t *out, const char *name);
bool part_count(exchange *x, uint64_t *out, size_t part);
const char *part_text(exchange *x, size_t part); /* terminated */
typedef struct show_request {
    weir_show_options o;
    const char *where[PARAMETERS_MAX];
    char today[16];
} show_request;
bool show_request_read(show_request *out, exchange *x);
void today_read(char out[16]);
int64_t now_us(void);
/* Checks of every request, before anybody works for it: parameters known, UTF-8, in size; the key of the cache. */
bool request_check(exchange *x);

/* ---- body.c: members of a JSON body ---- */
typedef struct member_value {
    const char *text; /* NULL = not given */
    size_t len;
    int64_t number;
    bool is_number, is_true;
} member_value;
/* Reads the members that the route's table names, nothing else. False: the answer says what is wrong. */
bool body_read(exchange *x, member_value *out, size_t most);
/* The same object's member `fields` as one line of JSON. */
bool body_fields(exchange *x, str *line);

/* ---- serve.c ---- */
struct worker {
    server *s;
    weir_book *book;
    weir_people *people;
    weir_desk *desk;
    helper thread;
    bool writes;
};
typedef struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    exchange *first, *last;
    size_t length;
    bool is_shut;
} queue;
typedef struct head_now {
    uint64_t seq;
    char hash[65];
    bool synthetic;
} head_now;
typedef struct cache cache;
typedef struct streams streams;
typedef struct jobs jobs;
typedef struct meters meters;
struct server {
    const char *path;
    const serve_options *options;
    char name[256]; /* of the book, for people */
    struct MHD_Daemon *daemon;
    char url[320];
    char hosts[1024]; /* with commas */
    arena *a;
    pthread_mutex_t head_lock;
    head_now head;
    _Atomic uint64_t seq;
    uint64_t told_seq; /* the last head that listeners were told */
    atomic_bool has_news, is_damaged, is_stopping;
    queue to_read, to_write;
    worker reader[WORKERS_MAX], writer, watcher; /* watcher: the handles of the thread that ticks */
    unsigned reader_count;
    pthread_mutex_t door_lock; /* of door_people and the sessions kept */
    weir_people *door_people;
    struct door *door;
    cache *cache;
    streams *streams;
    jobs *jobs;
    meters *meters;
    exchange *free_exchanges;
    pthread_mutex_t exchange_lock;
};
void head_read(head_now *out, server *s);
enum MHD_Result exchange_send(exchange *x);         /* what stands in it */
void response_put_security(struct MHD_Response *r); /* headers of every answer */
/* After a write or news: others must see it. */
void head_publish(server *s, weir_book *book);

/* ---- door.c: who is it ---- */
struct door *door_new(arena *a);
/* Fills x->who by cookie or token; role 0 when there is none that holds. */
void door_identify(exchange *x);
void door_forget(server *s); /* something about people changed */
/* False: the answer says why not. Role, CSRF, origin, host, rate. */
bool door_open(exchange *x);
bool door_pace(exchange *x); /* before work that is not answered from memory */

/* ---- cache.c ---- */
cache *cache_new(arena *a);
answer *cache_find(cache *c, const char *key, uint64_t seq); /* held for the caller; NULL */
void cache_keep(cache *c, const char *key, uint64_t seq, answer *with);
void cache_end(cache *c);

/* ---- stream.c ---- */
streams *streams_new(arena *a);
enum MHD_Result stream_begin(exchange *x);
void streams_tell(streams *of, const char *event, uint64_t id, const char *data);
void streams_tick(streams *of); /* keep-alive */
void streams_end(streams *of);
size_t streams_count(streams *of);

/* ---- jobs.c ---- */
jobs *jobs_new(arena *a, server *s);
void jobs_verify_at_start(jobs *of);
void jobs_end(jobs *of);

/* ---- meter.c: log and metrics ---- */
meters *meters_new(arena *a);
void meter_request(const exchange *x, int status, size_t bytes);
void meter_cache(meters *m, bool hit);
void log_event(const char *what, const char *words);

/* ---- assets.c ---- */
typedef struct asset {
    const char *path, *type, *etag;
    const unsigned char *raw, *zipped;
    size_t raw_len, zipped_len;
} asset;
const asset *asset_find(const char *path); /* NULL: there is none */
enum MHD_Result asset_send(exchange *x);   /* of any path outside /api; the pages' own routes get the first page */

/* ---- openapi.c ---- */
void openapi_print(buf *out);

#define ROUTE(method, path, function, ...) handler function;
#include "face/http/routes.def"

#endif
