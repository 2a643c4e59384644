/* error: what a caller gets when something is refused or failed; and the one place where texts are rendered.
 *
 * An err carries a code and values; here they become sentences in both languages, at once, so that the error outlives the
 * call it came from. Invariants: an error has at least one item; the static one stands for "no memory to say more" and is
 * never written to. */
#include "app/app_int.h"

#include <string.h>

typedef struct said {
    err_code code;
    uint64_t row;
    const char *field, *value;
    const char *text[2], *hint[2]; /* by weir_lang - 1 */
} said;
struct weir_error {
    arena *memory; /* NULL: the static one */
    const said *item;
    size_t count;
    uint64_t total;
    weir_status status;
    str mend;
};

static const said nothing_said = {E_LIMIT,
                                  0,
                                  "",
                                  "",
                                  {"达到内存上限", "memory limit reached"},
                                  {"缩小范围或拆分导入", "narrow the request or split the import"}};
static const weir_error no_memory = {NULL, &nothing_said, 1, 1, WEIR_FAULT, {"", 0}};

/* ---- filling in ---- */

/* Words that rooms below put into an err in English, because they know no language: what they are called in Chinese. */
static str translate(str word)
{
    static const char *const known[][2] = {{"party", "主体"},
                                           {"fund", "基金"},
                                           {"cluster", "集群"},
                                           {"party or cluster", "主体或集群"},
                                           {"document", "文件"},
                                           {"program", "方案"},
                                           {"measure", "措施"},
                                           {"target", "目标"},
                                           {"project", "项目"},
                                           {"actor", "操作者"},
                                           {"no such file", "没有该文件"},
                                           {"permission denied", "没有权限"},
                                           {"it is a directory", "这是目录"},
                                           {"a part of the path is not a directory", "路径中有一段不是目录"},
                                           {"no space left on the device", "磁盘已满"},
                                           {"the device reports an error", "设备报错"},
                                           {"the file cannot be written", "文件不可写"},
                                           {"it exists already", "文件已存在"},
                                           {"the output takes no more bytes", "输出端不再接收"},
                                           {"not an object", "不是对象"},
                                           {"unable to open database file", "打不开数据库文件"},
                                           {"no day; nothing is closed", "无;尚未关账"},
                                           {"the fold differs from the journal", "重新折叠的结果与当前账册不同"}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_equal(word, str_from(known[i][0]))) return str_from(known[i][1]);
    int party_class = enum_find(LIST_party_class, word);
    return party_class ? str_from(enum_title(LIST_party_class, party_class, true)) : word;
}

static void put_minor(buf *out, const err_arg *arg, bool zh)
{
    const unit *u = unit_get(arg->unit);
    CHECK(u != NULL);
    decimal_print(out, arg->value, u->decimals, u->decimals < 2 ? u->decimals : 2, true);
    buf_char(out, ' ');
    buf_text(out, zh ? u->zh : u->en);
}

static bool is_translated(const char *name)
{
    static const char *const names[] = {"found", "wanted", "reason", "what"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static void put_arg(buf *out, const err_arg *arg, bool zh)
{
    switch (arg->kind) {
    case ERR_ARG_TEXT: {
        str text = str_from(arg->text);
        buf_str(out, zh && is_translated(arg->name) ? translate(text) : text);
        return;
    }
    case ERR_ARG_INT: buf_int(out, arg->value); return;
    case ERR_ARG_DAY: day_print(out, (day)arg->value); return;
    case ERR_ARG_MINOR: put_minor(out, arg, zh); return;
    }
    CHECK(arg->kind == ERR_ARG_TEXT);
}

/* A name that nobody gave a value: where it happened, else the value that was refused. */
static void put_place(buf *out, const err *e, str name)
{
    if (str_equal(name, STR("field")))
        buf_text(out, e->at.field);
    else if (str_equal(name, STR("row")))
        buf_int(out, (int64_t)e->at.row);
    else if (str_equal(name, STR("seq")))
        buf_int(out, (int64_t)e->at.seq);
    else if (str_equal(name, STR("path")))
        buf_text(out, e->at.file);
    else
        buf_text(out, e->at.value);
}

static void put_named(buf *out, const err *e, str name, bool zh)
{
    for (int i = 0; i < e->arg_count; i++) {
        if (!str_equal(name, str_from(e->arg[i].name))) continue;
        put_arg(out, &e->arg[i], zh);
        return;
    }
    put_place(out, e, name);
}

void error_print(buf *out, const err *e, const char *template, bool zh)
{
    str rest = str_from(template);
    size_t open, end;
    while (str_find(&open, rest, STR("{")) && str_find(&end, rest, STR("}")) && end > open) {
        buf_str(out, str_slice(rest, 0, open));
        put_named(out, e, str_slice(rest, open + 1, end), zh);
        rest = str_slice(rest, end + 1, rest.len);
    }
    buf_str(out, rest);
}

/* ---- making ---- */
static const char *render(const err *e, const char *template, bool zh, arena *a)
{
    buf text;
    buf_init(&text, a, TEXT_BYTES_MAX);
    error_print(&text, e, template, zh);
    buf_char(&text, 0);
    return text.failed ? "" : buf_view(&text).ptr;
}

static const char *copy(const char *terminated, arena *a)
{
    str kept = arena_str(a, str_from(terminated));
    return kept.ptr ? kept.ptr : "";
}

static said say(const err *e, arena *a)
{
    CHECK(e->code != ERR_OK);
    said out = {.code = e->code, .row = e->at.row, .field = copy(e->at.field, a), .value = copy(e->at.value, a)};
    for (int lang = WEIR_ZH; lang <= WEIR_EN; lang++) {
        bool zh = lang == WEIR_ZH;
        out.text[lang - 1] = render(e, err_template(e->code, zh), zh, a);
        out.hint[lang - 1] = render(e, err_hint(e->code, zh), zh, a);
    }
    return out;
}

/* NULL when there is no memory for it. */
static weir_error *new_error(const err *items, size_t count)
{
    CHECK(count > 0);
    arena *memory = arena_new("error", BATCH_BYTES_MAX);
    weir_error *error = memory ? arena_get(memory, sizeof *error) : NULL;
    said *list = error ? arena_get(memory, sizeof *list * count) : NULL;
    if (!list) {
        arena_free(memory);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) list[i] = say(&items[i], memory);
    *error = (weir_error){memory, list, count, count, (weir_status)err_exit(items[0].code), {"", 0}};
    return error;
}

/* Without memory for the words that is what is told, as the fault that it is: a status and a code that belong to two
 * errors would send the reader to the wrong remedy. The handle is const for those that only read it; the static error is
 * never changed, see weir_error_free. */
static weir_error *or_static(weir_error *error)
{
    return error ? error : (weir_error *)&no_memory;
}

weir_status report_error(weir_error **out, const err *e)
{
    CHECK(e->code != ERR_OK);
    if (!out) return (weir_status)err_exit(e->code);
    *out = or_static(new_error(e, 1));
    return (*out)->status;
}

/* One cell of the report that can be mended: which field, why, what to do. */
static str render_mend(void *self, const err *refusal, bool zh, arena *a)
{
    (void)self;
    buf text;
    buf_init(&text, a, 2 * TEXT_BYTES_MAX);
    if (refusal->at.field[0]) {
        buf_text(&text, refusal->at.field);
        buf_text(&text, zh ? ":" : ": ");
    }
    error_print(&text, refusal, err_template(refusal->code, zh), zh);
    if (*err_hint(refusal->code, zh)) {
        buf_text(&text, " → ");
        error_print(&text, refusal, err_hint(refusal->code, zh), zh);
    }
    return text.failed ? STR_NONE : buf_view(&text);
}

weir_status report_refusals(weir_error **out, const intake *in)
{
    CHECK(in->refusal_count > 0);
    CHECK(in->refusal_count <= in->refusal_total);
    if (!out) return WEIR_REFUSED;
    weir_error *error = new_error(in->refusal, in->refusal_count);
    *out = or_static(error);
    if (!error) return (*out)->status;
    error->status = WEIR_REFUSED;
    error->total = in->refusal_total;
    buf mend;
    buf_init(&mend, error->memory, BATCH_BYTES_MAX);
    if (in->row_count > 0) intake_mend_csv(&mend, in, render_mend, NULL, error->memory);
    buf_char(&mend, 0);
    if (!mend.failed) error->mend = (str){mend.ptr, mend.len - 1};
    return WEIR_REFUSED;
}

/* Rendered at once, so names and values need to live no longer than the call. */
weir_error *weir_error_make(const char *code, const char *const *names, const char *const *values, size_t count)
{
    err e = {.code = err_find(str_from(code))};
    CHECK(e.code != ERR_OK);
    CHECK(count <= ERR_ARGS_MAX);
    for (size_t i = 0; i < count; i++) err_text(&e, names[i], str_from(values[i]));
    return or_static(new_error(&e, 1));
}

/* ---- reading ---- */
void weir_error_free(weir_error *error)
{
    if (error && error->memory) arena_free(error->memory);
}

weir_status weir_error_status(const weir_error *error)
{
    return error ? error->status : WEIR_OK;
}

size_t weir_error_count(const weir_error *error)
{
    return error ? error->count : 0;
}

uint64_t weir_error_total(const weir_error *error)
{
    return error ? error->total : 0;
}

static const said *item_of(const weir_error *error, size_t index)
{
    CHECK(error != NULL);
    CHECK(index < error->count);
    return &error->item[index];
}

const char *weir_error_code(const weir_error *error, size_t index)
{
    return err_name(item_of(error, index)->code);
}

uint64_t weir_error_row(const weir_error *error, size_t index)
{
    return item_of(error, index)->row;
}

const char *weir_error_field(const weir_error *error, size_t index)
{
    return item_of(error, index)->field;
}

const char *weir_error_value(const weir_error *error, size_t index)
{
    return item_of(error, index)->value;
}

const char *weir_error_text(const weir_error *error, size_t index, weir_lang lang)
{
    return item_of(error, index)->text[lang == WEIR_ZH ? 0 : 1];
}

const char *weir_error_hint(const weir_error *error, size_t index, weir_lang lang)
{
    return item_of(error, index)->hint[lang == WEIR_ZH ? 0 : 1];
}

const char *weir_error_mend(const weir_error *error, size_t *bytes)
{
    CHECK(error != NULL);
    if (bytes) *bytes = error->mend.len;
    return error->mend.len ? error->mend.ptr : "";
}

/* ---- what stands in a field of a refused row, as words ---- */
static str name_in(const command *c, column where)
{
    if (where == COLUMN_SUBJECT) return c->name[REF_SUBJECT];
    if (where == COLUMN_OBJECT) return c->name[REF_OBJECT];
    if (where == COLUMN_THIRD) return c->name[REF_THIRD];
    return where == COLUMN_CITE_DOCUMENT ? c->name[REF_DOCUMENT] : STR_NONE;
}

static void put_date(buf *out, date d)
{
    if (d.precision != PRECISION_UNKNOWN && d.first != DAY_NONE) date_print(out, d);
}

static void put_amount(buf *out, const amount *a)
{
    const unit *u = a->q == QUALIFIER_NONE ? NULL : unit_get(a->unit);
    if (!u) return;
    decimal_print(out, a->minor, u->decimals, 0, true);
    buf_char(out, ' ');
    buf_text(out, u->id);
}

static void put_given_minor(buf *out, bool given, int64_t minor, unit_code code)
{
    amount a = {.minor = minor, .q = QUALIFIER_EXACT, .unit = code};
    if (given) put_amount(out, &a);
}

static void put_attr(buf *out, const command *c, const field_info *f)
{
    for (uint32_t i = 0; i < c->attr_count; i++) {
        if (!str_equal(c->attrs[i].name, str_from(f->name))) continue;
        if (f->type == TYPE_YUAN)
            put_given_minor(out, c->attrs[i].is_int, c->attrs[i].number, UNIT_CNY);
        else if (c->attrs[i].is_int)
            buf_int(out, c->attrs[i].number);
        else
            buf_str(out, c->attrs[i].text);
        return;
    }
}

static void put_number(buf *out, const field_info *f, int number)
{
    const char *word = f->type == TYPE_COMPARATOR ? comparator_name((comparator)number) : enum_word(f->list, number);
    if (number) buf_text(out, word);
}

void value_print(buf *out, const command *c, const field_info *f)
{
    const event *ev = &c->ev;
    if (ev->format == 0) return; /* nothing was put into it: zeroes are no values */
    buf_str(out, name_in(c, f->column));
    if (f->column == COLUMN_ATTR) put_attr(out, c, f);
    if (f->column == COLUMN_EFFECTIVE) put_date(out, ev->effective);
    if (f->column == COLUMN_PUBLISHED) put_date(out, ev->published);
    if (f->column == COLUMN_BOOKED) put_date(out, (date){ev->booked, PRECISION_DAY});
    if (f->column == COLUMN_AMOUNT) buf_str(out, c->amount_text);
    if (f->column == COLUMN_UNFUNDED) put_given_minor(out, ev->has_unfunded, ev->unfunded_minor, UNIT_CNY);
    if (f->column == COLUMN_CLASS) put_number(out, f, ev->class_code);
    if (f->column == COLUMN_PURPOSE) put_number(out, f, ev->purpose);
    if (f->column == COLUMN_REF && ev->ref) buf_int(out, ev->ref);
}
