/* clock: the only one. Instants of entry rise with the journal, whatever the system's clock does. */
#include "app/app_int.h"

#include <time.h>

int64_t clock_after(int64_t last_us)
{
    struct timespec now = {.tv_sec = 0};
    CHECK(clock_gettime(CLOCK_REALTIME, &now) == 0);
    int64_t now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    return now_us > last_us ? now_us : last_us + 1;
}
