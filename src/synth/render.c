/* render: a row becomes a command, field by field, by the table of kinds: what a person would have typed goes through the
 * same command_put, so that no command can hold what a file could not.
 *
 * Invariant: every refusal here is a bug of this room, and stops the program; only memory may run out. */
#include "synth/synth_int.h"

enum { WORD_BYTES_MAX = 128 };

typedef struct rendering {
    command *c;
    const synth *s;
    const row *r;
    arena *a;
    bool failed; /* memory ran out somewhere */
} rendering;

static buf text_begin(rendering *g)
{
    buf text;
    buf_init(&text, g->a, WORD_BYTES_MAX);
    return text;
}

static str text_end(rendering *g, const buf *text)
{
    CHECK(!text->full); /* WORD_BYTES_MAX is enough for every word */
    g->failed = g->failed || text->failed;
    return buf_view(text);
}

/* ---- texts ---- */
static str who_text(rendering *g, who w, bool is_name)
{
    if (w == WHO_NONE) return STR_NONE;
    buf text = text_begin(g);
    if (is_name)
        name_print(&text, g->s, w);
    else
        id_print(&text, w);
    return text_end(g, &text);
}

static str day_text(rendering *g, day on)
{
    buf text = text_begin(g);
    day_print(&text, on);
    return text_end(g, &text);
}

static str decimal_text(rendering *g, const char *before, int64_t minor, int decimals)
{
    buf text = text_begin(g);
    if (before != NULL) buf_text(&text, before);
    decimal_print(&text, minor, decimals, 0, false);
    return text_end(g, &text);
}

static str yuan_text(rendering *g, int64_t minor)
{
    str digits = decimal_text(g, NULL, minor, 2);
    buf text = text_begin(g);
    buf_str(&text, digits);
    buf_text(&text, "元");
    return text_end(g, &text);
}

static const unit *unit_of(const row *r)
{
    const unit *u = unit_get(r->unit ? r->unit : UNIT_CNY);
    CHECK(u != NULL);
    return u;
}

static str enum_text(const field_info *f, int number)
{
    if (number == 0) return STR_NONE;
    if (f->type == TYPE_COMPARATOR) return str_from(comparator_name((comparator)number));
    const char *word = enum_word(f->list, number);
    CHECK(word != NULL);
    return str_from(word);
}

/* How the book was made, for whoever wants to make it again. */
static str options_text(rendering *g)
{
    const synth_options *o = &g->s->o;
    buf text = text_begin(g);
    buf_text(&text, "--seed ");
    buf_uint_pad(&text, o->seed, 1);
    buf_text(&text, " --events ");
    buf_int(&text, o->entries);
    if (o->funds) {
        buf_text(&text, " --funds ");
        buf_int(&text, o->funds);
    }
    buf_text(&text, " --from ");
    day_print(&text, o->from);
    buf_text(&text, " --to ");
    day_print(&text, o->to);
    return text_end(g, &text);
}

static str period_text(rendering *g, const row *r)
{
    int year, month, mday;
    day_split(&year, &month, &mday, r->on);
    return decimal_text(g, NULL, year, 0);
}

/* ---- fields ---- */
typedef str (*attr_text)(rendering *g);
static str text_id(rendering *g)
{
    return who_text(g, g->r->self, false);
}
static str text_name(rendering *g)
{
    return who_text(g, g->r->self, true);
}
static str text_region(rendering *g)
{
    return str_from(region_of(g->s, g->r->self ? g->r->self : g->r->object));
}
static str text_sector(rendering *g)
{
    return str_from(sector_of(g->s, g->r->self));
}
static str text_code(rendering *g)
{
    return str_from(g->r->code);
}
static str text_part(rendering *g)
{
    return g->r->has_part ? yuan_text(g, g->r->part) : STR_NONE;
}
static str text_price(rendering *g)
{
    return g->r->price ? yuan_text(g, g->r->price) : STR_NONE;
}
static str text_due(rendering *g)
{
    return g->r->due ? day_text(g, g->r->due) : STR_NONE;
}
static str text_number(rendering *g)
{
    return g->r->number ? decimal_text(g, NULL, g->r->number, 0) : STR_NONE;
}
static str text_reason(rendering *g)
{
    return g->r->kind == KIND_PARAMETER_SET ? options_text(g) : str_from(g->r->text);
}

static str attr_of(rendering *g, const char *name)
{
    static const struct {
        const char *name;
        attr_text text;
    } known[] = {{"id", text_id},       {"name", text_name},      {"region", text_region}, {"sector", text_sector},
                 {"tag", text_code},    {"indicator", text_code}, {"cost", text_part},     {"paid_in", text_part},
                 {"price", text_price}, {"due", text_due},        {"deadline", text_due},  {"call_number", text_number},
                 {"clause", text_code}, {"reason", text_reason},  {"title", text_name}};
    if (g->r->kind == KIND_PARAMETER_SET && str_equal(str_from(name), STR("name"))) return STR(PARAMETER_SYNTHETIC);
    if (g->r->kind == KIND_PARAMETER_SET && str_equal(str_from(name), STR("region"))) return STR_NONE;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_equal(str_from(known[i].name), str_from(name))) return known[i].text(g);
    return STR_NONE;
}

static str effective_text(rendering *g, const field_info *f)
{
    return f->type == TYPE_PERIOD ? period_text(g, g->r) : day_text(g, g->r->on);
}

/* Where a value lives says what it is; only attrs go by their names. */
static str text_of(rendering *g, const field_info *f)
{
    const row *r = g->r;
    switch ((int)f->column) {
    case COLUMN_SUBJECT: return who_text(g, r->subject, false);
    case COLUMN_OBJECT: return who_text(g, r->object, false);
    case COLUMN_THIRD: return who_text(g, r->third, false);
    case COLUMN_REF: return r->ref ? decimal_text(g, NULL, r->ref, 0) : STR_NONE;
    case COLUMN_CLASS: return enum_text(f, r->choice);
    case COLUMN_PURPOSE: return enum_text(f, r->purpose);
    case COLUMN_AMOUNT: return r->has_amount ? decimal_text(g, r->about, r->amount, unit_of(r)->decimals) : STR_NONE;
    case COLUMN_QUANTITY: return r->share_ppm ? decimal_text(g, NULL, r->share_ppm, 4) : STR_NONE;
    case COLUMN_UNFUNDED: return text_part(g);
    case COLUMN_EFFECTIVE: return effective_text(g, f);
    case COLUMN_PUBLISHED: return r->is_public ? day_text(g, r->on) : STR_NONE;
    case COLUMN_CITE_TITLE: return r->is_public ? STR("合成公告") : STR_NONE;
    case COLUMN_ATTR: return attr_of(g, f->name);
    default: return STR_NONE;
    }
}

err_code render(command *out, const synth *s, const row *r, arena *a, err *e)
{
    const kind_info *k = kind_get(r->kind);
    CHECK(k != NULL);
    *out = (command){.ev.kind = r->kind};
    rendering g = {.c = out, .s = s, .r = r, .a = a};
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        str text = text_of(&g, f);
        if (g.failed) return arena_err(a, e);
        if (text.len == 0) continue;
        field_text t = {.text = text, .unit = f->column == COLUMN_AMOUNT ? str_from(unit_of(r)->id) : STR_NONE};
        err_code code = command_put(out, f, t, a, e);
        if (code == E_LIMIT) return code;
        CHECK(code == ERR_OK);
    }
    CHECK(command_complete(out, NULL) == ERR_OK);
    return ERR_OK;
}
