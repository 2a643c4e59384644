/* progress: a bar on standard error, on a terminal only, and only when the work has lasted a second. */
#include "face/cli/cli_int.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, PAUSE_MS = 100, BAR_COLUMNS = 30 };

static int64_t now_ms(void)
{
    struct timespec now = {.tv_sec = 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *title_of(const char *stage, bool zh)
{
    static const char *const titles[][2] = {
        {"read", "读取"}, {"check", "检查"}, {"write", "写入"}, {"generate", "生成"}};
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        if (strcmp(titles[i][0], stage) == 0) return titles[i][zh ? 1 : 0];
    return stage;
}

static void draw(const progress *p, const char *stage, uint64_t done, uint64_t total)
{
    char bar[BAR_COLUMNS + 1];
    uint64_t part = total ? done : 0, whole = total ? total : 1;
    int filled = (int)((double)part / (double)whole * BAR_COLUMNS);
    for (int i = 0; i < BAR_COLUMNS; i++) bar[i] = i < filled ? '#' : '.';
    bar[BAR_COLUMNS] = 0;
    fprintf(stderr, "\r%-6s [%s] %3d %%", title_of(stage, p->call->lang == WEIR_ZH), bar,
            (int)((double)part / (double)whole * 100));
    fflush(stderr);
}

static void tell(void *self, const char *stage, uint64_t done, uint64_t total)
{
    progress *p = self;
    int64_t now = now_ms();
    if (now - p->begun_ms < PATIENCE_MS || now - p->told_ms < PAUSE_MS) return;
    p->told_ms = now;
    p->shown = true;
    draw(p, stage, done, total);
}

weir_progress progress_begin(progress *p, const invocation *call)
{
    *p = (progress){.call = call, .begun_ms = now_ms()};
    return (weir_progress){.tell = isatty(STDERR_FILENO) ? tell : NULL, .self = p};
}

void progress_end(progress *p)
{
    if (p->shown) fprintf(stderr, "\r%*s\r", BAR_COLUMNS + 24, "");
}
