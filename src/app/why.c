/* why: one figure, the formula that made it, and the entries behind it, so that anyone can make it again.
 *
 * The table is for people. The JSON carries every number of the entries as stored (ends in whole units, shares in parts
 * per million, attrs as they are), because a program that does not trust us recomputes the figure from it. */
#include "app/app_int.h"

typedef struct asking {
    weir_book *b;
    const weir_show_options *o;
    asked q;
    relation r;
    const column_info *column;
    const cell *figure;
    str key;
    bool zh;
    arena *a;
    buf text;
} asking;

static err_code find_figure(asking *w, const char *key, const char *title, err *e)
{
    uint32_t at;
    err_code code = relation_column_find(&at, w->r.info, str_from(title), e);
    if (code) return code;
    w->key = str_from(key);
    int64_t row = relation_find(&w->r, w->key);
    if (row < 0) {
        err_set(e, E_KEY_UNKNOWN);
        err_text(e, "relation", str_from(w->r.info->name));
        err_text(e, "word", w->key);
        return E_KEY_UNKNOWN;
    }
    w->column = &w->r.info->column[at];
    w->figure = &w->r.cells[(size_t)row * w->r.info->column_count + at];
    return ERR_OK;
}

static uint32_t entry_at(const asking *w, uint32_t i)
{
    CHECK(i < w->figure->why_count);
    return w->r.why[w->figure->why_first + i];
}

/* ---- for people ---- */
static str kept(asking *w, const buf *text)
{
    str copy = arena_str(w->a, buf_view(text));
    return copy.ptr ? copy : STR_NONE;
}

static void put_thing(buf *out, const asking *w, seq_no seq)
{
    if (seq) buf_str(out, book_name(w->b->fold.facts, seq, w->q.at.prefix, w->zh));
}

static str print_parties(asking *w, const event *ev)
{
    buf text;
    buf_init(&text, w->a, 2 * TEXT_BYTES_MAX + 8);
    put_thing(&text, w, ev->subject);
    if (ev->object) buf_text(&text, ev->subject ? " → " : "→ ");
    put_thing(&text, w, ev->object);
    return kept(w, &text);
}

static void put_share(buf *out, int64_t ppm)
{
    if (out->len > 0) buf_text(out, "; ");
    decimal_print(out, ppm, 4, 0, false);
    buf_char(out, '%');
}

static bool quantity_is_share(const event *ev)
{
    const kind_info *k = kind_get(ev->kind);
    for (uint32_t i = 0; i < k->field_count; i++)
        if (k->field[i].column == COLUMN_QUANTITY) return k->field[i].type == TYPE_SHARE;
    return false;
}

/* As it was worded, in the unit that was asked for; other units than yuan never shift. */
static void put_stated(buf *out, const asking *w, const amount *a)
{
    static const char *const words[][2] = {{"元", "yuan"}, {"万元", "×10k yuan"}, {"亿元", "×100m yuan"}};
    const unit *u = unit_get(a->unit);
    CHECK(u != NULL);
    int step = a->unit == UNIT_CNY ? (int)w->q.unit - SHOW_YUAN : 0;
    const char *word = a->unit == UNIT_CNY ? words[step][w->zh ? 0 : 1] : w->zh ? u->zh : u->en;
    figure_style style = {.shift = 4 * step, .grouped = true, .zh = w->zh, .unit = word};
    figure_print(out, interval_of(*a, w->r.tolerance_ppm), a->unit, a->q, &style);
}

/* The other amount of an entry that a figure rests on: what was sold had cost, what was transferred was paid in. */
static void put_beside(buf *out, const asking *w, const event *ev)
{
    bool is_exit = ev->kind == KIND_INVESTMENT_EXITED;
    if (!is_exit && ev->kind != KIND_STAKE_TRANSFERRED) return;
    int64_t minor = attrs_int(ev->attrs, is_exit ? STR("cost") : STR("paid_in"), 0);
    const char *zh = is_exit ? "（成本 " : "（实缴 ", *en = is_exit ? " (cost " : " (paid in ";
    buf_text(out, w->zh ? zh : en);
    put_stated(out, w, &(amount){.minor = minor, .q = QUALIFIER_EXACT, .unit = ev->amount.unit});
    buf_text(out, w->zh ? "）" : ")");
}

static str print_stated(asking *w, const event *ev)
{
    buf text;
    buf_init(&text, w->a, TEXT_BYTES_MAX);
    if (ev->amount.q != QUALIFIER_NONE) put_stated(&text, w, &ev->amount);
    put_beside(&text, w, ev);
    if (ev->has_quantity && quantity_is_share(ev)) put_share(&text, ev->quantity);
    return kept(w, &text);
}

static str print_date(asking *w, date d)
{
    buf text;
    buf_init(&text, w->a, 64);
    date_print(&text, d);
    return kept(w, &text);
}

static str print_seq(asking *w, seq_no seq)
{
    buf text;
    buf_init(&text, w->a, 32);
    buf_int(&text, seq);
    return kept(w, &text);
}

static str *fill_entry(asking *w, str *next, seq_no seq)
{
    event ev;
    book_entry(&ev, w->b->fold.facts, seq);
    const char *confidence = enum_title(LIST_confidence, ev.cite.confidence, w->zh);
    *next++ = print_seq(w, seq);
    *next++ = str_from(w->zh ? kind_get(ev.kind)->zh : kind_get(ev.kind)->wire);
    *next++ = print_date(w, ev.effective);
    *next++ = print_parties(w, &ev);
    *next++ = print_stated(w, &ev);
    *next++ = ev.cite.row;
    *next++ = str_from(confidence);
    *next++ = ev.cite.title;
    *next++ = ev.cite.url;
    return next;
}

static err_code put_entries(asking *w, weir_format format, err *e)
{
    static const listing_column columns[] = {{"seq", "凭证", "entry"},
                                             {"kind", "种类", "kind"},
                                             {"effective", "发生日", "date"},
                                             {"parties", "对象", "parties"},
                                             {"stated", "所述", "as stated"},
                                             {"source_row", "来源行", "source row"},
                                             {"confidence", "可信度", "confidence"},
                                             {"source_title", "来源", "source"},
                                             {"source_url", "网址", "url"}};
    uint32_t count = w->figure->why_count;
    str *cells = arena_get(w->a, sizeof *cells * COUNT_OF(columns) * (count ? count : 1));
    if (!cells) return arena_err(w->a, e);
    str *next = cells;
    for (uint32_t i = 0; i < count; i++) next = fill_entry(w, next, entry_at(w, i));
    listing l = {.column = columns, .column_count = COUNT_OF(columns), .cells = cells, .row_count = count};
    listing_print(&w->text, &l, report_format_of(format), w->zh);
    return ERR_OK;
}

static void put_figure(asking *w)
{
    const cell *c = w->figure;
    str shown = w->zh ? c->show_zh : c->show_en;
    if (c->type == CELL_INTERVAL)
        report_interval(&w->text, c->interval, c->unit, w->q.unit, w->zh);
    else if (shown.len)
        buf_str(&w->text, shown);
    else
        cell_print(&w->text, c, w->zh);
    if (c->type == 0) buf_text(&w->text, "-");
    buf_char(&w->text, '\n');
}

static void put_formula(asking *w)
{
    if (!*w->column->formula) return;
    buf_text(&w->text, w->zh ? "公式 " : "formula ");
    buf_text(&w->text, w->column->formula);
    buf_text(&w->text, w->zh ? ":" : ": ");
    buf_text(&w->text, w->zh ? w->column->formula_zh : w->column->formula_en);
    buf_char(&w->text, '\n');
}

static void put_foot(asking *w)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, &w->q.head.hash);
    buf_text(&w->text, w->zh ? "\n口径:" : "\nbasis: ");
    basis_print(&w->text, &w->q, w->b, w->zh);
    buf_text(&w->text, "\nhead ");
    buf_text(&w->text, hex);
    buf_char(&w->text, '@');
    buf_int(&w->text, w->q.head.seq);
    buf_char(&w->text, '\n');
}

static err_code put_table(asking *w, err *e)
{
    buf_text(&w->text, w->zh ? w->r.info->zh : w->r.info->en);
    buf_text(&w->text, " · ");
    buf_str(&w->text, w->key);
    buf_text(&w->text, " · ");
    buf_text(&w->text, w->zh ? w->column->zh : w->column->en);
    buf_text(&w->text, " = ");
    put_figure(w);
    put_formula(w);
    buf_char(&w->text, '\n');
    err_code code = put_entries(w, WEIR_TABLE, e);
    put_foot(w);
    return code;
}

/* ---- for programs ---- */
static void put_key(buf *out, const char *name)
{
    buf_char(out, ',');
    buf_json(out, str_from(name));
    buf_char(out, ':');
}

static void put_text(buf *out, const char *name, str value)
{
    if (value.len == 0) return;
    put_key(out, name);
    buf_json(out, value);
}

static void put_number(buf *out, const char *name, int64_t value)
{
    put_key(out, name);
    buf_int(out, value);
}

static void put_flag(buf *out, const char *name, bool value)
{
    put_key(out, name);
    buf_text(out, value ? "true" : "false");
}

static void put_end(buf *out, const char *name, bool open, int64_t minor, int decimals)
{
    buf_json(out, str_from(name));
    if (open) {
        buf_text(out, ":null");
        return;
    }
    buf_text(out, ":\"");
    decimal_print(out, minor, decimals, decimals, false);
    buf_char(out, '"');
}

static void put_interval(buf *out, const char *name, interval x, unit_code code, qualifier q)
{
    const unit *u = unit_get(code);
    CHECK(u != NULL);
    put_key(out, name);
    buf_char(out, '{');
    put_end(out, "lo", x.lo_open, x.lo, u->decimals);
    buf_char(out, ',');
    put_end(out, "hi", x.hi_open, x.hi, u->decimals);
    put_flag(out, "about", x.about);
    put_flag(out, "lo_strict", x.lo_strict);
    put_flag(out, "hi_strict", x.hi_strict);
    put_number(out, "unknown_count", x.unknown_count);
    put_text(out, "unit", str_from(u->id));
    if (q != QUALIFIER_NONE) put_text(out, "qualifier", str_from(qualifier_name(q)));
    buf_char(out, '}');
}

static void put_value(asking *w)
{
    const cell *c = w->figure;
    if (c->type == CELL_INTERVAL) {
        put_interval(&w->text, "value", c->interval, c->unit, c->q);
        return;
    }
    put_key(&w->text, "value");
    if (c->type == 0) {
        buf_text(&w->text, "null");
        return;
    }
    buf plain;
    buf_init(&plain, w->a, OUTPUT_BYTES_MAX);
    cell_print(&plain, c, false);
    if (c->type == CELL_INT)
        buf_str(&w->text, buf_view(&plain));
    else
        buf_json(&w->text, buf_view(&plain));
}

static void put_id(buf *out, const asking *w, const char *name, seq_no seq)
{
    thing found;
    if (seq && book_thing(&found, w->b->fold.facts, seq)) put_text(out, name, found.id);
}

/* The words of a kind's closed lists, under the names of its fields. */
static void put_words(buf *out, const event *ev)
{
    const kind_info *k = kind_get(ev->kind);
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        bool is_class = f->column == COLUMN_CLASS;
        int number = is_class ? ev->class_code : ev->purpose;
        if (number == 0 || (!is_class && f->column != COLUMN_PURPOSE)) continue;
        const char *word =
            f->type == TYPE_COMPARATOR ? comparator_name((comparator)number) : enum_word(f->list, number);
        put_text(out, f->name, str_from(word));
    }
}

static void put_day(asking *w, const char *name, day d)
{
    if (d != DAY_NONE) put_text(&w->text, name, print_date(w, (date){d, PRECISION_DAY}));
}

static void put_source(buf *out, const event *ev)
{
    put_text(out, "source_row", ev->cite.row);
    put_text(out, "source_title", ev->cite.title);
    put_text(out, "source_url", ev->cite.url);
    put_text(out, "source_words", ev->cite.words);
    put_text(out, "confidence", str_from(enum_word(LIST_confidence, ev->cite.confidence)));
}

static void put_numbers(asking *w, const event *ev)
{
    buf *out = &w->text;
    if (ev->amount.q != QUALIFIER_NONE)
        put_interval(out, "amount", interval_of(ev->amount, w->r.tolerance_ppm), ev->amount.unit, ev->amount.q);
    if (ev->has_quantity) put_number(out, quantity_is_share(ev) ? "share_ppm" : "count", ev->quantity);
    if (ev->has_unfunded) put_number(out, "unfunded_minor", ev->unfunded_minor);
    if (ev->ref) put_number(out, "entry", ev->ref);
}

static void put_entry(asking *w, seq_no seq)
{
    event ev;
    book_entry(&ev, w->b->fold.facts, seq);
    period span = book_effective_span(w->b->fold.facts, &ev);
    buf *out = &w->text;
    buf_text(out, "{\"seq\":");
    buf_int(out, seq);
    put_text(out, "kind", str_from(kind_get(ev.kind)->wire));
    put_text(out, "effective", print_date(w, ev.effective));
    put_day(w, "effective_first", span.first);
    put_day(w, "effective_last", span.last);
    put_text(out, "published", print_date(w, ev.published));
    put_id(out, w, "subject", ev.subject);
    put_id(out, w, "object", ev.object);
    put_id(out, w, "third", ev.third);
    put_words(out, &ev);
    put_numbers(w, &ev);
    put_source(out, &ev);
    if (ev.attrs.len) {
        put_key(out, "attrs");
        buf_str(out, ev.attrs);
    }
    buf_char(out, '}');
}

static void put_basis(asking *w)
{
    char hex[HASH_BYTES * 2 + 1];
    buf text;
    buf_init(&text, w->a, TEXT_BYTES_MAX);
    basis_print(&text, &w->q, w->b, w->zh);
    put_text(&w->text, "basis", buf_view(&text));
    put_day(w, "as_of", w->q.at.as_of);
    put_number(&w->text, "about_tolerance_ppm", w->r.tolerance_ppm);
    hash_print(hex, &w->q.head.hash);
    put_text(&w->text, "head", str_from(hex));
    put_number(&w->text, "head_seq", w->q.head.seq);
}

static void put_json(asking *w)
{
    buf *out = &w->text;
    buf_text(out, "{\"relation\":");
    buf_json(out, str_from(w->r.info->name));
    put_key(out, "key");
    buf_json(out, w->key);
    put_text(out, "column", str_from(w->column->name));
    put_key(out, "formula");
    buf_json(out, str_from(w->column->formula));
    put_text(out, "formula_text", str_from(w->zh ? w->column->formula_zh : w->column->formula_en));
    put_value(w);
    put_basis(w);
    put_key(out, "entries");
    buf_char(out, '[');
    for (uint32_t i = 0; i < w->figure->why_count; i++) {
        buf_text(out, i > 0 ? ",\n" : "\n");
        put_entry(w, entry_at(w, i));
    }
    buf_text(out, "\n]}\n");
}

static err_code why(asking *w, const char *name, const char *key, const char *title, weir_sink out, err *e)
{
    err_code code = book_ready(w->b, w->a, e);
    if (!code) code = basis_read(&w->q, w->b, w->o, e);
    w->q.wants_why = true;
    w->q.why_key = str_from(key);
    if (!code) code = scope_read(&w->q, w->b, w->o->scope, w->a, e);
    if (!code) code = relation_build(&w->r, w->b, name, &w->q, w->a, e);
    if (!code) code = find_figure(w, key, title, e);
    if (code) return code;
    buf_init(&w->text, w->a, OUTPUT_BYTES_MAX);
    if (w->o->format == WEIR_JSON)
        put_json(w);
    else if (w->o->format == WEIR_CSV)
        code = put_entries(w, WEIR_CSV, e);
    else
        code = put_table(w, e);
    if (!code) code = buf_err(&w->text, e);
    return code ? code : sink_put(out, buf_view(&w->text), e);
}

weir_status weir_why(weir_book *b, const char *name, const char *key, const char *title,
                     const weir_show_options *options, weir_sink out, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(name != NULL);
    CHECK(key != NULL);
    CHECK(title != NULL);
    err e = {.code = ERR_OK};
    asking w = {.b = b, .o = options, .a = request_arena(&e), .zh = options->lang == WEIR_ZH};
    if (!w.a) return report_error(error, &e);
    err_code code = why(&w, name, key, title, out, &e);
    arena_free(w.a);
    return code ? report_error(error, &e) : WEIR_OK;
}
