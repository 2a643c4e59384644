/* crash_vfs: see the header. Every method hands on to the file system below; writes, syncs and deletions are told to
 * the platter on the way. The phase moves on by itself where only SQLite knows: at the commit hook, at the end of a
 * commit, and when the log is emptied. */
#include "crash_vfs.h"

#include "base/base.h"
#include "platter.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef enum io_call {
    IO_OPEN,
    IO_READ,
    IO_WRITE,
    IO_TRUNCATE,
    IO_SYNC,
    IO_SIZE,
    IO_DELETE,
    IO_ACCESS,
    IO_LOCK,
    IO_SHARED_MAP,
    IO_SHARED_LOCK,
    IO_CALLS
} io_call;

typedef struct shim_file {
    sqlite3_file base;
    sqlite3_file *below; /* right behind this */
    platter_file *plate; /* NULL: a temporary file */
    bool is_log;
    bool syncs_folder; /* with its first sync, as SQLite's own does for logs and journals */
} shim_file;

static struct shim {
    sqlite3_vfs vfs;
    sqlite3_vfs *below;
    sqlite3 *newest; /* connection */
    shim_plan plan;
    phase now;
    bool dead, paused;
    uint64_t operations, faultable, faults;
    int64_t files_open, waited_us;
    unsigned char trace[TRACE_MAX];
} shim;

/* ---- faults ---- */
static int io_code(io_call call)
{
    static const int IO_CODE[IO_CALLS] = {
        [IO_OPEN] = SQLITE_CANTOPEN,           [IO_READ] = SQLITE_IOERR_READ,        [IO_WRITE] = SQLITE_IOERR_WRITE,
        [IO_TRUNCATE] = SQLITE_IOERR_TRUNCATE, [IO_SYNC] = SQLITE_IOERR_FSYNC,       [IO_SIZE] = SQLITE_IOERR_FSTAT,
        [IO_DELETE] = SQLITE_IOERR_DELETE,     [IO_ACCESS] = SQLITE_IOERR_ACCESS,    [IO_LOCK] = SQLITE_IOERR_LOCK,
        [IO_SHARED_MAP] = SQLITE_IOERR_SHMMAP, [IO_SHARED_LOCK] = SQLITE_IOERR_LOCK,
    };
    return IO_CODE[call];
}

static int fault_code(io_call call)
{
    switch (shim.plan.fault) {
    case FAULT_NONE: return SQLITE_OK;
    case FAULT_IO: return io_code(call);
    case FAULT_FULL:
        if (call == IO_SHARED_MAP) return SQLITE_IOERR_SHMSIZE;
        return call == IO_WRITE || call == IO_TRUNCATE ? SQLITE_FULL : SQLITE_OK;
    case FAULT_BUSY: return call == IO_LOCK || call == IO_SHARED_LOCK ? SQLITE_BUSY : SQLITE_OK;
    case FAULT_READ_ONLY: return call == IO_DELETE ? SQLITE_IOERR_DELETE : SQLITE_OK; /* opening: see there */
    }
    CHECK(false); /* no other kind of fault */
    return SQLITE_OK;
}

/* SQLITE_OK, or what this call must return instead of doing its work. */
static int fail(io_call call)
{
    if (shim.dead) return io_code(call);
    int code = fault_code(call);
    if (code == SQLITE_OK) return SQLITE_OK;
    shim.faultable++;
    bool due = shim.plan.fault_stays ? shim.faultable >= shim.plan.fault_at : shim.faultable == shim.plan.fault_at;
    if (!due) return SQLITE_OK;
    shim.faults++;
    return code;
}

/* ---- cuts ---- */
/* One more operation, already told to the platter; the power may fail in the middle of it. */
static void count_operation(void)
{
    if (shim.dead || shim.paused) return;
    if (shim.operations < TRACE_MAX) shim.trace[shim.operations] = (unsigned char)shim.now;
    shim.operations++;
    if (shim.plan.cut_at == 0 || shim.operations != shim.plan.cut_at) return;
    shim.dead = shim.plan.lives_on;
    if (shim.dead) return;
    if (!shim.plan.kill_only) platter_cut(shim.plan.seed);
    _exit(CUT_STATUS);
}

/* Only a run that is to be cut needs to know what would survive. */
static bool tracked(const shim_file *f)
{
    return f->plate && shim.plan.cut_at > 0 && !shim.plan.kill_only;
}

/* ---- files ---- */
static sqlite3_file *below(sqlite3_file *file)
{
    return ((shim_file *)file)->below;
}

static int do_close(sqlite3_file *file)
{
    shim.files_open--;
    return below(file)->pMethods->xClose(below(file));
}

static int do_read(sqlite3_file *file, void *out, int len, sqlite3_int64 at)
{
    int code = fail(IO_READ);
    return code ? code : below(file)->pMethods->xRead(below(file), out, len, at);
}

static int do_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    shim_file *f = (shim_file *)file;
    int code = fail(IO_WRITE);
    if (code && tracked(f) && !shim.dead) platter_write(f->plate, bytes, (size_t)len / 2, (uint64_t)at);
    if (code) {
        if (!shim.dead) f->below->pMethods->xWrite(f->below, bytes, len / 2, at); /* a part may have gone out */
        return code;
    }
    if (tracked(f)) platter_write(f->plate, bytes, (size_t)len, (uint64_t)at);
    count_operation();
    if (shim.dead) return SQLITE_IOERR_WRITE;
    return f->below->pMethods->xWrite(f->below, bytes, len, at);
}

static int do_truncate(sqlite3_file *file, sqlite3_int64 len)
{
    shim_file *f = (shim_file *)file;
    int code = fail(IO_TRUNCATE);
    if (code) return code;
    if (f->is_log && shim.now == PHASE_CHECKPOINT) shim.now = PHASE_CLOSE;
    if (tracked(f)) platter_truncate(f->plate, (uint64_t)len);
    count_operation();
    if (shim.dead) return SQLITE_IOERR_TRUNCATE;
    return f->below->pMethods->xTruncate(f->below, len);
}

/* Below nothing is synced: the platter is the only disk here. */
static int do_sync(sqlite3_file *file, int flags)
{
    shim_file *f = (shim_file *)file;
    (void)flags;
    int code = fail(IO_SYNC);
    if (code) return code;
    count_operation();
    if (shim.dead) return SQLITE_IOERR_FSYNC;
    if (tracked(f)) platter_sync(f->plate);
    if (tracked(f) && f->syncs_folder) platter_sync_names();
    f->syncs_folder = false;
    return SQLITE_OK;
}

static int do_size(sqlite3_file *file, sqlite3_int64 *out)
{
    int code = fail(IO_SIZE);
    return code ? code : below(file)->pMethods->xFileSize(below(file), out);
}

static int do_lock(sqlite3_file *file, int level)
{
    int code = fail(IO_LOCK);
    return code ? code : below(file)->pMethods->xLock(below(file), level);
}

static int do_unlock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xUnlock(below(file), level);
}

static int do_check_reserved(sqlite3_file *file, int *out)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), out);
}

static int do_sector_size(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int do_characteristics(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

/* ---- settings ---- */
/* SQLite hands over its own copy of the argument before it looks at it: another word there is another setting. */
static void replace_argument(char *argument, const char *with)
{
    CHECK(strlen(with) <= strlen(argument));
    memcpy(argument, with, strlen(with) + 1);
}

static int do_pragma(char **argument)
{
    const shim_plan *plan = &shim.plan;
    if (plan->synchronous && sqlite3_stricmp(argument[1], "synchronous") == 0) {
        if (argument[2])
            replace_argument(argument[2], plan->synchronous);
        else if (!plan->honest) {
            argument[0] = sqlite3_mprintf("2");
            return SQLITE_OK; /* answered */
        }
    }
    if (plan->cache_pages && argument[2] && sqlite3_stricmp(argument[1], "cache_size") == 0) {
        char pages[12];
        snprintf(pages, sizeof pages, "%d", plan->cache_pages);
        replace_argument(argument[2], pages);
        sqlite3_wal_autocheckpoint(shim.newest, plan->log_pages); /* an opening sets its own after the hook below */
    }
    return SQLITE_NOTFOUND; /* SQLite goes on with it */
}

static int do_control(sqlite3_file *file, int what, void *argument)
{
    if (what == SQLITE_FCNTL_PRAGMA) return do_pragma(argument);
    if (what == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK; /* would change the file behind the platter's back */
    if (what == SQLITE_FCNTL_COMMIT_PHASETWO && shim.now == PHASE_COMMIT) shim.now = PHASE_CHECKPOINT;
    return below(file)->pMethods->xFileControl(below(file), what, argument);
}

/* ---- shared memory: the real one, gone with the power ---- */
static int do_shared_map(sqlite3_file *file, int region, int bytes, int extend, void volatile **out)
{
    int code = fail(IO_SHARED_MAP);
    if (!code) return below(file)->pMethods->xShmMap(below(file), region, bytes, extend, out);
    *out = NULL;
    return code;
}

static int do_shared_lock(sqlite3_file *file, int offset, int n, int flags)
{
    int code = flags & SQLITE_SHM_LOCK ? fail(IO_SHARED_LOCK) : SQLITE_OK; /* giving back works even then */
    return code ? code : below(file)->pMethods->xShmLock(below(file), offset, n, flags);
}

static void do_shared_barrier(sqlite3_file *file)
{
    count_operation();
    below(file)->pMethods->xShmBarrier(below(file));
}

static int do_shared_unmap(sqlite3_file *file, int remove)
{
    return below(file)->pMethods->xShmUnmap(below(file), remove);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2, /* no memory mapping: a write that is not a call cannot be counted */
    .xClose = do_close,
    .xRead = do_read,
    .xWrite = do_write,
    .xTruncate = do_truncate,
    .xSync = do_sync,
    .xFileSize = do_size,
    .xLock = do_lock,
    .xUnlock = do_unlock,
    .xCheckReservedLock = do_check_reserved,
    .xFileControl = do_control,
    .xSectorSize = do_sector_size,
    .xDeviceCharacteristics = do_characteristics,
    .xShmMap = do_shared_map,
    .xShmLock = do_shared_lock,
    .xShmBarrier = do_shared_barrier,
    .xShmUnmap = do_shared_unmap,
};

/* ---- the file system ---- */
/* What a folder and a file that may only be read do to an opening. */
static int restrict_opening(const char *path, int *flags)
{
    if (shim.plan.fault != FAULT_READ_ONLY) return SQLITE_OK;
    bool exists = path && access(path, F_OK) == 0;
    if (*flags & SQLITE_OPEN_CREATE && !exists) {
        shim.faults++;
        return SQLITE_CANTOPEN;
    }
    if (*flags & SQLITE_OPEN_READWRITE) {
        shim.faults++;
        *flags = (*flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    }
    return SQLITE_OK;
}

static int do_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    shim_file *f = (shim_file *)file;
    memset(f, 0, sizeof *f);
    f->below = (sqlite3_file *)(f + 1);
    int code = fail(IO_OPEN);
    if (!code) code = restrict_opening(path, &flags);
    if (code) return code;
    bool created = path && access(path, F_OK) != 0;
    code = shim.below->xOpen(shim.below, path, f->below, flags, out_flags);
    if (code) return code;
    f->base.pMethods = &METHODS;
    f->is_log = flags & SQLITE_OPEN_WAL;
    f->syncs_folder = flags & SQLITE_OPEN_CREATE && flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL);
    if (path && shim.plan.cut_at > 0) f->plate = platter_open(path, created);
    shim.files_open++;
    return SQLITE_OK;
}

static int do_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    (void)vfs;
    int code = fail(IO_DELETE);
    if (code) return code;
    if (access(path, F_OK) == 0) {
        platter_file *plate = platter_delete(path);
        count_operation();
        if (shim.dead) return SQLITE_IOERR_DELETE;
        if (plate && sync_folder) platter_sync(plate);
    }
    return shim.below->xDelete(shim.below, path, 0);
}

static int do_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    int code = fail(IO_ACCESS);
    return code ? code : shim.below->xAccess(shim.below, path, flags, out);
}

static int do_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    shim.waited_us += us;
    return us;
}

/* ---- installing ---- */
static int enter_commit(void *unused)
{
    (void)unused;
    if (shim.now == PHASE_APPEND) shim.now = PHASE_COMMIT;
    return 0;
}

/* Called by SQLite for every new connection. */
static int adopt_connection(sqlite3 *db, const char **message, const struct sqlite3_api_routines *unused)
{
    (void)message;
    (void)unused;
    sqlite3_commit_hook(db, enter_commit, NULL);
    shim.newest = db;
    return SQLITE_OK;
}

static void (*adopter(void))(void)
{
    return (void (*)(void))adopt_connection; /* the shape that SQLite asks for */
}

void shim_install(const shim_plan *plan)
{
    shim = (struct shim){.plan = *plan, .now = PHASE_OPEN};
    shim.below = sqlite3_vfs_find(NULL);
    CHECK(shim.below != NULL);
    shim.vfs = *shim.below;
    shim.vfs.zName = "crash";
    shim.vfs.iVersion = 2;
    shim.vfs.szOsFile = (int)sizeof(shim_file) + shim.below->szOsFile;
    shim.vfs.xOpen = do_open;
    shim.vfs.xDelete = do_delete;
    shim.vfs.xAccess = do_access;
    shim.vfs.xSleep = do_sleep;
    CHECK(sqlite3_vfs_register(&shim.vfs, 1) == SQLITE_OK);
    CHECK(sqlite3_auto_extension(adopter()) == SQLITE_OK);
}

void shim_remove(void)
{
    CHECK(shim.files_open == 0);
    sqlite3_cancel_auto_extension(adopter());
    CHECK(sqlite3_vfs_unregister(&shim.vfs) == SQLITE_OK);
    CHECK(sqlite3_vfs_find(NULL) == shim.below);
    platter_forget();
}

void shim_disarm(void)
{
    shim.plan.fault = FAULT_NONE;
    shim.plan.cut_at = 0;
}

void shim_reboot(const shim_plan *plan)
{
    CHECK(shim.files_open == 0);
    if (shim.dead) platter_cut(shim.plan.seed);
    platter_forget();
    shim.plan = *plan;
    shim.now = PHASE_OPEN;
    shim.dead = false;
    shim.operations = shim.faultable = 0;
}

bool shim_is_dead(void)
{
    return shim.dead;
}

void shim_arm(fault_kind fault, uint64_t fault_at, bool stays)
{
    shim.plan.fault = fault;
    shim.plan.fault_at = fault_at;
    shim.plan.fault_stays = stays;
    shim.faultable = 0;
}

void shim_pause(bool paused)
{
    shim.paused = paused;
}

void shim_enter(phase p)
{
    shim.now = p;
}

uint64_t shim_operations(void)
{
    return shim.operations;
}

const unsigned char *shim_trace(void)
{
    return shim.trace;
}

uint64_t shim_faults(void)
{
    return shim.faults;
}

int64_t shim_files_open(void)
{
    return shim.files_open;
}

int64_t shim_waited_ms(void)
{
    return shim.waited_us / 1000;
}
