/* help: what the program is and how it is used, from the two tables. */
#include "face/cli/cli_int.h"

#include <string.h>

static bool is_zh(const invocation *call)
{
    return call->lang == WEIR_ZH;
}

/* Columns of a terminal, well enough for these tables: what is not ASCII here is Chinese, three bytes and two columns. */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        width += byte < 0x80 ? 1 : byte >= 0xE0 ? 2 : 0;
    }
    return width;
}

static void put_pair(FILE *to, const char *left, const char *right, int column)
{
    int gap = column - width_of(left);
    fprintf(to, "  %s%*s%s\n", left, gap > 1 ? gap : 2, "", right);
}

static void put_commands(const invocation *call, FILE *to)
{
    for (const command_info *c = command_next(NULL); c; c = command_next(c))
        put_pair(to, c->name, is_zh(call) ? c->zh : c->en, 10);
}

weir_status help_welcome(const invocation *call, output *o)
{
    fputs(is_zh(call)
              ? "weir · 堰:政府引导基金群的账本。钱在哪里、可不可以、达没达标,每个数都能追到凭证。\n\n试一试:\n"
                "  weir init city.weir                              新建账本\n"
                "  weir kinds                                       能记什么\n"
                "  weir post city.weir party.registered id=sz-fund name=深圳引导基金 class=mother_fund\n"
                "  weir show city.weir                              能看什么\n"
                "  weir show city.weir parties\n\n命令:\n"
              : "weir: the book of record of a government-guided fund cluster. Where the money is, whether it may,\n"
                "whether it meets its targets; and every figure leads back to its entries.\n\nTry:\n"
                "  weir init city.weir                              make a book\n"
                "  weir kinds                                       what can be entered\n"
                "  weir post city.weir party.registered id=sz-fund name=深圳引导基金 class=mother_fund\n"
                "  weir show city.weir                              what can be shown\n"
                "  weir show city.weir parties\n\nCommands:\n",
          o->to);
    put_commands(call, o->to);
    fputs(is_zh(call) ? "\nweir help COMMAND 查看一个命令的用法。\n" : "\nweir help COMMAND prints how one is used.\n",
          o->to);
    return WEIR_OK;
}

weir_status help_all(const invocation *call, output *o)
{
    fputs(is_zh(call) ? "用法:weir COMMAND …\n\n" : "usage: weir COMMAND …\n\n", o->to);
    for (const command_info *c = command_next(NULL); c; c = command_next(c)) {
        char left[128];
        snprintf(left, sizeof left, "%s %s", c->name, c->arguments);
        put_pair(o->to, left, is_zh(call) ? c->zh : c->en, 48);
    }
    fputs(is_zh(call)
              ? "\n退出状态:0 完成 · 2 命令不对 · 3 规则不允许,什么都没变 · 4 文件、磁盘或内存 · 5 账本受损\n"
              : "\nexit status: 0 done · 2 not understood · 3 refused, nothing changed · 4 file, disk or memory · "
                "5 the book is damaged\n",
          o->to);
    return WEIR_OK;
}

weir_status help_command(const invocation *call, const command_info *c, output *o)
{
    const char *more = is_zh(call) ? c->more_zh : c->more_en;
    fprintf(o->to, is_zh(call) ? "用法:weir %s %s\n%s\n" : "usage: weir %s %s\n%s\n", c->name, c->arguments,
            is_zh(call) ? c->zh : c->en);
    if (*more) fprintf(o->to, "\n%s\n", more);
    fputs(is_zh(call) ? "\n选项:\n" : "\noptions:\n", o->to);
    for (int i = 0; i < OPTION_COUNT; i++) {
        const option_info *option_row = option_get((option)i);
        char left[64];
        if (!option_allowed(c, (option)i)) continue;
        snprintf(left, sizeof left, "%s %s", option_row->name, option_row->value);
        put_pair(o->to, left, is_zh(call) ? option_row->zh : option_row->en, 28);
    }
    return WEIR_OK;
}
