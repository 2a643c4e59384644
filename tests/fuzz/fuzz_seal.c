/* A line that seal_read takes is the line that seal_print makes of it; nobody's bytes are signed by chance. */
#include <stdlib.h>

#include "seal/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    str line = {(const char *)bytes, len};
    arena *a = arena_new("fuzz", (size_t)1 << 20);
    seal s;
    buf again;
    if (a == NULL) return 0;
    if (seal_read(&s, line, a, NULL) == ERR_OK) {
        buf_init(&again, a, SEAL_LINE_MAX);
        seal_print(&again, &s);
        if (!str_equal(buf_view(&again), line) && !str_equal(str_slice(buf_view(&again), 0, again.len - 1), line))
            abort();
        if (seal_check_note(s.note, NULL) != ERR_OK || s.seq == 0) abort();
        if (seal_check(&s, a, NULL) == E_LIMIT) abort();
    }
    arena_free(a);
    return 0;
}
