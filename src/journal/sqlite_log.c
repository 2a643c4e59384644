/* sqlite_log: the length of the write-ahead log, kept ahead of what is written to it.
 *
 * A commit whose pages lie behind the end of the log makes the file system write down a new length as well, before the
 * sync returns: that costs as much again as the pages. So when the end comes near, zeros are put behind it, a piece at a
 * time, and the commits that follow overwrite them. They go out with the next commit's sync; nothing waits for them, no
 * promise rests on them: a frame counts by its salt and sums, and zeros have neither (sqlite.org/walformat).
 *
 * Invariants: zeros are put behind the end alone, and only under the write lock, when nobody else may write to the log or
 * cut it; a log that cannot be made longer stays as it is, and so does everything else. */
#include "journal/sqlite_int.h"

#include <sqlite3.h>

enum {
    ZERO_BYTES = 64 << 10,
    ZERO_PIECES = 4,        /* 256 KiB at a time: some twenty posts */
    FRAMES_AHEAD = 12,      /* a post takes three or four; an interior page now and then */
    FRAMES_TO_KEEP = 1000,  /* then they are brought into the file, as SQLite does when not told otherwise */
    LOG_HEADER_BYTES = 32,
    AT_LOG_PAGE_BYTES = 8,
    FRAME_HEADER_BYTES = 24
};

/* Called by SQLite after each commit. Always SQLITE_OK: the commit stands whatever becomes of the log. */
static int count_frames(void *self, sqlite3 *db, const char *name, int frames)
{
    sqlite_log *l = self;
    int in_log = 0, brought = 0;
    CHECK(frames > 0);
    l->frames = (uint32_t)frames;
    if (frames < FRAMES_TO_KEEP) return SQLITE_OK;
    int rc = sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, &in_log, &brought);
    if (rc == SQLITE_OK && in_log == brought) l->frames = 1; /* the next writer begins at its start again */
    return SQLITE_OK;
}

void sqlite_log_watch(sqlite_log *l, sqlite3 *db)
{
    CHECK(l->frames == 0);
    sqlite3_wal_hook(db, count_frames, l);
}

/* The log's bytes a page of the book; 0 when they cannot be read. */
static sqlite3_int64 frame_bytes(sqlite3_file *log)
{
    unsigned char at[4];
    if (log->pMethods->xRead(log, at, sizeof at, AT_LOG_PAGE_BYTES) != SQLITE_OK) return 0;
    sqlite3_int64 page = (sqlite3_int64)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
    return page > 0 && page <= 65536 ? page + FRAME_HEADER_BYTES : 0;
}

static bool put_zeros(sqlite3_file *log, sqlite3_int64 end)
{
    static const unsigned char zeros[ZERO_BYTES];
    for (int i = 0; i < ZERO_PIECES; i++, end += ZERO_BYTES)
        if (log->pMethods->xWrite(log, zeros, ZERO_BYTES, end) != SQLITE_OK) return false;
    return true;
}

void sqlite_log_make_room(sqlite_log *l, sqlite3 *db)
{
    sqlite3_file *log = NULL;
    sqlite3_int64 end = 0;
    CHECK(!sqlite3_get_autocommit(db));
    if (l->frames == 0 || l->is_fixed) return; /* who stores once only needs no room */
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK || !log->pMethods) return;
    if (log->pMethods->xFileSize(log, &end) != SQLITE_OK || end <= LOG_HEADER_BYTES) return;
    sqlite3_int64 frame = frame_bytes(log);
    bool is_near = frame > 0 && LOG_HEADER_BYTES + (l->frames + FRAMES_AHEAD) * frame > end;
    if (is_near) l->is_fixed = !put_zeros(log, end);
}
