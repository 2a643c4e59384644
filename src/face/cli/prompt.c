/* prompt: lines typed at a terminal, with editing, history and completion of tables, columns and functions (libedit).
 *
 * Without libedit lines are read as the terminal gives them. Characters are read as UTF-8 whatever the environment says;
 * nothing else depends on a locale. Nothing is written to a file: history ends with the session. */
#include "face/cli/cli_int.h"

#include <string.h>

#ifdef WEIR_LIBEDIT
#include <histedit.h>
#include <locale.h>

enum { HISTORY_LINES = 1000, WORD_BYTES_MAX = 128, FOUND_MAX = 60 };

struct prompt {
    EditLine *line;
    History *history;
    weir_sql_session *session;
    bool continues;
    locale_t utf8, before;
};

static char *prompt_text(EditLine *line)
{
    static char first[] = "weir> ", more[] = "  ... ";
    prompt *p = NULL;
    el_get(line, EL_CLIENTDATA, (void *)&p);
    return p && p->continues ? more : first;
}

/* ---- completion ---- */

static bool is_word_byte(char c)
{
    return c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

typedef struct completion {
    const char *stem; /* what was typed of the word */
    size_t stem_len;
    char shared[WORD_BYTES_MAX]; /* what all that fit begin with */
    char found[FOUND_MAX][WORD_BYTES_MAX];
    size_t count;
} completion;

static void fit(completion *c, const char *word)
{
    size_t len = strlen(word), same = 0;
    if (len >= WORD_BYTES_MAX || len < c->stem_len || strncmp(word, c->stem, c->stem_len) != 0) return;
    for (size_t i = 0; i < c->count && i < FOUND_MAX; i++)
        if (strcmp(c->found[i], word) == 0) return;
    if (c->count == 0) memcpy(c->shared, word, len + 1);
    while (c->shared[same] && c->shared[same] == word[same]) same++;
    c->shared[same] = '\0';
    if (c->count < FOUND_MAX) memcpy(c->found[c->count], word, len + 1);
    c->count++;
}

static void fit_all(completion *c, weir_sql_session *s)
{
    static const char *const commands[] = {".tables", ".schema", ".help", ".quit"};
    const char *word = NULL;
    for (size_t i = 0; i < COUNT_OF(commands); i++) fit(c, commands[i]);
    for (size_t i = 0; (word = weir_sql_word(s, i)) != NULL; i++) fit(c, word);
}

static unsigned char complete(EditLine *line, int key)
{
    prompt *p = NULL;
    (void)key;
    el_get(line, EL_CLIENTDATA, (void *)&p);
    const LineInfo *info = el_line(line);
    const char *from = info->cursor;
    while (from > info->buffer && is_word_byte(from[-1])) from--;
    char stem[WORD_BYTES_MAX];
    size_t len = (size_t)(info->cursor - from);
    if (len == 0 || len >= sizeof stem) return CC_ERROR;
    memcpy(stem, from, len);
    stem[len] = '\0';
    const char *dot = stem[0] == '.' ? NULL : strrchr(stem, '.'); /* a table's short name stands before it */
    completion c = {.stem = dot ? dot + 1 : stem};
    c.stem_len = strlen(c.stem);
    fit_all(&c, p->session);
    if (c.count == 0) return CC_ERROR;
    if (strlen(c.shared) > c.stem_len) {
        if (el_insertstr(line, c.shared + c.stem_len) != 0) return CC_ERROR;
        if (c.count == 1) (void)el_insertstr(line, " ");
        return CC_REFRESH;
    }
    fputc('\n', stdout);
    for (size_t i = 0; i < c.count && i < FOUND_MAX; i++) fprintf(stdout, "%s  ", c.found[i]);
    fputc('\n', stdout);
    return CC_REDISPLAY;
}

/* ---- lines ---- */

static void set_up(prompt *p)
{
    HistEvent event;
    el_set(p->line, EL_CLIENTDATA, p);
    el_set(p->line, EL_PROMPT, prompt_text);
    el_set(p->line, EL_EDITOR, "emacs");
    el_set(p->line, EL_SIGNAL, 1);
    el_set(p->line, EL_ADDFN, "weir-complete", "complete a table, column or function", complete);
    el_set(p->line, EL_BIND, "^I", "weir-complete", NULL);
    if (!p->history) return;
    history(p->history, &event, H_SETSIZE, HISTORY_LINES);
    el_set(p->line, EL_HIST, history, p->history);
}

prompt *prompt_open(const invocation *call, weir_sql_session *session)
{
    prompt *p = arena_get(call->a, sizeof *p);
    if (!p) return NULL;
    p->session = session;
    p->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (p->utf8) p->before = uselocale(p->utf8);
    p->line = el_init("weir", stdin, stdout, stderr);
    p->history = history_init();
    if (p->line)
        set_up(p);
    else
        prompt_close(p);
    return p->line ? p : NULL;
}

const char *prompt_line(prompt *p, bool continues)
{
    int count = 0;
    HistEvent event;
    p->continues = continues;
    const char *line = el_gets(p->line, &count);
    if (!line || count <= 0) return NULL;
    if (p->history && line[0] != '\n') history(p->history, &event, H_ENTER, line);
    return line;
}

void prompt_close(prompt *p)
{
    if (!p) return;
    if (p->line) el_end(p->line);
    if (p->history) history_end(p->history);
    if (p->utf8) {
        uselocale(p->before);
        freelocale(p->utf8);
    }
}

#else

enum { PLAIN_LINE_BYTES = 1 << 16 };
struct prompt {
    char line[PLAIN_LINE_BYTES];
};

prompt *prompt_open(const invocation *call, weir_sql_session *session)
{
    (void)session;
    return arena_get(call->a, sizeof(prompt));
}

const char *prompt_line(prompt *p, bool continues)
{
    fputs(continues ? "  ... " : "weir> ", stdout);
    fflush(stdout);
    return fgets(p->line, sizeof p->line, stdin);
}

void prompt_close(prompt *p)
{
    (void)p;
}

#endif
