/* intake_try: see the header. */
#include "intake_try.h"

#include <string.h>

static const size_t ATTEMPT_BYTES_MAX = (size_t)1 << 30;

void try_read(attempt *t, reading how, str bytes, kind k, const char *mapping)
{
    memset(t, 0, sizeof *t);
    t->a = arena_new("attempt", ATTEMPT_BYTES_MAX);
    CHECK(t->a != NULL);
    intake_options o = {.file = "folder/rows.csv", .kind = k, .mapping = str_from(mapping)};
    t->code = how(&t->in, bytes, &o, t->a, &t->fault);
}

void try_csv(attempt *t, const char *text, kind k)
{
    try_read(t, intake_csv, str_from(text), k, NULL);
}

void try_json(attempt *t, const char *text, kind k)
{
    try_read(t, intake_json, str_from(text), k, NULL);
}

void try_end(attempt *t)
{
    CHECK(try_all_render(t));
    arena_free(t->a);
}

const err *try_refusal(const attempt *t, uint32_t n)
{
    CHECK(n < t->in.refusal_count);
    return &t->in.refusal[n];
}

str try_attr(const command *c, const char *name)
{
    for (uint32_t i = 0; i < c->attr_count; i++)
        if (str_equal(c->attrs[i].name, str_from(name))) return c->attrs[i].text;
    return STR("");
}

str try_render(void *self, const err *refusal, bool zh, arena *a)
{
    (void)self;
    buf b;
    buf_init(&b, a, 4096);
    buf_text(&b, zh ? "错 " : "bad ");
    buf_text(&b, err_name(refusal->code));
    buf_char(&b, ' ');
    buf_text(&b, refusal->at.field);
    return buf_view(&b);
}

static bool has_arg(const err *refusal, str name)
{
    for (uint8_t i = 0; i < refusal->arg_count; i++)
        if (str_equal(name, str_from(refusal->arg[i].name))) return true;
    return false;
}

static bool fills(const err *refusal, str sentence)
{
    size_t open;
    size_t close;
    while (str_find(&open, sentence, STR("{"))) {
        sentence = str_slice(sentence, open + 1, sentence.len);
        if (!str_find(&close, sentence, STR("}"))) return false;
        if (!has_arg(refusal, str_slice(sentence, 0, close))) return false;
    }
    return true;
}

bool try_renders(const err *refusal)
{
    if (err_class_of(refusal->code) != ERR_REFUSAL) return false;
    for (int zh = 0; zh < 2; zh++) {
        if (!fills(refusal, str_from(err_template(refusal->code, zh)))) return false;
        if (!fills(refusal, str_from(err_hint(refusal->code, zh)))) return false;
    }
    return true;
}

bool try_all_render(const attempt *t)
{
    for (uint32_t i = 0; i < t->in.refusal_count; i++)
        if (!try_renders(&t->in.refusal[i])) return false;
    return true;
}

uint32_t try_count(str s, const char *needle)
{
    uint32_t count = 0;
    size_t at;
    while (str_find(&at, s, str_from(needle))) {
        s = str_slice(s, at + strlen(needle), s.len);
        count++;
    }
    return count;
}
