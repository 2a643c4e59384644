/* thread: a second thread for one piece of work, which whoever started it waits for.
 *
 * Threads of ours do what needs no decision and no memory: an arena belongs to one thread. Signals stay with the threads
 * that the program knows of. Invariant: after helper_wait no thread of this helper runs. */
#include "base/base.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

static_assert(sizeof(pthread_t) <= sizeof(((helper *)0)->thread), "the thread's number fits");

static void *run(void *self)
{
    helper *h = self;
    h->work(h->self);
    return NULL;
}

bool helper_start(helper *h, void (*work)(void *self), void *self)
{
    CHECK(h != NULL);
    CHECK(work != NULL);
    sigset_t all, before;
    pthread_t thread;
    *h = (helper){.work = work, .self = self};
    CHECK(sigfillset(&all) == 0);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return false;
    bool started = pthread_create(&thread, NULL, run, h) == 0;
    CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    if (!started) return false;
    memcpy(&h->thread, &thread, sizeof thread);
    h->is_running = true; /* told to nobody but who started it */
    return true;
}

void helper_wait(helper *h)
{
    pthread_t thread;
    CHECK(h != NULL);
    if (!h->is_running) return;
    memcpy(&thread, &h->thread, sizeof thread);
    CHECK(pthread_join(thread, NULL) == 0);
    h->is_running = false;
}
