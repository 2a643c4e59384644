/* jobs: work that takes longer than a request should: verifying the whole book. Each has a thread and a handle of the book
 * of its own; a page asks how far it is or listens. A book found damaged takes no more entries from this service. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>

enum { JOBS_MAX = 16 };
typedef enum job_state { JOB_FREE, JOB_RUNS, JOB_DONE, JOB_FAILED } job_state;
typedef struct job {
    server *s;
    uint64_t number;
    job_state state;
    char by[WEIR_PERSON_ID_MAX + 1], code[48], text_zh[600], text_en[600];
    uint64_t entries;
    helper thread;
} job;
struct jobs {
    pthread_mutex_t lock;
    uint64_t last;
    job at[JOBS_MAX];
};

jobs *jobs_new(arena *a, server *s)
{
    jobs *of = arena_get(a, sizeof *of);
    if (!of) return NULL;
    CHECK(pthread_mutex_init(&of->lock, NULL) == 0);
    for (size_t i = 0; i < JOBS_MAX; i++) of->at[i].s = s;
    return of;
}

static const char *word_of(job_state state)
{
    static const char *const words[] = {"free", "running", "done", "failed"};
    return words[state];
}

static void tell(const job *j)
{
    char data[120];
    snprintf(data, sizeof data, "{\"job\":%llu,\"state\":\"%s\"}", (unsigned long long)j->number, word_of(j->state));
    streams_tell(j->s->streams, "job", 0, data);
}

static void finish(job *j, weir_status status, weir_error *error, uint64_t entries)
{
    jobs *of = j->s->jobs;
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    j->entries = entries;
    j->state = status ? JOB_FAILED : JOB_DONE;
    if (error) {
        snprintf(j->code, sizeof j->code, "%s", weir_error_code(error, 0));
        snprintf(j->text_zh, sizeof j->text_zh, "%s", weir_error_text(error, 0, WEIR_ZH));
        snprintf(j->text_en, sizeof j->text_en, "%s", weir_error_text(error, 0, WEIR_EN));
    }
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
    if (status == WEIR_DAMAGED) {
        atomic_store(&j->s->is_damaged, true);
        log_event("damaged", weir_error_text(error, 0, WEIR_EN));
    }
    tell(j);
}

static void verify(void *self)
{
    job *j = self;
    weir_head head = {.seq = 0};
    weir_book *book = NULL;
    weir_error *error = NULL;
    weir_status status = weir_open(&book, j->s->path, true, &error);
    if (!status) {
        weir_head_chain(&head, book);
        status = weir_verify(book, NULL, &error);
    }
    weir_close(book);
    finish(j, status, error, head.seq);
    weir_error_free(error);
}

/* A place whose job has ended is taken again; NULL: all of them run. */
static job *place_for(jobs *of)
{
    job *oldest = NULL;
    for (size_t i = 0; i < JOBS_MAX; i++) {
        job *j = &of->at[i];
        if (j->state != JOB_RUNS && (!oldest || j->number < oldest->number)) oldest = j;
    }
    if (oldest) helper_wait(&oldest->thread);
    return oldest;
}

/* The number of the job; 0: too many run. */
static uint64_t begin_verify(jobs *of, const char *by)
{
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    uint64_t number = 0;
    job *j = place_for(of);
    if (j) {
        *j = (job){.s = j->s, .number = ++of->last, .state = JOB_RUNS};
        snprintf(j->by, sizeof j->by, "%s", by);
        number = j->number;
        if (!helper_start(&j->thread, verify, j)) {
            j->state = JOB_FREE;
            number = 0;
        }
    }
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
    return number;
}

void jobs_verify_at_start(jobs *of)
{
    begin_verify(of, "");
}

void jobs_end(jobs *of)
{
    if (!of) return;
    for (size_t i = 0; i < JOBS_MAX; i++) helper_wait(&of->at[i].thread);
}

/* ---- asked for ---- */
static bool answer_begin(buf *out, exchange *x)
{
    arena *a = exchange_memory(x);
    if (a) buf_init(out, a, 1 << 20);
    if (!a) x->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    return a != NULL;
}

void post_jobs(worker *w, exchange *x)
{
    buf text;
    member_value what;
    (void)w;
    if (!body_read(x, &what, 1) || !answer_begin(&text, x)) return;
    if (strcmp(what.text, "verify") != 0) {
        reply_refusal(x, "E_HTTP_MEMBER", "job", "");
        return;
    }
    uint64_t number = begin_verify(x->s->jobs, x->who.id);
    if (number == 0) {
        x->wait_s = 5;
        reply_refusal(x, "E_HTTP_BUSY", "", "");
        return;
    }
    buf_char(&text, '{');
    json_count(&text, "job", number);
    buf_text(&text, "}\n");
    reply_json(x, MHD_HTTP_ACCEPTED, &text);
}

/* A copy, taken under the lock: it goes on meanwhile. */
static bool job_find(job *out, exchange *x)
{
    uint64_t number = 0;
    bool found = false;
    jobs *of = x->s->jobs;
    if (!part_count(x, &number, 0)) return false;
    CHECK(pthread_mutex_lock(&of->lock) == 0);
    for (size_t i = 0; i < JOBS_MAX && number > 0 && !found; i++) {
        found = of->at[i].number == number && strcmp(of->at[i].by, x->who.id) == 0;
        if (found) *out = of->at[i];
    }
    CHECK(pthread_mutex_unlock(&of->lock) == 0);
    if (!found) reply_refusal(x, "E_HTTP_JOB", part_text(x, 0), "");
    return found;
}

static void put_job(buf *out, const job *j)
{
    buf_char(out, '{');
    json_count(out, "job", j->number);
    json_member(out, "what", "verify");
    json_member(out, "state", word_of(j->state));
    json_count(out, "entries", j->entries);
    json_member(out, "code", j->code);
    json_member(out, "text_zh", j->text_zh);
    json_member(out, "text_en", j->text_en);
    buf_text(out, "}\n");
}

void get_job(worker *w, exchange *x)
{
    buf text;
    job found;
    (void)w;
    if (!job_find(&found, x) || !answer_begin(&text, x)) return;
    put_job(&text, &found);
    reply_json(x, MHD_HTTP_OK, &text);
}
