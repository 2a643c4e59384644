/* run: from argv to an exit status. Every command ends here: what it could not do is told, what it printed is flushed. */
#include "face/cli/cli_int.h"

#include <signal.h>

static weir_status run_without_command(const invocation *call)
{
    output o = output_standard();
    weir_error *error = NULL;
    if (call->value[OPTION_VERSION])
        fprintf(o.to, "weir %s\n", weir_version());
    else
        help_welcome(call, &o);
    weir_status status = output_end(&o, WEIR_OK, &error);
    if (status == WEIR_OK) return WEIR_OK;
    if (!output_is_shut(&o)) return refusal_tell(call, error);
    weir_error_free(error);
    return status;
}

int cli_run(int count, char **words)
{
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is a failed write, not a death in the middle of one */
    arena *a = arena_new("command line", (size_t)64 << 20);
    if (!a) return WEIR_FAULT;
    invocation call;
    weir_error *error = NULL;
    weir_status status = arguments_read(&call, count, words, a, &error);
    if (status)
        status = refusal_tell(&call, error);
    else
        status = call.command ? call.command->run(&call) : run_without_command(&call);
    arena_free(a);
    return (int)status;
}
