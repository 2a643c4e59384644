/* calls: see the header. */
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

typedef enum call_is { READS = 1, WRITES = 2, OPENS_TO_WRITE = 4, NAMES = 8 } call_is;

static struct calls {
    call_fault fault;
    uint64_t at, counted, failed;
    bool stays;
} calls;

void calls_arm(call_fault fault, uint64_t n, bool stays)
{
    calls = (struct calls){.fault = fault, .at = n, .stays = stays};
}

void calls_disarm(void)
{
    calls.fault = CALLS_PASS;
}

uint64_t calls_failed(void)
{
    return calls.failed;
}

uint64_t calls_counted(void)
{
    return calls.counted;
}

/* 0, or the errno of this call. */
static int fault_of(call_is what)
{
    switch (calls.fault) {
    case CALLS_PASS: return 0;
    case CALLS_IO:
    case CALLS_CUT: return EIO;
    case CALLS_FULL: return what & (WRITES | OPENS_TO_WRITE) ? ENOSPC : 0;
    case CALLS_READ_ONLY: return what & (OPENS_TO_WRITE | NAMES) ? EROFS : 0;
    }
    return 0;
}

static bool fails(call_is what)
{
    int number = fault_of(what);
    if (number == 0) return false;
    calls.counted++;
    bool due = calls.at > 0 && (calls.stays ? calls.counted >= calls.at : calls.counted == calls.at);
    if (!due) return false;
    calls.failed++;
    errno = number;
    return true;
}

/* What --wrap=X makes of a call to X, and X itself. */
int __real_open64(const char *path, int flags, mode_t mode);
int __wrap_open64(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *out, size_t len);
ssize_t __wrap_read(int fd, void *out, size_t len);
ssize_t __real_pread64(int fd, void *out, size_t len, off_t at);
ssize_t __wrap_pread64(int fd, void *out, size_t len, off_t at);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __real_pwrite64(int fd, const void *bytes, size_t len, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t len, off_t at);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __real_ftruncate64(int fd, off_t len);
int __wrap_ftruncate64(int fd, off_t len);
int __real_fstat64(int fd, struct stat *out);
int __wrap_fstat64(int fd, struct stat *out);
int __real_flock(int fd, int what);
int __wrap_flock(int fd, int what);
void *__real_mmap64(void *at, size_t len, int may, int flags, int fd, off_t from);
void *__wrap_mmap64(void *at, size_t len, int may, int flags, int fd, off_t from);

int __wrap_open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? (mode_t)va_arg(rest, unsigned) : 0;
    va_end(rest);
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    return fails(writes ? OPENS_TO_WRITE : READS) ? -1 : __real_open64(path, flags, mode);
}

ssize_t __wrap_read(int fd, void *out, size_t len)
{
    return fails(READS) ? -1 : __real_read(fd, out, len);
}

ssize_t __wrap_pread64(int fd, void *out, size_t len, off_t at)
{
    return fails(READS) ? -1 : __real_pread64(fd, out, len, at);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
    if (!fails(WRITES)) return __real_write(fd, bytes, len);
    int number = errno;
    bool leaves_half = calls.fault != CALLS_CUT || calls.failed == 1;
    if (leaves_half && __real_write(fd, bytes, len / 2) < 0) return -1;
    errno = number;
    return -1;
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
    if (!fails(WRITES)) return __real_pwrite64(fd, bytes, len, at);
    int number = errno;
    if (calls.fault != CALLS_CUT && __real_pwrite64(fd, bytes, len / 2, at) < 0) return -1;
    errno = number;
    return -1;
}

int __wrap_fsync(int fd)
{
    return fails(READS | NAMES) ? -1 : __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    return fails(NAMES) ? -1 : __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    return fails(NAMES) ? -1 : __real_unlink(path);
}

/* Making a file shorter needs no room. */
int __wrap_ftruncate64(int fd, off_t len)
{
    return fails(NAMES) ? -1 : __real_ftruncate64(fd, len);
}

int __wrap_fstat64(int fd, struct stat *out)
{
    return fails(READS) ? -1 : __real_fstat64(fd, out);
}

int __wrap_flock(int fd, int what)
{
    return fails(READS) ? -1 : __real_flock(fd, what);
}

void *__wrap_mmap64(void *at, size_t len, int may, int flags, int fd, off_t from)
{
    return fails(READS) ? MAP_FAILED : __real_mmap64(at, len, may, flags, fd, from);
}
