/* io: whole files into an arena, into memory as they lie, and out again.
 *
 * A regular file is read in one block of its own size; a pipe, a terminal or a file that grows meanwhile by
 * doubling. The system's answers are put into fixed English words: strerror would depend on the locale.
 *
 * Invariant: the descriptor is closed on every way out, standard input excepted. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* madvise: what is asked of the kernel is more than POSIX has words for */
#endif
#include "base/io_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 4096 };
static const size_t FIRST_BYTES = (size_t)64 << 10;

typedef struct reading {
    const char *path;
    int fd;
    size_t max;
    arena *from;
    char *bytes;
    size_t len, room; /* room counts one byte more than may be kept: reading it proves the file too large */
} reading;

static const char *known_reason(int number)
{
    switch (number) {
    case ENOENT: return "no such file";
    case EACCES: return "permission denied";
    case EISDIR: return "it is a directory";
    case ENOTDIR: return "a part of the path is not a directory";
    case ENOSPC: return "no space left on the device";
    case EIO: return "the device reports an error";
    case EEXIST: return "it exists already";
    case EROFS: return "the file cannot be written";
    default: return NULL;
    }
}

err_code io_refuse(err_code code, const char *path, int number, err *e)
{
    static const char ERRNO_WORD[] = "errno ";
    char words[sizeof ERRNO_WORD + 10];
    const char *reason = known_reason(number);
    if (!reason) {
        memcpy(words, ERRNO_WORD, sizeof ERRNO_WORD);
        size_t len = sizeof ERRNO_WORD - 1;
        int scale = 1;
        while (number / scale >= 10) scale *= 10;
        for (; scale > 0; scale /= 10) words[len++] = (char)('0' + number / scale % 10);
        words[len] = 0;
        reason = words;
    }
    err_set(e, code);
    err_text(e, "path", str_from(path));
    err_text(e, "reason", str_from(reason));
    return code;
}

static err_code refuse_path(const char *path, int number, err *e)
{
    return io_refuse(E_FILE_READ, path, number, e);
}

static err_code refuse_large(const reading *r, err *e)
{
    err_set(e, E_FILE_LARGE);
    err_text(e, "path", str_from(r->path));
    err_int(e, "limit", (int64_t)r->max);
    return E_FILE_LARGE;
}

/* More room for bytes, at most one byte above the maximum. */
static err_code make_room(reading *r, size_t wanted, err *e)
{
    if (wanted > r->max) wanted = r->max + 1;
    CHECK(wanted > r->room);
    char *bytes = arena_get(r->from, wanted);
    if (!bytes) return arena_err(r->from, e);
    if (r->len > 0) memcpy(bytes, r->bytes, r->len);
    r->bytes = bytes;
    r->room = wanted;
    return ERR_OK;
}

static ssize_t read_some(const reading *r)
{
    ssize_t got;
    do got = read(r->fd, r->bytes + r->len, r->room - r->len);
    while (got < 0 && errno == EINTR);
    return got;
}

static err_code read_to_end(reading *r, err *e)
{
    for (;;) {
        ssize_t got = read_some(r);
        if (got < 0) return refuse_path(r->path, errno, e);
        if (got == 0) return ERR_OK;
        r->len += (size_t)got;
        if (r->len > r->max) return refuse_large(r, e);
        if (r->len < r->room) continue;
        err_code code = make_room(r, r->room * 2, e);
        if (code) return code;
    }
}

static err_code read_open(reading *r, err *e)
{
    struct stat about;
    if (fstat(r->fd, &about) != 0) return refuse_path(r->path, errno, e);
    if (S_ISDIR(about.st_mode)) return refuse_path(r->path, EISDIR, e);
    size_t wanted = FIRST_BYTES;
    if (S_ISREG(about.st_mode) && about.st_size > 0) {
        if ((uintmax_t)about.st_size > r->max) return refuse_large(r, e);
        wanted = (size_t)about.st_size + 1;
    }
    err_code code = make_room(r, wanted, e);
    return code ? code : read_to_end(r, e);
}

static int open_to_read(const char *path)
{
    int fd;
    do fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    return fd;
}

err_code io_read_file(str *out, const char *path, size_t max, arena *a, err *e)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    CHECK(a != NULL);
    CHECK(max < SIZE_MAX);
    bool standard = strcmp(path, "-") == 0;
    reading r = {.path = path, .fd = standard ? STDIN_FILENO : open_to_read(path), .max = max, .from = a};
    if (r.fd < 0) return refuse_path(path, errno, e);
    err_code code = read_open(&r, e);
    if (!standard) close(r.fd);
    if (code) return code;
    CHECK(r.len <= max);
    *out = (str){r.bytes, r.len};
    return ERR_OK;
}

bool io_exists(const char *path)
{
    CHECK(path != NULL);
    return access(path, F_OK) == 0;
}

/* ---- a file as memory ---- */
bool io_map(void **out, size_t *len, const char *path)
{
    CHECK(out != NULL);
    CHECK(path != NULL);
    struct stat about;
    void *bytes = MAP_FAILED;
    int fd = open_to_read(path);
    if (fd < 0) return false;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        bytes = mmap(NULL, (size_t)about.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED) return false;
    *out = bytes;
    *len = (size_t)about.st_size;
    return true;
}

void io_unmap(void *bytes, size_t len)
{
    CHECK(bytes != NULL);
    CHECK(munmap(bytes, len) == 0);
}

/* ---- a file replaced ---- */
static bool write_all(int fd, str piece)
{
    while (piece.len > 0) {
        ssize_t put = write(fd, piece.ptr, piece.len);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        piece = str_slice(piece, (size_t)put, piece.len);
    }
    return true;
}

/* 0, or what the system said. */
static int write_pieces(const char *path, const str *piece, size_t count)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    if (fd < 0) return errno;
    int number = 0;
    for (size_t i = 0; i < count && number == 0; i++)
        if (!write_all(fd, piece[i])) number = errno ? errno : EIO;
    if (close(fd) != 0 && number == 0) number = errno;
    return number;
}

err_code io_replace_file(const char *path, const str *piece, size_t count, err *e)
{
    CHECK(path != NULL);
    char beside[PATH_BYTES_MAX];
    size_t len = strlen(path);
    if (len + sizeof ".new" > sizeof beside) return io_refuse(E_FILE_WRITE, path, ENAMETOOLONG, e);
    memcpy(beside, path, len);
    memcpy(beside + len, ".new", sizeof ".new");
    int number = write_pieces(beside, piece, count);
    if (number == 0 && rename(beside, path) != 0) number = errno;
    if (number == 0) return ERR_OK;
    unlink(beside);
    return io_refuse(E_FILE_WRITE, path, number, e);
}

void io_advise_large(void *bytes, size_t len)
{
#ifdef MADV_HUGEPAGE
    static const size_t page = (size_t)2 << 20;
    size_t skip = (page - (uintptr_t)bytes % page) % page;
    CHECK(bytes != NULL);
    if (len < skip + page) return;
    (void)madvise((char *)bytes + skip, (len - skip) / page * page, MADV_HUGEPAGE);
#else
    (void)bytes;
    (void)len;
#endif
}
