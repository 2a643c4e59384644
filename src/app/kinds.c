/* kinds: the vocabulary for people: which events there are, what each is made of, and an empty CSV to fill in. */
#include "app/app_int.h"

typedef struct printing {
    weir_lang lang;
    weir_format format;
    arena *a;
    buf text;
} printing;

static const char *word_of_family(family f, bool zh)
{
    static const char *const words[][2] = {{"", ""},
                                           {"登记", "registry"},
                                           {"陈述", "statements"},
                                           {"资金", "capital"},
                                           {"返投", "reinvestment"},
                                           {"扶持", "support"},
                                           {"政策", "policy"},
                                           {"遴选", "selection"},
                                           {"日常", "life"},
                                           {"控制", "control"}};
    CHECK((size_t)f < COUNT_OF(words));
    return words[f][zh ? 0 : 1];
}

static err_code list_kinds(printing *p, err *e)
{
    static const listing_column columns[] = {
        {"kind", "种类", "kind"}, {"family", "类别", "family"}, {"title", "标题", "title"}, {"state", "状态", "state"}};
    bool zh = p->lang == WEIR_ZH;
    uint32_t count = 0;
    for (const kind_info *k = kind_next(NULL); k; k = kind_next(k)) count++;
    str *cells = arena_get(p->a, sizeof *cells * COUNT_OF(columns) * count);
    if (!cells) return arena_err(p->a, e);
    str *next = cells;
    for (const kind_info *k = kind_next(NULL); k; k = kind_next(k)) {
        *next++ = str_from(k->wire);
        *next++ = str_from(word_of_family(k->family, zh));
        *next++ = str_from(zh ? k->zh : k->en);
        *next++ = str_from(k->works ? "" : zh ? "尚未支持" : "not yet");
    }
    listing l = {.column = columns, .column_count = COUNT_OF(columns), .cells = cells, .row_count = count};
    listing_print(&p->text, &l, report_format_of(p->format), zh);
    return ERR_OK;
}

/* What may stand in the field, for people. */
static str say_values(const field_info *f, bool zh)
{
    static const struct {
        field_type type;
        const char *zh, *en;
    } said[] = {{TYPE_ID, "编号:小写字母、数字、. _ -", "id: lower-case letters, digits, . _ -"},
                {TYPE_TEXT, "文字", "text"},
                {TYPE_REF, "编号或名称", "id or name"},
                {TYPE_ENTRY, "凭证序号", "number of an entry"},
                {TYPE_DAY, "2025-12-15", "2025-12-15"},
                {TYPE_DATE, "2025-12-15、2025-12、2025Q3、2025", "2025-12-15, 2025-12, 2025Q3, 2025"},
                {TYPE_PERIOD, "2025、2025Q1-Q3、2025-01-01/2025-06-30", "2025, 2025Q1-Q3, 2025-01-01/2025-06-30"},
                {TYPE_AMOUNT, "128亿元、超1500亿元、约30%", "128亿元, >=1500亿元, ~30%"},
                {TYPE_MONEY, "确切金额:1,234.56元", "exact money: 1,234.56元"},
                {TYPE_BALANCE, "确切金额,可为零:0元", "exact money, zero allowed: 0元"},
                {TYPE_LIMIT, "确切数值与单位:20%、300亿元", "exact, with its unit: 20%, 300亿元"},
                {TYPE_YUAN, "确切金额:1,234.56元", "exact money: 1,234.56元"},
                {TYPE_FOREIGN, "另一币种的确切金额:1000000美元", "exact money of another currency: 1000000 USD"},
                {TYPE_SHARE, "百分数:67.7213", "percent: 67.7213"},
                {TYPE_COUNT, "整数", "whole number"},
                {TYPE_CODE, "小写字母、数字、_", "lower-case letters, digits, _"},
                {TYPE_REGION, "六位地区代码:440300", "six digits: 440300"},
                {TYPE_USCC, "18 位统一社会信用代码", "18 characters"},
                {TYPE_COMPARATOR, "= >= > <= < ~ by", "= >= > <= < ~ by"}};
    if (f->type == TYPE_ENUM) return str_from(enum_words(f->list));
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (said[i].type == f->type) return str_from(zh ? said[i].zh : said[i].en);
    return STR_NONE;
}

static err_code list_fields(printing *p, const kind_info *k, err *e)
{
    static const listing_column columns[] = {{"field", "字段", "field"},
                                             {"title", "标题", "title"},
                                             {"need", "必填", "required"},
                                             {"values", "取值", "values"}};
    bool zh = p->lang == WEIR_ZH;
    str *cells = arena_get(p->a, sizeof *cells * COUNT_OF(columns) * k->field_count);
    if (!cells) return arena_err(p->a, e);
    str *next = cells;
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        *next++ = str_from(f->name);
        *next++ = str_from(zh ? f->zh : f->en);
        *next++ = str_from(!f->required ? "" : zh ? "是" : "yes");
        *next++ = say_values(f, zh);
    }
    listing l = {.column = columns, .column_count = COUNT_OF(columns), .cells = cells, .row_count = k->field_count};
    if (p->format == WEIR_TABLE) {
        buf_text(&p->text, k->wire);
        buf_text(&p->text, " · ");
        buf_text(&p->text, zh ? k->zh : k->en);
        buf_text(&p->text, "\n\n");
    }
    listing_print(&p->text, &l, report_format_of(p->format), zh);
    return ERR_OK;
}

/* An empty file to fill in; an amount has its unit in a column of its own, for those who write bare numbers. */
static void print_template(printing *p, const kind_info *k)
{
    bool zh = p->lang == WEIR_ZH;
    buf_text(&p->text, "\xEF\xBB\xBF");
    for (uint32_t i = 0; i < k->field_count; i++) {
        const field_info *f = &k->field[i];
        if (i > 0) buf_char(&p->text, ',');
        buf_text(&p->text, zh ? f->zh : f->name);
        if (f->column == COLUMN_AMOUNT) buf_text(&p->text, zh ? ",单位" : ",unit");
    }
    buf_text(&p->text, "\r\n");
}

static err_code print_kind(printing *p, const char *word, bool as_template, err *e)
{
    const kind_info *k = kind_find(str_from(word));
    if (!k || !k->works) {
        err_code code = err_set(e, k ? E_KIND_LATER : E_KIND_UNKNOWN);
        err_text(e, "word", str_from(word));
        return code;
    }
    if (!as_template) return list_fields(p, k, e);
    print_template(p, k);
    return ERR_OK;
}

static err_code print(printing *p, const char *word, bool as_template, weir_sink out, err *e)
{
    buf_init(&p->text, p->a, OUTPUT_BYTES_MAX);
    err_code code = word ? print_kind(p, word, as_template, e) : list_kinds(p, e);
    if (!code) code = buf_err(&p->text, e);
    return code ? code : sink_put(out, buf_view(&p->text), e);
}

weir_status weir_kinds(const char *word, bool template_csv, weir_lang lang, weir_format format, weir_sink out,
                       weir_error **error)
{
    err e = {.code = ERR_OK};
    printing p = {.lang = lang, .format = format, .a = request_arena(&e)};
    if (!p.a) return report_error(error, &e);
    err_code code = print(&p, word, template_csv, out, &e);
    arena_free(p.a);
    return code ? report_error(error, &e) : WEIR_OK;
}
