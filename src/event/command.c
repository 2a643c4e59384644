/* command: a row that people or programs wrote, field by field, into an event that still speaks in names.
 *
 * One function a type of field: text → value, or the refusal that fits best. What is refused changes nothing in the
 * command. Texts are trimmed, CR LF and CR become LF, other control characters are refused; what is empty then is not
 * given, and neither is a date that says "unknown". Values land where the field's column says. Texts of the command are
 * borrowed from what was passed in, or live in the arena.
 *
 * Invariants: bit i of `given` ⇔ field i has a value in the row; attrs hold each name once (uscc and period add to
 * theirs); texts in the command are valid UTF-8 without control characters but LF and TAB. */
#include "event/event_int.h"

#include <string.h>

enum { PERCENT_TO_PPM_DIGITS = 4, USCC_BYTES = 18 };

typedef struct placing {
    command *c;
    const field_info *f;
    field_text t; /* text is clean and not empty */
    arena *a;
    bool nothing; /* set when the text says that there is no value */
} placing;

/* ---- refusals ---- */
static err_code refuse_word(err *e, err_code code, str word)
{
    err_raise(e, code, __FILE__, __LINE__);
    err_text(e, "word", word);
    return code;
}

static err_code refuse_long(err *e, size_t limit)
{
    err_set(e, E_TEXT_LONG);
    err_int(e, "limit", (int64_t)limit);
    return E_TEXT_LONG;
}

/* ---- text ---- */
/* Cc of Unicode: C0, DEL, and C1, which UTF-8 spells C2 80 … C2 9F. LF, TAB and CR are wanted. */
static bool is_control(str s, size_t at)
{
    unsigned char c = (unsigned char)s.ptr[at];
    if (c == '\n' || c == '\t' || c == '\r') return false;
    if (c < 0x20 || c == 0x7F) return true;
    return c == 0xC2 && at + 1 < s.len && (unsigned char)s.ptr[at + 1] < 0xA0;
}

static bool has_control(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_control(s, i)) return true;
    return false;
}

/* CR LF and lone CR → LF, in a copy. */
static err_code unify_lines(str *text, arena *a, err *e)
{
    char *to = arena_get(a, text->len);
    if (to == NULL) return arena_err(a, e);
    size_t len = 0;
    for (size_t i = 0; i < text->len; i++) {
        char c = text->ptr[i];
        if (c == '\r' && i + 1 < text->len && text->ptr[i + 1] == '\n') continue;
        to[len++] = c == '\r' ? '\n' : c;
    }
    *text = (str){to, len};
    return ERR_OK;
}

/* Printable ASCII is valid, holds no control character and no line end: one look instead of three. */
static bool is_printable(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)(s.ptr[i] - ' ') >= 0x7F - ' ') return false;
    return true;
}

static err_code clean_text(str *text, arena *a, err *e)
{
    *text = str_trim(*text);
    if (text->len == 0) return ERR_OK;
    if (text->len > TEXT_BYTES_MAX) return refuse_long(e, TEXT_BYTES_MAX);
    if (is_printable(*text)) return ERR_OK;
    if (!utf8_valid(*text) || has_control(*text)) return err_set(e, E_TEXT_ENCODING);
    return memchr(text->ptr, '\r', text->len) == NULL ? ERR_OK : unify_lines(text, a, e);
}

/* ---- placing values ---- */
static void add_attr(command *c, attr item)
{
    CHECK(c->attr_count < c->attr_room);
    CHECK(c->attr_count < ATTRS_MAX);
    for (uint32_t i = 0; i < c->attr_count; i++) CHECK(!str_equal(c->attrs[i].name, item.name));
    c->attrs[c->attr_count++] = item;
}

static void add_attr_text(command *c, str name, str text)
{
    add_attr(c, (attr){.name = name, .text = text});
}

static str *citation_text(citation *cite, column where)
{
    switch ((int)where) {
    case COLUMN_CITE_TITLE: return &cite->title;
    case COLUMN_CITE_URL: return &cite->url;
    case COLUMN_CITE_ROW: return &cite->row;
    case COLUMN_CITE_WORDS: return &cite->words;
    case COLUMN_CITE_SPAN: return &cite->span;
    default: return NULL;
    }
}

static err_code place_text(placing *p, str text)
{
    if (p->f->column == COLUMN_ATTR) {
        add_attr_text(p->c, str_from(p->f->name), text);
        return ERR_OK;
    }
    str *to = citation_text(&p->c->ev.cite, p->f->column);
    CHECK(to != NULL);
    *to = text;
    return ERR_OK;
}

static err_code place_number(placing *p, int number)
{
    CHECK(number > 0);
    event *ev = &p->c->ev;
    switch ((int)p->f->column) {
    case COLUMN_CLASS: ev->class_code = number; break;
    case COLUMN_PURPOSE: ev->purpose = number; break;
    case COLUMN_CITE_CONFIDENCE: ev->cite.confidence = (uint8_t)number; break;
    default: CHECK(false); /* a column for numbers of lists */
    }
    return ERR_OK;
}

static err_code place_integer(placing *p, int64_t value)
{
    CHECK(value >= 0);
    event *ev = &p->c->ev;
    switch ((int)p->f->column) {
    case COLUMN_ATTR: add_attr(p->c, (attr){.name = str_from(p->f->name), .is_int = true, .number = value}); break;
    case COLUMN_QUANTITY: ev->has_quantity = true, ev->quantity = value; break;
    case COLUMN_UNFUNDED: ev->has_unfunded = true, ev->unfunded_minor = value; break;
    default: CHECK(false); /* a column for integers */
    }
    return ERR_OK;
}

/* A date as the text of an attr, in our own spelling. */
static err_code add_attr_date(command *c, str name, date d, arena *a, err *e)
{
    buf text;
    buf_init(&text, a, ID_BYTES_MAX);
    date_print(&text, d);
    err_code code = buf_err(&text, e);
    if (code == ERR_OK) add_attr_text(c, name, buf_view(&text));
    return code;
}

static err_code place_date(placing *p, date d, err *e)
{
    event *ev = &p->c->ev;
    switch ((int)p->f->column) {
    case COLUMN_EFFECTIVE: ev->effective = d; break;
    case COLUMN_PUBLISHED: ev->published = d; break;
    case COLUMN_BOOKED: ev->booked = d.first; break;
    case COLUMN_ATTR: return add_attr_date(p->c, str_from(p->f->name), d, p->a, e);
    default: CHECK(false); /* a column for days */
    }
    return ERR_OK;
}

/* ---- one function a type ---- */
static bool only_has(str word, const char *more)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && strchr(more, c) == NULL) return false;
    }
    return true;
}

static err_code put_id(placing *p, err *e)
{
    str id = p->t.text;
    if (id.len > ID_BYTES_MAX) return refuse_long(e, ID_BYTES_MAX);
    if (id.ptr[0] < 'a' || id.ptr[0] > 'z' || !only_has(id, "._-")) return refuse_word(e, E_ID_SYNTAX, id);
    return place_text(p, id);
}

static err_code put_code(placing *p, err *e)
{
    str code = p->t.text;
    if (code.len > ID_BYTES_MAX) return refuse_long(e, ID_BYTES_MAX);
    return only_has(code, "_") ? place_text(p, code) : refuse_word(e, E_CODE_SYNTAX, code);
}

static err_code put_text(placing *p, err *e)
{
    (void)e;
    return place_text(p, p->t.text);
}

static err_code put_ref(placing *p, err *e)
{
    (void)e;
    switch ((int)p->f->column) {
    case COLUMN_SUBJECT: p->c->name[REF_SUBJECT] = p->t.text; break;
    case COLUMN_OBJECT: p->c->name[REF_OBJECT] = p->t.text; break;
    case COLUMN_THIRD: p->c->name[REF_THIRD] = p->t.text; break;
    case COLUMN_CITE_DOCUMENT: p->c->name[REF_DOCUMENT] = p->t.text; break;
    default: CHECK(false); /* a column for references */
    }
    return ERR_OK;
}

static err_code put_entry(placing *p, err *e)
{
    str word = p->t.text;
    uint64_t seq = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9') return refuse_word(e, E_ENTRY_SYNTAX, word);
        seq = seq * 10 + (uint64_t)(word.ptr[i] - '0');
        if (seq > UINT32_MAX) return refuse_word(e, E_ENTRY_SYNTAX, word);
    }
    if (seq == 0) return refuse_word(e, E_ENTRY_SYNTAX, word);
    CHECK(p->f->column == COLUMN_REF);
    p->c->ev.ref = (seq_no)seq;
    return ERR_OK;
}

static err_code put_enum(placing *p, err *e)
{
    int number = enum_find(p->f->list, p->t.text);
    if (number > 0) return place_number(p, number);
    refuse_word(e, E_ENUM_UNKNOWN, p->t.text);
    err_text(e, "allowed", str_from(enum_words(p->f->list)));
    return E_ENUM_UNKNOWN;
}

static err_code put_comparator(placing *p, err *e)
{
    comparator c;
    err_code code = comparator_parse(&c, p->t.text, e);
    return code == ERR_OK ? place_number(p, (int)c) : code;
}

static err_code put_date(placing *p, err *e)
{
    date d;
    err_code code = date_parse(&d, p->t.text, e);
    if (code != ERR_OK) return code;
    p->nothing = d.precision == PRECISION_UNKNOWN;
    return p->nothing ? ERR_OK : place_date(p, d, e);
}

static err_code put_day(placing *p, err *e)
{
    date d;
    err_code code = date_parse(&d, p->t.text, e);
    if (code != ERR_OK) return code;
    p->nothing = d.precision == PRECISION_UNKNOWN;
    if (p->nothing) return ERR_OK;
    return d.precision == PRECISION_DAY ? place_date(p, d, e) : refuse_word(e, E_DATE_PRECISE, p->t.text);
}

static err_code put_period(placing *p, err *e)
{
    date unknown;
    p->nothing = date_parse(&unknown, p->t.text, NULL) == ERR_OK && unknown.precision == PRECISION_UNKNOWN;
    if (p->nothing) return ERR_OK;
    period span;
    err_code code = period_parse(&span, p->t.text, e);
    if (code != ERR_OK) return code;
    CHECK(p->f->column == COLUMN_EFFECTIVE);
    uint32_t attrs_before = p->c->attr_count;
    code = add_attr_date(p->c, PERIOD_FROM, (date){span.first, PRECISION_DAY}, p->a, e);
    if (code == ERR_OK) code = add_attr_date(p->c, PERIOD_TO, (date){span.last, PRECISION_DAY}, p->a, e);
    if (code == ERR_OK)
        p->c->ev.effective = period_effective(span);
    else
        p->c->attr_count = attrs_before;
    return code;
}

static err_code read_exact(amount *out, placing *p, err *e)
{
    err_code code = amount_parse(out, p->t.text, p->t.unit, p->t.qualifier, e);
    if (code != ERR_OK || out->q == QUALIFIER_EXACT) return code;
    return refuse_word(e, E_AMOUNT_NOT_EXACT, p->t.qualifier.len > 0 ? p->t.qualifier : p->t.text);
}

static str unit_name(unit_code code)
{
    const unit *u = unit_get(code);
    CHECK(u != NULL);
    return str_from(u->id);
}

static err_code place_amount(placing *p, const amount *said)
{
    CHECK(p->f->column == COLUMN_AMOUNT);
    p->c->ev.amount = *said;
    p->c->amount_text = str_trim(p->t.text);
    return ERR_OK;
}

static err_code put_amount(placing *p, err *e)
{
    amount said;
    err_code code = amount_parse(&said, p->t.text, p->t.unit, p->t.qualifier, e);
    if (code != ERR_OK) return code;
    p->nothing = said.q == QUALIFIER_NONE;
    return p->nothing ? ERR_OK : place_amount(p, &said);
}

static err_code put_limit(placing *p, err *e)
{
    amount said;
    err_code code = read_exact(&said, p, e);
    return code == ERR_OK ? place_amount(p, &said) : code;
}

static err_code put_currency(placing *p, int64_t least, err *e)
{
    CHECK(least >= 0);
    amount said;
    err_code code = read_exact(&said, p, e);
    if (code != ERR_OK) return code;
    if (!unit_is_money(said.unit)) return refuse_word(e, E_UNIT_NOT_MONEY, unit_name(said.unit));
    return said.minor >= least ? place_amount(p, &said) : refuse_word(e, E_AMOUNT_SIGN, p->t.text);
}

static err_code put_money(placing *p, err *e)
{
    return put_currency(p, 1, e);
}

/* What is left may be nothing: a bank balance, a value, the proceeds of a write-off. */
static err_code put_balance(placing *p, err *e)
{
    return put_currency(p, 0, e);
}

/* The row's unit and qualifier columns speak of its amount, not of this field: the unit helps only where the text has
 * none of its own, the qualifier never. */
static err_code read_apart(amount *out, placing *p, err *e)
{
    str units = p->t.unit;
    p->t.qualifier = STR_NONE;
    p->t.unit = STR_NONE;
    if (amount_parse(out, p->t.text, STR_NONE, STR_NONE, NULL) == E_UNIT_MISSING) p->t.unit = units;
    return read_exact(out, p, e);
}

/* What was paid in another currency: a text of one spelling, as attrs hold no units. */
static err_code put_foreign(placing *p, err *e)
{
    enum { FOREIGN_BYTES = 40 };
    amount said;
    buf text;
    err_code code = read_apart(&said, p, e);
    if (code != ERR_OK) return code;
    if (!unit_is_money(said.unit)) return refuse_word(e, E_UNIT_NOT_MONEY, unit_name(said.unit));
    if (said.minor <= 0) return refuse_word(e, E_AMOUNT_SIGN, p->t.text);
    buf_init(&text, p->a, FOREIGN_BYTES);
    decimal_print(&text, said.minor, unit_get(said.unit)->decimals, 0, false);
    buf_char(&text, ' ');
    buf_str(&text, unit_name(said.unit));
    code = buf_err(&text, e);
    return code == ERR_OK ? place_text(p, buf_view(&text)) : code;
}

static err_code put_yuan(placing *p, err *e)
{
    amount said;
    err_code code = read_apart(&said, p, e);
    if (code != ERR_OK) return code;
    if (said.unit != UNIT_CNY) return refuse_word(e, E_UNIT_NOT_YUAN, unit_name(said.unit));
    return place_integer(p, said.minor);
}

static str without_percent(str text)
{
    str signs[] = {STR("%"), STR("\uFF05")};
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_ends(text, signs[i])) return str_trim(str_slice(text, 0, text.len - signs[i].len));
    return text;
}

static err_code put_share(placing *p, err *e)
{
    int64_t ppm;
    err_code code = decimal_parse(&ppm, without_percent(p->t.text), PERCENT_TO_PPM_DIGITS, 1, e);
    if (code != ERR_OK) return code;
    if (ppm < 0 || ppm > SHARE_PPM_MAX) return refuse_word(e, E_SHARE_RANGE, p->t.text);
    return place_integer(p, ppm);
}

/* Of an exchange: it may be above 1, so it is no percentage. */
static err_code put_ratio(placing *p, err *e)
{
    int64_t ppm;
    err_code code = decimal_parse(&ppm, p->t.text, PPM_DECIMALS, 1, e);
    if (code != ERR_OK) return code;
    if (ppm < 1 || ppm > RATIO_PPM_MAX) return refuse_word(e, E_RATIO_RANGE, p->t.text);
    return place_integer(p, ppm);
}

static err_code put_count(placing *p, err *e)
{
    int64_t count;
    if (decimal_parse(&count, p->t.text, 0, 1, NULL) != ERR_OK || count < 0)
        return refuse_word(e, E_COUNT_SYNTAX, p->t.text);
    return place_integer(p, count);
}

static err_code put_region(placing *p, err *e)
{
    return region_known(p->t.text) ? place_text(p, p->t.text) : refuse_word(e, E_REGION_UNKNOWN, p->t.text);
}

/* Typed in small letters it is the same code: kept as the licence prints it. */
static err_code put_uscc(placing *p, err *e)
{
    str word = p->t.text;
    if (word.len != USCC_BYTES) return refuse_word(e, E_USCC_FORMAT, word);
    char *upper = arena_get(p->a, USCC_BYTES);
    if (upper == NULL) return arena_err(p->a, e);
    for (size_t i = 0; i < USCC_BYTES; i++) {
        char c = word.ptr[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    str code = {upper, USCC_BYTES};
    int result = uscc_check(code);
    if (result == 3) return refuse_word(e, E_USCC_FORMAT, word);
    if (result == 2) return refuse_word(e, E_USCC_CHECK, word);
    if (result == 1) add_attr_text(p->c, USCC_WARNING, STR("outer"));
    return place_text(p, code);
}

typedef err_code (*put_type)(placing *p, err *e);
static const put_type PUT[] = {
    [TYPE_ID] = put_id,           [TYPE_TEXT] = put_text,       [TYPE_REF] = put_ref,
    [TYPE_ENTRY] = put_entry,     [TYPE_ENUM] = put_enum,       [TYPE_DAY] = put_day,
    [TYPE_DATE] = put_date,       [TYPE_PERIOD] = put_period,   [TYPE_AMOUNT] = put_amount,
    [TYPE_MONEY] = put_money,     [TYPE_LIMIT] = put_limit,     [TYPE_YUAN] = put_yuan,
    [TYPE_SHARE] = put_share,     [TYPE_COUNT] = put_count,     [TYPE_CODE] = put_code,
    [TYPE_REGION] = put_region,   [TYPE_USCC] = put_uscc,       [TYPE_COMPARATOR] = put_comparator,
    [TYPE_BALANCE] = put_balance, [TYPE_FOREIGN] = put_foreign, [TYPE_RATIO] = put_ratio,
};

/* ---- the door ---- */
static err_code refuse_unknown(const kind_info *k, const field_info *f, arena *a, err *e)
{
    refuse_word(e, E_FIELD_UNKNOWN, str_from(f->name));
    err_text(e, "kind", str_from(k->wire));
    buf names;
    buf_init(&names, a, TEXT_BYTES_MAX);
    for (uint32_t i = 0; i < k->field_count; i++) {
        if (i > 0) buf_char(&names, ' ');
        buf_text(&names, k->field[i].name);
    }
    if (buf_err(&names, NULL) == ERR_OK) err_text(e, "allowed", buf_view(&names));
    return E_FIELD_UNKNOWN;
}

/* Zeroed memory says 1970-01-01; the first field to arrive makes it say nothing. */
static void make_blank(event *ev)
{
    ev->format = EVENT_FORMAT;
    ev->effective = ev->published = (date){DAY_NONE, PRECISION_UNKNOWN};
    ev->booked = DAY_NONE;
}

/* Without text there is no value; but an amount left blank beside a qualifier is stated to be unknown, or a slip. */
static bool says_nothing(const placing *p)
{
    return p->t.text.len == 0 && (p->f->type != TYPE_AMOUNT || p->t.qualifier.len == 0);
}

static err_code put_field(placing *p, uint64_t bit, err *e)
{
    err_code code = clean_text(&p->t.text, p->a, e);
    if (code != ERR_OK) return code;
    if (says_nothing(p)) return ERR_OK;
    if (p->c->given & bit) return refuse_word(e, E_FIELD_TWICE, str_from(p->f->name));
    code = PUT[p->f->type](p, e);
    if (code == ERR_OK && !p->nothing) p->c->given |= bit;
    return code;
}

/* A period puts two attrs, a code with a warning two: room for them before anything is placed. */
static bool room_for_attrs(command *c, const field_info *f, arena *a)
{
    enum { ATTRS_A_FIELD = 2 };
    if (f->column != COLUMN_ATTR && f->type != TYPE_PERIOD) return true;
    void *items = c->attrs;
    bool done = arena_grow(a, &items, sizeof *c->attrs, &c->attr_room, c->attr_count + ATTRS_A_FIELD);
    c->attrs = items;
    return done;
}

err_code command_put(command *c, const field_info *f, field_text t, arena *a, err *e)
{
    CHECK(c != NULL);
    CHECK(f != NULL);
    const kind_info *k = kind_get(c->ev.kind);
    CHECK(k != NULL);
    if (c->ev.format == 0) make_blank(&c->ev);
    uint32_t i = 0;
    while (i < k->field_count && &k->field[i] != f) i++;
    err_code code;
    if (i == k->field_count) {
        code = refuse_unknown(k, f, a, e);
    } else if (!room_for_attrs(c, f, a)) {
        code = arena_err(a, e);
    } else {
        placing p = {.c = c, .f = f, .t = {t.text, str_trim(t.unit), str_trim(t.qualifier)}, .a = a};
        code = put_field(&p, UINT64_C(1) << i, e);
    }
    if (code != ERR_OK) err_at_field(e, f->name, t.text);
    return code;
}

/* ---- all fields are in ---- */
/* Bytes of a clean text inside attrs: quote, backslash, LF and TAB take two. */
static size_t escaped_bytes(str text)
{
    size_t bytes = text.len;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bytes += c == '"' || c == '\\' || c == '\n' || c == '\t';
    }
    return bytes;
}

static size_t attrs_bytes(const command *c)
{
    enum { AROUND = 6, INT_BYTES = 20 }; /* two pairs of quotes, colon, comma */
    size_t bytes = 2;
    for (uint32_t i = 0; i < c->attr_count; i++)
        bytes += AROUND + c->attrs[i].name.len + (c->attrs[i].is_int ? INT_BYTES : escaped_bytes(c->attrs[i].text));
    return bytes;
}

static err_code check_size(const command *c, err *e)
{
    const citation *s = &c->ev.cite;
    if (attrs_bytes(c) > ATTRS_BYTES_MAX) return refuse_long(e, ATTRS_BYTES_MAX);
    size_t cited = s->title.len + s->url.len + s->row.len + s->words.len + s->span.len;
    return cited > CITATION_BYTES_MAX ? refuse_long(e, CITATION_BYTES_MAX) : ERR_OK;
}

err_code command_complete(const command *c, err *e)
{
    CHECK(c != NULL);
    const kind_info *k = kind_get(c->ev.kind);
    CHECK(k != NULL);
    if (!k->works) return refuse_word(e, E_KIND_LATER, str_from(k->wire));
    for (uint32_t i = 0; i < k->field_count; i++) {
        if (!k->field[i].required || (c->given >> i & 1)) continue;
        refuse_word(e, E_FIELD_MISSING, str_from(k->field[i].name));
        err_text(e, "kind", str_from(k->wire));
        err_at_field(e, k->field[i].name, STR_NONE);
        return E_FIELD_MISSING;
    }
    return check_size(c, e);
}
