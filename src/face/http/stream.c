/* stream: server-sent messages. Each listener has a place in one ring of the last messages; who has read all of it is
 * parked (its connection suspended) until there is more. Who was away longer than the ring reaches, and who names the
 * last entry that he saw (Last-Event-ID), is told the present head first: a head covers all before it, so nothing is
 * lost, and what follows is in order. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>

enum { RING = 512, MESSAGE_BYTES = 320, STREAMS_MAX = 5000, ALIVE_US = 15000000 };

typedef struct stream {
    struct stream *next_free;
    streams *of;
    struct MHD_Connection *connection;
    uint64_t read;             /* messages */
    char first[MESSAGE_BYTES]; /* told before those of the ring; "" = nothing */
    char rest[MESSAGE_BYTES];  /* of a message that did not fit */
    bool in_use, is_parked, wants_alive;
} stream;
struct streams {
    pthread_mutex_t lock;
    char message[RING][MESSAGE_BYTES];
    uint64_t told; /* messages so far; number n lies at n % RING */
    int64_t alive_us;
    size_t count;
    bool is_over;
    stream *first_free;
    stream place[STREAMS_MAX];
};

streams *streams_new(arena *a)
{
    streams *of = arena_get(a, sizeof *of);
    if (!of) return NULL;
    CHECK(pthread_mutex_init(&of->lock, NULL) == 0);
    of->alive_us = now_us();
    for (size_t i = STREAMS_MAX; i-- > 0;) {
        of->place[i].next_free = of->first_free;
        of->first_free = &of->place[i];
    }
    return of;
}

size_t streams_count(streams *of)
{
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    size_t count = of->count;
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
    return count;
}

/* ---- telling ---- */
static void wake(stream *to)
{
    if (!to->is_parked) return;
    to->is_parked = false;
    MHD_resume_connection(to->connection);
}

static void wake_all(streams *of)
{
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (of->place[i].in_use) wake(&of->place[i]);
}

void streams_tell(streams *of, const char *event, uint64_t id, const char *data)
{
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    char *to = of->message[of->told % RING];
    int len = id ? snprintf(to, MESSAGE_BYTES, "event: %s\nid: %llu\ndata: %s\n\n", event, (unsigned long long)id, data)
                 : snprintf(to, MESSAGE_BYTES, "event: %s\ndata: %s\n\n", event, data);
    CHECK(len > 0);
    CHECK(len < MESSAGE_BYTES);
    of->told++;
    wake_all(of);
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
}

/* A suspended connection never times out, and a peer that went away is noticed when it is written to. */
void streams_tick(streams *of)
{
    int64_t now = now_us();
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    if (now - of->alive_us >= ALIVE_US) {
        of->alive_us = now;
        for (size_t i = 0; i < STREAMS_MAX; i++) of->place[i].wants_alive = of->place[i].in_use;
        wake_all(of);
    }
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
}

void streams_end(streams *of)
{
    if (!of) return;
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    of->is_over = true;
    wake_all(of);
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
}

/* ---- listening ---- */
static void put_head(char *out, const server *s, const head_now *head, uint64_t seen)
{
    (void)s;
    snprintf(out, MESSAGE_BYTES, "event: head\nid: %llu\ndata: {\"seq\":%llu,\"hash\":\"%s\",\"entries\":%llu}\n\n",
             (unsigned long long)head->seq, (unsigned long long)head->seq, head->hash,
             (unsigned long long)(head->seq > seen ? head->seq - seen : 0));
}

/* What comes next for that listener; NULL = nothing yet. */
static const char *next_words(stream *to)
{
    streams *of = to->of;
    if (to->rest[0]) return to->rest;
    if (to->first[0]) return to->first;
    if (of->told - to->read > RING - 1) to->read = of->told - (RING - 1); /* heads are cumulative */
    if (to->read < of->told) return of->message[to->read % RING];
    return to->wants_alive ? ": ping\n\n" : NULL;
}

static void took(stream *to, const char *words, size_t len, size_t room)
{
    size_t part = len > room ? room : len;
    char left[MESSAGE_BYTES];
    snprintf(left, sizeof left, "%s", words + part);
    if (words == to->first)
        to->first[0] = 0;
    else if (words != to->rest && to->read < to->of->told)
        to->read++;
    else if (words != to->rest)
        to->wants_alive = false;
    snprintf(to->rest, sizeof to->rest, "%s", left);
}

static ssize_t hand_over(void *self, uint64_t at, char *bytes, size_t room)
{
    stream *to = self;
    (void)at;
    ssize_t taken = 0;
    CHECK(pthread_mutex_lock(&to->of->lock) == 0);
    const char *words = to->of->is_over ? NULL : next_words(to);
    if (to->of->is_over) {
        taken = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (!words) {
        to->is_parked = true;
        MHD_suspend_connection(to->connection);
    } else {
        size_t len = strlen(words), part = len > room ? room : len;
        memcpy(bytes, words, part);
        took(to, words, len, room);
        taken = (ssize_t)part;
    }
    CHECK(pthread_mutex_unlock(&to->of->lock) == 0);
    return taken;
}

static void leave(void *self)
{
    stream *to = self;
    streams *of = to->of;
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    to->in_use = to->is_parked = false;
    to->next_free = of->first_free;
    of->first_free = to;
    of->count--;
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
}

/* NULL: too many listen already. */
static stream *sit_down(exchange *x, uint64_t seen, const head_now *head)
{
    streams *of = x->s->streams;
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    stream *to = of->first_free;
    if (to) {
        of->first_free = to->next_free;
        *to = (stream){.of = of, .connection = x->connection, .read = of->told, .in_use = true};
        put_head(to->first, x->s, head, seen);
        of->count++;
    }
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
    return to;
}

static uint64_t seen_of(const exchange *x, uint64_t head)
{
    const char *text = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Last-Event-ID");
    uint64_t seen = 0;
    if (!text) return head;
    for (; *text >= '0' && *text <= '9' && seen < UINT64_MAX / 16; text++) seen = seen * 10 + (uint64_t)(*text - '0');
    return seen < head ? seen : head;
}

enum MHD_Result stream_begin(exchange *x)
{
    head_now head;
    head_read(&head, x->s);
    stream *to = sit_down(x, seen_of(x, head.seq), &head);
    if (!to) {
        x->wait_s = 30;
        reply_refusal(x, "E_HTTP_BUSY", "", "");
        return MHD_YES;
    }
    struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, hand_over, to, leave);
    if (!r) {
        leave(to);
        return MHD_NO;
    }
    MHD_add_response_header(r, "Content-Type", "text/event-stream; charset=utf-8");
    MHD_add_response_header(r, "Cache-Control", "no-store");
    MHD_add_response_header(r, "X-Accel-Buffering", "no");
    x->status = MHD_HTTP_OK;
    enum MHD_Result done = MHD_queue_response(x->connection, MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return done;
}

/* In the table of routes; the loop begins the stream itself. */
void get_events(worker *w, exchange *x)
{
    (void)w;
    CHECK(x->route->answer != get_events);
}
