/* io_list: the files below a folder, by their paths.
 *
 * Why sorted: the order in which a file system gives names is nobody's business. Names that begin with a point are passed
 * over, what is neither file nor folder too. Folders are entered to a depth that ends, whatever links there are. */
#include "base/io_int.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 4, LISTED_PATH_BYTES_MAX = 4096 };

typedef struct walk {
    str top;
    str *names;
    uint32_t count, room, most;
    arena *a;
} walk;

static err_code refuse_many(const walk *w, err *e)
{
    err_set(e, E_LIMIT);
    err_text(e, "limit", STR("POLICY_FILES_MAX"));
    err_int(e, "bytes", w->most);
    return E_LIMIT;
}

/* "top/below/name", terminated; ptr NULL without memory. */
static str join(arena *a, str one, str other)
{
    buf text;
    buf_init(&text, a, LISTED_PATH_BYTES_MAX);
    buf_str(&text, one);
    if (one.len > 0) buf_char(&text, '/');
    buf_str(&text, other);
    buf_char(&text, '\0');
    return text.failed ? STR_NONE : (str){text.ptr, text.len - 1};
}

static err_code walk_folder(walk *w, str below, int depth, err *e);

static err_code take_name(walk *w, str below, const char *name, int depth, err *e)
{
    struct stat about;
    if (name[0] == '.') return ERR_OK;
    str path = join(w->a, below, str_from(name));
    str whole = path.ptr ? join(w->a, w->top, path) : STR_NONE;
    if (whole.ptr == NULL) return arena_err(w->a, e);
    if (stat(whole.ptr, &about) != 0) return io_refuse(E_FILE_READ, whole.ptr, errno, e);
    if (S_ISDIR(about.st_mode)) return depth < DEPTH_MAX ? walk_folder(w, path, depth + 1, e) : ERR_OK;
    if (!S_ISREG(about.st_mode)) return ERR_OK;
    if (w->count == w->most) return refuse_many(w, e);
    if (!arena_grow(w->a, (void **)&w->names, sizeof *w->names, &w->room, w->count + 1)) return arena_err(w->a, e);
    w->names[w->count++] = path;
    return ERR_OK;
}

static err_code walk_folder(walk *w, str below, int depth, err *e)
{
    str whole = below.len > 0 ? join(w->a, w->top, below) : w->top;
    if (whole.ptr == NULL) return arena_err(w->a, e);
    DIR *folder = opendir(whole.ptr);
    if (folder == NULL) return io_refuse(E_FILE_READ, whole.ptr, errno, e);
    err_code code = ERR_OK;
    for (const struct dirent *one = readdir(folder); one != NULL && !code; one = readdir(folder))
        code = take_name(w, below, one->d_name, depth, e);
    closedir(folder);
    return code;
}

static int compare_names(const void *a, const void *b)
{
    return str_compare(*(const str *)a, *(const str *)b);
}

err_code io_list(str **names, uint32_t *count, const char *folder, uint32_t most, arena *a, err *e)
{
    CHECK(folder != NULL);
    CHECK(most > 0);
    walk w = {.top = str_from(folder), .most = most, .a = a};
    err_code code = walk_folder(&w, STR_NONE, 0, e);
    if (code) return code;
    if (w.count > 1) qsort(w.names, w.count, sizeof *w.names, compare_names);
    *names = w.names;
    *count = w.count;
    return ERR_OK;
}
