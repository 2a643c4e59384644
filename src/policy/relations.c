/* relations: verdicts, rules and faults as rows.
 *
 * Texts of rules lie with the packs, those of findings are copied: the next run of a session reuses their memory.
 * Invariant: an outcome stands in every row of verdicts, with the entries that the query named behind it. */
#include "policy/policy_int.h"

#define PLAIN UNIT_NONE, "", "", ""

static const column_info verdict_columns[] = {
    [VERDICT_RULE] = {"rule", CELL_TEXT, "规则", "rule", PLAIN},
    [VERDICT_SUBJECT] = {"subject", CELL_TEXT, "对象", "subject", PLAIN},
    [VERDICT_OBJECT] = {"object", CELL_TEXT, "所指", "object", PLAIN},
    [VERDICT_SUBJECT_NAME] = {"subject_name", CELL_TEXT, "对象名称", "subject's name", PLAIN},
    [VERDICT_OUTCOME] = {"outcome", CELL_TEXT, "结论", "outcome", UNIT_NONE, "verdict",
                         "区间内每个值都合规为通过,都不合规为违反,其余为无法判断",
                         "pass when every value in the interval passes, breach when none does, else undetermined"},
    [VERDICT_SEVERITY] = {"severity", CELL_TEXT, "后果", "severity", PLAIN},
    [VERDICT_MEASURED] = {"measured", CELL_INTERVAL, "实测", "measured", UNIT_NONE, "verdict_measured",
                          "比例向外取整至百万分之一", "a ratio is rounded outwards to a millionth"},
    [VERDICT_LIMIT] = {"limit", CELL_INTERVAL, "限额", "limit", PLAIN},
    [VERDICT_MARGIN] = {"margin", CELL_INTERVAL, "余量", "margin", UNIT_NONE, "verdict_margin",
                        "上限减实测,或实测减下限;负数为超出",
                        "most − measured, or measured − least; negative is beyond"},
    [VERDICT_DONE] = {"done", CELL_DATE, "完成", "done", PLAIN},
    [VERDICT_DUE] = {"due", CELL_DATE, "到期", "due", PLAIN},
    [VERDICT_DAYS] = {"days", CELL_INT, "剩余天数", "days left", UNIT_NONE, "verdict_days",
                      "到期日减完成日,未完成则减截至日;负数为逾期", "due − done, else due − as of; negative is late"},
    [VERDICT_CLAUSE] = {"clause", CELL_TEXT, "条款", "clause", PLAIN},
    [VERDICT_TITLE] = {"title", CELL_TEXT, "要求", "title", PLAIN},
    [VERDICT_TITLE_EN] = {"title_en", CELL_TEXT, "要求(英文)", "title in English", PLAIN},
    [VERDICT_FORCE_FROM] = {"in_force_from", CELL_DATE, "施行", "in force from", PLAIN},
    [VERDICT_FORCE_TO] = {"in_force_to", CELL_DATE, "失效", "no longer from", PLAIN},
    [VERDICT_APPLIES] = {"applies", CELL_TEXT, "适用", "applies", PLAIN},
    [VERDICT_MISSING] = {"missing", CELL_TEXT, "所缺", "missing", PLAIN},
    [VERDICT_WAIVED] = {"waived", CELL_TEXT, "豁免", "waived", PLAIN},
    [VERDICT_WAIVED_UNTIL] = {"waived_until", CELL_DATE, "豁免至", "waived until", PLAIN},
    [VERDICT_JURISDICTION] = {"jurisdiction", CELL_TEXT, "地区代码", "jurisdiction", PLAIN},
    [VERDICT_CONFIDENCE] = {"confidence", CELL_TEXT, "可信度", "confidence", PLAIN},
    [VERDICT_SOURCE] = {"source", CELL_TEXT, "来源", "source", PLAIN},
    [VERDICT_EVIDENCE] = {"evidence", CELL_TEXT, "凭证", "evidence", PLAIN},
    [VERDICT_NOTE] = {"note", CELL_TEXT, "说明", "note", PLAIN},
    [VERDICT_NOTE_EN] = {"note_en", CELL_TEXT, "说明(英文)", "note in English", PLAIN},
};
const relation_info verdicts_info = {"verdicts",
                                     "合规结论",
                                     "Verdicts",
                                     "每条现行规则对每个对象的结论:通过、违反、无法判断",
                                     "what every rule in force says of every subject: pass, breach, undetermined",
                                     verdict_columns,
                                     COUNT_OF(verdict_columns),
                                     3};

static const char *const severity_zh[] = {"", "禁止", "触发退出", "预警", "期限", "提示"};
static const char *const severity_en[] = {"", "block", "exit", "warn", "due", "info"};

static void put_word(cell *c, const char *word, const char *zh, const char *en)
{
    cell_text(c, str_from(word));
    c->show_zh = str_from(zh);
    c->show_en = str_from(en);
}

static void put_severity(cell *c, severity s)
{
    put_word(c, severity_words[s], severity_zh[s], severity_en[s]);
}

static void put_applies(cell *c, const rule *r)
{
    put_word(c, r->by_reference ? "reference" : "direct", r->by_reference ? "参照执行" : "直接适用",
             r->by_reference ? "by reference" : "directly");
}

static void put_outcome(cell *c, verdict3 outcome)
{
    switch (outcome) {
    case VERDICT_PASS: put_word(c, "pass", "通过", "pass"); break;
    case VERDICT_BREACH: put_word(c, "breach", "违反", "breach"); break;
    case VERDICT_UNDETERMINED: put_word(c, "undetermined", "无法判断", "undetermined"); break;
    }
}

/* False without memory. */
static bool put_copy(cell *c, str s, arena *a)
{
    if (s.len == 0) return true;
    str kept = arena_str(a, s);
    cell_text(c, kept);
    return kept.ptr != NULL;
}

static void put_span(cell *c, period p)
{
    date d;
    if (p.first != DAY_NONE && date_of_period(&d, p)) cell_date(c, d);
}

/* ---- verdicts ---- */

/* Numbers of entries with commas, behind the cell; what is no number is passed over. */
static void put_entries(relation *out, cell *c, str list)
{
    str word;
    while (list_next(&word, &list)) {
        uint64_t seq = 0;
        size_t i = 0;
        for (; i < word.len && word.ptr[i] >= '0' && word.ptr[i] <= '9' && seq <= UINT32_MAX; i++)
            seq = seq * 10 + (uint64_t)(word.ptr[i] - '0');
        if (i == word.len && seq <= UINT32_MAX) relation_why(out, c, (uint32_t)seq);
    }
}

static void put_rule(cell *row, const rule *r)
{
    cell_text(&row[VERDICT_RULE], r->value[KEY_RULE]);
    put_severity(&row[VERDICT_SEVERITY], r->severity);
    cell_text(&row[VERDICT_CLAUSE], r->value[KEY_CLAUSE]);
    cell_text(&row[VERDICT_TITLE], r->value[KEY_ZH]);
    cell_text(&row[VERDICT_TITLE_EN], r->value[KEY_EN]);
    cell_day(&row[VERDICT_FORCE_FROM], r->valid.from);
    cell_day(&row[VERDICT_FORCE_TO], r->valid.to);
    put_applies(&row[VERDICT_APPLIES], r);
    cell_text(&row[VERDICT_JURISDICTION], r->value[KEY_JURISDICTION]);
    cell_text(&row[VERDICT_CONFIDENCE], r->value[KEY_CONFIDENCE]);
    cell_text(&row[VERDICT_SOURCE], r->value[KEY_SOURCE]);
    cell_text(&row[VERDICT_NOTE], r->value[KEY_NOTE]);
    cell_text(&row[VERDICT_NOTE_EN], r->value[KEY_NOTE_EN]);
}

static void put_figures(cell *row, const verdict_parts *v)
{
    const judgement *so = v->so;
    if (so->has_measured) cell_interval(&row[VERDICT_MEASURED], so->measured, so->unit, QUALIFIER_NONE);
    if (v->limit.is_known) cell_exact(&row[VERDICT_LIMIT], v->limit.minor, v->limit.unit);
    if (so->has_margin) cell_interval(&row[VERDICT_MARGIN], so->margin, so->margin_unit, QUALIFIER_NONE);
    if (so->has_days) cell_int(&row[VERDICT_DAYS], so->days);
    put_span(&row[VERDICT_DONE], v->f->done);
    put_span(&row[VERDICT_DUE], v->f->due);
}

/* What is not known: as the query says it, else the parameter without a value, else why the query was stopped. */
static bool put_missing(cell *c, const verdict_parts *v, arena *a)
{
    if (v->so->outcome != VERDICT_UNDETERMINED) return true;
    if (v->f->missing.len > 0) return put_copy(c, v->f->missing, a);
    bool wants_limit = v->r->form == FORM_RATIO || v->r->form == FORM_MEASURED;
    if (v->stopped != ERR_OK)
        put_word(c, err_name(v->stopped), "查询未完成", "the query did not end");
    else if (v->f->is_twice)
        put_word(c, "E_POLICY_TWICE", "查询给出多行", "the query gave several rows");
    else if (wants_limit && !v->limit.is_known)
        cell_text(c, v->r->limit.len > 0 ? v->r->limit : STR("limit"));
    return true;
}

static void put_waiver(relation *out, cell *row, const waiver *w, arena *a)
{
    if (w == NULL) return;
    if (!put_copy(&row[VERDICT_WAIVED], w->reason.len > 0 ? w->reason : STR("1"), a)) out->failed = true;
    cell_day(&row[VERDICT_WAIVED_UNTIL], w->to);
    if (w->entry > 0 && w->entry <= UINT32_MAX) relation_why(out, &row[VERDICT_WAIVED], (uint32_t)w->entry);
}

err_code verdict_put(relation *out, const verdict_parts *v, arena *a, err *e)
{
    cell *row = relation_row(out);
    if (row == NULL) return relation_err(out, e);
    put_rule(row, v->r);
    bool good = put_copy(&row[VERDICT_SUBJECT], v->f->subject, a) && put_copy(&row[VERDICT_OBJECT], v->f->object, a) &&
                put_copy(&row[VERDICT_SUBJECT_NAME], v->who ? v->who->name : STR_NONE, a) &&
                put_copy(&row[VERDICT_EVIDENCE], v->f->evidence, a) && put_missing(&row[VERDICT_MISSING], v, a);
    if (!good) return arena_err(a, e);
    put_outcome(&row[VERDICT_OUTCOME], v->so->outcome);
    row[VERDICT_OUTCOME].interval.about = v->f->about;
    put_entries(out, &row[VERDICT_OUTCOME], v->f->evidence);
    put_figures(row, v);
    put_waiver(out, row, v->waived, a);
    return relation_err(out, e);
}

/* ---- rows side by side: for changes.c and history.c ---- */

enum { KEYS = 3, SEPARATOR = 0x1f };

const cell *verdict_row(const relation *r, uint32_t row)
{
    return row < r->row_count ? r->cells + (size_t)row * r->info->column_count : NULL;
}

str verdict_key(const cell *row, arena *a)
{
    buf key;
    buf_init(&key, a, TEXT_BYTES_MAX);
    for (int i = 0; i < KEYS; i++) {
        buf_str(&key, row[i].text);
        buf_char(&key, SEPARATOR);
    }
    return key.failed ? STR_NONE : buf_view(&key);
}

bool cells_same_day(const cell *one, const cell *other)
{
    return one->type == other->type && (one->type == 0 || date_span(one->date).first == date_span(other->date).first);
}

void cell_lend(cell *to, const cell *from)
{
    *to = *from;
    to->why_first = to->why_count = 0;
}

/* ---- rules ---- */

enum {
    RULE_ID,
    RULE_FROM,
    RULE_TO,
    RULE_FILE,
    RULE_SEVERITY,
    RULE_JURISDICTION,
    RULE_CLASSES,
    RULE_SCHEME,
    RULE_APPLIES,
    RULE_TEST,
    RULE_CLAUSE,
    RULE_TITLE,
    RULE_TITLE_EN,
    RULE_CONFIDENCE,
    RULE_SOURCE,
    RULE_STATE
};
static const column_info rule_columns[] = {
    [RULE_ID] = {"rule", CELL_TEXT, "规则", "rule", PLAIN},
    [RULE_FROM] = {"in_force_from", CELL_DATE, "施行", "in force from", PLAIN},
    [RULE_TO] = {"in_force_to", CELL_DATE, "失效", "no longer from", PLAIN},
    [RULE_FILE] = {"file", CELL_TEXT, "文件", "file", PLAIN},
    [RULE_SEVERITY] = {"severity", CELL_TEXT, "后果", "severity", PLAIN},
    [RULE_JURISDICTION] = {"jurisdiction", CELL_TEXT, "地区代码", "jurisdiction", PLAIN},
    [RULE_CLASSES] = {"classes", CELL_TEXT, "主体类别", "classes", PLAIN},
    [RULE_SCHEME] = {"scheme", CELL_TEXT, "方案", "scheme", PLAIN},
    [RULE_APPLIES] = {"applies", CELL_TEXT, "适用", "applies", PLAIN},
    [RULE_TEST] = {"test", CELL_TEXT, "判断", "test", PLAIN},
    [RULE_CLAUSE] = {"clause", CELL_TEXT, "条款", "clause", PLAIN},
    [RULE_TITLE] = {"title", CELL_TEXT, "要求", "title", PLAIN},
    [RULE_TITLE_EN] = {"title_en", CELL_TEXT, "要求(英文)", "title in English", PLAIN},
    [RULE_CONFIDENCE] = {"confidence", CELL_TEXT, "可信度", "confidence", PLAIN},
    [RULE_SOURCE] = {"source", CELL_TEXT, "来源", "source", PLAIN},
    [RULE_STATE] = {"state", CELL_TEXT, "状态", "state", PLAIN},
};
const relation_info rules_info = {"rules",
                                  "规则",
                                  "Rules",
                                  "全部规则及其各个版本",
                                  "every rule with its versions",
                                  rule_columns,
                                  COUNT_OF(rule_columns),
                                  4};

static void put_rule_row(cell *row, const rule *r)
{
    cell_text(&row[RULE_ID], r->value[KEY_RULE]);
    if (r->valid.from != r->valid.to || r->valid.from != 0) {
        cell_day(&row[RULE_FROM], r->valid.from);
        cell_day(&row[RULE_TO], r->valid.to);
    }
    cell_text(&row[RULE_FILE], r->file);
    put_severity(&row[RULE_SEVERITY], r->severity);
    cell_text(&row[RULE_JURISDICTION], r->value[KEY_JURISDICTION]);
    cell_text(&row[RULE_CLASSES], r->value[KEY_CLASSES]);
    cell_text(&row[RULE_SCHEME], r->value[KEY_SCHEME]);
    put_applies(&row[RULE_APPLIES], r);
    cell_text(&row[RULE_TEST], r->value[KEY_TEST]);
    cell_text(&row[RULE_CLAUSE], r->value[KEY_CLAUSE]);
    cell_text(&row[RULE_TITLE], r->value[KEY_ZH]);
    cell_text(&row[RULE_TITLE_EN], r->value[KEY_EN]);
    cell_text(&row[RULE_CONFIDENCE], r->value[KEY_CONFIDENCE]);
    cell_text(&row[RULE_SOURCE], r->value[KEY_SOURCE]);
    put_word(&row[RULE_STATE], r->is_usable ? "usable" : "wrong", r->is_usable ? "可用" : "有误",
             r->is_usable ? "usable" : "wrong");
}

err_code policy_rules(relation *out, const policy *p, arena *a, err *e)
{
    relation_init(out, &rules_info, a);
    for (uint32_t i = 0; i < p->rule_count; i++) {
        cell *row = relation_row(out);
        if (row != NULL) put_rule_row(row, &p->rule[i]);
    }
    return relation_err(out, e);
}

/* ---- faults ---- */

enum { FAULT_FILE, FAULT_LINE, FAULT_CODE, FAULT_WHAT, FAULT_REMEDY };
static const column_info fault_columns[] = {
    [FAULT_FILE] = {"file", CELL_TEXT, "文件", "file", PLAIN},
    [FAULT_LINE] = {"line", CELL_INT, "行", "line", PLAIN},
    [FAULT_CODE] = {"code", CELL_TEXT, "代码", "code", PLAIN},
    [FAULT_WHAT] = {"what", CELL_TEXT, "问题", "what is wrong", PLAIN},
    [FAULT_REMEDY] = {"remedy", CELL_TEXT, "怎么办", "what to do", PLAIN},
};
const relation_info policy_faults_info = {"policy_faults",
                                          "规则文件问题",
                                          "Faults of packs",
                                          "规则文件中不能用之处,其余照常运行",
                                          "what is wrong with the files of packs; the others run all the same",
                                          fault_columns,
                                          COUNT_OF(fault_columns),
                                          3};

static bool put_words(cell *c, const err *f, const char *zh, const char *en, policy_words *words, arena *a)
{
    buf text_zh, text_en;
    buf_init(&text_zh, a, TEXT_BYTES_MAX);
    buf_init(&text_en, a, TEXT_BYTES_MAX);
    words(&text_zh, f, zh, true);
    words(&text_en, f, en, false);
    cell_text(c, buf_view(&text_en));
    c->show_zh = buf_view(&text_zh);
    return !text_zh.failed && !text_en.failed;
}

static err_code put_faults(relation *out, const faults *list, policy_words *words, arena *a, err *e)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const err *f = list->item[i];
        cell *row = relation_row(out);
        if (row == NULL) return relation_err(out, e);
        bool good =
            put_copy(&row[FAULT_FILE], str_from(f->at.file), a) &&
            put_words(&row[FAULT_WHAT], f, err_template(f->code, true), err_template(f->code, false), words, a) &&
            put_words(&row[FAULT_REMEDY], f, err_hint(f->code, true), err_hint(f->code, false), words, a);
        if (!good) return arena_err(a, e);
        if (f->at.row > 0) cell_int(&row[FAULT_LINE], (int64_t)f->at.row);
        cell_text(&row[FAULT_CODE], str_from(err_name(f->code)));
    }
    return ERR_OK;
}

err_code policy_faults(relation *out, const policy *p, const policy_session *s, policy_words *words, arena *a, err *e)
{
    CHECK(words != NULL);
    relation_init(out, &policy_faults_info, a);
    err_code code = put_faults(out, &p->wrong, words, a, e);
    if (!code && s != NULL) code = put_faults(out, &s->wrong, words, a, e);
    return code ? code : relation_err(out, e);
}
