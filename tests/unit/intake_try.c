/* intake_try: see the header. */
#include "intake_try.h"

#include <string.h>

static const size_t ATTEMPT_BYTES_MAX = (size_t)1 << 30;

static bool copy_texts(command *c, arena *a)
{
    citation *cite = &c->ev.cite;
    str *const texts[] = {&cite->title,   &cite->url,        &cite->row,  &cite->words, &cite->span, &c->amount_text,
                          &c->maker_name, &c->approver_name, &c->name[0], &c->name[1],  &c->name[2], &c->name[3]};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_str(a, *texts[i]);
        if (!texts[i]->ptr) return false;
    }
    return true;
}

static bool copy_attrs(command *c, arena *a)
{
    const attr *from = c->attrs;
    c->attrs = arena_get(a, sizeof *from * c->attr_count);
    if (!c->attrs) return false;
    for (uint32_t i = 0; i < c->attr_count; i++) {
        c->attrs[i] = from[i];
        c->attrs[i].text = arena_str(a, from[i].text);
        if (!c->attrs[i].text.ptr) return false;
    }
    return true;
}

static bool make_room(attempt *t, uint32_t rows)
{
    uint32_t room[] = {t->room, t->room, t->room};
    void *commands = t->command;
    void *bads = t->bad;
    void *texts = t->row_text;
    if (!arena_grow(t->a, &commands, sizeof *t->command, &room[0], rows)) return false;
    if (!arena_grow(t->a, &bads, sizeof *t->bad, &room[1], rows)) return false;
    if (!arena_grow(t->a, &texts, sizeof *t->row_text, &room[2], rows)) return false;
    t->command = commands;
    t->bad = bads;
    t->row_text = texts;
    t->room = room[0];
    return true;
}

bool try_keep(attempt *t, const command *c, bool is_bad)
{
    CHECK(t->in.row_count > 0);
    uint32_t i = t->in.row_count - 1;
    if (!make_room(t, t->in.row_count)) return false;
    t->command[i] = *c;
    t->bad[i] = is_bad;
    t->row_text[i] = t->in.row_text;
    return copy_texts(&t->command[i], t->a) && copy_attrs(&t->command[i], t->a);
}

err_code try_collect(attempt *t, str bytes, const intake_options *o)
{
    intake_reader *r;
    command *c = NULL;
    t->code = intake_open(&r, &t->in, bytes, o, t->a, &t->fault);
    do {
        bool is_bad = false;
        if (!t->code) t->code = intake_next(&c, &is_bad, r, &t->fault);
        if (!t->code && c && !try_keep(t, c, is_bad)) t->code = arena_err(t->a, &t->fault);
    } while (!t->code && c);
    intake_close(r);
    return t->code;
}

void try_read(attempt *t, intake_format how, str bytes, kind k, const char *mapping)
{
    memset(t, 0, sizeof *t);
    t->a = arena_new("attempt", ATTEMPT_BYTES_MAX);
    CHECK(t->a != NULL);
    intake_options o = {.file = "folder/rows.csv", .kind = k, .mapping = str_from(mapping), .format = how};
    (void)try_collect(t, bytes, &o);
}

void try_csv(attempt *t, const char *text, kind k)
{
    try_read(t, INTAKE_CSV, str_from(text), k, NULL);
}

void try_json(attempt *t, const char *text, kind k)
{
    try_read(t, INTAKE_JSON, str_from(text), k, NULL);
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
