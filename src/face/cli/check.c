/* check: `weir check`: what the rules say of a book and would say with drafts in it, which rules there are, and what is
 * wrong with their files. */
#include "face/cli/cli_int.h"

static weir_status check_book(const invocation *call, const weir_check_options *options, output *o, weir_error **error)
{
    weir_book *b = NULL;
    const weir_import_options drafts = {
        .file = call->value[OPTION_WITH], .kind = call->value[OPTION_KIND], .map = call->value[OPTION_MAP]};
    weir_status status = weir_open(&b, call->arg[0], true, error);
    if (!status)
        status = drafts.file ? weir_what_if(b, &drafts, options, output_sink(o), error)
                             : weir_check(b, options, output_sink(o), error);
    weir_close(b);
    return status;
}

weir_status do_check(const invocation *call)
{
    char today[TODAY_BYTES];
    weir_error *error = NULL;
    output o = output_standard();
    weir_check_options options = {.policy_dir = call->value[OPTION_POLICY],
                                  .jurisdiction = call->value[OPTION_JURISDICTION],
                                  .rule = call->value[OPTION_RULE],
                                  .subject = call->value[OPTION_SUBJECT],
                                  .list_rules = call->value[OPTION_RULES] != NULL,
                                  .history = call->value[OPTION_HISTORY] != NULL};
    const char *pack = call->value[OPTION_PACK];
    read_today(today);
    weir_status status = read_options(&options.show, call, today, &error);
    if (!status && (pack != NULL) == (call->arg_count > 0))
        status = refuse_usage(call, "BOOK 或 --pack DIR", "BOOK or --pack DIR", &error);
    if (!status && pack) status = weir_check_pack(pack, &options.show, output_sink(&o), &error);
    if (!status && !pack) status = check_book(call, &options, &o, &error);
    return finish(call, &o, status, error);
}

weir_status do_score(const invocation *call)
{
    char today[TODAY_BYTES];
    weir_error *error = NULL;
    weir_book *b = NULL;
    output o = output_standard();
    weir_score_options options = {.card = call->arg_count > 1 ? call->arg[1] : NULL,
                                  .fund = call->arg_count > 2 ? call->arg[2] : NULL,
                                  .policy_dir = call->value[OPTION_POLICY],
                                  .what_if = call->what_if,
                                  .what_if_count = call->what_if_count};
    read_today(today);
    weir_status status = read_options(&options.show, call, today, &error);
    if (!status) status = weir_open(&b, call->arg[0], true, &error);
    if (!status) status = weir_score(b, &options, output_sink(&o), &error);
    weir_close(b);
    return finish(call, &o, status, error);
}
