/* note: what the holder of the write lock is at, in a file beside the book, for those who wait for it.
 *
 * The file is PATH-writer. Its maker holds an flock on it as long as it counts, so that a note left by a program that was
 * killed misleads nobody, whatever became of its process number. It ends with the hash of what is before, so that half
 * a note counts for nothing either. It is courtesy, not a lock: what fails here is passed over, and nothing hangs on it.
 *
 * Invariant: fd >= 0 exactly while we hold the flock on the file of that name. */
#include "journal/journal_int.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTE_BYTES_MAX = 2048, NOTE_TEXT_BYTES = 400, NOTE_LINES = 6 /* what is hashed */ };
#define NOTE_MAGIC "weir-writer 1"

struct writer_note {
    const char *path;
    int fd;
    char bytes[NOTE_BYTES_MAX];
};

err_code note_new(writer_note **out, const char *path, arena *a, err *e)
{
    CHECK(path != NULL);
    buf name;
    buf_init(&name, a, PATH_BYTES_LIMIT);
    buf_text(&name, path);
    buf_text(&name, "-writer");
    buf_char(&name, 0);
    if (name.failed) return buf_err(&name, e);
    writer_note *n = arena_get(a, sizeof *n);
    if (!n) return arena_err(a, e);
    n->path = name.ptr;
    n->fd = -1;
    *out = n;
    return ERR_OK;
}

/* ---- making ---- */
/* Is the file that we hold the one that stands under the name? Another may have taken it away before we had the lock. */
static bool is_named(int fd, const char *path)
{
    struct stat held, named;
    return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

static void take(writer_note *n, int flags)
{
    CHECK(n->fd < 0);
    int fd = open(n->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0644);
    if (fd < 0) return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_named(fd, n->path))
        n->fd = fd;
    else
        close(fd);
}

/* One line: no end of line within, and cut where a character ends. */
static void put_line(buf *b, str text)
{
    if (!utf8_valid(text)) text = STR("?");
    size_t end = 0;
    for (size_t at = 0; at < text.len && utf8_next(text, &at) && at <= NOTE_TEXT_BYTES;) end = at;
    for (size_t i = 0; i < end; i++) buf_char(b, (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
    buf_char(b, '\n');
}

static void put_hash(buf *b)
{
    hash h;
    hasher all;
    char hex[HASH_BYTES * 2 + 1];
    hasher_init(&all);
    hasher_put(&all, b->ptr, b->len);
    hasher_end(&h, &all);
    hash_print(hex, &h);
    buf_text(b, hex);
    buf_char(b, '\n');
}

static str print_note(writer_note *n, const journal_work *w)
{
    char process[32];
    buf b = {.ptr = n->bytes, .room = sizeof n->bytes, .max = sizeof n->bytes};
    snprintf(process, sizeof process, "pid %ld", (long)getpid());
    buf_text(&b, NOTE_MAGIC "\n");
    put_line(&b, str_from(process));
    put_line(&b, w->title);
    put_line(&b, w->maker.len ? w->maker : str_from(process)); /* somebody has to be named */
    buf_int(&b, (int64_t)w->done);
    buf_char(&b, '\n');
    buf_int(&b, (int64_t)w->total);
    buf_char(&b, '\n');
    put_hash(&b);
    CHECK(!b.failed);
    return buf_view(&b);
}

void note_put(writer_note *n, const journal_work *w)
{
    CHECK(n != NULL);
    CHECK(w->done <= w->total);
    if (n->fd < 0) take(n, O_CREAT);
    if (n->fd < 0) return;
    str note = print_note(n, w);
    if (pwrite(n->fd, note.ptr, note.len, 0) != (ssize_t)note.len || ftruncate(n->fd, (off_t)note.len) != 0)
        note_end(n);
}

void note_end(writer_note *n)
{
    CHECK(n != NULL);
    if (n->fd < 0) return;
    unlink(n->path); /* while we hold it: what another makes after this is another file */
    close(n->fd);
    n->fd = -1;
}

void note_sweep(writer_note *n)
{
    CHECK(n != NULL);
    if (!io_exists(n->path)) return;
    take(n, 0); /* only if nobody holds it */
    note_end(n);
}

/* ---- reading ---- */
/* Up to the end of the line, which *at is moved behind; false when there is none. */
static bool take_line(str *out, str note, size_t *at)
{
    size_t end = 0;
    if (!str_find(&end, str_slice(note, *at, note.len), STR("\n"))) return false;
    *out = str_slice(note, *at, *at + end);
    *at += end + 1;
    return true;
}

static uint64_t number_of(str digits)
{
    uint64_t number = 0;
    for (size_t i = 0; i < digits.len && digits.ptr[i] >= '0' && digits.ptr[i] <= '9' && i < 12; i++)
        number = number * 10 + (uint64_t)(digits.ptr[i] - '0');
    return number;
}

/* The parts of a whole note; false when it is none. */
static bool parse_note(journal_work *out, str note)
{
    str line[NOTE_LINES], hex;
    size_t at = 0;
    for (int i = 0; i < NOTE_LINES; i++)
        if (!take_line(&line[i], note, &at)) return false;
    hash stated, computed;
    hasher all;
    hasher_init(&all);
    hasher_put(&all, note.ptr, at);
    hasher_end(&computed, &all);
    if (!take_line(&hex, note, &at) || !hash_parse(&stated, hex) || !hash_equal(&stated, &computed)) return false;
    *out = (journal_work){line[2], line[3], number_of(line[4]), number_of(line[5])};
    return str_equal(line[0], STR(NOTE_MAGIC)) && utf8_valid(note) && out->total > 0 && out->done <= out->total;
}

/* The bytes of a note whose maker lives; none when there is none. */
static str read_note(char bytes[NOTE_BYTES_MAX], const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return STR_NONE;
    bool lives = flock(fd, LOCK_SH | LOCK_NB) != 0;
    ssize_t len = lives ? pread(fd, bytes, NOTE_BYTES_MAX, 0) : 0;
    close(fd);
    return len > 0 ? (str){bytes, (size_t)len} : STR_NONE;
}

err_code note_busy(const writer_note *n, err *e)
{
    CHECK(n != NULL);
    char bytes[NOTE_BYTES_MAX];
    journal_work w;
    str note = n->fd < 0 ? read_note(bytes, n->path) : STR_NONE;
    if (note.len == 0 || !parse_note(&w, note)) return err_set(e, E_JOURNAL_BUSY);
    err_set(e, E_JOURNAL_WRITING);
    err_text(e, "title", w.title);
    err_text(e, "maker", w.maker);
    err_int(e, "percent", (int64_t)(w.done * 100 / w.total));
    return E_JOURNAL_WRITING;
}
