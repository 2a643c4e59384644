/* line: rows that were proved, on their way to who asked for them, in pieces. Where there are many, a second thread reads
 * and proves the next pieces while this one hands out those before: to find and prove a row costs as much as to fold it.
 *
 * Order, errors and what is shown are those of one thread: rows go out in order, and what ended the reading is told
 * behind the last good row. Invariants: from the start of the second thread to its end only it touches the store; it asks
 * no arena for memory; when line_run returns it is gone. */
#include "journal/journal_int.h"

#include <pthread.h>
#include <string.h>

enum {
    PIECE_ROWS = 128,
    PIECES = 4,                                                /* no more than a core keeps close to itself */
    ROW_TEXT_BYTES_MAX = ATTRS_BYTES_MAX + CITATION_BYTES_MAX, /* of a row that was proved */
    PIECE_TEXT_BYTES = 2 * ROW_TEXT_BYTES_MAX,                 /* a piece ends where the next row's might not fit */
    ROWS_ALONE = 1024                                          /* few rows are read before another thread has begun */
};

typedef struct piece {
    journal_row row[PIECE_ROWS];
    char text[PIECE_TEXT_BYTES];
    size_t text_bytes;
    uint32_t count;
    bool is_last;
} piece;

typedef struct line {
    line_next next;
    void *next_self;
    piece *piece[PIECES];
    err_code code; /* what ended the rows; ERR_OK: there are no more. Said with the last piece, as is why */
    err why;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    uint32_t made, given; /* pieces; under the lock, as stop is */
    bool stop;            /* nobody wants more */
} line;

/* ---- a piece ---- */
static void keep_text(piece *p, str *text)
{
    if (text->len == 0) return;
    CHECK(text->len <= sizeof p->text - p->text_bytes);
    char *at = p->text + p->text_bytes;
    memcpy(at, text->ptr, text->len);
    text->ptr = at;
    p->text_bytes += text->len;
}

static void keep_texts(piece *p, event *ev)
{
    keep_text(p, &ev->attrs);
    if (!citation_given(&ev->cite)) return;
    str *const text[] = {&ev->cite.title, &ev->cite.url, &ev->cite.row, &ev->cite.words, &ev->cite.span};
    for (size_t i = 0; i < COUNT_OF(text); i++) keep_text(p, text[i]);
}

static bool has_room(const piece *p)
{
    return p->count < PIECE_ROWS && p->text_bytes <= sizeof p->text - ROW_TEXT_BYTES_MAX;
}

static void fill(line *l, piece *p)
{
    p->count = 0;
    p->text_bytes = 0;
    p->is_last = false;
    while (has_room(p)) {
        bool more = false;
        journal_row *row = &p->row[p->count];
        l->code = l->next(&more, row, l->next_self, &l->why);
        p->is_last = l->code || !more;
        if (p->is_last) return;
        keep_texts(p, &row->ev);
        p->count++;
    }
}

static err_code visit(const piece *p, journal_visit each, void *self, err *e)
{
    for (uint32_t i = 0; i < p->count; i++) {
        err_code code = each(self, &p->row[i].ev, &p->row[i].hash, e);
        if (code) return code;
    }
    return ERR_OK;
}

static err_code tell_end(const line *l, err *e)
{
    if (l->code && e) *e = l->why;
    return l->code;
}

/* ---- by one thread ---- */
/* *more: the rows that one thread reads are through, and there may be others. */
static err_code run_alone(bool *more, line *l, uint32_t rows_max, journal_visit each, void *self, err *e)
{
    piece *p = l->piece[0];
    *more = true;
    for (uint32_t rows = 0; rows < rows_max; rows += p->count) {
        fill(l, p);
        err_code code = visit(p, each, self, e);
        *more = !code && !p->is_last;
        if (!*more) return code ? code : tell_end(l, e);
    }
    return ERR_OK;
}

/* ---- by two ---- */
/* Waits for a piece that may be filled; NULL when nobody wants more. */
static piece *wait_for_room(line *l)
{
    pthread_mutex_lock(&l->lock);
    while (!l->stop && l->made - l->given == PIECES) pthread_cond_wait(&l->moved, &l->lock);
    piece *p = l->stop ? NULL : l->piece[l->made % PIECES];
    pthread_mutex_unlock(&l->lock);
    return p;
}

static piece *wait_for_piece(line *l)
{
    pthread_mutex_lock(&l->lock);
    while (l->made == l->given) pthread_cond_wait(&l->moved, &l->lock);
    piece *p = l->piece[l->given % PIECES];
    pthread_mutex_unlock(&l->lock);
    return p;
}

static void count_on(line *l, uint32_t *pieces)
{
    pthread_mutex_lock(&l->lock);
    ++*pieces;
    CHECK(l->made - l->given <= PIECES);
    pthread_cond_signal(&l->moved);
    pthread_mutex_unlock(&l->lock);
}

static void stop(line *l)
{
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    pthread_cond_signal(&l->moved);
    pthread_mutex_unlock(&l->lock);
}

static void make_pieces(void *self)
{
    line *l = self;
    for (bool more = true; more;) {
        piece *p = wait_for_room(l);
        if (p == NULL) break;
        fill(l, p);
        more = !p->is_last;
        count_on(l, &l->made);
    }
}

static err_code give_pieces(line *l, journal_visit each, void *self, err *e)
{
    for (;;) {
        piece *p = wait_for_piece(l);
        err_code code = visit(p, each, self, e);
        if (code) return code;
        if (p->is_last) return tell_end(l, e);
        count_on(l, &l->given);
    }
}

/* Where there is no second thread to be had, one does it all. */
static err_code run_in_two(line *l, journal_visit each, void *self, err *e)
{
    helper maker;
    bool more = false;
    if (!helper_start(&maker, make_pieces, l)) return run_alone(&more, l, UINT32_MAX, each, self, e);
    err_code code = give_pieces(l, each, self, e);
    stop(l);
    helper_wait(&maker);
    return code;
}

static err_code run_locked(line *l, journal_visit each, void *self, err *e)
{
    bool more = false;
    err_code code = run_alone(&more, l, ROWS_ALONE, each, self, e);
    return code || !more ? code : run_in_two(l, each, self, e);
}

err_code line_run(line_next next, void *next_self, journal_visit each, void *self, arena *scratch, err *e)
{
    CHECK(next != NULL);
    CHECK(each != NULL);
    line *l = arena_get(scratch, sizeof *l);
    if (l == NULL) return arena_err(scratch, e);
    l->next = next;
    l->next_self = next_self;
    if (e) l->why = *e; /* what the caller had said of where */
    for (int i = 0; i < PIECES; i++)
        if ((l->piece[i] = arena_get(scratch, sizeof *l->piece[i])) == NULL) return arena_err(scratch, e);
    CHECK(pthread_mutex_init(&l->lock, NULL) == 0);
    CHECK(pthread_cond_init(&l->moved, NULL) == 0);
    err_code code = run_locked(l, each, self, e);
    pthread_cond_destroy(&l->moved);
    pthread_mutex_destroy(&l->lock);
    return code;
}
