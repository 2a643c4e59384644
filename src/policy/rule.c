/* rule: one file, one version of a rule: its header, and its query with the holes filled.
 *
 * Every fault of a header is told, not only the first; a rule with any is not used. The query is not read here: it is the
 * whole file, for a header is a comment of SQL, so that places in messages are the file's own. What is shared comes in
 * without its line ends, so that it moves no line.
 * Invariant: a usable rule has every key that must be there, each understood, and no hole. */
#include "policy/policy_int.h"

#include <stdio.h>
#include <string.h>

typedef struct key_info {
    const char *name;
    bool must;
} key_info;
static const key_info keys[KEY_COUNT] = {
    [KEY_RULE] = {"rule", true},
    [KEY_ZH] = {"zh", true},
    [KEY_EN] = {"en", true},
    [KEY_CLAUSE] = {"clause", true},
    [KEY_SOURCE] = {"source", true},
    [KEY_CONFIDENCE] = {"confidence", true},
    [KEY_SEVERITY] = {"severity", true},
    [KEY_JURISDICTION] = {"jurisdiction", true},
    [KEY_CLASSES] = {"classes", false},
    [KEY_SCHEME] = {"scheme", false},
    [KEY_APPLIES] = {"applies", false},
    [KEY_VALID] = {"valid", true},
    [KEY_PARAMETERS] = {"parameters", false},
    [KEY_TEST] = {"test", true},
    [KEY_UNIT] = {"unit", false},
    [KEY_NOTE] = {"note", false},
    [KEY_NOTE_EN] = {"note_en", false},
};
const char *const severity_words[] = {"", "block", "exit", "warn", "due", "info", NULL};
static const char *const form_words = "part/whole <= LIMIT; measured <= LIMIT; flag; done <= due (<= < >= > =)";

typedef struct header { /* of a file that is being read */
    rule *r;
    faults *f;
    bool is_good;
} header;

static err *refuse(header *h, uint64_t line, err_code code, const char *src_file, int src_line)
{
    h->is_good = false;
    return fault_add(h->f, h->r->file, line, code, src_file, src_line);
}
#define REFUSE(h, line, code) refuse((h), (line), (code), __FILE__, __LINE__)

static void refuse_value(header *h, rule_key key, const char *allowed)
{
    err *e = REFUSE(h, h->r->line[key], E_POLICY_VALUE);
    err_text(e, "key", str_from(keys[key].name));
    err_text(e, "value", h->r->value[key]);
    err_text(e, "allowed", str_from(allowed));
}

/* ---- lines ---- */

static void put_names(err *e)
{
    char text[400] = "";
    size_t len = 0;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        size_t n = strlen(keys[i].name);
        CHECK(len + n + 2 < sizeof text);
        if (i > 0) text[len++] = ' ';
        memcpy(text + len, keys[i].name, n);
        len += n;
    }
    err_text(e, "allowed", (str){text, len});
}

static bool is_key(str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!((word.ptr[i] >= 'a' && word.ptr[i] <= 'z') || word.ptr[i] == '_')) return false;
    return word.len > 0;
}

/* A second note is the English one. */
static rule_key place_of(const rule *r, uint32_t key)
{
    return key == KEY_NOTE && r->line[KEY_NOTE] ? KEY_NOTE_EN : (rule_key)key;
}

/* No value may end a text of SQL, or the statement. */
static bool is_plain(str value)
{
    static const str ends[] = {{"'", 1}, {";", 1}, {"{", 1}, {"}", 1}, {"--", 2}};
    size_t at;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_find(&at, value, ends[i])) return false;
    return value.len > 0;
}

/* "let: fact = fact_hidden_debt" */
static void read_let(header *h, str text, uint64_t number)
{
    size_t equals = text.len;
    rule *r = h->r;
    bool good = str_find(&equals, text, STR("=")) && r->let_count < LETS_MAX;
    rule_let l = {.name = str_trim(str_slice(text, 0, equals)), .line = number};
    if (good) l.value = str_trim(str_slice(text, equals + 1, text.len));
    if (good && is_key(l.name) && is_plain(l.value)) {
        r->let[r->let_count++] = l;
        return;
    }
    err *e = REFUSE(h, number, E_POLICY_VALUE);
    err_text(e, "key", STR("let"));
    err_text(e, "value", text);
    err_text(e, "allowed", STR("fact = fact_hidden_debt; no ' ; { } --"));
}

static void read_line(header *h, str line, uint64_t number)
{
    size_t colon;
    uint32_t key = 0;
    line = str_trim(str_slice(line, 2, line.len));
    if (!str_find(&colon, line, STR(":"))) return; /* a comment like any other */
    str word = str_trim(str_slice(line, 0, colon));
    if (!is_key(word)) return;
    if (str_equal(word, STR("let"))) {
        read_let(h, str_trim(str_slice(line, colon + 1, line.len)), number);
        return;
    }
    while (key < KEY_COUNT && !str_equal(word, str_from(keys[key].name))) key++;
    if (key == KEY_COUNT) {
        err *e = REFUSE(h, number, E_POLICY_HEADER);
        err_text(e, "key", word);
        put_names(e);
        return;
    }
    key = place_of(h->r, key);
    if (h->r->line[key]) err_text(REFUSE(h, number, E_POLICY_KEY_TWICE), "key", word);
    h->r->line[key] = number;
    h->r->value[key] = str_trim(str_slice(line, colon + 1, line.len));
}

/* Comment lines on top, empty ones among them; the first other line ends the header. True when one is left: the query. */
static bool read_lines(header *h)
{
    str rest = h->r->text;
    if (str_starts(rest, STR("\xEF\xBB\xBF"))) rest = str_slice(rest, 3, rest.len);
    for (uint64_t number = 1; rest.len > 0; number++) {
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != '\n') end++;
        str line = str_trim(str_slice(rest, 0, end));
        if (line.len > 0 && !str_starts(line, STR("--"))) return true;
        if (line.len > 0) read_line(h, line, number);
        rest = str_slice(rest, end < rest.len ? end + 1 : end, rest.len);
    }
    return false;
}

static void check_keys(header *h)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (!keys[i].must || h->r->value[i].len > 0) continue;
        err_text(REFUSE(h, h->r->line[i] ? h->r->line[i] : 1, E_POLICY_KEY), "key", str_from(keys[i].name));
    }
}

/* ---- values ---- */

static bool is_id(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (!good) return false;
    }
    return s.len > 0 && s.len <= ID_BYTES_MAX;
}

static void read_severity(header *h)
{
    rule *r = h->r;
    str c = r->value[KEY_CONFIDENCE], s = r->value[KEY_SEVERITY];
    if (c.len == 1 && c.ptr[0] >= 'A' && c.ptr[0] <= 'C')
        r->confidence = c.ptr[0];
    else if (c.len > 0)
        refuse_value(h, KEY_CONFIDENCE, "A B C");
    for (int i = SEVERITY_BLOCK; i <= SEVERITY_INFO; i++)
        if (str_equal(s, str_from(severity_words[i]))) r->severity = (severity)i;
    if (r->severity == SEVERITY_NONE && s.len > 0) refuse_value(h, KEY_SEVERITY, "block exit warn due info");
    if (r->confidence == 'C' && r->severity != SEVERITY_NONE && r->severity != SEVERITY_INFO)
        err_text(REFUSE(h, r->line[KEY_SEVERITY], E_POLICY_CONFIDENCE), "severity", s);
}

static void read_valid(header *h)
{
    size_t dots;
    str text = h->r->value[KEY_VALID];
    validity *v = &h->r->valid;
    if (text.len == 0) return;
    bool good = str_find(&dots, text, STR(".."));
    str to = good ? str_trim(str_slice(text, dots + 2, text.len)) : STR_NONE;
    v->to = DAY_NONE;
    good = good && day_read(&v->from, str_trim(str_slice(text, 0, dots))) && (to.len == 0 || day_read(&v->to, to));
    good = good && (v->to == DAY_NONE || v->from < v->to);
    if (!good) refuse_value(h, KEY_VALID, "2022-04-24..  2015-05-06..2016-07-11");
}

static void read_place(header *h)
{
    rule *r = h->r;
    str applies = r->value[KEY_APPLIES];
    if (r->value[KEY_JURISDICTION].len > 0 && !region_read(r->value[KEY_JURISDICTION]))
        refuse_value(h, KEY_JURISDICTION, "100000, 440000, 440300, …");
    if (str_equal(applies, STR("reference")))
        r->by_reference = true;
    else if (applies.len > 0 && !str_equal(applies, STR("direct")))
        refuse_value(h, KEY_APPLIES, "direct reference");
}

static void read_id(header *h)
{
    if (h->r->value[KEY_RULE].len > 0 && !is_id(h->r->value[KEY_RULE])) refuse_value(h, KEY_RULE, "A-Z a-z 0-9 - .");
}

/* ---- the test ---- */

/* The operator in the text, with what stands before and behind it. */
static bool split_test(str *left, comparator *op, str *right, str text)
{
    size_t at = 0;
    while (at < text.len && text.ptr[at] != '<' && text.ptr[at] != '>' && text.ptr[at] != '=') at++;
    size_t end = at;
    while (end < text.len && (text.ptr[end] == '<' || text.ptr[end] == '>' || text.ptr[end] == '=')) end++;
    *left = str_trim(str_slice(text, 0, at));
    *right = str_trim(str_slice(text, end, text.len));
    bool good = at < end && comparator_parse(op, str_slice(text, at, end), NULL) == ERR_OK;
    return good && *op >= COMPARE_EQ && *op <= COMPARE_LT && right->len > 0;
}

static form form_of(str left, comparator op, str right)
{
    size_t slash;
    bool is_ratio = str_find(&slash, left, STR("/")) && str_equal(str_trim(str_slice(left, 0, slash)), STR("part")) &&
                    str_equal(str_trim(str_slice(left, slash + 1, left.len)), STR("whole"));
    if (is_ratio) return FORM_RATIO;
    if (str_equal(left, STR("measured"))) return FORM_MEASURED;
    bool is_deadline = str_equal(left, STR("done")) && op == COMPARE_LE && str_equal(right, STR("due"));
    return is_deadline ? FORM_DEADLINE : FORM_NONE;
}

static void read_limit(header *h, str name)
{
    rule *r = h->r;
    if (str_equal(name, STR("limit"))) return;
    r->limit = name;
    if (r->value[KEY_PARAMETERS].len > 0 && list_has(r->value[KEY_PARAMETERS], name)) return;
    err *e = REFUSE(h, r->line[KEY_TEST], E_POLICY_LIMIT_NAME);
    err_text(e, "name", name);
}

static void read_test(header *h)
{
    str left, right, text = h->r->value[KEY_TEST];
    rule *r = h->r;
    if (text.len == 0) return;
    if (str_equal(text, STR("flag"))) {
        r->form = FORM_FLAG;
        return;
    }
    if (split_test(&left, &r->op, &right, text)) r->form = form_of(left, r->op, right);
    if (r->form == FORM_NONE) refuse_value(h, KEY_TEST, form_words);
    if (r->form == FORM_RATIO || r->form == FORM_MEASURED) read_limit(h, right);
}

/* What measured and limit are counted in when no parameter says it. */
static void read_unit(header *h)
{
    int64_t factor = 1;
    str text = h->r->value[KEY_UNIT];
    h->r->unit = h->r->form == FORM_RATIO ? UNIT_PERCENT : UNIT_COUNT;
    if (text.len == 0) return;
    if (unit_parse(&h->r->unit, &factor, text, NULL) != ERR_OK || factor != 1)
        refuse_value(h, KEY_UNIT, "CNY count percent times");
}

void rule_read(rule *out, policy_file file, str pack, faults *f)
{
    header h = {.r = out, .f = f, .is_good = true};
    *out = (rule){.file = file.path, .pack = pack, .text = file.bytes};
    if (!utf8_valid(file.bytes)) {
        REFUSE(&h, 1, E_ENCODING);
        return;
    }
    bool has_query = read_lines(&h);
    check_keys(&h);
    read_id(&h);
    read_severity(&h);
    read_place(&h);
    read_valid(&h);
    read_test(&h);
    read_unit(&h);
    if (!has_query) REFUSE(&h, 1, E_POLICY_QUERY);
    out->is_usable = h.is_good;
}

/* ---- the query ---- */

#define SHARED_FOLDER "queries/"
enum { SHARED_DEPTH_MAX = 4 };

typedef struct filling {
    rule *r;
    const policy *p;
    faults *f;
    buf out;
    uint64_t line; /* of the rule's own file */
} filling;

static str take_text_line(str *rest)
{
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != '\n') end++;
    str line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end < rest->len ? end + 1 : end, rest->len);
    return line;
}

static rule_let *find_let(rule *r, str name)
{
    for (uint32_t i = 0; i < r->let_count; i++)
        if (str_equal(r->let[i].name, name)) return &r->let[i];
    return NULL;
}

static const policy_file *find_shared(const filling *x, str name)
{
    char path[sizeof SHARED_FOLDER + 64 + sizeof ".sql"];
    if (name.len == 0 || name.len > 64) return NULL;
    int len = snprintf(path, sizeof path, "%s%.*s.sql", SHARED_FOLDER, (int)name.len, name.ptr);
    return file_find(x->p, (str){path, (size_t)len});
}

static void fill_line(filling *x, str line, int depth);

/* Without comments and line ends. */
static void put_shared(filling *x, str text, int depth)
{
    while (text.len > 0) {
        str line = str_trim(take_text_line(&text));
        if (line.len == 0 || str_starts(line, STR("--"))) continue;
        fill_line(x, line, depth);
        buf_char(&x->out, ' ');
    }
}

static void put_hole(filling *x, str name, int depth)
{
    rule_let *l = find_let(x->r, name);
    const policy_file *shared = l || depth == SHARED_DEPTH_MAX ? NULL : find_shared(x, name);
    if (l) {
        l->is_used = true;
        buf_str(&x->out, l->value);
    } else if (shared) {
        put_shared(x, shared->bytes, depth + 1);
    } else {
        err_text(FAULT(x->f, x->r->file, x->line, E_POLICY_HOLE), "name", name);
        x->r->is_usable = false;
    }
}

static void fill_line(filling *x, str line, int depth)
{
    size_t open, close;
    while (str_find(&open, line, STR("{"))) {
        str behind = str_slice(line, open + 1, line.len);
        if (!str_find(&close, behind, STR("}"))) break;
        buf_str(&x->out, str_slice(line, 0, open));
        put_hole(x, str_slice(behind, 0, close), depth);
        line = str_slice(behind, close + 1, behind.len);
    }
    buf_str(&x->out, line);
}

err_code rule_fill(rule *r, const policy *p, faults *f, arena *a, err *e)
{
    filling x = {.r = r, .p = p, .f = f};
    str rest = r->text;
    buf_init(&x.out, a, POLICY_QUERY_BYTES_MAX);
    for (x.line = 1; rest.len > 0; x.line++) {
        str line = take_text_line(&rest);
        if (str_starts(line, STR("--")))
            buf_str(&x.out, line);
        else
            fill_line(&x, line, 0);
        buf_char(&x.out, '\n');
    }
    for (uint32_t i = 0; i < r->let_count; i++) {
        if (r->let[i].is_used) continue;
        err_text(FAULT(f, r->file, r->let[i].line, E_POLICY_HOLE), "name", r->let[i].name);
        r->is_usable = false;
    }
    r->text = buf_view(&x.out);
    return buf_err(&x.out, e);
}
