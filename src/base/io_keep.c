/* io_keep: bytes that must last: a new file, a line behind those of a file, a secret that only its owner may read.
 *
 * Invariants: what returned ERR_OK has been synced, its name in the folder included; what failed has taken back what it
 * wrote; no file is ever overwritten; a secret goes from the file into the caller's own bytes and nowhere else, so that
 * the caller can wipe it. Devices and pipes cannot be synced: that alone is no failure. */
#include "base/io_int.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0, or the errno of the write that failed. */
static int write_all(int fd, str bytes)
{
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t put = write(fd, bytes.ptr + done, bytes.len - done);
        if (put < 0 && errno != EINTR) return errno;
        if (put > 0) done += (size_t)put;
    }
    CHECK(done == bytes.len);
    return 0;
}

static int sync_fd(int fd)
{
    int synced;
    do synced = fsync(fd);
    while (synced != 0 && errno == EINTR);
    if (synced == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS) return 0;
    return errno;
}

/* A name lasts when its folder was synced. */
static int sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (len >= sizeof folder) return ENAMETOOLONG;
    if (len > 0) memcpy(folder, path, len);
    if (len == 0) folder[len++] = slash ? '/' : '.';
    folder[len] = 0;
    int fd = open(folder, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == EACCES ? 0 : errno; /* a folder that may be written but not read */
    int failed = sync_fd(fd);
    close(fd);
    return failed;
}

static int open_new(const char *path, int flags, mode_t mode)
{
    int fd;
    do fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
    while (fd < 0 && errno == EINTR);
    return fd;
}

err_code io_make_file(const char *path, str bytes, bool secret, err *e)
{
    CHECK(path != NULL);
    CHECK(bytes.ptr != NULL || bytes.len == 0);
    int fd = open_new(path, O_WRONLY | O_CREAT | O_EXCL, secret ? 0600 : 0666);
    if (fd < 0) return io_refuse(E_FILE_WRITE, path, errno, e);
    int failed = write_all(fd, bytes);
    if (!failed) failed = sync_fd(fd);
    if (close(fd) != 0 && !failed) failed = errno;
    if (!failed) failed = sync_folder(path);
    if (!failed) return ERR_OK;
    unlink(path); /* ours since O_EXCL: half of it is nothing */
    return io_refuse(E_FILE_WRITE, path, failed, e);
}

/* Two programs that append at once take turns; what cannot be locked (a device) is nobody's. */
static void take_turn(int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int locked;
    do locked = fcntl(fd, F_SETLKW, &whole);
    while (locked != 0 && errno == EINTR);
}

/* A line that was cut off by a power cut must not swallow the next one. */
static int end_last_line(int fd, off_t size)
{
    char last = '\n';
    if (size > 0 && pread(fd, &last, 1, size - 1) < 0) return errno;
    return last == '\n' ? 0 : write_all(fd, STR("\n"));
}

static int append_locked(int fd, str line)
{
    struct stat about;
    take_turn(fd);
    if (fstat(fd, &about) != 0) return errno;
    bool is_file = S_ISREG(about.st_mode);
    int failed = is_file ? end_last_line(fd, about.st_size) : 0;
    if (!failed) failed = write_all(fd, line);
    if (!failed) failed = sync_fd(fd);
    if (failed && is_file && ftruncate(fd, about.st_size) != 0)
        return failed; /* half a line stays; a reader names it */
    return failed;
}

err_code io_append_line(const char *path, str line, err *e)
{
    CHECK(path != NULL);
    CHECK(str_ends(line, STR("\n")));
    int fd = open_new(path, O_RDWR | O_APPEND | O_CREAT, 0666);
    if (fd < 0) return io_refuse(E_FILE_WRITE, path, errno, e);
    int failed = append_locked(fd, line);
    if (close(fd) != 0 && !failed) failed = errno;
    if (!failed) failed = sync_folder(path);
    return failed ? io_refuse(E_FILE_WRITE, path, failed, e) : ERR_OK;
}

/* Whoever else may read it may sign with it. */
static err_code check_private(const char *path, int fd, err *e)
{
    struct stat about;
    if (fstat(fd, &about) != 0) return io_refuse(E_FILE_READ, path, errno, e);
    if (S_ISDIR(about.st_mode)) return io_refuse(E_FILE_READ, path, EISDIR, e);
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) == 0) return ERR_OK;
    const char mode[] = {'0', (char)('0' + (about.st_mode >> 6 & 7)), (char)('0' + (about.st_mode >> 3 & 7)),
                         (char)('0' + (about.st_mode & 7)), 0};
    err_set(e, E_KEY_SHARED);
    err_text(e, "path", str_from(path));
    err_text(e, "mode", str_from(mode));
    return E_KEY_SHARED;
}

err_code io_read_secret(char *out, size_t room, size_t *len, const char *path, err *e)
{
    CHECK(out != NULL);
    CHECK(room > 0);
    *len = 0;
    int fd = open_new(path, O_RDONLY, 0);
    if (fd < 0) return io_refuse(E_FILE_READ, path, errno, e);
    err_code code = check_private(path, fd, e);
    for (ssize_t got = 1; !code && got != 0 && *len < room;) {
        got = read(fd, out + *len, room - *len);
        if (got > 0) *len += (size_t)got;
        if (got < 0 && errno != EINTR) code = io_refuse(E_FILE_READ, path, errno, e);
    }
    close(fd);
    if (code) secret_wipe(out, room);
    return code;
}
