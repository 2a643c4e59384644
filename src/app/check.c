/* check: what the rules of packs say of the book on a day.
 *
 * A check_session joins packs (of this build, or of a folder), the tables of SQL and what the last run found. What-if and
 * whoever recomputes verdicts after each change stand on check_run; the command prints what it gives.
 * Invariant: the book is only read. */
#include "app/app_int.h"

#include <string.h>

struct check_session {
    arena *memory;
    weir_book *b;
    weir_sql_session *tables;
    policy *packs;
    policy_session *rules;
    policy_question asked; /* but for the day */
};

/* ---- files ---- */

static err_code read_builtin(policy_file **files, uint32_t *count, arena *a, err *e)
{
    policy_file one;
    *count = 0;
    while (policy_builtin(&one, *count)) ++*count;
    *files = arena_get(a, sizeof **files * ((size_t)*count + 1));
    if (*files == NULL) return arena_err(a, e);
    for (uint32_t i = 0; i < *count; i++) {
        bool is_there = policy_builtin(&(*files)[i], i);
        CHECK(is_there);
    }
    return ERR_OK;
}

static err_code read_one(policy_file *out, const char *folder, str path, arena *a, err *e)
{
    buf whole;
    buf_init(&whole, a, TEXT_BYTES_MAX);
    buf_text(&whole, folder);
    buf_char(&whole, '/');
    buf_str(&whole, path);
    buf_char(&whole, '\0');
    err_code code = buf_err(&whole, e);
    out->path = path;
    return code ? code : io_read_file(&out->bytes, whole.ptr, POLICY_FILE_BYTES_MAX, a, e);
}

static err_code read_folder(policy_file **files, uint32_t *count, const char *folder, arena *a, err *e)
{
    str *paths = NULL;
    uint32_t found = 0;
    err_code code = io_list(&paths, &found, folder, POLICY_FILES_MAX, a, e);
    if (code) return code;
    *count = 0;
    *files = arena_get(a, sizeof **files * ((size_t)found + 1));
    if (*files == NULL) return arena_err(a, e);
    for (uint32_t i = 0; i < found && !code; i++) {
        if (!policy_takes(paths[i])) continue;
        code = read_one(&(*files)[*count], folder, paths[i], a, e);
        ++*count;
    }
    return code;
}

static err_code read_packs(policy **out, const char *folder, arena *a, err *e)
{
    policy_file *files = NULL;
    uint32_t count = 0;
    err_code code = folder ? read_folder(&files, &count, folder, a, e) : read_builtin(&files, &count, a, e);
    return code ? code : policy_read(out, files, count, a, e);
}

/* ---- a session ---- */

static err_code keep_word(str *out, const char *word, arena *a, err *e)
{
    *out = STR_NONE;
    if (word == NULL) return ERR_OK;
    *out = arena_str(a, str_from(word));
    return out->ptr ? ERR_OK : arena_err(a, e);
}

static err_code open_parts(check_session *s, const check_options *o, err *e)
{
    err_code code = keep_word(&s->asked.jurisdiction, o->jurisdiction, s->memory, e);
    if (!code) code = keep_word(&s->asked.rule, o->rule, s->memory, e);
    if (!code) code = keep_word(&s->asked.subject, o->subject, s->memory, e);
    if (!code) code = keep_word(&s->asked.severity, o->severity, s->memory, e);
    if (!code) code = read_packs(&s->packs, o->policy_dir, s->memory, e);
    if (!code) code = sql_session_new(&s->tables, s->b, e);
    if (code) return code;
    sql_host host = sql_session_host(s->tables);
    return policy_open(&s->rules, s->packs, &host, o->keeps, e);
}

err_code check_open(check_session **out, weir_book *b, const check_options *o, err *e)
{
    CHECK(b != NULL);
    arena *a = request_arena(e);
    if (a == NULL) return E_LIMIT;
    check_session *s = arena_get(a, sizeof *s);
    CHECK(s != NULL); /* the first page of an arena */
    *s = (check_session){.memory = a, .b = b};
    err_code code = open_parts(s, o, e);
    if (code)
        check_close(s);
    else
        *out = s;
    return code;
}

void check_close(check_session *s)
{
    if (s == NULL) return;
    policy_close(s->rules);
    weir_sql_close(s->tables);
    arena_free(s->memory);
}

/* What the rows depend on besides the day and the prefix. */
static str basis_text(const asked *q, arena *a)
{
    buf text;
    buf_init(&text, a, TEXT_BYTES_MAX);
    buf_int(&text, q->at.record);
    buf_char(&text, '/');
    date_print(&text, q->at.published_by);
    return buf_view(&text);
}

const policy *check_packs(const check_session *s)
{
    return s->packs;
}

policy_session *check_moved(policy_question *at, check_session *s, const asked *q, arena *a)
{
    *at = s->asked;
    at->as_of = q->at.as_of;
    at->basis = basis_text(q, a);
    sql_session_move(s->tables, q);
    return s->rules;
}

err_code check_run(relation *verdicts, policy_count *count, check_session *s, const asked *q, arena *a, err *e)
{
    policy_question p;
    policy_session *rules = check_moved(&p, s, q, a);
    return policy_run(verdicts, count, rules, &p, a, e);
}

static void print_words(buf *out, const err *e, const char *template, bool zh)
{
    error_print(out, e, template, zh);
}

err_code check_rules(relation *out, const check_session *s, arena *a, err *e)
{
    return policy_rules(out, s->packs, a, e);
}

err_code check_faults(relation *out, const check_session *s, arena *a, err *e)
{
    return policy_faults(out, s->packs, s->rules, print_words, a, e);
}

/* ---- printing ---- */

static void put_count(buf *out, uint32_t count, const char *zh, const char *en, bool is_zh)
{
    if (is_zh) {
        buf_text(out, zh);
        buf_char(out, ' ');
    }
    buf_int(out, count);
    if (!is_zh) {
        buf_char(out, ' ');
        buf_text(out, en);
    }
}

/* "128 pass, 3 breach (1 waived), 40 undetermined, by 38 rules; 2 faults in the files of packs" */
static void put_counts(buf *out, const policy_count *n, bool zh)
{
    put_count(out, n->pass, "通过", "pass", zh);
    buf_text(out, zh ? "," : ", ");
    put_count(out, n->breach, "违反", "breach", zh);
    buf_text(out, zh ? "," : ", ");
    put_count(out, n->undetermined, "无法判断", "undetermined", zh);
    buf_text(out, zh ? ";" : "; ");
    put_count(out, n->waived, "其中豁免", "of these waived", zh);
    buf_text(out, zh ? ";" : "; ");
    put_count(out, n->rules, "现行规则", n->rules == 1 ? "rule in force" : "rules in force", zh);
    if (n->unplaced > 0) {
        buf_text(out, zh ? ";" : "; ");
        put_count(out, n->unplaced, "地区不明、地方规则未核对", "without a region, not held against rules of a place",
                  zh);
    }
    buf_char(out, '\n');
}

static void put_fault(buf *out, const cell *row, bool zh)
{
    buf_str(out, row[0].text);
    buf_char(out, ':');
    if (row[1].type == CELL_INT) buf_int(out, row[1].number);
    buf_text(out, ": ");
    cell_print(out, &row[3], zh);
    buf_text(out, zh ? "。" : ". ");
    cell_print(out, &row[4], zh);
    buf_char(out, '\n');
}

/* What stands under the table: how many are what, and which files are wrong. */
static err_code put_foot(buf *out, const check_session *s, const policy_count *n, bool zh, arena *a, err *e)
{
    relation wrong;
    put_counts(out, n, zh);
    if (n->faults == 0) return ERR_OK;
    err_code code = check_faults(&wrong, s, a, e);
    if (code) return code;
    put_count(out, n->faults, "规则文件问题",
              n->faults == 1 ? "fault in the files of packs" : "faults in the files of packs", zh);
    buf_text(out, ":\n");
    for (uint32_t i = 0; i < wrong.row_count; i++)
        put_fault(out, wrong.cells + (size_t)i * policy_faults_info.column_count, zh);
    return buf_err(out, e);
}

typedef struct request { /* one call of weir_check */
    weir_book *b;
    const weir_check_options *o;
    weir_show_options how;
    asked q;
    check_session *s;
    arena *a;
} request;

static const char *columns_of(const request *w, const char *usual)
{
    bool is_table = w->o->show.format != WEIR_JSON && w->o->show.format != WEIR_CSV;
    return w->o->show.columns || !is_table ? w->o->show.columns : usual;
}

static uint32_t column_of(const relation *r, const char *name)
{
    uint32_t at = 0;
    while (at < r->info->column_count && strcmp(r->info->column[at].name, name) != 0) at++;
    CHECK(at < r->info->column_count);
    return at;
}

/* Only rows of that text in that column; all when none is asked for. */
static void keep_rows(relation *r, const char *name, const char *wanted)
{
    uint32_t at = column_of(r, name), kept = 0;
    size_t width = r->info->column_count;
    for (uint32_t i = 0; i < r->row_count && wanted; i++) {
        const cell *row = r->cells + i * width;
        if (str_equal(row[at].text, str_from(wanted))) memmove(r->cells + kept++ * width, row, width * sizeof *row);
    }
    if (wanted) r->row_count = kept;
}

static err_code print_rules(request *w, weir_sink out, err *e)
{
    relation r;
    w->how.columns = columns_of(w, "rule,in_force_from,in_force_to,severity,jurisdiction,test,clause,title,state");
    err_code code = check_rules(&r, w->s, w->a, e);
    if (!code) keep_rows(&r, "rule", w->o->rule);
    if (!code) keep_rows(&r, "jurisdiction", w->o->jurisdiction);
    if (!code) code = relation_narrow(&r, &w->q, &w->how, e);
    return code ? code : relation_put(out, &r, w->b, &w->q, &w->how, STR_NONE, w->a, e);
}

static err_code print_verdicts(request *w, weir_sink out, err *e)
{
    relation r;
    policy_count count;
    buf below;
    buf_init(&below, w->a, OUTPUT_BYTES_MAX);
    w->how.columns = columns_of(w, "rule,subject,object,outcome,severity,measured,limit,margin,due,days,clause,missing,"
                                   "waived_until");
    err_code code = check_run(&r, &count, w->s, &w->q, w->a, e);
    if (!code) code = put_foot(&below, w->s, &count, w->how.lang == WEIR_ZH, w->a, e);
    if (!code) code = relation_narrow(&r, &w->q, &w->how, e);
    return code ? code : relation_put(out, &r, w->b, &w->q, &w->how, buf_view(&below), w->a, e);
}

/* ---- from day to day ---- */

enum { HISTORY_DAYS_MAX = 2000 };

static bool speaks_of(const event *ev, seq_no subject)
{
    return subject == 0 || ev->subject == subject || ev->object == subject || ev->third == subject;
}

/* Days on which something came to be or ceased to be known of the day before: of entries, texts, and now. */
static err_code days_of_entries(policy_days *out, const request *w, seq_no subject, err *e)
{
    event ev;
    for (seq_no seq = 1; seq <= w->q.at.prefix; seq++) {
        book_entry(&ev, w->b->fold.facts, seq);
        bool is_day = ev.effective.precision != PRECISION_UNKNOWN && speaks_of(&ev, subject);
        period span = is_day ? date_span(ev.effective) : (period){DAY_NONE, DAY_NONE};
        bool good =
            policy_day_put(out, span.first, w->a) && (span.first == span.last || policy_day_put(out, span.last, w->a));
        if (!good) return arena_err(w->a, e);
        if (seq % 4096 == 0) policy_days_sort(out); /* most days repeat */
    }
    return ERR_OK;
}

static err_code find_days(policy_days *out, const request *w, err *e)
{
    policy_question q;
    seq_no subject = 0;
    err_code code =
        w->o->subject ? book_resolve(&subject, w->b->fold.facts, str_from(w->o->subject), THING_party, e) : ERR_OK;
    if (!code) code = days_of_entries(out, w, subject, e);
    (void)check_moved(&q, w->s, &w->q, w->a);
    if (!code) code = policy_boundaries(out, w->s->packs, &q, w->a, e);
    if (!code && !policy_day_put(out, w->q.at.as_of, w->a)) code = arena_err(w->a, e);
    policy_days_sort(out);
    if (code || out->count <= HISTORY_DAYS_MAX) return code;
    err_set(e, E_HISTORY_DAYS);
    err_int(e, "count", out->count);
    err_int(e, "limit", HISTORY_DAYS_MAX);
    return E_HISTORY_DAYS;
}

/* Deadlines and ends of waivers of a run: the day after one is looked at too. */
static bool put_deadlines(policy_days *ahead, const relation *verdicts, arena *a)
{
    static const enum verdict_column ends[] = {VERDICT_DUE, VERDICT_WAIVED_UNTIL};
    bool good = true;
    for (uint32_t i = 0; i < verdicts->row_count; i++) {
        const cell *row = verdicts->cells + (size_t)i * verdicts_info.column_count;
        for (size_t k = 0; k < COUNT_OF(ends) && good; k++)
            if (row[ends[k]].type != 0) good = policy_day_put(ahead, date_span(row[ends[k]].date).last + 1, a);
    }
    policy_days_sort(ahead);
    return good;
}

static err_code add_day(policy_history *h, policy_days *ahead, const request *w, day on, err *e)
{
    relation verdicts;
    policy_count count;
    asked q = w->q;
    arena *a = request_arena(e);
    if (a == NULL) return E_LIMIT;
    q.at.as_of = on;
    err_code code = check_run(&verdicts, &count, w->s, &q, a, e);
    if (!code) code = policy_history_add(h, &verdicts, on, e);
    if (!code && ahead && !put_deadlines(ahead, &verdicts, w->a)) code = arena_err(w->a, e);
    arena_free(a);
    return code;
}

/* Once to find the deadlines, once more over all days when there are any. */
static err_code follow_days(relation *out, request *w, const policy_days *days, policy_days *ahead, err *e)
{
    policy_history h;
    err_code code = ERR_OK;
    policy_history_begin(&h, out, w->a);
    for (uint32_t i = 0; i < days->count && !code; i++)
        if (days->at[i] <= w->q.at.as_of) code = add_day(&h, ahead, w, days->at[i], e);
    return code;
}

static err_code print_history(request *w, weir_sink out, err *e)
{
    relation r;
    policy_days days = {.count = 0}, ahead = {.count = 0};
    if (w->o->rule == NULL && w->o->subject == NULL) {
        err_set(e, E_HISTORY_OF);
        return E_HISTORY_OF;
    }
    err_code code = find_days(&days, w, e);
    if (!code) code = follow_days(&r, w, &days, &ahead, e);
    for (uint32_t i = 0; i < ahead.count && !code; i++)
        if (!policy_day_put(&days, ahead.at[i], w->a)) code = arena_err(w->a, e);
    policy_days_sort(&days);
    if (!code && ahead.count > 0) code = follow_days(&r, w, &days, NULL, e);
    w->how.columns = columns_of(
        w, "rule,subject,object,from,until,outcome,severity,measured,limit,waived_until,in_force_from,clause");
    if (!code) code = relation_narrow(&r, &w->q, &w->how, e);
    return code ? code : relation_put(out, &r, w->b, &w->q, &w->how, STR_NONE, w->a, e);
}

static err_code check(request *w, weir_sink out, err *e)
{
    const weir_check_options *o = w->o;
    const check_options with = {
        .policy_dir = o->policy_dir, .jurisdiction = o->jurisdiction, .rule = o->rule, .subject = o->subject};
    err_code code = book_ready(w->b, w->a, e);
    if (!code) code = basis_read(&w->q, w->b, &o->show, e);
    if (!code) code = conditions_read(&w->q, &o->show, w->a, e);
    if (!code) code = check_open(&w->s, w->b, &with, e);
    if (code) return code;
    if (o->history) return print_history(w, out, e);
    return o->list_rules ? print_rules(w, out, e) : print_verdicts(w, out, e);
}

weir_status weir_check(weir_book *b, const weir_check_options *options, weir_sink out, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(options != NULL);
    err e = {.code = ERR_OK};
    request w = {.b = b, .o = options, .how = options->show, .a = request_arena(&e)};
    if (w.a == NULL) return report_error(error, &e);
    err_code code = check(&w, out, &e);
    check_close(w.s);
    arena_free(w.a);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- a folder by itself: its queries over tables without rows ---- */

static bool empty_source(sql_source *out, void *self, uint32_t index)
{
    (void)self;
    return sql_source_at(out, index);
}

static err_code empty_rows(relation_rows *out, void *self, const relation_info *info, const sql_ask *ask, arena *a,
                           err *e)
{
    (void)self, (void)info, (void)ask, (void)a, (void)e;
    *out = (relation_rows){.count = 0};
    return ERR_OK;
}

static err_code no_parameter(sql_parameter *out, void *self, str name, str fund, day on, err *e)
{
    (void)self, (void)name, (void)fund, (void)on, (void)e;
    *out = (sql_parameter){.found = false};
    return ERR_OK;
}

static uint64_t one_version(void *self)
{
    (void)self;
    return 1;
}

static err_code try_packs(relation *out, const char *folder, arena *a, err *e)
{
    policy *p = NULL;
    policy_session *s = NULL;
    const sql_host host = {.source = empty_source,
                           .rows = empty_rows,
                           .parameter = no_parameter,
                           .version = one_version,
                           .now_ms = sql_clock_ms,
                           .as_of = 0};
    const policy_question q = {.as_of = 0};
    err_code code = read_packs(&p, folder, a, e);
    if (!code) code = policy_open(&s, p, &host, false, e);
    if (!code) code = policy_try(s, &q, e);
    if (!code) code = policy_faults(out, p, s, print_words, a, e);
    policy_close(s);
    return code;
}

static err_code print_faults(weir_sink out, const relation *r, const weir_show_options *o, arena *a, err *e)
{
    buf text;
    buf_init(&text, a, OUTPUT_BYTES_MAX);
    report_options how = {.format = report_format_of(o->format), .zh = o->lang == WEIR_ZH, .unit = SHOW_WAN};
    err_code code = r->row_count || how.format != REPORT_TABLE ? report_print(&text, r, &how, e) : ERR_OK;
    if (!code) code = sink_put(out, buf_view(&text), e);
    if (code || r->row_count == 0) return code;
    err_set(e, E_POLICY_WRONG);
    err_int(e, "count", r->row_count);
    return E_POLICY_WRONG;
}

weir_status weir_check_pack(const char *folder, const weir_show_options *options, weir_sink out, weir_error **error)
{
    CHECK(folder != NULL);
    CHECK(options != NULL);
    relation r;
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (a == NULL) return report_error(error, &e);
    err_code code = try_packs(&r, folder, a, &e);
    if (!code) code = print_faults(out, &r, options, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}
