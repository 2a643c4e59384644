/* command: each type of field with what it takes and what it refuses; an exported line comes back as the same event. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "event_sample.h"

static arena *scratch;

static int open_scratch(void **state)
{
    (void)state;
    scratch = arena_new("test", (size_t)8 << 20);
    return scratch == NULL;
}

static int free_scratch(void **state)
{
    (void)state;
    arena_free(scratch);
    return 0;
}

static err_code put_all(command *c, const char *field, field_text t, err *e)
{
    const field_info *f = field_find(kind_get(c->ev.kind), str_from(field));
    assert_non_null(f);
    return command_put(c, f, t, scratch, e);
}

static err_code put(command *c, const char *field, const char *text)
{
    return put_all(c, field, (field_text){.text = str_from(text)}, NULL);
}

static const attr *attr_of(const command *c, const char *name)
{
    for (uint32_t i = 0; i < c->attr_count; i++)
        if (str_equal(c->attrs[i].name, str_from(name))) return &c->attrs[i];
    return NULL;
}

static void assert_attr(const command *c, const char *name, const char *wanted)
{
    const attr *found = attr_of(c, name);
    assert_non_null(found);
    assert_false(found->is_int);
    assert_int_equal(found->text.len, strlen(wanted));
    assert_memory_equal(found->text.ptr, wanted, found->text.len);
}

#define CASE_TEXT(k, field, text, code)                                                                                \
    {                                                                                                                  \
        (k), (field), (text), "", "", (code)                                                                           \
    }
typedef struct put_case {
    kind k;
    const char *field, *text, *unit, *qualifier;
    err_code code;
} put_case;

static const put_case CASES[] = {
    CASE_TEXT(KIND_PARTY_REGISTERED, "id", "sz-fund.1_a", ERR_OK),
    CASE_TEXT(KIND_PARTY_REGISTERED, "id", "Sz", E_ID_SYNTAX),
    CASE_TEXT(KIND_PARTY_REGISTERED, "id", "1a", E_ID_SYNTAX),
    CASE_TEXT(KIND_PARTY_REGISTERED, "id", "a b", E_ID_SYNTAX),
    CASE_TEXT(KIND_PARTY_REGISTERED, "id", "深圳", E_ID_SYNTAX),
    CASE_TEXT(KIND_PARTY_REGISTERED, "id", "a234567890123456789012345678901234567890123456789012345678901234", ERR_OK),
    CASE_TEXT(KIND_PARTY_REGISTERED, "id", "a2345678901234567890123456789012345678901234567890123456789012345",
              E_TEXT_LONG),
    CASE_TEXT(KIND_PARTY_REGISTERED, "name", "\xff", E_TEXT_ENCODING),
    CASE_TEXT(KIND_PARTY_REGISTERED, "name", "a\x01z", E_TEXT_ENCODING),
    CASE_TEXT(KIND_PARTY_REGISTERED, "name", "a\x7fz", E_TEXT_ENCODING),
    CASE_TEXT(KIND_PARTY_REGISTERED, "name", "a\xc2\x85z", E_TEXT_ENCODING),
    CASE_TEXT(KIND_PARTY_REGISTERED, "name", "a\xc2\xb7z", ERR_OK),
    CASE_TEXT(KIND_PARTY_REGISTERED, "class", "母基金", ERR_OK),
    CASE_TEXT(KIND_PARTY_REGISTERED, "class", "bank of china", E_ENUM_UNKNOWN),
    CASE_TEXT(KIND_PARTY_REGISTERED, "region", "440305", ERR_OK),
    CASE_TEXT(KIND_PARTY_REGISTERED, "region", "990000", E_REGION_UNKNOWN),
    CASE_TEXT(KIND_PARTY_REGISTERED, "region", "深圳", E_REGION_UNKNOWN),
    CASE_TEXT(KIND_PARTY_REGISTERED, "uscc", "91440300708461136T", ERR_OK),
    CASE_TEXT(KIND_PARTY_REGISTERED, "uscc", "91440300708461136t", ERR_OK),
    CASE_TEXT(KIND_PARTY_REGISTERED, "uscc", "91440300708461136I", E_USCC_FORMAT),
    CASE_TEXT(KIND_PARTY_REGISTERED, "uscc", "9144030070846113T", E_USCC_FORMAT),
    CASE_TEXT(KIND_PARTY_REGISTERED, "uscc", "91440300708461146T", E_USCC_CHECK),
    CASE_TEXT(KIND_ENTERPRISE_TAGGED, "tag", "little_giant_2", ERR_OK),
    CASE_TEXT(KIND_ENTERPRISE_TAGGED, "tag", "little-giant", E_CODE_SYNTAX),
    CASE_TEXT(KIND_ENTERPRISE_TAGGED, "tag", "专精特新", E_CODE_SYNTAX),
    CASE_TEXT(KIND_ENTERPRISE_TAGGED, "tag", "a2345678901234567890123456789012345678901234567890123456789012345",
              E_TEXT_LONG),
    CASE_TEXT(KIND_ENTERPRISE_TAGGED, "valid_to", "2025年三季度", ERR_OK),
    CASE_TEXT(KIND_ENTERPRISE_TAGGED, "valid_to", "soon", E_DATE_SYNTAX),
    CASE_TEXT(KIND_ENTERPRISE_TAGGED, "date", "2025-02-30", E_DATE_RANGE),
    CASE_TEXT(KIND_PERIOD_CLOSED, "through", "2025-03-31", ERR_OK),
    CASE_TEXT(KIND_PERIOD_CLOSED, "through", "2025-03", E_DATE_PRECISE),
    CASE_TEXT(KIND_PERIOD_CLOSED, "through", "2025-13-01", E_DATE_RANGE),
    CASE_TEXT(KIND_PERIOD_CLOSED, "head_seq", "-1", E_COUNT_SYNTAX),
    CASE_TEXT(KIND_PERIOD_CLOSED, "head_seq", "1.5", E_COUNT_SYNTAX),
    CASE_TEXT(KIND_PERIOD_CLOSED, "head_seq", "x", E_COUNT_SYNTAX),
    CASE_TEXT(KIND_ENTRY_REVERSED, "entry", "0", E_ENTRY_SYNTAX),
    CASE_TEXT(KIND_ENTRY_REVERSED, "entry", "-3", E_ENTRY_SYNTAX),
    CASE_TEXT(KIND_ENTRY_REVERSED, "entry", "3a", E_ENTRY_SYNTAX),
    CASE_TEXT(KIND_ENTRY_REVERSED, "entry", "4294967296", E_ENTRY_SYNTAX),
    CASE_TEXT(KIND_ENTRY_REVERSED, "entry", "99999999999999999999999999", E_ENTRY_SYNTAX),
    CASE_TEXT(KIND_ENTRY_REVERSED, "entry", "4294967295", ERR_OK),
    CASE_TEXT(KIND_INDICATOR_OBSERVED, "period", "2025Q1-Q3", ERR_OK),
    CASE_TEXT(KIND_INDICATOR_OBSERVED, "period", "lately", E_DATE_SYNTAX),
    CASE_TEXT(KIND_TARGET_SET, "comparator", "不低于", ERR_OK),
    CASE_TEXT(KIND_TARGET_SET, "comparator", "near", E_COMPARATOR_UNKNOWN),
    CASE_TEXT(KIND_TARGET_SET, "value", "-5%", ERR_OK),
    CASE_TEXT(KIND_TARGET_SET, "value", "-5亿元", E_AMOUNT_SIGN),
    CASE_TEXT(KIND_TARGET_SET, "value", "约5%", E_AMOUNT_NOT_EXACT),
    CASE_TEXT(KIND_TARGET_SET, "value", "5-6%", E_AMOUNT_NOT_EXACT),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "8亿元", ERR_OK),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "超8亿元", E_AMOUNT_NOT_EXACT),
    {KIND_COMMITMENT_SIGNED, "amount", "8", "亿元", "about", E_AMOUNT_NOT_EXACT},
    {KIND_COMMITMENT_SIGNED, "amount", "未知", "亿元", "", E_AMOUNT_NOT_EXACT},
    {KIND_COMMITMENT_SIGNED, "amount", "8", " 亿元 ", "", ERR_OK},
    {KIND_COMMITMENT_SIGNED, "amount", "8", "亿元", "rather", E_QUALIFIER_UNKNOWN},
    {KIND_COMMITMENT_SIGNED, "amount", "8亿元", "万美元", "", E_UNIT_CONFLICT},
    {KIND_COMMITMENT_SIGNED, "amount", "8", "furlong", "", E_UNIT_UNKNOWN},
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "8", E_UNIT_MISSING),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "0元", E_AMOUNT_SIGN),
    CASE_TEXT(KIND_HOLDING_VALUED, "amount", "0元", ERR_OK),
    CASE_TEXT(KIND_HOLDING_VALUED, "amount", "0", E_UNIT_MISSING),
    CASE_TEXT(KIND_HOLDING_VALUED, "amount", "-0.01元", E_AMOUNT_SIGN),
    CASE_TEXT(KIND_HOLDING_VALUED, "amount", "约5亿元", E_AMOUNT_NOT_EXACT),
    CASE_TEXT(KIND_CASH_CONFIRMED, "amount", "5家", E_UNIT_NOT_MONEY),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "-1元", E_AMOUNT_SIGN),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "8%", E_UNIT_NOT_MONEY),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "8家", E_UNIT_NOT_MONEY),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "0.001元", E_AMOUNT_FINE),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "99999999999亿元", E_AMOUNT_LARGE),
    CASE_TEXT(KIND_COMMITMENT_SIGNED, "amount", "八亿元", E_AMOUNT_SYNTAX),
    CASE_TEXT(KIND_NAV_REPORTED, "amount", "30-20亿元", E_AMOUNT_RANGE),
    CASE_TEXT(KIND_NAV_REPORTED, "amount", "-20亿元", E_AMOUNT_SIGN),
    {KIND_NAV_REPORTED, "amount", "超20亿元", "", "约", E_QUALIFIER_CONFLICT},
    {KIND_NAV_REPORTED, "amount", "", "", "about", E_QUALIFIER_CONFLICT},
    {KIND_NAV_REPORTED, "amount", "", "", "unknown", E_UNIT_MISSING},
    {KIND_NAV_REPORTED, "amount", "", "CNY", "unknown", ERR_OK},
    CASE_TEXT(KIND_DISTRIBUTION_PAID, "recallable", "5万元", ERR_OK),
    CASE_TEXT(KIND_DISTRIBUTION_PAID, "recallable", "0元", ERR_OK),
    CASE_TEXT(KIND_DISTRIBUTION_PAID, "recallable", "5", E_UNIT_MISSING),
    CASE_TEXT(KIND_DISTRIBUTION_PAID, "recallable", "约5万元", E_AMOUNT_NOT_EXACT),
    CASE_TEXT(KIND_DISTRIBUTION_PAID, "recallable", "-5元", E_AMOUNT_SIGN),
    CASE_TEXT(KIND_DISTRIBUTION_PAID, "recallable", "5美元", E_UNIT_NOT_YUAN),
    CASE_TEXT(KIND_DISTRIBUTION_PAID, "recallable", "5%", E_UNIT_NOT_YUAN),
    {KIND_DISTRIBUTION_PAID, "recallable", "5", "USD", "", E_UNIT_NOT_YUAN},
    {KIND_DISTRIBUTION_PAID, "recallable", "5元", "万元", "about", ERR_OK},
    CASE_TEXT(KIND_STAKE_REPORTED, "share", "67.7213", ERR_OK),
    CASE_TEXT(KIND_STAKE_REPORTED, "share", "100.0001%", E_SHARE_RANGE),
    CASE_TEXT(KIND_STAKE_REPORTED, "share", "-1%", E_SHARE_RANGE),
    CASE_TEXT(KIND_STAKE_REPORTED, "share", "0.00001", E_AMOUNT_FINE),
    CASE_TEXT(KIND_STAKE_REPORTED, "share", "half", E_AMOUNT_SYNTAX),
    CASE_TEXT(KIND_STAKE_REPORTED, "share", "%", E_AMOUNT_SYNTAX),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "1.25", ERR_OK),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "0.000001", ERR_OK),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "1000", ERR_OK),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "1000.000001", E_RATIO_RANGE),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "0", E_RATIO_RANGE),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "-1", E_RATIO_RANGE),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "125%", E_AMOUNT_SYNTAX),
    CASE_TEXT(KIND_FUND_MERGED, "ratio", "0.0000001", E_AMOUNT_FINE),
    CASE_TEXT(KIND_STAKE_REPORTED, "confidence", "sure", E_ENUM_UNKNOWN),
};

/* What is refused leaves the command byte for byte as it was, and says which field and which text. */
static void each_refusal(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const put_case *t = &CASES[i];
        command c, before;
        memset(&c, 0, sizeof c);
        c.ev.kind = t->k;
        assert_int_equal(put(&c, "note", "before"), ERR_OK);
        memcpy(&before, &c, sizeof c);
        err e = {0};
        field_text text = {str_from(t->text), str_from(t->unit), str_from(t->qualifier)};
        err_code code = put_all(&c, t->field, text, &e);
        if (code != t->code) fail_msg("%s %s: %s", t->field, t->text, err_name(code));
        assert_int_equal(e.code, code);
        if (code == ERR_OK) {
            assert_true(c.given != before.given);
            continue;
        }
        assert_memory_equal(&c, &before, sizeof c);
        assert_string_equal(e.at.field, t->field);
        assert_int_equal(err_class_of(code), ERR_REFUSAL);
    }
}

static command begin(kind k)
{
    command c;
    memset(&c, 0, sizeof c);
    c.ev.kind = k;
    return c;
}

static void blank_row(void **state)
{
    (void)state;
    command c = begin(KIND_COMMITMENT_SIGNED);
    assert_int_equal(put(&c, "investor", " \t"), ERR_OK);
    assert_int_equal(c.given, 0);
    assert_int_equal(c.name[REF_SUBJECT].len, 0);
    assert_int_equal(c.ev.effective.first, DAY_NONE);
    assert_int_equal(c.ev.effective.precision, PRECISION_UNKNOWN);
    assert_int_equal(c.ev.published.first, DAY_NONE);
    assert_int_equal(c.ev.booked, DAY_NONE);
    assert_int_equal(c.ev.format, EVENT_FORMAT);
}

static void values_land_in_their_columns(void **state)
{
    (void)state;
    command c = begin(KIND_DISTRIBUTION_PAID);
    assert_int_equal(put(&c, "investor", " 市财政局 "), ERR_OK);
    assert_int_equal(put(&c, "fund", "sz-fund"), ERR_OK);
    assert_int_equal(put(&c, "document", "doc-1"), ERR_OK);
    assert_int_equal(put(&c, "amount", "1,234.56元"), ERR_OK);
    assert_int_equal(put(&c, "recallable", "0.01万元"), ERR_OK);
    assert_int_equal(put(&c, "purpose", "收益"), ERR_OK);
    assert_int_equal(put(&c, "date", "2025-01-22"), ERR_OK);
    assert_int_equal(put(&c, "booked", "2025-01-23"), ERR_OK);
    assert_int_equal(put(&c, "published", "2025Q1"), ERR_OK);
    assert_int_equal(put(&c, "confidence", "low"), ERR_OK);
    assert_int_equal(put(&c, "source_title", "标题"), ERR_OK);
    assert_int_equal(put(&c, "source_url", "u"), ERR_OK);
    assert_int_equal(put(&c, "source_row", "7"), ERR_OK);
    assert_int_equal(put(&c, "source_words", "一\r\n二\r三\n"), ERR_OK);
    assert_int_equal(put(&c, "span", "1-2"), ERR_OK);
    assert_true(str_equal(c.name[REF_SUBJECT], STR("市财政局")));
    assert_true(str_equal(c.name[REF_OBJECT], STR("sz-fund")));
    assert_true(str_equal(c.name[REF_DOCUMENT], STR("doc-1")));
    assert_int_equal(c.name[REF_THIRD].len, 0);
    assert_int_equal(c.ev.amount.minor, 123456);
    assert_int_equal(c.ev.amount.unit, UNIT_CNY);
    assert_true(c.ev.has_unfunded);
    assert_int_equal(c.ev.unfunded_minor, 10000);
    assert_int_equal(c.ev.purpose, 3);
    assert_int_equal(c.ev.effective.first, day_of(2025, 1, 22));
    assert_int_equal(c.ev.booked, day_of(2025, 1, 23));
    assert_int_equal(c.ev.published.precision, PRECISION_QUARTER);
    assert_int_equal(c.ev.cite.confidence, 3);
    assert_true(str_equal(c.ev.cite.title, STR("标题")));
    assert_true(str_equal(c.ev.cite.url, STR("u")));
    assert_true(str_equal(c.ev.cite.row, STR("7")));
    assert_true(str_equal(c.ev.cite.words, STR("一\n二\n三")));
    assert_true(str_equal(c.ev.cite.span, STR("1-2")));
    assert_int_equal(command_complete(&c, NULL), ERR_OK);
}

static void numbers_and_attrs(void **state)
{
    (void)state;
    command c = begin(KIND_HOLDING_REPORTED);
    field_text total = {.text = STR("1.5"), .unit = STR("亿元"), .qualifier = STR("about")};
    assert_int_equal(put_all(&c, "round_total", total, NULL), ERR_OK);
    assert_true(attr_of(&c, "round_total")->is_int);
    assert_int_equal(attr_of(&c, "round_total")->number, 15000000000);
    assert_int_equal(put(&c, "share", "67.7213 %"), ERR_OK);
    assert_int_equal(c.ev.quantity, 677213);
    command target = begin(KIND_TARGET_SET);
    assert_int_equal(put(&target, "deadline", "2027年"), ERR_OK);
    assert_attr(&target, "deadline", "2027");
    assert_int_equal(put(&target, "comparator", "≥"), ERR_OK);
    assert_int_equal(target.ev.class_code, COMPARE_GE);
    assert_int_equal(put(&target, "parent", "t0"), ERR_OK);
    assert_true(str_equal(target.name[REF_THIRD], STR("t0")));
    command gathering = begin(KIND_GATHERING_HELD);
    assert_int_equal(put(&gathering, "projects", "1,234"), ERR_OK);
    assert_int_equal(gathering.ev.quantity, 1234);
}

static void codes_with_a_warning(void **state)
{
    (void)state;
    command c = begin(KIND_PARTY_REGISTERED);
    assert_int_equal(put(&c, "uscc", "91440300708461136t"), ERR_OK);
    assert_attr(&c, "uscc", "91440300708461136T");
    assert_null(attr_of(&c, "uscc_warning"));
    c = begin(KIND_PARTY_CHANGED);
    assert_int_equal(put(&c, "uscc", "914403007084611360"), ERR_OK);
    assert_attr(&c, "uscc_warning", "outer");
    assert_int_equal(c.attr_count, 2);
}

static void periods(void **state)
{
    (void)state;
    static const struct {
        const char *text, *from, *to;
        int year, month, mday;
        day_precision precision;
    } CASE[] = {
        {"2025", "2025-01-01", "2025-12-31", 2025, 1, 1, PRECISION_YEAR},
        {"2025年1-10月", "2025-01-01", "2025-10-31", 2025, 10, 31, PRECISION_DAY},
        {"2025Q1-Q2", "2025-01-01", "2025-06-30", 2025, 1, 1, PRECISION_HALF},
        {"2024-02-05/2024-02-29", "2024-02-05", "2024-02-29", 2024, 2, 29, PRECISION_DAY},
        {"2024-02-29", "2024-02-29", "2024-02-29", 2024, 2, 29, PRECISION_DAY},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        command c = begin(KIND_REPORT_FILED);
        assert_int_equal(put(&c, "period", CASE[i].text), ERR_OK);
        assert_attr(&c, "period_from", CASE[i].from);
        assert_attr(&c, "period_to", CASE[i].to);
        assert_int_equal(c.ev.effective.first, day_of(CASE[i].year, CASE[i].month, CASE[i].mday));
        assert_int_equal(c.ev.effective.precision, CASE[i].precision);
    }
}

static void unknown_is_not_given(void **state)
{
    (void)state;
    command c = begin(KIND_REPORT_FILED);
    assert_int_equal(put(&c, "fund", "f"), ERR_OK);
    uint64_t given = c.given;
    assert_int_equal(put(&c, "period", "未知"), ERR_OK);
    assert_int_equal(put(&c, "published", "-"), ERR_OK);
    assert_int_equal(c.given, given);
    assert_int_equal(c.attr_count, 0);
    assert_int_equal(c.ev.effective.first, DAY_NONE);
    err e = {0};
    assert_int_equal(command_complete(&c, &e), E_FIELD_MISSING);
    assert_string_equal(e.at.field, "period");
    assert_string_equal(e.arg[0].text, "period");
    assert_string_equal(e.arg[1].text, "report.filed");
}

static void fields_of_the_row(void **state)
{
    (void)state;
    command c = begin(KIND_PARTY_REGISTERED);
    err e = {0};
    assert_int_equal(put(&c, "name", "甲"), ERR_OK);
    assert_int_equal(put(&c, "name", ""), ERR_OK);
    assert_int_equal(put_all(&c, "name", (field_text){.text = STR("乙")}, &e), E_FIELD_TWICE);
    assert_string_equal(e.at.value, "乙");
    assert_attr(&c, "name", "甲");
    const field_info *foreign = field_find(kind_get(KIND_TARGET_SET), STR("deadline"));
    assert_int_equal(command_put(&c, foreign, (field_text){.text = STR("2025")}, scratch, &e), E_FIELD_UNKNOWN);
    assert_string_equal(e.arg[0].text, "deadline");
    assert_int_equal(command_complete(&c, &e), E_FIELD_MISSING);
    assert_string_equal(e.at.field, "class");
    assert_int_equal(put(&c, "class", "soe"), ERR_OK);
    assert_int_equal(command_complete(&c, NULL), ERR_OK);
    c = begin(KIND_LOAN_REGISTERED);
    assert_int_equal(command_complete(&c, &e), E_KIND_LATER);
}

static str repeat(str piece, size_t count)
{
    buf out;
    buf_init(&out, scratch, piece.len * count + 1);
    for (size_t i = 0; i < count; i++) buf_str(&out, piece);
    assert_false(out.failed);
    return buf_view(&out);
}

static void texts_have_limits(void **state)
{
    (void)state;
    command c = begin(KIND_MEASURE_ADOPTED);
    err e = {0};
    field_text longest = {.text = repeat(STR("x"), TEXT_BYTES_MAX)},
               longer = {.text = repeat(STR("x"), TEXT_BYTES_MAX + 1)};
    assert_int_equal(put_all(&c, "title", longer, &e), E_TEXT_LONG);
    assert_int_equal(e.arg[0].value, TEXT_BYTES_MAX);
    static const char *const CITE[] = {"source_title", "source_url", "source_row", "source_words"};
    for (size_t i = 0; i < COUNT_OF(CITE); i++) assert_int_equal(put_all(&c, CITE[i], longest, NULL), ERR_OK);
    assert_int_equal(put(&c, "program", "p"), ERR_OK);
    assert_int_equal(put(&c, "title", "t"), ERR_OK);
    assert_int_equal(command_complete(&c, NULL), ERR_OK);
    assert_int_equal(put(&c, "span", "s"), ERR_OK);
    assert_int_equal(command_complete(&c, &e), E_TEXT_LONG);
    assert_int_equal(e.arg[0].value, CITATION_BYTES_MAX);
}

/* The longest texts of the kind with the most of them: either they fit into attrs, or they are refused beforehand. */
static void attrs_never_overflow(void **state)
{
    (void)state;
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k)) {
        arena_clear(scratch);
        command c = begin(k->kind);
        field_text quotes = {.text = repeat(STR("\""), TEXT_BYTES_MAX)};
        for (uint32_t i = 0; i < k->field_count; i++)
            if (k->field[i].column == COLUMN_ATTR && k->field[i].type == TYPE_TEXT)
                assert_int_equal(command_put(&c, &k->field[i], quotes, scratch, NULL), ERR_OK);
        buf attrs;
        buf_init(&attrs, scratch, (size_t)1 << 20);
        attrs_print(&attrs, c.attrs, c.attr_count);
        assert_false(attrs.failed);
        err_code code = command_complete(&c, NULL);
        if (attrs.len > ATTRS_BYTES_MAX)
            assert_true(code == E_TEXT_LONG || code == E_FIELD_MISSING || code == E_KIND_LATER);
    }
    command c = begin(KIND_CLUSTER_DEFINED);
    field_text quotes = {.text = repeat(STR("\""), TEXT_BYTES_MAX)};
    static const char *const FIELD[] = {"name", "name_en", "sector", "code"};
    for (size_t i = 0; i < COUNT_OF(FIELD); i++) assert_int_equal(put_all(&c, FIELD[i], quotes, NULL), ERR_OK);
    assert_int_equal(put(&c, "class", "population"), ERR_OK);
    assert_int_equal(command_complete(&c, NULL), E_TEXT_LONG); /* 4 × 8192 and the names */
}

/* ---- the exported form ---- */
static str id_of(void *self, seq_no seq)
{
    buf *id = self;
    id->len = 0;
    buf_text(id, "thing-");
    buf_int(id, seq);
    return buf_view(id);
}

static seq_no seq_of(str id)
{
    seq_no seq = 0;
    for (size_t i = strlen("thing-"); i < id.len; i++) seq = seq * 10 + (seq_no)(id.ptr[i] - '0');
    return seq;
}

typedef struct pair {
    str key, text;
} pair;

/* Flat JSON of texts and whole numbers, as event_json writes it. Returns how many pairs. */
static size_t read_line(pair *out, size_t room, str line)
{
    size_t count = 0, at = 0;
    while (line.ptr[at] != '}') {
        assert_true(count < room);
        size_t from = at + 2;
        for (at = from; line.ptr[at] != '"';) at++;
        out[count].key = str_slice(line, from, at);
        assert_int_equal(line.ptr[++at], ':');
        from = ++at;
        if (line.ptr[at] == '"')
            for (at++; line.ptr[at] != '"'; at++) at += line.ptr[at] == '\\';
        for (at++; line.ptr[at] != ',' && line.ptr[at] != '}';) at++;
        str value = str_slice(line, from, at);
        buf attrs; /* borrow the unescaping of attrs */
        buf_init(&attrs, scratch, (size_t)1 << 16);
        buf_text(&attrs, "{\"v\":");
        buf_str(&attrs, value);
        buf_char(&attrs, '}');
        assert_true(attrs_canonical(buf_view(&attrs)));
        out[count++].text = value.ptr[0] == '"' ? attrs_text(buf_view(&attrs), STR("v"), scratch) : value;
    }
    assert_int_equal(at + 2, line.len);
    assert_int_equal(line.ptr[at + 1], '\n');
    return count;
}

static str text_of(const pair *pairs, size_t count, str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(pairs[i].key, key)) return pairs[i].text;
    return STR_NONE;
}

/* What intake and decide do with a line: fields into the command, names into entries, the row's own numbers. */
static event take_back(const event *ev, const pair *pairs, size_t count)
{
    static const char *const NOT_FIELDS[] = {"seq", "kind", "maker", "approver", "recorded", "unit", "qualifier"};
    command c = begin(kind_find(text_of(pairs, count, STR("kind")))->kind);
    for (size_t i = 0; i < count; i++) {
        bool is_field = true;
        for (size_t n = 0; n < COUNT_OF(NOT_FIELDS); n++)
            is_field = is_field && !str_equal(pairs[i].key, str_from(NOT_FIELDS[n]));
        if (!is_field) continue;
        const field_info *f = field_find(kind_get(c.ev.kind), pairs[i].key);
        assert_non_null(f);
        field_text t = {pairs[i].text, text_of(pairs, count, STR("unit")), text_of(pairs, count, STR("qualifier"))};
        if (f->column != COLUMN_AMOUNT) t.unit = t.qualifier = STR_NONE;
        err e = {0};
        if (command_put(&c, f, t, scratch, &e) != ERR_OK) fail_msg("%s: %s", f->name, err_name(e.code));
    }
    assert_int_equal(command_complete(&c, NULL), ERR_OK);
    c.ev.seq = ev->seq;
    c.ev.recorded_us = ev->recorded_us;
    c.ev.batch = ev->batch;
    if (c.ev.ref == 0) c.ev.ref = ev->ref; /* decide finds what an ending ends */
    c.ev.maker = seq_of(text_of(pairs, count, STR("maker")));
    str approver = text_of(pairs, count, STR("approver"));
    c.ev.approver = approver.len > 0 ? seq_of(approver) : 0;
    seq_no *slot[REF_SLOTS] = {&c.ev.subject, &c.ev.object, &c.ev.third, &c.ev.cite.document};
    for (size_t i = 0; i < REF_SLOTS; i++)
        if (c.name[i].len > 0) *slot[i] = seq_of(c.name[i]);
    buf attrs;
    buf_init(&attrs, scratch, (size_t)1 << 16);
    attrs_print(&attrs, c.attrs, c.attr_count);
    c.ev.attrs = buf_view(&attrs);
    return c.ev;
}

static void exported_lines_come_back(void **state)
{
    (void)state;
    uint64_t seed = 4242;
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k))
        for (int round = 0; k->works && round < 60; round++) {
            arena_clear(scratch);
            event ev;
            sample_event(&ev, k->kind, 1000, &seed, scratch);
            buf line, id;
            buf_init(&line, scratch, (size_t)1 << 16);
            buf_init(&id, scratch, 64);
            event_json(&line, &ev, id_of, &id);
            assert_false(line.failed);
            pair pairs[FIELDS_MAX + 8];
            size_t count = read_line(pairs, COUNT_OF(pairs), buf_view(&line));
            event back = take_back(&ev, pairs, count);
            if (!sample_equal(&ev, &back)) fail_msg("%.*s", (int)line.len, line.ptr);
        }
}

static void one_exported_line(void **state)
{
    (void)state;
    date unknown = {DAY_NONE, PRECISION_UNKNOWN};
    event ev = {
        .seq = 12, .maker = 1, .kind = KIND_HOLDING_REPORTED, .format = EVENT_FORMAT, .subject = 3, .object = 4};
    ev.effective = (date){day_of(2025, 7, 1), PRECISION_HALF};
    ev.published = unknown;
    ev.booked = DAY_NONE;
    ev.amount = (amount){.minor = 2000, .hi_minor = 5050, .q = QUALIFIER_RANGE, .unit = UNIT_CNY};
    ev.has_quantity = true;
    ev.quantity = 677200;
    ev.class_code = 2;
    ev.attrs = STR("{\"note\":\"\\\"甲\\\"\",\"round_total\":70000000000}");
    ev.cite.title = STR("题");
    buf line, id;
    buf_init(&line, scratch, 4096);
    buf_init(&id, scratch, 64);
    event_json(&line, &ev, id_of, &id);
    static const char WANTED[] =
        "{\"seq\":12,\"kind\":\"holding.reported\",\"maker\":\"thing-1\",\"investor\":\"thing-3\",\"enterprise\":"
        "\"thing-4\","
        "\"amount\":\"20-50.5\",\"unit\":\"CNY\",\"qualifier\":\"range\",\"share\":\"67.72%\",\"part\":\"lead\","
        "\"round_total\":\"700000000.00元\",\"date\":\"2025H2\",\"source_title\":\"题\",\"note\":\"\\\"甲\\\"\","
        "\"recorded\":\"1970-01-01T00:00:00.000000Z\"}\n";
    assert_int_equal(line.len, sizeof WANTED - 1);
    assert_memory_equal(line.ptr, WANTED, line.len);
}

static void memory_may_end(void **state)
{
    (void)state;
    static const struct {
        kind k;
        const char *field, *text;
    } CASE[] = {{KIND_PARTY_REGISTERED, "name", "a\rb"},
                {KIND_PARTY_REGISTERED, "uscc", "91440300708461136T"},
                {KIND_TARGET_SET, "deadline", "2025"},
                {KIND_REPORT_FILED, "period", "2025"}};
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        bool done = false;
        for (uint64_t n = 1; !done; n++) {
            command c = begin(CASE[i].k);
            arena_fail_at(n);
            err_code code = put(&c, CASE[i].field, CASE[i].text);
            arena_fail_at(0);
            done = code == ERR_OK;
            if (done) assert_true(n > 1);
            if (done) continue;
            assert_int_equal(code, E_LIMIT);
            assert_int_equal(c.given, 0);
            assert_int_equal(c.attr_count, 0);
            assert_int_equal(c.ev.effective.first, DAY_NONE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_refusal),
        cmocka_unit_test(blank_row),
        cmocka_unit_test(values_land_in_their_columns),
        cmocka_unit_test(numbers_and_attrs),
        cmocka_unit_test(codes_with_a_warning),
        cmocka_unit_test(periods),
        cmocka_unit_test(unknown_is_not_given),
        cmocka_unit_test(fields_of_the_row),
        cmocka_unit_test(texts_have_limits),
        cmocka_unit_test(attrs_never_overflow),
        cmocka_unit_test(exported_lines_come_back),
        cmocka_unit_test(one_exported_line),
        cmocka_unit_test(memory_may_end),
    };
    return cmocka_run_group_tests(tests, open_scratch, free_scratch);
}
