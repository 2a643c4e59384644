/* meter: one line of JSON a request to standard error, and counters for whoever watches the service (Prometheus text).
 * Never a parameter's value, a body or a token: a path alone, whose parts are ids. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { CLASSES = 6, STEPS = 12 };
static const double step_ms[STEPS] = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 500, 2500};

struct meters {
    _Atomic uint64_t requests[CLASSES], bytes, hits, misses;
    _Atomic uint64_t within[STEPS + 1]; /* not cumulative; the last is slower than all */
    _Atomic uint64_t microseconds;
    int64_t began_us;
};

meters *meters_new(arena *a)
{
    meters *m = arena_get(a, sizeof *m);
    if (m) m->began_us = now_us();
    return m;
}

void meter_cache(meters *m, bool hit)
{
    atomic_fetch_add_explicit(hit ? &m->hits : &m->misses, 1, memory_order_relaxed);
}

/* ---- the log ---- */
static void put_instant(buf *out, int64_t at_us)
{
    char text[40];
    time_t seconds = (time_t)(at_us / 1000000);
    struct tm utc = {.tm_year = 70};
    gmtime_r(&seconds, &utc);
    size_t len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + len, sizeof text - len, ".%03dZ", (int)(at_us / 1000 % 1000));
    json_member(out, "at", text);
}

/* In memory of the stack's size: a log must not fail for want of an arena. */
static void put_line(const char *method, const exchange *x, int status, size_t bytes, int64_t took_us)
{
    char path[700], line[1400];
    size_t at = 0;
    for (const char *c = x->path; *c && at + 7 < sizeof path; c++) {
        bool plain = *c >= ' ' && *c != '"' && *c != '\\' && *c != 127;
        at += (size_t)snprintf(path + at, sizeof path - at, plain ? "%c" : "\\u%04x", plain ? *c : (unsigned char)*c);
    }
    path[at] = 0;
    snprintf(line, sizeof line,
             "{\"at\":%lld,\"method\":\"%s\",\"path\":\"%s\",\"status\":%d,\"ms\":%.3f,\"bytes\":%zu,\"person\":\"%s\","
             "\"address\":\"%s\",\"code\":\"%s\"}\n",
             (long long)x->began_us, method, path, status, (double)took_us / 1000, bytes, x->who.role ? x->who.id : "",
             x->address, x->code);
    fputs(line, stderr);
}

void log_event(const char *what, const char *words)
{
    arena *a = arena_new("log", 1 << 20);
    if (!a) return;
    buf line;
    buf_init(&line, a, 1 << 16);
    buf_char(&line, '{');
    put_instant(&line, now_us());
    json_member(&line, "event", what);
    json_member(&line, "words", words);
    buf_text(&line, "}\n");
    str text = buf_view(&line);
    fwrite(text.ptr, 1, text.len, stderr);
    arena_free(a);
}

void meter_request(const exchange *x, int status, size_t bytes)
{
    meters *m = x->s->meters;
    int64_t took_us = now_us() - x->began_us;
    size_t step = 0;
    while (step < STEPS && (double)took_us / 1000 > step_ms[step]) step++;
    atomic_fetch_add_explicit(&m->requests[status / 100 < CLASSES ? status / 100 : 0], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->within[step], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->bytes, bytes, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->microseconds, took_us > 0 ? (uint64_t)took_us : 0, memory_order_relaxed);
    if (x->s->options->quiet) return;
    put_line(x->route ? x->route->method : "GET", x, status, bytes, took_us);
}

/* ---- figures ---- */
static void put_figure(buf *out, const char *name, const char *label, uint64_t value)
{
    buf_text(out, name);
    buf_text(out, label);
    buf_char(out, ' ');
    buf_int(out, (int64_t)value);
    buf_char(out, '\n');
}

static void put_requests(buf *out, meters *m)
{
    char label[64];
    buf_text(out,
             "# HELP weir_requests_total Requests answered, by class of status.\n# TYPE weir_requests_total counter\n");
    for (int i = 1; i < CLASSES; i++) {
        snprintf(label, sizeof label, "{class=\"%dxx\"}", i);
        put_figure(out, "weir_requests_total", label, atomic_load(&m->requests[i]));
    }
    buf_text(out, "# HELP weir_request_seconds Time to answer.\n# TYPE weir_request_seconds histogram\n");
    uint64_t sum = 0;
    for (int i = 0; i < STEPS; i++) {
        sum += atomic_load(&m->within[i]);
        snprintf(label, sizeof label, "{le=\"%g\"}", step_ms[i] / 1000);
        put_figure(out, "weir_request_seconds_bucket", label, sum);
    }
    sum += atomic_load(&m->within[STEPS]);
    put_figure(out, "weir_request_seconds_bucket", "{le=\"+Inf\"}", sum);
    put_figure(out, "weir_request_seconds_count", "", sum);
    snprintf(label, sizeof label, "weir_request_seconds_sum %.6f\n", (double)atomic_load(&m->microseconds) / 1e6);
    buf_text(out, label);
}

static void put_gauge(buf *out, const char *name, const char *help, const char *type, uint64_t value)
{
    buf_text(out, "# HELP ");
    buf_text(out, name);
    buf_char(out, ' ');
    buf_text(out, help);
    buf_text(out, "\n# TYPE ");
    buf_text(out, name);
    buf_char(out, ' ');
    buf_text(out, type);
    buf_char(out, '\n');
    put_figure(out, name, "", value);
}

static size_t queue_length(queue *q)
{
    CHECK(pthread_mutex_lock(&q->lock) == 0);
    size_t length = q->length;
    CHECK(pthread_mutex_unlock(&q->lock) == 0);
    return length;
}

void get_metrics(worker *w, exchange *x)
{
    server *s = x->s;
    meters *m = s->meters;
    buf text;
    (void)w;
    if (strcmp(x->address, "127.0.0.1") != 0 && strcmp(x->address, "::1") != 0 && x->who.role != WEIR_ADMIN) {
        reply_refusal(x, "E_HTTP_ROLE", weir_role_word(x->who.role), "");
        return;
    }
    arena *a = exchange_memory(x);
    if (!a) return;
    buf_init(&text, a, 1 << 20);
    put_requests(&text, m);
    put_gauge(&text, "weir_answer_bytes_total", "Bytes of answers.", "counter", atomic_load(&m->bytes));
    put_gauge(&text, "weir_cache_hits_total", "Answers given from memory.", "counter", atomic_load(&m->hits));
    put_gauge(&text, "weir_cache_misses_total", "Answers worked out.", "counter", atomic_load(&m->misses));
    put_gauge(&text, "weir_waiting_to_read", "Requests that wait for a reader.", "gauge", queue_length(&s->to_read));
    put_gauge(&text, "weir_waiting_to_write", "Requests that wait for the writer.", "gauge",
              queue_length(&s->to_write));
    put_gauge(&text, "weir_streams", "Listeners.", "gauge", streams_count(s->streams));
    put_gauge(&text, "weir_entries", "Entries of the book.", "gauge", atomic_load(&s->seq));
    put_gauge(&text, "weir_damaged", "1 when verification found damage.", "gauge", atomic_load(&s->is_damaged));
    put_gauge(&text, "weir_uptime_seconds", "Since the service began.", "gauge",
              (uint64_t)((now_us() - m->began_us) / 1000000));
    reply_text(x, MHD_HTTP_OK, buf_view(&text), "text/plain; version=0.0.4; charset=utf-8");
}
