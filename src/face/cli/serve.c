/* serve: the book served to an office, from the command line. */
#include "face/cli/cli_int.h"

#include "face/http/http.h"

static void tell_ready(void *self, const char *url)
{
    const invocation *call = self;
    printf(call->lang == WEIR_ZH ? "服务在 %s\n按 Ctrl-C 结束\n" : "serving at %s\nCtrl-C ends it\n", url);
    fflush(stdout);
}

static weir_status read_counts(serve_options *out, const invocation *call, weir_error **error)
{
    uint64_t workers = 0, rate = 0;
    const char *text = call->value[OPTION_WORKERS];
    if (text && (!number_read(&workers, text) || workers > 32)) return refuse_option_value(OPTION_WORKERS, text, error);
    out->workers = (unsigned)workers;
    text = call->value[OPTION_RATE];
    if (text && (!number_read(&rate, text) || rate > 1000000)) return refuse_option_value(OPTION_RATE, text, error);
    out->requests_a_second = (unsigned)rate;
    return WEIR_OK;
}

weir_status do_serve(const invocation *call)
{
    weir_error *error = NULL;
    invocation told = *call;
    serve_options o = {.listen = call->value[OPTION_LISTEN],
                       .host = call->value[OPTION_HOST],
                       .tls_certificate = call->value[OPTION_TLS_CERT],
                       .tls_key = call->value[OPTION_TLS_KEY],
                       .policy_dir = call->value[OPTION_POLICY],
                       .quiet = call->value[OPTION_QUIET] != NULL,
                       .ready = tell_ready,
                       .self = &told};
    weir_status status = read_counts(&o, call, &error);
    if (!status) status = http_serve(call->arg[0], &o, &error);
    return status ? refusal_tell(call, error) : WEIR_OK;
}

weir_status do_openapi(const invocation *call)
{
    output o = output_standard();
    weir_error *error = NULL;
    weir_status status = http_openapi(output_sink(&o), &error);
    return finish(call, &o, status, error);
}
