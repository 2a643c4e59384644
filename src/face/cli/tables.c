/* tables: commands.def and options.def, made searchable. */
#include "face/cli/cli_int.h"

#include <assert.h>
#include <string.h>

static const command_info COMMANDS[] = {
#define COMMAND(name, function, arguments, least, most, options, zh, en, more_zh, more_en)                             \
    {#name, function, arguments, least, most, options, zh, en, more_zh, more_en},
#include "face/cli/commands.def"
};
static const option_info OPTIONS[] = {
#define OPTION(ident, name, value, zh, en) {name, value, zh, en},
#include "face/cli/options.def"
};
static_assert(COUNT_OF(OPTIONS) == OPTION_COUNT, "one row an option");
static_assert(OPTION_COUNT <= 64, "a set of options is a word");

const command_info *command_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        if (strcmp(COMMANDS[i].name, name) == 0) return &COMMANDS[i];
    return NULL;
}

const command_info *command_next(const command_info *after)
{
    if (!after) return COMMANDS;
    CHECK(after >= COMMANDS);
    CHECK(after < COMMANDS + COUNT_OF(COMMANDS));
    return after + 1 < COMMANDS + COUNT_OF(COMMANDS) ? after + 1 : NULL;
}

const option_info *option_get(option o)
{
    CHECK(o < OPTION_COUNT);
    return &OPTIONS[o];
}

bool option_allowed(const command_info *c, option o)
{
    uint64_t common = BIT(LANG) | BIT(ERRORS_JSON);
    return ((c->options | common) >> o & 1) != 0;
}
