/* vfs: a file system that opens nothing, loads nothing and knows one day only.
 *
 * Why: whatever a statement may find to say, the connection it runs on has no way to a file: there is none to be had from
 * SQLite's own ground floor. And date('now') is the day of the question, so that the same question has the same answer. */
#include "sql/sql_int.h"

#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 64, MICROSECONDS_NONE = 0 };
static const int64_t MS_A_DAY = 86400000;
static const int64_t JULIAN_MS_1970 = INT64_C(210866760000000);

static int open_nothing(sqlite3_vfs *v, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)v;
    (void)name;
    (void)flags;
    (void)out;
    file->pMethods = NULL;
    return SQLITE_CANTOPEN;
}

static int delete_nothing(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v;
    (void)name;
    (void)sync;
    return SQLITE_IOERR_DELETE;
}

static int find_nothing(sqlite3_vfs *v, const char *name, int flags, int *out)
{
    (void)v;
    (void)name;
    (void)flags;
    *out = 0;
    return SQLITE_OK;
}

static int name_nothing(sqlite3_vfs *v, const char *name, int room, char *out)
{
    (void)v;
    (void)name;
    if (room > 0) out[0] = '\0';
    return SQLITE_CANTOPEN;
}

static int same_bytes(sqlite3_vfs *v, int count, char *out)
{
    (void)v;
    memset(out, 0, (size_t)count);
    return count;
}

static int no_sleep(sqlite3_vfs *v, int microseconds)
{
    (void)v;
    (void)microseconds;
    return MICROSECONDS_NONE;
}

static int64_t julian_ms(const sqlite3_vfs *v)
{
    const sql *s = v->pAppData;
    return JULIAN_MS_1970 + s->tables->host.as_of * MS_A_DAY;
}

static int now_as_day(sqlite3_vfs *v, double *out)
{
    *out = (double)julian_ms(v) / (double)MS_A_DAY;
    return SQLITE_OK;
}

static int now_as_ms(sqlite3_vfs *v, sqlite3_int64 *out)
{
    *out = julian_ms(v);
    return SQLITE_OK;
}

bool vfs_register(sql *s)
{
    CHECK(s->vfs.zName == NULL);
    snprintf(s->vfs_name, sizeof s->vfs_name, "weir-%p", (void *)s); /* one a connection: each has its day */
    s->vfs = (sqlite3_vfs){.iVersion = 2,
                           .szOsFile = (int)sizeof(sqlite3_file),
                           .mxPathname = PATH_BYTES,
                           .zName = s->vfs_name,
                           .pAppData = s,
                           .xOpen = open_nothing,
                           .xDelete = delete_nothing,
                           .xAccess = find_nothing,
                           .xFullPathname = name_nothing,
                           .xRandomness = same_bytes,
                           .xSleep = no_sleep,
                           .xCurrentTime = now_as_day,
                           .xCurrentTimeInt64 = now_as_ms};
    return sqlite3_vfs_register(&s->vfs, 0) == SQLITE_OK;
}
