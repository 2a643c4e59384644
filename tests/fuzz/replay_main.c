/* Feeds files to a fuzz target without libFuzzer, so that the corpus is a regression test of every build.
 *
 * replay_X PATH… takes files and folders (one level, in name order). Each path is printed before it is tried: after a
 * crash the last one is the culprit. One TAP test a program; no input at all is a failure. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static unsigned long tried, unread;

static void try_file(const char *path, long bytes_max)
{
    printf("# %s\n", path);
    fflush(stdout);
    FILE *in = fopen(path, "rb");
    /* exactly as long as the input, so that a read past its end is seen by the sanitizer */
    uint8_t *bytes = malloc(bytes_max > 0 ? (size_t)bytes_max : 1);
    if (in == NULL || bytes == NULL) {
        unread++;
    } else {
        size_t len = fread(bytes, 1, (size_t)bytes_max, in);
        if (len != (size_t)bytes_max) unread++;
        (void)LLVMFuzzerTestOneInput(bytes, len);
        tried++;
    }
    free(bytes);
    if (in != NULL) fclose(in);
}

static void try_path(const char *path, int depth)
{
    struct stat is;
    struct dirent **entry = NULL;
    if (stat(path, &is) != 0) {
        printf("# cannot read %s\n", path);
        unread++;
    } else if (!S_ISDIR(is.st_mode)) {
        try_file(path, (long)is.st_size);
    } else if (depth == 0) {
        int count = scandir(path, &entry, NULL, alphasort);
        for (int i = 0; i < count; i++) {
            char inner[4096];
            int len = snprintf(inner, sizeof inner, "%s/%s", path, entry[i]->d_name);
            if (entry[i]->d_name[0] != '.' && len > 0 && (size_t)len < sizeof inner) try_path(inner, 1);
            free(entry[i]);
        }
        free(entry);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) try_path(argv[i], 0);
    int good = tried > 0 && unread == 0;
    printf("1..1\n%s 1 - %lu inputs replayed, %lu unreadable\n", good ? "ok" : "not ok", tried, unread);
    return good ? 0 : 1;
}
