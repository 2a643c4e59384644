/* output: bytes to standard output or a file, with every failure noticed, the last flush included. */
#include "face/cli/cli_int.h"

#include <errno.h>

output output_standard(void)
{
    return (output){.to = stdout, .path = "-"};
}

static void note(output *o)
{
    if (o->reason == 0) o->reason = errno ? errno : EIO;
}

static bool put(void *self, const char *bytes, size_t len)
{
    output *o = self;
    if (o->reason) return false;
    errno = 0;
    if (fwrite(bytes, 1, len, o->to) == len) return true;
    note(o);
    return false;
}

weir_sink output_sink(output *o)
{
    CHECK(o->to != NULL);
    return (weir_sink){.put = put, .self = o};
}

bool output_is_shut(const output *o)
{
    return o->reason == EPIPE;
}

weir_status output_end(output *o, weir_status status, weir_error **error)
{
    errno = 0;
    if (fflush(o->to) != 0 || ferror(o->to)) note(o);
    if (o->reason == 0) return status;
    weir_error_free(*error);
    return refuse_write(o->path, o->reason, error);
}
